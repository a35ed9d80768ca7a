"""Findings as a workbook for the person who has to mend the sheets: causes first, then a line a cell.

What needs that person (not understood, to be decided, set aside) stands before what was only corrected.

Every cell that needs a person or a look has its line, with a link to the row in the sheet as it was sent. Of
what was only corrected the first cells of each cause stand here, and all in findings.csv and Parquet; the
first sheet says of how many.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .locale import LANGUAGES, say, term
from .locale.formats import display_width
from .locale.notes import column_text, remark_text
from .locale.wording import action_text, ledger_text, to_do_text

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
_HEAD_HEIGHT = 32
"""Two lines, in points: not every program fits a row to its text."""
_MADE = datetime(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CAUSES, _CELLS = "原因 Causes", "明细 Cells"


def findings_book(findings: pd.DataFrame, links: Mapping[str, str]) -> bytes:
    """The findings as an .xlsx file.

    Parameters
    ----------
    findings
        Of all ledgers; ``ledger`` names the kind.
    links
        For each `file` of the findings where it lies, as seen from the workbook. A file without one is named
        and not linked.

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
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "first": book.add_format({"bold": True}),
            "text": book.add_format({"num_format": "@"}),
            "link": book.get_default_url_format(),
        }
        first, second = book.add_worksheet(_CAUSES), book.add_worksheet(_CELLS)
        starts = _write_cells(second, findings, causes, links, formats)
        _write_causes(first, causes, starts, formats)
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
    sheet: Worksheet, causes: pd.DataFrame, starts: Mapping[int, int], formats: Mapping[str, Format]
) -> None:
    widths = _write_heads(sheet, _cause_heads, formats)
    for number, cause in enumerate(causes.to_dict("records")):
        line = number + 1
        style = formats["first"] if number < _COMMONEST else formats["text"]
        texts = {
            1: cause["rule"],
            2: action_text(cause["action"], "zh"),
            5: "、".join(ledger_text(name, "zh") for name in cause["ledgers"]),
            7: cause["before"],
            8: cause["after"],
            9: remark_text(cause["note"], "zh"),
            10: "、".join(column_text(name, "zh") for name in cause["columns"]),
            11: to_do_text(cause["action"], "zh"),
        }
        name = term("rule", cause["rule"], "zh")
        sheet.write_url(line, 0, f"internal:'{_CELLS}'!A{starts[number] + 1}", formats["link"], name)
        for column, number_shown in ((3, cause["cells"]), (4, cause["listed"]), (6, cause["files"])):
            sheet.write_number(line, column, number_shown)
        for column, text in texts.items():
            _write_text(sheet, line, column, text, style)
            widths[column] = max(widths[column], display_width(text))
        widths[0] = max(widths[0], display_width(name))
    _finish(sheet, widths, len(causes))


def _write_cells(
    sheet: Worksheet,
    findings: pd.DataFrame,
    causes: pd.DataFrame,
    links: Mapping[str, str],
    formats: Mapping[str, Format],
) -> dict[int, int]:
    """Write the first cells of each cause; the line on which each cause begins."""
    widths = _write_heads(sheet, _cell_heads, formats)
    parts = dict(iter(findings.groupby(["rule", "action"])))
    starts, line = {}, 1
    for number, cause in causes.iterrows():
        starts[int(str(number))] = line
        for cell in parts[cause["rule"], cause["action"]].head(cause["listed"]).to_dict("records"):
            texts = [
                term("rule", cell["rule"], "zh"),
                cell["rule"],
                cell["file"],
                cell["sheet"],
                "",
                _both_names(cell["column"]),
                cell["before"],
                cell["after"],
                action_text(cell["action"], "zh"),
                remark_text(cell["note"], "zh"),
                cell["note"],
            ]
            for column, text in enumerate(texts):
                widths[column] = max(widths[column], display_width(text))
                _write_text(sheet, line, column, text, formats["text"])
            sheet.write_number(line, 4, cell["row"])
            if cell["file"] in links:
                target = _target(links[cell["file"]], cell["sheet"], cell["row"])
                sheet.write_url(line, 2, target, formats["link"], cell["file"])
            line += 1
    _finish(sheet, widths, line - 1)
    return starts


def _both_names(column: str) -> str:
    """A ledger's column as it is called in Chinese, and as findings.csv and corrections.csv call it."""
    name = column_text(column, "zh")
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
        say("Remark in English, as in findings.csv", language),
    ]


def _write_heads(
    sheet: Worksheet, heads: Callable[[str], list[str]], formats: Mapping[str, Format]
) -> list[int]:
    """Write the headers in both languages, one below the other; the width that each column needs for them."""
    sheet.set_row(0, _HEAD_HEIGHT)
    both = list(zip(*(heads(language) for language in LANGUAGES)))
    for column, names in enumerate(both):
        sheet.write_string(0, column, "\n".join(names), formats["head"])
    return [max(map(display_width, names)) for names in both]


def _write_text(sheet: Worksheet, line: int, column: int, text: str, style: Format) -> None:
    if len(text) > CHARACTERS_SHOWN:
        text = text[:CHARACTERS_SHOWN] + say("… (cut; whole in findings.csv)", "zh")
    sheet.write_string(line, column, text, style)


def _finish(sheet: Worksheet, widths: list[int], lines: int) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(lines, 1), len(widths) - 1)
