"""What is counted of a ledger: its views, each the cells of a few keys.

One table with all keys would not be smaller than the ledger: areas x sectors x kinds x days to closure has
more cells than a city has records. Measures ask for an area and one more column at a time, so each such pair
is a view of its own, and what a view holds is bounded by its keys, however many records there are.

Days are kept as days, not as months. A window ends on any day ("to 24 August"), hazards are looked at as they
stood on any day, and a month in the key would need the cube made anew for each. A view of accidents has fewer
cells than days x areas x categories x sectors, and accidents are few. One of hazards grows until the days to
closure of each day and area are filled: the more records these have, the less.

Hazards have two views for each key, because found, closed and due in one would not shrink:

- ``closure``: day found x day ended x how. Days to closure and states on any day come of it, exactly.
- ``due``: day found x day due x what became of it. Of one that ended by its due day no measure asks when, so
  the end stands as the due day; the day of the end is kept of late ones alone.

A third, ``months``, has area, sector and grade together, by month.

What is closed on no stated day was so when its sheet was last written: of such cells the sheet is a key, and
a view of its own tells the last day of each. A slice of a file does not know it; all slices together do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..ledgers import empty_ledger, tells_no_end
from ..measures.states import is_undated
from ..measures.weights import RECORDS
from ..schema import ACCIDENTS, END_TYPES, HAZARDS, LEDGERS, SOURCE, UNKNOWN
from .table import Table, tabled

CELL_RECORDS = "records"
"""The sum of a view that says how many records a cell stands for."""

_ACCIDENT_KEYS = (*ACCIDENTS.when, "area", "category", "counted", "fatal")
_BESIDE = ("industry", "supervision_sector", "accident_kind", "severity")
_PERSONS = ("deaths", "serious_injuries", "minor_injuries")
ACCIDENT_SUMS = (
    CELL_RECORDS,
    *(f"{name}{part}" for name in _PERSONS for part in ("", "_squares", "_unstated")),
    "injuries",
    "injuries_unstated",
    "loss_fen",
    "loss_fen_unstated",
)
"""Persons, the sum of their squares (how they died together) and the accidents that do not state them."""

NO_END = "no_end_stated"
"""The sum of a view of hazards that says how many of a cell's records do not tell how they ended."""

SHEETS = "hazards/sheets"
"""The view that tells how late each sheet of hazards was written."""

_SHEET = "sheet"
"""Of a hazard closed on no stated day its sheet, or the day itself on which a row alone says that it was."""

_HAZARD_SUMS = (CELL_RECORDS, NO_END)
_GRADE = ("level", "listed", _SHEET)


class View(NamedTuple):
    """A table of cells: of which ledger, by which keys, made of it how."""

    ledger: str
    keys: tuple[str, ...]
    prepared: Callable[[pd.DataFrame], pd.DataFrame]
    """The ledger's rows with the keys and sums that the views of one sort take."""
    sums: tuple[str, ...] = (CELL_RECORDS,)


def _accidents(ledger: pd.DataFrame) -> pd.DataFrame:
    rows = ledger.assign(**{CELL_RECORDS: 1})
    fatal = (ledger["deaths"] > 0).astype("object")
    rows["fatal"] = fatal.map({True: "yes", False: "no"}).fillna("")
    rows["counted"] = _flag(ledger["counted"])
    # Whole fen of each record, so that sums do not hang on the order in which they are added.
    loss = (ledger["direct_loss_yuan"].astype("Float64") * 100).round().astype("Int64")
    for name, held in (*((n, ledger[n]) for n in (*_PERSONS, "injuries")), ("loss_fen", loss)):
        rows[name] = held.fillna(0).astype("int64")
        rows[f"{name}_unstated"] = held.isna().astype("int64")
        rows[f"{name}_squares"] = rows[name] ** 2 if name in _PERSONS else 0
    return rows


def _closure(hazards: pd.DataFrame) -> pd.DataFrame:
    """Of what is open no closing day counts; of one closed before it was found only that it was."""
    reopened = hazards["reopened"].fillna(False).astype(bool)
    is_known = hazards["end_type"].isin([*END_TYPES, UNKNOWN])
    end = hazards["end_type"].where(is_known & ~reopened, "open")
    closed_on = hazards["closed_on"].mask(end == "open")
    day_before = hazards["found_on"] - pd.Timedelta(days=1)
    closed_on = closed_on.mask(closed_on < hazards["found_on"], day_before)
    rows = hazards.assign(end_type=end, closed_on=closed_on, listed=_flag(hazards["listed"]))
    rows[_SHEET] = hazards[_SHEET].where(is_undated(rows), "")
    return rows.assign(**{CELL_RECORDS: 1}, **{NO_END: tells_no_end(hazards).astype("int64")})


def _due(hazards: pd.DataFrame) -> pd.DataFrame:
    rows = _closure(hazards)
    ended_by_then = hazards["closed_on"].mask(rows["end_type"] == "open") <= hazards["due_on"]
    return rows.assign(closed_on=rows["closed_on"].mask(ended_by_then, hazards["due_on"]))


def _months(hazards: pd.DataFrame) -> pd.DataFrame:
    rows = _closure(hazards)
    found = _first_of_month(rows["found_on"])
    impossible = rows["closed_on"] < rows["found_on"]
    closed = _first_of_month(rows["closed_on"]).mask(impossible, found - pd.Timedelta(days=1))
    return rows.assign(found_on=found, closed_on=closed)


def _sheets(hazards: pd.DataFrame, told: Collection[str]) -> pd.Series:
    """The sheet of each hazard, of which another slice may know the last day; the day where rows say it."""
    sheet = hazards[SOURCE[0]] + "\n" + hazards[SOURCE[1]].fillna("")
    return sheet.where(~hazards[SOURCE[1]].isin(told), hazards[HAZARDS.stated].dt.strftime("%Y-%m-%d"))


def _written(hazards: pd.DataFrame) -> pd.DataFrame:
    return hazards.assign(**{CELL_RECORDS: 1})


def last_days(sheets: Table) -> dict[str, pd.Timestamp]:
    """How late each sheet was written, by its name in the cells; from the view `SHEETS`."""
    days = sheets.frame().groupby(_SHEET)[HAZARDS.stated].max()
    return {str(sheet): day for sheet, day in days.items()}


def _visits(inspections: pd.DataFrame) -> pd.DataFrame:
    return inspections.assign(**{CELL_RECORDS: 1})


def _first_of_month(days: pd.Series) -> pd.Series:
    first = days.to_numpy().astype("datetime64[M]").astype("datetime64[us]")
    return pd.Series(first, index=days.index)


def _flag(flags: pd.Series) -> pd.Series:
    return flags.astype("object").map({True: "yes", False: "no"}).fillna("").astype("str")


VIEWS: Mapping[str, View] = {
    "accidents": View("accidents", _ACCIDENT_KEYS, _accidents, ACCIDENT_SUMS),
    **{
        f"accidents/{column}": View("accidents", (*_ACCIDENT_KEYS, column), _accidents, ACCIDENT_SUMS)
        for column in _BESIDE
    },
    **{
        f"hazards/{sort}/{column}": View(
            "hazards", (*days, "end_type", *_GRADE, column), prepared, _HAZARD_SUMS
        )
        for sort, days, prepared in (
            ("closure", ("found_on", "closed_on"), _closure),
            ("due", ("found_on", "due_on", "closed_on"), _due),
        )
        for column in ("area", "supervision_sector", "industry")
    },
    "hazards/months": View(
        "hazards",
        ("found_on", "closed_on", "end_type", *_GRADE, "area", "supervision_sector"),
        _months,
        _HAZARD_SUMS,
    ),
    SHEETS: View("hazards", (_SHEET, HAZARDS.stated), _written),
    "inspections": View("inspections", ("inspected_on", "area", "programme"), _visits),
}
"""All views by name; those of one sort are asked in this order, so the smaller ones come first."""

COUNTED = tuple(dict.fromkeys(view.ledger for view in VIEWS.values()))
"""The ledgers that have views; of the others a cube keeps the balance."""


def count(
    kind: str, ledger: pd.DataFrame, only: pd.Series | None = None, told: Collection[str] = ()
) -> dict[str, Table]:
    """The views of a clean ledger, by name.

    Parameters
    ----------
    only
        Which rows are counted; all without.
    told
        Sheets of hazards whose rows say themselves how late they were written, as those of a clean ledger.

    >>> from safetystats.ledgers import empty_ledger
    >>> from safetystats.schema import LEDGERS
    >>> sorted(count("inspections", empty_ledger(LEDGERS["inspections"])))
    ['inspections']
    """
    if kind == HAZARDS.name:
        ledger = ledger.assign(**{_SHEET: _sheets(ledger, told)})
    rows: dict[Callable[[pd.DataFrame], pd.DataFrame], pd.DataFrame] = {}
    tables = {}
    for name, view in VIEWS.items():
        if view.ledger == kind:
            if view.prepared not in rows:
                prepared = view.prepared(ledger)
                rows[view.prepared] = prepared if only is None else prepared[only]
            tables[name] = tabled(rows[view.prepared][[*view.keys, *view.sums]], view.sums)
    return tables


def empty_views() -> dict[str, Table]:
    """All views, without a cell.

    >>> list(empty_views()) == list(VIEWS)
    True
    """
    tables = [count(kind, empty_ledger(LEDGERS[kind])) for kind in COUNTED]
    return {name: table for views in tables for name, table in views.items()}


def as_ledger(
    view: View, cells: pd.DataFrame, written: Mapping[str, pd.Timestamp] | None = None
) -> pd.DataFrame:
    """Cells with the columns that measures look for in a ledger, each standing for its `RECORDS`.

    `written` tells of cells of hazards how late each sheet was written, as `last_days` does.
    """
    flags = {
        name: (cells[name] == "yes").astype("boolean").mask(cells[name].isna())
        for name in ("listed", "counted")
        if name in cells
    }
    rows = cells.rename(columns={CELL_RECORDS: RECORDS}).assign(**flags)
    if view.ledger == "accidents":
        persons = {name: rows[name].astype("Int64") for name in _PERSONS}
        # Whether deaths are stated is a key: a cell has all of its accidents alike.
        persons["deaths"] = persons["deaths"].mask(rows["deaths_unstated"] > 0)
        return rows.assign(**persons)
    if view.ledger == "hazards":
        due = rows["due_on"] if "due_on" in rows else pd.Series(np.datetime64("NaT", "us"), index=rows.index)
        days = {
            text: pd.Timestamp((written or {}).get(text, text)) for text in rows[_SHEET].dropna().unique()
        }
        stated_on = rows[_SHEET].map(days).astype("datetime64[us]")
        return rows.assign(reopened=False, due_on=due, stated_on=stated_on)
    return rows
