"""A hint spares a test the texts of which it is never true: none of which it is true may be spared."""
# A word is a word.
# ruff: noqa: E501

from functools import partial

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.enterprises import HINT_OF_SEVERAL, HINT_OF_SOLE_TRADER, is_sole_trader, names_several
from safetystats.persons import WORTH_A_LOOK
from safetystats.reference import note_words
from safetystats.rules import reading, unlike_records
from safetystats.rules.patterns import hint_of
from safetystats.rules.reading import AS_WRITTEN, hinted, read_each
from safetystats.rules.remarks import said_by_marks, said_in
from safetystats.schema import LEDGERS
from safetystats.sheets import examples

WORDS = [
    "示例", "样表", "测试01", "Test_2", "e.g", "ＸＸ", "某", "公司", "无", "未发现", "沒有", "隐患", "零报告", "no", "HAZARDS",
    "none", "不详", "N/A", "null", "—", "-", "--", "/", "无单位", "个", "体", "工商", "户", "经营部", "店", "张三", "北京",
    "(北京)", "（北京市）", "有限公司", "等3家", "3栋", "楼", "与", "及", "、", "；", "|", "全区", "辖区内", "加油站", "各2处",
    "SG-", "101", "１０３", "-", "~", "至", "号", "2020", "/", " ", "\u3000", "\u200b", "\n", "作废", "重复", "核销", "銷賬",
    "事故", "属", "海淀区", "去年", "上年", "2", "处", "不予统计", "已", "A", "电话", "138", "微信", "@", "xx",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=2)), min_size=1, max_size=5).map("".join)


def matched(pattern, text):
    return bool(pattern.fullmatch(unlike_records._bare(text)))


def says_none(pattern, text):
    return matched(pattern, text) and not unlike_records._only_says_none(text)


HINTS = {
    "several enterprises": (names_several, HINT_OF_SEVERAL),
    "sole trader": (is_sole_trader, HINT_OF_SOLE_TRADER),
    "says nothing": (reading.says_nothing, reading.HINT_OF_NOTHING),
    "states nothing": (
        unlike_records._states_nothing,
        f"{reading.HINT_OF_NOTHING}|{unlike_records._HINT_OF_NONE}",
    ),
    "example": (partial(matched, examples.EXAMPLE), examples.HINT_OF_EXAMPLE),
    "name of an example": (
        partial(matched, examples.EXAMPLE_NAME),
        examples.HINT_OF_EXAMPLE_NAME,
    ),
    "nameless": (partial(matched, unlike_records._NAMELESS), unlike_records._HINT_OF_NAMELESS),
    "no hazard": (partial(says_none, unlike_records._NO_HAZARD), unlike_records._HINT_OF_NONE),
    "no hazard at all": (partial(matched, unlike_records._NO_HAZARD), unlike_records._HINT_OF_NONE),
    "no accident": (partial(says_none, unlike_records._NO_ACCIDENT), unlike_records._HINT_OF_NONE),
    "number of several": (
        partial(unlike_records._covers_several, has_slashes=False),
        unlike_records._HINT_OF_SEVERAL,
    ),
    "person": (lambda text: bool(WORTH_A_LOOK.search(text)), WORTH_A_LOOK.pattern),
} | {
    f"{words_in.__name__} of {name}": (
        lambda text, words_in=words_in, ledger=ledger: bool(words_in(text, ledger)),
        hint_of(note_words(name)["word"]),
    )
    for name, ledger in LEDGERS.items()
    for words_in in (said_in, said_by_marks)
}


@pytest.mark.parametrize(("test", "hint"), HINTS.values(), ids=HINTS.keys())
@given(drawn=st.lists(texts, min_size=20, max_size=60))
@settings(max_examples=25, deadline=None)
def test_no_text_of_which_a_test_is_true_lacks_its_hint(test, hint, drawn):
    for some in (drawn, drawn[:5]):  # many are searched together, few one by one
        asked = set(hinted(pd.Series(some, dtype="str"), hint))
        assert [text for text in some if text not in asked and test(text)] == []


@pytest.mark.parametrize("reader", AS_WRITTEN, ids=lambda reader: reader.__name__)
@given(drawn=st.lists(texts, min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_text_left_as_written_is_what_its_reader_reads(reader, drawn):
    read = read_each(pd.Series(drawn, dtype="str"), reader, "str").to_dict("list")
    expected = [reader(text) for text in drawn]
    assert [None if pd.isna(value) else value for value in read["value"]] == [r.value for r in expected]
    assert read["rule"] == [r.rule for r in expected]
    assert read["action"] == [r.action if r.rule else "" for r in expected]
