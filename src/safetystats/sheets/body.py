"""Many lines of a long sheet as columns: each its distinct texts, and which of them each line holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Body:
    """Lines of one width. A cell of theirs is a text or missing, as in a row of a grid."""

    numbers: np.ndarray
    """The numbers of the lines, rising."""
    codes: tuple[np.ndarray, ...]
    """For each column the place of each line's text among the distinct ones."""
    texts: tuple[pa.StringArray, ...]
    """For each column its distinct texts; an empty one stands for a missing cell."""
    is_ragged: bool = False
    """Whether a line ends with its last cell, as in a workbook; else with the last column."""

    @classmethod
    def of(cls, table: pa.Table, numbers: np.ndarray) -> Body:
        """The columns of `table`, all texts, whose lines have these numbers."""
        filled = [column.combine_chunks().fill_null("") for column in table.columns]
        coded = [column.dictionary_encode() for column in filled]
        return cls(
            numbers,
            tuple(column.indices.to_numpy() for column in coded),
            tuple(column.dictionary for column in coded),
        )

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def longest(self) -> int:
        """Characters of the longest text."""
        return max(pc.max(pc.utf8_length(texts)).as_py() for texts in self.texts)

    def only(self, mask: np.ndarray) -> Body:
        """The lines where `mask` is true."""
        codes = tuple(codes[mask] for codes in self.codes)
        return replace(self, numbers=self.numbers[mask], codes=codes)

    def cells(self, column: int) -> np.ndarray:
        """The cells of a column, each distinct text one object; missing ones for a column that is not there.

        >>> body = Body.of(pa.table({"区": ["平谷区", "", "平谷区"]}), np.array([2, 3, 4]))
        >>> body.cells(0).tolist(), body.cells(1).tolist()
        (['平谷区', None, '平谷区'], [None, None, None])
        """
        if column >= len(self.codes):
            return np.full(len(self), None, dtype=object)
        texts = self.texts[column].to_numpy(zero_copy_only=False)
        empty = pc.index(self.texts[column], "").as_py()
        if empty >= 0:
            texts[empty] = None
        return texts[self.codes[column]]

    def rows(self) -> dict[int, list[str | None]]:
        """The lines one by one, without those of which every cell is missing.

        >>> Body.of(pa.table({"区": ["平谷区", ""], "死亡": ["1", ""]}), np.array([2, 3])).rows()
        {2: ['平谷区', '1']}
        """
        columns = [self.cells(column).tolist() for column in range(len(self.codes))]
        rows = {number: list(row) for number, row in zip(self.numbers.tolist(), zip(*columns)) if any(row)}
        for row in rows.values() if self.is_ragged else ():
            while row[-1] is None:
                row.pop()
        return rows
