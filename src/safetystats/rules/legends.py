"""Codes of a sheet that a note or header of its own explains: 0=已整改，1=未整改."""

from __future__ import annotations

import re

import pandas as pd

from ..findings import all_findings, find
from ..read import RawTable
from ..sheets.lines import NOTE, TITLE
from .columns import Sheets
from .reading import distinct_in, folded
from .status import end_of, is_listed

_PAIR = re.compile(r"(?<![0-9a-z.])([0-9]|[a-z]|[√×○●△])(?:[=:：—–-]+|为|表示|代表)([^,;、。/()\[\]\s0-9]+)")
_NAME = re.compile(r"[^\W\d_]+")
_OF_PUTTING_RIGHT = re.compile("改|销|治理|消除|闭环|办结")
_FEWEST = 2
"""One pair alone is no legend."""


def take_legends(sheets: Sheets) -> pd.DataFrame:
    """Put the words that a sheet gives for its codes of statuses in their place; the findings."""
    found: list[pd.DataFrame] = []
    for number, table in enumerate(sheets.tables):
        words = _legend_of(table) or _legend_beside(table, sheets)
        if not words:
            continue
        own = sheets.texts["status"]
        said = {text: words.get(folded(text).casefold()) for text in distinct_in(own)}
        meant = own.map(said).where(sheets.of == number).astype("str")
        hit = meant.notna()
        sheets.texts["status"] = own.where(~hit, meant)
        found.append(
            find(sheets.texts, hit, column="status", rule="status_from_legend", before=own, after=meant,
                 action="corrected", note="the sheet says what its code means")
        )  # fmt: skip
    return all_findings(found)


def _legend_beside(table: RawTable, sheets: Sheets) -> dict[str, str]:
    """The legend of another table of the same sheet, where the tables that have one agree."""
    legends = [legend for n in sheets.beside(table) if (legend := _legend_of(sheets.tables[n]))]
    return legends[0] if legends and all(legend == legends[0] for legend in legends) else {}


def _legend_of(table: RawTable) -> dict[str, str]:
    """The words of status that a table's notes, or its header, give for codes; nothing where they differ."""
    texts = [line.text for line in table.lines if line.reason in (NOTE, TITLE)]
    header = table.headers.get("status", "")
    said = [*(_pairs_in_note(text, header) for text in texts), _PAIR.findall(folded(header).casefold())]
    pairs = {pair for line in said if len(line) >= _FEWEST for pair in line if is_listed(pair[1])}
    words = dict(pairs)
    return words if len(words) == len(pairs) >= _FEWEST and all(map(end_of, words.values())) else {}


def _pairs_in_note(note: str, header: str) -> list[tuple[str, str]]:
    """The pairs of a note that stand behind the name of the column of statuses, or beside a word of putting
    right or striking off: 是 and 通过 answer any question.

    >>> _pairs_in_note("状态：0=是，1=否；是否挂账：0=否，1=是", "状态"), _pairs_in_note("0-已整改", "结果")
    ([('0', '是'), ('1', '否')], [('0', '已整改')])
    >>> _pairs_in_note("代码：1=已销账，3=作废", "状态"), _pairs_in_note("√为已整改，○为作废", "整改情况")
    ([('1', '已销账'), ('3', '作废')], [('√', '已整改'), ('○', '作废')])
    """
    plain, column = folded(note).casefold(), folded(header).casefold()
    pairs: list[tuple[str, str]] = []
    answers: list[tuple[str, str]] = []
    end, is_of_status = 0, False
    for found in _PAIR.finditer(plain):
        if named := _NAME.findall(plain[end : found.start()]):
            is_of_status, answers = named[-1] == column, []
        end = found.end()
        answers.append((found[1], found[2]))
        # One word of putting right tells what all answers to the same question are about: 1=已销账，3=作废.
        if is_of_status or any(_OF_PUTTING_RIGHT.search(word) for _, word in answers):
            pairs += [answer for answer in answers if answer not in pairs]
    return pairs
