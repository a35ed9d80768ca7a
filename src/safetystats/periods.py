"""Windows that know their days, so that like is compared with like; and official working days."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from .errors import NoWorkingDays, UnlikeWindows, WrongUse


@dataclass(frozen=True, order=True)
class Window:
    """A span of days, both ends included.

    >>> Window(date(2020, 1, 1), date(2020, 8, 24)).days
    237
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise WrongUse(f"A window must not end before it starts: {self.start} to {self.end}.")

    @classmethod
    def year(cls, year: int) -> Window:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> Window:
        """A calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def months(cls, year: int, first: int, last: int) -> Window:
        """From the first day of month `first` to the last of month `last` of one year."""
        return cls(cls.month(year, first).start, cls.month(year, last).end)

    @classmethod
    def year_to_date(cls, as_of: date) -> Window:
        """From 1 January to `as_of`."""
        return cls(date(as_of.year, 1, 1), as_of)

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read ``2020-01-01/2020-08-24``, ``2020`` or ``2020-08``.

        >>> Window.parse("2020-02").end
        datetime.date(2020, 2, 29)
        """
        try:
            if "/" in text:
                start, end = text.split("/")
                return cls(date.fromisoformat(start), date.fromisoformat(end))
            if len(text) == 4:
                return cls.year(int(text))
            year, month = text.split("-")
            return cls.month(int(year), int(month))
        except ValueError as error:
            raise WrongUse(
                f"'{text}' is no window. Write 2020-01-01/2020-08-24, a year (2020) or a month (2020-08)."
            ) from error

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def is_full_year(self) -> bool:
        """True for exactly one calendar year."""
        return self == Window.year(self.start.year)

    @property
    def label(self) -> str:
        """Short and unambiguous: ``2020`` for a full year, ``2020-01-01/2020-08-24`` otherwise."""
        return str(self.start.year) if self.is_full_year else str(self)

    def contains(self, days: pd.Series) -> pd.Series:
        """True where a day of `days` (datetime64) lies in the window; a missing day does not."""
        return (days >= pd.Timestamp(self.start)) & (days < pd.Timestamp(self.end + timedelta(days=1)))

    def in_year(self, year: int) -> Window:
        """The same calendar dates in another year; 29 February becomes the 28th where there is none.

        >>> str(Window.year_to_date(date(2020, 2, 29)).in_year(2019))
        '2019-01-01/2019-02-28'
        """
        shift = year - self.start.year
        return Window(_same_day(self.start, year), _same_day(self.end, self.end.year + shift))

    def years_before(self, years: int = 1) -> Window:
        """The same calendar dates `years` earlier: never a shift by 365 days."""
        return self.in_year(self.start.year - years)

    def meets(self, other: Window) -> bool:
        """Whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end

    def lies_in(self, others: Sequence[Window]) -> bool:
        """Whether each of its days lies in one of others.

        >>> may, half = Window.month(2020, 5), Window(date(2020, 5, 1), date(2020, 5, 15))
        >>> may.lies_in([half]), may.lies_in([Window(date(2020, 5, 16), date(2020, 6, 5)), half])
        (False, True)
        """
        day = self.start
        for other in sorted(filter(self.meets, others)):
            if other.start <= day <= other.end:
                day = other.end + timedelta(days=1)
        return day > self.end

    def clipped(self, as_of: date) -> Window | None:
        """The part up to `as_of`; None where nothing of the window has happened yet."""
        if as_of < self.start:
            return None
        return Window(self.start, min(self.end, as_of))

    def by_year(self) -> list[Window]:
        """The window cut at every New Year, first part first."""
        return [
            Window(max(self.start, date(y, 1, 1)), min(self.end, date(y, 12, 31)))
            for y in range(self.start.year, self.end.year + 1)
        ]

    def by_month(self) -> list[Window]:
        """The window cut at every month's end, first part first."""
        months = [Window.month(y, m) for y in range(self.start.year, self.end.year + 1) for m in range(1, 13)]
        return [
            Window(max(m.start, self.start), min(m.end, self.end))
            for m in months
            if m.end >= self.start and m.start <= self.end
        ]

    def without(self, others: Sequence[Window]) -> list[Window]:
        """The months of the window of which no day lies in `others`, those that follow each other as one.

        >>> " ".join(map(str, Window.year(2020).without([Window.month(2020, 5)])))
        '2020-01-01/2020-04-30 2020-06-01/2020-12-31'
        """
        months = self.by_month()
        left = {month for month in months if not any(map(month.meets, others))}
        runs = (list(run) for is_left, run in groupby(months, left.__contains__) if is_left)
        return [Window(run[0].start, run[-1].end) for run in runs]


class OfArea(NamedTuple):
    """Days of one area; of all where it is blank."""

    area: str
    window: Window


@dataclass(frozen=True, order=True)
class Covered(Window):
    """The days that a ledger covers: all from `start` to `end`, but for those of `gaps` (`measures.gaps`).

    >>> may, june = Window.month(2020, 5), Window.month(2020, 6)
    >>> ledger = Covered(date(2019, 1, 1), date(2020, 8, 24), (may,), (OfArea("north", june),))
    >>> ledger.holds(Window.month(2020, 4)), ledger.holds(Window.year_to_date(date(2020, 6, 30)))
    (True, False)
    >>> ledger.holds(june), ledger.of_area("north").holds(june), ledger.of_area("south").holds(june)
    (True, False, True)
    """

    gaps: tuple[Window, ...] = ()
    of_areas: tuple[OfArea, ...] = ()
    """What it lacks of single areas besides."""
    told: tuple[OfArea, ...] = ()
    """The areas of which it is told that there was nothing in a gap: it is none of theirs."""
    absent: tuple[str, ...] = ()
    """The areas of which it holds nothing at all: the city's figures are those of the others."""

    @classmethod
    def of(cls, window: Window) -> Covered:
        """The same window, without gaps where it knows of none."""
        return window if isinstance(window, Covered) else cls(window.start, window.end)

    def of_area(self, area: str) -> Covered:
        """The days that it covers of one area."""
        gaps = [gap for gap in self.gaps if area not in self.telling(gap)]
        own = [one.window for one in self.of_areas if one.area == area]
        if area in self.absent:
            gaps, own = [], [Window(self.start, self.end)]
        return Covered(self.start, self.end, tuple(sorted([*gaps, *own])))

    def telling(self, gap: Window) -> list[str]:
        """The areas that told that they had nothing in a gap."""
        windows = {
            one.area: [other.window for other in self.told if other.area == one.area] for one in self.told
        }
        return [area for area, told in windows.items() if gap.lies_in(told)]

    def lacking(self) -> list[tuple[Window, list[str]]]:
        """What it lacks, the earliest first, with the areas of which it does; without any where of all."""
        own = {one.window for one in self.of_areas}
        parts = [(gap, [one.area for one in self.of_areas if one.window == gap]) for gap in own]
        return sorted([*((gap, []) for gap in self.gaps), *parts])

    def holds(self, window: Window) -> bool:
        """Whether the ledger covers every day of a window, though perhaps not of each area."""
        is_within = self.start <= window.start and window.end <= self.end
        return is_within and not any(gap.meets(window) for gap in self.gaps)


def ends_of(windows: pd.Series) -> pd.DataFrame:
    """The ``first`` and ``last`` day of windows as they are written; missing where none is.

    >>> ends_of(pd.Series(["2020-03-01/2020-03-31"], dtype="str"))["last"].dt.day.tolist()
    [31]
    """
    ends = windows.astype("str").str.split("/", expand=True)
    return ends.reindex(columns=[0, 1]).set_axis(["first", "last"], axis=1).apply(pd.to_datetime)


def _same_day(day: date, year: int) -> date:
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def are_alike(one: Window, other: Window) -> bool:
    """True where both windows cover the same calendar dates of their years (29 February apart)."""
    return other.in_year(one.start.year) == one or one.in_year(other.start.year) == other


def require_alike(one: Window, other: Window, *, unlike_allowed: bool = False) -> str:
    """Return the note a comparison of the two windows must carry; empty where they are alike.

    Raises
    ------
    UnlikeWindows
        If they are unlike, say a year to date against a full year, and that was not asked for.
    """
    if are_alike(one, other):
        return ""
    if not unlike_allowed:
        raise UnlikeWindows(
            f"{one} ({one.days} days) and {other} ({other.days} days) cover unlike parts of the year, so "
            "their figures are not comparable as they stand. Use the same dates "
            f"({one.in_year(other.start.year)}), or allow unlike windows explicitly: the result then says so."
        )
    return f"unlike windows: {one.days} days against {other.days}"


@dataclass(frozen=True)
class WorkingDays:
    """Official working days: Monday to Friday, less the holidays, with the make-up days.

    `days` has one row per day that departs from Monday-to-Friday: ``day`` and ``kind`` (off or work), and
    `years` lists the years whose notice has been published. A year without a list is refused: guessing
    would be wrong for 92 % of 60-day deadlines.
    """

    days: pd.DataFrame
    years: frozenset[int]

    @cached_property
    def _listed(self) -> dict[date, bool]:
        days = pd.to_datetime(self.days["day"]).dt.date
        return dict(zip(days, self.days["kind"] == "work"))

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day; `NoWorkingDays` where its year has no list."""
        if day.year not in self.years:
            known = f"{min(self.years)} to {max(self.years)}" if self.years else "no year"
            raise NoWorkingDays(
                f"The working-day table covers {known}, not {day.year}. Add that year's official notice "
                "to workdays.csv (day, kind off or work, notice)."
            )
        return self._listed.get(day, day.weekday() < 5)

    def after(self, start: date, count: int, *, count_start: bool = False) -> date:
        """The day that is `count` working days after `start`; the start is not counted unless asked.

        Civil-law practice does not count the day of issue.
        """
        day = start if count_start else start + timedelta(days=1)
        left = count - self.is_working(day)
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day

    def between(self, window: Window) -> int:
        """Number of working days in `window`, both ends included."""
        days = (window.start + timedelta(days=i) for i in range(window.days))
        return sum(self.is_working(day) for day in days)
