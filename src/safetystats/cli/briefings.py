"""Commands on briefings: demo, brief, explain, explore."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..errors import OurFault, WrongUse
from .batches import (
    Order,
    cube_scope_of,
    scope_of,
    scopes_of_totals,
    write_districts,
    write_from_totals,
)
from .exits import DIFFERS
from .options import (
    CORES,
    EXAMPLE_DAY,
    EXPLORE,
    LEDGERS,
    REPORTS,
    BasisName,
    Engine,
    EngineChoice,
    Formats,
    Jobs,
    Json,
    Lang,
    LangOfProject,
    Language,
    LedgerFolder,
    OneLanguage,
    Out,
    ProjectFile,
    Quiet,
    project_asked_for,
)
from .terminal import answer, narrate, progress, show, tell_where_shipped


def demo(
    out: Out = REPORTS,
    ledgers: LedgerFolder = LEDGERS,
    lang: Lang = Language.both,
    formats: Formats = "all",
    jobs: Jobs = CORES,
    engine: Engine = EngineChoice.warm,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Clean the bundled example city and write all its briefings. The example is made, not real."""
    from ..briefings import formats_named
    from ..intake import holds_other_ledgers, is_current, take_in
    from ..locale import say
    from ..project import Project
    from ..shipped import shipped

    order = Order(lang, formats_named(formats), out, jobs, engine, as_json, quiet)
    project, raw = Project.load(), shipped("data", "raw")
    if holds_other_ledgers(ledgers, [raw]):
        raise WrongUse(
            f"'{ledgers}' holds ledgers that are not the example's. Name another folder with --ledgers."
        )
    if not is_current(ledgers, [raw]):
        with progress(say("Cleaning", lang.told), quiet=quiet) as step:
            intake = take_in([raw], project=project, on_file=step)
        intake.refuse_if_rejected()
        intake.write(ledgers, lang.each[0])
        narrate(intake.told(lang.told), quiet=quiet)
    write_districts(scope_of(project, [], EXAMPLE_DAY, ledgers, order), [], order)


def brief(
    areas: Annotated[list[str] | None, typer.Argument(help="Areas, as in the project's list.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every area of the city.")] = False,
    as_of: Annotated[str, typer.Option(help="Day up to which events count: 2020-08-24.")] = "",
    since: Annotated[
        str | None,
        typer.Option(
            help="First day looked at; default: 1 January two years before, or as the project has it."
        ),
    ] = None,
    basis: BasisName = None,
    ledgers: Annotated[
        Path | None, typer.Option(help=f"Folder of clean ledgers; default: {LEDGERS.as_posix()}.")
    ] = None,
    cube: Annotated[
        Path | None, typer.Option(help="Cube of counts (see count), for a ledger larger than memory.")
    ] = None,
    totals: Annotated[
        Path | None, typer.Option(help="Published tables (file or folder), for an area without a ledger.")
    ] = None,
    out: Out = REPORTS,
    lang: LangOfProject = None,
    formats: Formats = "all",
    jobs: Jobs = CORES,
    engine: Engine = EngineChoice.warm,
    project: ProjectFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """One briefing an area, as of a day. One failing area does not stop the others."""
    from ..briefings import formats_named

    named = list(areas or [])
    if not as_of:
        raise WrongUse("Missing --as-of: the day up to which events count, such as --as-of 2020-08-24.")
    if bool(named) == every:
        raise WrongUse("Name one area or more, or ask for --all of them (not both).")
    endings = formats_named(formats)
    loaded = project_asked_for(project)
    spoken = lang or Language(loaded.language)
    order = Order(spoken, endings, out, jobs, engine, as_json, quiet)
    if sum(source is not None for source in (ledgers, cube, totals)) > 1:
        raise WrongUse("Name one of --ledgers, --cube and --totals: a briefing is made from one of them.")
    write: Callable[[], None]
    if cube is not None:
        counted = cube_scope_of(loaded, named[:1], as_of, cube, order, since=since, basis=basis)
        write = partial(write_districts, counted, named, order)
    elif totals is None:
        scope = scope_of(loaded, named[:1], as_of, ledgers or LEDGERS, order, since=since, basis=basis)
        write = partial(write_districts, scope, named, order)
    elif since:
        raise WrongUse("With --totals a briefing looks at the year to --as-of; --since belongs to ledgers.")
    else:
        scopes = scopes_of_totals(loaded, named, as_of, totals, order, basis=basis)
        write = partial(write_from_totals, scopes, order)
    tell_where_shipped(loaded, spoken, quiet=quiet or as_json)
    write()


def explain(
    row: Annotated[
        str, typer.Argument(help="A row as named beside it: T3.3 is row 3 of table 3.", metavar="ID")
    ],
    area: Annotated[str, typer.Option(help="Area of the briefing; default: the one written last.")] = "",
    briefing: Annotated[Path, typer.Option(help="Folder of the briefing, or of several.")] = REPORTS,
    ledgers: Annotated[
        Path | None, typer.Option(help="Folder of clean ledgers; default: the briefing's own.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every record, not the first ones.")] = False,
    lang: Annotated[
        OneLanguage | None,
        typer.Option("--lang", help="Language of the briefing; default: Chinese where there are both."),
    ] = None,
    as_json: Json = False,
) -> None:
    """How a row of a briefing came about: formula, counts, basis, window, and the records behind it."""
    from ..explain import LISTED, find_briefing, to_json, to_text
    from ..explain import explain as explained
    from ..locale import say

    found = find_briefing(briefing, area, lang or "")
    narrate(say("From {folder}", found.parameters["language"], folder=found.folder.as_posix()))
    explanation = explained(found, row, ledgers)
    listed = None if every else LISTED
    if as_json:
        answer(to_json(explanation, listed))
    else:
        show(to_text(explanation, listed))
    if not explanation.agrees and not explanation.has_changed:
        raise OurFault(f"The records behind {explanation.row_id} do not add up to its figures.")
    if explanation.has_changed:
        raise typer.Exit(DIFFERS)


def explore(
    ledgers: LedgerFolder = LEDGERS,
    as_of: Annotated[
        str | None, typer.Option(help="Last day that counts; default: that of the ledgers' last event.")
    ] = None,
    project: ProjectFile = None,
    lang: LangOfProject = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for your copies of the notebooks, where they are needed.")
    ] = EXPLORE,
    port: Annotated[int | None, typer.Option(help="Port of JupyterLab; default: the first free one.")] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open no browser.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Open JupyterLab on the notebooks: choose area, window, sector and basis, and see what changes.

    Your copies are written to --out where the shipped notebooks speak of other ledgers; one that you
    changed is never overwritten.
    """
    from ..lab import first_parameters, folder_for, is_root, open_lab
    from ..locale import say

    loaded = project_asked_for(project)
    spoken = lang or Language(loaded.language)
    tell_where_shipped(loaded, spoken, quiet=quiet)
    parameters = first_parameters(loaded, ledgers, as_of, spoken.each[0])
    folder, changed = folder_for(parameters, out)
    for path in changed:
        narrate(
            say(
                "'{path}' is kept, because you changed it; its first cell says otherwise than you do now. "
                "Set it there, or delete the file and run this again.",
                spoken.told,
                path=path,
            ),
            quiet=quiet,
        )
    if is_root():
        narrate(
            say(
                "JupyterLab runs as root: whoever gets at its page can do anything on this machine. "
                "Outside a container run this as an ordinary user.",
                spoken.told,
            ),
            quiet=quiet,
        )
    asked = [f"--ServerApp.port={port}"] if port else []
    open_lab(folder, [*asked, *(["--no-browser"] if no_browser else [])])
