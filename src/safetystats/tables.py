"""Tidy frame -> display table: rounding, percent signs, notes. The figures behind it travel along unrounded.

Percents have one decimal, halves go up (see `locale.formats`), 0 of 0 is a dash. Every table prints the
counts before the percents, so that a share of few events is read beside its events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

import pandas as pd

from .locale import label, require_language, say
from .locale.formats import (
    NOTHING,
    display_width,
    limits_text,
    number_text,
    p_text,
    percent_text,
    points_text,
    window_of,
    window_text,
)
from .locale.wording import basis_title, events_header, key_header, result_notes, verdict_text
from .schema import RESULT, UNKNOWN, require_columns

TABLE_JSON = "application/vnd.safetystats.table+json"
"""The kind of notebook output from which briefings build Word and Excel tables without reading HTML."""

CellKind = Literal["text", "number", "percent"]


@dataclass(frozen=True)
class Column:
    """One column of a display table. Neighbours with the same `group` stand under one heading."""

    header: str
    kind: CellKind = "text"
    group: str = ""


@dataclass(frozen=True)
class Table:
    """A table as a reader sees it.

    `rows` are the display texts, one a column; `values` the same cells unrounded (a number, a text or None),
    for a workbook; `frame` the result frame it was made from. `marked` are the rows to be set off, by
    position.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Any, ...], ...]
    frame: pd.DataFrame = field(compare=False)
    notes: tuple[str, ...] = ()
    language: str = "zh"
    marked: frozenset[int] = frozenset()

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers in one line, the group's heading first."""
        return tuple(f"{c.group} {c.header}".strip() for c in self.columns)

    def to_json(self) -> dict[str, Any]:
        """What is needed to set the table again elsewhere: plain lists, numbers and texts."""
        return {
            "title": self.title,
            "language": self.language,
            "columns": [{"header": c.header, "kind": c.kind, "group": c.group} for c in self.columns],
            "rows": [list(row) for row in self.rows],
            "values": [list(row) for row in self.values],
            "notes": list(self.notes),
            "marked": sorted(self.marked),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        """The table from what `to_json` gave; its frame holds the unrounded cells."""
        columns = tuple(Column(**c) for c in data["columns"])
        return cls(
            title=data["title"],
            columns=columns,
            rows=tuple(tuple(row) for row in data["rows"]),
            values=tuple(tuple(row) for row in data["values"]),
            frame=pd.DataFrame(data["values"], columns=[f"{c.group} {c.header}".strip() for c in columns]),
            notes=tuple(data["notes"]),
            language=data["language"],
            marked=frozenset(data["marked"]),
        )

    def to_html(self) -> str:
        """The table as HTML without style or script: every text of a ledger is escaped."""
        lang = "zh-CN" if self.language == "zh" else "en"
        lines = [
            f'<table class="safetystats" lang="{lang}">',
            f"<caption>{escape(self.title)}</caption>",
            "<thead>",
        ]
        lines += [f"<tr>{cells}</tr>" for cells in self._html_headers()]
        lines += ["</thead>", "<tbody>"]
        for position, row in enumerate(self.rows):
            first, *rest = (
                _html_cell(text, column, row_header=column is self.columns[0])
                for text, column in zip(row, self.columns)
            )
            mark = ' class="marked"' if position in self.marked else ""
            lines.append(f"<tr{mark}>{first}{''.join(rest)}</tr>")
        lines.append("</tbody>")
        if self.notes:
            notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
            lines.append(f'<tfoot><tr><td colspan="{len(self.columns)}">{notes}</td></tr></tfoot>')
        lines.append("</table>")
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


def _padded(text: str, width: int, kind: CellKind) -> str:
    blank = " " * (width - display_width(text))
    return text + blank if kind == "text" else blank + text


def _grouped(columns: Iterable[Column]) -> list[tuple[str, list[Column]]]:
    groups: list[tuple[str, list[Column]]] = []
    for column in columns:
        if groups and groups[-1][0] == column.group:
            groups[-1][1].append(column)
        else:
            groups.append((column.group, [column]))
    return groups


def _html_header(column: Column, span: str = "") -> str:
    side = "" if column.kind == "text" else ' class="number"'
    return f'<th scope="col"{span}{side}>{escape(column.header)}</th>'


def _html_cell(text: str, column: Column, *, row_header: bool) -> str:
    if row_header:
        return f'<th scope="row">{escape(text)}</th>'
    # The class is for the reports' style sheet; the attribute holds where there is none, as in a notebook.
    side = "" if column.kind == "text" else ' class="number" style="text-align:right"'
    return f"<td{side}>{escape(text)}</td>"


class _Draft:
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

    def labels(self, header: str, names: Iterable[Any]) -> None:
        """Names and words of the ledger, in the reader's language."""
        self.text(header, [NOTHING if pd.isna(n) else label(str(n), self.language) for n in names])

    def number(
        self, header: str, values: pd.Series, *, decimals: int = 0, signed: bool = False, group: str = ""
    ) -> None:
        texts = [number_text(v, self.language, decimals, signed=signed) for v in values]
        self._add(Column(header, "number", group), texts, values)

    def percent(self, header: str, values: pd.Series, *, group: str = "") -> None:
        self._add(Column(header, "percent", group), [percent_text(v, self.language) for v in values], values)

    def points(self, header: str, values: pd.Series) -> None:
        self._add(Column(header, "number"), [points_text(v, self.language) for v in values], values * 100)

    def share_limits(self, lower: pd.Series, upper: pd.Series, *, header: str = "", group: str = "") -> None:
        self._limits(
            header, [[percent_text(v, self.language) for v in side] for side in (lower, upper)], group
        )

    def number_limits(
        self, lower: pd.Series, upper: pd.Series, *, decimals: int, header: str = "", group: str = ""
    ) -> None:
        sides = [[number_text(v, self.language, decimals) for v in side] for side in (lower, upper)]
        self._limits(header, sides, group)

    def point_limits(self, lower: pd.Series, upper: pd.Series) -> None:
        self._limits("", [[points_text(v, self.language) for v in side] for side in (lower, upper)], "")

    def _limits(self, header: str, sides: list[list[str]], group: str) -> None:
        texts = [limits_text(low, high, self.language) for low, high in zip(*sides)]
        self._add(Column(header or say("95% limits", self.language), "number", group), texts)

    def p_value(self, values: pd.Series) -> None:
        self._add(
            Column(say("p", self.language), "number"), [p_text(v, self.language) for v in values], values
        )

    def days(self, header: str, values: pd.Series) -> None:
        """Days as 2020-08-24: the shortest form that readers of both languages read alike."""
        texts = [NOTHING if pd.isna(v) else f"{pd.Timestamp(v):%Y-%m-%d}" for v in values]
        self._add(Column(header, "text"), texts, values)

    def windows(self, header: str, frame: pd.DataFrame) -> None:
        self.text(header, [window_text(window_of(row), self.language) for _, row in frame.iterrows()])

    def last_row(self, name: str, cells: Sequence[float | None]) -> None:
        """One more row below, such as the whole of a share: its name, and a number or nothing a column."""
        self.texts[0].append(name)
        self.values[0].append(name)
        for i, cell in enumerate(cells, start=1):
            show = percent_text if self.columns[i].kind == "percent" else number_text
            self.texts[i].append("" if cell is None else show(cell, self.language))
            self.values[i].append(cell)

    def table(
        self,
        title: str,
        frame: pd.DataFrame,
        *,
        notes: Sequence[str] = (),
        marked: Iterable[bool] = (),
    ) -> Table:
        return Table(
            title=title,
            columns=tuple(self.columns),
            rows=tuple(zip(*self.texts, strict=True)),
            values=tuple(zip(*self.values, strict=True)),
            frame=frame,
            notes=tuple(notes),
            language=self.language,
            marked=frozenset(i for i, is_marked in enumerate(marked) if is_marked),
        )


def _plain(values: Iterable[Any]) -> list[Any]:
    """Missing as None, days as ISO texts, numpy numbers as Python's: what JSON and a workbook can hold."""
    plain: list[Any] = []
    for value in values:
        if pd.isna(value):
            plain.append(None)
        elif isinstance(value, pd.Timestamp):
            plain.append(f"{value:%Y-%m-%d}")
        else:
            plain.append(value.item() if hasattr(value, "item") else value)
    return plain


def _column_groups(frame: pd.DataFrame, language: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """One part of the frame for each window and kind of event: heading, header of the count, part."""
    for _, part in frame.groupby(["window_start", "window_end", "events"], sort=False):
        first = part.iloc[0]
        yield window_text(window_of(first), language), events_header(str(first["events"]), language), part


def _names(frame: pd.DataFrame, key: str) -> list[str]:
    """The names of the rows in their order, what is not stated last."""
    names = frame[key].drop_duplicates().tolist()
    return [n for n in names if n != UNKNOWN] + [n for n in names if n == UNKNOWN]


# --- the tables -----------------------------------------------------------------------------------


def counts_table(counts: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Events by area (or whatever the first key is) and window, with their sum below.

    Parameters
    ----------
    counts
        Result frame of `count_accidents`: one row per key, events and window.
    area
        The area to set off.

    Raises
    ------
    ColumnsMissing
        If `counts` lacks a column of the result contract.
    """
    require_columns(counts, ["events", "numerator", "window_start", "window_end"], name="counts")
    key = str(counts.columns[0])
    names = _names(counts, key)
    draft = _Draft(language)
    draft.labels(key_header(key, language), names)
    sums = []
    for window, header, part in _column_groups(counts, language):
        draft.number(header, part.set_index(key)["numerator"].reindex(names), group=window)
        sums.append(float(part["numerator"].sum()))
    if len(names) > 1:
        draft.last_row(say("Total", language), sums)
    title = say("{basis}: counts", language, basis=basis_title(counts, language))
    return draft.table(title, counts, notes=result_notes(counts, language), marked=[n == area for n in names])


def city_table(shares: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Every area's events, its share of the city and the limits of that share, a window beside the other.

    Parameters
    ----------
    shares
        Result frame of `area_shares`; the whole city is its denominator.
    area
        The area to set off.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    names = _names(shares, "area")
    draft = _Draft(language)
    draft.labels(key_header("area", language), names)
    city: list[float | None] = []
    for window, header, part in _column_groups(shares, language):
        rows = part.set_index("area").reindex(names)
        draft.number(header, rows["numerator"], group=window)
        draft.percent(say("Share", language), rows["value"], group=window)
        draft.share_limits(rows["lower"], rows["upper"], group=window)
        whole = float(part["denominator"].iloc[0])
        city += [whole, 1.0 if whole else None, None]
    draft.last_row(say("City", language), city)
    title = say("{basis}: areas in the city", language, basis=basis_title(shares, language))
    return draft.table(title, shares, notes=result_notes(shares, language), marked=[n == area for n in names])


def window_table(shares: pd.DataFrame, *, language: str = "zh") -> Table:
    """One area's share, a window a row: the part, the whole, the share and its limits."""
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    draft = _Draft(language)
    draft.windows(say("Window", language), shares)
    draft.text(say("Counted", language), [events_header(e, language) for e in shares["events"]])
    draft.labels(key_header("area", language), shares["area"])
    draft.number(say("Events", language), shares["numerator"])
    draft.number(say("City", language), shares["denominator"])
    draft.percent(say("Share", language), shares["value"])
    draft.share_limits(shares["lower"], shares["upper"])
    title = say("{basis}: share of the city by window", language, basis=basis_title(shares, language))
    return draft.table(title, shares, notes=result_notes(shares, language))


def change_table(compared: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """This window against another, the same window last year as a rule: is the change more than chance?

    Parameters
    ----------
    compared
        Result frame of `compare_windows`: one row per key and events.
    area
        The area to set off.
    """
    extra = ["difference", "p_value", "other_start", "other_end"]
    require_columns(compared, ["events", *RESULT, *extra], name="compared")
    key = str(compared.columns[0])
    draft = _Draft(language)
    if key != "events":
        draft.labels(key_header(key, language), compared[key])
    draft.text(say("Counted", language), [events_header(e, language) for e in compared["events"]])
    draft.number(say("This window", language), compared["numerator"])
    draft.number(say("Window compared", language), compared["denominator"])
    draft.number(say("Difference", language), compared["difference"], signed=True)
    draft.number(say("Ratio per day", language), compared["value"], decimals=2)
    draft.number_limits(compared["lower"], compared["upper"], decimals=2)
    draft.p_value(compared["p_value"])
    draft.text(say("Verdict", language), [verdict_text(p, language) for p in compared["p_value"]])
    title = say("{basis}: change", language, basis=basis_title(compared, language))
    marked = [name == area for name in compared[key]]
    return draft.table(
        title,
        compared,
        notes=[*result_notes(compared, language), *_compared(compared, language)],
        marked=marked,
    )


def _compared(frame: pd.DataFrame, language: str) -> list[str]:
    """The window that a comparison looks back to."""
    others = frame[["other_start", "other_end"]].drop_duplicates()
    shown = [window_of(row, "other_") for _, row in others.iterrows()]
    text = "; ".join(
        say("{window} ({days} days)", language, window=window_text(w, language), days=w.days) for w in shown
    )
    return [say("Compared with: {windows}.", language, windows=text)]


def sector_table(breakdown: pd.DataFrame, *, city: pd.DataFrame | None = None, language: str = "zh") -> Table:
    """Events by sector (or industry, kind …) with shares, limits and, where given, the city's shares.

    Parameters
    ----------
    breakdown, city
        Result frames of `breakdown` for the area and for the whole city.
    """
    require_columns(breakdown, ["events", *RESULT], name="breakdown")
    key = str(breakdown.columns[0])
    draft = _Draft(language)
    draft.labels(key_header(key, language), breakdown[key])
    draft.number(events_header(str(breakdown["events"].iloc[0]), language), breakdown["numerator"])
    draft.percent(say("Share", language), breakdown["value"])
    draft.share_limits(breakdown["lower"], breakdown["upper"])
    whole: list[float | None] = [float(breakdown["denominator"].iloc[0]), None, None]
    if city is not None:
        there = city.set_index(key).reindex(breakdown[key])
        draft.number(say("City", language), there["numerator"])
        draft.percent(say("Share of the city's", language), there["value"])
        whole += [float(city["denominator"].iloc[0]), None]
    draft.last_row(say("Total", language), whole)
    title = say(
        "{basis}: by {key}", language, basis=basis_title(breakdown, language), key=key_header(key, language)
    )
    return draft.table(title, breakdown, notes=result_notes(breakdown, language))


def closure_table(closure: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """What became of the hazards found in a window: closed, void, transferred, open, overdue, and the rate.

    Parameters
    ----------
    closure
        Result frame of `cohort_closure`.
    area
        The area to set off, where areas are the rows.
    """
    extra = ["closed", "void", "transferred", "open", "overdue"]
    require_columns(closure, [*RESULT, *extra], name="closure")
    key = str(closure.columns[0])
    draft = _Draft(language)
    if key == "numerator":
        draft.windows(say("Found in", language), closure)
    else:
        draft.labels(key_header(key, language), closure[key])
    draft.number(say("Found", language), closure["denominator"])
    draft.number(say("Closed", language), closure["closed"])
    draft.number(say("Void", language), closure["void"])
    draft.number(say("Transferred", language), closure["transferred"])
    draft.number(say("Open", language), closure["open"])
    draft.number(say("Overdue", language), closure["overdue"])
    draft.percent(say("Closure rate", language), closure["value"])
    draft.share_limits(closure["lower"], closure["upper"])
    title = say("Hazards found and closed", language)
    notes = [say("The rate: of the hazards found in the window, those closed by the as-of day.", language)]
    notes += result_notes(closure, language)
    return draft.table(title, closure, notes=notes, marked=closure[key] == area)
