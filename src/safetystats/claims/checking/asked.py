"""What is asked of the ledgers, and what an answer is: shared by the rooms that answer (`on_…`).

Those rooms choose the rows of a reading and put it into words; the figures are those of `measures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ... import reference
from ...locale import say
from ...locale.formats import window_text
from ...locale.wording import names_text
from ...measures.placing import first_days, gaps_of_rows
from ...periods import Window, covered_from, covered_until
from ...project import Project
from ...schema import LEDGERS, Basis
from .proportions import Proportion
from .said import Said, nothing

if TYPE_CHECKING:
    from ...ledgers import Ledgers

ONE_DAY = timedelta(days=1)
LESS_THAN_A_MONTH = 27
"""Days: sheets come by the month, so that fewer without an entry say nothing."""
CITY_WIDE = ("", "全市")
"""Areas that mean every row of the ledger."""


YUAN_IN = {"元": 1, "万元": 10**4, "百万元": 10**6, "千万元": 10**7, "亿元": 10**8}
"""How many yuan a unit of money is."""


@dataclass(frozen=True)
class Claim:
    """One claim in the ledgers' own terms; empty texts and None where the letter does not say."""

    measure: str
    value: float
    unit: str
    qualifier: str
    window: Window | None
    area: str
    sector: str
    category: str
    kind: str
    cause: str
    subject: str
    comparison: str
    text: str = ""
    of_fatal: bool = False
    """True where its own words call the accidents fatal: 死亡事故3起."""
    proportion: Proportion | None = None
    """What it is in percent; None where it is no proportion."""
    of_either: bool = False
    """True for a share that may be one of accidents or of deaths: both stand side by side before it."""

    @property
    def counts_fatal_only(self) -> bool:
        """True where an accident without deaths is none that it counts."""
        return self.of_fatal or self.measure == "fatal_accidents"

    @property
    def is_percent(self) -> bool:
        """True for a proportion, in percent or in words."""
        return self.proportion is not None

    @property
    def per_unit(self) -> int:
        """How many of a hundred one of its unit is; 1 where it is no proportion."""
        return self.proportion.per_unit if self.proportion else 1

    @property
    def is_money(self) -> bool:
        """True where the figure is an amount of money, which may be rounded."""
        return self.unit in YUAN_IN


@dataclass(frozen=True)
class Sources:
    """What answers are drawn from: the ledgers, whose city they are, the preferred basis, and until when."""

    ledgers: Ledgers
    project: Project
    basis: Basis
    as_of: date | None = None
    """The last day that is known; None where the ledgers say all they know."""

    @cached_property
    def _gaps(self) -> dict[str, list[Window]]:
        rows = self.ledgers.by_name()
        return {
            kind: gaps_of_rows(rows[kind], kind, told=self.ledgers.empty_windows(kind), as_of=self.as_of)
            for kind in ("accidents", "hazards", "inspections")
        }

    @cached_property
    def _days(self) -> dict[str, pd.Series]:
        """The days of the entries of each ledger."""
        rows = self.ledgers.by_name()
        return {kind: first_days(rows[kind], LEDGERS[kind].day).dropna() for kind in self._gaps}

    def lacking(self, kind: str, window: Window) -> tuple[Window, ...]:
        """The days of a window of which a ledger holds no entry, though at its pace it should.

        Months between its entries, and what lies before the first of them or after the last, but for the
        months of which a sheet says that it has no record.
        """
        days = self._days[kind]
        asked = window.clipped(self.as_of) if self.as_of else window
        if asked is None or days.empty:
            return ()
        outside = _ends_not_covered(asked, days, self.ledgers.empty_windows(kind))
        gaps = [gap for gap in self._gaps[kind] if gap.meets(window)]
        return tuple(sorted({*gaps, *outside}, key=lambda lacking: lacking.start))

    @property
    def bases(self) -> list[Basis]:
        """The preferred basis first, then all others."""
        return [self.basis, *(b for b in reference.bases().values() if b.name != self.basis.name)]

    def bases_for(self, claim: Claim) -> list[Basis]:
        """Those on which a claim may be counted: of fatal accidents, none that counts others as well."""
        if not claim.counts_fatal_only:
            return self.bases
        fatal = [basis for basis in self.bases if basis.fatal_only]
        # Of all recorded accidents, the fatal ones are those of all categories.
        return sorted(fatal, key=lambda basis: basis.categories != self.basis.categories)


def _ends_not_covered(asked: Window, days: pd.Series, told: Sequence[Window]) -> list[Window]:
    """What of a window lies before or after all that a ledger with entries on `days` covers, at its pace.

    Of the months of which it is `told` that nothing happened this is known, of those beyond them it is not.
    """
    first, last = days.min().date(), days.max().date()
    before = Window(asked.start, first - ONE_DAY).without(told) if asked.start < first else []
    after = Window(last + ONE_DAY, asked.end).without(told) if last < asked.end else []
    quiet = [run for run in before if _begins_late(days, first, run.days)]
    quiet += [run for run in after if _ends_early(days, last, run.days)]
    return [Window(max(run.start, asked.start), min(run.end, asked.end)) for run in quiet if run.meets(asked)]


def _begins_late(days: pd.Series, first: date, quiet: int) -> bool:
    """Whether so many days before the first entry are more than chance leaves without one."""
    return covered_from(days, first - timedelta(quiet), quiet_days=LESS_THAN_A_MONTH) == first


def _ends_early(days: pd.Series, last: date, quiet: int) -> bool:
    """Whether so many days after the last entry are more than chance leaves without one."""
    return covered_until(days, last + timedelta(quiet), quiet_days=LESS_THAN_A_MONTH) == last


@dataclass(frozen=True)
class Doubt:
    """Between what an answer may lie, were all rows to state what is asked; None where there is no limit."""

    least: Fraction | None
    most: Fraction | None
    why: Said


@dataclass(frozen=True)
class Answer:
    """One reading of a claim, computed. `value` is None where the ledgers cannot give it, for the `note`."""

    value: Fraction | None
    numerator: float | None = None
    denominator: float | None = None
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The ledger rows behind the numerator."""
    basis: str = ""
    reading: Said = nothing
    window: Window | None = None
    note: Said = nothing
    is_share: bool = False
    """True where numerator out of denominator is a share with limits."""
    doubt: Doubt | None = None
    """What rows that do not state enough leave open."""


Answers = Callable[[Claim, Sources], Iterator[Answer]]
"""Every reading of a claim that is possible, the preferred one first."""


def unanswered(why: Said) -> Answer:
    """An answer that says why there is none."""
    return Answer(None, note=why)


def no_window(language: str) -> str:
    """Why a claim without a window has no answer."""
    return say("the claim names no window", language)


def not_covered(window: Window, days: pd.Series) -> Said | None:
    """Why a ledger with entries on `days` says nothing of `window`; None where it reaches over it.

    It is taken to reach over the whole years of its first and last entry.
    """
    known = days.dropna()
    if known.empty:
        return lambda language: say("the ledger is empty", language)
    first, last = known.min().year, known.max().year
    if first <= window.start.year and window.end.year <= last:
        return None
    return lambda language: say(
        "the ledger holds {first} to {last}, not {window}",
        language,
        first=first,
        last=last,
        window=window_text(window, language),
    )


def not_entered(gaps: Sequence[Window]) -> Said:
    """That a ledger holds nothing of months, of which no sheet may have been handed in."""
    return lambda language: say(
        "the ledger has no entry in {windows}: sheets may be missing",
        language,
        windows=names_text([window_text(gap, language) for gap in gaps], language),
    )


def span_of(days: pd.Series, as_of: date | None) -> Window | None:
    """From the first of `days` to the last, or to `as_of`; None where there is none by then."""
    known = days.dropna()
    if known.empty:
        return None
    span = Window(known.min().date(), known.max().date())
    return span.clipped(as_of) if as_of else span


def in_area(rows: pd.DataFrame, area: str) -> pd.DataFrame:
    """The rows of one area; every row where `area` is the city."""
    return rows if area in CITY_WIDE else rows[rows["area"] == area]


def nearest(text: str, names: Iterable[str], *, least: float = 0.6) -> str:
    """The name most of whose pairs of characters stand in `text`, or that holds `text`; blank below `least`.

    >>> nearest("主要负责人对主体责任规定和本人的职责不清楚", ["有限空间", "主体责任不清"])
    '主体责任不清'
    """
    scores = {name: 1.0 if text and text in name else _pairs_shared(name, text) for name in sorted(names)}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] >= least else ""


def _pairs_shared(name: str, text: str) -> float:
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
