"""Limits against published tables, R and laws that hold for any counts."""

import json
from collections.abc import Callable
from fractions import Fraction
from math import comb, inf, isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from safetystats.errors import WrongUse
from safetystats.measures.exact import ratio_p_value
from safetystats.measures.intervals import (
    clustered_count_interval,
    count_against_expected,
    count_funnel,
    count_interval,
    design_effect,
    observed_funnel,
    odds_ratio,
    rate_interval,
    rate_ratio,
    sampled_share_interval,
    share_against_target,
    share_difference,
    share_funnel,
    share_interval,
    simultaneous_shares,
    two_list_total,
)

SHARE_METHODS = ["wilson", "clopper-pearson", "jeffreys", "mid-p"]
COUNT_METHODS = ["garwood", "byar", "mid-p", "phe"]

# --- published figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "limits"),
    [
        ("wilson", [(0.2553, 0.3662), (0.0624, 0.1605), (0.0000, 0.1611), (0.0061, 0.1718)]),
        ("clopper-pearson", [(0.2527, 0.3676), (0.0578, 0.1617), (0.0000, 0.1684), (0.0009, 0.1776)]),
        ("mid-p", [(0.2544, 0.3658), (0.0601, 0.1581), (0.0000, 0.1391), (0.0017, 0.1585)]),
    ],
)
def test_shares_agree_with_newcombe_1998_table_1(method, limits):
    _, lower, upper = share_interval([81, 15, 0, 1], [263, 148, 20, 29], method=method)
    assert np.column_stack([lower, upper]) == pytest.approx(np.array(limits), abs=5e-5)


def test_jeffreys_limits_agree_with_the_beta_quantiles_of_r_and_keep_the_end_rule():
    # R 4.2.2: qbeta(0.025, 3.5, 0.5); Brown, Cai and DasGupta 2001 set the upper limit to 1 at 3 of 3.
    assert share_interval(3, 3, method="jeffreys")[1:] == pytest.approx((0.464416756957049, 1))
    assert share_interval(0, 3, method="jeffreys")[1:] == pytest.approx((0, 1 - 0.464416756957049))


@pytest.mark.parametrize(
    ("table", "limits"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0000)),
        ((10, 10, 0, 10), (0.6075, 1.0000)),
    ],
)
def test_differences_agree_with_newcombe_1998_table_2_method_10(table, limits):
    assert share_difference(*table)[1:] == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize(
    ("events", "limits"),
    # Garwood 1936, as printed in Breslow and Day 1987 (IARC 82) and by R's poisson.test.
    [(0, (0, 3.689)), (1, (0.025, 5.572)), (2, (0.242, 7.225)), (3, (0.619, 8.767)), (10, (4.795, 18.390))],
)
def test_counts_agree_with_garwood_1936(events, limits):
    assert count_interval(events)[1:] == pytest.approx(limits, abs=5e-4)


def test_the_correction_for_continuity_stops_at_one_half_as_in_r():
    # R 4.2.2, prop.test(5, 10)$conf.int, prop.test(12, 24)$conf.int; Newcombe's formula gives .201 to .799.
    assert share_interval(5, 10, method="wilson-continuity")[1:] == pytest.approx(
        (0.236593090513, 0.763406909487)
    )
    assert share_interval(12, 24, method="wilson-continuity")[1:] == pytest.approx(
        (0.314274258196, 0.685725741804)
    )


def test_rothman_s_byar_limits_of_no_event_are_those_of_epitools():
    # R, epitools 0.5.10.1: pois.byar(0)$lower.
    assert count_interval(0, method="byar-rothman").lower == pytest.approx(-0.00156112872954)


def test_byar_has_no_lower_limit_where_his_formula_falls_below_0():
    # PHEindicatormethods: byars_lower(0) and byars_lower(1, 0.998) are NA; 1 - 1/9 - 3.0902/3 < 0.
    assert isnan(count_interval(0, method="byar").lower)
    assert isnan(count_interval(1, method="byar", level=0.998).lower)
    assert count_interval(0, method="phe").lower == 0


def test_a_funnel_about_none_or_all_has_no_room():
    for target in (0, 1):
        for method in ("interpolated", "quantile", "normal"):
            found = share_funnel(target, [10, 20], method=method)
            assert found.lower.tolist() == found.upper.tolist() == [target, target]


def test_a_ratio_of_no_event_lies_beyond_no_funnel_drawn_from_it():
    assert observed_funnel(0) == (1, 0, inf)
    assert observed_funnel([0, 9]).lower.tolist() == pytest.approx([0, 0.5267840524])
    assert observed_funnel(0, method="phe") == (1, 0, inf)


def test_a_funnel_by_observed_counts_can_end_where_the_bisection_of_phe_ends():
    # Figures of the port of PHEindicatormethods to Python: poisson_funnel(200, 0.025, "low") and
    # poisson_funnel(500, 0.001, "high"), expectations of which 200 and 500 events are the ends.
    assert 200 / observed_funnel(200, method="phe").upper == pytest.approx(173.24086241121654, rel=1e-14)
    high = observed_funnel(500, method="phe", level=0.998).lower
    assert 500 / high == pytest.approx(573.0274767209943, rel=1e-14)
    # R, PHEindicatormethods 2.1.0: 999.453 for one event; the exact limit is 1/0.0010005003 = 999.500.
    assert observed_funnel(1, method="phe", level=0.998).upper == pytest.approx(999.453272142091, rel=1e-12)
    assert observed_funnel(1, level=0.998).upper == pytest.approx(999.4999166, rel=1e-9)


def test_byar_takes_the_count_below_and_one_more_above():
    # PHEindicatormethods 2.1.0, byars_lower(1) and byars_upper(1); the form with x + 0.5 gives other limits.
    assert count_interval(1, method="byar")[1:] == pytest.approx((0.0130721329, 5.5637555825))


def test_public_health_limits_change_their_method_at_ten_events():
    # PHEindicatormethods 2.1.0, phe_rate: exact below ten, Byar from ten.
    found = rate_interval([3, 9, 10], [214_000, 380_000, 251_000], per=100_000, method="phe")
    assert found.lower == pytest.approx([0.289099122849, 1.08299292036, 1.90735056333])
    assert found.upper == pytest.approx([4.09685657465, 4.49600090827, 7.32727434492])


def test_no_accident_is_compatible_with_up_to_three_point_seven_and_mid_p_with_three():
    # R: poisson.test(0); exactci poisson.exact(0, midp = TRUE). A library returns 2.9957 for the lower limit.
    assert count_interval(0) == pytest.approx((0, 0, 3.68887945411))
    assert count_interval(0, method="mid-p") == pytest.approx((0, 0, 2.99573227355))


def test_goodman_limits_agree_with_r():
    # DescTools MultinomCI(c(7, 2, 1), method = "goodman").
    found = simultaneous_shares([7, 2, 1])
    assert found.lower == pytest.approx([0.341101557758, 0.0442739418749, 0.013294328939])
    assert found.upper == pytest.approx([0.913171189327, 0.574316937497, 0.478160176890])


def test_closure_of_820_in_901_is_not_shown_to_exceed_91_percent():
    # R: binom.test(820, 901, 0.91, alternative = "greater").
    met = share_against_target(820, 901, 0.91)
    assert met.p_value == pytest.approx(0.525359829381)
    assert (met.lower, met.upper) == pytest.approx((0.892854866529, 1))


def test_a_target_not_to_be_passed_is_the_mirror_of_one_to_be_reached():
    reached, passed = (
        share_against_target(820, 901, 0.91),
        share_against_target(81, 901, 0.09, direction="at most"),
    )
    assert passed.p_value == pytest.approx(reached.p_value)
    assert (passed.lower, passed.upper) == pytest.approx((0, 1 - reached.lower))


def test_a_partial_year_is_compared_by_the_day():
    # Pitfall 1. R: poisson.test(c(24, 33), T = c(273, 365)); plain counts would say 27 % less.
    ratio = rate_ratio(24, 273, 33, 365)
    assert [100 * (v - 1) for v in ratio[:3]] == pytest.approx([-2.76390276, -45.0091685, 69.5851187])
    assert ratio.p_value == 1


def test_three_against_seven_is_compatible_with_93_percent_less_and_88_percent_more():
    # Pitfall 3. R: poisson.test(c(3, 7)); rateratio.test; exactci with midp = TRUE.
    exact, midp = rate_ratio(3, 1, 7, 1), rate_ratio(3, 1, 7, 1, method="mid-p")
    assert exact == pytest.approx((3 / 7, 0.0715122004811, 1.87730743921, 0.34375))
    assert midp == pytest.approx((3 / 7, 0.0900373190698, 1.63101512032, 0.2265625))


def test_from_zero_there_is_no_ratio_but_a_lower_limit():
    # R: poisson.test(c(1, 0)): the ratio is infinite, its lower limit 1/39.
    assert rate_ratio(1, 1, 0, 1) == (inf, pytest.approx(0.025 / 0.975), inf, 1)
    # Given no event at all, the first count is 0 whatever the ratio is.
    assert rate_ratio(0, 2, 0, 1) == (pytest.approx(nan, nan_ok=True), 0, inf, 1)
    assert ratio_p_value(0, 2, 0, 1) == 1


def test_where_no_event_or_every_event_is_of_the_part_no_odds_are_shut_out():
    # R 4.2.2, fisher.test(rbind(c(0, 10), c(0, 20))) and (c(10, 0), c(20, 0)): p 1, limits 0 and Inf.
    for table in ((0, 10, 0, 20), (10, 10, 20, 20)):
        assert odds_ratio(*table) == (pytest.approx(nan, nan_ok=True), 0, inf, 1, 1)


def test_an_area_is_held_against_the_rest_of_the_city_not_the_whole():
    # Pitfall 5. R: poisson.test(c(15, 65), T = c(60.2, 363.3)); against the whole the ratio would be 1.32.
    rest = rate_ratio(15, 60.2, 80 - 15, 423.5 - 60.2)
    assert rest[:3] == pytest.approx((1.39266547406, 0.737618157574, 2.46887975507))


def test_the_two_sided_p_value_is_the_central_one_and_matches_the_limits():
    # Pitfall 23. R: exact2x2(3, 45; 9, 60) central and mid-p; fisher.test prints the other one, 0.227.
    found = odds_ratio(3, 45, 9, 60)
    assert found.p_value == pytest.approx(0.308697759431)
    assert found.p_midp == pytest.approx(0.201212471945)
    expected = (0.407997540401, 0.0668190238884, 1.77229023090)
    assert found[:3] == pytest.approx(expected, rel=1e-5)


def test_deaths_in_clusters_have_wider_limits_than_as_many_single_ones():
    # Pitfall 8: 13 deaths in 10 accidents among 423,500 workers, PHEindicatormethods with Byar's limits.
    workers, deaths, squares = 423_500, 13, 8 * 1 + 1 * 4 + 1 * 9
    clustered = clustered_count_interval(deaths, squares, method="byar")
    single = count_interval(deaths, method="byar")
    per_100_000 = 1e5 / workers
    assert [v * per_100_000 for v in clustered[1:]] == pytest.approx([1.24, 5.84], abs=0.005)
    assert [v * per_100_000 for v in single[1:]] == pytest.approx([1.63, 5.25], abs=0.005)


def test_an_expected_count_is_judged_by_exact_limits_and_a_central_p_value():
    # R: poisson.test(3, r = 5.2) for the limits; exactci poisson.exact, central, for p.
    found = count_against_expected(3, 5.2)
    assert found == pytest.approx((0.576923076923, 0.118975408249, 1.68601405187, 0.476130997446))


def test_funnel_limits_are_the_interpolated_ones_of_spiegelhalter_2005():
    counts = count_funnel([0.77, 11.4, 45], level=0.95)
    assert counts.lower == pytest.approx([-1.22857901773, 0.416755318525, 0.707330764130])
    assert counts.upper == pytest.approx([3.26856098920, 1.57546588646, 1.29137686343])
    shares = share_funnel(0.933970131150027, [45, 901], level=0.998)
    assert shares.lower == pytest.approx([0.782832434813, 0.906510780653])
    assert shares.upper == pytest.approx([0.999519378661, 0.957573393133])


@pytest.mark.parametrize(
    ("found", "sample", "population"), [(6, 22, 30), (3, 10, 50), (0, 5, 40), (5, 5, 40), (1, 2, 3)]
)
def test_sample_limits_are_the_extreme_populations_the_sample_does_not_speak_against(
    found, sample, population
):
    def tail(trait: int, hits: range) -> Fraction:
        ways = (comb(trait, k) * comb(population - trait, sample - k) for k in hits)
        return Fraction(sum(ways), comb(population, sample))

    compatible = [
        trait
        for trait in range(found, population - (sample - found) + 1)
        if tail(trait, range(found, sample + 1)) > Fraction(1, 40)
        and tail(trait, range(found + 1)) > Fraction(1, 40)
    ]
    limits = sampled_share_interval(found, sample, population)[1:]
    assert limits == pytest.approx((compatible[0] / population, compatible[-1] / population))


# --- 110 worked examples beside the checkout ------------------------------------------------------------


def _share(method: str) -> Callable[[dict], dict]:
    return lambda i: _limits(share_interval(i["count"], i["n"], method=method, level=i["confidence"]))


def _limits(interval: Any) -> dict:
    return {"estimate": interval.value, "lower": interval.lower, "upper": interval.upper}


def _both_levels(inputs: dict) -> dict:
    rates = {
        level: rate_interval(
            inputs["count"], inputs["exposure"], per=inputs["multiplier"], method="phe", level=level
        )
        for level in (0.95, 0.998)
    }
    return {
        "rate": rates[0.95].value,
        "lower95": rates[0.95].lower,
        "upper95": rates[0.95].upper,
        "lower998": rates[0.998].lower,
        "upper998": rates[0.998].upper,
    }


def _funnel(limits: Callable[[float], Any]) -> dict:
    narrow, wide = limits(0.95), limits(0.998)
    return {
        "lower95": narrow.lower,
        "upper95": narrow.upper,
        "lower998": wide.lower,
        "upper998": wide.upper,
    }


def _target(i: dict) -> dict:
    met = share_against_target(i["count"], i["n"], i["target"])
    return {"estimate": met.value, "p_value": met.p_value, "lower_95_one_sided": met.lower}


def _fisher(i: dict) -> dict:
    found = odds_ratio(i["part1"], i["whole1"], i["part2"], i["whole2"])
    return {
        "share1": share_interval(i["part1"], i["whole1"]).value,
        "odds_ratio_conditional_mle": found.value,
        "or_lower": found.lower,
        "or_upper": found.upper,
        "p_value_central": found.p_value,
        "p_value_midp_central": found.p_midp,
    }


def _ratio(i: dict, method: str) -> dict:
    found = rate_ratio(i["count1"], i["exposure1"], i["count2"], i["exposure2"], method=method)
    return {
        "ratio": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "p_value_central": found.p_value,
        "p_value_midp_central": found.p_value,
    }


def _difference(i: dict) -> dict:
    found = share_difference(i["count1"], i["n1"], i["count2"], i["n2"])
    return {"difference": found.value, "lower": found.lower, "upper": found.upper}


def _both_methods(i: dict) -> dict:
    exact = share_interval(i["count"], i["n"], method="clopper-pearson")
    wilson = share_interval(i["count"], i["n"])
    return {
        "cp_lower": exact.lower,
        "cp_upper": exact.upper,
        "wilson_lower": wilson.lower,
        "wilson_upper": wilson.upper,
    }


def _expected(i: dict) -> dict:
    found = count_against_expected(i["count"], i["expected"])
    return {"p_value": found.p_value}


def _percent_change(i: dict) -> dict:
    days = i.get("current_days", 1), i.get("previous_days", 1)
    found = rate_ratio(i["current"], days[0], i["previous"], days[1])
    percent = {"lower": 100 * (found.lower - 1), "upper": 100 * (found.upper - 1)}
    value = 100 * (found.value - 1)
    return {"pct_change": value, "rate_pct_change": value, **percent}


WORKED: dict[str, Callable[[dict], dict]] = {
    "prop_wilson_3_3_95": _share("wilson"),
    "prop_cp_3_3_95": _share("clopper-pearson"),
    "prop_jeffreys_3_3_95": _share("jeffreys"),
    "prop_midp_7_10": _share("mid-p"),
    "prop_target_820_901": _target,
    "prop_both_3_47": _both_methods,
    "propdiff_newcombe_7_10_12_30": _difference,
    "pois_exact_0_95": lambda i: _limits(count_interval(i["count"])),
    "pois_byar_1_95": lambda i: _limits(count_interval(i["count"], method="byar")),
    "pois_midp_0": lambda i: _limits(count_interval(i["count"], method="mid-p")),
    "pois_prob_zero": lambda i: {
        "upper_two_sided": count_interval(i["count"]).upper,
        "upper_one_sided": count_interval(i["count"], level=0.9).upper,
    },
    "rate_phe_switch": _both_levels,
    "rate_exact_3_per_21.4": lambda i: _limits(rate_interval(i["count"], i["exposure"])),
    "pois_test_central_3_vs_5.2": _expected,
    "rr_exact_3_1_7_1": lambda i: _ratio(i, "exact"),
    "rr_midp_3_1_7_1": lambda i: _ratio(i, "mid-p"),
    "share_change_fisher_3_45_9_60": _fisher,
    "funnel_binom_exact_interp": lambda i: _funnel(
        lambda level: share_funnel(i["target"], i["n"], level=level)
    ),
    "funnel_pois_exact_interp": lambda i: _funnel(lambda level: count_funnel(i["expected"], level=level)),
    "multinomial_goodman_7_2_1": lambda i: _limits(simultaneous_shares(i["count"])),
    "pct_change_37_45": _percent_change,
    "pct_change_partial_24in273_33in365": _percent_change,
}


@pytest.mark.parametrize("name", WORKED)
def test_worked_examples_of_other_software_come_out(name, shared):
    records = json.loads((shared / "methods_examples.json").read_text(encoding="utf-8"))
    record = next(r for r in records if r["id"] == name)
    got = WORKED[name](record["inputs"])
    compared = [key for key in record["expected"] if key in got]
    assert compared, f"nothing of {list(record['expected'])} was computed"
    tolerance = {"rel": record["tolerance"].get("rel", 0), "abs": record["tolerance"].get("abs", 0)}
    for key in compared:
        assert got[key] == pytest.approx(record["expected"][key], **tolerance), key


# --- laws -----------------------------------------------------------------------------------------------

shares = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares, st.sampled_from(SHARE_METHODS))
def test_limits_of_a_share_hold_the_share_and_stay_within_0_and_1(share, method):
    events, total = share
    value, lower, upper = share_interval(events, total, method=method)
    if total == 0:
        assert isnan(value) and isnan(lower) and isnan(upper)
    else:
        assert 0 <= lower <= value <= upper <= 1


@given(shares.filter(lambda share: share[1] > 0), st.sampled_from(SHARE_METHODS))
def test_what_is_not_the_part_has_the_mirrored_limits(share, method):
    events, total = share
    part = share_interval(events, total, method=method)
    other = share_interval(total - events, total, method=method)
    assert (1 - other.upper, 1 - other.lower) == pytest.approx((part.lower, part.upper), abs=1e-9)


@given(shares.filter(lambda share: share[1] > 0), st.sampled_from(SHARE_METHODS))
def test_a_higher_level_has_wider_limits_of_a_share(share, method):
    narrow, wide = (share_interval(*share, method=method, level=level) for level in (0.9, 0.99))
    assert wide.lower <= narrow.lower + 1e-12 and narrow.upper <= wide.upper + 1e-12


@given(st.integers(0, 400), st.sampled_from(COUNT_METHODS))
def test_limits_of_a_count_hold_it_and_widen_with_the_level(events, method):
    assume(events > 0 or method != "byar")
    narrow, wide = (count_interval(events, method=method, level=level) for level in (0.9, 0.99))
    assert 0 <= wide.lower <= narrow.lower <= events <= narrow.upper <= wide.upper


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_clusters_never_narrow_the_limits_and_single_deaths_leave_them(sizes):
    deaths, squares = sum(sizes), sum(size**2 for size in sizes)
    clustered, single = clustered_count_interval(deaths, squares), count_interval(deaths)
    assert clustered.lower <= single.lower + 1e-9 and single.upper <= clustered.upper + 1e-9
    assert clustered_count_interval(deaths, deaths) == pytest.approx(single)


def test_limits_of_clustered_deaths_hold_the_truth_as_often_as_they_say():
    # 20,000 made years with 20 accidents on average, of which one in five happens in the area.
    years, sizes, odds = np.random.default_rng(20), np.array([1, 2, 3, 5]), [0.85, 0.1, 0.03, 0.02]
    inside = years.multinomial(years.poisson(4, 20_000), odds)
    outside = years.multinomial(years.poisson(16, 20_000), odds)
    area, rest = inside @ sizes, outside @ sizes
    deaths, squares = area + rest, (inside + outside) @ sizes**2
    effect = design_effect(deaths, squares)

    def held(interval: Any, truth: float) -> float:
        return np.mean((interval.lower <= truth) & (truth <= interval.upper))

    mean = 20 * sizes @ np.array(odds)
    assert held(clustered_count_interval(deaths, squares), mean) == pytest.approx(0.95, abs=0.01)
    assert held(count_interval(deaths), mean) < 0.9
    assert held(share_interval(area / effect, deaths / effect), 0.2) == pytest.approx(0.95, abs=0.01)
    assert held(share_interval(area, deaths), 0.2) < 0.91
    # The exact test errs on the safe side; without effective counts it cries wolf.
    assert np.mean(rate_ratio(area / effect, 1, rest / effect, 4).p_value < 0.05) < 0.05
    assert np.mean(rate_ratio(area, 1, rest, 4).p_value < 0.05) > 0.05


@given(st.integers(0, 40), st.integers(0, 40), st.floats(1, 400), st.floats(1, 400))
def test_a_rate_ratio_turned_round_has_the_inverse_limits_and_the_same_p_value(x, y, t, u):
    ratio, turned = rate_ratio(x, t, y, u), rate_ratio(y, u, x, t)
    assert ratio.p_value == pytest.approx(turned.p_value, nan_ok=True)
    if x and y:
        assert (1 / turned.upper, 1 / turned.lower) == pytest.approx((ratio.lower, ratio.upper))
        assert ratio.lower <= ratio.value <= ratio.upper


@given(st.integers(0, 40), st.integers(0, 40), st.floats(30, 400))
def test_the_p_value_of_a_rate_ratio_agrees_with_its_limits(x, y, t):
    ratio = rate_ratio(x, t, y, 100.0)
    if x + y and abs(ratio.p_value - 0.05) > 1e-9:
        shut_out = not ratio.lower <= 1 <= ratio.upper
        assert shut_out == (ratio.p_value < 0.05)


@settings(max_examples=40)
@given(shares, shares)
def test_the_p_value_of_an_odds_ratio_agrees_with_its_limits(this, other):
    found = odds_ratio(*this, *other)
    if not isnan(found.value):
        assert found.lower <= found.value <= found.upper
        # Limits come from a root finder; skip what lies on the edge.
        if abs(found.p_value - 0.05) > 1e-6:
            assert (not found.lower <= 1 <= found.upper) == (found.p_value < 0.05)


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(n, 90))))
def test_looking_at_more_of_a_population_never_widens_the_limits_beyond_it(sampled):
    found, sample, population = sampled
    value, lower, upper = sampled_share_interval(found, sample, population)
    assert found / population <= lower <= upper <= (population - sample + found) / population
    assert sampled_share_interval(found, sample, sample) == pytest.approx((value, value, value))


# --- what is refused, and what is missing ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: share_interval(11, 10), "part cannot exceed its whole; found 11 of 10"),
        (lambda: share_interval([1, -2], [3, 3]), "count is 0 or more; found -2"),
        (lambda: share_interval(1, 2, level=95), "level lies between 0 and 1; found 95"),
        (lambda: share_interval(1, 2, method="wald"), "Unknown method 'wald'. Known: wilson"),
        (lambda: count_interval(inf), "count is 0 or more; found inf"),
        (lambda: rate_interval(3, 0), "exposure must be above 0; found 0"),
        (lambda: rate_ratio(1, 1, 1, 1, method="score"), "Unknown method 'score'"),
        (lambda: share_against_target(1, 2, 0.9, level=0.4), "level is above 0.5; found 0.4"),
        (lambda: share_funnel(1.2, 10), "between 0 and 1; found 1.2"),
        (lambda: share_against_target(1, 2, 91), "between 0 and 1; found 91. Write 91 % as 0.91"),
        (lambda: sampled_share_interval(2, 30, 22), "part cannot exceed its whole; found 30 of 22"),
        (lambda: simultaneous_shares([[1, 2]]), "one dimension; found shape"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(attempt, message):
    with pytest.raises(WrongUse, match=message):
        attempt()


def test_nothing_of_nothing_is_missing_not_all():
    assert all(isnan(v) for v in share_interval(0, 0))
    assert all(isnan(v) for v in share_difference(0, 0, 1, 2))
    assert all(isnan(v) for v in odds_ratio(0, 0, 1, 2))
    assert all(isnan(v) for v in sampled_share_interval(0, 0, 30))
    assert all(isnan(v) for v in share_against_target(0, 0, 0.9))
    assert np.isnan(simultaneous_shares([0, 0]).value).all()
    assert design_effect(0, 0) == 1


def test_a_missing_count_stays_missing_among_others():
    assert np.isnan(count_interval([nan, 3]).value).tolist() == [True, False]
    assert np.isnan(share_interval([nan, 3], [5, 5]).lower).tolist() == [True, False]
    assert np.isnan(odds_ratio([nan, 3], 45, 9, 60).p_value).tolist() == [True, False]
    assert np.isnan(odds_ratio([nan, 3], 45, 9, 60).upper).tolist() == [True, False]
    assert np.isnan(sampled_share_interval(3, 10, [nan, 50]).upper).tolist() == [True, False]
    assert np.isnan(rate_ratio([nan, 3], 1, 7, 1).p_value).tolist() == [True, False]


def test_numbers_give_numbers_and_arrays_give_arrays_of_their_shape():
    assert all(isinstance(v, float) for v in share_interval(7, 10))
    assert share_interval(np.ones((2, 3)), 4).upper.shape == (2, 3)
    assert all(np.shape(v) == (2,) for v in odds_ratio([3, 4], [45, 45], 9, 60))


def test_where_no_event_belongs_to_the_part_there_is_no_odds_ratio_and_no_evidence():
    found = odds_ratio(0, 45, 0, 60)
    assert isnan(found.value)
    assert (found.p_value, found.p_midp) == (1, 1)


@pytest.mark.parametrize(
    ("first", "second", "both", "total", "limits"),
    [
        (421, 332, 88, 1578, (1330, 1826)),  # Pine et al. 2013, Fisheries Techniques, box 11.2
        (500, 149, 7, 9393, (3470, 15316)),  # Seber 2002, Animal Abundance, tables 3.7 and 3.8
        (1000, 243, 21, 11101, (6820, 15382)),
        (948, 421, 167, 2383, None),  # Krebs 1989, Ecological Methodology, box 2.1
        (109, 177, 57, 337, None),  # Ricker 1975, Bulletin 191
    ],
)
def test_totals_of_two_lists_agree_with_published_ones(first, second, both, total, limits):
    found = two_list_total(first, second, both)
    assert round(found.value) == total
    if limits:
        # The printed limits were worked out with 1.96 and the rounded standard error.
        assert found[1:] == pytest.approx(limits, abs=2)


def test_two_lists_that_are_one_know_all_there_are():
    assert two_list_total(7, 7, 7) == (7, 7, 7)


def test_two_lists_with_nothing_in_common_tell_no_total():
    assert all(isnan(v) for v in two_list_total(7, 5, 0))
    assert np.isnan(two_list_total([7, 7], 5, [0, 5]).value).tolist() == [True, False]


def test_more_in_common_than_on_a_list_is_refused():
    with pytest.raises(WrongUse, match="found 6 of 5"):
        two_list_total(7, 5, 6)
