"""How each kind of column is read, with what its sheet says: the year in a title, the unit in a header."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import PurePath
from typing import NamedTuple, TypeVar

import pandas as pd

from ..findings import FINDING, WHOLE_SHEET, all_findings, find, no_findings
from ..project import Project
from ..read import RawTable
from ..reference import working_days
from ..schema import SOURCE, UNKNOWN, Column, Ledger
from ..sheets.layout import Meaning, known_headers, meaning_of
from ..sheets.money import money_unit
from . import words
from .dates import (
    DateStyle,
    date_style,
    day_of_serial,
    days_in,
    is_year_disputed,
    only_month,
    only_year,
    read_date,
    read_deadline,
    stated_export,
    term_in,
)
from .numbers import MoneyStyle, money_style, read_count, read_persons, read_sum, split_casualties
from .personal import mask_each
from .places import AreaNames, read_street
from .reading import (
    Reader,
    Reading,
    distinct_in,
    distinct_of,
    findings_of,
    folded,
    matches,
    read_each,
    read_enterprise,
    read_name,
    read_number,
    read_text,
    says_nothing,
)
from .versions import by_stage, is_contradicted, trusts, window_told

DTYPES = {"date": "datetime64[us]", "count": "Int64", "yuan": "Float64", "flag": "boolean"}
"""Kinds that are no text; all others are `str`."""

STATED_OR_UNKNOWN = frozenset({"area", "category", "industry", "sector", "accident_kind", "level"})
"""Kinds in which a value that is not stated or not understood is `schema.UNKNOWN`: a part of every whole."""

CASUALTIES = ("deaths", "serious_injuries", "minor_injuries", "injuries")
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
_LONGEST_TERM = 366
"""Days within which a deadline of five digits must end to be taken for Excel's count of a day."""
# Fewer words than this are no list of another office, only words that are not known.
_WORDS_OF_AN_OWN_LIST = 3
_ENDS_OF_LISTS = frozenset({"其他", "其它"})
"""They tell no list from another."""


Texts = TypeVar("Texts", pd.Series, pd.DataFrame)


class Sheets:
    """The rows of several sheets as one frame of texts, each row knowing its sheet.

    `texts` has every column of the ledger (missing where a sheet lacks it), the columns that were not
    recognised (`unused`), and the source columns; its rows are in the order of file, sheet and row.
    """

    def __init__(self, tables: Sequence[RawTable], ledger: Ledger) -> None:
        self.tables = list(tables)
        columns = [column.name for column in ledger.columns]
        rows = pd.concat([table.rows.assign(_table=number) for number, table in enumerate(self.tables)])
        if len(self.tables) == 1 and rows["source_row"].is_monotonic_increasing:
            rows = rows.reset_index(drop=True)
        else:
            rows = rows.sort_values(list(SOURCE), kind="stable", ignore_index=True)
        self.of = rows.pop("_table").astype(int)
        extra = [c for c in rows.columns if c not in (*columns, *SOURCE)]
        self.unused: list[str] = extra
        blank = pd.array([None] * len(rows), dtype="str")
        self.texts = pd.DataFrame(
            {
                **{c: rows[c].astype("str").array if c in rows else blank for c in [*columns, *extra]},
                **{c: rows[c].astype("int64" if c == SOURCE[2] else "str").array for c in SOURCE},
            },
            index=rows.index,
        )

    def with_texts(self, texts: pd.DataFrame) -> Sheets:
        """The same sheets with other texts in their cells."""
        other = copy(self)
        other.texts = texts
        return other

    def rows_of(self, number: int) -> pd.DataFrame:
        """The texts of one table."""
        return self.texts if len(self.tables) == 1 else self.texts[self.of == number]

    def by_table(self, texts: Texts) -> Iterator[tuple[int, Texts]]:
        """Some of the rows, or their cells in one column, table by table; none of a table without a row."""
        if len(self.tables) > 1:
            yield from texts.groupby(self.of.loc[texts.index])
        elif len(texts):
            yield 0, texts

    def header(self, column: str) -> str:
        """The headers of a column as written, in all sheets."""
        return " ".join(sorted({table.headers.get(column, column) for table in self.tables}))

    def exported_on(self, otherwise: date) -> pd.Series:
        """For each row the day up to which its sheet says it goes; `otherwise` where it does not say."""
        stated = {number: stated_export(table.title) or otherwise for number, table in enumerate(self.tables)}
        return pd.to_datetime(self.of.map(stated))

    def windows(self) -> pd.Series:
        """For each row the window that its sheet says it is about; None where it does not say."""
        said = {n: window_told(table) for n, table in enumerate(self.tables)}
        return pd.Series([said[number] for number in self.of], index=self.of.index, dtype=object)

    def beside(self, table: RawTable) -> list[int]:
        """The tables that lie on one sheet with `table`, and itself, by their numbers."""
        place = (table.file, table.tab)
        return [n for n, other in enumerate(self.tables) if (other.file, other.tab) == place]

    def set_aside(self) -> pd.Series:
        """Why reading doubts each row as a whole; empty where it does not."""
        reasons = pd.Series("", index=self.texts.index, dtype="str")
        for number, table in enumerate(self.tables):
            doubted = table.findings[table.findings["action"] == "quarantined"]
            if doubted.empty:
                continue
            why = dict(zip(doubted["row"], doubted["rule"] + ": " + doubted["note"]))
            hit = (self.of == number) & self.texts[SOURCE[2]].isin(why)
            reasons[hit] = self.texts.loc[hit, SOURCE[2]].map(why)
        return reasons

    def in_order_of_trust(self, rows: pd.DataFrame) -> pd.DataFrame:
        """`rows` with those of the latest sheets, and of them those of the latest stage, first: of two that
        are one, the first is kept.
        """
        saying = [*self.unused, *(name for name in ["note"] if name in self.texts)]
        order = by_stage(self.texts.loc[rows.index, saying], self.unused)
        if len(self.tables) > 1:
            order = self.ranks().loc[order].sort_values(kind="stable").index
        return rows if order.equals(rows.index) else rows.loc[order]

    def ranks(self) -> pd.Series:
        """The place of each row's sheet among sheets by `trust`, 0 for the latest; alike where no word, name
        or title tells which of two is the later.
        """
        places = dict(enumerate(trusts(self.tables)))
        rank = {place: number for number, place in enumerate(sorted(set(places.values())))}
        return self.of.map({number: rank[place] for number, place in places.items()})

    def about(self, number: int, column: str, rule: str, action: str, note: str) -> pd.DataFrame:
        """One finding about a whole sheet."""
        table = self.tables[number]
        cells = (table.file, table.sheet, WHOLE_SHEET, column, rule, "", "", action, note)
        return pd.DataFrame([cells], columns=list(FINDING))


def name_by_words(
    tables: Sequence[RawTable], ledger: Ledger, project: Project
) -> tuple[list[RawTable], pd.DataFrame]:
    """Tables in which a column is named by its words where its header may mean either of two columns.

    事故类型 is the statistical category in one office and the kind by GB 6441 in another; 行业 is a section
    of GB/T 4754 or the bureau's own sector; 属地 is a street or an area; 类别 may be any of these four or
    the grade of accidents. The column that knows more of the words gets them, a sector, industry or grade
    only where a category or kind alone knows none; where both know as many, the other sheets with the same
    header tell, first those of the file. A type that may still be either is read
    as both. Of two columns that may each be either (事故分类, 事故类型) both are named by their words, where
    these tell them apart.
    """
    spelled = known_headers(project.own_headers)[ledger.name]
    axes = [axis for axis in _axes(AreaNames.of(project)) if axis.other in ledger.names]
    found: list[pd.DataFrame] = []
    apart = []
    for table in tables:
        for axis in axes:
            table, told = _tell_apart(table, axis, ledger, spelled)
            found.append(told)
        apart.append(table)
    sides = {axis: _sides_by_header(apart, axis) for axis in axes}
    named = []
    for table in apart:
        # Of several columns that the words may be of that which knows most of them gets them.
        for axis in sorted(axes, key=partial(_side_in, table)):
            texts = _undecided(table, axis)
            if not texts:
                continue
            header = table.headers.get(axis.column, axis.column)
            # Of a sheet with as many of both the sheets with the same header tell: of its file, else of all.
            beside = sides[axis]
            side = _side(texts, axis) or beside.get((header, table.file)) or beside.get((header, ""), 0)
            if side < 0:
                table, finding = _renamed(table, axis)
                found.append(finding)
            elif side == 0 and axis.may_be_both and any(map(axis.is_other, texts)):
                table, finding = _read_as_both(table, axis)
                found.append(finding)
        named.append(table)
    return named, all_findings(found)


class _Axis(NamedTuple):
    """Two columns that one header (事故类型, 行业, 属地) may name, each with its words."""

    column: str
    is_known: Callable[[str], bool]
    other: str
    is_other: Callable[[str], bool]
    may_be_both: bool = False
    """Whether a word of both lists says both: 火灾 is a category and a kind."""
    is_kept_by_one: bool = False
    """Whether one word that the first column alone knows keeps it what its header says."""


def _axes(names: AreaNames) -> list[_Axis]:
    # The same words stand in many sheets: each is looked up once.
    is_area, is_category, is_kind, is_industry, is_sector = map(
        cache,
        (
            names.is_area,
            words.is_category,
            words.is_accident_kind,
            words.is_industry,
            words.is_supervision_sector,
        ),
    )
    return [
        _Axis("category", is_category, "accident_kind", is_kind, may_be_both=True),
        _Axis("industry", is_industry, "supervision_sector", is_sector),
        _Axis("street", lambda text: not is_area(text), "area", is_area),
        *(
            _Axis(column, is_known, other, is_other, is_kept_by_one=True)
            for column, is_known in (
                ("accident_kind", lambda text: is_kind(text) and folded(text) not in _ENDS_OF_LISTS),
                ("category", is_category),
            )
            for other, is_other in (
                ("category", is_category),
                ("severity", cache(lambda text: words.grade_of(text) is not None)),
                ("supervision_sector", is_sector),
                ("industry", is_industry),
            )
            if column != other
        ),
    ]


def _tell_apart(
    table: RawTable, axis: _Axis, ledger: Ledger, spelled: Mapping[str, Meaning]
) -> tuple[RawTable, pd.DataFrame]:
    """The table with both columns of the axis, where it has two that may each be either and their words tell.

    The second column is headed as the other of the axis, or by a header that means the first once more.
    """
    for rival in _rivals(table, axis, ledger, spelled):
        both = [axis.column, rival]
        texts = {name: _stated(table, name) for name in both}
        second, first = sorted(both, key=lambda name: _side(texts[name], axis))
        apart = _side(texts[second], axis) <= 0 <= _side(texts[first], axis)
        is_equal = _side(texts[second], axis) == _side(texts[first], axis)
        is_meant = any(map(axis.is_known, texts[first])) and any(map(axis.is_other, texts[second]))
        moved = {old: new for old, new in ((first, axis.column), (second, axis.other)) if old != new}
        if apart and not is_equal and is_meant and moved:
            return _moved(table, axis, moved, rival)
    return table, no_findings()


def _rivals(table: RawTable, axis: _Axis, ledger: Ledger, spelled: Mapping[str, Meaning]) -> list[str]:
    """The columns of a table beside the first of an axis that may be it as well."""
    if axis.column not in table.rows:
        return []
    if axis.other in table.rows:
        # A word that is no area of ours is not yet a street's: such columns are not exchanged.
        return [axis.other] if axis.may_be_both else []
    meanings = {
        name: meaning_of(tuple(header.split(" > ")), spelled)
        for name, header in table.headers.items()
        if name not in ledger.names
    }
    return [name for name, meaning in meanings.items() if meaning and meaning.column == axis.column]


def _moved(
    table: RawTable, axis: _Axis, moved: Mapping[str, str], rival: str
) -> tuple[RawTable, pd.DataFrame]:
    """The table with columns named otherwise; that two headers mean one column is then no doubt any more."""
    shown = {name: table.headers.get(name, name) for name in moved}
    notes = []
    for name, new in moved.items():
        old = axis.other if new == axis.column else axis.column
        note = f"'{shown[name]}' was read as {new}: its words are those of {new}, not of {old}"
        notes.append(_about(table, new, "named_by_words", note))
    findings, second = table.findings, table.headers.get(rival, rival)
    about_second = findings["column"].eq(second) | findings["note"].str.startswith(f"'{second}' says ")
    doubted = findings["rule"].eq("two_headers") & about_second
    table = replace(
        table,
        rows=table.rows.rename(columns=moved),
        headers={moved.get(name, name): header for name, header in table.headers.items()},
        findings=findings[~doubted].reset_index(drop=True),
    )
    return table, pd.concat(notes, ignore_index=True)


def _undecided(table: RawTable, axis: _Axis) -> set[str]:
    """The texts of the axis's first column, in a table that does not have the other one by itself."""
    if axis.column not in table.rows or axis.other in table.rows:
        return set()
    return _stated(table, axis.column)


def _stated(table: RawTable, column: str) -> set[str]:
    return {text for text in distinct_in(table.rows[column]) if not says_nothing(text)}


def _side(texts: Iterable[str], axis: _Axis) -> int:
    """Above 0 where more are words of the axis's first column, below where of the other, 0 where neither."""
    told = [axis.is_known(text) - axis.is_other(text) for text in texts]
    return max(sum(told), 1) if axis.is_kept_by_one and 1 in told else sum(told)


def _side_in(table: RawTable, axis: _Axis) -> int:
    return _side(_undecided(table, axis), axis)


def _sides_by_header(tables: Sequence[RawTable], axis: _Axis) -> dict[tuple[str, str], int]:
    """On which side the words under a header are: in each file, and in all, whose file is an empty text."""
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table in tables:
        header = table.headers.get(axis.column, axis.column)
        for file in (table.file, ""):
            texts[header, file] |= _undecided(table, axis)
    return {place: _side(stated, axis) for place, stated in texts.items()}


def _renamed(table: RawTable, axis: _Axis) -> tuple[RawTable, pd.DataFrame]:
    column, other = axis.column, axis.other
    header = table.headers.get(column, column)
    note = f"'{header}' was read as {other}: its words are those of {other}, not of {column}"
    rows = table.rows.rename(columns={column: other})
    headers = {other if c == column else c: h for c, h in table.headers.items()}
    return replace(table, rows=rows, headers=headers), _about(table, other, "named_by_words", note)


def _read_as_both(table: RawTable, axis: _Axis) -> tuple[RawTable, pd.DataFrame]:
    column, other = axis.column, axis.other
    header = table.headers.get(column, column)
    note = f"'{header}' was read as {column} and as {other}: its words do not tell which it is"
    rows = table.rows.assign(**{other: table.rows[column]})
    headers = {**table.headers, other: header}
    return replace(table, rows=rows, headers=headers), _about(table, other, "named_by_both", note)


def _about(table: RawTable, column: str, rule: str, note: str) -> pd.DataFrame:
    cells = (table.file, table.sheet, WHOLE_SHEET, column, rule, "", "", "kept", note)
    return pd.DataFrame([cells], columns=list(FINDING))


def mask_personal(sheets: Sheets, ledger: Ledger, *, keep: bool = False) -> pd.DataFrame:
    """Mask personal data in all texts of `sheets`, in place, unless it is to be kept; findings show only what
    a mask leaves.
    """
    kinds = {column.name: column.kind for column in ledger.columns}
    found: list[pd.DataFrame] = []
    for column in [str(name) for name in sheets.texts if name not in SOURCE]:
        texts = sheets.texts[column]
        if not distinct_of(texts):
            continue
        readings = mask_each(texts, sheets.header(column), kinds.get(column, "text"))
        if readings.empty:
            continue
        if keep:
            readings["action"] = "kept"
        else:
            sheets.texts[column] = readings["value"].reindex(texts.index).fillna(texts)
        found.append(findings_of(sheets.texts, column, readings["value"], readings))
    return all_findings(found)


def part_casualties(
    texts: pd.DataFrame, beside: Sequence[pd.Series] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Spread cells such as 死亡1人，重伤2人 over their columns; findings for each cell it fills or doubts.

    `beside` are the cells of further columns that state casualties. A column that states its own figure keeps
    it; where that differs, the finding says so.
    """
    parted, found = texts.copy(), []
    for source, told in (*((column, texts[column]) for column in CASUALTIES), *(("", t) for t in beside)):
        stated = {t: parts for t in distinct_in(told) if (parts := split_casualties(t, source))}
        if not stated:
            continue
        whole = told[told.isin(list(stated))]
        for target in CASUALTIES:
            number = whole.map({t: parts.get(target) for t, parts in stated.items()}).astype("Int64")
            own = parted.loc[whole.index, target]
            free = own.map(lambda t: pd.isna(t) or says_nothing(t)).astype(bool) | (target == source)
            filled = number.notna() & free | (target == source)
            parted.loc[filled.index[filled], target] = number[filled].astype("str")
            figures = {t: _casualties_of(t, target) for t in distinct_in(own)}
            differs = number.notna() & ~free & (own.map(figures).astype("Int64") != number).fillna(True)
            for rule, hit, action in (
                ("casualties_parted", filled, "corrected"),
                ("casualties_differ", differs, "kept"),
            ):
                shown = pd.DataFrame(
                    {
                        "value": number.astype("str"),
                        "rule": hit.map({True: rule, False: ""}),
                        "action": action,
                    }
                )
                found.append(findings_of(texts, target, whole, shown))
    return parted, all_findings(found)


def _casualties_of(text: str, column: str) -> int | None:
    """The figure of one column in its own cell: 2, 2人, or the part of 死亡1人，重伤2人."""
    figure: int | None = read_count(text).value
    return split_casualties(text, column).get(column) if figure is None else figure


def read_columns(sheets: Sheets, ledger: Ledger, project: Project) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every column of the ledger: values with their types and the source columns, and the findings."""
    rows = sheets.texts
    values: dict[str, pd.Series] = {}
    found: list[pd.DataFrame] = []
    for column in ledger.columns:
        texts = sheets.texts[column.name]
        if not distinct_of(texts):
            if column.name == ledger.day and ledger.within:
                values[ledger.within] = texts
            values[column.name] = _blank(column, texts)
            continue
        readings = _read_column(column, texts, sheets, values, project)
        if column.name == ledger.key:
            readings = _without_bare_years(readings, sheets)
        if column.name == "due_on":
            readings = _count_terms(readings, texts, values[ledger.day])
            readings = _read_serials_after(readings, texts, values[ledger.day], sheets)
        if column.name == ledger.day and ledger.within:
            values[ledger.within], readings, told = _days_of_event(readings, texts, sheets)
            found.append(told)
        if column.kind in STATED_OR_UNKNOWN:
            readings["value"] = readings["value"].fillna(UNKNOWN)
        values[column.name] = readings["value"]
        found.append(findings_of(rows, column.name, texts, readings))
        if column.kind == "area":
            found.append(_propose_areas(readings["value"], texts, sheets, AreaNames.of(project)))
    cells = {name: rows[name].array for name in SOURCE} | {name: own.array for name, own in values.items()}
    return pd.DataFrame(cells, rows.index), all_findings(found)


def _blank(column: Column, texts: pd.Series) -> pd.Series:
    """The values of a column in which nothing is stated."""
    if column.kind in STATED_OR_UNKNOWN:
        return texts.fillna(UNKNOWN)
    return pd.Series(None, texts.index, dtype=DTYPES[column.kind]) if column.kind in DTYPES else texts


def _read_column(
    column: Column, texts: pd.Series, sheets: Sheets, values: Mapping[str, pd.Series], project: Project
) -> pd.DataFrame:
    dtype = DTYPES.get(column.kind, "str")
    if column.kind == "date":
        reader = read_deadline if column.name == "due_on" else read_date
        style_of = partial(_date_style, sheets, texts, column.needed)
        return _read_by_sheet(texts, sheets, style_of, reader, dtype)
    if column.kind == "area":
        names = AreaNames.of(project)
        return _read_by_sheet(texts, sheets, partial(_area_list, names), names.read_in, dtype)
    if column.kind == "yuan":
        return _read_by_sheet(texts, sheets, partial(_money_style, column.name), read_sum, dtype)
    if column.kind == "level":
        return _read_by_sheet(
            texts, sheets, partial(_asks_for_major, column.name), words.read_level_in, dtype
        )
    if column.kind == "accident_kind":
        return _read_kinds(texts, values["occurred_on"])
    if column.kind == "sector":
        return read_each(texts, _sector_reader(distinct_in(texts), words.sectors_of(project)), dtype)
    return read_each(texts, _reader(column, project), dtype)


def _days_of_event(
    readings: pd.DataFrame, texts: pd.Series, sheets: Sheets
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Among which days an event lies of which only a month or a year is stated; the readings without these,
    and the findings that name them.
    """
    unread = texts.where(readings["value"].isna())
    if unread.isna().all():
        return unread, readings, no_findings()
    spans = _read_by_sheet(unread, sheets, partial(_date_style, sheets, texts, True), _read_span, "str")[
        "value"
    ]
    hit = spans.notna()
    found = find(
        sheets.texts, hit, column="occurred_on", rule="date_without_day", before=texts, after=spans,
        action="unknown", note="counted where all of these days lie in the window",
    )  # fmt: skip
    return spans, readings.assign(rule=readings["rule"].mask(hit, "")), found


def _read_span(text: str, style: DateStyle) -> Reading:
    span = days_in(text, style)
    return Reading(str(span) if span else None)


def _without_bare_years(readings: pd.DataFrame, sheets: Sheets) -> pd.DataFrame:
    """No number where a sheet writes a year alone in several rows; once, it may be a running number."""
    numbers = readings["value"]
    is_year = matches(numbers, _BARE_YEAR)
    if not is_year.any():
        return readings
    is_year &= pd.DataFrame({"sheet": sheets.of, "number": numbers}).duplicated(keep=False)
    placeholder = {"value": None, "rule": "number_is_a_year", "action": "unknown"}
    return readings.assign(**{name: readings[name].mask(is_year, said) for name, said in placeholder.items()})


def _count_terms(readings: pd.DataFrame, texts: pd.Series, start: pd.Series) -> pd.DataFrame:
    """Deadlines of so many days (3日内, 15个工作日内, 立即) counted from the day of the event, and named."""
    terms = {text: term for text in distinct_in(texts) if (term := term_in(text))}
    of_term = readings["value"].isna() & texts.isin(list(terms)) & start.notna()
    if not of_term.any():
        return readings
    calendar = working_days()
    pairs = list(zip(texts[of_term], start[of_term]))
    ends = {(text, day): terms[text].end(day.date(), calendar) for text, day in set(pairs)}
    due = pd.Series([ends[pair] for pair in pairs], index=of_term.index[of_term], dtype=DTYPES["date"])
    counted = due.dropna().index
    readings.loc[counted, "value"] = due[counted]
    readings.loc[counted, ["rule", "action"]] = ["deadline_counted", "corrected"]
    return readings


def _read_serials_after(
    readings: pd.DataFrame, texts: pd.Series, start: pd.Series, sheets: Sheets
) -> pd.DataFrame:
    """Deadlines that are Excel's count of a day within a year of the event's, and named.

    Among words such as 15日内 the column does not show that its five digits are days; the row does.
    """
    of_macs = sheets.of.map({n: table.counts_from_1904 for n, table in enumerate(sheets.tables)}).eq(True)
    for from_1904 in (False, True):
        days = {t: day_of_serial(t, counts_from_1904=from_1904) for t in distinct_in(texts)}
        if not any(days.values()):
            continue
        due = pd.to_datetime(texts.map(days)).astype("datetime64[us]")
        is_near = (due >= start) & (due - start <= pd.Timedelta(days=_LONGEST_TERM))
        hit = readings["value"].isna() & (of_macs == from_1904) & is_near
        readings.loc[hit, "value"] = due[hit]
        readings.loc[hit, ["rule", "action"]] = ["date_from_serial", "corrected"]
    return readings


def _reader(column: Column, project: Project) -> Reader:
    if column.kind == "category":
        return words.categories().read
    return {
        "key": read_number,
        "enterprise": read_enterprise,
        "text": read_text,
        "status": read_text,
        "street": read_street,
        "industry": words.read_industry,
        "count": read_persons if column.name in CASUALTIES else read_count,
        "flag": words.read_listed if column.name == "listed" else words.read_flag,
        "frequency": words.read_frequency,
        "tags": words.read_tags,
    }[column.kind]


def _read_by_sheet(
    texts: pd.Series,
    sheets: Sheets,
    style_of: Callable[[RawTable, Iterable[str]], Hashable],
    reader: Callable[..., Reading],
    dtype: str,
) -> pd.DataFrame:
    """Read the sheets of one style together: `reader` takes the text and the style of its sheet."""
    styles = {
        number: style_of(sheets.tables[number], distinct_in(group))
        for number, group in sheets.by_table(texts)
    }
    used = list(dict.fromkeys(styles.values()))
    if len(used) == 1:
        return read_each(texts, partial(_with, reader, used[0]), dtype)
    parts = [
        read_each(
            texts[sheets.of.isin([n for n, s in styles.items() if s == one])],
            partial(_with, reader, one),
            dtype,
        )
        for one in used
    ]
    return pd.concat(parts).loc[texts.index]


def _area_list(names: AreaNames, table: RawTable, texts: Iterable[str]) -> bool:
    return names.is_foreign(texts)


def _propose_areas(areas: pd.Series, texts: pd.Series, sheets: Sheets, names: AreaNames) -> pd.DataFrame:
    """For areas that are not known the one of ours that is spelled alike; none in another city's list."""
    found: list[pd.DataFrame] = []
    for _, group in sheets.by_table(texts):
        is_unknown, stated = areas[group.index] == UNKNOWN, distinct_in(group)
        if not is_unknown.any():
            continue
        if names.is_foreign(stated) or (is_unknown.all() and not names.are_mistyped(stated)):
            continue
        alike = {text: names.alike(text) for text in distinct_in(group[is_unknown])}
        after = group.map({text: area for text, area in alike.items() if area})
        found.append(
            find(sheets.texts.loc[group.index], after.notna(), column="area", rule="area_alike", before=group,
                 after=after, action="proposed")
        )  # fmt: skip
    return all_findings(found)


def _with(reader: Callable[..., Reading], style: Hashable, text: str) -> Reading:
    return reader(text, style)


def _date_style(
    sheets: Sheets, column: pd.Series, is_of_event: bool, table: RawTable, texts: Iterable[str]
) -> DateStyle:
    """The month of a title is that of the events it lists, not that of their closing.

    What a few days leave open, all days of the column on the sheet may tell.
    """
    path = PurePath(table.file)
    tabs = {other.tab for other in sheets.tables if other.file == table.file}
    is_disputed = is_year_disputed(table.title, table.tab, path.stem, tabs) or is_contradicted(table)
    year = only_year(table.title, table.tab, path.stem, *reversed(path.parent.parts))
    year = None if is_disputed else year
    month = only_month(year, table.title, table.tab) if is_of_event else None
    own = date_style(texts, year)
    if len(beside := sheets.beside(table)) > 1:
        own = own.completed(date_style(distinct_in(column[sheets.of.isin(beside)]), year))
    return own._replace(counts_from_1904=table.counts_from_1904, month=month, year_disputed=is_disputed)


def _asks_for_major(column: str, table: RawTable, texts: Iterable[str]) -> bool:
    return "是否重大" in table.headers.get(column, "")


def _money_style(column: str, table: RawTable, texts: Iterable[str]) -> MoneyStyle:
    return money_style(texts, money_unit(table.units.get(column) or table.headers.get(column, column)))


def _sector_reader(texts: Iterable[str], listed: words.Vocabulary) -> Reader:
    return read_name if has_own_sectors(texts, listed) else listed.read


def has_own_sectors(texts: Iterable[str], listed: words.Vocabulary) -> bool:
    """Whether a column is divided by another office's sectors: several words, none of them in our list.

    Such words are kept as written, since "the bureau's own division" is then theirs.
    """
    stated = [text for text in texts if not says_nothing(text)]
    return len(stated) >= _WORDS_OF_AN_OWN_LIST and listed.knows_none_of(stated)


def _read_kinds(texts: pd.Series, days: pd.Series) -> pd.DataFrame:
    """Kinds by the edition of GB 6441 in force on the day; a kind of another is kept and told."""
    editions = words.kind_standards()
    in_force = (
        editions["valid_from"].searchsorted(days.fillna(editions["valid_from"].iloc[0]), side="right") - 1
    )
    parts = [
        read_each(texts[in_force.clip(0) == number], partial(_read_kind, standard), "str")
        for number, standard in enumerate(editions["standard"])
    ]
    return pd.concat(parts).loc[texts.index]


def _read_kind(standard: str, text: str) -> Reading:
    reading = words.accident_kinds(standard).read(text)
    if reading.value is not None or not reading.rule:
        return reading
    rule = "kind_of_earlier_edition"
    for other in words.kind_standards()["standard"]:
        if other == standard:
            rule = "kind_of_later_edition"
        elif kind := words.accident_kinds(other).find(text):
            return Reading(kind, rule, "kept")
    return reading
