"""Are hazards being closed: cohort closure rate, on-time closure, time to closure, flow and stock.

Every function looks at hazards as they stood at the end of the `as_of` day: one found later does not
exist yet, one closed later is open, and a reopened one is open whatever its closing date. 不属实 (void) and
移交 (transferred) are ends of their own, neither closed nor open. 0 of 0 is missing, never 100 %. Where some
hazards do not state how they ended, what is counted of closed and open ones is a lower bound, and says so;
of one closed on no stated day it is not known how it stood before its sheet was last written (`states`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..periods import Window
from ..schema import UNKNOWN
from .families import adjusted_p_values
from .groups import as_result, groups_by, joined_notes, key_columns, share_row
from .intervals import share_against_target
from .states import (
    STATES,
    as_it_stood,
    basis_of,
    count_states,
    day_after,
    days_past,
    has_end_day,
    is_overdue,
    is_undated,
    least_share,
    stated_rows,
    stood_at,
    unknown_note,
)
from .survival import (
    cumulative_incidence,
    days_until,
    followed_until,
    log_rank,
    peto_ratio,
    restricted_mean,
)
from .tally import FEW, Levels
from .weights import number, records_of

CurveMethod = Literal["aalen-johansen", "kaplan-meier"]

MIN_AT_RISK = 5
"""A curve stops where fewer hazards than this are still followed: beyond, one closing moves it by a fifth."""

CURVE = ("days", "at_risk", "closed", "ended_otherwise", "value", "lower", "upper")

OF_DUE_DAYS = ("overdue", "no_due_day")
"""What `cohort_closure` tells by due days."""

COMPARED = ("expected", "p_value", "p_holm", "family", "p_all", "small")
"""What `compare_closure` adds to a result frame."""

FLOW = ("found", "closed", "void", "transferred", "undated", UNKNOWN, "stock_start", "stock")


def cohort_closure(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Of the hazards found in the window, the share closed by `as_of` (销账率).

    Parameters
    ----------
    hazards
        The hazard ledger, one row a hazard.
    window, as_of
        Days on which the hazards were found; the day, included, as of which their state is taken.
    by, levels
        Columns to break down by (area, street, level, supervision_sector …); the values of a column that
        must show even without a hazard. ``level`` is the key ``hazard_level`` of the result.
    listed_only
        Take only hazards on a supervised list (挂账). `basis` says which: ``found`` or ``listed``.
    level
        Coverage of the limits.

    Returns
    -------
    DataFrame
        Result frame, one row a group: `numerator` closed, `denominator` all found (void and transferred
        ones too), and ``closed``, ``void``, ``transferred``, ``open`` and ``unknown``, which add up to it,
        and ``overdue``, a part of ``open``: missing where there are open ones and none states its due day.
        ``no_due_day`` are open and do not state theirs, so that they may be overdue too. Where hazards do not
        state how they ended, `value` is the share without and `upper` the limit with all of them closed, and
        `note` counts them.

    Notes
    -----
    Wilson (1927) limits. Closed in a period over found in it is another figure, which may pass 1:
    `monthly_flow`. A hazard whose status says closed but which carries no closing date counts as closed where
    its sheet was written by `as_of`, and `note` counts those; else its state is unknown.

    Examples
    --------
    >>> hazards = pd.DataFrame({
    ...     "found_on": pd.to_datetime(["2020-01-02", "2020-01-03", "2020-02-01"]),
    ...     "due_on": pd.to_datetime(["2020-01-10", "2020-01-10", "2020-02-10"]),
    ...     "closed_on": pd.to_datetime(["2020-01-05", "2020-03-01", None]),
    ...     "end_type": ["closed", "closed", "open"], "reopened": False, "listed": True,
    ... })
    >>> closure = cohort_closure(hazards, window=Window.year(2020), as_of=date(2020, 2, 15))
    >>> closure[["numerator", "denominator", "open", "overdue"]]
       numerator  denominator  open  overdue
    0          1            3     2        2
    """
    cohort = as_it_stood(hazards, window, as_of, listed_only)
    rows = []
    for keys, group in groups_by(cohort, by, levels, ledger=hazards):
        counts = count_states(group)
        overdue, no_due_day = _overdue_of(group, as_of)
        share = least_share(counts["closed"], counts[UNKNOWN], number(group), level=level)
        note = joined_notes(_undated_note(group, as_of), unknown_note(group))
        rows.append(keys | share | counts | {"overdue": overdue, "no_due_day": no_due_day, "note": note})
    return stated_rows(rows, by, (*STATES, *OF_DUE_DAYS), window, as_of, listed_only)


def _overdue_of(group: pd.DataFrame, as_of: date) -> tuple[int | None, int]:
    """How many are overdue, None where of none that is open it is known by when it was due; and of how many
    that is not known."""
    still_open = group[group["state"] == "open"]
    no_due_day = number(still_open, still_open["due_on"].isna())
    if no_due_day and no_due_day == number(still_open):
        return None, no_due_day
    return number(group, is_overdue(group, as_of)), no_due_day


def closure_against_target(
    hazards: pd.DataFrame,
    *,
    target: float,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Whether the cohort closure rate reaches `target`, and whether it lies above it beyond chance.

    Parameters are those of `cohort_closure`, and `target`, a share from 0 to 1.

    Returns
    -------
    DataFrame
        Result frame as of `cohort_closure`, where `lower` is the one-sided exact bound and `upper` 1, with
        ``target``, ``reached`` (the plain share is at least the target; missing for 0 of 0, and where that
        hangs on hazards that do not state how they ended) and ``p_value``
        (one-sided, exact binomial: so many or more closed, if the true rate were the target).

    Raises
    ------
    WrongUse
        If `target` is no share.
    """
    closure = cohort_closure(
        hazards, window=window, as_of=as_of, by=by, levels=levels, listed_only=listed_only, level=level
    )
    test = share_against_target(
        closure["numerator"].to_numpy(float), closure["denominator"].to_numpy(float), target, level=level
    )
    most = (closure["numerator"] + closure[UNKNOWN]) / closure["denominator"]
    reached = (closure["value"] >= target).astype("boolean")
    reached = reached.mask(closure["value"].isna() | (~reached & (most >= target)).fillna(False))
    return closure.assign(
        lower=test.lower,
        upper=test.upper,
        method="exact one-sided",
        target=target,
        reached=reached,
        p_value=test.p_value,
    )


def on_time_closure(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Of the hazards found in the window and due by `as_of`, the share closed by their due day (按期整改率).

    Parameters are those of `cohort_closure`. Void and transferred hazards were not this office's to close
    and are left out, as are those without a due day. One closed without a date is not shown to be on
    time.

    Returns
    -------
    DataFrame
        Result frame: `numerator` closed on time, `denominator` due, with ``late`` (closed after the due day),
        ``open`` (due and still open), ``unknown`` (due, and how they ended is not stated: `upper` is as if
        all of them were on time), ``undated`` and ``no_due_day`` (left out). Wilson limits.
    """
    cohort = as_it_stood(hazards, window, as_of, listed_only)
    rows = []
    for keys, group in groups_by(cohort, by, levels, ledger=hazards):
        owed = group[group["state"].isin(["closed", "open", UNKNOWN])]
        due = owed[owed["due_on"] < day_after(as_of)]
        closed = due["state"] == "closed"
        on_time = closed & (due["closed_on"] < due["due_on"] + pd.Timedelta(days=1))
        undated = closed & due["closed_on"].isna()
        counts = {
            "late": number(due, closed & ~on_time & ~undated),
            "open": number(due, due["state"] == "open"),
            UNKNOWN: number(due, due["state"] == UNKNOWN),
            "undated": number(due, undated),
            "no_due_day": number(owed, owed["due_on"].isna()),
        }
        share = least_share(number(due, on_time), counts[UNKNOWN], number(due), level=level)
        rows.append(keys | share | counts | {"note": unknown_note(due)})
    extra = ("late", "open", UNKNOWN, "undated", "no_due_day")
    return stated_rows(rows, by, extra, window, as_of, listed_only)


def overdue(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Of the hazards found in the window and still open, the share past their due day, and how long past it.

    Parameters are those of `cohort_closure`. On the due day itself a hazard is not overdue.

    Returns
    -------
    DataFrame
        Result frame: `numerator` overdue, `denominator` open with a due day, with ``median_days`` and
        ``longest_days`` past the due day (missing where none is overdue) and ``no_due_day`` (open, left out).
        Hazards that do not state how they ended are left out; `note` counts them.
    """
    cohort = as_it_stood(hazards, window, as_of, listed_only)
    rows = []
    for keys, group in groups_by(cohort, by, levels, ledger=hazards):
        still_open = group[group["state"] == "open"]
        late = still_open[is_overdue(still_open, as_of)]
        past = days_past(late["due_on"], pd.Timestamp(as_of))
        ages = {"median_days": past.median(), "longest_days": past.max()}
        no_due_day = int(still_open["due_on"].isna().sum())
        share = share_row(len(late), len(still_open) - no_due_day, level=level)
        rows.append(keys | share | ages | {"no_due_day": no_due_day, "note": unknown_note(group)})
    return stated_rows(rows, by, ("median_days", "longest_days", "no_due_day"), window, as_of, listed_only)


def closure_curve(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    carried_over: bool = False,
    method: CurveMethod = "aalen-johansen",
    min_at_risk: int = MIN_AT_RISK,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of hazards closed within so many days of their finding, those still open followed up to `as_of`.

    Parameters
    ----------
    hazards, window, as_of, by, levels, listed_only, level
        As in `cohort_closure`.
    carried_over
        Also follow hazards found before the window and open at its start. They enter at the age they had
        then.
    method
        ``aalen-johansen``: void and transferred are ends of their own. ``kaplan-meier`` takes them as
        still open, which overstates closure.
    min_at_risk
        The curve stops before the first day with fewer hazards still followed.

    Returns
    -------
    DataFrame
        One row a group and day on which a hazard ended, and for day 0: the keys, `CURVE`, ``level``,
        ``method``, ``basis``, ``window_start``, ``window_end``, ``as_of``, ``note``. ``days`` are days
        since the finding. A group too small for a curve is one row without a value. Hazards that ended on
        no known day, or do not state how they ended, are left out; `note` counts them.
    """
    curves = []
    for keys, group in followed_groups(
        hazards, window, as_of, by, levels, listed_only=listed_only, carried_over=carried_over, method=method
    ):
        curve = _known_part(_curve(followed(group), level), min_at_risk).drop(columns="std_err")
        note = _unfollowed_note(group)
        if curve.empty:
            curve = _no_curve(number(followed(group)))
            note = joined_notes(f"fewer than {min_at_risk} at risk", note)
        curves.append(curve.assign(**keys, note=note))
    frame = pd.concat(curves, ignore_index=True) if curves else _no_curve(0).iloc[:0]
    stated = {
        "level": level,
        "method": method,
        "basis": basis_of(listed_only),
        "window_start": pd.Timestamp(window.start),
        "window_end": pd.Timestamp(window.end),
        "as_of": pd.Timestamp(as_of),
    }
    return frame.assign(**stated).reindex(columns=[*key_columns(by), *CURVE, *stated, "note"])


def _no_curve(at_risk: int) -> pd.DataFrame:
    counts = {"days": 0.0, "at_risk": at_risk, "closed": 0, "ended_otherwise": 0}
    return pd.DataFrame([counts | dict.fromkeys(("value", "lower", "upper"), np.nan)])


def closed_within(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    within: Sequence[int] = (7, 14, 30, 60, 90, 180),
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    carried_over: bool = False,
    method: CurveMethod = "aalen-johansen",
    min_at_risk: int = MIN_AT_RISK,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of hazards closed within 7, 14, 30 … days of their finding, read off `closure_curve`.

    Parameters are those of `closure_curve`, and `within`, the days to read it at.

    Returns
    -------
    DataFrame
        Result frame, keys `by` and ``within_days``: `numerator` seen closed within these days,
        `denominator` all followed. `value` is not their quotient where some were not followed long
        enough. It is missing, with a note, where fewer than `min_at_risk` were followed so long and
        others dropped out open before. Extra: ``at_risk``.
    """
    rows = []
    for keys, group in followed_groups(
        hazards, window, as_of, by, levels, listed_only=listed_only, carried_over=carried_over, method=method
    ):
        timed = followed(group)
        curve = _curve(timed, level)
        for days in within:
            reached = _reached_by(curve, timed, days, min_at_risk)
            reached["note"] = joined_notes(reached["note"], _unfollowed_note(group))
            rows.append(keys | {"within_days": days, "level": level, "method": method} | reached)
    return stated_rows(rows, (*by, "within_days"), ("at_risk",), window, as_of, listed_only)


def _reached_by(curve: pd.DataFrame, timed: pd.DataFrame, days: int, min_at_risk: int) -> dict[str, Any]:
    at_risk = number(timed, (timed["days"] >= days) & (timed["entered"] < days))
    dropped_out = ((timed["days"] < days) & (timed["state"] == "open")).any()
    closed = number(timed, (timed["days"] <= days) & (timed["state"] == "closed"))
    row = {"numerator": closed, "denominator": number(timed), "at_risk": at_risk, "note": ""}
    if timed.empty:
        return row
    if at_risk < min_at_risk and dropped_out:
        return row | {"note": f"fewer than {min_at_risk} at risk on day {days}"}
    last = curve[curve["days"] <= days].iloc[-1]
    return row | {name: last[name] for name in ("value", "lower", "upper")}


def days_to_close(
    hazards: pd.DataFrame,
    *,
    share: float,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    carried_over: bool = False,
    method: CurveMethod = "aalen-johansen",
    min_at_risk: int = MIN_AT_RISK,
    level: float = 0.95,
) -> pd.DataFrame:
    """Days until a `share` of the hazards was closed: the first day on which `closure_curve` reaches it.

    Parameters are those of `closure_curve`, and `share`, between 0 and 1.

    Returns
    -------
    DataFrame
        Result frame: `value` in days, missing with a note where the curve stops before it; `lower` and
        `upper` the first days on which the upper and the lower limit of the curve reach the share;
        `numerator` closed and `denominator` followed hazards.

    Notes
    -----
    The mean days of the closed ones alone come out too short: the slow ones are still open. Limits
    by inversion of the curve's, Brookmeyer & Crowley (1982), Biometrics 38:29-41. Half of two hazards closed
    after 3 and 5 days were closed after 3 days; R's survfit says 4, the middle (`survival.days_until`).
    """
    rows = []
    for keys, group in followed_groups(
        hazards, window, as_of, by, levels, listed_only=listed_only, carried_over=carried_over, method=method
    ):
        timed = followed(group)
        curve = _known_part(_curve(timed, level), min_at_risk)
        value = days_until(curve, share)
        note = "" if value == value else f"not reached with {min_at_risk} or more at risk"
        note = note if len(timed) else "no hazards"
        rows.append(
            keys
            | {
                "numerator": number(timed, timed["state"] == "closed"),
                "denominator": number(timed),
                "value": value,
                "lower": days_until(curve, share, column="upper"),
                "upper": days_until(curve, share, column="lower"),
                "level": level,
                "method": method,
                "note": joined_notes(note, _unfollowed_note(group)),
            }
        )
    return stated_rows(rows, by, (), window, as_of, listed_only)


def closure_median(hazards: pd.DataFrame, *, window: Window, as_of: date, **options: Any) -> pd.DataFrame:
    """Days until half of the hazards were closed: `days_to_close` at a share of 0.5, with its `options`."""
    return days_to_close(hazards, share=0.5, window=window, as_of=as_of, **options)


def mean_days_open(
    hazards: pd.DataFrame,
    *,
    until: int,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
    carried_over: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Of the first `until` days after the finding, how many a hazard stays open on average.

    Parameters are those of `closure_curve`, and `until`, the horizon in days. Void and transferred hazards
    are open no more, so they end here as closed ones do.

    Returns
    -------
    DataFrame
        Result frame: `value` in days, `numerator` ended within the horizon, `denominator` followed. Missing,
        with a note, where none was followed so long and some were still open at their last day.

    Notes
    -----
    Restricted mean (`survival.restricted_mean`). The mean days of closed hazards leaves the open ones out.
    """
    rows = []
    for keys, group in followed_groups(
        hazards,
        window,
        as_of,
        by,
        levels,
        listed_only=listed_only,
        carried_over=carried_over,
        method="aalen-johansen",
    ):
        timed = followed(group)
        ended = timed["state"] != "open"
        row: dict[str, Any] = {
            "numerator": number(timed, ended & (timed["days"] <= until)),
            "denominator": number(timed),
            "note": _unfollowed_note(group),
        }
        if followed_until(until, timed["days"], ended):
            mean = restricted_mean(
                timed["days"],
                ended,
                until,
                entered=timed["entered"],
                counts=records_of(timed),
                level=level,
            )
            row |= {"value": mean.value, "lower": mean.lower, "upper": mean.upper}
        else:
            row["note"] = joined_notes("none followed so long", row["note"])
        rows.append(keys | {"level": level, "method": f"restricted mean, {until} days"} | row)
    return stated_rows(rows, by, (), window, as_of, listed_only)


def compare_closure(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: str = "area",
    levels: Levels | None = None,
    listed_only: bool = False,
    carried_over: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Which areas close hazards faster or more slowly than the others, and whether they differ at all.

    Parameters are those of `closure_curve`; `by` is one column. Void and transferred hazards leave without
    having been closed.

    Returns
    -------
    DataFrame
        Result frame, one row a value of `by`: `value` how many times as fast it closes as all others (above 1
        is faster), `numerator` closed, `denominator` followed. Extra: `COMPARED`: ``expected`` closings if
        all were alike, ``p_value`` against the others, ``p_holm`` for the ``family`` of all of them, and
        ``p_all``: whether they differ at all, to be asked first.

    Notes
    -----
    Log-rank test and Peto's ratio (`survival.log_rank`, `survival.peto_ratio`).
    """
    groups = followed_groups(
        hazards,
        window,
        as_of,
        (by,),
        levels,
        listed_only=listed_only,
        carried_over=carried_over,
        method="aalen-johansen",
    )
    timed = [followed(group).assign(place=place) for place, (_, group) in enumerate(groups)]
    every = pd.concat(timed) if timed else pd.DataFrame(columns=["days", "state", "entered", "place"])
    days, closed, entered = every["days"], every["state"] == "closed", every["entered"]
    filled = sum(len(part) > 0 for part in timed)
    held = {"entered": entered, "counts": records_of(every)}
    p_all = log_rank(days, closed, every["place"], **held).p_value if filled > 1 else np.nan
    rows = []
    for place, (keys, group) in enumerate(groups):
        own = every["place"] == place
        row: dict[str, Any] = {
            "numerator": number(every, own & closed),
            "denominator": number(every, own),
            "p_value": np.nan,
            "note": _unfollowed_note(group),
        }
        if 0 < own.sum() < len(every):
            # Sorted labels: the others (False) come first.
            test = log_rank(days, closed, own, **held)
            ratio = peto_ratio(test, 1, level=level)
            row |= {"value": ratio.value, "lower": ratio.lower, "upper": ratio.upper}
            row |= {"expected": float(test.expected[1]), "p_value": test.p_value}
        rows.append(keys | {"level": level, "method": "log-rank, peto"} | row)
    adjusted = adjusted_p_values([row["p_value"] for row in rows])
    family = int(np.isfinite(adjusted).sum())
    rows = [
        row | {"p_holm": p, "family": family, "p_all": p_all, "small": row["numerator"] < FEW}
        for row, p in zip(rows, adjusted)
    ]
    return stated_rows(rows, (by,), COMPARED, window, as_of, listed_only)


def monthly_flow(
    hazards: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    by: Sequence[str] = (),
    levels: Levels | None = None,
    listed_only: bool = False,
) -> pd.DataFrame:
    """Found and closed month by month, and the stock of open hazards at each month's end.

    Parameters are those of `cohort_closure`; hazards found before the window are in its stock.

    Returns
    -------
    DataFrame
        Result frame, keys `by` and ``month`` (2020-08), the last month cut at `as_of`. `value` is the
        closure ratio: closed in the month over found in the month. It mixes cohorts and may pass 1, so it
        has no limits. Extra: ``found``, ``closed``, ``void``, ``transferred``, ``undated``, ``unknown``,
        ``stock_start``, ``stock``, with ``stock = stock_start + found - closed - void - transferred -
        undated - unknown``. ``undated`` hazards ended, but on no known day; they leave the stock in the month
        in which they were found. So do those that do not state how they ended (``unknown``): the stock is
        then a lower bound, and `note` says so.
    """
    cohort = as_it_stood(hazards, Window(date.min, as_of), as_of, listed_only)
    part = window.clipped(as_of)
    stated = {"method": "closure ratio", "basis": basis_of(listed_only), "as_of": as_of}
    rows = [
        keys | stated | row
        for keys, group in groups_by(cohort, by, levels, ledger=hazards)
        for row in (_group_flow(group, part) if part else [])
    ]
    return as_result(rows, [*by, "month"], FLOW)


def _group_flow(group: pd.DataFrame, part: Window) -> list[dict[str, Any]]:
    is_open, has_day = group["state"] == "open", has_end_day(group)
    is_unknown = group["state"] == UNKNOWN
    ended = {
        state: _per_month(group[has_day & (group["state"] == state)], "closed_on", part)
        for state in ("closed", "void", "transferred")
    }
    flow = pd.DataFrame(ended).assign(
        found=_per_month(group, "found_on", part),
        undated=_per_month(group[~is_open & ~is_unknown & ~has_day], "found_on", part),
        unknown=_per_month(group[is_unknown], "found_on", part),
    )
    start = pd.Timestamp(part.start)
    before = (group["found_on"] < start) & (is_open | (has_day & (group["closed_on"] >= start)))
    change = flow["found"] - flow[[*ended, "undated", UNKNOWN]].sum(axis=1)
    flow["stock"] = number(group, before) + change.cumsum()
    flow["stock_start"] = flow["stock"] - change
    months = part.by_month()
    unsure = group[(group["end_type"] == UNKNOWN) | is_undated(group)]
    notes = [_stock_note(unsure[unsure["found_on"] < day_after(month.end)], month.end) for month in months]
    rows = zip(months, flow.to_dict("records"), notes)
    return [_month_row(month, counts) | {"note": note} for month, counts, note in rows]


def _stock_note(found: pd.DataFrame, day: date) -> str:
    """That a stock at the end of a day is a lower bound; of one closed on no stated day it may be later that
    it is known.
    """
    return unknown_note(found, stood_at(found, day) == UNKNOWN)


def _per_month(group: pd.DataFrame, day: str, part: Window) -> pd.Series:
    inside = group[part.contains(group[day])]
    every = pd.period_range(part.start, part.end, freq="M")
    return records_of(inside).groupby(inside[day].dt.to_period("M")).sum().reindex(every, fill_value=0)


def _month_row(month: Window, counts: Mapping[Any, int]) -> dict[str, Any]:
    closed, found = counts["closed"], counts["found"]
    return {
        "month": f"{month.start:%Y-%m}",
        "numerator": closed,
        "denominator": found,
        "value": closed / found if found else np.nan,
        "window_start": month.start,
        "window_end": month.end,
        "days": month.days,
        **{name: counts[name] for name in FLOW},
    }


def followed_groups(
    hazards: pd.DataFrame,
    window: Window,
    as_of: date,
    by: Sequence[str],
    levels: Levels | None,
    *,
    listed_only: bool,
    carried_over: bool,
    method: CurveMethod,
) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Each group with `days` followed (missing where it ended on no known day) and the day `entered`."""
    if method not in ("aalen-johansen", "kaplan-meier"):
        raise WrongUse(f"A closure curve is 'aalen-johansen' or 'kaplan-meier', not '{method}'.")
    span = Window(date.min, window.end) if carried_over else window
    cohort = as_it_stood(hazards, span, as_of, listed_only)
    is_open = cohort["state"] == "open"
    last_day = cohort["closed_on"].mask(is_open, pd.Timestamp(as_of))
    days = days_past(cohort["found_on"], last_day).where(is_open | has_end_day(cohort))
    days = days.where(cohort["state"] != UNKNOWN)
    age = days_past(cohort["found_on"], pd.Timestamp(window.start))
    cohort = cohort.assign(days=days, entered=age - 1)
    cohort = cohort[~(cohort["days"] <= cohort["entered"])]
    if method == "kaplan-meier":
        cohort["state"] = cohort["state"].where(cohort["state"].isin(["closed", UNKNOWN]), "open")
    return list(groups_by(cohort, by, levels, ledger=hazards))


def followed(group: pd.DataFrame) -> pd.DataFrame:
    """The hazards of a group that were followed to a known day."""
    return group[group["days"].notna()]


def _curve(timed: pd.DataFrame, level: float) -> pd.DataFrame:
    """The curve, without limits where nothing was closed yet: 0 to 0 would look like certainty."""
    curve = cumulative_incidence(
        timed["days"], timed["state"], entered=timed["entered"], counts=records_of(timed), level=level
    )
    begun = curve["value"] > 0
    return curve.assign(lower=curve["lower"].where(begun), upper=curve["upper"].where(begun))


def _known_part(curve: pd.DataFrame, min_at_risk: int) -> pd.DataFrame:
    too_few = curve["at_risk"] < max(min_at_risk, 1)
    return curve[~too_few.cummax()]


def _undated_note(group: pd.DataFrame, as_of: date) -> str:
    undated = number(group, (group["state"] == "closed") & group["closed_on"].isna())
    return f"{undated} closed on no stated day, taken as closed by {as_of}" if undated else ""


def _unfollowed_note(group: pd.DataFrame) -> str:
    is_unknown = group["state"] == UNKNOWN
    unknown, undated = number(group, is_unknown), number(group, group["days"].isna() & ~is_unknown)
    return joined_notes(
        f"{undated} that ended on no known day left out" if undated else "",
        f"{unknown} that do not state how they ended left out" if unknown else "",
    )
