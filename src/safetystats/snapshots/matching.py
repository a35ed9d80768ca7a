"""Two states of a ledger beside each other: which of their rows are one record, and what became of it."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import pandas as pd

from ..errors import WrongUse
from ..findings import as_texts
from ..ledgers import Ledgers
from ..rules.duplicates import LIKELY, STATED, is_numbered, record_name, stated_columns
from ..schema import ACCIDENTS, Ledger

HAPPENED_SINCE = "happened since"
KINDS = ("new", HAPPENED_SINCE, "changed", "struck off", "restored", "gone")
"""What can happen to a record between two snapshots. New is what was entered late: it happened on or before
the day on which the earlier one stands; what happened after it revises no figure. Where that day is not
known, all is new. A record struck off is still there, and no longer counted."""

_OTHERS = {
    "rectifications": ("issued_on", "unit", "measure"),
    "duties": ("department", "duty", "done_on"),
}
_ALIKE, _ALIKE_STATED = LIKELY | _OTHERS, STATED | _OTHERS


class Compared:
    """Two snapshots, the earlier one first.

    Parameters
    ----------
    one, other
        The ledgers of the earlier and of the later one.

    Raises
    ------
    WrongUse
        If the first stands on a later day than the second: what came in would be told as gone.
    """

    def __init__(self, one: Ledgers, other: Ledgers) -> None:
        self.one, self.other = one, other
        self.earlier, self.later = (_day_of(ledgers) for ledgers in (one, other))
        if self.earlier and self.later and self.earlier > self.later:
            raise WrongUse(
                f"The first snapshot stands on {self.earlier}, after the second ({self.later}). "
                "Give the earlier one first."
            )

    def sides(self, ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
        """A ledger before and after, each with its rows numbered from 0."""
        before, after = (ledgers.by_name()[ledger.name] for ledgers in (self.one, self.other))
        return before.reset_index(drop=True), after.reset_index(drop=True)

    def pairs(self, ledger: Ledger) -> pd.DataFrame:
        """Which rows of the two `sides` are one record, as `match_records` finds them."""
        if ledger.name not in self._pairs:
            self._pairs[ledger.name] = match_records(*self.sides(ledger), ledger)
        return self._pairs[ledger.name]

    @cached_property
    def _pairs(self) -> dict[str, pd.DataFrame]:
        return {}

    def states(self, ledger: Ledger) -> pd.DataFrame:
        """Both states of all records of a ledger below each other: ``sign`` is -1 before and 1 after.

        Both states of a record have the same ``number``, ``record`` (its name) and ``change`` (one of
        `KINDS`).
        """
        before, after = self.sides(ledger)
        pairs = self.pairs(ledger)
        before = before.assign(sign=-1, number=before.index + len(after), record=record_name(before, ledger))
        before.loc[pairs["old"], "number"] = pairs["new"].array
        after = after.assign(sign=1, number=after.index, record=record_name(after, ledger))
        states = pd.concat([before, after], ignore_index=True)
        latest = states.drop_duplicates("number", keep="last").set_index("number")
        change = self._became(before.set_index("number"), after.set_index("number"), latest[ledger.day])
        return states.assign(
            change=states["number"].map(change), record=states["number"].map(latest["record"])
        )

    def _became(self, before: pd.DataFrame, after: pd.DataFrame, days: pd.Series) -> pd.Series:
        """What became of each record, by its number."""
        change = pd.Series("changed", index=days.index)
        is_new = ~change.index.isin(before.index)
        change[is_new] = self.entered_or_happened(days[is_new])
        change[~change.index.isin(after.index)] = "gone"
        if "counted" in before:
            was, now = before["counted"].astype(bool).align(after["counted"].astype(bool), join="inner")
            change[was.index[was & ~now]] = "struck off"
            change[was.index[~was & now]] = "restored"
        return change

    def entered_or_happened(self, days: pd.Series) -> pd.Series:
        """What each record is that only the later snapshot has: new, or of a day after the earlier one."""
        is_later = days > pd.Timestamp(self.earlier) if self.earlier else pd.Series(False, index=days.index)
        return is_later.map({True: HAPPENED_SINCE, False: "new"})


def _day_of(ledgers: Ledgers) -> date | None:
    """The day on which a snapshot stands; None for a folder of ledgers that is no snapshot."""
    return date.fromisoformat(ledgers.manifest["as_of"]) if "as_of" in ledgers.manifest else None


def match_records(old: pd.DataFrame, new: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Pairs of rows of two states of a ledger that are one record: columns ``old``, ``new`` (their index).

    In this order: everything alike; the same number of office; number and day; what likely duplicates share;
    running number and day; for accidents, which are rare, day and area. But for the first, only where one row
    on each side has it, so that none is matched by guess.
    """
    left, right = _known_by(old, ledger), _known_by(new, ledger)
    stated = [name for name in stated_columns(ledger) if name != ledger.key]
    alike, rare = list(_ALIKE[ledger.name]), [ledger.day, "area"]
    # What the rows must share, what of it must be stated, and whether one row alone may have it.
    ways: tuple[tuple[list[str], list[str], bool], ...] = (
        (["_number", *stated], [], False),
        (["_number"], ["_number"], True),
        (["_number", ledger.day], ["_number"], True),
        (alike, list(_ALIKE_STATED[ledger.name]), True),
        ([ledger.key, ledger.day], [ledger.key, ledger.day], True),
        *([(rare, rare, True)] if ledger is ACCIDENTS else []),
    )
    found = []
    for shared, needed, is_unique in ways:
        one, other = (_candidates(rows, shared, needed, is_unique) for rows in (left, right))
        pairs = one.merge(other, on=[*shared, "_nth"], suffixes=("_old", "_new"))
        found.append(pd.DataFrame({"old": pairs["index_old"], "new": pairs["index_new"]}))
        left = left[~left.index.isin(pairs["index_old"])]
        right = right[~right.index.isin(pairs["index_new"])]
        if left.empty or right.empty:
            break
    return pd.concat(found).astype("int64").sort_values("new", ignore_index=True)


def _candidates(rows: pd.DataFrame, shared: list[str], needed: list[str], is_unique: bool) -> pd.DataFrame:
    """The columns `shared` of the rows that may be matched by them, with their ``index`` and ``_nth``: which
    of the rows alike to the last cell, as these are paired one by one."""
    rows = rows.loc[(rows[needed] != "").all(axis=1), shared]
    if is_unique:
        rows = rows[~rows.duplicated(keep=False)]
    return rows.assign(_nth=rows.groupby(shared).cumcount()).reset_index(names="index")


def _known_by(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """All of a ledger as texts, with ``_number``: the number of office, empty where it is a running one."""
    texts = pd.DataFrame({name: as_texts(rows[name]) for name in ledger.names}, index=rows.index)
    return texts.assign(_number=texts[ledger.key].where(is_numbered(rows, ledger), ""))
