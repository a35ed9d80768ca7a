"""Several tables on one sheet: side by side, or one of another kind below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from ..schema import LEDGERS
from .grid import Grid, Row, column_letters, is_blank
from .kinds import kind_of_header
from .layout import Header, Known, find_header, header_at, spellings
from .lines import holds_total_word

_LONGEST_HEADER = 40
_PLACE = re.compile(r"(?:(?:^| )(?:from row [0-9]+|[A-Z]{1,3}:[A-Z]{1,3}))+$")
"""What the name of one of several tables has behind that of its sheet."""


def sheet_itself(name: str) -> str:
    """The sheet on which a table lies, by the table's name.

    >>> sheet_itself("台账 A:F from row 9"), sheet_itself("from row 9"), sheet_itself("台账")
    ('台账', '', '台账')
    """
    return _PLACE.sub("", name)


def part_tables(grid: Grid, known: Known) -> list[tuple[Grid, Header | None]]:
    """The tables of a sheet as grids of their own, each with its header; the sheet itself where it has one.

    A part keeps the numbers of its rows and columns; its name tells where on the sheet it lies. A small table
    of sums beside a ledger is a part without a header.
    """
    header = find_header(grid, known)
    if header is None:
        return [(grid, None)]
    beside = _columns_of_tables(grid, header, known)
    if beside:
        return [part for first, last in beside for part in part_tables(_between(grid, first, last), known)]
    sums = _columns_of_sums(grid, header, known)
    if sums is not None:
        ledger = _without(grid, header, *sums)
        return [*part_tables(ledger, known), (_between(grid, *sums), None)]
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


def _columns_of_sums(grid: Grid, header: Header, known: Known) -> tuple[int, int] | None:
    """First and last column of a small table of sums beside the ledger, whose headers repeat some of its own.

    It has neither number nor day; it says 合计 where the ledger has a record or nothing, or it stands apart
    and ends in another row. Without one of the two nothing tells it from a column that is there twice.
    """
    kind = kind_of_header(header, known)
    if kind is None:
        return None
    columns = header.columns(known[kind])
    own = {*LEDGERS[kind].needed, LEDGERS[kind].key}
    for first, last, is_apart in _columns_aside(grid, header, columns):
        inside = {column for i, column in columns.items() if first <= i <= last}
        rest = {column for i, column in columns.items() if not first <= i <= last}
        if inside & rest and not inside & own and own & rest:
            lines = [(n, row) for n, row in grid.rows.items() if n > header.bottom]
            if _sums_beside_records(lines, first, last) or (is_apart and _ends_elsewhere(lines, first, last)):
                return first, last
    return None


def _columns_aside(grid: Grid, header: Header, columns: dict[int, str]) -> Iterable[tuple[int, int, bool]]:
    """Where a table beside the ledger may stand: first and last column, and whether a blank one parts it."""
    runs = _runs_without_blanks(grid, header)
    if len(runs) > 1:
        return [(first, last, True) for first, last in runs]
    times = Counter(columns.values())
    single = [i for i, column in columns.items() if times[column] == 1]
    doubled = [i for i, column in columns.items() if times[column] > 1]
    if not single or not doubled:
        return []
    right = [i for i in doubled if i > max(single)]
    left = [(0, min(single) - 1, False)] if min(doubled) < min(single) else []
    return [*left, *((start, len(header.paths) - 1, False) for start in right[:1])]


def _sums_beside_records(lines: Iterable[tuple[int, Row]], first: int, last: int) -> bool:
    """Whether the columns say 合计 in a line that is no total of the ledger."""
    return any(
        holds_total_word(row[first : last + 1]) and not holds_total_word(row[:first] + row[last + 1 :])
        for _, row in lines
    )


def _ends_elsewhere(lines: Iterable[tuple[int, Row]], first: int, last: int) -> bool:
    """Whether at least two columns are filled from the header down, without a gap, to another row than the
    rest of the table.
    """
    aside = [n for n, row in lines if any(not is_blank(cell) for cell in row[first : last + 1])]
    rest = [n for n, row in lines if any(not is_blank(cell) for cell in row[:first] + row[last + 1 :])]
    if not aside or not rest or last == first:
        return False
    return aside == list(range(aside[0], aside[-1] + 1)) and aside[0] == rest[0] and aside[-1] != rest[-1]


def _without(grid: Grid, header: Header, first: int, last: int) -> Grid:
    """The grid without the cells of a table beside it; what stands above the header stays."""
    rows = {
        n: [None if first <= i <= last and n >= header.top else cell for i, cell in enumerate(row)]
        for n, row in grid.rows.items()
    }
    merges = (m for m in grid.merges if m.top < header.top or not first <= m.left <= last)
    return replace(
        grid, rows={n: row for n, row in rows.items() if any(cell is not None for cell in row)},
        merges=tuple(merges),
    )  # fmt: skip


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
