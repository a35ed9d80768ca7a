"""Days whose parts stand apart: in three columns, joined in one, or month or year in a heading above."""

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
    """Write year, month and day into the last of their columns, with a finding, where all are figures.

    A year or month that stands only where it changes is that of the row above.
    """
    changes = []
    for last in _last_parts(paths):
        above: list[str | None] = [None, None, None]
        for number, row in records.items():
            cells = row[last - 2 : last + 1]
            stated = [None if cell is None or is_blank(cell) else cell for cell in cells]
            first = next((part for part, cell in enumerate(stated) if cell is not None), len(_PARTS))
            whole = [*above[:first], *stated[first:]]
            figures = [figure.fullmatch(cell or "") for figure, cell in zip(_FIGURES, whole)]
            matched = [match[1] for match in figures if match]
            if len(matched) == len(_PARTS) > first:
                above = [*whole]
                row[last] = "-".join(matched)
                before = " | ".join(cell or "" for cell in cells)
                note = "what is blank stands in the row above" if first else ""
                changes.append(Change(number, last, "day_joined", before, row[last] or "", "corrected", note))
    return changes


_TIME = re.compile(
    r"\s*((?:19|20)[0-9]{2})年度?(?:\s*([0-9]{1,2})月份?)?\s*(?:[(（].{0,8}[)）])?\s*[:：]?\s*"
)
_DAY_ALONE = re.compile(r"\s*([0-9]{1,2})[日号]\s*")
_DAY_OF_A_YEAR = re.compile(r"\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})[日号]?\s*")


def time_heading(row: Row) -> str | None:
    """The month or year that a line is a heading of, which names nothing else; None for any other line.

    Empty where there is no such month: what stands below is no longer of the month above.

    >>> time_heading(["2022年3月（2起）", None]), time_heading(["2022年"]), time_heading(["2022年13月"])
    ('2022-3', '2022', '')
    """
    filled = [cell for cell in row if cell is not None and not is_blank(cell)]
    match = _TIME.fullmatch(filled[0]) if len(filled) == 1 else None
    if match is None:
        return None
    year, month = match.groups()
    if month is None:
        return year
    return f"{year}-{month}" if 1 <= int(month) <= 12 else ""


def join_headed_days(
    records: Mapping[int, Row], times: Mapping[int, str], kinds: Mapping[int, Kind]
) -> list[Change]:
    """Write the month of their heading before days that stand alone (8日), and its year before those of a
    month (3月8日), each with a finding.
    """
    changes = []
    for number, time in ((number, time) for number, time in times.items() if time):
        row = records[number]
        is_month = "-" in time
        stands = _DAY_ALONE if is_month else _DAY_OF_A_YEAR
        for index in (i for i, kind in kinds.items() if kind == "date" and i < len(row)):
            before = row[index] or ""
            if match := stands.fullmatch(before):
                after = row[index] = "-".join((time, *match.groups()))
                note = "its month stands in the heading above it"
                note = note if is_month else "its year stands in the heading above it"
                changes.append(Change(number, index, "day_joined", before, after, "corrected", note))
    return changes
