"""Tidy frame -> one chart on one Axes, legible in Chinese and English, in grey print, by the colour-blind.

What a colour says, a hatch, a marker, a dash or a label says again. Axes of bars and shares start from 0. A
chart is drawn on the Axes given, or on a new page-wide figure (see `theme`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from .locale import label, require_language, say, term
from .locale.formats import (
    day_text,
    month_name,
    month_text,
    number_text,
    percent_text,
    window_of,
    window_text,
)
from .locale.wording import (
    PROVISIONAL,
    action_text,
    basis_noun,
    basis_title,
    events_header,
    events_noun,
    is_provisional,
    key_header,
    whole_text,
    window_name,
)
from .periods import Window, are_alike
from .schema import RESULT, UNKNOWN, require_columns
from .theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LEGEND_ABOVE,
    ORANGE,
    PALE,
    PURPLE,
    TINT,
    WIDTH_CM,
    count_axis,
    legend_above,
    percent_axis,
    print_notice,
    say_nothing,
    start,
    use_theme,
    wrapped,
)

LABEL_WIDTH = 31
"""Half-width characters of a name beside a bar."""

# --- shared parts -------------------------------------------------------------------------------------


def _whiskers(frame: pd.DataFrame) -> np.ndarray:
    """Distances from the value to its limits, never negative, as `errorbar` wants them."""
    value = frame["value"].to_numpy(float)
    below = value - frame["lower"].to_numpy(float)
    above = frame["upper"].to_numpy(float) - value
    return np.clip(np.vstack([below, above]), 0, None)


def _dots(ax: Axes, frame: pd.DataFrame, counts: pd.Series, marked: Sequence[bool], language: str) -> None:
    """A dot and its limits an area, the first on top; the marked one blue with a diamond, the others grey.

    `counts` stand at the right edge, for which a tenth of the width is kept free.
    """
    spread = _whiskers(frame)
    for place, (value, count, is_marked) in enumerate(zip(frame["value"], counts, marked)):
        ax.errorbar(
            value,
            place,
            xerr=spread[:, [place]],
            color=BLUE if is_marked else GREY,
            marker="D" if is_marked else "o",
            markersize=6 if is_marked else 4.5,
            linewidth=2 if is_marked else 1.2,
            capsize=2.5,
        )
        ax.annotate(
            number_text(count, language),
            (1.0, place),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=8,
            color=BLUE if is_marked else INK,
        )
    ax.set_yticks(range(len(frame)), [label(str(a), language) for a in frame["area"]])
    for tick, is_marked in zip(ax.get_yticklabels(), marked):
        tick.set_color(BLUE if is_marked else INK)
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.set_xlim(0, _highest(frame) * 1.12)
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)


def _highest(frame: pd.DataFrame) -> float:
    """The highest limit or value, 1 where nothing happened: an axis needs an end."""
    highest = frame[["value", "upper"]].astype(float).max().max()
    return float(highest) if highest > 0 else 1.0


def _holds_nothing(frame: pd.DataFrame) -> bool:
    """Whether a frame has no row with a value: a chart of it would be empty axes."""
    return frame.empty or bool(frame["value"].isna().all())


def _nothing_happened(language: str) -> Axes:
    return say_nothing(start(None, "", 1.5), say("Nothing to show: none happened.", language))


def _heading(ax: Axes, text: str) -> None:
    """What the counts at the right edge are."""
    ax.annotate(
        text,
        (1.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=8,
    )


# --- charts -------------------------------------------------------------------------------------------


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
    _dots(ax, shares, shares["numerator"], [a == area for a in shares["area"]], language)
    _heading(ax, events)
    percent_axis(ax.xaxis, language)
    total = number_text(first["denominator"], language)
    ax.set_xlabel(
        say("Share of the city's {total} {events}, with 95% limits", language, total=total, events=events)
    )
    return ax


def plot_finds_per_inspection(
    finds: pd.DataFrame, ax: Axes | None = None, *, area: str | None = None, language: str = "zh"
) -> Axes:
    """Hazards found per 100 inspections, a dot with its limits for each area, in their own order.

    Parameters
    ----------
    finds
        Result frame of `finds_per_inspection` with ``per=100``, of one window, a row an area.
    area
        The area to set off.
    """
    require_columns(finds, ["area", *RESULT], name="finds")
    window = window_text(window_of(finds.iloc[0]), language)
    title = say("What inspections find, {window}", language, window=window)
    ax = start(ax, title, 0.5 * len(finds), left_cm=3.2)
    _dots(ax, finds, finds["denominator"], [a == area for a in finds["area"]], language)
    _heading(ax, say("inspections", language))
    count_axis(ax.xaxis, language)
    ax.set_xlabel(say("Hazards found per 100 inspections, with 95% limits", language))
    return ax


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
    first = ordered.iloc[0]
    title = say(
        "{area}: share of {city}'s {events} ({basis})",
        language,
        city=whole_text(whole, language),
        area=label(str(first["area"]), language),
        events=events_noun(str(first["events"]), language),
        basis=basis_noun(str(first["basis"]), language),
    )
    if _holds_nothing(ordered):
        return say_nothing(start(ax, title, 1.5), say("None of these figures was published.", language))
    ax = start(ax, title, 5.0, left_cm=1.8, bottom_cm=1.2)
    places = np.arange(len(ordered))
    ax.errorbar(
        places,
        ordered["value"],
        yerr=_whiskers(ordered),
        color=BLUE,
        marker="D",
        markersize=6,
        linestyle="none",
        linewidth=2,
        capsize=4,
    )
    for place, row in ordered.iterrows():
        if pd.isna(row["value"]):
            continue
        # Beside the point where there is room, above its limits where there are many.
        beside = len(ordered) <= 6
        ax.annotate(
            _part_of_whole(row, language),
            (place, row["value"] if beside else row["upper"]),
            xytext=(9, 0 if row["value"] else 2) if beside else (0, 4),
            textcoords="offset points",
            ha="left" if beside else "center",
            # Nothing stands on the axis itself, and its label above it.
            va="center" if beside and row["value"] else "bottom",
            fontsize=9 if beside else 7,
        )
    _window_axis(ax, [window_of(row) for _, row in ordered.iterrows()], language)
    ax.set_xlim(-0.5, len(ordered) - 0.5)
    ax.set_ylim(0, _highest(ordered) * 1.2)
    percent_axis(ax.yaxis, language)
    ax.grid(axis="y")
    ax.set_ylabel(say("Share, with 95% limits", language))
    return ax


def _part_of_whole(row: pd.Series, language: str) -> str:
    """The counts behind a share, and the share."""
    return say(
        "{part} of {whole}\n{share}",
        language,
        part=number_text(row["numerator"], language),
        whole=number_text(row["denominator"], language),
        share=percent_text(row["value"], language),
    )


def plot_breakdown(
    breakdown: pd.DataFrame,
    ax: Axes | None = None,
    *,
    city: pd.DataFrame | None = None,
    language: str = "zh",
) -> Axes:
    """Shares of the sectors (or industries, kinds …) in an area, with limits, against the city's.

    Parameters
    ----------
    breakdown, city
        Result frames of `breakdown` for the area and for the whole city, of one window and kind of event.
    """
    require_columns(breakdown, ["events", *RESULT], name="breakdown")
    key = str(breakdown.columns[0])
    if _holds_nothing(breakdown):
        return _nothing_happened(language)
    first = breakdown.iloc[0]
    title = say(
        "{basis} by {key}, {window}",
        language,
        basis=basis_title(breakdown, language),
        key=key_header(key, language).lower(),
        window=window_name(first, language),
    )
    ax = start(ax, title, 0.75 * len(breakdown), left_cm=4.8, legend=True)
    places = np.arange(len(breakdown))
    ax.barh(places, breakdown["value"], height=0.6, color=TINT, label=say("This area", language))
    ax.errorbar(
        breakdown["value"],
        places,
        xerr=_whiskers(breakdown),
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
    return ax


def plot_trend(
    counts: pd.DataFrame,
    ax: Axes | None = None,
    *,
    area: str,
    breaks: pd.DataFrame | None = None,
    language: str = "zh",
) -> Axes:
    """One area's events window by window, against the mean of the other areas.

    A window shorter than the others is hatched: its bar is not to be compared.

    Parameters
    ----------
    counts
        Result frame of `count_accidents`: one row per area and window (months or years), of one kind of
        event. Rows of a whole, such as 全国, must be left out.
    area
        The area whose bars are shown.
    breaks
        Rows of `reference.series_breaks`: days on which the series changed its meaning.
    """
    require_columns(counts, ["area", "events", *RESULT], name="counts")
    basis = basis_noun(str(counts["basis"].iloc[0]), language)
    title = say("{area}: {basis}", language, area=label(area, language), basis=basis)
    ax = start(ax, title, 5.0, left_cm=1.4, bottom_cm=1.2, legend=True)
    own = counts[counts["area"] == area].sort_values("window_start", ignore_index=True)
    named = counts[~counts["area"].isin([area, UNKNOWN])]
    others = named.groupby("window_start")["numerator"].mean().reindex(own["window_start"])
    windows = [window_of(row) for _, row in own.iterrows()]
    partial = _are_partial(windows)
    places = np.arange(len(own))
    bars = ax.bar(places, own["numerator"], width=0.7, color=BLUE, label=label(area, language))
    _hatch_partial(bars, partial)
    provisional = [is_provisional(row) for _, row in own.iterrows()]
    if any(partial):
        ax.bar(0, 0, color=TINT, hatch="///", label=say("part of a year or month", language))
    # Not joined by a line: a shorter window would look like a fall.
    ax.hlines(
        others,
        places - 0.4,
        places + 0.4,
        color=GREY,
        linewidth=2,
        path_effects=[withStroke(linewidth=4, foreground="white")],
        label=say("mean of the other areas", language),
    )
    labels = [number_text(n, language) if len(own) <= MOST_LABELLED else "" for n in own["numerator"]]
    marks = [PROVISIONAL if is_marked else "" for is_marked in provisional]
    if any(labels) or any(marks):
        shown = [f"{text} {mark}".strip() for text, mark in zip(labels, marks)]
        ax.bar_label(bars, shown, padding=2, fontsize=9 if len(own) <= MOST_LABELLED else 7)
    _window_axis(ax, windows, language)
    parted = _breaks_within(windows, breaks)
    for place, day in parted.items():
        _draw_break(ax, place, day, language)
    count_axis(ax.yaxis, language)
    highest = np.nanmax([float(own["numerator"].max()), float(others.max()), 1.0])
    # The names of series breaks stand above the bars.
    ax.set_ylim(0, highest * (1.4 if parted else 1.15))
    ax.grid(axis="y")
    noun = events_noun(str(own["events"].iloc[0]), language)
    mark = say("{mark} provisional", language, mark=PROVISIONAL)
    ax.set_ylabel(f"{noun} ({mark})" if any(provisional) else noun)
    legend_above(ax)
    return ax


MOST_LABELLED = 14
"""More bars than this carry no number each: they would run into one another."""


def _are_partial(windows: Sequence[Window]) -> list[bool]:
    """Which windows are cut short, among whole years or months; none where all cover the same dates."""
    if all(are_alike(windows[0], other) for other in windows):
        return [False] * len(windows)
    return [not w.is_full_year and w != Window.month(w.start.year, w.start.month) for w in windows]


def _hatch_partial(bars: BarContainer, partial: Sequence[bool]) -> None:
    for bar, is_partial in zip(bars, partial):
        if is_partial:
            bar.set(facecolor=TINT, hatch="///")


def _window_axis(ax: Axes, windows: Sequence[Window], language: str) -> None:
    """Window names: in words up to four, else in digits; of a long row of months each January and July."""
    places = range(len(windows))
    if len(windows) <= 4:
        ax.set_xticks(places, ["\n".join(wrapped(window_text(w, language), 28)) for w in windows])
    elif len(windows) <= MOST_LABELLED:
        ax.set_xticks(places, _short_names(windows, language))
    else:
        shown = [i for i in places if windows[i].start.month in (1, 7)]
        ax.set_xticks(shown, [month_text(windows[i].start, language, short=True) for i in shown])
    ax.tick_params(axis="x", length=0)


def _short_names(windows: Sequence[Window], language: str) -> list[str]:
    """Months by their names, the year below the first of each; any other window by its year."""
    names: list[str] = []
    year = 0
    for window in windows:
        is_month = window.days <= 31 and window.start.day == 1
        below = f"\n{window.start.year}" if window.start.year != year else ""
        names.append(month_name(window.start, language) + below if is_month else str(window.start.year))
        year = window.start.year
    return names


def _breaks_within(windows: Sequence[Window], breaks: pd.DataFrame | None) -> dict[int, date]:
    """Place of the window into which each break falls; a break before or on the first day parts nothing."""
    days = [] if breaks is None else [day.date() for day in breaks["break_on"]]
    places = {
        place: day for day in days for place, w in enumerate(windows) if w.start <= day <= w.end and place
    }
    return dict(sorted(places.items()))


def _draw_break(ax: Axes, place: int, day: date, language: str) -> None:
    """A dashed line before the window into which a series break falls, and its day."""
    ax.axvline(place - 0.5, color=PURPLE, linestyle=(0, (4, 2)), linewidth=1.2)
    ax.annotate(
        say("series break\n{day}", language, day=day_text(day, language)),
        (place - 0.5, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(4, -2),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=PURPLE,
    )


def plot_closure_curve(curve: pd.DataFrame, ax: Axes | None = None, *, language: str = "zh") -> Axes:
    """Share of hazards closed within so many days, with limits, and how many are still followed.

    Parameters
    ----------
    curve
        The frame of `closure_curve` for one group. One without a value (too few hazards) gives empty axes
        that say so.
    """
    needed = ["days", "at_risk", "value", "lower", "upper", "window_start", "window_end", "as_of"]
    require_columns(curve, needed, name="curve")
    first = curve.iloc[0]
    window = window_text(window_of(first), language)
    title = say("How fast hazards are closed: those found {window}", language, window=window)
    ax = start(ax, title, 5.5, left_cm=2.4, bottom_cm=1.9)
    known = curve.dropna(subset=["value"])
    if known.empty:
        return say_nothing(ax, say("Too few hazards for a curve.", language))
    last = float(known["days"].max())
    ax.fill_between(
        known["days"], known["lower"], known["upper"], step="post", color=TINT, alpha=0.5, linewidth=0
    )
    ax.step(known["days"], known["value"], where="post", color=BLUE, linewidth=1.8)
    ax.set_xlim(0, max(last, 1.0) * 1.02)
    ax.set_ylim(0, 1.02)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, steps=[1, 2, 3, 6, 10]))
    percent_axis(ax.yaxis, language)
    ax.grid(axis="y")
    day = day_text(first["as_of"], language)
    ax.set_xlabel(say("Days since the hazard was found (as of {day})", language, day=day))
    ax.set_ylabel(say("Closed, with 95% limits", language))
    _at_risk_row(ax, known, language)
    return ax


def _at_risk_row(ax: Axes, curve: pd.DataFrame, language: str) -> None:
    """Under each tick the number still followed just before that day."""
    below: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "fontsize": 8,
    }
    for day in ax.get_xticks():
        later = curve.loc[curve["days"] >= day, "at_risk"]
        if 0 <= day <= ax.get_xlim()[1] and len(later):
            count = number_text(later.iloc[0], language)
            ax.annotate(count, (day, 0), xytext=(0, -42), ha="center", va="center", **below)
    ax.annotate(
        say("followed", language),
        (0, 0),
        xycoords="axes fraction",
        xytext=(-14, -42),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=8,
    )


def plot_flow(flow: pd.DataFrame, ax: Axes | None = None, *, language: str = "zh") -> Axes:
    """Hazards found and closed month by month, and the stock still open at each month's end.

    Parameters
    ----------
    flow
        Result frame of `monthly_flow` for one group.
    """
    require_columns(flow, ["found", "closed", "stock", "window_start", "window_end"], name="flow")
    title = say("Hazards found, closed and still open", language)
    ax = start(ax, title, 5.0, left_cm=1.4, bottom_cm=1.2, legend=True)
    places = np.arange(len(flow))
    ax.bar(places - 0.2, flow["found"], width=0.4, color=BLUE, label=say("found", language))
    ax.bar(places + 0.2, flow["closed"], width=0.4, color=GREEN, hatch="////", label=say("closed", language))
    ax.plot(
        places,
        flow["stock"],
        color=ORANGE,
        marker="s",
        markersize=3.5,
        linewidth=1.5,
        label=say("open at the end of the month", language),
    )
    _window_axis(ax, [window_of(row) for _, row in flow.iterrows()], language)
    count_axis(ax.yaxis, language)
    ax.set_ylim(bottom=0)
    ax.grid(axis="y")
    ax.set_ylabel(say("hazards", language))
    legend_above(ax)
    return ax


def plot_coverage(
    coverage: pd.DataFrame, ax: Axes | None = None, *, target: float | None = None, language: str = "zh"
) -> Axes:
    """Insurance coverage day by day or year by year, against its target.

    Parameters
    ----------
    coverage
        Result frame of `insurance_coverage`: a row a day on which coverage was taken.
    target
        The share to reach; 0 to 1.
    """
    require_columns(coverage, list(RESULT), name="coverage")
    title = say("Coverage of work-safety liability insurance", language)
    if _holds_nothing(coverage):
        return say_nothing(start(ax, title, 1.5), say("No register of enterprises.", language))
    ax = start(ax, title, 4.5, left_cm=1.8, right_cm=2.2, bottom_cm=0.9)
    ordered = coverage.sort_values("as_of", ignore_index=True)
    places = range(len(ordered))
    ax.plot(places, ordered["value"], color=BLUE, marker="D", markersize=6, linewidth=1.5)
    for place, row in ordered.iterrows():
        ax.annotate(
            _part_of_whole(row, language),
            (place, row["value"]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    if target is not None:
        ax.axhline(target, color=PURPLE, linestyle="--", linewidth=1.2)
        ax.annotate(
            say("target {share}", language, share=percent_text(target, language, brief=True)),
            (1.0, target),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=PURPLE,
        )
    ax.set_xticks(places, [day_text(d, language) for d in ordered["as_of"]])
    ax.set_xlim(-0.5, len(ordered) - 0.5)
    ax.set_ylim(0, max(float(ordered["value"].max()), target or 0.0, 0.01) * 1.35)
    percent_axis(ax.yaxis, language)
    ax.grid(axis="y")
    ax.set_ylabel(say("Share insured", language))
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
    if _holds_nothing(funnel):
        return _nothing_happened(language)
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
    highest = _highest(shares[["value"]].assign(upper=0.0))
    for _, tile in tiles.iterrows():
        # Up to 85 % of the blue, so that a frame still stands out against the darkest tile.
        depth = 0.0 if pd.isna(tile["value"]) else 0.85 * float(tile["value"]) / highest
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


def plot_findings(summary: pd.DataFrame, ax: Axes | None = None, *, language: str = "zh") -> Axes:
    """Findings by rule and what was done about them, the commonest on top.

    Parameters
    ----------
    summary
        What `Cleaned.summary` gives: rule, action, size.
    """
    require_columns(summary, ["rule", "action", "size"], name="summary")
    title = say("Findings by rule", language)
    ax = start(ax, title, 0.5 * max(len(summary), 3), left_cm=5.0, legend=True)
    if summary.empty:
        return say_nothing(ax, say("No findings.", language))
    styles = [ACTION_STYLES.get(action, (GREY, "")) for action in summary["action"]]
    bars = ax.barh(range(len(summary)), summary["size"], height=0.65)
    for bar, (colour, hatch) in zip(bars, styles):
        bar.set(facecolor=colour, hatch=hatch)
    ax.bar_label(bars, [number_text(n, language) for n in summary["size"]], padding=3)
    ax.set_yticks(range(len(summary)), [term("rule", str(r), language) for r in summary["rule"]])
    ax.set_ylim(len(summary) - 0.4, -0.6)
    ax.set_xlim(0, float(summary["size"].max()) * 1.12)
    ax.tick_params(axis="y", length=0)
    count_axis(ax.xaxis, language)
    ax.grid(axis="x")
    ax.set_xlabel(say("findings", language))
    ax.legend(
        handles=[
            Patch(facecolor=colour, hatch=hatch, label=action_text(action, language))
            for action, (colour, hatch) in dict(zip(summary["action"], styles)).items()
        ],
        **LEGEND_ABOVE,
    )
    return ax


ACTION_STYLES = {
    "corrected": (TINT, ""),
    "kept": (GREY, ""),
    "unknown": (ORANGE, "///"),
    "quarantined": (PURPLE, "\\\\\\"),
    "proposed": (GREEN, "..."),
}
"""What was done about a finding: its colour and its hatch."""


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
    ax.set_xticks(np.arange(len(windows)) + 0.5, _short_names(windows, language), rotation=0)
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
    partial = _are_partial(windows)
    for ax, name in zip(grid.flat, names):
        own = counts[counts["area"] == name]
        bars = ax.bar(range(len(own)), own["numerator"], width=0.7, color=BLUE if name == area else GREY)
        _hatch_partial(bars, partial)
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
