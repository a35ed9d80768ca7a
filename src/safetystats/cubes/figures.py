"""A cube -> the result frames that measures make of ledgers: the same figures, for any number of records.

A measure is asked of the smallest view that has the columns it needs. What no view has is refused by name:
a figure from cells that do not tell would be wrong without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..errors import UnknownName, WrongUse
from ..measures.closure import (
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
from ..periods import Window
from ..schema import Basis
from .counted import VIEWS, as_ledger
from .cube import Cube
from .table import Table

Measure = Callable[..., pd.DataFrame]

_ACCIDENTS = ("accidents",)
_CLOSURE = ("hazards/closure",)
_WITH_MONTHS = ("hazards/closure", "hazards/months")
_SORTS: Mapping[Measure, tuple[str, ...]] = {
    count_accidents: _ACCIDENTS,
    area_shares: _ACCIDENTS,
    breakdown: _ACCIDENTS,
    share_change: _ACCIDENTS,
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
    compare_closure: ("area",),
}
"""What measures go by where they are not told, or need besides."""

_OVERDUE = (cohort_closure, closure_against_target)


def measured(cube: Cube, measure: Measure, *, where: Mapping[str, str] | None = None, **options: Any) -> Any:
    """The result frame of a measure, from a cube instead of a ledger, equal cell by cell.

    Parameters
    ----------
    cube
        What `run`, `part` or `add` gave.
    measure
        A function of `measures.counts`, `measures.shares` or `measures.closure`.
    where
        Only records with these values, such as ``{"area": "平谷区"}``, as of a ledger cut down to them.
    options
        The measure's own, but for the ledger; of `count_rows` its column of days as ``day``.

    Raises
    ------
    UnknownName
        If the measure is none that a cube can answer.
    WrongUse
        If no view has all the columns asked for together, if by month was all that is known and a window ends
        within one, or if records of the cube stand in two of its parts.

    Examples
    --------
    >>> from datetime import date
    >>> from safetystats.cubes import run
    >>> from safetystats.measures.closure import cohort_closure
    >>> from safetystats.project import shipped
    >>> cube = run([shipped("data", "raw") / "hazards"])
    >>> half_year = {"window": Window.months(2020, 1, 6), "as_of": date(2020, 8, 24)}
    >>> closure = measured(cube, cohort_closure, where={"area": "门头沟区"}, **half_year)
    >>> closure[["numerator", "denominator", "open", "overdue"]].to_dict("records")
    [{'numerator': 159, 'denominator': 202, 'open': 43, 'overdue': 43}]
    """
    if measure not in _SORTS:
        raise UnknownName("measure of a cube", measure.__name__, [known.__name__ for known in _SORTS])
    _require_no_repeats(cube)
    where = where or {}
    needed = {*where, *_columns_of(measure, options)}
    sorts = _SORTS[measure]
    if measure is count_rows:
        sorts = tuple(sort for sort in sorts if options["day"] in VIEWS[_any_of(sort)].keys)
    name = _view_with(cube, needed, sorts, measure)
    if name == "hazards/months":
        _require_whole_months(measure, cube.views[name], options)
    rows = _rows(cube, name, where)
    result = _called(measure, rows, options)
    if measure in _OVERDUE:
        return result.assign(overdue=_overdue(cube, name, needed, where, options))
    return result


def loss_in_fen(cube: Cube, *, by: Sequence[str] = ("area",)) -> pd.DataFrame:
    """Direct loss of all accidents, exact in fen, and how many do not state theirs.

    Parameters
    ----------
    cube
        As in `measured`.
    by
        ``area``, ``category`` and at most one of industry, sector, kind and severity.
    """
    _require_no_repeats(cube)
    rows = cube.views[_view_with(cube, set(by), _ACCIDENTS, count_accidents)].frame()
    columns = {"records": "accidents", "loss_fen": "loss_fen", "loss_fen_unstated": "unstated"}
    return rows.groupby(list(by), as_index=False)[list(columns)].sum().rename(columns=columns)


def _require_no_repeats(cube: Cube) -> None:
    if cube.repeats:
        raise WrongUse(
            f"Records of this cube stand in two of its parts ({cube.repeats} marks agree), so they would be "
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


def _any_of(sort: str) -> str:
    return next(name for name in VIEWS if name == sort or name.startswith(sort + "/"))


def _view_with(cube: Cube, needed: set[str], sorts: Sequence[str], measure: Measure) -> str:
    """The first view of these sorts that has all the keys needed."""
    fitting = [
        name
        for sort in sorts
        for name, view in VIEWS.items()
        if (name == sort or name.startswith(sort + "/")) and needed <= set(view.keys)
    ]
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
    views = [view for sort in sorts for name, view in VIEWS.items() if name.startswith(sort)]
    return "; ".join(" and ".join(view.keys) for view in views)


def _rows(cube: Cube, name: str, where: Mapping[str, str]) -> pd.DataFrame:
    """The cells of a view as a ledger, those alone that are asked for."""
    rows = as_ledger(VIEWS[name], cube.views[name].frame())
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows


def _called(measure: Measure, rows: pd.DataFrame, options: Mapping[str, Any]) -> pd.DataFrame:
    if measure is count_rows:
        return count_rows(rows, **options)
    return measure(rows, **options)


def _overdue(
    cube: Cube, name: str, needed: set[str], where: Mapping[str, str], options: Mapping[str, Any]
) -> pd.Series:
    """The hazards open past their due day, of which the other view tells; missing where there is none."""
    if name == "hazards/months":
        return pd.Series(pd.NA, dtype="Int64")
    asked = {key: held for key, held in options.items() if key != "target"}
    due = name.replace("closure", "due")
    return cohort_closure(_rows(cube, due, where), **asked)["overdue"]


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
