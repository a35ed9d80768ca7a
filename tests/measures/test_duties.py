"""Duties by frequency, requirements met by k of n, thresholds and studied accidents."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import ColumnsMissing, WrongUse
from safetystats.measures.duties import (
    breaches_of_part_limit,
    breaches_of_threshold,
    duties_met,
    requirement_met,
    studied_share,
)
from safetystats.periods import Window
from safetystats.schema import RESULT, Basis

AS_OF = date(2020, 8, 24)
SINCE_2018 = Window(date(2018, 1, 1), AS_OF)


def duty(department, done, *, frequency="每季度", name="meeting", part=None, whole=None):
    return {
        "area": "north",
        "department": department,
        "duty": name,
        "frequency": frequency,
        "done_on": done,
        "part": part,
        "whole": whole,
    }


def ledger(*rows):
    frame = pd.DataFrame(rows, columns=list(duty("", None)))
    frame["done_on"] = pd.to_datetime(frame["done_on"])
    return frame.astype({"part": "Int64", "whole": "Int64", "frequency": "str"})


def test_a_duty_done_twice_in_one_quarter_does_not_make_up_for_the_next():
    duties = ledger(duty("A", "2020-01-10"), duty("A", "2020-03-31"), duty("A", "2020-07-02"))
    row = duties_met(duties, window=Window.year(2020), as_of=AS_OF).iloc[0]
    # The third quarter is still running: it is not owed yet, although it was done.
    assert (row["numerator"], row["denominator"], row["missed"]) == (1, 2, "2020Q2")
    assert row["last_done"] == pd.Timestamp("2020-07-02")
    assert row["days"] == 237


@pytest.mark.parametrize(
    ("frequency", "owed", "missed"),
    [
        ("每月", 31, 30),
        ("每季度", 10, 9),
        ("每半年", 5, 4),
        ("每年", 2, 1),
        ("一次", 1, 0),
    ],
)
def test_periods_owed_from_2018_to_24_august_2020(frequency, owed, missed):
    row = duties_met(ledger(duty("A", "2018-11-20", frequency=frequency)), window=SINCE_2018).iloc[0]
    assert (row["denominator"], row["denominator"] - row["numerator"]) == (owed, missed)


def test_missed_periods_are_named():
    half_years = duties_met(ledger(duty("A", "2018-11-20", frequency="每半年")), window=SINCE_2018)
    assert half_years["missed"].item() == "2018H1、2019H1、2019H2、2020H1"
    years = duties_met(ledger(duty("A", None, frequency="每年")), window=SINCE_2018)
    assert years["missed"].item() == "2018、2019"
    months = duties_met(ledger(duty("A", None, frequency="每月")), window=Window.months(2020, 1, 2))
    assert months["missed"].item() == "2020-01、2020-02"


def test_what_is_owed_once_may_have_been_done_before_the_window_but_not_after():
    once = ledger(duty("A", "2017-05-01", frequency="一次"), duty("B", "2020-08-25", frequency="一次"))
    assert duties_met(once, window=SINCE_2018)["numerator"].tolist() == [1, 0]


def test_adding_departments_up_names_who_missed_what():
    duties = ledger(duty("A", "2020-01-10"), duty("B", "2020-01-10"), duty("B", "2020-05-10"))
    row = duties_met(duties, window=Window.months(2020, 1, 6), by=["area", "duty"]).iloc[0]
    assert (row["numerator"], row["denominator"], row["missed"]) == (3, 4, "A 2020Q2")
    assert tuple(duties_met(duties, window=SINCE_2018, by=["duty"]).columns[:14]) == ("duty", *RESULT)


def test_a_frequency_nobody_knows_is_named_and_not_guessed():
    row = duties_met(ledger(duty("A", "2020-01-10", frequency="经常")), window=SINCE_2018).iloc[0]
    assert np.isnan(row["value"])
    assert row["note"] == "frequency not known: 经常"


def test_a_window_that_has_not_begun_owes_nothing():
    row = duties_met(ledger(duty("A", None)), window=Window.year(2021), as_of=AS_OF).iloc[0]
    assert row["denominator"] == 0
    assert np.isnan(row["value"])


def test_a_key_that_no_duty_has_is_refused():
    with pytest.raises(ColumnsMissing, match="street"):
        duties_met(ledger(duty("A", None)), window=SINCE_2018, by=["street"])


def test_3_of_8_departments_met_a_requirement():
    rows = [duty(name, "2019-05-01" if name in "ABC" else None, frequency="一次") for name in "ABCDEFGH"]
    row = requirement_met(ledger(*rows), window=SINCE_2018).iloc[0]
    assert (row["numerator"], row["denominator"]) == (3, 8)
    # Clopper-Pearson limits of 3 of 8 by scipy.stats.binomtest.
    assert (row["lower"], row["upper"]) == pytest.approx((0.08523341, 0.75513678), abs=1e-7)
    assert (row["met_by"], row["not_met_by"]) == ("A、B、C", "D、E、F、G、H")


def test_a_quarterly_requirement_is_met_only_without_a_missed_quarter():
    rows = [duty("A", "2020-01-10"), duty("B", "2020-01-10"), duty("B", "2020-05-10")]
    row = requirement_met(ledger(*rows), window=Window.months(2020, 1, 6)).iloc[0]
    assert (row["met_by"], row["not_met_by"]) == ("B", "A")


def test_a_department_that_owes_nothing_yet_is_not_counted():
    row = requirement_met(ledger(duty("A", None)), window=Window.month(2020, 7))
    assert row.empty


# --- thresholds


def firm(name, employees, attributes=None, *, key=None, active=True, registered="2018-01-01"):
    return {
        "enterprise": name,
        "enterprise_key": key or name,
        "area": "north",
        "employees": employees,
        "attributes": attributes,
        "registered_on": pd.Timestamp(registered),
        "active": active,
    }


FIRMS = pd.DataFrame(
    [
        firm("buses", 436),
        firm("mill", 512, "有限空间、安全管理机构"),
        firm("just four hundred", 400),
        firm("unknown", None),
        firm("left", 900, active=False),
        firm("new", 900, registered="2020-08-25"),
        firm("mill (second register)", None, key="mill"),
    ]
).astype({"employees": "Int64", "active": "boolean", "attributes": "str"})


def test_over_400_employees_need_a_safety_unit_and_400_do_not():
    row = breaches_of_threshold(FIRMS, as_of=AS_OF).iloc[0]
    assert (row["numerator"], row["denominator"], row["breached_by"]) == (1, 2, "buses")
    assert row["unstated"] == 1


def test_another_threshold_and_attribute_may_be_asked_for():
    row = breaches_of_threshold(FIRMS, as_of=AS_OF, employees_over=300, attribute="有限空间").iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 3)


def test_an_area_without_a_large_firm_has_no_share():
    rows = breaches_of_threshold(FIRMS, as_of=AS_OF, levels={"area": ["west"]}).set_index("area")
    assert np.isnan(rows.loc["west", "value"])


def test_a_negative_threshold_is_refused():
    with pytest.raises(WrongUse, match="0 or more"):
        breaches_of_threshold(FIRMS, as_of=AS_OF, employees_over=-1)


SENT = ledger(
    duty("all", "2020-06-01", name="extinguishers", part=48, whole=48),
    duty("just a quarter", "2020-06-02", name="extinguishers", part=9, whole=36),
    duty("some", "2020-06-03", name="extinguishers", part=12, whole=52),
    duty("no whole", "2020-06-03", name="extinguishers", part=12),
    duty("last year", "2019-06-03", name="extinguishers", part=12, whole=12),
    duty("other", "2020-06-03"),
)


def test_a_quarter_at_once_is_allowed_and_more_is_not():
    rows = breaches_of_part_limit(SENT, window=Window.year(2020))
    row = rows.iloc[0]
    assert len(rows) == 1
    assert (row["numerator"], row["denominator"], row["breached_by"]) == (1, 3, "all")
    assert (row["largest_part"], row["unstated"]) == (1, 1)


def test_a_limit_written_as_a_percent_is_refused():
    with pytest.raises(WrongUse, match=r"0\.25"):
        breaches_of_part_limit(SENT, window=Window.year(2020), limit=25)


# --- studied accidents


def accident(day, studied=None, *, counted=True, sector="建筑业"):
    return {
        "occurred_on": pd.Timestamp(day),
        "studied_on": pd.Timestamp(studied),
        "area": "north",
        "category": "工矿商贸",
        "supervision_sector": sector,
        "deaths": 1,
        "counted": counted,
    }


ACCIDENTS = pd.DataFrame(
    [
        accident("2018-03-19", "2018-04-11"),
        accident("2018-06-30", "2018-08-02"),
        accident("2018-08-14"),
        accident("2018-11-06"),
        accident("2018-12-06", "2018-12-08", counted=False),
        accident("2018-05-27", sector="制造业"),
    ]
)
FATAL = Basis("all", "", "", ())


def test_2_of_4_accidents_in_construction_were_studied():
    rows = studied_share(ACCIDENTS, windows=[Window.year(2018)], basis=FATAL, by=["supervision_sector"])
    row = rows.set_index("supervision_sector").loc["建筑业"]
    assert (row["numerator"], row["denominator"], row["basis"]) == (2, 4, "all")
    # Wilson by hand: 0.5 and 1.959964 / 7.841459 * sqrt(1.960365) to either side.
    assert (row["lower"], row["upper"]) == pytest.approx((0.150039, 0.849961), abs=1e-6)


def test_a_meeting_after_the_as_of_day_does_not_count_yet():
    rows = studied_share(
        ACCIDENTS, windows=[Window.year(2018)], basis=FATAL, by=["area"], as_of=date(2018, 7, 1)
    )
    assert rows[["numerator", "denominator"]].to_numpy().tolist() == [[1, 3]]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.none() | st.integers(0, 900),
            st.sampled_from(["每月", "每季度", "每半年", "每年", "一次"]),
        ),
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)
def test_more_entries_never_lower_what_was_met_and_their_order_changes_nothing(entries, random):
    start = pd.Timestamp("2018-01-01")
    rows = [
        duty(who, None if day is None else start + pd.Timedelta(days=day), frequency=frequency)
        for who, day, frequency in entries
    ]
    shuffled = rows.copy()
    random.shuffle(shuffled)
    met = duties_met(ledger(*rows), window=SINCE_2018)
    pd.testing.assert_frame_equal(met, duties_met(ledger(*shuffled), window=SINCE_2018))
    assert met["value"].dropna().between(0, 1).all()
    done_again = duties_met(ledger(*rows, *rows[:1]), window=SINCE_2018)
    pd.testing.assert_frame_equal(met, done_again)


def test_the_last_day_done_is_none_that_had_not_come_yet():
    entries = ledger(duty("A", "2020-02-20"), duty("A", "2021-03-01"))
    met = duties_met(entries, window=Window.year(2020), as_of=date(2020, 8, 24))
    assert met["last_done"].iloc[0] == pd.Timestamp("2020-02-20")


def test_a_department_whose_frequency_is_not_known_is_named_and_not_lost():
    entries = ledger(
        duty("A", "2020-02-20", frequency="一次"),
        duty("B", None, frequency="一次"),
        duty("C", None, frequency="不定期"),
    )
    (row,) = requirement_met(entries, window=Window.year(2020)).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (1, 2)
    assert row["note"] == "frequency not known: C"
