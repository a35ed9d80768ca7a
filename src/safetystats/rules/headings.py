"""Lines between the records of a sheet, and its titles, that say one thing of all records below them.

以下为已核销事故, 二、未销账隐患, 以下为2023年, 以下经济损失单位为元. Only a line that opens a list in so many
words and says nothing else decides, up to the next line that is no record, and only what its records do not
state themselves. What is less certain, such as a title or a word alone, is told (`footnotes`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

import pandas as pd

from ..findings import all_findings, find, no_findings
from ..read import RawTable
from ..reference import void_headings
from ..schema import SOURCE, Ledger
from ..sheets.layout import simplified, unnumbered
from ..sheets.lines import BLANK, HEADER, NOTE, TITLE, UNITS_ROW
from ..sheets.lists import ARE, OF_ALL, OPENS, RECORDS, YEAR_OF_LIST, opens_a_list
from ..sheets.table_titles import level_of
from .columns import Sheets
from .dates import date_style
from .elsewhere import with_year
from .reading import distinct_in, folded, holds, says_nothing
from .status import End, end_of, is_listed
from .words import read_flag

_SPEAKS = (*OPENS, "以上", "上述")
_ABOUT_ITSELF = re.compile(
    r"\s*[(（*※]?\s*(?:(?:备?注|附注|说明|填[表报]说明|数据来源|来源)\s*[0-9]*\s*[:：.、]|[上前]述|以上)"
)
"""A note, or a line on the records above it: no heading."""
_OF_A_PAGE = re.compile(r"[填制编审复打][表报制印核]|负责人|经办|第.{1,4}页|签[章字]")
"""A line of print or signatures, below which a section goes on."""
_COUNTED = re.compile(r"\([共计]?[0-9]+[起例家处项条个人次]\)$")
_WHOSE = "(?:.*(?:年度?|月份?|季度|半年|[日底末市区县镇乡局办会]))?"
"""The time and place that open a title."""
_STATUS = f"{OF_ALL}{ARE}(?P<word>(?:已|未|尚未|正在)[^\\W\\d]{{1,6}}?){RECORDS}"
_STATUS_OF_LIST, _STATUS_OF_TITLE = re.compile(_STATUS), re.compile(_WHOSE + _STATUS)
_UNIT = re.compile(
    "(?:以下|下列)(?:直接)?经济损失(?:金额)?的?单位[均都]?(?:为|是|[:：])(?P<unit>[十百千万亿]*元)[:：。]?"
)
_BARE_SUM = re.compile(r"\s*[0-9][0-9,]*(?:\.[0-9]+)?\s*")


class Heading(NamedTuple):
    """A line and the records under it: up to the next line that is none, or all of the table for a title."""

    row: int
    text: str
    rows: pd.Index
    is_title: bool

    @property
    def decides(self) -> bool:
        """Whether it opens a list of records: 以下为…, or a line with a number before it and no title."""
        return not self.is_title and opens_a_list(self.text)

    @property
    def plain(self) -> str:
        """Its text without its number, blanks, and how many records stand below it."""
        words = "".join(simplified(folded(unnumbered(self.text.strip()))).split())
        return _COUNTED.sub("", words)


def headings_of(sheets: Sheets, number: int, ledger: Ledger) -> list[Heading]:
    """The headings of one table: sections first, which know more of their records, then titles."""
    texts = sheets.rows_of(number)
    rows = texts[SOURCE[2]]
    if rows.empty:
        return []
    header, lines, others = _lines(sheets.tables[number])
    titles = {row: text for row, text in lines.items() if row < min(header, int(rows.min()))}
    below = {row: text for row, text in lines.items() if row > header and text not in titles.values()}
    below |= _records_that_speak(texts, ledger)
    speaking = {row: text for row, text in below.items() if not _ABOUT_ITSELF.match(text)}
    sections = _sections(speaking, rows.sort_values(), sorted({*others, *below}))
    titles |= dict(sheets.tables[number].titles_above)
    whole = [Heading(row, text, rows.index, not opens_a_list(text)) for row, text in titles.items()]
    return [heading for heading in (*sections, *whole) if len(heading.rows)]


def _sections(lines: dict[int, str], rows: pd.Series, ends: list[int]) -> Iterator[Heading]:
    """Each line with the records from it to the next one of `ends` that is no part of its section; `rows` and
    `ends` are in order.
    """
    levels = {row: level_of(text) for row, text in lines.items()}
    for row, text in sorted(lines.items()):
        first = int(rows.searchsorted(row, side="right"))
        if first < len(rows):
            after = bisect_right(ends, int(rows.iloc[first]))
            further = (end for end in ends[after:] if not 0 <= levels[row] < levels.get(end, 0))
            end = next(further, None)
            last = len(rows) if end is None else int(rows.searchsorted(end))
            yield Heading(row, text, rows.index[first:last], False)


def _lines(table: RawTable) -> tuple[int, dict[int, str], list[int]]:
    """The row of a table's first header, its own lines of words, without those of print, and all lines that
    are no record, neither blank nor units.
    """
    own = [line for line in table.lines if not (line.reason == NOTE and _OF_A_PAGE.search(line.text))]
    header = min((line.row for line in own if line.reason == HEADER), default=0)
    lines = {line.row: line.text for line in own if line.reason in (TITLE, NOTE)}
    return header, lines, [line.row for line in own if line.reason not in (BLANK, UNITS_ROW)]


def _records_that_speak(texts: pd.DataFrame, ledger: Ledger) -> dict[int, str]:
    """Rows of one cell that speaks of those below or above it, which a figure makes look like records."""
    is_dateless = texts[ledger.day].isna()
    if not is_dateless.any():
        return {}
    cells = texts[is_dateless].drop(columns=list(SOURCE))
    alone = cells[cells.notna().sum(axis=1) == 1].bfill(axis=1).iloc[:, 0]
    rows = texts.loc[alone.index, SOURCE[2]].tolist()
    return {row: text for row, text in zip(rows, alone) if text.strip().startswith(_SPEAKS)}


def says_void(heading: Heading) -> bool:
    """Whether a heading says of all its records that they do not count, and nothing else."""
    return bool(_void(heading.is_title).fullmatch(heading.plain))


@cache
def _void(is_title: bool) -> re.Pattern[str]:
    words = "|".join(map(re.escape, void_headings()))
    return re.compile(f"{_WHOSE if is_title else ''}{OF_ALL}{ARE}(?:{words}){RECORDS}")


def take_headings(sheets: Sheets, ledger: Ledger) -> pd.DataFrame:
    """Put what headings say of their records into the texts of `sheets` where these do not state it; the
    findings.
    """
    found: list[pd.DataFrame] = []
    for number in range(len(sheets.tables)):
        for heading in _joined(headings_of(sheets, number, ledger)):
            found += _take(sheets, heading, ledger)
    return all_findings(found)


def _joined(headings: Sequence[Heading]) -> list[Heading]:
    """Those that decide; such as say the same are one with the records of all of them."""
    alike: dict[str, list[Heading]] = {}
    for heading in headings:
        if heading.decides:
            alike.setdefault(heading.plain, []).append(heading)
    return [
        group[0]._replace(rows=group[0].rows.append([heading.rows for heading in group[1:]]))
        for group in alike.values()
    ]


def _take(sheets: Sheets, heading: Heading, ledger: Ledger) -> Iterator[pd.DataFrame]:
    if ledger.name == "accidents":
        if says_void(heading):
            yield _strike_off(sheets, heading)
        if unit := _UNIT.fullmatch(heading.plain):
            yield _state_unit(sheets, heading, unit["unit"])
    if ledger.name == "hazards" and (said := _status_in(heading)):
        yield from _state_status(sheets, heading, *said)
    if year := YEAR_OF_LIST.fullmatch(heading.plain):
        yield _state_year(sheets, heading, year["year"], ledger.day)


def _strike_off(sheets: Sheets, heading: Heading) -> pd.DataFrame:
    own = sheets.texts.loc[heading.rows, "struck_off"]
    stated = holds(own, lambda text: read_flag(text).value is not None)
    note = f"it stands under '{heading.text}': not counted"
    return _put(sheets, "heading_not_counted", own, own.where(stated, "是"), note)


def _state_unit(sheets: Sheets, heading: Heading, unit: str) -> pd.DataFrame:
    own = sheets.texts.loc[heading.rows, "direct_loss_yuan"]
    bare = holds(own, lambda text: bool(_BARE_SUM.fullmatch(text)))
    note = f"it stands under '{heading.text}'"
    return _put(sheets, "yuan_unit_from_heading", own, own.where(~bare, own + unit), note)


def _state_year(sheets: Sheets, heading: Heading, year: str, column: str) -> pd.DataFrame:
    own = sheets.texts.loc[heading.rows, column]
    texts = distinct_in(own)
    style = date_style(texts)
    days = {text: day for text in texts if (day := with_year(text, year, style))}
    note = f"it stands under '{heading.text}'"
    return _put(sheets, "date_year_from_heading", own, own.map(days).astype("str").fillna(own), note)


def _status_in(heading: Heading) -> tuple[str, End] | None:
    """The word of a heading that says how all its hazards ended, and how."""
    match = (_STATUS_OF_TITLE if heading.is_title else _STATUS_OF_LIST).fullmatch(heading.plain)
    word = match["word"] if match else ""
    end = end_of(word) if is_listed(word) else None
    return (word, end) if end else None


def _state_status(sheets: Sheets, heading: Heading, word: str, end: End) -> Iterator[pd.DataFrame]:
    """Give hazards without a status that of their heading, where no closing day speaks against it; tell those
    whose status says otherwise.
    """
    rows = sheets.texts.loc[heading.rows]
    own = rows["status"]
    is_free = ~_states(own) & (True if end[0] == "closed" else ~_states(rows["closed_on"]))
    note = f"it stands under '{heading.text}'"
    yield _put(sheets, "status_from_heading", own, own.where(~is_free, word), note)
    differs = _states(own) & holds(own, lambda text: end_of(text) not in (None, end))
    note = f"it stands under '{heading.text}', and its status says otherwise"
    yield find(rows, differs, column="status", rule="status_contradicted", before=own, after=own,
               action="kept", note=note)  # fmt: skip


def find_titled_ends(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for hazards without a status that end otherwise than their title, tab or file says."""
    found: list[pd.DataFrame] = []
    for number in range(len(sheets.tables)) if ledger.name == "hazards" else ():
        # Title, tab and file often say the same: it is told once.
        said: dict[str, Heading] = {}
        for title in _titles_of(sheets, number, ledger):
            if status := _status_in(title):
                said.setdefault(status[1][0], title)
        for end, title in said.items():
            rows = kept[kept.index.isin(title.rows)]
            is_other = rows["status"].isna() & (rows["end_type"] != end)
            text = pd.Series(title.text, index=rows.index, dtype="str")
            found.append(
                find(rows, is_other, column="status", rule="note_contradicts_status", before=text,
                     after=text, action="kept", note="counted by its closing day")
            )  # fmt: skip
    return all_findings(found)


def _titles_of(sheets: Sheets, number: int, ledger: Ledger) -> list[Heading]:
    """The titles of one table, and the names of its sheet and file."""
    table, rows = sheets.tables[number], sheets.of.index[sheets.of == number]
    names = [Heading(0, name, rows, True) for name in (table.tab, PurePath(table.file).stem)]
    return [*(heading for heading in headings_of(sheets, number, ledger) if heading.is_title), *names]


def _states(texts: pd.Series) -> pd.Series:
    return holds(texts, lambda text: not says_nothing(text))


def _put(sheets: Sheets, rule: str, own: pd.Series, after: pd.Series, note: str) -> pd.DataFrame:
    """Put `after` in place of `own`, some texts of a column of `sheets`; the findings for what was other."""
    column = str(own.name)
    hit = own.fillna("") != after.fillna("")
    changed = after[hit]
    if changed.empty:
        return no_findings()
    sheets.texts[column] = changed.astype("str").combine_first(sheets.texts[column]).astype("str")
    rows = sheets.texts.loc[own.index]
    return find(rows, hit, column=column, rule=rule, before=own, after=after, action="corrected", note=note)
