"""What a reader sees of a notebook: what is not known is said once, in words, and not by empty frames."""

import base64

import nbformat
import pandas as pd
import pytest

from charts import AREA, coverage, finds
from safetystats import figures, sentences, tables
from safetystats.display import CHART_JSON, SENTENCE_JSON, Table
from safetystats.documents.content import Heading, Prose, Statements, content_of
from safetystats.ledgers import nothing_given

V4 = nbformat.v4


def a_section(*shown: object) -> nbformat.NotebookNode:
    """A section with prose in which these are shown."""
    bundles = [one._repr_mimebundle_() for one in shown]
    for bundle in bundles:
        bundle |= {"image/png": base64.b64encode(b"picture").decode()} if CHART_JSON in bundle else {}
    cells = [V4.new_code_cell(outputs=[V4.new_output("display_data", data=data)]) for data in bundles]
    return V4.new_notebook(cells=[V4.new_markdown_cell("## 检查\n先看检查。"), *cells])


def shown_of(frame: pd.DataFrame, language: str) -> list[object]:
    """Sentence, chart and table of a frame of finds."""
    chart = figures.plot_finds_per_inspection(frame, area=AREA, language=language).figure
    sentence = sentences.inspections_sentence(frame, area=AREA, language=language)
    return [sentence, chart, tables.finds_table(frame, area=AREA, language=language)]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "本节无数据（未提供检查台账；未提供单位台账）。"),
        (
            "en",
            "No figures can be given here (nothing was given of: inspection ledger; nothing was given of: "
            "register of enterprises).",
        ),
    ],
)
def test_a_section_of_ledgers_that_were_never_sent_is_one_sentence(language, told):
    insured = tables.coverage_table(nothing_given("enterprises", coverage()), area=AREA, language=language)
    shown = shown_of(nothing_given("inspections", finds()), language)
    content = content_of(a_section(*shown, insured), language)
    assert [type(block) for block in content] == [Heading, Statements]
    assert content[1].sentences == (told,)


def test_what_is_not_known_is_said_once_beside_what_is():
    insured = tables.coverage_table(coverage(), area=AREA)
    shown = shown_of(nothing_given("inspections", finds()), "zh")
    content = content_of(a_section(*shown, insured), "zh")
    assert [type(block) for block in content] == [Heading, Prose, Statements, Table]
    assert content[2].sentences == ("门头沟区检查发现隐患情况：未提供检查台账，不作计算。",)
    assert content[3].number == 1


def test_a_chart_without_data_is_a_sentence():
    shown = figures.plot_findings(pd.DataFrame({"rule": [], "action": [], "size": []})).figure
    content = content_of(a_section(shown), "zh")
    assert [type(block) for block in content] == [Heading, Prose, Statements]
    assert content[2].missing == ""


def test_figures_that_are_known_are_shown():
    content = content_of(a_section(*shown_of(finds(), "zh")), "zh")
    assert [type(block).__name__ for block in content] == ["Heading", "Prose", "Statements", "Chart", "Table"]
    assert "missing" not in shown_of(finds(), "zh")[0]._repr_mimebundle_()[SENTENCE_JSON]
