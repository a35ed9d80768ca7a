"""How every chart looks: font, colours, sizes, margins, axes.

A chart is 16 cm wide, the type area of an A4 page and of a Word document. Margins are fixed, so that nothing
has to be measured when it is drawn, and the same figure gives the same bytes everywhere.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
from IPython.core.getipython import get_ipython
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib_inline.backend_inline import set_matplotlib_formats

from .display import CHART_JSON
from .fonts import font_file
from .locale import say
from .locale.formats import display_width, number_text, percent_text

BLUE, GREEN, PURPLE, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
"""Colours of the UK Government Analysis Function: safe for the colour-blind, 3:1 against white."""

TINT = "#9DB2C7"
"""A pale `BLUE` for bars: dark limits stay visible across them."""

GREY, PALE, INK = "#8C8C8C", "#D9D9D9", "#333333"
"""The rest of the city; grid and bands; text."""

FONT = "Safetystats Sans"
"""Noto Sans SC under a name of our own, so that no installed font can take its place."""

WIDTH_CM = 16.0
TITLE_WIDTH = 80
"""Half-width characters a line of a title; a Chinese one counts as two."""
DPI = 200

THEME: Any = {
    "font.family": [FONT, "DejaVu Sans"],
    "font.size": 9,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    # At the top of the Axes, where pyplot puts it after having measured every tick label.
    "axes.titley": 1.0,
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
    known = len(fontManager.ttflist)
    fontManager.addfont(font_file())
    added = fontManager.ttflist[known]
    fontManager.ttflist[known:] = [dataclasses.replace(added, name=FONT)]


def find_fonts() -> None:
    """Find the fonts that every chart asks for: once, for all processes that are forked from this one."""
    _add_font()
    with matplotlib.rc_context(THEME):
        figure = Figure(figsize=(1, 1))
        figure.text(0, 0, "0")
        figure.savefig(io.BytesIO(), format="png")


def use_theme() -> None:
    """Set the house style for every chart drawn from here on. Each `plot_` function does so itself."""
    _add_font()
    plt.rcParams.update(THEME)
    if get_ipython() is not None:
        # A notebook would crop its pictures, and their margins with them.
        set_matplotlib_formats("png", bbox_inches=None)
        _draw_once()


def _draw_once() -> None:
    """Let a notebook draw each chart when it shows it; pyplot would have drawn all of them before that."""
    if "inline" in str(matplotlib.get_backend(auto_select=False)):
        plt.uninstall_repl_displayhook()


def mark_charts(notice: str) -> None:
    """Print what must be said of the data ("made data") at the foot of every chart drawn from here on."""
    _MARK["notice"] = re.split("[，,。.;；]", notice)[0]


_MARK = {"notice": ""}
"""Of the process, as matplotlib's own settings are: every cell of a notebook runs in a context of its own."""


def print_notice(figure: Figure) -> None:
    """The notice in the lower right corner; nothing where there is none."""
    width, height = figure.get_size_inches() * 2.54
    place = {"x": 1 - 0.2 / width, "y": 0.1 / height, "ha": "right", "va": "bottom"}
    if _MARK["notice"]:
        figure.text(s=_MARK["notice"], fontsize=6.5, color=PURPLE, **place)


class Chart(Figure):
    """A figure that brings its text alternative: for readers who do not see the picture.

    `instead` is what it says in the place of data, and `missing` why these are not known. `headed` is the
    part of its height, from the top, that holds the title: a document, whose caption says it too, leaves it
    out.
    """

    title = alt = instead = missing = ""
    headed = 0.0
    language = "zh"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """What stands beside the picture in a notebook's output: IPython adds the picture itself."""
        if not self.alt:
            return {}
        told: dict[str, Any] = {"title": self.title, "alt": self.alt, "language": self.language}
        told |= {"headed": self.headed} if self.headed else {}
        told |= {"instead": self.instead, "missing": self.missing} if self.instead else {}
        return {"text/plain": self.alt, CHART_JSON: told}


def describe(drawn: Axes | Figure, kind: str, facts: Sequence[str], *, language: str) -> None:
    """Give a chart its text alternative: what kind of chart, what it is about, and its main figures.

    `kind` and `facts` are in the reader's language; facts are whole sentences. A figure of somebody else
    (Axes were given) stays as it is.
    """
    figure = drawn.get_figure(root=True)
    if isinstance(figure, Chart):
        title = drawn.get_title("left") if isinstance(drawn, Axes) else figure.get_suptitle()
        blank = "" if language == "zh" else " "
        figure.title, figure.language = blank.join(title.split("\n")), language
        head = say("{kind}: {title}.", language, kind=kind, title=figure.title)
        figure.alt = blank.join([head, *(text for text in facts if text)])


def new_axes(
    body_cm: float,
    *,
    left_cm: float = 1.6,
    right_cm: float = 0.5,
    bottom_cm: float = 1.3,
    top_cm: float = 1.0,
) -> Axes:
    """One Axes of height `body_cm` on a page-wide figure, with margins in centimetres around it."""
    use_theme()
    bottom_cm += 0.35 if _MARK["notice"] else 0.0  # a line of its own for the notice
    height_cm = body_cm + bottom_cm + top_cm
    figure = plt.figure(figsize=(WIDTH_CM / 2.54, height_cm / 2.54), FigureClass=Chart)
    print_notice(figure)
    width_cm = WIDTH_CM - left_cm - right_cm
    return figure.add_axes(
        (left_cm / WIDTH_CM, bottom_cm / height_cm, width_cm / WIDTH_CM, body_cm / height_cm)
    )


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a PNG: the same figure gives the same bytes."""
    figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return path


def start(
    ax: Axes | None,
    title: str,
    body_cm: float,
    *,
    left_cm: float = 1.6,
    legend: bool = False,
    **margins: float,
) -> Axes:
    """The Axes to draw on, with its title; a new one has room for all lines of it, and for a legend."""
    lines = wrapped(title, TITLE_WIDTH)
    # Between title and axes there is room for a legend, or for what the numbers at the right edge are.
    pad = 24 if legend else 16
    if ax is None:
        top_cm = 0.45 + 0.45 * len(lines) + (0.6 if legend else 0.25)
        ax = new_axes(body_cm, left_cm=left_cm, top_cm=top_cm, **margins)
        _tell_headed(ax, top_cm - (pad - _DESCENT) / 72 * 2.54)
        # A new chart's title starts at the left edge of the page, where there is room for it.
        start = (0.2 - left_cm) / (WIDTH_CM - left_cm - margins.get("right_cm", 0.5))
    else:
        use_theme()
        start = 0.0
    ax.set_title("\n".join(lines), x=start, pad=pad)
    return ax


_DESCENT = 3.0
"""Points that signs of a title reach below its line."""


def _tell_headed(ax: Axes, head_cm: float) -> None:
    """Tell the chart how much of it, from the top, the title takes."""
    figure = ax.get_figure(root=True)
    if isinstance(figure, Chart):
        figure.headed = round(head_cm / (figure.get_figheight() * 2.54), 4)


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of `width` half-width characters.

    English breaks at blanks, Chinese between any two characters.

    >>> wrapped("public utilities", 8), wrapped("门头沟区", 4)
    (['public', 'utilities'], ['门头', '沟区'])
    """
    lines = [""]
    for piece in re.findall(r"[!-~‘’–−]+\s*|\S\s*", text):
        if lines[-1] and display_width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def percent_axis(axis: Axis, language: str) -> None:
    """Ticks of shares, in percent."""
    axis.set_major_formatter(FuncFormatter(lambda v, _: percent_text(v, language, brief=True)))
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))


def count_axis(axis: Axis, language: str) -> None:
    """Ticks of whole numbers."""
    axis.set_major_formatter(FuncFormatter(lambda v, _: number_text(v, language)))
    axis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 5, 10]))


LEGEND_ABOVE: Any = {
    "loc": "lower left",
    "bbox_to_anchor": (0.0, 1.0),
    "ncols": 5,
    "borderaxespad": 0.1,
    "columnspacing": 1.4,
}
"""Where a legend stands: in one line between title and axes, never over the data."""


def legend_above(ax: Axes) -> None:
    """Put the legend of what was drawn between title and axes; `start` keeps room with ``legend=True``."""
    handles, names = ax.get_legend_handles_labels()
    # Bars are what the chart is about: they come before what they are compared with.
    order = sorted(range(len(handles)), key=lambda i: not isinstance(handles[i], BarContainer))
    ax.legend([handles[i] for i in order], [names[i] for i in order], **LEGEND_ABOVE)


def say_nothing(ax: Axes, text: str, *, missing: str = "") -> Axes:
    """Axes without data that say why; `missing` tells that the data are not known."""
    figure = ax.get_figure(root=True)
    if isinstance(figure, Chart):
        figure.instead, figure.missing = text, missing
    ax.set_axis_off()
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center")
    return ax
