"""Duties, rules and deadlines: a rule is no count, but what was done against it stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pandas as pd

from ... import reference
from ...locale import label, say
from ...locale.formats import day_text, percent_text
from ...measures.deadlines import day_after_last_due, working_day_deadlines
from ...measures.duties import (
    MAXIMUM_AT_ONCE,
    MONTHS,
    breaches_of_part_limit,
    duties_met,
    requirement_met,
)
from ...periods import Window
from .agreement import as_printed
from .asked import Answer, Claim, Sources, in_area, nearest, span_of, unanswered
from .said import Said


def duties_about(claim: Claim, sources: Sources) -> pd.DataFrame:
    """The rows of the duty that a claim is about, by its subject or the words it comes nearest to."""
    duties = in_area(sources.ledgers.duties, claim.area)
    names = duties["duty"].dropna().unique()
    # The subject may be no more than whose firms the duty is about.
    asked = filter(None, (claim.subject, claim.text))
    duty = next(filter(None, (nearest(words, names, least=0.4) for words in asked)), None)
    return duties[duties["duty"] == duty] if duty else duties.iloc[:0]


def _duty(duties: pd.DataFrame) -> Said:
    name = str(duties["duty"].iloc[0])
    return lambda language: say("duty: {duty}", language, duty=name)


def departments_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Departments that owe a duty, or those of them that did not meet it."""
    duties = duties_about(claim, sources)
    if duties.empty or claim.window is None:
        yield unanswered(
            lambda language: say("the duty ledger has no duty that comes near to this one", language)
        )
        return
    met = requirement_met(duties, window=claim.window, by=()).iloc[0]
    owed = int(met["denominator"])
    failing = owed - int(met["numerator"])
    checked = claim.measure == "departments_checked"
    rows = duties if checked else duties[duties["department"].isin(met["not_met_by"].split("、"))]
    yield Answer(
        Fraction(owed if checked else failing),
        numerator=failing,
        denominator=float(owed),
        rows=rows.drop_duplicates("department"),
        reading=_duty(duties),
        window=claim.window,
        note=lambda language: say(
            "{part} of {whole} departments fall short", language, part=failing, whole=owed
        ),
        is_share=not checked,
    )


TIMES_A_UNIT = {"次/月": 12, "次/季度": 4, "次/半年": 2, "次/年": 1}
"""How often a year, for one time in each unit of a claim."""


def frequency_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """How often the duty ledger says the duty falls due, and how far it was met."""
    duties = duties_about(claim, sources)
    known = [frequency for frequency in duties["frequency"].dropna().unique() if frequency in MONTHS]
    if not known or claim.unit not in TIMES_A_UNIT:
        yield unanswered(lambda language: say("a rule; the duty ledger has no duty like it", language))
        return
    span = claim.window or span_of(sources.ledgers.duties["done_on"], sources.as_of)
    met = duties_met(duties, window=_whole_years(span)) if span else None
    yield Answer(
        Fraction(12 // MONTHS[known[0]], TIMES_A_UNIT[claim.unit]),
        rows=duties,
        reading=_duty(duties),
        window=claim.window,
        note=lambda language: _frequency_note(known[0], met, language),
    )


def _whole_years(span: Window) -> Window:
    """From the first day of its first year, so that the year's first period counts as owed."""
    return Window(date(span.start.year, 1, 1), span.end)


def _frequency_note(frequency: str, met: pd.DataFrame | None, language: str) -> str:
    often = label(frequency, language)
    if met is None:
        return say("a rule, as the duty ledger has it ({often}); never met", language, often=often)
    done, owed = f"{met['numerator'].sum():g}", f"{met['denominator'].sum():g}"
    missed = met[met["missed"] != ""]
    if missed.empty:
        return say(
            "a rule, as the duty ledger has it ({often}); met in {done} of {owed} periods",
            language,
            often=often,
            done=done,
            owed=owed,
        )
    return say(
        "a rule, as the duty ledger has it ({often}); met in {done} of {owed} periods, missed by {who}",
        language,
        often=often,
        done=done,
        owed=owed,
        who="; ".join(f"{d}: {m}" for d, m in zip(missed["department"], missed["missed"])),
    )


def part_limit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The limit itself, as far as the rule is known; and how many entries of the duty ledger break it."""
    measured = in_area(sources.ledgers.duties, claim.area).dropna(subset=["part", "whole"])
    span = claim.window or span_of(measured["done_on"], sources.as_of)
    if span is None or measured.empty:
        yield unanswered(lambda language: say("a rule; the duty ledger states no parts and wholes", language))
        return
    breaches = breaches_of_part_limit(measured, window=span, by=()).iloc[0]
    too_much = measured["part"].astype(float) > MAXIMUM_AT_ONCE * measured["whole"].astype(float)
    yield Answer(
        as_printed(MAXIMUM_AT_ONCE),
        numerator=float(breaches["numerator"]),
        denominator=float(breaches["denominator"]),
        rows=measured[span.contains(measured["done_on"]) & too_much],
        reading=lambda language: say("the rule; the counts are entries that break it", language),
        window=claim.window,
        note=lambda language: say(
            "{breaches} of {entries} entries break it ({who}); the largest part at once is {largest}",
            language,
            breaches=int(breaches["numerator"]),
            entries=int(breaches["denominator"]),
            who=breaches["breached_by"] or "—",
            largest=percent_text(breaches["largest_part"], language, 0),
        ),
    )


def deadline_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Working days allowed by the orders, the day they end, and who is late on the day after."""
    orders = in_area(sources.ledgers.rectifications, claim.area).dropna(subset="working_days")
    if orders.empty:
        yield unanswered(lambda language: say("the ledger of orders states no working days", language))
        return
    allowed = int(orders["working_days"].mode().iloc[0])
    issued = orders["issued_on"].min().date()
    calendar = reference.working_days()
    due = calendar.after(issued, allowed)
    looked_at = day_after_last_due(orders, calendar, issued)
    late = int((working_day_deadlines(orders, calendar, looked_at)["state"] == "late").sum())
    yield Answer(
        Fraction(allowed),
        numerator=len(orders),
        rows=orders,
        reading=lambda language: say("orders in the rectification ledger", language),
        window=Window(issued, due),
        note=lambda language: say(
            "from {issued}, that day not counted, they end on {due}; late the day after: {late} of {orders}",
            language,
            issued=day_text(issued, language),
            due=day_text(due, language),
            late=late,
            orders=len(orders),
        ),
    )
