"""Slopes: statsmodels as a second implementation, laws, and frames over the years."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import WrongUse
from safetystats.measures.regression import fit_counts
from safetystats.measures.shares import area_shares
from safetystats.measures.slopes import (
    count_slope,
    exact_count_slope,
    monotone_trend,
    negative_binomial_trend,
    piecewise_slope,
    share_slope,
    share_trend,
    slope_difference,
    trend_against_rest,
)
from safetystats.periods import Window

FALLING = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
WILD = [62, 41, 75, 50, 66, 30, 58, 25, 44, 21]


def yearly(figures, first=2015):
    years = range(first, first + len(figures))
    return pd.DataFrame(
        {
            "area": "city",
            "events": "accidents",
            "numerator": figures,
            "basis": "all",
            "window_start": [pd.Timestamp(year, 1, 1) for year in years],
            "window_end": [pd.Timestamp(year, 12, 31) for year in years],
            "days": 365,
            "as_of": pd.NaT,
            "note": "",
        }
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=5, max_size=9).filter(lambda x: sum(v > 0 for v in x) > 3))
def test_poisson_and_logit_slopes_are_those_of_statsmodels(figures):
    import statsmodels.api as sm

    t = np.arange(len(figures))
    design = sm.add_constant(t)
    theirs = sm.GLM(figures, design, family=sm.families.Poisson()).fit(tol=1e-12)
    ours = count_slope(t, figures)
    assert (ours.slope, ours.std_err) == pytest.approx((theirs.params[1], theirs.bse[1]), rel=1e-5, abs=1e-8)
    pairs = np.column_stack([figures, 70 - np.array(figures)])
    theirs = sm.GLM(pairs, design, family=sm.families.Binomial()).fit(tol=1e-12)
    ours = share_slope(t, figures, [70] * len(figures))
    assert (ours.slope, ours.std_err) == pytest.approx((theirs.params[1], theirs.bse[1]), rel=1e-5, abs=1e-8)


def test_the_negative_binomial_has_the_likelihood_of_statsmodels():
    import statsmodels.api as sm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sm.NegativeBinomial(WILD, sm.add_constant(np.arange(10))).fit(disp=0, maxiter=500)
    ours = count_slope(range(10), WILD, model="negative-binomial")
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-6)
    assert ours.slope == pytest.approx(theirs.params[1], abs=1e-4)


def test_counts_that_vary_no_more_than_chance_have_the_poisson_fit():
    found = count_slope(range(10), FALLING, model="negative-binomial")
    assert math.isinf(found.theta)
    assert found.slope == count_slope(range(10), FALLING).slope


def test_an_intercept_belongs_to_time_zero():
    shifted = count_slope(np.arange(10) + 2015, FALLING)
    plain = count_slope(range(10), FALLING)
    assert shifted.intercept + 2015 * shifted.slope == pytest.approx(plain.intercept)


def test_profile_limits_lack_the_likelihood_they_should():
    found = count_slope(range(10), FALLING, limits="profile")
    for limit in (found.lower, found.upper):
        fixed = fit_counts(np.ones((10, 1)), np.array(FALLING, float), np.exp(limit * np.arange(10)))
        assert 2 * (found.log_likelihood - fixed.log_likelihood) == pytest.approx(3.841459, abs=1e-5)


# R 4.2.2, MASS 7.3.58.2: confint(glm(x ~ t, family = poisson))["t", ].
@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        (FALLING, -0.101833009267278, -0.038545155421369),
        ([4, 2, 3, 1, 2, 0, 1, 0, 1, 0], -0.541071100390048, -0.089639919998345),
        ([500, 300, 100, 30, 10, 3, 1], -0.94603568533146, -0.82427144077717),
        ([0, 1, 0], -2.9672736377537, 2.9672736377537),
    ],
)
def test_the_profile_limits_of_r_are_met_where_asked_for(counts, lower, upper):
    found = count_slope(range(len(counts)), counts, limits="profile-mass")
    # R's own fits stop at 1e-8 of the deviance.
    assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=5e-7)
    plain = count_slope(range(len(counts)), counts, limits="profile")
    assert (found.lower, found.upper) == pytest.approx((plain.lower, plain.upper), rel=1e-3)


def test_the_profile_limits_of_r_are_met_at_90_percent_and_with_an_exposure():
    # confint(glm(x ~ t + offset(log(1:10)), family = poisson), level = 0.9)["t", ]
    found = count_slope(
        range(10), [4, 2, 3, 1, 2, 0, 1, 0, 1, 0], exposure=range(1, 11), limits="profile-mass", level=0.9
    )
    assert (found.lower, found.upper) == pytest.approx((-0.81548369073199, -0.39165803758817), rel=1e-7)
    with pytest.raises(WrongUse, match="profile-mass"):
        count_slope(range(10), FALLING, limits="score")


def test_all_events_at_one_end_have_no_finite_slope():
    with pytest.raises(WrongUse, match="no finite solution"):
        count_slope(range(4), [0, 0, 0, 5])
    with pytest.raises(WrongUse, match="needs 3 times or more"):
        count_slope([1, 2], [3, 4])
    # The exact test needs no slope: all five of four years' events in the last one, p = 2/4**5.
    assert exact_count_slope(range(4), [0, 0, 0, 5]).p_value == pytest.approx(2 / 4**5)


def test_days_matter_to_the_exact_test():
    # Two events, both in the longer year: chance 2 x (3/4)².
    found = exact_count_slope([0, 1], [0, 2], exposure=[1, 3])
    assert found.p_upper == pytest.approx(9 / 16)


def test_sen_s_slope_of_a_line_is_its_slope():
    found = monotone_trend(range(8), [3.0 + 2 * t for t in range(8)])
    assert (found.tau, found.slope) == pytest.approx((1, 2))
    with_ties = monotone_trend(range(6), [1, 1, 2, 2, 3, 3])
    assert 0 < with_ties.p_value < 0.05


def test_pieces_without_a_bend_have_the_straight_slope():
    counts = np.round(1000 * np.exp(-0.1 * np.arange(10)))
    found = piecewise_slope(range(10), counts, [4])
    assert found.slopes == pytest.approx([-0.1, -0.1], abs=0.003)
    with pytest.raises(WrongUse, match="A knot lies inside"):
        piecewise_slope(range(10), counts, [9])


def test_an_area_that_moves_with_the_rest_has_no_slope_of_its_own():
    rest = np.array([40, 36, 32, 28, 24])
    found = slope_difference(range(5), rest / 4, rest * 5 / 4)
    assert found.difference == pytest.approx(0, abs=1e-9)
    assert found.p_value == pytest.approx(1)


def test_frames_hold_one_row_a_key_and_say_where_there_is_no_trend():
    short = yearly(FALLING[:2]).assign(area="short")
    table = negative_binomial_trend(pd.concat([yearly(WILD), short], ignore_index=True)).set_index("area")
    # MASS glm.nb: slope -0.08534519.
    assert table.loc["city", "value"] == pytest.approx(math.expm1(-0.0853451867), abs=1e-6)
    assert table.loc["city", "p_overdispersed"] < 0.001
    assert math.isnan(table.loc["short", "value"])
    assert table.loc["short", "note"] == "no trend from under three years"


def test_share_frames_agree_with_the_number_functions(accidents_of, fatal):
    part, whole = [12, 10, 9, 5], [62, 58, 60, 51]
    groups = []
    for year, own, city in zip(range(2015, 2019), part, whole):
        groups += [(f"{year}-03-01", "west", own), (f"{year}-03-01", "rest", city - own)]
    windows = [Window.year(year) for year in range(2015, 2019)]
    shares = area_shares(accidents_of(*groups), windows=windows, basis=fatal, areas=["west", "rest"])
    odds = share_trend(shares).set_index("area").loc["west"]
    assert odds["value"] == pytest.approx(math.exp(share_slope(range(4), part, whole).slope))
    against = trend_against_rest(shares).set_index("area").loc["west"]
    days = [365, 366, 365, 365]
    expected = slope_difference(range(4), part, whole, exposure=days)
    assert against["value"] == pytest.approx(math.expm1(expected.difference))
    assert against["p_value"] == pytest.approx(expected.p_value)
