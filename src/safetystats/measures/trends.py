"""Is it getting worse: the same window last year, the mean of earlier years, and the trend over years.

Rates are per day, so that windows of unlike length can stand side by side; windows over unlike parts of the
year are refused unless asked for. Persons who die together count as fewer independent events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, stats

from ..errors import UnknownName, WrongUse
from ..periods import Covered, Window, are_alike
from ..schema import Basis, require_columns, require_one_row_each
from .intervals import design_effect, rate_ratio
from .tally import (
    FEW,
    Levels,
    comparison_note,
    is_judged,
    lacks_days,
    notes_of_both,
    notes_together,
    result_frame,
    tally_accidents,
)

BASE_ZERO = "base zero"
NO_SEASONS = "seasons not modelled"
NO_EARLIER_YEAR = "no earlier year in the ledger"
COMPARED = ("difference", "p_value", "other_start", "other_end", "other_days", "small")
"""What `compare_windows` adds to a result frame."""

TREND = ("p_value", "p_exact", "dispersion", "years", "small")
"""What `poisson_trend` adds to a result frame."""

COUNTED = ("numerator", "squares", "basis", "window_start", "window_end", "days", "as_of", "note")
"""What a frame of counts must hold to be compared."""

LIMITS = {"profile": "profile likelihood", "wald": "Wald"}
"""Limits of a trend, as its method names them."""

SPARSE_BELOW = 100
"""Below so many events in all the exact trend test is given beside the likelihood's."""


def compare_windows(
    accidents: pd.DataFrame,
    *,
    this: Window,
    other: Window,
    basis: Basis,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    events: str = "accidents",
    as_of: date | None = None,
    covered: Window | None = None,
    unlike_allowed: bool = False,
) -> pd.DataFrame:
    """One window against another, the same dates last year as a rule: 同比, and whether chance would do.

    Parameters
    ----------
    accidents
        Ledger of accidents.
    this, other
        The later and the earlier window. Unlike parts of the year are refused unless `unlike_allowed`; the
        note then says so.
    basis, by, levels, events, as_of
        As in `counts.count_accidents`.
    covered
        As in `counts.count_accidents`; where a window has no figure, nothing is tested.

    Returns
    -------
    DataFrame
        Keys `by`, ``events``, then a result frame: ``numerator`` events in `this`, ``denominator`` those in
        `other`, ``value`` the ratio of the daily rates (0.9 is 10 % less) with exact conditional limits.
        Extra: ``difference`` of the counts, ``p_value`` (central, agrees with the limits), ``other_start``,
        ``other_end``, ``other_days``, ``small`` (below ten in either window). Where the other window has no
        events there is no ratio: missing, with the note "base zero". Published deaths have no limits and no
        p-value, as they do not tell how many died together.

    Raises
    ------
    UnlikeWindows, WrongUse
        If the windows cover unlike parts of the year and that was not asked for; if they overlap.

    Notes
    -----
    Clopper and Pearson 1934 on the first count given both. For persons on effective counts (Korn and Graubard
    1998): counts divided by the design effect of both windows together.

    Examples
    --------
    >>> days = pd.to_datetime(["2019-02-01"] * 7 + ["2020-02-01"] * 3)
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": days, "area": "west", "category": "工矿商贸", "deaths": 1, "counted": True})
    >>> compare_windows(
    ...     accidents, this=Window.year(2020), other=Window.year(2019), basis=Basis("all", "", "", ())
    ... )[["area", "numerator", "denominator", "value", "lower", "upper", "difference"]].round(2)
       area  numerator  denominator  value  lower  upper  difference
    0  west          3            7   0.43   0.07   1.87          -4
    """
    # Refused before anything is counted.
    comparison_note(this, other, unlike_allowed=unlike_allowed)
    counts = tally_accidents(
        accidents,
        windows=[this, other],
        basis=basis,
        by=by,
        levels=levels,
        events=events,
        as_of=as_of,
        covered=covered,
    )
    return compare_counts(counts, this=this, other=other, unlike_allowed=unlike_allowed)


def compare_counts(
    counts: pd.DataFrame, *, this: Window, other: Window, unlike_allowed: bool = False
) -> pd.DataFrame:
    """The frame of `compare_windows` from counts, so that published totals go the same road.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` or `counts.counts_from_totals` with both windows.
    this, other, unlike_allowed
        As in `compare_windows`.
    """
    note = comparison_note(this, other, unlike_allowed=unlike_allowed)
    keys = _keys_of(counts)
    one, two = (_in_window(counts, keys, window) for window in (this, other))
    compared = _compared(one, two, keys)
    notes = [_notes(note, text) for text in compared["note"]]
    return result_frame(
        compared.assign(note=notes, other_start=pd.Timestamp(other.start), other_end=pd.Timestamp(other.end)),
        keys,
        COMPARED,
    )


def five_year_mean(
    accidents: pd.DataFrame,
    *,
    window: Window,
    covered: Window,
    basis: Basis,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    events: str = "accidents",
    as_of: date | None = None,
    years: int = 5,
) -> pd.DataFrame:
    """A window against the mean of the same dates in the years before: five, or as many as there are.

    Parameters
    ----------
    accidents
        Ledger of accidents.
    window
        The window to judge; the same calendar dates of earlier years are the comparison.
    covered
        The days that the ledger covers. Years before are not there: they are no zeros.
    basis, by, levels, events, as_of
        As in `counts.count_accidents`.
    years
        How many earlier years at most.

    Returns
    -------
    DataFrame
        As `compare_windows`, with the earlier years together as the other window: ``denominator`` is their
        sum, ``value`` the ratio of the daily rates, ``difference`` that to the mean. Extra: ``mean`` events a
        year and ``years``, how many there were. Limits take the earlier years as one steady rate. Where no
        earlier year lies wholly within `covered`, the comparison is missing and the note says so.

    Examples
    --------
    >>> days = pd.to_datetime(["2018-02-01"] * 5 + ["2019-02-01"] * 2 + ["2020-02-01"] * 3)
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": days, "area": "west", "category": "工矿商贸", "deaths": 1, "counted": True})
    >>> five_year_mean(
    ...     accidents, window=Window.year_to_date(date(2020, 8, 24)),
    ...     covered=Window(date(2018, 1, 1), date(2020, 8, 24)),
    ...     basis=Basis("all", "", "", ()))[["numerator", "denominator", "mean", "years", "note"]]
       numerator  denominator  mean  years                    note
    0          3            7   3.5      2  mean of 2 years: 2018-2019
    """
    last = min(covered.end, window.start - timedelta(days=1))
    earlier = [window.years_before(back) for back in range(years, 0, -1)]
    earlier = [other for other in earlier if other.end <= last and Covered.of(covered).holds(other)]
    counts = tally_accidents(
        accidents,
        windows=[window, *earlier],
        basis=basis,
        by=by,
        levels=levels,
        events=events,
        as_of=as_of,
        covered=covered,
    )
    keys = [*by, "events"]
    before = counts[counts["window_start"] < pd.Timestamp(window.start)]
    numbers = ["numerator", "squares", "days", "lacking"]
    grouped = before.groupby(keys, as_index=False)
    sums = grouped[numbers].agg(_sum_if_all_known).merge(grouped["note"].agg(notes_together), on=keys)
    compared = _compared(_in_window(counts, keys, window), sums, keys)
    mean = compared["denominator"].astype(float) / max(len(earlier), 1)
    span = "-".join(dict.fromkeys(f"{window.start.year}" for window in (*earlier[:1], *earlier[-1:])))
    named = f"mean of {len(earlier)} years: {span}" if earlier else NO_EARLIER_YEAR
    return result_frame(
        compared.assign(
            note=[
                _notes("" if earlier and is_unknown else named, text)
                for is_unknown, text in zip(mean.isna(), compared["note"])
            ],
            other_start=before["window_start"].min(),
            other_end=before["window_end"].max(),
            mean=mean,
            years=len(earlier),
            difference=compared["numerator"] - mean,
        ),
        keys,
        [*COMPARED, "mean", "years"],
    )


def _sum_if_all_known(years: pd.Series) -> Any:
    """The sum over years; missing where one is not known, which is no year without events."""
    return years.sum(skipna=False)


def _compared(this: pd.DataFrame, other: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The rows of `this` held against those of `other` with the same keys; both hold counts and days."""
    this, other = (counts.assign(lacks=lacks_days(counts)) for counts in (this, other))
    pairs = this.merge(other, on=list(keys), how="left", suffixes=("", "_other"), validate="one_to_one")
    events, base = pairs["numerator"].astype(float), pairs["numerator_other"].astype(float)
    squares = pairs["squares"].astype(float) + pairs["squares_other"].astype(float)
    clustering = design_effect(events + base, squares)
    effect = np.where(np.isnan(clustering), 1.0, clustering)
    days, other_days = pairs["days"].astype(float), pairs["days_other"].astype(float)
    ratio = rate_ratio(events / effect, days.where(days > 0), base / effect, other_days.where(other_days > 0))
    # From zero there is no ratio; where deaths per accident, or all days, are not known there is nothing to
    # judge it by.
    unknown = np.isnan(clustering) | pairs["lacks"] | pairs["lacks_other"].eq(True)
    some, judged = base > 0, (base > 0) & ~unknown
    notes = zip(pairs["note"], pairs["note_other"].fillna(""), base == 0)
    return pairs.assign(
        denominator=pairs["numerator_other"].astype("Int64"),
        value=np.where(some, ratio.value, np.nan),
        lower=np.where(judged, ratio.lower, np.nan),
        upper=np.where(judged, ratio.upper, np.nan),
        level=0.95,
        method=np.where(effect > 1, "exact conditional, effective counts", "exact conditional"),
        note=[_notes(notes_of_both(here, there), BASE_ZERO if zero else "") for here, there, zero in notes],
        difference=(events - base).astype("Int64"),
        p_value=np.where(unknown | (events + base == 0), np.nan, ratio.p_value),
        other_days=pairs["days_other"].astype("Int64"),
        small=(events < FEW) | (base < FEW),
    )


def poisson_trend(
    counts: pd.DataFrame, *, limits: Literal["profile", "wald"] = "profile", level: float = 0.95
) -> pd.DataFrame:
    """Change a year of the daily rate over three years or more, and whether chance would do.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` or `counts.counts_from_totals`, one row per key and window: a
        window a calendar year, or several, of which each starts in a month of its own. The days of each
        window are the offset, so a partial year or month may be among them.
    limits
        ``profile`` likelihood, or ``wald``, the same on both sides of the slope.

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame: ``value`` is the ratio of one year's rate to the year's
        before less 1 (-0.07: 7 % less each year); ``numerator`` all events; the window runs from the first
        day to the last. Extra: `TREND`: ``p_value`` in agreement with the limits; ``p_exact``, the exact
        trend test (central) where there are under 100 events; ``dispersion`` (Pearson chi-square / degrees of
        freedom); calendar ``years`` with a figure; ``small``. Missing, with a note, where there are under
        three years or no events, and where all of them lie in the first or the last window.

    Raises
    ------
    WrongUse, RowsRepeated
        If a window reaches over New Year, or two windows of one key start in the same month.

    Notes
    -----
    Poisson log-linear model (McCullagh and Nelder 1989). Given the total the slope is the only parameter
    left, and its likelihood is that of a multinomial. With a dispersion above 1, or persons who die together,
    the limits are quasi-Poisson's (F quantiles); a dispersion below 1 never narrows them. Seasons are not
    modelled: a partial year is taken as if its rate held all year, and the note says so.

    Examples
    --------
    >>> figures = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
    >>> counts = pd.DataFrame({
    ...     "area": "city", "events": "accidents", "numerator": figures, "squares": figures, "basis": "all",
    ...     "window_start": [pd.Timestamp(year, 1, 1) for year in range(2015, 2025)],
    ...     "window_end": [pd.Timestamp(year, 12, 31) for year in range(2015, 2025)],
    ...     "days": 365, "as_of": pd.NaT, "note": ""})
    >>> poisson_trend(counts)[["value", "lower", "upper", "dispersion"]].round(3)
       value  lower  upper  dispersion
    0 -0.068 -0.097 -0.038       0.122
    """
    if limits not in LIMITS:
        raise UnknownName("kind of limits", limits, list(LIMITS))
    keys = _keys_of(counts)
    require_columns(counts, [*keys, *COUNTED], name="counts")
    starts, ends = counts["window_start"].dt.year, counts["window_end"].dt.year
    if (starts != ends).any():
        raise WrongUse("A yearly trend needs windows that each lie in one calendar year. Cut them by_year().")
    yearly = not counts.assign(year=starts).duplicated([*keys, "year"]).any()
    steps = starts if yearly else starts * 12 + counts["window_start"].dt.month
    counts = counts.assign(step=steps)
    require_one_row_each(counts, [*keys, "step"], name="counts")
    rows = [
        _trend_row(part, keys, 1 if yearly else 12, limits, level)
        for _, part in counts.groupby(keys, sort=False)
    ]
    return result_frame(pd.DataFrame(rows), keys, TREND)


def _trend_row(
    part: pd.DataFrame, keys: list[str], steps_a_year: int, limits: str, level: float
) -> dict[str, Any]:
    part = part.sort_values("window_start")
    known = part[is_judged(part)]
    years = known["window_start"].dt.year.nunique()
    steps, events, days = (known[name].to_numpy(dtype=float) for name in ("step", "numerator", "days"))
    series = _Series(steps - steps.min(initial=np.inf), events, days)
    clustering = float(
        design_effect(known["numerator"].sum(), known["squares"].astype(float).sum(skipna=False))
    )
    fit, note = _NO_FIT, ""
    if years < 3:
        note = "no trend from under three years"
    elif not series.total:
        note = "no events"
    elif series.all_at_one_end:
        note = "no finite trend: all events in the first or the last window"
    else:
        fit = _fitted(series, clustering, limits, level)
    # The exact test takes events as independent.
    sparse = len(known) > 1 and 0 < series.total < SPARSE_BELOW and clustering == 1
    model = "quasi-poisson" if fit.scale > 1 else "poisson"
    return {
        **{key: part[key].iloc[0] for key in keys},
        "numerator": series.total,
        "denominator": pd.NA,
        "value": np.expm1(fit.slope * steps_a_year),
        "lower": np.expm1(fit.lower * steps_a_year),
        "upper": np.expm1(fit.upper * steps_a_year),
        "level": level,
        "method": f"{model}, {LIMITS[limits]}",
        "basis": part["basis"].iloc[0],
        "window_start": part["window_start"].min(),
        "window_end": part["window_end"].max(),
        "days": part["days"].sum(),
        "as_of": part["as_of"].max(),
        "note": _notes(
            note, _unlike_years(known) if steps_a_year == 1 else NO_SEASONS, *dict.fromkeys(part["note"])
        ),
        "p_value": fit.p_value,
        "p_exact": _exact_trend(series) if sparse else np.nan,
        "dispersion": fit.dispersion,
        "years": years,
        "small": series.total < FEW,
    }


def _unlike_years(known: pd.DataFrame) -> str:
    """Names the partial years where not all windows cover the same dates."""
    windows = [Window(a.date(), b.date()) for a, b in zip(known["window_start"], known["window_end"])]
    if all(are_alike(windows[0], other) for other in windows[1:]):
        return ""
    partial = [f"{w.start.year} ({w.days} days)" for w in windows if not w.is_full_year]
    return f"partial years, taken per day: {', '.join(partial)}"


class _Fit(NamedTuple):
    slope: float
    lower: float
    upper: float
    p_value: float
    dispersion: float
    scale: float
    """What the variance is multiplied by: never below 1."""


_NO_FIT = _Fit(*[np.nan] * 6)


@dataclass(frozen=True)
class _Series:
    """Events by year or month. Given their total, the slope of their log rate is all that is left to fit."""

    steps: np.ndarray
    """Years or months since the first one, which keeps the exponentials small; the slope knows no origin."""
    events: np.ndarray
    days: np.ndarray

    @property
    def total(self) -> float:
        return float(self.events.sum())

    @property
    def statistic(self) -> float:
        """Sum of step x events, which is all that the slope depends on."""
        return float(self.steps @ self.events)

    @property
    def all_at_one_end(self) -> bool:
        return self.statistic in (0, self.total * self.steps.max(initial=0))

    def weights(self, slope: float) -> np.ndarray:
        """Part of the events that each window is expected to have."""
        growth = slope * self.steps
        rates = self.days * np.exp(growth - growth.max())
        return rates / rates.sum()

    def log_likelihood(self, slope: float) -> float:
        growth = slope * self.steps
        rates = self.days * np.exp(growth - growth.max())
        return self.statistic * slope - self.total * float(np.log(rates.sum()) + growth.max())

    def score(self, slope: float) -> float:
        return self.statistic - self.total * float(self.weights(slope) @ self.steps)

    def information(self, slope: float) -> float:
        weights = self.weights(slope)
        mean = weights @ self.steps
        return self.total * float(weights @ (self.steps - mean) ** 2)

    def dispersion(self, slope: float) -> float:
        """Pearson's chi-square over its degrees of freedom."""
        expected = self.total * self.weights(slope)
        return float(((self.events - expected) ** 2 / expected).sum() / (len(self.steps) - 2))


def _fitted(series: _Series, clustering: float, limits: str, level: float) -> _Fit:
    slope = _root_beyond(series.score, 0.0, 1.0 if series.score(0.0) > 0 else -1.0)
    dispersion = series.dispersion(slope)
    scale = float(np.nanmax([1.0, dispersion, clustering]))
    # A variance that was estimated calls for F in place of chi-square.
    law = stats.f(1, len(series.steps) - 2) if scale > 1 else stats.chi2(1)
    if limits == "wald":
        error = np.sqrt(scale / series.information(slope))
        half = np.sqrt(law.ppf(level)) * error
        return _Fit(slope, slope - half, slope + half, law.sf((slope / error) ** 2), dispersion, scale)

    def lack(other: float) -> float:
        return 2 * (series.log_likelihood(slope) - series.log_likelihood(other)) / scale

    lower, upper = (_root_beyond(lambda b: lack(b) - law.ppf(level), slope, step) for step in (-1.0, 1.0))
    return _Fit(slope, lower, upper, law.sf(lack(0.0)), dispersion, scale)


def _root_beyond(function: Callable[[float], float], start: float, step: float) -> float:
    """The root of a function that changes sign once on the side of `start` to which `step` points."""
    sign = np.sign(function(start))
    if sign == 0:
        return start
    far = start + step
    while np.sign(function(far)) == sign:
        far += far - start
    return optimize.brentq(function, min(start, far), max(start, far), xtol=1e-13)


def _exact_trend(series: _Series) -> float:
    """Central p-value of the sum of step x events, given the total and that events fall by days alone."""
    one_event = np.zeros(int(series.steps.max()) + 1)
    one_event[series.steps.astype(int)] = series.days / series.days.sum()
    law = np.ones(1)
    for _ in range(int(series.total)):
        law = np.convolve(law, one_event)
    observed = int(series.statistic)
    return float(min(1.0, 2 * min(law[: observed + 1].sum(), law[observed:].sum())))


# --- frames of counts ---------------------------------------------------------------------------------


def _keys_of(counts: pd.DataFrame) -> list[str]:
    """The columns before the counts: what a row is about."""
    require_columns(counts, ["numerator"], name="counts")
    return [str(name) for name in counts.columns[: counts.columns.get_loc("numerator")]]


def _in_window(counts: pd.DataFrame, keys: Sequence[str], window: Window) -> pd.DataFrame:
    """The rows of one window, one for each key."""
    require_columns(counts, [*keys, *COUNTED], name="counts")
    starts, ends = pd.Timestamp(window.start), pd.Timestamp(window.end)
    found = counts[(counts["window_start"] == starts) & (counts["window_end"] == ends)]
    if found.empty:
        held = sorted(
            {f"{a.date()}/{b.date()}" for a, b in zip(counts["window_start"], counts["window_end"])}
        )
        raise WrongUse(f"The counts hold no row for {window}. They hold {', '.join(held)}.")
    require_one_row_each(found, keys, name=f"counts of {window}")
    return found


def _notes(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
