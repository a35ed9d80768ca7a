"""Figures over subjects: which figure of a run is about which count before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import letter_words as words
from .figure_runs import Run
from .memory import Extracted, Memory, claim_of
from .naming import Subject, measure_of, noun_of
from .numerals import Figure
from .own_sector import ACCIDENT_MEASURES


def distributed(
    run: Run, subjects: Sequence[Subject], comparison: str, memory: Memory, *, all_named: bool
) -> Iterator[tuple[Figure, Extracted]]:
    """Figures over subjects: one each in the order named; a single figure over all, or over the last."""
    memory.closed = True
    subjects = subjects or [Subject(noun_of(run))]
    if len(run.figures) < len(subjects) and not ACCIDENT_MEASURES.search(subjects[0].measure):
        # Of inspections, files and fines the ones named last are compared; of accidents the first.
        wholes = [subject for subject in subjects if not subject.is_part]
        told = wholes if 1 < len(run.figures) <= len(wholes) else subjects
        subjects = told[-len(run.figures) :]
    if len(run.figures) == 1 and len(subjects) > 1:
        to_all = all_named or words.SPREAD.search(run.clause)
        pairs = [(run.figures[0], subject) for subject in (subjects if to_all else subjects[-1:])]
    else:
        pairs = [(figure, subjects[min(i, len(subjects) - 1)]) for i, figure in enumerate(run.figures)]
    for figure, subject in pairs:
        claim = claim_of(figure, subject.measure, subject.sector, comparison)
        yield figure, replace(claim, area=subject.area)


def of_unit(figure: Figure, run: Run, subjects: Sequence[Subject], memory: Memory) -> Subject:
    """The subject that a difference printed in a unit is about: of that unit, or of persons or cases."""
    for subject in reversed(subjects):
        if subject.unit == figure.unit:
            return subject
    of_persons = figure.unit in words.PEOPLE
    for subject in subjects:
        if not subject.unit and subject.is_persons == of_persons:
            return subject
    return Subject(measure_of(figure, run, subjects), memory.sector, figure.unit)
