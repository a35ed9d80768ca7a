"""The list of open hazards: does it add up, how old is what is overdue, and can its closing dates be
believed.

Opening stock, what was found, what ended, closing stock: a list that does not add up has lost hazards. A
closing date that falls on the deadline far more often than on the days around it was written in afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..periods import Window
from ..schema import UNKNOWN
from .exact import share_p_value
from .groups import groups_by, joined_notes, share_row
from .states import as_it_stood, days_past, has_end_day, is_overdue, stated_rows, unknown_note
from .tally import FEW, Levels

BALANCE = ("opening", "found", "closed", "void", "transferred", "undated", UNKNOWN, "closing", "difference")
"""What `ledger_balance` adds to a result frame."""

AGES = ((1, 7), (8, 30), (31, 90), (91, 180), (181, 365), (366, None))
"""Bands of days past the due day, both ends included."""

DATES = ("around", "expected", "p_value", "flagged", "busiest_day", "busiest_closed", "undated")
"""What `closing_dates` adds to a result frame."""

AROUND = 3
"""Days before and after the deadline with which the deadline itself is compared."""

FLAGGED = 0.001
"""Below this chance the closing dates of a group are called into question."""


def balance_difference(*, opening: int, found: int, closed: int, void: int, closing: int) -> int:
    """By how much a printed list of hazards does not add up: opening + found - closed - void - closing.

    0 where it adds up; above 0 hazards were lost, below 0 some came from nowhere. What was transferred counts
    as void here: it left the list without being closed.

    >>> balance_difference(opening=81, found=901, closed=820, void=12, closing=150)
    0
    """
    numbers = (opening, found, closed, void, closing)
    if min(numbers) < 0:
        raise WrongUse(f"Numbers of hazards are 0 or more; found {numbers}.")
    return opening + found - closed - void - closing


def ledger_balance(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
) -> pd.DataFrame:
    """Opening stock + found - ended = closing stock, each counted by itself.

    Parameters are those of `closure.cohort_closure`; the window is cut at `as_of`.

    Returns
    -------
    DataFrame
        Result frame: `value` and `numerator` the closing stock. Extra: `BALANCE`; ``opening`` and ``closing``
        are counted from how hazards stood on the day before the window and on its last day, ``undated`` ended
        on no known day (they leave when they were found), of ``unknown`` ones it is not stated how they ended
        (they are in neither stock, and the note counts them, with those of which it was not known on the day
        before), ``difference`` is what does not add up, 0 as it should be; the note says so where it is not.

    Examples
    --------
    >>> hazards = pd.DataFrame({
    ...     "found_on": pd.to_datetime(["2019-12-02", "2020-01-03", "2020-02-01"]),
    ...     "due_on": pd.NaT, "closed_on": pd.to_datetime(["2020-01-05", "2020-03-01", None]),
    ...     "end_type": ["closed", "void", "open"], "reopened": False, "listed": True})
    >>> balance = ledger_balance(hazards, window=Window.months(2020, 1, 6), as_of=date(2020, 6, 30))
    >>> balance[["opening", "found", "closed", "void", "closing", "difference"]].values.tolist()
    [[1, 2, 1, 1, 1, 0]]
    """
    part = window.clipped(as_of)
    if part is None:
        raise WrongUse(f"{window} had not begun on {as_of}. Give a window that has.")
    eve = part.start - timedelta(days=1)
    ever = Window(date.min, part.end)
    then, now = (as_it_stood(hazards, ever, day, listed_only) for day in (eve, part.end))
    opening = _open_by(then, by, levels, hazards)
    now["was_unknown"] = (then["state"] == UNKNOWN).reindex(now.index, fill_value=False)
    rows = []
    for keys, group in groups_by(now, by, levels, ledger=hazards):
        ended = part.contains(group["closed_on"]) & has_end_day(group) & (group["state"] != "open")
        found = part.contains(group["found_on"])
        counts = {
            "opening": opening.get(tuple(keys.values()), 0),
            "found": int(found.sum()),
            **{
                name: int((ended & (group["state"] == name)).sum())
                for name in ("closed", "void", "transferred")
            },
            "undated": int((found & ~group["state"].isin(["open", UNKNOWN]) & ~has_end_day(group)).sum()),
            UNKNOWN: int((found & (group["state"] == UNKNOWN)).sum()),
            "closing": int((group["state"] == "open").sum()),
        }
        gone = sum(counts[name] for name in ("closed", "void", "transferred", "undated", UNKNOWN))
        difference = counts["opening"] + counts["found"] - gone - counts["closing"]
        rows.append(
            keys
            | counts
            | {
                "numerator": counts["closing"],
                "value": counts["closing"],
                "difference": difference,
                "method": "hazards counted",
                "note": joined_notes(
                    f"does not add up by {difference}" if difference else "",
                    unknown_note(group, (group["state"] == UNKNOWN) | group["was_unknown"]),
                ),
            }
        )
    return stated_rows(rows, by, BALANCE, part, as_of, listed_only)


def _open_by(
    stood: pd.DataFrame, by: Sequence[str], levels: Levels | None, hazards: pd.DataFrame
) -> dict[tuple[Any, ...], int]:
    return {
        tuple(keys.values()): int((group["state"] == "open").sum())
        for keys, group in groups_by(stood, by, levels, ledger=hazards)
    }


def overdue_ages(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """How long overdue hazards are overdue: share of them in each band of days past the due day.

    Parameters are those of `closure.cohort_closure`.

    Returns
    -------
    DataFrame
        Result frame, keys `by` and ``days_overdue`` ("1-7", … "366+"): `numerator` in the band, `denominator`
        all overdue; Wilson limits. Extra: ``small`` and ``no_due_day``, those open that state no due day and
        are left out.
    """
    cohort = as_it_stood(hazards, window, as_of, listed_only)
    rows = []
    for keys, group in groups_by(cohort, by, levels, ledger=hazards):
        late = group[is_overdue(group, as_of)]
        no_due_day = int(((group["state"] == "open") & group["due_on"].isna()).sum())
        past = days_past(late["due_on"], pd.Timestamp(as_of))
        for first, last in AGES:
            inside = int(((past >= first) & (past <= (np.inf if last is None else last))).sum())
            band = f"{first}+" if last is None else f"{first}-{last}"
            share = share_row(inside, len(late), level=level)
            told = {"small": len(late) < FEW, "no_due_day": no_due_day, "note": unknown_note(group)}
            rows.append(keys | {"days_overdue": band} | share | told)
    return stated_rows(rows, (*by, "days_overdue"), ("small", "no_due_day"), window, as_of, listed_only)


def closing_dates(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of hazards closed exactly on their deadline, and whether that looks written in afterwards.

    Parameters are those of `closure.cohort_closure`; `window` is that of the findings.

    Returns
    -------
    DataFrame
        Result frame: `numerator` closed on their due day, `denominator` closed on a known day with a due day;
        Wilson limits. Extra: `DATES`: closings on the three days before and the three after (``around``), how
        many were ``expected`` on the due day if it were a day like those, ``p_value`` (exact binomial, so
        many or more), ``flagged`` below 0.001; ``busiest_day`` with ``busiest_closed``, the most closings
        entered for one day; ``undated``, closed on no known day.

    Notes
    -----
    A deadline draws real closings too, so a flag is a question to the department, not a finding.
    """
    cohort = as_it_stood(hazards, window, as_of, listed_only)
    rows = []
    for keys, group in groups_by(cohort, by, levels, ledger=hazards):
        closed = group[group["state"] == "closed"]
        dated = closed[has_end_day(closed)]
        due = dated[dated["due_on"].notna()]
        late = days_past(due["due_on"], due["closed_on"])
        on_day = int((late == 0).sum())
        around = int((late.abs().between(1, AROUND)).sum())
        near = on_day + around
        p_value = share_p_value(on_day, near, 1 / (2 * AROUND + 1), tails="at least") if near else np.nan
        busiest = dated["closed_on"].dt.normalize().value_counts()
        rows.append(
            keys
            | share_row(on_day, len(due), level=level)
            | {
                "around": around,
                "expected": around / (2 * AROUND),
                "p_value": p_value,
                "flagged": bool(p_value < FLAGGED),
                "busiest_day": busiest.index[0] if len(busiest) else pd.NaT,
                "busiest_closed": int(busiest.iloc[0]) if len(busiest) else 0,
                "undated": len(closed) - len(dated),
            }
        )
    return stated_rows(rows, by, DATES, window, as_of, listed_only)
