"""A day as a parameter of a notebook or command states it."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from contextlib import suppress
from datetime import date

from ..errors import WrongUse
from ..rules.dates import read_date

_YEAR_FIRST = re.compile(r"\s*(?:[0-9０-９]{4}|[〇零○一二三四五六七八九]{4}年)")
_YEAR_MONTH_DAY = re.compile(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*")
_PLAIN_DAYS = frozenset({"", "date_in_words", "date_marks", "date_full_width"})
"""Rules of `read_date` by which a day stands there as a whole, with nothing beside it."""


def first_day_looked_at(as_of: date, years: int) -> date:
    """1 January of the first of so many calendar years, the last one being that of `as_of`.

    >>> first_day_looked_at(date(2020, 8, 24), 3).isoformat()
    '2018-01-01'
    """
    return date(as_of.year - years + 1, 1, 1)


def parse_day(name: str, text: str) -> date:
    """A day with its year first (2020-08-24, 2020年8月24日); `WrongUse` names the parameter otherwise.

    >>> parse_day("as_of", "2020年8月24日").isoformat()
    '2020-08-24'
    """
    with suppress(TypeError, ValueError):
        return date.fromisoformat(text)
    _require_day_of_month(name, text)
    reading = read_date(text) if isinstance(text, str) and _YEAR_FIRST.match(text) else None
    if reading is None or reading.value is None or reading.rule not in _PLAIN_DAYS:
        option = name.replace("_", "-")
        raise WrongUse(f"'{name}' (--{option} of a command) needs a day such as 2020-08-24; found {text!r}.")
    day: date = reading.value
    return day


def _require_day_of_month(name: str, text: object) -> None:
    """Say how many days a month has where the text is a day beyond its last."""
    written = _YEAR_MONTH_DAY.fullmatch(unicodedata.normalize("NFKC", str(text)))
    if written is None:
        return
    year, month, day = map(int, written.groups())
    if year and 1 <= month <= 12 and day > (days := monthrange(year, month)[1]):
        which, option = f"{year}-{month:02d}", name.replace("_", "-")
        raise WrongUse(f"'{name}' (--{option} of a command): {which} has {days} days; found {text!r}.")
