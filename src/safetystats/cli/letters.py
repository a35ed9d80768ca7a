"""The command on letters and bulletins: audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from .terminal import answer, narrate, records, show, tell_where_shipped, write_csv

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
    from ..claims import internal_checks, read_claims, struck_in
    from ..locale import say
    from ..locale.wording import names_text

    loaded = project_asked_for(project)
    spoken = lang or Language(loaded.language)
    order = Order(spoken, formats_named(formats), out, 1, engine, as_json, quiet)
    claims = read_claims(letter, project=loaded)
    tell_where_shipped(loaded, spoken, quiet=quiet or as_json)
    if letter is not None and letter.suffix.lower() != ".csv" and (struck := struck_in(letter)):
        quoted = "“{}”" if spoken.told == "zh" else "'{}'"
        texts = names_text([quoted.format(text) for text in struck], spoken.told)
        narrate(say("Left out, as it is struck through or deleted: {texts}", spoken.told, texts=texts))
    if claims.empty:
        narrate(say("No figure was found in '{name}'.", spoken.told, name=letter and letter.name))
    found = Found(letter, claims, internal_checks(claims), loaded)
    _narrate_contradictions(found.contradictions, order)
    if letter is None:
        area, as_of = area or LETTER_AREA, as_of or EXAMPLE_DAY
    if extract_only:
        answer(records(claims))
    elif implied:
        _tell_implied(found, order)
    else:
        _audit(found, Against(ledgers, basis, area, as_of), order)


@dataclass(frozen=True)
class Found:
    """What was found in a letter: its figures, and how they stand to each other."""

    letter: Path | None
    claims: pd.DataFrame
    consistency: pd.DataFrame
    project: Project

    @property
    def contradictions(self) -> pd.DataFrame:
        """The figures that contradict another."""
        return self.consistency[self.consistency["verdict"] == "contradicts"]


@dataclass(frozen=True)
class Against:
    """What the figures of a letter are held against, and the area whose page is asked for."""

    ledgers: Path
    basis: str | None
    area: str | None
    as_of: str | None


def _audit(found: Found, against: Against, order: Order) -> None:
    """Check the claims against the ledgers, and write what came of it; `DIFFERS` where a figure does."""
    from ..claims import check, infer
    from ..ledgers import read_ledgers
    from ..locale import language_of
    from ..scope import parse_day
    from ..tables import claims_table

    # Checked before anything is written.
    scope = _scope(found.project, against, order)
    last = parse_day("as_of", against.as_of) if against.as_of else None
    read = read_ledgers(against.ledgers)
    checked = check(found.claims, read, project=found.project, basis=against.basis, as_of=last)
    forced = infer(found.claims, project=found.project)
    _narrate_exclusions(forced.contradictions, found.contradictions, order)
    tables = {"audit": checked, "consistency": found.consistency, "implied": forced.numbers}
    _write(found, tables, read.notice(order.lang.each[0]), scope, order)
    if order.as_json:
        answer(records(checked))
    else:
        language = language_of(found.project, order.lang.each[0])
        show(claims_table(checked, language=language).to_text())
        show(order.out)
    differs = (checked["verdict"] == "differs").any()
    if differs or len(found.contradictions) or len(forced.contradictions):
        raise typer.Exit(DIFFERS)


def _scope(project: Project, against: Against, order: Order) -> Scope | None:
    """The checked scope of the page that is asked for; None where none is."""
    if not against.area:
        return None
    if not against.as_of:
        raise WrongUse(
            "The page of an audit needs --as-of beside --area; without both only the tables are made."
        )
    return scope_of(project, [against.area], against.as_of, against.ledgers, order, basis=against.basis)


def _narrate_exclusions(exclusions: pd.DataFrame, contradictions: pd.DataFrame, order: Order) -> None:
    """A line for each set of figures that cannot all hold, but for those already told to contradict."""
    from ..locale import say

    already = {row for rows in contradictions["claims"] for row in rows.split("; ")}
    for one in exclusions.to_dict("records"):
        if not already >= set(one["claims"].split("; ")):
            texts = one["texts_zh" if order.lang.told == "zh" else "texts"]
            told = say("These cannot all hold: {texts}", order.lang.told, texts=texts)
            narrate(told, quiet=order.quiet)


def _write(
    found: Found, tables: Mapping[str, pd.DataFrame], notice: str, scope: Scope | None, order: Order
) -> None:
    """Write the tables of an audit, and its page where one is asked for."""
    from ..writing import only_writer

    with only_writer(order.out):
        if found.letter and found.letter.suffix.lower() != ".csv":
            # What was found in the text, for a person to correct and to hand in again in place of it.
            write_csv(order.out / "claims.csv", found.claims, "")
        for name, table in tables.items():
            write_csv(order.out / f"{name}.csv", table, notice)
        if scope:
            _write_page(scope, found.letter, order)


def _narrate_contradictions(contradictions: pd.DataFrame, order: Order) -> None:
    """A line for each figure of a text that contradicts another."""
    from ..locale import say

    language = order.lang.told
    for one in contradictions.to_dict("records"):
        told = say(
            "The text contradicts itself: {measure} {printed} against {against}: {reason}",
            language,
            measure=one["measure"],
            printed=one["printed"],
            against=one["against"],
            reason=one["note_zh" if language == "zh" else "note"],
        )
        narrate(told, quiet=order.quiet)


def _tell_implied(read: Found, order: Order) -> None:
    """Print what the figures of a text force together; `DIFFERS` where some exclude each other."""
    from .. import sentences, tables
    from ..claims import infer
    from ..locale import language_of

    found = infer(read.claims, project=read.project)
    language = language_of(read.project, order.lang.each[0])
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


def _write_page(scope: Scope, letter: Path | None, order: Order) -> None:
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
