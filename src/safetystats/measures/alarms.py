"""Early warning: has the number of events just gone up more than chance.

EARS looks at the last seven windows, Farrington at the same months of earlier years, a CUSUM adds up small
excesses until they are too many. Each alarm is a question to ask, not a finding.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from ..errors import UnknownName, WrongUse
from ..schema import require_columns
from .intervals import Numbers
from .tally import FEW, PERSONS, is_judged, lacks_days, result_frame

ALARM = ("bound", "alarm", "baseline", "small")
"""What `early_warning` adds to a result frame."""

SUMMED = ("expected", "statistic", "limit", "alarm", "small")
"""What `cusum` adds to a result frame."""


FEWEST = 5
LATELY = 4
"""Farrington et al. (1996) raise no alarm on fewer than five events in the last four windows: otherwise every
event of a rare kind would be one."""

TOO_FEW = f"under {FEWEST} events in {LATELY} windows: no alarm"


class Bound(NamedTuple):
    """What a count stays below when nothing has changed, what was expected, and whether it did not."""

    upper: float
    expected: float
    alarm: bool


class Cusum(NamedTuple):
    """What is taken off each count, the sums, and the places (from 0) at which the limit was reached."""

    reference: float
    statistic: np.ndarray
    signals: list[int]


class BernoulliCusum(NamedTuple):
    """Sums towards a worse and towards a better share, and the places (from 0) of their signals."""

    upper: np.ndarray
    lower: np.ndarray
    signals_upper: list[int]
    signals_lower: list[int]


def ears_bound(
    counts: Numbers, *, exposure: Numbers | None = None, alpha: float = 0.001, baseline: int = 7
) -> Bound:
    """Is the last count above what the seven before it let expect.

    Parameters
    ----------
    counts
        In order of time; the last one is judged by the `baseline` before it.
    exposure
        Days or workers of each; alike if not given.
    alpha
        Chance of a false alarm, if counts were normal.

    Notes
    -----
    Hutwagner et al. 2003, J. Urban Health 80:i89-i96 (EARS C1); mean and a normal quantile of standard
    deviations, as in R's surveillance.

    Examples
    --------
    >>> bound = ears_bound([6, 4, 8, 6, 7, 5, 9, 14])
    >>> round(bound.upper, 2), bound.alarm
    (11.74, True)
    """
    x = np.asarray(counts, dtype=float)
    base = np.ones(len(x)) if exposure is None else np.asarray(exposure, dtype=float)
    if baseline < 2 or x.size <= baseline or base.shape != x.shape or np.any(base <= 0):
        raise WrongUse(f"EARS needs {baseline} counts before the last one; found {x.size - 1}.")
    rates = x[-baseline - 1 : -1] / base[-baseline - 1 : -1]
    mean, deviation = float(rates.mean()), float(rates.std(ddof=1))
    upper = (mean + float(stats.norm.isf(alpha)) * deviation) * base[-1]
    return Bound(float(upper), mean * float(base[-1]), bool(x[-1] > upper))


def farrington_bound(
    counts: Numbers,
    *,
    frequency: int = 12,
    years: int = 3,
    half_width: int = 1,
    alpha: float = 0.05,
    fewest: int = FEWEST,
    lately: int = LATELY,
) -> Bound:
    """Is the last count above what the same season of earlier years lets expect.

    Parameters
    ----------
    counts
        In order of time; the last one is judged.
    frequency
        Windows a year: 12 for months.
    years, half_width
        Earlier years, and windows on each side of the same one, that make the base.
    alpha
        Two-sided, as in R's surveillance: .05 has 2.5 % above.
    fewest, lately
        Without `fewest` events in the last `lately` windows, the one judged included, there is no alarm, and
        `upper` is 0, which bounds nothing: as in R's surveillance.

    Returns
    -------
    Bound
        On a base without an event 0 is expected and the bound is 0: enough events lately are an alarm. (R
        gives 0.0035 there, where its fit of a logarithm of 0 happens to stop.)

    Notes
    -----
    Farrington, Andrews, Beale and Catchpole 1996, J. R. Stat. Soc. A 159:547-563, without trend:
    quasi-Poisson mean, base counts far above it (Anscombe residuals above 1) weighed down, 2/3 power scale.

    Examples
    --------
    >>> quiet = [5, 7, 4, 6, 8, 5, 9, 7, 6, 8, 5, 6] * 3 + [5, 7, 4, 6, 8, 5, 9, 7, 6, 8, 5, 15]
    >>> farrington_bound(quiet).alarm, farrington_bound([*quiet[:-1], 6]).alarm
    (True, False)
    """
    x = np.asarray(counts, dtype=float)
    last = x.size - 1
    around = range(-half_width, half_width + 1)
    places = [last - year * frequency + shift for year in range(years, 0, -1) for shift in around]
    if places[0] < 0:
        raise WrongUse(
            f"Farrington's bound needs {years * frequency + half_width} counts before the last; found {last}."
        )
    if np.isnan([*x[places], *x[-lately:]]).any():
        raise WrongUse("Farrington's bound needs every count that it looks at; found one that is missing.")
    mean, upper = _usual_and_most(x[places], alpha)
    if x[-lately:].sum() < fewest:
        return Bound(0.0, mean, False)
    return Bound(upper, mean, bool(x[-1] > upper))


def _usual_and_most(base: np.ndarray, alpha: float) -> tuple[float, float]:
    if not base.any():
        return 0.0, 0.0
    mean, phi, _ = _quasi_mean(base, np.ones(base.size))
    weights = _less_for_outbreaks(base, mean, phi)
    mean, phi, variance = _quasi_mean(base, weights)
    tau = phi + variance / mean
    spread = np.sqrt(4 / 9 * mean ** (1 / 3) * tau)
    return mean, float((mean ** (2 / 3) + float(stats.norm.isf(alpha / 2)) * spread) ** 1.5)


def _quasi_mean(x: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Weighted mean, dispersion (never below 1) and the variance of that mean."""
    mean = float((weights @ x) / weights.sum())
    phi = max(1.0, float((weights * (x - mean) ** 2 / mean).sum() / (x.size - 1)))
    return mean, phi, phi * mean / float(weights.sum())


def _less_for_outbreaks(x: np.ndarray, mean: float, phi: float) -> np.ndarray:
    residuals = 1.5 * (x ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean)) / np.sqrt(phi * (1 - 1 / x.size))
    weights = np.where(residuals > 1, np.maximum(residuals, 1) ** -2.0, 1.0)
    return weights * x.size / weights.sum()


def poisson_cusum(
    counts: Numbers, usual: Numbers, raised: Numbers, *, limit: float | None = None, reset: bool = False
) -> Cusum:
    """Small excesses over the usual mean, added up.

    Parameters
    ----------
    counts
        In order of time.
    usual, raised
        Mean when nothing has changed, and the mean to be found soon; one for all counts, or one each.
    limit
        Sum that is an alarm; none if not given. A larger one has fewer false alarms and finds a rise later.
    reset
        Begin again at 0 after an alarm.

    Notes
    -----
    Lucas 1985, Technometrics 27:129-144: S = max(0, S + x - k), k = (m1 - m0)/ln(m1/m0).

    Examples
    --------
    >>> found = poisson_cusum([6, 8, 9, 10, 11], 6, 8, limit=7)
    >>> round(found.reference, 2), found.statistic.round(2).tolist(), found.signals
    (6.95, [0.0, 1.05, 3.1, 6.14, 10.19], [4])
    """
    x, low, high = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (counts, usual, raised)))
    if np.any(low <= 0) or np.any(high <= low):
        raise WrongUse("The raised mean lies above the usual one, and that above 0.")
    references = (high - low) / np.log(high / low)
    statistic, signals, total = np.zeros(x.size), [], 0.0
    for place, (count, reference) in enumerate(zip(x, references)):
        total = max(0.0, total + float(count - reference))
        statistic[place] = total
        if limit is not None and total >= limit:
            signals.append(place)
            total = 0.0 if reset else total
    return Cusum(float(references[0]), statistic, signals)


def bernoulli_cusum(
    events: Numbers, usual_share: float, *, odds_ratio: float = 2.0, limit: float = 2.5
) -> BernoulliCusum:
    """Has a share gone up or down, case by case: log-likelihood ratios added up.

    Parameters
    ----------
    events
        0 or 1 a case, in order of time.
    usual_share
        Share when nothing has changed.
    odds_ratio
        Change of the odds to be found soon: so many times, and one over so many times.
    limit
        Sum that is a signal; the sum then begins again at 0, which is what stands at that place.

    Notes
    -----
    Reynolds and Stoumbos 1999, J. Qual. Technol. 31:87-108; in the form of qicharts2's bchart.

    Examples
    --------
    >>> found = bernoulli_cusum([0, 1, 1, 1, 1, 1], 0.1)
    >>> found.upper.round(2).tolist(), found.signals_upper
    ([0.0, 0.6, 1.2, 1.79, 2.39, 0.0], [5])
    """
    x = np.asarray(events, dtype=float)
    if not 0 < usual_share < 1 or odds_ratio <= 1 or not np.isin(x, (0, 1)).all():
        raise WrongUse("Events are 0 or 1, the usual share between 0 and 1, the odds ratio above 1.")
    upper, signals_upper = _likelihood_sums(x, usual_share, odds_ratio, limit)
    lower, signals_lower = _likelihood_sums(x, usual_share, 1 / odds_ratio, limit)
    return BernoulliCusum(upper, -lower, signals_upper, signals_lower)


def _likelihood_sums(
    x: np.ndarray, share: float, odds_ratio: float, limit: float
) -> tuple[np.ndarray, list[int]]:
    changed = odds_ratio * share / (1 - share + odds_ratio * share)
    steps = np.where(x == 1, np.log(changed / share), np.log((1 - changed) / (1 - share)))
    sums, signals, total = np.zeros(x.size), [], 0.0
    for place, step in enumerate(steps):
        total = max(0.0, total + float(step))
        if total >= limit:
            signals.append(place)
            total = 0.0
        sums[place] = total
    return sums, signals


# --- frames -------------------------------------------------------------------------------------------


def early_warning(
    counts: pd.DataFrame, *, method: Literal["ears", "farrington"] = "ears", alpha: float | None = None
) -> pd.DataFrame:
    """Which windows had more events than those before them let expect.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` of accidents with windows of one kind, months as a rule, none
        missing between the first and the last. Windows that the ledger does not wholly cover are not judged,
        and nothing is judged by them.
    method
        ``ears``: by the seven windows before, per day; ``farrington``: by the same months of three earlier
        years, for windows that are months.
    alpha
        As in `ears_bound` (.001 if not given) and `farrington_bound` (.05).

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame, one row a window: ``value`` the count, its limits missing.
        Extra: `ALARM`: ``bound`` and ``alarm`` (missing, with a note, where there is too little before; with
        ``farrington`` no alarm and no bound, with a note, where too few events were seen lately) and
        ``baseline``, the mean expected.

    Raises
    ------
    WrongUse
        If the counts are of persons, who come in clusters and would raise false alarms.
    """
    if method not in ("ears", "farrington"):
        raise UnknownName("method", method, ["ears", "farrington"])
    chance = alpha if alpha is not None else (0.001 if method == "ears" else 0.05)

    def judged(part: pd.DataFrame) -> list[dict[str, Any]]:
        x, days = (
            part[name].astype(float).where(is_judged(part)).to_numpy() for name in ("numerator", "days")
        )
        return [_warning(x[:end], days[:end], method, chance) for end in range(1, len(x) + 1)]

    return _watched(counts, judged, method, ALARM)


def _warning(x: np.ndarray, days: np.ndarray, method: str, alpha: float) -> dict[str, Any]:
    """The bound of the last window, its alarm, and what stands beside them."""
    known = ~np.isnan(x)
    if not known[-1]:
        return {"bound": np.nan, "alarm": pd.NA, "baseline": np.nan, "aside": ""}
    try:
        if method == "ears":
            bound = ears_bound(x[known], exposure=days[known], alpha=alpha)
        else:
            bound = farrington_bound(x, alpha=alpha)
    except WrongUse:
        return {"bound": np.nan, "alarm": pd.NA, "baseline": np.nan, "aside": "too little before it"}
    too_few = method == "farrington" and x[-LATELY:].sum() < FEWEST
    return {
        "bound": np.nan if too_few else bound.upper,
        "alarm": bound.alarm,
        "baseline": bound.expected,
        "aside": TOO_FEW if too_few else "",
    }


def cusum(counts: pd.DataFrame, *, usual: float, ratio: float, limit: float) -> pd.DataFrame:
    """Small excesses over the usual number of events, added up window by window.

    Parameters
    ----------
    counts
        As in `early_warning`.
    usual
        Events a year when nothing has changed, from years before the first window.
    ratio
        How many times as many are to be found soon, such as 1.5.
    limit
        Sum that is an alarm.

    Returns
    -------
    DataFrame
        As `early_warning`, with `SUMMED`: events ``expected``, ``statistic``, ``limit``, ``alarm``. The sum
        goes on after an alarm, and from before a window that is not judged to behind it.
    """
    if usual <= 0 or ratio <= 1 or limit <= 0:
        raise WrongUse("The usual number and the limit are above 0, the ratio above 1.")

    def summed(part: pd.DataFrame) -> list[dict[str, Any]]:
        is_known = is_judged(part)
        x, days = (part.loc[is_known, name].to_numpy(float) for name in ("numerator", "days"))
        expected = days / 365 * usual
        totals = poisson_cusum(x, expected, ratio * expected, limit=limit).statistic if x.size else x
        known = iter(zip(expected, totals))
        sums = [next(known) if one else (np.nan, np.nan) for one in is_known]
        return [
            {
                "expected": mean,
                "statistic": total,
                "limit": limit,
                "alarm": pd.NA if np.isnan(total) else total >= limit,
                "aside": "",
            }
            for mean, total in sums
        ]

    return _watched(counts, summed, "poisson cusum", SUMMED)


def _watched(counts: pd.DataFrame, judged: Any, method: str, extra: tuple[str, ...]) -> pd.DataFrame:
    require_columns(counts, ["numerator"], name="counts")
    keys = [str(name) for name in counts.columns[: counts.columns.get_loc("numerator")]]
    dates = ["window_start", "window_end", "days", "as_of", "basis", "note"]
    require_columns(counts, [*keys, "events", *dates], name="counts")
    if set(counts["events"]) & set(PERSONS):
        raise WrongUse("Alarms are raised by accidents: deaths come in clusters and would raise false ones.")
    if not (is_judged(counts) | lacks_days(counts)).all():
        raise WrongUse("An alarm needs a figure in every window. Cut the windows at the last day known.")
    parts = []
    for _, group in counts.groupby(keys, sort=False):
        part = group.sort_values("window_start")
        rows = pd.DataFrame(judged(part), index=part.index)
        parts.append(
            part.assign(
                denominator=np.nan,
                value=part["numerator"].astype(float),
                lower=np.nan,
                upper=np.nan,
                level=np.nan,
                method=method,
                small=part["numerator"].astype(float) < FEW,
                **{name: rows[name] for name in extra if name in rows},
                note=["; ".join(t for t in texts if t) for texts in zip(part["note"], rows["aside"])],
            )
        )
    frame = pd.concat(parts)
    return result_frame(frame.assign(alarm=frame["alarm"].astype("boolean")), keys, extra)
