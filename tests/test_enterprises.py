"""One enterprise under many names: spelling is forgiven, likeness is only proposed. All names are made up."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.enterprises import PROPOSAL, enterprise_key, propose_same


@pytest.mark.parametrize(
    "name",
    [
        "红叶建筑有限公司",
        "北京市红叶建筑有限公司",
        "北京红叶建筑有限责任公司",
        "红叶建筑（北京）有限公司",
        "红叶建筑(北京市)股份有限公司",
        "北京 红叶　建筑有限公司\u200b",
        "红叶建筑公司",
        "红叶建筑",
    ],
)
def test_spellings_of_one_name_share_a_key(name):
    assert enterprise_key(name) == "红叶建筑"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("红叶建筑有限公司", "红叶建筑集团有限公司"),
        ("红叶建筑有限公司", "红叶建筑有限公司第一分公司"),
        ("第一建筑公司", "第二建筑公司"),
        ("Northern Pipe Ltd.", "Southern Pipe Ltd."),
    ],
)
def test_other_enterprises_have_other_keys(one, other):
    assert enterprise_key(one) != enterprise_key(other)


def test_the_legal_tail_of_an_english_name_is_left_out():
    assert enterprise_key("Northern Pipe Inc., carrying on business as Polar") == enterprise_key(
        "NORTHERN PIPE INC"
    )


@pytest.mark.parametrize("name", ["有限公司", "北京", "（）", "公司", "北京市公司"])
def test_a_name_that_is_all_form_keeps_a_key(name):
    assert enterprise_key(name) != ""


@given(st.text(min_size=1, max_size=40))
def test_no_name_has_an_empty_key_and_a_key_is_its_own(name):
    assert enterprise_key(name) != ""


def test_names_that_sound_the_same_are_proposed_and_not_joined():
    names = ["北京鑫源建筑有限公司", "北京鑫元建筑有限公司", "北京广厦装饰有限公司"]
    proposed = propose_same(names)
    assert list(proposed.columns) == list(PROPOSAL)
    assert proposed[["key", "other_key"]].values.tolist() == [["鑫元建筑", "鑫源建筑"]]
    assert enterprise_key(names[0]) != enterprise_key(names[1])


def test_a_character_left_out_of_a_long_name_is_proposed():
    proposed = propose_same(["红叶建筑装饰有限公司", "红叶建筑装有限公司", "红建", "红叶建"])
    assert proposed[["key", "other_key"]].values.tolist() == [["红叶建筑装", "红叶建筑装饰"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("红叶第一建筑公司", "红叶第十建筑公司"),
        ("红叶一建筑安装公司", "红叶建筑安装公司"),
        ("东方红叶商贸", "西方红叶商贸"),
    ],
)
def test_numbers_and_directions_tell_enterprises_apart(one, other):
    assert propose_same([one, other]).empty


def test_the_order_of_names_changes_nothing():
    names = ["鑫源建筑公司", "鑫元建筑公司", "新源建筑公司", "红叶商贸公司"]
    pd.testing.assert_frame_equal(propose_same(names), propose_same(names[::-1]))
