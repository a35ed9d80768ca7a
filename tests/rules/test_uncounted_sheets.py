"""Sheets and files that do not count, or may not: by their names, or as sums of the others. All are made."""

import openpyxl
import pytest

from safetystats import clean, read_ledger

HEADER = ["事故编号", "发生时间", "区", "行业", "死亡人数", "单位名称"]
LEDGER = [HEADER, ["SG-1", "2020-01-05", "平谷区", "建筑业", 1, "甲公司"]]
OTHERS = [HEADER, ["SG-9", "2020-02-10", "怀柔区", "制造业", 2, "乙公司"]]
SUMS = [["区", "发生时间", "死亡人数"], ["平谷区", "2020-03-31", 1], ["怀柔区", "2020-03-31", 2]]


def cleaned_book(folder, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for tab, rows in sheets.items():
        sheet = book.create_sheet(tab)
        for row in rows:
            sheet.append(row)
    book.save(folder / "a.xlsx")
    return clean(read_ledger(folder / "a.xlsx", "accidents"))


def cleaned_folder(folder, **files):
    for stem, rows in files.items():
        text = "".join(",".join(map(str, row)) + "\n" for row in rows)
        path = folder / f"{stem}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return clean(read_ledger(folder, "accidents"))


def told(cleaned):
    return set(cleaned.findings["rule"]) & {"void_sheet", "sheet_may_not_count", "summary_sheet"}


@pytest.mark.parametrize(
    "name",
    ["错误", "错误数据", "演示", "举例", "模拟数据", "预测", "测算", "删除的记录", "作废",
     "台账（测试）", "台账_作废", "错误-勿用"],
)  # fmt: skip
@pytest.mark.parametrize("cleaned", [cleaned_book, cleaned_folder])
def test_a_sheet_or_file_called_void_is_set_aside_beside_others(tmp_path, cleaned, name):
    result = cleaned(tmp_path, 台账=LEDGER, **{name: OTHERS})
    assert result.ledger["accident_id"].tolist() == ["SG-1"]
    assert len(result.quarantine) == 1
    assert told(result) == {"void_sheet"}


@pytest.mark.parametrize("name", ["核销", "已核销", "审核未通过", "退回", "重复项", "其他市", "非生产安全"])
@pytest.mark.parametrize("cleaned", [cleaned_book, cleaned_folder])
def test_a_sheet_or_file_that_may_not_count_is_counted_and_named(tmp_path, cleaned, name):
    result = cleaned(tmp_path, 台账=LEDGER, **{name: OTHERS})
    assert sorted(result.ledger["accident_id"]) == ["SG-1", "SG-9"]
    assert told(result) == {"sheet_may_not_count"}


@pytest.mark.parametrize("stem", ["旧台账", "备份"])
def test_an_old_file_may_hold_what_the_new_one_does_not(tmp_path, stem):
    result = cleaned_folder(tmp_path, 台账=LEDGER, **{stem: OTHERS})
    assert (len(result.ledger), told(result)) == (2, {"sheet_may_not_count"})


def test_a_file_in_a_folder_called_void_is_set_aside(tmp_path):
    result = cleaned_folder(tmp_path, 台账=LEDGER, **{"作废/台账": OTHERS})
    assert result.ledger["accident_id"].tolist() == ["SG-1"]


@pytest.mark.parametrize("stem", ["测试", "作废台账"])
def test_a_file_called_void_alone_is_counted_and_named(tmp_path, stem):
    result = cleaned_folder(tmp_path, **{stem: LEDGER})
    assert result.findings.query("rule == 'void_sheet'")["action"].tolist() == ["kept"]
    assert len(result.ledger) == 1


@pytest.mark.parametrize(
    "name", ["2020年", "预测与预警", "模拟城", "错误岭镇", "退回单位", "测试中心", "重复隐患"]
)
@pytest.mark.parametrize("cleaned", [cleaned_book, cleaned_folder])
def test_a_name_that_only_holds_such_a_word_says_nothing(tmp_path, cleaned, name):
    result = cleaned(tmp_path, 台账=LEDGER, **{name: OTHERS})
    assert (len(result.ledger), told(result)) == (2, set())


@pytest.mark.parametrize("name", ["汇总", "各区汇总", "按月统计", "2020年事故统计表", "情况分析"])
@pytest.mark.parametrize("cleaned", [cleaned_book, cleaned_folder])
def test_a_summary_beside_the_records_is_set_aside(tmp_path, cleaned, name):
    result = cleaned(tmp_path, 台账=LEDGER, **{name: SUMS})
    assert result.ledger["deaths"].tolist() == [1]
    assert len(result.quarantine) == 2
    assert told(result) == {"summary_sheet"}


@pytest.mark.parametrize("cleaned", [cleaned_book, cleaned_folder])
def test_a_summary_alone_is_counted_and_named(tmp_path, cleaned):
    result = cleaned(tmp_path, 汇总=SUMS)
    assert (len(result.ledger), told(result)) == (2, {"summary_sheet"})


def test_records_of_all_areas_together_are_no_summary(tmp_path):
    result = cleaned_book(tmp_path, 平谷=LEDGER, 全市汇总=OTHERS)
    assert (len(result.ledger), told(result)) == (2, set())


def test_a_file_called_an_example_is_one_of_a_made_ledger(tmp_path):
    result = cleaned_folder(tmp_path, 台账=LEDGER, **{"事故台账（示例）": OTHERS})
    assert (len(result.ledger), told(result)) == (2, set())
