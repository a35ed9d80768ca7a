"""Which days a title, a sheet's name, a file's name or a header says it counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from ..periods import Window
from .chinese_days import with_chinese_days

_Y = r"(?P<year>(?:19|20)[0-9]{2})"
_TO = r"[-~—–―至到]+"
_M = r"0?[1-9]|1[0-2]"
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

SIGNED = re.compile(
    r"(?:(?:填报|填表|制表|打印|发布|印发|报送|上报|统计|导出|生成)(?:日期|时间)?|(?<![a-z])(?:published|printed|issued"
    r"|released|compiled|prepared|updated|made)(?:[_ ](?:on|at))?):?[_ ]?"
    r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?![0-9日]| ?[-/.至到~])",
    re.IGNORECASE,
)
"""The day on which a sheet was filled in, in folded words. A span of days is what it counts instead."""
_TIME = re.compile(
    r"(?:19|20)[0-9]{2}(?![0-9])|[0-9]{1,2}(?:月|日)|季度|半年|[上中下]旬|第[0-9一二三四五]+周|"
    r"春节|国庆|五一|十一|黄金周|假期|q[1-4]"
    r"|(?<![a-z])(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|apr|jun|jul|aug|sept?|oct|nov|week|quarter|half|holiday|festival)(?![a-z])"
)
"""Words of time: those that are left over when a window was read make it unsure."""
_BETWEEN_WORDS = re.compile(r"(?<=[0-9a-z])\s+(?=[0-9a-z])")
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_CHINESE_MONTH = re.compile(
    rf"(十[一二]|[一二三四五六七八九十])(?=月|{_TO}(?:十[一二]|[一二三四五六七八九十])月)"
)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTH_NAMES = {"十": 10, "十一": 11, "十二": 12, **{n: i for i, n in enumerate("一二三四五六七八九", 1)}}


def window_in(text: str) -> Window | None:
    """The window that a title or name says; a year alone is the whole year.

    None where it says none, and where it says more than is understood (`says_when` tells the two apart): two
    years, a single day, a holiday.

    Examples
    --------
    >>> str(window_in("2014年1～2月房屋市政工程生产安全事故情况表"))
    '2014-01-01/2014-02-28'
    >>> str(window_in("截至2020年8月24日")), str(window_in("2020年前三季度"))
    ('2020-01-01/2020-08-24', '2020-01-01/2020-09-30')
    >>> window_in("2018-2020年") is None
    True
    """
    plain = in_figures(text)
    for pattern, read in _WAYS:
        match = pattern.search(plain)
        if match is None:
            continue
        if _TIME.search(f"{plain[: match.start()]} {plain[match.end() :]}"):
            return None
        try:
            return read(match)
        except ValueError:
            return None
    return None


def says_when(text: str) -> bool:
    """Whether a text has words of time, understood or not.

    >>> says_when("2020年8月24日"), says_when("各区情况表")
    (True, False)
    """
    return bool(_TIME.search(in_figures(text)))


def in_figures(text: str) -> str:
    """A title closed up, its days as a Chinese one writes them in figures, without that of its signing.

    >>> in_figures("二〇二四年 五月份"), in_figures("May 2024"), in_figures("填报日期：2024-05-02")
    ('2024年5月份', '2024年5月', '')
    """
    plain = with_chinese_days(unicodedata.normalize("NFKC", text))
    plain = _BETWEEN_WORDS.sub("_", plain.casefold())
    plain = "".join(plain.split()).replace("元月", "1月")
    plain = _CHINESE_YEAR.sub(lambda m: m[0].translate(_DIGITS), plain)
    plain = _CHINESE_MONTH.sub(lambda m: str(_MONTH_NAMES[m[1]]), plain)
    return SIGNED.sub("", plain)


def _days(m: re.Match[str]) -> Window:
    year, month = int(m["year"]), int(m["month"])
    end = date(int(m["endyear"] or year), int(m["endmonth"] or month), int(m["endday"]))
    return Window(date(year, month, int(m["day"])), end)


def _to_day(m: re.Match[str]) -> Window:
    return Window.year_to_date(date(int(m["year"]), int(m["month"]), int(m["day"])))


def _to_month(m: re.Match[str]) -> Window:
    return Window.months(int(m["year"]), 1, int(m["month"]))


def _over_years(m: re.Match[str]) -> Window:
    first = Window.month(int(m["year"]), int(m["month"]))
    return Window(first.start, Window.month(int(m["endyear"]), int(m["endmonth"])).end)


def _months(m: re.Match[str]) -> Window:
    return Window.months(int(m["year"]), int(m["first"]), int(m["last"]))


def _half(m: re.Match[str]) -> Window:
    return Window.months(int(m["year"]), *((1, 6) if m["half"] == "上" else (7, 12)))


def _quarters(m: re.Match[str]) -> Window:
    last = 3 * _NUMERALS[m["last"]]
    first = m.groupdict().get("first")
    return Window.months(int(m["year"]), 3 * _NUMERALS[first] - 2 if first else 1, last)


def _quarter(m: re.Match[str]) -> Window:
    last = 3 * _NUMERALS[m["last"]]
    return Window.months(int(m["year"]), last - 2, last)


def _month(m: re.Match[str]) -> Window:
    return Window.month(int(m["year"]), int(m["month"]))


def _year(m: re.Match[str]) -> Window:
    year = int(m["year"])
    if m["next"] and int(m["next"]) == (year + 1) % 100:
        raise ValueError("a year from month to month, as 2025/26 is, begins on no known day")
    return Window.year(year)


_WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Window]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_Y}年(?P<month>{_M})月(?P<day>[0-9]{{1,2}})日{_TO}(?:(?P<endyear>(?:19|20)[0-9]{{2}})年)?"
         rf"(?:(?P<endmonth>{_M})月)?(?P<endday>[0-9]{{1,2}})日", _days),
        (rf"(?:截[至止]到?){_Y}年(?P<month>{_M})月(?P<day>[0-9]{{1,2}})日", _to_day),
        (rf"(?:截[至止]到?){_Y}年(?P<month>{_M})月[底末]?", _to_month),
        (rf"{_Y}年度?(?:截[至止]到?|[至到])(?P<month>{_M})月(?P<day>[0-9]{{1,2}})日", _to_day),
        (rf"{_Y}年(?P<month>{_M})月{_TO}(?P<endyear>(?:19|20)[0-9]{{2}})年(?P<endmonth>{_M})月", _over_years),
        (rf"{_Y}年(?P<first>{_M})月?份?{_TO}(?P<last>{_M})月(?![0-9])份?", _months),
        (rf"{_Y}\.(?P<first>{_M}){_TO}(?P<last>{_M})(?![0-9])月?", _months),
        (rf"{_Y}年(?P<half>[上下])半年", _half),
        (rf"{_Y}年前(?P<last>[二三四234])个?季度", _quarters),
        (rf"{_Y}年第?(?P<first>[一二三1-3])(?:季度)?{_TO}第?(?P<last>[二三四2-4])季度", _quarters),
        (rf"{_Y}年第?(?P<last>[一二三四1-4])季度", _quarter),
        (rf"{_Y}年前(?P<month>{_M})个?月", _to_month),
        (rf"{_Y}年(?P<month>{_M})月(?![0-9]{{1,2}}日)份?", _month),
        (rf"(?<![0-9]){_Y}[-./_](?P<month>{_M})(?![-./_]?[0-9])", _month),
        (rf"(?<![0-9]){_Y}(?P<month>0[1-9]|1[0-2])(?![0-9])", _month),
        (rf"(?<![0-9]){_Y}(?:年度|年全年|全年|年)?(?![0-9])(?:[-/](?P<next>[0-9]{{2}})(?![0-9]))?", _year),
    )
)  # fmt: skip
"""How a window is written, the narrower way first; how it is read from the match."""
