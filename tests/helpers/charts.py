"""Example frames, and every chart drawn of them: for the tests of charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats import figures, reference
from safetystats.locale import wording
from safetystats.measures.closure import closure_curve, monthly_flow
from safetystats.measures.control import count_chart, gap_chart
from safetystats.measures.counts import count_accidents
from safetystats.measures.coverage import insurance_coverage
from safetystats.measures.funnel import funnel
from safetystats.measures.inspections import finds_per_inspection
from safetystats.measures.rates import rates
from safetystats.measures.shares import area_shares, breakdown
from safetystats.measures.trends import five_year_mean
from safetystats.periods import Window
from safetystats.project import Project

AS_OF = date(2020, 8, 24)
SPAN = Window(date(2018, 1, 1), AS_OF)
YEARS = [Window.year(2018), Window.year(2019), Window.year_to_date(AS_OF)]
BASIS = reference.basis_named("no_road")
PROJECT = Project.load()
AREAS = reference.current_areas(PROJECT)
AREA = "门头沟区"
BUSY = "朝阳区"
SAME = [Window.year_to_date(AS_OF).in_year(year) for year in (2018, 2019, 2020)]
HOSTILE = r"$\frac{1}$ <script> 危化品"


def accident_ledger() -> pd.DataFrame:
    """Made: 17 areas, an accident every nine days, areas and sectors in turn, five of no stated area."""
    days = pd.date_range("2018-01-01", "2020-08-24", freq="9D")
    places = range(len(days))
    return pd.DataFrame(
        {
            "occurred_on": days,
            "area": ["unknown" if i < 5 else AREAS[i * i % 17] for i in places],
            "category": "工矿商贸",
            "deaths": 1,
            "counted": True,
            "supervision_sector": [("建筑业", HOSTILE, "unknown")[i % 3] for i in places],
        }
    )


def hazard_ledger() -> pd.DataFrame:
    """Made: 150 hazards, one a day, each closed after 0 to 59 days, every tenth still open."""
    found = pd.Series(pd.date_range("2020-01-01", periods=150))
    closed = found + pd.to_timedelta([i * 7 % 60 for i in range(150)], unit="D")
    is_open = pd.Series(range(150)) % 10 == 0
    return pd.DataFrame(
        {
            "found_on": found,
            "due_on": found + pd.Timedelta(days=30),
            "closed_on": closed.mask(is_open),
            "end_type": is_open.map({True: "open", False: "closed"}),
            "reopened": False,
            "listed": True,
        }
    )


ACCIDENTS = accident_ledger()
HAZARDS = hazard_ledger()
LEVELS = {"area": AREAS}


def shares(events: str = "accidents") -> pd.DataFrame:
    return area_shares(ACCIDENTS, windows=[SPAN], basis=BASIS, areas=AREAS, events=events)


def counts(windows: list[Window]) -> pd.DataFrame:
    return count_accidents(ACCIDENTS, windows=windows, basis=BASIS, levels=LEVELS, as_of=AS_OF)


def finds() -> pd.DataFrame:
    visits = pd.DataFrame(
        {"inspected_on": pd.Timestamp("2020-03-01"), "area": AREAS * 3, "hazards_found": [0, 1, 2] * 17}
    )
    return finds_per_inspection(visits.astype({"hazards_found": "Int64"}), windows=[SPAN])


def coverage() -> pd.DataFrame:
    register = pd.DataFrame(
        {
            "enterprise": ["甲", "乙", "丙"],
            "enterprise_key": ["甲", "乙", "丙"],
            "area": AREA,
            "department": "",
            "registered_on": pd.Timestamp("2017-01-01"),
            "active": True,
            "insured_from": pd.to_datetime(["2018-01-01", "2019-01-01", None]),
            "insured_to": pd.to_datetime(["2020-12-31", "2020-12-31", None]),
        }
    )
    return insurance_coverage(register, days=[date(2018, 12, 31), date(2019, 12, 31), AS_OF])


def areas_in_funnel() -> pd.DataFrame:
    return funnel(counts([SPAN]), {area: 100_000.0 * (1 + i) for i, area in enumerate(AREAS)})


RESIDENTS = {area: 100_000.0 * (1 + i) for i, area in enumerate(AREAS)}


def mean_of_earlier_years() -> pd.DataFrame:
    return five_year_mean(ACCIDENTS, window=SAME[-1], covered=SPAN, basis=BASIS, levels=LEVELS, as_of=AS_OF)


CHARTS: dict[str, Callable[[str], Axes | Figure]] = {
    "area_shares": lambda language: figures.plot_area_shares(shares(), area=AREA, language=language),
    "share_by_window": lambda language: figures.plot_share_by_window(
        area_shares(ACCIDENTS, windows=YEARS, basis=BASIS, areas=AREAS).query("area == @AREA"),
        language=language,
    ),
    "share_by_month": lambda language: figures.plot_share_by_window(
        area_shares(ACCIDENTS, windows=Window.year(2019).by_month(), basis=BASIS, areas=AREAS).query(
            "area == @AREA"
        ),
        language=language,
    ),
    "breakdown": lambda language: figures.plot_breakdown(
        breakdown(ACCIDENTS, by="supervision_sector", window=SPAN, basis=BASIS, area=AREA),
        city=breakdown(ACCIDENTS, by="supervision_sector", window=SPAN, basis=BASIS),
        language=language,
    ),
    "trend_by_year": lambda language: figures.plot_trend(counts(YEARS), area=AREA, language=language),
    "trend_by_month": lambda language: figures.plot_trend(
        counts(SPAN.by_month()),
        area=AREA,
        breaks=pd.DataFrame({"break_on": [pd.Timestamp("2019-07-01")]}),
        language=language,
    ),
    "trend_with_mean": lambda language: figures.plot_trend(
        counts(SAME), area=BUSY, mean=mean_of_earlier_years(), language=language
    ),
    "control": lambda language: figures.plot_control(
        count_chart(counts(SPAN.by_month()).query("area == @BUSY")),
        breaks=pd.DataFrame({"break_on": [pd.Timestamp("2019-07-01")]}),
        language=language,
    ),
    "control_of_gaps": lambda language: figures.plot_control(
        gap_chart(ACCIDENTS, window=SPAN, basis=BASIS, area=BUSY), language=language
    ),
    "rates": lambda language: figures.plot_rates(
        rates(counts([SPAN]), RESIDENTS, per=100_000),
        area=BUSY,
        of=wording.exposure_text("resident-years", language),
        language=language,
    ),
    "closure_curve": lambda language: figures.plot_closure_curve(
        closure_curve(HAZARDS, window=SPAN, as_of=AS_OF), language=language
    ),
    "flow": lambda language: figures.plot_flow(
        monthly_flow(HAZARDS, window=Window.year_to_date(AS_OF), as_of=AS_OF), language=language
    ),
    "finds": lambda language: figures.plot_finds_per_inspection(finds(), area=AREA, language=language),
    "coverage": lambda language: figures.plot_coverage(coverage(), target=0.08, language=language),
    "funnel": lambda language: figures.plot_funnel(areas_in_funnel(), area=AREA, language=language),
    "tile_map": lambda language: figures.plot_tile_map(
        shares(), reference.areas(PROJECT), area=AREA, language=language
    ),
    "findings": lambda language: figures.plot_findings(
        pd.DataFrame(
            {"rule": ["area_spelling", HOSTILE], "action": ["corrected", "unknown"], "size": [12, 3]}
        ),
        language=language,
    ),
    "heat": lambda language: figures.plot_heat(
        counts(Window.year(2019).by_month()), area=AREA, language=language
    ),
    "small_multiples": lambda language: figures.plot_small_multiples(
        counts(YEARS), area=AREA, language=language
    ),
}


def figure_of(drawn: Axes | Figure) -> Figure:
    return drawn if isinstance(drawn, Figure) else drawn.get_figure(root=True)
