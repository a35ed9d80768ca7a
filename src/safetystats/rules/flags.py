"""Columns by which a ledger itself says of each row whether it counts: 是否纳入统计, 作废标志, is_deleted.

Which columns ask so, and the answers in words, are data (`flag_columns.csv`, `flag_answers.csv`). A row that
does not count is kept; a blank changes nothing, and an answer that is not understood is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

import pandas as pd

from .. import reference
from ..findings import all_findings, find
from ..schema import Ledger
from ..sheets.layout import simplified, spelling, spellings
from .columns import Sheets
from .patterns import NUMBER, pattern_of
from .reading import folded, holds, says_nothing
from .words import plain_answer, read_flag

_HOLDERS = {"{mark}": "(?:标识|标志|标记|标注|标示|状态|位|与否|flag)", "{number}": NUMBER}
_BRACKETS = re.compile(r"[(（\[【].*")
_SAYS_ANSWERS = re.compile(
    "(?:是|y|yes|1|√)[/、,或]?(?:否|n|no|0|×)|(?:否|n|no|0|×)[/、,或]?(?:是|y|yes|1|√)|[必选]填|下拉(?:选择)?"
)
"""What may stand in the brackets of such a column: its answers, and not what they mean (1作废0有效)."""
_AS_NUMBER = re.compile(r"\.0+$")


class Flag(NamedTuple):
    """A column that asks something of each row: the answer that tells, and what it then says."""

    header: re.Pattern[str]
    cell: str
    says: str


@cache
def _flags(ledger: str) -> tuple[Flag, ...]:
    rows = reference.flag_columns(ledger).to_dict("records")
    return tuple(
        Flag(re.compile(pattern_of(row["header"], _HOLDERS, spelling)), row["cell"], row["says"])
        for row in rows
    )


def flags_of(header: str, ledger: Ledger) -> list[Flag]:
    """What a column asks by its lowest header, whatever stands in brackets behind."""
    ways = spellings(header.split(" > ")[-1])
    return [flag for flag in _flags(ledger.name) if any(map(flag.header.fullmatch, ways))]


def says_out(text: str, cell: str) -> bool | None:
    """Whether an answer says that its row does not count, where `cell` (yes or no) does; None if unknown.

    >>> says_out("否", "no"), says_out("已作废", "yes"), says_out("正常", "yes"), says_out("待定", "no")
    (True, True, False, None)
    """
    word = _AS_NUMBER.sub("", simplified(folded(text)).casefold())
    if word in _answers():
        return not _answers()[word]
    plain = plain_answer(word)
    if plain is not None:
        return plain == (cell == "yes")
    # 无 under 作废 and 有 under 有效 leave the row as it is.
    return False if read_flag(text).value is (cell == "no") else None


def is_out(text: str, cell: str) -> bool:
    """Whether an answer plainly says that its row does not count."""
    return says_out(text, cell) is True


def _is_unknown(text: str, cell: str) -> bool:
    return not says_nothing(text) and says_out(text, cell) is None


@cache
def _answers() -> dict[str, bool]:
    table = reference.flag_answers()
    return dict(zip(table["word"], table["counts"] == "true"))


def strike_off_by_flags(sheets: Sheets, ledger: Ledger) -> pd.DataFrame:
    """Put 是 under struck_off where a column says that the row does not count; the findings.

    Where struck_off itself says no, by the office or a person's correction, it stays: that the columns
    contradict each other is told.
    """
    found = [find_unknown_answers(sheets, ledger)]
    stated = holds(sheets.texts["struck_off"], lambda text: read_flag(text).value is False)
    told = pd.Series(False, index=stated.index)
    for hit, header, text in _rows_out(sheets, ledger):
        own = sheets.texts["struck_off"]
        contradicted, hit = hit & stated & ~told, hit & ~stated
        told |= contradicted
        hit &= ~holds(own, lambda text: read_flag(text).value is True)
        sheets.texts["struck_off"] = own.where(~hit, "是")
        found += [
            find(sheets.texts, contradicted, column="struck_off", rule="flag_contradicted", before=own,
                 after=own, action="kept", note=f"'{header}' says '{text}', and 是否核销 that it counts"),
            find(sheets.texts, hit, column="struck_off", rule="flag_not_counted", before=own, after="是",
                 action="corrected", note=f"'{header}' says '{text}': not counted"),
        ]  # fmt: skip
    return all_findings(found)


def void_by_flags(
    sheets: Sheets, hazards: pd.DataFrame, ledger: Ledger, refused: pd.Series | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hazards void where a column says that they do not count, unless a person `refused` it; the findings."""
    refused = pd.Series(False, index=hazards.index) if refused is None else refused
    status = hazards["status"]
    found = [
        find_unknown_answers(sheets, ledger),
        find(hazards, refused, column="status", rule="correction", before=status, after=hazards["end_type"],
             action="kept", note="refused: flag_not_counted"),
    ]  # fmt: skip
    for hit, header, text in _rows_out(sheets, ledger):
        hit = hit & ~refused & (hazards["end_type"] != "void")
        hazards = hazards.assign(end_type=hazards["end_type"].where(~hit, "void"))
        found.append(
            find(hazards, hit, column="status", rule="flag_not_counted", before=status, after="void",
                 action="corrected", note=f"'{header}' says '{text}': not counted")
        )  # fmt: skip
    return hazards, all_findings(found)


def find_unknown_answers(sheets: Sheets, ledger: Ledger) -> pd.DataFrame:
    """Findings for answers of such a column that are not understood: the row counts."""
    found: list[pd.DataFrame] = []
    for header, cell in deciding(sheets, ledger):
        texts = sheets.texts[header]
        unknown = holds(texts, partial(_is_unknown, cell=cell))
        found.append(
            find(sheets.texts, unknown, column=header, rule="flag_unknown", before=texts, action="unknown",
                 note="no plain yes or no: it changes nothing")
        )  # fmt: skip
    return all_findings(found)


def _rows_out(sheets: Sheets, ledger: Ledger) -> Iterator[tuple[pd.Series, str, str]]:
    """For each such column and answer the rows that do not count, the column and what it says."""
    for header, cell in deciding(sheets, ledger):
        texts = sheets.texts[header]
        out = holds(texts, partial(is_out, cell=cell))
        for text in texts[out].unique():
            yield texts.eq(text), header, text


def undecided(texts: pd.Series, cell: str) -> pd.Series:
    """The answers of such a column that are not understood; missing where they decide."""
    return texts.where(holds(texts, partial(_is_unknown, cell=cell)))


def deciding(sheets: Sheets, ledger: Ledger) -> list[tuple[str, str]]:
    """The columns that decide whether their rows count, each with the answer that says no.

    A column under another header (措施 > 是否有效), or that explains its answers, is told of only.
    """
    return [
        (header, flag.cell)
        for header in sheets.unused
        if " > " not in header and _is_plain(header)
        for flag in flags_of(header, ledger)
        if flag.says == "out"
    ]


def _is_plain(header: str) -> bool:
    brackets = _BRACKETS.search(header)
    return brackets is None or bool(_SAYS_ANSWERS.fullmatch(folded(brackets[0])[1:-1].casefold()))
