"""How long things stay open, when some still are: curves, means and comparisons from durations.

Mean days of the closed ones alone come out too short, as the slow ones are still open. What is still open is
followed to its last day, what entered late is at risk from then on, and a duration of 0 days counts.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from scipy.stats import norm

from ..errors import UnknownName, WrongUse

CurveLimits = Literal["log-log", "log", "plain"]
Side = Literal["left", "right"]

CURVE_LIMITS: tuple[CurveLimits, ...] = ("log-log", "log", "plain")
"""Scale of the share still open on which the limits are even, as R's conf.type names it; only ``log-log``
stays within 0 and 1 by itself."""

REACHED = 1e-12
"""A product of quotients may miss a share by its last bits."""


def cumulative_incidence(
    days: npt.ArrayLike,
    states: npt.ArrayLike,
    *,
    entered: npt.ArrayLike | None = None,
    counts: npt.ArrayLike | None = None,
    limits: CurveLimits = "log-log",
    level: float = 0.95,
) -> pd.DataFrame:
    """Share closed by each day when some hazards are still open and some ended otherwise (Aalen-Johansen).

    Parameters
    ----------
    days
        Days for which each hazard was followed, 0 where it ended on the day it was found.
    states
        How each ended: one of `END_TYPES`; ``open`` is still followed at its last day. With void and
        transferred given as open, this is 1 minus Kaplan-Meier.
    entered
        Day after which each came under observation, below its `days`; -1, the default, is from the
        finding on. Hazards carried over from before a window enter late, not on day 0.
    counts
        How many hazards each of these stands for; 1, if not given.
    limits
        One of `CURVE_LIMITS`.
    level
        Coverage of the limits.

    Returns
    -------
    DataFrame
        A row for day 0 and each day on which a hazard ended: ``days``, ``at_risk`` (followed just
        before), ``closed`` and ``ended_otherwise`` on that day, ``value``, ``std_err``, ``lower``,
        ``upper``. As in R's survfit, both limits are 0 before the first closing, where no spread can be told,
        and error and limits are missing where the share is 1.

    Notes
    -----
    Aalen & Johansen (1978), Scand. J. Stat. 5:141-150; variance by the delta method (Marubini & Valsecchi
    1995); limits on the log(-log(1 - share)) scale.

    Examples
    --------
    >>> cumulative_incidence([0, 3, 5, 9], ["closed", "void", "closed", "open"])[["days", "at_risk", "value"]]
       days  at_risk  value
    0   0.0        4   0.25
    1   3.0        3   0.25
    2   5.0        2   0.50
    """
    followed = np.asarray(days, dtype=float)
    ends = np.asarray(states, dtype=object)
    entries = np.full(followed.shape, -1.0) if entered is None else np.asarray(entered, dtype=float)
    held = _counts(counts, followed)

    times = np.union1d([0.0], followed[ends != "open"])
    at_risk = _at_risk(times, followed, entries, held)
    is_closed, is_other = ends == "closed", (ends != "closed") & (ends != "open")
    closed = _count_at(times, followed[is_closed], held[is_closed])
    otherwise = _count_at(times, followed[is_other], held[is_other])

    watched = np.maximum(at_risk, 1)
    left_after = np.cumprod(1 - (closed + otherwise) / watched)
    left_before = np.concatenate([[1.0], left_after[:-1]])
    value = np.cumsum(left_before * closed / watched)
    std_err = _incidence_std_err(value, left_before, watched, closed, closed + otherwise)
    std_err = np.where(value < 1 - REACHED, std_err, np.nan)
    lower, upper = _curve_limits(value, std_err, limits, level)
    return pd.DataFrame(
        {
            "days": times,
            "at_risk": at_risk,
            "closed": closed,
            "ended_otherwise": otherwise,
            "value": value,
            "std_err": std_err,
            "lower": lower,
            "upper": upper,
        }
    )


def _counts(counts: npt.ArrayLike | None, followed: np.ndarray) -> np.ndarray:
    return np.ones(followed.shape, dtype="int64") if counts is None else np.asarray(counts, dtype="int64")


def _count_before(times: np.ndarray, events: np.ndarray, counts: np.ndarray, side: Side = "left") -> Any:
    """How many events lie before each time, or up to it where `side` is ``right``."""
    order = np.argsort(events, kind="stable")
    up_to = np.concatenate([[0], np.cumsum(counts[order])])
    return up_to[np.searchsorted(events[order], times, side=side)]


def _count_at(times: np.ndarray, events: np.ndarray, counts: np.ndarray) -> Any:
    return _count_before(times, events, counts, "right") - _count_before(times, events, counts)


def _incidence_std_err(
    value: np.ndarray, left_before: np.ndarray, at_risk: np.ndarray, closed: np.ndarray, ended: np.ndarray
) -> np.ndarray:
    staying = at_risk - ended
    # Where all at risk ended the curve is flat from there on, so that the infinite weight meets a zero.
    weight = np.where(staying > 0, ended / (at_risk * np.maximum(staying, 1)), 0.0)
    spread = (
        value**2 * np.cumsum(weight) - 2 * value * np.cumsum(weight * value) + np.cumsum(weight * value**2)
    )
    own = np.cumsum(left_before**2 * (at_risk - closed) * closed / at_risk**3)
    shared = left_before * closed / at_risk**2
    crossed = value * np.cumsum(shared) - np.cumsum(shared * value)
    return np.sqrt(np.maximum(spread + own - 2 * crossed, 0.0))


def _curve_limits(
    value: np.ndarray, std_err: np.ndarray, scale: CurveLimits, level: float
) -> tuple[np.ndarray, np.ndarray]:
    if scale not in CURVE_LIMITS:
        raise UnknownName("limits", scale, CURVE_LIMITS)
    begun = value > 0
    left = np.where(begun & (value < 1 - REACHED), 1 - value, np.nan)
    half = norm.ppf((1 + level) / 2) * std_err
    if scale == "plain":
        lower, upper = 1 - left - half, 1 - left + half
    elif scale == "log":
        lower, upper = 1 - left * np.exp(half / left), 1 - left * np.exp(-half / left)
    else:
        width = half / (left * -np.log(left))
        lower, upper = 1 - left ** np.exp(-width), 1 - left ** np.exp(width)
    return np.where(begun, np.maximum(lower, 0), 0.0), np.where(begun, np.minimum(upper, 1), 0.0)


def days_until(
    curve: pd.DataFrame, share: float, *, column: str = "value", middle_until: float | None = None
) -> float:
    """Days until a curve reaches a share; missing where it does not.

    Parameters
    ----------
    curve
        A frame of `cumulative_incidence`.
    share
        Between 0 and 1: 0.5 for the median.
    column
        ``value``, or ``upper`` and ``lower`` for the lower and the upper limit of the days.
    middle_until
        Not given: the first day on which the share is reached, as in lifelines. The longest that any hazard
        was followed: the middle of the time in which the curve stays on exactly that share, as in R's
        survfit, and as the median of an even number of figures lies between two of them.

    Examples
    --------
    >>> curve = cumulative_incidence([1, 2, 3, 4], ["closed"] * 4)
    >>> days_until(curve, 0.5), days_until(curve, 0.5, middle_until=4), days_until(curve, 0.6, middle_until=4)
    (2.0, 2.5, 3.0)
    """
    reached = curve[curve[column] >= share - REACHED]
    if reached.empty:
        return np.nan
    first = float(reached["days"].iloc[0])
    if middle_until is None or reached[column].iloc[0] > share + REACHED:
        return first
    beyond = reached.loc[reached[column] > share + REACHED, "days"]
    return (first + float(beyond.iloc[0] if len(beyond) else middle_until)) / 2


def followed_until(until: float, days: npt.ArrayLike, ended: npt.ArrayLike) -> bool:
    """Is a curve known up to a day: something was followed so long, or nothing was left to follow.

    >>> followed_until(8, [1, 4], [True, True]), followed_until(8, [1, 4], [True, False])
    (True, False)
    """
    followed, ends = np.asarray(days, dtype=float), np.asarray(ended).astype(bool)
    if not followed.size:
        return False
    return bool(until <= followed.max() or ends[followed == followed.max()].all())


class RestrictedMean(NamedTuple):
    """Mean days within a horizon, its standard error and normal limits."""

    value: float
    std_err: float
    lower: float
    upper: float


def restricted_mean(
    days: npt.ArrayLike,
    ended: npt.ArrayLike,
    until: float,
    *,
    entered: npt.ArrayLike | None = None,
    counts: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> RestrictedMean:
    """Mean number of the first `until` days for which things stayed open (restricted mean survival time).

    Parameters
    ----------
    days, entered, counts
        As in `cumulative_incidence`.
    ended
        True where it ended on its last day, False where it is still open.
    until
        Horizon in days, above 0, not beyond what was followed, unless all had ended by then.

    Notes
    -----
    Area under the Kaplan-Meier curve; variance as in R's survival (Klein and Moeschberger 2003, section 4.5).

    Examples
    --------
    >>> mean = restricted_mean([2, 3, 3, 5, 7, 8, 8, 10], [1, 1, 1, 1, 1, 1, 0, 1], 8)
    >>> mean.value
    5.5
    """
    followed, ends, entries = _durations(days, ended, entered)
    if until <= 0 or not followed_until(until, followed, ends):
        longest = followed.max() if followed.size else 0
        raise WrongUse(
            f"A horizon lies above 0 and within the longest duration ({longest:g}), unless all had ended by "
            f"then; found {until:g}."
        )
    held = _counts(counts, followed)
    times = np.unique(followed[ends & (followed < until)])
    at_risk = _at_risk(times, followed, entries, held)
    closed = _count_at(times, followed[ends], held[ends])
    open_share = np.concatenate([[1.0], np.cumprod(1 - closed / at_risk)])
    widths = np.diff(np.concatenate([[0.0], times, [until]]))
    areas = open_share * widths
    after = np.cumsum(areas[::-1])[::-1][1:]
    staying = at_risk - closed
    terms = np.where(staying > 0, after**2 * closed / (at_risk * np.maximum(staying, 1)), 0.0)
    value, error = float(areas.sum()), float(np.sqrt(terms.sum()))
    half = float(norm.isf((1 - level) / 2)) * error
    return RestrictedMean(value, error, max(0.0, value - half), min(float(until), value + half))


class LogRank(NamedTuple):
    """The log-rank test, with the closings of each group, observed and expected if all were alike."""

    chi2: float
    df: int
    p_value: float
    observed: np.ndarray
    expected: np.ndarray
    variance: np.ndarray


def log_rank(
    days: npt.ArrayLike,
    ended: npt.ArrayLike,
    groups: npt.ArrayLike,
    *,
    entered: npt.ArrayLike | None = None,
    counts: npt.ArrayLike | None = None,
) -> LogRank:
    """Do groups close alike fast.

    Parameters
    ----------
    days, ended, entered, counts
        As in `restricted_mean`.
    groups
        One label each; `observed` and `expected` are in the order of the sorted labels.

    Notes
    -----
    Mantel 1966, Cancer Chemother. Rep. 50:163-170; Peto and Peto 1972, J. R. Stat. Soc. A 135:185-207;
    hypergeometric variance, as R's survdiff.

    Examples
    --------
    >>> test = log_rank([2, 3, 3, 5, 12, 15, 18, 25], [1, 1, 1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 2, 2, 2, 2])
    >>> test.observed.tolist(), round(test.p_value, 3)
    ([4.0, 3.0], 0.007)
    """
    followed, ends, entries = _durations(days, ended, entered)
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    if codes.size != followed.size or names.size < 2:
        raise WrongUse(f"A log-rank test needs a group for each duration, two or more; found {names.size}.")
    held = _counts(counts, followed)
    times = np.unique(followed[ends])
    groups_of = [codes == g for g in range(names.size)]
    at_risk = np.stack([_at_risk(times, followed[own], entries[own], held[own]) for own in groups_of])
    closed = np.stack([_count_at(times, followed[ends & own], held[ends & own]) for own in groups_of])
    total, events = at_risk.sum(axis=0), closed.sum(axis=0)
    expected = at_risk * events / total
    shares = at_risk / total
    factor = np.where(total > 1, events * (total - events) / np.maximum(total - 1, 1), 0.0)
    variance = np.diag((shares * factor).sum(axis=1)) - (shares * factor) @ shares.T
    lack = (closed - expected).sum(axis=1)
    # The last group follows from the others; a group never at risk says nothing.
    said = np.flatnonzero(np.diag(variance) > 0)
    kept = said[:-1]
    chi2 = float(lack[kept] @ np.linalg.solve(variance[np.ix_(kept, kept)], lack[kept])) if kept.size else 0.0
    return LogRank(
        chi2,
        int(kept.size),
        float(stats.chi2.sf(chi2, kept.size)) if kept.size else np.nan,
        closed.sum(axis=1).astype(float),
        expected.sum(axis=1),
        variance,
    )


class HazardRatio(NamedTuple):
    """How many times as fast one group closes as another: log ratio, its error, ratio and limits."""

    log_ratio: float
    std_err: float
    value: float
    lower: float
    upper: float
    p_value: float


def peto_ratio(test: LogRank, group: int = 0, *, level: float = 0.95) -> HazardRatio:
    """How many times as fast a group closes as all others, from the log-rank test of two groups.

    Notes
    -----
    Yusuf, Peto, Lewis, Collins and Sleight 1985, Prog. Cardiovasc. Dis. 27:335-371: exp((O - E)/V). Near 1 it
    agrees with Cox's ratio; far from 1 it lies nearer to 1.

    >>> test = log_rank([2, 3, 3, 5, 12, 15, 18, 25], [1, 1, 1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 2, 2, 2, 2])
    >>> ratio = peto_ratio(test)
    >>> ratio.lower < 1 < ratio.value, round(ratio.p_value, 3) == round(test.p_value, 3)
    (False, True)
    """
    variance = float(test.variance[group, group])
    if not variance > 0:
        return HazardRatio(*[np.nan] * 6)
    lack = float(test.observed[group] - test.expected[group])
    return _hazard_ratio(lack / variance, 1 / np.sqrt(variance), level)


def cox_ratio(
    days: npt.ArrayLike,
    ended: npt.ArrayLike,
    is_group: npt.ArrayLike,
    *,
    entered: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> HazardRatio:
    """How many times as fast a group closes as the others: Cox's regression, ties by Efron.

    Notes
    -----
    Cox 1972, J. R. Stat. Soc. B 34:187-220; Efron 1977, J. Am. Stat. Assoc. 72:557-565. The fitter is that of
    statsmodels; lifelines' stops early (6e-4 off).

    >>> ratio = cox_ratio([2, 3, 5, 8, 4, 9, 12, 15], [1, 1, 1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 0, 0, 0, 0])
    >>> ratio.lower < 1 < ratio.value
    True
    """
    followed, ends, entries = _durations(days, ended, entered)
    own = np.asarray(is_group, dtype=float)
    if own.size != followed.size or len(np.unique(own)) != 2:
        raise WrongUse("A ratio of closing compares one group with the others: both must have durations.")
    from statsmodels.duration.hazard_regression import PHReg

    # PHReg takes no entry before 0, and has what enters on a day at risk on it already.
    shift = max(0.0, -float(entries.min()))
    after = np.nextafter(entries + shift, np.inf)
    model = PHReg(followed + shift, own[:, None], status=ends.astype(int), entry=after, ties="efron")
    fit = model.fit()
    return _hazard_ratio(float(fit.params[0]), float(fit.bse[0]), level)


def _hazard_ratio(log_ratio: float, error: float, level: float) -> HazardRatio:
    half = float(norm.isf((1 - level) / 2)) * error
    return HazardRatio(
        log_ratio,
        error,
        float(np.exp(log_ratio)),
        float(np.exp(log_ratio - half)),
        float(np.exp(log_ratio + half)),
        float(2 * norm.sf(abs(log_ratio / error))),
    )


def _durations(
    days: npt.ArrayLike, ended: npt.ArrayLike, entered: npt.ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    followed, ends = np.asarray(days, dtype=float), np.asarray(ended).astype(bool)
    entries = np.full(followed.shape, -1.0) if entered is None else np.asarray(entered, dtype=float)
    if not followed.shape == ends.shape == entries.shape or np.any(entries >= followed):
        raise WrongUse("Each duration has an end or none, and entered before its last day.")
    return followed, ends, entries


def _at_risk(times: np.ndarray, followed: np.ndarray, entries: np.ndarray, counts: np.ndarray) -> Any:
    return _count_before(times, entries, counts) - _count_before(times, followed, counts)
