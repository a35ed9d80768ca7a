"""Duties, rules and deadlines: a rule is no count, but what was done against it stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from ... import reference
from ...measures.deadlines import working_day_deadlines
from ...measures.duties import breaches_of_part_limit, duties_met, requirement_met
from ...periods import Window
from .asked import Answer, Claim, Sources, in_area, nearest, unanswered


def duties_about(claim: Claim, sources: Sources) -> pd.DataFrame:
    """The rows of the duty that a claim is about, by its subject or the words it comes nearest to."""
    duties = in_area(sources.ledgers.duties, claim.area)
    duty = nearest(claim.subject or claim.text, duties["duty"].dropna().unique(), least=0.4)
    return duties[duties["duty"] == duty] if duty else duties.iloc[:0]


def departments_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Departments that owe a duty, or those of them that did not meet it."""
    duties = duties_about(claim, sources)
    if duties.empty or claim.window is None:
        yield unanswered("the duty ledger has no duty that comes near to this one")
        return
    met = requirement_met(duties, window=claim.window).iloc[0]
    failing = int(met["denominator"] - met["numerator"])
    checked = claim.measure == "departments_checked"
    names = met["not_met_by"].split("、")
    rows = duties if checked else duties[duties["department"].isin(names)]
    yield Answer(
        Fraction(int(met["denominator"]) if checked else failing),
        numerator=failing,
        denominator=float(met["denominator"]),
        rows=rows.drop_duplicates("department"),
        reading=f"duty: {duties['duty'].iloc[0]}",
        window=claim.window,
        note=f"{failing} of {int(met['denominator'])} departments fall short",
        is_share=not checked,
    )


TIMES_A_YEAR = {"每月": 12, "每季度": 4, "每半年": 2, "每年": 1}
TIMES_A_UNIT = {"次/月": 12, "次/季度": 4, "次/半年": 2, "次/年": 1}


def frequency_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """How often the duty ledger says the duty falls due, and how far it was met."""
    duties = duties_about(claim, sources)
    known = [f for f in duties["frequency"].dropna().unique() if f in TIMES_A_YEAR]
    if not known or claim.unit not in TIMES_A_UNIT:
        yield unanswered("a rule; the duty ledger has no duty of that frequency that comes near to it")
        return
    days = sources.ledgers.duties["done_on"].dropna()
    span = claim.window or (Window(days.min().date(), days.max().date()) if len(days) else None)
    met = duties_met(duties, window=_whole_years(span)).pipe(_met_note) if span else "never met"
    yield Answer(
        Fraction(TIMES_A_YEAR[known[0]], TIMES_A_UNIT[claim.unit]),
        rows=duties,
        reading=f"duty: {duties['duty'].iloc[0]}",
        window=claim.window,
        note=f"a rule, as the duty ledger has it ({known[0]}); {met}",
    )


def _whole_years(span: Window) -> Window:
    """From the first day of its first year, so that the year's first period counts as owed."""
    return Window(date(span.start.year, 1, 1), span.end)


def _met_note(met: pd.DataFrame) -> str:
    missed = met[met["missed"] != ""]
    who = "; ".join(f"{d}: {m}" for d, m in zip(missed["department"], missed["missed"]))
    return f"met in {met['numerator'].sum():g} of {met['denominator'].sum():g} periods" + (
        f", missed by {who}" if who else ""
    )


def part_limit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A limit is a rule; what was done against it stands beside it."""
    duties = sources.ledgers.duties
    measured = in_area(duties, claim.area).dropna(subset=["part", "whole"])
    if measured.empty:
        yield unanswered("a rule; the duty ledger states no parts and wholes to hold against it")
        return
    days = measured["done_on"].dropna()
    span = Window(days.min().date(), days.max().date())
    breaches = breaches_of_part_limit(measured, window=span, limit=float(claim.value), by=())
    row = breaches.iloc[0]
    yield unanswered(
        f"a rule, not a count; held against it, {row['numerator']:g} of {row['denominator']:g} entries break "
        f"it, the largest part at once is {row['largest_part']:.0%}"
    )


def deadline_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Working days allowed by the orders, the day they end, and who is late on it."""
    orders = in_area(sources.ledgers.rectifications, claim.area).dropna(subset="working_days")
    if orders.empty:
        yield unanswered("the ledger of orders states no working days")
        return
    allowed = int(orders["working_days"].mode().iloc[0])
    issued = orders["issued_on"].min().date()
    calendar = reference.working_days()
    due = calendar.after(issued, allowed)
    deadlines = working_day_deadlines(orders, calendar, due + timedelta(days=1))
    late = int((deadlines["state"] == "late").sum())
    yield Answer(
        Fraction(allowed),
        numerator=len(orders),
        rows=orders,
        reading="orders in the rectification ledger",
        window=Window(issued, due),
        note=f"from {issued}, the day of issue not counted, they end on {due}; not done by then: {late} "
        f"of {len(deadlines)}",
    )
