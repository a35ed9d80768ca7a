"""Rows that are no record are set aside with their reason; rows that hold several are named. All are made."""

import openpyxl
import pytest

from safetystats import clean, read_ledger

HEADER = "隐患编号,发现日期,区,被检查单位,隐患描述\n"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("YH-2,2020-02-05,平谷区,无隐患,", "zero_report_in_row"),
        ("YH-2,2020-02-05,平谷区,甲厂,未发现问题", "zero_report_in_row"),
        ("YH-2,2020-02-05,平谷区,甲厂,现场未发现问题", "zero_report_in_row"),
        ("YH-2,2020-02-05,平谷区,甲厂,无", "zero_report_in_row"),
        ("示例：YH-2,2020-02-05,平谷区,甲厂,通道堵塞", "example_row"),
        ("YH-2,2020-02-05,平谷区,示例公司,通道堵塞", "example_row"),
    ],
)
def test_a_row_that_is_no_record_is_set_aside(tmp_path, row, rule):
    (tmp_path / "a.csv").write_text(
        f"{HEADER}YH-1,2020-01-05,平谷区,乙厂,无警示标志\n{row}\n", encoding="utf-8"
    )
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert cleaned.ledger["hazard_id"].tolist() == ["YH-1"]
    assert len(cleaned.quarantine) == 1
    assert cleaned.findings.query("rule == @rule")[["row", "action"]].values.tolist() == [[3, "quarantined"]]


@pytest.mark.parametrize(
    "description", ["无警示标志", "示例牌脱落", "未发现隐患的部位未设标识", "1.5米高处无护栏"]
)
def test_a_description_that_only_begins_so_is_a_hazard(tmp_path, description):
    (tmp_path / "a.csv").write_text(f"{HEADER}YH-1,2020-01-05,平谷区,乙厂,{description}\n", encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert len(cleaned.ledger) == 1
    # The sheet has no columns of levels, statuses and closing days, and that is all there is to say of it.
    assert cleaned.findings[["rule", "column"]].to_numpy().tolist() == [
        ["column_missing", "closed_on"], ["column_missing", "level"], ["column_missing", "status"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number",
    [
        *("（例）", "(示例)", "【示例】", "[例]", "例一", "例如", "样表", "模板"),
        *("EXAMPLE", "example-1", "sample", "测试", "SG-示例", "test001", "TEST-2", "e.g."),
    ],
)
def test_a_number_that_calls_its_row_an_example_sets_it_aside(tmp_path, number):
    assert aside(tmp_path, f"{number},2020-02-05,平谷区,甲厂,通道堵塞,,") == ["example_row"]


@pytest.mark.parametrize("name", ["（示例）", "示例有限公司", "测试企业", "Example Co."])
def test_an_enterprise_that_is_only_an_example_sets_its_row_aside(tmp_path, name):
    assert aside(tmp_path, f"YH-2,2020-02-05,平谷区,{name},通道堵塞,,") == ["example_row"]


@pytest.mark.parametrize(
    "row",
    [
        "YH-2,2020-02-05,平谷区,（无隐患）,,,",
        "YH-2,2020-02-05,平谷区,甲厂,经检查无隐患,,",
        "YH-2,2020-02-05,平谷区,甲厂,零隐患,,",
        "无隐患,2020-02-05,平谷区,甲厂,,,",
        "本月无隐患,2020-02-05,平谷区,甲厂,,,",
        "未发现问题,2020-02-05,平谷区,甲厂,,,",
        "零报告,2020-02-05,平谷区,甲厂,,,",
        "YH-2,2020-02-05,平谷区,甲厂,,无隐患,",
        "YH-2,2020-02-05,平谷区,甲厂,,,无隐患",
    ],
)
def test_a_zero_report_is_no_open_hazard(tmp_path, row):
    assert aside(tmp_path, row) == ["zero_report_in_row"]


@pytest.mark.parametrize("number", ["无事故发生", "本月零报告", "2020年5月零报告", "无生产安全事故发生"])
def test_a_zero_report_is_no_accident(tmp_path, number):
    text = f"事故编号,发生日期,区,死亡人数\nA-1,2020-01-05,平谷区,1\n{number},2020-05-31,平谷区,0\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert cleaned.ledger["accident_id"].tolist() == ["A-1"]
    assert "zero_report_in_row" in set(cleaned.findings["rule"])


def test_a_month_report_whose_day_says_that_nothing_happened_is_no_accident_and_lacks_no_day(tmp_path):
    header = "序号,发生时间,县区,事故单位,事故分类,死亡人数,直接经济损失（万元）\n"
    rows = {
        "2020年9月统计表": "/,本月无事故发生,/,/,/,/,/\n",
        "2020年10月统计表": "1,2020-10-03,平谷区,甲厂,火灾,1,2\n",
    }
    for name, row in rows.items():
        (tmp_path / f"{name}.csv").write_text(header + row, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.quarantine["reason"].tolist() == ["zero report: no accident happened"]
    assert len(cleaned.ledger) == 1
    assert "needed_missing" not in set(cleaned.findings["rule"])
    assert [str(one[-1]) for one in cleaned.empty] == ["2020-09-01/2020-09-30"]


def test_a_row_of_strokes_without_a_word_is_no_zero_report(tmp_path):
    text = "发生时间,区,事故单位,死亡人数\n2020-01-05,平谷区,/,/\n2020-01-06,平谷区,甲厂,1\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert len(clean(read_ledger(tmp_path / "a.csv")).ledger) == 2


def test_no_row_is_a_zero_report_where_no_header_of_the_dead_is_known(tmp_path):
    text = "发生日期,区,受伤人数,单位名你,死忘人数\n2020-01-05,平谷区,0,甲厂,1\n2020-02-05,平谷区,1,乙厂,0\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv", kind="accidents"))
    assert cleaned.ledger["deaths"].isna().tolist() == [True, True]


ACCIDENTS = "事故编号,发生日期,区,行业,事故类型,死亡人数,受伤人数,单位名称,备注,附注一\n"


@pytest.mark.parametrize(
    "row",
    [
        ",2020-05-31,平谷区,本月无事故,,0,0,,,",
        ",2020-05-31,平谷区,,无事故,,,,,",
        "A-2,2020-05-31,平谷区,无,无事故,0,0,甲厂,,",
        "A-2,2020-05-31,平谷区,,,0,0,,5月份未发生生产安全事故,",
        "A-2,2020-05-31,平谷区,,,0,0,无,,零报告",
        "A-2,2020-05-31,本月无事故,,,0,0,,,",
    ],
)
def test_a_zero_report_is_no_accident_in_whatever_column_it_stands(tmp_path, row):
    assert aside_of_accidents(tmp_path, row) == ["zero_report_in_row"]


@pytest.mark.parametrize(
    "row",
    [
        "A-2,2020-05-31,平谷区,建筑业,无事故,1,0,甲厂,,",
        "A-2,2020-05-31,平谷区,建筑业,火灾,0,0,甲厂,未发生死亡事故,",
        "A-2,2020-05-31,平谷区,,,0,0,甲厂,,无",
    ],
)
def test_an_accident_with_a_word_of_none_beside_what_happened_is_a_record(tmp_path, row):
    assert aside_of_accidents(tmp_path, row) == []


@pytest.mark.parametrize(
    ("cause", "casualties", "rules"),
    [
        # That nobody was hurt does not say that there was no accident; beside its cause nothing does.
        ("电气线路短路起火", "无伤亡", []),
        ("电气线路短路起火", "无死亡", []),
        ("电气线路短路起火", "无伤亡事故", []),
        ("", "无伤亡事故", ["zero_report_in_row"]),
        ("无", "本月未发生生产安全事故", ["zero_report_in_row"]),
    ],
)
def test_an_accident_without_casualties_is_no_zero_report(tmp_path, cause, casualties, rules):
    rows = f"2020-01-09,门头沟区,0,0,{cause},{casualties}\n2020-02-20,房山区,1,0,坠落,死亡1人\n"
    text = f"发生日期,区县,死亡人数,受伤人数,事故原因,伤亡情况\n{rows}"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert cleaned.findings.query("action == 'quarantined'")["rule"].tolist() == rules


def aside_of_accidents(folder, row: str) -> list[str]:
    """The rules that set a row aside, which stands behind an accident."""
    text = f"{ACCIDENTS}A-1,2020-01-05,平谷区,制造业,火灾,1,0,乙厂,,\n{row}\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(folder / "a.csv"))
    assert "A-1" in cleaned.ledger["accident_id"].tolist()
    return cleaned.findings.query("action == 'quarantined'")["rule"].tolist()


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (",2020-05-31,平谷区,,,当月无隐患,", ["zero_report_in_row"]),
        ("YH-2,2020-05-31,平谷区,,,,本月无隐患", ["zero_report_in_row"]),
        ("YH-2,2020-05-31,平谷区,甲厂,通道堵塞,无隐患,", []),
        ("YH-2,2020-05-31,平谷区,甲厂,,制造业,复查无隐患", []),
    ],
)
def test_a_zero_report_of_hazards_may_stand_in_any_column_that_says_nothing_else(tmp_path, row, rules):
    header = "隐患编号,发现日期,区,被检查单位,隐患描述,行业,备注\n"
    text = f"{header}YH-1,2020-01-05,平谷区,乙厂,无警示标志,制造业,\n{row}\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert cleaned.findings.query("action == 'quarantined'")["rule"].tolist() == rules


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("2020-08-03,,当日未检查,", 0),
        ("2020-08-03,平谷区,休息,", 0),
        ("2020-08-03,,因暴雨停工未检查,0", 0),
        # What was visited and what was found say that there was a visit.
        ("2020-08-03,平谷区,休息室物业公司,1", 1),
        ("2020-08-03,平谷区,未检查,2", 1),
    ],
)
def test_a_day_without_a_visit_is_no_inspection(tmp_path, row, kept):
    text = f"检查日期,区,单位,发现隐患数\n2020-08-01,平谷区,甲厂,3\n{row}\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert len(clean(read_ledger(tmp_path / "a.csv")).ledger) == 1 + kept


@pytest.mark.parametrize("name", ["北京示例方庆广机电安装有限公司", "测试中心", "例会室", "模板厂"])
def test_a_name_that_holds_the_word_is_a_record(tmp_path, name):
    assert aside(tmp_path, f"YH-2,2020-02-05,平谷区,{name},通道堵塞,,") == []


def test_a_described_hazard_of_which_the_status_says_that_none_is_left_is_a_record(tmp_path):
    assert aside(tmp_path, "YH-2,2020-02-05,平谷区,甲厂,通道堵塞,无隐患,一般") == []


def aside(folder, row: str) -> list[str]:
    """The rules that set a row aside, which stands behind a hazard."""
    header = "隐患编号,发现日期,区,被检查单位,隐患描述,状态,隐患等级\n"
    text = f"{header}YH-1,2020-01-05,平谷区,乙厂,无警示标志,整改中,一般\n"
    (folder / "a.csv").write_text(f"{text}{row}\n", encoding="utf-8")
    cleaned = clean(read_ledger(folder / "a.csv"))
    assert "YH-1" in cleaned.ledger["hazard_id"].tolist()
    return cleaned.findings.query("action == 'quarantined'")["rule"].tolist()


@pytest.mark.parametrize("name", ["模板支架", "模板工程", "未作废", "不含作废", "剔除作废后"])
def test_a_sheet_whose_name_only_holds_such_a_word_counts(tmp_path, name):
    book = openpyxl.Workbook()
    book.active.title = name
    for number, sheet in enumerate([book.active, book.create_sheet("2020年")]):
        sheet.append(["事故编号", "发生日期", "区", "死亡人数"])
        sheet.append([f"A-{number}", f"2020-01-0{number + 1}", "平谷区", 1])
    book.save(tmp_path / "a.xlsx")
    assert len(clean(read_ledger(tmp_path / "a.xlsx")).ledger) == 2


@pytest.mark.parametrize("name", ["作废", "填报示例", "模板", "作废隐患", "示例1", "Template (2)"])
@pytest.mark.parametrize("is_alone", [True, False])
def test_a_sheet_called_void_counts_only_where_it_is_the_file_s_only_one(tmp_path, name, is_alone):
    book = openpyxl.Workbook()
    sheets = [book.active] if is_alone else [book.active, book.create_sheet("2020年")]
    book.active.title = name
    for number, sheet in enumerate(sheets):
        sheet.append(["事故编号", "发生日期", "区", "死亡人数"])
        sheet.append([f"A-{number}", f"2020-01-0{number + 1}", "平谷区", 1])
    book.save(tmp_path / "a.xlsx")
    cleaned = clean(read_ledger(tmp_path / "a.xlsx"))
    assert len(cleaned.ledger) == 1
    assert cleaned.quarantine["source_sheet"].tolist() == ([] if is_alone else [name])


CELLS = [
    ("1.灭火器过期 2.通道堵塞 3.无警示", True),
    ("①灭火器过期②通道堵塞", True),
    ("（1）灭火器过期；（2）通道堵塞", True),
    ("（1）无证上岗（2）未戴安全帽", True),
    ("一是通道堵塞，二是灭火器过期", True),
    ("一、通道堵塞；二、灭火器过期", True),
    ("消防通道堵塞等3处", True),
    ("消防通道堵塞等3处隐患。", True),
    ("通道堵塞等1处", False),
    ("等3处配电箱未接地中的一处", False),
    ("二、三层之间通道堵塞", False),
    ("之一是通道堵塞", False),
    ("1.灭火器过期", False),
    ("距地1.5米处有2处破损", False),
]


def test_a_cell_with_several_hazards_is_counted_once_and_named(tmp_path):
    rows = [f"YH-{n},2020-01-05,平谷区,{n}号乙厂,{cell}" for n, (cell, _) in enumerate(CELLS)]
    assert named(tmp_path, rows, "several_in_one_cell") == [is_several for _, is_several in CELLS]


def named(tmp_path, rows: list[str], rule: str) -> list[bool]:
    """Whether a rule names each of some rows of one sheet, which are all kept."""
    (tmp_path / "a.csv").write_text("\n".join([HEADER.strip(), *rows, ""]), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    # A row of several lines is one row.
    assert cleaned.ledger["source_row"].tolist() == list(range(2, len(rows) + 2))
    hit = cleaned.findings.query("rule == @rule")["row"].tolist()
    return [row in hit for row in range(2, len(rows) + 2)]


@pytest.mark.parametrize("header", ["隐患数量", "隐患数量（处）", "隐患条数(条)", "问题数/个"])
def test_a_row_that_counts_several_hazards_is_named(tmp_path, header):
    text = f"隐患编号,发现日期,区,{header}\nYH-1,2020-01-05,平谷区,3\nYH-2,2020-01-06,平谷区,1\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    findings = clean(read_ledger(tmp_path / "a.csv")).findings
    assert findings.query("rule == 'several_in_one_row'")["row"].tolist() == [2]


NUMBERS = [
    *((number, True) for number in ("YH-005至YH-007", "YH-101～YH-103", "YH-104-106", "YH-107、YH-108")),
    *((number, True) for number in ("YH-109至111", "YH-113/114", "YH-2020-001至003", "YH-005-YH-007")),
    *((number, True) for number in ("YH-2020-003、004", "YH-2020-001、YH-2020-005", "YH-2020-011/012")),
    *((number, True) for number in ('"YH-2020-013,014"', "YH-1/2", "YH-1 YH-2", '"YH-1\nYH-2"', "YH-1、2")),
    *((number, False) for number in ("2024/012", "京安监〔2024〕3号-1", "A-1/2024", "SG 2024 001")),
    *((number, False) for number in ("YH-2020-001", "YH-110-001", "YH-01-02", "YH-2020-0301-001", "1-2")),
    *((number, False) for number in ("京安字〔2020〕12号", "2020/0012", "20200301-0012", "YH-109-208")),
    *((number, False) for number in ("AJ20/21", "AJ24/25", "SG/24/25", "SG2024/3/5", "SG2024/03/15")),
    *((number, False) for number in ("京朝安监20/21号", "(京)2024/1/2")),
]


def test_a_number_that_covers_several_is_named(tmp_path):
    rows = [f"{number},2020-01-05,平谷区,{n}号乙厂,通道堵塞{n}" for n, (number, _) in enumerate(NUMBERS)]
    assert named(tmp_path, rows, "several_in_one_row") == [is_several for _, is_several in NUMBERS]


def test_numbers_that_all_have_a_slash_cover_one_each(tmp_path):
    rows = "".join(f"YH-{n}/{n + 1},2020-01-05,平谷区,乙厂,通道堵塞{n}\n" for n in (1, 4, 7))
    (tmp_path / "a.csv").write_text(HEADER + rows, encoding="utf-8")
    assert "several_in_one_row" not in set(clean(read_ledger(tmp_path / "a.csv")).findings["rule"])


NAMES = [
    *((name, True) for name in ("乙厂等3家", "甲公司、乙公司、丙公司各1处", "3家企业", "多家单位")),
    *((name, True) for name in ("某小区等5栋楼", "5栋楼", "全区加油站", "全镇各商铺", "辖区内餐饮场所")),
    *((name, False) for name in ("北京10栋楼宇科技有限公司", "三座楼村委会", "五座楼煤矿", "碧桂园12栋楼")),
    *((name, False) for name in ("全市第一中学", "全区人民医院", "全市通快递")),
    *((name, False) for name in ("某小区5栋", "5号楼", "1家企业", "全市通物流公司", "全区", "全聚烤鸭店")),
]


def test_an_enterprise_and_others_are_several(tmp_path):
    rows = [f"YH-{n},2020-01-05,平谷区,{name},{n}号通道堵塞" for n, (name, _) in enumerate(NAMES)]
    assert named(tmp_path, rows, "several_enterprises") == [is_several for _, is_several in NAMES]


def with_tabs(tmp_path, *tabs):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, tab in enumerate(tabs):
        sheet = book.create_sheet(tab)
        sheet.append(HEADER.strip().split(","))
        sheet.append([f"YH-2020-{number}1", "2020-01-05", "平谷区", f"第{number}厂", "通道堵塞"])
    book.save(tmp_path / "a.xlsx")
    return clean(read_ledger(tmp_path / "a.xlsx"))


@pytest.mark.parametrize(
    ("tab", "is_void"),
    [
        *(
            (tab, True)
            for tab in ("草稿", "旧", "备份", "测试", "过期", "重复", "已删除", "待核实", "未核实")
        ),
        *((tab, True) for tab in ("不计入统计", "勿用", "2019年（勿用）", "隐患台账(旧)", "旧台账", "备份2")),
        *((tab, False) for tab in ("过期隐患", "重复隐患", "老城区", "旧宫镇", "测试中心", "2020年")),
    ],
)
def test_a_sheet_whose_tab_says_that_it_does_not_count_is_set_aside_beside_others(tmp_path, tab, is_void):
    cleaned = with_tabs(tmp_path, "隐患", tab)
    assert len(cleaned.quarantine) == is_void
    assert ("void_sheet" in set(cleaned.findings["rule"])) is is_void


def test_such_a_sheet_alone_is_counted_and_named(tmp_path):
    cleaned = with_tabs(tmp_path, "草稿")
    assert len(cleaned.ledger) == 1
    assert cleaned.findings.query("rule == 'void_sheet'")["action"].tolist() == ["kept"]
