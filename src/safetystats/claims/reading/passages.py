"""A letter's text -> sentences, each with its section: hard line breaks joined, bold marks taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

SENTENCE_ENDS = "。！？!?；;"
CLAUSE_ENDS = "，,：:（）()【】。！？!?；;“”\n"
SENTENCE_LENGTH = 1_000
"""Characters after which a sentence is cut at the next comma: no writer's is so long, but a file may be."""
CUT_LENGTH = 2 * SENTENCE_LENGTH
"""Characters after which it is cut even without one."""
TITLE_LENGTH = 40
"""Longest line, in characters, that is taken for a title or a heading."""

TOP_HEADING = re.compile(r"(?:第(?=.{1,2}[部章]))?([一二三四五六七八九十]{1,3})(?:、|(?:部分|章)[　\s：:]+)")
SUB_HEADING = re.compile(r"（([一二三四五六七八九十]+)）")
LIST_NUMBER = re.compile(r"(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|[—－●■◆★☆•·▪]+(?!\d)|[-*+][ 　]+)")
HEADING = re.compile(f"^(?:{TOP_HEADING.pattern}|{SUB_HEADING.pattern}|{LIST_NUMBER.pattern})")
LABEL_ALONE = re.compile("【[^】]*】$")
"""A heading in brackets, on a line of its own."""
PLAIN_HEADING_LENGTH = 16
"""Longest line, in characters, that is taken for a heading without a number or a mark."""
CLOSING = re.compile(r"请|以上|特此|专此|望")
"""How the last paragraph of a letter begins, when it belongs to no section any more."""
CLOSING_SECTION = "结尾"
"""The section of the last paragraphs."""

PUBLISHED = re.compile("(?:发布|发文|印发|成文|发稿)?(?:时间|日期)[：:]")
"""How a line above a text begins that says when it was published."""
SIGNED = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日$")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph and its section: 引言, 一, 一（三）, 结尾; blank in a text without headings."""

    text: str
    section: str
    is_title: bool = False
    is_table: bool = False
    """True for the rows of one table, a line each."""


def with_wide_marks(text: str) -> str:
    """`text` with the punctuation of Chinese where it has that of English: as long as before.

    >>> with_wide_marks("1-6月,全市(含县)检查1,200家次;10:30")
    '1-6月，全市（含县）检查1,200家次；10:30'
    """
    return _NARROW.sub(lambda mark: mark[0].translate(_WIDE), text)


_NARROW = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|(?<!\d):(?!//)|:(?![\d/])|[;()?!]")
_WIDE = str.maketrans(",:;()?!", "，：；（）？！")


def joined(text: str) -> str:
    """`text` with hard line breaks joined, and ``**`` and the marks of headings deleted: a paragraph a line.

    >>> joined("一年来，印发了工作方\\n\\n案》等 6 份文件。\\n二、问题")
    '一年来，印发了工作方案》等 6 份文件。\\n二、问题'
    """
    plain = _MARKDOWN.sub("", text.replace("\r", ""))
    printed = [line.strip() for line in plain.split("\n")]
    printed = [line for line in printed if line]
    lines = with_cells_apart(printed)
    widest = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    in_title, headed = True, False
    for line in lines:
        if paragraphs and not headed and _runs_on(paragraphs[-1], line, in_title):
            paragraphs[-1] += line
            headed = False
        else:
            paragraphs.append(line)
            headed = not in_title and _is_plain_heading(line, widest)
        in_title = in_title and (_is_bare(line) or _is_headline(line, paragraphs, lines))
    as_printed = dict(zip(lines, printed))
    return "\n".join(as_printed.get(paragraph, paragraph) for paragraph in paragraphs)


_MARKDOWN = re.compile(r"\*\*|^[ \t]*#{1,6}[ \t]+", re.MULTILINE)


def _is_headline(line: str, before: list[str], lines: list[str]) -> bool:
    """True for the first of several lines, which may have a comma, but no full stop and no figure.

    The title of an office may stand below its letterhead and its number.
    """
    if _OFFICIAL_TITLE.fullmatch(line):
        return True
    is_first = before in ([], [line]) and 3 * len(line) <= 2 * max(map(len, lines))
    return is_first and len(line) <= TITLE_LENGTH and not re.search(r"[。；]|\d(?![年月\d])", line)


_OFFICIAL_TITLE = re.compile("[^，。；：]{0,40}关于[^，。；：]{4,60}的(?:通报|通知|报告|意见|公告|通告|函)")
"""A title of an office, however long: "… on the accidents of the third quarter"."""


def _runs_on(before: str, line: str, in_title: bool) -> bool:
    """True where the break between two lines falls inside a sentence."""
    if before[-1] in SENTENCE_ENDS + "：:" or is_row(before) or is_row(line) or PUBLISHED.match(before):
        return False
    if _is_heading(line) or SIGNED.fullmatch(line) or SIGNED.fullmatch(before):
        return False
    return not in_title and not (_is_heading(before) and _is_bare(before))


def _is_plain_heading(line: str, widest: int) -> bool:
    """True for a short line of its own without a sentence's punctuation; wrapped lines end with some."""
    is_short = len(line) <= PLAIN_HEADING_LENGTH and 2 * len(line) <= widest
    return is_short and _is_bare(line) and not is_row(line) and not re.search(r"\d", line)


def _is_bare(line: str) -> bool:
    """True for a line as titles are: short, and without the punctuation of a sentence."""
    return len(line) <= TITLE_LENGTH and not re.search("[，。；：]", line)


def _is_heading(line: str) -> bool:
    return bool(HEADING.match(line) or LABEL_ALONE.match(line))


def rank_of(text: str) -> int:
    """How deep a paragraph stands by its number or mark: 1 for 一、 to 5 for a line alone; 0 for none.

    >>> [rank_of(text) for text in ("一、煤矿", "（二）水上", "3.工贸", "事故总量", "发生事故3起。")]
    [1, 2, 3, 5, 0]
    """
    for rank, pattern in enumerate(RANKED, start=1):
        if pattern.match(text):
            return rank
    is_mark = LIST_NUMBER.match(text) or LABEL_ALONE.match(text) or _is_bare(text) or is_question(text)
    return LOWEST if is_mark else 0


def is_question(text: str) -> bool:
    """True for a paragraph that asks: what stands below it answers.

    >>> is_question("记者：烟花爆竹怎么管？"), is_question("烟花爆竹怎么管？发生3起。")
    (True, False)
    """
    return bool(re.fullmatch(r"[^。]*[？?]", text.strip()))


def is_heading_sentence(text: str) -> bool:
    """True for a short sentence without a figure or a comma: it says what those behind it are about."""
    return len(text) <= TITLE_LENGTH and not re.search(r"[\d，；：]", HEADING.sub("", text))


RANKED = (
    TOP_HEADING,
    SUB_HEADING,
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[)）]|[①-⑳]"),
)
"""Numbers of headings, the higher ranks first."""
LOWEST = len(RANKED) + 1
"""Rank of a heading without a number."""


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


def with_cells_apart(lines: Sequence[str]) -> list[str]:
    """The lines of a text, tabs between the cells of tables that part them by few blanks or a comma only.

    Such a line is a row where it is a name and figures, as many as the line above has titles, or the row
    above has figures; and so is the line of titles above a row. Each line is as long as before.

    >>> with_cells_apart(["各区情况", "区域 事故 死亡", "东区 5 7", "西区 3 3"])
    ['各区情况', '区域\\t事故\\t死亡', '东区\\t5\\t7', '西区\\t3\\t3']
    """
    apart = list(lines)
    for gap in _GAPS:
        cells = [gap.split(line.strip()) for line in lines]
        for index in range(1, len(lines)):
            width = len(cells[index])
            above, is_apart = apart[index - 1], is_row(lines[index])
            if not _is_row_of_figures(cells[index]) or width != len(cells[index - 1]):
                continue
            if is_apart and is_row(above):
                continue
            if "\t" in above or not (is_row(above) or any(map(_FIGURE_CELL.fullmatch, cells[index - 1]))):
                apart[index - 1] = _with_tabs(above, gap)
                apart[index] = lines[index] if is_apart else _with_tabs(lines[index], gap)
    return apart


def _with_tabs(line: str, gap: re.Pattern[str]) -> str:
    """A line with a tab at the start of each gap, as long as before; one that has tabs as it is."""
    return line if "\t" in line else gap.sub(lambda match: "\t".ljust(len(match[0])), line)


_GAPS = (re.compile("[ 　]+"), re.compile("[,，]"))
"""What parts the cells of a table that has neither bars nor tabs."""
_FIGURE_CELL = re.compile(r"[-+−－＋↓↑]?\d+(?:\.\d+)?[%％]?[起人家处项个次宗]?|[-—－/]+|持平")


def _is_row_of_figures(cells: Sequence[str]) -> bool:
    """True for a name, or the number of a row and a name, with nothing but figures behind it."""
    behind = cells[1:] if cells and not _FIGURE_CELL.fullmatch(cells[0]) else cells[2:]
    return len(cells) >= 2 and bool(behind) and all(map(_FIGURE_CELL.fullmatch, behind))


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a joined text with their sections."""
    found: list[Paragraph] = []
    top = sub = ""
    has_headings = any(TOP_HEADING.match(line) for line in text.split("\n"))
    in_title = True
    lines = text.split("\n")
    for line in lines:
        if is_row(line):
            if found and found[-1].is_table:
                found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
            else:
                found.append(Paragraph(line, found[-1].section if found else "", is_table=True))
            in_title = False
            continue
        is_titled = _is_bare(line) or _is_headline(line, [p.text for p in found], lines)
        in_title = in_title and is_titled and not _is_heading(line)
        if heading := TOP_HEADING.match(line):
            top, sub = heading[1], ""
        elif heading := SUB_HEADING.match(line):
            sub = f"（{heading[1]}）"
        elif sub and CLOSING.match(line):
            top, sub = CLOSING_SECTION, ""
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
