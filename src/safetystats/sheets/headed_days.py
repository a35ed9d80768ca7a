"""Days that leave their year, or year and month, to a heading above them; which lines are such headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from ..periods import Window
from ..schema import Kind
from .grid import Row, is_blank
from .layout import unnumbered
from .lines import DAY_OF_RECORD
from .lists import YEAR_OF_LIST, opens_a_list
from .merged import Change
from .short_days import SHORT_DAY, is_day_cut, is_month_cut, keep_noughts
from .table_titles import begins_a_table, goes_on_above, says_other_years
from .titles import in_figures, says_when, window_in

COUNTED = re.compile(r"\s*[(（]?\s*[共计]?\s*[0-9]+\s*[起例家处项条个人次]\s*[)）]?$")
"""How many records stand below a heading: 朝阳区（2起）."""
_REMARK = re.compile(r"\(([^()]{0,8})\)$")
_TO = "[-~—–―至到]+"
_ONLY_TIME = re.compile(
    rf"(?:(?:(?:19|20)[0-9]{{2}}年?{_TO})?(?:19|20)[0-9]{{2}}(?:年度?)?)?"
    rf"(?:[-./][0-9]{{1,2}}|0[1-9]|1[0-2]|[0-9]{{1,2}}月?份?{_TO}[0-9]{{1,2}}月份?|[0-9]{{1,2}}月份?|[上下]半年"
    rf"|前[二三四234]个?季度|前[0-9]{{1,2}}个?月|第?[一二三四1-4](?:{_TO}第?[二三四2-4])?季度|全年)?"
)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_ONE_DAY = re.compile(
    r"(?:[0-9]{4}年)?(?:[0-9]{1,2}月[0-9]{1,2}|[0-9]{1,2}(?=[日号]))[日号]?(?:[0-9]{1,2}[时点:].*)?"
)
_IN_FIGURES = re.compile(r"[0-9./-]+")
_LONGEST = 30
_ONES = {numeral: number for number, numeral in enumerate("一二三四五六七八九", 1)}
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_BEHIND = r"(?P<behind>[-~—–―至到(星周0-9上下凌早清中傍晚夜深约].*|)"
"""An hour, a part of the day, a weekday or a second day."""
_DAY_ALONE = re.compile(rf"(?P<day>{_NUMBER})[日号]{_BEHIND}")
_DAY_OF_A_YEAR = re.compile(
    rf"(?P<month>{_NUMBER})月(?P<day>{_NUMBER})(?:[日号]{_BEHIND})?"
    r"|(?P<first>[0-9]{1,2})[./-](?P<other>[0-9]{1,2})[日号]?"
)
_MONTH_OF_A_YEAR = re.compile(rf"(?P<month>{_NUMBER})月份?(?:[上中下]旬)?")


class Time(NamedTuple):
    """When the records below a line happened, as it says."""

    window: Window | None
    """Missing where it does not say, or not plainly."""
    is_doubted: bool = False
    """Whether it may say another year than the lines above it: no day below is of theirs."""
    of_year: bool = False
    """Whether a line of its own says the year of all months below it (2022年)."""
    falls: bool = False
    """Whether the months of the lines above it go back in time, the latest first."""


def time_heading(row: Row, over: Time | None = None, title: str = "") -> Time | None:
    """What a line says that names a time and nothing else; None for any other line.

    The year of a month (4月) is that of the heading before it (`over`), else that of the title.

    >>> print(time_heading(["2022年3月（2起）", None]).window, time_heading(["二、2025年度"]).window)
    2022-03-01/2022-03-31 2025-01-01/2025-12-31
    >>> march = Time(Window.month(2022, 3))
    >>> print(time_heading(["5月份"], march).window, time_heading(["2022年13月"]).window)
    2022-05-01/2022-05-31 None
    >>> time_heading(["1月"], march).window is None  # perhaps of 2023
    True
    >>> time_heading(["2022年3月8日"]) is None, time_heading(["2022年一般事故"]) is None
    (True, True)
    """
    text = _text_alone(row)
    if not text or not says_when(text):
        return None
    plain = in_figures(unnumbered(text)).rstrip(":,，")
    remark = _REMARK.search(plain)
    if remark and not says_when(remark[1]):
        plain = plain[: remark.start()]
    plain = COUNTED.sub("", plain).rstrip(":,，")
    if not _ONLY_TIME.fullmatch(plain):
        return None
    if _YEAR.match(plain):
        window = None if is_month_cut(plain) else window_in(plain)
        return Time(window, window is None, bool(window and window.is_full_year))
    is_under = over is not None and over != Time(None)
    dated = [line for line in title.splitlines() if _YEAR.search(in_figures(line))]
    of_title = {_year_of(window_in(line)) for line in dated}
    years = {_year_of(over.window)} if over and is_under else of_title
    if len(years) != 1 or None in years:
        return Time(None, is_under)
    window = window_in(f"{next(iter(years))}年{plain}")
    if window is None or over is None or over.window is None:
        return Time(window, window is None)
    if years != of_title and _may_be_of_another_year(window, over.window, over):
        return Time(None, True)
    return Time(window, False, over.of_year, window.start < over.window.start)


def _may_be_of_another_year(window: Window, above: Window, over: Time) -> bool:
    """Whether a year may have turned between the months of two lines, of which only the upper one is of a
    known year: below December stands January; below August, May, where months do not go back one by one.
    """
    months = window.start.month - above.start.month
    if over.of_year:
        return months == -11
    if over.falls:
        return months > 0
    return months == 11 or (months < 0 and window.end + timedelta(days=1) != above.start)


def _year_of(window: Window | None) -> int | None:
    """The year in which all days of a window are; None where they are in several."""
    return window.start.year if window and window.start.year == window.end.year else None


def further_time(row: Row, over: Time | None, title: str) -> Time | None:
    """What holds below a lone line that may name a time in words that are not understood; None for any other.

    The days below are no longer of the heading before it (`over`), nor of the title's year where it names
    another one. The year of a list of records (以下为2022年) is not doubted: what is made of it is a rule's.

    >>> year = Time(Window.year(2022))
    >>> further_time(["2023年春节期间"], year, "") == Time(None, is_doubted=True)
    True
    >>> further_time(["以下为2023年"], year, "") == Time(None)
    True
    >>> further_time(["平谷区"], year, "") is None, further_time(["3月8日"], year, "") is None
    (True, True)
    """
    text = _text_alone(row)
    if not text or len(text) > _LONGEST or "。" in text or not says_when(text):
        return None
    if DAY_OF_RECORD.fullmatch(text) or _ONE_DAY.fullmatch(in_figures(text)):
        return None
    if goes_on_above(text) or not begins_a_table([text], title):
        return None
    if over is None and not says_other_years(text, title):
        return None
    is_of_list = opens_a_list(text) and YEAR_OF_LIST.fullmatch(in_figures(unnumbered(text)))
    return Time(None, not is_of_list)


def is_in_figures(text: str) -> bool:
    """Whether a heading is a figure alone, which in a column of numbers may be one of them: 2023, 2022.5."""
    return bool(_IN_FIGURES.fullmatch(text.strip()))


def lacks_month_or_year(text: str) -> bool:
    """Whether a day stands alone, or with its month: 8日, 3月8日14时, 3.18.

    >>> lacks_month_or_year("八日下午"), lacks_month_or_year("3.18"), lacks_month_or_year("2022-3-18")
    (True, True, False)
    """
    plain = _closed_up(text)
    return bool(_DAY_ALONE.fullmatch(plain) or _DAY_OF_A_YEAR.fullmatch(plain))


def join_headed_days(
    records: Mapping[int, Row], times: Mapping[int, Time], kinds: Mapping[int, Kind]
) -> list[Change]:
    """Write the month of their heading before days that stand alone (8日), and its year before those of a
    month (3月8日), each with a finding; set aside those of which the heading does not say it.
    """
    changes = []
    for index in (i for i, kind in kinds.items() if kind == "date"):
        cells = {n: row[index] or "" for n in times if index < len(row := records[n])}
        noughts = keep_noughts(map(_closed_up, cells.values()))
        for number, before in cells.items():
            after, note = _completed(_closed_up(before), times[number], noughts=noughts)
            if after:
                records[number][index] = after
                changes.append(Change(number, index, "day_joined", before, after, "corrected", note))
            elif note:
                changes.append(Change(number, -1, "day_incomplete", before, "", "quarantined", note))
    return changes


def _completed(plain: str, time: Time, *, noughts: bool) -> tuple[str, str]:
    """A day with the month or year of its heading, and what to remark; without a day where it is doubted,
    without either where there is nothing to do.
    """
    window, unsaid = time.window, "the heading above it does not say plainly of which month or year it is"
    if match := _DAY_ALONE.fullmatch(plain):
        if window is None or window.start.replace(day=1) != window.end.replace(day=1):
            return "", unsaid
        whole = _whole_day(window.start.year, window.start.month, _number(match["day"]), match["behind"])
        return whole, "its month stands in the heading above it"
    of_month = _MONTH_OF_A_YEAR.fullmatch(plain)
    match = of_month or _DAY_OF_A_YEAR.fullmatch(plain)
    if match is None:
        return "", ""
    year = _year_of(window)
    if window is None or year is None:
        return "", unsaid if window or time.is_doubted else ""
    if of_month:
        is_within = _is_day_in(window, year, _number(of_month["month"]), window.start.day)
        return (f"{year}年{plain}", "its year stands in the heading above it") if is_within else ("", "")
    month, day = (
        _number(match[name] or match[other]) for name, other in (("month", "first"), ("day", "other"))
    )
    if not _is_day_in(window, year, month, day):
        return "", ""
    short = SHORT_DAY.fullmatch(plain)
    if short and not noughts and is_day_cut(short, year):
        return "", "its last nought may be missing, as 5.2 may be 5.20"
    return _whole_day(year, month, day, match["behind"]), "its year stands in the heading above it"


def _whole_day(year: int, month: int, day: int, behind: str | None) -> str:
    """A day with its year, and with what stands behind it: 14时30分, 下午, -9日."""
    return f"{year}年{month}月{day}日{behind}" if behind else f"{year}-{month}-{day}"


def _number(text: str) -> int:
    """A number in figures, or a numeral below a hundred: 三十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * _ONES.get(tens, 1) if ten else 0) + _ONES.get(ones, 0)


def _is_day_in(window: Window, year: int, month: int, day: int) -> bool:
    try:
        return window.start <= date(year, month, day) <= window.end
    except ValueError:
        return False


def _text_alone(row: Row) -> str:
    """What the one filled cell of a row says; empty where others are filled, too."""
    filled = [cell for cell in row if cell is not None and not is_blank(cell)]
    return filled[0].strip() if len(filled) == 1 else ""


def _closed_up(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
