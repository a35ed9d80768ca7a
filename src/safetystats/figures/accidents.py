"""Charts of what happened: the share of the city window by window, and the parts of the whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..locale import label, say
from ..locale.formats import (
    number_text,
    percent_text,
    window_of,
    window_text,
)
from ..locale.wording import (
    basis_noun,
    basis_title,
    events_noun,
    key_header,
    whole_text,
    with_mark,
)
from ..schema import RESULT, require_columns
from ..theme import (
    BLUE,
    INK,
    ORANGE,
    TINT,
    describe,
    legend_above,
    percent_axis,
    start,
    wrapped,
)
from .parts import (
    LABEL_WIDTH,
    are_small,
    are_unknown,
    heading,
    highest,
    holds_nothing,
    hollow_text,
    list_of,
    no_figures,
    no_rows,
    none_text,
    nothing,
    of_area,
    part_of_whole,
    shares_by_window_told,
    whiskers,
    window_axis,
)


def plot_share_by_window(
    shares: pd.DataFrame, ax: Axes | None = None, *, whole: str = "", language: str = "zh"
) -> Axes:
    """One area's share of the city (or another whole), a point with its limits for each window.

    Parameters
    ----------
    shares
        Result frame of `area_shares` of one area and one kind of event, a row a window.
    whole
        What it is a share of, such as 全国 in published totals; the city if not given.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    ordered = shares.sort_values("window_start", ignore_index=True)
    if ordered.empty:
        return no_rows(ax, language)
    first = ordered.iloc[0]
    title = say(
        "{area}: share of {city}'s {events} ({basis})",
        language,
        city=whole_text(whole, language),
        area=label(str(first["area"]), language),
        events=events_noun(str(first["events"]), language),
        basis=basis_noun(str(first["basis"]), language),
    )
    if holds_nothing(ordered):
        return no_figures(ax, title, ordered, language)
    ax = start(ax, title, 5.0, left_cm=1.8, bottom_cm=1.2)
    places = np.arange(len(ordered))
    ax.errorbar(
        places,
        ordered["value"],
        yerr=whiskers(ordered),
        color=BLUE,
        marker="D",
        markersize=6,
        linestyle="none",
        linewidth=2,
        capsize=4,
        clip_on=False,
    )
    few = are_small(ordered)
    ax.plot(
        places[few],
        ordered["value"][few],
        color=BLUE,
        marker="D",
        markersize=6,
        markerfacecolor="white",
        zorder=3,
        linestyle="none",
        clip_on=False,
    )
    for place, row in ordered.iterrows():
        if pd.isna(row["value"]):
            continue
        # Beside the point where there is room, above its limits where there are many.
        beside = len(ordered) <= 6
        ax.annotate(
            part_of_whole(row, language),
            (place, row["value"] if beside else row["upper"]),
            xytext=(9, 0 if row["value"] else 2) if beside else (0, 4),
            textcoords="offset points",
            ha="left" if beside else "center",
            # Nothing stands on the axis itself, and its label above it.
            va="center" if beside and row["value"] else "bottom",
            fontsize=9 if beside else 7,
        )
    window_axis(ax, ordered, language)
    # A point at 0 stands on the axis, and must not run into the name below it.
    ax.tick_params(axis="x", pad=6)
    ax.set_xlim(-0.5, len(ordered) - 0.5)
    ax.set_ylim(0, highest(ordered) * 1.2)
    percent_axis(ax.yaxis, language)
    ax.grid(axis="y")
    ax.set_ylabel(say("Share, with 95% limits", language))
    if any(few):
        heading(ax, hollow_text(language))
    told = shares_by_window_told(ordered, language)
    describe(ax, say("Points with limits", language), told, language=language)
    return ax


def plot_breakdown(
    breakdown: pd.DataFrame,
    ax: Axes | None = None,
    *,
    city: pd.DataFrame | None = None,
    area: str | None = None,
    language: str = "zh",
) -> Axes:
    """Shares of the sectors (or industries, kinds …) in an area, with limits, against the city's.

    Parameters
    ----------
    breakdown, city
        Result frames of `breakdown` for the area and for the whole city, of one window and kind of event.
    area
        The area to name in the title.
    """
    require_columns(breakdown, ["events", *RESULT], name="breakdown")
    key = str(breakdown.columns[0])
    if breakdown.empty:
        return no_rows(ax, language)
    first = breakdown.iloc[0]
    title = say(
        "{basis} by {key}, {window}",
        language,
        basis=basis_title(breakdown, language),
        key=key_header(key, language).lower(),
        window=window_text(window_of(first), language),
    )
    title = with_mark(of_area(title, area, language), first, language)
    if are_unknown(breakdown["numerator"]):
        return no_figures(ax, title, breakdown, language)
    if holds_nothing(breakdown):
        return nothing(start(ax, title, 1.5), none_text(breakdown, language), language)
    ax = start(ax, title, 0.75 * len(breakdown), left_cm=4.8, legend=True)
    places = np.arange(len(breakdown))
    bars = ax.barh(
        places, breakdown["value"], height=0.6, color=TINT, edgecolor=BLUE, label=say("This area", language)
    )
    for bar, is_small in zip(bars, are_small(breakdown)):
        bar.set(facecolor="white" if is_small else TINT)
    ax.errorbar(
        breakdown["value"],
        places,
        xerr=whiskers(breakdown),
        color=INK,
        linestyle="none",
        linewidth=1,
        capsize=3,
    )
    if city is not None:
        there = city.set_index(key)["value"].reindex(breakdown[key])
        ax.plot(
            there,
            places,
            marker="|",
            markersize=16,
            markeredgewidth=2.5,
            linestyle="none",
            color=ORANGE,
            label=say("City", language),
        )
    for place, count, upper in zip(places, breakdown["numerator"], breakdown["upper"].fillna(0)):
        ax.annotate(
            number_text(count, language),
            (upper, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
        )
    names = ["\n".join(wrapped(label(str(v), language), LABEL_WIDTH)) for v in breakdown[key]]
    ax.set_yticks(places, names)
    ax.set_ylim(len(breakdown) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.tick_params(axis="y", length=0)
    percent_axis(ax.xaxis, language)
    ax.grid(axis="x")
    ax.set_xlabel(
        say(
            "Share of {total} {events}, with 95% limits; the number beside a bar is its count",
            language,
            total=number_text(first["denominator"], language),
            events=events_noun(str(first["events"]), language),
        )
    )
    legend_above(ax)
    if any(are_small(breakdown)):
        heading(ax, hollow_text(language))
    told = [_against_city(row, key, city, language) for _, row in breakdown.iterrows()]
    shown = [label(str(value), language) for value in breakdown[key]]
    describe(ax, say("Bars with limits", language), [list_of(shown, told, language)], language=language)
    return ax


def _against_city(row: pd.Series, key: str, city: pd.DataFrame | None, language: str) -> str:
    """Count and share of a part, and the city's share of it."""
    words = {"count": number_text(row["numerator"], language), "share": percent_text(row["value"], language)}
    if city is None:
        return say("{count} ({share})", language, **words)
    there = city.set_index(key)["value"].get(row[key])
    return say("{count} ({share}, city {there})", language, there=percent_text(there, language), **words)
