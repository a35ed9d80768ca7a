"""Run rules: patterns within the limits of a chart that a steady series hardly shows.

Each rule has its name. More rules find more, and raise more false alarms: Anhoej's two judge the whole series
and are for learning from the past; those of the NHS judge each point and are for watching.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from scipy import stats

from .intervals import Numbers

BEYOND = "beyond limits"
SHIFT = "7 on one side"
RISING = "7 rising"
FALLING = "7 falling"
NEAR_LIMIT = "2 of 3 near a limit"

ROUNDING = 1e-9
"""Part of its size by which a value may miss a line through rounding errors alone."""

RUN = 7
"""Points of a shift or a trend in the NHS rules."""


class AnhoejRuns(NamedTuple):
    """Longest run on one side of the centre and crossings of it, each with its limit, and the verdict."""

    useful: int
    longest_run: int
    longest_run_max: int
    crossings: int
    crossings_min: int
    signal: bool


def anhoej_limits(useful: Numbers) -> tuple[Any, Any]:
    """The longest run and the fewest crossings that `useful` points of a steady series still show.

    Notes
    -----
    Anhoej and Olesen 2014, PLoS ONE 9:e113825: round(log2 n) + 3, and the 5 % quantile of the binomial law
    with n - 1 trials of 1/2.

    >>> longest, fewest = anhoej_limits([10, 24])
    >>> longest.tolist(), fewest.tolist()
    ([6, 8], [2, 8])
    """
    n = np.asarray(useful, dtype=float)
    longest = np.round(np.log2(np.maximum(n, 1))) + 3
    return longest.astype(int), stats.binom.ppf(0.05, np.maximum(n - 1, 0), 0.5).astype(int)


def anhoej_runs(values: Numbers, centre: float) -> AnhoejRuns:
    """Is the series one-sided for unusually long, or too seldom across its centre.

    Points on the centre are no use and are left out. Without a useful point there is no run, no crossing and
    no signal (qicharts2 has no figures then).

    >>> anhoej_runs([1, 2, 1, 2, 1, 2, 9, 9, 9, 9, 9, 9, 9], 3.0)
    AnhoejRuns(useful=13, longest_run=7, longest_run_max=7, crossings=1, crossings_min=3, signal=True)
    """
    y = np.asarray(values, dtype=float)
    sides = sides_of(y, centre)
    sides = sides[sides != 0]
    changes = np.flatnonzero(np.diff(sides))
    ends = np.concatenate([[-1], changes, [len(sides) - 1]])
    longest = int(np.diff(ends).max()) if len(sides) else 0
    longest_max, crossings_min = (int(v) for v in anhoej_limits(len(sides)))
    crossings = len(changes)
    signal = bool(len(sides)) and (longest > longest_max or crossings < crossings_min)
    return AnhoejRuns(len(sides), longest, longest_max, crossings, crossings_min, signal)


def sides_of(values: np.ndarray, line: Numbers) -> np.ndarray:
    """1 above a line, -1 below it, 0 on it: where a series never moves, its mean may miss it by a last bit.

    >>> sides_of(np.array([7.7, 7.8, 0.0]), 7.7 + 1e-15).tolist()
    [0.0, 1.0, -1.0]
    """
    lack = values - np.asarray(line, dtype=float)
    near = np.abs(lack) <= ROUNDING * np.maximum(np.abs(values), np.abs(line))
    return np.where(near, 0.0, np.sign(lack))


def run_chart(values: Numbers) -> AnhoejRuns:
    """`anhoej_runs` about the median: a chart that needs no limits at all."""
    return anhoej_runs(values, float(np.median(np.asarray(values, dtype=float))))


def nhs_signals(values: Numbers, centre: float, lower: Numbers, upper: Numbers) -> list[str]:
    """The rules that each point breaks, "; " between them, "" for none.

    Parameters
    ----------
    values, centre, lower, upper
        A series in order of time, its centre line and its limits at three standard deviations.

    Notes
    -----
    The four rules of NHS England's Making Data Count: a point beyond the limits; seven in a row on one side;
    seven in a row rising, or falling; two of three, all on one side, in the outer third but within the
    limits. Every point of a pattern is marked.

    Examples
    --------
    >>> nhs_signals([5, 6, 5, 16, 4], 5.5, 0, 11)
    ['', '', '', 'beyond limits', '']
    """
    marks = _nhs_marks(np.asarray(values, dtype=float), centre, lower, upper)
    return ["; ".join(name for name, marked in marks.items() if marked[i]) for i in range(np.size(values))]


class SpecialCauses(NamedTuple):
    """The first rule that each point breaks, and whether that is for the better: NHSRplotthedots' words."""

    cause: list[str]
    point: list[str]


def special_causes(
    values: Numbers,
    centre: float,
    lower: Numbers,
    upper: Numbers,
    *,
    better: Literal["lower", "higher", "neither"] = "lower",
) -> SpecialCauses:
    """`nhs_signals` in the words of NHSRplotthedots, which gives each point one: the first that applies.

    Parameters
    ----------
    values, centre, lower, upper
        As in `nhs_signals`.
    better
        Which way is an improvement.

    Returns
    -------
    SpecialCauses
        ``cause``: beyond a limit, a trend, two of three near a limit, seven on a side, or "Common Cause", in
        that order. A point at which two trends meet belongs to the one that it begins.

    Examples
    --------
    >>> special_causes([5, 6, 5, 16, 4], 5.5, 0, 11).cause[2:4]
    ['Common Cause', 'Above UCL']
    >>> special_causes([5, 6, 5, 16, 4], 5.5, 0, 11).point[2:4]
    ['common_cause', 'special_cause_concern']
    """
    y = np.asarray(values, dtype=float)
    marks = _nhs_marks(y, centre, lower, upper)
    is_high = sides_of(y, centre) > 0
    side = np.where(is_high, "Above", "Below")
    trending = marks[RISING] | marks[FALLING]
    causes = [
        (marks[BEYOND], np.where(is_high, "Above UCL", "Below LCL"), is_high),
        (trending, *_trends(y, trending)),
        (marks[NEAR_LIMIT], np.char.add(np.char.add("2 in 3 ", side), " CL"), is_high),
        (marks[SHIFT], np.char.add(np.char.add("7 Points ", side), " CL"), is_high),
    ]
    breaks = [broken for broken, _, _ in causes]
    cause = np.select(breaks, [text for _, text, _ in causes], "Common Cause")
    up = np.select(breaks, [rise for _, _, rise in causes], default=False)
    if better == "neither":
        point = np.where(up, "special_cause_neutral_high", "special_cause_neutral_low")
    else:
        is_better = up == (better == "higher")
        point = np.where(is_better, "special_cause_improvement", "special_cause_concern")
    return SpecialCauses(cause.tolist(), np.where(np.any(breaks, axis=0), point, "common_cause").tolist())


def _trends(y: np.ndarray, trending: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The word for each point of a trend: by the step after it if the trend goes on, else by that before."""
    steps = np.diff(y)
    goes_on = np.append(trending[1:], False)
    is_rise = np.where(goes_on, np.append(steps, 0), np.append(0, steps)) > 0
    return np.where(is_rise, "7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"), is_rise


def _nhs_marks(y: np.ndarray, centre: float, lower: Numbers, upper: Numbers) -> dict[str, np.ndarray]:
    low, high = np.broadcast_to(lower, y.shape), np.broadcast_to(upper, y.shape)
    side = sides_of(y, centre)
    beyond = beyond_limits(y, low, high)
    outer = (sides_of(y, centre + 2 / 3 * (high - centre)) > 0) | (
        sides_of(y, centre - 2 / 3 * (centre - low)) < 0
    )
    outer &= ~beyond
    steps = np.sign(np.diff(y))
    return {
        BEYOND: beyond,
        SHIFT: _in_stretch(side > 0, RUN) | _in_stretch(side < 0, RUN),
        RISING: _ends_too(_in_stretch(steps > 0, RUN - 1)),
        FALLING: _ends_too(_in_stretch(steps < 0, RUN - 1)),
        NEAR_LIMIT: outer & (_two_of_three(outer, side > 0) | _two_of_three(outer, side < 0)),
    }


def beyond_limits(values: np.ndarray, lower: Numbers, upper: Numbers) -> np.ndarray:
    """Which values lie beyond their limits, by more than rounding errors."""
    return (sides_of(values, lower) < 0) | (sides_of(values, upper) > 0)


def _in_stretch(flags: np.ndarray, length: int) -> np.ndarray:
    """True at every place of a stretch of `length` or more flags in a row."""
    marked = np.zeros(len(flags), dtype=bool)
    for start in range(len(flags) - length + 1):
        if flags[start : start + length].all():
            marked[start : start + length] = True
    return marked


def _ends_too(steps: np.ndarray) -> np.ndarray:
    """Marks on steps as marks on the points at both their ends."""
    marked = np.zeros(len(steps) + 1, dtype=bool)
    marked[:-1] |= steps
    marked[1:] |= steps
    return marked


def _two_of_three(outer: np.ndarray, one_side: np.ndarray) -> np.ndarray:
    marked = np.zeros(len(outer), dtype=bool)
    for start in range(len(outer) - 2):
        three = slice(start, start + 3)
        if one_side[three].all() and outer[three].sum() >= 2:
            marked[three] = True
    return marked
