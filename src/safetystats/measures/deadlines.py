"""Orders to be carried out within so many working days: until when, who is late, how much is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..periods import Window, WorkingDays
from ..schema import require_columns
from .groups import as_result, groups_by, listed_names, share_row, window_columns

STATES = ("done in time", "done late", "in time", "late", "no deadline", "not issued")
"""How an order stands. The first two are done, the next two are not."""

DEADLINES = (
    "finding_id",
    "area",
    "unit",
    "category",
    "issued_on",
    "working_days",
    "due_on",
    "done_on",
    "state",
    "days_late",
    "as_of",
    "note",
)


def working_day_deadlines(
    rectifications: pd.DataFrame, calendar: WorkingDays, as_of: date, *, count_start: bool = False
) -> pd.DataFrame:
    """When each order is due, in official working days, and how late it is as of a day.

    Parameters
    ----------
    rectifications
        The ledger of orders. A due day that is stated holds; else it is `working_days` after `issued_on`.
    calendar
        Official working days. Every year that the sums reach must have its list.
    as_of
        Day, included, as of which it is asked. Done later is not done.
    count_start
        Whether the day of issue is itself the first working day; civil-law practice does not count it.

    Returns
    -------
    DataFrame
        One row an order, columns `DEADLINES`: ``due_on``, ``state`` (one of `STATES`) and ``days_late``
        in working days past the due day, up to the day it was done or to `as_of`; 0 where it is not late.
        ``note`` says where the stated due day is another than the working days give.

    Raises
    ------
    NoWorkingDays
        If a sum reaches a year without a list.

    Examples
    --------
    >>> new_year = pd.DataFrame({"day": ["2021-01-01"], "kind": ["off"]})
    >>> calendar = WorkingDays(new_year, frozenset({2020, 2021}))
    >>> orders = pd.DataFrame({
    ...     "finding_id": ["1"], "area": "north", "unit": "A", "category": "", "working_days": [60],
    ...     "issued_on": pd.to_datetime(["2020-11-04"]), "due_on": pd.NaT, "done_on": pd.NaT})
    >>> deadlines = working_day_deadlines(orders, calendar, date(2021, 2, 1))
    >>> deadlines[["due_on", "state", "days_late"]]
          due_on state  days_late
    0 2021-01-28  late          2
    """
    needed = ["finding_id", "area", "unit", "category", "issued_on", "working_days", "due_on", "done_on"]
    require_columns(rectifications, needed, name="the ledger of orders")
    orders = rectifications.reset_index(drop=True)
    computed = _due_by_working_days(orders, calendar, count_start)
    due = orders["due_on"].astype("datetime64[us]").fillna(computed)
    differs = computed.notna() & (computed != due)
    states = _states(orders, due, as_of)
    until = orders["done_on"].mask(states == "late", pd.Timestamp(as_of))
    late = states.isin(["done late", "late"])
    frame = orders.assign(
        due_on=due,
        state=states,
        days_late=[
            _days_after(calendar, first, last) if is_late else 0
            for first, last, is_late in zip(due, until, late)
        ],
        as_of=pd.Timestamp(as_of),
        note=[f"working days give {day:%Y-%m-%d}" if d else "" for day, d in zip(computed, differs)],
    )
    return frame[list(DEADLINES)]


def _due_by_working_days(orders: pd.DataFrame, calendar: WorkingDays, count_start: bool) -> pd.Series:
    known = orders[["issued_on", "working_days"]].dropna()
    days = [
        calendar.after(issued.date(), int(allowed), count_start=count_start)
        for issued, allowed in zip(known["issued_on"], known["working_days"])
    ]
    computed = pd.Series(pd.NaT, index=orders.index, dtype="datetime64[us]")
    computed[known.index] = pd.to_datetime(days)
    return computed


def _states(orders: pd.DataFrame, due: pd.Series, as_of: date) -> pd.Series:
    day_after = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    is_done = orders["done_on"] < day_after
    in_time = orders["done_on"] < due + pd.Timedelta(days=1)
    conditions = [
        orders["issued_on"] >= day_after,
        is_done & due.isna(),
        is_done & in_time,
        is_done,
        due.isna(),
        due < pd.Timestamp(as_of),
    ]
    choices = ["not issued", "no deadline", "done in time", "done late", "no deadline", "late"]
    return pd.Series(np.select(conditions, choices, "in time"), index=orders.index, dtype="str")


def _days_after(calendar: WorkingDays, due: pd.Timestamp, last: pd.Timestamp) -> int:
    if last.date() <= due.date():
        return 0
    return calendar.between(Window(due.date() + timedelta(days=1), last.date()))


def day_after_last_due(rectifications: pd.DataFrame, calendar: WorkingDays, as_of: date) -> date:
    """The first day on which every order is either done in time or late; `as_of` where none has a due day.

    >>> orders = pd.DataFrame({
    ...     "finding_id": ["1"], "issued_on": pd.to_datetime(["2020-11-04"]), "area": "north", "unit": "A",
    ...     "category": "", "working_days": pd.array([60], dtype="Int64"),
    ...     "due_on": pd.to_datetime([None]), "done_on": pd.to_datetime([None])})
    >>> from safetystats.reference import working_days
    >>> str(day_after_last_due(orders, working_days(), date(2020, 11, 4)))
    '2021-01-29'
    """
    due = working_day_deadlines(rectifications, calendar, as_of)["due_on"].max()
    return as_of if pd.isna(due) else due.date() + timedelta(days=1)


def late_orders(deadlines: pd.DataFrame) -> pd.DataFrame:
    """The orders that are late and not done, the longest first: who has to be reminded.

    `deadlines` is what `working_day_deadlines` gives.
    """
    require_columns(deadlines, DEADLINES, name="the deadlines")
    late = deadlines[deadlines["state"] == "late"]
    return late.sort_values(["days_late", "finding_id"], ascending=[False, True], ignore_index=True)


def deadlines_kept(deadlines: pd.DataFrame, *, by: Sequence[str] = (), level: float = 0.95) -> pd.DataFrame:
    """Orders done in time, of those that are done or late as of the day.

    Parameters
    ----------
    deadlines
        What `working_day_deadlines` gives.
    by
        Columns to break down by: area, unit, category.

    Returns
    -------
    DataFrame
        Result frame: `numerator` done in time, `denominator` orders that were due by the as-of day; Wilson
        limits. What was done before it was due, and is not due yet, is not judged yet either: else the
        quick ones alone would make the rate. Extra: ``done_late``, ``late``, ``in_time`` (not yet due, done
        or not), ``not_judged`` (no deadline, or not issued yet) and ``late_units``, who is late.
    """
    require_columns(deadlines, DEADLINES, name="the deadlines")
    rows = []
    for keys, group in groups_by(deadlines, by, ledger=deadlines):
        counts = {state: int((group["state"] == state).sum()) for state in STATES}
        early = int(((group["state"] == "done in time") & (group["due_on"] > group["as_of"])).sum())
        done_in_time = counts["done in time"] - early
        judged = done_in_time + counts["done late"] + counts["late"]
        rows.append(
            keys
            | share_row(done_in_time, judged, level=level)
            | {
                "basis": "orders due",
                "as_of": group["as_of"].max(),
                "done_late": counts["done late"],
                "late": counts["late"],
                "in_time": counts["in time"] + early,
                "not_judged": counts["no deadline"] + counts["not issued"],
                "late_units": listed_names(group.loc[group["state"] == "late", "unit"]),
            }
        )
    return as_result(rows, by, ["done_late", "late", "in_time", "not_judged", "late_units"])


def progress(
    done: float, target: float, *, as_of: date | None = None, window: Window | None = None
) -> pd.DataFrame:
    """Plain progress against a target: what is done over what is to be done.

    Parameters
    ----------
    done, target
        In the same unit, 0 or more.
    as_of, window
        Stated in the result.

    Returns
    -------
    DataFrame
        Result frame of one row: `value` may pass 1, and is missing for a target of 0. Extra: ``done``,
        ``target``, ``left`` (never below 0) and ``reached``.

    Raises
    ------
    WrongUse
        If one of the two is negative.

    Examples
    --------
    >>> progress(64, 77)[["value", "left"]].round(3).values.tolist()
    [[0.831, 13.0]]
    """
    if done < 0 or target < 0:
        raise WrongUse(f"Progress is of amounts of 0 or more; found {done} of {target}.")
    row: dict[str, Any] = {
        "value": done / target if target else np.nan,
        "method": "plain quotient",
        "basis": "target",
        "done": float(done),
        "target": float(target),
        "left": max(target - done, 0.0),
        "reached": done >= target,
        **(window_columns(window, as_of) if window else {"as_of": as_of}),
    }
    if float(done).is_integer() and float(target).is_integer():
        row |= {"numerator": int(done), "denominator": int(target)}
    return as_result([row], [], ["done", "target", "left", "reached"])
