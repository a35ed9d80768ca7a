"""Charts of what was looked at and done: finds of inspections, coverage of insurance."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from ..locale import say
from ..locale.formats import (
    day_text,
    number_text,
    percent_text,
    window_of,
    window_text,
)
from ..schema import RESULT, require_columns
from ..theme import (
    BLUE,
    PURPLE,
    count_axis,
    describe,
    percent_axis,
    start,
)
from .parts import (
    ROW_CM,
    are_unknown,
    dots,
    facts_by_area,
    heading,
    holds_nothing,
    list_of,
    name_dots,
    no_figures,
    no_rows,
    nothing,
    part_of_whole,
)


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
    if finds.empty:
        return no_rows(ax, language)
    window = window_text(window_of(finds.iloc[0]), language)
    title = say("What inspections find, {window}", language, window=window)
    if are_unknown(finds["denominator"]):
        return no_figures(ax, title, finds, language)
    if holds_nothing(finds):
        text = say("Nothing to show: the ledger holds no such record.", language)
        return nothing(start(ax, title, 1.5), text, language)
    ax = start(ax, title, ROW_CM * len(finds), left_cm=3.2, bottom_cm=1.7)
    dots(ax, finds, finds["denominator"], [a == area for a in finds["area"]], language)
    heading(ax, say("inspections", language))
    count_axis(ax.xaxis, language)
    what = say("Hazards found per 100 inspections, with 95% limits", language)
    name_dots(ax, what, finds, language)
    facts = facts_by_area(finds, area, lambda value: number_text(value, language, 1), language)
    told = say("{text}.", language, text=what)
    describe(ax, say("Dots with limits", language), [told, *facts], language=language)
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
    if holds_nothing(coverage):
        return nothing(start(ax, title, 1.5), say("No register of enterprises.", language), language)
    ax = start(ax, title, 4.5, left_cm=1.8, right_cm=2.2, bottom_cm=0.9)
    ordered = coverage.sort_values("as_of", ignore_index=True)
    places = range(len(ordered))
    ax.plot(places, ordered["value"], color=BLUE, marker="D", markersize=6, linewidth=1.5, clip_on=False)
    top = max(float(ordered["value"].max()), target or 0.0, 0.01) * 1.35
    for place, row in ordered.iterrows():
        ax.annotate(
            part_of_whole(row, language),
            (place, row["value"]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            # The target's line and the curve may run through it.
            path_effects=[withStroke(linewidth=3, foreground="white")],
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
    ax.set_ylim(0, top)
    percent_axis(ax.yaxis, language)
    ax.grid(axis="y")
    ax.set_ylabel(say("Share insured", language))
    told = [part_of_whole(row, language).replace("\n", say(", ", language)) for _, row in ordered.iterrows()]
    facts = [list_of([day_text(day, language) for day in ordered["as_of"]], told, language)]
    if target is not None:
        facts.append(say("Target: {share}.", language, share=percent_text(target, language, brief=True)))
    describe(ax, say("Line chart", language), facts, language=language)
    return ax
