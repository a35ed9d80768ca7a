"""Hazards found, listed and closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from ...locale import say
from ...locale.formats import day_text
from ...measures.closure import cohort_closure
from ...measures.states import as_it_stood
from ...periods import Window
from .asked import Answer, Claim, Said, Sources, in_area, not_covered, nothing, span_of, unanswered


@dataclass(frozen=True)
class Cohort:
    """The hazards of a claim as they stood at the end of a day: all of them, or those on the list."""

    window: Window
    day: date
    listed: bool
    rows: pd.DataFrame
    found: int
    closed: int

    @property
    def closed_rows(self) -> pd.DataFrame:
        """Those closed by the day."""
        return self.rows[self.rows["state"] == "closed"]

    def reading(self, language: str) -> str:
        """Which hazards these are."""
        return say("on the supervised list", language) if self.listed else say("all hazards", language)

    def closed_by(self, language: str) -> str:
        """As of which day their state was taken."""
        return say("closed by {day}", language, day=day_text(self.day, language))


def cohorts(claim: Claim, sources: Sources, *, listed_first: bool) -> Iterator[Cohort]:
    """The claim's hazards, once on the supervised list and once all, as at the end of its window."""
    hazards = in_area(sources.ledgers.hazards, claim.area)
    if claim.sector:
        hazards = hazards[hazards["supervision_sector"].fillna("") == claim.sector]
    window = claim.window or span_of(hazards["found_on"], sources.as_of)
    if window is None:
        return
    day = window.end if claim.window or sources.as_of else _last_day(hazards)
    for listed in (listed_first, not listed_first):
        closure = cohort_closure(hazards, window=window, as_of=day, listed_only=listed).iloc[0]
        rows = as_it_stood(hazards, window, day, listed)
        yield Cohort(window, day, listed, rows, int(closure["denominator"]), int(closure["numerator"]))


def _last_day(hazards: pd.DataFrame) -> date:
    last: pd.Timestamp = hazards[["found_on", "closed_on"]].max().max()
    return last.date()


def _not_told(claim: Claim, sources: Sources) -> Said | None:
    """Why the hazard ledger cannot tell a claim; None where it can."""
    if claim.comparison:
        return lambda language: say("changes of hazard figures are not recomputed", language)
    return not_covered(claim.window, sources.ledgers.hazards["found_on"]) if claim.window else None


def hazard_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Hazards found, listed or closed."""
    if missing := _not_told(claim, sources):
        yield unanswered(missing)
        return
    asks_closed = claim.measure == "hazards_closed"
    for cohort in cohorts(claim, sources, listed_first=claim.measure == "hazards_listed"):
        count = cohort.closed if asks_closed else cohort.found
        yield Answer(
            Fraction(count),
            numerator=count,
            rows=cohort.closed_rows if asks_closed else cohort.rows,
            reading=cohort.reading,
            window=claim.window,
            note=cohort.closed_by if asks_closed else nothing,
        )


def closure_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Of the hazards found in the window, those closed by the day: the cohort closure rate."""
    if missing := _not_told(claim, sources):
        yield unanswered(missing)
        return
    for cohort in cohorts(claim, sources, listed_first=True):
        if cohort.found:
            yield Answer(
                Fraction(100 * cohort.closed, cohort.found),
                numerator=cohort.closed,
                denominator=cohort.found,
                rows=cohort.closed_rows,
                reading=cohort.reading,
                window=claim.window,
                note=cohort.closed_by,
                is_share=True,
            )
