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
    ],
)
def test_every_spelling_of_an_area_is_corrected_with_a_finding(beijing, text):
    assert beijing.read(text) == ("门头沟区", "area_spelling", "corrected")


def test_the_lists_own_spelling_has_no_finding(beijing):
    for area in current_areas(Project.load()):
        assert beijing.read(area) == (area, "", "corrected")


@pytest.mark.parametrize(("text", "area"), [("崇文区", "东城区"), ("宣武区", "西城区"), ("密云县", "密云区")])
def test_an_abolished_area_counts_for_the_one_it_became(beijing, text, area):
    assert beijing.read(text) == (area, "area_abolished", "corrected")


@pytest.mark.parametrize("text", ["经开区", "亦庄", "北京经开区", "BDA", "北京市北京经济技术开发区"])
def test_the_development_zone_is_an_area(beijing, text):
    assert beijing.read(text).value == "北京经济技术开发区"


@pytest.mark.parametrize(
    "text", ["长春市朝阳区", "吉林省长春市朝阳区", "220104", "吴中区", "门头区", "东城区西城区", "Alberta"]
)
def test_an_area_of_elsewhere_is_unknown(beijing, text):
    assert beijing.read(text) == (None, "area_unknown", "unknown")


@pytest.mark.parametrize("text", ["北京市", "北京", "全市", "市直", "Beijing"])
def test_the_city_itself_is_no_area_of_it(beijing, text):
    assert beijing.read(text) == (None, "area_is_the_city", "unknown")


def test_an_area_with_its_street_is_the_area(beijing):
    assert beijing.read("北京市门头沟区大峪街道") == ("门头沟区", "area_with_street", "corrected")


def test_every_alias_of_the_project_is_known(beijing):
    aliases = area_aliases(Project.load())
    assert {alias: beijing.read(alias).value for alias in aliases} == aliases


def test_a_street_loses_blanks_but_no_words():
    assert read_street("大峪 街道") == ("大峪街道", "blanks_within", "corrected")
    assert read_street("A 区二号院").value == "A 区二号院"
    assert read_street("Main Street") == ("Main Street", "", "corrected")
