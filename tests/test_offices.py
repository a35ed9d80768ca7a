"""Offices that send less, later or from elsewhere: every notebook runs, and nothing unsent becomes a zero."""

import io
import re
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pandas as pd
import pytest

from safetystats import clean, read_ledger, sentences, tables
from safetystats.batch import Outcome, write_all
from safetystats.briefings import district_task
from safetystats.claims import check, extract
from safetystats.cubes import run as run_parts
from safetystats.errors import InputRejected, WrongUse
from safetystats.explain import explain, find_briefing, to_text
from safetystats.explore import Explorer
from safetystats.figures import plot_finds_per_inspection
from safetystats.index import write_index
from safetystats.intake import holds_other_ledgers, is_current, take_in
from safetystats.ledgers import read_ledgers, write_ledgers
from safetystats.locale.wording import note_text
from safetystats.measures.backlog import closing_dates, ledger_balance, overdue_ages
from safetystats.measures.closure import cohort_closure, on_time_closure, overdue
from safetystats.measures.counts import count_accidents
from safetystats.measures.coverage import insurance_coverage
from safetystats.measures.duties import studied_share
from safetystats.measures.inspections import finds_per_inspection, recheck_yield
from safetystats.measures.shares import share_change
from safetystats.measures.trends import compare_windows
from safetystats.periods import Covered, OfArea, Window
from safetystats.project import Project
from safetystats.reference import current_areas
from safetystats.runs import NotebookFailed, notebook_named, run_notebook
from safetystats.scope import CubeScope, Scope
from safetystats.shipped import shipped
from safetystats.snapshots import take_snapshot

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

OWN = {"area": ["门头沟区"]}
THIS = Window.year_to_date(date(2020, 8, 24))
NAMES = [path.stem for path in sorted(shipped("notebooks").glob("0[1-7]*.ipynb"))]
CITY = """\
city = "虚构市"
city_en = "Madecity"
code = "999900"
"""
AREAS = """\
code,area,area_en,slug,valid_from,valid_to,became
999901,东云区,East,999901-east,,,
999902,西云区,West,999902-west,,,
"""
SHEET = """\
事故台账（虚构示例）
序号,发生日期,所属区,事故分类,死亡人数
1,2019-03-05,东云区,工矿商贸,1
2,2020-04-06,西云区,工矿商贸,2
3,2020-05-07,老城,工矿商贸,1
"""


def run_all(**parameters: str) -> list[str]:
    """The errors of all notebooks; none if all is well.

    They are run here: what is imported and read for the first, the others need not.
    """
    errors = []
    for name in NAMES:
        try:
            run_notebook(notebook_named(name), parameters)
        except NotebookFailed as error:
            errors.append(f"{name}: {error}")
    return errors


@pytest.fixture(scope="module")
def made_city(tmp_path_factory) -> Path:
    """A project folder of another city, with a sheet of its own, cleaned."""
    folder = tmp_path_factory.mktemp("city")
    (folder / "project.toml").write_text(CITY, encoding="utf-8")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    (folder / "area_aliases.csv").write_text("alias,area\n老城,东云区\n", encoding="utf-8")
    (folder / "事故.csv").write_text(SHEET, encoding="utf-8")
    intake = take_in([folder / "事故.csv"], project=Project.load(folder / "project.toml"))
    intake.write(folder / "ledger")
    return folder


@pytest.mark.parametrize("kind", ["accidents", "hazards"])
def test_an_office_with_one_kind_of_ledger_gets_every_notebook(kind, example_cleaned, tmp_path):
    write_ledgers([example_cleaned[kind]], tmp_path, inputs=[], notice="")
    assert run_all(area="门头沟区", ledgers=str(tmp_path), language="en") == []


def counted_to_date(scope: Scope) -> pd.DataFrame:
    return pd.concat(
        count_accidents(
            scope.ledgers.accidents,
            windows=[scope.this_window],
            basis=scope.basis,
            levels={"area": [scope.area]},
            events=events,
            covered=scope.covered,
        )
        for events in ("accidents", "deaths")
    )


def test_a_year_after_the_end_of_the_ledger_is_not_said_to_be_without_accidents(example_folder):
    scope = a_scope(example_folder, as_of="2021-12-31")
    last = scope.ledgers.accidents["occurred_on"].max().date()
    assert scope.covered == Covered(date(2018, 1, 1), last)
    said = sentences.headline(counted_to_date(scope), area=scope.area)
    day = f"{last.year}年{last.month}月{last.day}日"
    assert said == f"门头沟区生产安全死亡事故：台账最后一条记录为{day}，不作计算。"
    assert f"事故台账最后一条记录为{day}，此后情况不明" in scope.notice("zh")


def test_months_of_which_no_sheet_was_sent_are_told_and_their_year_is_compared_with_none(
    example_cleaned, tmp_path
):
    whole = example_cleaned["accidents"]
    days = whole.ledger["occurred_on"]
    sent = whole.ledger[(days < "2019-02-01") | (days > "2019-04-30")]
    write_ledgers([replace(whole, ledger=sent)], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    gap = Window.months(2019, 2, 4)
    assert scope.covered == Covered(date(2018, 1, 1), date(2020, 8, 24), (gap,))
    assert [window.start.year for window in scope.same_windows] == [2018, 2020]
    assert "事故台账在2019年2月1日至2019年4月30日无任何记录" in scope.notice("zh")
    assert "no entry from 1 February 2019 to 30 April 2019" in scope.notice("en")
    (compared,) = compare_windows(
        scope.of_area(scope.accidents), this=scope.this_window, other=scope.last_window, basis=scope.basis,
        covered=scope.covered,
    ).to_dict("records")  # fmt: skip
    assert pd.isna(compared["p_value"])


@pytest.mark.parametrize(
    ("title", "line", "is_gap"),
    [
        ("2020年2月事故台账", "本月无事故", False),
        ("事故台账", "本月无事故", True),
        # A form that was not filled in says nothing.
        ("2020年2月事故台账", "", True),
    ],
)
def test_a_month_is_without_accidents_where_an_empty_sheet_says_so(tmp_path, title, line, is_gap):
    header = "事故编号,发生时间,区,事故分类,死亡人数\n"
    for month in (1, 2, 3, 4):
        rows = [f"{month}-{day},2020-{month:02}-{day:02},门头沟区,工矿商贸,1" for day in range(1, 16)]
        text = header + "\n".join(rows) if month != 2 else f"{title},,,,\n{header}{line},,,,\n"
        (tmp_path / f"第{month}份.csv").write_text(text, encoding="utf-8")
    built = write_ledgers(
        [clean(read_ledger(tmp_path, "accidents"))], tmp_path / "built", inputs=[], notice=""
    )
    scope = a_scope(built, as_of="2020-04-30")
    assert scope.covered.gaps == ((Window.month(2020, 2),) if is_gap else ())


def months_of_areas(folder: Path) -> None:
    """A sheet an area and month of 2020; of May one area sent none, and another one without accidents."""
    header = "事故编号,发生时间,区,事故分类,死亡人数\n"
    for area, number in (("门头沟区", 12), ("平谷区", 11), ("朝阳区", 2)):
        for month in range(1, 13):
            days = [f"2020-{month:02}-{2 * n:02}" for n in range(1, 1 + number)]
            rows = [f"{area[0]}{day},{day},{area},工矿商贸,1\n" for day in days]
            if (area, month) == ("平谷区", 5):
                rows = ["本月无事故,,,,\n"]
            if (area, month) != ("门头沟区", 5):
                text = header + "".join(rows)
                (folder / f"{area}2020年{month}月.csv").write_text(text, encoding="utf-8")


def test_a_month_that_an_area_never_sent_is_no_zero_of_it_in_ledgers_and_cubes(tmp_path):
    (raw := tmp_path / "raw").mkdir()
    months_of_areas(raw)
    built = write_ledgers([clean(read_ledger(raw, "accidents"))], tmp_path / "built", inputs=[], notice="")
    run_parts(sorted(raw.glob("*.csv"))).write(tmp_path / "cube.npz")
    asked = {"area": "门头沟区", "as_of": "2020-12-31", "since": "2020-01-01", "basis": "industrial"}
    scope = a_scope(built, **{name: asked[name] for name in ("as_of", "since", "basis")})
    cube = CubeScope.check(**asked, language="zh", cube=str(tmp_path / "cube.npz"))
    may = Window.month(2020, 5)
    told = OfArea("平谷区", may)
    assert scope.ledgers.empty_windows("accidents") == [told]
    assert cube.cube.empty_windows == (("accidents", told),)
    sent = scope.ledgers.sent_windows("accidents")
    assert tuple(("accidents", one) for one in sent) == cube.cube.sent_windows
    assert (scope.covered.gaps, scope.covered.of_areas) == ((), (OfArea("门头沟区", may),))
    for one in (scope, cube):  # Judged once for all areas of a batch.
        assert one.for_reader("平谷区", "en").days_covered("accidents") is one.days_covered("accidents")
    of_both = [
        one.measured(
            "accidents", count_accidents, windows=[may, scope.this_window], basis=scope.basis, by=by,
            covered=one.covered,
        )
        for by in (("area",), ())
        for one in (scope, cube)
    ]  # fmt: skip
    by_area, by_area_of_cube, city, city_of_cube = of_both
    pd.testing.assert_frame_equal(by_area, by_area_of_cube)
    pd.testing.assert_frame_equal(city, city_of_cube)
    # 2 of 朝阳区 in May; 11 months of 12 and of 11, 12 of 2.
    counted = by_area.set_index("area")["numerator"].fillna(-1)
    assert counted["门头沟区"].tolist() == [-1, 132]
    assert (counted["平谷区"].tolist(), counted["朝阳区"].tolist()) == ([0, 121], [2, 24])
    assert city["numerator"].tolist() == [2, 277]
    why = "the ledger has no entry of 门头沟区 from 2020-05-01 to 2020-05-31"
    notes = by_area.set_index("area")["note"]
    assert notes["门头沟区"].tolist() == [why, f"at least: {why}"]
    assert set(notes.drop("门头沟区")) == {""}
    assert city["note"].tolist() == [f"at least: {why}"] * 2
    assert scope.interrupted("zh") == cube.interrupted("zh")
    assert "事故台账在2020年5月1日至2020年5月31日无门头沟区的任何记录" in scope.notice("zh")
    assert "accident ledger has no entry of Mentougou from 1 May 2020 to 31 May 2020" in scope.notice("en")


def test_an_area_that_never_sent_a_sheet_beside_areas_that_send_theirs_is_named_and_has_no_zero(tmp_path):
    (raw := tmp_path / "raw").mkdir()
    for area in current_areas(Project.load()):
        for month in range(1, 13):
            # One a month; 平谷区 never sent its July, and 延庆区 nothing at all.
            if (area, month) != ("平谷区", 7) and area != "延庆区":
                row = f"{area}{month},2020-{month:02}-09,{area},工矿商贸,1\n"
                text = "事故编号,发生时间,区,事故分类,死亡人数\n" + row
                (raw / f"{area}_2020-{month:02}.csv").write_text(text, encoding="utf-8")
    built = write_ledgers([clean(read_ledger(raw, "accidents"))], tmp_path / "built", inputs=[], notice="")
    scope = a_scope(built, as_of="2020-12-31", since="2020-01-01", basis="industrial")
    told = "事故台账各年均无延庆区的报表和记录：情况不明，其全市数字均不含延庆区。"
    assert scope.notice("zh").count("延庆区") == told.count("延庆区") and told in scope.notice("zh")
    assert "has no sheet and no entry of Yanqing in any year: what happened there" in scope.notice("en")
    change = share_change(
        scope.accidents, area="朝阳区", this=Window.months(2020, 8, 12), other=Window.months(2020, 1, 5),
        basis=scope.basis, covered=scope.covered, unlike_allowed=True,
    ).iloc[0]  # fmt: skip
    # Of both windows it is the city of the others: 16 of all areas, the development zone among them.
    assert (change["this_denominator"], change["other_denominator"]) == (80, 80)
    assert change["p_value"] == pytest.approx(1)
    assert "事故台账在2020年7月1日至2020年7月31日无平谷区的任何记录" in scope.notice("zh")
    counted = count_accidents(
        scope.accidents, windows=[Window.year(2020), Window.month(2020, 7)], basis=scope.basis, by=("area",),
        levels={"area": scope.areas}, covered=scope.covered,
    )  # fmt: skip
    numbers = counted.set_index("area")["numerator"].fillna(-1)
    assert numbers[["延庆区", "平谷区", "朝阳区"]].tolist() == [-1, -1, 11, -1, 12, 1]
    letter = "2020年，延庆区发生事故0起。2020年7月，平谷区发生事故0起。2020年，平谷区发生事故11起。"
    found = check(extract(letter), scope.ledgers, as_of=date(2020, 12, 31))
    assert found["verdict"].tolist() == ["cannot be computed", "cannot be computed", "agrees"]
    assert "无延庆区的任何记录，报表可能未报送" in found["note_zh"][0]
    later = read_ledgers(take_snapshot(built, date(2020, 12, 31), tmp_path / "snapshots"))
    assert later.sent_windows("accidents") == scope.ledgers.sent_windows("accidents")


def months_of_2020(folder: Path, second: str) -> None:
    """Sheets of January to April, of which the second is given, with 15 accidents in each of the others."""
    header = "事故编号,发生时间,区,事故分类,死亡人数\n"
    for month in (1, 2, 3, 4):
        rows = [f"{month}-{day},2020-{month:02}-{day:02},门头沟区,工矿商贸,1" for day in range(1, 16)]
        text = header + ("\n".join(rows) if month != 2 else second)
        (folder / f"2020年{month}月.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("本月无事故,,,,\n", [""]),
        ("1,2020-02-29,门头沟区,本月无事故,0\n2,2020-02-29,平谷区,本月无事故,0\n", ["平谷区", "门头沟区"]),
        # The one row is of a day that is not legible.
        ("1,二月某日,门头沟区,工矿商贸,1\n", []),
    ],
)
@pytest.mark.parametrize("audience", ["upward", "public"])
def test_ledgers_of_any_audience_and_cubes_lack_the_same_months(tmp_path, second, told, audience):
    """But for a report that names no area: a part, which knows no sheets beside it, does not use it."""
    months_of_2020(tmp_path, second)
    built = write_ledgers(
        [clean(read_ledger(tmp_path, "accidents"), audience=audience)], tmp_path / "built", inputs=[],
        notice="", audience=audience,
    )  # fmt: skip
    cube = run_parts(sorted(tmp_path.glob("*.csv")))
    cube.write(tmp_path / "cube.npz")
    asked = {"area": "门头沟区", "as_of": "2020-04-30", "since": "2020-01-01", "basis": "industrial"}
    large = CubeScope.check(**asked, language="zh", cube=str(tmp_path / "cube.npz"))
    lacking = (Window.month(2020, 2),)
    assert a_scope(built, as_of="2020-04-30").covered.gaps == (() if told else lacking)
    assert large.covered.gaps == (() if told and told != [""] else lacking)
    assert ("NOT USED" in " ".join(cube.refusals())) is (told == [""])
    kept = take_snapshot(built, date(2020, 4, 30), tmp_path / "kept")
    february = [OfArea(area, Window.month(2020, 2)) for area in told]
    assert read_ledgers(kept).empty_windows("accidents") == february


def test_a_year_that_the_ledger_covers_in_part_is_looked_at_as_far_as_it_does(example_cleaned, tmp_path):
    whole = example_cleaned["accidents"]
    early = whole.ledger[whole.ledger["occurred_on"] <= "2020-03-15"]
    write_ledgers([replace(whole, ledger=early)], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    last = early["occurred_on"].max().date()
    assert scope.this_window == Window(date(2020, 1, 1), last)
    # Like with like: the same dates of the years before, not until 24 August.
    assert scope.last_window == Window(date(2019, 1, 1), last.replace(year=2019))
    assert scope.same_windows[0] == Window(date(2018, 1, 1), last.replace(year=2018))
    assert scope.whole == Window(date(2018, 1, 1), last)
    assert scope.months[-1].end == last
    assert scope.whole_of("hazards").end == date(2020, 8, 24)


def test_a_ledger_that_ended_before_what_is_looked_at_tells_its_own_end(example_cleaned, tmp_path):
    whole = example_cleaned["accidents"]
    early = whole.ledger[whole.ledger["occurred_on"] <= "2019-08-19"]
    write_ledgers([replace(whole, ledger=early)], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path, since="2020-01-01")
    last = early["occurred_on"].max().date()
    assert scope.covered.end == last
    assert (scope.whole, scope.this_window) == (Window(date(2020, 1, 1), date(2020, 8, 24)),) * 2
    counted = counted_to_date(scope)
    assert counted["numerator"].isna().all() and set(counted["note"]) == {f"the ledger ends on {last}"}


def test_an_inspection_ledger_that_ended_long_ago_is_told(example_cleaned, tmp_path):
    whole = example_cleaned["inspections"]
    early = whole.ledger[whole.ledger["inspected_on"] <= "2020-03-15"]
    write_ledgers([replace(whole, ledger=early)], tmp_path, inputs=[], notice="")
    assert "检查台账最后一条记录为2020年3月" in a_scope(tmp_path, as_of="2022-08-24").notice("zh")


def test_a_ledger_that_is_a_month_behind_is_not_said_to_end(example_folder):
    assert a_scope(example_folder, as_of="2020-09-20").covered.end == date(2020, 9, 20)


def test_where_no_accident_was_given_none_is_said_to_have_happened(example_cleaned, tmp_path):
    write_ledgers([example_cleaned["hazards"]], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    assert counted_to_date(scope)["numerator"].isna().all()
    said = sentences.headline(counted_to_date(scope), area=scope.area)
    assert said == "门头沟区生产安全死亡事故：未提供事故台账，不作计算。"
    # The hazards go on as before.
    assert scope.whole_of("hazards").start == date(2018, 1, 1)


@pytest.mark.parametrize(
    ("kind", "figures"),
    [
        (
            "hazards",
            lambda scope: cohort_closure(
                scope.ledgers.hazards, window=THIS, as_of=scope.as_of, by=["area"], levels=OWN
            ),
        ),
        (
            "inspections",
            lambda scope: finds_per_inspection(scope.ledgers.inspections, windows=[THIS], levels=OWN),
        ),
        (
            "enterprises",
            lambda scope: insurance_coverage(scope.ledgers.enterprises, days=[scope.as_of], area="门头沟区"),
        ),
    ],
)
def test_figures_of_a_ledger_that_was_not_given_are_dashes_and_no_noughts(
    kind, figures, example_cleaned, tmp_path
):
    write_ledgers([example_cleaned["accidents"]], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    counted = figures(scope)
    assert counted["denominator"].tolist() == [0]
    known = scope.ledgers.if_given(kind, counted)
    assert known[["numerator", "denominator", "value"]].isna().all(axis=None)
    assert known["window_start"].tolist() == counted["window_start"].tolist()
    names = {"hazards": "隐患台账", "inspections": "检查台账", "enterprises": "单位台账"}
    assert note_text(known["note"].iloc[0], "zh") == f"未提供{names[kind]}"
    assert scope.ledgers.if_given("accidents", counted) is counted


def test_no_accident_was_studied_by_no_meeting_where_the_ledger_states_no_meetings(example_cleaned, tmp_path):
    cleaned = example_cleaned["accidents"]
    write_ledgers([cleaned], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    studied = studied_share(scope.ledgers.accidents, windows=[THIS], basis=scope.basis, levels=OWN)
    assert scope.ledgers.if_stated("accidents", "studied_on", studied) is studied
    unstated = replace(scope.ledgers, accidents=scope.ledgers.accidents.assign(studied_on=pd.NaT))
    said = sentences.studied_in_sector_sentence(
        unstated.if_stated("accidents", "studied_on", studied), area="门头沟区", sector="建筑业"
    )
    assert said == "门头沟区建筑业事故专题研究情况：台账均未填写，不作计算。"


def test_sentences_and_charts_of_a_ledger_that_was_not_given_say_so(example_cleaned, tmp_path):
    write_ledgers([example_cleaned["accidents"]], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    finds = finds_per_inspection(scope.ledgers.inspections, windows=[THIS], levels=OWN)
    finds = scope.ledgers.if_given("inspections", finds)
    said = sentences.inspections_sentence(finds, area="门头沟区")
    assert said == "门头沟区检查发现隐患情况：未提供检查台账，不作计算。"
    drawn = plot_finds_per_inspection(finds)
    assert not drawn.lines
    assert "未提供检查台账" in drawn.figure.alt
    assert tables.finds_table(finds).rows == (("门头沟区", "—", "—", "—", "—"),)
    recheck = recheck_yield(scope.ledgers.inspections, windows=[THIS], levels=OWN)
    said = sentences.recheck_sentence(scope.ledgers.if_given("inspections", recheck), area="门头沟区")
    assert said == "门头沟区复查情况：未提供检查台账，不作计算。"
    closure = scope.ledgers.if_given(
        "hazards", cohort_closure(scope.ledgers.hazards, window=THIS, as_of=scope.as_of)
    )
    said = sentences.closure_sentence(closure, area="门头沟区")
    assert said == "门头沟区隐患销账率：未提供隐患台账，不作计算。"


@pytest.mark.parametrize(
    ("measure", "say_it", "what"),
    [
        (on_time_closure, sentences.on_time_sentence, "按期销账"),
        (overdue, sentences.overdue_sentence, "逾期隐患"),
        (overdue_ages, sentences.overdue_ages_sentence, "逾期隐患"),
        (ledger_balance, sentences.balance_sentence, "隐患台账平衡"),
        (closing_dates, sentences.closing_dates_sentence, "到期当日销账"),
    ],
)
def test_no_sentence_says_none_of_hazards_that_were_not_given(
    measure, say_it, what, example_cleaned, tmp_path
):
    write_ledgers([example_cleaned["accidents"]], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    known = scope.ledgers.if_given("hazards", measure(scope.ledgers.hazards, window=THIS, as_of=scope.as_of))
    assert say_it(known, area="门头沟区") == f"门头沟区{what}：未提供隐患台账，不作计算。"


UNTOLD = "台账各行均没有可识别的销账状态或销账日期，不作计算。"


@pytest.fixture(scope="module")
def untold(example_cleaned, tmp_path_factory) -> Path:
    """Ledgers whose hazards state no status and no closing day, and whose accidents state no deaths."""
    folder = tmp_path_factory.mktemp("untold")
    hazards, accidents = example_cleaned["hazards"], example_cleaned["accidents"]
    open_ones = hazards.ledger.assign(status=pd.NA, closed_on=pd.NaT, end_type="open", reopened=False)
    no_deaths = accidents.ledger.assign(deaths=pd.NA)
    write_ledgers(
        [
            replace(hazards, ledger=open_ones.astype(hazards.ledger.dtypes)),
            replace(accidents, ledger=no_deaths.astype(accidents.ledger.dtypes)),
        ],
        folder,
        inputs=[],
        notice="",
    )
    return folder


@pytest.mark.parametrize(
    ("measure", "say_it", "what"),
    [
        (cohort_closure, sentences.closure_sentence, "隐患销账率"),
        (on_time_closure, sentences.on_time_sentence, "按期销账"),
        (overdue, sentences.overdue_sentence, "逾期隐患"),
        (ledger_balance, sentences.balance_sentence, "隐患台账平衡"),
    ],
)
def test_hazards_of_which_no_end_is_stated_are_not_said_to_be_open(measure, say_it, what, untold):
    scope = a_scope(untold)
    known = scope.ledgers.if_given("hazards", measure(scope.ledgers.hazards, window=THIS, as_of=scope.as_of))
    assert say_it(known, area="门头沟区") == f"门头沟区{what}：{UNTOLD}"


def test_hazards_that_are_all_stated_to_be_open_are(example_cleaned, tmp_path):
    hazards = example_cleaned["hazards"]
    open_ones = hazards.ledger.assign(status="未销账", closed_on=pd.NaT, end_type="open")
    write_ledgers(
        [replace(hazards, ledger=open_ones.astype(hazards.ledger.dtypes))], tmp_path, inputs=[], notice=""
    )
    scope = a_scope(tmp_path)
    known = cohort_closure(scope.ledgers.hazards, window=THIS, as_of=scope.as_of)
    assert scope.ledgers.if_given("hazards", known) is known


def test_where_no_deaths_are_stated_no_year_is_said_to_be_without_fatal_accidents(untold):
    scope = a_scope(untold)
    counted = counted_to_date(scope)
    assert counted["numerator"].isna().all()
    said = sentences.headline(counted, area=scope.area)
    assert said == "门头沟区生产安全死亡事故：台账各行均未填写死亡人数，不作计算。"


@pytest.mark.parametrize("name", ["04_hazard_closure", "05_yearly_trends", "06_district_briefing"])
def test_a_page_tells_no_nought_of_what_no_row_states(name, untold):
    notebook = run_notebook(notebook_named(name), {"ledgers": str(untold), "area": "门头沟区"})
    found = re.search(r".{0,60}(均未发生|持平|已销账0个|(?<![0-9.])0(起|人|个|\.0%))", str(notebook))
    assert found is None, found[0]


def test_another_city_gets_every_notebook(made_city):
    parameters = {"ledgers": str(made_city / "ledger"), "project": str(made_city / "project.toml")}
    assert run_all(area="东云区", since="2019-01-01", **parameters) == []


def test_english_pages_name_the_areas_of_another_city_in_english(made_city, tmp_path):
    scope = Scope.check(
        area="东云区",
        as_of="2020-08-24",
        since="2019-01-01",
        basis="all",
        language="en",
        ledgers=str(made_city / "ledger"),
        project=str(made_city / "project.toml"),
    )
    assert Explorer.open(**scope.parameters).areas == {"East": "东云区", "West": "西云区"}
    outcomes = write_all([district_task(scope, tmp_path, font="", formats=("html",))], jobs=1)
    pages = [outcomes[0].task.file("html"), write_index(outcomes, scope, tmp_path)]
    for page in pages:
        seen = re.sub(
            r"<(style|script).*?</\1>|<[^>]*>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        assert "East" in seen and "West" in seen
        assert re.findall("[东西]云", seen) == []
    assert pages[0].parent.name == "999901-east"
    told = to_text(explain(find_briefing(tmp_path), "T3.1"), None)
    assert "\nArea: East\n" in told


WITHOUT_CATEGORIES = """\
事故编号,发生时间,区,行业,事故类型,死亡人数,单位名称
1,2019-05-12,海淀区,建筑业,坍塌,1,甲（虚构）
2,2020-02-11,门头沟区,建筑业,高处坠落,1,乙（虚构）
3,2020-04-11,门头沟区,建筑业,物体打击,1,丙（虚构）
4,2020-05-01,门头沟区,制造业,物体打击,1,丁（虚构）
"""


@pytest.fixture(scope="module")
def without_categories(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("categories")
    (folder / "事故.csv").write_text(WITHOUT_CATEGORIES, encoding="utf-8")
    take_in([folder / "事故.csv"]).write(folder / "ledger")
    return folder / "ledger"


def test_a_basis_by_category_is_refused_where_no_accident_states_its_own(without_categories):
    with pytest.raises(WrongUse, match=r"no_road.*not one of the 4 accidents.*'all'.*事故分类"):
        a_scope(without_categories)


def test_what_states_no_category_is_counted_of_all_categories_and_every_report_says_so(without_categories):
    scope = a_scope(without_categories, basis="")
    assert scope.basis.name == "all"
    assert "台账未注明任何事故的分类：按全部分类统计，含道路运输。" in scope.notice("zh")


def test_accidents_are_divided_by_industry_where_no_sector_of_the_bureau_is_stated(
    without_categories, example_folder
):
    assert a_scope(without_categories, basis="all").division == "industry"
    assert a_scope(example_folder).division == "supervision_sector"


def test_a_quiet_year_after_an_earlier_accident_is_covered(without_categories, tmp_path):
    earlier = WITHOUT_CATEGORIES + "5,2016-05-01,海淀区,建筑业,坍塌,1,戊（虚构）\n"
    (tmp_path / "事故.csv").write_text(earlier, encoding="utf-8")
    take_in([tmp_path / "事故.csv"]).write(tmp_path / "ledger")
    assert a_scope(tmp_path / "ledger", basis="all").covered_from == date(2018, 1, 1)


def test_whole_years_before_the_first_accident_are_not_covered(without_categories):
    scope = a_scope(without_categories, basis="all")
    assert scope.covered_from == date(2019, 1, 1)  # asked for since 2018
    assert [str(w) for w in scope.printed_windows] == ["2019-01-01/2019-12-31", "2020-01-01/2020-08-24"]


HOSTILE = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../上级", r"$\frac{1}{0}$", "{{ 7 * 7 }}"]


@pytest.mark.parametrize("slug", ["../out", "/tmp/out", "a/b", "..", "", "a b", "Other"])
def test_a_slug_that_is_no_folder_of_its_own_is_refused(tmp_path, slug):
    lines = [f"999901,东云区,East,{slug},,,", "999902,西云区,West,other,,,"]
    (tmp_path / "project.toml").write_text(CITY, encoding="utf-8")
    (tmp_path / "areas.csv").write_text("\n".join([AREAS.splitlines()[0], *lines]), encoding="utf-8")
    with pytest.raises(InputRejected, match=r"areas\.csv.*cannot be the name of an area's folder"):
        current_areas(Project.load(tmp_path / "project.toml"))


def test_hostile_names_stay_text_in_briefing_and_index(tmp_path):
    header, *_ = AREAS.splitlines()
    lines = [f'99990{i},"{name}",Area {i},area-{i},,,' for i, name in enumerate(HOSTILE)]
    rows = [f'{i},2020-04-0{i + 1},"{name}",工矿商贸,{i}' for i, name in enumerate(HOSTILE)]
    sheet = "\n".join([*SHEET.splitlines()[:2], *rows])
    for name, text in {
        "project.toml": CITY,
        "areas.csv": "\n".join([header, *lines]),
        "area_aliases.csv": "alias,area\n",
        "事故.csv": sheet,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = tmp_path / "project.toml"
    take_in([tmp_path / "事故.csv"], project=Project.load(project)).write(tmp_path / "ledger")
    out = tmp_path / "a" / "b" / "out"
    scope = Scope.check(
        area=HOSTILE[0],
        as_of="2020-08-24",
        since="2018-01-01",
        basis="no_road",
        language="zh",
        ledgers=str(tmp_path / "ledger"),
        project=str(project),
    )
    assert scope.areas == HOSTILE
    tasks = [district_task(scope.for_reader(area, "zh"), out, font="") for area in HOSTILE]
    tasks = [replace(task, notebook="03_sector_breakdown") for task in tasks]
    outcomes = write_all(tasks, jobs=2)
    assert [o.error for o in outcomes if o.error] == []
    index = write_index(outcomes, scope, out)
    assert {p.name for p in out.iterdir()} == {*(f"area-{i}" for i in range(5)), "index.html", "index.json"}
    assert [p.name for p in out.parent.iterdir()] == ["out"]
    for page in (index, *(task.file("html") for task in tasks)):
        assert "<script>alert" not in page.read_text(encoding="utf-8")
    index_text = index.read_text(encoding="utf-8")
    assert all(escape(name) in index_text for name in HOSTILE)
    names = pd.read_html(io.StringIO(index_text))[0].iloc[:, 0].tolist()
    assert [name for name in names if name in HOSTILE] == [name for name in names if name != "全市"]


def test_another_city_s_ledgers_are_refused_without_its_project(made_city):
    with pytest.raises(WrongUse, match=r"Not one row .* lies in an area of 北京市.*--project"):
        Scope.check(
            area="门头沟区",
            as_of="2020-08-24",
            since="2018-01-01",
            basis="no_road",
            language="zh",
            ledgers=str(made_city / "ledger"),
        )


def a_scope(
    folder: Path, since: str = "2018-01-01", basis: str = "no_road", as_of: str = "2020-08-24"
) -> Scope:
    return Scope.check(
        area="门头沟区",
        as_of=as_of,
        since=since,
        basis=basis,
        language="zh",
        ledgers=str(folder),
    )


def test_a_ledger_that_begins_late_has_no_window_before_its_beginning(example_cleaned, tmp_path):
    whole = example_cleaned["accidents"]
    late = whole.ledger[whole.ledger["occurred_on"] >= "2020-01-01"]
    write_ledgers([replace(whole, ledger=late)], tmp_path, inputs=[], notice="")
    scope = a_scope(tmp_path)
    assert scope.covered_from == date(2020, 1, 1)
    assert [str(w) for w in scope.same_windows] == ["2020-01-01/2020-08-24"]
    assert [w.label for w in scope.printed_windows] == ["2020-01-01/2020-08-24"]


def test_the_index_shows_no_zero_for_a_year_before_the_ledger(example_cleaned, tmp_path):
    whole = example_cleaned["accidents"]
    late = whole.ledger[whole.ledger["occurred_on"] >= "2020-01-01"]
    write_ledgers([replace(whole, ledger=late)], tmp_path / "ledger", inputs=[], notice="")
    scope = a_scope(tmp_path / "ledger")
    task = district_task(scope, tmp_path, font="")
    page = write_index([Outcome(task, "failed", "")], scope, tmp_path)
    accidents = pd.read_html(page, encoding="utf-8")[0]
    before = accidents["2019年1月1日至8月24日"]
    # The city's row says nothing either.
    assert set(before.fillna("").to_numpy().ravel()) == {"—", ""}


def test_a_few_quiet_days_are_no_late_beginning(example_folder):
    scope = a_scope(example_folder)
    assert scope.ledgers.accidents["occurred_on"].min() >= pd.Timestamp("2018-01-01")
    assert scope.covered_from == scope.since == date(2018, 1, 1)


def test_files_of_one_name_in_two_folders_stay_two_files(tmp_path):
    for folder, area in (("甲", "门头沟区"), ("乙", "朝阳区")):
        (tmp_path / folder).mkdir()
        text = f"序号,发生日期,所属区,事故分类,死亡人数\n1,2020-03-05,{area},工矿商贸,1\n"
        (tmp_path / folder / "事故.csv").write_text(text, encoding="utf-8")
    intake = take_in([tmp_path / "甲", tmp_path / "乙"])
    assert [(b.file, b.rows_read, b.rows_kept) for b in intake.balances] == [
        ("甲/事故.csv", 1, 1),
        ("乙/事故.csv", 1, 1),
    ]


def test_ledgers_are_current_until_a_file_changes_or_one_of_them_is_damaged(tmp_path):
    raw, built = tmp_path / "raw", tmp_path / "built"
    raw.mkdir()
    (raw / "事故.csv").write_text(SHEET, encoding="utf-8")
    take_in([raw]).write(built)
    assert is_current(built, [raw])
    (built / "accidents.parquet").unlink()
    assert not is_current(built, [raw])
    take_in([raw]).write(built)
    (raw / "事故.csv").write_text(SHEET.replace("2020-05-07", "2020-05-08"), encoding="utf-8")
    assert not is_current(built, [raw])


def test_ledgers_that_speak_of_other_data_are_told_from_the_example_s(example_folder, tmp_path):
    raw = shipped("data", "raw")
    assert not holds_other_ledgers(example_folder, [raw])
    assert not holds_other_ledgers(tmp_path / "empty", [raw])
    own = tmp_path / "own.csv"
    own.write_text(SHEET, encoding="utf-8")
    take_in([own]).write(tmp_path / "built")
    assert holds_other_ledgers(tmp_path / "built", [raw])


def test_what_was_not_stated_is_told_and_no_nought(tmp_path):
    sheet = SHEET.replace("2,2020-04-06,西云区,工矿商贸,2", "2,2020-04-06,东云区,工矿商贸,不详")
    for name, text in {
        "project.toml": CITY,
        "areas.csv": AREAS,
        "area_aliases.csv": "alias,area\n老城,东云区\n",
        "事故.csv": sheet,
        "隐患.csv": "隐患编号,发现日期,区,状态\n1,2020-03-05,东云区,整改中\n2,2020-03-06,东云区,已销账\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = tmp_path / "project.toml"
    paths = [tmp_path / "事故.csv", tmp_path / "隐患.csv"]
    take_in(paths, project=Project.load(project)).write(tmp_path / "ledger")
    scope = Scope.check(
        area="东云区",
        as_of="2020-08-24",
        since="2019-01-01",
        basis="no_road",
        language="zh",
        ledgers=str(tmp_path / "ledger"),
        project=str(project),
    )
    [outcome] = write_all([district_task(scope, tmp_path / "out", font="", formats=("html",))], jobs=1)
    page = outcome.task.file("html").read_text(encoding="utf-8")
    assert "未提供检查台账、单位台账" in page
    # One accident is known to be fatal; of another it is not stated whether anybody died.
    assert "东云区发生生产安全死亡事故（工矿商贸、铁路交通、特种设备，不含道路运输）1起" in page
    [first, *_] = re.findall(r"<li>([^<]*起，死亡[^<]*)</li>", page)
    assert "另有1起死亡人数不详，未计入" in first
    # The sheet does not say which hazards are listed: all that were found count.
    assert "隐患2个，截至2020年8月24日已销账1个" in page


def test_a_city_of_one_area_gets_every_notebook(tmp_path):
    (tmp_path / "project.toml").write_text(CITY, encoding="utf-8")
    (tmp_path / "areas.csv").write_text("\n".join(AREAS.splitlines()[:2]) + "\n", encoding="utf-8")
    (tmp_path / "area_aliases.csv").write_text("alias,area\n", encoding="utf-8")
    (tmp_path / "事故.csv").write_text("\n".join(SHEET.splitlines()[:3]) + "\n", encoding="utf-8")
    project = tmp_path / "project.toml"
    take_in([tmp_path / "事故.csv"], project=Project.load(project)).write(tmp_path / "ledger")
    parameters = {"ledgers": str(tmp_path / "ledger"), "project": str(project)}
    assert run_all(area="东云区", since="2019-01-01", **parameters) == []
