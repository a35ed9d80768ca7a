"""Charts: legible in both languages, of one size, the same bytes each time, and true to their frames."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

import charts
from charts import (
    ACCIDENTS,
    AREA,
    AREAS,
    AS_OF,
    BASIS,
    BUSY,
    CHARTS,
    HAZARDS,
    LEVELS,
    PROJECT,
    SAME,
    SPAN,
    YEARS,
    areas_in_funnel,
    counts,
    figure_of,
    finds,
    mean_of_earlier_years,
    shares,
)
from safetystats import figures, reference, theme
from safetystats.errors import ColumnsMissing, UnknownName
from safetystats.figures.parts import name_points, short_names
from safetystats.measures.closure import closure_curve
from safetystats.measures.control import count_chart, gap_chart
from safetystats.measures.counts import count_accidents
from safetystats.measures.shares import breakdown
from safetystats.periods import Window


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    """Each test draws on fresh settings and leaves no figure open."""
    with mpl.rc_context():
        mpl.use("Agg")
        yield
    plt.close("all")


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


def test_the_number_of_a_bar_stands_clear_of_its_limits():
    ax = CHARTS["trend_with_mean"]("zh")
    ax.figure.canvas.draw()
    own = counts(SAME).query("area == @BUSY").sort_values("window_start")
    ends = ax.transData.transform(list(enumerate(own["upper"])))
    boxes = [text.get_window_extent() for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == [str(count) for count in own["numerator"]]
    assert all(box.x0 < x < box.x1 and box.y0 > y for box, (x, y) in zip(boxes, ends))


def test_dots_stand_where_the_shares_are_and_the_asked_area_is_set_off():
    frame = shares()
    ax = figures.plot_area_shares(frame, area=AREA)
    drawn = {y: (x, line) for line in ax.lines if line.get_marker() in "oD" for x, y in zip(*line.get_data())}
    assert sorted(drawn) == list(range(len(frame)))
    assert [drawn[i][0] for i in range(len(frame))] == pytest.approx(frame["value"].tolist())
    set_off = [i for i, (_, line) in drawn.items() if line.get_marker() == "D"]
    assert set_off == [AREAS.index(AREA)]


def test_areas_keep_their_order_and_the_unknown_is_among_them():
    ax = figures.plot_area_shares(shares(), language="en")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names[:2] == ["Dongcheng", "Xicheng"]
    assert names[-1] == "not stated"


def test_a_year_cut_short_is_hatched_and_its_legend_says_so():
    ax = figures.plot_trend(counts(YEARS), area="延庆区", language="en")
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
    assert texts == ["[p]", "[p]", "series break\n1 July 2019:\nnot comparable"]


@pytest.mark.parametrize(("day", "side"), [("2018-03-15", "left"), ("2020-07-02", "right")])
def test_the_words_of_a_late_break_stand_before_its_line(day, side):
    breaks = pd.DataFrame({"break_on": pd.to_datetime([day])})
    ax = figures.plot_trend(counts(SPAN.by_month()), area=AREA, breaks=breaks, language="en")
    assert [t.get_ha() for t in ax.texts if "break" in t.get_text()] == [side]


def test_no_legend_speaks_of_a_hatch_that_is_not_drawn():
    quiet = ACCIDENTS[ACCIDENTS["occurred_on"] < "2020-08-01"]
    frame = count_accidents(quiet, windows=SPAN.by_month(), basis=BASIS, levels=LEVELS)
    ax = figures.plot_trend(frame, area="延庆区", language="en")
    assert "part of a year or month" not in [t.get_text() for t in ax.get_legend().get_texts()]


@pytest.mark.parametrize(("days", "side"), [([2, 9, 200], "left"), ([2, 150, 200], "right")])
def test_the_words_of_a_late_half_stand_before_it(days, side):
    curve = pd.DataFrame({
        "days": days, "at_risk": [40, 30, 12], "value": [0.1, 0.5, 0.7], "lower": [0.0, 0.4, 0.6],
        "upper": [0.3, 0.6, 0.8], "window_start": pd.Timestamp("2018-01-01"),
        "window_end": pd.Timestamp(AS_OF), "as_of": pd.Timestamp(AS_OF),
    })  # fmt: skip
    ax = figures.plot_closure_curve(curve, language="en")
    assert [t.get_ha() for t in ax.texts if "half closed" in t.get_text()] == [side]


@pytest.mark.parametrize(
    "draw",
    [
        lambda unknown: figures.plot_trend(unknown, area=AREA),
        lambda unknown: figures.plot_area_shares(unknown),
        lambda unknown: figures.plot_rates(unknown.assign(per=1e5)),
    ],
)
def test_a_chart_of_what_was_not_given_has_its_title_and_says_so(draw):
    frame = shares().assign(numerator=pd.NA, value=np.nan, note="the ledger holds no accident at all")
    drawn = draw(frame).figure
    assert "生产安全死亡事故" in drawn.title
    assert "未提供事故台账" in drawn.alt


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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(set(CHARTS) - {"small_multiples"}))
def test_what_a_document_leaves_out_of_a_chart_is_its_title_alone(name, language):
    figure = figure_of(CHARTS[name](language))
    figure.canvas.draw()
    [ax] = figure.axes
    cut = (1 - figure.headed) * figure.bbox.height
    [title] = [text for text in ax.findobj(Text) if text.get_text() == ax.get_title("left")]
    below = [*ax.texts, *([ax.get_legend()] if ax.get_legend() else [])]
    assert title.get_window_extent().y0 >= cut
    assert all(one.get_window_extent().y1 <= cut for one in below)
    assert ax.yaxis.get_tightbbox().y1 <= cut


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


# --- text alternatives --------------------------------------------------------------------------------


def told(name: str, language: str) -> dict[str, str]:
    """The text alternative of a chart, as a notebook's output carries it."""
    return figure_of(CHARTS[name](language))._repr_mimebundle_()[theme.CHART_JSON]


def test_every_kind_of_chart_is_drawn_by_the_tests():
    drawn = Path(charts.__file__).read_text(encoding="utf-8")
    kinds = [name for name in dir(figures) if name.startswith("plot_")]
    assert [name for name in kinds if f"figures.{name}(" not in drawn] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_says_in_words_what_it_shows(name, language):
    said = told(name, language)
    assert said["language"] == language
    assert said["title"] in said["alt"]
    assert "\n" not in said["alt"]
    facts = said["alt"].split(said["title"], 1)[1]
    assert any(sign.isdigit() for sign in facts) or "没有" in facts or "未" in facts or "none" in facts
    assert len(said["alt"]) <= 600


@pytest.mark.parametrize(
    ("name", "language", "facts"),
    [
        # 1, 2 and 2 of three enterprises were insured on the three days.
        ("coverage", "en", "31 December 2018: 1 of 3, 33.3%; 31 December 2019: 2 of 3, 66.7%"),
        ("coverage", "zh", "2018年12月31日：1/3，33.3%；2019年12月31日：2/3，66.7%"),
        # 150 hazards, every tenth of them open.
        ("flow", "en", "Found 150, closed 135 in all"),
        ("flow", "zh", "共发现150个，销账135个"),
        ("findings", "zh", "区名写法统一：12（已更正）"),
        # Three visits to each area found 0, 1 and 2 hazards.
        ("finds", "en", "Mentougou: 100.0, 95% limits 20.6–292.2."),
        # None of the 108 accidents lies there: the limits are Wilson's.
        ("area_shares", "zh", "门头沟区0/108，占0.0%（95%置信区间0.0%～3.4%）"),
        # Five of them state no area, and may lie there.
        ("breakdown", "en", "Nothing to show: none is stated."),
        ("trend_by_month", "en", "Breaks of the series: 1 July 2019."),
    ],
)
def test_a_text_alternative_tells_the_main_figures(name, language, facts):
    assert facts in told(name, language)["alt"]


def test_a_text_alternative_replaces_the_name_of_the_picture_in_plain_text():
    bundle = figure_of(CHARTS["coverage"]("en"))._repr_mimebundle_()
    assert bundle["text/plain"] == bundle[theme.CHART_JSON]["alt"]


# --- small numbers, means, limits ---------------------------------------------------------------------


def test_a_mark_on_fewer_than_ten_events_is_hollow_and_the_axis_says_so():
    frame = shares()
    ax = figures.plot_area_shares(frame, area=AREA, language="en")
    drawn = {y: line for line in ax.lines if line.get_marker() in "oD" for y in line.get_ydata()}
    hollow = [drawn[i].get_markerfacecolor() == "white" for i in range(len(frame))]
    assert hollow == (frame["numerator"] < 10).tolist()
    assert "hollow: fewer than 10 events" in ax.get_xlabel()


def test_the_mean_of_earlier_years_is_a_line_at_its_height():
    ax = CHARTS["trend_with_mean"]("en")
    mean = mean_of_earlier_years().set_index("area").loc[BUSY, "mean"]
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert [list(line.get_ydata()) for line in dashed] == [[mean, mean]]


def test_control_limits_and_signals_are_drawn_where_the_frame_has_them():
    days = pd.date_range("2019-01-01", periods=24, freq="MS")
    values = [1.0] * 23 + [9.0]
    chart = pd.DataFrame(
        {"value": values, "centre": 1.3, "lower_limit": 0.0, "upper_limit": 4.7, "provisional": False,
         "signal": [""] * 23 + ["beyond limits"], "window_start": days,
         "window_end": days + pd.offsets.MonthEnd(),
         "basis": "no_road", "as_of": pd.NaT, "area": AREA}
    )  # fmt: skip
    ax = figures.plot_control(chart, language="en")
    lines = {line.get_label(): line for line in ax.lines}
    assert set(lines["control limits"].get_ydata()) == {4.7}
    assert list(lines["signal"].get_xdata()) == [23]
    alt = ax.get_figure().alt
    assert "24 points between 1.0 and 9.0; centre 1.3, control limits 0.0–4.7; 1 with a signal." in alt


def test_too_few_points_give_a_control_chart_that_says_so():
    chart = gap_chart(ACCIDENTS, window=SPAN, basis=BASIS, area=AREA)
    ax = figures.plot_control(chart, area=AREA, language="en")
    assert ax.get_title("left") == "Mentougou: days between accidents, control chart"
    assert "Too few points for a control chart." in [t.get_text() for t in ax.texts]


def test_a_control_chart_of_nothing_but_zeros_has_an_axis_in_whole_numbers():
    chart = count_chart(counts(SPAN.by_month()).query("area == @AREA"))
    ax = figures.plot_control(chart)
    assert ax.get_ylim()[1] == pytest.approx(1.15)


def test_names_of_near_points_stand_apart():
    _, ax = plt.subplots()
    ax.set(xlim=(0, 10), ylim=(0, 10))
    name_points(ax, ["one", "two", "three"], [(5, 5), (5.05, 5), (5, 5.05)], ["black"] * 3)
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_panels_of_the_same_dates_say_which_dates():
    figure = figures.plot_small_multiples(counts(SAME), area=AREA, language="en")
    title = (
        "Fatal work accidents by area, 1 January to 24 August 2020 and the same dates of earlier years [p]"
    )
    assert figure.title == title
    ticks = [tick.get_text() for tick in figure.axes[-1].get_xticklabels()]
    assert ticks == ["2018", "2019", "2020 [p]"]


def test_an_area_without_a_figure_is_no_dot_of_a_funnel():
    areas = areas_in_funnel()
    unknown = areas.index == areas.index[0]
    some = areas.assign(numerator=areas["numerator"].mask(unknown), value=areas["value"].mask(unknown))
    whole, less = (len(figures.plot_funnel(rows).get_lines()) for rows in (areas, some))
    assert less == whole - 1


WITHOUT_ROWS = {
    "breakdown": lambda: figures.plot_breakdown(
        breakdown(ACCIDENTS, by="supervision_sector", window=SPAN, basis=BASIS, area=AREA).iloc[:0]
    ),
    "funnel": lambda: figures.plot_funnel(areas_in_funnel().iloc[:0]),
    "area_shares": lambda: figures.plot_area_shares(shares().iloc[:0]),
    "share_by_window": lambda: figures.plot_share_by_window(shares().iloc[:0]),
    "tile_map": lambda: figures.plot_tile_map(shares().iloc[:0], reference.areas(PROJECT)),
    "trend": lambda: figures.plot_trend(counts(YEARS).iloc[:0], area=AREA),
    "heat": lambda: figures.plot_heat(counts(YEARS).iloc[:0]),
    "finds": lambda: figures.plot_finds_per_inspection(finds().iloc[:0]),
    "closure_curve": lambda: figures.plot_closure_curve(
        closure_curve(HAZARDS, window=SPAN, as_of=AS_OF).iloc[:0]
    ),
}


@pytest.mark.parametrize("name", sorted(WITHOUT_ROWS))
def test_of_a_frame_without_rows_there_are_axes_that_say_so(name):
    drawn = figure_of(WITHOUT_ROWS[name]())
    assert drawn.alt
    assert not drawn.axes[0].lines
