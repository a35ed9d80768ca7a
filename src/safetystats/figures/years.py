"""Charts of what changes: one area window by window, with the breaks of its series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from ..locale import label, say
from ..locale.formats import (
    day_text,
    number_text,
    window_of,
)
from ..locale.wording import (
    PROVISIONAL,
    basis_noun,
    events_noun,
    is_provisional,
)
from ..periods import Window
from ..schema import RESULT, UNKNOWN, require_columns
from ..theme import (
    BLUE,
    GREY,
    PURPLE,
    TINT,
    count_axis,
    legend_above,
    start,
)
from .parts import (
    MOST_LABELLED,
    are_partial,
    hatch_partial,
    window_axis,
)


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
    partial = are_partial(windows)
    places = np.arange(len(own))
    bars = ax.bar(places, own["numerator"], width=0.7, color=BLUE, label=label(area, language))
    hatch_partial(bars, partial)
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
    window_axis(ax, windows, language)
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
