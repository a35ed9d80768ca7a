"""Of which area and of which days each sheet is, by its own names and those of its folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

import pandas as pd

from ..findings import FINDING
from ..periods import OfArea, Window
from ..project import Project
from ..read import RawTable
from ..schema import LEDGERS, UNKNOWN, Ledger
from .columns import WHOLE_SHEET, Sheets
from .elsewhere import areas_of_sheet
from .places import AreaNames
from .reading import folded
from .uncounted_sheets import left_out
from .versions import is_contradicted, latest_year, stated_window, window_of, window_told, years_of_days

_DAYS_BELIEVED = "the days are believed; one without a year has none from title or name"
_ALL_DAYS = Window(date.min, date.max)
_DAYS_OF_A_MONTH = 31


def sent_sheets(sheets: Sheets, values: pd.DataFrame, ledger: Ledger, project: Project) -> tuple[OfArea, ...]:
    """The area of each sheet that counts, blank where it names none, and the window that it is about; all
    days where it names no window, as it may hold any.

    One that names areas in short (平谷_2024-01) is of those that its rows are of. One that names none, and is
    of more than a month, is of those areas of which it holds as much as their own sheets of its days,
    or half as much: a ledger of all, and no list beside them. A blank form that names no window, or lies
    beside another sheet in its file without naming an area, says nothing.
    """
    names = AreaNames.of(project)
    placed = values["area"] if "area" in values else pd.Series(UNKNOWN, values.index)
    counted = sorted({*range(len(sheets.tables))} - left_out(sheets.tables, ledger))
    in_file = Counter(sheets.tables[number].file for number in counted)
    own, of_none = list[tuple[OfArea, int]](), list[tuple[Window, Counter[str]]]()
    for number in counted:
        table, window = sheets.tables[number], _window_of(sheets.tables[number])
        rows = Counter[str](placed[sheets.of == number])
        of_rows = rows.keys() - {UNKNOWN}
        is_named = names.are_named_in(names_of_sheet(table))
        areas = set(areas_of_sheet(table, names, project.city).values()) or (of_rows if is_named else set())
        if not areas and (is_named or (not rows and in_file[table.file] > 1)):
            continue
        if not rows and window == _ALL_DAYS:
            continue
        if areas or window.days <= _DAYS_OF_A_MONTH:
            own += [(OfArea(area, window), rows[area]) for area in areas or {""}]
        else:
            of_none.append((window, rows))
    sent = {one for one, _ in own}
    for window, rows in of_none:
        beside = Counter[str]()
        for one, number in own:
            is_within = window.start <= one.window.start and one.window.end <= window.end
            beside[one.area] += number if is_within else 0
        sent |= {OfArea(area, window) for area in rows.keys() - {UNKNOWN} if 2 * rows[area] >= beside[area]}
    return tuple(sorted(sent))


def names_of_sheet(table: RawTable) -> str:
    """Title, tab and file name of a sheet, as they are compared."""
    return " ".join(map(folded, (table.title, table.tab, PurePath(table.file).stem)))


def find_contradicted(tables: Sequence[RawTable]) -> pd.DataFrame:
    """Findings for sheets of which the days contradict the year that title, tab or file names."""
    found = []
    for table in filter(is_contradicted, tables):
        window = window_told(table)
        told = {window.start.year, window.end.year} if window else set()
        years = [", ".join(map(str, sorted(of))) for of in (told, set(years_of_days(table)))]
        cells = (LEDGERS[table.kind].day, "title_contradicted", *years, "kept", _DAYS_BELIEVED)
        found.append((table.file, table.sheet, WHOLE_SHEET, *cells))
    return pd.DataFrame(found, columns=list(FINDING))


def _window_of(table: RawTable) -> Window:
    """The window that a sheet is about; of a month without its year (7月) that of the year of its rows."""
    stem = PurePath(table.file).stem
    if window := window_of(table):
        return window
    year = latest_year(table)
    of_year = stated_window(f"{year}年", table.tab, stem) if year else None
    return of_year if of_year and not of_year.is_full_year else _ALL_DAYS
