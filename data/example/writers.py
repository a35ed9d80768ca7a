"""Sheets to files. Nothing of the clock gets in, so the same sheets give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
import xlwt

from .sheets import Sheet

_CREATED = datetime(2020, 8, 24)


def write(path: Path, sheets: Sequence[Sheet], encoding: str = "utf-8") -> None:
    """Write the format that the name's ending asks for; a .csv holds one sheet, in `encoding`."""
    writer = {".xlsx": _write_xlsx, ".xls": _write_xls}.get(path.suffix)
    if writer:
        writer(path, sheets)
    else:
        _write_csv(path, sheets[0], encoding)


def _write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _CREATED, "comments": "虚构示例 made data"})
        day_format = book.add_format({"num_format": "yyyy/m/d"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            if sheet.hidden:
                page.hide()
            for first_row, first_column, last_row, last_column in sheet.merges:
                page.merge_range(first_row, first_column, last_row, last_column, "")
            for row, cells in enumerate(sheet.grid):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        page.write_datetime(row, column, cell, day_format)
                    elif isinstance(cell, str):
                        page.write_string(row, column, cell)
                    elif cell is not None:
                        page.write_number(row, column, cell)


def _write_xls(path: Path, sheets: Sequence[Sheet]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day_style = xlwt.easyxf(num_format_str="yyyy/m/d")
    usual = xlwt.easyxf()
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        page.visibility = int(sheet.hidden)
        merged = {(area[0], area[1]): area for area in sheet.merges}
        for row, cells in enumerate(sheet.grid):
            for column, cell in enumerate(cells):
                style = day_style if isinstance(cell, date) else usual
                if (row, column) in merged:
                    first_row, first_column, last_row, last_column = merged[(row, column)]
                    page.write_merge(first_row, last_row, first_column, last_column, cell, style)
                elif cell is not None:
                    page.write(row, column, cell, style)
    book.save(str(path))


def _write_csv(path: Path, sheet: Sheet, encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if cell is None else cell for cell in cells] for cells in sheet.grid])
    path.write_bytes(text.getvalue().encode(encoding))
