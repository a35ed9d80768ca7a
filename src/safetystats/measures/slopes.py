"""How a series rises or falls over the years: slopes with their limits, and whether two slopes differ.

A trend is a change of the rate by a constant part each year. A partial year is no full year: give its days
(or the workers) as exposure. Below three years or ten events there is no trend to speak of; the exact test
then says whether there is anything at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import interpolate, optimize, stats

from ..errors import UnknownName, WrongUse
from ..schema import require_columns, require_one_row_each
from .intervals import Numbers
from .regression import Fit, fit_counts, fit_overdispersed_counts, fit_shares
from .tally import FEW, PERSONS, is_judged, result_frame

Model = Literal["poisson", "quasi-poisson", "negative-binomial"]
SlopeLimits = Literal["wald", "profile", "profile-mass"]

SLOPE_LIMITS: tuple[SlopeLimits, ...] = ("wald", "profile", "profile-mass")

MODELS: tuple[Model, ...] = ("poisson", "quasi-poisson", "negative-binomial")

OVERDISPERSED = ("p_value", "theta", "p_overdispersed", "years", "small")
"""What `negative_binomial_trend` adds to a result frame."""

SHARE_TREND = ("p_value", "dispersion", "years", "small")
"""What `share_trend` adds to a result frame."""

AGAINST_REST = ("rest_slope", "own_slope", "p_value", "years", "small")
"""What `trend_against_rest` adds to a result frame."""


class Slope(NamedTuple):
    """A slope of a log rate or log odds per unit of time, with its limits and the p-value that goes with
    them.

    `exp(slope) - 1` is the part by which the rate changes each year. `dispersion` is Pearson's chi-square
    over `df`; `theta` the negative binomial's size.
    """

    slope: float
    std_err: float
    lower: float
    upper: float
    p_value: float
    intercept: float
    dispersion: float
    deviance: float
    df: int
    log_likelihood: float
    theta: float = np.inf


def count_slope(
    times: Numbers,
    counts: Numbers,
    *,
    exposure: Numbers | None = None,
    model: Model = "poisson",
    limits: SlopeLimits = "wald",
    least_dispersion: float = 1.0,
    level: float = 0.95,
) -> Slope:
    """Slope of the log rate of counts over time.

    Parameters
    ----------
    times
        Years or other equal units; the intercept is that of time 0.
    counts
        One a time, 0 or more.
    exposure
        Days, workers or what else the events could happen in; alike if not given.
    model
        ``poisson``; ``quasi-poisson``, which widens the limits by the dispersion (t quantiles);
        ``negative-binomial`` (NB2), errors given theta, as in R's glm.nb.
    limits
        ``wald``, the same on both sides of the slope; ``profile`` likelihood, for Poisson only: the slopes at
        which it falls short by just so much, to the last digit. ``profile-mass`` meets the figures of R's
        confint (MASS), which reads them off a spline through a few slopes, about 1e-5 off.
    least_dispersion
        Quasi-Poisson's dispersion is taken as this at least: below 1 it would call a series that happens to
        be smooth more certain than chance allows. 0 gives R's figures.

    Raises
    ------
    WrongUse
        If there are under three times, or all events lie in the first or the last of them.

    Notes
    -----
    McCullagh and Nelder 1989; Venables and Ripley 2002, section 7.4.

    Examples
    --------
    >>> falling = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
    >>> slope = count_slope(range(2015, 2025), falling)
    >>> [round(100 * float(np.expm1(x)), 2) for x in (slope.slope, slope.lower, slope.upper)]
    [-6.77, -9.67, -3.77]
    """
    if model not in MODELS:
        raise UnknownName("model", model, MODELS)
    if limits not in SLOPE_LIMITS:
        raise UnknownName("limits", limits, SLOPE_LIMITS)
    if limits != "wald" and model != "poisson":
        raise WrongUse("Profile limits are those of the Poisson model. Use limits='wald'.")
    t, x, base = _series(times, counts, exposure)
    # Years near 2020 would make the design all but singular.
    origin = float(t.mean())
    design = np.column_stack([np.ones(len(t)), t - origin])
    fit = (fit_overdispersed_counts if model == "negative-binomial" else fit_counts)(design, x, base)
    scale = max(least_dispersion, fit.dispersion) if model == "quasi-poisson" else 1.0
    found = _slope_of(fit, 1, scale, stats.t(fit.df) if model == "quasi-poisson" else stats.norm(), level)
    found = found._replace(intercept=found.intercept - found.slope * origin)
    if limits == "wald":
        return found
    profile = _profile_limits if limits == "profile" else _splined_limits
    lower, upper = profile(_Shortfall(design, x, base, fit), level)
    return found._replace(lower=lower, upper=upper)


def _slope_of(fit: Fit, index: int, scale: float, law: Any, level: float) -> Slope:
    slope = float(fit.coefficients[index])
    error = float(fit.std_errors[index] * np.sqrt(scale))
    half = float(law.isf((1 - level) / 2)) * error
    return Slope(
        slope=slope,
        std_err=error,
        lower=slope - half,
        upper=slope + half,
        p_value=float(2 * law.sf(abs(slope / error))),
        intercept=float(fit.coefficients[0]),
        dispersion=fit.dispersion,
        deviance=fit.deviance,
        df=fit.df,
        log_likelihood=fit.log_likelihood,
        theta=fit.theta,
    )


class _Shortfall:
    """How much the deviance of a fit rises when its slope is held elsewhere and all else is fitted anew."""

    def __init__(self, design: np.ndarray, counts: np.ndarray, exposure: np.ndarray, fit: Fit) -> None:
        self.design, self.counts, self.exposure = design, counts, exposure
        self.deviance = fit.deviance
        self.best, self.step = float(fit.coefficients[1]), float(fit.std_errors[1])

    def __call__(self, slope: float) -> float:
        moved = self.exposure * np.exp(slope * self.design[:, 1])
        return fit_counts(self.design[:, :1], self.counts, moved).deviance - self.deviance


def _profile_limits(shortfall: _Shortfall, level: float) -> tuple[float, float]:
    """Slopes whose likelihood, all else fitted anew, falls short of the best by chi-square's quantile."""
    cut = float(stats.chi2.ppf(level, 1))

    def lack(slope: float) -> float:
        return shortfall(slope) - cut

    best, ends = shortfall.best, []
    for side in (-1, 1):
        far = best + side * shortfall.step
        while lack(far) < 0:
            far += side * shortfall.step
        ends.append(optimize.brentq(lack, *sorted((best, far)), xtol=1e-12))
    return ends[0], ends[1]


MASS_STEPS = 9
"""Slopes on each side of the best at most."""


def _splined_limits(shortfall: _Shortfall, level: float) -> tuple[float, float]:
    """The limits of MASS: signed roots of the shortfall at a few slopes, a spline, and its values read off.

    Steps are a fifth of the root at which they end; the spline is taken at three times as many slopes, with
    straight lines between. nan where the steps end before the limit.
    """
    farthest = float(np.sqrt(stats.chi2.ppf(1 - (1 - level) / 4, 1)))
    slopes, roots = [shortfall.best], [0.0]
    for side in (-1, 1):
        for step in range(1, MASS_STEPS + 1):
            slopes.append(shortfall.best + side * step * farthest / 5 * shortfall.step)
            roots.append(side * float(np.sqrt(max(shortfall(slopes[-1]), 0.0))))
            if abs(roots[-1]) >= farthest:
                break
    order = np.argsort(roots)
    x, z = np.array(slopes)[order], np.array(roots)[order]
    # The third derivatives at the ends are those of the cubics through the four outer points.
    ends = [[(3, 6.0 * _divided_difference(x[four], z[four]))] for four in (slice(4), slice(-4, None))]
    curve = interpolate.make_interp_spline(x, z, k=3, bc_type=tuple(ends))
    fine = np.linspace(x[0], x[-1], 3 * x.size)
    half = float(stats.norm.isf((1 - level) / 2))
    lower, upper = np.interp([-half, half], curve(fine), fine, left=np.nan, right=np.nan)
    return float(lower), float(upper)


def _divided_difference(x: np.ndarray, y: np.ndarray) -> float:
    for order in range(1, x.size):
        y = np.diff(y) / (x[order:] - x[: x.size - order])
    return float(y[0])


class ExactSlope(NamedTuple):
    """The exact trend test: the sum of time x events, both tails, and twice the smaller one."""

    statistic: float
    p_lower: float
    p_upper: float
    p_value: float


def exact_count_slope(times: Numbers, counts: Numbers, *, exposure: Numbers | None = None) -> ExactSlope:
    """Is there a trend in sparse counts: exact, given their total.

    Parameters
    ----------
    times
        Whole numbers, one a count.
    counts, exposure
        As in `count_slope`.

    Notes
    -----
    Given the total, counts of a steady rate are multinomial; the sum of time x events is added up over all
    ways. Cox and Lewis 1966, section 3.3.

    Examples
    --------
    >>> found = exact_count_slope(range(10), [4, 2, 3, 1, 2, 0, 1, 0, 1, 0])
    >>> found.statistic, round(found.p_value, 4)
    (33.0, 0.0052)
    """
    t, x, base = _series(times, counts, exposure, least=2)
    if np.any(t != np.round(t)) or np.any(x != np.round(x)):
        raise WrongUse("An exact trend test needs whole times and counts.")
    steps = (t - t.min()).astype(int)
    one_event = np.zeros(steps.max() + 1)
    np.add.at(one_event, steps, base / base.sum())
    law = np.ones(1)
    for _ in range(int(x.sum())):
        law = np.convolve(law, one_event)
    observed = int(steps @ x)
    lower, upper = float(law[: observed + 1].sum()), float(law[observed:].sum())
    return ExactSlope(float(t @ x), lower, upper, min(1.0, 2 * min(lower, upper)))


class ShareTrend(NamedTuple):
    """The Cochran-Armitage test: chi-square on one degree of freedom."""

    chi2: float
    df: int
    p_value: float


def cochran_armitage(part: Numbers, whole: Numbers, scores: Numbers | None = None) -> ShareTrend:
    """Does a share rise or fall steadily over `scores` (1, 2, 3 … if not given).

    Notes
    -----
    Cochran 1954, Biometrics 10:417-451; Armitage 1955, Biometrics 11:375-386; without correction, as R's
    prop.trend.test.

    Examples
    --------
    >>> found = cochran_armitage([12, 10, 9, 5, 4], [62, 58, 60, 51, 49])
    >>> round(found.chi2, 3), round(found.p_value, 3)
    (3.945, 0.047)
    """
    x, n = _part_of(part, whole)
    score = np.arange(1, len(x) + 1, dtype=float) if scores is None else np.asarray(scores, dtype=float)
    share = x.sum() / n.sum()
    centre = (n @ score) / n.sum()
    spread = share * (1 - share) * (n @ (score - centre) ** 2)
    chi2 = float((x @ (score - centre)) ** 2 / spread) if spread > 0 else np.nan
    return ShareTrend(chi2, 1, float(stats.chi2.sf(chi2, 1)))


def share_slope(times: Numbers, part: Numbers, whole: Numbers, *, level: float = 0.95) -> Slope:
    """Slope of the log odds of a share over time (binomial logit), Wald limits.

    `exp(slope)` is the odds ratio from one year to the next. The wholes must not be the city that contains
    the part's own trend if the question is whether the part falls faster: that is `slope_difference`.

    >>> part, whole = [12, 10, 9, 5, 4, 6, 4, 3, 2, 3], [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
    >>> round(float(np.exp(share_slope(range(10), part, whole).slope)), 4)
    0.8748
    """
    t = np.asarray(list(times) if isinstance(times, range) else times, dtype=float)
    x, n = _part_of(part, whole)
    if len(t) != len(x) or len(t) < 3:
        raise WrongUse(f"A trend needs three times or more, one a share; found {len(t)} and {len(x)}.")
    origin = float(t.mean())
    fit = fit_shares(np.column_stack([np.ones(len(t)), t - origin]), x, n)
    found = _slope_of(fit, 1, 1.0, stats.norm(), level)
    return found._replace(intercept=found.intercept - found.slope * origin)


class SlopeDifference(NamedTuple):
    """The rest's slope, and by how much the part's differs, with its limits and the likelihood ratio test."""

    rest_slope: float
    difference: float
    std_err: float
    lower: float
    upper: float
    chi2: float
    p_value: float


def slope_difference(
    times: Numbers,
    part: Numbers,
    whole: Numbers,
    *,
    exposure: Numbers | None = None,
    level: float = 0.95,
) -> SlopeDifference:
    """Does an area's rate fall faster than that of the rest of its whole.

    Parameters
    ----------
    times, part, whole
        Years, the area's events and those of the whole, the area included: the rest is their difference.
    exposure
        Days of each time, the same for both.

    Notes
    -----
    Poisson model with a slope for the rest and its difference for the part; p-value of the likelihood ratio.

    Examples
    --------
    >>> part, whole = [12, 10, 9, 5, 4, 6, 4, 3, 2, 3], [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
    >>> found = slope_difference(range(10), part, whole)
    >>> round(found.rest_slope, 4), round(found.difference, 4), round(found.p_value, 4)
    (-0.0551, -0.1304, 0.0109)
    """
    x, n = _part_of(part, whole)
    t, _, base = _series(times, n, exposure)
    t = t - t.mean()
    both_t, both_base = np.tile(t, 2), np.tile(base, 2)
    counts = np.concatenate([n - x, x])
    is_part = np.repeat([0.0, 1.0], len(t))
    design = np.column_stack([np.ones(len(both_t)), is_part, both_t, is_part * both_t])
    full, parallel = fit_counts(design, counts, both_base), fit_counts(design[:, :3], counts, both_base)
    chi2 = max(0.0, parallel.deviance - full.deviance)
    found = _slope_of(full, 3, 1.0, stats.norm(), level)
    return SlopeDifference(
        rest_slope=float(full.coefficients[2]),
        difference=found.slope,
        std_err=found.std_err,
        lower=found.lower,
        upper=found.upper,
        chi2=chi2,
        p_value=float(stats.chi2.sf(chi2, 1)),
    )


class MonotoneTrend(NamedTuple):
    """Mann-Kendall: Kendall's tau with its p-value, and Sen's slope, the median of all pairwise slopes."""

    tau: float
    p_value: float
    slope: float


def monotone_trend(times: Numbers, values: Numbers) -> MonotoneTrend:
    """Does a series of figures that are no counts (rates, days) rise or fall at all; no model is needed.

    Notes
    -----
    Mann 1945, Econometrica 13:245-259; exact p-value without ties; Sen 1968, J. Am. Stat. Assoc. 63:1379.

    Examples
    --------
    >>> found = monotone_trend(range(10), [62, 58, 60, 51, 49, 44, 46, 39, 35, 33])
    >>> round(found.tau, 3), round(found.slope, 2)
    (-0.911, -3.29)
    """
    t = np.asarray(list(times) if isinstance(times, range) else times, dtype=float)
    y = np.asarray(values, dtype=float)
    if t.shape != y.shape or t.size < 3:
        raise WrongUse(f"A trend needs three times or more, one a value; found {t.size} and {y.size}.")
    ties = len(np.unique(y)) < y.size
    tau, p_value = stats.kendalltau(t, y, method="asymptotic" if ties else "exact")
    first, second = np.triu_indices(t.size, 1)
    slopes = (y[second] - y[first]) / (t[second] - t[first])
    return MonotoneTrend(float(tau), float(p_value), float(np.median(slopes)))


class PiecewiseTrend(NamedTuple):
    """Slopes of the pieces, and the mean slope over all of them weighed by their lengths, with its limits."""

    slopes: np.ndarray
    mean: float
    std_err: float
    lower: float
    upper: float


def piecewise_slope(
    times: Numbers,
    counts: Numbers,
    knots: Sequence[float],
    *,
    exposure: Numbers | None = None,
    level: float = 0.95,
) -> PiecewiseTrend:
    """Slopes of the log rate between given years in which the trend may bend.

    Parameters
    ----------
    times, counts, exposure
        As in `count_slope`.
    knots
        Years, inside the series, at which the trend bends: known beforehand, say a change of law. Years found
        by looking at the series call for `changepoints.joinpoint`.

    Notes
    -----
    Poisson model with a linear spline. The mean is the average annual percent change of Clegg et al. 2009,
    Stat. Med. 28:3670-3682, here as a slope: `exp(mean) - 1`; delta method.

    Examples
    --------
    >>> falling = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
    >>> pieces = piecewise_slope(range(2015, 2025), falling, [2019])
    >>> (100 * np.expm1(pieces.slopes)).round(2).tolist(), round(100 * float(np.expm1(pieces.mean)), 2)
    ([-5.59, -7.79], -6.82)
    """
    t, x, base = _series(times, counts, exposure)
    bends = np.sort(np.asarray(knots, dtype=float))
    if bends.size == 0 or bends[0] <= t.min() or bends[-1] >= t.max():
        raise WrongUse(f"A knot lies inside the series ({t.min():g} to {t.max():g}); found {list(knots)}.")
    start = float(t.min())
    design = np.column_stack([np.ones(len(t)), t - start, *(np.maximum(t - bend, 0) for bend in bends)])
    fit = fit_counts(design, x, base)
    slopes = np.cumsum(fit.coefficients[1:])
    lengths = np.diff([start, *bends, float(t.max())])
    weights = lengths / lengths.sum()
    # Each coefficient counts in every later piece.
    gradient = np.array([weights[i:].sum() for i in range(len(weights))])
    error = float(np.sqrt(gradient @ fit.covariance[1:, 1:] @ gradient))
    mean = float(weights @ slopes)
    half = float(stats.norm.isf((1 - level) / 2)) * error
    return PiecewiseTrend(slopes, mean, error, mean - half, mean + half)


class FittedMean(NamedTuple):
    """The mean that a trend gives for a time, with its limits: of the mean, not of a future count."""

    value: float
    lower: float
    upper: float


def fitted_mean(
    times: Numbers,
    counts: Numbers,
    at: float,
    *,
    exposure: Numbers | None = None,
    exposure_at: float = 1.0,
    level: float = 0.95,
) -> FittedMean:
    """Mean of a Poisson trend at time `at` for an exposure of `exposure_at`.

    For what a count will be see `projection`, whose limits hold chance too.

    Ten full years and one to the end of September; what the whole of it would have on average:

    >>> counts = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33, 24]
    >>> years = [1.0] * 10 + [273 / 365.25]
    >>> [round(x, 1) for x in fitted_mean(range(2015, 2026), counts, 2025, exposure=years)]
    [31.9, 26.4, 38.4]
    """
    t, x, base = _series(times, counts, exposure)
    origin = float(t.mean())
    fit = fit_counts(np.column_stack([np.ones(len(t)), t - origin]), x, base)
    row = np.array([1.0, at - origin])
    centre = float(row @ fit.coefficients + np.log(exposure_at))
    half = float(stats.norm.isf((1 - level) / 2) * np.sqrt(row @ fit.covariance @ row))
    return FittedMean(float(np.exp(centre)), float(np.exp(centre - half)), float(np.exp(centre + half)))


def _series(
    times: Numbers, counts: Numbers, exposure: Numbers | None, *, least: int = 3
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    t = np.asarray(list(times) if isinstance(times, range) else times, dtype=float)
    x = np.asarray(counts, dtype=float)
    base = np.ones(len(x)) if exposure is None else np.asarray(exposure, dtype=float)
    if not t.shape == x.shape == base.shape or t.ndim != 1 or t.size < least:
        raise WrongUse(
            f"A trend needs {least} times or more, each with a count and an exposure; found {t.size}."
        )
    if np.any(x < 0) or np.any(base <= 0):
        raise WrongUse("Counts of a trend are 0 or more, exposures above 0.")
    return t, x, base


def _part_of(part: Numbers, whole: Numbers) -> tuple[np.ndarray, np.ndarray]:
    x, n = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    if x.shape != n.shape or np.any(x < 0) or np.any(x > n) or not n.sum() > 0:
        raise WrongUse("Each part lies between 0 and its whole, and the wholes are not all 0.")
    return x, n


# --- frames -------------------------------------------------------------------------------------------


def negative_binomial_trend(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Change a year of the daily rate where years vary more than chance: the negative binomial model.

    Parameters
    ----------
    counts
        As for `trends.poisson_trend`: one row per key and calendar year, or part of one.

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame: ``value`` the ratio of one year's rate to the year's before
        less 1. Extra: `OVERDISPERSED`: ``theta`` (infinite where years vary no more than chance) and
        ``p_overdispersed``, the likelihood ratio against Poisson (half the chi-square's tail, as theta lies
        on its edge there). Missing, with a note, where no trend can be fitted.

    Notes
    -----
    Lawless 1987; limits given theta, as R's glm.nb.
    """
    return _by_key(
        counts, ["days"], OVERDISPERSED, "negative binomial, Wald", lambda part: _nb_row(part, level)
    ).assign(level=level)


def _nb_row(part: pd.DataFrame, level: float) -> dict[str, Any]:
    t, x, days = _years(part), part["numerator"].to_numpy(float), part["days"].to_numpy(float)
    found = count_slope(t, x, exposure=days, model="negative-binomial", level=level)
    plain = count_slope(t, x, exposure=days)
    excess = max(0.0, 2 * (found.log_likelihood - plain.log_likelihood))
    return _as_change(found) | {
        "theta": found.theta,
        "p_overdispersed": float(stats.chi2.sf(excess, 1) / 2) if excess else 1.0,
    }


def share_trend(shares: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Does an area's share of the city rise or fall steadily: odds from one year to the next.

    Parameters
    ----------
    shares
        A frame of `shares.area_shares` with a window a year, three years or more.

    Returns
    -------
    DataFrame
        The keys of `shares`, then a result frame: ``value`` the odds ratio from one year to the next,
        ``numerator`` and ``denominator`` the sums. Extra: `SHARE_TREND`. The limits are widened by the
        dispersion, or the clustering of persons, where above 1.

    Notes
    -----
    Binomial logit (McCullagh and Nelder 1989); Wald. An area's share moves when the rest moves too: see
    `trend_against_rest` for both slopes.
    """
    return _by_key(
        shares, ["denominator"], SHARE_TREND, "binomial logit, Wald", lambda part: _share_row(part, level)
    ).assign(level=level)


def _share_row(part: pd.DataFrame, level: float) -> dict[str, Any]:
    x, n = part["numerator"].to_numpy(float), part["denominator"].to_numpy(float)
    found = share_slope(_years(part), x, n, level=level)
    widened = _widened(found, max(1.0, found.dispersion, _clustering(part)), level)
    return {
        "value": np.exp(widened.slope),
        "lower": np.exp(widened.lower),
        "upper": np.exp(widened.upper),
        "p_value": widened.p_value,
        "denominator": n.sum(),
        "dispersion": found.dispersion,
    }


def trend_against_rest(shares: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Does an area's rate change by another part each year than that of the rest of the city.

    Parameters
    ----------
    shares
        A frame of `shares.area_shares` of accidents with a window a year, three years or more.

    Returns
    -------
    DataFrame
        The keys of `shares`, then a result frame: ``value`` is the ratio of both yearly changes less 1 (-0.1:
        each year the area's rate falls by 10 % against the rest's). Extra: `AGAINST_REST`: ``rest_slope`` and
        ``own_slope`` as yearly changes, ``p_value`` of the likelihood ratio.

    Raises
    ------
    WrongUse
        If the shares are of persons, who die together.

    Notes
    -----
    Poisson model with a slope for each; Wald limits of their difference.
    """
    require_columns(shares, ["events"], name="shares")
    if set(shares["events"]) & set(PERSONS):
        raise WrongUse("Slopes are held against each other for accidents: deaths come in clusters.")
    return _by_key(
        shares, ["denominator", "days"], AGAINST_REST, "poisson, Wald", lambda part: _rest_row(part, level)
    ).assign(level=level)


def _rest_row(part: pd.DataFrame, level: float) -> dict[str, Any]:
    x, n = part["numerator"].to_numpy(float), part["denominator"].to_numpy(float)
    found = slope_difference(_years(part), x, n, exposure=part["days"].to_numpy(float), level=level)
    return {
        "value": np.expm1(found.difference),
        "lower": np.expm1(found.lower),
        "upper": np.expm1(found.upper),
        "rest_slope": np.expm1(found.rest_slope),
        "own_slope": np.expm1(found.rest_slope + found.difference),
        "p_value": found.p_value,
        "denominator": n.sum(),
    }


def _as_change(found: Slope) -> dict[str, Any]:
    changes = (np.expm1(x) for x in (found.slope, found.lower, found.upper))
    return dict(zip(("value", "lower", "upper"), changes)) | {"p_value": found.p_value}


def _widened(found: Slope, scale: float, level: float) -> Slope:
    if scale == 1:
        return found
    law = stats.t(found.df)
    error = found.std_err * np.sqrt(scale)
    half = law.isf((1 - level) / 2) * error
    p_value = float(2 * law.sf(abs(found.slope / error)))
    return found._replace(lower=found.slope - half, upper=found.slope + half, p_value=p_value)


def _clustering(part: pd.DataFrame) -> float:
    return float(part["clustering"].max()) if "clustering" in part else 1.0


def _years(part: pd.DataFrame) -> np.ndarray:
    return part["window_start"].dt.year.to_numpy(float)


def _by_key(
    rows: pd.DataFrame, needed: Sequence[str], extra: Sequence[str], method: str, row_of: Any
) -> pd.DataFrame:
    """One row a key from its yearly rows; without figures, and with a note, where nothing can be fitted."""
    require_columns(rows, ["numerator"], name="the yearly rows")
    keys = [str(name) for name in rows.columns[: rows.columns.get_loc("numerator")]]
    dates = ["window_start", "window_end", "days", "as_of", "basis", "note"]
    require_columns(rows, [*keys, *needed, *dates], name="the yearly rows")
    rows = rows.assign(year=rows["window_start"].dt.year)
    if (rows["year"] != rows["window_end"].dt.year).any():
        raise WrongUse("A yearly trend needs windows that each lie in one calendar year. Cut them by_year().")
    require_one_row_each(rows, [*keys, "year"], name="the yearly rows")
    found = []
    for _, part in rows.groupby(keys, sort=False):
        known = part[is_judged(part) & part[list(needed)].gt(0).all(axis=1)]
        note = "no trend from under three years" if len(known) < 3 else ""
        fitted: dict[str, Any] = {}
        if not note:
            try:
                fitted = row_of(known.sort_values("window_start"))
            except WrongUse:
                note = "no finite trend"
        first = part.iloc[0]
        notes = dict.fromkeys(text for text in (note, *part["note"]) if text)
        found.append(
            {
                **{key: first[key] for key in keys},
                "numerator": known["numerator"].sum(),
                "denominator": np.nan,
                **dict.fromkeys(("value", "lower", "upper", "level", *extra), np.nan),
                "method": method,
                "basis": first["basis"],
                "window_start": part["window_start"].min(),
                "window_end": part["window_end"].max(),
                "days": part["days"].sum(),
                "as_of": part["as_of"].max(),
                "note": "; ".join(notes),
                "years": len(known),
                "small": known["numerator"].sum() < FEW,
                **fitted,
            }
        )
    return result_frame(pd.DataFrame(found), keys, extra)
