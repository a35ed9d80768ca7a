"""Whether a sheet without a known header may hold records all the same, or is a text about other sheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .grid import Grid, is_blank
from .layout import spelling

_TIME_OF_DAY = r"(?:[T\s]*[0-9]{1,2}[:时点].*)?"
_DAY = re.compile(
    rf"\s*(?:(?:[0-9]{{2}})?[0-9]{{2}}[-/.年]\s*[0-9]{{1,2}}[-/.月]\s*[0-9]{{1,2}}日?{_TIME_OF_DAY}"
    rf"|[0-9]{{1,2}}月[0-9]{{1,2}}日{_TIME_OF_DAY}|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}{_TIME_OF_DAY}"
    r"|(?:19|20)[0-9]{6})\s*"
)
_NUMBER = re.compile(r"\s*[0-9]+(?:\.[0-9]+)?\s*")
_FEWEST_BESIDE_A_DAY = 2
"""A day and so many columns more, or one of numbers, are a record; fewer are a dated remark."""


def may_hold_records(grid: Grid, areas: Collection[str]) -> bool:
    """Whether a column of a table is one of areas, or one of days beside one of numbers or two others.

    `areas` are spellings. Running numbers in front are no column, and a line with one filled cell is no part
    of a table.

    >>> may_hold_records(Grid("", {1: ["zone", "day", "killed"], 2: ["north", "2020-01-02", "1"]}), set())
    True
    >>> may_hold_records(Grid("", {1: ["序号", "内容", "更正日期"], 2: ["1", "多报", "2020-01-02"]}), set())
    False
    """
    lines = [row for row in grid.rows.values() if sum(not is_blank(cell) for cell in row) > 1]
    columns = [[row[i] for row in lines if i < len(row)] for i in range(max(map(len, lines), default=0))]
    texts = [[cell for cell in column if cell is not None and not is_blank(cell)] for column in columns]
    filled = [column for i, column in enumerate(texts) if column and not (i == 0 and _is_running(column))]
    if any(_most([spelling(text) in areas for text in column]) for column in filled):
        return True
    days = [_most([bool(_DAY.fullmatch(text)) for text in column]) for column in filled]
    beside = [column for column, is_day in zip(filled, days) if not is_day]
    has_numbers = any(_most([bool(_NUMBER.fullmatch(text)) for text in column]) for column in beside)
    return any(days) and (has_numbers or len(filled) > _FEWEST_BESIDE_A_DAY)


def may_go_on(grid: Grid) -> bool:
    """Whether a sheet holds lines as a ledger does, days beside two columns more: its header may be missing.

    >>> may_go_on(Grid("", {1: ["A1", "2020-01-02", "north", "1"]})), may_go_on(Grid("", {1: ["north", "3"]}))
    (True, False)
    """
    lines = [row for row in grid.rows.values() if sum(not is_blank(cell) for cell in row) > 1]
    columns = [[row[i] for row in lines if i < len(row)] for i in range(max(map(len, lines), default=0))]
    texts = [[cell for cell in column if cell is not None and not is_blank(cell)] for column in columns]
    days = [bool(column) and _most([bool(_DAY.fullmatch(text)) for text in column]) for column in texts]
    return any(days) and sum(map(bool, texts)) > _FEWEST_BESIDE_A_DAY


def _is_running(column: Sequence[str]) -> bool:
    """Whether a column below its header counts the lines: 1, 2, 3."""
    return [text.strip() for text in column[1:]] == [str(number) for number in range(1, len(column))]


def _most(hits: Sequence[bool]) -> bool:
    """At least half: the one record of a table stands under a header."""
    return any(hits) and sum(hits) * 2 >= len(hits)
