"""Who and when: the parameters of a notebook, checked before anything runs, and the windows they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from math import exp
from pathlib import Path

import pandas as pd

from .errors import InputRejected, UnknownName, WrongUse
from .ledgers import MANIFEST, Ledgers, read_ledgers
from .locale import language_of, require_language, say
from .locale.formats import day_text
from .locale.wording import ledger_text, names_text
from .periods import LATE_BY_CHANCE, Window, WorkingDays, covered_until
from .project import Project
from .published import NATION, area_named, read_totals
from .reference import (
    ALL_CATEGORIES,
    area_row,
    basis_named,
    countable_basis,
    current_areas,
    provinces,
    tells_categories,
    working_days,
)
from .rules.dates import read_date
from .rules.not_stated import sheets_without_area
from .schema import LEDGERS, SUPERVISION, UNKNOWN, Basis

LONG_PAST = 366
"""Ledgers without an entry for so many days before a report's day say nothing of that day."""

REPORTED = ("accidents", "hazards", "inspections", "enterprises")
"""The ledgers that a briefing rests on."""

DIVISIONS = ("supervision_sector", "industry")
"""Columns that divide accidents by sector, the preferred one first."""

_EVENTS = frozenset({"occurred_on", "reported_on", "found_on", "closed_on", "inspected_on", "issued_on"})
"""Days of what was entered, as deadlines and ends of insurance are not."""

_YEAR_FIRST = re.compile(r"\s*(?:[0-9０-９]{4}|[〇零○一二三四五六七八九]{4}年)")
_PLAIN_DAYS = frozenset({"", "date_in_words", "date_marks", "date_full_width"})
"""Rules of `read_date` by which a day stands there as a whole, with nothing beside it."""


@dataclass(frozen=True)
class Scope:
    """One area as of one day, with the ledgers that the figures come from."""

    area: str
    as_of: date
    since: date
    basis: Basis
    language: str
    folder: Path
    """Where the ledgers lie."""
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
        span = Window(parse_day("since", since), parse_day("as_of", as_of))
        own = Project.load(project or None)
        scope = cls(
            area=area,
            as_of=span.end,
            since=span.start,
            basis=basis_named(basis or own.basis),
            language=language,
            folder=Path(ledgers),
            project=own,
        ).for_reader(area, language)
        scope.require_own_areas()
        if not basis:
            scope = replace(scope, basis=countable_basis(own.basis, scope.ledgers.accidents))
        scope.require_categories()
        return scope

    def require_own_areas(self) -> None:
        """Refuse ledgers of which not one row lies in the project's city: all figures would be 0."""
        stated = [ledger["area"] for ledger in self.ledgers.by_name().values() if len(ledger)]
        if stated and not any(areas.isin(self.areas).any() for areas in stated):
            files, headers = sheets_without_area(self.ledgers.findings)
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

    def require_categories(self) -> None:
        """Refuse a basis that counts by category where no accident states its own: all figures would be 0."""
        if countable_basis(self.basis.name, self.ledgers.accidents) == self.basis:
            return
        raise WrongUse(
            f"Basis '{self.basis.name}' counts accidents of {', '.join(self.basis.categories)}, and not one "
            f"of the {len(self.ledgers.accidents)} accidents in '{self.folder}' states its category. Take "
            f"basis '{ALL_CATEGORIES}', or add the column 事故分类 to the sheets and clean them again."
        )

    def for_reader(self, area: str, language: str) -> Scope:
        """The same for another area or language; `UnknownName` where there is none of that name."""
        area_row(self.project, area)
        return replace(self, area=area, language=language_of(self.project, language))

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
        manifest = self.folder / MANIFEST
        return _read_once(self.folder, manifest.stat().st_mtime_ns if manifest.exists() else 0)

    @cached_property
    def last_entry(self) -> date | None:
        """The latest day up to `as_of` on which the ledgers hold an event or a report; None without any."""
        days = [
            ledger[column.name]
            for name, ledger in self.ledgers.by_name().items()
            for column in LEDGERS[name].columns
            if column.name in _EVENTS
        ]
        stated = pd.concat(days)
        last = stated[stated <= pd.Timestamp(self.as_of)].max()
        return None if pd.isna(last) else last.date()

    def outdated(self, language: str) -> str:
        """That ledgers end long before `as_of`, so that none counted may be none entered; else empty."""
        if self.last_entry is None:
            return say(
                "The ledgers hold nothing up to {day}: a count of 0 does not mean that nothing happened.",
                language,
                day=day_text(self.as_of, language),
            )
        ends = {kind: self._end_of(kind) for kind in ("accidents", "hazards", "inspections")}
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

    def notice(self, language: str) -> str:
        """What every report has to say of its data: the notice of the ledgers, and that they end early."""
        texts = (
            self.ledgers.notice(language),
            self.outdated(language),
            self.not_given(language),
            self.uncategorised(language),
        )
        return " ".join(text for text in texts if text)

    def not_given(self, language: str) -> str:
        """Which of the ledgers that a report rests on hold nothing: what they would tell is not known."""
        ledgers = self.ledgers.by_name()
        absent = [name for name in REPORTED if ledgers[name].empty]
        if not absent:
            return ""
        return say(
            "Nothing was given of: {ledgers}. Figures that rest on them are not known; a 0 or a blank there "
            "does not mean that nothing happened.",
            language,
            ledgers=names_text([ledger_text(name, language) for name in absent], language),
        )

    def uncategorised(self, language: str) -> str:
        """That accidents of all categories are counted, since none states its own; empty where some do."""
        if tells_categories(self.ledgers.accidents):
            return ""
        return say(
            "No accident states its category: accidents of all categories are counted, road transport "
            "included.",
            language,
        )

    @property
    def tells_listed(self) -> bool:
        """Whether the ledger says of any hazard if it is listed (挂账); else all that were found count."""
        return bool(self.ledgers.hazards["listed"].notna().any())

    @property
    def division(self) -> str:
        """What divides accidents: the sectors (行业领域) of the bureau, or industries if none is stated."""
        accidents = self.ledgers.accidents
        states = {name: bool((accidents[name] != UNKNOWN).any()) for name in DIVISIONS}
        return next((name for name, stated in states.items() if stated), DIVISIONS[0])

    @cached_property
    def areas(self) -> list[str]:
        """Every area of the city, in the project's order."""
        return current_areas(self.project)

    @cached_property
    def covered_from(self) -> date:
        """The first day that the ledger of accidents covers; the day after `as_of` where none was given."""
        if self.ledgers.accidents.empty:
            return self.as_of + timedelta(days=1)
        return self._begin_of("accidents")

    def _begin_of(self, kind: str) -> date:
        """The first day that a ledger covers: `since`, or later where the ledger begins later.

        It begins with the year of its first entry; with its month where the days before it are more than
        chance would leave without any at the ledger's own pace (Poisson, one in a thousand). Years before
        the first entry are not covered, since they may not have been kept; nothing is known of an empty one.
        """
        days = self.days_of(kind)
        if days.empty or days.min() < pd.Timestamp(self.since):
            return self.since
        first = days.min().date()
        pace = len(days) / max((days.max().date() - first).days, 1)
        begin = max(self.since, date(first.year, 1, 1))
        return first.replace(day=1) if exp(-pace * (first - begin).days) < LATE_BY_CHANCE else begin

    def _end_of(self, kind: str) -> date:
        """The last day that a ledger covers: `as_of`, or its last entry where it was not kept up to then.

        It was not where `covered_until` says so, and where no ledger holds an entry of the last year.
        """
        days = self.days_of(kind)
        days = days[days <= pd.Timestamp(self.as_of)]
        if days.empty:
            return self.as_of
        is_long_past = self.last_entry is not None and (self.as_of - self.last_entry).days > LONG_PAST
        return days.max().date() if is_long_past else covered_until(days, self.as_of)

    def days_of(self, kind: str) -> pd.Series:
        """The stated days of the entries of a ledger."""
        return self.ledgers.by_name()[kind][LEDGERS[kind].day].dropna()

    @cached_property
    def covered(self) -> Window:
        """The days that the ledger of accidents covers, which may all lie before `since`.

        What was not entered is not zero.
        """
        end = self._end_of("accidents")
        return Window(min(self.covered_from, end), end)

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
        covered = [w for w in before if self.covered_from <= w.start and w.end <= self.covered.end]
        return [*covered, self.this_window]

    @cached_property
    def printed_windows(self) -> list[Window]:
        """Full years, then the last one as far as it is covered: unlike windows, as letters print them."""
        return self.whole.by_year()

    @cached_property
    def months(self) -> list[Window]:
        """Every month of `whole`; the last ends with it."""
        return self.whole.by_month()

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
        return cls(area, whole, day, language_of(own, language), basis, read, path, measures, own)

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
    known = read.loc[read["measure"].isin(_COUNTED), "area"].drop_duplicates().tolist()
    whole = _whole_of(read["area"].tolist(), project, path)
    listed = {*provinces()["area"]} if whole == NATION else {*current_areas(project)}
    areas = [area for area in known if area in listed]
    if not areas:
        raise InputRejected(f"The tables in '{path.name}' have no area beside {whole}. Name other tables.")
    return areas


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


@cache
def _read_once(folder: Path, stamp: int) -> Ledgers:
    """`stamp` is when the folder was written: ledgers written anew are read anew."""
    return read_ledgers(folder)


def parse_day(name: str, text: str) -> date:
    """A day with its year first (2020-08-24, 2020年8月24日); `WrongUse` names the parameter otherwise.

    >>> parse_day("as_of", "2020年8月24日").isoformat()
    '2020-08-24'
    """
    with suppress(TypeError, ValueError):
        return date.fromisoformat(text)
    reading = read_date(text) if isinstance(text, str) and _YEAR_FIRST.match(text) else None
    if reading is None or reading.value is None or reading.rule not in _PLAIN_DAYS:
        raise WrongUse(f"Parameter '{name}' needs a day such as 2020-08-24; found {text!r}.")
    day: date = reading.value
    return day
