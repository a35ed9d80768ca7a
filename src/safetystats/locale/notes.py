"""What reading and cleaning remark of a cell, a row or a line, and why they refuse a file, in the reader's
language.

Findings, quarantine, skipped lines and errors keep the English text. The catalogue holds each in its context,
``remark`` or ``refusal``, with a name in braces for what differs from row to row. The name says what stands
there, and so how it is shown; a second of its kind has a digit behind it.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache

import pandas as pd

from ..schema import LEDGERS, SOURCE
from . import catalogued, label, term
from .formats import day_text
from .wording import action_text, events_noun, ledger_text, quotient_text

_FURTHER = re.compile("\n(?=So was '|So were )")
"""Before what is said of further files that were refused."""
_BETWEEN = "; "
"""Stands between several reasons for one row, and within some."""
_WHERE = r"'(.*?)'(?: sheet '(.*)')?"
_SOURCE = "(tab|file name|title)(?: ([^,]+))?"
_COLUMN = "[a-z]+(?:_[a-z]+)*"
_STANDS = {
    "column": _COLUMN,
    "columns": rf"{_COLUMN}(?:, {_COLUMN})*",
    "amount": "[0-9,]+",
    "asked": ".*?",
    "bracketed": r"(?: \([^()]*\))?",
    "count": "[0-9]+",
    "ledger": "[a-z]+",
    "ledgers": "[a-z]+(?:, [a-z]+)*",
    "part": "(?: '[^']*')?",
    "where": r"'.*?'(?: sheet '.*?')?",
    **dict.fromkeys(("day", "first_day", "last_day"), "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "number": r"-?[0-9.]+(?:e[+-][0-9]+)?",
    "rule": "[a-z]+(?:_[a-z]+)+",
    "sources": rf"{_SOURCE}(?:, {_SOURCE})*",
    "thing": "[a-z ]+(?:T[0-9]+)?",
}
"""What a name in braces stands for; any other stands for any text."""


def column_text(column: str, language: str) -> str:
    """A ledger's column in the reader's language; a header as written, which is in no ledger, stays as it is.

    >>> column_text("occurred_on", "zh"), column_text("occurred_on", "en"), column_text("事故等级", "zh")
    ('发生日期', 'occurred_on', '事故等级')
    """
    known = any(column in ledger.names for ledger in LEDGERS.values())
    return term("column", column, language) if known and language == "zh" else column


def remark_text(remark: str, language: str) -> str:
    """The note of a finding, or the reason for a row or line, in the reader's language.

    One that is in no catalogue stays as it is.

    >>> remark_text("like 台账.xlsx 表一 row 5 in occurred_on, area, as far as they are stated", "zh")
    '与台账.xlsx 表一 第5行相似：已填写的发生日期、区均相同'
    >>> remark_text("no readable occurred_on: 某日; no readable area", "zh")
    '“发生日期”无法识别：某日；“区”无法识别'
    """
    return remark if language == "en" else _in_chinese(remark) or remark


def refusal_text(refusal: str, language: str) -> str:
    """What an error says, of a file that was refused or of a command, in the reader's language.

    As it is where not known.

    >>> refusal_text("'台账.ods' is an OpenDocument table. Open it and save it as .xlsx.", "zh")
    '“台账.ods”是OpenDocument表格。请打开并另存为.xlsx。'
    """
    if language == "en":
        return refusal
    return "\n".join(_one_in_chinese(one, "refusal") or one for one in _FURTHER.split(refusal))


def for_readers(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """A table of what was found or changed as a person gets it, in the reader's language.

    Remarks stand in that language. Names of the program stay as they are, for `corrections.csv` and for
    whoever counts by them; what they mean stands in columns at the end, such as ``rule_name``.

    >>> table = pd.DataFrame({"rule": ["area_unknown"], "note": ["before found_on"]})
    >>> for_readers(table, "zh").to_dict("records")
    [{'rule': 'area_unknown', 'note': '早于发现日期', 'rule_name': '区名无法识别'}]
    """
    remarks = {"note": _each(table["note"], remark_text, language)} if "note" in table else {}
    if {"rule", "after"} <= set(table):
        leads = table["rule"].isin(_LEADING)
        remarks["after"] = table["after"].mask(
            leads, _each(table["after"].where(leads, ""), remark_text, language)
        )
    names = {f"{name}_name": _each(table[name], of, language) for name, of in _NAMED.items() if name in table}
    return table.assign(**remarks, **names)


def aside_for_readers(quarantine: pd.DataFrame, language: str) -> pd.DataFrame:
    """Rows that were set aside as a person gets them: where each stands, why, all that it says, and then its
    cells as read, in the columns that hold any.
    """
    first = [name for name in ("ledger", *SOURCE, "reason") if name in quarantine]
    cells = quarantine.drop(columns=first).dropna(axis="columns", how="all")
    told = quarantine[first].assign(reason=_each(quarantine["reason"], remark_text, language))
    said = [
        " | ".join(map(str, row[is_said])) for row, is_said in zip(cells.to_numpy(), cells.notna().to_numpy())
    ]
    # A sheet may have a column of this name, too.
    told.insert(len(first), "text", said)
    return pd.concat([told, cells], axis="columns")


def _each(cells: pd.Series, told: Callable[[str, str], str], language: str) -> pd.Series:
    """Each text told in the reader's language: once, however many cells hold it."""
    return cells.map({text: told(text, language) for text in cells.unique()}).astype("str")


_LEADING = ("duplicate_certain", "sheet_version", "victims_joined")
"""Rules whose findings have under `after` where the row stands that another is set aside for."""

_NAMED: dict[str, Callable[[str, str], str]] = {
    "rule": lambda rule, language: term("rule", rule, language) if rule else "",
    "action": action_text,
    "column": column_text,
    "ledger": ledger_text,
    "change": lambda change, language: term("change", change, language),
    "figure": quotient_text,
    "events": events_noun,
}
"""Columns of the program's own names, and how each is told."""


@lru_cache(maxsize=100_000)
def _in_chinese(remark: str) -> str:
    """The remark in Chinese; empty where it is not known."""
    several = [_one_in_chinese(one) for one in _parted(remark)]
    return "；".join(several) if all(several) else ""


def _parted(remark: str) -> list[str]:
    """Several remarks one by one; what is none by itself belongs to the one before it."""
    first, *rest = remark.split(_BETWEEN)
    parts = [first]
    for part in rest:
        if _one_in_chinese(part):
            parts.append(part)
        else:
            parts[-1] += _BETWEEN + part
    return parts


def _one_in_chinese(remark: str, context: str = "remark") -> str:
    for pattern, chinese in _templates(context):
        if found := pattern.fullmatch(remark):
            return chinese.format(**{name: _shown(name, text) for name, text in found.groupdict().items()})
    return ""


@cache
def _templates(context: str) -> list[tuple[re.Pattern[str], str]]:
    """Each remark of the catalogue as a pattern, and its Chinese; those that say most by themselves first."""
    catalogue = catalogued(context)
    by_words = sorted(catalogue, key=lambda remark: -len(re.sub(r"\{\w+\}", "", remark)))
    return [(_pattern(remark), catalogue[remark]) for remark in by_words]


def _pattern(remark: str) -> re.Pattern[str]:
    parts = [
        re.escape(words) + (f"(?P<{name}>{_STANDS.get(_kind(name), '.*')})" if name else "")
        for words, name, _, _ in string.Formatter().parse(remark)
    ]
    return re.compile("".join(parts), re.DOTALL)


def _kind(name: str) -> str:
    return name.rstrip(string.digits)


def _shown(name: str, text: str) -> str:
    """What stands for a name in braces, as a Chinese reader sees it."""
    shown = _SHOWN.get(_kind(name))
    return shown(text) if shown else text


def _remark(text: str) -> str:
    return remark_text(text, "zh")


def _columns(text: str) -> str:
    return "、".join(column_text(column, "zh") for column in text.split(", "))


_FLAGS = {"True": "是", "False": "否"}


def _differences(text: str) -> str:
    """The columns in which two rows differ, and what each states where that is short: deaths 0 / 1, cause."""
    each = (part.partition(" ") for part in text.split(", "))
    return "、".join(
        _columns(column)
        + blank
        + " / ".join(_FLAGS.get(value) or label(value, "zh") for value in values.split(" / "))
        for column, blank, values in each
    )


def _sources(text: str) -> str:
    """Where an area is named (tab, file name), and which, where they differ."""
    return "、".join(
        _remark(source) + (f"“{area}”" if area else "") for source, area in re.findall(_SOURCE, text)
    )


def _refusal(text: str) -> str:
    return refusal_text(text, "zh")


def _refusals(text: str) -> str:
    """Several in a line, or one below the other."""
    parts = re.split("(; |;\n)", text)
    return "".join("；" + part[1:].strip(" ") if n % 2 else _refusal(part) for n, part in enumerate(parts))


def _ledgers(text: str) -> str:
    return "、".join(ledger_text(kind, "zh") for kind in text.split(", "))


def _needed(text: str) -> str:
    """The headers that each ledger needs: accidents: 发生日期; duties: 部门 and 事项."""
    each = (part.partition(": ") for part in text.split(_BETWEEN))
    return "；".join(f"{_ledgers(kind)}：{headers.replace(' and ', '和')}" for kind, _, headers in each)


def _options(text: str) -> str:
    """What a setting may be: 'internal', 'upward' or 'public'; any other list as it is."""
    if not re.fullmatch(r"'\w+'(?:, '\w+')* or '\w+'", text):
        return text
    *first, last = (f"“{one}”" for one in re.findall(r"'(\w+)'", text))
    return "、".join(first) + f"或{last}"


def _where(text: str) -> str:
    """A file, and its sheet if it has several: 'a.xlsx' sheet 'S'."""
    found = re.fullmatch(_WHERE, text, re.DOTALL)
    if found is None:
        return text
    return f"“{found[1]}”" + (f"工作表“{found[2]}”" if found[2] is not None else "")


_SHOWN: dict[str, Callable[[str], str]] = {
    "beside": _refusal,
    "bracketed": lambda text: f"（{text[2:-1]}）" if text else "",
    "column": _columns,
    "columns": _columns,
    "damage": _refusal,
    "differences": _differences,
    "found": _refusals,
    "ledger": _ledgers,
    "ledgers": _ledgers,
    "needed": _needed,
    "options": _options,
    "problem": _refusal,
    "refusal": _refusal,
    "where": _where,
    **dict.fromkeys(("day", "first_day", "last_day"), lambda text: day_text(pd.Timestamp(text), "zh")),
    "number": lambda text: f"{Decimal(text):f}",
    "part": lambda text: f"“{text[2:-1]}”" if text else "",
    "place": _remark,
    "remark": _remark,
    "rule": lambda text: term("rule", text, "zh"),
    "sources": _sources,
    "thing": _refusal,
}
"""How what stands for a name in braces is shown; any other text stays as it is."""
