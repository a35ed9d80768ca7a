"""Executed notebook -> a self-contained HTML page in one language: no code, no network, legible anywhere."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import mistune
from jinja2 import Environment
from markupsafe import Markup
from nbformat import NotebookNode

from . import __version__

TABLE = "application/vnd.safetystats.table+json"
"""Marks an output as a table of ours: its HTML is escaped, so it may stand in a page."""

SETUP = "setup"
"""Tags the cell that loads the ledgers: what it shows, the notice, a page has at its head."""

LANGUAGE_TAGS = frozenset({"zh", "en"})


@dataclass(frozen=True)
class Page:
    """What a page says besides the notebook: texts are in the page's language and not yet escaped."""

    title: str
    subtitle: str
    footer: str
    language: str
    notice: str = ""
    contents_label: str = ""
    font: str = ""
    """The CJK font as base64 WOFF; empty leaves it to the reader's own fonts."""


@dataclass
class _Body:
    fragments: list[str] = field(default_factory=list)
    contents: list[dict[str, str]] = field(default_factory=list)
    heading: str = ""

    def add_heading(self, level: int, text: str) -> None:
        anchor = f"s{len(self.contents) + 1}"
        if level == 2:
            self.contents.append({"anchor": anchor, "text": text})
        self.fragments.append(f'<h{level} id="{anchor}">{html.escape(text)}</h{level}>')
        self.heading = text


def render_notebook(notebook: NotebookNode, page: Page) -> str:
    """The page of an executed notebook.

    Prose cells of the other language, code, warnings and printed text are left out: a page shows prose,
    sentences, tables and charts. Every text is escaped; only tables of this package bring HTML of their own.
    """
    body = _Body()
    for cell in notebook.cells:
        tags = LANGUAGE_TAGS & set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown" and (not tags or page.language in tags):
            _add_prose(body, cell.source)
        elif cell.cell_type == "code" and SETUP not in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if "data" in output:
                    _add_output(body, output["data"])
    return render_page(page, "\n".join(body.fragments), body.contents)


def render_page(page: Page, body: str, contents: Sequence[dict[str, str]] = (), *, script: str = "") -> str:
    """The page around `body`, which is HTML already escaped by its maker."""
    return _template().render(
        **{name: getattr(page, name) for name in page.__dataclass_fields__},
        version=__version__,
        body=Markup(body),
        contents=contents,
        script=Markup(script),
    )


@cache
def _template() -> Any:
    source = files("safetystats").joinpath("page.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)


def _add_prose(body: _Body, source: str) -> None:
    """Markdown of a notebook: its first-level title gives way to the page's own."""
    lines: list[str] = []
    for line in source.splitlines():
        marks, _, text = line.partition(" ")
        if text and marks and not marks.strip("#"):
            _flush_prose(body, lines)
            if len(marks) > 1:
                body.add_heading(len(marks), text.strip())
        else:
            lines.append(line)
    _flush_prose(body, lines)


def _flush_prose(body: _Body, lines: list[str]) -> None:
    text = "\n".join(lines).strip()
    lines.clear()
    if text:
        body.fragments.append(f'<div class="prose">{_markdown(text)}</div>')


def _add_output(body: _Body, data: Any) -> None:
    if TABLE in data:
        body.fragments.append(f'<div class="table">{_joined(data["text/html"])}</div>')
    elif "image/png" in data:
        picture = _joined(data["image/png"]).replace("\n", "")
        alt = html.escape(body.heading, quote=True)
        body.fragments.append(f'<figure><img alt="{alt}" src="data:image/png;base64,{picture}"></figure>')
    elif "text/markdown" in data:
        body.fragments.append(f'<div class="sentences">{_markdown(_joined(data["text/markdown"]))}</div>')


def _joined(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _markdown(text: str) -> str:
    return str(_converter()(text))


@cache
def _converter() -> Any:
    return mistune.create_markdown(escape=True)
