"""The measures that a claim can be about: normalised names, labels, units, and the ledger that can answer.

A letter's own words stand in the claim; `measure_named` leads from them to the name that `check` works with.
A new word for a known measure is one more entry in its `words`; a new measure is one more row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ...locale import say
from ..reading.letter_words import DIRECTIONS
from .said import Said


@dataclass(frozen=True)
class Measure:
    """One measure. `words` are the Chinese names under which extraction and letters know it."""

    name: str
    zh: str
    en: str
    unit: str
    ledger: str
    """The ledger that answers; empty where none does, and `reason` then says so."""
    words: tuple[str, ...] = ()


OTHER = Measure("other", "其他", "other figure", "", "")
"""A figure of which no ledger keeps a record: leaders talked to, square metres, fire engines."""

MEASURES = (
    # accidents and what they did
    Measure("accidents", "事故起数", "accidents", "起", "accidents", ("生产安全事故起数", "起数")),
    Measure("fatal_accidents", "亡人事故起数", "fatal accidents", "起", "accidents", ("死亡事故起数",)),
    Measure("severe_accidents", "较大事故起数", "severe accidents (3 to 9 deaths)", "起", "accidents"),
    Measure("major_accidents", "重大事故起数", "major accidents (10 to 29 deaths)", "起", "accidents"),
    Measure("deaths", "死亡人数", "deaths", "人", "accidents", ("亡人数", "死亡")),
    Measure("severe_deaths", "较大事故死亡人数", "deaths in severe accidents", "人", "accidents"),
    Measure("major_deaths", "重大事故死亡人数", "deaths in major accidents", "人", "accidents"),
    Measure("injuries", "受伤人数", "injured", "人", "accidents", ("伤人数",)),
    Measure("serious_injuries", "重伤人数", "seriously injured", "人", "accidents"),
    Measure("minor_injuries", "轻伤人数", "slightly injured", "人", "accidents"),
    Measure("direct_loss", "直接经济损失", "direct economic loss", "万元", "accidents", ("经济损失",)),
    Measure("fires", "火灾起数", "fires", "起", "accidents"),
    Measure("accident_share", "事故起数占比", "share of accidents", "%", "accidents"),
    Measure("death_share", "死亡人数占比", "share of deaths", "%", "accidents"),
    Measure("accidents_studied", "专题研究的事故起数", "accidents studied afterwards", "起", "accidents"),
    Measure(
        "same_enterprise_accidents",
        "同一单位亡人事故起数",
        "fatal accidents of the same enterprise",
        "起",
        "accidents",
        ("同一单位亡人事故起数（下界）",),
    ),
    # hazards
    Measure("hazards_found", "隐患数", "hazards found", "处", "hazards", ("问题隐患数", "隐患问题数")),
    Measure("hazards_listed", "挂账隐患数", "hazards on the supervised list", "个", "hazards"),
    Measure("hazards_closed", "已整改数", "hazards closed", "处", "hazards", ("已销账数", "整改数")),
    Measure("hazards_open", "未整改数", "hazards still open", "处", "hazards", ("未销账数", "未销号数")),
    Measure(
        "hazards_overdue",
        "逾期未整改数",
        "hazards open past their due day",
        "处",
        "hazards",
        ("逾期未销账数", "逾期隐患数"),
    ),
    Measure("major_hazards_open", "重大隐患未整改数", "major hazards still open", "项", "hazards"),
    Measure(
        "major_hazards_overdue",
        "重大隐患逾期未整改数",
        "major hazards open past their due day",
        "项",
        "hazards",
    ),
    Measure("general_hazards_open", "一般隐患未整改数", "general hazards still open", "处", "hazards"),
    Measure(
        "general_hazards_overdue",
        "一般隐患逾期未整改数",
        "general hazards open past their due day",
        "处",
        "hazards",
    ),
    Measure(
        "closure_rate",
        "整改率",
        "closure rate",
        "%",
        "hazards",
        ("销账率", "整改完成率", "闭环率", "隐患整改率", "隐患销账率"),
    ),
    Measure("major_hazards_found", "重大隐患数", "major hazards found", "项", "hazards", ("重大事故隐患数",)),
    Measure(
        "major_hazards_closed",
        "重大隐患销号数",
        "major hazards closed",
        "项",
        "hazards",
        ("重大隐患已整改数", "重大隐患整改数"),
    ),
    Measure(
        "major_closure_rate",
        "重大隐患整改率",
        "closure rate of major hazards",
        "%",
        "hazards",
        ("重大隐患销账率", "重大隐患销号率", "重大隐患整改完成率", "重大隐患闭环率", "重大隐患治理率"),
    ),
    Measure("general_hazards_found", "一般隐患数", "general hazards found", "处", "hazards"),
    Measure(
        "general_hazards_closed",
        "一般隐患已整改数",
        "general hazards closed",
        "处",
        "hazards",
        ("一般隐患销号数", "一般隐患整改数"),
    ),
    Measure(
        "general_closure_rate",
        "一般隐患整改率",
        "closure rate of general hazards",
        "%",
        "hazards",
        ("一般隐患销账率", "一般隐患销号率", "一般隐患整改完成率", "一般隐患闭环率", "一般隐患治理率"),
    ),
    Measure(
        "on_time_closure_rate",
        "按期整改率",
        "part of the hazards due that was closed on time",
        "%",
        "hazards",
        ("按时整改率", "按期整改完成率", "按时整改完成率", "按期销号率", "按期销账率"),
    ),
    # inspections
    Measure("inspections", "检查家次", "inspections", "家次", "inspections", ("检查次数", "检查数")),
    Measure(
        "units_inspected",
        "检查单位数",
        "enterprises inspected",
        "家",
        "inspections",
        ("检查企业数", "抽查数"),
    ),
    Measure(
        "units_with_problem",
        "存在问题的单位数",
        "enterprises with the problem",
        "家",
        "inspections",
        ("不清楚职责的单位数", "存在有限空间的企业数", "存在无证上岗的企业数"),
    ),
    Measure(
        "persons_per_unit",
        "每家人数",
        "persons in each enterprise",
        "名",
        "inspections",
        ("无证上岗人数（每家）",),
    ),
    Measure("problems_per_unit", "每家问题隐患数", "hazards found in each enterprise", "个", "inspections"),
    # registers and insurance
    Measure(
        "insurance_coverage",
        "安责险覆盖率（年均）",
        "work-safety liability insurance coverage, mean of the years",
        "%",
        "enterprises",
        ("安责险覆盖率", "上险覆盖率", "投保率"),
    ),
    Measure("insurance_target", "安责险覆盖率任务指标", "target for insurance coverage", "%", ""),
    Measure("employees", "从业人员数", "persons employed", "人", "enterprises"),
    Measure("stale_entries", "台账应删未删单位数", "stale entries in a register", "家", "enterprises"),
    Measure("missing_entries", "台账应列未列单位数", "entries missing from a register", "家", "enterprises"),
    # duties, rules and deadlines
    Measure("departments_checked", "抽查部门数", "departments checked", "个", "duties"),
    Measure(
        "departments_failing",
        "不符合要求的部门数",
        "departments that fall short",
        "个",
        "duties",
        ("未纳入权力清单的部门数",),
    ),
    Measure(
        "duty_frequency",
        "会议频次",
        "how often a duty falls due",
        "次",
        "duties",
        ("会议频次要求", "联席会议频次"),
    ),
    Measure(
        "part_at_once",
        "一次送检比例上限",
        "part that may be away at once",
        "",
        "duties",
        ("灭火器一次送检比例上限",),
    ),
    Measure(
        "working_days_allowed",
        "整改期限",
        "working days allowed for rectification",
        "工作日",
        "rectifications",
    ),
    # counted nowhere in the ledgers
    Measure("first_case", "案件序次", "the first case of its kind", "起", "", ("行刑衔接案件序次",)),
    Measure("years_compared", "比较年数", "years compared with", "年", ""),
    OTHER,
)


@cache
def _by_name() -> dict[str, Measure]:
    return {measure.name: measure for measure in MEASURES}


@cache
def _by_word() -> dict[str, str]:
    return {word: m.name for m in MEASURES for word in (m.name, m.zh, *m.words)}


def measure_named(word: str) -> Measure:
    """The measure of a normalised name or a Chinese word; `OTHER` for a word that is none.

    >>> measure_named("销账率").name, measure_named("fire engines").name
    ('closure_rate', 'other')
    """
    return _by_name()[_by_word().get(word, OTHER.name)]


def no_ledger_holds(word: str) -> Said:
    """Why a measure cannot be computed from any ledger."""
    measure = measure_named(word)

    def why(language: str) -> str:
        if measure is OTHER:
            return say("no ledger holds this figure", language)
        name = measure.zh if language == "zh" else measure.en
        return say("no ledger holds this figure ({measure})", language, measure=name)

    return why


def _words_for(*meant: str) -> tuple[str, ...]:
    """The words of more than one sign that stand for one of `meant`, long ones first."""
    words = [word for word, stands_for in DIRECTIONS.items() if stands_for in meant and len(word) > 1]
    return tuple(sorted(words, key=len, reverse=True))


RISES, FALLS = _words_for("上升", "增加"), _words_for("下降", "减少")
"""Comparison words; a figure after one of them is printed without its sign."""


def base_of(comparison: str) -> str:
    """What a comparison is held against, without its direction.

    >>> base_of("同比前年下降"), base_of("同比净减少"), base_of("较2019年上升")
    ('同比前年', '同比', '较2019年')
    """
    for word in (*FALLS, *RISES):
        comparison = comparison.removesuffix(word)
    return comparison


def direction_of(comparison: str) -> int:
    """1 where a comparison word tells of a rise, -1 for a fall, 0 for neither.

    >>> direction_of("同比下降"), direction_of("环比上升"), direction_of("占全市")
    (-1, 1, 0)
    """
    if any(word in comparison for word in FALLS):
        return -1
    return 1 if any(word in comparison for word in RISES) else 0
