"""The accidents of the example city, 2018 to 2020, as a careful clerk would know them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from . import facts, names
from .chance import days_between, pick

_ROAD_LIKE = {"道路运输": "G 交通运输、仓储和邮政业", "铁路交通": "G 交通运输、仓储和邮政业"}
_KIND_OF_CATEGORY = {
    "道路运输": "车辆伤害",
    "铁路交通": "车辆伤害",
    "特种设备": "起重伤害",
    "生产经营性火灾": "火灾",
    "农业机械": "机械伤害",
}
_REPORTERS = {
    "道路运输": "示例公安交管部门",
    "铁路交通": "示例铁路监管部门",
    "特种设备": "示例市场监管部门",
    "生产经营性火灾": "示例消防部门",
    "农业机械": "示例农业农村部门",
}
_INDUSTRY_WEIGHTS = {
    "E 建筑业": 50,
    "C 制造业": 14,
    "L 租赁和商务服务业": 7,
    "O 居民服务、修理和其他服务业": 6,
    "F 批发和零售业": 6,
    "N 水利、环境和公共设施管理业": 5,
    "K 房地产业": 5,
    "D 电力、热力、燃气及水生产和供应业": 3,
    "R 文化、体育和娱乐业": 2,
    "M 科学研究和技术服务业": 2,
}
_KIND_WEIGHTS = {
    "高处坠落": 45,
    "物体打击": 14,
    "触电": 12,
    "起重伤害": 7,
    "机械伤害": 7,
    "坍塌": 6,
    "车辆伤害": 4,
    "中毒和窒息": 3,
    "灼烫": 2,
}
_FIVE_MONTHS = (pd.Timestamp(2020, 1, 1), pd.Timestamp(2020, 5, 31))


def accidents(rng: np.random.Generator) -> pd.DataFrame:
    """All accidents, by day: the columns of the ledger, none derived."""
    events = pd.concat(
        [_fatal(rng), _not_fatal(rng), _struck_off(rng), _of_the_letter()],
        ignore_index=True,
    )
    events = _with_areas(events, rng)
    events = _with_sectors(events, rng)
    events = _with_the_five_months_of_2020(events, rng)
    events = _with_details(events, rng)
    events = events.sort_values(["occurred_on", "category", "area"], kind="stable", ignore_index=True)
    number = events.groupby(events["occurred_on"].dt.year).cumcount() + 1
    events["accident_id"] = "SL" + events["occurred_on"].dt.year.astype(str) + number.astype(str).str.zfill(4)
    return events


def _own(span: facts.Fatal) -> int:
    return sum(
        span.category == "工矿商贸" and not own.struck_off and span.start <= own.occurred_on <= span.end
        for own in facts.LETTER_ACCIDENTS
    )


def _deaths(accidents: int, deaths: int) -> list[int]:
    """One death each, and the rest of `deaths` in accidents of three and two."""
    more = deaths - accidents
    severe = 1 if more >= 4 else 0
    twos = more - 2 * severe
    return [3] * severe + [2] * twos + [1] * (accidents - severe - twos)


def _fatal(rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for span in facts.FATAL:
        own = _own(span)
        size = span.accidents - own
        deaths = np.array(_deaths(size, span.deaths - own))
        parts.append(
            pd.DataFrame(
                {
                    "occurred_on": days_between(rng, span.start, span.end, size),
                    "category": span.category,
                    "deaths": deaths[rng.permutation(size)],
                }
            )
        )
    return pd.concat(parts).assign(struck_off=False)


def _not_fatal(rng: np.random.Generator) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "occurred_on": days_between(rng, date(year, 1, 1), date(year, 12, 31), size),
                "category": category,
                "deaths": 0,
            }
        )
        for (year, category), size in facts.NOT_FATAL.items()
    ]
    return pd.concat(parts).assign(struck_off=False)


def _struck_off(rng: np.random.Generator) -> pd.DataFrame:
    size = facts.STRUCK_OFF
    return pd.DataFrame(
        {
            "occurred_on": days_between(rng, facts.FIRST_DAY, date(2020, 12, 31), size),
            "category": pick(rng, {"工矿商贸": 3, "道路运输": 2}, size),
            "deaths": 1,
            "struck_off": True,
        }
    )


def _of_the_letter() -> pd.DataFrame:
    events = pd.DataFrame([vars(own) for own in facts.LETTER_ACCIDENTS])
    days = pd.to_datetime(events["occurred_on"])
    return events.assign(occurred_on=days, area=facts.LETTER_AREA, category="工矿商贸", deaths=1)


def _with_areas(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """An area for each: none of the letter's basis falls on the letter's own or the quiet area by chance."""
    everywhere = pick(rng, facts.AREA_WEIGHTS, len(events))
    busy = {a: w for a, w in facts.AREA_WEIGHTS.items() if a not in (facts.LETTER_AREA, facts.QUIET_AREA)}
    elsewhere = pick(rng, busy, len(events))
    in_basis = events["category"].isin(["工矿商贸", "铁路交通", "特种设备"])
    events["area"] = events["area"].fillna(pd.Series(np.where(in_basis, elsewhere, everywhere), dtype=object))

    road = events.index[(events["category"] == "道路运输") & ~events["struck_off"]]
    events.loc[road[rng.permutation(len(road))[: facts.UNKNOWN_AREA]], "area"] = "unknown"
    streets = np.array(names.STREETS, dtype=object)[rng.integers(0, len(names.STREETS), len(events))]
    events["street"] = pd.Series(streets).where(events["area"] != "unknown", None)
    return events


def _with_sectors(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(events)
    by_category = {
        **_ROAD_LIKE,
        "农业机械": "A 农、林、牧、渔业",
    }
    industry = pd.Series(pick(rng, _INDUSTRY_WEIGHTS, size))
    industry = events["category"].map(by_category).fillna(industry)
    kind = events["category"].map(_KIND_OF_CATEGORY).fillna(pd.Series(pick(rng, _KIND_WEIGHTS, size)))
    cause = pd.Series(pick(rng, facts.CAUSES_JAN_MAY_2020, size))
    events["industry"] = events["industry"].fillna(industry)
    events["accident_kind"] = events["accident_kind"].fillna(kind)
    events["cause"] = events["cause"].fillna(cause)
    return events


def _with_the_five_months_of_2020(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give the 18 fatal accidents of January to May 2020 the published industries, kinds and causes."""
    start, end = _FIVE_MONTHS
    days = events["occurred_on"]
    fatal = (events["category"] == "工矿商贸") & (events["deaths"] > 0) & ~events["struck_off"].astype(bool)
    rows = events.index[fatal & (days >= start) & (days <= end)]
    own = rows[events.loc[rows, "area"] == facts.LETTER_AREA]
    others = rows.difference(own)
    for column, published in (
        ("industry", facts.INDUSTRIES_JAN_MAY_2020),
        ("accident_kind", facts.KINDS_JAN_MAY_2020),
        ("cause", facts.CAUSES_JAN_MAY_2020),
    ):
        left = [value for value, count in published.items() for _ in range(count)]
        for value in events.loc[own, column]:
            left.remove(value)
        events.loc[others, column] = [left[k] for k in rng.permutation(len(left))]
    return events


def _with_details(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(events)
    events["occurred_on"] = pd.to_datetime(events["occurred_on"])
    sector = events["industry"].map(names.SECTORS)
    events["supervision_sector"] = events["supervision_sector"].fillna(sector)

    injured = rng.random(size)
    harmless = events["deaths"] == 0
    own = events["area"].eq(facts.LETTER_AREA) & events["category"].eq("工矿商贸")
    events["serious_injuries"] = np.where(
        own, 0, (injured > np.where(harmless, 0.55, 0.9)) * rng.integers(1, 4, size)
    )
    hurt = rng.random(size) > np.where(harmless, 0.25, 0.7)
    events["minor_injuries"] = np.where(own, 0, hurt * rng.integers(1, 5, size))

    thousands = np.where(
        harmless, rng.integers(1, 400, size), rng.integers(900, 1800, size) * events["deaths"]
    )
    events["direct_loss_yuan"] = thousands * 1000.0

    brand = names.brands(rng)
    trade = [
        names.TRADES[i][k % len(names.TRADES[i])]
        for i, k in zip(events["industry"], rng.integers(0, 12, size))
    ]
    invented = [names.company(b, t) for b, t in zip(brand, trade)]
    events["enterprise"] = events["enterprise"].where(
        events["enterprise"].fillna("") != "", pd.Series(invented)
    )

    events["reported_by"] = events["category"].map(_REPORTERS).fillna(names.OFFICE)
    delay = np.where(rng.random(size) < 0.03, rng.integers(8, 40, size), rng.integers(0, 3, size))
    events["reported_on"] = events["occurred_on"] + pd.to_timedelta(delay, unit="D")

    studied = pd.to_datetime(events["studied_on"])
    elsewhere = (events["category"] == "工矿商贸") & ~harmless & ~own & (rng.random(size) < 0.8)
    meeting = events["occurred_on"] + pd.to_timedelta(rng.integers(7, 45, size), unit="D")
    events["studied_on"] = studied.where(own, meeting.where(elsewhere))
    events["struck_off"] = events["struck_off"].astype(bool)
    events["note"] = events["struck_off"].map({True: "经调查不属于生产安全事故，予以核销"})
    return events
