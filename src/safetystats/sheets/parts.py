"""Several tables on one sheet: side by side, or one of another kind below."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from ..schema import LEDGERS
from .grid import Grid, Row, column_letters, is_blank
from .kinds import kind_of_header
from .layout import Header, Known, find_header, header_at, spellings

_LONGEST_HEADER = 40


def part_tables(grid: Grid, known: Known) -> list[tuple[Grid, Header | None]]:
    """The tables of a sheet as grids of their own, each with its header; the sheet itself where it has one.

    A part keeps the numbers of its rows and columns; its name tells where on the sheet it lies.
    """
    header = find_header(grid, known)
    if header is None:
        return [(grid, None)]
    beside = _columns_of_tables(grid, header, known)
    if beside:
        return [part for first, last in beside for part in part_tables(_between(grid, first, last), known)]
    below = _start_of_other_kind(grid, header, known)
    if below is None:
        return [(grid, header)]
    upper = replace(grid, rows={n: row for n, row in grid.rows.items() if n < below})
    lower = replace(
        grid, sheet=f"{grid.sheet} from row {below}".strip(),
        rows={n: row for n, row in grid.rows.items() if n >= below},
    )  # fmt: skip
    return [(upper, header), *part_tables(lower, known)]


def _columns_of_tables(grid: Grid, header: Header, known: Known) -> list[tuple[int, int]]:
    """First and last column of each table, where at least two stand side by side; else nothing."""
    runs = _runs_without_blanks(grid, header)
    if len(runs) == 1 and (start := _where_repeated(header)):
        runs = [(0, start - 1), (start, len(header.paths) - 1)]
    complete = [run for run in runs if _part(header, *run).fitting(known)]
    return runs if len(complete) > 1 else []


def _part(header: Header, first: int, last: int) -> Header:
    return replace(header, paths=header.paths[first : last + 1])


def _runs_without_blanks(grid: Grid, header: Header) -> list[tuple[int, int]]:
    """Runs of columns between those that are blank from the header down."""
    width = len(header.paths)
    if all(header.paths):
        return [(0, width - 1)]
    blank = {i for i, path in enumerate(header.paths) if not path}
    for number, row in grid.rows.items():
        if number > header.bottom and blank:
            blank -= {i for i in blank if i < len(row) and not is_blank(row[i])}
    filled = groupby((i for i in range(width) if i not in blank), key=lambda i: sum(b < i for b in blank))
    runs = [list(run) for _, run in filled]
    return [(run[0], run[-1]) for run in runs]


def _where_repeated(header: Header) -> int:
    """The column from which the headers start again with the same texts; 0 where they do not."""
    paths = header.paths
    start = next((i for i, path in enumerate(paths) if i and path and path == paths[0]), 0)
    return start if start > 1 and paths[start : 2 * start] == paths[:start] else 0


def _between(grid: Grid, first: int, last: int) -> Grid:
    """The grid with the cells from column `first` to `last` only; titles above stay where they are."""
    rows = {n: _only(row, first, last) for n, row in grid.rows.items()}
    return replace(
        grid,
        sheet=f"{grid.sheet} {column_letters(first)}:{column_letters(last)}".strip(),
        rows={n: row for n, row in rows.items() if any(cell is not None for cell in row)},
        merges=tuple(m for m in grid.merges if first <= m.left <= last),
    )


def _only(row: Row, first: int, last: int) -> Row:
    return [cell if i >= first else None for i, cell in enumerate(row[: last + 1])]


def _start_of_other_kind(grid: Grid, header: Header, known: Known) -> int | None:
    """The row in which the header of another kind of ledger stands, below a table."""
    kind = kind_of_header(header, known)
    if kind is None:
        return None
    spelled = {key for columns in known.values() for key in columns}
    columns = header.columns(known[kind])
    needed = next(index for index, column in columns.items() if column in LEDGERS[kind].needed)
    for number, row in grid.rows.items():
        cell = row[needed] if number > header.bottom and needed < len(row) else None
        # Nearly all cells under the needed column are days: a header never begins with a digit.
        if cell is None or cell[:1].isdigit() or len(cell) > _LONGEST_HEADER:
            continue
        if spelled.isdisjoint(spellings(cell)) or header.is_repeated(grid, number):
            continue
        other = header_at(grid, number, known)
        if other is not None and kind_of_header(other, known) not in {None, kind}:
            return number
    return None
