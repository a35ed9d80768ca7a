"""The registers of enterprises, with their work-safety liability insurance, as exported on 2020-08-24."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from . import facts, names
from .chance import pick

_INDUSTRY_WEIGHTS = {
    "E 建筑业": 12,
    "C 制造业": 14,
    "F 批发和零售业": 24,
    "H 住宿和餐饮业": 18,
    "O 居民服务、修理和其他服务业": 10,
    "K 房地产业": 7,
    "G 交通运输、仓储和邮政业": 5,
    "L 租赁和商务服务业": 4,
    "N 水利、环境和公共设施管理业": 3,
    "R 文化、体育和娱乐业": 3,
}
_NAMED = (
    # name, industry, sector, employees, attributes
    (facts.PROPERTY_FIRM, "K 房地产业", "建筑业", 64, None),
    (facts.RESTAURANTS[0], "H 住宿和餐饮业", "餐饮", 18, "瓶装液化气"),
    (facts.RESTAURANTS[1], "H 住宿和餐饮业", "餐饮", 25, "瓶装液化气"),
    (facts.GARAGE, "O 居民服务、修理和其他服务业", "汽修", 9, None),
    (facts.BIG_FIRM, "G 交通运输、仓储和邮政业", "交通运输", facts.BIG_FIRM_EMPLOYEES, None),
    (names.company("川永宁", "机械制造"), "C 制造业", "制造业", 512, "安全管理机构"),
    (names.company("万春溪", "超市"), "F 批发和零售业", "商贸", 447, "安全管理机构"),
)
"""Enterprises of the register that a fact needs; the two big ones with a safety unit break no rule."""

_INACTIVE = 30
_SAFETY_UNIT_FROM = 100
"""Employees from which an invented firm has a safety unit: well below the limit of the rule."""


def enterprises(rng: np.random.Generator) -> pd.DataFrame:
    """All registers in one table: the columns of the ledger, none derived."""
    brands = iter(names.brands(rng))
    registers = [_register_of_the_letter(rng, brands)]
    registers += [
        _register(rng, brands, area, facts.OTHER_REGISTER)
        for area in facts.AREA_WEIGHTS
        if area != facts.LETTER_AREA
    ]
    everyone = pd.concat(registers, ignore_index=True)
    # The letters SL mark the number as made; a real social credit code has 18 places and a check character.
    everyone["enterprise_id"] = "SLDW" + (everyone.index + 1).astype(str).str.zfill(5)
    return everyone


def _register(rng: np.random.Generator, brands: Iterator[str], area: str, size: int) -> pd.DataFrame:
    industry = pick(rng, _INDUSTRY_WEIGHTS, size)
    trades = [names.TRADES[i][k % len(names.TRADES[i])] for i, k in zip(industry, rng.integers(0, 12, size))]
    employees = np.minimum(3 + (rng.random(size) ** 4 * 350).astype(int), 390)
    register = pd.DataFrame(
        {
            "enterprise": [names.company(next(brands), trade) for trade in trades],
            "area": area,
            "street": np.array(names.STREETS, dtype=object)[rng.integers(0, len(names.STREETS), size)],
            "department": [names.department_of(i) for i in industry],
            "industry": industry,
            "supervision_sector": [
                "汽修" if trade == "汽车维修" else names.SECTORS[i] for i, trade in zip(industry, trades)
            ],
            "employees": employees,
            "registered_on": [date(2012, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 2000, size)],
            "active": True,
            "note": None,
        }
    )
    gas = (register["industry"] == "H 住宿和餐饮业") & (rng.random(size) < 0.2)
    confined = register["industry"].isin(["C 制造业", "K 房地产业", "F 批发和零售业"]) & (
        rng.random(size) < 0.12
    )
    unit = register["employees"] >= _SAFETY_UNIT_FROM
    tags = [("瓶装液化气", gas), ("有限空间", confined), ("安全管理机构", unit)]
    register["attributes"] = ["、".join(tag for tag, has in tags if has[i]) or None for i in register.index]
    insured = rng.random(size) < 0.15
    start = [date(2019, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 600, size)]
    register["insured_from"] = pd.to_datetime(pd.Series(start)).where(pd.Series(insured))
    register["insured_to"] = register["insured_from"] + pd.Timedelta(days=364)
    register["registered_on"] = pd.to_datetime(register["registered_on"])
    return register


def _register_of_the_letter(rng: np.random.Generator, brands: Iterator[str]) -> pd.DataFrame:
    first, second, last = facts.REGISTER
    size = facts.REGISTER[last]
    register = _register(rng, brands, facts.LETTER_AREA, size + _INACTIVE)

    # The last rows entered in 2019 and in 2020, so that the register has its size on each of the three days.
    entered = register["registered_on"].copy()
    for low, high, start in (
        (facts.REGISTER[first], facts.REGISTER[second], 2019),
        (facts.REGISTER[second], size, 2020),
    ):
        days = [date(start, 1, 5) + timedelta(days=int(d)) for d in rng.integers(0, 200, high - low)]
        entered.iloc[low:high] = pd.to_datetime(pd.Series(days))
    register["registered_on"] = entered
    register.loc[size:, "active"] = False
    register.loc[size:, "note"] = "已注销"

    register["insured_from"], register["insured_to"] = _insurance(rng, len(register))
    for row, (name, industry, sector, employees, attributes) in enumerate(_NAMED):
        register.loc[row, "enterprise"] = name
        register.loc[row, "industry"] = industry
        register.loc[row, "supervision_sector"] = sector
        register.loc[row, "department"] = names.department_of(industry)
        register.loc[row, "employees"] = employees
        register.loc[row, "attributes"] = attributes
    return register.iloc[rng.permutation(len(register))].reset_index(drop=True)


def _insurance(rng: np.random.Generator, size: int) -> tuple[pd.Series, pd.Series]:
    """Periods of insurance of which as many hold on each of the three days as `facts.INSURED` says."""
    lapsed, kept = 20, facts.INSURED[date(2018, 12, 31)] - 20
    one_year = 10
    since_2019 = facts.INSURED[date(2019, 12, 31)] - kept - one_year
    since_2020 = facts.INSURED[date(2020, 8, 24)] - kept - since_2019
    start, end = pd.Series(pd.NaT, index=range(size)), pd.Series(pd.NaT, index=range(size))
    rows = iter(rng.permutation(facts.REGISTER[date(2018, 12, 31)]))
    for count, (first, last) in (
        (lapsed, (date(2018, 3, 1), date(2019, 2, 28))),
        (kept, (date(2018, 2, 1), date(2021, 1, 31))),
        (one_year, (date(2019, 5, 1), date(2020, 4, 30))),
        (since_2019, (date(2019, 4, 1), date(2021, 3, 31))),
        (since_2020, (date(2020, 3, 1), date(2021, 2, 28))),
    ):
        for _ in range(count):
            row = next(rows)
            later = timedelta(days=int(rng.integers(0, 60)))
            start[row], end[row] = pd.Timestamp(first + later), pd.Timestamp(last + later)
    return start, end
