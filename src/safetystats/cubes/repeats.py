"""The same record in two parts: each is known by two marks, which sheets keep and compare.

Cleaning finds what repeats within one part. Between parts a record is known by 64-bit marks of what makes a
certain duplicate there, too (`rules.duplicates`): its number of office with day and area, and all that it
states. Sixteen bytes a record are kept, and of a record in two sheets the one in the less trusted, later one
is left out, as cleaning both sheets together would. What only cleaning together can see is not looked for:
sheets that are versions of one another though none of their records is certainly the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..rules.duplicates import names_something, numbered, numbered_columns, stated_columns
from ..schema import Ledger

_NO_MARK = np.uint64(0)


@dataclass(frozen=True)
class SheetMarks:
    """The marks of the records that are counted of one sheet, or of one slice of it."""

    kind: str
    trust: tuple[bool, int, int]
    """Of two records that are one, that of the sheet with the smaller is kept (`rules.versions.trust`)."""
    file: str
    sheet: str
    start: int
    """Where a slice begins in its file; 0 for a whole one."""
    marks: np.ndarray
    """Sorted, uint64, none twice."""

    @property
    def place(self) -> tuple[str, tuple[bool, int, int], str, str, int]:
        """Sheets are gone through in this order, kind by kind."""
        return self.kind, self.trust, self.file, self.sheet, self.start


def marks_of(rows: pd.DataFrame, ledger: Ledger, *, sliced: bool = False) -> pd.DataFrame:
    """The two marks of each row of a clean ledger, 0 where it has none: ``number`` and ``content``.

    Of a slice (`sliced`) it cannot be told whether the sheet has a number beside several records, as that of
    a visit: there two records under one number are one only where what tells records apart agrees.

    >>> from safetystats.ledgers import empty_ledger
    >>> from safetystats.schema import LEDGERS
    >>> marks_of(empty_ledger(LEDGERS["hazards"]), LEDGERS["hazards"]).columns.tolist()
    ['number', 'content']
    """
    marks = pd.DataFrame(_NO_MARK, index=rows.index, columns=["number", "content"])
    if rows.empty:
        return marks
    by_number = numbered(rows, ledger, apart=sliced)
    # A running number names a row of its own sheet, and no other sheet has it.
    by_number = by_number[by_number["_scope"] == ""]
    by_content = rows[names_something(rows, ledger)]
    marks.loc[by_number.index, "number"] = _hashed(by_number[numbered_columns(ledger)])
    marks.loc[by_content.index, "content"] = _hashed(by_content[stated_columns(ledger)])
    return marks


def _hashed(rows: pd.DataFrame) -> np.ndarray:
    return pd.util.hash_pandas_object(rows, index=False).to_numpy()


def distinct(marks: pd.DataFrame) -> np.ndarray:
    """All marks of some rows, sorted."""
    every = np.unique(marks.to_numpy("uint64"))
    return every[every != _NO_MARK]


def repeated(sheets: Sequence[SheetMarks]) -> dict[tuple[str, str, str, int], np.ndarray]:
    """For each sheet (kind, file, sheet, start) the marks that an earlier one has, too: what to leave out.

    >>> one, two = (np.array(marks, dtype="uint64") for marks in ([3, 5], [5, 8]))
    >>> own = {"b": two, "a": one}
    >>> sheets = [SheetMarks("hazards", (False, 0, 0), file, "", 0, marks) for file, marks in own.items()]
    >>> {file: marks.tolist() for (_, file, _, _), marks in repeated(sheets).items()}
    {'b': [5]}
    """
    found = {}
    for kind in sorted({sheet.kind for sheet in sheets}):
        own = sorted((sheet for sheet in sheets if sheet.kind == kind), key=lambda sheet: sheet.place)
        every = np.sort(np.concatenate([sheet.marks for sheet in own]))
        again = np.unique(every[1:][every[1:] == every[:-1]])
        seen = again[:0]
        for sheet in own if len(again) else ():
            mine = np.intersect1d(sheet.marks, again, assume_unique=True)
            late = np.intersect1d(mine, seen, assume_unique=True)
            if len(late):
                found[kind, sheet.file, sheet.sheet, sheet.start] = late
            seen = np.union1d(seen, mine)
    return found
