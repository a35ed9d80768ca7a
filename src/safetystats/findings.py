"""The findings table, and what a cleaned ledger is: rows kept, rows set aside, and every change named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from .periods import OfArea
from .schema import SOURCE

FINDING = ("file", "sheet", "row", "column", "rule", "before", "after", "action", "note")
"""One row a cell. `row` is the row in Excel, from 1. `action` is one of `ACTIONS`."""

WHOLE_SHEET = 0
"""Stands as the row of a finding that is about a whole sheet."""

ACTIONS = ("corrected", "kept", "unknown", "quarantined", "proposed")
"""corrected: the value was changed; kept: doubted, left as it is; unknown: not understood, counted unknown;
quarantined: the row was set aside; proposed: a person must decide."""

SKIPPED = ("file", "sheet", "row", "reason", "text")
"""What is no record: titles, attachment lines, headers, units, totals, notes, blank rows, scratch sheets."""


_NO_FINDINGS = pd.DataFrame(columns=list(FINDING))


def no_findings() -> pd.DataFrame:
    """An empty findings table with its columns."""
    return _NO_FINDINGS.copy(deep=False)


def all_findings(found: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Findings tables one below the other; most rules find nothing, and their tables cost nothing."""
    some = [one for one in found if len(one)]
    return pd.concat(some, ignore_index=True) if some else no_findings()


def find(
    rows: pd.DataFrame,
    mask: pd.Series,
    *,
    column: str,
    rule: str,
    before: pd.Series | None = None,
    after: pd.Series | str | None = None,
    action: str,
    note: str = "",
) -> pd.DataFrame:
    """Findings for the rows where `mask` is true, one a cell.

    `rows` carries the source columns; `before` and `after` are series on the same index, or one text.
    """
    if action not in ACTIONS:
        raise ValueError(f"action {action!r} is none of {ACTIONS}")
    held = mask.to_numpy(dtype=bool, na_value=False)
    if not held.any():
        return no_findings()
    hit = pd.Series(held, mask.index)
    where = rows.loc[hit, list(SOURCE)]
    told = {"column": column, "rule": rule, "before": _texts(before, hit), "after": _texts(after, hit)}
    where = where.set_axis(list(FINDING[:3]), axis="columns")
    return where.assign(**told, action=action, note=note).reset_index(drop=True)


def _texts(values: pd.Series | str | None, hit: pd.Series) -> pd.Series | str:
    return as_texts(values.loc[hit]) if isinstance(values, pd.Series) else values or ""


def as_texts(values: pd.Series) -> pd.Series:
    """Values as a finding shows them: days as 2020-08-24, what is missing as an empty text.

    >>> as_texts(pd.Series(pd.to_datetime(["2020-08-24", None]))).tolist()
    ['2020-08-24', '']
    """
    if values.dtype == "str":
        return values.fillna("")
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d").fillna("")
    cells = zip(values.array.astype(object), values.isna())
    texts = ["" if is_missing else str(cell) for cell, is_missing in cells]
    return pd.Series(texts, values.index, dtype="str", name=values.name)


@dataclass(frozen=True)
class Cleaned:
    """A cleaned ledger with its trail. Nothing is lost: ``rows_read == len(ledger) + len(quarantine)``."""

    kind: str
    ledger: pd.DataFrame
    quarantine: pd.DataFrame
    """The raw texts of the rows set aside, with `SOURCE` and `reason`."""
    findings: pd.DataFrame = field(default_factory=no_findings)
    skipped: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SKIPPED)))
    empty: tuple[OfArea, ...] = ()
    """The windows of which a sheet says that it has no record, and its area where it names one: nothing
    happened there."""
    sent: tuple[OfArea, ...] = ()
    """The window that each sheet is about, and its area where it names one: what lacks beside them was not
    sent."""

    @property
    def rows_read(self) -> int:
        """Records in the raw sheets: all are in the ledger or in the quarantine."""
        return len(self.ledger) + len(self.quarantine)

    def summary(self) -> pd.DataFrame:
        """Findings counted by rule and action, the commonest first."""
        counted = self.findings.groupby(["rule", "action"], as_index=False).size()
        return counted.sort_values(["size", "rule"], ascending=[False, True], ignore_index=True)
