"""A column of the ledger's own that says whether a row counts is read, with a finding each. All are made."""

import pytest

from safetystats import clean, read_ledger, reference
from safetystats.corrections import read_corrections
from safetystats.rules import words

ACCIDENTS = "事故编号,发生时间,区,事故分类,死亡人数,单位名称"
HAZARDS = "隐患编号,发现日期,区,隐患级别,状态,销账日期"


def cleaned_accidents(tmp_path, header, *cells, **more):
    """One accident for each cell under the further header."""
    lines = [f"SG-{i},2020-03-0{i},平谷区,工矿商贸,1,{i}号厂,{cell}" for i, cell in enumerate(cells, 1)]
    (tmp_path / "a.csv").write_text("\n".join([f"{ACCIDENTS},{header}", *lines]), encoding="utf-8")
    return clean(read_ledger(tmp_path / "a.csv"), **more)


def named_in(cleaned, rule):
    return cleaned.findings.query("rule == @rule")["row"].tolist()


@pytest.mark.parametrize(
    ("header", "counts", "out"),
    [
        ("是否纳入统计", "是", "否"),
        ("是否计入统计", "√", "×"),
        ("是否统计", "Y", "N"),
        ("是否生产安全事故", "是", "否"),
        ("是否有效", "有效", "无效"),
        ("是否属实", "属实", "不属实"),
        ("操作类型", "新增", "删除"),
        ("是否有效（是/否）", "是", "否"),
        ("有效标识", "1", "0"),
        ("有效标志", "1.0", "0.0"),
        ("统计标志", "计入", "不计入"),
        ("is_valid", "true", "false"),
        ("是否作废", "否", "是"),
        ("作废", "", "√"),
        ("作废标志", "正常", "已作废"),
        ("删除标记", "0", "1"),
        ("is_deleted", "0", "1"),
        ("不计入统计", "", "√"),
    ],
)
def test_an_accident_that_a_column_says_not_to_count_is_kept_and_not_counted(tmp_path, header, counts, out):
    cleaned = cleaned_accidents(tmp_path, header, counts, out, "")
    assert cleaned.ledger["counted"].tolist() == [True, False, True]
    found = cleaned.findings.query("rule == 'flag_not_counted'")
    assert found["row"].tolist() == [3]
    assert found["note"].tolist() == [f"'{header}' says '{out}': not counted"]
    assert named_in(cleaned, "note_says_not_counted") == []
    assert named_in(cleaned, "flag_unknown") == []


def test_a_mark_of_striking_off_is_the_column_itself(tmp_path):
    cleaned = cleaned_accidents(tmp_path, "核销标志", "0", "1", "")
    assert cleaned.ledger["counted"].tolist() == [True, False, True]
    assert not {"flag_not_counted", "note_says_not_counted", "flag_unknown"} & set(cleaned.findings["rule"])


@pytest.mark.parametrize(
    ("header", "cell"), [("是否生产安全事故", "待认定"), ("删除标记", "2"), ("是否有效", "无")]
)
def test_an_answer_that_is_not_understood_is_named_and_changes_nothing(tmp_path, header, cell):
    cleaned = cleaned_accidents(tmp_path, header, cell)
    assert cleaned.ledger["counted"].all()
    assert named_in(cleaned, "flag_unknown") == [2]


@pytest.mark.parametrize(
    ("header", "cell"),
    [("作废标志", "无"), ("是否有效", "/"), ("是否删除", "—"), ("是否重复", "是"), ("有效期", "0")],
)
def test_other_cells_and_columns_change_nothing(tmp_path, header, cell):
    cleaned = cleaned_accidents(tmp_path, header, cell)
    assert cleaned.ledger["counted"].all()
    assert named_in(cleaned, "flag_unknown") == []


@pytest.mark.parametrize(
    "header",
    [
        "是否重复",
        "重复标识",
        "误报",
        "是否误报（是/否）",
        "是否为误报",
        "测试",
        "测试标志",
        "是否测试数据",
        "is_test",
    ],
)
def test_a_row_that_a_column_calls_a_repeat_a_false_alarm_or_a_test_counts_and_is_named(tmp_path, header):
    cleaned = cleaned_accidents(tmp_path, header, "是", "否", "√", "", "1", "0")
    assert cleaned.ledger["counted"].all()
    assert named_in(cleaned, "note_says_not_counted") == [2, 4, 6]


def test_a_column_that_was_read_is_not_listed_as_unused(tmp_path):
    cleaned = cleaned_accidents(tmp_path, "是否有效,死者姓名,年龄,天气,措施 > 是否有效", "是,甲某,40,晴,否")
    told = cleaned.findings.query("rule == 'column_not_used'")["note"].tolist()
    assert told == ["no columns of the ledger; they stay in the raw sheet: 天气、措施 > 是否有效"]


def test_what_is_struck_off_already_is_not_said_again(tmp_path):
    cleaned = cleaned_accidents(tmp_path, "是否核销,是否纳入统计", "是,否", ",否", "否,是")
    assert cleaned.ledger["counted"].tolist() == [False, False, True]
    assert named_in(cleaned, "flag_not_counted") == [3]


def test_where_the_ledger_says_that_it_is_not_struck_off_the_contradiction_is_told(tmp_path):
    cleaned = cleaned_accidents(tmp_path, "是否核销,是否纳入统计,是否作废", "否,否,是", "否,是,否")
    assert cleaned.ledger["counted"].tolist() == [True, True]
    told = cleaned.findings.query("column not in ['', 'category'] and row > 0")
    assert told[["row", "rule"]].to_numpy().tolist() == [[2, "flag_contradicted"]]
    assert told["note"].tolist() == ["'是否纳入统计' says '否', and 是否核销 that it counts"]


@pytest.mark.parametrize(
    ("header", "out"), [("是否有效", "否"), ("是否删除", "是"), ("作废标志", "1"), ("是否纳入统计", "否")]
)
def test_a_hazard_that_a_column_says_not_to_count_is_void(tmp_path, header, out):
    lines = [
        f"{HAZARDS},{header}",
        f"YH-1,2020-03-05,平谷区,一般,已销账,2020-03-20,{out}",
        f"YH-2,2020-03-05,平谷区,一般,不属实,,{out}",
        "YH-3,2020-03-05,平谷区,一般,整改中,,",
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert cleaned.ledger["end_type"].tolist() == ["void", "void", "open"]
    assert named_in(cleaned, "flag_not_counted") == [2]


def corrections(folder, *lines):
    path = folder / "corrections.csv"
    header = "ledger,column,key,rule,before,after,decision"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return read_corrections(path)


def test_a_person_may_refuse_what_such_a_column_says(tmp_path):
    decided = corrections(tmp_path, "accidents,struck_off,SG-2,flag_not_counted,,是,refuse")
    cleaned = cleaned_accidents(tmp_path, "是否有效", "否", "否", corrections=decided)
    assert cleaned.ledger["counted"].tolist() == [False, True]
    assert named_in(cleaned, "note_says_not_counted") == []

    decided = corrections(tmp_path, "hazards,status,YH-2,flag_not_counted,整改中,void,refuse")
    lines = [f"YH-{i},2020-03-05,平谷区,一般,整改中,,否" for i in (1, 2)]
    (tmp_path / "a.csv").write_text("\n".join([f"{HAZARDS},是否有效", *lines]), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"), corrections=decided)
    assert cleaned.ledger["end_type"].tolist() == ["void", "open"]
    assert named_in(cleaned, "correction_unused") == []


def test_a_person_may_state_that_a_record_is_not_struck_off(tmp_path):
    for before in ("", "否"):
        decided = corrections(tmp_path, f"accidents,struck_off,SG-2,,{before},否,accept")
        cells = [f"{before},作废"] * 2
        cleaned = cleaned_accidents(tmp_path, "是否核销,作废标志", *cells, corrections=decided)
        assert cleaned.ledger["counted"].tolist() == [before == "否", True]
        assert named_in(cleaned, "correction_unused") == []
        assert not {"note_says_not_counted", "note_says_struck_off"} & set(cleaned.findings["rule"])


def test_the_answers_in_words_stand_there_once():
    answers = reference.flag_answers()
    assert set(answers["counts"]) == {"true", "false"}
    assert not answers["word"].duplicated().any()


def test_no_word_is_a_yes_and_a_no():
    assert not words._PLAIN_YES & words._PLAIN_NO
    assert not words._YES & words._NO
