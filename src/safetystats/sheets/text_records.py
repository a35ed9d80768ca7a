"""The records of a delimited text, with their quoted cells; refused where a quotation swallowed a record."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from ..errors import InputRejected

_DELIMITERS_OF_A_RECORD = 3
"""A cell of several lines with fewer may be a note."""
_ESCAPED_MARK = re.compile(r'(?<!\\)\\"')


def whole_records(text: str, delimiter: str, name: str) -> list[list[str]]:
    """As `records_of`, of a whole text; refused where a record stands within a cell."""
    records = records_of(text, delimiter, name)
    if '"' in text:
        _require_no_record_swallowed(records, delimiter, name)
    return records


def records_of(text: str, delimiter: str, name: str) -> list[list[str]]:
    """The records of a text; quotation marks that close no cell are text where the records then fit."""
    # A blank between delimiter and quotation mark would make the mark a part of the cell.
    spaced = bool(re.search(rf'{re.escape(delimiter)} +"', text))
    try:
        source = io.StringIO(text, newline="")
        return list(csv.reader(source, delimiter=delimiter, strict=True, skipinitialspace=spaced))
    except csv.Error:
        if (escaped := _with_backslashes(text, delimiter)) is not None:
            return escaped
        # Quotation marks that are part of a name ("三号楼"工地): read them as text, if the records then fit.
        plain = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    width = Counter(len(record) for record in plain).most_common(1)[0][0]
    unlike = [n for n, record in enumerate(plain, start=1) if any(record) and len(record) != width]
    if width == 1 or unlike:
        raise InputRejected(
            f"'{name}': a quotation mark is not closed, or stands inside a cell, near line "
            f"{unlike[0] if unlike else 1}; the records cannot be told apart. Save the sheet from Excel "
            "as .xlsx or as 'CSV UTF-8' again."
        )
    return plain


def _with_backslashes(text: str, delimiter: str) -> list[list[str]] | None:
    """The records of an export that writes \\" for a mark within a cell; None where they do not all fit."""
    doubled = _ESCAPED_MARK.sub('""', text)
    if doubled == text:
        return None
    try:
        records = list(csv.reader(io.StringIO(doubled, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return records if len({len(record) for record in records if record}) == 1 else None


def _require_no_record_swallowed(records: list[list[str]], delimiter: str, name: str) -> None:
    """Raise where a cell of several lines holds as many delimiters as a record: two stray quotation marks
    made one cell of all that stands between them.
    """
    for number, record in enumerate(records, start=1):
        for cell in record:
            is_broken = "\n" in cell or "\r" in cell
            if is_broken and cell.count(delimiter) >= max(len(record) - 1, _DELIMITERS_OF_A_RECORD):
                raise InputRejected(
                    f"'{name}' row {number}: a cell holds whole records ('{cell[:30]} …'), because a "
                    "quotation mark before them stands alone. Delete it, or save the sheet as .xlsx."
                )
