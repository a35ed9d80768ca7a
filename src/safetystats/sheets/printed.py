"""A printed table of totals: which columns hold which measure, which days it counts, and what a cell says.

A header is read only where all its words are known. 死亡事故起数 counts accidents, 亿元GDP死亡率 is no count
of deaths, and a word that is not known here may change what the figure means: such a column is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import InputRejected
from ..periods import Window
from ..reference import categories, supervision_sectors
from .chinese_days import with_chinese_days
from .grid import Grid, Merge, Row, column_letters, is_blank
from .layout import Levels, spelling
from .titles import says_when, window_in

ACCIDENTS, DEATHS = "accidents", "deaths"
SEVERE = "severe_"
"""Stands before a measure of accidents with three deaths and more: 较大及以上."""

_UNITS = re.compile(r"[(\[](?:单位:)?(?:起|宗|例|次|个|人|名|persons?|people|cases?|no\.?)[)\]]")
_COMPARING = re.compile(
    r"比|增减|增长|增幅|降幅|升降|上升|下降|增加|减少|幅度|差值|±|\+/-|%|‰|率|占|排名|名次|位次|指标|目标|计划|较(?!大)"
    r"|change|ratio|share|rate|rank|target|difference|percent|per\b"
)
"""Words of changes, ratios, rates, ranks and targets: no counts of a window."""
_SEVERE = re.compile(r"较大(?:及|和)?以上(?:级别)?(?:等级)?|severe")
_ACCIDENTS = re.compile(
    r"(?:各类|全部)?(?:生产安全|安全生产)?(?:死亡|亡人|伤亡)?事故(?:发生)?(?:总?起数|总?数|宗数|次数|总量)?"
    r"|起数|宗数|(?:numberof)?(?:fatal)?accidents?"
)
_DEATHS = re.compile(r"(?:死亡|亡人|遇难)(?:总?人数|总?数)?|(?:numberof)?(?:deaths?|fatalities)")
_MEASURES = ((ACCIDENTS, _ACCIDENTS), (DEATHS, _DEATHS))
_NEUTRAL = re.compile(r"绝对数|实际|数值|总体情况|总体|总计|合计|总量|总数|情况|数据|total|number|all")
_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年|前一年)(?:同期)?|同期|(?:the)?(?:last|previous|prior)year")
_THIS_YEAR = re.compile(r"今年以来|今年|本年度?|本期|当年|(?:this|current)year")
_THIS_MONTH = re.compile(r"当月|本月|(?:this)?month")
_TO_DATE = re.compile(r"年初至今|累计|至今|(?:year)?todate|ytd|cumulative")
_STATED_TIME = re.compile(
    r"(?:截[至止]到?)?(?:(?:19|20)[0-9]{2}(?:年度?)?)?(?:前?[0-9]{1,2}月?(?:份)?(?:[-~—–至到]+[0-9]{1,2})?个?月(?:份|[底末])?"
    r"(?:[0-9]{1,2}日)?|第?[一二三四1-4]季度|前[二三四234]个?季度|[上下]半年|全年)?"
)
_MISSING = frozenset(
    {"", "/", "\\", "-", "--", "—", "——", "–", "…", "……", "*", ".", "不详", "未报", "缺报", "n/a", "na"}
)
_NONE = frozenset({"无", "零", "〇"})
_COUNT = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?(?:起|宗|例|次|人|名|个)?(?:\([0-9]+(?:起|人)?\))?"
)


@dataclass(frozen=True)
class PrintedColumn:
    """What one column of a printed table counts."""

    header: str
    measure: str
    window: Window
    years_back: int
    """0 for the window of the title's year, 1 for the same of the year before."""
    part: str = ""
    """A category or sector that the header names; empty where the column counts what the title says."""


def may_count(paths: Iterable[Levels]) -> bool:
    """Whether any header has a word of accidents or deaths: a sheet of scratch work has none."""
    return any(way.search(_words(path)) for path in paths for _, way in _MEASURES)


def printed_columns(
    paths: Iterable[Levels], window: Window, *, measure: str = ""
) -> dict[int, PrintedColumn]:
    """The columns that count something in full: index -> what.

    Parameters
    ----------
    paths
        Each column's header from its top level down.
    window
        What the title says; a header may name a part of it, or the year before.
    measure
        What columns count whose headers are words of time only; else they count what the column to their left
        does.
    """
    columns: dict[int, PrintedColumn] = {}
    left: PrintedColumn | None = None
    for index, path in enumerate(paths):
        column = _column(path, window, left.measure if left else measure, left.part if left else "")
        if column is not None:
            columns[index] = column
        # A column of changes between two years leaves the measure as it is; blank ones end it.
        left = column or (left if path else None)
    return columns


def _column(path: Levels, window: Window, beside: str, part_beside: str) -> PrintedColumn | None:
    words = _words(path)
    if not words or _COMPARING.search(words):
        return None
    back = 1 if _LAST_YEAR.search(words) else 0
    rest, counted, years = _times(_LAST_YEAR.sub("", words), window)
    # 2019年同期 says twice that it is last year's.
    back = max(back, years)
    if counted is None or years not in (0, back) or back > 1:
        return None
    severe = bool(_SEVERE.search(rest))
    rest = _SEVERE.sub("", rest)
    last_named = max(
        (
            (m.end(), name)
            for name, way in ((ACCIDENTS, _ACCIDENTS), (DEATHS, _DEATHS))
            for m in way.finditer(rest)
        ),
        default=(0, ""),
    )[1]
    part = spelling(_NEUTRAL.sub("", _DEATHS.sub("", _ACCIDENTS.sub("", rest))))
    if last_named:
        named = _parts().get(part) if part else ""
        if named is None:
            return None
        measure = f"{SEVERE if severe else ''}{last_named}"
    elif not spelling(rest) and beside and not severe:
        measure, named = beside, part_beside
    else:
        return None
    return PrintedColumn(" > ".join(path), measure, counted, back, named)


def _words(path: Levels) -> str:
    told = "".join(with_chinese_days(unicodedata.normalize("NFKC", level)) for level in path)
    return _UNITS.sub("", "".join(told.split()).casefold())


def _times(words: str, window: Window) -> tuple[str, Window | None, int]:
    """The words without those of time, the window they name (None where unsure), and how many years back."""
    rest = _THIS_YEAR.sub("", words)
    if _THIS_MONTH.search(rest):
        month = Window.month(window.end.year, window.end.month)
        is_whole = window.end == month.end
        return _TO_DATE.sub("", _THIS_MONTH.sub("", rest)), month if is_whole else None, 0
    is_to_date = bool(_TO_DATE.search(rest))
    rest = _TO_DATE.sub("", rest)
    if is_to_date:
        window = Window.year_to_date(window.end)
    stated = max((m[0] for m in _STATED_TIME.finditer(rest)), key=len, default="")
    if not stated:
        return rest, None if says_when(rest) else window, 0
    rest = rest.replace(stated, "", 1)
    if says_when(rest):
        return rest, None, 0
    year = re.search(r"(?:19|20)[0-9]{2}", stated)
    years = window.end.year - int(year[0]) if year else 0
    if year and re.fullmatch(r"(?:19|20)[0-9]{2}(?:年度?)?", stated):
        return rest, window, years
    dated = stated if year else f"{window.end.year}年{stated}"
    counted = window_in(dated)
    return rest, counted.in_year(window.end.year) if counted else None, years


def _parts() -> dict[str, str]:
    """Names of categories and sectors that may stand over a measure, by their spelling."""
    words = [*categories()["category"], *supervision_sectors()["sector"]]
    return {"": "", **{spelling(word): word for word in words}}


def cell_count(cell: str | None, file: str, row: int, index: int) -> float | None:
    """The count in a cell; None for a blank or a mark of no report, since missing is not zero.

    3（1） is 3, of which 1.

    Raises
    ------
    InputRejected
        If the cell says anything else: left out, it would be missing from a sum without a word.

    Examples
    --------
    >>> cell_count("3起", "a.xls", 4, 1), cell_count("/", "a.xls", 4, 1)
    (3.0, None)
    """
    text = "".join(unicodedata.normalize("NFKC", cell or "").split()).casefold()
    if text in _MISSING:
        return None
    if text in _NONE:
        return 0.0
    if match := _COUNT.fullmatch(text):
        return float(match[1].replace(",", ""))
    raise InputRejected(
        f"'{file}' cell {column_letters(index)}{row} should be a count; found '{(cell or '')[:30]}'. "
        "Write a whole number, or / where no report came."
    )


def turned(grid: Grid, names: Iterable[str], corner: str) -> Grid | None:
    """A table with areas across the top, turned so that they stand down the side; None where it is none.

    `names` are the spellings of areas and totals; `corner` is the header to write over the areas.
    """
    known = set(names)
    for top, row in grid.rows.items():
        across = [i for i, cell in enumerate(row) if cell is not None and spelling(cell) in known]
        below = [n for n in grid.rows if n > top]
        if len(across) < _AREAS_ACROSS or across[0] == 0 or not below:
            continue
        labels = range(across[0])
        if any(cell is not None and spelling(cell) in known for n in below for cell in grid.rows[n][:1]):
            continue
        rows: dict[int, Row] = {n: list(cells) for n, cells in grid.rows.items() if n < top}
        for level, label in enumerate(labels):
            head = corner if level == 0 else None
            rows[top + level] = [head, *(_cell(grid.rows[n], label) for n in below)]
        first = top + len(labels)
        for place, index in enumerate(across):
            rows[first + place] = [row[index], *(_cell(grid.rows[n], index) for n in below)]
        place_of = {n: place for place, n in enumerate(below, start=1)}
        merges = tuple(
            Merge(top + m.left, place_of[m.top], top + m.right, place_of[m.bottom])
            for m in grid.merges
            if m.top in place_of and m.bottom in place_of and m.right < across[0]
        )
        return replace(grid, rows=rows, merges=merges)
    return None


_AREAS_ACROSS = 3


def _cell(row: Row, index: int) -> str | None:
    cell = row[index] if index < len(row) else None
    return None if is_blank(cell) else cell
