"""Commands on ledgers: clean, count, snapshot, compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import DIFFERS
from .options import (
    CORES,
    CUBE,
    LEDGERS,
    SNAPSHOTS,
    BasisName,
    Json,
    LangOfProject,
    LedgerFolder,
    Out,
    ProjectFile,
    Quiet,
    language_asked_for,
    project_asked_for,
)
from .terminal import answer, narrate, progress, records, show, tell_where_shipped, write_csv

if TYPE_CHECKING:
    from ..executors import Executor


def clean(
    paths: Annotated[list[Path], typer.Argument(help="Ledger files or folders of them.", metavar="PATH...")],
    kind: Annotated[str | None, typer.Option(help="Kind of ledger, where its headers leave it open.")] = None,
    out: Out = LEDGERS,
    corrections: Annotated[
        Path | None,
        typer.Option(
            help="What a person decided; default: corrections.csv beside sheets, project or ledgers."
        ),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            help="Who may read the ledgers: internal (persons as written), upward (persons masked) or public "
            "(enterprises of open cases and free texts withheld too); default: that of the project (upward)."
        ),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            help="Folder that keeps what was read of each file, as written: what did not change is not read "
            "again."
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, help="Files to read at a time, each in a process of its own.")
    ] = 1,
    project: ProjectFile = None,
    lang: LangOfProject = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Raw sheets -> clean ledgers, findings and quarantine. Nothing is lost: read = kept + set aside.

    A file in a folder that is plainly no ledger, such as a note on the others, is refused by itself, and a
    list of corrections is set aside with its rows (exit 4). One that is damaged or may hold records refuses
    all (exit 3): figures of the others alone would be wrong without a word.
    A ledger without one row in an area of the project's city is written, and told (exit 4).
    """
    from ..audiences import audience_named
    from ..intake import find_corrections, memory_text, take_in
    from ..locale import say

    reader = audience_named(audience) if audience else None
    loaded = project_asked_for(project)
    spoken = language_asked_for(lang, loaded)
    decided = [corrections] if corrections else find_corrections(paths, loaded, out)
    for language in spoken.each:
        if told := memory_text(paths, language):
            narrate(told)
    with progress(say("Cleaning", spoken.told), quiet=quiet) as step, _pool(jobs) as pool:
        intake = take_in(
            paths,
            kind=kind,
            project=loaded,
            corrections=decided,
            audience=reader,
            store=store,
            executor=pool,
            on_file=step,
        )
    if as_json:
        answer(intake.to_json())
    for language in spoken.each:
        for warning in intake.warnings(language):
            narrate(warning, quiet=quiet)
        for told in (*intake.refusals(language), *intake.foreign(language)):
            narrate(told)
    intake.refuse_if_rejected()
    tell_where_shipped(loaded, spoken, quiet=quiet or as_json)
    intake.write(out, spoken.each[0])
    if not as_json:
        for language in spoken.each:
            show(intake.told(language))
            show(say("Written to {out}", language, out=out))
    if intake.left_out or intake.lists_of_corrections or intake.of_another_city:
        raise typer.Exit(DIFFERS)


def count(
    paths: Annotated[list[Path], typer.Argument(help="Ledger files or folders of them.", metavar="PATH...")],
    kind: Annotated[str | None, typer.Option(help="Kind of ledger, where its headers leave it open.")] = None,
    out: Annotated[Path, typer.Option("--out", help="File to write the cube to.")] = CUBE,
    store: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps the cube of each part: what did not change is not done again."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Parts at a time.")] = CORES,
    corrections: Annotated[
        Path | None,
        typer.Option(help="What a person decided; default: corrections.csv beside sheets, project or cube."),
    ] = None,
    project: ProjectFile = None,
    lang: LangOfProject = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Raw sheets -> a cube of counts, for more records than fit in memory: read, cleaned, counted in parts.

    A file in a folder that is plainly no ledger, such as a note on the others, is refused by itself, and a
    list of corrections is set aside with its rows (exit 4). One that is damaged or may hold records refuses
    all (exit 3): figures of the others alone would be wrong without a word.
    A ledger without one row in an area of the project's city is counted, and told (exit 4).
    """
    from ..cubes import run
    from ..intake import find_corrections
    from ..locale import say, term

    loaded = project_asked_for(project)
    spoken = language_asked_for(lang, loaded)
    decided = [corrections] if corrections else find_corrections(paths, loaded, out.parent)
    with progress(say("Counting", spoken.told), quiet=quiet, log=True) as step, _pool(jobs) as pool:

        def tell(name: str, redone: bool, done: int, total: int) -> None:
            step(f"{name}: {term('outcome', 'counted' if redone else 'unchanged', spoken.told)}", done, total)

        cube = run(paths, pool, kind=kind, project=loaded, corrections=decided, store=store, on_part=tell)
    tell_where_shipped(loaded, spoken, quiet=quiet or as_json)
    cube.write(out)
    for language in spoken.each:
        for told in (*cube.refusals(language), *cube.foreign(language)):
            narrate(told)
    if as_json:
        balance, findings = records(cube.balance()), records(cube.findings_by_rule())
        answer({"cube": out.as_posix(), "ledgers": balance, "findings": findings, "rejected": cube.left_out})
    else:
        for language in spoken.each:
            show(cube.told(language))
        show(out)
    if cube.left_out or cube.lists_of_corrections or cube.of_another_city:
        raise typer.Exit(DIFFERS)


def snapshot(
    as_of: Annotated[str, typer.Option(help="Day the ledgers stand on: 2020-08-24.")],
    ledgers: LedgerFolder = LEDGERS,
    out: Out = SNAPSHOTS,
    lang: LangOfProject = None,
    as_json: Json = False,
) -> None:
    """Keep the ledgers as they stand on a day, for later comparison. Nothing kept is ever overwritten.

    What happened or was entered after the day is left out. What was changed in place since (a hazard closed,
    an accident struck off, a casualty added) cannot be undone for an earlier day: take it on its day.
    """
    from ..locale import say
    from ..scope import parse_day
    from ..snapshots import take_snapshot

    day = parse_day("as_of", as_of)
    spoken = language_asked_for(lang, project_asked_for(None))
    if day > date.today():
        for language in spoken.each:
            narrate(
                say(
                    "{day} has not come yet: what is entered until then will not be in this snapshot.",
                    language,
                    day=day,
                )
            )
    kept = take_snapshot(ledgers, day, out, language=spoken.each[0])
    if as_json:
        answer({"snapshot": kept.as_posix(), "as_of": day.isoformat()})
    else:
        show(kept)


def compare(
    old: Annotated[Path, typer.Argument(help="Earlier snapshot, or folder of ledgers.")],
    new: Annotated[Path, typer.Argument(help="Later one.")],
    basis: BasisName = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for changes.csv, effects.csv and ratios.csv.")
    ] = None,
    project: ProjectFile = None,
    lang: LangOfProject = None,
    as_json: Json = False,
) -> None:
    """What is new, changed, struck off or gone, and what it does to each headline figure of each year.

    Figures are compared up to the day of the earlier snapshot; what happened since is told apart.
    """
    from ..locale import language_of
    from ..locale.notes import for_readers
    from ..reference import basis_named, countable_basis
    from ..snapshots import (
        Compared,
        changes_between,
        effect_on_headlines,
        effect_on_ratios,
        headline_windows,
        read_snapshot,
        told,
    )

    compared = Compared(*(read_snapshot(folder, SNAPSHOTS) for folder in (old, new)))
    loaded = project_asked_for(project)
    spoken = language_asked_for(lang, loaded)
    tell_where_shipped(loaded, spoken, quiet=as_json)
    counted = basis_named(basis) if basis else countable_basis(loaded.basis, compared.other.accidents)
    changes = changes_between(compared)
    effects = effect_on_headlines(compared, windows=headline_windows(compared), basis=counted)
    tables = {"changes": changes, "effects": effects, "ratios": effect_on_ratios(effects)}
    if out:
        language = spoken.each[0]
        for name, table in tables.items():
            write_csv(out / f"{name}.csv", for_readers(table, language), compared.other.notice(language))
    if as_json:
        days = {"earlier": compared.earlier, "later": compared.later}
        answer({"as_of": days} | {name: records(table) for name, table in tables.items()})
    else:
        for language in spoken.each:
            show(told(compared, **tables, basis=counted, language=language_of(loaded, language)))
    if len(changes) or (effects["records"] != "").any():
        raise typer.Exit(DIFFERS)


@contextmanager
def _pool(jobs: int) -> Iterator[Executor | None]:
    """So many processes; none but this one where one is enough."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    if jobs == 1:
        yield None
        return
    # Forked from a process that reads with threads, a child may wait for ever.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield pool
