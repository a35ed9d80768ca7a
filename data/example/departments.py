"""Who sends which file, and with what habits: every file of `data/raw` is described here.

A file is a name, its sheets, and an encoding for CSV. The mess is what offices really send (merged headers,
totals first and last, years in titles only, areas by other names, one accident reported by two departments).
A careful person can read all of it: each fact of `facts` survives correct cleaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from . import facts
from . import spelling as s
from .inspections import SUPERVISION
from .sheets import Column, Layout, Sheet, hidden, lay_out, scratch

Events = dict[str, pd.DataFrame]
MADE = f"（{facts.MADE}）"
INNER_AREAS = ("东城区", "西城区", "朝阳区", "丰台区", "石景山区", "海淀区")
OUTER_AREAS = tuple(
    area for area in facts.AREA_WEIGHTS if area not in (*INNER_AREAS, facts.LETTER_AREA, "北京经济技术开发区")
)
NOTE = "注：本表为虚构示例数据，由程序生成，不是真实记录。"


@dataclass(frozen=True)
class SentFile:
    """One file as it arrives: `name` is its path below the raw folder."""

    name: str
    sheets: Sequence[Sheet]
    encoding: str = "utf-8"


def sent_files(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    """Every file of the example city."""
    for send in (_accidents, _hazards, _inspections, _enterprises, _duties, _rectifications):
        yield from send(events, rng)


def _year(table: pd.DataFrame, day: str, year: int) -> pd.DataFrame:
    return table[table[day].dt.year == year]


# --- accidents


def _accident_columns(**changes: Column) -> list[Column]:
    """The bureau's own columns; a changed one is given by the name of its ledger column."""
    usual = [
        Column("accident_id", "事故编号"),
        Column("area", "所属区"),
        Column("street", "街镇"),
        Column("occurred_on", "发生日期", s.chinese_date),
        Column("category", "事故分类", s.category_words),
        Column("industry", "所属行业", s.any_industry),
        Column("supervision_sector", "行业领域", s.sector_words),
        Column("accident_kind", "事故类别", s.kind_words),
        Column("deaths", "死亡人数", s.number),
        Column("serious_injuries", "重伤人数", s.number),
        Column("minor_injuries", "轻伤人数", s.number),
        Column("direct_loss_yuan", "直接经济损失（万元）", s.ten_thousands),
        Column("enterprise", "事故单位"),
        Column("cause", "事故原因"),
        Column("reported_by", "填报单位"),
        Column("reported_on", "接报时间", s.chinese_date),
        Column("studied_on", "专题研究日期", s.chinese_date),
        Column("struck_off", "是否核销", s.flag("是", None)),
        Column("note", "备注"),
    ]
    return [changes.get(column.name, column) for column in usual]


_CASUALTIES = ("deaths", "serious_injuries", "minor_injuries")


def _accidents(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    accidents = events["accidents"]
    road = accidents[accidents["category"] == "道路运输"]
    office = accidents[accidents["category"].isin(["工矿商贸", "铁路交通", "特种设备"])]
    days = office["occurred_on"]
    yield _accidents_of_2018(_year(office, "occurred_on", 2018), rng)
    yield _accidents_of_2019(_year(office, "occurred_on", 2019), rng)
    yield _accidents_to_june_2020(office[days.between("2020-01-01", "2020-06-30")], rng)
    yield _accidents_from_july_2020(office[days >= "2020-07-01"], rng)
    yield _road_accidents_of_2018(_year(road, "occurred_on", 2018), rng)
    yield _road_accidents_of_2019(_year(road, "occurred_on", 2019), rng)
    yield _road_accidents_of_2020(_year(road, "occurred_on", 2020), rng)
    yield _fires(accidents[accidents["category"] == "生产经营性火灾"], rng)
    yield _farm_machinery(accidents[accidents["category"] == "农业机械"], rng)
    yield _construction_again(office, rng)
    yield _letter_area_again(office, rng)


def _accidents_of_2018(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """Title, attachment line, two header levels, the total first, areas in merged cells, real Excel dates."""
    columns = _accident_columns(
        occurred_on=Column("occurred_on", "发生日期", s.excel_date),
        reported_on=Column("reported_on", "接报时间", s.excel_date),
        studied_on=Column("studied_on", "专题研究日期", s.mostly(s.excel_date, s.chinese_date)),
        deaths=Column("deaths", "死亡", s.number, group="伤亡人数"),
        serious_injuries=Column("serious_injuries", "重伤", s.number, group="伤亡人数"),
        minor_injuries=Column("minor_injuries", "轻伤", s.number, group="伤亡人数"),
        enterprise=Column("enterprise", "单位名称", group="事故单位"),
        industry=Column("industry", "所属行业", s.any_industry, group="事故单位"),
        supervision_sector=Column("supervision_sector", "行业领域", s.sector_words, group="事故单位"),
    )
    # A group needs its columns side by side.
    enterprise = next(column for column in columns if column.name == "enterprise")
    columns.remove(enterprise)
    columns.insert([column.name for column in columns].index("industry"), enterprise)
    layout = Layout(
        columns,
        titles=(
            "附件1",
            f"2018年生产安全事故台账{MADE}",
            "填报单位：示例应急部门    填报日期：2019年1月10日",
        ),
        notes=(NOTE, "填表说明：伤亡人数为最终核定数。"),
        total="first",
        totals_of=_CASUALTIES,
        merged=("area",),
    )
    rows = rows.sort_values(["area", "occurred_on"], kind="stable")
    sheet = lay_out(rows, layout, rng, name="2018年")
    return SentFile("accidents/2018年生产安全事故台账（示例）.xlsx", [sheet, scratch(rng)])


def _accidents_of_2019(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """An old .xls: dates in every form, subtotals by area, a hidden sheet with some of the rows again."""
    columns = _accident_columns(
        area=Column("area", "区", s.area_name),
        occurred_on=Column("occurred_on", "事故日期", s.mixed(s.any_date, s.excel_date)),
        deaths=Column("deaths", "死亡人数", s.any_count),
        serious_injuries=Column("serious_injuries", "重伤人数", s.any_count),
        direct_loss_yuan=Column("direct_loss_yuan", "直接经济损失（元）", s.yuan_with_units),
        reported_on=Column("reported_on", "接报时间", s.dotted_date),
        studied_on=Column("studied_on", "专题研究日期", s.dotted_date),
        struck_off=Column("struck_off", "是否核销", s.flag("是", "否")),
    )
    layout = Layout(
        columns,
        titles=(f"2019年度生产安全事故统计台账{MADE}",),
        notes=(NOTE,),
        total="last",
        totals_of=_CASUALTIES,
        subtotals_by="area",
    )
    rows = rows.sort_values(["area", "occurred_on"], kind="stable")
    shown = lay_out(rows, layout, rng, name="事故台账")
    old = lay_out(rows.iloc[:6], replace(layout, subtotals_by="", total="none"), rng, name="旧表")
    return SentFile("accidents/2019年生产安全事故台账（示例）.xls", [shown, hidden(old)])


def _accidents_to_june_2020(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """A GB18030 export: the year stands in the title only; areas and numbers in every form."""
    columns = _accident_columns(
        area=Column("area", "事发区", s.any_area),
        occurred_on=Column("occurred_on", "事发日期", s.day_of_year),
        deaths=Column("deaths", "死亡人数", s.any_count),
        minor_injuries=Column("minor_injuries", "轻伤人数", s.any_count),
        reported_on=Column("reported_on", "接报时间", s.day_of_year),
        studied_on=Column("studied_on", "专题研究日期", s.day_of_year),
    )
    layout = Layout(
        columns,
        titles=(f"2020年1-6月生产安全事故台账{MADE}",),
        notes=(NOTE,),
        total="last",
        totals_of=_CASUALTIES,
    )
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("accidents/2020年上半年生产安全事故台账（示例）.csv", [sheet], encoding="gb18030")


def _accidents_from_july_2020(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """The header comes again on every printed page; enterprises without their city, or with it at the end."""
    columns = _accident_columns(
        area=Column("area", "所属区", s.any_area),
        occurred_on=Column("occurred_on", "发生日期", s.mixed(s.excel_date, s.hanzi_date, s.slashed_date)),
        deaths=Column("deaths", "死亡人数", s.hanzi_persons),
        reported_on=Column("reported_on", "接报时间", s.iso_date),
        studied_on=Column("studied_on", "专题研究日期", s.iso_date),
        enterprise=Column("enterprise", "事故单位", s.mixed(s.name_without_city, s.name_city_last)),
        struck_off=Column("struck_off", "是否核销", s.flag("是", "否")),
    )
    layout = Layout(
        columns,
        titles=(f"2020年下半年生产安全事故台账{MADE}",),
        notes=(NOTE,),
        rows_per_page=30,
    )
    return SentFile(
        "accidents/2020年下半年生产安全事故台账（示例）.xlsx", [lay_out(rows, layout, rng, name="7-12月")]
    )


def _road_columns(**changes: Column) -> list[Column]:
    left_out = ("cause", "studied_on", "reported_by")
    return [column for column in _accident_columns(**changes) if column.name not in left_out]


def _road_accidents_of_2018(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _road_columns(
        area=Column("area", "事故区", s.any_area),
        occurred_on=Column("occurred_on", "事故时间", s.any_date),
        reported_on=Column("reported_on", "上报日期", s.any_date),
    )
    layout = Layout(
        columns,
        titles=("附件2", f"2018年道路运输事故登记表{MADE}"),
        notes=(NOTE,),
        total="last",
        totals_of=_CASUALTIES,
    )
    return SentFile(
        "accidents/交管部门2018年道路运输事故（示例）.xlsx", [lay_out(rows, layout, rng, name="Sheet1")]
    )


def _road_accidents_of_2019(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _road_columns(
        area=Column("area", "事故区", s.area_of_city),
        occurred_on=Column("occurred_on", "事故时间", s.slashed_date),
        deaths=Column("deaths", "死亡（人）", s.full_width),
        direct_loss_yuan=Column("direct_loss_yuan", "直接经济损失（元）", s.yuan_with_units),
        reported_on=Column("reported_on", "上报日期", s.slashed_date),
        struck_off=Column("struck_off", "是否核销", s.flag("是", "否")),
    )
    layout = Layout(columns, titles=(f"2019年道路运输事故登记表{MADE}",), notes=(NOTE,))
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("accidents/交管部门2019年道路运输事故（示例）.csv", [sheet], encoding="utf-8-sig")


def _road_accidents_of_2020(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """A system's export with an English header and codes for areas; plain UTF-8, no title."""
    columns = [
        Column("accident_id", "incident_id"),
        Column("occurred_on", "date", s.iso_date),
        Column("area", "district", s.area_code),
        Column("street", "street"),
        Column("category", "category"),
        Column("industry", "industry"),
        Column("supervision_sector", "sector"),
        Column("accident_kind", "kind"),
        Column("deaths", "deaths", s.number),
        Column("serious_injuries", "serious_injuries", s.number),
        Column("minor_injuries", "minor_injuries", s.number),
        Column("direct_loss_yuan", "direct_loss_yuan", s.number),
        Column("enterprise", "company"),
        Column("reported_on", "reported_on", s.iso_date),
        Column("struck_off", "struck_off", s.flag("yes", "no")),
        Column("note", "note"),
    ]
    sheet = lay_out(rows, Layout(columns), rng, name="")
    return SentFile("accidents/road_accidents_2020（虚构示例）.csv", [sheet])


def _fires(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _road_columns(
        area=Column("area", "所在区", s.any_area),
        occurred_on=Column("occurred_on", "发生日期", s.mostly(s.excel_date, s.dotted_date)),
        reported_on=Column("reported_on", "报告日期", s.excel_date),
    )
    sheets = [
        lay_out(
            _year(rows, "occurred_on", year),
            Layout(
                columns,
                titles=(f"{year}年生产经营性火灾统计表{MADE}",),
                notes=(NOTE,),
                total="first",
                totals_of=_CASUALTIES,
            ),
            rng,
            name=f"{year}",
        )
        for year in (2018, 2019, 2020)
    ]
    return SentFile("accidents/消防部门生产经营性火灾2018-2020（示例）.xlsx", [*sheets, scratch(rng)])


def _farm_machinery(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _road_columns(
        area=Column("area", "区县", s.area_short),
        occurred_on=Column("occurred_on", "发生日期", s.compact_date),
        reported_on=Column("reported_on", "报告日期", s.compact_date),
        deaths=Column("deaths", "死亡", s.persons),
    )
    layout = Layout(columns, titles=(f"农业机械事故台账2018—2020年{MADE}",), notes=(NOTE,), total="last")
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("accidents/农业农村部门农机事故（示例）.csv", [sheet], encoding="gb18030")


def _construction_again(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """The building department reports its accidents once more, under the same numbers and in other words."""
    rows = rows[(rows["supervision_sector"] == "建筑业") & (rows["deaths"] > 0)]
    own = rows["area"] == facts.LETTER_AREA
    rows = rows[own | (rng.random(len(rows)) < 0.4)]
    columns = _accident_columns(
        area=Column("area", "区县", s.area_short),
        occurred_on=Column("occurred_on", "事故日期", s.dotted_date),
        category=Column("category", "统计类别"),
        supervision_sector=Column("supervision_sector", "监管领域", s.sector_words),
        deaths=Column("deaths", "亡人数", s.persons),
        enterprise=Column("enterprise", "企业名称", s.mixed(s.plain, s.name_without_city, s.name_spaced)),
        reported_by=Column("reported_by", "填报部门", s.each(lambda _: "示例住建部门")),
        reported_on=Column("reported_on", "填报日期", s.dotted_date),
        studied_on=Column("studied_on", "专题研究时间", s.dotted_date),
    )
    layout = Layout(columns, titles=(f"建筑施工领域生产安全事故情况表（2018—2020年）{MADE}",), notes=(NOTE,))
    return SentFile(
        "accidents/住建部门建筑施工事故（示例）.xls", [lay_out(rows, layout, rng, name="事故情况")]
    )


def _letter_area_again(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """The district's own table: the streets in merged cells, only the first row of a block filled."""
    rows = rows[rows["area"] == facts.LETTER_AREA].sort_values(["street", "occurred_on"], kind="stable")
    columns = _accident_columns(
        area=Column("area", "区", s.area_colloquial),
        street=Column("street", "街道（乡镇）"),
        occurred_on=Column("occurred_on", "事故发生日期", s.chinese_date),
        deaths=Column("deaths", "死亡人数", s.hanzi_persons),
        enterprise=Column(
            "enterprise", "事故发生单位", s.mixed(s.plain, s.name_without_city, s.name_city_last)
        ),
        struck_off=Column("struck_off", "是否核销", s.flag("已核销", None)),
    )
    layout = Layout(
        columns,
        titles=("附件3", f"门头沟区2018年以来生产安全事故台账{MADE}"),
        notes=(NOTE,),
        merged=("street",),
    )
    return SentFile(
        "accidents/门头沟区生产安全事故台账（示例）.xlsx", [lay_out(rows, layout, rng, name="事故")]
    )


# --- hazards


def _hazard_columns(**changes: Column) -> list[Column]:
    usual = [
        Column("hazard_id", "隐患编号"),
        Column("area", "所属区"),
        Column("street", "街镇"),
        Column("found_on", "检查日期", s.chinese_date),
        Column("enterprise", "被检查单位"),
        Column("industry", "所属行业", s.any_industry),
        Column("supervision_sector", "行业领域", s.sector_words),
        Column("level", "隐患级别", s.level_words),
        Column("description", "隐患描述"),
        Column("listed", "是否挂账", s.flag("是", "否")),
        Column("due_on", "整改期限", s.chinese_date),
        Column("status", "整改状态"),
        Column("closed_on", "销账日期", s.chinese_date),
        Column("note", "备注"),
    ]
    return [changes.get(column.name, column) for column in usual]


def _hazards(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    hazards = events["hazards"]
    own = hazards[hazards["area"] == facts.LETTER_AREA]
    yield _listed_hazards(own[own["listed"]], rng)
    yield _unlisted_hazards(own[~own["listed"]], rng)
    inner = hazards[hazards["area"].isin(INNER_AREAS)]
    outer = hazards[hazards["area"].isin(OUTER_AREAS)]
    zone = hazards[hazards["area"] == "北京经济技术开发区"]
    yield _inner_hazards_of_2018(_year(inner, "found_on", 2018), rng)
    yield _inner_hazards_of_2019(_year(inner, "found_on", 2019), rng)
    yield _inner_hazards_of_2020(_year(inner, "found_on", 2020), rng)
    yield _outer_hazards(outer, rng)
    yield _zone_hazards(zone, rng)


def _listed_hazards(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """The letter's 901: a sheet a year, two header levels, the total first, streets in merged cells."""
    columns = _hazard_columns(
        area=Column("area", "所属区", s.area_colloquial),
        found_on=Column("found_on", "检查日期", s.mixed(s.excel_date, s.chinese_date)),
        due_on=Column("due_on", "整改期限", s.excel_date, group="整改情况"),
        status=Column("status", "整改状态", group="整改情况"),
        closed_on=Column("closed_on", "销账日期", s.mixed(s.excel_date, s.dotted_date), group="整改情况"),
        listed=Column("listed", "是否挂账", s.flag("是", "否")),
    )
    sheets = []
    for year in (2018, 2019, 2020):
        part = _year(rows, "found_on", year).sort_values(["street", "found_on"], kind="stable")
        layout = Layout(
            columns,
            titles=("附件", f"门头沟区{year}年挂账隐患台账{MADE}", "截至2020年8月24日"),
            notes=(NOTE,),
            total="first",
            merged=("street",),
        )
        sheets.append(lay_out(part, layout, rng, name=f"{year}年"))
    return SentFile("hazards/门头沟区挂账隐患台账（示例）.xlsx", [*sheets, scratch(rng)])


def _unlisted_hazards(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _hazard_columns(
        area=Column("area", "区", s.area_code),
        listed=Column("listed", "挂账", s.flag("√", "×")),
        found_on=Column("found_on", "发现日期", s.slashed_date),
        due_on=Column("due_on", "整改时限", s.slashed_date),
        closed_on=Column("closed_on", "整改完成日期", s.slashed_date),
    )
    layout = Layout(columns, titles=(f"门头沟区企业自查隐患{MADE}",), notes=(NOTE,))
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("hazards/门头沟区企业自查隐患（示例）.csv", [sheet], encoding="utf-8-sig")


def _inner_hazards_of_2018(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _hazard_columns(
        found_on=Column("found_on", "排查日期", s.dotted_date),
        due_on=Column("due_on", "整改期限", s.dotted_date),
        closed_on=Column("closed_on", "销号日期", s.dotted_date),
    )
    layout = Layout(
        columns,
        titles=(f"城六区2018年隐患排查治理台账{MADE}",),
        notes=(NOTE,),
        total="last",
        merged=("area", "street"),
    )
    rows = rows.sort_values(["area", "street", "found_on"], kind="stable")
    return SentFile("hazards/城六区2018年隐患台账（示例）.xls", [lay_out(rows, layout, rng, name="隐患")])


def _inner_hazards_of_2019(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """Areas in every form, days without a year for the finding: the title has it."""
    columns = _hazard_columns(
        area=Column("area", "所在区", s.any_area),
        found_on=Column("found_on", "检查日期", s.day_of_year),
        due_on=Column("due_on", "整改期限", s.iso_date),
        closed_on=Column("closed_on", "销账日期", s.iso_date),
    )
    layout = Layout(columns, titles=(f"城六区2019年隐患排查治理台账{MADE}",), notes=(NOTE,))
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("hazards/城六区2019年隐患台账（示例）.csv", [sheet], encoding="gb18030")


def _inner_hazards_of_2020(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _hazard_columns(
        area=Column("area", "所属区", s.area_short),
        found_on=Column("found_on", "检查日期", s.excel_date),
        due_on=Column("due_on", "整改期限", s.excel_date),
        closed_on=Column("closed_on", "销账日期", s.excel_date),
    )
    layout = Layout(
        columns, titles=(f"城六区2020年隐患排查治理台账{MADE}",), notes=(NOTE,), rows_per_page=200
    )
    return SentFile("hazards/城六区2020年隐患台账（示例）.xlsx", [lay_out(rows, layout, rng, name="隐患")])


def _outer_hazards(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _hazard_columns(
        area=Column("area", "所属区", s.any_area),
        found_on=Column("found_on", "登记日期", s.any_date),
        due_on=Column("due_on", "整改期限", s.mixed(s.excel_date, s.compact_date)),
        closed_on=Column("closed_on", "完成日期", s.any_date),
        enterprise=Column("enterprise", "责任单位", s.mostly(s.plain, s.name_misheard, s.name_spaced)),
    )
    sheets = [
        lay_out(
            _year(rows, "found_on", year),
            Layout(
                columns,
                titles=(f"郊区{year}年隐患排查治理台账{MADE}",),
                notes=(NOTE,),
                total="last",
            ),
            rng,
            name=f"{year}年",
        )
        for year in (2018, 2019, 2020)
    ]
    return SentFile("hazards/郊区隐患台账2018-2020（示例）.xlsx", sheets)


def _zone_hazards(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _hazard_columns(
        area=Column("area", "区", s.area_colloquial),
        found_on=Column("found_on", "发现日期", s.compact_date),
        due_on=Column("due_on", "整改期限", s.compact_date),
        closed_on=Column("closed_on", "整改日期", s.compact_date),
        listed=Column("listed", "是否挂账", s.flag("是", None)),
    )
    layout = Layout(columns, titles=(f"开发区隐患台账{MADE}",), notes=(NOTE,), total="first")
    return SentFile("hazards/开发区隐患台账（示例）.xls", [lay_out(rows, layout, rng, name="Sheet1")])


# --- inspections


def _inspection_columns(**changes: Column) -> list[Column]:
    usual = [
        Column("inspection_id", "检查编号"),
        Column("inspected_on", "检查日期", s.iso_date),
        Column("area", "所属区"),
        Column("street", "街镇"),
        Column("department", "检查机关"),
        Column("programme", "检查类别"),
        Column("enterprise", "被检查单位"),
        Column("hazards_found", "发现隐患数", s.number),
        Column("recheck_of", "原检查编号"),
        Column("topics", "问题类别"),
        Column("site_state", "现场状态"),
        Column("note", "备注"),
    ]
    return [changes.get(column.name, column) for column in usual]


def _inspections(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    inspections = events["inspections"]
    own = inspections[(inspections["area"] == facts.LETTER_AREA) & (inspections["programme"] != SUPERVISION)]
    yield _own_inspections_of_2018(_year(own, "inspected_on", 2018), rng)
    yield _own_inspections_of_2019(_year(own, "inspected_on", 2019), rng)
    yield _own_inspections_of_2020(_year(own, "inspected_on", 2020), rng)
    yield _supervision_visits(inspections[inspections["programme"] == SUPERVISION], rng)
    inner = inspections[inspections["area"].isin(INNER_AREAS)]
    outer = inspections[inspections["area"].isin(OUTER_AREAS)]
    zone = inspections[inspections["area"] == "北京经济技术开发区"]
    for year in (2018, 2019, 2020):
        yield _inner_inspections(_year(inner, "inspected_on", year), year, rng)
    yield _outer_inspections(outer, rng)
    yield _zone_inspections(zone, rng)


def _own_inspections_of_2018(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _inspection_columns(
        area=Column("area", "所属区", s.mostly(s.area_name, s.area_colloquial)),
        inspected_on=Column("inspected_on", "检查日期", s.excel_date),
        department=Column("department", "检查机关", group="检查情况"),
        programme=Column("programme", "检查类别", group="检查情况"),
    )
    layout = Layout(
        columns,
        titles=(f"门头沟区2018年安全生产执法检查台账{MADE}",),
        notes=(NOTE,),
        total="first",
        totals_of=("hazards_found",),
    )
    return SentFile(
        "inspections/门头沟区2018年检查台账（示例）.xlsx", [lay_out(rows, layout, rng, name="检查")]
    )


def _own_inspections_of_2019(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _inspection_columns(
        inspected_on=Column("inspected_on", "检查日期", s.slashed_date),
        hazards_found=Column("hazards_found", "隐患数", s.mostly(s.number, s.full_width)),
    )
    layout = Layout(columns, titles=(f"门头沟区2019年安全生产执法检查台账{MADE}",), notes=(NOTE,))
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("inspections/门头沟区2019年检查台账（示例）.csv", [sheet], encoding="gb18030")


def _own_inspections_of_2020(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _inspection_columns(
        area=Column("area", "区", s.area_short),
        inspected_on=Column("inspected_on", "检查时间", s.mixed(s.excel_date, s.chinese_date)),
        enterprise=Column("enterprise", "受检单位", s.mostly(s.plain, s.name_spaced)),
    )
    layout = Layout(
        columns,
        titles=(f"门头沟区2020年安全生产执法检查台账{MADE}", "截至2020年8月24日"),
        notes=(NOTE,),
        total="last",
        totals_of=("hazards_found",),
        rows_per_page=400,
    )
    return SentFile(
        "inspections/门头沟区2020年检查台账（示例）.xlsx", [lay_out(rows, layout, rng, name="检查")]
    )


def _supervision_visits(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _inspection_columns(
        inspected_on=Column("inspected_on", "检查日期", s.chinese_date),
        hazards_found=Column("hazards_found", "发现问题数", s.number),
    )
    layout = Layout(
        columns,
        titles=(f"督察组抽查企业情况表{MADE}", "2020年8月25日至9月11日"),
        notes=(NOTE,),
        total="last",
        totals_of=("hazards_found",),
    )
    return SentFile("inspections/督察组抽查情况表（示例）.xlsx", [lay_out(rows, layout, rng, name="抽查")])


def _inner_inspections(rows: pd.DataFrame, year: int, rng: np.random.Generator) -> SentFile:
    """2018 and 2020 as CSV, in two encodings; 2019 as a workbook."""
    columns = _inspection_columns(
        area=Column("area", "所在区", s.any_area if year == 2018 else s.area_name),
        inspected_on=Column(
            "inspected_on", "检查日期", {2018: s.any_date, 2019: s.excel_date, 2020: s.day_of_year}[year]
        ),
    )
    layout = Layout(columns, titles=(f"城六区{year}年执法检查台账{MADE}",), notes=(NOTE,))
    suffix, encoding = {2018: ("csv", "utf-8"), 2019: ("xlsx", ""), 2020: ("csv", "utf-8-sig")}[year]
    sheet = lay_out(rows, layout, rng, name="检查" if suffix == "xlsx" else "")
    return SentFile(f"inspections/城六区{year}年检查台账（示例）.{suffix}", [sheet], encoding=encoding)


def _outer_inspections(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _inspection_columns(
        area=Column("area", "区县", s.area_short),
        inspected_on=Column("inspected_on", "检查日期", s.mixed(s.excel_date, s.dotted_date)),
    )
    sheets = [
        lay_out(
            _year(rows, "inspected_on", year),
            Layout(columns, titles=(f"郊区{year}年执法检查台账{MADE}",), notes=(NOTE,), total="first"),
            rng,
            name=f"{year}年",
        )
        for year in (2018, 2019, 2020)
    ]
    return SentFile("inspections/郊区检查台账2018-2020（示例）.xlsx", [*sheets, scratch(rng)])


def _zone_inspections(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _inspection_columns(
        area=Column("area", "区", s.area_colloquial),
        inspected_on=Column("inspected_on", "日期", s.compact_date),
    )
    layout = Layout(columns, titles=(f"开发区检查台账{MADE}",), notes=(NOTE,))
    return SentFile("inspections/开发区检查台账（示例）.xls", [lay_out(rows, layout, rng, name="Sheet1")])


# --- enterprises


def _enterprise_columns(**changes: Column) -> list[Column]:
    usual = [
        Column("enterprise_id", "单位编号"),
        Column("enterprise", "单位名称"),
        Column("area", "所属区"),
        Column("street", "街镇"),
        Column("department", "主管部门"),
        Column("industry", "所属行业", s.any_industry),
        Column("supervision_sector", "行业领域", s.sector_words),
        Column("employees", "从业人员数", s.number),
        Column("registered_on", "登记日期", s.iso_date),
        Column("insured_from", "投保起期", s.iso_date),
        Column("insured_to", "投保止期", s.iso_date),
        Column("attributes", "重点特征"),
        Column("active", "是否在营", s.flag("是", "否")),
        Column("note", "备注"),
    ]
    return [changes.get(column.name, column) for column in usual]


def _enterprises(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    register = events["enterprises"]
    own = register[register["area"] == facts.LETTER_AREA]
    building = own["department"] == "示例住建部门"
    streets = own["department"].isin(["示例城管执法部门", "示例交通部门"])
    yield _building_register(own[building], rng)
    yield _street_register(own[streets], rng)
    yield _office_register(own[~building & ~streets], own[building].iloc[:5], rng)
    others = register[register["area"] != facts.LETTER_AREA]
    yield _register_of_others(others, rng)


def _building_register(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _enterprise_columns(
        registered_on=Column("registered_on", "登记日期", s.excel_date),
        insured_from=Column("insured_from", "起期", s.excel_date, group="安责险"),
        insured_to=Column("insured_to", "止期", s.excel_date, group="安责险"),
        employees=Column("employees", "从业人员数", s.mostly(s.number, s.persons)),
    )
    layout = Layout(
        columns,
        titles=(f"门头沟区住建领域生产经营单位名录{MADE}", "截至2020年8月24日"),
        notes=(NOTE,),
        total="last",
        merged=("street",),
    )
    rows = rows.sort_values(["street", "enterprise_id"], kind="stable")
    return SentFile("enterprises/住建部门单位名录（示例）.xlsx", [lay_out(rows, layout, rng, name="名录")])


def _street_register(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _enterprise_columns(
        area=Column("area", "区", s.area_short),
        registered_on=Column("registered_on", "登记日期", s.slashed_date),
        insured_from=Column("insured_from", "投保起始日期", s.dotted_date),
        insured_to=Column("insured_to", "投保终止日期", s.dotted_date),
    )
    layout = Layout(columns, titles=(f"门头沟区餐饮、汽修等单位名录{MADE}",), notes=(NOTE,))
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("enterprises/城管交通部门单位名录（示例）.csv", [sheet], encoding="gb18030")


def _office_register(rows: pd.DataFrame, again: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    """All other enterprises of the district, and a few that the building department lists too."""
    columns = _enterprise_columns(
        registered_on=Column("registered_on", "入账日期", s.any_date),
        insured_from=Column("insured_from", "保险起期", s.chinese_date),
        insured_to=Column("insured_to", "保险止期", s.chinese_date),
        active=Column("active", "在营", s.flag("√", "×")),
    )
    layout = Layout(
        columns, titles=("附件", f"门头沟区生产经营单位名录（其他）{MADE}"), notes=(NOTE,), total="first"
    )
    rows = pd.concat([rows, again])
    return SentFile("enterprises/应急等部门单位名录（示例）.xls", [lay_out(rows, layout, rng, name="名录")])


def _register_of_others(rows: pd.DataFrame, rng: np.random.Generator) -> SentFile:
    columns = _enterprise_columns(area=Column("area", "区县", s.any_area))
    layout = Layout(columns, titles=(f"各区生产经营单位名录{MADE}",), notes=(NOTE,))
    sheet = lay_out(rows, layout, rng, name="")
    return SentFile("enterprises/各区单位名录（示例）.csv", [sheet], encoding="utf-8-sig")


# --- duties and rectifications


def _duties(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    duties = events["duties"]
    columns = [
        Column("duty_id", "编号"),
        Column("area", "区"),
        Column("department", "责任部门"),
        Column("duty", "职责事项"),
        Column("frequency", "频次要求"),
        Column("done_on", "完成日期", s.mixed(s.excel_date, s.chinese_date)),
        Column("note", "备注"),
    ]
    at_once = duties["part"].notna()
    layout = Layout(columns, titles=(f"安全生产职责落实情况台账{MADE}",), notes=(NOTE,))
    yield SentFile(
        "duties/职责落实情况（示例）.xlsx",
        [lay_out(duties[~at_once], layout, rng, name="职责"), scratch(rng)],
    )
    columns[5:6] = [
        Column("done_on", "完成日期", s.slashed_date),
        Column("part", "本次数量", s.number),
        Column("whole", "总数量", s.number),
    ]
    layout = Layout(columns, titles=(f"灭火器送检情况{MADE}",), notes=(NOTE,))
    sheet = lay_out(duties[at_once], layout, rng, name="")
    yield SentFile("duties/灭火器送检情况（示例）.csv", [sheet], encoding="utf-8-sig")


def _rectifications(events: Events, rng: np.random.Generator) -> Iterator[SentFile]:
    columns = [
        Column("finding_id", "问题编号"),
        Column("issued_on", "反馈日期", s.chinese_date),
        Column("area", "区"),
        Column("unit", "牵头单位"),
        Column("category", "问题类别"),
        Column("measure", "整改措施"),
        Column("working_days", "整改时限（工作日）", s.number),
        Column("due_on", "应完成日期", s.chinese_date),
        Column("done_on", "完成日期", s.any_date),
        Column("note", "备注"),
    ]
    layout = Layout(columns, titles=("附件", f"督察反馈问题整改台账{MADE}"), notes=(NOTE,), total="last")
    sheet = lay_out(events["rectifications"], layout, rng, name="整改")
    yield SentFile("rectifications/督察反馈问题整改台账（示例）.xlsx", [sheet])
