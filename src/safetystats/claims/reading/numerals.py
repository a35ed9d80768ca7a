"""Figures in Chinese prose: a number, its unit, and the word that qualifies it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_UNITS_TEXT = """
个百分点 百分点 个工作日 工作日 平方公里 立方米 平方米 平米 公里 千米 公顷 公斤 千克 家（矿）次 家次
户次 人次 车次 班次 批次 场次 件次 台次 艘次 架次 站次 处次 人天 小时 分钟 m² m2 ㎡ 亩 吨 升 米 起
宗 例 件 人 名 位 个 家 户 处 项 条 份 次 台 辆 套 座 所 栋 幢 间 部 支 组 场 期 批 只 枚 册 张 篇
艘 架 具 块 根 盏 桶 瓶 箱 类 种 轮 天 倍 元 美元 克 年 本 % ‰
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

AFTER = {"以上": "以上", "及以上": "以上", "左右": "约", "上下": "约", "以下": "不超过", "以内": "不超过"}
"""Qualifying words after a number and its unit."""

AND_SOME = {"余": "余", "多": "余", "来": "余"}
"""Words between a number and its unit that say: and a few more."""

CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE = "[一二两三四五六七八九十百千]+"
FIGURE = re.compile(
    rf"(?:(?P<before>{_any_of(BEFORE)})了?\s*)?(?P<number>(?<![\d.A-Za-z])(?:{ARABIC})|{CHINESE})\s*"
    rf"(?P<few>[余多](?=\s*[万亿]?(?:{_any_of(UNITS)})))?\s*(?P<scale>万|亿|百万|千万)?\s*"
    rf"(?P<late>[余多])?(?P<unit>{_any_of(UNITS)})(?P<after>{_any_of(AFTER)})?"
)
FRACTION = re.compile(rf"(?P<before>{_any_of(BEFORE)})?(?P<part>\d{{1,3}})/(?P<whole>\d{{1,4}})(?![\d/年月])")
SPOKEN_PERCENT = re.compile(rf"(?P<before>{_any_of(BEFORE)})?百分之(?P<number>{CHINESE}|\d+(?:\.\d+)?)")
FIRST = re.compile("首(?P<unit>起|例|宗)")
BARE_RATE = re.compile(r"(?<=率)(?:分别)?(?:为|达到?|是)?\s*(?P<number>\d+\.\d+)(?![\d.%％‰万亿]|个百分点)")
"""A rate without a sign, such as deaths per 100 million yuan."""


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


def figures_in(text: str) -> list[Figure]:
    """Every figure with a unit in `text`, in order; fractions and ordinals such as 首起 too.

    >>> [(f.value, f.unit, f.qualifier) for f in figures_in("资料5300余份，从业超过400人，达6%以上")]
    [(5300, '份', '余'), (400, '人', '超过'), (6, '%', '以上')]
    """
    plain = with_plain_digits(text)
    found = [_figure(match) for match in FIGURE.finditer(plain)]
    found += [_fraction(match) for match in FRACTION.finditer(plain)]
    found += [_spoken_percent(match) for match in SPOKEN_PERCENT.finditer(plain)]
    found += [Figure(m.start(), m.end(), 1, m["unit"], note="序数") for m in FIRST.finditer(plain)]
    taken = {position for figure in found for position in range(figure.start, figure.end)}
    bare = [match for match in BARE_RATE.finditer(plain) if match.start("number") not in taken]
    found += [Figure(m.start("number"), m.end(), number_from(m["number"]), "") for m in bare]
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


def _fraction(match: re.Match[str]) -> Figure:
    value = int(match["part"]) / int(match["whole"])
    return Figure(match.start(), match.end(), value, "", BEFORE.get(match["before"] or "", ""), "分数")


def _spoken_percent(match: re.Match[str]) -> Figure:
    value = number_from(match["number"])
    return Figure(match.start(), match.end(), value, "%", BEFORE.get(match["before"] or "", ""))


def number_from(text: str) -> float:
    """The value of a number in digits or in Chinese characters; whole numbers as int.

    >>> number_from("1,088"), number_from("二十三"), number_from("一百零五"), number_from("98.5")
    (1088, 23, 105, 98.5)
    """
    if text[0].isdigit():
        value = float(text.replace(",", ""))
        return int(value) if value.is_integer() else value
    total = digit = 0
    for sign in text:
        if sign in CHINESE_PLACES:
            total += (digit or 1) * CHINESE_PLACES[sign]
            digit = 0
        else:
            digit = CHINESE_DIGITS[sign]
    return total + digit
