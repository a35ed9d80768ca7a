"""Names of files and sheets that hold a person's number: masked as a cell is, and still told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from ..findings import FINDING, WHOLE_SHEET
from ..read import RawTable
from .personal import masked_names
from .reading import Reading


def mask_names(
    tables: Sequence[RawTable], *, files: Mapping[str, Reading] | None = None, keep: bool = False
) -> list[RawTable]:
    """The tables under names without persons' numbers, with a finding for each such file and sheet.

    `files` gives the names of the files, where more files than these are to be told apart; with `keep` the
    names stay, and the findings say so.
    """
    files = files or masked_names(name for table in tables for name in (table.file, *table.skipped["file"]))
    sheets = masked_names(name for table in tables for name in (table.sheet, *table.skipped["sheet"]))
    if not any(reading.rule for reading in (*files.values(), *sheets.values())):
        return list(tables)
    return [_masked(table, files, sheets, keep=keep) for table in tables]


def _masked(
    table: RawTable, files: Mapping[str, Reading], sheets: Mapping[str, Reading], *, keep: bool
) -> RawTable:
    shown_files, shown_sheets = ({n: r.value or n for n, r in names.items()} for names in (files, sheets))
    file, sheet = shown_files[table.file], shown_sheets[table.sheet]
    found = [
        # What the name was is shown as masked, even to those who may read the names themselves.
        (file, sheet, WHOLE_SHEET, column, reading.rule, reading.value, reading.value, action, "")
        for column, reading in (("source_file", files[table.file]), ("source_sheet", sheets[table.sheet]))
        for action in (["kept"] if keep else [reading.action])
        if reading.rule
    ]
    findings = pd.concat([table.findings, pd.DataFrame(found, columns=list(FINDING))], ignore_index=True)
    if keep:
        named = findings.assign(file=table.file, sheet=table.sheet)
        return replace(table, findings=named)
    return replace(
        table,
        file=file,
        sheet=sheet,
        rows=table.rows.assign(source_file=file, source_sheet=sheet),
        skipped=table.skipped.assign(
            file=table.skipped["file"].map(shown_files), sheet=table.skipped["sheet"].map(shown_sheets)
        ),
        findings=findings.assign(file=file, sheet=sheet),
    )
