"""Total rows held against the records that they add up."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate

from ..schema import Kind
from .grid import Row, is_blank
from .lines import Roles, is_carried, is_whole_city, may_be_total
from .merged import Change

_PLAIN = re.compile(
    r"(?:死亡?|[重轻受]?伤)?([0-9][0-9,]*(?:\.[0-9]+)?|[无零一二两三四五六七八九十])\s*(?:人|名|起|处|项|条|个|家|件|万元|元)?"
)
_IN_WORDS = {sign: float(value) for value, sign in enumerate("零一二三四五六七八九十")} | {
    "无": 0.0,
    "两": 2.0,
}
_OTHER_SCOPE = re.compile(r"其中|累计|平均|均值|同期|同比|环比|增减|ofwhich", re.IGNORECASE)
"""Such a row adds up other rows than those of its own sheet, or only some of them."""
FIGURES: frozenset[Kind] = frozenset({"count", "yuan"})
_NAMING: frozenset[Kind] = frozenset({"key", "enterprise", "street", "text"})
_ROUNDING = 0.051
"""A printed total has one decimal or two."""


def sums_of(records: Mapping[int, Row], kinds: Mapping[int, Kind]) -> dict[int, float]:
    """Column -> the sum of the plain numbers that the records hold in it.

    >>> sums_of({2: ["A1", "两处"], 3: ["A2", None], 4: ["A3", "1"]}, {0: "key", 1: "count"})
    {1: 3.0}
    """
    figures = [c for c, kind in kinds.items() if kind in FIGURES]
    return {c: sum(_number(row, c) or 0.0 for row in records.values()) for c in figures}


def find_differing_totals(
    records: Mapping[int, Row],
    totals: Mapping[int, Row],
    kinds: Mapping[int, Kind],
    beside: Mapping[int, Sequence[float]],
) -> list[Change]:
    """Findings for total rows that are the sum of no group of records they can stand for, with or without
    what is carried over from another sheet (承前页), or what other tables of the sheet hold (`beside`).

    `records` and `totals` are the rows of one table by their numbers. A total may stand for all records, for
    those above it, or for those between it and the next total on either side. Where some of them hold no
    plain number, a total above the sum of the rest may be right, and nobody can tell: the note says so.
    """
    numbers = sorted(records)
    marks = sorted(totals)
    carried = [n for n in marks if is_carried(totals[n])]
    changes = []
    for column in (c for c, kind in kinds.items() if kind in {"count", "yuan"}):
        stated = {n: total for n in marks if (total := _number(totals[n], column)) is not None}
        if not stated:
            continue
        over = sum(stated.get(n, 0.0) for n in carried if not numbers or n < numbers[0])
        cells = [_number(records[n], column) for n in numbers]
        sums = [0.0, *accumulate(cell or 0.0 for cell in cells)]
        gaps = [0, *accumulate(cell is None for cell in cells)]
        for n, total in stated.items():
            if n in carried or any(_OTHER_SCOPE.search(cell) for cell in totals[n] if cell):
                continue
            groups = [
                (sums[last] - sums[first], gaps[last] - gaps[first])
                for first, last in _groups(n, numbers, marks)
            ]
            others = (0, over, *beside.get(column, ()))
            if not any(abs(total - known - more) < _ROUNDING for known, _ in groups for more in others):
                note = _how_it_differs(total, groups)
                before = totals[n][column] or ""
                changes.append(Change(n, column, "total_differs", before, "", "kept", note))
    return changes


def _how_it_differs(total: float, groups: list[tuple[float, int]]) -> str:
    """What a total's rows add up to, by the sums of its groups and how many of their rows hold no number."""
    may_be_right = next(((known, gaps) for known, gaps in groups if gaps and total > known), None)
    if may_be_right is None:
        return (
            f"a total row, which is no record; its rows add up to {groups[0][0]:g}, "
            f"or {groups[1][0]:g} between totals"
        )
    known, gaps = may_be_right
    return (
        f"a total row, which is no record; its rows add up to {known:g}, and {gaps} more hold no plain "
        "number: whether these make the difference cannot be told"
    )


def find_unsaid_totals(records: Mapping[int, Row], kinds: Mapping[int, Kind]) -> list[Change]:
    """Findings that set aside rows which name nothing and hold the sums of the rows above them.

    Such a row has a blank, or the whole city, where the rows above name an accident and its place: it is a
    total without the word, and would be counted as often again.
    """
    figures = [c for c, kind in kinds.items() if kind in FIGURES]
    if not figures:
        return []
    sums, named, changes = dict.fromkeys(figures, 0.0), 0, []
    for place, (number, row) in enumerate(records.items()):
        is_named = names_something(row, kinds)
        stated = {c: n for c in figures if (n := _number(row, c)) is not None}
        is_sum = any(stated.values()) and all(abs(n - sums[c]) < _ROUNDING for c, n in stated.items())
        if place > 1 and named * 2 > place and is_sum and not is_named and not is_placed(row, kinds):
            note = "it names nothing, and its figures are the sums of the rows above"
            changes.append(Change(number, -1, "total_without_word", "", "", "quarantined", note))
            continue
        named += is_named
        for c, n in stated.items():
            sums[c] += n
    return changes


def names_something(row: Row, kinds: Mapping[int, Kind]) -> bool:
    """Whether a line has a number, an enterprise, a street or words of its own."""
    return any(_filled(row, c) for c, kind in kinds.items() if kind in _NAMING)


def is_placed(row: Row, kinds: Mapping[int, Kind]) -> bool:
    """Whether a line names an area, and not the whole city."""
    return any(
        _filled(row, c) and not is_whole_city(row[c] or "") for c, kind in kinds.items() if kind == "area"
    )


def find_doubtful_totals(records: Mapping[int, Row], roles: Roles) -> list[Change]:
    """Findings that set aside records in which a cell says 合计, and which have no number, day or place."""
    note = "a cell says that it is a total, and it lacks a number, a day or a place of its own"
    return [
        Change(number, -1, "total_doubtful", "", "", "quarantined", note)
        for number, row in records.items()
        if may_be_total(row, roles)
    ]


def _filled(row: Row, column: int) -> bool:
    return column < len(row) and not is_blank(row[column])


def _groups(n: int, numbers: list[int], marks: list[int]) -> list[tuple[int, int]]:
    """First and last (exclusive) position of the records that a total in row `n` can stand for."""
    at, place = bisect_left(numbers, n), bisect_left(marks, n)
    above = bisect_left(numbers, marks[place - 1]) if place else 0
    below = bisect_left(numbers, marks[place + 1]) if place + 1 < len(marks) else len(numbers)
    between = [(above, at), (at, below)] if above < at else [(at, below), (above, at)]
    return [(0, len(numbers)), *between, (0, at)]


def _number(row: Row, column: int) -> float | None:
    """The plain number in a cell (2, 2人, 两处, 死亡两人, 无); None for a blank and anything else."""
    cell = row[column] if column < len(row) else None
    if cell is None or is_blank(cell):
        return None
    if cell.isascii() and cell.isdigit():
        return float(cell)
    match = _PLAIN.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if match is None:
        return None
    return _IN_WORDS[match[1]] if match[1] in _IN_WORDS else float(match[1].replace(",", ""))
