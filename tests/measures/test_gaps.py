"""Which days a ledger covers, and what it lacks, of all or of single areas."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from safetystats.measures.counts import count_accidents
from safetystats.measures.gaps import covered_days
from safetystats.periods import Covered, OfArea, Window
from safetystats.schema import Basis

MAY = Window.month(2020, 5)


def entries(days, area: str = "north", records: int = 1, until=None) -> pd.DataFrame:
    first = pd.to_datetime(pd.Series(list(days)))
    last = first if until is None else pd.to_datetime(pd.Series(list(until)))
    return pd.DataFrame({"area": area, "first": first, "last": last, "records": records})


def a_month(number: int, *, without: tuple[int, ...] = (), year: int = 2020) -> list[date]:
    """So many days of each month of a year but for some months."""
    months = [month for month in range(1, 13) if month not in without]
    return [date(year, month, day) for month in months for day in range(1, 1 + number)]


def covered(rows: pd.DataFrame, up_to: str = "2020-12-31", kind: str = "accidents", **options) -> Covered:
    return covered_days(kind, rows, up_to=date.fromisoformat(up_to), **options)


@pytest.mark.parametrize(
    ("days", "day", "expected"),
    [
        (["2020-05-01"], "2020-06-10", "2020-06-10"),  # one entry has no pace
        (["2020-05-01", "2020-05-02"], "2020-08-10", "2020-08-10"),  # (1/101)^1: one in a hundred
        (["2020-05-01"] * 9, "2020-06-10", "2020-06-10"),  # nine on one day say no more than one
        (["2019-12-31"], "2020-02-29", "2020-02-29"),
        (pd.date_range("2019-01-01", "2019-12-31"), "2020-02-29", "2019-12-31"),
        (pd.date_range("2019-01-01", "2019-12-31"), "2020-01-27", "2020-01-27"),  # less than a month behind
        # A whole month without one was as improbable as two.
        (pd.date_range("2019-01-01", "2019-12-31"), "2020-01-31", "2019-12-31"),
        (pd.date_range("2019-01-01", "2020-12-31"), "2020-06-10", "2020-06-10"),  # what is later is not asked
    ],
)
def test_where_a_ledger_ends(days, day, expected):
    assert covered(entries(days), day).end == date.fromisoformat(expected)


def test_an_empty_ledger_tells_of_no_day():
    assert covered(entries([])) is None


@pytest.mark.parametrize(
    ("first", "begin"),
    [
        ("2019-02-01", "2019-01-01"),  # (365 / 396)^52: one in sixty
        ("2019-05-28", "2019-05-01"),  # (365 / 485)^52: below one in a million
    ],
)
def test_a_ledger_begins_with_its_year_or_with_its_month(first, begin):
    weekly = pd.date_range(first, "2020-12-31", freq="7D")
    assert covered(entries(weekly)).start == date.fromisoformat(begin)


@pytest.mark.parametrize(
    ("first", "number", "is_gap"),
    # 365 days with n accidents from July 2019 on: (365 / 546)^n is .024 for 9, .016 for 10, .0024 for 15.
    [("2019-07-01", 9, False), ("2019-07-01", 10, True), ("2019-07-01", 15, True)],
)
def test_months_before_the_first_accident_lack_where_no_sheet_says_that_it_is_of_them(first, number, is_gap):
    days = pd.date_range(first, periods=2 * number, freq=pd.Timedelta(days=365 / number)).normalize()
    rows, half, up_to = entries(days), Window.months(2019, 1, 6), str(days[-1].date())
    found = covered(rows, up_to)
    assert (found.start, found.gaps) == (date(2019, 1, 1), (half,) if is_gap else ())
    assert covered(rows, up_to, kind="hazards").gaps == ()
    # A sheet of the year, or of its first months, says that these were kept; one that names no days does not.
    for sent in (Window.year(2019), half):
        assert covered(rows, up_to, sent=[OfArea("", sent)]).gaps == ()
    assert covered(rows, up_to, sent=[OfArea("", Window(date.min, date.max))]).gaps == found.gaps
    spring = [OfArea("", Window.months(2019, 4, 6))]
    assert covered(rows, up_to, sent=spring).gaps == ((Window.months(2019, 1, 3),) if is_gap else ())
    assert covered(rows, up_to, told=[OfArea("", half)]).gaps == ()


BEGUN_IN_JUNE = {
    "房山区": [(6, 10), (7, 20), (8, 25), (9, 29), (11, 2), (12, 8)],
    "昌平区": [(6, 29), (8, 5), (9, 10), (10, 15), (11, 20), (12, 30)],
}


def test_one_area_that_kept_its_ledger_hides_no_months_before_the_first_accident_of_the_others():
    """12 accidents in 204 days: (203 / 355)^11, of the 152 days before, is .002; of 61 of them it is .06."""
    rows = pd.concat(
        [entries([date(2024, *day) for day in days], area) for area, days in BEGUN_IN_JUNE.items()]
    )
    spring, up_to = Window.months(2024, 1, 5), "2024-12-31"
    assert covered(rows, up_to).gaps == (spring,)
    for known in (Window.months(2024, 1, 3), Window.year(2024)):
        own = [OfArea("门头沟区", month) for month in known.by_month()]
        for said in ({"told": own}, {"sent": [OfArea("门头沟区", known)]}):
            found = covered(rows, up_to, **said)
            assert found.gaps == (spring,)
            assert found.of_area("门头沟区").holds(spring) == (known == Window.year(2024))
            assert not found.of_area("房山区").holds(spring)
    # Who has entries and kept it all along is none of those who began later: (184 / 336)^5 is .05.
    assert covered(rows, up_to, sent=[OfArea("房山区", Window.year(2024))]).gaps == ()
    assert covered(rows, up_to, sent=[OfArea("", Window.year(2024))]).gaps == ()


@pytest.mark.parametrize(
    ("number", "gaps"),
    # 31 of 366 days: (335 / 366) ** 11 n is .00016 for n = 9 days with an entry a month, .00006 for 10; any
    # of 12 months once in a thousand is .00008.
    [(9, ()), (10, (MAY,))],
)
def test_a_month_without_an_entry_is_a_gap_where_chance_leaves_any_once_in_a_thousand_ledgers(number, gaps):
    days = a_month(number, without=(5,))
    days[-1] = date(2020, 12, 31)
    assert covered(entries(days)).gaps == gaps


def test_quiet_days_that_are_no_whole_month_are_no_gap():
    daily = pd.date_range("2020-01-01", "2020-12-31")
    assert covered(entries(daily[(daily < "2020-05-02") | (daily > "2020-06-29")])).gaps == ()


def test_months_that_lack_sheets_do_not_slow_the_pace_by_which_others_are_judged():
    # Every second month was sent, with 16 accidents, to 16 November: of 11 months any once in a thousand is
    # 9e-5. The first of 31 days is judged by (290 / 321)^96, which is 6e-5; with 321 days it would be 1.4e-4.
    # February, the last, has 170 days beside it; with those that lack it would be (292 / 321)^96, 1.1e-4.
    odd = covered(entries(a_month(16, without=(2, 4, 6, 8, 10, 12))), "2020-11-16")
    assert [gap.start.month for gap in odd.gaps] == [2, 4, 6, 8, 10]


def test_months_that_few_accidents_leave_empty_are_no_gaps():
    # Four a year: eleven months without any, beside 8 in 730 days, are one in twenty by (730 / 1064)^8; by
    # the 8 months alone that have one it would be (243 / 577)^8, one in a thousand.
    sparse = pd.date_range("2017-01-15", "2020-12-31", freq="91D")
    assert covered(entries(sparse[(sparse < "2019-03-01") | (sparse > "2019-10-31")])).gaps == ()


def test_entries_of_a_month_and_months_told_as_quiet_are_no_gap():
    firsts = [date(2020, month, 1) for month in (1, 2, 3, 5, 6, 7)]
    many = entries(firsts, records=12)
    april = Window.month(2020, 4)
    assert covered(many, "2020-07-31").gaps == (april,)
    assert covered(many, "2020-07-31", told=[OfArea("", april)]).gaps == ()
    assert covered(many, "2020-07-31", told=[OfArea("", Window.year(2020))]).gaps == ()


@pytest.mark.parametrize(
    ("undated", "is_gap"),
    # At 72 in 152 days April has 14: one or none once in 30,000 times, which is p^72 (1 + 72 (1 - p)) with
    # p = 152 / 182; twelve or fewer every third time.
    [(1, True), (12, False)],
)
def test_an_entry_that_may_be_of_any_month_tells_of_no_month_more_than_of_itself(undated, is_gap):
    firsts = [date(2020, month, 1) for month in (1, 2, 3, 5, 6, 7)]
    of_year = entries(["2020-01-01"], records=undated, until=["2020-12-31"])
    rows = pd.concat([entries(firsts, records=12), of_year])
    assert covered(rows, "2020-07-31").gaps == ((Window.month(2020, 4),) if is_gap else ())


def test_a_sheet_without_any_tells_of_the_months_of_which_it_holds_every_day():
    rows = entries(a_month(10, without=(5,)))
    halves = [Window(date(2020, 5, 1), date(2020, 5, 15)), Window(date(2020, 5, 16), date(2020, 5, 31))]
    for area in ("", "north"):
        assert covered(rows, told=[OfArea(area, halves[0])]).gaps == (MAY,)
        assert covered(rows, told=[OfArea(area, half) for half in halves]).gaps == ()
    # The month of the day up to which the ledger is asked is told of as far as that.
    known = covered(
        entries(a_month(10, year=2019)), "2020-02-15", told=[OfArea("", Window.months(2020, 1, 2))]
    )
    assert known.end == date(2020, 2, 15)


def test_a_ledger_of_years_alone_lacks_no_month():
    years = [Window.year(year) for year in (2018, 2019, 2020)]
    rows = entries([year.start for year in years], records=20, until=[year.end for year in years])
    assert covered(rows) == Covered(date(2018, 1, 1), date(2020, 12, 31))


# --- of single areas --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "lacks"),
    # Any of 12 months of two areas may be wrong once in a thousand: .000042 each. (335 / 366)^(11 n) is
    # .000059 for 10, .000022 for 11.
    [(10, False), (11, True)],
)
def test_a_month_that_one_area_never_sent_lacks_of_it_alone(number, lacks):
    days = a_month(number, without=(5,))
    days[-1] = date(2020, 12, 31)
    rows = pd.concat([entries(days, "north"), entries(a_month(10), "south")])
    found = covered(rows)
    assert (found.gaps, found.of_areas) == ((), (OfArea("north", MAY),) if lacks else ())
    assert found.of_area("north").holds(MAY) == (not lacks)
    assert found.of_area("south").holds(MAY) and found.holds(MAY)


@pytest.mark.parametrize("areas", [["north"], ["north", "east"]])
def test_an_area_that_sends_every_month_lacks_none_whatever_others_do(areas):
    sent = entries(a_month(10), "south")
    others = [entries(a_month(15, without=(2, 3, 7, 8, 9)), area) for area in areas]
    found = covered(pd.concat([sent, *others]))
    assert {one.area for one in found.of_areas} == {*areas}
    assert found.of_area("south") == covered(sent)


def test_records_of_no_stated_area_may_be_those_of_an_area_that_seems_to_lack_them():
    rows = [entries(a_month(10, without=(5,)), "north"), entries(a_month(10), "south")]
    nowhere = entries([date(2020, 5, day) for day in range(1, 11)], "unknown")
    assert covered(pd.concat(rows)).of_areas == (OfArea("north", MAY),)
    assert covered(pd.concat([*rows, nowhere])).of_areas == ()


def test_an_area_that_begins_later_or_ends_earlier_than_the_others_lacks_those_months():
    sent = entries([*a_month(10, year=2019), *a_month(10)], "south")
    some = entries(a_month(10, without=(1, 2, 3, 11, 12)), "north")
    found = covered(pd.concat([sent, some]))
    assert [(area, str(gap)) for area, gap in found.of_areas] == [
        ("north", "2019-01-01/2020-03-31"), ("north", "2020-10-11/2020-12-31"),
    ]  # fmt: skip


def test_a_sheet_of_one_area_that_nothing_happened_says_nothing_of_another():
    gap = entries(a_month(10, without=(5,)), "north"), entries(a_month(10, without=(5,)), "south")
    found = covered(pd.concat(gap), told=[OfArea("south", MAY)])
    assert not found.of_area("north").holds(MAY)
    assert found.of_area("south").holds(MAY)
    assert found.gaps == (MAY,)
    both = covered(pd.concat(gap), told=[OfArea("south", MAY), OfArea("north", MAY)])
    assert both.gaps == both.of_areas == ()


def test_a_year_that_one_area_tells_as_quiet_hides_no_month_of_another():
    rows = [entries(a_month(10, without=(5,)), "north"), entries(a_month(10, year=2019), "south")]
    found = covered(pd.concat(rows), told=[OfArea("south", Window.year(2020))])
    assert found.of_area("south").holds(Window.year(2020))
    assert not found.of_area("north").holds(MAY)


def test_a_month_is_no_gap_of_those_who_are_left_where_the_area_that_has_most_tells_of_none():
    rare = entries(["2020-02-01", "2020-09-01", "2020-12-01"], "south")
    rows = pd.concat([entries(a_month(10, without=(5,)), "north"), rare])
    found = covered(rows, told=[OfArea("north", MAY)])
    # Of what is left none of a month is nothing remarkable.
    assert found.gaps == ()


def test_months_behind_the_last_entry_of_all_are_known_of_the_area_that_tells_of_them():
    first, last = (
        pd.concat([entries(a_month(10, year=2019), area) for area in ("north", "south")]),
        "2020-06-30",
    )
    told = [OfArea("south", Window.month(2020, month)) for month in range(1, 7)]
    half, quarter = Window.months(2020, 1, 6), Window.months(2020, 1, 3)
    found = covered(first, last, told=told)
    assert found.of_area("south").holds(half) and not found.of_area("north").holds(quarter)
    accidents = first.rename(columns={"first": "occurred_on"})
    accidents = accidents.assign(category="工矿商贸", deaths=1, counted=True)
    basis = Basis("all", "", "", ())
    counted = count_accidents(accidents, windows=[half], basis=basis, by=("area",), covered=found)
    assert counted.set_index("area")["numerator"].fillna(-1).to_dict() == {"north": -1, "south": 0}
    # Told to March alone, it ends with that; and the whole ledger without an entry of any kind for long.
    assert covered(first, last, told=told[:3]).end == date(2020, 3, 31)
    long = [OfArea("south", Window.months(2020, 1, 12)), OfArea("south", Window.months(2021, 1, 6))]
    found = covered(first, "2021-06-30", told=long, last_entry=date(2019, 12, 10))
    assert found.of_area("south").holds(Window.months(2021, 1, 6))
    assert not found.of_area("north").holds(Window.months(2021, 1, 6))


def test_an_area_that_inspects_by_campaigns_lacks_no_month_between_them():
    days = [date(year, month, day) for year in (2019, 2020) for month in (4, 9) for day in range(1, 21)]
    rows = pd.concat([entries(days), *(entries(a_month(10, year=year), "south") for year in (2019, 2020))])
    assert covered(rows).of_areas
    for kind in ("hazards", "inspections"):
        assert covered(rows, kind=kind) == Covered(date(2019, 1, 1), date(2020, 12, 31))


def test_ledgers_that_were_sent_whole_hardly_ever_lack_anything():
    # At one wrong in a thousand, sixty of them are all right in 94 of a hundred runs.
    random = np.random.default_rng(1)
    days, paces = pd.date_range("2018-01-01", "2020-12-31"), np.geomspace(2, 200, 16)
    for _ in range(60):
        numbers = random.poisson(paces[:, None] / 365, (16, len(days)))
        area, day = numbers.nonzero()
        rows = pd.DataFrame({"area": area.astype("str"), "first": days[day], "last": days[day]})
        found = covered(rows.assign(records=numbers[area, day]))
        assert found == Covered(date(2018, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("number", "without", "is_found"),
    # 730 days beside a run of g: (730 / (730 + g))^(24 n), where 36 months of 16 areas each may be 1.7e-6.
    [
        (5, (5, 6), False),  # 61 days: 7e-5
        (5, (5, 6, 7), True),  # 92 days: 6e-7
        (13, (5,), False),  # 31 days: 2e-6
        (14, (5,), True),  # 31 days: 9e-7
    ],
)
def test_how_many_months_of_one_of_many_areas_are_told_from_chance(number, without, is_found):
    others = [entries(a_month(10, year=year), f"a{k}") for k in range(15) for year in (2018, 2019, 2020)]
    own = [a_month(number, year=year) for year in (2018, 2020)] + [
        a_month(number, without=without, year=2019)
    ]
    found = covered(pd.concat([*others, *map(entries, own)]))
    gap = OfArea("north", Window.months(2019, without[0], without[-1]))
    assert found.of_areas == ((gap,) if is_found else ())


# --- by sheets, and of areas without any entry ------------------------------------------------------------


def sheets(*areas: str, without: tuple[int, ...] = ()) -> list[OfArea]:
    months = [month for month in range(1, 13) if month not in without]
    return [OfArea(area, Window.month(2020, month)) for area in areas for month in months]


def test_a_month_of_which_an_area_sent_no_sheet_lacks_of_it_whatever_its_pace():
    rows = pd.concat([entries(a_month(1, without=(5, 9))), entries(a_month(10), "south")])
    assert covered(rows).of_areas == ()
    sent = [*sheets("north", without=(5,)), *sheets("south")]
    # That of September is there.
    assert covered(rows, sent=sent).of_areas == (OfArea("north", MAY),)
    assert covered(rows, sent=sent, told=[OfArea("north", MAY)]).of_areas == ()
    assert covered(rows, sent=sent, kind="hazards").of_areas == ()
    # An accident of May may stand in another sheet of the area: what its own would hold is not asked.
    late = pd.concat([rows, entries(["2020-05-30"])])
    assert covered(late, sent=sent).of_areas == ()


def test_an_area_that_sent_only_that_nothing_happened_lacks_the_month_of_which_it_sent_nothing():
    sent = sheets("north", without=(5,))
    rows = entries(a_month(10), "south")
    assert covered(rows, sent=sent, told=sent).of_areas == (OfArea("north", MAY),)


def test_a_month_of_which_the_city_sent_no_sheet_lacks_of_all():
    rows = entries(a_month(1, without=(5, 9)))
    sent = sheets("", without=(5,))
    assert covered(rows).gaps == ()
    assert covered(rows, sent=sent).gaps == (MAY,)
    known = covered(rows, sent=sent, told=[OfArea("north", MAY)])
    assert known.of_area("north").holds(MAY)


def test_the_month_that_still_runs_lacks_no_sheet():
    rows = pd.concat([entries(a_month(1)), entries(a_month(10), "south")])
    sent = [*sheets("north", without=(10, 11, 12)), *sheets("south", without=(11, 12))]
    assert covered(rows, "2020-10-20", sent=sent).of_areas == ()
    october = pd.concat([entries(a_month(1, without=(10, 11, 12))), entries(a_month(10), "south")])
    assert covered(october, "2020-10-20", sent=sent).of_areas == ()
    assert covered(october, "2020-11-10", sent=sent).of_areas == (OfArea("north", Window.month(2020, 10)),)


LISTED = ("north", "south", "east", "west")


@pytest.mark.parametrize(
    ("numbers", "is_absent"),
    # Any of four once in a thousand is .00025: 2^-12 is .00024, 2^-11 .00049; the mean of 2^-9, 2^-30 and
    # 2^-30 is .00065, that of 2^-11 and those .00016.
    [((12, 12, 12), True), ((11, 11, 11), False), ((9, 30, 30), False), ((11, 30, 30), True)],
)
def test_an_area_without_any_entry_is_absent_where_each_of_the_others_has_many(numbers, is_absent):
    days = pd.date_range("2020-01-01", "2020-12-31", periods=max(numbers)).normalize()
    rows = pd.concat([entries(days[-number:], area) for area, number in zip(LISTED, numbers)])
    found = covered(rows, listed=LISTED)
    assert (found.absent, found.of_areas) == (("west",) if is_absent else (), ())
    assert found.of_area("west").holds(MAY) != is_absent
    assert covered(rows, listed=LISTED[:3]).absent == ()
    # One that sent a sheet has none by that.
    assert covered(rows, listed=LISTED, told=[OfArea("west", Window.year(2020))]).absent == ()


def test_areas_without_any_entry_are_quiet_where_but_half_of_all_have_some():
    rows = pd.concat([entries(a_month(10), area) for area in LISTED[:2]])
    assert covered(rows, listed=LISTED).absent == ()


def test_an_area_that_never_sent_a_sheet_is_absent_where_most_send_their_own():
    rows = pd.concat([entries(a_month(1, without=(2, 5)), area) for area in LISTED[:3]])
    own = [OfArea(area, Window.year(2020)) for area in LISTED[:3]]
    assert covered(rows, listed=LISTED, sent=own).absent == ("west",)
    assert covered(rows, listed=LISTED, sent=[*own, OfArea("", MAY)]).absent == ()
    assert covered(rows, listed=LISTED, sent=[*own, OfArea("west", MAY)]).absent == ()
