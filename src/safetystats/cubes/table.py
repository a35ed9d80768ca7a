"""Cells and how they are added: keys as codes, integers as sums, the same arrays in whatever order they came.

A text key is a code, the place of its text among the sorted texts of the table; a day is its number. Cells
lie in the order of their codes, none twice, so that equal counts are equal arrays, bit for bit. All is kept
in the narrowest whole numbers that hold it, and added in 64 bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import WrongUse

NO_DAY = -(10**6)
"""Stands for a missing day: before the year 1, which is day -719162."""
_MOST = 2**62


@dataclass(frozen=True)
class Table:
    """How much there is of everything in each cell."""

    labels: Mapping[str, tuple[str, ...]]
    """Texts of each text key, sorted; a missing text is the empty one."""
    keys: Mapping[str, np.ndarray]
    """Codes of texts, numbers of days (from 1970-01-01)."""
    sums: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(next(iter(self.keys.values())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.labels == other.labels and _arrays(self) == _arrays(other)

    __hash__ = None  # type: ignore[assignment]

    def frame(self) -> pd.DataFrame:
        """The cells with their texts and days written out.

        >>> days = pd.to_datetime(["2020-01-02", None])
        >>> tabled(pd.DataFrame({"area": "north", "found_on": days, "records": 1}), ["records"]).frame()
            area   found_on  records
        0  north        NaT        1
        1  north 2020-01-02        1
        """
        columns: dict[str, pd.Series] = {}
        for name, codes in self.keys.items():
            if name in self.labels:
                texts = pd.array([text or None for text in self.labels[name]], dtype="str")
                columns[name] = pd.Series(texts.take(codes))
            else:
                days = codes.astype("int64").astype("datetime64[D]").astype("datetime64[us]")
                columns[name] = pd.Series(days).mask(codes == NO_DAY)
        sums = {name: pd.Series(held.astype("int64")) for name, held in self.sums.items()}
        return pd.DataFrame(columns | sums)


def only(table: Table, where: Mapping[str, str]) -> pd.DataFrame:
    """The cells with those texts, written out.

    >>> one = tabled(pd.DataFrame({"area": ["b", "a"], "records": [1, 2]}), ["records"])
    >>> only(one, {"area": "b"})["records"].tolist(), len(only(one, {"area": "c"}))
    ([1], 0)
    """
    asked = np.ones(len(table), dtype=bool)
    for name, text in where.items():
        texts = table.labels[name]
        asked &= table.keys[name] == (texts.index(text) if text in texts else -1)
    # Texts are written out for the cells asked for alone: an area has few of a large cube's.
    keys, sums = ({name: held[asked] for name, held in part.items()} for part in (table.keys, table.sums))
    return Table(table.labels, keys, sums).frame()


def by_keys(table: Table, keys: Sequence[str], sum_of: str) -> pd.DataFrame:
    """The sum of all cells that have the same of some keys, written out.

    >>> days = pd.to_datetime(["2020-01-02", None, "2020-01-02"])
    >>> cells = tabled(pd.DataFrame({"area": list("abc"), "found_on": days, "records": 2}), ["records"])
    >>> by_keys(cells, ["found_on"], "records")
        found_on  records
    0        NaT        2
    1 2020-01-02        4
    """
    labels = {name: table.labels[name] for name in keys if name in table.labels}
    held = {name: table.keys[name] for name in keys}
    return _folded(labels, held, {sum_of: table.sums[sum_of].astype("int64")}).frame()


def _arrays(table: Table) -> list[tuple[str, str, bytes]]:
    held = [*table.keys.items(), *table.sums.items()]
    return [(name, array.dtype.str, array.tobytes()) for name, array in held]


def tabled(rows: pd.DataFrame, sums: Sequence[str]) -> Table:
    """The table of rows whose columns are `sums` and, all others, keys: texts, flags or days.

    >>> rows = pd.DataFrame({"area": ["south", "north", "south"], "records": 1, "deaths": [2, 1, 0]})
    >>> tabled(rows, ["records", "deaths"]).frame()
        area  records  deaths
    0  north        1       1
    1  south        2       2
    """
    labels: dict[str, tuple[str, ...]] = {}
    keys: dict[str, np.ndarray] = {}
    for name in rows.columns.drop(list(sums)):
        column = rows[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            days = column.to_numpy().astype("datetime64[D]").astype("int64")
            keys[name] = np.where(column.isna(), NO_DAY, days).astype("int32")
        else:
            codes, texts = pd.factorize(column.astype("str").fillna(""))
            place = np.argsort(np.argsort(np.asarray(texts, dtype=object)))
            labels[name] = tuple(sorted(texts))
            keys[name] = place[codes].astype("int32")
    return _folded(labels, keys, {name: rows[name].to_numpy("int64") for name in sums})


def negated(table: Table) -> Table:
    """What takes the cells of a table away again where it is added.

    >>> one = tabled(pd.DataFrame({"area": ["b", "a"], "records": 1}), ["records"])
    >>> len(added([one, negated(one)]))
    0
    """
    sums = {name: _narrow(-held.astype("int64")) for name, held in table.sums.items()}
    return Table(table.labels, table.keys, sums)


def added(tables: Sequence[Table]) -> Table:
    """One table of several with the same keys and sums, in whatever order they are given.

    >>> one = tabled(pd.DataFrame({"area": ["b", "a"], "records": 1}), ["records"])
    >>> two = tabled(pd.DataFrame({"area": ["c", "b"], "records": 1}), ["records"])
    >>> added([one, two]) == added([two, one]), added([one, two]).frame()["records"].tolist()
    (True, [1, 2, 1])
    """
    first, *rest = tables
    if not rest:
        return first
    labels = {
        name: tuple(sorted(set().union(*(table.labels[name] for table in tables)))) for name in first.labels
    }
    places = {name: {text: place for place, text in enumerate(texts)} for name, texts in labels.items()}
    keys: dict[str, np.ndarray] = {}
    for name in first.keys:
        parts = [table.keys[name] for table in tables]
        if name in labels:
            new = [[places[name][text] for text in table.labels[name]] for table in tables]
            parts = [np.asarray(codes, dtype="int32")[part] for codes, part in zip(new, parts)]
        keys[name] = np.concatenate(parts)
    sums = {
        name: np.concatenate([table.sums[name] for table in tables], dtype="int64") for name in first.sums
    }
    return _folded(labels, keys, sums)


def _folded(
    labels: Mapping[str, tuple[str, ...]], keys: Mapping[str, np.ndarray], sums: Mapping[str, np.ndarray]
) -> Table:
    """Cells with the same keys added up, in the order of their codes; a cell that holds nothing is none."""
    packed = _packed(list(keys.values()))
    order = np.argsort(packed, kind="stable")
    ordered = packed[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    starts = np.flatnonzero(is_first)
    for name, held in sums.items():
        if np.abs(held.astype(float)).sum() > _MOST:
            raise WrongUse(f"The sum of {name} is too large to be exact: it passes {_MOST:,}.")
    added_up = {name: _sums_from(held[order], starts) for name, held in sums.items()}
    filled = np.any([held != 0 for held in added_up.values()], axis=0)
    return _with_used_labels(
        labels,
        {name: codes[order[starts[filled]]] for name, codes in keys.items()},
        {name: _narrow(held[filled]) for name, held in added_up.items()},
    )


def _with_used_labels(
    labels: Mapping[str, tuple[str, ...]], keys: dict[str, np.ndarray], sums: Mapping[str, np.ndarray]
) -> Table:
    """The table without the texts that no cell has any more."""
    used = {}
    for name, texts in labels.items():
        is_used = np.bincount(keys[name], minlength=len(texts)) > 0
        used[name] = tuple(text for text, is_there in zip(texts, is_used) if is_there)
        keys[name] = (np.cumsum(is_used) - 1)[keys[name]]
    return Table(used, {name: _narrow(codes) for name, codes in keys.items()}, sums)


def _narrow(numbers: np.ndarray) -> np.ndarray:
    """The same whole numbers in as few bits as the largest needs, signed."""
    most = int(np.abs(numbers).max(initial=0))
    return numbers.astype(np.min_scalar_type(-most - 1))


def _sums_from(held: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return np.add.reduceat(held, starts) if len(starts) else held


def _packed(codes: Sequence[np.ndarray]) -> np.ndarray:
    """One number for the codes of each row, larger where they come later in order."""
    packed, spread = np.zeros(len(codes[0]), dtype="int64"), 1
    for column in codes if len(packed) else ():
        least = int(column.min())
        width = int(column.max()) - least + 1
        if spread * width > _MOST:
            distinct, packed = np.unique(packed, return_inverse=True)
            spread = len(distinct)
        packed = packed * width + (column.astype("int64") - least)
        spread *= width
    return packed
