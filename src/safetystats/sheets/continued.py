"""Rows that only go on a cell of the row above: a long name was wrapped onto the next line by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ..reference import accident_kinds, categories, divisions, industries, supervision_sectors
from ..schema import Kind
from .grid import Grid, Row, is_blank
from .lines import Roles
from .merged import Change

_IN_WORDS: frozenset[Kind | None] = frozenset(
    {None, "text", "area", "street", "category", "industry", "sector", "accident_kind", "enterprise", "tags"}
)
"""Kinds of column whose texts may be too long for a line; None for a column that is not known."""
_WORDS = re.compile(r"[^\W\d_]")
_OFFICE_OR_DAY = re.compile(r"(?:局|委员会|安委会|安委办|政府|办事处|办公室|大队|支队)$|[0-9]{4}[-/.年][0-9]")
"""Who made a sheet, and when, stands under its last row."""


class Table(NamedTuple):
    """What of a table tells whether a row goes on another."""

    kinds: Mapping[int, Kind]
    """The kind of each column that is read, by its index."""
    roles: Roles


def goes_on(row: Row, above: Row, table: Table) -> bool:
    """Whether a row holds nothing but words below words, and few of them, while the row above is a record.

    >>> table = Table({0: "key", 1: "date", 2: "enterprise"}, Roles(needed=[1], numbered=[0]))
    >>> goes_on([None, None, "物流有限公司"], ["A-1", "2023-01-09", "北京天玑"], table)
    True
    >>> goes_on(["A-2", None, "物流有限公司"], ["A-1", "2023-01-09", "北京天玑"], table)
    False
    """
    # Nearly every row is a record, whose day or name ends the search.
    if any(index < len(row) and not is_blank(row[index]) for index in table.roles.needed):
        return False
    filled, held = _filled(row), _filled(above)
    if not filled or len(filled) * 2 > len(held) or not held.issuperset({*filled, *table.roles.needed}):
        return False
    return all(
        index not in table.roles.numbered
        and table.kinds.get(index) in _IN_WORDS
        and _WORDS.search(row[index] or "")
        and not _OFFICE_OR_DAY.search((row[index] or "").strip())
        and (row[index] or "").strip() not in _words(table.kinds.get(index))
        for index in filled
    )


def find_continued(grid: Grid, records: Mapping[int, Row], table: Table) -> list[Change]:
    """A row that goes on the one above is doubted as a whole; the cells joined are proposed, not taken.

    Within a merged cell the rows are one record by the sheet's own word.
    """
    changes = []
    wholes: dict[int, int] = {}
    joined: dict[tuple[int, int], list[int]] = {}
    for number, row in records.items():
        first = wholes.get(number - 1, number - 1)
        if first not in records or not goes_on(row, records[first], table):
            continue
        if any(merge.top < number <= merge.bottom for merge in grid.merges):
            continue
        wholes[number] = first
        note = f"only words, below those of row {first}: it may go on that row"
        changes.append(Change(number, -1, "continues_row_above", "", "", "quarantined", note))
        for index in sorted(_filled(row)):
            joined.setdefault((first, index), []).append(number)
    return changes + [_proposed(records, first, index, rows) for (first, index), rows in joined.items()]


def _proposed(records: Mapping[int, Row], first: int, index: int, rows: list[int]) -> Change:
    """A cell with all that goes on it."""
    before = records[first][index] or ""
    after = before.rstrip() + "".join((records[number][index] or "").strip() for number in rows)
    below = ", ".join(map(str, rows))
    note = f"row {below} may go on the text: join them in the sheet"
    return Change(first, index, "cell_continued", before, after, "proposed", note)


@cache
def _words(kind: Kind | None) -> frozenset[str]:
    """The words of the lists that a column of this kind may be of; a cell that holds one is whole.

    事故类型 is a category or a kind, 行业 an industry or a sector: the words tell later.
    """
    types = ((categories, "category"), (accident_kinds, "kind"))
    branches = ((industries, "industry"), (supervision_sectors, "sector"))
    lists = {"category": types, "accident_kind": types, "industry": branches, "sector": branches}
    found = set(divisions()["area"]) if kind == "area" else set()
    for read, word in lists.get(kind or "", ()):
        table = read()
        found |= {*table[word], *(alias for many in table["aliases"] for alias in many.split(";"))}
    return frozenset(found)


def _filled(row: Row) -> set[int]:
    return {index for index, cell in enumerate(row) if not is_blank(cell)}
