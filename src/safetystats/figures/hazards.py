"""Charts of hazards: how fast they are closed, and how many are open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..locale import say
from ..locale.formats import (
    day_text,
    number_text,
    window_of,
    window_text,
)
from ..schema import require_columns
from ..theme import (
    BLUE,
    GREEN,
    ORANGE,
    TINT,
    count_axis,
    legend_above,
    percent_axis,
    say_nothing,
    start,
)
from .parts import (
    window_axis,
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
    window_axis(ax, [window_of(row) for _, row in flow.iterrows()], language)
    count_axis(ax.yaxis, language)
    ax.set_ylim(bottom=0)
    ax.grid(axis="y")
    ax.set_ylabel(say("hazards", language))
    legend_above(ax)
    return ax
