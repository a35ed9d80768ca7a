"""A web page called a workbook, as web systems export it: its tables -> grids, as Excel shows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..encoding import LOST, decode
from ..errors import InputRejected
from .grid import Grid, Merge, Row, is_blank
from .limits import Limits

BLOCKS = frozenset({"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "section"})
UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})
_CELLS = frozenset({"td", "th"})
_BEGINS = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<style", b"<body", b"<div", b"<table", b"<!--")
_SHOWS_NOTHING = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RUNS = {"s": "struck", "strike": "struck", "del": "struck", "sup": "raised", "sub": "raised"}
"""Tags of texts that are shown and not read."""
_TALLEST = 65_534
"""Rows that one cell may take by the standard of HTML."""
_FEWEST_ROWS, _FEWEST_CELLS = 2, 2
"""Of a table of records: with fewer a page only says something."""


def is_web_page(head: bytes) -> bool:
    """Whether a file begins as a web page does, in lower case and without marks and blanks before it."""
    return head.startswith(_BEGINS)


def parsed(page: str, target: object) -> Any:
    """What `target` makes of a page, told its tags and texts as a browser understands them.

    Raises
    ------
    ValueError
        If the page is nested too deep, or holds a text too long, to be read to its end.
    """
    # The parser of the standard library takes time with the square of what is never closed, such as 30,000
    # times "<a ". Imported here: most files are no pages.
    from lxml import etree

    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True)
    try:
        made = etree.fromstring(page.replace("\0", LOST).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if fatal := [entry.message for entry in parser.error_log if entry.level == etree.ErrorLevels.FATAL]:
        raise ValueError(fatal[0])
    return made


def run_of(tag: str, style: str) -> str:
    """How a text of a page is shown that is not read: struck, raised or lowered; empty for any other.

    >>> run_of("del", ""), run_of("span", "text-decoration: line-through"), run_of("b", "")
    ('struck', 'struck', '')
    """
    return _RUNS.get(tag, "struck" if _LINE_THROUGH.search(style) else "")


def span_of(printed: str | None, most: int) -> int:
    """Over how many rows or columns a cell goes.

    >>> span_of("2", 50), span_of("", 50), span_of("9999", 50)
    (2, 1, 50)
    """
    return min(max(int(printed), 1), most) if printed and re.fullmatch("[0-9]{1,9}", printed.strip()) else 1


def read_web_page(data: bytes, name: str, limits: Limits) -> list[Grid]:
    """The tables of a page, each a sheet: the texts between it and the table before are lines above it.

    What a page does not show is treated as in a workbook: rows and cells are read and told, scripts are not;
    so is what it shows struck through, raised or lowered. Of a list to choose from the answer chosen is read.

    Raises
    ------
    InputRejected
        If the page has no table of records, breaks off within one, or is above the limits.
    """
    page = decode(data, name)
    tables = _Tables(name, limits)
    try:
        parsed(page, tables)
    except ValueError as error:
        raise InputRejected(
            f"'{name}' is a web page that cannot be read to its end. Open it in Excel and save it as .xlsx."
        ) from error
    grids = tables.made
    if not grids:
        raise InputRejected(
            f"'{name}' is a web page, whatever its name says, without a table of records. Export it again, "
            "or open it in Excel and save it as .xlsx."
        )
    lower = page.lower()
    if lower.rfind("</table") < max(lower.rfind(tag) for tag in ("<tr", "<td", "<th")):
        raise InputRejected(
            f"'{name}' is a web page that breaks off within a table: rows may be missing. Export it again."
        )
    if len(grids) == 1:
        return grids
    return [replace(grid, sheet=str(number)) for number, grid in enumerate(grids, start=1)]


class _Table:
    """A table while it is read: its cells by row and column, both from 0."""

    def __init__(self, above: list[str]) -> None:
        self.above, self.beside = above, list[str]()
        """Lines before it; and what stands in it and in no cell, as its caption does."""
        self.rows: list[Row] = []
        self.below: dict[int, int] = {}
        """Columns into which a cell of a row above reaches -> the last such row."""
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.unshown: set[tuple[int, int]] = set()
        self.struck: dict[tuple[int, int], str] = {}
        self.raised: dict[tuple[int, int], str] = {}
        self.crossed_out: set[tuple[int, int]] = set()
        self.column = 0
        self.cell: list[str] | None = None
        self.shown: list[str] = []
        """The texts of the cell with those that are not read, and why these are not."""
        self.left_out: set[str] = set()

    def holds_records(self) -> bool:
        filled = (sum(not is_blank(cell) for cell in row) for row in self.rows)
        return sum(cells >= _FEWEST_CELLS for cells in filled) >= _FEWEST_ROWS

    def lines(self) -> list[str]:
        """What stands before it, and in it outside of its cells."""
        return [*self.above, *_lines_of(self.beside)]

    def grid(self, behind: list[str]) -> Grid:
        lines: list[Row] = [[line] for line in self.lines()]
        notes: list[Row] = [[line] for line in behind]
        down = len(lines) + 1
        rows = dict(enumerate([*lines, *self.rows, *notes], start=1))
        return Grid(
            sheet="",
            rows={number: row for number, row in rows.items() if any(not is_blank(cell) for cell in row)},
            merges=tuple(
                Merge(m.top + down, m.left, min(m.bottom + down, len(lines) + len(self.rows)), m.right)
                for m in self.merges
            ),
            hidden_rows=frozenset(row + down for row in self.hidden_rows),
            unshown=frozenset((row + down, column) for row, column in self.unshown),
            struck={(row + down, column): text for (row, column), text in self.struck.items()},
            raised={(row + down, column): text for (row, column), text in self.raised.items()},
            crossed_out=frozenset((row + down, column) for row, column in self.crossed_out),
        )


class _Tables:
    """Gathers the tables of a page from its tags; a table within a cell is one by itself."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.made: list[Grid] = []
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.lines: list[str] = []
        self.tags: list[tuple[bool, bool, str]] = []
        """Of each open tag whether nothing in it is seen, whether its rows are hidden, and its run."""
        self.unseen = self.covered = 0
        self.runs: Counter[str] = Counter()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        style = attributes.get("style", "")
        hides = "hidden" in attributes or bool(_SHOWS_NOTHING.search(style))
        hides |= tag == "option" and "selected" not in attributes
        run = run_of(tag, style)
        in_cell = bool(self.open) and self.open[-1].cell is not None
        is_unseen = tag in UNSEEN or (hides and in_cell and tag not in _CELLS and tag != "table")
        covers = hides and not is_unseen and tag not in _CELLS
        self.tags.append((is_unseen, covers, run))
        self.runs[run] += 1
        self.unseen += is_unseen
        self.covered += covers
        if tag == "table":
            self.open.append(_Table(self._lines_so_far()))
        elif tag == "tr" and self.open:
            self._start_row(self.open[-1])
        elif tag in _CELLS and self.open:
            self._start_cell(self.open[-1], attributes, hides)
        elif tag in BLOCKS:
            self._take("\n")

    def end(self, tag: str) -> None:
        is_unseen, covers, run = self.tags.pop()
        self.runs[run] -= 1
        self.unseen -= is_unseen
        self.covered -= covers
        if tag == "table":
            self._end_table(self.open.pop())
        elif tag in _CELLS and self.open:
            self._end_cell(self.open[-1])
        elif tag in BLOCKS:
            self._take("\n")

    def data(self, text: str) -> None:
        if not self.unseen:
            self._take(re.sub(r"\s+", " ", text))

    def close(self) -> None:
        behind = self._lines_so_far()
        self.made = [table.grid(behind if table is self.done[-1] else []) for table in self.done]

    def _take(self, text: str) -> None:
        table = self.open[-1] if self.open else None
        at = self.lines if table is None else table.beside if table.cell is None else table.cell
        left_out = {run for run in _RUNS.values() if self.runs[run]}
        if table is not None and table.cell is not None:
            table.shown.append(text)
            table.left_out |= left_out if text.strip() else set()
        if not left_out:
            at.append(text)

    def _lines_so_far(self) -> list[str]:
        lines, self.lines = _lines_of(self.lines), []
        return lines

    def _end_table(self, table: _Table) -> None:
        """Keep a table of records; any other is lines of what stands around it, such as a title."""
        if table.holds_records():
            self.done.append(table)
            return
        rows = (" ".join(cell for cell in row if cell is not None) for row in table.rows)
        self._take("".join(f"\n{line}\n" for line in (*table.lines(), *rows)))

    def _start_row(self, table: _Table) -> None:
        table.rows.append([])
        table.column = 0
        if self.covered:
            table.hidden_rows.add(len(table.rows) - 1)
        if len(table.rows) > self.limits.rows:
            raise InputRejected(f"'{self.name}' has more than {self.limits.rows:,} rows. Split it by year.")

    def _start_cell(self, table: _Table, attributes: Mapping[str, str], hides: bool) -> None:
        if not table.rows:
            self._start_row(table)
        row = len(table.rows) - 1
        while table.below.get(table.column, -1) >= row:
            table.column += 1
        if table.column >= self.limits.columns:
            raise InputRejected(
                f"'{self.name}' has {table.column + 1} columns; at most {self.limits.columns} are read."
            )
        bottom = row + span_of(attributes.get("rowspan"), _TALLEST) - 1
        right = table.column + span_of(attributes.get("colspan"), self.limits.columns - table.column) - 1
        if bottom > row or right > table.column:
            table.merges.append(Merge(row, table.column, bottom, right))
            table.below |= dict.fromkeys(range(table.column, right + 1), bottom)
        if hides:
            table.unshown.add((row, table.column))
        table.cell, table.shown, table.left_out = [], [], set()

    def _end_cell(self, table: _Table) -> None:
        read, shown = ("\n".join(_lines_of(parts)) for parts in (table.cell or [], table.shown))
        is_crossed_out = table.left_out == {"struck"} and not read
        text = shown if is_crossed_out else read
        if len(text) > self.limits.cell_characters:
            raise InputRejected(
                f"'{self.name}' row {len(table.rows)} holds a cell of {len(text):,} characters; at most "
                f"{self.limits.cell_characters:,} are read."
            )
        row = table.rows[-1]
        row.extend([None] * (table.column + 1 - len(row)))
        row[table.column] = text or None
        own = (len(table.rows) - 1, table.column)
        if is_crossed_out:
            table.crossed_out.add(own)
        elif "struck" in table.left_out:
            table.struck[own] = shown
        if "raised" in table.left_out:
            table.raised[own] = shown
        ends = [merge.right for merge in table.merges[-1:] if (merge.top, merge.left) == own]
        table.column = (ends[0] if ends else table.column) + 1
        table.cell = None


def _lines_of(parts: list[str]) -> list[str]:
    """Texts and line ends as lines with something in them."""
    return [line for part in "".join(parts).split("\n") if (line := " ".join(part.split()))]
