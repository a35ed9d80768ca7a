"""Registers: insurance coverage, thresholds of employees, and entries that are stale or missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd

from ...measures.coverage import insurance_coverage, register_differences
from ...measures.duties import SAFETY_UNIT
from ...periods import Window
from .asked import Answer, Claim, Sources, in_area, unanswered
from .on_inspections import inspection_rows


def coverage_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The mean of the yearly coverage at each year's end, or on the last day of the window."""
    mean, rows = mean_coverage_of(claim, sources)
    if mean is None:
        yield unanswered("the register holds no active enterprise of the area on these days")
        return
    # The yearly rates are exact fractions; their mean is too.
    years = [Fraction(int(n), int(d)) for n, d in zip(mean["numerator"], mean["denominator"]) if d]
    value = 100 * sum(years, Fraction(0)) / len(years)
    shown = ", ".join(
        f"{int(n)}/{int(d)} on {day:%Y-%m-%d}"
        for n, d, day in zip(mean["numerator"], mean["denominator"], mean["window_end"])
    )
    yield Answer(
        value,
        numerator=float(mean["numerator"].sum()),
        denominator=float(mean["denominator"].sum()),
        rows=rows,
        reading="mean of the yearly rates",
        window=claim.window,
        note=f"insured / registered: {shown}",
    )


def mean_coverage_of(claim: Claim, sources: Sources) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Insured and registered enterprises at each year's end, and the register's rows insured at the last."""
    register = sources.ledgers.enterprises
    if claim.window is None or register.empty:
        return None, register.iloc[:0]
    last = min(sources.as_of or claim.window.end, exported_on(sources) or claim.window.end)
    days = [window.end for window in Window(claim.window.start, max(last, claim.window.start)).by_year()]
    yearly = insurance_coverage(register, days=days, area=claim.area or None)
    insured = in_area(register, claim.area)
    day = pd.Timestamp(days[-1])
    insured = insured[(insured["insured_from"] <= day) & (insured["insured_to"] >= day)]
    known = yearly[yearly["denominator"] > 0]
    return (known if len(known) else None), insured


def exported_on(sources: Sources) -> date | None:
    """The last day of which the registers and the hazard ledger say something: later days are not known."""
    held = sources.ledgers
    days = [held.enterprises["registered_on"].max(), held.hazards["found_on"].max()]
    known = [day for day in days if not pd.isna(day)]
    return max(known).date() if known else None


def target_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A target is set, not counted; what was reached stands beside it."""
    reached = next(coverage_answers(replace(claim, qualifier=""), sources))
    beside = f"; reached: {float(reached.value):.4g} %" if reached.value is not None else ""
    yield unanswered(f"a target is set, not counted{beside}")


def employees_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Employees of the enterprise above the threshold that lacks a safety unit; of several, the smallest."""
    register = in_area(sources.ledgers.enterprises, claim.area)
    over = register[register["employees"].fillna(0) > int(claim.value)]
    without = over[~over["attributes"].fillna("").str.contains(SAFETY_UNIT, regex=False)]
    without, bound = without.drop_duplicates("enterprise_key"), over["enterprise_key"].nunique()
    if without.empty:
        yield unanswered(f"no enterprise with more than {claim.value:g} employees lacks {SAFETY_UNIT}")
        return
    yield Answer(
        Fraction(int(without["employees"].min())),
        numerator=len(without),
        denominator=bound,
        rows=without,
        reading=f"enterprises without {SAFETY_UNIT}",
        window=claim.window,
        note=f"{len(without)} of {bound} enterprises above {claim.value:g} lack it",
    )


def register_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Entries in which the register and what inspectors saw disagree: stale or missing ones."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    difference = "stale" if claim.measure == "stale_entries" else "missing"
    inspections = sources.ledgers.inspections
    found = register_differences(
        sources.ledgers.enterprises, inspections, window=claim.window, area=claim.area or None
    )
    keys = found.loc[found["difference"] == difference, "enterprise_key"].unique()
    visits = inspection_rows(claim, sources, supervision=True)
    seen = visits[visits["enterprise_key"].isin(keys)].drop_duplicates("enterprise_key")
    yield Answer(
        Fraction(len(keys)),
        numerator=len(keys),
        denominator=visits["enterprise_key"].nunique(),
        rows=seen,
        reading=f"{difference} entries, by the visits in the window",
        window=claim.window,
    )
