"""Tidy frame -> one chart on one Axes, legible in Chinese and English, in grey print, by the colour-blind.

What a colour says, a hatch, a marker, a dash or a label says again. Axes of bars and shares start from 0. A
chart is drawn on the Axes given, or on a new page-wide figure (see `theme`).

Each room answers one question: `accidents` what happened, `years` what changes, `areas` which areas stand
out, `hazards` what is closed, `duties` what was looked at and done, `quality` what is in doubt. `parts` is
what they share.
"""

from __future__ import annotations

from .accidents import plot_breakdown as plot_breakdown
from .accidents import plot_share_by_window as plot_share_by_window
from .areas import plot_area_shares as plot_area_shares
from .areas import plot_funnel as plot_funnel
from .areas import plot_heat as plot_heat
from .areas import plot_rates as plot_rates
from .areas import plot_small_multiples as plot_small_multiples
from .areas import plot_tile_map as plot_tile_map
from .duties import plot_coverage as plot_coverage
from .duties import plot_finds_per_inspection as plot_finds_per_inspection
from .hazards import plot_closure_curve as plot_closure_curve
from .hazards import plot_flow as plot_flow
from .quality import plot_findings as plot_findings
from .years import plot_control as plot_control
from .years import plot_trend as plot_trend
