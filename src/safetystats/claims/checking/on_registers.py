"""Registers: insurance coverage, thresholds of employees, and entries that are stale or missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd

from ...locale import label, say
from ...locale.formats import day_text
from ...measures.coverage import insurance_coverage, register_against_reality, register_differences
from ...measures.duties import SAFETY_UNIT, breaches_of_threshold
from ...periods import Window
from .asked import CITY_WIDE, Answer, Claim, Sources, in_area, no_window, unanswered
from .on_inspections import inspection_rows
from .said import Said


def coverage_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The mean of the yearly coverage at each year's end, or on the last day of the window."""
    yearly, rows = _yearly_coverage(claim, sources)
    if yearly.empty:
        yield unanswered(lambda language: say("the register holds no active enterprise there then", language))
        return
    # The yearly rates are exact fractions; their mean is too.
    rates = [Fraction(int(n), int(d)) for n, d in zip(yearly["numerator"], yearly["denominator"])]
    yield Answer(
        100 * sum(rates, Fraction(0)) / len(rates),
        numerator=float(yearly["numerator"].sum()),
        denominator=float(yearly["denominator"].sum()),
        rows=rows,
        reading=lambda language: say("mean of the yearly rates", language),
        window=claim.window,
        note=lambda language: say(
            "insured of those registered: {shown}", language, shown=_each_day(yearly, language)
        ),
    )


def _each_day(yearly: pd.DataFrame, language: str) -> str:
    return ", ".join(
        f"{insured}/{registered} ({day_text(day, language)})"
        for insured, registered, day in zip(yearly["numerator"], yearly["denominator"], yearly["window_end"])
    )


def _yearly_coverage(claim: Claim, sources: Sources) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The coverage at each year's end where there was a register, and the rows insured at the last."""
    register = sources.ledgers.enterprises
    if claim.window is None or register.empty:
        return register.iloc[:0], register.iloc[:0]
    last = min(sources.as_of or claim.window.end, exported_on(sources) or claim.window.end)
    days = [window.end for window in Window(claim.window.start, max(last, claim.window.start)).by_year()]
    yearly = insurance_coverage(register, days=days, area=_one_area(claim))
    insured = in_area(register, claim.area)
    day = pd.Timestamp(days[-1])
    insured = insured[(insured["insured_from"] <= day) & (insured["insured_to"] >= day)]
    return yearly[yearly["denominator"] > 0], insured


def _one_area(claim: Claim) -> str | None:
    return None if claim.area in CITY_WIDE else claim.area


def exported_on(sources: Sources) -> date | None:
    """The last day of which the registers and the hazard ledger say something: later days are not known."""
    held = sources.ledgers
    days = [held.enterprises["registered_on"].max(), held.hazards["found_on"].max()]
    known = [day for day in days if not pd.isna(day)]
    return max(known).date() if known else None


def target_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A target is set, not counted; what was reached stands beside it."""
    reached = next(coverage_answers(replace(claim, qualifier=""), sources)).value
    if reached is None:
        yield unanswered(lambda language: say("a target is set, not counted", language))
        return
    yield unanswered(
        lambda language: say(
            "a target is set, not counted; reached: {reached} %", language, reached=f"{float(reached):.4g}"
        )
    )


def employees_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Employees of the enterprise above the threshold that lacks a safety unit; of several, the smallest."""
    register = in_area(sources.ledgers.enterprises, claim.area)
    over = int(claim.value)
    day = sources.as_of or exported_on(sources)
    if day is None:
        yield unanswered(lambda language: say("the ledger is empty", language))
        return
    breaches = breaches_of_threshold(register, as_of=day, employees_over=over, by=()).iloc[0]
    without = register[register["enterprise"].isin(breaches["breached_by"].split("、"))]
    without = without[without["employees"] > over]
    if without.empty:
        yield unanswered(
            lambda language: say(
                "no enterprise of more than {employees} employees lacks {attribute}",
                language,
                employees=over,
                attribute=label(SAFETY_UNIT, language),
            )
        )
        return
    lacking, bound = int(breaches["numerator"]), int(breaches["denominator"])
    yield Answer(
        Fraction(int(without["employees"].min())),
        numerator=lacking,
        denominator=bound,
        rows=without.drop_duplicates("enterprise_key"),
        reading=lambda language: say(
            "enterprises without {attribute}", language, attribute=label(SAFETY_UNIT, language)
        ),
        window=claim.window,
        note=lambda language: say(
            "{part} of {whole} enterprises above {employees} lack it",
            language,
            part=lacking,
            whole=bound,
            employees=over,
        ),
    )


def register_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Entries in which the register and what the team saw (the district, where no team was) disagree."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    difference = "stale" if claim.measure == "stale_entries" else "missing"
    register, area = sources.ledgers.enterprises, _one_area(claim)
    visits = inspection_rows(claim, sources, supervision=True)
    if visits.empty:
        visits = inspection_rows(claim, sources, supervision=False)
    against = register_against_reality(register, visits, window=claim.window, area=area)
    found = against[against["difference"] == difference].iloc[0]
    entries = register_differences(register, visits, window=claim.window, area=area)
    keys = entries.loc[entries["difference"] == difference, "enterprise_key"]
    yield Answer(
        Fraction(int(found["numerator"])),
        numerator=int(found["numerator"]),
        denominator=int(found["denominator"]),
        rows=visits[visits["enterprise_key"].isin(keys)].drop_duplicates("enterprise_key"),
        reading=_DIFFERENCES[difference],
        window=claim.window,
    )


_DIFFERENCES: dict[str, Said] = {
    "stale": lambda language: say("stale entries, by the visits in the window", language),
    "missing": lambda language: say("missing entries, by the visits in the window", language),
}
