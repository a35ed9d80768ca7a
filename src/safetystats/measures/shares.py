"""What part of the city an area has, what part of an area a sector has, and whether a share has changed.

A share's whole is all rows, "unknown" among them. An area is held against the rest of the city, never
against a city that contains it. Persons who die together count as fewer independent events (their design
effect), so shares of deaths have wider limits than shares of accidents.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ..errors import UnknownName, WrongUse
from ..periods import Window
from ..schema import OF_REST, OF_WHOLE, UNKNOWN, Basis, require_columns, require_one_row_each
from .intervals import (
    SHARE_METHOD,
    OddsRatio,
    design_effect,
    odds_ratio,
    share_difference,
    share_interval,
    simultaneous_shares,
)
from .tally import (
    FEW,
    Levels,
    bounds_of_others,
    city_without,
    comparison_note,
    days_lacking,
    lacks_days,
    levels_of,
    notes_of_both,
    nothing_of,
    result_frame,
    tally_accidents,
)

CHANGE = (
    "this_numerator",
    "this_denominator",
    "this_value",
    "other_numerator",
    "other_denominator",
    "other_value",
    "odds_ratio",
    "odds_lower",
    "odds_upper",
    "p_value",
    "p_midp",
    "other_start",
    "other_end",
    "other_days",
    "small",
)
"""What `share_change` adds to a result frame."""

NO_TEST_FOR_CLUSTERS = "deaths in clusters: no exact test, see accidents"


def area_shares(
    accidents: pd.DataFrame,
    *,
    windows: Sequence[Window],
    basis: Basis,
    areas: Sequence[str],
    events: str = "accidents",
    as_of: date | None = None,
    covered: Window | None = None,
) -> pd.DataFrame:
    """Share of each area in the city, window by window.

    Parameters
    ----------
    accidents
        Ledger of accidents of the whole city.
    windows, basis, events, as_of
        As in `counts.count_accidents`.
    covered
        As in `counts.count_accidents`: days the ledger does not cover have no figure.
    areas
        Areas that get a row even without events. Others with events, "unknown" among them, get one too, and
        those of which the ledger lacks days of a window: the city's total is then a lower bound. Of one of
        which it holds nothing at all there is no figure; the others' shares are of the city without it.

    Returns
    -------
    DataFrame
        Keys ``area``, ``events``, then a result frame: ``denominator`` is the whole city. Extra: ``squares``,
        ``clustering`` (design effect of the events, 1 for accidents), ``small`` (below ten in the area) and
        ``lacking`` (days of the window that the ledger does not cover, or not of every area).

    Notes
    -----
    Wilson 1927; for persons on effective counts (events / design effect of the city in that window).

    Examples
    --------
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": pd.to_datetime(["2020-01-05"] * 4), "area": ["north", "south", "south", "unknown"],
    ...     "category": "工矿商贸", "deaths": 1, "counted": True})
    >>> year, fatal = [Window.year(2020)], Basis("all", "", "", ())
    >>> shares = area_shares(accidents, windows=year, basis=fatal, areas=["north", "south"])
    >>> shares[["area", "numerator", "denominator", "value", "lower", "upper"]].round(2)
          area  numerator  denominator  value  lower  upper
    0    north          1            4   0.25   0.05   0.70
    1    south          2            4   0.50   0.15   0.85
    2  unknown          1            4   0.25   0.05   0.70
    """
    counts = tally_accidents(
        accidents,
        windows=windows,
        basis=basis,
        by=["area"],
        levels={"area": areas},
        events=events,
        as_of=as_of,
        covered=covered,
    )
    return shares_of_counts(counts, "area", ["events"])


def shares_of_counts(
    counts: pd.DataFrame, part: str, within: Sequence[str] = (), *, whole: str | None = None
) -> pd.DataFrame:
    """Share of each part in its whole, from counts: those of a ledger or of published totals.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` or `counts.counts_from_totals`: one row per `part`, `within` and
        window.
    part, within
        The column that names the parts; the key columns that, with the window, name one whole.
    whole
        The part whose row is the whole, such as 全国 in published totals: parts as printed need not add up
        to it, and what its note alone remarks is added to theirs. Without it the whole is the sum of all
        rows, so these must include "unknown".

    Returns
    -------
    DataFrame
        The rows of `counts` in their order, the whole's row too, as in `area_shares`; keys `part`, `within`.

    Raises
    ------
    ColumnsMissing, RowsRepeated
        If a column is missing, or a part of one whole comes twice.
    UnknownName, WrongUse
        If there is no part called `whole`, or a part exceeds it.

    Examples
    --------
    >>> from safetystats.measures.counts import counts_from_totals
    >>> printed = pd.DataFrame({
    ...     "area": ["全国", "北京市"], "measure": "accidents", "value": [522.0, 18.0], "basis": "building",
    ...     "window_start": pd.Timestamp("2014-01-01"), "window_end": pd.Timestamp("2014-12-31"),
    ...     "published_on": pd.NaT, "printed_as": "this year"})
    >>> counts = counts_from_totals(
    ...     printed, windows=[Window.year(2014)], areas=["全国", "北京市"], basis="building")
    >>> shares_of_counts(counts, "area", whole="全国")[["area", "value", "lower", "upper"]].round(3)
        area  value  lower  upper
    0     全国  1.000  0.993  1.000
    1    北京市  0.034  0.022  0.054
    """
    keys = [part, *within]
    one_whole = [*within, "window_start", "window_end"]
    require_columns(
        counts, [*keys, "numerator", "squares", "days", "basis", "as_of", "note", *one_whole], name="counts"
    )
    require_one_row_each(counts, [part, *one_whole], name="counts")
    events = counts["numerator"].astype(float).where(counts["days"] > 0)
    squares = counts["squares"].astype(float)
    groups = [counts[name] for name in one_whole]
    notes = counts["note"]
    lacking = days_lacking(counts)
    if whole is None:
        # What lacks of one area makes of the whole a lower bound; what lacks of all makes it unknown.
        lacks = days_lacking(counts, "lacking_of_areas") > 0
        total = events.mask(lacks, events.fillna(0)).groupby(groups).transform(_sum_of_known)
        total = total.where(events.notna().groupby(groups).transform("any"))
        squares = squares.mask(lacks, squares.fillna(0))
        clustering = design_effect(total, squares.groupby(groups).transform(_sum_of_known))
        lacking = lacking.groupby(groups).transform("max")
        absent = dict.fromkeys(name for name, note in zip(counts[part], notes) if note == nothing_of(name))
        if absent:
            without = notes.str.cat([city_without([*absent])] * len(notes), sep="; ").str.removeprefix("; ")
            notes = without
    else:
        if whole not in set(counts[part]):
            raise UnknownName(part, whole, counts[part].unique().tolist(), hint="It should be the whole.")
        is_whole = counts[part] == whole
        total = events.where(is_whole).groupby(groups).transform("max")
        clustering = design_effect(total, squares.where(is_whole).groupby(groups).transform("max"))
        of_whole = notes.where(is_whole).groupby(groups).transform("first").fillna("")
        notes = pd.Series(map(_with_notes_of_whole, notes, of_whole), index=counts.index, dtype="str")
    # Where deaths per accident are not known, the count of persons is taken as it is; its note says so.
    effect = np.where(np.isnan(clustering), 1.0, clustering)
    shares = share_interval(events / effect, total / effect)
    return result_frame(
        counts.assign(
            denominator=total.astype("Int64"),
            value=shares.value,
            lower=shares.lower,
            upper=shares.upper,
            level=0.95,
            method=np.where(effect > 1, f"{SHARE_METHOD}, effective counts", SHARE_METHOD),
            clustering=clustering,
            small=events < FEW,
            lacking=lacking,
            note=notes,
        ),
        keys,
        ["squares", "clustering", "small", "lacking"],
    )


def _with_notes_of_whole(own: str, whole: str) -> str:
    """A part's notes, and those of its whole that it has not itself."""
    told = own.split("; ")
    return "; ".join(filter(None, [*told, *(OF_WHOLE + n for n in whole.split("; ") if n and n not in told)]))


def _sum_of_known(values: pd.Series) -> float:
    """Sum, missing if one value is: a whole with an unpublished part is not known."""
    return values.sum(skipna=False)


def breakdown(
    accidents: pd.DataFrame,
    *,
    by: str,
    window: Window,
    basis: Basis,
    area: str | None = None,
    levels: Levels | None = None,
    events: str = "accidents",
    as_of: date | None = None,
    covered: Window | None = None,
) -> pd.DataFrame:
    """Share of each sector (or kind, or month) in one area, or in the city.

    Parameters
    ----------
    accidents
        Ledger of accidents.
    by
        The column to break down by, such as ``industry``, ``supervision_sector`` or ``accident_kind``.
    area
        The area whose accidents are the whole; the city if not given.
    window, basis, levels, events, as_of, covered
        As in `counts.count_accidents`.

    Returns
    -------
    DataFrame
        Keys `by`, ``events``, the commonest first, then a result frame with Wilson limits, each for itself.
        Extra: ``simultaneous_lower`` and ``simultaneous_upper`` (Goodman), which hold for all parts at once
        and are the ones to compare parts by; ``squares``, ``clustering``, ``small``, ``lacking``.

    Examples
    --------
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": pd.Timestamp("2020-01-05"), "area": "west", "category": "工矿商贸", "deaths": 1,
    ...     "counted": True, "industry": ["E 建筑业"] * 7 + ["K 房地产业"] * 2 + ["C 制造业"]})
    >>> sectors = breakdown(
    ...     accidents, by="industry", window=Window.year(2020), basis=Basis("all", "", "", ()), area="west")
    >>> sectors[["industry", "value", "lower", "upper", "simultaneous_lower"]].round(2)
       industry  value  lower  upper  simultaneous_lower
    0    E 建筑业    0.7   0.40   0.89                0.34
    1   K 房地产业    0.2   0.06   0.51                0.04
    2    C 制造业    0.1   0.02   0.40                0.01
    """
    require_columns(accidents, [by, "area"], name="accidents")
    levels = levels_of(accidents, [by], levels)
    if area is not None:
        # An area without accidents is no ledger without any: those of other areas stay, and do not count.
        may_be_inside = accidents["area"].fillna(UNKNOWN).isin([area, UNKNOWN])
        accidents = accidents.assign(counted=accidents["counted"].astype(bool) & may_be_inside)
        levels = {"area": [area], **levels}
    counts = tally_accidents(
        accidents,
        windows=[window],
        basis=basis,
        by=[*levels],
        levels=levels,
        events=events,
        as_of=as_of,
        covered=covered,
    )
    if area is not None:
        counts = counts[counts["area"] == area].reset_index(drop=True)
    shares = shares_of_counts(counts, by, ["events"])
    effective = shares["numerator"] / shares["clustering"]
    together = simultaneous_shares(effective.to_numpy(dtype=float))
    shares = shares.assign(simultaneous_lower=together.lower, simultaneous_upper=together.upper)
    return shares.sort_values("numerator", ascending=False, kind="stable", ignore_index=True)


def share_change(
    accidents: pd.DataFrame,
    *,
    area: str,
    this: Window,
    other: Window,
    basis: Basis,
    events: str = "accidents",
    as_of: date | None = None,
    covered: Window | None = None,
    unlike_allowed: bool = False,
) -> pd.DataFrame:
    """Has an area's share of the city changed from one window to another, or would chance do.

    Parameters
    ----------
    accidents
        Ledger of accidents of the whole city.
    area
        The area; in the test it is held against the rest of the city.
    this, other
        The later and the earlier window. Unlike parts of the year are refused unless `unlike_allowed`; the
        note then says so.
    basis, events, as_of
        As in `counts.count_accidents`.
    covered
        As in `counts.count_accidents`; where a window has no figure, nothing is tested.

    Returns
    -------
    DataFrame
        One row, keys ``area``, ``events``: ``value`` is this share less the other, with Newcombe's limits.
        Extra: `CHANGE`: the counts and shares of both windows; ``odds_ratio`` with exact conditional limits;
        ``p_value`` (Fisher, central: it agrees with these limits), ``p_midp``; the other window's dates;
        ``small`` (below ten in either window). The odds ratio and p-values are missing, with a note, where
        deaths came in clusters; the limits too where published totals do not tell.

    Raises
    ------
    UnlikeWindows
        If the windows cover unlike parts of the year and that was not asked for.
    WrongUse
        If the windows overlap.

    Notes
    -----
    Newcombe 1998; Fisher's exact test on area and rest by window; Fay 2010 on agreeing limits and p-values.

    Examples
    --------
    >>> day = ["2019-03-01"] * 60 + ["2020-03-01"] * 45
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": pd.to_datetime(day), "category": "工矿商贸", "deaths": 1, "counted": True,
    ...     "area": ["west"] * 9 + ["rest"] * 51 + ["west"] * 3 + ["rest"] * 42})
    >>> change = share_change(
    ...     accidents, area="west", this=Window.year(2020), other=Window.year(2019),
    ...     basis=Basis("all", "", "", ()))
    >>> change[["value", "lower", "upper", "p_value", "p_midp"]].round(3)
       value  lower  upper  p_value  p_midp
    0 -0.083 -0.203  0.048    0.309   0.201
    """
    # Refused before anything is counted.
    comparison_note(this, other, unlike_allowed=unlike_allowed)
    shares = area_shares(
        accidents,
        windows=[this, other],
        basis=basis,
        areas=[area],
        events=events,
        as_of=as_of,
        covered=covered,
    )
    return compare_shares(shares, area, this=this, other=other, unlike_allowed=unlike_allowed)


def compare_shares(
    shares: pd.DataFrame, name: str, *, this: Window, other: Window, unlike_allowed: bool = False
) -> pd.DataFrame:
    """The frame of `share_change` from a frame of shares, so that published totals go the same road.

    Parameters
    ----------
    shares
        A frame of `area_shares` or `shares_of_counts`, its first column the parts, with both windows.
    name
        The part to compare.
    this, other, unlike_allowed
        As in `share_change`.
    """
    part = shares.columns[0]
    note = comparison_note(this, other, unlike_allowed=unlike_allowed)
    one, two = (_row_of(shares, part, name, window) for window in (this, other))
    counts = [row[name] for row in (one, two) for name in ("numerator", "denominator")]
    four = pd.array(counts, dtype="Float64").to_numpy(dtype=float, na_value=np.nan)
    # Without the deaths per accident, a figure, or all days, there is nothing to judge the change by.
    unknown = bool(pd.isna([one["clustering"], two["clustering"], *four]).any())
    unknown |= bool(lacks_days(pd.DataFrame([one, two])).any())
    effect = float(np.nanmax([one["clustering"], two["clustering"], 1.0]))
    difference = share_difference(*(count / effect for count in four))
    rest = [_bounds_of_rest(shares, part, row) for row in (one, two)]
    notes = [note, notes_of_both(one["note"], two["note"]), notes_of_both(*rest)]
    tested = OddsRatio(*[np.nan] * 5)
    if effect > 1:
        notes.append(NO_TEST_FOR_CLUSTERS)
    elif not unknown:
        tested = odds_ratio(*four)
    row: dict[str, Any] = {
        **{str(name): held for name, held in one.items()},
        "value": difference.value,
        "lower": np.nan if unknown else difference.lower,
        "upper": np.nan if unknown else difference.upper,
        "method": "newcombe" if effect == 1 else "newcombe, effective counts",
        "note": "; ".join(n for n in notes if n),
        **{f"this_{c}": one[c] for c in ("numerator", "denominator", "value")},
        **{f"other_{c}": two[c] for c in ("numerator", "denominator", "value")},
        "odds_ratio": tested.value,
        "odds_lower": tested.lower,
        "odds_upper": tested.upper,
        "p_value": tested.p_value,
        "p_midp": tested.p_midp,
        "other_start": two["window_start"],
        "other_end": two["window_end"],
        "other_days": two["days"],
        "small": bool(one["small"] or two["small"]),
    }
    keys = list(shares.columns[: shares.columns.get_loc("numerator")])
    return result_frame(pd.DataFrame([row]), keys, CHANGE)


def rows_of_area(shares: pd.DataFrame, area: str) -> pd.DataFrame:
    """One area's rows of `area_shares`, noting what the other areas might count besides."""
    own = shares[shares["area"] == area]
    notes = [
        "; ".join(filter(None, (row["note"], _bounds_of_rest(shares, "area", row))))
        for _, row in own.iterrows()
    ]
    return own.assign(note=pd.array(notes, dtype="str"))


def _bounds_of_rest(shares: pd.DataFrame, part: str, row: pd.Series) -> str:
    """What the other parts of a window might count besides: their whole is then a lower bound."""
    others = shares[(shares[part] != row[part]) & (shares["window_start"] == row["window_start"])]
    return "; ".join(OF_REST + note for note in bounds_of_others(others["note"].fillna("")))


def _row_of(shares: pd.DataFrame, part: str, name: str, window: Window) -> pd.Series:
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    named = shares[shares[part] == name]
    if named.empty:
        raise UnknownName(part, name, shares[part].unique().tolist())
    found = named[(named["window_start"] == start) & (named["window_end"] == end)]
    if len(found) != 1:
        held = ", ".join(f"{a.date()}/{b.date()}" for a, b in zip(named["window_start"], named["window_end"]))
        raise WrongUse(
            f"The shares hold {len(found)} rows of {name} in {window}, one is needed. Held: {held}."
        )
    return found.iloc[0]


def change_split(changes: pd.DataFrame) -> pd.DataFrame:
    """How much of a share's move is the area's own change, and how much comes from the rest of the city.

    A share moves when others move: 3 of 50, then 3 of 37 is 2 points more without any change in the area.

    Parameters
    ----------
    changes
        A frame of `share_change` or `compare_shares`.

    Returns
    -------
    DataFrame
        Two rows for each of `changes`, keys as there and ``source`` (``own``, ``rest``), then a result frame:
        ``value`` is the move of the share that the source explains, ``numerator`` its events in this window,
        ``denominator`` those in the other. The two values add up to the change of the share.

    Notes
    -----
    Counts are taken per day. Each source is changed alone, once before and once after the other one, and its
    two effects are averaged (Shapley 1953), so that neither order is preferred.

    Examples
    --------
    >>> day = ["2019-03-01"] * 50 + ["2018-03-01"] * 37
    >>> accidents = pd.DataFrame({
    ...     "occurred_on": pd.to_datetime(day), "category": "工矿商贸", "deaths": 1, "counted": True,
    ...     "area": ["west"] * 3 + ["rest"] * 47 + ["west"] * 3 + ["rest"] * 34})
    >>> change = share_change(
    ...     accidents, area="west", this=Window.year(2018), other=Window.year(2019),
    ...     basis=Basis("all", "", "", ()))
    >>> change_split(change)[["source", "value"]].round(4)
      source   value
    0    own  0.0000
    1   rest  0.0211
    """
    keys = list(changes.columns[: changes.columns.get_loc("numerator")])
    own, own_before = changes["this_numerator"], changes["other_numerator"]
    rest = changes["this_denominator"] - own
    rest_before = changes["other_denominator"] - own_before
    rates = [
        (events / changes[days]).astype(float)
        for events, days in (
            (own, "days"),
            (own_before, "other_days"),
            (rest, "days"),
            (rest_before, "other_days"),
        )
    ]
    moved = changes.assign(lower=np.nan, upper=np.nan, level=np.nan, method="split, averaged over orders")
    by_own, by_rest = _split(*rates)
    halves = [
        moved.assign(source="own", value=by_own, numerator=own, denominator=own_before),
        moved.assign(source="rest", value=by_rest, numerator=rest, denominator=rest_before),
    ]
    both = pd.concat(halves).sort_index(kind="stable")
    return result_frame(both, [*keys, "source"], ["other_start", "other_end", "other_days"])


def _split(
    own: pd.Series, own_before: pd.Series, rest: pd.Series, rest_before: pd.Series
) -> tuple[pd.Series, pd.Series]:
    before, after = own_before / (own_before + rest_before), own / (own + rest)
    own_alone = own / (own + rest_before)
    rest_alone = own_before / (own_before + rest)
    by_own = ((own_alone - before) + (after - rest_alone)) / 2
    by_rest = ((rest_alone - before) + (after - own_alone)) / 2
    return by_own, by_rest
