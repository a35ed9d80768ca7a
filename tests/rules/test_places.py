"""Areas: only those of the project's own city, in every spelling offices use for them."""

import pytest

from safetystats.project import Project
from safetystats.reference import area_aliases, current_areas
from safetystats.rules.places import AreaNames, read_street


@pytest.fixture(scope="module")
def beijing() -> AreaNames:
    return AreaNames.of(Project.load())


@pytest.mark.parametrize(
    "text",
    [
        "门头沟",
        "门头沟 区",
        "門頭溝區",
        " 门头沟区",
        "北京市门头沟区",
        "北京门头沟",
        "北京市-门头沟区",
        "门头沟区\u200b",
        "110109",
        "110109001",
        "110109001001",
        "门城",
        "Mentougou",
        "mentougou ",
        "Mentougou District",
        "Mentougou Dist.",
        "Mentougou district, Beijing",
        "門頭溝區",
        "北京市市辖区门头沟区",
        "110109门头沟区",
        "110109-门头沟区",
        "110109 门头沟区",
        "（110109）门头沟",
        "110109_北京市门头沟区",
        "门头沟区（110109）",
        "门头沟区-110109",
        "北京市门头沟区 110109",
        "07门头沟区",
        "7.门头沟区",
        "门头沟区。",
        "门头沟区；",
        "“门头沟区”",
    ],
)
def test_every_spelling_of_an_area_is_corrected_with_a_finding(beijing, text):
    assert beijing.read(text) == ("门头沟区", "area_spelling", "corrected")


def test_the_lists_own_spelling_has_no_finding(beijing):
    for area in current_areas(Project.load()):
        assert beijing.read(area) == (area, "", "corrected")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("崇文区", "东城区"),
        ("宣武区", "西城区"),
        ("密云县", "密云区"),
        ("原崇文区", "东城区"),
        ("北京市原密云县", "密云区"),
    ],
)
def test_an_abolished_area_counts_for_the_one_it_became(beijing, text, area):
    assert beijing.read(text) == (area, "area_abolished", "corrected")


@pytest.mark.parametrize("text", ["经开区", "亦庄", "北京经开区", "BDA", "北京市北京经济技术开发区"])
def test_the_development_zone_is_an_area(beijing, text):
    assert beijing.read(text).value == "北京经济技术开发区"


@pytest.mark.parametrize(
    "text",
    [
        "长春市朝阳区",
        "吉林省长春市朝阳区",
        "220104",
        "吴中区",
        "门头区",
        "东城区西城区",
        "Alberta",
        "220104朝阳区",
        "110105海淀区",
        "110105-海淀区",
        "海淀区（110105）",
        "220104-朝阳区",
        "朝阳区（220104）",
        "朝阳区与海淀区交界路",
        "朝阳区海淀",
        "朝阳区以外",
        "朝阳区周边",
        "朝阳区等地",
        "朝阳区前进区",
        "朝阳望京",
        "长春朝阳区桂林",
        "朝阳区、海淀区某某路3号",
        "朝阳区（长春市）",
        "朝阳区（海淀区）",
        "朝阳区（吉林）省道",
        "海定区",
        "通川区",
        "朝阳市",
        "大兴庄镇",
        "朝阳门街道",
        "平谷镇",
        "朝阳北路",
        "朝阳市双塔街道",
        "大兴安岭地区",
        "朝阳建平镇",
        "通州石港镇",
        "东城西城街道",
        "朝阳区河北",
        "朝阳区河北石家庄",
        "西城区上海",
        "通州区天津",
        "朝阳区建平",
        "朝阳区其他",
        "朝阳区不详",
        "朝阳区待定",
    ],
)
def test_an_area_of_elsewhere_is_unknown(beijing, text):
    assert beijing.read(text) == (None, "area_unknown", "unknown")


@pytest.mark.parametrize("text", ["北京市", "北京", "全市", "市直", "Beijing"])
def test_the_city_itself_is_no_area_of_it(beijing, text):
    assert beijing.read(text) == (None, "area_is_the_city", "unknown")


def test_six_digits_of_the_post_behind_an_area_are_no_code_of_it(beijing):
    assert beijing.read("朝阳区（100020）") == ("朝阳区", "area_with_street", "corrected")


def test_an_area_with_its_street_is_the_area(beijing):
    assert beijing.read("北京市门头沟区大峪街道") == ("门头沟区", "area_with_street", "corrected")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("平谷区某某路3号", "平谷区"),
        ("北京市平谷区某某路3号院", "平谷区"),
        ("朝阳区（望京）", "朝阳区"),
        ("朝阳区（望京地区）", "朝阳区"),
        ("西城区（原宣武区）", "西城区"),
        ("大兴区（亦庄）", "大兴区"),
        ("朝阳（望京）", "朝阳区"),
        ("大兴黄村镇", "大兴区"),
        ("北京市大兴黄村镇", "大兴区"),
        ("门头沟大峪街道", "门头沟区"),
        ("北京市通州宋庄镇", "通州区"),
        ("大兴亦庄镇", "大兴区"),
        ("朝阳区河北路", "朝阳区"),
        ("朝阳区望京", "朝阳区"),
        ("北京市朝阳区望京", "朝阳区"),
        ("平谷区应急局", "平谷区"),
    ],
)
def test_an_address_that_begins_with_an_area_lies_in_it(beijing, text, area):
    assert beijing.read(text) == (area, "area_with_street", "corrected")


@pytest.mark.parametrize(
    ("text", "area"),
    [("海定区", "海淀区"), ("通川区", "通州区"), ("门头区", "门头沟区"), ("北京市昌坪区", "昌平区"),
     ("大星区", "大兴区"), ("宽城区", None), ("朝阳市", None), ("吴中区", None)],
)  # fmt: skip
def test_a_slip_of_the_pen_is_like_one_area(beijing, text, area):
    assert beijing.alike(text) == area


def test_slips_of_the_pen_make_no_list_of_another_city(beijing):
    assert not beijing.is_foreign(["朝阳区", "海定区", "通川区"])
    assert beijing.is_foreign(["朝阳区", "南关区", "二道区"])


def test_slips_of_the_pen_are_known_where_no_area_is_written_rightly(beijing):
    assert beijing.are_mistyped(["朝阴区", "丰合区", "通洲区", "昌坪区", "吴中区"])
    assert not beijing.are_mistyped(["吴中区", "姑苏区", "海定区"])
    assert not beijing.are_mistyped(["—"])


@pytest.mark.parametrize(
    ("texts", "is_foreign"),
    [
        (["朝阳区", "朝阳区、海淀区", "丰台区/大兴区", "通州区 顺义区"], False),
        (["朝阳区", "朝阳区、宽城区", "南关区/大兴区"], True),
        (["朝阳区", "长春市朝阳区", "长春市南关区"], True),
    ],
)
def test_several_areas_of_ours_in_one_cell_are_no_other_city_s(beijing, texts, is_foreign):
    assert beijing.is_foreign(texts) is is_foreign


def test_every_alias_of_the_project_is_known(beijing):
    aliases = area_aliases(Project.load())
    assert {alias: beijing.read(alias).value for alias in aliases} == aliases


def test_a_street_loses_blanks_but_no_words():
    assert read_street("大峪 街道") == ("大峪街道", "blanks_within", "corrected")
    assert read_street("A 区二号院").value == "A 区二号院"
    assert read_street("Main Street") == ("Main Street", "", "corrected")
