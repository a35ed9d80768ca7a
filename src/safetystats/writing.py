"""Files are written whole or not at all; a folder has one writer."""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from .errors import WrongUse
from .shipped import shipped

REPLACE_TRIES = 10
"""Tries over about a second: on Windows a file that is open in Excel cannot be replaced."""

PART = ".part"
"""Ending of a file that is being written; its name begins with a dot."""


class FileInUse(WrongUse):
    """A file could not be replaced because another program holds it, or a folder has another writer."""


def write_whole(path: Path, content: bytes | str | Callable[[IO[bytes]], None]) -> None:
    """Write `content` (a text as UTF-8) beside `path`, flush it to disk, then put it in its place.

    What is too large to be held twice writes itself to the file that it is given.

    A run that fails or is killed leaves the old file as it was.

    Raises
    ------
    FileInUse
        If another program keeps the old file open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        _replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed run left half written in `folder`, of which this run is the only writer."""
    for left in folder.rglob(f".*{PART}"):
        left.unlink(missing_ok=True)


def _replace(temporary: Path, path: Path) -> None:
    for left in reversed(range(REPLACE_TRIES)):
        try:
            temporary.replace(path)
            return
        except PermissionError as error:
            if not left:
                raise FileInUse(
                    f"'{path.name}' could not be replaced: another program has it open. "
                    f"Close it there (请先在 Excel 中关闭 {path.name}), then run again."
                ) from error
            time.sleep(0.1)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold `folder` for this run; a second run is refused with the reason.

    Raises
    ------
    FileInUse
        If another run is writing there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(folder / ".lock"), folder / ".writer"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise FileInUse(
            f"Another run is writing to '{folder}'{_told_of(holder)}. Wait for it, or give this one another "
            "--out."
        ) from error
    try:
        for left in folder.glob(f".*{PART}"):
            left.unlink(missing_ok=True)
        since = f"{datetime.now():%Y-%m-%d %H:%M}"
        holder.write_text(f"process {os.getpid()} on {platform.node()}, since {since}", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _told_of(holder: Path) -> str:
    """Who holds a folder, in brackets; nothing where it has not said so yet."""
    try:
        return f" ({holder.read_text(encoding='utf-8')})"
    except OSError:
        return ""


def digest_of(paths: Iterable[Path]) -> str:
    """One SHA-256 over the names and contents of `paths`, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(os.fsencode(path.name) + f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def shipped_files(*suffixes: str) -> list[Path]:
    """The files of this package with these suffixes, and all reference data, sorted."""
    code = (path for path in Path(__file__).parent.rglob("*") if path.suffix in suffixes)
    return sorted((*code, *shipped("data", "reference").glob("*.*")))
