"""Which figures may still change because casualties of recent accidents are still being reported."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from .periods import Window
from .project import Reporting
from .schema import Basis, require_columns

ORDER_493 = Reporting()
"""How long casualties are brought up to date where an office does not say otherwise."""


def provisional_until(accidents: pd.DataFrame, reporting: Reporting = ORDER_493) -> pd.Series:
    """The last day on which casualties of each accident are still brought up to date.

    Parameters
    ----------
    accidents
        Ledger of accidents. A category that is not known has the days of those that are not named.
    reporting
        The office's own days.

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
    days = accidents["category"].map(reporting.of_categories).fillna(reporting.days)
    return accidents["occurred_on"] + pd.to_timedelta(days, unit="D")


def is_provisional(accidents: pd.DataFrame, as_of: date, reporting: Reporting = ORDER_493) -> pd.Series:
    """Whether the casualties of each accident may still change on `as_of`."""
    return (accidents["occurred_on"] <= pd.Timestamp(as_of)) & (
        provisional_until(accidents, reporting) >= pd.Timestamp(as_of)
    )


def provisional_from(
    window: Window, basis: Basis, as_of: date, reporting: Reporting = ORDER_493
) -> date | None:
    """The day of `window` from which its figure may still change on `as_of`; None where it is settled.

    Parameters
    ----------
    window
        The window of the figure.
    basis
        What the figure counts: one of fire and road alone is settled after seven days.
    as_of
        Day up to which reports have come in.
    reporting
        The office's own days.

    Examples
    --------
    >>> everything = Basis("all", "", "", ())
    >>> provisional_from(Window.months(2020, 1, 8), everything, date(2020, 8, 24))
    datetime.date(2020, 7, 25)
    >>> provisional_from(Window.year(2019), everything, date(2020, 8, 24)) is None
    True
    """
    own = reporting.of_categories
    named = basis.categories or ("", *own)  # Of all categories, and of those without days of their own.
    days = max(own.get(name, reporting.days) for name in named)
    first = max(window.start, as_of - timedelta(days=days))
    return first if first <= min(window.end, as_of) else None
