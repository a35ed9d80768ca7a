"""Many areas at once: do they differ more than chance, and which lie beyond its limits.

With seventeen areas one in twenty is flagged at 95 % by chance alone, so nearly one a table; an area counts
as `outside` only at 99.8 %. Where areas differ among themselves more than chance, the limits that allow for
it stand beside the plain ones, and only an area beyond those (`outside_adjusted`) stands out from its like.
There is no ranking: where the areas do not differ, ranks are noise; `shrunk` is for an order, never as a
figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..schema import UNKNOWN, require_columns, require_one_row_each
from .dispersion import (
    Heterogeneity,
    Overdispersion,
    adjusted_count_funnel,
    adjusted_share_funnel,
    count_overdispersion,
    heterogeneity,
    share_heterogeneity,
    share_overdispersion,
)
from .families import adjusted_p_values
from .intervals import Interval, count_funnel, odds_ratio, rate_interval, rate_ratio, share_funnel
from .shrinkage import shrunk_ratios
from .tally import FEW, part_covered, result_frame

LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998", "outside")
"""The funnel's plain limits, and on which side of those at 99.8 % an area lies: "high", "low" or ""."""

ADJUSTED = (
    "adjusted_lower_95",
    "adjusted_upper_95",
    "adjusted_lower_998",
    "adjusted_upper_998",
    "outside_adjusted",
    "phi",
    "tau2",
)
"""The same allowing for over-dispersion; missing where under three areas cannot tell it."""

TESTED = ("p_value", "p_holm", "p_bh", "family")
"""Each area against the rest: exact p-value, adjusted by Holm and by Benjamini and Hochberg for `family`
tests."""

FUNNEL = ("expected", *LIMITS, "small", *ADJUSTED, "shrunk", *TESTED)
"""What `funnel` adds to a result frame."""

SHARE_FUNNEL = ("target", *LIMITS, "small", *ADJUSTED, *TESTED)
"""What `funnel_of_shares` adds to a result frame."""

RATE_FUNNEL = ("target", "expected", *LIMITS, "small", *ADJUSTED, "shrunk", *TESTED)
"""What `funnel_of_rates` adds to a result frame."""

ALIKE = "the areas differ no more than chance: no ranking"


def funnel(counts: pd.DataFrame, exposure: Mapping[str, float]) -> pd.DataFrame:
    """Each area's count against its part of the whole by population (or workers), within funnel limits.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` by area, one window. Accidents only: deaths in clusters would lie
        outside too often. Events of unknown area have no exposure and are left out; the note counts them.
        An area without a figure stays without limits, its note first.
    exposure
        Population or another base of every area, above 0.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``value`` is observed / expected, ``denominator``
        missing, ``lower`` and ``upper`` the exact limits of that ratio. Extra: `FUNNEL`: ``expected`` (the
        areas' events shared out by exposure), `LIMITS` about 1 for that expectation, ``small``, `ADJUSTED`,
        ``shrunk`` (Marshall's, for an order only) and `TESTED`. The note says so where the areas do not
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
    if set(counts["events"]) - {"accidents"}:
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
    observed = known["numerator"].astype(float)
    base = known["area"].map(dict(exposure)).astype(float).where(observed.notna()) * part_covered(known)
    # Without a single event nothing is expected anywhere: every ratio is 0/0.
    expected = (base / base.sum() * observed.sum()).replace(0.0, np.nan)
    ratio = rate_interval(observed, expected)
    return result_frame(
        known.assign(
            denominator=pd.array([pd.NA] * len(known), dtype="Int64"),
            value=ratio.value,
            lower=ratio.lower,
            upper=ratio.upper,
            level=0.95,
            method="garwood",
            note=_joined(known["note"].where(observed.isna(), ""), _note(counts, observed, expected)),
            expected=expected,
            small=observed < FEW,
            **_ratio_limits(observed, expected, 1.0),
            **_tested(_rate_tests(observed, base)),
        ),
        ["area", "events"],
        FUNNEL,
    )


def funnel_of_shares(shares: pd.DataFrame, *, target: float | None = None) -> pd.DataFrame:
    """Each area's share (a closure rate, say) within the funnel of all of them.

    Parameters
    ----------
    shares
        A result frame with one row an area: ``numerator`` of ``denominator``, as `closure.cohort_closure`
        gives it. Rows of 0 of 0, or without a figure, stay, without limits.
    target
        Centre of the funnel; the share of all areas together if not given.

    Returns
    -------
    DataFrame
        The keys and the result columns of `shares`, then `SHARE_FUNNEL`: the exact limits about the target
        for each area's denominator, plain and allowing for over-dispersion (arcsine scale), and Fisher's
        p-value of each area against the rest. The note says so where the areas do not differ.

    Notes
    -----
    Spiegelhalter 2005, Stat. Med. 24:1185-1202; variants as in FunnelPlotR (`dispersion`).

    Examples
    --------
    >>> shares = pd.DataFrame({
    ...     "area": ["a", "b", "c"], "numerator": [820, 371, 71], "denominator": [901, 412, 88],
    ...     "value": [.91, .90, .81], "lower": 0.0, "upper": 1.0, "level": .95, "method": "wilson",
    ...     "basis": "found", "window_start": pd.Timestamp("2020-01-01"),
    ...     "window_end": pd.Timestamp("2020-12-31"), "days": 366, "as_of": pd.NaT, "note": ""})
    >>> funnel_of_shares(shares)[["area", "target", "outside", "family"]].round(3)
      area  target outside  family
    0    a   0.901               3
    1    b   0.901               3
    2    c   0.901               3
    """
    keys = _keys_of(shares)
    require_columns(shares, [*keys, "denominator", "value", "note"], name="shares")
    require_one_row_each(shares, keys, name="shares of one window")
    part, whole = (shares[name].astype(float) for name in ("numerator", "denominator"))
    whole = whole.where((whole > 0) & part.notna())
    part = part.where(whole.notna())
    centre = float(part.sum() / whole.sum()) if target is None else target
    if not 0 <= centre <= 1:
        raise WrongUse(f"A target for a share lies between 0 and 1; found {centre:g}. Write 91 % as 0.91.")
    known = whole.notna()
    spread = share_overdispersion(part[known], whole[known], target=centre) if known.sum() > 2 else _NO_SPREAD
    rest_part, rest_whole = part.sum() - part, whole.sum() - whole
    tests = odds_ratio(part, whole, rest_part, rest_whole, level=None).p_value
    testable = known.sum() > 1 and 0 < part.sum() < whole.sum()
    found = share_heterogeneity(part[known], whole[known]) if testable else None
    limits = _limits(
        shares["value"].astype(float),
        lambda level: share_funnel(centre, whole, level=level),
        lambda level: adjusted_share_funnel(centre, whole, spread.tau2, level=level),
        spread,
    )
    return result_frame(
        shares.assign(
            target=centre, small=part < FEW, note=_notes(shares, found), **limits, **_tested(tests)
        ),
        keys,
        SHARE_FUNNEL,
    )


def funnel_of_rates(rates: pd.DataFrame) -> pd.DataFrame:
    """Each row's rate (finds per 100 visits of a department, say) within the funnel of all of them.

    Parameters
    ----------
    rates
        A result frame with one row an area or department: ``numerator`` events in ``denominator`` of
        exposure, times ``per`` (1 where there is no such column), as `inspections.finds_per_inspection` or
        `rates.rates` give it. Rows without exposure or a figure stay, without limits.

    Returns
    -------
    DataFrame
        The keys and the result columns of `rates`, then `RATE_FUNNEL`: limits about the rate of all together
        for each row's exposure. Finds and deaths come in clusters: of those only `outside_adjusted` tells.

    Notes
    -----
    As `funnel`.

    Examples
    --------
    >>> finds = pd.DataFrame({
    ...     "department": ["fire", "housing", "transport"], "numerator": [300, 20, 110],
    ...     "denominator": [1000, 1000, 400], "value": [30.0, 2.0, 27.5], "lower": 0.0, "upper": 1.0,
    ...     "level": .95, "method": "garwood", "basis": "visits", "window_start": pd.Timestamp("2020-01-01"),
    ...     "window_end": pd.Timestamp("2020-12-31"), "days": 366, "as_of": pd.NaT, "note": "", "per": 100})
    >>> funnel_of_rates(finds)[["department", "target", "outside", "outside_adjusted"]].round(2)
      department  target outside outside_adjusted
    0       fire   17.92    high
    1    housing   17.92     low
    2  transport   17.92    high
    """
    keys = _keys_of(rates)
    require_columns(rates, [*keys, "denominator", "value", "note"], name="rates")
    require_one_row_each(rates, keys, name="rates of one window")
    per = rates["per"].astype(float) if "per" in rates else pd.Series(1.0, index=rates.index)
    if len(set(per)) > 1:
        raise WrongUse(f"Rates of one funnel are per the same exposure; found {sorted(set(per))}.")
    base, observed = (rates[name].astype(float) for name in ("denominator", "numerator"))
    base = base.where((base > 0) & observed.notna())
    observed = observed.where(base.notna())
    expected = (base / base.sum() * observed.sum()).replace(0.0, np.nan)
    target = float(observed.sum() / base.sum() * per.iloc[0]) if len(rates) and base.sum() else np.nan
    return result_frame(
        rates.assign(
            target=target,
            expected=expected,
            small=observed < FEW,
            note=_notes(rates, _heterogeneity_of(observed, expected)),
            **_ratio_limits(observed, expected, target),
            **_tested(_rate_tests(observed, base)),
        ),
        keys,
        RATE_FUNNEL,
    )


_NO_SPREAD = Overdispersion(np.nan, np.nan, np.nan, np.nan)


def _ratio_limits(observed: pd.Series, expected: pd.Series, target: float) -> dict[str, Any]:
    """Limits of observed / expected times `target`, plain and adjusted, and the shrunk ratios on its
    scale."""
    known = expected.notna()
    enough = known.sum() > 2
    spread = count_overdispersion(observed[known], expected[known]) if enough else _NO_SPREAD
    shrunk = pd.Series(np.nan, index=observed.index)
    if known.sum() > 1:
        shrunk[known] = shrunk_ratios(observed[known], expected[known]).value * target

    def plain(level: float) -> Interval:
        limits = count_funnel(expected, level=level)
        return limits._replace(lower=np.maximum(limits.lower, 0) * target, upper=limits.upper * target)

    def adjusted(level: float) -> Interval:
        limits = adjusted_count_funnel(expected, spread.tau2, level=level)
        return limits._replace(lower=limits.lower * target, upper=limits.upper * target)

    limits = _limits(observed / expected * target, plain, adjusted, spread)
    return limits | {"shrunk": shrunk}


def _limits(
    value: pd.Series,
    plain: Callable[[float], Interval],
    adjusted: Callable[[float], Interval],
    spread: Overdispersion,
) -> dict[str, Any]:
    columns: dict[str, Any] = {"phi": spread.phi, "tau2": spread.tau2}
    for prefix, outside, funnel_at in (
        ("", "outside", plain),
        ("adjusted_", "outside_adjusted", adjusted),
    ):
        narrow, wide = funnel_at(0.95), funnel_at(0.998)
        columns |= {
            f"{prefix}lower_95": narrow.lower,
            f"{prefix}upper_95": narrow.upper,
            f"{prefix}lower_998": wide.lower,
            f"{prefix}upper_998": wide.upper,
            outside: np.select([value > wide.upper, value < wide.lower], ["high", "low"], ""),
        }
    return columns


def _rate_tests(observed: pd.Series, base: pd.Series) -> Any:
    if not observed.sum() > 0:
        # Without a single event there is nothing to test.
        return np.full(len(observed), np.nan)
    rest, rest_base = observed.sum() - observed, base.sum() - base
    return rate_ratio(observed, base, rest, rest_base.where(rest_base > 0)).p_value


def _tested(p_values: Any) -> dict[str, Any]:
    return {
        "p_value": p_values,
        "p_holm": adjusted_p_values(p_values),
        "p_bh": adjusted_p_values(p_values, method="bh"),
        "family": int(np.isfinite(p_values).sum()),
    }


def _heterogeneity_of(observed: pd.Series, expected: pd.Series) -> Heterogeneity | None:
    known = expected.notna()
    if known.sum() < 2 or not observed.sum() > 0:
        return None
    return heterogeneity(observed[known], expected[known])


def _notes(rows: pd.DataFrame, found: Heterogeneity | None) -> list[str]:
    return _joined(rows["note"], "" if found is not None and found.p_value < 0.05 else ALIKE)


def _joined(notes: pd.Series, more: str) -> list[str]:
    return ["; ".join(filter(None, (note, more))) for note in notes]


def _keys_of(rows: pd.DataFrame) -> list[str]:
    require_columns(rows, ["numerator"], name="the result")
    return [str(name) for name in rows.columns[: rows.columns.get_loc("numerator")]]


def _note(counts: pd.DataFrame, observed: pd.Series, expected: pd.Series) -> str:
    left_out = counts.loc[counts["area"] == UNKNOWN, "numerator"].sum()
    found = _heterogeneity_of(observed, expected)
    differ = found is not None and found.p_value < 0.05
    notes = ["" if differ else ALIKE, f"{left_out} events of unknown area left out" if left_out else ""]
    return "; ".join(note for note in notes if note)
