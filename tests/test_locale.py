"""Every text in the code has its Chinese, and numbers and days read as an office writes them."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import safetystats
from safetystats import locale
from safetystats.errors import UnknownName
from safetystats.findings import ACTIONS
from safetystats.locale import formats, wording
from safetystats.measures.deadlines import STATES
from safetystats.periods import Window
from safetystats.schema import LEDGERS

PACKAGE = Path(safetystats.__file__).parent
CATALOGUE = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "safetystats.po"


def texts_in_the_code() -> dict[str, tuple[str, ...]]:
    """Each message of the code (singular and plural), by its singular."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        for _, message, _, _ in extract_from_file(
            "python", file, keywords={"say": (1,), "say_count": (1, 2)}
        ):
            forms = (message,) if isinstance(message, str) else tuple(message)
            found[forms[0]] = forms
    return found


def chinese_texts() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        messages = [m for m in read_po(file) if m.id and not m.context]
    return {
        m.id if isinstance(m.id, str) else m.id[0]: m.string if isinstance(m.string, str) else m.string[0]
        for m in messages
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_in_the_code_has_a_chinese_one():
    chinese = chinese_texts()
    assert sorted(text for text in texts_in_the_code() if not chinese.get(text)) == []


def test_no_chinese_text_is_left_over_from_older_code():
    assert sorted(set(chinese_texts()) - set(texts_in_the_code())) == []


def test_a_chinese_text_fills_in_the_same_values_as_the_english_one():
    chinese = chinese_texts()
    differing = [
        text
        for text, forms in texts_in_the_code().items()
        if any(placeholders(form) != placeholders(chinese.get(text, text)) for form in forms)
    ]
    assert differing == []


def test_a_value_that_looks_like_a_placeholder_is_shown_as_it_is():
    assert locale.say("Target: {share}.", "en", share="{area}") == "Target: {area}."


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(UnknownName, match="'cn'"):
        locale.say("Area", "cn")


def test_an_area_of_no_list_keeps_its_own_name_in_english():
    assert locale.label("<script>", "en") == "<script>"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (ACTIONS, wording.action_text),
        (STATES, wording.state_text),
        (tuple(LEDGERS), wording.ledger_text),
        (
            ("agrees", "agrees by rounding", "agrees by truncation", "differs", "cannot be computed"),
            wording.agreement_text,
        ),
    ],
)
def test_words_of_the_program_have_chinese_ones(names, words):
    assert [name for name in names if words(name, "zh").isascii()] == []


# --- numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (3 / 48, "6.3%"),  # 6.25: a half goes up
        (8 / 45, "17.8%"),  # a bulletin that truncates printed 17.77
        (823 / 901, "91.3%"),
        (0.0, "0.0%"),
        (1.0, "100.0%"),
        (0.285, "28.5%"),  # 0.285 * 100 is 28.499999999999996
        (float("nan"), "—"),
    ],
)
def test_percents_have_one_decimal_and_halves_go_up(share, printed):
    assert formats.percent_text(share, "zh") == printed


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_printed_percent_is_never_off_by_more_than_half_a_tenth(part, more):
    share = part / (part + more)
    printed = float(formats.percent_text(share, "en").removesuffix("%"))
    assert abs(printed - 100 * share) <= 0.05 + 1e-9


def test_a_p_value_is_never_printed_as_nothing():
    assert [formats.p_text(p, "en") for p in (0.0, 0.0004, 0.0005, 1.0)] == [
        "<0.001",
        "<0.001",
        "0.001",
        "1.000",
    ]


@pytest.mark.parametrize(
    ("window", "zh", "en"),
    [
        (Window.year(2019), "2019年", "2019"),
        (Window.month(2020, 2), "2020年2月", "February 2020"),
        (Window.months(2020, 1, 6), "2020年1至6月", "January to June 2020"),
        (Window.year_to_date(date(2020, 8, 24)), "2020年1月1日至8月24日", "1 January to 24 August 2020"),
        (
            Window(date(2018, 1, 1), date(2020, 12, 31)),
            "2018年1月1日至2020年12月31日",
            "1 January 2018 to 31 December 2020",
        ),
    ],
)
def test_a_window_is_named_without_doubt(window, zh, en):
    assert (formats.window_text(window, "zh"), formats.window_text(window, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "qualifier", "zh", "en"),
    [
        (6.0, "以上", "6%以上", "6% or more"),
        (4.0, "约", "约4%", "about 4%"),
        (14.0, "达", "达14%", "14%"),
        (70.0, "", "70%", "70%"),
    ],
)
def test_a_claim_is_printed_as_the_letter_has_it(value, qualifier, zh, en):
    claim = {"value": value, "unit": "%", "qualifier": qualifier}
    assert (wording.claim_value_text(claim, "zh"), wording.claim_value_text(claim, "en")) == (zh, en)


def test_notes_of_a_measure_are_translated_one_by_one():
    note = "unlike windows: 237 days against 365; base zero; a note of no list"
    assert wording.note_text(note, "zh").split("；") == [
        "时段不同（237天与365天），不宜直接比较",
        "基数为零，只列增减数",
        "a note of no list",
    ]
