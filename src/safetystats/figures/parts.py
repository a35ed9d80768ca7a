"""What all charts share: dots with limits, the axis of windows, what to draw where nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from ..locale import label, say
from ..locale.formats import (
    day_text,
    display_width,
    limits_text,
    month_name,
    month_text,
    number_text,
    percent_text,
    window_of,
    window_text,
)
from ..locale.wording import PROVISIONAL, events_noun, is_provisional, listed, note_text, window_name
from ..measures.tally import AT_LEAST
from ..periods import Window, are_alike
from ..schema import FEW
from ..theme import (
    BLUE,
    GREY,
    INK,
    PURPLE,
    TINT,
    describe,
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
    most = frame[["value", "upper"]].astype(float).max().max()
    return float(most) if most > 0 else 1.0


def holds_nothing(frame: pd.DataFrame) -> bool:
    """Whether a frame has no row with a value: a chart of it would be empty axes."""
    return frame.empty or bool(frame["value"].isna().all())


def none_text(frame: pd.DataFrame, language: str) -> str:
    """What stands for a chart of nothing: that none happened, or that none is stated where some may have."""
    if may_be_more(frame):
        return say("Nothing to show: none is stated.", language)
    return say("Nothing to show: none happened.", language)


def may_be_more(frame: pd.DataFrame) -> bool:
    """Whether some count of the frame is a lower bound."""
    return "note" in frame and bool(frame["note"].fillna("").str.contains(AT_LEAST, regex=False).any())


def nothing(ax: Axes, text: str, language: str, *, missing: str = "") -> Axes:
    """Axes without data that say why, as their text alternative does; `missing`: these are not known."""
    describe(ax, say("Chart without data", language), [text], language=language)
    return say_nothing(ax, text, missing=missing)


def no_rows(ax: Axes | None, language: str) -> Axes:
    """What stands for a chart of a frame without rows, of which not even a title can be made."""
    text = say("Nothing to show: the ledger holds no such record.", language)
    return nothing(start(ax, "", 1.5), text, language)


def no_figures(ax: Axes | None, title: str, frame: pd.DataFrame, language: str) -> Axes:
    """What stands for a chart of which no figure is known, and why: that is not to say that none happened."""
    why = set(frame["note"]) if "note" in frame else set()
    note = note_text(str(*why), language) if len(why) == 1 else ""
    text = say("Nothing to show: none of these figures is known.", language)
    if note:
        text = say("Nothing to show: {why}.", language, why=note)
    return nothing(start(ax, title, 1.5), text, language, missing=note)


def of_area(title: str, area: str | None, language: str) -> str:
    """A title with the name of the area that it is about, where one is given."""
    return say("{title} ({area})", language, area=label(area, language), title=title) if area else title


def are_unknown(counts: pd.Series) -> bool:
    """Whether none of some counts is known, which is not 0."""
    return bool(counts.isna().all())


ROW_CM = 0.42
"""Height of an area's line: seventeen of them and their table share a page."""


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

    `counts` stand at the right edge, for which a tenth of the width is kept free. A dot that rests on few
    events is hollow.
    """
    spread, places, value = whiskers(frame), np.arange(len(frame)), frame["value"].to_numpy(float)
    of_marked, of_small = np.array(marked, dtype=bool), np.array(are_small(frame), dtype=bool)
    # Dots that look alike are drawn together, which takes a fraction of drawing each on its own.
    for is_marked, is_small in product((False, True), repeat=2):
        alike = (of_marked == is_marked) & (of_small == is_small)
        if not alike.any():
            continue
        ax.errorbar(
            value[alike],
            places[alike],
            xerr=spread[:, alike],
            color=BLUE if is_marked else GREY,
            marker="D" if is_marked else "o",
            markerfacecolor="white" if is_small else None,
            markersize=6 if is_marked else 4.5,
            linestyle="none",
            elinewidth=2 if is_marked else 1.2,
            capsize=2.5,
            clip_on=False,
        )
    for place, (count, is_marked) in enumerate(zip(counts, marked)):
        ax.text(
            1.0,
            place,
            number_text(count, language),
            transform=ax.get_yaxis_transform(),
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


def are_small(frame: pd.DataFrame) -> list[bool]:
    """Which figures rest on fewer than ten events: their marks are hollow."""
    return [not pd.isna(count) and bool(count < FEW) for count in frame["numerator"]]


def hollow_text(language: str) -> str:
    """What a hollow mark says."""
    return say("hollow: fewer than {few} events", language, few=FEW)


def name_dots(ax: Axes, what: str, frame: pd.DataFrame, language: str) -> None:
    """What the dots show, below their axis; where some are hollow, what that means in a line of its own."""
    small = f"\n{hollow_text(language)}" if any(are_small(frame)) else ""
    ax.set_xlabel(what + small, linespacing=1.4)


AROUND = [(x, y) for y in (5, -13, 17, -25, 29, -37, 41) for x in (8, -8)]
"""Where the name of a point may stand, in points away from it; the nearest free place is taken."""


def name_points(
    ax: Axes, names: Sequence[str], points: Sequence[tuple[float, float]], colours: Sequence[str]
) -> None:
    """The names of points, each in the nearest place where it runs into no other name and no other point.

    The limits of the Axes must stand.
    """
    size = float(plt.rcParams["font.size"])
    scale = 72 / ax.figure.dpi
    spots = [tuple(scale * value for value in ax.transData.transform(point)) for point in points]
    extent = ax.get_window_extent()
    left, right, bottom = (scale * value for value in (extent.x0, extent.x1, extent.y0))
    taken = [Bbox.from_extents(x - 4, y - 4, x + 4, y + 4) for x, y in spots]
    for name, (x, y), point, colour in zip(names, spots, points, colours):
        width = 0.55 * size * display_width(name)
        boxes = [
            Bbox.from_bounds(x + dx if dx > 0 else x + dx - width, y + dy, width, size) for dx, dy in AROUND
        ]
        free = [
            place
            for place, box in enumerate(boxes)
            if box.x0 >= left and box.x1 <= right and box.y0 >= bottom and not box.count_overlaps(taken)
        ]
        place = free[0] if free else 0
        taken.append(boxes[place])
        ax.annotate(
            name,
            point,
            xytext=AROUND[place],
            textcoords="offset points",
            ha="left" if AROUND[place][0] > 0 else "right",
            color=colour,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )


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
            bar.set(facecolor=TINT, edgecolor=BLUE, hatch="///")


def window_axis(ax: Axes, frame: pd.DataFrame, language: str) -> None:
    """Window names: in words up to four, else in digits; of a long row of months each January and July.

    Names of windows whose figure is provisional carry the mark.
    """
    rows = [row for _, row in frame.iterrows()]
    windows = [window_of(row) for row in rows]
    places = range(len(windows))
    if len(windows) <= 4:
        ax.set_xticks(places, ["\n".join(wrapped(window_name(row, language), 28)) for row in rows])
    elif len(windows) <= MOST_LABELLED:
        names = short_names(windows, language)
        marks = [f" {PROVISIONAL}" if is_provisional(row, language) else "" for row in rows]
        ax.set_xticks(places, [_marked(name, mark) for name, mark in zip(names, marks)])
    else:
        shown = [i for i in places if windows[i].start.month in (1, 7)]
        ax.set_xticks(shown, [month_text(windows[i].start, language, short=True) for i in shown])
    ax.tick_params(axis="x", length=0)


def _marked(name: str, mark: str) -> str:
    """A name of one or two lines with a mark behind the first."""
    first, *rest = name.split("\n")
    return "\n".join([first + mark, *rest])


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


def fact(row: pd.Series, language: str) -> str:
    """A share in words: 3 of 48, 6.3 % with its limits."""
    return say(
        "{part} of {whole}, {share} (95% limits {limits})",
        language,
        part=number_text(row["numerator"], language),
        whole=number_text(row["denominator"], language),
        share=percent_text(row["value"], language),
        limits=limits_text(
            percent_text(row["lower"], language), percent_text(row["upper"], language), language
        ),
    )


def facts_by_area(
    frame: pd.DataFrame, area: str | None, show: Callable[[Any], str], language: str
) -> list[str]:
    """The value of the area asked for with its limits, and between which values all areas lie.

    The areas are not ranked here either: with few events the order by size is noise.
    """
    facts = []
    for _, row in frame[frame["area"] == area].iterrows():
        words = {"area": label(str(row["area"]), language), "value": show(row["value"])}
        limits = limits_text(show(row["lower"]), show(row["upper"]), language)
        facts.append(say("{area}: {value}, 95% limits {limits}.", language, limits=limits, **words))
    return [*facts, *span_of(frame["value"], show, language)]


def span_of(values: pd.Series, show: Callable[[Any], str], language: str) -> list[str]:
    """Between which values all areas lie; nothing of one area."""
    known = values.dropna()
    if len(known) < 2:
        return []
    span = limits_text(show(known.min()), show(known.max()), language)
    return [say("The areas range over {span}.", language, span=span)]


def list_of(names: Iterable[str], values: Iterable[str], language: str) -> str:
    """Names with their values as one sentence."""
    pairs = [say("{name}: {value}", language, name=name, value=value) for name, value in zip(names, values)]
    return say("{text}.", language, text=listed(pairs, language))


def draw_breaks(
    ax: Axes, windows: Sequence[Window], breaks: pd.DataFrame | None, language: str
) -> dict[int, date]:
    """A dashed line before each window into which a break falls; their places and days."""
    parted = _breaks_within(windows, breaks)
    for place, day in parted.items():
        _draw_break(ax, place, day, language, is_late=place > 0.6 * len(windows))
    return parted


def _breaks_within(windows: Sequence[Window], breaks: pd.DataFrame | None) -> dict[int, date]:
    """Place of the window into which each break falls; a break before or on the first day parts nothing."""
    days = [] if breaks is None else [day.date() for day in breaks["break_on"]]
    places = {
        place: day for day in days for place, w in enumerate(windows) if w.start <= day <= w.end and place
    }
    return dict(sorted(places.items()))


def _draw_break(ax: Axes, place: int, day: date, language: str, *, is_late: bool) -> None:
    """A dashed line before the window into which a series break falls, and what it says.

    The words of a late one stand before the line: behind it there is no room.
    """
    ax.axvline(place - 0.5, color=PURPLE, linestyle=(0, (4, 2)), linewidth=1.2)
    ax.annotate(
        say("series break\n{day}:\nnot comparable", language, day=day_text(day, language)),
        (place - 0.5, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if is_late else 4, -2),
        textcoords="offset points",
        ha="right" if is_late else "left",
        va="top",
        fontsize=8,
        color=PURPLE,
    )


MOST_TOLD = 6
"""Of more windows than this a text alternative tells the sum and the extremes, not each."""


def counts_told(own: pd.DataFrame, language: str) -> list[str]:
    """The counts of one area window by window; of many windows the sum, the most and the last."""
    names = [window_text(window_of(row), language) for _, row in own.iterrows()]
    counts = [number_text(n, language) for n in own["numerator"]]
    if len(own) <= MOST_TOLD:
        return [list_of(names, counts, language)]
    most = own["numerator"].max()
    events = events_noun(str(own["events"].iloc[0]), language)
    return [
        say(
            "{events} in {windows} windows: {total}; at most {most} in one ({times} times); {last}.",
            language,
            events=events[:1].upper() + events[1:],
            windows=number_text(len(own), language),
            total=number_text(own["numerator"].sum(), language),
            most=number_text(most, language),
            times=number_text((own["numerator"] == most).sum(), language),
            last=say("{name}: {value}", language, name=names[-1], value=counts[-1]),
        )
    ]


def shares_by_window_told(shares: pd.DataFrame, language: str) -> list[str]:
    """Shares of one area window by window; of many windows how far they spread, and the last."""
    rows = [row for _, row in shares.iterrows()]
    names = [window_name(row, language) for row in rows]
    told = [fact(row, language) for row in rows]
    if len(rows) <= MOST_TOLD:
        return [list_of(names, told, language)]
    known = shares["value"].dropna()
    lowest, most = (percent_text(v, language) for v in (known.min(), known.max()))
    span = limits_text(lowest, most, language)
    spread = say(
        "{count} windows, shares of {span}.", language, count=number_text(len(rows), language), span=span
    )
    return [spread, list_of(names[-1:], told[-1:], language)]
