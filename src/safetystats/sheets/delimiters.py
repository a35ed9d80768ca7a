"""Which sign stands between the cells of a text: the one that it names, or that parts its lines alike."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

DELIMITERS = (",", ";", "\t", "|")
FULL_WIDTH_COMMA = "，"
"""As an input method types it: between cells only where every line has as many."""
_FEWEST_FULL_WIDTH = 2
SAMPLE_RECORDS = 200
"""So many lines of a text tell how its cells are kept apart."""
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_GAP = re.compile("[ \u3000]{2,}")
_FEWEST_LINES, _FEWEST_GAPS = 2, 2
"""Most of so many lines have the same number of gaps, and so many of them, where blanks align columns."""


def is_aligned(lines: Iterable[str]) -> bool:
    """Whether most lines have the same number of gaps of several blanks, as no prose has.

    >>> is_aligned(["编号    日期        区", "1       2020-01-05  平谷区"]), is_aligned(["此致", "　　敬礼"])
    (True, False)
    """
    gaps = [len(_GAP.findall(line.strip())) for line in lines if line.strip()]
    usual, size = Counter(gaps).most_common(1)[0] if gaps else (0, 0)
    return usual >= _FEWEST_GAPS and size >= _FEWEST_LINES and size * 2 > len(gaps)


def delimiter_of(text: str) -> str | None:
    """The delimiter that a text names in its first line, or else that with which the records of the commonest
    width hold the most cells; None where none does. Records alone are no measure: a sign at the end of
    each line within a cell makes more of them, of two cells each. One that leaves another at the edge of most
    cells is none, as the tab before each comma of some exports is.
    """
    if said := _SEPARATOR_LINE.match(text):
        return said.group(1)
    if is_full_width(text):
        return FULL_WIDTH_COMMA
    best, most = None, (0, 0)
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text[:1_000_000], newline=""), delimiter=delimiter)
        try:
            records = list(islice(reader, SAMPLE_RECORDS))
        except csv.Error:
            continue
        widths = Counter(len(record) for record in records if record)
        del widths[1]
        if widths and not _leaves_another(delimiter, records):
            width, count = widths.most_common(1)[0]
            if (count * width, count) > most:
                best, most = delimiter, (count * width, count)
    return best


def is_full_width(text: str) -> bool:
    """Whether full-width commas part the lines of a text, each as often, while no other delimiter does.

    >>> is_full_width("号，日，区\\n1，2日，平谷区"), is_full_width("号,一，二，三\\n1,四，五，六")
    (True, False)
    """
    lines = [line for line in text.splitlines() if line.strip()] if FULL_WIDTH_COMMA in text else []
    counts = {line.count(FULL_WIDTH_COMMA) for line in lines}
    is_parted = any(all(delimiter in line for line in lines) for delimiter in DELIMITERS)
    return len(lines) > 1 and len(counts) == 1 and min(counts) >= _FEWEST_FULL_WIDTH and not is_parted


def _leaves_another(delimiter: str, records: list[list[str]]) -> bool:
    """Whether most cells begin or end with another delimiter, so that a pair of signs stands between them."""
    cells = [cell.strip() for record in records if len(record) > 1 for cell in record]
    filled = [cell for cell in cells if cell]
    others = tuple(other for other in DELIMITERS if other != delimiter)
    return sum(cell.startswith(others) or cell.endswith(others) for cell in filled) * 2 > len(filled)
