"""Of which area and of which days each sheet is, by its own names and those of its folders."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

import pandas as pd

from ..periods import OfArea, Window
from ..project import Project
from ..read import RawTable
from ..schema import UNKNOWN, Ledger
from .columns import Sheets
from .elsewhere import areas_of_sheet
from .places import AreaNames
from .reading import folded
from .uncounted_sheets import left_out
from .versions import latest_year, stated_window

_ALL_DAYS = Window(date.min, date.max)


def sent_sheets(sheets: Sheets, values: pd.DataFrame, ledger: Ledger, project: Project) -> tuple[OfArea, ...]:
    """The area of each sheet that counts, blank where it names none, and the window that it is about; all
    days where it names no window, as it may hold any.

    One that names an area in short (平谷_2024-01) is of it where all of its rows are.
    """
    names = AreaNames.of(project)
    placed = values["area"] if "area" in values else pd.Series(UNKNOWN, values.index)
    sent: set[OfArea] = set()
    for number in {*range(len(sheets.tables))} - left_out(sheets.tables, ledger):
        table = sheets.tables[number]
        of_rows = set(placed[sheets.of == number]) - {UNKNOWN}
        is_short = len(of_rows) == 1 and names.are_named_in(names_of_sheet(table))
        areas = set(areas_of_sheet(table, names, project.city).values()) or (of_rows if is_short else {""})
        sent |= {OfArea(area, _window_of(table)) for area in areas}
    return tuple(sorted(sent))


def names_of_sheet(table: RawTable) -> str:
    """Title, tab and file name of a sheet, as they are compared."""
    return " ".join(map(folded, (table.title, table.tab, PurePath(table.file).stem)))


def _window_of(table: RawTable) -> Window:
    """The window that a sheet is about; of a month without its year (7月) that of the year of its rows."""
    stem = PurePath(table.file).stem
    if window := stated_window(table.title, table.tab, stem):
        return window
    year = latest_year(table)
    of_year = stated_window(f"{year}年", table.tab, stem) if year else None
    return of_year if of_year and not of_year.is_full_year else _ALL_DAYS
