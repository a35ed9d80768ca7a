"""Inspections: visits, enterprises visited, and what the supervision team found on a topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ...locale import say
from ...measures.counts import count_rows
from ...measures.inspections import inspected_enterprises
from ...periods import Window
from ...schema import SUPERVISION
from ..reading.numerals import figures_in
from .asked import Answer, Claim, Sources, in_area, nearest, not_entered, span_of, unanswered
from .said import Said


def visits_by(claim: Claim, sources: Sources, *, supervision: bool) -> tuple[pd.DataFrame, Window | None]:
    """The supervision team's inspections of the claim's area, or the district's own; and the days asked for.

    The district's own end with the last day that is known; the team may come after it (`answers.LOOK_PAST`).
    """
    rows = in_area(sources.ledgers.inspections, claim.area)
    rows = rows[(rows["programme"].fillna("") == SUPERVISION) == supervision]
    until = None if supervision else sources.as_of
    window = claim.window or span_of(rows["inspected_on"], until)
    return rows, window.clipped(until) if window and until else window


def inspection_rows(claim: Claim, sources: Sources, *, supervision: bool) -> pd.DataFrame:
    """The inspections of `visits_by` on the days asked for."""
    rows, window = visits_by(claim, sources, supervision=supervision)
    return rows[window.contains(rows["inspected_on"])] if window else rows.iloc[:0]


def with_tag(rows: pd.DataFrame, column: str, tag: str) -> pd.DataFrame:
    """Rows whose tags name `tag`, in part at least."""
    return rows[rows[column].fillna("").str.contains(tag, regex=False)] if tag else rows


def inspection_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Visits of the district's own departments; each visit counts, the same enterprise again too."""
    if claim.window and (missing := sources.not_covered("inspections", claim.window)):
        yield unanswered(missing)
        return
    if claim.window and (lacking := sources.lacking("inspections", claim.window, claim.area)):
        yield unanswered(not_entered(lacking))
        return
    if claim.comparison:
        yield unanswered(lambda language: say("changes of inspection figures are not recomputed", language))
        return
    for supervision in (False, True):
        visits, window = visits_by(claim, sources, supervision=supervision)
        if window is None:
            continue
        counted = count_rows(visits, "inspected_on", windows=[window], by=())["numerator"].iloc[0]
        yield Answer(
            Fraction(int(counted)),
            numerator=int(counted),
            rows=visits[window.contains(visits["inspected_on"])],
            reading=_inspector(supervision),
            window=claim.window,
        )


def _inspector(supervision: bool) -> Said:
    if supervision:
        return lambda language: say("the supervision team's inspections", language)
    return lambda language: say("the district's own inspections", language)


def units_inspected_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Distinct enterprises visited; with a subject, those visited on that topic."""
    topic = topic_of(claim, inspection_rows(claim, sources, supervision=False))
    for supervision in (False, True) if topic else (True, False):
        visits, window = visits_by(claim, sources, supervision=supervision)
        if window is None:
            continue
        visits = with_tag(visits, "topics", topic)
        units = inspected_enterprises(visits, windows=[window], by=()).iloc[0]
        rows = visits[window.contains(visits["inspected_on"])]
        yield Answer(
            Fraction(int(units["numerator"])),
            numerator=int(units["numerator"]),
            rows=rows.dropna(subset="enterprise_key").drop_duplicates("enterprise_key"),
            reading=_inspector(supervision),
            window=claim.window,
            note=_finds_of(rows),
        )


def _finds_of(rows: pd.DataFrame) -> Said:
    hazards = int(rows["hazards_found"].fillna(0).sum())
    return lambda language: say(
        "{visits} visits found {hazards} hazards", language, visits=len(rows), hazards=hazards
    )


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
        yield unanswered(
            lambda language: say("the inspection ledger has no topic that comes near to this", language)
        )
        return
    named = visits.drop_duplicates("enterprise_key")
    yield Answer(
        Fraction(len(named)),
        numerator=len(named),
        denominator=visited,
        rows=named,
        reading=lambda language: say("the supervision team's visits on {topic}", language, topic=topic),
        window=claim.window,
        note=lambda language: say(
            "{part} of {whole} enterprises visited", language, part=len(named), whole=visited
        ),
        is_share=True,
    )


def problems_per_unit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The fewest hazards that the supervision team found on a visit of the claim's topic."""
    topic, visits, _ = _visits_on_topic(claim, sources)
    repeats = visits[visits["recheck_of"].notna()]
    if len(repeats):
        yield from _fewest(
            claim, repeats, lambda language: say("repeat visits on {topic}", language, topic=topic)
        )
    yield from _fewest(claim, visits, lambda language: say("all visits on {topic}", language, topic=topic))


def _fewest(claim: Claim, visits: pd.DataFrame, reading: Said) -> Iterator[Answer]:
    finds = visits["hazards_found"].dropna().astype(int)
    if len(finds):
        yield Answer(
            Fraction(int(finds.min())),
            numerator=int(finds.sum()),
            denominator=len(finds),
            rows=visits,
            reading=reading,
            window=claim.window,
            note=lambda language: say(
                "found on the {visits} visits: {finds}; the fewest counts",
                language,
                visits=len(finds),
                finds=", ".join(map(str, finds)),
            ),
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
            reading=lambda language: say("remarks on visits on {topic}", language, topic=topic),
            window=claim.window,
            note=lambda language: say(
                "persons on the {visits} visits: {persons}; the fewest counts",
                language,
                visits=len(visits),
                persons=", ".join(map(str, persons)),
            ),
        )
