"""Rates with the mix of sectors taken out: what an area would have with the standard's mix, or should have.

An area of mines has more deaths than one of offices, whatever it does for safety. Direct standardisation
weighs the area's own rates by a standard; indirect standardisation holds its events against the rates of a
reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from ..errors import UnknownName, WrongUse
from ..schema import require_columns, require_one_row_each
from .intervals import (
    PHE_EXACT_BELOW,
    Comparison,
    CountMethod,
    Numbers,
    clustered_count_interval,
    count_interval,
    rate_interval,
)
from .tally import FEW, PERSONS, by_days_covered, part_covered, result_frame

StandardMethod = Literal["dobson-byar", "dobson-phe", "dobson-exact", "fay-feuer"]

STANDARD_METHODS: tuple[StandardMethod, ...] = ("dobson-byar", "dobson-phe", "dobson-exact", "fay-feuer")

RowOf = Callable[[pd.DataFrame, np.ndarray | None], dict[str, Any]]
"""The columns of one area's row, from its strata and the squares of its persons."""

NEEDED = ("events", "numerator", "squares", "basis", "window_start", "window_end", "days", "as_of", "note")
"""What a frame of counts must hold to be standardised."""

STANDARDISED = ("expected", "crude", "p_value", "small")
"""What standardised rates and ratios add to a result frame."""


# --- numbers ---------------------------------------------------------------------------------------


class StandardisedRate(NamedTuple):
    """A directly standardised rate with its limits, and the crude rate beside it."""

    value: float
    lower: float
    upper: float
    crude: float


def standardised_rate(
    events: Numbers,
    exposure: Numbers,
    standard: Numbers,
    *,
    squares: Numbers | None = None,
    per: float = 1,
    method: StandardMethod = "dobson-byar",
    level: float = 0.95,
) -> StandardisedRate:
    """The rate that an area would have with the standard's mix of strata (sectors, ages).

    Parameters
    ----------
    events, exposure
        Of each stratum of the area; exposures above 0.
    standard
        Exposure of each stratum in the standard, or weights in any unit.
    squares
        For persons who die together the sum over accidents of deaths squared, by stratum: the variance of the
        count. Independent events if not given.
    per
        Exposure that the rate is given for.
    method
        ``dobson-byar`` or ``dobson-exact``: limits of the total count, moved to the standardised rate;
        ``dobson-phe``: as ``dobson-byar``, but no standardised rate of fewer than ten events, as in
        PHEindicatormethods; ``fay-feuer``: gamma limits, never too narrow, for independent events.

    Returns
    -------
    StandardisedRate
        Without events the value is 0 and, under Dobson's methods, the limits are missing (so is Byar's lower
        one of a single event at 99.8 %).

    Notes
    -----
    Dobson, Kuulasmaa, Eberle and Scherer 1991, Stat. Med. 10:457-462; Fay and Feuer 1997, Stat. Med.
    16:791-801.

    Examples
    --------
    >>> rate = standardised_rate([7, 2, 4, 1], [18000, 52000, 21000, 160000], [250, 900, 310, 2775], per=1e5)
    >>> [round(x, 2) for x in rate]
    [4.92, 2.68, 8.26, 5.58]
    """
    x, n, w, total_weight = _strata(events, exposure, standard)
    if method not in STANDARD_METHODS:
        raise UnknownName("method", method, STANDARD_METHODS)
    if method == "fay-feuer" and squares is not None:
        raise WrongUse("Fay and Feuer's limits take events as independent. Use 'dobson-byar' for deaths.")
    spread = x if squares is None else np.asarray(squares, dtype=float)
    weight = w / n / total_weight
    value = float(weight @ x)
    variance = float(weight**2 @ spread)
    crude = float(x.sum() / n.sum())
    if method == "dobson-phe" and x.sum() < PHE_EXACT_BELOW:
        return StandardisedRate(np.nan, np.nan, np.nan, crude * per)
    if method == "fay-feuer":
        lower, upper = _fay_feuer(value, variance, float(weight.max()), level)
    else:
        plain: CountMethod = "garwood" if method == "dobson-exact" else "byar"
        total = count_interval(x.sum(), method=plain, level=level)
        stretch = np.sqrt(variance / total.value) if total.value else np.nan
        lower, upper = (value + stretch * (limit - total.value) for limit in (total.lower, total.upper))
        lower = np.maximum(lower, 0.0)
    return StandardisedRate(value * per, float(lower) * per, float(upper) * per, crude * per)


def _fay_feuer(value: float, variance: float, widest: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    lower = stats.gamma.ppf(tail, value**2 / variance, scale=variance / value) if value > 0 else 0.0
    above, spread = value + widest, variance + widest**2
    return float(lower), float(stats.gamma.isf(tail, above**2 / spread, scale=spread / above))


def standardised_ratio(
    events: Numbers,
    exposure: Numbers,
    reference_events: Numbers,
    reference_exposure: Numbers,
    *,
    squares: float | None = None,
    level: float = 0.95,
) -> Comparison:
    """Observed events over those expected at the reference's rates of each stratum (SMR, SIR).

    Parameters
    ----------
    events, exposure
        Of each stratum of the area.
    reference_events, reference_exposure
        Of each stratum of the reference, which is taken as known: it should be the rest of the city or a
        larger whole, of which the area is no great part.
    squares
        As in `standardised_rate`, summed over the strata.

    Returns
    -------
    Comparison
        Ratio, Byar's limits (exact below ten events) and, for independent events, the exact central p-value.

    Notes
    -----
    Breslow and Day 1987, IARC Sci. Publ. 82, chapter 2; limits as in PHEindicatormethods.

    Examples
    --------
    >>> [round(x, 3) for x in standardised_ratio([7, 2], [18000, 52000], [60, 90], [250_000, 900_000])]
    [0.945, 0.432, 1.795, 1.0]
    """
    x, n, reference, base = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (events, exposure, reference_events, reference_exposure))
    )
    if np.any(x < 0) or np.any(n < 0) or np.any(reference < 0) or np.any(base <= 0):
        raise WrongUse(
            "Events and exposures are 0 or more, the reference's exposures above 0 in every stratum."
        )
    expected = float((n * reference / base).sum())
    if expected <= 0:
        raise WrongUse("Nothing is expected: the reference has no events in the strata where the area works.")
    observed = float(x.sum())
    if squares is None:
        ratio = rate_interval(observed, expected, method="phe", level=level)
        below, above = stats.poisson.cdf(observed, expected), stats.poisson.sf(observed - 1, expected)
        p_value = float(min(1.0, 2 * min(below, above)))
        return Comparison(ratio.value, ratio.lower, ratio.upper, p_value)
    stretched = clustered_count_interval(observed, squares, method="phe", level=level)
    value, lower, upper = (limit / expected for limit in stretched)
    return Comparison(value, lower, upper, np.nan)


def _strata(
    events: Numbers, exposure: Numbers, standard: Numbers
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    x, n, w = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (events, exposure, standard)))
    if x.ndim != 1 or not x.size:
        raise WrongUse(f"Strata come in one dimension, one or more; found shape {x.shape}.")
    if np.any(x < 0) or np.any(n <= 0) or np.any(w < 0) or w.sum() <= 0:
        raise WrongUse(
            "In every stratum events are 0 or more, exposures above 0, and the standard's weights 0 or more."
        )
    return x, n, w, float(w.sum())


# --- frames ----------------------------------------------------------------------------------------


def standardised_rates(
    counts: pd.DataFrame,
    exposure: pd.DataFrame,
    standard: Mapping[str, float],
    *,
    stratum: str = "industry",
    per: float = 1e5,
    method: StandardMethod = "dobson-byar",
    level: float = 0.95,
) -> pd.DataFrame:
    """Rates that areas would have with the same mix of sectors.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` by area and `stratum`, one window.
    exposure
        Columns area, `stratum`, ``exposure``: workers of each sector of each area, above 0; taken in part as
        in `rates.rates`.
    standard
        Exposure of each stratum in the standard, the city as a rule.
    stratum
        The column that names the sectors.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``numerator`` all events, ``denominator`` the area's
        exposure. Extra: `STANDARDISED`: ``crude`` rate; ``expected`` and ``p_value`` are missing. Events of
        strata without an exposure are left out; the note counts them.
    """
    return _by_area(
        counts,
        exposure,
        stratum,
        level,
        lambda strata, squares: _direct_row(strata, squares, standard, stratum, per, method, level),
    )


def standardised_ratios(
    counts: pd.DataFrame,
    exposure: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    stratum: str = "industry",
    level: float = 0.95,
) -> pd.DataFrame:
    """Observed events of areas over those expected at the reference's rates of each sector.

    Parameters
    ----------
    counts, exposure, stratum
        As in `standardised_rates`.
    reference
        Columns `stratum`, ``numerator``, ``exposure``: events and exposure of each stratum in the reference.

    Returns
    -------
    DataFrame
        As `standardised_rates`; ``value`` is the ratio, ``expected`` its denominator, ``p_value`` exact and
        central, missing for persons.
    """
    require_columns(reference, [stratum, "numerator", "exposure"], name="the reference")
    rates_of = reference.set_index(stratum)
    return _by_area(
        counts,
        exposure,
        stratum,
        level,
        lambda strata, squares: _indirect_row(strata, squares, rates_of, stratum, level),
    )


def _by_area(
    counts: pd.DataFrame,
    exposure: pd.DataFrame,
    stratum: str,
    level: float,
    row_of: RowOf,
) -> pd.DataFrame:
    require_columns(counts, ["area", stratum, *NEEDED], name="counts")
    require_one_row_each(counts, ["area", stratum, "events"], name="counts of one window")
    require_columns(exposure, ["area", stratum, "exposure"], name="the exposure")
    counts = by_days_covered(counts, counts["area"].where(counts["area"].isin(exposure["area"])))
    rows = []
    for (area, events), part in counts.groupby(["area", "events"], sort=False):
        base = exposure[exposure["area"] == area]
        base = base.assign(exposure=base["exposure"] * part_covered(part).iloc[0])
        strata = base.merge(part[[stratum, "numerator", "squares"]], on=stratum, how="left")
        # A stratum without a row had none; one without a figure is not known.
        without = ~strata[stratum].isin(part[stratum])
        strata[["numerator", "squares"]] = strata[["numerator", "squares"]].astype(float).mask(without, 0.0)
        if strata.empty:
            continue
        whole = strata["numerator"].sum(skipna=False)
        beside = int(part["numerator"].sum() - strata["numerator"].sum())
        clustered = events in PERSONS
        squares = strata["squares"].to_numpy(float) if clustered else None
        first = part.iloc[0]
        rows.append(
            {
                "area": area,
                "events": events,
                "numerator": whole,
                "denominator": float(strata["exposure"].sum()),
                "level": level,
                **{name: first[name] for name in ("basis", "window_start", "window_end", "days", "as_of")},
                "note": _joined(
                    first["note"], f"{beside} events without exposure left out" if beside else ""
                ),
                "small": whole < FEW,
                **row_of(strata, squares),
            }
        )
    if not rows:
        raise WrongUse("No area of the counts has an exposure. Check the names in column 'area'.")
    return result_frame(pd.DataFrame(rows), ["area", "events"], STANDARDISED)


def _direct_row(
    strata: pd.DataFrame,
    squares: np.ndarray | None,
    standard: Mapping[str, float],
    stratum: str,
    per: float,
    method: StandardMethod,
    level: float,
) -> dict[str, Any]:
    missing = [name for name in strata[stratum] if name not in standard]
    if missing:
        raise WrongUse(f"The standard has no weight for {', '.join(missing)}. Give every stratum one.")
    rate = standardised_rate(
        strata["numerator"],
        strata["exposure"],
        strata[stratum].map(dict(standard)),
        squares=squares,
        per=per,
        method=method,
        level=level,
    )
    return {**rate._asdict(), "method": method, "expected": np.nan, "p_value": np.nan}


def _indirect_row(
    strata: pd.DataFrame, squares: np.ndarray | None, reference: pd.DataFrame, stratum: str, level: float
) -> dict[str, Any]:
    missing = [name for name in strata[stratum] if name not in reference.index]
    if missing:
        raise WrongUse(f"The reference has no row for {', '.join(missing)}. Give every stratum one.")
    events, exposure = (strata[stratum].map(reference[name]) for name in ("numerator", "exposure"))
    ratio = standardised_ratio(
        strata["numerator"],
        strata["exposure"],
        events,
        exposure,
        squares=None if squares is None else float(squares.sum()),
        level=level,
    )
    return {
        **ratio._asdict(),
        "method": "smr, phe" if squares is None else "smr, phe, clustered",
        "expected": float((strata["exposure"] * events / exposure).sum()),
        "crude": np.nan,
    }


def _joined(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
