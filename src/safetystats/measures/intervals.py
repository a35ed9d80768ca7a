"""Limits of a count, share, rate, ratio and difference: numbers in, numbers out.

Every function takes numbers or arrays of one shape and returns a named tuple of floats or arrays of that
shape. 0/0 is nan; a part larger than its whole, a negative count or an exposure that is not above 0 is
refused. Limits are two-sided at `level` unless the function says otherwise. Counts of persons who die
together are not independent: pass them through `clustered_count_interval`, or divide them by their
`design_effect` first (Korn and Graubard 1998, Surv. Methodol. 24:193-201); the functions that say so take
such effective counts, which need not be whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

from ..errors import WrongUse

Numbers = npt.ArrayLike
ShareMethod = Literal["wilson", "clopper-pearson", "jeffreys", "mid-p", "wilson-continuity", "agresti-coull"]
SHARE_METHOD: ShareMethod = "wilson"
"""The limits that every share has unless others are asked for."""

CountMethod = Literal["garwood", "byar", "byar-rothman", "mid-p", "phe"]
RatioMethod = Literal["exact", "mid-p"]
DifferenceMethod = Literal["newcombe", "mee", "miettinen-nurminen"]
CountFunnelMethod = Literal["interpolated", "quantile", "garwood"]
ShareFunnelMethod = Literal["interpolated", "quantile", "normal"]
ObservedFunnelMethod = Literal["exact", "phe"]

PHE_EXACT_BELOW = 10
"""The English public health bodies take exact limits below ten events and Byar's from there on."""


class Interval(NamedTuple):
    """A value with its limits: floats for numbers, arrays for arrays."""

    value: Any
    lower: Any
    upper: Any


class Comparison(NamedTuple):
    """A value with its limits, and the p-value that agrees with them."""

    value: Any
    lower: Any
    upper: Any
    p_value: Any


class OddsRatio(NamedTuple):
    """A conditional odds ratio with its exact limits, the central p-value and the mid-p one."""

    value: Any
    lower: Any
    upper: Any
    p_value: Any
    p_midp: Any


# --- shares -------------------------------------------------------------------------------------------


def share_interval(
    events: Numbers, total: Numbers, *, method: ShareMethod = SHARE_METHOD, level: float = 0.95
) -> Interval:
    """Share of `events` in `total`, 0 to 1, with limits.

    Parameters
    ----------
    events, total
        Part and whole; effective counts will do, except for ``mid-p``.
    method
        ``wilson`` without continuity correction; ``clopper-pearson``, exact and never too narrow;
        ``jeffreys`` with the end rule (0 events: lower 0, all events: upper 1); ``mid-p``. To meet figures of
        other software also ``wilson-continuity`` (correction of 1/2 an event, none at exactly one half, as in
        R's prop.test) and ``agresti-coull``, whose limits may pass 0 and 1.

    Raises
    ------
    WrongUse
        If a count is negative, or a part larger than its whole.

    Notes
    -----
    Wilson 1927, J. Am. Stat. Assoc. 22:209-212; Brown, Cai and DasGupta 2001, Stat. Sci. 16:101-133; with
    continuity correction Newcombe 1998, Stat. Med. 17:857-872, method 4.

    Examples
    --------
    >>> [round(x, 3) for x in share_interval(7, 10)]
    [0.7, 0.397, 0.892]
    >>> [round(x, 3) for x in share_interval(0, 0)]
    [nan, nan, nan]
    """
    limits = _choice("method", method, _SHARE_LIMITS)
    x, n = _part_and_whole(events, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = x / n
        lower, upper = limits(x, n, _alpha(level))
    if method != "agresti-coull":
        # Rounding errors in the formulas must not move the ends off 0 and 1.
        lower = np.where(x == 0, 0.0, lower)
        upper = np.where(x == n, 1.0, upper)
    empty = np.isnan(value)
    return Interval(*_plain(value, np.where(empty, np.nan, lower), np.where(empty, np.nan, upper)))


def _wilson(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    z = stats.norm.isf(alpha / 2)
    centre = (x + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(x * (n - x) / n + z**2 / 4)
    return centre - half, centre + half


def _clopper_pearson(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    return stats.beta.ppf(alpha / 2, x, n - x + 1), stats.beta.isf(alpha / 2, x + 1, n - x)


def _jeffreys(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    law = stats.beta(x + 0.5, n - x + 0.5)
    return law.ppf(alpha / 2), law.isf(alpha / 2)


def _share_midp(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    def lower(x: float, n: float) -> float:
        if not n > 0 or x == 0:
            return 0.0
        return _root(lambda p: stats.binom.sf(x, n, p) + stats.binom.pmf(x, n, p) / 2 - alpha / 2, 0, 1)

    below = np.vectorize(lower, otypes=[float])
    return below(x, n), 1 - below(n - x, n)


def _wilson_continuity(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Half an event is taken off below and put on above.

    R caps it at the distance from one half, its null hypothesis; Newcombe's limits know no such cap.
    """
    moved = np.minimum(0.5, np.abs(x - n / 2))
    return _wilson(np.clip(x - moved, 0, n), n, alpha)[0], _wilson(np.clip(x + moved, 0, n), n, alpha)[1]


def _agresti_coull(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    z = stats.norm.isf(alpha / 2)
    centre = (x + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(centre * (1 - centre) / (n + z**2))
    return centre - half, centre + half


_SHARE_LIMITS: dict[str, Callable[..., tuple[np.ndarray, np.ndarray]]] = {
    "wilson": _wilson,
    "clopper-pearson": _clopper_pearson,
    "jeffreys": _jeffreys,
    "mid-p": _share_midp,
    "wilson-continuity": _wilson_continuity,
    "agresti-coull": _agresti_coull,
}


def share_against_target(
    events: Numbers,
    total: Numbers,
    target: float,
    *,
    direction: Literal["at least", "at most"] = "at least",
    level: float = 0.95,
) -> Comparison:
    """Whether a share is better than chance would make it if it stood exactly on the target.

    With ``at least`` the p-value is that of as many events or more when the true share is `target`, and
    `lower` is the one-sided exact bound (`upper` is 1); ``at most`` is the mirror image. A share that meets
    the target in print may well have a p-value near one half: it is then not shown to exceed it.

    Examples
    --------
    >>> met = share_against_target(820, 901, 0.91)
    >>> round(met.value, 4), round(met.lower, 3), round(met.p_value, 3)
    (0.9101, 0.893, 0.525)
    """
    _require_share(target)
    if not level > 0.5:
        raise WrongUse(f"A one-sided bound lies beyond the middle: level is above 0.5; found {level}.")
    _alpha(level)
    x, n = _part_and_whole(events, total)
    one_sided = share_interval(x, n, method="clopper-pearson", level=2 * level - 1)
    if direction == "at least":
        p_value, lower, upper = stats.binom.sf(x - 1, n, target), one_sided.lower, np.ones_like(x)
    else:
        p_value, lower, upper = stats.binom.cdf(x, n, target), np.zeros_like(x), one_sided.upper
    empty = ~(n > 0)
    return Comparison(
        *_plain(one_sided.value, *(np.where(empty, np.nan, v) for v in (lower, upper, p_value)))
    )


def sampled_share_interval(
    found: Numbers, sample: Numbers, population: Numbers, *, level: float = 0.95
) -> Interval:
    """Share in a finite population of which `sample` units were looked at and `found` had the trait.

    The limits are exact (hypergeometric, both tails): of the whole numbers of units that may have the trait,
    those the sample does not speak against. They shrink to the value when everything was looked at.

    Examples
    --------
    >>> [round(x, 3) for x in sampled_share_interval(6, 22, 30)]
    [0.273, 0.2, 0.4]
    >>> sampled_share_interval(6, 22, 22).upper == 6 / 22
    True
    """
    x, n = _part_and_whole(found, sample)
    _, size = _part_and_whole(n, population)
    limits = np.vectorize(_hypergeometric_limits, otypes=[float, float], excluded=["alpha"])
    lower, upper = limits(*np.broadcast_arrays(x, n, size), alpha=_alpha(level))
    with np.errstate(invalid="ignore"):
        return Interval(*_plain(x / np.where(n > 0, n, np.nan), lower, upper))


def _hypergeometric_limits(x: float, n: float, size: float, alpha: float) -> tuple[float, float]:
    if not n > 0 or np.isnan(x + size):
        return np.nan, np.nan
    with_trait = np.arange(x, size - (n - x) + 1)
    at_least = stats.hypergeom.sf(x - 1, size, with_trait, n)
    at_most = stats.hypergeom.cdf(x, size, with_trait, n)
    return with_trait[at_least > alpha / 2][0] / size, with_trait[at_most > alpha / 2][-1] / size


def simultaneous_shares(
    counts: Numbers, *, method: Literal["goodman", "sison-glaz"] = "goodman", level: float = 0.95
) -> Interval:
    """Shares of all parts of one whole, with limits that hold for all of them at once.

    Parameters
    ----------
    counts
        One count a part, one dimension; parts without events included.
    method
        ``goodman``, or ``sison-glaz``, which is narrower and takes all parts to be of like size.

    Notes
    -----
    Goodman 1965, Technometrics 7:247-254: the chi-square quantile at 1 - alpha/k with k parts. Sison and Glaz
    1995, J. Am. Stat. Assoc. 90:366-369.

    Examples
    --------
    >>> simultaneous_shares([7, 2, 1]).lower.round(2).tolist()
    [0.34, 0.04, 0.01]
    """
    x = np.atleast_1d(_counts(counts))
    alpha = _alpha(level)
    if x.ndim != 1:
        raise WrongUse(f"The parts of one whole come in one dimension; found shape {x.shape}.")
    if _choice("method", method, {"goodman": False, "sison-glaz": True}):
        from statsmodels.stats.proportion import multinomial_proportions_confint

        limits = multinomial_proportions_confint(x, alpha=alpha, method="sison-glaz")
        return Interval(x / x.sum(), limits[:, 0], limits[:, 1])
    return share_interval(x, np.full_like(x, x.sum()), method="wilson", level=1 - alpha / max(x.size, 1))


# --- counts and rates ---------------------------------------------------------------------------------


def count_interval(events: Numbers, *, method: CountMethod = "garwood", level: float = 0.95) -> Interval:
    """Count of independent events with limits of what it might have been in a like period.

    Parameters
    ----------
    events
        Count, 0 or more; an effective count will do, except for ``mid-p``.
    method
        ``garwood``, exact; ``byar``, its approximation in the form of Breslow and Day (x below, x + 1
        above), which has no lower limit (nan, as in PHEindicatormethods) of 0 events, nor of 1 at 99.8 %;
        ``byar-rothman``, the same with x + 1/2 for both, as in R's epitools: its lower limit of 0 events lies
        a little below 0; ``mid-p``; ``phe``: exact below ten, Byar from ten.

    Notes
    -----
    Garwood 1936, Biometrika 28:437-442; Breslow and Day 1987, IARC Sci. Publ. 82, p. 69; Rothman and Boice
    1979, NIH Publ. 79-1649, p. 29.

    Examples
    --------
    >>> [round(x, 2) for x in count_interval(0)]
    [0.0, 0.0, 3.69]
    """
    limits = _choice("method", method, _COUNT_LIMITS)
    x = _counts(events)
    lower, upper = limits(x, _alpha(level))
    if method not in ("byar", "byar-rothman"):
        lower = np.where(x == 0, 0.0, lower)
    return Interval(*_plain(x, lower, upper))


def _garwood(x: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    return stats.gamma.ppf(alpha / 2, x), stats.gamma.isf(alpha / 2, x + 1)


def _byar(x: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    z = stats.norm.isf(alpha / 2)
    lower = _cubed(x, -z)
    return np.where(lower < 0, np.nan, lower), _cubed(x + 1, z)


def _byar_rothman(x: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    z = stats.norm.isf(alpha / 2)
    return _cubed(x + 0.5, -z), _cubed(x + 0.5, z)


def _cubed(x: np.ndarray, z: float) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return x * (1 - 1 / (9 * x) + z / (3 * np.sqrt(x))) ** 3


def _phe(x: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    exact, approximate = _garwood(x, alpha), _byar(x, alpha)
    few = x < PHE_EXACT_BELOW
    return np.where(few, exact[0], approximate[0]), np.where(few, exact[1], approximate[1])


def _count_midp(x: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    def limit(x: float, tail: Callable[[float, float], float], widest: float) -> float:
        return _root(lambda m: tail(x, m) + stats.poisson.pmf(x, m) / 2 - alpha / 2, 0, widest)

    # Garwood's limits are the wider ones, so the root lies inside them.
    widest = stats.gamma.isf(alpha / 2, x + 1)
    lower = np.vectorize(lambda x, w: limit(x, stats.poisson.sf, w) if x > 0 else 0.0, otypes=[float])
    upper = np.vectorize(lambda x, w: limit(x, _poisson_below, w), otypes=[float])
    return lower(x, widest), upper(x, widest)


def _poisson_below(x: float, mean: float) -> float:
    return stats.poisson.cdf(x - 1, mean)


_COUNT_LIMITS: dict[str, Callable[..., tuple[np.ndarray, np.ndarray]]] = {
    "garwood": _garwood,
    "byar": _byar,
    "byar-rothman": _byar_rothman,
    "mid-p": _count_midp,
    "phe": _phe,
}


def design_effect(events: Numbers, squares: Numbers) -> Any:
    """How many times larger the variance of a count of persons is because they come in clusters.

    `events` is the number of deaths, `squares` the sum over accidents of deaths squared. 1 where every
    accident has one death, and where there are none.

    >>> design_effect(13, 8 * 1**2 + 1 * 2**2 + 1 * 3**2).round(3).item()
    1.615
    """
    x, squared = np.broadcast_arrays(_counts(events), _counts(squares))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(x > 0, squared / x, 1.0)


def clustered_count_interval(
    deaths: Numbers, squares: Numbers, *, method: CountMethod = "garwood", level: float = 0.95
) -> Interval:
    """Count of persons who die several at a time, with limits wide enough for that.

    Parameters
    ----------
    deaths
        Number of deaths.
    squares
        Sum over the accidents of deaths squared: the variance of the count.
    method
        Limits of a plain count that are stretched; ``byar`` is the form of PHEindicatormethods.

    Notes
    -----
    Dobson et al. 1991, Stat. Med. 10:457-462: D + sqrt(variance/D) (limit of a plain count of D - D). A lower
    limit below 0 is given as 0.

    Examples
    --------
    Eight accidents with one death, one with two, one with three:

    >>> [round(x, 1) for x in clustered_count_interval(13, 8 * 1 + 4 + 9)]
    [13.0, 5.3, 24.7]
    >>> [round(x, 1) for x in count_interval(13)]
    [13.0, 6.9, 22.2]
    """
    x = _counts(deaths)
    stretch = np.sqrt(design_effect(x, squares))
    plain = count_interval(x, method=method, level=level)
    lower, upper = x + stretch * (plain.lower - x), x + stretch * (plain.upper - x)
    return Interval(*_plain(x, np.maximum(lower, 0), upper))


def rate_interval(
    events: Numbers,
    exposure: Numbers,
    *,
    per: float = 1,
    method: CountMethod = "garwood",
    level: float = 0.95,
) -> Interval:
    """Events per unit of exposure, times `per`, with the limits of the count.

    Raises
    ------
    WrongUse
        If an exposure is not above 0.

    Examples
    --------
    >>> [round(x, 2) for x in rate_interval(3, 214_000, per=100_000)]
    [1.4, 0.29, 4.1]
    """
    scale = per / _exposure(exposure)
    return Interval(*_plain(*(v * scale for v in count_interval(events, method=method, level=level))))


def count_against_expected(observed: Numbers, expected: Numbers, *, level: float = 0.95) -> Comparison:
    """Ratio of an observed count to an expected one, exact limits and the central two-sided p-value.

    `expected` is taken as known, so it must not rest on the observed events themselves.

    >>> [round(x, 3) for x in count_against_expected(3, 5.2)]
    [0.577, 0.119, 1.686, 0.476]
    """
    x, mean = _counts(observed), _exposure(expected)
    value, lower, upper = rate_interval(x, mean, level=level)
    p_value = _central(stats.poisson.cdf(x, mean), stats.poisson.sf(x - 1, mean))
    return Comparison(value, lower, upper, *_plain(p_value))


# --- comparisons --------------------------------------------------------------------------------------


def rate_ratio(
    events: Numbers,
    exposure: Numbers,
    other_events: Numbers,
    other_exposure: Numbers,
    *,
    method: RatioMethod = "exact",
    level: float = 0.95,
) -> Comparison:
    """Ratio of two rates (`events` / `exposure` to the other), with limits and a central p-value.

    Parameters
    ----------
    events, other_events
        Counts, 0 or more; effective counts will do for ``exact``.
    exposure, other_exposure
        Days, workers or whatever the events could have happened in; above 0, in the same unit.
    method
        ``exact``: the conditional law of the first count given both; ``mid-p``: less strict.

    Returns
    -------
    Comparison
        Infinite value and upper limit where only the other count is 0. Where both are, the value is nan, and
        chance speaks against no ratio: limits of 0 and infinity, a p-value of 1.

    Notes
    -----
    Clopper-Pearson limits p of x1/(x1 + x2) become p/(1 - p) t2/t1. The p-value is twice the smaller tail,
    so it is below 1 - level exactly when the limits leave out 1 (Fay 2010, R Journal 2(1):53-58).

    Examples
    --------
    >>> [round(x, 2) for x in rate_ratio(24, 273, 33, 365)]
    [0.97, 0.55, 1.7, 1.0]
    """
    _choice("method", method, {"exact": None, "mid-p": None})
    x, y = np.broadcast_arrays(_counts(events), _counts(other_events))
    t, u = _exposure(exposure), _exposure(other_exposure)
    at_least, at_most, tie = _binomial_tails(x, x + y, t / (t + u))
    if method == "mid-p":
        at_least, at_most = at_least - tie / 2, at_most - tie / 2
    shares: ShareMethod = "mid-p" if method == "mid-p" else "clopper-pearson"
    _, lower, upper = share_interval(x, x + y, method=shares, level=level)
    lower, upper = np.where(x + y == 0, 0.0, lower), np.where(x + y == 0, 1.0, upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (x / t) / (y / u)
        limits = (np.divide(p, np.subtract(1, p)) * u / t for p in (lower, upper))
        p_value = np.where(np.isnan(x + y), np.nan, _central(at_least, at_most))
        return Comparison(*_plain(value, *limits, p_value))


def _binomial_tails(x: np.ndarray, n: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, ...]:
    """P(X >= x), P(X <= x) and, for whole x, P(X = x); by the beta law, which takes effective counts too."""
    at_least = np.where(x > 0, special.betainc(np.maximum(x, 1e-300), n - x + 1, p), 1.0)
    at_most = np.where(x < n, special.betaincc(x + 1, np.maximum(n - x, 1e-300), p), 1.0)
    return at_least, at_most, at_least + at_most - 1


def share_difference(
    part: Numbers,
    whole: Numbers,
    other_part: Numbers,
    other_whole: Numbers,
    *,
    method: DifferenceMethod = "newcombe",
    level: float = 0.95,
) -> Interval:
    """Difference of two shares of unconnected wholes (first less other), with its limits.

    Effective counts will do. The p-value of the question "has the share changed" is that of `odds_ratio`.

    Parameters
    ----------
    part, whole, other_part, other_whole
        The two shares.
    method
        ``newcombe``, from the Wilson limits of both shares; ``mee``, by inversion of the score test;
        ``miettinen-nurminen``, the same with the factor N/(N - 1) in its variance.

    Notes
    -----
    Newcombe 1998, Stat. Med. 17:873-890, method 10; Mee 1984, Biometrics 40:1175-1176; Miettinen and Nurminen
    1985, Stat. Med. 4:213-226.

    Examples
    --------
    >>> [round(x, 4) for x in share_difference(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    is_score = _choice("method", method, {"newcombe": False, "mee": True, "miettinen-nurminen": True})
    if is_score:
        x, n = _part_and_whole(part, whole)
        y, m = _part_and_whole(other_part, other_whole)
        limits = np.vectorize(_score_difference, otypes=[float, float], excluded=["corrected", "alpha"])
        corrected = method == "miettinen-nurminen"
        lower, upper = limits(*np.broadcast_arrays(x, n, y, m), corrected=corrected, alpha=_alpha(level))
        with np.errstate(invalid="ignore"):
            return Interval(*_plain(x / n - y / m, lower, upper))
    p, p_lower, p_upper = (np.asarray(v) for v in share_interval(part, whole, method="wilson", level=level))
    q, q_lower, q_upper = (
        np.asarray(v) for v in share_interval(other_part, other_whole, method="wilson", level=level)
    )
    value = p - q
    lower = value - np.sqrt((p - p_lower) ** 2 + (q_upper - q) ** 2)
    upper = value + np.sqrt((p_upper - p) ** 2 + (q - q_lower) ** 2)
    return Interval(*_plain(value, lower, upper))


def _score_difference(
    x: float, n: float, y: float, m: float, corrected: bool, alpha: float
) -> tuple[float, float]:
    if not (n > 0 and m > 0):
        return np.nan, np.nan
    z = stats.norm.isf(alpha / 2)
    factor = (n + m) / (n + m - 1) if corrected else 1.0

    def score(difference: float) -> float:
        p = _share_given_difference(x, n, y, m, difference)
        q = p - difference
        variance = max(p * (1 - p) / n + q * (1 - q) / m, 0.0) * factor
        return _standardised(x / n - y / m - difference, variance)

    return _score_limits(score, x / n - y / m, z, -1.0, 1.0)


def _standardised(lack: float, variance: float) -> float:
    """A lack in standard errors; where there is no error, any lack is infinitely far out."""
    if variance > 0:
        return lack / np.sqrt(variance)
    return np.sign(lack) * np.inf if abs(lack) > 1e-12 else 0.0


def _score_limits(
    score: Callable[[float], float], value: float, z: float, least: float, most: float
) -> tuple[float, float]:
    """Where a score that falls over least..most takes z and -z; an end where it never does."""

    def clear(point: float, shift: float) -> float:
        # Infinite scores only show the side on which the root lies.
        return float(np.clip(score(point) - shift, -1e6, 1e6))

    inside = 1e-12 * max(1.0, abs(most))
    lower = (
        least
        if clear(least + inside, z) <= 0 or value <= least
        else _root(lambda point: clear(point, z), least + inside, value)
    )
    upper = (
        most
        if clear(most - inside, -z) >= 0 or value >= most
        else _root(lambda point: clear(point, -z), value, most - inside)
    )
    return lower, upper


def _share_given_difference(x: float, n: float, y: float, m: float, difference: float) -> float:
    """The first share of greatest likelihood where the shares lie `difference` apart.

    The closed root of its cubic by Farrington and Manning 1990, Stat. Med. 9:1447-1454.
    """
    theta, p, q = m / n, x / n, y / m
    a = 1 + theta
    b = -(1 + theta + p + theta * q + difference * (theta + 2))
    c = difference**2 + difference * (2 * p + theta + 1) + p + theta * q
    d = -p * difference * (1 + difference)
    v = b**3 / (3 * a) ** 3 - b * c / (6 * a**2) + d / (2 * a)
    u = np.copysign(np.sqrt(max(b**2 / (3 * a) ** 2 - c / (3 * a), 0.0)), v)
    w = (np.pi + np.arccos(np.clip(v / u**3 if u else 1.0, -1.0, 1.0))) / 3
    return float(np.clip(2 * u * np.cos(w) - b / (3 * a), max(difference, 0.0), min(1 + difference, 1.0)))


def share_ratio(
    part: Numbers, whole: Numbers, other_part: Numbers, other_whole: Numbers, *, level: float = 0.95
) -> Interval:
    """Ratio of two shares of unconnected wholes (first over other), with Koopman's score limits.

    Infinite value and upper limit where only the other part is 0; nan where both are.

    Notes
    -----
    Koopman 1984, Biometrics 40:513-517.

    Examples
    --------
    >>> [round(x, 3) for x in share_ratio(7, 10, 12, 30)]
    [1.75, 0.887, 3.115]
    """
    x, n = _part_and_whole(part, whole)
    y, m = _part_and_whole(other_part, other_whole)
    limits = np.vectorize(_koopman, otypes=[float, float], excluded=["alpha"])
    lower, upper = limits(*np.broadcast_arrays(x, n, y, m), alpha=_alpha(level))
    with np.errstate(divide="ignore", invalid="ignore"):
        return Interval(*_plain((x / n) / (y / m), lower, upper))


def _koopman(x: float, n: float, y: float, m: float, alpha: float) -> tuple[float, float]:
    if not (n > 0 and m > 0) or x == y == 0:
        return np.nan, np.nan
    z = stats.norm.isf(alpha / 2)

    def score(log_ratio: float) -> float:
        ratio = np.exp(log_ratio)
        a, b, c = (n + m) * ratio, -((n + y) * ratio + x + m), x + y
        # The root in the form that loses no digits where the ratio is small.
        q = 2 * c / (-b + np.sqrt(max(b**2 - 4 * a * c, 0.0)))
        p = ratio * q
        variance = p * (1 - p) / n + ratio**2 * q * (1 - q) / m
        return _standardised(x / n - ratio * y / m, variance)

    farthest = 50.0
    value = np.log((x / n) / (y / m)) if x > 0 and y > 0 else (farthest if x > 0 else -farthest)
    lower, upper = _score_limits(score, value, z, -farthest, farthest)
    return (0.0 if lower == -farthest else np.exp(lower)), (np.inf if upper == farthest else np.exp(upper))


def odds_ratio(
    part: Numbers, whole: Numbers, other_part: Numbers, other_whole: Numbers, *, level: float | None = 0.95
) -> OddsRatio:
    """Has a share changed: the conditional odds ratio, its exact limits, and Fisher's p-values.

    Parameters
    ----------
    part, whole, other_part, other_whole
        Whole numbers. The parts are held against the rest of their wholes, never against the wholes.
    level
        None where no limits are needed, which take most of the time: they are nan.

    Returns
    -------
    OddsRatio
        `p_value` is central (twice the smaller tail), so it agrees with the limits; `p_midp` counts half of
        the observed table and is less strict. All nan where a whole is empty. Where no event or every event
        belongs to the parts, the ratio is nan, and chance speaks against none: limits of 0 and infinity,
        p-values of 1.

    Examples
    --------
    >>> [round(x, 3) for x in odds_ratio(3, 45, 9, 60)]
    [0.408, 0.067, 1.772, 0.309, 0.201]
    >>> [round(x, 3) for x in odds_ratio(3, 45, 9, 60, level=None)]
    [0.408, nan, nan, 0.309, 0.201]
    """
    a, n = _part_and_whole(part, whole)
    b, m = _part_and_whole(other_part, other_whole)
    each = np.vectorize(_conditional_odds_ratio, otypes=[float] * 3, excluded=["level"])
    value, lower, upper = each(*np.broadcast_arrays(a, n, b, m), level=level)
    law = stats.hypergeom(n + m, n, a + b)
    at_most, at_least, tie = law.cdf(a), law.sf(a - 1), law.pmf(a)
    both = (n > 0) & (m > 0)
    p_value = np.where(both, _central(at_least, at_most), np.nan)
    p_midp = np.where(both, _central(at_least - tie / 2, at_most - tie / 2), np.nan)
    return OddsRatio(*_plain(value, lower, upper, p_value, p_midp))


def _conditional_odds_ratio(
    a: float, n: float, b: float, m: float, level: float | None
) -> tuple[float, float, float]:
    if np.isnan(a + n + b + m) or min(n, m) == 0:
        return np.nan, np.nan, np.nan
    if a + b in (0, n + m):
        return np.nan, 0.0, np.inf
    table = np.array([[a, n - a], [b, m - b]]).astype(int)
    found = stats.contingency.odds_ratio(table)
    if level is None:
        return float(found.statistic), np.nan, np.nan
    limits = found.confidence_interval(level)
    return float(found.statistic), float(limits.low), float(limits.high)


# --- many areas at once -------------------------------------------------------------------------------


def count_funnel(
    expected: Numbers, *, method: CountFunnelMethod = "interpolated", level: float = 0.95
) -> Interval:
    """Where observed / expected stays, at `level`, if every area only follows its expectation.

    Parameters
    ----------
    expected
        Expected count of each area, above 0.
    method
        ``interpolated`` exact quantiles: for small expectations the lower limit is below 0, which says that
        no count is too low. ``quantile``: whole counts. ``garwood``: the limits of a count equal to the
        expectation, as in FunnelPlotR.

    Notes
    -----
    Spiegelhalter 2005, Stat. Med. 24:1185-1202, appendix A.1.1.

    Examples
    --------
    >>> [round(float(x), 2) for x in count_funnel(11.4, level=0.998)]
    [1.0, 0.18, 1.99]
    """
    mean = _exposure(expected)
    alpha = _alpha(level)
    law = stats.poisson(mean)
    limits: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
        "interpolated": lambda: (_interpolated(law, alpha / 2), _interpolated(law, 1 - alpha / 2)),
        "quantile": lambda: (law.ppf(alpha / 2), law.ppf(1 - alpha / 2)),
        "garwood": lambda: _garwood(mean, alpha),
    }
    lower, upper = _choice("method", method, limits)()
    return Interval(*_plain(np.ones_like(mean), lower / mean, upper / mean))


def observed_funnel(
    observed: Numbers, *, method: ObservedFunnelMethod = "exact", level: float = 0.95
) -> Interval:
    """Where a ratio to expectation stays, at `level`, when only the observed count is known.

    The lower limit is observed / (upper limit of that count), the upper one observed / (its lower limit): the
    form in which PHEindicatormethods draws a funnel of standardised ratios. 0 events have limits of 0 and
    infinity, beyond which no ratio lies: hold their exact limits (`rate_interval`) against 1 instead.

    Parameters
    ----------
    observed
        Count, 0 or more.
    method
        ``exact``; ``phe``: the limits of the count by that package's bisection, which ends a few parts in a
        million off, or, for one event at 99.8 %, 6 in ten thousand.

    Examples
    --------
    >>> [round(x, 3) for x in observed_funnel(9)]
    [1.0, 0.527, 2.187]
    >>> [round(observed_funnel(1, method=name, level=0.998).upper, 2) for name in ("exact", "phe")]
    [999.5, 999.45]
    """
    alpha = _alpha(level)
    x = _counts(observed)
    lower, upper = _choice("method", method, {"exact": _garwood, "phe": _garwood_bisected})(x, alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        highest = np.where(x == 0, np.inf, x / lower)
        return Interval(*_plain(np.where(np.isnan(x), np.nan, 1.0), x / upper, highest))


def _garwood_bisected(x: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    lower = _bisected_mean(x, lambda mean: special.gammainc(x, mean) > alpha / 2)
    return lower, _bisected_mean(x, lambda mean: special.gammaincc(x + 1, mean) < alpha / 2)


def _bisected_mean(x: np.ndarray, too_high: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The mean after 23 halvings of v, mean = (x + 1) v / (1 - v), first 1/2 and then 1/4 aside."""
    v = np.full(x.shape, 0.5)
    for power in range(2, 25):
        v = v + np.where(too_high((x + 1) * v / (1 - v)), -1, 1) * 0.5**power
    return (x + 1) * v / (1 - v)


def share_funnel(
    target: float, total: Numbers, *, method: ShareFunnelMethod = "interpolated", level: float = 0.95
) -> Interval:
    """Where the share of `total` events stays, at `level`, if it only follows the `target` of all areas.

    Parameters
    ----------
    target
        Share of all areas together, 0 to 1. On a target of 0 or 1 itself there is no chance: limits on it.
    total
        Events of each area, above 0.
    method
        ``interpolated`` exact quantiles; ``quantile``: whole counts; ``normal``, which may pass 0 and 1 and
        is what the funnel of PHEindicatormethods comes to (a share whose Wilson limit is the target).

    Notes
    -----
    Spiegelhalter 2005 as in `count_funnel`, for the binomial law.

    Examples
    --------
    >>> [round(x, 2) for x in share_funnel(0.934, 45)]
    [0.93, 0.84, 0.99]
    """
    n = _exposure(total)
    alpha = _alpha(level)
    _require_share(target)
    law = stats.binom(n, target)
    half = stats.norm.isf(alpha / 2) * np.sqrt(target * (1 - target) * n)
    limits: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
        "interpolated": lambda: (_interpolated(law, alpha / 2), _interpolated(law, 1 - alpha / 2)),
        "quantile": lambda: (law.ppf(alpha / 2), law.ppf(1 - alpha / 2)),
        "normal": lambda: (n * target - half, n * target + half),
    }
    lower, upper = (n * target, n * target) if target in (0, 1) else _choice("method", method, limits)()
    return Interval(*_plain(np.full_like(n, target), lower / n, upper / n))


def _interpolated(law: Any, p: float) -> np.ndarray:
    r = law.ppf(p)
    return r - (law.cdf(r) - p) / law.pmf(r)


# --- what two lists both miss -------------------------------------------------------------------------


def two_list_total(first: Numbers, second: Numbers, both: Numbers, *, level: float = 0.95) -> Interval:
    """How many there are in all, judged by how far two lists overlap (capture-recapture).

    Parameters
    ----------
    first, second, both
        Entries of one list, of the other, and those that stand on both.

    Returns
    -------
    Interval
        The estimate with normal limits, the lower one not below what the lists hold together; nan where they
        have nothing in common, which says nothing about the rest.

    Raises
    ------
    WrongUse
        If `both` is larger than one of the lists.

    Notes
    -----
    Chapman (1951) form of the Lincoln-Petersen estimate; variance of Seber (1970), Biometrics 26:13-22. It
    takes the lists as made independently and of the same things: lists that copy from each other give too low
    a total, entries that cannot be matched or no longer exist too high a one.

    Examples
    --------
    >>> [round(x) for x in two_list_total(421, 332, 88)]
    [1578, 1330, 1826]
    """
    m, a = _part_and_whole(both, first)
    m, b = _part_and_whole(m, second)
    m, a = np.where(m > 0, m, np.nan), np.broadcast_to(a, m.shape)
    total = (a + 1) * (b + 1) / (m + 1) - 1
    variance = (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) ** 2 * (m + 2))
    half = stats.norm.isf(_alpha(level) / 2) * np.sqrt(variance)
    return Interval(*_plain(total, np.maximum(total - half, a + b - m), total + half))


# --- what all of them need ----------------------------------------------------------------------------


def _counts(values: Numbers) -> np.ndarray:
    x = np.asarray(values, dtype=float)
    if np.any(x < 0) or np.any(np.isinf(x)):
        raise WrongUse(f"A count is 0 or more; found {_first(x, (x < 0) | np.isinf(x))}.")
    return x


def _part_and_whole(part: Numbers, whole: Numbers) -> tuple[np.ndarray, np.ndarray]:
    x, n = np.broadcast_arrays(_counts(part), _counts(whole))
    if np.any(x > n):
        wrong = x > n
        raise WrongUse(
            f"A part cannot exceed its whole; found {_first(x, wrong)} of {_first(n, wrong)}. "
            "Check that both count the same thing over the same days."
        )
    return x, n


def _exposure(values: Numbers) -> np.ndarray:
    t = np.asarray(values, dtype=float)
    if np.any(t <= 0) or np.any(np.isinf(t)):
        raise WrongUse(f"An exposure must be above 0; found {_first(t, (t <= 0) | np.isinf(t))}.")
    return t


def _require_share(target: float) -> None:
    if not 0 <= target <= 1:
        raise WrongUse(f"A target for a share lies between 0 and 1; found {target}. Write 91 % as 0.91.")


def _first(values: np.ndarray, where: np.ndarray) -> str:
    return f"{np.atleast_1d(values)[np.atleast_1d(where)][0]:g}"


def _alpha(level: float) -> float:
    if not 0 < level < 1:
        raise WrongUse(f"A level lies between 0 and 1; found {level}. Write 95 % as 0.95.")
    return 1 - level


def _choice(name: str, value: str, known: dict[str, Any]) -> Any:
    if value not in known:
        raise WrongUse(f"Unknown {name} '{value}'. Known: {', '.join(known)}.")
    return known[value]


def _central(one_tail: np.ndarray, other_tail: np.ndarray) -> np.ndarray:
    """Twice the smaller tail, at most 1: the p-value that agrees with limits of equal tails."""
    return np.minimum(1.0, 2 * np.minimum(one_tail, other_tail))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return optimize.brentq(function, low, high, xtol=1e-14, rtol=1e-14)


def _plain(*values: Any) -> tuple[Any, ...]:
    """Floats for numbers, arrays for arrays."""
    return tuple(float(v) if np.ndim(v) == 0 else np.asarray(v) for v in values)
