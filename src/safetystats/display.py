"""What a notebook shows: tables (title, columns, rows of texts, notes) and sentences, for people and as JSON.

The figures behind a table's texts travel along unrounded, so that a workbook or a Word table can be made of
a notebook's output without reading HTML.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from html import escape
from typing import Any, Literal

import pandas as pd

from .locale import LANGUAGE_TAGS, label, require_language, say
from .locale.formats import (
    NOTHING,
    caption_text,
    display_width,
    limits_text,
    number_text,
    p_text,
    percent_text,
    points_text,
    ratio_text,
    window_of,
    window_text,
)
from .locale.wording import note_text, window_name

TABLE_JSON = "application/vnd.safetystats.table+json"
"""The kind of notebook output from which briefings build Word and Excel tables without reading HTML."""

CHART_JSON = "application/vnd.safetystats.chart+json"
"""The kind of notebook output that says beside a picture what its chart shows: title and alt text."""

CellKind = Literal["text", "short", "number", "percent"]
"""A short text, such as a day or a verdict, is never broken into lines."""


CellForm = Literal["", "signed", "ratio", "p", "day", "window"]
"""What a column holds beyond its kind, where a workbook has to know it: days to make days of, for one."""


@dataclass(frozen=True)
class Column:
    """One column of a display table. Neighbours with the same `group` stand under one heading.

    A cell may show several figures, such as two limits: then `parts` has the header of each, and the value of
    the cell is a list of them. `is_plotted` marks the figures that a chart of the table would show.
    """

    header: str
    kind: CellKind = "text"
    group: str = ""
    form: CellForm = ""
    decimals: int = 0
    parts: tuple[str, ...] = ()
    is_plotted: bool = False

    @property
    def full_header(self) -> str:
        """The header in one line, the group's heading first."""
        return f"{self.group} {self.header}".strip()


_FIGURES = ("numerator", "denominator", "value")
"""The columns of a result frame that say whether it holds any figure."""


@dataclass(frozen=True)
class Table:
    """A table as a reader sees it.

    `rows` are the display texts, one a column; `values` the same cells unrounded (a number, a text or None),
    for a workbook; `frame` the result frame it was made from. `marked` are the rows to be set off, by
    position. `measure` names what the figures are, and `results` holds for each row the rows of the result
    frame that it shows: what is needed to say how a figure came about. An added row, such as a total, has
    none; `keys` are the columns that say what a result is about. `number` is the table's place in its
    document, from 1 on; it stands in the name of each row.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Any, ...], ...]
    frame: pd.DataFrame = field(compare=False)
    notes: tuple[str, ...] = ()
    language: str = "zh"
    marked: frozenset[int] = frozenset()
    measure: str = ""
    keys: tuple[str, ...] = ()
    results: tuple[tuple[dict[str, Any], ...], ...] = ()
    number: int = 0

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers in one line, the group's heading first."""
        return tuple(c.full_header for c in self.columns)

    @property
    def caption(self) -> str:
        """The title, after the number that the table has in its document."""
        return (
            caption_text(say("Table", self.language), self.number, self.title) if self.number else self.title
        )

    @property
    def missing(self) -> str:
        """Why none of its figures is known, in the reader's words; empty where one is, or reasons differ."""
        figures = [result for row in self.results for result in row]
        notes = {str(result.get("note") or "") for result in figures}
        known = [r[name] for r in figures for name in _FIGURES if name in r and r[name] is not None]
        return note_text(notes.pop(), self.language) if len(notes) == 1 and not known else ""

    def row_id(self, position: int) -> str:
        """What a row is called, so that it can be asked for: T3.3 is the third row of the third table."""
        return f"T{self.number}.{position + 1}"

    def to_json(self) -> dict[str, Any]:
        """What is needed to set the table again elsewhere: plain lists, numbers and texts."""
        return {
            "title": self.title,
            "language": self.language,
            "columns": [_told(c) for c in self.columns],
            "rows": [list(row) for row in self.rows],
            "values": [list(row) for row in self.values],
            "notes": list(self.notes),
            "marked": sorted(self.marked),
            "measure": self.measure,
            "keys": list(self.keys),
            "results": [list(results) for results in self.results],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        """The table from what `to_json` gave; its frame holds the unrounded cells."""
        columns = tuple(Column(**{**c, "parts": tuple(c.get("parts", ()))}) for c in data["columns"])
        return cls(
            title=data["title"],
            columns=columns,
            rows=tuple(tuple(row) for row in data["rows"]),
            values=tuple(tuple(row) for row in data["values"]),
            frame=pd.DataFrame(data["values"], columns=[c.full_header for c in columns]),
            notes=tuple(data["notes"]),
            language=data["language"],
            marked=frozenset(data["marked"]),
            measure=data["measure"],
            keys=tuple(data["keys"]),
            results=tuple(tuple(results) for results in data["results"]),
        )

    def to_html(self, links: Mapping[str, str] | None = None) -> str:
        """The table as HTML without style or script: every text of a ledger is escaped.

        `links` leads from the first cell of a row, as it is shown, to an address. A table with a number names
        each of its rows.
        """
        lines = [
            f'<table class="safetystats" lang="{LANGUAGE_TAGS[self.language]}">',
            f"<caption>{escape(self.caption)}</caption>",
            "<thead>",
        ]
        lines += [f"<tr>{cells}</tr>" for cells in self._html_headers()]
        lines += ["</thead>", "<tbody>"]
        for position, (name, *cells) in enumerate(self.rows):
            mark = ' class="marked"' if position in self.marked else ""
            row_id = self.row_id(position) if self.number else ""
            anchor = f' id="{row_id}"' if row_id else ""
            head = _html_row_header(name, self.columns[0], (links or {}).get(name), row_id)
            shown = "".join(map(_html_cell, cells, self.columns[1:]))
            lines.append(f"<tr{anchor}{mark}>{head}{shown}</tr>")
        lines += ["</tbody>", "</table>"]
        if self.notes:
            # Chinese sentences stand without a blank between them.
            notes = ("" if self.language == "zh" else " ").join(self.notes)
            lines.append(f'<p class="notes" lang="{LANGUAGE_TAGS[self.language]}">{escape(notes)}</p>')
        return "\n".join(lines)

    def _html_headers(self) -> list[str]:
        if not any(c.group for c in self.columns):
            return ["".join(_html_header(c) for c in self.columns)]
        upper, lower = [], []
        for group, members in _grouped(self.columns):
            if not group:
                upper += [_html_header(c, ' rowspan="2"') for c in members]
                continue
            upper.append(f'<th scope="colgroup" colspan="{len(members)}">{escape(group)}</th>')
            lower += [_html_header(c) for c in members]
        return ["".join(upper), "".join(lower)]

    def to_text(self) -> str:
        """The table in a fixed-width font; a Chinese character is two columns wide."""
        lines = [self.headers, *self.rows]
        widths = [max(display_width(line[i]) for line in lines) for i in range(len(self.columns))]
        shown = [
            "  ".join(
                _padded(text, width, c.kind) for text, width, c in zip(line, widths, self.columns)
            ).rstrip()
            for line in lines
        ]
        return "\n".join([self.title, *shown, *self.notes])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": self.to_text(), "text/html": self.to_html(), TABLE_JSON: self.to_json()}


def _told(column: Column) -> dict[str, Any]:
    """A column as JSON holds it: what it does not say is as it is by default."""
    plain = asdict(Column(column.header))
    return {name: value for name, value in asdict(column).items() if name == "header" or value != plain[name]}


LEFT = ("text", "short")
"""Kinds of cell that stand to the left; figures stand to the right."""


def _padded(text: str, width: int, kind: CellKind) -> str:
    blank = " " * (width - display_width(text))
    return text + blank if kind in LEFT else blank + text


def _grouped(columns: Iterable[Column]) -> list[tuple[str, list[Column]]]:
    groups: list[tuple[str, list[Column]]] = []
    for column in columns:
        if groups and groups[-1][0] == column.group:
            groups[-1][1].append(column)
        else:
            groups.append((column.group, [column]))
    return groups


def _html_header(column: Column, span: str = "") -> str:
    side = "" if column.kind in LEFT else ' class="number"'
    return f'<th scope="col"{span}{side}>{escape(column.header)}</th>'


def _html_row_header(name: str, column: Column, address: str | None, row_id: str) -> str:
    kind = f' class="{_html_class(column)}"' if column.kind == "short" else ""
    shown = escape(name) if address is None else f'<a href="{escape(address)}">{escape(name)}</a>'
    margin = f'<a class="id" href="#{row_id}">{row_id}</a>' if row_id else ""
    return f'<th scope="row"{kind}>{margin}{shown}</th>'


def _html_class(column: Column) -> str:
    """Of a short text: two days stand on two lines where there is little room, a word or one day does not."""
    return "window" if column.form == "window" else "short"


def _html_cell(text: str, column: Column) -> str:
    if column.kind == "text":
        return f"<td>{escape(text)}</td>"
    if column.kind == "short":
        return f'<td class="{_html_class(column)}">{escape(text)}</td>'
    # The class is for the reports' style sheet; the attribute holds where there is none, as in a notebook.
    return f'<td class="number" style="text-align:right">{escape(text)}</td>'


class Draft:
    """A table in the making, column by column."""

    def __init__(self, language: str) -> None:
        require_language(language)
        self.language = language
        self.columns: list[Column] = []
        self.texts: list[list[str]] = []
        self.values: list[list[Any]] = []

    def _add(self, column: Column, texts: Iterable[str], values: Iterable[Any] | None = None) -> None:
        self.columns.append(column)
        self.texts.append(list(texts))
        self.values.append(_plain(values) if values is not None else list(self.texts[-1]))

    def text(self, header: str, texts: Iterable[str], *, group: str = "") -> None:
        self._add(Column(header, "text", group), texts)

    def short(self, header: str, texts: Iterable[str], *, form: CellForm = "") -> None:
        self._add(Column(header, "short", form=form), texts)

    def labels(self, header: str, names: Iterable[Any]) -> None:
        """Names and words of the ledger, in the reader's language."""
        self.text(header, [NOTHING if pd.isna(n) else label(str(n), self.language) for n in names])

    def number(
        self,
        header: str,
        values: pd.Series,
        *,
        decimals: int = 0,
        signed: bool = False,
        group: str = "",
        is_plotted: bool = False,
    ) -> None:
        texts = [number_text(v, self.language, decimals, signed=signed) for v in values]
        form: CellForm = "signed" if signed else ""
        column = Column(header, "number", group, form, decimals, is_plotted=is_plotted)
        self._add(column, texts, values)

    def percent(self, header: str, values: pd.Series, *, group: str = "", is_plotted: bool = False) -> None:
        texts = [percent_text(v, self.language) for v in values]
        self._add(Column(header, "percent", group, decimals=1, is_plotted=is_plotted), texts, values)

    def points(self, header: str, values: pd.Series) -> None:
        texts = [points_text(v, self.language) for v in values]
        self._add(Column(header, "number", form="signed", decimals=1), texts, values * 100)

    def quotient(
        self, headers: tuple[str, str], parts: pd.Series, wholes: pd.Series, *, group: str = ""
    ) -> None:
        """Counts as 3/48, which no program that reads the table may take for a day."""
        texts = [
            f"{number_text(a, self.language)}/{number_text(b, self.language)}" for a, b in zip(parts, wholes)
        ]
        column = Column("/".join(headers), "text", group, parts=headers)
        self._add(column, texts, _pairs(parts, wholes))

    def share_limits(self, lower: pd.Series, upper: pd.Series, *, group: str = "") -> None:
        sides = [[percent_text(v, self.language) for v in side] for side in (lower, upper)]
        self._limits(sides, _pairs(lower, upper), Column("", "percent", group, decimals=1))

    def number_limits(self, lower: pd.Series, upper: pd.Series, *, decimals: int) -> None:
        sides = [[number_text(v, self.language, decimals) for v in side] for side in (lower, upper)]
        self._limits(sides, _pairs(lower, upper), Column("", "number", decimals=decimals))

    def ratio(self, header: str, values: pd.Series) -> None:
        texts = [ratio_text(v, self.language) for v in values]
        self._add(Column(header, "number", form="ratio", decimals=2), texts, values)

    def ratio_limits(self, lower: pd.Series, upper: pd.Series) -> None:
        sides = [[ratio_text(v, self.language) for v in side] for side in (lower, upper)]
        self._limits(sides, _pairs(lower, upper), Column("", "number", form="ratio", decimals=2))

    def point_limits(self, lower: pd.Series, upper: pd.Series) -> None:
        sides = [[points_text(v, self.language) for v in side] for side in (lower, upper)]
        column = Column("", "number", form="signed", decimals=1)
        self._limits(sides, _pairs(lower * 100, upper * 100), column)

    def _limits(self, sides: list[list[str]], values: list[list[Any]], column: Column) -> None:
        texts = [limits_text(low, high, self.language) for low, high in zip(*sides)]
        headers = (say("95% limit, lower", self.language), say("95% limit, upper", self.language))
        column = replace(column, header=say("95% limits", self.language), parts=headers)
        self._add(column, texts, values)

    def p_value(self, values: pd.Series, header: str = "") -> None:
        column = Column(header or say("p", self.language), "number", form="p", decimals=3)
        self._add(column, [p_text(v, self.language) for v in values], values)

    def days(self, header: str, values: pd.Series) -> None:
        """Days as 2020-08-24: the shortest form that readers of both languages read alike."""
        texts = [NOTHING if pd.isna(v) else f"{pd.Timestamp(v):%Y-%m-%d}" for v in values]
        self._add(Column(header, "short", form="day"), texts, values)

    def windows(self, header: str, frame: pd.DataFrame, *, prefix: str = "window_") -> None:
        """Windows in words; the one of the rows' own figures is marked where these are provisional."""
        rows = [row for _, row in frame.iterrows()]
        if prefix == "window_":
            texts = [window_name(row, self.language) for row in rows]
        else:
            texts = [window_text(window_of(row, prefix), self.language) for row in rows]
        self.short(header, texts, form="window")

    def last_row(self, name: str, cells: Sequence[float | None]) -> None:
        """One more row below, such as the whole of a share: its name, and a number or nothing a column."""
        self.texts[0].append(name)
        self.values[0].append(name)
        for i, cell in enumerate(cells, start=1):
            show = percent_text if self.columns[i].kind == "percent" else number_text
            self.texts[i].append("" if cell is None else show(cell, self.language))
            self.values[i] += _plain([cell])

    def table(
        self,
        title: str,
        frame: pd.DataFrame,
        *,
        measure: str = "",
        results: Sequence[Sequence[dict[str, Any]]] | None = None,
        notes: Sequence[str] = (),
        marked: Iterable[bool] = (),
    ) -> Table:
        """The table. Without `results` its rows are those of `frame`, one each, before the added ones."""
        of_rows = [[record] for record in plain_records(frame)] if results is None else results
        added = len(self.texts[0]) - len(of_rows)
        return Table(
            title=title,
            columns=tuple(self.columns),
            rows=tuple(zip(*self.texts, strict=True)),
            values=tuple(zip(*self.values, strict=True)),
            frame=frame,
            notes=tuple(notes),
            language=self.language,
            marked=frozenset(i for i, is_marked in enumerate(marked) if is_marked),
            measure=measure,
            keys=_keys_of(frame),
            results=(*map(tuple, of_rows), *[()] * added),
        )


def plain_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as JSON can hold them."""
    columns = [_plain(frame[name]) for name in frame]
    return [dict(zip(map(str, frame.columns), cells)) for cells in zip(*columns)]


def _keys_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """The columns of a result frame that say what a row is about; none where it is no such frame."""
    names = [str(name) for name in frame.columns]
    return tuple(names[: names.index("numerator")]) if "numerator" in names else ()


def _pairs(first: pd.Series, second: pd.Series) -> list[list[Any]]:
    return [list(pair) for pair in zip(_plain(first), _plain(second))]


def _plain(values: Iterable[Any]) -> list[Any]:
    """What JSON and a workbook can hold: missing and endless as None, days as ISO texts, plain numbers."""
    plain: list[Any] = []
    for value in values:
        if isinstance(value, list):
            plain.append(value)
        elif pd.isna(value) or value in (math.inf, -math.inf):
            plain.append(None)
        elif isinstance(value, (pd.Timestamp, date)):
            plain.append(f"{value:%Y-%m-%d}")
        else:
            plain.append(value.item() if hasattr(value, "item") else value)
    return plain


# --- sentences ---------------------------------------------------------------------------------------

SENTENCE_JSON = "application/vnd.safetystats.sentence+json"
"""The kind of notebook output from which briefings set text without reading Markdown."""


class Sentence(str):
    """A sentence that a notebook shows as text. It is a `str`; `language` is the language it is in.

    `missing` is why the figure that it would tell is not known; empty where it tells one.
    """

    language: str
    missing: str

    def __new__(cls, text: str, language: str, *, missing: str = "") -> Sentence:
        """Make a sentence of `text`."""
        require_language(language)
        made = super().__new__(cls, text)
        made.language, made.missing = language, missing
        return made

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        told: dict[str, Any] = {"language": self.language, "sentences": [str(self)]}
        told |= {"missing": self.missing} if self.missing else {}
        return {"text/plain": str(self), "text/markdown": _markdown(self), SENTENCE_JSON: told}


class Sentences(tuple[Sentence, ...]):
    """Several sentences, shown as a list."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            "text/plain": "\n".join(self),
            "text/markdown": "\n".join(f"- {_markdown(s)}" for s in self),
            SENTENCE_JSON: {
                "language": self[0].language if self else "",
                "sentences": [str(s) for s in self],
            },
        }


@dataclass(frozen=True)
class MarkedText:
    """A text of which some places are marked: paragraphs of pieces, each with the mark behind it or none."""

    paragraphs: tuple[tuple[tuple[str, str], ...], ...]
    language: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            "text/plain": "\n".join(
                "".join(f"{text}[{mark}]" if mark else text for text, mark in pieces)
                for pieces in self.paragraphs
            ),
            # A mark is set as code: bold may not end between a percent sign and a Chinese character.
            "text/markdown": "\n\n".join(
                "".join(_markdown(text) + (f"`[{mark}]`" if mark else "") for text, mark in pieces)
                for pieces in self.paragraphs
            ),
        }


def _markdown(text: str) -> str:
    """A name from a ledger is no markup: every sign that Markdown or HTML reads is escaped."""
    return re.sub(r"([\\`*_\[\]<>$|~#])", r"\\\1", text)
