"""What the headings of a text say of all that stands below them: a sector, a breakdown, a window.

A heading holds until the next one of its rank or above; what a deeper one does not say stays as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...periods import Window
from . import letter_words as words
from .passages import LOWEST, TITLE_LENGTH, Paragraph, is_question, rank_of, sentences_of
from .sectors import sector_asked_for, topic_of_heading
from .times import Calendar, mentions_in, runs_up_to

DEEPEST_WITH_TEXT = 2
"""Rank down to which a heading with its text behind it goes on over paragraphs without a heading."""
LIST_BELOW = LOWEST + 1
"""Rank of words that end a paragraph and announce a list: any heading ends it."""


@dataclass(frozen=True)
class Heading:
    """One heading: how deep it stands, and what it says."""

    rank: int
    sector: str = ""
    axis: str = ""
    """By what it breaks down what is counted: 行业, 原因, 地区."""
    period: str = ""


class Outline:
    """The headings above the paragraph that is being read."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.headings: list[Heading] = []

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: a heading ends those of its rank and below it."""
        rank = 0 if paragraph.is_title or paragraph.is_table else rank_of(paragraph.text)
        if not rank:
            return
        ended = [heading for heading in self.headings if heading.rank >= rank]
        self.headings = [heading for heading in self.headings if heading.rank < rank]
        said = heading_of(paragraph.text, rank)
        if not said:
            return
        mentions = [m for m in mentions_in(said, self.calendar) if not TO_BE_DONE.match(said, m.end)]
        period = next((mention.period for mention in mentions if not mention.is_a_day), "")
        if not period and TOLD_SO_FAR.search(said) and self.calendar.last_day:
            period = str(Window.year_to_date(self.calendar.last_day))
        if not period and self.calendar.visit is None:
            # A section without a window goes on with that of the section before it.
            beside = [heading.period for heading in ended if heading.rank == rank and heading.period]
            period = beside[-1] if beside and not self._is_last_month(beside[-1]) else ""
        sector = sector_asked_for(said) if is_question(said) else topic_of_heading(said)
        self.headings.append(Heading(rank, sector, axis_of(said), period))

    def leave(self, paragraph: Paragraph, period: str) -> None:
        """End a paragraph: one that breaks down with its last words heads the list below it."""
        last = re.split("[。；]", paragraph.text)[-1].rstrip()
        announced = words.BROKEN_DOWN.search(last) if last.endswith("：") else None
        if announced and not rank_of(paragraph.text):
            self.headings.append(Heading(LIST_BELOW, axis=announced[1], period=period))

    def _is_last_month(self, period: str) -> bool:
        """True for the month, or quarter, that ends the window the text is about: a section of its own."""
        return bool(self.calendar.told) and runs_up_to(str(self.calendar.told), period)

    @property
    def sector(self) -> str:
        """The sector that the paragraph is about; blank where no heading names one."""
        return next((heading.sector for heading in reversed(self.headings) if heading.sector), "")

    @property
    def axis(self) -> str:
        """By what the paragraph breaks down; blank below a heading that goes on to one of the parts."""
        told = next((heading for heading in reversed(self.headings) if heading.sector or heading.axis), None)
        return told.axis if told else ""

    @property
    def period(self) -> str:
        """The window that the headings name, the deepest first."""
        return next((heading.period for heading in reversed(self.headings) if heading.period), "")


def heading_of(text: str, rank: int) -> str:
    """The heading that a paragraph is, or begins with; blank where its text goes on over no other paragraph.

    >>> heading_of("二、分行业情况（1-5月）", 1), heading_of("（一）煤矿。发生事故3起。", 2)
    ('二、分行业情况（1-5月）', '（一）煤矿。')
    """
    sentences = sentences_of(text)
    if rank > DEEPEST_WITH_TEXT and COUNTS.search(text):
        return ""
    if len(sentences) == 1 and (len(text) <= TITLE_LENGTH or is_question(text)):
        return text
    return sentences[0] if rank <= DEEPEST_WITH_TEXT and len(sentences[0]) <= TITLE_LENGTH else ""


TO_BE_DONE = re.compile("(?:安全生产|安全)?(?:重点)?(?:工作|任务)?(?:重点|打算|计划|安排|思路|建议)")
"""What stands in a heading behind a window that is still to come."""
TOLD_SO_FAR = re.compile("累计(?:情况|$)")
"""Words of a heading on the year so far."""
COUNTS = re.compile(r"\d[起宗人家处项][，。；、].*[。；]$")
"""How an item counts something: it is a text of its own, and heads no other."""


def axis_of(heading: str) -> str:
    """By what a heading says that its text breaks down; blank for one that says nothing of it.

    >>> axis_of("二、分行业领域情况"), axis_of("（二）从起火原因看。"), axis_of("三、事故原因调查要从严")
    ('行业', '原因', '')
    >>> axis_of("四、事故类型"), axis_of("三、地区分布"), axis_of("四、事故原因分析会")
    ('类型', '地区', '')
    """
    match = words.BREAKDOWN_HEADING.search(heading)
    return match[1] or match[2] if match else ""
