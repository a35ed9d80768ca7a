"""What a workbook says beside its cells: comments (批注), of which the sheet's cells know nothing.

A comment may correct the figure that it stands at (更正为2人), so none is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import xlrd
from defusedxml.ElementTree import fromstring
from openpyxl.utils.cell import range_boundaries

from ..persons import numbers_masked
from .blocks import Block
from .grid import Grid
from .merged import Change

Comments = dict[tuple[int, int], str]
"""Texts of comments by the row, from 1, and the column, from 0, of the cell that they stand at."""
_LONGEST = 300


def comments_in(part: bytes) -> Comments:
    """The comments of a part of .xlsx: notes, each after the name of its author, or replies in threads.

    >>> note = b'<comments><authors><author>Li</author></authors><commentList><comment ref="F3" authorId="0">'
    >>> note += b'<text><r><t>Li:</t></r><r><t>\\n2 dead</t></r></text></comment></commentList></comments>'
    >>> comments_in(note)
    {(3, 5): '2 dead'}
    >>> replies = [b'<threadedComment ref="F3"><text>%s</text></threadedComment>' % t for t in (b"2?", b"3")]
    >>> comments_in(b"<ThreadedComments>" + b"".join(replies) + b"</ThreadedComments>")
    {(3, 5): '2?; 3'}
    """
    root = fromstring(part)
    authors = [author.text or "" for author in _named(root, "author")]
    comments: Comments = {}
    for element in [*_named(root, "comment"), *_named(root, "threadedComment")]:
        left, top, _, _ = range_boundaries(element.get("ref", ""))
        pieces = (piece for shown in _named(element, "text") for piece in _pieces(shown))
        number = int(element.get("authorId", -1))
        said = _said("".join(pieces), authors[number] if 0 <= number < len(authors) else "")
        _add(comments, (top, left - 1), said)
    return comments


def comments_in_xls(sheet: xlrd.sheet.Sheet) -> Comments:
    """The comments on a sheet of .xls."""
    comments: Comments = {}
    for (row, column), note in sheet.cell_note_map.items():
        _add(comments, (row + 1, column), _said(note.text, note.author))
    return comments


def find_comments(grid: Grid, blocks: Sequence[Block]) -> list[tuple[Block, Change]]:
    """Each comment of a sheet as a doubt about its cell, with the block in whose columns it stands."""
    found = []
    for (row, index), said in sorted(grid.comments.items()):
        above = [block for block in blocks if row in block.records or block.header.top <= row]
        shown = _shown(grid, row, index)
        note = f"a comment on the cell says: {said}"
        block = above[-1] if above else blocks[0]
        found.append((block, Change(row, index, "cell_comment", shown, shown, "kept", note)))
    return found


def _named(element: Element, local_name: str) -> Iterator[Element]:
    return (e for e in element.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == local_name)


def _pieces(text: Element) -> Iterator[str]:
    """The text of a comment: in runs in a note, bare in a thread; without phonetic readings."""
    yield text.text or ""
    readings = {piece for reading in _named(text, "rPh") for piece in _named(reading, "t")}
    yield from (piece.text or "" for piece in _named(text, "t") if piece not in readings)


def _said(text: str, author: str) -> str:
    """What a comment says in one line, without its author, whom programs write before it."""
    text = numbers_masked(" ".join(text.split())).text
    for colon in ":：":
        if author and text.startswith(author + colon):
            text = text[len(author) + 1 :].strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _add(comments: Comments, cell: tuple[int, int], said: str) -> None:
    if said:
        comments[cell] = "; ".join(filter(None, [comments.get(cell), said]))


def _shown(grid: Grid, row: int, index: int) -> str:
    cells = grid.rows.get(row, [])
    return (cells[index] if index < len(cells) else None) or ""
