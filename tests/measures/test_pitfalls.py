"""The pitfalls of safety statistics, one test each; many have further tests beside their measure."""

import json
from datetime import date
from fractions import Fraction
from math import isnan

import numpy as np
import pandas as pd
import pytest

from safetystats.claims.checking.agreement import roundings_that_fit
from safetystats.errors import UnlikeWindows, WrongUse
from safetystats.measures.changepoints import changepoint
from safetystats.measures.closure import closed_within, cohort_closure, monthly_flow
from safetystats.measures.control import days_between, t_chart, xmr_chart
from safetystats.measures.counts import count_accidents
from safetystats.measures.dispersion import (
    adjusted_share_funnel,
    count_overdispersion,
    share_heterogeneity,
    share_overdispersion,
)
from safetystats.measures.exact import change_p_value
from safetystats.measures.funnel import funnel
from safetystats.measures.intervals import (
    clustered_count_interval,
    count_interval,
    rate_ratio,
    share_funnel,
    share_interval,
)
from safetystats.measures.shares import area_shares, change_split, share_change
from safetystats.measures.shrinkage import shrunk_ratios
from safetystats.measures.slopes import count_slope
from safetystats.measures.suppression import cells_to_hide
from safetystats.measures.survival import cumulative_incidence
from safetystats.measures.trends import compare_windows
from safetystats.periods import Window
from safetystats.schema import Basis

FALLING = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]
THIS, LAST = Window.year(2020), Window.year(2019)
CLOSED = [820, 371, 90, 1241, 601, 1873, 702, 268, 1466, 497, 71, 352, 1010, 41, 2265, 652]
FOUND = [901, 412, 96, 1280, 633, 2045, 758, 301, 1512, 540, 88, 377, 1103, 45, 2410, 690]


def hazards_of(*rows):
    """Found, closed (or None), how it ended."""
    table = pd.DataFrame(rows, columns=["found_on", "closed_on", "end_type"])
    return table.assign(
        found_on=pd.to_datetime(table["found_on"]),
        closed_on=pd.to_datetime(table["closed_on"]),
        due_on=pd.NaT,
        reopened=False,
        listed=True,
    )


def test_pitfall_01_a_partial_year_is_taken_by_its_days():
    # R glm with offset log(days/365.25): -0.0698; without it -0.0792.
    counts, days = [*FALLING, 24], [365.25] * 10 + [273]
    years = range(2015, 2026)
    assert count_slope(years, counts, exposure=days).slope == pytest.approx(-0.06978295)
    assert count_slope(years, counts).slope == pytest.approx(-0.07923712)


def test_pitfall_02_the_same_period_is_that_of_the_calendar():
    this = Window.year_to_date(date(2024, 9, 30))
    assert (this.days, this.years_before().days) == (274, 273)
    assert Window.year_to_date(date(2024, 2, 29)).years_before().end == date(2023, 2, 28)


def test_pitfall_03_small_counts_carry_wide_limits_and_a_mark(accidents_of, fatal):
    ratio = rate_ratio(3, 1, 7, 1)
    assert (ratio.lower, ratio.upper) == pytest.approx((0.0715, 1.8773), abs=5e-4)
    seven_of_ten = share_interval(7, 10)
    assert (seven_of_ten.lower, seven_of_ten.upper) == pytest.approx((0.40, 0.89), abs=0.005)
    assert count_interval(0).upper == pytest.approx(3.6889, abs=5e-5)
    counts = count_accidents(accidents_of(("2020-03-01", "west", 9)), windows=[THIS], basis=fatal)
    assert counts["small"].all()


def test_pitfall_04_from_zero_there_is_a_difference_and_no_percent(accidents_of, fatal):
    row = compare_windows(accidents_of(("2020-03-01", "west", 2)), this=THIS, other=LAST, basis=fatal).iloc[0]
    assert isnan(row["value"])
    assert (row["difference"], row["note"]) == (2, "base zero")


def test_pitfall_05_an_area_is_held_against_the_rest_of_its_city():
    against_rest = rate_ratio(15, 60.2, 80 - 15, 423.5 - 60.2).value
    against_whole = rate_ratio(15, 60.2, 80, 423.5).value
    assert (against_rest, against_whole) == pytest.approx((1.3927, 1.3190), abs=5e-5)


def test_pitfall_06_a_share_that_moves_because_others_moved_is_split(accidents_of, fatal):
    # 3 of 50, then 3 of 37: two points more with no local change.
    then, now = Window.year(2018), Window.year(2019)
    accidents = accidents_of(
        ("2018-03-01", "west", 3),
        ("2018-03-01", "rest", 47),
        ("2019-03-01", "west", 3),
        ("2019-03-01", "rest", 34),
    )
    change = share_change(accidents, area="west", this=now, other=then, basis=fatal)
    split = change_split(change).set_index("source")["value"]
    assert split["own"] == pytest.approx(0)
    assert split["rest"] == pytest.approx(3 / 37 - 3 / 50)


def test_pitfall_07_a_share_names_its_basis(accidents_of):
    roads = accidents_of(("2020-03-01", "west", 73), category="道路运输")
    works = accidents_of(("2020-03-01", "west", 3), ("2020-03-01", "rest", 44))
    accidents = pd.concat([works, roads.assign(area="rest")], ignore_index=True)
    narrow, wide = Basis("no_road", "", "", ("工矿商贸",)), Basis("all", "", "", ())
    found = [
        area_shares(accidents, windows=[THIS], basis=basis, areas=["west"]).set_index("area").loc["west"]
        for basis in (narrow, wide)
    ]
    assert [row["value"] for row in found] == pytest.approx([3 / 47, 3 / 120])
    assert [row["basis"] for row in found] == ["no_road", "all"]
    with pytest.raises(TypeError, match="basis"):
        area_shares(accidents, windows=[THIS], areas=["west"])


def test_pitfall_08_deaths_come_in_clusters(accidents_of, fatal):
    clustered, plain = clustered_count_interval(13, 8 + 4 + 9), count_interval(13)
    assert clustered.lower < plain.lower and clustered.upper > plain.upper
    accidents = accidents_of(
        ("2020-03-01", "west", 8, 1), ("2020-03-02", "west", 1, 2), ("2020-03-03", "west", 1, 3)
    )
    row = count_accidents(accidents, windows=[THIS], basis=fatal, events="deaths").iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((clustered.lower, clustered.upper))


def test_pitfall_09_the_cohort_and_the_period_are_two_figures():
    hazards = hazards_of(
        ("2019-12-01", "2020-01-10", "closed"),
        ("2019-12-02", "2020-01-11", "closed"),
        ("2020-01-05", None, "open"),
    )
    january = {"window": Window.month(2020, 1), "as_of": date(2020, 1, 31)}
    assert cohort_closure(hazards, **january)["value"].iloc[0] == 0
    flow = monthly_flow(hazards, **january).iloc[0]
    assert (flow["value"], flow["stock_start"], flow["stock"]) == (2, 2, 1)


def test_pitfall_10_hazards_still_open_are_followed_and_thin_curves_stop():
    closed = [(f"2020-01-{day:02}", f"2020-01-{day + 2:02}", "closed") for day in range(1, 7)]
    still_open = [("2020-01-01", None, "open")] * 6
    within = closed_within(
        hazards_of(*closed, *still_open),
        window=Window.month(2020, 1),
        as_of=date(2020, 1, 31),
        within=(5, 40),
    ).set_index("within_days")
    assert within.loc[5, "value"] == pytest.approx(0.5)
    assert isnan(within.loc[40, "value"]) and "at risk" in within.loc[40, "note"]


def test_pitfall_11_void_hazards_are_neither_closed_nor_open():
    days, ends = [1, 2, 3, 4], np.array(["closed", "void", "closed", "open"])
    rival = cumulative_incidence(days, ends)["value"].iloc[-1]
    as_open = cumulative_incidence(days, np.where(ends == "void", "open", ends))["value"].iloc[-1]
    as_closed = cumulative_incidence(days, np.where(ends == "void", "closed", ends))["value"].iloc[-1]
    assert rival == pytest.approx(0.5)
    assert as_open == pytest.approx(0.625) and as_closed == pytest.approx(0.75)


def test_pitfall_12_a_hazard_closed_on_the_day_it_was_found_counts():
    curve = cumulative_incidence([0, 0, 5], ["closed", "closed", "open"])
    assert curve.loc[curve["days"] == 0, "value"].iloc[0] == pytest.approx(2 / 3)


def test_pitfall_13_seventeen_areas_of_chance_are_not_called_out(accidents_of, fatal):
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(8):
        numbers = rng.poisson(12, 17)
        accidents = accidents_of(*[("2020-03-01", f"area {i:02}", n) for i, n in enumerate(numbers)])
        counts = count_accidents(accidents, windows=[THIS], basis=fatal)
        table = funnel(counts, {f"area {i:02}": 1.0 for i in range(17)})
        called += int((table["outside"] != "").sum())
        assert set(table["family"]) == {17}
        assert (table["p_holm"] >= table["p_bh"] - 1e-12).all()
    # 136 areas at 0.2 % on each side and less: hardly one.
    assert called <= 2


def test_pitfall_14_overdispersed_areas_are_judged_by_wider_limits():
    # FunnelPlotR: phi 5.04; plain limits flag 8 of 16 at 95 %, adjusted ones 3; at 99.8 % 4 and 0.
    share, total = np.array(CLOSED) / FOUND, np.array(FOUND)
    centre = sum(CLOSED) / sum(FOUND)
    spread = share_overdispersion(CLOSED, FOUND)
    assert share_heterogeneity(CLOSED, FOUND).p_value < 0.001
    assert spread.phi == pytest.approx(5.038, abs=5e-4)

    def outside(funnel_limits):
        return int(((share < funnel_limits.lower) | (share > funnel_limits.upper)).sum())

    flagged = [
        (
            outside(share_funnel(centre, total, method="normal", level=level)),
            outside(adjusted_share_funnel(centre, total, spread.tau2, level=level)),
        )
        for level in (0.95, 0.998)
    ]
    assert flagged == [(8, 3), (4, 0)]


def test_pitfall_14_underdispersed_areas_have_no_variance_of_their_own():
    observed, expected = [10, 11, 9, 10, 10], [10, 10, 10, 10, 10]
    assert count_overdispersion(observed, expected).tau2 == 0
    shrunk = shrunk_ratios(observed, expected)
    assert shrunk.variance == 0
    assert shrunk.value == pytest.approx([1] * 5)


def test_pitfall_15_a_smooth_series_is_not_called_more_certain_than_chance_allows():
    plain = count_slope(range(10), FALLING)
    quasi = count_slope(range(10), FALLING, model="quasi-poisson")
    assert plain.dispersion < 1
    assert quasi.std_err == pytest.approx(plain.std_err)
    # What R does: .0161 becomes .0056.
    shrunk = count_slope(range(10), FALLING, model="quasi-poisson", least_dispersion=0)
    assert (plain.std_err, shrunk.std_err) == pytest.approx((0.0161, 0.0056), abs=5e-5)


def test_pitfall_16_one_spike_moves_unscreened_limits():
    months = [7, 5, 9, 6, 8, 4, 11, 7, 6, 10, 5, 40, 6, 3, 7, 5, 4, 6, 8, 2, 5, 4, 6, 3]
    screened, raw = xmr_chart(months), xmr_chart(months, screened=False)
    assert screened.upper < raw.upper
    assert screened.beyond.sum() == 1
    assert screened.lower < 0


def test_pitfall_17_two_accidents_on_a_day_are_one_event_of_a_t_chart():
    days = pd.Series(pd.to_datetime(["2020-01-01", "2020-02-01", "2020-02-01", "2020-03-05"]))
    gaps = days_between(days)
    assert (gaps.between.tolist(), gaps.merged) == ([31, 33], 1)
    with pytest.raises(WrongUse, match="events on one day"):
        t_chart([31, 0, 33])
    with pytest.raises(WrongUse, match="missing"):
        t_chart([31.0, np.nan])


def test_pitfall_18_a_printed_percent_may_be_cut_off_or_rounded():
    # Falls of 8 from 45 are printed as 17.77 % in a bulletin: cut off, not rounded.
    assert roundings_that_fit("17.77", Fraction(800, 45)) == ["truncated"]
    assert "half up" in roundings_that_fit("17.78", Fraction(800, 45))


def test_pitfall_19_rounded_shares_need_not_add_up_though_the_shares_do(accidents_of, fatal):
    accidents = accidents_of(*[("2020-03-01", area, 1) for area in ("east", "west", "north")])
    shares = area_shares(accidents, windows=[THIS], basis=fatal, areas=["east", "west", "north"])
    assert shares["value"].sum() == pytest.approx(1)
    assert (100 * shares["value"]).round(1).sum() == pytest.approx(99.9)


def test_pitfall_20_history_is_as_of_a_day(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 3), ("2020-06-01", "west", 2))
    row = count_accidents(accidents, windows=[THIS], basis=fatal, as_of=date(2020, 4, 1)).iloc[0]
    assert (row["numerator"], row["as_of"], row["days"]) == (3, pd.Timestamp(2020, 4, 1), 92)


def test_pitfall_21_a_break_that_was_searched_for_needs_a_search_aware_test():
    quiet = [4, 6, 3, 5, 8, 4, 2, 3]
    found = changepoint(quiet)
    first = found.first
    naive = rate_ratio(sum(quiet[first:]), 8 - first, sum(quiet[:first]), first).p_value
    assert found.p_value > naive
    assert found.earliest < found.latest


def test_pitfall_22_the_edition_of_a_classic_series_is_pinned(shared):
    # Two editions of the coal disasters differ in 1854/55 and 1941/42; this is that of R's boot.
    records = {r["id"]: r for r in json.loads((shared / "methods_examples.json").read_text("utf-8"))}
    series = records["coal_changepoint_boot"]["inputs"]["series"]
    days = np.floor(records["coal_intervals"]["inputs"]["dates"]).astype(int)
    by_year = np.bincount(days - 1851, minlength=112)
    assert by_year.tolist() == series
    assert sum(series) == 191


def test_pitfall_23_a_two_sided_p_value_names_its_convention():
    names = ("central", "minlike", "blaker", "mid-p")
    found = [change_p_value(3, 45, 9, 60, tails=tails) for tails in names]
    assert found == pytest.approx([0.309, 0.227, 0.227, 0.201], abs=5e-4)


def test_pitfall_24_a_lone_hidden_cell_takes_a_second_one_with_it():
    table = pd.DataFrame({"area": ["a", "b", "c"], "numerator": [2, 9, 30]})
    assert cells_to_hide(table).tolist() == [True, True, False]
    with pytest.raises(WrongUse, match="tells it by its total"):
        cells_to_hide(pd.DataFrame({"area": ["a", "b"], "numerator": [2, 0]}))


def test_a_year_to_date_against_a_full_year_is_refused(accidents_of, fatal):
    part = Window.year_to_date(date(2020, 8, 24))
    with pytest.raises(UnlikeWindows):
        compare_windows(accidents_of(("2020-03-01", "west", 3)), this=part, other=LAST, basis=fatal)
