"""Executed notebook -> what a reader sees of it in one language: prose, sentences, tables and charts.

Every format is made from this content, so that all of them say the same.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from ..display import CHART_JSON, SENTENCE_JSON, TABLE_JSON, Table
from ..locale import LANGUAGES, say
from ..locale.wording import listed
from ..notebook_files import NotebookNode

SETUP = "setup"
"""Tags the cell that loads the ledgers: what it shows, the notice, a document has at its head."""


@dataclass(frozen=True)
class Cover:
    """What a document says besides the notebook: texts are in its language and not yet escaped."""

    title: str
    subtitle: str
    footer: str
    language: str
    as_of: date
    notice: str = ""


@dataclass(frozen=True)
class Heading:
    """Level 2 opens a section, level 3 a part of it; level 1 is the document's title, which the cover has."""

    level: int
    text: str


@dataclass(frozen=True)
class Prose:
    """What the notebook's author wrote, in Markdown."""

    markdown: str


@dataclass(frozen=True)
class Statements:
    """Computed sentences: one by itself, or several as a list.

    `missing` is why the figure is not known that it would tell, or the table or chart that it stands for.
    """

    sentences: tuple[str, ...]
    listed: bool
    missing: str = ""
    stands_for: bool = field(default=False, compare=False)
    """Whether it stands in the place of a table or a chart."""


@dataclass(frozen=True)
class Chart:
    """A picture, its title, in words what it shows, and its place among the figures, from 1 on.

    `headed` is the part of the picture's height, from the top, that holds the title. A document leaves that
    out, since its caption says the same.
    """

    png: bytes
    title: str
    alt: str
    number: int = 0
    headed: float = 0.0

    @property
    def height(self) -> float:
        """Of what is shown of the picture, in parts of its width."""
        # The two numbers stand at the beginning of every PNG.
        width, height = struct.unpack(">II", self.png[16:24])
        return float(height * (1 - self.headed) / width)


Block = Heading | Prose | Statements | Chart | Table


def content_of(notebook: NotebookNode, language: str) -> tuple[Block, ...]:
    """What a reader sees of an executed notebook, in order.

    Prose cells of the other language, code, warnings and printed text are left out. A table without a row and
    a chart without data are a sentence that says why; a section of which no figure is known is one sentence.

    Parameters
    ----------
    notebook
        An executed notebook. Only tables, sentences and charts of this package are shown of its outputs, and
        Markdown.
    language
        zh or en.
    """
    return tuple(_with_numbers(_with_titles(_told_once(_blocks_of(notebook, language), language))))


def asked_text(language: str) -> str:
    """How a reader finds out what stands behind a row of a table."""
    return say(
        "Every row of a table has a name (T3.3 is row 3 of table 3): 'safetystats explain T3.3' prints the "
        "records behind it.",
        language,
    )


def _blocks_of(notebook: NotebookNode, language: str) -> Iterator[Block]:
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown" and (language in tags or not tags & set(LANGUAGES)):
            yield from _prose(cell.source)
        elif cell.cell_type == "code" and SETUP not in tags:
            for output in cell.get("outputs", []):
                yield from _shown(output.get("data", {}))


def _prose(source: str) -> Iterator[Block]:
    """Markdown of a notebook: its first-level title gives way to the document's own."""
    lines: list[str] = []
    fence = ""
    for line in source.splitlines():
        heading = None if fence else _HEADING.match(line)
        if heading is None:
            fence = _fence_after(line, fence)
            lines.append(line)
            continue
        yield from _paragraphs(lines)
        lines = []
        if len(heading["marks"]) > 1:
            yield Heading(len(heading["marks"]), heading["text"].strip())
    yield from _paragraphs(lines)


_HEADING = re.compile(r"(?P<marks>#{1,6}) (?P<text>.*\S)")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}(?!.*`)|~{3,})(?P<rest>.*)")


def _fence_after(line: str, fence: str) -> str:
    """The marks that opened the block of code in which the line after this one stands; empty outside."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found["marks"]
    closes = found["marks"].startswith(fence) and not found["rest"].strip()
    return "" if closes else fence


def _paragraphs(lines: Iterable[str]) -> Iterator[Prose]:
    text = "\n".join(lines).strip()
    if text:
        yield Prose(text)


def _shown(data: Any) -> Iterator[Block]:
    if TABLE_JSON in data:
        table = Table.from_json(data[TABLE_JSON])
        if not table.rows:
            yield _told_instead(table.title, _blank(table.language).join(table.notes), table.language)
        elif table.missing:
            yield _told_instead(table.title, table.missing, table.language, missing=table.missing)
        else:
            yield table
    elif "image/png" in data:
        told = data.get(CHART_JSON, {})
        if instead := told.get("instead"):
            yield _told_instead(told["title"], instead, told["language"], missing=told["missing"])
            return
        picture = base64.b64decode(_joined(data["image/png"]))
        yield Chart(picture, told.get("title", ""), told.get("alt", ""), headed=told.get("headed", 0.0))
    elif SENTENCE_JSON in data:
        sentences = tuple(data[SENTENCE_JSON]["sentences"])
        if sentences:
            in_list = len(sentences) > 1 and _joined(data["text/markdown"]).startswith("- ")
            yield Statements(sentences, in_list, data[SENTENCE_JSON].get("missing", ""))
    elif "text/markdown" in data:
        yield Prose(_joined(data["text/markdown"]))


def _told_instead(title: str, text: str, language: str, *, missing: str = "") -> Statements:
    """The sentence that a table without a row or a chart without data comes to: it would show nothing."""
    told = missing or text or say("No row.", language)
    sentence = say("{name}: {value}", language, name=title, value=told) if title else told
    return Statements((_ended(sentence, language),), listed=False, missing=missing, stands_for=True)


def _blank(language: str) -> str:
    """Chinese sentences stand without a blank between them."""
    return "" if language == "zh" else " "


def _ended(sentence: str, language: str) -> str:
    ended = sentence.endswith((".", "。"))
    return sentence if ended else say("{text}.", language, text=sentence)


def _told_once(blocks: Iterable[Block], language: str) -> Iterator[Block]:
    """What is not known is said once a section; one of which nothing is known is that sentence alone."""
    for section in _sections(blocks):
        told = [block for block in section if isinstance(block, Statements | Table | Chart)]
        untold = [block for block in told if isinstance(block, Statements) and block.missing]
        if len(untold) > 1 and len(untold) == len(told):
            yield from (block for block in section if isinstance(block, Heading))
            why = listed(list(dict.fromkeys(block.missing for block in untold)), language)
            text = say("No figures can be given here ({why}).", language, why=why)
            yield Statements((text,), listed=False, missing=why)
            continue
        said: set[str] = set()
        for block in section:
            missing = block.missing if isinstance(block, Statements) else ""
            if not (missing in said and isinstance(block, Statements) and block.stands_for):
                yield block
            said |= {missing} - {""}


def _sections(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Each heading with what stands under it; first what stands before all."""
    section: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield section
            section = []
        section.append(block)
    yield section


def _with_titles(blocks: Iterable[Block]) -> Iterator[Block]:
    """A chart that does not say its title or what it shows is named by the heading that it stands under."""
    heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            heading = block.text
        if isinstance(block, Chart):
            title = block.title or heading
            block = replace(block, title=title, alt=block.alt or title)
        yield block


def _with_numbers(blocks: Iterable[Block]) -> Iterator[Block]:
    """Tables and figures are numbered in their order, which is the same in every language and format."""
    tables, figures = count(1), count(1)
    for block in blocks:
        match block:
            case Table():
                yield replace(block, number=next(tables))
            case Chart():
                yield replace(block, number=next(figures))
            case _:
                yield block


def _joined(text: str | Iterable[str]) -> str:
    """A notebook keeps a text whole or line by line."""
    return text if isinstance(text, str) else "".join(text)
