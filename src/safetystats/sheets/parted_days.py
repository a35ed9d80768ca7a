"""Days whose parts stand apart: in three columns, joined in one, or the month in a heading above the days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..schema import Kind
from .grid import Row, is_blank
from .merged import Change

DAY = "年月日"
"""What the last of the three columns is called: with 发生时间 above it, the day of the accident."""
_PARTS = ("年", "月", "日")
_FIGURES = (re.compile(r"\s*([0-9]{4})年?\s*"), *(re.compile(rf"\s*([0-9]{{1,2}}){p}?\s*") for p in "月日"))


def name_parted_days(paths: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Headers (their levels from the top) with 年月日 for the last of 年, 月, 日 beside each other.

    >>> name_parted_days([("发生时间", "年"), ("发生时间", "月"), ("发生时间", "日")])[2]
    ('发生时间', '年月日')
    """
    named = list(paths)
    for last in range(2, len(paths)):
        three = paths[last - 2 : last + 1]
        if tuple(path[-1] for path in three if path) == _PARTS and len({path[:-1] for path in three}) == 1:
            named[last] = (*paths[last][:-1], DAY)
    return tuple(named)


def parts_of_days(paths: Sequence[tuple[str, ...]]) -> list[int]:
    """The columns of years and of months whose days stand in the column behind them.

    >>> parts_of_days([("年",), ("月",), ("年月日",)])
    [0, 1]
    """
    return [part for last in _last_parts(paths) for part in (last - 2, last - 1)]


def _last_parts(paths: Sequence[tuple[str, ...]]) -> list[int]:
    """The columns named `DAY` behind one of years and one of months."""
    return [
        last
        for last, path in enumerate(paths)
        if path[-1:] == (DAY,)
        and [before[-1:] for before in paths[max(last - 2, 0) : last]] == [("年",), ("月",)]
    ]


def join_parted_days(records: Mapping[int, Row], paths: Sequence[tuple[str, ...]]) -> list[Change]:
    """Write year, month and day into the last of their columns, with a finding, where all are figures."""
    changes = []
    for last in _last_parts(paths):
        for number, row in records.items():
            cells = row[last - 2 : last + 1]
            figures = [figure.fullmatch(cell or "") for figure, cell in zip(_FIGURES, cells)]
            matched = [match[1] for match in figures if match]
            if len(matched) == len(_PARTS):
                row[last] = "-".join(matched)
                before = " | ".join(str(cell) for cell in cells)
                changes.append(Change(number, last, "day_joined", before, row[last] or "", "corrected"))
    return changes


_MONTH = re.compile(r"\s*((?:19|20)[0-9]{2})年\s*([0-9]{1,2})月份?\s*(?:[(（].{0,8}[)）])?\s*[:：]?\s*")
_DAY_ALONE = re.compile(r"\s*([0-9]{1,2})[日号]\s*")


def month_heading(row: Row) -> str | None:
    """The month that a line is a heading of, which names nothing else; None for any other line.

    Empty where there is no such month: what stands below is no longer of the month above.

    >>> month_heading(["2022年3月（2起）", None]), month_heading(["2022年13月"])
    ('2022-3', '')
    """
    filled = [cell for cell in row if cell is not None and not is_blank(cell)]
    match = _MONTH.fullmatch(filled[0]) if len(filled) == 1 else None
    if match is None:
        return None
    return f"{match[1]}-{match[2]}" if 1 <= int(match[2]) <= 12 else ""


def join_headed_days(
    records: Mapping[int, Row], months: Mapping[int, str], kinds: Mapping[int, Kind]
) -> list[Change]:
    """Write the month of their heading before days that stand alone (8日), each with a finding."""
    changes = []
    for number, month in ((number, month) for number, month in months.items() if month):
        row = records[number]
        for index in (i for i, kind in kinds.items() if kind == "date" and i < len(row)):
            before = row[index] or ""
            if match := _DAY_ALONE.fullmatch(before):
                after = row[index] = f"{month}-{match[1]}"
                note = "its month stands in the heading above it"
                changes.append(Change(number, index, "day_joined", before, after, "corrected", note))
    return changes
