"""A letter's text -> its numeric claims: what each figure measures, when, where, and against what.

Paragraph by paragraph, sentence by sentence (`sentence_claims`), table by table (`letter_tables`). Words are
data (`letter_words`, `numerals`, `times`), so that a new one is one entry there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ...periods import Window
from ...project import Project
from .figure_runs import LIST_MARKS
from .letter_places import area_of_figure, known_places, place_of_letter
from .letter_tables import CellClaim, claims_of_grid
from .letter_words import BROKEN_DOWN, BY_TIME, LAST_YEAR
from .memory import Extracted, Memory
from .numerals import number_from
from .outline import Outline
from .passages import HEADING, Paragraph, joined, paragraphs_of, sentences_of
from .sectors import as_category, sector_of_caption, topic_of_titles
from .sentence_claims import read_sentence
from .times import COMPARED, DAYS, Calendar, Mention, as_compared, calendar_of, mentions_in, years_before

EXTRACTED = (
    "text", "measure", "value", "unit", "qualifier", "period", "area", "sector", "comparison", "section",
    "note",
    "sentence",
)  # fmt: skip
"""Columns of an extracted claim; missing where the letter does not say."""


def extract(text: str, *, document_date: date | None = None, project: Project | None = None) -> pd.DataFrame:
    """List every numeric claim of a letter or bulletin.

    Parameters
    ----------
    text
        The text as it stands: hard line breaks, bold marks and headings are dealt with.
    document_date
        The day it was written, for relative windows (this year, the first half); by default the date it is
        signed with. A year in its title goes before both.
    project
        Whose city it is about: its areas are known names of places. The shipped one by default.

    Returns
    -------
    DataFrame
        One row a claim, in the order of the text, with the columns `EXTRACTED`. `text` is a literal piece of
        the joined text. `value` is as printed: a fall is positive, its direction stands in `comparison`.
        `period` is ``start/end`` in ISO dates, or the letter's words where it names no year.

    Examples
    --------
    >>> claims = extract("2020年1-5月全市发生事故73起、死亡80人，同比分别下降60.8%、58.5%。")
    >>> claims[["measure", "value", "unit", "comparison"]]
      measure  value unit comparison
    0    事故起数   73.0    起       None
    1    死亡人数   80.0    人       None
    2    事故起数   60.8    %       同比下降
    3    死亡人数   58.5    %       同比下降
    """
    paragraphs = paragraphs_of(joined(text))
    calendar = calendar_of(paragraphs, document_date)
    places = known_places(project or Project.load())
    place = place_of_letter(paragraphs, places)
    outline = Outline(calendar)
    when = Periods(calendar, paragraphs, outline)
    titles = "\n".join(paragraph.text for paragraph in paragraphs if paragraph.is_title)
    memory = Memory(places, place, topic_of_titles(titles), case_unit=case_unit_of(text))
    caption = ""
    rows: list[dict[str, Any]] = []
    for paragraph in paragraphs:
        if paragraph.is_table:
            rows += table_claims(paragraph, when, memory, caption)
            continue
        outline.enter(paragraph)
        when.enter(paragraph)
        memory.enter(topic=outline.sector, axis=outline.axis)
        before = ""
        for sentence in sentences_of(paragraph.text):
            mentions = when.read(sentence)
            for position, claim in read_sentence(sentence, mentions, memory):
                window = when.of(sentence, mentions, position)
                rows.append(
                    {
                        **vars(claim),
                        "period": ""
                        if is_a_rule(claim)
                        else claim.period or years_before(window, claim.years_back),
                        "area": claim.area or area_of_figure(sentence, position, places, place),
                        "section": paragraph.section,
                        "sentence": (before + sentence if "上述" in sentence else sentence).strip(),
                    }
                )
            when.leave(sentence)
            before = sentence
        caption = paragraph.text
    table = pd.DataFrame(rows, columns=list(EXTRACTED)).astype("object")
    table = table.replace("", None).where(table.notna(), None)
    return table.assign(value=table["value"].astype("float64"))


def is_a_rule(claim: Extracted) -> bool:
    """True for how often something has to be done (1次/季度): it holds in every window."""
    return "/" in claim.unit


def case_unit_of(text: str) -> str:
    """The unit in which a text counts accidents: 宗 in the south, 起 elsewhere."""
    return "宗" if len(re.findall(r"\d\s*宗", text)) > len(re.findall(r"\d\s*起", text)) else "起"


# --- when and where ---


def table_claims(
    paragraph: Paragraph, when: Periods, memory: Memory, caption: str
) -> Iterator[dict[str, Any]]:
    """The claims of a table; the text of each is its row. `caption` is the paragraph above it."""
    lines = paragraph.text.split("\n")
    whole = sector_of_caption(caption) or memory.whole
    for index, cell in claims_of_grid(lines, memory.places, memory.place):
        yield {
            "text": lines[index],
            "measure": cell.measure,
            "value": cell.value,
            "unit": cell.unit,
            "period": when.of_cell(cell),
            "area": cell.name if cell.is_place else memory.place,
            "sector": whole if cell.is_place or cell.is_window else as_category(cell.name) or whole,
            "comparison": cell.comparison,
            "section": paragraph.section,
            "note": "表格",
            "sentence": lines[index],
        }


class Periods:
    """The window of each figure: named in its sentence, else carried on from what was said before."""

    def __init__(self, calendar: Calendar, paragraphs: Sequence[Paragraph], outline: Outline) -> None:
        self.calendar, self.outline = calendar, outline
        self.visit = str(calendar.visit) if calendar.visit else ""
        self.section = self.of_section = self.carried = self.last = self.held = ""
        self.told = ""
        self.opens_section = False
        titles = [m for p in paragraphs if p.is_title for m in mentions_in(p.text, calendar)]
        body = [m for p in paragraphs if not p.is_title for m in mentions_in(p.text, calendar)]
        in_words = [m for m in body if not NOT_CLEAR.search(m.text)]
        named = [m for m in [*titles, *body] if m.window]
        # The day of one accident is not the window of the rest, as long as there is another.
        dated = sorted(named, key=lambda mention: mention.is_a_day)
        self.of_letter = next((mention.period for mention in [*dated, *in_words]), "")

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: what was carried on ends, and so does a section's window with the section."""
        top = paragraph.section.split("（")[0]
        if top != self.section:
            self.section, self.of_section = top, ""
        self.carried = ""
        self.opens_section = paragraph.section == top

    def read(self, sentence: str) -> list[Mention]:
        """The windows that a sentence names; one that it begins with holds on in the paragraph."""
        named = [
            self.of_like_days(self.since_the_visit(self.of_recent_years(mention), sentence), sentence)
            for mention in mentions_in(sentence, self.calendar)
            if not (self.visit and REVIEWED.match(sentence[mention.start :]))
        ]
        current = next((m.period for m in named if not COMPARED.search(sentence[: m.start])), self.now)
        found = [as_compared(mention, sentence, current) for mention in named]
        mentions = [mention for mention in found if not mention.compared]
        if AT_PRESENT.match(sentence):
            self.carried = ""
        if SAME_TIME.match(sentence):
            self.carried = self.last
        self.last = mentions[0].period if mentions else self.last
        self.told = mentions[-1].period if mentions and mentions[-1].is_a_day else self.held
        # A month of a breakdown by time is one of its parts, and no window of what follows.
        is_part = (match := BROKEN_DOWN.search(sentence)) and match[1] in BY_TIME
        if mentions and not (mentions[-1].is_a_day or is_part) and opens(sentence, mentions[0]):
            self.carried = ";".join(mention.period for mention in added_up(sentence, mentions))
            if self.opens_section and self.section:
                self.of_section = self.of_section or mentions[0].period
        return found

    def of_recent_years(self, mention: Mention) -> Mention:
        """ "The last three years" of a text without a date of its own end with its window."""
        recent = re.match("近(.{1,2})年", mention.text)
        if not recent or mention.window or not re.fullmatch(DAYS, self.of_letter):
            return mention
        last = Window.parse(self.of_letter).end
        first = date(last.year - int(number_from(recent[1])) + 1, 1, 1)
        return replace(mention, window=Window(first, last))

    def of_like_days(self, mention: Mention, sentence: str) -> Mention:
        """ "2020年同期": the days of the window before it, in that year; unclear where none was named."""
        if not (mention.window and mention.window.is_full_year and LIKE_DAYS.match(sentence, mention.end)):
            return mention
        if COMPARED.search(sentence[: mention.start]):
            return mention
        earlier = [m.period for m in mentions_in(sentence[: mention.start], self.calendar)]
        told = (earlier or [self.last or self.now])[-1]
        words = f"{mention.text}同期"
        if not re.fullmatch(DAYS, told) or told[:4] != told[11:15] or told == mention.period:
            return replace(mention, text=words, window=None)
        window = Window.parse(told)
        return replace(mention, window=window.years_before(window.start.year - mention.window.start.year))

    def since_the_visit(self, mention: Mention, sentence: str) -> Mention:
        """What was put right "up to 31 December" was so since a team came, or the letter's window began."""
        if not (mention.is_cut_off and mention.window and PUT_RIGHT.search(sentence)):
            return mention
        since = re.match(DAYS, self.visit or self.of_letter)
        start = Window.parse(since[0]).start if since else mention.window.start
        window = Window(start, mention.window.end) if start <= mention.window.end else mention.window
        return replace(mention, window=window, is_a_day=True)

    def of(self, sentence: str, mentions: Sequence[Mention], position: int) -> str:
        """The window of the figure at `position`."""
        # "58.8 % of those in the first half" names the whole, not the window of the figure.
        named = [
            mention
            for mention in mentions
            if not mention.compared
            and not is_left(sentence, mention, position)
            and sentence[: mention.start].rstrip()[-1:] != "占"
        ]
        before = [mention for mention in named if mention.start <= position]
        if before:
            return ";".join(mention.period for mention in added_up(sentence, before))
        if self.visit and ON_THE_SPOT.search(sentence):
            return self.visit
        return self.now

    def of_cell(self, cell: CellClaim) -> str:
        """The window of a figure in a table: its row's, its column's, that of last year, or the table's."""
        row = f"{cell.name}年" if cell.name.isdigit() else cell.name
        named = mentions_in(row, self.calendar) if cell.is_window else mentions_in(cell.title, self.calendar)
        if named:
            return named[0].period
        of_last_year = re.search(LAST_YEAR, cell.title) and not cell.comparison
        return years_before(self.now, 1 if of_last_year else 0)

    def leave(self, sentence: str) -> None:
        """End a sentence: a deadline, or a cut-off of its own, holds on over a semicolon only."""
        self.held = self.told if sentence.rstrip().endswith(("；", ";")) else ""

    @property
    def now(self) -> str:
        """The window of a figure that names none."""
        of_headings = self.outline.period or self.of_section
        return self.held or self.carried or of_headings or self.visit or self.of_letter


NOT_CLEAR = re.compile("旬|[初底末]|起$")
"""Words of a window that has no clear days even where the year is known."""

REVIEWED = re.compile(
    r"[^，。；]{4,11}以来[^，。；]{0,20}(?:开展|进行)了?[^，。；]{0,6}(?:督察|督查|检查|巡查|巡察)"
)
"""A window that a team looked at: what it did and saw there is of its visit."""


def is_left(sentence: str, mention: Mention, position: int) -> bool:
    """True from the figure on that another one of `mention` fell or rose to: "由2020年的9起减至3起"."""
    between = sentence[mention.end : position] + "0"
    return sentence[: mention.start].endswith(("由", "从")) and bool(LEFT.search(between))


LEFT = re.compile(r"[降升增减低高少加长落到]+[到至为]了?\D{0,2}\d")


def added_up(sentence: str, before: Sequence[Mention]) -> Sequence[Mention]:
    """The last windows before a figure that are told together: "1-5月和12月共发生9起"."""
    if not re.match("(?:合计|累计|总)?共", sentence[before[-1].end :]):
        return before[-1:]
    first = len(before) - 1
    while first and sentence[before[first - 1].end : before[first].start].strip() in LIST_MARKS:
        first -= 1
    return before[first:]


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
    before = CAPTION.sub("", HEADING.sub("", sentence[: mention.start]))
    return len(before) <= AT_THE_START or bool(OPENING.fullmatch(before))


AT_THE_START = 2
"""Characters within which a window stands at the start of its sentence."""

CAPTION = re.compile(r"^附?表\s*\d*[\s：:]*")
"""How the caption of a table begins."""

OPENING = re.compile(r"(?!其中)[^，。；：\d]{2,12}[，：,]")
"""First words of a sentence, such as 据初步统计, behind which its window still opens it."""

ON_THE_SPOT = re.compile("抽查|随机检查|实地检查|督察组|督察中|督察发现|督查发现|检查发现|暗访")
"""Words of what a team saw on its visit."""
