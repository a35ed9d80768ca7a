"""Which lines of a long file are plainly records, whatever is asked of a line: these stay in their columns.

Reading asks of each line whether it is a title, a header again, a total, a note, a record; whether it goes
on the line above, repeats it, or holds a sign that must be written out. Of nearly every line of a long ledger
the distinct texts of its columns answer all of it: no. Such lines are never looked at one by one. All others
are, between the same neighbours as ever; and where an answer hangs on all lines of the file, all are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..encoding import LOST
from . import delimited
from .blocks import Block
from .body import Body
from .entities import without_entities
from .grid import Grid, Merge, Row, is_blank
from .kinds import kind_of_header
from .layout import MOST_LEVELS, UNITS, Known, find_header
from .lines import (
    DAY_OF_RECORD,
    DITTO,
    FEWEST_OF_A_RECORD,
    NUMBERED,
    TOTAL_WORDS,
    is_exact_total,
    is_plainly_record,
)
from .parted_days import parts_of_days
from .totals import FIGURES, is_placed, names_something
from .units_apart import may_be_unit_column

_NEIGHBOURS = MOST_LEVELS + 1
"""A question about one line looks at so many lines around it at most: a header may begin there."""
_BLANK = r"[\x{09}-\x{0d}\x{1c}-\x{20}\x{85}\p{Z}]*"
_ASKED = "|".join(
    [
        # Signs of a web page, damage, an error value of Excel, a quotation mark.
        rf"[&\x00{LOST}\"]",
        r"\?\?",
        "^#",
        f"^{_BLANK}(?:{'|'.join(sorted(DITTO))}){_BLANK}$",
    ]
)
"""What a text holds of which reading asks more."""
_OPENS_WITH_A_LETTER = r"^[0-9A-Za-z\x{4e00}-\x{9fff}]"


def keep_plain_lines_apart(grid: Grid, known: Known, kind: str | None) -> Grid:
    """A grid in whose body only lines are left that are plainly records; the others are rows of it."""
    grid = _with_body(grid)
    if grid.body is None:
        return grid
    block = _block_of(grid, known, kind)
    if block is None:
        return with_all_rows(grid)
    plain = _are_plain(grid.body, block)
    return _with_rows(grid, plain & _among_their_like(grid.body.numbers, plain))


def _with_body(grid: Grid) -> Grid:
    """A sheet of a workbook, or a Parquet file, with the lines behind its first ones as columns.

    Lines of which a sheet says more than their cells stay rows, as wider ones do.
    """
    numbers = np.array([*grid.rows], dtype=np.int64)
    head, behind = np.split(numbers, [delimited.HEAD_LINES])
    if grid.body is not None or grid.is_delimited or grid.hidden or not len(behind):
        return grid
    behind = behind[~np.isin(behind, [*grid.marked_rows()]) & ~_are_merged(behind, grid.merges)]
    width = max(len(grid.rows[number]) for number in head.tolist())
    lines = {number: row for number in behind.tolist() if len(row := grid.rows[number]) <= width}
    if not lines:
        return grid
    cells = zip_longest([None] * width, *lines.values())
    columns = {str(index): pa.array(column[1:], pa.string()) for index, column in enumerate(cells)}
    is_ragged = any(len(row) < width for row in lines.values())
    body = replace(Body.of(pa.table(columns), np.array([*lines])), is_ragged=is_ragged)
    return replace(grid, rows={n: row for n, row in grid.rows.items() if n not in lines}, body=body)


def _are_merged(numbers: np.ndarray, merges: Sequence[Merge]) -> np.ndarray:
    """Whether each line, by its number, lies in one of the merged ranges."""
    opened = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.add.at(opened, np.searchsorted(numbers, [merge.top for merge in merges]), 1)
    np.add.at(opened, np.searchsorted(numbers, [merge.bottom for merge in merges], side="right"), -1)
    return np.cumsum(opened)[:-1] > 0


def with_all_rows(grid: Grid) -> Grid:
    """The grid with every line of its body as a row."""
    return grid if grid.body is None else _with_rows(grid, np.zeros(len(grid.body), dtype=bool))


def _with_rows(grid: Grid, apart: np.ndarray) -> Grid:
    assert grid.body is not None
    rows = dict(sorted([*grid.rows.items(), *grid.body.only(~apart).rows().items()]))
    return replace(grid, rows=rows, body=grid.body.only(apart) if apart.any() else None)


def _block_of(grid: Grid, known: Known, kind: str | None) -> Block | None:
    """The header of a grid with what its columns are; None where an answer may hang on all lines together."""
    head = without_entities(grid)
    header = find_header(head, known)
    named = kind_of_header(header, known) if header is not None else None
    if header is None or named is None or kind not in {None, named}:
        return None
    block = Block(header, named, known)
    kinds = block.kinds
    is_plain = (
        bool(block.needed)
        and all(kinds[index] == "date" for index in block.needed)
        and not block.doubles
        and not parts_of_days(header.paths)
        and not may_be_unit_column(head, header.bottom, header.paths, UNITS)
        and not ("yuan" in kinds.values() and grid.delimiter == ";")
        and not (FIGURES.intersection(kinds.values()) and kinds.get(0) != "key")
        and len(header.paths) == len(grid.body.codes if grid.body else ())
    )
    above = [row for number, row in head.rows.items() if number <= header.bottom]
    return block if is_plain and not any(is_plainly_record(row, block.roles) for row in above) else None


def _are_plain(body: Body, block: Block) -> np.ndarray:
    """Whether each line is plainly a record (`lines.is_plainly_record`) of which nothing more is asked."""
    plain = np.ones(len(body), dtype=bool)
    letters = np.zeros(len(body), dtype=np.int16)
    for index, (codes, texts) in enumerate(zip(body.codes, body.texts)):
        plain &= _are_plain_texts(texts, index, block)[codes]
        letters += _match(texts, _OPENS_WITH_A_LETTER)[codes]
    return plain & (letters >= FEWEST_OF_A_RECORD)


def _are_plain_texts(texts: pa.StringArray, index: int, block: Block) -> np.ndarray:
    """Of the distinct texts of a column those that may stand in a line which is plainly a record."""
    words = pa.array(sorted(TOTAL_WORDS))
    plain = ~_match(texts, _ASKED) & ~pc.is_in(texts, words).to_numpy(zero_copy_only=False)
    if index == 0:
        plain &= _match(texts, f"^(?:{NUMBERED.pattern})$")
    if index in block.needed:
        plain &= _match(texts, f"^(?:{DAY_OF_RECORD.pattern})$")
    if index in block.roles.placed:
        plain &= ~np.array([is_exact_total(text) for text in texts.to_pylist()], dtype=bool)
    if block.kinds.get(index) in FIGURES:
        plain &= pc.string_is_ascii(texts).to_numpy(zero_copy_only=False)
    if not block.header.paths[index]:
        plain &= pc.equal(texts, "").to_numpy(zero_copy_only=False)
    return plain


def _match(texts: pa.StringArray, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)


def _among_their_like(numbers: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """Whether all lines around each line are plain ones too, and none of them is the last of the file."""
    first = numbers[0] - _NEIGHBOURS
    other = np.ones(numbers[-1] - first + _NEIGHBOURS + 1, dtype=bool)
    other[numbers[plain] - first] = False
    near = np.convolve(other, np.ones(2 * _NEIGHBOURS + 1, dtype=int), mode="same") > 0
    return ~near[numbers - first]


def may_stay_apart(grid: Grid, blocks: Sequence[Block]) -> bool:
    """Whether what was found of the rows holds with the lines of the body as well.

    It need not where headings or units stand between the lines, where sums are held against all of them, or
    where the places of the rows may be labels of groups, shown once each.
    """
    if grid.body is None:
        return True
    block = blocks[0]
    if len(blocks) > 1 or block.sections or block.times or block.unit_lines:
        return False
    if FIGURES.intersection(block.kinds.values()) and (
        block.totals or any(_may_be_sum(row, block) for row in block.records.values())
    ):
        return False
    return all(_repeat_labels(block.records.values(), grid.body, column) for column in block.placed)


def _may_be_sum(row: Row, block: Block) -> bool:
    return not names_something(row, block.kinds) and not is_placed(row, block.kinds)


def _repeat_labels(rows: Collection[Row], body: Body, column: int) -> bool:
    """Whether a place stands twice in a column of the rows, or none in any line: no label of a group does."""
    labels = [row[column] for row in rows if column < len(row) and not is_blank(row[column])]
    return len(set(labels)) < len(labels) or (not labels and body.texts[column].to_pylist() == [""])


def with_lines_apart(
    frame: pd.DataFrame, numbers: Sequence[int], body: Body | None, names: Mapping[int, str]
) -> tuple[pd.DataFrame, list[int]]:
    """Records as columns, and the numbers of their lines, with those of the body among them in their order.

    `names` gives the column of `frame` for that of the body.
    """
    if body is None:
        return frame, list(numbers)
    together = np.concatenate([np.asarray(numbers, dtype=np.int64), body.numbers])
    order = np.argsort(together, kind="stable")
    columns = {
        name: np.concatenate([frame[name].to_numpy(), body.cells(index)])[order]
        for index, name in names.items()
    }
    whole = pd.DataFrame(columns, index=range(len(together)), dtype=object)
    return whole, together[order].tolist()
