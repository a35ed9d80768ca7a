"""Which rows lie in a window: by their day, or by all the days among which they lie; and which only may.

Of an accident dated 2020年3月 the ledger has no day, but those of March. It lies in a window that holds all
of them, and may lie in one that holds some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ..periods import Window, ends_of, gaps_in
from ..schema import LEDGERS
from .weights import records_of

_WITHIN = {ledger.day: ledger.within for ledger in LEDGERS.values()}


def lies_in(rows: pd.DataFrame, day: str, window: Window, as_of: date | None = None) -> pd.Series:
    """True where a row lies in the window, cut at `as_of`: by its column `day`, or by all it may be of.

    >>> march = pd.DataFrame({"occurred_on": [pd.NaT], "occurred_within": ["2020-03-01/2020-03-31"]})
    >>> lies_in(march, "occurred_on", Window.months(2020, 1, 6)).tolist()
    [True]
    >>> lies_in(march, "occurred_on", Window.months(2020, 1, 6), date(2020, 3, 15)).tolist()
    [False]
    """
    clipped = window.clipped(as_of) if as_of else window
    if clipped is None:
        return pd.Series(False, index=rows.index)
    inside = clipped.contains(rows[day])
    spans = _spans(rows, day)
    if spans is None:
        return inside
    return inside | (
        (spans["first"] >= pd.Timestamp(clipped.start)) & (spans["last"] <= pd.Timestamp(clipped.end))
    )


def may_lie_in(rows: pd.DataFrame, day: str, window: Window, as_of: date | None = None) -> pd.Series:
    """True where some of the days that a row may be of lie in the window, cut at `as_of`, and others do not.

    >>> year = pd.DataFrame({"occurred_on": [pd.NaT], "occurred_within": ["2020-01-01/2020-12-31"]})
    >>> may_lie_in(year, "occurred_on", Window.months(2020, 1, 6)).tolist()
    [True]
    """
    clipped = window.clipped(as_of) if as_of else window
    spans = _spans(rows, day)
    if clipped is None or spans is None:
        return pd.Series(False, index=rows.index)
    meets = (spans["first"] <= pd.Timestamp(clipped.end)) & (spans["last"] >= pd.Timestamp(clipped.start))
    return meets & ~lies_in(rows, day, clipped)


def first_days(rows: pd.DataFrame, day: str) -> pd.Series:
    """The day of each row; of one of which only a month or year is stated the first of its days.

    >>> march = pd.DataFrame({"occurred_on": [pd.NaT], "occurred_within": ["2020-03-01/2020-03-31"]})
    >>> first_days(march, "occurred_on").dt.strftime("%Y-%m-%d").tolist()
    ['2020-03-01']
    """
    spans = _spans(rows, day)
    if spans is None:
        return rows[day]
    return rows[day].fillna(spans["first"].astype(rows[day].dtype))


def entries_by_day(rows: pd.DataFrame, day: str) -> pd.Series:
    """How many records there are of each day, by day; those of a month or year as of its first.

    >>> noon = pd.DataFrame({"found_on": pd.to_datetime(["2020-03-01 09:00", "2020-03-01 12:00"])})
    >>> entries_by_day(noon, "found_on").to_dict()
    {Timestamp('2020-03-01 00:00:00'): 2}
    """
    return records_of(rows).groupby(first_days(rows, day).dt.normalize()).sum()


def undated_entries(rows: pd.DataFrame, day: str) -> dict[Window, int]:
    """How many records state no day, by the window in which they lie.

    >>> march = pd.DataFrame({"occurred_on": [pd.NaT] * 2, "occurred_within": ["2020-03-01/2020-03-31"] * 2})
    >>> {str(window): records for window, records in undated_entries(march, "occurred_on").items()}
    {'2020-03-01/2020-03-31': 2}
    """
    spans = _spans(rows, day)
    if spans is None:
        return {}
    records = records_of(rows).groupby([spans["first"], spans["last"]]).sum()
    told = records.reset_index().itertuples(index=False, name=None)
    return {Window(first.date(), last.date()): int(n) for first, last, n in told}


def gaps_of(
    kind: str,
    entries: pd.Series,
    *,
    told: Sequence[Window],
    undated: Mapping[Window, int],
    as_of: date | None = None,
) -> list[Window]:
    """Whole months that a ledger does not cover, as `gaps_in` finds them among its entries up to `as_of`.

    Hazards are found many at a time, so that days with some tell how busy their ledger is.

    >>> daily = pd.Series(2, index=pd.date_range("2020-01-01", "2020-12-31"))
    >>> without_may = daily[daily.index.month != 5]
    >>> [str(gap) for gap in gaps_of("hazards", without_may, told=[], undated={})]
    ['2020-05-01/2020-05-31']
    """
    known = entries if as_of is None else entries[entries.index <= pd.Timestamp(as_of)]
    return gaps_in(known if kind == "accidents" else known.clip(upper=1), told, undated)


def gaps_of_rows(
    rows: pd.DataFrame, kind: str, *, told: Sequence[Window], as_of: date | None = None
) -> list[Window]:
    """As `gaps_of`, from the rows of the ledger."""
    day = LEDGERS[kind].day
    undated = undated_entries(rows, day)
    return gaps_of(kind, entries_by_day(rows, day), told=told, undated=undated, as_of=as_of)


def _spans(rows: pd.DataFrame, day: str) -> pd.DataFrame | None:
    """First and last of the days that each row without a day may be of; None where no row has such."""
    within = _WITHIN.get(day)
    if not within or within not in rows or rows[within].isna().all():
        return None
    return ends_of(rows[within].where(rows[day].isna()))
