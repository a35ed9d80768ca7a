"""The example city: published figures and the letter's come out of it exactly.

Every fact is asked twice: of the tables that the generator made, and of the committed sheets, read and
cleaned.
"""

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from example import city

from safetystats import reference
from safetystats.findings import Cleaned
from safetystats.project import Project
from safetystats.read import RawLedger
from safetystats.schema import LEDGERS
from safetystats.sheets.files import read_grids
from safetystats.shipped import shipped

RAW = shipped("data", "raw")
DISTRICT = "门头沟区"
LETTER_BASIS = ["工矿商贸", "铁路交通", "特种设备"]
EXPORT_DAY = pd.Timestamp("2020-08-24")
RESTAURANTS = ["北京示例味知餐饮有限公司", "北京示例福顺餐饮有限公司"]

Frames = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module", params=["as made", "as cleaned"])
def frames(request: pytest.FixtureRequest) -> Frames:
    if request.param == "as cleaned":
        return {kind: cleaned.ledger for kind, cleaned in request.getfixturevalue("example_cleaned").items()}
    made = dict(request.getfixturevalue("example_events"))
    made["accidents"] = made["accidents"].assign(counted=~made["accidents"]["struck_off"])
    return made


def fatal(frames: Frames, start: str, end: str, categories: list[str] | None = None) -> pd.DataFrame:
    """Fatal accidents from `start` to `end`, struck-off ones left out."""
    accidents = frames["accidents"]
    chosen = accidents["counted"] & (accidents["deaths"] > 0) & accidents["occurred_on"].between(start, end)
    if categories:
        chosen &= accidents["category"].isin(categories)
    return accidents[chosen.fillna(False).astype(bool)]


def of_district(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["area"] == DISTRICT]


# --- what the city published


@pytest.mark.parametrize(
    ("start", "end", "figures"),
    [
        (
            "2020-01-01",
            "2020-05-31",
            {"工矿商贸": (18, 18), "道路运输": (49, 56), "铁路交通": (5, 5), "特种设备": (1, 1)},
        ),
        (
            "2020-01-01",
            "2020-06-30",
            {"工矿商贸": (24, 24), "道路运输": (65, 74), "铁路交通": (5, 5), "特种设备": (1, 1)},
        ),
        ("2019-01-01", "2019-05-31", {"工矿商贸": (34, 34), "道路运输": (145, 152), "铁路交通": (7, 7)}),
        ("2019-01-01", "2019-06-30", {"工矿商贸": (42, 43), "道路运输": (189, 200), "铁路交通": (8, 8)}),
    ],
)
def test_categories_come_out_as_the_bulletins_print_them(
    frames: Frames, start: str, end: str, figures: dict[str, tuple[int, int]]
) -> None:
    rows = fatal(frames, start, end)
    by_category = rows.groupby("category")["deaths"].agg(["size", "sum"])
    assert {name: (int(n), int(d)) for name, n, d in by_category.itertuples()} == figures


def test_every_published_figure_of_the_three_years_comes_out(frames: Frames) -> None:
    published = reference.published_totals()
    published = published[
        (published["window_start"] >= "2018-01-01") & (published["window_end"] <= "2020-12-31")
    ]
    columns = {"construction": ("industry", "E 建筑业"), "fall": ("accident_kind", "高处坠落")}
    assert len(published) >= 40
    for row in published.itertuples():
        rows = fatal(frames, row.window_start, row.window_end, [row.category] if row.category else None)
        if row.area == DISTRICT:
            rows = of_district(rows)
        part, _, events = row.measure.rpartition("_")
        if part:
            column, value = columns[part]
            rows = rows[rows[column] == value]
        found = len(rows) if events == "accidents" else rows["deaths"].sum()
        assert found == row.value, row


def test_eighteen_accidents_of_five_months_have_the_published_industries_kinds_and_causes(
    frames: Frames,
) -> None:
    rows = fatal(frames, "2020-01-01", "2020-05-31", ["工矿商贸"])
    assert rows["industry"].value_counts().to_dict() == {
        "E 建筑业": 12,
        "C 制造业": 2,
        "O 居民服务、修理和其他服务业": 1,
        "N 水利、环境和公共设施管理业": 1,
        "M 科学研究和技术服务业": 1,
        "R 文化、体育和娱乐业": 1,
    }
    assert rows["accident_kind"].value_counts().to_dict() == {
        "高处坠落": 9,
        "触电": 3,
        "物体打击": 2,
        "车辆伤害": 1,
        "起重伤害": 1,
        "机械伤害": 1,
        "灼烫": 1,
    }
    assert sorted(rows["cause"].value_counts()) == [1, 1, 1, 1, 2, 3, 9]
    assert (rows["cause"] == "违反操作规程或劳动纪律").sum() == 9
    assert len(fatal(frames, "2020-05-01", "2020-05-31", ["工矿商贸"])) == 10


def test_2020_shows_the_drop_of_the_pandemic(frames: Frames) -> None:
    this, before = (len(fatal(frames, f"{year}-01-01", f"{year}-05-31")) for year in (2020, 2019))
    assert round(100 * (this / before - 1), 1) == -60.8  # as printed for January to May 2020


# --- what the letter says


@pytest.mark.parametrize(
    ("start", "end", "city_figures", "district_figures", "share"),
    [
        ("2018-01-01", "2018-12-31", (125, 129), (5, 5), (3.5, 4.5)),
        ("2019-01-01", "2019-12-31", (100, 104), (2, 2), (1.5, 2.5)),
        ("2020-01-01", "2020-08-24", (48, 49), (3, 3), (6, 7)),
    ],
)
def test_the_districts_share_is_about_four_then_two_then_over_six_percent(
    frames: Frames,
    start: str,
    end: str,
    city_figures: tuple[int, int],
    district_figures: tuple[int, int],
    share: tuple[float, float],
) -> None:
    rows = fatal(frames, start, end, LETTER_BASIS)
    own = of_district(rows)
    assert (len(rows), rows["deaths"].sum()) == city_figures
    assert (len(own), own["deaths"].sum()) == district_figures
    for part, whole in zip(district_figures, city_figures):
        assert share[0] <= 100 * part / whole < share[1]


def test_seven_of_ten_accidents_are_in_construction_four_of_them_in_2018_and_two_were_studied(
    frames: Frames,
) -> None:
    own = of_district(fatal(frames, "2018-01-01", "2020-08-24", LETTER_BASIS))
    construction = own[own["supervision_sector"] == "建筑业"]
    assert (len(own), len(construction)) == (10, 7)
    of_2018 = construction[construction["occurred_on"].dt.year == 2018]
    assert (len(of_2018), of_2018["studied_on"].notna().sum()) == (4, 2)


def test_one_property_firm_has_an_electrocution_in_2018_and_in_2020_under_two_spellings(
    frames: Frames,
) -> None:
    own = of_district(fatal(frames, "2018-01-01", "2020-08-24", LETTER_BASIS))
    again = own[(own["industry"] == "K 房地产业") & (own["supervision_sector"] == "建筑业")]
    assert sorted(again["occurred_on"].dt.year) == [2018, 2020]
    assert set(again["accident_kind"]) == {"触电"}
    if "enterprise_key" in again:
        assert len(set(again["enterprise"])) == 2
        assert len(set(again["enterprise_key"])) == 1


def test_the_struck_off_accident_of_the_district_does_not_count(frames: Frames) -> None:
    own = of_district(frames["accidents"])
    own = own[own["category"].isin(LETTER_BASIS)]
    assert (len(own), int(own["counted"].sum())) == (12, 11)


def test_listed_hazards_are_901_and_closed_to_91_percent_however_the_rest_is_read(frames: Frames) -> None:
    own = of_district(frames["hazards"])
    assert len(own) > 901
    listed = own[own["listed"].fillna(False).astype(bool)]
    assert len(listed) == 901
    assert listed["found_on"].between("2018-01-01", EXPORT_DAY).all()
    assert (listed["closed_on"].dropna() <= EXPORT_DAY).all()
    closed = (listed["end_type"] == "closed").sum()
    back = listed["reopened"].sum()
    settled = listed["end_type"].isin(["closed", "void", "transferred"]).sum()
    left = listed["end_type"].isin(["closed", "open"]).sum()
    for share in (closed / 901, (closed + back) / 901, settled / 901, closed / left):
        assert 0.91 <= share < 0.92


def test_the_districts_own_inspections_are_11879_with_few_finds(frames: Frames) -> None:
    own = of_district(frames["inspections"])
    own = own[own["programme"].isin(["日常检查", "复查"])]
    assert len(own) == 11_879
    assert own["inspected_on"].between("2018-01-01", EXPORT_DAY).all()
    assert own["hazards_found"].sum() == 901
    others = frames["inspections"].query("area != @DISTRICT")["hazards_found"]
    assert own["hazards_found"].mean() < 0.2 * others.mean()


def test_insurance_covers_14_percent_a_year_on_average(frames: Frames) -> None:
    register = of_district(frames["enterprises"])
    register = register[register["active"].astype(bool)]
    coverage = []
    for day in pd.to_datetime(["2018-12-31", "2019-12-31", "2020-08-24"]):
        there = register[register["registered_on"] <= day]
        insured = (there["insured_from"] <= day) & (there["insured_to"] >= day)
        coverage.append(insured.sum() / len(there))
    assert coverage == pytest.approx([0.10, 0.14, 0.18])
    assert sum(coverage) / 3 == pytest.approx(0.14)


def test_the_supervision_team_visited_22_enterprises_and_found_the_printed_topics(frames: Frames) -> None:
    visits = frames["inspections"].query("programme == '督察抽查'")
    assert visits["enterprise"].nunique() == len(visits) == 22
    assert set(visits["area"]) == {DISTRICT}
    assert visits["inspected_on"].between("2020-08-25", "2020-09-11").all()
    topics = visits["topics"].fillna("").str.split("、").explode().value_counts()
    assert topics[["主体责任不清", "有限空间", "无证上岗"]].tolist() == [6, 3, 3]


def test_two_gas_restaurants_passed_early_in_2020_and_failed_the_supervision_team(frames: Frames) -> None:
    own = of_district(frames["inspections"])
    register = frames["enterprises"]
    with_gas = register.loc[register["attributes"].fillna("").str.contains("瓶装液化气"), "enterprise"]
    early = own[own["enterprise"].isin(with_gas) & own["inspected_on"].between("2020-01-01", "2020-03-31")]
    assert sorted(early["enterprise"]) == sorted(RESTAURANTS)
    assert early["hazards_found"].tolist() == [0, 0]
    later = own[own["enterprise"].isin(RESTAURANTS) & (own["programme"] == "督察抽查")]
    assert sorted(later["enterprise"]) == sorted(RESTAURANTS)
    assert (later["hazards_found"] >= 2).all()
    assert set(later["recheck_of"]) == set(early["inspection_id"])


def test_the_register_holds_a_garage_that_is_gone_and_lacks_one_restaurant(frames: Frames) -> None:
    register = of_district(frames["enterprises"])
    # Cleaning joins spellings by key; the made tables spell every enterprise in one way.
    name = "enterprise_key" if "enterprise_key" in register else "enterprise"
    own = of_district(frames["inspections"])
    gone = own.loc[own["site_state"] == "已拆除", name]
    entry = register[register[name].isin(gone)]
    assert entry["supervision_sector"].tolist() == ["汽修"]
    assert entry["active"].all()
    missing = own[~own[name].isin(register[name])]
    assert missing["topics"].tolist() == ["瓶装液化气"]


def test_one_firm_over_400_employees_has_no_safety_unit(frames: Frames) -> None:
    big = frames["enterprises"].query("employees > 400")
    lacking = big[~big["attributes"].fillna("").str.contains("安全管理机构")]
    assert (len(big), lacking["area"].tolist()) == (3, [DISTRICT])


def test_three_of_eight_departments_met_the_duty_on_their_list_of_powers(frames: Frames) -> None:
    duty = frames["duties"][frames["duties"]["duty"].str.contains("权力清单")]
    assert (duty["department"].nunique(), duty["done_on"].notna().sum()) == (8, 3)


def test_three_departments_missed_quarterly_meetings_and_the_half_yearly_one_was_held_once(
    frames: Frames,
) -> None:
    duties = frames["duties"]
    meetings = duties[duties["duty"].str.contains("党委会")]
    quarters = meetings.groupby("department")["done_on"].apply(lambda days: days.dt.to_period("Q").nunique())
    assert (quarters < 11).sum() == 3  # 2018Q1 to 2020Q3
    assert duties["duty"].str.contains("联席会议").sum() == 1


def test_one_unit_sent_all_its_extinguishers_away_at_once(frames: Frames) -> None:
    sent = frames["duties"].dropna(subset=["part", "whole"])
    over = sent[sent["part"] / sent["whole"] > 0.25]
    assert over[["part", "whole"]].to_numpy().tolist() == [[48, 48]]


def test_sixty_working_days_end_on_28_january_2021_and_most_of_the_letter_was_done_by_then(
    frames: Frames,
) -> None:
    asked = frames["rectifications"]
    assert (asked["issued_on"] == "2020-11-04").all()
    assert (asked["working_days"] == 60).all()
    last = pd.Timestamp(reference.working_days().after(date(2020, 11, 4), 60))
    assert last == pd.Timestamp("2021-01-28")
    assert 0 < asked["due_on"].notna().sum() < len(asked)
    assert (asked["due_on"].dropna() == last).all()
    late, never = (asked["done_on"] > last).sum(), asked["done_on"].isna().sum()
    assert (len(asked), late, never) == (45, 4, 3)


# --- the shape of the city


def test_all_17_areas_are_in_the_ledgers_and_chaoyang_is_the_largest(frames: Frames) -> None:
    areas = set(reference.current_areas(Project.load()))
    for kind in ("accidents", "hazards", "inspections", "enterprises"):
        assert set(frames[kind]["area"]) - {"unknown"} == areas, kind
    rows = fatal(frames, "2018-01-01", "2020-08-24", LETTER_BASIS)
    assert rows["area"].value_counts().index[0] == "朝阳区"


def test_one_area_has_no_fatal_accident_in_the_letters_basis_but_is_not_empty(frames: Frames) -> None:
    rows = fatal(frames, "2018-01-01", "2020-08-24", LETTER_BASIS)
    assert set(reference.current_areas(Project.load())) - set(rows["area"]) == {"延庆区"}
    assert (frames["accidents"]["area"] == "延庆区").any()


def test_the_city_holds_accidents_of_unknown_area_and_some_that_were_struck_off(frames: Frames) -> None:
    accidents = frames["accidents"]
    assert 2800 <= len(accidents) <= 3200
    assert (accidents["area"] == "unknown").sum() == 9
    assert (~accidents["counted"].astype(bool)).sum() == 25


# --- through the mess


@pytest.mark.parametrize("kind", LEDGERS)
def test_no_row_is_lost_between_sheets_and_ledger(
    kind: str, example_raw: Mapping[str, RawLedger], example_cleaned: Mapping[str, Cleaned]
) -> None:
    cleaned = example_cleaned[kind]
    assert example_raw[kind].rows_read == cleaned.rows_read == len(cleaned.ledger) + len(cleaned.quarantine)


@pytest.mark.parametrize("kind", LEDGERS)
def test_cleaning_brings_back_every_event_once(kind: str, frames: Frames, example_events: Frames) -> None:
    key = LEDGERS[kind].key
    assert sorted(frames[kind][key]) == sorted(example_events[kind][key])


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (kind, column.name)
        for kind, ledger in LEDGERS.items()
        for column in ledger.columns
        # Names keep their spelling, a frequency loses it; the road tables have neither cause nor reporter.
        if column.kind not in {"enterprise", "frequency"} and column.name not in {"cause", "reported_by"}
    ],
)
def test_cleaning_brings_back_every_value(
    kind: str, column: str, example_events: Frames, example_cleaned: Mapping[str, Cleaned]
) -> None:
    key = LEDGERS[kind].key
    made = example_events[kind].set_index(key, drop=False)
    cleaned = example_cleaned[kind].ledger.set_index(key, drop=False).reindex(made.index)
    want, have = made.get(column, pd.Series(index=made.index, dtype=object)), cleaned[column]
    if column in {"struck_off", "listed"}:
        have = have.fillna(False)  # some departments leave "no" blank
    differ = ~((want == have).fillna(False).astype(bool) | (want.isna() & have.isna()))
    assert not differ.any(), pd.DataFrame({"made": want, "cleaned": have})[differ].head()


@pytest.mark.parametrize("column", ["end_type", "reopened"])
def test_cleaning_finds_how_every_hazard_ended(
    column: str, example_events: Frames, example_cleaned: Mapping[str, Cleaned]
) -> None:
    made = example_events["hazards"].set_index("hazard_id")[column]
    cleaned = example_cleaned["hazards"].ledger.set_index("hazard_id")[column]
    assert (cleaned.reindex(made.index) == made).all()


# --- the files


def cells_of(path: Path) -> str:
    """All that a reader sees in a file."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("gb18030")
    return "".join(str(list(grid.rows.values())) for grid in read_grids(path))


def files() -> list[Path]:
    return sorted(path for path in RAW.rglob("*") if path.suffix in {".xlsx", ".xls", ".csv"})


def test_the_raw_folder_is_small_and_mixed() -> None:
    assert sum(path.stat().st_size for path in RAW.rglob("*") if path.is_file()) < 8_000_000
    assert {path.suffix for path in files()} == {".xlsx", ".xls", ".csv"}


def test_every_folder_and_every_file_says_that_it_is_made() -> None:
    for folder in [RAW, *(RAW / kind for kind in LEDGERS)]:
        chinese, english = (folder / "NOTICE.txt").read_text(encoding="utf-8").splitlines()
        assert "虚构示例" in chinese
        assert "made data" in english
    for path in files():
        assert "示例" in path.name
        assert "虚构示例" in path.name + cells_of(path), path.name


def test_every_enterprise_is_named_an_example(frames: Frames) -> None:
    for kind in ("accidents", "hazards", "inspections", "enterprises"):
        assert frames[kind]["enterprise"].str.contains("示例").all(), kind


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    written = city.write(tmp_path)
    committed = sorted(path for path in RAW.rglob("*") if path.is_file())
    assert [p.relative_to(tmp_path) for p in sorted(written)] == [p.relative_to(RAW) for p in committed]
    for path in committed:
        assert content_of(tmp_path / path.relative_to(RAW)) == content_of(path), path.name


def content_of(path: Path) -> object:
    """The bytes; of an .xlsx those of its parts, because packing differs between builds of zlib."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}
