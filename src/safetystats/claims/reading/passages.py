"""A letter's text -> sentences, each with its section: hard line breaks joined, bold marks taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

SENTENCE_ENDS = "。！？!?；;"
CLAUSE_ENDS = "，,：:（）()【】。！？!?；;“”\n"
SENTENCE_LENGTH = 1_000
"""Characters after which a sentence is cut at the next comma: no writer's is so long, but a file may be."""
CUT_LENGTH = 2 * SENTENCE_LENGTH
"""Characters after which it is cut even without one."""
TITLE_LENGTH = 40
"""Longest line, in characters, that is taken for a title or a heading."""

TOP_HEADING = re.compile(r"([一二三四五六七八九十]+)、")
SUB_HEADING = re.compile(r"（([一二三四五六七八九十]+)）")
LIST_NUMBER = re.compile(r"(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|[—－●■◆★☆•·▪]+(?!\d))")
HEADING = re.compile(f"^(?:{TOP_HEADING.pattern}|{SUB_HEADING.pattern}|{LIST_NUMBER.pattern})")
LABELLED = re.compile(f"{HEADING.pattern}|【")
"""How a paragraph begins that takes up something new."""
CLOSING = re.compile(r"请|以上|特此|专此|望")
"""How the last paragraph of a letter begins, when it belongs to no section any more."""

SIGNED = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日$")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph and its section: 引言, 一, 一（三）, 结尾; blank in a text without headings."""

    text: str
    section: str
    is_title: bool = False
    is_table: bool = False
    """True for the rows of one table, a line each."""


def joined(text: str) -> str:
    """`text` with hard line breaks joined and ``**`` deleted: one paragraph a line.

    >>> joined("一年来，印发了工作方\\n\\n案》等 6 份文件。\\n二、问题")
    '一年来，印发了工作方案》等 6 份文件。\\n二、问题'
    """
    lines = [line.strip() for line in text.replace("\r", "").replace("**", "").split("\n")]
    lines = [line for line in lines if line]
    paragraphs: list[str] = []
    in_title = True
    for line in lines:
        if paragraphs and _runs_on(paragraphs[-1], line, in_title):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        in_title = in_title and _is_bare(line)
    return "\n".join(paragraphs)


def _runs_on(before: str, line: str, in_title: bool) -> bool:
    """True where the break between two lines falls inside a sentence."""
    if before[-1] in SENTENCE_ENDS + "：:" or is_row(before) or is_row(line):
        return False
    if _is_heading(line) or SIGNED.fullmatch(line):
        return False
    return not in_title and not (_is_heading(before) and _is_bare(before))


def _is_bare(line: str) -> bool:
    """True for a line as titles are: short, and without the punctuation of a sentence."""
    return len(line) <= TITLE_LENGTH and not re.search("[，。；：]", line)


def _is_heading(line: str) -> bool:
    return bool(TOP_HEADING.match(line) or SUB_HEADING.match(line) or LIST_NUMBER.match(line))


def cells_of(line: str) -> list[str]:
    """The cells of a line; one cell, or none, where it is no row of a table.

    >>> cells_of("| 道路运输 | 45 | 50 |")
    ['道路运输', '45', '50']
    """
    if line.count("|") >= 2:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    cells = re.split(r"[ 　]{2,}", line.strip())
    return cells if len(cells) >= 3 and not re.search("[，。；]", line) else [line]


def is_row(line: str) -> bool:
    """True for a line of a table."""
    return len(cells_of(line)) >= 2


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a joined text with their sections."""
    found: list[Paragraph] = []
    top = sub = ""
    has_headings = any(TOP_HEADING.match(line) for line in text.split("\n"))
    in_title = True
    for line in text.split("\n"):
        if is_row(line):
            if found and found[-1].is_table:
                found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
            else:
                found.append(Paragraph(line, found[-1].section if found else "", is_table=True))
            in_title = False
            continue
        in_title = in_title and _is_bare(line) and not _is_heading(line)
        if heading := TOP_HEADING.match(line):
            top, sub = heading[1], ""
        elif heading := SUB_HEADING.match(line):
            sub = f"（{heading[1]}）"
        elif sub and CLOSING.match(line):
            top, sub = "结尾", ""
        section = (top or "引言") + sub if has_headings else ""
        found.append(Paragraph(line, section, is_title=in_title))
    return found


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph, or their parts up to a semicolon.

    A full stop inside brackets or quotes ends no sentence: what is said there belongs to what surrounds it.
    What goes on after `SENTENCE_LENGTH` is cut at a comma: each figure is read with its whole sentence.
    """
    sentences, start, depth = [], 0, 0
    for position, sign in enumerate(text):
        depth += (sign in "（(“《") - (sign in "）)”》")
        is_end = sign in "。！？!?" or (sign in "；;" and depth <= 0)
        too_long = position - start >= SENTENCE_LENGTH and (sign in "，、" or position - start >= CUT_LENGTH)
        if is_end or too_long:
            sentences.append(text[start : position + 1])
            start, depth = position + 1, 0
    if text[start:].strip():
        sentences.append(text[start:])
    return sentences


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause that holds ``text[start:end]`` begins and ends."""
    lefts = [match.end() for match in _CLAUSE_END.finditer(text, 0, start)]
    right = _CLAUSE_END.search(text, end)
    return max(lefts, default=0), right.start() if right else len(text)


def piece_around(text: str, start: int, end: int) -> str:
    """The clause that holds ``text[start:end]``, remarks in brackets and quotes that count nothing with it.

    >>> piece_around("抽查乡镇（街道）283个，企业9家", 8, 12)
    '抽查乡镇（街道）283个'
    """
    left, right = clause_around(_REMARK.sub(lambda remark: "　" * len(remark[0]), text), start, end)
    return text[left:right].strip(" 　、")


_REMARK = re.compile(r"（[^（）\d]*）|[“”]")
_CLAUSE_END = re.compile(rf"(?!(?<=\d),\d)[{re.escape(CLAUSE_ENDS)}]")
"""A comma between digits groups thousands and ends nothing."""
