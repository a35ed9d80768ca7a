"""How briefings are ordered, written and told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .exits import OUR_FAULT, PARTLY_FAILED
from .options import EngineChoice, Language
from .terminal import answer, narrate, progress, show

if TYPE_CHECKING:
    import pandas as pd

    from ..ahead import TextAhead
    from ..batch import Outcome
    from ..briefings import Task
    from ..project import Project
    from ..scope import CountedScope, CubeScope, Scope, TotalsScope


@dataclass(frozen=True)
class Order:
    """How briefings are to be written, whatever they are about."""

    lang: Language
    formats: tuple[str, ...]
    out: Path
    jobs: int
    engine: EngineChoice
    as_json: bool
    quiet: bool


def scope_of(
    project: Project,
    areas: Sequence[str],
    as_of: str,
    ledgers: Path,
    order: Order,
    *,
    since: str | None = None,
    basis: str | None = None,
) -> Scope:
    """The checked scope of the first area named, or of the city's first."""
    from ..scope import Scope

    asked = _asked(project, areas, as_of, order, since, basis)
    scope = Scope.check(**asked, ledgers=str(ledgers))
    _tell_doubts(scope, order)
    return scope


def cube_scope_of(
    project: Project,
    areas: Sequence[str],
    as_of: str,
    cube: Path,
    order: Order,
    *,
    since: str | None = None,
    basis: str | None = None,
) -> CubeScope:
    """The same of a cube."""
    from ..scope import CubeScope

    asked = _asked(project, areas, as_of, order, since, basis)
    scope = CubeScope.check(**asked, cube=str(cube))
    _tell_doubts(scope, order)
    return scope


def _asked(
    project: Project, areas: Sequence[str], as_of: str, order: Order, since: str | None, basis: str | None
) -> dict[str, str]:
    """The parameters of a scope, wherever its records are."""
    from ..reference import current_areas
    from ..rules.places import AreaNames
    from ..scope import first_day_looked_at, parse_day

    first = first_day_looked_at(parse_day("as_of", as_of), project.years).isoformat()
    named = AreaNames.of(project).read(areas[0]).value if areas else None
    return {
        "area": named or (areas or current_areas(project))[0],
        "as_of": as_of,
        "since": since or first,
        "basis": basis or "",
        "language": order.lang.each[0],
        "project": project.file,
    }


def _tell_doubts(scope: CountedScope, order: Order) -> None:
    for doubt in (scope.outdated(order.lang.told), scope.uncategorised(order.lang.told)):
        if doubt:
            narrate(doubt, quiet=order.quiet)


def scopes_of_totals(
    project: Project,
    areas: Sequence[str],
    as_of: str,
    totals: Path,
    order: Order,
    *,
    basis: str | None = None,
) -> list[TotalsScope]:
    """The checked scopes of the areas named, or of every area in the published tables, by language."""
    from ..scope import TotalsScope, areas_of_totals

    return [
        TotalsScope.check(
            area=area,
            as_of=as_of,
            language=language,
            totals=str(totals),
            basis=basis or "",
            project=project.file,
        )
        for language in order.lang.each
        for area in areas or areas_of_totals(totals, project)
    ]


def write_districts(scope: CountedScope, areas: Sequence[str], order: Order) -> None:
    """Write the briefings of `areas` (all where none is named) and their index; say where it is."""
    from ..briefings import district_task
    from ..rules.places import AreaNames

    folder = order.out / scope.batch
    names = AreaNames.of(scope.project)
    asked = [names.read(area).value or area for area in areas] or scope.areas
    readers = {language: scope.for_reader(scope.area, language) for language in order.lang.each}
    made = partial(district_task, folder=folder, font="", engine=order.engine.value, formats=order.formats)
    tasks = [
        made(reader.for_reader(area, language)) for language, reader in readers.items() for area in asked
    ]
    outcomes, index = _written_with_index(tasks, readers, folder, scope.texts, order)
    _tell(outcomes, [index], order)


def write_from_totals(scopes: Sequence[TotalsScope], order: Order) -> None:
    """Write table-only briefings from published totals, and their index; all are of the same tables."""
    from ..briefings import totals_task

    readers = {scope.language: scope for scope in reversed(scopes)}
    folder = order.out / scopes[0].as_of.isoformat()
    made = partial(totals_task, folder=folder, font="", engine=order.engine.value, formats=order.formats)
    tasks = [made(scope) for scope in scopes]
    outcomes, index = _written_with_index(tasks, readers, folder, [scopes[0].totals], order)
    written = [o.task.documents[0] for o in outcomes if o.state != "failed"]
    _tell(outcomes, [index, *written] if written else [], order)


def _written_with_index(
    tasks: Sequence[Task],
    readers: Mapping[str, CountedScope] | Mapping[str, TotalsScope],
    folder: Path,
    texts: Sequence[pd.DataFrame],
    order: Order,
) -> tuple[list[Outcome], Path]:
    """Write a batch of briefings and the index of each language: what became of them, and the first index.

    `readers` are any scope of each language.
    """
    from ..briefings import is_current
    from ..index import index_is_current, index_page, write_index
    from ..writing import only_writer

    with only_writer(folder):
        first = {task.language: task for task in reversed(tasks)}
        stale = [n for n, reader in readers.items() if not index_is_current(first[n], reader, folder)]
        if stale or not all(map(is_current, tasks)):
            font = _page_font(readers[order.lang.each[0]].project, texts, order)
            tasks = [replace(task, font=font) for task in tasks]
        outcomes = write_tasks(tasks, order)
        for language, reader in readers.items():
            told = [o for o in outcomes if o.task.language == language]
            if language in stale or any(o.state != "unchanged" for o in told):
                write_index(told, reader, folder)
    return outcomes, index_page(readers[order.lang.each[0]], folder)


def _page_font(project: Project, tables: Sequence[pd.DataFrame], order: Order) -> str | TextAhead:
    """The font that pages bring along. It takes half a second to cut, and is needed when a page is there."""
    from ..ahead import made_ahead
    from ..briefings import characters_of
    from ..fonts import embedded_font

    return made_ahead(lambda: embedded_font(characters_of(project=project, tables=tables)), jobs=order.jobs)


def write_tasks(tasks: Sequence[Task], order: Order) -> list[Outcome]:
    """Write them all, and narrate each as it ends."""
    from ..batch import write_all
    from ..locale import say

    language = order.lang.told
    with progress(say("Briefings", language), quiet=order.quiet, log=True) as step:
        return write_all(tasks, jobs=order.jobs, on_outcome=_narrated(step, len(tasks), language))


def _narrated(step: Callable[[str, int, int], None], in_all: int, language: str) -> Callable[[Outcome], None]:
    """A function that tells each outcome as a step of so many."""
    from ..locale import say, term

    ended = 0

    def tell(outcome: Outcome) -> None:
        nonlocal ended
        ended += 1
        told = f"{_name(outcome)}: {term('outcome', outcome.state, language)}"
        if outcome.seconds:
            told = say("{told} in {seconds} s", language, told=told, seconds=f"{outcome.seconds:.1f}")
        step(told, ended, in_all)

    return tell


def _name(outcome: Outcome) -> str:
    return f"{outcome.task.area} ({outcome.task.language})"


def _tell(outcomes: Sequence[Outcome], pages: Sequence[Path], order: Order) -> None:
    """The result of a batch: failures first, then the pages to open; exit code 5 where some failed."""
    from ..locale import say, term

    language = order.lang.told
    failed = [o for o in outcomes if o.state == "failed"]
    for outcome in failed:
        narrate(f"{term('outcome', 'FAILED', language)} {_name(outcome)}: {outcome.error}")
    for outcome in outcomes:
        if outcome.error and outcome.state != "failed":
            narrate(f"{_name(outcome)}: {outcome.error}")
    there = say(
        "{written} of {asked} briefings are there ({unchanged} were unchanged).",
        language,
        written=len(outcomes) - len(failed),
        asked=len(outcomes),
        unchanged=sum(o.state == "unchanged" for o in outcomes),
    )
    narrate(there, quiet=order.quiet)
    written = [page for page in pages if page.exists()]
    if order.as_json:
        answer(
            {
                "page": next((page.as_posix() for page in written), None),
                "briefings": [o.to_json() for o in outcomes],
            }
        )
    else:
        for page in written:
            show(page)
    if failed:
        raise typer.Exit(PARTLY_FAILED if len(failed) < len(outcomes) else OUR_FAULT)
