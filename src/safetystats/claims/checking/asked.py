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
from ...locale import label, say
from ...locale.formats import window_text
from ...locale.wording import names_text
from ...measures.gaps import covered_of
from ...measures.placing import first_days
from ...periods import Covered, OfArea, Window
from ...project import Project
from ...schema import LEDGERS, Basis
from .proportions import Proportion
from .said import Said, nothing

if TYPE_CHECKING:
    from ...ledgers import Ledgers

ONE_DAY = timedelta(days=1)
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

    def covered(self, kind: str, window: Window) -> Covered | None:
        """The days that a ledger covers up to `as_of`, else as far as it or a window that is asked for goes;
        None where it holds nothing.
        """
        up_to = self.as_of or max(window.end, self._last_days[kind])
        if (kind, up_to) not in self._known:
            self._known[kind, up_to] = covered_of(
                self.ledgers.by_name(),
                kind,
                up_to=up_to,
                told=self.ledgers.empty_windows(kind),
                sent=self.ledgers.sent_windows(kind),
                listed=reference.current_areas(self.project),
            )
        return self._known[kind, up_to]

    @cached_property
    def _known(self) -> dict[tuple[str, date], Covered | None]:
        return {}

    @cached_property
    def _last_days(self) -> dict[str, date]:
        """The last day of which each ledger tells; the first of all where it tells of none."""
        days = {
            kind: first_days(rows, LEDGERS[kind].day).max()
            for kind, rows in self.ledgers.by_name().items()
            if kind in ("accidents", "hazards", "inspections")
        }
        told = {kind: [one.window.end for one in self.ledgers.empty_windows(kind)] for kind in days}
        return {
            kind: max([*told[kind], date.min if pd.isna(last) else last.date()])
            for kind, last in days.items()
        }

    def lacking(self, kind: str, window: Window, area: str) -> tuple[OfArea, ...]:
        """The days of a window that a ledger does not cover, of an area or of the city; of the city also what
        it lacks of single areas.
        """
        covered, asked = self.covered(kind, window), window.clipped(self.as_of) if self.as_of else window
        if covered is None or asked is None:
            return ()
        before, after = Window(date.min, covered.start - ONE_DAY), Window(covered.end + ONE_DAY, date.max)
        gaps = [gap for gap in covered.gaps if area not in covered.telling(gap)]
        ends = [
            Window(max(asked.start, end.start), min(asked.end, end.end))
            for end in (before, after)
            if end.meets(asked)
        ]
        of_all = sorted([*ends, *(gap for gap in gaps if gap.meets(window))])
        of_areas = [one for one in covered.of_areas if one.window.meets(window)]
        of_areas += [OfArea(one, asked) for one in covered.absent]
        named = [one for one in of_areas if area in (*CITY_WIDE, one.area)]
        return (*(OfArea("", days) for days in of_all), *named)

    def not_covered(self, kind: str, window: Window, area: str = "") -> Said | None:
        """Why a ledger says nothing of a window, as far as days are known, in an area; None where it holds
        something of all of its years, and covers some of its days.
        """
        covered = self.covered(kind, window)
        if covered is None:
            return lambda language: say("the ledger is empty", language)
        first, last = covered.start.year, (covered.end if self.as_of else self._last_days[kind]).year
        asked = window.clipped(self.as_of) if self.as_of else window
        if asked and first <= asked.start.year and asked.end.year <= last:
            lacking = [one for one in self.lacking(kind, asked, area) if one.area in ("", area)]
            # Of the city something is known where an area tells of its days.
            days = [one.window for one in lacking]
            whole = [gap for gap in days if area not in CITY_WIDE or not covered.telling(gap)]
            return not_entered(lacking) if asked.lies_in(whole) else None
        return lambda language: say(
            "the ledger holds {first} to {last}, not {window}",
            language,
            first=first,
            last=last,
            window=window_text(window, language),
        )

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


def not_entered(lacking: Sequence[OfArea]) -> Said:
    """That a ledger holds nothing of months, or of some areas in them: no sheet may have been handed in."""
    areas = {one.window: [other.area for other in lacking if other.window == one.window] for one in lacking}
    of_all = [window for window, named in areas.items() if "" in named]
    of_some = {window: named for window, named in areas.items() if "" not in named}
    return lambda language: ("；" if language == "zh" else "; ").join(
        [
            *([_no_entry(of_all, language)] if of_all else []),
            *(_no_entry_of(named, window, language) for window, named in of_some.items()),
        ]
    )


def _no_entry(windows: Sequence[Window], language: str) -> str:
    named = names_text([window_text(window, language) for window in windows], language)
    return say("the ledger has no entry in {windows}: sheets may be missing", language, windows=named)


def _no_entry_of(areas: Sequence[str], window: Window, language: str) -> str:
    return say(
        "the ledger has no entry of {areas} in {window}: sheets may be missing",
        language,
        areas=names_text([label(area, language) for area in areas], language),
        window=window_text(window, language),
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
