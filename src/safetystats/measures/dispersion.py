"""Do areas differ more than chance, and by how much: tests before any ranking, and over-dispersion.

Areas are never quite alike, so with many events per area plain funnel limits flag half of them. The excess is
estimated from the areas themselves, with their far ends drawn in, and widens the limits.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from scipy import stats

from ..errors import UnknownName, WrongUse
from .intervals import Interval, Numbers

CountTransform = Literal["sqrt", "log", "sqrt-linear"]

COUNT_TRANSFORMS: tuple[CountTransform, ...] = ("sqrt", "log", "sqrt-linear")
"""``sqrt``: square roots of the ratios, limits squared back. ``log``: logarithms, extremes left out (the SHMI
variant of FunnelPlotR). ``sqrt-linear``: as ``sqrt``, but the limits stay on the scale of the roots, as in
FunnelPlotR's CQC variant: not to be drawn on ratios, where they are half as wide as they should be."""


class Heterogeneity(NamedTuple):
    """Whether areas differ more than chance: chi-square, its degrees of freedom, p-value, chi-square/df."""

    chi2: float
    df: int
    p_value: float
    dispersion: float


def heterogeneity(observed: Numbers, expected: Numbers) -> Heterogeneity:
    """Do counts differ from their expectations more than independent events would.

    Parameters
    ----------
    observed, expected
        One count and one expectation an area, expectations above 0 and with the same sum as the counts.

    Notes
    -----
    Potthoff and Whittinghill 1966, Biometrika 53:183-190; Pearson's chi-square with areas - 1 degrees of
    freedom. To be asked before any ranking.

    Examples
    --------
    >>> chi2, df, p_value, dispersion = heterogeneity([3, 9], [6, 6])
    >>> round(chi2, 2), df, round(p_value, 3)
    (3.0, 1, 0.083)
    """
    counts, means = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    if counts.size < 2 or np.any(means <= 0) or not np.isclose(counts.sum(), means.sum()):
        raise WrongUse(
            "Heterogeneity needs two areas or more, expectations above 0, and sums that agree; found "
            f"{counts.size} areas, {counts.sum():g} observed and {means.sum():g} expected."
        )
    return _tested(float(((counts - means) ** 2 / means).sum()), counts.size - 1)


def dispersion_index(counts: Numbers) -> Heterogeneity:
    """Do counts of like windows vary more (or less) than a steady rate would make them.

    `dispersion` is their variance over their mean: 1 for a steady rate. `p_value` is that of more variation.

    Notes
    -----
    Fisher 1950, Biometrics 6:17-24: sum of (x - mean)²/mean against chi-square with n - 1 degrees of freedom.

    Examples
    --------
    >>> months = [7, 5, 9, 6, 8, 4, 11, 7, 6, 10, 5, 8, 6, 3, 7, 5, 4, 6, 8, 2, 5, 4, 6, 3]
    >>> round(dispersion_index(months).dispersion, 3), round(dispersion_index(months).p_value, 3)
    (0.827, 0.7)
    """
    x = np.asarray(counts, dtype=float)
    if x.size < 2 or np.any(x < 0) or not x.sum() > 0:
        raise WrongUse(f"A dispersion index needs two counts or more, not all 0; found {x.tolist()}.")
    return heterogeneity(x, np.full(x.size, x.mean()))


def share_heterogeneity(part: Numbers, whole: Numbers) -> Heterogeneity:
    """Do shares of several wholes (closure rates of areas) differ more than chance.

    Notes
    -----
    Pearson's chi-square for k proportions, without continuity correction.

    Examples
    --------
    >>> found = share_heterogeneity([820, 371, 90, 71], [901, 412, 96, 88])
    >>> round(found.chi2, 2), found.df, round(found.p_value, 4)
    (11.16, 3, 0.0109)
    """
    x, n = _parts(part, whole)
    share = x.sum() / n.sum()
    if x.size < 2 or share in (0, 1):
        raise WrongUse("Shares are compared of two wholes or more, neither all of them 0 nor all of them 1.")
    chi2 = float(((x - n * share) ** 2 / (n * share * (1 - share))).sum())
    return _tested(chi2, x.size - 1)


def _tested(chi2: float, df: int) -> Heterogeneity:
    return Heterogeneity(chi2, df, float(stats.chi2.sf(chi2, df)), chi2 / df)


class Overdispersion(NamedTuple):
    """How much areas differ beyond chance.

    `z` scores, `z_used` with their far ends drawn in (nan where left out), `phi` their mean square, and
    `tau2`, the variance between areas on the transformed scale: 0 where they differ no more than chance.
    """

    z: Any
    z_used: Any
    phi: float
    tau2: float


def count_overdispersion(
    observed: Numbers, expected: Numbers, *, transform: CountTransform = "sqrt", ends: float = 0.1
) -> Overdispersion:
    """How much the ratios of observed to expected counts vary beyond chance.

    Parameters
    ----------
    observed, expected
        One count and one expectation (above 0) an area.
    transform
        One of `COUNT_TRANSFORMS`. Under ``log`` the `ends` are left out by groups of ranks, as NHS England's
        SHMI does: a count of 0 is infinitely low on that scale, so it ranks lowest; should it not be left
        out, it is taken as 1/2 (FunnelPlotR's phi is infinite then). Otherwise they are drawn in to the
        `ends` and 1 - `ends` quantiles of the scores.
    ends
        Part of the areas at each end.

    Notes
    -----
    Spiegelhalter 2005, Qual. Saf. Health Care 14:347-351 (Winsorised phi) and Stat. Med. 24:1185-1202; tau2
    by DerSimonian and Laird 1986, Control. Clin. Trials 7:177-188.

    Examples
    --------
    Nine areas of a like size: of their scores -4, -2, 0 (six times) and 6 the ends are drawn in.

    >>> found = count_overdispersion([4, 9, *[16] * 6, 49], 16)
    >>> found.z[[0, 1, 8]].tolist(), found.z_used[[0, 1, 8]].round(9).tolist()
    ([-4.0, -2.0, 6.0], [-2.4, -2.0, 1.2])
    >>> round(found.phi, 4), round(found.tau2, 4)
    (1.2444, 0.0063)
    """
    x, mean = np.broadcast_arrays(np.asarray(observed, dtype=float), np.asarray(expected, dtype=float))
    if transform not in COUNT_TRANSFORMS:
        raise UnknownName("transform", transform, COUNT_TRANSFORMS)
    if x.ndim != 1 or x.size < 3 or np.any(x < 0) or np.any(mean <= 0):
        raise WrongUse("Over-dispersion needs three areas or more, counts 0 or more, expectations above 0.")
    if transform == "log":
        with np.errstate(divide="ignore"):
            z = np.log(x / mean) * np.sqrt(mean)
        used = _trimmed(z, ends)
        return _excess(z, np.where(np.isneginf(used), np.log(0.5 / mean) * np.sqrt(mean), used), mean)
    z = 2 * (np.sqrt(x) - np.sqrt(mean))
    return _excess(z, _winsorised(z, ends), 4 * mean)


def share_overdispersion(
    part: Numbers, whole: Numbers, *, target: float | None = None, ends: float = 0.1
) -> Overdispersion:
    """How much shares vary beyond chance about `target`, the share of all together if not given.

    On the scale of the arcsine of their roots; otherwise as `count_overdispersion`.

    >>> closed = [820, 371, 90, 1241, 601, 1873, 702, 268, 1466, 497, 71, 352, 1010, 41, 2265, 652]
    >>> total = [901, 412, 96, 1280, 633, 2045, 758, 301, 1512, 540, 88, 377, 1103, 45, 2410, 690]
    >>> found = share_overdispersion(closed, total)
    >>> round(found.phi, 2), round(found.tau2, 5)
    (5.04, 0.00139)
    """
    x, n = _parts(part, whole)
    if x.size < 3:
        raise WrongUse(f"Over-dispersion needs three areas or more; found {x.size}.")
    centre = x.sum() / n.sum() if target is None else target
    z = 2 * np.sqrt(n) * (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(centre)))
    return _excess(z, _winsorised(z, ends), 4 * n)


def adjusted_count_funnel(
    expected: Numbers, tau2: float, *, transform: CountTransform = "sqrt", level: float = 0.95
) -> Interval:
    """Where observed / expected stays, at `level`, if areas also differ by `tau2` among themselves.

    Examples
    --------
    >>> [round(x, 2) for x in adjusted_count_funnel(25, 0.03)]
    [1.0, 0.37, 1.94]
    """
    mean = np.asarray(expected, dtype=float)
    z = stats.norm.isf((1 - level) / 2)
    if transform == "log":
        half = z * np.sqrt(1 / mean + tau2)
        return _interval(np.ones_like(mean), np.exp(-half), np.exp(half))
    half = z * np.sqrt(1 / (4 * mean) + tau2)
    if transform == "sqrt-linear":
        return _interval(np.ones_like(mean), 1 - half, 1 + half)
    return _interval(np.ones_like(mean), np.maximum(1 - half, 0) ** 2, (1 + half) ** 2)


def adjusted_share_funnel(
    target: float, total: Numbers, tau2: float, *, level: float = 0.95, folded: bool = False
) -> Interval:
    """Where a share of `total` stays about `target`, at `level`, if areas also differ by `tau2`.

    Parameters
    ----------
    folded
        Let limits beyond 0 and 1 turn back, as FunnelPlotR's do, instead of holding them there: only to meet
        its figures. The fewer its events, the nearer an area's limit then comes to the target again.

    Examples
    --------
    >>> [round(x, 3) for x in adjusted_share_funnel(0.934, 901, 0.00139)]
    [0.934, 0.889, 0.968]
    >>> [round(adjusted_share_funnel(0.934, 10, 0.00139, folded=f).upper, 3) for f in (False, True)]
    [1.0, 0.997]
    """
    n = np.asarray(total, dtype=float)
    centre = np.arcsin(np.sqrt(target))
    half = stats.norm.isf((1 - level) / 2) * np.sqrt(1 / (4 * n) + tau2)
    lower, upper = centre - half, centre + half
    if not folded:
        lower, upper = np.maximum(lower, 0), np.minimum(upper, np.pi / 2)
    return _interval(np.full_like(n, target), np.sin(lower) ** 2, np.sin(upper) ** 2)


def _winsorised(z: np.ndarray, ends: float) -> np.ndarray:
    return np.clip(z, *np.quantile(z, [ends, 1 - ends]))


def _trimmed(z: np.ndarray, ends: float) -> np.ndarray:
    """Scores without the first and the last of 1 / `ends` groups by rank.

    A group is the whole part of rank / ((n + 1) `ends`), so that one area more may go at the upper end.
    """
    groups = np.floor(stats.rankdata(z) / (ends * (z.size + 1)) + 1e-9)
    return np.where((groups > 0) & (groups < 1 / ends - 1), z, np.nan)


def _excess(z: np.ndarray, used: np.ndarray, precision: np.ndarray) -> Overdispersion:
    """Phi, and tau2 by moments, from the scores that are used and the precision of each."""
    kept = ~np.isnan(used)
    squares, weights = float((used[kept] ** 2).sum()), precision[kept]
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    count = int(kept.sum())
    # A negative variance says that areas differ less than chance: none.
    return Overdispersion(z, used, squares / count, max(0.0, (squares - (count - 1)) / float(spread)))


def _parts(part: Numbers, whole: Numbers) -> tuple[np.ndarray, np.ndarray]:
    x, n = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    if x.ndim != 1 or np.any(x < 0) or np.any(n <= 0) or np.any(x > n):
        raise WrongUse("Each share is of a whole above 0, and its part no larger than the whole.")
    return x, n


def _interval(*values: np.ndarray) -> Interval:
    return Interval(*(float(v) if np.ndim(v) == 0 else v for v in values))
