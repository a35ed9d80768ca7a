"""Every text in the code has its Chinese, and numbers and days read as an office writes them."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
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
from safetystats.measures.tally import EVENTS
from safetystats.periods import Window
from safetystats.rules.not_stated import DECIDING
from safetystats.schema import LEDGERS, SOURCE
from safetystats.shipped import shipped

PACKAGE = Path(safetystats.__file__).parent
REFERENCE = shipped("data", "reference")
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


def test_no_message_stands_twice_in_the_catalogue():
    """A reader of catalogues takes the first and says nothing of the second."""
    pattern = r'(?m)^(?:msgctxt (".*")\n)?msgid ((?:".*"\n)+)'
    written = re.findall(pattern, CATALOGUE.read_text(encoding="utf-8"))
    assert len(written) > 1000
    assert [message for message, times in Counter(written).items() if times > 1] == []


def test_words_that_have_two_chinese_ones_have_them_by_context():
    told = [locale.say("Table", "zh"), locale.term("heading", "Table", "zh")]
    assert [*told, locale.say("Basis", "zh"), locale.term("control", "Basis", "zh")] == [
        "表",
        "表名",
        "口径",
        "统计口径",
    ]


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
        (EVENTS, wording.events_header),
        (EVENTS, wording.events_noun),
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
        (Window(date(2019, 12, 31), date(2019, 12, 31)), "2019年12月31日", "31 December 2019"),
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
        (98.5, "", "98.5%", "98.5%"),
        (8.25, "不超过", "不超过8.25%", "at most 8.25%"),
    ],
)
def test_a_claim_is_printed_as_the_letter_has_it(value, qualifier, zh, en):
    claim = {"value": value, "unit": "%", "qualifier": qualifier}
    assert (wording.claim_value_text(claim, "zh"), wording.claim_value_text(claim, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("note", "zh", "en"),
    [
        (
            "at least: 1 accidents of unknown category left out",
            "至少为此数，另有1起事故分类未注明，未计入",
            "at least so many: 1 accident of no stated category is left out",
        ),
        (
            "at least: 1200 accidents of unknown category left out",
            "至少为此数，另有1200起事故分类未注明，未计入",
            "at least so many: 1,200 accidents of no stated category are left out",
        ),
        (
            "15 that ended on no known day left out",
            "有15个无可用的办结日期（未填写，或早于发现日期），未计入",
            "15 that ended without a usable day (none stated, or before the finding) are left out",
        ),
        ("mean of 1 years: 2019", "往年共1年（2019）", "1 earlier year (2019)"),
    ],
)
def test_a_note_of_one_thing_has_no_plural(note, zh, en):
    assert (wording.note_text(note, "zh"), wording.note_text(note, "en")) == (zh, en)


def test_notes_of_a_measure_are_translated_one_by_one():
    note = "unlike windows: 237 days against 365; base zero; a note of no list"
    assert wording.note_text(note, "zh").split("；") == [
        "两期时段不同（237天与365天），不宜直接比较",
        "对比期为零，只列增减数",
        "a note of no list",
    ]


# --- what measures say --------------------------------------------------------------------------------

INTERNAL = {
    "at least", "at most", "closure ratio", "profile likelihood", "counts of one window",
    "the list of what makes a duty", "this year",
}  # fmt: skip
"""Texts of measures that no reader sees: names of arguments, kinds of limits."""


def sample(node: ast.JoinedStr) -> str:
    """A text as the code would make it: a day where it says a day, else the number 7."""
    return "".join(
        str(part.value)
        if isinstance(part, ast.Constant)
        else "2020-08-24"
        if re.search(r"as_of|covered|gap\.|%Y", ast.unparse(part))
        else "7"
        for part in node.values
    )


def shown_texts(tree: ast.AST) -> Iterator[str]:
    """Texts of several words in a module, but for docstrings, errors, and names of arguments in errors."""
    if isinstance(tree, ast.JoinedStr):
        yield sample(tree)
    elif isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield re.sub(r"\{\w*\}", "7", tree.value)
    elif not isinstance(tree, ast.Raise) and not (
        isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant)
    ):
        for child in ast.iter_child_nodes(tree):
            if not (isinstance(child, ast.keyword) and child.arg == "name"):
                yield from shown_texts(child)


def is_worded(text: str) -> bool:
    """Whether a text of a measure is put into Chinese as a note, a basis, a method, or is not shown."""
    words = (wording.note_text, wording.basis_text, wording.method_text, wording.state_text)
    return (
        text in {*INTERNAL, *wording.WITHOUT_LIMITS, wording.ALL_ROWS}
        or re.fullmatch(r"the [a-z ]+", text) is not None
        or any(put(text, "zh") != text for put in words)
    )


def test_every_note_basis_and_method_of_the_measures_has_chinese_words():
    texts = {
        text
        for file in (PACKAGE / "measures").glob("*.py")
        for text in shown_texts(ast.parse(file.read_text(encoding="utf-8")))
        # A text that begins with a capital is an error's sentence.
        if re.search("[a-z]{3,} [a-z]", text) and not text[0].isupper()
    }
    assert len(texts) > 40
    assert sorted(text for text in texts if not is_worded(text)) == []


NO_RULES = {
    "area_en", "euc_kr", "last_resort", "other_name", "shift_jis",
}  # fmt: skip
"""Names with an underscore in the rooms that name rules, which are neither rules nor columns of a table."""


def rules_written() -> set[str]:
    """Every rule that reading and cleaning may name: spelled out, or made of a word or a column.

    A name with an underscore that is no column is a rule, so that a new one cannot be overlooked.
    """
    rooms = ("persons.py", "rules", "sheets", "corrections.py", "cleaning.py", "read.py")
    places = [PACKAGE / room for room in rooms]
    files = [file for place in places for file in ([place] if place.suffix else place.glob("*.py"))]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    columns = {name for ledger in LEDGERS.values() for name in ledger.names} | set(SOURCE)
    heads = [table.read_text(encoding="utf-8-sig").splitlines()[0] for table in REFERENCE.glob("*.csv")]
    references = {name for head in heads for name in head.split(",")}
    spelled = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', code)) - columns - references - NO_RULES
    named = re.findall(r'(?:Vocabulary\.of|_from_table)\(\s*"([a-z]+)"', code)
    unread = re.findall(r'_unreadable\("([a-z]+)"\)', code)
    blank = {column for columns in DECIDING.values() for column in columns}
    return (
        spelled
        | {"correction"}
        | {f"{word}_{end}" for word in named for end in ("spelling", "unknown")}
        | {f"{what}_unreadable" for what in unread}
        | {f"{column}_not_stated" for column in blank}
    )


def test_every_rule_of_cleaning_has_a_chinese_name_and_none_is_left_over():
    with CATALOGUE.open("rb") as file:
        chinese = {m.id for m in read_po(file) if m.context == "rule"}
    assert sorted(rules_written() - chinese) == []
    assert sorted(chinese - rules_written()) == []
