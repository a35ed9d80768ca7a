"""Late reports and what is still to come: published triangles, the ministry's tables, simulated delays."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import WrongUse
from safetystats.measures.counts import count_accidents
from safetystats.measures.delay import (
    chain_ladder,
    completed_totals,
    delay_law,
    expected_counts,
    publication_completeness,
    reporting_delay,
)
from safetystats.measures.predictive import rest_given_counts, rest_given_estimate, rest_given_share
from safetystats.measures.projection import project_counts, project_year
from safetystats.measures.trends import five_year_mean
from safetystats.periods import Covered, Window
from safetystats.published import read_totals
from safetystats.schema import Basis

FATAL = Basis("all", "", "", ())
BUILDING = "房屋市政工程生产安全事故"

# Taylor and Ashe 1983, increments by age, as printed in Mack 1993.
TAYLOR_ASHE = """
357848 766940 610542 482940 527326 574398 146342 139950 227229 67948
352118 884021 933894 1183289 445745 320996 527804 266172 425046
290507 1001799 926219 1016654 750816 146923 495992 280405
310608 1108250 776189 1562400 272482 352053 206286
443160 693190 991983 769488 504851 470639
396132 937085 847498 805037 705960
440832 847631 1131398 1063269
359480 1061648 1443370
376686 986608
344014
"""


def triangle():
    rows = [np.cumsum([int(x) for x in line.split()]) for line in TAYLOR_ASHE.strip().splitlines()]
    return np.array([np.pad(row.astype(float), (0, 10 - len(row)), constant_values=np.nan) for row in rows])


def test_the_chain_ladder_gives_the_reserves_printed_by_mack_1993():
    # ASTIN Bull. 23:213-225, table 1, in thousands.
    found = chain_ladder(triangle() / 1000)
    reserves = (found.value - found.known).round().tolist()
    assert reserves == [0, 95, 470, 710, 985, 1419, 2178, 3920, 4279, 4626]


def test_a_triangle_without_late_reports_is_complete():
    found = chain_ladder([[5, 5, 5], [4, 4, np.nan], [7, np.nan, np.nan]])
    assert found.value.tolist() == found.upper.tolist() == [5, 4, 7]


def test_a_triangle_that_starts_incomplete_is_refused():
    with pytest.raises(WrongUse, match="the oldest row complete"):
        chain_ladder([[5, np.nan], [4, 4]])


def test_recent_events_do_not_make_reports_look_fast():
    # Half are reported at once, half after ten days; recent events had one day.
    old, recent = [0] * 20 + [10] * 20, [0] * 20
    law = delay_law(old + recent, [100] * 40 + [1] * 20)
    share, _ = law.within([0, 10])
    assert share == pytest.approx([0.5, 1.0])


def test_the_delay_law_is_found_again_in_simulated_reports():
    rng = np.random.default_rng(5)
    delays, limits = rng.geometric(0.1, 20_000) - 1, rng.integers(0, 60, 20_000)
    seen = delays <= limits
    share, _ = delay_law(delays[seen], limits[seen]).within([0, 5, 20])
    truth = 1 - 0.9 ** (np.array([0, 5, 20]) + 1)
    assert share == pytest.approx(truth / (1 - 0.9**60), abs=0.02)


def reported(*rows):
    table = pd.DataFrame(rows, columns=["occurred_on", "reported_on"])
    return table.assign(
        occurred_on=pd.to_datetime(table["occurred_on"]),
        reported_on=pd.to_datetime(table["reported_on"]),
        area="west",
        category="工矿商贸",
        deaths=1,
        counted=True,
    )


def test_a_month_that_is_half_reported_is_expected_to_double():
    old = [("2020-01-01", "2020-01-01")] * 10 + [("2020-01-01", "2020-02-20")] * 10
    fresh = [("2020-06-30", "2020-06-30")] * 4
    accidents = reported(*old, *fresh, ("2020-06-30", "2020-07-20"), ("2020-03-01", None))
    row = expected_counts(
        accidents,
        windows=[Window(date(2020, 6, 20), date(2020, 6, 30))],
        learnt_from=Window.year(2020),
        as_of=date(2020, 6, 30),
        basis=FATAL,
        by=(),
    ).iloc[0]
    assert (row["numerator"], row["value"], row["provisional"]) == (4, 8, True)
    assert row["lower"] >= 4 and row["upper"] > 8
    assert row["note"] == "1 accidents without a day of report left out of the delay"


def test_the_share_reported_within_a_month_of_the_accident():
    accidents = reported(("2020-01-01", "2020-01-01"), ("2020-01-01", "2020-02-20"))
    found = reporting_delay(accidents, window=Window.year(2020), as_of=date(2020, 6, 30), basis=FATAL)
    assert found.set_index("within_days").loc[[0, 30, 60], "value"].tolist() == [0.5, 0.5, 1.0]


def test_the_ministry_s_months_of_2014_held_411_of_the_year_s_522_accidents(shared):
    totals = read_totals(shared / "data" / "cn-mohurd-2014" / "xls")
    year = {"window": Window.year(2014), "areas": ["全国", "上海市"], "basis": BUILDING}
    found = publication_completeness(totals, **year).set_index("area")
    assert found.loc["全国", ["numerator", "denominator", "late"]].tolist() == [411, 522, 111]
    assert found.loc["全国", "value"] == pytest.approx(0.787, abs=5e-4)
    assert found.loc["上海市", ["numerator", "denominator"]].tolist() == [1, 24]
    # December as printed 32; of earlier months 379 of 490 had been printed at once: 32 / (379/490) = 41.4.
    whole = completed_totals(totals, **year).set_index("area").loc["全国"]
    assert whole["value"] == pytest.approx(522 - 32 + 32 * 490 / 379)
    assert whole["lower"] < whole["value"] < whole["upper"]


@pytest.mark.parametrize(("events", "seen", "rest"), [(32, 379, 111), (24, 30, 10), (0, 5, 5)])
def test_what_is_to_come_agrees_with_a_simulation(events, seen, rest):
    rng = np.random.default_rng(1)
    share = rng.beta(seen + 0.5, rest + 0.5, 400_000)
    mean = rng.gamma(events + 0.5, 1, 400_000)
    drawn = rng.poisson(mean * (1 - share) / share)
    found = rest_given_counts(events, seen, rest)
    assert (found.lower, found.upper) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=1)


def test_much_knowledge_of_the_share_is_as_good_as_knowing_it():
    known = list(rest_given_share(20, 0.75))
    assert list(rest_given_counts(20, 3e6, 1e6)) == pytest.approx(known)
    assert list(rest_given_estimate(20, 0.75, 1e-4)) == pytest.approx(known)
    assert rest_given_share(20, 1.0) == (0, 0, 0)


def test_a_year_that_lacks_months_does_not_say_how_a_year_goes_on(accidents_of, fatal):
    days = [(f"{year}-{month:02}-05", "west", 4) for year in (2018, 2019, 2020) for month in (2, 11)]
    windows = [w for year in (2018, 2019) for w in (Window.year(year), Window.months(year, 1, 6))]
    counts = count_accidents(
        accidents_of(*days[:-1]),
        windows=[Window.months(2020, 1, 6), *windows],
        basis=fatal,
        covered=Covered(date(2018, 1, 1), date(2020, 6, 30), (Window.months(2019, 3, 4),)),
    )
    (row,) = project_counts(counts, as_of=date(2020, 6, 30)).to_dict("records")
    assert (row["years"], row["earlier_to_date"], row["earlier_rest"]) == (1, 4, 4)


def test_a_year_goes_on_as_earlier_years_went_on(accidents_of, fatal):
    accidents = accidents_of(
        ("2019-03-01", "west", 30), ("2019-11-01", "west", 10), ("2020-03-01", "west", 24)
    )
    row = project_year(
        accidents, as_of=date(2020, 9, 30), covered=Window(date(2019, 1, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert (row["numerator"], row["value"], row["years"]) == (24, 32, 1)
    assert (row["lower"], row["upper"]) == (26, 44)


def test_without_an_earlier_year_the_rest_is_taken_as_the_part_so_far(accidents_of, fatal):
    accidents = accidents_of(("2019-03-01", "west", 24))
    row = project_year(
        accidents, as_of=date(2019, 9, 30), covered=Window(date(2019, 1, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert row["value"] == pytest.approx(24 * 365 / 273)
    assert row["note"] == "the rest of the year taken as the part so far"
    done = project_year(
        accidents, as_of=date(2019, 12, 31), covered=Window(date(2019, 1, 1), date(2020, 12, 31)), basis=fatal
    ).iloc[0]
    assert (done["value"], done["lower"], done["upper"]) == (24, 24, 24)


def test_deaths_in_clusters_project_to_wider_limits(accidents_of, fatal):
    together = accidents_of(("2019-03-01", "west", 8, 3))
    apart = accidents_of(("2019-03-01", "west", 24, 1))
    widths = []
    for accidents in (together, apart):
        row = project_year(
            accidents,
            as_of=date(2019, 9, 30),
            covered=Window(date(2019, 1, 1), date(2020, 12, 31)),
            basis=fatal,
            events="deaths",
        ).iloc[0]
        widths.append(row["upper"] - row["lower"])
    assert widths[0] > widths[1]


def test_a_year_is_projected_from_the_last_day_that_the_ledger_covers(accidents_of, fatal):
    accidents = accidents_of(
        ("2019-03-01", "west", 30), ("2019-11-01", "west", 10), ("2020-03-01", "west", 24)
    )
    whole = project_year(
        accidents, as_of=date(2020, 6, 30), covered=Window(date(2019, 1, 1), date(2020, 6, 30)), basis=fatal
    )
    late = project_year(
        accidents, as_of=date(2020, 9, 30), covered=Window(date(2019, 1, 1), date(2020, 6, 30)), basis=fatal
    )
    pd.testing.assert_frame_equal(whole, late)
    assert late["as_of"].item() == pd.Timestamp("2020-06-30")
    over = project_year(
        accidents, as_of=date(2021, 9, 30), covered=Window(date(2019, 1, 1), date(2020, 6, 30)), basis=fatal
    ).iloc[0]
    assert pd.isna(over["value"]) and over["note"] == "the ledger ends on 2020-06-30"


def test_no_mean_is_taken_of_years_that_the_ledger_does_not_cover(accidents_of, fatal):
    accidents = accidents_of(("2018-03-01", "west", 4), ("2019-03-01", "west", 6))
    (row,) = five_year_mean(
        accidents, window=Window.year(2021), covered=Window(date(2018, 1, 1), date(2019, 12, 31)), basis=fatal
    ).to_dict("records")
    assert (row["years"], row["mean"]) == (2, 5)
    assert pd.isna(row["numerator"]) and pd.isna(row["value"])
