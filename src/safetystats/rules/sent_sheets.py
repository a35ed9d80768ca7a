"""Of which area and of which days each sheet is, by its own names and those of its folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

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
from .versions import latest_year, stated_window, window_of

_ALL_DAYS = Window(date.min, date.max)
_DAYS_OF_A_MONTH = 31


class _Sheet(NamedTuple):
    """One sheet: the window that it is about, the areas that its names tell, and its rows by their area."""

    window: Window
    """All days where it names none, as it may hold any."""
    areas: Collection[str]
    """Blank alone where it speaks of no area; none where it names some that are not understood."""
    rows: Counter[str]

    @property
    def is_of_all(self) -> bool:
        """Whether it may be a ledger of all areas: what it holds says of which it is."""
        return "" in self.areas and self.window.days > _DAYS_OF_A_MONTH


def sent_sheets(
    sheets: Sheets, values: pd.DataFrame, ledger: Ledger, project: Project, *, without: Collection[int] = ()
) -> tuple[OfArea, ...]:
    """The area of each sheet that counts, blank where it names none, and the window that it is about; all
    days where it names no window, as it may hold any.

    One that names areas in short (平谷_2024-01) is of those that its rows are of. One that names none, and is
    of more than a month, is of those areas of which it holds as much as their own sheets of its days,
    or half as much: a ledger of all, and no list beside them. A blank form that names no window, or lies
    beside another sheet in its file without naming an area, says nothing, nor do those `without`, by their
    numbers.
    """
    without = {*without, *left_out(sheets.tables, ledger)}
    sent = [*_said_of(sheets, sorted({*range(len(sheets.tables))} - without), values, project)]
    own = [
        (OfArea(area, one.window), one.rows[area]) for one in sent if not one.is_of_all for area in one.areas
    ]
    of_all = [OfArea(area, one.window) for one in sent if one.is_of_all for area in _areas_held(one, own)]
    return tuple(sorted({*(one for one, _ in own), *of_all}))


def _said_of(
    sheets: Sheets, numbers: Sequence[int], values: pd.DataFrame, project: Project
) -> Iterator[_Sheet]:
    """What sheets by their numbers say, but for blank forms."""
    names = AreaNames.of(project)
    placed = values["area"] if "area" in values else pd.Series(UNKNOWN, values.index)
    in_file = Counter(sheets.tables[number].file for number in numbers)
    for number in numbers:
        table, rows = sheets.tables[number], Counter[str](placed[sheets.of == number])
        one = _Sheet(_window_of(table), _areas_named(table, rows, names, project), rows)
        is_blank = not rows and (one.window == _ALL_DAYS or ("" in one.areas and in_file[table.file] > 1))
        if not is_blank:
            yield one


def _areas_named(table: RawTable, rows: Iterable[str], names: AreaNames, project: Project) -> Collection[str]:
    """The areas a sheet names; those of its rows where it does so in short, blank where it names none."""
    if areas := areas_of_sheet(table, names, project.city):
        return set(areas.values())
    return {*rows} - {UNKNOWN} if names.are_named_in(names_of_sheet(table)) else {""}


def _areas_held(one: _Sheet, own: Sequence[tuple[OfArea, int]]) -> list[str]:
    """The areas of which a sheet that names none holds at least half as much as their own of its days."""
    beside = Counter[str]()
    for sheet, number in own:
        if one.window.start <= sheet.window.start and sheet.window.end <= one.window.end:
            beside[sheet.area] += number
    return [area for area in one.rows.keys() - {UNKNOWN} if 2 * one.rows[area] >= beside[area]]


def names_of_sheet(table: RawTable) -> str:
    """Title, tab and file name of a sheet, as they are compared."""
    return " ".join(map(folded, (table.title, table.tab, PurePath(table.file).stem)))


def _window_of(table: RawTable) -> Window:
    """The window that a sheet is about; of a month without its year (7月) that of the year of its rows."""
    stem = PurePath(table.file).stem
    if window := window_of(table):
        return window
    year = latest_year(table)
    of_year = stated_window(f"{year}年", table.tab, stem) if year else None
    return of_year if of_year and not of_year.is_full_year else _ALL_DAYS
