"""The hazards found from 2018-01-01 on, as exported on 2020-08-24."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import facts
from .chance import days_between, pick, shared_out

_DESCRIPTIONS = (
    "消防通道堆放杂物",
    "灭火器压力不足",
    "配电箱未上锁",
    "临边防护缺失",
    "安全出口指示灯损坏",
    "特种作业人员证件过期",
    "气瓶间未安装报警装置",
    "未建立安全教育培训记录",
    "有限空间未设置警示标志",
    "电线私拉乱接",
)
_DAYS_ALLOWED = (1, 7, 15, 30, 60)
_ENDS = {"closed": 900, "open": 70, "transferred": 14, "void": 8, "reopened": 8}
_OPEN_LEAST, _OPEN_MOST = 25, 180
"""Weight of what is open: areas differ in how well they close."""

_STATUS_WORDS = {
    "closed": ("已销账", "已整改", "已整改完成", "销号", "已闭环"),
    "open": ("整改中", "未整改", "已整改待复查", "逾期未整改"),
    "reopened": ("反弹",),
    "void": ("不属实",),
    "transferred": ("转办", "移交"),
}
_IMPOSSIBLE = 12
"""Rows outside the letter's district whose closing day lies before the day on which the hazard was found."""


def hazards(rng: np.random.Generator, register: pd.DataFrame) -> pd.DataFrame:
    """All hazards, by area and day: the columns of the ledger, and what cleaning should derive."""
    listed = [end for end, count in facts.LISTED_HAZARDS.items() for _ in range(count)]
    own_ends = np.array([*listed, *pick(rng, _ENDS, facts.UNLISTED_HAZARDS)], dtype=object)
    own = _hazards_of(rng, register, facts.LETTER_AREA, own_ends)
    own["listed"] = np.arange(len(own)) < len(listed)
    own.loc[~own["listed"], "note"] = "企业自查上报"

    others = {a: w for a, w in facts.AREA_WEIGHTS.items() if a != facts.LETTER_AREA}
    parts = [own]
    for area, size in shared_out(facts.OTHER_HAZARDS, others).items():
        ends = {**_ENDS, "open": int(rng.integers(_OPEN_LEAST, _OPEN_MOST))}
        part = _hazards_of(rng, register, area, pick(rng, ends, size))
        part["listed"] = rng.random(size) < 0.8
        parts.append(part)
    everything = pd.concat(parts, ignore_index=True)
    everything = _with_impossible_days(everything, rng)
    everything = everything.sort_values(["area", "found_on"], kind="stable", ignore_index=True)
    everything["hazard_id"] = "YH" + (everything.index + 1).astype(str).str.zfill(6)
    return everything


def _hazards_of(
    rng: np.random.Generator, register: pd.DataFrame, area: str, ends: np.ndarray
) -> pd.DataFrame:
    size = len(ends)
    outcome = pd.Series(ends)
    firms = register[(register["area"] == area) & register["active"]]
    firms = firms.iloc[rng.integers(0, len(firms), size)].reset_index(drop=True)
    found = _found(rng, outcome)
    allowed = np.array(_DAYS_ALLOWED)[rng.integers(0, len(_DAYS_ALLOWED), size)]
    due = found + pd.to_timedelta(allowed, unit="D")
    # A quarter is put right on the spot; the rest takes some weeks, a few take months.
    wait = np.where(rng.random(size) < 0.25, 0, _waits(rng, float(rng.integers(12, 35)), size))
    export = pd.Timestamp(facts.EXPORT_DAY)
    closed = found + pd.to_timedelta(wait, unit="D")
    closed = closed.where(closed < export, export)
    choices = [_STATUS_WORDS[end] for end in ends]
    words = [choice[k % len(choice)] for choice, k in zip(choices, rng.integers(0, 60, size))]
    status = pd.Series(words).where((due < export) | (outcome != "open"), "整改中")
    return pd.DataFrame(
        {
            "found_on": found,
            "area": area,
            "street": firms["street"],
            "industry": firms["industry"],
            "supervision_sector": firms["supervision_sector"],
            "level": np.where(rng.random(size) < 0.006, "重大", "一般"),
            "description": np.array(_DESCRIPTIONS, dtype=object)[rng.integers(0, len(_DESCRIPTIONS), size)],
            "status": status,
            "due_on": due,
            "closed_on": closed.where(outcome.isin(["closed", "reopened", "void"])),
            "enterprise": firms["enterprise"],
            "note": None,
            "end_type": outcome.replace("reopened", "open"),
            "reopened": outcome == "reopened",
        }
    )


def _waits(rng: np.random.Generator, mean: float, size: int) -> np.ndarray:
    return np.ceil(-mean * np.log(1 - rng.random(size))).astype(int)


def _found(rng: np.random.Generator, outcome: pd.Series) -> pd.Series:
    """Days of finding: any day for what is settled, mostly the last months for what is still open."""
    anywhere = pd.Series(days_between(rng, facts.FIRST_DAY, facts.EXPORT_DAY, len(outcome)))
    before = pd.to_timedelta(_waits(rng, 120, len(outcome)), unit="D")
    lately = pd.Series(pd.Timestamp(facts.EXPORT_DAY) - before)
    return anywhere.where((outcome != "open") | (lately < pd.Timestamp(facts.FIRST_DAY)), lately)


def _with_impossible_days(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    closed = events.index[(events["area"] != facts.LETTER_AREA) & (events["end_type"] == "closed")]
    rows = closed[rng.permutation(len(closed))[:_IMPOSSIBLE]]
    events.loc[rows, "closed_on"] = events.loc[rows, "found_on"] - pd.Timedelta(days=30)
    return events
