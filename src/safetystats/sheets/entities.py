"""Signs as a web page writes them, left in cells by its export: 126.5&nbsp;, 甲&amp;乙公司."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from .blocks import Block
from .grid import Grid, Row, is_blank
from .merged import Change

_ENTITY = re.compile(
    r"&(?:nbsp|ensp|emsp|thinsp|amp|lt|gt|quot|apos|middot|mdash|ndash|[lr][sd]quo|#[0-9]{2,6}|#x[0-9a-f]{2,5});",
    re.IGNORECASE,
)
_BLANK = re.compile("[\u00a0\u2002\u2003\u2009]")
_MOST_TIMES = 3
"""An export may write the sign of a sign: &amp;nbsp;."""


def without_entities(grid: Grid) -> Grid:
    """The grid with each such sign written out; `decoded` keeps the cells as they were."""
    decoded: dict[tuple[int, int], str] = {}
    rows = {number: _decoded_row(number, row, decoded) for number, row in grid.rows.items()}
    return replace(grid, rows=rows, decoded=decoded) if decoded else grid


def _decoded_row(number: int, row: Row, decoded: dict[tuple[int, int], str]) -> Row:
    # Nearly every row: one look at all its cells together is fast.
    if "&" not in "".join(filter(None, row)):
        return row
    cells = [cell and written_out(cell) for cell in row]
    decoded |= {(number, i): old for i, (old, new) in enumerate(zip(row, cells)) if old and old != new}
    return [None if is_blank(cell) else cell for cell in cells]


def written_out(text: str) -> str:
    """A text without the signs of a web page; any other as it is.

    >>> written_out("通州区&nbsp;"), written_out("甲&amp;乙公司"), written_out("A&B;C")
    ('通州区', '甲&乙公司', 'A&B;C')
    """
    plain = text
    for _ in range(_MOST_TIMES):
        plain = _ENTITY.sub(lambda sign: html.unescape(sign[0].lower()), plain)
    return text if plain == text else _BLANK.sub(" ", plain).strip()


def find_decoded(grid: Grid, block: Block) -> list[Change]:
    """The cells of a block in which such signs were written out."""
    named = block.names()
    note = "signs of a web page were written out"
    return [
        Change(row, index, "html_entities", before, grid.rows[row][index] or "", "corrected", note)
        for (row, index), before in grid.decoded.items()
        if row in block.records and index in named
    ]
