"""Many briefings: only what changed is run again, one failure stops nobody, and the index tells it first."""

import base64
import io
import json
import os
import random
import re
import signal
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from html import unescape
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from hanging import hasten
from safetystats import batch, briefings, workers
from safetystats.batch import Outcome, write_all
from safetystats.briefings import (
    FORMATS,
    Task,
    characters_of,
    district_task,
    formats_named,
    is_current,
    write_briefing,
)
from safetystats.documents.content import Cover
from safetystats.errors import UnknownName, WrongUse
from safetystats.fonts import embedded_font
from safetystats.index import index_is_current, write_index
from safetystats.project import Project
from safetystats.scope import Scope
from safetystats.writing import FileInUse, only_writer, write_whole

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
        documents = ("briefing.html", "briefing.docx", "briefing.pdf", "briefing.xlsx")
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


def test_a_page_has_the_characters_of_the_citys_own_areas_of_published_tables_and_of_a_letter(tmp_path):
    """漷, 鄠 and 邗 stand in no text that is shipped; a ledger need not hold a row of each."""
    settings = 'city = "漷市"\ncity_en = "A"\ncode = "110000"\n'
    (tmp_path / "project.toml").write_text(settings, encoding="utf-8")
    head = "code,area,area_en,slug,valid_from,valid_to,became\n"
    (tmp_path / "areas.csv").write_text(f"{head}1,鄠邑区,Huyi,huyi,,,\n", encoding="utf-8")
    printed = pd.DataFrame({"area": ["邗江区", None], "value": [3, 4]})
    assert not characters_of() & set("漷鄠邗")
    project = Project.load(tmp_path / "project.toml")
    assert characters_of(project=project, tables=[printed]) >= set("漷鄠邗")


def test_a_briefing_whose_page_is_missing_is_not_taken_for_done(scope, tmp_path):
    task = district_task(scope, tmp_path, font="")
    task.folder.mkdir()
    task.file("json", name="manifest").write_text(json.dumps({"key": task.key}), encoding="utf-8")
    assert [o.state for o in write_all([task], jobs=1)] == ["done"]


def test_the_manifest_names_every_document(written):
    tasks, outcomes, _ = written
    made = json.loads(tasks[0].file("json", name="manifest").read_text(encoding="utf-8"))
    assert made["files"] == ["briefing.html", "briefing.docx", "briefing.pdf", "briefing.xlsx"]
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


def test_an_index_is_made_anew_when_what_it_links_has_changed(written, scope, tmp_path):
    tasks, _, folder = written
    assert index_is_current(tasks[0], scope, folder)
    (folder / "index.html").rename(folder / "kept.html")
    assert not index_is_current(tasks[0], scope, folder)
    (folder / "kept.html").rename(folder / "index.html")
    page = tasks[1].file("html")
    page.rename(page.with_suffix(".kept"))
    assert not index_is_current(tasks[0], scope, folder)
    page.with_suffix(".kept").rename(page)
    assert not index_is_current(replace(tasks[0], inputs="other"), scope, folder)
    assert not index_is_current(tasks[0], scope, tmp_path)


def test_an_index_links_the_other_language_only_where_it_has_briefings(written):
    _, _, folder = written
    assert "index.en.html" not in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ('{"inputs": "of earlier ledgers"}', "延庆区：依据较早数据"),
        ("", "延庆区：未生成完"),
        ("[", "延庆区：未生成完"),
    ],
    ids=["earlier", "killed", "damaged"],
)
def test_an_index_does_not_link_what_was_made_from_other_data_and_says_so(scope, tmp_path, manifest, told):
    task = district_task(scope, tmp_path, font="")
    for slug in ("110109-mentougou", "110119-yanqing"):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "briefing.html").write_text("a page", encoding="utf-8")
    task.manifest.write_text(json.dumps({"inputs": task.inputs}), encoding="utf-8")
    left = tmp_path / "110119-yanqing" / "manifest.json"
    if manifest:
        left.write_text(manifest, encoding="utf-8")
    page = write_index([Outcome(task, "done")], scope, tmp_path).read_text(encoding="utf-8")
    assert 'href="110109-mentougou/briefing.html"' in page
    assert "110119-yanqing" not in page
    assert told in page
    assert index_is_current(task, scope, tmp_path)
    left.write_text(json.dumps({"inputs": task.inputs}), encoding="utf-8")
    assert not index_is_current(task, scope, tmp_path)


def fail_for_yanqing(task, on_cell=None):
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


CELLS = ["area = ''", "print('before')\nimport os, signal, time", "", "print('after')"]
"""A notebook of which the third cell is still to be written."""

FATES = {
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "exits": ("os._exit(3)", "its process exited with 3"),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "its process was killed by SIGKILL"),
    "hangs": ("time.sleep(60)", "KeyboardInterrupt: "),
    "awaits": ("import asyncio\nawait asyncio.sleep(60)", "CancelledError: "),
    "is deaf": (
        "while True:\n    try:\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass",
        "ended after 8 seconds",
    ),
    "is well": ("print('well')", ""),
}
"""What the third cell does, and what is said of it."""


def small_tasks(folder, names, cells_of):
    """A task for each name with a small notebook of its own, below `folder`."""
    tasks = []
    for name in names:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells_of(name)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
        notebook.cells[0].metadata["tags"] = ["parameters"]
        path = folder / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        cover = Cover(title=name, subtitle="", footer="", language="zh", as_of=date(2020, 8, 24))
        task = Task(str(path), {"area": name}, cover, "", folder / "reports" / name, inputs="1")
        tasks.append(task)
    return tasks


@pytest.fixture
def small_notebooks(monkeypatch):
    """Notebooks are found by their path instead of their name."""
    for module in (batch, briefings):
        monkeypatch.setattr(module, "notebook_named", Path)


def test_whatever_a_cell_does_the_others_finish_and_the_cell_is_named_and_kept(
    tmp_path, small_notebooks, monkeypatch
):
    monkeypatch.setattr(workers, "GRACE_SECONDS", 3.0)
    hasten(monkeypatch, [list(FATES).index(name) for name in ("hangs", "awaits", "is deaf")])
    tasks = small_tasks(tmp_path, FATES, lambda name: [*CELLS[:2], FATES[name][0], CELLS[3]])
    outcomes = {o.task.area: o for o in write_all(tasks, jobs=2)}
    assert [name for name, o in outcomes.items() if o.state == "done"] == ["is well"]
    for name, (source, told) in FATES.items():
        outcome, folder = outcomes[name], tmp_path / "reports" / name
        kept = folder / "briefing.failed.ipynb"
        assert kept.exists() == (outcome.state == "failed")
        assert (folder / "briefing.html").exists() == (outcome.state == "done")
        if outcome.state == "done":
            continue
        assert outcome.error.endswith(told), (name, outcome.error)
        # The cell after the injected parameters, the first cell being number 0.
        assert ", cell 3: " in outcome.error, (name, outcome.error)
        cells = nbformat.read(kept, as_version=4).cells
        failed = next(i for i, cell in enumerate(cells) if cell.source == source)
        assert "papermill-error-cell" in cells[failed - 1].source
        assert cells[failed].outputs[-1].output_type == "error"
        assert cells[failed - 2].outputs[0].text == "before\n"


def test_a_failed_notebook_is_kept_beside_the_good_one_until_all_is_well_again(tmp_path, small_notebooks):
    def third(source):
        return lambda name: [*CELLS[:2], source, CELLS[3]]

    (good,) = small_tasks(tmp_path, ["A"], third("print('well')"))
    assert [o.state for o in write_all([good], jobs=1)] == ["done"]
    before = {p.name: p.read_bytes() for p in good.folder.iterdir()}
    (bad,) = small_tasks(tmp_path, ["A"], third("1 / 0"))
    bad = replace(bad, inputs="2")
    assert [o.state for o in write_all([bad], jobs=1)] == ["failed"]
    after = {p.name: p.read_bytes() for p in good.folder.iterdir()}
    assert after.keys() - before.keys() == {"briefing.failed.ipynb"}
    assert {name: after[name] for name in before} == before
    (again,) = small_tasks(tmp_path, ["A"], third("print('well')"))
    assert [o.state for o in write_all([replace(again, inputs="3")], jobs=1)] == ["done"]
    assert {p.name for p in good.folder.iterdir()} == before.keys()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), FileInUse("open elsewhere")])
def test_a_failed_notebook_that_cannot_be_kept_does_not_stop_the_others(
    tmp_path, small_notebooks, monkeypatch, error
):
    def refuse(path, content):
        raise error

    monkeypatch.setattr(batch, "write_whole", refuse)
    tasks = small_tasks(
        tmp_path, ["bad", "good"], lambda name: [*CELLS[:2], "1 / 0" if name == "bad" else "1"]
    )
    bad, good = write_all(tasks, jobs=1)
    assert (bad.state, good.state, good.error) == ("failed", "done", "")
    assert "ZeroDivisionError: division by zero" in bad.error
    assert bad.error.endswith(f"'briefing.failed.ipynb' could not be written: {error}")


def test_a_failed_notebook_that_cannot_be_removed_is_told(tmp_path, small_notebooks):
    (task,) = small_tasks(tmp_path, ["A"], lambda name: CELLS)
    task.file("ipynb", name="briefing.failed").mkdir(parents=True)  # a folder cannot be removed as a file
    (outcome,) = write_all([task], jobs=1)
    assert outcome.state == "done"
    assert outcome.error.startswith("'briefing.failed.ipynb' could not be removed: ")


def test_charts_of_an_earlier_run_with_more_of_them_do_not_stay(tmp_path, small_notebooks):
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    (two,) = small_tasks(tmp_path, ["A"], lambda name: [CELLS[0], draw, draw])
    write_briefing(two)
    english = two.folder / "figures" / "02.en.png"
    english.write_bytes(b"of the English briefing")
    (one,) = small_tasks(tmp_path, ["A"], lambda name: [CELLS[0], draw])
    write_briefing(one)
    assert {p.name for p in english.parent.iterdir()} == {"01.png", "02.en.png"}


def test_a_run_killed_between_two_files_vouches_for_none_of_them(tmp_path, small_notebooks, monkeypatch):
    (task,) = small_tasks(tmp_path, ["A"], lambda name: CELLS)
    assert [o.state for o in write_all([task], jobs=1)] == ["done"]

    def stop(path, content):
        os._exit(9) if path.suffix == ".html" else write_whole(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(briefings, "write_whole", stop)
        (failed,) = write_all([replace(task, inputs="2")], jobs=1)
    assert failed.error == "its process exited with 9"
    assert [o.state for o in write_all([task], jobs=1)] == ["done"]


KILLS = int(os.environ.get("SAFETYSTATS_KILLS", "5"))
"""How often a batch is killed in the test below; twenty times before a release."""


def write_small_reports(folder):
    """A batch of small briefings with charts, as the command writes one: lock, briefings, list of them."""
    os.chdir(folder)
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, len(area)]);"
    tasks = small_tasks(
        Path(), [f"area {i}" for i in range(6)], lambda name: [*CELLS[:2], draw, "area * 9999"]
    )
    with only_writer(Path("reports")):
        outcomes = write_all(tasks, jobs=2)
        told = "".join(f"{o.task.area} {o.error}\n" for o in outcomes)
        write_whole(Path("reports", "index.html"), told)


def start_small_reports(folder):
    """The same in a process with a session of its own, as a shell starts a command."""
    folder.mkdir(exist_ok=True)
    process = get_context("fork").Process(target=lambda: (os.setsid(), write_small_reports(folder)))
    process.start()
    return process


def wait_for_files(folder, process, count):
    """Until that many files have come or changed, of however fast a machine, or the process has ended."""
    before, seen = marks_of(folder), set()
    while len(seen) < count and process.exitcode is None:
        seen |= marks_of(folder) - before
        time.sleep(0.001)


def marks_of(folder):
    """What tells each file below a folder from what it was before."""
    marks = set()
    for root, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                found = Path(root, name).stat()
                marks.add((root, name, found.st_ino, found.st_mtime_ns))
    return marks


def all_bytes(folder):
    """Every file below a folder but the lock."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != ".lock")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills a group of processes")
def test_a_batch_killed_at_any_moment_ends_as_an_undisturbed_one(tmp_path, small_notebooks):
    start_small_reports(tmp_path / "whole").join(60)
    whole = all_bytes(tmp_path / "whole" / "reports")
    assert len(whole) > 6 * 4  # page, notebook, chart and manifest of each, and the index
    moments = random.Random(20200824)
    interrupted = 0
    for kill in range(KILLS):
        folder = tmp_path / f"killed {kill // 5}"  # five times, then to the end, then anew
        process = start_small_reports(folder)
        wait_for_files(folder / "reports", process, moments.randrange(12))
        time.sleep(moments.uniform(0.0, 0.02))
        interrupted += process.exitcode is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()
        left = all_bytes(folder / "reports").items()
        assert {n: c for n, c in left if not Path(n).name.startswith(".")}.items() <= whole.items()
        if kill % 5 == 4 or kill == KILLS - 1:
            start_small_reports(folder).join(60)
            assert all_bytes(folder / "reports") == whole
    print(f"{interrupted} of {KILLS} kills met a batch that was still running")
    assert interrupted > KILLS / 4


def test_a_full_disk_leaves_the_old_files_and_fails_the_area(tmp_path, small_notebooks):
    resource = pytest.importorskip("resource")
    (task,) = small_tasks(tmp_path, ["A"], lambda name: CELLS)
    assert [o.state for o in write_all([task], jobs=1)] == ["done"]
    before = all_bytes(tmp_path / "reports")
    (task,) = small_tasks(tmp_path, ["A"], lambda name: [*CELLS, "'x' * 300_000"])
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
        (outcome,) = write_all([replace(task, inputs="2")], jobs=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert (outcome.state, outcome.error) == ("failed", "[Errno 27] File too large")
    after = all_bytes(tmp_path / "reports")
    del before["A/manifest.json"]  # it no longer vouches for the others
    assert after == before


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


def test_a_report_of_a_day_before_the_first_entry_says_that_nothing_is_known(scope):
    early = replace(scope, as_of=date(2010, 1, 1))
    assert "截至2010年1月1日台账没有任何记录" in early.notice("zh")


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
