"""Trends: like windows, days as offset, R's limits, and no trend from noise."""

import json
from datetime import date
from math import isnan

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import RowsRepeated, UnlikeWindows, WrongUse
from safetystats.measures.counts import count_accidents
from safetystats.measures.slopes import negative_binomial_trend
from safetystats.measures.trends import compare_counts, compare_windows, five_year_mean, poisson_trend
from safetystats.periods import Covered, OfArea, Window
from safetystats.schema import RESULT, Basis

THIS, LAST = Window.year(2020), Window.year(2019)
FALLING = [62, 58, 60, 51, 49, 44, 46, 39, 35, 33]


def yearly(figures, *, first=2015, days=365, **columns):
    years = range(first, first + len(figures))
    table = {
        "area": "city",
        "events": "accidents",
        "numerator": figures,
        "squares": figures,
        "basis": "all",
        "window_start": [pd.Timestamp(year, 1, 1) for year in years],
        "window_end": [pd.Timestamp(year, 12, 31) for year in years],
        "days": days,
        "as_of": pd.NaT,
        "note": "",
    }
    return pd.DataFrame({**table, **columns})


# --- one window against another ---------------------------------------------------------------------------


def test_a_result_has_its_keys_first_and_names_the_other_window(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 3), ("2019-03-01", "west", 7))
    row = compare_windows(accidents, this=THIS, other=LAST, basis=fatal)
    extra = ("difference", "p_value", "other_start", "other_end", "other_days", "small")
    assert tuple(row.columns) == ("area", "events", *RESULT, *extra)
    first = row.iloc[0]
    assert (first["numerator"], first["denominator"], first["difference"]) == (3, 7, -4)
    assert (first["days"], first["other_days"], first["small"]) == (366, 365, True)


def test_a_partial_year_against_a_full_one_is_by_the_day_and_says_so(accidents_of, fatal):
    # Pitfall 1. R: poisson.test(c(24, 33), T = c(273, 365)): -2.8 % by the day, not -27 %.
    accidents = accidents_of(("2019-03-01", "west", 24), ("2018-03-01", "west", 33))
    part, full = Window(date(2019, 1, 1), date(2019, 9, 30)), Window.year(2018)
    with pytest.raises(UnlikeWindows):
        compare_windows(accidents, this=part, other=full, basis=fatal)
    row = compare_windows(accidents, this=part, other=full, basis=fatal, unlike_allowed=True).iloc[0]
    found = [100 * (row[name] - 1) for name in ("value", "lower", "upper")]
    assert found == pytest.approx([-2.76390276, -45.0091685, 69.5851187])
    assert (row["p_value"], row["note"]) == (1, "unlike windows: 273 days against 365")


def test_the_same_dates_of_a_leap_year_are_alike_and_both_day_counts_are_there(accidents_of, fatal):
    # Pitfall 2.
    this = Window.year_to_date(date(2020, 9, 30))
    accidents = accidents_of(("2020-09-30", "west", 3), ("2019-09-30", "west", 4), ("2019-10-01", "west", 2))
    row = compare_windows(accidents, this=this, other=this.years_before(), basis=fatal).iloc[0]
    assert row[["numerator", "denominator", "days", "other_days"]].tolist() == [3, 4, 274, 273]
    assert row["value"] == pytest.approx(3 / 274 / (4 / 273))


def test_from_zero_the_difference_is_given_and_no_percent(accidents_of, fatal):
    # Pitfall 4: +100 % from zero is not a number.
    accidents = accidents_of(("2020-03-01", "west", 2))
    row = compare_windows(accidents, this=THIS, other=LAST, basis=fatal).iloc[0]
    assert (row["difference"], row["note"]) == (2, "base zero")
    assert row[["value", "lower", "upper"]].isna().all()
    assert row["p_value"] == pytest.approx(0.5, abs=0.01)


def test_zero_after_some_is_a_ratio_of_0_with_an_upper_limit(accidents_of, fatal):
    accidents = accidents_of(("2019-03-01", "west", 3))
    row = compare_windows(
        accidents, this=Window.year(2018), other=LAST, basis=fatal, levels={"area": ["west", "east"]}
    ).set_index("area")
    # By hand: the upper limit of 0 in 3 is p = 1 - 0.025^(1/3), and the ratio p / (1 - p).
    assert row.loc["west", ["value", "lower"]].tolist() == [0, 0]
    assert row.loc["west", "upper"] == pytest.approx((1 - 0.025 ** (1 / 3)) / 0.025 ** (1 / 3))
    assert (row.loc["east", "note"], row.loc["east", "difference"]) == ("base zero", 0)
    assert isnan(row.loc["east", "p_value"])


def test_the_city_holds_the_events_of_unknown_area(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", None, 2), ("2020-03-01", "west", 1), ("2019-03-01", "west", 4))
    row = compare_windows(accidents, this=THIS, other=LAST, basis=fatal, by=()).iloc[0]
    assert (row["numerator"], row["denominator"]) == (3, 4)


def test_deaths_in_pairs_are_compared_like_the_accidents_they_came_in(accidents_of, fatal):
    # Pitfall 8.
    accidents = accidents_of(("2020-03-01", "west", 3, 2), ("2019-03-01", "west", 7, 2))
    deaths, pairs = (
        compare_windows(accidents, this=THIS, other=LAST, basis=fatal, events=events).iloc[0]
        for events in ("deaths", "accidents")
    )
    assert (deaths["numerator"], deaths["difference"]) == (6, -8)
    limits = ["value", "lower", "upper", "p_value"]
    assert deaths[limits].tolist() == pytest.approx(pairs[limits].tolist())


def test_a_change_from_a_year_that_was_not_published_is_missing():
    counts = yearly([None, 32], first=2013).astype({"numerator": "Int64", "squares": "Int64"})
    row = compare_counts(counts, this=Window.year(2014), other=Window.year(2013)).iloc[0]
    assert row[["value", "lower", "p_value", "difference"]].isna().all()
    assert row["note"] == ""


def test_published_deaths_have_a_ratio_but_nothing_to_judge_it_by():
    # Pitfall 8: 16 and 32 building deaths in Beijing, 2013 and 2014, would pass for p = 0.03.
    counts = yearly([16, 32], first=2013, events="deaths", squares=pd.array([None, None], dtype="Int64"))
    row = compare_counts(counts, this=Window.year(2014), other=Window.year(2013)).iloc[0]
    assert (row["value"], row["difference"]) == (2, 16)
    assert row[["lower", "upper", "p_value"]].isna().all()


@pytest.mark.parametrize(("now", "before", "small"), [(10, 10, False), (9, 10, True), (10, 9, True)])
def test_a_comparison_is_small_where_either_window_has_fewer_than_ten(
    accidents_of, fatal, now, before, small
):
    accidents = accidents_of(("2020-03-01", "west", now), ("2019-03-01", "west", before))
    assert compare_windows(accidents, this=THIS, other=LAST, basis=fatal)["small"].item() == small


def test_windows_that_are_not_among_the_counts_are_refused_by_name(accidents_of, fatal):
    counts = count_accidents(accidents_of(("2020-03-01", "west", 3)), windows=[THIS], basis=fatal)
    with pytest.raises(WrongUse, match=r"no row for 2019-01-01/2019-12-31. They hold 2020-01-01/2020-12-31"):
        compare_counts(counts, this=THIS, other=LAST)
    with pytest.raises(WrongUse, match="overlap"):
        compare_counts(counts, this=THIS, other=THIS)


# --- the mean of earlier years ----------------------------------------------------------------------------


def test_the_mean_takes_the_years_there_are_and_names_how_many(accidents_of, fatal):
    accidents = accidents_of(
        ("2017-03-01", "west", 9),
        ("2018-03-01", "west", 5),
        ("2019-03-01", "west", 2),
        ("2020-03-01", "west", 3),
    )
    window = Window.year_to_date(date(2020, 8, 24))
    row = five_year_mean(
        accidents, window=window, covered=Window(date(2018, 1, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert (row["mean"], row["years"], row["denominator"], row["difference"]) == (3.5, 2, 7, -0.5)
    assert (row["note"], row["other_days"]) == ("mean of 2 years: 2018-2019", 472)
    assert row["value"] == pytest.approx(3 / 237 / (7 / 472))


def test_a_mean_is_not_judged_by_where_an_earlier_year_lacks_an_area(accidents_of, fatal):
    accidents = accidents_of(("2019-03-01", "west", 4), ("2020-03-01", "west", 3))
    lacking = (OfArea("east", Window.month(2019, 5)),)
    covered = Covered(LAST.start, THIS.end, of_areas=lacking)
    row = five_year_mean(accidents, window=THIS, covered=covered, basis=fatal, by=()).iloc[0]
    assert (row["mean"], row["difference"]) == (4, -1)
    assert isnan(row["lower"]) and isnan(row["upper"])


def test_five_earlier_years_are_the_most(accidents_of, fatal):
    accidents = accidents_of(*[(f"{year}-03-01", "west", 1) for year in range(2010, 2021)])
    row = five_year_mean(
        accidents, window=THIS, covered=Window(date(2010, 1, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert (row["years"], row["denominator"], row["other_start"]) == (5, 5, pd.Timestamp("2015-01-01"))


def test_without_an_earlier_year_there_is_no_mean_and_the_note_says_so(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 3))
    row = five_year_mean(
        accidents, window=THIS, covered=Window(date(2019, 6, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert (row["numerator"], row["years"], row["note"]) == (3, 0, "no earlier year in the ledger")
    assert pd.isna(row["denominator"]) and isnan(row["mean"]) and isnan(row["value"])


def test_years_of_which_nothing_is_known_are_no_years_without_accidents(accidents_of, fatal):
    accidents = accidents_of(("2019-03-01", "west", 3), ("2020-03-01", "west", 1))
    unstated = accidents.assign(deaths=pd.array([None] * len(accidents), "Int64"))
    row = five_year_mean(
        unstated, window=THIS, covered=Window(date(2018, 1, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert pd.isna(row[["numerator", "denominator", "mean", "value"]]).all()


# --- the trend over years ---------------------------------------------------------------------------------


def test_a_trend_agrees_with_glm_and_confint_in_r():
    # R 4.2.2 glm(family = poisson), Wald and MASS confint, which interpolates the profile, so it is right
    # to five digits only: at its limits the deviance has risen by 3.84152 and 3.84143, not by 3.84146.
    profile = poisson_trend(yearly(FALLING)).iloc[0]
    wald = poisson_trend(yearly(FALLING), limits="wald").iloc[0]
    found = [100 * profile[name] for name in ("value", "lower", "upper")]
    assert found == pytest.approx([-6.76737965603, -9.6819638, -3.7811744], rel=5e-6)
    assert [100 * wald["lower"], 100 * wald["upper"]] == pytest.approx([-9.67023898114, -3.77123333263])
    assert wald["p_value"] == pytest.approx(1.41207537626e-05)
    assert (profile["method"], wald["method"]) == ("poisson, profile likelihood", "poisson, Wald")
    assert tuple(poisson_trend(yearly(FALLING)).columns[:4]) == ("area", "events", "numerator", "denominator")


def test_a_partial_year_enters_by_its_days():
    # Pitfall 1. R: glm with offset log(days/365.25), -6.74 %; without offset the slope is -0.0792. Days x 4.
    last = pd.Timestamp(2025, 9, 30)
    counts = yearly([*FALLING, 24], days=[1461] * 10 + [1092])
    counts.loc[10, "window_end"] = last
    row = poisson_trend(counts, limits="wald").iloc[0]
    found = [100 * row[name] for name in ("value", "lower", "upper")]
    assert found == pytest.approx([-6.74037823777, -9.37494351933, -4.02922338493])
    assert row["note"] == "partial years, taken per day: 2025 (273 days)"
    assert row["window_end"] == last


@pytest.mark.parametrize("squares", [FALLING, [float("nan")] * 10])
def test_a_dispersion_below_one_never_narrows_the_limits(squares):
    # Pitfall 15. R: quasipoisson would give 0.122 and a standard error of 0.0056 in place of 0.0161.
    row = poisson_trend(yearly(FALLING, squares=squares), limits="wald").iloc[0]
    assert row["dispersion"] < 0.2
    assert row["method"] == "poisson, Wald"
    assert row["upper"] == pytest.approx(-0.0377123333263)


def test_a_dispersion_above_one_widens_the_limits_as_quasi_poisson():
    # MASS example: slope -0.0791479933, se 0.0162783369, dispersion 5.28641279; t with 8 df is 2.306004.
    row = poisson_trend(yearly([62, 41, 75, 50, 66, 30, 58, 25, 44, 21]), limits="wald").iloc[0]
    half = 2.306004135 * 0.0162783369504168 * 5.28641278816983**0.5
    slope = -0.0791479933249736
    assert row["dispersion"] == pytest.approx(5.28641278816983)
    expected = pd.Series([slope, slope - half, slope + half]).map(lambda b: 2.718281828459045**b - 1)
    assert row[["value", "lower", "upper"]].tolist() == pytest.approx(expected.tolist())
    assert row["method"] == "quasi-poisson, Wald"


def test_a_sparse_series_has_the_exact_trend_test():
    # R, by convolution: 0.0051593923475, twice the smaller tail.
    row = poisson_trend(yearly([4, 2, 3, 1, 2, 0, 1, 0, 1, 0])).iloc[0]
    assert row["p_exact"] == pytest.approx(0.0051593923475)
    assert isnan(poisson_trend(yearly(FALLING))["p_exact"].item())


@pytest.mark.parametrize(
    ("figures", "note"),
    [
        ([5, 3], "no trend from under three years"),
        ([0, 0, 0], "no events"),
        ([0, 0, 4], "no finite trend: all events in the first or the last window"),
        ([4, 0, 0], "no finite trend: all events in the first or the last window"),
    ],
)
def test_what_shows_no_trend_is_missing_and_says_why(figures, note):
    row = poisson_trend(yearly(figures)).iloc[0]
    assert row[["value", "lower", "upper", "p_value"]].isna().all()
    assert row["note"] == note


def test_a_year_that_was_not_published_is_left_out():
    counts = yearly([62, 58, None, 51, 49]).astype({"numerator": "Int64", "squares": "Int64"})
    row = poisson_trend(counts).iloc[0]
    assert (row["years"], row["numerator"]) == (4, 220)
    assert not isnan(row["value"])


def test_persons_who_die_together_widen_a_trend():
    # Each accident with two deaths: the limits are no narrower than for the accidents.
    single = yearly([4, 2, 3, 1, 2, 2])
    deaths = yearly([8, 4, 6, 2, 4, 4], squares=[16, 8, 12, 4, 8, 8], events="deaths")
    one, two = (poisson_trend(counts, limits="wald").iloc[0] for counts in (single, deaths))
    assert two["value"] == pytest.approx(one["value"])
    assert two["lower"] <= one["lower"] and one["upper"] <= two["upper"]
    assert two["method"].startswith("quasi-poisson")
    assert isnan(two["p_exact"]) and not isnan(one["p_exact"])


def test_each_key_has_its_own_trend(accidents_of, fatal):
    accidents = accidents_of(*[(f"{year}-03-01", "west", year - 2010) for year in range(2015, 2020)])
    counts = count_accidents(
        accidents,
        windows=[Window.year(year) for year in range(2015, 2020)],
        basis=fatal,
        levels={"area": ["east", "west"]},
    )
    trends = poisson_trend(counts).set_index("area")
    assert isnan(trends.loc["east", "value"]) and trends.loc["west", "value"] > 0
    assert trends.loc["west", "days"] == 365 * 4 + 366


def test_months_give_the_change_a_year(accidents_of, fatal):
    # One accident a month in the first year, two in the second, four in the third. By statsmodels 0.15 GLM of
    # the month's number with offset log(days), exp(12 slope) - 1 is 0.8206330392.
    accidents = accidents_of(
        *[
            (f"{year}-{month:02}-10", "west", 2 ** (year - 2017))
            for year in (2017, 2018, 2019)
            for month in range(1, 13)
        ]
    )
    windows = Window(date(2017, 1, 1), date(2019, 12, 31)).by_month()
    counts = count_accidents(accidents, windows=windows, basis=fatal)
    row = poisson_trend(counts).iloc[0]
    assert (row["years"], row["numerator"], row["days"]) == (3, 84, 1095)
    assert row["value"] == pytest.approx(0.8206330392)
    assert row["note"] == "seasons not modelled"


def test_windows_that_make_no_yearly_series_are_refused():
    counts = yearly(FALLING)
    over_new_year = counts.assign(window_end=counts["window_end"] + pd.Timedelta(days=1))
    with pytest.raises(WrongUse, match="one calendar year"):
        poisson_trend(over_new_year)
    with pytest.raises(RowsRepeated):
        poisson_trend(pd.concat([counts, counts]))
    with pytest.raises(WrongUse, match="Unknown kind of limits 'score'"):
        poisson_trend(counts, limits="score")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=9))
def test_limits_hold_the_trend_and_agree_with_the_p_value(figures):
    row = poisson_trend(yearly(figures)).iloc[0]
    if not isnan(row["value"]):
        assert row["lower"] <= row["value"] <= row["upper"]
        if abs(row["p_value"] - 0.05) > 1e-6:
            assert (not row["lower"] <= 0 <= row["upper"]) == (row["p_value"] < 0.05)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=9))
def test_a_series_turned_round_has_the_opposite_trend(figures):
    ahead, back = (poisson_trend(yearly(order)).iloc[0] for order in (figures, figures[::-1]))
    if not isnan(ahead["value"]):
        assert (1 + ahead["value"]) * (1 + back["value"]) == pytest.approx(1)
        assert ahead["p_value"] == pytest.approx(back["p_value"], abs=1e-9)


# --- worked examples beside the checkout ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["trend_poisson_counts", "trend_exact_conditional"])
def test_worked_examples_of_other_software_come_out(name, shared):
    records = json.loads((shared / "methods_examples.json").read_text(encoding="utf-8"))
    record = next(r for r in records if r["id"] == name)
    row = poisson_trend(yearly(record["inputs"]["count"]), limits="wald").iloc[0]
    got = {
        "annual_pct_change": 100 * row["value"],
        "apc_lower_wald": 100 * row["lower"],
        "apc_upper_wald": 100 * row["upper"],
        "p_two_sided_doubled": row["p_exact"],
    }
    compared = [key for key in record["expected"] if key in got]
    assert compared
    for key in compared:
        assert got[key] == pytest.approx(record["expected"][key], **record["tolerance"]), key


def test_what_the_earlier_years_leave_out_is_told_of_their_mean(accidents_of):
    unknown = [accidents_of((f"{year}-02-01", "west", 1), category="unknown") for year in (2018, 2019, 2019)]
    ledger = pd.concat([accidents_of(("2020-02-01", "west", 1)), *unknown], ignore_index=True)
    (row,) = five_year_mean(
        ledger,
        window=Window.year(2020),
        covered=Window(date(2018, 1, 1), date(2020, 12, 31)),
        basis=Basis("industrial", "", "", ("工矿商贸",)),
    ).to_dict("records")
    assert row["mean"] == 0
    # One in 2018, two in 2019.
    assert "compared: at least: 3 accidents of unknown category left out" in row["note"]


def test_a_window_that_lacks_months_is_counted_and_not_judged(accidents_of, fatal):
    ledger = accidents_of(("2020-02-01", "west", 20), ("2019-02-01", "west", 30), ("2018-02-01", "west", 40))
    covered = Covered(date(2018, 1, 1), date(2020, 12, 31), (Window.month(2020, 5),))
    why = "at least: the ledger has no entry from 2020-05-01 to 2020-05-31"
    years = [Window.year(2020), Window.year(2019)]
    (row,) = compare_windows(ledger, this=years[0], other=years[1], basis=fatal, covered=covered).to_dict(
        "records"
    )
    assert (row["numerator"], row["denominator"], row["note"]) == (20, 30, why)
    assert pd.isna([row[name] for name in ("lower", "upper", "p_value")]).all()
    # The mean of earlier years leaves such a year out.
    covered = Covered(date(2018, 1, 1), date(2020, 12, 31), (Window.month(2019, 5),))
    (mean,) = five_year_mean(ledger, window=years[0], covered=covered, basis=fatal).to_dict("records")
    assert (mean["mean"], mean["years"]) == (40, 1)
    # Two years are no trend.
    counts = count_accidents(ledger, windows=[*years, Window.year(2018)], basis=fatal, covered=covered)
    assert poisson_trend(counts)["years"].tolist() == [2]
    assert negative_binomial_trend(counts)["years"].tolist() == [2]


def test_a_window_of_which_the_ledger_covers_but_a_part_is_not_judged(accidents_of, fatal):
    ledger = accidents_of(("2020-02-01", "west", 20), ("2019-02-01", "west", 30))
    covered = Window(date(2019, 1, 1), date(2020, 6, 30))
    (row,) = compare_windows(
        ledger, this=Window.year(2020), other=Window.year(2019), basis=fatal, covered=covered
    ).to_dict("records")
    assert (row["numerator"], row["note"]) == (20, "at least: the ledger ends on 2020-06-30")
    assert pd.isna([row[name] for name in ("lower", "upper", "p_value")]).all()


def test_a_window_before_the_ledger_begins_is_not_compared(accidents_of, fatal):
    this, other = Window.year(2020), Window.year(2019)
    ledger = accidents_of(("2020-02-01", "west", 20))
    (row,) = compare_windows(
        ledger, this=this, other=other, basis=fatal, covered=Window(date(2020, 1, 1), date(2020, 12, 31))
    ).to_dict("records")
    assert row["numerator"] == 20
    assert pd.isna([row[name] for name in ("denominator", "value", "lower", "p_value", "difference")]).all()
    assert row["note"] == "compared: the ledger begins on 2020-01-01"
