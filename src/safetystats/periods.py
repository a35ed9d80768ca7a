"""Windows that know their days, so that like is compared with like; and official working days."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

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

        >>> [str(left) for left in Window.year(2020).without([Window.month(2020, 5)])]
        ['2020-01-01/2020-04-30', '2020-06-01/2020-12-31']
        """
        months = self.by_month()
        left = {month for month in months if not any(map(month.meets, others))}
        runs = (list(run) for is_left, run in groupby(months, left.__contains__) if is_left)
        return [Window(run[0].start, run[-1].end) for run in runs]


@dataclass(frozen=True, order=True)
class Covered(Window):
    """The days that a ledger covers: all from `start` to `end`, but for those of `gaps` (see `gaps_in`).

    >>> may = Window.month(2020, 5)
    >>> ledger = Covered(date(2019, 1, 1), date(2020, 8, 24), (may,))
    >>> ledger.holds(Window.month(2020, 4)), ledger.holds(Window.year_to_date(date(2020, 6, 30)))
    (True, False)
    """

    gaps: tuple[Window, ...] = ()

    @classmethod
    def of(cls, window: Window) -> Covered:
        """The same window, without gaps where it knows of none."""
        return window if isinstance(window, Covered) else cls(window.start, window.end)

    def holds(self, window: Window) -> bool:
        """Whether the ledger covers every day of a window."""
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


A_MONTH = 31
"""Days that a ledger may be behind without a word: sheets are sent by the month."""
LATE_BY_CHANCE = 0.001
"""A ledger's quiet days are taken for days that it does not cover where chance is below this."""
_A_YEAR = 365


def covered_until(days: pd.Series, day: date, *, quiet_days: int = A_MONTH) -> date:
    """The last day up to `day` that a ledger with entries on `days` covers: `day`, or that of its last entry.

    It is the last entry where more than `quiet_days` without one are more than chance would leave (one in
    a thousand): after n days with an entry in T days the next g days are without one with a chance of (T /
    (T + g))^n, whatever the pace was (Poisson, its rate under a flat prior of its logarithm). T is the
    year before the last entry; of a younger ledger, all days since its first entry, which then is none of
    the n but the beginning.

    >>> weekly = pd.Series(pd.date_range("2019-01-01", "2020-03-15", freq="7D"))
    >>> covered_until(weekly, date(2020, 3, 31)), covered_until(weekly, date(2020, 8, 24))
    (datetime.date(2020, 3, 31), datetime.date(2020, 3, 10))
    """
    known = days[days <= pd.Timestamp(day)].dt.normalize().drop_duplicates()
    if known.empty:
        return day
    first, last = known.min(), known.max()
    quiet = (pd.Timestamp(day) - last).days
    span = (last - first).days
    busy = int((known > last - pd.Timedelta(days=_A_YEAR)).sum()) if span > _A_YEAR else len(known) - 1
    span = min(span, _A_YEAR)
    return last.date() if quiet > quiet_days and _is_too_quiet(quiet, busy, span) else day


def covered_from(days: pd.Series, day: date, *, quiet_days: int = A_MONTH) -> date:
    """The first day from `day` on that a ledger with entries on `days` covers: as `covered_until`, backwards.

    >>> weekly = pd.Series(pd.date_range("2019-06-04", "2020-12-31", freq="7D"))
    >>> covered_from(weekly, date(2019, 5, 20)), covered_from(weekly, date(2019, 1, 1))
    (datetime.date(2019, 5, 20), datetime.date(2019, 6, 4))
    """
    mirror = pd.Timestamp(day)
    return day + (day - covered_until(mirror + (mirror - days), day, quiet_days=quiet_days))


def gaps_in(
    entries: pd.Series, told: Sequence[Window] = (), undated: Mapping[Window, int] | None = None
) -> list[Window]:
    """Whole months between the first and the last entry that a ledger does not cover.

    Months in a row without one entry, where chance would leave so many so seldom (one in a thousand), as
    `covered_until` reckons it: from the entries of the year before and the year after, and those of their
    days that lie in months with some. An entry that may be of several months may be of each of them, so that
    chance has to leave no more than these.

    Parameters
    ----------
    entries
        How many entries there are of each day, by day; those of which no day is stated are there on the first
        of theirs.
    told
        Windows that are told of as without any.
    undated
        How many of the entries state no day, by the window of which they are.

    Examples
    --------
    >>> weekly = pd.Series(1, index=pd.date_range("2019-01-01", "2020-12-31", freq="7D"))
    >>> without_may = weekly[(weekly.index < "2020-05-01") | (weekly.index > "2020-06-30")]
    >>> [str(gap) for gap in gaps_in(without_may)], gaps_in(weekly)
    (['2020-05-01/2020-06-30'], [])
    >>> gaps_in(without_may, [Window.months(2020, 5, 6)])
    []
    """
    over_months = {window: n for window, n in (undated or {}).items() if len(window.by_month()) > 1}
    entries = _without(entries, over_months) if over_months else entries
    if entries.empty:
        return []
    days = entries.index.to_series()
    span = Window(days.min().date(), days.max().date())
    quiet = [month for month in span.by_month() if not month.contains(days).any()]
    busy = [month for month in span.by_month() if month not in quiet]
    gaps = span.without([*busy, *told])
    may_be_in = {gap: sum(n for window, n in over_months.items() if window.meets(gap)) for gap in gaps}
    return [gap for gap in gaps if _is_gap(gap, entries, quiet, may_be_in[gap])]


def _without(entries: pd.Series, over_months: Mapping[Window, int]) -> pd.Series:
    """The entries by day less those that stand on the first day of several months of which they may be."""
    days = pd.to_datetime([window.start for window in over_months])
    left = entries.sub(pd.Series(list(over_months.values()), days).groupby(level=0).sum(), fill_value=0)
    return left[left > 0]


def _is_gap(gap: Window, entries: pd.Series, quiet: Sequence[Window], within: int) -> bool:
    """Whether so many days without an entry but those that may lie `within` are more than chance leaves, by
    those a year on either side.
    """
    days = entries.index.to_series()
    year = timedelta(days=_A_YEAR)
    beside = Window(max(days.min().date(), gap.start - year), min(days.max().date(), gap.end + year))
    empty = sum(month.days for month in quiet if month.meets(beside))
    return _is_too_quiet(gap.days, int(entries[beside.contains(days)].sum()), beside.days - empty, within)


def _is_too_quiet(quiet: int, busy: int, span: int, within: int = 0) -> bool:
    """Whether chance leaves `quiet` days with `within` entries or fewer so seldom, beside `busy` in `span`.

    The number of entries is negative binomial, and this its distribution function; without any of them it is
    (span / (span + quiet)) ** busy. Of a ledger without a day that is busy nothing is known.
    """
    from scipy.special import betainc

    return busy > 0 and bool(betainc(busy, within + 1, span / (span + quiet)) < LATE_BY_CHANCE)


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
