"""Many briefings: only what changed is run again, one failure stops nobody, and the index tells it first."""

import base64
import io
import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from safetystats import batch
from safetystats.batch import write_all
from safetystats.briefings import (
    FORMATS,
    characters_of,
    district_task,
    formats_named,
    is_current,
    write_briefing,
)
from safetystats.errors import UnknownName, WrongUse
from safetystats.fonts import embedded_font
from safetystats.index import write_index
from safetystats.project import Project
from safetystats.scope import Scope

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

AREAS = ["门头沟区", "延庆区"]


@pytest.fixture(scope="module")
def scope(example_folder):
    return Scope.check(
        area="门头沟区",
        as_of="2020-08-24",
        since="2018-01-01",
        basis="no_road",
        language="zh",
        ledgers=str(example_folder),
    )


@pytest.fixture(scope="module")
def written(scope, tmp_path_factory):
    """Two briefings and their index: tasks, outcomes, folder."""
    folder = tmp_path_factory.mktemp("reports") / "2020-08-24"
    font = embedded_font(characters_of(scope.ledgers))
    tasks = [district_task(scope.for_reader(area, "zh"), folder, font=font) for area in AREAS]
    outcomes = write_all(tasks, jobs=2)
    write_index(outcomes, scope, folder)
    return tasks, outcomes, folder


def test_each_area_has_its_folder_with_page_notebook_charts_and_manifest(written):
    _, outcomes, folder = written
    assert [(o.task.area, o.state, o.error) for o in outcomes] == [(a, "done", "") for a in AREAS]
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    for slug in ("110109-mentougou", "110119-yanqing"):
        documents = ("briefing.html", "briefing.docx", "briefing.pdf")
        for name in (*documents, "briefing.ipynb", "manifest.json", "figures/01.png"):
            assert f"{slug}/{name}" in names
    assert "index.html" in names
    assert not [name for name in names if name.endswith(".part")]


def test_a_second_run_does_nothing(written):
    tasks, _, _ = written
    assert [o.state for o in write_all(tasks, jobs=2)] == ["unchanged", "unchanged"]


def test_other_parameters_or_other_inputs_are_run_again(written, scope):
    tasks, _, folder = written
    before = tasks[0].key
    other_basis = Scope.check(**{**scope.parameters, "basis": "all"})
    assert district_task(other_basis, folder, font="").key != before
    assert district_task(scope, folder, font="").key == before


def test_a_briefing_whose_page_is_missing_is_not_taken_for_done(scope, tmp_path):
    task = district_task(scope, tmp_path, font="")
    task.folder.mkdir()
    task.file("json", name="manifest").write_text(json.dumps({"key": task.key}), encoding="utf-8")
    assert [o.state for o in write_all([task], jobs=1)] == ["done"]


def test_the_manifest_names_every_document(written):
    tasks, outcomes, _ = written
    made = json.loads(tasks[0].file("json", name="manifest").read_text(encoding="utf-8"))
    assert made["files"] == ["briefing.html", "briefing.docx", "briefing.pdf"]
    assert [Path(path).name for path in outcomes[0].to_json()["files"]] == made["files"]


def test_a_format_that_is_not_asked_for_is_neither_written_nor_left_from_before(scope, tmp_path):
    task = district_task(scope, tmp_path, font="", formats=("docx",))
    task.folder.mkdir()
    task.file("pdf").write_bytes(b"of an earlier run, with other figures")
    assert [o.state for o in write_all([task], jobs=1)] == ["done"]
    assert sorted(p.suffix for p in task.folder.glob("briefing.*")) == [".docx", ".ipynb"]
    assert is_current(task)
    assert not is_current(district_task(scope, tmp_path, font="", formats=("docx", "pdf")))


def test_the_index_leads_to_every_format(written):
    _, _, folder = written
    page = (folder / "index.html").read_text(encoding="utf-8")
    for ending, name in (("html", "HTML"), ("docx", "Word"), ("pdf", "PDF")):
        assert f'<a href="110109-mentougou/briefing.{ending}">{name}</a>' in page


@pytest.mark.parametrize(
    ("named", "formats"), [("all", FORMATS), ("pdf", ("pdf",)), (" pdf ,html", ("html", "pdf"))]
)
def test_formats_are_named_in_any_order(named, formats):
    assert formats_named(named) == formats


@pytest.mark.parametrize(("named", "message"), [("word", "Unknown format 'word'"), (",", "Name one format")])
def test_an_unknown_format_is_refused_by_name(named, message):
    with pytest.raises(WrongUse, match=message):
        formats_named(named)


def test_the_same_inputs_give_the_same_bytes(written, scope, tmp_path):
    tasks, *_ = written
    again = district_task(scope, tmp_path, font=tasks[0].font)
    write_briefing(again)
    first = {p.relative_to(tasks[0].folder): p.read_bytes() for p in tasks[0].folder.rglob("*.*")}
    second = {p.relative_to(again.folder): p.read_bytes() for p in again.folder.rglob("*.*")}
    assert first == second


def fail_for_yanqing(task):
    if task.area == "延庆区":
        raise ValueError("no such <column>")
    return write_briefing(task)


def test_one_failing_area_stops_nobody_and_stands_first_in_the_index(scope, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "write_briefing", fail_for_yanqing)
    tasks = [district_task(scope.for_reader(area, "zh"), tmp_path, font="") for area in reversed(AREAS)]
    outcomes = write_all(tasks, jobs=2)
    assert [o.state for o in outcomes] == ["failed", "done"]
    page = write_index(outcomes, scope, tmp_path).read_text(encoding="utf-8")
    assert "延庆区: no such &lt;column&gt;" in page
    assert page.index("no such") < page.index("<table")
    assert 'href="110109-mentougou/briefing.html"' in page
    assert "110119-yanqing/briefing.html" not in page


def test_an_unknown_area_is_refused_before_anything_runs(scope):
    with pytest.raises(UnknownName, match="门头沟县"):
        scope.for_reader("门头沟县", "zh")


def visible(page: str) -> str:
    """What a reader sees of a page: no style, no script, no markup."""
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(style|script).*?</\1>", "", page)))


def test_every_chinese_sign_of_a_page_is_in_its_font(written):
    tasks, _, folder = written
    for path in [*(t.file("html") for t in tasks), folder / "index.html"]:
        page = path.read_text(encoding="utf-8")
        font = re.search(r"font/woff;base64,([^)]+)\)", page)[1]
        cut = set(TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap())
        missing = {sign for sign in visible(page) if ord(sign) > 0x2E80 and ord(sign) not in cut}
        assert not missing, (path.name, missing)


def test_every_page_says_that_the_data_are_made_and_asks_the_network_for_nothing(written):
    tasks, _, folder = written
    for path in [*(t.file("html") for t in tasks), folder / "index.html"]:
        page = path.read_text(encoding="utf-8")
        assert "虚构示例" in visible(page)
        assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)


def test_the_scope_knows_like_windows_and_unlike_ones(scope):
    assert [str(w) for w in scope.same_windows] == [
        "2018-01-01/2018-08-24",
        "2019-01-01/2019-08-24",
        "2020-01-01/2020-08-24",
    ]
    assert [w.label for w in scope.printed_windows] == ["2018", "2019", "2020-01-01/2020-08-24"]
    assert scope.last_window.end == date(2019, 8, 24)
    assert (scope.supervision.start, scope.supervision.end) == (date(2020, 8, 25), date(2020, 9, 11))
    assert Project.load().basis == scope.basis.name
    assert Path(scope.parameters["ledgers"]) == scope.folder


def test_a_report_of_a_day_long_after_the_last_entry_says_so(scope):
    assert scope.notice("zh") == scope.ledgers.notice("zh")
    later = Scope.check(**{**scope.parameters, "as_of": "2027-08-24"})
    assert later.notice("zh").endswith("，此后情况不明，计数为0不代表未发生。")
    assert (
        later.last_entry
        == max(
            later.ledgers.accidents[["occurred_on", "reported_on"]].max().max(),
            later.ledgers.hazards[["found_on", "closed_on"]].max().max(),
            later.ledgers.inspections["inspected_on"].max(),
            later.ledgers.rectifications["issued_on"].max(),
        ).date()
    )
    assert later.notice("zh") in district_task(later, scope.folder, font="").cover.notice
