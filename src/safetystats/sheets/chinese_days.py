"""Days in English words or in figures as a Chinese title writes them: there is one way to read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

from ..periods import Window

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_COUNTS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "last": 4,
    "4th": 4,
}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), start=2
    )
}
_QUARTERS, _HALVES = "一二三四", "上下"

_GAP = r"[\s_,.]*"
"""What stands between the words of a date; in the name of a file often a low line."""
_END, _START = r"(?![a-z0-9])", r"(?<![a-z0-9])"
_YEAR = r"(?P<year{n}>(?:19|20)[0-9]{{2}})(?![0-9])"
_MONTH = rf"(?P<month{{n}}>{'|'.join(_FULL)}|(?:{'|'.join(_MONTHS)}|sept)\.?(?![a-z]))"
_DAY = r"(?P<day{n}>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9a-z])"
_TO = r"\s*[_,]?\s*(?:to|through|till|until|[-~—–―]+)\s*_?\s*"
_OF = rf"(?:{_GAP}of)?{_GAP}"
_TO_DATE = r"(?:year[\s_-]*to[\s_-]*date|ytd)"
_UP_TO = r"(?:as[\s_]*(?:of|at)|up[\s_]*to|until|till|through|to)"
_AND_YEAR = rf"(?:{_GAP}{_YEAR.format(n='')})?"


def _day(n: str) -> tuple[str, str]:
    """A day and its month, in either order."""
    day, month = _DAY.format(n=n), _MONTH.format(n=n)
    return rf"{day}{_OF}{month}", rf"{month}{_GAP}{day}"


def _number(month: str) -> int:
    return _MONTHS.index(month[:3].lower()) + 1


def _span_of_days(m: re.Match[str]) -> str:
    first = m.groupdict().get("month") or m["month2"]
    return f"{m.groupdict().get('year') or m['year2']}年{_number(first)}月{int(m['day'])}日至{_last_day(m)}"


def _last_day(m: re.Match[str]) -> str:
    return f"{m['year2']}年{_number(m['month2'])}月{int(m['day2'])}日"


def _one_day(m: re.Match[str]) -> str:
    return f"{m['year']}年{_number(m['month'])}月{int(m['day'])}日"


def _span_of_months(m: re.Match[str]) -> str:
    first, last, year = _number(m["month"]), _number(m["month2"]), m["year2"]
    if m["year"] and m["year"] != year:
        return f"{m['year']}年{first}月至{year}年{last}月"
    return f"{year}年{first}-{last}月"


def _twelve_months(m: re.Match[str]) -> str:
    """The year that ends on a day, or with a month: from the day after, a year before."""
    year, month, day = int(m["year"]), int(m["month"]), m["day"]
    if not day:
        return f"{year - (month < 12)}年{month % 12 + 1}月至{m['date']}"
    try:
        last = date(year, month, int(day))
    except ValueError:
        return m[0]
    first = Window(last, last).years_before().end + timedelta(days=1)
    return f"{first.year}年{first.month}月{first.day}日至{m['date']}"


_WAYS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<between>[-./])(?P<month>[0-9]{1,2})(?P=between)(?P<day>[0-9]{1,2})(?![0-9])",
     lambda m: f"{m['year']}年{int(m['month'])}月{int(m['day'])}日"),
    (r"(?<=日)\s*to\s*(?=(?:19|20)[0-9]{2}年)", lambda m: "至"),
    # From one day to another, each with its month; the first may leave its year to the last.
    *(
        (rf"{_START}{one}{_AND_YEAR}{_TO}{other}{_GAP}{_YEAR.format(n=2)}", _span_of_days)
        for one, other in product(_day(""), _day("2"))
    ),
    (rf"{_START}{_DAY.format(n='')}{_TO}{_day('2')[0]}{_GAP}{_YEAR.format(n=2)}", _span_of_days),
    (rf"{_START}{_MONTH.format(n=2)}{_GAP}{_DAY.format(n='')}{_TO}{_DAY.format(n=2)}{_GAP}{_YEAR.format(n=2)}",
     _span_of_days),
    *((rf"{_START}{one}{_GAP}{_YEAR.format(n='')}", _one_day) for one in _day("")),
    (rf"{_START}{_YEAR.format(n='')}{_GAP}{_day('')[1]}", _one_day),
    (rf"{_START}{_MONTH.format(n='')}{_AND_YEAR}{_TO}{_MONTH.format(n=2)}{_OF}{_YEAR.format(n=2)}",
     _span_of_months),
    (rf"{_START}{_YEAR.format(n='')}[\s_,:(]*{_MONTH.format(n='')}{_TO}{_MONTH.format(n=2)}{_END}",
     lambda m: f"{m['year']}年{_number(m['month'])}-{_number(m['month2'])}月"),
    (rf"{_START}{_MONTH.format(n='')}{_OF}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年{_number(m['month'])}月"),
    (rf"{_START}{_YEAR.format(n='')}[\s_,:(-]*(?-i:(?!may)){_MONTH.format(n='')}{_END}",
     lambda m: f"{m['year']}年{_number(m['month'])}月"),
    (rf"{_START}{_MONTH.format(n='')}{_TO}{_MONTH.format(n=2)}{_END}",
     lambda m: f"{_number(m['month'])}-{_number(m['month2'])}月"),
    (rf"{_START}first{_GAP}(?P<count>two|three|2|3){_GAP}quarters{_OF}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年前{_QUARTERS[int(_NUMBERS.get(m['count'].lower(), m['count'])) - 1]}季度"),
    (rf"{_START}(?P<count>{'|'.join(_COUNTS)}){_GAP}quarter{_OF}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年第{_QUARTERS[_COUNTS[m['count'].lower()] - 1]}季度"),
    (rf"{_START}q(?P<count>[1-4]){_GAP}[-/]?{_GAP}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年第{_QUARTERS[int(m['count']) - 1]}季度"),
    (rf"{_START}{_YEAR.format(n='')}{_GAP}[-/]?{_GAP}q(?P<count>[1-4]){_END}",
     lambda m: f"{m['year']}年第{_QUARTERS[int(m['count']) - 1]}季度"),
    (rf"{_START}(?P<count>first|1st|second|2nd)[\s_-]*half(?:[\s_-]*year)?{_OF}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年{_HALVES[_COUNTS[m['count'].lower()] - 1]}半年"),
    (rf"{_START}h(?P<count>[12]){_GAP}[-/]?{_GAP}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年{_HALVES[int(m['count']) - 1]}半年"),
    (rf"{_START}first{_GAP}(?P<count>{'|'.join(_NUMBERS)}|[0-9]{{1,2}}){_GAP}months{_OF}{_YEAR.format(n='')}",
     lambda m: f"{m['year']}年前{_NUMBERS.get(m['count'].lower(), m['count'])}个月"),
    # What stands before a day or month up to which is counted.
    (rf"{_START}(?:year[\s_]*(?:ended|ending)|(?:12|twelve)[\s_-]*months[\s_]*(?:ended|ending|to))[\s_:]*"
     r"(?P<date>(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?)", _twelve_months),
    (rf"{_START}(?:{_TO_DATE}[\s_:,(]*{_UP_TO}|{_TO_DATE}|(?:year|cumulative)?[\s_]*{_UP_TO})[\s_:,(]*"
     r"(?:the[\s_]*)?(?:end[\s_]*of[\s_]*)?(?=[0-9]{4}年[0-9]{1,2}月)", lambda m: "截至"),
)  # fmt: skip
"""Each way of writing, the longer ones first, and how a Chinese title puts it."""
_PATTERNS = tuple((re.compile(way, re.IGNORECASE), put) for way, put in _WAYS)


def with_chinese_days(text: str) -> str:
    """A title whose days are written as Chinese ones; all other words stay as they are.

    "The year to" a day begins with 1 January, as "year to date" does; "the year ended" and "12 months to" are
    twelve months.

    Examples
    --------
    >>> with_chinese_days("Work accidents, January to June 2026")
    'Work accidents, 2026年1-6月'
    >>> with_chinese_days("As of 30 June 2026"), with_chinese_days("2026-01-01 to 2026-06-30")
    ('截至2026年6月30日', '2026年1月1日至2026年6月30日')
    """
    for pattern, put in _PATTERNS:
        text = pattern.sub(put, text)
    return text
