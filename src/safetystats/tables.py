"""Tidy frame -> display table. Rounding happens here: one decimal for percents, halves up, 0 of 0 a dash.

Every table prints the counts before the percents, so that a share of few events is read beside its events,
and says below what is counted, in which window, as of which day and by which method.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from .display import TABLE_JSON, Column, Draft, Table
from .locale import label, say, term
from .locale.formats import number_text, percent_text, window_of, window_text
from .locale.wording import (
    action_text,
    basis_title,
    events_header,
    key_header,
    result_notes,
    verdict_text,
)
from .schema import RESULT, UNKNOWN, require_columns

__all__ = ["TABLE_JSON", "Column", "Table"]


def _column_groups(frame: pd.DataFrame, language: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """One part of the frame for each window and kind of event: heading, header of the count, part."""
    for _, part in frame.groupby(["window_start", "window_end", "events"], sort=False):
        first = part.iloc[0]
        yield window_text(window_of(first), language), events_header(str(first["events"]), language), part


def _names(frame: pd.DataFrame, key: str) -> list[str]:
    """The names of the rows in their order, what is not stated last."""
    names = frame[key].drop_duplicates().tolist()
    return [n for n in names if n != UNKNOWN] + [n for n in names if n == UNKNOWN]


def counts_table(counts: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Events by area (or whatever the first key is) and window, with their sum below.

    Parameters
    ----------
    counts
        Result frame of `count_accidents`: one row per key, events and window.
    area
        The area to set off.

    Raises
    ------
    ColumnsMissing
        If `counts` lacks a column of the result contract.
    """
    require_columns(counts, ["events", "numerator", "window_start", "window_end"], name="counts")
    key = str(counts.columns[0])
    names = _names(counts, key)
    draft = Draft(language)
    draft.labels(key_header(key, language), names)
    sums = []
    for window, header, part in _column_groups(counts, language):
        draft.number(header, part.set_index(key)["numerator"].reindex(names), group=window)
        sums.append(float(part["numerator"].sum()))
    if len(names) > 1:
        draft.last_row(say("Total", language), sums)
    title = say("{basis}: counts", language, basis=basis_title(counts, language))
    return draft.table(title, counts, notes=result_notes(counts, language), marked=[n == area for n in names])


def city_table(shares: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Every area's events, its share of the city and the limits of that share, a window beside the other.

    Parameters
    ----------
    shares
        Result frame of `area_shares`; the whole city is its denominator.
    area
        The area to set off.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    names = _names(shares, "area")
    draft = Draft(language)
    draft.labels(key_header("area", language), names)
    city: list[float | None] = []
    for window, header, part in _column_groups(shares, language):
        rows = part.set_index("area").reindex(names)
        draft.number(header, rows["numerator"], group=window)
        draft.percent(say("Share", language), rows["value"], group=window)
        draft.share_limits(rows["lower"], rows["upper"], group=window)
        whole = float(part["denominator"].iloc[0])
        city += [whole, 1.0 if whole else None, None]
    draft.last_row(say("City", language), city)
    title = say("{basis}: areas in the city", language, basis=basis_title(shares, language))
    return draft.table(title, shares, notes=result_notes(shares, language), marked=[n == area for n in names])


def window_table(shares: pd.DataFrame, *, language: str = "zh") -> Table:
    """One area's share, a window a row: the part, the whole, the share and its limits."""
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    draft = Draft(language)
    draft.windows(say("Window", language), shares)
    draft.text(say("Counted", language), [events_header(e, language) for e in shares["events"]])
    draft.labels(key_header("area", language), shares["area"])
    draft.number(say("Events", language), shares["numerator"])
    draft.number(say("City", language), shares["denominator"])
    draft.percent(say("Share", language), shares["value"])
    draft.share_limits(shares["lower"], shares["upper"])
    title = say("{basis}: share of the city by window", language, basis=basis_title(shares, language))
    return draft.table(title, shares, notes=result_notes(shares, language))


def change_table(compared: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """This window against another, the same window last year as a rule: is the change more than chance?

    Parameters
    ----------
    compared
        Result frame of `compare_windows`: one row per key and events.
    area
        The area to set off.
    """
    extra = ["difference", "p_value", "other_start", "other_end"]
    require_columns(compared, ["events", *RESULT, *extra], name="compared")
    key = str(compared.columns[0])
    draft = Draft(language)
    if key != "events":
        draft.labels(key_header(key, language), compared[key])
    draft.text(say("Counted", language), [events_header(e, language) for e in compared["events"]])
    draft.number(say("This window", language), compared["numerator"])
    draft.number(say("Window compared", language), compared["denominator"])
    draft.number(say("Difference", language), compared["difference"], signed=True)
    draft.number(say("Ratio per day", language), compared["value"], decimals=2)
    draft.number_limits(compared["lower"], compared["upper"], decimals=2)
    draft.p_value(compared["p_value"])
    draft.text(say("Verdict", language), [verdict_text(p, language) for p in compared["p_value"]])
    title = say("{basis}: change", language, basis=basis_title(compared, language))
    marked = [name == area for name in compared[key]]
    return draft.table(
        title,
        compared,
        notes=[*result_notes(compared, language), *_compared(compared, language)],
        marked=marked,
    )


def _compared(frame: pd.DataFrame, language: str) -> list[str]:
    """The window that a comparison looks back to."""
    others = frame[["other_start", "other_end"]].drop_duplicates()
    shown = [window_of(row, "other_") for _, row in others.iterrows()]
    text = "; ".join(
        say("{window} ({days} days)", language, window=window_text(w, language), days=w.days) for w in shown
    )
    return [say("Compared with: {windows}.", language, windows=text)]


def sector_table(breakdown: pd.DataFrame, *, city: pd.DataFrame | None = None, language: str = "zh") -> Table:
    """Events by sector (or industry, kind …) with shares, limits and, where given, the city's shares.

    Parameters
    ----------
    breakdown, city
        Result frames of `breakdown` for the area and for the whole city.
    """
    require_columns(breakdown, ["events", *RESULT], name="breakdown")
    key = str(breakdown.columns[0])
    draft = Draft(language)
    draft.labels(key_header(key, language), breakdown[key])
    draft.number(events_header(str(breakdown["events"].iloc[0]), language), breakdown["numerator"])
    draft.percent(say("Share", language), breakdown["value"])
    draft.share_limits(breakdown["lower"], breakdown["upper"])
    whole: list[float | None] = [float(breakdown["denominator"].iloc[0]), None, None]
    if city is not None:
        there = city.set_index(key).reindex(breakdown[key])
        draft.number(say("City", language), there["numerator"])
        draft.percent(say("Share of the city's", language), there["value"])
        whole += [float(city["denominator"].iloc[0]), None]
    draft.last_row(say("Total", language), whole)
    title = say(
        "{basis}: by {key}", language, basis=basis_title(breakdown, language), key=key_header(key, language)
    )
    return draft.table(title, breakdown, notes=result_notes(breakdown, language))


def closure_table(closure: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """What became of the hazards found in a window: closed, void, transferred, open, overdue, and the rate.

    Parameters
    ----------
    closure
        Result frame of `cohort_closure`.
    area
        The area to set off, where areas are the rows.
    """
    extra = ["closed", "void", "transferred", "open", "overdue"]
    require_columns(closure, [*RESULT, *extra], name="closure")
    key = str(closure.columns[0])
    draft = Draft(language)
    if key == "numerator":
        draft.windows(say("Found in", language), closure)
    else:
        draft.labels(key_header(key, language), closure[key])
    draft.number(say("Found", language), closure["denominator"])
    draft.number(say("Closed", language), closure["closed"])
    draft.number(say("Void", language), closure["void"])
    draft.number(say("Transferred", language), closure["transferred"])
    draft.number(say("Open", language), closure["open"])
    draft.number(say("Overdue", language), closure["overdue"])
    draft.percent(say("Closure rate", language), closure["value"])
    draft.share_limits(closure["lower"], closure["upper"])
    title = say("Hazards found and closed", language)
    notes = [say("The rate: of the hazards found in the window, those closed by the as-of day.", language)]
    notes += result_notes(closure, language)
    return draft.table(title, closure, notes=notes, marked=closure[key] == area)
