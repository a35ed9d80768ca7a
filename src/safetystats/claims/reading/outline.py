"""What a text says once for all figures below it: sector, window and place, a breakdown, level by level.

The whole text, its headings by rank, an announced list, and the paragraph or list item itself: each level
holds until the next one of its rank or above, and what a deeper one does not say stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...periods import Window
from . import letter_words as words
from .letter_places import WHOLE_NAMED, place_headed, place_opened
from .passages import (
    CLOSING_SECTION,
    HEADING,
    LOWEST,
    TITLE_LENGTH,
    Paragraph,
    is_question,
    rank_of,
    sentences_of,
)
from .sectors import part_within, sector_asked_for, topic_of_heading
from .times import Calendar, Mention, mentions_in, runs_up_to

DEEPEST_WITH_TEXT = 2
"""Rank down to which a heading with its text behind it goes on over paragraphs without a heading."""
DOCUMENT = 0
"""Rank of what the whole text is about."""
SECTION = 1
"""Rank of the headings that number the sections."""
LIST_BELOW = LOWEST + 1
"""Rank of words that end a paragraph and announce a list: any heading ends it."""
ITEM = LIST_BELOW + 1
"""Rank of a paragraph or list item: what its label, or its first words, say of the rest of it."""


@dataclass(frozen=True)
class Level:
    """What one level of a text says for all figures below it; blank where it says nothing."""

    rank: int
    sector: str = ""
    axis: str = ""
    """By what it breaks down what is counted: 行业, 原因, 地区."""
    period: str = ""
    area: str = ""
    opened: str = ""
    """The window that a section begins with below its heading: it ends with the section."""


class Outline:
    """The levels around the figure that is being read, from the whole text down to its list item."""

    def __init__(self, calendar: Calendar, places: tuple[str, ...], city: str, text: Level) -> None:
        self.calendar, self.places, self.city = calendar, places, city
        self.levels = [text]

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: a heading ends those of its rank and below it, and the closing words all."""
        self._end(SECTION if paragraph.section == CLOSING_SECTION else ITEM)
        rank = self.rank_of(paragraph)
        if not rank:
            return
        ended = self._end(rank)
        said = heading_of(paragraph.text, rank)
        if not said:
            return
        mentions = [m for m in mentions_in(said, self.calendar) if not TO_BE_DONE.match(said, m.end)]
        period = next((mention.period for mention in mentions if not mention.is_a_day), "")
        if not period and TOLD_SO_FAR.search(said) and self.calendar.last_day:
            period = str(Window.year_to_date(self.calendar.last_day))
        if not period and self.calendar.visit is None:
            # A section without a window goes on with that of the section before it.
            beside = [level.period for level in ended if level.rank == rank and level.period]
            period = beside[-1] if beside and not self._is_last_month(beside[-1]) else ""
        sector = sector_asked_for(said) if is_question(said) else topic_of_heading(said)
        sector = part_within(sector, self.whole) or sector
        area = place_headed(said, self.places, self.place)
        self.levels.append(Level(rank, sector, axis_of(said), period, area))

    def rank_of(self, paragraph: Paragraph) -> int:
        """How deep a paragraph stands, 0 for none: a line alone heads a section where none is numbered."""
        rank = 0 if paragraph.is_title or paragraph.is_table else rank_of(paragraph.text)
        is_alone = rank == LOWEST and not HEADING.match(paragraph.text)
        return SECTION if is_alone and not paragraph.section else rank

    def note(self, rank: int = ITEM, **told: Any) -> None:
        """Note what words beside a heading, or the first ones of a paragraph, say of all of its level."""
        here = next((level for level in self.levels if level.rank == rank), Level(rank))
        others = [level for level in self.levels if level.rank != rank]
        self.levels = sorted([*others, replace(here, **told)], key=lambda level: level.rank)

    def begin(self, sentence: str, mentions: Sequence[Mention], *, is_first: bool) -> None:
        """Begin a sentence: the place that it is headed by, or that its paragraph begins with, holds on."""
        place = place_headed(sentence, self.places, self.place)
        if is_first or self.item.area:
            said = HEADING.sub("", sentence)
            windows = (m.text for m in mentions[:1] if said.startswith(m.text))
            said = BEFORE_PLACE.sub("", said.removeprefix(next(windows, "")))
            place = place or place_opened(said, self.places, self.place)
        if place or WHOLE_NAMED.search(sentence):
            self.note(area=place)

    def leave(self, paragraph: Paragraph) -> None:
        """End a paragraph: one that breaks down with its last words heads the list below it."""
        last = re.split("[。；]", paragraph.text)[-1].rstrip()
        announced = words.BROKEN_DOWN.search(last) if last.endswith("：") else None
        if announced and not rank_of(paragraph.text):
            self.note(LIST_BELOW, axis=announced[1], period=self.item.period)

    def _end(self, rank: int) -> list[Level]:
        """End the levels of a rank and those below it; they are what is returned."""
        ended = [level for level in self.levels if level.rank >= rank]
        self.levels = [level for level in self.levels if level.rank < rank]
        return ended

    def _is_last_month(self, period: str) -> bool:
        """True for the month, or quarter, that ends the window the text is about: a section of its own."""
        return bool(self.calendar.told) and runs_up_to(str(self.calendar.told), period)

    @property
    def place(self) -> str:
        """The place that the whole text is about."""
        return self.levels[0].area

    @property
    def whole(self) -> str:
        """The sector that the whole text is about."""
        return self.levels[0].sector

    @property
    def topic(self) -> str:
        """The sector that a heading, or the item itself, names; blank where only the whole text does."""
        return _nearest(level.sector for level in self.levels[1:])

    @property
    def sector(self) -> str:
        """The sector that is told of: that of the nearest level which names one."""
        return _nearest(level.sector for level in self.levels)

    @property
    def area(self) -> str:
        """The place that is told of."""
        return _nearest(level.area for level in self.levels)

    @property
    def axis(self) -> str:
        """By what the paragraph breaks down; blank below a heading that goes on to one of the parts."""
        told = next((level for level in reversed(self.levels[1:]) if level.sector or level.axis), None)
        return told.axis if told else ""

    @property
    def item(self) -> Level:
        """What the paragraph or list item itself says."""
        return next((level for level in self.levels if level.rank == ITEM), Level(ITEM))

    @property
    def opened(self) -> str:
        """The window that the section begins with below its heading."""
        return _nearest(level.opened for level in self.levels)

    @property
    def own_period(self) -> str:
        """The window that a heading, or the first words of a section or paragraph, name."""
        return _nearest(level.period or level.opened for level in self.levels[1:])

    @property
    def period(self) -> str:
        """The window of a figure that names none."""
        return self.own_period or self.levels[0].period


def _nearest(told: Iterable[str]) -> str:
    """The last of the words that is not blank."""
    return next(filter(None, reversed([*told])), "")


BEFORE_PLACE = re.compile(r"^(?:[\d时分许左右凌晨上下午：:]{2,12}|份)?，?(?:其中)?")
"""What stands between the window that a sentence begins with and its place."""


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
    match = words.BREAKDOWN_HEADING.search(HEADING.sub("", heading))
    return match[1] or match[2] if match else ""
