"""What reading and checking share: the columns of a claim, and the names that a sector can have."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from .. import reference

WRITTEN = ("measure", "value", "unit", "qualifier", "period", "area", "sector", "comparison")
"""Columns of a claim as a letter writes it."""

TERMS = (
    "measure", "subject", "value", "unit", "qualifier", "window_start", "window_end", "area", "sector",
    "category", "kind", "cause", "comparison",
)  # fmt: skip
"""Columns of a claim in the ledgers' terms. `subject` is what none of the others holds: a topic, a duty."""


def sector_terms(sector: str) -> dict[str, str]:
    """Category, sector, accident kind and cause of a claim's sector; `subject` where it is none of them.

    >>> sector_terms("工矿商贸-建筑业")
    {'sector': '建筑业', 'category': '工矿商贸', 'kind': '', 'cause': '', 'subject': ''}
    """
    terms = {"sector": "", "category": "", "kind": "", "cause": "", "subject": ""}
    whole, _, terms["cause"] = re.sub(r"（.*?）$", "", sector).partition("原因:")
    for part in re.split(r"[-/]|类别:", whole):
        if not part:
            continue
        for axis, names in (("category", _categories()), ("kind", _kinds()), ("sector", _sectors())):
            if part in names and not terms[axis]:
                terms[axis] = names[part]
                break
        else:
            terms["subject"] = part
    return terms


def is_sector(name: str) -> bool:
    """True for the name, or another name, of a category, a sector or an industry."""
    return name in _categories() or name in _sectors()


def is_kind(name: str) -> bool:
    """True for the name of a kind of accident."""
    return name in _kinds()


def sector_names() -> frozenset[str]:
    """Every name, and other name, of a category, a sector or an industry."""
    return frozenset({*_categories(), *_sectors()})


def is_category(name: str) -> bool:
    """True for the name, or another name, of a statistical category: together they make up all accidents."""
    return name in _categories()


def breakdown_of(sector: str) -> str | None:
    """The breakdown that a sector is a part of: "工矿商贸/类别:触电" of "工矿商贸/类别"; None for a whole.

    >>> [breakdown_of(sector) for sector in ("工矿商贸-建筑业", "工矿商贸/类别:触电", "道路运输", "")]
    ['工矿商贸-', '工矿商贸/类别', '', None]
    >>> [breakdown_of(f"道路交通-{part}") for part in ("国道", "县乡道路", "摩托车")]
    ['道路交通-道路', '道路交通-道路', None]
    >>> [breakdown_of(f"火灾-{part}") for part in ("居住场所-高层住宅", "22时至次日6时", "农村地区")]
    ['火灾-居住场所-', '火灾-时段', '火灾-城乡']
    """
    if not sector or re.search("[-:](?:已|未)", sector) or _MAY_BE_TWO.search(sector) or _is_several(sector):
        # "Fires whose cause is known" cut across their places.
        return None
    for axis, of in _AXES.items():
        if match := of.match(sector):
            return f"{match[1]}{axis}"
    if match := re.match(r"(.*/[^:]+):[^-]*$|(.+-)", sector):
        return match[1] or match[2]
    return ""


def whole_of_breakdown(breakdown: str) -> str:
    """The sector that a breakdown is of, as `breakdown_of` names it.

    >>> [whole_of_breakdown(name) for name in ("工矿商贸-", "工矿商贸/类别", "道路交通-道路", "")]
    ['工矿商贸', '工矿商贸', '道路交通', '']
    """
    return re.sub(f"-(?:{'|'.join(_AXES)})?$|/[^-/]*$", "", breakdown)


def _is_several(sector: str) -> bool:
    """True for parts taken together: "煤矿/类别:顶板、运输"; not for one with a longer name."""
    part = re.split("[-:]", sector)[-1]
    return part != sector and "、" in part and not is_sector(part)


_MAY_BE_TWO = re.compile("^(?!特种设备).*-.*(?:车|车辆)$|火灾-.*故障$")
"""Parts of which one accident may have two: a lorry hits a motorcycle, a fault sets a shop on fire."""
_AXES = {
    "道路": re.compile("(道路(?:交通|运输)-).*(?:道|道路|公路)$"),
    "时段": re.compile(r"(.+-).*\d"),
    "城乡": re.compile("(.+-)(?:农村|乡村|城市|城镇|城区|集镇)(?:地区|区域|建成区)?$"),
}
"""Roads, hours or years, town and country: other breakdowns than that by trade or by place."""


def sector_of_whole(comparison: str) -> str:
    """The sector whose total a share is a part of; blank where its words name none.

    >>> [sector_of_whole(words) for words in ("占工矿商贸事故", "占火灾总数", "占事故总数", "占全市")]
    ['工矿商贸', '火灾', '', '']
    """
    named = re.fullmatch(
        "占(.+?)(?:类|领域|行业)?(?:事故|(?:事故)?(?:总数|总量|总?起数|总?人数))", comparison
    )
    return "" if not named or _ALL.fullmatch(named[1]) else named[1]


_ALL = re.compile(
    "(?:全[国省市区县年]|各类|各种|所有|生产安全|安全生产|亡人|死亡|受伤|伤亡|事故|较大|立案|抽查|检查)*"
)
"""Words that narrow no total down to a sector."""


@cache
def _categories() -> dict[str, str]:
    return _names(reference.categories(), "category")


@cache
def _kinds() -> dict[str, str]:
    return {kind: kind for kind in reference.accident_kinds()["kind"]}


@cache
def _sectors() -> dict[str, str]:
    return industry_names() | _names(reference.supervision_sectors(), "sector")


@cache
def industry_names() -> dict[str, str]:
    """Names and other names of the industries of GB/T 4754-2017, each with its name there."""
    return _names(reference.industries().query("edition == '2017'"), "industry")


def _names(table: pd.DataFrame, column: str) -> dict[str, str]:
    names = {
        alias: row[column] for _, row in table.iterrows() for alias in row["aliases"].split(";") if alias
    }
    return names | {name: name for name in table[column]}
