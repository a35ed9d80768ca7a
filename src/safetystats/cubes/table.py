"""Cells and how they are added: keys as codes, integers as sums, the same arrays in whatever order they came.

A text key is a code, the place of its text among the sorted texts of the table; a day is its number. Cells
lie in the order of their codes, none twice, so that equal counts are equal arrays, bit for bit. All is kept
in the narrowest whole numbers that hold it, and added in 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import WrongUse

NO_DAY = -(10**6)
"""Stands for a missing day: before the year 1, which is day -719162."""
_MOST = 2**62
_BLOCK = 1_000_000
"""Cells that are folded at a time: folding takes some fifty bytes a cell besides the cells themselves."""

Cells = tuple[dict[str, np.ndarray], dict[str, np.ndarray]]
"""Keys and sums of cells, each by name."""


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
    return Table(table.labels, *_chosen(table, asked)).frame()


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
    return _table(labels, *_folded(held, {sum_of: table.sums[sum_of]})).frame()


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
    one = Table(labels, keys, {name: rows[name].to_numpy("int64") for name in sums})
    _require_exact([one])
    return _table(labels, *_folded(one.keys, one.sums))


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
    _require_exact(tables)
    alike = [_with_labels(table, labels) for table in tables]
    return _table(labels, *_joined([_folded(*_joined(cells)) for cells in _blocks(alike)]))


def _with_labels(table: Table, labels: Mapping[str, tuple[str, ...]]) -> Table:
    """The same cells in the same order, their codes those of the texts of several tables."""
    keys = dict(table.keys)
    for name, texts in labels.items():
        place = {text: code for code, text in enumerate(texts)}
        codes = np.asarray([place[text] for text in table.labels[name]], dtype="int32")
        keys[name] = _narrow(codes)[keys[name]]
    return Table(labels, keys, table.sums)


def _blocks(tables: Sequence[Table]) -> Iterator[list[Cells]]:
    """The cells of all tables, so many at a time as are folded at once.

    Cells lie in order, so those with the same keys are in one block where it ends with a first key.
    """
    first = [next(iter(table.keys.values())) for table in tables]
    ends = np.unique(np.sort(np.concatenate(first))[_BLOCK - 1 :: _BLOCK])
    bounds = [[0, *np.searchsorted(held, ends, side="right"), len(held)] for held in first]
    for place in range(len(ends) + 1):
        yield [
            _chosen(table, slice(at[place], at[place + 1])) for table, at in zip(tables, bounds, strict=True)
        ]


def _chosen(table: Table, which: slice | np.ndarray) -> Cells:
    """Some cells of a table."""
    keys, sums = ({name: held[which] for name, held in part.items()} for part in (table.keys, table.sums))
    return keys, sums


def _joined(every: Sequence[Cells]) -> Cells:
    """All cells one after another."""
    keys, sums = (
        {name: np.concatenate([cells[part][name] for cells in every]) for name in every[0][part]}
        for part in range(2)
    )
    return keys, sums


def _require_exact(tables: Sequence[Table]) -> None:
    for name in tables[0].sums:
        if sum(np.abs(table.sums[name].astype(float)).sum() for table in tables) > _MOST:
            raise WrongUse(f"The sum of {name} is too large to be exact: it passes {_MOST:,}.")


def _folded(keys: Mapping[str, np.ndarray], sums: Mapping[str, np.ndarray]) -> Cells:
    """Cells with the same keys added up, in the order of their codes; a cell that holds nothing is none."""
    packed = _packed(list(keys.values()))
    order = np.argsort(packed, kind="stable")
    ordered = packed[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    starts = np.flatnonzero(is_first)
    added_up = {name: _sums_from(held[order], starts) for name, held in sums.items()}
    filled = np.any([held != 0 for held in added_up.values()], axis=0)
    return (
        {name: codes[order[starts[filled]]] for name, codes in keys.items()},
        {name: _narrow(held[filled]) for name, held in added_up.items()},
    )


def _table(
    labels: Mapping[str, tuple[str, ...]], keys: dict[str, np.ndarray], sums: Mapping[str, np.ndarray]
) -> Table:
    """Folded cells as a table, without the texts that no cell has any more."""
    used = {}
    for name, texts in labels.items():
        is_used = np.bincount(keys[name], minlength=len(texts)) > 0
        used[name] = tuple(text for text, is_there in zip(texts, is_used) if is_there)
        keys[name] = _narrow(np.cumsum(is_used) - 1)[keys[name]]
    narrow = ({name: _narrow(held) for name, held in part.items()} for part in (keys, sums))
    return Table(used, *narrow)


def _narrow(numbers: np.ndarray) -> np.ndarray:
    """The same whole numbers in as few bits as the largest needs, signed."""
    most = int(np.abs(numbers).max(initial=0))
    return numbers.astype(np.min_scalar_type(-most - 1))


def _sums_from(held: np.ndarray, starts: np.ndarray) -> np.ndarray:
    held = held.astype("int64")
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
