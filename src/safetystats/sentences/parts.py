"""What all sentences share: whose figure it is, what is counted, its limits, and what chance would do.

Three rules hold for every sentence. Counts come before percents. Below ten events there is no percent in
front and no word of a trend. No comparison stands without saying whether chance alone would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..display import Sentence
from ..errors import InputRejected
from ..locale import label, say, term
from ..locale.formats import (
    MOST_RATIO,
    limits_text,
    number_text,
    p_clause,
    percent_text,
    ratio_text,
    window_of,
    within_text,
)
from ..locale.wording import (
    basis_noun,
    events_noun,
    is_provisional,
    names_text,
    note_text,
    whole_text,
)
from ..periods import are_alike
from ..schema import CITY_WITHOUT, FEW, OF_COMPARED, OF_REST, OF_WHOLE, SIGNIFICANT, require_columns

FIGURE = ("events", "numerator", "value", "lower", "upper", "basis", "note", "window_start", "window_end")
"""What a frame holds of which a sentence tells one figure with its limits."""


def one_row(frame: pd.DataFrame, name: str, **keys: str) -> pd.Series:
    """The one row with these keys; `InputRejected` where there is none, or more than one."""
    found = frame
    for key, value in keys.items():
        if key in frame:
            found = found[found[key] == value]
    if len(found) != 1:
        wanted = ", ".join(f"{key} {value!r}" for key, value in keys.items())
        raise InputRejected(
            f"A sentence is written from one row of {name} ({wanted}); found {len(found)}. "
            "Pass one window and one kind of event."
        )
    return found.iloc[0]


def noun_text(row: pd.Series, language: str) -> str:
    """What is counted: the accidents of the basis, or the persons in them."""
    accidents = basis_noun(str(row["basis"]), language)
    if row["events"] == "accidents":
        return accidents
    events = events_noun(str(row["events"]), language)
    return say("{events} in {accidents}", language, events=events, accidents=accidents)


def quantity(row: pd.Series, count: Any, language: str) -> str:
    """A count; Chinese adds its counter, 起 for accidents and 人 for persons."""
    shown = number_text(count, language)
    return shown if language == "en" else shown + term("counter", str(row["events"]), language)


def singular(noun: str, count: Any) -> str:
    """English only has a singular: the Chinese noun holds no such word."""
    return noun.replace("accidents", "accident", 1) if count == 1 else noun


def noun_for(row: pd.Series, count: Any, language: str) -> str:
    """What is counted, for so many of it: one death in accidents, but two deaths."""
    text = noun_text(row, language)
    if row["events"] == "accidents":
        return singular(text, count)
    return text.replace("deaths", "death", 1).replace("injuries", "injury", 1) if count == 1 else text


def share_text(value: float, language: str) -> str:
    return percent_text(value, language, brief=True)


def share_limits(row: pd.Series, language: str) -> str:
    """Limits of a share; whole percents where the whole is under 100, and a tenth would feign exactness."""
    decimals = 0 if row["denominator"] < 100 else 1
    return limits_text(
        percent_text(row["lower"], language, decimals),
        percent_text(row["upper"], language, decimals),
        language,
    )


def share_with_limits(row: pd.Series, headline: bool, language: str) -> str:
    """6.3% (95% limits 2%–17%); in a headline on fewer than ten events the limits only."""
    limits = share_limits(row, language)
    if headline and row["numerator"] < FEW:
        return say("a share of {limits} (95% limits)", language, limits=limits)
    share = share_text(row["value"], language)
    return say("{share} (95% limits {limits})", language, share=share, limits=limits)


def signed_percent(ratio: float, language: str) -> str:
    sign = "+" if ratio > 0 else ""
    return sign + percent_text(ratio, language)


def verdict_with_p(p_value: Any, language: str) -> str:
    if pd.isna(p_value):
        return say("whether this could be chance cannot be judged", language)
    p = p_clause(p_value, language)
    if p_value < SIGNIFICANT:
        return say("unlikely to be chance ({p})", language, p=p)
    return say("this could be chance ({p})", language, p=p)


def provisional(row: pd.Series, language: str) -> str:
    """What is added to a figure that may still change: until when reports are due is said in the notes."""
    return say(" The figure is provisional.", language) if is_provisional(row, language) else ""


def not_compared(row: pd.Series, language: str) -> Sentence:
    """A comparison without a figure on one side: the reason stands in the note."""
    text = say(
        "{area}, {noun}: there is no figure {before} to compare with ({why}).",
        language,
        area=label(str(row["area"]), language),
        noun=noun_text(row, language),
        before=before_text(row, language),
        why=_why(row, language),
    )
    return Sentence(text, language)


def before_text(row: pd.Series, language: str) -> str:
    """The window compared: 2019年同期 where it is the same dates of the year before."""
    other = window_of(row, "other_")
    if not other.is_full_year and other == window_of(row).years_before():
        return say("on the same dates of {year}", language, year=other.start.year)
    return within_text(other, language)


def unlike_windows(row: pd.Series, language: str) -> str:
    """A warning where the two windows cover unlike parts of the year; empty otherwise."""
    this, other = window_of(row), window_of(row, "other_")
    if are_alike(this, other):
        return ""
    return say(
        " The windows are unlike ({this} and {other} days): not comparable as they stand.",
        language,
        this=this.days,
        other=other.days,
    )


def names_of(listed_names: str, language: str) -> str:
    """Names that a measure lists with 、 between them, as the language sets them apart."""
    return names_text(listed_names.split("、"), language)


def row_of(frame: pd.DataFrame, name: str, area: str | None = None, **keys: str) -> pd.Series:
    """As `one_row`; without an `area` the frame itself must be of one."""
    return one_row(frame, name, **({} if area is None else {"area": area}), **keys)


def figure_row(
    frame: pd.DataFrame,
    name: str,
    area: str | None,
    *,
    events: str | None = None,
    more: Sequence[str] = (),
) -> pd.Series:
    """The row that a sentence tells, of a frame with the columns `FIGURE` and `more`."""
    require_columns(frame, [*FIGURE, *more], name=name)
    return row_of(frame, name, area, **({"events": events} if events else {}))


def rows_of(frame: pd.DataFrame, name: str, area: str | None) -> pd.DataFrame:
    """The rows of the area in their order, or all of a frame of one area; a frame of several is refused."""
    own = frame[frame["area"] == area] if area is not None and "area" in frame else frame
    areas = set(own["area"]) if "area" in own else set()
    if len(areas) > 1:
        raise InputRejected(f"A sentence on {name} is about one area; found {len(areas)}. Name it.")
    return own


def area_text(row: pd.Series, area: str | None, language: str) -> str:
    """Whose figure it is: the area of the row, else the one that was named, else the city."""
    name = str(row.get("area", "")) or area
    return label(name, language) if name else whole_text("", language)


def opening(row: pd.Series, area: str | None, language: str) -> dict[str, str]:
    """How a sentence begins: whose figures these are, of what, in which window."""
    return {
        "area": area_text(row, area, language),
        "noun": noun_text(row, language),
        "within": within_text(window_of(row), language),
    }


def counted_opening(row: pd.Series, area: str | None, language: str) -> dict[str, str]:
    """As `opening`, with the count itself and a noun for so many."""
    count = row["numerator"]
    words = {"noun": noun_for(row, count, language), "count": quantity(row, count, language)}
    return {**opening(row, area, language), **words}


def sentence(text: str, language: str, *, missing: str = "") -> Sentence:
    """A sentence that begins with a capital, whatever its first word is; `missing`: why it has no figure."""
    return Sentence(text[:1].upper() + text[1:], language, missing=missing)


def reason(row: pd.Series, language: str) -> str:
    """Why there is no figure: from the note, or else that there is nothing to compute it from."""
    note = row.get("note", "")
    said = _why(row, language) if not pd.isna(note) else ""
    return said or say("there is nothing to compute it from", language)


_NO_REASONS = ("at least", CITY_WITHOUT)


def _why(row: pd.Series, language: str) -> str:
    """The remarks that tell why there is no figure: not that another is a lower bound, or of what it is."""
    notes = [note.removeprefix(OF_COMPARED) for note in str(row.get("note", "")).split("; ")]
    notes = [note.removeprefix(OF_REST).removeprefix(OF_WHOLE) for note in notes]
    telling = [note for note in dict.fromkeys(notes) if not note.startswith(_NO_REASONS)]
    # Where nothing is given, no difference is given either.
    return note_text("; ".join(telling).replace("base zero", "no base"), language)


def remark(row: pd.Series, language: str) -> str:
    """The measure's own note, to stand behind a sentence; empty where there is none."""
    note = row.get("note", "")
    if pd.isna(note) or not note:
        return ""
    space = " " if language == "en" else ""
    return space + say("Note: {note}.", language, note=note_text(str(note), language))


def lower_bound(row: pd.Series, language: str) -> str:
    """That a figure is a lower bound, and why, to stand behind a sentence; empty where it is none."""
    return remark(pd.Series({"note": "; ".join(_bounds(row))}), language)


def lower_bound_of(area: str, row: pd.Series, language: str) -> str:
    """The same in a sentence on an area and its city: whose figure is meant."""
    if not is_lower_bound(row):
        return ""
    space = " " if language == "en" else ""
    note = note_text("; ".join(_bounds(row)), language)
    return space + say("Note: {area}: {note}.", language, area=label(area, language), note=note)


def is_lower_bound(row: pd.Series) -> bool:
    """Whether some of what might count could not be counted."""
    return bool(_bounds(row))


def _bounds(row: pd.Series) -> list[str]:
    notes = str(row.get("note", "")).split("; ")
    return [note for note in notes if note.removeprefix(OF_COMPARED).startswith("at least")]


def no_figure(row: pd.Series, area: str | None, what: str, language: str) -> Sentence:
    """That something cannot be computed, and why."""
    text = say(
        "{area}, {what}: no figure can be given ({why}).",
        language,
        area=area_text(row, area, language),
        what=what,
        why=reason(row, language),
    )
    return sentence(text, language, missing=reason(row, language))


def multiple_limits(row: pd.Series, language: str) -> str:
    """Limits of a ratio; where the upper one is too high to be told, that it is the lower one or more."""
    lower, upper = (min(row[name], MOST_RATIO) for name in ("lower", "upper"))
    limits = ratio_text(lower, language), ratio_text(upper, language)
    return limits_with_unit(*limits, say("times", language), language, has_end=not row["upper"] > MOST_RATIO)


def limits_with_unit(lower: str, upper: str, unit: str, language: str, *, has_end: bool) -> str:
    """Limits and their unit; without an upper end that it is the lower one or more.

    >>> limits_with_unit("14", "18", "天", "zh", has_end=True)
    '14～18天'
    >>> limits_with_unit("7", "—", "天", "zh", has_end=False)
    '7天以上'
    """
    if not has_end:
        return say("{lower} {unit} or more", language, lower=lower, unit=unit)
    return say("{limits} {unit}", language, limits=limits_text(lower, upper, language), unit=unit)


def percent_limits(row: pd.Series, language: str) -> str:
    """Limits of a yearly change, with their signs."""
    return limits_text(
        signed_percent(row["lower"], language), signed_percent(row["upper"], language), language
    )


def count_limits(row: pd.Series, language: str) -> str:
    """Limits of a count, in whole numbers."""
    return limits_text(number_text(row["lower"], language), number_text(row["upper"], language), language)


def is_few(count: Any) -> bool:
    """Whether a count is too small for a percent in front and for any word of a trend."""
    return pd.isna(count) or bool(count < FEW)


def is_significant(p_value: Any) -> bool:
    """Whether chance alone would hardly do; not where there is no p-value."""
    return not pd.isna(p_value) and bool(p_value < SIGNIFICANT)


def excludes_one(row: pd.Series) -> bool:
    """Whether the limits of a ratio leave out 1."""
    return bool(row["lower"] > 1 or row["upper"] < 1)


def ratio_verdict(row: pd.Series, language: str) -> str:
    """Whether chance would do for a ratio: by its p-value, else by whether its limits leave out 1."""
    if not pd.isna(row["p_value"]) or pd.isna(row["lower"]):
        return verdict_with_p(row["p_value"], language)
    if excludes_one(row):
        return say("the limits leave out 1: unlikely to be chance", language)
    return say("the limits include 1: this could be chance", language)
