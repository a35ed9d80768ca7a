"""How departments write a value: a speller takes clean values and gives the cells of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pandas as pd

Cell = str | int | float | date | None
Speller = Callable[[pd.Series, np.random.Generator], list[Cell]]

_HANZI = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def each(spell: Callable[[object], Cell], *, missing: Cell = None) -> Speller:
    """A speller that writes every value alike, and `missing` where there is none."""

    def spell_all(values: pd.Series, rng: np.random.Generator) -> list[Cell]:
        return [missing if pd.isna(value) else spell(value) for value in values]

    return spell_all


def mixed(*spellers: Speller) -> Speller:
    """Several habits in one column: each row is written by one of them."""

    def spell_all(values: pd.Series, rng: np.random.Generator) -> list[Cell]:
        written = [spell(values, rng) for spell in spellers]
        return [written[k][row] for row, k in enumerate(rng.integers(0, len(spellers), len(values)))]

    return spell_all


def mostly(usual: Speller, *others: Speller) -> Speller:
    """One habit with lapses: about one row in ten is written in another way."""
    return mixed(*[usual] * (9 * len(others)), *others)


def words(table: Mapping[str, Sequence[str]]) -> Speller:
    """Other words for a value: each row takes one of those in `table`, or the value where it has none."""

    def spell_all(values: pd.Series, rng: np.random.Generator) -> list[Cell]:
        known = [[None] if pd.isna(value) else table.get(value, [value]) for value in values]
        return [choice[k % len(choice)] for choice, k in zip(known, rng.integers(0, 60, len(known)))]

    return spell_all


plain = each(lambda value: str(value))
number = each(lambda value: int(value))  # type: ignore[call-overload]


def flag(yes: str, no: str | None) -> Speller:
    """Yes and no in the office's own words; `no` may be a blank cell."""
    return each(lambda value: yes if value else no)


# --- dates


def _in_hanzi(figure: int) -> str:
    """A day or month of at most two places: 8 is 八, 24 is 二十四."""
    tens, units = divmod(figure, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_HANZI[tens]}十"
    return head + (_HANZI[units] if units else "")


def _hanzi_date(day: datetime) -> str:
    year = "".join(_HANZI[int(place)] for place in str(day.year))
    return f"{year}年{_in_hanzi(day.month)}月{_in_hanzi(day.day)}日"


excel_date = each(lambda day: day.date())  # type: ignore[attr-defined]
iso_date = each(lambda day: f"{day:%Y-%m-%d}")
chinese_date = each(lambda day: f"{day.year}年{day.month}月{day.day}日")  # type: ignore[attr-defined]
dotted_date = each(lambda day: f"{day.year}.{day.month}.{day.day}")  # type: ignore[attr-defined]
slashed_date = each(lambda day: f"{day.year}/{day.month}/{day.day}")  # type: ignore[attr-defined]
compact_date = each(lambda day: f"{day:%Y%m%d}")
hanzi_date = each(_hanzi_date)  # type: ignore[arg-type]
day_of_year = each(lambda day: f"{day.month}月{day.day}日")  # type: ignore[attr-defined]
"""The year stands in the title only."""

any_date = mixed(chinese_date, dotted_date, slashed_date, compact_date, iso_date, chinese_date, hanzi_date)


# --- counts and money

persons = each(lambda count: f"{count}人")
hanzi_persons = each(lambda count: "0" if count == 0 else f"{_in_hanzi(int(count))}人")  # type: ignore[call-overload]
full_width = each(lambda count: str(count).translate(_FULL_WIDTH))
any_count = mixed(number, number, persons, full_width, hanzi_persons)


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


ten_thousands = each(lambda yuan: float(yuan) / 10_000)  # type: ignore[arg-type]
"""Figures for a column whose header says 万元."""

yuan_with_units = mixed(
    each(lambda yuan: int(yuan)),  # type: ignore[call-overload]
    each(lambda yuan: f"{_short(float(yuan) / 10_000)}万元"),  # type: ignore[arg-type]
    each(lambda yuan: f"{int(yuan):,}"),  # type: ignore[call-overload]
)
"""Yuan in the header, ten thousands in some of the cells."""


# --- areas

AREA_CODES = {
    "东城区": "110101",
    "西城区": "110102",
    "朝阳区": "110105",
    "丰台区": "110106",
    "石景山区": "110107",
    "海淀区": "110108",
    "门头沟区": "110109",
    "房山区": "110111",
    "通州区": "110112",
    "顺义区": "110113",
    "昌平区": "110114",
    "大兴区": "110115",
    "怀柔区": "110116",
    "平谷区": "110117",
    "密云区": "110118",
    "延庆区": "110119",
}
_COLLOQUIAL = {
    "门头沟区": ("门城", "门头沟", "门头沟 区"),
    "石景山区": ("石区", "石景山"),
    "北京经济技术开发区": ("亦庄", "经开区", "开发区", "北京经济技术开发区"),
    "房山区": ("房山", "燕山"),
}
_NOT_KNOWN = "不详"


def _area(spell: Callable[[str], Cell]) -> Speller:
    return each(lambda area: _NOT_KNOWN if area == "unknown" else spell(str(area)))


area_name = _area(lambda area: area)
area_short = _area(lambda area: area.removesuffix("区") if area in AREA_CODES else "经开区")
area_of_city = _area(lambda area: f"北京市{area}" if area in AREA_CODES else area)
area_spaced = _area(lambda area: f"{area[:-1]} {area[-1]}")
area_code = _area(lambda area: f"{AREA_CODES[area]}000000" if area in AREA_CODES else area)
"""Twelve figures, as a system's export has them; the development zone has no code."""

area_colloquial = words({**_COLLOQUIAL, "unknown": (_NOT_KNOWN,)})
any_area = mixed(area_name, area_name, area_short, area_of_city, area_spaced, area_colloquial)


# --- words

category_words = words(
    {
        "工矿商贸": ("工矿商贸", "工矿商贸企业"),
        "道路运输": ("道路运输", "道路交通"),
        "铁路交通": ("铁路交通", "铁路"),
        "农业机械": ("农业机械", "农机"),
        "生产经营性火灾": ("生产经营性火灾", "经营性火灾"),
    }
)
sector_words = words(
    {
        "建筑业": ("建筑业", "建筑施工", "建筑领域", "房屋建筑及市政"),
        "制造业": ("制造业", "工业企业"),
        "商贸": ("商贸", "商业零售"),
        "餐饮": ("餐饮", "餐饮业"),
        "交通运输": ("交通运输", "交通"),
        "物业": ("物业", "物业管理"),
        "其他": ("其他", "其他行业"),
    }
)
kind_words = words(
    {
        "高处坠落": ("高处坠落", "高坠", "高空坠落"),
        "触电": ("触电", "触电伤害"),
        "中毒和窒息": ("中毒和窒息", "中毒窒息"),
        "坍塌": ("坍塌", "坍塌事故"),
    }
)
industry_name = each(lambda industry: str(industry)[2:])
industry_joined = each(lambda industry: str(industry).replace(" ", "", 1))
_OLD_NAMES = {
    "O 居民服务、修理和其他服务业": ("居民服务和其他服务业",),
    "E 建筑业": ("建筑业", "E 建筑业"),
    "F 批发和零售业": ("批发零售业", "批发和零售业"),
}
industry_old = words(_OLD_NAMES)
any_industry = mixed(plain, industry_name, industry_joined, industry_old)
level_words = words({"一般": ("一般", "一般隐患"), "重大": ("重大", "重大隐患")})

name_without_city = each(lambda name: str(name).removeprefix("北京"))
name_spaced = each(lambda name: f" {str(name)[:2]} {str(name)[2:]}  ")
name_city_last = each(lambda name: f"{str(name).removeprefix('北京')}（北京）")
_MISHEARD = str.maketrans({"福": "富", "嘉": "佳", "诚": "成", "恒": "衡", "荣": "容", "瑞": "锐"})
name_misheard = each(lambda name: str(name).translate(_MISHEARD))
"""A character that sounds the same."""
