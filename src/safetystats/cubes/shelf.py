"""What a run holds beside the part it counts, in files until it is asked for: marks of records and cells.

The marks of a hundred million records take three gigabytes, the cells one.
"""

from __future__ import annotations

import pickle
import weakref
from collections.abc import Callable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np

from .table import Table

_IN_MEMORY = 16_000_000
"""Bytes up to which a shelf is no file: the marks of half a million records."""


class Shelf:
    """A file without a name in the folder of such files (`TMPDIR`), gone when nothing in it is held.

    >>> shelf = Shelf()
    >>> places = [shelf.put(thing) for thing in ("a", [1, 2])]
    >>> [shelf.get(place) for place in places]
    ['a', [1, 2]]
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        weakref.finalize(self, self._file.close)

    def put(self, thing: Any) -> int:
        """Lay a thing behind what lies here; its place."""
        place = self._file.seek(0, 2)
        pickle.dump(thing, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        return place

    def get(self, place: int) -> Any:
        """The thing that was put there."""
        self._file.seek(place)
        return pickle.load(self._file)


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
        held: np.ndarray = self._shelf.get(self._places[column])
        return held[rows]

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
        self._places = {name: self._shelf.put(table) for name, table in views.items()}

    def __getitem__(self, name: str) -> Table:
        table: Table = self._shelf.get(self._places[name])
        return table

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
