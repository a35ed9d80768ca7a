"""When: the windows that a letter names, relative ones resolved against the letter's own date.

A pattern per way of naming a window, in `PATTERNS`: a new way is one more row. Where the year is nowhere to
be found the window stays open, and the claim keeps the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...errors import WrongUse
from ...periods import Window
from .numerals import number_from, with_plain_digits

YEAR = r"(?:(?P<year>(?:19|20)\d{2})年?度?\s*|(?P<named>今年|本年度?|去年|上年|前年)(?:的)?)?"
DASH = r"\s*(?:至|到|—|－|-|–|~|～)+\s*"
MONTH = r"(?:元|1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
QUARTER = "[一二三四1-4]"
NO_LIST_NUMBER = "(?:(?<!^.)|(?=[^，。；]*(?:分别|依次)))"
"""Behind the first of several numbers: at the start of a text it is the number of a heading, "一、三季度"."""
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
NAMED_YEARS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2}
HAPPENED = (
    "坠落|坠亡|坠沟|侧翻|倾覆|坍塌|相撞|碰撞|追尾|触电|中毒|窒息|溺水|淹溺|遇难|身亡|死亡|起火|爆炸|爆燃"
)
"""Words of what happened on a day that is named before them."""
NO_NEWS = r"(?:(?!发布|通报|召开|获悉|介绍|会议|季度|半年|\d月)[^。；])"
"""Signs between a day and what happened on it: a day on which something was told is none of these."""
PLANNED = "(?:[^，。；\\d]{0,6}(?:计划|拟|将|力争|确保|目标)|[^，。；\\d]{0,20}年度(?:任务|计划|目标))"
"""Words behind a year of what is to be done in it: it is meant as a whole."""
SEASONS = "元旦|春节|清明|五一|端午|中秋|国庆|两节|双节|假期|节日|节假日|汛期|暑期|两会|高考"
"""Days that have a name, and none in a calendar that is known here."""
UNTIL_NOW = r"(?:起|开始)?[\u4e00-\u9fff]{0,24}?(?:以来|至今)"
"""What goes on behind the day, the month or the year since which something has run."""
_BEGUN = "(?:(?:起|开始)(?:全面|正式|组织|集中)*(?:开展|启动|部署|实施)|(?:全面|正式)*启动)"
"""What goes on behind the day on which a campaign began."""
VISIT = re.compile("督察|督查|巡查|检查|暗访|巡察|驻地|督导")
"""Words of a sentence whose span of days is the time a team was on the spot."""


@dataclass(frozen=True)
class Calendar:
    """What a relative window is resolved against: the year that is meant, the letter's day, the visit."""

    year: int | None = None
    written_on: date | None = None
    visit: Window | None = None
    cut_off: date | None = None
    """The last day that the text says its figures run to."""
    told: Window | None = None
    """The window that the text is about: named in its title, else the first in its body."""
    month: Window | None = None
    """What the text calls 本月 where it says so: an office's month may end on the 25th."""

    @property
    def last_day(self) -> date | None:
        """The end of a window that runs until now."""
        return self.visit.end if self.visit else self.cut_off or self.end_of_told or self.written_on

    @property
    def end_of_told(self) -> date | None:
        """The end of the window that the text is about, where it is over and more than a year's number."""
        told = self.told
        if told is None or told.is_full_year or (self.written_on and told.end > self.written_on):
            return None
        return told.end if told.end.year == self.year else None


@dataclass(frozen=True)
class Mention:
    """Words that name a window; `window` is None where the year is unknown, or the days are not clear."""

    start: int
    end: int
    text: str
    window: Window | None
    year: int | None = None
    is_cut_off: bool = False
    """True for "up to 31 December": where it begins is for the text to say."""
    is_a_day: bool = False
    """True for a deadline, or a cut-off of what else is told: it holds for its sentence only."""
    compared: str = ""
    """What a window is called that others are compared with (上月, 去年); blank for one of figures."""
    each: tuple[Window, ...] = ()
    """The years, quarters or months that it counts off, "2019年至2021年", "一至四季度"."""

    @property
    def period(self) -> str:
        """The window as a claim shows it: ``start/end``, or the words where it has no clear days."""
        if self.window is None and self.each:
            return ";".join(map(str, self.each))
        if self.window is None:
            return f"{self.year}-{self.text}" if self.text == "年初" and self.year else in_words(self.text)
        if self.text.endswith("前"):
            return str(self.window.end)
        if self.text.startswith("近"):
            return f"{self.text.rstrip('来内')}（{self.window}）"
        return str(self.window)


def in_words(text: str) -> str:
    """A window's words as a claim shows them, however wide they are printed.

    >>> in_words("今年１－５月份"), in_words("5月当月")
    ('今年1-5月', '5月')
    """
    narrow = re.sub(r"\s*[—－–~～-]+\s*(?=[\d一二三四五六七八九十])", "-", with_plain_digits(text))
    return re.sub("月(?:份|当月|全月)+", "月", narrow)


def _year(match: re.Match[str], calendar: Calendar) -> int:
    """The year of a mention; raises `LookupError` where it is unknown."""
    found = match.groupdict()
    if found.get("year"):
        return int(found["year"])
    if calendar.year is None:
        raise LookupError("no year is known")
    return calendar.year + NAMED_YEARS[found["named"][0]] if found.get("named") else calendar.year


def number_of(text: str) -> int:
    """A month or a day in digits or characters; 元 is the first."""
    return 1 if text == "元" else int(number_from(text))


def _days(match: re.Match[str], calendar: Calendar) -> Window:
    year = _year(match, calendar)
    first_month = number_of(match["month"])
    last_month = number_of(match["month2"]) if match["month2"] else first_month
    last_year = int(match["year2"]) if match["year2"] else year
    start = date(year, first_month, int(match["day"]))
    return Window(start, date(last_year, last_month, int(match["day2"])))


def _until(match: re.Match[str], calendar: Calendar) -> Window:
    year = _year(match, calendar)
    month = number_of(match["month"])
    day = int(match["day"]) if match["day"] else Window.month(year, month).end.day
    return Window.year_to_date(date(year, month, day))


def _months(match: re.Match[str], calendar: Calendar) -> Window:
    year = _year(match, calendar)
    last_year = int(match["year2"]) if match["year2"] else year
    first, last = (
        Window.month(year, number_of(match["month"])),
        Window.month(last_year, number_of(match["month2"])),
    )
    return Window(first.start, last.end)


def _first_months(match: re.Match[str], calendar: Calendar) -> Window:
    return Window.months(_year(match, calendar), 1, number_of(match["count"]))


def _first_quarters(match: re.Match[str], calendar: Calendar) -> Window:
    return Window.months(_year(match, calendar), 1, 3 * number_of(match["count"]))


def _half(match: re.Match[str], calendar: Calendar) -> Window:
    year = _year(match, calendar)
    return Window.months(year, 7, 12) if match.groupdict().get("half") == "下" else Window.months(year, 1, 6)


def _quarter(match: re.Match[str], calendar: Calendar) -> Window:
    last = 3 * number_of(match["count"])
    return Window.months(_year(match, calendar), last - 2, last)


def _quarters(match: re.Match[str], calendar: Calendar) -> Window:
    first, last = (number_of(match[name]) for name in ("count", "count2"))
    return Window.months(_year(match, calendar), 3 * first - 2, 3 * last)


def quarters_of(window: Window) -> list[Window]:
    """The quarters of a window that begins and ends with one."""
    months = window.by_month()
    return [Window(first.start, last.end) for first, last in zip(months[::3], months[2::3])]


def _end_of_quarter(match: re.Match[str], calendar: Calendar) -> Window:
    end = _quarter(match, calendar).end
    return Window(end, end)


def _month(match: re.Match[str], calendar: Calendar) -> Window:
    return Window.month(_year(match, calendar), number_of(match["month"]))


def _third_of_month(match: re.Match[str], calendar: Calendar) -> Window:
    month = Window.month(_year(match, calendar), number_of(match["month"]))
    first = {"上": 1, "中": 11, "下": 21}[match["third"]]
    last = month.end if first == 21 else month.start.replace(day=first + 9)
    return Window(month.start.replace(day=first), last)


def _since(match: re.Match[str], calendar: Calendar) -> Window:
    year = _year(match, calendar)
    day = int(match["day"]) if match["day"] else 1
    start = date(year, number_of(match["month"]), day) if match["month"] else date(year, 1, 1)
    end = calendar.last_day
    return Window(start, end if end and end >= start else date(year, 12, 31))


def _recent_years(match: re.Match[str], calendar: Calendar) -> Window:
    known = [day for day in (calendar.cut_off, calendar.visit and calendar.visit.end) if day]
    # What a team has put right after its visit runs on to a later day.
    end = min(known) if known else calendar.written_on
    if end is None:
        raise LookupError("no day is known up to which the years run")
    return Window(date(end.year - number_of(match["count"]) + 1, 1, 1), end)


def _years(match: re.Match[str], calendar: Calendar) -> Window:
    return Window(date(int(match["year"]), 1, 1), date(int(match["year2"]), 12, 31))


def _years_until(match: re.Match[str], calendar: Calendar) -> Window:
    year, month = int(match["year2"]), number_of(match["month2"])
    end = date(year, month, int(match["day2"])) if match["day2"] else Window.month(year, month).end
    return Window(date(int(match["year"]), 1, 1), end)


def _plan(match: re.Match[str], calendar: Calendar) -> Window:
    """The years of a five-year plan: the tenth began in 2001."""
    first = 2001 + 5 * number_of(match["plan"])
    last = calendar.last_day if match["until_now"] else date(first + 4, 12, 31)
    if last is None:
        raise LookupError("no day is known up to which the plan has run")
    return Window(date(first, 1, 1), last)


def _one_day(match: re.Match[str], calendar: Calendar) -> Window:
    day = date(_year(match, calendar), number_of(match["month"]), int(match["day"]))
    return Window(day, day)


def _until_year(match: re.Match[str], calendar: Calendar) -> Window:
    return Window.year(int(match["year"]))


def _whole_year(match: re.Match[str], calendar: Calendar) -> Window:
    return Window.year(_year(match, calendar))


def _this_year(match: re.Match[str], calendar: Calendar) -> Window:
    year = _year(match, calendar)
    end = calendar.cut_off or calendar.end_of_told
    return Window.year_to_date(end) if end and end.year == year else Window.year(year)


def _this_month(match: re.Match[str], calendar: Calendar) -> Window:
    if calendar.month:
        return calendar.month
    end = calendar.cut_off or calendar.end_of_told
    if end is None:
        raise LookupError("the text names no month")
    return Window.month(end.year, end.month)


def _this_quarter(match: re.Match[str], calendar: Calendar) -> Window:
    month = _this_month(match, calendar).start
    last = -(-month.month // 3) * 3
    return Window.months(month.year, last - 2, last)


def _this_week(match: re.Match[str], calendar: Calendar) -> Window:
    if calendar.told is None or calendar.told.days > DAYS_OF_A_WEEK:
        raise LookupError("the text names no days of a week")
    return calendar.told


DAYS_OF_A_WEEK = 7


def _last_week(match: re.Match[str], calendar: Calendar) -> Window:
    if calendar.written_on is None:
        raise LookupError("no day is known before which the week was")
    monday = calendar.written_on - timedelta(days=calendar.written_on.weekday() + 7)
    return Window(monday, monday + timedelta(days=6))


def _until_quarter(match: re.Match[str], calendar: Calendar) -> Window:
    return Window.months(_year(match, calendar), 1, 3 * number_of(match["count"]))


def _visit(match: re.Match[str], calendar: Calendar) -> Window:
    if calendar.visit is None:
        raise LookupError("the text names no days of a visit")
    return calendar.visit


def _action(match: re.Match[str], calendar: Calendar) -> Window:
    days = calendar.visit or calendar.told
    if days is None or (days.start.day == 1 and (days.end + timedelta(days=1)).day == 1):
        raise LookupError("the text names no days of an action")
    return days


def _safety_month(match: re.Match[str], calendar: Calendar) -> Window:
    if calendar.year is None:
        raise LookupError("no year is known")
    return Window.month(calendar.year, 6)


def _unknown(match: re.Match[str], calendar: Calendar) -> Window:
    raise LookupError("a window without clear days")


Resolver = Callable[[re.Match[str], Calendar], Window]

PATTERNS: tuple[tuple[str, Resolver], ...] = (
    (
        rf"{YEAR}(?P<month>{MONTH})月(?P<day>{DAY})日?[）)]?(?:\d{{1,2}}[时点])?(?:起|开始|以来)*{DASH}"
        rf"(?:(?P<year2>20\d{{2}})年)?(?:(?P<month2>{MONTH})月)?(?P<day2>{DAY})日",
        _days,
    ),
    (
        rf"(?P<year>20\d{{2}})年?{DASH}(?P<year2>20\d{{2}})年(?P<month2>{MONTH})月(?:份|(?P<day2>{DAY})日|底|末)?",
        _years_until,
    ),
    (rf"{YEAR}(?P<month>{MONTH})月(?P<day>{DAY})日之?前(?!后)", _one_day),
    (
        rf"(?:截至|截止)到?\s*{YEAR}(?P<month>{MONTH})月(?:(?P<day>{DAY})日|底|末|份?(?![上中下]旬|\s*\d))",
        _until,
    ),
    (
        rf"(?<!其中){YEAR}(?P<month>{MONTH})月(?P<day>{DAY})日(?!起|以来)"
        rf"(?={NO_NEWS}{{0,40}}发生[^。；]{{0,24}}(?:事故|火灾|爆炸|事件)|{NO_NEWS}{{0,60}}(?:{HAPPENED}))",
        _one_day,
    ),
    (
        rf"{YEAR}(?P<month>{MONTH})月?(?:份)?{DASH}(?:(?P<year2>20\d{{2}})年)?(?P<month2>{MONTH})月(?:份)?",
        _months,
    ),
    (rf"{YEAR}(?:前|头)(?P<count>{MONTH})个月", _first_months),
    (rf"{YEAR}前(?P<count>[一二三两123])个?季度", _first_quarters),
    (rf"{YEAR}[“\"]?(?P<half>[上下])半年报?[”\"]?", _half),
    (rf"{YEAR}[“\"]?半年报[”\"]?", _half),
    (r"(?:截至|截止)到?(?P<year>20\d\d)年(?:底|末)", _until_year),
    (rf"(?:截至|截止)到?{YEAR}第?(?P<count>[一二三四1-4])季度(?:底|末)", _until_quarter),
    (rf"{YEAR}第?(?P<count>{QUARTER})季度[底末]", _end_of_quarter),
    (rf"{YEAR}第?(?P<count>{QUARTER})(?:季度)?{DASH}第?(?P<count2>{QUARTER})季度", _quarters),
    (
        rf"{YEAR}第?(?P<count>{QUARTER})(?=(?:、{QUARTER})*[、和]第?{QUARTER}季度){NO_LIST_NUMBER}",
        _quarter,
    ),
    (rf"{YEAR}第?(?P<count>{QUARTER})季度", _quarter),
    (r"[“\"]?十(?P<plan>[一二三四五])五[”\"]?(?:时期|期间|(?P<until_now>以来)|(?=的\d))", _plan),
    (
        rf"{YEAR}(?:(?P<month>{MONTH})月份?(?:(?P<day>{DAY})日)?)?(?(year)|(?(named)|(?(month)|(?!))))"
        rf"{UNTIL_NOW}",
        _since,
    ),
    (
        rf"[\u4e00-\u9fff]{{0,8}}(?:整治|治理|行动|攻坚|检查)(?:工作)?自{YEAR}(?P<month>{MONTH})月份?"
        rf"(?:(?P<day>{DAY})日)?{_BEGUN}",
        _since,
    ),
    (r"(?:^|(?<=[，。；：\s]))自?(?!长期|一直|多年|历年|近|有史|建)[\u4e00-\u9fff]{2,8}以来", _unknown),
    (r"近(?P<count>[一二两三四五六七八九十]|\d{1,2})年(?!的)(?:[来内]|同期)?", _recent_years),
    (rf"{YEAR}年初", _unknown),
    (r"(?:[上前]一个|此前的?)(?:\d{1,2}|[一二三四五六七八九十]+)个月", _unknown),
    (rf"{YEAR}(?P<month>{MONTH})月(?P<third>[上中下])旬(?!起|开始|以来|[—～~至到前])", _third_of_month),
    (rf"{YEAR}(?P<month>{MONTH})月(?:[上中下]旬|初|底|末)(?:起|以来)?", _unknown),
    (rf"{YEAR}(?<![\d.])(?P<month>{MONTH})(?=(?:、{MONTH})*[、和]{MONTH}月(?!\d)){NO_LIST_NUMBER}", _month),
    (rf"{YEAR}(?P<month>{MONTH})月份?(?!{DAY}\s*(?:日|[、至到—－~～-]))(?:当月|全月)?", _month),
    (rf"(?P<year>20\d{{2}})年?{DASH}(?P<year2>20\d{{2}})年", _years),
    (r"(?P<year>(?:19|20)\d{2})年度?(?!第?\d+期)(?:全年)?", _whole_year),
    (r"(?P<named>去年|前年)(?:全年)?", _whole_year),
    (
        r"(?<!占)全年(?!控制|指标|目标|计划|任务|最[高低多少大小])|年度(?=事故|安全)|(?:^|(?<=[，。；：]))年度(?=计划)",
        _whole_year,
    ),
    (rf"(?:今年|本年度?)(?={PLANNED})", _whole_year),
    (r"今年|本年(?:度)?", _this_year),
    (r"(?<![一-龥])(?:本|当)月(?:份)?|(?<=[，。；：、])(?:本|当)月份?", _this_month),
    (r"(?<!应)(?:本|当)季度?(?!节)", _this_quarter),
    (r"本周|近一周|一周(?=内|来)", _this_week),
    (r"(?<![比较与])上周(?![一二三四五六])", _last_week),
    (rf"(?:{SEASONS}|元宵|除夕)节?(?:(?:假期|节日)?期间|当[日天夜])", _unknown),
    (r"[\u4e00-\u9fff]{0,4}(?:行动|整治|攻坚|活动|防控)期间", _action),
    (r"[“\"]?安全生产月[”\"]?(?:活动)?期间", _safety_month),
    (r"(?:督[察查导]|巡[查察]|检查|驻地|暗访)?期间", _visit),
)
"""How a window is named, and what it then is; the first that fits wins, so the longer ones stand first."""

EACH_OF: dict[Resolver, Callable[[Window], Sequence[Window]]] = {
    _months: Window.by_month,
    _first_months: Window.by_month,
    _half: Window.by_month,
    _quarters: quarters_of,
    _first_quarters: quarters_of,
    _years: Window.by_year,
    _recent_years: Window.by_year,
}
"""What a window counts off that is named by its first and its last part, or by how many it has."""

BEFORE_DAYS = 5
"""How many of them hold days, and so go before `NO_WINDOW`."""

NO_WINDOW = (
    r"(?:与|比|较|和|同)(?:去年|上年|前年|上一年)度?(?:同期|同月|全年)?(?:相比)?",
    r"(?:去年|上年|前年)(?:同期|同月)",
    rf"(?:(?:19|20)\d{{2}}年)?{MONTH}月{DAY}日(?!{UNTIL_NOW}|{_BEGUN})",
)
"""Words that hold a date but are no window of figures: what is compared with, days of meetings."""


def _spaced(pattern: str) -> re.Pattern[str]:
    """A pattern in which blanks may stand around 年, 月 and 日, as in "2018 年以来"."""
    return re.compile(re.sub("([年月日])", r"(?:\\s*\1\\s*)", pattern))


_SPAN, _, _, _UNTIL, _ = (_spaced(pattern) for pattern, _ in PATTERNS[:BEFORE_DAYS])
_SCANNED: tuple[tuple[re.Pattern[str], Resolver | None], ...] = (
    *((_spaced(pattern), resolve) for pattern, resolve in PATTERNS[:BEFORE_DAYS]),
    *((_spaced(pattern), None) for pattern in NO_WINDOW),
    *((_spaced(pattern), resolve) for pattern, resolve in PATTERNS[BEFORE_DAYS:]),
)


def mentions_in(text: str, calendar: Calendar) -> list[Mention]:
    """Every window that `text` names, in order, none overlapping; a year once named holds on.

    >>> calendar = Calendar(year=2020, written_on=date(2020, 11, 4))
    >>> [m.period for m in mentions_in("今年1-5月，去年同期，上半年，8月24日召开", calendar)]
    ['2020-01-01/2020-05-31', '2020-01-01/2020-06-30']
    """
    plain = with_plain_digits(text)
    taken = [False] * len(text)
    named: list[tuple[re.Match[str], Resolver]] = []
    for pattern, resolve in _SCANNED:
        for match in pattern.finditer(plain):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * len(match[0])
            if resolve is not None:
                named.append((match, resolve))
    found = []
    of_text = calendar
    for match, resolve in sorted(named, key=lambda one: one[0].start()):
        # This year is the text's own, whatever year was named before it: "2024年完成9处，今年计划8处".
        is_own = re.search("今年|本年|去年|前年", match[0])
        window = _resolved(match, resolve, of_text if is_own else calendar)
        if window is None and resolve is _visit:
            continue
        words = text[match.start() : match.end()].strip()
        found.append(
            Mention(
                match.start(),
                match.end(),
                words,
                window,
                calendar.year,
                resolve in (_until, _until_year),
                resolve in (_one_day, _end_of_quarter),
                each=tuple(EACH_OF[resolve](window)) if window and resolve in EACH_OF else (),
            )
        )
        if match.groupdict().get("year") and window:
            calendar = replace(calendar, year=window.start.year)
    return found


def _resolved(match: re.Match[str], resolve: Resolver, calendar: Calendar) -> Window | None:
    try:
        window = resolve(match, calendar)
    except (LookupError, ValueError, WrongUse):
        return None
    says_year = match.groupdict().get("year") or match.groupdict().get("named")
    if told := calendar.told if not says_year else None:
        # In a text about a winter, March is that of its second year.
        later = window.in_year(told.end.year)
        window = later if told.start > window.start and _is_within(later, told) else window
    is_deadline = match[0].rstrip().endswith("前")
    if (
        says_year
        or is_deadline
        or calendar.written_on is None
        or resolve in (_since, _whole_year, _this_year, _end_of_quarter)
    ):
        return window
    # A page of January about months 1 to 12 means the year before.
    in_january = calendar.written_on.month <= 2 and window.end > calendar.written_on
    return window.years_before(1) if in_january or window.start > calendar.written_on else window


def _is_within(window: Window, told: Window) -> bool:
    return told.start <= window.start and window.end <= told.end


def says_days(text: str) -> bool:
    """True for a text with a span from one day to another."""
    return bool(_SPAN.search(with_plain_digits(text)))


def span_of_days(text: str, calendar: Calendar) -> Window | None:
    """The first span of days in a text; None where it is none of a calendar."""
    match = _SPAN.search(with_plain_digits(text))
    return _resolved(match, _days, calendar) if match else None


def says_cut_off(text: str) -> bool:
    """True for a text that says up to which day its figures run."""
    return bool(_UNTIL.search(with_plain_digits(text)))


def cut_off_day(text: str, calendar: Calendar) -> date | None:
    """The day up to which the figures of a text run."""
    match = _UNTIL.search(with_plain_digits(text))
    window = _resolved(match, _until, calendar) if match else None
    return window.end if window else None


def campaign_told(text: str, calendar: Calendar) -> str:
    """The window of a campaign that began in a third of a month, to the day it is told of; blank for none.

    >>> campaign_told("7月下旬起，督查组进驻各县。11月8日获悉，督查已结束。", Calendar(year=2022))
    '2022-07-下旬/2022-11-08'
    """
    begun, told = _CAMPAIGN.search(text), _TOLD_OF.search(text)
    day = calendar.written_on
    end = told["day"] if told else f"{day.month}月{day.day}日" if day else ""
    if begun is None or not end:
        return ""
    words = f"{begun['start']}/{end}"
    return with_year(words, calendar.year) if calendar.year else words


_CAMPAIGN = re.compile(
    rf"(?P<start>(?:1[0-2]|[1-9])月[上中下]旬)(?:起|开始|以来)[^。]*?(?:{VISIT.pattern}|行动|整治|攻坚)"
)
_TOLD_OF = re.compile(rf"(?P<day>(?:1[0-2]|[1-9])月{DAY}日)[^。；\d]{{0,14}}(?:获悉|通报|介绍|公布)")


def with_year(words: str, year: int) -> str:
    """The window of a campaign in words, in a year; other words as they are.

    >>> with_year("12月上旬/3月8日", 2022), with_year("1-8月", 2022)
    ('2021-12-上旬/2022-03-08', '1-8月')
    """
    told = re.fullmatch(r"(\d+)月([上中下]旬)/(\d+)月(\d+)日", words)
    if told is None:
        return words
    first, last = int(told[1]), int(told[3])
    return f"{year - (first > last)}-{first:02}-{told[2]}/{year}-{last:02}-{int(told[4]):02}"


def as_compared(mention: Mention, sentence: str, current: str) -> Mention:
    """A mention with the name of what it is beside the window of the figures, where they are held against it.

    `sentence` is what it stands in, `current` the period of the figures. A year longer ago keeps its number.

    >>> quarter = Mention(1, 5, "第三季度", Window(date(2020, 7, 1), date(2020, 9, 30)))
    >>> as_compared(quarter, "较第三季度", "2020-10-01/2020-12-31").compared
    '上月'
    """
    if re.match(r"(?:同期)?的[近约]?[\d.]+倍", sentence[mention.end :]) and not re.search(
        "[去前上]年", mention.text
    ):
        return replace(mention, compared=mention.text)
    before, behind = sentence[: mention.start], sentence[mention.end :]
    if not (COMPARED.search(before) or (COMPARED_WITH.search(before) and behind.startswith("相比"))):
        return mention
    if mention.window is None:
        return replace(mention, compared=_named_without_a_year(mention.text, current))
    if not re.fullmatch(DAYS, current):
        return mention
    if at_its_end := re.match("[底末]", sentence[mention.end :]):
        return replace(mention, compared=mention.text + at_its_end[0])
    first, last = map(date.fromisoformat, current.split("/"))
    window = mention.window
    years = first.year - window.start.year
    if window.start.month == first.month or window.is_full_year:
        same_months = sentence[mention.end :].lstrip().startswith("同")
        name = "去年" if years == 1 == last.year - window.end.year else ""
        name = name or (f"{mention.text}同期" if same_months and window.is_full_year else "")
    else:
        name = "上月" if window.end == first - timedelta(days=1) else ""
    return replace(mention, compared=name or mention.text)


def _named_without_a_year(text: str, current: str) -> str:
    """What a window of no known year is called beside that of the figures; blank where that is not sure.

    >>> [_named_without_a_year("9月", month) for month in ("10月", "11月", "1-10月")]
    ['上月', '9月', '']
    """
    if text == "年初" or re.fullmatch(r"\d{1,2}月[底末]", text):
        return text
    months = [re.fullmatch(r"(\d{1,2})月份?", told) for told in (text, current)]
    before, now = (int(month[1]) if month else 0 for month in months)
    if not before or not now:
        return ""
    return "上月" if now - before == 1 else text


COMPARED = re.compile(r"(?:[比较与同]|(?:^|[，。；：])和)\s*$")
"""What stands before a window that figures are compared with: 和 between two windows adds them up."""


COMPARED_WITH = re.compile(r"[与同][^，。；\d]{1,10}的\s*$")
"""The same, with words on the window in between: "与“十二五”末的2015年相比"."""


def years_before(period: str, years: int) -> str:
    """A claim's period so many years earlier; months of no known year are those of the year before.

    >>> years_before("2018-01-01/2018-08-31", 1), years_before("今年1-8月", 1), years_before("春节期间", 1)
    ('2017-01-01/2017-08-31', '去年1-8月', '春节期间')
    """
    if years == 1 and (months := re.fullmatch("(?:今年|本年)?(.*(?:月|季度|半年))", period)):
        return f"去年{months[1]}"
    if not years or not re.fullmatch(DAYS, period):
        return period
    first, last = map(date.fromisoformat, period.split("/"))
    return str(Window(first, last).years_before(years))


def just_before(window: Window) -> Window:
    """As many whole months before, where the window is whole months; as many days otherwise.

    >>> str(just_before(Window.months(2024, 4, 6)))
    '2024-01-01/2024-03-31'
    """
    eve = window.start - timedelta(days=1)
    months = window.by_month()
    if months[0].start.day == 1 and (window.end + timedelta(days=1)).day == 1:
        first = eve.year * 12 + eve.month - len(months)
        return Window(date(first // 12, first % 12 + 1, 1), eve)
    return Window(eve - timedelta(days=window.days - 1), eve)


DAYS = r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d"


def runs_up_to(longer: str, shorter: str) -> bool:
    """True for the year so far, where the shorter one is its last month or quarter.

    >>> runs_up_to("2022-01-01/2022-11-30", "2022-11-01/2022-11-30")
    True
    >>> runs_up_to("2020-01-01/2022-12-31", "2022-01-01/2022-12-31")
    False
    """
    if not (re.fullmatch(DAYS, longer) and re.fullmatch(DAYS, shorter)):
        return False
    year, month = Window.parse(longer), Window.parse(shorter)
    return year.end == month.end and year.start < month.start and year.start.year == month.start.year
