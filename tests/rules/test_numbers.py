"""Counts and sums of money: what the figure means is read, what it might mean is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.rules.numbers import read_count, read_yuan, split_casualties
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
        ("12,34", "count_unreadable"),
        ("12E5", "count_unreadable"),
        ("99999999999", "count_absurd"),
        ("若干", "count_unreadable"),
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
    ],
)
def test_a_sum_is_in_yuan_whatever_its_unit(text, unit, yuan, rule):
    assert read_yuan(text, unit) == (yuan, rule, "corrected")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("-5", "yuan_negative"),
        ("12万5", "yuan_unreadable"),
        ("约10万元", "yuan_unreadable"),
        ("9" * 14, "yuan_absurd"),
    ],
)
def test_a_sum_that_is_none_is_missing_and_named(text, rule):
    assert read_yuan(text) == (None, rule, "unknown")


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
        ("死亡1人，其中女1人", {}),
        ("1", {}),
    ],
)
def test_a_cell_with_several_figures_gives_each_its_column(text, stated):
    assert split_casualties(text) == stated


@given(st.integers(0, 10_000_000))
def test_every_count_survives_digits_and_a_counter(number):
    assert read_count(str(number)).value == number
    assert read_count(f"{number:,}人").value == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text):
    assert (read_count(text).value or 0) >= 0
    assert (read_yuan(text, "万元").value or 0) >= 0
    split_casualties(text)
