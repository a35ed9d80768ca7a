"""Hazards found, listed and closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pandas as pd

from .asked import Answer, Claim, Sources, in_area, not_covered, unanswered


def hazard_rows(claim: Claim, sources: Sources, *, listed: bool) -> pd.DataFrame:
    """Hazards found in the claim's window, area and sector; only those on the supervised list where asked."""
    hazards = in_area(sources.ledgers.hazards, claim.area)
    if claim.window is not None:
        hazards = hazards[claim.window.contains(hazards["found_on"])]
    if claim.sector:
        hazards = hazards[hazards["supervision_sector"].fillna("") == claim.sector]
    return hazards[hazards["listed"].fillna(False).astype(bool)] if listed else hazards


def closed_by(hazards: pd.DataFrame, as_of: date | None) -> pd.DataFrame:
    """Hazards closed up to and including `as_of`; all that are closed where no day is given."""
    closed = hazards[hazards["end_type"] == "closed"]
    if as_of is None:
        return closed
    return closed[
        closed["closed_on"].isna() | (closed["closed_on"] < pd.Timestamp(as_of) + pd.Timedelta(days=1))
    ]


def hazard_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Hazards found, listed or closed."""
    if claim.window and (missing := not_covered(claim.window, sources.ledgers.hazards["found_on"])):
        yield unanswered(missing)
        return
    if claim.comparison:
        yield unanswered("changes of hazard figures are not recomputed")
        return
    for listed in (True, False) if claim.measure == "hazards_listed" else (False, True):
        rows = hazard_rows(claim, sources, listed=listed)
        if claim.measure == "hazards_closed":
            rows = closed_by(rows, sources.as_of or _end(claim))
        yield Answer(
            Fraction(len(rows)),
            numerator=len(rows),
            rows=rows,
            reading=_list_name(listed),
            window=claim.window,
        )


def closure_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Of the hazards found in the window, those closed by the day: the cohort closure rate."""
    if claim.window and (missing := not_covered(claim.window, sources.ledgers.hazards["found_on"])):
        yield unanswered(missing)
        return
    as_of = sources.as_of or _end(claim)
    for listed in (True, False):
        rows = hazard_rows(claim, sources, listed=listed)
        closed = closed_by(rows, as_of)
        if rows.empty:
            continue
        yield Answer(
            Fraction(100 * len(closed), len(rows)),
            numerator=len(closed),
            denominator=len(rows),
            rows=closed,
            reading=_list_name(listed),
            window=claim.window,
            note=f"closed by {as_of}" if as_of else "closed by the day of the export",
            is_share=True,
        )


def _end(claim: Claim) -> date | None:
    return claim.window.end if claim.window else None


def _list_name(listed: bool) -> str:
    return "on the supervised list" if listed else "all hazards"
