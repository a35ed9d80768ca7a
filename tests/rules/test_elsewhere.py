"""What stands elsewhere than in its column is taken from there, named, never guessed. All sheets are made."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from safetystats import clean, read_ledger
from safetystats.findings import Cleaned
from safetystats.project import Project
from safetystats.rules.elsewhere import area_within
from safetystats.rules.places import AreaNames


def cleaned(folder: Path, text: str, name: str = "台账.csv") -> Cleaned:
    (folder / name).write_text(text, encoding="utf-8")
    return clean(read_ledger(folder / name))


def rows_of(result: Cleaned, rule: str) -> list[int]:
    return sorted(result.findings.query("rule == @rule")["row"])


ONE = "事故编号,发生日期,死亡人数\nA-1,2020-01-05,1\n"


@pytest.mark.parametrize(
    ("name", "title", "area"),
    [
        ("门头沟区2020年事故台账.csv", "", "门头沟区"),
        ("台账.csv", "填报单位：平谷区应急管理局,,\n", "平谷区"),
        ("怀柔区.csv", "平谷区事故台账,,\n", "unknown"),  # which is it
        ("怀柔区.csv", "怀柔区事故台账,,\n", "怀柔区"),
        ("全市事故台账（不含朝阳区）.csv", "", "unknown"),
        ("除海淀区外各区事故.csv", "", "unknown"),
        ("台账.csv", "（报：海淀区安委会办公室）,,\n", "unknown"),
        ("台账.csv", "抄送门头沟区政府,,\n", "unknown"),
        ("全市各区事故.csv", "填报单位：门头沟区应急管理局,,\n", "unknown"),
        ("长春朝阳区事故台账.csv", "", "unknown"),
        ("朝阳区.csv", "长春市事故台账,,\n", "unknown"),
        ("东西城区.csv", "", "unknown"),
        ("2020年1-8月平谷区事故.csv", "", "平谷区"),
        ("北京市平谷区城市管理事故.csv", "", "平谷区"),
        ("门头沟区、平谷区.csv", "", "unknown"),
        ("长春市朝阳区.csv", "", "unknown"),
        ("台账.csv", "", "unknown"),
    ],
)
def test_a_sheet_without_areas_has_the_one_that_its_names_tell(tmp_path, name, title, area):
    result = cleaned(tmp_path, title + ONE, name)
    assert result.ledger["area"].tolist() == [area]
    assert bool(rows_of(result, "area_from_name")) is (area != "unknown")


def test_each_tab_of_a_workbook_may_be_a_district_s(tmp_path):
    book = openpyxl.Workbook()
    for area, sheet in (("平谷区", book.active), ("怀柔区", book.create_sheet())):
        sheet.title = area
        sheet.append(["事故编号", "发生日期", "死亡人数"])
        sheet.append([f"{area}-1", "2020-01-05", 1])
    book.save(tmp_path / "全市.xlsx")
    ledger = clean(read_ledger(tmp_path / "全市.xlsx")).ledger
    assert dict(zip(ledger["source_sheet"], ledger["area"])) == {"平谷区": "平谷区", "怀柔区": "怀柔区"}


@pytest.mark.parametrize(
    ("tab", "title", "area"),
    [
        ("江阴", "江阴市2026年4月份生产安全事故报表", "江阴市"),
        ("Sheet1", "江阴市2026年4月份生产安全事故报表", "江阴市"),
        ("Sheet1", "无锡市江阴市事故报表", "江阴市"),
        ("江阴", "宜兴市事故报表", "unknown"),  # which is it
        ("Sheet1", "江阴市、宜兴市事故报表", "unknown"),
        ("江阴", "常州市事故报表", "unknown"),
    ],
)
def test_a_county_level_city_of_the_project_is_an_area_and_no_other_city(tmp_path, tab, title, area):
    head = "code,area,area_en,slug,valid_from,valid_to,became\n"
    areas = "320281,江阴市,Jiangyin,jiangyin,,,\n320282,宜兴市,Yixing,yixing,,,\n"
    (tmp_path / "areas.csv").write_text(head + areas, encoding="utf-8")
    (tmp_path / "area_aliases.csv").write_text("alias,area,why\n", encoding="utf-8")
    settings = 'city = "无锡市"\ncity_en = "Wuxi"\ncode = "320200"\n'
    (tmp_path / "project.toml").write_text(settings, encoding="utf-8")
    project = Project.load(tmp_path / "project.toml")
    book = openpyxl.Workbook()
    book.active.title = tab
    for row in ([title], ["事故编号", "发生日期", "死亡人数"], ["A-1", "2026-04-03", 1]):
        book.active.append(row)
    book.save(tmp_path / "4月事故.xlsx")
    result = clean(read_ledger(tmp_path / "4月事故.xlsx", project=project), project=project)
    assert result.ledger["area"].tolist() == [area]


def test_a_column_of_areas_is_never_overruled_by_a_name(tmp_path):
    text = "事故编号,发生日期,区,死亡人数\nA-1,2020-01-05,,1\nA-2,2020-01-06,怀柔区,1\n"
    assert cleaned(tmp_path, text, "平谷区.csv").ledger["area"].tolist() == ["unknown", "怀柔区"]


@pytest.mark.parametrize(
    ("title", "written", "areas", "streets", "rule"),
    [
        ("门头沟区", ("永定镇", "大峪街道"), ["门头沟区"] * 2, ["永定镇", "大峪街道"], "area_from_name"),
        ("平谷区", ("全区", "本区"), ["平谷区"] * 2, ["", ""], "area_from_name"),
        ("平谷区", ("全区", "峪口镇"), ["平谷区"] * 2, ["", "峪口镇"], "area_from_name"),
        ("全市", ("永定镇", "大峪街道"), ["unknown"] * 2, ["", ""], "area_of_parts"),
        ("门头沟区", ("永定镇", "平谷区"), ["unknown", "平谷区"], ["", ""], "area_unknown"),
        ("门头沟区", ("长春市永春镇", "南关区"), ["unknown"] * 2, ["", ""], "area_list_unlike"),
    ],
)
def test_towns_under_area_lie_in_the_area_that_the_sheet_names(
    tmp_path, title, written, areas, streets, rule
):
    rows = [f"YH-{n},2020-01-05,{text},通道堵塞{n},未整改" for n, text in enumerate(written, 1)]
    text = "\n".join([f"{title}隐患台账,,,,", "隐患编号,发现日期,区,隐患描述,状态", *rows, ""])
    result = cleaned(tmp_path, text, "a.csv")
    assert result.ledger["area"].tolist() == areas
    assert result.ledger["street"].fillna("").tolist() == streets
    told = {"area_from_name", "area_of_parts", "area_list_unlike", "area_unknown"}
    assert rule in told & set(result.findings["rule"])
    assert ("area_list_unlike" in set(result.findings["rule"])) is (rule == "area_list_unlike")


@pytest.mark.parametrize(
    ("written", "areas", "streets"),
    [
        (("朝阳区", "海淀"), ["朝阳区", "海淀区"], [None, None]),
        (("大峪街道", "海淀街道"), ["门头沟区", "门头沟区"], ["大峪街道", "海淀街道"]),
        (("门头沟区大峪街道", "城子街道"), ["门头沟区", "门头沟区"], ["门头沟区大峪街道", "城子街道"]),
    ],
)
def test_a_column_of_localities_is_one_of_areas_where_its_words_are(tmp_path, written, areas, streets):
    rows = [f"YH-{n},2020-01-05,{text},通道堵塞,未整改" for n, text in enumerate(written, 1)]
    text = "\n".join(["门头沟区隐患台账,,,,", "隐患编号,发现日期,属地,隐患描述,状态", *rows, ""])
    result = cleaned(tmp_path, text, "a.csv")
    assert result.ledger["area"].tolist() == areas
    assert (
        result.ledger["street"].astype(object).map(lambda s: s if pd.notna(s) else None).tolist() == streets
    )
    is_named = areas == ["朝阳区", "海淀区"]
    assert bool(rows_of(result, "named_by_words")) is is_named
    assert bool(rows_of(result, "area_from_name")) is not is_named


PLACES = [
    ("永定镇上岸路口", "门头沟区", "area_from_name"),
    ("大峪街道", "门头沟区", "area_from_name"),
    ("幸福小区3号楼", "门头沟区", "area_from_name"),
    ("", "门头沟区", "area_from_name"),
    ("门头沟区永定镇", "门头沟区", "area_with_street"),
    ("房山区阎村镇", "房山区", "area_not_of_name"),
    ("位于房山区阎村镇", "unknown", "area_unknown"),
    ("门头沟区与房山区交界", "unknown", "area_unknown"),
    ("三河市燕郊镇", "unknown", "area_unknown"),
    ("河北省涿鹿县", "unknown", "area_unknown"),
    ("北京市", "unknown", "area_is_the_city"),
]


@pytest.mark.parametrize("header", ["事故地点", "发生地点", "地址", "事发地", "事故发生地点（详细）"])
def test_a_place_without_an_area_lies_in_that_of_the_title_unless_it_names_another(tmp_path, header):
    rows = [f"A-{n},2020-01-{n:02},{place},1" for n, (place, *_) in enumerate(PLACES, 1)]
    text = "\n".join(["门头沟区事故台账,,,", f"事故编号,发生日期,{header},死亡人数", *rows, ""])
    result = cleaned(tmp_path, text, "a.csv")
    assert result.ledger["area"].tolist() == [area for _, area, _ in PLACES]
    assert result.ledger["street"].dropna().tolist() == ["大峪街道"]
    for row, (*_, rule) in enumerate(PLACES, 3):
        assert row in rows_of(result, rule)


def test_places_below_headings_lie_in_the_area_of_their_heading(tmp_path):
    lines = [
        "一、海淀区,,,,", "A-1,2020-01-05,学院路,建筑业,1",
        "二、房山区,,,,", "A-2,2020-01-06,阎村镇,建筑业,1", "A-3,2020-01-07,海淀区苏家坨镇,建筑业,1",
    ]  # fmt: skip
    text = "\n".join(["事故编号,发生日期,事故地点,行业,死亡人数", *lines, ""])
    result = cleaned(tmp_path, text, "a.csv")
    assert result.ledger["area"].tolist() == ["海淀区", "房山区", "海淀区"]
    assert (rows_of(result, "area_from_heading"), rows_of(result, "area_not_of_name")) == ([3, 5], [6])


def test_places_of_another_city_lie_in_no_area_of_ours(tmp_path):
    rows = [f"A-{n},2020-01-{n:02},{place},1" for n, place in enumerate(["南关区", "宽城区", "永春镇"], 1)]
    text = "\n".join(["朝阳区事故台账,,,", "事故编号,发生日期,事故地点,死亡人数", *rows, ""])
    assert cleaned(tmp_path, text, "a.csv").ledger["area"].tolist() == ["unknown"] * 3


def test_a_deadline_of_so_many_days_is_counted_from_the_day_of_finding(tmp_path):
    rows = [
        ("2020-01-05", "立即"), ("2020-01-06", "10日内"), ("2020-01-07", "长期"), ("2020-01-08", "15日"),
        ("2035-01-09", "3个工作日内"), ("2020-01-09", "3个工作日内"), ("某日", "立即"),
    ]  # fmt: skip
    lines = [f"YH-{n},{found},平谷区,隐患{n},未整改,{due}" for n, (found, due) in enumerate(rows, 1)]
    result = cleaned(tmp_path, "\n".join(["隐患编号,发现日期,区,隐患描述,状态,整改期限", *lines, ""]))
    due = result.ledger["due_on"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    # 11 and 12 January 2020 were a weekend; no working days of 2035 are known.
    assert due == ["2020-01-05", "2020-01-16", "", "", "", "2020-01-14"]
    assert rows_of(result, "deadline_counted") == [2, 3, 7]
    unread = result.findings.query("column == 'due_on' and rule == 'date_unreadable'")
    assert sorted(unread["row"]) == [4, 5, 6, 8]


def test_a_deadline_of_more_days_than_a_month_has_or_in_excel_s_count_is_read_and_named(tmp_path):
    rows = [
        ("2023-07-01", "60日"), ("2023-07-01", "31日"), ("2023-07-01", "45123"), ("2023-07-20", "45123"),
        ("2021-07-01", "45123"), ("2023-07-01", "15日内"),
    ]  # fmt: skip
    lines = [f"YH-{n},{found},平谷区,隐患{n},未整改,{due}" for n, (found, due) in enumerate(rows, 1)]
    result = cleaned(tmp_path, "\n".join(["隐患编号,发现日期,区,隐患描述,状态,整改期限", *lines, ""]))
    due = result.ledger["due_on"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    # 45123 is 2023-07-16 in Excel: before the finding of the fourth, two years after that of the fifth.
    assert due == ["2023-08-30", "", "2023-07-16", "", "", "2023-07-16"]
    assert rows_of(result, "deadline_counted") == [2, 7]
    assert rows_of(result, "date_from_serial") == [4]
    assert rows_of(result, "date_unreadable") == [3, 5, 6]


@pytest.mark.parametrize(
    ("of_tabs", "categories", "kinds", "read_as_both"),
    [
        # 火灾 is a category and a kind: the other tabs tell which is meant, and where none does it is both.
        (("火灾", "高处坠落"), ["unknown", "unknown"], ["火灾", "高处坠落"], False),
        (("火灾", "道路运输"), ["火灾", "道路运输"], ["unknown", "unknown"], False),
        (("火灾事故",), ["火灾"], ["火灾"], True),
        (("火灾", "火灾事故"), ["火灾", "火灾"], ["火灾", "火灾"], True),
        (("不在其列的事",), ["unknown"], ["unknown"], False),
    ],
)
def test_a_type_of_either_list_is_what_the_other_tabs_have_or_both(
    tmp_path, of_tabs, categories, kinds, read_as_both
):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, text in enumerate(of_tabs, 1):
        sheet = book.create_sheet(f"{number}科")
        sheet.append(["事故编号", "发生日期", "事故类型", "死亡人数"])
        sheet.append([f"A-{number}", "2020-01-05", text, 1])
    book.save(tmp_path / "a.xlsx")
    result = clean(read_ledger(tmp_path / "a.xlsx"))
    assert result.ledger["category"].tolist() == categories
    assert result.ledger["accident_kind"].tolist() == kinds
    assert bool(rows_of(result, "named_by_both")) is read_as_both


@pytest.mark.parametrize("header", ["类别", "事故类别", "事故类型"])
@pytest.mark.parametrize(
    ("words", "column", "values"),
    [
        (("火灾", "高处坠落"), "accident_kind", ["火灾", "高处坠落"]),
        (("工矿商贸", "铁路交通"), "category", ["工矿商贸", "铁路交通"]),
        (("建筑业", "工贸"), "supervision_sector", ["建筑业", "商贸制造业"]),
        # Sections of GB/T 4754, of which the list of sectors has one.
        (("制造业", "住宿和餐饮业"), "industry", ["C 制造业", "H 住宿和餐饮业"]),
        (("较大事故", "一般"), "severity", ["一般", "一般"]),
        (("不在其列的事", "其他的事"), "accident_kind", ["unknown", "unknown"]),
    ],
)
def test_a_header_that_may_mean_several_columns_is_that_whose_words_it_holds(
    tmp_path, header, words, column, values
):
    lines = [f"A-{n},2020-0{n}-05,{word},1,0,1" for n, word in enumerate(words, 1)]
    text = "\n".join([f"事故编号,发生日期,{header},死亡人数,重伤人数,直接经济损失（万元）", *lines, ""])
    result = cleaned(tmp_path, text)
    assert result.ledger[column].tolist() == values
    others = {"accident_kind", "category", "supervision_sector", "industry"} - {column}
    assert (result.ledger[sorted(others)] == "unknown").all(axis=None)
    # A grade is computed; one that is stated is held against it: one death makes no 较大事故.
    assert rows_of(result, "severity_differs") == ([2] if column == "severity" else [])


@pytest.mark.parametrize(
    ("header", "words", "column", "values"),
    [
        # 道路运输 is in both lists; 建筑施工 and 危险化学品 are sectors alone, 工矿商贸 a category alone.
        (
            "事故类型",
            ("工矿商贸", "道路运输", "建筑施工", "危险化学品"),
            "category",
            ["工矿商贸", "道路运输", "unknown", "unknown"],
        ),
        (
            "事故类别",
            ("高处坠落", "道路运输", "建筑施工"),
            "accident_kind",
            ["高处坠落", "unknown", "unknown"],
        ),
        ("事故类型", ("工矿商贸", "较大", "一般"), "category", ["工矿商贸", "unknown", "unknown"]),
        # 其他 ends every list.
        ("事故类别", ("工矿商贸", "铁路交通", "其他"), "category", ["工矿商贸", "铁路交通", "unknown"]),
    ],
)
def test_no_word_that_the_column_alone_knows_is_lost_for_others_of_another_list(
    tmp_path, header, words, column, values
):
    lines = [f"A-{n},2020-0{n}-05,{word},1" for n, word in enumerate(words, 1)]
    result = cleaned(tmp_path, "\n".join([f"事故编号,发生日期,{header},死亡人数", *lines, ""]))
    assert result.ledger[column].tolist() == values
    assert bool(rows_of(result, "named_by_words")) is ("其他" in words)


CATEGORIES, KINDS = ("工矿商贸", "道路运输"), ("高处坠落", "车辆伤害")


@pytest.mark.parametrize(
    ("headers", "first", "second", "named"),
    [
        ("事故分类,事故类型", CATEGORIES, KINDS, "named_by_words"),
        ("事故分类,事故类型", KINDS, CATEGORIES, "named_by_words"),
        ("事故类型,事故类型", CATEGORIES, KINDS, "named_by_words"),
        # 火灾 is in both lists: what stands beside it tells.
        ("事故类型,事故分类", ("火灾", "火灾"), CATEGORIES, "named_by_words"),
        ("事故分类,事故类型", ("火灾", "火灾"), KINDS, "named_by_words"),
        # 事故类别 is a kind as a rule.
        ("事故类型,事故类别", CATEGORIES, KINDS, ""),
        ("事故类型,事故类别", KINDS, CATEGORIES, "named_by_words"),
    ],
)
def test_two_columns_that_may_be_category_or_kind_are_named_by_their_words(
    tmp_path, headers, first, second, named
):
    lines = [f"A-{n},2020-01-0{n},{one},{other},1" for n, (one, other) in enumerate(zip(first, second), 1)]
    result = cleaned(tmp_path, "\n".join([f"事故编号,发生日期,{headers},死亡人数", *lines, ""]))
    category = second if second == CATEGORIES else first
    assert result.ledger["category"].tolist() == list(category)
    assert result.ledger["accident_kind"].tolist() == list(first if category == second else second)
    assert set(result.findings["rule"]) & {"two_headers", "named_by_words"} == ({named} if named else set())


@pytest.mark.parametrize(
    ("first", "second"), [(CATEGORIES, ("特种设备", "铁路交通")), (CATEGORIES, ("某甲事", "某乙事"))]
)
def test_two_columns_whose_words_do_not_tell_them_apart_are_named_as_one_header_twice(
    tmp_path, first, second
):
    lines = [f"A-{n},2020-01-0{n},{one},{other},1" for n, (one, other) in enumerate(zip(first, second), 1)]
    result = cleaned(tmp_path, "\n".join(["事故编号,发生日期,事故分类,事故类型,死亡人数", *lines, ""]))
    assert result.ledger["category"].tolist() == list(first)
    assert result.ledger["accident_kind"].tolist() == ["unknown", "unknown"]
    assert "two_headers" in set(result.findings["rule"])


@pytest.mark.parametrize(
    ("text", "area"),
    [("门头沟", "门头沟区"), ("2020年门头沟区隐患", "门头沟区"), ("北京市朝阳区", "朝阳区"), ("某区", None)],
)
def test_an_area_is_found_within_a_text(text, area):
    assert area_within(text, AreaNames.of(Project.load()), "北京市") == area


HAZARDS = "隐患编号,发现日期,区,状态,销账日期\nYH-1,2020-01-05,平谷区,{status},{closed}\n"


@pytest.mark.parametrize(
    ("status", "closed", "end", "day"),
    [
        ("", "已销账", "closed", None),
        ("", "√", "closed", None),
        ("", "2020-01-20已销账", "closed", "2020-01-20"),
        ("", "已于2020年1月20日销账", "closed", "2020-01-20"),
        ("", "当场整改", "closed", "2020-01-05"),
        ("", "未整改", "open", None),
        ("", "已整改", "closed", None),
        ("", "100%", "closed", None),
        ("", "2020-04-01（逾期）", "closed", "2020-04-01"),
        ("", "逾期2020-04-01完成", "closed", "2020-04-01"),
        ("", "预计2020年4月1日", "open", None),
        ("", "拟于2020年4月1日销账", "open", None),
        ("", "申请销账", "open", None),
        ("", "延期至2020-05-01", "open", None),
        ("", "2020.4.1复查不合格", "open", None),
        ("转办", "已销账", "transferred", None),
        ("已销账", "2020-01-20", "closed", "2020-01-20"),
    ],
)
def test_a_closing_day_that_is_a_word_tells_the_ending(tmp_path, status, closed, end, day):
    result = cleaned(tmp_path, HAZARDS.format(status=status, closed=closed))
    row = result.ledger.iloc[0]
    assert row["end_type"] == end
    assert (None if pd.isna(row["closed_on"]) else str(row["closed_on"].date())) == day
    assert rows_of(result, "ending_in_day_column") == ([] if closed == "2020-01-20" else [2])


@pytest.mark.parametrize(
    ("status", "closed", "day"),
    [
        ("已于2020年1月20日复查销账", "", "2020-01-20"),
        ("2020-01-20已整改", "/", "2020-01-20"),
        ("已整改（2020年1月20日）", "", "2020-01-20"),
        ("2020年1月20日检查，已整改", "", None),
        ("2020年1月20日立案已整改", "", None),
        ("2020年1月20日已整改，2020年2月1日复查合格", "", None),
        ("已于2020年1月20日销账", "2020-01-25", "2020-01-25"),
    ],
)
def test_a_status_that_says_when_it_was_closed_tells_the_closing_day(tmp_path, status, closed, day):
    result = cleaned(tmp_path, HAZARDS.format(status=status, closed=closed))
    row = result.ledger.iloc[0]
    assert row["end_type"] == "closed"
    assert (None if pd.isna(row["closed_on"]) else str(row["closed_on"].date())) == day
    assert rows_of(result, "day_in_status") == ([2] if day and closed != "2020-01-25" else [])


@pytest.mark.parametrize("closed", ["下周", "立即", "立即整改", "立行立改"])
def test_a_closing_day_that_says_nothing_known_or_orders_stays_unreadable(tmp_path, closed):
    result = cleaned(tmp_path, HAZARDS.format(status="", closed=closed))
    assert rows_of(result, "date_unreadable") == [2]
    assert result.ledger["end_type"].tolist() == ["open"]


def test_a_hazard_that_one_column_calls_open_is_not_closed(tmp_path):
    text = (
        "隐患编号,发现日期,区,整改状态,是否销账,销账日期\nYH-1,2020-01-05,平谷区,已整改,否,\n"
        "YH-2,2020-01-05,平谷区,已整改,是,2020-01-09\nYH-3,2020-01-05,平谷区,整改中,否,\n"
    )
    result = cleaned(tmp_path, text)
    assert result.ledger["end_type"].tolist() == ["open", "closed", "open"]


@pytest.mark.parametrize(
    ("told", "end"),
    [
        ("复查不合格", "open"),
        ("已拆除不合格开关，整改完成", "closed"),
        ("复查未发现新问题，同意销账", "closed"),
        ("不需要", "closed"),
    ],
)
def test_only_a_word_of_the_list_in_a_second_status_denies_the_first(tmp_path, told, end):
    text = f"隐患编号,发现日期,区,状态,整改情况,销账日期\nYH-1,2020-01-05,平谷区,已销账,{told},2020-01-09\n"
    assert cleaned(tmp_path, text).ledger["end_type"].tolist() == [end]


TICKED = [("√", ""), ("", "√"), ("√", "√"), ("", ""), ("×", "是"), ("1", "0")]


@pytest.mark.parametrize("group", ["整改情况", ""])
def test_a_hazard_ended_as_the_one_header_says_that_is_ticked(tmp_path, group):
    head = f"编号,发现日期,区,隐患描述,{group},\n,,,,已销账,未销账\n"
    head = head if group else "编号,发现日期,区,隐患描述,已销账,未销账\n"
    rows = [f"H-{n},2020-01-0{n},平谷区,堵塞,{a},{b}\n" for n, (a, b) in enumerate(TICKED, start=1)]
    result = cleaned(tmp_path, head + "".join(rows))
    ends = result.ledger["end_type"].tolist()
    assert ends == ["closed", "open", "unknown", "unknown", "open", "closed"]
    top = head.count("\n")
    assert rows_of(result, "status_from_ticks") == [top + n for n in range(1, 7)]
    assert rows_of(result, "status_unknown") == [top + 3, top + 4]
    assert not result.findings["note"].str.contains("raw sheet.*已销账").any()


def test_an_answer_that_is_never_ticked_is_an_answer_too(tmp_path):
    rows = [f"H-{n},2020-01-0{n},平谷区,堵塞,{tick},\n" for n, tick in enumerate(["√", "", "√"], start=1)]
    result = cleaned(tmp_path, "编号,发现日期,区,隐患描述,已销账,未销账\n" + "".join(rows))
    assert result.ledger["end_type"].tolist() == ["closed", "unknown", "closed"]
    assert rows_of(result, "status_unknown") == [3]


def test_headers_of_answers_that_hold_more_than_ticks_are_no_status(tmp_path):
    text = "编号,发现日期,区,隐患描述,已销账,未销账\nH-1,2020-01-01,平谷区,堵塞,2020-02-01,\n"
    result = cleaned(tmp_path, text)
    assert result.ledger["end_type"].tolist() == ["unknown"]
    assert result.findings["note"].str.contains("raw sheet.*已销账").any()


def test_missing_persons_are_counted_with_the_dead(tmp_path):
    text = (
        "事故编号,发生日期,区,死亡人数,失踪人数\nA-1,2020-01-05,平谷区,2,1\n"
        "A-2,2020-01-06,平谷区,1,0\nA-3,2020-01-07,平谷区,,1\n"
    )
    result = cleaned(tmp_path, text)
    assert result.ledger["deaths"].tolist()[:2] == [3, 1]
    assert pd.isna(result.ledger["deaths"].iloc[2])
    assert result.ledger["severity"].iloc[0] == "较大"
    assert rows_of(result, "missing_counted") == [2]


@pytest.mark.parametrize(
    ("deaths", "other"),
    [
        ("死亡人数", "上年失踪人数"), ("死亡人数", "失踪车辆数"), ("死亡人数", "疑似失踪人数"),
        ("死亡人数（含失踪）", "失踪人数"), ("死亡和下落不明", "下落不明"), ("死亡人数", "其中：失踪人数"),
    ],
)  # fmt: skip
def test_only_a_column_of_persons_missing_that_the_dead_leave_out_is_added(tmp_path, deaths, other):
    text = f"事故编号,发生日期,区,{deaths},{other}\nA-1,2020-01-05,平谷区,2,1\n"
    result = cleaned(tmp_path, text)
    assert result.ledger["deaths"].fillna(2).tolist() == [2]
    assert rows_of(result, "missing_counted") == []


def test_casualties_in_a_column_of_their_own_are_parted(tmp_path):
    text = "事故编号,发生日期,区,伤亡情况\nA-1,2020-01-05,平谷区,死亡1人，重伤2人\n"
    result = cleaned(tmp_path, text)
    assert result.ledger[["deaths", "serious_injuries"]].iloc[0].tolist() == [1, 2]
    assert "deaths" not in set(result.findings.query("rule == 'column_missing'")["column"])


def test_a_grade_that_the_figures_deny_is_named(tmp_path):
    # Order 493: three deaths are 较大; with the loss not known the grade may be higher, never lower.
    text = (
        "事故编号,发生日期,区,死亡人数,重伤人数,直接经济损失(元),事故等级\nA-1,2020-01-05,平谷区,4,0,0,一般事故\n"
        "A-2,2020-01-06,平谷区,1,0,,较大\nA-3,2020-01-07,平谷区,1,0,5,较大\nA-4,2020-01-08,平谷区,1,0,5,一般\n"
    )
    assert rows_of(cleaned(tmp_path, text), "severity_differs") == [2, 4]


def test_rows_under_a_heading_have_its_area(tmp_path):
    text = (
        "事故编号,发生日期,区,死亡人数\n一、朝阳区,,,\nA-1,2020-01-05,,1\nA-2,2020-01-06,,1\n二、平谷区,,,\n"
        "A-3,2020-01-07,,2\n"
    )
    result = cleaned(tmp_path, text)
    assert result.ledger["area"].tolist() == ["朝阳区", "朝阳区", "平谷区"]
    assert rows_of(result, "area_from_heading") == [3, 4, 6]
    assert len(result.quarantine) == 0
    assert "column_not_used" not in set(result.findings["rule"])


@pytest.mark.parametrize(
    ("heading", "areas"),
    [
        ("平谷区（2起）", ["朝阳区", "平谷区"]),
        ("平谷区 2起", ["朝阳区", "平谷区"]),
        ("第2批", ["朝阳区", "unknown"]),
    ],
)
def test_a_heading_ends_the_section_above_it(tmp_path, heading, areas):
    text = f"事故编号,发生日期,区,死亡人数\n朝阳区,,,\nA-1,2020-01-05,,1\n{heading},,,\nA-3,2020-01-07,,2\n"
    assert cleaned(tmp_path, text).ledger["area"].tolist() == areas


@pytest.mark.parametrize(
    ("header", "year", "day", "read"),
    [
        ("年度", "2019", "1月9日", "2019-01-09"),
        ("年份", "2019年", "元月9日", "2019-01-09"),
        ("统计年度", "2019年度", "1月9日14时", "2019-01-09"),
        ("年度", "2019", "2018-01-09", ""),
        ("年度", "本年", "1月9日", "aside"),
        ("验收年度", "2019", "1月9日", "aside"),
        ("年度", "2019", "1/9", "2019-01-09"),
        ("年度", "2019", "01-09", "2019-01-09"),
        ("年度", "2019", "13/1", "aside"),
        ("年度", "2019", "5.2", "aside"),
    ],
)
def test_a_day_without_its_year_has_that_of_a_column_of_years(tmp_path, header, year, day, read):
    result = cleaned(tmp_path, f"事故编号,{header},发生日期,区\nA-1,{year},{day},平谷区\n")
    days = result.ledger["occurred_on"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ([] if read == "aside" else [read or day])
    assert rows_of(result, "date_year_from_column") == ([2] if days and read else [])
    assert bool(rows_of(result, "column_not_used")) == (header == "验收年度")


@pytest.mark.parametrize(
    ("year", "day", "differs"),
    [
        ("2019", "2020-01-05", True),
        ("2019年度", "5-Jan-2020", True),
        ("2020", "2020年1月5日", False),
        ("本年", "2020-01-05", False),
        ("", "2020-01-05", False),
    ],
)
def test_a_year_that_denies_a_whole_day_is_named_and_the_day_kept(tmp_path, year, day, differs):
    result = cleaned(tmp_path, f"事故编号,年度,发生日期,区\nA-1,{year},{day},平谷区\n")
    assert result.ledger["occurred_on"].dt.strftime("%Y-%m-%d").tolist() == ["2020-01-05"]
    assert rows_of(result, "year_differs") == ([2] if differs else [])


def test_the_day_is_taken_from_a_second_column_where_the_first_has_none(tmp_path):
    text = (
        "事故编号,发生日期,发生时间,区,死亡人数\nA-1,,2020-01-05 10:00,平谷区,1\n"
        "A-2,1月6日,2020-01-06 11:00,平谷区,1\nA-3,2020-01-07,2020-01-09,平谷区,1\n"
        "A-4,说不清,2020-01-08,平谷区,1\n"
    )
    result = cleaned(tmp_path, text)
    assert result.ledger["occurred_on"].dt.day.tolist() == [5, 6, 7]
    assert rows_of(result, "day_from_second_column") == [2, 3]
    assert result.quarantine["source_row"].tolist() == [5]


@pytest.mark.parametrize(
    ("title", "header", "deaths"),
    [
        ("", "死亡人数(不含失踪)", 3),
        ("", "死亡人数(含失踪)", 2),
        ("注：死亡人数含失踪,,,,\n", "死亡人数", 2),
        ("注：死亡人数包括失踪人员,,,,\n", "死亡人数", 2),
        ("注：死亡人数不含失踪,,,,\n", "死亡人数", 3),
    ],
)
def test_missing_persons_are_added_unless_the_sheet_says_that_they_are_included(
    tmp_path, title, header, deaths
):
    text = f"{title}事故编号,发生日期,区,{header},失踪人数\nA-1,2020-01-05,平谷区,2,1\n"
    assert cleaned(tmp_path, text).ledger["deaths"].tolist() == [deaths]


@pytest.mark.parametrize(
    ("header", "told", "deaths", "figures", "rules"),
    [
        ("伤亡情况", "死亡1人，受伤3人", "1", (1, 3), {"casualties_parted"}),
        ("伤亡情况", "死亡5人，受伤3人", "2", (2, 3), {"casualties_parted", "casualties_differ"}),
        ("死亡/受伤人数", "1/3", "1人", (1, 3), {"casualties_parted"}),
        ("死亡/受伤人数", "1/3", "2", (2, 3), {"casualties_parted", "casualties_differ"}),
        ("伤亡情况", "多人受伤", "2", (2, None), {"column_not_used"}),
    ],
)
def test_casualties_beside_a_number_of_deaths_fill_the_other_columns_or_differ(
    tmp_path, header, told, deaths, figures, rules
):
    rows = f"A-1,2020-01-05,平谷区,火灾,{deaths},“{told}”\n".translate(str.maketrans("“”", '""'))
    result = cleaned(tmp_path, f"事故编号,发生日期,区,事故类型,死亡人数,{header}\n" + rows)
    first = result.ledger.iloc[0]
    assert first["deaths"] == figures[0]
    assert (first["injuries"] if pd.notna(first["injuries"]) else None) == figures[1]
    told_rules = {"casualties_parted", "casualties_differ", "casualties_taken", "column_not_used"}
    assert told_rules & set(result.findings["rule"]) == rules


@pytest.mark.parametrize(
    ("header", "cell", "closed_on", "end"),
    [
        ("复查状态", "复查不合格", "", "open"),
        ("复查结果", "不合格", "", "open"),
        ("验收意见", "未通过", "", "open"),
        ("复查状态", "复查不合格", "2020-03-20", "closed"),
        ("复查结果", "合格", "", "closed"),
        ("复查情况", "不合格开关已拆除", "", "closed"),
    ],
)
def test_a_hazard_that_did_not_pass_its_check_is_open(tmp_path, header, cell, closed_on, end):
    row = f"YH-1,2020-03-05,平谷区,一般,已整改,{cell},{closed_on}"
    text = f"隐患编号,发现日期,区,隐患级别,整改状态,{header},销账日期\n{row}\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert cleaned.ledger["end_type"].tolist() == [end]
    assert ("status_contradicted" in set(cleaned.findings["rule"])) is (end == "open")


@pytest.mark.parametrize(
    ("place", "name", "area"),
    [
        ("平谷区", "1月", "平谷区"),
        ("2020年", "1月", "unknown"),
        ("平谷区", "密云区1月", "密云区"),
        ("平谷区", "平谷区和密云区", "unknown"),
    ],
)
def test_the_folder_tells_the_area_of_rows_where_no_name_of_their_sheet_does(tmp_path, place, name, area):
    (tmp_path / place).mkdir()
    text = "事故编号,发生日期,死亡人数,单位名称\n1,2020-01-02,1,虚构甲厂\n"
    (tmp_path / place / f"{name}.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["area"].tolist() == [area]
    told = cleaned.findings.query("rule == 'area_from_name'")["after"].tolist()
    assert told == ([] if area == "unknown" else [area])
