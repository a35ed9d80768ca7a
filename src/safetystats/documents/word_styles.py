"""The styles of a Word document, by language: what an office's own template lacks is taken from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .layout import LAYOUTS, Layout
from .ooxml import Element, on, twips, w
from .prose import Role

Use = Role | Literal["caption", "figure", "cell", "notes", "footer"]
"""What a paragraph is for; each use has one style."""

NAMES: dict[Use, str] = {
    "text": "Normal",
    "title": "Title",
    "subtitle": "Subtitle",
    "notice": "Notice",
    "heading2": "heading 1",
    "heading3": "heading 2",
    "heading4": "heading 3",
    "item": "List Bullet",
    "code": "Code",
    "quote": "Quote",
    "end": "Closing Line",
    "caption": "caption",
    "figure": "Figure",
    "cell": "Table Text",
    "notes": "Table Notes",
    "footer": "footer",
}
"""Names as the file holds them: Word shows its own ones, such as heading 1, in the user's language."""

HEADING_LEVELS: dict[Use, int] = {"heading2": 0, "heading3": 1, "heading4": 2}


@dataclass(frozen=True)
class Face:
    """A font for Chinese and one for Latin letters and digits."""

    east: str
    latin: str = "Times New Roman"


FANG_SONG, TITLE_SONG, HEI, KAI, SONG = (
    Face(east) for east in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体")
)
SANS = Face("黑体", "Arial")
MONOSPACED = Face("仿宋_GB2312", "Courier New")

FALLBACKS = {
    "仿宋_GB2312": "仿宋",
    "方正小标宋简体": "小标宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "宋体": "SimSun",
}
"""What Word takes where a computer lacks the font that offices name."""


_BOX_SPACE = 6
"""Between a box and its text, in points."""


@dataclass(frozen=True)
class Style:
    """One style. Lengths are in points; without a pitch a line is as high as its type."""

    face: Face
    size: float
    bold: bool = False
    italic: bool = False
    tracking: float = 0
    pitch: float | None = None
    before: float = 0
    after: float = 0
    first_line: float = 0
    """Indent of the first line in characters."""
    left: float = 0
    hanging: float = 0
    align: Literal["left", "center", "both"] = "left"
    keep_next: bool = False
    boxed: bool = False
    on_grid: bool = False

    def element(self, use: Use, *, heading_list: int, bullet_list: int) -> Element:
        """The style as the file holds it, with the lists that headings and bullets count by."""
        level = HEADING_LEVELS.get(use)
        numbering = None
        if level is not None:
            numbering = w("numPr", w("ilvl", val=level), w("numId", val=heading_list))
        elif use == "item":
            numbering = w("numPr", w("numId", val=bullet_list))
        normal = use == "text"
        style = w(
            "style",
            w("name", val=NAMES[use]),
            None if normal else w("basedOn", val=style_id("text")),
            None if level is None else w("next", val=style_id("text")),
            w("qFormat"),
            self._paragraph(numbering, level),
            self._run(),
            type="paragraph",
            styleId=style_id(use),
        )
        if normal:
            style.set(style.tag.replace("style", "default"), "1")
        return style

    def _paragraph(self, numbering: Element | None, level: int | None) -> Element:
        line, rule = (240, "auto") if self.pitch is None else (twips(self.pitch), "exact")
        sides = [
            w(side, val="single", sz=6, space=_BOX_SPACE, color="auto")
            for side in ("top", "left", "bottom", "right")
        ]
        return w(
            "pPr",
            on("keepNext", self.keep_next),
            on("keepLines", self.keep_next),
            numbering,
            w("pBdr", *sides) if self.boxed else None,
            None if self.on_grid else w("snapToGrid", val="0"),
            w("spacing", before=twips(self.before), after=twips(self.after), line=line, lineRule=rule),
            self._indent(),
            w("jc", val=self.align),
            None if level is None else w("outlineLvl", val=level),
        )

    def _indent(self) -> Element:
        # A box is drawn outside the text: it shall stand inside the margins.
        left = twips(_BOX_SPACE + 1) if self.boxed else twips(self.left)
        if self.hanging:
            return w("ind", left=left, hanging=twips(self.hanging))
        first = twips(self.first_line * self.size)
        right = left if self.boxed else 0
        return w("ind", left=left, right=right, firstLineChars=100 * self.first_line, firstLine=first)

    def _run(self) -> Element:
        latin = self.face.latin
        return w(
            "rPr",
            w("rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=self.face.east),
            w("b", val=int(self.bold)),
            w("i", val=int(self.italic)),
            w("spacing", val=twips(self.tracking)),
            w("sz", val=2 * self.size),
            w("szCs", val=2 * self.size),
        )


def style_id(use: Use) -> str:
    """The id of our own style of this use."""
    return NAMES[use].title().replace(" ", "")


def styles_of(language: str) -> dict[Use, Style]:
    """Our own styles."""
    layout = LAYOUTS[language]
    return _gb_9704(layout) if language == "zh" else _plain(layout)


def _gb_9704(layout: Layout) -> dict[Use, Style]:
    """GB/T 9704-2012: body in FangSong, title in XiaoBiaoSong, levels in HeiTi, KaiTi and FangSong."""
    body = layout.body
    # Word rounds to a twentieth of a point: down, or the last character of a line moves to the next.
    tracking = int(20 * layout.tracking - 1) / 20
    text = Style(FANG_SONG, body, tracking=tracking, first_line=2, align="both", on_grid=True)
    headings = [
        Style(face, size, first_line=2, keep_next=True, on_grid=True)
        for face, size in zip((HEI, KAI, FANG_SONG), layout.headings)
    ]
    return {
        "text": text,
        "title": Style(TITLE_SONG, layout.title, pitch=layout.title_pitch, after=6, align="center"),
        "subtitle": Style(KAI, body, after=8, align="center"),
        **dict(zip(HEADING_LEVELS, headings)),
        "quote": Style(KAI, body, left=2 * body, align="both", on_grid=True),
        "footer": Style(SONG, layout.page_number),
        **_off_the_lines(layout, FANG_SONG, HEI),
    }


def _plain(layout: Layout) -> dict[Use, Style]:
    """One sans-serif face, headings bold and numbered 1, 1.1."""
    text = Style(SANS, layout.body, pitch=layout.pitch, after=6)
    headings = [
        Style(SANS, size, bold=True, before=size, after=size / 2, keep_next=True, left=28, hanging=28)
        for size in layout.headings
    ]
    return {
        "text": text,
        "title": Style(SANS, layout.title, bold=True, pitch=layout.title_pitch, after=4),
        "subtitle": Style(SANS, layout.body, after=8),
        **dict(zip(HEADING_LEVELS, headings)),
        "item": Style(SANS, layout.body, pitch=layout.pitch, after=4, left=18, hanging=18),
        "quote": Style(SANS, layout.body, pitch=layout.pitch, after=6, left=18),
        "footer": Style(SANS, layout.page_number, align="center"),
        **_off_the_lines(layout, SANS, SANS),
    }


def _off_the_lines(layout: Layout, body: Face, heading: Face) -> dict[Use, Style]:
    """What does not stand on the lines of the running text."""
    return {
        "notice": Style(body, layout.notice, before=4, after=10, boxed=True),
        "caption": Style(heading, layout.caption, before=8, after=4, align="center"),
        "figure": Style(body, layout.body, before=8, align="center", keep_next=True),
        # A fixed pitch keeps figures and words on one line, whatever the heights of their fonts.
        "cell": Style(body, layout.cells[0], pitch=1.25 * layout.cells[0], before=0.5, after=0.5),
        "notes": Style(body, layout.notes, before=3, after=12),
        "code": Style(MONOSPACED, layout.notes),
        "end": Style(body, layout.notes, before=18),
    }


def numberings(language: str, first: int) -> tuple[list[Element], list[Element]]:
    """Definitions and lists: of headings, which is number `first`, and of bullets, the next one."""
    bullet = w("lvl", w("numFmt", val="bullet"), w("lvlText", val="•"), ilvl=0)
    definitions = [
        w("abstractNum", w("multiLevelType", val="multilevel"), *_levels(language), abstractNumId=first),
        w("abstractNum", w("multiLevelType", val="singleLevel"), bullet, abstractNumId=first + 1),
    ]
    lists = [w("num", w("abstractNumId", val=number), numId=number) for number in (first, first + 1)]
    return definitions, lists


def _levels(language: str) -> list[Element]:
    chinese = "chineseCountingThousand"
    if language == "zh":
        forms, after = [(chinese, "%1、"), (chinese, "（%2）"), ("decimal", "%3.")], "nothing"
    else:
        forms, after = [("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")], "tab"
    return [
        w(
            "lvl",
            w("start", val=1),
            w("numFmt", val=form),
            w("suff", val=after),
            w("lvlText", val=text),
            ilvl=level,
        )
        for level, (form, text) in enumerate(forms)
    ]
