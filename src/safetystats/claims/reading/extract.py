"""A letter's text -> its numeric claims: what each figure measures, when, where, and against what.

Paragraph by paragraph, sentence by sentence (`sentence_claims`), table by table (`letter_tables`). Words are
data (`letter_words`, `numerals`, `times`), so that a new one is one entry there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ... import reference
from ...project import Project
from .calendars import calendar_of
from .divisions import full_name, whole_of_parts
from .letter_places import Located, area_of_figure, known_places, place_of_letter, places_below
from .letter_tables import claims_of_grid
from .memory import Extracted, Memory
from .numerals import CHINESE, CHINESE_DIGITS
from .outline import DOCUMENT, Level, Outline
from .passages import Paragraph, joined, paragraphs_of, sentences_of, with_cells_apart, with_wide_marks
from .run_shares import whole_of
from .sectors import (
    as_called,
    as_category,
    in_breakdown,
    part_within,
    sector_of_caption,
    topic_as_counted,
    topic_of_body,
    topic_of_titles,
)
from .sentence_claims import read_sentence
from .times import years_before
from .windows import Periods, Told

EXTRACTED = (
    "text", "measure", "value", "unit", "qualifier", "period", "area", "sector", "comparison", "section",
    "note",
    "sentence", "assumed",
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
        `period` is ``start/end`` in ISO dates, or the letter's words where it names no year. `assumed` names
        what the claim's own sentence does not say and was taken from what stands around it, such as
        ``period; area``.

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
    printed = joined(text)
    paragraphs = paragraphs_of(as_read(printed))
    calendar = calendar_of(paragraphs, document_date)
    project = project or Project.load()
    places = known_places(project)
    parts = reference.areas(project)["area"].tolist()
    place = place_of_letter(paragraphs, places, parts)
    city = project.city if place in parts and place.endswith("市") else _city_named(place, printed)
    places = places_below(places, place)
    titles = "\n".join(paragraph.text for paragraph in paragraphs if paragraph.is_title)
    whole = topic_as_counted(topic_of_titles(titles), printed) or topic_of_body(printed)
    outline = Outline(calendar, places, city, Level(DOCUMENT, sector=whole, area=place))
    when = Periods(calendar, paragraphs, outline)
    memory = Memory(outline, case_unit=case_unit_of(text))
    caption = ""
    rows: list[dict[str, Any]] = []
    for paragraph in paragraphs:
        if paragraph.is_table:
            rows += table_claims(paragraph, when, memory, caption)
            continue
        when.enter(paragraph)
        outline.enter(paragraph)
        memory.enter()
        before = ""
        for sentence in sentences_of(paragraph.text):
            mentions = when.read(sentence)
            outline.begin(sentence, mentions, is_first=not before)
            for position, claim in read_sentence(sentence, mentions, memory):
                if paragraph.is_title and sentence[position] in CHINESE_DIGITS:
                    # "On two accidents": what the text is about, and no count of them.
                    continue
                if is_restated(claim) and any(_is_same_count(claim, row) for row in rows):
                    continue
                told = window_of_claim(claim, sentence, position, when.of(sentence, mentions, position))
                at = area_of_claim(claim, sentence, position, outline)
                if when.of_one:
                    # What is told of one accident is told of where it happened.
                    outline.note(area=at.area)
                rows.append(
                    {
                        **vars(claim),
                        "sector": as_called(claim.sector),
                        "period": told.period,
                        "area": at.area,
                        "section": paragraph.section,
                        "sentence": (before + sentence if "上述" in sentence else sentence).strip(),
                        "assumed": assumed(claim, told, at),
                    }
                )
            when.leave(sentence)
            before = sentence
        outline.leave(paragraph)
        caption = paragraph.text
    table = pd.DataFrame(rows, columns=list(EXTRACTED)).astype("object")
    table = table.replace("", None).where(table.notna(), None)
    table = table.assign(value=table["value"].astype("float64"))
    return table.assign(**{column: as_printed(table[column], printed) for column in ("text", "sentence")})


def _city_named(place: str, printed: str) -> str:
    """The city that a district or county lies in, where its text names it: as the issuer, say."""
    city = whole_of_parts([place], "市") if place.endswith(("区", "县", "旗")) else ""
    return city if city in printed else ""


def as_read(printed: str) -> str:
    """A joined text with the marks by which it is read: as long as before."""
    return "\n".join(with_cells_apart(with_wide_marks(printed).split("\n")))


def as_printed(pieces: pd.Series, printed: str) -> pd.Series:
    """Pieces of a text with the punctuation, and the blanks between cells, that it was printed with."""
    wide = as_read(printed)
    if wide == printed:
        return pieces
    starts = {piece: wide.find(piece) for piece in pieces.dropna().unique()}
    told = {piece: printed[at : at + len(piece)] for piece, at in starts.items() if at >= 0}
    return pieces.map(lambda piece: told.get(piece, piece))


def is_restated(claim: Extracted) -> bool:
    """True for a clause that says something of all that a figure may have counted: "两起事故均发生在…"."""
    unit = re.escape(claim.unit)
    return bool(re.match(rf"(?:\d+|{CHINESE}){unit}[^，。；\d]{{1,10}}(?:均|全部|都)", claim.text))


def _is_same_count(claim: Extracted, row: dict[str, Any]) -> bool:
    return (claim.value, claim.unit) == (row["value"], row["unit"]) and not row["comparison"]


def is_a_rule(claim: Extracted, sentence: str, position: int) -> bool:
    """True for what holds in every window: how often something is to be done (1次/季度), a limit."""
    sets_limit = A_LIMIT.search(sentence[:position]) or A_LIMIT_BEHIND.match(sentence, position)
    of_the_land = claim.comparison.endswith("面积")
    return "/" in claim.unit or claim.measure == OUTLINED or of_the_land or bool(sets_limit)


OUTLINED = "问题方面数"
"""How many heads a text goes on to: it is said of the text, and no figure of a window."""
A_LIMIT = re.compile("(?:规定(?:应|须|为)?|最高奖励|奖励最高|率(?:必须|须|应当|应)|期限(?:原则上)?)$")
"""Words before a limit that a rule or an offer sets: it holds in all of the place that a text is about."""
A_LIMIT_BEHIND = re.compile(r"不得|[^\d，。；]{0,4}\d+[^\d，。；]{0,6}的[^\d，。；]{0,4}(?:规定|标准|要求)")
"""A limit and the word for it: "不得少于2人", "不少于5人的规定"."""


def case_unit_of(text: str) -> str:
    """The unit in which a text counts accidents: 宗 in the south, 起 elsewhere."""
    return "宗" if len(re.findall(r"\d\s*宗", text)) > len(re.findall(r"\d\s*起", text)) else "起"


# --- when and where ---


def window_of_claim(claim: Extracted, sentence: str, position: int, told: Told) -> Told:
    """The window of a claim: its own words, or what was `told`; none of what holds in every window."""
    if is_a_rule(claim, sentence, position):
        return Told("")
    return (
        Told(claim.period)
        if claim.period
        else told._replace(period=years_before(told.period, claim.years_back))
    )


def area_of_claim(claim: Extracted, sentence: str, position: int, outline: Outline) -> Located:
    """The place of a claim: that of its list or its sentence; a limit holds in all that a text is about."""
    if A_LIMIT.search(sentence[:position]):
        return Located(outline.place, is_assumed=True)
    if claim.area:
        return Located(full_name(claim.area, outline.place))
    return area_of_figure(sentence, position, outline.places, outline.place, outline.city, outline.area)


def assumed(claim: Extracted, told: Told, at: Located) -> str:
    """The columns of a claim that its own sentence does not say, "period; area"."""
    named = {
        "period": told.is_assumed and told.period,
        "area": at.is_assumed and at.area,
        "comparison": claim.assumes_whole,
    }
    return "; ".join(column for column, is_assumed in named.items() if is_assumed)


def table_claims(
    paragraph: Paragraph, when: Periods, memory: Memory, caption: str
) -> Iterator[dict[str, Any]]:
    """The claims of a table; the text of each is its row. `caption` is the paragraph above it."""
    lines = paragraph.text.split("\n")
    whole = sector_of_caption(caption)
    whole = whole if whole not in memory.whole else memory.whole
    for index, cell in claims_of_grid(lines, memory.places, memory.place, caption):
        told = when.of_cell(cell)
        at = Located(cell.name) if cell.is_place else Located(memory.outline.area, is_assumed=True)
        claim = Extracted(
            lines[index],
            cell.measure,
            cell.value,
            cell.unit,
            "",
            comparison=cell.comparison,
            assumes_whole=cell.comparison.startswith("占") and "占比" in cell.title,
        )
        part = (
            in_breakdown((whole + cell.mark).lstrip("/"), cell.name) if cell.mark else as_category(cell.name)
        )
        part = part_within(cell.name, whole) or part
        sector = whole if cell.is_place or cell.is_window or not cell.name else part
        claim = replace(claim, sector=sector)
        yield {
            **vars(replace(claim, comparison=whole_of(claim))),
            "period": told.period,
            "area": at.area,
            "section": paragraph.section,
            "note": "表格",
            "sentence": lines[index],
            "assumed": assumed(claim, told, at),
        }
