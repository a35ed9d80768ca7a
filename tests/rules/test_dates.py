"""Days in the spellings offices use; what they might be mistaken for stays without a date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.reference import working_days
from safetystats.rules.dates import (
    DateStyle,
    Term,
    date_style,
    only_month,
    only_year,
    read_date,
    read_deadline,
    stated_export,
    term_in,
)


@pytest.mark.parametrize(
    "text",
    [
        "2020年8月24日",
        "2020年08月24号",
        "2020 年 8 月 24 日",
        "2020.8.24",
        "2020。8。24",
        "Mon Aug 24 2020",
        "Monday, 24 August 2020",
        "2020/8/24",
        "2020-08-24",
        "20200824",
        "2020-08-24 14:30",
        "2020-08-24 00:00:00",
        "2020-08-24T14:30:05.000+08:00",
        "2020年8月24日14时30分",
        "2020年8月24日下午3时许",
        "2020年8月24日（星期一）",
        "周一 2020-08-24",
        "星期一，2020年8月24日",
        "（周一）2020/8/24 14:30",
        "2020/08/24 04:15:00 PM Pacific",
        "24 August 2020",
        "Aug 24, 2020",
        "8/24/2020",
        "24.8.2020",
        " 2020-08-24\t",
        "2020-08-24\u00a014:30",
        "2020-08-24 04:00:00+00",
        "2020-08-24 下午 2:30",
        "2020年8月24日14:30时许",
        "2020年8月24日约14时",
        "2020年8月24日晨",
        "2020-08-24 夜",
        "2020年8月24日零点班",
        "2020-08-24早班",
        "2020年8月24日中班",
        "2020年8月24日夜班",
        "20200824143000",
        "2020–08–24",
        "2020 08 24",
        "2020、8、24",
        "2020.08.24.",
        "2020-Aug-24",
        "2 0 2 0 年 8 月 2 4 日",
        "2020.8.24日",
        "2020-8-24,",
        "2020,8,24",
        "2020，8，24",
        "2020-8-24(一)",
        "2020-8-24（一）",
        "20200824 0830",
        "20200824 083000",
        "2020-08-24；",
        "Aug 24 2020 12:15AM",
    ],
)
def test_a_plain_spelling_gives_its_day_without_a_finding(text):
    reading = read_date(text)
    assert (reading.value, reading.rule) == (date(2020, 8, 24), "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("二〇二〇年八月二十四日", "date_in_words"),
        ("二○二○年八月廿四日", "date_in_words"),
        ("二0二0年八月二十四日", "date_in_words"),
        ("二０二〇年〇八月二十四日", "date_in_words"),
        ("二零二○年0八月二十四日", "date_in_words"),
        ("2020年8月廿四日", "date_in_words"),
        ("2020/08-24", "date_marks"),
        ("二O二O年八月二十四日", "date_in_words"),
        ("二o二Ｏ年八月二十四日", "date_in_words"),
        ("贰零贰零年捌月贰拾肆日", "date_in_words"),
        ("贰零贰零年零捌月贰拾肆日", "date_in_words"),
        ("2020--8--24", "date_marks"),
        ("2020/8-24", "date_marks"),
        ("2020-08--24", "date_marks"),
        ("2020..8.24", "date_marks"),
        ("2020---8-24", ""),
        ("2020-0\u200b8-24", "invisible_signs"),
        ("2020-08-\u00ad24", "invisible_signs"),
        (" \u200b2020-08-24\ufeff", "invisible_signs"),
        ("2020-08-23 23:00 GMT", "date_from_offset"),
        ("2020-08-23 23:00 UTC", "date_from_offset"),
        ("2020-08-23 16:30:00+00", "date_from_offset"),
        ("２０２０年８月２４日", "date_full_width"),
        ("2020-08-24 24:00", "date_ends_at_24"),
    ],
)
def test_an_uncommon_spelling_is_read_with_a_finding_or_not_at_all(text, rule):
    reading = read_date(text)
    assert reading.value == (date(2020, 8, 24) if rule else None)
    assert reading.rule == (rule or "date_unreadable")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2020年8月24日（凌晨）", "date_with_words"),
        ("2020-08-24（夜班）", "date_with_words"),
        ("2020年8月24日（凌晨2时许）", "date_with_words"),
        ("2020.8.24(补报)", "date_with_words"),
        ("约2020年8月24日", "date_approximate"),
        ("2020-08-24左右", "date_approximate"),
        ("大约2020年8月24日（夜班）", "date_approximate"),
        ("20年8月24日", "date_short_year"),
        ("民国109年8月24日", "date_of_the_republic"),
        ("2020/8/24 PM 11:30", ""),
    ],
)
def test_words_beside_a_day_that_leave_it_as_it_is_are_named(text, rule):
    assert read_date(text) == (date(2020, 8, 24), rule, "corrected")


@pytest.mark.parametrize(
    ("texts", "year", "day"),
    [
        (["24.3.5"], 2024, date(2024, 3, 5)),
        (["24.3.5"], None, None),
        (["24.3.5"], 2005, None),
        (["24-3-5", "2024-01-02"], None, date(2024, 3, 5)),
        (["24/3/5 10:30", "23.12.31"], 2024, None),  # the other is of no year that is named
        (["24/3/5 10:30", "2023-11-02", "2024-01-02"], None, date(2024, 3, 5)),
        (["24.3.5", "2004-01-01", "2024-01-02"], None, None),  # of 2005 as well as of 2024
        (["24.3.5", "24.2.30"], 2024, None),
        (["17-Feb-23"], None, date(2023, 2, 17)),
        (["17-Feb-23 10:30"], 2023, date(2023, 2, 17)),
        (["17-Feb-23"], 2017, None),
    ],
)
def test_a_year_of_two_digits_in_figures_is_read_where_the_title_or_other_days_have_it(texts, year, day):
    reading = read_date(texts[0], date_style(texts, year))
    assert reading.value == day
    assert reading.rule in ({"date_short_year"} if day else {"date_unreadable", "date_ambiguous"})


def test_a_year_of_two_digits_is_one_of_the_last_century_from_50_on():
    assert read_date("98年8月24日").value == date(1998, 8, 24)


@pytest.mark.parametrize(
    ("titles", "month"),
    [
        (("2020年8月事故台账", "Sheet1"), 8),
        (("2020年事故台账", "8月"), 8),
        (("2020年8月事故台账", "八月份"), 8),
        (("2020年8月事故台账", "7月"), None),  # which is it
        (("2020年1-8月事故台账", "Sheet1"), None),
        (("2020年事故台账", "Sheet1"), None),
        (("2020年事故台账 填报日期：2020年8月24日", "Sheet1"), None),
        (("2019年8月事故台账", "Sheet1"), None),  # not of that year
    ],
)
def test_the_month_of_a_title_is_used_for_a_day_alone_and_named(titles, month):
    assert only_month(2020, *titles) == month
    reading = read_date("24日", DateStyle(year=2020, month=month))
    assert reading.value == (date(2020, month, 24) if month else None)
    assert reading.rule == ("date_month_from_title" if month else "date_unreadable")
    assert read_deadline("24日", DateStyle(year=2020, month=month)).value is None  # so many days?


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("21-3-5", "date_unreadable"),
        ("14:30", "date_unreadable"),
        ("43831", "date_unreadable"),
        ("2020-8", "date_unreadable"),
        ("2020年8月下旬", "date_unreadable"),
        ("8月24日", "date_without_year"),
        ("03/04/2021", "date_ambiguous"),
        ("2020-02-30", "date_impossible"),
        ("2020-13-01", "date_impossible"),
        ("2020-08-24 25:00", "date_impossible"),
        ("1899-12-30", "date_absurd"),
        ("20200824²", "date_unreadable"),
        ("2020-08-24至2020-08-26", "date_unreadable"),
        ("2020.08-24", "date_unreadable"),
        ("\u202e2020-08-24", "date_unreadable"),
        ("约2020年8月", "date_unreadable"),
        ("2020年8月左右", "date_unreadable"),
        ("2020-08-24（接报）", "date_unreadable"),
        ("2020-08-24（次日）", "date_unreadable"),
        ("2020-08-24（农历）", "date_unreadable"),
        ("2020（08-24）", "date_unreadable"),
        ("112年8月24日", "date_unreadable"),
        ("20年13月1日", "date_impossible"),
        ("24日", "date_unreadable"),
        ("20201324143000", "date_impossible"),
        ("2020年8月24日前", "date_unreadable"),
    ],
)
def test_what_is_no_sure_day_is_named_and_never_guessed(text, rule):
    reading = read_date(text)
    assert (reading.value, reading.rule, reading.action) == (None, rule, "unknown")


@pytest.mark.parametrize(
    ("text", "day"), [("2012-1-3 0:00:00", date(2012, 1, 3)), ("2012-1-3 10:00", date(2012, 1, 3))]
)
def test_the_hour_is_not_taken_for_a_digit_of_the_day(text, day):
    assert read_date(text).value == day


@pytest.mark.parametrize("text", ["", "—", "/", "不详", "NULL", "Not Applicable"])
def test_a_mark_for_no_value_is_missing_without_a_finding(text):
    assert read_date(text).value is None
    assert read_date(text).rule == ""


def test_a_column_with_a_second_number_over_12_is_in_the_american_order():
    style = date_style(["1/2/2008", "7/23/2012"])
    assert read_date("1/2/2008", style) == (date(2008, 1, 2), "date_order_from_column", "corrected")


def test_a_column_that_shows_both_orders_decides_nothing():
    style = date_style(["1/2/2008", "7/23/2012", "23/7/2012"])
    assert read_date("1/2/2008", style).rule == "date_ambiguous"
    assert read_date("23/7/2012", style).value == date(2012, 7, 23)


def test_five_digits_are_excel_days_only_where_the_whole_column_is():
    # 44067 is 2020-08-24 in Excel's calendar from 1900.
    whole = date_style(["44067", "44068.5", "43831", "—"])
    mixed = date_style(["44067", "44068", "43831", "2020-08-24"])
    assert read_date("44067", whole) == (date(2020, 8, 24), "date_from_serial", "corrected")
    assert read_date("44067", mixed).value is None
    assert not date_style(["44067", "44068"]).serials
    assert not date_style(["10001", "10002", "10003"]).serials


def test_the_year_of_the_title_is_used_and_named():
    reading = read_date("8月24日", DateStyle(year=2020))
    assert reading == (date(2020, 8, 24), "date_year_from_title", "corrected")
    assert read_date("元月24日", DateStyle(year=2020)).value == date(2020, 1, 24)
    assert read_date("2020年元月24日") == (date(2020, 1, 24), "date_in_words", "corrected")
    assert read_date("2月29日", DateStyle(year=2019)).rule == "date_impossible"


@pytest.mark.parametrize(
    ("titles", "year"),
    [
        (("2020年1-6月事故台账",), 2020),
        (("二〇二〇年事故台账",), 2020),
        (("事故台账", "2019年"), 2019),
        (("2018—2020年事故台账", "2019年"), 2019),
        (("2019-2020年度冬季事故台账", "Sheet1", "2020年报送"), None),
        (("事故台账", "Sheet1", "2020年报送"), 2020),
        (("附件1\n2019年台账 截至2020年8月24日",), 2019),
        (("督察表 2020年8月25日至9月11日",), 2020),
        (("电话13812020999",), None),
    ],
)
def test_a_title_gives_a_year_only_where_it_states_one(titles, year):
    assert only_year(*titles) == year


@pytest.mark.parametrize(
    ("titles", "year"),
    [
        (("隐患台账 填报日期：2022年1月5日",), None),
        (("隐患台账 填报日期：2022年1月5日", "2021年"), 2021),
        (("隐患台账 导出日期：2022-01-05",), None),
        (("隐患台账 统计时间：2021年1月1日至12月31日",), 2021),
        (("京安办〔2020〕15号\n2021年隐患台账",), 2021),
        (("（2020）15号 2021年隐患台账",), 2021),
    ],
)
def test_the_year_of_a_document_is_not_that_of_its_rows(titles, year):
    assert only_year(*titles) == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年6月20日前", date(2020, 6, 20)),
        ("2020-06-20前", date(2020, 6, 20)),
        ("2020年6月20日之前", date(2020, 6, 20)),
        ("6月20日前", date(2020, 6, 20)),
        ("2020年6月底前", date(2020, 6, 30)),
        ("2月底前", date(2020, 2, 29)),
        ("2020年6月底", date(2020, 6, 30)),
        ("2020-06-20止", date(2020, 6, 20)),
        ("2020年6月20日为止", date(2020, 6, 20)),
        ("2020年6月20日截止", date(2020, 6, 20)),
        ("截至2020年6月20日", date(2020, 6, 20)),
        ("截止到2020-06-20", date(2020, 6, 20)),
        ("限期至2020-06-20", date(2020, 6, 20)),
        ("限于2020年6月20日前完成", date(2020, 6, 20)),
        ("至2020年6月底", date(2020, 6, 30)),
    ],
)
def test_a_deadline_may_name_the_day_up_to_which(text, day):
    assert read_deadline(text, DateStyle(year=2020)) == (day, "deadline_up_to", "corrected")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("立即", "date_unreadable"),
        ("当场", "date_unreadable"),
        ("15日内", "date_unreadable"),
        ("15日", "date_unreadable"),
        ("6月20日前", "date_without_year"),
        ("6月底前", "date_without_year"),
        ("2020年13月底前", "date_unreadable"),
        ("2020年6月31日前", "date_unreadable"),
        ("20-6-20前", "date_unreadable"),
    ],
)
def test_a_deadline_that_names_no_day_stays_unread(text, rule):
    assert read_deadline(text) == (None, rule, "unknown")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # 2023-09-26 was a Tuesday; 29 September to 6 October were off, 7 and 8 October made up for it.
        ("立即", date(2023, 9, 26)),
        ("立行立改", date(2023, 9, 26)),
        ("3日内", date(2023, 9, 29)),
        ("30天", date(2023, 10, 26)),
        ("自发现之日起15日以内", date(2023, 10, 11)),
        ("一周内", date(2023, 10, 3)),
        ("1个月内", date(2023, 10, 26)),
        ("15个工作日内", date(2023, 10, 23)),
        ("三个工作日", date(2023, 10, 7)),
    ],
)
def test_a_deadline_of_so_many_days_ends_so_many_days_later(text, day):
    term = term_in(text)
    assert term is not None
    assert term.end(date(2023, 9, 26), working_days()) == day


@pytest.mark.parametrize(
    "text", ["15日", "3月内", "长期", "自收到通知之日起15日内", "24小时内", "尽快", "30", "0天", "3天前"]
)
def test_a_deadline_that_counts_no_days_from_the_finding_is_no_term(text):
    assert term_in(text) is None


def test_working_days_beyond_the_calendar_have_no_end():
    assert Term(15, "workdays").end(date(2035, 1, 1), working_days()) is None


def test_a_plain_deadline_is_a_plain_day():
    assert read_deadline("2020-06-20") == (date(2020, 6, 20), "", "corrected")


def test_the_title_says_up_to_which_day_a_sheet_goes():
    assert stated_export("隐患台账（截至2020年8月24日）") == date(2020, 8, 24)
    assert stated_export("2020年隐患台账") is None
    assert stated_export("2024年隐患台账（截至12月31日）") == date(2024, 12, 31)
    assert stated_export("2024年隐患台账（截至2月底）") == date(2024, 2, 29)
    assert stated_export("2019年-2020年隐患台账（截至2月底）") is None


@given(
    st.dates(date(1949, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"]),
)
def test_every_day_survives_every_plain_spelling(day, spelling):
    assert read_date(day.strftime(spelling)) == (day, "", "corrected")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    for style in (DateStyle(), DateStyle(True, True, 2020)):
        reading = read_date(text, style)
        assert reading.value is None or reading.value.year >= 1949


DAYS = [f"2020-01-{day:02}" for day in range(1, 6)]


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        # 43871 is the 43,871st day after 1899-12-30.
        ([*DAYS, "43871"], date(2020, 2, 10)),
        ([*DAYS[:3], "43871"], None),
        ([*DAYS, "33871"], None),  # 1992: not of the years beside it
        ([*DAYS, "43871", "43872", "43873", "43874", "43875", "43876"], None),
    ],
)
def test_a_few_counts_of_days_among_plain_days_of_their_year_are_days(texts, day):
    assert read_date(texts[-1] if len(texts) < 7 else "43871", date_style(texts)).value == day


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.9", date(2026, 3, 9)),
        ("3/18", date(2026, 3, 18)),
        ("3.31", date(2026, 3, 31)),
        # It may be the tenth, of which Excel kept no nought; April and September are of no such title.
        ("3.1", None),
        ("4.9", None),
        ("9/3", None),
        ("3.32", None),
    ],
)
def test_a_month_and_day_in_figures_of_the_title_s_month_is_read_beside_other_days(text, value):
    style = date_style([text, "3月9日", "2026-03-12", "3月"], year=2026)
    assert read_date(text, style._replace(month=3)).value == value
    assert read_date(text, style).value is None
    assert value is None or read_date(text, style._replace(month=3)).rule == "date_year_from_title"


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (["1/5", "2/10"], date(2020, 1, 5)),
        (["01-05", "12-31"], date(2020, 1, 5)),
        (["1/5", "13/2"], None),
        # Excel keeps no nought of 5.20; there is no 30 February, and a column with a nought keeps it.
        (["5.2", "6.1"], None),
        (["5.2", "6.10"], date(2020, 5, 2)),
        (["1.12", "6.1"], date(2020, 1, 12)),
        (["4.18", "7-22", "1月12日"], date(2020, 4, 18)),
        (["4.18", "2019年1月12日"], None),
        (["13.5", "1月12日"], None),
        (["4.1", "1月12日"], None),
        (["2.3", "6.1"], date(2020, 2, 3)),
        (["3.4", "6.1"], date(2020, 3, 4)),
        (["13.2", "6.1"], None),
    ],
)
def test_months_and_days_in_figures_are_read_where_the_whole_column_is_of_them(texts, value):
    assert read_date(texts[0], date_style(texts, year=2020)).value == value
    assert read_date(texts[0], date_style([*texts, "2020-03-01"], year=2020)).value is None
    assert read_date(texts[0], date_style(texts)).value is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-05-01 09:00-11:00", date(2020, 5, 1)),
        ("2020年5月1日 14:30~16:00", date(2020, 5, 1)),
        ("2020-05-01 20:00 -22:00", date(2020, 5, 1)),
        ("2020-12-31 22:00-23:00", date(2020, 12, 31)),
        ("2020-02-09T23:30:00-08:00", date(2020, 2, 10)),
        ("2020-02-09 23:30:00-08:00", date(2020, 2, 10)),
    ],
)
def test_from_when_to_when_is_no_offset(text, day):
    assert read_date(text).value == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("二〇二〇年八月二〇日", 20), ("2020年8月三0日", 30), ("2020年8月〇三日", 3), ("2020年8月30日", 30)],
)
def test_a_nought_has_many_forms_in_chinese_digits(text, day):
    assert read_date(text).value == date(2020, 8, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年元月5日", date(2020, 1, 5)),
        ("2020年1元月5日", None),
        ("贰零贰零年零壹拾月零伍日", date(2020, 10, 5)),
        ("贰零贰零年壹拾贰月零叁拾日", date(2020, 12, 30)),
        ("2020.02..10", None),
    ],
)
def test_months_of_cheques_are_read_and_marks_of_a_span_are_not(text, day):
    assert read_date(text).value == day
