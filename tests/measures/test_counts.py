"""Counts: nothing is lost between the ledger and the sum, and chance is named."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.claims.checking.tallying import tally as audited
from safetystats.errors import ColumnsMissing, UnknownName, WrongUse
from safetystats.measures.counts import (
    count_accidents,
    count_rows,
    counts_from_totals,
    with_count_limits,
)
from safetystats.measures.shares import breakdown
from safetystats.measures.tally import tally_accidents
from safetystats.periods import Covered, OfArea, Window
from safetystats.schema import RESULT, Basis

YEAR = Window.year(2020)
DAYS = st.dates(date(2019, 1, 1), date(2020, 12, 31)).map(str)
GROUPS = st.lists(
    st.tuples(DAYS, st.sampled_from(["east", "west", "unknown"]), st.integers(0, 3), st.integers(0, 4)),
    max_size=12,
)


def numerators(counts):
    return counts.set_index("area")["numerator"].to_dict()


# --- zeros, unknown, the city ---------------------------------------------------------------------------


def test_a_result_has_its_keys_first_then_the_columns_of_the_contract(accidents_of, fatal):
    counts = count_accidents(accidents_of(("2020-03-01", "west", 2)), windows=[YEAR], basis=fatal)
    assert tuple(counts.columns) == (
        "area",
        "events",
        *RESULT,
        "squares",
        "small",
        "lacking",
        "lacking_of_areas",
    )
    row = counts.iloc[0]
    assert (row["basis"], row["days"], row["window_end"]) == ("all", 366, pd.Timestamp("2020-12-31"))
    assert pd.isna(row["denominator"]) and pd.isna(row["as_of"])


def test_an_area_without_an_accident_is_a_row_holding_0(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 2), ("2019-03-01", "east", 1))
    levels = {"area": ["north", "west"]}
    assert numerators(count_accidents(accidents, windows=[YEAR], basis=fatal)) == {"east": 0, "west": 2}
    assert numerators(count_accidents(accidents, windows=[YEAR], basis=fatal, levels=levels)) == {
        "north": 0,
        "west": 2,
    }


def test_what_the_ledger_does_not_cover_is_not_zero(accidents_of, fatal):
    windows = [Window.month(2020, month) for month in (1, 2, 6, 7)]
    covered = Window(date(2020, 2, 1), date(2020, 6, 20))
    counts = count_accidents(
        accidents_of(("2020-02-01", "west", 2)), windows=windows, basis=fatal, covered=covered
    )
    assert counts["numerator"].tolist() == [pd.NA, 2, 0, pd.NA]
    assert counts["upper"].isna().tolist() == [True, False, False, True]
    assert counts["note"].tolist() == [
        "the ledger begins on 2020-02-01", "", "at least: the ledger ends on 2020-06-20",
        "the ledger ends on 2020-06-20",
    ]  # fmt: skip


def test_months_without_a_sheet_are_not_zero_and_what_holds_them_is_a_lower_bound(accidents_of, fatal):
    may, june = Window.month(2020, 5), Window.month(2020, 6)
    counts = count_accidents(
        accidents_of(("2020-04-01", "west", 2), ("2020-07-01", "west", 1)),
        windows=[Window.month(2020, 4), may, Window.months(2020, 5, 6), Window.months(2020, 1, 5), YEAR],
        basis=fatal,
        covered=Covered(date(2020, 1, 1), date(2020, 12, 31), (Window(may.start, june.end),)),
    )
    assert counts["numerator"].tolist() == [2, pd.NA, pd.NA, 2, 3]
    why = "the ledger has no entry from 2020-05-01 to 2020-06-30"
    assert counts["note"].tolist() == ["", why, why, f"at least: {why}", f"at least: {why}"]
    assert counts["lacking"].tolist() == [0, 31, 61, 31, 61]


def test_a_city_lacks_the_days_that_it_lacks_of_any_area_once(accidents_of, fatal):
    may, both = Window.month(2020, 5), Window.months(2020, 5, 6)
    of_areas = (OfArea("east", both), OfArea("west", may))
    covered = Covered(date(2020, 1, 1), date(2020, 12, 31), of_areas=of_areas)
    asked = {"windows": [YEAR, may, Window.month(2020, 7)], "basis": fatal, "covered": covered}
    ledger = accidents_of(("2020-07-01", "west", 2), ("2020-05-01", "north", 3))
    city = count_accidents(ledger, by=(), **asked)
    assert city["numerator"].tolist() == [5, 3, 2]
    assert city["lacking"].tolist() == city["lacking_of_areas"].tolist() == [61, 31, 0]
    areas = count_accidents(ledger, levels={"area": ["north"]}, **asked).set_index("area")
    assert areas.index.unique().tolist() == ["north", "east", "west"]
    assert areas.loc["north", "lacking"].tolist() == [0, 0, 0]
    assert areas.loc["east", "lacking"].tolist() == [61, 31, 0]
    assert areas.loc["east", "numerator"].tolist() == [0, pd.NA, 0]


def test_zero_accidents_are_compatible_with_up_to_three_point_seven(accidents_of, fatal):
    counts = count_accidents(accidents_of(("2019-03-01", "west", 1)), windows=[YEAR], basis=fatal)
    assert counts.loc[0, ["value", "lower"]].tolist() == [0, 0]
    assert counts.loc[0, "upper"] == pytest.approx(3.689, abs=5e-4)


def test_a_ledger_without_rows_counts_0_in_every_area(accidents_of, fatal):
    empty = accidents_of(("2020-03-01", "west", 0))
    counts = count_accidents(empty, windows=[YEAR], basis=fatal, levels={"area": ["east", "west"]})
    assert counts["numerator"].tolist() == [0, 0]


def test_rows_of_unknown_or_missing_area_are_a_part_and_the_city_holds_them(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 2), ("2020-03-02", "unknown", 1), ("2020-03-03", None, 3))
    parts = count_accidents(accidents, windows=[YEAR], basis=fatal, levels={"area": ["west"]})
    city = count_accidents(accidents, windows=[YEAR], basis=fatal, by=())
    assert numerators(parts) == {"west": 2, "unknown": 4}
    assert city["numerator"].tolist() == [6]
    assert tuple(city.columns[:2]) == ("events", "numerator")


def test_categories_of_pandas_lose_no_row_and_add_none(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 2), ("2020-03-03", None, 3))
    as_category = accidents.assign(area=pd.Categorical(accidents["area"], ["west", "closed in 1997"]))
    counts = count_accidents(as_category, windows=[YEAR], basis=fatal)
    assert numerators(counts) == {"west": 2, "unknown": 3}


def test_an_area_beside_the_levels_asked_for_keeps_its_row(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 2), ("2020-03-02", "a new zone", 1))
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal, levels={"area": ["west"]})
    assert numerators(counts) == {"west": 2, "a new zone": 1}


def test_two_keys_give_every_combination(accidents_of, fatal):
    accidents = pd.concat(
        [
            accidents_of(("2020-03-01", "west", 2)),
            accidents_of(("2020-03-01", "east", 1), industry="C 制造业"),
        ]
    )
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal, by=["area", "industry"])
    assert counts[["area", "industry", "numerator"]].to_numpy().tolist() == [
        ["east", "C 制造业", 1],
        ["east", "E 建筑业", 0],
        ["west", "C 制造业", 0],
        ["west", "E 建筑业", 2],
    ]


@settings(max_examples=40, deadline=None)
@given(GROUPS, st.sampled_from(["accidents", "deaths"]))
def test_the_parts_add_up_to_the_city_and_the_months_to_the_year(accidents_of, fatal, groups, events):
    accidents = accidents_of(*groups)
    parts = count_accidents(accidents, windows=[YEAR], basis=fatal, events=events)
    city = count_accidents(accidents, windows=[YEAR], basis=fatal, by=(), events=events)
    months = count_accidents(accidents, windows=YEAR.by_month(), basis=fatal, by=(), events=events)
    assert parts["numerator"].sum() == city["numerator"].sum() == months["numerator"].sum()
    assert len(months) == 12


@settings(max_examples=25, deadline=None)
@given(GROUPS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(accidents_of, fatal, groups, random):
    accidents = accidents_of(*groups)
    order = random.sample(range(len(accidents)), len(accidents))
    both = [
        count_accidents(rows, windows=[YEAR], basis=fatal, events="deaths")
        for rows in (accidents, accidents.iloc[order])
    ]
    pd.testing.assert_frame_equal(*both)


# --- what counts ----------------------------------------------------------------------------------------


def test_the_basis_decides_what_counts_and_is_named(accidents_of):
    # Pitfall 7: 3 of 47 and 3 of 120 can both be a share of the city.
    road, work = (
        accidents_of(("2020-03-01", "west", 5), category="道路运输"),
        accidents_of(("2020-03-01", "west", 3)),
    )
    both = pd.concat([road, work], ignore_index=True)
    narrow = count_accidents(both, windows=[YEAR], basis=Basis("industrial", "", "", ("工矿商贸",)))
    wide = count_accidents(both, windows=[YEAR], basis=Basis("all", "", "", ()))
    assert (narrow["value"].item(), narrow["basis"].item()) == (3, "industrial")
    assert (wide["value"].item(), wide["basis"].item()) == (8, "all")


def test_accidents_struck_off_or_without_a_death_do_not_count_as_fatal(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 3), ("2020-03-02", "west", 2, 0))
    accidents.loc[0, "counted"] = False
    assert count_accidents(accidents, windows=[YEAR], basis=fatal)["value"].item() == 2


def test_windows_are_cut_at_the_as_of_day_and_know_their_days(accidents_of, fatal):
    # Pitfall 2: the same calendar dates of two years have 274 and 273 days.
    accidents = accidents_of(("2020-09-30", "west", 1), ("2020-10-01", "west", 1), ("2019-09-30", "west", 1))
    this = Window.year_to_date(date(2020, 9, 30))
    counts = count_accidents(accidents, windows=[this, this.years_before()], basis=fatal)
    assert counts[["numerator", "days"]].to_numpy().tolist() == [[1, 274], [1, 273]]
    cut = count_accidents(accidents, windows=[YEAR], basis=fatal, as_of=date(2020, 9, 30)).iloc[0]
    assert (cut["numerator"], cut["days"]) == (1, 274)
    assert cut["window_end"] == cut["as_of"] == pd.Timestamp("2020-09-30")


def test_a_window_that_has_not_begun_is_missing_not_0(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 1))
    row = count_accidents(accidents, windows=[YEAR], basis=fatal, as_of=date(2019, 12, 31)).iloc[0]
    assert pd.isna(row["value"]) and pd.isna(row["upper"])
    assert (row["days"], row["note"]) == (0, "the window had not begun on 2019-12-31")


def test_counts_below_ten_are_marked_small(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 9), ("2020-03-01", "east", 10))
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal)
    assert counts.set_index("area")["small"].to_dict() == {"east": False, "west": True}


# --- persons ----------------------------------------------------------------------------------------------


def test_deaths_have_wider_limits_where_they_came_in_clusters(accidents_of, fatal):
    # Pitfall 8, in deaths: 1.24 and 5.84 per 100,000 of 423,500 workers are 5.25 and 24.7 deaths.
    accidents = accidents_of(
        ("2020-03-01", "west", 8, 1), ("2020-03-02", "west", 1, 2), ("2020-03-03", "west", 1, 3)
    )
    row = count_accidents(accidents, windows=[YEAR], basis=fatal, events="deaths").iloc[0]
    assert (row["value"], row["squares"], row["method"]) == (13, 21, "dobson, clustered")
    assert (row["lower"], row["upper"]) == pytest.approx((1.24 * 4.235, 5.84 * 4.235), abs=0.03)


def test_accidents_and_deaths_are_counted_apart(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 2, 3))
    counted = {
        events: count_accidents(accidents, windows=[YEAR], basis=fatal, events=events)["value"].item()
        for events in ("accidents", "deaths")
    }
    assert counted == {"accidents": 2, "deaths": 6}


def test_injuries_that_are_not_stated_make_the_sum_a_lower_bound(accidents_of):
    accidents = accidents_of(("2020-03-01", "west", 3)).assign(
        serious_injuries=pd.array([2, None, 1], dtype="Int64")
    )
    recorded = Basis("recorded", "", "", (), fatal_only=False)
    row = count_accidents(accidents, windows=[YEAR], basis=recorded, events="serious_injuries").iloc[0]
    assert (row["value"], row["note"]) == (3, "at least: 1 accidents do not state serious_injuries")


# --- rows of other ledgers --------------------------------------------------------------------------------


def test_rows_of_work_done_are_counted_without_limits():
    found = pd.DataFrame({"found_on": pd.to_datetime(["2020-01-01", "2020-12-31", None]), "area": "west"})
    counts = count_rows(
        found, "found_on", windows=[YEAR], levels={"area": ["east", "west"]}, events="hazards"
    )
    assert numerators(counts) == {"east": 0, "west": 2}
    assert tuple(counts.columns) == ("area", "events", *RESULT, "small")
    assert counts[["lower", "upper"]].isna().all(axis=None)
    assert counts["basis"].unique().tolist() == ["all rows"]


# --- published totals -------------------------------------------------------------------------------------


def totals(*rows):
    """Published figures: (area, measure, window, value) or (…, published_on, printed_as)."""
    table = pd.DataFrame(
        [(*row, None, "this year")[:6] if len(row) == 4 else row for row in rows],
        columns=["area", "measure", "window", "value", "published_on", "printed_as"],
    )
    windows = [Window.parse(text) for text in table.pop("window")]
    return table.assign(
        basis="building",
        published_on=pd.to_datetime(table["published_on"]),
        window_start=pd.to_datetime([w.start for w in windows]),
        window_end=pd.to_datetime([w.end for w in windows]),
    )


def test_a_published_window_is_taken_as_it_was_published():
    published = totals(("北京市", "accidents", "2014", 18), ("北京市", "accidents", "2014-01", 3))
    counts = counts_from_totals(published, windows=[Window.year(2014)], areas=["北京市"], basis="building")
    assert tuple(counts.columns) == (
        "area",
        "events",
        *RESULT,
        "squares",
        "small",
        "lacking",
        "lacking_of_areas",
    )
    row = counts.iloc[0]
    assert (row["value"], row["days"], row["method"], row["note"]) == (18, 365, "garwood", "")


def test_months_are_added_up_only_where_all_of_them_were_published():
    published = totals(*[("全国", "accidents", f"2014-{m:02}", m) for m in range(1, 6)])
    windows = [Window.months(2014, 1, 5), Window.months(2014, 1, 6)]
    counts = counts_from_totals(published, windows=windows, areas=["全国"], basis="building")
    assert counts["numerator"].tolist() == [15, pd.NA]
    assert counts["note"].tolist() == ["sum of 5 published windows", "not published"]
    assert counts["value"].isna().tolist() == [False, True]


def test_a_month_published_without_a_figure_is_never_added_up_as_nought():
    published = totals(("全国", "accidents", "2014-01", 7), ("全国", "accidents", "2014-02", None))
    windows = [Window.months(2014, 1, 2), Window.months(2014, 2, 2)]
    counts = counts_from_totals(published, windows=windows, areas=["全国"], basis="building")
    assert counts["numerator"].isna().all()
    assert counts["note"].tolist() == ["not published", "not published"]


def test_a_revised_figure_stands_and_the_note_names_the_earlier_one():
    # Pitfall 20: published history is struck off and added to.
    published = totals(
        ("全国", "accidents", "2013", 524, "2014-12-31", "last year"),
        ("全国", "accidents", "2013", 528, "2014-01-20", "this year"),
    )
    counts = counts_from_totals(published, windows=[Window.year(2013)], areas=["全国"], basis="building")
    assert (counts["value"].item(), counts["note"].item()) == (524, "revised: 528 before")


def test_published_deaths_say_that_their_limits_are_too_narrow():
    published = totals(("全国", "deaths", "2014", 648))
    counts = counts_from_totals(
        published, windows=[Window.year(2014)], areas=["全国"], events="deaths", basis="building"
    )
    row = counts.iloc[0]
    assert row["note"] == "limits too narrow: deaths per accident unknown"
    assert (row["method"], row["small"]) == ("garwood", False)


def test_published_severe_accidents_are_events_of_their_own():
    published = totals(("全国", "severe_accidents", "2014", 29))
    counts = counts_from_totals(
        published, windows=[Window.year(2014)], areas=["全国"], events="severe_accidents", basis="building"
    )
    assert (counts["note"].item(), counts["squares"].item()) == ("", 29)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"basis": "industrial"}, "Unknown basis in the published totals 'industrial'"),
        ({"events": "injuries"}, "Unknown measure in the published totals 'injuries'"),
        ({"areas": ["北京"]}, "Unknown area in the published totals '北京'. Nearest: '北京市'"),
    ],
)
def test_what_was_never_published_is_refused_by_name(asked, message):
    published = totals(("北京市", "accidents", "2014", 22))
    arguments = {"windows": [Window.year(2014)], "areas": ["北京市"], "basis": "building", **asked}
    with pytest.raises(UnknownName, match=message):
        counts_from_totals(published, **arguments)


# --- wrong use --------------------------------------------------------------------------------------------


def test_wrong_use_is_refused_in_a_sentence(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 1))
    with pytest.raises(UnknownName, match=r"Unknown kind of event 'death'. Nearest: 'deaths'"):
        count_accidents(accidents, windows=[YEAR], basis=fatal, events="death")
    with pytest.raises(ColumnsMissing, match="accidents has no column 'street'"):
        count_accidents(accidents, windows=[YEAR], basis=fatal, by=["street"])
    with pytest.raises(WrongUse, match="No window was given"):
        count_accidents(accidents, windows=[], basis=fatal)
    with pytest.raises(UnknownName, match="Unknown key with levels 'areas'"):
        count_accidents(accidents, windows=[YEAR], basis=fatal, levels={"areas": ["west"]})


def test_accidents_of_unknown_category_are_told_where_a_basis_leaves_them_out(accidents_of):
    ledger = pd.concat(
        [
            accidents_of(("2020-02-01", "west", 3)),
            accidents_of(("2020-03-01", "west", 2), ("2020-03-01", "west", 1, 0), category="unknown"),
        ],
        ignore_index=True,
    )
    industrial = Basis("industrial", "", "", ("工矿商贸",))
    (row,) = count_accidents(ledger, windows=[Window.year(2020)], basis=industrial).to_dict("records")
    assert row["value"] == 3
    assert row["note"] == "at least: 2 accidents of unknown category left out"  # the third had no death


def test_accidents_that_state_neither_category_nor_deaths_are_left_out_as_an_audit_has_them(accidents_of):
    fatal = ("2020-02-01", "west", 1)
    ledger = pd.concat(
        [
            accidents_of(fatal, ("2020-03-01", "west", 1, None)),
            accidents_of(("2020-03-01", "west", 2), ("2020-03-01", "west", 1, 0), category="unknown"),
            accidents_of(("2020-04-01", "west", 1, None), category="unknown"),
        ],
        ignore_index=True,
    )
    industrial = Basis("industrial", "", "", ("工矿商贸",))
    (row,) = count_accidents(ledger, windows=[YEAR], basis=industrial).to_dict("records")
    # By hand: one counts; two fatal ones and one of unknown deaths state no category; one states no deaths.
    assert row["value"] == 1
    assert row["note"] == (
        "at least: 3 accidents of unknown category left out; "
        "at least: 1 accidents do not state deaths and are left out"
    )
    assert len(audited(ledger, [], "accidents", industrial, YEAR).doubtful) == 3 + 1


def test_an_area_may_have_what_states_no_area_and_the_city_and_the_unknown_have_it(accidents_of, fatal):
    ledger = accidents_of(
        ("2020-02-01", "west", 3), ("2020-03-01", "unknown", 2), ("2020-03-02", "unknown", 1, None),
        ("2020-03-03", "unknown", 1, 0), ("2019-03-01", "unknown", 1), (None, "unknown", 1),
    ).assign(occurred_within="")  # fmt: skip
    ledger.loc[ledger["occurred_on"].isna(), "occurred_within"] = "2020-05-01/2020-05-31"
    windows = [YEAR, Window(date(2020, 5, 10), date(2020, 5, 20)), Window.month(2020, 7)]
    levels = {"area": ["west", "east"]}
    noted = count_accidents(ledger, windows=windows, basis=fatal, levels=levels)
    notes = noted.set_index(["area", "window_start"])["note"].unstack("area")
    # By hand, of 2020: two are fatal, one may be, and one of May states no day; July has none.
    beside = [f"at least: {n} accidents of no stated area may belong to it" for n in (4, 1)] + [""]
    assert notes["west"].tolist() == notes["east"].tolist() == beside
    own = [
        "at least: 1 accidents do not state deaths and are left out",
        "at least: 1 accidents of no stated day may lie in it",
        "",
    ]
    assert notes["unknown"].tolist() == own
    assert count_accidents(ledger, windows=windows, basis=fatal, by=())["note"].tolist() == own
    placed = ledger[ledger["area"] != "unknown"]
    assert set(count_accidents(placed, windows=windows, basis=fatal, levels=levels)["note"]) == {""}


def test_what_states_no_area_stands_beside_the_sector_that_it_states(accidents_of, fatal):
    day = ("2020-02-01", "unknown", 1)
    ledger = pd.concat(
        [accidents_of(("2020-02-01", "west", 1)), accidents_of(day, day, industry="C 制造业")],
        ignore_index=True,
    )
    parts = breakdown(ledger, by="industry", window=YEAR, basis=fatal, area="west").set_index("industry")
    assert parts["numerator"].to_dict() == {"E 建筑业": 1, "C 制造业": 0}
    assert parts.loc["C 制造业", "note"] == "at least: 2 accidents of no stated area may belong to it"
    assert parts.loc["E 建筑业", "note"] == ""


def test_a_basis_of_one_sector_counts_it_alone_and_tells_what_might_belong_to_it(accidents_of):
    day = ("2020-02-01", "west", 1)
    ledger = pd.concat(
        [
            accidents_of(day, day, day).assign(supervision_sector=["建筑业", "商贸", "unknown"]),
            accidents_of(day, day, category="unknown").assign(supervision_sector=["建筑业", "商贸"]),
        ],
        ignore_index=True,
    )
    industrial = Basis("industrial", "", "", ("工矿商贸",))
    noted = {}
    for sector in ("建筑业", "unknown"):
        basis = industrial.within("supervision_sector", sector)
        (row,) = count_accidents(ledger, windows=[Window.year(2020)], basis=basis).to_dict("records")
        assert (row["value"], row["basis"]) == (1, f"industrial / supervision_sector={sector}")
        noted[sector] = row["note"]
    # Of 建筑业 may be the one of no stated sector, and the one of no stated category.
    beside = "at least: 2 accidents of unknown category or sector left out"
    assert noted == {"建筑业": beside, "unknown": ""}


def test_another_level_gives_other_limits_for_deaths_too(accidents_of, fatal):
    ledger = accidents_of(("2020-02-01", "west", 3, 2))
    rows = tally_accidents(
        ledger, windows=[Window.year(2020)], basis=fatal, by=["area"], levels=None, events="deaths"
    )
    usual, wide = (with_count_limits(rows, ["area", "events"], level=level) for level in (0.95, 0.998))
    assert wide["lower"].iloc[0] < usual["lower"].iloc[0]
    assert wide["upper"].iloc[0] > usual["upper"].iloc[0]
