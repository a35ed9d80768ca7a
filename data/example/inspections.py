"""The inspections from 2018-01-01 to 2020-08-24, and the visits of the supervision team that followed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from . import facts, names
from .chance import days_between, pick, shared_out

RECHECKS = 0.1
"""Part of the inspections that repeat an earlier one."""

_AGAIN = 0.6
"""Part of the repeats after a find that find something again; so often, too, the topic is the same."""

_FINDS_ELSEWHERE = {"0": 62, "1": 22, "2": 10, "3": 4, "5": 2}
_TOPICS = {"消防安全": 40, "用电安全": 30, "教育培训": 15, "有限空间": 5, "特种作业": 10}
SUPERVISION = "督察抽查"
"""Programme of the supervision team's visits; the district's own are 日常检查 and 复查."""

_EARLY_2020 = (date(2020, 1, 9), date(2020, 1, 15))
"""Days on which the two restaurants were inspected, and nothing was found."""


def inspections(rng: np.random.Generator, register: pd.DataFrame) -> pd.DataFrame:
    """All inspections, by area and day: the columns of the ledger, none derived."""
    own = _own_inspections(rng, register)
    others = {a: w for a, w in facts.AREA_WEIGHTS.items() if a != facts.LETTER_AREA}
    parts = [own]
    for area, size in shared_out(facts.OTHER_INSPECTIONS, others).items():
        visits = days_between(rng, facts.FIRST_DAY, facts.EXPORT_DAY, size)
        part = _visits(rng, _firms(register, area), area, visits)
        part["hazards_found"] = pick(rng, _FINDS_ELSEWHERE, size).astype(int)
        parts.append(part)
    everything = pd.concat([_with_rechecks(part, rng) for part in parts], ignore_index=True)
    everything = pd.concat([everything, _supervision(rng, register, everything)], ignore_index=True)
    return _with_topics(everything, rng)


def _firms(register: pd.DataFrame, area: str) -> pd.DataFrame:
    return register[(register["area"] == area) & register["active"]]


def _visits(rng: np.random.Generator, firms: pd.DataFrame, area: str, days: pd.DatetimeIndex) -> pd.DataFrame:
    chosen = firms.iloc[rng.integers(0, len(firms), len(days))].reset_index(drop=True)
    return pd.DataFrame(
        {
            "inspected_on": days.sort_values(),
            "area": area,
            "street": chosen["street"],
            "department": chosen["department"],
            "programme": "日常检查",
            "enterprise": chosen["enterprise"],
            "recheck_of": None,
            "site_state": np.where(rng.random(len(days)) < 0.03, "停业", "正常"),
            "note": None,
        }
    )


def _own_inspections(rng: np.random.Generator, register: pd.DataFrame) -> pd.DataFrame:
    """11,879 inspections of enterprises that were in the register on that day, few of them with a find."""
    firms = _firms(register, facts.LETTER_AREA)
    firms = firms[~firms["enterprise"].isin([*facts.RESTAURANTS, facts.GARAGE])]
    gas = firms["attributes"].fillna("").str.contains("瓶装液化气")
    parts = []
    for year, size in facts.LETTER_INSPECTIONS.items():
        last = min(date(year, 12, 31), facts.EXPORT_DAY)
        known = firms[firms["registered_on"] < pd.Timestamp(year, 1, 1)]
        if year == 2020:
            # In 2020 the two restaurants are the only ones with bottled gas that the district inspected.
            known = known[~gas.reindex(known.index)]
            size -= len(facts.RESTAURANTS)
        parts.append(_visits(rng, known, facts.LETTER_AREA, days_between(rng, date(year, 1, 1), last, size)))
    own = pd.concat([*parts, _early_visits(register)], ignore_index=True)
    own = own.sort_values("inspected_on", kind="stable", ignore_index=True)

    finds = np.zeros(len(own), dtype=int)
    may_find = np.flatnonzero(~own["enterprise"].isin(facts.RESTAURANTS))
    for row in may_find[rng.integers(0, len(may_find), facts.LETTER_FINDS)]:
        finds[row] += 1
    return own.assign(hazards_found=finds)


def _early_visits(register: pd.DataFrame) -> pd.DataFrame:
    restaurants = register.set_index("enterprise").loc[list(facts.RESTAURANTS)].reset_index()
    return restaurants[["enterprise", "area", "street", "department"]].assign(
        inspected_on=pd.to_datetime(list(_EARLY_2020)),
        programme="日常检查",
        recheck_of=None,
        site_state="正常",
        note=None,
    )


def _with_rechecks(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Number the visits of one area by day, and make some repeats of the enterprise's visit before."""
    code = _CODES[visits["area"].iloc[0]]
    visits = visits.sort_values("inspected_on", kind="stable", ignore_index=True)
    visits["inspection_id"] = f"JC{code}" + (visits.index + 1).astype(str).str.zfill(5)
    before = visits.groupby("enterprise")["inspection_id"].shift()
    repeat = (
        before.notna() & (rng.random(len(visits)) < RECHECKS) & ~visits["enterprise"].isin(facts.RESTAURANTS)
    )
    visits["recheck_of"] = before.where(repeat)
    visits["programme"] = np.where(repeat, "复查", "日常检查")
    visits["hazards_found"] = _found_again(visits, rng)
    return visits


def _found_again(visits: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Finds in which a repeat after a find often finds something again; their sum stays as it was."""
    finds = visits["hazards_found"].copy()
    first = visits["recheck_of"].map(visits.set_index("inspection_id")["hazards_found"])
    takes = visits.index[(first > 0) & (finds == 0) & (rng.random(len(visits)) < _AGAIN)]
    in_pairs = visits["recheck_of"].notna() | visits["inspection_id"].isin(visits["recheck_of"])
    gives = visits.index[~in_pairs & (finds > 0)]
    gives = gives[rng.permutation(len(gives))[: len(takes)]]
    takes = takes[: len(gives)]
    finds[takes], finds[gives] = finds[gives].to_numpy(), 0
    return finds


_CODES = {area: f"{place:02d}" for place, area in enumerate(facts.AREA_WEIGHTS, start=1)}


def _supervision(rng: np.random.Generator, register: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The team's visits to 22 enterprises, each visited once; one of them stands in no register."""
    enterprises = _visited(rng, register)
    topics = _topics_of_the_visits(rng, enterprises)
    early = earlier[earlier["enterprise"].isin(facts.RESTAURANTS)].set_index("enterprise")["inspection_id"]
    visits = pd.DataFrame(
        {
            "inspected_on": days_between(rng, *facts.SUPERVISION_DAYS, len(enterprises)),
            "area": facts.LETTER_AREA,
            "street": enterprises.map(register.set_index("enterprise")["street"]).fillna(names.STREETS[0]),
            "department": "示例督察组",
            "programme": SUPERVISION,
            "enterprise": enterprises,
            "hazards_found": np.where(
                enterprises == facts.GARAGE, 0, 2 + rng.integers(0, 3, len(enterprises))
            ),
            "recheck_of": enterprises.map(early),
            "topics": ["、".join(of_visit) or None for of_visit in topics],
            "site_state": np.where(enterprises == facts.GARAGE, "已拆除", "正常"),
            "note": [
                "消防控制室1名值班员无证上岗" if "无证上岗" in of_visit else None for of_visit in topics
            ],
        }
    )
    visits = visits.sort_values("inspected_on", kind="stable", ignore_index=True)
    visits["inspection_id"] = "DC" + (visits.index + 1).astype(str).str.zfill(3)
    return visits


_NAMED = (*facts.RESTAURANTS, facts.MISSING_RESTAURANT, facts.GARAGE, facts.BIG_FIRM)


def _visited(rng: np.random.Generator, register: pd.DataFrame) -> pd.Series:
    """The enterprises that the facts name, then others of the register by chance."""
    firms = _firms(register, facts.LETTER_AREA)
    gas = firms["attributes"].fillna("").str.contains("瓶装液化气")
    others = firms.loc[~gas & ~firms["enterprise"].isin([*_NAMED, facts.PROPERTY_FIRM]), "enterprise"]
    chosen = others.to_numpy()[rng.permutation(len(others))[: facts.VISITED - len(_NAMED)]]
    return pd.Series([*_NAMED, *chosen])


def _topics_of_the_visits(rng: np.random.Generator, enterprises: pd.Series) -> list[list[str]]:
    gas = {*facts.RESTAURANTS, facts.MISSING_RESTAURANT}
    topics = [["瓶装液化气"] if enterprise in gas else [] for enterprise in enterprises]
    rows = len(_NAMED) + rng.permutation(len(enterprises) - len(_NAMED))
    for topic, count in facts.TOPIC_COUNTS.items():
        for row in rows[:count]:
            topics[row] += [topic, "消防控制室"] if topic == "无证上岗" else [topic]
        rows = np.roll(rows, -count)
    return topics


def _with_topics(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    topic = pd.Series(pick(rng, _TOPICS, len(visits)))
    before = visits["recheck_of"].map(pd.Series(topic.to_numpy(), index=visits["inspection_id"]))
    topic = before.where(before.notna() & (rng.random(len(visits)) < _AGAIN), topic)
    found = (visits["hazards_found"] > 0) & (visits["programme"] != SUPERVISION)
    early = visits["enterprise"].isin(facts.RESTAURANTS) & (visits["programme"] == "日常检查")
    topic = topic.where(~early, "瓶装液化气")
    visits["topics"] = visits["topics"].where(~(found | early), topic).replace("", None)
    return visits
