"""Markdown becomes paragraphs and runs; nothing in it is lost, and nothing runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from safetystats.documents.prose import legible, paragraphs_of


def as_pairs(markdown: str) -> list[tuple[str, str]]:
    return [(p.role, p.text) for p in paragraphs_of(markdown)]


@pytest.mark.parametrize(
    ("markdown", "paragraphs"),
    [
        ("一\n二", [("text", "一二")]),  # Chinese lines are joined without a blank
        ("one\ntwo", [("text", "one two")]),
        ("一\n\n二", [("text", "一"), ("text", "二")]),
        ("- 甲\n- 乙\n  - 丙", [("item", "甲"), ("item", "乙"), ("item", "丙")]),
        ("3. x\n4. y", [("item", "3. x"), ("item", "4. y")]),
        ("> q", [("quote", "q")]),
        ("```\na\nb\n```", [("code", "a"), ("code", "b")]),
        ("[text](https://example.org) ![shown](x.png)", [("text", "text shown")]),
        ("<b>x</b>", [("text", "<b>x</b>")]),
        ("<script>alert(1)</script>", [("text", "<script>alert(1)</script>")]),
        ("---", []),
        ("a\\*b", [("text", "a*b")]),
    ],
)
def test_markdown_becomes_paragraphs(markdown, paragraphs):
    assert as_pairs(markdown) == paragraphs


def test_what_is_set_off_stays_set_off():
    (paragraph,) = paragraphs_of("a **b** *c* `d`")
    shown = [(r.text.strip(), r.strong, r.emphasis, r.code) for r in paragraph.runs if r.text.strip()]
    assert shown == [
        ("a", False, False, False),
        ("b", True, False, False),
        ("c", False, True, False),
        ("d", False, False, True),
    ]


@given(st.text())
def test_any_text_made_legible_can_stand_in_xml_and_json(text):
    shown = legible(text)
    element = etree.Element("t")
    element.text = shown
    assert etree.fromstring(etree.tostring(element)).text == (shown or None)
    shown.encode("utf-8")
    assert "\n" not in shown
