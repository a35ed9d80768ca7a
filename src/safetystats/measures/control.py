"""Control charts: what a steady series stays within, and which points and runs it would hardly show.

Limits are those of a process that does not change; below `FIRM` points they are provisional. They are three
standard deviations by the rules of each chart, not confidence limits. Do not move them without a recorded
cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from ..errors import UnknownName, WrongUse
from ..periods import Covered, Window
from ..schema import UNKNOWN, Basis, require_columns
from .intervals import Numbers
from .placing import lies_in, may_lie_in
from .run_rules import AnhoejRuns, anhoej_runs, beyond_limits, nhs_signals
from .tally import FEW, is_judged, no_entry, result_frame

Constant = Literal["3/1.128", "2.66"]

CONSTANTS: dict[Constant, float] = {"3/1.128": 3 / 1.128, "2.66": 2.66}
"""Three standard deviations in mean moving ranges: by the divisor, as qicharts2 does, or rounded, as the
NHS."""

MOST_RANGE = 3.267
"""A moving range above so many times the mean one is no part of usual variation (Nelson 1982)."""

FIRM = 12
"""Below so many points limits are provisional."""

CHARTED = (
    "centre",
    "lower_limit",
    "upper_limit",
    "signal",
    "longest_run",
    "crossings",
    "provisional",
    "small",
)
"""What a chart adds to a result frame. `signal` names the rules that a point breaks, "; " between them."""

MERGED = "{count} accidents on days of others: each such day is one event"

UNDATED = "{count} accidents of no stated day left out: a gap may be two"


class Chart(NamedTuple):
    """Centre line and control limits, each a number or one a point, and which points lie beyond."""

    centre: Any
    lower: Any
    upper: Any
    beyond: Any


# --- numbers ------------------------------------------------------------------------------------------


def c_chart(counts: Numbers, *, sigmas: float = 3) -> Chart:
    """Counts of windows of like length.

    Notes
    -----
    Montgomery, Introduction to Statistical Quality Control: mean ± 3 √mean, not below 0.

    >>> chart = c_chart([7, 5, 9, 6, 8, 4, 11, 7, 6, 10, 5, 8])
    >>> round(chart.centre, 2), round(chart.lower, 2), round(chart.upper, 2), chart.beyond.any().item()
    (7.17, 0.0, 15.2, False)
    """
    x = _points(counts)
    centre = float(x.mean())
    half = sigmas * float(np.sqrt(centre))
    return _chart(x, centre, max(0.0, centre - half), centre + half)


def u_chart(counts: Numbers, exposure: Numbers, *, sigmas: float = 3) -> Chart:
    """Counts per exposure: months of unlike days, years of unlike numbers of workers.

    Notes
    -----
    Montgomery: mean rate ± 3 √(mean rate / exposure), not below 0.

    >>> chart = u_chart([7, 5, 9], [21, 21.3, 21.8])
    >>> round(chart.centre, 3), chart.upper.round(3).tolist()
    (0.328, [0.702, 0.7, 0.695])
    """
    x, n = _over(counts, exposure)
    centre = float(x.sum() / n.sum())
    half = sigmas * np.sqrt(centre / n)
    return _chart(x / n, centre, np.maximum(centre - half, 0), centre + half)


def u_prime_chart(counts: Numbers, exposure: Numbers, *, screened: bool = True, sigmas: float = 3) -> Chart:
    """`u_chart` with the variation between points in its limits: for large exposures.

    Notes
    -----
    Laney 2002, Qual. Eng. 14:531-537. Moving ranges that no usual variation has are left out if `screened`.
    """
    x, n = _over(counts, exposure)
    centre = float(x.sum() / n.sum())
    one = np.sqrt(centre / n)
    half = sigmas * one * _extra_spread((x / n - centre) / one, screened)
    return _chart(x / n, centre, np.maximum(centre - half, 0), centre + half)


def p_chart(part: Numbers, whole: Numbers, *, sigmas: float = 3) -> Chart:
    """Shares, such as monthly closure rates.

    Notes
    -----
    Montgomery: mean share ± 3 √(p (1 - p) / whole), within 0 and 1.

    >>> chart = p_chart([80, 84, 95], [88, 95, 102])
    >>> round(chart.centre, 3), chart.lower.round(3).tolist(), chart.upper.round(3).tolist()
    (0.909, [0.817, 0.82, 0.823], [1.0, 0.997, 0.994])
    """
    x, n = _over(part, whole)
    centre = float(x.sum() / n.sum())
    half = sigmas * np.sqrt(centre * (1 - centre) / n)
    return _chart(x / n, centre, np.maximum(centre - half, 0), np.minimum(centre + half, 1))


def p_prime_chart(part: Numbers, whole: Numbers, *, screened: bool = True, sigmas: float = 3) -> Chart:
    """`p_chart` with the variation between points in its limits; see `u_prime_chart`."""
    x, n = _over(part, whole)
    centre = float(x.sum() / n.sum())
    one = np.sqrt(centre * (1 - centre) / n)
    half = sigmas * one * _extra_spread((x / n - centre) / np.where(one > 0, one, np.nan), screened)
    return _chart(x / n, centre, np.maximum(centre - half, 0), np.minimum(centre + half, 1))


def _extra_spread(scores: np.ndarray, screened: bool) -> float:
    return _mean_range(scores, screened) / 1.128


def xmr_chart(values: Numbers, *, constant: Constant = "3/1.128", screened: bool = True) -> Chart:
    """Single figures of any kind, by their moving ranges.

    Parameters
    ----------
    values
        In order of time. For counts the lower limit may lie below 0, which is said as it is; a c or u chart
        suits them better.
    constant
        ``3/1.128`` (qicharts2) or ``2.66`` (NHS, Wheeler).
    screened
        Leave moving ranges beyond 3.267 times their mean out of the limits: one spike moves them otherwise.
        Where a series never moves, its limits lie on its centre (qicharts2 and NHSRplotthedots have none).

    Notes
    -----
    Wheeler 1993, Understanding Variation; screening: Nelson 1982, J. Qual. Technol. 14:172-173.

    Examples
    --------
    >>> months = [7, 5, 9, 6, 8, 4, 11, 7, 6, 10, 5, 8, 6, 3, 7, 5, 4, 6, 8, 2, 5, 4, 6, 3]
    >>> chart = xmr_chart(months, constant="2.66")
    >>> round(chart.centre, 2), round(chart.lower, 2), round(chart.upper, 2)
    (6.04, -2.05, 14.14)
    """
    if constant not in CONSTANTS:
        raise UnknownName("constant", constant, list(CONSTANTS))
    y = _points(values)
    centre = float(y.mean())
    half = CONSTANTS[constant] * _mean_range(y, screened)
    return _chart(y, centre, centre - half, centre + half)


def mr_chart(values: Numbers) -> Chart:
    """The moving ranges themselves; their upper limit is 3.267 times their mean.

    >>> chart = mr_chart([7, 5, 9, 6])
    >>> chart.centre, round(chart.upper, 3), chart.beyond.tolist()
    (3.0, 9.801, [False, False, False])
    """
    ranges = np.abs(np.diff(_points(values)))
    centre = float(ranges.mean())
    return _chart(ranges, centre, 0.0, MOST_RANGE * centre)


def g_chart(between: Numbers) -> Chart:
    """Numbers of cases (inspections, days) between events: for events so rare that a chart of counts is
    empty.

    The centre is the median, since half of the points should lie on each side; the limits come from the mean.

    Notes
    -----
    Benneyan 2001, Health Care Manag. Sci. 4:305-318; geometric law, mean ± 3 √(mean (mean + 1)), not below 0.

    >>> chart = g_chart([12, 5, 33, 0, 18, 47, 9, 26, 61, 3, 40, 22])
    >>> chart.centre, round(chart.upper, 2)
    (20.0, 93.48)
    """
    y = _points(between)
    if np.any(y < 0):
        raise WrongUse("Numbers between events are 0 or more.")
    mean = float(y.mean())
    half = 3 * float(np.sqrt(mean * (mean + 1)))
    return _chart(y, float(np.median(y)), max(0.0, mean - half), mean + half)


def t_chart(days: Numbers, *, constant: Constant = "3/1.128", screened: bool = True) -> Chart:
    """Days between events.

    Parameters
    ----------
    days
        Above 0: two events on one day have no time between them that could be charted. Merge the day into
        one event first (`days_between`), or give hours.
    constant, screened
        As in `xmr_chart`.

    Notes
    -----
    Nelson 1994, J. Qual. Technol. 26:239-240: the times to the power of 1/3.6 on an XmR chart, and back.

    Examples
    --------
    >>> chart = t_chart([12, 35, 7, 61, 22, 90, 14, 41, 33, 120, 18, 55, 77, 29])
    >>> round(chart.centre, 1), round(chart.upper, 1)
    (35.9, 360.5)
    """
    y = _points(days)
    if np.any(y <= 0):
        raise WrongUse(
            f"{int((y <= 0).sum())} of {y.size} times between events are 0: events on one day. Merge each "
            "day into one event (days_between), or give hours."
        )
    chart = xmr_chart(y ** (1 / 3.6), constant=constant, screened=screened)
    centre, lower, upper = (max(0.0, v) ** 3.6 for v in (chart.centre, chart.lower, chart.upper))
    return _chart(y, centre, lower, upper)


class DaysBetween(NamedTuple):
    """Days with an event, the days since the one before, and how many events fell on a day of another."""

    days: pd.DatetimeIndex
    between: np.ndarray
    merged: int


def days_between(occurred_on: pd.Series) -> DaysBetween:
    """Days from one day with events to the next; several events of one day are one.

    The first day has none before it: `between` begins with the second.

    >>> gaps = days_between(pd.Series(pd.to_datetime(["2020-01-05", "2020-01-05", "2020-02-01"])))
    >>> gaps.between.tolist(), gaps.merged
    ([27.0], 1)
    """
    days = pd.DatetimeIndex(occurred_on.dropna().dt.normalize().sort_values())
    distinct = days.unique()
    return DaysBetween(distinct, np.diff(distinct) / np.timedelta64(1, "D"), len(days) - len(distinct))


def _points(values: Numbers) -> np.ndarray:
    y = np.asarray(values, dtype=float)
    if y.ndim != 1 or y.size < 2 or np.any(~np.isfinite(y)):
        raise WrongUse(f"A chart needs two points or more, none missing; found {y.size}.")
    return y


def _over(part: Numbers, whole: Numbers) -> tuple[np.ndarray, np.ndarray]:
    x, n = _points(part), _points(whole)
    if x.shape != n.shape or np.any(x < 0) or np.any(n <= 0):
        raise WrongUse("Every point has a count of 0 or more and a base above 0.")
    return x, n


def _mean_range(y: np.ndarray, screened: bool) -> float:
    ranges = np.abs(np.diff(y))
    mean = ranges.mean()
    usual = ranges[ranges < MOST_RANGE * mean]
    return float(usual.mean()) if screened and usual.size else float(mean)


def _chart(y: np.ndarray, centre: Any, lower: Any, upper: Any) -> Chart:
    return Chart(centre, lower, upper, beyond_limits(y, lower, upper))


# --- frames -------------------------------------------------------------------------------------------


def count_chart(counts: pd.DataFrame, *, chart: Literal["u", "c", "u-prime", "xmr"] = "u") -> pd.DataFrame:
    """Events by month (or other windows) on a control chart, one chart a key.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` with many windows of one kind; accidents rather than deaths, which
        come in clusters (``u-prime`` and ``xmr`` bear them).
    chart
        ``u`` per 30 days, so that February is no shorter month than it is; ``c`` of the counts as they are;
        ``u-prime``, with the variation between the points; ``xmr`` of the counts.

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame in order of the windows, ``value`` as charted, with
        `CHARTED`: ``signal`` names the rules that a point breaks (`runs.nhs_signals`); unusually long runs or
        few crossings of the whole series (Anhoej) stand in the note, as does that the limits are provisional.
        ``lower`` and ``upper`` are missing: control limits are no confidence limits.

    Examples
    --------
    >>> counts = pd.DataFrame({
    ...     "area": "city", "events": "accidents", "numerator": [7, 5, 30], "denominator": None,
    ...     "basis": "all", "window_start": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-03-01"]),
    ...     "window_end": pd.to_datetime(["2020-01-31", "2020-02-29", "2020-03-31"]),
    ...     "days": [31, 29, 31], "as_of": pd.NaT, "note": ""})
    >>> count_chart(counts)[["value", "upper_limit", "signal", "provisional"]].round(1)
       value  upper_limit         signal  provisional
    0    6.8         24.8                        True
    1    5.2         25.2                        True
    2   29.0         24.8  beyond limits         True
    """
    known = ("u", "c", "u-prime", "xmr")
    if chart not in known:
        raise UnknownName("chart", chart, known)

    def of_series(x: np.ndarray, months: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, Chart]:
        if chart == "u":
            return x / months, u_chart(x, months)
        if chart == "u-prime":
            return x / months, u_prime_chart(x, months)
        return x, c_chart(x) if chart == "c" else xmr_chart(x)

    return _charts(counts, chart, of_series, needs_whole=False)


def share_chart(shares: pd.DataFrame, *, chart: Literal["p", "p-prime"] = "p") -> pd.DataFrame:
    """Shares by month (closure rates, visits with finds) on a control chart, one chart a key.

    Parameters
    ----------
    shares
        A result frame with ``numerator`` and ``denominator`` and many windows of one kind.
    chart
        ``p``, or ``p-prime``, with the variation between the points: for large denominators.

    Returns
    -------
    DataFrame
        As `count_chart`. Windows of 0 of 0 are left out; the note counts them.
    """
    known = ("p", "p-prime")
    if chart not in known:
        raise UnknownName("chart", chart, known)

    def of_series(x: np.ndarray, _: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, Chart]:
        return x / n, p_chart(x, n) if chart == "p" else p_prime_chart(x, n)

    return _charts(shares, chart, of_series, needs_whole=True)


def _charts(rows: pd.DataFrame, chart: str, of_series: Any, *, needs_whole: bool) -> pd.DataFrame:
    require_columns(rows, ["numerator"], name="the rows")
    keys = [str(name) for name in rows.columns[: rows.columns.get_loc("numerator")]]
    keys = [key for key in keys if key != "month"]
    dates = ["denominator", "window_start", "window_end", "days", "as_of", "basis", "note"]
    require_columns(rows, [*keys, *dates], name="the rows")
    charted = []
    groups = rows.groupby(keys, sort=False) if keys else [((), rows)]
    for _, group in groups:
        part = group.sort_values("window_start")
        usable = is_judged(part)
        if needs_whole:
            usable &= part["denominator"].fillna(0) > 0
        left_out = int((~usable).sum())
        part = part[usable]
        if len(part) < 2:
            charted.append(_no_chart(part, "no chart of under two points"))
            continue
        whole = part["denominator"].to_numpy(float) if needs_whole else np.ones(len(part))
        values, limits = of_series(
            part["numerator"].to_numpy(float), part["days"].to_numpy(float) / 30, whole
        )
        aside = f"{left_out} windows without a figure left out" if left_out else ""
        charted.append(_charted(part, values, limits, chart, aside))
    return result_frame(pd.concat(charted), keys, CHARTED)


def _charted(part: pd.DataFrame, values: np.ndarray, limits: Chart, chart: str, aside: str) -> pd.DataFrame:
    runs = anhoej_runs(values, limits.centre)
    lower, upper = (np.broadcast_to(v, values.shape) for v in (limits.lower, limits.upper))
    signals = nhs_signals(
        values, limits.centre, *_uncut(limits, lower, upper, is_share=chart.startswith("p"))
    )
    notes = [aside, *_run_notes(runs)]
    if len(part) < FIRM:
        notes.append(f"under {FIRM} points: limits provisional")
    return part.assign(
        value=values,
        lower=np.nan,
        upper=np.nan,
        level=np.nan,
        method=f"{chart} chart",
        note=["; ".join(text for text in (own, *notes) if text) for own in part["note"].fillna("")],
        centre=limits.centre,
        lower_limit=lower,
        upper_limit=upper,
        signal=signals,
        longest_run=runs.longest_run,
        crossings=runs.crossings,
        provisional=len(part) < FIRM,
        small=part["numerator"].to_numpy(float) < FEW,
    )


def _uncut(
    limits: Chart, lower: np.ndarray, upper: np.ndarray, *, is_share: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The limits as they would lie if a figure could fall below 0, or a share pass 1.

    A limit cut off there lies so near the centre that every 0 of a rare event would be "near a limit".
    """
    half = np.maximum(upper - limits.centre, limits.centre - lower)
    above = np.where(is_share & (upper >= 1), limits.centre + half, upper)
    return np.where(lower <= 0, limits.centre - half, lower), above


def _no_chart(part: pd.DataFrame, note: str) -> pd.DataFrame:
    empty = dict.fromkeys(
        ("value", "lower", "upper", "level", "centre", "lower_limit", "upper_limit"), np.nan
    )
    return part.assign(
        **empty, method="", note=note, signal="", longest_run=0, crossings=0, provisional=True, small=True
    )


def _run_notes(runs: AnhoejRuns) -> list[str]:
    return [
        "unusually long run" if runs.longest_run > runs.longest_run_max else "",
        "unusually few crossings" if runs.crossings < runs.crossings_min else "",
    ]


def gap_chart(
    accidents: pd.DataFrame,
    *,
    window: Window,
    basis: Basis,
    area: str | None = None,
    chart: Literal["t", "g"] = "t",
    covered: Window | None = None,
) -> pd.DataFrame:
    """Days between accidents on a control chart: for an area with too few of them to chart by month.

    Parameters
    ----------
    accidents
        Ledger of accidents.
    window, basis
        Days of the accidents; what counts.
    area
        One area, or all.
    chart
        ``t``, or ``g`` of the whole days between.
    covered
        The days that the ledger covers: a time between two accidents in which it has a gap is left out.

    Returns
    -------
    DataFrame
        Key ``occurred_on`` (and ``area``), one row a day with accidents but the first; a result frame with
        ``value`` days since the day before with one, ``numerator`` accidents on that day, and `CHARTED`. A
        point beyond the upper limit is a long quiet time. Several accidents on one day are one event; the
        note counts them, and those of which only the month or year is stated, which are left out, and says of
        which months the ledger has no entry.
    """
    require_columns(accidents, ["occurred_on", "area"], name="accidents")
    if chart not in ("t", "g"):
        raise UnknownName("chart", chart, ("t", "g"))
    counted = accidents[basis.mask(accidents)]
    if area is not None:
        counted = counted[counted["area"].fillna(UNKNOWN) == area]
    # Of a month alone no gap can be told: such accidents part some gap that stands here as one.
    is_near = lies_in(counted, "occurred_on", window) | may_lie_in(counted, "occurred_on", window)
    undated = int((is_near & counted["occurred_on"].isna()).sum())
    counted = counted[window.contains(counted["occurred_on"])]
    gaps = days_between(counted["occurred_on"])
    per_day = counted.groupby(counted["occurred_on"].dt.normalize()).size()
    known = Covered.of(covered or window)
    lacking = [gap for gap in (known.of_area(area) if area else known).gaps if gap.meets(window)]
    is_known = ~np.array([_holds(pair, lacking) for pair in pairwise(gaps.days)], dtype=bool)
    later, between = gaps.days[1:][is_known], gaps.between[is_known]
    part = pd.DataFrame(
        {
            "area": area or "",
            "occurred_on": later,
            "numerator": per_day.reindex(later).to_numpy(),
            "denominator": np.nan,
            "window_start": pd.Timestamp(window.start),
            "window_end": pd.Timestamp(window.end),
            "days": window.days,
            "as_of": pd.NaT,
            "basis": basis.name,
            "note": "",
        }
    )
    keys = ["area", "occurred_on"] if area is not None else ["occurred_on"]
    told = [no_entry(gap) for gap in lacking]
    if len(part) < 2:
        return result_frame(
            _no_chart(part, "; ".join(["no chart of under two points", *told])), keys, CHARTED
        )
    limits = t_chart(between) if chart == "t" else g_chart(between)
    asides = [
        text.format(count=count) for text, count in ((MERGED, gaps.merged), (UNDATED, undated)) if count
    ]
    aside = "; ".join([*asides, *told])
    return result_frame(_charted(part, between, limits, chart, aside), keys, CHARTED)


def _holds(pair: tuple[pd.Timestamp, pd.Timestamp], lacking: Sequence[Window]) -> bool:
    """Whether the ledger lacks months between two days."""
    return any(gap.meets(Window(pair[0].date(), pair[1].date())) for gap in lacking)
