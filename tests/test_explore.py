"""What a choice gives, and what is said of one that cannot be answered."""

import base64
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from safetystats.errors import UnknownName, WrongUse
from safetystats.explore import Choice, Explorer
from safetystats.panel import OWN_DAYS, Panel
from safetystats.periods import Window
from safetystats.scope import Scope

AREA = "门头沟区"


def opened(folder: Path, **parameters: str) -> Explorer:
    usual = {
        "area": AREA,
        "as_of": "2020-08-24",
        "since": "2018-01-01",
        "basis": "no_road",
        "language": "en",
        "ledgers": str(folder),
    }
    return Explorer.open(**usual | parameters)


@pytest.fixture(scope="module")
def explorer(example_folder) -> Explorer:
    return opened(example_folder)


def cells(answer, table: int = 0) -> dict[tuple[str, str], tuple[str, ...]]:
    """The rows of a table by window and what is counted."""
    return {row[:2]: row[2:] for row in answer.tables[table].rows}


def test_the_first_choice_gives_the_letter_s_figures_beside_the_same_dates_of_earlier_years(explorer):
    answer = explorer.accidents(explorer.first_choice)
    plt.close(answer.chart.figure)
    rows = {window: row[:2] for (window, counted), row in cells(answer).items() if counted == "Accidents"}
    assert rows["1 January to 24 August 2020 [p]"] == ("3", "48")
    assert list(rows) == [
        "1 January to 24 August 2020 [p]",
        "1 January to 24 August 2019",
        "1 January to 24 August 2018",
    ]
    assert "read the count, not the percentage" in answer.to_text()
    assert answer.sentences[0].startswith("Mentougou had 3 fatal work accidents")


@pytest.mark.parametrize(
    ("window", "basis", "sector", "counted"),
    [
        # As the city published them: 18 accidents from January to May, 12 of them in construction.
        (Window.months(2020, 1, 5), "industrial", None, "18"),
        (Window.months(2020, 1, 5), "industrial", "Sector: construction", "12"),
        (Window.months(2020, 1, 6), "all", None, "95"),
    ],
)
def test_the_city_s_published_figures_come_out_of_a_choice(explorer, window, basis, sector, counted):
    part = explorer.parts[sector or "All sectors"]
    answer = explorer.accidents(replace(explorer.first_choice, window=window, basis=basis, part=part))
    plt.close(answer.chart.figure)
    (city,) = {row[1] for (_, what), row in list(cells(answer).items())[:1] if what == "Accidents"}
    assert city == counted


def test_a_sector_is_named_in_every_title_and_sentence(explorer):
    choice = replace(explorer.first_choice, part=explorer.parts["Industry: E construction"])
    answer = explorer.accidents(choice)
    plt.close(answer.chart.figure)
    for text in (*answer.sentences, *(table.title for table in answer.tables), answer.chart_text):
        assert "in industry E construction" in text


def test_the_windows_on_offer_lie_within_what_the_ledgers_cover_and_none_twice(explorer):
    names, windows = list(explorer.windows), list(explorer.windows.values())
    assert names[:4] == [
        "Year to date: 1 January to 24 August 2020",
        "Same dates: 1 January to 24 August 2019",
        "Same dates: 1 January to 24 August 2018",
        "Whole span: 1 January 2018 to 24 August 2020",
    ]
    assert "Half-year: 1 July to 24 August 2020" in names  # it ends with what is known
    assert "Quarter: April to June 2019" in names
    assert len(set(windows)) == len(windows)
    assert min(w.start for w in windows) == date(2018, 1, 1)
    assert max(w.end for w in windows) == date(2020, 8, 24)


def test_hazards_are_told_with_their_rate_and_beside_the_other_areas(explorer):
    answer = explorer.hazards(replace(explorer.first_choice, window=explorer.opened.whole))
    plt.close(answer.chart.figure)
    (table,) = answer.tables
    assert [table.rows[i][0] for i in table.marked] == ["Mentougou"]
    assert len(table.rows) == 17
    assert "closed by 24 August 2020" in answer.sentences[0]


@pytest.mark.parametrize("chart", ["windows", "months", "parts", "areas"])
@pytest.mark.parametrize("area", ["延庆区", "朝阳区"])
def test_every_chart_is_drawn_for_an_area_with_and_without_accidents(explorer, chart, area):
    for window in (explorer.opened.this_window, Window(date(2019, 2, 3), date(2019, 2, 3))):
        html, _ = Panel(explorer).show(lambda w=window: Choice(area, w, "no_road", chart=chart))
        assert 'class="problem"' not in html
    assert plt.get_fignums() == []


def test_a_picture_has_a_text_for_who_cannot_see_it_and_no_figure_stays_open(explorer):
    html, text = Panel(explorer).show(lambda: explorer.first_choice)
    alt, picture = re.search(r'<img alt="([^"]+)" src="data:image/png;base64,([^"]+)"', html).groups()
    assert unescape(alt).startswith("Mentougou: share of the city's accidents")
    assert "Mentougou had 3" in alt
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert "share of the city by window" in text
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (
            date(2020, 3, 1),
            date(2020, 2, 1),
            "结束日期（2020年2月1日）早于开始日期（2020年3月1日），请改选。",
        ),
        (None, date(2020, 2, 1), "请选择开始日期和结束日期。"),
        (date(2017, 12, 31), date(2020, 2, 1), "统计范围为2018年1月1日至2020年8月24日"),
        (date(2020, 8, 1), date(2020, 8, 25), "统计范围为2018年1月1日至2020年8月24日"),
    ],
)
def test_days_that_cannot_be_are_told_in_the_place_of_the_answer(example_folder, first, last, words):
    explorer = opened(example_folder, language="zh")
    with pytest.raises(WrongUse):
        explorer.own_window(first, last)
    html, text = Panel(explorer).show(lambda: Choice(AREA, explorer.own_window(first, last), "no_road"))
    assert words in text
    assert words in html
    assert "<table" not in html


def test_a_fault_of_ours_never_leaves_the_old_answer_under_a_new_choice(explorer):
    html, _ = Panel(explorer).show(lambda: Choice(AREA, None, "no_road"))  # type: ignore[arg-type]
    assert "by a fault of safetystats: AttributeError" in html
    assert "<table" not in html


def test_a_ledger_that_is_not_there_is_told_and_not_counted_as_none(explorer, monkeypatch):
    ledgers = explorer.opened.ledgers
    monkeypatch.setattr(Scope, "ledgers", replace(ledgers, accidents=ledgers.accidents.iloc[:0]))
    html, text = Panel(explorer).show(lambda: explorer.first_choice)
    assert "holds no accident ledger: nothing can be counted here" in text
    assert "<table" not in html


def test_names_from_a_ledger_are_no_markup(explorer):
    answer = explorer.accidents(explorer.first_choice)
    plt.close(answer.chart.figure)
    hostile = replace(answer, sentences=(*answer.sentences, '<script>"a"</script>'))
    assert "<script>" not in hostile.to_html("")


def test_accidents_of_no_stated_sector_are_a_choice_of_their_own(explorer, monkeypatch):
    ledgers = explorer.opened.ledgers
    sectors = ledgers.accidents["supervision_sector"]
    assert "Sector: not stated" not in explorer.parts
    accidents = ledgers.accidents.assign(supervision_sector=sectors.where(sectors != "物业"))
    monkeypatch.setattr(Scope, "ledgers", replace(ledgers, accidents=accidents))
    assert replace(explorer).parts["Sector: not stated"] == ("supervision_sector", "unknown")


def test_a_mistyped_area_is_refused_and_not_explored(example_folder):
    with pytest.raises(UnknownName, match="Nearest: '门头沟区'"):
        opened(example_folder, area="门头沟县")


def test_damaged_ledgers_are_told_with_what_to_do(tmp_path):
    (tmp_path / "ledgers.json").write_text("{", encoding="utf-8")
    explorer = opened(tmp_path)
    assert "cannot be used: " in explorer.notice
    assert "safetystats clean FOLDER" in explorer.notice
    assert Panel(explorer)._repr_mimebundle_()["text/plain"] == explorer.problem


def test_a_change_of_a_widget_redraws_the_same_output(explorer):
    box = Panel(explorer).widget("before")
    row, shown = box.children
    by_name = {widget.description: widget for widget in row.children}
    assert list(by_name) == ["Area", "Window", "First day", "Last day", "Sector", "Basis", "Chart"]
    by_name["Area"].value = "朝阳区"
    assert "Chaoyang had" in shown.value
    by_name["Window"].value = OWN_DAYS
    assert by_name["Last day"].layout.display is None
    by_name["Last day"].value = date(2019, 12, 31)
    assert "lies before the first" in shown.value
    by_name["Window"].value = Window.year(2019)
    assert by_name["Last day"].layout.display == "none"
    assert "in 2019" in shown.value
    assert plt.get_fignums() == []
