"""Which figures may still change because casualties of recent accidents are still being reported."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from .periods import Window
from .schema import Basis, require_columns

REPORTING_DAYS = 30
"""Casualties are brought up to date for so many days after an accident (Order 493, article 13)."""

SHORT_REPORTING_DAYS = 7
"""The same for fire and road traffic."""

SHORT_REPORTED = ("道路运输", "生产经营性火灾", "火灾")
"""Categories with the shorter time."""


def provisional_until(accidents: pd.DataFrame) -> pd.Series:
    """The last day on which casualties of each accident are still brought up to date.

    Parameters
    ----------
    accidents
        Ledger of accidents. A category that is not known has the longer time.

    Returns
    -------
    Series
        One day a row; the day of the accident itself is not counted.

    Notes
    -----
    State Council Order 493 (2007), article 13. Strike-offs come later still, without a limit: a figure
    outside this time is settled as to casualties only.

    Examples
    --------
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": pd.to_datetime(["2020-08-01", "2020-08-01"]),
    ...     "category": ["工矿商贸", "道路运输"]})
    >>> provisional_until(accidents).dt.strftime("%m-%d").tolist()
    ['08-31', '08-08']
    """
    require_columns(accidents, ["occurred_on", "category"], name="accidents")
    is_short = accidents["category"].isin(SHORT_REPORTED)
    return accidents["occurred_on"] + pd.to_timedelta(
        is_short.map({True: SHORT_REPORTING_DAYS, False: REPORTING_DAYS}), unit="D"
    )


def is_provisional(accidents: pd.DataFrame, as_of: date) -> pd.Series:
    """Whether the casualties of each accident may still change on `as_of`."""
    return (accidents["occurred_on"] <= pd.Timestamp(as_of)) & (
        provisional_until(accidents) >= pd.Timestamp(as_of)
    )


def provisional_from(window: Window, basis: Basis, as_of: date) -> date | None:
    """The day of `window` from which its figure may still change on `as_of`; None where it is settled.

    Parameters
    ----------
    window
        The window of the figure.
    basis
        What the figure counts: one of fire and road alone is settled after seven days.
    as_of
        Day up to which reports have come in.

    Examples
    --------
    >>> everything = Basis("all", "", "", ())
    >>> provisional_from(Window.months(2020, 1, 8), everything, date(2020, 8, 24))
    datetime.date(2020, 7, 25)
    >>> provisional_from(Window.year(2019), everything, date(2020, 8, 24)) is None
    True
    """
    only_short = bool(basis.categories) and set(basis.categories) <= set(SHORT_REPORTED)
    days = SHORT_REPORTING_DAYS if only_short else REPORTING_DAYS
    first = max(window.start, as_of - timedelta(days=days))
    return first if first <= min(window.end, as_of) else None
