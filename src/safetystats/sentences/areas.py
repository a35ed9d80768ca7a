"""Areas beside each other: rates, mixes of sectors, and which areas lie outside the limits of all of them.

First whether areas differ at all, then which stand out, with how many would by chance alone. Nothing is
ranked.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..display import Sentence
from ..locale import label, say
from ..locale.formats import (
    limits_text,
    number_text,
    p_clause,
    per_text,
    ratio_text,
    window_of,
    within_text,
)
from ..locale.wording import basis_noun, listed, names_text
from ..schema import UNKNOWN, require_columns
from .parts import (
    area_text,
    counted_opening,
    figure_row,
    is_few,
    is_significant,
    multiple_limits,
    no_figure,
    noun_for,
    noun_text,
    opening,
    quantity,
    ratio_verdict,
    remark,
    rows_of,
    sentence,
    verdict_with_p,
)

ALIKE = "the areas differ no more than chance"
"""How a funnel's note begins where the test of all areas together finds no difference."""

# --- rates --------------------------------------------------------------------------------------------


def rate_sentence(
    rates: pd.DataFrame,
    *,
    area: str | None = None,
    events: str | None = None,
    of: str = "",
    language: str = "zh",
) -> Sentence:
    """Events per exposure with limits; below ten events the limits only.

    Parameters
    ----------
    rates
        Result frame of `rates` or `indicator_rates`.
    events
        Kind of events, where the frame holds several.
    of
        What the rate is per, in the reader's language, such as 从业人员; a standard indicator says so itself.

    Examples
    --------
    >>> rates = pd.DataFrame({
    ...     "area": ["门头沟区"], "events": "deaths", "numerator": 12, "value": 2.294, "lower": 1.185,
    ...     "upper": 4.008, "basis": "industrial", "per": 1e5, "note": "", "indicator": "10万就业人员死亡率",
    ...     "window_start": pd.Timestamp("2019-01-01"), "window_end": pd.Timestamp("2019-12-31")})
    >>> rate_sentence(rates)
    '2019年，门头沟区工矿商贸死亡事故死亡人数12人，10万就业人员死亡率2.29（95%置信区间1.19～4.01）。'
    """
    row = figure_row(rates, "rates", area, events=events, more=["per"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("the rate", language), language)
    decimals = _decimals(row["value"] or row["upper"])
    lower, upper, value = (number_text(row[name], language, decimals) for name in ("lower", "upper", "value"))
    words = {
        **counted_opening(row, area, language),
        "per": _per_text(row, of, language),
        "limits": limits_text(lower, upper, language),
    }
    if not row["numerator"]:
        text = say(
            "{area} had no {noun} {within}: up to {upper} {per} could be behind that (upper end of the 95% "
            "interval).",
            language,
            upper=upper,
            **words,
        )
    elif is_few(row["numerator"]):
        text = say(
            "{area} had {count} {noun} {within}, too few for a firm rate: {limits} {per} (95% limits).",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {count} {noun} {within}: {value} {per} (95% limits {limits}).",
            language,
            value=value,
            **words,
        )
    return sentence(text + remark(row, language), language)


def _decimals(value: Any) -> int:
    """Decimals of a rate, so that small ones are not all 0.00."""
    if pd.isna(value) or value >= 10:
        return 1
    return 2 if value >= 0.1 else 4


def _per_text(row: pd.Series, of: str, language: str) -> str:
    """What a rate is per: the standard indicator by its name, else so many of `of`."""
    known = {
        "亿元GDP死亡率": say("deaths per hundred million yuan of GDP", language),
        "10万就业人员死亡率": say("deaths per 100,000 workers", language),
        "万车死亡率": say("deaths per ten thousand vehicles", language),
        "百万吨死亡率": say("deaths per million tonnes of coal", language),
    }
    indicator = str(row.get("indicator", ""))
    if indicator in known:
        return known[indicator]
    per = per_text(row["per"], language)
    return say("per {per} {of}", language, per=per, of=of or say("of the exposure", language))


def rate_against_rest_sentence(
    against: pd.DataFrame, *, area: str | None = None, events: str | None = None, language: str = "zh"
) -> Sentence:
    """An area's rate against that of all other areas, and whether that could be chance; of few, their counts.

    Parameters
    ----------
    against
        Result frame of `rates_against_rest`.
    events
        Kind of events, where the frame holds several.
    """
    needed = ["area", "rest_numerator", "p_holm", "family"]
    row = figure_row(against, "against", area, events=events, more=needed)
    if pd.isna(row["value"]) or pd.isna(row["lower"]):
        return _no_ratio(row, area, language)
    words = {
        **counted_opening(row, area, language),
        "rest": quantity(row, row["rest_numerator"], language),
        "limits": multiple_limits(row, language),
        "verdict": _verdict_in_family(row, language),
    }
    if is_few(row["numerator"] + row["rest_numerator"]):
        text = say(
            "{area} had {count} {noun} {within}, all other areas with a known exposure {rest}: too few to "
            "compare their rates.",
            language,
            **words,
        )
    elif is_few(row["numerator"]) or is_few(row["rest_numerator"]):
        text = say(
            "{area} had {count} {noun} {within}, all other areas with a known exposure {rest}: too few to "
            "put the rate as a multiple of theirs, {limits} (95% limits); {verdict}.",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {count} {noun} {within}, all other areas with a known exposure {rest}: a rate of "
            "{ratio} times theirs (95% limits {limits}); {verdict}.",
            language,
            ratio=ratio_text(row["value"], language),
            **words,
        )
    return sentence(text, language)


def _verdict_in_family(row: pd.Series, language: str) -> str:
    """Whether chance would do, once it is allowed for how many areas were looked at."""
    verdict = verdict_with_p(row["p_holm"], language)
    if row["family"] < 2 or pd.isna(row["p_holm"]):
        return verdict
    words = {"family": number_text(row["family"], language), "verdict": verdict}
    return say("corrected for the {family} areas looked at, {verdict}", language, **words)


def _no_ratio(row: pd.Series, area: str | None, language: str) -> Sentence:
    what = say("the rate against the rest of the city", language)
    if pd.isna(row["rest_numerator"]) or row["rest_numerator"]:
        return no_figure(row, area, what, language)
    text = say(
        "{area}, {what}: no figure can be given ({why}).",
        language,
        area=area_text(row, area, language),
        what=what,
        why=say("the rest of the city had none", language),
    )
    return sentence(text, language)


def standardised_rate_sentence(
    rates: pd.DataFrame,
    *,
    area: str | None = None,
    events: str | None = None,
    per: float = 1e5,
    of: str = "",
    language: str = "zh",
) -> Sentence:
    """The rate that an area would have with the standard's mix of sectors, beside its own.

    Parameters
    ----------
    rates
        Result frame of `standardised_rates`.
    events
        Kind of events, where the frame holds several.
    per, of
        Exposure that the rates were computed for, and what it is of, as in `rate_sentence`.
    """
    row = figure_row(rates, "rates", area, events=events, more=["crude"])
    if pd.isna(row["value"]) or not row["numerator"]:
        return _nothing_to_standardise(row, area, language)
    decimals = _decimals(row["value"])
    lower, upper = (number_text(row[name], language, decimals) for name in ("lower", "upper"))
    words = {
        **counted_opening(row, area, language),
        "per": _per_text(pd.Series({"per": per}), of, language),
        "limits": limits_text(lower, upper, language),
    }
    if is_few(row["numerator"]):
        text = say(
            "{area} had {count} {noun} {within}, too few for a firm rate: with the standard's mix of sectors "
            "{limits} {per} (95% limits).",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {count} {noun} {within}: with the standard's mix of sectors {value} {per} (95% "
            "limits {limits}), as it stands {crude}.",
            language,
            value=number_text(row["value"], language, decimals),
            crude=number_text(row["crude"], language, decimals),
            **words,
        )
    return sentence(text + remark(row, language), language)


def _nothing_to_standardise(row: pd.Series, area: str | None, language: str) -> Sentence:
    if row["numerator"] == 0:
        text = say(
            "{area} had no {noun} {within}: there is no rate to standardise.",
            language,
            **opening(row, area, language),
        )
        return sentence(text, language)
    return no_figure(row, area, say("the standardised rate", language), language)


def standardised_ratio_sentence(
    ratios: pd.DataFrame, *, area: str | None = None, events: str | None = None, language: str = "zh"
) -> Sentence:
    """Events of an area against those its mix of sectors lets expect, and whether that could be chance.

    Parameters
    ----------
    ratios
        Result frame of `standardised_ratios`.
    events
        Kind of events, where the frame holds several.
    """
    row = figure_row(ratios, "ratios", area, events=events, more=["expected", "p_value"])
    if pd.isna(row["value"]):
        return no_figure(row, area, say("events against those expected", language), language)
    if not row["numerator"]:
        return _nothing_to_standardise(row, area, language)
    words = {
        **counted_opening(row, area, language),
        "expected": number_text(row["expected"], language, 1),
        "limits": multiple_limits(row, language),
        "verdict": ratio_verdict(row, language),
    }
    if is_few(row["numerator"]):
        text = say(
            "{area} had {count} {noun} {within}, where its mix of sectors lets expect {expected}: {limits} "
            "that (95% limits); {verdict}.",
            language,
            **words,
        )
    else:
        text = say(
            "{area} had {count} {noun} {within}, where its mix of sectors lets expect {expected}: {ratio} "
            "times as many (95% limits {limits}); {verdict}.",
            language,
            ratio=ratio_text(row["value"], language),
            **words,
        )
    return sentence(text + remark(row, language), language)


# --- sectors that stand out ---------------------------------------------------------------------------


def quotient_sentence(quotients: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """Which sectors weigh more or less in an area than in the city, corrected for how many were looked at.

    Parameters
    ----------
    quotients
        Result frame of `location_quotients`.

    Examples
    --------
    >>> quotients = pd.DataFrame({
    ...     "area": "门头沟区", "supervision_sector": ["建筑业", "工业"], "events": "accidents",
    ...     "numerator": [12, 8], "denominator": 20, "value": [2.4, 0.5], "basis": "industrial",
    ...     "city_numerator": [50, 150], "city_denominator": 200, "p_holm": [0.003, 0.2], "family": 2,
    ...     "window_start": pd.Timestamp("2018-01-01"), "window_end": pd.Timestamp("2020-08-24")})
    >>> quotient_sentence(quotients, area="门头沟区", language="en")  # doctest: +NORMALIZE_WHITESPACE
    "Mentougou had 20 fatal accidents in industry, mining and commerce from 1 January 2018 to 24 August 2020.
    Of 2 sectors looked at, weighing otherwise than in the city beyond chance: construction (12, in the city
    50 of 200; 2.40 times the city's share, p = 0.003 corrected for 2)."
    """
    needed = ["area", "events", "numerator", "denominator", "value", "basis", "city_numerator", "p_holm"]
    require_columns(quotients, [*needed, "city_denominator", "family", "window_start"], name="quotients")
    # A ledger without accidents has no sectors to hold against each other.
    own = rows_of(quotients, "quotients", area) if len(quotients) else quotients
    judged = own[own["p_holm"].notna()]
    if judged.empty or not own["numerator"].sum():
        text = say(
            "{area}: too little to hold the sectors against the city's.", language, area=label(area, language)
        )
        return sentence(text + _why_left_out(own, language), language)
    first = judged.iloc[0]
    words = {
        "area": label(area, language),
        "noun": noun_for(first, first["denominator"], language),
        "within": within_text(window_of(first), language),
        "count": quantity(first, first["denominator"], language),
        "family": number_text(first["family"], language),
    }
    found = judged[judged["p_holm"].map(is_significant)]
    if found.empty:
        text = say(
            "{area} had {count} {noun} {within}. Of {family} sectors looked at, none weighs otherwise than "
            "in the city beyond chance.",
            language,
            **words,
        )
    else:
        key = str(own.columns[1])
        text = say(
            "{area} had {count} {noun} {within}. Of {family} sectors looked at, weighing otherwise than in "
            "the city beyond chance: {named}.",
            language,
            named=listed([_quotient(row, key, language) for _, row in found.iterrows()], language),
            **words,
        )
    return sentence(text + _why_left_out(quotients, language), language)


def _why_left_out(rows: pd.DataFrame, language: str) -> str:
    """Why areas of a comparison have no figure and are left out of it; empty where all have one."""
    is_left_out = rows["numerator"].isna()
    if not is_left_out.any():
        return ""
    notes = rows["note"].fillna("").str.split("; ")
    of_all = {note for own in notes[~is_left_out] for note in own}
    why = dict.fromkeys(note for own in notes[is_left_out] for note in own if note not in of_all)
    return remark(pd.Series({"note": "; ".join(why)}), language)


def _quotient(row: pd.Series, key: str, language: str) -> str:
    words = {
        "sector": label(str(row[key]), language),
        "count": quantity(row, row["numerator"], language),
        "part": quantity(row, row["city_numerator"], language),
        "whole": quantity(row, row["city_denominator"], language),
        "p": p_clause(row["p_holm"], language),
        "family": number_text(row["family"], language),
    }
    if is_few(row["numerator"]):
        return say(
            "{sector} ({count}, in the city {part} of {whole}; {p} corrected for {family})", language, **words
        )
    return say(
        "{sector} ({count}, in the city {part} of {whole}; {ratio} times the city's share, {p} corrected for "
        "{family})",
        language,
        ratio=ratio_text(row["value"], language),
        **words,
    )


# --- many areas at once -------------------------------------------------------------------------------


def funnel_sentence(areas: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Whether areas differ at all, which lie outside the funnel's limits, and how many would by chance alone.

    Nothing is ranked: names stand in the frame's own order. Where areas differ among themselves more than
    chance, those that stand out even so are named.

    Parameters
    ----------
    areas
        Result frame of `funnel`, `funnel_of_shares` or `funnel_of_rates`.
    area
        An area of which it is said where it lies.

    Examples
    --------
    >>> areas = pd.DataFrame({
    ...     "area": ["门头沟区", "怀柔区", "密云区"], "events": "accidents", "numerator": [30, 10, 11],
    ...     "value": [3.0, 0.7, 0.9], "basis": "industrial", "lower_95": 0.5, "upper_95": 1.5,
    ...     "outside": ["high", "", ""], "outside_adjusted": ["", "", ""], "tau2": 0.2, "note": "",
    ...     "window_start": pd.Timestamp("2020-01-01"), "window_end": pd.Timestamp("2020-12-31")})
    >>> funnel_sentence(areas, language="en")  # doctest: +NORMALIZE_WHITESPACE
    'Fatal accidents in industry, mining and commerce in 2020: 3 areas differ more than chance. Outside the
    95% limits: 1 (about 0.2 would be by chance alone); outside the 99.8% limits: Mentougou (high, 30). Some
    unlikeness is usual: with limits that allow for it, none lies outside. This is no ranking.'
    """
    needed = ["numerator", "value", "lower_95", "upper_95", "outside", "outside_adjusted", "tau2", "note"]
    require_columns(areas, [*needed, "basis", "window_start", "window_end"], name="areas")
    key = str(areas.columns[0])
    known = areas[areas["value"].notna() & areas["lower_95"].notna() & (areas[key] != UNKNOWN)]
    if len(known) < 2 or not known["numerator"].sum():
        nothing = areas.iloc[0] if len(areas) else pd.Series({"note": ""})
        return no_figure(
            nothing.drop(key, errors="ignore"), None, say("comparison of areas", language), language
        )
    words = {
        "noun": _compared_noun(known.iloc[0], language),
        "within": within_text(window_of(known.iloc[0]), language),
        "areas": _number_of(key, len(known), language),
    }
    if known["note"].fillna("").str.contains(ALIKE).all():
        opening = say(
            "{noun} {within}: {areas} differ no more than chance alone would make them.", language, **words
        )
    else:
        opening = say("{noun} {within}: {areas} differ more than chance.", language, **words)
    parts = [opening, _outside(known, key, language), *_allowing(known, key, language)]
    if area is not None:
        parts.append(_where_it_lies(known, key, area, language))
    parts.append(say("This is no ranking.", language))
    text = (" " if language == "en" else "").join(parts)
    return sentence(text + _why_left_out(areas, language), language)


def _compared_noun(row: pd.Series, language: str) -> str:
    """What a funnel compares: events, or the basis of a share or a rate."""
    if "events" in row and isinstance(row["events"], str):
        return noun_text(row, language)
    return {
        "found": say("closure of hazards", language),
        "listed": say("closure of listed hazards", language),
    }.get(str(row["basis"]), basis_noun(str(row["basis"]), language))


def _number_of(key: str, count: int, language: str) -> str:
    number = number_text(count, language)
    if key == "area":
        return say("{count} areas", language, count=number)
    if key == "department":
        return say("{count} departments", language, count=number)
    return say("{count} groups", language, count=number)


def _outside(known: pd.DataFrame, key: str, language: str) -> str:
    """How many lie outside 95 %, how many would by chance alone, and which lie outside 99.8 %."""
    beyond = ((known["value"] > known["upper_95"]) | (known["value"] < known["lower_95"])).sum()
    words = {
        "beyond": number_text(beyond, language),
        "chance": number_text(0.05 * len(known), language, 1),
    }
    far = known[known["outside"] != ""]
    if far.empty:
        return say(
            "Outside the 95% limits: {beyond} (about {chance} would be by chance alone); outside the 99.8% "
            "limits: none.",
            language,
            **words,
        )
    return say(
        "Outside the 95% limits: {beyond} (about {chance} would be by chance alone); outside the 99.8% "
        "limits: {named}.",
        language,
        named=_named(far, key, "outside", language),
        **words,
    )


def _named(rows: pd.DataFrame, key: str, side: str, language: str) -> str:
    named = [
        say(
            "{area} ({side}, {count})",
            language,
            area=label(str(row[key]), language),
            side=_side(str(row[side]), language),
            count=_own_count(row, language),
        )
        for _, row in rows.iterrows()
    ]
    return names_text(named, language)


def _side(outside: str, language: str) -> str:
    return say("high", language) if outside == "high" else say("low", language)


def _own_count(row: pd.Series, language: str) -> str:
    """An area's count, with its whole where it is a share."""
    if "events" in row and isinstance(row["events"], str):
        return quantity(row, row["numerator"], language)
    if pd.isna(row["denominator"]):
        return number_text(row["numerator"], language)
    part, whole = (number_text(row[name], language) for name in ("numerator", "denominator"))
    return say("{part} of {whole}", language, part=part, whole=whole)


def _allowing(known: pd.DataFrame, key: str, language: str) -> list[str]:
    """Over-dispersion: areas that are never quite alike, and which lie outside even so."""
    if not (known["tau2"] > 0).any() or not (known["outside"] != "").any():
        return []
    far = known[known["outside_adjusted"] != ""]
    if far.empty:
        return [say("Some unlikeness is usual: with limits that allow for it, none lies outside.", language)]
    return [
        say(
            "Some unlikeness is usual: with limits that allow for it, outside lie {named}.",
            language,
            named=_named(far, key, "outside_adjusted", language),
        )
    ]


def _where_it_lies(known: pd.DataFrame, key: str, area: str, language: str) -> str:
    own = known[known[key] == area]
    words = {"area": label(area, language)}
    if own.empty:
        return say("{area} is not among them.", language, **words)
    row = own.iloc[0]
    words["count"] = _own_count(row, language)
    if row["outside"]:
        words["side"] = _side(str(row["outside"]), language)
        return say("{area} ({count}) lies outside the 99.8% limits ({side}).", language, **words)
    if row["lower_95"] <= row["value"] <= row["upper_95"]:
        return say("{area} ({count}) lies inside the limits: within chance.", language, **words)
    return say(
        "{area} ({count}) lies between the 95% and the 99.8% limits: could be chance.", language, **words
    )
