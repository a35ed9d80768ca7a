"""A run of what something was, or became -> its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .distributing import distributed, of_unit
from .figure_runs import RATE, Run, share_before
from .letter_words import PEOPLE
from .memory import GENERAL, Extracted, Memory, claim_of, level_named, remembered
from .naming import Subject, measure_of, nouns_in
from .numerals import Figure
from .own_sector import ACCIDENT_MEASURES
from .run_rates import rated
from .run_shares import shared
from .sectors import is_known, sector_at_start, sector_name


def _victims_counted(memory: Memory) -> Subject | None:
    """The one kind of victims that was counted before, such as the injured where nobody died."""
    kinds = {subject.measure: subject for subject in memory.subjects if subject.is_persons}
    return next(iter(kinds.values())) if len(kinds) == 1 else None


def _victims_in_turn(run: Run, memory: Memory) -> list[Subject]:
    """The kinds of victims counted before, where there are as many figures of persons: "22人、17人"."""
    kinds = {subject.measure: subject for subject in memory.subjects if subject.is_persons}
    in_turn = (
        run.figures[0].unit in PEOPLE and len(run.figures) == len(kinds) > 1 and not nouns_in(run.clause)
    )
    return list(kinds.values()) if in_turn else []


def _before_bracket(run: Run) -> str:
    """The clause before the bracket that a run stands in, "死亡人数（去年同期36人）"; blank outside."""
    before, is_open, within = run.lead.rpartition("（")
    return re.split("[，：；。）]", before)[-1] if is_open and "）" not in within else ""


def _is_told(measure: str, figure: Figure, run: Run, subject: Subject, memory: Memory) -> bool:
    """True for a measure that was counted before, or that a clause names beside what was."""
    names_it = subject.unit != figure.unit or ACCIDENT_MEASURES.search(run.clause)
    return measure in {s.measure for s in memory.subjects} or (measure in GENERAL and bool(names_it))


def levels(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """What something was and what it became: a rate, or a count, and then the same once more."""
    if share := share_before(run, goes_on="") if run.is_percent else "":
        yield from shared(run, share, memory)
        return
    if run.is_percent or run.figures[0].unit == "":
        memory.base = memory.base or "同比"
        if RATE.search(run.lead):
            yield from rated(run, memory)
        else:
            yield from distributed(run, memory.subjects[-len(run.figures) :], "", memory, all_named=False)
        return
    memory.base = memory.base or "同比"
    in_turn = _victims_in_turn(run, memory)
    for index, figure in enumerate(run.figures):
        subject = of_unit(figure, run, memory.subjects, memory)
        measure = measure_of(figure, run, memory.subjects)
        if in_turn:
            subject = in_turn[index]
        elif of_level := level_named(_before_bracket(run), memory):
            subject = of_level[0]
        elif nouns := nouns_in(run.clause) or nouns_in(_before_bracket(run)) or nouns_in(run.lead):
            subject = remembered(nouns[-1], memory)
        elif figure.unit in PEOPLE and (victims := _victims_counted(memory)):
            subject = victims
        elif _is_told(measure, figure, run, subject, memory):
            subject = remembered(measure, memory)
        named = sector_name(run.clause, memory.places)
        sector = sector_at_start(run.clause) or (named if is_known(named) else subject.sector)
        told = replace(subject, unit=figure.unit, sector=sector)
        memory.subjects = [*(one for one in memory.subjects if one != told), told]
        yield figure, claim_of(figure, subject.measure, sector)
