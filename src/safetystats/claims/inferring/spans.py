"""Which exact values can stand behind a printed figure: `agreement` the other way round."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ..checking.agreement import QUALIFIERS, as_printed, decimals_of, place_of


class Span(NamedTuple):
    """From `low` to `high`; an open end is not itself possible, and None is no end at all."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def holds(self, exact: Fraction) -> bool:
        """True where `exact` lies in the span."""
        above = self.low is None or exact > self.low or (exact == self.low and not self.low_open)
        below = self.high is None or exact < self.high or (exact == self.high and not self.high_open)
        return above and below


def span_behind(
    printed: float | Fraction,
    *,
    qualifier: str = "",
    counted: bool = False,
    capped: bool = False,
    step: Fraction | None = None,
) -> Span:
    """The exact values for which `agreement.agreement` says that the figure agrees.

    Parameters
    ----------
    printed, qualifier, counted, step
        As in `agreement.agreement`.
    capped
        Read "6 % or more" as from 6 to below 7, because whoever had 7 would have printed that; in the same
        way "less than 6 %" as from 5. Counts are never capped.

    Notes
    -----
    "About" is read as rounded, halves up; `agreement` lets a figure pass that lies on the upper half itself.

    Examples
    --------
    >>> span_behind(6, qualifier="以上", capped=True)
    Span(low=Fraction(6, 1), high=Fraction(7, 1), low_open=False, high_open=True)
    """
    value = as_printed(printed)
    in_words = step is not None
    step = step or (place_of(value) if counted else Fraction(1, 10 ** decimals_of(printed)))
    ceiling, floor = (value + step, value - step) if capped and not counted else (None, None)
    if qualifier == "约" or (in_words and qualifier not in QUALIFIERS):
        return Span(value - step / 2, value + step / 2, high_open=True)
    if qualifier in ("以上", "不少于"):
        return Span(value, ceiling, high_open=True)
    if qualifier == "超过":
        return Span(value, ceiling, low_open=True, high_open=True)
    if qualifier == "余":
        return Span(value, value + step, high_open=True)
    if qualifier == "近":
        return Span(value - step, value, low_open=True)
    if qualifier == "不足":
        return Span(floor, value, high_open=True)
    if qualifier == "不超过":
        return Span(floor, value, low_open=True)
    if counted:
        return Span(value, value)
    # Rounded in any way, or cut off.
    return Span(value - step / 2 if value > 0 else value, value + step, high_open=True)
