"""Charts of all areas side by side: shares, funnel, map of tiles, table of shades, small multiples."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from ..locale import label, require_language, say
from ..locale.formats import (
    number_text,
    percent_text,
    window_of,
    window_text,
)
from ..locale.wording import (
    basis_title,
    events_header,
    events_noun,
    window_name,
)
from ..schema import RESULT, require_columns
from ..theme import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    TINT,
    WIDTH_CM,
    legend_above,
    percent_axis,
    print_notice,
    say_nothing,
    start,
    use_theme,
)
from .parts import (
    MOST_LABELLED,
    are_partial,
    dots,
    hatch_partial,
    heading,
    highest,
    holds_nothing,
    nothing_happened,
    short_names,
)


def plot_area_shares(
    shares: pd.DataFrame, ax: Axes | None = None, *, area: str | None = None, language: str = "zh"
) -> Axes:
    """Every area's share of the city in one window: a dot with its limits, the areas in their own order.

    The areas are not ranked: with few events the order by size is noise.

    Parameters
    ----------
    shares
        Result frame of `area_shares`, of one window and one kind of event.
    area
        The area to set off.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    first = shares.iloc[0]
    title = say(
        "{basis} by area, {window}",
        language,
        basis=basis_title(shares, language),
        window=window_name(first, language),
    )
    ax = start(ax, title, 0.5 * len(shares), left_cm=3.2)
    events = events_noun(str(first["events"]), language)
    dots(ax, shares, shares["numerator"], [a == area for a in shares["area"]], language)
    heading(ax, events)
    percent_axis(ax.xaxis, language)
    total = number_text(first["denominator"], language)
    ax.set_xlabel(
        say("Share of the city's {total} {events}, with 95% limits", language, total=total, events=events)
    )
    return ax


def plot_funnel(
    funnel: pd.DataFrame, ax: Axes | None = None, *, area: str | None = None, language: str = "zh"
) -> Axes:
    """Every area's events against what its population would lead one to expect, within the limits of chance.

    Areas outside the outer limits are named, and the one asked for; the others are dots.

    Parameters
    ----------
    funnel
        Result frame of `funnel.funnel`.
    area
        The area to set off.
    """
    limits = ["lower_95", "upper_95", "lower_998", "upper_998"]
    require_columns(funnel, ["area", "numerator", "expected", "value", "outside", *limits], name="funnel")
    if holds_nothing(funnel):
        return nothing_happened(language)
    title = say(
        "{basis} against what is expected, {window}",
        language,
        basis=basis_title(funnel, language),
        window=window_text(window_of(funnel.iloc[0]), language),
    )
    ax = start(ax, title, 5.5, right_cm=1.0, legend=True)
    ordered = funnel.sort_values("expected")
    for level, dash, name in (
        ("95", "--", say("95% control limits", language)),
        ("998", "-", say("99.8% control limits", language)),
    ):
        for side, shown in (("lower", "_nolegend_"), ("upper", name)):
            ax.plot(
                ordered["expected"], ordered[f"{side}_{level}"], dash, color=GREY, linewidth=1, label=shown
            )
    ax.axhline(1, color=INK, linewidth=0.8)
    for _, row in ordered.iterrows():
        is_marked = row["area"] == area
        is_named = is_marked or bool(row["outside"])
        ax.plot(
            row["expected"],
            row["value"],
            color=BLUE if is_marked else PURPLE if is_named else GREY,
            marker="D" if is_marked else "s" if is_named else "o",
            markersize=6.5 if is_marked else 5,
        )
        if is_named:
            ax.annotate(
                label(str(row["area"]), language),
                (row["expected"], row["value"]),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                color=BLUE if is_marked else PURPLE,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )
    ax.set_xlim(left=0)
    ax.set_ylim(0, max(float(ordered["value"].max()), float(ordered["upper_95"].max())) * 1.1)
    ax.grid(axis="y")
    ax.set_xlabel(say("Expected from the population", language))
    ax.set_ylabel(say("Observed / expected", language))
    legend_above(ax)
    return ax


def plot_tile_map(
    shares: pd.DataFrame,
    areas: pd.DataFrame,
    ax: Axes | None = None,
    *,
    area: str | None = None,
    language: str = "zh",
) -> Axes:
    """The city as a map of tiles, one an area of the same size: its events and its share.

    Parameters
    ----------
    shares
        Result frame of `area_shares`, of one window and one kind of event.
    areas
        Table of areas with ``area``, ``tile_row`` and ``tile_column`` (`reference.areas`). An area without a
        place is left out; "unknown" has none.
    area
        The area to frame.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    require_columns(areas, ["area", "tile_row", "tile_column"], name="areas")
    title = say(
        "{events} and share of the city, {window}",
        language,
        events=events_header(str(shares["events"].iloc[0]), language),
        window=window_name(shares.iloc[0], language),
    )
    tiles = shares.merge(areas, on="area")
    tiles = tiles[tiles["tile_row"].astype(str) != ""]
    if tiles.empty:
        return say_nothing(start(ax, title, 1.5), say("This city's areas have no places on a map.", language))
    ax = start(ax, title, 9.7, left_cm=0.4, right_cm=0.4, bottom_cm=0.3)
    tiles = tiles.assign(x=tiles["tile_column"].astype(int), y=tiles["tile_row"].astype(int))
    colours = LinearSegmentedColormap.from_list("shares", ["#FFFFFF", BLUE])
    deepest = highest(shares[["value"]].assign(upper=0.0))
    for _, tile in tiles.iterrows():
        # Up to 85 % of the blue, so that a frame still stands out against the darkest tile.
        depth = 0.0 if pd.isna(tile["value"]) else 0.85 * float(tile["value"]) / deepest
        is_marked = tile["area"] == area
        ax.add_patch(
            Rectangle(
                (tile["x"] - 0.47, tile["y"] - 0.47),
                0.94,
                0.94,
                facecolor=colours(depth),
                edgecolor=ORANGE if is_marked else GREY,
                linewidth=3 if is_marked else 0.6,
            )
        )
        text = say(
            "{name}\n{count} · {share}",
            language,
            name=_two_lines(label(tile["area"], language)),
            count=number_text(tile["numerator"], language),
            share=percent_text(tile["value"], language),
        )
        ax.text(
            tile["x"],
            tile["y"],
            text,
            ha="center",
            va="center",
            fontsize=8,
            color=_readable_on(colours(depth)),
        )
    ax.set_xlim(tiles["x"].min() - 0.55, tiles["x"].max() + 0.55)
    ax.set_ylim(tiles["y"].max() + 0.55, tiles["y"].min() - 0.55)
    ax.set_axis_off()
    return ax


def _readable_on(colour: tuple[float, ...]) -> str:
    """Black or white, whichever stands out more: at least 4.5:1 either way (WCAG 2 relative luminance)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if luminance > 0.179 else "white"


def _two_lines(name: str) -> str:
    """A long Chinese name in two lines; a tile holds six characters."""
    if len(name) <= 6 or name.isascii():
        return name
    half = (len(name) + 1) // 2
    return f"{name[:half]}\n{name[half:]}"


def plot_heat(
    counts: pd.DataFrame, ax: Axes | None = None, *, area: str | None = None, language: str = "zh"
) -> Axes:
    """Every area's events window by window as a table of shades, each with its count.

    Parameters
    ----------
    counts
        Result frame of `count_accidents`: one row per area and window (up to 13 months or years), of one kind
        of event.
    area
        The area to set off.
    """
    # Imported here: it takes half a second, and only this chart needs it.
    import seaborn as sns

    require_columns(counts, ["area", "events", *RESULT], name="counts")
    first = counts.iloc[0]
    title = say(
        "{basis}: {events} by area and window",
        language,
        basis=basis_title(counts, language),
        events=events_noun(str(first["events"]), language),
    )
    areas = counts["area"].drop_duplicates().tolist()
    starts = counts["window_start"].drop_duplicates().sort_values()
    # Not `pivot_table`: it would average rows that come twice, where `pivot` refuses them.
    table = counts.pivot(index="area", columns="window_start", values="numerator")
    ax = start(ax, title, 0.5 * len(areas), left_cm=3.2, bottom_cm=1.2)
    sns.heatmap(
        table.loc[areas, starts].astype(float),
        ax=ax,
        cmap=LinearSegmentedColormap.from_list("counts", ["#FFFFFF", BLUE]),
        vmin=0,
        annot=True,
        fmt=".0f",
        annot_kws={"fontsize": 8},
        cbar=False,
        linewidths=0.5,
        linecolor=PALE,
    )
    names = [label(str(a), language) for a in areas]
    ax.set_yticks(np.arange(len(areas)) + 0.5, names, rotation=0)
    for tick, name in zip(ax.get_yticklabels(), areas):
        tick.set_color(BLUE if name == area else INK)
    rows = counts.drop_duplicates("window_start").sort_values("window_start")
    windows = [window_of(row) for _, row in rows.iterrows()]
    ax.set_xticks(np.arange(len(windows)) + 0.5, short_names(windows, language), rotation=0)
    ax.set(xlabel="", ylabel="")
    ax.tick_params(length=0)
    return ax


def plot_small_multiples(counts: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Figure:
    """Every area's events window by window on the same scale, three areas in a line.

    Parameters
    ----------
    counts
        Result frame of `count_accidents`: one row per area and window, of one kind of event.
    area
        The area to set off.
    """
    require_columns(counts, ["area", "events", *RESULT], name="counts")
    require_language(language)
    use_theme()
    names = counts["area"].drop_duplicates().tolist()
    lines = -(-len(names) // 3)
    height_cm = 1.4 + 2.3 * lines
    figure, grid = plt.subplots(
        lines, 3, figsize=(WIDTH_CM / 2.54, height_cm / 2.54), sharex=True, sharey=True, squeeze=False
    )
    print_notice(figure)
    figure.subplots_adjust(
        left=0.06, right=0.98, bottom=0.7 / height_cm, top=1 - 1.3 / height_cm, hspace=0.55, wspace=0.12
    )
    windows = [window_of(row) for _, row in counts.drop_duplicates("window_start").iterrows()]
    partial = are_partial(windows)
    for ax, name in zip(grid.flat, names):
        own = counts[counts["area"] == name]
        bars = ax.bar(range(len(own)), own["numerator"], width=0.7, color=BLUE if name == area else GREY)
        hatch_partial(bars, partial)
        if len(windows) <= MOST_LABELLED // 2:
            ax.bar_label(bars, [number_text(n, language) for n in own["numerator"]], padding=1, fontsize=7)
        ax.set_title(label(name, language), fontsize=9, pad=5, color=BLUE if name == area else INK)
    for ax in grid.flat[len(names) :]:
        ax.set_axis_off()
    for ax in grid.flat:
        ax.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True, steps=[1, 2, 5, 10]))
        ax.set_xticks(range(len(windows)), [str(w.start.year) for w in windows])
        ax.tick_params(labelsize=7.5, length=0)
    grid.flat[0].set_ylim(0, max(float(counts["numerator"].max()), 1.0) * 1.3)
    figure.suptitle(
        say("{basis} by area", language, basis=basis_title(counts, language)),
        x=0.06,
        ha="left",
        fontsize=10.5,
    )
    if any(partial):
        cut_short = Patch(facecolor=TINT, hatch="///", label=say("part of a year or month", language))
        figure.legend(handles=[cut_short], loc="upper right", borderaxespad=0.2)
    return figure
