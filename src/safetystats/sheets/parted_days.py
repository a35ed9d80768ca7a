"""Days whose parts stand in three columns, joined in one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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


def join_parted_days(
    records: Mapping[int, Row], paths: Sequence[tuple[str, ...]], times: Mapping[int, object]
) -> list[Change]:
    """Write year, month and day into the last of their columns, with a finding, where all are figures.

    A year or month that stands only where it changes is that of the row above, up to the heading of another
    time (`times`); a part that is no figure, or a new one above a blank, ends what is carried on. A row whose
    month is before that of the row above, to which it leaves the year, is set aside: that may have turned.
    """
    changes = []
    for last in _last_parts(paths):
        above: list[str | None] = [None, None]
        over = None
        for number, row in records.items():
            if times.get(number) != over:
                above, over = [None, None], times.get(number)
            cells = row[last - 2 : last + 1]
            stated = [None if cell is None or is_blank(cell) else cell for cell in cells]
            figures = [figure.fullmatch(cell or "") for figure, cell in zip(_FIGURES, stated)]
            own = [match[1] if match else None for match in figures]
            first = next((part for part, cell in enumerate(stated) if cell is not None), len(_PARTS))
            before = " | ".join(cell or "" for cell in cells)
            if first == 1 and above[0] and _turns(above[1], own[1]):
                above = [None, own[1]]
                note = "its month is before that of the row above, and no year is stated: it may be the next"
                changes.append(Change(number, -1, "day_incomplete", before, "", "quarantined", note))
                continue
            whole = [*above[:first], *own[first:]]
            above = whole[:2]
            if first < len(_PARTS) and None not in whole:
                row[last] = "-".join(part or "" for part in whole)
                note = "what is blank stands in the row above" if first else ""
                changes.append(Change(number, last, "day_joined", before, row[last] or "", "corrected", note))
    return changes


def _turns(month: str | None, following: str | None) -> bool:
    """Whether a month is before the one above it."""
    return month is not None and following is not None and int(following) < int(month)
