"""Charts, run rules and alarms by hand, and their frames."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import UnknownName, WrongUse
from safetystats.measures.alarms import (
    cusum,
    early_warning,
    ears_bound,
    farrington_bound,
    poisson_cusum,
)
from safetystats.measures.control import (
    count_chart,
    gap_chart,
    mr_chart,
    p_prime_chart,
    share_chart,
    t_chart,
    u_chart,
    u_prime_chart,
    xmr_chart,
)
from safetystats.measures.counts import count_accidents
from safetystats.measures.run_rules import anhoej_runs, nhs_signals, special_causes
from safetystats.periods import Covered, Window


def monthly(figures, first="2018-01-01", **columns):
    starts = pd.date_range(first, periods=len(figures), freq="MS")
    table = {
        "events": "accidents",
        "numerator": figures,
        "denominator": None,
        "basis": "all",
        "window_start": starts,
        "window_end": starts + pd.offsets.MonthEnd(),
        "days": starts.days_in_month,
        "as_of": pd.NaT,
        "note": "",
    }
    return pd.DataFrame({**table, **columns})


def test_nhs_rules_mark_every_point_of_a_pattern_by_name():
    flat = nhs_signals([6, 6, 6, 6, 6, 6, 6, 1], 5, 0, 10)
    assert flat == ["7 on one side"] * 7 + [""]
    rising = nhs_signals([1, 2, 3, 4, 6, 7, 8, 5], 5, -10, 20)
    assert rising == ["7 rising"] * 7 + [""]
    near = nhs_signals([5, 10, 6, 10, 5], 5.5, 0, 11)
    assert near == ["", "2 of 3 near a limit", "", "2 of 3 near a limit", ""]


def test_six_in_a_row_are_no_shift():
    assert set(nhs_signals([6] * 6 + [4], 5, 0, 10)) == {""}


def test_a_point_beyond_a_limit_is_not_near_it():
    # NHSRplotthedots 0.2.2: close to the limits are those not outside them.
    assert nhs_signals([5, 12, 6, 10, 5], 5.5, 0, 11) == ["", "beyond limits", "", "", ""]


def test_special_causes_are_those_of_nhsrplotthedots():
    # By the order of its ptd_special_cause_type: limits, trend, two in three, seven on a side.
    found = special_causes([6, 6, 6, 10, 9.5, 6, 6, 12], 5, 0, 11)
    sevens, near = ["7 Points Above CL"], ["2 in 3 Above CL"]
    assert found.cause == [*sevens * 3, *near * 2, *sevens * 2, "Above UCL"]
    assert set(found.point) == {"special_cause_concern"}
    found = special_causes([4, 4, 1, 5, 1, 4, -1], 5, 0, 10, better="higher")
    assert found.cause == ["Common Cause"] * 6 + ["Below LCL"]
    assert found.point == ["common_cause"] * 6 + ["special_cause_concern"]


def test_a_point_at_which_two_trends_meet_belongs_to_the_second():
    # Seven rising to the peak, seven falling from it: sdy of NHSRplotthedots takes the step to the right.
    found = special_causes([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], 4, -10, 20, better="neither")
    assert found.cause == ["7 Point Trend (Increasing)"] * 6 + ["7 Point Trend (Decreasing)"] * 7
    assert found.point == ["special_cause_neutral_high"] * 6 + ["special_cause_neutral_low"] * 7


@pytest.mark.parametrize("value", [0.1, 0.3, 5, 7.7, 12, 1 / 3])
def test_a_series_that_never_moves_lies_on_its_lines(value):
    same = [value] * 9
    for chart in (
        xmr_chart(same),
        mr_chart(same),
        t_chart(same),
        u_chart(same, [3] * 9),
        u_prime_chart(same, [3] * 9),
        p_prime_chart([3] * 9, [7] * 9),
    ):
        assert not chart.beyond.any()
    chart = xmr_chart(same)
    assert set(nhs_signals(same, chart.centre, chart.lower, chart.upper)) == {""}
    assert anhoej_runs(same, float(np.mean(same))).useful == 0


def test_points_on_the_centre_are_no_use_to_runs():
    assert anhoej_runs([5, 5, 5], 5).useful == 0
    assert not anhoej_runs([5, 5, 5], 5).signal


def test_a_chart_below_twelve_points_is_provisional_and_says_so():
    found = count_chart(monthly([5, 6, 4, 5]))
    assert found["provisional"].all()
    assert found["note"].str.contains("under 12 points: limits provisional").all()
    assert not count_chart(monthly([5, 6, 4, 5, 7, 5, 6, 4, 5, 6, 5, 4]))["provisional"].any()


def test_a_month_far_out_is_named_with_its_rule():
    found = count_chart(monthly([5, 6, 4, 5, 7, 5, 6, 4, 5, 6, 5, 30]))
    assert found["signal"].tolist()[-1] == "beyond limits"
    with pytest.raises(UnknownName, match="chart 'z'"):
        count_chart(monthly([1, 2]), chart="z")


def test_a_month_without_an_event_is_not_near_the_limit_that_is_cut_off_at_0():
    # Mean 1, limits 0 and 4: two standard deviations below the mean is -1, which no month can reach.
    found = count_chart(monthly([0, 0, 0, 3, 1, 1, 2, 1, 0, 2, 1, 1]), chart="c")
    assert found["lower_limit"].iloc[0] == 0
    assert set(found["signal"]) == {""}


def test_a_share_of_all_is_not_near_the_limit_that_is_cut_off_at_1():
    shares = monthly([20, 20, 20, 18, 19, 20, 20, 17, 20, 19, 20, 19], denominator=20)
    found = share_chart(shares)
    assert found["upper_limit"].iloc[0] == 1
    assert set(found["signal"]) == {""}


def test_monthly_shares_are_charted_and_months_of_nothing_left_out():
    shares = monthly([80, 84, 0, 95], denominator=[88, 95, 0, 102])
    found = share_chart(shares)
    assert len(found) == 3
    assert found["value"].iloc[0] == pytest.approx(80 / 88)
    assert found["note"].str.contains("1 windows without a figure left out").all()


def test_laney_s_limits_are_those_of_p_where_points_vary_by_chance_alone():
    rng = np.random.default_rng(2)
    whole = np.full(400, 5000)
    chart = p_prime_chart(rng.binomial(whole, 0.9), whole)
    assert chart.upper[0] - chart.centre == pytest.approx(3 * np.sqrt(0.09 / 5000), rel=0.1)


def test_unequal_months_have_unequal_limits():
    chart = u_chart([5, 5], [1, 4])
    assert chart.upper[0] > chart.upper[1]


def test_days_between_accidents_are_charted_with_days_of_several_as_one_event(accidents_of, fatal):
    days = ["2020-01-01", "2020-01-11", "2020-01-11", "2020-02-10", "2020-03-01"]
    found = gap_chart(
        accidents_of(*[(day, "west", 1) for day in days]), window=Window.year(2020), basis=fatal
    )
    assert found["value"].tolist() == [10, 30, 20]
    assert found["numerator"].tolist() == [2, 1, 1]
    assert found["note"].str.contains("1 accidents on days of others").all()


def test_farrington_raises_no_alarm_on_fewer_than_five_events_in_four_months():
    # R, surveillance 1.20.3, farrington(b=3, w=1, alpha=.05, trend=FALSE): bound 0 where it raises none.
    rare = [1, 0, 0, 2] * 14
    assert farrington_bound([*rare, 0, 0, 0, 4]) == (0, 1, False)
    assert farrington_bound([*rare, 0, 1, 0, 4]) == (pytest.approx(3.66549032123, rel=1e-6), 1, True)
    assert farrington_bound([0] * 60) == (0, 0, False)
    assert farrington_bound([*[0] * 57, 0, 0, 4]) == (0, 0, False)
    found = early_warning(monthly([*rare, 0, 0, 0, 4]), method="farrington").iloc[-1]
    assert (found["alarm"], np.isnan(found["bound"])) == (False, True)
    assert found["note"] == "under 5 events in 4 windows: no alarm"


def test_the_fifth_event_in_four_months_is_an_alarm_where_the_season_never_had_one():
    # R, surveillance 1.20.3: an alarm too, above a bound of 0.0035 where its fit of a mean of 0 stops.
    assert farrington_bound([*[0] * 59, 5]) == (0, 0, True)
    assert farrington_bound([*[0] * 57, 2, 2, 1]) == (0, 0, True)
    assert farrington_bound([*[0] * 56, 3, 2, 0, 0]) == (0, 0, False)


def test_an_early_warning_judges_each_month_by_the_seven_before():
    found = early_warning(monthly([6, 4, 8, 6, 7, 5, 9, 14]))
    assert found["alarm"].isna().tolist() == [True] * 7 + [False]
    assert found["alarm"].iloc[-1]
    assert found["note"].iloc[0] == "too little before it"


def test_months_that_lack_sheets_raise_no_alarm_and_are_no_base():
    figures = [6, 4, 0, 8, 6, 7, 5, 9, 14, None]
    lacking = [0, 0, 20, 0, 0, 0, 0, 0, 0, 31]
    found = early_warning(monthly(figures, lacking=lacking))
    # Without the third month the last but one is judged by the seven that are known before it.
    known = early_warning(monthly([6, 4, 8, 6, 7, 5, 9, 14]))
    assert found["alarm"].isna().tolist() == [True] * 8 + [False, True]
    assert found["baseline"].iloc[-2] == pytest.approx(known["baseline"].iloc[-1], rel=0.03)
    whole = [5, 7, 4, 6, 8, 5, 9, 7, 6, 8, 5, 6] * 3 + [5, 20]
    for place, is_judged in ((0, False), (3, True)):
        table = monthly(whole, lacking=[31 if n == place else 0 for n in range(len(whole))])
        judged = early_warning(table, method="farrington")["alarm"].iloc[-1]
        assert pd.notna(judged) == is_judged
    sums = cusum(monthly([12, None, 12], lacking=[0, 28, 0]), usual=72, ratio=4 / 3, limit=9)
    # Two months of 12 over 6: 5.05 each.
    assert sums["statistic"].tolist() == pytest.approx([5.0, np.nan, 10.0], rel=0.05, nan_ok=True)
    assert sums["alarm"].tolist() == [False, pd.NA, True]


def test_farrington_needs_three_years_of_months():
    figures = [5, 7, 4, 6, 8, 5, 9, 7, 6, 8, 5, 6] * 3 + [5, 20]
    found = early_warning(monthly(figures), method="farrington")
    assert found["bound"].notna().sum() == 1
    assert found["alarm"].iloc[-1]


def test_a_cusum_adds_small_excesses_up():
    # k = 2/ln(8/6) = 6.952; 8 a month adds 1.048 each.
    assert poisson_cusum([8, 8, 8], 6, 8).statistic == pytest.approx([1.0479, 2.0958, 3.1436], abs=5e-5)
    reset = poisson_cusum([12, 12], 6, 8, limit=5, reset=True)
    assert reset.signals == [0, 1] and reset.statistic == pytest.approx([5.0479] * 2, abs=5e-5)
    found = cusum(monthly([12, 12, 12]), usual=72, ratio=4 / 3, limit=9)
    assert found["alarm"].tolist() == [False, True, True]


def test_alarms_are_raised_by_accidents_and_need_every_figure():
    with pytest.raises(WrongUse, match="deaths come in clusters"):
        early_warning(monthly([1, 2, 3], events="deaths"))
    with pytest.raises(WrongUse, match="a figure in every window"):
        early_warning(monthly([1, None, 3]))
    with pytest.raises(WrongUse, match="7 counts before"):
        ears_bound([1, 2, 3])


def test_charts_start_from_counted_accidents(accidents_of, fatal):
    accidents = accidents_of(("2020-01-05", "west", 3), ("2020-02-05", "west", 1))
    windows = Window(date(2020, 1, 1), date(2020, 3, 31)).by_month()
    counts = count_accidents(accidents, windows=windows, basis=fatal)
    found = count_chart(counts, chart="c")
    assert found["value"].tolist() == [3, 1, 0]
    assert found["centre"].iloc[0] == pytest.approx(4 / 3)


def test_months_that_lack_sheets_are_no_quiet_time_on_a_chart_of_days_between(accidents_of, fatal):
    days = [f"2020-{month:02}-{day:02}" for month in (1, 4, 5) for day in (3, 13, 23)]
    ledger = accidents_of(*((day, "west", 1) for day in days))
    year, lacking = Window.year(2020), Window.months(2020, 2, 3)
    chart = gap_chart(ledger, window=year, basis=fatal, covered=Covered(year.start, year.end, (lacking,)))
    # 71 days from 23 January to 3 April are left out.
    assert chart["value"].tolist() == [10.0] * 7
    assert chart["note"].str.startswith("the ledger has no entry from 2020-02-01 to 2020-03-31").all()
    assert gap_chart(ledger, window=year, basis=fatal)["value"].max() == 71
    few = accidents_of(("2020-01-23", "west", 1), ("2020-04-03", "west", 1), ("2020-04-13", "west", 1))
    (row,) = gap_chart(
        few, window=year, basis=fatal, covered=Covered(year.start, year.end, (lacking,))
    ).to_dict("records")
    assert row["note"].endswith("the ledger has no entry from 2020-02-01 to 2020-03-31")
