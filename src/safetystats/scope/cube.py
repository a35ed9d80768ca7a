"""An area in a cube of counts: the same windows and figures as of its ledgers, and not one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from ..cubes import Cube, measured, read_cube
from ..cubes.counted import CELL_RECORDS, COUNTED, NO_END, VIEWS, as_ledger, empty_views
from ..cubes.figures import require_no_repeats
from ..cubes.table import Table, by_keys
from ..errors import WrongUse
from ..ledgers import no_end_stated, nothing_given
from ..measures.gaps import covered_days
from ..measures.placing import entries_of
from ..measures.weights import RECORDS
from ..periods import Covered
from ..rules.aside import NEEDED_MISSING
from ..schema import LEDGERS, UNKNOWN
from .counted import CountedScope

_EVENTS = frozenset({"occurred_on", "found_on", "closed_on", "inspected_on"})
"""Days of what was entered."""


@dataclass(frozen=True)
class CubeScope(CountedScope):
    """One area as of one day, with the cube that the figures come from."""

    path: Path
    """The cube's file."""

    rests_on: ClassVar[tuple[str, ...]] = ("accidents", "hazards")

    @classmethod
    def check(
        cls, *, area: str, as_of: str, since: str, basis: str, language: str, cube: str, project: str = ""
    ) -> CubeScope:
        """Read the parameters of a notebook on a cube as they stand in its `parameters` cell.

        Parameters
        ----------
        area, as_of, since, basis, language, project
            As of `Scope.check`.
        cube
            File of a cube, as `safetystats count` writes it.

        Raises
        ------
        UnknownName, WrongUse
            If a value is not known or is no day, or the cube is of another city or list of areas, holds
            records twice, or has none up to the day.
        InputRejected
            If there is no cube.
        """
        scope = cls._checked(
            area=area,
            as_of=as_of,
            since=since,
            basis=basis,
            language=language,
            project=project,
            path=Path(cube),
        )
        require_no_repeats(scope.cube)
        scope.require_records()
        return scope

    def require_own_areas(self) -> None:
        """Refuse a cube of another city, or by another list of areas: an area's figures would be 0."""
        city = self.project.city
        if self.cube.city != city:
            raise WrongUse(
                f"'{self.path}' was counted for {self.cube.city}, and the project is of {city}. Name the "
                "project that it was counted with (--project), or another cube."
            )
        if set(self.cube.areas) != set(self.areas):
            raise WrongUse(
                f"'{self.path}' was counted by another list of the areas of {city} than that of the project. "
                "Count the raw sheets again."
            )
        stated = [areas for kind in COUNTED if (areas := set(self._view(kind, "area").labels["area"]))]
        if stated and not any(areas & set(self.areas) for areas in stated):
            raise WrongUse(
                f"Not one record that '{self.path}' was counted from lies in an area of {city}. If they are "
                "of another city, count and brief them with its --project."
            )

    def require_records(self) -> None:
        """Refuse a day up to which nothing was counted: the briefing would be blank."""
        if self.last_entry is not None:
            return
        days = pd.concat([self.entries(kind)["first"] for kind in COUNTED])
        if days.empty:
            raise WrongUse(
                f"'{self.path}' counts no accident, hazard or inspection at all. Count other sheets, or name "
                "another cube."
            )
        raise WrongUse(
            f"'{self.path}' counts from {days.min().date()} to {days.max().date()}, and nothing up to "
            f"{self.as_of}. Name another day with --as-of, or another cube."
        )

    @property
    def where(self) -> str:
        """The file, for a message."""
        return str(self.path)

    @property
    def source(self) -> Path:
        """The cube's file."""
        return self.path

    @property
    def batch(self) -> str:
        """A folder beside that of briefings from ledgers, which say more."""
        return f"{self.as_of.isoformat()}-cube"

    @property
    def parameters(self) -> dict[str, str]:
        """What a notebook's `parameters` cell has to say to get this scope."""
        return {
            "area": self.area,
            "as_of": self.as_of.isoformat(),
            "since": self.since.isoformat(),
            "basis": self.basis.name,
            "language": str(self.language),
            "cube": str(self.path),
            "project": self.project.file,
        }

    @property
    def cube(self) -> Cube:
        """The cube, read once a process, with an empty view of each ledger that was not given."""
        return _read_once(self.path, self._stamp)

    @property
    def _stamp(self) -> int:
        return self.path.stat().st_mtime_ns if self.path.exists() else 0

    @property
    def texts(self) -> list[pd.DataFrame]:
        """Every text of the cube, since a page may print it."""
        tables = (*self.cube.views.values(), self.cube.sheets)
        labels = {text for table in tables for texts in table.labels.values() for text in texts}
        return [pd.DataFrame({"text": sorted({*labels, *self.cube.notices})}, dtype="str")]

    @cached_property
    def accidents(self) -> pd.DataFrame:
        """The cells of accidents as a ledger, each of which stands for its records."""
        return as_ledger(VIEWS["accidents"], self.cube.views["accidents"].frame())

    def holds(self, kind: str) -> bool:
        """Whether any record of a ledger was counted."""
        return kind in COUNTED and len(self._view(kind)) > 0

    def states(self, kind: str, column: str) -> bool:
        """Whether any record of a ledger states the column."""
        return bool(set(self._view(kind, column).labels[column]) - {"", UNKNOWN})

    def entries(self, kind: str) -> pd.DataFrame:
        """How many records of a ledger there are, by area and day."""
        return _entries_once(self.path, self._stamp, kind)

    def days_covered(self, kind: str) -> Covered | None:
        """The days up to `as_of` that a ledger covers."""
        return _covered_once(self.path, self._stamp, kind, self.as_of, tuple(self.areas), self.last_entry)

    def rows_without_day(self, kind: str) -> int:
        """How many rows of a ledger were set aside since they state no readable day."""
        found = self.cube.findings_by_rule()
        return int(found.loc[(found["ledger"] == kind) & (found["rule"] == NEEDED_MISSING), "findings"].sum())

    @cached_property
    def last_entry(self) -> date | None:
        """The latest day up to `as_of` on which something happened that was counted; None without any."""
        days = [
            self.entries(kind)["first"]
            if column == LEDGERS[kind].day
            else by_keys(self._view(kind), [column], CELL_RECORDS)[column]
            for kind in COUNTED
            for column in VIEWS[_name(kind)].keys
            if column in _EVENTS
        ]
        known = [stated[stated <= pd.Timestamp(self.as_of)].max() for stated in days]
        last = max((day for day in known if not pd.isna(day)), default=None)
        return last.date() if last else None

    def own_notice(self, language: str) -> str:
        """The notice of the sheets that were counted."""
        return self.cube.notice(language)

    def balance(self) -> pd.DataFrame:
        """As `Ledgers.balance`, with the records that stand in another part."""
        rows = self.cube.balance().rename(columns={"rows_counted": "rows_kept"})
        days = [
            self.entries(kind)["first"] if kind in COUNTED else pd.Series(dtype="datetime64[us]")
            for kind in rows["ledger"]
        ]
        return rows.assign(first_day=[day.min() for day in days], last_day=[day.max() for day in days])

    def findings_by_rule(self) -> pd.DataFrame:
        """As `Ledgers.findings_by_rule`."""
        found = self.cube.findings_by_rule().rename(columns={"findings": "size"})
        counted = found.groupby(["rule", "action"], as_index=False)[["size"]].sum()
        return counted.sort_values(["size", "rule"], ascending=[False, True], ignore_index=True)

    def if_given(self, kind: str, figures: pd.DataFrame) -> pd.DataFrame:
        """As `Ledgers.if_given`."""
        if not self.holds(kind):
            return nothing_given(kind, figures)
        return no_end_stated(figures) if kind == "hazards" and self._tells_no_end() else figures

    def _tells_no_end(self) -> bool:
        sums = self._view("hazards").sums
        return bool(sums[NO_END].sum() == sums[CELL_RECORDS].sum())

    def _measured(self, kind: str, measure: Callable[..., pd.DataFrame], **options: Any) -> pd.DataFrame:
        return measured(self.cube, measure, **options)

    def _view(self, kind: str, column: str = "") -> Table:
        return self.cube.views[_name(kind, column)]


def _name(kind: str, column: str = "") -> str:
    """The first view of a ledger, or that which has a column."""
    return next(
        name for name, view in VIEWS.items() if view.ledger == kind and (not column or column in view.keys)
    )


@cache
def _read_once(path: Path, stamp: int) -> Cube:
    """`stamp` is when the file was written: a cube written anew is read anew."""
    cube = read_cube(path, for_figures=True)
    return replace(cube, views=empty_views() | dict(cube.views))


@cache
def _entries_once(path: Path, stamp: int, kind: str) -> pd.DataFrame:
    view, keys = _read_once(path, stamp).views[_name(kind, "area")], ("area", *LEDGERS[kind].when)
    cells = by_keys(view, keys, CELL_RECORDS).rename(columns={CELL_RECORDS: RECORDS})
    return entries_of(cells, LEDGERS[kind].day)


@cache
def _covered_once(
    path: Path, stamp: int, kind: str, as_of: date, areas: tuple[str, ...], last_entry: date | None
) -> Covered | None:
    """Every area of a batch asks for the same."""
    entries, cube = _entries_once(path, stamp, kind), _read_once(path, stamp)
    told, sent = (
        [one for of_kind, one in windows if of_kind == kind]
        for windows in (cube.empty_windows, cube.sent_windows)
    )
    return covered_days(kind, entries, up_to=as_of, told=told, sent=sent, listed=areas, last_entry=last_entry)
