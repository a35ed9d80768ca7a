"""One enterprise under many names: spelling is forgiven, likeness is only proposed. All names are made up."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.enterprises import (
    PROPOSAL,
    CreditCodes,
    credit_code,
    enterprise_key,
    is_sole_trader,
    names_several,
    propose_same,
)
from safetystats.intake import take_in


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


def test_a_full_width_name_shares_the_key_of_the_plain_one():
    assert enterprise_key("ＡＢＣ　Ｓｔｅｅｌ　Ｉｎｃ．") == enterprise_key("ABC Steel Inc.") == "abcsteel"


def test_what_was_masked_stays_masked_in_the_key():
    assert enterprise_key("张某经营部 138****0000") == "张某经营部138****0000"
    assert enterprise_key("红叶建筑有限公司*") == enterprise_key("*红叶建筑") == "红叶建筑"


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
        ("大地建筑工程公司", "大池建筑工程公司"),
        ("红叶建筑工程公司", "红叶建筑工成公司"),
        ("红叶建筑海淀分公司", "北京红叶建筑有限公司海淀分公司"),
        ("红叶建筑第一项目部", "红叶建筑有限责任公司第一项目部"),
    ],
)
def test_a_slip_of_one_character_and_a_branch_written_short_are_proposed(one, other):
    (pair,) = propose_same([one, other]).itertuples()
    assert {pair.name, pair.other_name} == {one, other}
    assert 60 < pair.score < 100


def test_of_short_own_names_before_a_common_ending_none_is_proposed():
    # Where many are called 某某建筑工程, 宏远 and 宏达 are two enterprises; 红叶远山 and 红叶达山 may be one.
    names = [f"{own}建筑工程公司" for own in ("宏远", "宏达", "长城", "青松", "红叶远山", "红叶达山")]
    assert propose_same(names)[["name", "other_name"]].values.tolist() == [
        ["红叶达山建筑工程公司", "红叶远山建筑工程公司"]
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_proposed"),
    [
        ("京山红叶木业", "京山红叶茶业", False),
        ("京山红叶建材公司", "京山红叶建筑公司", False),
        ("京山红叶建材城", "京山红叶建筑城", False),
        # A slip within a trade makes no other trade, one beside it no trade at all, and one by ear is a slip.
        ("京山红叶木业", "京山红叶本业", True),
        ("京山红叶木业", "京山红时木业", True),
        ("京山红叶电器", "京山红叶电气", True),
    ],
)
def test_names_that_differ_in_the_trade_alone_are_not_proposed(one, other, is_proposed):
    assert len(propose_same([one, other])) == is_proposed


def test_many_names_that_differ_in_one_place_are_a_family_and_no_slips():
    names = [f"红叶{sign}谷物流中心" for sign in "风花雪月云"]
    assert propose_same(names).empty
    assert len(propose_same(names[:2])) == 1


@pytest.mark.parametrize(
    ("name", "is_several"),
    [
        ("甲公司/乙公司", True),
        ("甲公司、乙公司", True),
        ("甲建筑有限公司；乙机械厂（分包）", True),
        ("红叶/绿叶建筑公司", False),
        ("甲公司", False),
        ("甲、乙", False),
    ],
)
def test_two_enterprises_in_one_cell_are_seen(name, is_several):
    assert names_several(name) is is_several


@pytest.mark.parametrize(
    ("name", "is_sole"),
    [
        ("张某某经营部", True),
        ("北京市李某店", True),
        ("门头沟某某小吃部（个体工商户）", True),
        ("便利店", False),
        ("红叶商店", False),
        ("张某建筑公司", False),
        ("北京丁某酒店有限公司", False),
        ("张某经营部股份公司", False),
        ("红叶个体防护用品有限公司", False),
        ("丁某酒店", True),
    ],
)
def test_a_shop_with_a_person_s_name_is_seen(name, is_sole):
    assert is_sole_trader(name) is is_sole


HEADS = {
    "事故": ("事故编号,发生日期,区,死亡人数,事故单位", "A-{n},2020-01-05,门头沟区,1,{name}"),
    "检查": ("检查编号,检查日期,区,被检查单位,发现隐患数", "J-{n},2020-01-0{n},门头沟区,{name},1"),
    "名录": ("统一社会信用代码,单位名称,区,从业人员数", ",{name},门头沟区,12"),
}


@pytest.mark.parametrize(
    ("names", "proposed_in"),
    [
        ({"事故": ["鑫元建筑公司"], "名录": ["鑫源建筑公司"]}, "enterprises"),
        ({"事故": ["鑫元建筑公司", "鑫源建筑公司"], "名录": ["鑫源建筑公司"]}, "accidents"),
        (
            {"事故": ["鑫元建筑公司"], "检查": ["鑫源建筑公司"], "名录": ["鑫源建筑", "鑫元建筑"]},
            "inspections",
        ),
    ],
)
def test_names_alike_are_proposed_across_ledgers_and_each_pair_once(tmp_path, names, proposed_in):
    for kind, own in names.items():
        head, row = HEADS[kind]
        lines = [head, *(row.format(n=n, name=name) for n, name in enumerate(own, start=1))]
        (tmp_path / f"{kind}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = pd.concat([one.findings.assign(ledger=one.kind) for one in take_in([tmp_path]).cleaned])
    (pair,) = found[found["rule"] == "enterprise_alike"].to_dict("records")
    assert pair["ledger"] == proposed_in
    assert {pair["before"], pair["after"]} == {"鑫元建筑公司", "鑫源建筑公司"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("红叶第一建筑公司", "红叶第十建筑公司"),
        ("红叶一建筑安装公司", "红叶建筑安装公司"),
        ("东方红叶商贸", "西方红叶商贸"),
        ("红叶兴旺货运公司", "红叶兴旺客运公司"),
    ],
)
def test_numbers_and_directions_tell_enterprises_apart(one, other):
    assert propose_same([one, other]).empty


def test_the_order_of_names_changes_nothing():
    names = ["鑫源建筑公司", "鑫元建筑公司", "新源建筑公司", "红叶商贸公司"]
    pd.testing.assert_frame_equal(propose_same(names), propose_same(names[::-1]))


CODES = ("91000000MADEUP001M", "91000000MADEUP002Q")
"""Made codes, with the check character that GB 32100-2015 gives them."""


def test_the_check_character_of_a_code_follows_gb_32100():
    # Weights 3^i mod 31 over the places 1 to 17, signs 0-9 A-Z less I O S V Z; 31 less the rest is the check.
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in CODES:
        total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
        assert signs[-total % 31] == code[17]
        assert credit_code(code) == code


def of_codes(*rows: tuple[str, str]) -> CreditCodes:
    return CreditCodes.of(rows)


def test_names_under_one_code_are_one_enterprise_with_the_commonest_name():
    codes = of_codes(("红叶建筑公司", CODES[0]), ("红叶建筑公司", CODES[0]), ("绿叶建工", CODES[0]))
    assert codes.key("绿叶建工") == codes.key("红叶建筑", CODES[0]) == codes.key("红叶建筑") == "红叶建筑"


def test_one_name_under_two_codes_is_two_enterprises_and_without_a_code_a_third():
    codes = of_codes(("红叶建筑", CODES[0]), ("红叶建筑有限公司", CODES[1]))
    assert len({codes.key("红叶建筑", code) for code in (*CODES, "")}) == 3


def test_a_code_that_was_filled_down_a_column_joins_nothing():
    names = ["甲厂", "乙厂", "丙厂", "丁厂"]
    codes = of_codes(*((name, CODES[0]) for name in names))
    assert [codes.key(name, CODES[0]) for name in names] == names
    assert codes.left_out == {CODES[0]}


def test_a_code_whose_check_character_is_wrong_decides_nothing():
    codes = of_codes(("红叶建筑", CODES[0][:-1] + "X"), ("绿叶建工", CODES[0][:-1] + "X"))
    assert codes.key("绿叶建工", CODES[0][:-1] + "X") == "绿叶建工"


def test_codes_join_across_ledgers_and_every_join_is_named(tmp_path):
    (tmp_path / "名录.csv").write_text(
        f"统一社会信用代码,单位名称,区,从业人员数\n{CODES[0]},红叶建筑有限公司,门头沟区,12\n",
        encoding="utf-8",
    )
    (tmp_path / "事故.csv").write_text(
        "事故编号,发生日期,区,死亡人数,事故单位,统一社会信用代码\n"
        f"A-1,2020-01-05,门头沟区,1,绿叶建工,{CODES[0]}\nA-2,2020-02-05,门头沟区,1,红叶建筑公司,\n"
        f"A-3,2020-03-05,门头沟区,1,青叶建工,{CODES[0][:-1]}X\n",
        encoding="utf-8",
    )
    intake = take_in([tmp_path])
    accidents, register = intake.cleaned
    keys = accidents.ledger["enterprise_key"].tolist()
    assert keys[:2] == register.ledger["enterprise_key"].tolist() * 2
    assert keys[2] == "青叶建工"
    found = accidents.findings.groupby("rule")["row"].agg(list)
    assert found["credit_code_doubtful"] == [4]
    assert set(found["enterprise_by_code"]) <= {2, 3}
