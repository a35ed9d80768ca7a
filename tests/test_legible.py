"""Every chart can be read: by the colour-blind, in grey print, and without one text over another."""

from __future__ import annotations

import colorsys
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from charts import CHARTS, figure_of
from safetystats import theme

HUES = {
    "blue": theme.BLUE,
    "green": theme.GREEN,
    "purple": theme.PURPLE,
    "orange": theme.ORANGE,
}
GREYS = {"grey": theme.GREY, "ink": theme.INK}

SIMULATED = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes 2009, IEEE Trans. Vis. Comput. Graph. 15:1291-1298: severity 1."""

NOTICEABLE = 2.3
"""Mahy, Van Eycken and Oosterlinck 1994, Color Res. Appl. 19:105-121: a just noticeable CIELAB difference."""

FAR_APART = 5 * NOTICEABLE
"""What colours must differ by to be told apart at a glance, and not side by side only."""


def linear(colour: str) -> np.ndarray:
    """sRGB without its gamma (IEC 61966-2-1)."""
    signal = np.array(to_rgb(colour))
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: str = "normal") -> np.ndarray:
    """CIELAB under D65, as the eye of that sight has it."""
    seen = np.clip(np.array(SIMULATED[sight]) @ linear(colour), 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratio = (np.array(to_xyz) @ seen) / [0.9505, 1.0, 1.089]
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, sight: str = "normal") -> float:
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def apart_in_grey(one: str, other: str) -> float:
    return float(abs(lab(one)[0] - lab(other)[0]))


# --- the palette --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#FFFFFF", [100, 0, 0]), ("#000000", [0, 0, 0]), ("#FF0000", [53.24, 80.09, 67.20])],
)
def test_the_measure_gives_the_known_coordinates_of_a_colour(colour, expected):
    assert lab(colour) == pytest.approx(expected, abs=0.05)


def test_there_are_four_hues_and_the_tint_is_one_of_them():
    def hue(colour: str) -> float:
        return 360 * colorsys.rgb_to_hsv(*to_rgb(colour))[0]

    assert len(HUES) == 4
    assert hue(theme.TINT) == pytest.approx(hue(theme.BLUE), abs=3)


@pytest.mark.parametrize("colour", [*HUES.values(), *GREYS.values()])
def test_every_colour_stands_out_against_white(colour):
    assert contrast(colour, "#FFFFFF") >= 3  # WCAG 2.2, criterion 1.4.11


LOOK_ALIKE = {("blue", "purple", "protanopia"), ("blue", "purple", "grey"), ("green", "orange", "grey")}
"""Pairs that colour alone does not tell apart: where a chart has both, another sign must."""


def test_any_two_hues_are_told_apart_whatever_the_sight_but_for_known_pairs():
    alike = {
        (one, other, sight)
        for one, other in combinations(HUES, 2)
        for sight in SIMULATED
        if apart(HUES[one], HUES[other], sight) < FAR_APART
    } | {
        (one, other, "grey")
        for one, other in combinations(HUES, 2)
        if apart_in_grey(HUES[one], HUES[other]) < FAR_APART
    }
    assert alike == LOOK_ALIKE


# --- the charts ---------------------------------------------------------------------------------------


def bars_of(ax: Axes) -> set[tuple[str, str]]:
    """Fill and hatch of the bars that have a height."""
    bars = [bar for group in ax.containers if isinstance(group, BarContainer) for bar in group]
    return {(to_hex(bar.get_facecolor()), bar.get_hatch() or "") for bar in bars}


def lines_of(ax: Axes) -> set[tuple[str, str]]:
    """Colour, and dash and marker, of the lines that show data."""
    lines = [line for line in ax.lines if isinstance(line, Line2D) and line.get_label() != "_nolegend_"]
    return {
        (to_hex(line.get_color()), f"{line.get_linestyle()} {line.get_marker()} {line.get_drawstyle()}")
        for line in lines
        if line.get_marker() not in ("|", "_")  # the caps of limits
    }


@pytest.mark.parametrize("name", CHARTS)
def test_what_a_colour_says_another_sign_says_again_or_grey_does(name):
    for ax in figure_of(CHARTS[name]("zh")).axes:
        for signs in (bars_of(ax), lines_of(ax)):
            for (one, its_sign), (other, other_sign) in combinations(signs, 2):
                seen = min(apart(one, other, sight) for sight in SIMULATED)
                alike = apart_in_grey(one, other) < FAR_APART or seen < FAR_APART
                assert one == other or not alike or its_sign != other_sign, (one, other, its_sign)


def texts_of(figure: Figure) -> list[Text]:
    """Every text that is drawn: names of ticks outside the view and of hidden axes are not."""
    hidden: list[Text] = []
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
            hidden += axis.findobj(Text) if not ax.axison else [tick.label1 for tick in ticks]
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text for text in found if not any(text is other for other in hidden)]


def over_one_another(figure: Figure) -> list[tuple[str, str]]:
    """Texts whose boxes, less the blank that a line has above and below its signs, share some ground."""
    figure.canvas.draw()
    page = figure.bbox
    boxes = []
    for text in texts_of(figure):
        box = text.get_window_extent()
        blank = 0.15 * box.height / (text.get_text().count("\n") + 1)
        box = Bbox.from_extents(box.x0 + 1, box.y0 + blank, box.x1 - 1, box.y1 - blank)
        if page.overlaps(box):
            boxes.append((text.get_text(), box))
    return [
        (one, other) for (one, first), (other, second) in combinations(boxes, 2) if first.overlaps(second)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_runs_over_another(name, language):
    assert over_one_another(figure_of(CHARTS[name](language))) == []


def test_a_text_over_another_is_found():
    figure, ax = plt.subplots()
    ax.text(0.5, 0.5, "one")
    ax.text(0.52, 0.5, "two")
    assert over_one_another(figure) == [("one", "two")]


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")
