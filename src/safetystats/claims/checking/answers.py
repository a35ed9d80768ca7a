"""What the ledgers give for one claim: which room answers which measure.

The first answer is the preferred reading (the project's basis, the bureau's own sectors); the others are
there because a letter rarely says which it means. Values are exact fractions in the claim's own unit.
"""

from __future__ import annotations

from ... import reference
from .asked import CITY_WIDE, Answer, Answers, Claim, Sources, unanswered
from .on_accidents import (
    events_answers,
    same_enterprise_answers,
    share_answers,
    studied_answers,
)
from .on_duties import deadline_answers, departments_answers, frequency_answers, part_limit_answers
from .on_hazards import closure_answers, hazard_answers
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
        return [unanswered(f"'{claim.area}' is no area of {sources.project.city}, whose ledgers these are")]
    return list(ANSWERS[claim.measure](claim, sources)) or [
        unanswered("no reading of the claim can be computed")
    ]


ANSWERS: dict[str, Answers] = {
    **dict.fromkeys(
        [
            "accidents", "fatal_accidents", "severe_accidents", "major_accidents", "deaths", "severe_deaths",
            "major_deaths", "injuries", "serious_injuries", "minor_injuries", "fires",
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
    "closure_rate": closure_answers,
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
