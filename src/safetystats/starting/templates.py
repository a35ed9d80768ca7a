"""Empty ledgers in Excel, one a kind: known headers, lists to choose from, what each column needs."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from .. import reference
from ..locale import say
from ..locale.wording import ledger_text
from ..schema import CHOICES_SHEET, HAZARD_LEVELS, Column, Ledger

ROWS = 5_000
"""Rows that lists and rules reach down to."""


def template(ledger: Ledger, areas: Sequence[str], language: str) -> bytes:
    """An empty workbook for a ledger.

    Parameters
    ----------
    ledger
        Which one.
    areas
        Areas to choose from.
    language
        ``zh`` or ``en``: of headers and notes. Values are chosen in Chinese, as the ledgers hold them.

    Returns
    -------
    bytes
        An .xlsx file: the ledger's sheet first, then the notes; the lists stand on a hidden sheet.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(ledger_text(ledger.name, language))
        notes = book.add_worksheet(say("Notes", language))
        choices = book.add_worksheet(CHOICES_SHEET)
        choices.hide()
        sheet.freeze_panes(1, 0)
        titles = (say("Column", language), say("How to fill it in", language))
        notes.write_row(0, 0, titles, bold)
        notes.set_column(0, 0, 24)
        notes.set_column(1, 1, 80)
        for index, column in enumerate(ledger.columns):
            header = header_of(ledger, column, language)
            sheet.write_string(0, index, header, bold)
            kept = day if column.kind == "date" else text if column.kind in ("key", "text") else None
            sheet.set_column(index, index, max(12, 2 * len(header)), kept)
            notes.write_row(index + 1, 0, (header, how_to_fill(column, language)))
            rule = _rule(column, areas, choices, index)
            if rule:
                sheet.data_validation(1, index, ROWS, index, rule)
    return buffer.getvalue()


def header_of(ledger: Ledger, column: Column, language: str) -> str:
    """The first known header of a column, money with its unit.

    >>> from safetystats.schema import ACCIDENTS
    >>> header_of(ACCIDENTS, ACCIDENTS.column("direct_loss_yuan"), "zh")
    '直接经济损失（万元）'
    """
    known = reference.headers()
    own = known[(known["ledger"] == ledger.name) & (known["column"] == column.name) & ~known["last_resort"]]
    headers = [
        header for header in own["header"] if header.isascii() == (language == "en") and "_" not in header
    ]
    header = headers[0] if headers else column.name
    if column.kind != "yuan":
        return header
    return f"{header}（万元）" if language == "zh" else f"{header} (yuan)"


def how_to_fill(column: Column, language: str) -> str:
    """What a column takes, and whether a row needs it."""
    known = {
        "date": say("A day: 2020-08-24.", language),
        "count": say(
            "A whole number; leave it empty where it is not known, 0 where there was none.", language
        ),
        "yuan": say("A number in the unit of the header; empty where it is not known.", language),
        "area": say("One area, chosen from the list.", language),
        "category": say("Chosen from the list.", language),
        "sector": say("Chosen from the list.", language),
        "industry": say("Section of GB/T 4754, chosen from the list.", language),
        "accident_kind": say("Kind by GB 6441, chosen from the list.", language),
        "level": say("Chosen from the list.", language),
        "status": say("Chosen from the list.", language),
        "flag": say("是 or 否.", language),
        "key": say("A number of its own for each row, kept as text.", language),
    }
    how = known.get(column.kind, say("Text.", language))
    needed = say("Every row needs it.", language) if column.needed else ""
    return (" " if language == "en" else "").join(part for part in (how, needed) if part)


def choices_of(column: Column, areas: Sequence[str]) -> list[str]:
    """The values that a column's list offers; none where it takes anything."""
    if column.kind == "accident_kind":
        kinds = reference.accident_kinds()
        return kinds.loc[kinds["valid_to"].isna(), "kind"].tolist()
    if column.kind == "industry":
        industries = reference.industries()
        return industries.loc[industries["edition"] == "2017", "industry"].tolist()
    if column.kind == "status":
        words = reference.status_words()
        chinese = words[~words["word"].map(str.isascii)]
        return chinese.groupby("end_type", sort=False)["word"].first().tolist()
    known = {
        "area": list(areas),
        "category": reference.categories()["category"].tolist(),
        "sector": reference.supervision_sectors()["sector"].tolist(),
        "level": list(HAZARD_LEVELS),
        "flag": ["是", "否"],
    }
    return known.get(column.kind, [])


def _rule(column: Column, areas: Sequence[str], choices: xlsxwriter.worksheet.Worksheet, index: int) -> dict:
    """What Excel lets into a column; a list only advises, for a name that it lacks may be right."""
    offered = choices_of(column, areas)
    if offered:
        choices.write_column(0, index, offered)
        letter = xlsxwriter.utility.xl_col_to_name(index)
        source = f"={CHOICES_SHEET}!${letter}$1:${letter}${len(offered)}"
        return {"validate": "list", "source": source, "error_type": "warning"}
    if column.kind == "count":
        return {"validate": "integer", "criteria": ">=", "value": 0}
    if column.kind == "yuan":
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    return {}
