"""The workbook of findings: causes first, every cell a text, links that lead to the row."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from safetystats.findings import FINDING
from safetystats.findings_book import CELLS_SHOWN, findings_book
from safetystats.ledgers import write_ledgers
from safetystats.locale.formats import display_width
from safetystats.locale.wording import action_text


def finding(row: int, rule: str, before: str = "a", after: str = "b", **other: str) -> dict[str, object]:
    cell = {
        "ledger": "hazards", "file": "2018/隐患 台账.xlsx", "sheet": "表'一", "row": row, "column": "area",
        "rule": rule, "before": before, "after": after, "action": "corrected",
        "note": "",
    }  # fmt: skip
    return cell | other


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["ledger", *FINDING])


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def lines(book: openpyxl.Workbook, sheet: int) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows(min_row=2)]


FOUND = frame(
    finding(5, "level_spelling"),
    *(finding(row, "area_spelling") for row in range(2, 5)),
    finding(
        9, "area_unknown", "某地", "unknown", action="unknown", ledger="accidents", file="事故.csv", sheet=""
    ),
)


def test_causes_that_need_a_person_come_first_and_then_the_commonest():
    causes = lines(opened(findings_book(FOUND, {})), 0)
    assert [(line[1], line[3], line[4]) for line in causes] == [
        ("area_unknown", 1, 1),
        ("area_spelling", 3, 3),
        ("level_spelling", 1, 1),
    ]
    assert causes[0][:3] == ["区名无法识别", "area_unknown", action_text("unknown", "zh")]
    assert causes[0][5:9] == ["事故台账", 1, "某地", "unknown"]


def test_a_cause_tells_its_columns_a_remark_and_what_is_left_to_do():
    several = frame(
        finding(2, "column_missing", column="status", action="unknown", note="not stated in any of its rows"),
        finding(3, "column_missing", column="closed_on", action="unknown"),
    )
    book = opened(findings_book(several, {}))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads[9:] == ["示例：说明", "字段", "待办"]
    (line,) = lines(book, 0)
    assert line[10:] == [
        "整改状态、销账日期",
        "请在corrections.csv写明含义，或请报送单位重报；收到的原表不改动",
    ]
    assert "not stated" not in line[9]


def test_each_cell_has_its_line_under_its_cause_and_the_cause_leads_to_it():
    book = opened(findings_book(FOUND, {}))
    cells = lines(book, 1)
    assert [(line[1], line[4]) for line in cells] == [
        ("area_unknown", 9),
        *(("area_spelling", row) for row in (2, 3, 4)),
        ("level_spelling", 5),
    ]
    links = [book.worksheets[0].cell(line, 1).hyperlink.location for line in (2, 3, 4)]
    assert links == ["'明细'!A2", "'明细'!A3", "'明细'!A6"]


def test_a_line_links_to_the_row_of_the_sheet_as_it_was_sent():
    book = opened(
        findings_book(FOUND, {"2018/隐患 台账.xlsx": "../raw/2018/隐患 台账.xlsx", "事故.csv": "事故.csv"})
    )
    sheet = book.worksheets[1]
    to_file, to_row = sheet["C2"].hyperlink, sheet["C3"].hyperlink
    # Excel's own way to write a path.
    assert to_row.target.replace("%20", " ") == r"..\raw\2018\隐患 台账.xlsx"
    assert to_row.location == "'表''一'!A2"
    assert (to_file.target, to_file.location) == ("事故.csv", None)


@pytest.mark.parametrize(("action", "listed"), [("corrected", CELLS_SHOWN), ("unknown", CELLS_SHOWN + 10)])
def test_of_many_corrections_the_first_are_shown_and_of_what_needs_a_person_all(action, listed):
    many = frame(*(finding(row, "area_spelling") for row in range(2, CELLS_SHOWN + 12)))
    book = opened(findings_book(many.assign(action=action), {}))
    assert len(lines(book, 1)) == listed
    assert lines(book, 0)[0][3:5] == [CELLS_SHOWN + 10, listed]


@pytest.mark.parametrize(
    "text", ["=1+1", "http://example.org", "007", "1e5", "@SUM(A1)", "file:///etc", "\x01=1"]
)
def test_every_text_is_a_text_whatever_it_looks_like(text):
    book = opened(findings_book(frame(finding(2, "area_spelling", text, text)), {}))
    for cell in (book.worksheets[1]["G2"], book.worksheets[1]["H2"], book.worksheets[0]["H2"]):
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert cell.value.replace("_x0001_", "\x01") == text


def test_a_text_longer_than_excel_keeps_is_cut_with_a_word():
    long = "隐" * 40_000
    (line,) = lines(opened(findings_book(frame(finding(2, "area_spelling", long)), {})), 1)
    assert len(line[6]) < 32_767
    assert line[6].endswith("（已截断，全文见 findings.csv）")


def test_columns_are_as_wide_as_their_texts_print():
    text = "北京市某某建筑有限公司"
    book = opened(findings_book(frame(finding(2, "enterprise_alike", text)), {}))
    assert book.worksheets[1].column_dimensions["G"].width >= display_width(text) == 22


@pytest.mark.parametrize(
    ("language", "sheets", "heads", "told"),
    [
        ("zh", ["原因", "明细"], ["原因", "规则", "文件"],
         ["期限早于发现", "due_before_found", "整改期限 due_on", "存疑保留", "早于发现日期", "隐患台账"]),
        ("en", ["Causes", "Their cells"], ["Cause", "Rule", "File"],
         ["due before found", "due_before_found", "due_on", "kept", "before found_on", "hazard ledger"]),
    ],
)  # fmt: skip
def test_all_stands_in_the_language_of_the_project(language, sheets, heads, told):
    cell = finding(2, "due_before_found", column="due_on", note="before found_on", action="kept")
    book = opened(findings_book(frame(cell), {}, language))
    assert book.sheetnames == sheets
    assert [cell.value for cell in book.worksheets[1][1]][:3] == heads
    (line,), (cause,) = lines(book, 1), lines(book, 0)
    assert [line[0], line[1], line[5], line[8], line[9], cause[5]] == told


def test_a_column_that_is_in_no_ledger_keeps_the_header_of_its_sheet():
    book = opened(findings_book(frame(finding(2, "severity_differs", column="事故等级")), {}))
    assert book.worksheets[1]["F2"].value == "事故等级"


def test_no_finding_gives_a_workbook_with_headers_alone():
    book = opened(findings_book(frame(), {}))
    assert [sheet.max_row for sheet in book.worksheets] == [1, 1]


def test_the_same_findings_give_the_same_bytes():
    one, other = findings_book(FOUND, {}), findings_book(FOUND, {})
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as parts:
        assert "2000-01-01T00:00:00Z" in parts.read("docProps/core.xml").decode()


def test_the_workbook_lies_beside_the_findings_and_leads_to_the_raw_files(tmp_path, example_cleaned):
    raw = tmp_path / "raw" / "hazards"
    raw.mkdir(parents=True)
    cleaned = example_cleaned["hazards"]
    name = Path(cleaned.findings["file"].iloc[0]).name
    (raw / name).write_bytes(b"made")
    folder = write_ledgers([cleaned], tmp_path / "ledger", inputs=[raw / name], notice="")
    book = openpyxl.load_workbook(folder / "findings.xlsx")
    targets = {row[2].hyperlink.target for row in book.worksheets[1].iter_rows(min_row=2) if row[2].hyperlink}
    assert targets == {rf"..\raw\hazards\{name}"}
    assert sum(line[3] for line in lines(book, 0)) == len(cleaned.findings)
