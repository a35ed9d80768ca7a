"""What the figures of a text force, without any ledger."""

from __future__ import annotations

import pandas as pd

from ..display import Sentence, Sentences
from ..locale import label, say
from ..locale.formats import number_text, p_text, window_of, window_text, within_text
from ..locale.wording import whole_text
from ..schema import require_columns
from .parts import no_figure, one_row, sentence


def rise_sentences(rises: pd.DataFrame, *, language: str = "zh") -> Sentences:
    """Could the rise of a share be chance, whatever the numbers were that the text does not print.

    Parameters
    ----------
    rises
        `rises` of `claims.infer`.

    Examples
    --------
    >>> from safetystats.claims import extract, infer
    >>> text = "2019年门头沟区发生事故2起，占全市2%；2020年门头沟区发生事故3起，占全市6%。"
    >>> rise_sentences(infer(extract(text)).rises)[0]
    '门头沟区事故起数占全市比重：2020年与2019年相比。凡与原文相符的整数均已试算，p值在0.189至0.797之间，均可用偶然波动解释。'
    """
    keys = ["measure", "area", "sector", "window_start", "window_end", "other_start", "other_end"]
    told = ["reading", "named", "named_zh", "p_low", "p_high", "verdict", "turns_at"]
    require_columns(rises, [*keys, *told], name="rises")
    if rises.empty:
        return Sentences([sentence(say("No share stands against an earlier one.", language), language)])
    pairs = [pair for _, pair in rises.groupby(keys, sort=False)]
    return Sentences([_of_pair(pair, language) for pair in pairs])


def studied_in_sector_sentence(
    studied: pd.DataFrame, *, area: str, sector: str, language: str = "zh"
) -> Sentence:
    """How many accidents of a sector were studied by a meeting afterwards.

    Parameters
    ----------
    studied
        Result frame of `studied_share` of that sector's accidents, one window.

    Examples
    --------
    >>> studied = pd.DataFrame({
    ...     "area": ["门头沟区"], "numerator": 2, "denominator": 4,
    ...     "window_start": pd.Timestamp("2018-01-01"), "window_end": pd.Timestamp("2018-12-31")})
    >>> studied_in_sector_sentence(studied, area="门头沟区", sector="建筑业")
    '2018年，门头沟区建筑业事故4起，事后召开会议专题研究的2起。'
    """
    row = one_row(studied, "studied", area=area)
    if pd.isna(row["numerator"]):
        what = say("accidents in {sector} studied by a meeting", language, sector=label(sector, language))
        return no_figure(row, area, what, language)
    text = say(
        "Of {area}'s {whole} accidents in {sector} {within}, {part} were studied by a meeting afterwards.",
        language,
        area=label(area, language),
        sector=label(sector, language),
        whole=number_text(row["denominator"], language),
        within=within_text(window_of(row), language),
        part=number_text(row["numerator"], language),
    )
    return sentence(text, language)


def _of_pair(pair: pd.DataFrame, language: str) -> Sentence:
    printed = pair.iloc[0]
    texts = [
        say(
            "{what}, share of {whole}: {window} against {other}.",
            language,
            what=_what(printed, language),
            whole=say("all sectors", language) if printed["sector"] else whole_text("", language),
            window=window_text(window_of(printed), language),
            other=window_text(window_of(printed, "other_"), language),
        ),
        say(
            "With every whole number that fits the text, {range}: {verdict}.",
            language,
            range=_range(printed, language),
            verdict=_verdict(str(printed["verdict"]), language),
        ),
    ]
    wider = pair.iloc[-1]
    if wider["p_low"] < printed["p_low"] and not pd.isna(wider["turns_at"]):
        texts.append(
            say(
                "Were 'or more' without a ceiling, it could be more than chance, but only if the whole were "
                "at most {turns_at}.",
                language,
                turns_at=number_text(wider["turns_at"], language),
            )
        )
    return sentence((" " if language == "en" else "").join(texts), language)


def _what(row: pd.Series, language: str) -> str:
    named = row["named_zh" if language == "zh" else "named"]
    places = [label(row[key], language) for key in ("area", "sector") if row[key]]
    if language == "zh":
        return "".join([*places, named])
    return ", ".join([named[:1].upper() + named[1:], *places])


def _range(row: pd.Series, language: str) -> str:
    low, high = p_text(row["p_low"], language), p_text(row["p_high"], language)
    if low == high:
        return say("p is {p}", language, p=low)
    return say("p lies between {low} and {high}", language, low=low, high=high)


def _verdict(verdict: str, language: str) -> str:
    known = {
        "chance would do under every reading": say("chance would do in every case", language),
        "chance would do under some readings": say("chance would do in some cases, not in others", language),
        "more than chance under every reading": say("more than chance in every case", language),
    }
    return known[verdict]
