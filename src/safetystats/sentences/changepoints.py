"""When a series changed: the year of a step or a bend that was looked for, if it is more than chance.

What was found by searching is said to be found so, with the years that would do as well; no sentence names a
cause.
"""

from __future__ import annotations

import pandas as pd

from ..display import Sentence
from ..locale import say
from ..locale.formats import (
    number_text,
    p_clause,
    ratio_text,
    window_text,
)
from ..periods import Window
from .parts import (
    figure_row,
    is_few,
    is_significant,
    multiple_limits,
    no_figure,
    opening,
    percent_limits,
    quantity,
    sentence,
    signed_percent,
)

LEAST_YEARS = 7
"""In fewer years a change that was looked for is not told: chance alone draws one."""


def _searched_years(row: pd.Series) -> int:
    return pd.Timestamp(row["window_end"]).year - pd.Timestamp(row["window_start"]).year + 1


def _no_change_told(row: pd.Series, area: str | None, language: str) -> Sentence | None:
    """What is said in place of a change: why none was found, or that none is told of so few."""
    words = opening(row, area, language)
    if _searched_years(row) < LEAST_YEARS:
        text = say(
            "{area}, {noun}: no change is looked for in fewer than {count} years.",
            language,
            count=LEAST_YEARS,
            **words,
        )
        return sentence(text, language)
    if pd.isna(row["year"]):
        return no_figure(row, area, say("the year of a change", language), language)
    if is_few(row["numerator"]):
        count = quantity(row, row["numerator"], language)
        text = say(
            "{area} had {count} {noun} {within}: too few to look for a change.",
            language,
            count=count,
            **words,
        )
        return sentence(text, language)
    if not is_significant(row["p_value"]):
        p = p_clause(row["p_value"], language)
        text = say(
            "{area}, {noun} {within}: no year stands out, as chance alone would do ({p}, the search allowed "
            "for).",
            language,
            p=p,
            **words,
        )
        return sentence(text, language)
    return None


def _about_when(row: pd.Series, language: str) -> str:
    """The year of a change with the years that would do as well."""
    year, earliest, latest = (int(row[name]) for name in ("year", "earliest", "latest"))
    if earliest == latest:
        return window_text(Window.year(year), language)
    return say(
        "{year} (it could be {earliest} to {latest})",
        language,
        year=window_text(Window.year(year), language),
        earliest=earliest,
        latest=latest,
    )


def changepoint_sentence(
    change: pd.DataFrame, *, area: str | None = None, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """After which year the level of a series changed, with the years that would do as well; if it changed.

    Below seven years, or ten events, no change is told.

    Parameters
    ----------
    change
        Result frame of `yearly_changepoint`.

    Examples
    --------
    >>> change = pd.DataFrame({
    ...     "area": ["门头沟区"], "events": "accidents", "numerator": 38, "value": 0.27, "lower": 0.10,
    ...     "upper": 0.60, "basis": "industrial", "window_start": pd.Timestamp("2013-01-01"),
    ...     "window_end": pd.Timestamp("2020-12-31"), "year": 2016, "earliest": 2015, "latest": 2016,
    ...     "mean_before": 7.5, "mean_after": 2.0, "p_value": 0.003, "note": ""})
    >>> changepoint_sentence(change, language="en")  # doctest: +NORMALIZE_WHITESPACE
    'Mentougou, fatal accidents in industry, mining and commerce from 1 January 2013 to 31 December 2020: 7.5
    a year up to 2016 (it could be 2015 to 2016), 2.0 a year since, 0.27 times as many (95% limits 0.10–0.60
    times);
    unlikely to be chance (p = 0.003, the search allowed for). The year was found by searching and says
    nothing of a cause.'
    """
    more = ["year", "earliest", "latest", "mean_before", "mean_after", "p_value"]
    row = figure_row(change, "change", area, events=events, more=more)
    told = _no_change_told(row, area, language)
    if told is not None:
        return told
    text = say(
        "{area}, {noun} {within}: {before} a year up to {when}, {after} a year since, {ratio} times as many "
        "(95% limits {limits}); unlikely to be chance ({p}, the search allowed for). The year was found by "
        "searching and says nothing of a cause.",
        language,
        **opening(row, area, language),
        before=number_text(row["mean_before"], language, 1),
        after=number_text(row["mean_after"], language, 1),
        when=_about_when(row, language),
        ratio=ratio_text(row["value"], language),
        limits=multiple_limits(row, language),
        p=p_clause(row["p_value"], language),
    )
    return sentence(text, language)


def joinpoint_sentence(
    bend: pd.DataFrame, *, area: str | None = None, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """About which year a trend bent, with the years that would do as well; if it bent.

    Parameters
    ----------
    bend
        Result frame of `yearly_joinpoint`.
    """
    more = ["year", "earliest", "latest", "change_before", "p_value"]
    row = figure_row(bend, "bend", area, events=events, more=more)
    told = _no_change_told(row, area, language)
    if told is not None:
        return told
    text = say(
        "{area}, {noun} {within}: the trend bends about {when}, from {before} a year to {after} a year (95% "
        "limits {limits}); unlikely to be chance ({p}, the search allowed for). The year was found by "
        "searching and says nothing of a cause.",
        language,
        **opening(row, area, language),
        when=_about_when(row, language),
        before=signed_percent(row["change_before"], language),
        after=signed_percent(row["value"], language),
        limits=percent_limits(row, language),
        p=p_clause(row["p_value"], language),
    )
    return sentence(text, language)
