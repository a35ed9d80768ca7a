"""Funnels: areas are called out at 99.8 %, and not ranked where they do not differ."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import RowsRepeated, WrongUse
from safetystats.measures.counts import count_accidents
from safetystats.measures.dispersion import adjusted_share_funnel, count_overdispersion
from safetystats.measures.families import adjusted_p_values
from safetystats.measures.funnel import ALIKE, funnel, funnel_of_rates, funnel_of_shares, heterogeneity
from safetystats.periods import Window
from safetystats.schema import RESULT

# Sixteen made districts: accidents and thousands of workers.
ACCIDENTS = [3, 1, 0, 7, 4, 12, 5, 2, 9, 6, 1, 3, 8, 0, 15, 4]
WORKERS = [21.4, 10.2, 6.5, 38, 25.1, 52.3, 30.7, 18.9, 44.8, 27.6, 9.3, 16.2, 35.5, 4.1, 60.2, 22.7]
AREAS = [f"district {i:02}" for i in range(1, 17)]


@pytest.fixture(scope="module")
def counts(accidents_of, fatal):
    accidents = accidents_of(*[("2020-03-01", area, n) for area, n in zip(AREAS, ACCIDENTS)])
    return count_accidents(accidents, windows=[Window.year(2020)], basis=fatal, levels={"area": AREAS})


# FunnelPlotR's SHMI variant, its rule by ranks in R 4.2.2:
# floor(rank(z) * 10 / (length(z) + 1)) is neither 0 nor 9.
@pytest.mark.parametrize(
    ("observed", "expected", "left_out", "phi", "tau2"),
    [
        ([5, 9, 14, 3, 8, 20, 2, 11, 6], 8, [5], 3.61595791800899, 0.391565416858428),
        (
            [5, 5, 5, 5, 5, 9, 12, 1, 1, 3, 6, 8, 8, 4, 2, 7],
            6,
            [6, 7, 8],
            1.09462892980961,
            0.0309746678822899,
        ),
        # A count of 0 ranks lowest, however little was expected: 1/2 of 0.8 would not.
        (
            [0, 1, 14, 3, 8, 20, 2, 11, 6, 25, 9, 4],
            [0.8] + [8] * 11,
            [0, 9],
            7.231338680804256,
            0.879352594556146,
        ),
    ],
)
def test_the_ends_of_the_shmi_are_groups_of_ranks(observed, expected, left_out, phi, tau2):
    found = count_overdispersion(observed, expected, transform="log")
    assert np.flatnonzero(np.isnan(found.z_used)).tolist() == left_out
    assert (found.phi, found.tau2) == pytest.approx((phi, tau2))


def test_adjusted_limits_of_shares_turn_back_only_on_request():
    # R: sin(asin(sqrt(0.9)) + 3.090232 sqrt(1/(4 n) + 0.002))^2, as FunnelPlotR draws it; pi/2 is passed.
    held = adjusted_share_funnel(0.9, [5, 20, 60], 0.002, level=0.998)
    folded = adjusted_share_funnel(0.9, [5, 20, 60], 0.002, level=0.998, folded=True)
    assert held.upper.tolist() == [1, 1, pytest.approx(0.993759311876816, rel=1e-6)]
    assert folded.upper == pytest.approx([0.86039272596095, 0.997465746734358, 0.993759311876816], rel=1e-6)
    assert adjusted_share_funnel(0.05, [5], 0.002, folded=True).lower == pytest.approx([0.0482338904635])
    assert adjusted_share_funnel(0.05, [5], 0.002).lower == [0]


def test_heterogeneity_agrees_with_chisq_test_in_r():
    # R: chisq.test(counts, p = workers / sum(workers)).
    expected = np.array(WORKERS) / sum(WORKERS) * sum(ACCIDENTS)
    found = heterogeneity(ACCIDENTS, expected)
    assert found == pytest.approx((5.99968237146, 15, 0.979753081555, 0.399978824764))


def test_districts_that_differ_no_more_than_chance_are_neither_flagged_nor_ranked(counts):
    # Pitfall 13. PHEindicatormethods assign_funnel_significance: all sixteen "Not significant".
    found = funnel(counts, dict(zip(AREAS, WORKERS)))
    assert tuple(found.columns[:15]) == ("area", "events", *RESULT)
    assert set(found["outside"]) == {""}
    assert set(found["note"]) == {ALIKE}
    assert found["area"].tolist() == AREAS


def test_limits_are_the_interpolated_ones_and_never_below_0(counts):
    # Spiegelhalter 2005 appendix A.1.1 by R for an expectation of 11.37 (district 15) and 0.77 (14).
    found = funnel(counts, dict(zip(AREAS, WORKERS))).set_index("area")
    assert found.loc["district 15", "expected"] == pytest.approx(11.3719008264)
    limits = found.loc["district 15", ["lower_95", "upper_95"]].tolist()
    assert limits == pytest.approx([0.4167, 1.5755], abs=0.005)
    assert found.loc["district 14", "lower_998"] == 0


def test_an_area_far_out_is_called_out_and_ranking_is_not_forbidden(counts):
    far = counts.assign(numerator=counts["numerator"].where(counts["area"] != AREAS[2], 30))
    found = funnel(far, dict(zip(AREAS, WORKERS))).set_index("area")
    assert found.loc[AREAS[2], "outside"] == "high"
    assert found.loc[AREAS[2], "note"] == ""


def test_an_area_beyond_95_but_not_99_8_percent_is_not_called_out(accidents_of, fatal):
    # Pitfall 13: one area in twenty lies there by chance.
    accidents = accidents_of(("2020-03-01", "west", 10), ("2020-03-01", "rest", 180))
    counts = count_accidents(accidents, windows=[Window.year(2020)], basis=fatal)
    west = funnel(counts, {"west": 4.75, "rest": 185.25}).set_index("area").loc["west"]
    assert west["upper_95"] < west["value"] < west["upper_998"]
    assert west["outside"] == ""


def test_events_of_unknown_area_are_left_out_and_counted(accidents_of, fatal):
    accidents = accidents_of(("2020-03-01", "east", 5), ("2020-03-01", "west", 5), ("2020-03-01", None, 2))
    counts = count_accidents(accidents, windows=[Window.year(2020)], basis=fatal)
    found = funnel(counts, {"east": 1, "west": 1})
    assert found["area"].tolist() == ["east", "west"]
    assert found["expected"].tolist() == [5, 5]
    assert found["note"].iloc[0] == f"{ALIKE}; 2 events of unknown area left out"


def test_a_window_without_events_has_a_funnel_of_nothing(counts):
    found = funnel(counts.assign(numerator=0), dict(zip(AREAS, WORKERS)))
    assert found["value"].isna().all() and set(found["outside"]) == {""}


def test_expected_counts_add_up_to_the_observed_ones(counts):
    found = funnel(counts, dict(zip(AREAS, WORKERS)))
    assert found["expected"].sum() == pytest.approx(found["numerator"].sum())
    assert (found["lower_998"] <= found["lower_95"]).all()
    assert (found["upper_95"] <= found["upper_998"]).all()


def test_wrong_use_is_refused_in_a_sentence(counts):
    with pytest.raises(WrongUse, match="No exposure for district 16"):
        funnel(counts, dict(zip(AREAS[:15], WORKERS)))
    with pytest.raises(WrongUse, match="deaths come in clusters"):
        funnel(counts.assign(events="deaths"), dict(zip(AREAS, WORKERS)))
    with pytest.raises(WrongUse, match="found 1 areas, 3 observed and 4 expected"):
        heterogeneity([3], [4])


def test_an_area_without_a_figure_is_left_out_with_its_note(counts):
    missing, why = counts["area"] == AREAS[3], "the ledger has no entry of district 04"
    some = counts.assign(numerator=counts["numerator"].mask(missing), note=counts["note"].mask(missing, why))
    found, others = (funnel(rows, dict(zip(AREAS, WORKERS))) for rows in (some, counts[~missing]))
    (left_out,) = found[found["area"] == AREAS[3]].to_dict("records")
    assert left_out["note"] == f"{why}; {ALIKE}"
    assert pd.isna([left_out[name] for name in ("expected", "value", "upper_998", "shrunk", "p_value")]).all()
    # 80 accidents less 7 among 423.5 thousand workers less 38.
    assert found["expected"].sum() == pytest.approx(73)
    assert found["expected"].iloc[0] == pytest.approx(21.4 / 385.5 * 73)
    kept = found[found["area"] != AREAS[3]].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, others, check_dtype=False)


def test_a_funnel_takes_one_window(counts):
    two = pd.concat([counts, counts.assign(window_start=pd.Timestamp("2019-01-01"))])
    with pytest.raises(RowsRepeated, match="share their keys"):
        funnel(two, dict(zip(AREAS, WORKERS)))


# --- over-dispersion, shares, rates, families -------------------------------------------------------------

STATED = {
    "lower": 0.0,
    "upper": 1.0,
    "level": 0.95,
    "method": "wilson",
    "basis": "found",
    "window_start": pd.Timestamp("2020-01-01"),
    "window_end": pd.Timestamp("2020-12-31"),
    "days": 366,
    "as_of": pd.NaT,
    "note": "",
}


def rows_of(numerator, denominator, per=1):
    table = pd.DataFrame(
        {"area": AREAS[: len(numerator)], "numerator": numerator, "denominator": denominator}
    )
    return table.assign(value=per * table["numerator"] / table["denominator"], **STATED)


def test_adjusted_limits_stand_beside_the_plain_ones_and_are_wider():
    # FunnelPlotR on the closure data: phi 5.038, tau2 0.0013878.
    closed = [820, 371, 90, 1241, 601, 1873, 702, 268, 1466, 497, 71, 352, 1010, 41, 2265, 652]
    total = [901, 412, 96, 1280, 633, 2045, 758, 301, 1512, 540, 88, 377, 1103, 45, 2410, 690]
    found = funnel_of_shares(rows_of(closed, total))
    assert found["phi"].iloc[0] == pytest.approx(5.03795780871)
    assert found["tau2"].iloc[0] == pytest.approx(0.00138783520765)
    assert (found["adjusted_upper_998"] - found["adjusted_lower_998"] > 0.08).all()
    assert (found["outside"] != "").sum() > (found["outside_adjusted"] != "").sum() == 0
    assert found["note"].eq("").all()


def test_shares_of_nothing_stay_without_limits():
    found = funnel_of_shares(rows_of([3, 0, 5, 6], [4, 0, 6, 9]))
    assert found["lower_95"].isna().tolist() == [False, True, False, False]
    assert set(found["family"]) == {3}


@pytest.mark.parametrize("funnel_of", [funnel_of_shares, funnel_of_rates])
def test_an_unknown_part_of_a_known_whole_is_left_out_of_the_centre(funnel_of):
    # 14 of 19 without the second.
    found = funnel_of(rows_of(pd.array([3, None, 5, 6], dtype="Int64"), [4, 100, 6, 9]))
    assert found["target"].tolist() == pytest.approx([14 / 19] * 4)
    assert found["lower_95"].isna().tolist() == [False, True, False, False]
    assert set(found["family"]) == {3}


def test_finds_per_100_visits_are_drawn_about_the_rate_of_all():
    found = funnel_of_rates(rows_of([300, 20, 110], [1000, 1000, 400], per=100).assign(per=100))
    assert found["target"].iloc[0] == pytest.approx(100 * 430 / 2400)
    assert found["outside"].tolist() == ["high", "low", "high"]
    assert found["expected"].sum() == pytest.approx(430)
    with pytest.raises(WrongUse, match="per the same exposure"):
        funnel_of_rates(rows_of([1, 2], [3, 4]).assign(per=[1, 100]))


def test_shrunk_ratios_lie_between_their_own_and_the_mean(counts):
    found = funnel(
        counts.assign(numerator=[9, 1, 2, 2, 4, 25, 1, 2, 21, 6, 1, 9, 3, 2, 15, 1]),
        dict(zip(AREAS, WORKERS)),
    )
    between = (found["shrunk"] - 1).abs() <= (found["value"] - 1).abs() + 1e-9
    assert between.all()


def test_adjusted_p_values_are_those_worked_out_by_hand():
    # Holm: .01 x 4, .03 x 3, max(.09, .04 x 2), .5; Benjamini-Hochberg: .04, .04 x 4/3, the same, .5.
    given = [0.01, 0.04, 0.03, 0.5, np.nan]
    assert adjusted_p_values(given)[:4] == pytest.approx([0.04, 0.09, 0.09, 0.5])
    assert adjusted_p_values(given, method="bh")[:4] == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert np.isnan(adjusted_p_values(given)[4])
