"""Windows and working days, against probes counted by hand on the State Council's notices."""

from datetime import date

import pandas as pd
import pytest

from safetystats.errors import NoWorkingDays, UnlikeWindows, WrongUse
from safetystats.periods import Window, require_alike
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
