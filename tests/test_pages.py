"""A page is self-contained, in one language, legible without fonts, and nothing from a ledger runs in it."""

import base64
import io
import re

import nbformat
import pytest
from fontTools.ttLib import TTFont

from safetystats.fonts import embedded_font
from safetystats.pages import TABLE, Page, render_notebook, render_page

V4 = nbformat.v4
HOSTILE = "<script>alert(1)</script>"


def a_page(**changes: str) -> Page:
    words = {"title": "简报", "subtitle": "截至", "footer": "完", "language": "zh", **changes}
    return Page(**words)


def a_notebook(*outputs: dict, prose: str = "## 占比\n看起数。") -> nbformat.NotebookNode:
    return V4.new_notebook(
        cells=[
            V4.new_markdown_cell(prose, metadata={"tags": ["zh"]}),
            V4.new_markdown_cell("## Share\nLook at the counts.", metadata={"tags": ["en"]}),
            V4.new_code_cell(
                "secret = 'code'",
                outputs=[V4.new_output("display_data", data=data) for data in outputs]
                + [V4.new_output("stream", name="stderr", text="a warning")],
            ),
        ]
    )


@pytest.mark.parametrize(("language", "kept", "dropped"), [("zh", "占比", "Share"), ("en", "Share", "占比")])
def test_a_page_keeps_the_prose_of_its_language_only(language, kept, dropped):
    page = render_notebook(a_notebook(), a_page(language=language))
    assert kept in page
    assert dropped not in page


def test_code_and_warnings_stay_in_the_notebook():
    page = render_notebook(a_notebook(), a_page())
    assert "secret" not in page
    assert "a warning" not in page


@pytest.mark.parametrize(
    "data",
    [
        {"text/html": HOSTILE, "text/plain": "x"},
        {"text/markdown": HOSTILE},
        {"text/markdown": "[a](javascript:alert(1))"},
    ],
)
def test_what_is_no_table_of_ours_brings_no_markup(data):
    page = render_notebook(a_notebook(data), a_page())
    assert "<script>" not in page
    assert 'href="javascript' not in page


def test_title_notice_and_prose_are_escaped():
    notebook = a_notebook(prose=f"## {HOSTILE}\n{HOSTILE}")
    page = render_notebook(notebook, a_page(title=HOSTILE, notice=HOSTILE, subtitle=HOSTILE, footer=HOSTILE))
    assert "<script>" not in page


def test_tables_and_pictures_are_shown_in_their_order():
    table = {TABLE: {}, "text/html": "<table><caption>表</caption></table>"}
    picture = {"image/png": base64.b64encode(b"png").decode(), "text/plain": "<Figure>"}
    page = render_notebook(a_notebook(table, picture), a_page())
    assert page.index("<caption>表") < page.index('<img alt="占比" src="data:image/png;base64,')


def test_contents_link_to_their_sections():
    notebook = V4.new_notebook(cells=[V4.new_markdown_cell("## 一\n\n## 二\n\n## 三")])
    page = render_notebook(notebook, a_page())
    anchors = re.findall(r'<a href="#(\w+)">', page)
    assert [re.search(rf'<h2 id="{a}">(.)</h2>', page)[1] for a in anchors] == ["一", "二", "三"]


def test_a_page_asks_the_network_for_nothing():
    page = render_page(a_page(font="AAAA"), "<p>x</p>")
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert "url(data:font/woff" in page
    assert not re.search(r"url\((?!data:)", page)


def test_the_embedded_font_has_every_character_it_was_cut_to():
    font = TTFont(io.BytesIO(base64.b64decode(embedded_font("门头沟区，abc～"))))
    assert {ord(sign) for sign in "门头沟区，abc～"} <= set(font.getBestCmap())
    assert len(font.getBestCmap()) < 30
