"""Of two states of a ledger the later one is kept, whatever the files are called."""

from datetime import date

import pytest

from safetystats import clean, read_ledger
from safetystats.intake import take_in
from safetystats.rules.versions import stated_day, stated_window


@pytest.mark.parametrize(
    ("title", "sheet", "stem", "day"),
    [
        ("隐患台账（截至2020年8月24日）", "", "2020年12月", date(2020, 8, 24)),
        ("2020年隐患台账", "8月", "台账", date(2020, 8, 31)),
        ("", "", "2020年1-8月隐患台账", date(2020, 8, 31)),
        ("", "", "隐患台账20200831", date(2020, 8, 31)),
        ("", "", "隐患台账2020-8-31", date(2020, 8, 31)),
        ("2020年上半年隐患台账", "", "台账", date(2020, 6, 30)),
        ("Hazards as of 24 August 2020", "", "2020-12", date(2020, 8, 24)),
        ("Hazards, January to June 2020", "", "hazards", date(2020, 6, 30)),
        ("", "", "2018-2020年台账", None),
        ("隐患台账", "Sheet1", "台账", None),
        ("2020年隐患台账", "", "平谷区5月", date(2020, 5, 31)),
    ],
)
def test_the_last_day_that_a_sheet_covers_is_read_from_its_names(title, sheet, stem, day):
    assert stated_day(title, sheet, stem) == day


@pytest.mark.parametrize(
    ("stem", "day"),
    [
        ("1月1日至3月31日隐患台账", date(2020, 3, 31)),
        ("1月1日至6月30日隐患台账", date(2020, 6, 30)),
        ("隐患台账（1月1日—6月30日）", date(2020, 6, 30)),
        ("隐患台账20200101-20200630", date(2020, 6, 30)),
        ("隐患台账2020-01-01至2020-06-30", date(2020, 6, 30)),
        ("隐患台账0101-0630", date(2020, 6, 30)),
        ("隐患台账20200101_20200630", date(2020, 6, 30)),
        ("隐患台账0701", date(2020, 7, 1)),
        ("隐患台账（0701）", date(2020, 7, 1)),
        ("0701", date(2020, 7, 1)),
        ("隐患台账_0701_平谷区", date(2020, 7, 1)),
        ("7月1日隐患台账", date(2020, 7, 1)),
        ("1203工程隐患台账", None),
        ("0503室隐患", None),
        ("隐患台账0503室", None),
        ("0503隐患", None),
        ("隐患台账（0503室）", None),
        ("隐患A0701", None),
        ("第0701号隐患", None),
        ("隐患台账1332", None),
        ("隐患台账20071", None),
    ],
)
def test_of_a_name_a_day_without_its_year_is_the_last_that_it_covers(stem, day):
    assert stated_day("", stem=stem, of_rows=2020) == day


@pytest.mark.parametrize("title", ["7月1日隐患台账", "隐患台账0701"])
def test_a_file_called_as_its_title_is_dated_by_its_name(title):
    assert stated_day(title, stem=title, of_rows=2020) == date(2020, 7, 1)
    assert stated_day(title, stem="台账", of_rows=2020) is None


@pytest.mark.parametrize(
    ("title", "sheet", "stem", "window"),
    [
        ("2023年度事故台账", "", "", "2023-01-01/2023-12-31"),
        ("2023年1-6月事故台账", "Sheet1", "台账", "2023-01-01/2023-06-30"),
        ("2023年事故台账", "8月", "", "2023-08-01/2023-08-31"),
        ("2023年元月份事故台账", "", "", "2023-01-01/2023-01-31"),
        ("", "1-6月", "2023年台账", "2023-01-01/2023-06-30"),
        ("2023年事故台账", "", "2024年台账", "2023-01-01/2023-12-31"),
        ("", "", "2024年报送事故台账", None),
        ("2023年事故台账（截至2023年6月30日）", "", "", "2023-01-01/2023-12-31"),
        ("事故台账（截至2023年6月）", "", "", None),
        ("Accidents as of 30 June 2023", "", "", None),
        ("Accidents from January to June 2023", "", "", "2023-01-01/2023-06-30"),
        ("京安办发〔2024〕3号", "", "", None),
        ("2018-2020年事故台账", "", "", None),
        ("", "", "台账2020-8-24", None),
        ("事故台账", "1-6月", "", None),
        ("2020年事故台账", "", "平谷区5月", "2020-05-01/2020-05-31"),
        ("2020年事故台账", "", "5月平谷区", "2020-05-01/2020-05-31"),
        ("2020年事故台账", "", "平谷区_05月", "2020-05-01/2020-05-31"),
        ("2020年事故台账", "", "平谷2020年5月", "2020-05-01/2020-05-31"),
        ("2020年事故台账", "平谷区五月", "", "2020-05-01/2020-05-31"),
        ("2020年事故台账", "平谷区1-6月", "", "2020-01-01/2020-06-30"),
        ("2020年事故台账", "平谷区第一季度", "", "2020-01-01/2020-03-31"),
        ("2020年事故台账", "平谷区前三季度", "", "2020-01-01/2020-09-30"),
        ("2020年事故台账", "平谷区上半年", "", "2020-01-01/2020-06-30"),
        ("2020年事故台账", "", "平谷区3月8日火灾", "2020-01-01/2020-12-31"),
        ("2020年事故台账", "", "3月检查5月复查", "2020-01-01/2020-12-31"),
    ],
)
def test_the_window_that_a_title_or_name_says(title, sheet, stem, window):
    assert str(stated_window(title, sheet, stem) or None) == str(window)


HEADER = "隐患编号,发现日期,区,状态,销账日期\n"
OPEN = "YH2020-1,2020-01-05,门头沟区,整改中,\n"
CLOSED = "YH2020-1,2020-01-05,门头沟区,已销账,2020-02-20\n"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("隐患台账2020年1月.csv", "隐患台账2020年2月.csv"),
        ("b隐患台账20200131.csv", "a隐患台账20200229.csv"),
        ("隐患台账v9.csv", "隐患台账v10.csv"),
        ("隐患台账v1.csv", "隐患台账v2.csv"),
        ("隐患台账v2.csv", "隐患台账（最终版）.csv"),
        ("隐患台账（初稿）.csv", "隐患台账.csv"),
        ("隐患台账.csv", "隐患台账改1.csv"),
        ("隐患台账（最终）.csv", "隐患台账（最终）改2.csv"),
        ("隐患台账（更正前）.csv", "隐患台账（更正后）.csv"),
        ("隐患台账 修订前.csv", "隐患台账 修订后.csv"),
        ("a核定前.csv", "b核定后.csv"),
        ("调整前.csv", "调整后.csv"),
        ("台账（核实前）.csv", "台账.csv"),
        ("初报.csv", "续报.csv"),
        ("初报（更新）.csv", "续报.csv"),
        ("续报.csv", "终报.csv"),
        ("续报.csv", "台账.csv"),
        ("新区隐患.csv", "新区隐患-新.csv"),
        ("隐患 before correction.csv", "隐患 after correction.csv"),
        ("隐患a.csv", "隐患revised.csv"),
        ("隐患台账 备份.csv", "隐患台账.csv"),
        ("1-6月.csv", "1-9月.csv"),
        ("上半年.csv", "前三季度.csv"),
        ("9月.csv", "10月.csv"),
        ("b1月1日至3月31日隐患台账.csv", "c1月1日至6月30日隐患台账.csv"),
        ("1203工程隐患台账v1.csv", "1203工程隐患台账v2.csv"),
    ],
)
def test_a_hazard_in_two_lists_has_the_status_of_the_later_list(tmp_path, earlier, later):
    (tmp_path / earlier).write_text(HEADER + OPEN, encoding="utf-8")
    (tmp_path / later).write_text(HEADER + CLOSED, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["end_type"].tolist() == ["closed"]
    assert cleaned.quarantine["source_file"].tolist() == [earlier]
    differs = cleaned.findings.query("rule == 'duplicate_differs'")
    assert set(differs["column"]) == {"status"}
    assert differs["note"].str.contains(later, regex=False).all()


@pytest.mark.parametrize(
    ("title", "wins"),
    [
        ("隐患台账（更正稿）", True),
        ("本表替代前期报送的台账", True),
        ("以此表为准", True),
        ("替代燃料企业隐患台账", False),
        ("隐患台账", False),
    ],
)
def test_a_sheet_whose_title_says_that_it_replaces_others_is_the_last_of_them(tmp_path, title, wins):
    (tmp_path / "a最终版.csv").write_text(HEADER + OPEN, encoding="utf-8")
    (tmp_path / "b.csv").write_text(title + ",,,,\n" + HEADER + CLOSED, encoding="utf-8")
    assert clean(read_ledger(tmp_path)).ledger["end_type"].tolist() == ["closed" if wins else "open"]


def test_a_sheet_that_replaces_others_and_names_no_time_is_later_than_files_of_a_day(tmp_path):
    (tmp_path / "隐患台账20200701.csv").write_text(HEADER + OPEN, encoding="utf-8")
    text = f"更正稿，替代此前所报各稿,,,,\n{HEADER}{CLOSED}"
    (tmp_path / "隐患台账.csv").write_text(text, encoding="utf-8")
    assert clean(read_ledger(tmp_path)).ledger["end_type"].tolist() == ["closed"]


def test_what_a_sheet_that_replaces_others_lacks_counts_and_is_named(tmp_path):
    rows = [OPEN, OPEN.replace("0-1,", "0-2,"), OPEN.replace("0-1,", "0-3,")]
    (tmp_path / "a.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"更正稿,,,,\n{HEADER}{CLOSED}{rows[1]}", encoding="utf-8")
    # Of another area's sheet it says nothing.
    (tmp_path / "c.csv").write_text(HEADER + OPEN.replace("0-1,", "0-9,"), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert sorted(cleaned.ledger["hazard_id"]) == ["YH2020-1", "YH2020-2", "YH2020-3", "YH2020-9"]
    named = cleaned.findings.query("rule == 'only_in_earlier_version'")
    assert named["before"].tolist() == ["YH2020-3"]
    assert named["note"].str.startswith("'b.csv' is the later state").all()


def test_the_order_in_which_files_are_met_decides_nothing(tmp_path):
    for number, name in enumerate(("2月", "1月")):
        (tmp_path / f"{number}").mkdir()
        text = HEADER + (CLOSED if name == "2月" else OPEN)
        (tmp_path / f"{number}" / f"隐患2020年{name}.csv").write_text(text, encoding="utf-8")
    assert clean(read_ledger(tmp_path)).ledger["end_type"].tolist() == ["closed"]


def test_a_later_list_without_descriptions_or_numbers_of_office_replaces_the_earlier(tmp_path):
    header = "序号,发现日期,区,被检查单位,状态,销账日期\n"
    rows = [f"{n},2020-01-0{n},门头沟区,甲{n}厂,整改中,\n" for n in range(1, 6)]
    closed = [f"{n},2020-01-0{n},门头沟区,甲{n}厂,已销账,2020-02-20\n" for n in range(1, 4)]
    (tmp_path / "2020年1月.csv").write_text(header + "".join(rows), encoding="utf-8")
    later = header + "".join([*closed, *rows[3:], "6,2020-02-09,门头沟区,甲6厂,整改中,\n"])
    (tmp_path / "2020年2月.csv").write_text(later, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert len(cleaned.ledger) == 6
    assert cleaned.ledger["end_type"].value_counts().to_dict() == {"closed": 3, "open": 3}


def test_hazards_under_one_number_of_a_visit_are_told_apart_by_their_descriptions(tmp_path):
    text = (
        "隐患编号,发现日期,区,被检查单位,隐患描述,状态\nJC2020-001,2020-01-05,门头沟区,甲厂,通道堵塞,已销账\n"
        "JC2020-001,2020-01-05,门头沟区,甲厂,无警示标志,整改中\n"
        "JC2020-002,2020-01-06,门头沟区,乙厂,通道堵塞,整改中\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert len(cleaned.ledger) == 3
    assert cleaned.findings.query("rule == 'number_repeated'")["row"].tolist() == [3]


def test_rows_that_state_the_same_and_name_nothing_are_asked_about(tmp_path):
    text = "发生日期,区,死亡人数\n2020-01-05,门头沟区,1\n2020-01-05,门头沟区,1\n2020-01-05,门头沟区,2\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert len(cleaned.ledger) == 3
    assert cleaned.findings.query("rule == 'duplicate_likely'")["row"].tolist() == [3]


def test_a_file_of_rows_that_name_nothing_is_counted_once_however_often_it_lies_there(tmp_path):
    text = "发生日期,区,死亡人数\n2020-01-05,门头沟区,1\n2020-01-06,平谷区,2\n"
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["deaths"].sum() == 3


def write_months(folder, *files: tuple[str, list[str]]) -> None:
    header = "事故编号,发生日期,区,死亡人数,单位名称\n"
    for name, rows in files:
        (folder / name).write_text(header + "".join(rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "second"), [("朝阳区.csv", "海淀区.csv"), ("1月.csv", "2月.csv"), ("2019.csv", "2020.csv")]
)
def test_numbers_that_begin_again_in_each_file_make_no_versions(tmp_path, first, second):
    one = [f"SG-00{n},2020-01-0{n},朝阳区,1,甲{n}厂\n" for n in range(1, 7)]
    other = [f"SG-00{n},2020-02-1{n},海淀区,1,乙{n}厂\n" for n in range(1, 7)]
    write_months(tmp_path, (first, one), (second, other))
    cleaned = clean(read_ledger(tmp_path))
    assert (len(cleaned.ledger), len(cleaned.quarantine)) == (12, 0)
    assert (cleaned.findings["rule"] == "number_repeated").sum() == 6


def test_records_under_two_numbers_of_office_are_no_versions_of_each_other(tmp_path):
    one = [f"DQ20200{n},2020-01-0{n},朝阳区,1,甲{n}厂\n" for n in range(1, 6)]
    other = [f"XF20200{n},2020-01-0{n},朝阳区,2,甲{n}厂\n" for n in range(1, 6)]
    write_months(tmp_path, ("应急局.csv", one), ("消防队.csv", other))
    cleaned = clean(read_ledger(tmp_path))
    assert (len(cleaned.ledger), len(cleaned.quarantine)) == (10, 0)
    assert (cleaned.findings["rule"] == "duplicate_likely").sum() == 5


def test_in_a_version_a_number_tells_a_row_whose_day_was_corrected(tmp_path):
    rows = [f"SG2020-00{n},2020-01-0{n},朝阳区,1,甲{n}厂\n" for n in range(1, 7)]
    later = [*rows[:5], "SG2020-006,2020-01-16,朝阳区,1,甲6厂\n"]
    write_months(tmp_path, ("台账v1.csv", rows), ("台账v2.csv", later))
    cleaned = clean(read_ledger(tmp_path))
    assert len(cleaned.ledger) == 6
    assert cleaned.ledger["occurred_on"].dt.day.max() == 16


@pytest.mark.parametrize("name", ["旧厂房隐患2020年12月.csv", "历史遗留隐患2020年12月.csv"])
def test_a_word_within_a_name_makes_no_old_copy(tmp_path, name):
    (tmp_path / "隐患2020年3月.csv").write_text(HEADER + OPEN, encoding="utf-8")
    (tmp_path / name).write_text(HEADER + CLOSED, encoding="utf-8")
    assert clean(read_ledger(tmp_path)).ledger["end_type"].tolist() == ["closed"]


def test_a_month_without_a_year_is_one_of_the_latest_day_in_its_rows(tmp_path):
    later = "YH2021-1,2021-01-04,平谷区,整改中,\n"
    (tmp_path / "12月.csv").write_text(HEADER + OPEN, encoding="utf-8")
    (tmp_path / "1月.csv").write_text(HEADER + CLOSED + later, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["end_type"].tolist() == ["closed", "open"]
    assert cleaned.quarantine["source_file"].tolist() == ["12月.csv"]


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("隐患台账2020年2月", []),
        ("隐患台账2020年", []),
        ("隐患台账2021年", ["2020-01-05"]),
        ("隐患台账2019年", ["2020-01-05"]),
    ],
)
def test_hazards_of_the_months_before_lie_within_a_list_but_not_those_of_other_years(tmp_path, name, outside):
    (tmp_path / f"{name}.csv").write_text(HEADER + OPEN, encoding="utf-8")
    told = clean(read_ledger(tmp_path)).findings.query("rule == 'day_outside_title'")
    assert told["before"].tolist() == told["after"].tolist() == outside
    assert set(told["action"]) <= {"kept"}


def taken_in(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return take_in([folder])


def accidents(*days: str) -> str:
    rows = [f"AS2024-0{n},{day},平谷区,{'甲乙丙丁戊'[n]}公司,1" for n, day in enumerate(days)]
    return "\n".join(["事故编号,事故发生日期,区,事故单位,死亡人数", *rows, ""])


def test_days_that_all_contradict_the_year_of_the_title_are_believed_and_told(tmp_path):
    text = "2023年事故台账\n" + accidents("2024-01-03", "2024-02-03", "2024-03-03", "4月3日")
    intake = taken_in(tmp_path, "台账.csv", text + ",12月无事故,,,\n")
    (one,) = intake.cleaned
    assert one.ledger["occurred_on"].dt.strftime("%Y-%m-%d").tolist() == [
        "2024-01-03",
        "2024-02-03",
        "2024-03-03",
    ]
    (told,) = one.findings.query("rule == 'title_contradicted'").itertuples()
    assert (told.row, told.before, told.after) == (0, "2023", "2024")
    # The title's year is no other day's, nor does the sheet tell of a year of nothing.
    assert one.quarantine["source_row"].tolist() == [6]
    assert one.empty == ()
    assert [of.window.is_full_year for of in one.sent] == [False]
    assert sum("names the year 2023, and its days are all of 2024" in line for line in intake.warnings()) == 1
    assert sum("写明2023年" in line for line in intake.warnings("zh")) == 1


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2024年事故台账.csv", ("2023-12-31", "2024-01-03")),
        ("2023年事故台账.csv", ("2024-01-03", "2月3日", "3月3日")),
        ("事故台账（截至2025年1月5日）.csv", ("2024-01-03", "2024-02-03")),
    ],
)
def test_a_title_that_few_days_contradict_gives_its_year(tmp_path, name, days):
    (one,) = taken_in(tmp_path, name, accidents(*days)).cleaned
    assert "title_contradicted" not in set(one.findings["rule"])
    assert len(one.ledger) == len(days)


def test_hazards_of_years_before_do_not_contradict_a_title(tmp_path):
    (one,) = taken_in(tmp_path, "隐患台账2025年.csv", HEADER + OPEN).cleaned
    assert "title_contradicted" not in set(one.findings["rule"])


def test_a_register_goes_back_further_than_its_title_says(tmp_path):
    text = "单位名称,区,登记日期\n甲机械厂,平谷区,2015-03-01\n乙机械厂,平谷区,2021-03-01\n"
    (tmp_path / "企业名册2020年.csv").write_text(text, encoding="utf-8")
    told = clean(read_ledger(tmp_path, "enterprises")).findings.query("rule == 'day_outside_title'")
    assert told["before"].tolist() == ["2021-03-01"]


@pytest.mark.parametrize(
    ("earlier", "later", "is_named"),
    [
        ("更正前", "更正后", True),
        ("台账（初报）", "台账（终报）", True),
        ("1月", "2月", False),
        ("台账（截至9月）", "台账（截至12月）", True),
        ("台账截至2020年9月30日", "台账截至2020年12月31日", True),
        ("台账截至2020年12月", "台账截至2021年3月", False),
        ("甲镇台账（截至9月）", "乙镇台账（截至12月）", False),
        ("初报", "台账", False),
    ],
)
def test_what_only_the_state_before_a_correction_has_counts_and_is_named(tmp_path, earlier, later, is_named):
    rows = [OPEN, OPEN.replace("0-1,", "0-2,"), OPEN.replace("0-1,", "0-3,")]
    (tmp_path / f"{earlier}.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    (tmp_path / f"{later}.csv").write_text(HEADER + CLOSED + rows[1], encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert sorted(cleaned.ledger["hazard_id"]) == ["YH2020-1", "YH2020-2", "YH2020-3"]
    named = cleaned.findings.query("rule == 'only_in_earlier_version'")
    assert named["before"].tolist() == (["YH2020-3"] if is_named else [])


@pytest.mark.parametrize(
    ("row", "changed"),
    [
        ("SG2020-002,2020-01-02,朝阳区,3,甲2厂\n", [("deaths", "1", "3")]),
        ("SG2020-002,2020-01-12,朝阳区,1,甲2厂\n", [("occurred_on", "2020-01-02", "2020-01-12")]),
        (
            "SG2020-002,2020-01-12,海淀区,1,甲2厂\n",
            [("area", "朝阳区", "海淀区"), ("occurred_on", "2020-01-02", "2020-01-12")],
        ),
        (",2020-01-02,朝阳区,3,甲2厂\n", [("deaths", "1", "3")]),
    ],
)
@pytest.mark.parametrize("names", [("更正前", "更正后"), ("台账（截至9月）", "台账（截至12月）")])
def test_one_corrected_row_takes_the_place_of_its_record_and_says_what_changed(tmp_path, names, row, changed):
    rows = [f"SG2020-00{n},2020-01-0{n},朝阳区,1,甲{n}厂\n" for n in range(1, 7)]
    write_months(tmp_path, *((f"{name}.csv", lines) for name, lines in zip(names, (rows, [row]))))
    cleaned = clean(read_ledger(tmp_path))
    assert len(cleaned.ledger) == 6
    assert cleaned.quarantine["accident_id"].tolist() == ["SG2020-002"]
    told = cleaned.findings.query("rule == 'duplicate_differs' and column != 'accident_id'")
    assert sorted(told[["column", "before", "after"]].itertuples(index=False, name=None)) == changed
    lacking = cleaned.findings.query("rule == 'only_in_earlier_version'")["before"].tolist()
    assert lacking == [f"SG2020-00{n}" for n in (1, 3, 4, 5, 6)]


@pytest.mark.parametrize(
    ("header", "words", "deaths", "counted"),
    [
        ("报送类型", ("初报", "续报", "终报"), [3], [True]),
        ("报送类型", ("终报", "续报", "初报"), [1], [True]),
        ("报送类型", ("续报", "续报", "初报"), [2], [True]),
        ("操作类型", ("新增", "修改", "修改"), [3], [True]),
        ("操作类型", ("新增", "修改", "删除"), [3], [False]),
        ("操作类型", ("新增", "删除", "新增"), [3], [True]),
        ("填报人意见", ("终报", "已阅", "初报"), [3], [True]),
    ],
)
def test_of_the_states_of_one_accident_the_latest_is_kept(tmp_path, header, words, deaths, counted):
    rows = [f"AS2020-7,2020-03-01,平谷区,{n},{word}\n" for n, word in enumerate(words, start=1)]
    text = f"事故编号,发生日期,区,死亡人数,{header}\n" + "".join(rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["deaths"].tolist() == deaths
    assert cleaned.ledger["counted"].tolist() == counted
    assert len(cleaned.findings.query("rule == 'duplicate_certain'")) == 2


@pytest.mark.parametrize("names", [("截至1月", "截至3月", "截至6月"), ("初报", "续报", "终报")])
def test_what_two_earlier_states_have_and_the_last_lacks_counts_once(tmp_path, names):
    header = "发生日期,区,死亡人数,单位名称\n"
    one, two, three, four, five, six = (f"2020-01-0{n},朝阳区,1,甲{n}厂\n" for n in range(1, 7))
    corrected = one.replace(",1,", ",2,")
    states = ([one, two, three], [corrected, four, five, six], [four, five, six])
    for name, rows in zip(names, states):
        text = "".join(["2020年事故台账,,,\n", header, *rows])
        (tmp_path / f"台账（{name}）.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert sorted(cleaned.ledger["enterprise"]) == [f"甲{n}厂" for n in range(1, 7)]
    assert cleaned.ledger["deaths"].sum() == 7
    lacking = cleaned.findings.query("rule == 'only_in_earlier_version'")
    assert lacking["file"].tolist() == [f"台账（{name}）.csv" for name in (names[0], names[0], names[1])]


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("2023年事故台账", "2023年事故台账（更正版）"),
        ("2023年事故台账", "2023年事故台账(修订)"),
        ("2023年事故台账", "2023年事故台账-定稿"),
        ("2023年事故台账", "2023年事故台账_最终版"),
        ("2023年事故台账", "2023年事故台账v2"),
        ("2023年事故台账第2版", "2023年事故台账第3版"),
        ("2023年事故台账", "2023年事故台账改"),
        ("2023年事故台账改", "2023年事故台账改2"),
        ("2023年事故台账", "2023年事故台账(2)"),
        ("2023年事故台账(1)", "2023年事故台账(2)"),
        ("2023年事故台账 - 副本", "2023年事故台账"),
        ("2023年事故台账20240105", "2023年事故台账20240112更正版"),
    ],
)
def test_of_two_versions_without_numbers_the_later_stands_and_what_it_lacks_is_named(tmp_path, name, again):
    header = "2023年事故台账,,,\n发生日期,区,死亡人数,单位名称\n"
    rows = [f"2023-0{n}-05,朝阳区,1,甲{n}厂\n" for n in range(1, 7)]
    # The day, the deaths and the name of one each; two as they were; the last is lacking.
    later = [
        "2023-01-06,朝阳区,1,甲1厂\n",
        "2023-02-05,朝阳区,2,甲2厂\n",
        "2023-03-05,朝阳区,1,甲3机械厂\n",
        *rows[3:5],
    ]
    for stem, lines in ((name, rows), (again, later)):
        (tmp_path / f"{stem}.csv").write_text(header + "".join(lines), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["source_file"].value_counts().to_dict() == {f"{again}.csv": 5, f"{name}.csv": 1}
    assert cleaned.ledger["deaths"].sum() == 7
    differs = cleaned.findings.query("rule == 'duplicate_differs'")[["column", "before", "after"]]
    assert differs.values.tolist() == [
        ["occurred_on", "2023-01-05", "2023-01-06"],
        ["deaths", "1", "2"],
        ["enterprise", "甲3厂", "甲3机械厂"],
    ]
    named = cleaned.findings.query("rule == 'only_in_earlier_version'")
    assert named[["file", "row"]].values.tolist() == [[f"{name}.csv", 8]]
    assert not (cleaned.findings["action"] == "proposed").any()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("事故台账(1)", "事故台账(2)"),
        ("第1季度事故台账", "第2季度事故台账"),
        ("2023年1月事故台账", "2023年2月事故台账（更正版）"),
        ("平谷区事故台账", "昌平区事故台账（更正版）"),
        ("事故台账20230101-20230131", "事故台账20230201-20230228更正版"),
    ],
)
def test_parts_of_a_ledger_are_no_versions_of_each_other(tmp_path, name, other):
    one = [f"2023-01-{n}5,朝阳区,1,甲{n}厂\n" for n in range(3)]
    write = "发生日期,区,死亡人数,单位名称\n{}".format
    for stem, lines in ((name, one), (other, [line.replace("-01-", "-02-") for line in one])):
        (tmp_path / f"{stem}.csv").write_text(write("".join(lines)), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert (len(cleaned.ledger), len(cleaned.quarantine)) == (6, 0)
    assert "only_in_earlier_version" not in set(cleaned.findings["rule"])


def test_a_hazard_that_a_later_version_words_otherwise_may_be_another_and_is_named(tmp_path):
    header = "发现日期,区,被检查单位,隐患描述,状态\n"
    day = "2023-03-09,平谷区,甲厂,"
    for stem, words in (("台账", "消防通道堵塞"), ("台账（修改版）", "疏散通道堆放杂物")):
        text = f"{header}{day}{words},整改中\n{day}灭火器过期,整改中\n"
        (tmp_path / f"{stem}.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert sorted(cleaned.ledger["description"]) == ["消防通道堵塞", "灭火器过期", "疏散通道堆放杂物"]
    named = cleaned.findings.query("rule == 'only_in_earlier_version'")
    assert named[["file", "row"]].values.tolist() == [["台账.csv", 2]]


@pytest.mark.parametrize(
    ("name", "other", "row", "again"),
    [
        # 更新 may be an addition: another number of deaths is another accident
        ("事故台账", "事故台账（更新）", "2023-02-20,朝阳区,1,甲厂", "2023-03-10,朝阳区,3,甲厂"),
        # so may a second version be that states something else beside the day
        ("事故台账", "事故台账v2", "2023-02-20,朝阳区,1,甲厂,建筑业", "2023-03-10,朝阳区,1,甲厂,制造业"),
    ],
)
def test_what_states_something_else_beside_its_day_is_another_accident(tmp_path, name, other, row, again):
    for stem, line in ((name, row), (other, again)):
        text = f"发生日期,区,死亡人数,单位名称,行业领域\n{line}\n"
        (tmp_path / f"{stem}.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert (len(cleaned.ledger), len(cleaned.quarantine)) == (2, 0)


def test_the_second_inspection_is_no_version_of_the_first(tmp_path):
    header, found = "发现日期,区,被检查单位,隐患描述,状态\n", ",平谷区,甲厂,灭火器过期,"
    for stem, line in (("第1次检查", f"2023-05-06{found}已整改"), ("第2次检查", f"2023-05-20{found}整改中")):
        (tmp_path / f"{stem}隐患台账.csv").write_text(f"{header}{line}\n", encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["end_type"].tolist() == ["closed", "open"]
    assert "only_in_earlier_version" not in set(cleaned.findings["rule"])


def test_of_two_states_each_called_the_later_by_another_word_one_is(tmp_path):
    # 截至12月 says that it is the later, 副本 that it is an old copy.
    header, same = "发生日期,区,单位名称,死亡人数,受伤人数\n", "2023-04-20,房山区,乙厂,1,0\n"
    early, late = f"2023-03-05,朝阳区,甲厂,1,0\n{same}", f"2023-03-06,朝阳区,甲厂,1,0\n{same}"
    (tmp_path / "事故台账（截至9月）.csv").write_text(header + early, encoding="utf-8")
    (tmp_path / "事故台账（截至12月）副本.csv").write_text(header + late, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert sorted(cleaned.ledger["enterprise"]) == ["乙厂", "甲厂"]


def test_of_accidents_of_one_enterprise_each_is_led_to_the_nearest_day(tmp_path):
    header = "发生日期,区,死亡人数,单位名称\n"
    for stem, days in (("台账", (5, 15)), ("台账（更正版）", (6, 16))):
        rows = [f"2023-01-{day:02},朝阳区,1,甲厂\n" for day in days]
        (tmp_path / f"{stem}.csv").write_text(header + "".join(rows), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["occurred_on"].dt.day.tolist() == [6, 16]
    moved = cleaned.findings.query("rule == 'duplicate_differs'")[["before", "after"]]
    assert moved.values.tolist() == [["2023-01-05", "2023-01-06"], ["2023-01-15", "2023-01-16"]]


def test_accidents_of_no_named_enterprise_are_no_corrections_of_each_other(tmp_path):
    for stem, day in (("台账", 5), ("台账（更正版）", 6)):
        text = f"发生日期,区,死亡人数\n2023-01-{day:02},朝阳区,1\n"
        (tmp_path / f"{stem}.csv").write_text(text, encoding="utf-8")
    assert len(clean(read_ledger(tmp_path)).ledger) == 2
