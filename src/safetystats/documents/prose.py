"""Markdown -> paragraphs of plain and set-off text, for formats that know no Markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal
from unicodedata import east_asian_width

import mistune

Role = Literal[
    "title", "subtitle", "notice", "heading2", "heading3", "heading4", "text", "item", "code", "quote", "end"
]


@dataclass(frozen=True)
class Run:
    """Text set in one way."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `keep` holds it on the page of what follows it."""

    role: Role
    runs: tuple[Run, ...]
    keep: bool = False

    @property
    def text(self) -> str:
        """The paragraph without its setting."""
        return "".join(run.text for run in self.runs)


_NOT_PRINTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Controls, halves of characters, no characters, and signs that turn the text after them round."""
_BREAK = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")


def legible(text: str) -> str:
    """`text` on one line; what is no sign to be read is named by its number.

    >>> legible("a\\x00b\\nc")
    'aU+0000b c'
    """
    return _NOT_PRINTED.sub(lambda sign: number_of(sign[0]), _BREAK.sub(" ", text))


def number_of(sign: str) -> str:
    """The number of a sign, to be shown where the sign itself cannot be.

    >>> number_of("漷")
    'U+6F37'
    """
    return f"U+{ord(sign):04X}"


def plain(role: Role, text: str, *, keep: bool = False) -> Paragraph:
    """A paragraph set in one way."""
    return Paragraph(role, (Run(legible(text)),), keep)


def paragraphs_of(markdown: str) -> list[Paragraph]:
    """The paragraphs, list items, quotes and lines of code of a Markdown text. Links and HTML are text.

    >>> [(p.role, p.text) for p in paragraphs_of("Look **here**:\\n\\n- one\\n- <b>two</b>")]
    [('text', 'Look here:'), ('item', 'one'), ('item', '<b>two</b>')]
    """
    return [p for p in _blocks(_parser()(markdown), "text") if p.text.strip()]


@cache
def _parser() -> Any:
    return mistune.create_markdown(renderer=None)


def _blocks(tokens: Iterable[dict[str, Any]], role: Role) -> Iterator[Paragraph]:
    for token in tokens:
        match token["type"]:
            case "list":
                yield from _items(token)
            case "block_quote":
                yield from _blocks(token["children"], "quote")
            case "block_code":
                for line in token["raw"].rstrip("\n").split("\n"):
                    yield Paragraph("code", (Run(legible(line), code=True),))
            case "block_html":
                yield plain(role, token["raw"].strip())
            case _ if "children" in token:
                yield Paragraph(role, tuple(_legible(_runs(token["children"], Run("")))))


def _items(token: dict[str, Any]) -> Iterator[Paragraph]:
    start = token["attrs"].get("start", 1)
    for number, item in enumerate(token["children"], start=start):
        for position, paragraph in enumerate(_blocks(item["children"], "item")):
            if token["attrs"]["ordered"] and not position:
                paragraph = replace(paragraph, runs=(Run(f"{number}. "), *paragraph.runs))
            yield paragraph


def _runs(tokens: Iterable[dict[str, Any]], style: Run) -> Iterator[Run]:
    for token in tokens:
        match token["type"]:
            case "strong":
                yield from _runs(token["children"], replace(style, strong=True))
            case "emphasis":
                yield from _runs(token["children"], replace(style, emphasis=True))
            case "codespan":
                yield replace(style, text=token["raw"], code=True)
            case "softbreak" | "linebreak":
                yield replace(style, text="\n")
            case _ if "children" in token:
                yield from _runs(token["children"], style)
            case _:
                yield replace(style, text=token.get("raw", ""))


def _legible(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs on one line: a line break is a blank, except between Chinese characters."""
    before = ""
    waiting = False
    for run in runs:
        if run.text == "\n":
            waiting = True
            continue
        text = legible(run.text)
        if waiting and text and not (_is_wide(before[-1:]) and _is_wide(text[:1])):
            text = " " + text
        waiting = waiting and not text
        before = text or before
        yield replace(run, text=text)


def _is_wide(sign: str) -> bool:
    return bool(sign) and east_asian_width(sign) in "WF"
