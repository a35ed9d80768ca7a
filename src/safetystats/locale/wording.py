"""The words for columns, methods and notes of a result frame, in the reader's language."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from ..periods import Window
from . import say
from .formats import basis_noun, basis_text, day_text, window_of, window_text

ALL_ROWS = "all rows"
"""Basis of a measure that counts the rows of a ledger, whatever they are."""

FEW = 10
"""Below so many events a percent says little: the counts are to be read, and no trend word is used."""


def events_header(events: str, language: str) -> str:
    """The header over a count.

    >>> events_header("deaths", "zh")
    '死亡（人）'
    """
    known = {
        "accidents": say("Accidents", language),
        "deaths": say("Deaths", language),
        "serious_injuries": say("Seriously injured", language),
        "minor_injuries": say("Slightly injured", language),
        "severe_accidents": say("Severe accidents", language),
        "severe_deaths": say("Deaths in severe accidents", language),
        "hazards": say("Hazards", language),
        "inspections": say("Inspections", language),
    }
    return known.get(events, events)


def events_noun(events: str, language: str) -> str:
    """What is counted, to stand inside a sentence or on an axis.

    >>> events_noun("deaths", "zh"), events_noun("accidents", "en")
    ('死亡人数', 'accidents')
    """
    known = {
        "accidents": say("accidents", language),
        "deaths": say("deaths", language),
        "serious_injuries": say("serious injuries", language),
        "minor_injuries": say("minor injuries", language),
        "hazards": say("hazards", language),
        "inspections": say("inspections", language),
    }
    return known.get(events, events)


def key_header(key: str, language: str) -> str:
    """The header over the names of the rows.

    >>> key_header("supervision_sector", "zh")
    '行业领域'
    """
    known = {
        "area": say("Area", language),
        "street": say("Street or town", language),
        "category": say("Category", language),
        "industry": say("Industry", language),
        "supervision_sector": say("Sector", language),
        "accident_kind": say("Kind of accident", language),
        "department": say("Department", language),
        "programme": say("Programme", language),
        "level": say("Level", language),
        "duty": say("Duty", language),
        "frequency": say("How often", language),
        "unit": say("Unit", language),
        "enterprise": say("Enterprise", language),
    }
    return known.get(key, key)


def basis_title(frame: pd.DataFrame, language: str) -> str:
    """What a table or chart of `frame` is about, to stand in its title; English starts with a capital."""
    basis = str(frame["basis"].iloc[0]) if len(frame) else ""
    noun = basis_noun(basis, language)
    if basis == ALL_ROWS and "events" in frame:
        noun = events_noun(str(frame["events"].iloc[0]), language)
    return noun[:1].upper() + noun[1:]


def action_text(action: str, language: str) -> str:
    """What was done about a finding.

    >>> action_text("proposed", "zh")
    '待人工确认'
    """
    known = {
        "corrected": say("corrected", language),
        "kept": say("kept", language),
        "unknown": say("not understood", language),
        "quarantined": say("set aside", language),
        "proposed": say("to be decided", language),
    }
    return known.get(action, action)


def verdict_text(p_value: Any, language: str) -> str:
    """What a p-value of 5 % or less is called, and what not; nothing is called where there is none.

    >>> verdict_text(0.2, "en"), verdict_text(0.01, "en")
    ('within chance', 'more than chance would do')
    """
    if pd.isna(p_value):
        return say("cannot be judged", language)
    if float(p_value) < 0.05:
        return say("more than chance would do", language)
    return say("within chance", language)


def method_text(method: str, language: str) -> str:
    """The name of a method, as a statistician would look it up; an unknown one stays as it is.

    >>> method_text("wilson", "en")
    'Wilson'
    """
    known = {
        "wilson": say("Wilson", language),
        "garwood": say("exact Poisson (Garwood)", language),
        "dobson, clustered": say("Dobson, for persons who die together", language),
        "rows counted": "",
    }
    return known.get(method, method)


def note_text(note: str, language: str) -> str:
    """A measure's own note in the reader's language; one that is not known stays as it is.

    >>> note_text("unlike windows: 237 days against 365; base zero", "zh")
    '时段不同（237天与365天），不宜直接比较；基数为零，只列增减数'
    """
    mark = "；" if language == "zh" else "; "
    return mark.join(_one_note(part, language) for part in note.split("; "))


def _one_note(note: str, language: str) -> str:
    known = (
        (
            r"unlike windows: (?P<this>\d+) days against (?P<other>\d+)",
            say("unlike windows ({this} days against {other}), not comparable as they stand", language),
        ),
        (r"base zero", say("the window compared has none: only the difference is given", language)),
    )
    for pattern, text in known:
        found = re.fullmatch(pattern, note)
        if found:
            return text.format(**found.groupdict())
    return note


def result_notes(frame: pd.DataFrame, language: str) -> list[str]:
    """What a reader needs to check a result frame: basis, window, as-of day, method, and its own notes.

    What differs from row to row, such as the windows of a comparison, is listed once each.
    """
    notes = []
    bases = [basis_text(str(b), language) for b in _distinct(frame, "basis") if b not in ("", ALL_ROWS)]
    if bases:
        notes.append(say("Counted: {basis}.", language, basis="; ".join(bases)))
    windows = _windows(frame, language)
    if windows:
        notes.append(say("Window: {windows}.", language, windows="; ".join(windows)))
    as_of = [day_text(d, language) for d in _distinct(frame, "as_of")]
    if as_of:
        notes.append(say("As it stood on {day}.", language, day="; ".join(as_of)))
    methods = [method_text(str(m), language) for m in _distinct(frame, "method") if m]
    if methods:
        notes.append(say("Limits (95%): {method}.", language, method="; ".join(methods)))
    if "numerator" in frame and (frame["numerator"] < FEW).any():
        notes.append(say("Below 10 events read the counts, not the percents.", language))
    notes += [
        say("Note: {note}.", language, note=note_text(str(n), language))
        for n in _distinct(frame, "note")
        if n
    ]
    return notes


def _distinct(frame: pd.DataFrame, column: str) -> list[Any]:
    return frame[column].dropna().unique().tolist() if column in frame else []


def _windows(frame: pd.DataFrame, language: str) -> list[str]:
    """The windows of the rows, or from the first to the last where there are more than four."""
    if "window_start" not in frame:
        return []
    rows = frame[["window_start", "window_end"]].dropna().drop_duplicates()
    windows = [window_of(row) for _, row in rows.iterrows()]
    if len(windows) > 4:
        windows = [Window(min(w.start for w in windows), max(w.end for w in windows))]
    return [
        say("{window} ({days} days)", language, window=window_text(w, language), days=w.days) for w in windows
    ]
