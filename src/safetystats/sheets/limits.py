"""What a file may cost: refused before it is parsed, since a parser finds out too late.

A 5 kB workbook with one stray cell, or a zip bomb of 2.6 MB, takes gigabytes in the usual readers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from ..errors import InputRejected, NoLedger


@dataclass(frozen=True)
class Limits:
    """The most that one file may hold; pass another set to read something larger on purpose."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 300_000_000
    ratio: int = 100
    """Unpacked to packed size of one part of an archive, for parts of `ratio_from_bytes` and more."""
    ratio_from_bytes: int = 10_000_000
    columns: int = 200
    rows: int = 300_000
    """Rows of one sheet. A text file is bounded by its size alone."""
    cell_characters: int = 32_767
    """The most that Excel keeps in a cell."""


LIMITS = Limits()


def require_size(size: int, name: str, limits: Limits) -> None:
    """Raise `NoLedger` if a file of `size` bytes is empty, `InputRejected` if it is above the limit."""
    if size == 0:
        raise NoLedger(f"'{name}' is empty (0 bytes). Ask the sender for the file again.")
    if size > limits.file_bytes:
        raise InputRejected(
            f"'{name}' has {size:,} bytes; at most {limits.file_bytes:,} are read at once. Split it by year "
            "or month, or count it in parts as CSV or Parquet: safetystats count."
        )


def require_sound_archive(archive: ZipFile, name: str, limits: Limits) -> None:
    """Raise `InputRejected` for a zip archive whose directory or XML prologs promise harm.

    Looks at the directory and at the first bytes of each XML part only: nothing is unpacked whole.
    """
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        raise InputRejected(
            f"'{name}' would unpack to {unpacked:,} bytes; at most {limits.unpacked_bytes:,} are read. "
            "Save the ledger's sheet alone as a new workbook, or as CSV."
        )
    [(twice, times), *_] = Counter(part_key(part.filename) for part in parts).most_common(1) or [("", 0)]
    if times > 1:
        raise InputRejected(
            f"'{name}' holds the part '{twice}' twice, which no office program writes: one would read the "
            "first, another the second. Open it in Excel and save it as a new workbook."
        )
    for part in parts:
        _require_sound_part(archive, part, name, limits)


def part_key(name: str) -> str:
    """The name by which a part is found, whatever its slashes and case: some programs write both wrong."""
    return name.replace("\\", "/").lower()


def _require_sound_part(archive: ZipFile, part: ZipInfo, name: str, limits: Limits) -> None:
    path = PurePosixPath(part.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in part.filename:
        raise InputRejected(f"'{name}' holds a part that points outside the archive: '{part.filename}'.")
    if part.flag_bits & 0x1:
        raise InputRejected(f"'{name}' is protected by a password. Save it without one and send it again.")
    ratio = part.file_size / max(part.compress_size, 1)
    if part.file_size >= limits.ratio_from_bytes and ratio > limits.ratio:
        raise InputRejected(
            f"'{name}': part '{part.filename}' unpacks to {part.file_size:,} bytes, {ratio:.0f} times its "
            f"packed size; at most {limits.ratio} times is read. Save only its filled rows as a new workbook."
        )
    if path.suffix.lower() in {".xml", ".rels"}:
        with archive.open(part) as file:
            # NULs out, so that a UTF-16 prolog is seen too.
            prolog = file.read(65_536).replace(b"\0", b"")
        if b"<!DOCTYPE" in prolog:
            raise InputRejected(
                f"'{name}': part '{part.filename}' declares a DOCTYPE, which no office program writes. "
                "It may be an attack; it was not opened."
            )
