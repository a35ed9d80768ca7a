"""What all charts share: dots with limits, the axis of windows, what to draw where nothing happened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from ..locale import label, say
from ..locale.formats import (
    month_name,
    month_text,
    number_text,
    percent_text,
    window_text,
)
from ..periods import Window, are_alike
from ..theme import (
    BLUE,
    GREY,
    INK,
    TINT,
    say_nothing,
    start,
    wrapped,
)


def whiskers(frame: pd.DataFrame) -> np.ndarray:
    """Distances from the value to its limits, never negative, as `errorbar` wants them."""
    value = frame["value"].to_numpy(float)
    below = value - frame["lower"].to_numpy(float)
    above = frame["upper"].to_numpy(float) - value
    return np.clip(np.vstack([below, above]), 0, None)


def highest(frame: pd.DataFrame) -> float:
    """The highest limit or value, 1 where nothing happened: an axis needs an end."""
    highest = frame[["value", "upper"]].astype(float).max().max()
    return float(highest) if highest > 0 else 1.0


def holds_nothing(frame: pd.DataFrame) -> bool:
    """Whether a frame has no row with a value: a chart of it would be empty axes."""
    return frame.empty or bool(frame["value"].isna().all())


def nothing_happened(language: str) -> Axes:
    return say_nothing(start(None, "", 1.5), say("Nothing to show: none happened.", language))


def heading(ax: Axes, text: str) -> None:
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


def dots(ax: Axes, frame: pd.DataFrame, counts: pd.Series, marked: Sequence[bool], language: str) -> None:
    """A dot and its limits an area, the first on top; the marked one blue with a diamond, the others grey.

    `counts` stand at the right edge, for which a tenth of the width is kept free.
    """
    spread = whiskers(frame)
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
    ax.set_xlim(0, highest(frame) * 1.12)
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)


LABEL_WIDTH = 31
"""Half-width characters of a name beside a bar."""


def part_of_whole(row: pd.Series, language: str) -> str:
    """The counts behind a share, and the share."""
    return say(
        "{part} of {whole}\n{share}",
        language,
        part=number_text(row["numerator"], language),
        whole=number_text(row["denominator"], language),
        share=percent_text(row["value"], language),
    )


MOST_LABELLED = 14
"""More bars than this carry no number each: they would run into one another."""


def are_partial(windows: Sequence[Window]) -> list[bool]:
    """Which windows are cut short, among whole years or months; none where all cover the same dates."""
    if all(are_alike(windows[0], other) for other in windows):
        return [False] * len(windows)
    return [not w.is_full_year and w != Window.month(w.start.year, w.start.month) for w in windows]


def hatch_partial(bars: BarContainer, partial: Sequence[bool]) -> None:
    for bar, is_partial in zip(bars, partial):
        if is_partial:
            bar.set(facecolor=TINT, hatch="///")


def window_axis(ax: Axes, windows: Sequence[Window], language: str) -> None:
    """Window names: in words up to four, else in digits; of a long row of months each January and July."""
    places = range(len(windows))
    if len(windows) <= 4:
        ax.set_xticks(places, ["\n".join(wrapped(window_text(w, language), 28)) for w in windows])
    elif len(windows) <= MOST_LABELLED:
        ax.set_xticks(places, short_names(windows, language))
    else:
        shown = [i for i in places if windows[i].start.month in (1, 7)]
        ax.set_xticks(shown, [month_text(windows[i].start, language, short=True) for i in shown])
    ax.tick_params(axis="x", length=0)


def short_names(windows: Sequence[Window], language: str) -> list[str]:
    """Months by their names, the year below the first of each; any other window by its year."""
    names: list[str] = []
    year = 0
    for window in windows:
        is_month = window.days <= 31 and window.start.day == 1
        below = f"\n{window.start.year}" if window.start.year != year else ""
        names.append(month_name(window.start, language) + below if is_month else str(window.start.year))
        year = window.start.year
    return names
