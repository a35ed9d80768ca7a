"""Does a printed figure agree with an exact one? Roundings, and the words that make a figure one-sided.

Everything here is exact: fractions in, no floating point, so that a limit such as 4.5 falls on the right
side. Brown and Heathers (2017), Social Psychological and Personality Science 8:363-369, test means in
this way (GRIM); Chinese bulletins truncate as well as round, so all are tried and named.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from ...locale import say
from .said import Said, nothing

AGREES = "agrees"
BY_ROUNDING = "agrees by rounding"
BY_TRUNCATION = "agrees by truncation"
DIFFERS = "differs"
NOT_COMPUTED = "cannot be computed"
VERDICTS = (AGREES, BY_ROUNDING, BY_TRUNCATION, DIFFERS, NOT_COMPUTED)


class Agreement(NamedTuple):
    """A verdict of `VERDICTS`, the printed less the exact figure, and what the qualifier made of it."""

    verdict: str
    difference: Fraction
    note: Said = nothing

    @property
    def agrees(self) -> bool:
        """True for agreement of any kind."""
        return self.verdict in (AGREES, BY_ROUNDING, BY_TRUNCATION)


def as_printed(value: float | int | str | Decimal | Fraction) -> Fraction:
    """The exact value of a printed figure: 32.7 is 327/10, not the nearest binary fraction.

    >>> as_printed(32.7)
    Fraction(327, 10)
    """
    return value if isinstance(value, Fraction) else Fraction(str(value))


def decimals_of(value: float | int | str | Decimal | Fraction) -> int:
    """Decimals with which a figure was printed; a text keeps its trailing zeros, a float cannot.

    >>> decimals_of("95.0"), decimals_of(32.7), decimals_of(91.0)
    (1, 1, 0)
    """
    if isinstance(value, Fraction):
        return 0 if value.denominator == 1 else len(str(float(value)).partition(".")[2])
    if isinstance(value, float) and value.is_integer():
        return 0
    return len(str(value).partition(".")[2])


def half_up(exact: Fraction, decimals: int) -> Fraction:
    """Rounded with halves away from zero, as people do: 2.5 becomes 3."""
    scale = 10**decimals
    size = Fraction(floor(abs(exact) * scale + Fraction(1, 2)), scale)
    return size if exact >= 0 else -size


def half_down(exact: Fraction, decimals: int) -> Fraction:
    """Rounded with halves towards zero: 2.5 becomes 2, 2.51 becomes 3."""
    scale = 10**decimals
    size = Fraction(ceil(abs(exact) * scale - Fraction(1, 2)), scale)
    return size if exact >= 0 else -size


def half_even(exact: Fraction, decimals: int) -> Fraction:
    """Rounded with halves to the even digit, as Python and some spreadsheets do: 2.5 becomes 2."""
    return Fraction(round(exact * 10**decimals), 10**decimals)


def truncated(exact: Fraction, decimals: int) -> Fraction:
    """Cut off towards zero: 17.777… becomes 17.77, as some bulletins print it."""
    scale = 10**decimals
    size = Fraction(floor(abs(exact) * scale), scale)
    return size if exact >= 0 else -size


ROUNDINGS: dict[str, Callable[[Fraction, int], Fraction]] = {
    "half up": half_up,
    "half even": half_even,
    "half down": half_down,
    "truncated": truncated,
}


def roundings_that_fit(printed: float | str | Fraction, exact: Fraction) -> list[str]:
    """Names of the roundings that turn `exact` into `printed`.

    >>> roundings_that_fit("17.77", Fraction(800, 45))
    ['truncated']
    """
    decimals = decimals_of(printed)
    return [name for name, rounded in ROUNDINGS.items() if rounded(exact, decimals) == as_printed(printed)]


def counts_that_fit(percent: float | str, total: int) -> dict[str, list[int]]:
    """Whole numbers k of `total` whose percentage prints as `percent`, by rounding.

    Where all the lists are empty the percentage and the total contradict each other. From a total of 100
    on, a whole percentage always fits some number: it then has no power to contradict.

    >>> counts_that_fit(95.6, 17082)["half up"][:2]
    [16322, 16323]
    """
    step = Fraction(1, 10 ** decimals_of(percent))
    low = floor((as_printed(percent) - step) * total / 100)
    high = floor((as_printed(percent) + step) * total / 100) + 1
    fits: dict[str, list[int]] = {name: [] for name in ROUNDINGS}
    for count in range(max(low, 0), min(high, total) + 1):
        for name in roundings_that_fit(percent, Fraction(100 * count, total)):
            fits[name].append(count)
    return fits


def place_of(printed: Fraction) -> Fraction:
    """The last place that carries information: 5300 is read to the hundred, 293 to the one.

    >>> place_of(Fraction(5300)), place_of(Fraction(293))
    (Fraction(100, 1), Fraction(1, 1))
    """
    if printed == 0:
        return Fraction(1)
    place = Fraction(1, 10 ** decimals_of(printed))
    while printed % (place * 10) == 0:
        place *= 10
    return place


def agreement(
    printed: float | str | Fraction,
    exact: Fraction | int,
    *,
    qualifier: str = "",
    counted: bool = False,
    step: Fraction | None = None,
) -> Agreement:
    """Compare a printed figure with the exact one, as its qualifier asks.

    Parameters
    ----------
    printed
        The figure as printed, in the same unit as `exact`. A text keeps trailing zeros.
    exact
        The exact value.
    qualifier
        A key of `QUALIFIERS`; any other word is read as none.
    counted
        True for counts, which have to match to the unit unless qualified; False for percentages and
        amounts, which may be rounded or cut off.
    step
        To what a figure in words is exact: without a qualifier it is then taken as "about". By default the
        last place that is printed.

    Returns
    -------
    Agreement

    Examples
    --------
    >>> agreement(91, Fraction(82300, 901), qualifier="以上").verdict
    'agrees'
    >>> agreement("17.77", Fraction(800, 45)).verdict
    'agrees by truncation'
    """
    value, exact = as_printed(printed), Fraction(exact)
    last = place_of(value) if counted else Fraction(1, 10 ** decimals_of(printed))
    if qualifier in QUALIFIERS:
        return QUALIFIERS[qualifier](value, exact, step or last)
    if step is not None:
        return _about(value, exact, step)
    if value == exact:
        return Agreement(AGREES, Fraction(0))
    fits = [] if counted else roundings_that_fit(printed, exact)
    if "half up" in fits or "half even" in fits:
        return Agreement(BY_ROUNDING, value - exact)
    if fits:
        return Agreement(BY_TRUNCATION, value - exact)
    return Agreement(DIFFERS, value - exact)


def _about(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    if value == exact:
        return Agreement(AGREES, Fraction(0))
    low, high = value - step / 2, value + step / 2
    verdict = BY_ROUNDING if low <= exact <= high else DIFFERS
    return Agreement(
        verdict,
        value - exact,
        lambda language: say(
            "read as {low} to {high}", language, low=f"{float(low):g}", high=f"{float(high):g}"
        ),
    )


def _at_least(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    def limit(language: str) -> str:
        if exact >= value + step:
            return say("one-sided: at least {limit}; the exact figure is well above", language, limit=shown)
        return say("one-sided: at least {limit}", language, limit=shown)

    shown = f"{float(value):g}"
    return _one_sided(exact >= value, value, exact, limit)


def _more_than(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    return _one_sided(
        exact > value,
        value,
        exact,
        lambda language: say("one-sided: more than {limit}", language, limit=f"{float(value):g}"),
    )


def _less_than(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    return _one_sided(
        exact < value,
        value,
        exact,
        lambda language: say("one-sided: less than {limit}", language, limit=f"{float(value):g}"),
    )


def _at_most(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    return _one_sided(
        exact <= value,
        value,
        exact,
        lambda language: say("one-sided: at most {limit}", language, limit=f"{float(value):g}"),
    )


def _and_a_few(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    return _one_sided(
        value <= exact < value + step,
        value,
        exact,
        lambda language: say("one-sided: a little over {limit}", language, limit=f"{float(value):g}"),
    )


def _nearly(value: Fraction, exact: Fraction, step: Fraction) -> Agreement:
    return _one_sided(
        value - step < exact <= value,
        value,
        exact,
        lambda language: say("one-sided: nearly {limit}", language, limit=f"{float(value):g}"),
    )


def _one_sided(holds: bool, value: Fraction, exact: Fraction, limit: Said) -> Agreement:
    return Agreement(AGREES if holds else DIFFERS, value - exact, limit)


QUALIFIERS: dict[str, Callable[[Fraction, Fraction, Fraction], Agreement]] = {
    "约": _about,
    "以上": _at_least,
    "不少于": _at_least,
    "超过": _more_than,
    "余": _and_a_few,
    "近": _nearly,
    "不足": _less_than,
    "不超过": _at_most,
}
"""What a qualifier asks of the exact figure, given the step of the last printed place. 达 and 仅 colour a
figure and ask nothing more of it."""

ONE_SIDED = frozenset({"以上", "不少于", "超过", "不足", "不超过"})
"""Qualifiers that leave one side open."""
