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
ledger's columns tell apart, where another part has one of them, too: they are one there; and of a visit,
whose number stands beside several records, those that lie in several slices of a file and were changed in
another file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

MARKS = ("number", "content", "apart", "name")
"""Of each record: its number of office with day and area; all that it states; of one in a slice its number
with what tells records of a visit apart; its number alone."""

_NUMBER, _CONTENT, _APART, _NAME = range(len(MARKS))
_NO_MARK = np.uint64(0)
_NOTHING = np.zeros((0, len(MARKS)), dtype="uint64")
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
    marks: np.ndarray
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
        for sheet, is_late in _late_in_kind(list(own)):
            late = sheet.marks[is_late]
            late = late[~are_in(late, sheet.left_out)]
            if len(late):
                found[sheet.place] = late
    return found


def _late_in_kind(sheets: Sequence[SheetMarks]) -> list[tuple[SheetMarks, np.ndarray]]:
    """Each sheet of one kind with which of its records an earlier one has."""
    slices: dict[tuple[str, str], list[SheetMarks]] = {}
    for sheet in sheets:
        slices.setdefault((sheet.file, sheet.sheet), []).append(sheet)
    wholes = list(slices.values())
    in_slices = [_late_in_slices(own) for own in wholes]
    between = _late_between(wholes, in_slices)
    told: list[tuple[SheetMarks, np.ndarray]] = []
    for own, late, again in zip(wholes, in_slices, between):
        ends = np.cumsum([len(sheet.marks) for sheet in own])[:-1]
        told += zip(own, np.split(late | again, ends))
    return told


def _late_in_slices(slices: Sequence[SheetMarks]) -> np.ndarray:
    """Which records of a sheet an earlier slice of it has."""
    if len(slices) == 1:
        return np.zeros(len(slices[0].marks), dtype=bool)
    marks = [sheet.marks for sheet in slices]
    own = _sheet_of_each(marks)
    # One mark of all slices at a time: all four of a hundred million records are three gigabytes.
    return (
        _earliest((np.concatenate([held[:, mark] for held in marks]) for mark in (_APART, _CONTENT)), own)
        < own
    )


def _over_slices(slices: Sequence[SheetMarks], is_late: np.ndarray) -> np.ndarray:
    """The marks of a sheet as other sheets are compared with it.

    A number that stands beside several of its records names none of them alone; where these lie in several
    slices, no slice could tell.
    """
    if len(slices) == 1:
        return slices[0].marks
    held = [sheet.marks for sheet in slices]
    marks, own = np.concatenate(held), _sheet_of_each(held)
    kept = pd.DataFrame({"name": marks[:, _NAME], "slice": own})[~is_late]
    kept = kept[kept["name"] != _NO_MARK]
    kept = kept[kept["name"].duplicated(keep=False)]
    in_slices = kept.groupby("name")["slice"].nunique()
    marks[np.isin(marks[:, _NAME], in_slices.index[in_slices > 1]), _NUMBER] = _NO_MARK
    marks[np.isin(marks[:, _NAME], in_slices.index), _NAME] = _NO_MARK
    return marks


def _late_between(
    wholes: Sequence[Sequence[SheetMarks]], in_slices: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Which records of each sheet, of which some slices have late ones, an earlier sheet has."""
    if len(wholes) == 1:
        return [np.zeros_like(late) for late in in_slices]
    sheets = [_over_slices(own, late) for own, late in zip(wholes, in_slices)]
    records = np.array([sum(sheet.records for sheet in own) for own in wholes])
    marks, own = np.concatenate(sheets), _sheet_of_each(sheets)
    first = _earliest((marks[:, mark] for mark in (_NUMBER, _CONTENT)), own)
    late = np.split(first < own, np.cumsum([len(held) for held in sheets])[:-1])
    pairs = pd.DataFrame({"later": own, "earlier": first})[first < own].value_counts().reset_index()
    smaller = pd.Series(np.minimum(records[pairs["later"]], records[pairs["earlier"]]))
    for later, earlier in pairs.loc[is_version(pairs["count"], smaller), ["later", "earlier"]].to_numpy():
        names = sheets[later][:, _NAME]
        late[later] = late[later] | ((names != _NO_MARK) & np.isin(names, sheets[earlier][:, _NAME]))
    return late


def _sheet_of_each(sheets: Sequence[np.ndarray]) -> np.ndarray:
    """The number of the sheet that each record of all sheets is of."""
    return np.repeat(np.arange(len(sheets), dtype="int32"), [len(held) for held in sheets])


def _earliest(columns: Iterable[np.ndarray], own: np.ndarray) -> np.ndarray:
    """For each record the first sheet with one of its marks; records lie in the order of sheets."""
    first = own.copy()
    for held in columns:
        ordered = np.sort(held)
        again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        again = again[again != _NO_MARK]
        if not len(again):
            continue
        at = np.searchsorted(again, held).clip(max=len(again) - 1)
        rows = np.flatnonzero(again[at] == held)
        # A stable order leaves the first sheet first.
        order = np.argsort(at[rows], kind="stable")
        _, begins, group = np.unique(at[rows][order], return_index=True, return_inverse=True)
        first[rows[order]] = np.minimum(first[rows[order]], own[rows[order]][begins][group])
    return first
