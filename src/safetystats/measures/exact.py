"""How far out is a count: exact p-values under a named convention of what counts as far out.

A two-sided p-value is not unique: for 3 of 45 against 9 of 60 it is .309, .227 or .201 by convention. The
limits in `intervals` go with ``central``, so that is the default everywhere; the other conventions are here
to meet figures of other software, and must be named.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from scipy import stats

from ..errors import WrongUse
from .fixed_margins import table_chance
from .intervals import Numbers

Tails = Literal["central", "mid-p", "minlike", "blaker", "at least", "at most"]

TAILS: tuple[Tails, ...] = ("central", "mid-p", "minlike", "blaker", "at least", "at most")
"""``central``: twice the smaller tail. ``mid-p``: the same with half of the observed count's own probability.
``minlike``: all counts no likelier than the observed one, as in R's binom.test, poisson.test and fisher.test.
``blaker``: the smaller tail and as much of the other. The last two are one-sided."""

ORDERED = ("minlike", "blaker")
"""Conventions that put every possible count in an order, and so take one table at a time."""

TIES = 1 + 1e-7
"""Probabilities that agree so far are equal: R's allowance for rounding errors."""


def share_p_value(events: Numbers, total: Numbers, share: Numbers, *, tails: Tails = "central") -> Any:
    """Exact binomial p-value of `events` of `total` if the true share were `share`.

    Raises
    ------
    WrongUse
        If `tails` is none of `TAILS`, or a number is no whole count.

    Examples
    --------
    >>> share_p_value(7, 10, 0.5), round(share_p_value(3, 45, 0.12), 4)
    (0.34375, 0.3907)
    """
    return _each(lambda x, n, p: _p_value(stats.binom(n, p), x, 0, int(n), tails), events, total, share)


def count_p_value(events: Numbers, expected: Numbers, *, tails: Tails = "central") -> Any:
    """Exact Poisson p-value of a count of independent events against a known expectation.

    >>> round(count_p_value(7, 3.04, tails="at least"), 4), round(count_p_value(3, 5.2, tails="minlike"), 4)
    (0.0356, 0.5057)
    """

    def of_one(x: float, mean: float) -> float:
        law = stats.poisson(mean)
        # Beyond, nothing is as likely as what was seen.
        most = int(max(x, law.isf(1e-18), 2 * mean)) + 50
        return _p_value(law, x, 0, most, tails)

    return _each(of_one, events, expected)


def ratio_p_value(
    events: Numbers,
    exposure: Numbers,
    other_events: Numbers,
    other_exposure: Numbers,
    *,
    tails: Tails = "central",
) -> Any:
    """Exact conditional p-value of two counts if both had the same rate; 1 where there are no events.

    >>> round(ratio_p_value(3, 1, 7, 1), 5), round(ratio_p_value(3, 1, 7, 1, tails="mid-p"), 5)
    (0.34375, 0.22656)
    """
    x, t, y, u = (np.asarray(v, dtype=float) for v in (events, exposure, other_events, other_exposure))
    return share_p_value(x, x + y, t / (t + u), tails=tails)


def change_p_value(
    part: Numbers, whole: Numbers, other_part: Numbers, other_whole: Numbers, *, tails: Tails = "central"
) -> Any:
    """Fisher's exact p-value of the question whether a share differs between two unconnected wholes.

    >>> [round(change_p_value(3, 45, 9, 60, tails=t), 3) for t in ("central", "minlike", "blaker", "mid-p")]
    [0.309, 0.227, 0.227, 0.201]
    """

    if tails not in ORDERED:
        a, n, b, m = (np.asarray(v, dtype=float) for v in (part, whole, other_part, other_whole))
        # All tables at once: there may be thousands.
        found = _tail_p_value(stats.hypergeom(n + m, n, a + b), a, tails)
        return float(found) if np.ndim(found) == 0 else found

    def of_one(a: float, n: float, b: float, m: float) -> float:
        law = stats.hypergeom(n + m, n, a + b)
        return _p_value(law, a, int(max(0, a + b - m)), int(min(n, a + b)), tails)

    return _each(of_one, part, whole, other_part, other_whole)


def zero_probability(rate: float, days: float, *, year_days: float = 365) -> float:
    """Probability of a stretch of `days` without an event at `rate` events a year.

    Six accidents a year leave 120 quiet days by chance once in seven times:

    >>> round(zero_probability(6, 120), 3)
    0.139
    """
    if rate < 0 or days < 0 or year_days <= 0:
        raise WrongUse(f"Rate and days are 0 or more, year_days above 0; found {rate}, {days}, {year_days}.")
    return float(np.exp(-rate * days / year_days))


class MixChange(NamedTuple):
    """Does a mix differ between groups: Pearson's chi-square with its p-value, and the exact p-value.

    `method` says how the latter was found: ``exact``, or ``monte-carlo`` from tables drawn at random.
    """

    chi2: float
    df: int
    p_value: float
    p_exact: float
    method: str


def mix_change(table: Numbers) -> MixChange:
    """Does the mix of columns (sectors) differ between rows (years, areas).

    Parameters
    ----------
    table
        Whole counts, two rows and two columns or more. Rows and columns without events are left out.

    Returns
    -------
    MixChange
        `p_exact` is Fisher's for r x c tables (minlike). Where a table has too many others with its margins
        to list them, it is estimated from tables drawn at random (the same ones each time), to about 0.001;
        `method` then says so.

    Notes
    -----
    Freeman and Halton 1951, Biometrika 38:141-149; see `fixed_margins`.

    Examples
    --------
    >>> change = mix_change([[7, 2, 1], [5, 4, 6], [3, 3, 9]])
    >>> round(change.chi2, 3), change.df, round(change.p_value, 4), round(change.p_exact, 4), change.method
    (8.046, 4, 0.0899, 0.0928, 'exact')
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or np.any(counts < 0) or np.any(counts != np.round(counts)):
        raise WrongUse("A table of a mix holds whole counts in rows and columns.")
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape, default=0) < 2:
        raise WrongUse(f"A mix needs two rows and two columns with events; found {counts.shape}.")
    chi2, p_value, df, _ = stats.chi2_contingency(counts, correction=False)
    return MixChange(float(chi2), int(df), float(p_value), *table_chance(counts.astype(int)))


def _p_value(law: Any, observed: float, least: int, most: int, tails: Tails) -> float:
    if tails not in ORDERED:
        return float(_tail_p_value(law, observed, tails))
    _require_whole(observed)
    at_least, at_most, own = law.sf(observed - 1), law.cdf(observed), law.pmf(observed)
    support = np.arange(least, most + 1)
    if tails == "minlike":
        likelihoods = law.pmf(support)
        return float(min(1.0, likelihoods[likelihoods <= own * TIES].sum()))
    smaller = np.minimum(law.sf(support - 1), law.cdf(support))
    return float(min(1.0, law.pmf(support)[smaller <= min(at_least, at_most) * TIES].sum()))


def _tail_p_value(law: Any, observed: Any, tails: Tails) -> Any:
    """Numbers or arrays: p-values that look at the tails alone."""
    if tails not in TAILS:
        raise WrongUse(f"Unknown tails '{tails}'. Known: {', '.join(TAILS)}.")
    _require_whole(observed)
    at_least, at_most = law.sf(observed - 1), law.cdf(observed)
    if tails == "at least":
        return at_least
    if tails == "at most":
        return at_most
    half = law.pmf(observed) / 2 if tails == "mid-p" else 0.0
    return np.minimum(1.0, 2 * np.minimum(at_least - half, at_most - half))


def _require_whole(observed: Any) -> None:
    broken = np.ravel(observed)[np.ravel(observed != np.round(observed))]
    if len(broken):
        raise WrongUse(f"An exact p-value needs whole counts; found {broken[0]:g}.")


def _each(function: Any, *values: Numbers) -> Any:
    found = np.vectorize(function, otypes=[float])(*values)
    return float(found) if np.ndim(found) == 0 else found
