"""A line between records, or a title, that says one thing of all below it is read on each. All are made."""

import pandas as pd
import pytest

from safetystats import clean, read_ledger

ACCIDENTS = "事故编号,发生时间,区,事故分类,死亡人数,直接经济损失(万元),单位名称"
HAZARDS = "隐患编号,发现日期,区,隐患级别,整改期限,单位名称"


def accidents_with(tmp_path, heading, *, title="", next_heading="", days=("2023-03-02", "2023-03-03")):
    """Three accidents: one above the heading, two below it, the last of them below a further one if given."""
    lines = [
        *([title] if title else []),
        ACCIDENTS,
        "SG-2023-001,2023-03-01,平谷区,工矿商贸,1,10,甲厂",
        *([heading] if heading else []),
        f"SG-2023-002,{days[0]},平谷区,工矿商贸,1,125000,乙厂",
        *([next_heading] if next_heading else []),
        f"SG-2023-003,{days[1]},平谷区,工矿商贸,1,30,丙厂",
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    return clean(read_ledger(tmp_path / "a.csv"))


def hazards_with(tmp_path, heading, *, title="", status=("", ""), header="", closed=""):
    """A hazard above the heading and one below it, the second with a closing day if one is given."""
    above, below = (f",{word}" if header else "" for word in status)
    lines = [
        *([title] if title else []),
        HAZARDS + (",状态" if header else "") + ",销账日期",
        f"YH-2023-001,2023-03-01,平谷区,一般,2023-05-01,甲厂{above},",
        *([heading] if heading else []),
        f"YH-2023-002,2023-03-02,平谷区,一般,2023-05-02,乙厂{below},{closed}",
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    return clean(read_ledger(tmp_path / "a.csv"))


def told(cleaned, rule):
    return cleaned.findings.loc[cleaned.findings["rule"] == rule, "row"].tolist()


@pytest.mark.parametrize(
    "heading",
    [
        "以下为已核销事故",
        "以下事故不纳入统计：",
        "二、已核销事故",
        "以下2起事故不计入统计",
        "二、非生产安全事故（2起）",
    ],
)
def test_accidents_below_a_heading_that_voids_them_are_kept_and_not_counted(tmp_path, heading):
    cleaned = accidents_with(tmp_path, heading)
    assert cleaned.ledger["counted"].tolist() == [True, False, False]
    assert told(cleaned, "heading_not_counted") == [4, 5]


@pytest.mark.parametrize(
    "end",
    [
        "其他事故",
        "以上为已核销事故",
        "以上1起已核销",
        "小计,,,,1,,",
        "合计",
        "注：以下事故计入统计",
        "2024年",
        "3月",
        "海淀区",
    ],
)
def test_a_heading_holds_up_to_the_next_line_that_is_no_record(tmp_path, end):
    cleaned = accidents_with(tmp_path, "以下为已核销事故", next_heading=end)
    assert cleaned.ledger["counted"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    "title", ["2023年已核销事故台账", "平谷区2023年非生产安全事故统计表", "2023年不纳入统计的事故清单"]
)
def test_a_title_that_voids_its_accidents_is_told_on_each_and_decides_none(tmp_path, title):
    cleaned = accidents_with(tmp_path, "", title=title)
    assert cleaned.ledger["counted"].all()
    rows = cleaned.findings["rule"].isin(["note_says_not_counted", "note_says_struck_off"])
    assert sorted(cleaned.findings.loc[rows, "row"]) == [3, 4, 5]


@pytest.mark.parametrize("line", ["作废", "已作废", "撤销", "重复上报", "已核销", "不统计", "已核销事故"])
def test_a_word_alone_between_records_strikes_none_of_them_off(tmp_path, line):
    # It may be a number that was cancelled, or belong to the row above.
    cleaned = accidents_with(tmp_path, line)
    assert cleaned.ledger["counted"].all()
    assert cleaned.findings["rule"].isin(["note_says_not_counted", "note_says_struck_off"]).any()


@pytest.mark.parametrize(
    "title",
    [
        "2023年事故台账（剔除重复上报）",
        "2023年未核销事故台账",
        "2023年事故核销情况",
        "2023年事故台账（含已核销）",
    ],
)
def test_a_title_that_only_speaks_of_such_voids_nothing(tmp_path, title):
    assert accidents_with(tmp_path, "", title=title).ledger["counted"].all()


@pytest.mark.parametrize(
    "heading", ["上述事故不纳入统计", "注：已核销事故不在此列", "生产安全事故", "二、未核销事故", "平谷区"]
)
def test_a_line_that_speaks_of_others_voids_nothing(tmp_path, heading):
    assert accidents_with(tmp_path, heading).ledger["counted"].all()


@pytest.mark.parametrize(
    ("heading", "rule"),
    [
        ("涉险事故（未遂）", "note_says_not_counted"),
        ("外省市事故（我市企业在外地发生）", "note_says_other_place"),
        ("待核实事故", "note_says_not_counted"),
    ],
)
def test_what_a_heading_says_without_certainty_is_told_on_each_row_below(tmp_path, heading, rule):
    cleaned = accidents_with(tmp_path, heading)
    assert cleaned.ledger["counted"].all()
    assert told(cleaned, rule) == [4, 5]


@pytest.mark.parametrize(
    ("heading", "next_heading", "counted"),
    [
        ("一、已核销事故", "（一）平谷区", [True, False, False]),
        ("一、已核销事故", "二、其他事故", [True, False, True]),
        ("（一）已核销事故", "二、其他事故", [True, False, True]),
    ],
)
def test_a_section_holds_over_the_sections_within_it(tmp_path, heading, next_heading, counted):
    cleaned = accidents_with(tmp_path, heading, next_heading=next_heading)
    assert cleaned.ledger["counted"].tolist() == counted


def test_the_column_of_striking_off_goes_before_a_heading(tmp_path):
    text = f"{ACCIDENTS},是否核销\n一、已核销事故\nSG-1,2023-03-01,平谷区,工矿商贸,1,10,甲厂,否\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert clean(read_ledger(tmp_path / "a.csv")).ledger["counted"].tolist() == [True]


def test_days_without_a_year_are_of_the_year_of_their_heading(tmp_path):
    cleaned = accidents_with(tmp_path, "以下为2022年", title="2023年事故台账", days=("3月7日", "2023-03-03"))
    assert cleaned.ledger["occurred_on"].astype(str).tolist() == ["2023-03-01", "2022-03-07", "2023-03-03"]
    assert told(cleaned, "date_year_from_heading") == [5]


def test_sums_are_in_the_unit_of_their_heading(tmp_path):
    cleaned = accidents_with(tmp_path, "以下直接经济损失单位为元", next_heading="其他事故")
    assert cleaned.ledger["direct_loss_yuan"].tolist() == [100_000, 125_000, 300_000]
    assert told(cleaned, "yuan_unit_from_heading") == [4]


@pytest.mark.parametrize(
    ("heading", "ends"),
    [
        ("二、已销账隐患", ["open", "closed"]),
        ("以下隐患未销账", ["open", "open"]),
        ("重复隐患", ["open", "open"]),
    ],
)
def test_hazards_without_a_status_have_that_of_their_heading(tmp_path, heading, ends):
    assert hazards_with(tmp_path, heading).ledger["end_type"].tolist() == ends


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("2023年已整改隐患清单", [3, 5]),
        ("截至2023年12月31日已销账隐患统计表", [3, 5]),
        ("2023年未整改隐患清单", []),
        ("平谷区2023年整改完成情况表", []),
    ],
)
def test_a_title_closes_no_hazard_and_is_told_on_those_without_a_status(tmp_path, title, rows):
    cleaned = hazards_with(tmp_path, "一般隐患", title=title)
    assert cleaned.ledger["end_type"].tolist() == ["open", "open"]
    assert told(cleaned, "note_contradicts_status") == rows


def test_a_title_is_not_told_on_hazards_that_state_their_status(tmp_path):
    status = ("整改中", "已整改")
    cleaned = hazards_with(tmp_path, "", title="2023年未整改隐患清单", status=status, header="状态")
    assert cleaned.ledger["end_type"].tolist() == ["open", "closed"]
    assert told(cleaned, "note_contradicts_status") == []


def test_what_title_and_file_name_say_alike_is_told_once(tmp_path):
    lines = ["2023年已整改隐患清单", HAZARDS, "YH-1,2023-03-01,平谷区,一般,2023-05-01,甲厂"]
    (tmp_path / "已整改.csv").write_text("\n".join(lines), encoding="utf-8")
    assert told(clean(read_ledger(tmp_path / "已整改.csv")), "note_contradicts_status") == [3]


def test_the_name_of_a_sheet_is_told_as_a_title_is(tmp_path):
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for tab, closed in (("已整改", None), ("未整改", "2023-04-01")):
            row = ["YH-1" if closed else "YH-2", "2023-03-01", "平谷区", "一般", "2023-05-01", "甲厂", closed]
            columns = [*HAZARDS.split(","), "销账日期"]
            pd.DataFrame([row], columns=columns).to_excel(book, sheet_name=tab, index=False)
    cleaned = clean(read_ledger(tmp_path / "a.xlsx"))
    assert cleaned.ledger["end_type"].tolist() == ["open", "closed"]
    found = cleaned.findings[cleaned.findings["rule"] == "note_contradicts_status"]
    assert found["before"].tolist() == found["sheet"].tolist() == ["已整改", "未整改"]


def test_a_second_title_ends_what_the_first_heading_said(tmp_path):
    text = (
        f"{ACCIDENTS}\n以下为已核销事故\nSG-1,2023-03-01,平谷区,工矿商贸,1,10,甲厂\n\n"
        f"2024年生产安全事故台账\n{ACCIDENTS}\nSG-2,2024-03-01,平谷区,工矿商贸,1,10,乙厂\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert clean(read_ledger(tmp_path / "a.csv")).ledger["counted"].tolist() == [False, True]


def test_a_unit_told_of_something_else_changes_no_loss(tmp_path):
    for heading in ("以下罚款金额单位为元", "以下数据除注明外单位均为元"):
        cleaned = accidents_with(tmp_path, heading)
        assert cleaned.ledger["direct_loss_yuan"].tolist() == [100_000, 1_250_000_000, 300_000]


def test_a_closing_day_goes_before_a_heading(tmp_path):
    cleaned = hazards_with(tmp_path, "一、未销账隐患", closed="2023-04-01")
    assert cleaned.ledger["end_type"].tolist() == ["open", "closed"]


def test_a_status_goes_before_a_heading_that_says_otherwise(tmp_path):
    cleaned = hazards_with(tmp_path, "一、未整改隐患", status=("整改中", "已销账"), header="状态")
    assert cleaned.ledger["end_type"].tolist() == ["open", "closed"]
    assert told(cleaned, "status_contradicted") == [4]
