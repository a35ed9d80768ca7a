"""What happened: how many, which part of the city, more or fewer than before, in which sector."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..display import Sentence, Sentences
from ..errors import InputRejected
from ..locale import label, say, say_count
from ..locale.formats import (
    mean_decimals,
    number_text,
    p_clause,
    percent_text,
    points_text,
    window_of,
    within_text,
)
from ..locale.wording import basis_text, events_noun, listed, names_text, whole_text
from ..measures.counts import CLUSTERS_UNKNOWN
from ..measures.tally import PERSONS, bounds_of_others, notes_together
from ..schema import CITY_WITHOUT, FEW, RESULT, SIGNIFICANT, UNKNOWN, require_columns
from .parts import (
    area_text,
    before_text,
    is_few,
    is_lower_bound,
    lower_bound,
    lower_bound_of,
    names_of,
    no_figure,
    not_compared,
    noun_for,
    noun_text,
    one_row,
    provisional,
    quantity,
    reason,
    remark,
    row_of,
    share_limits,
    share_text,
    share_with_limits,
    singular,
    unlike_windows,
    verdict_with_p,
)

_MOST_NAMED = 3
"""More sectors than these with the same number are not named one by one."""


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
    accidents = one_row(counts, "counts", area=area, events="accidents")
    deaths = one_row(counts, "counts", area=area, events="deaths")
    if pd.isna(accidents["numerator"]):
        return no_figure(accidents, area, noun_text(accidents, language), language)
    if accidents["numerator"] == 0:
        return nothing_happened(accidents, language=language)
    text = say_count(
        "{area} had {accidents} {basis} {within}, in which {count} person died.",
        "{area} had {accidents} {basis} {within}, in which {count} people died.",
        int(deaths["numerator"]),
        language,
        area=label(area, language),
        accidents=number_text(accidents["numerator"], language),
        basis=singular(basis_text(str(accidents["basis"]), language), accidents["numerator"]),
        within=within_text(window_of(accidents), language),
    )
    return Sentence(text + provisional(accidents, language) + lower_bound(accidents, language), language)


def nothing_happened(count: pd.Series, *, language: str = "zh") -> Sentence:
    """No accident in a window, and how many such a window might yet have had.

    Parameters
    ----------
    count
        The row of `count_accidents` that holds 0 accidents, with its upper limit.
    """
    words = {
        "area": label(str(count["area"]), language),
        "basis": basis_text(str(count["basis"]), language),
        "within": within_text(window_of(count), language),
    }
    at_least = lower_bound(count, language)
    if at_least:
        text = say("Whether {area} had any {basis} {within} is not known: none is stated.", language, **words)
    else:
        text = say(
            "{area} had no {basis} {within}. That does not mean no risk: such a window could have had up to "
            "{upper} (upper end of the 95% interval).",
            language,
            upper=number_text(count["upper"], language, 1),
            **words,
        )
    return Sentence(text + provisional(count, language) + at_least, language)


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
    if own[["numerator", "denominator"]].isna().all().any() and not _is_unpublished(latest):
        return no_figure(latest, area, say("its share of {city}", language, city=city), language)
    parts = [
        _latest_share(latest, city, headline, language),
        *(_earlier_share(row, city, headline, language) for row in earlier),
    ]
    text = say("{parts}.", language, parts=listed(parts, language))
    bounds = [lower_bound_of(area, latest, language)]
    others = shares[(shares["area"] != area) & (shares["window_start"] == latest["window_start"])]
    if whole == "" and "note" in others:
        left_out = "; ".join(bounds_of_others(others["note"].fillna("")))
        rest = say("the rest of {city}", language, city=city)
        bounds.append(lower_bound_of(rest, pd.Series({"note": left_out}), language))
    bounds += [
        remark(pd.Series({"note": note}), language)
        for note in str(latest.get("note", "")).split("; ")
        if note == CLUSTERS_UNKNOWN or note.startswith(CITY_WITHOUT)
    ]
    return Sentence(text + "".join(bounds), language)


def share_sentences(
    shares: pd.DataFrame, *, area: str, whole: str = "", headline: bool = False, language: str = "zh"
) -> Sentences:
    """`share_sentence` for each kind of event that `shares` hold, in their order there.

    Parameters
    ----------
    shares
        Result frame of `area_shares` or `shares_of_counts`; the rest is as in `share_sentence`.
    """
    each = (shares[shares["events"] == events] for events in shares["events"].unique())
    return Sentences(
        share_sentence(own, area=area, whole=whole, headline=headline, language=language) for own in each
    )


def _share_again(row: pd.Series, headline: bool, language: str) -> str:
    """The same of an earlier window, which need not say again what the limits are."""
    limits = share_limits(row, language)
    if headline and row["numerator"] < FEW:
        return say("a share of {limits}", language, limits=limits)
    return say("{share} ({limits})", language, share=share_text(row["value"], language), limits=limits)


def _latest_share(row: pd.Series, city: str, headline: bool, language: str) -> str:
    words = {
        "city": city,
        "area": label(str(row["area"]), language),
        "noun": noun_text(row, language),
        "within": within_text(window_of(row), language),
    }
    if _is_missing(row):
        if _is_unpublished(row):
            return _not_published(row, words, language)
        return say("{area} or {city}, {noun} {within}: {why}", language, why=reason(row, language), **words)
    if not row["denominator"]:
        if is_lower_bound(row):
            return say("{city}, {area} included: no {noun} {within} is stated", language, **words)
        return say("{city}, {area} included, had no {noun} {within}", language, **words)
    return say(
        "{area} had {part} of {city}'s {whole} {noun} {within}, {share}",
        language,
        part=quantity(row, row["numerator"], language),
        whole=quantity(row, row["denominator"], language),
        share=share_with_limits(row, headline, language),
        **words,
    )


def _is_missing(row: pd.Series) -> bool:
    """Whether the figure of the part or of the whole is missing: not published, or not in the ledger."""
    return bool(row[["numerator", "denominator"]].isna().any())


def _is_unpublished(row: pd.Series) -> bool:
    return "not published" in str(row.get("note", ""))


def _not_published(row: pd.Series, words: Mapping[str, str], language: str) -> str:
    """Which figure of the window was not published, and the other one."""
    known = _known_figure(row, language)
    if pd.notna(row["denominator"]):
        return say("{area}, {noun} {within}: not published ({city}: {known})", language, known=known, **words)
    if pd.notna(row["numerator"]):
        return say("{city}, {noun} {within}: not published ({area}: {known})", language, known=known, **words)
    return say("{area} and {city}, {noun} {within}: not published", language, **words)


def _not_published_then(row: pd.Series, where: Mapping[str, str], language: str) -> str:
    """The same of an earlier window."""
    words = {**where, "area": label(str(row["area"]), language), "known": _known_figure(row, language)}
    if pd.notna(row["denominator"]):
        return say("{within}: {area} not published ({city}: {known})", language, **words)
    if pd.notna(row["numerator"]):
        return say("{within}: {city} not published ({area}: {known})", language, **words)
    return say("{within}: not published", language, within=where["within"])


def _known_figure(row: pd.Series, language: str) -> str:
    """The figure of the part or the whole, whichever there is; empty where neither is."""
    known = row[["numerator", "denominator"]].dropna()
    return "" if known.empty else quantity(row, known.iloc[0], language)


def _earlier_share(row: pd.Series, city: str, headline: bool, language: str) -> str:
    if _is_missing(row):
        within = within_text(window_of(row), language)
        if _is_unpublished(row):
            return _not_published_then(row, {"city": city, "within": within}, language)
        return say("{within}: {why}", language, within=within, why=reason(row, language))
    if not row["denominator"]:
        where = {"city": city, "within": within_text(window_of(row), language)}
        if is_lower_bound(row):
            return say("none stated in {city} {within}", language, **where)
        return say("none in {city} {within}", language, **where)
    return say(
        "{part} of {city}'s {whole} {within}, {share}",
        language,
        city=city,
        part=quantity(row, row["numerator"], language),
        whole=quantity(row, row["denominator"], language),
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
    row = one_row(change, "change")
    if pd.isna(row["value"]):
        return _no_share_to_compare(row, whole_text(whole, language), language)
    words = {
        "area": label(str(row["area"]), language),
        "noun": noun_text(row, language),
        "this": _fraction(row, "this", language),
        "other": _fraction(row, "other", language),
        "before": before_text(row, language),
        "p": p_clause(row["p_value"], language),
    }
    text = say(
        "{area}'s share of {city}'s {noun}: {this} now, {other} {before}; {verdict}.",
        language,
        city=whole_text(whole, language),
        verdict=_share_verdict(row, words["p"], language),
        **words,
    )
    return Sentence(text + unlike_windows(row, language), language)


def _no_share_to_compare(row: pd.Series, city: str, language: str) -> Sentence:
    """A window without a figure, or one in which nothing happened anywhere: of nothing there is no share."""
    wholes = {window: row[f"{window}_denominator"] for window in ("this", "other")}
    windows = {"this": within_text(window_of(row), language), "other": before_text(row, language)}
    if pd.isna([*wholes.values(), row["this_numerator"], row["other_numerator"]]).any():
        if _is_unpublished(row):
            return _no_published_share(row, windows, city, language)
        return not_compared(row, language)
    words = {
        "noun": noun_text(row, language),
        "city": city,
        "windows": names_text([windows[name] for name, whole in wholes.items() if not whole], language),
        "area": label(str(row["area"]), language),
    }
    if is_lower_bound(row):
        text = say(
            "No {noun} in {city} is stated {windows}: there is no share of {area} to compare.",
            language,
            **words,
        )
    else:
        text = say(
            "No {noun} in {city} {windows}: there is no share of {area} to compare.", language, **words
        )
    return Sentence(text, language)


def _no_published_share(row: pd.Series, windows: Mapping[str, str], city: str, language: str) -> Sentence:
    """A comparison of published figures of which some are missing: which, of either window."""
    names = {"numerator": label(str(row["area"]), language), "denominator": city}
    missing = {
        within: [name for figure, name in names.items() if pd.isna(row[f"{window}_{figure}"])]
        for window, within in windows.items()
    }
    gaps = [
        say(
            "no figure {within} to compare (not published: {names})",
            language,
            within=within,
            names=names_text(gone, language),
        )
        for within, gone in missing.items()
        if gone
    ]
    words = {"area": names["numerator"], "noun": noun_text(row, language), "gaps": listed(gaps, language)}
    return Sentence(say("{area}, {noun}: {gaps}.", language, **words), language)


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
        if row["events"] not in PERSONS:
            return verdict_with_p(row["p_value"], language)
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
    row = one_row(compared, "compared", area=area, events=events)
    if pd.isna(row["difference"]):
        return not_compared(row, language)
    words = {
        "area": label(area, language),
        "noun": noun_for(row, row["numerator"], language),
        "within": within_text(window_of(row), language),
        "before": before_text(row, language),
        "this": quantity(row, row["numerator"], language),
        "other": quantity(row, row["denominator"], language),
        "difference": quantity(row, abs(row["difference"]), language),
        "percent": _change_in_percent(row, language),
        "verdict": verdict_with_p(row["p_value"], language),
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
    elif is_lower_bound(row):
        text = say("{area} had {this} {noun} {within}, and {other} {before}; {verdict}.", language, **words)
    else:
        text = say("{area} had {this} {noun} {within}, as many as {before}.", language, **words)
    return Sentence(text + unlike_windows(row, language) + lower_bound(row, language), language)


def _change_in_percent(row: pd.Series, language: str) -> str:
    if min(row["numerator"], row["denominator"]) < FEW:
        return ""
    share = abs(row["difference"]) / row["denominator"]
    return say(" ({percent})", language, percent=percent_text(share, language))


def sector_sentence(
    breakdown: pd.DataFrame,
    *,
    area: str,
    sector: str | None = None,
    headline: bool = False,
    language: str = "zh",
) -> Sentence:
    """The sector with the most events, or the one asked for: its part of the area's.

    Sectors with the same number are named together; so is how many do not state theirs.

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
    '2018年1月1日至2020年8月24日，门头沟区工矿商贸死亡事故10起，其中建筑业7起，占70%（95%置信区间40%～89%）。另有3起未注明。'
    """
    key = str(breakdown.columns[0])
    known = breakdown[breakdown[key] != UNKNOWN] if sector is None else breakdown[breakdown[key] == sector]
    whole = breakdown["denominator"].max()
    if len(breakdown) and pd.isna(whole):
        unknown = breakdown.iloc[0]
        return no_figure(unknown, area, noun_text(unknown, language), language)
    if breakdown.empty or not whole:
        return _no_sectors(breakdown, area, language)
    if known.empty or (sector is None and not known["numerator"].sum()):
        text = say(
            "{area}: the sector is stated for none of the {whole} {noun}, so there is no breakdown.",
            language,
            area=label(area, language),
            whole=quantity(breakdown.iloc[0], whole, language),
            noun=noun_text(breakdown.iloc[0], language),
        )
        return Sentence(text, language)
    row = known.sort_values("numerator", ascending=False, kind="stable").iloc[0]
    first = known.loc[known["numerator"] == row["numerator"], key]
    part = quantity(row, row["numerator"], language)
    text = say(
        "Of {area}'s {whole} {noun} {within}, {part} happened in {sector}: {share}.",
        language,
        area=label(area, language),
        whole=quantity(row, row["denominator"], language),
        noun=noun_text(row, language),
        within=within_text(window_of(row), language),
        part=part if len(first) == 1 else say("{count} each", language, count=part),
        sector=_sectors_named([_without_letter(label(str(name), language)) for name in first], language),
        share=share_with_limits(row, headline, language),
    )
    unstated = breakdown.loc[breakdown[key] == UNKNOWN, "numerator"].sum()
    if unstated and sector is None:
        blank = " " if language == "en" else ""
        count = quantity(row, unstated, language)
        text += blank + say_count(
            "{counted} more does not state its own.",
            "{counted} more do not state theirs.",
            int(unstated),
            language,
            counted=count,
        )
    return Sentence(text, language)


def _no_sectors(breakdown: pd.DataFrame, area: str, language: str) -> Sentence:
    """That an area had nothing to share out; where it may have, that nothing is stated."""
    whole, words = pd.Series({"note": notes_together(breakdown["note"])}), {"area": label(area, language)}
    if is_lower_bound(whole):
        text = say(
            "The ledger states no such accident to be of {area}, so there is nothing to share out by sector.",
            language,
            **words,
        )
    else:
        text = say(
            "The ledger holds no such accident of {area}, so there is nothing to share out by sector.",
            language,
            **words,
        )
    return Sentence(text + lower_bound(whole, language), language)


def _sectors_named(names: Sequence[str], language: str) -> str:
    """The sectors by name; those that are too many for a sentence by their number."""
    if len(names) <= _MOST_NAMED:
        return names_text(names, language)
    return say("each of {count} sectors", language, count=len(names))


def _without_letter(industry: str) -> str:
    """建筑业 of E 建筑业: the letter of GB/T 4754 is no word of a sentence."""
    return re.sub(r"^[A-T] ", "", industry)


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
            enterprise=names_of(row["enterprise"], language),
            count=number_text(row["numerator"], language),
            years=names_of(row["years"], language),
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
    row = one_row(studied, "studied", area=area)
    text = say(
        "Of {area}'s {whole} accidents {within}, {part} were studied by a meeting afterwards.",
        language,
        area=label(area, language),
        whole=number_text(row["denominator"], language),
        within=within_text(window_of(row), language),
        part=number_text(row["numerator"], language),
    )
    return Sentence(text, language)


def absent_sentence(absent: Sequence[str], *, counted: str, language: str = "zh") -> Sentence:
    """What published tables do not print, and what is counted instead; empty where nothing is absent.

    Examples
    --------
    >>> absent_sentence(["accidents"], counted="deaths", language="en")
    'The tables print no accidents: what follows counts deaths.'
    """
    if not absent:
        return Sentence("", language)
    text = say(
        "The tables print no {absent}: what follows counts {events}.",
        language,
        absent=listed([events_noun(measure, language) for measure in absent], language),
        events=events_noun(counted, language),
    )
    return Sentence(text, language)


def reconcile_sentence(
    reconciled: pd.DataFrame, *, area: str, measure: str = "accidents", language: str = "zh"
) -> Sentence:
    """The warning that printed months do not add up to the printed year; that they do; or that none can tell.

    Parameters
    ----------
    reconciled
        The frame of `publications.reconcile`; the longest window of `area` and `measure` is taken.

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
        text = say(
            "{area}, {events}: there is nothing to hold against each other, since no cumulative table was "
            "published together with all of its months.",
            language,
            area=label(area, language),
            events=events_noun(measure, language),
        )
        return Sentence(text, language)
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


def five_year_mean_sentence(
    compared: pd.DataFrame, *, area: str | None = None, events: str = "accidents", language: str = "zh"
) -> Sentence:
    """A window against the mean of the same dates in earlier years, and whether that could be chance.

    The years are as many as the ledger covers, five at most. A percent is given from ten events on, in the
    window and in the mean.

    Parameters
    ----------
    compared
        Result frame of `five_year_mean`.

    Examples
    --------
    >>> compared = pd.DataFrame({
    ...     "area": ["门头沟区"], "events": "accidents", "numerator": 3, "denominator": 7, "value": 0.86,
    ...     "basis": "industrial", "mean": 3.5, "years": 2, "difference": -0.5, "p_value": 1.0, "note": "",
    ...     "window_start": pd.Timestamp("2020-01-01"), "window_end": pd.Timestamp("2020-08-24"),
    ...     "other_start": pd.Timestamp("2018-01-01"), "other_end": pd.Timestamp("2019-08-24")})
    >>> five_year_mean_sentence(compared)
    '2020年1月1日至8月24日，门头沟区工矿商贸死亡事故3起，比2018至2019年同期年均3.5起少0.5起；未超出偶然波动（p=1.000）。'
    """
    needed = ["events", "numerator", "mean", "years", "difference", "p_value", "note", "basis"]
    require_columns(compared, [*needed, "window_start", "other_start", "other_end"], name="compared")
    row = row_of(compared, "compared", area, events=events)
    if pd.isna(row["difference"]) or not row["years"]:
        return no_figure(row, area, say("the mean of earlier years", language), language)
    words = {
        "area": area_text(row, area, language),
        "this": quantity(row, row["numerator"], language),
        "noun": noun_for(row, row["numerator"], language),
        "within": within_text(window_of(row), language),
        "mean": _mean_quantity(row, row["mean"], language),
        "years": _years_text(row, language),
        "difference": _mean_quantity(row, abs(row["difference"]), language),
        "percent": _difference_in_percent(row, language),
        "verdict": verdict_with_p(row["p_value"], language),
    }
    if row["difference"] > 0:
        text = say(
            "{area} had {this} {noun} {within}, {difference} more than the mean of {mean} on the same dates "
            "of {years}{percent}; {verdict}.",
            language,
            **words,
        )
    elif row["difference"] < 0:
        text = say(
            "{area} had {this} {noun} {within}, {difference} fewer than the mean of {mean} on the same dates "
            "of {years}{percent}; {verdict}.",
            language,
            **words,
        )
    elif is_lower_bound(row):
        text = say(
            "{area} had {this} {noun} {within}, where the mean on the same dates of {years} is {mean}; "
            "{verdict}.",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {this} {noun} {within}, as many as the mean on the same dates of {years}.",
            language,
            **words,
        )
    return Sentence(text + lower_bound(row, language), language)


def _mean_quantity(row: pd.Series, count: Any, language: str) -> str:
    """A mean of counts over the years of `row`; Chinese adds its counter."""
    shown = number_text(count, language, mean_decimals(row["years"]))
    return shown if language == "en" else shown + quantity(row, 0, language).removeprefix("0")


def _years_text(row: pd.Series, language: str) -> str:
    first, last = (pd.Timestamp(row[name]).year for name in ("other_start", "other_end"))
    if first == last:
        return say("{year} alone", language, year=first)
    return say("{first} to {last}", language, first=first, last=last)


def _difference_in_percent(row: pd.Series, language: str) -> str:
    if is_few(row["numerator"]) or is_few(row["mean"]):
        return ""
    return say(" ({percent})", language, percent=percent_text(abs(row["difference"]) / row["mean"], language))


def total_sentences(held: pd.DataFrame, *, whole: str, language: str = "zh") -> Sentences:
    """The printed totals that the areas of their table do not add up to; that all do; or that none can tell.

    Parameters
    ----------
    held
        The frame of `publications.held_against_areas`.
    whole
        The row of the tables that is the sum of all areas.

    Examples
    --------
    >>> held = pd.DataFrame({
    ...     "area": "全国", "measure": "accidents", "window_start": pd.Timestamp("2014-01-01"),
    ...     "window_end": pd.Timestamp("2014-12-31"), "printed": [50.0], "sum_of_areas": 43.0,
    ...     "is_whole": True, "differs": True})
    >>> print(*total_sentences(held, whole="全国", language="en"))  # doctest: +NORMALIZE_WHITESPACE
    China, accidents in 2014: the table prints a total of 50, its areas add up to 43, a difference of 7.
    Shares are of the total printed; ask who published it which of the two holds.
    """
    name = label(whole, language)
    differing = [_differing_total(row, name, language) for _, row in held[held["differs"]].iterrows()]
    if differing:
        return Sentences(differing)
    if held["is_whole"].any():
        text = say("{whole}: the totals printed are the sums of their areas.", language, whole=name)
    else:
        text = say(
            "{whole}: no table prints every area, so its total cannot be held against their sum.",
            language,
            whole=name,
        )
    return Sentences([Sentence(text, language)])


def _differing_total(row: pd.Series, whole: str, language: str) -> Sentence:
    text = say(
        "{whole}, {events} {within}: the table prints a total of {printed}, its areas add up to {areas}, a "
        "difference of {difference}. Shares are of the total printed; ask who published it which of the two "
        "holds.",
        language,
        whole=whole,
        events=events_noun(row["measure"], language),
        within=within_text(window_of(row), language),
        printed=number_text(row["printed"], language),
        areas=number_text(row["sum_of_areas"], language),
        difference=number_text(abs(row["printed"] - row["sum_of_areas"]), language),
    )
    return Sentence(text, language)
