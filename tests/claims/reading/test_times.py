"""Windows that a letter names."""

from dataclasses import replace
from datetime import date

import pytest

from safetystats.claims.reading.calendars import calendar_of
from safetystats.claims.reading.passages import joined, paragraphs_of
from safetystats.claims.reading.times import Calendar, mentions_in
from safetystats.periods import Window

AUTUMN = Calendar(
    year=2020,
    written_on=date(2020, 11, 4),
    visit=Window(date(2020, 8, 24), date(2020, 9, 11)),
    cut_off=date(2020, 8, 24),
)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("今年1-5月", "2020-01-01/2020-05-31"),
        ("2019年前三季度", "2019-01-01/2019-09-30"),
        ("前5个月", "2020-01-01/2020-05-31"),
        ("上半年", "2020-01-01/2020-06-30"),
        ("去年下半年", "2019-07-01/2019-12-31"),
        ("第三季度", "2020-07-01/2020-09-30"),
        ("2019年12月", "2019-12-01/2019-12-31"),
        ("5月份当月", "2020-05-01/2020-05-31"),
        ("截至2020年5月31日", "2020-01-01/2020-05-31"),
        ("截止 8 月 24 日", "2020-01-01/2020-08-24"),
        ("2018 年以来", "2018-01-01/2020-09-11"),
        ("近3年来", "近3年（2018-01-01/2020-08-24）"),
        ("今年", "2020-01-01/2020-08-24"),
        ("2018年", "2018-01-01/2018-12-31"),
        ("期间", "2020-08-24/2020-09-11"),
        ("8月24日至9月11日", "2020-08-24/2020-09-11"),
        ("年初", "2020-年初"),
    ],
)
def test_a_window_is_resolved_against_the_letter(text, period):
    assert [mention.period for mention in mentions_in(text, AUTUMN)] == [period]


@pytest.mark.parametrize("text", ["比去年同期增加", "与上年同期相比", "4月28日召开会议"])
def test_what_is_compared_with_and_bare_dates_are_no_windows(text):
    assert mentions_in(text, AUTUMN) == []


def test_a_year_named_in_a_sentence_holds_on():
    periods = [m.period for m in mentions_in("2018年两起（全年共4起）", AUTUMN)]
    assert periods == ["2018-01-01/2018-12-31", "2018-01-01/2018-12-31"]


def test_a_page_of_january_means_the_year_before():
    january = Calendar(year=2020, written_on=date(2020, 1, 8))
    assert mentions_in("1-12月", january)[0].period == "2019-01-01/2019-12-31"


def test_without_a_year_the_words_remain():
    assert mentions_in("1-5月", Calendar())[0].period == "1-5月"


def test_the_calendar_of_a_letter_is_found_in_it():
    text = "关于某区的反馈意见\n2020年8月24日至9月11日，督察组开展督察。截至8月24日发生3起。\n2020年11月4日"
    assert calendar_of(paragraphs_of(joined(text))) == replace(AUTUMN, told=AUTUMN.visit)


def test_the_year_of_the_title_goes_before_that_of_the_page():
    text = "2019年12月及全年安全生产形势\n1-12月全市发生610起。\n数据取自2020年1月8日。"
    assert calendar_of(paragraphs_of(joined(text))).year == 2019
