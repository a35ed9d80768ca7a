"""Counts of persons or things, and sums of money in yuan. Unknown is missing, never zero."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ..sheets.money import UNITS
from ..signs import visible
from .reading import Reading, folded, naming_signs, says_nothing

LARGEST_COUNT = 10_000_000
LARGEST_YUAN = Decimal(10) ** 12
"""More than either is a slip of the pen or of the unit: no accident or enterprise comes near."""

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+"
_COUNTER = r"(?:人次|人|名|起|宗|处|项|条|个工作日|工作日|个|家次|家|件|次|天|日|例|persons?|people)?"
_SIMPLE = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟两萬億貳參陸", "一二三四五六七八九十百千二万亿二三六")
"""Numerals as they stand on cheques, and 两, as they are counted with."""
_NUMERAL = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸]+"
_ABOUT = re.compile(r"[一二三四五六七八九]{2}")
"""三四人 is three or four persons, not thirty-four."""
_COUNT = re.compile(rf"(?P<number>{_NUMBER}){_COUNTER}", re.IGNORECASE)
_COUNT_IN_WORDS = re.compile(rf"(?P<number>{_NUMERAL}){_COUNTER}")
_IN_STEPS = rf"(?:(?:{_NUMBER})[亿万千百])+(?:{_NUMBER})?"
"""Digits with the names of their places: 3千, 2万3千, 1亿2000万."""
_COUNT_IN_STEPS = re.compile(rf"(?P<number>{_IN_STEPS}){_COUNTER}")
_COUNT_WITH_PART = re.compile(rf"(?P<number>[0-9]+){_COUNTER}\(.*\){_COUNTER}", re.IGNORECASE)
_NOT_CERTAIN = re.compile(r"\(.*(?:待|暂定|疑似|核实中|调查中|存疑|不确定|初步|估计).*\)")
_AND_MORE = re.compile(r"\(.*(?:[另又再]|还有|外加)[^()]*[0-9一二两三四五六七八九十].*\)")
"""What is not among the figure before it: 1（另失踪1人）, 1（6月20日又死亡1人）."""
_NEGATIVE = re.compile(rf"-(?:{_NUMBER}){_COUNTER}")
_YEARS = range(1990, 2036)
"""What stands under a number of persons by a slip of the column far more often than so many came to harm."""
_NONE_IN_WORDS = frozenset({"无", "無", "没有", "沒有", "无伤亡", "無傷亡", "无人伤亡", "无人员伤亡"})
_NO_MONEY = frozenset(
    {"无", "無", "没有", "沒有", "零", "无损失", "没有损失", "无经济损失", "无直接经济损失", "無損失"}
)

_PLACES = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100)}
_UNIT = "|".join(UNITS)
_BLANK_WITHIN = re.compile(r"[0-9]\s+[0-9]")
_YUAN = r"^(?:人民币|rmb|cny|¥|￥)|(?:人民币|rmb|cny)$"
_YUAN_NAMED = re.compile(rf"{_YUAN}|整$", re.IGNORECASE)
_MONEY_NAMED = re.compile(_YUAN, re.IGNORECASE)
_BRACKETED_UNIT = re.compile(rf"\((?P<unit>{_UNIT})\)$", re.IGNORECASE)
_WRITTEN_UNITS = str.maketrans("萬億圆圓", "万亿元元")
_LETTER_W = re.compile(r"(?<=[0-9])w(?=元?$)", re.IGNORECASE)
_MONEY = re.compile(rf"(?P<number>-?(?:{_NUMBER}))(?P<unit>{_UNIT})?", re.IGNORECASE)
_MONEY_IN_STEPS = re.compile(rf"(?P<number>{_IN_STEPS})(?:元|(?<=[亿万千百]))")
_STEP = re.compile(rf"(?P<number>{_NUMBER})(?P<place>[亿万千百]?)")
_MONEY_IN_WORDS = re.compile(rf"(?P<number>{_NUMERAL}?)(?P<unit>元|(?<=[万亿萬億]))")

_ROUND_IN_WORDS = re.compile(r"(?:[0-9]+|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])[百千佰仟]")
"""3千 and 三千, which under 万元 may be yuan or as many times 万元."""

_DECIMAL_IN_WORDS = re.compile(
    rf"(?P<whole>{_NUMERAL})点(?P<places>[零〇一二三四五六七八九]+)(?P<unit>{_UNIT})?"
)
_PLACE_OF_A_UNIT = 10_000
_PLACES_IN_WORDS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_SET_BLANK = "[\u00a0\u2007-\u200a\u202f]"
"""Blanks that nobody types: a program sets them between thousands."""
_THOUSANDS_APART = re.compile(
    rf"[0-9]{{1,3}}(?:(?:['’][0-9]{{3}})+|(?:{_SET_BLANK}[0-9]{{3}})+"
    r"|(?:\s[0-9]{3}){2,}|\s[0-9]{3}(?=\.))(?:\.[0-9]+)?"
    rf"\s*(?:{_UNIT}|{_COUNTER})",
    re.IGNORECASE,
)
"""1 200 may be two figures; 1 200.5 and 1 200 000 are none."""
_THOUSANDS_OF_PERSONS = re.compile(
    rf"[0-9]{{1,3}}(?:['’]|{_SET_BLANK})[0-9]{{3}}\s*{_COUNTER}", re.IGNORECASE
)
"""1'200 and no more: 1 200 300 under a count may be three of them."""
_BETWEEN_THOUSANDS = re.compile(r"(?<=[0-9])[\s'’](?=[0-9]{3})")
_SCIENTIFIC = re.compile(
    r"(?<![0-9.])[0-9](?:(?:\.[0-9]+)?e[+-]|\.[0-9]+e)[0-9]{1,2}(?![0-9])", re.IGNORECASE
)
"""Not 5e3, which may be the number of a thing."""
_DRESS = re.compile(r"^\+(?=[0-9.])|^-(?=0+(?:\.0+)?(?![0-9.]))|(?<=.)[。.、;]$")
"""What changes no figure: the stop of a sentence, a plus, the minus of -0."""
_CHINESE_POINT = re.compile(r"(?<=[0-9])。(?=[0-9]{1,2}(?![0-9]))")
_CIRCLED = re.compile("^[⓪①-⑳](?![0-9])")

_COMMA_DECIMAL = re.compile(
    rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]+),[0-9]{{1,2}}(?:{_UNIT})?", re.IGNORECASE
)
_POINT_DECIMAL = re.compile(
    rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)\.[0-9]{{1,2}}(?:{_UNIT})?", re.IGNORECASE
)
_POINTED_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,")
_POINTS_APART = re.compile(r"[^0-9.]*[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?[^0-9.]*")
_THREE_PLACES = re.compile(r"[0-9]{1,3}[.,][0-9]{3}(?![0-9.,])")

_PERSONS = r"(?:[0-9]+|[零〇一二两三四五六七八九十]+)"
_FATE = r"死亡|死|亡|遇难|失踪|下落不明|重伤|急性工业中毒|急性中毒|轻伤|受伤|伤"
_CASUALTIES = (
    re.compile(
        rf"(?P<none>无人员?|无|没有|未)?(?P<what>{_FATE})(?(none)|(?:人数)?:?(?P<number>{_PERSONS})[人名]?)"
    ),
    re.compile(rf"(?P<none>无人)?(?(none)|(?P<number>{_PERSONS})[人名]?)(?P<what>{_FATE})"),
)
"""死亡1人，重伤2人; 1人死亡，2人重伤: the figure behind what befell the persons, or before it."""
_OF_PERSONS = r"(?:人数|人员数?|数)?"
_TWO_FATES = re.compile(
    rf"({_FATE}){_OF_PERSONS}[/、,和及|(]({_FATE}){_OF_PERSONS}\)?{_OF_PERSONS}(?:\(人\))?"
)
_TWO_FIGURES = re.compile(r"([0-9]{1,4})[人名]?(?:[/、;|(]|,(?![0-9]{3}(?![0-9])))([0-9]{1,4})[人名]?\)?")
"""死亡/受伤人数 above 1/3. 1,300 may be one figure."""
_OTHERS = re.compile(r"(?P<own>[0-9]{1,4})[人名]?\(另外?有?(?P<others>[^()]*)\)")
_OWN_FATE = {
    "deaths": re.compile("[死亡]|遇难"),
    "serious_injuries": re.compile("重伤|中毒"),
    "minor_injuries": re.compile("轻伤"),
}
"""Words for what befell the persons of a column. Others of whom they are said may be too many: 另1人死亡 of
something else, or too late to be counted.
"""
_BETWEEN_CASUALTIES = re.compile(r"[,;、和及。]")
_OF_WHICH = re.compile(r"\((?:其中|含|包括)[^()]*\)")
_CASUALTY_COLUMN = {
    "死亡": "deaths", "死": "deaths", "亡": "deaths", "遇难": "deaths", "失踪": "deaths",
    "下落不明": "deaths",
    "重伤": "serious_injuries", "急性工业中毒": "serious_injuries", "急性中毒": "serious_injuries",
    "轻伤": "minor_injuries", "受伤": "injuries", "伤": "injuries",
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
    >>> read_count("1（后又死亡1人）")
    Reading(value=None, rule='count_with_more', action='unknown')
    """
    return naming_signs(text, _count(text), "count_unreadable")


def read_persons(text: str) -> Reading:
    """A number of persons who came to harm, as `read_count` reads it; one that reads as a year is none.

    >>> read_persons("2024"), read_persons("997").value
    (Reading(value=None, rule='count_is_a_year', action='unknown'), 997)
    """
    reading = read_count(text)
    return Reading(None, "count_is_a_year", "unknown") if reading.value in _YEARS else reading


def _count(text: str) -> Reading:
    if says_nothing(text):
        return Reading(None)
    closed = _thousands_closed(text, _THOUSANDS_OF_PERSONS)
    plain = _figure(closed)
    # 1 2 may be two figures: closed up it would be twelve.
    if _BLANK_WITHIN.search(closed):
        return _unreadable("count")
    if plain in _NONE_IN_WORDS:
        return Reading(0, "count_in_words")
    if match := _COUNT.fullmatch(plain):
        return _whole(Decimal(match["number"].replace(",", "")), _count_spelling(text))
    if match := _COUNT_IN_WORDS.fullmatch(plain):
        number = _from_numeral(match["number"])
        return _unreadable("count") if number is None else _whole(number, "count_in_words")
    if match := _COUNT_IN_STEPS.fullmatch(plain):
        number = _sum_of_steps(match["number"])
        return _unreadable("count") if number is None else _whole(number, "count_in_words")
    if match := _COUNT_WITH_PART.fullmatch(plain):
        if _AND_MORE.search(plain):
            return Reading(None, "count_with_more", "unknown")
        is_certain = not _NOT_CERTAIN.search(plain)
        return _whole(Decimal(match["number"]), "count_with_part" if is_certain else "count_doubtful")
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


def _sum_of_steps(plain: str) -> Decimal | None:
    """1亿2000万: each step smaller than one unit of the step before it. 1千5 may be 1500 or 1005: None."""
    whole, last = Decimal(0), Decimal(0)
    for match in _STEP.finditer(plain):
        size = _PLACES.get(match["place"], Decimal(1))
        step = Decimal(match["number"].replace(",", "")) * size
        is_spoken = last and not match["place"] and len(match["number"]) == 1
        if (last and step >= last) or is_spoken:
            return None
        whole, last = whole + step, size
    return whole


def _from_numeral(numeral: str) -> Decimal | None:
    # Imported here: it loads for a third of a second, and most commands read no sheet.
    from cn2an import cn2an

    plain = numeral.translate(_SIMPLE)
    if _ABOUT.search(plain):
        return None
    try:
        # "normal" knows no ○, and refuses 百二十 and other unsure forms.
        return Decimal(int(cn2an(plain, "normal")))
    except ValueError:
        return None


class MoneyStyle(NamedTuple):
    """What a column of sums as a whole says: the unit of its header, and how it writes decimals."""

    unit: str = "元"
    has_comma: bool = False
    """Decimals stand behind a comma: 12,5."""
    has_points: bool = False
    """Points stand between thousands, as in 1.234,56."""


def money_style(texts: Iterable[str], unit: str) -> MoneyStyle:
    """Decimal commas where the distinct texts of a column show them, and none shows a decimal point.

    >>> money_style(["1.234,56", "80"], "元").has_comma, money_style(["12,5", "12.5"], "元").has_comma
    (True, False)
    """
    plain = [folded(text) for text in texts]
    has_comma = any(map(_COMMA_DECIMAL.fullmatch, plain)) and not any(map(_POINT_DECIMAL.fullmatch, plain))
    return MoneyStyle(unit, has_comma, has_comma and any(map(_POINTED_THOUSANDS.match, plain)))


def read_yuan(text: str, unit: str = "元") -> Reading:
    """A sum of money in yuan; `unit` is what the header says, a unit in the cell goes before it.

    Where neither says it, a sum other than 0 is unknown: 元 and 万元 are both common. So it is where ¥ stands
    before a figure under 万元.

    Examples
    --------
    >>> read_yuan("12.5", unit="万元").value
    125000.0
    >>> read_yuan("12.5万元")
    Reading(value=125000.0, rule='yuan_unit_in_cell', action='corrected')
    """
    return read_sum(text, MoneyStyle(unit))


def read_sum(text: str, style: MoneyStyle) -> Reading:
    """As `read_yuan`, in a column of that style.

    >>> read_sum("1.234,5", money_style(["1.234,5"], "元"))
    Reading(value=1234.5, rule='yuan_decimal_comma', action='corrected')
    """
    if says_nothing(text):
        return Reading(None)
    closed = _thousands_closed(text, _THOUSANDS_APART)
    if _BLANK_WITHIN.search(closed):
        return _unreadable("yuan")
    plain = _figure(closed)
    reading = _with_commas(plain, style) if style.has_comma else _yuan(plain, style.unit)
    if reading.value is not None and not reading.rule and (closed != text or plain != folded(text)):
        reading = reading._replace(rule="yuan_spelling")
    return naming_signs(text, reading, "yuan_unreadable")


def _thousands_closed(text: str, apart: re.Pattern[str]) -> str:
    """A figure without the blanks or apostrophes between its thousands; any other text as it is."""
    return _BETWEEN_THOUSANDS.sub("", text) if apart.fullmatch(text.strip()) else text


def _figure(text: str) -> str:
    """A text folded, with its figure in plain digits: 1.2E+2 as 120, 88。5 as 88.5, 460。 as 460, ① as 1."""
    plain = folded(text)
    if plain.isdecimal():
        return plain
    plain = _DRESS.sub("", _CHINESE_POINT.sub(".", plain))
    plain = _CIRCLED.sub(lambda sign: f"{unicodedata.numeric(sign[0]):.0f}", plain)
    return _SCIENTIFIC.sub(lambda figure: f"{Decimal(figure[0]):f}", plain)


def _with_commas(plain: str, style: MoneyStyle) -> Reading:
    """A sum in a column with decimal commas. Three places behind a mark may be thousands: doubted."""
    if _THREE_PLACES.match(plain) and not ("." in plain and style.has_points):
        return _unreadable("yuan")
    if "." in plain and not _POINTS_APART.fullmatch(plain):
        return _unreadable("yuan")
    reading = _yuan(plain.replace(".", "").replace(",", "."), style.unit)
    is_changed = reading.value is not None and ("," in plain or "." in plain)
    return reading._replace(rule="yuan_decimal_comma") if is_changed else reading


def _yuan(plain: str, unit: str) -> Reading:
    plain = _BRACKETED_UNIT.sub(r"\g<unit>", plain).translate(_WRITTEN_UNITS)
    bare = _LETTER_W.sub("万", _YUAN_NAMED.sub("", _YUAN_NAMED.sub("", plain)))
    if match := _MONEY.fullmatch(bare):
        stated = (match["unit"] or "").casefold()
        number = Decimal(match["number"].replace(",", ""))
        if not stated and not unit:
            return Reading(None, "yuan_unit_not_stated", "unknown") if number else Reading(0.0)
        if not stated and number and UNITS[unit] != 1 and _MONEY_NAMED.search(plain):
            # ¥120 under 万元: the sign says yuan, or it is only the dress of the column's figures.
            return Reading(None, "yuan_unit_doubtful", "unknown")
        is_other = stated and UNITS[stated] != UNITS.get(unit)
        return _sum(number * UNITS[stated or unit], "yuan_unit_in_cell" if is_other else "")
    if UNITS.get(unit, 1) != 1 and _ROUND_IN_WORDS.fullmatch(bare):
        return Reading(None, "yuan_unit_doubtful", "unknown")
    if match := _MONEY_IN_STEPS.fullmatch(bare):
        yuan = _sum_of_steps(match["number"])
        return _unreadable("yuan") if yuan is None else _sum(yuan, "yuan_unit_in_cell")
    if bare in _NO_MONEY:
        return Reading(0.0, "yuan_in_words")
    if match := _MONEY_IN_WORDS.fullmatch(bare):
        numeral = _from_numeral(match["number"])
        return _unreadable("yuan") if numeral is None else _sum(numeral, "yuan_in_words")
    return _in_words(bare, unit)


def _in_words(plain: str, unit: str) -> Reading:
    """三点五 and 一百零六 in the unit of the header; 三点五万元 in its own. 两万五 may be yuan under any."""
    decimal = _DECIMAL_IN_WORDS.fullmatch(plain)
    is_numeral = re.fullmatch(_NUMERAL, plain)
    whole = _from_numeral(decimal["whole"] if decimal else plain) if decimal or is_numeral else None
    if whole is None:
        return _unreadable("yuan")
    stated = decimal["unit"] or unit if decimal else unit
    if not stated:
        return Reading(None, "yuan_unit_not_stated", "unknown")
    if UNITS[stated] != 1 and whole >= _PLACE_OF_A_UNIT:
        return Reading(None, "yuan_unit_doubtful", "unknown")
    places = Decimal("0." + decimal["places"].translate(_PLACES_IN_WORDS)) if decimal else Decimal(0)
    return _sum((whole + places) * UNITS[stated], "yuan_in_words")


def _sum(yuan: Decimal, rule: str) -> Reading:
    if yuan < 0:
        return Reading(None, "yuan_negative", "unknown")
    if yuan > LARGEST_YUAN:
        return Reading(None, "yuan_absurd", "unknown")
    return Reading(float(yuan), rule)


def split_casualties(text: str, column: str = "") -> dict[str, int]:
    """Deaths and injuries that one cell states together; empty unless the whole text is such a list.

    What it does not mention stays unknown. Missing persons are counted with the dead (Order 493), unless the
    text says that they are among them. Under a `column` of its own a figure before brackets that name others
    whom something else befell is such a list, too.

    >>> split_casualties("死亡1人，重伤2人"), split_casualties("2死1伤")
    ({'deaths': 1, 'serious_injuries': 2}, {'deaths': 2, 'injuries': 1})
    >>> split_casualties("1（另失踪1人）", "deaths"), split_casualties("1（另失踪1人）")
    ({'deaths': 2}, {})
    """
    plain = _OF_WHICH.sub("", folded(text))
    behind = _OTHERS.fullmatch(plain)
    if behind and column in _OWN_FATE and not _OWN_FATE[column].search(behind["others"]):
        others = split_casualties(behind["others"])
        return others and others | {column: int(behind["own"]) + others.get(column, 0)}
    for pattern in _CASUALTIES:
        matches = list(pattern.finditer(plain))
        if matches and not _BETWEEN_CASUALTIES.sub("", pattern.sub("", plain)):
            return _casualties(matches)
    return {}


def with_fates(text: str, header: str) -> str:
    """A cell of two figures with what the header says of each; empty where either is not plainly so.

    >>> with_fates("1/3", "死亡/受伤人数"), with_fates("1（3）", "死亡（受伤）"), with_fates("1/3", "伤亡")
    ('死亡1人，受伤3人', '死亡1人，受伤3人', '')
    """
    fates, figures = _TWO_FATES.fullmatch(folded(header)), _TWO_FIGURES.fullmatch(folded(text))
    if fates is None or figures is None or _CASUALTY_COLUMN[fates[1]] == _CASUALTY_COLUMN[fates[2]]:
        return ""
    return f"{fates[1]}{figures[1]}人，{fates[2]}{figures[2]}人"


def _casualties(matches: Iterable[re.Match[str]]) -> dict[str, int]:
    stated: dict[str, int] = {}
    for match in matches:
        number = match["number"] or "0"
        persons = Decimal(number) if number.isascii() else _from_numeral(number)
        if persons is None or persons > LARGEST_COUNT:
            return {}
        column = _CASUALTY_COLUMN[match["what"]]
        stated[column] = stated.get(column, 0) + int(persons)
    return stated
