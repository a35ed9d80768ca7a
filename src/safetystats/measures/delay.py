"""Reporting delay: how complete the latest months are, and what they will become.

A month is printed, and goes on growing: the ministry's monthly tables of 2014 hold four fifths of the year's
accidents. A fall at the end of a series is as a rule a month that is not yet reported. The delay is learnt
from events that were reported late, from a series of snapshots, or from tables printed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from ..errors import UnknownName, WrongUse
from ..periods import Window
from ..schema import ACCIDENTS, Basis, require_columns
from .groups import as_result, groups_by, joined_notes, window_columns
from .intervals import SHARE_METHOD, Numbers, share_interval
from .placing import lies_in, may_lie_in
from .predictive import rest_given_counts, rest_given_estimate
from .tally import FEW, Levels, undated_note

EXPECTED = ("completeness", "to_come", "provisional", "small")
"""What `expected_counts` adds to a result frame."""

PUBLISHED = ("late", "windows", "small")
"""What `publication_completeness` adds to a result frame."""

COMPLETED = ("known", "latest_window", "completeness", "small")
"""What `completed_totals` adds to a result frame."""

COMPLETE = 0.99
"""A month of which less is expected to be known is provisional."""


# --- numbers ------------------------------------------------------------------------------------------


class DelayLaw(NamedTuple):
    """Share of events reported within each number of days, with its standard error.

    `known` and `at_risk`: events reported on that very day of delay, and those by then, among all that had as
    long to be reported.
    """

    days: np.ndarray
    share: np.ndarray
    std_err: np.ndarray
    known: np.ndarray
    at_risk: np.ndarray

    def within(self, days: Numbers) -> tuple[np.ndarray, np.ndarray]:
        """Share reported within so many days, and its standard error; 0 before the shortest delay."""
        place = np.searchsorted(self.days, np.asarray(days, dtype=float), side="right") - 1
        share = np.where(place >= 0, self.share[place], 0.0)
        return share, np.where(place >= 0, self.std_err[place], 0.0)


def delay_law(delays: Numbers, limits: Numbers) -> DelayLaw:
    """How long reports take, from events that were reported in time to be seen at all.

    Parameters
    ----------
    delays
        Days from the event to its report, 0 or more.
    limits
        Days from the event to the day of looking, at least its delay. Long delays of recent events are not
        there yet: leaving that out makes reporting look faster than it is.

    Notes
    -----
    Right-truncated delays: product of 1 - (reported at this delay)/(reported by it) from the longest one down
    (Lagakos, Barraj and De Gruttola 1988, Biometrika 75:515-523; Lawless 1994, Can. J. Stat. 22:15-31), with
    Greenwood's variance. It is the share of what is reported within the longest delay seen.

    Examples
    --------
    Five events; the last two had only three days to be reported:

    >>> law = delay_law([0, 2, 9, 1, 3], [30, 30, 30, 3, 3])
    >>> law.days.tolist(), law.share.round(3).tolist()
    ([0.0, 1.0, 2.0, 3.0, 9.0], [0.167, 0.333, 0.5, 0.667, 1.0])
    """
    late, limit = np.broadcast_arrays(np.asarray(delays, dtype=float), np.asarray(limits, dtype=float))
    if late.ndim != 1 or late.size == 0 or np.any(late < 0) or np.any(limit < late):
        raise WrongUse("Delays are 0 or more, and each event had at least its delay to be reported.")
    days = np.unique(late)
    known = np.array([(late == day).sum() for day in days])
    at_risk = np.array([((late <= day) & (limit >= day)).sum() for day in days])
    hazard = known / at_risk
    # From the longest delay down: the share within a day is what all later days leave.
    stays = np.append(1 - hazard[1:], 1.0)
    share = np.cumprod(stays[::-1])[::-1]
    with np.errstate(divide="ignore"):
        terms = np.append((hazard / (at_risk * (1 - hazard)))[1:], 0.0)
    spread = np.cumsum(terms[::-1])[::-1]
    std_err = np.where(share > 0, share * np.sqrt(np.where(share > 0, spread, 0.0)), 0.0)
    return DelayLaw(days, share, std_err, known, at_risk)


class Completed(NamedTuple):
    """Of each origin what is known, the share that this is, and what it will become, with limits."""

    known: np.ndarray
    completeness: np.ndarray
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def chain_ladder(triangle: Numbers, *, level: float = 0.95) -> Completed:
    """What months will become, from how they stood one, two, three … publications after their first.

    Parameters
    ----------
    triangle
        One row a month, oldest first; one column an age, from the first publication on; the count as it stood
        at that age, missing where that is still to come. The oldest row is complete.

    Returns
    -------
    Completed
        `value` is the chain ladder's: known times the ratios of sums from age to age. Limits are prediction
        limits of independent events: negative binomial given the completeness, whose own error (Greenwood's)
        is carried by a beta law. Where rows have shrunk (events struck off), completeness is taken as 1.

    Notes
    -----
    Mack 1993, ASTIN Bull. 23:213-225, for the ratios; Lawless 1994, Can. J. Stat. 22:15-31, for the law of
    what is still to come.

    Examples
    --------
    >>> found = chain_ladder([[80, 95, 100], [60, 75, np.nan], [70, np.nan, np.nan]])
    >>> found.value.round(1).tolist(), found.lower.tolist(), found.upper.tolist()
    ([100.0, 78.9, 89.5], [100.0, 75.0, 79.0], [100.0, 86.0, 104.0])
    """
    table = np.asarray(triangle, dtype=float)
    if table.ndim != 2 or np.isnan(table[:, 0]).any() or np.isnan(table[0]).any() or np.any(table < 0):
        raise WrongUse("A triangle has one row a month, its first figure known, the oldest row complete.")
    ages = table.shape[1]
    share, spread = np.ones(ages), np.zeros(ages)
    for age in range(ages - 2, -1, -1):
        both = ~np.isnan(table[:, age + 1])
        before, after = table[both, age].sum(), table[both, age + 1].sum()
        grown = max(after - before, 0.0)
        share[age] = share[age + 1] * (1 - grown / after if after else 1.0)
        spread[age] = spread[age + 1] + (grown / (after * before) if before and after else 0.0)
    last = (~np.isnan(table)).sum(axis=1) - 1
    known = table[np.arange(len(table)), last]
    rows = [
        rest_given_estimate(x, share[age], share[age] * float(np.sqrt(spread[age])), level=level)
        if share[age] > 0
        else (np.nan, 0.0, np.inf)
        for x, age in zip(known, last)
    ]
    value, lower, upper = (known + np.array(column) for column in zip(*rows))
    return Completed(known, share[last], value, lower, upper)


# --- frames of a ledger -------------------------------------------------------------------------------


def reporting_delay(
    accidents: pd.DataFrame,
    *,
    window: Window,
    as_of: date,
    basis: Basis,
    within: Sequence[int] = (0, 7, 30, 60, 90, 180),
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of accidents that are in the ledger within so many days.

    Parameters
    ----------
    accidents
        Ledger of accidents with ``reported_on``. Rows without it, or reported before they happened, are left
        out; the note counts them.
    window
        Days of the accidents that the delay is learnt from.
    as_of
        The last day of reports; what was reported later is not known yet.
    basis
        What counts.
    within
        Days after the accident.

    Returns
    -------
    DataFrame
        Key ``within_days``, then a result frame: ``value`` the share; ``numerator`` accidents reported within
        these days, ``denominator`` all in the window reported by `as_of`. `value` is not their quotient where
        recent accidents have not had the time. Limits on the log(-log) scale. Missing, with a note, where no
        accident was followed so long.
    """
    timed, note = _timed_reports(accidents, window, as_of, basis)
    stated = {"level": level, "method": "right-truncated delays", "basis": basis.name, "note": note}
    stated |= window_columns(window, as_of)
    if timed.empty:
        return as_result([{"within_days": days} | stated for days in within], ["within_days"])
    law = delay_law(timed["delay"], timed["limit"])
    rows = []
    for days in within:
        row: dict[str, Any] = {
            "within_days": days,
            "denominator": len(timed),
            "numerator": int((timed["delay"] <= days).sum()),
        }
        if days <= timed["limit"].max():
            share, error = (float(v) for v in law.within(days))
            lower, upper = _log_log(share, error, level)
            row |= {"value": share, "lower": lower, "upper": upper}
        rows.append(row | stated)
    return as_result(rows, ["within_days"])


def _log_log(share: float, error: float, level: float) -> tuple[float, float]:
    if not 0 < share < 1 or error == 0:
        return np.nan, np.nan
    width = float(stats.norm.isf((1 - level) / 2)) * error / (share * -np.log(share))
    return float(share ** np.exp(width)), float(share ** np.exp(-width))


def expected_counts(
    accidents: pd.DataFrame,
    *,
    windows: Sequence[Window],
    learnt_from: Window,
    as_of: date,
    basis: Basis,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Accidents of each window as known now, and what they will become when all reports are in.

    Parameters
    ----------
    accidents, as_of, basis
        As in `reporting_delay`.
    windows
        Months as a rule, none beginning after `as_of`; each is cut there.
    learnt_from
        Days of the accidents that the delay is learnt from, long enough for all delays that matter.
    by, levels
        Keys, as in `counts.count_accidents`. The delay is that of all keys together.

    Returns
    -------
    DataFrame
        Keys `by` and ``events``, then a result frame: ``numerator`` known, ``value`` expected, ``lower`` and
        ``upper`` prediction limits. Extra: `EXPECTED`: ``completeness`` expected for the window's days,
        ``to_come``, ``provisional`` (completeness below 0.99). Delays longer than any seen are not foreseen.

    Notes
    -----
    Lawless 1994, Can. J. Stat. 22:15-31; see `predictive`.
    """
    timed, note = _timed_reports(accidents, learnt_from, as_of, basis)
    if timed.empty:
        raise WrongUse(
            f"No accident in {learnt_from} states when it was reported. Fill column 'reported_on'."
        )
    law = delay_law(timed["delay"], timed["limit"])
    require_columns(accidents, by, name="accidents")
    until = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    counted = accidents[basis.mask(accidents) & ~(accidents["reported_on"] >= until)]
    rows = []
    for window in windows:
        part = window.clipped(as_of)
        if part is None:
            raise WrongUse(f"{window} had not begun on {as_of}. Give windows that have.")
        ages = (pd.Timestamp(as_of) - pd.date_range(part.start, part.end)).days.to_numpy(float)
        shares, errors = law.within(ages)
        # Errors of neighbouring days go together: their mean is no smaller than one of them.
        completeness, error = float(shares.mean()), float(errors.mean())
        inside, unsure = (
            counted[mask(counted, ACCIDENTS.day, window, as_of)] for mask in (lies_in, may_lie_in)
        )
        undated = [len(group) for _, group in groups_by(unsure, by, levels, ledger=accidents)]
        for (keys, group), perhaps in zip(groups_by(inside, by, levels, ledger=accidents), undated):
            known = len(group)
            row: dict[str, Any] = {"value": np.nan}
            if completeness > 0:
                rest = rest_given_estimate(known, completeness, error, level=level)
                row = {"value": known + rest.value, "lower": known + rest.lower, "upper": known + rest.upper}
                row["to_come"] = rest.value
            rows.append(
                keys
                | window_columns(part, as_of)
                | row
                | {
                    "events": "accidents",
                    "numerator": known,
                    "level": level,
                    "method": "right-truncated delays, beta negative binomial",
                    "basis": basis.name,
                    "note": joined_notes(note, undated_note(perhaps)),
                    "completeness": completeness,
                    "provisional": completeness < COMPLETE,
                    "small": known < FEW,
                }
            )
    return as_result(rows, [*by, "events"], EXPECTED)


def _timed_reports(
    accidents: pd.DataFrame, window: Window, as_of: date, basis: Basis
) -> tuple[pd.DataFrame, str]:
    """Delay and time to be reported of each accident known on the day, and the note on those left out."""
    require_columns(accidents, ["occurred_on", "reported_on"], name="accidents")
    part = window.clipped(as_of)
    inside = basis.mask(accidents) & (part.contains(accidents["occurred_on"]) if part else False)
    counted = accidents[inside]
    happened, reported = (counted[name].dt.normalize() for name in ("occurred_on", "reported_on"))
    delay = (reported - happened).dt.days
    limit = (pd.Timestamp(as_of) - happened).dt.days
    timed = pd.DataFrame({"delay": delay, "limit": limit})
    without = int((delay.isna() | (delay < 0)).sum())
    note = f"{without} accidents without a day of report left out of the delay" if without else ""
    return timed[(delay >= 0) & (delay <= limit)], note


# --- frames of published totals -----------------------------------------------------------------------


def publication_completeness(
    totals: pd.DataFrame,
    *,
    window: Window,
    areas: Sequence[str],
    events: str = "accidents",
    basis: str,
    level: float = 0.95,
) -> pd.DataFrame:
    """Of what the table of a whole window holds, the share that its monthly tables had held.

    Parameters
    ----------
    totals
        Published totals: area, measure, window_start, window_end, value, basis, printed_as.
    window
        Published as a whole, and month by month.
    areas, events, basis
        As in `counts.counts_from_totals`.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``numerator`` the sum of the months as first
        published, ``denominator`` the whole window as published later, Wilson limits. Extra: `PUBLISHED`:
        ``late`` (difference) and ``windows``, the months that were added up. Missing, with a note, where a
        month or the whole was not published, and where the whole is smaller (events struck off).

    Notes
    -----
    The latest table misses late reports too, so the share is rather too high than too low.

    Examples
    --------
    >>> totals = pd.DataFrame({
    ...     "area": "全国", "measure": "accidents", "value": [17.0, 7.0, 28.0], "basis": "building",
    ...     "window_start": pd.to_datetime(["2014-01-01", "2014-02-01", "2014-01-01"]),
    ...     "window_end": pd.to_datetime(["2014-01-31", "2014-02-28", "2014-02-28"]),
    ...     "printed_as": "this year"})
    >>> first = publication_completeness(
    ...     totals, window=Window.months(2014, 1, 2), areas=["全国"], basis="building")
    >>> first[["numerator", "denominator", "value", "late"]].round(2)
       numerator  denominator  value  late
    0         24           28   0.86     4
    """
    rows = []
    for area, months, whole in _printed(totals, window, areas, events, basis):
        first = float(months.sum(skipna=False))
        row: dict[str, Any] = {"area": area, "numerator": first, "denominator": whole, "late": whole - first}
        if np.isnan(first) or np.isnan(whole):
            row |= {"note": "not published"}
        elif first > whole:
            row |= {"note": "smaller when published again: events struck off"}
        else:
            row |= share_interval(first, whole, level=level)._asdict()
        rows.append(row | {"windows": len(months), "small": not first >= FEW})
    stated = {"events": events, "level": level, "method": SHARE_METHOD, "basis": basis}
    rows = [row | stated | window_columns(window) for row in rows]
    frame = as_result(rows, ["area", "events"], PUBLISHED)
    return frame.assign(late=frame["late"].astype("Int64"))


def completed_totals(
    totals: pd.DataFrame,
    *,
    window: Window,
    areas: Sequence[str],
    events: str = "accidents",
    basis: str,
    level: float = 0.95,
) -> pd.DataFrame:
    """What the latest month of a published window will become, and with it the whole window.

    Parameters are those of `publication_completeness`; the latest month is the last of `window`.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``numerator`` the whole as published, ``value`` with
        what is still to come of the latest month, ``lower`` and ``upper`` prediction limits. Extra:
        `COMPLETED`: the latest month as ``known``, its last day (``latest_window``), and the
        ``completeness`` that earlier months of this area had when they were as young. Missing where there is
        no earlier month to learn from.

    Notes
    -----
    Late events of the latest month: beta negative binomial (`predictive.rest_given_counts`), learnt from the
    earlier months: published at once, and added since. Late reports of earlier months are not foreseen, so
    the value is rather too low than too high.
    """
    rows = []
    for area, months, whole in _printed(totals, window, areas, events, basis):
        known = float(months.iloc[-1])
        at_once = float(months.iloc[:-1].sum(skipna=False))
        later = whole - known - at_once
        row: dict[str, Any] = {"area": area, "numerator": whole, "known": known}
        if np.isnan(later + known) or not at_once > 0:
            row |= {"note": "no earlier month to learn from"}
        elif later < 0:
            row |= {"note": "smaller when published again: events struck off"}
        else:
            rest = rest_given_counts(known, at_once, later, level=level)
            row |= {name: whole + part for name, part in rest._asdict().items()}
            row |= {"completeness": at_once / (at_once + later)}
        rows.append(row | {"small": not known >= FEW})
    stated = {
        "events": events,
        "level": level,
        "method": "late reports, beta negative binomial",
        "basis": basis,
        "latest_window": pd.Timestamp(window.end),
    }
    return as_result([row | stated | window_columns(window) for row in rows], ["area", "events"], COMPLETED)


def _printed(
    totals: pd.DataFrame, window: Window, areas: Sequence[str], events: str, basis: str
) -> list[tuple[str, pd.Series, float]]:
    """For each area the months of the window and the whole of it, as first printed."""
    needed = ["area", "measure", "window_start", "window_end", "value", "basis", "printed_as"]
    require_columns(totals, needed, name="totals")
    printed = totals
    for column, wanted in (("measure", [events]), ("basis", [basis]), ("area", areas)):
        found = printed[column].unique().tolist()
        for name in wanted:
            if name not in found:
                raise UnknownName(f"{column} in the totals", name, found)
        printed = printed[printed[column].isin(list(wanted))]
    printed = printed[printed["printed_as"] == "this year"]
    spans = printed.drop_duplicates(["area", "window_start", "window_end"]).set_index(
        ["area", "window_start", "window_end"]
    )["value"]
    months = [(pd.Timestamp(m.start), pd.Timestamp(m.end)) for m in window.by_month()]
    whole = (pd.Timestamp(window.start), pd.Timestamp(window.end))
    if len(months) < 2:
        raise WrongUse(f"{window} is one month. Give a window of two months or more.")
    return [
        (
            area,
            pd.Series([float(spans.get((area, *month), np.nan)) for month in months]),
            float(spans.get((area, *whole), np.nan)),
        )
        for area in areas
    ]
