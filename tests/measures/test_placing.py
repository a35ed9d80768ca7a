"""Accidents of which only the month or year is stated: counted where that is certain, told where not."""

from datetime import date

import pandas as pd
import pytest

from safetystats.measures.control import gap_chart
from safetystats.measures.counts import count_accidents
from safetystats.measures.duties import studied_share
from safetystats.measures.inspections import repeated_enterprises
from safetystats.measures.shares import area_shares, rows_of_area
from safetystats.measures.trends import compare_windows, five_year_mean
from safetystats.periods import Window

TO_DATE = Window.year_to_date(date(2020, 8, 24))
MARCH, AUGUST, YEAR = (str(Window.month(2020, 3)), str(Window.month(2020, 8)), str(Window.year(2020)))
PERHAPS = "at least: {} accidents of no stated day may lie in it"


@pytest.fixture
def accidents(accidents_of):
    """In the west accidents of a day, of March, of August and of 2020; in the east one of a day."""
    dated = accidents_of(("2020-03-05", "west", 1), ("2020-04-05", "east", 1))
    undated = accidents_of(("2020-01-01", "west", 3)).assign(
        occurred_on=pd.Series(pd.NaT, index=range(3), dtype=dated["occurred_on"].dtype),
        occurred_within=[MARCH, AUGUST, YEAR],
    )
    return pd.concat([dated.assign(occurred_within=None), undated], ignore_index=True)


def counted(accidents, basis, *windows, as_of=None, events="accidents"):
    counts = count_accidents(accidents, windows=windows, basis=basis, events=events, as_of=as_of)
    west = counts[counts["area"] == "west"]
    return list(zip(west["numerator"], west["note"]))


def test_a_month_counts_where_the_window_holds_all_of_it_and_is_told_where_it_holds_a_part(accidents, fatal):
    assert counted(accidents, fatal, TO_DATE) == [(2, PERHAPS.format(2))]
    assert counted(accidents, fatal, Window.year(2020)) == [(4, "")]
    assert counted(accidents, fatal, Window.year(2020), as_of=TO_DATE.end) == [(2, PERHAPS.format(2))]
    assert counted(accidents, fatal, Window.month(2020, 3)) == [(2, PERHAPS.format(1))]
    assert counted(accidents, fatal, Window.year(2019), Window.year(2021)) == [(0, ""), (0, "")]


def test_deaths_of_no_stated_day_are_no_deaths_of_the_window_and_told(accidents, fatal):
    assert counted(accidents, fatal, TO_DATE, events="deaths") == [(2, PERHAPS.format(2))]


def test_an_area_of_which_no_day_is_stated_has_a_row_and_the_city_tells_it(accidents, fatal):
    only = accidents[accidents["occurred_within"] == YEAR]
    assert counted(only, fatal, TO_DATE) == [(0, PERHAPS.format(1))]
    city = count_accidents(accidents, windows=[TO_DATE], basis=fatal, by=())
    assert city[["numerator", "note"]].values.tolist() == [[3, PERHAPS.format(2)]]


def test_shares_comparisons_and_means_tell_what_may_lie_in_either_window(accidents, fatal):
    shares = area_shares(accidents, windows=[TO_DATE], areas=["west", "east"], basis=fatal).set_index("area")
    assert shares.loc["west", "note"] == PERHAPS.format(2)
    assert shares.loc["east", ["numerator", "denominator"]].tolist() == [1, 3]
    (east,) = rows_of_area(shares.reset_index(), "east")["note"]
    assert east == "rest: " + PERHAPS.format(2)
    earlier = TO_DATE.in_year(2019)
    change = compare_windows(accidents, this=TO_DATE.in_year(2021), other=TO_DATE, basis=fatal)
    assert change.set_index("area").loc["west", "note"] == "compared: " + PERHAPS.format(2)
    mean = five_year_mean(
        accidents,
        window=TO_DATE.in_year(2021),
        covered=Window(earlier.start, date(2021, 8, 24)),
        basis=fatal,
    )
    assert "compared: " + PERHAPS.format(2) in mean.set_index("area").loc["west", "note"]


def test_what_needs_a_day_leaves_them_out_and_says_so(accidents, fatal):
    more = accidents.loc[[0] * 3].assign(
        occurred_on=pd.to_datetime(["2020-05-01", "2020-06-01", "2020-07-01"])
    )
    chart = gap_chart(pd.concat([accidents, more]), window=TO_DATE, basis=fatal)
    assert len(chart) == 4
    assert (
        chart["note"]
        .str.contains("3 accidents of no stated day left out: a gap may be two", regex=False)
        .all()
    )


def test_studied_and_repeated_accidents_are_of_the_month_that_is_stated(accidents, fatal):
    accidents = accidents.assign(
        studied_on=pd.Timestamp("2020-04-01"), enterprise_key="甲", enterprise="甲", reported_on=pd.NaT
    )
    studied = studied_share(accidents, windows=[TO_DATE], basis=fatal, by=()).iloc[0]
    assert (studied["numerator"], studied["denominator"], studied["note"]) == (3, 3, PERHAPS.format(2))
    again = repeated_enterprises(accidents, window=Window.year(2020), basis=fatal).iloc[0]
    assert (again["numerator"], again["years"], again["note"]) == (5, "2020", "")
    again = repeated_enterprises(accidents, window=TO_DATE, basis=fatal).iloc[0]
    assert (again["numerator"], again["note"]) == (3, PERHAPS.format(2))
