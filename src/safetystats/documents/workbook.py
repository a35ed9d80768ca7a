"""Content -> a workbook in one language: cover, contents, sentences, notes, then one table a sheet.

It can be read with a screen reader and by a program: every table begins under one header row, is a named
Excel table, has no merged or blank cell, and says in words what a mark or a colour says.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .. import __version__
from ..display import LEFT, Column, Table
from ..locale import LANGUAGE_TAGS, say, term
from ..locale.formats import MOST_RATIO, NOTHING, display_width, number_text, percent_text
from ..locale.formulas import formula_text
from ..locale.wording import PROVISIONAL
from ..schema import FEW
from .content import Block, Cover, Heading, Prose, Statements, asked_text

MISSING, NOT_APPLICABLE = "[x]", "[z]"
"""What stands in a cell without a figure: there is none; or none belongs there, as limits beside a total."""

LONGEST_NAME = 31
"""Characters that Excel allows in the name of a sheet."""

CHARACTERS_SHOWN = 32_000
"""Excel keeps 32,767 characters of a cell, and cuts the rest without a word."""

_MADE = datetime(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROWEST, _WIDEST, _NAME, _PROSE, _PAGE = 9, 42, 2 * LONGEST_NAME, 100, 90
"""Widths in half-width characters: of columns, of names of sheets, of sentences, of a line under a table."""

_LINES_A_PAGE = 60
_PITCH = {"zh": 16.5, "en": 13.5}
"""Height of a line of text in points."""
_INK, _SOFT, _SHADE, _LINE = "#12436d", "#57606a", "#eef4f8", "#d0d7de"
_SERIES = ((_INK, "solid"), ("#f46a25", "dash"), ("#801650", "round_dot"))
"""Colours of bars, and the dash of their border, which tells hollow ones apart."""
_A4 = 9


def briefing_book(cover: Cover, blocks: Iterable[Block]) -> bytes:
    """The workbook of a document, as an .xlsx file.

    Parameters
    ----------
    cover
        What the document says besides its content; its language is that of the workbook.
    blocks
        The content. Tables become sheets of their own, with a chart made of their cells where one shows more;
        sentences stand on the sheet of the summary; prose and notes on that of the notes.

    Returns
    -------
    bytes
        Numbers are numbers, percents are shares of 0 to 1 shown as percents, days are days. Every text is a
        text, whatever it looks like. The same content gives the same bytes.
    """
    content = list(blocks)
    buffer = io.BytesIO()
    with Workbook(buffer, {**_OPTIONS, **_font(cover.language)}) as book:
        _set_properties(book, cover)
        made = _Book(book, cover.language)
        tables = [block for block in content if isinstance(block, Table)]
        _write_cover(made, cover, len(tables))
        contents = made.sheet(say("Contents", cover.language))
        _write_summary(made, content)
        _write_notes(made, content, tables)
        sheets = [_write_table(made, table) for table in tables]
        _write_contents(made, contents, sheets)
    return _with_language(buffer.getvalue(), cover.language)


def _font(language: str) -> dict[str, Any]:
    name = "Microsoft YaHei" if language == "zh" else "Arial"
    return {"default_format_properties": {"font_name": name, "font_size": 10}}


def _set_properties(book: Workbook, cover: Cover) -> None:
    book.set_properties(
        {
            "title": cover.title,
            "subject": cover.subtitle,
            "comments": cover.notice,
            "author": f"safetystats {__version__}",
            "created": _MADE,
        }
    )


def _with_language(content: bytes, language: str) -> bytes:
    """The workbook with its language among its properties, which tells a screen reader how to speak."""
    lang = LANGUAGE_TAGS[language]
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                # The order of the properties is free.
                end = b"</cp:coreProperties>"
                data = data.replace(end, f"<dc:language>{lang}</dc:language>".encode() + end)
            new.writestr(entry, data)
    return written.getvalue()


class _Book:
    """A workbook in the making: its formats, and sheets under names that Excel takes."""

    def __init__(self, book: Workbook, language: str) -> None:
        self.book, self.language = book, language
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()

    def format(self, **properties: Any) -> Format:
        """One format for all cells that look alike."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", **properties})
        return self._formats[key]

    def cell(self, **properties: Any) -> Format:
        """The format of a cell of a table."""
        return self.format(bottom=1, bottom_color=_LINE, **properties)

    def sheet(self, name: str) -> Worksheet:
        """A sheet of that name, or nearly: without signs that Excel refuses, and not too long."""
        plain = _cut(re.sub(r"[\[\]:*?/\\\x00-\x1f]+\s*", " ", name).strip(" '"), LONGEST_NAME) or "-"
        number, unique = 1, plain
        while unique.casefold() in self._names:
            number += 1
            unique = f"{plain[: LONGEST_NAME - 4]} {number}"
        self._names.add(unique.casefold())
        sheet = self.book.add_worksheet(unique)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def title(self, sheet: Worksheet, text: str, row: int = 0) -> None:
        """The heading of a sheet, in its first cell."""
        self.text(sheet, row, 0, text, self.format(bold=True, font_size=14, font_color=_INK))
        sheet.set_row(row, 24)

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
        """A text, whatever it looks like."""
        cut = text if len(text) <= CHARACTERS_SHOWN else text[: CHARACTERS_SHOWN - 1] + "…"
        sheet.write_string(row, column, cut, style)

    def fit(self, sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
        """As high a row as its texts need: not every program makes room for lines that it wraps."""
        wrapped = [pair for pair in zip(texts, widths) if display_width(pair[0]) > pair[1]]
        if wrapped:
            # A little narrower than the column: other programs take other fonts.
            lines = max(len(list(_lines(text, 9 * width // 10))) for text, width in wrapped)
            sheet.set_row(row, lines * _PITCH[self.language])

    def listing(
        self, sheet: Worksheet, top: int, name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        """A table of texts, as a named Excel table; the last column holds sentences."""
        needed = [max(map(display_width, cells)) for cells in zip(headers, *rows)]
        most = [_NAME] * (len(needed) - 1) + [_PROSE]
        widths = [min(max(width, _NARROWEST), limit) for width, limit in zip(needed, most)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        for line, cells in enumerate(rows, start=top + 1):
            for column, text in enumerate(cells):
                self.text(sheet, line, column, text, self.cell(text_wrap=True, **_left(column)))
            self.fit(sheet, line, cells, widths)
        self.make_table(sheet, top, name, headers, len(rows))

    def make_table(
        self,
        sheet: Worksheet,
        top: int,
        name: str,
        headers: Sequence[str],
        rows: int,
        *,
        header_lines: int = 1,
        figures: Sequence[int] = (),
    ) -> None:
        """Mark the cells from `top` on as an Excel table, keep its header in sight and on every page.

        `figures` are the columns whose cells stand to the right, and so do their headers.
        """
        looks = {"bold": True, "text_wrap": True, "bg_color": _SHADE, "top": 1, "bottom": 1}
        sides = [{"align": "right"} if at in figures else _left(at) for at in range(len(headers))]
        columns = [
            {"header": header, "header_format": self.format(**looks, **side)}
            for header, side in zip(_unique(headers), sides)
        ]
        options = {"name": name, "columns": columns, "autofilter": False, "style": None}
        sheet.add_table(top, 0, top + rows, len(headers) - 1, options)
        sheet.set_row(top, 15 * max(header_lines, 1) + 2)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)


def _cut(name: str, most: int) -> str:
    """So many characters of a name at most, and of English whole words.

    >>> _cut("T2 Fatal work accidents: areas and shares", 31), _cut("T2 生产安全死亡事故", 6)
    ('T2 Fatal work accidents: areas', 'T2 生产安')
    """
    kept = name[:most]
    if re.match(r"\w{2}", name[most - 1 :], re.ASCII):
        kept = kept.rpartition(" ")[0] or kept
    return kept.strip(" '")


def _left(column: int) -> dict[str, Any]:
    """A text stands off from the figures to its left."""
    return {"align": "left", "indent": 1 if column else 0}


def _unique(headers: Sequence[str]) -> list[str]:
    """Headers of an Excel table may not be repeated, whatever their case."""
    seen: dict[str, int] = {}
    unique = []
    for header in headers:
        seen[header.casefold()] = count = seen.get(header.casefold(), 0) + 1
        unique.append(header if count == 1 else f"{header} ({count})")
    return unique


# --- the sheets before the tables ---------------------------------------------------------------------


def _write_cover(book: _Book, cover: Cover, tables: int) -> None:
    language = book.language
    sheet = book.sheet(say("Cover", language))
    sheet.set_column(0, 0, _PAGE)
    book.title(sheet, cover.title)
    plain = book.format(text_wrap=True)
    lines = [
        (cover.subtitle, plain),
        (cover.notice, book.format(text_wrap=True, bold=True)),
        (say("This workbook holds {count} tables, one a sheet.", language, count=tables), plain),
        (asked_text(language), plain),
        (cover.footer, book.format(text_wrap=True, font_color=_SOFT)),
    ]
    for row, (text, style) in enumerate((line for line in lines if line[0]), start=1):
        book.text(sheet, row, 0, text, style)
        book.fit(sheet, row, [text], [_PAGE])


def _write_contents(book: _Book, sheet: Worksheet, sheets: Sequence[_TableSheet]) -> None:
    language = book.language
    book.title(sheet, say("Contents", language))
    plain_headers = (say("Sheet", language), say("Rows", language), say("Chart", language))
    headers = (*plain_headers, term("heading", "Table", language))
    has = {True: say("yes", language), False: say("no", language)}
    rows = [
        (made.sheet.name, str(len(made.table.rows)), has[made.has_chart], made.table.title) for made in sheets
    ]
    book.listing(sheet, 1, "Contents", headers, rows or [("", "", "", "")])
    link = book.cell(font_color=_INK, underline=1)
    for row, made in enumerate(sheets, start=2):
        sheet.write_url(row, 0, _link_to(made.sheet), link, made.sheet.name)
        sheet.write_number(row, 1, len(made.table.rows), book.cell(**_left(1)))


def _link_to(sheet: Worksheet) -> str:
    name = sheet.name.replace("'", "''")
    return f"internal:'{name}'!A1"


def _write_summary(book: _Book, content: Iterable[Block]) -> None:
    language = book.language
    rows = [
        (section, sentence)
        for section, block in _in_sections(content)
        if isinstance(block, Statements)
        for sentence in block.sentences
    ]
    sheet = book.sheet(say("Summary", language))
    book.title(sheet, say("Summary", language))
    headers = (say("Section", language), say("Sentence", language))
    book.listing(sheet, 1, "Summary", headers, rows or [("", say("No sentence.", language))])


def _in_sections(content: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    section = ""
    for block in content:
        if isinstance(block, Heading):
            section = block.text
        else:
            yield section, block


def _write_notes(book: _Book, content: Iterable[Block], tables: Sequence[Table]) -> None:
    """Marks, then how each figure is computed, then the notes of each table, then the author's prose."""
    language = book.language
    sheet = book.sheet(say("Notes", language))
    book.title(sheet, say("Notes", language))
    rows = [(say("Mark", language), mark, meaning) for mark, meaning in _marks(language).items()]
    for measure in dict.fromkeys(table.measure for table in tables):
        told = ", ".join(f"T{table.number}" for table in tables if table.measure == measure)
        if text := formula_text(measure, language):
            rows.append((say("How it is computed", language), told, text))
    rows += [(say("Note", language), f"T{table.number}", note) for table in tables for note in table.notes]
    rows += [
        (say("Explanation", language), section, line.removeprefix("- "))
        for section, block in _in_sections(content)
        if isinstance(block, Prose)
        for line in block.markdown.splitlines()
        if line.strip()
    ]
    headers = (say("What", language), say("Where", language), say("Text", language))
    book.listing(sheet, 1, "Notes", headers, rows)


def _marks(language: str) -> dict[str, str]:
    return {
        MISSING: say("there is no such figure (0 of 0, not known, or not published)", language),
        NOT_APPLICABLE: say("no figure belongs here, such as limits beside a total", language),
        PROVISIONAL: say("provisional: reports are still due", language),
        "[c]": say("withheld, so that nobody can be recognised", language),
    }


# --- one table a sheet --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _TableSheet:
    table: Table
    sheet: Worksheet
    has_chart: bool


@dataclass(frozen=True)
class _Field:
    """One column of the sheet: a cell that shows several figures makes several."""

    header: str
    column: Column
    at: int
    """Position of the column in the table."""
    part: int | None = None

    @property
    def is_figure(self) -> bool:
        """Whether its cells stand to the right."""
        return self.column.kind not in LEFT or self.part is not None

    def value(self, table: Table, row: int) -> Any:
        """What the cell holds: a number, a text or a day; None without a figure."""
        held = table.values[row][self.at]
        if self.part is None:
            return held
        return held[self.part] if isinstance(held, (list, tuple)) else None


def _fields(table: Table) -> list[_Field]:
    fields = []
    for at, column in enumerate(table.columns):
        if column.parts:
            headers = [f"{column.group} {header}".strip() for header in column.parts]
            fields += [_Field(header, column, at, part) for part, header in enumerate(headers)]
        else:
            fields.append(_Field(column.full_header, column, at))
    return fields


def _write_table(book: _Book, table: Table) -> _TableSheet:
    language = book.language
    sheet = book.sheet(f"T{table.number} {table.title}")
    book.title(sheet, table.caption)
    back = say("One table is on this sheet. Back to the contents", language)
    contents = say("Contents", language)
    sheet.write_url(1, 0, f"internal:'{contents}'!A1", book.format(font_color=_INK, underline=1), back)
    top, fields = 2, _fields(table)
    widths = [_header_width(field) for field in fields]
    for position in range(len(table.rows)):
        is_marked = position in table.marked
        for at, field in enumerate(fields):
            width = _write_cell(book, sheet, (top + 1 + position, at), table, position, field, is_marked)
            widths[at] = max(widths[at], width)
        row_id = (top + 1 + position, len(fields))
        book.text(sheet, *row_id, table.row_id(position), book.cell(indent=1, font_color=_SOFT))
    rows = len(table.rows) or _write_no_row(book, sheet, top + 1, len(fields) + 1)
    widths = [min(max(width, _NARROWEST), _WIDEST) + 2 for width in [*widths, 0]]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    headers = [field.header for field in fields] + [say("ID", language)]
    # Words are not broken, so that a header of two lines may need a third.
    broken = max(-(-display_width(header) // (width - 3)) for header, width in zip(headers, widths))
    figures = [at for at, field in enumerate(fields) if field.is_figure]
    name = f"Table_{table.number}"
    book.make_table(sheet, top, name, headers, rows, header_lines=broken, figures=figures)
    below = _write_lines(book, sheet, top + rows + 2, table.notes)
    has_chart = _plot(book, sheet, table, fields, top, below + 1)
    if sum(widths) > _PAGE:
        sheet.set_landscape()
    if below < _LINES_A_PAGE:
        sheet.fit_to_pages(1, 1)
    return _TableSheet(table, sheet, has_chart)


def _header_width(field: _Field) -> int:
    """A header over figures is broken into two or three lines rather than making its column wide."""
    width = display_width(field.header)
    return min(width, 12) if field.is_figure else width


def _write_no_row(book: _Book, sheet: Worksheet, row: int, columns: int) -> int:
    """The one row of a table without any: an Excel table has to have one."""
    for at in range(columns):
        text = NOT_APPLICABLE if at else say("No row.", book.language)
        book.text(sheet, row, at, text, book.cell())
    return 1


def _write_cell(
    book: _Book,
    sheet: Worksheet,
    place: tuple[int, int],
    table: Table,
    position: int,
    field: _Field,
    is_marked: bool,
) -> int:
    """Write one cell as what it is; how wide it is shown."""
    style = {"bold": True, "bg_color": _SHADE} if is_marked else {}
    value, shown = field.value(table, position), table.rows[position][field.at]
    if isinstance(value, (int, float)):
        number_format = _number_format(field.column, book.language)
        sheet.write_number(*place, value, book.cell(num_format=number_format, **style))
        return _NARROWEST if field.column.parts else display_width(shown)
    day = _day(value) if field.column.form == "day" else None
    if day:
        sheet.write_datetime(*place, day, book.cell(num_format="yyyy-mm-dd", align="left", **style))
        return len("2020-08-24")
    text = value if isinstance(value, str) and value not in ("", NOTHING) else _mark_for(shown)
    align = {"align": "right"} if field.is_figure else {"text_wrap": True, **_left(place[1])}
    book.text(sheet, *place, text, book.cell(num_format="@", **align, **style))
    return display_width(text)


def _mark_for(shown: str) -> str:
    """What stands for no figure: a table shows a blank where none belongs."""
    return MISSING if shown else NOT_APPLICABLE


def _day(value: Any) -> date | None:
    """A day that is written 2020-08-24; None for what is no day, such as the name of an added row."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _number_format(column: Column, language: str) -> str:
    """How Excel has to show a figure for it to read as in every other format."""
    whole = "#,##0" if language == "en" else "0"
    number = whole + ("." + "0" * column.decimals if column.decimals else "")
    if column.kind == "percent":
        return f"0.{'0' * column.decimals}%"
    if column.form == "signed":
        return f"+{number};−{number};{number}"
    if column.form == "ratio":
        most = number_text(MOST_RATIO, language)
        over = say("over {number}", language, number=most)
        return f'[>{MOST_RATIO:g}]"{over}";[>=10]0;0.00'
    if column.form == "p":
        return '[<0.0005]"<0.001";0.000'
    return number


def _write_lines(book: _Book, sheet: Worksheet, row: int, texts: Iterable[str]) -> int:
    """Texts under a table, in lines that run over the columns to the right; the row after the last."""
    style = book.format(font_color=_SOFT, font_size=9)
    for text in texts:
        for line in _lines(text, _PAGE):
            book.text(sheet, row, 0, line, style)
            row += 1
    return row


def _lines(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width`, broken between English words and between Chinese characters."""
    line = ""
    for word in re.findall(r"[!-~]+\s*|\s+|.[，。；：、）]*", text):
        if line and display_width(line + word.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += word
    if line.strip():
        yield line.rstrip()


# --- charts -------------------------------------------------------------------------------------------


def _plot(book: _Book, sheet: Worksheet, table: Table, fields: Sequence[_Field], top: int, row: int) -> bool:
    """A chart of the sheet's own cells below them, where there are figures to compare; whether there is."""
    plotted = [at for at, field in enumerate(fields) if field.column.is_plotted]
    # An added row is no part that could be compared with the others.
    last = sum(1 for results in table.results if results) or len(table.rows)
    if not plotted or last < 2:
        return False
    runs_in_time = table.columns[0].form in ("day", "window")
    chart = book.book.add_chart({"type": "column" if runs_in_time else "bar"})
    first, end = top + 1, top + last
    bars = {at: _error_bars(table, fields, at, last) for at in plotted}
    for number, at in enumerate(plotted):
        color, dash = _SERIES[number % len(_SERIES)]
        border = {"color": color, "width": 1.5, "dash_type": dash}
        series: dict[str, Any] = {
            "name": [sheet.name, top, at],
            "categories": [sheet.name, first, 0, end, 0],
            "values": [sheet.name, first, at, end, at],
            "fill": {"color": color},
            "border": border,
            "points": _hollow_bars(table, fields[at], last, border),
            "gap": 60,
        }
        if bars[at]:
            series["y_error_bars"] = bars[at]
        elif not any(bars.values()):
            series["data_labels"] = {"value": True, "font": {"size": 8}}
        chart.add_series(series)
    kind = fields[plotted[0]].column.kind
    figures = {
        "num_format": "0%" if kind == "percent" else "General",
        "major_gridlines": {"visible": True, "line": {"color": _LINE}},
        "min": 0,
    }
    names: dict[str, Any] = {"num_format": "yyyy-mm-dd", "text_axis": True}
    if runs_in_time:
        chart.set_x_axis(names)
        chart.set_y_axis(figures)
    else:
        # Bars lie on their side: the first name stands on top, the figures below the last.
        chart.set_x_axis(figures)
        chart.set_y_axis({"reverse": True, "crossing": "max"})
    chart.set_title({"name": [sheet.name, 0, 0], "name_font": {"size": 11, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"} if len(plotted) > 1 else {"none": True})
    height = 320 if runs_in_time else 110 + 24 * last * len(plotted)
    chart.set_size({"width": 640, "height": min(height, 620)})
    alt = _alt_text(table, fields, plotted, last)
    sheet.insert_chart(row, 0, chart, {"description": alt, "object_position": 2})
    return True


def _hollow_bars(
    table: Table, field: _Field, last: int, border: dict[str, Any]
) -> list[dict[str, Any] | None]:
    """White bars where a figure rests on fewer than ten events, as in the charts of the other formats."""
    hollow = {"fill": {"color": "white"}, "border": border}
    return [hollow if _is_few(table, field, row) else None for row in range(last)]


def _is_few(table: Table, field: _Field, row: int) -> bool:
    """Whether a figure is a count of fewer than ten, or rests on one."""
    value = field.value(table, row)
    if field.column.kind == "number" and not field.column.decimals:
        return value is not None and value < FEW
    behind = [result for result in table.results[row] if result.get("value") == value]
    return any((result.get("numerator") or 0) < FEW for result in behind)


def _error_bars(table: Table, fields: Sequence[_Field], at: int, last: int) -> dict[str, Any]:
    """The limits that stand in the two columns behind a figure, as distances from it."""
    limits = [
        f for f in fields[at + 1 : at + 3] if f.column.parts and f.column.group == fields[at].column.group
    ]
    if len(limits) != 2 or len({f.at for f in limits}) != 1:
        return {}
    away: list[list[float]] = [[], []]
    for row in range(last):
        value = fields[at].value(table, row)
        for side, limit in zip(away, limits):
            end = limit.value(table, row)
            side.append(0.0 if value is None or end is None else abs(end - value))
    minus, plus = away
    return {"type": "custom", "minus_values": minus, "plus_values": plus}


def _alt_text(table: Table, fields: Sequence[_Field], plotted: Sequence[int], last: int) -> str:
    """What the chart shows, in words: its highest and its lowest figure."""
    language = table.language
    texts = [say("Chart of the table on this sheet: {title}.", language, title=table.title)]
    for at in plotted:
        field = fields[at]
        known = [
            (value, table.rows[row][0])
            for row in range(last)
            if (value := field.value(table, row)) is not None
        ]
        if not known:
            continue
        (low, lowest), (high, highest) = min(known), max(known)
        text = percent_text if field.column.kind == "percent" else number_text
        decimals = field.column.decimals
        texts.append(
            say(
                "{figure}: highest {highest} ({high}), lowest {lowest} ({low}).",
                language,
                figure=field.header,
                highest=highest,
                high=text(high, language, decimals),
                lowest=lowest,
                low=text(low, language, decimals),
            )
        )
    return ("" if language == "zh" else " ").join(texts)
