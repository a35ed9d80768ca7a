"""Charts of all areas side by side: shares, funnel, map of tiles, table of shades, small multiples."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from ..locale import label, require_language, say
from ..locale.formats import (
    number_text,
    per_text,
    percent_text,
    window_of,
    window_text,
)
from ..locale.wording import (
    PROVISIONAL,
    basis_title,
    events_header,
    events_noun,
    is_provisional,
    names_text,
    with_mark,
)
from ..periods import are_alike
from ..schema import FEW, RESULT, UNKNOWN, require_columns
from ..theme import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    TINT,
    TITLE_WIDTH,
    WIDTH_CM,
    Chart,
    describe,
    legend_above,
    percent_axis,
    print_notice,
    start,
    use_theme,
    wrapped,
)
from .parts import (
    MOST_LABELLED,
    ROW_CM,
    are_partial,
    are_small,
    are_unknown,
    counts_told,
    dots,
    fact,
    facts_by_area,
    hatch_partial,
    heading,
    highest,
    holds_nothing,
    hollow_text,
    name_dots,
    name_points,
    no_figures,
    no_rows,
    none_text,
    nothing,
    short_names,
    span_of,
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
    if shares.empty:
        return no_rows(ax, language)
    first = shares.iloc[0]
    title = say(
        "{basis} by area, {window}",
        language,
        basis=basis_title(shares, language),
        window=window_text(window_of(first), language),
    )
    title = with_mark(title, first, language)
    if are_unknown(shares["numerator"]):
        return no_figures(ax, title, shares, language)
    ax = start(ax, title, ROW_CM * len(shares), left_cm=3.2, bottom_cm=1.7)
    events = events_noun(str(first["events"]), language)
    dots(ax, shares, shares["numerator"], [a == area for a in shares["area"]], language)
    heading(ax, events)
    percent_axis(ax.xaxis, language)
    total = number_text(first["denominator"], language)
    what = say("Share of the city's {total} {events}, with 95% limits", language, total=total, events=events)
    name_dots(ax, what, shares, language)
    told = [say("{text}.", language, text=what), *_shares_told(shares, area, language)]
    describe(ax, say("Dots with limits", language), told, language=language)
    return ax


def _shares_told(shares: pd.DataFrame, area: str | None, language: str) -> list[str]:
    """The count and share of the area asked for, and between which shares all areas lie."""
    counted = [
        say("{area}: {text}.", language, area=label(str(row["area"]), language), text=fact(row, language))
        for _, row in shares[shares["area"] == area].iterrows()
    ]
    return [*counted, *span_of(shares["value"], lambda v: percent_text(v, language), language)]


def plot_rates(
    rates: pd.DataFrame,
    ax: Axes | None = None,
    *,
    area: str | None = None,
    of: str = "",
    language: str = "zh",
) -> Axes:
    """Every area's events per exposure, a dot with its limits, the areas in their own order.

    Parameters
    ----------
    rates
        Result frame of `rates.rates`, of one window and one kind of event. Areas without an exposure are
        left out, and named below.
    area
        The area to set off.
    of
        What the rate is per, in the reader's language, such as 常住人口; the exposure if not given.
    """
    require_columns(rates, ["area", "events", "per", *RESULT], name="rates")
    known = rates.dropna(subset=["value"]).reset_index(drop=True)
    if rates.empty:
        return no_rows(ax, language)
    first = rates.iloc[0]
    title = say(
        "{basis}: rate by area, {window}",
        language,
        basis=basis_title(rates, language),
        window=window_text(window_of(first), language),
    )
    title = with_mark(title, first, language)
    if are_unknown(rates["numerator"]):
        return no_figures(ax, title, rates.assign(note=first["note"]), language)
    if known.empty:
        return nothing(start(ax, title, 1.5), say("No exposure is known.", language), language)
    without = [label(str(a), language) for a in rates.loc[rates["value"].isna(), "area"] if a != UNKNOWN]
    areas = names_text(without, language)
    left_out = [say("Without a known exposure: {areas}.", language, areas=areas)] if without else []
    ax = start(ax, title, ROW_CM * len(known), left_cm=3.2, bottom_cm=2.1 if without else 1.7, legend=True)
    events = events_noun(str(first["events"]), language)
    dots(ax, known, known["numerator"], [a == area for a in known["area"]], language)
    heading(ax, events)
    rate = float(known["numerator"].sum()) / float(known["denominator"].sum()) * float(first["per"])
    ax.axvline(rate, color=ORANGE, linewidth=1.4, linestyle="--", zorder=1, label=say("all areas", language))
    legend_above(ax)
    per = per_text(first["per"], language)
    what = say(
        "{events} per {per} {of}, with 95% limits",
        language,
        events=events[:1].upper() + events[1:],
        per=per,
        of=of or say("of the exposure", language),
    )
    name_dots(ax, "\n".join([what, *left_out]), known, language)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    facts = facts_by_area(known, area, lambda value: number_text(value, language, 2), language)
    together = say("All these areas: {value}.", language, value=number_text(rate, language, 2))
    told = [say("{text}.", language, text=what), *facts, together, *left_out]
    describe(ax, say("Dots with limits", language), told, language=language)
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
    if funnel.empty:
        return no_rows(ax, language)
    title = say(
        "{basis} against what is expected, {window}",
        language,
        basis=basis_title(funnel, language),
        window=window_text(window_of(funnel.iloc[0]), language),
    )
    if holds_nothing(funnel):
        return nothing(start(ax, title, 1.5), none_text(funnel, language), language)
    ax = start(ax, title, 5.5, right_cm=1.0, legend=True)
    ordered = funnel[funnel["value"].notna()].sort_values("expected")
    for level, dash, name in (
        ("95", "--", say("95% control limits", language)),
        ("998", "-", say("99.8% control limits", language)),
    ):
        for side, shown in (("lower", "_nolegend_"), ("upper", name)):
            ax.plot(
                ordered["expected"], ordered[f"{side}_{level}"], dash, color=GREY, linewidth=1, label=shown
            )
    ax.axhline(1, color=INK, linewidth=0.8)
    marked = [name == area for name in ordered["area"]]
    named = [is_marked or bool(side) for is_marked, side in zip(marked, ordered["outside"])]
    for (_, row), is_marked, is_named in zip(ordered.iterrows(), marked, named):
        ax.plot(
            row["expected"],
            row["value"],
            color=BLUE if is_marked else PURPLE if is_named else GREY,
            marker="D" if is_marked else "s" if is_named else "o",
            markersize=6.5 if is_marked else 5,
            markerfacecolor="white" if row["numerator"] < FEW else None,
            linestyle="none",
            clip_on=False,
        )
    ax.set_xlim(left=0)
    ax.set_ylim(0, max(float(ordered["value"].max()), float(ordered["upper_95"].max())) * 1.1)
    told = ordered[named]
    name_points(
        ax,
        [label(str(name), language) for name in told["area"]],
        list(zip(told["expected"].astype(float), told["value"].astype(float))),
        [BLUE if name == area else PURPLE for name in told["area"]],
    )
    ax.grid(axis="y")
    ax.set_xlabel(say("Expected from the population", language))
    ax.set_ylabel(say("Observed / expected", language))
    legend_above(ax)
    if any(are_small(ordered)):
        heading(ax, hollow_text(language))
    describe(ax, say("Funnel plot", language), _funnel_told(funnel, area, language), language=language)
    return ax


def _funnel_told(funnel: pd.DataFrame, area: str | None, language: str) -> list[str]:
    """Observed against expected for the area asked for, and which areas lie outside the outer limits."""
    facts = [
        say(
            "{area}: {observed} observed, {expected} expected.",
            language,
            area=label(str(row["area"]), language),
            observed=number_text(row["numerator"], language),
            expected=number_text(row["expected"], language, 1),
        )
        for _, row in funnel[funnel["area"] == area].iterrows()
    ]
    outside = [label(str(a), language) for a in funnel.loc[funnel["outside"].astype(bool), "area"]]
    if outside:
        named = names_text(outside, language)
        return [*facts, say("Outside the 99.8% limits: {areas}.", language, areas=named)]
    return [*facts, say("No area lies outside the 99.8% limits.", language)]


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
    if shares.empty:
        return no_rows(ax, language)
    title = say(
        "{events} and share of the city, {window}",
        language,
        events=events_header(str(shares["events"].iloc[0]), language),
        window=window_text(window_of(shares.iloc[0]), language),
    )
    title = with_mark(title, shares.iloc[0], language)
    if are_unknown(shares["numerator"]):
        return no_figures(ax, title, shares, language)
    tiles = shares.merge(areas, on="area")
    tiles = tiles[tiles["tile_row"].astype(str) != ""]
    if tiles.empty:
        text = say("This city's areas have no places on a map.", language)
        return nothing(start(ax, title, 1.5), text, language)
    ax = start(ax, title, 9.7, left_cm=0.4, right_cm=0.4, bottom_cm=0.6)
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
    if any(are_small(tiles)):
        few = say("Below ten events read the count, not the percentage.", language)
        ax.annotate(few, (0.0, 0.0), xycoords="axes fraction", va="top", fontsize=8)
    told = _shares_told(shares, area, language)
    describe(ax, say("Map of tiles, darker for a larger share", language), told, language=language)
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
    if counts.empty:
        return no_rows(ax, language)
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
    ax = start(ax, title, ROW_CM * len(areas), left_cm=3.2, bottom_cm=1.2)
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
    told = _windows_told(counts, area, language)
    describe(ax, say("Table of shades, darker for a larger count", language), told, language=language)
    return ax


def _windows_told(counts: pd.DataFrame, area: str | None, language: str) -> list[str]:
    """The counts of the area asked for window by window, and between which counts all areas lie."""
    own = counts[counts["area"] == area].sort_values("window_start")
    facts = span_of(counts["numerator"], lambda v: number_text(v, language), language)
    if own.empty:
        return facts
    told = "".join(counts_told(own, language))
    return [say("{area}: {text}", language, area=label(str(area), language), text=told), *facts]


def plot_small_multiples(counts: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Figure:
    """Every area's events window by window on the same scale, three areas in a line.

    A grey line across the bars is the mean of all areas in the window.

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
    rows = [row for _, row in counts.drop_duplicates("window_start").iterrows()]
    figure, grid = _small_axes(len(names))
    partial = are_partial([window_of(row) for row in rows])
    mean = counts[counts["area"] != UNKNOWN].groupby("window_start")["numerator"].mean()
    mean = mean.reindex([row["window_start"] for row in rows])
    top = np.nanmax([*counts["numerator"].astype(float), 1.0]) * 1.3
    for ax, name in zip(grid, names):
        own = counts[counts["area"] == name]
        places = np.arange(len(own))
        bars = ax.bar(
            places,
            own["numerator"].astype(float),
            width=0.7,
            color=BLUE if name == area else TINT,
            edgecolor=BLUE,
        )
        hatch_partial(bars, partial)
        ax.hlines(mean, places - 0.45, places + 0.45, color=ORANGE, linewidth=1.2)
        if len(rows) <= MOST_LABELLED // 2:
            _label_small(ax, own["numerator"].tolist(), mean.tolist(), top, language)
        ax.set_title(label(name, language), fontsize=9, pad=5, color=BLUE if name == area else INK)
        ax.set_xticks(places, _years(rows, language))
    grid[0].set_ylim(0, top)
    figure.suptitle(
        "\n".join(wrapped(_small_title(counts, rows, language), TITLE_WIDTH)),
        x=0.2 / WIDTH_CM,
        y=1 - 0.15 / (figure.get_figheight() * 2.54),
        va="top",
        ha="left",
        fontsize=10.5,
    )
    handles: list[Artist] = [Line2D([], [], color=ORANGE, label=say("mean of all areas", language))]
    if any(partial):
        handles.append(
            Patch(facecolor=TINT, edgecolor=BLUE, hatch="///", label=say("part of a year or month", language))
        )
    figure.legend(
        handles=handles,
        ncols=2,
        loc="upper right",
        bbox_to_anchor=(1.0, 1 - 0.55 / (figure.get_figheight() * 2.54)),
        borderaxespad=0.2,
    )
    told = _windows_told(counts, area, language)
    describe(figure, say("Small bar charts, one for each area", language), told, language=language)
    return figure


def _label_small(ax: Axes, counts: Sequence[int], means: Sequence[float], top: float, language: str) -> None:
    """The number over each bar, above the mean's line where that would run through it."""
    for place, (count, mean) in enumerate(zip(counts, means)):
        known = 0 if pd.isna(count) else count
        height = mean if not pd.isna(mean) and 0 <= mean - known < 0.3 * top else known
        ax.annotate(
            number_text(count, language),
            (place, height),
            xytext=(0, 1.5),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=7,
        )


def _small_axes(count: int) -> tuple[Figure, list[Axes]]:
    """Axes for so many areas on the same scale, three in a line."""
    lines = -(-count // 3)
    height_cm = 2.0 + 2.3 * lines
    figure, grid = plt.subplots(
        lines,
        3,
        figsize=(WIDTH_CM / 2.54, height_cm / 2.54),
        sharex=True,
        sharey=True,
        squeeze=False,
        FigureClass=Chart,
    )
    print_notice(figure)
    figure.subplots_adjust(
        left=0.06, right=0.98, bottom=0.8 / height_cm, top=1 - 1.9 / height_cm, hspace=0.55, wspace=0.12
    )
    for ax in grid.flat:
        ax.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True, steps=[1, 2, 5, 10]))
        ax.tick_params(labelsize=7.5, length=0)
    for ax in grid.flat[count:]:
        ax.set_axis_off()
    return figure, list(grid.flat[:count])


def _years(rows: Sequence[pd.Series], language: str) -> list[str]:
    """Years below the bars, marked where figures are provisional."""
    marks = [f" {PROVISIONAL}" if is_provisional(row, language) else "" for row in rows]
    return [f"{window_of(row).start.year}{mark}" for row, mark in zip(rows, marks)]


def _small_title(counts: pd.DataFrame, rows: Sequence[pd.Series], language: str) -> str:
    """What is counted; for the same dates of each year also which, as the axis names years alone."""
    basis = basis_title(counts, language)
    last = window_of(rows[-1])
    if last.is_full_year or not all(are_alike(last, window_of(row)) for row in rows):
        return say("{basis} by area", language, basis=basis)
    title = say(
        "{basis} by area, {window} and the same dates of earlier years",
        language,
        basis=basis,
        window=window_text(last, language),
    )
    return with_mark(title, rows[-1], language)
