"""Could chance have moved a share: which windows are compared, and what is said where none is."""

from datetime import date

import pandas as pd

from safetystats import tables
from safetystats.claims import check_items, share_comparisons
from safetystats.periods import Window
from safetystats.reference import basis_named

TO_DATE = Window.year_to_date(date(2020, 8, 24))


def compared(ledgers, others: list[Window]) -> pd.DataFrame:
    return share_comparisons(
        ledgers, area="门头沟区", this=TO_DATE, others=others, basis=basis_named("no_road")
    )


def test_without_an_earlier_window_there_is_nothing_to_compare_and_the_table_says_so(example_ledgers):
    empty = compared(example_ledgers, [])
    assert empty.empty
    assert list(empty.columns) == list(compared(example_ledgers, [Window.year(2019)]).columns)
    table = tables.share_change_table(empty, language="en")
    assert table.notes == ("There is no earlier window to compare.",)


def test_items_since_the_year_of_the_day_say_that_nothing_is_compared(example_ledgers):
    items = check_items(example_ledgers, "门头沟区", date(2020, 8, 24), since=date(2020, 1, 1))
    assert items.loc[items["item"] == 3, "note"].tolist() == ["there is no earlier window to compare"]
