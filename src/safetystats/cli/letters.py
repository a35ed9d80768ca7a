"""The command on letters and bulletins: audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import OurFault, WrongUse
from .batches import Order, scope_of, write_tasks
from .exits import DIFFERS
from .options import (
    EXAMPLE_DAY,
    LEDGERS,
    LETTER_AREA,
    REPORTS,
    BasisName,
    Engine,
    EngineChoice,
    Formats,
    Json,
    LangOfProject,
    Language,
    LedgerFolder,
    Out,
    ProjectFile,
    Quiet,
    project_asked_for,
)
from .terminal import answer, narrate, records, show, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from ..project import Project
    from ..scope import Scope


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
    from ..briefings import formats_named
    from ..claims import internal_checks, read_claims
    from ..locale import say

    loaded = project_asked_for(project)
    spoken = lang or Language(loaded.language)
    order = Order(spoken, formats_named(formats), out, 1, engine, as_json, quiet)
    claims = read_claims(letter, project=loaded)
    if claims.empty:
        narrate(say("No figure was found in '{name}'.", spoken.told, name=letter and letter.name))
    consistency = internal_checks(claims)
    _narrate_contradictions(consistency, order)
    if extract_only:
        answer(records(claims))
    elif implied:
        _tell_implied(claims, loaded, order)
    else:
        if letter is None:
            area, as_of = area or LETTER_AREA, as_of or EXAMPLE_DAY
        _audit(letter, claims, consistency, loaded, area, as_of, basis, ledgers, order)


def _audit(
    letter: Path | None,
    claims: pd.DataFrame,
    consistency: pd.DataFrame,
    project: Project,
    area: str | None,
    as_of: str | None,
    basis: str | None,
    ledgers: Path,
    order: Order,
) -> None:
    """Check the claims against the ledgers, and write what came of it; `DIFFERS` where a figure does."""
    from ..claims import check, infer
    from ..ledgers import read_ledgers
    from ..locale import say
    from ..scope import parse_day
    from ..tables import claims_table
    from ..writing import only_writer

    if area and not as_of:
        raise WrongUse(
            "The page of an audit needs --as-of beside --area; without both only the tables are made."
        )
    last = parse_day("as_of", as_of) if as_of else None
    read = read_ledgers(ledgers)
    # Checked before anything is written.
    scope = scope_of(project, [area], as_of, ledgers, order, basis=basis) if area and as_of else None
    checked = check(claims, read, project=project, basis=basis, as_of=last)
    forced = infer(claims, project=project)
    wrong = consistency[consistency["verdict"] == "contradicts"]
    already = {row for rows in wrong["claims"] for row in rows.split("; ")}
    for one in forced.contradictions.to_dict("records"):
        if not already >= set(one["claims"].split("; ")):
            told = say("These cannot all hold: {texts}", order.lang.told, texts=one["texts"])
            narrate(told, quiet=order.quiet)
    tables = {"audit": checked, "consistency": consistency, "implied": forced.numbers}
    with only_writer(order.out):
        if letter and letter.suffix.lower() != ".csv":
            # What was found in the text, for a person to correct and to hand in again in place of it.
            write_csv(order.out / "claims.csv", claims, "")
        for name, table in tables.items():
            write_csv(order.out / f"{name}.csv", table, read.notice(order.lang.each[0]))
        if scope:
            _write_audit(scope, letter, order)
    if order.as_json:
        answer(records(checked))
    else:
        show(claims_table(checked, language=order.lang.each[0]).to_text())
        show(order.out)
    if (checked["verdict"] == "differs").any() or len(wrong) or len(forced.contradictions):
        raise typer.Exit(DIFFERS)


def _narrate_contradictions(consistency: pd.DataFrame, order: Order) -> None:
    """A line for each figure of a text that contradicts another."""
    from ..locale import say

    language = order.lang.told
    for one in consistency[consistency["verdict"] == "contradicts"].to_dict("records"):
        told = say(
            "The text contradicts itself: {measure} {printed} against {against}: {reason}",
            language,
            measure=one["measure"],
            printed=one["printed"],
            against=one["against"],
            reason=one["note_zh" if language == "zh" else "note"],
        )
        narrate(told, quiet=order.quiet)


def _tell_implied(claims: pd.DataFrame, project: Project, order: Order) -> None:
    """Print what the figures of a text force together; `DIFFERS` where some exclude each other."""
    from .. import sentences, tables
    from ..claims import infer

    found, language = infer(claims, project=project), order.lang.each[0]
    if order.as_json:
        frames = ("numbers", "ways", "contradictions", "rises")
        answer({name: records(getattr(found, name)) for name in frames})
    else:
        show(tables.contradictions_table(found.contradictions, language=language).to_text())
        show(tables.implied_table(found.numbers, language=language).to_text())
        show(tables.ways_table(found.ways, undecided=found.undecided, language=language).to_text())
        show("\n".join(sentences.rise_sentences(found.rises, language=language)))
    if len(found.contradictions):
        raise typer.Exit(DIFFERS)


def _write_audit(scope: Scope, letter: Path | None, order: Order) -> None:
    """Write the supervision report: the letter's figures and all that such a letter asks for.

    The folder is the caller's alone by then.
    """
    from ..briefings import audit_task, characters_of
    from ..claims import check_items, read_claims
    from ..fonts import embedded_font

    asked = check_items(
        scope.ledgers,
        scope.area,
        scope.as_of,
        since=scope.since,
        project=scope.project,
        basis=scope.basis.name,
    )
    write_csv(order.out / "items.csv", asked, scope.ledgers.notice(scope.language))
    printed = [read_claims(letter, project=scope.project)]
    font = embedded_font(characters_of(scope.ledgers, project=scope.project, tables=printed))
    tasks = [
        audit_task(
            scope.for_reader(scope.area, language),
            letter,
            order.out,
            font=font,
            engine=order.engine.value,
            formats=order.formats,
        )
        for language in order.lang.each
    ]
    failed = [o for o in write_tasks(tasks, order) if o.state == "failed"]
    if failed:
        raise OurFault(f"The page of the audit failed: {failed[0].error}")
