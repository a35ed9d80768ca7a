"""Tidy frame -> a sentence in Chinese or English: no figure in a briefing's prose is typed.

Three rules hold for all of them. Counts come before percents. Below ten events there is no percent in front
and no word of a trend. No comparison stands without saying whether chance alone would do.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from .display import Sentence as Sentence
from .display import Sentences as Sentences
from .errors import InputRejected
from .locale import label, say, say_count, term
from .locale.formats import (
    day_text,
    limits_text,
    number_text,
    p_clause,
    percent_text,
    points_text,
    window_of,
    within_text,
)
from .locale.wording import (
    basis_noun,
    basis_text,
    events_noun,
    is_provisional,
    listed,
    names_text,
    note_text,
    whole_text,
)
from .periods import are_alike
from .schema import FEW, RESULT, SIGNIFICANT, UNKNOWN, require_columns

LIMIT_OF_SENSE = 3.0
"""A yearly change whose upper limit lies above +300 % says nothing."""

# --- shared parts -------------------------------------------------------------------------------------


def _one_row(frame: pd.DataFrame, name: str, **keys: str) -> pd.Series:
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


def _limits(row: pd.Series, language: str) -> str:
    """Limits of a share; whole percents where the whole is under 100, and a tenth would feign exactness."""
    decimals = 0 if row["denominator"] < 100 else 1
    return limits_text(
        percent_text(row["lower"], language, decimals),
        percent_text(row["upper"], language, decimals),
        language,
    )


def _share(value: float, language: str) -> str:
    return percent_text(value, language, brief=True)


def _noun(row: pd.Series, language: str) -> str:
    """What is counted: the accidents of the basis, or the persons in them."""
    accidents = basis_noun(str(row["basis"]), language)
    if row["events"] == "accidents":
        return accidents
    events = events_noun(str(row["events"]), language)
    return say("{events} in {accidents}", language, events=events, accidents=accidents)


def _quantity(row: pd.Series, count: Any, language: str) -> str:
    """A count; Chinese adds its counter, 起 for accidents and 人 for persons."""
    shown = number_text(count, language)
    return shown if language == "en" else shown + term("counter", str(row["events"]), language)


# --- accidents ----------------------------------------------------------------------------------------


def headline(counts: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """How many accidents and deaths, in which window; where there was none, what that does and does not say.

    Parameters
    ----------
    counts
        Result frame of `count_accidents` of one window, with the rows ``accidents`` and ``deaths``.

    Raises
    ------
    InputRejected
        If `counts` does not hold one row of each for `area`.

    Examples
    --------
    >>> counts = pd.DataFrame({
    ...     "area": "门头沟区", "events": ["accidents", "deaths"], "numerator": [3, 3], "upper": 8.8,
    ...     "basis": "industrial", "window_start": pd.Timestamp("2020-01-01"),
    ...     "window_end": pd.Timestamp("2020-08-24")})
    >>> headline(counts, area="门头沟区")
    '2020年1月1日至8月24日，门头沟区发生工矿商贸死亡事故3起，死亡3人。'
    """
    accidents = _one_row(counts, "counts", area=area, events="accidents")
    deaths = _one_row(counts, "counts", area=area, events="deaths")
    if accidents["numerator"] == 0:
        return nothing_happened(accidents, language=language)
    text = say_count(
        "{area} had {accidents} {basis} {within}, in which {count} person died.",
        "{area} had {accidents} {basis} {within}, in which {count} people died.",
        int(deaths["numerator"]),
        language,
        area=label(area, language),
        accidents=number_text(accidents["numerator"], language),
        basis=_singular(basis_text(str(accidents["basis"]), language), accidents["numerator"]),
        within=within_text(window_of(accidents), language),
    )
    return Sentence(text + _provisional(accidents, language), language)


def _provisional(row: pd.Series, language: str) -> str:
    """What is added to a figure that may still change: until when reports are due is said in the notes."""
    return say(" The figure is provisional.", language) if is_provisional(row) else ""


def nothing_happened(count: pd.Series, *, language: str = "zh") -> Sentence:
    """No accident in a window, and how many such a window might yet have had.

    Parameters
    ----------
    count
        The row of `count_accidents` that holds 0 accidents, with its upper limit.
    """
    text = say(
        "{area} had no {basis} {within}. That does not mean no risk: such a window could have had up to "
        "{upper} (95% limit).",
        language,
        area=label(str(count["area"]), language),
        basis=basis_text(str(count["basis"]), language),
        within=within_text(window_of(count), language),
        upper=number_text(count["upper"], language, 1),
    )
    return Sentence(text + _provisional(count, language), language)


def _singular(noun: str, count: Any) -> str:
    """English only has a singular: the Chinese noun holds no such word."""
    return noun.replace("accidents", "accident", 1) if count == 1 else noun


def share_sentence(
    shares: pd.DataFrame, *, area: str, whole: str = "", headline: bool = False, language: str = "zh"
) -> Sentence:
    """An area's part of the city, the latest window first and the earlier ones behind it.

    Parameters
    ----------
    shares
        Result frame of `area_shares` of one kind of event, with a row of `area` for each window.
    whole
        What it is a share of, such as 全国 in published totals; the city if not given.
    headline
        Whether it is read alone: then no percent of fewer than ten events, but its limits.

    Examples
    --------
    >>> shares = pd.DataFrame({
    ...     "area": "门头沟区", "events": "accidents", "numerator": [2, 3], "denominator": [100, 48],
    ...     "value": [0.02, 0.0625], "lower": [0.0055, 0.0215], "upper": [0.07, 0.1684],
    ...     "basis": "industrial", "window_start": pd.to_datetime(["2019-01-01", "2020-01-01"]),
    ...     "window_end": pd.to_datetime(["2019-12-31", "2020-08-24"])})
    >>> share_sentence(shares, area="门头沟区", language="en")  # doctest: +NORMALIZE_WHITESPACE
    "Mentougou had 3 of the city's 48 fatal accidents in industry, mining and commerce from 1 January to
    24 August 2020, 6.3% (95% limits 2%–17%); 2 of the city's 100 in 2019, 2% (0.6%–7.0%)."
    """
    own = shares[shares["area"] == area].sort_values("window_start", ascending=False)
    if len(own["events"].drop_duplicates()) != 1:
        raise InputRejected(
            f"A sentence on shares needs rows of area {area!r} for one kind of event; found {len(own)} rows."
        )
    latest, *earlier = (row for _, row in own.iterrows())
    city = whole_text(whole, language)
    parts = [
        _latest_share(latest, city, headline, language),
        *(_earlier_share(row, city, headline, language) for row in earlier),
    ]
    return Sentence(say("{parts}.", language, parts=listed(parts, language)), language)


def _share_with_limits(row: pd.Series, headline: bool, language: str) -> str:
    """6.3% (95% limits 2%–17%); in a headline on fewer than ten events the limits only."""
    limits = _limits(row, language)
    if headline and row["numerator"] < FEW:
        return say("a share of {limits} (95% limits)", language, limits=limits)
    share = _share(row["value"], language)
    return say("{share} (95% limits {limits})", language, share=share, limits=limits)


def _share_again(row: pd.Series, headline: bool, language: str) -> str:
    """The same of an earlier window, which need not say again what the limits are."""
    limits = _limits(row, language)
    if headline and row["numerator"] < FEW:
        return say("a share of {limits}", language, limits=limits)
    return say("{share} ({limits})", language, share=_share(row["value"], language), limits=limits)


def _latest_share(row: pd.Series, city: str, headline: bool, language: str) -> str:
    words = {
        "city": city,
        "area": label(str(row["area"]), language),
        "noun": _noun(row, language),
        "within": within_text(window_of(row), language),
    }
    if not row["denominator"]:
        return say("{city}, {area} included, had no {noun} {within}", language, **words)
    return say(
        "{area} had {part} of {city}'s {whole} {noun} {within}, {share}",
        language,
        part=_quantity(row, row["numerator"], language),
        whole=_quantity(row, row["denominator"], language),
        share=_share_with_limits(row, headline, language),
        **words,
    )


def _earlier_share(row: pd.Series, city: str, headline: bool, language: str) -> str:
    return say(
        "{part} of {city}'s {whole} {within}, {share}",
        language,
        city=city,
        part=_quantity(row, row["numerator"], language),
        whole=_quantity(row, row["denominator"], language),
        within=within_text(window_of(row), language),
        share=_share_again(row, headline, language),
    )


def share_change_sentence(change: pd.DataFrame, *, whole: str = "", language: str = "zh") -> Sentence:
    """Whether an area's share has changed, or that could be chance.

    Below ten events in either window the sentence names no direction; unlike windows are said.

    Parameters
    ----------
    change
        Result frame of `share_change`, one row.
    whole
        What it is a share of, such as 全国 in published totals; the city if not given.
    """
    needed = ["this_numerator", "this_denominator", "other_numerator", "other_denominator", "p_value"]
    require_columns(change, ["area", "events", *RESULT, *needed, "other_start", "other_end"], name="change")
    row = _one_row(change, "change")
    if pd.isna(row["value"]):
        return _not_compared(row, language)
    words = {
        "area": label(str(row["area"]), language),
        "noun": _noun(row, language),
        "this": _fraction(row, "this", language),
        "other": _fraction(row, "other", language),
        "before": _before(row, language),
        "p": p_clause(row["p_value"], language),
    }
    text = say(
        "{area}'s share of {city}'s {noun}: {this} now, {other} {before}; {verdict}.",
        language,
        city=whole_text(whole, language),
        verdict=_share_verdict(row, words["p"], language),
        **words,
    )
    return Sentence(text + _unlike_windows(row, language), language)


def _not_compared(row: pd.Series, language: str) -> Sentence:
    """A comparison without a figure on one side: the reason stands in the note."""
    text = say(
        "{area}, {noun}: there is no figure {before} to compare with ({why}).",
        language,
        area=label(str(row["area"]), language),
        noun=_noun(row, language),
        before=_before(row, language),
        why=note_text(str(row["note"]), language),
    )
    return Sentence(text, language)


def _before(row: pd.Series, language: str) -> str:
    """The window compared: 2019年同期 where it is the same dates of the year before."""
    other = window_of(row, "other_")
    if not other.is_full_year and other == window_of(row).years_before():
        return say("on the same dates of {year}", language, year=other.start.year)
    return within_text(other, language)


def _fraction(row: pd.Series, which: str, language: str) -> str:
    return say(
        "{part} of {whole}",
        language,
        part=number_text(row[f"{which}_numerator"], language),
        whole=number_text(row[f"{which}_denominator"], language),
    )


def _share_verdict(row: pd.Series, p: str, language: str) -> str:
    few = min(row["this_numerator"], row["other_numerator"]) < FEW
    if pd.isna(row["p_value"]):
        return say("whether this could be chance is judged by accidents", language)
    if row["p_value"] >= SIGNIFICANT:
        return say(
            "the difference could be chance ({p}), so it is no sign of a rise or a fall", language, p=p
        )
    if few:
        return say("unlikely to be chance ({p}), but too few to speak of a trend", language, p=p)
    return say(
        "a change of {points} percentage points, unlikely to be chance ({p})",
        language,
        points=points_text(row["value"], language),
        p=p,
    )


def _unlike_windows(row: pd.Series, language: str) -> str:
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


def change_sentence(
    compared: pd.DataFrame, *, area: str, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """This window against the same one last year: more, fewer or as many, and whether that could be chance.

    A percent is given from ten events on in both windows.

    Parameters
    ----------
    compared
        Result frame of `compare_windows`.
    """
    needed = ["events", *RESULT, "difference", "p_value", "other_start", "other_end"]
    require_columns(compared, needed, name="compared")
    row = _one_row(compared, "compared", area=area, events=events)
    if pd.isna(row["difference"]):
        return _not_compared(row, language)
    words = {
        "area": label(area, language),
        "noun": _noun(row, language),
        "within": within_text(window_of(row), language),
        "before": _before(row, language),
        "this": _quantity(row, row["numerator"], language),
        "other": _quantity(row, row["denominator"], language),
        "difference": _quantity(row, abs(row["difference"]), language),
        "percent": _change_in_percent(row, language),
        "verdict": _verdict_with_p(row["p_value"], language),
    }
    if row["difference"] > 0:
        text = say(
            "{area} had {this} {noun} {within}, {difference} more than the {other} {before}{percent}; "
            "{verdict}.",
            language,
            **words,
        )
    elif row["difference"] < 0:
        text = say(
            "{area} had {this} {noun} {within}, {difference} fewer than the {other} {before}{percent}; "
            "{verdict}.",
            language,
            **words,
        )
    else:
        text = say("{area} had {this} {noun} {within}, as many as {before}.", language, **words)
    return Sentence(text + _unlike_windows(row, language), language)


def _change_in_percent(row: pd.Series, language: str) -> str:
    if min(row["numerator"], row["denominator"]) < FEW:
        return ""
    share = abs(row["difference"]) / row["denominator"]
    return say(" ({percent})", language, percent=percent_text(share, language))


def _verdict_with_p(p_value: Any, language: str) -> str:
    if pd.isna(p_value):
        return say("whether this could be chance cannot be judged", language)
    p = p_clause(p_value, language)
    if p_value < SIGNIFICANT:
        return say("unlikely to be chance ({p})", language, p=p)
    return say("this could be chance ({p})", language, p=p)


def sector_sentence(
    breakdown: pd.DataFrame,
    *,
    area: str,
    sector: str | None = None,
    headline: bool = False,
    language: str = "zh",
) -> Sentence:
    """The sector with the most events, or the one asked for: its part of the area's.

    Parameters
    ----------
    breakdown
        Result frame of `breakdown` for the area.
    sector
        A value of its first column; the commonest known one if not given.
    headline
        As in `share_sentence`.

    Examples
    --------
    >>> breakdown = pd.DataFrame({
    ...     "supervision_sector": ["建筑业", "unknown"], "events": "accidents", "numerator": [7, 3],
    ...     "denominator": 10, "value": [0.7, 0.3], "lower": [0.397, 0.108], "upper": [0.892, 0.603],
    ...     "basis": "industrial", "window_start": pd.Timestamp("2018-01-01"),
    ...     "window_end": pd.Timestamp("2020-08-24")})
    >>> sector_sentence(breakdown, area="门头沟区")
    '2018年1月1日至2020年8月24日，门头沟区工矿商贸死亡事故10起，其中建筑业7起，占70%（95%置信区间40%～89%）。'
    """
    key = str(breakdown.columns[0])
    known = breakdown[breakdown[key] != UNKNOWN] if sector is None else breakdown[breakdown[key] == sector]
    whole = breakdown["denominator"].max() if len(breakdown) else 0
    if not whole:
        text = say(
            "{area}: no accidents, so nothing to share out by sector.", language, area=label(area, language)
        )
        return Sentence(text, language)
    if known.empty or (sector is None and not known["numerator"].sum()):
        text = say(
            "{area}: the sector is stated for none of the {whole} {noun}, so there is no breakdown.",
            language,
            area=label(area, language),
            whole=_quantity(breakdown.iloc[0], whole, language),
            noun=_noun(breakdown.iloc[0], language),
        )
        return Sentence(text, language)
    row = known.sort_values("numerator", ascending=False, kind="stable").iloc[0]
    text = say(
        "Of {area}'s {whole} {noun} {within}, {part} happened in {sector}: {share}.",
        language,
        area=label(area, language),
        whole=_quantity(row, row["denominator"], language),
        noun=_noun(row, language),
        within=within_text(window_of(row), language),
        part=_quantity(row, row["numerator"], language),
        sector=label(str(row[key]), language),
        share=_share_with_limits(row, headline, language),
    )
    return Sentence(text, language)


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
    row = _one_row(trend, "trend", area=area, events=events)
    words = {
        "area": label(area, language),
        "noun": _noun(row, language),
        "within": within_text(window_of(row), language),
        "count": _quantity(row, row["numerator"], language),
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
        words["change"] = _signed_percent(row["value"], language)
        words["limits"] = limits_text(
            _signed_percent(row["lower"], language), _signed_percent(row["upper"], language), language
        )
        words["verdict"] = _trend_verdict(row, language)
        text = say(
            "{area}, {noun} {within}: {change} a year (95% limits {limits}, {p}); {verdict}.",
            language,
            **words,
        )
    return Sentence(text, language)


def _signed_percent(ratio: float, language: str) -> str:
    sign = "+" if ratio > 0 else ""
    return sign + percent_text(ratio, language)


def _trend_verdict(row: pd.Series, language: str) -> str:
    if row["p_value"] >= SIGNIFICANT:
        return say("no clear trend, as it could be chance", language)
    if row["value"] < 0:
        return say("signs of a fall; the figures do not show why", language)
    return say("signs of a rise; the figures do not show why", language)


def repeated_sentence(repeated: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """Enterprises that had accidents again and again.

    Parameters
    ----------
    repeated
        Result frame of `repeated_enterprises`.
    """
    require_columns(repeated, ["enterprise", "numerator", "years"], name="repeated")
    if repeated.empty:
        return Sentence(say("No enterprise had more than one accident.", language), language)
    named = [
        say(
            "{enterprise} ({count}: {years})",
            language,
            enterprise=_names(row["enterprise"], language),
            count=number_text(row["numerator"], language),
            years=_names(row["years"], language),
        )
        for _, row in repeated.iterrows()
    ]
    text = say_count(
        "{count} enterprise had more than one accident: {named}.",
        "{count} enterprises had more than one accident: {named}.",
        len(repeated),
        language,
        named=listed(named, language),
    )
    return Sentence(text, language)


def studied_sentence(studied: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """How many accidents of a window were studied by a meeting afterwards.

    Parameters
    ----------
    studied
        Result frame of `studied_share`, one window.
    """
    row = _one_row(studied, "studied", area=area)
    text = say(
        "Of {area}'s {whole} accidents {within}, {part} were studied by a meeting afterwards.",
        language,
        area=label(area, language),
        whole=number_text(row["denominator"], language),
        within=within_text(window_of(row), language),
        part=number_text(row["numerator"], language),
    )
    return Sentence(text, language)


# --- hazards, inspections, duties ---------------------------------------------------------------------


def closure_sentence(closure: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """Hazards found or listed, closed by the as-of day, the rate, and what is still open.

    Parameters
    ----------
    closure
        Result frame of `cohort_closure`, one window.
    """
    require_columns(closure, [*RESULT, "open", "overdue"], name="closure")
    row = _one_row(closure, "closure", area=area)
    words = {
        "area": label(area, language),
        "within": within_text(window_of(row), language),
        "hazards": say("listed hazards", language) if row["basis"] == "listed" else say("hazards", language),
    }
    if not row["denominator"]:
        text = say("{area} has no {hazards} {within}: there is no closure rate.", language, **words)
        return Sentence(text, language)
    text = say(
        "{closed} of {found} {hazards} found in {area} {within} were closed by {day}: {share} "
        "(95% limits {limits}); {open} are open, {overdue} of them overdue.",
        language,
        closed=number_text(row["numerator"], language),
        found=number_text(row["denominator"], language),
        day=day_text(row["as_of"], language),
        share=_share(row["value"], language),
        limits=_limits(row, language),
        open=number_text(row["open"], language),
        overdue=number_text(row["overdue"], language),
        **words,
    )
    return Sentence(text, language)


def closing_time_sentence(median: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """Within how many days half of the hazards were closed.

    Parameters
    ----------
    median
        Result frame of `closure_median`.
    """
    row = _one_row(median, "median", area=area)
    if pd.isna(row["value"]):
        why = note_text(str(row["note"]), language) or say("no hazards", language)
        text = say(
            "{area}: the time to closure cannot be given ({why}).",
            language,
            area=label(area, language),
            why=why,
        )
        return Sentence(text, language)
    limits = limits_text(number_text(row["lower"], language), number_text(row["upper"], language), language)
    text = say(
        "Half of {area}'s hazards were closed within {days} days (95% limits {limits}).",
        language,
        area=label(area, language),
        days=number_text(row["value"], language),
        limits=limits,
    )
    return Sentence(text, language)


def inspections_sentence(finds: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """Inspections made, hazards found, and hazards per 100 inspections.

    Parameters
    ----------
    finds
        Result frame of `finds_per_inspection` with ``per=100``, one window.
    """
    row = _one_row(finds, "finds", area=area)
    words = {"area": label(area, language), "within": within_text(window_of(row), language)}
    if not row["denominator"]:
        return Sentence(say("{area} has no inspections {within}.", language, **words), language)
    text = say(
        "{area} made {inspections} inspections {within} and found {found} hazards: {rate} per 100 "
        "inspections (95% limits {limits}).",
        language,
        inspections=number_text(row["denominator"], language),
        found=number_text(row["numerator"], language),
        rate=number_text(row["value"], language, 1),
        limits=limits_text(
            number_text(row["lower"], language, 1), number_text(row["upper"], language, 1), language
        ),
        **words,
    )
    return Sentence(text, language)


def recheck_sentence(recheck: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """What re-inspections found that the first inspection had missed.

    Parameters
    ----------
    recheck
        Result frame of `recheck_yield`, one window.
    """
    require_columns(recheck, [*RESULT, "pairs", "first_hazards", "recheck_hazards"], name="recheck")
    row = _one_row(recheck, "recheck", area=area)
    if not row["pairs"]:
        text = say("{area}: no inspection was repeated.", language, area=label(area, language))
        return Sentence(text, language)
    text = say_count(
        "{count} inspection in {area} was repeated: {again} hazards were found, the first time {first}; "
        "of the {topics} topics with problems, {missed} had been missed.",
        "{count} inspections in {area} were repeated: {again} hazards were found, the first time {first}; "
        "of the {topics} topics with problems, {missed} had been missed.",
        int(row["pairs"]),
        language,
        area=label(area, language),
        again=number_text(row["recheck_hazards"], language),
        first=number_text(row["first_hazards"], language),
        topics=number_text(row["denominator"], language),
        missed=number_text(row["numerator"], language),
    )
    return Sentence(text, language)


def coverage_sentence(coverage: pd.DataFrame, mean: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """Insurance coverage year by year, its mean, and whether it reaches the target.

    Parameters
    ----------
    coverage, mean
        Result frames of `insurance_coverage` and of `mean_coverage` of the same rows.
    """
    require_columns(mean, ["value", "target", "reached"], name="mean")
    row = _one_row(mean, "mean")
    if pd.isna(row["value"]):
        return Sentence(say("No enterprise is in the register: there is no coverage.", language), language)
    yearly = [
        say("{share} on {day}", language, share=percent_text(v, language), day=day_text(d, language))
        for v, d in zip(coverage["value"], coverage["as_of"])
    ]
    words = {
        "yearly": listed(yearly, language),
        "mean": percent_text(row["value"], language, brief=True),
        "target": percent_text(row["target"], language, brief=True),
    }
    if row["reached"]:
        text = say(
            "Insured: {yearly}. The mean is {mean}, which reaches the target of {target}.", language, **words
        )
    else:
        text = say(
            "Insured: {yearly}. The mean is {mean}, which misses the target of {target}.", language, **words
        )
    return Sentence(text, language)


def requirement_sentence(met: pd.DataFrame, *, duty: str, language: str = "zh") -> Sentence:
    """How many departments met a requirement, and which did not.

    Parameters
    ----------
    met
        Result frame of `requirement_met`.
    duty
        A duty of it.
    """
    require_columns(met, ["duty", "numerator", "denominator", "not_met_by"], name="met")
    row = _one_row(met, "met", duty=duty)
    owed = int(row["denominator"])
    if row["numerator"] == row["denominator"]:
        text = say_count(
            "{duty}: met by the {count} department that owes it.",
            "{duty}: met by all {count} departments.",
            owed,
            language,
            duty=duty,
        )
    else:
        text = say_count(
            "{duty}: met by {met} of {count} department, not by {names}.",
            "{duty}: met by {met} of {count} departments, not by {names}.",
            owed,
            language,
            duty=duty,
            met=number_text(row["numerator"], language),
            names=_names(row["not_met_by"], language),
        )
    return Sentence(text, language)


def _names(listed_names: str, language: str) -> str:
    """Names that a measure lists with 、 between them, as the language sets them apart."""
    return names_text(listed_names.split("、"), language)


def deadline_sentence(deadlines: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """How orders stand: until when, how many are done in time, late, or not yet due.

    Parameters
    ----------
    deadlines
        The frame of `working_day_deadlines`.
    """
    require_columns(deadlines, ["due_on", "state", "as_of"], name="deadlines")
    if deadlines.empty:
        return Sentence(say("No orders were issued.", language), language)
    states = deadlines["state"].value_counts()
    text = say(
        "{orders} orders, the last due on {due}: by {day} {in_time} were done in time, {late} late, "
        "{open} are overdue and {coming} not yet due.",
        language,
        orders=number_text(len(deadlines), language),
        due=day_text(deadlines["due_on"].max(), language),
        day=day_text(deadlines["as_of"].max(), language),
        in_time=number_text(states.get("done in time", 0), language),
        late=number_text(states.get("done late", 0), language),
        open=number_text(states.get("late", 0), language),
        coming=number_text(states.get("in time", 0), language),
    )
    return Sentence(text, language)


def register_sentence(differences: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """Entries of the register to strike off, and enterprises to enter.

    Parameters
    ----------
    differences
        The frame of `register_differences`.
    """
    require_columns(differences, ["difference", "enterprise_key"], name="differences")
    each = differences.groupby("difference")["enterprise_key"].nunique()
    text = say(
        "Register against reality: {stale} to be struck off, {missing} to be entered.",
        language,
        stale=number_text(each.get("stale", 0), language),
        missing=number_text(each.get("missing", 0), language),
    )
    return Sentence(text, language)


# --- warnings and the first page ----------------------------------------------------------------------


def reconcile_sentence(
    reconciled: pd.DataFrame, *, area: str, measure: str = "accidents", language: str = "zh"
) -> Sentence:
    """The warning that printed months do not add up to the printed year; or that they do.

    Parameters
    ----------
    reconciled
        The frame of `published.reconcile`; the longest window of `area` and `measure` is taken.

    Examples
    --------
    >>> reconciled = pd.DataFrame({
    ...     "area": "全国", "measure": "accidents", "window_start": pd.Timestamp("2014-01-01"),
    ...     "window_end": pd.Timestamp("2014-12-31"), "sum_of_months": [411.0], "cumulative": 522.0,
    ...     "difference": 111.0})
    >>> reconcile_sentence(reconciled, area="全国", language="en")  # doctest: +NORMALIZE_WHITESPACE
    'China, accidents in 2014: the months add up to 411, the cumulative table says 522, a difference of 111
    (late reports and cases struck off, as a rule). The cumulative table holds.'
    """
    own = reconciled[(reconciled["area"] == area) & (reconciled["measure"] == measure)]
    if own.empty:
        raise InputRejected(f"No cumulative table of {measure} for {area!r} can be held against its months.")
    row = own.sort_values("window_end").iloc[-1]
    words = {
        "area": label(area, language),
        "events": events_noun(measure, language),
        "within": within_text(window_of(row), language),
        "months": number_text(row["sum_of_months"], language),
        "year": number_text(row["cumulative"], language),
        "difference": number_text(abs(row["difference"]), language),
    }
    if row["difference"] == 0:
        text = say(
            "{area}, {events} {within}: the months add up to the cumulative {year}.", language, **words
        )
    else:
        text = say(
            "{area}, {events} {within}: the months add up to {months}, the cumulative table says {year}, a "
            "difference of {difference} (late reports and cases struck off, as a rule). "
            "The cumulative table holds.",
            language,
            **words,
        )
    return Sentence(text, language)


def notice_sentence(notice: str, *, language: str = "zh") -> Sentence:
    """What must be said of the data themselves, such as that they are made.

    Parameters
    ----------
    notice
        `Ledgers.notice` in that language; empty gives an empty sentence.
    """
    return Sentence(say("Note: {note}", language, note=notice) if notice else "", language)


def first_page(
    *,
    counts: pd.DataFrame,
    compared: pd.DataFrame,
    shares: pd.DataFrame,
    change: pd.DataFrame,
    breakdown: pd.DataFrame,
    closure: pd.DataFrame,
    area: str,
    language: str = "zh",
) -> Sentences:
    """What a leader reads first: how many, better or worse, which part of the city, which sector, hazards.

    Parameters
    ----------
    counts, compared, shares, change, breakdown, closure
        The frames of `headline`, `change_sentence`, `share_sentence`, `share_change_sentence`,
        `sector_sentence` and `closure_sentence`.
    """
    return Sentences(
        (
            headline(counts, area=area, language=language),
            change_sentence(compared, area=area, language=language),
            share_sentence(shares, area=area, headline=True, language=language),
            share_change_sentence(change, language=language),
            sector_sentence(breakdown, area=area, headline=True, language=language),
            closure_sentence(closure, area=area, language=language),
        )
    )
