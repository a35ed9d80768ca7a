"""Of two states of a ledger the later one is kept, whatever the files are called."""

from datetime import date

import pytest

from safetystats import clean, read_ledger
from safetystats.rules.versions import stated_day


@pytest.mark.parametrize(
    ("title", "sheet", "stem", "day"),
    [
        ("隐患台账（截至2020年8月24日）", "", "2020年12月", date(2020, 8, 24)),
        ("2020年隐患台账", "8月", "台账", date(2020, 8, 31)),
        ("", "", "2020年1-8月隐患台账", date(2020, 8, 31)),
        ("", "", "隐患台账20200831", date(2020, 8, 31)),
        ("", "", "隐患台账2020-8-31", date(2020, 8, 31)),
        ("2020年上半年隐患台账", "", "台账", date(2020, 6, 30)),
        ("", "", "2018-2020年台账", None),
        ("隐患台账", "Sheet1", "台账", None),
    ],
)
def test_the_last_day_that_a_sheet_covers_is_read_from_its_names(title, sheet, stem, day):
    assert stated_day(title, sheet, stem) == day


HEADER = "隐患编号,发现日期,区,状态,销账日期\n"
OPEN = "YH2020-1,2020-01-05,门头沟区,整改中,\n"
CLOSED = "YH2020-1,2020-01-05,门头沟区,已销账,2020-02-20\n"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("隐患台账2020年1月.csv", "隐患台账2020年2月.csv"),
        ("b隐患台账20200131.csv", "a隐患台账20200229.csv"),
        ("隐患台账v9.csv", "隐患台账v10.csv"),
        ("隐患台账v2.csv", "隐患台账（最终版）.csv"),
        ("隐患台账（初稿）.csv", "隐患台账.csv"),
        ("隐患台账 备份.csv", "隐患台账.csv"),
    ],
)
def test_a_hazard_in_two_lists_has_the_status_of_the_later_list(tmp_path, earlier, later):
    (tmp_path / earlier).write_text(HEADER + OPEN, encoding="utf-8")
    (tmp_path / later).write_text(HEADER + CLOSED, encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path))
    assert cleaned.ledger["end_type"].tolist() == ["closed"]
    assert cleaned.quarantine["source_file"].tolist() == [earlier]
    differs = cleaned.findings.query("rule == 'duplicate_differs'")
    assert set(differs["column"]) == {"status"}
    assert differs["note"].str.contains(later, regex=False).all()


def test_the_order_in_which_files_are_met_decides_nothing(tmp_path):
    for number, name in enumerate(("2月", "1月")):
        (tmp_path / f"{number}").mkdir()
        text = HEADER + (CLOSED if name == "2月" else OPEN)
        (tmp_path / f"{number}" / f"隐患2020年{name}.csv").write_text(text, encoding="utf-8")
    assert clean(read_ledger(tmp_path)).ledger["end_type"].tolist() == ["closed"]
