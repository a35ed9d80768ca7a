"""Shares: the whole is all rows, an area is held against the rest, and chance is named."""

from datetime import date
from fractions import Fraction
from math import comb, isnan

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import RowsRepeated, UnknownName, UnlikeWindows, WrongUse
from safetystats.measures.counts import count_accidents, counts_from_totals
from safetystats.measures.shares import (
    area_shares,
    breakdown,
    change_split,
    compare_shares,
    rows_of_area,
    share_change,
    shares_of_counts,
)
from safetystats.periods import Covered, OfArea, Window
from safetystats.schema import RESULT

YEAR, BEFORE = Window.year(2020), Window.year(2019)
GROUPS = st.lists(
    st.tuples(
        st.sampled_from(["2019-05-01", "2020-05-01"]),
        st.sampled_from(["east", "west", "unknown"]),
        st.integers(0, 12),
        st.integers(1, 4),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def letter_city(accidents_of):
    """The letter's figures: 5 of 125, 2 of 100, and 3 of 48 to 24 August 2020."""
    return accidents_of(
        ("2018-02-01", "门头沟区", 5),
        ("2018-02-01", "朝阳区", 119),
        ("2018-02-01", "unknown", 1),
        ("2019-02-01", "门头沟区", 2),
        ("2019-02-01", "朝阳区", 98),
        ("2020-08-24", "门头沟区", 3),
        ("2020-08-24", "朝阳区", 45),
        ("2020-08-25", "朝阳区", 30),
    )


def test_the_letters_three_shares_come_out(letter_city, fatal):
    windows = [Window.year(2018), BEFORE, Window.year_to_date(date(2020, 8, 24))]
    shares = area_shares(letter_city, windows=windows, basis=fatal, areas=["门头沟区", "平谷区"])
    assert tuple(shares.columns) == ("area", "events", *RESULT, "squares", "clustering", "small", "lacking")
    ours = shares[shares["area"] == "门头沟区"]
    assert ours[["numerator", "denominator"]].to_numpy().tolist() == [[5, 125], [2, 100], [3, 48]]
    assert ours["value"].tolist() == pytest.approx([0.04, 0.02, 0.0625])
    assert ours["days"].tolist() == [365, 365, 237]
    assert ours["small"].all()


def test_unknown_areas_are_part_of_the_city_and_a_row(letter_city, fatal):
    shares = area_shares(letter_city, windows=[Window.year(2018)], basis=fatal, areas=["门头沟区"])
    assert shares["area"].tolist() == ["门头沟区", "朝阳区", "unknown"]
    assert shares["value"].sum() == pytest.approx(1)


def test_a_share_of_a_city_without_events_is_missing_not_0(letter_city, fatal):
    shares = area_shares(letter_city, windows=[Window.year(2017)], basis=fatal, areas=["门头沟区"])
    row = shares.iloc[0]
    assert (row["numerator"], row["denominator"]) == (0, 0)
    assert pd.isna(row["value"]) and pd.isna(row["lower"])


def test_limits_of_seven_in_ten_run_from_40_to_89_percent(accidents_of, fatal):
    # Pitfall 3. R: prop.test(7, 10, correct = FALSE).
    accidents = pd.concat(
        [
            accidents_of(("2020-03-01", "west", 7), industry="E 建筑业"),
            accidents_of(("2020-03-01", "west", 2), industry="K 房地产业"),
            accidents_of(("2020-03-01", "west", 1), industry="unknown"),
            accidents_of(("2020-03-01", "east", 4), industry="C 制造业"),
        ]
    )
    sectors = breakdown(accidents, by="industry", window=YEAR, basis=fatal, area="west")
    assert sectors["industry"].tolist() == ["E 建筑业", "K 房地产业", "unknown", "C 制造业"]
    assert sectors["numerator"].tolist() == [7, 2, 1, 0]
    first = sectors.iloc[0]
    assert (first["lower"], first["upper"]) == pytest.approx((0.3968, 0.8922), abs=5e-5)


def test_simultaneous_limits_agree_with_goodman_in_r_and_are_the_wider_ones(accidents_of, fatal):
    # DescTools MultinomCI(c(7, 2, 1), method = "goodman").
    accidents = pd.concat(
        accidents_of(("2020-03-01", "west", n), industry=name) for name, n in [("E", 7), ("K", 2), ("C", 1)]
    )
    sectors = breakdown(accidents, by="industry", window=YEAR, basis=fatal)
    assert sectors["simultaneous_lower"].tolist() == pytest.approx(
        [0.3411016, 0.0442739, 0.0132943], abs=1e-7
    )
    assert sectors["simultaneous_upper"].tolist() == pytest.approx(
        [0.9131712, 0.5743169, 0.4781602], abs=1e-7
    )
    assert (sectors["simultaneous_lower"] <= sectors["lower"]).all()
    assert (sectors["simultaneous_upper"] >= sectors["upper"]).all()


def test_an_area_without_events_breaks_down_into_rows_of_nothing(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "west", 7))
    sectors = breakdown(accidents, by="industry", window=YEAR, basis=fatal, area="north")
    assert sectors["industry"].tolist() == ["E 建筑业"]
    assert (sectors["denominator"].item(), isnan(sectors["value"].item())) == (0, True)
    assert sectors[["simultaneous_lower", "simultaneous_upper"]].isna().all(axis=None)


@settings(max_examples=30, deadline=None)
@given(GROUPS, st.sampled_from(["accidents", "deaths"]))
def test_shares_of_a_window_add_up_to_one_and_hold_their_limits(accidents_of, fatal, groups, events):
    shares = area_shares(
        accidents_of(*groups), windows=[YEAR, BEFORE], basis=fatal, areas=["west", "north"], events=events
    )
    for _, window in shares.groupby("window_start"):
        whole = window["denominator"].iloc[0]
        assert window["numerator"].sum() == whole
        if whole:
            assert window["value"].sum() == pytest.approx(1)
            assert (window["lower"] <= window["value"]).all() and (window["value"] <= window["upper"]).all()


# --- has a share changed ----------------------------------------------------------------------------------


def test_a_change_is_tested_by_area_and_rest_with_the_limits_of_newcombe(accidents_of, fatal):
    # R: fisher.test and exact2x2 on (3, 42; 9, 51); pitfalls 5 and 23.
    accidents = accidents_of(
        ("2020-03-01", "west", 3),
        ("2020-03-01", "east", 42),
        ("2019-03-01", "west", 9),
        ("2019-03-01", "east", 51),
    )
    row = share_change(accidents, area="west", this=YEAR, other=BEFORE, basis=fatal).iloc[0]
    counts = ["this_numerator", "this_denominator", "other_numerator", "other_denominator"]
    assert row[counts].tolist() == [3, 45, 9, 60]
    assert row["value"] == pytest.approx(3 / 45 - 9 / 60)
    assert row["lower"] < row["value"] < row["upper"]
    found = row[["odds_ratio", "odds_lower", "odds_upper", "p_value", "p_midp"]].tolist()
    expected = [0.407997540, 0.0668190239, 1.77229023, 0.308697759, 0.201212472]
    assert found == pytest.approx(expected, rel=1e-5)


def test_the_letters_rise_could_be_chance(letter_city, fatal):
    this, last = Window.year_to_date(date(2020, 8, 24)), Window.year_to_date(date(2019, 8, 24))
    row = share_change(letter_city, area="门头沟区", this=this, other=last, basis=fatal).iloc[0]
    hits = [Fraction(comb(48, k) * comb(100, 5 - k), comb(148, 5)) for k in range(6)]
    assert row["p_value"] == pytest.approx(float(2 * sum(hits[3:])))
    assert row["p_midp"] == pytest.approx(float(2 * sum(hits[3:]) - hits[3]))
    assert row["p_value"] > 0.2 and row["lower"] < 0 < row["upper"]


def test_a_year_to_date_against_a_full_year_is_refused_unless_asked_for(letter_city, fatal):
    arguments = {
        "area": "门头沟区",
        "this": Window.year_to_date(date(2020, 8, 24)),
        "other": BEFORE,
        "basis": fatal,
    }
    with pytest.raises(UnlikeWindows):
        share_change(letter_city, **arguments)
    row = share_change(letter_city, **arguments, unlike_allowed=True).iloc[0]
    assert row["note"] == "unlike windows: 237 days against 365"
    assert (row["days"], row["other_days"]) == (237, 365)
    assert row["other_end"] == pd.Timestamp("2019-12-31")


@pytest.mark.parametrize(("now", "before", "small"), [(10, 10, False), (9, 10, True), (10, 9, True)])
def test_a_change_is_small_where_either_window_has_fewer_than_ten(accidents_of, fatal, now, before, small):
    accidents = accidents_of(("2020-03-01", "west", now), ("2019-03-01", "west", before))
    change = share_change(accidents, area="west", this=YEAR, other=BEFORE, basis=fatal)
    assert change["small"].item() == small
    shares = area_shares(accidents, windows=[YEAR], basis=fatal, areas=["west"])
    assert shares["small"].item() == (now < 10)


def test_windows_that_overlap_are_refused(letter_city, fatal):
    with pytest.raises(WrongUse, match="overlap"):
        share_change(letter_city, area="门头沟区", this=YEAR, other=YEAR, basis=fatal)


def test_an_area_without_any_accident_has_a_change_of_0_and_no_evidence(letter_city, fatal):
    row = share_change(letter_city, area="平谷区", this=YEAR, other=BEFORE, basis=fatal).iloc[0]
    assert (row["value"], row["p_value"]) == (0, 1)
    assert isnan(row["odds_ratio"])


@settings(max_examples=20, deadline=None)
@given(GROUPS)
def test_a_change_seen_from_the_other_side_has_the_same_p_value(accidents_of, fatal, groups):
    accidents = accidents_of(*(group[:3] for group in groups))
    one, other = (
        share_change(accidents, area="west", this=a, other=b, basis=fatal).iloc[0]
        for a, b in ((YEAR, BEFORE), (BEFORE, YEAR))
    )
    assert one["p_value"] == pytest.approx(other["p_value"], nan_ok=True)
    assert one["value"] == pytest.approx(-other["value"], nan_ok=True)
    assert (one["lower"], one["upper"]) == pytest.approx((-other["upper"], -other["lower"]), nan_ok=True)


# --- whose change ---------------------------------------------------------------------------------------


def test_a_share_that_moved_because_the_others_moved_is_no_change_of_the_area(accidents_of, fatal):
    # Pitfall 6: 3 of 50, then 3 of 37.
    accidents = accidents_of(
        ("2019-03-01", "west", 3),
        ("2019-03-01", "east", 47),
        ("2018-03-01", "west", 3),
        ("2018-03-01", "east", 34),
    )
    change = share_change(accidents, area="west", this=Window.year(2018), other=BEFORE, basis=fatal)
    split = change_split(change)
    assert split["source"].tolist() == ["own", "rest"]
    assert split["value"].tolist() == pytest.approx([0, 3 / 37 - 3 / 50])
    assert split[["numerator", "denominator"]].to_numpy().tolist() == [[3, 3], [34, 47]]
    assert tuple(split.columns[:3]) == ("area", "events", "source")


@settings(max_examples=30, deadline=None)
@given(GROUPS)
def test_own_and_other_change_add_up_to_the_move_of_the_share(accidents_of, fatal, groups):
    accidents = accidents_of(("2019-05-01", "east", 1), ("2020-05-01", "east", 1), *groups)
    change = share_change(accidents, area="west", this=YEAR, other=BEFORE, basis=fatal)
    assert change_split(change)["value"].sum() == pytest.approx(change["value"].item())


# --- persons --------------------------------------------------------------------------------------------


def test_shares_of_deaths_that_come_in_pairs_have_the_limits_of_shares_of_accidents(accidents_of, fatal):
    # Pitfall 8: with two deaths in every accident, the deaths say no more than the accidents do.
    accidents = accidents_of(("2020-03-01", "west", 3, 2), ("2020-03-01", "east", 44, 2))
    deaths, pairs = (
        area_shares(accidents, windows=[YEAR], basis=fatal, areas=["west"], events=events).iloc[0]
        for events in ("deaths", "accidents")
    )
    assert (deaths["numerator"], deaths["denominator"], deaths["clustering"]) == (6, 94, 2)
    assert deaths[["lower", "upper"]].tolist() == pytest.approx(pairs[["lower", "upper"]].tolist())
    assert (deaths["method"], pairs["method"]) == ("wilson, effective counts", "wilson")


def test_a_changed_share_of_deaths_is_only_tested_where_every_accident_had_one(accidents_of, fatal):
    groups = [("2020-03-01", "west", 3), ("2020-03-01", "east", 42), ("2019-03-01", "east", 60)]
    arguments = {"area": "west", "this": YEAR, "other": BEFORE, "basis": fatal, "events": "deaths"}
    single = share_change(accidents_of(*groups), **arguments).iloc[0]
    assert not isnan(single["p_value"])
    clustered = share_change(accidents_of(*groups, ("2019-03-02", "west", 1, 5)), **arguments).iloc[0]
    assert isnan(clustered["p_value"]) and isnan(clustered["odds_ratio"])
    assert clustered["note"] == "deaths in clusters: no exact test, see accidents"
    assert clustered["lower"] < clustered["value"] < clustered["upper"]


# --- published totals -----------------------------------------------------------------------------------


def published(rows):
    table = pd.DataFrame(rows, columns=["area", "measure", "year", "value"])
    return table.assign(
        basis="building",
        published_on=pd.NaT,
        printed_as="this year",
        window_start=pd.to_datetime([date(y, 1, 1) for y in table["year"]]),
        window_end=pd.to_datetime([date(y, 12, 31) for y in table["year"]]),
    )


def test_published_totals_go_the_same_road_with_the_nation_as_the_whole():
    # Housing ministry, 2014: the nation's row is the whole, not the sum of the provinces at hand.
    totals = published(
        [
            ("全国", "accidents", 2014, 522),
            ("北京市", "accidents", 2014, 18),
            ("全国", "accidents", 2013, 528),
            ("北京市", "accidents", 2013, 16),
        ]
    )
    windows = [Window.year(2014), Window.year(2013)]
    counts = counts_from_totals(totals, windows=windows, areas=["全国", "北京市"], basis="building")
    shares = shares_of_counts(counts, "area", ["events"], whole="全国")
    ours = shares[shares["area"] == "北京市"]
    assert ours["value"].tolist() == pytest.approx([18 / 522, 16 / 528])
    change = compare_shares(shares, "北京市", this=windows[0], other=windows[1])
    assert change["value"].item() == pytest.approx(18 / 522 - 16 / 528)
    assert change["p_value"].item() > 0.5
    assert tuple(change.columns[:2]) == ("area", "events")


def test_published_deaths_are_not_tested_as_if_they_were_independent():
    # Pitfall 8. Housing ministry: Beijing 16 of 674 deaths, then 32 of 648, in 16 and 18 accidents. Taken as
    # independent the deaths would have p = 0.018.
    totals = published(
        [
            ("全国", "deaths", 2014, 648),
            ("北京市", "deaths", 2014, 32),
            ("全国", "deaths", 2013, 674),
            ("北京市", "deaths", 2013, 16),
        ]
    )
    windows = [Window.year(2014), Window.year(2013)]
    counts = counts_from_totals(
        totals, windows=windows, areas=["全国", "北京市"], basis="building", events="deaths"
    )
    shares = shares_of_counts(counts, "area", ["events"], whole="全国")
    row = compare_shares(shares, "北京市", this=windows[0], other=windows[1]).iloc[0]
    assert row["value"] == pytest.approx(32 / 648 - 16 / 674)
    assert row[["lower", "upper", "odds_ratio", "p_value", "p_midp"]].isna().all()
    assert "deaths per accident unknown" in row["note"]


def test_a_change_from_a_year_that_was_not_published_is_missing_and_says_so():
    totals = published([("全国", "accidents", 2014, 522), ("北京市", "accidents", 2014, 18)])
    windows = [Window.year(2014), Window.year(2013)]
    counts = counts_from_totals(totals, windows=windows, areas=["全国", "北京市"], basis="building")
    shares = shares_of_counts(counts, "area", ["events"], whole="全国")
    row = compare_shares(shares, "北京市", this=windows[0], other=windows[1]).iloc[0]
    assert row[["value", "lower", "p_value", "other_numerator"]].isna().all()
    assert (row["this_numerator"], row["note"]) == (18, "compared: not published")


def test_a_whole_with_an_unpublished_part_is_not_known():
    totals = published([("甲", "accidents", 2014, 5), ("乙", "accidents", 2013, 7)])
    counts = counts_from_totals(totals, windows=[Window.year(2014)], areas=["甲", "乙"], basis="building")
    assert shares_of_counts(counts, "area")["value"].isna().all()


def test_wrong_use_is_refused_in_a_sentence(letter_city, fatal):
    shares = area_shares(letter_city, windows=[YEAR], basis=fatal, areas=["门头沟区"])
    with pytest.raises(UnknownName, match=r"Unknown area '全国'.*It should be the whole"):
        shares_of_counts(shares, "area", whole="全国")
    with pytest.raises(RowsRepeated, match="share their keys"):
        shares_of_counts(pd.concat([shares, shares]), "area")
    with pytest.raises(UnknownName, match=r"Unknown area '门头沟'. Nearest: '门头沟区'"):
        compare_shares(shares, "门头沟", this=YEAR, other=BEFORE)
    with pytest.raises(WrongUse, match=r"0 rows of 门头沟区 in 2019.*Held: 2020-01-01/2020-12-31"):
        compare_shares(shares, "门头沟区", this=YEAR, other=BEFORE)


def test_a_share_of_a_year_that_lacks_months_is_not_tested(accidents_of, fatal):
    this, before = (("2020-02-01", "west", 20), ("2020-02-01", "east", 30)), ("2019-02-01", "west", 9)
    ledger = accidents_of(*this, before, ("2019-02-01", "east", 9))
    (row,) = share_change(
        ledger,
        area="west",
        this=Window.year(2020),
        other=Window.year(2019),
        basis=fatal,
        covered=Covered(date(2019, 1, 1), date(2020, 12, 31), (Window.month(2019, 5),)),
    ).to_dict("records")
    assert (row["this_value"], row["other_value"]) == (0.4, 0.5)
    assert pd.isna([row[name] for name in ("lower", "upper", "p_value", "odds_ratio")]).all()
    assert row["note"] == "compared: at least: the ledger has no entry from 2019-05-01 to 2019-05-31"


@pytest.fixture
def without_east(accidents_of):
    """A ledger and what it covers: it has nothing of the east since the end of 2019."""
    ledger = accidents_of(("2020-02-01", "west", 6), ("2020-02-01", "north", 4), ("2019-02-01", "east", 5))
    return ledger, Covered(date(2019, 1, 1), date(2020, 12, 31), of_areas=(OfArea("east", YEAR),))


def test_an_area_that_lacks_the_whole_window_weighs_on_the_shares_of_all_though_not_listed(
    without_east, fatal
):
    ledger, covered = without_east
    shares = area_shares(ledger, windows=[YEAR], basis=fatal, areas=["west"], covered=covered)
    assert shares["area"].tolist() == ["west", "east", "north"]
    assert shares["numerator"].tolist() == [6, pd.NA, 4]
    assert shares["denominator"].tolist() == [10, 10, 10]
    assert shares["lacking"].tolist() == [366, 366, 366]
    why = "the ledger has no entry of east from 2020-01-01 to 2020-12-31"
    assert rows_of_area(shares, "west")["note"].tolist() == [f"rest: at least: {why}"]
    (row,) = share_change(ledger, area="west", this=YEAR, other=BEFORE, basis=fatal, covered=covered).to_dict(
        "records"
    )
    assert (row["this_denominator"], row["other_denominator"]) == (10, 5)
    assert pd.isna([row[name] for name in ("lower", "upper", "p_value", "odds_ratio")]).all()


@pytest.mark.parametrize("gaps", [(), (OfArea("north", Window.month(2019, 5)),)])
def test_an_area_of_which_there_is_nothing_is_in_no_share_and_leaves_those_of_the_others_to_be_judged(
    accidents_of, fatal, gaps
):
    now = ("2020-02-01", "west", 6), ("2020-02-01", "north", 4)
    ledger = accidents_of(*now, ("2019-02-01", "west", 3), ("2019-02-01", "north", 9))
    covered = Covered(date(2019, 1, 1), date(2020, 12, 31), of_areas=gaps, absent=("east",))
    shares = area_shares(ledger, windows=[YEAR], basis=fatal, areas=["west"], covered=covered)
    assert shares["area"].tolist() == ["west", "east", "north"]
    assert shares["numerator"].tolist() == [6, pd.NA, 4]
    assert shares["denominator"].tolist() == [10, 10, 10]
    assert rows_of_area(shares, "west")["note"].tolist() == ["the city without east"]
    own = rows_of_area(shares, "east")["note"].tolist()
    assert own == ["the ledger holds nothing of east; the city without east"]
    (row,) = share_change(ledger, area="west", this=YEAR, other=BEFORE, basis=fatal, covered=covered).to_dict(
        "records"
    )
    # Of an area that else reports a month lacks of one of the windows: that is no change.
    assert pd.isna(row["p_value"]) == bool(gaps)
    city = count_accidents(ledger, windows=[YEAR], basis=fatal, by=(), covered=covered)
    assert city[["numerator", "lacking", "note"]].to_numpy().tolist() == [[10, 0, "the city without east"]]


@pytest.mark.parametrize(
    "known", [{"absent": ("east",)}, {"of_areas": (OfArea("east", YEAR),)}], ids=["absent", "lacking"]
)
def test_sectors_of_an_area_of_which_nothing_is_known_are_no_zeros(accidents_of, fatal, known):
    parts = breakdown(
        accidents_of(("2020-02-01", "west", 20)),
        by="industry",
        window=YEAR,
        basis=fatal,
        area="east",
        covered=Covered(date(2020, 1, 1), date(2020, 12, 31), **known),
    )
    assert parts[["numerator", "denominator"]].isna().to_numpy().tolist() == [[True, True]]


def test_whether_areas_lack_days_is_no_matter_of_words(without_east, fatal):
    ledger, covered = without_east
    counts = count_accidents(ledger, windows=[YEAR], basis=fatal, covered=covered)
    assert shares_of_counts(counts.assign(note=""), "area")["denominator"].tolist() == [10, 10, 10]
    unpublished = counts.drop(columns=["lacking", "lacking_of_areas"])
    assert shares_of_counts(unpublished, "area")["denominator"].isna().all()


def test_sectors_of_a_city_lack_what_it_lacks_of_an_area(without_east, fatal):
    ledger, covered = without_east
    parts = breakdown(ledger, by="industry", window=YEAR, basis=fatal, covered=covered)
    assert parts[["numerator", "denominator", "lacking"]].to_numpy().tolist() == [[10, 10, 366]]
    assert parts["note"].tolist() == [
        "at least: the ledger has no entry of east from 2020-01-01 to 2020-12-31"
    ]


def test_sectors_of_an_area_without_accidents_are_no_zero_where_months_lack(accidents_of, fatal):
    parts = breakdown(
        accidents_of(("2020-02-01", "west", 20)),
        by="industry",
        window=Window.year(2020),
        basis=fatal,
        area="east",
        covered=Covered(date(2020, 1, 1), date(2020, 12, 31), (Window.month(2020, 5),)),
    )
    assert parts["numerator"].tolist() == [0]
    assert parts["note"].tolist() == ["at least: the ledger has no entry from 2020-05-01 to 2020-05-31"]


def test_a_share_before_the_ledger_begins_is_not_tested_against(accidents_of, fatal):
    ledger = accidents_of(("2020-02-01", "west", 20), ("2020-02-01", "east", 30))
    (row,) = share_change(
        ledger,
        area="west",
        this=Window.year(2020),
        other=Window.year(2019),
        basis=fatal,
        covered=Window.year(2020),
    ).to_dict("records")
    assert row["this_value"] == 0.4
    assert pd.isna([row[name] for name in ("other_numerator", "value", "p_value")]).all()
    assert row["note"] == "compared: the ledger begins on 2020-01-01"
