"""Which files a path holds, and any one of them as grids: its bytes say what it is, not its name."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputRejected
from .delimited import read_delimited
from .grid import Grid, Row, cell_text
from .limits import LIMITS, Limits, require_size
from .workbook import read_workbook

LEDGER_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv", ".parquet"})
"""Files that a folder is searched for; a file that is named itself is read whatever its suffix."""


def list_files(path: Path | str) -> list[Path]:
    """The ledger files at `path`: itself, or all in the folder and below in the order of their names.

    Raises
    ------
    InputRejected
        If there is nothing at `path`, or the folder holds no ledger file.
    """
    path = Path(path)
    if not path.exists():
        near = sorted(p.name for p in path.parent.iterdir())[:10] if path.parent.is_dir() else []
        beside = f" Beside it lie: {', '.join(near)}." if near else ""
        raise InputRejected(f"There is no file or folder '{path}'.{beside} Check the spelling.")
    if path.is_file():
        return [path]
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in LEDGER_SUFFIXES and _is_own(p))
    if not files:
        raise InputRejected(
            f"The folder '{path}' holds no ledger file. Files that are read: "
            f"{', '.join(sorted(LEDGER_SUFFIXES))}."
        )
    return files


def other_files(path: Path | str) -> list[Path]:
    """What lies in the folder `path` and is no ledger file, lock files of Excel and system files left out."""
    path = Path(path)
    if not path.is_dir():
        return []
    return sorted(
        p for p in path.rglob("*") if p.is_file() and p.suffix.lower() not in LEDGER_SUFFIXES and _is_own(p)
    )


def _is_own(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and path.name not in {"Thumbs.db", "desktop.ini"}


def read_grids(path: Path | str, limits: Limits = LIMITS) -> list[Grid]:
    """The sheets of one file; a CSV or Parquet file is one sheet without a name.

    Raises
    ------
    InputRejected
        If the file cannot be opened, is damaged, of another type, or above the limits.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        require_size(size, path.name, limits)
        data = path.read_bytes()
    except OSError as error:
        raise InputRejected(
            f"'{path}' cannot be opened ({error.strerror}). Close it in other programs and check your "
            "rights to it."
        ) from error
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return read_workbook(data, path.name, limits)
    if data.startswith(b"PAR1"):
        return [_read_parquet(data, path.name, limits)]
    if (
        data[:1000]
        .lstrip(b"\xef\xbb\xbf\r\n\t ")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook"))
    ):
        raise InputRejected(
            f"'{path.name}' is a web page or XML, whatever its name says. Open it in Excel and save it "
            "as .xlsx."
        )
    if data.startswith((b"%PDF", b"{\\rtf")):
        raise InputRejected(f"'{path.name}' is a document, no ledger. Ask for the table as .xlsx or CSV.")
    return [read_delimited(data, path.name, limits)]


def _read_parquet(data: bytes, name: str, limits: Limits) -> Grid:
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        described = file.metadata
        if described.num_columns > limits.columns:
            raise InputRejected(
                f"'{name}' has {described.num_columns} columns; at most {limits.columns} are read."
            )
        unpacked = sum(described.row_group(i).total_byte_size for i in range(described.num_row_groups))
        if unpacked > limits.unpacked_bytes:
            raise InputRejected(
                f"'{name}' would unpack to {unpacked:,} bytes; at most {limits.unpacked_bytes:,} are read."
            )
        table = file.read()
    except (pa.ArrowException, OSError) as error:
        raise InputRejected(f"'{name}' is a damaged Parquet file ({error}). Write it again.") from error
    columns = [[cell_text(value) for value in column.to_pylist()] for column in table.columns]
    rows: dict[int, Row] = {1: list(table.column_names)}
    rows |= {number: list(cells) for number, cells in enumerate(zip(*columns), start=2)}
    return Grid(sheet="", rows={n: cells for n, cells in rows.items() if any(cells)})
