"""Hazards that do not state how they ended: neither closed nor open, and each figure says how many."""

from datetime import date

import pandas as pd
import pytest

from safetystats.measures.backlog import ledger_balance
from safetystats.measures.closure import (
    closed_within,
    closure_against_target,
    cohort_closure,
    monthly_flow,
    on_time_closure,
    overdue,
)
from safetystats.periods import Window
from safetystats.sentences import closure_sentence, closure_target_sentence, on_time_sentence
from safetystats.tables import closure_table

WHEN = {"window": Window.months(2020, 1, 6), "as_of": date(2020, 6, 30)}
UNKNOWN = "at least: 4 hazards do not state how they ended"


@pytest.fixture
def hazards():
    """Six closed in time, two open, four that state no end; all found on 2 March, due on the 12th."""
    ends = ["closed"] * 6 + ["open"] * 2 + ["unknown"] * 4
    closed_on = pd.to_datetime(["2020-03-05"] * 6 + [None] * 6)
    return pd.DataFrame(
        {
            "found_on": pd.Timestamp("2020-03-02"), "due_on": pd.Timestamp("2020-03-12"),
            "closed_on": closed_on, "end_type": ends, "reopened": False, "listed": True, "area": "平谷区",
        }
    )  # fmt: skip


def test_the_closure_rate_runs_from_none_to_all_of_them_closed(hazards):
    row = cohort_closure(hazards, **WHEN).iloc[0]
    assert row[["numerator", "denominator", "open", "unknown", "note"]].tolist() == [6, 12, 2, 4, UNKNOWN]
    # Wilson by hand: 6 of 12 from 0.2538, and 10 of 12 up to 0.9530.
    assert row[["value", "lower", "upper"]].tolist() == pytest.approx([0.5, 0.2538, 0.9530], abs=5e-5)


@pytest.mark.parametrize(("target", "reached"), [(0.5, True), (0.8, None), (0.9, False)])
def test_whether_a_target_is_reached_may_hang_on_them(hazards, target, reached):
    against = closure_against_target(hazards, target=target, **WHEN)
    said = against["reached"].iloc[0]
    assert (None if pd.isna(said) else bool(said)) is reached
    told = str(closure_target_sentence(against, area="平谷区"))
    assert ("取决于办结情况不明的隐患" in told) == (reached is None)


def test_what_is_closed_on_time_or_overdue_is_a_lower_bound(hazards):
    on_time = on_time_closure(hazards, **WHEN)
    row = on_time.iloc[0]
    assert row[["numerator", "denominator", "open", "unknown", "note"]].tolist() == [6, 12, 2, 4, UNKNOWN]
    assert "其中4个办结情况不明" in str(on_time_sentence(on_time, area="平谷区"))
    late = overdue(hazards, **WHEN).iloc[0]
    assert late[["numerator", "denominator", "note"]].tolist() == [2, 2, UNKNOWN]


def test_the_stock_is_a_lower_bound_and_adds_up(hazards):
    march = monthly_flow(hazards, **WHEN).iloc[2]
    assert march[["found", "closed", "unknown", "undated", "stock", "note"]].tolist() == [
        12,
        6,
        4,
        0,
        2,
        UNKNOWN,
    ]
    balance = ledger_balance(hazards, **WHEN).iloc[0]
    assert balance[["found", "closed", "unknown", "closing", "difference"]].tolist() == [12, 6, 4, 2, 0]
    assert balance["note"] == UNKNOWN


def test_a_curve_leaves_them_out_and_says_so(hazards):
    within = closed_within(hazards, within=[7], min_at_risk=1, **WHEN).iloc[0]
    assert (within["denominator"], within["note"]) == (8, "4 that do not state how they ended left out")


def test_sentence_and_table_tell_how_many(hazards):
    closure = cohort_closure(hazards, **WHEN)
    told = str(closure_sentence(closure.assign(area="平谷区"), area="平谷区", language="en"))
    assert "4 of them do not state their end: the rate is at least 50%, 83.3% if all were closed." in told
    assert "办结情况不明" in closure_table(closure).to_html()
    known = cohort_closure(hazards[hazards["end_type"] != "unknown"], **WHEN)
    assert "办结情况不明" not in closure_table(known).to_html()


# --- closed on no stated day ---


@pytest.fixture
def undated():
    """Four hazards of 2 March, three of them closed on no stated day, by sheets written up to three days."""
    stated_on = ["2020-05-20", "2020-12-31", "2020-03-02", "2020-12-31"]
    return pd.DataFrame(
        {
            "found_on": pd.Timestamp("2020-03-02"), "due_on": pd.Timestamp("2020-03-12"),
            "closed_on": pd.NaT, "end_type": ["closed"] * 3 + ["open"], "reopened": False, "listed": True,
            "area": "平谷区", "stated_on": pd.to_datetime(stated_on),
        }
    ).astype({"closed_on": "datetime64[us]"})  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "closed", "unknown"),
    [("2020-04-30", 1, 2), ("2020-05-20", 2, 1), ("2020-12-30", 2, 1), ("2020-12-31", 3, 0)],
)
def test_a_status_without_a_day_holds_from_the_last_day_of_its_sheet_on(undated, as_of, closed, unknown):
    day = date.fromisoformat(as_of)
    row = cohort_closure(undated, window=Window.year(2020), as_of=day).iloc[0]
    assert row[["closed", "unknown", "open", "denominator"]].tolist() == [closed, unknown, 1, 4]
    told = [f"{closed} closed on no stated day, taken as closed by {as_of}"]
    told += [f"at least: {unknown} hazards do not state how they ended"] * bool(unknown)
    assert row["note"] == "; ".join(told)


def test_void_and_transferred_hazards_were_so_on_every_day(undated):
    ends = undated.assign(end_type=["void", "transferred", "void", "open"])
    row = cohort_closure(ends, window=Window.year(2020), as_of=date(2020, 3, 2)).iloc[0]
    assert row[["void", "transferred", "unknown", "open"]].tolist() == [2, 1, 0, 1]


def test_a_stock_is_a_lower_bound_up_to_the_day_on_which_the_sheets_were_written(undated):
    year = {"window": Window.months(2020, 3, 12), "as_of": date(2020, 12, 31)}
    notes = monthly_flow(undated, **year).set_index("month")["note"]
    at_least = "at least: {} hazards do not state how they ended"
    assert notes.loc[["2020-03", "2020-04", "2020-05", "2020-12"]].tolist() == [
        at_least.format(2),
        at_least.format(2),
        at_least.format(1),
        "",
    ]
    june = {"window": Window.months(2020, 6, 12), "as_of": date(2020, 12, 31)}
    balance = ledger_balance(undated, **june).iloc[0]
    assert balance[["opening", "closing", "difference"]].tolist() == [1, 1, 0]
    assert balance["note"] == at_least.format(1)


def test_a_ledger_that_does_not_say_when_it_was_written_is_taken_at_its_word(undated):
    row = cohort_closure(undated.drop(columns="stated_on"), **WHEN).iloc[0]
    assert row[["closed", "unknown"]].tolist() == [3, 0]
