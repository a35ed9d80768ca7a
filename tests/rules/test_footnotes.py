"""Footnotes, titles and legends that void or correct records are told, on rows they name. All are made."""

import pytest

from safetystats import clean, read_ledger

DAYS = ["2022-01-17", "2022-02-24", "2022-03-08", "2022-05-19", "2022-07-26", "2022-09-30"]
NUMBERS = [f"AS2022-0{n}" for n in range(1, 7)]


def told_in(folder, line, *, serial=False, above=False, kind="事故"):
    """Rows of the findings that the line makes in a ledger of six; the records are in rows 2 to 7.

    The line is row 8, or 1 above the header, which moves the records by one.
    """
    if kind == "事故":
        lines = ["事故编号,发生时间,区,事故分类,死亡人数,受伤人数"]
        lines += [f"{number},{day},丰台区,工矿商贸,2,1" for number, day in zip(NUMBERS, DAYS)]
    else:
        lines = ["隐患编号,发现日期,区,隐患级别,状态,整改期限"]
        lines += [f"{number},{day},丰台区,一般,整改中,2022-12-01" for number, day in zip(NUMBERS, DAYS)]
    if serial:
        # From 11 on, so that a running number is told from a place in the order.
        lines = [f"{n},{line}" for n, line in zip(["序号", *range(11, 17)], lines)]
    note = f'"{line}"'
    lines = [note, *lines] if above else [*lines, note]
    (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    cleaned = clean(read_ledger(folder / "a.csv"))
    assert len(cleaned.ledger) == 6
    assert cleaned.ledger.get("counted", cleaned.ledger["source_row"].gt(0)).all()
    found = cleaned.findings[cleaned.findings["rule"].str.startswith("note_")]
    return sorted(zip(found["row"], found["rule"].str.removeprefix("note_")))


@pytest.mark.parametrize(
    ("line", "rows", "rule"),
    [
        ("注：AS2022-06经调查不属于生产安全事故，不纳入统计。", [7], "says_struck_off"),
        ("注：AS2022-06不纳入统计。", [7], "says_not_counted"),
        ("注：AS2022-03、05两起事故已核销。", [4, 6], "says_struck_off"),
        ("注：AS2022-03至AS2022-05已核销", [4, 5, 6], "says_struck_off"),
        ("注：AS2022-04，3人死亡，系误报", [5], "says_not_counted"),
        ("注：AS2022-02与AS2022-03系同一起事故", [3, 4], "says_not_counted"),
        ("注：AS2022-04死亡人数更正为2人", [5], "says_correction"),
        ("备注：第6起已核销", [7], "says_struck_off"),
        ("备注：第三、五起不计入统计", [4, 6], "says_not_counted"),
        ("注：1.AS2022-01已核销；2.AS2022-02伤者已出院", [2], "says_struck_off"),
    ],
)
def test_a_footnote_that_names_records_is_told_on_their_rows(tmp_path, line, rows, rule):
    assert told_in(tmp_path, line) == [(row, rule) for row in rows]


@pytest.mark.parametrize("office", ["SG", ""])
@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("注：{}20220312已核销", [3]),
        ("注：{0}20220312至{0}20220314已核销", [3, 4, 5]),
        ("注：{}20220311、12已核销", [2, 3]),
    ],
)
def test_a_number_of_eight_digits_names_its_row(tmp_path, office, line, rows):
    lines = ["事故编号,发生时间,区,事故分类,死亡人数"]
    lines += [f"{office}2022031{n},2022-03-1{n},丰台区,工矿商贸,2" for n in range(1, 6)]
    lines.append(f'"{line.format(office)}"')
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    found = clean(read_ledger(tmp_path / "a.csv")).findings
    assert found.loc[found["rule"] == "note_says_struck_off", "row"].tolist() == rows


@pytest.mark.parametrize(
    "line", ["备注：序号13、15两起事故已核销。", "注：第13起、第15起已核销", "注：序号为13,15的已核销"]
)
def test_a_running_number_names_its_row(tmp_path, line):
    assert told_in(tmp_path, line, serial=True) == [(4, "says_struck_off"), (6, "says_struck_off")]


def test_a_title_that_names_a_record_is_told_on_its_row(tmp_path):
    said = told_in(tmp_path, "2022年事故台账（AS2022-06不纳入统计）", above=True)
    assert said == [(8, "says_not_counted")]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("注：标红的为已核销事故，不计入统计。", "says_struck_off"),
        ("注：带*号的不计入统计", "says_not_counted"),
        ("说明：灰色底纹为重复记录，请勿统计", "says_not_counted"),
        ("注：丰台区一起事故死亡人数更正为2人", "says_correction"),
        ("注：AS2021-09已核销", "says_struck_off"),
    ],
)
def test_a_line_that_names_no_record_of_the_sheet_is_told_of_the_sheet(tmp_path, line, rule):
    assert told_in(tmp_path, line) == [(0, rule)]
    found = clean(read_ledger(tmp_path / "a.csv")).findings
    assert found.loc[found["rule"] == f"note_{rule}", "note"].str.startswith("row 8 ").all()


@pytest.mark.parametrize(
    "line",
    [
        "注：本表数据截至2022年9月30日。",
        "注：死亡人数含失踪人员。",
        "填报说明：请勿重复填报",
        "注：本表不含自然灾害",
        "注：AS2022-06未核销",
        "注：共6起事故",
        "示例市2022年事故台账（虚构）",
    ],
)
def test_a_line_that_says_nothing_of_a_record_is_left_alone(tmp_path, line):
    assert told_in(tmp_path, line) == []
    assert told_in(tmp_path, line, above=True) == []


@pytest.mark.parametrize(
    "line",
    [
        "注：AS2022-03企业已关停",
        "注：AS2022-03已销账",
        "注：AS2022-03经核查不属实",
        "注：AS2022-03已移交住建部门",
    ],
)
def test_a_footnote_on_a_hazard_is_held_against_its_status(tmp_path, line):
    assert told_in(tmp_path, line, kind="隐患") == [(4, "contradicts_status")]


@pytest.mark.parametrize(
    ("title", "note"),
    [
        (
            "事故台账（更正稿，替代此前各稿）",
            "row 1 replaces other sheets: of records known to be one, those of this sheet count",
        ),
        (
            "事故台账（死亡人数更正为2人）",
            "row 1 names no record of the sheet by its number; no record was changed for it",
        ),
    ],
)
def test_what_a_title_on_a_correction_did_to_the_records_is_said_as_it_was(tmp_path, title, note):
    records = "发生时间,区,单位,死亡人数\n2022-01-17,丰台区,甲公司,{}\n2022-02-24,丰台区,乙公司,1\n"
    (tmp_path / "a.csv").write_text(f"{title}\n{records.format(2)}", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"事故台账\n{records.format(2)}", encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.quarantine["source_file"].tolist() == ["b.csv"] * 2
    assert cleaned.findings.query("rule == 'note_says_correction'")["note"].tolist() == [note]
