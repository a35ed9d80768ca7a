"""What a row contradicts in itself, and the severity of Order 493."""

import pandas as pd
import pytest

from safetystats import clean, read_ledger
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
        ([80_000, 125_000, 90_000_000], []),
        # Without a death, 500 million is doubted whatever stands beside it.
        ([80_000, 125_000, 500_000_000], [3]),
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
        # A third sign beside yes and no is no answer, unless a closing day says so.
        (["○", "○", "×"], ["closed", "unknown", "open"], [1, 2]),
        (["√", "☐", "△"], ["closed", "open", "unknown"], [2, 3]),
    ],
)
def test_numbers_other_than_yes_and_no_are_codes_that_nobody_knows(statuses, ends, unknown):
    closed_on = pd.to_datetime(pd.Series(["2020-01-09", None, None]))
    rows = pd.DataFrame({"status": statuses, "closed_on": closed_on, "source_file": "a", "source_sheet": ""})
    found_ends, found = hazard_ends(rows.assign(source_row=[1, 2, 3]))
    assert found_ends["end_type"].tolist() == ends
    assert sorted(found.query("rule == 'status_unknown'")["row"]) == unknown


@pytest.mark.parametrize(
    ("number", "again", "is_likely"),
    [
        ("YH-001", "ＹＨ-001", True),
        ("YH-002", "yh-002", True),
        ("YH-003", "YH—003", True),
        ("YH-004", "YH004", True),
        ("YH-005", "YH-5", True),
        ("YH-006", "YH- 006", True),
        ("YH-009", "(YH-009)", True),
        ("YH-010", "YH-010号", True),
        ("YH-001", "YH-011", False),
        ("YH-2020-11-2", "YH-2020-1-12", False),
    ],
)
def test_a_hazard_twice_under_spellings_of_its_number_is_likely_one(tmp_path, number, again, is_likely):
    rows = "".join(f"{n},2020-01-05,平谷区,一般,整改中,甲厂\n" for n in (number, again))
    text = f"隐患编号,发现日期,区,隐患级别,状态,被检查单位\n{rows}"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert len(cleaned.ledger) == 2
    assert ("duplicate_likely" in set(cleaned.findings["rule"])) is is_likely
