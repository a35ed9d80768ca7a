"""Outcomes of a batch -> index page: what failed first, then the city's table with links to the briefings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from pathlib import Path

from .batch import Outcome
from .briefings import district_documents
from .documents.html import framed_html
from .locale import label, say, say_count
from .measures.closure import cohort_closure
from .measures.shares import area_shares
from .scope import Scope
from .tables import city_table, closure_table
from .writing import write_whole


def write_index(outcomes: Sequence[Outcome], scope: Scope, folder: Path) -> Path:
    """Write ``index.html`` (Chinese) or ``index.en.html`` to `folder` and return its path.

    Parameters
    ----------
    outcomes
        Of the briefings in the language of `scope`; those of an earlier run in `folder` are linked too.
    scope
        Any area's scope of the batch: its windows, basis and ledgers make the city's table.
    """
    language = scope.language
    task = outcomes[0].task
    path = folder / ("index.html" if language == "zh" else f"index.{language}.html")
    failed = {o.task.area for o in outcomes if o.state == "failed"}
    written = {
        label(area, language): [path.relative_to(folder).as_posix() for path in documents]
        for area in scope.areas
        if area not in failed and (documents := district_documents(scope, area, folder))
    }
    links = {area: documents[0] for area, documents in written.items()}
    shares = area_shares(
        scope.ledgers.accidents,
        windows=[scope.last_window, scope.this_window],
        basis=scope.basis,
        areas=scope.areas,
        as_of=scope.as_of,
        since=scope.covered_from,
    )
    closure = cohort_closure(
        scope.ledgers.hazards,
        window=scope.whole,
        as_of=scope.as_of,
        by=("area",),
        levels={"area": scope.areas},
    )
    accidents = city_table(shares, language=language).to_html(links=links)
    hazards = closure_table(closure, language=language).to_html(links=links)
    body = [
        *_failures(outcomes, language),
        _other_language(language),
        _section(say("Accidents by area", language), accidents),
        _section(say("Hazards by area", language), hazards),
        *_files(written, language),
    ]
    cover = replace(task.cover, title=say("Work safety briefings", language))
    script = files("safetystats").joinpath("sort.js").read_text(encoding="utf-8")
    write_whole(path, framed_html(cover, "\n".join(body), font=task.font, script=script))
    return path


def _failures(outcomes: Sequence[Outcome], language: str) -> list[str]:
    failed = [o for o in outcomes if o.state == "failed"]
    if not failed:
        return []
    heading = say_count("{count} briefing failed", "{count} briefings failed", len(failed), language)
    lines = (f"<li>{escape(label(o.task.area, language))}: {escape(o.error)}</li>" for o in failed)
    return [f'<div class="failed"><h2>{escape(heading)}</h2><ul>{"".join(lines)}</ul></div>']


def _other_language(language: str) -> str:
    href, name = ("index.en.html", "English") if language == "zh" else ("index.html", "中文")
    return f'<p class="subtitle"><a href="{href}">{name}</a></p>'


def _files(written: Mapping[str, Sequence[str]], language: str) -> list[str]:
    """Every briefing in each of its formats."""
    if not any(len(documents) > 1 for documents in written.values()):
        return []
    lines = []
    for area, documents in written.items():
        links = (f'<a href="{escape(path)}">{FORMAT_NAMES[Path(path).suffix]}</a>' for path in documents)
        lines.append(
            f'<tr><th scope="row">{escape(area)}</th><td class="short">{" · ".join(links)}</td></tr>'
        )
    return [_section(say("To print and to pass on", language), f"<table>{''.join(lines)}</table>")]


FORMAT_NAMES = {".html": "HTML", ".docx": "Word", ".pdf": "PDF", ".xlsx": "Excel"}


def _section(heading: str, table: str) -> str:
    return f'<h2>{escape(heading)}</h2><div class="table">{table}</div>'
