"""Accidents and persons: counts, shares, changes, accidents studied, the same enterprise again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from ... import reference
from ...locale import say
from ...locale.formats import window_text
from ...locale.wording import basis_noun
from ...measures.duties import studied_share
from ...measures.inspections import repeated_enterprises
from ...measures.placing import lies_in
from ...periods import Window
from ...schema import ACCIDENTS, Basis
from ..terms import industry_names, is_kind, sector_of_whole, sector_terms
from .asked import CITY_WIDE, YUAN_IN, Answer, Claim, Sources, no_window, not_entered, unanswered
from .said import Said, nothing
from .tallying import (
    AMOUNTS,
    FATAL,
    MEANT_BY,
    Condition,
    Tally,
    conditions_of,
    doubt_about,
    equals,
    is_unstated,
    nobody_states,
    tally,
)
from .understanding import earlier_window
from .vocabulary import measure_named


@dataclass(frozen=True)
class Reading:
    """One way to understand a claim about accidents: on which basis, and by which columns."""

    claim: Claim
    basis: Basis
    axis: Said
    conditions: tuple[Condition, ...]
    accidents: pd.DataFrame
    sources: Sources

    @property
    def rows(self) -> pd.DataFrame:
        """The accidents of the claim's place, sector and kind, on whatever day, counted or not."""
        rows = self.accidents
        for condition in self.conditions:
            rows = rows[condition.holds(rows)]
        return rows

    def tally(self, window: Window, *also: Condition) -> Tally:
        """What the claim's measure adds up to in a window."""
        lacking = self.sources.lacking("accidents", window, self.claim.area)
        conditions = [*self.conditions, *also]
        return tally(self.accidents, conditions, self.claim.measure, self.basis, window, lacking)


def accident_readings(claim: Claim, sources: Sources) -> Iterator[Reading]:
    """Every reading of an accident claim by columns that the ledger states at all."""
    accidents = sources.ledgers.accidents
    for own in _by_category_or_kind(claim):
        for basis in sources.bases_for(own):
            for axis, of_sector in _axes(own.sector):
                conditions = (*_conditions(own), *of_sector)
                if not _never_stated(own.measure, [*conditions, *conditions_of(basis)], accidents):
                    yield Reading(own, basis, axis, conditions, accidents, sources)


def _by_category_or_kind(claim: Claim) -> Iterator[Claim]:
    """A claim about a category; about accidents of a kind as well, where that has the same name."""
    yield claim
    if claim.category and is_kind(claim.category) and not claim.kind:
        measure = "accidents" if claim.measure == "fires" else claim.measure
        yield replace(claim, measure=measure, category="", kind=claim.category)


def _conditions(claim: Claim) -> list[Condition]:
    """What a claim asks of an accident, but for its sector."""
    asked = {"category": claim.category, "accident_kind": claim.kind, "cause": claim.cause}
    area = [] if claim.area in CITY_WIDE else [equals("area", claim.area)]
    return [*area, *(equals(column, value) for column, value in asked.items() if value)]


def _axes(sector: str) -> Iterator[tuple[Said, list[Condition]]]:
    """How a sector is told: on the bureau's own axis first, and by industry second."""
    if not sector:
        yield nothing, []
    if sector in set(reference.supervision_sectors()["sector"]):
        own = equals("supervision_sector", sector)
        yield (lambda language: say("supervision sector", language)), [own]
    if industry := industry_names().get(sector):
        named = Condition("industry", lambda stated: stated.str.endswith(f" {industry}"))
        yield (lambda language: say("industry", language)), [named]


def _never_stated(measure: str, conditions: Sequence[Condition], accidents: pd.DataFrame) -> list[str]:
    """The columns of a reading that not one accident states; for an amount any of its columns will do."""
    asked = [c.column for c in (*conditions, *([MEANT_BY[measure]] if measure in MEANT_BY else []))]
    never = [column for column in asked if is_unstated(accidents[column]).all()]
    if measure in AMOUNTS and accidents[list(AMOUNTS[measure])].isna().all(axis=None):
        never.append(AMOUNTS[measure][0])
    return list(dict.fromkeys(never))


def no_reading(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The columns for want of which a claim has no reading; nothing where it is about no known sector."""
    accidents = sources.ledgers.accidents
    for _, of_sector in _axes(claim.sector):
        fatal = [FATAL] if claim.counts_fatal_only else []
        never = _never_stated(claim.measure, [*_conditions(claim), *of_sector, *fatal], accidents)
        if never:
            yield unanswered(nobody_states(never))
            return


def not_told(claim: Claim, window: Window, sources: Sources) -> Said | None:
    """Why the accident ledger cannot tell a claim; None where it can."""
    accidents = sources.ledgers.accidents
    if claim.subject:
        return lambda language: say(
            "the accident ledger has no column that knows '{subject}'", language, subject=claim.subject
        )
    if claim.cause and not (accidents["cause"].fillna("") == claim.cause).any():
        return lambda language: say("the accident ledger has no cause '{cause}'", language, cause=claim.cause)
    return sources.not_covered("accidents", window, claim.area)


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
    readings = list(accident_readings(claim, sources))
    if not readings:
        yield from no_reading(claim, sources)
    scale = YUAN_IN.get(claim.unit, 1)
    for reading in readings:
        told = reading.tally(claim.window)
        most = None if told.most is None else told.most / scale
        doubt = doubt_about([told], told.value / scale, most)
        if not told.is_told and doubt:
            yield unanswered(doubt.why)
            continue
        yield Answer(
            told.value / scale,
            numerator=float(told.value / scale) if claim.is_money else int(told.value),
            rows=told.rows,
            basis=reading.basis.name,
            reading=reading.axis,
            window=claim.window,
            doubt=doubt,
        )


def share_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A district's share of the city; or, for a sector, its share of all in its area."""
    if not claim.of_either:
        yield from _share_of_one(claim, sources)
        return
    for measure in sorted(("accident_share", "death_share"), key=lambda name: name != claim.measure):
        for answer in _share_of_one(replace(claim, measure=measure), sources):
            yield replace(answer, reading=_of_what(measure, answer.reading))


def _of_what(measure: str, axis: Said) -> Said:
    """How a share is read that does not say of what: by what is shared out, and by how its sector is told."""
    named = measure_named(measure)
    return lambda language: ", ".join(
        filter(None, (named.zh if language == "zh" else named.en, axis(language)))
    )


def _share_of_one(claim: Claim, sources: Sources) -> Iterator[Answer]:
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
    part_of = replace(claim, measure=measure)
    readings = list(accident_readings(part_of, sources))
    if not readings:
        yield from no_reading(part_of, sources)
    _, of_sector = next(_axes(whole.sector), (nothing, None))
    if of_sector is None:
        return
    of_whole = (*_conditions(whole), *of_sector)
    for reading in readings:
        part = reading.tally(claim.window, *of_whole)
        of_all = replace(reading.claim, area=whole.area)
        total = replace(reading, claim=of_all, conditions=of_whole).tally(claim.window)
        doubt = doubt_about([part, total], *_limits_of_share(part, total))
        if total.value == 0:
            yield unanswered(doubt.why if doubt else _nothing_happened(reading.basis))
            continue
        yield Answer(
            100 * part.value / total.value,
            numerator=int(part.value),
            denominator=int(total.value),
            rows=part.rows,
            basis=reading.basis.name,
            reading=reading.axis,
            window=claim.window,
            is_share=True,
            doubt=doubt,
        )


def _limits_of_share(part: Tally, total: Tally) -> tuple[Fraction, Fraction]:
    """Between what a share lies: all that is doubtful counts beside the part, or all that may within it."""
    if part.more is None:
        return Fraction(0), Fraction(100)
    if total.more is None:
        return Fraction(0), _percent(part.value + part.more, total.value + part.more, empty=100)
    beside = max(total.more - part.more, Fraction(0))
    low, high = (part.value, total.value + beside), (part.value + part.more, total.value + part.more)
    return _percent(*low, empty=0), _percent(*high, empty=100)


def _percent(part: Fraction, whole: Fraction, *, empty: int) -> Fraction:
    return 100 * part / whole if whole else Fraction(empty)


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
    readings = list(accident_readings(claim, sources))
    if not readings:
        yield from no_reading(claim, sources)
    scale = YUAN_IN.get(claim.unit, 1)
    for reading in readings:
        now, then = (reading.tally(window) for window in (claim.window, other))
        least = None if then.most is None else (now.value - then.most) / scale
        most = None if now.most is None else (now.most - then.value) / scale
        change = Answer(
            (now.value - then.value) / scale,
            numerator=float(now.value),
            denominator=float(then.value),
            rows=now.rows,
            basis=reading.basis.name,
            reading=reading.axis,
            window=claim.window,
            note=_against(other),
            doubt=doubt_about([now, then], least, most),
        )
        if not claim.is_percent:
            yield change
        elif then.value:
            doubt = doubt_about([now, then], *_limits_of_change(now, then))
            yield replace(change, value=100 * (now.value - then.value) / then.value, doubt=doubt)
        elif change.doubt:
            yield replace(change, value=None, note=change.doubt.why, doubt=None)
        else:
            yield replace(change, value=None, note=_base_zero(other, int(now.value)))


def _limits_of_change(now: Tally, then: Tally) -> tuple[Fraction, Fraction | None]:
    """Between what a change in percent lies: the base with all that is doubtful, or without it."""
    least = Fraction(-100) if then.most is None else 100 * (now.value - then.most) / then.most
    most = None if now.most is None else 100 * (now.most - then.value) / then.value
    return least, most


def _against(other: Window) -> Said:
    return lambda language: say("against {window}", language, window=window_text(other, language))


def _base_zero(other: Window, more: int) -> Said:
    return lambda language: say(
        "the base is zero ({window}): {more} more, and no percentage",
        language,
        window=window_text(other, language),
        more=more,
    )


def counted_rows(rows: pd.DataFrame, basis: Basis, window: Window) -> pd.DataFrame:
    """The rows behind a count on `basis` in `window`: evidence."""
    return rows[basis.mask(rows) & lies_in(rows, ACCIDENTS.day, window)]


def studied_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Accidents of the window that a meeting studied afterwards, of all in their sector and area."""
    if claim.window is None:
        yield unanswered(no_window)
        return
    if missing := sources.not_covered("accidents", claim.window):
        yield unanswered(missing)
        return
    if lacking := sources.lacking("accidents", claim.window, claim.area):
        yield unanswered(not_entered(lacking))
        return
    for reading in accident_readings(claim, sources):
        rows, basis, axis = reading.rows, reading.basis, reading.axis
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
    for reading in accident_readings(claim, sources):
        rows, basis, axis = reading.rows, reading.basis, reading.axis
        fatal = rows[FATAL.holds(rows)]
        listed = repeated_enterprises(fatal, window=claim.window, basis=basis, at_least=1)
        if listed.empty:
            continue
        most = listed.iloc[0]
        counted = counted_rows(fatal, basis, claim.window)
        yield Answer(
            Fraction(int(most["numerator"])),
            numerator=int(most["numerator"]),
            denominator=len(counted_rows(rows, basis, claim.window)),
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
