"""How many records a row stands for: one in a ledger, so many in the cells of a cube.

A measure that adds up with these functions takes a ledger and a cube's cells alike.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

RECORDS = "_records"
"""Column of a cube's cells, of a name that no sheet bears: each row of a ledger is one record."""


def records_of(rows: pd.DataFrame) -> pd.Series:
    """How many records each row stands for.

    >>> records_of(pd.DataFrame({"area": ["north", "south"]})).tolist()
    [1, 1]
    """
    return rows[RECORDS] if RECORDS in rows else pd.Series(1, index=rows.index)


def number(rows: pd.DataFrame, where: pd.Series | None = None) -> int:
    """How many records there are in `rows`, or in those of them `where` something is true.

    >>> cells = pd.DataFrame({"state": ["open", "closed"], "_records": [3, 40]})
    >>> number(cells), number(cells, cells["state"] == "open")
    (43, 3)
    """
    held = records_of(rows)
    return int((held if where is None else held[where]).sum())


def number_by(rows: pd.DataFrame, column: str) -> dict[Any, int]:
    """How many records there are of each value of a column.

    >>> number_by(pd.DataFrame({"state": ["open", "closed", "open"]}), "state")
    {'closed': 1, 'open': 2}
    """
    return records_of(rows).groupby(rows[column]).sum().to_dict()
