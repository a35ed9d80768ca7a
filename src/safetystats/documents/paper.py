"""The paper that a Word document is written on: a blank one of ours, or an office's own template."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.numbering import NumberingPart
from docx.shared import Mm, Pt
from lxml import etree

from ..errors import InputRejected
from ..locale import LANGUAGE_TAGS
from ..sheets.limits import LIMITS, require_size, require_sound_archive
from .layout import A4_HEIGHT_MM, A4_WIDTH_MM, LAYOUTS, MM
from .ooxml import Element, field, paragraph, q, text_run, twips, w
from .word_styles import FALLBACKS, NAMES, Use, numberings, style_id, styles_of

PLACEHOLDERS = ("{{content}}", "{{正文}}")
"""A paragraph of a template that says one of these gives way to the briefing."""

_OF_ONE_PARAGRAPH = ("sectPr", "rPr", "pageBreakBefore", "framePr", "numPr", "outlineLvl")
"""Properties of the paragraph that gives way which a briefing of many paragraphs does not take over."""

_PICTURE_NUMBER = re.compile(rb"""<\w+:docPr\s(?:[^>]*\s)?id=["'](\d+)""")

Word = Any
"""python-docx's document; its classes carry no useful types."""


class Paper:
    """An open Word document with a style for each use, and the place where the briefing goes.

    Parameters
    ----------
    template
        The bytes of a .docx file; without it the paper is blank, in the layout of the language.
    """

    def __init__(self, language: str, template: bytes | None = None) -> None:
        self.document: Word = Document(io.BytesIO(template or blank_paper(language)))
        self._place = _placeholder(self.document)
        lists = _added_numberings(self.document, language)
        self.styles, self.counted = _with_styles(self.document, language, lists)
        self.heading_list = lists[0]
        if language == "zh":
            _tell_chinese(self.document)
        self.text_paragraph, self.text_run = self._text_as_in_place()

    @property
    def width(self) -> float:
        """Of the last section's type area, in points."""
        section = self.document.sections[-1]
        margins = (section.left_margin, section.right_margin, section.gutter)
        return float(((section.page_width or Mm(A4_WIDTH_MM)) - sum(one or 0 for one in margins)) / Pt(1))

    def _text_as_in_place(self) -> tuple[list[Element], list[Element]]:
        """How the template sets the paragraph that gives way: running text is set likewise."""
        if self._place is None:
            return [], []
        properties = self._place.find(q("pPr"))
        paragraph = [] if properties is None else [p for p in properties if not _is(p, *_OF_ONE_PARAGRAPH)]
        run = self._place.find(f".//{q('r')}/{q('rPr')}")
        return paragraph, [] if run is None else list(run)

    @property
    def last_picture(self) -> int:
        """The highest number of a picture in any part of the document, headers and notes too; 0 without."""
        # Read as bytes: footnotes, comments and the like are no elements to python-docx.
        parts = (part for part in self.document.part.package.iter_parts() if not _is_picture(part))
        numbers = (int(number) for part in parts for number in _PICTURE_NUMBER.findall(part.blob))
        return max(numbers, default=0)

    def put(self, elements: Iterable[Element]) -> None:
        """Put the briefing where the template says, else at its end."""
        body = self.document.element.body
        if self._place is None:
            end = body.find(q("sectPr"))
            for element in elements:
                body.append(element) if end is None else end.addprevious(element)
            return
        for number, element in enumerate(elements):
            if not number:
                _break_page_as(self._place, element)
            self._place.addprevious(element)
        ends_section = self._place.find(q("pPr") + "/" + q("sectPr")) is not None
        for child in list(self._place) if ends_section else []:
            if not _is(child, "pPr"):
                self._place.remove(child)
        if not ends_section:
            self._place.getparent().remove(self._place)

    def to_bytes(self) -> bytes:
        """The file: the same content gives the same bytes, since an archive's own times are left out."""
        package = self.document.part.package
        parts = sorted(package.iter_parts(), key=lambda part: str(part.partname))
        written = io.BytesIO()
        with ZipFile(written, "w") as archive:
            _write(archive, "[Content_Types].xml", _content_types(parts))
            _write(archive, "_rels/.rels", package.rels.xml)
            for part in parts:
                _write(archive, part.partname.membername, part.blob, packed=not _is_picture(part))
                if len(part.rels):
                    _write(archive, part.partname.rels_uri.membername, part.rels.xml)
        return written.getvalue()


def require_template(path: Path) -> bytes:
    """The bytes of an office's template.

    Raises
    ------
    InputRejected
        If it is no sound .docx file, or says more than once where the briefing goes.
    """
    data = path.read_bytes()
    require_size(len(data), path.name, LIMITS)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            require_sound_archive(archive, path.name, LIMITS)
        document = Document(io.BytesIO(data))
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise InputRejected(
            f"The template '{path}' is no Word document that can be filled in. "
            "Open it in Word or WPS and save it as .docx (not .doc, .dotx or .docm)."
        ) from error
    _placeholder(document, path.name)
    return data


def _placeholder(document: Word, name: str = "The template") -> Element | None:
    found = [one for one in document.element.body.iter(q("p")) if _text_of(one).strip() in PLACEHOLDERS]
    if len(found) > 1:
        raise InputRejected(
            f"'{name}' says {len(found)} times where the briefing goes ({' or '.join(PLACEHOLDERS)}). "
            "Leave one of them."
        )
    return found[0] if found else None


def _break_page_as(place: Element, first: Element) -> None:
    """The briefing begins on a new page where the paragraph that gives way does."""
    told = place.find(q("pPr") + "/" + q("pageBreakBefore"))
    properties = first.find(q("pPr"))
    if told is not None and properties is not None:
        before = [one for one in properties if _is(one, "pStyle", "keepNext", "keepLines")]
        properties.insert(len(before), deepcopy(told))


def _text_of(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(q("t")))


def _is(element: Element, *tags: str) -> bool:
    return element.tag in set(map(q, tags))


# --- styles and lists --------------------------------------------------------------------------------


def _with_styles(document: Word, language: str, lists: tuple[int, int]) -> tuple[dict[Use, str], set[Use]]:
    """The style of each use, by id: the template's own where it has one of the name, else ours, added.

    Also tells which of them count by themselves.
    """
    styles = document.styles.element
    # A style without a name is allowed, and none that could be meant.
    there = {
        name.get(q("val"), "").lower(): style
        for style in styles.iterfind(f"{q('style')}[@{q('type')}='paragraph']")
        if (name := style.find(q("name"))) is not None
    }
    ids: dict[Use, str] = {}
    counted: set[Use] = set()
    for use, own in styles_of(language).items():
        style = there.get(NAMES[use].lower())
        if style is None:
            style = own.element(use, heading_list=lists[0], bullet_list=lists[1])
            styles.append(style)
        ids[use] = style.get(q("styleId"))
        if style.find(q("pPr") + "/" + q("numPr")) is not None:
            counted.add(use)
    ids.setdefault("item", ids["text"])
    return ids, counted


def _tell_chinese(document: Word) -> None:
    """A template that does not say which Chinese it is in has commas in the middle of their squares."""
    properties = document.styles.element.find("/".join(map(q, ("docDefaults", "rPrDefault", "rPr"))))
    if properties is None:
        return
    told = properties.find(q("lang"))
    if told is None:
        properties.append(w("lang", eastAsia=LANGUAGE_TAGS["zh"]))
    elif not told.get(q("eastAsia"), "").startswith("zh"):
        told.set(q("eastAsia"), LANGUAGE_TAGS["zh"])


def _added_numberings(document: Word, language: str) -> tuple[int, int]:
    """Add our lists of headings and of bullets beside those of the template; their numbers."""
    numbering = _numbering(document)
    there, lists = numbering.findall(q("abstractNum")), numbering.findall(q("num"))
    used = [
        *(int(one.get(q("abstractNumId"))) for one in there),
        *(int(one.get(q("numId"))) for one in lists),
    ]
    first = max(used, default=0) + 1
    definitions, added = numberings(language, first)
    # The schema wants all definitions before all lists, and a last part after both.
    if lists:
        for definition in definitions:
            lists[0].addprevious(definition)
        for one in reversed(added):
            lists[-1].addnext(one)
    else:
        for position, one in enumerate([*definitions, *added]):
            numbering.insert(len(there) + position, one)
    return first, first + 1


def _numbering(document: Word) -> Element:
    part = document.part
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        blob = etree.tostring(w("numbering"))
        name = PackURI("/word/numbering.xml")
        made = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, blob, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made.element


# --- blank paper -------------------------------------------------------------------------------------


@cache
def blank_paper(language: str) -> bytes:
    """A Word document without text: page, grid, page numbers and fonts of the language's layout."""
    parts = {
        "document": w("document", w("body", _section(language))),
        "styles": _default_styles(language),
        "settings": _settings(language),
        "fontTable": _font_table(),
        "footer1": w("ftr", _page_number("odd", language)),
        "footer2": w("ftr", _page_number("even", language)),
    }
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:
        _write(archive, "[Content_Types].xml", _BLANK_TYPES)
        _write(archive, "_rels/.rels", _relationships([("officeDocument", "word/document.xml")]))
        related = [(name.rstrip("12"), f"{name}.xml") for name in parts if name != "document"]
        _write(archive, "word/_rels/document.xml.rels", _relationships(related))
        for name, element in parts.items():
            _write(archive, f"word/{name}.xml", _serialised(element))
    return written.getvalue()


_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_BLANK_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_MAIN}settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_MAIN}fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{_MAIN}footer+xml"/></Types>'
).encode()
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relationships(targets: Iterable[tuple[str, str]]) -> bytes:
    lines = (
        f'<Relationship Id="rId{number}" Type="{_RELATIONSHIP}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(lines)}</Relationships>'.encode()


def _section(language: str) -> Element:
    layout = LAYOUTS[language]
    footers = [w("footerReference", type=kind) for kind in ("default", "even")]
    for number, footer in zip((4, 5), footers):
        footer.set(f"{{{_RELATIONSHIP}}}id", f"rId{number}")
    grid = w("docGrid", type="lines", linePitch=int(20 * layout.pitch)) if layout.lines else None
    return w(
        "sectPr",
        *footers,
        w("pgSz", w=_of_mm(A4_WIDTH_MM), h=_of_mm(A4_HEIGHT_MM)),
        w(
            "pgMar",
            top=_of_mm(layout.top_mm),
            right=_of_mm(layout.right_mm),
            bottom=_of_mm(layout.bottom_mm),
            left=_of_mm(layout.left_mm),
            header=_of_mm(layout.top_mm / 2),
            footer=_of_mm(layout.page_number_mm),
            gutter=0,
        ),
        grid,
    )


def _of_mm(length: float) -> int:
    return twips(length * MM)


def _default_styles(language: str) -> Element:
    tags = w("lang", val=LANGUAGE_TAGS["en"], eastAsia=LANGUAGE_TAGS["zh"])
    return w("styles", w("docDefaults", w("rPrDefault", w("rPr", tags)), w("pPrDefault")))


def _settings(language: str) -> Element:
    tags = w("themeFontLang", val=LANGUAGE_TAGS["en"], eastAsia=LANGUAGE_TAGS["zh"])
    even = w("evenAndOddHeaders", val=int(language == "zh"))
    return w("settings", even, w("characterSpacingControl", val="compressPunctuation"), _compatible(), tags)


def _compatible() -> Element:
    """Without it Word opens the document as one of Word 2007, in compatibility mode."""
    mode = w(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15"
    )
    return w("compat", mode)


def _font_table() -> Element:
    fonts = (
        w("font", w("altName", val=other), w("charset", val="86"), w("family", val="auto"), name=name)
        for name, other in FALLBACKS.items()
    )
    return w("fonts", *fonts)


def _page_number(pages: str, language: str) -> Element:
    """Between dashes at the outer edge, one character in; in English alone in the middle."""
    number = field("PAGE", "1")
    if language == "en":
        return paragraph(style_id("footer"), number)
    indent = w("ind", rightChars=100) if pages == "odd" else w("ind", leftChars=100)
    dashes = [text_run("— "), *number, text_run(" —")]
    return paragraph(style_id("footer"), dashes, indent, w("jc", val="right" if pages == "odd" else "left"))


# --- the archive -------------------------------------------------------------------------------------


def _write(archive: ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    # ZipInfo's own date is 1980-01-01; a picture is packed already.
    archive.writestr(ZipInfo(name), data, ZIP_DEFLATED if packed else ZIP_STORED)


def _serialised(element: Element) -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))


def _is_picture(part: Any) -> bool:
    return bool(part.content_type.startswith("image/"))


def _content_types(parts: Iterable[Any]) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    types = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
    listed = []
    for part in parts:
        if (
            not _is_picture(part)
            or endings.setdefault(part.partname.ext, part.content_type) != part.content_type
        ):
            listed.append(part)
    for ending, kind in sorted(endings.items()):
        etree.SubElement(types, f"{{{space}}}Default", Extension=ending, ContentType=kind)
    for part in listed:
        etree.SubElement(
            types, f"{{{space}}}Override", PartName=str(part.partname), ContentType=part.content_type
        )
    return _serialised(types)
