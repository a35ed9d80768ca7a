"""The seventeen items, from the example city's ledgers."""

import json
import re
from datetime import date

import pandas as pd
import pytest

from safetystats.claims import check_items
from safetystats.claims.checking import items as items_room
from safetystats.claims.checking.items import ITEM_COLUMNS, ITEMS
from safetystats.errors import UnknownName
from safetystats.shipped import shipped


@pytest.fixture(scope="module")
def items(example_ledgers) -> pd.DataFrame:
    return check_items(example_ledgers, "门头沟区", date(2020, 8, 24))


def test_every_item_is_computed(items):
    assert list(items.columns) == list(ITEM_COLUMNS)
    assert items["item"].unique().tolist() == list(ITEMS)
    assert not items["note"].str.contains("hold nothing").any()


@pytest.mark.parametrize(
    ("item", "row", "numerator", "denominator"),
    [
        (1, 0, 3, None),
        (2, 0, 3, 48),
        (2, 1, 2, 100),
        (2, 2, 5, 125),
        (4, 0, 7, 10),
        (5, 0, 2, 4),
        (6, 0, 2, None),
        (7, 0, 11879, None),
        (8, 0, 821, 901),
        (9, 0, 95, 950),
        (10, 0, 901, 11879),
        (11, 0, 3, 8),
        (12, 0, 6, 22),
        (13, 0, 1, 21),
        (15, 0, 1, 3),
        (17, 0, 38, 45),
    ],
)
def test_items_have_the_facts_of_the_example(items, item, row, numerator, denominator):
    found = items[items["item"] == item].iloc[row]
    assert found["numerator"] == numerator
    assert found["denominator"] == denominator or (denominator is None and pd.isna(found["denominator"]))


def test_coverage_is_14_percent_against_8(items):
    mean = items[items["part"] == "mean of the years"].iloc[0]
    assert mean["value"] == pytest.approx(0.14)
    assert mean["detail"] == "target 8%, 1.75 times of it"


def test_the_one_who_sent_all_extinguishers_away_is_named(items):
    at_once = items[items["item"] == 15].iloc[1]
    assert at_once["numerator"] == 1
    assert at_once["detail"].endswith("largest part 100%")


def test_the_deadline_is_counted_in_working_days(items):
    assert items.loc[items["item"] == 16, "part"].tolist() == ["60 working days, until 2021-01-28"]


def test_changes_of_share_are_compared_as_claimed_and_like_for_like(items):
    changes = items[(items["item"] == 3) & items["part"].str.startswith("accidents")]
    assert changes["part"].tolist() == ["accidents, as claimed", "accidents, like for like"] * 2
    assert changes["note"].tolist()[::2] == ["unlike windows: 237 days against 365"] * 2
    assert changes["detail"].str.endswith("chance would do").all()


def test_an_area_without_accidents_has_zeros_and_says_what_it_lacks(example_ledgers):
    quiet = check_items(example_ledgers, "延庆区", date(2020, 8, 24))
    assert quiet["item"].unique().tolist() == list(ITEMS)
    assert quiet.loc[quiet["item"] == 1, "value"].tolist() == [0, 0]
    assert pd.isna(quiet.loc[quiet["item"] == 4, "value"].iloc[0])
    assert "hold nothing" in quiet.loc[quiet["item"] == 14, "note"].iloc[0]


def test_meetings_after_the_day_have_studied_nothing(example_ledgers):
    held = example_ledgers.accidents.query(
        "area == '门头沟区' and supervision_sector == '建筑业' and studied_on.notna()"
    )["studied_on"]
    before = (held.min() - pd.Timedelta(days=1)).date()
    studied = check_items(example_ledgers, "门头沟区", before, since=date(2018, 1, 1)).query("item == 5")
    assert studied["numerator"].sum() == 0


def test_the_page_of_an_audit_asks_the_same_measures():
    page = json.loads(shipped("notebooks", "07_supervision_report.ipynb").read_text("utf-8"))
    code = "".join(line for cell in page["cells"] if cell["cell_type"] == "code" for line in cell["source"])
    rooms = "closure|coverage|deadlines|duties|inspections|shares"
    asked = set(re.findall(rf"\b(?:{rooms})\.(\w+)\(", code))
    # The page lists, entry by entry, what items count. It estimates what both lists miss too.
    entries = {"register_differences", "moved_entries", "late_orders"}
    assert asked - set(vars(items_room)) == {*entries, "enterprises_in_all"}


def test_an_unknown_area_is_refused(example_ledgers):
    with pytest.raises(UnknownName, match="门头沟县"):
        check_items(example_ledgers, "门头沟县", date(2020, 8, 24))
