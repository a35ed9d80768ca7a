"""What stands around the rows: titles, merged headers, totals, notes, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from .spelling import Cell, Speller, plain


@dataclass(frozen=True)
class Column:
    """One column of a file: a ledger's column, its header (with the group above it), how it is written."""

    name: str
    header: str
    spell: Speller = plain
    group: str = ""


@dataclass(frozen=True)
class Layout:
    """How a department lays out its table."""

    columns: Sequence[Column]
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    total: Literal["first", "last", "none"] = "none"
    totals_of: Sequence[str] = ()
    """Columns that the total row adds up; the total stands under 序号."""

    subtotals_by: str = ""
    merged: Sequence[str] = ()
    """Columns in which only the first row of a block is filled."""

    rows_per_page: int = 0
    """The header is repeated after so many rows, as it is printed; 0 for never."""


@dataclass(frozen=True)
class Sheet:
    """A grid of cells, and the merged ranges in it: first row, first column, last row, last column."""

    name: str
    grid: list[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False


def lay_out(events: pd.DataFrame, layout: Layout, rng: np.random.Generator, *, name: str) -> Sheet:
    """Write `events` as one sheet; every sheet starts with the column 序号."""
    columns = layout.columns
    width = len(columns) + 1
    written = [column.spell(events[column.name], rng) for column in columns]
    body = [
        [place, *(cells[row] for cells in written)] for row, place in enumerate(range(1, len(events) + 1))
    ]

    grid: list[list[Cell]] = [[title, *[None] * (width - 1)] for title in layout.titles]
    merges = [(row, 0, row, width - 1) for row in range(len(grid))]
    header, header_merges = _header(columns, len(grid))
    grid += header
    merges += header_merges
    total = _total(events, layout, "合计")
    if layout.total == "first":
        grid.append(total)
    block_starts = _block_starts(events, layout.merged)
    block_of = {name: 1 + [c.name for c in columns].index(name) for name in layout.merged}
    open_block = {name: len(grid) for name in layout.merged}
    group = events[layout.subtotals_by].to_numpy() if layout.subtotals_by else None
    for row, cells in enumerate(body):
        if layout.rows_per_page and row and row % layout.rows_per_page == 0:
            grid += [list(line) for line in header]
        for column in layout.merged:
            if block_starts[column][row]:
                open_block[column] = len(grid)
            else:
                cells[block_of[column]] = None
        grid.append(cells)
        for column in layout.merged:
            last = row + 1 == len(body) or block_starts[column][row + 1]
            if last and open_block[column] < len(grid) - 1:
                merges.append((open_block[column], block_of[column], len(grid) - 1, block_of[column]))
        if group is not None and (row + 1 == len(body) or group[row + 1] != group[row]):
            grid.append(_total(events[events[layout.subtotals_by] == group[row]], layout, "小计"))
    if layout.total == "last":
        grid.append(total)
    grid += [[note, *[None] * (width - 1)] for note in layout.notes]
    return Sheet(name, grid, merges)


def hidden(sheet: Sheet) -> Sheet:
    """The same sheet, hidden."""
    return replace(sheet, hidden=True)


def scratch(rng: np.random.Generator) -> Sheet:
    """A sheet somebody used for sums and forgot: no table."""
    grid: list[list[Cell]] = [[None] * 4 for _ in range(9)]
    for row, column in ((1, 1), (2, 1), (3, 1), (6, 2)):
        grid[row][column] = int(rng.integers(10, 90))
    grid[0][0], grid[4][1], grid[7][3] = "草稿，核对用（虚构示例）", "待核", "问一下"
    return Sheet("草稿", grid)


def _header(columns: Sequence[Column], top: int) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    leaves: list[Cell] = ["序号", *(column.header for column in columns)]
    if not any(column.group for column in columns):
        return [leaves], []
    groups = ["", *(column.group for column in columns)]
    upper: list[Cell] = [group or leaf for group, leaf in zip(groups, leaves)]
    lower: list[Cell] = [leaf if group else None for group, leaf in zip(groups, leaves)]
    merges = [(top, place, top + 1, place) for place, group in enumerate(groups) if not group]
    for place in range(len(groups) - 1, 0, -1):
        if groups[place] and groups[place] == groups[place - 1]:
            upper[place] = None
    for place, group in enumerate(groups):
        if group and upper[place] is not None:
            last = place
            while last + 1 < len(groups) and groups[last + 1] == group:
                last += 1
            if last > place:
                merges.append((top, place, top, last))
    return [upper, lower], merges


def _total(events: pd.DataFrame, layout: Layout, word: str) -> list[Cell]:
    sums: list[Cell] = [
        int(events[column.name].sum()) if column.name in layout.totals_of else None
        for column in layout.columns
    ]
    return [word, *sums]


def _block_starts(events: pd.DataFrame, merged: Sequence[str]) -> dict[str, np.ndarray]:
    """Where a new block starts in each merged column; no block reaches past one of the column before."""
    starts: dict[str, np.ndarray] = {}
    outer = np.zeros(len(events), dtype=bool)
    for column in merged:
        changed = events[column].ne(events[column].shift()).to_numpy(copy=True)
        changed[:1] = True
        outer = outer | changed
        starts[column] = outer.copy()
    return starts
