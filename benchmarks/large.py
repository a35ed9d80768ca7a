"""What reading, cleaning and counting large ledgers costs, beside other ways, as ratios in one run.

    python benchmarks/large.py                      every way, at 100,000 records
    python benchmarks/large.py --rows 1000000       the same at a million
    python benchmarks/large.py --sizes 100000 1000000 10000000
                                                    time and memory a record as ledgers grow
    python benchmarks/large.py --make 100000 hazards.csv

The ledgers are made: a fixed seed, no real record, enterprise or person. They are as messy as those that offices
send: districts in over a hundred spellings, days in eight ways of writing, words for statuses, blanks and dashes,
enterprises in several forms. Each way runs in a process of its own, after one another; the other ways do less than
cleaning does (no findings, no repeats), which is in their favour.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

SEED = 20200824
HEADER = (
    "隐患编号", "发现日期", "所属区", "街道", "行业领域", "隐患级别", "隐患描述", "整改状态", "是否挂账",
    "整改期限", "销账日期", "单位名称", "备注",
)  # fmt: skip
AREAS = (
    "东城区", "西城区", "朝阳区", "丰台区", "石景山区", "海淀区", "门头沟区", "房山区", "通州区", "顺义区",
    "昌平区", "大兴区", "怀柔区", "平谷区", "密云区", "延庆区",
)  # fmt: skip
SECTORS = ("建筑业", "工业", "商贸", "危险化学品", "交通运输", "城市运行", "人员密集场所", "农业", "")
STATUSES = ("已销账", "已整改", "已完成", "整改中", "未整改", "不属实", "已移交", "已销号", "销账", "")
HAZARDS = tuple(
    f"{where}{what}"
    for where in ("配电箱", "疏散通道", "临边", "气瓶间", "锅炉房", "仓库", "脚手架", "电梯", "厨房", "车间")
    for what in ("无防护", "堵塞", "线路老化", "未定期检测", "无警示标识", "违规存放")
)
FIRST = "京华海瑞中恒天宇金鼎宏盛安泰永顺东方联合新兴国信建业通达博远"
TRADES = ("建筑工程", "物业管理", "餐饮", "商贸", "机械制造", "仓储物流", "化工", "装饰", "园林绿化", "汽车服务")
FORMS = ("有限公司", "有限责任公司", "（北京）有限公司", "中心", "厂", "分公司")
CHUNK = 500_000
FIRST_DAY, DAYS = np.datetime64("2016-01-01"), 1826


# --- the made ledger ----------------------------------------------------------------------------------------


def make(path: Path, rows: int) -> None:
    """Write a made ledger of hazards as a CSV in GB18030; the same rows give the same bytes."""
    chance = np.random.default_rng(SEED)
    pools = {
        "area": _pool([way for area in AREAS for way in _ways_of_area(area)]),
        "street": _pool([f"{sign}{end}" for sign in FIRST for end in ("街道", "镇", "地区")]),
        "sector": _pool(SECTORS),
        "level": _pool(["一般"] * 17 + ["重大", "一般隐患", ""]),
        "hazard": _pool(HAZARDS),
        "listed": _pool(["是", "否", "否", "", "√"]),
        "note": _pool([""] * 18 + ["已电话核实", "见附件"]),
    }
    days = [_ways_of_day(FIRST_DAY + offset) for offset in range(DAYS + 400)]
    written = _pool([way for ways in days for way in ways])
    ways = len(days[0])
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode("gb18030"))
        for start in range(0, rows, CHUNK):
            count = min(CHUNK, rows - start)
            found = chance.integers(0, DAYS, count)
            lasted = np.minimum(chance.geometric(0.08, count) - 1, 399)
            status = chance.choice(len(STATUSES), count, p=[0.4, 0.12, 0.1, 0.1, 0.05, 0.03, 0.03, 0.07, 0.05, 0.05])
            is_open = np.isin(status, [3, 4])
            due = found + chance.choice([3, 7, 10, 15, 30], count)
            closed = written.take(pa.array((found + lasted) * ways + chance.integers(0, ways, count)))
            columns = [
                _numbers(np.arange(start, start + count)),
                written.take(pa.array(found * ways + chance.integers(0, ways, count))),
                *(_picked(pools[name], chance, count) for name in ("area", "street", "sector", "level", "hazard")),
                _pool(STATUSES).take(pa.array(status)),
                _picked(pools["listed"], chance, count),
                written.take(pa.array(due * ways + chance.integers(0, 3, count))),
                pc.if_else(pa.array(is_open), "", closed),
                _enterprises(chance, count),
                _picked(pools["note"], chance, count),
            ]
            lines = pc.binary_join_element_wise(*columns, ",").to_pylist()
            file.write(("\n".join(lines) + "\n").encode("gb18030"))


def _pool(texts: object) -> pa.Array:
    return pa.array(list(texts), type=pa.string())  # type: ignore[call-overload]


def _picked(pool: pa.Array, chance: np.random.Generator, count: int) -> pa.Array:
    return pool.take(pa.array(chance.integers(0, len(pool), count)))


def _numbers(numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise("YH-", pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 9, "0"), "")


def _enterprises(chance: np.random.Generator, count: int) -> pa.Array:
    """Names of about 360,000 enterprises in all."""
    parts = [
        _pool([one + other for one in FIRST for other in FIRST]),
        _pool(FIRST),
        _pool(TRADES),
        _pool(FORMS),
    ]
    return pc.binary_join_element_wise(*(_picked(pool, chance, count) for pool in parts), "")


def _ways_of_area(area: str) -> list[str]:
    stem = area.removesuffix("区")
    return [area, area, area, stem, f"北京市{area}", f" {area}", f"{area}　", f"北京{stem}"]


def _ways_of_day(day: np.datetime64) -> list[str]:
    year, month, number = (int(part) for part in str(day).split("-"))
    return [
        str(day),
        f"{year}/{month}/{number}",
        f"{year}年{month}月{number}日",
        f"{year}.{month}.{number}",
        f"{year}{month:02}{number:02}",
        f"{day} 00:00:00",
        f"{year}-{month}-{number}",
        f"{year}年{month:02}月{number:02}日 ",
    ]
