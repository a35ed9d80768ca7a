"""What happened to each record between two snapshots, cell by cell."""

from __future__ import annotations

import pandas as pd

from ..findings import as_texts
from ..ledgers import Ledgers
from ..rules.duplicates import is_numbered, record_name
from ..schema import LEDGERS, SOURCE, Ledger
from .matching import HAPPENED_SINCE, KINDS, Compared

CHANGE = ("ledger", "change", "record", "day", "area", "column", "before", "after", *SOURCE)
"""One row a changed cell, or one a record that is new, struck off, restored or gone. The source is that of
the later snapshot, of the earlier one for a record that is gone."""


def compare_snapshots(one: Ledgers, other: Ledgers) -> pd.DataFrame:
    """What happened to the records of all ledgers between two snapshots.

    Parameters
    ----------
    one, other
        The earlier and the later one.

    Returns
    -------
    DataFrame
        `CHANGE`, in the order of ledgers and records. A record is known again by its number of office, or
        else by what it states: all of it, or the day, area and enterprise where only one record has them.
        Where a record moved to (file, sheet, row) is no change, nor is how late its sheet was written.

    Raises
    ------
    WrongUse
        If `one` stands on a later day than `other`.
    """
    return changes_between(Compared(one, other))


def changes_between(compared: Compared) -> pd.DataFrame:
    """`compare_snapshots` of two that stand beside each other already."""
    parts = [_changes_of(compared, ledger) for ledger in LEDGERS.values()]
    changes = pd.concat([pd.DataFrame(columns=list(CHANGE)), *parts], ignore_index=True)
    return changes.astype({"day": "datetime64[us]", "source_row": "int64"})


def _changes_of(compared: Compared, ledger: Ledger) -> pd.DataFrame:
    (old, new), pairs = compared.sides(ledger), compared.pairs(ledger)
    gone, entered = old[~old.index.isin(pairs["old"])], new[~new.index.isin(pairs["new"])]
    kinds = compared.entered_or_happened(entered[ledger.day])
    found = [
        _described(gone, ledger, "gone"),
        *(_described(entered[kinds == kind], ledger, kind) for kind in ("new", HAPPENED_SINCE)),
        _changed_cells(ledger, old.loc[pairs["old"]], new.loc[pairs["new"]]),
    ]
    changes = pd.concat(found, ignore_index=True)
    order = changes["change"].map({kind: place for place, kind in enumerate(KINDS)})
    return changes.iloc[order.argsort(kind="stable")]


def _changed_cells(ledger: Ledger, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The cells in which matched records differ; counted or not is told as struck off or restored."""
    old, new = old.reset_index(drop=True), new.reset_index(drop=True)
    found = [pd.DataFrame(columns=list(CHANGE))]
    for column in [name for name in ledger.names if name not in (*SOURCE, ledger.stated, ledger.stated_open)]:
        before, after = as_texts(old[column]), as_texts(new[column])
        differs = before != after
        if column == ledger.key:
            # A running number moves with the row: that is no change of the record.
            differs &= is_numbered(old, ledger) | is_numbered(new, ledger)
        if column == "counted":
            found += [
                _described(new[differs & ~new["counted"]], ledger, "struck off"),
                _described(new[differs & new["counted"]], ledger, "restored"),
            ]
        elif column != "struck_off" and differs.any():
            rows = _described(new[differs], ledger, "changed")
            found.append(rows.assign(column=column, before=before[differs].array, after=after[differs].array))
    return pd.concat(found, ignore_index=True)


def _described(rows: pd.DataFrame, ledger: Ledger, change: str) -> pd.DataFrame:
    described = pd.DataFrame(
        {
            "ledger": ledger.name,
            "change": change,
            "record": record_name(rows, ledger),
            "day": rows[ledger.day],
            "area": rows["area"],
            "column": "",
            "before": "",
            "after": "",
        },
        index=rows.index,
    )
    return described.join(rows[list(SOURCE)])[list(CHANGE)]
