"""Which rows lie in a window: by their day, or by all the days among which they lie; and which only may.

Of an accident dated 2020年3月 the ledger has no day, but those of March. It lies in a window that holds all
of them, and may lie in one that holds some.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from ..periods import Window, ends_of
from ..schema import LEDGERS, UNKNOWN
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


def entries_of(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    """How many ``records`` there are, by ``area`` and by the ``first`` and ``last`` of the days that they may
    be of; one without any is left out.

    >>> days = pd.to_datetime(["2020-03-02 09:00", None])
    >>> march = pd.DataFrame({"area": ["north", None], "occurred_on": days,
    ...                       "occurred_within": [None, "2020-03-01/2020-03-31"]})
    >>> entries_of(march, "occurred_on")
          area      first       last  records
    0    north 2020-03-02 2020-03-02        1
    1  unknown 2020-03-01 2020-03-31        1
    """
    spans = _spans(rows, day)
    first = last = rows[day].dt.normalize()
    if spans is not None:
        first, last = (first.fillna(spans[name].astype(first.dtype)) for name in ("first", "last"))
    area = rows["area"].astype("str").fillna(UNKNOWN)
    entries = pd.DataFrame({"area": area, "first": first, "last": last, "records": records_of(rows)})
    return entries.groupby(["area", "first", "last"], as_index=False)[["records"]].sum()


def _spans(rows: pd.DataFrame, day: str) -> pd.DataFrame | None:
    """First and last of the days that each row without a day may be of; None where no row has such."""
    within = _WITHIN.get(day)
    if not within or within not in rows or rows[within].isna().all():
        return None
    return ends_of(rows[within].where(rows[day].isna()))
