"""What is still to come: the rest of the year, and reports that come in late."""

from __future__ import annotations

import pandas as pd

from ..display import Sentence
from ..locale import say
from ..locale.formats import (
    day_text,
    limits_text,
    number_text,
    percent_text,
    window_of,
    window_text,
)
from ..locale.wording import listed
from ..schema import require_columns
from .parts import (
    FIGURE,
    area_text,
    counted_opening,
    figure_row,
    is_few,
    no_figure,
    noun_text,
    opening,
    quantity,
    rows_of,
    sentence,
    share_with_limits,
)


def projection_sentence(
    projected: pd.DataFrame, *, area: str | None = None, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """What the year may come to, as a range: a forecast, not a figure.

    Below ten events only the range is told.

    Parameters
    ----------
    projected
        Result frame of `project_year` or `project_counts`.

    Examples
    --------
    >>> projected = pd.DataFrame({
    ...     "area": ["门头沟区"], "events": "accidents", "numerator": 24, "value": 32.0, "lower": 26.0,
    ...     "upper": 44.0, "basis": "industrial", "window_start": pd.Timestamp("2020-01-01"),
    ...     "window_end": pd.Timestamp("2020-12-31"), "as_of": pd.Timestamp("2020-09-30"), "years": 1,
    ...     "days_left": 92, "note": ""})
    >>> projection_sentence(projected)
    '截至2020年9月30日，门头沟区工矿商贸死亡事故24起；2020年全年可能约32起（95%预测区间26～44起），依据以往1年同期之后的情况推算。'
    """
    row = figure_row(projected, "projected", area, events=events, more=["as_of", "years", "days_left"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("projection to the end of the year", language), language)
    words = {
        **counted_opening(row, area, language),
        "day": day_text(row["as_of"], language),
        "year": pd.Timestamp(row["window_end"]).year,
        "value": quantity(row, row["value"], language),
        "limits": _quantity_limits(row, language),
        "basis": _projected_by(row, language),
    }
    if not row["days_left"]:
        text = say("{area} had {count} {noun} by {day}: the year {year} is complete.", language, **words)
    elif is_few(row["numerator"]):
        text = say(
            "{area} had {count} {noun} by {day}; {year} may end with {limits} (95% prediction interval), "
            "{basis}.",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {count} {noun} by {day}; {year} may end with about {value} (95% prediction interval "
            "{limits}), {basis}.",
            language,
            **words,
        )
    return sentence(text, language)


def _quantity_limits(row: pd.Series, language: str) -> str:
    """Prediction limits; Chinese adds its counter once."""
    upper = quantity(row, row["upper"], language)
    return limits_text(number_text(row["lower"], language), upper, language)


def _projected_by(row: pd.Series, language: str) -> str:
    if row["years"]:
        years = number_text(row["years"], language)
        return say("going by how earlier years went on ({years})", language, years=years)
    return say("taking the rest of the year to be like the part so far", language)


def completeness_sentence(
    expected: pd.DataFrame, *, area: str | None = None, language: str = "zh"
) -> Sentence:
    """How complete the latest windows are, and what they may become when all reports are in.

    Parameters
    ----------
    expected
        Result frame of `expected_counts`; the windows that are provisional are told.
    """
    require_columns(expected, [*FIGURE, "completeness", "provisional"], name="expected")
    own = rows_of(expected, "the latest windows", area).sort_values("window_start")
    if own.empty:
        nothing = pd.Series({"note": ""})
        return no_figure(nothing, area, say("how complete the figures are", language), language)
    row = own.iloc[-1]
    words = {"area": area_text(row, area, language), "noun": noun_text(row, language)}
    waiting = own[own["provisional"].astype(bool)]
    if waiting.empty:
        text = say("{area}, {noun}: few late reports are to be expected in these windows.", language, **words)
        return sentence(text, language)
    told = [_may_become(one, language) for _, one in waiting.iterrows()]
    text = say("{area}, {noun}, provisional: {told}.", language, told=listed(told, language), **words)
    return sentence(text, language)


def _may_become(row: pd.Series, language: str) -> str:
    words = {
        "window": window_text(window_of(row), language),
        "count": quantity(row, row["numerator"], language),
        "share": percent_text(row["completeness"], language, 0),
    }
    if pd.isna(row["value"]):
        return say(
            "{count} known for {window} (about {share} of the reports are in), too early to say what it may "
            "become",
            language,
            **words,
        )
    return say(
        "{count} known for {window} (about {share} of the reports are in), which may become {limits} (95% "
        "prediction interval)",
        language,
        limits=_quantity_limits(row, language),
        **words,
    )


def publication_sentence(first: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Which part of what was published of a window later its monthly tables had held.

    Parameters
    ----------
    first
        Result frame of `publication_completeness`.
    """
    row = figure_row(first, "first", area, more=["denominator", "late"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("how complete monthly tables are", language), language)
    text = say(
        "{area}, {noun} {within}: the monthly tables held {part} of the {whole} published later, {share}; "
        "{late} came later, so the latest months are provisional.",
        language,
        **opening(row, area, language),
        part=quantity(row, row["numerator"], language),
        whole=quantity(row, row["denominator"], language),
        share=share_with_limits(row, True, language),
        late=quantity(row, row["late"], language),
    )
    return sentence(text, language)


def completed_sentence(completed: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """What a published window may become once the late reports of its latest month are in.

    Parameters
    ----------
    completed
        Result frame of `completed_totals`.
    """
    row = figure_row(completed, "completed", area, more=["known", "latest_window"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("what the window may become", language), language)
    text = say(
        "{area}, {noun} {within}: {count} published, {known} of them in the latest month; with its late "
        "reports that may become {limits} (95% prediction interval).",
        language,
        **opening(row, area, language),
        count=quantity(row, row["numerator"], language),
        known=quantity(row, row["known"], language),
        limits=_quantity_limits(row, language),
    )
    return sentence(text, language)
