"""Printed rates and means held against the counts that they were made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from ..reading.letter_words import PEOPLE
from .agreement import ONE_SIDED, QUALIFIERS, as_printed, counts_that_fit
from .printed import CONTRADICTS, POSSIBLE, Printed, Text, listed, tried, verdict_row

RATES = {
    "整改率": ("已整改数", ("隐患数", "挂账隐患数")),
    "销号率": ("已整改数", ("隐患数", "挂账隐患数")),
    "销账率": ("已整改数", ("挂账隐患数", "隐患数")),
    **{f"重大隐患{rate}": ("重大隐患销号数", ("重大隐患数",)) for rate in ("整改率", "销账率", "销号率")},
    **{f"一般隐患{rate}": ("一般隐患已整改数", ("一般隐患数",)) for rate in ("整改率", "销账率", "销号率")},
}
"""Rate, the count on top of it, and the counts that can stand below it."""

_VISITED = ("检查家次", "检查单位数", "检查次数", "抽查数")
RATES_OF_VISITS = {
    "立案率": ("立案数", _VISITED),
    "处罚率": ("行政处罚数", _VISITED),
    "查处率": ("行政处罚数", _VISITED),
}
"""Rates of what was inspected, in households or in visits: the one that fits is meant."""

MEANS = {
    "案均": ("立案数", "案件数", "行政处罚数", "行政处罚次数"),
    "件均": ("立案数", "案件数", "行政处罚数"),
    "家均": ("检查单位数", "抽查数", "行政处罚企业数", "检查家次"),
    "户均": ("检查单位数", "抽查数", "检查家次"),
}
"""Word for a mean, and the counts that an amount may be divided by."""


def rates(text: Text) -> Iterator[dict]:
    """Every printed rate or mean, against its counts."""
    yield from _rates(text)
    yield from _rates_by_their_words(text)
    yield from _targets_reached(text)
    yield from _means(text)
    yield from _deaths_per(text)


def _rates(text: Text) -> Iterator[dict]:
    for claim in text.claims:
        if claim.measure not in RATES or not claim.is_percent:
            continue
        top, bottoms = RATES[claim.measure]
        wholes = next(filter(None, (_wholes_of_rate(claim, bottom, text) for bottom in bottoms)), [])
        if not wholes:
            continue
        part, whole = text.count_of(claim, top), wholes[0]
        if part is not None:
            yield _first_that_fits(claim, part, wholes)
        else:
            fits = _parts_that_fit(claim, int(whole.value))
            verdict = POSSIBLE if fits else CONTRADICTS
            yield verdict_row("rate", claim, f"?/{whole.value:g}", verdict, [whole], listed(fits))


def _rates_by_their_words(text: Text) -> Iterator[dict]:
    """A rate against the count that its own word names, of one told before it or of what was visited.

    "受理举报731件，办结719件，办结率98.4%": 719 of 731. Of several wholes, one that fits is meant.
    """
    for claim in text.claims:
        if (
            not claim.is_percent
            or claim.comparison
            or not claim.measure.endswith("率")
            or claim.measure in RATES
        ):
            continue
        top, bottoms = RATES_OF_VISITS.get(claim.measure, ("", ()))
        if top:
            part = text.count_of(claim, top)
            wholes = [found for bottom in bottoms if (found := text.count_of(claim, bottom))]
        else:
            part, wholes = _told_in_one_breath(claim, text)
        if part is None or not any(whole.value for whole in wholes):
            continue
        yield _first_that_fits(claim, part, [whole for whole in wholes if whole.value])


def _targets_reached(text: Text) -> Iterator[dict]:
    """How far a target is reached, in a table that prints it beside what is done."""
    for claim in text.claims:
        if not (claim.measure.endswith("完成率") and claim.is_percent and claim.sentence):
            continue
        thing = claim.measure.removesuffix("完成率")
        beside = [one for one in text.claims if one.sentence == claim.sentence and one.row != claim.row]
        done = [one for one in beside if one.measure == thing and one.is_count]
        targets = [one for one in beside if one.measure == thing + one.comparison != thing and one.value]
        if len(done) == len(targets) == 1:
            exact = Fraction(int(done[0].value) * 100) / as_printed(targets[0].value)
            against = f"{done[0].value:g}/{targets[0].value:g}"
            yield tried("rate", claim, exact, against, [done[0], targets[0]])


def _wholes_of_rate(claim: Printed, measure: str, text: Text) -> list[Printed]:
    """The counts that a rate may be of; of those that began with its window where none is of the same."""
    begun = text.begun_with(claim, measure)
    found = text.counts_beside(claim, measure) or ([begun] if begun else [])
    return [count for count in found if count.value]


def _first_that_fits(claim: Printed, part: Printed, wholes: Sequence[Printed]) -> dict:
    """A rate against the first whole of which it is one; of none of them, against one it can be of."""
    tries = [
        tried(
            "rate",
            claim,
            Fraction(int(part.value) * 100, int(whole.value)),
            f"{part.value:g}/{whole.value:g}",
            [part, whole],
        )
        for whole in sorted(wholes, key=lambda whole: whole.value < part.value)
    ]
    return next((one for one in tries if one["verdict"] != CONTRADICTS), tries[0])


def _told_in_one_breath(claim: Printed, text: Text) -> tuple[Printed | None, list[Printed]]:
    """The count right before a rate that has the rate's own word, and the counts of its unit before it."""
    name = re.sub("率$", "", claim.measure)
    word = name[-2:]
    if len(word) < 2 or not claim.sentence:
        return None, []
    before = [
        one for one in text.claims if one.row < claim.row and one.sentence == claim.sentence and one.is_count
    ]
    if level := _OF_OFFICES.match(claim.measure):
        # What the city listed is none of what its counties did.
        before = [one for one in before if one.measure.startswith(level[0])]
    named = [one for one in before if len(name) > len(word) and name in one.text]
    last = [one for one in before[-1:] if re.search(f"(?<![未没]){word}[^未]*\\d", one.text)]
    part = next(iter([*named, *last]), None)
    if part is None or part.area != claim.area or part.period != claim.period:
        return None, []
    return part, [
        one for one in before if one is not part and _in_one_unit(one, part) and one.value >= part.value
    ]


def _in_one_unit(one: Printed, other: Printed) -> bool:
    """True for counts in the same unit, or of persons in whatever word for them."""
    return one.unit == other.unit or {one.unit, other.unit} <= set(PEOPLE)


_OF_OFFICES = re.compile("[省市区县镇乡]级")
"""How the measure of what one level of offices did begins."""


def _means(text: Text) -> Iterator[dict]:
    """An amount for each case, or each firm, against the amount and their number: "案均4.5万元"."""
    for claim in text.claims:
        word = next((word for word in MEANS if claim.measure.startswith(word)), "")
        if not word or claim.qualifier in QUALIFIERS:
            continue
        measure = claim.measure.removeprefix(word)
        amount = text.count_of(claim, measure) or text.amount_of(claim, measure)
        numbers = [n for one in MEANS[word] if (n := text.count_of(claim, one)) and n.value]
        if amount is None or not numbers or amount.unit != claim.unit:
            continue
        tries = [
            tried(
                "rate",
                claim,
                as_printed(amount.value) / int(number.value),
                f"{amount.value:g}/{number.value:g}",
                [amount, number],
            )
            for number in numbers
        ]
        yield next((one for one in tries if one["verdict"] != CONTRADICTS), tries[0])


_KEPT = "在册|在用|保有|现有|共有|拥有"
DEATHS_PER = {
    "百万吨": ("吨", 1_000_000, re.compile("产量|生产|产煤")),
    "万台": ("台", 10_000, re.compile(_KEPT)),
    "万车": ("辆", 10_000, re.compile(_KEPT)),
}
"""What deaths are set against: the unit that a text tells it in, how many of them are one, words for it."""
TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}


def _deaths_per(text: Text) -> Iterator[dict]:
    """Deaths for each million tons, or ten thousand devices, against deaths and tons, or devices.

    Of several amounts in that unit, one that fits is meant.
    """
    for claim in text.claims:
        per = next((per for per in DEATHS_PER if claim.measure.startswith(per)), "")
        dead = text.count_of(claim, "死亡人数") if per and claim.measure.endswith("死亡率") else None
        is_told = "死亡率" in claim.text and not (claim.comparison or claim.unit)
        if dead is None or not is_told or claim.qualifier in QUALIFIERS:
            continue
        unit, one, said = DEATHS_PER[per]
        amounts = [
            amount
            for amount in text.claims
            if amount.unit.lstrip("万亿") == unit and said.search(amount.text)
            if (amount.area, amount.sector) == (claim.area, claim.sector) and _ends_alike(amount, claim)
            if amount.is_exact and amount.span[0] > 0
        ]
        rows = [_death_rate(claim, dead, amount, one) for amount in amounts]
        yield from next(([row] for row in rows if row["verdict"] != CONTRADICTS), rows[:1])


def _ends_alike(amount: Printed, claim: Printed) -> bool:
    """True for what there was over the window of a figure, or on its last day."""
    return amount.period.rpartition("/")[2] == claim.period.rpartition("/")[2]


def _death_rate(claim: Printed, dead: Printed, amount: Printed, one: int) -> dict:
    """A death rate contradicts a rounded amount only where none behind it gives it."""
    times = Fraction(TIMES[amount.unit[: -len(amount.unit.lstrip("万亿"))]], one)
    low, high = (Fraction(int(dead.value)) / (edge * times) for edge in reversed(amount.span))
    against = f"{dead.value:g}/{amount.value:g}{amount.unit}"
    if high < claim.size - claim.step / 2 or low >= claim.size + claim.step:
        exact = Fraction(int(dead.value)) / (as_printed(amount.value) * times)
        return tried("rate", claim, exact, against, [dead, amount])
    return verdict_row("rate", claim, against, POSSIBLE, [dead, amount])


def _parts_that_fit(claim: Printed, whole: int) -> list[int]:
    """Whole numbers of `whole` whose percentage prints as the claim, by any rounding or by its qualifier.

    "91 % or more" is read as from 91 to below 92: whoever had 92 % would have printed that. It may be more
    where no whole number is in between.
    """
    low, high = ((claim.size + off) * whole / 100 for off in (-claim.step, claim.step))
    near = range(max(floor(low), 0), min(ceil(high), whole) + 1)
    exact = {count: Fraction(100 * count, whole) for count in near}
    capped = [count for count, rate in exact.items() if 0 <= rate - claim.size < claim.step]
    if claim.qualifier == "以上" and capped:
        return capped
    if not claim.is_in_words and claim.qualifier not in QUALIFIERS:
        return sorted(set().union(*counts_that_fit(claim.value, whole).values()))
    nearest = [count for count, rate in exact.items() if claim.agreement(rate).agrees]
    far = (0, whole) if claim.qualifier in ONE_SIDED else ()
    return nearest or [count for count in far if claim.agreement(Fraction(100 * count, whole)).agrees]
