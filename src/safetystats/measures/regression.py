"""Fits of counts and shares by maximum likelihood: Poisson, negative binomial and binomial.

Small designs, fitted by Newton's method on the log-likelihood: no need of a large library that is slow to
load. Counts have a log link, shares a logit link.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import optimize
from scipy.special import digamma, expit, gammaln, xlogy

from ..errors import WrongUse

STEPS = 200
"""Newton steps after which a fit is given up; a sound one needs fewer than ten."""


class Fit(NamedTuple):
    """Coefficients with their covariance, and how well they fit.

    `dispersion` is Pearson's chi-square over its degrees of freedom `df`. `theta` is the negative binomial's
    size, infinite for a Poisson fit; the covariance is then that given theta, as in R's glm.nb.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    means: np.ndarray
    deviance: float
    dispersion: float
    df: int
    log_likelihood: float
    theta: float = np.inf

    @property
    def std_errors(self) -> np.ndarray:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self.covariance))


def fit_counts(design: np.ndarray, counts: np.ndarray, exposure: np.ndarray | None = None) -> Fit:
    """Poisson log-linear fit of counts with `exposure` as an offset.

    Parameters
    ----------
    design
        One row a count, one column a coefficient, of full rank.
    counts, exposure
        Counts 0 or more, exposures above 0 (1 if not given).

    Raises
    ------
    WrongUse
        If the coefficients are not finite, say where all events lie at one end of a trend.

    Notes
    -----
    McCullagh and Nelder 1989, chapter 6.

    Examples
    --------
    >>> years = np.arange(10)
    >>> falling = np.array([62, 58, 60, 51, 49, 44, 46, 39, 35, 33])
    >>> fit_counts(np.column_stack([np.ones(10), years]), falling).coefficients.round(4).tolist()
    [4.1601, -0.0701]
    """
    offset = np.zeros(len(counts)) if exposure is None else np.log(exposure)
    coefficients, covariance = _log_linear(design, counts, offset, np.inf)
    means = np.exp(design @ coefficients + offset)
    deviance = 2 * float((xlogy(counts, counts / means) - (counts - means)).sum())
    log_likelihood = float((xlogy(counts, means) - means - gammaln(counts + 1)).sum())
    pearson = float(((counts - means) ** 2 / means).sum())
    return _fit(coefficients, covariance, means, deviance, pearson, log_likelihood)


def fit_overdispersed_counts(
    design: np.ndarray, counts: np.ndarray, exposure: np.ndarray | None = None
) -> Fit:
    """Negative binomial (NB2) fit, variance mu + mu²/theta, theta by maximum likelihood too.

    Counts that vary no more than Poisson counts have an infinite theta and the Poisson fit. Parameters and
    errors are those of `fit_counts`.

    Notes
    -----
    Lawless 1987, Can. J. Stat. 15:209-225; errors given theta, as in MASS glm.nb (statsmodels' are those of
    the joint information, a little larger).
    """
    plain = fit_counts(design, counts, exposure)
    if ((counts - plain.means) ** 2 - counts).sum() <= 0:
        return plain
    offset = np.zeros(len(counts)) if exposure is None else np.log(exposure)

    def score(log_theta: float) -> float:
        theta = np.exp(log_theta)
        coefficients, _ = _log_linear(design, counts, offset, theta)
        means = np.exp(design @ coefficients + offset)
        return _theta_score(theta, counts, means)

    top = 1.0
    while score(top) > 0:
        top += 1.0
        if top > 25:
            return plain
    low = top - 1
    while score(low) < 0:
        low -= 1.0
    theta = float(np.exp(optimize.brentq(score, low, top, xtol=1e-12)))
    coefficients, covariance = _log_linear(design, counts, offset, theta)
    means = np.exp(design @ coefficients + offset)
    deviance = 2 * float(
        (xlogy(counts, counts / means) - (counts + theta) * np.log((counts + theta) / (means + theta))).sum()
    )
    log_likelihood = float(
        (
            gammaln(counts + theta)
            - gammaln(theta)
            - gammaln(counts + 1)
            + theta * np.log(theta / (theta + means))
            + xlogy(counts, means / (theta + means))
        ).sum()
    )
    pearson = float(((counts - means) ** 2 / (means + means**2 / theta)).sum())
    return _fit(coefficients, covariance, means, deviance, pearson, log_likelihood)._replace(theta=theta)


def _theta_score(theta: float, counts: np.ndarray, means: np.ndarray) -> float:
    return float(
        (
            digamma(theta + counts)
            - digamma(theta)
            + np.log(theta / (theta + means))
            + (means - counts) / (means + theta)
        ).sum()
    )


def fit_shares(design: np.ndarray, part: np.ndarray, whole: np.ndarray) -> Fit:
    """Binomial logit fit of parts of wholes. Errors are those of `fit_counts`."""

    def terms(linear: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        share = expit(linear)
        log_likelihood = part @ linear - whole @ np.logaddexp(0, linear)
        return float(log_likelihood), part - whole * share, whole * share * (1 - share)

    start = np.zeros(design.shape[1])
    coefficients, covariance = _newton(design, terms, start)
    share = expit(design @ coefficients)
    means, rest = whole * share, whole - part
    deviance = 2 * float((xlogy(part, part / means) + xlogy(rest, rest / (whole - means))).sum())
    pearson = float(((part - means) ** 2 / (means * (1 - share))).sum())
    log_choose = gammaln(whole + 1) - gammaln(part + 1) - gammaln(rest + 1)
    log_likelihood = float((log_choose + xlogy(part, share) + xlogy(rest, 1 - share)).sum())
    return _fit(coefficients, covariance, means, deviance, pearson, log_likelihood)


def _log_linear(
    design: np.ndarray, counts: np.ndarray, offset: np.ndarray, theta: float
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and covariance of a log-linear fit: Poisson for an infinite theta."""

    def terms(linear: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        log_mean = linear + offset
        mean = np.exp(np.minimum(log_mean, 700))
        if np.isinf(theta):
            return float(counts @ log_mean - mean.sum()), counts - mean, mean
        log_likelihood = counts @ log_mean - (counts + theta) @ np.log(theta + mean)
        # Expected information, as in Fisher scoring; the observed one may not be positive far out.
        return float(log_likelihood), theta * (counts - mean) / (theta + mean), theta * mean / (theta + mean)

    if not counts.sum() > 0:
        raise WrongUse("There are no events, so that nothing can be fitted. Leave the series out.")
    level = np.log(counts.sum() / np.exp(offset).sum())
    start = np.linalg.lstsq(design, np.full(len(counts), level), rcond=None)[0]
    return _newton(design, terms, start)


def _newton(
    design: np.ndarray,
    terms: Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]],
    start: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Climb to the maximum; `terms` gives log-likelihood, residuals and weights of a linear predictor."""
    coefficients = start
    log_likelihood, residual, weight = terms(design @ coefficients)
    for _ in range(STEPS):
        information = design.T @ (weight[:, None] * design)
        try:
            step = np.linalg.solve(information, design.T @ residual)
        except np.linalg.LinAlgError as error:
            raise WrongUse(NOT_FINITE) from error
        # A full step may go too far; half of it, and half again, at last goes up.
        size = 1.0
        while size > 1e-10:
            found = terms(design @ (coefficients + size * step))
            if found[0] >= log_likelihood - 1e-10 * (1 + abs(log_likelihood)):
                break
            size /= 2
        coefficients = coefficients + size * step
        log_likelihood, residual, weight = found
        if np.abs(step).max() < 1e-10 * (1 + np.abs(coefficients).max()):
            information = design.T @ (weight[:, None] * design)
            return coefficients, np.linalg.inv(information)
        if np.abs(design @ coefficients).max() > 200:
            break
    raise WrongUse(NOT_FINITE)


NOT_FINITE = (
    "The fit has no finite solution: all events lie at one end, or a column of the design says nothing new. "
    "Take fewer coefficients, or a test that needs no fit."
)


def _fit(
    coefficients: np.ndarray,
    covariance: np.ndarray,
    means: np.ndarray,
    deviance: float,
    pearson: float,
    log_likelihood: float,
) -> Fit:
    df = len(means) - len(coefficients)
    dispersion = pearson / df if df > 0 else np.nan
    return Fit(coefficients, covariance, means, deviance, dispersion, df, log_likelihood)
