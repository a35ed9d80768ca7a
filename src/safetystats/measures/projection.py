"""What the year will come to, from a year to date: with limits of the count itself, not of its mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..periods import Covered, Window
from ..schema import Basis, require_columns, require_one_row_each
from .intervals import Interval, design_effect
from .predictive import rest_given_counts, rest_given_share
from .tally import FEW, Levels, as_reasons, lacks_days, result_frame, tally_accidents

PROJECTED = ("remaining", "days_left", "years", "earlier_to_date", "earlier_rest", "small")
"""What `project_year` adds to a result frame."""

NEEDED = ("numerator", "squares", "basis", "window_start", "window_end", "days", "as_of", "note")


def project_year(
    accidents: pd.DataFrame,
    *,
    as_of: date,
    covered: Window,
    basis: Basis,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    events: str = "accidents",
    level: float = 0.95,
) -> pd.DataFrame:
    """What the year of `as_of` will come to.

    Parameters
    ----------
    accidents
        Ledger of accidents.
    as_of
        Last day that is asked for.
    covered
        The days that the ledger covers: whole earlier years in it say how a year goes on. Where it ends in
        the year of `as_of` but before it, the year is projected from there.
    basis, by, levels, events
        As in `counts.count_accidents`.

    Returns
    -------
    DataFrame
        Keys `by`, ``events``, then a result frame of the whole year: ``numerator`` known to date, ``value``
        expected at its end, ``lower`` and ``upper`` prediction limits. Extra: `PROJECTED`. Without an earlier
        whole year the rest of the year is taken to be like the part so far, and the note says so.

    Notes
    -----
    See `predictive`: the rest of the year is (beta) negative binomial given the part so far and, where there
    are earlier years, their counts before and after this day. Persons on effective counts (Korn and Graubard
    1998); their limits are multiples of the design effect.

    Examples
    --------
    >>> days = pd.to_datetime(["2019-03-01"] * 30 + ["2019-11-01"] * 10 + ["2020-03-01"] * 24)
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": days, "area": "west", "category": "工矿商贸", "deaths": 1, "counted": True})
    >>> year = project_year(
    ...     accidents, as_of=date(2020, 9, 30), covered=Window(date(2019, 1, 1), date(2020, 9, 30)),
    ...     basis=Basis("all", "", "", ()))
    >>> year[["area", "numerator", "value", "lower", "upper"]]
       area  numerator  value  lower  upper
    0  west         24   32.0   26.0   44.0
    """
    if covered.end.year == as_of.year:
        as_of = min(as_of, covered.end)
    to_date = Window.year_to_date(as_of)
    years = range(covered.start.year, as_of.year)
    full = [Window.year(year) for year in years if Covered.of(covered).holds(Window.year(year))]
    windows = [to_date, *(to_date.in_year(year.start.year) for year in full), *full]
    # On the last day of a year both are the same window.
    counts = tally_accidents(
        accidents,
        windows=list(dict.fromkeys(windows)),
        basis=basis,
        by=by,
        levels=levels,
        events=events,
        covered=covered,
    )
    return project_counts(counts, as_of=as_of, level=level)


def project_counts(counts: pd.DataFrame, *, as_of: date, level: float = 0.95) -> pd.DataFrame:
    """The frame of `project_year` from counts, so that published totals go the same road.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` or `counts.counts_from_totals` with the year to `as_of`, and for
        each earlier year to learn from the same dates and the whole year.
    as_of
        Last day of the year to date.
    """
    require_columns(counts, ["numerator"], name="counts")
    keys = [str(name) for name in counts.columns[: counts.columns.get_loc("numerator")]]
    require_columns(counts, [*keys, *NEEDED], name="counts")
    require_one_row_each(counts, [*keys, "window_start", "window_end"], name="counts")
    this = Window.year_to_date(as_of)
    if (this.start, this.end) not in _spans_of(counts):
        raise WrongUse(f"The counts hold no row for {this}. Count the year to date first.")
    rows = [
        _projected(part, keys, this, _years_known(part, this), level)
        for _, part in counts.groupby(keys, sort=False)
    ]
    return result_frame(pd.DataFrame(rows), keys, PROJECTED)


def _years_known(part: pd.DataFrame, this: Window) -> list[int]:
    """The earlier years of which all days are covered, both in the whole year and on the same dates."""
    whole = _spans_of(part[~lacks_days(part)])
    return [
        start.year
        for start, end in sorted(whole)
        if Window(start, end).is_full_year
        and start.year < this.start.year
        and (this.in_year(start.year).start, this.in_year(start.year).end) in whole
    ]


def _spans_of(counts: pd.DataFrame) -> set[tuple[date, date]]:
    """First and last day of each window."""
    ends = counts[["window_start", "window_end"]].drop_duplicates()
    return {(start.date(), end.date()) for start, end in ends.itertuples(index=False, name=None)}


def _projected(
    part: pd.DataFrame, keys: Sequence[str], this: Window, years: Sequence[int], level: float
) -> dict[str, Any]:
    part = part.assign(numerator=part["numerator"].astype(float), lacks=lacks_days(part))
    row = _figure(part, this)
    known = float(row["numerator"])
    before = float(sum(_figure(part, this.in_year(year))["numerator"] for year in years))
    whole = float(sum(_figure(part, Window.year(year))["numerator"] for year in years))
    year = Window.year(this.start.year)
    effect = float(design_effect(part["numerator"].sum(), part["squares"].astype(float).sum(skipna=False)))
    effect = 1.0 if np.isnan(effect) else effect
    notes = [str(row["note"])]
    lacks = bool(row["lacks"])
    if lacks:
        # Of what is not projected they are no lower bound, but the reason.
        notes = [as_reasons(note) for note in notes]
    if lacks or np.isnan(known + before + whole):
        rest, method = Interval(np.nan, np.nan, np.nan), ""
        notes.append("" if (lacks or np.isnan(known)) and notes[0] else "not published")
    elif years and whole > 0 and this != year:
        rest = rest_given_counts(known / effect, before / effect, (whole - before) / effect, level=level)
        method = "beta negative binomial, by earlier years"
    else:
        rest = rest_given_share(known / effect, this.days / year.days, level=level)
        method = "negative binomial, by days"
        notes.append("the rest of the year taken as the part so far" if this != year else "")
    value, lower, upper = (known + effect * limit for limit in rest)
    return {
        **{key: part[key].iloc[0] for key in keys},
        "numerator": known,
        "denominator": pd.NA,
        "value": value,
        "lower": lower,
        "upper": upper,
        "level": level,
        "method": f"{method}, effective counts" if effect > 1 else method,
        "basis": row["basis"],
        "window_start": pd.Timestamp(year.start),
        "window_end": pd.Timestamp(year.end),
        "days": year.days,
        "as_of": pd.Timestamp(this.end),
        "note": "; ".join(note for note in notes if note),
        "remaining": value - known,
        "days_left": year.days - this.days,
        "years": len(years),
        "earlier_to_date": before,
        "earlier_rest": whole - before,
        "small": not known >= FEW,
    }


def _figure(part: pd.DataFrame, window: Window) -> pd.Series:
    at = (part["window_start"] == pd.Timestamp(window.start)) & (
        part["window_end"] == pd.Timestamp(window.end)
    )
    if not at.any():
        raise WrongUse(f"The counts hold no row for {window} of every key. Count the same windows for all.")
    return part[at].iloc[0]
