"""Accidents and persons: counts, shares, changes, accidents studied, the same enterprise again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ... import reference
from ...locale import say
from ...locale.formats import window_text
from ...locale.wording import basis_noun
from ...measures.counts import count_accidents
from ...measures.duties import studied_share
from ...measures.inspections import repeated_enterprises
from ...periods import Window
from ...schema import Basis
from ..terms import industry_names, sector_of_whole, sector_terms
from .asked import Answer, Claim, Said, Sources, in_area, no_window, not_covered, nothing, unanswered
from .understanding import earlier_window


def accidents_about(claim: Claim, sources: Sources) -> pd.DataFrame:
    """Accidents of the claim's area, category, kind and cause, on whatever day."""
    rows = in_area(sources.ledgers.accidents, claim.area)
    if claim.category:
        rows = rows[rows["category"] == claim.category]
    if claim.kind:
        rows = rows[rows["accident_kind"] == claim.kind]
    if claim.cause:
        rows = rows[rows["cause"].fillna("") == claim.cause]
    return rows


def in_sector(rows: pd.DataFrame, sector: str) -> Iterator[tuple[Said, pd.DataFrame]]:
    """The rows of a sector, read on the bureau's own axis first and by industry second."""
    if not sector:
        yield nothing, rows
        return
    if sector in set(reference.supervision_sectors()["sector"]):
        own = rows[rows["supervision_sector"].fillna("") == sector]
        yield (lambda language: say("supervision sector", language)), own
    if sector in industry_names():
        own = rows[rows["industry"].fillna("").str.endswith(f" {industry_names()[sector]}")]
        yield (lambda language: say("industry", language)), own


def accident_readings(claim: Claim, sources: Sources) -> Iterator[tuple[Basis, Said, pd.DataFrame]]:
    """Basis, axis and rows of every reading of an accident claim; on whatever day, counted or not."""
    rows = accidents_about(claim, sources)
    for basis in sources.bases:
        for axis, own in in_sector(rows, claim.sector):
            yield basis, axis, own


def counted_rows(rows: pd.DataFrame, basis: Basis, window: Window) -> pd.DataFrame:
    """The rows behind a count on `basis` in `window`: evidence."""
    return rows[basis.mask(rows) & window.contains(rows["occurred_on"])]


def not_told(claim: Claim, window: Window, sources: Sources) -> Said | None:
    """Why the accident ledger cannot tell a claim; None where it can."""
    accidents = sources.ledgers.accidents
    if claim.subject:
        return lambda language: say(
            "the accident ledger has no column that knows '{subject}'", language, subject=claim.subject
        )
    if claim.cause and not (accidents["cause"].fillna("") == claim.cause).any():
        return lambda language: say("the accident ledger has no cause '{cause}'", language, cause=claim.cause)
    return not_covered(window, accidents["occurred_on"])


EVENTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "fatal_accidents": lambda rows: rows[rows["deaths"].fillna(0) > 0],
    "severe_accidents": lambda rows: rows[rows["severity"] == "较大"],
    "severe_deaths": lambda rows: rows[rows["severity"] == "较大"],
    "major_accidents": lambda rows: rows[rows["severity"] == "重大"],
    "major_deaths": lambda rows: rows[rows["severity"] == "重大"],
    "fires": lambda rows: rows[rows["category"].isin(["火灾", "生产经营性火灾"])],
}
"""Which accidents a measure is about, where it is not about all."""

PERSONS = {
    "deaths": ("deaths",),
    "severe_deaths": ("deaths",),
    "major_deaths": ("deaths",),
    "injuries": ("serious_injuries", "minor_injuries"),
    "serious_injuries": ("serious_injuries",),
    "minor_injuries": ("minor_injuries",),
}
"""The events of `measures.counts` that a measure adds up; any other measure counts accidents."""


def meant_by(measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The accidents that a measure is about."""
    return EVENTS.get(measure, lambda every: every)(rows)


def count_of(measure: str, rows: pd.DataFrame, basis: Basis, window: Window) -> int:
    """Accidents or persons among `rows`, as the measure asks. A missing number of persons adds nothing."""
    about = meant_by(measure, rows)
    counts = [
        count_accidents(about, windows=[window], basis=basis, by=(), events=events)["numerator"].iloc[0]
        for events in PERSONS.get(measure, ("accidents",))
    ]
    return int(sum(counts))


def events_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Counts of accidents or persons; a percentage of them is a change or a share, as the comparison says."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    if missing := not_told(claim, claim.window, sources):
        yield unanswered(missing)
        return
    if claim.comparison.startswith("占"):
        yield from share_answers(claim, sources)
        return
    if claim.comparison:
        yield from change_answers(claim, sources)
        return
    if claim.is_percent:
        yield unanswered(lambda language: say("a percentage that does not say of what", language))
        return
    for basis, axis, rows in accident_readings(claim, sources):
        count = count_of(claim.measure, rows, basis, claim.window)
        yield Answer(
            Fraction(count),
            numerator=count,
            rows=counted_rows(meant_by(claim.measure, rows), basis, claim.window),
            basis=basis.name,
            reading=axis,
            window=claim.window,
        )


def share_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A district's share of the city; or, for a sector, its share of all in its area."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    if "目标" in claim.comparison or "指标" in claim.comparison:
        yield unanswered(lambda language: say("no ledger holds the yearly target", language))
        return
    if missing := not_told(claim, claim.window, sources):
        yield unanswered(missing)
        return
    measure = {"accident_share": "accidents", "death_share": "deaths"}.get(claim.measure, claim.measure)
    whole = _whole_named(claim)
    if missing := not_told(whole, claim.window, sources):
        yield unanswered(missing)
        return
    if not (claim.sector or claim.category or claim.kind or claim.cause):
        whole = replace(whole, area="")
    _, every = next(in_sector(accidents_about(whole, sources), whole.sector), (nothing, None))
    if every is None:
        return
    for basis, axis, among in accident_readings(claim, sources):
        rows = among[among.index.isin(every.index)]
        part, total = (count_of(measure, these, basis, claim.window) for these in (rows, every))
        if total == 0:
            yield unanswered(_nothing_happened(basis))
            continue
        yield Answer(
            Fraction(100 * part, total),
            numerator=part,
            denominator=total,
            rows=counted_rows(rows, basis, claim.window),
            basis=basis.name,
            reading=axis,
            window=claim.window,
            is_share=True,
        )


def _whole_named(claim: Claim) -> Claim:
    """The sector whose total a share names; all sectors where it names none."""
    named = sector_terms(sector_of_whole(claim.comparison))
    return replace(
        claim,
        sector=named["sector"],
        category=named["category"],
        kind=named["kind"],
        cause=named["cause"],
        subject=named["subject"],
    )


def _nothing_happened(basis: Basis) -> Said:
    return lambda language: say(
        "nothing happened ({basis}): there is no share of 0", language, basis=basis_noun(basis.name, language)
    )


def change_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A rise or fall against an earlier window, as a percentage or as a difference; a fall is negative."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    other = earlier_window(claim.window, claim.comparison)
    if other is None:
        yield unanswered(
            lambda language: say(
                "what '{comparison}' compares with is not known", language, comparison=claim.comparison
            )
        )
        return
    if missing := not_told(claim, other, sources):
        yield unanswered(missing)
        return
    for basis, axis, rows in accident_readings(claim, sources):
        now, then = (count_of(claim.measure, rows, basis, window) for window in (claim.window, other))
        change = Answer(
            Fraction(now - then),
            numerator=now,
            denominator=then,
            rows=counted_rows(rows, basis, claim.window),
            basis=basis.name,
            reading=axis,
            window=claim.window,
            note=_against(other),
        )
        if not claim.is_percent:
            yield change
        elif then:
            yield replace(change, value=Fraction(100 * (now - then), then))
        else:
            yield replace(change, value=None, note=_base_zero(other, now))


def _against(other: Window) -> Said:
    return lambda language: say("against {window}", language, window=window_text(other, language))


def _base_zero(other: Window, more: int) -> Said:
    return lambda language: say(
        "the base is zero ({window}): {more} more, and no percentage",
        language,
        window=window_text(other, language),
        more=more,
    )


def studied_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Accidents of the window that a meeting studied afterwards, of all in their sector and area."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    if missing := not_covered(claim.window, sources.ledgers.accidents["occurred_on"]):
        yield unanswered(missing)
        return
    for basis, axis, rows in accident_readings(claim, sources):
        share = studied_share(rows, windows=[claim.window], basis=basis, by=(), as_of=sources.as_of).iloc[0]
        studied, happened = int(share["numerator"]), int(share["denominator"])
        counted = counted_rows(rows, basis, claim.window)
        by_then = counted["studied_on"].notna()
        if sources.as_of:
            by_then &= counted["studied_on"] < pd.Timestamp(sources.as_of) + pd.Timedelta(days=1)
        yield Answer(
            Fraction(studied),
            numerator=studied,
            denominator=happened,
            rows=counted[by_then],
            basis=basis.name,
            reading=axis,
            window=claim.window,
            note=_of_accidents(studied, happened),
        )


def _of_accidents(part: int, whole: int) -> Said:
    return lambda language: say("{part} of {whole} accidents", language, part=part, whole=whole)


def same_enterprise_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Fatal accidents of the enterprise that has most of them, its name variants taken together."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    for basis, axis, rows in accident_readings(claim, sources):
        fatal = meant_by("fatal_accidents", rows)
        listed = repeated_enterprises(fatal, window=claim.window, basis=basis, at_least=1)
        if listed.empty:
            continue
        most = listed.iloc[0]
        counted = counted_rows(fatal, basis, claim.window)
        yield Answer(
            Fraction(int(most["numerator"])),
            numerator=int(most["numerator"]),
            denominator=count_of("accidents", rows, basis, claim.window),
            rows=counted[counted["enterprise_key"] == most["enterprise_key"]],
            basis=basis.name,
            reading=axis,
            window=claim.window,
            note=_again(int((listed["numerator"] > 1).sum()), most["enterprise"], most["years"]),
        )


def _again(count: int, spellings: str, years: str) -> Said:
    return lambda language: say(
        "enterprises with more than one: {count}; the first as {spellings}, in {years}",
        language,
        count=count,
        spellings=spellings,
        years=years,
    )
