"""Rates: the field's indicators, sectors taken out, areas against the rest, and what weighs more where."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import UnknownName, WrongUse
from safetystats.measures.counts import count_accidents
from safetystats.measures.intervals import share_ratio
from safetystats.measures.quotients import location_quotient, location_quotients
from safetystats.measures.rates import in_base_units, indicator_rates, rates, rates_against_rest
from safetystats.measures.standardised import (
    standardised_rate,
    standardised_rates,
    standardised_ratio,
    standardised_ratios,
)
from safetystats.periods import Covered, OfArea, Window
from safetystats.schema import Basis

YEAR = Window.year(2019)


def test_a_city_s_rates_keep_the_days_that_the_ledger_lacks_of_single_areas(accidents_of, fatal):
    covered = Covered(YEAR.start, YEAR.end, of_areas=(OfArea("east", Window.month(2019, 5)),))
    ledger = accidents_of(("2019-05-01", "west", 3), ("2019-02-01", "east", 2))
    counts = count_accidents(ledger, windows=[YEAR], basis=fatal, by=("industry",), covered=covered)
    found = rates(counts, {"E 建筑业": 100}, per=1, key="industry")
    assert found[["exposure", "value", "lacking"]].to_numpy().tolist() == [[100, 0.05, 31]]
    assert found["note"].tolist() == [
        "at least: the ledger has no entry of east from 2019-05-01 to 2019-05-31"
    ]


def test_an_area_of_which_nothing_is_known_has_no_standardised_rate(accidents_of, fatal):
    ledger = accidents_of(("2019-05-01", "west", 12))
    strata = pd.DataFrame({"area": ["west", "east"], "industry": "E 建筑业", "exposure": 100.0})
    for covered in (
        Covered(YEAR.start, YEAR.end, absent=("east",)),
        Covered(YEAR.start, YEAR.end, of_areas=(OfArea("east", YEAR),)),
    ):
        counts = count_accidents(
            ledger, windows=[YEAR], basis=fatal, by=("area", "industry"), covered=covered
        )
        found = standardised_rates(counts, strata, {"E 建筑业": 1.0}, stratum="industry", per=1)
        numbers = found.set_index("area")[["numerator", "value"]]
        assert numbers.loc["west"].tolist() == pytest.approx([12, 0.12])
        assert numbers.loc["east"].isna().all()


def test_a_yearbook_s_units_become_base_units():
    assert in_base_units(1.2, "亿元", "亿元GDP死亡率") == pytest.approx(1.2e8)
    assert in_base_units([3, 4], "万吨", "百万吨死亡率").tolist() == [30_000, 40_000]
    with pytest.raises(UnknownName, match=r"Known .2.: 人, 万人"):
        in_base_units(5, "万辆", "10万就业人员死亡率")


def test_days_that_the_ledger_lacks_are_left_out_of_the_exposure(accidents_of, fatal):
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 12)),
        windows=[YEAR, Window.months(2019, 5, 6)],
        basis=fatal,
        covered=Covered(YEAR.start, YEAR.end, (Window.months(2019, 5, 6),)),
    )
    # 61 of 365 days: 12 accidents in 304 days of 1000 workers.
    whole, gone = rates(counts, {"west": 1000}, per=1000).to_dict("records")
    assert whole["value"] == pytest.approx(12 * 365 / 304)
    # Byar for 12: 6.19 to 20.96.
    assert (whole["lower"], whole["upper"]) == pytest.approx((6.19 * 365 / 304, 20.96 * 365 / 304), rel=1e-3)
    why = "the ledger has no entry from 2019-05-01 to 2019-06-30"
    assert whole["note"] == f"{why}; by the days covered: 304 of 365"
    assert (pd.isna(gone["value"]), gone["exposure"], gone["note"]) == (True, 1000, why)
    indicator = indicator_rates(counts.assign(events="deaths"), {"west": 1e5}, "10万就业人员死亡率")
    assert indicator["value"].iloc[0] == pytest.approx(12 * 365 / 304)


def test_deaths_per_100_000_workers_of_half_a_year_are_by_the_year(accidents_of, fatal):
    # 4 deaths, 100 000 workers for 181 of 365 days: 4 / (100 000 x 181/365) per 100 000 = 8.07.
    accidents = accidents_of(("2019-03-01", "west", 2, 1), ("2019-04-01", "west", 1, 2))
    half = [Window.months(2019, 1, 6)]
    deaths = count_accidents(accidents, windows=half, basis=fatal, events="deaths")
    row = indicator_rates(deaths, {"west": 100_000}, "10万就业人员死亡率").iloc[0]
    assert row["value"] == pytest.approx(4 * 365 / 181)
    assert row["note"] == "by the year: 181 of 365 days"
    assert row["method"] == "phe, clustered"


def test_deaths_per_gdp_take_the_gdp_of_the_window_itself(accidents_of, fatal):
    deaths = count_accidents(
        accidents_of(("2019-03-01", "west", 3)), windows=[YEAR], basis=fatal, events="deaths"
    )
    row = indicator_rates(deaths, {"west": 250e8}, "亿元GDP死亡率").iloc[0]
    assert (row["value"], row["note"], row["denominator"]) == (pytest.approx(3 / 250), "", 250e8)
    with pytest.raises(WrongUse, match="counts deaths; found accidents"):
        indicator_rates(deaths.assign(events="accidents"), {"west": 1}, "亿元GDP死亡率")
    with pytest.raises(UnknownName, match="indicator '千车死亡率'"):
        indicator_rates(deaths, {"west": 1}, "千车死亡率")


def test_limits_switch_at_ten_events_as_phe_rate_does(accidents_of, fatal):
    # PHEindicatormethods phe_rate: 9 of 380 000: 1.08299-4.49600 exact; 10 of 251 000: 1.90735-7.32727 Byar.
    accidents = accidents_of(("2019-03-01", "few", 9), ("2019-03-01", "more", 10))
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal)
    found = rates(counts, {"few": 380_000, "more": 251_000}, per=1e5)[["lower", "upper"]].to_numpy()
    assert found == pytest.approx(np.array([[1.08299, 4.49600], [1.90736, 7.32727]]), abs=1e-5)


def test_an_area_without_exposure_keeps_its_row(accidents_of, fatal):
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 2), ("2019-03-01", None, 1)), windows=[YEAR], basis=fatal
    )
    found = rates(counts, {"west": 1000}, per=1000).set_index("area")
    assert np.isnan(found.loc["unknown", "value"]) and found.loc["unknown", "note"] == "no exposure"
    with pytest.raises(WrongUse, match="above 0"):
        rates(counts, {"west": 0}, per=1000)


def test_an_area_is_held_against_the_rest_as_poisson_test_does(accidents_of, fatal):
    # R: poisson.test(c(15, 65), T = c(60.2, 363.3)).
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 15), ("2019-03-01", "rest", 65)), windows=[YEAR], basis=fatal
    )
    row = rates_against_rest(counts, {"west": 60.2, "rest": 363.3}).set_index("area").loc["west"]
    assert [row[name] for name in ("value", "lower", "upper")] == pytest.approx(
        [1.39266547, 0.73761816, 2.46887976]
    )


def test_deaths_against_the_rest_have_wider_limits(accidents_of, fatal):
    together = accidents_of(("2019-03-01", "west", 3, 3), ("2019-03-01", "rest", 20, 2))
    apart = accidents_of(("2019-03-01", "west", 9, 1), ("2019-03-01", "rest", 40, 1))
    widths = []
    for accidents in (together, apart):
        deaths = count_accidents(accidents, windows=[YEAR], basis=fatal, events="deaths")
        row = rates_against_rest(deaths, {"west": 1, "rest": 4}).set_index("area").loc["west"]
        assert row["value"] == pytest.approx(9 / (40 / 4))
        widths.append(row["upper"] / row["lower"])
    assert widths[0] > widths[1]


def test_from_zero_in_the_rest_there_is_no_ratio(accidents_of, fatal):
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 2)),
        windows=[YEAR],
        basis=fatal,
        levels={"area": ["west", "rest"]},
    )
    found = rates_against_rest(counts, {"west": 1, "rest": 1}).set_index("area")
    assert np.isnan(found.loc["west", "value"]) and found.loc["west", "note"] == "base zero"
    assert found.loc["rest", "value"] == 0


def test_p_values_of_many_areas_are_adjusted_for_their_number(accidents_of, fatal):
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 12), ("2019-03-01", "rest", 4), ("2019-03-01", "north", 5)),
        windows=[YEAR],
        basis=fatal,
        levels={"area": ["west", "rest", "north"]},
    )
    found = rates_against_rest(counts, {"west": 1, "rest": 1, "north": 1})
    # Holm: the smallest of three times 3, the next at least as large and times 2, and so on; none above 1.
    first, second, third = sorted(found["p_value"])
    expected = [3 * first, max(3 * first, 2 * second), max(3 * first, 2 * second, third)]
    assert sorted(found["p_holm"]) == pytest.approx([min(p, 1) for p in expected])
    assert found["family"].tolist() == [3, 3, 3]


def test_an_area_without_exposure_has_no_ratio_and_is_in_nobody_s_rest(accidents_of, fatal):
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 2), ("2019-03-01", "rest", 4), ("2019-03-01", "zone", 3)),
        windows=[YEAR],
        basis=fatal,
        levels={"area": ["west", "rest", "zone"]},
    )
    found = rates_against_rest(counts, {"west": 1, "rest": 1}).set_index("area")
    assert np.isnan(found.loc["zone", ["value", "lower", "upper", "p_value"]].astype(float)).all()
    assert found.loc["zone", "note"] == "no exposure"
    # 2 against 4 with equal exposure: the three of the zone stand on neither side.
    assert found.loc["west", ["numerator", "rest_numerator", "value"]].tolist() == [2, 4, 0.5]
    assert found.loc["west", "note"] == "3 events without exposure left out"


def test_standardising_to_the_own_mix_changes_nothing():
    events, workers = [7, 2, 4], [18_000, 52_000, 21_000]
    rate = standardised_rate(events, workers, workers, per=1e5)
    assert rate.value == pytest.approx(rate.crude) == pytest.approx(1e5 * 13 / 91_000)


def test_phe_gives_no_standardised_rate_of_fewer_than_ten_events():
    # calculate_dsr of PHEindicatormethods: "dsr NA for total count < 10"; from ten on as dobson-byar.
    few, ten = ([7, 2], [18_000, 52_000], [1, 3]), ([8, 2], [18_000, 52_000], [1, 3])
    rate = standardised_rate(*few, per=1e5, method="dobson-phe")
    assert np.isnan([rate.value, rate.lower, rate.upper]).all()
    assert rate.crude == pytest.approx(1e5 * 9 / 70_000)
    assert standardised_rate(*ten, method="dobson-phe") == standardised_rate(*ten)
    # (7/18000 + 3 * 2/52000) / 4
    assert standardised_rate(*few, per=1e5).value == pytest.approx(12.6068376)


def test_a_reference_of_the_same_rates_expects_what_was_seen():
    assert standardised_ratio([6, 3], [1000, 500], [60, 30], [10_000, 5000]).value == pytest.approx(1)
    with pytest.raises(WrongUse, match="Nothing is expected"):
        standardised_ratio([0], [10], [0], [10])


def test_two_areas_with_the_same_sector_rates_are_alike_once_the_mix_is_taken_out(accidents_of, fatal):
    mines = accidents_of(("2019-03-01", "hills", 9), ("2019-03-01", "plain", 1), industry="B 采矿业")
    offices = accidents_of(("2019-03-01", "hills", 1), ("2019-03-01", "plain", 9), industry="L 商务")
    accidents = pd.concat([mines, offices], ignore_index=True)
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal, by=("area", "industry"))
    # Mines have 10 accidents in 1000 workers, offices 1, in both areas alike.
    exposure = pd.DataFrame(
        [
            ("hills", "B 采矿业", 900),
            ("hills", "L 商务", 1000),
            ("plain", "B 采矿业", 100),
            ("plain", "L 商务", 9000),
        ],
        columns=["area", "industry", "exposure"],
    )
    direct = standardised_rates(counts, exposure, {"B 采矿业": 1, "L 商务": 9}, per=1000).set_index("area")
    assert direct["value"].tolist() == pytest.approx([1.9, 1.9])
    assert direct["crude"].round(2).tolist() == [5.26, 1.1]
    reference = pd.DataFrame(
        {"industry": ["B 采矿业", "L 商务"], "numerator": [10, 10], "exposure": [1e3, 1e4]}
    )
    indirect = standardised_ratios(counts, exposure, reference)
    assert indirect["value"].tolist() == pytest.approx([1, 1])
    assert indirect["expected"].tolist() == pytest.approx([10, 10])
    # Without an accident as many are expected.
    none = standardised_ratios(counts.assign(numerator=0), exposure, reference)
    assert none["value"].tolist() == [0, 0]
    assert none["expected"].tolist() == pytest.approx([10, 10])


def test_a_location_quotient_is_the_share_here_over_the_share_in_the_city(accidents_of, fatal):
    works = accidents_of(("2019-03-01", "west", 4), ("2019-03-01", "rest", 8))
    shops = accidents_of(("2019-03-01", "west", 1), ("2019-03-01", "rest", 35), industry="F 批发")
    accidents = pd.concat([works, shops], ignore_index=True)
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal, by=("area", "industry"))
    found = location_quotients(counts).set_index(["area", "industry"])
    assert found.loc[("west", "E 建筑业"), "value"] == pytest.approx((4 / 5) / (12 / 48))
    assert found.loc[("west", "F 批发"), "value"] == pytest.approx((1 / 5) / (36 / 48))


def test_an_area_without_figures_is_left_out_of_the_quotients_with_its_note(accidents_of, fatal):
    works = accidents_of(("2019-03-01", "west", 4), ("2019-03-01", "rest", 8))
    shops = accidents_of(("2019-03-01", "west", 1), ("2019-03-01", "rest", 35), industry="F 批发")
    counts = count_accidents(
        pd.concat([works, shops], ignore_index=True),
        windows=[YEAR],
        basis=fatal,
        by=("area", "industry"),
        covered=Covered(YEAR.start, YEAR.end, of_areas=(OfArea("east", YEAR),)),
    )
    found = location_quotients(counts).set_index(["area", "industry"])
    assert found.loc[("west", "E 建筑业"), "value"] == pytest.approx((4 / 5) / (12 / 48))
    east = found.loc["east"]
    assert east[["numerator", "denominator", "value", "p_value"]].isna().all(axis=None)
    assert set(east["note"]) == {"the ledger has no entry of east from 2019-01-01 to 2019-12-31"}


def test_the_quotients_of_an_area_are_corrected_for_their_number(accidents_of, fatal):
    # Two sectors are one question asked twice: Holm doubles the p-value, up to 1.
    works = accidents_of(("2019-03-01", "west", 4), ("2019-03-01", "rest", 8))
    shops = accidents_of(("2019-03-01", "west", 1), ("2019-03-01", "rest", 35), industry="F 批发")
    accidents = pd.concat([works, shops], ignore_index=True)
    counts = count_accidents(accidents, windows=[YEAR], basis=fatal, by=("area", "industry"))
    west = location_quotients(counts).query("area == 'west'")
    assert west["family"].tolist() == [2, 2]
    assert west["p_holm"].to_numpy() == pytest.approx(2 * west["p_value"].to_numpy())


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 8), st.integers(0, 8), st.integers(1, 30), st.integers(0, 40))
def test_a_quotient_lies_within_its_limits_and_on_the_side_of_the_ratio_to_the_rest(a, b, c, d):
    found = location_quotient(a, a + b, a + c, a + b + c + d)
    to_rest = share_ratio(a, a + b, c, c + d)
    assert found.lower - 1e-9 <= found.value <= found.upper + 1e-9
    assert (found.value > 1) == (to_rest.value > 1) or found.value == pytest.approx(1)


def test_deaths_have_no_location_quotient(accidents_of, fatal):
    counts = count_accidents(
        accidents_of(("2019-03-01", "west", 2)),
        windows=[YEAR],
        basis=fatal,
        by=("area", "industry"),
        events="deaths",
    )
    with pytest.raises(WrongUse, match="deaths come in clusters"):
        location_quotients(counts)


def test_a_ledger_without_accidents_has_no_location_quotients():
    columns = {name: pd.Series(dtype="str") for name in ("area", "industry", "category")}
    none = pd.DataFrame({**columns, "occurred_on": pd.to_datetime([]), "deaths": [], "counted": []})
    counts = count_accidents(
        none,
        windows=[Window.year(2020)],
        basis=Basis("all", "", "", ()),
        by=("area", "industry"),
        levels={"area": ["a"]},
    )
    assert location_quotients(counts).empty
