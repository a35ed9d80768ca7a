"""Delimited text -> a grid. No cell is lost, shifted or read as a number: a record keeps its own length."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ..encoding import decode
from ..errors import InputRejected
from .body import Body
from .delimiters import SAMPLE_RECORDS, delimiter_of, is_aligned
from .grid import Grid, Row, without_apostrophe
from .limits import Limits
from .text_records import records_of, whole_records

_MARKS = frozenset("='")
"""What an export puts before a cell to keep Excel from reading it."""
_FORMULA_OF_TEXT = re.compile(r'="((?:[^"]|"")*)"')
HEAD_LINES = 1000
"""So many lines are always read one by one: more than any question asks of the beginning of a sheet."""
FEWEST_FILLED = 300
"""Of these, where the lines behind them are to be read as columns."""


_CHINESE_QUOTED = "[“”][^“”\r\n]*[“”]"
_QUOTED_LINE = re.compile(
    rf"^{_CHINESE_QUOTED}([,;\t|]){_CHINESE_QUOTED}(?:\1{_CHINESE_QUOTED})+\r?$", re.MULTILINE
)
"""A header of which each cell stands in Chinese quotation marks, as an input method turns straight ones."""


def read_delimited(data: bytes, name: str, limits: Limits, *, in_columns: bool = False) -> Grid:
    """The records of a CSV or TSV file; a row's number is that of its record, as Excel shows it.

    With `in_columns` the lines of a long file are its `body`, but for the first ones and those of another
    width.

    Raises
    ------
    InputRejected
        If the bytes are no text, a quotation never ends, or a cell is longer than Excel keeps.
    """
    decoded = decode(data, name)
    text = _with_straight_marks(decoded)
    # The limit holds for the whole process, so it only ever grows; a cell too long is refused below, by name.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    delimiter = delimiter_of(text)
    if delimiter is None and is_aligned(text.splitlines()[:SAMPLE_RECORDS]):
        raise InputRejected(
            f"'{name}' keeps its columns apart by blanks alone: behind an empty cell all others would move. "
            "Save the table as .xlsx, or as CSV with a comma or tab between the cells."
        )
    delimiter = delimiter or ","
    is_marked = any(mark in text for mark in _MARKS)
    read = _parted if in_columns else _whole
    body, numbered = read(text, delimiter, name)
    if body is not None and body.longest >= limits.cell_characters:
        body, numbered = _whole(text, delimiter, name)
    rows: dict[int, Row] = {}
    for number, record in numbered:
        if any(record):
            cells = map(_plain, record) if is_marked else record
            rows[number] = [cell or None for cell in cells]
            if max(map(len, record)) > limits.cell_characters:
                raise InputRejected(
                    f"'{name}' row {number} holds a cell of {max(map(len, record)):,} characters; at most "
                    f"{limits.cell_characters:,} are read. Is a quotation mark at or above that row open?"
                )
    widest = max(map(len, rows.values()), default=0)
    if widest > limits.columns:
        raise InputRejected(f"'{name}' has {widest} columns; at most {limits.columns} are read.")
    # Between the two signs of a line end is inside a line.
    is_cut_off = not text.endswith("\n") and not (text.endswith("\r") and "\r\n" not in text)
    return Grid(
        sheet="",
        rows=rows,
        delimiter=delimiter,
        is_delimited=True,
        has_chinese_marks=text != decoded,
        is_cut_off=is_cut_off,
        body=body,
    )


_Numbered = Iterable[tuple[int, list[str]]]
"""Records with their numbers, rising or not."""


def _whole(text: str, delimiter: str, name: str) -> tuple[None, _Numbered]:
    """All records of a text."""
    return None, enumerate(whole_records(text, delimiter, name), start=1)


def _parted(text: str, delimiter: str, name: str) -> tuple[Body | None, _Numbered]:
    """The lines behind the first ones as columns, and all others; no columns of a short text."""
    start = _end_of_line(text, HEAD_LINES) if _has_a_record_a_line(text, delimiter) else 0
    records = [] if start else whole_records(text, delimiter, name)
    head = records_of(text[:start], delimiter, name) if start else records[:HEAD_LINES]
    behind = text[start:] if start else records[len(head) :]
    filled = [len(record) for record in head if any(record)]
    if len(filled) < FEWEST_FILLED or not behind:
        return _whole(text, delimiter, name)
    width, first = Counter(filled).most_common(1)[0][0], len(head) + 1
    if isinstance(behind, str):
        body, unlike = _columns_of_text(behind, delimiter, width, first)
    else:
        body, unlike = _columns_of_records(behind, width, first)
    return body, [*enumerate(head, start=1), *unlike]


def _has_a_record_a_line(text: str, delimiter: str) -> bool:
    """Whether each line of a text is plainly a record: no cell is quoted, and all lines end alike."""
    is_even = text.count("\r") == text.count("\r\n")
    return is_even and delimiter.isascii() and '"' not in text and "\0" not in text


def _end_of_line(text: str, number: int) -> int:
    """Where the line of that number ends; 0 in a text with fewer."""
    end = 0
    for _ in range(number):
        end = text.find("\n", end) + 1
        if not end:
            break
    return end


def _columns_of_records(records: list[list[str]], width: int, first: int) -> tuple[Body | None, _Numbered]:
    """The records that have `width` cells, and the others; the first has the number `first`."""
    like = [record for record in records if len(record) == width]
    unlike = [(n, record) for n, record in enumerate(records, start=first) if len(record) != width]
    columns = {str(index): pa.array(cells, pa.string()) for index, cells in enumerate(zip(*like))}
    return _body(pa.table(columns), unlike, first), unlike


def _columns_of_text(text: str, delimiter: str, width: int, first: int) -> tuple[Body | None, _Numbered]:
    """As `_columns_of_records`, of a text of which each line is plainly a record."""
    unlike: list[tuple[int, list[str]]] = []

    def skip(line: pacsv.InvalidRow) -> str:
        unlike.append((first + line.number - 1, line.text.split(delimiter)))
        return "skip"

    data = text.encode()
    names = [str(index) for index in range(width)]
    table = pacsv.read_csv(
        pa.BufferReader(data),
        # In one block, one after another: else no line that is unlike knows its number.
        read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        parse_options=pacsv.ParseOptions(
            delimiter=delimiter,
            quote_char=False,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    return _body(table, unlike, first), unlike


def _body(table: pa.Table, unlike: Sequence[tuple[int, list[str]]], first: int) -> Body | None:
    """The columns of records of which those in `unlike` are left out; None without a record."""
    numbers = np.arange(first, first + len(table) + len(unlike))
    if unlike:
        numbers = np.setdiff1d(numbers, [number for number, _ in unlike])
    body = Body.of(table, numbers)
    return replace(body, texts=tuple(map(_unmarked, body.texts))) if len(table) else None


def _unmarked(texts: pa.StringArray) -> pa.StringArray:
    """Texts without the marks by which exports keep Excel from reading a number into them."""
    is_marked = pc.is_in(pc.utf8_slice_codeunits(texts, 0, 1), pa.array(sorted(_MARKS)))
    return pa.array(map(_plain, texts.to_pylist()), pa.string()) if pc.any(is_marked).as_py() else texts


def _with_straight_marks(text: str) -> str:
    """The text of a file that quotes its cells “so” with straight marks around them; any other as it is.

    A cell of which only one end carries such a mark stays as written: “三号楼”工地.

    >>> _with_straight_marks("“号”,“日”,“甲“乙”厂”"), _with_straight_marks("“号”,“日”,“区”")
    ('“号”,“日”,“甲“乙”厂”', '"号","日","区"')
    """
    line = None if '"' in text else _QUOTED_LINE.search(text)
    if line is None:
        return text
    mark = re.escape(line[1])
    within = rf"(?:(?!(?:{mark}|[\r\n])[“”]).)*?"
    cell = rf"(?:^|(?<={mark}))[“”]({within})[“”](?={mark}|\r?$)"
    return re.sub(cell, r'"\1"', text, flags=re.MULTILINE | re.DOTALL)


def _plain(cell: str) -> str:
    """A cell without the marks by which exports keep Excel from reading a number into it.

    >>> _plain('="007"'), _plain("'2021-01-05")
    ('007', '2021-01-05')
    """
    if cell[:1] not in _MARKS:
        return cell
    if cell.startswith("=") and (quoted := _FORMULA_OF_TEXT.fullmatch(cell)):
        return quoted[1].replace('""', '"')
    return without_apostrophe(cell)
