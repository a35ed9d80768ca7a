"""Reference data agree with what was published, with each other and with the page that describes them."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pandas as pd
import pytest

from safetystats import reference
from safetystats.project import Project
from safetystats.rules.words import word_key
from safetystats.schema import END_TYPES, LEDGERS
from safetystats.shipped import shipped

FOLDER = shipped("data", "reference")
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))


def _split(texts: pd.Series) -> list[str]:
    return [alias for text in texts for alias in text.split(";") if alias]


def _total(category: str, measure: str, start: str, end: str) -> float:
    totals = reference.published_totals()
    wanted = (
        totals["area"].eq("北京市")
        & totals["category"].eq(category)
        & totals["measure"].eq(measure)
        & totals["window_start"].eq(pd.Timestamp(start))
        & totals["window_end"].eq(pd.Timestamp(end))
    )
    (value,) = totals.loc[wanted, "value"]
    return float(value)


def test_the_districts_add_up_to_the_census_of_2020() -> None:
    residents = reference.populations().query("year == 2020").set_index("area")["population"]
    assert residents.drop("北京市").sum() == 21_893_095 == residents["北京市"]


def test_the_districts_add_up_to_the_census_of_2010() -> None:
    residents = reference.populations().query("year == 2010").set_index("area")["population"]
    assert residents.drop("北京市").sum() == 19_612_000 == residents["北京市"]


def test_core_and_central_districts_hold_the_residents_that_were_published() -> None:
    residents = reference.populations().query("year == 2020").set_index("area")["population"]
    core = residents[["东城区", "西城区"]].sum()
    assert core == 1_815_043
    assert core + residents[["朝阳区", "海淀区", "丰台区", "石景山区"]].sum() == 10_988_587


def test_shares_and_growth_of_the_population_agree_with_independent_answers(shared: Path) -> None:
    text = (shared / "data" / "ref-areas-cn" / "answers.json").read_text(encoding="utf-8")
    answers = {answer["id"]: answer["value"] for answer in json.loads(text)["answers"]}
    residents = reference.populations().set_index(["year", "area"])["population"]
    in_2010, in_2020 = residents[2010].drop("北京市"), residents[2020].drop("北京市")
    assert (in_2020 / residents[2020, "北京市"]).to_dict() == pytest.approx(
        answers["pop2020_share"], abs=1e-6
    )
    assert (in_2020 / in_2010 - 1).to_dict() == pytest.approx(answers["growth"], abs=1e-6)
    codes = reference.areas(Project.load()).query("area in @answers['codes']['beijing']")
    assert dict(zip(codes["area"], codes["code"])) == answers["codes"]["beijing"]


@pytest.mark.parametrize("month", ["05-31", "06-30"])
@pytest.mark.parametrize("year", ["2019", "2020"])
@pytest.mark.parametrize("measure", ["accidents", "deaths"])
def test_the_categories_add_up_to_the_published_total(year: str, month: str, measure: str) -> None:
    window = (f"{year}-01-01", f"{year}-{month}")
    parts = ["工矿商贸", "道路运输", "铁路交通", "特种设备"]
    assert sum(_total(part, measure, *window) for part in parts) == _total("", measure, *window)


@pytest.mark.parametrize(
    ("category", "measure", "month", "printed"),
    [
        ("", "accidents", "05-31", 60.8),
        ("", "deaths", "05-31", 58.5),
        ("工矿商贸", "accidents", "05-31", 47.1),
        ("工矿商贸", "deaths", "05-31", 47.1),
        ("道路运输", "accidents", "05-31", 66.2),
        ("道路运输", "deaths", "05-31", 63.2),
        ("铁路交通", "accidents", "05-31", 28.6),
    ],
)
def test_figures_of_2019_give_back_the_fall_that_was_printed_in_percent(
    category: str, measure: str, month: str, printed: float
) -> None:
    this = _total(category, measure, "2020-01-01", f"2020-{month}")
    last = _total(category, measure, "2019-01-01", f"2019-{month}")
    assert round((last - this) / last * 100, 1) == printed


def test_figures_that_were_not_printed_say_so() -> None:
    totals = reference.published_totals()
    city_2019 = totals["window_start"].dt.year.eq(2019)
    assert totals.loc[city_2019, "derived"].all()
    printed_2020 = totals["area"].eq("北京市") & totals["window_start"].dt.year.eq(2020)
    assert not totals.loc[printed_2020, "derived"].any()


def test_every_day_of_the_working_day_table_agrees_with_the_package_chinesecalendar() -> None:
    table = reference.working_days()
    assert table.years == frozenset(range(2016, 2027))
    first, last = date(2016, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    assert [day for day in days if table.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_the_working_day_table_lists_only_days_that_depart_from_monday_to_friday() -> None:
    days = reference.working_days().days
    on_weekend = days["day"].dt.day_of_week >= 5
    assert (on_weekend == days["kind"].eq("work")).all()
    assert days["day"].is_unique


def test_the_supervision_on_site_lasted_fifteen_working_days() -> None:
    days = (date(2020, 8, 24) + timedelta(days=i) for i in range(19))
    assert sum(reference.working_days().is_working(day) for day in days) == 15


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (reference.provinces(), "area"),
        (reference.categories(), "category"),
        (reference.supervision_sectors(), "sector"),
        (reference.industries().query("edition == '2017'"), "industry"),
        (reference.industries().query("edition == '2002'"), "industry"),
        (reference.accident_kinds().query("standard == 'GB 6441-1986'"), "kind"),
        (reference.accident_kinds().query("standard == 'GB 6441-2025'"), "kind"),
    ],
    ids=[
        "provinces",
        "categories",
        "sectors",
        "industries 2017",
        "industries 2002",
        "kinds 1986",
        "kinds 2025",
    ],
)
def test_a_name_alias_or_english_word_means_one_thing(table: pd.DataFrame, name: str) -> None:
    english = "area_en" if name == "area" else "en"
    rows = [
        {word_key(text) for text in (row[name], row[english], *row["aliases"].split(";")) if text}
        for row in table.to_dict("records")
    ]
    keys = [key for row in rows for key in row]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_a_header_names_one_column_of_a_ledger() -> None:
    """A second line for it would never be read, and nobody would see why."""
    told = reference.headers()
    assert told[told.duplicated(["ledger", "header"])].to_dict("records") == []
    keys = told.assign(header=told["header"].map(word_key)).drop_duplicates(["ledger", "header", "column"])
    assert keys[keys.duplicated(["ledger", "header"], keep=False)].to_dict("records") == []


def test_an_area_has_one_row_for_each_of_its_names() -> None:
    project = Project.load()
    areas, aliases = reference.areas(project), reference.area_aliases(project)
    assert areas["area"].is_unique
    assert set(aliases.values()) <= set(reference.current_areas(project))
    assert set(aliases).isdisjoint(reference.current_areas(project))


def test_an_area_with_a_code_has_six_digits_of_beijing_that_begin_its_folder_name() -> None:
    areas = reference.areas(Project.load())
    coded = areas[areas["code"] != ""]
    assert coded["code"].str.fullmatch(r"110[12]\d\d").all()
    assert coded["code"].is_unique
    assert (coded["slug"].str.split("-").str[0] == coded["code"]).all()
    assert areas.loc[areas["code"] == "", "area"].tolist() == ["北京经济技术开发区"]


def test_provinces_are_31_with_the_corps_and_the_nation() -> None:
    provinces = reference.provinces()
    coded = provinces[provinces["code"] != ""]
    assert len(coded) == 31
    assert coded["code"].str.fullmatch(r"\d{2}0000").all()
    assert set(provinces["area"]) - set(coded["area"]) == {"新疆生产建设兵团", "全国"}


@pytest.mark.parametrize(
    ("alias", "area"),
    [
        ("北京", "北京市"),
        ("内蒙区", "内蒙古自治区"),
        ("西藏区", "西藏自治区"),
        ("新疆兵团", "新疆生产建设兵团"),
    ],
)
def test_provinces_know_the_spellings_of_the_housing_ministry(alias: str, area: str) -> None:
    provinces = reference.provinces().set_index("area")["aliases"]
    assert alias in provinces[area].split(";")


def test_both_standards_have_their_number_of_kinds_and_meet_without_a_gap() -> None:
    kinds = reference.accident_kinds()
    assert kinds.groupby("standard").size().to_dict() == {"GB 6441-1986": 20, "GB 6441-2025": 27}
    old, new = kinds[kinds["valid_to"].notna()], kinds[kinds["valid_to"].isna()]
    assert (old["valid_to"] + pd.Timedelta(days=1)).unique() == new["valid_from"].unique()


def test_every_kind_of_1986_became_known_kinds_and_every_kind_of_2025_came_from_one() -> None:
    kinds = reference.accident_kinds()
    old, new = kinds[kinds["valid_to"].notna()], kinds[kinds["valid_to"].isna()]
    assert (old["became"] != "").all()
    assert set(_split(old["became"])) == set(new["kind"])


def test_letters_f_to_i_differ_between_the_editions_of_2002_and_2017() -> None:
    names = reference.industries().set_index(["edition", "letter"])["industry"].str[:4]
    assert names["2002"]["F":"I"].tolist() == ["交通运输", "信息传输", "批发和零", "住宿和餐"]
    assert names["2017"]["F":"I"].tolist() == ["批发和零", "交通运输", "住宿和餐", "信息传输"]
    assert names.groupby(level="edition").size().to_dict() == {"2002": 20, "2017": 20}


def test_status_words_are_known_once_and_mean_a_known_end() -> None:
    words = reference.status_words()
    assert words["word"].str.casefold().is_unique
    assert set(words["end_type"]) == set(END_TYPES)
    assert set(words["reopened"]) == {"true", "false"}
    assert words.query("reopened == 'true'")["end_type"].eq("open").all()


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("已销账", "closed"),
        ("已整改待复查", "open"),
        ("逾期未整改", "open"),
        ("移交", "transferred"),
        ("不属实", "void"),
        ("反弹", "open"),
        ("initially submitted", "open"),
    ],
)
def test_a_status_word_means(word: str, end: str) -> None:
    assert reference.status_words().set_index("word").loc[word, "end_type"] == end


def test_parts_of_statuses_are_known_once_and_mean_a_known_end_or_none() -> None:
    parts = reference.status_parts()
    assert not parts.duplicated(["part", "where"]).any()
    assert set(parts["where"]) == {"alone", "apart", "anywhere", "start", "within", "end"}
    assert set(parts["end_type"]) == {"", *END_TYPES}
    assert parts.query("end_type == 'closed'")["where"].eq("end").all()


def test_series_breaks_touch_columns_that_ledgers_have() -> None:
    for line in reference.series_breaks().itertuples():
        assert line.column in LEDGERS[line.ledger].names


def test_categories_of_a_basis_and_of_published_totals_are_known() -> None:
    known = {"", *reference.categories()["category"]}
    assert {c for basis in reference.bases().values() for c in basis.categories} <= known
    assert set(reference.published_totals()["category"]) <= known


@pytest.mark.parametrize("name", ["populations.csv", "published_totals.csv", "series_breaks.csv"])
def test_every_figure_names_its_source(name: str) -> None:
    assert (reference.read_reference(FOLDER / name)["source"].str.len() > 5).all()


def test_every_working_day_names_its_notice() -> None:
    notices = reference.read_reference(FOLDER / "workdays.csv")["notice"]
    assert notices.str.fullmatch(r"国办发明电〔20\d\d〕\d+号").all()


def test_every_value_a_reader_may_see_has_an_english_label() -> None:
    labels = reference.labels()
    values = [
        *reference.current_areas(Project.load()),
        *reference.provinces()["area"],
        *reference.categories()["category"],
        *reference.supervision_sectors()["sector"],
        *reference.accident_kinds()["kind"],
    ]
    assert [value for value in values if not labels.get(value, "").isascii() or not labels.get(value)] == []
    assert labels["E 建筑业"] == "E construction"
    assert (reference.series_breaks()["en"] != "").all()


@pytest.mark.parametrize("name", TABLES)
def test_the_page_of_the_reference_data_explains_every_table_and_column(name: str) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = next(part for part in page.split("\n## ")[1:] if name in part.splitlines()[0])
    explained = {
        word.strip() for line in section.splitlines() if line.startswith("|") for word in _first_cell(line)
    }
    assert set(reference.read_reference(FOLDER / name).columns) <= explained


def _first_cell(line: str) -> list[str]:
    return line.split("|")[1].split("(")[0].split(",")


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_has_blanks_around_its_text(name: str) -> None:
    table = reference.read_reference(FOLDER / name)
    assert all(table[column].eq(table[column].str.strip()).all() for column in table)
