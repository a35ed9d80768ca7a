"""Insurance coverage against a target, and the register against what inspectors saw."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import RowsRepeated, WrongUse
from safetystats.measures.coverage import (
    enterprises_in_all,
    insurance_coverage,
    mean_coverage,
    moved_entries,
    register_against_reality,
    register_differences,
)
from safetystats.periods import Window
from safetystats.schema import RESULT

SUPERVISION = Window(date(2020, 8, 25), date(2020, 9, 11))


def firm(name, *, since="2018-01-01", insured=(None, None), active=True, department="trade", area="north"):
    return {
        "enterprise": name,
        "enterprise_key": name.lower(),
        "area": area,
        "department": department,
        "registered_on": since,
        "insured_from": insured[0],
        "insured_to": insured[1],
        "active": active,
    }


def register(*rows):
    frame = pd.DataFrame(rows, columns=list(firm("")))
    for column in ("registered_on", "insured_from", "insured_to"):
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype({"active": "boolean", "enterprise_key": "str"})


def seen(name, day, *, state="正常", topics=None, area="north"):
    return {
        "inspected_on": pd.Timestamp(day),
        "area": area,
        "enterprise": name,
        "enterprise_key": name.lower() if name else None,
        "site_state": state,
        "topics": topics,
    }


def visits(*rows):
    return pd.DataFrame(rows, columns=list(seen("", "2020-01-01"))).astype({"topics": "str"})


def test_an_enterprise_is_insured_on_the_first_and_the_last_day_and_not_beside_them():
    one = register(firm("A", insured=("2019-03-01", "2020-02-29")))
    days = [date(2019, 2, 28), date(2019, 3, 1), date(2020, 2, 29), date(2020, 3, 1)]
    assert insurance_coverage(one, days=days)["numerator"].tolist() == [0, 1, 1, 0]


def test_the_register_grows_and_what_is_inactive_or_elsewhere_is_not_in_it():
    firms = register(
        firm("A", insured=("2018-01-01", "2020-12-31")),
        firm("B", since="2019-06-01"),
        firm("C", active=False, insured=("2018-01-01", "2020-12-31")),
        firm("D", area="south", insured=("2018-01-01", "2020-12-31")),
        firm("E", since=None),
    )
    rows = insurance_coverage(firms, days=[date(2018, 12, 31), date(2019, 12, 31)], area="north")
    assert tuple(rows.columns) == ("area", *RESULT)
    assert rows[["numerator", "denominator"]].to_numpy().tolist() == [[1, 2], [1, 3]]
    assert rows["as_of"].tolist() == [pd.Timestamp("2018-12-31"), pd.Timestamp("2019-12-31")]


def test_one_enterprise_in_two_registers_with_two_policies_counts_once():
    firms = register(
        firm("A", insured=("2018-01-01", "2018-12-31")),
        firm("A", department="gas", insured=("2018-06-01", "2019-05-31")),
        firm("B"),
    )
    row = insurance_coverage(firms, days=[date(2018, 7, 1)]).iloc[0]
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_an_empty_register_has_no_coverage_not_100_percent():
    assert np.isnan(insurance_coverage(register(), days=[date(2020, 1, 1)])["value"].item())


def yearly(*counts):
    years = range(2018, 2018 + len(counts))
    return pd.DataFrame(
        {
            "area": "north",
            "numerator": [insured for insured, _ in counts],
            "denominator": [total for _, total in counts],
            "value": [insured / total if total else np.nan for insured, total in counts],
            "basis": "active register",
            "window_start": [pd.Timestamp(year, 12, 31) for year in years],
            "window_end": [pd.Timestamp(year, 12, 31) for year in years],
        }
    )


def test_14_percent_a_year_on_average_against_a_target_of_8():
    # 10 %, 14 % and 18 % of registers of 950, 1000 and 1050: their mean is 14 %, pooled they give 14.13 %.
    row = mean_coverage(yearly((95, 950), (140, 1000), (189, 1050)), 0.08).iloc[0]
    assert row["value"] == pytest.approx(0.14)
    assert row["pooled"] == pytest.approx(424 / 3000)
    assert (row["difference"], row["ratio"]) == pytest.approx((0.06, 1.75))
    assert (row["years"], row["reached"]) == (3, True)


def test_a_year_without_a_register_is_left_out_and_named():
    row = mean_coverage(yearly((0, 0), (10, 100)), 0.08).iloc[0]
    assert (row["value"], row["years"], row["note"]) == (0.1, 1, "no rate for 2018")


def test_two_days_of_one_year_are_no_two_years():
    twice = pd.concat([yearly((10, 100)), yearly((20, 100))])
    with pytest.raises(RowsRepeated, match="year"):
        mean_coverage(twice, 0.08)


def test_a_target_written_as_a_percent_is_refused():
    with pytest.raises(WrongUse, match=r"0\.08"):
        mean_coverage(yearly((10, 100)), 8)


# --- the register against reality

FIRMS = register(firm("Garage"), firm("Mill"), firm("Shop", active=False), firm("Gas user"))
VISITS = visits(
    seen("Garage", "2020-08-26", state="已拆除"),
    seen("Mill", "2020-08-27", topics="消防"),
    seen("Restaurant", "2020-08-27", topics="瓶装液化气、消防"),
    seen("Gas user", "2020-08-28", topics="瓶装液化气"),
    seen("Pulled down long ago", "2020-08-28", state="已拆除"),
    seen(None, "2020-08-28"),
    seen("Outside the window", "2020-09-12"),
)


def test_one_entry_is_stale_and_one_enterprise_is_missing():
    rows = register_against_reality(FIRMS, VISITS, window=SUPERVISION, area="north").set_index("difference")
    # Visited and in the register: garage, mill, gas user. Seen at work: mill, restaurant, gas user.
    assert rows.loc["stale", ["numerator", "denominator", "enterprises"]].tolist() == [1, 3, "Garage"]
    assert rows.loc["missing", ["numerator", "denominator", "enterprises"]].tolist() == [1, 3, "Restaurant"]
    assert rows["unnamed"].tolist() == [1, 1]


def test_the_department_that_should_keep_an_entry_is_asked_for_it():
    differences = register_differences(FIRMS, VISITS, window=SUPERVISION, keepers={"瓶装液化气": "gas"})
    missing = differences[differences["difference"] == "missing"]
    assert missing["enterprise"].tolist() == ["Gas user", "Restaurant"]
    assert missing["department"].tolist() == ["gas", "gas"]


def test_the_last_visit_decides_whether_a_site_is_gone():
    back = visits(*VISITS.iloc[:1].to_dict("records"), seen("Garage", "2020-09-01"))
    assert register_differences(FIRMS, back, window=SUPERVISION).empty


@pytest.mark.parametrize("state", ["关停", "人去楼空", "歇业", "已搬迁", "已注销"])
def test_a_site_that_is_shut_deserted_or_moved_is_gone(state):
    found = register_differences(FIRMS, visits(seen("Garage", "2020-08-26", state=state)), window=SUPERVISION)
    assert found["difference"].tolist() == ["stale"]


def test_an_inactive_entry_is_not_stale_and_one_that_is_at_work_is_missing():
    closed = visits(seen("Shop", "2020-08-26"))
    assert register_differences(FIRMS, closed, window=SUPERVISION)["difference"].tolist() == ["missing"]


def test_nothing_visited_leaves_shares_missing():
    rows = register_against_reality(FIRMS, VISITS, window=Window.year(2019))
    assert rows["value"].isna().all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500), st.sampled_from("ABCD")), max_size=15),
    st.randoms(use_true_random=False),
)
def test_coverage_lies_between_0_and_1_and_does_not_depend_on_the_order(policies, random):
    start = pd.Timestamp("2019-01-01")
    rows = [
        firm(name, insured=(start + pd.Timedelta(days=first), start + pd.Timedelta(days=first + length)))
        for first, length, name in policies
    ]
    shuffled = rows.copy()
    random.shuffle(shuffled)
    days = [date(2019, 6, 1), date(2020, 6, 1)]
    coverage = insurance_coverage(register(*rows), days=days)
    pd.testing.assert_frame_equal(coverage, insurance_coverage(register(*shuffled), days=days))
    assert coverage["value"].dropna().between(0, 1).all()


def test_an_enterprise_that_works_elsewhere_has_moved_and_a_second_site_has_not():
    entries = register(firm("A"), firm("B"), firm("B", area="south"), firm("C"), firm("D", area="unknown"))
    walked = visits(
        seen("A", "2020-08-26", area="south"),
        seen("B", "2020-08-26", area="south"),
        seen("C", "2020-08-25", area="south"),
        seen("C", "2020-08-27", area="south", state="已拆除"),
        seen("D", "2020-08-26", area="south"),
    )
    moved = moved_entries(entries, walked, window=SUPERVISION)
    assert moved[["enterprise", "registered_area", "seen_area"]].values.tolist() == [["A", "north", "south"]]
    assert moved["seen_on"].tolist() == [pd.Timestamp("2020-08-26")]


def test_two_lists_tell_how_many_both_have_missed():
    # By hand: 4 registered and not seen as gone, 3 seen at work, 2 on both: 5 * 4 / 3 - 1 = 17/3.
    entries = register(firm("A"), firm("B"), firm("C"), firm("D"), firm("Gone"), firm("Left", active=False))
    walked = visits(
        seen("A", "2020-08-26"),
        seen("B", "2020-08-26"),
        seen("E", "2020-08-26"),
        seen("Gone", "2020-08-26", state="已拆除"),
        seen(None, "2020-08-26"),
    )
    row = enterprises_in_all(entries, walked, window=SUPERVISION, area="north").iloc[0]
    assert row[["registered", "seen", "both", "numerator", "unnamed"]].tolist() == [4, 3, 2, 5, 1]
    assert row["value"] == pytest.approx(17 / 3)
    assert row["missing"] == pytest.approx(2 / 3)
    # Variance 5 * 4 * 2 * 1 / (9 * 4) = 10 / 9.
    assert row["upper"] == pytest.approx(17 / 3 + 1.959964 * (10 / 9) ** 0.5, abs=1e-6)
    assert (row["lower"], row["missing_lower"]) == (5, 0)
    assert "lower bound" in row["note"]


def test_lists_without_an_enterprise_in_common_give_no_estimate():
    row = enterprises_in_all(register(firm("A")), visits(seen("B", "2020-08-26")), window=SUPERVISION).iloc[0]
    assert row["numerator"] == 2
    assert np.isnan(row["value"])
    assert "cannot be estimated" in row["note"]


def test_an_entry_that_does_not_say_whether_it_is_active_is_carried_as_active():
    entries = register(firm("A"), firm("B")).assign(active=pd.array([None, None], dtype="boolean"))
    (row,) = insurance_coverage(entries, days=[date(2020, 8, 24)]).to_dict("records")
    assert row["denominator"] == 2
