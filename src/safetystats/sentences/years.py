"""Over the years and months: trends, changes, control charts and alarms, and what is still to come.

A signal or a change says when, never why: no sentence names a cause. What was found by searching is said to
be found so, and what a series too short or too small cannot tell is not told.
"""

from __future__ import annotations

import pandas as pd

from ..display import Sentence
from ..locale import label, say
from ..locale.formats import (
    day_text,
    limits_text,
    number_text,
    p_clause,
    percent_text,
    ratio_text,
    window_of,
    window_text,
    within_text,
)
from ..locale.wording import listed, note_text
from ..periods import Window
from ..schema import FEW, RESULT, SIGNIFICANT, require_columns
from .parts import (
    area_text,
    is_few,
    is_significant,
    multiple_limits,
    no_figure,
    noun_for,
    noun_text,
    one_row,
    percent_limits,
    quantity,
    row_of,
    rows_of,
    sentence,
    share_with_limits,
    signed_percent,
    verdict_with_p,
)

LIMIT_OF_SENSE = 3.0
"""A yearly change whose upper limit lies above +300 % says nothing."""

LEAST_YEARS = 7
"""In fewer years a change that was looked for is not told: chance alone draws one."""

MOST_SHOWN = 3
"""Of many signals the latest so many are named."""


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


# --- slopes -------------------------------------------------------------------------------------------


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
    needed = ["events", "numerator", "denominator", "value", "lower", "upper", "basis", "p_value", "note"]
    require_columns(trend, [*needed, "window_start", "window_end"], name="trend")
    row = one_row(trend, "trend", area=area, events=events)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("the trend of the share", language), language)
    words = {
        "area": area_text(row, area, language),
        "noun": noun_text(row, language),
        "within": within_text(window_of(row), language),
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
    needed = ["events", "numerator", "value", "lower", "upper", "basis", "p_value", "own_slope", "rest_slope"]
    require_columns(trend, [*needed, "window_start", "window_end", "note"], name="trend")
    row = one_row(trend, "trend", area=area, events=events)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("the trend beside the rest of the city", language), language)
    words = {
        "area": area_text(row, area, language),
        "noun": noun_text(row, language),
        "within": within_text(window_of(row), language),
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


# --- changes ------------------------------------------------------------------------------------------


def _searched_years(row: pd.Series) -> int:
    return pd.Timestamp(row["window_end"]).year - pd.Timestamp(row["window_start"]).year + 1


def _no_change_told(row: pd.Series, area: str | None, language: str) -> Sentence | None:
    """What is said in place of a change: why none was found, or that none is told of so few."""
    words = {"area": area_text(row, area, language), "noun": noun_text(row, language)}
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
    words["within"] = within_text(window_of(row), language)
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
    a year up to 2016 (it could be 2015 to 2016), 2.0 a year since, 0.27 times as many (95% limits 0.10–0.60);
    unlikely to be chance (p = 0.003, the search allowed for). The year was found by searching and says
    nothing of a cause.'
    """
    needed = ["events", "numerator", "value", "lower", "upper", "basis", "year", "earliest", "latest"]
    more = ["mean_before", "mean_after", "p_value", "note", "window_start", "window_end"]
    require_columns(change, [*needed, *more], name="change")
    row = row_of(change, "change", area, events=events)
    told = _no_change_told(row, area, language)
    if told is not None:
        return told
    text = say(
        "{area}, {noun} {within}: {before} a year up to {when}, {after} a year since, {ratio} times as many "
        "(95% limits {limits}); unlikely to be chance ({p}, the search allowed for). The year was found by "
        "searching and says nothing of a cause.",
        language,
        area=area_text(row, area, language),
        noun=noun_text(row, language),
        within=within_text(window_of(row), language),
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
    needed = ["events", "numerator", "value", "lower", "upper", "basis", "year", "earliest", "latest"]
    more = ["change_before", "p_value", "note", "window_start", "window_end"]
    require_columns(bend, [*needed, *more], name="bend")
    row = row_of(bend, "bend", area, events=events)
    told = _no_change_told(row, area, language)
    if told is not None:
        return told
    text = say(
        "{area}, {noun} {within}: the trend bends about {when}, from {before} a year to {after} a year (95% "
        "limits {limits}); unlikely to be chance ({p}, the search allowed for). The year was found by "
        "searching and says nothing of a cause.",
        language,
        area=area_text(row, area, language),
        noun=noun_text(row, language),
        within=within_text(window_of(row), language),
        when=_about_when(row, language),
        before=signed_percent(row["change_before"], language),
        after=signed_percent(row["value"], language),
        limits=percent_limits(row, language),
        p=p_clause(row["p_value"], language),
    )
    return sentence(text, language)


# --- control charts and alarms ------------------------------------------------------------------------


def control_sentence(chart: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Which points of a control chart break which rule, or that none does.

    A chart of windows most of which have no event gets no verdict: that of the days between tells more.

    Parameters
    ----------
    chart
        Result frame of `count_chart`, `share_chart` or `gap_chart`, one chart.

    Examples
    --------
    >>> chart = pd.DataFrame({
    ...     "area": "门头沟区", "events": "accidents", "numerator": [7, 5, 30], "value": [6.8, 5.2, 29.0],
    ...     "basis": "industrial", "signal": ["", "", "beyond limits"], "provisional": True, "centre": 13.8,
    ...     "note": "under 12 points: limits provisional",
    ...     "window_start": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-03-01"]),
    ...     "window_end": pd.to_datetime(["2020-01-31", "2020-02-29", "2020-03-31"])})
    >>> control_sentence(chart)
    '门头沟区工矿商贸死亡事故控制图共3点，1点触发判异规则：2020年3月（超出控制限）。不足12点，控制限为暂定。信号只提示时点，不说明原因。'
    """
    needed = ["numerator", "value", "signal", "provisional", "note", "basis", "window_start", "window_end"]
    require_columns(chart, needed, name="chart")
    own = rows_of(chart, "a control chart", area)
    if own.empty or own["value"].isna().all():
        return _no_chart(own, area, language)
    first = own.iloc[0]
    found = own[own["signal"].astype(str) != ""]
    if _is_too_rare(own):
        return _too_rare(own, area, language)
    words = {
        "area": area_text(first, area, language),
        "noun": _charted_noun(first, language),
        "points": number_text(len(own), language),
        "count": number_text(len(found), language),
    }
    if found.empty:
        text = say(
            "{area}, control chart of {noun}: none of {points} points breaks a rule.", language, **words
        )
    elif len(found) > MOST_SHOWN:
        text = say(
            "{area}, control chart of {noun}: rules broken by {count} of {points} points, the latest of them "
            "{signals}.",
            language,
            signals=_signals(found.iloc[-MOST_SHOWN:], language),
            **words,
        )
    else:
        text = say(
            "{area}, control chart of {noun}: rules broken by {count} of {points} points: {signals}.",
            language,
            signals=_signals(found, language),
            **words,
        )
    return sentence(text + _of_the_whole_chart(own, language), language)


def _no_chart(own: pd.DataFrame, area: str | None, language: str) -> Sentence:
    row = own.iloc[0] if len(own) else pd.Series({"note": "no chart of under two points"})
    return no_figure(row, area, say("control chart", language), language)


def _is_too_rare(own: pd.DataFrame) -> bool:
    """Whether most windows have no event at all: the rules on runs then take quiet months for a signal."""
    counts_events = "occurred_on" not in own and "events" in own
    return counts_events and (own["numerator"].sum() < FEW or own["numerator"].median() < 1)


def _too_rare(own: pd.DataFrame, area: str | None, language: str) -> Sentence:
    total = own["numerator"].sum()
    text = say(
        "{area} had {total} {noun} in {points} windows: too few for a control chart of windows; the days "
        "between them tell more.",
        language,
        area=area_text(own.iloc[0], area, language),
        total=quantity(own.iloc[0], total, language),
        noun=noun_for(own.iloc[0], total, language),
        points=number_text(len(own), language),
    )
    return sentence(text, language)


def _charted_noun(row: pd.Series, language: str) -> str:
    """What is charted: events, or else the basis of a share, or the days between accidents."""
    if "occurred_on" in row:
        accidents = noun_text(row.to_frame().T.assign(events="accidents").iloc[0], language)
        return say("days between {accidents}", language, accidents=accidents)
    if "events" in row and isinstance(row["events"], str):
        return noun_text(row, language)
    return noun_text(pd.Series({**row, "events": "accidents"}), language)


def _signals(found: pd.DataFrame, language: str) -> str:
    """Each point that breaks a rule, by its day or window, with the rules in brackets."""
    return listed(
        [
            say(
                "{when} ({rules})",
                language,
                when=_point_text(row, language),
                rules=note_text(str(row["signal"]), language),
            )
            for _, row in found.iterrows()
        ],
        language,
    )


def _point_text(row: pd.Series, language: str) -> str:
    return (
        day_text(row["occurred_on"], language)
        if "occurred_on" in row
        else window_text(window_of(row), language)
    )


def _of_the_whole_chart(own: pd.DataFrame, language: str) -> str:
    """What the runs of the whole series say, whether the limits are provisional, and what a signal is not."""
    note = str(own["note"].iloc[0])
    space = " " if language == "en" else ""
    texts = []
    if "unusually" in note:
        texts.append(say("The series as a whole does not look steady.", language))
    if own["provisional"].astype(bool).any():
        texts.append(say("Fewer than {count} points: the limits are provisional.", language, count=12))
    if "unusually" in note or (own["signal"].astype(str) != "").any():
        texts.append(say("A signal says when, not why.", language))
    else:
        texts.append(say("Ups and downs within the limits can be chance.", language))
    return "".join(space + text for text in texts)


def early_warning_sentence(
    warned: pd.DataFrame, *, area: str | None = None, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """Whether the last window had more than those before it let expect.

    Parameters
    ----------
    warned
        Result frame of `early_warning`; its last window is told.
    """
    needed = [
        "events",
        "numerator",
        "basis",
        "window_start",
        "window_end",
        "bound",
        "alarm",
        "baseline",
        "note",
    ]
    require_columns(warned, needed, name="warned")
    own = rows_of(warned[warned["events"] == events], "an alarm", area)
    row = _last_window(own, "warned")
    words = {
        "area": area_text(row, area, language),
        "noun": noun_for(row, row["numerator"], language),
        "within": within_text(window_of(row), language),
        "count": quantity(row, row["numerator"], language),
    }
    if pd.isna(row["alarm"]):
        text = say(
            "{area} had {count} {noun} {within}: whether that is unusual cannot be judged ({why}).",
            language,
            why=note_text(str(row["note"]), language),
            **words,
        )
        return sentence(text, language)
    words["usual"] = number_text(row["baseline"], language, 1)
    if pd.isna(row["bound"]):
        text = say(
            "{area} had {count} {noun} {within}, where {usual} are usual: no alarm ({why}).",
            language,
            why=note_text(str(row["note"]), language),
            **words,
        )
        return sentence(text, language)
    words["bound"] = number_text(row["bound"], language, 1)
    if row["alarm"]:
        text = say(
            "{area} had {count} {noun} {within}, where {usual} are usual and chance alone seldom passes "
            "{bound}: an alarm, which is a question to ask and not a finding.",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {count} {noun} {within}, where {usual} are usual and chance alone seldom passes "
            "{bound}: within chance, no alarm.",
            language,
            **words,
        )
    return sentence(text, language)


def _last_window(own: pd.DataFrame, name: str) -> pd.Series:
    last = own[own["window_end"] == own["window_end"].max()]
    return one_row(last, f"{name} in the last window")


def cusum_sentence(
    summed: pd.DataFrame, *, area: str | None = None, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """Whether small excesses over the usual number have added up to an alarm.

    Parameters
    ----------
    summed
        Result frame of `cusum`; the sum at its last window is told.
    """
    needed = ["events", "numerator", "basis", "window_start", "window_end", "expected", "statistic", "limit"]
    require_columns(summed, [*needed, "alarm"], name="summed")
    own = rows_of(summed[summed["events"] == events], "an alarm", area)
    row = _last_window(own, "summed")
    alarms = own[own["alarm"].fillna(False).astype(bool)].sort_values("window_start")
    words = {
        "area": area_text(row, area, language),
        "noun": noun_text(row, language),
        "total": quantity(row, own["numerator"].sum(), language),
        "usual": number_text(own["expected"].sum(), language, 1),
        "windows": number_text(len(own), language),
        "last": window_text(window_of(row), language),
        "statistic": number_text(row["statistic"], language, 1),
        "limit": number_text(row["limit"], language, 1),
    }
    if alarms.empty:
        text = say(
            "{area}: {total} {noun} in {windows} windows up to {last}, where {usual} are usual; the sum of "
            "excesses stands at {statistic} and has not reached {limit}: within chance, no alarm.",
            language,
            **words,
        )
    else:
        text = say(
            "{area}: {total} {noun} in {windows} windows up to {last}, where {usual} are usual; the sum of "
            "excesses stands at {statistic} and first reached {limit} in {first}: an alarm, which is a "
            "question to ask and not a finding.",
            language,
            first=window_text(window_of(alarms.iloc[0]), language),
            **words,
        )
    return sentence(text, language)


# --- what is still to come ----------------------------------------------------------------------------


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
    needed = [
        "events",
        "numerator",
        "value",
        "lower",
        "upper",
        "basis",
        "as_of",
        "years",
        "days_left",
        "note",
    ]
    require_columns(projected, [*needed, "window_start", "window_end"], name="projected")
    row = row_of(projected, "projected", area, events=events)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("projection to the end of the year", language), language)
    words = {
        "area": area_text(row, area, language),
        "noun": noun_for(row, row["numerator"], language),
        "count": quantity(row, row["numerator"], language),
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
    needed = ["events", "numerator", "value", "lower", "upper", "basis", "window_start", "window_end"]
    require_columns(expected, [*needed, "completeness", "provisional", "note"], name="expected")
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
    needed = ["events", "numerator", "denominator", "value", "lower", "upper", "basis", "late", "note"]
    require_columns(first, [*needed, "window_start", "window_end"], name="first")
    row = row_of(first, "first", area)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("how complete monthly tables are", language), language)
    text = say(
        "{area}, {noun} {within}: the monthly tables held {part} of the {whole} published later, {share}; "
        "{late} came later, so the latest months are provisional.",
        language,
        area=area_text(row, area, language),
        noun=noun_text(row, language),
        within=within_text(window_of(row), language),
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
    needed = ["events", "numerator", "value", "lower", "upper", "basis", "known", "latest_window", "note"]
    require_columns(completed, [*needed, "window_start", "window_end"], name="completed")
    row = row_of(completed, "completed", area)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("what the window may become", language), language)
    text = say(
        "{area}, {noun} {within}: {count} published, {known} of them in the latest month; with its late "
        "reports that may become {limits} (95% prediction interval).",
        language,
        area=area_text(row, area, language),
        noun=noun_text(row, language),
        within=within_text(window_of(row), language),
        count=quantity(row, row["numerator"], language),
        known=quantity(row, row["known"], language),
        limits=_quantity_limits(row, language),
    )
    return sentence(text, language)
