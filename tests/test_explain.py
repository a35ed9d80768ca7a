"""Every number can be asked: the records that are listed are those that were counted, to the last one."""

import ast
import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from commands import run
from safetystats import tables
from safetystats.briefings import digest_of_inputs
from safetystats.display import Table
from safetystats.documents.content import content_of
from safetystats.errors import InputRejected, UnknownName, WrongUse
from safetystats.explain import Briefing, explain, find_briefing, to_json, to_text
from safetystats.ledgers import MANIFEST
from safetystats.locale.formulas import formula_text
from safetystats.locale.notes import refusal_text
from safetystats.records import FINDERS
from safetystats.runs import notebook_named, notebook_text, run_notebook
from safetystats.scope import Scope
from safetystats.sheets.files import list_files
from safetystats.writing import digest_of

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

NAMES = ["01_ledger_quality", "04_hazard_closure", "06_district_briefing", "07_supervision_report"]
"""Notebooks with every kind of table that is made from ledgers."""


@pytest.fixture(scope="session")
def briefings(example_folder, tmp_path_factory) -> dict[str, Briefing]:
    """Briefings of Mentougou, as they lie in their folders."""
    made = {}
    for name in NAMES:
        folder = tmp_path_factory.mktemp(name)
        parameters = {
            "area": "门头沟区", "as_of": "2020-08-24", "since": "2018-01-01", "basis": "no_road",
            "language": "zh", "ledgers": str(example_folder), "project": "",
        }  # fmt: skip
        executed = run_notebook(notebook_named(name), parameters)
        (folder / "briefing.ipynb").write_text(notebook_text(executed), encoding="utf-8")
        manifest = {"parameters": parameters, "inputs": digest_of_inputs(Scope.check(**parameters))}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        made[name] = find_briefing(folder)
    return made


NOT_OF_RECORDS = {
    "part",
    "counted_balance",
    "reconcile",
    "claim",
    "consistency",
    "implied",
    "ways",
    "contradictions",
}
"""Tables of published figures, of cubes and of letters, whose figures are made of no ledger's records."""
SAID_IN_FULL = {"implied", "ways", "contradictions"}
"""Tables that say in their rows what follows from what."""


def measures_of_tables() -> set[str]:
    """What tables say that their figures are, as it stands in the code."""
    return {
        keyword.value.value
        for room in Path(tables.__path__[0]).glob("*.py")
        for call in ast.walk(ast.parse(room.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "measure" and isinstance(keyword.value, ast.Constant)
    }


def test_every_table_tells_its_formula_and_its_records():
    told = measures_of_tables()
    assert {"count", "closure", "claim"} < told
    assert told - set(FINDERS) == NOT_OF_RECORDS
    for language in ("zh", "en"):
        assert {name for name in told if not formula_text(name, language)} == SAID_IN_FULL


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_what_its_records_add_up_to(briefings, name):
    briefing = briefings[name]
    asked = {}
    for table in briefing.tables:
        for position in range(len(table.rows)):
            explained = explain(briefing, table.row_id(position))
            assert explained.agrees, to_text(explained, 5)
            assert not explained.has_changed
            assert explained.figures or explained.made_from
            asked[explained.row_id] = sum(len(figure.behind) for figure in explained.figures)
    # A letter's figures that no ledger can tell have none.
    assert sum(asked.values()) > len(asked)


def test_the_accidents_of_2019_are_the_two_that_the_sheets_hold(briefings):
    # Read by hand in the sheet 事故台账 of that year: rows 174 and 176 are 门头沟区's that count.
    behind = explain(briefings["06_district_briefing"], "T4.2").figures[0].behind
    own, city = (one.rows for one in behind)
    assert own["source_row"].tolist() == [174, 176]
    assert set(own["source_file"]) == {"2019年生产安全事故台账（示例）.xls"}
    assert (len(own), len(city)) == (2, 100)


def test_deaths_are_added_up_and_accidents_counted(briefings):
    briefing = briefings["06_district_briefing"]
    # The letter: 3 accidents with 3 deaths against 1 and 1 in the same days of 2019.
    accidents, deaths = (
        {one.figure: (len(one.rows), one.counted) for one in explain(briefing, row).figures[0].behind}
        for row in ("T1.1", "T1.2")
    )
    assert accidents == deaths == {"numerator": (3, 3), "denominator": (1, 1)}


def test_a_sector_is_asked_for_in_the_area_and_in_the_city(briefings):
    own, city = explain(briefings["06_district_briefing"], "T8.1").figures
    assert [(one.counted, one.printed) for one in own.behind] == [(7, 7), (10, 10)]
    assert set(own.behind[0].rows["supervision_sector"]) == {"建筑业"}
    assert city.behind[0].counted == 125


def test_a_month_of_the_table_of_months_names_its_accidents(briefings):
    # Read in the raw sheets: one each in May, July (3rd) and August (18th) up to the day.
    figures = explain(briefings["06_district_briefing"], "T3.3").figures
    months = [(figure.result["window_start"][:7], figure.result["numerator"]) for figure in figures]
    assert [month for month, count in months if count] == ["2020-05", "2020-07", "2020-08"]
    assert sum(behind.counted for figure in figures for behind in figure.behind) == 3


def test_a_total_names_the_rows_that_it_is_made_from(briefings):
    explained = explain(briefings["06_district_briefing"], "T8.11")
    assert explained.figures == ()
    assert explained.made_from == tuple(f"T8.{row}" for row in range(1, 11))
    assert "T8.1至T8.10" in to_text(explained, 5)


def test_the_text_says_formula_counts_basis_window_method_and_source(briefings):
    text = to_text(explain(briefings["06_district_briefing"], "T4.3"), 20)
    for words in (
        "T4.3  门头沟区生产安全死亡事故占全市比重", "占比＝该地区的起数", "分子：3", "分母：48",
        "数值：0.0625", "Wilson 1927", "不含道路运输", "时段：2020年1月1日至8月24日", "截至：2020年8月24日",
        "分子所含记录：3条，合计3；表中为3", "不在分子内的45条", "另有25条", "虚构示例",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("T2.1", "对比时段：2018、2019年各年1月1日至8月24日（共472天）"),
        # 392 606 x 967 / 365.25 = 1 039 425.
        (
            "T7.7",
            "基数：常住人口392606人（第七次全国人口普查，2020年11月1日，北京市公报第二号）×967天÷365.25",
        ),
        ("T5.1", "双侧p值取较小一侧的2倍"),
    ],
)
def test_what_a_figure_is_held_against_can_be_looked_up(briefings, row, words):
    assert words in to_text(explain(briefings["06_district_briefing"], row), 20)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        # The sheet 旧表 of 2019 is out of use; the first lines of that of 2018 are a title.
        ("T1.1", ("工作表名表明该表不计入", "标题")),
        ("T2.1", ("区  ", "区名写法统一")),
    ],
)
def test_what_was_set_aside_or_changed_says_why_in_the_readers_language(briefings, row, words):
    listed = to_text(explain(briefings["01_ledger_quality"], row), 3)
    assert [word for word in words if word not in listed] == []
    assert not re.search(r"duplicate of|\barea\b|area_spelling|title", listed)


def test_as_json_all_records_can_be_had_with_their_place(briefings):
    answer = to_json(explain(briefings["06_district_briefing"], "T4.3"), None)
    numerator, denominator = answer["figures"][0]["numbers"]
    assert (numerator["printed"], numerator["counted"], numerator["records"]) == (3, 3, 3)
    assert len(denominator["listed"]) == 48
    assert set(numerator["listed"][0]) >= {"accident_id", "source_file", "source_sheet", "source_row", "adds"}
    json.dumps(answer)


def test_other_ledgers_than_the_briefings_own_are_told(briefings, example_folder, tmp_path):
    folder = tmp_path / "ledger"
    shutil.copytree(example_folder, folder)
    manifest = folder / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    explained = explain(briefings["06_district_briefing"], "T4.3", folder)
    assert explained.has_changed
    assert "台账在简报生成后已有变动" in to_text(explained, 5)


def test_a_figure_that_its_records_do_not_add_up_to_is_a_fault(briefings):
    briefing = briefings["06_district_briefing"]
    table = briefing.tables[3]
    wrong = [dict(results[0], numerator=results[0]["numerator"] + 1) for results in table.results]
    changed = Table(**{**vars(table), "results": tuple((one,) for one in wrong)})
    explained = explain(Briefing(briefing.folder, briefing.manifest, (changed,)), "T4.1")
    assert not explained.agrees
    assert "错误：所列记录与表中数字不符" in to_text(explained, 5)


@pytest.mark.parametrize(
    ("row_id", "error", "words"),
    [
        ("3.2", WrongUse, "Write T3.3"),
        ("T99.1", UnknownName, r"Unknown table 'T99'.*T8"),
        ("T4.4", UnknownName, r"Unknown row of T4 'T4.4'.*T4.3"),
        ("T4.0", UnknownName, "T4.1"),
    ],
)
def test_a_row_that_is_not_there_is_refused_by_name(briefings, row_id, error, words):
    with pytest.raises(error, match=words):
        explain(briefings["06_district_briefing"], row_id)


def test_where_no_briefing_lies_the_message_says_what_to_do(tmp_path):
    with pytest.raises(InputRejected, match="safetystats brief"):
        find_briefing(tmp_path)


def write_empty_briefing(folder, **parameters):
    """A briefing without tables, as far as it is looked for."""
    language = parameters.setdefault("language", "zh")
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "" if language == "zh" else f".{language}"
    empty = nbformat.v4.new_notebook()
    (folder / f"briefing{suffix}.ipynb").write_text(notebook_text(empty), encoding="utf-8")
    told = {"parameters": parameters, "inputs": "1"}
    (folder / f"manifest{suffix}.json").write_text(json.dumps(told), encoding="utf-8")


def test_an_area_of_ones_own_is_found_by_its_name_and_by_its_project_s_aliases(tmp_path):
    # The shipped lists read 开发区 as 北京经济技术开发区: another city's is its own.
    (tmp_path / "areas.csv").write_text(
        "code,area,area_en,slug,valid_from,valid_to,became\n1,开发区,Zone,zone,,,\n2,老城,Old town,old,,,\n",
        encoding="utf-8",
    )
    (tmp_path / "area_aliases.csv").write_text("alias,area\n新区,开发区\n", encoding="utf-8")
    project = tmp_path / "project.toml"
    project.write_text('city = "某市"\ncity_en = "Some"\ncode = "1"\n', encoding="utf-8")
    write_empty_briefing(tmp_path / "zone", area="开发区", project=str(project))
    write_empty_briefing(tmp_path / "old", area="老城", project=str(tmp_path / "gone.toml"))
    for name in ("开发区", "新区"):
        assert find_briefing(tmp_path, name).folder.name == "zone"
    assert find_briefing(tmp_path, "老城").folder.name == "old"
    with pytest.raises(InputRejected, match="No briefing of 朝阳区"):
        find_briefing(tmp_path, "朝阳区")


def test_a_briefing_in_the_other_language_is_named(tmp_path):
    write_empty_briefing(tmp_path, area="门头沟区")
    with pytest.raises(InputRejected, match="ask for it with --lang zh, or write it") as found:
        find_briefing(tmp_path, "门头沟区", "en")
    assert "简报没有该语言的版本：可加--lang zh查询" in refusal_text(str(found.value), "zh")


@pytest.mark.parametrize("text", ["{", "[]", '{"name": "an app"}', '{"parameters": [], "inputs": ""}'])
def test_what_is_no_manifest_of_a_briefing_is_passed_over(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputRejected, match="safetystats brief"):
        find_briefing(tmp_path)
    write_empty_briefing(tmp_path / "good", area="门头沟区")
    assert find_briefing(tmp_path).folder.name == "good"


def test_of_a_briefing_in_both_languages_the_chinese_one_is_asked(tmp_path):
    write_empty_briefing(tmp_path, area="门头沟区")
    write_empty_briefing(tmp_path, area="门头沟区", language="en")
    os.utime(tmp_path / "manifest.json", (1, 1))
    assert find_briefing(tmp_path).parameters["language"] == "zh"
    assert find_briefing(tmp_path, language="en").parameters["language"] == "en"
    (tmp_path / "manifest.json").write_text('{"parameters": {"language": "zh"}, "inputs": "0"}')
    os.utime(tmp_path / "manifest.json", (1, 1))
    # The Chinese one is of earlier ledgers: not the same briefing.
    assert find_briefing(tmp_path).parameters["language"] == "en"


@pytest.fixture(scope="module")
def of_totals(tmp_path_factory) -> Briefing:
    """A briefing from printed tables: of two months together, and of each."""
    folder = tmp_path_factory.mktemp("totals")
    head = "地区,事故起数,死亡人数"
    year = ["2014年1-2月生产安全事故情况", head, "全国,1000,1200", "北京市,30,40"]
    months = {1: ("600,700", "20,25"), 2: ("390,480", "10,15")}
    (folder / "whole.csv").write_text("\n".join(year) + "\n", encoding="utf-8")
    for month, (nation, own) in months.items():
        lines = [f"2014年{month}月生产安全事故情况", head, f"全国,{nation}", f"北京市,{own}"]
        (folder / f"{month}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parameters = {
        "area": "北京市", "as_of": "2014-02-28", "totals": str(folder), "language": "zh", "basis": "",
    }  # fmt: skip
    executed = run_notebook(notebook_named("09_published_totals"), parameters)
    tables = tuple(block for block in content_of(executed, "zh") if isinstance(block, Table))
    return Briefing(folder, {"parameters": parameters, "inputs": digest_of(list_files(folder))}, tables)


def test_a_published_figure_is_explained_by_the_tables_that_print_it(of_totals):
    shown = {}
    for table in of_totals.tables:
        for position in range(len(table.rows)):
            explained = explain(of_totals, table.row_id(position))
            assert explained.agrees, to_text(explained, 5)
            assert not explained.has_changed
            for one in explained.figures[0].behind:
                shown[table.measure, one.figure, one.printed] = list(one.rows["source_file"])
    assert shown["share", "numerator", 30] == ["whole.csv"]
    assert shown["share", "denominator", 1000] == ["whole.csv"]
    assert shown["reconcile", "sum_of_months", 990] == ["1.csv", "2.csv"]
    assert shown["reconcile", "cumulative", 1000] == ["whole.csv"]


def test_the_names_of_rows_are_the_same_in_both_languages(briefings, example_folder):
    parameters = {**briefings["06_district_briefing"].parameters, "language": "en"}
    executed = run_notebook(notebook_named("06_district_briefing"), parameters)
    english = [block for block in content_of(executed, "en") if isinstance(block, Table)]
    assert [(t.number, t.measure, len(t.rows)) for t in english] == [
        (t.number, t.measure, len(t.rows)) for t in briefings["06_district_briefing"].tables
    ]


def test_the_command_prints_the_records_and_fails_on_an_unknown_row(briefings):
    folder = briefings["06_district_briefing"].folder
    done = run("explain", "T4.3", "--briefing", folder, "--area", "门头沟", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["agrees"] is True
    assert run("explain", "T4.3", "--briefing", folder, "--lang", "both").returncode == 2
    assert run("explain", "T4.9", "--briefing", folder).returncode == 2
    assert run("explain", "T4.3", "--briefing", folder, "--area", "朝阳区").returncode == 3


def test_every_figure_of_a_sentence_stands_in_a_row_that_can_be_asked(briefings):
    measures = {table.measure for table in briefings["06_district_briefing"].tables}
    assert {"mean", "rate", "closing_time", "finds"} <= measures
