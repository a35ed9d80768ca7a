"""Days and months in figures alone, of which a workbook may have kept no last nought."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

SHORT_DAY = re.compile(r"(?P<month>[0-9]{1,2})(?P<mark>[-/.])(?P<day>[0-9]{1,2})", re.ASCII)
"""3.9, 3/18, 03-18: a month and a day."""
_LAST_NOUGHT = re.compile(r"\.[0-9]0$")
_CUT_MONTH = re.compile(r"[0-9]{4}\.1")


def keep_noughts(texts: Iterable[str]) -> bool:
    """Whether the days of a column have their last noughts: one is 5.20.

    >>> keep_noughts(["5.2", "5.20"]), keep_noughts(["5.2", "5/20"])
    (True, False)
    """
    return any(_LAST_NOUGHT.search(text) for text in texts)


def is_day_cut(match: re.Match[str], year: int) -> bool:
    """Whether a `SHORT_DAY` of a column without last noughts may have lost one: 5.2 may be 5.20.

    >>> [is_day_cut(SHORT_DAY.fullmatch(text), 2023) for text in ("5.2", "5/2", "2.3", "5.4")]
    [True, False, False, False]
    """
    if match["mark"] != "." or len(match["day"]) > 1:
        return False
    try:
        return bool(date(year, int(match["month"]), 10 * int(match["day"])))
    except ValueError:
        return False


def is_month_cut(text: str) -> bool:
    """Whether a year and a month in figures may have lost their last nought: 2020.1 may be 2020.10.

    >>> is_month_cut("2020.1"), is_month_cut("2020.2"), is_month_cut("2020-1")
    (True, False, False)
    """
    return bool(_CUT_MONTH.fullmatch(text))
