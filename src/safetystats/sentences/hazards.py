"""Hazards: how many are closed and how fast, what is overdue, and whether the list and its dates hold."""

from __future__ import annotations

import pandas as pd

from ..display import Sentence
from ..locale import label, say, say_count
from ..locale.formats import (
    day_text,
    limits_text,
    number_text,
    p_clause,
    percent_text,
    window_of,
    within_text,
)
from ..locale.wording import listed, names_text, note_text
from ..schema import RESULT, UNKNOWN, require_columns
from .parts import (
    area_text,
    is_few,
    is_significant,
    limits_with_unit,
    lower_bound,
    no_figure,
    one_row,
    row_of,
    rows_of,
    sentence,
    share_limits,
    share_text,
    share_with_limits,
)


def closure_sentence(closure: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """Hazards found or listed, closed by the as-of day, the rate, and what is still open.

    Below ten hazards there is no rate: the counts say all.

    Parameters
    ----------
    closure
        Result frame of `cohort_closure`, one window.
    """
    require_columns(closure, [*RESULT, "open", "overdue"], name="closure")
    row = one_row(closure, "closure", area=area)
    words = {
        "area": label(area, language),
        "within": within_text(window_of(row), language),
        "hazards": say("listed hazards", language) if row["basis"] == "listed" else say("hazards", language),
    }
    if pd.isna(row["denominator"]):
        return no_figure(row, area, say("closure of hazards", language), language)
    if not row["denominator"]:
        text = say(
            "The ledger holds no {hazards} of {area} {within}: there is no closure rate.", language, **words
        )
        return Sentence(text, language)
    words |= {
        "closed": number_text(row["numerator"], language),
        "found": number_text(row["denominator"], language),
        "day": day_text(row["as_of"], language),
        "still_open": _still_open(row, language),
    }
    if is_few(row["denominator"]):
        text = say(
            "{closed} of {found} {hazards} found in {area} {within} were closed by {day}; {still_open}.",
            language,
            **words,
        )
        return Sentence(text + _ends_not_stated(row, language), language)
    text = say(
        "{closed} of {found} {hazards} found in {area} {within} were closed by {day}: {share} "
        "(95% limits {limits}); {still_open}.",
        language,
        share=share_text(row["value"], language),
        limits=share_limits(row, language),
        **words,
    )
    return Sentence(text + _ends_not_stated(row, language), language)


def _still_open(row: pd.Series, language: str) -> str:
    """How many are open, and how many of them overdue, as far as that is known."""
    still_open = number_text(row["open"], language)
    no_due_day = row.get("no_due_day", 0)
    if pd.isna(row["overdue"]):
        if pd.isna(no_due_day):
            return say("{open} are open", language, open=still_open)
        return say("{open} are open, none of which states by when it was due", language, open=still_open)
    overdue = number_text(row["overdue"], language)
    if not pd.isna(no_due_day) and no_due_day:
        return say_count(
            "{open} are open, {overdue} of them known to be overdue, while {count} does not state by when it "
            "was due",
            "{open} are open, {overdue} of them known to be overdue, while {count} do not state by when they "
            "were due",
            int(no_due_day),
            language,
            open=still_open,
            overdue=overdue,
        )
    return say("{open} are open, {overdue} of them overdue", language, open=still_open, overdue=overdue)


def _ends_not_stated(row: pd.Series, language: str) -> str:
    """How many hazards do not state how they ended, and what the rate is with all of them; blank for none."""
    unknown = row.get(UNKNOWN, 0)
    if pd.isna(unknown) or not unknown:
        return ""
    space = " " if language == "en" else ""
    if is_few(row["denominator"]):
        return space + say_count(
            "{count} of them does not state how it ended, and may be closed.",
            "{count} of them do not state how they ended, and may be closed.",
            int(unknown),
            language,
        )
    return space + say_count(
        "{count} of them does not state its end: the rate is at least {share}, {most} if it was closed.",
        "{count} of them do not state their end: the rate is at least {share}, {most} if all were closed.",
        int(unknown),
        language,
        share=share_text(row["value"], language),
        most=share_text((row["numerator"] + unknown) / row["denominator"], language),
    )


def closing_time_sentence(median: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """Within how many days half of the hazards were closed.

    Parameters
    ----------
    median
        Result frame of `closure_median`.
    """
    row = one_row(median, "median", area=area)
    if pd.isna(row["value"]):
        why = note_text(str(row["note"]), language)
        text = say(
            "{area}: the time to closure cannot be given ({why}).",
            language,
            area=label(area, language),
            why=why,
        )
        return Sentence(text, language, missing=why)
    limits = limits_with_unit(
        number_text(row["lower"], language),
        number_text(row["upper"], language),
        say("days", language),
        language,
        has_end=not pd.isna(row["upper"]),
    )
    text = say(
        "Half of {area}'s hazards were closed within {days} days (95% limits {limits}).",
        language,
        area=label(area, language),
        days=number_text(row["value"], language),
        limits=limits,
    )
    return Sentence(text, language)


def closure_target_sentence(
    against: pd.DataFrame, *, area: str | None = None, language: str = "zh"
) -> Sentence:
    """Whether the closure rate reaches its target, and whether it lies above it beyond chance.

    Parameters
    ----------
    against
        Result frame of `closure_against_target`, one window.

    Examples
    --------
    >>> against = pd.DataFrame({
    ...     "numerator": [823], "denominator": 901, "value": 823 / 901, "lower": 0.896, "upper": 1.0,
    ...     "basis": "listed", "target": 0.9, "reached": True, "p_value": 0.096, "note": "",
    ...     "as_of": pd.Timestamp("2020-08-24"), "window_start": pd.Timestamp("2018-01-01"),
    ...     "window_end": pd.Timestamp("2020-08-24")})
    >>> closure_target_sentence(against, area="门头沟区")
    '2018年1月1日至2020年8月24日，门头沟区挂账隐患901个，截至2020年8月24日已销账823个（91.3%），达到90%的目标，但高于目标的部分未超出偶然波动（p=0.096）。'
    """
    needed = ["numerator", "denominator", "value", "basis", "target", "reached", "p_value", "as_of", "note"]
    require_columns(against, [*needed, "window_start", "window_end"], name="against")
    row = row_of(against, "against", area)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("closure against the target", language), language)
    words = _cohort_words(row, area, language) | {
        "closed": number_text(row["numerator"], language),
        "share": ""
        if is_few(row["numerator"])
        else say(" ({percent})", language, percent=share_text(row["value"], language)),
    }
    text = say(
        "{closed} of {found} {hazards} found in {area} {within} were closed by {day}{share}: {verdict}.",
        language,
        verdict=_target_verdict(row, language),
        **words,
    )
    return sentence(text + _ends_not_stated(row, language), language)


def _target_verdict(row: pd.Series, language: str) -> str:
    words = {
        "target": percent_text(row["target"], language, brief=True),
        "p": p_clause(row["p_value"], language),
    }
    if pd.isna(row["reached"]):
        return say(
            "whether the target of {target} is reached hangs on those that do not state how they ended",
            language,
            target=words["target"],
        )
    if not row["reached"]:
        return say("the target of {target} is not reached", language, target=words["target"])
    if is_significant(row["p_value"]):
        return say("the target of {target} is reached, and passed beyond chance ({p})", language, **words)
    return say(
        "the target of {target} is reached; that it is passed could be chance ({p})", language, **words
    )


def _cohort_words(row: pd.Series, area: str | None, language: str) -> dict[str, str]:
    """The words that sentences on hazards found in a window share."""
    return {
        "area": area_text(row, area, language),
        "within": within_text(window_of(row), language),
        "hazards": say("listed hazards", language) if row["basis"] == "listed" else say("hazards", language),
        "found": number_text(row["denominator"], language),
        "day": day_text(row["as_of"], language),
    }


def on_time_sentence(on_time: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Of the hazards due by the day, how many were closed by their due day, late, or are still open.

    Parameters
    ----------
    on_time
        Result frame of `on_time_closure`, one window.

    Examples
    --------
    >>> on_time = pd.DataFrame({
    ...     "numerator": [700], "denominator": 880, "value": 700 / 880, "lower": 0.768, "upper": 0.821,
    ...     "basis": "listed", "late": 100, "open": 78, "undated": 2, "no_due_day": 0, "note": "",
    ...     "as_of": pd.Timestamp("2020-08-24"), "window_start": pd.Timestamp("2018-01-01"),
    ...     "window_end": pd.Timestamp("2020-08-24")})
    >>> on_time_sentence(on_time, area="门头沟区", language="en")  # doctest: +NORMALIZE_WHITESPACE
    'Of 880 listed hazards found in Mentougou from 1 January 2018 to 24 August 2020 and due by 24 August 2020,
    700 were closed on time: 79.5% (95% limits 76.8%–82.1%); closed late: 100, open: 78, closed on no known
    day: 2.'
    """
    needed = ["numerator", "denominator", "value", "lower", "upper", "basis", "late", "open", "undated"]
    require_columns(on_time, [*needed, "no_due_day", "as_of", "note", "window_start"], name="on_time")
    row = row_of(on_time, "on_time", area)
    if pd.isna(row["numerator"]):
        return no_figure(row, area, say("closing on time", language), language)
    words = _cohort_words(row, area, language)
    if not row["denominator"]:
        text = say("{area}: none of the {hazards} found {within} was due by {day}.", language, **words)
        return sentence(text + _without_due_day(row, language), language)
    text = say(
        "Of {found} {hazards} found in {area} {within} and due by {day}, {closed} were closed on time: "
        "{share}; closed late: {late}, open: {open}, closed on no known day: {undated}.",
        language,
        closed=number_text(row["numerator"], language),
        share=share_with_limits(row, True, language),
        late=number_text(row["late"], language),
        open=number_text(row["open"], language),
        undated=number_text(row["undated"], language),
        **words,
    )
    return sentence(text + _without_due_day(row, language) + _ends_not_stated(row, language), language)


def _without_due_day(row: pd.Series, language: str) -> str:
    if not row["no_due_day"]:
        return ""
    return say(
        " {count} state no due day and are left out.",
        language,
        count=number_text(row["no_due_day"], language),
    )


def overdue_sentence(late: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """How many of the open hazards are overdue, and by how many days.

    Parameters
    ----------
    late
        Result frame of `overdue`, one window.
    """
    needed = ["numerator", "denominator", "basis", "median_days", "longest_days", "no_due_day", "as_of"]
    require_columns(late, [*needed, "window_start", "window_end"], name="late")
    row = row_of(late, "late", area)
    if pd.isna(row["numerator"]):
        return no_figure(row, area, say("overdue hazards", language), language)
    words = _cohort_words(row, area, language)
    if not row["denominator"]:
        text = say(
            "{area}: none of the {hazards} found {within} is open with a due day on {day}.", language, **words
        )
    elif not row["numerator"]:
        text = say(
            "{area}: of {found} {hazards} found {within} and open on {day}, none is overdue.",
            language,
            **words,
        )
    else:
        text = say(
            "{area}: of {found} {hazards} found {within} and open on {day}, {late} are overdue, half of them "
            "by {median} days or more, the longest by {longest} days.",
            language,
            late=number_text(row["numerator"], language),
            median=number_text(row["median_days"], language),
            longest=number_text(row["longest_days"], language),
            **words,
        )
    return sentence(text + _without_due_day(row, language) + lower_bound(row, language), language)


def overdue_ages_sentence(ages: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """How long overdue hazards are overdue, band by band.

    Parameters
    ----------
    ages
        Result frame of `overdue_ages`, one window.
    """
    needed = ["days_overdue", "numerator", "denominator", "basis", "as_of", "no_due_day"]
    require_columns(ages, [*needed, "window_start", "window_end"], name="ages")
    own = rows_of(ages, "overdue hazards", area)
    if own.empty:
        return no_figure(pd.Series({"note": ""}), area, say("overdue hazards", language), language)
    row = own.iloc[0]
    if pd.isna(row["numerator"]):
        return no_figure(row, area, say("overdue hazards", language), language)
    words = _cohort_words(row, area, language)
    if not row["denominator"]:
        return sentence(
            say("{area}: none of the {hazards} found {within} is overdue on {day}.", language, **words)
            + _without_due_day(row, language)
            + lower_bound(row, language),
            language,
        )
    bands = [_band(one, language) for _, one in own.iterrows() if one["numerator"]]
    text = say(
        "{area}: of the {hazards} found {within}, {found} are overdue on {day}: {bands}.",
        language,
        bands=names_text(bands, language),
        **words,
    )
    return sentence(text + _without_due_day(row, language) + lower_bound(row, language), language)


def _band(row: pd.Series, language: str) -> str:
    """How many are overdue by so many days; the last band has no end."""
    count = number_text(row["numerator"], language)
    first, _, last = str(row["days_overdue"]).removesuffix("+").partition("-")
    if not last:
        return say("{count} by {days} days or more", language, count=count, days=first)
    return say("{count} by {days} days", language, count=count, days=limits_text(first, last, language))


def balance_sentence(balance: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Opening stock, found, ended, closing stock: and whether the list adds up.

    Parameters
    ----------
    balance
        Result frame of `ledger_balance`, one row.

    Examples
    --------
    >>> balance = pd.DataFrame({
    ...     "numerator": [150], "basis": "found", "opening": 81, "found": 901, "closed": 820, "void": 12,
    ...     "transferred": 0, "undated": 0, "closing": 150, "difference": 0, "note": "",
    ...     "window_start": pd.Timestamp("2019-01-01"), "window_end": pd.Timestamp("2019-12-31")})
    >>> balance_sentence(balance, area="门头沟区")
    '2019年，门头沟区隐患期初81个，新发现901个，销账820个，不属实12个，移交0个，办结日期不明0个，期末150个；账目平衡。'
    """
    needed = [
        "basis",
        "opening",
        "found",
        "closed",
        "void",
        "transferred",
        "undated",
        "closing",
        "difference",
    ]
    require_columns(balance, [*needed, "window_start", "window_end"], name="balance")
    row = row_of(balance, "balance", area)
    if pd.isna(row["closing"]):
        return no_figure(row, area, say("the balance of the hazard ledger", language), language)
    counts = {name: number_text(row[name], language) for name in needed[1:-1]}
    words = {
        "area": area_text(row, area, language),
        "within": within_text(window_of(row), language),
        "hazards": say("listed hazards", language) if row["basis"] == "listed" else say("hazards", language),
        **counts,
    }
    if row["difference"] == 0:
        verdict = say("the list adds up", language)
    else:
        out_by = number_text(row["difference"], language, signed=True)
        verdict = say("the list is out by {difference} and must be looked into", language, difference=out_by)
    text = say(
        "{area}, {hazards} {within}: {opening} at the start, {found} found, {closed} closed, {void} void, "
        "{transferred} transferred, {undated} ended on no known day, {closing} at the end; {verdict}.",
        language,
        verdict=verdict,
        **words,
    )
    return sentence(text + lower_bound(row, language), language)


def closing_dates_sentence(dates: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """How many hazards were closed exactly on their deadline, and whether that calls the dates in doubt.

    Parameters
    ----------
    dates
        Result frame of `closing_dates`, one window.

    Examples
    --------
    >>> dates = pd.DataFrame({
    ...     "numerator": [60], "denominator": 700, "value": 60 / 700, "lower": 0.067, "upper": 0.109,
    ...     "basis": "found", "around": 90, "expected": 15.0, "p_value": 1e-9, "flagged": True, "undated": 2,
    ...     "busiest_day": pd.Timestamp("2019-12-31"), "busiest_closed": 41, "note": "",
    ...     "as_of": pd.Timestamp("2020-08-24"), "window_start": pd.Timestamp("2018-01-01"),
    ...     "window_end": pd.Timestamp("2020-08-24")})
    >>> closing_dates_sentence(dates, area="门头沟区", language="en")  # doctest: +NORMALIZE_WHITESPACE
    'Mentougou: of 700 hazards found from 1 January 2018 to 24 August 2020 and closed on a known day, 60 were
    closed on the very day they were due: 8.6% (95% limits 6.7%–10.9%); the days around let expect 15.0. That
    is unlikely to be chance (p < 0.001): ask whether dates were entered afterwards. Most closings on one day:
    41 on 31 December 2019.'
    """
    needed = [
        "numerator",
        "denominator",
        "lower",
        "upper",
        "basis",
        "expected",
        "p_value",
        "flagged",
        "as_of",
    ]
    more = ["busiest_day", "busiest_closed", "window_start", "window_end"]
    require_columns(dates, [*needed, *more], name="dates")
    row = row_of(dates, "dates", area)
    if pd.isna(row["numerator"]):
        return no_figure(row, area, say("closing on the due day", language), language)
    words = _cohort_words(row, area, language)
    if not row["denominator"]:
        text = say(
            "{area}: none of the {hazards} found {within} was closed on a known day with a due day.",
            language,
            **words,
        )
        return sentence(text, language)
    parts = [
        say(
            "{area}: of {found} {hazards} found {within} and closed on a known day, {on_day} were closed on "
            "the very day they were due: {share}; the days around let expect {expected}.",
            language,
            on_day=number_text(row["numerator"], language),
            share=share_with_limits(row, True, language),
            expected=number_text(row["expected"], language, 1),
            **words,
        ),
        _dates_verdict(row, language),
        say(
            "Most closings on one day: {count} on {day}.",
            language,
            count=number_text(row["busiest_closed"], language),
            day=day_text(row["busiest_day"], language),
        ),
    ]
    return sentence((" " if language == "en" else "").join(parts), language)


def _dates_verdict(row: pd.Series, language: str) -> str:
    if pd.isna(row["p_value"]):
        return say("Too few lie near their due day to judge.", language)
    p = p_clause(row["p_value"], language)
    if row["flagged"]:
        return say(
            "That is unlikely to be chance ({p}): ask whether dates were entered afterwards.", language, p=p
        )
    return say("That does not call the dates into question ({p}).", language, p=p)


def compare_closure_sentence(compared: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """Whether areas close hazards at unlike speed at all, and which differ from the others beyond chance.

    Parameters
    ----------
    compared
        Result frame of `compare_closure`.
    """
    needed = ["numerator", "denominator", "value", "p_holm", "family", "p_all", "basis", "window_start"]
    require_columns(compared, [*needed, "window_end", "as_of"], name="compared")
    judged = compared[compared["value"].notna() & compared["p_holm"].notna()]
    if judged.empty or judged["p_all"].isna().all():
        return no_figure(
            pd.Series({"note": ""}), None, say("comparison of closing speed", language), language
        )
    row = judged.iloc[0]
    words = _cohort_words(row, None, language) | {
        "family": number_text(row["family"], language),
        "p": p_clause(row["p_all"], language),
    }
    if not is_significant(row["p_all"]):
        text = say(
            "How fast {hazards} found {within} are closed differs between {family} groups no more than "
            "chance ({p}): none stands out.",
            language,
            **words,
        )
        return sentence(text, language)
    found = judged[judged["p_holm"].map(is_significant)]
    key = str(compared.columns[0])
    named = [_speed(one, key, language) for _, one in found.iterrows()]
    text = say(
        "How fast {hazards} found {within} are closed differs between {family} groups more than chance "
        "({p}). Unlike all others even when corrected for {family}: {named}.",
        language,
        named=listed(named, language) if named else say("none", language),
        **words,
    )
    return sentence(text, language)


def _speed(row: pd.Series, key: str, language: str) -> str:
    words = {
        "name": label(str(row[key]), language),
        "closed": number_text(row["numerator"], language),
        "found": number_text(row["denominator"], language),
        "p": p_clause(row["p_holm"], language),
    }
    if row["value"] > 1:
        return say("{name} faster ({closed} of {found} closed, {p})", language, **words)
    return say("{name} slower ({closed} of {found} closed, {p})", language, **words)


def flow_sentence(flow: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Found and closed over all months together, and the stock at both ends.

    Parameters
    ----------
    flow
        Result frame of `monthly_flow`.
    """
    needed = ["found", "closed", "stock_start", "stock", "basis", "window_start", "window_end"]
    require_columns(flow, needed, name="flow")
    own = rows_of(flow, "the flow of hazards", area).sort_values("window_start")
    if own.empty:
        return no_figure(pd.Series({"note": ""}), area, say("the flow of hazards", language), language)
    first, last = own.iloc[0], own.iloc[-1]
    both = pd.Series({"window_start": first["window_start"], "window_end": last["window_end"]})
    text = say(
        "{area}, {hazards} {within}: {found} found, {closed} closed; {before} were open at the start, "
        "{after} at the end.",
        language,
        area=area_text(first, area, language),
        hazards=say("listed hazards", language) if first["basis"] == "listed" else say("hazards", language),
        within=within_text(window_of(both), language),
        found=number_text(own["found"].sum(), language),
        closed=number_text(own["closed"].sum(), language),
        before=number_text(first["stock_start"], language),
        after=number_text(last["stock"], language),
    )
    return sentence(text + lower_bound(last, language), language)
