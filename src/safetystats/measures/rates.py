"""Events per exposure: the field's standard indicators, and areas against the rest of the city.

An exposure belongs to the same days as the events: output and GDP of the window itself, or a stock (workers,
vehicles) times the part of a year that the window is. Deaths are clustered, so their limits are stretched; an
area is held against the rest of the city, never against a city that contains it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..errors import UnknownName, WrongUse
from ..periods import Window
from ..schema import UNKNOWN, require_columns, require_one_row_each
from .families import adjusted_p_values
from .intervals import (
    CountMethod,
    Numbers,
    clustered_count_interval,
    design_effect,
    rate_ratio,
)
from .tally import FEW, PERSONS, by_days_covered, days_lacking, part_covered, result_frame

CLUSTERS_UNKNOWN = "limits too narrow: deaths per accident unknown"

NEEDED = ("events", "numerator", "squares", "basis", "window_start", "window_end", "days", "as_of", "note")
"""What a frame of counts must hold to become rates."""

RATES = ("exposure", "per", "small", "lacking")
"""What `rates` adds to a result frame."""

AGAINST_REST = ("rest_numerator", "rest_exposure", "p_value", "p_holm", "family", "small")
"""What `rates_against_rest` adds to a result frame."""

# --- numbers ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Indicator:
    """A standard indicator: which events, per how much of which exposure."""

    name: str
    events: str
    exposure: str
    per: float
    is_stock: bool
    """A stock (workers, vehicles) is there all year: over part of a year it counts for that part."""


INDICATORS = {
    indicator.name: indicator
    for indicator in (
        Indicator("亿元GDP死亡率", "deaths", "gdp_yuan", 1e8, is_stock=False),
        Indicator("10万就业人员死亡率", "deaths", "workers", 1e5, is_stock=True),
        Indicator("万车死亡率", "deaths", "vehicles", 1e4, is_stock=True),
        Indicator("百万吨死亡率", "deaths", "coal_tonnes", 1e6, is_stock=False),
    )
}
"""The four rates of the national plans for work safety: deaths per 100 million yuan of GDP, per 100,000
workers, per 10,000 vehicles, per million tonnes of coal."""

UNITS = {
    "元": ("gdp_yuan", 1.0),
    "万元": ("gdp_yuan", 1e4),
    "亿元": ("gdp_yuan", 1e8),
    "人": ("workers", 1.0),
    "万人": ("workers", 1e4),
    "辆": ("vehicles", 1.0),
    "万辆": ("vehicles", 1e4),
    "吨": ("coal_tonnes", 1.0),
    "万吨": ("coal_tonnes", 1e4),
    "亿吨": ("coal_tonnes", 1e8),
}
"""Units in which yearbooks print an exposure: what it is, and how many base units make one."""


def in_base_units(value: Numbers, unit: str, indicator: str) -> Any:
    """An exposure as printed, in the base units of the indicator: yuan, workers, vehicles or tonnes.

    >>> in_base_units(423.5, "万人", "10万就业人员死亡率")
    4235000.0
    """
    wanted = indicator_named(indicator).exposure
    fitting = [name for name, (exposure, _) in UNITS.items() if exposure == wanted]
    if unit not in fitting:
        raise UnknownName("unit of " + wanted, unit, fitting)
    scaled = np.asarray(value, dtype=float) * UNITS[unit][1]
    return float(scaled) if np.ndim(scaled) == 0 else scaled


def indicator_named(name: str) -> Indicator:
    """The standard indicator of that name; `UnknownName` with the known ones otherwise."""
    if name not in INDICATORS:
        raise UnknownName("indicator", name, list(INDICATORS))
    return INDICATORS[name]


# --- frames -------------------------------------------------------------------------------------------


def person_years(people: Mapping[str, float], window: Window) -> dict[str, float]:
    """The exposure of residents or workers in a window: a year of 365.25 days counts each person once.

    >>> round(person_years({"north": 1000}, Window.year(2019))["north"], 1)
    999.3
    """
    return {name: number * window.days / 365.25 for name, number in people.items()}


def rates(
    counts: pd.DataFrame,
    exposure: Mapping[str, float],
    *,
    per: float,
    key: str = "area",
    method: CountMethod = "phe",
    level: float = 0.95,
) -> pd.DataFrame:
    """Events per exposure: of each area, or of whatever else `key` names.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` or `counts.counts_from_totals`.
    exposure
        Exposure of each value of `key`, above 0, in worker-years, yuan or what else the rate is per; it must
        belong to the window's days. A row without one ("unknown") is kept, its rate missing. Of a window that
        the ledger covers in part only that part of the exposure is taken, by its days, and the note says so.
    per
        Exposure that the rate is given for, such as 100,000.
    key
        The key column whose values `exposure` names.
    method
        Limits of the count: ``phe`` is exact below ten events and Byar's from there on.

    Returns
    -------
    DataFrame
        The keys of `counts`, then a result frame: ``denominator`` is the exposure, ``value`` events per `per`
        of it. Extra: `RATES`. Limits of persons are Dobson's for clustered events; where deaths per accident
        are not known, the note says that they are too narrow.

    Raises
    ------
    ColumnsMissing, WrongUse
        If `counts` lacks a column, or an exposure is not above 0.

    Notes
    -----
    Garwood 1936; Byar in the form of Breslow and Day 1987; Dobson 1991 for persons.

    Examples
    --------
    >>> counts = pd.DataFrame({
    ...     "area": ["north", "south"], "events": "accidents", "numerator": [3, 12], "squares": [3, 12],
    ...     "basis": "all", "window_start": pd.Timestamp("2020-01-01"),
    ...     "window_end": pd.Timestamp("2020-12-31"), "days": 366, "as_of": pd.NaT, "note": ""})
    >>> found = rates(counts, {"north": 214_000, "south": 523_000}, per=100_000)
    >>> found[["area", "value", "lower", "upper"]].round(2)
        area  value  lower  upper
    0  north   1.40   0.29   4.10
    1  south   2.29   1.18   4.01
    """
    keys = _keys_of(counts)
    require_columns(counts, [key, *NEEDED], name="counts")
    base = counts[key].map(dict(exposure)).astype(float)
    return _rates_frame(counts, keys, base, per, method, level)


def indicator_rates(
    counts: pd.DataFrame,
    exposure: Mapping[str, float],
    indicator: str,
    *,
    key: str = "area",
    year_days: float = 365,
    level: float = 0.95,
) -> pd.DataFrame:
    """A standard indicator of the field: 亿元GDP死亡率, 10万就业人员死亡率, 万车死亡率 or 百万吨死亡率.

    Parameters
    ----------
    counts
        As in `rates`, of the events that the indicator counts.
    exposure
        In base units (`in_base_units`): yuan of GDP and tonnes of the window itself, or workers and vehicles
        that there are; these are taken for the part of a year that the window is, and the note says so.
    indicator
        A name in `INDICATORS`.
    year_days
        Days of a year by which a stock is parted.

    Returns
    -------
    DataFrame
        As `rates`, with the further column ``indicator``.

    Raises
    ------
    UnknownName, WrongUse
        If there is no such indicator, or the counts are of other events.
    """
    known = indicator_named(indicator)
    keys = _keys_of(counts)
    require_columns(counts, [key, *NEEDED], name="counts")
    wrong = sorted(set(counts["events"]) - {known.events})
    if wrong:
        raise WrongUse(
            f"{indicator} counts {known.events}; found {', '.join(wrong)}. Count {known.events} first."
        )
    base = counts[key].map(dict(exposure)).astype(float)
    if known.is_stock:
        days = counts["days"].astype(float)
        # A leap year is a year.
        partial = (days < year_days) & base.notna()
        base = base.where(~partial, base * days / year_days)
        partly = [f"by the year: {d:.0f} of {year_days:g} days" if p else "" for d, p in zip(days, partial)]
        counts = counts.assign(note=[_joined(a, b) for a, b in zip(counts["note"], partly)])
    frame = _rates_frame(counts, keys, base, known.per, "phe", level)
    return frame.assign(indicator=indicator)


def _rates_frame(
    counts: pd.DataFrame, keys: Sequence[str], base: pd.Series, per: float, method: CountMethod, level: float
) -> pd.DataFrame:
    if (base <= 0).any():
        raise WrongUse("An exposure is above 0. Leave out what has none; its rate is then missing.")
    counts = by_days_covered(counts, base)
    base = base * part_covered(counts)
    events, effect, blind, note = _clustering(counts)
    stretched = clustered_count_interval(events, events * effect, method=method, level=level)
    scale = per / base
    clustered = effect > 1
    return result_frame(
        counts.assign(
            denominator=base,
            value=events * scale,
            lower=stretched.lower * scale,
            upper=stretched.upper * scale,
            level=level,
            method=np.where(clustered, f"{method}, clustered", method),
            note=[
                _joined(a, b, CLUSTERS_UNKNOWN if c else "") for a, b, c in zip(note, _no_base(base), blind)
            ],
            exposure=base,
            per=per,
            small=events < FEW,
            lacking=days_lacking(counts),
        ),
        keys,
        RATES,
    )


def _clustering(counts: pd.DataFrame) -> tuple[pd.Series, np.ndarray, pd.Series, pd.Series]:
    """Counts, their design effect (1 where it is not known), where it is not known, and the notes."""
    events = counts["numerator"].astype(float)
    squares = counts["squares"].astype(float)
    blind = counts["events"].isin(PERSONS) & squares.isna() & events.notna()
    return events, design_effect(events, squares.fillna(events)), blind, counts["note"].fillna("")


def _no_base(base: pd.Series) -> list[str]:
    return ["no exposure" if missing else "" for missing in base.isna()]


def rates_against_rest(
    counts: pd.DataFrame, exposure: Mapping[str, float], *, level: float = 0.95
) -> pd.DataFrame:
    """Rate of each area over the rate of the rest of the city, and whether chance would do.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` by area, one window and one kind of event.
    exposure
        Exposure of each area. Events of an area without one are left out of the rest, which the note says;
        the area has a row without a ratio. "unknown" is no area.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``value`` the ratio to the rest, exact conditional
        limits. Extra: `AGAINST_REST`, with the central p-value, and the same adjusted by Holm for the
        ``family`` of areas that have one: among many areas one or another stands out by chance alone.

    Notes
    -----
    Against the whole city, which contains the area, the ratio comes out too near to 1 and its test is wrong.
    Persons are judged by effective counts (Korn and Graubard 1998).

    Examples
    --------
    >>> counts = pd.DataFrame({
    ...     "area": ["west", "other"], "events": "accidents", "numerator": [15, 65], "squares": [15, 65],
    ...     "basis": "all", "window_start": pd.Timestamp("2020-01-01"),
    ...     "window_end": pd.Timestamp("2020-12-31"), "days": 366, "as_of": pd.NaT, "note": ""})
    >>> against = rates_against_rest(counts, {"west": 60.2, "other": 363.3})
    >>> against[["area", "value", "lower", "upper", "p_value"]].round(3).head(1)
       area  value  lower  upper  p_value
    0  west  1.393  0.738  2.469    0.316
    """
    require_columns(counts, ["area", *NEEDED], name="counts")
    require_one_row_each(counts, ["area", "events"], name="counts of one window")
    known = counts[counts["area"] != UNKNOWN]
    base = known["area"].map(dict(exposure)).astype(float) * part_covered(known)
    known = by_days_covered(known, base)
    exposed = base.notna()
    left_out = counts["numerator"].sum() - known.loc[exposed, "numerator"].sum()
    events, _, blind, note = _clustering(known)
    squares = known["squares"].astype(float).where(~blind, events).where(exposed, 0)
    city = known["events"]
    sides = [v.where(exposed & events.notna(), 0) for v in (events, base)]
    rest, rest_base = (side.groupby(city).transform("sum") - side for side in sides)
    # One design effect for both sides: an area of few accidents cannot tell its own.
    effect = design_effect(sides[0] + rest, squares.groupby(city).transform("sum"))
    ratio = rate_ratio(events / effect, base, rest / effect, rest_base.where(rest_base > 0), level=level)
    # From zero in the rest there is no ratio.
    some = exposed & (rest > 0) & (rest_base > 0)
    asides = np.where(exposed & (left_out > 0), f"{left_out} events without exposure left out", "")
    unknown = known["numerator"].isna()
    # Without an exposure nothing is known of the rest, which is no zero.
    without = ~exposed | ~(rest_base > 0)
    why = np.select([without, unknown, ~some], ["no exposure", "", "base zero"], "")
    p_value = pd.Series(
        np.where(blind | ~exposed | (events + rest == 0), np.nan, ratio.p_value), index=known.index
    )
    return result_frame(
        known.assign(
            denominator=pd.array([pd.NA] * len(known), dtype="Int64"),
            value=np.where(some, ratio.value, np.nan),
            lower=np.where(some & ~blind, ratio.lower, np.nan),
            upper=np.where(some & ~blind, ratio.upper, np.nan),
            level=level,
            method=np.where(effect > 1, "exact conditional, effective counts", "exact conditional"),
            note=[_joined(*notes) for notes in zip(note, asides, why)],
            rest_numerator=rest.where(rest_base > 0).astype("Int64"),
            rest_exposure=rest_base,
            p_value=p_value,
            p_holm=p_value.groupby(city).transform(adjusted_p_values),
            family=p_value.groupby(city).transform("count").astype(int),
            small=events < FEW,
        ),
        ["area", "events"],
        AGAINST_REST,
    )


def _keys_of(counts: pd.DataFrame) -> list[str]:
    require_columns(counts, ["numerator"], name="counts")
    return [str(name) for name in counts.columns[: counts.columns.get_loc("numerator")]]


def _joined(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
