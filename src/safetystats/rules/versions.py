"""Which of two sheets of one ledger is the later state: of rows that are one, the later sheet's is kept."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import PurePath

from ..read import RawTable
from ..sheets.titles import window_in
from .dates import only_year, read_date, stated_export

_STALE = re.compile(
    r"(?:^|[\s_\-（(【\[])(?:旧|旧版|旧表|备份|副本|作废|废止|历史|历史版本|初稿|草稿)(?:$|[\s_\-）)】\]0-9])"
    r"|(?:备份|副本|初稿|草稿|旧版|旧表)$|\bold\b|backup|\bcopy\b|\bdraft\b",
    re.IGNORECASE,
)
"""旧厂房隐患 and 历史遗留隐患 are no old copies."""
_COPY_OF_A_SHEET = re.compile(r"\([0-9]\)$")
"""So Excel names a sheet that was duplicated; a browser names so a file fetched again, which may be newer."""
_FINAL = re.compile(r"最终|终稿|定稿|最新|新版|更正|修订|修正|更新|\bfinal\b|\brevised\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:(?<![a-z])v|版本|第)\s?([0-9]{1,3})(?![0-9])", re.IGNORECASE)
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})[-_.]?([0-9]{2}|[0-9](?=[-_.]))[-_.]?([0-9]{1,2})(?![0-9])")
_PART_OF_YEAR = re.compile(r"月|季度|半年")
_FINAL_AFTER = 1000
"""A final version comes after any numbered one."""


def trust(table: RawTable) -> tuple[bool, int, int]:
    """A sheet's place among sheets of one ledger; the smaller, the more what it says is the latest state.

    Hidden sheets and old copies come last; before them the sheet whose title, name or file says the later
    day or month; then one that is called final, or has the higher number of version.
    """
    stem = PurePath(table.file).stem
    is_stale = (
        bool(_STALE.search(table.sheet) or _STALE.search(stem) or _COPY_OF_A_SHEET.search(table.sheet))
        or "hidden_sheet" in table.findings["rule"].array
    )
    day = stated_day(table.title, table.sheet, stem)
    return is_stale, -(day.toordinal() if day else 0), -max(_version(table.sheet), _version(stem))


def stated_day(title: str, sheet: str = "", stem: str = "") -> date | None:
    """The last day that a sheet says it covers; None where it names no year.

    A day of export goes before a month, and a month in the sheet's or file's name before a year in the title.

    Examples
    --------
    >>> stated_day("2020年隐患台账", sheet="8月").isoformat(), stated_day("", stem="台账20200824").isoformat()
    ('2020-08-31', '2020-08-24')
    """
    if exported := stated_export(title):
        return exported
    year = only_year(title, sheet, stem)
    for text in (sheet, stem, *title.splitlines()):
        if day := _day_in(text):
            return day
        if _PART_OF_YEAR.search(text):
            dated = text if only_year(text) else f"{year}年{text}"
            if window := window_in(dated):
                return window.end
    return date(year, 12, 31) if year else None


def _day_in(text: str) -> date | None:
    match = _DAY.search(unicodedata.normalize("NFKC", text))
    value: date | None = read_date("-".join(match.groups())).value if match else None
    return value


def _version(name: str) -> int:
    if _FINAL.search(name):
        return _FINAL_AFTER
    numbers = _NUMBERED.findall(unicodedata.normalize("NFKC", name))
    return max(map(int, numbers), default=0)
