"""Orders due in working days: until when, who is late, how much is done."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats import reference
from safetystats.errors import NoWorkingDays, WrongUse
from safetystats.measures.deadlines import (
    STATES,
    deadlines_kept,
    late_orders,
    progress,
    working_day_deadlines,
)
from safetystats.periods import Window, WorkingDays
from safetystats.schema import RESULT

CALENDAR = WorkingDays(pd.DataFrame({"day": ["2021-01-01"], "kind": ["off"]}), frozenset({2020, 2021}))


def order(number, *, unit="A", issued="2020-11-04", allowed=60, due=None, done=None):
    return {
        "finding_id": number,
        "area": "north",
        "unit": unit,
        "category": "rules",
        "issued_on": issued,
        "working_days": allowed,
        "due_on": due,
        "done_on": done,
    }


def ledger(*rows):
    frame = pd.DataFrame(rows, columns=list(order("")))
    for column in ("issued_on", "due_on", "done_on"):
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype({"working_days": "Int64"})


ORDERS = ledger(
    order("1", done="2021-01-28"),
    order("2", done="2021-01-29"),
    order("3", unit="B"),
    order("4", unit="C", due="2021-01-20"),
    order("5", allowed=None),
    order("6", issued="2021-02-02"),
    order("7", due="2021-02-03"),
)
AS_OF = date(2021, 2, 1)


@pytest.mark.parametrize(("count_start", "due"), [(False, "2021-01-28"), (True, "2021-01-27")])
def test_60_working_days_from_4_november_2020(count_start, due):
    # Worked out beside the letter, from the State Council's list for 2021.
    deadlines = working_day_deadlines(
        ledger(order("1")), reference.working_days(), AS_OF, count_start=count_start
    )
    assert deadlines["due_on"].item() == pd.Timestamp(due)


def test_each_order_stands_as_it_did_on_the_day():
    deadlines = working_day_deadlines(ORDERS, CALENDAR, AS_OF)
    assert deadlines["state"].tolist() == [
        "done in time",
        "done late",
        "late",
        "late",
        "no deadline",
        "not issued",
        "in time",
    ]
    assert set(deadlines["state"]) == set(STATES)


def test_lateness_is_in_working_days():
    deadlines = working_day_deadlines(ORDERS, CALENDAR, AS_OF)
    # Friday 29 January; Friday and Monday 1 February; eight working days from 21 January to 1 February.
    assert deadlines["days_late"].tolist() == [0, 1, 2, 8, 0, 0, 0]


def test_a_stated_due_day_holds_and_the_note_says_where_the_working_days_give_another():
    deadlines = working_day_deadlines(ORDERS, CALENDAR, AS_OF)
    assert deadlines["due_on"].iloc[3] == pd.Timestamp("2021-01-20")
    assert deadlines["note"].tolist()[2:4] == ["", "working days give 2021-01-28"]


def test_on_the_due_day_an_order_is_not_late_and_what_was_done_later_is_not_done():
    deadlines = working_day_deadlines(ORDERS.iloc[:2], CALENDAR, date(2021, 1, 28))
    assert deadlines["state"].tolist() == ["done in time", "in time"]


def test_a_year_without_its_list_of_holidays_is_refused():
    with pytest.raises(NoWorkingDays, match="2022"):
        working_day_deadlines(ledger(order("1", allowed=400)), CALENDAR, AS_OF)


def test_those_late_come_longest_first():
    late = late_orders(working_day_deadlines(ORDERS, CALENDAR, AS_OF))
    assert late[["unit", "days_late"]].to_numpy().tolist() == [["C", 8], ["B", 2]]


def test_kept_deadlines_are_a_share_of_those_that_can_be_judged():
    kept = deadlines_kept(working_day_deadlines(ORDERS, CALENDAR, AS_OF))
    row = kept.iloc[0]
    assert tuple(kept.columns[: len(RESULT)]) == RESULT
    assert (row["numerator"], row["denominator"]) == (1, 4)
    assert (row["done_late"], row["late"], row["in_time"], row["not_judged"]) == (1, 2, 1, 2)
    assert (row["late_units"], row["as_of"]) == ("B、C", pd.Timestamp(AS_OF))


def test_deadlines_can_be_broken_down_by_unit():
    kept = deadlines_kept(working_day_deadlines(ORDERS, CALENDAR, AS_OF), by=["unit"])
    assert kept["unit"].tolist() == ["A", "B", "C"]
    assert kept["denominator"].tolist() == [2, 1, 1]


def test_64_of_77_are_done_and_13_are_left():
    row = progress(64, 77, as_of=date(2020, 6, 20), window=Window.year(2020)).iloc[0]
    assert row["value"] == pytest.approx(64 / 77)
    assert (row["numerator"], row["denominator"], row["left"], row["reached"]) == (64, 77, 13, False)


def test_progress_may_pass_the_target_and_need_not_be_whole():
    row = progress(14.5, 8).iloc[0]
    assert (row["value"], row["left"], row["reached"]) == (1.8125, 0, True)
    assert row["numerator"] is pd.NA


def test_a_target_of_0_has_no_progress_and_a_negative_amount_is_refused():
    assert np.isnan(progress(3, 0)["value"].item())
    with pytest.raises(WrongUse, match="0 or more"):
        progress(-1, 8)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.none() | st.integers(1, 40), st.none() | st.integers(0, 300)),
        max_size=12,
    )
)
def test_every_order_is_in_one_state_and_only_late_ones_have_days(orders):
    start = pd.Timestamp("2020-06-01")
    rows = [
        order(
            str(k),
            issued=start + pd.Timedelta(days=issued),
            allowed=allowed,
            done=None if done is None else start + pd.Timedelta(days=issued + done),
        )
        for k, (issued, allowed, done) in enumerate(orders)
    ]
    deadlines = working_day_deadlines(ledger(*rows), CALENDAR, date(2020, 12, 31))
    assert len(deadlines) == len(orders)
    assert deadlines["state"].isin(STATES).all()
    assert (deadlines.loc[~deadlines["state"].isin(["late", "done late"]), "days_late"] == 0).all()


def test_orders_done_before_they_are_due_do_not_make_the_rate_alone():
    orders = ledger(order("1", done="2020-11-10"), *(order(n) for n in ("2", "3", "4")))
    (row,) = deadlines_kept(working_day_deadlines(orders, CALENDAR, date(2020, 11, 30))).to_dict("records")
    assert (row["numerator"], row["denominator"], row["in_time"]) == (0, 0, 4)
    assert pd.isna(row["value"])
