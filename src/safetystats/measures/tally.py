"""Adds events up by key and window, zeros kept: what counts, shares and trends all start from.

A row without a key value is counted under "unknown"; a value outside the levels that were asked for is kept
as a further row. So the parts always add up to all rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from ..errors import UnknownName, WrongUse
from ..periods import Covered, Window, require_alike
from ..schema import ACCIDENTS, CITY_WITHOUT, OF_COMPARED, RESULT, UNKNOWN, Basis, require_columns
from ..schema import FEW as FEW
from .placing import lies_in, may_lie_in
from .weights import RECORDS, records_of

EVENTS = ("accidents", "deaths", "serious_injuries", "minor_injuries")
"""What can be counted in a ledger of accidents. They are never added together."""

PERSONS = ("deaths", "serious_injuries", "minor_injuries", "severe_deaths")
"""Events that come several at a time, so that they are not independent."""

NOTHING_GIVEN = "the ledger holds no accident at all"
"""The note where nothing is covered since there is nothing: not one accident of the whole city."""

NO_DEATHS_STATED = "no accident states deaths"
"""The note where none is known to be fatal, since not one accident states its deaths."""

AT_LEAST = "at least: "
"""Before a remark that makes of a figure a lower bound."""

_NO_ENTRY = "the ledger has no entry"
_OF_AREAS = f"{_NO_ENTRY} of "
_UNDATED = "undated"

Levels = Mapping[str, Sequence[str]]


def tally_accidents(
    accidents: pd.DataFrame,
    *,
    windows: Sequence[Window],
    basis: Basis,
    by: Sequence[str],
    levels: Levels | None = None,
    events: str = "accidents",
    as_of: date | None = None,
    covered: Window | None = None,
) -> pd.DataFrame:
    """Events of the accidents that count under `basis`, one row per key and window.

    A window that starts before or after `covered`, the days the ledger covers, or lies in one of its gaps,
    has a missing figure and a note: what was not entered is not zero. One that ends after it, or holds a gap,
    has a lower bound, and a note. An area of which days of a window lack has a row: its note would have no
    place without one. An area of which it holds nothing at all has no figure, and the city's is noted to be
    without it: it is so in every window, so that they are compared as they are.

    Returns
    -------
    DataFrame
        `by`, ``events``, ``numerator``, ``squares`` (sum over accidents of their events squared: the variance
        of a count of persons who die together), ``basis``, the window columns, ``lacking`` (its days that the
        ledger does not cover, or not of every area that it holds anything of), ``lacking_of_areas`` (those of
        single areas alone; all of an area of which it holds nothing), and ``note``, which says where
        accidents do not state the figure, may lie in the window and may not, since of their day only the
        month or the year is stated, or may belong to the area, since theirs is not stated: the sum is then a
        lower bound.
    """
    if events not in EVENTS:
        raise UnknownName("kind of event", events, EVENTS)
    needed = ["occurred_on", "counted", "category", "deaths", *by, *([events] if events in PERSONS else [])]
    require_columns(accidents, needed, name="accidents")
    levels = _with_areas_lacking(levels_of(accidents, by, levels), windows, covered)
    counts = basis.mask(accidents)
    unknown, unknown_deaths = basis.mask_of_unknown(accidents), basis.mask_of_unknown_deaths(accidents)
    # What might count adds nothing, but gives its area a row: its note would have no place without one.
    seen = counts | unknown | unknown_deaths
    records = records_of(accidents)
    sizes = sizes_of(accidents, events).mul(counts, axis=0)
    sizes = sizes.assign(
        unknown=records.where(unknown, 0),
        unknown_deaths=records.where(unknown_deaths, 0),
        seen=records,
        undated=records,
    )
    rows = tally(
        accidents.loc[seen, accidents.columns.intersection([*ACCIDENTS.when, *by])],
        sizes.loc[seen],
        ACCIDENTS.day,
        windows=windows,
        by=by,
        levels=levels,
        as_of=as_of,
    )
    rows.insert(len(by), "events", events)
    may_belong = _of_no_area(rows, by)
    remarks = (
        [f"at least: {n} accidents do not state {events}" if n else "" for n in rows.pop("unstated")],
        [_left_out(n, basis) if n else "" for n in rows.pop("unknown")],
        [
            f"at least: {n} accidents do not state deaths and are left out" if n else ""
            for n in rows.pop("unknown_deaths")
        ],
        [undated_note(n) for n in rows.pop("undated")],
        [_of_no_area_note(n) for n in may_belong],
    )
    notes = ["; ".join(filter(None, texts)) for texts in zip(rows["note"], *remarks)]
    rows = rows.drop(columns="seen").assign(note=pd.array(notes, dtype="str"), basis=basis.name)
    rows = rows.assign(lacking=0, lacking_of_areas=0)
    if _hangs_on_unstated_deaths(accidents, basis, events):
        return _without_figure(rows, pd.Series(True, index=rows.index), NO_DEATHS_STATED)
    if covered is None:
        return rows
    if accidents.empty:
        return _without_figure(rows, pd.Series(True, index=rows.index), NOTHING_GIVEN)
    return _within(rows, covered)


def _with_areas_lacking(levels: Levels, windows: Sequence[Window], covered: Window | None) -> Levels:
    """The levels, with the areas of which a ledger lacks days of a window."""
    if "area" not in levels or covered is None:
        return levels
    covered = Covered.of(covered)
    lacking = {one.area for one in covered.of_areas if any(map(one.window.meets, windows))}
    lacking |= {*covered.absent}
    return {**levels, "area": [*levels["area"], *sorted(lacking - {*levels["area"]})]}


def _of_no_area(rows: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """How many accidents of no stated area each row may have besides, whether or not they surely count."""
    if "area" not in by:
        return pd.Series(0, index=rows.index)
    is_area = rows["area"] != UNKNOWN
    alike = [rows[name] for name in (*by, "window_start", "window_end") if name != "area"]
    return (rows["seen"] + rows["undated"]).mask(is_area, 0).groupby(alike).transform("max").where(is_area, 0)


def _of_no_area_note(count: int) -> str:
    return f"at least: {count} accidents of no stated area may belong to it" if count else ""


def undated_note(count: int) -> str:
    """The remark on accidents of which only some of the possible days lie in a window; empty for none."""
    return f"at least: {count} accidents of no stated day may lie in it" if count else ""


def _hangs_on_unstated_deaths(accidents: pd.DataFrame, basis: Basis, events: str) -> bool:
    """Whether the figure hangs on deaths, and not one accident states them."""
    hangs_on_deaths = basis.fatal_only or events == "deaths"
    return hangs_on_deaths and len(accidents) > 0 and bool(accidents["deaths"].isna().all())


def _left_out(count: int, basis: Basis) -> str:
    if basis.part:
        return f"at least: {count} accidents of unknown category or sector left out"
    return f"at least: {count} accidents of unknown category left out"


def _within(rows: pd.DataFrame, covered: Window) -> pd.DataFrame:
    """The rows of windows that the ledger covers in part as lower bounds, of others without a figure."""
    covered = Covered.of(covered)
    is_of_all = pd.Series(True, index=rows.index)
    for gap in covered.gaps:
        lacks = ~rows["area"].isin(covered.telling(gap)) if "area" in rows else is_of_all
        rows = _apart_from(rows, gap, no_entry(gap), lacks)
    if covered.of_areas:
        rows = _apart_in_areas(rows, covered)
    if covered.absent:
        rows = _without_absent(rows, covered.absent)
    after = Window(covered.end + timedelta(days=1), date.max)
    rows = _apart_from(rows, after, f"the ledger ends on {covered.end}", is_of_all)
    is_early = rows["window_start"] < pd.Timestamp(covered.start)
    return _without_figure(rows, is_early, f"the ledger begins on {covered.start}")


def _apart_in_areas(rows: pd.DataFrame, covered: Covered) -> pd.DataFrame:
    """The rows of areas of which the ledger lacks months as those that lack them; rows of the whole city as
    lower bounds alone, since it has the others.
    """
    before = rows["lacking"]
    if "area" in rows:
        for area, gap in covered.of_areas:
            rows = _apart_from(rows, gap, no_entry(gap, [area]), rows["area"] == area)
        return rows.assign(lacking_of_areas=rows["lacking"] - before)
    for gap, areas in covered.lacking():
        if areas:
            rows = _as_bounds(rows, _meets(rows, gap), no_entry(gap, areas))
    inside = _days_inside(rows, [one.window for one in covered.of_areas])
    return rows.assign(lacking=before + inside, lacking_of_areas=inside)


def _without_absent(rows: pd.DataFrame, absent: Sequence[str]) -> pd.DataFrame:
    """The rows of areas of which the ledger holds nothing without a figure; those of the whole city as a city
    without them. Of the days of others they take none, so that these are compared as they are.
    """
    if "area" not in rows:
        notes = [_joined(note, city_without(absent)) for note in rows["note"]]
        return rows.assign(note=rows["note"].where(rows["days"] <= 0, pd.Series(notes, index=rows.index)))
    for area in absent:
        is_it = rows["area"] == area
        days = rows["lacking_of_areas"].mask(is_it, rows["days"])
        rows = _without_figure(rows, is_it, nothing_of(area)).assign(lacking_of_areas=days)
    return rows


def _days_inside(rows: pd.DataFrame, gaps: Sequence[Window]) -> pd.Series:
    """How many days of each window lie in gaps, those of several gaps once."""
    days = np.unique(np.concatenate([pd.date_range(gap.start, gap.end).to_numpy() for gap in gaps]))
    before = np.searchsorted(days, rows["window_start"].to_numpy())
    until = np.searchsorted(days, rows["window_end"].to_numpy(), side="right")
    return pd.Series(until - before, index=rows.index).where(rows["days"] > 0, 0)


def no_entry(gap: Window, areas: Sequence[str] = ()) -> str:
    """The remark on months of which a ledger holds nothing, or nothing of some areas.

    >>> no_entry(Window.month(2020, 5), ["north", "south"])
    'the ledger has no entry of north, south from 2020-05-01 to 2020-05-31'
    """
    whose = f"{_OF_AREAS}{', '.join(areas)} " if areas else f"{_NO_ENTRY} "
    return f"{whose}from {gap.start} to {gap.end}"


def nothing_of(area: str) -> str:
    """The remark on an area of which a ledger holds nothing in any year."""
    return f"the ledger holds nothing of {area}"


def city_without(areas: Sequence[str]) -> str:
    """The remark on a city whose figures are those of all areas but some, of which the ledger holds nothing.

    >>> city_without(["north", "south"])
    'the city without north, south'
    """
    return f"{CITY_WITHOUT}{', '.join(areas)}"


def is_judged(counts: pd.DataFrame) -> pd.Series:
    """True for the counts by which something can be judged: with a figure, days, and all of these covered."""
    return counts["numerator"].notna() & (counts["days"] > 0) & ~lacks_days(counts)


def lacks_days(counts: pd.DataFrame) -> pd.Series:
    """True for the counts of windows that the ledger does not wholly cover: nothing can be judged by them.

    So it is of a city where they lack of one of its areas that else has some: one of which there is nothing
    is in none of the windows (`_without_absent`). A frame that does not say so (of published totals, say)
    lacks none.
    """
    return (days_lacking(counts) > 0) | (days_lacking(counts, "lacking_of_areas") > 0)


def days_lacking(counts: pd.DataFrame, column: str = "lacking") -> pd.Series:
    """How many days of each window the ledger does not cover, or by another column those of single areas."""
    if column not in counts:
        return pd.Series(0, index=counts.index)
    return counts[column].fillna(0).astype("int64")


def _days_without(counts: pd.DataFrame) -> pd.Series:
    """How many days of each window are in no part of its count: a city has the other areas' of days that the
    ledger lacks of some.
    """
    if "area" in counts:
        return days_lacking(counts)
    return days_lacking(counts) - days_lacking(counts, "lacking_of_areas")


def as_reasons(note: str) -> str:
    """The remarks of a lower bound on days that are not covered, as reasons why there is no figure.

    >>> as_reasons("at least: the ledger ends on 2020-06-20; at least: 2 accidents do not state deaths")
    'the ledger ends on 2020-06-20; at least: 2 accidents do not state deaths'
    """
    return note.replace(AT_LEAST + "the ledger", "the ledger")


def part_covered(counts: pd.DataFrame) -> pd.Series:
    """Which part of its days the ledger covers of each window that has a figure: 1 as a rule."""
    part = 1 - _days_without(counts) / counts["days"].astype(float)
    return part.where(lacks_days(counts) & counts["numerator"].notna(), 1.0)


def by_days_covered(counts: pd.DataFrame, base: pd.Series) -> pd.DataFrame:
    """The counts that have a base as those of the days alone that the ledger covers, of which their notes
    tell: of these they are no lower bounds.
    """
    is_part = (part_covered(counts) < 1) & base.notna()
    days, lacking = counts["days"], _days_without(counts)
    notes = [
        f"{as_reasons(note)}; by the days covered: {whole - gone} of {whole}" if part else note
        for note, part, whole, gone in zip(counts["note"].fillna(""), is_part, days, lacking)
    ]
    return counts.assign(note=notes)


def _apart_from(rows: pd.DataFrame, gap: Window, why: str, lacks: pd.Series) -> pd.DataFrame:
    """The rows that lack a gap as lower bounds where their windows hold days of it, without a figure where
    they lie in it.
    """
    first, last = pd.Timestamp(gap.start), pd.Timestamp(gap.end)
    meets = _meets(rows, gap) & lacks
    lies_within = meets & (rows["window_start"] >= first) & (rows["window_end"] <= last)
    starts, ends = rows["window_start"], rows["window_end"]
    inside = (ends.where(ends <= last, last) - starts.where(starts >= first, first)).dt.days + 1
    rows = _as_bounds(rows, meets, why).assign(lacking=rows["lacking"] + inside.where(meets, 0))
    return _without_figure(rows, lies_within, why)


def _meets(rows: pd.DataFrame, gap: Window) -> pd.Series:
    """True where a window has a day in common with a gap."""
    first, last = pd.Timestamp(gap.start), pd.Timestamp(gap.end)
    return (rows["window_start"] <= last) & (rows["window_end"] >= first) & (rows["days"] > 0)


def _as_bounds(rows: pd.DataFrame, hit: pd.Series, why: str) -> pd.DataFrame:
    notes = [_joined(note, AT_LEAST + why) for note in rows["note"]]
    return rows.assign(note=rows["note"].mask(hit, pd.Series(notes, index=rows.index)))


def _joined(note: str, more: str) -> str:
    return f"{note}; {more}".removeprefix("; ")


def _without_figure(rows: pd.DataFrame, hit: pd.Series, why: str) -> pd.DataFrame:
    numbers = {name: rows[name].astype("Int64").mask(hit) for name in ("numerator", "squares")}
    return rows.assign(**numbers, note=rows["note"].mask(hit, why))


def tally(
    rows: pd.DataFrame,
    sizes: pd.DataFrame,
    day: str,
    *,
    windows: Sequence[Window],
    by: Sequence[str],
    levels: Levels,
    as_of: date | None = None,
) -> pd.DataFrame:
    """Sums of `sizes` (see `sizes_of`) over `rows` by key and window.

    A window is cut at `as_of`; one that had not begun by then has 0 days and a note. What may lie in a window
    and may not is added up in ``undated`` alone, where `sizes` has that column.
    """
    require_columns(rows, [day, *by], name="rows")
    if not windows:
        raise WrongUse("No window was given. Pass at least one periods.Window in `windows`.")
    keys = {key: key_values(rows[key]) for key in by}
    placed = [_placed(keys, sizes, [lies_in(rows, day, window, as_of) for window in windows])]
    if _UNDATED in sizes:
        placed[0][_UNDATED] = 0
        unsure = pd.DataFrame(0, sizes.index, sizes.columns).assign(**{_UNDATED: sizes[_UNDATED]})
        placed.append(_placed(keys, unsure, [may_lie_in(rows, day, window, as_of) for window in windows]))
    inside = pd.concat(placed)
    cells = {"window": range(len(windows)), **_complete(levels, by, inside)}
    sums = _sums(inside, cells, sizes.columns)
    dates = pd.DataFrame([_dates(window, as_of) for window in windows])
    return sums.join(dates, on="window").drop(columns="window")


def _placed(keys: Mapping[str, pd.Series], sizes: pd.DataFrame, inside: Sequence[pd.Series]) -> pd.DataFrame:
    """Keys and sizes of the rows inside each window; where windows overlap a row stands once in each."""
    places = [np.flatnonzero(mask) for mask in inside]
    placed = pd.DataFrame({**keys, **sizes}, index=sizes.index).take(np.concatenate(places))
    return placed.assign(window=np.repeat(range(len(places)), [len(place) for place in places]))


def levels_found(ledger: pd.DataFrame, by: Sequence[str]) -> dict[str, list[str]]:
    """The values of each key in a whole ledger, in order; those without events in a window keep their row."""
    return {key: sorted({*ledger[key].dropna().astype(str).unique()} - {UNKNOWN}) for key in by}


def levels_of(ledger: pd.DataFrame, by: Sequence[str], levels: Levels | None) -> dict[str, Sequence[str]]:
    """The values that get a row: those asked for in `levels`, else those found in the whole ledger."""
    for key in levels or {}:
        if key not in by:
            raise UnknownName("key with levels", key, by, hint="Levels are given for the columns in `by`.")
    return {**levels_found(ledger, by), **(levels or {})}


def comparison_note(this: Window, other: Window, *, unlike_allowed: bool = False) -> str:
    """The note that a comparison of two windows must carry; unlike ones are refused unless `unlike_allowed`.

    Raises
    ------
    UnlikeWindows, WrongUse
        If the windows cover unlike parts of the year and that was not asked for; if they overlap.
    """
    if this.start <= other.end and other.start <= this.end:
        raise WrongUse(
            f"{this} and {other} overlap, so the same events would stand on both sides. Compare windows "
            "without a common day."
        )
    return require_alike(this, other, unlike_allowed=unlike_allowed)


def notes_of_both(this: str, other: str) -> str:
    """The notes of two windows in one; what is remarked of the compared window alone says so.

    >>> notes_of_both("seasons not modelled", "seasons not modelled; not published")
    'seasons not modelled; compared: not published'
    """
    own = [note for note in this.split("; ") if note]
    of_other = [OF_COMPARED + note for note in other.split("; ") if note and note not in own]
    return "; ".join([*own, *of_other])


def notes_together(notes: Iterable[str]) -> str:
    """The notes of several windows in one; accidents that each of them leaves out are added up.

    >>> left = "accidents of unknown category left out"
    >>> notes_together([f"at least: 1 {left}", "", f"at least: 2 {left}"])
    'at least: 3 accidents of unknown category left out'
    """
    sums: dict[str, int] = {}
    for note in notes:
        for one in filter(None, note.split("; ")):
            bound = re.fullmatch(r"at least: (\d+) (.+)", one)
            text, count = (bound[2], int(bound[1])) if bound else (one, 0)
            sums[text] = sums.get(text, 0) + count
    return "; ".join(f"at least: {count} {text}" if count else text for text, count in sums.items())


def bounds_of_others(notes: Iterable[str]) -> list[str]:
    """What the other areas of a city might count besides, of their notes.

    The end of the ledger is that of all areas, as are months that it lacks of all, and accidents of no stated
    area are in the city's count.

    >>> left = "accidents of unknown category left out"
    >>> ends = "at least: the ledger ends on 2020-06-20"
    >>> bounds_of_others([f"at least: 1 {left}", f"at least: 1 {left}; {ends}"])
    ['at least: 2 accidents of unknown category left out']
    >>> bounds_of_others(["the ledger has no entry of north from 2020-05-01 to 2020-05-31"])
    ['at least: the ledger has no entry of north from 2020-05-01 to 2020-05-31']
    """
    bounds = []
    for note in notes_together(notes).split("; "):
        counted = re.match(r"at least: (\d+)", note)
        if counted and note != _of_no_area_note(int(counted[1])):
            bounds.append(note)
        if note.removeprefix(AT_LEAST).startswith(_OF_AREAS):
            bounds.append(AT_LEAST + note.removeprefix(AT_LEAST))
    return bounds


def result_frame(rows: pd.DataFrame, keys: Sequence[str], extra: Sequence[str] = ()) -> pd.DataFrame:
    """The columns of `rows` as a result frame has them: keys, `RESULT` in order, then `extra`."""
    counts = {name: rows[name].astype("Int64") for name in ("numerator", "days")}
    return rows.assign(**counts)[[*keys, *RESULT, *extra]].reset_index(drop=True)


def events_in(accidents: pd.DataFrame, events: str) -> pd.Series:
    """How many events each accident is: one, or the persons that it states."""
    return pd.Series(1, index=accidents.index) if events == "accidents" else accidents[events]


def sizes_of(rows: pd.DataFrame, events: str = "rows") -> pd.DataFrame:
    """What each row adds to a count: its events, their square, and whether it does not state them.

    `events` is one of `EVENTS`, or whatever else a row is called that counts for one. A cell of a cube adds
    what its records add together.

    >>> sizes_of(pd.DataFrame({"deaths": [2, None]}), "deaths").to_dict("list")
    {'numerator': [2, 0], 'squares': [4, 0], 'unstated': [0, 1]}
    """
    persons = events in PERSONS
    if not persons or RECORDS not in rows:
        size = rows[events] if persons else records_of(rows)
        number = size.fillna(0).astype("int64")
        squares, unstated = number**2 if persons else number, size.isna()
    else:
        number, squares, unstated = (
            rows[name] for name in (events, f"{events}_squares", f"{events}_unstated")
        )
    sizes = pd.DataFrame({"numerator": number, "squares": squares, "unstated": unstated}, index=rows.index)
    return sizes.fillna(0).astype("int64")


def key_values(column: pd.Series) -> pd.Series:
    """A key column as rows are counted by it: what is not stated is `UNKNOWN`."""
    return column.astype("str").fillna(UNKNOWN)


def _complete(levels: Levels, by: Sequence[str], found: pd.DataFrame) -> dict[str, list[str]]:
    """The levels asked for, then values found beside them, then "unknown" where it has events."""
    complete = {}
    for key in by:
        asked = list(dict.fromkeys(levels[key]))
        beside = sorted(set(found[key].astype(str)) - {*asked, UNKNOWN})
        unknown = [UNKNOWN] if UNKNOWN not in asked and (found[key] == UNKNOWN).any() else []
        complete[key] = [*asked, *beside, *unknown]
    return complete


def _sums(rows: pd.DataFrame, levels: Mapping[str, Sequence[Any]], numbers: Iterable[str]) -> pd.DataFrame:
    """The sums of `numbers`, one row per combination of `levels`: one without events too."""
    sums = pd.MultiIndex.from_product(list(levels.values()), names=list(levels)).to_frame(index=False)
    cell = np.zeros(len(rows), dtype="int64")
    for key, values in levels.items():
        cell = cell * len(values) + pd.Index(values).get_indexer(rows[key])
    for name in numbers:
        added = np.bincount(cell, weights=rows[name], minlength=len(sums))
        sums[name] = added.astype("int64")
    return sums


def _dates(window: Window, as_of: date | None) -> dict[str, Any]:
    clipped = window.clipped(as_of) if as_of else window
    return {
        "window_start": pd.Timestamp(window.start),
        "window_end": pd.Timestamp(clipped.end if clipped else window.end),
        "days": clipped.days if clipped else 0,
        "as_of": pd.Timestamp(as_of) if as_of else pd.NaT,
        "note": "" if clipped else f"the window had not begun on {as_of}",
    }
