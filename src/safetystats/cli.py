"""The commands. Results go to standard output, narration and progress to standard error.

Exit codes: 0 done; 1 our fault (a bug) or the system's (a full disk); 2 wrong use; 3 input rejected;
4 done, but something differs; 5 a batch partly failed; 130 interrupted.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from . import __version__
from .errors import OurFault, SafetystatsError, WrongUse
from .signs import orders_written_out

if TYPE_CHECKING:
    import pandas as pd

    from .batch import Outcome
    from .briefings import Task
    from .cubes.running import Executor
    from .project import Project
    from .scope import Scope

DONE, OUR_FAULT, WRONG_USE, REJECTED, DIFFERS, PARTLY_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

EXAMPLE_DAY = "2020-08-24"
LETTER_AREA = "门头沟区"
"""Whom the shipped claims are about."""
LEDGERS = Path("data/ledger")
CUBE = Path("data/cube.npz")
SNAPSHOTS = Path("data/snapshots")
REPORTS = Path("reports")
EXPLORE = Path("explore")
CORES = os.cpu_count() or 1

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Accident and hazard ledgers in, honest figures and one briefing per district out.",
)


class Language(StrEnum):
    """Languages of what is written."""

    zh = "zh"
    en = "en"
    both = "both"

    @property
    def each(self) -> list[str]:
        """The languages meant."""
        return ["zh", "en"] if self is Language.both else [self.value]


class OneLanguage(StrEnum):
    """Languages of one briefing."""

    zh = "zh"
    en = "en"


class EngineChoice(StrEnum):
    """What runs the notebooks."""

    warm = "warm"
    kernel = "kernel"


Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No narration on standard error.")]
ProjectFile = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="Your city's project.toml, or its folder; default: that in this folder, else the shipped "
        "Beijing one.",
    ),
]
LedgerFolder = Annotated[Path, typer.Option("--ledgers", help="Folder of clean ledgers.")]
Out = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Briefings at a time.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of what is written.")]
LangOfProject = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of what is written; default: that of the project."),
]
Engine = Annotated[
    EngineChoice,
    typer.Option(
        "--engine", help="warm: cells in a forked process; kernel: an ordinary Jupyter kernel each."
    ),
]
Formats = Annotated[
    str,
    typer.Option("--formats", help="What to write: all, or some of html, docx, pdf and xlsx by commas."),
]
BasisName = Annotated[str | None, typer.Option("--basis", help="What counts, as in bases.csv.")]


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        _show(__version__)
        raise typer.Exit


@app.command()
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
    from .briefings import formats_named
    from .intake import holds_other_ledgers, is_current, take_in
    from .project import Project, shipped

    endings = formats_named(formats)
    project, raw = Project.load(), shipped("data", "raw")
    if holds_other_ledgers(ledgers, [raw]):
        raise WrongUse(
            f"'{ledgers}' holds ledgers that are not the example's. Name another folder with --ledgers."
        )
    if not is_current(ledgers, [raw]):
        with _progress("Cleaning", quiet=quiet) as step:
            intake = take_in([raw], project=project, on_file=step)
        intake.refuse_if_rejected()
        intake.write(ledgers)
        _narrate(intake.told(), quiet=quiet)
    scope = _scope(project, [], EXAMPLE_DAY, None, None, lang, ledgers, quiet=quiet)
    _write_districts(scope, [], lang, endings, out, jobs, engine, as_json=as_json, quiet=quiet)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    city: Annotated[
        str | None, typer.Option(help="Name of the city: 杭州市. Its districts are known.")
    ] = None,
    code: Annotated[str | None, typer.Option(help="Or its code by GB/T 2260: 330100.")] = None,
    areas: Annotated[
        str | None, typer.Option(help="Or your own areas, by commas; with --city for the name of the whole.")
    ] = None,
    lang: Annotated[OneLanguage, typer.Option("--lang", help="Language of the project.")] = OneLanguage.zh,
    as_json: Json = False,
) -> None:
    """Start a city's own project: settings, areas, empty ledgers in Excel, and what to do next."""
    from .starting import city_asked_for, start_project

    named = [name.strip() for name in re.split("[,，、;；]", areas or "")]
    asked = city_asked_for(city, code, [name for name in named if name])
    written = start_project(folder, asked, language=lang.value)
    if as_json:
        _answer({"city": asked.name, "areas": len(asked.areas), "files": [p.as_posix() for p in written]})
        return
    _show(f"{asked.name}: {len(asked.areas)} areas")
    for path in written:
        _show(path)
    _show(f"Next: read {folder / 'README.md'}")


@app.command()
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
        str,
        typer.Option(
            help="Who may read the ledgers: internal (persons as written), upward (persons masked) or public "
            "(enterprises of open cases and free texts withheld too)."
        ),
    ] = "upward",
    project: ProjectFile = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the balance.")] = Language.en,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Raw sheets -> clean ledgers, findings and quarantine. Nothing is lost: read = kept + set aside.

    A file in a folder that is plainly no ledger, such as a note on the others, or cannot be opened is
    refused by itself (exit 4).
    A ledger without one row in an area of the project's city is written, and told (exit 4).
    """
    from .audiences import audience_named
    from .intake import find_corrections, take_in
    from .locale import say

    reader = audience_named(audience)
    loaded = _project(project)
    decided = [corrections] if corrections else find_corrections(paths, loaded, out)
    with _progress("Cleaning", quiet=quiet) as step:
        intake = take_in(paths, kind=kind, project=loaded, corrections=decided, audience=reader, on_file=step)
    if as_json:
        _answer(intake.to_json())
    for language in lang.each:
        for warning in intake.warnings(language):
            _narrate(warning, quiet=quiet)
        for told in (*intake.refusals(language), *intake.foreign(language)):
            _narrate(told)
    intake.refuse_if_rejected()
    intake.write(out)
    if not as_json:
        for language in lang.each:
            _show(intake.told(language))
            _show(say("Written to {out}", language, out=out))
    if intake.left_out or intake.of_another_city:
        raise typer.Exit(DIFFERS)


@app.command()
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
    lang: Annotated[Language, typer.Option("--lang", help="Language of the balance.")] = Language.en,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Raw sheets -> a cube of counts, for more records than fit in memory: read, cleaned, counted in parts.

    A file in a folder that is plainly no ledger, such as a note on the others, or cannot be opened is
    refused by itself (exit 4).
    A ledger without one row in an area of the project's city is counted, and told (exit 4).
    """
    from .cubes import run
    from .intake import find_corrections

    loaded = _project(project)
    decided = [corrections] if corrections else find_corrections(paths, loaded, out.parent)
    with _progress("Counting", quiet=quiet, log=True) as step, _pool(jobs) as pool:
        cube = run(paths, pool, kind=kind, project=loaded, corrections=decided, store=store, on_part=step)
    cube.write(out)
    for name in cube.left_out:
        _narrate(f"REJECTED '{name}', nothing of it was counted: it is no ledger, or cannot be opened.")
    for language in lang.each:
        for told in cube.foreign(language):
            _narrate(told)
    if as_json:
        balance, findings = _records(cube.balance()), _records(cube.findings_by_rule())
        _answer({"cube": out.as_posix(), "ledgers": balance, "findings": findings, "rejected": cube.left_out})
    else:
        for language in lang.each:
            _show(cube.told(language))
        _show(out)
    if cube.left_out or cube.of_another_city:
        raise typer.Exit(DIFFERS)


@app.command()
def snapshot(
    as_of: Annotated[str, typer.Option(help="Day the ledgers stand on: 2020-08-24.")],
    ledgers: LedgerFolder = LEDGERS,
    out: Out = SNAPSHOTS,
    as_json: Json = False,
) -> None:
    """Keep the ledgers as they stand on a day, for later comparison. Nothing kept is ever overwritten.

    What happened or was entered after the day is left out. What was changed in place since (a hazard closed,
    an accident struck off, a casualty added) cannot be undone for an earlier day: take it on its day.
    """
    from .scope import parse_day
    from .snapshots import take_snapshot

    day = parse_day("as_of", as_of)
    if day > date.today():
        _narrate(f"{day} has not come yet: what is entered until then will not be in this snapshot.")
    kept = take_snapshot(ledgers, day, out)
    if as_json:
        _answer({"snapshot": kept.as_posix(), "as_of": day.isoformat()})
    else:
        _show(kept)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="Earlier snapshot, or folder of ledgers.")],
    new: Annotated[Path, typer.Argument(help="Later one.")],
    basis: BasisName = None,
    out: Annotated[Path | None, typer.Option(help="Folder for changes.csv and effects.csv.")] = None,
    project: ProjectFile = None,
    as_json: Json = False,
) -> None:
    """What is new, changed, struck off or gone, and what it does to each headline figure of each year.

    Figures are compared up to the day of the earlier snapshot; what happened since is told apart.
    """
    from .reference import basis_named, countable_basis
    from .snapshots import (
        compare_snapshots,
        days_of,
        effect_on_headlines,
        headline_windows,
        read_snapshot,
        told,
    )

    one, other = (read_snapshot(folder, SNAPSHOTS) for folder in (old, new))
    counted = basis_named(basis) if basis else countable_basis(_project(project).basis, other.accidents)
    changes = compare_snapshots(one, other)
    effects = effect_on_headlines(one, other, windows=headline_windows(one, other), basis=counted)
    if out:
        _write_csv(out / "changes.csv", changes, other.notice("zh"))
        _write_csv(out / "effects.csv", effects, other.notice("zh"))
    if as_json:
        earlier, later = days_of(one, other)
        _answer(
            {
                "as_of": {"earlier": earlier, "later": later},
                "changes": _records(changes),
                "effects": _records(effects),
            }
        )
    else:
        _show(told(one, other, changes, effects, counted))
    if len(changes):
        raise typer.Exit(DIFFERS)


@app.command()
def brief(
    areas: Annotated[list[str] | None, typer.Argument(help="Areas, as in the project's list.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every area of the city.")] = False,
    as_of: Annotated[str, typer.Option(help="Day up to which events count: 2020-08-24.")] = "",
    since: Annotated[
        str | None, typer.Option(help="First day looked at; default: 1 January two years before.")
    ] = None,
    basis: BasisName = None,
    ledgers: LedgerFolder = LEDGERS,
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
    from .briefings import formats_named

    named = list(areas or [])
    if not as_of:
        raise WrongUse("Missing --as-of: the day up to which events count, such as --as-of 2020-08-24.")
    if bool(named) == every:
        raise WrongUse("Name one area or more, or ask for --all of them (not both).")
    endings = formats_named(formats)
    loaded = _project(project)
    spoken = lang or Language(loaded.language)
    if totals is not None:
        if every or since:
            raise WrongUse("With --totals name the areas; --all and --since belong to ledgers.")
        _write_from_totals(
            loaded,
            named,
            as_of,
            totals,
            basis,
            spoken,
            endings,
            out,
            jobs,
            engine,
            as_json=as_json,
            quiet=quiet,
        )
        return
    scope = _scope(loaded, named[:1], as_of, since, basis, spoken, ledgers, quiet=quiet)
    _write_districts(scope, named, spoken, endings, out, jobs, engine, as_json=as_json, quiet=quiet)


@app.command()
def audit(
    letter: Annotated[
        Path | None,
        typer.Argument(
            help="Letter (.txt .md .docx .pdf .html) or claims (.csv); default: the shipped claims."
        ),
    ] = None,
    extract_only: Annotated[
        bool, typer.Option("--extract-only", help="List the figures found; check nothing.")
    ] = False,
    implied: Annotated[
        bool, typer.Option("--implied", help="List what the figures force together; needs no ledgers.")
    ] = False,
    area: Annotated[
        str | None, typer.Option(help="Area the letter is about: adds a page with everything it asks for.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Last day that counts; the day of that page.")] = None,
    basis: BasisName = None,
    ledgers: LedgerFolder = LEDGERS,
    out: Out = REPORTS / "audit",
    lang: LangOfProject = None,
    formats: Formats = "all",
    engine: Engine = EngineChoice.warm,
    project: ProjectFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hold every figure of a letter against the ledgers, and all of them against each other."""
    from .briefings import formats_named
    from .claims import check, infer, internal_checks, read_claims
    from .ledgers import read_ledgers
    from .scope import parse_day
    from .tables import claims_table
    from .writing import only_writer

    endings = formats_named(formats)
    loaded = _project(project)
    spoken = lang or Language(loaded.language)
    claims = read_claims(letter, project=loaded)
    consistency = internal_checks(claims)
    wrong = consistency[consistency["verdict"] == "contradicts"]
    for one in wrong.to_dict("records"):
        told = f"{one['measure']} {one['printed']} against {one['against']}: {one['note']}"
        _narrate(f"The text contradicts itself: {told}", quiet=quiet)
    if extract_only:
        _answer(_records(claims))
        return
    if implied:
        _tell_implied(claims, loaded, spoken.each[0], as_json=as_json)
        return
    if letter is None:
        area, as_of = area or LETTER_AREA, as_of or EXAMPLE_DAY
    if area and not as_of:
        raise WrongUse(
            "The page of an audit needs --as-of beside --area; without both only the tables are made."
        )
    last = parse_day("as_of", as_of) if as_of else None
    read = read_ledgers(ledgers)
    # Checked before anything is written.
    scope = (
        _scope(loaded, [area], as_of, None, basis, spoken, ledgers, quiet=quiet) if area and as_of else None
    )
    checked = check(claims, read, project=loaded, basis=basis, as_of=last)
    forced = infer(claims, project=loaded)
    already = {row for rows in wrong["claims"] for row in rows.split("; ")}
    for one in forced.contradictions.to_dict("records"):
        if not already >= set(one["claims"].split("; ")):
            _narrate(f"These cannot all hold: {one['texts']}", quiet=quiet)
    with only_writer(out):
        if letter and letter.suffix.lower() != ".csv":
            # What was found in the text, for a person to correct and to hand in again in place of it.
            _write_csv(out / "claims.csv", claims, "")
        _write_csv(out / "audit.csv", checked, read.notice(spoken.each[0]))
        _write_csv(out / "consistency.csv", consistency, read.notice(spoken.each[0]))
        _write_csv(out / "implied.csv", forced.numbers, read.notice(spoken.each[0]))
        if scope:
            _write_audit(scope, letter, spoken, endings, out, engine, quiet=quiet)
    if as_json:
        _answer(_records(checked))
    else:
        _show(claims_table(checked, language=spoken.each[0]).to_text())
        _show(out)
    if (checked["verdict"] == "differs").any() or len(wrong) or len(forced.contradictions):
        raise typer.Exit(DIFFERS)


@app.command()
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
    from .lab import first_parameters, folder_for, is_root, open_lab

    loaded = _project(project)
    spoken = lang or Language(loaded.language)
    parameters = first_parameters(loaded, ledgers, as_of, spoken.each[0])
    folder, changed = folder_for(parameters, out)
    for path in changed:
        _narrate(
            f"'{path}' is kept, because you changed it; its first cell says otherwise than you do now. "
            "Set it there, or delete the file and run this again.",
            quiet=quiet,
        )
    if is_root():
        _narrate(
            "JupyterLab runs as root: whoever gets at its page can do anything on this machine. Outside a "
            "container run this as an ordinary user.",
            quiet=quiet,
        )
    asked = [f"--ServerApp.port={port}"] if port else []
    open_lab(folder, [*asked, *(["--no-browser"] if no_browser else [])])


@app.command()
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
    from .explain import LISTED, find_briefing, to_json, to_text
    from .explain import explain as explained

    found = find_briefing(briefing, area, lang or "")
    _narrate(f"From {found.folder.as_posix()}")
    explanation = explained(found, row, ledgers)
    listed = None if every else LISTED
    if as_json:
        _answer(to_json(explanation, listed))
    else:
        _show(to_text(explanation, listed))
    if not explanation.agrees and not explanation.has_changed:
        raise OurFault(f"The records behind {explanation.row_id} do not add up to its figures.")
    if explanation.has_changed:
        raise typer.Exit(DIFFERS)


@app.command()
def doctor(
    project: ProjectFile = None,
    lang: Annotated[OneLanguage, typer.Option("--lang", help="Language of the answers.")] = OneLanguage.zh,
    as_json: Json = False,
) -> None:
    """Look at what has been a reason for trouble on this machine and in this folder, and say the mend."""
    from .doctor import checks, to_text

    own = Path("project.toml")
    found = checks(lang.value, project or (own if own.is_file() else None))
    if as_json:
        _answer([check._asdict() for check in found])
    else:
        _show(to_text(found, lang.value))
    if not all(check.good for check in found):
        raise typer.Exit(DIFFERS)


def _project(file: Path | None) -> Project:
    """The project asked for; that of the working folder if there is one; else the shipped one."""
    from .project import Project

    own = Path("project.toml")
    return Project.load(file or (own if own.is_file() else None))


def _scope(
    project: Project,
    areas: list[str],
    as_of: str,
    since: str | None,
    basis: str | None,
    lang: Language,
    ledgers: Path,
    *,
    quiet: bool,
) -> Scope:
    """The checked scope of the first area named, or of the city's first."""
    from .reference import current_areas
    from .rules.places import AreaNames
    from .scope import Scope, parse_day

    named = AreaNames.of(project).read(areas[0]).value if areas else None
    scope = Scope.check(
        area=named or (areas or current_areas(project))[0],
        as_of=as_of,
        since=since or f"{parse_day('as_of', as_of).year - 2}-01-01",
        basis=basis or "",
        language=lang.each[0],
        ledgers=str(ledgers),
        project=project.file,
    )
    for doubt in (scope.outdated("en"), scope.uncategorised("en")):
        if doubt:
            _narrate(doubt, quiet=quiet)
    return scope


def _write_districts(
    scope: Scope,
    areas: list[str],
    lang: Language,
    endings: tuple[str, ...],
    out: Path,
    jobs: int,
    engine: EngineChoice,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the briefings of `areas` (all where none is named) and their index; say where it is."""
    from .briefings import characters_of, district_task, is_current
    from .fonts import embedded_font
    from .index import index_is_current, index_page, write_index
    from .rules.places import AreaNames
    from .writing import only_writer

    folder = out / scope.as_of.isoformat()
    names = AreaNames.of(scope.project)
    asked = [names.read(area).value or area for area in areas] or scope.areas
    scopes = [scope.for_reader(area, language) for language in lang.each for area in asked]
    readers = {language: scope.for_reader(scope.area, language) for language in lang.each}
    with only_writer(folder):
        tasks = [district_task(one, folder, font="", engine=engine.value, formats=endings) for one in scopes]
        first = {task.language: task for task in reversed(tasks)}
        stale = [n for n, reader in readers.items() if not index_is_current(first[n], reader, folder)]
        if stale or not all(map(is_current, tasks)):
            # It takes a second to cut: only where a page is to be written.
            font = embedded_font(characters_of(scope.ledgers, project=scope.project))
            tasks = [replace(task, font=font) for task in tasks]
        outcomes = _write_all(tasks, jobs, quiet=quiet)
        for language, reader in readers.items():
            told = [o for o in outcomes if o.task.language == language]
            if language in stale or any(o.state != "unchanged" for o in told):
                write_index(told, reader, folder)
    _tell(outcomes, index_page(lang.each[0], folder), as_json=as_json, quiet=quiet)


def _write_from_totals(
    project: Project,
    areas: list[str],
    as_of: str,
    totals: Path,
    basis: str | None,
    lang: Language,
    endings: tuple[str, ...],
    out: Path,
    jobs: int,
    engine: EngineChoice,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write table-only briefings from published totals."""
    from .briefings import characters_of, totals_task
    from .fonts import embedded_font
    from .scope import TotalsScope
    from .writing import only_writer

    scopes = [
        TotalsScope.check(
            area=area,
            as_of=as_of,
            language=language,
            totals=str(totals),
            basis=basis or "",
            project=project.file,
        )
        for language in lang.each
        for area in areas
    ]
    folder = out / scopes[0].as_of.isoformat()
    with only_writer(folder):
        font = embedded_font(characters_of(project=project, tables=[scopes[0].totals]))
        tasks = [
            totals_task(scope, folder, font=font, engine=engine.value, formats=endings) for scope in scopes
        ]
        outcomes = _write_all(tasks, jobs, quiet=quiet)
    _tell(outcomes, tasks[0].documents[0], as_json=as_json, quiet=quiet)


def _tell_implied(claims: pd.DataFrame, project: Project, language: str, *, as_json: bool) -> None:
    """Print what the figures of a text force together; `DIFFERS` where some exclude each other."""
    from . import sentences, tables
    from .claims import infer

    found = infer(claims, project=project)
    if as_json:
        frames = ("numbers", "ways", "contradictions", "rises")
        _answer({name: _records(getattr(found, name)) for name in frames})
    else:
        _show(tables.contradictions_table(found.contradictions, language=language).to_text())
        _show(tables.implied_table(found.numbers, language=language).to_text())
        _show(tables.ways_table(found.ways, undecided=found.undecided, language=language).to_text())
        _show("\n".join(sentences.rise_sentences(found.rises, language=language)))
    if len(found.contradictions):
        raise typer.Exit(DIFFERS)


def _write_audit(
    scope: Scope,
    letter: Path | None,
    lang: Language,
    endings: tuple[str, ...],
    out: Path,
    engine: EngineChoice,
    *,
    quiet: bool,
) -> None:
    """Write the supervision report: the letter's figures and all that such a letter asks for.

    `out` is the caller's alone by then.
    """
    from .briefings import audit_task, characters_of
    from .claims import check_items, read_claims
    from .fonts import embedded_font

    asked = check_items(
        scope.ledgers,
        scope.area,
        scope.as_of,
        since=scope.since,
        project=scope.project,
        basis=scope.basis.name,
    )
    _write_csv(out / "items.csv", asked, scope.ledgers.notice(scope.language))
    printed = [read_claims(letter, project=scope.project)]
    font = embedded_font(characters_of(scope.ledgers, project=scope.project, tables=printed))
    scopes = [scope.for_reader(scope.area, language) for language in lang.each]
    tasks = [audit_task(one, letter, out, font=font, engine=engine.value, formats=endings) for one in scopes]
    failed = [o for o in _write_all(tasks, 1, quiet=quiet) if o.state == "failed"]
    if failed:
        raise OurFault(f"The page of the audit failed: {failed[0].error}")


def _write_all(tasks: list[Task], jobs: int, *, quiet: bool) -> list[Outcome]:
    from .batch import write_all

    with _progress("Briefings", quiet=quiet, log=True) as step:
        ended: list[Outcome] = []

        def tell(outcome: Outcome) -> None:
            ended.append(outcome)
            took = f" in {outcome.seconds:.1f} s" if outcome.seconds else ""
            told = f"{outcome.task.area} ({outcome.task.language}): {outcome.state}{took}"
            step(told, len(ended), len(tasks))

        return write_all(tasks, jobs=jobs, on_outcome=tell)


def _tell(outcomes: list[Outcome], page: Path, *, as_json: bool, quiet: bool) -> None:
    """The result of a batch: failures first, then the page to open; exit code 5 where some failed."""
    failed = [o for o in outcomes if o.state == "failed"]
    for outcome in failed:
        _narrate(f"FAILED {outcome.task.area} ({outcome.task.language}): {outcome.error}")
    for outcome in outcomes:
        if outcome.error and outcome.state != "failed":
            _narrate(f"{outcome.task.area} ({outcome.task.language}): {outcome.error}")
    unchanged = sum(o.state == "unchanged" for o in outcomes)
    _narrate(
        f"{len(outcomes) - len(failed)} of {len(outcomes)} briefings are there ({unchanged} were unchanged).",
        quiet=quiet,
    )
    if as_json:
        there = page.as_posix() if page.exists() else None
        _answer({"page": there, "briefings": [o.to_json() for o in outcomes]})
    elif page.exists():
        _show(page)
    if failed:
        raise typer.Exit(PARTLY_FAILED if len(failed) < len(outcomes) else OUR_FAULT)


def _languages_asked(arguments: Sequence[str]) -> list[str]:
    """The languages that the command line asks for, in which an error is told too; else the project's."""
    given = [*(part for argument in arguments for part in argument.split("=", 1)), ""]
    said = dict(pairwise(given))
    asked = said.get("--lang", "")
    if asked in set(Language):
        return Language(asked).each
    named = Path(said.get("--project", ""))
    places = (named, named / "project.toml", Path("project.toml"))
    own = [file for file in places if file.is_file()]
    return [_language_set_in(own[0]) if own else "en"]


def _language_set_in(file: Path) -> str:
    """The language that a project's settings set, whatever else is wrong in them."""
    try:
        settings = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "en"
    said = re.search(r"""^\s*language\s*=\s*["'](zh|en)["']""", settings, re.MULTILINE)
    return said[1] if said else "zh"


_KNOWN = (TyperException, KeyboardInterrupt, typer.Abort, SafetystatsError, OSError)
"""Errors that are no fault of the code."""
_CANNOT_WRITE = (PermissionError, FileExistsError, NotADirectoryError, IsADirectoryError)


def _code_of(error: BaseException) -> int:
    if isinstance(error, SafetystatsError):
        return error.exit_code
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return INTERRUPTED
    return WRONG_USE if isinstance(error, (TyperException, *_CANNOT_WRITE)) else OUR_FAULT


def _told(error: BaseException, language: str) -> str:
    """What went wrong, in a sentence or two."""
    from .locale import say
    from .locale.notes import refusal_text

    if isinstance(error, TyperException):
        wrong = refusal_text(error.format_message(), language)
        return " ".join([wrong, say("See safetystats --help.", language)])
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return say("Interrupted. A second run goes on where this one stopped.", language)
    if isinstance(error, SafetystatsError):
        return f"{type(error).__name__}: {refusal_text(str(error), language)}"
    if isinstance(error, _CANNOT_WRITE):
        return say(
            "Cannot write there: {error}. Name another folder with --out. Nothing was changed.",
            language,
            error=error,
        )
    if isinstance(error, OSError):
        # A full disk: neither a bug nor a wrong argument.
        return say(
            "The system refused: {error}. Files that were there before are as they were.",
            language,
            error=error,
        )
    return say(
        "This is a fault of safetystats, not yours: {error}. "
        "Set SAFETYSTATS_TRACEBACK=1 and run again to see where, and report it.",
        language,
        error=f"{type(error).__name__}: {error}",
    )


def _narrate(text: str, *, quiet: bool = False) -> None:
    """A line for the person at the terminal."""
    if not quiet:
        print(orders_written_out(text), file=sys.stderr)


def _write_csv(path: Path, frame: pd.DataFrame, notice: str) -> None:
    """A table for Excel: UTF-8 with its mark, no text that runs as a formula, the notice on every row."""
    from .escape import for_csv
    from .writing import write_whole

    told = frame.assign(notice=notice) if notice else frame
    write_whole(path, for_csv(told).to_csv(index=False).encode("utf-8-sig"))


def _records(frame: pd.DataFrame) -> Any:
    """The rows of a frame for `--json`: days as ISO texts, what is missing or blank as null."""
    rows = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False))
    return [{name: None if value == "" else value for name, value in row.items()} for row in rows]


def _answer(result: Any) -> None:
    """The result, as JSON on standard output."""
    _show(json.dumps(result, ensure_ascii=False, indent=2, default=str))


def _show(result: object) -> None:
    """The result on standard output; no cell and no name of a file gives the terminal orders."""
    print(orders_written_out(str(result)))


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


@contextmanager
def _progress(what: str, *, quiet: bool, log: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, below a line for each step; elsewhere the lines alone, where `log` asks for them.

    Gives a function of the step, steps done, steps in all.
    """
    is_terminal = sys.stderr.isatty()
    if quiet or not (is_terminal or log):
        yield lambda told, done, total: None
        return
    if not is_terminal:
        yield lambda told, done, total: _narrate(f"{what} {done}/{total}: {told}")
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:-1], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def step(told: str, done: int, total: int) -> None:
            bar.console.print(orders_written_out(told), markup=False, highlight=False)
            bar.update(task, completed=done, total=total)

        yield step


def _leave_grammar_out() -> None:
    """Spare every command that reads a notebook a second: jsonschema builds a grammar of web addresses."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def main() -> None:
    """The entry point: known errors in a sentence, unknown ones as our fault, a traceback on request only."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that a GBK terminal lacks must not stop a run
    try:
        _leave_grammar_out()
        code = app(standalone_mode=False)
        if code == INTERRUPTED:  # Ctrl-C: the exception itself typer keeps
            raise KeyboardInterrupt
    except (Exception, KeyboardInterrupt) as error:
        code = _code_of(error)
        if os.environ.get("SAFETYSTATS_TRACEBACK") and not isinstance(error, _KNOWN):
            raise
        # Once where it is the same in both languages.
        for text in dict.fromkeys(_told(error, language) for language in _languages_asked(sys.argv)):
            _narrate(text)
    sys.exit(code or DONE)
