"""Changes and bends: the exact search-aware test against simulation, and years named with their doubt."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import WrongUse
from safetystats.measures.changepoints import (
    changepoint,
    changepoints,
    joinpoint,
    mean_breaks,
    yearly_changepoint,
    yearly_joinpoint,
)


def yearly(figures, **columns):
    years = range(2010, 2010 + len(figures))
    table = {
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
    return pd.DataFrame({**table, **columns})


def test_the_p_value_of_a_searched_break_agrees_with_simulation():
    observed = [4, 6, 3, 5, 2, 1, 1, 2]
    found = changepoint(observed)
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(sum(observed), [1 / 8] * 8, size=2000)
    greater = np.mean([changepoint(row).statistic >= found.statistic - 1e-9 for row in drawn])
    assert found.p_value == pytest.approx(greater, abs=0.025)


def test_a_break_in_days_is_found_where_the_rate_changed_not_the_count():
    # The last year has twice the days and twice the count.
    assert changepoint([5, 5, 5, 10], exposure=[1, 1, 1, 2]).p_value == 1
    assert changepoint([5, 5, 5, 10]).p_value < 1


def test_two_changes_are_both_found_and_none_where_there_is_none():
    assert changepoints([20] * 6 + [2] * 6 + [20] * 6) == [6, 12]
    assert changepoints([5, 4, 6, 5, 5, 4, 6, 5]) == []
    assert mean_breaks([1.0, 1.1, 0.9, 1.0, 1.05, 0.95] * 2, least=0.25) == []


def test_a_bend_needs_seven_points():
    with pytest.raises(WrongUse, match="7 counts or more"):
        joinpoint(range(6), [3, 4, 5, 6, 5, 4])


def test_a_straight_series_has_no_bend():
    counts = np.round(200 * np.exp(-0.08 * np.arange(12)))
    assert joinpoint(range(12), counts).p_value > 0.5


def test_a_series_that_ends_in_a_0_still_has_its_bend():
    # R, segmented 1.6-2 of a Poisson trend, start 1920: 1919.0000004, error 1.57365, deviance 37.132618.
    first = [10, 2, 4, 5, 4, 5, 2, 8, 5, 8, 10, 12, 11, 9, 6, 8, 10, 9, 14, 7]
    counts = [*first, 8, 11, 6, 7, 5, 11, 8, 3, 10, 4, 3, 3, 2, 2, 3, 2, 3, 3, 1, 0]
    found = joinpoint(range(1901, 1941), counts)
    assert found.at == 1919
    assert (found.std_err, found.deviance) == pytest.approx((1.57365, 37.132618), rel=1e-5)
    with pytest.raises(WrongUse, match="no finite solution"):
        joinpoint(range(7), [0, 0, 0, 0, 0, 0, 5])


def test_a_year_of_change_is_named_with_the_years_that_would_do_as_well():
    row = yearly_changepoint(yearly([9, 7, 8, 6, 2, 1, 3, 2])).iloc[0]
    assert (row["year"], row["earliest"], row["latest"]) == (2013, 2012, 2013)
    assert row["value"] == pytest.approx(2 / 7.5)
    assert row["lower"] < row["value"] < row["upper"] < 1
    assert row["p_value"] < 0.05


def test_without_enough_years_or_events_there_is_a_note_and_no_year():
    few = yearly_changepoint(yearly([3, 4])).iloc[0]
    assert np.isnan(few["year"]) and few["note"] == "no change looked for in under 3 years"
    none = yearly_changepoint(yearly([0, 0, 0])).iloc[0]
    assert none["note"] == "no events"
    assert yearly_joinpoint(yearly([3] * 6)).iloc[0]["note"] == "no change looked for in under 7 years"


def test_deaths_are_refused():
    with pytest.raises(WrongUse, match="deaths come in clusters"):
        yearly_changepoint(yearly([3, 4, 5], events="deaths"))


def test_a_bend_is_found_and_its_change_since_given():
    row = yearly_joinpoint(yearly([10, 14, 19, 27, 38, 30, 24, 19, 15, 12])).iloc[0]
    assert row["year"] == 2014
    assert row["change_before"] > 0.2 and row["value"] < -0.15
