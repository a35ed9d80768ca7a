"""What a clean ledger that is cleaned again says in the columns that cleaning had added.

It holds the rows of many sheets under one header. What each of these said as a whole, that it has no closing
days or how late it was written, that of an event only the month is known, and on which sheet and row a record
stood, stands in these columns alone.
What follows from other columns (severity, the enterprise's key, most ends) is computed anew, so that what a
person changed in those holds; that a hazard is void is obeyed as a flag is (`flag_columns.csv`).
"""

from __future__ import annotations

import pandas as pd

from ..findings import find
from ..schema import SOURCE, UNKNOWN, Ledger
from .columns import Sheets
from .duplicates import as_texts_of, sheet_of, stated_columns
from .reading import holds, says_nothing

_END = "end_type"
_GIVEN = [f"{column} (2)" for column in SOURCE]
"""What the source columns of a clean ledger are called beside those of the sheet that it is read from."""


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


def as_first_kept(sheets: Sheets, rows: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`rows` on the sheets on which those of a clean ledger stood at first, as a running number names a row
    of its own sheet; and the texts beside them, in which those that cleaning told apart are told apart again.
    """
    beside = sheets.texts[sheets.unused]
    if not set(_GIVEN) <= set(sheets.unused):
        return rows, beside
    file, sheet, row = (sheets.texts.loc[rows.index, name] for name in _GIVEN)
    known = row.notna()
    own = [rows[name] for name in SOURCE[:2]]
    placed = rows.assign(**{
        name: held.where(~known, sheet_of(held, first.fillna("")))
        for name, held, first in zip(SOURCE, own, (file, sheet))
    })  # fmt: skip
    place = pd.Series(pd.factorize(sheet_of(sheet_of(file.fillna(""), sheet.fillna("")), row))[0], rows.index)
    alike = [sheet_of(*own), as_texts_of(rows, stated_columns(ledger))]
    nth = place.groupby(alike).rank(method="dense").astype("int64").astype("str")
    told = sheet_of(pd.Series(_GIVEN[2], rows.index), nth).where(known)
    return placed, beside.drop(columns=_GIVEN).assign(given=told.reindex(beside.index))
