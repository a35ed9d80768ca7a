"""Several tables on one sheet, examples among them, and rows of sums above a ledger: each counted for what it is.

Each case is a line: its name, the rows of the sheet, and what must come of it, written down before it was read.
All are made.
"""
# A case is a line.
# ruff: noqa: E501

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from safetystats import clean, read_ledger
from safetystats.findings import Cleaned
from safetystats.read import read_tables

HEADER = [
    "事故编号",
    "发生时间",
    "区",
    "行业",
    "事故类型",
    "死亡人数",
    "受伤人数",
    "直接经济损失(万元)",
    "单位名称",
]
ENGLISH = [
    "Accident ID",
    "Date",
    "District",
    "Industry",
    "Kind",
    "Deaths",
    "Injuries",
    "Direct loss (10000 yuan)",
    "Enterprise",
]
ROWS: list[list[Any]] = [
    ["SG-001", "2020-01-05", "门头沟区", "建筑业", "高处坠落", 1, 0, 12.5, "甲建筑有限公司"],
    ["SG-002", "2020-02-10", "平谷区", "制造业", "机械伤害", 2, 1, 80, "乙机械厂"],
    ["SG-003", "2020-03-15", "门头沟区", "采矿业", "坍塌", 3, 2, 1200.5, "丙矿业有限公司"],
    ["SG-004", "2020-05-20", "怀柔区", "建筑业", "触电", 0, 3, 5, "丁电力安装公司"],
]
FIRST, LAST = ROWS[:2], ROWS[2:]
SAMPLE: list[Any] = ["SG-900", "2020-01-01", "平谷区", "建筑业", "坍塌", 9, 9, 999, "戊建筑公司"]
HAZARDS = ["隐患编号", "发现日期", "区", "隐患级别", "状态", "整改期限", "单位名称", "隐患描述"]
BLOCKED: list[Any] = ["YH-1", "2020-03-01", "平谷区", "一般", "整改中", "2020-05-01", "甲厂", "通道堵塞"]
WIRES: list[Any] = ["YH-2", "2020-03-02", "平谷区", "重大", "整改中", "2020-05-01", "乙厂", "电线私拉"]


def sums(deaths: int, injuries: int, loss: float, word: str = "合计") -> list[Any]:
    return [word, None, None, None, None, deaths, injuries, loss, None]


def without(column: str, *rows: list[Any], header: list[str] = HEADER) -> list[list[Any]]:
    """The header and the rows, without one column."""
    at = header.index(column)
    return [[cell for i, cell in enumerate(row) if i != at] for row in (header, *rows)]


def yearless(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows, whose days say month and day alone."""
    return [[row[0], f"{int(row[1][5:7])}月{int(row[1][8:])}日", *row[2:]] for row in rows]


def placeless(*rows: list[Any]) -> list[list[Any]]:
    return without("区", *rows)


def answering(code: str, row: list[Any]) -> list[Any]:
    return [*row[:4], code, *row[5:]]


@dataclass(frozen=True)
class Kept:
    """How the last digits of the numbers kept, what was set aside, and rules that must, or must not, be found."""

    numbers: str = "1 2 3 4"
    aside: int = 0
    rules: dict[str, list[int] | None] = field(default_factory=dict)
    """Rule -> the rows it is found in, where these are known."""
    silent: tuple[str, ...] = ()


def kept(numbers: str = "1 2 3 4", aside: int = 0, *silent: str, **rules: list[int] | None) -> Kept:
    return Kept(numbers, aside, rules, silent)


EXAMPLES = [
    ("an example above", [["填报示例"], HEADER, SAMPLE, ["2020年生产安全事故台账"], HEADER, *ROWS], kept(aside=1, example_table=[3])),
    ("样表 above, behind a blank line", [["样表"], HEADER, SAMPLE, [], ["2020年事故台账"], HEADER, *ROWS], kept(aside=1, example_table=[3])),
    ("an example within a titled sheet", [["2020年平谷区事故台账"], ["填写示例（请勿删除）"], HEADER, SAMPLE, ["正式填报"], HEADER, *ROWS],
     kept(aside=1, example_table=[4])),
    ("an example above two sections", [["参考样例"], HEADER, SAMPLE, ["一、2020年事故"], HEADER, *FIRST, ["二、其他事故"], HEADER, *LAST],
     kept(aside=1, example_table=[3])),
    ("an example that names its table, above an area", [["事故台账（填写示例）"], HEADER, SAMPLE, ["平谷区"], HEADER, *ROWS],
     kept(aside=1, example_table=[3])),
    ("an example that names its table, above two sections", [["事故台账填报示例"], HEADER, SAMPLE, ["一、2020年事故"], HEADER, *FIRST, ["二、其他事故"], HEADER, *LAST],
     kept(aside=1, example_table=[3])),
    ("an example below", [["2020年事故台账"], HEADER, *ROWS, [], ["填报示例："], HEADER, SAMPLE], kept(aside=1, example_table=[10])),
    ("an example beside", [["2020年事故台账", *[None] * 9, "填报示例"], [*HEADER, None, *HEADER], [*ROWS[0], None, *SAMPLE], *ROWS[1:]],
     kept(aside=1, example_table=[3])),
    ("an example in English above", [["Accident ledger (example)"], ENGLISH, SAMPLE, ["Accident ledger 2020"], ENGLISH, *ROWS],
     kept(aside=1, example_table=[3])),
    ("sample entries below", [ENGLISH, *ROWS, [], ["Sample entries"], ENGLISH, SAMPLE], kept(aside=1, example_table=[9])),
    ("an example above a ledger without records", [["填报示例"], HEADER, SAMPLE, ["2020年事故台账"], HEADER],
     kept("", 1, example_table=[3], no_records=[5])),
    ("an example above an untitled ledger", [["参考样例"], HEADER, SAMPLE, [], HEADER, *ROWS], kept(aside=1, example_table=[3])),
    ("an example that is all there is, over two headers", [["事故台账（示例）"], HEADER, *FIRST, HEADER, *LAST], kept(example_table=[0])),
    ("an example that is all there is", [["事故台账（示例）"], HEADER, *ROWS], kept(example_table=[0])),
    ("a street called 示例", [["2020年示例街道事故台账"], HEADER, *FIRST, ["2020年样板工地事故台账"], HEADER, *LAST], kept("1 2 3 4", 0, "example_table")),
    ("examples up to a further line", [HEADER, ["示例"], SAMPLE, ["正式数据"], *ROWS], kept(aside=1, example_row=[3])),
    ("examples without an end", [HEADER, ["示例："], SAMPLE, *ROWS], kept("1 2 3 4 900", 0, example_doubtful=[3, 4, 5, 6, 7])),
    ("an example below without a header", [["2020年事故台账"], HEADER, *ROWS, [], ["填报示例"], SAMPLE], kept("1 2 3 4 900", 0, example_doubtful=[9])),
    *((f"a row numbered {word}", [["序号", *HEADER], [word, *SAMPLE], *([n, *row] for n, row in enumerate(ROWS, 1))], kept(aside=1, example_row=[2]))
      for word in ("例", "例：", "示例")),
    ("示例 in a column without a header", [[None, *HEADER], ["示例", *SAMPLE], *([None, *row] for row in ROWS)], kept(aside=1, example_row=[2])),
]  # fmt: skip

TABLES = [
    ("the second section is struck off", [["2020年事故台账"], ["一、生产安全事故"], HEADER, *FIRST, ["二、已核销事故"], HEADER, *LAST], kept(heading_not_counted=[8, 9])),
    ("the first section is struck off", [["2020年事故台账"], ["一、已核销事故"], HEADER, *FIRST, ["二、生产安全事故"], HEADER, *LAST], kept(heading_not_counted=[4, 5])),
    ("a section of two tables is struck off", [["2020年事故台账"], ["一、已核销事故"], ["（一）平谷区"], HEADER, *FIRST, ["（二）怀柔区"], HEADER, ROWS[2],
                                               ["二、其他"], HEADER, ROWS[3]], kept(heading_not_counted=[5, 6, 9])),
    ("a second title says struck off", [["2020年事故台账"], HEADER, *FIRST, [], ["2020年已核销事故台账"], HEADER, *LAST], kept(note_says_struck_off=[8, 9])),
    ("the first title says struck off", [["2020年已核销事故台账"], HEADER, *FIRST, [], ["2020年事故台账"], HEADER, *LAST], kept(note_says_struck_off=[3, 4])),
    ("a note under the second table", [["2019年事故台账"], ["序号", *HEADER], *([n, *row] for n, row in enumerate(FIRST, 1)), ["2020年事故台账"], ["序号", *HEADER],
                                       *([n, *row] for n, row in enumerate(LAST, 1)), ["注：序号2已核销"]], kept(note_says_struck_off=[8])),
    ("a note under the first table", [["2019年事故台账"], ["序号", *HEADER], *([n, *row] for n, row in enumerate(FIRST, 1)), ["注：序号2已核销"], ["2020年事故台账"],
                                      ["序号", *HEADER], *([n, *row] for n, row in enumerate(LAST, 1))], kept(note_says_struck_off=[4])),
    ("a record in two sections", [["2020年事故台账"], ["一、甲"], HEADER, *ROWS[:3], ["二、乙"], HEADER, *LAST], kept(aside=1, duplicate_certain=[9])),
    ("a page's number and title", [["2020年事故台账"], HEADER, *FIRST, ["第2页 共2页"], ["2020年事故台账"], HEADER, *LAST], kept()),
]  # fmt: skip

SUMS = [
    ("under the header", [HEADER, sums(6, 6, 1298), *ROWS], kept("1 2 3 4", 0, "total_differs")),
    ("above the header", [["2020年事故台账"], sums(6, 6, 1298), HEADER, *ROWS], kept("1 2 3 4", 0, "total_differs")),
    ("above the header, another sum", [["2020年事故台账"], sums(7, 6, 1298), HEADER, *ROWS], kept(total_differs=[2])),
    ("above the header in English", [["Accidents 2020"], sums(7, 6, 1298, "Total"), ENGLISH, *ROWS], kept(total_differs=[2])),
    ("in a table of their own above", [["区", "死亡人数", "受伤人数"], ["合计", 6, 6], [], HEADER, *ROWS], kept("1 2 3 4", 0, "total_differs")),
    ("in a table of their own above, another sum", [["区", "受伤人数", "死亡人数"], ["平谷区", 2, 1], ["合计", 6, 7], [], HEADER, *ROWS], kept(total_differs=[3])),
    ("above the second table", [["2019年事故台账"], HEADER, *FIRST, ["2020年事故台账"], sums(3, 5, 1205.5), HEADER, *LAST], kept("1 2 3 4", 0, "total_differs")),
    ("above the second table, another sum", [["2019年事故台账"], HEADER, *FIRST, ["2020年事故台账"], sums(4, 5, 1205.5), HEADER, *LAST], kept(total_differs=[6])),
    ("below the first table, another sum", [["2019年事故台账"], HEADER, *FIRST, sums(4, 1, 92.5), ["2020年事故台账"], HEADER, *LAST], kept(total_differs=[5])),
    ("of all tables at the end", [["2019年事故台账"], HEADER, *FIRST, sums(3, 1, 92.5, "小计"), ["2020年事故台账"], HEADER, *LAST, sums(3, 5, 1205.5, "小计"),
                                  sums(6, 6, 1298, "总计")], kept("1 2 3 4", 0, "total_differs")),
    ("of the rows below an example", [["序号", *HEADER], ["例", *SAMPLE], *([n, *row] for n, row in enumerate(ROWS, 1)), ["合计", *sums(6, 6, 1298, "")]],
     kept("1 2 3 4", 1, "total_differs", example_row=[2])),
    ("of the rows and an example", [["序号", *HEADER], ["例", *SAMPLE], *([n, *row] for n, row in enumerate(ROWS, 1)), ["合计", *sums(15, 15, 2297, "")]],
     kept(aside=1, example_row=[2], total_differs=[7])),
    ("of the rows below a sample's name", [HEADER, [*SAMPLE[:-1], "示例公司"], *ROWS, sums(6, 6, 1298)], kept("1 2 3 4", 1, "total_differs", example_row=[2])),
    ("of all tables below an example", [["填报示例"], HEADER, SAMPLE, ["2019年事故台账"], HEADER, *FIRST, ["2020年事故台账"], HEADER, *LAST, sums(6, 6, 1298, "总计")],
     kept("1 2 3 4", 1, "total_differs", example_table=[3])),
    # A known column of offices numbers nothing: its row counts, and so it does for the total.
    ("of the rows without one that counts", [["填报单位", *HEADER], ["示例", *SAMPLE], *(["某局", *row] for row in ROWS), ["合计", *sums(6, 6, 1298, "")]],
     kept("1 2 3 4 900", total_differs=[7])),
    ("of the rows below a line of examples", [HEADER, ["示例"], SAMPLE, ["正式数据"], *ROWS, sums(6, 6, 1298)], kept("1 2 3 4", 1, "total_differs", example_row=[3])),
    ("of all tables at the end, another sum", [["2019年事故台账"], HEADER, *FIRST, ["2020年事故台账"], HEADER, *LAST, sums(8, 6, 1298, "总计")], kept(total_differs=[9])),
]  # fmt: skip


def book(folder: Path, rows: list[list[Any]], merges: tuple[str, ...] = (), **more: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for merge in merges:
        workbook.active.merge_cells(merge)
    for tab, lines in more.items():
        sheet = workbook.create_sheet(tab)
        for row in lines:
            sheet.append(row)
    workbook.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def text(folder: Path, rows: list[list[Any]], name: str = "a.csv") -> Path:
    lines = (",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder / name


def rows_of(cleaned: Cleaned, rule: str) -> list[int]:
    found = cleaned.findings[cleaned.findings["rule"] == rule]
    return sorted(set(found["row"]))


def by(cleaned: Cleaned, column: str) -> dict[Any, int]:
    return cleaned.ledger[column].value_counts().to_dict()


@pytest.mark.parametrize(
    ("rows", "answer"), [pytest.param(r, a, id=name) for name, r, a in [*EXAMPLES, *TABLES, *SUMS]]
)
@pytest.mark.parametrize("written", [text, book])
def test_every_table_of_a_sheet_counts_for_what_it_is(tmp_path, written, rows, answer):
    cleaned = clean(read_ledger(written(tmp_path, rows)))
    assert sorted(int(number[3:]) for number in cleaned.ledger["accident_id"]) == [
        int(n) for n in answer.numbers.split()
    ]
    assert len(cleaned.quarantine) == answer.aside
    assert {rule: rows_of(cleaned, rule) for rule in answer.rules} == answer.rules
    assert not set(answer.silent) & set(cleaned.findings["rule"])


@pytest.mark.parametrize(
    ("rows", "areas"),
    [
        ([["2020年平谷区事故台账"], *placeless(*FIRST), [], ["2020年怀柔区事故台账"], *placeless(*LAST)], {"平谷区": 2, "怀柔区": 2}),
        ([["2020年事故台账"], ["平谷区"], *placeless(*FIRST), ["怀柔区"], *placeless(*LAST)], {"平谷区": 2, "怀柔区": 2}),
        ([["2020年事故台账"], placeless()[0], ["平谷区"], *placeless(*FIRST)[1:], ["2020年怀柔区事故台账"], *placeless(*LAST)], {"平谷区": 2, "怀柔区": 2}),
        ([["2020年平谷区事故台账"], ["一、工矿商贸"], *placeless(*FIRST), ["二、道路运输"], *placeless(*LAST)], {"平谷区": 4}),
        ([["2020年平谷区事故台账"], ["填报单位：平谷区应急局"], *placeless(*FIRST), ["填表人：某某"], [], ["2020年怀柔区事故台账"], ["填报单位：怀柔区应急局"],
          *placeless(*LAST)], {"平谷区": 2, "怀柔区": 2}),
        ([["2020年平谷区生产安全事故统计台账（截至2020年8月24日）"], *placeless(*FIRST), ["2020年怀柔区生产安全事故统计台账（截至2020年8月24日）"],
          *placeless(*LAST)], {"平谷区": 2, "怀柔区": 2}),
    ],
)  # fmt: skip
def test_a_table_lies_in_the_area_that_its_own_title_names(tmp_path, rows, areas):
    assert by(clean(read_ledger(text(tmp_path, rows))), "area") == areas


def test_merged_titles_are_titles_of_their_tables(tmp_path):
    rows = [["2020年事故台账"], ["平谷区"], *placeless(*FIRST), ["怀柔区"], *placeless(*LAST)]
    cleaned = clean(read_ledger(book(tmp_path, rows, ("A1:H1", "A2:H2", "A6:H6"))))
    assert by(cleaned, "area") == {"平谷区": 2, "怀柔区": 2}


@pytest.mark.parametrize(
    ("titles", "years"),
    [
        ((["2020年事故台账"], ["2019年事故台账"]), {2020: 2, 2019: 2}),
        ((["2020年平谷区事故台账"], ["怀柔区事故台账"]), {2020: 4}),
        ((["2018-2020年事故台账", "2019年"], ["2020年"]), {2019: 2, 2020: 2}),
    ],
)
def test_days_without_a_year_are_of_that_of_their_own_title_or_of_the_one_above(tmp_path, titles, years):
    first, last = ([[line] for line in lines] for lines in titles)
    rows = [*first, HEADER, *yearless(FIRST), *last, HEADER, *yearless(LAST)]
    cleaned = clean(read_ledger(text(tmp_path, rows)))
    assert cleaned.ledger["occurred_on"].dt.year.value_counts().to_dict() == years


def test_days_alone_are_of_the_month_that_stands_above_their_table(tmp_path):
    january, february = (["SG-001", "5日", *ROWS[0][2:]], ["SG-002", "10日", *ROWS[1][2:]])
    rows = [["2020年事故台账"], ["1月"], HEADER, january, ["2月"], HEADER, february]
    cleaned = clean(read_ledger(text(tmp_path, rows)))
    assert cleaned.ledger["occurred_on"].astype(str).tolist() == ["2020-01-05", "2020-02-10"]


@pytest.mark.parametrize(
    "line", ["2020年事故台账（续）", "续表", "（续表）", "第2页 共2页", "2020年事故台账"]
)
def test_a_table_that_goes_on_is_one_table(tmp_path, line):
    rows = [["2020年事故台账"], HEADER, *FIRST, [line], HEADER, *LAST]
    assert [len(table.rows) for table in read_tables(text(tmp_path, rows))] == [4]


def test_each_table_carries_its_own_lines_and_title(tmp_path):
    rows = [
        ["2019年事故台账"],
        HEADER,
        *FIRST,
        ["注：甲"],
        ["2020年事故台账"],
        ["一、上半年"],
        HEADER,
        *LAST,
        ["注：乙"],
        ["二、下半年"],
        HEADER,
        SAMPLE,
    ]
    tables = read_tables(text(tmp_path, rows))
    assert [(table.sheet, table.skipped["row"].tolist()) for table in tables] == [
        ("", [1, 2, 5]), ("from row 8", [6, 7, 8, 11]), ("from row 13", [12, 13]),
    ]  # fmt: skip
    assert all(set(table.skipped["sheet"]) == {table.sheet} for table in tables)
    assert [table.title for table in tables] == [
        "2019年事故台账",
        "2020年事故台账\n一、上半年",
        "二、下半年\n2020年事故台账",
    ]
    assert [table.titles_above for table in tables] == [(), (), ((6, "2020年事故台账"),)]


def test_hazards_of_one_visit_in_two_sections_are_two(tmp_path):
    rows = [
        ["2020年隐患台账"],
        ["一、一般隐患"],
        HAZARDS,
        ["J-17", *BLOCKED[1:]],
        ["二、重大隐患"],
        HAZARDS,
        ["J-17", *BLOCKED[1:3], "重大", *BLOCKED[4:7], "无证上岗"],
    ]
    assert clean(read_ledger(text(tmp_path, rows))).ledger["hazard_id"].tolist() == ["J-17", "J-17"]


def test_a_legend_at_the_end_explains_the_codes_of_all_tables(tmp_path):
    rows = [
        ["2020年隐患台账"],
        ["一、一般隐患"],
        HAZARDS,
        answering("0", BLOCKED),
        ["二、重大隐患"],
        HAZARDS,
        answering("1", WIRES),
        ["注：状态：0=已整改，1=未整改"],
    ]
    assert clean(read_ledger(text(tmp_path, rows))).ledger["end_type"].tolist() == ["closed", "open"]


def test_sections_say_how_the_hazards_of_their_tables_ended(tmp_path):
    done, undone = (without("状态", row, header=HAZARDS) for row in (BLOCKED, WIRES))
    rows = [["2020年隐患台账"], ["一、已整改隐患"], *done, ["二、未整改隐患"], *undone]
    assert clean(read_ledger(text(tmp_path, rows))).ledger["end_type"].tolist() == ["closed", "open"]


@pytest.mark.parametrize("tab", ["样表", "填报说明", "填写说明及示例", "参考样例", "示例"])
def test_a_tab_of_examples_is_set_aside_with_all_its_tables(tmp_path, tab):
    other = [["一、事故"], HEADER, SAMPLE, ["二、事故"], HEADER, ["SG-901", *SAMPLE[1:5], 8, *SAMPLE[6:]]]
    cleaned = clean(read_ledger(book(tmp_path, [HEADER, *ROWS], **{tab: other})))
    assert len(cleaned.ledger) == 4
    assert len(cleaned.quarantine) == 2
    assert rows_of(cleaned, "void_sheet") == [3, 6]


def test_a_tab_is_an_example_by_its_title(tmp_path):
    cleaned = clean(read_ledger(book(tmp_path, [HEADER, *ROWS], 表二=[["事故台账填写样例"], HEADER, SAMPLE])))
    assert len(cleaned.ledger) == 4
    assert rows_of(cleaned, "example_table") == [3]


@pytest.mark.parametrize("name", ["事故台账模板.csv", "样表.csv"])
def test_a_file_called_a_form_counts_and_is_named(tmp_path, name):
    cleaned = clean(read_ledger(text(tmp_path, [HEADER, *ROWS], name)))
    assert len(cleaned.ledger) == 4
    assert rows_of(cleaned, "sheet_may_not_count") == [0]
