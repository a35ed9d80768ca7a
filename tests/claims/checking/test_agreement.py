"""Printed figures against exact ones."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.claims.checking.agreement import (
    agreement,
    counts_that_fit,
    half_even,
    half_up,
    roundings_that_fit,
    truncated,
)


@pytest.mark.parametrize(
    ("printed", "exact", "qualifier", "verdict"),
    [
        (70, Fraction(700, 10), "", "agrees"),
        ("32.7", Fraction(3270, 100), "", "agrees"),
        ("60.8", Fraction(11300, 186), "", "agrees by rounding"),
        ("17.77", Fraction(800, 45), "", "agrees by truncation"),
        ("95.6", Fraction(100 * 16197, 17082), "", "differs"),
        (91, Fraction(100 * 823, 901), "以上", "agrees"),
        (91, Fraction(100 * 819, 901), "以上", "differs"),
        (4, Fraction(500, 125), "约", "agrees"),
        (4, Fraction(500, 129), "约", "agrees by rounding"),
        (4, Fraction(500, 100), "约", "differs"),
        (400, Fraction(436), "超过", "agrees"),
        (400, Fraction(400), "超过", "differs"),
        (400, Fraction(400), "以上", "agrees"),
        (8, Fraction(8), "不超过", "agrees"),
        (8, Fraction(8), "不足", "differs"),
        (14, Fraction(14), "达", "agrees"),
        (2, Fraction(2), "仅", "agrees"),
    ],
)
def test_a_printed_figure_is_judged_as_its_qualifier_asks(printed, exact, qualifier, verdict):
    assert agreement(printed, exact, qualifier=qualifier).verdict == verdict


@pytest.mark.parametrize(
    ("exact", "qualifier", "agrees"),
    [(5342, "余", True), (5400, "余", False), (5299, "余", False), (5280, "近", True), (5301, "近", False)],
)
def test_round_counts_are_read_to_their_last_place(exact, qualifier, agrees):
    assert agreement(5300, exact, qualifier=qualifier, counted=True).agrees is agrees


def test_a_count_has_to_match_to_the_unit():
    assert agreement(7, 8, counted=True).verdict == "differs"
    assert agreement(7, 8, counted=True).difference == -1


def test_halves_go_up_to_the_even_digit_or_are_cut_off():
    half = Fraction(25, 10)
    assert (half_up(half, 0), half_even(half, 0), truncated(half, 0)) == (3, 2, 2)
    assert (half_up(-half, 0), half_even(-half, 0), truncated(-half, 0)) == (-3, -2, -2)


def test_the_hazards_that_make_95_6_percent_of_17082_are_listed_by_rounding():
    # 17082 * 0.9555 = 16321.9, 17082 * 0.9565 = 16338.9; cut off: 16329.4 = 16330 to 17082 * 0.957 = 16347.5
    fits = counts_that_fit(95.6, 17082)
    assert (fits["half up"][0], fits["half up"][-1]) == (16322, 16338)
    assert (fits["truncated"][0], fits["truncated"][-1]) == (16331, 16347)


# Halves rounded down, which scrutiny's "up_or_down" takes for consistent: 14/16 = 87.5 %, 139/40 = 3.475 ...
@pytest.mark.parametrize(
    ("printed", "exact", "names"),
    [
        ("87", Fraction(1400, 16), ["half down", "truncated"]),
        ("88", Fraction(1400, 16), ["half up", "half even"]),
        ("42", Fraction(1700, 40), ["half even", "half down", "truncated"]),
        ("4.62", Fraction(37, 8), ["half even", "half down", "truncated"]),
        ("3.47", Fraction(139, 40), ["half down", "truncated"]),
        ("2.87", Fraction(69, 24), ["half down", "truncated"]),
        ("0.87", Fraction(63, 72), ["half down", "truncated"]),
        ("-2", Fraction(-25, 10), ["half even", "half down", "truncated"]),
        ("3", Fraction(251, 100), ["half up", "half even", "half down"]),
    ],
)
def test_a_half_may_have_been_rounded_down(printed, exact, names):
    assert roundings_that_fit(printed, exact) == names


def test_no_part_of_a_whole_is_larger_than_it():
    assert counts_that_fit("100", 901)["truncated"] == [901]
    # 299 of 300 are 99.67 %.
    assert counts_that_fit("100", 300)["half up"] == [299, 300]
    assert not any(counts_that_fit("120", 50).values())


def test_no_number_of_ten_makes_a_third():
    assert not any(counts_that_fit(33, 10).values())


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 3))
def test_every_rounding_of_a_quotient_is_recognised(part, whole, decimals):
    exact = Fraction(100 * part, whole)
    for name, rounded in (("half up", half_up), ("half even", half_even), ("truncated", truncated)):
        value = rounded(exact, decimals)
        printed = f"{value.numerator * 10**decimals // value.denominator / 10**decimals:.{decimals}f}"
        assert name in roundings_that_fit(printed, exact)
