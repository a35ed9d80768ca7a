"""Figures that are so many of a hundred, however they are printed: in percent, in tenths, as fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...locale.wording import LARGEST_DENOMINATOR
from ..reading.numerals import A_FRACTION
from .agreement import Agreement, agreement, as_printed, decimals_of
from .vocabulary import direction_of

PER_UNIT = {"%": 1, "倍": 100, "番": 100}
"""How many of a hundred one of a unit is: a rise by 一倍 or 一番 is one by 100 %."""

TO_A_TENTH = Fraction(10)
"""To what a part in words is exact: a third is from 28 to 38 of a hundred, 七成 from 65 to 75."""
TO_A_FIFTH = Fraction(20)
"""To what a multiple is: 近一倍 is more than 80 % more."""


@dataclass(frozen=True)
class Proportion:
    """A figure in percent. `step` is to what it is exact, `per_unit` what 1 of its unit is."""

    percent: Fraction
    step: Fraction
    per_unit: int
    in_words: bool

    def agreement(self, exact: Fraction, qualifier: str) -> Agreement:
        """How it stands to an exact percentage; words that nothing qualifies are taken as "about"."""
        step = self.step if self.in_words else None
        return agreement(self.percent, exact, qualifier=qualifier, step=step)


def proportion_of(claim: Mapping[Any, Any]) -> Proportion | None:
    """The proportion that a claim prints; None for a claim of anything else.

    Times as much are one where something rose or fell by so many, and fractions where they are a share, a
    rate or a change: a rule that sets a limit of 1/4 is none.

    >>> told = {"value": 0.7, "unit": "", "comparison": "占全市", "measure": "事故起数占比", "note": "分数"}
    >>> proportion_of(told).percent, proportion_of(told).step
    (Fraction(70, 1), Fraction(10, 1))
    >>> proportion_of({**told, "unit": "起"}) is None
    True
    """
    value, unit, comparison = claim["value"], claim["unit"], claim["comparison"]
    if unit == "%":
        return Proportion(as_printed(value), Fraction(1, 10 ** decimals_of(value)), 1, in_words=False)
    if unit == "" and claim.get("note") == A_FRACTION:
        is_told = comparison or str(claim["measure"]).endswith(("率", "占比", "rate"))
        exact = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
        return Proportion(100 * exact, TO_A_TENTH, 100, in_words=True) if is_told else None
    is_change = bool(direction_of(comparison))
    if unit in PER_UNIT and is_change:
        step = min(TO_A_FIFTH, Fraction(PER_UNIT[unit], 10 ** decimals_of(value)))
        return Proportion(PER_UNIT[unit] * as_printed(value), step, PER_UNIT[unit], in_words=True)
    return None
