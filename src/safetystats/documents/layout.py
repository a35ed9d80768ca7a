"""Content -> what is set on paper, one after the other: paragraphs, tables with widths, numbered figures.

Word and PDF are both made from this, so that they have the same captions, columns and line breaks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeGuard

from ..display import LEFT, CellKind, Column, Table
from ..errors import InputRejected
from ..locale import say
from ..locale.formats import caption_separators, caption_text, display_width
from .content import Block, Chart, Cover, Heading, Prose, Statements
from .prose import Paragraph, Role, legible, paragraphs_of, plain

MM = 72 / 25.4
"""Points of a millimetre."""


@dataclass(frozen=True)
class Layout:
    """Paper and type of a language. Lengths are in points where they do not say mm.

    `lines` of `characters` fill the type area where the language is set on a grid; else both are 0.
    """

    top_mm: float
    right_mm: float
    bottom_mm: float
    left_mm: float
    page_number_mm: float
    """From the foot of the paper to the foot of the page number."""
    characters: int
    lines: int
    title: float
    title_pitch: float
    headings: tuple[float, float, float]
    body: float
    pitch: float
    caption: float
    page_number: float
    notice: float
    notes: float
    figure_mm: float
    """Width of a picture."""
    cells: tuple[float, ...]
    """Type of a table: the first size at which it fits between the margins."""

    @property
    def width(self) -> float:
        """Of the type area."""
        return (A4_WIDTH_MM - self.left_mm - self.right_mm) * MM

    @property
    def tracking(self) -> float:
        """Between characters, so that a line holds as many as the grid says."""
        return self.width / self.characters - self.body if self.characters else 0.0


A4_WIDTH_MM, A4_HEIGHT_MM = 210, 297

_GB_9704_LINES, _GB_9704_HEIGHT_MM = 22, 225

LAYOUTS = {
    # GB/T 9704-2012: 22 lines of 28 characters in 156 x 225 mm; sizes 2-hao, 3-hao and 4-hao.
    "zh": Layout(
        top_mm=37,
        right_mm=26,
        bottom_mm=35,
        left_mm=28,
        page_number_mm=23,
        characters=28,
        lines=_GB_9704_LINES,
        title=22,
        title_pitch=35,
        headings=(16, 16, 16),
        body=16,
        pitch=_GB_9704_HEIGHT_MM * MM / _GB_9704_LINES,
        caption=12,
        page_number=14,
        notice=12,
        notes=9,
        figure_mm=136,
        cells=(10.5, 9, 8),
    ),
    "en": Layout(
        top_mm=25,
        right_mm=25,
        bottom_mm=25,
        left_mm=25,
        page_number_mm=12,
        characters=0,
        lines=0,
        title=20,
        title_pitch=26,
        headings=(14, 12, 11),
        body=11,
        pitch=15.5,
        caption=10,
        page_number=9,
        notice=10,
        notes=8.5,
        figure_mm=136,
        cells=(9.5, 8.5, 8),
    ),
}


@dataclass(frozen=True)
class Caption:
    """What stands at a table or a figure: its kind in words, its number among its kind, and a title."""

    kind: str
    number: int
    title: str

    @property
    def separators(self) -> tuple[str, str]:
        """Between kind and number, and between number and title."""
        return caption_separators(self.kind)

    @property
    def text(self) -> str:
        """The caption in one line."""
        return caption_text(self.kind, self.number, self.title)


@dataclass(frozen=True)
class Figure:
    """A picture with its caption below.

    Of the picture the part `headed` of its height is left out at the top; `height` is that of the rest, in
    parts of its width.
    """

    caption: Caption
    png: bytes
    alt: str
    headed: float
    height: float


@dataclass(frozen=True)
class HeaderCell:
    """A cell of a table's header, over one or more columns and rows."""

    text: str
    """With a line break where the column is narrower than the text."""
    columns: int = 1
    rows: int = 1
    centred: bool = False
    right: bool = False


@dataclass(frozen=True)
class Grid:
    """A table ready to be set: header rows, body rows, column widths and type size in points."""

    caption: Caption
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    marked: frozenset[int]
    widths: tuple[float, ...]
    size: float
    notes: str

    @property
    def whole(self) -> bool:
        """Whether it is short enough to be kept on one page."""
        lines = sum(max(map(self._lines, row, self.widths), default=1) for row in self.rows)
        return lines * self.size * _PITCH <= KEPT_TOGETHER

    def _lines(self, text: str, width: float) -> int:
        return math.ceil(ems(text) * self.size / (width - 2 * PADDING))


_PITCH = 1.5
"""Of lines in a table, in parts of their type."""

KEPT_TOGETHER = 200
"""Height in points, a third of a page, up to which a table is not broken: more would stay empty before it."""

ROWS_TOGETHER = 4
"""Rows of a longer table that stay together at its beginning, below its header, and at its end."""

Piece = Paragraph | Figure | Grid


def pieces_of(
    cover: Cover, blocks: Iterable[Block], *, width: float, sizes: Sequence[float]
) -> tuple[Piece, ...]:
    """Everything that is set, in order, every text legible.

    Parameters
    ----------
    width
        Of the type area in points; no table is wider.
    sizes
        Type sizes of tables, the one wanted first.
    """
    return tuple(_kept_together(_pieces(cover, blocks, width, sizes)))


def _pieces(cover: Cover, blocks: Iterable[Block], width: float, sizes: Sequence[float]) -> Iterator[Piece]:
    language = cover.language
    yield plain("title", cover.title)
    yield plain("subtitle", cover.subtitle)
    if cover.notice:
        yield plain("notice", cover.notice)
    tables = figures = 0
    for block in blocks:
        match block:
            case Heading():
                yield plain(_HEADINGS[min(block.level, 4)], block.text, keep=True)
            case Prose():
                yield from paragraphs_of(block.markdown)
            case Statements():
                role: Role = "item" if block.listed else "text"
                yield from (plain(role, sentence) for sentence in block.sentences)
            case Chart():
                figures += 1
                caption = Caption(say("Figure", language), figures, legible(block.title))
                # A picture without a word is none that a reader who does not see it could know of.
                alt = legible(block.alt or f"{caption.kind} {figures}")
                yield Figure(caption, block.png, alt, block.headed, block.height)
            case Table():
                tables += 1
                caption = Caption(say("Table", language), tables, legible(block.title))
                yield grid_of(block, caption, width=width, sizes=sizes)
    yield plain("end", cover.footer)


_HEADINGS: dict[int, Role] = {2: "heading2", 3: "heading3", 4: "heading4"}


def _kept_together(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The end does not stand alone on a page, as no heading does.

    What leads to a table or a figure may stand on the page before it: kept together with it, it would leave
    that page half empty.
    """
    listed = list(pieces)
    for piece, following in pairwise(listed):
        yield replace(piece, keep=True) if _leads_to_end(piece, following) else piece
    yield listed[-1]


_LAST_KEPT = 200
"""Characters of a last paragraph that goes to the next page with the end; a longer one is parted."""


def _leads_to_end(piece: Piece, following: Piece) -> TypeGuard[Paragraph]:
    """Whether a paragraph is the last one, and short enough to go along with the end."""
    is_last = isinstance(following, Paragraph) and following.role == "end"
    return is_last and isinstance(piece, Paragraph) and len(piece.text) <= _LAST_KEPT


# --- tables ------------------------------------------------------------------------------------------


def grid_of(table: Table, caption: Caption, *, width: float, sizes: Sequence[float]) -> Grid:
    """The table in the largest type that fits; texts may stand on more than one line, figures never."""
    rows = tuple(tuple(map(legible, row)) for row in table.rows)
    size, widths = _fitting(table.columns, rows, width, sizes)
    return Grid(
        caption=caption,
        header=header_rows(table.columns, widths, size),
        rows=rows,
        right=tuple(column.kind not in LEFT for column in table.columns),
        marked=table.marked,
        widths=widths,
        size=size,
        # Chinese sentences stand without a blank between them.
        notes=legible(("" if table.language == "zh" else " ").join(table.notes)),
    )


def header_rows(
    columns: Sequence[Column], widths: Sequence[float], size: float
) -> tuple[tuple[HeaderCell, ...], ...]:
    """One row of headers, or two where columns stand in groups."""
    headers = [
        HeaderCell(_header_in_lines(legible(column.header), width, size), right=column.kind not in LEFT)
        for column, width in zip(columns, widths)
    ]
    if not any(column.group for column in columns):
        return (tuple(headers),)
    upper: list[HeaderCell] = []
    lower: list[HeaderCell] = []
    before = ""
    for column, header in zip(columns, headers):
        if not column.group:
            upper.append(replace(header, rows=2))
        else:
            if column.group == before:
                upper[-1] = replace(upper[-1], columns=upper[-1].columns + 1)
            else:
                upper.append(HeaderCell(legible(column.group), centred=True))
            lower.append(header)
        before = column.group
    return tuple(upper), tuple(lower)


PADDING = 3.0
"""Left and right in a cell, in points."""

_HEADER_KEPT = 3.0
"""Ems up to which a Chinese header is not broken."""


LEAST_SIZE = 5.0
"""Points: nobody reads smaller print. Our own paper is wide enough for tables in larger type."""


def require_room(blocks: Iterable[Block], width: float, layout: Layout) -> None:
    """Look whether every table fits into a type area of an office's own.

    Raises
    ------
    InputRejected
        If it is narrower than our own, and a table would stand in type of less than `LEAST_SIZE`.
    """
    needed = max((_least_width(block) for block in blocks if isinstance(block, Table)), default=0.0)
    needed = min(needed, layout.width)
    if width < needed:
        raise InputRejected(
            f"The template's lines are {max(0, math.floor(width / MM))} mm long; the widest table needs "
            f"{math.ceil(needed / MM)} mm to be legible ({LEAST_SIZE:g} points). "
            "Make the page of the template wider, or its margins narrower."
        )


def _least_width(table: Table) -> float:
    """In points, at which it still stands in type of `LEAST_SIZE`."""
    rows = [[legible(cell) for cell in row] for row in table.rows]
    return sum(column_needs(table.columns, rows, LEAST_SIZE)[-1])


def _fitting(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: float, sizes: Sequence[float]
) -> tuple[float, tuple[float, ...]]:
    """Type size, and widths of columns that together fill `width`."""
    needs = [(size, column_needs(columns, rows, size)) for size in sizes]
    for level in range(len(BROKEN)):
        # Large type with long texts in two lines reads better than small type in one.
        for size, levels in needs if level else needs[:2]:
            wanted, least = levels[max(level - 1, 0)], levels[level]
            if sum(least) <= width:
                return size, _between(least, wanted, width)
    least = needs[-1][1][-1]
    padding = 2 * PADDING * len(columns)
    size = sizes[-1] * (width - padding) / (sum(least) - padding)
    return math.floor(2 * size) / 2, tuple(one * width / sum(least) for one in least)


def _between(least: Sequence[float], wanted: Sequence[float], width: float) -> tuple[float, ...]:
    """What is left goes to the columns that want more, then to all alike."""
    spare, missing = width - sum(least), sum(wanted) - sum(least)
    if missing <= spare:
        return tuple(one + (spare - missing) / len(wanted) for one in wanted)
    return tuple(low + spare / missing * (high - low) for low, high in zip(least, wanted))


BROKEN: tuple[dict[CellKind, float], ...] = ({}, {"text": 12}, {"text": 6}, {"text": 6, "short": 6})
"""Which kinds of cell are broken into lines, and the ems that one has at least: the later, the narrower.

Figures never are: a figure on two lines is another figure.
"""


def column_needs(columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float) -> list[list[float]]:
    """Widths of columns in points, one for each step of `BROKEN`; headers break from the second on."""
    cells = [max((ems(row[position]) for row in rows), default=0.0) for position in range(len(columns))]
    needs = []
    for step, broken in enumerate(BROKEN):
        headers = [_header_ems(column.header, whole=not step) for column in columns]
        texts = [min(cell, broken.get(column.kind, cell)) for cell, column in zip(cells, columns)]
        needs.append([_width(max(pair), size) for pair in zip(texts, headers)])
    return needs


def _header_ems(header: str, *, whole: bool) -> float:
    words = [header] if whole else _header_words(header)
    return max((ems(word.rstrip()) for word in words), default=0.0)


def _width(needed: float, size: float) -> float:
    """Of a cell in points; a third of an em more than needed, for bold type and other fonts."""
    return (needed + 0.33) * size + 2 * PADDING


def _header_words(header: str) -> list[str]:
    """The parts of a header that are not broken: words; in Chinese what stands in brackets, or a half.

    >>> _header_words("95%置信区间"), _header_words("其中逾期"), _header_words("Ratio per day")
    (['95%', '置信区间'], ['其中', '逾期'], ['Ratio ', 'per ', 'day'])
    """
    words = [word for word in _HEADER_BREAK.split(header) if word]
    if header.isascii():
        return words
    if ems(header) <= _HEADER_KEPT:
        return [header]
    middle = len(header) // 2
    return words if len(words) > 1 else [header[:middle], header[middle:]]


def _header_in_lines(header: str, width: float, size: float) -> str:
    """A header broken between its words where its column is narrower."""
    lines = [""]
    for word in _header_words(header):
        if lines[-1] and _width(ems((lines[-1] + word).rstrip()), size) > width:
            lines.append("")
        lines[-1] += word
    return "\n".join(line.rstrip() for line in lines)


def ems(text: str) -> float:
    """Width of a text in ems of its type, a little more rather than less.

    Programs put a quarter of an em between a Chinese character and a Latin letter or digit.

    >>> ems("占比"), ems("12"), ems("占12")
    (2.0, 1.2, 2.45)
    """
    gaps = len(_GAP.findall(text))
    return round(sum(map(_em, text)) + 0.25 * gaps, 2)


_GAP = re.compile(r"(?<=[\u2e80-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u2e80-\u9fff])")
_HEADER_BREAK = re.compile(rf"(?<=\s)|(?<=/)|(?=（)|{_GAP.pattern}")


def _em(sign: str) -> float:
    if display_width(sign) == 2 or sign in "—…%MW":
        return 1.0
    if sign in " .,:;/()[]'|!ilj-–":
        return 0.4
    return 0.72 if sign.isupper() else 0.6
