"""A sheet as a grid of texts, whatever file it came from: the one thing that layout and cleaning look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from .body import Body

Row = list[str | None]


class Merge(NamedTuple):
    """A merged range: rows from 1 as in Excel, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet. `rows` holds the rows with content by their number in Excel; a missing cell is None."""

    sheet: str
    rows: dict[int, Row]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    """Columns from 0."""
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    """Formulas whose result was never stored, by row and column: their cells are None, not 0."""
    unsure: frozenset[tuple[int, int]] = frozenset()
    """Formulas with a result that the writing program did not compute, by row and column."""
    rounded: frozenset[tuple[int, int]] = frozenset()
    """Numbers of 16 and more digits, by row and column: Excel has lost their last digits."""
    unshown: frozenset[tuple[int, int]] = frozenset()
    """Cells whose format shows nothing of what they hold, by row and column."""
    struck: dict[tuple[int, int], str] = field(default_factory=dict)
    """Texts of which a part is struck through, as shown, by row and column: `rows` holds the rest."""
    raised: dict[tuple[int, int], str] = field(default_factory=dict)
    """Texts of which a part is raised or lowered, as the mark of a footnote, likewise."""
    crossed_out: frozenset[tuple[int, int]] = frozenset()
    """Cells whose whole font is struck through, by row and column: `rows` holds their text."""
    money_formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """Formats that show a number with a unit of money, by row and column."""
    decoded: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells in which signs of a web page (&nbsp;) were written out, as they were, by row and column."""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    """What comments on cells say (批注), by row and column."""
    delimiter: str = ""
    """What stands between the cells of a text file; empty for a workbook."""
    is_delimited: bool = False
    """True for CSV: a record has its own length there, so one that is too long or short shows."""
    has_chinese_marks: bool = False
    """True for text whose cells stand in Chinese quotation marks: “甲”,“乙”."""
    is_cut_off: bool = False
    """True for text whose last line does not end: it may have been cut off on its way."""
    counts_from_1904: bool = False
    """True for a workbook whose bare numbers of days start in 1904, as old Macs did."""
    body: Body | None = None
    """Lines of a long sheet that are kept as columns, and are not in `rows` (`plain_lines`)."""

    def marked_rows(self) -> set[int]:
        """The rows of which the sheet says more than their cells, merged ones left out.

        >>> Grid("", {}, hidden_rows=frozenset({3}), comments={(5, 0): "更正"}).marked_rows()
        {3, 5}
        """
        cells = (
            self.formulas, self.unsure, self.rounded, self.unshown, self.struck, self.raised,
            self.crossed_out, self.money_formats, self.decoded, self.comments,
        )  # fmt: skip
        return {row for marked in cells for row, _ in marked} | self.hidden_rows


def column_letters(index: int) -> str:
    """The letters of a column in Excel, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_blank(cell: str | None) -> bool:
    """True for a missing cell, and for one of blanks and invisible characters only.

    >>> is_blank("\\u3000\\u200b"), is_blank("0")
    (True, False)
    """
    if not cell:
        return True
    # Most cells begin with a letter, digit or character: one fast look spares the others.
    if cell[0].isalnum():
        return False
    # A printable text holds no invisible sign: one fast look spares the search.
    return cell.isspace() if cell.isprintable() else not _VISIBLE.search(cell)


_VISIBLE = re.compile(r"[^\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\0]")


def number_text(value: float) -> str:
    """A number as its shortest text.

    >>> number_text(3.0), number_text(0.1), number_text(110109199001010000.0)
    ('3', '0.1', '110109199001010000')
    """
    is_whole = abs(value) < 1e21 and value == int(value)
    return str(int(value)) if is_whole else repr(float(value))


def moment_text(value: date | datetime | time | timedelta) -> str:
    """A day, moment or time of day as ISO text, to the second it lies in; midnight is left out after a day.

    The last part of a second is cut off, never rounded up: it may be the last of its day. A moment that knows
    its zone keeps the offset: which day it is here is for the reader of days to say.

    >>> moment_text(datetime(2020, 8, 24)), moment_text(datetime(2020, 8, 24, 14, 5))
    ('2020-08-24', '2020-08-24 14:05:00')
    >>> from datetime import UTC
    >>> moment_text(datetime(2020, 8, 23, 17, tzinfo=UTC))
    '2020-08-23 17:00:00+00:00'
    """
    if isinstance(value, datetime):
        whole = value.replace(microsecond=0)
        is_day = whole.time() == time() and whole.tzinfo is None
        return whole.date().isoformat() if is_day else whole.isoformat(sep=" ")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02d}:{minutes:02d}:{seconds:02d}"
    if isinstance(value, time):
        return value.replace(microsecond=0, tzinfo=None).isoformat()
    return value.isoformat()


_APOSTROPHE = re.compile(r"'(?=[0-9=+@\u4e00-\u9fff-])[^']*")


def without_apostrophe(text: str) -> str:
    """A text without the apostrophe that a person or an export put before it, to keep it a text.

    >>> without_apostrophe("'007"), without_apostrophe("'三号楼'工地"), without_apostrophe("'t Huis")
    ('007', "'三号楼'工地", "'t Huis")
    """
    return text[1:] if text.startswith("'") and _APOSTROPHE.fullmatch(text) else text


def cell_text(value: object) -> str | None:
    """Any cell as text, or None where it is empty. Texts stay as they are, ``007`` and ``NA`` too, but for an
    apostrophe that says that they are texts.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return without_apostrophe(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return None if value != value else number_text(value)
    if isinstance(value, date | time | timedelta):
        return moment_text(value)
    return str(value)
