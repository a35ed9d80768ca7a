"""What a clean ledger that is cleaned again says in the columns that cleaning had added.

It holds the rows of many sheets under one header. What each of these said as a whole, that it has no closing
days or how late it was written, and that of an event only the month is known, stands in these columns alone.
What follows from other columns (severity, the enterprise's key, most ends) is computed anew, so that what a
person changed in those holds; that a hazard is void is obeyed as a flag is (`flag_columns.csv`).
"""

from __future__ import annotations

import pandas as pd

from ..findings import find
from ..schema import UNKNOWN, Ledger
from .columns import Sheets
from .reading import holds, says_nothing

_END = "end_type"


def columns_read_again(ledger: Ledger) -> set[str]:
    """The derived columns that are read where a sheet has them, by their own names."""
    return {ledger.within, ledger.stated, ledger.stated_open, _END}.intersection(ledger.derived)


def given_back(sheets: Sheets, column: str) -> pd.Series:
    """What each row says in a derived column; missing where its sheet has none."""
    if column in sheets.unused:
        return sheets.texts[column]
    return pd.Series(None, sheets.texts.index, dtype="str")


def are_of_unknown_end(sheets: Sheets) -> pd.Series:
    """True for hazards of which it was not known how they ended: a closing day that is blank says nothing."""
    return given_back(sheets, _END).eq(UNKNOWN)


def take_days_within(sheets: Sheets, ledger: Ledger) -> pd.DataFrame:
    """Put under the blank day of an event the days among which it lies; the findings. Changes the texts of
    `sheets`.
    """
    own, within = sheets.texts[ledger.day], given_back(sheets, ledger.within)
    hit = within.notna() & (own.isna() | holds(own, says_nothing))
    sheets.texts[ledger.day] = own.where(~hit, within)
    return find(sheets.texts, hit, column=ledger.day, rule="day_from_second_column", after=within,
                action="corrected", note=f"from '{ledger.within}'")  # fmt: skip
