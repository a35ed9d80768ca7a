"""Accidents, deaths and injuries by area, sector and window; rows of any ledger; published totals.

Zero rows are rows, "unknown" is a part, and the city (`by=()`) is all rows, those of unknown area too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from ..errors import UnknownName, WrongUse
from ..periods import Window
from ..schema import Basis, require_columns
from .intervals import clustered_count_interval, count_interval
from .tally import (
    FEW,
    PERSONS,
    Levels,
    days_lacking,
    levels_of,
    result_frame,
    sizes_of,
    tally,
    tally_accidents,
)

CLUSTERS_UNKNOWN = "limits too narrow: deaths per accident unknown"
"""What a count of published deaths must say."""

ROWS_COUNTED = "all rows"
"""Basis of a count of rows: nothing was left out."""


def count_accidents(
    accidents: pd.DataFrame,
    *,
    windows: Sequence[Window],
    basis: Basis,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    events: str = "accidents",
    as_of: date | None = None,
    covered: Window | None = None,
) -> pd.DataFrame:
    """Accidents, or the persons killed or hurt in them, by key and window.

    Parameters
    ----------
    accidents
        Ledger of accidents.
    windows
        One row per key and window, in this order.
    basis
        What counts; those struck off never do.
    by
        Key columns of the ledger; ``()`` for the city, which is all rows.
    levels
        For each key the values that get a row even with 0 events; those in the ledger if not given. Values
        beside them are kept as further rows, and areas of which `covered` lacks days of a window.
    events
        ``accidents``, ``deaths``, ``serious_injuries`` or ``minor_injuries``.
    as_of
        Windows are cut at this day.
    covered
        The days that the ledger covers: a window that starts before or after them, or lies in one of their
        gaps, has no figure, and a note; one that ends after them, or holds a gap, has a lower bound.

    Returns
    -------
    DataFrame
        Keys `by` and ``events``, then a result frame: ``value`` is the count, ``denominator`` is missing,
        ``lower`` and ``upper`` say what the count might have been by chance in a like window. Extra:
        ``squares`` (sum over accidents of their events squared), ``small`` (below ten events), ``lacking``
        (days of the window that the ledger does not cover, or not of every area) and ``lacking_of_areas``
        (those of them that it lacks of single areas alone).

    Raises
    ------
    ColumnsMissing, UnknownName, WrongUse
        If the ledger lacks a key, `events` is none of the four, or no window is given.

    Notes
    -----
    Accidents: Garwood 1936. Persons: Dobson 1991 with the variance of clustered deaths, as persons who die in
    one accident do not die independently.

    Examples
    --------
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": pd.to_datetime(["2020-01-05", "2020-03-09", "2020-06-30"]),
    ...     "area": ["north", "north", "unknown"], "category": "工矿商贸", "deaths": [1, 3, 1],
    ...     "counted": True})
    >>> fatal = Basis("all", "", "", ())
    >>> half_year = [Window.months(2020, 1, 6)]
    >>> counts = count_accidents(
    ...     accidents, windows=half_year, basis=fatal, levels={"area": ["north", "south"]})
    >>> counts[["area", "value", "lower", "upper", "days"]].round(1)
          area  value  lower  upper  days
    0    north    2.0    0.2    7.2   182
    1    south    0.0    0.0    3.7   182
    2  unknown    1.0    0.0    5.6   182
    """
    rows = tally_accidents(
        accidents,
        windows=windows,
        basis=basis,
        by=by,
        levels=levels,
        events=events,
        as_of=as_of,
        covered=covered,
    )
    return with_count_limits(rows, [*by, "events"])


def count_rows(
    ledger: pd.DataFrame,
    day: str,
    *,
    windows: Sequence[Window],
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    events: str = "rows",
    as_of: date | None = None,
) -> pd.DataFrame:
    """Rows of a ledger by key and window: hazards found, inspections made.

    Parameters
    ----------
    ledger
        Any ledger.
    day
        Its date column that puts a row into a window, such as ``found_on``.
    windows, by, levels, as_of
        As in `count_accidents`.
    events
        What a row is called in the result, such as ``hazards``.

    Returns
    -------
    DataFrame
        As `count_accidents`, without limits: rows of work done are complete, not chance events.

    Examples
    --------
    >>> hazards = pd.DataFrame({"found_on": pd.to_datetime(["2020-02-01"]), "area": ["north"]})
    >>> year = [Window.year(2020)]
    >>> count_rows(hazards, "found_on", windows=year, events="hazards")[["area", "events", "value"]]
        area   events  value
    0  north  hazards    1.0
    """
    require_columns(ledger, [day, *by], name=events)
    levels = levels_of(ledger, by, levels)
    rows = tally(ledger, sizes_of(ledger), day, windows=windows, by=by, levels=levels, as_of=as_of)
    rows.insert(len(by), "events", events)
    return result_frame(
        rows.assign(
            denominator=pd.array([pd.NA] * len(rows), dtype="Int64"),
            value=rows["numerator"].astype(float),
            lower=np.nan,
            upper=np.nan,
            level=np.nan,
            method="rows counted",
            basis=ROWS_COUNTED,
            small=rows["numerator"] < FEW,
        ),
        [*by, "events"],
        ["small"],
    )


def counts_from_totals(
    totals: pd.DataFrame,
    *,
    windows: Sequence[Window],
    areas: Sequence[str],
    events: str | Sequence[str] = "accidents",
    basis: str,
) -> pd.DataFrame:
    """The frame of `count_accidents`, from published totals instead of a ledger.

    A window that was published as such is taken from there, in its latest edition: published history is
    revised, and the note then names the earlier figure. Otherwise its months are added up if all of them were
    published, and the note says so. What was not published is a row with a missing value, never 0.

    Parameters
    ----------
    totals
        Published totals: area, measure, window_start, window_end, value, basis, published_on, printed_as.
        Where they have a differing_sum (what the areas of the same table add up to, missing where that is the
        total printed), the note names it.
    windows, areas
        One row for each pair; the whole (a city or a nation) is an area like any other.
    events
        A measure of `totals`, or several of them, one after the other.
    basis
        Basis by name, as it stands in `totals`.

    Raises
    ------
    ColumnsMissing, UnknownName
        If a column is missing, or nothing was published for that measure or basis, or of that area.

    Examples
    --------
    >>> months = pd.DataFrame({
    ...     "area": "全国", "measure": "accidents", "value": [20.0, 12.0], "basis": "building",
    ...     "window_start": pd.to_datetime(["2014-01-01", "2014-02-01"]),
    ...     "window_end": pd.to_datetime(["2014-01-31", "2014-02-28"]),
    ...     "published_on": pd.NaT, "printed_as": "this year"})
    >>> first_two = [Window.months(2014, 1, 2)]
    >>> two = counts_from_totals(months, windows=first_two, areas=["全国"], basis="building")
    >>> two[["value", "note"]]
       value                        note
    0   32.0  sum of 2 published windows
    """
    needed = ["area", "measure", "window_start", "window_end", "value", "basis", "published_on", "printed_as"]
    require_columns(totals, needed, name="totals")
    measures = [events] if isinstance(events, str) else list(events)
    printed = {measure: totals[totals["measure"] == measure] for measure in measures}
    _require_published("measure", measures, totals)
    for of_measure in printed.values():
        _require_published("basis", [basis], of_measure)
    _require_published("area", areas, totals)
    found = [
        {
            "area": area,
            "events": measure,
            **_published(own[(own["area"] == area) & (own["basis"] == basis)], window),
        }
        for measure, own in printed.items()
        for window in windows
        for area in areas
    ]
    if not found:
        raise WrongUse("No window or no area was given. Pass at least one of each.")
    rows = pd.DataFrame(found).assign(basis=basis)
    # Published deaths say nothing about how many died together.
    rows["squares"] = rows["numerator"].where(~rows["events"].isin(PERSONS))
    return with_count_limits(rows, ["area", "events"])


def _require_published(column: str, wanted: Sequence[str], totals: pd.DataFrame) -> None:
    """Raise `UnknownName` for what stands nowhere in a column of published totals."""
    known = totals[column].unique().tolist()
    for name in wanted:
        if name not in known:
            raise UnknownName(f"{column} in the published totals", name, known)


def _published(printed: pd.DataFrame, window: Window) -> dict[str, object]:
    """Figure of one area and window, and the note it must carry."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    known = {"window_start": start, "window_end": end, "days": window.days, "as_of": pd.NaT}
    rows = rows_published(printed, window)
    exact = _editions(printed, window)
    exact = exact[(exact["window_start"] == start) & (exact["window_end"] == end)]
    if len(exact):
        *earlier, latest = exact["value"]
        if pd.isna(latest):
            return {**known, "numerator": np.nan, "note": "not published"}
        revised = [f"{v:g}" for v in dict.fromkeys(earlier) if pd.notna(v) and v != latest]
        notes = [f"revised: {', '.join(revised)} before"] if revised else []
        return {**known, "numerator": latest, "note": "; ".join([*notes, *_differing_sums(rows)])}
    if len(rows):
        notes = [f"sum of {len(rows)} published windows", *_differing_sums(rows)]
        return {**known, "numerator": rows["value"].sum(), "note": "; ".join(notes)}
    return {**known, "numerator": np.nan, "note": "not published"}


def _differing_sums(rows: pd.DataFrame) -> list[str]:
    """Remarks on printed totals that the areas of their own table do not add up to."""
    if "differing_sum" not in rows:
        return []
    differing = rows[rows["differing_sum"].notna()]
    return [
        f"areas of the table add up to {areas:g}, total printed {total:g}"
        for areas, total in zip(differing["differing_sum"], differing["value"])
    ]


def rows_published(printed: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The rows of one area's totals that its figure in a window is taken from.

    That is the table of the window itself in its latest edition, else the tables of all its months; none
    where it was not published.
    """
    inside = _editions(printed, window)
    last = inside.drop_duplicates(["window_start", "window_end"], keep="last")
    places = dict(zip(zip(last["window_start"], last["window_end"]), last.index))
    whole = (pd.Timestamp(window.start), pd.Timestamp(window.end))
    months = [(pd.Timestamp(m.start), pd.Timestamp(m.end)) for m in window.by_month()]
    for needed in ([whole], months):
        if all(one in places for one in needed):
            rows = last.loc[[places[one] for one in needed]]
            return rows if rows["value"].notna().all() else rows.iloc[:0]
    return inside.iloc[:0]


def _editions(printed: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The rows that lie in a window, the latest edition of each last."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    inside = printed[(printed["window_start"] >= start) & (printed["window_end"] <= end)]
    # Undated editions rank first, and a year's own table before next year's reprint.
    return inside.sort_values(["published_on", "printed_as"], na_position="first", kind="stable")


def with_count_limits(rows: pd.DataFrame, keys: Sequence[str], *, level: float = 0.95) -> pd.DataFrame:
    """The result frame of counted rows: limits by the method that their events call for.

    `rows` holds the keys, ``events``, ``numerator``, ``squares``, ``basis``, the window columns and ``note``.
    Where the clustering of persons is not known (``squares`` missing), the limits are those of independent
    events and the note says that they are too narrow.
    """
    count = rows["numerator"].astype(float).where(rows["days"] > 0)
    squares = rows["squares"].astype(float)
    persons = rows["events"].isin(PERSONS)
    blind = persons & squares.isna() & count.notna()
    stretched = clustered_count_interval(count, squares.where(~blind, count), level=level)
    plain = count_interval(count, level=level)
    clustered = persons & ~blind
    note = rows["note"].where(~blind, _joined(rows["note"], CLUSTERS_UNKNOWN))
    return result_frame(
        rows.assign(
            denominator=pd.array([pd.NA] * len(rows), dtype="Int64"),
            value=count,
            lower=np.where(clustered, stretched.lower, plain.lower),
            upper=np.where(clustered, stretched.upper, plain.upper),
            level=level,
            method=np.where(clustered, "dobson, clustered", "garwood"),
            note=note,
            squares=rows["squares"].astype("Int64"),
            small=count < FEW,
            lacking=days_lacking(rows),
            lacking_of_areas=days_lacking(rows, "lacking_of_areas"),
        ),
        keys,
        ["squares", "small", "lacking", "lacking_of_areas"],
    )


def _joined(notes: pd.Series, more: str) -> pd.Series:
    return notes.where(notes == "", notes + "; ") + more
