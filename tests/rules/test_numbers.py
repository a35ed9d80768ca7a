"""Counts and sums of money: what the figure means is read, what it might mean is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.rules.numbers import (
    money_style,
    read_count,
    read_sum,
    read_yuan,
    split_casualties,
    with_fates,
)
from safetystats.sheets.money import money_unit


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("3", 3, ""),
        ("3.0", 3, ""),
        ("0", 0, ""),
        ("３", 3, "count_spelling"),
        ("3人", 3, "count_spelling"),
        ("12起", 12, "count_spelling"),
        ("1,234", 1234, "count_spelling"),
        ("三人", 3, "count_in_words"),
        ("两", 2, "count_in_words"),
        ("十二", 12, "count_in_words"),
        ("无", 0, "count_in_words"),
        ("3（1）", 3, "count_with_part"),
        ("3人（其中1人失踪）", 3, "count_with_part"),
        ("12（1）人", 12, "count_with_part"),
        ("3（另附名单）", 3, "count_with_part"),
        ("壹", 1, "count_in_words"),
        ("贰人", 2, "count_in_words"),
        ("叁拾伍", 35, "count_in_words"),
        ("一百零二", 102, "count_in_words"),
        ("3千家", 3000, "count_in_words"),
        ("1千5百", 1500, "count_in_words"),
        ("2万3千人", 23000, "count_in_words"),
        ("1万2000", 12000, "count_in_words"),
        ("三千家", 3000, "count_in_words"),
        ("無", 0, "count_in_words"),
        ("1\u200b2", 12, "invisible_signs"),
        ("1\u00ad2", 12, "invisible_signs"),
        ("\u200b12\ufeff", 12, "invisible_signs"),
        ("1\u2060", 1, "invisible_signs"),
        ("1\u00ad", 1, "invisible_signs"),
        ("1\u00a0", 1, "invisible_signs"),
        (" 1\t", 1, ""),
        ("1，260", 1260, "count_spelling"),
        ("1\u00a0260", 1260, "count_spelling"),
        ("1\u2009260人", 1260, "count_spelling"),
        ("1'260", 1260, "count_spelling"),
        ("1人。", 1, "count_spelling"),
        ("4.", 4, "count_spelling"),
        ("三人。", 3, "count_in_words"),
        ("+1", 1, "count_spelling"),
        ("-0", 0, "count_spelling"),
        ("①", 1, "count_spelling"),
        ("⓪", 0, "count_spelling"),
        ("⑫人", 12, "count_spelling"),
        ("1.0E+00", 1, "count_spelling"),
        ("4（待核实）", 4, "count_doubtful"),
        ("2人（1人疑似）", 2, "count_doubtful"),
    ],
)
def test_a_count_is_read_and_named_where_it_is_not_plain_digits(text, number, rule):
    assert read_count(text) == (number, rule, "corrected")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("-1", "count_negative"),
        ("−1", "count_negative"),
        ("2.5", "count_fractional"),
        ("约3人", "count_unreadable"),
        ("3²", "count_unreadable"),
        ("百二十", "count_unreadable"),
        ("1 260", "count_unreadable"),
        ("1 200 300", "count_unreadable"),
        ("1\u00a0200\u00a0300", "count_unreadable"),
        ("1'200'300", "count_unreadable"),
        ("1\u00a02", "count_unreadable"),
        ("1千5", "count_unreadable"),
        ("3百5千", "count_unreadable"),
        ("千余家", "count_unreadable"),
        ("12,34", "count_unreadable"),
        ("12E5", "count_unreadable"),
        ("1E5", "count_unreadable"),
        ("-0.5", "count_negative"),
        ("1人。。", "count_unreadable"),
        ("①2", "count_unreadable"),
        ("3①", "count_unreadable"),
        ("+-1", "count_unreadable"),
        ("99999999999", "count_absurd"),
        ("若干", "count_unreadable"),
        ("三四", "count_unreadable"),
        ("五六人", "count_unreadable"),
        ("一二", "count_unreadable"),
        ("十五六人", "count_unreadable"),
        ("叁肆人", "count_unreadable"),
        ("\u202e12", "count_unreadable"),
        ("1（另失踪1人）", "count_with_more"),
        ("1（6月20日又死亡1人）", "count_with_more"),
        ("1（后再死亡一人）", "count_with_more"),
        ("2人（另有1人抢救无效死亡）", "count_with_more"),
    ],
)
def test_what_is_no_count_is_missing_and_named(text, rule):
    assert read_count(text) == (None, rule, "unknown")


@pytest.mark.parametrize("text", ["", "—", "-", "/", "不详", "NULL", "Not Provided"])
def test_unknown_is_never_zero(text):
    assert read_count(text) == (None, "", "corrected")
    assert read_yuan(text).value is None


@pytest.mark.parametrize(
    ("text", "unit", "yuan", "rule"),
    [
        ("125000", "元", 125000.0, ""),
        ("125,000.50", "元", 125000.5, ""),
        ("12.5", "万元", 125000.0, ""),
        ("12.5万元", "万元", 125000.0, ""),
        ("12.5万元", "元", 125000.0, "yuan_unit_in_cell"),
        ("125000元", "万元", 125000.0, "yuan_unit_in_cell"),
        ("1.2亿", "万元", 120_000_000.0, "yuan_unit_in_cell"),
        ("￥3000", "元", 3000.0, ""),
        ("十二万元", "元", 120000.0, "yuan_in_words"),
        ("0.1", "万元", 1000.0, ""),
        ("80W", "元", 800000.0, "yuan_unit_in_cell"),
        ("80萬", "万元", 800000.0, ""),
        ("80（万元）", "元", 800000.0, "yuan_unit_in_cell"),
        ("80万元人民币", "万元", 800000.0, ""),
        ("人民币80万元整", "万元", 800000.0, ""),
        ("1亿2000万元", "万元", 120_000_000.0, "yuan_unit_in_cell"),
        ("80万5千元", "万元", 805000.0, "yuan_unit_in_cell"),
        ("12万5000元", "万元", 125000.0, "yuan_unit_in_cell"),
        ("3千元", "元", 3000.0, "yuan_unit_in_cell"),
        ("2千元", "万元", 2000.0, "yuan_unit_in_cell"),
        ("1千5百元", "万元", 1500.0, "yuan_unit_in_cell"),
        ("5百元", "万元", 500.0, "yuan_unit_in_cell"),
        ("八十万", "万元", 800000.0, "yuan_in_words"),
        ("捌拾万元整", "万元", 800000.0, "yuan_in_words"),
        ("人民币壹佰贰拾萬元整", "", 1_200_000.0, "yuan_in_words"),
        ("八十", "元", 80.0, "yuan_in_words"),
        ("三点五", "万元", 35000.0, "yuan_in_words"),
        ("三点五万元", "元", 35000.0, "yuan_in_words"),
        ("一百零六", "万元", 1_060_000.0, "yuan_in_words"),
        ("叁拾", "万元", 300_000.0, "yuan_in_words"),
        ("一千二百", "万元", 12_000_000.0, "yuan_in_words"),
        ("1.2E+2", "万元", 1_200_000.0, "yuan_spelling"),
        ("5e-1", "万元", 5000.0, "yuan_spelling"),
        ("8.2E0", "万元", 82_000.0, "yuan_spelling"),
        ("1.2e3", "元", 1200.0, "yuan_spelling"),
        ("8.8e1", "万元", 880_000.0, "yuan_spelling"),
        ("460。", "万元", 4_600_000.0, "yuan_spelling"),
        ("88。5", "万元", 885_000.0, "yuan_spelling"),
        ("12.5万元。", "万元", 125_000.0, "yuan_spelling"),
        ("+80", "元", 80.0, "yuan_spelling"),
        ("-0", "元", 0.0, "yuan_spelling"),
        ("1 234.5", "元", 1234.5, "yuan_spelling"),
        ("1\u00a0234\u00a0567", "元", 1_234_567.0, "yuan_spelling"),
        ("1\u00a0200", "元", 1200.0, "yuan_spelling"),
        ("1\u202f200.5", "万元", 12_005_000.0, "yuan_spelling"),
        ("1\u2009200万元", "元", 12_000_000.0, "yuan_unit_in_cell"),
        ("1'234", "元", 1234.0, "yuan_spelling"),
        ("无损失", "万元", 0.0, "yuan_in_words"),
        ("没有", "万元", 0.0, "yuan_in_words"),
        ("零", "万元", 0.0, "yuan_in_words"),
        ("8\u200b0", "元", 80.0, "invisible_signs"),
        ("80\ufeff", "元", 80.0, "invisible_signs"),
    ],
)
def test_a_sum_is_in_yuan_whatever_its_unit(text, unit, yuan, rule):
    assert read_yuan(text, unit) == (yuan, rule, "corrected")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("-5", "yuan_negative"),
        ("12万5", "yuan_unreadable"),
        ("1千5", "yuan_unreadable"),
        ("1千5元", "yuan_unreadable"),
        ("约10万元", "yuan_unreadable"),
        ("9" * 14, "yuan_absurd"),
        ("12 34", "yuan_unreadable"),
        ("1 200", "yuan_unreadable"),
        ("1 200 万元", "yuan_unreadable"),
        ("1e3", "yuan_unreadable"),
        ("12。500", "yuan_unreadable"),
        ("12..", "yuan_unreadable"),
        ("1 2345", "yuan_unreadable"),
        ("1\u00a02345", "yuan_unreadable"),
        ("百", "yuan_unreadable"),
        ("三四万元", "yuan_unreadable"),
        ("2000万1亿元", "yuan_unreadable"),
        ("80万50万元", "yuan_unreadable"),
        ("80万美元", "yuan_unreadable"),
        ("12,5", "yuan_unreadable"),
        ("8\u202e01", "yuan_unreadable"),
    ],
)
def test_a_sum_that_is_none_is_missing_and_named(text, rule):
    assert read_yuan(text) == (None, rule, "unknown")


@pytest.mark.parametrize("text", ["￥80", "¥1,205,000.00", "RMB 860.75", "人民币80", "80 CNY", "￥80整"])
def test_a_sign_of_yuan_under_another_unit_is_doubted(text):
    assert read_yuan(text, "万元") == (None, "yuan_unit_doubtful", "unknown")


@pytest.mark.parametrize(
    ("text", "unit", "yuan", "rule"),
    [
        ("¥12.5万", "万元", 125_000.0, ""),
        ("￥150000元", "万元", 150_000.0, "yuan_unit_in_cell"),
        ("¥0", "万元", 0.0, ""),
        ("¥150000", "元", 150_000.0, ""),
    ],
)
def test_a_sign_of_yuan_beside_its_own_unit_is_none_to_doubt(text, unit, yuan, rule):
    assert read_yuan(text, unit) == (yuan, rule, "corrected")


@pytest.mark.parametrize(
    ("column", "sums"),
    [
        (["1.234,56", "12,5", "80", "1.234"], [1234.56, 12.5, 80, 1234]),
        (["12,5", "80,125", "1.234", "3"], [12.5, None, None, 3]),
        (["12,5", "12.5"], [None, 12.5]),
        (["12,5", "8,25", "12..5", "1.2.5", "1.5."], [12.5, 8.25, None, None, None]),
        ([".5", "12.5"], [0.5, 12.5]),
        (["80,125", "1,200.50"], [80125, 1200.5]),
    ],
)
def test_decimal_commas_are_read_only_where_the_column_shows_them_beyond_doubt(column, sums):
    style = money_style(column, "元")
    readings = [read_sum(text, style) for text in column]
    assert [reading.value for reading in readings] == sums
    changed = [r.rule for t, r in zip(column, readings) if style.has_comma and r.value and not t.isdigit()]
    assert set(changed) <= {"yuan_decimal_comma"}


def test_the_unit_of_a_header_is_found_in_its_words():
    assert money_unit("单位：万元") == "万元"
    assert money_unit("直接经济损失") == ""
    assert money_unit("损失（百元）") == "百元"
    assert money_unit("Loss (10,000 yuan)") == money_unit("loss, 10k yuan") == "万元"
    assert money_unit("Loss (million yuan)") == "百万元"
    assert money_unit("direct_loss_yuan") == money_unit("Direct loss (yuan)") == "元"
    assert money_unit("Loss (12 yuan)") == ""


@pytest.mark.parametrize(
    ("unit", "headers"),
    [
        ("千元", "(RMB k)|(kRMB)|(RMB '000)|(¥’000)|(RMB thousand)|(thousands of yuan)"),
        ("千元", "Loss in thousands (yuan)|Loss, '000 (RMB)"),
        ("万元", "（10000元）|（×10^4元）|（×10⁴元）|(1e4 yuan)|(万元RMB)|(RMB 10k)|(CNY 10k)"),
        ("万元", "(RMB 10,000)|(RMB 10 000)|(10,000s yuan)|(yuan, 10,000)|Loss 10k (yuan)"),
        ("万元", "(RMB ten thousand)|(RMB wan)|(wan yuan)|(w元)|(10k RMB)"),
        ("百万元", "(RMB million)|(RMB m)|(m yuan)|(mln yuan)|(CNY, millions)|(RMB 1,000,000)|(mRMB)"),
        ("亿元", "(亿元)|(hundred million yuan)|(RMB 100 million)"),
        ("元", "（元）|(RMB)|direct_loss_yuan|损失元|（人民币元）|10人以上事故损失（元）"),
        ("万元", "2020年损失（万元）|1-10月损失（万元）|9月损失(万元)|百货公司损失(万元)"),
        ("万元", "2020 loss (10k yuan)"),
        ("万元", "损失(万元) Loss (10k CNY)|（万元）(10,000 yuan)|损失（万元）Loss (RMB wan)|(万)(10k RMB)"),
        ("千元", "损失（千元）(RMB '000)"),
        ("", "（千元）(10k CNY)|（元）(10k CNY)|（万元）(million yuan)|（万元）(yuan)"),
        ("", "(USD 10k)|（万港元）|（亿欧元）|(10k $)|（百分比）|(700 yuan)"),
    ],
)  # fmt: skip
def test_the_scale_of_money_is_read_wherever_it_stands_or_the_unit_is_none(unit, headers):
    assert {header: money_unit(header) for header in headers.split("|")} == dict.fromkeys(
        headers.split("|"), unit
    )


def test_the_money_of_another_country_is_no_unit():
    assert money_unit("损失（万美元）") == ""
    assert read_yuan("5", "").rule == "yuan_unit_not_stated"
    assert read_yuan("0", "").value == 0.0


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("死亡1人，重伤2人", {"deaths": 1, "serious_injuries": 2}),
        ("死亡一人、轻伤三人", {"deaths": 1, "minor_injuries": 3}),
        ("死亡2人，失踪1人", {"deaths": 3}),
        ("死亡1人，受伤2人", {"deaths": 1, "injuries": 2}),
        ("3人死亡", {"deaths": 3}),
        ("死3人", {"deaths": 3}),
        ("死亡：2", {"deaths": 2}),
        ("死亡人数2", {"deaths": 2}),
        ("死2伤1", {"deaths": 2, "injuries": 1}),
        ("2死1伤", {"deaths": 2, "injuries": 1}),
        ("2人死亡、1人受伤", {"deaths": 2, "injuries": 1}),
        ("死亡2人（其中失踪1人）", {"deaths": 2}),
        ("未死亡", {"deaths": 0}),
        ("无人死亡", {"deaths": 0}),
        ("无人死亡，受伤2人", {"deaths": 0, "injuries": 2}),
        ("死亡三四人", {}),
        ("死2伤1死", {}),
        ("死", {}),
        ("死亡1人，其中女1人", {}),
        ("1（另失踪1人）", {}),
        ("1", {}),
    ],
)
def test_a_cell_with_several_figures_gives_each_its_column(text, stated):
    assert split_casualties(text) == stated


@pytest.mark.parametrize(
    ("column", "text", "stated"),
    [
        ("deaths", "1（另失踪1人）", {"deaths": 2}),
        ("deaths", "1人（另有1人下落不明）", {"deaths": 2}),
        ("deaths", "1（另有3人受伤）", {"deaths": 1, "injuries": 3}),
        ("deaths", "2人（另失踪1人，重伤2人）", {"deaths": 3, "serious_injuries": 2}),
        ("deaths", "3（其中失踪1人）", {}),
        ("deaths", "1（另1人死亡）", {}),
        ("deaths", "1（6月20日又死亡1人）", {}),
        ("deaths", "1（另1人）", {}),
        ("serious_injuries", "2（另轻伤3人）", {"serious_injuries": 2, "minor_injuries": 3}),
        ("serious_injuries", "2（另1人重伤）", {}),
        ("injuries", "2（另1人重伤）", {}),
    ],
)
def test_others_in_brackets_whom_something_else_befell_count_where_they_belong(column, text, stated):
    assert split_casualties(text, column) == stated


@given(st.integers(0, 10_000_000))
def test_every_count_survives_digits_and_a_counter(number):
    assert read_count(str(number)).value == number
    assert read_count(f"{number:,}人").value == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text):
    assert (read_count(text).value or 0) >= 0
    assert (read_yuan(text, "万元").value or 0) >= 0
    split_casualties(text)


def test_a_numeral_is_doubted_where_its_unit_is_not_plain():
    for text in ("两万五", "三千", "3千", "5百"):
        assert read_yuan(text, "万元") == (None, "yuan_unit_doubtful", "unknown")
    assert read_yuan("三千", "元") == (3000.0, "yuan_in_words", "corrected")
    assert read_yuan("三点五", "") == (None, "yuan_unit_not_stated", "unknown")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,3", "死亡1人，受伤3人"),
        ("1，13", "死亡1人，受伤13人"),
        ("1,300", ""),
        ("1，300", ""),
        ("1/300", "死亡1人，受伤300人"),
    ],
)
def test_a_comma_before_three_digits_parts_no_figures(text, told):
    assert with_fates(text, "死亡/受伤人数") == told
