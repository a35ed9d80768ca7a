"""Hazards found and closed, and what inspections found."""

from __future__ import annotations

import pandas as pd

from ..display import Draft, Table
from ..locale import say
from ..locale.formats import day_text
from ..locale.wording import (
    key_header,
    result_notes,
)
from ..schema import RESULT, UNKNOWN, require_columns
from .parts import in_several_windows, titled


def closure_table(closure: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """What became of the hazards found in a window: closed, void, transferred, open, overdue, and the rate.

    Where some do not state how they ended, how many has a column too.

    Parameters
    ----------
    closure
        Result frame of `cohort_closure`.
    area
        The area to set off, where areas are the rows; else the one that the table is of.
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
    if UNKNOWN in closure and (closure[UNKNOWN] > 0).any():
        draft.number(say("End not stated", language), closure[UNKNOWN])
    draft.number(say("Overdue", language), closure["overdue"])
    if "no_due_day" in closure and (closure["no_due_day"] > 0).any():
        draft.number(say("Due day not stated", language), closure["no_due_day"])
    draft.percent(say("Closure rate", language), closure["value"], is_plotted=True)
    draft.share_limits(closure["lower"], closure["upper"])
    title = _closure_title(closure, key, language)
    notes = [
        say(
            "Closure rate: of the hazards found, the share closed by {day}.",
            language,
            day=day_text(day, language),
        )
        for day in closure["as_of"].drop_duplicates()
    ]
    notes += result_notes(closure.drop(columns="as_of"), language, windows=key != "numerator")
    if key != "area":
        title = titled(title, closure, language, area)
    return draft.table(title, closure, measure="closure", notes=notes, marked=closure[key] == area)


def _closure_title(closure: pd.DataFrame, key: str, language: str) -> str:
    """Whether all hazards found are meant or the listed ones, and by what they are divided."""
    if len(closure) and (closure["basis"] == "listed").all():
        title = say("Listed hazards found and closed", language)
    else:
        title = say("Hazards found and closed", language)
    if key in ("numerator", "area"):
        return title
    return say("{title}, by {key}", language, title=title, key=key_header(key, language).lower())


def closed_within_table(within: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Share of hazards closed within 7, 14, 30 … days, with how many were followed so long.

    Parameters
    ----------
    within
        Result frame of `closed_within` for one group.
    area
        The area that it is of.
    """
    require_columns(within, ["within_days", "at_risk", *RESULT], name="within")
    draft = Draft(language)
    days = [say("within {days} days", language, days=int(d)) for d in within["within_days"]]
    draft.text(say("Closed", language), days)
    draft.percent(say("Share", language), within["value"], is_plotted=True)
    draft.share_limits(within["lower"], within["upper"])
    draft.number(say("Seen closed", language), within["numerator"])
    draft.number(say("Still followed", language), within["at_risk"])
    title = titled(say("How fast hazards are closed", language), within, language, area)
    return draft.table(title, within, measure="closed_within", notes=result_notes(within, language))


def closing_time_table(median: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Days until half of the hazards were closed, with limits, and how many were followed.

    Parameters
    ----------
    median
        Result frame of `closure_median`.
    area
        The area that it is of.
    """
    require_columns(median, list(RESULT), name="median")
    draft = Draft(language)
    draft.windows(say("Window", language), median)
    draft.number(say("Followed", language), median["denominator"])
    draft.number(say("Seen closed", language), median["numerator"])
    draft.number(say("Days until half were closed", language), median["value"])
    draft.number_limits(median["lower"], median["upper"], decimals=0)
    title = titled(say("How long half of the hazards take", language), median, language, area)
    notes = result_notes(median, language, windows=False, percents=False)
    return draft.table(title, median, measure="closing_time", notes=notes)


def finds_table(finds: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Inspections, hazards found, and hazards per 100 inspections with limits.

    Parameters
    ----------
    finds
        Result frame of `finds_per_inspection` with ``per=100``.
    area
        The area to set off.
    """
    require_columns(finds, [*RESULT, "not_stated"], name="finds")
    key = str(finds.columns[0])
    draft = Draft(language)
    draft.labels(key_header(key, language), finds[key])
    if in_several_windows(finds):
        draft.windows(say("Window", language), finds)
    draft.number(say("Inspections", language), finds["denominator"] + finds["not_stated"])
    if (finds["not_stated"] > 0).any():
        draft.number(say("Finds stated", language), finds["denominator"])
    draft.number(say("Hazards found", language), finds["numerator"])
    draft.number(say("Per 100 inspections", language), finds["value"], decimals=1, is_plotted=True)
    draft.number_limits(finds["lower"], finds["upper"], decimals=1)
    title = say("What inspections find", language)
    notes = result_notes(finds, language, percents=False)
    return draft.table(title, finds, measure="finds", notes=notes, marked=finds[key] == area)
