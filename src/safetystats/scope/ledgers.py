"""An area in clean ledgers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from ..errors import WrongUse
from ..ledgers import MANIFEST, Ledgers, read_ledgers
from ..measures.gaps import covered_days, latest_entry
from ..measures.placing import entries_of
from ..periods import Covered, Window, WorkingDays
from ..reference import working_days
from ..rules.aside import NEEDED_MISSING
from ..rules.not_stated import sheets_without
from ..schema import LEDGERS, SUPERVISION, UNKNOWN
from .counted import CountedScope


@dataclass(frozen=True)
class Scope(CountedScope):
    """One area as of one day, with the ledgers that the figures come from."""

    folder: Path
    """Where the ledgers lie."""

    rests_on: ClassVar[tuple[str, ...]] = ("accidents", "hazards", "inspections", "enterprises")

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
        project: str = "",
    ) -> Scope:
        """Read the parameters of a notebook as they stand in its `parameters` cell.

        Parameters
        ----------
        area
            An area of the project's city, as in its areas.csv.
        as_of, since
            ISO days. Nothing after `as_of` is counted; `since` opens the whole span looked at.
        basis
            What counts: a name in bases.csv; empty for the project's own, or for all categories where no
            accident states its category.
        language
            zh or en.
        ledgers
            Folder of clean ledgers, as `safetystats clean` writes it.
        project
            A city's project.toml; empty for the shipped Beijing one.

        Raises
        ------
        UnknownName, WrongUse
            If a value is not known or is no day, before anything is read.
        InputRejected
            If the folder holds no ledgers.
        """
        return cls._checked(
            area=area,
            as_of=as_of,
            since=since,
            basis=basis,
            language=language,
            project=project,
            folder=Path(ledgers),
        )

    def require_own_areas(self) -> None:
        """Refuse ledgers of which not one row lies in the project's city: all figures would be 0."""
        stated = [ledger["area"] for ledger in self.ledgers.by_name().values() if len(ledger)]
        if stated and not any(areas.isin(self.areas).any() for areas in stated):
            files, headers = sheets_without(self.ledgers.findings, "area")
            city = self.project.city
            if files:
                raise WrongUse(
                    f"Not one row of the ledgers in '{self.folder}' lies in an area of {city}: "
                    f"no header of {files} was understood as the area. Headers not used: {headers}. If one "
                    "is the area, add it to project.toml under [headers], and clean again."
                )
            raise WrongUse(
                f"Not one row of the ledgers in '{self.folder}' lies in an area of {city}. "
                "If they are of another city, clean and brief them with its --project; else findings.csv "
                "tells which areas were not understood."
            )

    @property
    def where(self) -> str:
        """The folder, for a message."""
        return str(self.folder)

    @property
    def source(self) -> Path:
        """The manifest, which knows the digest of each ledger."""
        return self.folder / MANIFEST

    @property
    def batch(self) -> str:
        """The day."""
        return self.as_of.isoformat()

    @property
    def texts(self) -> list[pd.DataFrame]:
        """The ledgers and their notice."""
        notice = pd.DataFrame({"notice": [self.ledgers.manifest["notice"]]})
        return [*self.ledgers.by_name().values(), notice]

    @property
    def parameters(self) -> dict[str, str]:
        """What a notebook's `parameters` cell has to say to get this scope."""
        return {
            "area": self.area,
            "as_of": self.as_of.isoformat(),
            "since": self.since.isoformat(),
            "basis": self.basis.name,
            "language": str(self.language),
            "ledgers": str(self.folder),
            "project": self.project.file,
        }

    @property
    def ledgers(self) -> Ledgers:
        """The ledgers, read once a process; `InputRejected` where the folder has none."""
        return _read_once(self.folder, self._stamp)

    @property
    def _stamp(self) -> int:
        """When the folder was written: ledgers written anew are read anew."""
        return self.source.stat().st_mtime_ns if self.source.exists() else 0

    @property
    def accidents(self) -> pd.DataFrame:
        """The ledger of accidents."""
        return self.ledgers.accidents

    def holds(self, kind: str) -> bool:
        """Whether a ledger has any row."""
        return not self.ledgers.by_name()[kind].empty

    def states(self, kind: str, column: str) -> bool:
        """Whether any row of a ledger states the column."""
        held = self.ledgers.by_name()[kind][column]
        return bool((held.notna() & (held != UNKNOWN)).any())

    def entries(self, kind: str) -> pd.DataFrame:
        """How many rows of a ledger there are, by area and day."""
        return _entries_once(self.folder, self._stamp, kind)

    def days_covered(self, kind: str) -> Covered | None:
        """The days up to `as_of` that a ledger covers."""
        return _covered_once(self.folder, self._stamp, kind, self.as_of, tuple(self.areas), self.last_entry)

    def rows_without_day(self, kind: str) -> int:
        """How many rows of a ledger were set aside since they state no readable day."""
        found = self.ledgers.findings
        return int(((found["ledger"] == kind) & (found["rule"] == NEEDED_MISSING)).sum())

    @cached_property
    def last_entry(self) -> date | None:
        """The latest day up to `as_of` on which the ledgers hold an event or a report; None without any."""
        return latest_entry(self.ledgers.by_name(), self.as_of)

    def own_notice(self, language: str) -> str:
        """The notice of the ledgers."""
        return self.ledgers.notice(language)

    def if_given(self, kind: str, figures: pd.DataFrame) -> pd.DataFrame:
        """As `Ledgers.if_given`."""
        return self.ledgers.if_given(kind, figures)

    def _measured(self, kind: str, measure: Callable[..., pd.DataFrame], **options: Any) -> pd.DataFrame:
        return measure(self.ledgers.by_name()[kind], **options)

    @property
    def supervision(self) -> Window:
        """The days of a supervision team's visits to the area; the whole span where no team came."""
        visits = self.of_area(self.ledgers.inspections)
        days = visits.loc[visits["programme"] == SUPERVISION, "inspected_on"]
        return Window(days.min().date(), days.max().date()) if len(days) else self.span

    @property
    def calendar(self) -> WorkingDays:
        """Official working days."""
        return working_days()

    def of_area(self, ledger: pd.DataFrame) -> pd.DataFrame:
        """The rows of `ledger` that lie in the area."""
        return ledger[ledger["area"] == self.area]

    def elsewhere(self, ledger: pd.DataFrame) -> pd.DataFrame:
        """The rows of `ledger` that lie in any other area of the city."""
        return ledger[ledger["area"].isin(self.areas) & (ledger["area"] != self.area)]


@cache
def _read_once(folder: Path, stamp: int) -> Ledgers:
    return read_ledgers(folder)


@cache
def _entries_once(folder: Path, stamp: int, kind: str) -> pd.DataFrame:
    """Entries of one ledger: every area of a batch asks for the same."""
    rows = _read_once(folder, stamp).by_name()[kind]
    return entries_of(rows, LEDGERS[kind].day)


@cache
def _covered_once(
    folder: Path, stamp: int, kind: str, as_of: date, areas: tuple[str, ...], last_entry: date | None
) -> Covered | None:
    """Every area of a batch asks for the same."""
    entries, ledgers = _entries_once(folder, stamp, kind), _read_once(folder, stamp)
    told, sent = ledgers.empty_windows(kind), ledgers.sent_windows(kind)
    return covered_days(kind, entries, up_to=as_of, told=told, sent=sent, listed=areas, last_entry=last_entry)
