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
    limits_text,
    number_text,
    percent_text,
    window_of,
    window_text,
)
from ..schema import FEW, require_columns
from ..theme import (
    BLUE,
    GREEN,
    ORANGE,
    TINT,
    count_axis,
    describe,
    legend_above,
    percent_axis,
    start,
)
from .parts import (
    are_unknown,
    draw_breaks,
    no_figures,
    no_rows,
    nothing,
    of_area,
    window_axis,
)


def plot_closure_curve(
    curve: pd.DataFrame, ax: Axes | None = None, *, area: str | None = None, language: str = "zh"
) -> Axes:
    """Share of hazards closed within so many days, with limits, and how many are still followed.

    Parameters
    ----------
    curve
        The frame of `closure_curve` for one group. One without a value (too few hazards) gives empty axes
        that say so.
    area
        The area to name in the title.
    """
    needed = ["days", "at_risk", "value", "lower", "upper", "window_start", "window_end", "as_of"]
    require_columns(curve, needed, name="curve")
    if curve.empty:
        return no_rows(ax, language)
    first = curve.iloc[0]
    window = window_text(window_of(first), language)
    title = say("How fast hazards are closed: those found {window}", language, window=window)
    title = of_area(title, area, language)
    if "note" in curve and are_unknown(curve["at_risk"]):
        return no_figures(ax, title, curve, language)
    ax = start(ax, title, 5.5, left_cm=2.4, bottom_cm=1.9)
    known = curve.dropna(subset=["value"])
    if known.empty:
        return nothing(ax, say("Too few hazards for a curve.", language), language)
    last = float(known["days"].max())
    ax.fill_between(
        known["days"], known["lower"], known["upper"], step="post", color=TINT, alpha=0.5, linewidth=0
    )
    ax.step(known["days"], known["value"], where="post", color=BLUE, linewidth=1.8, clip_on=False)
    _draw_half(ax, known, language)
    _dot_thin_tail(ax, known, language)
    ax.set_xlim(0, max(last, 1.0) * 1.02)
    ax.set_ylim(0, 1.02)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, steps=[1, 2, 3, 6, 10]))
    percent_axis(ax.yaxis, language)
    ax.grid(axis="y")
    day = day_text(first["as_of"], language)
    ax.set_xlabel(say("Days since the hazard was found (as of {day})", language, day=day))
    ax.set_ylabel(say("Closed, with 95% limits", language))
    _at_risk_row(ax, known, language)
    describe(ax, say("Curve with limits", language), _closed_by(known, language), language=language)
    return ax


def _half_day(curve: pd.DataFrame) -> float | None:
    """The first day by which half of the hazards were closed; None where the curve ends below."""
    reached = curve.loc[curve["value"] >= 0.5, "days"]
    return float(reached.iloc[0]) if len(reached) else None


def _draw_half(ax: Axes, curve: pd.DataFrame, language: str) -> None:
    """A dashed mark at the day by which half were closed."""
    day = _half_day(curve)
    if day is None:
        return
    ax.plot([0, day, day], [0.5, 0.5, 0], color=ORANGE, linestyle="--", linewidth=1.2)
    # A late day's words stand before it: behind it there is no room.
    is_late = day > 0.6 * float(curve["days"].max())
    ax.annotate(
        say("half closed by day {day}", language, day=number_text(day, language)),
        (day, 0.5),
        xytext=(-10 if is_late else 10, -14),
        textcoords="offset points",
        ha="right" if is_late else "left",
        va="top",
    )


def _dot_thin_tail(ax: Axes, curve: pd.DataFrame, language: str) -> None:
    """From where fewer than ten hazards are followed the curve is overdrawn with white dots."""
    is_thin = (curve["at_risk"] < FEW).to_numpy()
    if not is_thin.any():
        return
    # The step before belongs to it: nobody was closed on it, but ever fewer were followed.
    thin = curve.iloc[max(int(is_thin.argmax()) - 1, 0) :]
    ax.step(thin["days"], thin["value"], where="post", color="white", linewidth=1.8, linestyle=(0, (1, 1)))
    ax.annotate(
        say("dotted: fewer than {few} followed", language, few=FEW),
        (1.0, 0),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        ha="right",
        fontsize=8,
    )


def _closed_by(curve: pd.DataFrame, language: str) -> list[str]:
    """How many were followed, by which day half were closed, and the share closed in 30, 60 and 90 days."""
    count = number_text(curve["at_risk"].max(), language)
    facts = [say("{count} hazards followed.", language, count=count)]
    day = _half_day(curve)
    if day is not None:
        facts.append(say("Half were closed by day {day}.", language, day=number_text(day, language)))
    for days in (30, 60, 90):
        if days <= curve["days"].max():
            row = curve[curve["days"] <= days].iloc[-1]
            value, lower, upper = (percent_text(row[name], language) for name in ("value", "lower", "upper"))
            facts.append(
                say(
                    "Closed within {days} days: {value}, 95% limits {limits}.",
                    language,
                    days=days,
                    value=value,
                    limits=limits_text(lower, upper, language),
                )
            )
    return facts


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


def plot_flow(
    flow: pd.DataFrame, ax: Axes | None = None, *, breaks: pd.DataFrame | None = None, language: str = "zh"
) -> Axes:
    """Hazards found and closed month by month, and the stock still open at each month's end.

    Parameters
    ----------
    flow
        Result frame of `monthly_flow` for one group.
    breaks
        Rows of `reference.series_breaks`: days on which the series changed its meaning.
    """
    require_columns(flow, ["found", "closed", "stock", "window_start", "window_end"], name="flow")
    if flow.empty:
        return no_rows(ax, language)
    title = say("Hazards found, closed and still open", language)
    if flow["found"].isna().all():
        return no_figures(ax, title, flow, language)
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
    window_axis(ax, flow, language)
    parted = draw_breaks(ax, [window_of(row) for _, row in flow.iterrows()], breaks, language)
    count_axis(ax.yaxis, language)
    highest = float(flow[["found", "closed", "stock"]].to_numpy(float).max())
    ax.set_ylim(0, max(highest, 1.0) * (1.4 if parted else 1.1))
    ax.grid(axis="y")
    ax.set_ylabel(say("hazards", language))
    legend_above(ax)
    told = say(
        "Found {found}, closed {closed} in all; open at the end of the first month {first}, "
        "of the last {last}.",
        language,
        found=number_text(flow["found"].sum(), language),
        closed=number_text(flow["closed"].sum(), language),
        first=number_text(flow["stock"].iloc[0], language),
        last=number_text(flow["stock"].iloc[-1], language),
    )
    describe(ax, say("Bars and a line, month by month", language), [told], language=language)
    return ax
