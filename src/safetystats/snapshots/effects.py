"""What the changes between two snapshots do to each headline figure: counts, closure rate, shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product

import pandas as pd

from ..findings import as_texts
from ..measures.gaps import covered_of
from ..measures.placing import first_days, lies_in
from ..measures.states import basis_of, stood_at
from ..periods import Covered, Window
from ..schema import ACCIDENTS, DIVISIONS, HAZARDS, LEDGERS, SOURCE, UNKNOWN, Basis
from .matching import HAPPENED_SINCE, KINDS, Compared

CITY = ""
"""Stands as the area of a figure of the whole city."""

ALL_SECTORS = ""
"""Stands as the sector of a figure of all sectors."""

HEADLINES = ("accidents", "deaths", "hazards", "closed_hazards")
"""What the headlines of a briefing count. Closed are those of the hazards found in the window that stand
closed on the day of the snapshot."""

_OF_HAZARDS = ("hazards", "closed_hazards")

_SPAN = ("basis", "window_start", "window_end", "as_of_before", "as_of_after")

EFFECT = (
    "area", "sector", "events", *_SPAN, "before", "after", "difference", *KINDS, "records",
)  # fmt: skip
"""One row a figure; the columns of `KINDS` add up to the difference. `as_of_before` and `as_of_after` are the
days on which the snapshots stand, empty where one is a folder of ledgers and no snapshot."""

CLOSURE, OF_CITY, OF_SECTOR = "closure rate", "share of the city", "share of the sector"

RATIO = (
    "figure", "area", "sector", "events", *_SPAN, "numerator_before", "denominator_before", "before",
    "numerator_after", "denominator_after", "after", "difference",
)  # fmt: skip
"""One row a rate or share: `before` and `after` are missing for 0 of 0."""


def effect_on_headlines(
    compared: Compared,
    *,
    windows: Sequence[Window],
    basis: Basis,
    events: Sequence[str] = HEADLINES,
) -> pd.DataFrame:
    """What the changes between two snapshots do to each headline count.

    Parameters
    ----------
    compared
        The earlier and the later snapshot.
    windows, basis, events
        The figures: accidents, deaths or injuries that count under `basis`, hazards found and of these those
        closed, in each window, for the whole city and for each area that is in one of the ledgers; those of
        accidents for each sector too.

    Returns
    -------
    DataFrame
        `EFFECT`: the figure ``before`` and ``after``, its ``difference``, how much of it comes from records
        that are new, happened since, changed, struck off, restored or gone, and which records those are. A
        hazard closed after the day of the earlier snapshot happened since. Figures that did not change have
        their row too, but for sectors of which there is nothing.
    """
    accidents = compared.states(ACCIDENTS)
    counted = {
        event: _hazard_states(compared, event)
        if event in _OF_HAZARDS
        else _accident_states(accidents[basis.mask(accidents)], event)
        for event in events
    }
    areas = _areas(compared)
    day_of = {event: HAZARDS.day if event in _OF_HAZARDS else ACCIDENTS.day for event in events}
    parts = [
        _effects(states[lies_in(states, day_of[event], window)], areas).assign(
            events=event,
            basis=basis_of(listed_only=False) if event in _OF_HAZARDS else basis.name,
            window_start=pd.Timestamp(window.start),
            window_end=pd.Timestamp(window.end),
            as_of_before=compared.earlier,
            as_of_after=compared.later,
        )
        for window in windows
        for event, states in counted.items()
    ]
    if not parts:
        return pd.DataFrame(columns=list(EFFECT))
    days = dict.fromkeys(("as_of_before", "as_of_after"), "datetime64[us]")
    return pd.concat(parts, ignore_index=True)[list(EFFECT)].astype(days)


def _areas(compared: Compared) -> list[str]:
    """The whole city, then every area of which there is an accident or a hazard."""
    found = {
        area
        for ledger in (ACCIDENTS, HAZARDS)
        for rows in compared.sides(ledger)
        for area in rows["area"].unique()
    }
    return [CITY, *sorted(found, key=lambda area: (area == UNKNOWN, area))]


def _accident_states(states: pd.DataFrame, event: str) -> pd.DataFrame:
    """Both states of each accident with ``size``, which is how many of the events it is."""
    stated = (name for name in DIVISIONS if (states[name].notna() & (states[name] != UNKNOWN)).any())
    division = states[next(stated, DIVISIONS[0])].fillna(UNKNOWN)
    size = 1 if event == "accidents" else states[event].fillna(0).astype("int64")
    return states.assign(sector=division, size=size)


def _hazard_states(compared: Compared, event: str) -> pd.DataFrame:
    """Both states of each hazard found, or of each that stands closed on the day of its snapshot."""
    states = compared.states(HAZARDS)
    states = states.assign(sector=ALL_SECTORS, size=1)
    if event == "hazards":
        return states
    closed = states[_stood(states, compared) == "closed"]
    if compared.earlier:
        since = closed["closed_on"] >= pd.Timestamp(compared.earlier) + pd.Timedelta(days=1)
        closed = closed.assign(change=closed["change"].mask(since, HAPPENED_SINCE))
    return closed


def _stood(states: pd.DataFrame, compared: Compared) -> pd.Series:
    """How each hazard stood on the day of its snapshot."""
    is_earlier = states["sign"] == -1
    stood = (
        stood_at(states[is_earlier], compared.earlier),
        stood_at(states[~is_earlier], compared.later),
    )
    return pd.concat(stood).reindex(states.index)


def _effects(states: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    """One row an area and sector, the city and all sectors first, for the states that count in one window."""
    moved = pd.concat([states, states.assign(area=CITY)], ignore_index=True)
    by_sector = moved[moved["sector"] != ALL_SECTORS]
    moved = pd.concat([moved.assign(sector=ALL_SECTORS), by_sector], ignore_index=True)
    sectors = sorted(by_sector["sector"].unique(), key=lambda name: (name == UNKNOWN, name))
    keys = pd.MultiIndex.from_tuples(product(areas, [ALL_SECTORS, *sectors]), names=["area", "sector"])

    figures = pd.DataFrame(index=keys)
    for column, sign in (("before", -1), ("after", 1)):
        sums = moved[moved["sign"] == sign].groupby(["area", "sector"])["size"].sum()
        figures[column] = sums.reindex(keys, fill_value=0)
    figures["difference"] = figures["after"] - figures["before"]
    moved = moved.assign(by=moved["size"] * moved["sign"])
    moved = moved.groupby(["area", "sector", "number", "record", "change"], as_index=False)[["by"]].sum()
    moved = moved[moved["by"] != 0]
    for kind in KINDS:
        sums = moved[moved["change"] == kind].groupby(["area", "sector"])["by"].sum()
        figures[kind] = sums.reindex(keys, fill_value=0)
    named = pd.Series(
        [f"{record} {by:+d}" for record, by in zip(moved["record"], moved["by"])],
        index=pd.MultiIndex.from_frame(moved[["area", "sector"]]),
        dtype="str",
    )
    figures["records"] = named.groupby(level=[0, 1]).agg("; ".join).reindex(keys, fill_value="")
    figures = figures.reset_index()
    is_held = (figures["before"] != 0) | (figures["after"] != 0) | (figures["records"] != "")
    return figures[is_held | (figures["sector"] == ALL_SECTORS)]


def effect_on_ratios(effects: pd.DataFrame) -> pd.DataFrame:
    """What the changes do to the rates and shares that the counts of `effect_on_headlines` make.

    Parameters
    ----------
    effects
        `EFFECT`, with the events `HEADLINES`.

    Returns
    -------
    DataFrame
        `RATIO`: the closure rate of each area and of the city, the share of each area in the accidents and
        deaths of the city, and of each sector in those of its area. Which records moved them stands with the
        counts.
    """
    of_all = effects[effects["sector"] == ALL_SECTORS]
    of_events = of_all[of_all["events"].isin(["accidents", "deaths"])]
    ratios = [
        _ratios(
            CLOSURE,
            of_all[of_all["events"] == "closed_hazards"],
            of_all[of_all["events"] == "hazards"],
            alike=["area"],
        ),
        _ratios(
            OF_CITY, of_events[of_events["area"] != CITY], of_events[of_events["area"] == CITY], ["events"]
        ),
        _ratios(OF_SECTOR, effects[effects["sector"] != ALL_SECTORS], of_events, ["area", "events"]),
    ]
    return pd.concat(ratios, ignore_index=True)[list(RATIO)]


def _ratios(figure: str, parts: pd.DataFrame, wholes: pd.DataFrame, alike: list[str]) -> pd.DataFrame:
    """Each part over the whole of the same window that is `alike`."""
    wholes = wholes[[*alike, "window_start", "window_end", "before", "after"]]
    wholes = wholes.rename(columns={"before": "denominator_before", "after": "denominator_after"})
    ratios = parts.merge(wholes, on=[*alike, "window_start", "window_end"], validate="many_to_one")
    ratios = ratios.rename(columns={"before": "numerator_before", "after": "numerator_after"})
    for side in ("before", "after"):
        whole = ratios[f"denominator_{side}"]
        ratios[side] = (ratios[f"numerator_{side}"] / whole.where(whole > 0)).astype("float64")
    return ratios.assign(figure=figure, difference=ratios["after"] - ratios["before"])


def uncounted_changes(compared: Compared, basis: Basis) -> int:
    """How many accidents differ between two snapshots that `basis` counts in neither of them."""
    states = compared.states(ACCIDENTS)
    counted = states.loc[basis.mask(states), "number"]
    shown = [name for name in ACCIDENTS.names if name not in SOURCE]
    texts = pd.DataFrame({name: as_texts(states[name]) for name in shown}).assign(number=states["number"])
    is_alike = texts.duplicated(keep=False)
    return int(texts.loc[~is_alike & ~texts["number"].isin(counted), "number"].nunique())


def ends_not_stated(compared: Compared) -> int:
    """How many hazards of either snapshot do not state how they ended: they are closed in no figure."""
    states = compared.states(HAZARDS)
    return int(states.loc[_stood(states, compared) == UNKNOWN, "number"].nunique())


def undated_records(compared: Compared, windows: Sequence[Window], basis: Basis) -> int:
    """How many accidents that `basis` counts lie in no window for certain, since of their day only the month
    or the year is stated.
    """
    states = compared.states(ACCIDENTS)
    inside = [lies_in(states, ACCIDENTS.day, window) for window in windows]
    unsure = basis.mask(states) & states[ACCIDENTS.within].notna() & ~pd.concat(inside, axis=1).any(axis=1)
    return int(states.loc[unsure, "number"].nunique())


def gaps_of_sides(
    compared: Compared, windows: Sequence[Window]
) -> Iterator[tuple[bool, str, Window, list[str]]]:
    """Whole months of these windows that a ledger of one side does not cover, as `covered_of` finds them:
    whether the side is the later one, the kind of ledger, the months, and of which areas where not of all.
    """
    for is_later, kind, covered in _covered_of_sides(compared):
        for gap, areas in covered.lacking():
            if any(map(gap.meets, windows)):
                yield is_later, kind, gap, areas


def absent_of_sides(compared: Compared) -> Iterator[tuple[bool, str, Sequence[str]]]:
    """The areas of which a ledger of one side holds nothing in any year, as `covered_of` finds them among
    those of either side: whether that is the later one, and the kind of ledger.
    """
    for is_later, kind, covered in _covered_of_sides(compared):
        if covered.absent:
            yield is_later, kind, covered.absent


def _covered_of_sides(compared: Compared) -> Iterator[tuple[bool, str, Covered]]:
    """What the ledgers of each side cover that tell of any day: whether it is the later one, and the kind."""
    sides = ((compared.one, compared.earlier), (compared.other, compared.later))
    listed = [area for area in _areas(compared) if area not in (CITY, UNKNOWN)]
    for kind, (is_later, (ledgers, day)) in product((ACCIDENTS.name, HAZARDS.name), enumerate(sides)):
        rows, told, sent = ledgers.by_name(), ledgers.empty_windows(kind), ledgers.sent_windows(kind)
        last = first_days(rows[kind], LEDGERS[kind].day).max()
        if day is None and pd.isna(last):
            continue
        up_to = day or last.date()
        if covered := covered_of(rows, kind, up_to=up_to, told=told, sent=sent, listed=listed):
            yield bool(is_later), kind, covered


def headline_windows(compared: Compared) -> list[Window]:
    """The calendar years in which either snapshot has an accident or a hazard; that of the day on which the
    earlier one stands is cut behind it, since of the days after it only the later one can know anything."""
    earlier = compared.earlier
    sides = [(rows, ledger.day) for ledger in (ACCIDENTS, HAZARDS) for rows in compared.sides(ledger)]
    days = pd.concat(first_days(rows, day) for rows, day in sides)
    windows = []
    for year in sorted(days.dt.year.dropna().unique()):
        whole = Window.year(int(year))
        if earlier and whole.start <= earlier < whole.end:
            windows += [Window(whole.start, earlier), Window(earlier + timedelta(days=1), whole.end)]
        else:
            windows.append(whole)
    return windows
