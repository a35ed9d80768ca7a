"""Which days a ledger covers: where it begins and ends, and what it lacks between, of all or of single areas.

What was never sent is not zero. Sheets come by the month, and a ledger has a pace of its own, as has each of
its areas: days without an entry are taken for days that are not covered where chance would leave so many so
seldom. A sheet that says that nothing happened tells of its months, for its area where it names one. Who
sends a sheet each month lacks those without (`unsent`), whatever the pace; an area of no entry at all is
absent where each of the others has many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np
import pandas as pd

from ..periods import Covered, OfArea, Window
from ..schema import LEDGERS, UNKNOWN
from .placing import entries_of, first_days
from .unsent import months_unsent

LATE_BY_CHANCE = 0.001
"""A ledger that was sent whole is taken for one that lacks something no more often than so."""
BEGUN_BY_CHANCE = 0.02
"""Of ledgers of accidents whose sheets do not say of which days they are, so many at most are taken for ones
that were begun with their first accident though they were kept before."""
LESS_THAN_A_MONTH = 27
"""Days that a ledger may be behind without a word: sheets come by the month."""
LONG_PAST = 366
"""Ledgers without an entry for so many days before a day say nothing of that day."""
_EVENTS = frozenset({"occurred_on", "reported_on", "found_on", "closed_on", "inspected_on", "issued_on"})
"""Days of what was entered, as deadlines and ends of insurance are not."""
_A_YEAR = 365
_ONE_DAY = timedelta(days=1)
_EPOCH = date(1970, 1, 1).toordinal()


def covered_days(
    kind: str,
    entries: pd.DataFrame,
    *,
    up_to: date,
    told: Sequence[OfArea] = (),
    sent: Sequence[OfArea] = (),
    listed: Collection[str] = (),
    last_entry: date | None = None,
) -> Covered | None:
    """The days up to one that a ledger covers; None where it tells of no day at all.

    It begins with the year of its first entry, as years before may not have been kept; with its month where
    the days before are more than chance leaves without one. Of accidents it lacks them where chance leaves as
    many seldom and no sheet says that it is of them; an area's own sheet says so of that area alone. It ends
    with `up_to`, or with its last entry where the days since are more than that, and no area tells of them.
    Between them it lacks months in a row without an entry; of accidents and an area also those without one of
    the area, and those of which it sent no sheet.

    Parameters
    ----------
    kind
        Which ledger. Hazards and inspections are entered many at a time: days with some tell how busy it is.
        An area looks for them by campaigns, so that its own quiet months tell nothing.
    entries
        How many records there are, by area and by the days among which they lie (`placing.entries_of`).
    told
        Windows of which a sheet says that there was none: in an area, or in all where that is blank. They
        tell of the months of which they hold every day.
    sent
        The window that each sheet is about, in the area that it names or in all.
    listed
        The areas of which there may be any: one without an entry is looked for where most have some.
    last_entry
        The last day of which this ledger or another beside it tells.

    Notes
    -----
    After n entries in T days the next g days are without one with a chance of (T / (T + g))^n, whatever the
    pace was (Poisson, its rate under a flat prior of its logarithm). T is the year on either side, less what
    is lacking of it. Entries that may be of several months, or of any area, may be of these: chance has to
    leave no more than them (negative binomial). At either end a ledger lacks what chance leaves once in a
    thousand (before the first accident, where sheets do not say that they are of these days, once in fifty,
    but then only as a gap, so that the year is "at least"); between them what it leaves as seldom in any of
    its months, and of an area what it leaves as seldom in any month of any area (Bonferroni), so that a whole
    ledger is hardly ever wrong. An area like any of the others, taken at random, has none where that has n
    with a chance of 2^-n; it is absent where the mean of these is as small for any area.

    Examples
    --------
    >>> days = pd.date_range("2020-01-01", "2020-12-31", freq="2D")
    >>> north = pd.DataFrame({"area": "north", "first": days, "last": days, "records": 1})
    >>> south = north[north["first"].dt.month != 5].assign(area="south")
    >>> covered = covered_days("accidents", pd.concat([north, south]), up_to=date(2020, 12, 31))
    >>> covered.gaps, [f"{area} {gap}" for area, gap in covered.of_areas]
    ((), ['south 2020-05-01/2020-05-31'])
    """
    entries = entries[entries["first"] <= pd.Timestamp(up_to)]
    areas = sorted(set(entries["area"]) - {UNKNOWN})
    unsent = months_unsent(sent, told) if kind == "accidents" else {}
    told = list(_months_told(told, up_to))
    of_all, of_some = _told_of_all(told, areas), [one for one in told if one.area]
    begins = [window.start for window in of_all] + ([entries["first"].min().date()] if len(entries) else [])
    if not begins:
        return None
    span = Window(date(min(begins).year, 1, 1), up_to)
    months = len(span.by_month())
    known = _Entries.of(entries, kind, areas)
    of_any = known.pace(np.ones(len(entries), dtype=bool))
    quiet = _quiet_runs(span, of_any, of_all)
    # An area that tells of a month says nothing of what the others had in it.
    by_who_tells = {run: telling for telling, run in _by_who_tells(quiet, of_some)}
    judged = [(run, known.pace(~known.is_of(telling))) for run, telling in by_who_tells.items()]
    lacking = _lacking(judged, LATE_BY_CHANCE / months, at_ends=LATE_BY_CHANCE)
    if last_entry and (up_to - last_entry).days > LONG_PAST:
        ending = [run for run in quiet if run.end == up_to]
        lacking += [run for run in by_who_tells if any(map(run.meets, ending)) and run not in lacking]
    # Where an area tells of days at an end, they are covered, though not of the others.
    ends = [run for run in lacking if not by_who_tells[run]]
    start = max((run.end + _ONE_DAY for run in ends if run.start == span.start), default=span.start)
    end = min((run.start - _ONE_DAY for run in ends if run.end == span.end), default=span.end)
    whole = Window(min(start, end), end)
    gaps = [gap for gap in lacking if whole.start <= gap.start and gap.end <= end]
    if kind == "accidents" and start == span.start:
        dated = [one for one in sent if one.window.start > date.min]
        # Of the areas that kept it one says nothing of the others.
        kept = list(_months_told([*of_some, *(one for one in dated if one.area)], up_to))
        early = list(_before_the_first(quiet, known, kept, lacking))
        of_some += [one for one in kept if one not in of_some and any(map(one.window.meets, early))]
        gaps += _left(early, whole, [*gaps, *(one.window for one in dated if not one.area)])
    gaps = sorted([*gaps, *_left(unsent.pop("", ()), whole, [*gaps, *of_all, *of_any.busy_months()])])
    own: list[OfArea] = []
    absent: list[str] = []
    if kind == "accidents":
        beside, chance = [*gaps, *of_all], LATE_BY_CHANCE / max(len(areas) * months, 1)
        own = [*_of_areas(whole, known, told, unsent, beside, chance)]
        absent = _absent(listed, entries, [*told, *sent])
    telling = tuple(one for one in of_some if any(map(one.window.meets, gaps)))
    return Covered(whole.start, end, tuple(gaps), tuple(own), telling, tuple(absent))


def covered_of(
    ledgers: Mapping[str, pd.DataFrame],
    kind: str,
    *,
    up_to: date,
    told: Sequence[OfArea],
    sent: Sequence[OfArea] = (),
    listed: Collection[str] = (),
) -> Covered | None:
    """The days that one of several ledgers covers, by their rows and sheets."""
    entries, last = entries_of(ledgers[kind], LEDGERS[kind].day), latest_entry(ledgers, up_to)
    return covered_days(kind, entries, up_to=up_to, told=told, sent=sent, listed=listed, last_entry=last)


def latest_entry(ledgers: Mapping[str, pd.DataFrame], up_to: date) -> date | None:
    """The latest day up to one on which ledgers hold an event or a report; None without any.

    >>> visits = pd.DataFrame({"inspected_on": pd.to_datetime(["2020-03-02", "2020-09-01"])})
    >>> latest_entry({"inspections": visits}, date(2020, 6, 30))
    datetime.date(2020, 3, 2)
    """
    stated = pd.concat(first_days(rows, day) for rows in ledgers.values() for day in _EVENTS & {*rows})
    last = stated[stated <= pd.Timestamp(up_to)].max()
    return None if pd.isna(last) else last.date()


def _months_told(told: Sequence[OfArea], up_to: date) -> Iterator[OfArea]:
    """The months up to a day, the last one cut there, of which sheets tell every day, by their areas."""
    for area in sorted({one.area for one in told if one.window.start <= up_to}):
        windows = [one.window for one in told if one.area == area]
        months = Window(min(windows).start.replace(day=1), up_to).by_month()
        yield from (OfArea(area, month) for month in months if month.lies_in(windows))


def _told_of_all(told: Sequence[OfArea], areas: Sequence[str]) -> list[Window]:
    """The months told of without an area, and those that every area with an entry tells of."""
    of_all = [one.window for one in told if not one.area]
    each = [{one.window for one in told if one.area == area} for area in areas]
    return [*of_all, *sorted(set.intersection(*each))] if each else of_all


@dataclass(frozen=True)
class _Entries:
    """Entries as arrays: their areas, the ordinal numbers of the days that they may be of, and how many."""

    areas: list[str]
    codes: np.ndarray
    """The place of the area of each among these; -1 where none is stated."""
    first: np.ndarray
    last: np.ndarray
    numbers: np.ndarray
    is_sure: np.ndarray
    """Whether the month is known."""

    @classmethod
    def of(cls, entries: pd.DataFrame, kind: str, areas: list[str]) -> _Entries:
        """The entries, of which those of one day count for one where many are entered at a time."""
        first, last = (entries[name].to_numpy("datetime64[D]") for name in ("first", "last"))
        numbers = entries["records"].to_numpy("int64")
        return cls(
            areas,
            pd.Index(areas).get_indexer(pd.Index(entries["area"])),
            first.astype("int64") + _EPOCH,
            last.astype("int64") + _EPOCH,
            numbers if kind == "accidents" else np.ones_like(numbers),
            first.astype("datetime64[M]") == last.astype("datetime64[M]"),
        )

    def is_of(self, areas: Iterable[str]) -> np.ndarray:
        """Which are of some areas; of an area without any none is."""
        return np.isin(self.codes, [self.areas.index(area) for area in areas if area in self.areas])

    def pace(self, own: np.ndarray, elsewhere: np.ndarray | None = None) -> _Pace:
        """The pace of some of them, to which some of those `elsewhere` may belong."""
        sure = own & self.is_sure
        days, place = np.unique(self.first[sure], return_inverse=True)
        numbers = np.bincount(place, weights=self.numbers[sure], minlength=len(days)).astype("int64")
        unsure = own & ~self.is_sure
        unsure = unsure if elsewhere is None else unsure | elsewhere
        return _Pace(days, numbers, self.first[unsure], self.last[unsure], self.numbers[unsure])


@dataclass(frozen=True)
class _Pace:
    """On which days there are entries, and how many; and those that may be of other months or areas."""

    days: np.ndarray
    """Their ordinal numbers, in order."""
    numbers: np.ndarray
    unsure_first: np.ndarray
    unsure_last: np.ndarray
    unsure_numbers: np.ndarray

    def busy_months(self) -> list[Window]:
        """The months with an entry."""
        entered = np.unique((self.days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]"))
        return [Window.month(month.year, month.month) for month in entered.tolist()]

    def may_lie_in(self, run: Window) -> int:
        """How many of those that may be elsewhere may be of these days."""
        meets = (self.unsure_first <= run.end.toordinal()) & (self.unsure_last >= run.start.toordinal())
        return int(self.unsure_numbers[meets].sum())


def _quiet_runs(span: Window, pace: _Pace, told: Sequence[Window]) -> list[Window]:
    """Months in a row without an entry, and what lies before the first and after the last entry, but for
    those that are told of.
    """
    if not len(pace.days):
        return []
    first, last = (date.fromordinal(int(day)) for day in pace.days[[0, -1]])
    runs = Window(first, last).without([*pace.busy_months(), *told])
    if span.start < first.replace(day=1):
        runs += Window(span.start, first.replace(day=1) - _ONE_DAY).without(told)
    if last < span.end:
        runs += Window(last + _ONE_DAY, span.end).without(told)
    return runs


def _by_who_tells(runs: Iterable[Window], told: Sequence[OfArea]) -> Iterator[tuple[frozenset[str], Window]]:
    """The runs cut where other areas tell of their months, with these areas."""
    for run in runs:
        for telling, months in groupby(
            run.by_month(), lambda month: frozenset(one.area for one in told if one.window.meets(month))
        ):
            first, *rest = months
            yield telling, Window(first.start, [first, *rest][-1].end)


def _lacking(runs: Iterable[tuple[Window, _Pace]], chance: float, *, at_ends: float) -> list[Window]:
    """Those of the quiet runs that are not covered, by the pace beside each; the longest is judged first, as
    what lacks is no sign of a slow pace beside it.
    """
    found: list[Window] = []
    for run, pace in sorted(runs, key=lambda judged: -judged[0].days):
        if run.days > LESS_THAN_A_MONTH and _is_too_quiet(run, pace, found, chance, at_ends):
            found.append(run)
    return found


def _before_the_first(
    runs: Iterable[Window], known: _Entries, kept: Sequence[OfArea], lacking: Sequence[Window]
) -> Iterator[Window]:
    """The runs before the first entry that are longer than chance leaves one, though it may well; by the pace
    of the areas that kept the ledger in none of its months. Where no whole run is, a part of it may be.
    """
    for run in runs:
        if run.end.toordinal() >= known.first[known.is_sure].min():
            continue
        parts = list(_by_who_tells([run], kept))
        whole = (frozenset[str]().union(*(telling for telling, _ in parts)), run)
        found = [
            part
            for telling, part in [whole, *parts]
            if _is_too_quiet(part, known.pace(~known.is_of(telling)), lacking, 0, BEGUN_BY_CHANCE)
        ]
        yield from found[:1] if run in found else found


def _is_too_quiet(run: Window, pace: _Pace, lacking: Sequence[Window], chance: float, at_ends: float) -> bool:
    """Whether chance leaves a run with no more entries than those that may lie in it seldom enough: between
    entries, or before the first or after the last of them.

    By the entries of the year on either side. Before the first and after the last of them by the days with
    some, as many of one day say no more of the next than one; where that year is not whole, the entry with
    which it begins is none of them.
    """
    from scipy.special import betainc

    if not len(pace.days):
        return False
    first, last = int(pace.days[0]), int(pace.days[-1])
    start, end = run.start.toordinal(), run.end.toordinal()
    is_between = first < start and end < last
    least = max(first, min(start, last + 1) - _A_YEAR)
    most = min(last, max(end, first - 1) + _A_YEAR)
    is_beside = (pace.days >= least) & (pace.days <= most)
    busy = int(pace.numbers[is_beside].sum() if is_between else is_beside.sum())
    days = most - least + 1 - sum(_days_within(gap, least, most) for gap in (*lacking, run))
    if not is_between and (least, most) == (first, last):
        busy, days = busy - 1, days - 1
    within = pace.may_lie_in(run)
    seldom = chance if is_between else at_ends
    return busy > 0 and bool(betainc(busy, within + 1, days / (days + run.days)) < seldom)


def _days_within(window: Window, least: int, most: int) -> int:
    return max(min(window.end.toordinal(), most) - max(window.start.toordinal(), least) + 1, 0)


def _of_areas(
    whole: Window,
    known: _Entries,
    told: Sequence[OfArea],
    unsent: Mapping[str, Sequence[Window]],
    beside: Sequence[Window],
    chance: float,
) -> Iterator[OfArea]:
    """What areas lack, but for what the whole ledger lacks or is told of."""
    nowhere = known.codes < 0
    for area in sorted({*known.areas, *unsent}):
        pace = known.pace(known.is_of([area]), nowhere)
        known_of = [*beside, *(one.window for one in told if one.area == area)]
        lacking = _lacking(
            ((run, pace) for run in _quiet_runs(whole, pace, known_of)), chance, at_ends=chance
        )
        lacking += _left(unsent.get(area, ()), whole, [*lacking, *known_of, *pace.busy_months()])
        yield from (OfArea(area, gap) for gap in sorted(lacking))


def _left(runs: Iterable[Window], whole: Window, others: Sequence[Window]) -> Iterator[Window]:
    """The months of runs that lie in a whole, without those of others."""
    for run in runs:
        if run.meets(whole):
            inside = Window(max(run.start, whole.start), min(run.end, whole.end))
            yield from (left for left in inside.without(others) if left.days > LESS_THAN_A_MONTH)


def _absent(listed: Collection[str], entries: pd.DataFrame, sheets: Sequence[OfArea]) -> list[str]:
    """The listed areas without an entry or a sheet, where most have entries, so many that chance leaves none
    of one of them seldom enough; or where most send sheets, each its own.
    """
    numbers = entries.groupby("area")["records"].sum().reindex(list(listed)).dropna()
    named = {one.area for one in sheets}
    none = [area for area in listed if area not in numbers and area not in named]
    if 2 * len(numbers) <= len(listed):
        return []
    each_its_own = "" not in named and 2 * len(named.intersection(listed)) > len(listed)
    is_seldom = float(np.exp2(-numbers.astype("float64")).mean()) < LATE_BY_CHANCE / len(listed)
    return none if each_its_own or is_seldom else []
