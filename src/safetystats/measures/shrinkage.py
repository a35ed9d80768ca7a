"""Ratios of areas drawn towards their mean: for putting areas in an order, never as their figures.

The highest and lowest ratios belong to the smallest areas, by chance. Empirical Bayes draws each ratio
towards the mean by as much as its own count is uncertain. Where areas differ no more than chance, all are
alike.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np

from ..errors import UnknownName, WrongUse
from .intervals import Numbers
from .regression import fit_overdispersed_counts

ShrinkageMethod = Literal["marshall", "clayton-kaldor", "negative-binomial"]

SHRINKAGE_METHODS: tuple[ShrinkageMethod, ...] = ("marshall", "clayton-kaldor", "negative-binomial")


TURNS = 100_000
"""The moment equations are solved by turns; barely over-dispersed areas need many."""


class Shrunk(NamedTuple):
    """Shrunk ratios, the mean they are drawn to, the variance between areas, each own ratio's weight."""

    value: Any
    mean: float
    variance: float
    weight: Any


def shrunk_ratios(observed: Numbers, expected: Numbers, *, method: ShrinkageMethod = "marshall") -> Shrunk:
    """Ratios of observed to expected counts, drawn towards their mean.

    Parameters
    ----------
    observed, expected
        One count and one expectation (or exposure) above 0 an area, two areas or more with events.
    method
        ``marshall``: moments, a closed form; ``clayton-kaldor``: Poisson-gamma by its moment equations;
        ``negative-binomial``: Poisson-gamma by maximum likelihood.

    Returns
    -------
    Shrunk
        A variance of 0 and weights of 0 where the areas differ no more than chance.

    Notes
    -----
    Marshall 1991, Appl. Stat. 40:283-294; Clayton and Kaldor 1987, Biometrics 43:671-681 (their gamma has
    shape nu and scale alpha; here mean nu/alpha, variance nu/alpha²).

    Examples
    --------
    Two areas with 10 expected each, ratios 2 and 0: the variance of their ratios, 1, is a tenth chance.

    >>> shrunk = shrunk_ratios([20, 0], [10, 10])
    >>> shrunk.value.round(2).tolist(), round(shrunk.variance, 2), shrunk.weight.round(2).tolist()
    ([1.9, 0.1], 0.9, [0.9, 0.9])
    """
    x, e = np.broadcast_arrays(np.asarray(observed, dtype=float), np.asarray(expected, dtype=float))
    if method not in SHRINKAGE_METHODS:
        raise UnknownName("method", method, SHRINKAGE_METHODS)
    if x.ndim != 1 or x.size < 2 or np.any(x < 0) or np.any(e <= 0) or not x.sum() > 0:
        raise WrongUse("Shrinking needs two areas or more, expectations above 0, and at least one event.")
    if method == "marshall":
        return _marshall(x, e)
    mean, variance = _clayton_kaldor(x, e) if method == "clayton-kaldor" else _negative_binomial(x, e)
    if variance == 0:
        return Shrunk(np.full(x.size, mean), mean, 0.0, np.zeros(x.size))
    shape, scale = mean**2 / variance, mean / variance
    return Shrunk((x + shape) / (e + scale), mean, variance, e / (e + scale))


def _marshall(x: np.ndarray, e: np.ndarray) -> Shrunk:
    mean = float(x.sum() / e.sum())
    spread = float((e * (x / e - mean) ** 2).sum() / e.sum())
    variance = max(0.0, spread - mean / float(e.mean()))
    weight = variance / (variance + mean / e)
    return Shrunk(mean + weight * (x / e - mean), mean, variance, weight)


def _clayton_kaldor(x: np.ndarray, e: np.ndarray) -> tuple[float, float]:
    """Mean and variance of the gamma law that solve both moment equations, by turns."""
    mean = float(x.sum() / e.sum())
    if ((x - mean * e) ** 2 / (mean * e)).sum() <= x.size - 1:
        return mean, 0.0
    variance = mean**2
    for _ in range(TURNS):
        scale = mean / variance
        ratio = (x + mean * scale) / (e + scale)
        last = mean, variance
        mean = float(ratio.mean())
        variance = float(((1 + scale / e) * (ratio - mean) ** 2).sum() / (x.size - 1))
        if abs(mean - last[0]) < 1e-12 * mean and abs(variance - last[1]) < 1e-12 * variance:
            break
    return mean, variance


def _negative_binomial(x: np.ndarray, e: np.ndarray) -> tuple[float, float]:
    fit = fit_overdispersed_counts(np.ones((x.size, 1)), x, e)
    mean = float(np.exp(fit.coefficients[0]))
    return mean, 0.0 if np.isinf(fit.theta) else mean**2 / fit.theta
