"""A cube -> the result frames that measures make of ledgers: the same figures, for any number of records.

A measure is asked of the smallest view that has the columns it needs. What no view has is refused by name:
a figure from cells that do not tell would be wrong without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..errors import UnknownName, WrongUse
from ..measures.closure import (
    OF_DUE_DAYS,
    closed_within,
    closure_against_target,
    closure_curve,
    closure_median,
    cohort_closure,
    compare_closure,
    days_to_close,
    mean_days_open,
    monthly_flow,
    on_time_closure,
)
from ..measures.counts import count_accidents, count_rows
from ..measures.shares import area_shares, breakdown, share_change
from ..measures.trends import compare_windows, five_year_mean
from ..periods import Window
from ..reference import accident_kinds, categories, industries, supervision_sectors
from ..schema import ACCIDENTS, END_TYPES, HAZARD_LEVELS, SEVERITIES, UNKNOWN, Basis
from .counted import CELL_RECORDS, SHEETS, VIEWS, as_ledger, last_days
from .cube import Cube
from .table import Table, only

Measure = Callable[..., pd.DataFrame]

_ACCIDENTS = ("accidents",)
_CLOSURE = ("hazards/closure",)
_WITH_MONTHS = ("hazards/closure", "hazards/months")
_SORTS: Mapping[Measure, tuple[str, ...]] = {
    count_accidents: _ACCIDENTS,
    area_shares: _ACCIDENTS,
    breakdown: _ACCIDENTS,
    share_change: _ACCIDENTS,
    compare_windows: _ACCIDENTS,
    five_year_mean: _ACCIDENTS,
    count_rows: ("hazards/closure", "inspections"),
    cohort_closure: _WITH_MONTHS,
    closure_against_target: _WITH_MONTHS,
    monthly_flow: _WITH_MONTHS,
    closure_curve: _CLOSURE,
    closed_within: _CLOSURE,
    days_to_close: _CLOSURE,
    closure_median: _CLOSURE,
    mean_days_open: _CLOSURE,
    compare_closure: _CLOSURE,
    on_time_closure: ("hazards/due",),
}
"""Measure -> the sorts of views (the beginnings of their names) that tell what it needs."""

_BY_AREA: Mapping[Measure, tuple[str, ...]] = {
    count_accidents: ("area",),
    count_rows: ("area",),
    area_shares: ("area",),
    breakdown: ("area",),
    share_change: ("area",),
    compare_windows: ("area",),
    five_year_mean: ("area",),
    compare_closure: ("area",),
}
"""What measures go by where they are not told, or need besides."""

_DAYS = {"found_on": "hazards/closure", "inspected_on": "inspections"}
"""Days that rows are counted by -> the sort of views that has them all, none moved or left blank."""

_FLAGS, _FLAG = ("listed", "counted", "fatal"), ("yes", "no")

_OVERDUE = (cohort_closure, closure_against_target)


def measured(cube: Cube, measure: Measure, *, where: Mapping[str, str] | None = None, **options: Any) -> Any:
    """The result frame of a measure, from a cube instead of a ledger, equal cell by cell.

    Parameters
    ----------
    cube
        What `run`, `part` or `add` gave.
    measure
        A function of `measures.counts`, `measures.shares`, `measures.trends` or `measures.closure`.
    where
        Only records with these values, such as ``{"area": "平谷区"}`` or ``{"listed": "no"}``, as of a ledger
        cut down to them.
    options
        The measure's own, but for the ledger; of `count_rows` its column of days as ``day``, which is
        ``found_on`` or ``inspected_on``.

    Raises
    ------
    UnknownName
        If the measure is none that a cube can answer, or a value is one that no record and no list has.
    WrongUse
        If no view has all the columns asked for together, if by month was all that is known and a window ends
        within one, or if records of the cube stand in two of its parts.

    Examples
    --------
    >>> from datetime import date
    >>> from safetystats.cubes import run
    >>> from safetystats.measures.closure import cohort_closure
    >>> from safetystats.shipped import shipped
    >>> cube = run([shipped("data", "raw") / "hazards" / "门头沟区挂账隐患台账（示例）.xlsx"])
    >>> half_year = {"window": Window.months(2020, 1, 6), "as_of": date(2020, 8, 24)}
    >>> closure = measured(cube, cohort_closure, where={"area": "门头沟区"}, **half_year)
    >>> closure[["numerator", "denominator", "open", "overdue"]].to_dict("records")
    [{'numerator': 146, 'denominator': 188, 'open': 42, 'overdue': 42}]
    """
    if measure not in _SORTS:
        raise UnknownName("measure of a cube", measure.__name__, [known.__name__ for known in _SORTS])
    require_no_repeats(cube)
    where = where or {}
    needed = {*where, *_columns_of(measure, options)}
    sorts = _SORTS[measure]
    if measure is count_rows:
        sorts = (_sort_by(options.get("day", "")),)
    name = _view_with(cube, needed, sorts, measure)
    if name == "hazards/months":
        _require_whole_months(measure, cube.views[name], options)
    _require_known(cube, name, where)
    result = measure(_rows(cube, name, where), **options)
    if measure in _OVERDUE:
        return result.assign(**_of_due_days(cube, name, needed, where, options))
    return result


def loss_in_fen(cube: Cube, *, by: Sequence[str] = ("area",)) -> pd.DataFrame:
    """Direct loss of all accidents, exact in fen, and how many do not state theirs.

    Accidents that are struck off the statistics are among them, as `by` ``counted`` shows.

    Parameters
    ----------
    cube
        As in `measured`.
    by
        One or more of ``area``, ``category`` and ``counted``, and at most one of industry, sector, kind and
        severity.

    Returns
    -------
    DataFrame
        `by`, ``accidents``, ``loss_fen`` and ``unstated``; a key that is not stated is a row, too.

    Raises
    ------
    UnknownName, WrongUse
        If `by` names no such column, or more than one view has together.
    """
    require_no_repeats(cube)
    known = sorted({key for name in _of_sorts(_ACCIDENTS) for key in VIEWS[name].keys} - {*ACCIDENTS.when})
    by = [by] if isinstance(by, str) else list(by)
    for column in by:
        if column not in known:
            raise UnknownName("column of accidents in a cube", column, known)
    if not by:
        raise WrongUse(f"Losses go by one column at least. Known: {', '.join(known)}.")
    rows = cube.views[_view_with(cube, set(by), _ACCIDENTS, count_accidents)].frame()
    columns = {CELL_RECORDS: "accidents", "loss_fen": "loss_fen", "loss_fen_unstated": "unstated"}
    sums = rows.groupby(by, as_index=False, dropna=False)[list(columns)].sum()
    return sums.rename(columns=columns)


def require_no_repeats(cube: Cube) -> None:
    """Refuse a cube that holds records twice."""
    if cube.repeats:
        raise WrongUse(
            f"Records of this cube stand in two of its parts ({cube.repeats:,} of them), so they would be "
            "counted twice. Count the files together with cubes.run, which leaves them out."
        )


def _columns_of(measure: Measure, options: Mapping[str, Any]) -> set[str]:
    """The keys that a measure asks of a ledger."""
    by = options.get("by", _BY_AREA.get(measure, ()))
    columns = {by} if isinstance(by, str) else set(by)
    if measure in (area_shares, share_change) or options.get("area"):
        columns.add("area")
    basis = options.get("basis")
    if isinstance(basis, Basis) and basis.part:
        columns.add(basis.part[0])
    return columns


def _of_sorts(sorts: Sequence[str]) -> list[str]:
    """The names of the views of these sorts."""
    return [name for sort in sorts for name in VIEWS if name == sort or name.startswith(sort + "/")]


def _view_with(cube: Cube, needed: set[str], sorts: Sequence[str], measure: Measure) -> str:
    """The first view of these sorts that has all the keys needed."""
    fitting = [name for name in _of_sorts(sorts) if needed <= set(VIEWS[name].keys)]
    if not fitting:
        raise WrongUse(
            f"A cube does not tell {', '.join(sorted(needed))} together, as {measure.__name__} asks. "
            f"It has: {_told(sorts)}. Ask for fewer columns, or measure the clean ledger."
        )
    there = [name for name in fitting if name in cube.views]
    if not there:
        ledger = VIEWS[fitting[0]].ledger
        raise WrongUse(f"There was no ledger of {ledger} among what this cube was counted from.")
    return there[0]


def _told(sorts: Sequence[str]) -> str:
    return "; ".join(" and ".join(VIEWS[name].keys) for name in _of_sorts(sorts))


def _sort_by(day: str) -> str:
    """The sort of views that has all days of a column as they stand in the ledger."""
    if day not in _DAYS:
        raise UnknownName("day that a cube counts rows by", day, list(_DAYS), "Others a ledger tells.")
    return _DAYS[day]


def _require_known(cube: Cube, name: str, where: Mapping[str, str]) -> None:
    """Raise for a value that no record has and no list: 0 of 0 would hide a slip of the pen."""
    for column, value in where.items():
        if column not in cube.views[name].labels:
            raise WrongUse(f"`where` asks for texts, and {column} is a day. Ask for a window instead.")
        held = {text for view in cube.views.values() for text in view.labels.get(column, ())}
        known = sorted({*held, *_listed(cube, column)} - {""})
        if value not in known:
            raise UnknownName(f"value of {column}", str(value), known)


def _listed(cube: Cube, column: str) -> Iterable[str]:
    """The values that a column may have, whether a record has them or not; none where any text may stand."""
    if column == "industry":
        return (industries()["letter"] + " " + industries()["industry"]).tolist()
    lists: Mapping[str, Iterable[str]] = {
        "area": cube.areas,
        "category": categories()["category"],
        "supervision_sector": supervision_sectors()["sector"],
        "accident_kind": accident_kinds()["kind"],
        "severity": SEVERITIES,
        "level": HAZARD_LEVELS,
        "end_type": (*END_TYPES, UNKNOWN),
    }
    return lists.get(column, _FLAG if column in _FLAGS else ())


def _rows(cube: Cube, name: str, where: Mapping[str, str]) -> pd.DataFrame:
    """The cells of a view as a ledger, those alone that are asked for."""
    written = last_days(cube.views[SHEETS]) if VIEWS[name].ledger == "hazards" else None
    return as_ledger(VIEWS[name], only(cube.views[name], where), written)


def _of_due_days(
    cube: Cube, name: str, needed: set[str], where: Mapping[str, str], options: Mapping[str, Any]
) -> dict[str, pd.Series]:
    """What open hazards tell by their due days, which the other view knows; missing where there is none."""
    if name == "hazards/months":
        return {column: pd.Series(pd.NA, dtype="Int64") for column in OF_DUE_DAYS}
    asked = {key: held for key, held in options.items() if key != "target"}
    due = name.replace("closure", "due")
    closure = cohort_closure(_rows(cube, due, where), **asked)
    return {column: closure[column] for column in OF_DUE_DAYS}


def _require_whole_months(measure: Measure, table: Table, options: Mapping[str, Any]) -> None:
    """Raise where a window or day lies within a month, of which the view by month knows no part."""
    window: Window = options["window"]
    as_of: date = options["as_of"]
    cut_at = min(window.end, as_of)
    ends = [window.start - timedelta(days=1), cut_at, as_of]
    if any((day + timedelta(days=1)).day != 1 for day in ends):
        raise WrongUse(
            f"Areas and sectors together are known by month: {window} as of {as_of} does not end with one. "
            "Ask for whole months, for one of both columns, or measure the clean ledger."
        )
