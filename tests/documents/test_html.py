"""A page is self-contained, in one language, legible without fonts, and nothing from a ledger runs in it."""

import base64
import io
import re
from datetime import date

import nbformat
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from safetystats.display import TABLE_JSON, Column, Table
from safetystats.documents.content import Cover, Heading, Prose, Statements, content_of
from safetystats.documents.html import framed_html, page_html
from safetystats.fonts import embedded_font

V4 = nbformat.v4
HOSTILE = "<script>alert(1)</script>"


def a_cover(**changes: str) -> Cover:
    words = {
        "title": "简报",
        "subtitle": "截至",
        "footer": "完",
        "language": "zh",
        "as_of": date(2020, 8, 24),
        **changes,
    }
    return Cover(**words)


def page_of(notebook: nbformat.NotebookNode, **changes: str) -> str:
    cover = a_cover(**changes)
    return page_html(cover, content_of(notebook, cover.language))


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


@pytest.mark.parametrize(
    ("language", "notes", "told"),
    [
        ("zh", ("数字可以同时成立。", "另见附件。"), "不能同时成立的数字：数字可以同时成立。另见附件。"),
        ("en", ("They can.", "See also."), "不能同时成立的数字: They can. See also."),
        ("zh", (), "不能同时成立的数字：无。"),
    ],
)
def test_a_table_without_a_row_is_the_sentence_that_says_so_and_takes_no_number(
    make_table, language, notes, told
):
    none = make_table(rows=(), title="不能同时成立的数字", notes=notes, language=language, marked=frozenset())
    some = make_table(language=language)
    shown = ({TABLE_JSON: table.to_json()} for table in (none, some))
    first, second = [
        b for b in content_of(a_notebook(*shown), language) if not isinstance(b, Heading | Prose)
    ]
    assert first == Statements((told,), listed=False)
    assert (second.title, second.number) == ("占全市比重", 1)


@pytest.mark.parametrize(("language", "kept", "dropped"), [("zh", "占比", "Share"), ("en", "Share", "占比")])
def test_a_page_keeps_the_prose_of_its_language_only(language, kept, dropped):
    page = page_of(a_notebook(), language=language)
    assert kept in page
    assert dropped not in page


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("## 节\n文", [Heading(2, "节"), Prose("文")]),
        ("```\n# 注\n```\n## 节", [Prose("```\n# 注\n```"), Heading(2, "节")]),
        ("~~~\n```\n## 注\n~~~~", [Prose("~~~\n```\n## 注\n~~~~")]),
        (
            "```py\n## 一\n``` x\n## 二\n````\n## 节",
            [Prose("```py\n## 一\n``` x\n## 二\n````"), Heading(2, "节")],
        ),
        ("```a``` b\n## 节", [Prose("```a``` b"), Heading(2, "节")]),
        ("###### 六\n####### 七", [Heading(6, "六"), Prose("####### 七")]),
        ("##\n##文", [Prose("##\n##文")]),
    ],
)
def test_a_heading_is_what_markdown_has_as_one(markdown, told):
    notebook = V4.new_notebook(cells=[V4.new_markdown_cell(markdown)])
    assert list(content_of(notebook, "zh")) == told


def test_code_and_warnings_stay_in_the_notebook():
    page = page_of(a_notebook())
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
    page = page_of(a_notebook(data))
    assert "<script>" not in page
    assert 'href="javascript' not in page


def test_title_notice_and_prose_are_escaped():
    notebook = a_notebook(prose=f"## {HOSTILE}\n{HOSTILE}")
    page = page_of(notebook, title=HOSTILE, notice=HOSTILE, subtitle=HOSTILE, footer=HOSTILE)
    assert "<script>" not in page


def test_tables_and_pictures_are_shown_in_their_order():
    table = Table("表", (Column("区"),), (("海淀区",),), (("海淀区",),), pd.DataFrame())
    picture = {"image/png": base64.b64encode(b"png").decode(), "text/plain": "<Figure>"}
    page = page_of(a_notebook(table._repr_mimebundle_(), picture))
    assert page.index("<caption>表") < page.index('<img alt="占比" src="data:image/png;base64,')


@pytest.mark.parametrize(
    ("language", "captions"),
    [("zh", ("表1\u3000季度", "图1\u3000占比")), ("en", ("Table 1. 季度", "Figure 1. Share"))],
)
def test_tables_and_figures_have_the_numbers_that_they_have_in_print(language, captions):
    table = Table("季度", (Column("区"),), (("海淀区",),), (("海淀区",),), pd.DataFrame(), language=language)
    picture = {"image/png": base64.b64encode(b"png").decode(), "text/plain": "<Figure>"}
    page = page_of(a_notebook(table._repr_mimebundle_(), picture), language=language)
    assert f"<caption>{captions[0]}</caption>" in page
    assert f"<figcaption>{captions[1]} " in page
    assert 'id="T1.1"' in page


def test_contents_link_to_their_sections():
    notebook = V4.new_notebook(cells=[V4.new_markdown_cell("## 一\n\n## 二\n\n## 三")])
    page = page_of(notebook)
    anchors = re.findall(r'<a href="#(\w+)">', page)
    assert [re.search(rf'<h2 id="{a}">(.)</h2>', page)[1] for a in anchors] == ["一", "二", "三"]


def test_a_page_asks_the_network_for_nothing():
    page = framed_html(a_cover(), "<p>x</p>", font="AAAA")
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert "url(data:font/woff" in page
    assert not re.search(r"url\((?!data:)", page)


def test_the_embedded_font_has_every_character_it_was_cut_to():
    font = TTFont(io.BytesIO(base64.b64decode(embedded_font("门头沟区，abc～"))))
    assert {ord(sign) for sign in "门头沟区，abc～"} <= set(font.getBestCmap())
    assert len(font.getBestCmap()) < 30
