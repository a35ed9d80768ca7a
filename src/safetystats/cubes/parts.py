"""What is counted at a time: a file, or a slice of one that is too large to be read whole.

A large CSV is cut at line ends outside of quoted cells, a Parquet file at any row. Every slice is read
with the lines above the first record, so with its title, units and header. What a sheet says as a whole (how
its dates are written, whether its areas are another city's) is then asked of each slice; a table of plain
records, as a system exports it, says the same in each. A sheet in which headings of areas stand between the
rows is not cut, since what stands under a heading would lose it.
"""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..encoding import decode
from ..errors import InputRejected, WrongUse
from ..project import Project
from ..read import SECTION, read_tables
from ..sheets.delimiters import delimiter_of
from ..sheets.files import told_name

ROWS = 200_000
"""Records of a slice, about: with fewer the same texts are read again in each, with more memory grows."""

MOST_BYTES = 80_000_000
"""Bytes of a slice: below what one file may have (`sheets.limits`)."""

_SAMPLE_BYTES = 200_000
_BLOCK = 1 << 24
_LINE, _RETURN, _BLANK, _QUOTE, _COMMA = b'\n\r ",'


@dataclass(frozen=True)
class Part:
    """A file, or the bytes (of a CSV) or rows (of a Parquet file) from `start` to before `stop`."""

    path: Path
    name: str
    """The file as it is told in balances."""
    start: int = 0
    stop: int = 0
    """0: the whole file."""
    head: int = 0
    """Bytes above the first record, which every slice of a CSV is read with."""
    head_lines: int = 0
    """Lines of the slice that stand in an earlier one, too, and are accounted for there."""
    held: bytes | None = None
    """Its bytes, where they were read already."""

    def read(self) -> Part:
        """The part with its bytes: what is hashed of it and what is counted are the same."""
        return replace(self, held=self.content())

    def content(self) -> bytes:
        """The bytes of a file that holds this part alone."""
        if self.held is not None:
            return self.held
        if not self.stop:
            return self.path.read_bytes()
        if self.path.suffix.lower() == ".parquet":
            return _rows_of_parquet(self.path, self.start, self.stop)
        with self.path.open("rb") as file:
            head = file.read(self.head)
            file.seek(self.start)
            return head + file.read(self.stop - self.start)

    def digest(self) -> str:
        """SHA-256 of the name and of what is read: another slice, or a corrected cell, gives another."""
        return sha256(f"{self.name}\0{self.start}\0".encode() + self.content()).hexdigest()

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """A file that holds this part alone."""
        if not self.stop and self.held is None:
            yield self.path
            return
        with TemporaryDirectory() as folder:
            path = Path(folder) / self.path.name
            path.write_bytes(self.content())
            yield path


def whole(path: Path | str) -> Part:
    """A file as one part.

    >>> whole("data/raw/hazards.csv").name
    'hazards.csv'
    """
    return Part(Path(path), told_name(Path(path).name))


def cut(
    path: Path | str,
    *,
    rows: int = ROWS,
    name: str = "",
    kind: str | None = None,
    project: Project | None = None,
) -> list[Part]:
    """The parts of a file: slices of about `rows` records where it is a CSV or Parquet file with more.

    Parameters
    ----------
    path
        A ledger file of any type. A workbook is one part.
    rows
        Records of a slice, about; never more than `MOST_BYTES` of text.
    name
        What the file is called in balances; its own name without.
    kind, project
        As in `read.read_ledger`: they say where the header of a CSV ends.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ledger = Path(folder) / "hazards.csv"
    ...     lines = ["编号,发现日期,区", *(f"YH-{number:05},2020-01-02,平谷区" for number in range(10_000))]
    ...     size = ledger.write_text("\\n".join(lines) + "\\n", encoding="utf-8")
    ...     len(cut(ledger, rows=2500))
    4
    """
    path = Path(path)
    one = Part(path, name or told_name(path.name))
    if path.suffix.lower() == ".parquet":
        return _slices_of_parquet(one, rows)
    if path.suffix.lower() not in {".csv", ".tsv"}:
        return [one]
    size = path.stat().st_size
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    # The words of UTF-16 hold the byte of a line end within other signs.
    if b"\0" in sample or sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [one]
    delimiter = _delimiter_of(sample, one.name)
    ends, _ = _line_ends(sample, delimiter)
    if len(ends) < 2:
        return [one]
    per_row = (ends[-1] + 1) / len(ends)
    step = rows * per_row
    if size <= min(1.5 * step, MOST_BYTES):
        return [one]
    above = _lines_above(sample, ends, one, kind, project)
    if not above:
        return [one]
    head = int(ends[above - 1]) + 1
    slices = max(1, round((size - head) / step), ceil((size - head) / MOST_BYTES))
    starts = _cuts(path, head, size, slices, delimiter)
    return [
        Part(path, one.name, start, stop, head, 0 if start == head else above)
        for start, stop in pairwise(starts)
    ]


def _delimiter_of(sample: bytes, name: str) -> int:
    """The byte between the cells of a CSV; a comma where it is no text, as counting it then says."""
    try:
        text = decode(sample[: sample.rfind(b"\n") + 1], name)
    except InputRejected:
        return _COMMA
    sign = (delimiter_of(text) or ",").encode()
    return sign[0] if len(sign) == 1 else _COMMA


def _line_ends(block: bytes, delimiter: int = _COMMA, is_quoted: bool = False) -> tuple[np.ndarray, bool]:
    """Where the lines of a block end, outside of quoted cells, and whether it ends within one.

    A block begins with a line. A mark opens a cell at its beginning alone, so that of an inch says nothing;
    within a quoted cell two are one sign of it.

    >>> text = '管径5"阀门,"a""\\n,b",c\\n'.encode()
    >>> ends, is_quoted = _line_ends(text)
    >>> len(ends), is_quoted
    (1, False)
    """
    signs = np.frombuffer(block, dtype="uint8")
    ends = np.flatnonzero(signs == _LINE)
    quotes = np.flatnonzero(signs == _QUOTE)
    begins = np.flatnonzero(np.diff(quotes, prepend=-2) > 1)
    marks = quotes[begins]
    # Two marks beside each other open and close, or are one sign: they leave all as it was.
    marks = marks[np.diff(begins, append=len(quotes)) % 2 == 1]
    if not len(marks):
        return (ends[:0], True) if is_quoted else (ends, False)
    before = marks - 1
    while (is_blank := (before >= 0) & (signs[before] == _BLANK)).any():
        before = before - is_blank
    opens = (before < 0) | np.isin(signs[before], (delimiter, _LINE, _RETURN)) | _after_bom(block, before)
    # At the beginning of a cell a mark opens or, being its last sign, closes; elsewhere it closes or is text.
    opened = np.cumsum(opens)
    last_other = np.maximum.accumulate(np.where(opens, -1, np.arange(len(marks))))
    since = opened - np.where(last_other < 0, -int(is_quoted), opened[last_other])
    within = np.concatenate([[is_quoted], since % 2 == 1])
    return ends[~within[np.searchsorted(marks, ends)]], bool(within[-1])


def _after_bom(block: bytes, places: np.ndarray) -> np.ndarray:
    return (places == len(BOM_UTF8) - 1) & block.startswith(BOM_UTF8)


def _lines_above(
    sample: bytes, ends: np.ndarray, part: Part, kind: str | None, project: Project | None
) -> int:
    """How many lines of a CSV stand above the first record, told by reading its first ones.

    0 where they cannot be read as a ledger (counting the whole file then says why), or where headings stand
    between the records.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / part.path.name
        path.write_bytes(sample[: ends[-1] + 1])
        try:
            tables = read_tables(path, kind, project)
        except (InputRejected, WrongUse):
            return 0
    if any(SECTION in table.rows for table in tables):
        return 0
    return min((int(table.rows["source_row"].min()) for table in tables if len(table.rows)), default=1) - 1


def _cuts(path: Path, head: int, size: int, slices: int, delimiter: int) -> list[int]:
    """Where slices begin, and where the last ends: at the first line end behind each even share."""
    wanted = [head + (size - head) * number // slices for number in range(1, slices)]
    starts, is_quoted, at = [head], False, 0
    with path.open("rb") as file:
        while wanted and (block := file.read(_BLOCK) + file.readline()):
            ends, is_quoted = _line_ends(block, delimiter, is_quoted)
            ends += at
            at += len(block)
            while wanted and len(ends) and wanted[0] <= ends[-1]:
                end = int(ends[np.searchsorted(ends, wanted[0])])
                starts.append(end + 1)
                wanted = [place for place in wanted if place > end]
    return [*(start for start in dict.fromkeys(starts) if start < size), size]


def _slices_of_parquet(part: Part, rows: int) -> list[Part]:
    try:
        described = pq.ParquetFile(part.path).metadata
    except (pa.ArrowException, OSError) as error:
        raise InputRejected(f"'{part.name}' is a damaged Parquet file ({error}). Write it again.") from error
    records = described.num_rows
    unpacked = sum(described.row_group(group).total_byte_size for group in range(described.num_row_groups))
    if records <= 1.5 * rows and unpacked <= MOST_BYTES:
        return [part]
    slices = min(records, max(1, round(records / rows), ceil(unpacked / MOST_BYTES)))
    starts: Sequence[int] = [records * number // slices for number in range(slices + 1)]
    # The names of the columns are a line of each slice.
    return [Part(part.path, part.name, start, stop, 0, int(start > 0)) for start, stop in pairwise(starts)]


def _rows_of_parquet(path: Path, start: int, stop: int) -> bytes:
    """The rows as a file of their own; only the row groups that hold them are read."""
    file, tables, at = pq.ParquetFile(path), [], 0
    for number in range(file.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        if at < stop and at + rows > start:
            group = file.read_row_group(number)
            tables.append(group.slice(max(0, start - at), min(stop, at + rows) - max(start, at)))
        at += rows
    buffer = io.BytesIO()
    pq.write_table(pa.concat_tables(tables), buffer)
    return buffer.getvalue()
