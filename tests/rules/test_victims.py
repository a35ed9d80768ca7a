"""Rows of one accident that name different persons are its victims: neither repeats nor accidents."""

import openpyxl
import pytest
from openpyxl import Workbook

from safetystats import clean, read_ledger
from safetystats.read import RawLedger

HEADER = "事故编号,发生时间,区,死亡人数,重伤人数,直接经济损失(万元),单位名称"
ONE = "SG2020-001,2020-01-05,门头沟区,1,0,80,甲厂"
HURT = "SG2020-001,2020-01-05,门头沟区,,1,80,甲厂"
BOTH = "SG2020-001,2020-01-05,门头沟区,2,0,80,甲厂"
DEARER = "SG2020-001,2020-01-05,门头沟区,1,0,90,甲厂"
UNNUMBERED = ",2020-01-05,门头沟区,1,0,80,甲厂"


def cleaned_of(tmp_path, columns, rows, **options):
    text = "\n".join([f"{HEADER},{columns}", *(",".join(row) for row in rows)]) + "\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return clean(read_ledger(tmp_path / "a.csv"), **options)


@pytest.mark.parametrize(
    ("columns", "rows", "deaths", "injuries", "rule"),
    [
        ("死者姓名", [(ONE, "甲某"), (ONE, "乙某")], 2, 0, "victims_joined"),
        ("姓名", [(ONE, "张甲"), (ONE, "张乙"), (HURT, "李丙")], 2, 1, "victims_joined"),
        ("伤亡人员,年龄", [(UNNUMBERED, "甲某", "40"), (UNNUMBERED, "乙某", "40")], 2, 0, "victims_joined"),
        ("死者姓名", [(BOTH, "甲某"), (BOTH, "乙某")], 2, 0, "duplicate_certain"),
        ("死者姓名", [(ONE, "甲某"), (ONE, " 甲某")], 1, 0, "duplicate_certain"),
        ("死者姓名", [(ONE, "甲某"), (DEARER, "乙某")], 1, 0, "victims_doubtful"),
        ("死者姓名", [(ONE, "甲某"), (ONE, "")], 1, 0, "victims_doubtful"),
        ("死者姓名", [(BOTH, "甲某"), (BOTH, "乙某"), (BOTH, "丙某")], 2, 0, "victims_doubtful"),
        ("死者 > 姓名", [(ONE, "甲某"), (ONE, "乙某")], 2, 0, "victims_joined"),
        ("死亡情况 > 姓名", [(ONE, "甲某"), (ONE, "乙某")], 2, 0, "victims_joined"),
        ("事故单位 > 死者姓名", [(ONE, "甲某"), (ONE, "乙某")], 2, 0, "victims_joined"),
        ("填报人 > 姓名", [(ONE, "甲某"), (ONE, "乙某")], 1, 0, "duplicate_certain"),
        ("死者家属 > 姓名", [(ONE, "甲某"), (ONE, "乙某")], 1, 0, "duplicate_certain"),
        ("死者情况 > 单位", [(ONE, "甲厂"), (ONE, "乙厂")], 1, 0, "duplicate_certain"),
        ("性别,年龄", [(ONE, "男", "40"), (ONE, "男", "25")], 1, 0, "victims_doubtful"),
        ("填报人姓名", [(ONE, "甲某"), (ONE, "乙某")], 1, 0, "duplicate_certain"),
        ("死亡人员数", [(ONE, "1"), (ONE, "2人")], 1, 0, "duplicate_certain"),
    ],
)
@pytest.mark.parametrize("audience", ["upward", "internal"])
def test_rows_that_name_different_victims_are_one_accident(
    tmp_path, columns, rows, deaths, injuries, rule, audience
):
    cleaned = cleaned_of(tmp_path, columns, rows, audience=audience)
    assert cleaned.ledger[["deaths", "serious_injuries"]].to_numpy().tolist() == [[deaths, injuries]]
    dearest = 900_000 if any(row[0] == DEARER for row in rows) else 800_000
    assert cleaned.ledger["direct_loss_yuan"].tolist() == [dearest]
    assert len(cleaned.quarantine) == len(rows) - 1
    rules = {"victims_joined", "victims_doubtful", "duplicate_certain"} & set(cleaned.findings["rule"])
    assert rules == {rule} | ({"duplicate_certain"} if rule == "victims_doubtful" else set())


def test_the_level_above_a_bare_name_says_whose_it_is(tmp_path):
    above = [*HEADER.split(","), "伤亡人员情况", None]
    below = [*[None] * 7, "姓名", "年龄"]
    sheet = (book := Workbook()).active
    for row in (above, below, [*ONE.split(","), "甲某", "40"], [*ONE.split(","), "乙某", "25"]):
        sheet.append(row)
    sheet.merge_cells("H1:I1")
    book.save(tmp_path / "a.xlsx")
    cleaned = clean(read_ledger(tmp_path / "a.xlsx"))
    assert cleaned.ledger["deaths"].tolist() == [2]
    assert "victims_joined" in set(cleaned.findings["rule"])


def test_three_deaths_in_three_rows_make_the_accident_a_larger_one(tmp_path):
    cleaned = cleaned_of(tmp_path, "死者姓名", [(ONE, "甲某"), (ONE, "乙某"), (ONE, "丙某")])
    assert cleaned.ledger["severity"].tolist() == ["较大"]
    told = cleaned.findings.query("rule == 'victims_joined' and action == 'corrected'")
    assert told[["row", "column", "before", "after"]].to_numpy().tolist() == [[2, "deaths", "1", "3"]]
    assert told["note"].str.startswith("rows 2, 3, 4 are one accident").all()


@pytest.mark.parametrize("blank_first", [True, False])
def test_of_two_that_are_one_the_row_that_states_the_deaths_is_kept(tmp_path, blank_first):
    stating, blank = "SG2020-001,2020-01-05,门头沟区,1,0,,甲厂", "SG2020-001,2020-01-05,门头沟区,,0,80,甲厂"
    rows = [(blank, "b"), (stating, "s"), (blank, "b")] if blank_first else [(stating, "s"), (blank, "b")]
    cleaned = cleaned_of(tmp_path, "备注", rows)
    assert cleaned.ledger["deaths"].tolist() == [1]
    assert set(cleaned.quarantine["note"]) == {"b"}
    place = f"a.csv row {3 if blank_first else 2}"
    assert set(cleaned.quarantine["reason"]) == {f"duplicate of {place}"}


def test_a_repeat_of_what_a_later_version_holds_leaves_with_it(tmp_path):
    book = openpyxl.Workbook()
    header = HEADER.split(",")
    earlier = [
        ["AS2022-009", "2022-03-05", "门头沟区", None, 0, 80, "甲厂"],
        ["AS2022-009", "2022-03-05", "门头沟区", 2, 0, 80, "甲厂"],
        ["AS2022-010", "2022-04-05", "门头沟区", 1, 0, 10, "乙厂"],
        ["AS2022-011", "2022-05-05", "门头沟区", 1, 0, 10, "丙厂"],
    ]
    for title, rows in (("更正前", earlier), ("更正后", [[None, *earlier[1][1:]], *earlier[2:]])):
        sheet = book.create_sheet(title)
        for row in (header, *rows):
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(tmp_path / "a.xlsx")
    cleaned = clean(read_ledger(tmp_path / "a.xlsx"))
    assert len(cleaned.ledger) == 3
    assert cleaned.ledger["deaths"].sum() == 4


@pytest.mark.parametrize(
    ("columns", "first", "second", "merged", "deaths"),
    [
        ("死者姓名", [1, "甲某"], [1, "乙某"], "ABCD", 2),
        ("死者姓名", [2, "甲某"], [None, "乙某"], "ABCDE", 2),
        ("死者姓名", [2, "甲某"], [2, "乙某"], "ABCD", 2),
        # Rows that name nobody count no less.
        ("备注", [1, "甲"], [1, "甲"], "ABCD", 2),
        ("备注", [2, "甲"], [None, "乙"], "ABCDE", 2),
    ],
)
@pytest.mark.parametrize("number", ["事故编号", "序号"])
def test_victims_under_one_merged_number_are_one_accident(
    tmp_path, number, columns, first, second, merged, deaths
):
    sheet = (book := Workbook()).active
    sheet.append([number, "发生时间", "区", "单位名称", "死亡人数", columns])
    sheet.append(["1", "2020-01-05", "门头沟区", "虚构甲厂", *first])
    sheet.append([None, None, None, None, *second])
    sheet.append(["2", "2020-02-05", "平谷区", "虚构乙厂", 1, "丙某"])
    for column in merged:
        sheet.merge_cells(f"{column}2:{column}3")
    book.save(tmp_path / "a.xlsx")
    cleaned = clean(read_ledger(tmp_path / "a.xlsx"))
    assert cleaned.ledger["deaths"].tolist() == [deaths, 1]
    assert len(cleaned.quarantine) == 1


PLAIN = "SG2020-001,,,1,0,,"
OTHER = "SG2020-002,2020-02-05,平谷区,1,0,,乙厂"


@pytest.mark.parametrize(
    ("again", "deaths", "why"),
    [
        (PLAIN, 2, "victim of a.csv row 2"),
        # No number, one that no accident has, or one of another area: nobody can say whose victim it is.
        (",,,1,0,,", 1, "no occurred_on, but a person: perhaps a victim "),
        (PLAIN.replace("1,", "9,", 1), 1, "no occurred_on, but a person"),
        (PLAIN.replace(",,,", ",,平谷区,"), 1, "no occurred_on, but a person"),
        # What stands there and is no day is still told.
        (PLAIN.replace(",,", ",某日,", 1), 1, "no readable occurred_on: 某日"),
    ],
)
def test_a_victim_without_a_day_is_one_of_the_accident_whose_number_it_bears(tmp_path, again, deaths, why):
    cleaned = cleaned_of(tmp_path, "死者姓名", [(ONE, "甲某"), (again, "乙某"), (OTHER, "丙某")])
    assert cleaned.ledger["deaths"].tolist() == [deaths, 1]
    [reason] = cleaned.quarantine["reason"]
    assert reason.startswith(why)


def test_a_sheet_of_victims_beside_that_of_their_accidents_loses_none_of_these(tmp_path):
    """One of the accidents is in both sheets with the same figures, of another one victim has no day."""
    book = openpyxl.Workbook()
    accidents = ["事故编号", "发生日期", "区", "事故类别", "死亡人数", "重伤人数"]
    sheets = {
        "事故": [
            accidents,
            ["SG-1", "2020-01-05", "门头沟区", "工矿商贸", 2, 0],
            ["SG-2", "2020-02-05", "海淀区", "工矿商贸", 1, 0],
            ["SG-3", "2020-03-05", "海淀区", "工矿商贸", 1, 1],
        ],
        "死亡人员": [
            ["事故编号", "发生日期", "区", "姓名", "性别", "死亡人数"],
            ["SG-1", "2020-01-05", "门头沟区", "甲某", "男", 1],
            ["SG-1", None, "门头沟区", "乙某", "男", 1],
            ["SG-2", "2020-02-05", "海淀区", "丙某", "男", 1],
        ],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(tmp_path / "a.xlsx")
    cleaned = clean(read_ledger(tmp_path / "a.xlsx"))
    assert cleaned.ledger.set_index("accident_id")["deaths"].to_dict() == {"SG-1": 2, "SG-2": 1, "SG-3": 1}


ACCIDENT = "SG-2024-01,2024-03-05,门头沟区,虚构甲公司,工矿商贸,{deaths},0"
ACCIDENTS = "事故编号,发生日期,区县,单位名称,统计类别,死亡人数,受伤人数"
VICTIMS = "事故编号,发生日期,区县,死者姓名,死亡人数,受伤人数"
OF_IT = ("SG-2024-01,,门头沟区,张某,1,0", "SG-2024-01,,门头沟区,李某,1,0")


def cleaned_files(tmp_path, **lines):
    paths = [tmp_path / f"{name}.csv" for name in lines]
    for path, rows in zip(paths, lines.values()):
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    tables = [table for path in paths for table in read_ledger(path, "accidents").tables]
    return clean(RawLedger("accidents", tuple(tables)))


@pytest.mark.parametrize("deaths", ["", "2"])
@pytest.mark.parametrize("names", [("台账", "名单"), ("乙台账", "甲名单")])
def test_victims_without_a_day_never_stand_for_their_accident(tmp_path, deaths, names):
    sheets = ([ACCIDENTS, ACCIDENT.format(deaths=deaths)], [VICTIMS, *OF_IT])
    cleaned = cleaned_files(tmp_path, **dict(zip(names, sheets)))
    [row] = cleaned.ledger[["source_file", "enterprise", "category", "deaths", "injuries"]].values.tolist()
    assert row == [f"{names[0]}.csv", "虚构甲公司", "工矿商贸", 2, 0]
    assert len(cleaned.quarantine) == 2


def test_victims_below_the_row_of_their_accident_in_one_sheet_give_it_their_dead(tmp_path):
    header, blank = f"{ACCIDENTS},死者姓名", ACCIDENT.format(deaths="") + ","
    victims = [f"SG-2024-01,,门头沟区,,,1,0,{name}" for name in ("张某", "李某", "王某")]
    for number in (1, 3):
        cleaned = cleaned_files(tmp_path, 台账=[header, blank, *victims[:number]])
        [row] = cleaned.ledger[["source_row", "category", "deaths", "severity"]].values.tolist()
        assert row == [2, "工矿商贸", number, "较大" if number == 3 else "一般"]
        assert "victims_doubtful" not in set(cleaned.findings["rule"])


@pytest.mark.parametrize(
    ("name", "beside", "deaths"),
    [
        # Of the same year by its name, by a day in it, or of none.
        ("名单2023年", [], {"SG-01": 2}),
        ("名单", ["SG-02,2023-06-01,平谷区,王某,1,0"], {"SG-01": 2, "SG-02": 1}),
        ("名单", [], {"SG-01": 2}),
        # Numbers began anew.
        ("名单2024年", [], {"SG-01": None}),
        ("名单", ["SG-02,2024-06-01,平谷区,王某,1,0"], {"SG-01": None, "SG-02": 1}),
        # Whose victims these are nobody can say.
        ("名单", ["SG-01,2024-06-01,门头沟区,王某,1,0"], {"SG-01": None}),
    ],
)
def test_a_victim_takes_no_day_of_another_year(tmp_path, name, beside, deaths):
    accident = ACCIDENT.format(deaths="").replace("SG-2024-01,2024", "SG-01,2023")
    victims = [line.replace("SG-2024", "SG") for line in OF_IT]
    cleaned = cleaned_files(tmp_path, 台账=[ACCIDENTS, accident], **{name: [VICTIMS, *victims, *beside]})
    own = cleaned.ledger[
        cleaned.ledger["occurred_on"].dt.year.eq(2023) | (cleaned.ledger["area"] == "平谷区")
    ]
    counted = own.set_index("accident_id")["deaths"].astype("object")
    assert counted.where(counted.notna(), None).to_dict() == deaths
    assert len(cleaned.quarantine) == 2
