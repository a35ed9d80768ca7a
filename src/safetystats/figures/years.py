"""Charts of what changes: one area window by window, with the breaks of its series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from ..locale import label, say, say_count
from ..locale.formats import (
    day_text,
    limits_text,
    number_text,
    window_of,
)
from ..locale.wording import (
    PROVISIONAL,
    basis_noun,
    events_noun,
    is_provisional,
    names_text,
    whole_text,
)
from ..schema import RESULT, UNKNOWN, require_columns
from ..theme import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    TINT,
    count_axis,
    describe,
    legend_above,
    start,
)
from .parts import (
    MOST_LABELLED,
    are_partial,
    counts_told,
    draw_breaks,
    hatch_partial,
    holds_nothing,
    may_be_more,
    no_figures,
    no_rows,
    nothing,
    whiskers,
    window_axis,
)


def plot_trend(
    counts: pd.DataFrame,
    ax: Axes | None = None,
    *,
    area: str,
    mean: pd.DataFrame | None = None,
    breaks: pd.DataFrame | None = None,
    language: str = "zh",
) -> Axes:
    """One area's events window by window, against the mean of the other areas.

    A window shorter than the others is hatched: its bar is not to be compared. Bars that are few enough to
    carry their number carry limits as well: what the count might have been by chance.

    Parameters
    ----------
    counts
        Result frame of `count_accidents`: one row per area and window (months or years), of one kind of
        event. Rows of a whole, such as 全国, must be left out.
    area
        The area whose bars are shown.
    mean
        Result frame of `five_year_mean` for the same areas and the last window: a dashed line across the
        years that it is the mean of.
    breaks
        Rows of `reference.series_breaks`: days on which the series changed its meaning.
    """
    require_columns(counts, ["area", "events", *RESULT], name="counts")
    if counts.empty:
        return no_rows(ax, language)
    basis = basis_noun(str(counts["basis"].iloc[0]), language)
    words = {"area": label(area, language), "basis": basis}
    if counts["days"].max() <= 31:
        title = say("{area}: {basis} month by month", language, **words)
    else:
        title = say("{area}: {basis}", language, **words)
    own = counts[counts["area"] == area].sort_values("window_start", ignore_index=True)
    if holds_nothing(own):
        return no_figures(ax, title, own, language)
    ax = start(ax, title, 5.0, left_cm=1.8, bottom_cm=1.2, legend=True)
    own = own.assign(numerator=own["numerator"].astype(float))  # A gap where nothing is known.
    named = counts[~counts["area"].isin([area, UNKNOWN])]
    others = named.groupby("window_start")["numerator"].mean().reindex(own["window_start"])
    windows = [window_of(row) for _, row in own.iterrows()]
    partial = are_partial(windows)
    places = np.arange(len(own))
    name = label(area, language)
    if (own["numerator"] == 0).all():
        none = say("none stated", language) if may_be_more(own) else say("none happened", language)
        name = say("{name}: {value}", language, name=name, value=none)
    has_limits = len(own) <= MOST_LABELLED
    bars = ax.bar(
        places,
        own["numerator"].astype(float),
        width=0.7,
        color=TINT if has_limits else BLUE,
        edgecolor=BLUE,
        label=name,
    )
    hatch_partial(bars, partial)
    provisional = [is_provisional(row, language) for _, row in own.iterrows()]
    if any(is_partial and count > 0 for is_partial, count in zip(partial, own["numerator"])):
        ax.bar(0, 0, color=TINT, edgecolor=BLUE, hatch="///", label=say("part of a year or month", language))
    # Not joined by a line: a shorter window would look like a fall.
    ax.hlines(
        others,
        places - 0.4,
        places + 0.4,
        color=ORANGE,
        linewidth=2,
        path_effects=[withStroke(linewidth=3.5, foreground="white")],
        label=say("mean of the other areas", language),
    )
    # A city of one area has no others.
    most = np.nanmax([*own["numerator"].astype(float), *others.astype(float), 1.0])
    if has_limits:
        _draw_limits(ax, own, language)
        most = np.nanmax([most, float(own["upper"].max())])
    elif any(provisional):
        marks = [PROVISIONAL if is_marked else "" for is_marked in provisional]
        ax.bar_label(bars, marks, padding=2, fontsize=7)
    means = None if mean is None else mean[mean["area"] == area]
    if means is not None and len(means):
        most = np.nanmax([most, _draw_mean(ax, means.iloc[0], len(own), language)])
    window_axis(ax, own, language)
    parted = draw_breaks(ax, windows, breaks, language)
    count_axis(ax.yaxis, language)
    # The names of series breaks stand above the bars.
    ax.set_ylim(0, most * (1.4 if parted else 1.15))
    ax.grid(axis="y")
    noun = events_noun(str(own["events"].iloc[0]), language)
    if has_limits:
        noun = say("{events}, with 95% limits", language, events=noun)
    noun = noun[:1].upper() + noun[1:]
    mark = say("{mark} provisional", language, mark=PROVISIONAL)
    ax.set_ylabel(f"{noun}\n{mark}" if any(provisional) else noun, linespacing=1.4)
    legend_above(ax)
    facts = [*counts_told(own, language), *_mean_told(means, language), *_breaks_told(parted, language)]
    describe(ax, say("Bars, window by window", language), facts, language=language)
    return ax


def _draw_limits(ax: Axes, own: pd.DataFrame, language: str) -> None:
    """Each bar's limits, and its number above them."""
    places = np.arange(len(own))
    ax.errorbar(
        places,
        own["numerator"],
        yerr=whiskers(own),
        color=INK,
        linestyle="none",
        linewidth=1,
        capsize=3,
    )
    for place, count, upper in zip(places, own["numerator"], own["upper"]):
        ax.annotate(
            number_text(count, language),
            (place, upper),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )


def _draw_mean(ax: Axes, row: pd.Series, windows: int, language: str) -> float:
    """A dashed line across the earlier windows at their mean, with its value; 0 where there is no mean."""
    if pd.isna(row["mean"]) or not row["years"]:
        return 0.0
    last = windows - 1
    ax.plot(
        [max(last - int(row["years"]), 0) - 0.5, last + 0.5],
        [row["mean"], row["mean"]],
        color=PURPLE,
        linestyle="--",
        linewidth=1.4,
        label=say_count(
            "mean of {count} earlier year: {mean}",
            "mean of {count} earlier years: {mean}",
            int(row["years"]),
            language,
            mean=number_text(row["mean"], language, 1),
        ),
    )
    return float(row["mean"])


def _mean_told(means: pd.DataFrame | None, language: str) -> list[str]:
    if means is None or means.empty or pd.isna(means["mean"].iloc[0]) or not means["years"].iloc[0]:
        return []
    mean = number_text(means["mean"].iloc[0], language, 1)
    return [say("Mean of the earlier years: {mean}.", language, mean=mean)]


def _breaks_told(parted: Mapping[int, date], language: str) -> list[str]:
    if not parted:
        return []
    days = names_text([day_text(day, language) for day in parted.values()], language)
    return [say("Breaks of the series: {days}.", language, days=days)]


def plot_control(
    chart: pd.DataFrame,
    ax: Axes | None = None,
    *,
    area: str | None = None,
    breaks: pd.DataFrame | None = None,
    language: str = "zh",
) -> Axes:
    """One area's points in order of time with centre line and control limits; signals are set off.

    Parameters
    ----------
    chart
        The frame of `count_chart` (accidents per 30 days) or `gap_chart` for one area. One without a value
        (too few points) gives empty axes that say so.
    area
        Whose chart it is, where the frame does not say so: one of the city, or one without a point.
    breaks
        Rows of `reference.series_breaks`, for charts by window: limits hold on one side of a break only.
    """
    needed = ["value", "centre", "lower_limit", "upper_limit", "signal", "provisional"]
    require_columns(chart, [*needed, "window_start", "window_end", "basis"], name="chart")
    is_gaps = "occurred_on" in chart
    title = _control_title(chart, area, is_gaps=is_gaps, language=language)
    known = chart.dropna(subset=["value"])
    if known.empty:
        text = say("Too few points for a control chart.", language)
        return nothing(start(ax, title, 1.5), text, language)
    ax = start(ax, title, 4.5, left_cm=1.6, bottom_cm=1.2, legend=True)
    known = known.sort_values("occurred_on" if is_gaps else "window_start", ignore_index=True)
    _draw_control(ax, known, language)
    parted = {}
    if is_gaps:
        days = known["occurred_on"]
        step = -(-len(days) // 8)
        shown = range(0, len(days), step)
        ax.set_xticks(list(shown), [f"{days[i]:%Y-%m-%d}" for i in shown])
        ax.set_ylabel(say("days since the one before", language))
    else:
        window_axis(ax, known, language)
        windows = [window_of(row) for _, row in known.iterrows()]
        parted = draw_breaks(ax, windows, breaks, language)
        ax.set_ylabel(say("{events} per 30 days", language, events=events_noun("accidents", language)))
    ax.set_ylim(0, _control_top(known) * (1.4 if parted else 1.15))
    ax.set_xlim(-0.7, len(known) - 0.3)
    ax.grid(axis="y")
    legend_above(ax)
    facts = [*_control_told(known, language), *_breaks_told(parted, language)]
    describe(ax, say("Control chart", language), facts, language=language)
    return ax


def _control_title(chart: pd.DataFrame, area: str | None, *, is_gaps: bool, language: str) -> str:
    stated = str(chart["area"].iloc[0]) if "area" in chart and len(chart) else area
    basis = str(chart["basis"].iloc[0]) if len(chart) else ""
    words = {
        "area": label(stated, language) if stated else whole_text("", language),
        "basis": basis_noun(basis, language) if basis else events_noun("accidents", language),
    }
    if is_gaps:
        return say("{area}: days between {basis}, control chart", language, **words)
    return say("{area}: {basis}, control chart", language, **words)


def _draw_control(ax: Axes, known: pd.DataFrame, language: str) -> None:
    places = np.arange(len(known))
    firm = not bool(known["provisional"].iloc[0])
    limits = say("control limits", language) if firm else say("control limits, provisional", language)
    ax.plot(
        places,
        known["value"],
        color=BLUE,
        marker="o",
        markersize=4,
        linewidth=1.2,
        clip_on=False,
        label=say("observed", language),
    )
    ax.plot(places, known["centre"], color=INK, linewidth=1, label=say("centre", language))
    for side, shown in (("upper_limit", limits), ("lower_limit", "_nolegend_")):
        ax.step(places, known[side], where="mid", color=GREY, linestyle="--", linewidth=1.2, label=shown)
    found = (known["signal"] != "").to_numpy()
    if found.any():
        ax.plot(
            places[found],
            known["value"][found],
            color=PURPLE,
            marker="s",
            markersize=8,
            linestyle="none",
            markerfacecolor="none",
            markeredgewidth=1.8,
            clip_on=False,
            label=say("signal", language),
        )


def _control_top(known: pd.DataFrame) -> float:
    """Limits far above all points (days between few accidents) would press them to the floor."""
    value, limit = float(known["value"].max()), float(known["upper_limit"].max())
    return max(value, min(limit, 2.5 * value)) or 1.0


def _control_told(known: pd.DataFrame, language: str) -> list[str]:
    centre, lower, upper = (
        number_text(known[name].median(), language, 1) for name in ("centre", "lower_limit", "upper_limit")
    )
    signals = int((known["signal"] != "").sum())
    return [
        say(
            "{count} points between {least} and {most}; centre {centre}, control limits {limits}; {signals} "
            "with a signal.",
            language,
            count=number_text(len(known), language),
            least=number_text(known["value"].min(), language, 1),
            most=number_text(known["value"].max(), language, 1),
            centre=centre,
            limits=limits_text(lower, upper, language),
            signals=number_text(signals, language),
        )
    ]
