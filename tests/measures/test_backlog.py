"""The list of open hazards: its balance, its ages, its dates, and how fast areas close."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import WrongUse
from safetystats.measures.backlog import balance_difference, closing_dates, ledger_balance, overdue_ages
from safetystats.measures.closure import compare_closure, mean_days_open
from safetystats.measures.survival import cox_ratio, log_rank, peto_ratio, restricted_mean
from safetystats.periods import Window
from safetystats.sentences import overdue_ages_sentence

YEAR, DAY = Window.year(2020), date(2020, 12, 31)


def hazards_of(*rows):
    """Found, due, closed, how it ended, where."""
    table = pd.DataFrame(rows, columns=["found_on", "due_on", "closed_on", "end_type", "area"])
    days = {name: pd.to_datetime(table[name]) for name in ("found_on", "due_on", "closed_on")}
    return table.assign(**days, reopened=False, listed=True)


def test_ages_of_overdue_hazards_tell_of_the_open_ones_without_a_due_day():
    hazards = hazards_of(
        ("2020-01-05", "2020-12-16", None, "open", "west"),
        ("2020-01-05", None, None, "open", "west"),
        ("2020-01-05", None, None, "open", "west"),
    )
    found = overdue_ages(hazards, window=YEAR, as_of=DAY)
    assert found["no_due_day"].tolist() == [2] * len(found)
    left_out = "2 state no due day and are left out."
    said = overdue_ages_sentence(found, area="west", language="en")
    assert said.endswith(f"1 are overdue on 31 December 2020: 1 by 8–30 days. {left_out}")
    none = overdue_ages(hazards.tail(2), window=YEAR, as_of=DAY)
    assert overdue_ages_sentence(none, area="west", language="en").endswith(
        f"is overdue on 31 December 2020. {left_out}"
    )


def test_a_printed_list_that_lost_a_hazard_is_told():
    assert balance_difference(opening=81, found=901, closed=820, void=12, closing=149) == 1
    with pytest.raises(WrongUse, match="0 or more"):
        balance_difference(opening=-1, found=0, closed=0, void=0, closing=0)


ENDS = st.sampled_from(["closed", "void", "transferred", "open"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), st.integers(-5, 500), ENDS, st.booleans()), max_size=25))
def test_a_ledger_always_adds_up(rows):
    start = pd.Timestamp("2019-06-01")
    hazards = hazards_of(
        *[
            (
                start + pd.Timedelta(days=found),
                None,
                None if end == "open" or undated else start + pd.Timedelta(days=found + lasted),
                end,
                "west",
            )
            for found, lasted, end, undated in rows
        ]
    )
    for column in ("found_on", "closed_on", "due_on"):
        hazards[column] = pd.to_datetime(hazards[column])
    row = ledger_balance(hazards, window=Window.months(2020, 1, 6), as_of=DAY).iloc[0]
    assert row["difference"] == 0


def test_what_is_overdue_is_shown_by_age():
    hazards = hazards_of(
        ("2020-01-01", "2020-12-30", None, "open", "west"),
        ("2020-01-01", "2020-12-01", None, "open", "west"),
        ("2020-01-01", "2020-12-31", None, "open", "west"),
        ("2018-01-01", "2018-06-01", None, "open", "west"),
    )
    found = overdue_ages(hazards, window=Window(date(2018, 1, 1), DAY), as_of=DAY).set_index("days_overdue")
    assert found["numerator"].tolist() == [1, 1, 0, 0, 0, 1]
    assert set(found["denominator"]) == {3}


def test_closings_that_fall_on_the_deadline_are_flagged_and_honest_ones_are_not():
    def closed(late):
        due = pd.Timestamp("2020-06-15")
        return ("2020-05-01", due, due + pd.Timedelta(days=late), "closed", "west")

    written_in = hazards_of(*[closed(0)] * 20, *[closed(late) for late in (-3, -2, -1, 1)])
    row = closing_dates(written_in, window=YEAR, as_of=DAY).iloc[0]
    assert (row["numerator"], row["denominator"], row["around"], row["flagged"]) == (20, 24, 4, True)
    assert row["busiest_closed"] == 20
    honest = hazards_of(*[closed(late) for late in (-3, -2, -1, 0, 1, 2, 3)] * 5)
    row = closing_dates(honest, window=YEAR, as_of=DAY).iloc[0]
    assert (row["expected"], row["flagged"]) == (5, False)


def test_mean_days_open_count_those_still_open():
    hazards = hazards_of(
        ("2020-12-01", None, "2020-12-05", "closed", "west"), ("2020-12-01", None, None, "open", "west")
    )
    row = mean_days_open(hazards, until=10, window=YEAR, as_of=DAY).iloc[0]
    # One open for 4 of 10 days, one for all of them.
    assert row["value"] == pytest.approx(7)
    assert (
        mean_days_open(hazards, until=99, window=YEAR, as_of=DAY).iloc[0]["note"] == "none followed so long"
    )


def test_when_all_have_ended_no_horizon_is_too_far_for_the_mean_days_open():
    hazards = hazards_of(
        ("2020-12-01", None, "2020-12-03", "closed", "west"),
        ("2020-12-01", None, "2020-12-05", "void", "west"),
    )
    row = mean_days_open(hazards, until=99, window=YEAR, as_of=DAY).iloc[0]
    assert (row["value"], row["note"]) == (3, "")


def test_an_area_that_closes_faster_stands_out_against_the_others():
    fast = [("2020-01-01", None, f"2020-01-{day:02}", "closed", "fast") for day in range(2, 22)]
    slow = [("2020-01-01", None, f"2020-06-{day:02}", "closed", "slow") for day in range(2, 22)]
    found = compare_closure(hazards_of(*fast, *slow), window=YEAR, as_of=DAY).set_index("area")
    assert found.loc["fast", "value"] > 1 > found.loc["slow", "value"]
    assert found["p_all"].iloc[0] < 0.001
    assert set(found["family"]) == {2}
    assert found["expected"].sum() == pytest.approx(40)


def test_one_area_alone_is_not_compared():
    row = compare_closure(
        hazards_of(("2020-01-01", None, "2020-01-05", "closed", "west")), window=YEAR, as_of=DAY
    ).iloc[0]
    assert np.isnan(row["value"]) and np.isnan(row["p_all"])


def test_cox_with_late_entry_is_the_greatest_partial_likelihood():
    rng = np.random.default_rng(3)
    days = rng.permutation(400)[:60].astype(float) + 1
    entered = np.floor(days * rng.random(60) * 0.8) - 1
    ended, own = rng.random(60) < 0.7, rng.random(60) < 0.5

    def log_likelihood(slope):
        total = 0.0
        for place in np.flatnonzero(ended):
            at_risk = (entered < days[place]) & (days >= days[place])
            total += slope * own[place] - np.log(np.exp(slope * own[at_risk]).sum())
        return total

    found = cox_ratio(days, ended, own, entered=entered)
    grid = np.linspace(found.log_ratio - 0.3, found.log_ratio + 0.3, 601)
    best = grid[np.argmax([log_likelihood(slope) for slope in grid])]
    assert found.log_ratio == pytest.approx(best, abs=0.001)
    test = log_rank(days, ended, own, entered=entered)
    assert peto_ratio(test, 1).log_ratio == pytest.approx(found.log_ratio, abs=0.05)


def test_a_restricted_mean_beyond_what_was_followed_is_refused():
    with pytest.raises(WrongUse, match="within the longest duration"):
        restricted_mean([1, 2], [1, 0], 5)
    with pytest.raises(WrongUse, match="within the longest duration"):
        restricted_mean([1, 2, 2], [1, 1, 0], 5)


def test_beyond_the_last_of_those_that_all_ended_a_restricted_mean_is_the_mean():
    # None is open after 4 days: (1 + 2 + 3 + 4) / 4. R 4.2.2, summary(survfit(), rmean=8): 2.5, se 0.559017.
    found = restricted_mean([1, 2, 3, 4], [1, 1, 1, 1], 8)
    assert (found.value, found.std_err) == (2.5, pytest.approx(0.559017, abs=1e-6))
