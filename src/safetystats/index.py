"""Outcomes of a batch -> index page: what failed first, then the city's tables, which link the briefings."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from pathlib import Path

from .batch import Outcome
from .briefings import Task, area_documents, area_inputs
from .errors import WrongUse
from .locale import label, say, say_count
from .reference import area_row, current_areas
from .scope import CountedScope, TotalsScope
from .writing import write_whole


def write_index(outcomes: Sequence[Outcome], scope: CountedScope | TotalsScope, folder: Path) -> Path:
    """Write ``index.html`` (Chinese) or ``index.en.html`` to `folder` and return its path.

    Parameters
    ----------
    outcomes
        Of the briefings in the language of `scope`; those of an earlier run in `folder` are linked too where
        they were made from the same data. The others are named without a link.
    scope
        Any area's scope of the batch: its windows, basis and records make the city's tables.
    """
    # Imported here: a run in which nothing has changed needs no statistics.
    from .documents.html import framed_html

    language = scope.language
    task = outcomes[0].task
    path = index_page(scope, folder)
    failed = {o.task.area for o in outcomes if o.state == "failed"}
    written = _written(scope, folder, task.inputs, without=failed)
    unlike = _unlike(scope, folder, task.inputs, without=failed)
    links = {area: documents[0] for area, documents in written.items()}
    shown = _printed_shown(scope, links) if isinstance(scope, TotalsScope) else _counted_shown(scope, links)
    body = [
        *_failures(outcomes, language),
        *_other_language(scope, folder, task.inputs),
        *(_section(heading, html) for heading, html in shown.items()),
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


def _counted_shown(scope: CountedScope, links: Mapping[str, str]) -> dict[str, str]:
    """What the records tell of every area, under its heading."""
    from .measures.closure import cohort_closure
    from .measures.shares import area_shares
    from .tables import city_table, closure_table

    language = scope.language
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
    return {
        say("Accidents by area", language): city_table(shares, language=language).to_html(links),
        say("Hazards by area", language): closure_table(closure, language=language).to_html(links),
    }


def _printed_shown(scope: TotalsScope, links: Mapping[str, str]) -> dict[str, str]:
    """What published tables print of every area, under its heading; or why that is no share of the whole."""
    from .measures.counts import counts_from_totals
    from .measures.shares import shares_of_counts
    from .tables import city_table

    language = scope.language
    headings = {
        "accidents": say("Accidents by area", language),
        "deaths": say("Deaths by area", language),
    }
    shown = {}
    for measure in scope.measures:
        counts = counts_from_totals(
            scope.totals,
            windows=[scope.last_window, scope.this_window],
            areas=[*scope.areas, scope.whole],
            events=measure,
            basis=scope.basis,
        )
        try:
            shares = shares_of_counts(counts, "area", ["events"], whole=scope.whole)
        except WrongUse:  # Of such an area there is no briefing either.
            why = say(
                "No shares can be shown: the tables print more for an area than for {whole}.",
                language,
                whole=label(scope.whole, language),
            )
            shown[headings[measure]] = f"<p>{escape(why)}</p>"
            continue
        table = city_table(shares, whole=scope.whole, language=language)
        shown[headings[measure]] = table.to_html(links)
    return shown


def index_is_current(task: Task, scope: CountedScope | TotalsScope, folder: Path) -> bool:
    """Whether the page that is there was made from the same inputs and links the same briefings.

    `task` is the first one of the batch, in the language of `scope`.
    """
    path = index_page(scope, folder)
    try:
        made = path.with_suffix(".json").read_text(encoding="utf-8")
    except OSError:
        return False
    written, unlike = _written(scope, folder, task.inputs), _unlike(scope, folder, task.inputs)
    return path.exists() and made == _manifest(task, written, unlike)


def index_page(scope: CountedScope | TotalsScope, folder: Path) -> Path:
    """Where the index of a batch stands: that from published tables leaves its name to one from ledgers."""
    name = "index-totals" if isinstance(scope, TotalsScope) and _has_ledgers(scope, folder) else "index"
    return folder / (f"{name}.html" if scope.language == "zh" else f"{name}.{scope.language}.html")


def _has_ledgers(scope: TotalsScope, folder: Path) -> bool:
    """Whether briefings from ledgers lie in the folder too."""
    slugs = (area_row(scope.project, area)["slug"] for area in current_areas(scope.project))
    return any((folder / slug).is_dir() for slug in slugs)


def _written(
    scope: CountedScope | TotalsScope, folder: Path, inputs: str, *, without: Collection[str] = ()
) -> dict[str, list[str]]:
    """Where the files of each briefing made from `inputs` stand, by the area's name as the reader sees it."""
    return {
        label(area, scope.language): [path.relative_to(folder).as_posix() for path in documents]
        for area in scope.areas
        if area not in without
        and (documents := area_documents(scope, area, folder))
        and area_inputs(scope, area, folder) == inputs
    }


def _unlike(
    scope: CountedScope | TotalsScope, folder: Path, inputs: str, *, without: Collection[str] = ()
) -> dict[str, str]:
    """What is the matter with each briefing that other data than the index's own, or a killed run, left."""
    earlier, unfinished = say("made from earlier data", scope.language), say("not finished", scope.language)
    return {
        label(area, scope.language): earlier if made_from else unfinished
        for area in scope.areas
        if area not in without
        and area_documents(scope, area, folder)
        and (made_from := area_inputs(scope, area, folder)) != inputs
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


def _other_language(scope: CountedScope | TotalsScope, folder: Path, inputs: str) -> list[str]:
    """A link to the index in the other language, where that has briefings."""
    other, name = ("en", "English") if scope.language == "zh" else ("zh", "中文")
    reader = scope.for_reader(scope.area, other)
    if not _written(reader, folder, inputs):
        return []
    return [f'<p class="subtitle"><a href="{index_page(reader, folder).name}">{name}</a></p>']


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
