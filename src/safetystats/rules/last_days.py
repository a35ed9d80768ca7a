"""How late each sheet was written: on that day its statuses hold, and on no day before it.

A sheet that goes on after June says of a hazard how it stood when it was last written, not how it stood in
June. Of a workbook all sheets are saved together: one of January may have been filled in in December, unless
its title says up to which day it goes.
"""

from __future__ import annotations

import pandas as pd

from ..schema import Ledger
from .columns import DTYPES, Sheets
from .dates import read_date, stated_export
from .given_back import given_back
from .reading import findings_of, read_each


def keep_earlier_states(hazards: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    """The hazards with what rows that are set aside say of those that `first` leads to: a hazard closed on no
    stated day was so on the earliest day of which one says so, and open on the last before it of which one
    says that (``open_on``).
    """
    if first.empty:
        return hazards
    earlier = hazards.loc[first.index, "stated_on"]
    ends, kept = hazards.loc[first.index, "end_type"], first.astype("int64")
    is_undated = (hazards["end_type"] == "closed") & hazards["closed_on"].isna()
    opened = earlier.where(ends == "open").groupby(kept).max().reindex(hazards.index)
    opened = opened.where(is_undated & (opened < hazards["stated_on"]))
    was_open = opened.reindex(kept).set_axis(kept.index)
    closed = earlier.where((ends == "closed") & ~(earlier <= was_open)).groupby(kept).min()
    closed = closed.reindex(hazards.index).where(is_undated)
    return hazards.assign(
        stated_on=hazards["stated_on"].where(~(closed < hazards["stated_on"]), closed),
        open_on=hazards["open_on"].fillna(opened),
    )


def last_days(sheets: Sheets, hazards: pd.DataFrame, ledger: Ledger) -> tuple[pd.Series, pd.DataFrame]:
    """The day on which each row's status was stated: that of a clean ledger given back, or else the day up to
    which the title goes, or else the last day of a finding or closing in its file; the findings.

    A row that is given back with another end than it had was changed after its day.
    """
    texts = given_back(sheets, ledger.stated)
    own = read_each(texts, read_date, DTYPES["date"])
    exported = {n: day for n, table in enumerate(sheets.tables) if (day := stated_export(table.title))}
    said = pd.to_datetime(sheets.of.map(exported)).astype("datetime64[us]")
    held = hazards[["found_on", "closed_on"]].assign(own=own["value"]).max(axis=1).dt.normalize()
    files = sheets.of.map({n: table.file for n, table in enumerate(sheets.tables)})
    last = held.groupby(files).transform("max")
    stated_on = own["value"].where(_is_as_given(sheets, hazards)).fillna(said).fillna(last)
    return stated_on, findings_of(hazards, ledger.stated, texts, own)


def open_days(sheets: Sheets, hazards: pd.DataFrame) -> pd.Series:
    """The last day of which an earlier sheet said that a hazard was open, by a clean ledger given back."""
    own = read_each(given_back(sheets, "open_on"), read_date, DTYPES["date"])
    return own["value"].where(_is_as_given(sheets, hazards))


def _is_as_given(sheets: Sheets, hazards: pd.DataFrame) -> pd.Series:
    return given_back(sheets, "end_type").eq(hazards["end_type"])
