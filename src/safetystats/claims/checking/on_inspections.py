"""Inspections: visits, enterprises visited, and what the supervision team found on a topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ...schema import SUPERVISION
from ..reading.numerals import figures_in
from .asked import Answer, Claim, Sources, in_area, nearest, not_covered, unanswered


def inspection_rows(claim: Claim, sources: Sources, *, supervision: bool) -> pd.DataFrame:
    """Inspections in the claim's window and area: the supervision team's, or the district's own."""
    rows = in_area(sources.ledgers.inspections, claim.area)
    if claim.window is not None:
        rows = rows[claim.window.contains(rows["inspected_on"])]
    is_supervision = rows["programme"].fillna("") == SUPERVISION
    return rows[is_supervision == supervision]


def with_tag(rows: pd.DataFrame, column: str, tag: str) -> pd.DataFrame:
    """Rows whose tags name `tag`, in part at least."""
    return rows[rows[column].fillna("").str.contains(tag, regex=False)] if tag else rows


def inspection_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Visits of the district's own departments; each visit counts, the same enterprise again too."""
    if claim.window and (missing := not_covered(claim.window, sources.ledgers.inspections["inspected_on"])):
        yield unanswered(missing)
        return
    if claim.comparison:
        yield unanswered("changes of inspection figures are not recomputed")
        return
    for supervision in (False, True):
        rows = inspection_rows(claim, sources, supervision=supervision)
        yield Answer(
            Fraction(len(rows)),
            numerator=len(rows),
            rows=rows,
            reading=_inspector(supervision),
            window=claim.window,
        )


def _inspector(supervision: bool) -> str:
    return "the supervision team's inspections" if supervision else "the district's own inspections"


def units_inspected_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Distinct enterprises visited; with a subject, those visited on that topic."""
    own = inspection_rows(claim, sources, supervision=False)
    topic = topic_of(claim, own)
    for supervision in (False, True) if topic else (True, False):
        rows = with_tag(inspection_rows(claim, sources, supervision=supervision), "topics", topic)
        named = rows.dropna(subset="enterprise_key").drop_duplicates("enterprise_key")
        yield Answer(
            Fraction(len(named)),
            numerator=len(named),
            rows=named,
            reading=_inspector(supervision),
            window=claim.window,
            note=_finds_note(rows),
        )


def _finds_note(rows: pd.DataFrame) -> str:
    return f"{len(rows)} visits found {int(rows['hazards_found'].fillna(0).sum())} hazards"


def topic_of(claim: Claim, visits: pd.DataFrame) -> str:
    """The topic of the visits that a claim is about: its subject, or the topic its words come nearest to."""
    topics = {topic for tags in visits["topics"].dropna() for topic in tags.split("、")}
    return nearest(claim.subject or claim.text, topics)


def _visits_on_topic(claim: Claim, sources: Sources) -> tuple[str, pd.DataFrame, int]:
    """Topic, the supervision team's visits under it, and how many enterprises were visited in all."""
    visits = inspection_rows(claim, sources, supervision=True)
    if visits.empty:
        # The letter's window may be that of an accident named before: the team was there only once.
        visits = inspection_rows(replace(claim, window=None), sources, supervision=True)
    topic = topic_of(claim, visits)
    on_topic = with_tag(visits, "topics", topic) if topic else visits.iloc[:0]
    return topic, on_topic, visits["enterprise_key"].nunique()


def units_with_problem_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Enterprises where the supervision team found problems of the claim's topic, of all it visited."""
    topic, visits, visited = _visits_on_topic(claim, sources)
    if not topic:
        yield unanswered("the inspection ledger has no topic that comes near to this problem")
        return
    named = visits.drop_duplicates("enterprise_key")
    yield Answer(
        Fraction(len(named)),
        numerator=len(named),
        denominator=visited,
        rows=named,
        reading=f"visits of the supervision team with the topic {topic}",
        window=claim.window,
        note=f"{len(named)} of {visited} enterprises visited",
        is_share=True,
    )


def problems_per_unit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The fewest hazards that the supervision team found on a visit of the claim's topic."""
    topic, visits, _ = _visits_on_topic(claim, sources)
    repeats = visits[visits["recheck_of"].notna()]
    for reading, rows in ((f"repeat visits, {topic}", repeats), (f"all visits, {topic}", visits)):
        finds = rows["hazards_found"].dropna().astype(int)
        if len(finds):
            yield Answer(
                Fraction(int(finds.min())),
                numerator=int(finds.sum()),
                denominator=len(finds),
                rows=rows,
                reading=reading,
                window=claim.window,
                note=f"{', '.join(map(str, finds))} found on the {len(finds)} visits: the fewest counts",
            )


def persons_per_unit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Persons that the remarks on the visits of the claim's topic name, the fewest of a visit."""
    topic, visits, _ = _visits_on_topic(claim, sources)
    persons = [
        int(figure.value)
        for remark in visits["note"].dropna()
        for figure in figures_in(remark)
        if figure.unit in ("人", "名")
    ]
    if persons:
        yield Answer(
            Fraction(min(persons)),
            numerator=sum(persons),
            denominator=len(visits),
            rows=visits,
            reading=f"remarks on visits with the topic {topic}",
            window=claim.window,
            note=f"{', '.join(map(str, persons))} persons on {len(visits)} visits",
        )
