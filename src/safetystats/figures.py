"""Tidy frame -> one chart on one Axes, legible in Chinese and English, in grey print, by the colour-blind.

Every chart is 16 cm wide, the type area of an A4 page and of a Word document, with fixed margins. What a
colour says, a hatch, a marker, a dash or a label says again. Axes of bars and shares start from 0.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .locale import label, require_language, say
from .locale.formats import number_text, percent_text, window_of, window_text
from .locale.wording import basis_title, events_noun, key_header
from .schema import RESULT, require_columns

BLUE, GREEN, PURPLE, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
"""Colours of the UK Government Analysis Function: safe for the colour-blind, 3:1 against white."""

TINT = "#9DB2C7"
"""A pale `BLUE` for bars: dark limits stay visible across them."""

GREY, PALE, INK = "#8C8C8C", "#D9D9D9", "#333333"
"""The rest of the city; grid and bands; text."""

FONT = "Safetystats Sans"
"""Noto Sans SC under a name of our own, so that no installed font can take its place."""

WIDTH_CM = 16.0
TOP_WITH_LEGEND_CM = 1.6
DPI = 200

THEME: Any = {
    "font.family": [FONT, "DejaVu Sans"],
    "font.size": 9,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 9,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.unicode_minus": True,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "text.color": INK,
    # A sector called $\frac{1}$ is a name, not a formula.
    "text.parse_math": False,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "savefig.bbox": None,
    "svg.hashsalt": "safetystats",
}


@cache
def _add_font() -> None:
    """Make the font known to matplotlib, from the package that carries it."""
    with as_file(files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf")) as path:
        known = len(fontManager.ttflist)
        fontManager.addfont(path)
    fontManager.ttflist[known:] = [
        dataclasses.replace(entry, name=FONT) for entry in fontManager.ttflist[known : known + 1]
    ]


def use_theme() -> None:
    """Set the house style for every chart drawn from here on. Each `plot_` function does so itself."""
    _add_font()
    plt.rcParams.update(THEME)


def new_axes(
    height_cm: float,
    *,
    left_cm: float = 1.6,
    right_cm: float = 0.5,
    bottom_cm: float = 1.3,
    top_cm: float = 1.0,
) -> Axes:
    """One Axes on a page-wide figure; margins in centimetres, so that they do not grow with the figure."""
    use_theme()
    figure = plt.figure(figsize=(WIDTH_CM / 2.54, height_cm / 2.54))
    return figure.add_axes(
        (
            left_cm / WIDTH_CM,
            bottom_cm / height_cm,
            1 - (left_cm + right_cm) / WIDTH_CM,
            1 - (bottom_cm + top_cm) / height_cm,
        )
    )


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a PNG: the same figure gives the same bytes."""
    figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return path


# --- shared parts -------------------------------------------------------------------------------------


def _start(ax: Axes | None, language: str, height_cm: float, **margins: float) -> Axes:
    require_language(language)
    if ax is None:
        return new_axes(height_cm, **margins)
    use_theme()
    return ax


def _percent_axis(ax: Axes, which: str, language: str) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda v, _: percent_text(v, language, brief=True)))
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))


def _count_axis(ax: Axes, which: str, language: str) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda v, _: number_text(v, language)))
    axis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def _whiskers(frame: pd.DataFrame) -> np.ndarray:
    """Distances from the value to its limits, never negative, as `errorbar` wants them."""
    value = frame["value"].to_numpy(float)
    below = value - frame["lower"].to_numpy(float)
    above = frame["upper"].to_numpy(float) - value
    return np.clip(np.vstack([below, above]), 0, None)


def _dots(
    ax: Axes, frame: pd.DataFrame, names: Sequence[str], marked: Sequence[bool], texts: Sequence[str]
) -> None:
    """A dot and its limits a row, the first on top; the marked one blue with a diamond, the others grey."""
    places = range(len(frame))
    spread = _whiskers(frame)
    for place, is_marked in zip(places, marked):
        ax.errorbar(
            frame["value"].iloc[place],
            place,
            xerr=spread[:, [place]],
            color=BLUE if is_marked else GREY,
            marker="D" if is_marked else "o",
            markersize=6 if is_marked else 4.5,
            linewidth=2 if is_marked else 1.2,
            capsize=2.5,
        )
    for place, text in zip(places, texts):
        ax.annotate(
            text,
            (1.0, place),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=8,
            color=BLUE if marked[place] else INK,
        )
    ax.set_yticks(places, names)
    for tick, is_marked in zip(ax.get_yticklabels(), marked):
        tick.set_color(BLUE if is_marked else INK)
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)


def _legend_above(ax: Axes) -> None:
    """The legend in one line between title and axes: never over the data. Needs `TOP_WITH_LEGEND_CM`."""
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=5, borderaxespad=0.1, columnspacing=1.4)
    ax.set_title(ax.get_title("left"), pad=24)


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
    ax = _start(ax, language, 11.5, left_cm=3.2)
    marked = [a == area for a in shares["area"]]
    names = [label(str(a), language) for a in shares["area"]]
    counts = [number_text(n, language) for n in shares["numerator"]]
    _dots(ax, shares, names, marked, counts)
    highest = float(np.nanmax(shares["upper"].fillna(0))) or 1.0
    # The right tenth is left to the counts.
    ax.set_xlim(0, highest * 1.12)
    _percent_axis(ax, "x", language)
    first = shares.iloc[0]
    ax.set_xlabel(
        say(
            "Share of the city's {total} {events}, with 95% limits",
            language,
            total=number_text(first["denominator"], language),
            events=events_noun(str(first["events"]), language),
        )
    )
    ax.annotate(
        events_noun(str(first["events"]), language),
        (1.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=8,
    )
    window = window_text(window_of(first), language)
    ax.set_title(
        say("{basis} by area, {window}", language, basis=basis_title(shares, language), window=window)
    )
    return ax


def plot_share_by_window(shares: pd.DataFrame, ax: Axes | None = None, *, language: str = "zh") -> Axes:
    """One area's share of the city, a point with its limits for each window.

    Parameters
    ----------
    shares
        Result frame of `area_shares` of one area and one kind of event, a row a window.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    ax = _start(ax, language, 7.0, left_cm=1.8, bottom_cm=0.9)
    ordered = shares.sort_values("window_start", ignore_index=True)
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
        text = say(
            "{part} of {whole}\n{share}",
            language,
            part=number_text(row["numerator"], language),
            whole=number_text(row["denominator"], language),
            share=percent_text(row["value"], language),
        )
        ax.annotate(text, (place, row["value"]), xytext=(9, 0), textcoords="offset points", va="center")
    ax.set_xticks(places, [window_text(window_of(row), language) for _, row in ordered.iterrows()])
    ax.set_xlim(-0.5, len(ordered) - 0.5)
    ax.set_ylim(0, (float(np.nanmax(ordered["upper"].fillna(0))) or 1.0) * 1.08)
    _percent_axis(ax, "y", language)
    ax.grid(axis="y")
    ax.set_ylabel(say("Share of the city, with 95% limits", language))
    first = ordered.iloc[0]
    ax.set_title(
        say(
            "{area}: share of the city's {events} ({basis})",
            language,
            area=label(str(first["area"]), language),
            events=events_noun(str(first["events"]), language),
            basis=basis_title(shares, language).lower(),
        )
    )
    return ax


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
    ax = _start(ax, language, 2.9 + 0.75 * len(breakdown), left_cm=4.2, top_cm=TOP_WITH_LEGEND_CM)
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
    ax.set_yticks(places, [label(str(v), language) for v in breakdown[key]])
    ax.set_ylim(len(breakdown) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.tick_params(axis="y", length=0)
    _percent_axis(ax, "x", language)
    ax.grid(axis="x")
    first = breakdown.iloc[0]
    ax.set_xlabel(
        say(
            "Share of {total} {events}, with 95% limits; the number beside a bar is its count",
            language,
            total=number_text(first["denominator"], language),
            events=events_noun(str(first["events"]), language),
        )
    )
    title = say(
        "{basis} by {key}, {window}",
        language,
        basis=basis_title(breakdown, language),
        key=key_header(key, language).lower(),
        window=window_text(window_of(first), language),
    )
    ax.set_title(title)
    _legend_above(ax)
    return ax
