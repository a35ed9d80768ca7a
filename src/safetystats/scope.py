"""Who and when: the parameters of one notebook, checked before anything runs, and the windows they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from .errors import UnknownName, WrongUse
from .ledgers import Ledgers, read_ledgers
from .periods import Window, WorkingDays
from .project import Project
from .reference import area_row, basis_named, current_areas, working_days
from .schema import Basis

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Scope:
    """One area as of one day, with the ledgers that the figures come from."""

    area: str
    as_of: date
    since: date
    basis: Basis
    language: str
    ledgers: Ledgers
    project: Project

    @classmethod
    def check(
        cls,
        *,
        area: str,
        as_of: str,
        since: str,
        basis: str,
        language: str,
        ledgers: str,
        project: Project | None = None,
    ) -> Scope:
        """Read the parameters of a notebook as they stand in its `parameters` cell.

        Parameters
        ----------
        area
            An area of the project's city, as in its areas.csv.
        as_of, since
            ISO days. Nothing after `as_of` is counted; `since` opens the whole span looked at.
        basis
            What counts: a name in bases.csv.
        language
            zh or en.
        ledgers
            Folder of clean ledgers, as `safetystats clean` writes it.

        Raises
        ------
        UnknownName, WrongUse
            If a value is not known or is no day, before anything is read.
        InputRejected
            If the folder holds no ledgers.
        """
        project = project or Project.load()
        area_row(project, area)
        if language not in LANGUAGES:
            raise UnknownName("language", language, LANGUAGES)
        span = Window(parse_day("since", since), parse_day("as_of", as_of))
        return cls(
            area=area,
            as_of=span.end,
            since=span.start,
            basis=basis_named(basis),
            language=language,
            ledgers=read_ledgers(Path(ledgers)),
            project=project,
        )

    @property
    def areas(self) -> list[str]:
        """Every area of the city, in the project's order."""
        return current_areas(self.project)

    @property
    def whole(self) -> Window:
        """From `since` to `as_of`."""
        return Window(self.since, self.as_of)

    @property
    def this_window(self) -> Window:
        """The year to date."""
        return Window.year_to_date(self.as_of)

    @property
    def last_window(self) -> Window:
        """The same calendar dates of the year before."""
        return self.this_window.years_before()

    @cached_property
    def same_windows(self) -> list[Window]:
        """The same calendar dates in every year since `since`, the oldest first: like with like."""
        return [self.this_window.in_year(year) for year in range(self.since.year, self.as_of.year + 1)]

    @cached_property
    def printed_windows(self) -> list[Window]:
        """Full years, then the year to date: unlike windows, as letters print them."""
        return self.whole.by_year()

    @cached_property
    def months(self) -> list[Window]:
        """Every month of the span; the last ends at `as_of`."""
        return self.whole.by_month()

    @property
    def calendar(self) -> WorkingDays:
        """Official working days."""
        return working_days()

    def of_area(self, ledger: pd.DataFrame) -> pd.DataFrame:
        """The rows of `ledger` that lie in the area."""
        return ledger[ledger["area"] == self.area]


def parse_day(name: str, text: str) -> date:
    """A day written 2020-08-24; `WrongUse` names the parameter otherwise.

    >>> parse_day("as_of", "2020-08-24")
    datetime.date(2020, 8, 24)
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise WrongUse(f"Parameter '{name}' needs a day such as 2020-08-24; found {text!r}.") from error
