"""What a row contradicts in itself, and the severity of Order 493."""

import pandas as pd
import pytest

from safetystats.rules.rows import find_doubtful_figures, hazard_ends, severity


@pytest.mark.parametrize(
    ("deaths", "serious", "loss", "level"),
    [
        (2, 9, 9_999_999, "一般"),
        (3, 0, 0, "较大"),
        (9, 0, 0, "较大"),
        (10, 0, 0, "重大"),
        (29, 49, 0, "重大"),
        (30, 0, 0, "特别重大"),
        (0, 10, 0, "较大"),
        (0, 50, 0, "重大"),
        (0, 100, 0, "特别重大"),
        (0, 0, 10_000_000, "较大"),
        (0, 0, 50_000_000, "重大"),
        (0, 0, 100_000_000, "特别重大"),
        (1, 0, 10_000_000, "较大"),
    ],
)
def test_severity_follows_article_3_of_order_493(deaths, serious, loss, level):
    row = pd.DataFrame({"deaths": [deaths], "serious_injuries": [serious], "direct_loss_yuan": [loss]})
    assert severity(row).tolist() == [level]


def test_an_unknown_figure_can_only_raise_the_level():
    rows = pd.DataFrame(
        {
            "deaths": [None, 3, None],
            "serious_injuries": [12, None, None],
            "direct_loss_yuan": [None, None, None],
        }
    ).astype({"deaths": "Int64", "serious_injuries": "Int64", "direct_loss_yuan": "Float64"})
    levels = severity(rows)
    assert levels.head(2).tolist() == ["较大", "较大"]
    assert levels.isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("losses", "doubted"),
    [
        # 50 000 yuan, read as 50 000 万元 among sums of some ten 万元.
        ([80_000, 125_000, 50_000, 100_000, 90_000, 60_000, 500_000_000], [7]),
        ([800_000, 12_005_000, 50_000, 125_000], []),
        ([80_000, 125_000, 500_000_000], []),
        ([0, 0, 0, 80_000, 5_000_000], []),
    ],
)
def test_a_loss_far_above_all_others_is_doubted(losses, doubted):
    rows = pd.DataFrame({"direct_loss_yuan": losses, "source_file": "a", "source_sheet": "", "deaths": 0,
                         "serious_injuries": 0, "minor_injuries": 0, "injuries": 0})  # fmt: skip
    found = find_doubtful_figures(rows.assign(source_row=range(1, len(rows) + 1)), "accidents")
    assert found["row"].tolist() == doubted


@pytest.mark.parametrize(
    ("statuses", "ends", "unknown"),
    [
        (["1", "0", "1"], ["closed", "open", "closed"], []),
        (["1", "100", "整改中"], ["closed", "closed", "open"], []),
        # Stages of an office's own: by the closing day, which only the first has.
        (["3", "1", "2"], ["closed", "open", "open"], [1, 2, 3]),
        (["3", "已销账", "1"], ["closed", "closed", "open"], [1, 3]),
    ],
)
def test_numbers_other_than_yes_and_no_are_codes_that_nobody_knows(statuses, ends, unknown):
    closed_on = pd.to_datetime(pd.Series(["2020-01-09", None, None]))
    rows = pd.DataFrame({"status": statuses, "closed_on": closed_on, "source_file": "a", "source_sheet": ""})
    found_ends, found = hazard_ends(rows.assign(source_row=[1, 2, 3]))
    assert found_ends["end_type"].tolist() == ends
    assert found.query("rule == 'status_unknown'")["row"].tolist() == unknown
