"""Of which days, and of which area, sheets say that there was nothing: 本月无事故, 零报告."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

import pandas as pd

from ..findings import FINDING, no_findings
from ..periods import OfArea, Window, ends_of
from ..project import Project
from ..read import RawTable
from ..schema import UNKNOWN, Ledger
from ..sheets.lines import OF_A_GRADE, ZERO_REPORT, speaks_of_some
from .columns import Sheets
from .dates import only_year
from .elsewhere import areas_of_sheet
from .places import AreaNames
from .reading import folded
from .sent_sheets import names_of_sheet
from .unlike_records import words_of_none
from .versions import is_contradicted, stated_day, stated_window, window_of

_OF_A_TOWN = re.compile(r"(?:(?![各全年月])[\u4e00-\u9fff]){2}(?:街道|(?<![城集村小乡])镇|乡(?!镇|村))")
"""大峪街道, 永定镇; 各乡镇 are all of them, and 城镇燃气 is no place."""
_OF_ALL = re.compile("全市|本市|各区")
_OF_A_YEAR = re.compile("本年|全年|年度")
_OF_A_QUARTER = re.compile("季")
_OF_A_DAY = re.compile(r"^[^月]*(?:[日周次查休停]|放假)[^月]*$")
"""当日无事故, 检查未发现隐患."""


class _Statement(NamedTuple):
    """That there was nothing: in which area (blank where it names none), and when."""

    row: int
    text: str
    area: str
    place: str
    """What stands in the cell of areas, be it one or not."""
    window: Window | None


class Told(NamedTuple):
    """What sheets say that there was nothing in."""

    windows: tuple[OfArea, ...]
    unused: frozenset[int]
    """The numbers of the sheets without a record that say so, of which it is not known of whom or what."""
    findings: pd.DataFrame


UNTOLD = "zero_report_untold"
"""Rule of what is said of nobody knows whom, when or what."""


def told_without_any(
    sheets: Sheets,
    reasons: pd.Series,
    values: pd.DataFrame,
    ledger: Ledger,
    project: Project,
    *,
    is_whole: bool = True,
) -> Told:
    """The windows of which rows and lines of sheets say that nothing happened in them, and where no record of
    the sheet lies; findings for those of which it is not known of which area, days or accidents they speak.

    A row speaks of the month, quarter or year of its day, or of the day alone, as its words say; one without
    a day of the window that the sheet is about. It speaks of its area, else of that which the sheet names,
    else of all. A sheet without a row that says nothing may be a form that was not filled in. That nobody
    died says all where each accident of the ledger states deaths; that there was none of a grade never does.

    Parameters
    ----------
    reasons, values
        Why each row is set aside, and what it states.
    is_whole
        Whether these are all sheets of the ledger. Of a part nobody knows whether others are of one area
        each, or hold accidents without deaths.
    """
    names, told = AreaNames.of(project), set()
    is_zero = reasons.str.startswith(ZERO_REPORT)
    if not is_zero.any() and all(line.reason != ZERO_REPORT for one in sheets.tables for line in one.lines):
        return Told((), frozenset(), no_findings())
    spans = _spans(values, ledger)
    of_sheets = [set(areas_of_sheet(table, names, project.city).values()) for table in sheets.tables]
    is_fatal = is_whole and ledger.name == "accidents" and _are_fatal(values[reasons == ""])
    found, unused = [], set()
    for number, table in enumerate(sheets.tables):
        own = sheets.of == number
        whole = window_of(table)
        zeros = sheets.texts[own & is_zero].join(spans)
        records = spans[own & ~is_zero]
        said = [*_in_rows(zeros, table, whole), *_in_lines(table, whole, names)]
        is_by_area = any(one.area for one in said)
        others = {area for n, of in enumerate(of_sheets) if n != number and len(of) == 1 for area in of}
        for one in said:
            beside = records[records["placed"] == one.area] if one.area else records
            if one.window is None:
                found += [] if table.is_ledger else [_untold(table, one, _NO_DAYS)]
            elif _hold(beside, one.window, whole):
                continue
            elif speaks_of_some(one.text) and not (is_fatal and not OF_A_GRADE.search(one.text)):
                found.append(_untold(table, one, _NO_MORE))
                unused |= {number} if records.empty else set()
            elif one.area:
                told.add(OfArea(one.area, one.window))
            elif not is_by_area:
                are_alone = is_whole and not others
                speaks_of = _areas_told(table, one.place, of_sheets[number], are_alone, names)
                told |= {OfArea(area, one.window) for area in speaks_of or ()}
                if speaks_of is None:
                    found.append(_untold(table, one, _NO_AREA))
                    unused |= {number} if records.empty else set()
    return Told(tuple(sorted(told)), frozenset(unused), pd.DataFrame(found, columns=list(FINDING)))


def _are_fatal(records: pd.DataFrame) -> bool:
    """Whether a ledger keeps accidents with deaths alone."""
    return len(records) > 0 and bool(records["deaths"].gt(0).fillna(False).all())


def _spans(values: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The first and the last day among which each row lies, missing where it does not say, and its area."""
    day = values[ledger.day]
    days = pd.DataFrame({"first": day, "last": day})
    days = days.fillna(ends_of(values[ledger.within])) if ledger.within else days
    return days.assign(placed=values.get("area", UNKNOWN))


def _in_rows(zeros: pd.DataFrame, table: RawTable, whole: Window | None) -> Iterator[_Statement]:
    """What the rows of a sheet that is about the window `whole` say; `zeros` has their texts and days."""
    for row in zeros.to_dict("records"):
        first, last, area = row["first"], row["last"], row["placed"]
        words = words_of_none(cell for cell in row.values() if isinstance(cell, str))
        if pd.notna(first) and first < last:
            window: Window | None = Window(first.date(), last.date())
        else:
            window = _window_said(words, first.date() if pd.notna(first) else None, table, whole)
        place = row["area"] if isinstance(row["area"], str) else ""
        yield _Statement(row["source_row"], words, "" if area == UNKNOWN else area, place, window)


def _in_lines(table: RawTable, whole: Window | None, names: AreaNames) -> Iterator[_Statement]:
    """What the lines say that are no rows, as they have no day in its column."""
    for line in table.lines:
        if line.reason == ZERO_REPORT:
            areas = [str(names.read(cell).value) for cell in line.text.split(" | ") if names.is_area(cell)]
            window = _window_said(line.text, stated_day("", line.text), table, whole)
            yield _Statement(line.row, line.text, areas[0] if areas else "", line.text, window)


def _window_said(words: str, day: date | None, table: RawTable, whole: Window | None) -> Window | None:
    """The window that words name, 1月无事故, else that which they say is meant about their day."""
    stated = None if is_contradicted(table) else only_year(table.title, table.tab, PurePath(table.file).stem)
    stated = stated or (day.year if day else None)
    named = stated_window(f"{stated}年" if stated else "", words)
    if named and (only_year(words) or not named.is_full_year):
        return named
    if day is None:
        return whole
    if _OF_A_YEAR.search(words):
        return Window.year(day.year)
    if _OF_A_QUARTER.search(words):
        first = day.month - (day.month - 1) % 3
        return Window.months(day.year, first, first + 2)
    return Window(day, day) if _OF_A_DAY.search(words) else Window.month(day.year, day.month)


def _hold(records: pd.DataFrame, window: Window, whole: Window | None) -> bool:
    """Whether a record may lie in a window: any of its sheet where that is the window of the sheet."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    beyond = (records["last"] < start) | (records["first"] > end)
    return len(records) > 0 and (window == whole or not beyond.all())


def _areas_told(
    table: RawTable, place: str, of_sheet: set[str], are_alone: bool, names: AreaNames
) -> tuple[str, ...] | None:
    """The one area that a sheet is of by its names; blank for all where they name none. None where they name
    several, or none while other sheets are each of one area (not `are_alone`).

    A town says nothing of the rest.
    """
    if len(of_sheet) == 1:
        return tuple(of_sheet)
    texts = f"{names_of_sheet(table)} {folded(place)}"
    if of_sheet or names.are_named_in(texts):
        return None
    if _OF_A_TOWN.search(texts):
        return ()
    return ("",) if are_alone or _OF_ALL.search(texts) else None


_NO_AREA = (
    "of which area it speaks is not known, so it tells of none: name the area, or the whole city (全市), "
    "in its title, tab or file name"
)
_NO_MORE = (
    "it speaks of some alone (those with deaths, or of a grade), so it does not tell that there was none: "
    "ask the sender for a sheet that says 无事故 or 无隐患 where that is meant"
)
_NO_DAYS = (
    "of which days it speaks is not known, so it tells of none: name the month and year in its title, tab or "
    "file name"
)


def _untold(table: RawTable, said: _Statement, note: str) -> tuple[str | int, ...]:
    return table.file, table.sheet, said.row, "", UNTOLD, said.text, "", "kept", note
