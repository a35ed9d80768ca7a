"""An area that is known from published tables alone: what these print of it and of the whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from ..errors import InputRejected, UnknownName, WrongUse
from ..locale import language_of, require_language
from ..periods import Window
from ..project import Project
from ..publications import held_against_areas
from ..published import NATION, area_named, read_totals
from ..reference import current_areas, provinces
from .days import parse_day


@dataclass(frozen=True)
class TotalsScope:
    """One area as of one day, known from published tables only."""

    area: str
    whole: str
    """The row of the tables that is the sum of all areas: a nation or a city."""
    as_of: date
    language: str
    basis: str
    totals: pd.DataFrame
    """As `read_totals` gives them, and differing_sum: what the areas add up to where the whole differs."""
    held: pd.DataFrame
    """Each figure of the whole on this basis against its areas, as `held_against_areas` gives it."""
    path: Path
    measures: tuple[str, ...]
    """What the tables print of both the area and the whole: accidents, deaths, or both, in this order."""
    project: Project

    @classmethod
    def check(
        cls, *, area: str, as_of: str, language: str, totals: str, basis: str = "", project: str = ""
    ) -> TotalsScope:
        """Read the parameters of a notebook on published tables as they stand in its `parameters` cell.

        Parameters
        ----------
        area
            An area that stands in the tables.
        as_of
            ISO day; the year to it is looked at.
        language
            zh or en.
        totals
            Folder of published tables, or one of them.
        basis
            What is counted, in the words of the tables; empty for the project's own where they have it, or
            for the only one that they have.
        project
            A city's project.toml, whose areas may stand in the tables; empty for the shipped Beijing one.

        Raises
        ------
        UnknownName, WrongUse
            If the tables have no such area, or a value is not known.
        InputRejected
            If there are no tables at `totals`, or they do not say when they count.
        """
        require_language(language)
        day = parse_day("as_of", as_of)
        path = Path(totals)
        own = Project.load(project or None)
        read = _read_totals_once(path, own.file)
        area = area_named(area, own)
        known = read["area"].drop_duplicates().tolist()
        if area not in known:
            raise UnknownName("area", area, known, hint=f"These areas stand in '{path.name}'.")
        whole = _whole_of(known, own, path)
        if area == whole:
            raise WrongUse(
                f"'{area}' is the whole of the tables in '{path.name}' (they have no row above it). "
                "Name one of its areas, or add the row 合计."
            )
        bases = read["basis"].drop_duplicates().tolist()
        if basis and basis not in bases:
            raise UnknownName("basis", basis, bases, hint=f"These stand in '{path.name}'.")
        if not basis and own.basis in bases:
            basis = own.basis
        if not basis and len(bases) > 1:
            raise WrongUse(
                f"The tables in '{path.name}' count on {len(bases)} bases ({', '.join(bases)}). "
                "Say which with --basis."
            )
        basis = basis or bases[0]
        _require_days_of(Window.year_to_date(day), read, path)
        measures = _measures(read, area, whole, basis, path)
        held = held_against_areas(read, whole, _areas_of(whole, own))
        read = read.assign(differing_sum=held.loc[held["differs"], "sum_of_areas"])
        held = held[(held["basis"] == basis) & held["measure"].isin(measures)]
        return cls(area, whole, day, language_of(own, language), basis, read, held, path, measures, own)

    @property
    def parameters(self) -> dict[str, str]:
        """What a notebook's `parameters` cell has to say to get this scope."""
        return {
            "area": self.area,
            "as_of": self.as_of.isoformat(),
            "language": str(self.language),
            "totals": str(self.path),
            "basis": self.basis,
            "project": self.project.file,
        }

    @property
    def areas(self) -> list[str]:
        """The areas of the city, or provinces, that stand in the tables, in their order there."""
        return _areas_in(self.totals, _areas_of(self.whole, self.project))

    def for_reader(self, area: str, language: str) -> TotalsScope:
        """The same for another area or language."""
        return TotalsScope.check(**{**self.parameters, "area": area, "language": language})

    @property
    def events(self) -> str:
        """What is counted: accidents, or deaths where the tables print no accidents."""
        return self.measures[0]

    @property
    def absent(self) -> list[str]:
        """What the tables do not print, of accidents and deaths."""
        return [measure for measure in _COUNTED if measure not in self.measures]

    @property
    def this_window(self) -> Window:
        """The year to date."""
        return Window.year_to_date(self.as_of)

    @property
    def last_window(self) -> Window:
        """The same calendar dates of the year before."""
        return self.this_window.years_before()

    @property
    def months(self) -> list[Window]:
        """The months of the year that were published, up to `as_of`; all of them where none was."""
        printed = set(zip(self.totals["window_start"], self.totals["window_end"]))
        months = self.this_window.by_month()
        return [m for m in months if (pd.Timestamp(m.start), pd.Timestamp(m.end)) in printed] or months


_COUNTED = ("accidents", "deaths")


def areas_of_totals(path: Path, project: Project) -> list[str]:
    """The areas of the city, or provinces, whose accidents or deaths stand in published tables, as there.

    Raises
    ------
    InputRejected
        If the tables have no row of the whole, or of no area beside it.
    """
    read = _read_totals_once(path, project.file)
    whole = _whole_of(read["area"].tolist(), project, path)
    areas = _areas_in(read, _areas_of(whole, project))
    if not areas:
        raise InputRejected(f"The tables in '{path.name}' have no area beside {whole}. Name other tables.")
    return areas


def _areas_in(totals: pd.DataFrame, listed: Collection[str]) -> list[str]:
    """Those of the areas listed whose accidents or deaths stand in published tables, as there."""
    counted = totals[totals["measure"].isin(_COUNTED) & totals["area"].isin(listed)]
    return counted["area"].drop_duplicates().tolist()


def _areas_of(whole: str, project: Project) -> set[str]:
    """The areas that the whole is the sum of."""
    listed = provinces()["area"] if whole == NATION else current_areas(project)
    return {*listed} - {whole}


def _whole_of(known: Sequence[str], project: Project, path: Path) -> str:
    """The row of the tables that is the sum of all areas."""
    whole = NATION if NATION in known else project.city
    if whole not in known:
        raise InputRejected(
            f"The tables in '{path.name}' have no row of the whole ({NATION} or {whole}), in which an "
            "area could have a share. Add the row 合计."
        )
    return whole


def _require_days_of(year: Window, totals: pd.DataFrame, path: Path) -> None:
    """Refuse a day in whose year nothing was published up to it: the briefing would be blank."""
    starts, ends = totals["window_start"], totals["window_end"]
    if not ((starts >= pd.Timestamp(year.start)) & (ends <= pd.Timestamp(year.end))).any():
        raise WrongUse(
            f"The tables in '{path.name}' count from {starts.min().date()} to {ends.max().date()}, and "
            f"nothing of the year {year.start:%Y} up to {year.end}. Name another day with --as-of."
        )


def _measures(totals: pd.DataFrame, area: str, whole: str, basis: str, path: Path) -> tuple[str, ...]:
    """Which of the two the tables print of both `area` and `whole`; refused where it is neither."""
    own = totals[totals["basis"] == basis]
    printed = {name: set(own.loc[own["area"] == name, "measure"]) for name in (area, whole)}
    both = tuple(measure for measure in _COUNTED if all(measure in each for each in printed.values()))
    if not both:
        raise InputRejected(
            f"The tables in '{path.name}' print neither accidents nor deaths of both {area} and {whole}"
            f"{f' ({basis})' if basis else ''}. Needed is a column 事故起数 or 死亡人数 with a row of each."
        )
    return both


@cache
def _read_totals_once(path: Path, project: str) -> pd.DataFrame:
    return read_totals(path, Project.load(project or None))
