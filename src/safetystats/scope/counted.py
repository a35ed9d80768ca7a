"""What is counted from records, of ledgers or of a cube: the windows looked at, as far as covered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import pandas as pd

from ..errors import WrongUse
from ..locale import label, language_of, say, say_count
from ..locale.formats import day_text
from ..locale.wording import ledger_text, names_text
from ..measures.weights import number
from ..periods import Covered, Window
from ..project import Project
from ..reference import (
    ALL_CATEGORIES,
    area_row,
    basis_named,
    census,
    countable_basis,
    current_areas,
    tells_categories,
)
from ..schema import DIVISIONS, Basis
from .days import parse_day

KEPT_DAILY = ("accidents", "hazards", "inspections")
"""Ledgers of what happens day by day."""


@dataclass(frozen=True)
class CountedScope(ABC):
    """One area as of one day, with the records that its figures are counted from."""

    area: str
    as_of: date
    since: date
    basis: Basis
    language: str
    project: Project

    rests_on: ClassVar[tuple[str, ...]]
    """The ledgers that a briefing rests on."""

    # --- what the records tell ----------------------------------------------------------------------------

    @property
    @abstractmethod
    def where(self) -> str:
        """Where the records are, for a message."""

    @property
    @abstractmethod
    def source(self) -> Path:
        """The file that is another one where the records are."""

    @property
    @abstractmethod
    def batch(self) -> str:
        """Name of the folder that holds the briefings of all areas."""

    @property
    @abstractmethod
    def texts(self) -> list[pd.DataFrame]:
        """Every text that a page may print of the records."""

    @property
    @abstractmethod
    def parameters(self) -> dict[str, str]:
        """What a notebook's `parameters` cell has to say to get this scope."""

    @property
    @abstractmethod
    def accidents(self) -> pd.DataFrame:
        """All accidents, as measures take them."""

    @abstractmethod
    def holds(self, kind: str) -> bool:
        """Whether there is any record of a ledger."""

    @abstractmethod
    def states(self, kind: str, column: str) -> bool:
        """Whether any record of a ledger states the column."""

    @abstractmethod
    def entries(self, kind: str) -> pd.DataFrame:
        """How many records of a ledger there are, by area and day, as `placing.entries_of` counts them."""

    @abstractmethod
    def days_covered(self, kind: str) -> Covered | None:
        """The days up to `as_of` that a ledger covers (`gaps.covered_days`); None where it tells of none."""

    @abstractmethod
    def rows_without_day(self, kind: str) -> int:
        """How many rows of a ledger were set aside since they state no readable day."""

    @property
    @abstractmethod
    def last_entry(self) -> date | None:
        """The latest day up to `as_of` that the records tell of; None without any."""

    @abstractmethod
    def own_notice(self, language: str) -> str:
        """What every report must say of the records themselves ("made data")."""

    @abstractmethod
    def if_given(self, kind: str, figures: pd.DataFrame) -> pd.DataFrame:
        """A result frame counted from a ledger; without figures where there is no record of it."""

    def measured(self, kind: str, measure: Callable[..., pd.DataFrame], **options: Any) -> pd.DataFrame:
        """The result frame of a measure of a whole ledger; without figures where there is no record of it.

        A measure of accidents says so itself.
        """
        figures = self._measured(kind, measure, **options)
        return figures if kind == "accidents" else self.if_given(kind, figures)

    @abstractmethod
    def _measured(self, kind: str, measure: Callable[..., pd.DataFrame], **options: Any) -> pd.DataFrame:
        """The same, whatever records there are."""

    # --- parameters, checked ------------------------------------------------------------------------------

    @classmethod
    def _checked(
        cls, *, area: str, as_of: str, since: str, basis: str, language: str, project: str, **held: Any
    ) -> Self:
        """The scope of parameters as they stand in a notebook, all known; `held` says where records are."""
        span = Window(parse_day("since", since), parse_day("as_of", as_of))
        own = Project.load(project or None)
        scope = cls(
            area=area,
            as_of=span.end,
            since=span.start,
            basis=basis_named(basis or own.basis),
            language=language,
            project=own,
            **held,
        ).for_reader(area, language)
        scope.require_own_areas()
        census(own, span.end.year)  # A list of residents that cannot be used is refused before anything runs.
        if not basis:
            scope = replace(scope, basis=countable_basis(own.basis, scope.accidents))
        scope.require_categories()
        return scope

    @abstractmethod
    def require_own_areas(self) -> None:
        """Refuse records of which not one lies in the project's city: all figures would be 0."""

    def require_categories(self) -> None:
        """Refuse a basis that counts by category where no accident states its own: all figures would be 0."""
        if countable_basis(self.basis.name, self.accidents) == self.basis:
            return
        raise WrongUse(
            f"Basis '{self.basis.name}' counts accidents of {', '.join(self.basis.categories)}, and not one "
            f"of the {number(self.accidents)} accidents in '{self.where}' states its category. Take "
            f"basis '{ALL_CATEGORIES}', or add the column 事故分类 to the sheets and clean them again."
        )

    def for_reader(self, area: str, language: str) -> Self:
        """The same for another area or language; `UnknownName` where there is none of that name."""
        area_row(self.project, area)
        return replace(self, area=area, language=language_of(self.project, language))

    # --- what a report has to say of its records ----------------------------------------------------------

    def notice(self, language: str) -> str:
        """What every report has to say of its data: the notice of the records, and that they end early."""
        texts = (
            self.own_notice(language),
            self.outdated(language),
            self.interrupted(language),
            self.not_given(language),
            self.unplaced(language),
            self.uncategorised(language),
        )
        return " ".join(text for text in texts if text)

    def outdated(self, language: str) -> str:
        """That ledgers end long before `as_of`, so that none counted may be none entered; else empty."""
        if self.last_entry is None:
            return say(
                "The ledgers hold nothing up to {day}: a count of 0 does not mean that nothing happened.",
                language,
                day=day_text(self.as_of, language),
            )
        ends = {kind: self._covered[kind].end for kind in KEPT_DAILY}
        return " ".join(
            say(
                "The last entry in the {ledger} is of {day}: what happened after it is not known, "
                "and a count of 0 does not mean that nothing happened.",
                language,
                ledger=ledger_text(kind, language),
                day=day_text(end, language),
            )
            for kind, end in ends.items()
            if end < self.as_of
        )

    def interrupted(self, language: str) -> str:
        """That ledgers hold nothing of whole months between others, so that sheets may lack, as a whole or of
        single areas; else empty.
        """
        texts = []
        for kind in KEPT_DAILY:
            covered = self._covered[kind]
            texts += [_absent(kind, covered.absent, language)] if covered.absent else []
            texts += [
                _interrupted(kind, gap, areas, language)
                for gap, areas in covered.lacking()
                if gap.end >= self.since
            ]
        return " ".join(texts)

    def not_given(self, language: str) -> str:
        """Which of the ledgers that a report rests on hold nothing: what they would tell is not known."""
        absent = [name for name in self.rests_on if not self.holds(name)]
        if not absent:
            return ""
        return say(
            "Nothing was given of: {ledgers}. Figures that rest on them are not known; a 0 or a blank there "
            "does not mean that nothing happened.",
            language,
            ledgers=names_text([ledger_text(name, language) for name in absent], language),
        )

    def unplaced(self, language: str) -> str:
        """How many rows are in no figure since they state no readable day; empty where all do."""
        aside = {kind: self.rows_without_day(kind) for kind in KEPT_DAILY}
        return " ".join(
            say_count(
                "{count} row of the {ledger} states no readable day: it was set aside, and is in no figure.",
                "{count} rows of the {ledger} state no readable day: they were set aside, and are in no "
                "figure.",
                count,
                language,
                ledger=ledger_text(kind, language),
            )
            for kind, count in aside.items()
            if count
        )

    def uncategorised(self, language: str) -> str:
        """That accidents of all categories are counted, since none states its own; empty where some do."""
        if tells_categories(self.accidents):
            return ""
        return say(
            "No accident states its category: accidents of all categories are counted, road transport "
            "included.",
            language,
        )

    @property
    def tells_listed(self) -> bool:
        """Whether any hazard is said to be listed (挂账) or not; else all that were found count."""
        return self.states("hazards", "listed")

    @property
    def division(self) -> str:
        """What divides accidents: the sectors (行业领域) of the bureau, or industries if none is stated."""
        return next((name for name in DIVISIONS if self.states("accidents", name)), DIVISIONS[0])

    # --- windows ------------------------------------------------------------------------------------------

    @cached_property
    def areas(self) -> list[str]:
        """Every area of the city, in the project's order."""
        return current_areas(self.project)

    @cached_property
    def covered_from(self) -> date:
        """The first day that the ledger of accidents covers; the day after `as_of` where none was given."""
        if not self.holds("accidents"):
            return self.as_of + timedelta(days=1)
        return self._begin_of("accidents")

    def _begin_of(self, kind: str) -> date:
        """The first day that is looked at and covered by a ledger."""
        return max(self.since, self._covered[kind].start)

    @cached_property
    def covered(self) -> Covered:
        """The days that the ledger of accidents covers, which may all lie before `since`.

        What was not entered is not zero.
        """
        covered = self._covered["accidents"]
        return replace(covered, start=min(self.covered_from, covered.end))

    @cached_property
    def _covered(self) -> dict[str, Covered]:
        """The days up to `as_of` that each ledger covers; nothing is known of an empty one."""
        nothing = Covered(min(self.since, self.as_of), self.as_of)
        return {kind: self.days_covered(kind) or nothing for kind in KEPT_DAILY}

    @property
    def whole(self) -> Window:
        """From the first to the last day that is looked at and covered by the ledger of accidents.

        All that is looked at where the ledger covers none of it.
        """
        begin, end = min(self._begin_of("accidents"), self.as_of), self.covered.end
        return Window(begin, end if end >= begin else self.as_of)

    @property
    def span(self) -> Window:
        """From the first day of `whole` to `as_of`: for what does not rest on accidents."""
        return Window(self.whole.start, self.as_of)

    def whole_of(self, kind: str) -> Window:
        """From the first day that is looked at and covered by a ledger such as ``hazards`` to `as_of`.

        What stands open at its last entry is taken to stand open at `as_of`.
        """
        return Window(min(self._begin_of(kind), self.as_of), self.as_of)

    @property
    def this_window(self) -> Window:
        """The year to date, to the last day of it that the ledger of accidents covers, if it covers any."""
        last = self.covered.end
        return Window.year_to_date(last if last.year == self.as_of.year else self.as_of)

    @property
    def last_window(self) -> Window:
        """The same calendar dates of the year before."""
        return self.this_window.years_before()

    @cached_property
    def same_windows(self) -> list[Window]:
        """The same calendar dates in every year that covers them, the oldest first: like with like."""
        years = range(self.since.year, self.as_of.year)
        before = [self.this_window.in_year(year) for year in years]
        own = self.covered.of_area(self.area)
        return [*filter(own.holds, before), self.this_window]

    @cached_property
    def printed_windows(self) -> list[Window]:
        """Full years, then the last one as far as it is covered: unlike windows, as letters print them."""
        return self.whole.by_year()

    @cached_property
    def months(self) -> list[Window]:
        """Every month of `whole`; the last ends with it."""
        return self.whole.by_month()


def _interrupted(kind: str, gap: Window, areas: Sequence[str], language: str) -> str:
    words = {
        "ledger": ledger_text(kind, language),
        "first_day": day_text(gap.start, language),
        "last_day": day_text(gap.end, language),
    }
    if not areas:
        return say(
            "The {ledger} has no entry from {first_day} to {last_day}: where no sheet of these days was "
            "handed in, what happened then is not known, and a count of 0 does not mean that nothing "
            "happened.",
            language,
            **words,
        )
    return say(
        "The {ledger} has no entry of {areas} from {first_day} to {last_day}: where no sheet of these days "
        "was handed in, what happened there is not known, and a count of 0 does not mean that nothing "
        "happened.",
        language,
        areas=names_text([label(area, language) for area in areas], language),
        **words,
    )


def _absent(kind: str, areas: Sequence[str], language: str) -> str:
    return say(
        "The {ledger} has no sheet and no entry of {areas} in any year: what happened there is not known, "
        "and its figures of the city are those without {areas}.",
        language,
        ledger=ledger_text(kind, language),
        areas=names_text([label(area, language) for area in areas], language),
    )
