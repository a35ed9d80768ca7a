"""Widgets around `explore`: a change of one puts the new answer in the place of the old, whole or not at all.

The answer is one piece of HTML with its chart inside, so nothing flickers and no figure stays open. Where
there are no widgets (a page, a notebook run by papermill) the first answer stands there by itself.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import matplotlib.pyplot as plt

from .errors import SafetystatsError
from .explore import Answer, Choice, Explorer
from .locale import say, term
from .periods import Window

if TYPE_CHECKING:
    from ipywidgets import DatePicker, Dropdown

View = Literal["accidents", "hazards"]

OWN_DAYS = "own"
"""The entry of the windows that opens the two pickers of days."""

STYLE = """<style>
.safetystats-answer { line-height: 1.45; color: var(--jp-content-font-color1, #222); }
.safetystats-answer ul.sentences { max-width: 60rem; margin: .4rem 0 .8rem; padding-left: 1.1rem; }
.safetystats-answer .shown { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: flex-start; }
.safetystats-answer figure { flex: 1 1 26rem; max-width: 46rem; margin: 0; background: #fff; }
.safetystats-answer img { display: block; width: 100%; }
.safetystats-answer .tables { flex: 0 1 auto; max-width: 46rem; min-width: 0; font-size: .9em; }
.safetystats-answer .table { overflow-x: auto; margin-bottom: .8rem; }
.safetystats-answer table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.safetystats-answer caption { text-align: left; font-weight: 600; padding: .2rem 0 .3rem; }
.safetystats-answer th, .safetystats-answer td { padding: .15rem .35rem; text-align: left; font-weight: 400;
  border-bottom: 1px solid var(--jp-border-color2, #ddd); white-space: nowrap; }
.safetystats-answer thead th { font-weight: 600; vertical-align: bottom; }
.safetystats-answer .number, .safetystats-answer .percent { text-align: right; }
.safetystats-answer tr.marked > * { font-weight: 600; background: #e8eef4; color: #222; }
.safetystats-answer p.notes { max-width: 31rem; margin: .3rem 0; font-size: .9em;
  color: var(--jp-content-font-color2, #555); }
.safetystats-answer p.problem { max-width: 60rem; padding: .6rem .9rem; border-left: 4px solid #F46A25;
  background: #fdf1ea; color: #222; }
</style>"""
"""A notebook brings no style for what stands in a widget."""


class Panel:
    """The choices of one view and, below them, their answer.

    Parameters
    ----------
    explorer
        What may be asked; one without ledgers gives a panel that says what to do.
    view
        ``accidents`` or ``hazards``.
    """

    def __init__(self, explorer: Explorer, view: View = "accidents") -> None:
        self.explorer = explorer
        self.view = view
        self._answer: Callable[[Choice], Answer] = getattr(explorer, view)

    # --- without widgets ------------------------------------------------------------------------------

    def show(self, choose: Callable[[], Choice]) -> tuple[str, str]:
        """The answer to what `choose` gives, as HTML and as text; what cannot be answered is told in words.

        An old answer must never stand under a new choice: so a fault of ours is told in its place, too.
        """
        others = set(plt.get_fignums())
        try:
            answer = self._answer(choose())
            return _framed(answer.to_html(_picture(answer))), answer.to_text()
        except SafetystatsError as error:
            told = str(error)
        except Exception as error:
            told = say(
                "This could not be computed, by a fault of safetystats: {error}. Please report it.",
                self.explorer.language,
                error=f"{type(error).__name__}: {error}",
            )
        finally:
            for number in set(plt.get_fignums()) - others:
                plt.close(number)
        return _framed(f'<p class="problem" role="alert">{escape(told)}</p>'), told

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        html, text = self.show(lambda: self.explorer.first_choice)
        static = {"text/plain": text, "text/html": html}
        if self.explorer.scope is None:
            return static
        return {**self.widget(html)._repr_mimebundle_(), **static}

    # --- widgets --------------------------------------------------------------------------------------

    def widget(self, html: str) -> Any:
        """The choices as widgets, and below them the answer, which is `html` until one is changed."""
        from ipywidgets import HTML, HBox, Layout, VBox

        choices = self._choices()
        shown = HTML(html, layout=Layout(width="100%"))

        def redraw(_: object) -> None:
            days = choices["window"].value == OWN_DAYS
            for name in ("first", "last"):
                choices[name].layout.display = None if days else "none"
            shown.value = self.show(lambda: self._chosen(choices))[0]

        for choice in choices.values():
            choice.observe(redraw, names="value")
        row = HBox(list(choices.values()), layout=Layout(flex_flow="row wrap", grid_gap="2px 10px"))
        return VBox([row, shown])

    def _choices(self) -> dict[str, Any]:
        """A widget for each thing that may be chosen in the view, in the order of a sentence."""
        explorer, language = self.explorer, self.explorer.language
        first = explorer.first_choice
        own = say("Days of your own", language)
        windows: dict[str, Window | str] = {**explorer.windows, own: OWN_DAYS}
        choices: dict[str, Any] = {
            "area": _dropdown(say("Area", language), explorer.areas, first.area, 230),
            "window": _dropdown(say("Window", language), windows, first.window, 350),
            "first": _day(say("First day", language), first.window.start),
            "last": _day(say("Last day", language), first.window.end),
        }
        if self.view == "accidents":
            choices |= {
                "part": _dropdown(say("Sector", language), explorer.parts, first.part, 330),
                "basis": _dropdown(term("control", "Basis", language), explorer.bases, first.basis, 590),
                "chart": _dropdown(say("Chart", language), explorer.charts, first.chart, 330),
            }
        return choices

    def _chosen(self, choices: Mapping[str, Any]) -> Choice:
        values = {name: widget.value for name, widget in choices.items()}
        first, last = values.pop("first"), values.pop("last")
        if values["window"] == OWN_DAYS:
            values["window"] = self.explorer.own_window(first, last)
        return replace(self.explorer.first_choice, **values)


def _dropdown(description: str, options: Mapping[str, Any], value: Any, width: int) -> Dropdown:
    from ipywidgets import Dropdown

    return Dropdown(options=list(options.items()), value=value, description=description, **_looks(width))


def _day(description: str, value: date) -> DatePicker:
    from ipywidgets import DatePicker

    picker = DatePicker(value=value, description=description, **_looks(230))
    picker.layout.display = "none"
    return picker


def _looks(width: int) -> dict[str, Any]:
    """A widget so many pixels wide, which stands in line with the others."""
    from ipywidgets import Layout

    return {"layout": Layout(width=f"{width}px", margin="2px"), "style": {"description_width": "66px"}}


def _picture(answer: Answer) -> str:
    """The answer's chart as PNG in base64."""
    figure = answer.chart.get_figure(root=True)
    assert figure is not None
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _framed(html: str) -> str:
    return f'{STYLE}<div class="safetystats-answer" aria-live="polite">{html}</div>'
