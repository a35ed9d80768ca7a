"""What a run holds beside the part it counts, in files until it is asked for: marks of records and cells.

The marks of a hundred million records take three gigabytes, the cells one.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np

from .table import Table

_IN_MEMORY = 16_000_000
"""Bytes up to which a shelf is no file: the marks of half a million records."""


class Shelf:
    """A file of arrays without a name, where such files lie (`TMPDIR`); gone when nothing in it is held.

    >>> shelf = Shelf()
    >>> places = [shelf.put(np.array(numbers)) for numbers in ([3], [1, 2])]
    >>> [shelf.get(place).tolist() for place in places]
    [[3], [1, 2]]
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        weakref.finalize(self, self._file.close)

    def put(self, held: np.ndarray) -> int:
        """Lay an array behind what lies here; its place."""
        place = self._file.seek(0, 2)
        np.lib.format.write_array(self._file, held, allow_pickle=False)
        return place

    def get(self, place: int) -> np.ndarray:
        """The array that was put there."""
        self._file.seek(place)
        held: np.ndarray = np.lib.format.read_array(self._file, allow_pickle=False)
        return held


class ShelvedMarks:
    """A table of marks, read when it is asked for: a column (``[:, column]``), or all as an array.

    >>> marks = ShelvedMarks(Shelf(), np.array([[1, 2], [3, 4]], dtype="uint64"))
    >>> len(marks), marks[:, 1].tolist(), np.asarray(marks).tolist()
    (2, [2, 4], [[1, 2], [3, 4]])
    """

    def __init__(self, shelf: Shelf, marks: np.ndarray) -> None:
        self._shelf, self._records = shelf, len(marks)
        self._places = [shelf.put(column.copy()) for column in marks.T]

    def __len__(self) -> int:
        return self._records

    def __getitem__(self, where: tuple[slice, int]) -> np.ndarray:
        rows, column = where
        return self._shelf.get(self._places[column])[rows]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.column_stack([self._shelf.get(place) for place in self._places])

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[np.ndarray]]:
        """Another process is sent the marks themselves."""
        return np.asarray, (np.asarray(self),)


class ShelvedViews(Mapping[str, Table]):
    """Tables by name, each read when it is asked for.

    >>> table = Table({}, {"day": np.array([3])}, {"records": np.array([1])})
    >>> dict(ShelvedViews({"a": table})) == {"a": table}
    True
    """

    def __init__(self, views: Mapping[str, Table]) -> None:
        self._shelf = Shelf()
        self._kept = {
            name: (table.labels, self._put(table.keys), self._put(table.sums))
            for name, table in views.items()
        }

    def _put(self, arrays: Mapping[str, np.ndarray]) -> dict[str, int]:
        return {name: self._shelf.put(held) for name, held in arrays.items()}

    def _get(self, places: Mapping[str, int]) -> dict[str, np.ndarray]:
        return {name: self._shelf.get(place) for name, place in places.items()}

    def __getitem__(self, name: str) -> Table:
        labels, keys, sums = self._kept[name]
        return Table(labels, self._get(keys), self._get(sums))

    def __contains__(self, name: object) -> bool:
        return name in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
