"""Who had to do what how often, and what the supervision letter asked to be put right."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from . import facts

DEPARTMENTS = (
    "示例应急部门",
    "示例住建部门",
    "示例商务部门",
    "示例文旅部门",
    "示例交通部门",
    "示例农业农村部门",
    "示例园林绿化部门",
    "示例体育部门",
)
POWERS = "将《安全生产法》等纳入权力清单"
POWERS_DONE = ("示例应急部门", "示例住建部门", "示例交通部门")
"""Three of the eight departments met this duty."""

COMMITTEE = "每季度党委会研究安全生产"
QUARTERS_MISSED = {
    "示例商务部门": ("2018Q2", "2018Q4", "2019Q1", "2020Q1"),
    "示例文旅部门": ("2018Q3", "2019Q2", "2019Q4"),
    "示例住建部门": ("2019Q3", "2020Q2"),
}
JOINT_MEETING = "召开商业零售餐饮安全联席会议"
EXTINGUISHERS = "灭火器分批送检"
EXTINGUISHERS_SENT = {
    "示例景区管理单位甲": (48, (12, 11, 48)),
    "示例景区管理单位乙": (52, (13, 12, 12)),
    "示例景区管理单位丙": (36, (8, 9, 9)),
    "示例体育部门": (44, (11, 10, 10)),
}
"""All extinguishers of a unit, and those sent away at once in 2018, 2019 and 2020: a quarter is the limit."""

_CATEGORIES = {"责任落实": 12, "执法检查": 9, "行业监管": 15, "基础台账": 9}
_LATE, _NOT_DONE = 4, 3
_LAST_DAY = date(2021, 1, 28)
"""60 working days after 2020-11-04, the day of issue not counted."""


def duties(rng: np.random.Generator) -> pd.DataFrame:
    """One row each time a duty was met, and one without a day where it never was."""
    rows: list[dict[str, object]] = []
    for department in DEPARTMENTS:
        done = date(2019, 3, 4) + timedelta(days=int(rng.integers(0, 300)))
        rows.append(
            {
                "department": department,
                "duty": POWERS,
                "frequency": "一次",
                "done_on": done if department in POWERS_DONE else None,
            }
        )
        rows += [
            {"department": department, "duty": COMMITTEE, "frequency": "每季度", "done_on": day}
            for day in _committee_days(rng, QUARTERS_MISSED.get(department, ()))
        ]
    rows.append(
        {
            "department": "示例商务部门",
            "duty": JOINT_MEETING,
            "frequency": "每半年1次",
            "done_on": date(2018, 11, 20),
        }
    )
    rows += [
        {
            "department": department,
            "duty": EXTINGUISHERS,
            "frequency": "每年",
            "done_on": date(year, 6, 1) + timedelta(days=int(rng.integers(0, 60))),
            "part": part,
            "whole": whole,
        }
        for department, (whole, parts) in EXTINGUISHERS_SENT.items()
        for year, part in zip((2018, 2019, 2020), parts)
    ]
    table = pd.DataFrame(rows)
    table["done_on"] = pd.to_datetime(table["done_on"])
    table["area"], table["note"] = facts.LETTER_AREA, None
    table["duty_id"] = "ZZ" + (table.index + 1).astype(str).str.zfill(3)
    return table.astype({"part": "Int64", "whole": "Int64"})


def _committee_days(rng: np.random.Generator, missed: tuple[str, ...]) -> list[date]:
    """A meeting in each quarter from 2018 to the export day but the missed ones."""
    quarters = pd.period_range("2018Q1", "2020Q3", freq="Q")
    return [
        quarter.start_time.date() + timedelta(days=int(offset))
        for quarter, offset in zip(quarters, rng.integers(5, 50, len(quarters)))
        if str(quarter) not in missed
    ]


def rectifications(rng: np.random.Generator) -> pd.DataFrame:
    """What the letter asked for, the time allowed, and when it was done."""
    category = [name for name, count in _CATEGORIES.items() for _ in range(count)]
    size = len(category)
    done = pd.Series(
        [date(2020, 11, 20) + timedelta(days=int(d)) for d in rng.integers(0, 65, size)], dtype=object
    )
    order = rng.permutation(size)
    for row, days in zip(order[:_LATE], rng.integers(2, 20, _LATE)):
        done[int(row)] = _LAST_DAY + timedelta(days=int(days))
    done[done.index.isin(order[_LATE : _LATE + _NOT_DONE])] = None
    units = np.array([*DEPARTMENTS, "示例一街道", "示例四镇"], dtype=object)
    table = pd.DataFrame(
        {
            "finding_id": [f"WT{k:02d}" for k in range(1, size + 1)],
            "issued_on": pd.Timestamp(facts.LETTER_DAY),
            "area": facts.LETTER_AREA,
            "unit": units[rng.integers(0, len(units), size)],
            "category": category,
            "measure": [f"示例整改措施{k}" for k in range(1, size + 1)],
            "working_days": 60,
            "done_on": pd.to_datetime(done),
            "note": None,
        }
    )
    given = rng.random(size) < 0.4
    table["due_on"] = pd.Series(pd.Timestamp(_LAST_DAY), index=table.index).where(given)
    return table
