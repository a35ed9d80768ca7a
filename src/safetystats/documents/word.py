"""Content -> a Word document: Chinese as GB/T 9704 has it, on blank paper or on an office's own template."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import datetime, time

from docx.oxml import OxmlElement
from docx.shared import Mm

from ..locale import LANGUAGE_TAGS
from .content import Block, Cover
from .layout import (
    LAYOUTS,
    PADDING,
    ROWS_TOGETHER,
    Caption,
    Figure,
    Grid,
    HeaderCell,
    Layout,
    Piece,
    pieces_of,
    require_room,
)
from .ooxml import Element, field, on, paragraph, q, text_run, twips, w
from .paper import Paper
from .prose import Paragraph, Run, legible
from .word_styles import HEADING_LEVELS


def document_docx(cover: Cover, blocks: Iterable[Block], *, template: bytes | None = None) -> bytes:
    """The document as a .docx file; the same content gives the same bytes.

    Parameters
    ----------
    template
        An office's own .docx: its page, headers and styles are kept. The briefing takes the place of the
        paragraph ``{{content}}`` or ``{{正文}}``, set as that is, or goes to the end.

    Raises
    ------
    InputRejected
        If the template is too narrow for a table.
    """
    paper = Paper(cover.language, template)
    layout = LAYOUTS[cover.language]
    content = tuple(blocks)
    require_room(content, paper.width, layout)
    pieces = pieces_of(cover, content, width=paper.width, sizes=layout.cells)
    paper.put(list(_Writer(paper, layout, cover.language).elements(pieces)))
    _tell_properties(paper, cover)
    return paper.to_bytes()


def _tell_properties(paper: Paper, cover: Cover) -> None:
    told = paper.document.core_properties
    told.title, told.language = legible(cover.title), LANGUAGE_TAGS[cover.language]
    told.subject = legible(cover.subtitle)
    # The day that the briefing is of: a day of writing would change the bytes with every run.
    told.created = told.modified = datetime.combine(cover.as_of, time())
    told.last_modified_by, told.revision = "", 1


def _leave_title_out(drawing: Element, figure: Figure) -> None:
    """Crop a picture at the top, as Word's own tool does: nothing of it is lost."""
    picture = drawing.graphic.graphicData.pic
    drawing.extent.cy = picture.spPr.cy = round(drawing.extent.cx * figure.height)
    if figure.headed:
        cropped = OxmlElement("a:srcRect", {"t": str(round(100_000 * figure.headed))})
        picture.blipFill.blip.addnext(cropped)


class _Writer:
    """Makes the elements of a document on its paper."""

    def __init__(self, paper: Paper, layout: Layout, language: str) -> None:
        self.paper, self.layout, self.language = paper, layout, language
        # In Chinese text quotation marks and dashes are Chinese too, though Latin fonts have them.
        self.hint = w("rFonts", hint="eastAsia") if language == "zh" else None
        # Word calls a file broken in which two pictures have one number.
        self.pictures = paper.last_picture

    def elements(self, pieces: Iterable[Piece]) -> Iterator[Element]:
        """All elements, in order."""
        for piece in pieces:
            match piece:
                case Paragraph():
                    yield self._paragraph(piece)
                case Figure():
                    yield from self._figure(piece)
                case Grid():
                    yield from self._table(piece)

    def _paragraph(self, piece: Paragraph) -> Element:
        style, use = self.paper.styles[piece.role], piece.role
        if style == self.paper.styles["text"]:
            return self._running_text(piece)
        runs = [self._run(run) for run in piece.runs]
        numbering = None
        if use in HEADING_LEVELS and use not in self.paper.counted:
            level = w("ilvl", val=HEADING_LEVELS[use])
            numbering = w("numPr", level, w("numId", val=self.paper.heading_list))
        return paragraph(style, runs, on("keepNext", piece.keep), numbering)

    def _running_text(self, piece: Paragraph) -> Element:
        """Set as the paragraph of the template that it stands for, or as the style of running text is."""
        own = [deepcopy(one) for one in self.paper.text_paragraph]
        runs = [self._run(run, *self.paper.text_run) for run in piece.runs]
        if not own:
            return paragraph(self.paper.styles["text"], runs, on("keepNext", piece.keep))
        properties = w("pPr", *own)
        if piece.keep and properties.find(q("keepNext")) is None:
            properties.insert(int(own[0].tag == q("pStyle")), w("keepNext"))
        return w("p", properties, *runs)

    def _run(self, run: Run, *others: Element) -> Element:
        """`others` are properties of the template, of which bold and italic stand before all but the font."""
        fonts = [self._hinted(one) for one in others if one.tag == q("rFonts")] or [self.hint]
        given = {q("rFonts"), *([q("b")] if run.strong else []), *([q("i")] if run.emphasis else [])}
        rest = [one for one in others if one.tag not in given]
        return text_run(run.text, *fonts, on("b", run.strong), on("i", run.emphasis), *rest)

    def _hinted(self, fonts: Element) -> Element:
        hinted = deepcopy(fonts)
        hinted.attrib.update({} if self.hint is None else self.hint.attrib)
        return hinted

    def _text(self, text: str, *properties: Element | None) -> Element:
        return text_run(text, self.hint, *properties)

    # --- captions and figures

    def _caption(self, caption: Caption, *, keep: bool) -> Element:
        first, second = caption.separators
        runs = [
            self._text(caption.kind + first),
            *field(f"SEQ {caption.kind} \\* ARABIC", str(caption.number), self.hint),
            self._text(second + caption.title if caption.title else ""),
        ]
        return paragraph(self.paper.styles["caption"], runs, on("keepNext", keep))

    def _figure(self, figure: Figure) -> Iterator[Element]:
        self.pictures += 1
        width = min(Mm(self.layout.figure_mm), Mm(self.paper.width * 25.4 / 72))
        drawing = self.paper.document.part.new_pic_inline(io.BytesIO(figure.png), width=width)
        drawing.docPr.id = self.pictures
        drawing.docPr.name = figure.caption.text
        drawing.docPr.set("descr", figure.alt)
        _leave_title_out(drawing, figure)
        yield paragraph(self.paper.styles["figure"], [w("r", w("drawing", drawing))], on("keepNext", True))
        yield self._caption(figure.caption, keep=False)

    # --- tables

    def _table(self, grid: Grid) -> Iterator[Element]:
        yield self._caption(grid.caption, keep=True)
        header = list(self._header(grid))
        body = [self._row(grid, number) for number in range(len(grid.rows))]
        columns = (w("gridCol", w=twips(width)) for width in grid.widths)
        yield w("tbl", self._table_properties(grid), w("tblGrid", *columns), *header, *body)
        if grid.notes:
            yield paragraph(self.paper.styles["notes"], [self._text(grid.notes)], on("keepLines", True))

    def _table_properties(self, grid: Grid) -> Element:
        margins = (w(side, w=twips(PADDING), type="dxa") for side in ("left", "right"))
        return w(
            "tblPr",
            w("tblW", w=sum(map(twips, grid.widths)), type="dxa"),
            w("jc", val="center"),
            w("tblBorders", _rule("top", 12), _rule("bottom", 12)),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *margins),
            w(
                "tblLook",
                val="0020",
                firstRow=1,
                lastRow=0,
                firstColumn=0,
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
            w("tblCaption", val=grid.caption.text),
        )

    def _header(self, grid: Grid) -> Iterator[Element]:
        """Header rows, repeated on each page; a cell over two rows is continued in the second."""
        if len(grid.header) == 1:
            cells = list(self._header_cells(grid, grid.header[0], last=True))
            yield _header_row(cells)
            return
        upper, lower = grid.header
        yield _header_row(list(self._header_cells(grid, upper, last=False)))
        cells, column, below = [], 0, iter(lower)
        for cell in upper:
            if cell.rows == 2:
                cells.append(self._cell(grid, column, 1, HeaderCell(""), w("vMerge"), _rules(bottom=6)))
            for offset in range(0 if cell.rows == 2 else cell.columns):
                cells.append(self._cell(grid, column + offset, 1, next(below), None, _rules(bottom=6)))
            column += cell.columns
        yield _header_row(cells)

    def _header_cells(self, grid: Grid, row: tuple[HeaderCell, ...], *, last: bool) -> Iterator[Element]:
        column = 0
        for cell in row:
            merged = w("vMerge", val="restart") if cell.rows == 2 else None
            rules = _rules(bottom=6) if last else _rules(bottom=4) if cell.centred else None
            yield self._cell(grid, column, cell.columns, cell, merged, rules)
            column += cell.columns

    def _cell(
        self,
        grid: Grid,
        column: int,
        span: int,
        cell: HeaderCell,
        merged: Element | None,
        rules: Element | None,
    ) -> Element:
        side = "right" if cell.right else "center" if cell.centred else None
        return w(
            "tc",
            w(
                "tcPr",
                w("tcW", w=sum(map(twips, grid.widths[column : column + span])), type="dxa"),
                w("gridSpan", val=span) if span > 1 else None,
                merged,
                rules,
                w("vAlign", val="bottom"),
            ),
            self._cell_text(grid, cell.text, side, bold=True, keep=True),
        )

    def _row(self, grid: Grid, number: int) -> Element:
        marked = number in grid.marked
        # A short table stands on one page; so do the first rows of a longer one, and its last with the notes.
        after = len(grid.rows) - 1 - number
        keep = bool(grid.notes) if not after else grid.whole or min(number, after - 1) < ROWS_TOGETHER - 1
        shade = w("shd", val="clear", color="auto", fill="EBEBEB") if marked else None
        cells = (
            w(
                "tc",
                w("tcPr", w("tcW", w=twips(width), type="dxa"), deepcopy(shade)),
                self._cell_text(grid, text, "right" if right else None, bold=marked, keep=keep),
            )
            for text, width, right in zip(grid.rows[number], grid.widths, grid.right)
        )
        return w("tr", w("trPr", w("cantSplit")), *cells)

    def _cell_text(self, grid: Grid, text: str, side: str | None, *, bold: bool, keep: bool) -> Element:
        size = w("sz", val=2 * grid.size) if grid.size != self.layout.cells[0] else None
        aligned = w("jc", val=side) if side else None
        run = self._text(text, on("b", bold), size)
        return paragraph(self.paper.styles["cell"], [run], on("keepNext", keep), aligned)


def _header_row(cells: list[Element]) -> Element:
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _rule(side: str, eighths: int) -> Element:
    return w(side, val="single", sz=eighths, space=0, color="auto")


def _rules(*, bottom: int) -> Element:
    return w("tcBorders", _rule("bottom", bottom))
