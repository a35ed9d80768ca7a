"""Counts of persons or things, and sums of money in yuan. Unknown is missing, never zero."""

from __future__ import annotations

import re
from decimal import Decimal

from cn2an import cn2an

from ..sheets.money import UNITS
from .reading import Reading, folded, says_nothing, visible

LARGEST_COUNT = 10_000_000
LARGEST_YUAN = Decimal(10) ** 12
"""More than either is a slip of the pen or of the unit: no accident or enterprise comes near."""

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_COUNTER = r"(?:人次|人|名|起|宗|处|项|条|个工作日|工作日|个|家次|家|件|次|天|日|例|persons?|people)?"
_NUMERAL = r"[零〇一二两三四五六七八九十百千万]+"
_COUNT = re.compile(rf"(?P<number>{_NUMBER}){_COUNTER}", re.IGNORECASE)
_COUNT_IN_WORDS = re.compile(rf"(?P<number>{_NUMERAL}){_COUNTER}")
_COUNT_WITH_PART = re.compile(rf"(?P<number>[0-9]+){_COUNTER}\(.*\)")
_NEGATIVE = re.compile(rf"-(?:{_NUMBER}){_COUNTER}")
_NONE_IN_WORDS = frozenset({"无", "没有", "无伤亡", "无死亡", "无人员伤亡"})

_UNIT = "|".join(UNITS)
_BLANK_WITHIN = re.compile(r"[0-9]\s+[0-9]")
_MONEY = re.compile(rf"(?:人民币|rmb|¥|￥)?(?P<number>-?(?:{_NUMBER}))(?P<unit>{_UNIT})?整?", re.IGNORECASE)
_MONEY_IN_WORDS = re.compile(rf"(?:人民币)?(?P<number>{_NUMERAL})(?P<unit>元)整?")

_CASUALTY = re.compile(
    r"(?P<what>死亡|遇难|失踪|下落不明|重伤|急性工业中毒|急性中毒|轻伤|受伤)"
    r"(?P<number>[0-9]+|[零〇一二两三四五六七八九十]+)人?"
)
_CASUALTY_COLUMN = {
    "死亡": "deaths", "遇难": "deaths", "失踪": "deaths", "下落不明": "deaths",
    "重伤": "serious_injuries", "急性工业中毒": "serious_injuries", "急性中毒": "serious_injuries",
    "轻伤": "minor_injuries", "受伤": "injuries",
}  # fmt: skip


def read_count(text: str) -> Reading:
    """A whole number of persons or things, 0 or more.

    Examples
    --------
    >>> read_count("三人")
    Reading(value=3, rule='count_in_words', action='corrected')
    >>> read_count("3（1）").value
    3
    >>> read_count("-1")
    Reading(value=None, rule='count_negative', action='unknown')
    """
    if says_nothing(text):
        return Reading(None)
    plain = folded(text)
    # 1 2 may be two figures: closed up it would be twelve.
    if _BLANK_WITHIN.search(text):
        return _unreadable("count")
    if plain in _NONE_IN_WORDS:
        return Reading(0, "count_in_words")
    if match := _COUNT.fullmatch(plain):
        return _whole(Decimal(match["number"].replace(",", "")), _count_spelling(text))
    if match := _COUNT_IN_WORDS.fullmatch(plain):
        number = _from_numeral(match["number"])
        return _unreadable("count") if number is None else _whole(number, "count_in_words")
    if match := _COUNT_WITH_PART.fullmatch(plain):
        return _whole(Decimal(match["number"]), "count_with_part")
    return Reading(None, "count_negative", "unknown") if _NEGATIVE.fullmatch(plain) else _unreadable("count")


def _count_spelling(text: str) -> str:
    return "" if re.fullmatch(r"[0-9]+(\.0+)?", visible(text)) else "count_spelling"


def _whole(number: Decimal, rule: str) -> Reading:
    if number != number.to_integral_value():
        return Reading(None, "count_fractional", "unknown")
    if number > LARGEST_COUNT:
        return Reading(None, "count_absurd", "unknown")
    return Reading(int(number), rule)


def _unreadable(what: str) -> Reading:
    return Reading(None, f"{what}_unreadable", "unknown")


def _from_numeral(numeral: str) -> Decimal | None:
    try:
        # "normal" knows neither 两 nor ○, and refuses 百二十 and other unsure forms.
        return Decimal(int(cn2an(numeral.replace("两", "二"), "normal")))
    except ValueError:
        return None


def read_yuan(text: str, unit: str = "元") -> Reading:
    """A sum of money in yuan; `unit` is what the header says, a unit in the cell goes before it.

    Where neither says it, a sum other than 0 is unknown: 元 and 万元 are both common.

    Examples
    --------
    >>> read_yuan("12.5", unit="万元").value
    125000.0
    >>> read_yuan("12.5万元")
    Reading(value=125000.0, rule='yuan_unit_in_cell', action='corrected')
    """
    if says_nothing(text):
        return Reading(None)
    plain = folded(text)
    if _BLANK_WITHIN.search(text):
        return _unreadable("yuan")
    if match := _MONEY.fullmatch(plain):
        stated = (match["unit"] or "").casefold()
        number = Decimal(match["number"].replace(",", ""))
        if not stated and not unit:
            return Reading(None, "yuan_unit_not_stated", "unknown") if number else Reading(0.0)
        is_other = stated and UNITS[stated] != UNITS.get(unit)
        return _sum(number * UNITS[stated or unit], "yuan_unit_in_cell" if is_other else "")
    if match := _MONEY_IN_WORDS.fullmatch(plain):
        numeral = _from_numeral(match["number"])
        return _unreadable("yuan") if numeral is None else _sum(numeral, "yuan_in_words")
    return Reading(0.0, "yuan_in_words") if plain == "无" else _unreadable("yuan")


def _sum(yuan: Decimal, rule: str) -> Reading:
    if yuan < 0:
        return Reading(None, "yuan_negative", "unknown")
    if yuan > LARGEST_YUAN:
        return Reading(None, "yuan_absurd", "unknown")
    return Reading(float(yuan), rule)


def split_casualties(text: str) -> dict[str, int]:
    """Deaths and injuries that one cell states together; empty unless the whole text is such a list.

    What it does not mention stays unknown. Missing persons are counted with the dead (Order 493).

    >>> split_casualties("死亡1人，重伤2人")
    {'deaths': 1, 'serious_injuries': 2}
    """
    plain = folded(text)
    if re.sub(r"[,;、和及。]", "", _CASUALTY.sub("", plain)):
        return {}
    stated: dict[str, int] = {}
    for match in _CASUALTY.finditer(plain):
        number = match["number"]
        persons = Decimal(number) if number.isascii() else _from_numeral(number)
        if persons is None or persons > LARGEST_COUNT:
            return {}
        column = _CASUALTY_COLUMN[match["what"]]
        stated[column] = stated.get(column, 0) + int(persons)
    return stated
