"""Outcomes of a batch -> index page: what failed first, then the city's table with links to the briefings."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from pathlib import Path

from .batch import Outcome
from .briefings import Task, district_documents, district_inputs
from .locale import label, say, say_count
from .scope import CountedScope
from .writing import write_whole


def write_index(outcomes: Sequence[Outcome], scope: CountedScope, folder: Path) -> Path:
    """Write ``index.html`` (Chinese) or ``index.en.html`` to `folder` and return its path.

    Parameters
    ----------
    outcomes
        Of the briefings in the language of `scope`; those of an earlier run in `folder` are linked too where
        they were made from the same data. The others are named without a link.
    scope
        Any area's scope of the batch: its windows, basis and records make the city's table.
    """
    # Imported here: a run in which nothing has changed needs no statistics.
    from .documents.html import framed_html
    from .measures.closure import cohort_closure
    from .measures.shares import area_shares
    from .tables import city_table, closure_table

    language = scope.language
    task = outcomes[0].task
    path = index_page(language, folder)
    failed = {o.task.area for o in outcomes if o.state == "failed"}
    written = _written(scope, folder, task.inputs, without=failed)
    unlike = _unlike(scope, folder, task.inputs, without=failed)
    links = {area: documents[0] for area, documents in written.items()}
    shares = scope.measured(
        "accidents",
        area_shares,
        windows=[scope.last_window, scope.this_window],
        basis=scope.basis,
        areas=scope.areas,
        as_of=scope.as_of,
        covered=scope.covered,
    )
    closure = scope.measured(
        "hazards",
        cohort_closure,
        window=scope.whole_of("hazards"),
        as_of=scope.as_of,
        by=("area",),
        levels={"area": scope.areas},
    )
    accidents = city_table(shares, language=language).to_html(links=links)
    hazards = closure_table(closure, language=language).to_html(links=links)
    body = [
        *_failures(outcomes, language),
        *_other_language(scope, folder, task.inputs),
        _section(say("Accidents by area", language), accidents),
        _section(say("Hazards by area", language), hazards),
        *_files(written, language),
        *_not_linked(unlike, language),
    ]
    cover = replace(task.cover, title=say("Work safety briefings", language))
    script = files("safetystats").joinpath("sort.js").read_text(encoding="utf-8")
    manifest = path.with_suffix(".json")
    manifest.unlink(missing_ok=True)  # as of a briefing: it vouches for the page
    write_whole(path, framed_html(cover, "\n".join(body), font=str(task.font), script=script))
    if not failed:
        write_whole(manifest, _manifest(task, written, unlike))
    return path


def index_is_current(task: Task, scope: CountedScope, folder: Path) -> bool:
    """Whether the page that is there was made from the same inputs and links the same briefings.

    `task` is the first one of the batch, in the language of `scope`.
    """
    path = index_page(scope.language, folder)
    try:
        made = path.with_suffix(".json").read_text(encoding="utf-8")
    except OSError:
        return False
    written, unlike = _written(scope, folder, task.inputs), _unlike(scope, folder, task.inputs)
    return path.exists() and made == _manifest(task, written, unlike)


def index_page(language: str, folder: Path) -> Path:
    """Where the index of a language stands."""
    return folder / ("index.html" if language == "zh" else f"index.{language}.html")


def _written(
    scope: CountedScope, folder: Path, inputs: str, *, without: Collection[str] = ()
) -> dict[str, list[str]]:
    """Where the files of each briefing made from `inputs` stand, by the area's name as the reader sees it."""
    return {
        label(area, scope.language): [path.relative_to(folder).as_posix() for path in documents]
        for area in scope.areas
        if area not in without
        and (documents := district_documents(scope, area, folder))
        and district_inputs(scope, area, folder) == inputs
    }


def _unlike(
    scope: CountedScope, folder: Path, inputs: str, *, without: Collection[str] = ()
) -> dict[str, str]:
    """What is the matter with each briefing that other data than the index's own, or a killed run, left."""
    earlier, unfinished = say("made from earlier data", scope.language), say("not finished", scope.language)
    return {
        label(area, scope.language): earlier if made_from else unfinished
        for area in scope.areas
        if area not in without
        and district_documents(scope, area, folder)
        and (made_from := district_inputs(scope, area, folder)) != inputs
    }


def _manifest(task: Task, written: Mapping[str, Sequence[str]], unlike: Mapping[str, str]) -> str:
    told = {"key": task.key, "briefings": written, "not_linked": unlike}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _failures(outcomes: Sequence[Outcome], language: str) -> list[str]:
    failed = [o for o in outcomes if o.state == "failed"]
    if not failed:
        return []
    heading = say_count("{count} briefing failed", "{count} briefings failed", len(failed), language)
    lines = (f"<li>{escape(label(o.task.area, language))}: {escape(o.error)}</li>" for o in failed)
    return [f'<div class="failed"><h2>{escape(heading)}</h2><ul>{"".join(lines)}</ul></div>']


def _other_language(scope: CountedScope, folder: Path, inputs: str) -> list[str]:
    """A link to the index in the other language, where that has briefings."""
    other, name = ("en", "English") if scope.language == "zh" else ("zh", "中文")
    if not _written(scope.for_reader(scope.area, other), folder, inputs):
        return []
    return [f'<p class="subtitle"><a href="{index_page(other, folder).name}">{name}</a></p>']


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


def _not_linked(unlike: Mapping[str, str], language: str) -> list[str]:
    """The briefings that do not belong to the tables above, each with the reason."""
    if not unlike:
        return []
    heading = say("Not linked: to be written again", language)
    colon = ": " if language == "en" else "："
    lines = (f"<li>{escape(area)}{colon}{escape(reason)}</li>" for area, reason in unlike.items())
    return [f"<h2>{escape(heading)}</h2><ul>{''.join(lines)}</ul>"]


FORMAT_NAMES = {".html": "HTML", ".docx": "Word", ".pdf": "PDF", ".xlsx": "Excel"}


def _section(heading: str, table: str) -> str:
    return f'<h2>{escape(heading)}</h2><div class="table">{table}</div>'
