"""Lines that stay in columns change nothing: each file is read with and without them, to the last cell."""
# A line of a file is a line.
# ruff: noqa: E501

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetystats.errors import InputRejected, WrongUse
from safetystats.read import RawTable, read_tables
from safetystats.sheets import delimited
from safetystats.sheets.blocks import Block
from safetystats.sheets.files import read_grids
from safetystats.sheets.grid import Grid
from safetystats.sheets.kinds import kind_of_header
from safetystats.sheets.layout import find_header, known_headers
from safetystats.sheets.lines import is_plainly_record
from safetystats.sheets.plain_lines import keep_plain_lines_apart
from test_awkward_files import CASES

HEAD = 400
KNOWN = known_headers()
HAZARDS = "隐患编号,发现日期,所属区,街道,隐患描述,整改状态,整改期限,单位名称,备注"
ACCIDENTS = "事故编号,发生时间,区,街道,事故类型,死亡人数,受伤人数,单位名称,备注"


def hazard(number: int) -> str:
    area = ("平谷区", "海淀", " 怀柔区", "")[number % 4]
    day = ("2020-03-07", "2020/3/7", "2020年3月7日")[number % 3]
    return f"YH-{number:05},{day},{area},{number % 7}号街道,通道堵塞,已销账,2020.3.9,第{number}机械厂,"


def accident(number: int) -> str:
    return f"SG-{number:05},2020-03-07,平谷区,{number % 7}号街道,坍塌,{number % 3},1,第{number}机械厂,"


ODD = [
    "", ",,,,,,,,", "合计,,,,,,,,", "合计,,,,,600,900,,", ",,,,,600,900,,", "小计：,2020-03-07,平谷区,,,,,,",
    "注：数据截至3月底", "平谷区,,,,,,,,", "一、海淀区,,,,,,,,", "2020年4月,,,,,,,,", "填表人：李某,,,,,,,,", HAZARDS,
    ACCIDENTS, "检查编号,检查日期,区,街道,检查部门,检查项目,企业名称,发现隐患数,备注", "隐患编号,发现日期",
    "YH-9,2020-03-07,海淀区", "YH-9,2020-03-07,海淀区,一街,甲,已销账,2020.3.9,甲厂,好,多了", ",,,,,,,有限责任公司,",
    "YH-9,,海淀区,一街,甲,已销账,,甲厂,", "YH-9,2020-03-07,〃,同上,甲,已销账,,\u201d,", "YH-9,2020-03-07, 同上 ,々,甲,已销账,,甲厂,",
    "YH-9,2020-03-07,海淀区,一街,甲&nbsp;乙,已销账,,甲厂,", "YH-9,2020-03-07,海淀区,#N/A,甲,已销账,,甲厂,",
    "YH-9,2020-03-07,海淀区,一街,隐患??未改,已销账,,甲厂,", "YH-9,2020-03-07,海淀区,一街,甲,已销账,,甲厂,\ufffd",
    "YH-9,2020-03-07,,,合计,已销账,,甲厂,",
    "YH-9,2020-03-07,全区合计,一街,甲,3,,甲厂,", "SG-9,2020-03-07,海淀区,一街,坍塌,600①,2,甲厂,", "YH-9,2020-03-07,海淀区,一街,合计,3,,甲厂,",
    "YH-9,2020-03-07,合计,一街,甲,3,,甲厂,", "'YH-9,'2020-03-07,海淀区,'一街,=甲,3,=1+1,甲厂,",
    "9,8日,海淀区,一街,甲,3,,甲厂,", "YH-9,2020-03-07,海淀区,一街,甲,3①,２,甲厂,", " ,\u3000,\u200b,,,,,,",
    "无隐患,,,,,,,,", "YH-9,2020-03-07,,,,,,,", "1,2,3,4,5,6,7,8,9", "甲,乙,丙,1,2,3,4,5,6", "承前页,,,,,600,900,,",
    ",2020-03-07,海淀区,一街,甲,已销账,,甲厂,",
]  # fmt: skip
ABOVE = [
    "",
    "2020年隐患台账",
    "合计,,,,,600,900,,",
    "YH-9,2020-03-07,海淀区,一街,甲,已销账,,甲厂,",
    "单位：万元",
]


def outcome(path: Path, kind: str | None) -> list[RawTable] | str:
    try:
        return read_tables(path, kind)
    except (InputRejected, WrongUse) as refusal:
        return str(refusal)


def require_same(path: Path, monkeypatch: pytest.MonkeyPatch, kind: str | None = None) -> None:
    in_columns = outcome(path, kind)
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "HEAD_LINES", 10**9)
        one_by_one = outcome(path, kind)
    if isinstance(in_columns, str) or isinstance(one_by_one, str):
        assert in_columns == one_by_one
        return
    assert len(in_columns) == len(one_by_one)
    for ours, theirs in zip(in_columns, one_by_one):
        for name in ("rows", "skipped", "findings"):
            pd.testing.assert_frame_equal(getattr(ours, name), getattr(theirs, name))
            assert getattr(ours, name).equals(getattr(theirs, name))
        for name in ("file", "sheet", "kind", "units", "headers", "title"):
            assert getattr(ours, name) == getattr(theirs, name)


runs = st.integers(1, 30)
MARKS = ["comment", "merge", "hide", "strike", "formula", "format", "runs"]
"""What a sheet may say of a row beside its cells."""


def write_book(path: Path, lines: Sequence[str], marks: dict[int, str], *, is_hidden: bool = False) -> None:
    """The lines as rows of a workbook, some of them (from 0) marked."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        struck, yuan = book.add_format({"font_strikeout": True}), book.add_format({"num_format": '0"元"'})
        sheet = book.add_worksheet()
        book.add_worksheet().write_row(0, 0, ["不是台账"])
        for row, line in enumerate(lines):
            mark = marks.get(row, "")
            for column, cell in enumerate(line.split(",")):
                if cell:
                    sheet.write(row, column, cell, struck if mark == "strike" else None)
            if mark == "comment":
                sheet.write_comment(row, 3, "更正")
            elif mark == "merge":
                sheet.merge_range(row, 2, row + 1, 2, "怀柔区")
            elif mark == "hide":
                sheet.set_row(row, None, None, {"hidden": True})
            elif mark == "formula":
                sheet.write_formula(row, 5, "=1+1", None, "2")
            elif mark == "format":
                sheet.write_number(row, 6, 9, yuan)
            elif mark == "runs":
                sheet.write_rich_string(row, 7, "甲厂", struck, "乙厂")
        if is_hidden:
            sheet.hide()


def write_parquet(path: Path, lines: Sequence[str]) -> None:
    """The lines as records of a Parquet file, as far as they have the columns of the first."""
    names, *rows = (line.split(",") for line in lines)
    rows = [row for row in rows if len(row) == len(names)]
    frame = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=names)
    for column in frame:
        numbers = pd.to_numeric(frame[column], errors="coerce")
        frame[column] = frame[column] if numbers.isna().any() else numbers
    frame.to_parquet(path)


@given(
    above=st.lists(st.sampled_from(ABOVE), max_size=2),
    header=st.sampled_from([HAZARDS, ACCIDENTS, HAZARDS.replace("备注", ""), HAZARDS.replace("备注", "区")]),
    behind=st.lists(st.one_of(st.sampled_from(ODD), runs, runs), max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    is_ended=st.booleans(),
    is_quoted=st.booleans(),
    kind=st.sampled_from([None, None, "hazards"]),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_is_read_alike_in_columns_and_line_by_line(
    tmp_path, monkeypatch, above, header, behind, end, is_ended, is_quoted, kind
):
    made = accident if header == ACCIDENTS else hazard
    lines = [*above, header, *map(made, range(HEAD))]
    for part in behind:
        lines += [part] if isinstance(part, str) else map(made, range(len(lines), len(lines) + part))
    if is_quoted:
        lines[-1] = lines[-1].replace(",甲", ',"甲"')
        lines[-7] = lines[-7].replace(",第", f',"第{end}一, ""').replace("机械厂", '""机械厂"')
    path = tmp_path / "a.csv"
    path.write_bytes((end.join(lines) + (end if is_ended else "")).encode("gb18030", "replace"))
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(path, monkeypatch, kind)


@given(
    above=st.lists(st.sampled_from(ABOVE), max_size=2),
    header=st.sampled_from([HAZARDS, ACCIDENTS, HAZARDS.replace("备注", "")]),
    behind=st.lists(st.one_of(st.sampled_from(ODD), runs, runs), max_size=8),
    marks=st.dictionaries(st.integers(HEAD - 20, HEAD + 40), st.sampled_from(MARKS), max_size=4),
    is_hidden=st.booleans(),
    kind=st.sampled_from([None, None, "hazards"]),
)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_workbook_is_read_alike_in_columns_and_row_by_row(
    tmp_path, monkeypatch, above, header, behind, marks, is_hidden, kind
):
    made = accident if header == ACCIDENTS else hazard
    lines = [*above, header, *map(made, range(HEAD + 20))]
    for part in behind:
        lines += [part] if isinstance(part, str) else map(made, range(len(lines), len(lines) + part))
    merged = {row: mark for row, mark in marks.items() if not (mark == "merge" and row + 1 in marks)}
    write_book(tmp_path / "a.xlsx", lines, merged, is_hidden=is_hidden)
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(tmp_path / "a.xlsx", monkeypatch, kind)


@given(
    header=st.sampled_from([HAZARDS, ACCIDENTS]),
    behind=st.lists(st.one_of(st.sampled_from(ODD), runs, runs), max_size=8),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_parquet_file_is_read_alike_in_columns_and_row_by_row(tmp_path, monkeypatch, header, behind):
    made = accident if header == ACCIDENTS else hazard
    lines = [header, *map(made, range(HEAD + 20))]
    for part in behind:
        lines += [part] if isinstance(part, str) else map(made, range(len(lines), len(lines) + part))
    write_parquet(tmp_path / "a.parquet", lines)
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(tmp_path / "a.parquet", monkeypatch)


@pytest.mark.parametrize("mark", MARKS)
def test_a_row_of_which_a_workbook_says_more_than_its_cells_is_no_line_in_columns(
    tmp_path, monkeypatch, mark
):
    lines = [HAZARDS, *map(hazard, range(HEAD + 80))]
    write_book(tmp_path / "a.xlsx", lines, {HEAD + 40: mark})
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    grid, _ = read_grids(tmp_path / "a.xlsx")
    apart = keep_plain_lines_apart(grid, KNOWN, None)
    # It and five rows on either side, of the first column row HEAD + 1 on, with five at either end.
    of_mark = 12 if mark == "merge" else 11
    assert len(apart.rows) == HEAD + of_mark + 2 * 5
    assert not {HEAD + 41}.intersection(apart.body.numbers.tolist())
    require_same(tmp_path / "a.xlsx", monkeypatch)


def test_all_that_a_sheet_says_of_single_cells_or_rows_marks_them():
    held: dict[type, object] = {dict: {(7, 0): "x"}, frozenset: frozenset({(7, 0)})}
    by_column = {"hidden_columns", "hidden_rows"}
    for field in fields(Grid):
        kind = next((kind for kind in held if str(field.type).startswith(kind.__name__)), None)
        if kind is not None and field.name not in by_column | {"rows"}:
            assert Grid("", {}, **{field.name: held[kind]}).marked_rows() == {7}, field.name


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_line_among_plain_ones_is_read_as_ever(tmp_path, monkeypatch, odd):
    made = accident if "600" in odd else hazard
    lines = [ACCIDENTS if made is accident else HAZARDS, *map(made, range(HEAD + 40))]
    lines += [odd, *map(made, range(HEAD + 40, HEAD + 80))]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_book(tmp_path / "a.xlsx", lines, {})
    write_parquet(tmp_path / "a.parquet", lines)
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    for suffix in (".csv", ".xlsx", ".parquet"):
        require_same(tmp_path / f"a{suffix}", monkeypatch)


def test_sums_without_a_word_are_found_below_lines_in_columns(tmp_path, monkeypatch):
    lines = [ACCIDENTS, *(accident(3) for _ in range(HEAD + 98)), *(accident(4) for _ in range(2))]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*lines, ",2020-03-07,,,,2,500,,"]) + "\n", encoding="utf-8")
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(path, monkeypatch)
    (table,) = read_tables(path)
    assert table.findings["rule"].tolist() == ["total_without_word"]


def test_lines_wider_than_their_header_are_read_as_ever(tmp_path, monkeypatch):
    lines = [HAZARDS, *(hazard(number) + "," for number in range(HEAD + 40))]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(path, monkeypatch)


def test_a_column_without_a_header_keeps_what_stands_in_it_far_below(tmp_path, monkeypatch):
    made = [*map(hazard, range(HEAD + 80))]
    made[HEAD + 40] += "已拆除"
    lines = [HAZARDS.replace("备注", ""), *made]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(path, monkeypatch)
    (table,) = read_tables(path)
    assert table.rows["column I"].dropna().tolist() == ["已拆除"]


@pytest.mark.parametrize("build", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_an_awkward_file_is_read_alike_with_most_of_its_lines_in_columns(tmp_path, monkeypatch, build):
    monkeypatch.setattr(delimited, "HEAD_LINES", 4)
    monkeypatch.setattr(delimited, "FEWEST_FILLED", 1)
    require_same(build(tmp_path), monkeypatch)


def test_lines_that_stay_in_columns_are_plainly_records_and_nearly_all(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    path = tmp_path / "a.csv"
    lines = [HAZARDS, *map(hazard, range(3000)), "合计,,,,,,,,", *map(hazard, range(3000, 4000))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (grid,) = read_grids(path, in_columns=True)
    header = find_header(grid, KNOWN)
    block = Block(header, kind_of_header(header, KNOWN), KNOWN)
    apart = keep_plain_lines_apart(grid, KNOWN, None)
    assert all(is_plainly_record(row, block.roles) for row in apart.body.rows().values())
    # The first lines, five around the total and itself, and five at either end of the columns.
    assert len(apart.rows) == HEAD + 11 + 2 * 5
    assert sorted([*apart.rows, *apart.body.numbers.tolist()]) == list(range(1, 4003))


@pytest.mark.parametrize("units", [["万元"], ["万元"] * 9 + ["甲厂"], [""] * (HEAD + 40) + ["万元"] * 40])
def test_units_in_a_column_of_their_own_are_joined_far_below_too(tmp_path, monkeypatch, units):
    lines = ["事故编号,发生时间,区,街道,死亡人数,直接经济损失,单位"]
    lines += [f"SG-{n:05},2020-03-07,平谷区,一街,1,{n % 5},{units[n % len(units)]}" for n in range(HEAD + 80)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(delimited, "HEAD_LINES", HEAD)
    require_same(path, monkeypatch)
