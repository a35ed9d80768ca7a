"""Documents to look into: one of every kind of block, and the example city's briefing in both languages."""

import io
from datetime import date

import lxml.html
import matplotlib.image
import numpy as np
import pandas as pd
import pytest

from safetystats.display import Column, Table
from safetystats.documents.content import Chart, Cover, Heading, Prose, Statements, content_of
from safetystats.documents.html import page_html
from safetystats.notebook_files import nbformat
from safetystats.runs import notebook_named, notebook_text, run_notebook

AREA = "门头沟区"


HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "$\\frac{1}{2}$",
    "#panic[x] *a* _b_ @ref <label> ~ // /* `",
    "nul\x00 bell\x07 esc\x1b \ufffe \ud800",
    "]]> &amp; <!-- -->",
]
"""What a ledger's cell may hold; the text is to be shown as it is."""


def a_picture(shade: float = 0.5) -> bytes:
    written = io.BytesIO()
    matplotlib.image.imsave(written, np.full((40, 80), shade), vmin=0, vmax=1, format="png")
    return written.getvalue()


def a_table(rows=(("海淀区", "3", "6.3%"), ("朝阳区", "5", "10.4%")), **changes) -> Table:
    columns = (Column("区"), Column("事故（起）", "number", "本期"), Column("占比", "percent", "本期"))
    told = {"title": "占全市比重", "notes": ("甲。", "乙。"), "marked": frozenset({1}), **changes}
    return Table(columns=columns, rows=rows, values=rows, frame=pd.DataFrame(), **told)


def a_cover(language: str = "zh", **changes) -> Cover:
    told = {"title": "门头沟区简报", "subtitle": "截至2020年8月24日", "footer": "完", "notice": "示例数据"}
    return Cover(**{**told, "language": language, "as_of": date(2020, 8, 24), **changes})


@pytest.fixture(scope="session")
def make_cover():
    """A cover, with what a test wants otherwise."""
    return a_cover


@pytest.fixture(scope="session")
def make_table():
    """A table of three columns, two in a group, with what a test wants otherwise."""
    return a_table


@pytest.fixture(scope="session")
def picture():
    """A small PNG."""
    return a_picture()


@pytest.fixture(params=HOSTILE, ids=lambda text: text.encode("unicode_escape").decode())
def hostile(request):
    """A hostile text, and how it is shown: signs that XML has no place for are named by their numbers."""
    named = {number: f"U+{number:04X}" for number in (0, 7, 0x1B, 0xFFFE, 0xD800)}
    return request.param, request.param.translate(named)


@pytest.fixture(scope="session")
def rows_of_page():
    """Gives the body rows of every table of a page, as texts; the rows' IDs stand in its margin only."""

    def rows(cover, content):
        page = lxml.html.fromstring(page_html(cover, content))
        for margin in page.xpath("//a[@class='id']"):
            margin.drop_tree()
        tables = page.xpath("//table")
        return [
            [[cell.text_content() for cell in row.xpath("./th|./td")] for row in table.xpath(".//tbody/tr")]
            for table in tables
        ]

    return rows


@pytest.fixture(scope="session")
def blocks():
    """Two sections with prose, sentences, two tables and two charts."""
    return (
        Heading(2, "要点"),
        Statements(("事故3起。", "死亡3人。"), listed=True),
        Heading(2, "占比"),
        Prose("看**起数**，\n不看`比例`。"),
        a_table(),
        Chart(a_picture(), "各区占比", "朝阳区占比10.4%，为最高"),
        Heading(3, "按季"),
        Heading(4, "一季度"),
        a_table(title="季度"),
        Chart(a_picture(0.2), "季度走势", "一季度1起"),
    )


def _executed(language: str, folder: str) -> nbformat.NotebookNode:
    parameters = {"area": AREA, "language": language, "ledgers": folder}
    text = notebook_text(run_notebook(notebook_named("06_district_briefing"), parameters))
    return nbformat.reads(text, as_version=4)


@pytest.fixture(scope="session")
def briefings(example_folder):
    """Cover and content of the example city's briefing, by language."""
    executed = {language: _executed(language, str(example_folder)) for language in ("zh", "en")}
    return {language: (a_cover(language), content_of(one, language)) for language, one in executed.items()}
