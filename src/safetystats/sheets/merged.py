"""Cells that stand for several rows: merged ones, ditto marks, labels over blanks. A fill is a finding."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain
from typing import NamedTuple

from ..schema import Kind
from .grid import Grid, Merge, Row, is_blank
from .lines import holds_ditto, is_ditto

# A merged number is one number for all its rows: repeated, it would be counted as often as there are rows.
_NEVER_REPEATED: frozenset[Kind] = frozenset({"key", "count", "yuan"})
_PLACES: frozenset[Kind] = frozenset({"area", "street"})
MERGED_NUMBER = "merged_number"
"""The rule for rows that count something each under one merged number."""


class Change(NamedTuple):
    """A cell that reading changed or doubts: its row, column in the grid, the rule, before, after, action."""

    row: int
    column: int
    rule: str
    before: str
    after: str
    action: str
    note: str = ""


def fill_repeated_cells(
    grid: Grid,
    records: dict[int, Row],
    kinds: Mapping[int, Kind],
    key: int | None = None,
    own: Collection[int] = (),
    *,
    is_one: bool = False,
) -> list[Change]:
    """Write into `records` the values that merged cells, ditto marks and group labels stand for.

    `kinds` gives the kind of each recognised column by its index, `key` the column of the rows' identifier.
    Numbers and identifiers are never repeated, nor is anything within rows whose identifier is merged: those
    rows are one record, but for rows that fill a column in `own`. They are records of their own and get a
    number made of the merged one, or the same where they are parts of one record (`is_one`): its victims.
    """
    merged_keys = [
        m for m in grid.merges if m.bottom > m.top and key is not None and m.left <= key <= m.right
    ]
    covered = {n for m in merged_keys for n in range(m.top, m.bottom + 1) if n in records}
    one_record = {n for n in covered if all(is_blank(_cell(records[n], column)) for column in own)}
    changes = _number_parts(grid, records, merged_keys, covered - one_record, is_one=is_one)
    changes += _fill_merges(grid, records, kinds, one_record)
    changes += _fill_dittos(records, kinds)
    for column, kind in kinds.items():
        if kind in _PLACES and not any(m.left <= column <= m.right and m.bottom > m.top for m in grid.merges):
            changes += _fill_groups(records, column)
    return changes


def _fill(records: dict[int, Row], number: int, column: int, value: str, rule: str) -> Change:
    row = records[number]
    row.extend([None] * (column + 1 - len(row)))
    before, row[column] = row[column] or "", value
    return Change(number, column, rule, before, value, "corrected")


def _number_parts(
    grid: Grid, records: dict[int, Row], merges: Collection[Merge], parts: Collection[int], *, is_one: bool
) -> list[Change]:
    """Give the rows in `parts` under one merged number numbers of their own, such as 17/2; or that number,
    where they are parts of one record.
    """
    changes = []
    for merge in merges:
        number = _cell(grid.rows.get(merge.top, []), merge.left)
        below = [n for n in range(merge.top + 1, merge.bottom + 1) if n in parts]
        for place, row in enumerate(below, start=2):
            if number is not None and is_blank(_cell(records[row], merge.left)):
                written = number if is_one else f"{number}/{place}"
                changes.append(_fill(records, row, merge.left, written, MERGED_NUMBER))
        if is_one and below:
            changes.append(Change(merge.top, merge.left, MERGED_NUMBER, number or "", number or "", "kept"))
    return changes


def _cell(row: Row, column: int) -> str | None:
    return row[column] if column < len(row) else None


def _fill_merges(
    grid: Grid, records: dict[int, Row], kinds: Mapping[int, Kind], one_record: Collection[int]
) -> list[Change]:
    changes = []
    for merge in (m for m in grid.merges if m.bottom > m.top):
        source = grid.rows.get(merge.top, [])
        value = source[merge.left] if merge.left < len(source) else None
        if is_blank(value) or kinds.get(merge.left) in {None, "key"}:
            continue
        if kinds[merge.left] in _NEVER_REPEATED:
            changes += _shared_figure(
                merge, value or "", [n for n in records if n not in one_record], records
            )
            continue
        for number in range(merge.top + 1, merge.bottom + 1):
            if number not in records or number in one_record:
                continue
            own = _cell(records[number], merge.left)
            if is_blank(own):
                changes.append(_fill(records, number, merge.left, value or "", "merged_cell"))
            elif own != value:
                note = f"the cell lies under a merged one with '{value}'; its own value was read"
                changes.append(
                    Change(number, merge.left, "merged_over_value", own or "", own or "", "kept", note)
                )
    return changes


def _shared_figure(
    merge: Merge, value: str, rows: Collection[int], records: Mapping[int, Row]
) -> list[Change]:
    """One figure merged over several records: counted with the first, unknown in the others, and said."""
    below = [n for n in rows if merge.top < n <= merge.bottom and is_blank(_cell(records[n], merge.left))]
    if not below or merge.top not in rows:
        return []
    note = f"'{value}' is merged over {len(below) + 1} records: counted once, with the first"
    first = Change(merge.top, merge.left, "merged_figure", value, value, "kept", note)
    return [first, *(Change(n, merge.left, "merged_figure", "", "", "unknown", note) for n in below)]


def _fill_dittos(records: dict[int, Row], kinds: Mapping[int, Kind]) -> list[Change]:
    changes: list[Change] = []
    if not holds_ditto(chain.from_iterable(records.values())):
        return changes
    above: Row = []
    for number, row in records.items():
        for column, cell in enumerate(row):
            if is_ditto(cell) and column < len(above) and above[column] and kinds.get(column) != "key":
                changes.append(_fill(records, number, column, above[column] or "", "ditto_mark"))
        above = row
    return changes


def _fill_groups(records: dict[int, Row], column: int) -> list[Change]:
    """Fill the blanks under each label of a column that shows each label once, at the head of its group.

    A column where labels are merely missing repeats some label; one that was merged in Excel, and lost
    its merges on the way through CSV, opens with a label, repeats none, and has blanks under most.
    """
    cells = {number: row[column] if column < len(row) else None for number, row in records.items()}
    labels = [cell for cell in cells.values() if not is_blank(cell)]
    blanks = len(cells) - len(labels)
    opens_with_label = bool(cells) and not is_blank(next(iter(cells.values())))
    if not opens_with_label or len(labels) < 2 or len(set(labels)) < len(labels) or blanks < 2 * len(labels):
        return []
    changes = []
    label = ""
    for number, cell in cells.items():
        if is_blank(cell):
            changes.append(_fill(records, number, column, label, "group_label"))
        else:
            label = cell or ""
    return changes
