"""The chart of what was corrected and what is in doubt."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from ..locale import say, term
from ..locale.formats import (
    number_text,
)
from ..locale.wording import (
    action_text,
)
from ..schema import require_columns
from ..theme import (
    GREEN,
    GREY,
    INK,
    LEGEND_ABOVE,
    ORANGE,
    PURPLE,
    TINT,
    count_axis,
    describe,
    start,
)
from .parts import list_of, nothing


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
        return nothing(ax, say("No findings.", language), language)
    styles = [ACTION_STYLES.get(action, (GREY, "")) for action in summary["action"]]
    bars = ax.barh(range(len(summary)), summary["size"], height=0.65)
    for bar, (colour, hatch) in zip(bars, styles):
        bar.set(facecolor=colour, edgecolor=INK, hatch=hatch)
    ax.bar_label(
        bars,
        [number_text(n, language) for n in summary["size"]],
        padding=3,
        # The grid may run through it.
        path_effects=[withStroke(linewidth=2.5, foreground="white")],
    )
    ax.set_yticks(range(len(summary)), [term("rule", str(r), language) for r in summary["rule"]])
    ax.set_ylim(len(summary) - 0.4, -0.6)
    ax.set_xlim(0, float(summary["size"].max()) * 1.12)
    ax.tick_params(axis="y", length=0)
    count_axis(ax.xaxis, language)
    ax.grid(axis="x")
    ax.set_xlabel(say("findings", language))
    ax.legend(
        handles=[
            Patch(facecolor=colour, edgecolor=INK, hatch=hatch, label=action_text(action, language))
            for action, (colour, hatch) in dict(zip(summary["action"], styles)).items()
        ],
        **LEGEND_ABOVE,
    )
    told = [
        say("{count} ({action})", language, count=number_text(n, language), action=action_text(a, language))
        for n, a in zip(summary["size"], summary["action"])
    ]
    names = [term("rule", str(r), language) for r in summary["rule"]]
    describe(ax, say("Bars", language), [list_of(names, told, language)], language=language)
    return ax


ACTION_STYLES = {
    "corrected": (TINT, ""),
    "kept": (GREY, ""),
    "unknown": (ORANGE, "///"),
    "quarantined": (PURPLE, "\\\\\\"),
    "proposed": (GREEN, "..."),
}
"""What was done about a finding: its colour and its hatch."""
