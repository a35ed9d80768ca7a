"""A letter's text -> its numeric claims: what each figure measures, when, where, and against what.

Paragraph by paragraph, sentence by sentence (`sentence_claims`), table by table (`letter_tables`). Words are
data (`letter_words`, `numerals`, `times`), so that a new one is one entry there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ...project import Project
from .letter_places import TOWN, WHOLE, WHOLE_NAMED, known_places, place_of_letter, places_in
from .letter_tables import claims_of_grid
from .passages import HEADING, Paragraph, clause_around, joined, paragraphs_of, sentences_of
from .sentence_claims import Memory, read_sentence
from .times import Calendar, Mention, calendar_of, mentions_in

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
    when = Periods(calendar, paragraphs)
    memory = Memory(places)
    rows: list[dict[str, Any]] = []
    for paragraph in paragraphs:
        if paragraph.is_table:
            rows += table_claims(paragraph, when, place, places)
            continue
        when.enter(paragraph)
        memory.topic = before = ""
        for sentence in sentences_of(paragraph.text):
            mentions = when.read(sentence)
            for position, claim in read_sentence(sentence, mentions, memory):
                rows.append(
                    {
                        **vars(claim),
                        "period": claim.period or when.of(sentence, mentions, position),
                        "area": area_of_claim(sentence, position, place, places),
                        "section": paragraph.section,
                        "sentence": (before + sentence if "上述" in sentence else sentence).strip(),
                    }
                )
            before = sentence
    table = pd.DataFrame(rows, columns=list(EXTRACTED)).astype("object")
    table = table.replace("", None).where(table.notna(), None)
    return table.assign(value=table["value"].astype("float64"))


# --- when and where ---


def table_claims(
    paragraph: Paragraph, when: Periods, place: str, places: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """The claims of a table; the text of each is its row."""
    lines = paragraph.text.split("\n")
    for index, cell in claims_of_grid(lines, places):
        yield {
            "text": lines[index],
            "measure": cell.measure,
            "value": cell.value,
            "unit": cell.unit,
            "period": when.now,
            "area": cell.name if cell.is_place else place,
            "sector": "" if cell.is_place else cell.name,
            "comparison": cell.comparison,
            "section": paragraph.section,
            "note": "表格",
            "sentence": lines[index],
        }


class Periods:
    """The window of each figure: named in its sentence, else carried on from what was said before."""

    def __init__(self, calendar: Calendar, paragraphs: Sequence[Paragraph]) -> None:
        self.calendar = calendar
        self.visit = str(calendar.visit) if calendar.visit else ""
        self.section = self.of_section = self.carried = ""
        self.opens_section = False
        titles = [m for p in paragraphs if p.is_title for m in mentions_in(p.text, calendar)]
        body = [m for p in paragraphs for m in mentions_in(p.text, calendar)]
        self.of_letter = next((m.period for m in [*titles, *body] if m.window), "")

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: what was carried on ends, and so does a section's window with the section."""
        top = paragraph.section.split("（")[0]
        if top != self.section:
            self.section, self.of_section = top, ""
        self.carried = ""
        self.opens_section = paragraph.section == top

    def read(self, sentence: str) -> list[Mention]:
        """The windows that a sentence names; one that it begins with holds on in the paragraph."""
        mentions = mentions_in(sentence, self.calendar)
        if mentions and len(HEADING.sub("", sentence[: mentions[0].start])) <= AT_THE_START:
            self.carried = mentions[-1].period
            if self.opens_section and self.section:
                self.of_section = self.of_section or mentions[0].period
        return mentions

    def of(self, sentence: str, mentions: Sequence[Mention], position: int) -> str:
        """The window of the figure at `position`."""
        # "58.8 % of those in the first half" names the whole, not the window of the figure.
        named = [mention for mention in mentions if sentence[: mention.start].rstrip()[-1:] != "占"]
        before = [mention for mention in named if mention.start <= position]
        if before:
            return before[-1].period
        if self.visit and ON_THE_SPOT.search(sentence):
            return self.visit
        return self.now

    @property
    def now(self) -> str:
        """The window of a figure that names none."""
        return self.carried or self.of_section or self.visit or self.of_letter


AT_THE_START = 2
"""Characters within which a window stands at the start of its sentence."""

ON_THE_SPOT = re.compile("抽查|随机检查|实地检查|督察组|督察中|督察发现|督查发现|检查发现|暗访")
"""Words of what a team saw on its visit."""


def area_of_claim(sentence: str, position: int, place: str, places: Sequence[str]) -> str:
    """The place a figure belongs to: the last named before it in its sentence, else the letter's.

    `places` are known names. 全市 is a place too where the letter is about a part of the city; not so in
    占全市 and 在全市, which only say what a share is a share of.

    >>> area_of_claim("全市发生事故4起，其中门头沟区1起", 7, "门头沟区", ["门头沟区"])
    '全市'
    """
    left, _ = clause_around(sentence, position, position)
    clause = sentence[left:position]
    part = re.split("[、和]", clause)[-1]
    if town := TOWN.match(part.strip()) or TOWN.match(clause.strip()) or TOWN.match(sentence):
        return town[0] if WHOLE.fullmatch(place) else place + town[0]
    for name in reversed(places_in(clause, places)):
        if name in place:
            return place
        if not place or place not in name:
            return name
    return _subject(sentence[:position], place, places) or place


def _subject(before: str, place: str, places: Sequence[str]) -> str:
    known = "|".join(re.escape(name) for name in sorted(places, key=len, reverse=True)) or "(?!)"
    known = "|".join(map(re.escape, sorted(places, key=len, reverse=True))) or "(?!)"
    opening = re.compile(rf"(?:^|[，；：,;]|其中)\s*(?:(?P<place>{known})|{WHOLE_NAMED.pattern})")
    found = [match for match in opening.finditer(before) if match["place"] or match[0][-1] != place[-1:]]
    if not found:
        return ""
    return found[-1]["place"] or f"全{found[-1][0][-1]}"
