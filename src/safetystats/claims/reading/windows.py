"""The window of each figure: named in its sentence, else carried on from what was said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ...periods import Window
from .calendars import is_in_passing
from .figure_runs import LIST_MARKS
from .letter_tables import CellClaim
from .letter_words import BROKEN_DOWN, BY_TIME, LAST_YEAR
from .numerals import CHINESE, number_from
from .outline import DOCUMENT, SECTION, Outline
from .passages import HEADING, Paragraph, clause_around, is_heading_sentence
from .times import (
    COMPARED,
    DAYS,
    PLANNED,
    Calendar,
    Mention,
    as_compared,
    campaign_told,
    just_before,
    mentions_in,
    runs_up_to,
    years_before,
)


class Told(NamedTuple):
    """The window of a figure, and whether its own sentence leaves it to be taken from what stands around."""

    period: str
    is_assumed: bool = False


class Periods:
    """The window of each figure: named in its sentence, else carried on from what was said before."""

    def __init__(self, calendar: Calendar, paragraphs: Sequence[Paragraph], outline: Outline) -> None:
        self.calendar, self.outline = calendar, outline
        self.visit = str(calendar.visit) if calendar.visit else ""
        self.section = self.last = self.held = ""
        self.told = self.before = self.until_now = self.stock = self.since = ""
        self.opens_section = self.goes_on = self.of_one = False
        titles = [m for p in paragraphs if p.is_title for m in mentions_in(p.text, calendar)]
        body = [
            m
            for p in paragraphs
            if not p.is_title
            for m in mentions_in(p.text, calendar)
            if not is_in_passing(m, p.text)
        ]
        self.begun = [m for m in body if m.window and SINCE_THEN.fullmatch(m.text)]
        in_words = [m for m in body if not NOT_CLEAR.search(m.text)]
        named = [m for m in [*titles, *body] if m.window]
        # The day of one accident is not the window of the rest, as long as there is another.
        dated = sorted(named, key=lambda mention: mention.is_a_day)
        in_order = [str(calendar.told)] if calendar.told else []
        in_order += [mention.period for mention in [*dated, *in_words]]
        # A campaign is the window of a text that names no clear one.
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        self.campaign = campaign_told(text, calendar) if not named else ""
        self.of_letter = self.campaign or next(iter(in_order), "")
        self.asks = False
        # A year in the title is no more than its number, where the text begins with what it runs over.
        runs_over = [m.period for m in body[:1] if m.window and RUNS_OVER.search(m.text)]
        if runs_over and self.of_letter == str(Window.year(int(runs_over[0][:4]))):
            [self.of_letter] = runs_over
        outline.note(DOCUMENT, period=self.visit or self.of_letter)
        self.action = self.window_of_action(paragraphs)

    def window_of_action(self, paragraphs: Sequence[Paragraph]) -> Window | None:
        """The months over which the text says that a campaign was run: "5月至11月，开展专项整治"."""
        for paragraph in paragraphs:
            for mention in mentions_in(paragraph.text, self.calendar):
                if mention.window and ACTED.match(paragraph.text, mention.end):
                    return mention.window
        return None

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: what was carried on ends, and so does a section's window with the section."""
        top = paragraph.section.split("（")[0]
        begins = self.outline.rank_of(paragraph) == SECTION or top != self.section
        if runs_up_to(self.outline.item.period, self.of_letter):
            self.before = self.outline.item.period
        if begins:
            # The year so far, told last in a section, is not that of the next one.
            self.section, self.before = top, ""
            self.asks = bool(ASKING.search(paragraph.text)) and is_heading_sentence(paragraph.text)
        self.stock = self.since = ""
        self.of_one = False
        self.opens_section = paragraph.section == top and self.outline.rank_of(paragraph) <= SECTION

    def read(self, sentence: str) -> list[Mention]:
        """The windows that a sentence names; one that it begins with holds on in the paragraph."""
        self.until_now = self.now
        named = [
            self.of_like_days(
                self.since_the_visit(self.since_begun(self.of_recent_years(mention)), sentence), sentence
            )
            for mention in begun_and_cut_off(
                (self.of_campaign(m) for m in mentions_in(sentence, self.calendar)), sentence
            )
            if not (self.visit and REVIEWED.match(sentence[mention.start :]))
        ]
        begun = [m.period for m in named if m.window and SINCE_THEN.fullmatch(m.text)]
        self.since = (begun or [self.since])[-1]
        of_figures = [m for m in named if not COMPARED.search(sentence[: m.start])]
        found = [as_compared(m, sentence, self._window_before(m, of_figures)) for m in named]
        mentions = [mention for mention in found if not mention.compared]
        # Below a new head, what was found on the spot is of the visit again.
        if AT_PRESENT.match(sentence) or (self.visit and is_heading_sentence(sentence)):
            self.outline.note(period="")
        if SAME_TIME.match(sentence):
            self.outline.note(period=self.last)
        if not (self.outline.own_period or self.visit):
            # Where the year so far was told after the month, what follows is of it.
            self.outline.note(period=self.before)
        if mentions and mentions[0].period == self.of_letter:
            self.before = ""
        self.last = mentions[0].period if mentions else self.last
        self.told = mentions[-1].period if mentions and mentions[-1].is_a_day else self.held
        # A month of a breakdown by time is one of its parts, and no window of what follows.
        is_part = (match := BROKEN_DOWN.search(sentence)) and match[1] in BY_TIME
        is_ranked = mentions and RANKED.match(sentence, mentions[0].end)
        is_planned = mentions and re.match(PLANNED, sentence[mentions[0].end :])
        if (
            mentions
            and not (mentions[-1].is_a_day or is_part or is_ranked or is_planned)
            and not OF_EVENT.search(mentions[0].text)
            and opens(sentence, mentions[0])
        ):
            first = opening(sentence, [mention for mention in mentions if not mention.is_a_day])
            self.outline.note(period=";".join(mention.period for mention in first))
            self.of_one = False
            if self.opens_section and self.section:
                self.outline.note(SECTION, opened=self.outline.opened or mentions[0].period)
        day = next((m for m in mentions[:1] if m.window and m.window.days == 1 and not m.is_cut_off), None)
        if day and opens(sentence, day) and ONE_ACCIDENT.match(sentence, day.end):
            # What is told of one accident, sentence by sentence, was on the day it happened.
            self.of_one = True
            self.outline.note(period=day.period)
        return found

    def _window_before(self, mention: Mention, of_figures: Sequence[Mention]) -> str:
        """The window of the figures that are held against `mention`: the one named last before it."""
        before = [m.period for m in of_figures if m.end <= mention.start]
        named = before[-1:] or [m.period for m in of_figures[:1]]
        return named[0] if named else self.now

    def of_campaign(self, mention: Mention) -> Mention:
        """The beginning of a campaign stands for all of it, and so does its name once it was dated."""
        if mention.window is None and OF_ACTION.search(mention.text):
            return replace(mention, window=self.action)
        if mention.window is None and OF_MONTH.match(mention.text) and IS_MONTH.fullmatch(self.last):
            return replace(mention, window=Window.parse(self.last))
        if mention.window is None and (begun := SINCE.fullmatch(mention.text)):
            dated = (one.window for one in self.begun if begun["what"] in one.text)
            return replace(mention, window=next(dated, None))
        begins = self.campaign and re.search("[上中下]旬(?:起|开始|以来)?$", mention.text)
        return replace(mention, text=self.campaign) if begins else mention

    def of_recent_years(self, mention: Mention) -> Mention:
        """ "The last three years" of a text without a date of its own end with its window."""
        recent = re.match("近(.{1,2})年", mention.text)
        if not recent or mention.window or not re.fullmatch(DAYS, self.of_letter):
            return mention
        last = Window.parse(self.of_letter).end
        first = date(last.year - int(number_from(recent[1])) + 1, 1, 1)
        window = Window(first, last)
        return replace(mention, window=window, each=tuple(window.by_year()))

    def of_like_days(self, mention: Mention, sentence: str) -> Mention:
        """ "2020年同期": the days of the window before it, in that year; unclear where none was named."""
        years = mention.each or ((mention.window,) if mention.window else ())
        of_years = years and all(year.is_full_year for year in years)
        if not (of_years and LIKE_DAYS.match(sentence, mention.end)):
            return mention
        if COMPARED.search(sentence[: mention.start]):
            return mention
        earlier = [m.period for m in mentions_in(sentence[: mention.start], self.calendar)]
        told = (earlier or [self.last or self.now])[-1]
        words = f"{mention.text}同期"
        if not re.fullmatch(DAYS, told) or told[:4] != told[11:15] or told == mention.period:
            return replace(mention, text=words, window=None, each=())
        window = Window.parse(told)
        like, *others = (window.in_year(year.start.year) for year in years)
        return replace(mention, window=None if others else like, each=(like, *others) if others else ())

    def since_begun(self, mention: Mention) -> Mention:
        """ "Up to 20 September" of a paragraph that said since when: it began then."""
        begun = Window.parse(self.since) if mention.is_cut_off and self.since else None
        is_end_of_it = begun and mention.window and begun.end == mention.window.end
        return replace(mention, window=begun, is_cut_off=False) if is_end_of_it else mention

    def since_the_visit(self, mention: Mention, sentence: str) -> Mention:
        """What was put right "up to 31 December" was so since a team came, or the letter's window began."""
        if not (mention.is_cut_off and mention.window and PUT_RIGHT.search(sentence)):
            return mention
        since = re.match(DAYS, self.visit or self.of_letter)
        start = Window.parse(since[0]).start if since else mention.window.start
        window = Window(start, mention.window.end) if start <= mention.window.end else mention.window
        return replace(mention, window=window, is_a_day=True)

    def of(self, sentence: str, mentions: Sequence[Mention], position: int) -> Told:
        """The window of the figure at `position`."""
        if (since := self.deadline_since(sentence, position)) or (
            since := self.years_back(sentence, position)
        ):
            return Told(since)
        if DUE_WITHIN.match(sentence, position):
            return Told("")
        if beside := self.beside_what_is_compared(sentence, mentions, position):
            return Told(beside)
        # "58.8 % of those in the first half" names the whole, not the window of the figure.
        named = [
            mention
            for mention in mentions
            if not mention.compared
            and not is_left(sentence, mention, position)
            and not is_done(sentence, mention, position)
            and not is_base(sentence, mention, position)
            and sentence[: mention.start].rstrip()[-1:] != "占"
        ]
        before = [mention for mention in named if mention.start <= position]
        before = [m for m in before if not is_aside(sentence, m, position)] or before
        if before and AGAINST_IT.search(sentence[before[-1].end : position]) and self.until_now:
            return Told(self.until_now, is_assumed=True)
        if before:
            told = sentence[before[-1].end : position + STOCK_BEHIND]
            if before[-1].is_cut_off and STOCK.search(told) and not LOOKED_AT.search(told):
                self.stock = re.sub(".*/(.*)", r"\1/\1", before[-1].period)
                return Told(self.stock)
            self.stock = ""
            return Told(";".join(mention.period for mention in added_up(sentence, before)))
        return Told(self._around(sentence, position), is_assumed=True)

    def _around(self, sentence: str, position: int) -> str:
        """The window of a figure whose sentence names none."""
        if self.stock and (self.goes_on or MORE_OF_STOCK.match(sentence)):
            return self.stock
        if self.visit and ON_THE_SPOT.search(sentence):
            return self.visit
        if self.visit and self.calendar.year and self.is_standing(sentence, position):
            return str(Window.year(self.calendar.year))
        return self.now

    def beside_what_is_compared(self, sentence: str, mentions: Sequence[Mention], position: int) -> str:
        """The window that figures are compared with, of a figure in the bracket right behind its name.

        "与7月份（118起）相比" and "较上月（118起）" are both of July in a text on August.
        """
        told = [m for m in mentions if not m.compared and m.start <= position]
        now = told[-1].period if told else self.now
        is_clear = bool(re.fullmatch(DAYS, now))
        for mention in mentions:
            # Of the year before it is known elsewhere that its figures are.
            is_other = mention.compared not in ("", "去年")
            beside = IN_BRACKET.fullmatch(sentence[mention.end : position]) if is_other else None
            if beside and beside["like"] and mention.window and is_clear:
                return years_before(now, int(now[:4]) - mention.window.start.year)
            if beside:
                return mention.period
        if other := BESIDE_ANOTHER.search(sentence[:position]):
            of_days = is_clear and re.search("月|季度", other["what"])
            return str(just_before(Window.parse(now))) if of_days else other["what"]
        return ""

    def deadline_since(self, sentence: str, position: int) -> str:
        """The day from which a deadline of so many days counts: the one named, else that of the letter."""
        if not WITHIN.match(sentence, position):
            return ""
        since, day = DEADLINE_SINCE.search(sentence[:position]), self.calendar.written_on
        if since is None and WITHIN_HOURS.match(sentence, position):
            return ""
        if day and (since is None or OF_THIS_LETTER.search(since["day"])):
            return f"自{day}"
        return since[0] if since else ""

    def years_back(self, sentence: str, position: int) -> str:
        """The years that are told as so many: "the two years before", "plans of the last three years"."""
        told = next(filter(None, (YEARS_BACK.match(sentence, max(position - n, 0)) for n in (0, 1))), None)
        if told is None or self.calendar.year is None:
            return ""
        last = self.calendar.year - (told["word"] == "前")
        return str(Window(date(last - int(number_from(told["count"])) + 1, 1, 1), date(last, 12, 31)))

    def is_standing(self, sentence: str, position: int) -> bool:
        """True for what a place has, whatever its visitors looked at: its staff, what it still lacks."""
        left, _ = clause_around(sentence, position, position)
        return bool(self.asks or AT_PRESENT.match(sentence) or STAFF.search(sentence[left:position]))

    def of_cell(self, cell: CellClaim) -> Told:
        """The window of a figure in a table: its row's, its column's, that of last year, or the table's."""
        row = f"{cell.name}年" if cell.name.isdigit() else cell.name
        named = mentions_in(row, self.calendar) if cell.is_window else mentions_in(cell.title, self.calendar)
        if named:
            return Told(named[0].period)
        if OF_THE_YEAR.match(cell.title) and self.calendar.year:
            return Told(str(Window.year(self.calendar.year)))
        of_last_year = re.search(LAST_YEAR, cell.title) and not cell.comparison
        return Told(years_before(self.now, 1 if of_last_year else 0), is_assumed=True)

    def leave(self, sentence: str) -> None:
        """End a sentence: a deadline, or a cut-off of its own, holds on over a semicolon only."""
        self.goes_on = sentence.rstrip().endswith(("；", ";"))
        self.held = self.told if self.goes_on else ""

    @property
    def now(self) -> str:
        """The window of a figure that names none."""
        return self.held or self.outline.period


ONE_ACCIDENT = re.compile(
    r"(?![^。；]*\d[起宗])[^。；]*?(?:发生[^，。；]*(?:事故|火灾|爆炸|坍塌|侧翻|相撞)|[造致][成使]?\d+人)"
)
"""How a sentence goes on behind the day of an accident that it tells of."""
RUNS_OVER = re.compile("以来")
"""Words of a window from some event on."""
ACTED = re.compile("[^。；]{0,20}(?:开展|组织|部署|实施)[^。；]{0,30}(?:整治|行动|攻坚|防控)")
"""How a sentence goes on behind the window of a campaign."""
OF_ACTION = re.compile("(?:行动|整治|攻坚|防控)期间$")
"""A window that is called by its campaign."""
RANKED = re.compile("(?:[为是](?:全年|上半年|各月|当年)(?:的)?最|(?:事故|火灾)?最[高多低少])")
"""Words behind a month that is named for being the one with the most."""
OF_EVENT = re.compile("安全生产月")
"""A window that is named for what is done in it: it holds for its own sentence."""
OF_MONTH = re.compile("[当本]月")
IS_MONTH = re.compile(r"(\d{4}-\d\d)-01/\1-(?:2[89]|3[01])")
"""A window of one month."""


def begun_and_cut_off(mentions: Iterable[Mention], sentence: str) -> list[Mention]:
    """Windows, of which one up to a day begins with what stands before it: "自5月以来，截至12月底".

    So does one that ends as a window before it does.
    """
    found: list[Mention] = []
    for mention in mentions:
        since = found[-1] if found else None
        if mention.is_cut_off and since and mention.start - since.end <= len("，") and mention.window:
            begun = since.window.start if since.window and SINCE.fullmatch(since.text) else None
            if begun and begun <= mention.window.end:
                mention = replace(mention, window=Window(begun, mention.window.end), is_cut_off=False)
        same_end = [m for m in found if m.window and mention.window and m.window.end == mention.window.end]
        until = next((m.window for m in found if m.is_cut_off and m.window), None)
        if until and is_number_of_year(mention, until.end.year, sentence):
            # "截至6月30日，2025年检查9家": of the year to that day.
            mention = replace(mention, window=until)
        if mention.is_cut_off and same_end and mention.window:
            # "2026年2至5月发现10个，截至5月31日已整改4个": of the ten.
            mention = replace(mention, window=same_end[-1].window, is_cut_off=False)
        found.append(mention)
    return found


def is_number_of_year(mention: Mention, year: int, sentence: str) -> bool:
    """True for a year by its number alone, of which nothing is planned; the whole of it is called 全年."""
    return mention.text == f"{year}年" and not re.match(PLANNED, sentence[mention.end :])


OF_THE_YEAR = re.compile("(?:年度|全年)(?:目标|计划|任务|指标)")
"""Titles of a column of what is to be reached in the year."""
SINCE = re.compile(
    r"自?(?:.*?[年月日](?:份)?(?:起|开始)?)?(?P<what>.*?)(?:开展|启动|部署|实施|进行)*(?:以来|至今)"
)
"""Words of a window since something began, and what it was."""
SINCE_THEN = re.compile(f"{SINCE.pattern}|.*自.*(?:起|开始).*(?:开展|启动|部署|实施)")
"""The same, and those that say when it began: "专项整治自4月1日起开展"."""
IN_BRACKET = re.compile(r"(?P<like>\s*同[期月])?[（(][^（）()]*")
"""What stands between a name and a figure in the bracket behind it."""
BESIDE_ANOTHER = re.compile(
    r"[比较与同](?P<what>上(?:个?月|一?个?季度|一?[轮次期])|第[一二三四五六七八九十\d]+[轮次])(?:的|[（(][^（）()]*)$"
)
"""The same of the month, the quarter or the round before, and what stands before its own figure."""
NOT_CLEAR = re.compile("旬|[初底末]|起$")
"""Words of a window that has no clear days even where the year is known."""

REVIEWED = re.compile(
    r"[^，。；]{4,11}以来[^，。；]{0,20}(?:开展|进行)了?[^，。；]{0,6}(?:督察|督查|检查|巡查|巡察)"
)
"""A window that a team looked at: what it did and saw there is of its visit."""


AGAINST_IT = re.compile("[，；](?:(?:与之|与其|与此)相?比|[两二三四]项(?:指标)?(?:对比|相比))")
"""Words behind a window that what was told before it is compared with."""


def is_left(sentence: str, mention: Mention, position: int) -> bool:
    """True from the figure on that another one of `mention` fell or rose to: "由2020年的9起减至3起"."""
    between = sentence[mention.end : position] + "0"
    return sentence[: mention.start].endswith(("由", "从")) and bool(LEFT.search(between))


def is_done(sentence: str, mention: Mention, position: int) -> bool:
    """True for what is done by now of a year's plan: "今年计划治理9处，已完成7处"."""
    behind = sentence[mention.end : position]
    return bool(re.match(PLANNED, behind) and re.search("[，；](?:目前|现)?已", behind))


def is_base(sentence: str, mention: Mention, position: int) -> bool:
    """True behind the clause that says what was in another window: "事故9起，2020年为8起，起数上升12.5%"."""
    behind = BASE_TOLD.match(sentence, mention.end)
    return sentence[: mention.start].endswith("，") and behind is not None and behind.end() <= position


BASE_TOLD = re.compile(r"(?:同期)?(?:分别)?[为是][^，。；]*，(?!其中)(?=[^，。；]*同比)")
"""What goes on behind a window up to a change against it."""


def is_aside(sentence: str, mention: Mention, position: int) -> bool:
    """True for a window of a remark in brackets that is closed before the figure, and says more than it."""
    between = sentence[mention.end : position]
    return not between.startswith("）") and between.count("）") > between.count("（")


LEFT = re.compile(r"[降升增减低高少加长落到]+[到至为]了?\D{0,2}\d")


def added_up(sentence: str, before: Sequence[Mention]) -> Sequence[Mention]:
    """The last windows before a figure that are told together: "1-5月和12月共发生9起"."""
    if not re.match("(?:合计|累计|总)?共", sentence[before[-1].end :]):
        return before[-1:]
    first = len(before) - 1
    while first and sentence[before[first - 1].end : before[first].start].strip() in LIST_MARKS:
        first -= 1
    return before[first:]


WITHIN = re.compile(rf"\s*(?:{CHINESE}|\d+)\s*个?\s*(?:工作日|日|天|月|小时|分钟)\s*之?内")
"""The days within which something has to be done."""
WITHIN_HOURS = re.compile(r"[^，。；]{1,4}(?:小时|分钟)")
"""The same in hours: they count from what happened, and not from the day of a letter."""
DUE_WITHIN = re.compile(rf"{WITHIN.pattern}[^，。；\\d]{{0,4}}(?:完成|整改|报送|上报|反馈|办结|提交)")
"""The same, of what is to be done by then: without a day to count from it is of no window."""
YEARS_BACK = re.compile(r"(?P<word>[前近])(?P<count>\d{1,2}|[两二三四五])年(?=的|相比|比较)")
"""Years that are counted back from that of the text."""
ASKING = re.compile("(?:建议|要求)$")
"""How the heading ends of what a place is asked for: the figures there are those of its year."""
STAFF = re.compile("从业人员|职工|员工")
"""Words of how many work somewhere."""
OF_THIS_LETTER = re.compile("即日|收到|印发之日|下发之日|发布之日")
"""The day of the letter itself."""
DEADLINE_SINCE = re.compile("自(?P<day>[^，。；]{2,16}?)起")
"""The day from which they count."""
STOCK = re.compile("保有量|在册|在保|现有|共有|在用|拥有|存量|用户")
"""Words of what there is on a day: it has no window behind it."""
MORE_OF_STOCK = re.compile(r"[\s　]*(?:其中|另有|此外)")
"""Words at the start of a sentence that goes on with what there is on a day."""
LOOKED_AT = re.compile("检查|排查|抽查|巡查")
"""Words of what was done about such things: it was done over a window."""
STOCK_BEHIND = 10
"""Characters behind the start of a figure within which such a word may stand."""


def opening(sentence: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The windows that a sentence begins with: those beside the first are told together with it."""
    last = 1
    while (
        last < len(mentions) and sentence[mentions[last - 1].end : mentions[last].start].strip() in LIST_MARKS
    ):
        last += 1
    return added_up(sentence, mentions[:last])


PUT_RIGHT = re.compile("整改|销号|销账|办结")
"""Words of what is done about a team's findings."""

LIKE_DAYS = re.compile(r"\s*同(?:期|月|时段)")
"""What stands behind a year of which the same days are meant."""

AT_PRESENT = re.compile("^(?:目前|当前|现在)")
"""Words at the start of a sentence that leaves the window of those before it."""

SAME_TIME = re.compile("^(?:其间|同期|上述期间|同时段)")
"""Words at the start of a sentence for the window that was named last."""


def opens(sentence: str, mention: Mention) -> bool:
    """True where a sentence begins with a window, or names it right behind its first words."""
    before = QUOTED.sub("", CAPTION.sub("", HEADING.sub("", sentence[: mention.start])))
    if before.strip() == "其中":
        return False
    return len(before) <= AT_THE_START or bool(OPENING.fullmatch(before))


AT_THE_START = 2
"""Characters within which a window stands at the start of its sentence."""

CAPTION = re.compile(r"^附?表\s*\d*[\s：:]*")
"""How the caption of a table begins."""

QUOTED = re.compile("“[^”]*”[、和及与]?")
"""The name of an action before the word for the window it took."""

OPENING = re.compile(r"(?!其中)[^，。；：\d]{2,12}[，：,]")
"""First words of a sentence, such as 据初步统计, behind which its window still opens it."""

ON_THE_SPOT = re.compile("抽查|随机检查|实地检查|督察组|督察中|督察发现|督查发现|检查发现|暗访")
"""Words of what a team saw on its visit."""
