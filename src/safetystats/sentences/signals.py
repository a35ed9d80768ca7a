"""What stands out as time goes on: points of a control chart, and alarms.

A signal says when, never why, and an alarm is a question to ask.
"""

from __future__ import annotations

import pandas as pd

from ..display import Sentence
from ..locale import say
from ..locale.formats import (
    day_text,
    number_text,
    window_of,
    window_text,
)
from ..locale.wording import listed, note_text
from ..schema import FEW, require_columns
from .parts import (
    area_text,
    counted_opening,
    no_figure,
    noun_for,
    noun_text,
    one_row,
    quantity,
    rows_of,
    sentence,
)

MOST_SHOWN = 3
"""Of many signals the latest so many are named."""


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
    if pd.isna(row["numerator"]):
        return no_figure(row, area, noun_text(row, language), language)
    words = counted_opening(row, area, language)
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
        Result frame of `cusum`; the sum at its last window that has one is told.
    """
    needed = ["events", "numerator", "basis", "window_start", "window_end", "expected", "statistic", "limit"]
    require_columns(summed, [*needed, "alarm"], name="summed")
    every = rows_of(summed[summed["events"] == events], "an alarm", area)
    own = every[every["statistic"].notna()]
    if own.empty and len(every):
        return no_figure(_last_window(every, "summed"), area, noun_text(every.iloc[0], language), language)
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
