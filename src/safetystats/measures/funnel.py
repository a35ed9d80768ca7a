"""Many areas at once: do they differ more than chance, and which lie beyond its limits.

With seventeen areas one in twenty is flagged at 95 % by chance alone, so nearly one a table; an area counts
as `outside` only at 99.8 %. There is no ranking: where the areas do not differ, ranks are noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ..errors import WrongUse
from ..schema import UNKNOWN, require_columns, require_one_row_each
from .intervals import count_funnel, rate_interval
from .tally import FEW, result_frame

FUNNEL = ("expected", "lower_95", "upper_95", "lower_998", "upper_998", "outside", "small")
"""What `funnel` adds to a result frame."""

ALIKE = "the areas differ no more than chance: no ranking"


class Heterogeneity(NamedTuple):
    """Whether areas differ more than chance: chi-square, its degrees of freedom, p-value, chi-square/df."""

    chi2: float
    df: int
    p_value: float
    dispersion: float


def heterogeneity(observed: npt.ArrayLike, expected: npt.ArrayLike) -> Heterogeneity:
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
    chi2 = float(((counts - means) ** 2 / means).sum())
    df = counts.size - 1
    return Heterogeneity(chi2, df, float(stats.chi2.sf(chi2, df)), chi2 / df)


def funnel(counts: pd.DataFrame, exposure: Mapping[str, float]) -> pd.DataFrame:
    """Each area's count against its part of the whole by population (or workers), within funnel limits.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` by area, one window. Accidents only: deaths in clusters would lie
        outside too often. Events of unknown area have no exposure and are left out; the note counts them.
    exposure
        Population or another base of every area, above 0.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``value`` is observed / expected, ``denominator``
        missing, ``lower`` and ``upper`` the exact limits of that ratio. Extra: `FUNNEL`: ``expected`` (the
        areas' events shared out by exposure), the funnel's limits about 1 at 95 % and 99.8 % for that
        expectation, and ``outside``: "high", "low" or "" at 99.8 %. The note says so where the areas do not
        differ at all.

    Raises
    ------
    WrongUse
        If an area has no exposure, or the counts are not accidents of one window.

    Notes
    -----
    Spiegelhalter 2005, Stat. Med. 24:1185-1202; limits below 0 are given as 0.

    Examples
    --------
    >>> counts = pd.DataFrame({
    ...     "area": ["north", "south"], "events": "accidents", "numerator": [30, 10], "basis": "all",
    ...     "window_start": pd.Timestamp("2020-01-01"), "window_end": pd.Timestamp("2020-12-31"),
    ...     "days": 366, "as_of": pd.NaT, "note": ""})
    >>> areas = funnel(counts, {"north": 100_000, "south": 300_000})
    >>> areas[["area", "expected", "value", "outside"]].round(2)
        area  expected  value outside
    0  north      10.0   3.00    high
    1  south      30.0   0.33     low
    """
    needed = ["area", "events", "numerator", "basis", "window_start", "window_end", "days", "as_of", "note"]
    require_columns(counts, needed, name="counts")
    require_one_row_each(counts, ["area"], name="counts of one window")
    if set(counts["events"]) != {"accidents"}:
        raise WrongUse(
            "A funnel is drawn of accidents: deaths come in clusters and would lie outside too often."
        )
    known = counts[counts["area"] != UNKNOWN]
    missing = [area for area in known["area"] if area not in exposure]
    if missing:
        raise WrongUse(
            f"No exposure for {', '.join(missing)}. Give every area a base above 0, or leave the area out of "
            "the counts."
        )
    base = known["area"].map(dict(exposure)).astype(float)
    observed = known["numerator"].astype(float)
    # Without a single event nothing is expected anywhere: every ratio is 0/0.
    expected = (base / base.sum() * observed.sum()).replace(0.0, np.nan)
    ratio = rate_interval(observed, expected)
    narrow, wide = count_funnel(expected, level=0.95), count_funnel(expected, level=0.998)
    high, low = ratio.value > wide.upper, ratio.value < wide.lower
    return result_frame(
        known.assign(
            denominator=pd.array([pd.NA] * len(known), dtype="Int64"),
            value=ratio.value,
            lower=ratio.lower,
            upper=ratio.upper,
            level=0.95,
            method="garwood",
            note=_note(counts, observed, expected),
            expected=expected,
            lower_95=np.maximum(narrow.lower, 0),
            upper_95=narrow.upper,
            lower_998=np.maximum(wide.lower, 0),
            upper_998=wide.upper,
            outside=np.select([high, low], ["high", "low"], ""),
            small=observed < FEW,
        ),
        ["area", "events"],
        FUNNEL,
    )


def _note(counts: pd.DataFrame, observed: pd.Series, expected: pd.Series) -> str:
    left_out = counts.loc[counts["area"] == UNKNOWN, "numerator"].sum()
    testable = len(observed) > 1 and observed.sum() > 0
    differ = testable and heterogeneity(observed, expected).p_value < 0.05
    notes = ["" if differ else ALIKE, f"{left_out} events of unknown area left out" if left_out else ""]
    return "; ".join(note for note in notes if note)
