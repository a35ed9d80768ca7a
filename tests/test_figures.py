"""Charts: legible in both languages, of one size, the same bytes each time, and true to their frames."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from safetystats import figures, reference, theme
from safetystats.errors import ColumnsMissing, UnknownName
from safetystats.figures.parts import short_names
from safetystats.measures.closure import closure_curve, monthly_flow
from safetystats.measures.counts import count_accidents
from safetystats.measures.coverage import insurance_coverage
from safetystats.measures.funnel import funnel
from safetystats.measures.inspections import finds_per_inspection
from safetystats.measures.shares import area_shares, breakdown
from safetystats.periods import Window
from safetystats.project import Project

AS_OF = date(2020, 8, 24)
SPAN = Window(date(2018, 1, 1), AS_OF)
YEARS = [Window.year(2018), Window.year(2019), Window.year_to_date(AS_OF)]
BASIS = reference.basis_named("no_road")
PROJECT = Project.load()
AREAS = reference.current_areas(PROJECT)
AREA = "门头沟区"
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


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    """Each test draws on fresh settings and leaves no figure open."""
    with mpl.rc_context():
        mpl.use("Agg")
        yield
    plt.close("all")


def figure_of(drawn: Axes | Figure) -> Figure:
    return drawn if isinstance(drawn, Figure) else drawn.get_figure(root=True)


def png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, metadata={"Software": None})
    return buffer.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_sign_is_in_the_font_and_nothing_leaves_the_page(name, language):
    figure = figure_of(CHARTS[name](language))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that is missing is a warning
        png(figure)
    drawn = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert drawn.x0 >= 0
    assert drawn.y0 >= 0
    assert drawn.x1 <= width
    assert drawn.y1 <= height


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_name_on_an_axis_runs_into_the_next(name, language):
    figure = figure_of(CHARTS[name](language))
    figure.canvas.draw()
    for ax in figure.axes:
        for names in (ax.get_xticklabels(), ax.get_yticklabels()):
            boxes = [n.get_window_extent() for n in names if n.get_text()]
            assert not any(one.overlaps(other) for one, other in pairwise(boxes))


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_as_wide_as_the_text_of_a_page(name):
    assert figure_of(CHARTS[name]("zh")).get_figwidth() * 2.54 == pytest.approx(16.0)


@pytest.mark.parametrize("name", ["area_shares", "trend_by_month", "small_multiples"])
def test_the_same_frame_gives_the_same_bytes(name):
    assert png(figure_of(CHARTS[name]("zh"))) == png(figure_of(CHARTS[name]("zh")))


def test_a_saved_figure_names_no_program(tmp_path: Path):
    path = theme.save_figure(figure_of(CHARTS["coverage"]("zh")), tmp_path / "coverage.png")
    assert b"Software" not in path.read_bytes()


def test_our_font_wins_over_an_installed_one_of_the_same_face():
    theme.use_theme()
    entry = fontManager.ttflist[[f.name for f in fontManager.ttflist].index(theme.FONT)]
    assert entry.fname.endswith("NotoSansSC-Regular.otf")
    assert mpl.rcParams["font.family"][0] == theme.FONT


def test_dots_stand_where_the_shares_are_and_the_asked_area_is_set_off():
    frame = shares()
    ax = figures.plot_area_shares(frame, area=AREA)
    drawn = {line.get_ydata()[0]: line for line in ax.lines if line.get_marker() in "oD"}
    assert [drawn[i].get_xdata()[0] for i in range(len(frame))] == pytest.approx(frame["value"].tolist())
    set_off = [i for i, line in drawn.items() if line.get_marker() == "D"]
    assert set_off == [AREAS.index(AREA)]


def test_areas_keep_their_order_and_the_unknown_is_among_them():
    ax = figures.plot_area_shares(shares(), language="en")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names[:2] == ["Dongcheng", "Xicheng"]
    assert names[-1] == "not stated"


def test_a_year_cut_short_is_hatched_and_its_legend_says_so():
    ax = figures.plot_trend(counts(YEARS), area=AREA, language="en")
    assert [bool(bar.get_hatch()) for bar in ax.containers[0]] == [False, False, True]
    assert "part of a year or month" in [t.get_text() for t in ax.get_legend().get_texts()]


def test_windows_of_the_same_dates_are_all_whole():
    to_date = Window.year_to_date(AS_OF)
    ax = figures.plot_trend(counts([to_date.years_before(), to_date]), area=AREA)
    assert not any(bar.get_hatch() for bar in ax.containers[0])


def test_a_heat_table_shows_every_count_in_its_place():
    frame = counts(YEARS)
    ax = figures.plot_heat(frame)
    shown = [int(t.get_text()) for t in ax.texts]
    # The frame runs window by window, the chart area by area.
    for place in range(len(YEARS)):
        assert (
            shown[place :: len(YEARS)]
            == frame[frame["window_start"].dt.year == 2018 + place]["numerator"].tolist()
        )


def test_a_series_break_is_a_line_unless_it_lies_on_the_first_day():
    breaks = pd.DataFrame({"break_on": pd.to_datetime(["2018-01-01", "2019-07-01", "2026-07-01"])})
    ax = figures.plot_trend(counts(SPAN.by_month()), area=AREA, breaks=breaks, language="en")
    texts = [text for t in ax.texts if (text := t.get_text())]
    # The last 30 days before 24 August reach into July and August.
    assert texts == ["[p]", "[p]", "series break\n1 July 2019"]


def test_too_few_hazards_give_a_chart_that_says_so():
    ax = figures.plot_closure_curve(closure_curve(HAZARDS[:3], window=SPAN, as_of=AS_OF), language="en")
    assert "Too few hazards for a curve." in [t.get_text() for t in ax.texts]


def test_an_area_without_an_accident_is_drawn_at_nought():
    quiet = ACCIDENTS[ACCIDENTS["area"] != AREA]
    frame = count_accidents(quiet, windows=YEARS, basis=BASIS, levels=LEVELS)
    ax = figures.plot_trend(frame, area=AREA)
    assert [bar.get_height() for bar in ax.containers[0]] == [0, 0, 0]
    png(figure_of(ax))


def test_a_long_title_is_broken_and_the_page_grows_with_it():
    frame = shares().assign(basis="recorded")
    one, two = (
        figures.plot_area_shares(shares(), language="en"),
        figures.plot_area_shares(frame, language="en"),
    )
    assert two.get_title("left").count("\n") == 1
    assert figure_of(two).get_figheight() > figure_of(one).get_figheight()


def test_a_chart_can_be_drawn_on_given_axes():
    _, ax = plt.subplots()
    assert figures.plot_area_shares(shares(), ax) is ax


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownName):
        figures.plot_area_shares(shares(), language="fr")


def test_a_frame_without_the_columns_is_refused():
    with pytest.raises(ColumnsMissing, match="'value'"):
        figures.plot_area_shares(shares().drop(columns="value"))


def test_a_breakdown_of_nothing_says_so():
    nothing = pd.DataFrame(
        {"supervision_sector": ["建筑业"], "events": "accidents", "numerator": [0], "denominator": [0],
         "value": [float("nan")], "lower": [float("nan")], "upper": [float("nan")], "level": 0.95,
         "method": "wilson", "basis": "no_road", "window_start": pd.Timestamp("2018-01-01"),
         "window_end": pd.Timestamp("2020-08-24"), "days": 967, "as_of": pd.NaT, "note": ""}
    )  # fmt: skip
    ax = figures.plot_breakdown(nothing)
    assert [text.get_text() for text in ax.texts] == ["未发生，不作分布分析。"]


def test_months_have_short_names_and_their_year_once():
    months = [Window.month(2019, 12), Window.month(2020, 1), Window.month(2020, 2)]
    assert short_names(months, "zh") == ["12月\n2019", "1月\n2020", "2月"]
    assert short_names(months, "en") == ["Dec\n2019", "Jan\n2020", "Feb"]


def test_a_chart_says_at_its_foot_what_must_be_said_of_the_data(monkeypatch):
    monkeypatch.setattr(theme, "_MARK", {"notice": ""})
    theme.mark_charts("本文件夹内全部台账均为虚构示例数据，由程序生成。")
    for figure in (figures.plot_heat(counts(YEARS)).figure, figures.plot_small_multiples(counts(YEARS))):
        assert "本文件夹内全部台账均为虚构示例数据" in [text.get_text() for text in figure.texts]
