"""A project from nothing: districts by their codes, empty ledgers that are read again, three commands."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date

import openpyxl
import pytest

from safetystats import reference
from safetystats.cleaning import clean
from safetystats.errors import UnknownName, WrongUse
from safetystats.lab import values_of
from safetystats.notebook_files import nbformat
from safetystats.project import Project
from safetystats.read import read_ledger
from safetystats.schema import LEDGERS
from safetystats.shipped import shipped
from safetystats.starting import city_asked_for, city_of_code, city_of_name, start_project
from safetystats.starting.templates import choices_of, header_of, template


def run(*arguments, cwd):
    command = [sys.executable, "-m", "safetystats", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8")


# --- which districts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "count", "some"),
    [
        # Counted on the cities' own pages: Beijing has 16 districts, 崇文 and 宣武 are none of them any more.
        ("110000", "北京市", 16, {"门头沟区", "延庆区"}),
        ("440300", "深圳市", 9, {"福田区", "龙华区"}),
        ("320100", "南京市", 11, {"浦口区", "高淳区"}),
    ],
)
def test_a_city_has_the_districts_of_today(code, name, count, some):
    city = city_of_code(code)
    names = [area.name for area in city.areas]
    assert (city.name, len(names)) == (name, count)
    assert some <= set(names)
    assert not {"崇文区", "市辖区", "县"} & set(names)


def test_folders_of_the_areas_are_unlike_each_other():
    slugs = [area.slug for area in city_of_name("南京市").areas]
    assert len(set(slugs)) == len(slugs)
    assert "320102-xuanwu" in slugs


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ((None, None, None), WrongUse, "--city"),
        (("南京", "320100", ["a"]), WrongUse, "--areas"),
        (("杭洲", None, None), UnknownName, "杭州"),
        (("Atlantis", None, None), UnknownName, "--areas A,B,C"),
        (("370200", None, None), WrongUse, "--code 370200"),
        ((None, "3301", None), WrongUse, "six digits"),
        ((None, "999900", None), WrongUse, "no city"),
        (("Rivertown", None, ["North", "North"]), WrongUse, "twice"),
    ],
)
def test_what_is_no_city_is_refused_with_what_is_needed(asked, error, words):
    with pytest.raises(error, match=words):
        city_asked_for(*asked)


# --- the folder ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_project_is_read_by_the_rest(tmp_path, language):
    written = start_project(tmp_path / "杭州", city_of_name("杭州"), language=language)
    project = Project.load(tmp_path / "杭州" / "project.toml")
    assert (project.city, project.language) == ("杭州市", language)
    assert reference.current_areas(project)[:2] == ["上城区", "拱墅区"]
    assert sum(path.suffix == ".xlsx" for path in written) == len(LEDGERS)
    assert (project.audience, project.years) == ("upward", 3)
    assert project.lists[-2:] == [tmp_path / "杭州" / name for name in ("residents.csv", "sectors.csv")]


def test_a_new_project_has_the_notebooks_set_to_itself(tmp_path):
    written = start_project(tmp_path / "杭州", city_of_name("杭州"), language="en")
    notebooks = {path.name: values_of(nbformat.read(path, 4)) for path in written if path.suffix == ".ipynb"}
    assert len(notebooks) == len(list(shipped("notebooks").glob("*.ipynb")))
    first = notebooks["08_explore.ipynb"]
    assert (first["area"], first["language"]) == ("上城区", "en")
    assert (first["ledgers"], first["project"]) == ("../data/ledger", "../project.toml")


def test_a_project_is_never_overwritten(tmp_path):
    start_project(tmp_path, city_of_name("杭州"))
    before = (tmp_path / "areas.csv").read_bytes()
    with pytest.raises(WrongUse, match="holds a project already"):
        start_project(tmp_path, city_of_name("南京"))
    assert (tmp_path / "areas.csv").read_bytes() == before


def test_an_area_with_a_comma_keeps_its_name(tmp_path):
    start_project(tmp_path, city_asked_for("Rivertown", None, ["Port, Old", "North"]), language="en")
    with (tmp_path / "areas.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["area"] for row in csv.DictReader(file)] == ["Port, Old", "North"]


# --- empty ledgers ------------------------------------------------------------------------------------------

CELLS = {
    "date": date(2026, 3, 2), "count": 2, "yuan": 3.5, "key": "A-1", "text": "文字", "enterprise": "某厂",
    "street": "某镇", "frequency": "每季度", "tags": "电气",
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", LEDGERS)
def test_a_ledger_filled_in_as_it_offers_is_read_whole(tmp_path, kind, language):
    ledger, areas = LEDGERS[kind], ["上城区", "拱墅区"]
    path = tmp_path / f"{kind}.xlsx"
    path.write_bytes(template(ledger, areas, language))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = [(choices_of(column, areas) or [CELLS.get(column.kind)])[0] for column in ledger.columns]
    for index, value in enumerate(row, 1):
        sheet.cell(2, index, value)
    book.save(path)
    start_project(tmp_path / "project", city_of_name("杭州"))
    project = Project.load(tmp_path / "project" / "project.toml")
    raw = read_ledger(path)
    assert raw.kind == kind
    cleaned = clean(raw, project=project)
    assert (len(cleaned.ledger), len(cleaned.quarantine)) == (1, 0)
    unread = [
        c.name
        for c in ledger.columns
        if c.kind in ("date", "count", "area") and cleaned.ledger[c.name].isna()[0]
    ]
    assert unread == []


def test_an_empty_ledger_is_no_ledger_of_nothing_wrong(tmp_path):
    start_project(tmp_path, city_of_name("杭州"))
    done = run("clean", "data/raw", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {file["rows_read"] for file in json.loads(done.stdout)["files"]} == {0}


def test_money_says_its_unit():
    column = LEDGERS["accidents"].column("direct_loss_yuan")
    headers = [header_of(LEDGERS["accidents"], column, language) for language in ("zh", "en")]
    assert headers == ["直接经济损失（万元）", "direct loss (yuan)"]


# --- from the shell -----------------------------------------------------------------------------------------


def test_three_commands_lead_to_a_first_briefing(tmp_path):
    done = run("init", "杭州", "--city", "杭州", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "杭州"
    lines = ["事故编号,事故发生日期,区,死亡人数", "1,2026-03-02,西湖区,1", "2,2026-04-02,萧山区,1"]
    (folder / "data" / "raw" / "事故.csv").write_text("\n".join(lines), encoding="utf-8")
    done = run("clean", "data/raw", cwd=folder)
    assert done.returncode == 0, done.stderr
    done = run("brief", "西湖区", "--as-of", "2026-06-30", "--formats", "html", cwd=folder)
    assert done.returncode == 0, done.stderr
    page = next((folder / "reports").rglob("briefing.html")).read_text(encoding="utf-8")
    assert "西湖区" in page
    assert "全市" in page


@pytest.mark.parametrize(
    ("lang", "first", "last"),
    [
        ((), "某市：2个地区", "下一步：请阅读own/README.md"),
        (("--lang", "en"), "某市: 2 areas", "Next: read own/README.md"),
    ],
)
def test_a_new_project_is_told_in_its_language(lang, first, last, tmp_path):
    done = run("init", "own", "--city", "某市", "--areas", "甲区,乙区", *lang, cwd=tmp_path)
    said = done.stdout.replace("\\", "/").splitlines()
    assert (said[0], said[-1]) == (first, last)


def test_the_project_of_the_folder_is_taken_unless_another_is_named(tmp_path):
    run("init", "own", "--city", "Rivertown", "--areas", "North,South", "--lang", "en", cwd=tmp_path)
    done = run("doctor", "--lang", "en", "--json", cwd=tmp_path / "own")
    found = {check["name"]: check for check in json.loads(done.stdout)}
    assert found["Project"]["found"] == "Rivertown, 2 areas"
    done = run("doctor", "--lang", "en", "--json", cwd=tmp_path)
    found = {check["name"]: check for check in json.loads(done.stdout)}
    assert found["Project"]["found"] == "北京市, 17 areas"


def test_areas_are_parted_at_chinese_signs_too(tmp_path):
    run("init", "own", "--city", "某市", "--areas", "甲区，乙区、丙区；丁区;戊区,", cwd=tmp_path)
    listed = reference.current_areas(Project.load(tmp_path / "own"))
    assert listed == ["甲区", "乙区", "丙区", "丁区", "戊区"]


def test_a_broken_project_is_told_with_its_mend(tmp_path):
    (tmp_path / "project.toml").write_text('city = "A"\ncitty = "B"\n', encoding="utf-8")
    done = run("doctor", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 4
    assert "WRONG" in done.stdout
    assert "citty" in done.stdout


def test_a_basis_that_is_in_no_list_is_told_with_those_that_are(tmp_path):
    run("init", "own", "--city", "Rivertown", "--areas", "North,South", "--lang", "en", cwd=tmp_path)
    settings = tmp_path / "own" / "project.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("no_road", "noroad"), encoding="utf-8")
    done = run("doctor", "--lang", "en", cwd=tmp_path / "own")
    assert done.returncode == 4
    assert (
        "WRONG  Basis: 'noroad' is in no list\n       -> Set basis in project.toml to one of" in done.stdout
    )


def test_a_project_speaks_its_own_language_unless_another_is_asked_for(tmp_path):
    run("init", "own", "--city", "Rivertown", "--areas", "North,South", "--lang", "en", cwd=tmp_path)
    folder = tmp_path / "own"
    lines = ["accident id,date,district,deaths", "1,2026-03-02,North,1", "2,2026-04-02,South,1"]
    (folder / "data" / "raw" / "accidents.csv").write_text("\n".join(lines), encoding="utf-8")
    assert run("clean", "data/raw", cwd=folder).returncode == 0
    done = run("brief", "North", "--as-of", "2026-06-30", "--formats", "html", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert [page.name for page in (folder / "reports").rglob("briefing*.html")] == ["briefing.en.html"]


def test_a_city_without_districts_asks_for_its_areas():
    with pytest.raises(WrongUse, match="--areas"):
        city_of_name("东莞")


def test_quotation_marks_in_a_name_stay_in_the_list_of_areas(tmp_path):
    start_project(tmp_path, city_asked_for("Rivertown", None, ['A "x", b', "North"]), language="en")
    assert reference.current_areas(Project.load(tmp_path / "project.toml")) == ['A "x", b', "North"]


@pytest.mark.parametrize(("lang", "word"), [((), "请"), (("--lang", "en"), "Name ")])
def test_a_folder_that_is_taken_is_told_in_the_language_of_the_project_asked_for(lang, word, tmp_path):
    assert run("init", "own", "--city", "杭州", cwd=tmp_path).returncode == 0
    done = run("init", "own", "--city", "杭州", *lang, cwd=tmp_path)
    assert done.returncode == 2
    assert word in done.stderr
