"""Every notebook runs for the largest area, the smallest, and one without an accident; others are refused."""

import re
from functools import partial

import nbformat
import pytest

from safetystats.display import SENTENCE_JSON, TABLE_JSON, Table
from safetystats.documents.content import Chart, Statements, content_of
from safetystats.errors import UnknownName, WrongUse
from safetystats.project import Project
from safetystats.reference import current_areas, residents
from safetystats.runs import NotebookFailed, check_parameters, notebook_named, notebook_text, run_notebook
from safetystats.shipped import shipped
from safetystats.theme import CHART_JSON
from safetystats.workers import run_each

NAMES = [
    "01_ledger_quality",
    "02_district_shares",
    "03_sector_breakdown",
    "04_hazard_closure",
    "05_yearly_trends",
    "06_district_briefing",
    "07_supervision_report",
    "08_explore",
    "10_from_a_cube",
]
LARGEST, SMALLEST, WITHOUT_ACCIDENT, OF_THE_LETTER = "朝阳区", "延庆区", "延庆区", "门头沟区"
RUNS = [(LARGEST, "en"), (WITHOUT_ACCIDENT, "zh"), ("石景山区", "en"), (OF_THE_LETTER, "zh")]
EXPLORE, FROM_A_CUBE = "08_explore", "10_from_a_cube"


def shown(output) -> str:
    return output.get("data", {}).get("text/plain", output.get("text", ""))


def text_of(notebook) -> str:
    """What a reader sees of a notebook's outputs."""
    return "\n".join(shown(o) for cell in notebook.cells for o in cell.get("outputs", []))


def execute(run: tuple[str, str, str], sources: dict[str, dict[str, str]]) -> str:
    """The executed notebook of one run, as its file's text."""
    name, area, language = run
    parameters = {"area": area, "language": language, **sources[name]}
    return notebook_text(run_notebook(notebook_named(name), parameters))


@pytest.mark.parametrize(
    "path", sorted(notebook_named(NAMES[0]).parent.glob("*.ipynb")), ids=lambda p: p.stem
)
def test_a_notebook_speaks_the_language_of_its_scope_which_knows_the_projects_names(path):
    code = ["".join(cell.source) for cell in nbformat.read(path, as_version=4).cells]
    assert all(
        "language = scope.language" in cell for cell in code if re.search(r"^scope = \w+\.check", cell, re.M)
    )


@pytest.fixture(scope="session")
def sources(example_folder, example_cube_file):
    """The parameter by which each notebook finds its records."""
    ledgers = {name: {"ledgers": str(example_folder)} for name in NAMES}
    return ledgers | {FROM_A_CUBE: {"cube": str(example_cube_file)}}


@pytest.fixture(scope="session")
def executed(sources):
    """Every notebook for every run, by name and area."""

    (area, language), *others = RUNS
    # What is imported, read and remembered here, the processes that are forked from this one need not.
    texts = {(name, area): execute((name, area, language), sources) for name in NAMES}
    runs = [(name, area, language) for name in NAMES for area, language in others]
    results = list(run_each(partial(execute, sources=sources), runs, jobs=2))
    failed = [f"{r.item}: {r.error}" for r in results if r.error]
    assert not failed, "\n".join(failed)
    texts |= {r.item[:2]: r.value for r in results}
    return {run: nbformat.reads(text, as_version=4) for run, text in texts.items()}


def test_the_areas_chosen_are_the_largest_and_the_smallest():
    people = residents(Project.load(), 2020)
    assert (max(people, key=people.__getitem__), min(people, key=people.__getitem__)) == (LARGEST, SMALLEST)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_runs_without_a_warning(executed, name):
    for area, _ in RUNS:
        for cell in executed[name, area].cells:
            printed = [o for o in cell.get("outputs", []) if o.output_type in ("stream", "error")]
            assert not printed, (name, area, cell.source, printed)


@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_shows_something_in_the_language_asked_for(executed, name):
    for area, language in RUNS:
        text = text_of(executed[name, area])
        assert text, (name, area)
        chinese = sum("一" <= sign <= "鿿" for sign in text) / len(text)
        assert (chinese > 0.1) == (language == "zh"), (name, area, chinese)


@pytest.mark.parametrize("name", [name for name in NAMES if name != EXPLORE])
def test_every_chart_has_its_words_in_the_language_asked_for(executed, name):
    for area, language in RUNS:
        outputs = [
            o["data"] for cell in executed[name, area].cells for o in cell.get("outputs", []) if "data" in o
        ]
        pictures = [data for data in outputs if "image/png" in data]
        assert pictures
        assert [data[CHART_JSON]["language"] for data in pictures] == [language] * len(pictures)
        assert all(data[CHART_JSON]["alt"] for data in pictures)


def test_the_charts_of_the_exploring_notebook_have_their_words(executed):
    # There sentences, tables and chart are one answer, which is shown as HTML.
    for area, language in RUNS:
        pages = [
            "".join(output["data"].get("text/html", ""))
            for cell in executed[EXPLORE, area].cells
            for output in cell.get("outputs", [])
            if "data" in output
        ]
        told = [alt for page in pages for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page)]
        assert told
        assert all(("起" in alt or "隐患" in alt) == (language == "zh") for alt in told)


def test_the_briefing_opens_with_five_points_right_below_its_title(executed):
    cells = executed["06_district_briefing", OF_THE_LETTER].cells
    shown = [
        o["data"]
        for cell in cells
        if "setup" not in cell.metadata.get("tags", [])
        for o in cell.get("outputs", [])
    ]
    first = shown[0][SENTENCE_JSON]["sentences"]
    asked = (
        "发生生产安全死亡事故",
        "全市生产安全死亡事故48起，其中",
        "其中建筑业7起",
        "销账率",
        "比2019年同期",
    )
    assert [words in sentence for words, sentence in zip(asked, first, strict=True)] == [True] * 5
    assert "偶然波动" in first[-1]
    headings = [
        c.source.splitlines()[0] for c in cells if c.cell_type == "markdown" and "zh" in c.metadata["tags"]
    ]
    assert headings[:2] == ["# 区级简报", "## 要点"]


def test_the_briefing_has_what_a_yearly_publication_has(executed):
    cells = executed["06_district_briefing", OF_THE_LETTER].cells
    prose = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    wanted = (
        "发生率",
        "占全市比重",
        "往年同期平均",
        "数据质量",
        "名词解释",
        "统计方法",
        "Definitions",
        "Method",
    )
    assert [words for words in wanted if words not in prose] == []
    text = text_of(executed["06_district_briefing", OF_THE_LETTER])
    assert "比2018至2019年同期年均2.5起多0.5起" in text
    assert "[p]" in text
    # 10 accidents in 967 days among the residents of the district; 255 in the other areas.
    assert "发生率为其2.15倍" in text


OF_A_CUBE_ALONE = ("发现隐患治理情况", "数据行去向", "Hazards found and closed", "Where every row went")
"""Tables of the briefing from a cube that the one from ledgers has not, or with other rows."""


@pytest.mark.parametrize(("area", "language"), RUNS)
def test_a_briefing_from_a_cube_is_that_from_the_ledgers_cell_for_cell(executed, area, language):
    ledgers, cube = (
        content_of(executed[name, area], language) for name in ("06_district_briefing", FROM_A_CUBE)
    )

    def tables(blocks):
        named = [block for block in blocks if isinstance(block, Table) and block.title not in OF_A_CUBE_ALONE]
        return [(t.title, t.headers, t.rows, t.notes, t.results) for t in named]

    def said(blocks):
        return [block.sentences for block in blocks if isinstance(block, Statements)]

    def charts(blocks):
        return [(block.title, block.alt, block.png) for block in blocks if isinstance(block, Chart)]

    inspected = len(said(ledgers)) - len(said(cube))  # the sentence on inspections comes last
    assert inspected == 1
    assert said(cube) == said(ledgers)[:-inspected]
    assert len(tables(cube)) == 11
    assert tables(cube) == [one for one in tables(ledgers) if one in tables(cube)]
    *figures, _ = charts(cube)  # the last shows findings, of other ledgers too where there are some
    # Where nothing happened no chart shows by what it is divided.
    assert len(figures) == (6 if area == WITHOUT_ACCIDENT else 7)
    assert figures == [one for one in charts(ledgers) if one in figures]


def test_a_briefing_from_a_cube_says_what_a_cube_does_not_know(executed):
    cells = executed[FROM_A_CUBE, OF_THE_LETTER].cells
    prose = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    assert "没有逐条记录" in prose
    assert "keeps no records" in prose
    text = text_of(executed[FROM_A_CUBE, OF_THE_LETTER])
    assert "读入＝保留＋搁置＋他处重复" in text
    assert re.search(r"事故台账 +3031 +2956 +6 +69 +74", text)


NO_CHINESE_WORD = {
    "Wilson", "Newcombe", "Fisher", "Garwood", "Clopper", "Pearson", "Aalen", "Johansen", "Dobson", "Wald",
    "Byar", "Holm", "Sheet",
}  # fmt: skip
"""What stays in Latin letters in a Chinese report: names of methods, and of a sheet that has no name."""


@pytest.mark.parametrize("name", NAMES)
def test_no_english_word_is_left_in_a_chinese_report(executed, name):
    for area, language in RUNS:
        if language == "zh":
            # A file's name is its own.
            text = re.sub(r"\S+\.(xlsx?|csv|txt)", "", text_of(executed[name, area]))
            words = set(re.findall(r"[A-Za-z]{3,}", text))
            assert words <= NO_CHINESE_WORD, (area, sorted(words - NO_CHINESE_WORD))


def test_an_area_without_an_accident_says_so_and_what_that_does_not_mean(executed):
    text = text_of(executed["06_district_briefing", WITHOUT_ACCIDENT])
    assert "未发生" in text
    assert "3.7" in text  # 0 events are compatible with up to 3.69


def test_the_briefing_of_the_letter_s_area_gives_the_letter_s_figures(executed):
    text = text_of(executed["06_district_briefing", OF_THE_LETTER])
    assert "全市生产安全死亡事故48起，其中门头沟区3起" in text
    assert "建筑业7起，占比在40%～89%之间" in text  # no percent of fewer than ten events in a headline
    assert "挂账隐患901个" in text


def test_the_supervision_report_answers_the_letter(executed):
    text = text_of(executed["07_supervision_report", OF_THE_LETTER])
    for figure in ("11879", "901", "2021-01-28", "14.0%", "8.0%"):
        assert figure in text, figure


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("02_district_shares", ["仅因偶然约", "不作排名"]),
        ("03_sector_breakdown", ["占比与全市之差"]),
        ("04_hazard_closure", ["按期整改", "半数逾期", "天以上的", "账目平衡", "单日销账最多"]),
        ("05_yearly_trends", ["同期年均", "控制图共", "不查找变化年份", "95%预测区间"]),
    ],
)
def test_a_chart_or_table_has_its_verdict_in_words(executed, name, verdicts):
    text = text_of(executed[name, OF_THE_LETTER])
    assert [words for words in verdicts if words not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_area_that_does_not_exist_is_refused(name, sources):
    with pytest.raises(NotebookFailed, match=r"UnknownName.*门头沟县.*Nearest.*门头沟区"):
        run_notebook(notebook_named(name), {"area": "门头沟县", **sources[name]})


def test_a_mistyped_parameter_is_refused_before_anything_runs():
    with pytest.raises(UnknownName, match=r"Unknown parameter 'distrct'.*Known \(7\): area"):
        run_notebook(notebook_named("06_district_briefing"), {"distrct": "门头沟区"})


def test_a_parameter_that_is_no_text_is_refused():
    with pytest.raises(WrongUse, match=r"'as_of'.*needs a text; found 20200824"):
        check_parameters(notebook_named("06_district_briefing"), {"as_of": 20200824})


def test_a_notebook_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UnknownName, match="06_district_briefing"):
        notebook_named("06_district_breifing")


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "还没有清洗后的台账"), ("en", "There are no clean ledgers in")]
)
def test_without_ledgers_the_notebook_to_explore_says_what_to_do(tmp_path, language, words):
    executed = run_notebook(
        notebook_named("08_explore"), {"ledgers": str(tmp_path / "none"), "language": language}
    )
    said = [shown(o) for cell in executed.cells for o in cell.get("outputs", [])]
    assert len(said) == 3  # below the parameters, and where each panel would stand
    for text in said:
        assert words in text
        assert "make briefing" in text
        assert "safetystats clean " in text
        assert f"--out '{tmp_path / 'none'}'" in text


def committed():
    return sorted(shipped("notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_a_notebook_holds_no_output_no_logic_and_prose_in_pairs(path):
    notebook = nbformat.read(path, as_version=4)
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    prose = [tuple(cell.metadata["tags"]) for cell in notebook.cells if cell.cell_type == "markdown"]
    assert prose == [("zh",), ("en",)] * (len(prose) // 2)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            words = cell.source.split()
            assert not {"def", "class", "try:", "lambda"} & set(words), cell.source


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_published_tables_make_a_briefing_with_the_warning(shared):
    folder = shared / "data" / "cn-mohurd-2014" / "xls"
    executed = run_notebook(
        notebook_named("09_published_totals"), {"area": "北京市", "totals": str(folder), "language": "en"}
    )
    text = text_of(executed)
    assert "411" in text
    assert "522" in text
    tables = [
        o for cell in executed.cells for o in cell.get("outputs", []) if TABLE_JSON in o.get("data", {})
    ]
    assert len(tables) >= 4


def printed_tables(folder, titles, beijing=("30", "40")):
    """One printed table of accidents and deaths for each title: Beijing has 30 of the nation's 1000."""
    for number, title in enumerate(titles):
        lines = [title, "地区,事故起数,死亡人数", "全国,1000,1200", f"北京市,{','.join(beijing)}"]
        (folder / f"{number}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def briefing_of(folder, language="zh", area="北京市"):
    parameters = {"area": area, "as_of": "2014-12-31", "totals": str(folder), "language": language}
    return text_of(run_notebook(notebook_named("09_published_totals"), parameters))


NOTHING_TO_RECONCILE = "全国事故起数：无从核对，累计表及其各月的月度表未同时公布。"
ONE_YEAR = "2014年，全国生产安全事故1000起，其中北京市30起，占3%（95%置信区间2.1%～4.3%）"
MONTHS = [f"2014年{month}月生产安全事故情况" for month in range(1, 13)]
OF_TWO_YEARS = "2013年全国1000起，其中30起，占3%（2.1%～4.3%）。"
ADDED_UP = "2014年，全国生产安全事故12000起，其中北京市360起，占3%（95%置信区间2.7%～3.3%）；2013年未公布。"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["2014年生产安全事故情况"], [NOTHING_TO_RECONCILE, f"{ONE_YEAR}；2013年未公布。"]),
        (
            ["2014年生产安全事故情况", "2013年生产安全事故情况"],
            [NOTHING_TO_RECONCILE, f"{ONE_YEAR}；{OF_TWO_YEARS}"],
        ),
        (MONTHS[-1:], [NOTHING_TO_RECONCILE, "2014年北京市和全国生产安全事故数均未公布；2013年未公布。"]),
        (
            [*MONTHS[-3:], *(f"2014年1-{month}月生产安全事故情况" for month in (10, 11, 12))],
            [NOTHING_TO_RECONCILE, f"{ONE_YEAR}；2013年未公布。"],
        ),
        (MONTHS, [NOTHING_TO_RECONCILE, ADDED_UP]),
        (
            [*MONTHS, "2014年1-12月生产安全事故情况"],
            ["2014年全国事故起数：各月之和为12000，累计表为1000", f"{ONE_YEAR}；2013年未公布。"],
        ),
    ],
    ids=["a year", "two years", "a month", "three months and year to date", "months", "months and the year"],
)
def test_any_set_of_published_tables_makes_a_briefing(titles, said, tmp_path):
    text = briefing_of(printed_tables(tmp_path, titles))
    for sentence in said:
        assert sentence in text
    assert ("2013年无数据可比" in text) == ("2013年生产安全事故情况" not in titles)


@pytest.mark.parametrize(
    ("header", "said", "counted"),
    [
        ("死亡人数", "统计表未列事故起数，以下均按死亡人数计算。", "死亡人数1000人，其中北京市30人，占3%"),
        ("事故起数", "统计表未列死亡人数，以下均按事故起数计算。", "事故1000起，其中北京市30起，占3%"),
    ],
)
def test_published_tables_of_one_measure_make_a_briefing_that_names_the_other(
    tmp_path, header, said, counted
):
    for year in (2013, 2014):
        lines = [f"{year}年生产安全事故情况", f"地区,{header}", "全国,1000", "北京市,30"]
        (tmp_path / f"{year}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = briefing_of(tmp_path)
    assert said in text
    assert counted in text


def test_published_tables_of_both_measures_say_that_nothing_is_absent(tmp_path):
    assert "统计表未列" not in briefing_of(printed_tables(tmp_path, ["2014年生产安全事故情况"]))


def test_published_tables_of_neither_measure_are_refused(tmp_path):
    lines = ["area,measure,window_start,window_end,value"]
    lines += [f"{area},severe_deaths,2014-01-01,2014-12-31,30" for area in ("全国", "北京市")]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(NotebookFailed, match="print neither accidents nor deaths of both 北京市 and 全国"):
        briefing_of(tmp_path)


def test_a_blank_in_a_published_table_is_not_published_and_never_nought(tmp_path):
    text = briefing_of(printed_tables(tmp_path, ["2014年生产安全事故情况"], beijing=("/", "/")), "en")
    assert "Beijing, 生产安全事故 in 2014: not published (China: 1,000); in 2013: not published." in text
    assert "no figure in 2014 to compare (not published: Beijing)" in text
    assert "no figure in 2013 to compare (not published: Beijing, China)" in text


@pytest.mark.parametrize(
    ("beijing", "nation", "said"),
    [
        (
            ("/", "3"), ("43", "50"),
            ["2014年北京市生产安全事故数未公布（全国43起）；2013年全国50起，其中3起，占6%",
             "北京市生产安全事故：2014年无数据可比（北京市未公布）。"],
        ),
        (
            ("3", "/"), ("43", "50"),
            ["占7%（95%置信区间2%～19%）；2013年北京市未公布（全国50起）。",
             "北京市生产安全事故：2013年无数据可比（北京市未公布）。"],
        ),
        (
            ("3", "3"), ("/", "50"),
            ["2014年全国生产安全事故数未公布（北京市3起）；2013年全国50起，其中3起，占6%",
             "北京市生产安全事故：2014年无数据可比（全国未公布）。"],
        ),
        (
            ("/", "3"), ("43", "/"),
            ["2014年北京市生产安全事故数未公布（全国43起）；2013年全国未公布（北京市3起）。",
             "2014年无数据可比（北京市未公布）；2013年无数据可比（全国未公布）。"],
        ),
    ],
    ids=["the area now", "the area before", "the whole now", "one of each"],
)  # fmt: skip
def test_what_was_not_published_is_named(beijing, nation, said, tmp_path):
    lines = ["2014年生产安全事故情况", "地区,事故起数,", ",2014年,2013年"]
    lines += [f"全国,{','.join(nation)}", f"北京市,{','.join(beijing)}"]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = briefing_of(tmp_path)
    for sentence in said:
        assert sentence in text


@pytest.mark.parametrize(
    ("total", "said", "note"),
    [
        ("50", "2014年北京市事故起数：表内合计为50，各地区之和为43，相差7。", "表内各地区之和为43，合计为50"),
        ("43", "北京市：表内合计与各地区之和一致。", ""),
    ],
)
def test_a_printed_total_that_its_areas_do_not_add_up_to_is_told(total, said, note, tmp_path):
    areas = current_areas(Project.load())
    # 27 and 16 ones: 43 by hand, as there are 17 areas.
    lines = ["2014年生产安全事故情况", "地区,事故起数", f"{areas[0]},27", *(f"{a},1" for a in areas[1:])]
    (tmp_path / "a.csv").write_text("\n".join([*lines, f"合计,{total}"]) + "\n", encoding="utf-8")
    text = briefing_of(tmp_path, area=areas[0])
    assert said in text
    assert note in text
    assert ("各地区之和为" in text) == bool(note)


def test_that_a_printed_total_cannot_be_checked_is_told(tmp_path):
    text = briefing_of(printed_tables(tmp_path, ["2014年生产安全事故情况"]))
    assert "全国：表内未列全各地区，合计与各地区之和无从核对。" in text


def test_published_tables_without_a_row_of_the_whole_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("2014年事故情况\n地区,事故起数\n北京市,3\n天津市,2\n", encoding="utf-8")
    with pytest.raises(NotebookFailed, match=r"'北京市' is the whole of the tables .* add the row 合计"):
        briefing_of(tmp_path)
