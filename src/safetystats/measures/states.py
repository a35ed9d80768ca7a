"""How each hazard stood at the end of a day: what every measure of closure starts from.

One found later does not exist yet, one closed later is open, and a reopened one is open whatever its closing
date. 不属实 (void) and 移交 (transferred) are ends of their own, neither closed nor open. Of some neither a
status nor a column of closing days tells how they ended: they may be any of these, and are none of them.

A status without a closing day says how a hazard stood when its sheet was last written (`stated_on`). On a day
before that one it was closed already or still open: how it stood is not known, unless an earlier sheet said
that it was open (`open_on`). What was void is so from the day it was found, since there never was a hazard;
what was transferred is not this office's to close.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..periods import Window
from ..schema import END_TYPES, UNKNOWN, require_columns
from .groups import as_result, share_row, window_columns
from .weights import number, number_by

STATES = (*END_TYPES, UNKNOWN)
"""How a hazard may stand."""

NEEDED = ("found_on", "due_on", "closed_on", "end_type", "reopened", "listed")


def as_it_stood(hazards: pd.DataFrame, window: Window, as_of: date, listed_only: bool) -> pd.DataFrame:
    """The hazards found in the window by `as_of`, with `state`: how each stood at the end of that day."""
    require_columns(hazards, NEEDED, name="the hazard ledger")
    wanted = window.contains(hazards["found_on"]) & (hazards["found_on"] < day_after(as_of))
    if listed_only:
        wanted &= hazards["listed"].fillna(False).astype(bool)
    cohort = hazards[wanted]
    return cohort.assign(state=stood_at(cohort, as_of))


def stood_at(hazards: pd.DataFrame, as_of: date | None) -> pd.Series:
    """How each hazard stood at the end of a day, one of `STATES`; as the ledger has it without a day.

    Where the ledger has no ``stated_on``, a status is taken to hold on whatever day is asked for.

    >>> sheet = pd.DataFrame({"closed_on": [pd.NaT], "end_type": ["closed"], "reopened": [False],
    ...     "stated_on": pd.to_datetime(["2020-12-31"])})
    >>> [stood_at(sheet, day).item() for day in (date(2020, 6, 30), date(2020, 12, 31))]
    ['unknown', 'closed']
    """
    is_open = hazards["reopened"].fillna(False).astype(bool) | ~hazards["end_type"].isin(STATES)
    states = hazards["end_type"]
    if as_of:
        is_open |= hazards["closed_on"] >= day_after(as_of)
        if "stated_on" in hazards:
            is_later = is_undated(hazards) & (hazards["stated_on"] >= day_after(as_of))
            states = states.mask(is_later, UNKNOWN)
        if "open_on" in hazards:
            is_open |= is_undated(hazards) & (hazards["open_on"] >= pd.Timestamp(as_of))
    return states.mask(is_open, "open")


def is_undated(hazards: pd.DataFrame) -> pd.Series:
    """True where a hazard is said to be closed, and not on which day."""
    return (hazards["end_type"] == "closed") & hazards["closed_on"].isna()


def count_states(group: pd.DataFrame) -> dict[str, int]:
    """How many of a group stand in each state."""
    counts = number_by(group, "state")
    return {state: int(counts.get(state, 0)) for state in STATES}


def unknown_note(group: pd.DataFrame, is_unknown: pd.Series | None = None) -> str:
    """The remark that makes a count of closed or open hazards a lower bound; empty where ends are known.

    Those of unknown state make it so, or others of which `is_unknown` is true.
    """
    unknown = number(group, group["state"] == UNKNOWN if is_unknown is None else is_unknown)
    return f"at least: {unknown} hazards do not state how they ended" if unknown else ""


def least_share(events: int, unknown: int, total: int, *, level: float) -> dict[str, Any]:
    """The columns of a share of which so many may be events besides: the share without them, from its lower
    limit to the upper one with all of them.

    >>> row = least_share(6, 2, 10, level=0.95)
    >>> row["value"], round(row["lower"], 3), round(row["upper"], 3)
    (0.6, 0.313, 0.943)
    """
    row = share_row(events, total, level=level)
    return row | {"upper": share_row(events + unknown, total, level=level)["upper"]}


def is_overdue(group: pd.DataFrame, as_of: date) -> pd.Series:
    """True where a hazard is open past its due day; on that day itself it is not overdue."""
    return (group["state"] == "open") & (group["due_on"] < pd.Timestamp(as_of))


def has_end_day(group: pd.DataFrame) -> pd.Series:
    """True where the end day is known and not before the finding."""
    return group["closed_on"].dt.normalize() >= group["found_on"].dt.normalize()


def stated_rows(
    rows: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    extra: Sequence[str],
    window: Window,
    as_of: date,
    listed_only: bool,
) -> pd.DataFrame:
    """The result frame of rows about hazards found in a window, as they stood on a day."""
    span = {"basis": basis_of(listed_only), **window_columns(window, as_of)}
    return as_result([{**row, **span} for row in rows], keys, extra)


def basis_of(listed_only: bool) -> str:
    """What a figure is about: all hazards found, or those on a supervised list."""
    return "listed" if listed_only else "found"


def day_after(day: date) -> pd.Timestamp:
    """The first moment after a day."""
    return pd.Timestamp(day) + pd.Timedelta(days=1)


def days_past(start: pd.Series, end: pd.Series | pd.Timestamp) -> pd.Series:
    """Whole days from `start` to `end`, whatever the time of day."""
    last = end.dt.normalize() if isinstance(end, pd.Series) else end.normalize()
    return (last - start.dt.normalize()).dt.days
