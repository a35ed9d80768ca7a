"""Rows of a sheet's XML that hold plain cells alone, found by one expression: five events a cell are spared.

Plain is a cell as nearly all are: blank, a number, a text or a reference to one, without formula and runs.
What is left of the XML, with all other rows, is parsed as ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO

Cell = tuple[str, str, str, str, str]
"""The letters of a plain cell's column, its style and type, its value, its text; empty what it lacks."""

_BLOCK = 1 << 22
_ROW, _ROW_END = "<row", "</row>"
_NUMBERED_ROW = re.compile(r"\s*<row r=\"([1-9][0-9]{0,6})\"(?![^<>]*hidden)[^<>&'/]*>")
# Line ends, controls and what may be ]]> are left to the parser.
_SIGNS = r"[^<>\x00-\x08\x0b-\x1f]*"
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?'
    rf'(?:/>|>(?:<v>({_SIGNS})</v>|<is><t(?: xml:space="preserve")?>({_SIGNS})</t></is>)</c>)'
)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(f"&(?:({'|'.join(_NAMED)})|#([1-4][0-9]{{4}}));")
"""Signs written by name, or as &#20107; is: Chinese characters, by programs that write ASCII alone."""
_SIGNS_OF_BLANK, _SIGNS_OF_VALUE, _SIGNS_OF_TEXT = 1, 4, 6
"""How many < a cell has, by what it holds."""
_BEGINS_AS_UTF_8 = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?![^<>]*encoding=[\"'](?!utf-8[\"']))[^<>]*\?>)?\s*(?=<[a-z])",
    re.IGNORECASE,
)
_NOT_OF_ELEMENTS = re.compile(rb"<[!?]")
"""Within a comment or a CDATA section no row is one."""


def without_plain_rows(file: IO[bytes], take: Callable[[int, list[Cell]], None]) -> Iterator[bytes]:
    """The XML of a sheet in pieces, without rows of plain cells, which `take` is given with their numbers.

    >>> import io
    >>> rows = b"".join(b'<row r="%d"><c r="A%d"><v>7</v></c></row>' % (n, n) for n in (1, 2, 3))
    >>> taken = []
    >>> pieces = without_plain_rows(io.BytesIO(b"<sheet>%s</sheet>" % rows), lambda *row: taken.append(row))
    >>> b"".join(pieces).count(b"<row "), taken
    (2, [(2, [('A', '', '', '7', '')])])
    """
    held = file.read(_BLOCK)
    begins = _BEGINS_AS_UTF_8.match(held)
    is_sure, start = begins is not None, begins.end() if begins else 0
    while block := file.read(_BLOCK):
        end = held.rfind(_ROW_END.encode()) + len(_ROW_END)
        # A piece that ends within a row leaves the parser there: nothing may be taken before it goes on.
        is_sure = is_sure and end >= len(_ROW_END) and not _NOT_OF_ELEMENTS.search(held, start)
        yield _left_of(held[:end], take) if is_sure else held
        held, start = (held[end:] if is_sure else b"") + block, 0
    is_sure = is_sure and not _NOT_OF_ELEMENTS.search(held, start)
    yield _left_of(held, take) if is_sure else held


def _left_of(piece: bytes, take: Callable[[int, list[Cell]], None]) -> bytes:
    """A piece without its plain rows; never without its last, from which one without a number counts on."""
    try:
        rows = piece.decode().split(_ROW_END)
    except UnicodeDecodeError:
        return piece
    if piece.count(_ROW.encode()) != piece.count(f"{_ROW} r=".encode()):
        return piece
    left = []
    for row in rows[:-2]:
        numbered = _NUMBERED_ROW.match(row)
        cells = _plain_cells(row, numbered.end()) if numbered else None
        if numbered and cells is not None:
            take(int(numbered[1]), cells)
        else:
            left.append(row)
    return _ROW_END.join([*left, *rows[-2:]]).encode()


def _plain_cells(row: str, start: int) -> list[Cell] | None:
    """The cells of a row where all are plain; they are where no sign of another element is left."""
    cells: list[Cell] = _CELL.findall(row, start)
    blanks, values, texts = row.count("/>"), row.count("<v>"), row.count("<is>")
    signs = _SIGNS_OF_BLANK * blanks + _SIGNS_OF_VALUE * values + _SIGNS_OF_TEXT * texts
    if len(cells) != blanks + values + texts or row.count("<", start) != signs:
        return None
    if "&" not in row:
        return cells
    if row.count("&") != len(_REFERENCE.findall(row)):
        return None
    return [
        (letters, style, kind, _REFERENCE.sub(_sign, value), _REFERENCE.sub(_sign, text))
        for letters, style, kind, value, text in cells
    ]


def _sign(reference: re.Match[str]) -> str:
    name, number = reference.groups()
    return _NAMED[name] if name else chr(int(number))
