"""Printed changes held against the base that they imply, or that the text prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from ...locale import say
from ..reading.times import years_before
from .agreement import AGREES, ONE_SIDED, QUALIFIERS, as_printed, decimals_of, roundings_that_fit
from .printed import CONTRADICTS, POSSIBLE, Printed, Text, listed, tried, verdict_row
from .said import Said, nothing
from .understanding import earlier_window, window_of
from .vocabulary import direction_of


def changes(text: Text) -> Iterator[dict]:
    """Every printed change, in percent or in numbers, against what it is a change of."""
    yield from _changes(text)
    yield from _differences(text)
    yield from _differences_of_rates(text)


def _changes(text: Text) -> Iterator[dict]:
    for claim in text.claims:
        sign = direction_of(claim.comparison)
        if not claim.is_percent or not sign or BESIDE_A_MEAN.search(claim.comparison):
            continue
        difference = text.difference_of(claim)
        if difference is not None and difference.value and direction_of(difference.comparison) != sign:
            yield verdict_row("change", claim, difference.printed, CONTRADICTS, [difference], note=_other_way)
            continue
        level = text.count_of(claim, claim.measure)
        if level is None:
            amount = text.amount_of(claim, claim.measure)
            if amount and difference and amount.unit == difference.unit:
                yield from _change_of_amounts(claim, amount, difference)
            elif amount and difference is None and (earlier := _printed_amount_before(claim, text)):
                yield from _amount_against_base(claim, amount, earlier, sign)
            continue
        now = int(level.value)
        if difference is not None and float(difference.value).is_integer():
            base = now - direction_of(difference.comparison) * int(difference.value)
            if base > 0:
                exact = Fraction(100 * abs(now - base), base)
                yield tried("change", claim, exact, f"{base} -> {now}", [level, difference])
        elif difference is None and (before := _printed_base(claim, level, text)):
            yield _against_base(claim, level, before, sign)
        elif difference is None and not (now == 0 and sign < 0 and claim.size == 100):
            yield _implied_base(claim, level, sign)


BESIDE_A_MEAN = re.compile("平均|均值")
"""Bases that need be no whole numbers: the mean of the three years before."""


def _differences(text: Text) -> Iterator[dict]:
    """A difference in numbers against the two counts that it is between, where the text prints both."""
    for claim in text.claims:
        sign = direction_of(claim.comparison)
        whole = float(claim.value).is_integer() and claim.qualifier not in QUALIFIERS
        if not sign or claim.is_percent or claim.unit in ("个百分点", "百分点") or not whole:
            continue
        level = text.count_of(claim, claim.measure)
        before = _printed_base(claim, level, text) if level else None
        if level is None or before is None or before.unit != level.unit or claim.unit != level.unit:
            continue
        against = f"{before.value:g} -> {level.value:g}"
        exact = sign * (int(level.value) - int(before.value))
        if exact < 0:
            yield verdict_row("change", claim, against, CONTRADICTS, [level, before], note=_other_way)
        else:
            verdict = AGREES if exact == claim.value else CONTRADICTS
            yield verdict_row(
                "change", claim, against, verdict, [level, before], note=_would_be(exact, verdict)
            )


def _differences_of_rates(text: Text) -> Iterator[dict]:
    """How far a rate is from that of the year before, or from the mean of all, where the text prints both."""
    for claim in text.claims:
        if claim.unit not in ("个百分点", "百分点", "") or not claim.comparison:
            continue
        unit = "%" if claim.unit else ""
        level = text.rate_of(claim, unit)
        if beside := BESIDE_MEAN.match(claim.comparison):
            sign = 1 if beside[1] == "高" else -1
            other = text.rate_elsewhere(claim, unit)
        else:
            sign = direction_of(claim.comparison)
            window = window_of(claim.period)
            earlier = earlier_window(window, claim.comparison) if window else None
            other = text.rate_of(replace(claim, period=str(earlier)), unit) if earlier else None
        if level is None or other is None or level is other or not sign or claim.qualifier in QUALIFIERS:
            continue
        yield _against_difference(claim, level, other, sign)


BESIDE_MEAN = re.compile("([高低])于全[省市区县州]平均")
"""How the distance from the mean of the whole place is worded."""


def _against_difference(claim: Printed, level: Printed, other: Printed, sign: int) -> dict:
    """A distance contradicts two rounded rates only where no rates behind them are so far apart."""
    against = f"{other.value:g} -> {level.value:g}"
    exact = level.size - other.size
    slack = sum(one.step / 2 for one in (claim, level, other))
    if abs(exact * sign - claim.size) <= slack:
        return verdict_row("change", claim, against, AGREES, [level, other])
    if exact * sign < 0:
        return verdict_row("change", claim, against, CONTRADICTS, [level, other], note=_other_way)
    return tried("change", claim, abs(exact), against, [level, other])


def _would_be(exact: int, verdict: str) -> Said:
    if verdict != CONTRADICTS:
        return nothing
    return lambda language: say("it would be {value}", language, value=str(exact))


def _printed_base(claim: Printed, level: Printed, text: Text) -> Printed | None:
    """The count that a change to `level` starts from, where the text prints it: of the year or month before.

    None where it stands beside another count than `level`: it is what that one was before.
    """
    earlier = _period_before(claim)
    before = text.count_of(replace(claim, period=earlier), claim.measure) if earlier else None
    return before if before and not text.is_beside_another(before, level) else None


def _period_before(claim: Printed) -> str:
    """The period that a change starts from, with the words of one without a year; blank where it has none."""
    if window := window_of(claim.period):
        return str(earlier_window(window, claim.comparison) or "")
    before = years_before(claim.period, 1) if re.match("同比(?!前年)", claim.comparison) else claim.period
    return before if before != claim.period else ""


def _printed_amount_before(claim: Printed, text: Text) -> Printed | None:
    """As `_printed_base`, of an amount such as 3.2万元."""
    earlier = _period_before(claim)
    return text.amount_of(replace(claim, period=earlier), claim.measure) if earlier else None


def _amount_against_base(claim: Printed, level: Printed, before: Printed, sign: int) -> Iterator[dict]:
    """A change between two rounded amounts, which contradicts them where none behind them give it."""
    if level.unit != before.unit or before.span[0] <= 0 or claim.qualifier in QUALIFIERS:
        return
    against = f"{before.value:g} -> {level.value:g}"
    (low, high), (least, most) = level.span, before.span
    smallest, greatest = sorted(100 * sign * (one / other - 1) for one, other in ((low, most), (high, least)))
    if greatest < 0:
        yield verdict_row("change", claim, against, CONTRADICTS, [level, before], note=_other_way)
    elif greatest < claim.size - claim.step / 2 or smallest >= claim.size + claim.step:
        exact = 100 * abs(as_printed(level.value) / as_printed(before.value) - 1)
        yield tried("change", claim, exact, against, [level, before])
    else:
        yield verdict_row("change", claim, against, POSSIBLE, [level, before])


def _against_base(claim: Printed, level: Printed, before: Printed, sign: int) -> dict:
    now, base = int(level.value), int(before.value)
    against = f"{base} -> {now}"
    if (now - base) * sign < 0:
        return verdict_row("change", claim, against, CONTRADICTS, [level, before], note=_other_way)
    if not base:
        return verdict_row("change", claim, against, CONTRADICTS, [level, before], note=_no_base_from_zero)
    return tried("change", claim, Fraction(100 * abs(now - base), base), against, [level, before])


def _change_of_amounts(claim: Printed, level: Printed, difference: Printed) -> Iterator[dict]:
    """A percentage of rounded amounts contradicts them only where no amounts behind them give it."""
    sign = direction_of(difference.comparison)
    (low, high), (least, most) = level.span, difference.span
    if claim.qualifier in QUALIFIERS or difference.qualifier in QUALIFIERS or low - sign * most <= 0:
        return
    smallest, greatest = 100 * least / (high - sign * least), 100 * most / (low - sign * most)
    now, change = as_printed(level.value), as_printed(difference.value)
    against = f"{float(now - sign * change):g} -> {level.value:g}"
    beside = greatest < claim.size - claim.step / 2 or smallest >= claim.size + claim.step
    if beside:
        exact = 100 * change / (now - sign * change)
        yield tried("change", claim, exact, against, [level, difference])
    else:
        yield verdict_row("change", claim, against, POSSIBLE, [level, difference])


def _implied_base(claim: Printed, level: Printed, sign: int) -> dict:
    now = int(level.value)
    against = f"? -> {now}"
    bases = _bases_of(claim, now, sign)
    if bases:
        return verdict_row("change", claim, against, POSSIBLE, [level], listed(bases), _bases_fit)
    note = _no_base_from_zero if sign > 0 and claim.size == 100 else _no_base
    return verdict_row("change", claim, against, CONTRADICTS, [level], note=note)


def _other_way(language: str) -> str:
    return say("the difference goes the other way", language)


def _bases_fit(language: str) -> str:
    return say("bases that fit", language)


def _no_base(language: str) -> str:
    return say("no whole number fits as the base", language)


def _no_base_from_zero(language: str) -> str:
    return say("no whole number fits as the base; a rise from zero has no percentage", language)


def _bases_of(claim: Printed, now: int, sign: int) -> list[int]:
    """Whole numbers from which `now` is the printed change; one of them where one side is left open."""

    def fits(exact: Fraction) -> bool:
        return claim.agreement(exact).agrees

    if claim.qualifier in ONE_SIDED:
        ends = (1, now, FAR * now)
        return [base for base in ends if base and fits(Fraction(100 * sign * (now - base), base))][:1]
    return _bases_between(now, claim.size, claim.step, sign, fits)


FAR = 1_000
"""How many times a count may have been more before, where a text only says by what it fell at least."""


def bases_that_fit(now: int, percent: float, sign: int) -> list[int]:
    """Whole numbers from which `now` is a rise (`sign` 1) or a fall (-1) by the printed percentage.

    >>> bases_that_fit(24, 42.9, -1), bases_that_fit(3, 100, 1)
    ([42], [])
    """
    step = Fraction(1, 10 ** decimals_of(percent))
    return _bases_between(
        now, as_printed(percent), step, sign, lambda exact: bool(roundings_that_fit(percent, exact))
    )


def _bases_between(
    now: int, percent: Fraction, step: Fraction, sign: int, fits: Callable[[Fraction], bool]
) -> list[int]:
    if sign < 0 and percent >= 100:
        # A fall by 100 % leaves nothing, whatever the base was.
        return []
    widest = step if sign > 0 or percent + step < 100 else step / 2
    ends = [1 + sign * (percent + off) / 100 for off in (-step, widest)]
    low, high = max(floor(now / max(ends)), 1), ceil(now / min(ends))
    return [base for base in range(low, high + 1) if fits(Fraction(100 * sign * (now - base), base))]
