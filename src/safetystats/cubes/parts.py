"""What is counted at a time: a file, or a slice of one that is too large to be read whole.

A large CSV is cut at line ends outside of quotation marks, a Parquet file at any row. Every slice is read
with the lines above the first record, so with its title, units and header. What a sheet says as a whole (how
its dates are written, whether its areas are another city's) is then asked of each slice; a table of plain
records, as a system exports it, says the same in each. A sheet in which headings of areas stand between the
rows is not cut, since what stands under a heading would lose it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputRejected, WrongUse
from ..project import Project
from ..read import SECTION, read_tables
from ..sheets.files import told_name

ROWS = 200_000
"""Records of a slice, about: with fewer the same texts are read again in each, with more memory grows."""

MOST_BYTES = 80_000_000
"""Bytes of a slice: below what one file may have (`sheets.limits`)."""

_SAMPLE_BYTES = 200_000
_BLOCK = 1 << 24
_LINE, _QUOTE = 10, 34


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

    def content(self) -> bytes:
        """The bytes of a file that holds this part alone."""
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
        if not self.stop:
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
    ends = _line_ends(sample)
    # The words of UTF-16 hold the byte of a line end within other signs.
    if len(ends) < 2 or b"\0" in sample or sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [one]
    per_row = (ends[-1] + 1) / len(ends)
    step = int(min(rows * per_row, MOST_BYTES))
    if size <= 1.5 * step:
        return [one]
    above = _lines_above(sample, ends, one, kind, project)
    if not above:
        return [one]
    head = int(ends[above - 1]) + 1
    starts = _cuts(path, head, size, max(1, round((size - head) / step)))
    return [
        Part(path, one.name, start, stop, head, 0 if start == head else above)
        for start, stop in pairwise(starts)
    ]


def _line_ends(block: bytes, is_quoted: bool = False) -> np.ndarray:
    """Where the lines of a block end, outside of quotation marks."""
    signs = np.frombuffer(block, dtype="uint8")
    quotes = np.cumsum(signs == _QUOTE) + is_quoted
    ends = np.flatnonzero(signs == _LINE)
    return ends[quotes[ends] % 2 == 0]


def _lines_above(
    sample: bytes, ends: np.ndarray, part: Part, kind: str | None, project: Project | None
) -> int:
    """How many lines of a CSV stand above the first record, told by reading its first ones.

    None where they cannot be read as a ledger (counting the whole file then says why), or where headings
    stand between the records.
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


def _cuts(path: Path, head: int, size: int, slices: int) -> list[int]:
    """Where slices begin, and where the last ends: at the first line end behind each even share."""
    wanted = [head + (size - head) * number // slices for number in range(1, slices)]
    starts, is_quoted, at = [head], False, 0
    with path.open("rb") as file:
        while wanted and (block := file.read(_BLOCK)):
            while wanted and wanted[0] < at + len(block):
                ends = _line_ends(block, is_quoted) + at
                later = ends[ends >= wanted[0]]
                if not len(later):
                    wanted[0] = at + len(block)
                    break
                starts.append(int(later[0]) + 1)
                wanted = [place for place in wanted if place > later[0]]
            is_quoted ^= bool(block.count(b'"') % 2)
            at += len(block)
    return [*(start for start in dict.fromkeys(starts) if start < size), size]


def _slices_of_parquet(part: Part, rows: int) -> list[Part]:
    try:
        records = pq.ParquetFile(part.path).metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise InputRejected(f"'{part.name}' is a damaged Parquet file ({error}). Write it again.") from error
    if records <= 1.5 * rows:
        return [part]
    slices = round(records / rows)
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
