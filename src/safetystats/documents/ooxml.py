"""Elements of WordprocessingML, made as elements and never as text: what is put in cannot become markup."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, TypeAlias

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NAMESPACES = {"w": WORD, "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}

Element: TypeAlias = Any
"""lxml has no public class of an element."""


def q(name: str) -> str:
    """The full name of an element or attribute, to look for it."""
    return f"{{{WORD}}}{name}"


def w(tag: str, *children: Element | None, **attributes: str | float) -> Element:
    """The element ``w:tag``; children that are None are left out, numbers are rounded to whole ones.

    >>> etree.tostring(w("jc", val="right")).decode().split(" xmlns")[0]
    '<w:jc'
    """
    element = etree.Element(q(tag), nsmap=NAMESPACES)
    for name, value in attributes.items():
        element.set(q(name), value if isinstance(value, str) else str(round(value)))
    element.extend(child for child in children if child is not None)
    return element


def on(tag: str, wanted: object) -> Element | None:
    """The switch ``w:tag``, where it is wanted."""
    return w(tag) if wanted else None


def twips(points: float) -> int:
    """Twentieths of a point, Word's unit of length."""
    return round(20 * points)


def text_run(text: str, *properties: Element | None) -> Element:
    """A run: `text` as it is, blanks and line breaks included."""
    lines: list[Element] = []
    for line in text.split("\n"):
        content = w("t")
        content.text = line
        content.set(SPACE, "preserve")
        lines += [w("br"), content] if lines else [content]
    return w("r", _properties("rPr", properties), *lines)


def paragraph(style: str, runs: Iterable[Element], *properties: Element | None) -> Element:
    """A paragraph in a style, with what differs from the style."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def field(instruction: str, shown: str, *properties: Element | None) -> list[Element]:
    """Runs of a field that Word computes; `shown` is its value until then."""
    told = w("instrText")
    told.text = f" {instruction} "
    told.set(SPACE, "preserve")
    return [
        w("r", _properties("rPr", properties), w("fldChar", fldCharType="begin")),
        w("r", _properties("rPr", properties), told),
        w("r", _properties("rPr", properties), w("fldChar", fldCharType="separate")),
        text_run(shown, *properties),
        w("r", _properties("rPr", properties), w("fldChar", fldCharType="end")),
    ]


def _properties(tag: str, properties: Iterable[Element | None]) -> Element | None:
    # An element stands in one place only: each use is a copy.
    given = [deepcopy(one) for one in properties if one is not None]
    return w(tag, *given) if given else None
