"""The accidents that a claim is about, added up; and what those that do not state enough could add to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import pandas as pd

from ...locale import say, say_count
from ...locale.notes import column_text
from ...locale.wording import names_text
from ...measures.placing import lies_in, may_lie_in
from ...periods import OfArea, Window
from ...schema import ACCIDENTS, UNKNOWN, Basis
from .asked import Doubt, not_entered
from .said import Said

Test = Callable[[pd.Series], pd.Series]


@dataclass(frozen=True)
class Condition:
    """What a column has to hold for an accident to be one that is asked for."""

    column: str
    test: Test

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """True where it is stated and holds."""
        values = rows[self.column]
        return ~is_unstated(values) & self.test(values).fillna(False).astype(bool)

    def may_hold(self, rows: pd.DataFrame) -> pd.Series:
        """True where it holds, or is not stated."""
        return self.holds(rows) | is_unstated(rows[self.column])


def equals(column: str, value: str) -> Condition:
    """The column is stated as `value`."""
    return Condition(column, lambda values: values == value)


def one_of(column: str, values: Sequence[str]) -> Condition:
    """The column is stated as one of `values`."""
    return Condition(column, lambda stated: stated.isin(values))


def is_unstated(values: pd.Series) -> pd.Series:
    """True where a column holds nothing, or says that it is not known."""
    return values.isna() | values.isin(["", UNKNOWN])


FATAL = Condition("deaths", lambda deaths: deaths > 0)

MEANT_BY: dict[str, Condition] = {
    "fatal_accidents": FATAL,
    "severe_accidents": equals("severity", "较大"),
    "severe_deaths": equals("severity", "较大"),
    "major_accidents": equals("severity", "重大"),
    "major_deaths": equals("severity", "重大"),
    "fires": one_of("category", ["火灾", "生产经营性火灾"]),
}
"""Which accidents a measure is about, where it is not about all."""

AMOUNTS: dict[str, tuple[str, ...]] = {
    "deaths": ("deaths",),
    "severe_deaths": ("deaths",),
    "major_deaths": ("deaths",),
    "injuries": ("injuries", "serious_injuries", "minor_injuries"),
    "serious_injuries": ("serious_injuries",),
    "minor_injuries": ("minor_injuries",),
    "direct_loss": ("direct_loss_yuan",),
}
"""The columns that a measure adds up, any of which may state it; any other measure counts accidents."""


def amounts(measure: str, rows: pd.DataFrame) -> pd.Series:
    """What each accident adds to a measure; missing where it does not state it."""
    if measure not in AMOUNTS:
        return pd.Series(1, index=rows.index, dtype="Int64")
    first, *parts = AMOUNTS[measure]
    stated: pd.Series = rows[first]
    # By severity where it is not told as one number; a part alone is not all.
    return stated.fillna(rows[parts].sum(axis=1, skipna=False)) if parts else stated


@dataclass(frozen=True)
class Tally:
    """A sum over the accidents of a claim, and what it may be besides."""

    value: Fraction
    most: Fraction | None
    """With all that may belong to it; None where there is no telling."""
    rows: pd.DataFrame
    doubtful: pd.DataFrame
    """Accidents that may belong, or that do not state what is added up."""
    unstated: tuple[str, ...]
    """The columns that these do not state."""
    is_told: bool = True
    """False where not one of the accidents states what is added up."""
    lacking: tuple[OfArea, ...] = ()
    """Days that the ledger does not cover: there may be any number in them."""

    @property
    def more(self) -> Fraction | None:
        """What the doubtful accidents could add; None where there is no telling."""
        return None if self.most is None else self.most - self.value


def tally(
    accidents: pd.DataFrame,
    conditions: Sequence[Condition],
    measure: str,
    basis: Basis,
    window: Window,
    lacking: tuple[OfArea, ...] = (),
) -> Tally:
    """Add a measure up over the accidents of a window that fulfil `conditions` and count on `basis`.

    The days `lacking` in the window the ledger does not cover.
    """
    undated = may_lie_in(accidents, ACCIDENTS.day, window)
    inside = undated | lies_in(accidents, ACCIDENTS.day, window)
    within = accidents[accidents["counted"].astype(bool) & inside]
    asked = [*conditions, *conditions_of(basis), *([MEANT_BY[measure]] if measure in MEANT_BY else [])]
    sure = _all(within, [~undated[within.index], *(condition.holds(within) for condition in asked)])
    may = _all(within, [condition.may_hold(within) for condition in asked])
    added = amounts(measure, within)
    doubtful = within[(may & ~sure & (added.isna() | (added > 0))) | (sure & added.isna())]
    columns = [c.column for c in asked if is_unstated(doubtful[c.column]).any()]
    if undated[doubtful.index].any():
        columns.append(ACCIDENTS.day)
    if added[doubtful.index].isna().any():
        columns.append(AMOUNTS[measure][0])
    value = _sum(added[sure])
    return Tally(
        value,
        None if lacking or added[doubtful.index].isna().any() else value + _sum(added[doubtful.index]),
        within[sure],
        doubtful,
        tuple(dict.fromkeys(columns)),
        bool(added[sure].notna().any() or not sure.any()),
        lacking,
    )


def conditions_of(basis: Basis) -> list[Condition]:
    """What counts on a basis, but for the accidents struck off."""
    categories = [one_of("category", basis.categories)] if basis.categories else []
    return [*categories, *([FATAL] if basis.fatal_only else [])]


def _all(rows: pd.DataFrame, masks: Sequence[pd.Series]) -> pd.Series:
    return reduce(lambda one, other: one & other, masks, pd.Series(True, index=rows.index))


def _sum(values: pd.Series) -> Fraction:
    return sum((Fraction(str(value)) for value in values.dropna()), Fraction(0))


def doubt_about(tallies: Sequence[Tally], least: Fraction | None, most: Fraction | None) -> Doubt | None:
    """What the doubtful accidents leave open of a figure made of `tallies`; None where they are none."""
    doubtful = pd.concat([one.doubtful for one in tallies])
    count = doubtful.index.nunique()
    if lacking := list(dict.fromkeys(gap for one in tallies for gap in one.lacking)):
        return Doubt(least, most, not_entered(lacking))
    if not count:
        return None
    columns = list(dict.fromkeys(column for one in tallies for column in one.unstated))
    return Doubt(least, most, _unstated(count, columns))


def _unstated(count: int, columns: Sequence[str]) -> Said:
    return lambda language: say_count(
        "{count} accident that may belong here does not state: {columns}",
        "{count} accidents that may belong here do not state: {columns}",
        count,
        language,
        columns=names_text([column_text(column, language) for column in columns], language),
    )


def nobody_states(columns: Sequence[str]) -> Said:
    """Why a claim has no answer where not one accident of the ledger states a column that it asks for."""
    return lambda language: say(
        "no accident in the ledger states: {columns}",
        language,
        columns=names_text([column_text(column, language) for column in columns], language),
    )
