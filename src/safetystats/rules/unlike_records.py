"""Rows that look like one record and are none, or more than one: zero reports, examples, lists in a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from ..findings import find, no_findings
from ..read import RawTable
from ..schema import Ledger
from .columns import Sheets
from .numbers import read_count
from .reading import folded

_NO_HAZARD = re.compile(
    r"(?:本月|当月|本周|今日|当日|本次)?(?:检查)?(?:无|未发现|没有|没有发现|未查出|未排查出)(?:任何)?(?:安全|事故|生产安全)?"
    r"(?:隐患|问题|隐患和问题|问题和隐患|异常)(?:及问题)?[。.]?|零报告|无[。.]?|nohazards?(?:found)?|none(?:found)?"
)
_NO_ACCIDENT = re.compile(
    r"(?:[0-9]{4}年)?(?:[0-9]{1,2}月|本月|当月|本季度?|本年)?份?(?:无|未发生|没有)(?:生产安全|安全生产|死亡|亡人)*(?:事故)?[。.]?|零报告"
)
_EXAMPLE = re.compile(
    r"(?:示例|样例|范例|填写示例|填报示例|举例|例)(?:[:：\-_].*|[0-9]*|公司|单位|企业|数据|行)?"
)
_VOID_SHEET = re.compile(r"作废|示例|样例|范例|模板|填报说明|填写说明|template|example|sample", re.IGNORECASE)
_ENUMERATED = re.compile(r"[①-⑳]|(?:^|[\s。；;，,])[(（]?[1-9][0-9]?[)）.、．](?=[^0-9\s])")
_SEVERAL = re.compile(
    r"(?:一般|重大)?(?:隐患|问题)(?:总)?(?:数|数量|条数|项数|个数|起数)|[已未](?:整改|销账|完成)(?:数|项|条|数量)|数量"
)


def set_aside_reasons(sheets: Sheets, ledger: Ledger) -> tuple[pd.Series, pd.DataFrame]:
    """Why a row is no record (empty where it may be one), and the findings that say so.

    A row of examples, a sheet called 作废 or 模板 beside others of its file, a hazard whose description or
    enterprise says that none was found, an accident whose number or enterprise says that there was none.
    """
    texts = sheets.texts
    reasons = pd.Series("", index=texts.index, dtype="str")
    void = void_sheets(sheets.tables)
    checks = [
        (sheets.of.isin(void), "void_sheet", "the sheet's name says that it does not count", ledger.key)
    ]
    naming = [name for name in (ledger.key, "enterprise") if name in ledger.names]
    first = sheets.unused[:1]
    for column in dict.fromkeys([*naming, *first]):
        checks.append((_matches(texts[column], _EXAMPLE), "example_row", "the row is an example", column))
    if ledger.name == "hazards":
        for column in ("description", "enterprise"):
            hit = _matches(texts[column], _NO_HAZARD)
            if column == "enterprise":
                # 无 there says that no enterprise is named.
                hit &= texts[column] != "无"
            checks.append((hit, "zero_report_in_row", "zero report: no hazard was found", column))
    if ledger.name == "accidents":
        for column in (ledger.key, "enterprise"):
            hit = _matches(texts[column], _NO_ACCIDENT) & ~texts[column].isin(["无", "没有"])
            checks.append((hit, "zero_report_in_row", "zero report: no accident happened", column))
    found = [no_findings()]
    for hit, rule, why, column in checks:
        hit &= reasons == ""
        reasons = reasons.where(~hit, why)
        found.append(
            find(texts, hit, column=column, rule=rule, before=texts[column], action="quarantined", note=why)
        )
    return reasons, pd.concat(found, ignore_index=True)


def void_sheets(tables: Sequence[RawTable]) -> list[int]:
    """The sheets whose name says that they do not count, where their file has others that do."""
    named = {n: bool(_VOID_SHEET.search(table.sheet)) for n, table in enumerate(tables)}
    counting = {table.file for n, table in enumerate(tables) if not named[n]}
    return [n for n, table in enumerate(tables) if named[n] and table.file in counting]


def find_several(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for hazards of which one row holds several: numbered within a cell, or counted in a column."""
    if ledger.name != "hazards":
        return no_findings()
    texts = sheets.texts.loc[kept.index]
    described = {t: len(_ENUMERATED.findall(t)) >= 2 for t in texts["description"].dropna().unique()}
    hit = texts["description"].map(described).eq(True)
    found = [
        find(texts, hit, column="description", rule="several_in_one_cell", before=texts["description"],
             action="kept", note="counted as one hazard; give each a row of its own")
    ]  # fmt: skip
    for header in [name for name in sheets.unused if _SEVERAL.fullmatch(folded(name))]:
        counts = {text: read_count(text).value for text in texts[header].dropna().unique()}
        several = texts[header].map({t: (n or 0) > 1 for t, n in counts.items()}).eq(True)
        found.append(
            find(texts, several, column=header, rule="several_in_one_row", before=texts[header],
                 action="kept", note="counted as one hazard; the column says that they are more")
        )  # fmt: skip
    return pd.concat(found, ignore_index=True)


def _matches(texts: pd.Series, pattern: re.Pattern[str]) -> pd.Series:
    said = {text: bool(pattern.fullmatch(folded(text).casefold())) for text in texts.dropna().unique()}
    return texts.map(said).eq(True)
