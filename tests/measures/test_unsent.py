"""Which months lack by the sheets that lie there."""

from datetime import date

import pytest

from safetystats.measures.unsent import months_unsent
from safetystats.periods import OfArea, Window

YEAR = Window.year(2020)


def sheets(*months: int, area: str = "north", year: int = 2020) -> list[OfArea]:
    return [OfArea(area, Window.month(year, month)) for month in months]


def lacking(sent: list[OfArea], told: list[OfArea] | None = None) -> dict[str, list[str]]:
    return {area: [str(run) for run in runs] for area, runs in months_unsent(sent, told or []).items()}


ALL = range(1, 13)
BUT_JULY = [month for month in ALL if month != 7]
JULY = ["2020-07-01/2020-07-31"]


@pytest.mark.parametrize("area", ["north", ""])
def test_a_month_without_a_sheet_lacks_where_all_others_of_the_year_have_one(area):
    assert lacking(sheets(*BUT_JULY, area=area)) == {area: JULY}
    assert lacking(sheets(*ALL, area=area)) == {}


@pytest.mark.parametrize(
    "beside",
    [
        OfArea("north", Window.months(2020, 7, 9)),  # a quarter
        OfArea("north", YEAR),
        OfArea("north", Window.months(2020, 1, 7)),  # 1-7月, as sheets that go on from January
        OfArea("north", Window(date.min, date.max)),  # one that names no days may hold any
        OfArea("", Window.month(2020, 7)),  # the city's
        OfArea("north", Window(date(2020, 6, 26), date(2020, 7, 25))),  # months that end on the 25th
    ],
)
def test_a_month_that_another_sheet_may_hold_is_not_lacking(beside):
    assert lacking([*sheets(*BUT_JULY), beside]) == {}
    assert lacking(sheets(*BUT_JULY), [beside]) == {}


def test_sheets_of_other_areas_hold_none_of_its_own():
    others = sheets(*ALL, area="south")
    assert lacking([*sheets(*BUT_JULY), *others]) == {"north": JULY}
    # Of all it lacks only what no area has either.
    assert lacking([*sheets(*BUT_JULY, area=""), *others]) == {}


@pytest.mark.parametrize(
    ("months", "is_each_month"),
    [
        ((1, 2, 4, 5, 6), False),  # five are no half of a year
        ((1, 2, 4, 5, 6, 7), True),
        ((1, 2, 3, 5, 6, 7, 9, 10, 12), True),  # nine to three
        ((1, 2, 3, 5, 6, 7, 10, 12), False),  # eight to four: those in which something happened, perhaps
    ],
)
def test_who_sends_a_sheet_each_month(months, is_each_month):
    assert bool(lacking(sheets(*months))) == is_each_month


def test_who_sends_a_sheet_that_nothing_happened_sends_one_each_month():
    some = sheets(1, 3, 5, 7, 8)
    assert lacking(some) == {}
    assert lacking(some, sheets(3)) == {
        "north": ["2020-02-01/2020-02-29", "2020-04-01/2020-04-30", "2020-06-01/2020-06-30"]
    }
    # That nothing happened in a year says nothing of how sheets are sent.
    assert lacking(some, [OfArea("north", Window.year(2019))]) == {}


def test_who_stops_sending_lacks_the_months_of_which_others_send_theirs():
    half = sheets(1, 2, 3, 4, 5, 6)
    assert lacking(half) == {}
    assert lacking([*half, *sheets(*ALL, area="south")]) == {"north": ["2020-07-01/2020-12-31"]}
    assert lacking([*half, *sheets(1, 12, area="south")]) == {}  # and not of those that send now and then


def test_years_by_quarter_before_those_by_month_lack_nothing():
    quarters = [OfArea("north", Window.months(2019, first, first + 2)) for first in (1, 4, 7, 10)]
    south = [one for year in (2019, 2020) for one in sheets(*ALL, area="south", year=year)]
    assert lacking([*quarters, *sheets(*ALL), *south]) == {}
