"""What the ledgers give for one claim: which room answers which measure.

The first answer is the preferred reading (the project's basis, the bureau's own sectors); the others are
there because a letter rarely says which it means. Values are exact fractions in the claim's own unit.

Where a last day is given, nothing after it counts: a window that runs on is cut there. `LOOK_PAST` names the
measures that look past it on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ... import reference
from ...locale import say
from ...locale.formats import day_text
from ...locale.wording import ledger_text, names_text
from .asked import CITY_WIDE, Answer, Answers, Claim, Sources, unanswered
from .on_accidents import (
    events_answers,
    same_enterprise_answers,
    share_answers,
    studied_answers,
)
from .on_duties import deadline_answers, departments_answers, frequency_answers, part_limit_answers
from .on_hazards import closure_answers, hazard_answers, on_time_answers
from .on_inspections import (
    inspection_answers,
    persons_per_unit_answers,
    problems_per_unit_answers,
    units_inspected_answers,
    units_with_problem_answers,
)
from .on_registers import coverage_answers, employees_answers, register_answers, target_answers
from .vocabulary import no_ledger_holds


def answers_to(claim: Claim, sources: Sources) -> list[Answer]:
    """Every reading of `claim`, the preferred one first; never empty."""
    if claim.measure not in ANSWERS:
        return [unanswered(no_ledger_holds(claim.measure))]
    if claim.area not in (*CITY_WIDE, *reference.current_areas(sources.project)):
        return [unanswered(lambda language: _elsewhere(claim, sources, language))]
    if sources.as_of and claim.window and claim.measure not in LOOK_PAST:
        known = claim.window.clipped(sources.as_of)
        if known is None:
            return [unanswered(lambda language: _too_late(sources, language))]
        claim = replace(claim, window=known)
    absent = [name for name in rests_on(claim.measure) if getattr(sources.ledgers, name).empty]
    if absent:
        return [unanswered(lambda language: _not_given(absent, language))]
    answers = list(ANSWERS[claim.measure](claim, sources))
    return answers or [unanswered(lambda language: say("no reading of it can be computed", language))]


def rests_on(measure: str) -> tuple[str, ...]:
    """The ledgers without which a measure cannot be told: an empty one is none, and its 0 would be made up.

    >>> rests_on("hazards_closed"), rests_on("stale_entries")
    (('hazards',), ('enterprises', 'inspections'))
    """
    return _RESTS_ON.get(ANSWERS[measure], ())


def _not_given(ledgers: Sequence[str], language: str) -> str:
    names = names_text([ledger_text(name, language) for name in ledgers], language)
    return say("nothing was given of: {ledgers}", language, ledgers=names)


def _elsewhere(claim: Claim, sources: Sources, language: str) -> str:
    return say(
        "'{area}' is no area of {city}, whose ledgers these are",
        language,
        area=claim.area,
        city=sources.project.city,
    )


def _too_late(sources: Sources, language: str) -> str:
    return say(
        "its window begins after {day}, and nothing later is counted",
        language,
        day=day_text(sources.as_of, language),
    )


LOOK_PAST = frozenset(
    {
        "inspections", "units_inspected", "units_with_problem", "problems_per_unit", "persons_per_unit",
        "stale_entries", "missing_entries", "working_days_allowed",
    }
)  # fmt: skip
"""A supervision team comes after the day that its letter is about, and orders fall due later still. Of
inspections only the team's are counted past the day, never the district's own."""


ANSWERS: dict[str, Answers] = {
    **dict.fromkeys(
        [
            "accidents", "fatal_accidents", "severe_accidents", "major_accidents", "deaths", "severe_deaths",
            "major_deaths", "injuries", "serious_injuries", "minor_injuries", "fires", "direct_loss",
        ],
        events_answers,
    ),
    "accident_share": share_answers,
    "death_share": share_answers,
    "accidents_studied": studied_answers,
    "same_enterprise_accidents": same_enterprise_answers,
    "hazards_found": hazard_answers,
    "hazards_listed": hazard_answers,
    "hazards_closed": hazard_answers,
    **dict.fromkeys(
        [
            "hazards_open", "hazards_overdue", "major_hazards_found", "major_hazards_closed",
            "major_hazards_open", "major_hazards_overdue", "general_hazards_found",
            "general_hazards_closed", "general_hazards_open", "general_hazards_overdue",
        ],
        hazard_answers,
    ),
    **dict.fromkeys(["closure_rate", "major_closure_rate", "general_closure_rate"], closure_answers),
    "on_time_closure_rate": on_time_answers,
    "inspections": inspection_answers,
    "units_inspected": units_inspected_answers,
    "units_with_problem": units_with_problem_answers,
    "problems_per_unit": problems_per_unit_answers,
    "persons_per_unit": persons_per_unit_answers,
    "insurance_coverage": coverage_answers,
    "insurance_target": target_answers,
    "employees": employees_answers,
    "stale_entries": register_answers,
    "missing_entries": register_answers,
    "departments_checked": departments_answers,
    "departments_failing": departments_answers,
    "duty_frequency": frequency_answers,
    "part_at_once": part_limit_answers,
    "working_days_allowed": deadline_answers,
}  # fmt: skip
"""Which function answers which measure. A measure without one is answered with the reason."""

_RESTS_ON: dict[Answers, tuple[str, ...]] = {
    **dict.fromkeys(
        [events_answers, share_answers, studied_answers, same_enterprise_answers], ("accidents",)
    ),
    **dict.fromkeys([hazard_answers, closure_answers, on_time_answers], ("hazards",)),
    **dict.fromkeys(
        [
            inspection_answers, units_inspected_answers, units_with_problem_answers,
            problems_per_unit_answers, persons_per_unit_answers,
        ],
        ("inspections",),
    ),
    coverage_answers: ("enterprises",),
    register_answers: ("enterprises", "inspections"),
}  # fmt: skip
