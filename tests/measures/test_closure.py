"""Closure rates, curves and flows: against hand counts, R and the real ledgers."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import ColumnsMissing, WrongUse
from safetystats.measures.closure import (
    closed_within,
    closure_against_target,
    closure_curve,
    closure_median,
    cohort_closure,
    cumulative_incidence,
    days_to_close,
    monthly_flow,
    on_time_closure,
    overdue,
)
from safetystats.measures.survival import days_until, log_rank, restricted_mean
from safetystats.periods import Window
from safetystats.schema import END_TYPES, HAZARD_LEVELS, RESULT

YEAR = Window.year(2020)
END = date(2020, 12, 31)


def hazard(found, closed=None, end_type=None, due=None, reopened=False, listed=True, area="north"):
    return {
        "found_on": found,
        "closed_on": closed,
        "due_on": due,
        "end_type": end_type or ("closed" if closed else "open"),
        "reopened": reopened,
        "listed": listed,
        "area": area,
    }


def ledger(*rows):
    frame = pd.DataFrame(rows, columns=list(hazard("2020-01-01")))
    for column in ("found_on", "closed_on", "due_on"):
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype({"reopened": "boolean", "listed": "boolean", "end_type": "str", "area": "str"})


FEW = ledger(
    hazard("2020-01-01", "2020-01-01", due="2020-01-10"),
    hazard("2020-01-05", "2020-01-20", due="2020-01-10"),
    hazard("2020-01-05", "2020-03-01", due="2020-01-31"),
    hazard("2020-01-07", "2020-01-09", "void"),
    hazard("2020-01-08", "2020-02-10", "transferred", due="2020-01-20", listed=False),
    hazard("2020-01-09", "2020-01-12", reopened=True, due="2020-01-15"),
    hazard("2020-01-31", due="2020-02-15", area="south"),
    hazard("2020-02-16", "2020-02-17", area="south"),
    hazard("2019-12-31", "2020-01-03", due="2020-01-02", area="south"),
)


def states_of(row):
    return tuple(int(row[state]) for state in END_TYPES)


def test_what_happens_after_the_as_of_day_is_not_known_on_it():
    row = cohort_closure(FEW, window=YEAR, as_of=date(2020, 2, 15)).iloc[0]
    # Found to 15 February: seven. Closed by then: two; the one of 1 March and the reopened one are open.
    assert (row["numerator"], row["denominator"]) == (2, 7)
    assert states_of(row) == (2, 1, 1, 3)


def test_closing_on_the_as_of_day_counts():
    one = ledger(hazard("2020-01-01", "2020-02-15 16:30"))
    assert cohort_closure(one, window=YEAR, as_of=date(2020, 2, 15))["value"].item() == 1
    assert cohort_closure(one, window=YEAR, as_of=date(2020, 2, 14))["value"].item() == 0


def test_a_hazard_is_not_overdue_on_its_due_day():
    before, after = (
        cohort_closure(FEW, window=YEAR, as_of=day)["overdue"].item()
        for day in (date(2020, 2, 15), date(2020, 2, 16))
    )
    # The reopened hazard and that of 1 March are past their day; that of 31 January is due on the 15th.
    assert (before, after) == (2, 3)


@pytest.mark.parametrize(
    ("rows", "late", "not_told"),
    [
        # Without a single due day nobody knows whether the open one is late.
        ([hazard("2020-01-01"), hazard("2020-01-02", "2020-01-05", due="2020-01-04")], None, 1),
        ([hazard("2020-01-01"), hazard("2020-01-02", due="2020-01-04")], 1, 1),
        ([hazard("2020-01-02", "2020-01-05")], 0, 0),
    ],
)
def test_overdue_hazards_are_not_counted_where_no_open_one_states_its_due_day(rows, late, not_told):
    closure = cohort_closure(ledger(*rows), window=YEAR, as_of=END).iloc[0]
    assert pd.isna(closure["overdue"]) if late is None else closure["overdue"] == late
    assert closure["no_due_day"] == not_told


def test_a_group_without_hazards_is_a_row_with_a_missing_rate_never_100_percent():
    closure = cohort_closure(
        FEW, window=Window.month(2020, 2), as_of=END, by=["area"], levels={"area": ["south", "west"]}
    )
    assert closure["area"].tolist() == ["south", "west"]
    west = closure.set_index("area").loc["west"]
    assert west["denominator"] == 0
    assert np.isnan(west["value"])


def test_an_area_beside_those_asked_for_keeps_its_row_and_a_missing_one_is_unknown():
    nowhere = FEW.assign(area=FEW["area"].where(FEW["area"] == "north"))
    closure = cohort_closure(nowhere, window=YEAR, as_of=END, by=["area"], levels={"area": ["west"]})
    assert closure["area"].tolist() == ["west", "north", "unknown"]
    assert closure["denominator"].tolist() == [0, 6, 2]


def test_keys_come_first_and_the_agreed_columns_follow_in_order():
    closure = cohort_closure(FEW, window=YEAR, as_of=END, by=["area"])
    assert tuple(closure.columns[:14]) == ("area", *RESULT)
    assert closure.loc[0, ["days", "as_of", "basis"]].tolist() == [366, pd.Timestamp(END), "found"]


def test_a_hazards_grade_is_not_the_level_of_the_limits():
    graded = FEW.assign(level=["重大"] + ["一般"] * (len(FEW) - 1))
    closure = cohort_closure(graded, window=YEAR, as_of=END, by=["level"], levels={"level": HAZARD_LEVELS})
    assert closure["hazard_level"].tolist() == ["一般", "重大"]
    assert closure["denominator"].tolist() == [7, 1]
    assert closure["level"].tolist() == [0.95, 0.95]
    curve = closure_curve(graded, window=YEAR, as_of=END, by=["level"], min_at_risk=1)
    assert set(curve["hazard_level"]) == {"一般", "重大"}


def test_only_listed_hazards_count_where_that_is_asked_and_the_basis_says_so():
    row = cohort_closure(FEW, window=YEAR, as_of=END, listed_only=True).iloc[0]
    assert (row["denominator"], row["transferred"], row["basis"]) == (7, 0, "listed")


def test_a_closed_hazard_without_a_closing_day_counts_and_is_named():
    undated = ledger(hazard("2020-01-01", None, "closed"), hazard("2020-01-01"))
    row = cohort_closure(undated, window=YEAR, as_of=END).iloc[0]
    assert row["value"] == 0.5
    assert row["note"] == "1 closed on no stated day, taken as closed by 2020-12-31"


def test_820_of_901_reach_91_percent_but_chance_would_do(shared):
    records = {r["id"]: r for r in json.loads((shared / "methods_examples.json").read_text("utf-8"))}
    expected = records["prop_target_820_901"]["expected"]
    row = closure_against_target(listed_901(820), target=0.91, window=YEAR, as_of=END).iloc[0]
    assert row["value"] == pytest.approx(expected["estimate"], rel=1e-8)
    assert row["p_value"] == pytest.approx(expected["p_value"], rel=1e-8)
    assert row["lower"] == pytest.approx(expected["lower_95_one_sided"], rel=1e-8)


def listed_901(closed):
    rows = [hazard("2020-01-01", "2020-02-01")] * closed + [hazard("2020-01-01")] * (901 - closed)
    return ledger(*rows)


@pytest.mark.parametrize(("closed", "reached"), [(819, False), (820, True)])
def test_91_percent_of_901_is_reached_from_820_on(closed, reached):
    row = closure_against_target(listed_901(closed), target=0.91, window=YEAR, as_of=END).iloc[0]
    assert row["reached"] == reached
    assert row["p_value"] > 0.5


def test_just_91_of_100_reach_91_percent():
    rows = ledger(*[hazard("2020-01-01", "2020-02-01")] * 91, *[hazard("2020-01-01")] * 9)
    assert closure_against_target(rows, target=0.91, window=YEAR, as_of=END)["reached"].item()


def test_a_target_without_a_hazard_is_neither_reached_nor_missed():
    row = closure_against_target(FEW.iloc[:0], target=0.91, window=YEAR, as_of=END).iloc[0]
    assert row["reached"] is pd.NA
    assert np.isnan(row["p_value"])


def test_a_target_written_as_a_percent_is_refused():
    with pytest.raises(WrongUse, match=r"0\.91"):
        closure_against_target(FEW, target=91, window=YEAR, as_of=END)


def test_on_time_means_closed_by_the_due_day_among_those_due():
    row = on_time_closure(FEW, window=YEAR, as_of=date(2020, 2, 20)).iloc[0]
    # Due by 20 February and neither void nor transferred: five. On time: one. Late: that of 20 January. Open:
    # that of 1 March, the reopened one, that of 31 January. The hazard of 16 February has no due day.
    assert (row["numerator"], row["denominator"]) == (1, 5)
    assert (row["late"], row["open"], row["undated"], row["no_due_day"]) == (1, 3, 0, 1)


def test_closing_on_the_due_day_is_on_time():
    row = on_time_closure(
        ledger(hazard("2020-01-01", "2020-01-10", due="2020-01-10")), window=YEAR, as_of=END
    )
    assert row["value"].item() == 1


def test_what_is_due_on_the_as_of_day_and_open_at_its_end_is_not_on_time():
    row = on_time_closure(
        ledger(hazard("2020-01-01", due="2020-01-10")), window=YEAR, as_of=date(2020, 1, 10)
    )
    assert (row["numerator"].item(), row["denominator"].item()) == (0, 1)


def test_overdue_hazards_show_how_long_they_wait():
    row = overdue(FEW, window=YEAR, as_of=date(2020, 2, 20)).iloc[0]
    # Open: those due 31 January (20 days), 15 January (36 days) and 15 February (5 days).
    assert (row["numerator"], row["denominator"], row["median_days"], row["longest_days"]) == (3, 3, 20, 36)


def test_nothing_overdue_has_no_age():
    row = overdue(FEW.iloc[[0]], window=YEAR, as_of=END).iloc[0]
    assert row["denominator"] == 0
    assert np.isnan(row["longest_days"])


# --- curves


def record(shared, name):
    records = {r["id"]: r for r in json.loads((shared / "methods_examples.json").read_text("utf-8"))}
    return records[name]["inputs"], records[name]["expected"]


# Survival library of R 3.5.3, the vectors of `km_loglog` and `aj_cif`.
TIMES = [2, 3, 3, 5, 7, 8, 8, 10, 12, 15, 15, 18, 20, 25, 30, 30]
CODES = [1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 2, 1, 0, 1, 0, 0]
ENDS = np.array(["open", "closed", "void"])


def at(curve, days):
    return curve.set_index("days").reindex(days, method="ffill")


def test_the_curve_without_other_ends_is_that_of_r_survfit():
    ends = ENDS[[1 if code == 1 else 0 for code in CODES]]
    curve = at(cumulative_incidence(TIMES, ends), [3, 7, 14, 28])
    assert (1 - curve["value"]).tolist() == pytest.approx(
        [0.8125, 0.6875, 0.486111111111111, 0.222222222222222]
    )
    assert curve["std_err"].tolist() == pytest.approx(
        [0.097578093724975, 0.11587810136087, 0.127918392503203, 0.123672650793067]
    )
    assert (1 - curve["upper"]).tolist() == pytest.approx(
        [0.524604310826649, 0.404603278696107, 0.228884087134551, 0.0447721408233038]
    )
    assert (1 - curve["lower"]).tolist() == pytest.approx(
        [0.935352257965829, 0.856279177922122, 0.702678560278252, 0.482724923396489]
    )


def test_the_curve_with_voided_hazards_is_that_of_r_survfit():
    curve = at(cumulative_incidence(TIMES, ENDS[CODES]), [3, 7, 14, 28])
    assert curve["value"].tolist() == pytest.approx([0.1875, 0.3125, 0.513888888888889, 0.74537037037037])
    assert curve["std_err"].tolist() == pytest.approx(
        [0.097578093724975, 0.11587810136087, 0.127918392503203, 0.119744907724722], abs=1e-8
    )


def test_the_ends_of_the_curve_are_those_of_r_survfit():
    # R 4.2.2, survfit(Surv(c(2, 3, 5), c(1, 1, 1)) ~ 1, conf.type = "log-log") at 0, 2, 3 and 5 days.
    curve = cumulative_incidence([2, 3, 5], ["closed"] * 3)
    assert curve["std_err"].tolist() == pytest.approx(
        [0, 0.2721655, 0.2721655, np.nan], nan_ok=True, abs=1e-7
    )
    assert (1 - curve["upper"]).tolist() == pytest.approx(
        [1, 0.054073427, 0.008961628, np.nan], nan_ok=True, abs=1e-8
    )
    assert (1 - curve["lower"]).tolist() == pytest.approx(
        [1, 0.9452064, 0.7741487, np.nan], nan_ok=True, abs=1e-7
    )


# Freireich et al. (1963), Blood 21:699-716, weeks of remission: how many relapsed and were still followed.
# Curve and log-rank test as in Klein and Moeschberger (2003) and Kleinbaum and Klein (2012).
TREATED = {
    "closed": {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1},
    "open": {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1},
}
PLACEBO = {"closed": {1: 2, 2: 2, 3: 1, 4: 2, 5: 2, 8: 4, 11: 2, 12: 2, 15: 1, 17: 1, 22: 1, 23: 1}}


def cells(weeks):
    """Each week and state with how many."""
    return np.array([(week, state, n) for state, held in weeks.items() for week, n in held.items()], object).T


def test_a_published_curve_comes_of_counts_by_day_and_state():
    days, states, held = cells(TREATED)
    curve = at(cumulative_incidence(days, states, counts=held), [6, 7, 10, 13, 16, 22, 23])
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert (1 - curve["value"]).tolist() == pytest.approx(
        [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4
    )
    assert curve["std_err"].tolist() == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5
    )


def test_a_published_comparison_and_mean_come_of_counts():
    (days, states, held), (other_days, other_states, others) = cells(TREATED), cells(PLACEBO)
    test = log_rank(
        [*days, *other_days],
        [*(states == "closed"), *(other_states == "closed")],
        ["treated"] * len(days) + ["placebo"] * len(other_days),
        counts=[*held, *others],
    )
    assert test.chi2 == pytest.approx(16.79, abs=5e-3)
    assert test.observed.tolist() == [21, 9]
    assert test.expected.tolist() == pytest.approx([10.75, 19.25], abs=5e-3)
    mean = restricted_mean(other_days, other_states == "closed", 23, counts=others)
    # All relapsed within 23 weeks: the mean of the 21 durations, 182 weeks together.
    assert mean.value == pytest.approx(182 / 21)


# R 4.2.2, summary(survfit(Surv(c(2, 3, 3, 5, 7, 8, 8, 10), c(1, 1, 1, 1, 1, 1, 0, 1)) ~ 1, conf.type = ...)).
@pytest.mark.parametrize(
    ("limits", "lower", "upper"),
    [
        (
            "log",
            [1, 0.673381936506, 0.365400278682, 0.250048821863, 0.0752813929561],
            [1, 1, 1, 0.999804750679, 0.830218431751],
        ),
        (
            "plain",
            [1, 0.645827696232, 0.289526098053, 0.153524043913, 0],
            [1, 1, 0.960473901947, 0.846475956087, 0.550056979772],
        ),
    ],
)
def test_limits_on_other_scales_are_those_of_r_survfit(limits, lower, upper):
    ends = np.where([1, 1, 1, 1, 1, 1, 0, 1], "closed", "open")
    curve = at(cumulative_incidence([2, 3, 3, 5, 7, 8, 8, 10], ends, limits=limits), [0, 2, 3, 5, 8])
    assert (1 - curve["upper"]).tolist() == pytest.approx(lower)
    assert (1 - curve["lower"]).tolist() == pytest.approx(upper)
    with pytest.raises(WrongUse, match="log-log"):
        cumulative_incidence([2], ["closed"], limits="logit")


# R 4.2.2, quantile(survfit(Surv(days, closed) ~ 1, conf.type = "log-log"), 0.5).
@pytest.mark.parametrize(
    ("days", "closed", "median", "lower"),
    [
        ([1, 2, 3, 4], [1, 1, 1, 1], 2.5, 1),
        ([1, 2, 3, 4], [1, 1, 0, 0], 3.0, 1),
        ([1, 2, 3, 5], [1, 1, 0, 1], 3.5, 1),
        ([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 0, 1, 1, 1], 5.0, 1),
        ([1, 2, 2, 3, 4, 6], [1, 1, 1, 0, 0, 0], 4.0, 1),
        ([3, 5], [1, 1], 4.0, 3),
    ],
)
def test_r_s_median_at_which_the_curve_stays_is_the_middle_of_that_time(days, closed, median, lower):
    ends = np.where(closed, "closed", "open")
    curve = cumulative_incidence(days, ends)
    assert days_until(curve, 0.5, middle_until=max(days)) == median
    assert days_until(curve, 0.5, column="upper", middle_until=max(days)) == lower
    assert np.isnan(days_until(curve, 0.5, column="lower", middle_until=max(days)))


def test_half_of_two_hazards_were_closed_on_the_day_of_the_first_closing():
    hazards = ledger(hazard("2020-01-01", "2020-01-04"), hazard("2020-01-01", "2020-01-06"))
    row = closure_median(hazards, window=YEAR, as_of=date(2020, 3, 1), min_at_risk=1).iloc[0]
    assert (row["value"], row["lower"]) == (3, 3)


def test_hazards_carried_over_enter_late_as_in_r_survfit(shared):
    inputs, expected = record(shared, "km_left_truncated")
    curve = at(
        cumulative_incidence(inputs["time"], ENDS[inputs["event"]], entered=inputs["entry"]), inputs["times"]
    )
    assert curve["at_risk"].tolist() == expected["n_risk"]
    assert (1 - curve["value"]).tolist() == pytest.approx(expected["survival"])
    assert curve["std_err"].tolist() == pytest.approx(expected["std_err_greenwood"], abs=1e-6)
    assert (1 - curve["upper"]).tolist() == pytest.approx(expected["lower"], abs=1e-6)
    assert (1 - curve["lower"]).tolist() == pytest.approx(expected["upper"], abs=1e-6)


def test_the_vectors_above_are_those_of_the_record(shared):
    inputs, _ = record(shared, "aj_cif")
    assert (inputs["time"], inputs["event"]) == (TIMES, CODES)


def test_three_ways_to_say_closed_in_14_days_differ(shared):
    inputs, expected = record(shared, "closure_naive_vs_km")
    start = pd.Timestamp("2020-01-01")
    rows = []
    for days, event in zip(inputs["time"], inputs["event"]):
        # What is still open was found so many days before the as-of day.
        found = start if event else pd.Timestamp("2020-03-01") - pd.Timedelta(days=days)
        rows.append(hazard(found, found + pd.Timedelta(days=days) if event else None))
    hazards, as_of = ledger(*rows), date(2020, 3, 1)
    rate = cohort_closure(hazards, window=YEAR, as_of=as_of)["value"].item()
    row = closed_within(hazards, window=YEAR, as_of=as_of, within=[inputs["days"]]).iloc[0]
    assert rate == pytest.approx(expected["period_rate_all"])
    assert row["numerator"] / row["denominator"] == expected["naive_closed_by_14_over_all"]
    assert row["value"] == pytest.approx(expected["km_closed_by_14"])


@pytest.mark.parametrize("ends_known", [2, 1])
def test_the_curve_is_that_of_statsmodels(ends_known):
    duration = pytest.importorskip("statsmodels.duration.survfunc")
    random = np.random.default_rng(20201104)
    days = random.integers(0, 40, 300)
    codes = random.integers(0, ends_known + 1, 300)
    curve = cumulative_incidence(days, ENDS[codes]).set_index("days")
    if ends_known == 2:
        reference = duration.CumIncidenceRight(days + 1.0, codes)
        share, spread = reference.cinc[0], reference.cinc_se[0]
        times = reference.times - 1
    else:
        reference = duration.SurvfuncRight(days + 1.0, codes)
        share, spread, times = 1 - reference.surv_prob, reference.surv_prob_se, reference.surv_times - 1
    assert curve["value"].reindex(times).to_numpy() == pytest.approx(share, rel=1e-9)
    assert curve["std_err"].reindex(times).to_numpy() == pytest.approx(spread, rel=1e-6)


def test_closing_on_the_day_of_finding_counts_on_day_0():
    curve = closure_curve(FEW, window=YEAR, as_of=date(2020, 2, 15), min_at_risk=1)
    assert curve.loc[0, ["days", "at_risk", "closed"]].tolist() == [0, 7, 1]
    assert curve["value"].iloc[0] == pytest.approx(1 / 7)


def test_void_taken_as_open_overstates_closure():
    options = {"window": YEAR, "as_of": date(2020, 2, 15), "min_at_risk": 1}
    both = [
        closure_curve(FEW, method=m, **options)["value"].iloc[-1] for m in ("aalen-johansen", "kaplan-meier")
    ]
    assert both[0] < both[1]


def test_the_curve_stops_below_five_at_risk():
    rows = [hazard("2020-01-01", f"2020-01-{day:02d}") for day in range(2, 10)]
    curve = closure_curve(ledger(*rows), window=YEAR, as_of=END)
    assert curve["at_risk"].tolist() == [8, 8, 7, 6, 5]
    assert curve["value"].iloc[-1] == pytest.approx(4 / 8)


def test_a_group_too_small_for_a_curve_is_one_row_that_says_so():
    curve = closure_curve(FEW, window=YEAR, as_of=END, by=["area"], levels={"area": ["north", "west"]})
    west = curve[curve["area"] == "west"]
    assert len(west) == 1
    assert np.isnan(west["value"].item())
    assert west["note"].item() == "fewer than 5 at risk"


def test_a_hazard_closed_before_it_was_found_is_left_out_of_the_curve_and_named():
    odd = pd.concat([FEW, ledger(hazard("2020-01-10", "2020-01-08"))], ignore_index=True)
    curve = closure_curve(odd, window=YEAR, as_of=date(2020, 2, 15), min_at_risk=1)
    assert curve["at_risk"].iloc[0] == 7
    assert curve["note"].iloc[0] == "1 that ended on no known day left out"


def test_a_hazard_from_last_year_joins_at_the_age_it_then_has():
    rows = [hazard("2019-12-22", "2020-01-05"), hazard("2019-12-22", "2019-12-30")]
    rows += [hazard("2020-01-01", "2020-01-03")] * 2 + [hazard("2020-01-01")]
    curve = closure_curve(ledger(*rows), window=YEAR, as_of=END, carried_over=True, min_at_risk=1)
    # Ten days old on New Year's Day and closed on day 14: at risk then, not on day 2.
    assert curve[["days", "at_risk"]].to_numpy().tolist() == [[0, 3], [2, 3], [14, 2]]


def test_an_unknown_kind_of_curve_is_refused():
    with pytest.raises(WrongUse, match="aalen-johansen"):
        closure_curve(FEW, window=YEAR, as_of=END, method="actuarial")


def test_the_median_of_the_vectors_above_is_that_of_r_survfit():
    ends = [1 if code == 1 else 0 for code in CODES]
    row = closure_median(followed(TIMES, ends), window=YEAR, as_of=date(2020, 3, 1), min_at_risk=1).iloc[0]
    assert (row["value"], row["lower"], row["upper"]) == (12, 5, 25)


def followed(times, codes):
    as_of = pd.Timestamp("2020-03-01")
    found = [
        pd.Timestamp("2020-01-01") if code else as_of - pd.Timedelta(days=t) for t, code in zip(times, codes)
    ]
    closed = [f + pd.Timedelta(days=t) if code else None for f, t, code in zip(found, times, codes)]
    return ledger(*(hazard(f, c) for f, c in zip(found, closed)))


def test_a_median_that_the_curve_does_not_reach_is_missing_and_says_why():
    row = closure_median(FEW, window=YEAR, as_of=date(2020, 2, 15)).iloc[0]
    assert np.isnan(row["value"])
    assert row["note"] == "not reached with 5 or more at risk"


def test_closed_within_a_time_nobody_was_followed_for_is_missing():
    rows = closed_within(FEW, window=YEAR, as_of=date(2020, 2, 15), within=[1, 180], min_at_risk=1)
    assert rows["value"].notna().tolist() == [True, False]
    assert rows["note"].iloc[1] == "fewer than 1 at risk on day 180"


def test_closed_within_is_the_plain_share_where_all_were_followed_to_their_end():
    rows = [hazard("2020-01-01", "2020-01-03")] * 3 + [hazard("2020-01-01", "2020-01-20")]
    within = closed_within(ledger(*rows), window=YEAR, as_of=END, within=[2, 18, 19, 300])
    assert within["value"].tolist() == [0.75, 0.75, 1, 1]


# --- flow


def test_the_stock_is_what_was_open_before_plus_found_less_ended():
    flow = monthly_flow(FEW, window=Window.months(2020, 1, 3), as_of=date(2020, 3, 15))
    columns = ["found", "closed", "void", "transferred", "stock_start", "stock"]
    # January starts with the hazard of 31 December, closed on 3 January.
    assert flow[columns].to_numpy().tolist() == [
        [7, 3, 1, 0, 1, 4],
        [1, 1, 0, 1, 4, 3],
        [0, 1, 0, 0, 3, 2],
    ]
    assert flow["month"].tolist() == ["2020-01", "2020-02", "2020-03"]
    assert flow["days"].tolist() == [31, 29, 15]


def test_a_hazard_closed_on_the_first_day_of_the_window_was_in_its_stock():
    flow = monthly_flow(ledger(hazard("2019-12-31", "2020-01-01")), window=Window.month(2020, 1), as_of=END)
    assert flow[["stock_start", "closed", "stock"]].to_numpy().tolist() == [[1, 1, 0]]


def test_the_closure_ratio_of_a_month_may_pass_1_and_is_missing_where_nothing_was_found():
    rows = [hazard("2020-01-31", "2020-02-02")] * 3 + [hazard("2020-02-01", "2020-02-02")]
    flow = monthly_flow(ledger(*rows), window=Window.months(2020, 2, 3), as_of=END)
    assert flow["value"].iloc[0] == 4
    assert np.isnan(flow["value"].iloc[1])
    assert set(flow["method"]) == {"closure ratio"}


def test_a_window_that_has_not_begun_has_no_months():
    assert monthly_flow(FEW, window=Window.year(2021), as_of=END).empty


def test_a_missing_column_is_named():
    with pytest.raises(ColumnsMissing, match="closed_on"):
        cohort_closure(FEW.drop(columns="closed_on"), window=YEAR, as_of=END)


# --- laws

DAYS = st.integers(0, 200)
HAZARDS = st.lists(
    st.tuples(DAYS, st.none() | DAYS, st.sampled_from(END_TYPES), st.booleans(), st.sampled_from("ab")),
    max_size=40,
)


def drawn(rows):
    start = pd.Timestamp("2020-01-01")
    return ledger(
        *(
            hazard(
                start + pd.Timedelta(days=found),
                None if lasted is None or end == "open" else start + pd.Timedelta(days=found + lasted),
                end,
                reopened=reopened,
                area=area,
            )
            for found, lasted, end, reopened, area in rows
        )
    )


@settings(max_examples=30, deadline=None)
@given(HAZARDS, DAYS)
def test_closed_void_transferred_and_open_are_all_found(rows, day):
    as_of = (pd.Timestamp("2020-01-01") + pd.Timedelta(days=day)).date()
    closure = cohort_closure(drawn(rows), window=YEAR, as_of=as_of, by=["area"])
    assert (closure[list(END_TYPES)].sum(axis=1) == closure["denominator"]).all()
    assert closure["denominator"].sum() == sum(found <= day for found, *_ in rows)


@settings(max_examples=15, deadline=None)
@given(HAZARDS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    options = {"window": YEAR, "as_of": date(2020, 5, 1), "by": ["area"]}
    for measure in (cohort_closure, closure_curve, monthly_flow, overdue, closure_median):
        pd.testing.assert_frame_equal(measure(drawn(rows), **options), measure(drawn(shuffled), **options))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(DAYS, st.sampled_from(END_TYPES)), min_size=1, max_size=40))
def test_the_curve_never_falls_and_stays_within_its_limits(hazards):
    days, ends = zip(*hazards)
    curve = cumulative_incidence(days, ends)
    assert (curve["value"].diff().dropna() >= 0).all()
    assert curve["value"].between(0, 1 + 1e-12).all()
    known = curve.dropna()
    assert (known["lower"] <= known["value"] + 1e-12).all()
    assert (known["value"] <= known["upper"] + 1e-12).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(DAYS, st.sampled_from(["closed", "void", "transferred"])), min_size=1, max_size=40))
def test_where_nothing_is_open_the_curve_is_the_plain_share(hazards):
    days, ends = (np.array(part) for part in zip(*hazards))
    curve = cumulative_incidence(days, ends)
    for day, value in zip(curve["days"], curve["value"]):
        assert value == pytest.approx(((days <= day) & (ends == "closed")).mean(), abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(HAZARDS, st.integers(1, 300))
def test_the_stock_at_the_end_is_what_is_open_as_of_that_day(rows, day):
    as_of = (pd.Timestamp("2020-01-01") + pd.Timedelta(days=day)).date()
    flow = monthly_flow(drawn(rows), window=YEAR, as_of=as_of)
    closure = cohort_closure(drawn(rows), window=YEAR, as_of=as_of)
    assert flow["stock"].iloc[-1] == closure["open"].item()
    assert flow["found"].sum() == closure["denominator"].item()


# --- real ledgers


def answers(shared, name):
    path = shared / "data" / name / "answers.json"
    return {a["id"]: a["value"] for a in json.loads(path.read_text("utf-8"))["answers"]}


def real_ledger(found, closed, area):
    frame = pd.DataFrame({"found_on": found, "closed_on": closed, "area": area})
    # Both sources drop the one row that was closed before it was found.
    frame = frame[~(frame["closed_on"] < frame["found_on"])]
    end_type = np.where(frame["closed_on"].isna(), "open", "closed")
    return frame.assign(end_type=end_type, due_on=pd.NaT, reopened=False, listed=False)


@pytest.fixture(scope="module")
def violations(shared):
    raw = pd.read_csv(shared / "data" / "us-violations-2012" / "Violations-2012.csv", dtype=str)
    return real_ledger(
        pd.to_datetime(raw["violation_date"]),
        pd.to_datetime(raw["violation_date_closed"]),
        raw["violation_category"],
    )


@pytest.fixture(scope="module")
def incidents(shared):
    path = shared / "data" / "ca-neb-pipeline-incidents" / "pipeline-incidents-details.csv"
    raw = pd.read_csv(path, sep=";", usecols=["Reported Date", "Closed Date", "Province"], dtype=str)
    dates = (pd.to_datetime(raw[name], format="%m/%d/%Y") for name in ("Reported Date", "Closed Date"))
    return real_ledger(*dates, raw["Province"])


WHOLE = Window(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("dataset", "fixture", "as_of", "suffix"),
    [
        ("us-violations-2012", "violations", "2012-06-30", "category"),
        ("us-violations-2012", "violations", "2012-12-31", "category"),
        ("ca-neb-pipeline-incidents", "incidents", "2012-12-31", "province"),
        ("ca-neb-pipeline-incidents", "incidents", "2015-12-31", "province"),
        ("ca-neb-pipeline-incidents", "incidents", "2018-06-30", "province"),
    ],
)
def test_closure_rates_of_real_ledgers_are_met(shared, request, dataset, fixture, as_of, suffix):
    hazards = request.getfixturevalue(fixture)
    expected = answers(shared, dataset)
    by_area = (
        f"closure_asof_{as_of}_by_category" if suffix == "category" else f"closure_asof_{as_of}_province"
    )
    options = {"window": WHOLE, "as_of": date.fromisoformat(as_of)}
    whole = cohort_closure(hazards, **options).iloc[0]
    assert (whole["denominator"], whole["numerator"]) == (
        expected[f"closure_asof_{as_of}"]["found"],
        expected[f"closure_asof_{as_of}"]["closed"],
    )
    parts = cohort_closure(hazards, by=["area"], **options).set_index("area")
    for area, answer in expected[by_area].items():
        assert parts.loc[area, ["denominator", "numerator"]].tolist() == [answer["found"], answer["closed"]]
        assert parts.loc[area, "value"] == pytest.approx(answer["closure_rate"], abs=1e-6)


@pytest.mark.parametrize(
    ("dataset", "fixture", "as_of", "key"),
    [
        ("us-violations-2012", "violations", "2012-12-31", "km_by_category"),
        ("ca-neb-pipeline-incidents", "incidents", "2018-06-30", "km_by_province"),
    ],
)
def test_days_to_close_of_real_ledgers_are_met(shared, request, dataset, fixture, as_of, key):
    hazards = request.getfixturevalue(fixture)
    expected = answers(shared, dataset)
    options = {"window": WHOLE, "as_of": date.fromisoformat(as_of), "min_at_risk": 1}
    groups = {"": hazards, **dict(iter(hazards.groupby("area")))}
    for area, answer in {"": expected["km_all"], **expected[key]}.items():
        for name, share in (("q25", 0.25), ("q50", 0.5), ("q75", 0.75)):
            days = days_to_close(groups[area], share=share, **options)["value"].item()
            assert days == pytest.approx(answer[name] if answer[name] is not None else np.nan, nan_ok=True)
        within = {int(k[10:-1]): v for k, v in answer.items() if k.startswith("closed_by_")}
        rows = closed_within(groups[area], within=list(within), **options)
        assert rows["value"].tolist() == pytest.approx(list(within.values()), abs=1e-6)
