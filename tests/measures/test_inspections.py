"""Finds per visit, re-inspections, samples and enterprises with accidents again."""

from datetime import date
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import ColumnsMissing, WrongUse
from safetystats.measures.inspections import (
    finds_per_inspection,
    inspected_enterprises,
    recheck_pairs,
    recheck_yield,
    repeated_enterprises,
    sampled_share,
    visits_with_finds,
)
from safetystats.periods import Window
from safetystats.schema import RESULT, Basis

YEAR = Window.year(2020)
FATAL = Basis("all", "", "", ())


def visit(number, day, found, *, key="a", area="north", topics=None, recheck_of=None):
    return {
        "inspection_id": number,
        "inspected_on": day,
        "area": area,
        "department": "office",
        "programme": "复查" if recheck_of else "日常检查",
        "enterprise": key,
        "enterprise_key": key,
        "hazards_found": found,
        "topics": topics,
        "recheck_of": recheck_of,
    }


def ledger(*rows):
    frame = pd.DataFrame(rows, columns=list(visit("", "2020-01-01", 0)))
    texts = dict.fromkeys(("area", "department", "enterprise_key", "topics", "recheck_of"), "str")
    frame["inspected_on"] = pd.to_datetime(frame["inspected_on"])
    return frame.astype({"hazards_found": "Int64", **texts})


FEW = ledger(
    visit("1", "2020-01-05", 0),
    visit("2", "2020-02-05", 3, key="b"),
    visit("3", "2020-02-06", None, key="b"),
    visit("4", "2020-03-05", 1, area="south", key=None),
    visit("5", "2019-12-31", 9),
)


def test_finds_are_per_100_visits_that_state_them():
    rows = finds_per_inspection(FEW, windows=[YEAR], levels={"area": ["north", "south", "west"]})
    assert tuple(rows.columns) == ("area", *RESULT, "per", "dispersion", "not_stated")
    assert rows["numerator"].tolist() == [3, 1, 0]
    assert rows["denominator"].tolist() == [2, 1, 0]
    assert rows["value"].tolist() == pytest.approx([150, 100, np.nan], nan_ok=True)
    assert rows["note"].iloc[0].startswith("1 visits that do not state their finds left out")


def test_901_finds_on_11879_visits_are_7_58_per_100():
    # The figures of the letter; 7.58 is worked out beside them.
    finds = [1] * 901 + [0] * (11879 - 901)
    visits = pd.DataFrame({"inspected_on": pd.Timestamp("2020-02-01"), "hazards_found": finds})
    row = finds_per_inspection(visits, windows=[YEAR], by=[]).iloc[0]
    assert round(row["value"], 2) == 7.58
    # Half the chi-square quantiles .025 on 1802 and .975 on 1804 degrees: 843.1 and 961.8.
    assert row["lower"] * 118.79 == pytest.approx(843.1, abs=0.1)
    assert row["upper"] * 118.79 == pytest.approx(961.8, abs=0.1)
    assert row["note"] == ""


def test_finds_that_come_in_heaps_make_the_limits_too_narrow_and_the_note_says_so():
    visits = ledger(*(visit(str(k), "2020-01-05", 10 if k < 2 else 0) for k in range(20)))
    row = finds_per_inspection(visits, windows=[YEAR], by=[]).iloc[0]
    # Mean 1, sum of squared differences 2 * 81 + 18 = 180, over 19.
    assert row["dispersion"] == pytest.approx(180 / 19)
    assert row["note"] == "finds vary 9.5 times as much as by chance: limits too narrow"


def test_windows_are_cut_at_the_as_of_day():
    row = finds_per_inspection(FEW, windows=[YEAR], by=[], as_of=date(2020, 1, 31)).iloc[0]
    assert (row["denominator"], row["days"], row["as_of"]) == (1, 31, pd.Timestamp("2020-01-31"))
    later = finds_per_inspection(FEW, windows=[Window.year(2021)], by=[], as_of=date(2020, 1, 31)).iloc[0]
    assert (later["denominator"], later["days"]) == (0, 0)


def test_a_visit_with_three_finds_is_one_visit_with_a_find():
    row = visits_with_finds(FEW, windows=[YEAR], by=[]).iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 3)


def test_enterprises_are_counted_once_however_often_they_are_visited():
    row = inspected_enterprises(FEW, windows=[YEAR], by=[]).iloc[0]
    assert (row["value"], row["visits"], row["unnamed"]) == (2, 4, 1)


def test_two_restaurants_where_nothing_was_found_at_first():
    # The case of the letter: inspected early in the year without a find, then with two finds and more.
    visits = ledger(
        visit("1", "2020-01-09", 0, key="a", topics="瓶装液化气"),
        visit("2", "2020-01-15", 0, key="b", topics="瓶装液化气"),
        visit("3", "2020-08-26", 2, key="a", topics="瓶装液化气", recheck_of="1"),
        visit("4", "2020-08-27", 3, key="b", topics="瓶装液化气、消防", recheck_of="2"),
    )
    row = recheck_yield(visits, windows=[Window(date(2020, 8, 25), date(2020, 9, 11))]).iloc[0]
    assert (row["pairs"], row["numerator"], row["denominator"]) == (2, 3, 3)
    assert (row["first_hazards"], row["recheck_hazards"]) == (0, 5)
    assert np.isnan(row["total"])
    assert row["note"] == "no find in common: the total cannot be estimated"


def test_finds_in_common_give_an_estimate_of_all_there_are():
    visits = ledger(
        visit("1", "2020-01-09", 3, topics="a、b、c"),
        visit("2", "2020-02-09", 4, topics="b、c、d、e", recheck_of="1"),
    )
    row = recheck_yield(visits, windows=[YEAR]).iloc[0]
    assert (row["numerator"], row["denominator"], row["matched"]) == (2, 4, 2)
    # Chapman: 4 * 5 / 3 - 1; variance 4 * 5 * 1 * 2 / (9 * 4).
    assert row["total"] == pytest.approx(20 / 3 - 1)
    assert row["total_upper"] == pytest.approx(20 / 3 - 1 + 1.959964 * (40 / 36) ** 0.5, abs=1e-6)
    assert row["total_lower"] == 5


def test_a_re_inspection_without_topics_cannot_be_matched_and_is_named():
    visits = ledger(
        visit("1", "2020-01-09", 3, topics="a"),
        visit("2", "2020-02-09", 4, recheck_of="1"),
        visit("3", "2020-02-10", 0, recheck_of="1"),
        visit("4", "2020-02-10", 0, recheck_of="not in the ledger"),
    )
    assert recheck_pairs(visits)["is_clear"].tolist() == [False, True]
    row = recheck_yield(visits, windows=[YEAR]).iloc[0]
    assert (row["pairs"], row["unclear"]) == (1, 1)
    assert np.isnan(row["value"])


def test_the_first_inspection_may_lie_before_the_window():
    visits = ledger(
        visit("1", "2019-12-09", 1, topics="a"), visit("2", "2020-02-09", 1, topics="a", recheck_of="1")
    )
    assert recheck_yield(visits, windows=[YEAR])["value"].item() == 0


def test_a_ledger_without_re_inspections_gives_a_row_that_says_nothing():
    row = recheck_yield(FEW, windows=[YEAR], by=[]).iloc[0]
    assert (row["pairs"], row["denominator"]) == (0, 0)
    assert row["note"] == "no re-inspection that can be compared"
    assert np.isnan(row["value"])


@pytest.mark.parametrize(
    ("found", "sample", "population"), [(6, 22, 30), (0, 22, 100), (22, 22, 50), (6, 22, 22)]
)
def test_limits_of_a_sample_hold_by_plain_enumeration(found, sample, population):
    def at_least(k, have):
        return sum(
            comb(have, i) * comb(population - have, sample - i) for i in range(k, min(sample, have) + 1)
        ) / comb(population, sample)

    possible = [
        have
        for have in range(found, population - (sample - found) + 1)
        if at_least(found, have) > 0.025 and 1 - at_least(found + 1, have) > 0.025
    ]
    row = sampled_share(found, sample, population).iloc[0]
    assert (row["least"], row["most"]) == (min(possible), max(possible))
    assert (row["lower"], row["upper"]) == pytest.approx(
        (row["least"] / population, row["most"] / population)
    )


def test_a_sample_larger_than_the_population_is_refused():
    with pytest.raises(WrongUse):
        sampled_share(6, 22, 21)


def accident(day, key, *, deaths=1, counted=True, name=None):
    return {
        "occurred_on": pd.Timestamp(day),
        "area": "north",
        "category": "工矿商贸",
        "deaths": deaths,
        "counted": counted,
        "enterprise": name or key,
        "enterprise_key": key,
    }


ACCIDENTS = pd.DataFrame(
    [
        accident("2018-08-14", "晨安", name="晨安公司"),
        accident("2020-07-03", "晨安", name="晨安有限公司", deaths=2),
        accident("2019-07-03", "晨安", counted=False),
        accident("2019-07-03", "others"),
        accident("2019-08-03", "others", deaths=0),
        accident("2019-08-04", None),
    ]
).astype({"enterprise_key": "str", "enterprise": "str"})


def test_an_enterprise_with_accidents_in_two_years_is_listed_under_both_its_names():
    rows = repeated_enterprises(ACCIDENTS, window=Window(date(2018, 1, 1), date(2020, 8, 24)), basis=FATAL)
    row = rows.iloc[0]
    assert len(rows) == 1
    assert (row["enterprise_key"], row["value"], row["deaths"]) == ("晨安", 2, 3)
    assert (row["years"], row["enterprise"]) == ("2018、2020", "晨安公司、晨安有限公司")
    assert row["unnamed"] == 1


def test_nobody_with_accidents_again_is_an_empty_frame_with_its_columns():
    rows = repeated_enterprises(ACCIDENTS, window=Window.year(2018), basis=FATAL)
    assert rows.empty
    assert tuple(rows.columns[:2]) == ("enterprise_key", "numerator")


def test_listing_from_no_accident_on_is_refused():
    with pytest.raises(WrongUse, match="one accident or more"):
        repeated_enterprises(ACCIDENTS, window=YEAR, basis=FATAL, at_least=0)


def test_a_missing_column_is_named():
    with pytest.raises(ColumnsMissing, match="hazards_found"):
        finds_per_inspection(FEW.drop(columns="hazards_found"), windows=[YEAR])


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.none() | st.integers(0, 5), st.sampled_from("ab")), max_size=20
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_rows_changes_nothing(rows, random):
    start = pd.Timestamp("2020-01-01")
    visits = [
        visit(str(k), start + pd.Timedelta(days=day), found, key=key, topics=key)
        for k, (day, found, key) in enumerate(rows)
    ]
    shuffled = visits.copy()
    random.shuffle(shuffled)
    for measure in (finds_per_inspection, visits_with_finds, inspected_enterprises, recheck_yield):
        one, other = (measure(ledger(*part), windows=[YEAR]) for part in (visits, shuffled))
        pd.testing.assert_frame_equal(one, other)
