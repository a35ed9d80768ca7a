"""When did a series change: the likeliest year, the years that would do as well, and whether it changed at
all.

A break found by looking for one needs a test that knows of the search; ten years of doubt are normal. Nothing
here names a cause.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import xlogy

from ..errors import UnknownName, WrongUse
from ..schema import require_columns, require_one_row_each
from .intervals import Numbers, rate_ratio
from .regression import NOT_FINITE, Fit, fit_counts
from .tally import FEW, PERSONS, is_judged, result_frame

WITHIN = 1.92
"""Half of chi-square's 95 % quantile: years whose log-likelihood falls short by less would do as well."""

LEAST_POINTS = 7
"""Fewer points have no joinpoint: the default of the National Cancer Institute's Joinpoint."""

CHANGE = ("year", "earliest", "latest", "mean_before", "mean_after", "p_value", "small")
"""What `yearly_changepoint` adds to a result frame."""

BEND = ("year", "earliest", "latest", "change_before", "p_value", "small")
"""What `yearly_joinpoint` adds to a result frame."""


class Changepoint(NamedTuple):
    """One change of a steady rate: after how many counts, both means, and how sure that is.

    `earliest` and `latest` bound the `first` counts that would do nearly as well. `statistic` is the greatest
    likelihood ratio, `p_value` that of so great a one anywhere in the series.
    """

    first: int
    earliest: int
    latest: int
    mean_before: float
    mean_after: float
    log_likelihood: float
    log_likelihood_null: float
    statistic: float
    p_value: float


def changepoint(counts: Numbers, *, exposure: Numbers | None = None) -> Changepoint:
    """The one change of a steady rate that makes a series of counts likeliest.

    Parameters
    ----------
    counts
        Whole counts in order of time, three or more, not all 0.
    exposure
        Days or workers of each, alike if not given; the means are per unit of it.

    Notes
    -----
    Profile likelihood of a Poisson series with one step. The p-value is exact given the total: the cumulative
    counts of a steady series are a Markov chain, whose chance to stay within the bounds that the observed
    statistic draws is added up year by year (Worsley 1986, Biometrika 73:91-104).

    Examples
    --------
    >>> found = changepoint([9, 7, 8, 6, 2, 1, 3, 2])
    >>> found.first, (found.earliest, found.latest), found.mean_before, found.mean_after
    (4, (3, 4), 7.5, 2.0)
    >>> found.p_value < 0.05, changepoint([4, 6, 3, 5, 2, 4, 6, 3]).p_value < 0.5
    (True, False)
    """
    x, base = _whole_series(counts, exposure, least=3)
    likelihoods = _step_likelihoods(x, base)
    best = int(np.argmax(likelihoods))
    near = np.flatnonzero(likelihoods >= likelihoods[best] - WITHIN)
    first = best + 1
    null = float(stats.poisson.logpmf(x, base * x.sum() / base.sum()).sum())
    statistic = 2 * float(likelihoods[best] - null)
    return Changepoint(
        first=first,
        earliest=int(near[0]) + 1,
        latest=int(near[-1]) + 1,
        mean_before=float(x[:first].sum() / base[:first].sum()),
        mean_after=float(x[first:].sum() / base[first:].sum()),
        log_likelihood=float(likelihoods[best]),
        log_likelihood_null=null,
        statistic=statistic,
        p_value=_search_p_value(int(x.sum()), base, statistic),
    )


def _step_likelihoods(x: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Log-likelihood of a change after 1, 2 … counts, each side with its own mean."""
    done, spent = np.cumsum(x)[:-1], np.cumsum(base)[:-1]
    left, rest = x.sum() - done, base.sum() - spent
    steps = xlogy(done, done / spent) + xlogy(left, left / rest)
    # What all of them share: sum of x log(exposure) - x - log(x!).
    return steps + float((stats.poisson.logpmf(x, base) - x + base).sum())


def _search_p_value(total: int, base: np.ndarray, statistic: float) -> float:
    """Chance that a steady series of this total has so great a likelihood ratio after some count."""
    if statistic <= 1e-9:
        return 1.0
    shares = np.cumsum(base) / base.sum()
    # Rounding must not put the observed series inside its own bounds.
    bound = statistic * (1 - 1e-9)
    states, chances = np.array([0]), np.array([1.0])
    before = 0.0
    for share in shares[:-1]:
        following = _inside(total, float(share), bound)
        step = (share - before) / (1 - before)
        moves = stats.binom.pmf(following[None, :] - states[:, None], (total - states)[:, None], step)
        states, chances, before = following, chances @ moves, float(share)
    return float(np.clip(1 - chances.sum(), 0.0, 1.0))


def _inside(total: int, share: float, bound: float) -> np.ndarray:
    """Cumulative counts whose likelihood ratio stays below the bound."""
    done = np.arange(total + 1)
    left = total - done
    ratio = 2 * (xlogy(done, done / (total * share)) + xlogy(left, left / (total * (1 - share))))
    return done[ratio < bound]


def changepoints(
    counts: Numbers,
    *,
    exposure: Numbers | None = None,
    penalty: Literal["mbic", "bic"] = "mbic",
    least: int = 2,
) -> list[int]:
    """Several changes of a steady rate: after how many counts each, none where one rate does as well.

    Parameters
    ----------
    counts, exposure
        As in `changepoint`.
    penalty
        What a change must gain: ``mbic`` is modest, ``bic`` finds more.
    least
        Counts between two changes at least.

    Notes
    -----
    The exact optimum over all partitions, as PELT finds it (Killick, Fearnhead and Eckley 2012, J. Am. Stat.
    Assoc. 107:1590-1598); MBIC of Zhang and Siegmund 2007, Biometrics 63:22-32. Exploratory: no p-value.

    Examples
    --------
    >>> changepoints([9, 8, 11, 10, 2, 1, 3, 2, 2, 1])
    [4]
    """
    if penalty not in ("mbic", "bic"):
        raise UnknownName("penalty", penalty, ["mbic", "bic"])
    x, base = _whole_series(counts, exposure, least=2 * least)
    done, spent = np.concatenate([[0], np.cumsum(x)]), np.concatenate([[0], np.cumsum(base)])
    logged = np.log(len(x))

    def cost(start: int, end: int) -> float:
        events, days = done[end] - done[start], spent[end] - spent[start]
        lack = -2 * float(xlogy(events, events / days))
        return lack + (np.log(end - start) if penalty == "mbic" else 0.0)

    return _best_partition(len(x), least, cost, (3 if penalty == "mbic" else 2) * logged)


def mean_breaks(values: Numbers, *, least: float = 0.1) -> list[int]:
    """Several changes of the mean of figures that are no counts, by least squares and BIC.

    Counts are no such figures: their variance falls with their mean, and least squares puts the break of the
    coal disasters at 1886, the Poisson likelihood at 1891. Use `changepoints` for them.

    Parameters
    ----------
    values
        In order of time.
    least
        Part of the series that each piece has at least.

    Notes
    -----
    Bai and Perron 2003, J. Appl. Econom. 18:1-22, with the BIC of R's strucchange.

    >>> mean_breaks([5.0, 5.2, 4.9, 5.1, 5.0, 8.1, 7.9, 8.0, 8.2, 8.0], least=0.2)
    [5]
    """
    y = np.asarray(values, dtype=float)
    length = max(2, int(len(y) * least))
    if len(y) < 2 * length:
        raise WrongUse(f"A break needs {2 * length} figures or more; found {len(y)}.")
    done, squares = (np.concatenate([[0], np.cumsum(v)]) for v in (y, y**2))

    def cost(start: int, end: int) -> float:
        total = done[end] - done[start]
        return float(squares[end] - squares[start] - total**2 / (end - start))

    best: tuple[float, list[int]] = (np.inf, [])
    for pieces, (rest, ends) in enumerate(_partitions_by_count(len(y), length, cost), start=1):
        bic = len(y) * np.log(max(rest, 1e-300)) + 2 * pieces * np.log(len(y))
        if bic < best[0]:
            best = bic, ends
    return best[1]


def _best_partition(n: int, least: int, cost: Callable[[int, int], float], penalty: float) -> list[int]:
    """The cut points of least cost, each cut paid for by the penalty."""
    lowest = np.full(n + 1, np.inf)
    lowest[0] = -penalty
    last = np.zeros(n + 1, dtype=int)
    for end in range(least, n + 1):
        starts = [0, *range(least, end - least + 1)]
        totals = [lowest[start] + cost(start, end) + penalty for start in starts]
        place = int(np.argmin(totals))
        lowest[end], last[end] = totals[place], starts[place]
    cuts = []
    end = int(last[n])
    while end > 0:
        cuts.append(end)
        end = int(last[end])
    return sorted(cuts)


def _partitions_by_count(
    n: int, least: int, cost: Callable[[int, int], float]
) -> list[tuple[float, list[int]]]:
    """For one piece, two pieces … the least cost and the cut points."""
    ends = range(least, n + 1)
    current = {end: (cost(0, end), list[int]()) for end in ends}
    found = [current[n]]
    for pieces in range(2, n // least + 1):
        following = {}
        for end in range(pieces * least, n + 1):
            options = [
                (current[cut][0] + cost(cut, end), [*current[cut][1], cut])
                for cut in range((pieces - 1) * least, end - least + 1)
            ]
            following[end] = min(options)
        current = following
        found.append(current[n])
    return found


class Joinpoint(NamedTuple):
    """One bend of a trend: when, both slopes of the log rate, and how sure that is.

    `earliest` and `latest` bound the times whose deviance is within chi-square's 95 % quantile of the best;
    `std_err` is that of the time; `p_value` bounds that of a bend anywhere.
    """

    at: float
    earliest: float
    latest: float
    std_err: float
    slope_before: float
    slope_after: float
    deviance: float
    deviance_straight: float
    p_value: float


def joinpoint(
    times: Numbers, counts: Numbers, *, exposure: Numbers | None = None, step: float = 1.0
) -> Joinpoint:
    """Where the trend of counts bends, if it does: a Poisson trend of two pieces that meet.

    Parameters
    ----------
    times, counts, exposure
        In order of time, `LEAST_POINTS` or more.
    step
        Fineness of the search; the whole times are tried first, then steps of this around the best.

    Raises
    ------
    WrongUse
        If there are fewer points than `LEAST_POINTS`.

    Notes
    -----
    Grid search (Lerman 1980, Appl. Stat. 29:77-84); bends no nearer to an end than two points, and not where
    a piece would have no finite slope, as one has that ends in its only 0.
    The p-value is Davies' upper bound (1987, Biometrika 74:33-43), which knows of the search. Error of the
    time: Muggeo 2003, Stat. Med. 22:3055-3071.

    Examples
    --------
    >>> rising_then_falling = [10, 14, 19, 27, 38, 30, 24, 19, 15, 12]
    >>> found = joinpoint(range(2011, 2021), rising_then_falling)
    >>> found.at, round(found.slope_before, 1), round(found.slope_after, 1), found.p_value < 0.001
    (2015.0, 0.3, -0.2, True)
    """
    t = np.asarray(list(times) if isinstance(times, range) else times, dtype=float)
    x, base = _whole_series(counts, exposure, least=LEAST_POINTS)
    if t.shape != x.shape or np.any(np.diff(t) <= 0):
        raise WrongUse("A joinpoint needs one time a count, in order.")
    origin = float(t.mean())
    straight = fit_counts(_bent(t, origin, None), x, base)
    coarse = _bends(t, origin, np.arange(t[1], t[-2] + 1e-9), x, base)
    at, best = min(coarse, key=_deviance)
    if step < 1:
        around = np.arange(max(t[1], at - 1), min(t[-2], at + 1) + step / 2, step)
        at, best = min(_bends(t, origin, around, x, base), key=_deviance)
    near = [bend for bend, fit in coarse if fit.deviance <= best.deviance + 2 * WITHIN]
    return Joinpoint(
        at=float(at),
        earliest=float(min([at, *near])),
        latest=float(max([at, *near])),
        std_err=_bend_std_err(t, origin, float(at), float(best.coefficients[2]), x, base),
        slope_before=float(best.coefficients[1]),
        slope_after=float(best.coefficients[1] + best.coefficients[2]),
        deviance=best.deviance,
        deviance_straight=straight.deviance,
        p_value=_davies_p_value(straight, [fit for _, fit in coarse]),
    )


def _bent(t: np.ndarray, origin: float, at: float | None) -> np.ndarray:
    columns = [np.ones(len(t)), t - origin]
    return np.column_stack(columns if at is None else [*columns, np.maximum(t - at, 0)])


def _bends(
    t: np.ndarray, origin: float, grid: np.ndarray, x: np.ndarray, base: np.ndarray
) -> list[tuple[float, Fit]]:
    """Each time of a grid with the trend that bends there; none where a piece has no finite slope."""
    found = []
    for at in grid:
        try:
            found.append((float(at), fit_counts(_bent(t, origin, at), x, base)))
        except WrongUse:
            continue
    if not found:
        raise WrongUse(NOT_FINITE)
    return found


def _deviance(bend: tuple[float, Fit]) -> float:
    return bend[1].deviance


def _bend_std_err(
    t: np.ndarray, origin: float, at: float, bend: float, x: np.ndarray, base: np.ndarray
) -> float:
    """By linearising the bend in its time: the coefficient of the step there over that of the bend."""
    # A time at the bend itself belongs to the piece before it.
    design = np.column_stack([_bent(t, origin, at), -(t > at + 1e-6).astype(float)])
    try:
        fit = fit_counts(design, x, base)
    except WrongUse:
        return np.nan
    return float(fit.std_errors[3] / abs(bend))


def _davies_p_value(straight: Fit, bent: Sequence[Fit]) -> float:
    roots = np.array(
        [np.sign(fit.coefficients[2]) * np.sqrt(max(0.0, straight.deviance - fit.deviance)) for fit in bent]
    )
    most, variation = float(np.abs(roots).max()), float(np.abs(np.diff(roots)).sum())
    one_side = stats.norm.sf(most) + variation * np.exp(-(most**2) / 2) / np.sqrt(8 * np.pi)
    return float(min(1.0, 2 * one_side))


def _whole_series(counts: Numbers, exposure: Numbers | None, *, least: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.asarray(counts, dtype=float)
    base = np.ones(len(x)) if exposure is None else np.asarray(exposure, dtype=float)
    if x.ndim != 1 or x.size < least or base.shape != x.shape:
        raise WrongUse(f"A change is looked for in {least} counts or more, in order; found {x.size}.")
    if np.any(x < 0) or np.any(x != np.round(x)) or not x.sum() > 0 or np.any(base <= 0):
        raise WrongUse("The counts are whole, 0 or more and not all 0; the exposures above 0.")
    return x, base


# --- frames -------------------------------------------------------------------------------------------


def yearly_changepoint(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """After which year did the daily rate change, which years would do as well, and is it more than chance.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` or `counts.counts_from_totals` of accidents, with a window a
        calendar year (or part of one), in one basis throughout: a break of the series is no change of it.

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame: ``value`` the rate after the change over that before;
        ``lower`` and ``upper`` the widest exact limits over the years that would do as well. Extra: `CHANGE`:
        ``year``, the last before the change, ``earliest`` to ``latest``; means per 365 days; the p-value
        knows of the search. Missing, with a note, where there are under three years or no events.

    Raises
    ------
    WrongUse
        If the counts are of persons, or a window reaches over New Year.
    """
    return _by_key(
        counts,
        CHANGE,
        "poisson change, search-aware",
        3,
        lambda years, x, days: _change_row(years, x, days, level),
    ).assign(level=level)


def _change_row(years: np.ndarray, x: np.ndarray, days: np.ndarray, level: float) -> dict[str, Any]:
    found = changepoint(x, exposure=days / 365)
    near = range(found.earliest, found.latest + 1)
    ratios = [rate_ratio(x[k:].sum(), days[k:].sum(), x[:k].sum(), days[:k].sum(), level=level) for k in near]
    before = found.mean_before
    return {
        "value": found.mean_after / before if before else np.nan,
        "lower": min(ratio.lower for ratio in ratios),
        "upper": max(ratio.upper for ratio in ratios),
        "year": int(years[found.first - 1]),
        "earliest": int(years[found.earliest - 1]),
        "latest": int(years[found.latest - 1]),
        "mean_before": before,
        "mean_after": found.mean_after,
        "p_value": found.p_value,
    }


def yearly_joinpoint(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """In which year did the trend bend, which years would do as well, and is it more than chance.

    Parameters
    ----------
    counts
        As in `yearly_changepoint`, seven years or more.

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame: ``value`` the yearly change since the bend (-0.07: 7 % less
        each year), Wald limits for a bend in that year. Extra: `BEND`: ``year``, ``earliest``, ``latest``,
        ``change_before`` and Davies' p-value, which knows of the search. Missing, with a note, below seven
        years.
    """
    return _by_key(
        counts,
        BEND,
        "poisson joinpoint, search-aware",
        LEAST_POINTS,
        lambda years, x, days: _bend_row(years, x, days, level),
    ).assign(level=level)


def _bend_row(years: np.ndarray, x: np.ndarray, days: np.ndarray, level: float) -> dict[str, Any]:
    found = joinpoint(years, x, exposure=days)
    fit = fit_counts(_bent(years, float(years.mean()), found.at), x, days)
    error = float(np.sqrt(np.ones(2) @ fit.covariance[1:, 1:] @ np.ones(2)))
    half = float(stats.norm.isf((1 - level) / 2)) * error
    return {
        "value": np.expm1(found.slope_after),
        "lower": np.expm1(found.slope_after - half),
        "upper": np.expm1(found.slope_after + half),
        "year": int(found.at),
        "earliest": int(found.earliest),
        "latest": int(found.latest),
        "change_before": np.expm1(found.slope_before),
        "p_value": found.p_value,
    }


def _by_key(
    counts: pd.DataFrame, extra: Sequence[str], method: str, least: int, row_of: Callable[..., dict[str, Any]]
) -> pd.DataFrame:
    require_columns(counts, ["numerator"], name="counts")
    keys = [str(name) for name in counts.columns[: counts.columns.get_loc("numerator")]]
    dates = ["window_start", "window_end", "days", "as_of", "basis", "note"]
    require_columns(counts, [*keys, "events", *dates], name="counts")
    if set(counts["events"]) & set(PERSONS):
        raise WrongUse("A change is looked for in accidents: deaths come in clusters.")
    counts = counts.assign(year=counts["window_start"].dt.year)
    if (counts["year"] != counts["window_end"].dt.year).any():
        raise WrongUse("A change by year needs windows that each lie in one calendar year.")
    require_one_row_each(counts, [*keys, "year"], name="counts")
    rows = []
    for _, part in counts.groupby(keys, sort=False):
        known = part[is_judged(part)].sort_values("year")
        total = int(known["numerator"].sum())
        note = "no events" if not total else f"no change looked for in under {least} years"
        found: dict[str, Any] = {}
        if total and len(known) >= least:
            note = ""
            years, events, days = (known[name].to_numpy(float) for name in ("year", "numerator", "days"))
            try:
                found = row_of(years, events, days)
            except WrongUse:
                note = "no finite trend"
        first = part.iloc[0]
        rows.append(
            {
                **{key: first[key] for key in keys},
                "denominator": np.nan,
                **dict.fromkeys(("value", "lower", "upper", "level", *extra), np.nan),
                "numerator": total,
                "method": method,
                "basis": first["basis"],
                "window_start": part["window_start"].min(),
                "window_end": part["window_end"].max(),
                "days": part["days"].sum(),
                "as_of": part["as_of"].max(),
                "note": "; ".join(dict.fromkeys(text for text in (note, *part["note"]) if text)),
                "small": total < FEW,
                **found,
            }
        )
    return result_frame(pd.DataFrame(rows), keys, extra)
