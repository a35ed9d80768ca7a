"""Windows and working days, against probes counted by hand on the State Council's notices."""

from datetime import date

import pandas as pd
import pytest

from safetystats.errors import NoWorkingDays, UnlikeWindows, WrongUse
from safetystats.periods import Window, covered_until, gaps_in, require_alike
from safetystats.reference import working_days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2020-11-04", 60, "2021-01-28"),
        ("2021-01-20", 15, "2021-02-09"),
        ("2021-09-10", 15, "2021-10-08"),
        ("2022-01-24", 30, "2022-03-10"),
        ("2023-09-20", 30, "2023-11-07"),
        ("2024-01-31", 60, "2024-04-29"),
        ("2025-01-20", 15, "2025-02-14"),
    ],
)
def test_deadlines_follow_the_official_calendar(start, count, end):
    assert working_days().after(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_the_day_of_issue_counts_only_when_asked():
    assert working_days().after(date(2020, 11, 4), 60, count_start=True) == date(2021, 1, 27)


def test_the_supervision_on_site_took_fifteen_working_days():
    assert working_days().between(Window(date(2020, 8, 24), date(2020, 9, 11))) == 15


def test_a_year_without_an_official_list_is_refused():
    with pytest.raises(NoWorkingDays, match=r"covers 2016 to 2026, not 2027"):
        working_days().after(date(2026, 12, 1), 60)


def test_same_window_last_year_keeps_calendar_dates_and_names_its_days():
    this = Window.year_to_date(date(2020, 9, 30))
    assert str(this.years_before()) == "2019-01-01/2019-09-30"
    assert (this.days, this.years_before().days) == (274, 273)


def test_leap_day_becomes_the_28th():
    assert Window(date(2020, 2, 29), date(2020, 2, 29)).years_before().end == date(2019, 2, 28)


def test_year_to_date_against_full_year_is_refused_unless_asked_for():
    to_date, full = Window.year_to_date(date(2020, 8, 24)), Window.year(2019)
    with pytest.raises(UnlikeWindows, match=r"237 days.*365 days"):
        require_alike(to_date, full)
    assert require_alike(to_date, full, unlike_allowed=True) == "unlike windows: 237 days against 365"
    assert require_alike(to_date, to_date.years_before()) == ""


def test_a_window_holds_both_ends_and_no_missing_day():
    days = pd.Series(pd.to_datetime(["2019-12-31", "2020-01-01", "2020-08-24", "2020-08-25", None]))
    assert Window.year_to_date(date(2020, 8, 24)).contains(days).tolist() == [False, True, True, False, False]


def test_cuts_by_year_and_month_add_up_to_the_whole():
    whole = Window(date(2018, 3, 5), date(2020, 8, 24))
    assert sum(w.days for w in whole.by_year()) == whole.days
    assert sum(w.days for w in whole.by_month()) == whole.days


@pytest.mark.parametrize("text", ["2020-13", "last year", "2020-08-24/2020-01-01", ""])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(WrongUse):
        Window.parse(text)


@pytest.mark.parametrize(
    ("days", "day", "expected"),
    [
        (["2020-05-01"], "2020-06-10", "2020-06-10"),  # one entry has no pace
        (["2020-05-01", "2020-05-02"], "2020-08-10", "2020-08-10"),  # (1/101)^1: one in a hundred
        (["2020-05-01"] * 9, "2020-06-10", "2020-06-10"),  # nine on one day say no more than one
        (["2019-12-31"], "2020-02-29", "2020-02-29"),
        ([], "2020-06-10", "2020-06-10"),
        (pd.date_range("2019-01-01", "2019-12-31"), "2020-02-29", "2019-12-31"),
        (pd.date_range("2019-01-01", "2019-12-31"), "2020-01-31", "2020-01-31"),  # a month behind
        (pd.date_range("2019-01-01", "2020-12-31"), "2020-06-10", "2020-06-10"),  # what is later is not asked
    ],
)
def test_where_a_ledger_ends(days, day, expected):
    reached = covered_until(pd.Series(pd.to_datetime(days)), date.fromisoformat(day))
    assert reached == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("a_month", "gaps"),
    # 31 of 366 days: (335 / 366) ** 11 n is .0011 for n = 7 days with an entry a month, .0004 for 8.
    [(7, []), (8, ["2020-05-01/2020-05-31"])],
)
def test_a_month_without_an_entry_is_a_gap_where_chance_leaves_it_once_in_a_thousand(a_month, gaps):
    days = [date(2020, month, day) for month in range(1, 13) if month != 5 for day in range(1, 1 + a_month)]
    days[-1] = date(2020, 12, 31)
    assert [str(gap) for gap in gaps_in(entries(days))] == gaps


def entries(days) -> pd.Series:
    return pd.Series(1, index=pd.to_datetime(days))


def test_quiet_days_that_are_no_whole_month_are_no_gap():
    daily = entries(pd.date_range("2020-01-01", "2020-12-31"))
    assert gaps_in(daily[(daily.index < "2020-05-02") | (daily.index > "2020-06-29")]) == []
    assert gaps_in(daily[:0]) == []


def test_months_that_lack_sheets_do_not_slow_the_pace_by_which_others_are_judged():
    # Every second month was sent, with 12 accidents: their own days give about 1e-5, all days .001.
    odd = entries([date(2020, month, day) for month in range(1, 13, 2) for day in range(1, 13)])
    assert [gap.start.month for gap in gaps_in(odd)] == [2, 4, 6, 8, 10]


def test_entries_of_a_month_and_months_told_as_quiet_are_no_gap():
    many = pd.Series(12, index=pd.to_datetime([date(2020, month, 1) for month in (1, 2, 3, 5, 6, 7)]))
    assert [str(gap) for gap in gaps_in(many)] == ["2020-04-01/2020-04-30"]
    assert gaps_in(many, [Window.month(2020, 4)]) == []
    assert gaps_in(many, [Window.year(2020)]) == []


@pytest.mark.parametrize(
    ("undated", "gaps"),
    # At 72 in 153 days April has 14: one or none once in 30,000 times, which is p^72 (1 + 72 (1 - p)) with
    # p = 153 / 183; twelve or fewer every third time.
    [(1, ["2020-04-01/2020-04-30"]), (12, [])],
)
def test_an_entry_that_may_be_of_any_month_tells_of_no_month_more_than_of_itself(undated, gaps):
    days = pd.to_datetime([date(2020, month, 1) for month in (1, 2, 3, 5, 6, 7)])
    # Those of the year stand on its first day.
    many = pd.Series([12 + undated, 12, 12, 12, 12, 12], index=days)
    assert [str(gap) for gap in gaps_in(many, undated={Window.year(2020): undated})] == gaps


def test_a_ledger_of_years_alone_lacks_no_month():
    years = {Window.year(year): 20 for year in (2018, 2019, 2020)}
    entries_of_years = pd.Series(20, index=pd.to_datetime([window.start for window in years]))
    assert gaps_in(entries_of_years, undated=years) == []
