"""The figures of one text as they are held against each other, found again by what they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from ...locale import say
from ..reading.numerals import A_FRACTION
from .agreement import QUALIFIERS, Agreement, agreement, as_printed, decimals_of
from .proportions import Proportion, proportion_of
from .said import Said, nothing
from .vocabulary import base_of, direction_of

CONTRADICTS = "contradicts"
POSSIBLE = "possible"
NO_POWER = "no power"

SCALES = ("万", "亿", "千")
"""A unit that begins so makes a figure a rounded amount."""

SHOWN = 5
"""Whole numbers that `fits` lists at most."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Printed:
    """One extracted claim with its row in the table."""

    row: int
    measure: str
    value: float
    unit: str
    qualifier: str
    period: str
    area: str
    sector: str
    comparison: str
    note: str
    text: str = ""
    sentence: str = ""
    assumed: str = ""

    @property
    def printed(self) -> str:
        is_fraction = self.proportion and self.note == A_FRACTION
        figure = str(self.size / 100) if is_fraction else f"{self.value:g}"
        return f"{self.comparison}{self.qualifier}{figure}{self.unit}"

    @cached_property
    def proportion(self) -> Proportion | None:
        """What it is in percent; None for what is no proportion."""
        return proportion_of(vars(self))

    @property
    def is_percent(self) -> bool:
        """True for a proportion, in percent or in words."""
        return self.proportion is not None

    @property
    def is_in_words(self) -> bool:
        """True for a proportion in words, which is exact to a tenth only."""
        return self.proportion is not None and self.proportion.in_words

    @property
    def size(self) -> Fraction:
        """Its exact value, in percent where it is a proportion."""
        return self.proportion.percent if self.proportion else as_printed(self.value)

    @property
    def step(self) -> Fraction:
        """The last place to which `size` is exact."""
        return self.proportion.step if self.proportion else Fraction(1, 10 ** decimals_of(self.value))

    def agreement(self, exact: Fraction) -> Agreement:
        """How it stands to an exact figure, in percent where it is a proportion."""
        if self.proportion:
            return self.proportion.agreement(exact, self.qualifier)
        return agreement(self.value, exact, qualifier=self.qualifier)

    @property
    def is_count(self) -> bool:
        """A plain count: no comparison, no percentage, no word that makes it one-sided."""
        whole = float(self.value).is_integer() and self.unit[:1] not in SCALES
        return self.is_exact and whole

    @property
    def is_exact(self) -> bool:
        """A plain figure, exact to its last place: a count, or so many 万元."""
        return not self.comparison and not self.is_percent and self.qualifier not in QUALIFIERS

    @property
    def is_level(self) -> bool:
        """A figure of what there was, rounded or not: no change, share or rate."""
        return not self.comparison and not self.is_percent

    @property
    def is_difference(self) -> bool:
        """A rise or fall by so many."""
        return not self.is_percent and bool(direction_of(self.comparison))

    @property
    def about(self) -> tuple[str, str, str, str]:
        """What the figure is of: measure, place, window, sector."""
        return self.measure, self.area, self.period, self.sector

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        """What an amount may have been before it was rounded; a count is what it is."""
        half = Fraction(0) if self.is_count else self.step / 2
        return as_printed(self.value) - half, as_printed(self.value) + half


def verdict_row(
    check: str,
    claim: Printed,
    against: str,
    verdict: str,
    involved: Sequence[Printed],
    fits: str = "",
    note: Said = nothing,
) -> dict:
    keys = {"measure": claim.measure, "area": claim.area, "period": claim.period, "sector": claim.sector}
    rows = [claim.row, *(other.row for other in involved)]
    shown = {"printed": claim.printed, "against": against, "verdict": verdict, "fits": fits}
    notes = {"note": note("en"), "note_zh": note("zh")}
    return {"check": check, **keys, **shown, **notes, "claims": "; ".join(map(str, rows))}


def tried(check: str, claim: Printed, exact: Fraction, against: str, involved: Sequence[Printed]) -> dict:
    found = claim.agreement(exact)
    if found.agrees:
        return verdict_row(check, claim, against, found.verdict, involved, note=found.note)
    value = f"{float(exact):.4g}"
    return verdict_row(
        check,
        claim,
        against,
        CONTRADICTS,
        involved,
        note=lambda language: say("it would be {value}", language, value=value),
    )


class Text:
    """The claims of one text, and its plain counts and changes by what they are about."""

    def __init__(self, claims: Sequence[Printed]) -> None:
        self.claims = claims
        self.whole_area = commonest([claim.area for claim in claims])
        self.area_of_shares = area_of_shares(claims)
        self.whole_sector = commonest([claim.sector for claim in claims])
        self._counts = self.grouped(lambda claim: claim.about if claim.is_count else None)
        self._amounts = self.grouped(
            lambda claim: claim.about if claim.is_exact and not claim.is_count else None
        )
        self._levels = self.grouped(lambda claim: claim.about if claim.is_level else None)
        self._beside = self.grouped(lambda claim: (claim.sentence, *claim.about) if claim.is_level else None)
        self._alike = self.grouped(_in_its_sentence)
        self._differences = self.grouped(
            lambda claim: (*claim.about, base_of(claim.comparison)) if claim.is_difference else None
        )

    def grouped(self, by: Callable[[Printed], Key | None]) -> dict[Key, list[Printed]]:
        """The claims by what `by` says of each, in the order of the text; those of None are left out."""
        groups: dict[Key, list[Printed]] = {}
        for claim in self.claims:
            if (key := by(claim)) is not None:
                groups.setdefault(key, []).append(claim)
        return groups

    def count_of(self, like: Printed, measure: str, *, sector: str | None = None) -> Printed | None:
        """The plain count of `measure` for the same place, window and sector, or for `sector`, told last.

        None where a rounded figure was told since: that is what is meant, and no count before it.
        """
        about = (measure, like.area, like.period, like.sector if sector is None else sector)
        levels = self._levels.get(about, [])
        told = self._in_turn(about, like) or told_last(levels, like)
        return told if told is not None and told.is_count else None

    def _in_turn(self, about: tuple[str, str, str, str], like: Printed) -> Printed | None:
        """The one of several counts of a sentence whose turn it is: "分别18项、47项，…率分别83.3%、87.2%".

        None where `like` is not one of as many figures of the same.
        """
        beside = self._beside.get((like.sentence, *about), []) if like.sentence else []
        alike = self._alike.get(_in_its_sentence(like), [])
        in_turn = zip(alike, beside) if len(alike) == len(beside) > 1 else ()
        return next((count for claim, count in in_turn if claim.row == like.row), None)

    def counts_beside(self, like: Printed, measure: str) -> list[Printed]:
        """The plain counts of `measure` that a figure may be of: that told last, and those of its sentence.

        Behind 其中 a part may stand whose place or sector was not understood: "386项，其中督查发现234项".
        """
        told = self.count_of(like, measure)
        if told is None:
            return []
        others = self._counts.get(told.about, [])
        beside = [
            c for c in others if c is not told and c.sentence == like.sentence != "" and c.row < like.row
        ]
        return [told, *beside]

    def total_of(self, like: Printed, measure: str, sector: str, added: int) -> Printed | None:
        """The count that parts add up to: the one that says so, else the largest of its place and window."""
        counts = self._counts.get((measure, like.area, like.period, sector), [])
        return max(counts, key=lambda claim: (claim.value == added, claim.value), default=None)

    def is_sure(self, claim: Printed, held: Printed) -> bool:
        """True where a figure of another sentence can only be the one that a claim is held against.

        Of two that seem to be of the same, the words for what one is of were not understood.
        """
        if held.sentence == claim.sentence:
            return True
        level = self.count_of(claim, claim.measure) if held.is_difference else None
        if level and not any(c.value == level.value for c in self._told_beside(held, level)):
            # By so many something rose that this sentence does not count: it may be a part.
            return False
        before = held.row < claim.row
        return not any(
            other.value != held.value and other.sentence != claim.sentence
            for other in self._levels.get(held.about, [])
            if other.unit == held.unit and (other.row < claim.row or not before)
        )

    def is_beside_another(self, held: Printed, level: Printed) -> bool:
        """True where the sentence of a figure counts what `level` is of, but with another figure."""
        told = self._told_beside(held, level) if held.sentence != level.sentence else []
        return bool(told) and all(count.value != level.value for count in told)

    def _told_beside(self, held: Printed, level: Printed) -> list[Printed]:
        """What the sentence of a figure tells of that which `level` is of."""
        return self._beside.get((held.sentence, *level.about), [])

    def counts_like(self, like: Printed) -> list[Printed]:
        """Every plain count of the same measure, window and sector, of whatever place."""
        about = (like.measure, like.period, like.sector)
        return [
            claims[0]
            for (named, _, period, sector), claims in self._counts.items()
            if (named, period, sector) == about
        ]

    def amount_of(self, like: Printed, measure: str, *, sector: str | None = None) -> Printed | None:
        """As `count_of`, of amounts such as 3.2万元."""
        about = (measure, like.area, like.period, like.sector if sector is None else sector)
        return told_last(self._amounts.get(about, []), like)

    def rate_of(self, like: Printed, unit: str) -> Printed | None:
        """The rate of the measure, place, window and sector of `like` in that unit, told last."""
        about = (like.measure, like.area, like.period, like.sector, unit)
        found = [
            claim
            for claim in self.claims
            if (claim.measure, claim.area, claim.period, claim.sector, claim.unit) == about
            and not claim.comparison
        ]
        return told_last(found, like)

    def rate_elsewhere(self, like: Printed, unit: str) -> Printed | None:
        """The rate of the measure, window and sector of `like` in the one other place that has it."""
        about = (like.measure, like.period, like.sector, unit)
        found = [
            claim
            for claim in self.claims
            if (claim.measure, claim.period, claim.sector, claim.unit) == about
            and not claim.comparison
            and claim.area != like.area
        ]
        return found[0] if len(found) == 1 or (found and found[0].area == self.whole_area) else None

    def begun_with(self, like: Printed, measure: str) -> Printed | None:
        """The one plain count of `measure` over a window that began on the same day and ended earlier.

        Hazards found by 20 May, of which so many were closed by 30 June.
        """
        start, _, end = like.period.partition("/")
        counts = [
            claims[0]
            for (named, area, period, sector), claims in self._counts.items()
            if (named, area, sector) == (measure, like.area, like.sector)
            and period.startswith(f"{start}/")
            and period.partition("/")[2] < end
        ]
        return counts[0] if len(counts) == 1 else None

    def difference_of(self, claim: Printed) -> Printed | None:
        """The same change printed as a difference ("2679 more") beside the percentage."""
        about = (claim.measure, claim.area, claim.period, claim.sector, base_of(claim.comparison))
        return told_last(self._differences.get(about, []), claim)


def _in_its_sentence(claim: Printed) -> tuple[str, ...]:
    """What figures of one sentence have in common that are told in turn."""
    return claim.sentence, *claim.about, claim.unit, claim.comparison


def first_of_each(claims: Sequence[Printed], by: Callable[[Printed], Hashable]) -> list[Printed]:
    """The first of the claims for each part that `by` names."""
    found: dict[Hashable, Printed] = {}
    for claim in claims:
        found.setdefault(by(claim), claim)
    return list(found.values())


def told_last(claims: Sequence[Printed], like: Printed) -> Printed | None:
    """The last of the claims before `like`, to which it refers; the first of all where none is before it."""
    before = [claim for claim in claims if claim.row < like.row]
    return before[-1] if before else next(iter(claims), None)


def commonest(names: Sequence[str]) -> str:
    """The name that most claims of a text have: what it is about."""
    return max(names, key=names.count, default="")


_OF_A_PLACE = re.compile("占全([国省区市州盟县])")


def area_of_shares(claims: Sequence[Printed]) -> str:
    """The area that most claims are of, without those that have a share of it: 越城区, 占全市的27.3%.

    No district is the whole of a 全市, whatever is told of it beside another.
    """
    shares = [(claim.area, of[1]) for claim in claims if (of := _OF_A_PLACE.match(claim.comparison))]
    level = commonest([whole for _, whole in shares])
    parts = {area for area, whole in shares if whole == level}
    below = _BELOW.get(level, "")
    return commonest([c.area for c in claims if c.area not in parts and not c.area.endswith((*below,))])


_BELOW = {"市": "区县旗镇乡道", "州": "市县旗镇乡道", "省": "市州区县旗镇乡道", "国": "省市州区县旗镇乡道"}
"""How the names of places end that are a part of a 全市, 全省 or 全国."""


def listed(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    if len(numbers) > SHOWN and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else "")
