"""A letter's text keeps every sign of itself, and each claim's mark stands behind its figure."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.claims import check, extract, marked_letter, marked_text


def shown(text, checked, language="zh"):
    """The text with its marks in square brackets, a paragraph a line."""
    return marked_text(text, checked, language=language)._repr_mimebundle_()["text/plain"]


def claims(text, *verdicts):
    """The claims of a text with verdicts of one's own; a figure that differs should be 9."""
    found = extract(text)
    return found.assign(verdict=list(verdicts), computed=9.0)


@pytest.mark.parametrize(
    ("text", "verdicts", "expected"),
    [
        (
            "2020年全市发生事故18起、死亡18人。",
            ["agrees", "differs"],
            "2020年全市发生事故18起[√]、死亡18人[×台账为9人]。",
        ),
        ("2020年全市事故占比6%以上。", ["cannot be computed"], "2020年全市事故占比6%以上[？]。"),
        # One figure for two claims has one mark where they agree.
        ("2020年全市触电、灼烫事故各1起。", ["agrees", "agrees"], "2020年全市触电、灼烫事故各1起[√]。"),
        ("2020年全市发生事故三起。", ["agrees"], "2020年全市发生事故三起[√]。"),
    ],
)
def test_a_mark_stands_behind_the_figure_and_its_unit(text, verdicts, expected):
    assert shown(text, claims(text, *verdicts)) == expected


def test_a_page_sets_a_mark_off_in_brackets_lest_it_be_read_as_the_letters_own():
    text = "2020年全市发生事故18起。"
    told = marked_text(text, claims(text, "cannot be computed"))._repr_mimebundle_()["text/markdown"]
    assert told == "2020年全市发生事故18起`[？]`。"


@pytest.mark.parametrize(
    ("verdict", "mark"),
    [("agrees", "[√（按工矿商贸死亡事故计）]"), ("differs", "[×台账为9起（按工矿商贸死亡事故计则一致）]")],
)
def test_a_mark_names_the_basis_on_which_alone_a_figure_agrees(verdict, mark):
    text = "2020年全市发生事故18起。"
    assert mark in shown(text, claims(text, verdict).assign(agrees_as_zh="工矿商贸死亡事故"))


def test_the_right_figure_is_told_in_the_readers_language():
    text = "2020年全市发生事故18起。"
    assert "[×the ledgers give 9起]" in shown(text, claims(text, "differs"), "en")


def test_a_figure_that_differs_from_the_ledgers_brings_theirs(example_ledgers):
    text = "2020年1-5月，全市工矿商贸事故19起、死亡18人。"
    # 18 and 18 by the bureau's own publication.
    assert shown(text, check(extract(text), example_ledgers)) == (
        "2020年1-5月，全市工矿商贸事故19起[×台账为18起]、死亡18人[√]。"
    )


def test_markup_of_a_letter_stays_text():
    text = "2020年<b>全市</b>*发生*事故18起。"
    markdown = marked_text(text, claims(text, "agrees"))._repr_mimebundle_()["text/markdown"]
    assert r"\<b\>" in markdown
    assert r"\*发生\*" in markdown


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_nothing_of_the_text_is_lost(counts):
    text = "2020年情况\n" + "\n".join(f"{year}年全市发生事故{n}起。" for year, n in enumerate(counts, 2010))
    found = extract(text)
    marked = marked_text(text, found.assign(verdict="agrees", computed=0.0))
    assert "\n".join("".join(piece for piece, _ in pieces) for pieces in marked.paragraphs) == text
    assert sum(bool(mark) for pieces in marked.paragraphs for _, mark in pieces) == len(found)


def test_a_claims_table_has_no_text():
    nothing = pd.DataFrame({"text": [], "verdict": []})
    assert marked_letter("claims.csv", nothing).paragraphs == ()
    assert marked_letter("", nothing).paragraphs == ()


@pytest.mark.parametrize(
    ("value", "unit", "computed", "told"),
    [
        (33.3, "%", 30.76923076923077, "30.8%"),
        (33.0, "%", 30.76923076923077, "31%"),
        (31.0, "%", 31.45, "31.45%"),
        (80.0, "万元", 80.5, "80.5万元"),
        (3.0, "起", 2.0, "2起"),
    ],
)
def test_the_ledgers_figure_has_the_decimals_of_the_claim(value, unit, computed, told):
    shown = f"{value:g}{unit}"
    claim = {"text": shown, "value": value, "unit": unit, "verdict": "differs", "computed": computed}
    marked = marked_text(f"{shown}。", pd.DataFrame([claim]))
    assert marked.paragraphs[0][0] == (shown, f"×台账为{told}")
