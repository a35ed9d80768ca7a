"""Columns fit the page, figures are never broken, captions are counted, leads stay with their tables."""

import pandas as pd
import pytest

from safetystats.display import Column, Table
from safetystats.documents.content import Chart, Heading, Prose
from safetystats.documents.layout import (
    LAYOUTS,
    PADDING,
    Caption,
    Figure,
    Grid,
    ems,
    grid_of,
    header_rows,
    pieces_of,
)
from safetystats.documents.prose import Paragraph

WIDTH = LAYOUTS["zh"].width
SIZES = LAYOUTS["zh"].cells


def a_grid(columns, rows, width=WIDTH) -> Grid:
    table = Table("表", tuple(columns), tuple(rows), tuple(rows), pd.DataFrame())
    return grid_of(table, Caption("表", 1, "表"), width=width, sizes=SIZES)


def test_the_type_area_is_that_of_gb_9704():
    layout = LAYOUTS["zh"]
    assert (layout.top_mm + layout.bottom_mm, layout.left_mm + layout.right_mm) == (297 - 225, 210 - 156)
    assert layout.pitch == pytest.approx(28.99, abs=0.005)  # 225 mm / 22 in points
    assert layout.body + layout.tracking == pytest.approx(15.79, abs=0.005)  # 156 mm / 28


@pytest.mark.parametrize("columns", [2, 5, 9, 14, 20])
def test_a_table_fills_the_width_and_no_figure_is_broken(columns):
    headers = [Column("指标"), *(Column("95%置信区间", "number") for _ in range(columns - 1))]
    grid = a_grid(headers, [("事故（起）", *["−12.5～+17.3"] * (columns - 1))])
    assert sum(grid.widths) == pytest.approx(WIDTH)
    for text, width in zip(grid.rows[0][1:], grid.widths[1:]):
        assert ems(text) * grid.size <= width - 2 * PADDING + 0.01


def test_a_long_text_is_broken_before_type_gets_small():
    grid = a_grid([Column("事项"), Column("数", "number")], [("很长的说明" * 20, "3")])
    assert grid.size == SIZES[0]


@pytest.mark.parametrize(
    ("header", "width", "shown"),
    [
        ("门头沟区/全市", 66, "门头沟区/\n全市"),
        ("增减（百分点）", 66, "增减\n（百分点）"),
        ("95%置信区间", 66, "95%\n置信区间"),
        ("95%置信区间", 90, "95%置信区间"),
        ("其中逾期", 40, "其中\n逾期"),
        ("未销账", 30, "未销账"),
        ("Share of the city's", 70, "Share of\nthe city's"),
        ("Mentougou/City", 70, "Mentougou/\nCity"),
    ],
)
def test_a_header_is_broken_between_words(header, width, shown):
    (row,) = header_rows([Column(header, "number")], [width], 10.5)
    assert row[0].text == shown


def test_headers_in_groups_are_two_rows(make_table):
    grid = grid_of(make_table(), Caption("表", 1, ""), width=WIDTH, sizes=SIZES)
    upper, lower = grid.header
    assert [(c.text, c.columns, c.rows) for c in upper] == [("区", 1, 2), ("本期", 2, 1)]
    assert [(c.text, c.right) for c in lower] == [("事故（起）", True), ("占比", True)]


@pytest.mark.parametrize(("rows", "whole"), [(11, True), (17, False), (60, False)])
def test_a_table_of_up_to_a_third_of_a_page_is_not_broken(rows, whole):
    grid = a_grid([Column("区"), Column("数", "number")], [("海淀区", "1")] * rows)
    assert grid.whole is whole


def test_rows_of_many_lines_are_counted_as_such():
    grid = a_grid([Column("事项"), Column("数", "number")], [("长" * 400, "1")] * 5)
    assert not grid.whole


def test_tables_and_figures_are_counted_apart(blocks, make_cover):
    pieces = pieces_of(make_cover(), blocks, width=WIDTH, sizes=SIZES)
    captions = [p.caption.text for p in pieces if isinstance(p, Figure | Grid)]
    assert captions == ["表1　占全市比重", "图1　各区占比", "表2　季度", "图2　季度走势"]
    english = pieces_of(make_cover("en"), blocks, width=WIDTH, sizes=SIZES)
    assert next(p.caption.text for p in english if isinstance(p, Figure | Grid)) == "Table 1. 占全市比重"


def test_no_page_is_left_half_empty_by_what_leads_to_a_table_or_a_figure(make_cover, make_table, picture):
    blocks = [Heading(2, "一"), Prose("甲\n\n乙"), make_table(), Prose("丙"), Chart(picture, "图", "图")]
    pieces = pieces_of(make_cover(), [*blocks, Prose("丁")], width=WIDTH, sizes=SIZES)
    kept = {p.text: p.keep for p in pieces if isinstance(p, Paragraph)}
    # No heading stands alone at the foot of a page, and the end not alone on one.
    assert {name: kept[name] for name in "一甲乙丙丁完"} == dict(
        zip("一甲乙丙丁完", [True, False, False, False, True, False])
    )


def test_of_a_picture_what_holds_the_title_is_left_out(make_cover, picture):
    chart = Chart(picture, "图", "图", headed=0.25)
    [figure] = [
        p for p in pieces_of(make_cover(), [chart], width=WIDTH, sizes=SIZES) if isinstance(p, Figure)
    ]
    # The picture is 80 pixels wide and 40 high.
    assert (figure.headed, figure.height) == (0.25, 30 / 80)
