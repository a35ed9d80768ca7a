"""Of which days, and of which area, sheets say that there was nothing: 本月无事故, 零报告."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

import pandas as pd

from ..periods import OfArea
from ..project import Project
from ..read import RawTable
from ..schema import UNKNOWN
from ..sheets.lines import ZERO_REPORT
from .elsewhere import area_within, areas_of_sheet
from .places import AreaNames
from .reading import folded
from .versions import stated_window

_OF_A_TOWN = re.compile(r"(?:(?![各全年月])[\u4e00-\u9fff]){2}(?:街道|(?<![城集村小乡])镇|乡(?!镇|村))")
"""大峪街道, 永定镇; 各乡镇 are all of them, and 城镇燃气 is no place."""


def told_without_any(
    tables: Sequence[RawTable], of: pd.Series, reasons: pd.Series, areas: pd.Series, project: Project
) -> tuple[OfArea, ...]:
    """The windows named by sheets that hold no record and say so: of these nothing happened.

    Of the area that the sheet or its rows name, else of all; in a sheet with records of others, of an area of
    which it says so. A sheet without a row that says nothing may be a form that was not filled in.

    Parameters
    ----------
    of, reasons, areas
        The table of each row by its number, why it is set aside, and its area.
    """
    names, told = AreaNames.of(project), set()
    is_zero = reasons.str.startswith(ZERO_REPORT)
    for number, table in enumerate(tables):
        window = stated_window(table.title, table.tab, PurePath(table.file).stem)
        if window is None:
            continue
        rows = is_zero[of == number]
        says_so = bool(rows.all()) if len(rows) else any(line.reason == ZERO_REPORT for line in table.lines)
        own = rows.groupby(areas[rows.index].fillna(UNKNOWN)).all().drop(UNKNOWN, errors="ignore")
        told |= {OfArea(str(area), window) for area in own.index[own]}
        if says_so and own.empty:
            told |= {OfArea(area, window) for area in _areas_told(table, names, project.city)}
    return tuple(sorted(told))


def _areas_told(table: RawTable, names: AreaNames, city: str) -> Iterator[str]:
    """The one area that a sheet is of by its names, or a folder's; blank for all where they name none.

    None at all where they name several, or a town, which says nothing of the rest.
    """
    path = PurePath(table.file)
    folders = [area for part in path.parts[:-1] if (area := area_within(part, names, city))]
    of_sheet = {*areas_of_sheet(table, names, city).values(), *folders}
    texts = " ".join(map(folded, (table.title, table.tab, path.stem)))
    if len(of_sheet) == 1:
        yield from of_sheet
    elif not of_sheet and not _OF_A_TOWN.search(texts) and not names.are_named_in(texts):
        yield ""
