"""Words of office against the reference lists."""

import pytest

from safetystats import reference
from safetystats.rules import words


@pytest.mark.parametrize(
    ("text", "industry", "rule"),
    [
        ("E 建筑业", "E 建筑业", ""),
        ("E建筑业", "E 建筑业", ""),
        ("建筑业", "E 建筑业", ""),
        ("建筑", "E 建筑业", "industry_spelling"),
        ("E", "E 建筑业", "industry_spelling"),
        ("E4710", "E 建筑业", "industry_spelling"),
        ("C33 金属制品业", "C 制造业", "industry_by_code"),
        ("C3311 金属结构制造", "C 制造业", "industry_by_code"),
        ("农林牧渔业", "A 农、林、牧、渔业", ""),
        ("居民服务和其他服务业", "O 居民服务、修理和其他服务业", "industry_spelling"),
        ("建築業", "E 建筑业", "industry_spelling"),
        ("農、林、牧、漁業", "A 农、林、牧、渔业", "industry_spelling"),
        ("建筑业\u200b", "E 建筑业", "industry_spelling"),
        ("建筑业(E)", "E 建筑业", "industry_spelling"),
        ("建筑业-房屋建筑", "E 建筑业", "industry_spelling"),
        ("制造业（金属加工）", "C 制造业", "industry_spelling"),
        ("建筑业（E47）", "E 建筑业", "industry_spelling"),
        ("煤炭开采和洗选业B06", "B 采矿业", "industry_by_code"),
        ("建筑业F", "E 建筑业", "industry_letter_differs"),
        ("道路运输业", "G 交通运输、仓储和邮政业", "industry_spelling"),
        ("G54道路运输业", "G 交通运输、仓储和邮政业", "industry_spelling"),
        ("F52 道路运输业", "G 交通运输、仓储和邮政业", "industry_letter_differs"),
        ("I65软件和信息技术服务业", "I 信息传输、软件和信息技术服务业", "industry_spelling"),
        ("F 交通运输、仓储和邮政业", "G 交通运输、仓储和邮政业", "industry_letter_differs"),
    ],
)
def test_an_industry_is_its_section_of_2017(text, industry, rule):
    assert words.read_industry(text) == (industry, rule, "corrected")


def test_a_letter_that_moved_in_2011_is_refused_without_a_name():
    # GB/T 4754-2002 had transport under F, information under G, trade under H, hotels under I.
    ambiguous = [
        c for c in "ABCDEFGHIJKLMNOPQRST" if words.read_industry(c).rule == "industry_letter_ambiguous"
    ]
    assert ambiguous == ["F", "G", "H", "I"]
    assert words.read_industry("G 未知业").rule == "industry_unknown"
    assert words.read_industry("G54 未知业").rule == "industry_unknown"
    assert words.read_industry("C47 未知业").rule == "industry_unknown"
    assert words.read_industry("C3 未知业").rule == "industry_unknown"
    assert words.read_industry("未知业(G54)").rule == "industry_unknown"
    # Two sections, or none before the part.
    assert words.read_industry("制造业/建筑业").rule == "industry_unknown"
    assert words.read_industry("其他-房屋").rule == "industry_unknown"


@pytest.mark.parametrize("text", ["未知A01", "塔吊C33", "3号楼E47", "不详(B06)"])
def test_the_number_of_a_thing_is_no_code_of_an_industry(text):
    assert words.read_industry(text) == (None, "industry_unknown", "unknown")


def test_every_name_of_either_edition_is_one_section():
    for row in reference.industries().to_dict("records"):
        assert words.read_industry(row["industry"]).value is not None, row


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("是", True),
        ("√", True),
        ("Y", True),
        ("已核销", True),
        ("1", True),
        ("否", False),
        ("×", False),
        ("N", False),
        ("未挂账", False),
    ],
)
def test_a_flag_is_read_in_words_and_signs(text, flag):
    assert words.read_flag(text) == (flag, "", "corrected")


def test_a_sign_that_nobody_sees_in_a_flag_is_named():
    assert words.read_flag("是\u200b") == (True, "invisible_signs", "corrected")


@pytest.mark.parametrize("text", ["镇级挂账", "市级挂账", "市级", "区级", "街镇级", "是"])
def test_a_listed_hazard_may_be_listed_by_any_level(text):
    assert words.read_listed(text) == (True, "", "corrected")


def test_a_level_of_listing_is_no_answer_to_another_question():
    assert words.read_flag("市级").rule == "flag_unknown"
    assert words.read_listed("未挂账").value is False
    assert words.read_listed("待定").rule == "flag_unknown"


@pytest.mark.parametrize(
    ("text", "level"), [("是", "重大"), ("否", "一般"), ("重大", "重大"), ("待定", None)]
)
def test_the_question_whether_a_hazard_is_major_is_answered(text, level):
    assert words.read_level_in(text, True).value == level
    assert words.read_level_in(text, False).value == (level if text == "重大" else None)


def test_a_flag_that_says_neither_is_missing_and_named():
    assert words.read_flag("待定") == (None, "flag_unknown", "unknown")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一般隐患", "一般"),
        ("重大事故隐患", "重大"),
        ("一般", "一般"),
        ("重大（Ⅰ级）", "重大"),
        ("重大A级", "重大"),
        ("一般（Ⅲ级）", "一般"),
        ("一般隐患（Ⅱ级）", "一般"),
    ],
)
def test_a_level_is_one_of_the_two_of_order_16(text, level):
    assert words.read_level(text).value == level


@pytest.mark.parametrize("text", ["较大", "重点", "Ⅲ级"])
def test_an_enterprises_own_level_is_not_merged_into_the_two(text):
    assert words.read_level(text) == (None, "level_unknown", "unknown")


def test_a_kind_may_stand_behind_its_number_or_before_the_word_accident():
    kinds = words.accident_kinds("GB 6441-1986")
    assert [kinds.find(t) for t in ("09高处坠落", "高坠", "高处坠落事故", "高处坠落")] == ["高处坠落"] * 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("触电死亡", "触电"),
        ("触电伤亡事故", "触电"),
        ("高坠死亡事故", "高处坠落"),
        ("溺水致死", "淹溺"),
        ("车辆伤害", "车辆伤害"),
        ("死亡", None),
        ("踩踏死亡", None),
    ],
)
def test_what_an_accident_led_to_is_no_part_of_its_kind(text, kind):
    assert words.accident_kinds("GB 6441-1986").read(text).value == kind
    assert words.read_level(f"重大{text}").value is None


def test_topics_are_each_named_once():
    assert words.read_tags("消防；用电,消防") == ("消防、用电", "tags_spelling", "corrected")
    assert words.read_tags("消防、用电") == ("消防、用电", "", "corrected")


@pytest.mark.parametrize(
    ("text", "frequency", "rule"),
    [
        ("每季度一次", "每季度", "frequency_spelling"),
        ("每年两次", "每半年", "frequency_spelling"),
        ("每两周", "每两周", "frequency_unknown"),
    ],
)
def test_a_frequency_that_is_not_known_stays_as_written(text, frequency, rule):
    assert words.read_frequency(text)[:2] == (frequency, rule)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("高處墜落", "高处坠落"),
        ("觸電", "触电"),
        ("機械傷害", "机械伤害"),
        ("物體打擊", "物体打击"),
        ("冒頂片幫", "冒顶片帮"),
    ],
)
def test_a_word_in_traditional_characters_is_the_same_word_and_named(text, kind):
    assert words.accident_kinds("GB 6441-1986").read(text) == (kind, "kind_spelling", "corrected")
    assert words.categories().read("工礦商貿") == ("工矿商贸", "category_spelling", "corrected")
