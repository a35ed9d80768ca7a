"""Days in all their spellings. Nothing is guessed: what cannot be read is no date, and named.

A spelling that states year, month and day in that order is plain. What has to be concluded from the rest
of its column (which of two numbers is the month, whether five digits are Excel's count of days) or from
the title (the year) is concluded for the column as a whole, and each such cell is a finding.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from ..errors import NoWorkingDays
from ..periods import Window, WorkingDays
from ..sheets.short_days import SHORT_DAY, is_day_cut, is_month_cut, keep_noughts
from ..sheets.titles import SIGNED, window_in
from ..signs import visible
from .reading import Reading, folded, half_width, naming_signs, says_nothing

FIRST_YEAR, LAST_YEAR = 1949, 2100
"""Years outside are no dates of a work-safety ledger: Excel's zero day, slips of the pen."""

_PART_OF_DAY = (
    r"(?:上午|下午|凌晨|早上|早晨|晨|中午|傍晚|晚上|晚|夜间|夜里|夜(?!班)|零点班|早班|白班|中班|夜班)"
)
_TIME = (
    rf"(?:(?:[T ]|(?<=[日号])|(?={_PART_OF_DAY})){_PART_OF_DAY}? ?约?"
    r"(?:(?:[AaPp]\.?[Mm]\.? ?)?(?P<hour>\d{1,2})[:时点]"
    r"(?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2})?(?:\.\d+)?秒?)?时?(?:许|左右)?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?P<zone> ?(?:Z|(?:GMT|UTC)?[+-]\d{2}(?::?\d{2})?|[A-Za-z]{2,10}))?)?)?"
)
_TIME_RANGE = re.compile(
    r"(?<!T)(?<![T0-9][0-9])((?<= |[日号])[0-9]{1,2}:[0-9]{2}) ?[-~—–至到]+ ?[0-9]{1,2}:[0-9]{2}$"
)
"""09:00-11:00 says from when to when; an offset of so many hours stands behind seconds or a T."""
_WEEKDAY = re.compile(r" ?(?:\(?(?:星期|周)[一二三四五六日天]\)?|\([一二三四五六日天]\))")
_WEEKDAYS = "一二三四五六日天"
_YEAR_FIRST = [
    re.compile(pattern + _TIME, re.ASCII)
    for pattern in (
        # Not 2020.02..10, which is February to October.
        r"(?P<year>\d{4})(?P<mark>[-/.。、, ])(?P=mark)?(?P<month>\d{1,2})(?P=mark)(?:(?!\.)(?P=mark))?"
        r"(?P<day>\d{1,2})[日号]?",
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    )
]
_STAMP = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[T ]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?",
    re.ASCII,
)
# Not 2021.02-10, which is February to October.
_MIXED_MARKS = re.compile(
    r"(?P<year>\d{4})(?:/(?P<month>\d{1,2})-|-(?P<other>\d{1,2})/)(?P<day>\d{1,2})" + _TIME, re.ASCII
)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})" + _TIME, re.ASCII
)
_NO_YEAR = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?" + _TIME, re.ASCII)
_ENGLISH = [
    re.compile(pattern + _TIME, re.ASCII)
    for pattern in (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-. ]?(?P<month>[A-Za-z]{3,9})[-,. ]{1,2}(?P<year>\d{4})",
        r"(?P<month>[A-Za-z]{3,9})[-. ]{1,2}(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{4})",
        r"(?P<year>\d{4})[-. /](?P<month>[A-Za-z]{3,9})[-. /](?P<day>\d{1,2})",
    )
]
_SHORT_YEAR = re.compile(r"(?P<year>\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?" + _TIME, re.ASCII)
_LAST_SHORT_YEAR_OF_NOW = 49
_SHORT_TRIPLE = re.compile(
    r"(?P<first>\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})" + _TIME, re.ASCII
)
"""24.3.5, which may be the fifth of March 2024 or the twenty-fourth of 2005."""
_SHORT_ENGLISH = re.compile(
    r"(?P<day>\d{1,2})[- ](?P<month>[A-Za-z]{3,9})[- ](?P<year>\d{2})" + _TIME, re.ASCII
)
"""17-Feb-23, as Excel shows a day in English."""
_OF_THE_REPUBLIC = re.compile(
    r"(?:中华)?民[国國](?P<year>\d{1,3})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?" + _TIME, re.ASCII
)
_YEAR_BEFORE_THE_REPUBLIC = 1911
_DAY_ALONE = re.compile(r"(?P<day>\d{1,2})[日号]" + _TIME, re.ASCII)
_MONTH_ALONE = re.compile(r"(?P<month>[1-9]|1[0-2])月份?")
_YEAR_OR_MONTH = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})(?:年|(?=[-/.][0-9]|$)))?"
    r"(?:(?P<month>0?[1-9]|1[0-2])月份?(?P<third>[上中下]旬)?|[-/.](?P<other>0?[1-9]|1[0-2]))?"
)
_SPAN = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})[-/.年])?(?P<month>[0-9]{1,2})(?P<mark>[-/.月])(?P<day>[0-9]{1,2})"
    r"[日号]? ?(?P<to>[-~—–―至到]+|/) ?"
    r"(?:(?:(?P<lastyear>(?:19|20)[0-9]{2})[-/.年])?(?P<lastmonth>[0-9]{1,2})[-/.月])?(?P<lastday>[0-9]{1,2})[日号]?"
)
"""3月8日-9日, 2020.3.8至3.9; 2020-03-01/2020-03-31 as a clean ledger has it."""
_THIRDS: dict[str, tuple[int, int | None]] = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, None)}
_REMARKED = re.compile(r"(?P<day>[^()]+)\((?P<remark>[^()]+)\)")
_HARMLESS_REMARKS = frozenset({"补报", "补录", "补登", "补填", "续报", "已核实", "约", "大约", "左右"})
_ABOUT = re.compile(r"(?:大约|大概|约) ?(?P<day>.+)|(?P<before>.+?) ?(?:左右|前后)")
_ENGLISH_WEEKDAY = re.compile(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,? ", re.IGNORECASE)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SIX_DIGITS = re.compile(r"[0-9]{6}")
"""200308: the eighth of March 2020, or August 2003."""
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_CHINESE_DIGITS = str.maketrans("〇零○Oo一二三四五六七八九", "00000123456789")
_CHINESE_YEAR = re.compile(r"(?=[0-9]{0,3}[〇零○一二三四五六七八九])[0〇零○Oo一二三四五六七八九]{4}(?=年)")
_OF_CHEQUES = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十")
_ON_CHEQUES = re.compile(r"[零〇壹贰貳叁參肆伍陆陸柒捌玖拾]{1,4}(?=[年月日号])")
_NOUGHT_OF_CHEQUES = re.compile(r"(?<=[年月])[零〇](?=[一二三]?十[月日号])")
"""零壹拾月, as cheques write it."""
_FIRST_MONTH = re.compile(r"(?<![0-9])元月")
_CHINESE_TWO_DIGITS = re.compile(r"(?<![0-9])(?:[0〇零○][一二三四五六七八九]|[一二三][0〇零○])(?=[月日号])")
"""〇八月 and 二〇日: digits, and no numeral."""
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号])")
_IN_NUMERALS = re.compile("[〇零○一二三四五六七八九十廿卅元壹贰貳叁參肆伍陆陸柒捌玖拾]")
_DOUBLE_MARK = re.compile(r"[0-9]([-/.。、,])\1[0-9]")
_SHORT_TENS = re.compile("([廿卅])(?=[一二三四五六七八九]?[日号])")
_SPACED_OUT = re.compile(r"\S(?: \S)+")
_LONG_DASH = re.compile(r"(?<=[0-9]) ?[\u2010-\u2015] ?(?=[0-9])")
_BLANKS = re.compile(r"\s+")
_NEEDLESS_BLANK = re.compile(r"(?<=[年月日号/.-]) | (?=[年月日号时分/.-])")
DOCUMENT_NUMBER = re.compile(r"[〔\[][0-9]{4}[〕\]]|\([0-9]{4}\)第?[0-9]+号")
"""The year of a document's number is not that of its rows."""
_UP_TO = re.compile(
    r"(?:截[至止]到?|限?于|限期?至?|至)?:?(?P<day>.*[0-9日号底])(?:(?:之|以)?前(?:完成|整改完?|整改完成|改正)?|为?止|截止)?"
)
_END_OF_MONTH = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月底", re.ASCII)
AT_ONCE = frozenset({"当场", "当日", "当天", "当场整改", "当日整改", "现场整改", "即查即改"})
"""Words for what is put right on the day of its finding."""
_NOW = AT_ONCE | {"立即", "立即整改", "立即改正", "立即完成", "立刻整改", "即时", "即时整改", "立行立改"}
# 15日 may be the fifteenth, and 3月内 within March: what counts days says so, or is beyond a month.
_TERM = re.compile(
    r"(?:限期?|自?发现(?:之日)?[起后])?(?P<count>[1-9][0-9]{0,2}|[一二两三四五六七八九十]{1,3})"
    r"(?P<unit>个?工作日|个?自然日|天|周|个星期|个月|日)(?P<within>之?内|以内)?"
)
_DAYS_OF_A_MONTH = 31
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_WHOLE_DAY = re.compile(r"[0-9]{4}([-/.年])[0-9]{1,2}[-/.月][0-9]{1,2}日?")
_AS_OF = re.compile(
    r"(?:截至|截止|导出日期|导出时间)[:到于 ]*(?:"
    r"(?P<day>[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)|(?P<month>[0-9]{1,2})月(?:(?P<of>[0-9]{1,2})日)?)"
)
SENT = re.compile("报送|上报|报表|导出|更新")
"""A file called so may be named by the year in which it was sent."""
_SERIAL_ZERO, _SERIAL_ZERO_OF_MACS = date(1899, 12, 30), date(1904, 1, 1)
_CHINA = timedelta(hours=8)
_OFFSET = re.compile(r"(?:GMT|UTC)?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?")
_GREENWICH = ("Z", "GMT", "UTC")
# 1990-01-01 to 2049-12-31: other runs of five digits are numbers of something else.
_SERIAL_FIRST, _SERIAL_LAST = 32874, 54788
_SERIALS_NEEDED, _DAYS_BESIDE = 3, 5


class DateStyle(NamedTuple):
    """What a column as a whole says about its dates."""

    month_first: bool | None = None
    """For 1/2/2008: True in the American order, False day first, None where the column does not tell."""
    serials: bool = False
    year: int | None = None
    """The year that the title or the sheet's name states, for 8月24日."""
    counts_from_1904: bool = False
    """True where the workbook counts days as old Macs did."""
    short_days: bool = False
    """True where every text is a month and a day, some of them in figures, as 1/5, 01-05 or 1.12, under a
    title with its year."""
    keeps_noughts: bool = False
    """True where a column of such days has a 5.20: its 5.2 is the second, and no number cut short."""
    year_disputed: bool = False
    """True where two places state different years: none of them is taken."""
    month: int | None = None
    """The month that the title or the sheet's name states, for 24日."""
    years: frozenset[int] = frozenset()
    """Where years of two digits stand: the years that the title and the column's other days speak for."""
    short_year_first: bool = False
    """True where every 24.3.5 of the column begins with one of `years`, and some ends with none."""

    def completed(self, whole: DateStyle) -> DateStyle:
        """The style with what the days of a larger `whole` tell of that it leaves open.

        >>> DateStyle().completed(DateStyle(month_first=True)).month_first
        True
        """
        return self._replace(
            month_first=whole.month_first if self.month_first is None else self.month_first,
            serials=self.serials or whole.serials,
            keeps_noughts=self.keeps_noughts or whole.keeps_noughts,
            years=self.years or whole.years,
            short_year_first=self.short_year_first or whole.short_year_first,
        )


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    """Half-width, Chinese numerals in digits, no weekday, blanks only between day and time."""
    plain = _BLANKS.sub(" ", half_width(text))
    if _SPACED_OUT.fullmatch(plain) and "年" in plain:
        plain = plain.replace(" ", "")
    plain = _LONG_DASH.sub("-", _NEEDLESS_BLANK.sub("", plain)).rstrip(".。,，;；、")
    plain = _FIRST_MONTH.sub("1月", plain)
    plain = _ON_CHEQUES.sub(lambda m: m[0].translate(_OF_CHEQUES), plain)
    for digits in (_CHINESE_YEAR, _CHINESE_TWO_DIGITS):
        plain = digits.sub(lambda m: m[0].translate(_CHINESE_DIGITS), plain)
    plain = _SHORT_TENS.sub(lambda m: "二十" if m[1] == "廿" else "三十", plain)
    plain = _NOUGHT_OF_CHEQUES.sub("", plain)
    plain = _CHINESE_NUMBER.sub(lambda m: _number(m[0]), plain)
    return _WEEKDAY.sub("", plain).strip(" ,、")


def _number(numeral: str) -> str:
    # Imported here: it loads for a third of a second, and most commands read no sheet.
    from cn2an import cn2an

    try:
        return str(int(cn2an(numeral, "smart")))
    except ValueError:
        return numeral


def only_year(title: str, sheet: str = "", *names: str) -> int | None:
    """The year that a title states, else the sheet's name, else the first of `names` that states one.

    Of a title with several years only the sheet's name tells which is meant: a file is named by the year in
    which it was sent. Whole days, as in 截至2020年8月24日, say when a sheet was made: they count where no
    other year stands.

    >>> only_year("门头沟区隐患台账", "2020年1-8月")
    2020
    >>> only_year("2019年挂账隐患 截至2020年8月24日")
    2019
    >>> only_year("2018-2020年事故台账", "2019"), only_year("2018-2020年事故台账", "", "2020年报送")
    (2019, None)
    """
    of_title = _years_in(title)
    stated = map(_years_in, (title, sheet, *names) if len(of_title) < 2 else (sheet,))
    return next((years.pop() for years in stated if len(years) == 1), None)


def is_year_disputed(title: str, tab: str, stem: str, other_tabs: Iterable[str] = ()) -> bool:
    """Whether a sheet's tab states another year than its title, or than its file where it has no title.

    A tab may be left from last year's form. Where the tabs of a file state several years they tell them
    apart; a file that says it was sent may be named by the year after.

    >>> is_year_disputed("", "2018模板", "2019年事故台账"), is_year_disputed("", "2018年", "2019年报送")
    (True, False)
    >>> is_year_disputed("", "2018年", "2019年事故台账", other_tabs=["2019年"])
    False
    """
    of_tab = _years_in(tab)
    stated = _years_in(title)
    if not stated and len(of_tab.union(*map(_years_in, other_tabs))) == 1 and not SENT.search(stem):
        stated = _years_in(stem)
    # Two years are the first and last of a span, within which the tab's may lie.
    return len(of_tab) == len(stated) == 1 and of_tab != stated


def _years_in(text: str) -> set[int]:
    plain = SIGNED.sub("", DOCUMENT_NUMBER.sub("", _plain(text)))
    of_days = {int(year) for year in _YEAR.findall(plain)}
    return {int(year) for year in _YEAR.findall(_WHOLE_DAY.sub("", plain))} or of_days


def stated_export(title: str) -> date | None:
    """The day up to which a sheet says it goes, the last of a month if it names no day; None where it does
    not say, or not of which year.

    >>> stated_export("隐患台账（截至2020年8月24日）").isoformat()
    '2020-08-24'
    >>> str(stated_export("2020年隐患台账（截至8月24日）")), str(stated_export("2020年台账（截至6月底）"))
    ('2020-08-24', '2020-06-30')
    >>> stated_export("隐患台账（截至8月24日）") is None
    True
    """
    match = _AS_OF.search(_plain(title))
    if match is None or match["day"]:
        return read_date(match["day"]).value if match else None
    year, month = only_year(title), int(match["month"])
    if year is None or not 1 <= month <= 12:
        return None
    return read_date(f"{year}-{month}-{match['of']}").value if match["of"] else Window.month(year, month).end


def date_style(texts: Iterable[str], year: int | None = None) -> DateStyle:
    """What the distinct texts of one column of one sheet say about its dates as a whole.

    Month first if a second number over 12 is there and no first one; the other way round likewise.
    Excel's count of days only where every stated text of at least three is one of the years 1990 to 2049, or
    a few are beside at least five plain days of the same years, as Excel leaves them in a column of days.

    >>> date_style(["1/2/2008", "7/23/2012"]).month_first
    True
    """
    stated = [text for text in texts if not says_nothing(text)]
    pairs = [(int(m["first"]), int(m["other"])) for t in stated if (m := _YEAR_LAST.fullmatch(_plain(t)))]
    day_leads = any(first > 12 for first, _ in pairs)
    month_leads = any(second > 12 for _, second in pairs)
    month_first = month_leads if month_leads != day_leads else None
    years = _years_beside_short_ones(stated, year)
    return DateStyle(
        month_first,
        _hold_serials(stated),
        year,
        short_days=_are_short_days(stated),
        keeps_noughts=keep_noughts(map(_plain, stated)),
        years=years,
        short_year_first=_lead_with_year(stated, years),
    )


def _years_beside_short_ones(stated: list[str], year: int | None) -> frozenset[int]:
    """The year of the title and those of the plain days, in a column with years of two digits."""
    short = {t for t in stated if _SHORT_TRIPLE.fullmatch(_plain(t)) or _SHORT_ENGLISH.fullmatch(_plain(t))}
    if not short:
        return frozenset()
    plain = {day.year for text in stated if text not in short and (day := read_date(text).value)}
    between = range(min(plain), max(plain) + 1) if plain else ()
    return frozenset({*between, *([year] if year else [])})


def _lead_with_year(stated: list[str], years: frozenset[int]) -> bool:
    """Whether the 24.3.5 of a column begin with the year: those that end with one are then of other years."""
    triples = [match for text in stated if (match := _SHORT_TRIPLE.fullmatch(_plain(text)))]
    leading = {_whole_year(match["first"]) for match in triples}
    ending = {_whole_year(match["day"]) for match in triples}
    are_days = all(_day(m, _whole_year(m["first"]), int(m["month"]), int(m["day"])).value for m in triples)
    return bool(triples) and are_days and leading <= years and not ending <= years


def _whole_year(short: str) -> int:
    return int(short) + (2000 if int(short) <= _LAST_SHORT_YEAR_OF_NOW else 1900)


def _hold_serials(stated: list[str]) -> bool:
    """Whether the runs of five digits among the texts of a column are Excel's counts of days."""
    serials = {text for text in stated if _is_serial(text)}
    if not serials:
        return False
    if len(serials) == len(stated):
        return len(stated) >= _SERIALS_NEEDED
    days = [day for text in stated if text not in serials and (day := read_date(text).value)]
    counted = [_SERIAL_ZERO + timedelta(days=int(float(folded(text)))) for text in serials]
    if len(days) < max(_DAYS_BESIDE, len(serials)):
        return False
    return all(min(days).year <= day.year <= max(days).year for day in counted)


def _are_short_days(stated: list[str]) -> bool:
    """Whether all texts of a column are a month and a day, in figures alone or as 1月12日; a first number
    over 12 is no month.
    """
    plain = [_plain(text) for text in stated]
    pairs = [SHORT_DAY.fullmatch(text) or _NO_YEAR.fullmatch(text) for text in plain]
    return bool(pairs) and all(pair and int(pair["month"]) <= 12 for pair in pairs)


def day_of_serial(text: str, *, counts_from_1904: bool = False) -> date | None:
    """The day that a run of five digits is as Excel's count of days; None for any other text.

    >>> day_of_serial("44067"), day_of_serial("10001")
    (datetime.date(2020, 8, 24), None)
    """
    zero = _SERIAL_ZERO_OF_MACS if counts_from_1904 else _SERIAL_ZERO
    return zero + timedelta(days=int(float(folded(text)))) if _is_serial(text) else None


def _is_serial(text: str) -> bool:
    plain = folded(text)
    return bool(_SERIAL.fullmatch(plain)) and _SERIAL_FIRST <= float(plain) <= _SERIAL_LAST


def read_date(text: str, style: DateStyle = DateStyle()) -> Reading:  # noqa: B008 (a tuple does not change)
    """The day a text states, as `datetime.date`; the time of day is not kept.

    Local time stays local, and the name of a zone does not move the day; a time with an offset (Z, GMT,
    +00:00) is the same moment in China. 24:00 belongs to the day it ends.

    Examples
    --------
    >>> read_date("2020年8月24日").value.isoformat()
    '2020-08-24'
    >>> read_date("二〇二〇年八月二十四日")
    Reading(value=datetime.date(2020, 8, 24), rule='date_in_words', action='corrected')
    >>> read_date("21-3-5")
    Reading(value=None, rule='date_unreadable', action='unknown')
    """
    return naming_signs(text, _read_date(text, style), "date_unreadable")


def read_deadline(text: str, style: DateStyle = DateStyle()) -> Reading:  # noqa: B008 (a tuple does not change)
    """A day as `read_date` reads it, or the last day that is meant by 6月20日前 and 2020年6月底前, named.

    >>> read_deadline("2020年6月底前")
    Reading(value=datetime.date(2020, 6, 30), rule='deadline_up_to', action='corrected')
    """
    # 15日 may be so many days.
    style = style._replace(month=None)
    reading = read_date(text, style)
    match = _UP_TO.fullmatch(_plain(text))
    if reading.rule != "date_unreadable" or match is None:
        return reading
    end = _END_OF_MONTH.fullmatch(match["day"])
    day = match["day"] if end is None else _last_day_of(end, style.year)
    up_to = read_date(day, style)
    if up_to.value is None:
        return up_to if up_to.rule in ("date_without_year", "date_year_disputed") else reading
    return up_to._replace(rule="deadline_up_to")


def days_in(text: str, style: DateStyle = DateStyle()) -> Window | None:  # noqa: B008 (a tuple does not change)
    """The days of the month, the third of one or the year that stands alone where a day should, or from a
    first to a last day; else None.

    2020.1 is none of them: it may be 2020.10, of which Excel kept no nought.

    >>> str(days_in("2020年3月")), str(days_in("2020-02")), str(days_in("二〇二〇年二月下旬"))
    ('2020-03-01/2020-03-31', '2020-02-01/2020-02-29', '2020-02-21/2020-02-29')
    >>> str(days_in("2020年")), days_in("2020.1"), days_in("2020年3月前"), days_in("3月")
    ('2020-01-01/2020-12-31', None, None, None)
    >>> str(days_in("2020.3.8至3.9")), str(days_in("2020年3月30日-4月2日")), days_in("20-3-8")
    ('2020-03-08/2020-03-09', '2020-03-30/2020-04-02', None)
    >>> str(days_in("2020-03-01/2020-03-31")), days_in("2020-03-08/09")
    ('2020-03-01/2020-03-31', None)
    """
    plain = _plain(text)
    if span := _SPAN.fullmatch(plain):
        return _days_of_span(span, style.year)
    match = _YEAR_OR_MONTH.fullmatch(plain)
    if match is None or is_month_cut(plain) or not (match["year"] or match["month"]):
        return None
    year, month = int(match["year"] or style.year or 0), int(match["month"] or match["other"] or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    whole = Window.month(year, month) if month else Window.year(year)
    first, last = _THIRDS.get(match["third"] or "", (1, None))
    return Window(whole.start.replace(day=first), whole.start.replace(day=last) if last else whole.end)


def _days_of_span(match: re.Match[str], year: int | None) -> Window | None:
    """The days from the first to the last; None where that is no later, or 3-8-9 and 3-8/9 may be days."""
    if match["to"] == match["mark"] or (match["to"] == "/" and not match["lastyear"]):
        return None
    year = int(match["year"] or year or 0)
    end_year, end_month = int(match["lastyear"] or year), int(match["lastmonth"] or match["month"])
    if not (FIRST_YEAR <= year <= LAST_YEAR and end_year <= LAST_YEAR):
        return None
    try:
        start = date(year, int(match["month"]), int(match["day"]))
        end = date(end_year, end_month, int(match["lastday"]))
    except ValueError:
        return None
    return Window(start, end) if start < end else None


class Term(NamedTuple):
    """So much time, as a deadline names it: 15个工作日内."""

    length: int
    unit: str
    """``days``, ``months`` or ``workdays``."""

    def end(self, start: date, calendar: WorkingDays) -> date | None:
        """The last day of the term; `start` itself is not counted. None where the calendar ends before."""
        if self.unit == "days":
            return start + timedelta(days=self.length)
        if self.unit == "months":
            return (pd.Timestamp(start) + pd.DateOffset(months=self.length)).date()
        try:
            return calendar.after(start, self.length)
        except NoWorkingDays:
            return None


def term_in(text: str) -> Term | None:
    """The term that a deadline states instead of a day; 立即 is none at all. None for any other text.

    >>> term_in("15个工作日内"), term_in("立即整改"), term_in("一周内"), term_in("15日")
    (Term(length=15, unit='workdays'), Term(length=0, unit='days'), Term(length=7, unit='days'), None)
    >>> term_in("60日")  # no month has so many
    Term(length=60, unit='days')
    """
    plain = folded(text).strip("。.")
    if plain in _NOW:
        return Term(0, "days")
    match = _TERM.fullmatch(plain)
    if match is None:
        return None
    number = match["count"] if match["count"].isascii() else _number(match["count"].replace("两", "二"))
    if not number.isascii() or (
        match["unit"] == "日" and not match["within"] and int(number) <= _DAYS_OF_A_MONTH
    ):
        return None
    size, unit = _UNITS_OF_TERM.get(match["unit"].removeprefix("个"), (1, "days"))
    return Term(size * int(number), unit)


_UNITS_OF_TERM = {"工作日": (1, "workdays"), "周": (7, "days"), "星期": (7, "days"), "月": (1, "months")}


def _last_day_of(month: re.Match[str], year: int | None) -> str:
    """The last day of a month as text, without a year where none is known."""
    number = int(month["month"])
    year = int(month["year"]) if month["year"] else year
    if year is None:
        return f"{number}月1日"
    return f"{year}-{number}-{monthrange(year, number)[1] if 1 <= number <= 12 else 0}"


def only_month(year: int | None, title: str, sheet: str) -> int | None:
    """The one month of a year that a title, or the sheet's name, says it counts; None where they say several.

    >>> only_month(2023, "2023年1月事故台账", "Sheet1"), only_month(2023, "2023年事故台账", "3月")
    (1, 3)
    >>> only_month(2023, "2月\\n2023年事故台账", "")
    2
    >>> only_month(2023, "2023年1月事故台账", "3月") is None
    True
    """
    alone = [_MONTH_ALONE.fullmatch(_plain(name)) for name in (sheet, *title.splitlines())]
    windows = [window for name in (title, sheet) if (window := window_in(name))]
    months = {w.start.month for w in windows if w.start.year == year and w.end < _next_month(w.start)}
    months |= {int(name["month"]) for name in alone if name}
    return months.pop() if len(months) == 1 else None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


@lru_cache(maxsize=1 << 16)
def _read_date(text: str, style: DateStyle) -> Reading:
    reading = _read_bare_date(text, style)
    if reading.rule == "date_unreadable":
        reading = _beside_words(_plain(text), style)
    weekday = _WEEKDAY.search(half_width(text)) if reading.value else None
    if weekday and not _is_on(reading.value, weekday):
        return reading._replace(rule="weekday_differs", action=reading.action if reading.rule else "kept")
    return reading


def _is_on(day: date, weekday: re.Match[str]) -> bool:
    """Whether a day is one of the week that stands beside it; 天 is a Sunday, too."""
    said = next(sign for sign in reversed(weekday[0]) if sign in _WEEKDAYS)
    return min(_WEEKDAYS.index(said), 6) == day.weekday()


def _read_bare_date(text: str, style: DateStyle) -> Reading:
    if says_nothing(text):
        return Reading(None)
    plain = _TIME_RANGE.sub(r"\1", _plain(text))
    if style.serials and (day := day_of_serial(text, counts_from_1904=style.counts_from_1904)):
        return Reading(day, "date_from_serial")
    for pattern in _YEAR_FIRST:
        if match := pattern.fullmatch(plain):
            return _day(
                match, int(match["year"]), int(match["month"]), int(match["day"]), _spelling(text, plain)
            )
    if match := _STAMP.fullmatch(plain):
        return _day(match, int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _MIXED_MARKS.fullmatch(plain):
        month = int(match["month"] or match["other"])
        return _day(match, int(match["year"]), month, int(match["day"]), "date_marks")
    if match := _YEAR_LAST.fullmatch(plain):
        return _year_last(match, style.month_first)
    if match := _NO_YEAR.fullmatch(plain):
        if style.year is None:
            return _without_year(style)
        return _day(match, style.year, int(match["month"]), int(match["day"]), "date_year_from_title")
    if style.short_days and style.year_disputed:
        return _without_year(style)
    match = SHORT_DAY.fullmatch(plain)
    # The title's own month in front is no day of another, whatever else its column holds.
    if match and style.year and (style.short_days or int(match["month"]) == style.month):
        return _short_day(match, style.year, style.keeps_noughts)
    if match := _SHORT_YEAR.fullmatch(plain):
        year = _whole_year(match["year"])
        return _day(match, year, int(match["month"]), int(match["day"]), "date_short_year")
    if style.short_year_first and (match := _SHORT_TRIPLE.fullmatch(plain)):
        year = _whole_year(match["first"])
        return _day(match, year, int(match["month"]), int(match["day"]), "date_short_year")
    if match := _SHORT_ENGLISH.fullmatch(plain):
        return _short_english(match, style.years)
    if match := _OF_THE_REPUBLIC.fullmatch(plain):
        year = int(match["year"]) + _YEAR_BEFORE_THE_REPUBLIC
        return _day(match, year, int(match["month"]), int(match["day"]), "date_of_the_republic")
    if style.year and style.month and (match := _DAY_ALONE.fullmatch(plain)):
        return _day(match, style.year, style.month, int(match["day"]), "date_month_from_title")
    if _SIX_DIGITS.fullmatch(plain):
        return Reading(None, "date_six_digits", "unknown")
    return _english(plain)


def _without_year(style: DateStyle) -> Reading:
    return Reading(None, "date_year_disputed" if style.year_disputed else "date_without_year", "unknown")


def _short_day(match: re.Match[str], year: int, keeps_noughts: bool) -> Reading:
    """A month and a day in figures. 5.2 may be 5.20 of which Excel kept no nought: doubted."""
    month, day = int(match["month"]), int(match["day"])
    if not keeps_noughts and is_day_cut(match, year):
        return Reading(None, "date_ambiguous", "unknown")
    return _day(match, year, month, day, "date_year_from_title")


def _short_english(match: re.Match[str], years: frozenset[int]) -> Reading:
    """17-Feb-23: the day leads, unless only the year that would lead is one of its column's `years`."""
    year, month = _whole_year(match["year"]), _month_named(match["month"])
    if month is None:
        return Reading(None, "date_unreadable", "unknown")
    if year not in years and _whole_year(match["day"]) in years:
        return Reading(None, "date_ambiguous", "unknown")
    return _day(match, year, month, int(match["day"]), "date_short_year")


def _beside_words(plain: str, style: DateStyle) -> Reading:
    """A day beside words that leave it as it is: （夜班）, （补报）, and 约, 左右, which a finding names."""
    if match := _REMARKED.fullmatch(plain):
        day, remark = match["day"].strip(), match["remark"].strip()
        reading = _read_date(day, style)
        is_time = reading.value and _read_date(f"{day} {remark}", style).value == reading.value
        if reading.value and (is_time or remark in _HARMLESS_REMARKS):
            return reading._replace(rule=reading.rule or "date_with_words", action="corrected")
    if match := _ABOUT.fullmatch(plain):
        reading = _read_date(match["day"] or match["before"], style)
        if reading.value:
            return reading._replace(rule="date_approximate", action="corrected")
    return Reading(None, "date_unreadable", "unknown")


def _spelling(text: str, plain: str) -> str:
    """Named where the digits were not written as digits, or a mark twice: all else is a plain spelling."""
    seen = visible(text).replace("零点班", "")
    if _IN_NUMERALS.search(_WEEKDAY.sub("", half_width(seen))):
        return "date_in_words"
    if _DOUBLE_MARK.search(plain):
        return "date_marks"
    return "" if seen.isascii() or not re.search(r"[０-９]", seen) else "date_full_width"


def _year_last(match: re.Match[str], month_first: bool | None) -> Reading:
    first, second, year = int(match["first"]), int(match["other"]), int(match["year"])
    if first == second or second > 12:
        return _day(match, year, first, second)
    if first > 12:
        return _day(match, year, second, first)
    if month_first is None:
        return Reading(None, "date_ambiguous", "unknown")
    if month_first:
        return _day(match, year, first, second, "date_order_from_column")
    return _day(match, year, second, first, "date_order_from_column")


def _english(plain: str) -> Reading:
    bare = _ENGLISH_WEEKDAY.sub("", plain)
    for pattern in _ENGLISH:
        match = pattern.fullmatch(bare)
        month = _month_named(match["month"]) if match else None
        if match and month:
            return _day(match, int(match["year"]), month, int(match["day"]))
    return Reading(None, "date_unreadable", "unknown")


def _in_china(moment: datetime, zone: str) -> datetime:
    offset = _OFFSET.fullmatch(zone)
    if not offset:
        return moment + _CHINA if zone in _GREENWICH else moment
    ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    return moment - (ahead if offset["sign"] == "+" else -ahead) + _CHINA


def _month_named(word: str) -> int | None:
    """The month of an English name or its first three letters (Sept too)."""
    name = word.casefold().replace("sept", "sep") if len(word) == 4 else word.casefold()
    return next((n for n, full in enumerate(_MONTHS, 1) if name in (full, full[:3])), None)


def _day(match: re.Match[str], year: int, month: int, day: int, rule: str = "") -> Reading:
    parts = match.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    try:
        value = date(year, month, day)
    except ValueError:
        return Reading(None, "date_impossible", "unknown")
    if minute > 59 or second > 59 or (hour, minute, second) > (24, 0, 0):
        return Reading(None, "date_impossible", "unknown")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Reading(None, "date_absurd", "unknown")
    if hour == 24:
        return Reading(value, "date_ends_at_24", "kept")
    local = _in_china(datetime(year, month, day, hour, minute), (parts.get("zone") or "").strip())
    if local.date() != value:
        return Reading(local.date(), "date_from_offset")
    return Reading(value, rule)
