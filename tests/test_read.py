"""Reading: nothing lost, shifted or guessed, every line accounted for. All but the real ledgers are made."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.cell_range import CellRange

from safetystats.cleaning import clean
from safetystats.errors import InputRejected, NoLedger, UnknownName, WrongUse
from safetystats.read import RawTable, read_ledger, read_tables
from safetystats.schema import SOURCE
from safetystats.sheets.files import read_grids
from safetystats.sheets.headed_days import time_heading
from safetystats.sheets.limits import Limits
from safetystats.sheets.lines import Roles, holds_total_word, is_plainly_record, reason_no_record

HEADER = "编号,发生日期,区,街镇,死亡人数,备注"


def write_csv(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def write_xlsx(
    tmp_path: Path, rows: list[list[object]], name: str = "a.xlsx", merges: tuple[str, ...] = ()
) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    book.save(tmp_path / name)
    return tmp_path / name


def only_table(path: Path, kind: str | None = None) -> RawTable:
    (table,) = read_tables(path, kind)
    return table


def reasons(table: RawTable) -> dict[int, str]:
    return dict(zip(table.skipped["row"], table.skipped["reason"]))


def rules(table: RawTable) -> list[str]:
    return table.findings["rule"].tolist()


# --- text files


def test_words_that_look_like_nothing_stay_texts_and_codes_keep_their_zeros(tmp_path):
    text = "编号,发生日期,区,事故单位\n007,2020-01-02,NA,null\n12E5,2020-01-03,None,nan\n"
    rows = only_table(write_csv(tmp_path, text)).rows
    assert rows["accident_id"].tolist() == ["007", "12E5"]
    assert rows["area"].tolist() == ["NA", "None"]
    assert rows["enterprise"].tolist() == ["null", "nan"]


def test_a_comma_at_the_end_of_every_record_shifts_no_column(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生日期,死亡人数\n1,2020-01-02,10,\n2,2020-01-03,4,\n"))
    assert table.rows["deaths"].tolist() == ["10", "4"]
    assert table.rows["accident_id"].tolist() == ["1", "2"]
    assert rules(table) == []


def test_records_that_are_too_short_or_too_long_are_findings(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生日期,死亡人数\n1,2020-01-02\n2,2020-01-03,1,甲,乙\n"))
    assert table.rows["deaths"].tolist() == [None, "1"]
    assert table.rows["column D"].tolist() == [None, "甲"]
    assert list(zip(table.findings["row"], table.findings["rule"])) == [
        (2, "short_record"),
        (3, "long_record"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_line_ends_and_delimiters_are_recognised(tmp_path, line_end, delimiter):
    lines = ["编号,发生日期,区", "1,2020-01-02,平谷区", "2,2020-01-03,怀柔区"]
    text = line_end.join(lines).replace(",", delimiter)
    assert only_table(write_csv(tmp_path, text)).rows["area"].tolist() == ["平谷区", "怀柔区"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "big5"])
def test_encodings_are_recognised(tmp_path, encoding):
    text = "編號,日期,區,事故單位\n" if encoding == "big5" else "编号,发生日期,区,事故单位\n"
    body = "".join(f"{n},2020-01-{n + 1:02d},平谷,北京某某建筑工程有限公司第一分公司\n" for n in range(1, 20))
    if encoding == "big5":
        body = body.replace("平谷", "東城區").replace(
            "北京某某建筑工程有限公司第一分公司", "某某建設工程有限公司"
        )
    grid = read_grids(write_csv(tmp_path, text + body, encoding))[0]
    assert grid.rows[1][0] in {"编号", "編號"}
    assert len(grid.rows) == 20


@pytest.mark.parametrize(
    "garbled",
    [
        f"{HEADER}\n1,2020-01-02,门头沟区,大峪街道,1,某某\n".encode().decode("gb18030", "replace"),
        f"{HEADER}\n1,2020-01-02,门头沟区,大峪街道,1,某某\n".encode("gb18030").decode("latin-1"),
        "date,area,deaths\n2020-01-02,闂ㄥご娌熷尯,1\n2020-01-03,骞宠胺鍖�,1\n",
    ],
)
def test_garbled_text_is_refused_with_a_hint(tmp_path, garbled):
    with pytest.raises(InputRejected, match=r"garbled.*Ask for the original"):
        read_ledger(write_csv(tmp_path, garbled))


def test_a_nul_character_is_taken_out_with_a_finding(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生日期,区\n1,2020-01-02,平谷\0区\n"))
    assert table.rows["area"].tolist() == ["平谷区"]
    assert rules(table) == ["nul_character"]


def test_quotation_marks_inside_a_name_lose_no_record(tmp_path):
    text = '编号,发生日期,事故单位\n1,2020-01-02,"三号楼"工地\n2,2020-01-03,某某公司\n'
    assert only_table(write_csv(tmp_path, text)).rows["enterprise"].tolist() == ['"三号楼"工地', "某某公司"]


def test_a_quotation_that_is_never_closed_is_refused_and_swallows_nothing(tmp_path):
    text = '编号,发生日期,事故单位\n1,2020-01-02,"甲,乙\n2,2020-01-03,丙\n'
    with pytest.raises(InputRejected, match=r"quotation mark is not closed.*near line 2"):
        read_ledger(write_csv(tmp_path, text))


def test_a_line_that_names_the_separator_is_believed_and_accounted_for(tmp_path):
    table = only_table(write_csv(tmp_path, "sep=|\n编号|发生日期|区\n1|2020-01-02|甲,乙\n"))
    assert table.rows["area"].tolist() == ["甲,乙"]
    assert reasons(table) == {1: "title", 2: "header"}


def test_a_sign_at_the_end_of_each_line_within_a_cell_is_no_separator(tmp_path):
    rows = [f'{n},2020-01-0{n},平谷区,"电线老化;\n通道堵塞;\n无灭火器;"' for n in range(1, 6)]
    table = only_table(write_csv(tmp_path, "\n".join(["编号,发现日期,区,隐患描述", *rows, ""])))
    assert table.rows["area"].tolist() == ["平谷区"] * 5
    assert table.rows["description"].tolist() == ["电线老化;\n通道堵塞;\n无灭火器;"] * 5


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_truncated_text_is_refused_or_says_so_unless_cut_between_lines(tmp_path, encoding):
    body = "".join(f"{n},2020-01-02,平谷区,{n % 9 + 10}\n" for n in range(50))
    whole = f"编号,发生日期,区,死亡人数\n{body}".encode(encoding)
    for part in range(1, 64):
        cut = whole[: len(whole) * part // 64]
        (tmp_path / "cut.csv").write_bytes(cut)
        try:
            table = only_table(tmp_path / "cut.csv")
        except InputRejected:
            continue
        assert cut.endswith(b"\n") or "no_line_end" in rules(table)


# --- headers


def test_the_header_is_found_under_title_attachment_and_blank_lines(tmp_path):
    rows = [
        ["附件1"],
        ["2020年事故台账"],
        [],
        ["单位：万元"],
        ["编号", "发生日期", "区", "直接经济损失"],
        ["1", "2020-01-02", "平谷区", 3],
    ]
    table = only_table(write_xlsx(tmp_path, rows))
    assert table.title == "附件1\n2020年事故台账\n单位：万元"
    assert reasons(table) == {1: "title", 2: "title", 3: "blank row", 4: "title", 5: "header"}
    assert table.units == {"direct_loss_yuan": "万元"}
    assert table.rows["source_row"].tolist() == [6]


TWO_LEVELS = [
    ["序号", "发生日期", "区", "伤亡情况", None, None, "直接经济损失（万元）"],
    [None, None, None, "死亡", "重伤", "轻伤", None],
    [1, "2020-01-02", "平谷区", 1, 2, 0, 12.5],
]


@pytest.mark.parametrize("merges", [(), ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2")])
def test_a_header_of_two_levels_is_joined_merged_or_not(tmp_path, merges):
    table = only_table(write_xlsx(tmp_path, TWO_LEVELS, merges=merges))
    row = table.rows.iloc[0]
    assert [row["deaths"], row["serious_injuries"], row["minor_injuries"]] == ["1", "2", "0"]
    assert (row["direct_loss_yuan"], table.units["direct_loss_yuan"]) == ("12.5", "万元")
    assert table.headers["deaths"] == "伤亡情况 > 死亡"
    assert len(table.rows) == 1


@pytest.mark.parametrize("group", ["登记情况", "整改计划", "上报信息", "检查情况"])
def test_the_name_of_a_group_of_columns_leaves_their_meaning(tmp_path, group):
    text = f"编号,{group},,备注\n,发现日期,整改期限,\n1,2020-01-02,2020-02-01,\n"
    row = only_table(write_csv(tmp_path, text)).rows.iloc[0]
    assert (row["found_on"], row["due_on"]) == ("2020-01-02", "2020-02-01")


def test_a_header_that_only_its_joined_levels_name_is_found(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,事故发生,,死亡人数\n,日期,地点,\n1,2020-01-02,某处,1\n"))
    assert table.rows["occurred_on"].tolist() == ["2020-01-02"]
    assert table.headers["occurred_on"] == "事故发生 > 日期"


def test_a_group_whose_parts_are_all_unknown_still_belongs_to_the_header(tmp_path):
    text = "编号,发生日期,区,调查,,备注\n,,,立案,结案,\n1,2020-01-02,平谷区,是,否,无\n"
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["调查 > 结案"].tolist() == ["否"]


def test_a_row_of_units_below_the_header_is_read_as_units(tmp_path):
    table = only_table(
        write_csv(tmp_path, "编号,发生日期,死亡人数,直接经济损失\n,,人,万元\n1,2020-01-02,1,5\n")
    )
    assert reasons(table)[2] == "units row"
    assert table.units == {"deaths": "人", "direct_loss_yuan": "万元"}
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    "line",
    [
        ",(年月日),,(人),(元)", ",（年-月-日）,,（人）,（元）", ",【必填】,,[人],【元】",
        ",（年月日）,（区）,（人）,（元）", ",,(区),(人),(元)", ",,（区县）,（人）,（元）",
    ],
)  # fmt: skip
def test_a_row_of_units_in_brackets_may_say_how_the_other_columns_are_filled_in(tmp_path, line):
    table = only_table(
        write_csv(tmp_path, f"编号,发生日期,区,死亡人数,直接经济损失\n{line}\n1,2020-01-02,平谷区,1,50000\n")
    )
    assert reasons(table)[2] == "units row"
    assert table.units == {"deaths": "人", "direct_loss_yuan": "元"}
    assert len(table.rows) == 1


def test_a_row_of_units_printed_again_is_no_record(tmp_path):
    head, record = (
        "编号,发生日期,区,死亡人数,直接经济损失\n,,(区),(人),(万元)\n",
        "{0},2020-01-0{0},平谷区,1,5\n",
    )
    table = only_table(write_csv(tmp_path, head + record.format(1) + head + record.format(2)))
    assert table.rows["accident_id"].tolist() == ["1", "2"]


def test_a_row_in_brackets_without_a_unit_stays_a_record(tmp_path):
    text = "编号,发生日期,死亡人数,直接经济损失\n（暂无）,（不详）,,\n1,2020-01-02,1,5\n"
    assert len(only_table(write_csv(tmp_path, text)).rows) == 2


@pytest.mark.parametrize("header", ["发生 日期", "发生日期*", "【发生日期】", "发生\n日期", " OCCURRED ON "])
def test_headers_match_whatever_their_blanks_brackets_and_case(tmp_path, header):
    rows = [["编号", header, "区"], ["1", "2020-01-02", "平谷区"]]
    assert only_table(write_xlsx(tmp_path, rows)).rows["occurred_on"].tolist() == ["2020-01-02"]


def test_two_headers_of_one_meaning_are_both_kept_and_said(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生日期,区,所属区\n1,2020-01-02,平谷区,怀柔区\n"))
    assert table.rows["area"].tolist() == ["平谷区"]
    assert table.rows["所属区"].tolist() == ["怀柔区"]
    # Once of the header, once of the row in which the two differ.
    assert rules(table) == ["two_headers", "two_headers"]


def test_figures_that_differ_under_two_headers_are_said_row_by_row(tmp_path):
    table = only_table(
        write_csv(tmp_path, "编号,发生日期,死亡人数,死亡人数\n1,2020-01-02,1,1\n2,2020-01-03,2,9\n")
    )
    assert table.rows["deaths"].tolist() == ["1", "2"]
    assert table.findings[["row", "column", "before"]].values.tolist() == [
        [1, "死亡人数", "死亡人数"],
        [3, "deaths", "2"],
    ]
    assert table.findings["note"].iloc[1] == "'死亡人数' says '9', '死亡人数' was read"


@pytest.mark.parametrize(
    ("headers", "column", "read"),
    [
        ("复查日期,整改日期,整改完成日期,销账日期", "closed_on", "销账日期"),
        ("复查日期,整改日期,整改完成日期", "closed_on", "整改完成日期"),
        ("复查日期,整改日期", "closed_on", "整改日期"),
        ("复查日期,备注", "closed_on", "复查日期"),
        ("整改情况,状态,销账情况", "status", "销账情况"),
        ("整改情况,整改状态", "status", "整改状态"),
        ("上报时间,挂账日期", "found_on", "上报时间"),
        ("实际整改完成时间,销账日期", "closed_on", "销账日期"),
        ("应完成时间,完成时间", "closed_on", "完成时间"),
    ],
)
def test_of_headers_of_one_meaning_the_one_trusted_most_is_read(tmp_path, headers, column, read):
    day = "" if column == "found_on" else "发现日期,"
    cells = {header: f"2020-01-0{n}" for n, header in enumerate(headers.split(","), 1)}
    text = f"隐患编号,{day}隐患描述,{headers}\n1,{day and '2020-01-01,'}甲,{','.join(cells.values())}\n"
    table = only_table(write_csv(tmp_path, text))
    assert (table.headers[column], table.rows[column].tolist()) == (read, [cells[read]])
    is_last_resort = read in {"复查日期", "上报时间", "完成时间"}
    assert ("header_of_last_resort" in rules(table)) == is_last_resort


@pytest.mark.parametrize(
    ("kind", "column", "blank", "filled", "cell"),
    [
        ("hazards", "due_on", "整改期限", "限改日期", "2020-03-12"),
        ("hazards", "closed_on", "销账日期", "整改完成日期", "2020-03-12"),
        ("hazards", "status", "销账情况", "整改情况", "已整改"),
        ("accidents", "area", "区", "所属区", "平谷区"),
        ("accidents", "direct_loss_yuan", "直接经济损失", "经济损失（万元）", "12.5"),
    ],
)
def test_a_column_that_is_blank_throughout_gives_way_to_one_that_means_the_same(
    tmp_path, kind, column, blank, filled, cell
):
    day = "发现日期" if kind == "hazards" else "发生日期"
    for two, cells in ((f"{blank},{filled}", f",{cell}"), (f"{filled},{blank}", f"{cell},")):
        text = f"编号,{day},死亡人数,{two}\n1,2020-03-01,1,{cells}\n2,2020-03-02,0,\n"
        table = only_table(write_csv(tmp_path, text), kind=kind)
        assert (table.headers[column], table.rows[column].tolist()) == (filled, [cell, None])
        assert table.findings[table.findings["rule"] == "from_second_header"].values.tolist() == [
            [table.file, "", 1, column, "from_second_header", blank, filled, "corrected",
             f"'{blank}' is blank throughout; {column} was read from '{filled}'"],
        ]  # fmt: skip
        assert "two_headers" not in rules(table)
        assert table.units.get(column, "") == ("万元" if column == "direct_loss_yuan" else "")
    # One cell under the header that is trusted more, and it is read: for a status, which may mean less under
    # the other, and a sum in another unit, alone.
    text = f"编号,{day},死亡人数,{blank},{filled}\n1,2020-03-01,1,{cell},{cell}\n2,2020-03-02,0,,{cell}\n"
    table = only_table(write_csv(tmp_path, text), kind=kind)
    second = None if column in ("status", "direct_loss_yuan") else cell
    assert (table.headers[column], table.rows[column].tolist()) == (blank, [cell, second])


@pytest.mark.parametrize(
    ("column", "headers", "rows", "read", "taken"),
    [
        ("due_on", "整改期限,限改日期", "2020-03-12, ,2020-03-13 ,3月14日前 ,",
         "2020-03-12 2020-03-13 3月14日前 -", [3, 4]),
        ("due_on", "限改日期,整改期限", ",立即整改 2020-03-13,", "立即整改 2020-03-13", [3]),
        ("due_on", "整改期限,限改日期", "2020-03-12,2020-03-20 ,2020-03-13", "2020-03-12 2020-03-13", [3]),
        ("closed_on", "销账日期,整改完成日期", "2020-03-12, ,2020-03-13", "2020-03-12 2020-03-13", [3]),
        # Two rows say otherwise, and one would be filled: the day of mending is not that of striking off.
        ("closed_on", "销账日期,整改完成日期", "2020-03-12,2020-03-10 2020-03-14,2020-03-13 ,2020-03-13",
         "2020-03-12 2020-03-14 -", []),
        ("area", "区,所属区", "平谷区, ,延庆区", "平谷区 延庆区", [3]),
        ("area", "区,所属区", "平谷区,海淀区 ,延庆区 ,延庆区", "平谷区 - -", []),
        ("deaths", "死亡人数,死亡（人）", "1, ,2", "1 2", [3]),
        ("deaths", "死亡人数,死亡数（外包）", "1, ,2", "1 -", []),
        ("direct_loss_yuan", "直接经济损失（万元）,经济损失（万元）", "5, ,7", "5 7", [3]),
        ("direct_loss_yuan", "直接经济损失（万元）,经济损失（元）", "5, ,70000", "5 -", []),
        ("direct_loss_yuan", "直接经济损失（万元）,直接经济损失（元）", "5, ,70000", "5 -", []),
    ],
)  # fmt: skip
def test_a_blank_takes_what_stands_under_another_header_of_one_meaning_and_unit(
    tmp_path, column, headers, rows, read, taken
):
    kind, day = ("hazards", "发现日期") if column.endswith("_on") else ("accidents", "发生日期")
    lines = [f"{n},2020-03-01,{row}" for n, row in enumerate(rows.split(" "), 1)]
    text = "\n".join([f"编号,{day},{headers}", *lines, ""])
    table = only_table(write_csv(tmp_path, text), kind=kind)
    values = [None if value == "-" else value for value in read.split()]
    assert table.rows[column].tolist() == values
    assert table.findings.loc[table.findings["rule"] == "from_second_header", "row"].tolist() == taken
    # What is not taken is told in its row.
    told = table.findings[(table.findings["rule"] == "two_headers") & (table.findings["column"] == column)]
    stated = [{cell for cell in row.split(",") if cell} for row in rows.split(" ")]
    assert told["row"].tolist() == [
        n for n, (cells, own) in enumerate(zip(stated, values), 2) if cells - {own}
    ]


def test_two_columns_of_one_day_are_doubted_in_the_rows_where_they_differ(tmp_path):
    text = (
        "编号,发生时间,发生日期,区\n1,2020-01-02 14:30,2020年1月2日,平谷区\n2,2020-01-04,2020/1/3,平谷区\n"
        "3,14:30,2020-01-05,平谷区\n"
    )
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["occurred_on"].tolist() == ["2020年1月2日", "2020/1/3", "2020-01-05"]
    assert list(zip(table.findings["row"], table.findings["rule"])) == [(3, "two_headers")]


def test_a_date_goes_before_a_time_of_day(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生时间,发生日期,区\n1,14:30,2020-01-02,平谷区\n"))
    assert table.rows["occurred_on"].tolist() == ["2020-01-02"]
    assert table.rows["发生时间"].tolist() == ["14:30"]


def test_an_unknown_header_never_takes_the_place_of_a_source_column(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生日期,区,source_row\n1,2020-01-02,平谷区,99\n"))
    assert table.rows["source_row"].tolist() == [2]
    assert table.rows["source_row (2)"].tolist() == ["99"]


SPELLINGS = {
    ("hazards", "status"): "是否整改 是否整改到位 是否销号 是否销账 是否销帐 是否闭环 是否完成整改 "
    "整改完成情况 销号情况 销账情况 复查结果 复查意见 隐患状态 当前状态 整改进度 整改率 整改状态 验收情况 "
    "办理情况 办理状态 办理结果 办理进度 办结情况 办结状态 是否办结 处理状态 处置状态 整改结果 "
    "整改进展情况 整改落实情况 进展情况 进展 工作进展 工作进展情况 目前进展",
    ("hazards", "closed_on"): "整改完成时间 整改完成日期 销号时间 销号日期 销账时间 销帐日期 实际完成日期 "
    "实际整改日期 消号日期 验收日期 闭环日期 办结时间 关闭时间 核销日期 实际整改完成时间 實際整改完成日期 "
    "实际完成时间 銷賬日期 办结日期 办理完成日期 办理完成时间",
    ("hazards", "due_on"): "整改截止日期 要求整改日期 整改限期 完成时限 应整改完成日期 计划整改日期 延期至 "
    "要求整改完成时间 要求完成日期 整改完成时限 整改完成期限 应完成时间 应整改完成时间 "
    "计划整改完成时间 計劃整改完成日期 计划完成时间 计划完成日期 限改日期 限改时间 限改期限 限期整改日期 "
    "限期整改时间 整改截止时间",
    ("hazards", "hazard_id"): "事故隐患编号 隐患编码 隱患編號",
    ("hazards", "level"): "事故隐患级别 是否重大隐患",
    ("enterprises", "insured_from"): "投保日期",
    ("enterprises", "insured_to"): "到期日期",
    ("accidents", "accident_id"): "事故编码",
    ("accidents", "deaths"): "死亡数 亡人 死亡人數 亡人数 亡人数量 死亡数量 死亡总数 死亡总人数 "
    "死者人数 遇难人数 死亡人员数",
    ("accidents", "injuries"): "受伤数 伤人",
    ("accidents", "enterprise"): "事故单位名称 事发单位",
    ("accidents", "occurred_on"): "起火时间",
}  # fmt: skip
AROUND = {
    "hazards": "隐患描述,发现日期,区,{},责任单位",
    "enterprises": "单位名称,区,{},从业人员数",
    "accidents": "事故类型,{},区,{},直接原因",
}


@pytest.mark.parametrize(
    ("kind", "column", "header"),
    [(*place, header) for place, headers in SPELLINGS.items() for header in headers.split()],
)
def test_an_office_may_call_a_column(tmp_path, kind, column, header):
    other = "死亡人数" if column == "occurred_on" else "发生日期"
    first, second = (header, other) if column == "occurred_on" else (other, header)
    line = AROUND[kind].format(*((first, second) if kind == "accidents" else (header,)))
    table = only_table(
        write_csv(tmp_path, f"{line}\n" + ",".join("甲乙丙丁戊己"[: line.count(",") + 1]) + "\n")
    )
    assert (table.kind, table.headers.get(column)) == (kind, header)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("问题编号,下达日期,牵头单位,整改措施,整改时限,实际完成日期", "rectifications"),
        ("责任部门,职责事项,频次要求,完成日期", "duties"),
        ("检查日期,检查机关,被检查单位,发现隐患数,复查结果", "inspections"),
        ("检查日期,检查机关,受检单位,发现隐患数,落实情况", "inspections"),
        ("检查日期,属地,受检单位,整改截止日期,整改情况", "hazards"),
    ],
)
def test_a_word_of_hazards_makes_no_other_ledger_one_of_hazards(tmp_path, line, kind):
    assert (
        only_table(write_csv(tmp_path, f"{line}\n{','.join('甲乙丙丁戊己'[: line.count(',') + 1])}\n")).kind
        == kind
    )


# --- slips in headers


@pytest.mark.parametrize("day", ["发升日期", "发证日期"])
def test_a_ledger_whose_headers_are_badly_typed_is_read_as_no_other(tmp_path, day):
    header = f"序号,{day},区,单位名称,事故类型,死忘人数,受伤人人数,直接经计损失（万元）"
    path = write_csv(tmp_path, f"{header}\n1,2020-01-02,平谷区,甲厂,坍塌,1,0,5\n")
    with pytest.raises(InputRejected) as refused:
        read_ledger(path)
    for told in ("accidents", "'死忘人数' (死亡人数?)", "'受伤人人数' (受伤人数?)", "kind='enterprises'"):
        assert told in str(refused.value)
    assert len(read_ledger(path, "enterprises").tables[0].rows) == 1


@pytest.mark.parametrize("day", ["发生曰期", "发生日期"])
def test_a_sign_that_looks_the_same_is_read_and_another_one_is_told(tmp_path, day):
    cleaned = clean(
        read_ledger(
            write_csv(tmp_path, f"编号,{day},区,死忘人数,发证日期\nSG-1,2020-01-02,平谷区,1,2019-01-01\n")
        )
    )
    assert cleaned.ledger["occurred_on"].dt.strftime("%F").tolist() == ["2020-01-02"]
    assert cleaned.ledger["deaths"].isna().all()
    (note,) = cleaned.findings.loc[cleaned.findings["rule"] == "column_not_used", "note"]
    assert note == "no columns of the ledger; they stay in the raw sheet: 死忘人数（死亡人数？）、发证日期"


def test_a_register_with_a_header_like_that_of_another_ledger_stays_one(tmp_path):
    path = write_csv(tmp_path, "单位名称,区,发证日期,从业人数\n甲厂,平谷区,2019-01-01,5\n")
    assert only_table(path).kind == "enterprises"


# --- what is no record


def test_totals_notes_zero_reports_and_repeated_headers_are_skipped_with_their_reason(tmp_path):
    text = (
        f"{HEADER}\n合 计,,,,3,\n1,2020-01-02,平谷区,,1,\n小计,,,,1,\n{HEADER}\n2,2020-01-03,怀柔区,,2,\n"
        "其中：平谷,,,,1,\n本月无事故,,,,,\n\n总计,,,,3,\n注：数据截至月底,,,,,\n填表人：某某,,审核：某某,,,\n"
    )
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["accident_id"].tolist() == ["1", "2"]
    assert reasons(table) == {
        1: "header", 2: "total row", 4: "total row", 5: "repeated header", 7: "total row",
        8: "zero report", 9: "blank row", 10: "total row", 11: "note", 12: "note",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "（1）,（2）,（3）,（4）,（5）,（6）", "(1),(2),(3),(4),(5),(6)", "甲,乙,丙,丁,1,戊",
        "甲,乙,丙,丁,戊,己",
        "A,B,C,1,2,3",
        "第1栏,第2栏,第3栏,第4栏,第5栏,第6栏", "栏次,（1）,（2）,（3）,（4）,（5）",
    ],
)  # fmt: skip
def test_a_line_that_numbers_the_columns_is_a_part_of_the_header(tmp_path, line):
    table = only_table(write_csv(tmp_path, f"{HEADER}\n{line}\n1,2020-01-02,平谷区,,1,\n"))
    assert table.rows["accident_id"].tolist() == ["1"]
    assert reasons(table)[2] == "header"


@pytest.mark.parametrize("line", ["甲,丙,乙,,,", "（1）,2020-01-02,（3）,（4）,（5）,（6）", "甲,乙,,,,"])
def test_a_line_that_numbers_no_columns_stays_a_record(tmp_path, line):
    assert len(only_table(write_csv(tmp_path, f"{HEADER}\n{line}\n1,2020-01-02,平谷区,,1,\n")).rows) == 2


@pytest.mark.parametrize(
    "line",
    [
        "承前页,,,,1,", "过次页,,,,1,", "（转下页）,,,,1,", "接上页,,,,9,", "同比（±%）,,,,-27.3%,",
        "环比增减率,,,,5%,",
        "同比增长,,,,5%,", "与上年同期相比,,,,-2,", "比上年增减（%）,,,,-2,", "增减率（%）,,,,-2,",
    ],
)  # fmt: skip
def test_a_line_that_carries_over_or_compares_is_no_record(tmp_path, line):
    text = f"{HEADER}\n1,2020-01-02,平谷区,,1,\n{line}\n2,2020-01-03,怀柔区,,2,\n"
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["accident_id"].tolist() == ["1", "2"]
    assert reasons(table)[3] == "total row"
    assert "total_differs" not in set(table.findings["rule"])


def test_what_is_carried_over_counts_in_the_total_below_it(tmp_path):
    text = f"{HEADER}\n承前页,,,,7,\n1,2020-01-02,平谷区,,1,\n2,2020-01-03,怀柔区,,2,\n合计,,,,{{}},\n"
    for total, is_told in ((10, False), (3, False), (9, True)):
        table = only_table(write_csv(tmp_path, text.format(total)))
        assert ("total_differs" in set(table.findings["rule"])) is is_told


def test_the_parts_of_a_total_go_on_below_its_first(tmp_path):
    text = (
        f"{HEADER}\n1,2020-01-02,平谷区,,3,\n合计,,,,3,\n其中：建筑业,,,,2,\n制造业,,,,1,\n"
        "2,2020-01-03,怀柔区,,2,\n制造业,,,,1,\n"
    )
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["accident_id"].tolist() == ["1", "2", "制造业"]
    assert reasons(table) == {1: "header", 3: "total row", 4: "total row", 5: "total row"}


@pytest.mark.parametrize("heading", ["平谷区", "一、平谷区", "（一）平谷区"])
def test_rows_under_a_heading_know_it_where_the_table_has_no_areas(tmp_path, heading):
    text = f"编号,发生日期,死亡人数\n1,2020-01-01,1\n{heading},,\n2,2020-01-02,1\n怀柔区,,\n3,2020-01-03,2\n"
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["section"].tolist() == [None, "平谷区", "怀柔区"]
    assert reasons(table) == {1: "header", 3: "title", 5: "title"}


def test_days_under_the_heading_of_a_month_are_of_that_month(tmp_path):
    text = (
        f"{HEADER}\n2022年1月（1起）,,,,,\n1,17日,平谷区,,1,8日\n2022年2月,,,,,\n2,2022-02-24,平谷区,,1,\n"
        "3,8日,平谷区,,1,\n小计,,,,2,\n"
    )
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["occurred_on"].tolist() == ["2022-1-17", "2022-02-24", "2022-2-8"]
    assert table.rows["note"].tolist() == ["8日", None, None]
    assert reasons(table) == {1: "header", 2: "title", 4: "title", 7: "total row"}
    joined = table.findings.query("rule == 'day_joined'")
    assert joined[["row", "before", "after"]].to_numpy().tolist() == [
        [3, "17日", "2022-1-17"], [6, "8日", "2022-2-8"]
    ]  # fmt: skip


def test_days_under_the_heading_of_no_month_are_of_none(tmp_path):
    text = (
        f"{HEADER}\n2022年12月,,,,,\n1,17日,平谷区,,1,\n2022年13月,,,,,\n2,8日,平谷区,,1,\n"
        "2023年1月,,,,,\n3,9日,平谷区,,1,\n"
    )
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["occurred_on"].tolist() == ["2022-12-17", "8日", "2023-1-9"]


@pytest.mark.parametrize(
    "lines", [",17日,平谷区,,1,\n2022年1月,,,,,\n,8日,平谷区,,1,", "1月,,,,,\n,8日,平谷区,,1,"]
)
def test_a_month_that_is_no_heading_above_its_days_gives_them_none(tmp_path, lines):
    table = only_table(write_csv(tmp_path, f"{HEADER}\n{lines}\n"))
    assert table.rows["occurred_on"].iloc[-1] == "8日"


def test_a_table_with_areas_has_no_section_and_a_lone_name_in_a_register_is_a_record(tmp_path):
    table = only_table(write_csv(tmp_path, "编号,发生日期,区,行业\n街道甲,,,\n1,2020-01-01,平谷区,建筑业\n"))
    assert "section" not in table.rows
    register = only_table(write_csv(tmp_path, "单位名称,区\n甲厂,\n乙厂,平谷区\n"), "enterprises")
    assert register.rows["enterprise"].tolist() == ["甲厂", "乙厂"]


def test_a_record_without_a_day_stays_a_record(tmp_path):
    table = only_table(write_csv(tmp_path, f"{HEADER}\n1,,平谷区,无隐患,1,\n2,2020-01-03,怀柔区,,1,无隐患\n"))
    assert len(table.rows) == 2


def test_a_header_of_two_levels_is_recognised_when_it_is_repeated(tmp_path):
    header = "编号,发生日期,区,伤亡情况,,备注\n,,,死亡,重伤,\n"
    text = f"{header}1,2020-01-02,平谷区,1,0,甲\n{header}2,2020-01-03,怀柔区,2,0,乙\n"
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["deaths"].tolist() == ["1", "2"]
    assert reasons(table) == {1: "header", 2: "header", 4: "repeated header", 5: "repeated header"}


def test_a_second_table_below_with_other_columns_is_read_by_its_own_header(tmp_path):
    text = "编号,发生日期,区\n1,2020-01-02,平谷区\n发生日期,区,编号\n2020-02-02,怀柔区,2\n"
    rows = only_table(write_csv(tmp_path, text)).rows
    assert rows["accident_id"].tolist() == ["1", "2"]
    assert rows["area"].tolist() == ["平谷区", "怀柔区"]


@pytest.mark.parametrize("rows", [1, 30])
def test_signs_of_a_web_page_are_named_cell_by_cell(tmp_path, rows):
    lines = "".join(f"{n},2020-01-02,平谷区&nbsp;,甲&amp;amp;乙\n" for n in range(rows))
    table = only_table(write_csv(tmp_path, f"编号,发生日期,区,联系\n{lines}"))
    assert table.rows["area"].tolist() == ["平谷区"] * rows
    assert table.rows["联系"].tolist() == ["甲&乙"] * rows
    found = table.findings.query("rule == 'html_entities'")
    named = [(row, column) for row in range(2, rows + 2) for column in ("area", "联系")]
    assert sorted(zip(found["row"], found["column"])) == named


def test_a_name_of_three_lines_is_proposed_once_as_a_whole(tmp_path):
    text = (
        "编号,发生日期,区,单位名称\n1,2020-01-02,平谷区,甲地\n,,,机械\n,,,制造厂\n2,2020-01-03,怀柔区,乙厂\n"
    )
    found = only_table(write_csv(tmp_path, text)).findings
    proposed = found.query("rule == 'cell_continued'")
    assert proposed[["row", "before", "after"]].values.tolist() == [[2, "甲地", "甲地机械制造厂"]]
    assert sorted(found.query("rule == 'continues_row_above'")["row"]) == [3, 4]


@pytest.mark.parametrize(
    ("header", "above", "word"),
    [
        ("区", "平谷区", "怀柔区"),
        ("事故类型", "火灾", "物体打击"),
        ("行业", "建筑业", "制造业"),
        ("行业领域", "危险化学品", "烟花爆竹"),
    ],
)
def test_a_word_of_the_list_does_not_go_on_the_one_above(tmp_path, header, above, word):
    text = (
        f"编号,发生日期,{header},单位名称\n1,2020-01-02,{above},甲厂\n,,{word},\n2,2020-01-03,{above},乙厂\n"
    )
    found = only_table(write_csv(tmp_path, text)).findings
    assert not {"cell_continued", "continues_row_above"} & set(found["rule"])


@pytest.mark.parametrize("name", ["“三号楼”工地", "甲地“三号楼”", "三号楼"])
@pytest.mark.parametrize("number", ["2", "“2”"])
def test_a_cell_with_a_chinese_mark_at_one_end_stays_as_written(tmp_path, name, number):
    lines = f"“1”,{name},“2020-01-02”,平谷区\n{number},{name},2020-01-03,“怀柔区”\n"
    rows = only_table(write_csv(tmp_path, "“编号”,“单位名称”,“发生日期”,“区”\n" + lines)).rows
    assert rows["enterprise"].tolist() == [name, name]
    assert rows["accident_id"].tolist() == ["1", "2"]
    assert rows["area"].tolist() == ["平谷区", "怀柔区"]


def test_two_tables_in_unlike_units_of_money_on_one_sheet_keep_their_own(tmp_path):
    text = "编号,发生日期,损失（万元）\n1,2020-01-02,5\n发生日期,编号,损失（元）\n2020-02-02,2,50000\n"
    tables = read_ledger(write_csv(tmp_path, text)).tables
    assert [(t.sheet, t.rows["direct_loss_yuan"].tolist(), t.units["direct_loss_yuan"]) for t in tables] == [
        ("", ["5"], "万元"),
        ("from row 3", ["50000"], "元"),
    ]


def test_two_tables_in_unlike_units_of_another_kind_on_one_sheet_are_refused(tmp_path):
    text = "编号,发生日期,死亡（人）\n1,2020-01-02,5\n发生日期,编号,死亡（起）\n2020-02-02,2,1\n"
    with pytest.raises(InputRejected, match="人 at first, in 起 below the header in row 3"):
        read_ledger(write_csv(tmp_path, text))


def test_lines_numbered_beforehand_and_left_empty_are_blank(tmp_path):
    table = only_table(write_csv(tmp_path, "序号,发生日期,区\n1,2020-01-02,平谷区\n2,,\n3,,\n"))
    assert len(table.rows) == 1
    assert reasons(table)[3] == "blank row"


def test_a_sheet_without_a_known_header_is_left_out_and_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["编号", "发生日期", "区"])
    book.active.append(["1", "2020-01-02", "平谷区"])
    book.create_sheet("scratch").append(["平谷区", 3])
    book.create_sheet("empty")
    book.save(tmp_path / "a.xlsx")
    table = only_table(tmp_path / "a.xlsx")
    assert list(zip(table.skipped["sheet"], table.skipped["reason"])) == [
        ("Sheet", "header"), ("scratch", "no known header"), ("empty", "empty sheet"),
    ]  # fmt: skip


def test_a_number_that_only_one_kind_has_decides_between_two_kinds(tmp_path):
    text = "隐患编号,检查时间,整改时限,隐患类别\nYH1,2020-01-02,2020-02-02,消防\n"
    assert only_table(write_csv(tmp_path, text)).kind == "hazards"


def test_a_file_without_any_known_header_is_refused_naming_what_was_there(tmp_path):
    with pytest.raises(
        InputRejected,
        match=r"(?s)no sheet with a known header.*\n.*'甲', '乙'.*\n.*project\.toml.*\n.*发生日期",
    ):
        read_ledger(write_csv(tmp_path, "甲,乙\n1,2\n"))


# --- merged cells


def test_merged_places_are_filled_downwards_and_merged_numbers_are_not(tmp_path):
    rows = [
        ["编号", "发生日期", "区", "街镇", "死亡人数"],
        ["1", "2020-01-02", "平谷区", "某镇", 3],
        ["2", "2020-01-03", None, None, None],
        ["3", "2020-01-04", None, "另镇", 1],
    ]
    table = only_table(write_xlsx(tmp_path, rows, merges=("C2:C4", "D2:D3", "E2:E3")))
    assert table.rows["area"].tolist() == ["平谷区"] * 3
    assert table.rows["street"].tolist() == ["某镇", "某镇", "另镇"]
    assert table.rows["deaths"].tolist() == ["3", None, "1"]
    assert sorted(rules(table)) == ["merged_cell"] * 3 + ["merged_figure"] * 2


def test_a_merged_year_or_month_is_that_of_every_day_beside_it(tmp_path):
    rows = [
        ["编号", "年", "月", "日", "区", "死亡人数"],
        ["A1", 2023, 5, 4, "甲区", 1],
        ["A2", None, None, 9, "甲区", 1],
        ["A3", None, 11, 6, "乙区", 1],
        ["A4", 2024, 1, 2, "乙区", 1],
    ]
    table = only_table(write_xlsx(tmp_path, rows, merges=("B2:B4", "C2:C3")))
    assert table.rows["occurred_on"].tolist() == ["2023-5-4", "2023-5-9", "2023-11-6", "2024-1-2"]
    assert sorted(rules(table)) == ["day_joined"] * 4 + ["merged_cell"] * 3


def test_rows_under_one_merged_identifier_are_not_made_into_more_records(tmp_path):
    rows = [["编号", "发生日期", "区", "备注"], ["1", "2020-01-02", "平谷区", "甲"], [None, None, None, "乙"]]
    table = only_table(write_xlsx(tmp_path, rows, merges=("A2:A3", "B2:B3", "C2:C3")))
    assert table.rows["occurred_on"].tolist() == ["2020-01-02", None]


def test_hazards_under_one_merged_number_are_hazards_of_their_own(tmp_path):
    rows = [
        ["编号", "检查日期", "区", "隐患描述", "整改状态", "统一社会信用代码"],
        ["J-17", "2020-01-02", "平谷区", "通道堵塞", "已整改", "91110000000000001X"],
        [None, None, None, "电线私拉", "整改中", None],
        [None, None, None, None, None, None],
        [None, None, None, "未设警示", None, None],
    ]
    table = only_table(write_xlsx(tmp_path, rows, merges=("A2:A5", "B2:B5", "C2:C5", "F2:F5")))
    assert table.rows["hazard_id"].tolist() == ["J-17", "J-17/2", "J-17/3"]
    assert table.rows["found_on"].tolist() == ["2020-01-02"] * 3
    assert table.rows["area"].tolist() == ["平谷区"] * 3
    assert sorted(set(rules(table))) == ["merged_cell", "merged_number"]


def test_records_whose_credit_code_is_merged_stay_records(tmp_path):
    rows = [
        ["编号", "发生日期", "区", "信用代码"],
        ["1", "2020-01-02", "平谷区", "91110000000000001X"],
        ["2", "2020-02-02", None, None],
    ]
    table = only_table(write_xlsx(tmp_path, rows, merges=("C2:C3", "D2:D3")))
    assert table.rows["area"].tolist() == ["平谷区", "平谷区"]


def test_a_merge_laid_over_filled_cells_leaves_them_their_values(tmp_path):
    file = write_xlsx(
        tmp_path, [["编号", "发生日期", "区"], ["1", "2020-01-02", "平谷区"], ["2", "2020-01-03", "怀柔区"]]
    )
    book = openpyxl.load_workbook(file)
    # As the format painter does: merge_cells would empty the cell below.
    book.active.merged_cells.add(CellRange("C2:C3"))
    book.save(file)
    table = only_table(file)
    assert table.rows["area"].tolist() == ["平谷区", "怀柔区"]
    assert rules(table) == ["merged_over_value"]


def test_labels_that_lost_their_merge_in_csv_are_filled_with_findings(tmp_path):
    streets = ["甲镇", "", "", "", "乙镇", "", ""]
    body = "".join(f"{n},2020-01-{n + 1:02d},{street}\n" for n, street in enumerate(streets))
    table = only_table(write_csv(tmp_path, "编号,发生日期,街镇\n" + body))
    assert table.rows["street"].tolist() == ["甲镇"] * 4 + ["乙镇"] * 3
    assert rules(table) == ["group_label"] * 5


@pytest.mark.parametrize(
    "streets",
    [["甲镇", "", "", "甲镇", "", "", ""], ["", "甲镇", "", "", "乙镇", "", ""], ["甲镇", "", "乙镇", ""]],
)
def test_blanks_that_may_simply_be_missing_are_left_alone(tmp_path, streets):
    body = "".join(f"{n},2020-01-{n + 1:02d},{street}\n" for n, street in enumerate(streets))
    table = only_table(write_csv(tmp_path, "编号,发生日期,街镇\n" + body))
    assert table.rows["street"].tolist() == [street or None for street in streets]


# --- workbooks


def test_days_numbers_and_flags_in_excel_become_plain_texts(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "发生日期", "接报时间", "死亡人数", "直接经济损失", "核销"])
    # 31 is 2020年8月24日 in Chinese Excel: built in, without a format text in the file.
    formats = [book.add_format({"num_format": code}) for code in (31, "yyyy-mm-dd hh:mm")]
    sheet.write_row(1, 0, ["007"])
    sheet.write_number(1, 1, 44067, formats[0])
    sheet.write_number(1, 2, 44067.604166667, formats[1])
    sheet.write_row(1, 3, [3.0, 0.1, True])
    book.close()
    row = only_table(tmp_path / "a.xlsx").rows.iloc[0]
    assert row[:6].tolist() == ["007", "2020-08-24", "2020-08-24 14:30:00", "3", "0.1", "TRUE"]


def test_error_values_and_formulas_without_a_result_are_missing_never_zero(tmp_path):
    file = write_xlsx(
        tmp_path,
        [["编号", "发生日期", "死亡人数"], ["1", "2020-01-02", "=1+1"], ["2", "2020-01-03", "#REF!"]],
    )
    table = only_table(file)
    assert table.rows["deaths"].tolist() == [None, None]
    assert list(zip(table.findings["rule"], table.findings["before"], table.findings["action"])) == [
        ("formula_without_result", "=1+1", "unknown"),
        ("error_value", "#REF!", "unknown"),
    ]


def test_hidden_sheets_and_rows_are_read_and_said(tmp_path):
    file = write_xlsx(
        tmp_path, [["编号", "发生日期", "区"], ["1", "2020-01-02", "平谷区"], ["2", "2020-01-03", "怀柔区"]]
    )
    book = openpyxl.load_workbook(file)
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("cover")
    book.worksheets[0].sheet_state = "hidden"
    book.save(file)
    table = only_table(file)
    assert len(table.rows) == 2
    assert list(zip(table.findings["row"], table.findings["rule"])) == [
        (2, "hidden_sheet"),
        (3, "hidden_sheet"),
        (3, "hidden_row"),
    ]


def test_a_table_further_down_a_hidden_sheet_is_told_as_hidden_too(tmp_path):
    header = ["编号", "发生日期", "直接经济损失"]
    lines = [["单位：万元"], header, ["1", "2020-01-02", "3"], ["单位：元"], header, ["2", "2020-01-03", "3"]]
    file = write_xlsx(tmp_path, lines)
    book = openpyxl.load_workbook(file)
    book.create_sheet("cover")
    book.worksheets[0].sheet_state = "hidden"
    book.save(file)
    found = [table.findings.query("rule == 'hidden_sheet'")["row"].tolist() for table in read_tables(file)]
    assert found == [[3], [6]]


def test_a_title_over_a_repeated_header_is_no_record_of_the_month_above(tmp_path):
    header = "隐患编号,发现日期,所属区,隐患描述"
    lines = [header, "2022年3月,,,", "YH-1,5日,平谷区,甲", "第2批隐患,,,", header, "YH-2,6日,平谷区,乙"]
    lines += ["2022年4月,,,", "YH-3,7日,平谷区,丙"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    days = [day for table in read_tables(file) for day in table.rows["found_on"]]
    assert days == ["2022-3-5", "2022-3-6", "2022-4-7"]


def test_a_table_below_under_a_title_of_another_year_has_that_title(tmp_path):
    header = "事故编号,发生时间,区,死亡人数"
    lines = ["2019年事故台账", header, "1,3月7日,平谷区,1", "2020年事故台账", header, "1,3月8日,平谷区,1"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert [table.title for table in read_tables(file)] == ["2019年事故台账", "2020年事故台账"]


def test_a_row_of_sums_under_a_header_of_its_own_is_no_record_of_the_ledger_below(tmp_path):
    lines = ["区,日期,死亡人数,受伤人数", "平谷区,2020-01-31,3,2", ""]
    lines += ["事故编号,发生时间,区,死亡人数,受伤人数,备注", "SG-1,2020-03-07,平谷区,1,3,"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert only_table(file).rows["accident_id"].tolist() == ["SG-1"]


def test_a_record_above_the_header_is_kept_below_a_shorter_one_of_the_same_columns(tmp_path):
    lines = ["事故编号,发生时间,区,,,,,", "SG-1,2020-03-07,平谷区,1,3,,,"]
    lines += ["事故编号,发生时间,区,死亡人数,受伤人数,街道,单位名称,备注", "SG-2,2020-03-08,平谷区,1,3,,,"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert only_table(file).rows["accident_id"].tolist() == ["SG-1", "SG-2"]


def test_what_goes_on_a_record_is_no_title_of_the_header_printed_below_it(tmp_path):
    header = "隐患编号,发现日期,所属区,隐患描述,整改状态"
    lines = [header, "YH-1,2020-01-02,平谷区,消防通道被杂物,已销账", ",,,堵塞,", header]
    file = tmp_path / "a.csv"
    file.write_text("\n".join([*lines, "YH-2,2020-01-03,平谷区,甲,已销账"]), encoding="utf-8")
    found = only_table(file).findings
    assert found.loc[found["rule"] == "cell_continued", "after"].tolist() == ["消防通道被杂物堵塞"]


def test_enterprises_of_which_only_the_name_is_known_are_no_titles(tmp_path):
    header = "企业名称,统一社会信用代码,地址,行业"
    lines = [header, "甲公司,1,北街,制造业", "乙公司,,,", "丙公司,,,", "续表,,,", header, "丁公司,,,"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join([*lines, "戊公司,2,南街,制造业"]), encoding="utf-8")
    assert only_table(file).rows["enterprise"].tolist() == ["甲公司", "乙公司", "丙公司", "丁公司", "戊公司"]


def test_digits_that_excel_lost_are_said_and_not_repaired(tmp_path):
    file = write_xlsx(tmp_path, [["编号", "发生日期"], [110109199001011234, "2020-01-02"]])
    assert rules(only_table(file)) == ["digits_lost"]


def test_an_old_workbook_reads_like_a_new_one(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for column, header in enumerate(["编号", "发生日期", "区"]):
        sheet.write(0, column, header)
    for row in range(1, 4):
        sheet.write(row, 0, str(row))
        sheet.write(row, 1, 44067, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write_merge(1, 3, 2, 2, "平谷区")
    book.save(str(tmp_path / "a.xls"))
    table = only_table(tmp_path / "a.xls")
    assert table.rows["area"].tolist() == ["平谷区"] * 3
    assert table.rows["occurred_on"].tolist() == ["2020-08-24"] * 3
    assert table.sheet == "台账"


def test_every_cell_agrees_with_openpyxl_on_an_ordinary_workbook(tmp_path):
    rows = [
        ["编号", "发生日期", None, "x"],
        [1, 2.5, "文字 ", None],
        [None, True, -3, 1e-7],
        ["_x0041_", "<b>&", "\n", "0"],
    ]
    file = write_xlsx(tmp_path, rows)
    ours = read_grids(file)[0].rows
    theirs = openpyxl.load_workbook(file, data_only=True).active
    for number, row in ours.items():
        for cell, other in zip(row, (c.value for c in theirs[number])):
            assert (cell is None) == (other is None)
            if isinstance(other, int | float) and not isinstance(other, bool):
                assert float(cell) == other


# --- refusals


def test_a_stray_far_cell_is_refused_by_its_name(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet().write_row(0, 0, ["编号", "发生日期"])
    book.worksheets()[0].write(1048575, 16383, "x")
    book.close()
    with pytest.raises(InputRejected, match=r"XFD1048576.*delete it"):
        read_ledger(tmp_path / "a.xlsx")


def archive_of(tmp_path: Path, **parts: bytes) -> Path:
    """An ordinary workbook with some of its parts replaced."""
    file = write_xlsx(tmp_path, [["编号", "发生日期"], ["1", "2020-01-02"]])
    with zipfile.ZipFile(file) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    named = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (kept | named).items():
            new.writestr(name, data)
    return file


def test_a_part_that_unpacks_a_hundredfold_is_refused_before_it_is_parsed(tmp_path):
    file = archive_of(tmp_path, xl__worksheets__sheet1_xml=b"<x>" + b" " * 20_000_000)
    with pytest.raises(InputRejected, match="times its packed size"):
        read_ledger(file)


def test_a_doctype_is_refused(tmp_path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    with pytest.raises(InputRejected, match="DOCTYPE"):
        read_ledger(archive_of(tmp_path, xl__worksheets__sheet1_xml=bomb))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"%PDF-1.7", "is a document"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture"),
        (b"PAR1 broken", "Parquet"),
    ],
)
def test_what_is_no_ledger_is_refused_in_one_sentence(tmp_path, content, said):
    file = tmp_path / "a.xls"
    file.write_bytes(content)
    with pytest.raises(InputRejected, match=said):
        read_ledger(file)


def test_a_missing_file_names_what_lies_beside_it(tmp_path):
    write_csv(tmp_path, HEADER, name="accidents.csv")
    with pytest.raises(InputRejected, match=r"no file or folder.*accidents\.csv"):
        read_ledger(tmp_path / "accident.csv")


def test_a_file_above_the_size_is_refused(tmp_path):
    with pytest.raises(InputRejected, match="at most 10 are read"):
        read_ledger(write_csv(tmp_path, HEADER), limits=Limits(file_bytes=10))


def test_a_truncated_workbook_is_refused_or_read_whole_never_in_half(tmp_path):
    rows = [["编号", "发生日期", "区"], *([str(n), "2020-01-02", "平谷区"] for n in range(200))]
    whole = write_xlsx(tmp_path, rows).read_bytes()
    for part in range(1, 64):
        file = tmp_path / "cut.xlsx"
        file.write_bytes(whole[: len(whole) * part // 64])
        with pytest.raises(InputRejected):
            read_ledger(file)


@pytest.mark.parametrize("ending", ["xls", "parquet"])
def test_so_is_an_old_workbook_and_a_parquet_file(tmp_path, ending):
    rows = [(f"AQ{n}", "2020-01-02", "平谷区", "隐患" * (n % 7)) for n in range(300)]
    header = ("编号", "发现日期", "区", "隐患描述")
    whole = tmp_path / f"whole.{ending}"
    if ending == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for number, row in enumerate([header, *rows]):
            for place, text in enumerate(row):
                sheet.write(number, place, text)
        book.save(str(whole))
    else:
        pd.DataFrame(rows, columns=list(header)).to_parquet(whole)
    assert read_ledger(whole).rows_read == len(rows)
    data = whole.read_bytes()
    refused = 0
    for part in range(1, 64):
        file = tmp_path / f"cut.{ending}"
        file.write_bytes(data[: len(data) * part // 64])
        try:
            assert read_ledger(file).rows_read == len(rows)
        except InputRejected:
            refused += 1
    assert refused > 50


# --- kinds


def test_a_folder_of_two_kinds_asks_for_one(tmp_path):
    write_csv(tmp_path, f"{HEADER}\n1,2020-01-02,平谷区,,1,\n", name="1.csv")
    write_csv(
        tmp_path,
        "隐患编号,发现日期,区,隐患描述,整改期限\n1,2020-01-02,平谷区,某处,2020-02-01\n",
        name="2.csv",
    )
    write_csv(tmp_path, "notice", name="notice.txt")
    with pytest.raises(
        WrongUse, match=r"2 kinds of ledger: accidents, hazards.*kind='accidents' or kind='hazards'"
    ):
        read_ledger(tmp_path)
    hazards = read_ledger(tmp_path, "hazards")
    assert hazards.rows_read == 1
    assert set(hazards.skipped["reason"]) == {"header", "other kind", "not a ledger file"}


def test_headers_that_fit_two_kinds_ask_which(tmp_path):
    file = write_csv(tmp_path, "检查日期,区,单位名称\n2020-01-02,平谷区,某某公司\n")
    with pytest.raises(WrongUse, match=r"more than one kind.*kind='hazards' or kind='inspections'"):
        read_ledger(file)
    assert read_ledger(file, "inspections").tables[0].rows["inspected_on"].tolist() == ["2020-01-02"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("日期,区,单位,死亡,受伤", "accidents"),
        ("时间,区,单位,死亡,直接经济损失（万元）", "accidents"),
        ("日期,属地,单位,隐患描述,整改情况", "hazards"),
        ("日期,属地,被检查单位,检查部门,发现隐患数", "inspections"),
    ],
)
def test_a_date_of_no_kind_is_that_of_the_kind_that_the_other_columns_are_of(tmp_path, header, kind):
    assert only_table(write_csv(tmp_path, f"{header}\n2020-01-02,平谷区,某某公司,1,1\n")).kind == kind


@pytest.mark.parametrize(
    ("title", "name", "kind"),
    [
        ("2020年事故情况表", "a.csv", "accidents"),
        ("2020年一般事故隐患情况表", "a.csv", "hazards"),
        ("2020年台账", "日常巡查.csv", "inspections"),
        # The title stands nearer than the name of the file.
        ("2020年隐患台账", "检查组.csv", "hazards"),
    ],
)
def test_where_columns_fit_several_kinds_title_or_name_tells_which_with_a_finding(
    tmp_path, title, name, kind
):
    text = f"{title}\n日期,区,单位名称\n2020-01-02,平谷区,某某公司\n"
    table = only_table(write_csv(tmp_path, text, name=name))
    assert table.kind == kind
    assert "kind_by_words" in rules(table)


def test_rows_that_count_hazards_are_not_taken_for_hazards_by_a_name(tmp_path):
    text = "检查日期,属地,单位,发现隐患数,整改率\n2020-01-02,平谷区,某某公司,3,100%\n"
    with pytest.raises(WrongUse, match="more than one kind"):
        read_ledger(write_csv(tmp_path, text, name="隐患统计.csv"))


@pytest.mark.parametrize("end", ["是否整改到位,是", "整改状态,已整改", "销账日期,2020-02-01"])
@pytest.mark.parametrize("name", ["隐患排查台账.csv", "2020年隐患台账.csv"])
def test_a_ledger_of_hazards_that_says_how_each_ended_is_one_though_a_column_counts_them(tmp_path, name, end):
    header, text = end.split(",")
    lines = f"检查时间,属地,单位,发现隐患数,{header}\n2020-01-02,平谷区,某某公司,1,{text}\n"
    assert only_table(write_csv(tmp_path, lines, name=name)).kind == "hazards"


@pytest.mark.parametrize("name", ["隐患统计.csv", "隐患排查情况.csv"])
def test_a_sheet_that_counts_hazards_and_is_called_no_ledger_of_them_is_asked_about(tmp_path, name):
    text = "检查时间,属地,单位,发现隐患数,是否整改到位\n2020-01-02,平谷区,某某公司,3,是\n"
    with pytest.raises(WrongUse, match="more than one kind"):
        read_ledger(write_csv(tmp_path, text, name=name))


def test_a_title_that_names_two_kinds_tells_none(tmp_path):
    file = write_csv(tmp_path, "事故和检查情况\n日期,区,单位名称\n2020-01-02,平谷区,某某公司\n")
    with pytest.raises(WrongUse, match="more than one kind"):
        read_ledger(file)


def test_a_year_or_month_that_stands_only_where_it_changes_is_that_of_the_row_above(tmp_path):
    rows = ("2022,3,6,平谷区,1", ",,9,平谷区,1", ",4,2,怀柔区,0", "2023,1,2,密云区,2", "2023,,5,密云区,0")
    table = only_table(write_csv(tmp_path, "\n".join(["年,月,日,区,死亡人数", *rows])))
    # The month beside a new year is not that of the row above.
    assert table.rows["occurred_on"].tolist() == ["2022-3-6", "2022-3-9", "2022-4-2", "2023-1-2", "5"]
    assert rules(table).count("day_joined") == 4


@pytest.mark.parametrize(
    ("heading", "written", "joined"),
    [
        ("2022年", "三月八日", "2022-3-8"),
        ("2022年", "十二月三十一日", "2022-12-31"),
        ("2022年", "3月8日14时30分", "2022年3月8日14时30分"),
        ("2022年3月", "3月8日 14:30", "2022年3月8日14:30"),
        ("2022年", "3月8日（周二）", "2022年3月8日(周二)"),
        ("2022年", "3月8日-9日", "2022年3月8日-9日"),
        ("2022年", "3月上旬", "2022年3月上旬"),
        ("2022年3月", "八日", "2022-3-8"),
        ("2022年3月", "8日下午", "2022年3月8日下午"),
        ("2022年3月", "8日14时许", "2022年3月8日14时许"),
        ("2022年", "8日下午", None),  # of which month
        ("2022年4月", "3月8日14时", "3月8日14时"),  # of another month
        ("2022年3月", "220308", "220308"),  # or August 2003
        ("2022年3月", "8日事故", "8日事故"),
    ],
)
def test_a_day_below_a_heading_may_have_an_hour_or_be_in_numerals(tmp_path, heading, written, joined):
    table = only_table(write_csv(tmp_path, f"发生日期,区,死亡人数\n{heading},,\n{written},平谷区,1\n"))
    assert table.rows["occurred_on"].tolist() == [joined or written]
    assert rules(table) == ["day_incomplete" if joined is None else "day_joined"] * (joined != written)


def test_a_year_in_a_line_of_its_own_is_that_of_the_days_below_it(tmp_path):
    text = (
        "发生日期,区,死亡人数\n2022年,,\n3月6日,平谷区,1\n12.30,怀柔区,0\n2023年（1起）,,\n1月2日,密云区,2\n"
        "2021-12-31,密云区,0\n"
    )
    table = only_table(write_csv(tmp_path, text))
    assert table.rows["occurred_on"].tolist() == ["2022-3-6", "2022-12-30", "2023-1-2", "2021-12-31"]
    assert rules(table).count("day_joined") == 3
    assert [row for row, reason in reasons(table).items() if reason == "title"] == [2, 5]


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        # A new year has no month yet, a new month no day.
        (("2020,3,5,平谷区,1", "2021,,,平谷区,1", ",4,7,平谷区,1"), ["2020-3-5", None, "2021-4-7"]),
        (("2020,3,5,平谷区,1", "2020,4,,平谷区,1", ",,9,平谷区,1"), ["2020-3-5", None, "2020-4-9"]),
        # 20 is no day of March: the month before it is not read.
        (("2020,3,5,平谷区,1", "2020,五月,2,平谷区,1", ",,20,平谷区,1"), ["2020-3-5", "2", "20"]),
        (("2020,3,5,平谷区,1", "2021年,,,,", ",4,7,平谷区,1"), ["2020-3-5", "7"]),
    ],
)
def test_what_is_blank_is_never_of_a_row_further_up_than_the_last_that_states_it(tmp_path, rows, days):
    table = only_table(write_csv(tmp_path, "\n".join(["年,月,日,区,死亡人数", *rows])))
    assert table.rows["occurred_on"].tolist() == days


def test_a_month_before_the_one_above_without_a_year_of_its_own_is_set_aside(tmp_path):
    rows = ("2020,12,30,平谷区,1", ",1,5,平谷区,1", ",2,6,平谷区,1", "2021,3,7,平谷区,1")
    cleaned = clean(read_ledger(write_csv(tmp_path, "\n".join(["年,月,日,区,死亡人数", *rows]))))
    assert cleaned.ledger["occurred_on"].astype(str).tolist() == ["2020-12-30", "2021-03-07"]
    assert cleaned.quarantine["source_row"].tolist() == [3, 4]
    assert "the year" not in cleaned.quarantine["reason"].iloc[1]
    assert cleaned.quarantine["reason"].str.contains("no year is stated").tolist() == [True, False]


DATED = "发生日期,区,事故单位,死亡人数"


def dated(*lines: str) -> str:
    """A sheet of accidents: a line that begins with > is a heading, any other the day of a record."""
    rows = (f"{line[1:]},,," if line.startswith(">") else f"{line},平谷区,某某公司,1" for line in lines)
    return "\n".join([DATED, *rows])


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (">2022年3月 8日 >4月 9日 >5月份（1起） 10日", "2022-3-8 2022-4-9 2022-5-10"),
        (">2022年3月 8日 >四月 9日 >2022.5 10日", "2022-3-8 2022-4-9 2022-5-10"),
        (">2022年 3月8日 >2023 4月9日 >二〇二四年 5月1日", "2022-3-8 2023-4-9 2024-5-1"),
        (">2022年 3月8日 >二、2025年度 5月2日 >2026年上半年 5月3日", "2022-3-8 2025-5-2 2026-5-3"),
        # August is in no second quarter.
        (">2022年 3月8日 >第二季度 5月2日 8月2日", "2022-3-8 2022-5-2 8月2日"),
        # 2022.1 may be October, no month is the thirteenth, and of two years neither is said.
        (">2022年3月 8日 >2022.1 9日 >2022年13月 10日", "2022-3-8 9日 10日"),
        (">2022年 3月8日 >2018-2020年 4月9日 >5月 10日", "2022-3-8 4月9日 10日"),
        # What may name a time and is not read ends the one above; a place does not.
        (">2022年 3月8日 >2023年春节期间 1月22日", "2022-3-8 2023年春节期间 1月22日"),
        (">2022年 3月8日 >平谷区 1月22日", "2022-3-8 2022-1-22"),
        # As under a title: 3.1 and 5.2 may have lost a nought, 3.18 and 3.9 cannot; no month is the 22nd.
        (">2023年 3.1 5.2 3/18 3.18 3.9 22.3", "3.1 5.2 2023-3-18 2023-3-18 2023-3-9 22.3"),
        (">2023年 3.1 5.20", "2023-3-1 2023-5-20"),
        (">2023年3月 3.18 3月9日", "2023-3-18 2023-3-9"),
        # Where months do not state their year it may have turned; under a year of its own it has a line.
        (">2021年11月 8日 >12月 9日 >1月 10日 >2月 11日", "2021-11-8 2021-12-9 10日 11日"),
        (">2021年12月 8日 >11月 9日 >9月 10日 >12月 11日", "2021-12-8 2021-11-9 2021-9-10 11日"),
        (">2022年1月 8日 >12月 9日", "2022-1-8 9日"),
        (">2022年8月 8日 >5月 9日", "2022-8-8 9日"),
        (">2022年 >8月 8日 >5月 9日 >12月 10日", "2022-8-8 2022-5-9 2022-12-10"),
        (">2022年 >12月 8日 >1月 9日", "2022-12-8 9日"),
        # Below whole days a line of a year is a heading; below days that it may date itself it dates none.
        ("2021-03-05 >2022年 2022-01-05 3月8日", "2021-03-05 2022-01-05 2022-3-8"),
        ("3月5日 >2022年 3月8日", "3月5日 3月8日"),
    ],
)
def test_days_are_of_the_last_heading_that_may_name_their_time_or_of_none(tmp_path, lines, days):
    table = only_table(write_csv(tmp_path, dated(*lines.split())))
    assert table.rows["occurred_on"].tolist() == days.split()


def test_under_a_title_of_one_year_months_may_stand_in_any_order(tmp_path):
    text = f"2022年事故台账\n{dated('>10月', '8日', '>12月', '9日', '>1月', '10日', '>2月', '11日')}"
    days = only_table(write_csv(tmp_path, text)).rows["occurred_on"].tolist()
    assert days == ["2022-10-8", "2022-12-9", "2022-1-10", "2022-2-11"]


def test_a_month_in_words_below_an_area_is_still_of_that(tmp_path):
    lines = [">朝阳区", ">三月", "8日", ">四月", "9日", ">海淀区", "10日"]
    text = f"2022年事故台账\n{dated(*lines)}".replace("平谷区", "")
    ledger = clean(read_ledger(write_csv(tmp_path, text))).ledger
    assert ledger["occurred_on"].astype(str).tolist() == ["2022-03-08", "2022-04-09", "2022-04-10"]
    assert ledger["area"].tolist() == ["朝阳区", "朝阳区", "海淀区"]


def test_a_line_that_is_both_title_and_heading_dates_no_day_below_it(tmp_path):
    # However wide the title is written.
    lines = dated("3月8日", ">2023年", "4月9日", ">2022年", "5月10日")
    for title in ("2022年", "2022年,,,"):
        days = only_table(write_csv(tmp_path, f"{title}\n{lines}")).rows["occurred_on"].tolist()
        assert days == ["3月8日", "2023-4-9", "5月10日"]
    text = f"2022年\n{lines}"
    cleaned = clean(read_ledger(write_csv(tmp_path, text), "accidents"))
    assert cleaned.ledger["occurred_on"].astype(str).tolist() == ["2022-03-08", "2023-04-09"]
    assert cleaned.quarantine["reason"].str.contains("does not say plainly").tolist() == [True]


def test_days_that_their_heading_does_not_complete_are_set_aside_with_the_reason(tmp_path):
    # The title is of one year alone, but not that of the line in words.
    text = f"2022年事故台账\n{dated('3月1日', '>2023年', '5.2', '6月15日', '>2021年春节期间', '1月22日')}"
    cleaned = clean(read_ledger(write_csv(tmp_path, text)))
    assert cleaned.ledger["occurred_on"].astype(str).tolist() == ["2022-03-01", "2023-06-15"]
    aside = cleaned.quarantine.set_index("source_row")["reason"]
    assert "5.2 may be 5.20" in aside[5]
    assert "does not say plainly" in aside[8]


def test_a_year_among_running_numbers_is_one_of_them_and_else_a_heading(tmp_path):
    numbered = f"{HEADER}\n2022,2022-03-08,平谷区,,1,\n2023,,,,,\n2024,4月9日,平谷区,,1,\n"
    assert only_table(write_csv(tmp_path, numbered)).rows["occurred_on"].iloc[-1] == "4月9日"
    headed = f"{HEADER}\n1,2022-03-08,平谷区,,1,\n2023,,,,,\n2,4月9日,平谷区,,1,\n"
    assert only_table(write_csv(tmp_path, headed)).rows["occurred_on"].iloc[-1] == "2023-4-9"


def test_an_unknown_kind_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(UnknownName, match="Nearest: 'accidents'"):
        read_ledger(tmp_path, "accident")


# --- real ledgers


@pytest.mark.parametrize(
    ("folder", "file", "kind"),
    [
        ("ca-neb-pipeline-incidents", "pipeline-incidents-details.csv", "accidents"),
        ("us-violations-2012", "Violations-2012.csv", "hazards"),
        ("us-violations-2012", "C4C-dev-challenge-2018.csv", "hazards"),
    ],
)
def test_real_ledgers_keep_every_row(shared, folder, file, kind):
    answers = json.loads((shared / "data" / folder / "answers.json").read_text(encoding="utf-8"))["answers"]
    rows = next(a["value"] for a in answers if a["id"] == "rows")
    ledger = read_ledger(shared / "data" / folder / file)
    assert (ledger.kind, ledger.rows_read) == (kind, rows if isinstance(rows, int) else rows["rows"])


@pytest.mark.parametrize(
    ("file", "rows"), [("BLS_CFOI_data_states.csv", 93), ("CBP_Employment_data_states.csv", 482)]
)
def test_old_mac_line_ends_keep_every_row(shared, file, rows):
    assert len(read_grids(shared / "data" / "us-cfoi-mining-states" / file)[0].rows) == rows + 1


# --- laws

# What a person may write in a cell; a line of its own, such as 合计, is no record and is tested above.
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(
    lambda text: f"某{text}"
)
records = st.lists(st.tuples(words, words), min_size=1, max_size=8)
above = st.lists(st.sampled_from(["附件1", "2020年台账", ""]), max_size=3)
around = st.sampled_from([[], ["合计"], ["小计", "本月无事故"], ["注：某某", ""], ["", "总计"]])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=records, above=above, first=around, last=around, as_csv=st.booleans())
def test_records_come_back_the_same_whatever_stands_around_them(
    tmp_path, records, above, first, last, as_csv
):
    def lone(text: str) -> list[str]:
        return [text, "", "", ""]

    body = [[str(n), "2020-01-02", *cells] for n, cells in enumerate(records)]
    rows = [
        *map(lone, above),
        ["编号", "发生日期", "事故单位", "备注"],
        *map(lone, first),
        *body,
        *map(lone, last),
    ]
    if as_csv:
        file = tmp_path / "law.csv"
        pd.DataFrame(rows).to_csv(file, header=False, index=False, encoding="utf-8-sig")
    else:
        file = tmp_path / "law.xlsx"
        with xlsxwriter.Workbook(str(file)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
    table = only_table(file, "accidents")
    assert table.rows[["accident_id", "enterprise", "note"]].to_numpy().tolist() == [
        [str(n), *cells] for n, cells in enumerate(records)
    ]
    filled = sum(any(row) for row in rows)
    not_blank = table.skipped[table.skipped["reason"] != "blank row"]
    assert len(table.rows) + len(not_blank) == filled


firsts = st.sampled_from(["YH-1", "12", "2020-1", "1-4月", "合计", "承前页", "平均", "", None]) | st.text(
    max_size=6
)
days = st.sampled_from(
    ["2020-01-02", "2020年1月2日", "20200102", "20-1-2 8:00", "2020-1-2合计", "1-4", "", "3"]
)
places = st.sampled_from(["1月合计", "小计（3起）", "全市", "平谷区", ""])
others = st.sampled_from(
    ["合计", "1月合计", "（盖章）", "全市", "平谷区", "注：", "无隐患", "3", " ", "", None, "\u200b"]
)


@settings(max_examples=500)
@given(first=firsts, day=days, place=places, others=st.lists(others, max_size=4))
def test_a_line_that_is_plainly_a_record_has_no_reason_to_be_none(first, day, place, others):
    row, roles = [first, day, place, *others], Roles(needed=[1], numbered=[0], placed=[2], sorting=[3])
    if is_plainly_record(row, roles):
        assert reason_no_record(row, roles) is None
        assert not holds_total_word(row)
        assert time_heading(row) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(max_size=200), min_size=3, max_size=3))
def test_no_text_in_a_cell_raises(tmp_path, cells):
    file = tmp_path / "any.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for column, (header, cell) in enumerate(zip(["编号", "发生日期", "备注"], cells)):
            sheet.write_string(0, column, header)
            sheet.write_string(1, column, cell)
    table = only_table(file, "accidents")
    assert len(table.rows) + (table.skipped["row"] == 2).sum() == bool("".join(cells))


def test_the_source_of_a_row_is_its_file_sheet_and_row(tmp_path):
    (tmp_path / "门头沟").mkdir()
    write_xlsx(tmp_path / "门头沟", [["编号", "发生日期"], ["1", "2020-01-02"]])
    table = only_table(tmp_path)
    assert table.rows[list(SOURCE)].iloc[0].tolist() == ["门头沟/a.xlsx", "Sheet", 2]


def test_a_parquet_file_is_read_as_texts(tmp_path):
    frame = pd.DataFrame(
        {"accident_id": ["007"], "occurred_on": pd.to_datetime(["2020-01-02"]), "deaths": [3.0]}
    )
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    (tmp_path / "a.parquet").write_bytes(buffer.getvalue())
    row = only_table(tmp_path / "a.parquet").rows.iloc[0]
    assert row[["accident_id", "occurred_on", "deaths"]].tolist() == ["007", "2020-01-02", "3"]


LAST_MOMENT = datetime(2020, 8, 24, 23, 59, 59, 999_999)


def moment_in_parquet(folder: Path) -> Path:
    pd.DataFrame({"编号": ["1"], "发生日期": [LAST_MOMENT]}).to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


def moment_in_csv(folder: Path) -> Path:
    return write_csv(folder, f"编号,发生日期\n1,{LAST_MOMENT}\n")


def moment_in_xlsx(folder: Path) -> Path:
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "发生日期"])
        sheet.write_row(1, 0, ["1"])
        sheet.write_number(1, 1, 44067.999999, book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"}))
    return folder / "a.xlsx"


def moment_in_xls(folder: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for column, header in enumerate(["编号", "发生日期"]):
        sheet.write(0, column, header)
    sheet.write(1, 0, "1")
    sheet.write(1, 1, 44067.999999, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    book.save(str(folder / "a.xls"))
    return folder / "a.xls"


@pytest.mark.parametrize("build", [moment_in_parquet, moment_in_csv, moment_in_xlsx, moment_in_xls])
def test_the_last_moment_of_a_day_is_of_that_day(tmp_path, build):
    cleaned = clean(read_ledger(build(tmp_path), "accidents"))
    assert cleaned.ledger["occurred_on"].tolist() == [pd.Timestamp("2020-08-24")]


@pytest.mark.parametrize("delimiter", [",", "\t", "|", "，"])
def test_a_text_with_a_table_is_read_from_a_folder_and_a_letter_beside_it_is_told(tmp_path, delimiter):
    table = "事故编号,发生日期,区,死亡人数\nA-1,2020-01-05,门头沟区,1\nA-2,2020-02-05,平谷区,2\n"
    (tmp_path / "导出.txt").write_text(table.replace(",", delimiter), encoding="gb18030")
    (tmp_path / "说明.txt").write_text(
        "各单位：\n请于1月3日前，报送台账，逾期通报。\n联系人：某某\n", encoding="utf-8"
    )
    raw = read_ledger(tmp_path)
    assert raw.rows_read == 2
    assert raw.skipped.query("reason == 'not a ledger file'")["text"].tolist() == ["说明.txt"]


def test_a_folder_of_letters_alone_holds_no_ledger(tmp_path):
    (tmp_path / "README.txt").write_text(
        "Dear all, here, as promised, it is.\nBest, A, B\n", encoding="utf-8"
    )
    with pytest.raises(InputRejected, match=r"holds no ledger file.*\.txt with a table"):
        read_ledger(tmp_path)


def test_a_header_over_each_record_is_looked_at_once(tmp_path, monkeypatch):
    looks = []
    monkeypatch.setattr("safetystats.sheets.blocks.header_at", lambda *_: looks.append(1))
    monkeypatch.setattr("safetystats.sheets.parts.header_at", lambda *_: looks.append(1))
    body = "".join(f"{HEADER}\n{n},2020-01-02,平谷区,,1,\n" for n in range(50))
    assert len(only_table(write_csv(tmp_path, body)).rows) == 50
    assert looks == []


def test_a_note_beside_a_ledger_is_one_skipped_line_and_refused_where_it_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("发生日期,区,死亡人数\n2020-01-05,平谷区,1\n", encoding="utf-8")
    note = tmp_path / "说明.csv"
    note.write_text("本月数据由各区报送\n如有疑问请联系办公室\n", encoding="utf-8")
    raw = read_ledger(tmp_path)
    assert raw.rows_read == 1
    assert ("说明.csv", "", 0, "no known header", "说明.csv") in list(
        raw.skipped.itertuples(index=False, name=None)
    )
    with pytest.raises(NoLedger, match="no sheet with a known header"):
        read_ledger(note)


def test_a_picture_named_like_a_workbook_is_one_skipped_line_beside_a_ledger(tmp_path):
    (tmp_path / "a.csv").write_text("发生日期,区,死亡人数\n2020-01-05,平谷区,1\n", encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    raw = read_ledger(tmp_path)
    assert raw.rows_read == 1
    assert "b.xlsx" in raw.skipped["file"].tolist()


def test_an_error_quotes_no_number_of_a_person_from_a_name_or_a_cell(tmp_path):
    file = tmp_path / "事故_13911112222.csv"
    file.write_text("张某,11010519491231002X\n", encoding="utf-8")
    with pytest.raises(InputRejected) as refusal:
        read_ledger(file)
    assert "'事故_139****2222.csv' has no sheet" in str(refusal.value)
    assert "110105********002X" in str(refusal.value)
    with pytest.raises(InputRejected, match=r"no file or folder '.*139\*\*\*\*3333"):
        read_ledger(tmp_path / "13911113333.csv")


# --- parts twice, line ends cut through, sheets without a header ---


def test_a_workbook_with_one_part_twice_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["事故编号", "发生日期", "区", "死亡人数"])
    book.active.append(["1", "2020-01-02", "朝阳区", 1])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/Sheet1.xml", sheet.replace(b"<v>1</v>", b"<v>9</v>"))
    with pytest.raises(InputRejected, match=r"'xl/worksheets/sheet1.xml' twice"):
        read_ledger(path)


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("事故编号,发生日期,区\r\n1,2020-01-02,朝阳区\r", True),
        ("事故编号,发生日期,区\r\n1,2020-01-02,朝阳区\r\n", False),
        ("事故编号,发生日期,区\r1,2020-01-02,朝阳区\r", False),
    ],
)
def test_a_file_cut_inside_a_line_end_says_so(tmp_path, text, is_cut):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("gb18030"))
    [table] = read_ledger(path).tables
    assert ("no_line_end" in set(table.findings["rule"])) == is_cut


def test_a_sheet_that_goes_on_without_a_header_is_a_finding(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "表1"
    book.active.append(["事故编号", "发生日期", "区", "死亡人数"])
    book.active.append(["1", "2020-01-02", "朝阳区", 1])
    more = book.create_sheet("续表")
    more.append(["2", "2020-02-03", "海淀区", 2])
    more.append(["3", "2020-03-04", "海淀区", 1])
    sums = book.create_sheet("统计")
    sums.append(["朝阳区", 1])
    sums.append(["海淀区", 3])
    book.save(path)
    findings = read_ledger(path).tables[0].findings
    told = findings[findings["rule"] == "sheet_without_header"]
    assert told["sheet"].tolist() == ["续表"]


CORRECTIONS_LISTED = {
    "days": (["单位名称", "原发生日期", "更正后发生日期", "死亡", "备注"], True),
    "figures": (["发生日期", "单位名称", "死亡人数（更正前）", "死亡人数（更正后）"], True),
    "any value": (["发生日期", "单位名称", "更正项目", "更正前", "更正后"], True),
    "what was sent": (["事故编号", "发生日期", "单位名称", "更正项目", "原填报", "更正为", "更正原因"], True),
    # It states the deaths themselves: a ledger that tells of a correction beside them.
    "beside": (["发生日期", "单位名称", "死亡人数", "原死亡人数", "更正后死亡人数"], False),
    "no value": (["发生日期", "单位名称", "死亡人数", "原因", "更正后照片"], False),
    "no known header": (["单位名称", "原发生日期", "更正后发生日期"], True),
    "of the ledger": (["发生日期", "单位名称", "死亡人数", "更正日期"], False),
}


@pytest.mark.parametrize(("headers", "is_list"), CORRECTIONS_LISTED.values(), ids=CORRECTIONS_LISTED)
def test_a_list_of_corrections_is_no_ledger(tmp_path, headers, is_list):
    path = tmp_path / "更正表.csv"
    path.write_text(f"{','.join(headers)}\n" + ",".join(["2020-10-03"] * len(headers)), encoding="utf-8")
    if not is_list:
        assert read_ledger(path, "accidents").kind == "accidents"
        return
    with pytest.raises(InputRejected, match="it lists corrections, and none of them was made"):
        read_ledger(path)


def test_a_list_of_corrections_beside_a_ledger_is_set_aside(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["事故编号", "发生日期", "区", "死亡人数"])
    book.active.append(["1", "2020-01-02", "朝阳区", 1])
    more = book.create_sheet("更正")
    more.append(["单位名称", "原发生日期", "更正后发生日期"])
    more.append(["虚构己石料厂", "2020-01-02", "2020-02-02"])
    book.save(path)
    (table, corrected) = read_ledger(path).tables
    assert len(table.rows) == len(corrected.rows) == 1
    told = corrected.findings[["sheet", "row", "rule", "action"]].values.tolist()
    assert told == [["更正", 2, "list_of_corrections", "quarantined"]]


def test_a_comment_is_told_without_its_author_and_the_numbers_of_persons(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["事故编号", "发生日期", "区", "死亡人数"])
    book.active.append(["1", "2020-01-02", "朝阳区", 1])
    book.active["D2"].comment = Comment("甲某:\n更正为2人，问13800000000", "甲某")
    book.save(path)
    findings = read_ledger(path).tables[0].findings
    [note] = findings.loc[findings["rule"] == "cell_comment", "note"]
    assert note == "a comment on the cell says: 更正为2人，问138****0000"
