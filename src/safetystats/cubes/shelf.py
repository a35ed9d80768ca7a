"""Marks of records in a file until they are compared: those of a hundred million take three gigabytes."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np

_IN_MEMORY = 64_000_000
"""Bytes up to which there is no file: the marks of two million records."""


class Shelf:
    """A file without a name in the folder of such files (`TMPDIR`), gone when nothing in it is held.

    >>> marks = np.array([[1, 2], [3, 4]], dtype="uint64")
    >>> held = Shelf().put(marks)
    >>> len(held), held[:, 1].tolist(), np.asarray(held).tolist()
    (2, [2, 4], [[1, 2], [3, 4]])
    """

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        weakref.finalize(self, self.file.close)

    def put(self, marks: np.ndarray) -> Shelved:
        """Lay a table of marks behind what lies here."""
        start = self.file.seek(0, 2)
        self.file.write(marks.tobytes("F"))
        return Shelved(self, start, marks.shape)


@dataclass(frozen=True)
class Shelved:
    """A table of marks, read when it is asked for: a column (``[:, column]``), or all as an array."""

    shelf: Shelf
    start: int
    shape: tuple[int, ...]

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, where: tuple[slice, int]) -> np.ndarray:
        rows, column = where
        size = len(self) * np.dtype("uint64").itemsize
        self.shelf.file.seek(self.start + column * size)
        return np.frombuffer(self.shelf.file.read(size), dtype="uint64")[rows]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.column_stack([self[:, column] for column in range(self.shape[1])])

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[np.ndarray]]:
        """Another process is sent the marks themselves."""
        return np.asarray, (np.asarray(self),)
