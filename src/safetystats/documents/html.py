"""Content -> a self-contained HTML page in one language: no code, no network, legible anywhere."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import mistune
from jinja2 import Environment
from markupsafe import Markup

from .. import __version__
from ..display import Table
from ..locale import LANGUAGE_TAGS, say
from ..locale.formats import caption_text
from .content import Block, Chart, Cover, Heading, Prose, Statements, asked_text


def page_html(cover: Cover, blocks: Iterable[Block], *, font: str = "") -> str:
    """The page of a document. Every text is escaped; only tables of this package bring HTML of their own.

    Parameters
    ----------
    font
        The CJK font as base64 WOFF; empty leaves it to the reader's own fonts.
    """
    fragments: list[str] = []
    sections: list[dict[str, str]] = []
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, Heading):
            anchor = f"s{number}"
            if block.level == 2:
                sections.append({"anchor": anchor, "text": block.text})
            fragments.append(f'<h{block.level} id="{anchor}">{html.escape(block.text)}</h{block.level}>')
        else:
            fragments.append(_fragment(block, cover.language))
    return framed_html(cover, "\n".join(fragments), sections, font=font, asked=asked_text(cover.language))


def framed_html(
    cover: Cover,
    body: str,
    sections: Sequence[dict[str, str]] = (),
    *,
    font: str = "",
    script: str = "",
    asked: str = "",
) -> str:
    """The page around `body`, which is HTML already escaped by its maker; `sections` are its contents."""
    return _template().render(
        cover=cover,
        language_tag=LANGUAGE_TAGS[cover.language],
        version=__version__,
        contents_label=say("Contents", cover.language),
        body=Markup(body),
        contents=sections,
        font=font,
        script=Markup(script),
        asked=asked,
    )


@cache
def _template() -> Any:
    source = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)


def _fragment(block: Prose | Statements | Chart | Table, language: str) -> str:
    match block:
        case Prose():
            return f'<div class="prose">{_markdown(block.markdown)}</div>'
        case Statements():
            return f'<div class="sentences">{_sentences(block)}</div>'
        case Chart():
            picture = base64.b64encode(block.png).decode("ascii")
            alt = html.escape(block.alt, quote=True)
            shape = f' style="aspect-ratio: {1 / block.height:.4f}"' if block.headed else ""
            image = f'<img alt="{alt}"{shape} src="data:image/png;base64,{picture}">'
            caption = _figure_caption(block, language)
            return f'<figure><div class="picture">{image}</div>{caption}</figure>'
        case Table():
            return f'<div class="table">{block.to_html()}</div>'


def _figure_caption(chart: Chart, language: str) -> str:
    if not chart.number:
        return ""
    caption = html.escape(caption_text(say("Figure", language), chart.number, chart.title))
    hint = html.escape(say("swipe to see all of it", language))
    return f'<figcaption>{caption} <span class="hint">{hint}</span></figcaption>'


def _sentences(block: Statements) -> str:
    if not block.listed:
        return "".join(f"<p>{html.escape(sentence)}</p>" for sentence in block.sentences)
    return f"<ul>{''.join(f'<li>{html.escape(sentence)}</li>' for sentence in block.sentences)}</ul>"


def _markdown(text: str) -> str:
    return str(_converter()(text))


@cache
def _converter() -> Any:
    return mistune.create_markdown(escape=True)
