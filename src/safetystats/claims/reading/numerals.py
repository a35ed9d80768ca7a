"""Figures in Chinese prose: a number, its unit, and the word that qualifies it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

_UNITS_TEXT = """
个百分点 百分点 个工作日 工作日 平方公里 立方米 平方米 平米 公里 千米 公顷 公斤 千克 家（矿）次 家（次）
户（次） 处（次） 个（次） 人（次） 台（套）
家次 个次 户次 矿次 人次 车次 班次 批次 场次 件次 台次 艘次 航次 架次 站次 处次 项次 座次
人天 小时 分钟 m² m2 ㎡ 亩 吨 升 米 起 宗 例 件 人 名 位 个 家 户 处 项 条 份 次 台 辆次 辆 套 座 所 栋
幢 间 部 支 组 场 期 批 只 枚 册 张 篇 艘 架 具 块 根 盏 桶 瓶 箱 类 种 轮 天 倍 元 美元 克 年 个月 本 % ‰
卷 毫米 厘米 毫升 毫克 千瓦时 千瓦 兆瓦 兆帕 分贝 海里 课时 学时 笔 通 页 眼 口 株 颗 幅 封 趟 ℃ mm cm km kg
顶 床 路
"""
UNITS = tuple(_UNITS_TEXT.split())
"""Units and counters, as printed. 万 and 亿 before one of them become part of the unit."""

BEFORE = {
    "约": "约",
    "大约": "约",
    "约为": "约",
    "约有": "约",
    "近": "近",
    "将近": "近",
    "接近": "近",
    "超过": "超过",
    "超": "超过",
    "逾": "超过",
    "多于": "超过",
    "大于": "超过",
    "突破": "超过",
    "达": "达",
    "达到": "达",
    "高达": "达",
    "多达": "达",
    "不足": "不足",
    "不到": "不足",
    "小于": "不足",
    "低于": "不足",
    "不少于": "不少于",
    "不低于": "不少于",
    "不得少于": "不少于",
    "不得低于": "不少于",
    "至少": "不少于",
    "最少": "不少于",
    "不小于": "不少于",
    "不超过": "不超过",
    "不高于": "不超过",
    "不多于": "不超过",
    "不大于": "不超过",
    "至多": "不超过",
    "最多": "不超过",
    "仅": "仅",
    "仅有": "仅",
    "仅为": "仅",
    "只有": "仅",
    "仅对": "仅",
    "只": "仅",
}
"""Qualifying words before a number, each with the one that stands for it."""

AFTER = {"以上": "以上", "及以上": "以上", "左右": "约", "上下": "约", "以下": "不足", "以内": "不超过"}
"""Qualifying words after a number and its unit; 以下 leaves the number out (State Council order 493)."""

MORE_THAN_HALF = {"过": "超过", "大": "超过"}
"""Signs before 半 that say: more than."""

AND_SOME = {"余": "余", "多": "余", "来": "余"}
"""Words between a number and its unit that say: and a few more."""

CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}
_PLACES = CHINESE_PLACES | {"万": 10**4, "亿": 10**8}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_DIGITS = "一二两三四五六七八九十百千"
CHINESE = f"[{_DIGITS}]+(?:万零?[{_DIGITS}][{_DIGITS}零]*)?(?:点[零一二三四五六七八九]+)?"
IN_STEPS = (
    r"\d+(?:\.\d+)?(?:(?:[亿万千百]\d+)*[千百]|(?:[亿万千百]\d+)+万|(?:[亿万千百]\d+)*[亿万千百]\d{2,})"
)
"""Digits with the names of their places: 3千, 2万3千, 1亿2000万; not 1千5, which may mean 1500 or 1005."""
DASH = "[-—–－~～至到]"
FIGURE = re.compile(
    rf"(?:(?P<before>{_any_of(BEFORE)})了?\s*)?"
    rf"(?P<number>(?<![\d.A-Za-z])(?<!\d[亿万千百])(?:{ARABIC}|(?<!\d{DASH}){IN_STEPS})|(?<!\d)(?<!\d\s)(?!(?<=[几数])[十百千]){CHINESE})\s*"
    rf"(?P<few>[余多](?=\s*[万亿]?(?:{_any_of(UNITS)})))?\s*(?P<scale>万|亿|百万|千万)?\s*"
    rf"(?P<late>[余多])?(?P<unit>{_any_of(UNITS)}|日(?=内)|(?(before)日|(?!)))(?:\s*(?P<after>{_any_of(AFTER)}))?"
)
WITH_SLASH = re.compile(
    rf"(?P<before>{_any_of(BEFORE)})?(?P<part>\d{{1,3}})/(?P<whole>\d{{1,4}})(?P<after>{_any_of(AFTER)})?(?![\d/年月])"
)
SPOKEN_FRACTION = re.compile(
    rf"(?P<before>{_any_of(BEFORE)})?(?P<whole>(?<![十百千万\d])[二三四五六七八九十]|(?<![\d.])\d{{1,2}})分之"
    rf"(?P<part>[一二两三四五六七八九]|\d{{1,2}})(?P<after>{_any_of(AFTER)})?(?!点)"
)
HALF = re.compile(
    rf"(?:(?P<before>{_any_of([*BEFORE, *MORE_THAN_HALF])})(?:一半|半数?)|一半|半数)"
    rf"(?P<after>{_any_of(AFTER)})?"
    "(?![年天个月日小夜径点价斤里时路途岁])"
)
HALVED = re.compile("减半(?!征收|收取|处罚|执行|缴纳)")
DOUBLED = re.compile(
    rf"翻(?:了)?(?P<before>{_any_of(BEFORE)})?(?:一|1)?(?P<unit>番|倍)(?P<after>{_any_of(AFTER)})?"
)
SPOKEN_PERCENT = re.compile(
    rf"(?P<before>{_any_of(BEFORE)})?百分之(?P<number>{CHINESE}|\d+(?:\.\d+)?)(?P<after>{_any_of(AFTER)})?"
)
TENTHS = re.compile(
    rf"(?P<before>{_any_of(BEFORE)})?(?P<number>[一二两三四五六七八九]|(?<![\d.])[1-9](?:\.\d)?)成(?P<half>半)?"
    rf"(?P<few>[余多])?(?P<after>{_any_of(AFTER)})?(?![立为效果员本功就长都份品型绩套])"
)
A_FRACTION = "分数"
"""Note of a figure that is printed as a fraction."""
TENTHS_UNIT = "成"
FRACTION_PLACES = 4
"""Decimals of a fraction in words: a third is 0.3333."""
FIRST = re.compile("首(?P<unit>起|例|宗)")
RANGE = re.compile(
    rf"(?<![\d.A-Za-z])(?P<low>{ARABIC})(?P<own>%)?{DASH}+(?P<high>{ARABIC})(?P<unit>[万亿]?(?:{_any_of(UNITS)}))"
)
WITH_UNIT_LATER = re.compile(
    rf"(?<![\d.A-Za-z-])(?P<number>{ARABIC})(?:(?=(?:[、和与及](?:{ARABIC}))+(?P<unit>[万亿]?(?:{_any_of(UNITS)})))"
    rf"|个(?=[、和与及](?:{ARABIC})(?P<points>个百分点)))"
)
"""The first figures of a list that prints the unit once, behind the last: "3.71、10.88个百分点".

Or half of it: "3.7个、10.9个百分点".
"""
BARE = re.compile(rf"(?<![\d.A-Za-z])(?P<number>\d+\.\d+)(?![\d.‰万亿]|\s*(?:{_any_of(UNITS)}))")
RATED = re.compile("率|指数|系数|万[台车吨人][^，。；]{0,10}死亡")
"""Words behind which a decimal number without a sign is a figure, such as deaths per 100 million yuan."""


@dataclass(frozen=True)
class Figure:
    """A number as printed with its unit; `start` and `end` enclose it with its qualifier."""

    start: int
    end: int
    value: float
    unit: str
    qualifier: str = ""
    note: str = ""
    in_words: bool = False
    """True where the number is written in Chinese characters."""
    direction: str = ""
    """Rise or fall, where its own word says so: 翻一番, 减半."""

    @property
    def is_fraction(self) -> bool:
        """True for 1/4 and 四分之一, 一半 and 减半."""
        return self.note == A_FRACTION

    @property
    def as_fraction(self) -> Figure:
        """七成 as the fraction that it is, 0.7, any other figure as it is."""
        if self.unit != TENTHS_UNIT:
            return self
        return replace(self, value=round(self.value / 10, FRACTION_PLACES), unit="", note=A_FRACTION)


def figures_in(text: str) -> list[Figure]:
    """Every figure with a unit in `text`, in order; fractions and ordinals such as 首起 too.

    >>> [(f.value, f.unit, f.qualifier) for f in figures_in("资料5300余份，从业超过400人，达6%以上")]
    [(5300, '份', '余'), (400, '人', '超过'), (6, '%', '以上')]
    """
    plain = with_plain_digits(text)
    readings = (
        (RANGE, _range),
        (
            WITH_UNIT_LATER,
            lambda m: [Figure(m.start(), m.end(), number_from(m["number"]), m["unit"] or m["points"])],
        ),
        (SPOKEN_PERCENT, _spoken_percent),
        (TENTHS, _tenths),
        (SPOKEN_FRACTION, _fraction),
        (DOUBLED, _doubled),
        (HALVED, _half),
        (HALF, _half),
        (FIGURE, lambda m: [_figure(m)]),
        (WITH_SLASH, _fraction),
        (FIRST, lambda m: [Figure(m.start(), m.end(), 1, m["unit"], note="序数")]),
        (BARE, lambda m: _bare(m, plain)),
    )
    found: list[Figure] = []
    taken: set[int] = set()
    for pattern, read in readings:
        for match in pattern.finditer(plain):
            figures = [] if taken & set(range(*match.span())) else read(match)
            found += figures
            taken.update(position for figure in figures for position in range(figure.start, figure.end))
    return sorted(found, key=lambda figure: figure.start)


FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，", "0123456789.%，")


def with_plain_digits(text: str) -> str:
    """`text` with full-width digits as plain ones: as long as before, so that positions stay."""
    return text.translate(FULL_WIDTH)


def _figure(match: re.Match[str]) -> Figure:
    words = {AFTER.get(match["after"] or ""), AND_SOME.get(match["few"] or match["late"] or "")} - {None}
    qualifier = words.pop() if words else BEFORE.get(match["before"] or "", "")
    return Figure(
        match.start(),
        match.end(),
        number_from(match["number"]),
        (match["scale"] or "") + match["unit"].replace("个工作日", "工作日"),
        qualifier or "",
        in_words=not match["number"][0].isdigit(),
    )


def _fraction(match: re.Match[str]) -> list[Figure]:
    part, whole = (number_from(match[name]) for name in ("part", "whole"))
    if not 0 < part < whole:
        return []
    value = round(part / whole, FRACTION_PLACES)
    told = (match.start(), match.end(), value, "", _around(match), A_FRACTION)
    return [Figure(*told, in_words="分之" in match[0])]


def _half(match: re.Match[str]) -> list[Figure]:
    """Half of what was counted, or half as many as before."""
    is_fall = match.re is HALVED
    told = (match.start(), match.end(), 0.5, "", "" if is_fall else _around(match), A_FRACTION)
    return [Figure(*told, in_words=True, direction="下降" if is_fall else "")]


def _doubled(match: re.Match[str]) -> list[Figure]:
    """Twice as many as before: a rise by one time as many."""
    told = (match.start(), match.end(), 1, match["unit"], _around(match))
    return [Figure(*told, in_words=True, direction="上升")]


def _around(match: re.Match[str]) -> str:
    """The qualifier before or behind a number."""
    before = match["before"] or ""
    return AFTER.get(match["after"] or "") or BEFORE.get(before) or MORE_THAN_HALF.get(before, "")


def _spoken_percent(match: re.Match[str]) -> list[Figure]:
    return [Figure(match.start(), match.end(), number_from(match["number"]), "%", _around(match))]


def _tenths(match: re.Match[str]) -> list[Figure]:
    qualifier = AND_SOME.get(match["few"] or "") or _around(match)
    value = number_from(match["number"]) + (0.5 if match["half"] else 0)
    return [Figure(match.start(), match.end(), value, TENTHS_UNIT, qualifier)]


def _range(match: re.Match[str]) -> list[Figure]:
    """Two figures, the lower and the upper limit: "3-9人"."""
    unit, middle = match["unit"], match.start("high")
    if unit == "年":
        return []
    low = Figure(match.start(), middle, number_from(match["low"]), unit, "以上", "区间下限")
    return [low, Figure(middle, match.end(), number_from(match["high"]), unit, "不超过", "区间上限")]


def _bare(match: re.Match[str], text: str) -> list[Figure]:
    clauses = re.split("[。；]", text[: match.start()])[-1]
    if not RATED.search(clauses):
        return []
    return [Figure(match.start(), match.end(), number_from(match["number"]), "")]


_STEP = re.compile(r"(\d+(?:\.\d+)?)([亿万千百]?)")


def number_from(text: str) -> float:
    """The value of a number in digits or in Chinese characters, or in both; whole numbers as int.

    >>> number_from("1,088"), number_from("二十三"), number_from("一百零五"), number_from("98.5")
    (1088, 23, 105, 98.5)
    >>> number_from("3千"), number_from("2万3千")
    (3000, 23000)
    """
    if text[0].isdigit():
        steps = _STEP.findall(text.replace(",", ""))
        value = float(sum(Decimal(number) * _PLACES.get(place, 1) for number, place in steps))
        return int(value) if value.is_integer() else value
    whole, _, decimals = text.partition("点")
    myriads, _, rest = whole.rpartition("万")
    value = 10_000 * _below_myriad(myriads) + _below_myriad(rest)
    return float(f"{value}.{_digits(decimals)}") if decimals else value


def _below_myriad(text: str) -> int:
    total = digit = 0
    for sign in text:
        if sign in CHINESE_PLACES:
            total += (digit or 1) * CHINESE_PLACES[sign]
            digit = 0
        else:
            digit = CHINESE_DIGITS[sign]
    return total + digit


def _digits(text: str) -> str:
    return "".join(str(CHINESE_DIGITS[sign]) for sign in text)
