"""The same record in two parts: each is known by four marks, which sheets keep and compare.

Cleaning finds what repeats within one part. Between parts a record is known by 64-bit marks of what makes a
certain duplicate there, too (`rules.duplicates`): its number of office with day and area, and all that it
states; and where half of the smaller of two sheets repeats the other, so that one is a version of it, by its
number alone. Of a record in two sheets the one in the less trusted, later one is left out, as cleaning both
sheets together would.

What only cleaning together can see is not looked for: records that are likely one, and so sheets that are
versions of one another by such, by records that a third has before both, or by the names of their files
alone (更正后); which of two rows a column or a remark (终报, 更正) says is the later, or of two sheets of
which none is, which has its hazard closed or the most harm; hazards of one visit that only words beside the
ledger's columns tell apart, where another part has one of them, too: they are one there; what a record that
is left out said of an earlier day, as that a hazard was closed by then; and of a visit,
whose number stands beside several records, those that lie in several slices of a file and were changed in
another file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

import numpy as np
import pandas as pd

from ..rules.duplicates import (
    is_version,
    names_something,
    numbered,
    numbered_columns,
    stated_columns,
    version_columns,
)
from ..schema import Ledger
from .shelf import ShelvedMarks

MARKS = ("number", "content", "apart", "name")
"""Of each record: its number of office with day and area; all that it states; of one in a slice its number
with what tells records of a visit apart; its number alone."""

_NUMBER, _CONTENT, _APART, _NAME = range(len(MARKS))
_NO_MARK = np.uint64(0)
_NOTHING = np.zeros((0, len(MARKS)), dtype="uint64")
_AT_A_TIME = 2_000_000
"""Records whose marks are compared at a time: about a hundred bytes each."""

Place = tuple[str, str, str, int]
"""Kind, file, sheet, and where a slice begins."""


@dataclass(frozen=True)
class SheetMarks:
    """The marks of the records of one sheet, or of one slice of it."""

    kind: str
    trust: tuple[bool, int, int]
    """Of two records that are one, that of the sheet with the smaller is kept (`rules.versions.trust`)."""
    file: str
    sheet: str
    start: int
    """Where a slice begins in its file; 0 for a whole one."""
    records: int
    """How many records are counted of it, those without a mark, too."""
    marks: np.ndarray | ShelvedMarks
    """A row a record with its `MARKS`, uint64, sorted, none twice."""
    left_out: np.ndarray = field(default_factory=_NOTHING.copy)
    """Those of them that are counted no more, since an earlier sheet has them."""

    @property
    def order(self) -> tuple[str, tuple[bool, int, int], str, str, int]:
        """Sheets are gone through in this order, kind by kind."""
        return self.kind, self.trust, self.file, self.sheet, self.start

    @property
    def place(self) -> Place:
        """What no other sheet or slice has alike."""
        return self.kind, self.file, self.sheet, self.start


def marks_of(rows: pd.DataFrame, ledger: Ledger, *, sliced: bool = False) -> np.ndarray:
    """The `MARKS` of each row of a clean ledger, 0 where it has none.

    Of a slice (`sliced`) it cannot be told whether the sheet has a number beside several records, as that of
    a visit. So it has the mark by which slices of one sheet are compared, in which all that tells records
    apart agrees; and its number alone, by which it is seen over all slices what number is a visit's.

    >>> from safetystats.ledgers import empty_ledger
    >>> from safetystats.schema import LEDGERS
    >>> marks_of(empty_ledger(LEDGERS["hazards"]), LEDGERS["hazards"]).shape
    (0, 4)
    """
    marks = np.zeros((len(rows), len(MARKS)), dtype="uint64")
    if rows.empty:
        return marks

    def mark(which: int, some: pd.DataFrame, columns: list[str]) -> None:
        marks[rows.index.get_indexer(some.index), which] = pd.util.hash_pandas_object(
            some[columns], index=False
        ).to_numpy()

    def of_office(apart: Literal["shared", "always", "never"]) -> pd.DataFrame:
        with_number = numbered(rows, ledger, apart=apart)
        # A running number names a row of its own sheet, and no other sheet has it.
        return with_number[with_number["_scope"] == ""]

    by_number = of_office("shared")
    mark(_NUMBER, by_number, numbered_columns(ledger))
    mark(_CONTENT, rows[names_something(rows, ledger)], stated_columns(ledger))
    if sliced:
        mark(_APART, of_office("always"), numbered_columns(ledger))
    mark(_NAME, of_office("never") if sliced else by_number, version_columns(ledger))
    return marks


def distinct(marks: np.ndarray) -> np.ndarray:
    """The records that have a mark, sorted, none twice."""
    some = marks[(marks != _NO_MARK).any(axis=1)]
    ordered = some[np.lexsort(some.T)]
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return ordered[is_first]


def are_in(marks: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Whether each record is one of `some`.

    >>> are_in(np.array([[1, 2], [1, 3]]), np.array([[1, 3]])).tolist()
    [False, True]
    """
    return pd.MultiIndex.from_arrays(list(marks.T)).isin(pd.MultiIndex.from_arrays(list(some.T)))


def repeated(sheets: Sequence[SheetMarks]) -> dict[Place, np.ndarray]:
    """For each sheet the records that an earlier one has, too, and that are counted still: what to leave out.

    >>> one, two = (np.array([[n, 0, 0, n] for n in marks], dtype="uint64") for marks in ([3, 5], [5, 8]))
    >>> own = {"b": two, "a": one}
    >>> sheets = [SheetMarks("hazards", (False, 0, 0), file, "", 0, 2, held) for file, held in own.items()]
    >>> {file: held[:, 0].tolist() for (_, file, _, _), held in repeated(sheets).items()}
    {'b': [5]}
    """
    found = {}
    ordered = sorted(sheets, key=lambda sheet: sheet.order)
    for _, own in groupby(ordered, key=lambda sheet: sheet.kind):
        for sheet, rows in _late_in_kind(list(own)):
            if len(rows):
                late = np.asarray(sheet.marks)[rows]
                late = late[~are_in(late, sheet.left_out)]
                if len(late):
                    found[sheet.place] = late
    return found


def _late_in_kind(sheets: Sequence[SheetMarks]) -> list[tuple[SheetMarks, np.ndarray]]:
    """Each sheet of one kind with those of its records (their places) that an earlier one has."""
    slices: dict[tuple[str, str], list[SheetMarks]] = {}
    for sheet in sheets:
        slices.setdefault((sheet.file, sheet.sheet), []).append(sheet)
    wholes = [_whole(own) for own in slices.values()]
    told: list[tuple[SheetMarks, np.ndarray]] = []
    for whole, again in zip(wholes, _late_between(wholes)):
        late = np.union1d(whole.late, again)
        told += zip(whole.slices, _of_each(late, [len(sheet.marks) for sheet in whole.slices]))
    return told


@dataclass(frozen=True)
class _Whole:
    """All slices of a sheet, as other sheets are compared with it."""

    slices: Sequence[SheetMarks]
    late: np.ndarray
    """The records that an earlier slice has."""
    shared: np.ndarray
    """The marks of numbers that stand beside several of its other records: they name none of them alone."""
    over: np.ndarray
    """Those of them whose records lie in several slices, where no slice could tell."""

    def columns(self, mark: int) -> Iterator[np.ndarray]:
        """A mark of all its records, slice by slice."""
        blank = {_NUMBER: self.over, _NAME: self.shared}.get(mark, _NOTHING)
        for sheet in self.slices:
            held = sheet.marks[:, mark]
            if len(blank):
                held = np.where(np.isin(sheet.marks[:, _NAME], blank), _NO_MARK, held)
            yield held

    def __len__(self) -> int:
        return sum(len(sheet.marks) for sheet in self.slices)


def _whole(slices: Sequence[SheetMarks]) -> _Whole:
    whole = _Whole(slices, *(np.zeros(0, dtype=dtype) for dtype in ("int64", "uint64", "uint64")))
    if len(slices) == 1:
        return whole

    def columns(mark: int) -> Iterator[tuple[int, np.ndarray]]:
        return enumerate(whole.columns(mark))

    late, _ = _earliest(columns, (_APART, _CONTENT), len(whole))
    names = []
    for marks, own, rows in _by_range(columns, _NAME, len(whole)):
        kept = pd.DataFrame({"name": marks, "slice": own})[~np.isin(rows, late)]
        names.append(kept[kept["name"].duplicated(keep=False)].groupby("name")["slice"].nunique())
    in_slices = pd.concat(names)
    shared, over = (held.index.to_numpy("uint64") for held in (in_slices, in_slices[in_slices > 1]))
    return _Whole(slices, late, shared, over)


def _late_between(wholes: Sequence[_Whole]) -> list[np.ndarray]:
    """Which records of each sheet an earlier sheet has."""
    sizes = [len(whole) for whole in wholes]
    if len(wholes) == 1:
        return [np.zeros(0, dtype="int64")]

    def columns(mark: int) -> Iterator[tuple[int, np.ndarray]]:
        return ((own, held) for own, whole in enumerate(wholes) for held in whole.columns(mark))

    rows, first = _earliest(columns, (_NUMBER, _CONTENT), sum(sizes))
    late = _of_each(rows, sizes)
    own = np.repeat(np.arange(len(wholes)), [len(held) for held in late])
    records = np.array([sum(sheet.records for sheet in whole.slices) for whole in wholes])
    pairs = pd.DataFrame({"later": own, "earlier": first}).value_counts().reset_index()
    smaller = pd.Series(np.minimum(records[pairs["later"]], records[pairs["earlier"]]))
    for later, earlier in pairs.loc[is_version(pairs["count"], smaller), ["later", "earlier"]].to_numpy():
        names, known = (np.concatenate([*wholes[one].columns(_NAME)]) for one in (later, earlier))
        again = np.flatnonzero((names != _NO_MARK) & np.isin(names, known))
        late[later] = np.union1d(late[later], again)
    return late


def _of_each(rows: np.ndarray, sizes: Sequence[int]) -> list[np.ndarray]:
    """Sorted places among all records as places in each of the sheets of these sizes."""
    ends = np.cumsum(sizes)
    split = np.split(rows, np.searchsorted(rows, ends[:-1]))
    return [held - (end - size) for held, end, size in zip(split, ends, sizes)]


_Columns = Callable[[int], Iterable[tuple[int, np.ndarray]]]
"""Of a mark the columns of all sheets, each with the number of its sheet, in the order of sheets."""


def _earliest(columns: _Columns, marks: Sequence[int], records: int) -> tuple[np.ndarray, np.ndarray]:
    """The records with a mark that an earlier sheet has, sorted, and the first sheet with one of theirs."""
    found = []
    for mark in marks:
        for held, own, rows in _by_range(columns, mark, records):
            # A stable order leaves the first sheet first.
            order = np.argsort(held, kind="stable")
            _, begins, group = np.unique(held[order], return_index=True, return_inverse=True)
            first, own = own[order][begins][group], own[order]
            found.append(pd.Series(first, index=rows[order])[first < own])
    earliest = pd.concat(found).groupby(level=0).min()
    return earliest.index.to_numpy("int64"), earliest.to_numpy()


def _by_range(
    columns: _Columns, mark: int, records: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Marks, the sheet of each and its place among all records: so many at a time as are compared at once.

    Marks are hashes, so equal ranges of them hold about as many records each.
    """
    ranges = records // _AT_A_TIME + 1
    width = -(-(2**64) // ranges)
    for least in range(0, 2**64, width):
        held, own, places, at = [], [], [], 0
        for sheet, column in columns(mark):
            inside = np.flatnonzero((column > max(least - 1, 0)) & (column <= min(least + width, 2**64) - 1))
            held.append(column[inside])
            own.append(np.full(len(inside), sheet, dtype="int32"))
            places.append(inside + at)
            at += len(column)
        yield np.concatenate(held), np.concatenate(own), np.concatenate(places)
