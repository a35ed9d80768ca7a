"""The workbook: one named table a sheet, numbers as numbers, words for every mark, the same bytes."""

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest

from safetystats import tables
from safetystats.display import Column, Table
from safetystats.documents.content import Block, Chart, Cover, Heading, Prose, Statements
from safetystats.documents.workbook import LONGEST_NAME, briefing_book
from safetystats.locale.formats import display_width

DAY = date(2020, 8, 24)
COVER = Cover("门头沟区简报", "截至2020年8月24日", "完", "zh", DAY, "虚构示例")
HOSTILE = ["<script>alert(1)</script>", "=cmd|'/C calc'!A0", "../../etc/passwd", "$\\frac{1}{0}$", "@SUM(1)"]


def result(**columns: Any) -> pd.DataFrame:
    """A result frame; what is not given is plain."""
    plain = {
        "numerator": 1, "denominator": 4, "value": 0.25, "lower": 0.05, "upper": 0.7, "level": 0.95,
        "method": "wilson", "basis": "no_road", "window_start": pd.Timestamp("2020-01-01"),
        "window_end": pd.Timestamp("2020-08-24"), "days": 237, "as_of": pd.Timestamp("2020-08-24"),
        "note": "",
    }  # fmt: skip
    keys = {name: columns.pop(name) for name in list(columns) if name not in plain}
    frame = pd.DataFrame({**keys, **plain, **columns})
    return frame.astype({"numerator": "Int64", "denominator": "Int64"})


def shares_of(*areas: str) -> pd.DataFrame:
    return result(area=list(areas), events="accidents")


def numbered(*made: Table) -> list[Table]:
    return [Table(**{**vars(table), "number": number}) for number, table in enumerate(made, start=1)]


def opened(*content: Block, cover: Cover = COVER) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(briefing_book(cover, content)))


def cells(sheet: Any) -> list[list[Any]]:
    """The header and the rows of the one table of a sheet."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def every_cell(book: openpyxl.Workbook) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


CITY = tables.city_table(shares_of("门头沟区", "unknown"), area="门头沟区")
FULL = [
    Heading(2, "占比"),
    Prose("先看起数。\n- 再看占比。"),
    Statements(("一句。", "又一句。"), listed=True),
    Chart(b"png", "图", "图"),
    *numbered(CITY, tables.findings_table(pd.DataFrame({"rule": ["a"], "action": "kept", "size": 3}))),
]


def test_the_sheets_come_in_order_under_names_that_say_what_they_hold():
    names = opened(*FULL).sheetnames
    assert names[:4] == ["封面", "目录", "摘要", "说明"]
    assert names[4] == f"T1 {CITY.title}"[:LONGEST_NAME]
    assert names[5].startswith("T2 ")
    english = opened(*FULL, cover=Cover("Briefing", "As of", "end", "en", DAY)).sheetnames
    assert english[:4] == ["Cover", "Contents", "Summary", "Notes"]


def test_counts_are_numbers_percents_are_shares_and_limits_two_numbers():
    sheet = opened(*FULL).worksheets[4]
    header, first, *_, total = cells(sheet)
    assert header[0] == "地区"
    assert [re.sub(".* ", "", h) for h in header[1:]] == [
        "事故（起）",
        "占比",
        "95%置信下限",
        "95%置信上限",
        "编号",
    ]
    assert first == ["门头沟区", 1, 0.25, 0.05, 0.7, "T1.1"]
    assert total == ["全市", 4, 1, "[z]", "[z]", "T1.3"]
    assert [sheet.cell(4, column).number_format for column in (2, 3, 4)] == ["0", "0.0%", "0.0%"]


def test_a_figure_that_does_not_exist_is_a_mark_that_the_notes_explain():
    frame = result(area=["门头沟区"], events="accidents", numerator=0, denominator=0, value=None)
    book = opened(*numbered(tables.window_table(frame.assign(lower=float("nan"), upper=float("nan")))))
    assert cells(book.worksheets[4])[1][3:6] == ["[x]", "[x]", "[x]"]
    marks = {row[1]: row[2] for row in cells(book["说明"])}
    assert "分母为零" in marks["[x]"]
    assert {"[x]", "[z]", "[p]"} <= set(marks)


def test_a_mean_of_a_register_that_was_not_given_is_a_mark_too():
    coverage = result(numerator=[0], denominator=0, value=None, lower=None, upper=None)
    mean = pd.DataFrame({"value": [float("nan")], "target": 0.08, "pooled": float("nan")})
    book = opened(*numbered(tables.coverage_table(coverage, mean=mean)))
    assert cells(book.worksheets[4])[-1][3] == "[x]"


@pytest.mark.parametrize(
    ("language", "ratio", "p"),
    [
        ("zh", '[>100]"100以上";[>=10]0;0.00', '[<0.0005]"<0.001";0.000'),
        ("en", '[>100]"over 100";[>=10]0;0.00', '[<0.0005]"<0.001";0.000'),
    ],
)
def test_excel_shows_ratios_differences_and_p_values_as_the_page_does(language, ratio, p):
    frame = result(
        area=["门头沟区"], events="accidents", value=156.8, difference=2, p_value=0.0001,
        other_start=pd.Timestamp("2019-01-01"), other_end=pd.Timestamp("2019-08-24"), other_days=236,
    )  # fmt: skip
    table = tables.change_table(frame, language=language)
    sheet = opened(*numbered(table), cover=Cover("t", "s", "f", language, DAY)).worksheets[4]
    shown = {cell.value: cell.number_format for cell in sheet[4]}
    assert shown[156.8] == ratio
    assert shown[0.0001] == p
    assert shown[2].startswith("+")


def test_counts_shown_as_3_of_48_are_two_columns_of_numbers():
    halves = {f"{w}_{n}": v for w in ("this", "other") for n, v in
              (("numerator", 3), ("denominator", 48), ("value", 0.0625))}  # fmt: skip
    frame = result(
        area=["门头沟区"], events="accidents", **halves, p_value=0.2,
        other_start=pd.Timestamp("2019-01-01"), other_end=pd.Timestamp("2019-08-24"), other_days=236,
    )  # fmt: skip
    header, row = cells(opened(*numbered(tables.share_change_table(frame))).worksheets[4])
    assert row[1:4] == [3, 48, 0.0625]
    assert [h.split()[-1] for h in header[1:4]] == ["门头沟区", "全市", "占比"]


def test_days_are_days():
    orders = pd.DataFrame(
        {"finding_id": ["1"], "unit": "甲", "issued_on": pd.Timestamp("2020-11-04"), "due_on": pd.NaT,
         "done_on": pd.NaT, "state": "no deadline", "days_late": 0, "as_of": pd.Timestamp("2021-02-01")}
    )  # fmt: skip
    (_, row) = cells(opened(*numbered(tables.deadlines_table(orders))).worksheets[4])
    assert row[2:4] == [datetime(2020, 11, 4), "[x]"]


def test_each_table_is_an_excel_table_without_merged_or_blank_cells():
    book = opened(*FULL)
    names = [name for sheet in book for name in sheet.tables]
    assert names == ["Contents", "Summary", "Notes", "Table_1", "Table_2"]
    for sheet in book.worksheets[1:]:
        assert not sheet.merged_cells.ranges
        header, *rows = cells(sheet)
        assert len({h.casefold() for h in header}) == len(header)
        assert all(value not in (None, "") for row in [header, *rows] for value in row[1:])
        assert sheet.freeze_panes
        assert sheet.print_title_rows


def test_a_bar_of_fewer_than_ten_events_is_hollow():
    book = opened(*FULL)
    points = book.worksheets[4]._charts[0].series[0].data_points
    few = [results[0]["numerator"] < 10 for results in numbered(CITY)[0].results if results]
    assert [point.idx for point in points] == [place for place, is_few in enumerate(few) if is_few]
    assert any(few)


def test_a_bar_is_hollow_by_its_own_count_and_not_by_those_that_it_adds_up():
    months = result(
        area="门头沟区", events="accidents", numerator=[8, 7, 3], denominator=pd.NA, value=[8, 7, 3],
        window_start=pd.to_datetime(["2019-01-01", "2019-02-01", "2020-01-01"]),
        window_end=pd.to_datetime(["2019-01-31", "2019-02-28", "2020-01-31"]),
    )  # fmt: skip
    table = tables.months_table(months)
    # A part of a year is named by its days; no bar of it passes for a year.
    assert [row[0] for row in table.rows] == ["2019（至2月28日）", "2020（至1月31日）"]
    points = opened(*numbered(table)).worksheets[4]._charts[0].series[0].data_points
    assert [point.idx for point in points] == [1]


def test_hollow_bars_of_two_series_are_told_apart_by_their_border():
    compared = result(
        area=["门头沟区", "门头沟区"], events=["accidents", "deaths"], numerator=3, denominator=7,
        difference=-4, p_value=0.3, other_start=pd.Timestamp("2019-01-01"),
        other_end=pd.Timestamp("2019-08-24"),
    )  # fmt: skip
    first, second = opened(*numbered(tables.change_table(compared))).worksheets[4]._charts[0].series
    borders = [(s.spPr.ln.solidFill.srgbClr, s.spPr.ln.prstDash) for s in (first, second)]
    assert borders[0] != borders[1]
    hollow = [s.data_points[0].spPr.ln.solidFill.srgbClr for s in (first, second)]
    assert hollow == [colour for colour, _ in borders]


def test_a_text_that_is_wrapped_has_a_row_as_high_as_its_lines():
    long = "一" * 150
    sheet = opened(Statements((long, "短。"), listed=True)).worksheets[2]
    heights = [sheet.row_dimensions[row].height for row in (3, 4)]
    # 300 half-width characters in lines of 90.
    assert heights == [4 * 16.5, None]


def test_the_reader_starts_on_the_cover_in_the_first_cell():
    book = opened(*FULL)
    assert book.active.title == "封面"
    assert all(view.activeCell == "A1" for sheet in book for view in sheet.views.sheetView[0].selection[-1:])
    assert [row[0].value for row in book["封面"].iter_rows(max_row=4)] == [
        COVER.title, COVER.subtitle, COVER.notice, "本工作簿共2张表，每个工作表一张。",
    ]  # fmt: skip


def test_the_properties_hold_title_and_language():
    content = briefing_book(COVER, FULL)
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert (properties.title, properties.language) == (COVER.title, "zh-CN")


def test_the_contents_lead_to_every_table_and_back():
    book = opened(*FULL)
    (_, *rows) = cells(book["目录"])
    assert [row[0] for row in rows] == book.sheetnames[4:]
    links = [book["目录"].cell(row, 1).hyperlink.location for row in (3, 4)]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[4:]]
    assert book.worksheets[4]["A2"].hyperlink.location == "'目录'!A1"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("很长的标题" * 10, "T1 " + "很长的标题" * 5 + "很长的"),
        ("Hazards found and closed, by level", "T1 Hazards found and closed, by"),
        ("Fatal work accidents: by supervision", "T1 Fatal work accidents by"),
    ],
)
def test_the_contents_show_the_whole_name_of_every_sheet_and_no_name_ends_within_a_word(title, name):
    one = tables.city_table(shares_of("门头沟区"))
    book = opened(*numbered(Table(**{**vars(one), "title": title})))
    assert book.sheetnames[4] == name
    assert display_width(name) <= book["目录"].column_dimensions["A"].width


def test_sentences_prose_and_notes_have_their_sheets():
    book = opened(*FULL)
    assert cells(book["摘要"])[1:] == [["占比", "一句。"], ["占比", "又一句。"]]
    notes = [tuple(row) for row in cells(book["说明"])]
    assert ("解读说明", "占比", "再看占比。") in notes
    assert {row[2] for row in notes if row[1] == "T1" and row[0] == "表注"} == set(CITY.notes)


def charts_of(content: bytes) -> tuple[list[str], list[str]]:
    """The XML of the charts, and what their pictures are described as."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    drawings = "".join(text for name, text in texts.items() if name.startswith("xl/drawings/drawing"))
    return [t for n, t in texts.items() if n.startswith("xl/charts/chart")], re.findall(
        r'descr="([^"]*)"', drawings
    )


def test_figures_to_compare_have_a_chart_of_their_cells_and_words_for_it():
    charts, described = charts_of(briefing_book(COVER, FULL))
    assert len(charts) == 1
    assert "$C$4:$C$5" in charts[0]  # the whole, in row 6, is no part to compare
    assert "<c:errBars>" in charts[0]
    (said,) = described
    assert said.startswith(f"本表的图：{CITY.title}。")
    assert said.endswith("占比：最高为门头沟区（25.0%），最低为未注明（25.0%）。")


def test_a_single_row_needs_no_chart():
    charts, _ = charts_of(briefing_book(COVER, numbered(tables.window_table(shares_of("门头沟区")))))
    assert charts == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_text_wherever_it_stands(name):
    columns = (Column(name), Column(name, "number", is_plotted=True))
    table = Table(name, columns, ((name, "1"), (name, "2")), ((name, 1), (name, 2)), pd.DataFrame(), (name,))
    content = [Heading(2, name), Prose(name), Statements((name,), False), *numbered(table)]
    raw = briefing_book(Cover(name, name, name, "zh", DAY, name), content)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert [cell.coordinate for cell in every_cell(book) if cell.data_type == "f"] == []
    assert cells(book.worksheets[4])[1:] == [[name, 1, "T1.1"], [name, 2, "T1.2"]]
    assert len(book.sheetnames[4]) <= LONGEST_NAME
    assert not re.search(r"[\[\]:*?/\\]", book.sheetnames[4])
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        assert not [n for n in file.namelist() if "externalLink" in n or n.startswith(("/", ".."))]
        assert "<script" not in file.read("xl/charts/chart1.xml").decode()


def test_two_long_titles_alike_get_two_sheets():
    one = tables.city_table(shares_of("门头沟区"))
    long = Table(**{**vars(one), "title": "很长的标题" * 10})
    names = opened(*numbered(long, long)).sheetnames[4:]
    assert len(set(names)) == 2
    assert all(len(name) <= LONGEST_NAME for name in names)


def test_a_table_without_rows_says_so():
    nothing = pd.DataFrame(columns=["measure", "printed", "against", "verdict", "note", "note_zh"])
    (_, row) = cells(opened(*numbered(tables.consistency_table(nothing))).worksheets[4])
    assert row == ["无。", "[z]", "[z]", "[z]", "[z]"]


def test_the_same_content_gives_the_same_bytes():
    assert briefing_book(COVER, FULL) == briefing_book(COVER, list(FULL))
