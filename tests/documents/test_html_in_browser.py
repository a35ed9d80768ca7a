"""A page as a browser lays it out: no column is out of sight, and no page wider than a telephone."""

import pandas as pd
import pytest

from safetystats.display import Column, Table
from safetystats.documents.content import Chart
from safetystats.documents.html import page_html


def a_long_table(count: int = 3) -> Table:
    """Claims of a letter in the first column, then what was found."""
    columns = (Column("事项"), Column("文中数字"), Column("核算", "number"), Column("判断", "short"))
    rows = (
        (
            "抽查的景区和公司等六家单位主要负责人对主体责任规定相关要求和本人的职责不清楚" * count,
            "6家",
            "6",
            "一致",
        ),
    )
    return Table("核对", columns, rows, rows, pd.DataFrame(), number=1)


def test_a_long_text_that_opens_a_row_is_wrapped_and_hides_no_column(page, make_cover):
    page.set_viewport_size({"width": 1200, "height": 900})
    page.set_content(page_html(make_cover(), [a_long_table()]))
    hidden = "box => box.scrollWidth - box.clientWidth"
    assert page.locator(".table").evaluate(hidden) <= 0


def test_a_picture_is_shown_without_the_title_that_its_caption_says(page, make_cover, picture):
    page.set_viewport_size({"width": 1200, "height": 900})
    page.set_content(page_html(make_cover(), [Chart(picture, "图", "图", headed=0.25)]))
    shown = page.locator("img").evaluate(
        "i => [i.clientWidth / i.clientHeight, getComputedStyle(i).objectFit]"
    )
    # 80 pixels wide, 40 high, of which the lower 30 are shown.
    assert shown == [pytest.approx(80 / 30, rel=0.01), "cover"]
    assert page.locator("img").evaluate("i => getComputedStyle(i).objectPosition") == "50% 100%"


def test_a_page_is_no_wider_than_a_telephone(page, make_cover, blocks):
    page.set_viewport_size({"width": 390, "height": 800})
    page.set_content(page_html(make_cover(), [*blocks, a_long_table()]))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
