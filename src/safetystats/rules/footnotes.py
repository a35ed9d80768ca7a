"""Lines of a sheet that are no record and say that records count otherwise: footnotes, titles, legends.

What a line says of a record that it names by its number (AS2022-06, 序号3、5, 第6起), or of all that stand
below it, is a finding on the row; else it is one on the sheet. The words are those of remarks
(`note_words.csv`); nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from ..findings import FINDING, WHOLE_SHEET, all_findings
from ..read import RawTable
from ..schema import Ledger
from ..sheets.blocks import SERIAL_NUMBER
from ..sheets.layout import spelling
from ..sheets.lines import NOTE, TITLE
from .columns import Sheets
from .headings import Heading, headings_of, says_void
from .numbers import read_count
from .reading import folded
from .remarks import SAYS, find_ends, find_words, said_in
from .status import end_of, ends_named_in
from .versions import says_replaces

_SENTENCE = re.compile(r"[。；;\n]| \| ")
_OF_SOME_RECORD = ("struck_off", "uncounted", "ground", "correction")
"""What a line says of a record whatever it names; all else is only said of a record that it names."""
_IN_GENERAL = re.compile(
    "请勿|如有|如需|如系|若|凡|不得|严禁|是指|不含|不包括|不包含|除外|示例|样例|范例|[已均]剔除|已扣除|填写|填[报表](?:说明|要求|时)|[必应]须|应当"
)
"""Words of a sentence that says how a ledger is kept, and nothing of one of its records."""
_LEGEND = re.compile(r"[红黄蓝绿橙灰粉紫]|颜色|底纹|底色|填充|高亮|加粗|斜体|删除线|下划线|[*※#★☆△▲●○]")
"""Words of a legend, which speaks of the records that are marked so."""
_NUMBER = "(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})"
_AND, _TO = "[、,和及与]", "[至到~—–-]+"
_NO_MORE = "(?![0-9a-z人名月日年时万元%.])"
"""What a number of a list is not followed by: 序号3，2人死亡 lists one."""
_BY_SERIAL = re.compile(f"序号[为是:]*第?({_NUMBER}(?:(?:{_AND}|{_TO})第?{_NUMBER}{_NO_MORE})*)")
_BY_ORDER = re.compile(f"第({_NUMBER}(?:(?:{_AND}|{_TO})第?{_NUMBER})*)[起条项例宗个笔处]")
_STEP = re.compile(f"({_TO})?第?([0-9]+|[一二三四五六七八九十]+)")
_MOST = 1000
"""No list of a footnote goes further from one number to another."""
_NAMING = re.compile(
    "(?:.*[0-9]|.*?第[一二三四五六七八九十]+[起条项处])(?:[日号]|[一二两三四五六七八九十]?[起条项处])?(?:隐患|问题)?[均都]?"
)
"""What stands before the words on how hazards ended: their numbers."""
_KEY = re.compile("(.*?)([0-9]+)")
_RUNNING = re.compile("[0-9]{1,4}")


class _Line(NamedTuple):
    row: int
    sentence: str


class _Records(NamedTuple):
    """What the records of a sheet may be named by, each by its index."""

    by_key: dict[str, list[int]]
    by_serial: dict[int, list[int]]
    by_order: dict[int, list[int]]


def find_telling_lines(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for lines that void or correct records: on the rows that they name, else on the sheet."""
    found: list[pd.DataFrame] = []
    for number, table in enumerate(sheets.tables):
        headings = {heading.row: heading for heading in headings_of(sheets, number, ledger)}
        lines = dict.fromkeys([*_lines(table), *(_Line(h.row, h.text) for h in headings.values())])
        telling = [(line, says) for line in lines if (says := _said(line.sentence, ledger))]
        records = _records_of(sheets, table, ledger) if telling else []
        for line, says in telling:
            named = next((rows for one in records if (rows := _rows_named(line.sentence, one))), set())
            named = named or _rows_below(headings.get(line.row))
            if named:
                found += _of_rows(line, kept[kept.index.isin(named)], ledger)
            elif _LEGEND.search(line.sentence) or not _IN_GENERAL.search(folded(line.sentence)):
                found += [_of_line(table, line, one) for one in _OF_SOME_RECORD if one in says]
    return all_findings(found).drop_duplicates(ignore_index=True)


def _rows_below(heading: Heading | None) -> set[int]:
    """The records that stand under a line; of a title only where it plainly speaks of all of them."""
    if heading is None or (heading.is_title and not says_void(heading)):
        return set()
    return set(heading.rows)


def _said(sentence: str, ledger: Ledger) -> set[str]:
    """What a sentence says of records: as `said_in`, or how a hazard ended."""
    ends = {"end"} if ledger.name == "hazards" and _names_end(sentence) else set()
    return said_in(sentence, ledger) - {"several"} | ends


def _lines(table: RawTable) -> Iterator[_Line]:
    """The sentences of the sheet's own notes and titles."""
    for row, reason, text in table.lines:
        if reason in (NOTE, TITLE):
            yield from (_Line(row, part.strip()) for part in _SENTENCE.split(text) if part.strip())


def _names_end(sentence: str) -> bool:
    return bool(ends_named_in(sentence)) or end_of(_behind_numbers(sentence)) is not None


def _behind_numbers(sentence: str) -> str:
    return _NAMING.sub("", folded(sentence), count=1)


def _records_of(sheets: Sheets, table: RawTable, ledger: Ledger) -> list[_Records]:
    """The records of a table, and those of all tables of its sheet, in their order."""
    own = [number for number, other in enumerate(sheets.tables) if other is table]
    return [_records(sheets.texts[sheets.of.isin(tables)], ledger) for tables in (own, sheets.beside(table))]


def _of_rows(line: _Line, named: pd.DataFrame, ledger: Ledger) -> list[pd.DataFrame]:
    said = pd.Series(line.sentence, index=named.index, dtype="str")
    found = find_words(named, "", said, ledger)
    if ledger.name == "hazards":
        found.append(find_ends(named, "", said.replace(line.sentence, _behind_numbers(line.sentence))))
    return [one[one["rule"] != SAYS["several"][0]] for one in found]


def _of_line(table: RawTable, line: _Line, says: str) -> pd.DataFrame:
    note = f"row {line.row} names no record of the sheet by its number; no record was changed for it"
    if line.sentence in table.title and says_replaces(line.sentence):
        note = f"row {line.row} replaces other sheets: of records known to be one, those of this sheet count"
    cells = (
        table.file,
        table.sheet,
        WHOLE_SHEET,
        "",
        SAYS[says][0],
        line.sentence,
        line.sentence,
        "kept",
        note,
    )
    return pd.DataFrame([cells], columns=list(FINDING))


def _records(rows: pd.DataFrame, ledger: Ledger) -> _Records:
    keys = rows[ledger.key].dropna().map(lambda key: folded(key).casefold())
    serials = _serials(rows, keys)
    order = serials if len(serials) else pd.Series(range(1, len(rows) + 1), index=rows.index)
    return _Records(_index_by(keys), _index_by(serials), _index_by(order))


def _index_by(names: pd.Series) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for index, name in zip(names.index.tolist(), names.tolist()):
        found.setdefault(name, []).append(index)
    return found


def _rows_named(sentence: str, records: _Records) -> set[int]:
    """Which records of a sheet a sentence names: by number of office, running number or place in order."""
    plain = folded(sentence).casefold()
    written = (key for key in records.by_key if key in plain and not _RUNNING.fullmatch(key))
    keys = {key for first in written for key in _keys_from(first, plain)}
    serials = {number for listed in _BY_SERIAL.findall(plain) for number in _numbers(listed)}
    places = {number for listed in _BY_ORDER.findall(plain) for number in _numbers(listed)}
    return {
        *_at(records.by_key, keys),
        *_at(records.by_serial, serials),
        *_at(records.by_order, places),
    }


def _at(index: Mapping[Any, list[int]], names: set[Any]) -> Iterator[int]:
    return (row for name in names for row in index.get(name, ()))


def _serials(rows: pd.DataFrame, keys: pd.Series) -> pd.Series:
    """The running numbers of the records, by a column of their own or by that of the number."""
    columns = [rows[name].dropna() for name in rows.columns if spelling(name) in SERIAL_NUMBER]
    texts = columns[0].map(folded) if columns else keys
    return texts[texts.str.fullmatch(_RUNNING.pattern)].astype(int)


def _keys_from(key: str, sentence: str) -> set[str]:
    """The numbers of office that a sentence lists from one on: AS2022-03、05, AS2022-03至AS2022-06.

    A shorter number stands for the end of the one before it (20220311、12). None where the key is
    but the part of a longer number.
    """
    head, tail = match.groups() if (match := _KEY.fullmatch(key)) else (key, "")
    again = f"(?:{_AND}|[至到~—–]+)(?:{re.escape(head)})?[0-9]{{1,{len(tail)}}}(?!起){_NO_MORE}"
    listed = f"((?:{again})*)" if tail else "()"
    found = re.findall(f"(?<![0-9a-z]){re.escape(key)}{listed}(?![0-9a-z]|-[0-9])", sentence)
    if not tail:
        return {key for _ in found}
    whole = (re.sub("[0-9]+", lambda end: tail[: -len(end[0])] + end[0], m.replace(head, "")) for m in found)
    numbers = {number for more in whole for number in _numbers(tail + more)}
    return {key for _ in found} | {f"{head}{number:0{len(tail)}d}" for number in numbers}


def _numbers(listed: str) -> set[int]:
    """The numbers of a list such as 3、5 or 3至5, in figures or words."""
    numbers: set[int] = set()
    last = 0
    for to, text in _STEP.findall(listed):
        # A count has an upper limit, which the digits of a number of office know nothing of.
        number = int(text) if text.isdecimal() else read_count(text).value or 0
        numbers |= set(range(last, number + 1)) if to and number - last < _MOST else {number}
        last = number
    return numbers
