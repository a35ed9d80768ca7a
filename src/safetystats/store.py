"""What was read of a file -> kept, and taken again for as long as nothing changes that it hangs on.

A store is a folder with one file for each file of sheets: its tables as Parquet, and as JSON what else is
known of them. What is not there, or is not as it was written, is read anew; a file that is refused is looked
at each time.
"""

from __future__ import annotations

import io
import json
import platform
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from .project import Project
from .read import RawTable, read_tables
from .sheets.files import folder_name, told_name
from .writing import digest_of, shipped_files, write_whole

_FRAMES = ("rows", "skipped", "findings")
"""What of a raw table is kept as Parquet."""

_SAID = "tables.json"

_READ_WITH = ("numpy", "pandas", "pyarrow", "openpyxl", "xlrd", "lxml", "charset-normalizer")
"""Packages that what is read may hang on."""

_DIGEST_BYTES = sha256().digest_size


def key_of(project: Project, *stated: Any) -> str:
    """The hash of `stated`, the project with its lists, and the code and data by which sheets are read.

    What is kept under it is never taken where one of them is another: another version has other keys.
    """
    settings = project.model_dump_json(exclude={"file"})
    told = [*stated, settings, digest_of(project.lists), _reader_digest()]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@cache
def _reader_digest() -> str:
    """The hash of this package's code, its reference data, and the versions of what it stands on."""
    versions = [platform.python_version(), *map(version, _READ_WITH)]
    return f"{digest_of(shipped_files('.py'))} {versions}"


def read_or_kept(
    store: Path, file: Path, kind: str | None, project: Project, *, root: Path
) -> list[RawTable]:
    """The tables of one file as `read.read_tables` reads them, from `store` where they were read before.

    Parameters
    ----------
    store
        Made where it is missing, for its owner alone: it holds the cells as written, those on persons too.
    file, kind, project, root
        As in `read.read_tables`.

    Raises
    ------
    InputRejected, WrongUse
        If the file is refused.

    Examples
    --------
    >>> import tempfile
    >>> from safetystats.shipped import shipped
    >>> raw = shipped("data", "raw") / "accidents"
    >>> file = raw / "门头沟区生产安全事故台账（示例）.xlsx"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first, again = (
    ...         read_or_kept(Path(folder), file, None, Project.load(), root=raw) for _ in range(2)
    ...     )
    >>> len(first), all(one.rows.equals(two.rows) for one, two in zip(first, again, strict=True))
    (1, True)
    """
    digest = _digest(file)
    name = told_name(file.relative_to(root).as_posix())
    path = store / f"{key_of(project, digest, name, folder_name(root), kind)}.zip"
    kept = _kept(path)
    if kept is not None:
        return _unpacked(kept)
    tables = read_tables(file, kind, project, root=root)
    # What was changed while it was read is not known by the hash of what it was.
    if _digest(file) == digest:
        packed = _packed(tables)
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, sha256(packed).digest() + packed)
    return tables


def _digest(file: Path) -> str:
    """The hash of a file of whatever size; empty where it cannot be opened, which reading it tells."""
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def _kept(path: Path) -> bytes | None:
    """What was written behind its own hash; None where it is not there, or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    packed = content[_DIGEST_BYTES:]
    return packed if sha256(packed).digest() == content[:_DIGEST_BYTES] else None


def _packed(tables: Sequence[RawTable]) -> bytes:
    names = [field.name for field in fields(RawTable) if field.name not in _FRAMES]
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(_SAID, json.dumps([{name: getattr(one, name) for name in names} for one in tables]))
        for place, one in enumerate(tables):
            for name in _FRAMES:
                archive.writestr(_member(place, name), getattr(one, name).to_parquet(compression="zstd"))
    return buffer.getvalue()


def _unpacked(packed: bytes) -> list[RawTable]:
    with ZipFile(io.BytesIO(packed)) as archive:
        tables = json.loads(archive.read(_SAID))
        for place, table in enumerate(tables):
            table["titles_above"] = tuple(map(tuple, table["titles_above"]))
            for name in _FRAMES:
                table[name] = _frame(archive.read(_member(place, name)))
    return [RawTable(**table) for table in tables]


def _frame(parquet: bytes) -> pd.DataFrame:
    """The frame that was written, its types too: pandas itself would make texts of its own of all objects."""
    table = pq.read_table(io.BytesIO(parquet))
    columns = {}
    for described in table.schema.pandas_metadata["columns"]:
        coded = table[described["name"]].combine_chunks().dictionary_encode()
        values = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
        cells = values[coded.indices.fill_null(-1).to_numpy()]
        columns[described["name"]] = pd.Series(cells, dtype=described["numpy_type"])
    return pd.DataFrame(columns, index=range(table.num_rows))


def _member(place: int, name: str) -> str:
    return f"{place}/{name}.parquet"
