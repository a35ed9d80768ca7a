"""What changes from year to year: by so much a year, more or less than elsewhere, or not to be told.

A trend of few events or of a short series is not told, and no sentence names a cause.
"""

from __future__ import annotations

import pandas as pd

from ..display import Sentence
from ..locale import label, say
from ..locale.formats import (
    limits_text,
    p_clause,
    window_of,
    within_text,
)
from ..locale.wording import note_text
from ..schema import FEW, RESULT, SIGNIFICANT, require_columns
from .parts import (
    figure_row,
    is_few,
    is_significant,
    no_figure,
    noun_text,
    one_row,
    opening,
    percent_limits,
    quantity,
    sentence,
    signed_percent,
    verdict_with_p,
)

LIMIT_OF_SENSE = 3.0
"""A yearly change whose upper limit lies above +300 % says nothing."""


def trend_sentence(
    trend: pd.DataFrame, *, area: str, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """The trend over the years, hedged: few events and short series get none.

    Parameters
    ----------
    trend
        Result frame of `poisson_trend`.
    """
    require_columns(trend, ["events", *RESULT, "p_value", "years"], name="trend")
    row = one_row(trend, "trend", area=area, events=events)
    words = {
        "area": label(area, language),
        "noun": noun_text(row, language),
        "within": within_text(window_of(row), language),
        "count": quantity(row, row["numerator"], language),
        "p": p_clause(row["p_value"], language),
    }
    if pd.isna(row["value"]):
        why = note_text(str(row["note"]), language)
        text = say("{area}, {noun}: no trend can be given ({why}).", language, why=why, **words)
    elif row["numerator"] < FEW:
        text = say("{area} had {count} {noun} {within}: too few to speak of a trend.", language, **words)
    elif row["upper"] > LIMIT_OF_SENSE:
        text = say(
            "{area} had {count} {noun} {within}: the limits are too wide for a trend.", language, **words
        )
    else:
        words["change"] = signed_percent(row["value"], language)
        words["limits"] = limits_text(
            signed_percent(row["lower"], language), signed_percent(row["upper"], language), language
        )
        words["verdict"] = _trend_verdict(row, language)
        text = say(
            "{area}, {noun} {within}: {change} a year (95% limits {limits}, {p}); {verdict}.",
            language,
            **words,
        )
    return Sentence(text, language)


def _trend_verdict(row: pd.Series, language: str) -> str:
    if row["p_value"] >= SIGNIFICANT:
        return say("no clear trend, as it could be chance", language)
    if row["value"] < 0:
        return say("signs of a fall; the figures do not show why", language)
    return say("signs of a rise; the figures do not show why", language)


def negative_binomial_sentence(
    trend: pd.DataFrame, *, area: str, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """As `trend_sentence`, and whether the years vary more than chance, for which the limits then allow.

    Parameters
    ----------
    trend
        Result frame of `negative_binomial_trend`.
    """
    require_columns(trend, ["events", *RESULT, "p_value", "p_overdispersed", "years"], name="trend")
    row = one_row(trend, "trend", area=area, events=events)
    text = trend_sentence(trend, area=area, events=events, language=language)
    if pd.isna(row["value"]) or is_few(row["numerator"]):
        return text
    p = p_clause(row["p_overdispersed"], language)
    if is_significant(row["p_overdispersed"]):
        more = say(" The years vary more than chance ({p}); the limits allow for it.", language, p=p)
    else:
        more = say(" The years vary no more than chance ({p}).", language, p=p)
    return Sentence(text + more, language)


def share_trend_sentence(
    trend: pd.DataFrame, *, area: str, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """Whether an area's share of the city changes steadily from year to year.

    Parameters
    ----------
    trend
        Result frame of `share_trend`; `value` is the ratio of one year's odds to the year's before.

    Examples
    --------
    >>> trend = pd.DataFrame({
    ...     "area": ["门头沟区"], "events": "accidents", "numerator": 41, "denominator": 520, "value": 0.91,
    ...     "lower": 0.75, "upper": 1.11, "basis": "industrial", "p_value": 0.36, "years": 5, "note": "",
    ...     "window_start": pd.Timestamp("2016-01-01"), "window_end": pd.Timestamp("2020-12-31")})
    >>> share_trend_sentence(trend, area="门头沟区", language="en")  # doctest: +NORMALIZE_WHITESPACE
    "Mentougou's share of the city's fatal accidents in industry, mining and commerce from 1 January 2016 to
    31 December 2020 (41 of 520): its odds change by −9.0% a year (95% limits −25.0% to +11.0%); this could be
    chance (p = 0.360)."
    """
    row = figure_row(trend, "trend", area, events=events, more=["denominator", "p_value"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("the trend of the share", language), language)
    words = {
        **opening(row, area, language),
        "part": quantity(row, row["numerator"], language),
        "whole": quantity(row, row["denominator"], language),
        "verdict": verdict_with_p(row["p_value"], language),
    }
    if is_few(row["numerator"]):
        text = say(
            "{area}'s share of the city's {noun} {within} ({part} of {whole}): too few to speak of a trend; "
            "{verdict}.",
            language,
            **words,
        )
    elif row["upper"] - 1 > LIMIT_OF_SENSE:
        text = say(
            "{area}'s share of the city's {noun} {within} ({part} of {whole}): the limits are too wide for a "
            "trend; {verdict}.",
            language,
            **words,
        )
    else:
        changes = row[["value", "lower", "upper"]] - 1
        text = say(
            "{area}'s share of the city's {noun} {within} ({part} of {whole}): its odds change by {change} a "
            "year (95% limits {limits}); {verdict}.",
            language,
            change=signed_percent(changes["value"], language),
            limits=percent_limits(changes, language),
            **words,
        )
    return sentence(text, language)


def trend_against_rest_sentence(
    trend: pd.DataFrame, *, area: str, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """Whether an area's figures change by another part each year than those of the rest of the city.

    Parameters
    ----------
    trend
        Result frame of `trend_against_rest`.
    """
    row = figure_row(trend, "trend", area, events=events, more=["p_value", "own_slope", "rest_slope"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("the trend beside the rest of the city", language), language)
    words = {
        **opening(row, area, language),
        "count": quantity(row, row["numerator"], language),
        "verdict": verdict_with_p(row["p_value"], language),
    }
    if is_few(row["numerator"]):
        text = say(
            "{area} had {count} {noun} {within}: too few to hold a trend against the rest's; {verdict}.",
            language,
            **words,
        )
    else:
        text = say(
            "{area}, {noun} {within}: {own} a year, in the rest of the city {rest}, a difference of {change} "
            "a year (95% limits {limits}); {verdict}.",
            language,
            own=signed_percent(row["own_slope"], language),
            rest=signed_percent(row["rest_slope"], language),
            change=signed_percent(row["value"], language),
            limits=percent_limits(row, language),
            **words,
        )
    return sentence(text, language)
