"""Numbers, days and windows as a reader sees them. Rounding happens here and nowhere before.

A half is rounded up (away from zero), as Excel and a Chinese office do, on the decimal that the number prints
as: 0.0625 is 6.3 %, where rounding to the even digit would give 6.2 %.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
from babel.dates import format_date

from ..periods import Window

NOTHING = "—"
"""Printed for what does not exist: 0 of 0, a ratio to zero, a day that is not known."""

_BABEL = {"zh": "zh", "en": "en_GB"}
_DAY = {"zh": "M月d日", "en": "d MMM"}


def rounded(value: float, decimals: int) -> Decimal:
    """`value` rounded half up.

    >>> rounded(6.25, 1), rounded(-0.5, 0), rounded(28.499999, 0)
    (Decimal('6.3'), Decimal('-1'), Decimal('28'))
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _is_number(value: Any) -> bool:
    return not pd.isna(value) and math.isfinite(float(value))


def display_width(text: str) -> int:
    """Width in half-width columns.

    >>> display_width("占比6.3%")
    8
    """
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def number_text(value: Any, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """A number; `NOTHING` where there is none. English groups thousands, Chinese official tables do not.

    >>> number_text(11879, "en"), number_text(11879, "zh"), number_text(float("nan"), "zh")
    ('11,879', '11879', '—')
    >>> number_text(-2, "en", signed=True), number_text(2, "en", signed=True)
    ('−2', '+2')
    """
    if not _is_number(value):
        return NOTHING
    number = rounded(value, decimals)
    text = f"{abs(number):,f}" if language == "en" else f"{abs(number):f}"
    if number < 0:
        return f"−{text}"
    return f"+{text}" if signed and number > 0 else text


def per_text(per: float, language: str) -> str:
    """How many a rate is per, as offices write it: Chinese counts ten thousands.

    >>> per_text(100_000, "zh"), per_text(100_000, "en"), per_text(100, "zh")
    ('10万', '100,000', '100')
    """
    if language == "zh" and per >= 10_000 and per % 10_000 == 0:
        return f"{number_text(per / 10_000, language)}万"
    return number_text(per, language)


def mean_decimals(years: int) -> int:
    """Decimals of a mean of counts over so many years: halves and fifths need one, thirds and quarters two.

    >>> mean_decimals(5), mean_decimals(4)
    (1, 2)
    """
    return 1 if 10 % years == 0 else 2


def percent_text(share: Any, language: str, decimals: int = 1, *, brief: bool = False) -> str:
    """A share of 0 to 1 in percent; `brief` leaves out a decimal that is zero.

    >>> percent_text(3 / 48, "zh"), percent_text(0.7, "zh"), percent_text(0.7, "zh", brief=True)
    ('6.3%', '70.0%', '70%')
    """
    if not _is_number(share):
        return NOTHING
    # Scaled as a decimal: 0.285 * 100 as a float is 28.499999999999996.
    number = (Decimal(repr(float(share))) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = number_text(number, language, decimals)
    return (text.removesuffix("." + "0" * decimals) if brief and decimals else text) + "%"


def points_text(difference: Any, language: str) -> str:
    """A difference of two shares in percentage points, with its sign.

    >>> points_text(0.0425, "en"), points_text(-0.0425, "zh")
    ('+4.3', '−4.3')
    """
    if not _is_number(difference):
        return NOTHING
    scaled = float(Decimal(repr(float(difference))) * 100)
    return number_text(scaled, language, 1, signed=True)


MOST_RATIO = 100.0
"""A ratio above this comes of a handful of events: its digits would feign exactness."""


def ratio_text(ratio: Any, language: str) -> str:
    """A ratio with two decimals, from 10 on with none, and above `MOST_RATIO` only that it is above.

    >>> ratio_text(2.987, "zh"), ratio_text(31.4, "zh"), ratio_text(156.83, "zh"), ratio_text(156.83, "en")
    ('2.99', '31', '100以上', 'over 100')
    """
    if _is_number(ratio) and float(ratio) > MOST_RATIO:
        most = number_text(MOST_RATIO, language)
        return f"over {most}" if language == "en" else f"{most}以上"
    return number_text(ratio, language, 0 if _is_number(ratio) and float(ratio) >= 10 else 2)


def limits_text(lower: str, upper: str, language: str) -> str:
    """Two limits that are already texts; `NOTHING` where neither exists.

    >>> limits_text("2.1%", "16.8%", "en"), limits_text("2.1%", "16.8%", "zh")
    ('2.1%–16.8%', '2.1%～16.8%')
    """
    if lower == upper == NOTHING:
        return NOTHING
    # A minus sign beside a dash would be read as one, and so would a word: then "to" stands.
    if language == "en" and ("−" in lower + upper or " " in upper):
        return f"{lower} to {upper}"
    return f"{lower}～{upper}" if language == "zh" else f"{lower}–{upper}"


def p_text(p_value: Any, language: str) -> str:
    """A p-value with three decimals, never 0.000.

    >>> p_text(0.2012, "en"), p_text(0.00001, "en")
    ('0.201', '<0.001')
    """
    if not _is_number(p_value):
        return NOTHING
    return "<0.001" if float(p_value) < 0.0005 else number_text(p_value, language, 3)


def p_clause(p_value: Any, language: str) -> str:
    """A p-value with its sign, to stand in a sentence.

    >>> p_clause(0.2012, "en"), p_clause(0.00001, "zh")
    ('p = 0.201', 'p<0.001')
    """
    text = p_text(p_value, language)
    clause = f"p {text[0]} {text[1:]}" if text.startswith("<") else f"p = {text}"
    return clause if language == "en" else clause.replace(" ", "")


def day_text(day: Any, language: str) -> str:
    """A day in words; `NOTHING` where it is not known.

    >>> day_text(date(2020, 8, 24), "en"), day_text(pd.Timestamp(2020, 8, 24), "zh"), day_text(pd.NaT, "zh")
    ('24 August 2020', '2020年8月24日', '—')
    """
    if pd.isna(day):
        return NOTHING
    return format_date(pd.Timestamp(day), "long", locale=_BABEL[language])


def month_text(day: date, language: str, *, short: bool = False) -> str:
    """The month of a day; `short` for an axis.

    >>> month_text(date(2020, 8, 1), "en"), month_text(date(2020, 8, 1), "zh")
    ('August 2020', '2020年8月')
    >>> month_text(date(2020, 8, 1), "en", short=True)
    'Aug 2020'
    """
    english = "MMM y" if short else "MMMM y"
    return format_date(day, english if language == "en" else "y年M月", locale=_BABEL[language])


def month_name(day: date, language: str) -> str:
    """The month without its year, as short as it can be.

    >>> month_name(date(2020, 8, 1), "en"), month_name(date(2020, 8, 1), "zh")
    ('Aug', '8月')
    """
    return format_date(day, "MMM" if language == "en" else "M月", locale=_BABEL[language])


def period_text(name: str, language: str) -> str:
    """A month, quarter, half or year that is named as in ``2018Q2``; Chinese as an office writes it.

    >>> [period_text(name, "zh") for name in ("2018-07", "2018Q2", "2018H1", "2018")]
    ['2018年7月', '2018年第二季度', '2018年上半年', '2018年']
    >>> period_text("2018Q2", "en")
    '2018Q2'
    """
    if language != "zh":
        return name
    year, part = name[:4], name[4:]
    return f"{year}年{_PARTS_OF_YEAR.get(part) or part.lstrip('-0') + '月' * bool(part)}"


_PARTS_OF_YEAR = {
    **{f"Q{number}": f"第{word}季度" for number, word in enumerate("一二三四", start=1)},
    "H1": "上半年",
    "H2": "下半年",
}


def window_text(window: Window, language: str) -> str:
    """A window in words, as short as it can be without doubt.

    >>> window_text(Window.year(2019), "zh"), window_text(Window.months(2020, 1, 5), "zh")
    ('2019年', '2020年1至5月')
    >>> window_text(Window.year_to_date(date(2020, 8, 24)), "zh")
    '2020年1月1日至8月24日'
    >>> window_text(Window.year_to_date(date(2020, 8, 24)), "en")
    '1 January to 24 August 2020'
    >>> window_text(Window(date(2018, 1, 1), date(2020, 8, 24)), "en")
    '1 January 2018 to 24 August 2020'
    >>> window_text(Window(date(2019, 12, 31), date(2019, 12, 31)), "zh")
    '2019年12月31日'
    """
    start, end = window.start, window.end
    if start == end:
        return day_text(start, language)
    if window.is_full_year:
        return f"{start.year}年" if language == "zh" else str(start.year)
    if window == Window.month(start.year, start.month):
        return month_text(start, language)
    one_year = start.year == end.year
    if one_year and window == Window.months(start.year, start.month, end.month):
        if language == "zh":
            return f"{start.year}年{start.month}至{end.month}月"
        return f"{format_date(start, 'MMMM', locale='en_GB')} to {month_text(end, 'en')}"
    if language == "zh":
        last = f"{end.month}月{end.day}日" if one_year else day_text(end, "zh")
        return f"{day_text(start, 'zh')}至{last}"
    first = format_date(start, "d MMMM", locale="en_GB") if one_year else day_text(start, "en")
    return f"{first} to {day_text(end, 'en')}"


def window_of(row: pd.Series, prefix: str = "window_") -> Window:
    """The window of a row of a result frame; `prefix` ``other_`` for the one it is compared with."""
    return Window(
        pd.Timestamp(row[f"{prefix}start"]).date(),
        pd.Timestamp(row[f"{prefix}end"]).date(),
    )


def part_of_year_text(window: Window, language: str) -> str:
    """A year, or with the days of it that are meant, as short as it can be.

    >>> part_of_year_text(Window.year(2019), "zh"), part_of_year_text(Window.months(2019, 3, 12), "en")
    ('2019', '2019 (from 1 Mar)')
    >>> part_of_year_text(Window.year_to_date(date(2020, 8, 24)), "zh")
    '2020（至8月24日）'
    """
    whole, year = Window.year(window.start.year), window.start.year
    first, last = (
        format_date(day, _DAY[language], locale=_BABEL[language]) for day in (window.start, window.end)
    )
    if window == whole:
        return str(year)
    if window.start == whole.start:
        return f"{year} (to {last})" if language == "en" else f"{year}（至{last}）"
    if window.end == whole.end:
        return f"{year} (from {first})" if language == "en" else f"{year}（自{first}）"
    return f"{year} ({first} to {last})" if language == "en" else f"{year}（{first}至{last}）"


def each_year_text(span: Window, years: int, language: str) -> str:
    """The same dates of several years, from the first day of the first to the last day of the last.

    >>> span = Window(date(2018, 1, 1), date(2019, 8, 24))
    >>> each_year_text(span, 2, "zh"), each_year_text(span, 2, "en")
    ('2018、2019年各年1月1日至8月24日', '1 January to 24 August of 2018 and 2019')
    """
    first, last = span.start.year, span.start.year + years - 1
    own = window_text(Window(Window(span.start, span.start).in_year(last).start, span.end), language)
    if language == "zh":
        named = f"{first}{'、' if years == 2 else '至'}{last}年"
        return f"{named}各年{own.removeprefix(f'{last}年')}"
    named = f"{first} {'and' if years == 2 else 'to'} {last}"
    return f"{own.removesuffix(f' {last}')} of {named}"


def caption_text(kind: str, number: int, title: str) -> str:
    """What stands at a table or a figure: its kind in words, its number among its kind, and its title.

    >>> caption_text("表", 4, "占全市比重"), caption_text("Table", 4, "Shares"), caption_text("图", 1, "")
    ('表4\u3000占全市比重', 'Table 4. Shares', '图1')
    """
    first, second = caption_separators(kind)
    return f"{kind}{first}{number}" + (second + title if title else "")


def caption_separators(kind: str) -> tuple[str, str]:
    """Between kind and number, and between number and title: Chinese stands without blanks."""
    return (" ", ". ") if kind.isascii() else ("", "\u3000")


def within_text(window: Window, language: str) -> str:
    """A window inside a sentence: English needs "in", "on" or "from".

    >>> within_text(Window.year(2019), "en"), within_text(Window.months(2020, 1, 5), "en")
    ('in 2019', 'from January to May 2020')
    >>> within_text(Window(date(2019, 12, 31), date(2019, 12, 31)), "en")
    'on 31 December 2019'
    """
    text = window_text(window, language)
    if language == "zh":
        return text
    if window.start == window.end:
        return f"on {text}"
    return f"from {text}" if " to " in text else f"in {text}"
