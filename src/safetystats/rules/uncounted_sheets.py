"""Sheets and files that do not count, or may not: called 作废 or 模板, or summaries of the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import PurePath

import pandas as pd

from ..findings import all_findings
from ..read import RawTable
from ..reference import void_sheets
from ..schema import Kind, Ledger
from ..sheets.table_titles import says_example
from .columns import Sheets
from .reading import distinct_in, folded, says_nothing

_FORM_SHEET = re.compile(
    r"(?:(?:填报|填写|台账|导入)?模板|空表|(?:填报|填写|填表)?说明(?:及?(?:示例|样例|样表))?|templates?)[-_(]*[0-9]*",
    re.IGNORECASE,
)
_OF_A_LEDGER = r"(?:(?:[0-9]{4}年?|[0-9]{1,2}月|隐患|事故|检查|企业|台[账帐]|明细|数据|记录|表|版)[-_]*)*"
_OF_TABS = ("void", "tab", "example")
"""Meanings of the words by which a tab says that its sheet does not count."""
_UNNAMED = re.compile(r"(?:sheet|工作表)?[0-9]*", re.IGNORECASE)
"""Tabs as the program calls them."""
_IN_SUMS: frozenset[Kind] = frozenset({"date", "area", "count", "yuan"})
"""Kinds of column that a sheet of sums has; all others say of a row that it is one record."""

_Uncounted = list[tuple[str, str, list[int]]]
"""A rule, why it sets rows aside, and the numbers of the tables."""


def uncounted_sheets(tables: Sequence[RawTable], ledger: Ledger) -> _Uncounted:
    """The sheets that do not count where others do: by their or their file's name, or as sums of others."""
    tabs = [n for n, table in enumerate(tables) if _is_void_tab(table)]
    examples = [n for n, table in enumerate(tables) if _is_titled_example(table)]
    files = [n for n, table in enumerate(tables) if _is_void_file(table)]
    sums = [n for n, table in enumerate(tables) if _is_summary(table, ledger)]
    void = {*tabs, *examples}
    counting = {table.file for n, table in enumerate(tables) if n not in void}
    is_other = any(n not in files for n in range(len(tables)))
    are_records = any(n not in {*void, *files, *sums} for n in range(len(tables)))
    return [
        ("void_sheet", "the sheet's name says that it does not count",
         [n for n in tabs if tables[n].file in counting]),
        ("example_table", "its title says that it is an example",
         [n for n in examples if tables[n].file in counting]),
        ("void_sheet", "the file's name says that it does not count", files if is_other else []),
        ("summary_sheet", "its name says that it sums up, and its rows name no record",
         sums if are_records else []),
    ]  # fmt: skip


def left_out(tables: Sequence[RawTable], ledger: Ledger) -> set[int]:
    """The numbers of the tables that do not count."""
    return {number for *_, numbers in uncounted_sheets(tables, ledger) for number in numbers}


def find_doubtful_sheets(sheets: Sheets, ledger: Ledger) -> pd.DataFrame:
    """Findings for the sheets that are counted though their name speaks against it: no other counts, or it
    does not say so for certain.
    """
    uncounted = left_out(sheets.tables, ledger)
    says: list[tuple[Callable[[RawTable], bool], str, str]] = [
        (_is_void_tab, "void_sheet",
         "its name says that it does not count; it is counted, as its file has no other"),
        (_is_titled_example, "example_table",
         "its title says that it is an example; it is counted, as its file has no other"),
        (_is_void_file, "void_sheet",
         "its file's name says that it does not count; it is counted, as there is no other"),
        (_is_doubtful, "sheet_may_not_count", "its name may say that it does not count; it is counted"),
        (lambda table: _is_summary(table, ledger), "summary_sheet",
         "its name says that it sums up, and its rows name no record; it is counted, as there is no other"),
    ]  # fmt: skip
    found = [
        sheets.about(number, "", rule, "kept", note)
        for number, table in enumerate(sheets.tables)
        if number not in uncounted
        for speaks_against, rule, note in says
        if speaks_against(table)
    ]
    return all_findings(found)


def _is_void_tab(table: RawTable) -> bool:
    is_form = bool(_FORM_SHEET.fullmatch(_plain(table.tab))) or says_example(table.tab)
    is_hidden = "hidden_sheet" in table.findings["rule"].array
    return is_form or _says(table.tab, *_OF_TABS, *(["doubt"] if is_hidden else []))


def _is_titled_example(table: RawTable) -> bool:
    return any(map(says_example, table.title.splitlines()))


def _is_void_file(table: RawTable) -> bool:
    return any(_says(name, "void") for name in _names_of_file(table))


def _is_doubtful(table: RawTable) -> bool:
    """Whether a tab may say that it does not count, or a file what only a tab says for certain: 旧, 备份.

    An office may send its ledger in a file called 模板, as the form that it filled in was.
    """
    names = _names_of_file(table)
    return _says(table.tab, "doubt") or any(_says(name, "doubt", "tab", "form") for name in names)


def _names_of_file(table: RawTable) -> tuple[str, ...]:
    """The names of a file and of the folders it lies in."""
    path = PurePath(table.file)
    return (*path.parts[:-1], path.stem)


def _says(name: str, *meanings: str) -> bool:
    """Whether the name of a sheet or file says so: alone, beside its ledger and time, or in brackets.

    Behind the word 隐患 and 事故 make it a kind of them: 过期隐患 are overdue.
    """
    return bool(_name_saying(meanings).fullmatch(_plain(name)))


@cache
def _name_saying(meanings: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for meaning in meanings for word in void_sheets(meaning))
    said = rf"已?(?:{words})(?:[-_、]*(?:{words}))*"
    return re.compile(
        rf"(?:{_OF_A_LEDGER}\(?{said}的?(?:表|版|数据|记录|台[账帐])*|.*[(\[]{said})[-_(]*[0-9]*",
        re.IGNORECASE,
    )


def _is_summary(table: RawTable, ledger: Ledger) -> bool:
    """Whether a sheet is called a summary, and no row of it says more than a day, a place and figures."""
    tab = "" if _UNNAMED.fullmatch(table.tab.strip()) else table.tab
    names = (tab or PurePath(table.file).stem, table.title)
    if not any(word in _plain(name) for name in names for word in void_sheets("summary")):
        return False
    telling = [c.name for c in ledger.columns if c.kind not in _IN_SUMS and c.name != "note"]
    stated = (table.rows[name] for name in telling if name in table.rows)
    return all(texts.isna().all() or all(map(says_nothing, distinct_in(texts))) for texts in stated)


def _plain(name: str) -> str:
    return folded(name).casefold().strip("()[]【】<>《》")
