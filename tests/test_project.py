"""`project.toml` is read strictly: what it names must be there, and what it says must be known."""

import pickle
import re
from pathlib import Path

import pytest

from safetystats import reference
from safetystats.cleaning import clean
from safetystats.errors import InputRejected, UnknownName, WrongUse
from safetystats.locale import label, language_of
from safetystats.project import Project
from safetystats.read import read_ledger
from safetystats.rules.words import sectors_of, supervision_sectors

CITY = 'city = "某市"\ncity_en = "Somewhere"\ncode = "990000"\n'
AREAS = "code,area,area_en,slug,valid_from,valid_to,became\n01,甲区,A,01-a,,,\n02,乙区,B,02-b,,,\n"


def a_project(folder: Path, text: str) -> Path:
    path = folder / "project.toml"
    path.write_text(CITY + text, encoding="utf-8")
    return path


def test_a_template_lies_beside_the_project(tmp_path):
    (tmp_path / "office.docx").write_bytes(b"PK")
    loaded = Project.load(a_project(tmp_path, '[documents]\ntemplate = "office.docx"\n'))
    assert loaded.template == tmp_path / "office.docx"


def test_without_a_template_the_layout_is_the_built_in_one(tmp_path):
    assert Project.load(a_project(tmp_path, "")).template is None


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            '[documents]\ntemplate = "none.docx"',
            WrongUse,
            "there is no file .*none.docx.* leave the line out",
        ),
        (
            '[documents]\nvorlage = "a.docx"',
            UnknownName,
            "Unknown key 'documents.vorlage'. Known (1): template",
        ),
        ("[documents]\ntemplate = 1", WrongUse, "key 'documents.template': .* found 1"),
        ('documents = "a.docx"', WrongUse, "key 'documents'"),
    ],
)
def test_what_a_project_says_of_documents_is_checked_with_what_to_do(text, error, message, tmp_path):
    with pytest.raises(error, match=message.replace("(1)", re.escape("(1)"))):
        Project.load(a_project(tmp_path, text))


# --- settings as Excel and editors save them ----------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_settings_are_read_in_the_encoding_that_an_editor_saved_them_in(encoding, tmp_path):
    (tmp_path / "project.toml").write_text(CITY, encoding=encoding)
    (tmp_path / "areas.csv").write_text(AREAS, encoding=encoding)
    (tmp_path / "area_aliases.csv").write_text("alias,area,why\n甲城,甲区,\n", encoding=encoding)
    project = Project.load(tmp_path / "project.toml")
    assert project.city == "某市"
    assert reference.current_areas(project) == ["甲区", "乙区"]
    assert reference.area_aliases(project) == {"甲城": "甲区"}


def test_a_list_saved_by_excel_as_unicode_text_has_tabs(tmp_path):
    (tmp_path / "areas.csv").write_text(AREAS.replace(",", "\t"), encoding="utf-16")
    assert reference.current_areas(Project.load(a_project(tmp_path, ""))) == ["甲区", "乙区"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "areas.csv' is empty"),
        (AREAS.encode() + b"3,a,b,c,d,e,f,g,h\n", "areas.csv' has a line of more cells than headers"),
        (AREAS.replace("02-b,", "02-b,x").encode(), "areas.csv': a day under valid_from"),
        (
            AREAS.replace("乙区", "乙甲丙丁区" * 9).encode().replace("丙".encode(), b"\xe4", 1),
            "areas.csv' line 3",
        ),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_by_its_name(data, message, tmp_path):
    (tmp_path / "areas.csv").write_bytes(data)
    with pytest.raises(InputRejected, match=message):
        reference.current_areas(Project.load(a_project(tmp_path, "")))


def test_a_folder_stands_for_the_project_in_it(tmp_path):
    a_project(tmp_path, "")
    assert Project.load(tmp_path) == Project.load(tmp_path / "project.toml")
    (tmp_path / "none").mkdir()
    with pytest.raises(WrongUse, match=r"There is no project file '.*none.project.toml'"):
        Project.load(tmp_path / "none")


# --- what the settings name ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[headers.accidents]\n"所在区市" = "区"',
            "Unknown column '区'.* under .headers.accidents., behind '所在区市'",
        ),
        ('[headers.accidents]\n"所在区市" = "aera"', "Unknown column 'aera'. Nearest: 'area'"),
        ('[headers.accident]\n"所在区市" = "area"', "Unknown key 'headers.accident'. Nearest: .*accidents"),
    ],
)
def test_a_header_stands_for_a_column_of_its_ledger(text, message, tmp_path):
    with pytest.raises(UnknownName, match=message):
        Project.load(a_project(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[reporting]\ndays = 0",
            "key 'reporting.days': Input should be greater than or equal to 1; found 0",
        ),
        ('[reporting]\ndays = "30"', "key 'reporting.days': Input should be a valid integer; found '30'"),
        ("[reporting]\ndays_off = {}", "Unknown key 'reporting.days_off'. Nearest: 'days_of'"),
        ('[reporting.days_of]\n"道路" = 7', r"Unknown category '道路'.* under \[reporting.days_of\]"),
        (
            '[reporting.days_of]\n"道路运输" = 7.5',
            "key 'reporting.days_of.道路运输': Input should be a valid int",
        ),
    ],
)
def test_days_of_reporting_are_whole_and_of_a_known_category(text, message, tmp_path):
    with pytest.raises(WrongUse, match=message):
        Project.load(a_project(tmp_path, text))


def test_another_name_stands_for_an_area_of_the_list(tmp_path):
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "area_aliases.csv").write_text(
        "alias,area,why\n\n甲城,甲区,\n,,\n丙,甲新区,同\n", encoding="utf-8"
    )
    with pytest.raises(UnknownName, match=r"'甲新区'. Nearest: '甲区'.*area_aliases.csv' line 5\."):
        reference.area_aliases(Project.load(a_project(tmp_path, "")))


# --- the project's own names in English ---------------------------------------------------------------------


def a_city(folder: Path, areas: str, city: str = CITY) -> Project:
    folder.mkdir()
    (folder / "project.toml").write_text(city, encoding="utf-8")
    (folder / "areas.csv").write_text(f"{AREAS.splitlines()[0]}\n{areas}", encoding="utf-8")
    (folder / "area_aliases.csv").write_text("alias,area,why\n", encoding="utf-8")
    return Project.load(folder)


def test_english_names_of_areas_are_those_of_the_project(tmp_path):
    project = a_city(tmp_path / "a", "01,甲区,Aton,01-a,,,\n02,North,North End,02-n,,,\n03,丙区,,03-c,,,\n")
    english, chinese = (language_of(project, language) for language in ("en", "zh"))
    shown = [label(area, english) for area in ("甲区", "North", "丙区", "某市", "unknown")]
    assert shown == ["Aton", "North End", "丙区", "Somewhere", "not stated"]
    assert [label(area, chinese) for area in ("甲区", "North", "某市")] == ["甲区", "North", "某市"]


def test_two_projects_in_one_process_keep_their_names_to_themselves(tmp_path):
    # 门头沟区 has a shipped name, too.
    one = language_of(a_city(tmp_path / "one", "01,门头沟区,Gate,01,,,\n"), "en")
    other = language_of(a_city(tmp_path / "other", "01,门头沟区,Ditch,01,,,\n"), "en")
    assert [label("门头沟区", language) for language in (one, other, "en")] == ["Gate", "Ditch", "Mentougou"]
    assert label("门头沟区", pickle.loads(pickle.dumps(one))) == "Gate"


def test_areas_that_would_share_an_english_name_keep_their_own(tmp_path):
    # A page that links them by name would lead from one to the other.
    project = a_city(tmp_path / "a", "01,合阳,Heyang,01,,,\n02,郃阳,Heyang,02,,,\n03,丙区,B,03,,,\n")
    assert [label(a, language_of(project, "en")) for a in ("合阳", "郃阳", "丙区")] == ["合阳", "郃阳", "B"]


def test_an_area_that_is_no_more_gives_its_english_name_to_the_one_of_today(tmp_path):
    # 双阳县 became 双阳区 in 1995: the two are spelt alike.
    lines = "01,双阳县,Shuangyang,01,,1995-07-05,双阳区\n02,双阳区,Shuangyang,02,,,\n"
    project = a_city(tmp_path / "a", lines)
    assert [label(a, language_of(project, "en")) for a in ("双阳区", "双阳县")] == ["Shuangyang", "双阳县"]


# --- residents of a city's own ------------------------------------------------------------------------------

RESIDENTS = "area,year,residents,source,source_en\n"


def test_a_city_gives_its_own_residents_with_their_source(tmp_path):
    project = a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n02,乙区,B,02-b,,,\n")
    assert reference.residents(project, 2026) == {}
    lines = "甲区,2020,214000,某市人口普查公报,census of Somewhere\n乙区,2020,187000,某市人口普查公报,\n"
    text = f"{RESIDENTS}{lines}某市,2020,401000,某市人口普查公报,\n甲区,2010,180000,六普,\n"
    (tmp_path / "a" / "residents.csv").write_text(text, encoding="utf-8-sig")
    assert reference.residents(project, 2026) == {"甲区": 214_000, "乙区": 187_000}
    assert reference.residents(project, 2012) == {"甲区": 180_000, "乙区": 187_000}
    assert reference.census(project, 2012).zh == "2010 甲区: 六普；2020 乙区: 某市人口普查公报"
    census = reference.census(project, 2026)
    assert (census.zh, census.en) == ("某市人口普查公报", "census of Somewhere; 某市人口普查公报")
    assert project.lists[-1].name == "residents.csv"


def test_residents_of_beijing_are_not_taken_for_those_of_another_citys_district_of_that_name(tmp_path):
    # Changchun has a 朝阳区 of its own.
    changchun = a_city(tmp_path / "a", "220104,朝阳区,Chaoyang,220104,,,\n")
    (tmp_path / "a" / "residents.csv").write_text(RESIDENTS, encoding="utf-8")
    assert reference.residents(changchun, 2020) == {}
    beijing = a_city(tmp_path / "b", "110105,朝阳区,Chaoyang,110105,,,\n", CITY.replace("某市", "北京市"))
    assert reference.residents(beijing, 2020) == {"朝阳区": 3_452_460}


# --- an office's own division, and what it asks of every run ------------------------------------------------

SECTORS = "sector,sector_en,aliases\n"


def with_sectors(folder: Path, lines: str) -> Project:
    project = a_city(folder, "01,甲区,A,01-a,,,\n")
    (folder / "sectors.csv").write_text(SECTORS + lines, encoding="utf-8-sig")
    return project


def test_an_office_adds_sectors_of_its_own_to_those_that_are_known(tmp_path):
    project = with_sectors(tmp_path / "a", "民宿,guest houses,农家院；民俗接待\n房建市政,,房建 ; 建筑业\n")
    own, shipped = sectors_of(project), supervision_sectors()
    assert own.find("农家院") == "民宿"
    assert (own.find("建筑业"), shipped.find("建筑业")) == ("房建市政", "建筑业")
    assert own.find("采矿") == "采矿业"
    assert label("民宿", language_of(project, "en")) == "guest houses"


def test_a_ledger_is_read_by_the_sectors_of_the_office(tmp_path):
    project = with_sectors(tmp_path / "a", "民宿,guest houses,农家院\n")
    sheet = tmp_path / "accidents.csv"
    sheet.write_text(
        "事故编号,发生时间,区,行业领域,死亡人数\n1,2020-01-02,甲区,农家院,1\n2,2020-01-03,甲区,建筑业,1\n",
        "utf-8",
    )
    cleaned = clean(read_ledger(sheet), project=project)
    assert cleaned.ledger["supervision_sector"].tolist() == ["民宿", "建筑业"]


def test_a_line_without_its_sector_is_refused(tmp_path):
    project = with_sectors(tmp_path / "a", "民宿,,\n,x,\n")
    with pytest.raises(InputRejected, match=r"sectors.csv' line 3: each line needs a sector"):
        sectors_of(project)


def test_ledgers_are_cleaned_for_the_audience_of_the_project(tmp_path):
    public = a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n", CITY + 'audience = "public"\n')
    sheet = tmp_path / "hazards.csv"
    sheet.write_text("隐患编号,发现日期,区,隐患描述,状态\n1,2020-01-02,甲区,通道堵塞,整改中\n", "utf-8")
    assert clean(read_ledger(sheet), project=public).ledger["description"].tolist() == ["[c]"]


def test_a_list_of_residents_that_is_named_and_not_there_is_refused(tmp_path):
    with pytest.raises(WrongUse, match=r"residents names 'people.csv', and there is no file '.*people.csv'"):
        a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n", CITY + 'residents = "people.csv"\n')


def test_blanks_and_empty_lines_that_excel_leaves_in_the_list_of_residents_are_none(tmp_path):
    project = a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n")
    text = f"{RESIDENTS} 甲区 , 2020 ,214000 ,公报,\n,,,,\n"
    (tmp_path / "a" / "residents.csv").write_text(text, encoding="utf-8")
    assert reference.residents(project, 2020) == {"甲区": 214_000}


@pytest.mark.parametrize(
    "line",
    [
        "甲区,2020,,公报,",
        "甲区,2020,21.4万,公报,",
        "甲区,二〇二〇,214000,公报,",
        "甲区,2020,214000,,",
        "甲区,2021,1,公报,\n甲区,2021,2,公报,",
    ],
)
def test_residents_that_cannot_be_read_are_refused_with_their_line(line, tmp_path):
    project = a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n")
    (tmp_path / "a" / "residents.csv").write_text(f"{RESIDENTS}甲区,2010,1,公报,\n{line}\n", encoding="utf-8")
    number = 2 + len(line.splitlines())
    with pytest.raises(InputRejected, match=f"residents.csv' line {number}: each line needs an area, a year"):
        reference.residents(project, 2020)


def test_residents_of_an_area_that_is_not_listed_are_refused(tmp_path):
    project = a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n")
    (tmp_path / "a" / "residents.csv").write_text(f"{RESIDENTS}申区,2020,1,公报,\n", encoding="utf-8")
    with pytest.raises(UnknownName, match=r"Unknown area '申区'.*residents.csv' line 2\."):
        reference.residents(project, 2020)


def test_a_list_of_areas_that_is_named_and_not_there_is_told_with_who_names_it(tmp_path):
    with pytest.raises(
        WrongUse, match=r"project.toml': areas names 'area.csv', and there is no file .*area.csv'"
    ):
        a_city(tmp_path / "a", "01,甲区,A,01-a,,,\n", CITY + 'areas = "area.csv"\n')


def test_settings_that_may_not_be_read_are_told_as_such(tmp_path, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "project.toml").write_text('city = "甲市"\n', encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(WrongUse, match=r"project.toml' may not be read.*for the right to read it"):
        Project.load(tmp_path)
