"""What sheets do not say: blanks where it matters, columns that no ledger has, lists of somewhere else."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..findings import all_findings, find
from ..project import Project
from ..read import SECTION, RawTable
from ..schema import LEDGERS, UNKNOWN, Ledger
from ..sheets.layout import Meaning, known_headers
from ..sheets.slips import slip_of
from . import words
from .columns import STATED_OR_UNKNOWN, Sheets, has_own_sectors
from .elsewhere import casualty_columns, holds_parts_only, year_columns
from .flags import deciding
from .given_back import are_of_unknown_end, columns_read_again
from .places import AreaNames
from .reading import distinct_in, holds, says_nothing
from .rows import COUNTED_BY_DAY, END_NOT_KNOWN
from .ticks import tick_columns
from .victims import victim_columns

DECIDING = dict.fromkeys(LEDGERS, ("area",)) | {
    "accidents": ("area", "category", "deaths"),
    "hazards": ("area", "level", "status"),
}
"""Columns that decide whether, where and as what a row counts: a blank there is a finding."""
ENDS = ("status", "closed_on")
"""Columns that say how a hazard ended: a sheet with neither tells of no closing."""
NOT_USED = "no columns of the ledger; they stay in the raw sheet: "
"""What a finding says of the headers that stand behind it."""


def find_not_stated(sheets: Sheets, values: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Blanks in the columns that decide what counts; a sheet without such a column has one finding in all."""
    found: list[pd.DataFrame] = []
    for column in DECIDING[ledger.name]:
        has = _have(sheets, column)
        found += [
            sheets.about(number, column, "column_missing", "unknown", "not stated in any of its rows")
            for number in has.index[~has]
        ]
        texts = sheets.texts[column]
        blank = ~holds(texts, lambda text: not says_nothing(text))
        if not has.all():
            blank &= sheets.of.map(has).astype(bool)
        after = UNKNOWN if ledger.column(column).kind in STATED_OR_UNKNOWN else ""
        told = [(blank, "")]
        if column == "status":
            has_days = has_closing_days(sheets)
            told = [(blank & has_days, COUNTED_BY_DAY), (blank & ~has_days, END_NOT_KNOWN)]
        found += [
            find(values, hit, column=column, rule=f"{column}_not_stated", before=texts, after=after,
                 action="unknown", note=note)
            for hit, note in told
        ]  # fmt: skip
    if ledger.name == "hazards":
        found += _sheets_without_ends(sheets)
    return all_findings(found)


def _have(sheets: Sheets, column: str) -> pd.Series:
    """Whether each sheet has the column, or states it elsewhere; what is no ledger needs none."""
    have = [column in table.rows or not table.is_ledger for table in sheets.tables]
    if not all(have):
        stated = set(sheets.of[sheets.texts[column].notna()])
        have = [has or number in stated for number, has in enumerate(have)]
    return pd.Series(have, dtype=bool)


def has_closing_days(sheets: Sheets) -> pd.Series:
    """Whether the sheet of each row has a column of closing days: one blank there stands open. The sheet of a
    row that is given back as of unknown end had none.
    """
    return sheets.of.map(_have(sheets, "closed_on")).astype(bool) & ~are_of_unknown_end(sheets)


def _sheets_without_ends(sheets: Sheets) -> list[pd.DataFrame]:
    """A finding for the closing day, too, where a sheet does not tell how its hazards ended."""
    status, day = ENDS
    neither = ~_have(sheets, status) & ~_have(sheets, day)
    return [
        sheets.about(number, day, "column_missing", "unknown", "not stated in any of its rows")
        for number in neither.index[neither]
    ]


def find_unused_columns(sheets: Sheets, ledger: Ledger, project: Project) -> pd.DataFrame:
    """Columns that are in a sheet and in no ledger, a finding a sheet, so that none vanishes unsaid; with the
    known header of a column that the sheet lacks, where one is like it.

    Those that decide whether a row counts, how many accidents rows are, or of which year, or hold ticks, are
    read.
    """
    spelled = known_headers(project.own_headers)[ledger.name]
    found = []
    read = {SECTION, *year_columns(sheets), *(header for header, _ in deciding(sheets, ledger))}
    read |= columns_read_again(ledger)
    read |= {*victim_columns(sheets), *casualty_columns(sheets)} if ledger.name == "accidents" else set()
    ticked = tick_columns(sheets) if ledger.name == "hazards" else {}
    for number, table in enumerate(sheets.tables):
        read_here = {*read, *ticked.get(number, ())}
        unused = [
            header for header in sheets.unused if header in table.rows.columns and header not in read_here
        ]
        if unused and table.is_ledger:
            note = NOT_USED + "、".join(_with_its_like(header, table, spelled) for header in unused)
            found.append(sheets.about(number, "", "column_not_used", "kept", note))
    return all_findings(found)


def _with_its_like(header: str, table: RawTable, spelled: Mapping[str, Meaning]) -> str:
    meaning = slip_of(header.split(" > "), spelled, table.rows.columns)
    return header if meaning is None else f"{header}（{meaning.header}？）"


def sheets_without(findings: pd.DataFrame, column: str) -> tuple[str, str]:
    """The sheets in which nothing was understood as the column, and their headers that are not used."""
    of_sheet = pd.MultiIndex.from_frame(findings[["file", "sheet"]])
    without = of_sheet[(findings["rule"] == "column_missing") & (findings["column"] == column)].unique()
    unused = findings[(findings["rule"] == "column_not_used") & of_sheet.isin(without)]
    headers = [header for note in unused["note"] for header in note.removeprefix(NOT_USED).split("、")]
    sheets = [" ".join(filter(None, (f"'{file}'", sheet))) for file, sheet in without]
    return ", ".join(sheets), "、".join(dict.fromkeys(headers)) or "-"


def find_foreign_lists(sheets: Sheets, values: pd.DataFrame, project: Project) -> pd.DataFrame:
    """One clear finding for each sheet whose areas or sectors are those of another city or office, or whose
    areas are only towns.
    """
    found: list[pd.DataFrame] = []
    names = AreaNames.of(project)
    for number, texts in sheets.by_table(sheets.texts):
        stated = distinct_in(texts["area"])
        if (
            (values.loc[texts.index, "area"] == UNKNOWN).all()
            and len(stated)
            and not names.are_mistyped(stated)
        ):
            rule = "area_list_unlike"
            note = (
                f"its areas are not those in the list of {project.city}: name the city's own project "
                "(--project)"
            )
            if holds_parts_only(texts["area"], names):
                rule = "area_of_parts"
                note = (
                    "only towns, or words for a whole area, stand in it: "
                    "name their area on the tab or in the title"
                )
            found.append(sheets.about(int(number), "area", rule, "unknown", note))
    if "supervision_sector" in sheets.texts and has_own_sectors(
        distinct_in(sheets.texts["supervision_sector"]), words.sectors_of(project)
    ):
        note = "none of its sectors is in supervision_sectors.csv: kept as written, as the office's own list"
        for number in sorted(sheets.of.unique()):
            found.append(sheets.about(int(number), "supervision_sector", "sector_list_unlike", "kept", note))
    return all_findings(found)
