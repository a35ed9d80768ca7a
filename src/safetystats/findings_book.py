"""Findings as a workbook for the person who has to mend the sheets: causes first, then a line a cell.

What needs that person (not understood, to be decided, set aside) stands before what was only corrected.

Every cell that needs a person or a look has its line, with a link to the row in the sheet as it was sent. Of
what was only corrected the first cells of each cause stand here, and all in findings.csv and Parquet; the
first sheet says of how many.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .locale import say, term
from .locale.formats import display_width
from .locale.notes import column_text, remark_text
from .locale.wording import action_text, ledger_text, names_text, to_do_text

CELLS_SHOWN = 1_000
"""Cells of one cause of corrections in the workbook."""
LINES_SHOWN = 60_000
"""Lines in all: Excel follows no more than 65,530 links on a sheet."""

CHARACTERS_SHOWN = 32_000
"""Excel keeps 32,767 characters of a cell, and cuts the rest without a word."""

_COMMONEST = 10
_URGENCY = {"unknown": 0, "proposed": 0, "quarantined": 0, "kept": 1, "corrected": 2}
"""What was done, by how much it needs a person: a decision or a mended sheet, a look, or nothing."""
_WIDEST = 60
_A4 = 9
_MADE = datetime(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def findings_book(findings: pd.DataFrame, links: Mapping[str, str], language: str = "zh") -> bytes:
    """The findings as an .xlsx file.

    Parameters
    ----------
    findings
        Of all ledgers; ``ledger`` names the kind.
    links
        For each `file` of the findings where it lies, as seen from the workbook. A file without one is named
        and not linked.
    language
        ``zh`` or ``en``: of all but the names of rules and columns, which stand in both.

    Returns
    -------
    bytes
        The first sheet has a line a cause (rule and what was done), what needs a person first and of that the
        commonest, with its cells counted and what is left to do; the second a line a cell in the same order:
        all that need a person or a look, of corrections the first `CELLS_SHOWN` of each cause. Every text is
        a text, whatever it looks like. The same findings give the same bytes.
    """
    causes = _causes(findings)
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _MADE, "title": "findings"})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            # Set off from the number that may stand at the right edge of the cell before.
            "first": book.add_format({"bold": True, "indent": 1}),
            "text": book.add_format({"num_format": "@", "indent": 1}),
            "link": book.get_default_url_format(),
        }
        first = book.add_worksheet(say("Causes", language))
        second = book.add_worksheet(say("Their cells", language))
        starts = _write_cells(second, findings, causes, links, formats, language)
        leads = [f"internal:'{second.name}'!A{start + 1}" for start in starts]
        _write_causes(first, causes, leads, formats, language)
    return buffer.getvalue()


def _causes(findings: pd.DataFrame) -> pd.DataFrame:
    """One row a cause, the most urgent and commonest first: rule, action, its cells, how many are listed."""
    grouped = findings.groupby(["rule", "action"], as_index=False, sort=True).agg(
        cells=("row", "size"),
        ledgers=("ledger", lambda names: list(dict.fromkeys(names))),
        files=("file", "nunique"),
        before=("before", "first"),
        after=("after", "first"),
        columns=("column", lambda names: [name for name in dict.fromkeys(names) if name]),
        note=("note", "first"),
    )
    grouped = grouped.assign(urgency=grouped["action"].map(_URGENCY))
    order = ["urgency", "cells", "rule"]
    causes = grouped.sort_values(order, ascending=[True, False, True], ignore_index=True)
    listed = causes["cells"].where(
        causes["urgency"] < _URGENCY["corrected"], causes["cells"].clip(upper=CELLS_SHOWN)
    )
    left = (LINES_SHOWN - listed.cumsum().shift(fill_value=0)).clip(lower=0)
    return causes.assign(listed=listed.clip(upper=left))


def _write_causes(
    sheet: Worksheet,
    causes: pd.DataFrame,
    leads: Sequence[str],
    formats: Mapping[str, Format],
    language: str,
) -> None:
    """Write a line a cause; `leads` are the links to the first cell of each."""
    widths = _write_heads(sheet, _cause_heads(language), formats)
    for number, cause in enumerate(causes.to_dict("records")):
        line = number + 1
        style = formats["first"] if number < _COMMONEST else formats["text"]
        texts = {
            1: cause["rule"],
            2: action_text(cause["action"], language),
            5: names_text([ledger_text(name, language) for name in cause["ledgers"]], language),
            7: cause["before"],
            8: cause["after"],
            9: remark_text(cause["note"], language),
            10: names_text([column_text(name, language) for name in cause["columns"]], language),
            11: to_do_text(cause["action"], language),
        }
        name = term("rule", cause["rule"], language)
        sheet.write_url(line, 0, leads[number], formats["link"], name)
        for column, number_shown in ((3, cause["cells"]), (4, cause["listed"]), (6, cause["files"])):
            sheet.write_number(line, column, number_shown)
        for column, text in texts.items():
            _write_text(sheet, line, column, text, style, language)
            widths[column] = max(widths[column], display_width(text))
        widths[0] = max(widths[0], display_width(name))
    _finish(sheet, widths, len(causes))


def _write_cells(
    sheet: Worksheet,
    findings: pd.DataFrame,
    causes: pd.DataFrame,
    links: Mapping[str, str],
    formats: Mapping[str, Format],
    language: str,
) -> list[int]:
    """Write the first cells of each cause; the line on which each cause begins."""
    widths = _write_heads(sheet, _cell_heads(language), formats)
    parts = dict(iter(findings.groupby(["rule", "action"])))
    starts, line = [], 1
    for cause in causes.to_dict("records"):
        starts.append(line)
        for cell in parts[cause["rule"], cause["action"]].head(cause["listed"]).to_dict("records"):
            texts = [
                term("rule", cell["rule"], language),
                cell["rule"],
                cell["file"],
                cell["sheet"],
                "",
                _both_names(cell["column"], language),
                cell["before"],
                cell["after"],
                action_text(cell["action"], language),
                remark_text(cell["note"], language),
            ]
            for column, text in enumerate(texts):
                widths[column] = max(widths[column], display_width(text))
                _write_text(sheet, line, column, text, formats["text"], language)
            sheet.write_number(line, 4, cell["row"])
            if cell["file"] in links:
                target = _target(links[cell["file"]], cell["sheet"], cell["row"])
                sheet.write_url(line, 2, target, formats["link"], cell["file"])
            line += 1
    _finish(sheet, widths, line - 1)
    return starts


def _both_names(column: str, language: str) -> str:
    """A ledger's column as its reader calls it, and as findings.csv and corrections.csv do."""
    name = column_text(column, language)
    return name if name == column else f"{name} {column}"


def _target(path: str, sheet: str, row: int) -> str:
    """A link to the row of the sheet; to the file where it has no sheets or the whole sheet is meant."""
    file = "external:" + path.replace("#", "%23")
    if not sheet or not row:
        return file
    return f"{file}#'{sheet.replace(chr(39), chr(39) * 2)}'!A{row}"


def _cause_heads(language: str) -> list[str]:
    return [
        say("Cause", language),
        say("Rule", language),
        say("What was done", language),
        say("Cells", language),
        say("Listed here", language),
        say("Ledgers", language),
        say("Files", language),
        say("Example: before", language),
        say("Example: after", language),
        say("Example: remark", language),
        say("Columns", language),
        say("What is left to do", language),
    ]


def _cell_heads(language: str) -> list[str]:
    return [
        say("Cause", language),
        say("Rule", language),
        say("File", language),
        say("Sheet", language),
        say("Row in Excel", language),
        say("Column", language),
        say("Before", language),
        say("After", language),
        say("What was done", language),
        say("Remark", language),
    ]


def _write_heads(sheet: Worksheet, heads: Sequence[str], formats: Mapping[str, Format]) -> list[int]:
    """Write the headers; the width that each column needs for its own."""
    for column, name in enumerate(heads):
        sheet.write_string(0, column, name, formats["head"])
    return [display_width(name) for name in heads]


def _write_text(sheet: Worksheet, line: int, column: int, text: str, style: Format, language: str) -> None:
    if len(text) > CHARACTERS_SHOWN:
        text = text[:CHARACTERS_SHOWN] + say("… (cut; whole in findings.csv)", language)
    sheet.write_string(line, column, text, style)


def _finish(sheet: Worksheet, widths: list[int], lines: int) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, max(lines, 1), len(widths) - 1)
