"""Printed totals: the housing ministry's tables of 2014 against others' answers, and small made ones."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import xlwt

from safetystats.errors import ColumnsMissing, InputRejected
from safetystats.project import Project
from safetystats.publications import (
    compare_publications,
    differing_areas,
    held_against_areas,
    reconcile,
    shares_from_months,
)
from safetystats.published import read_totals
from safetystats.sheets.titles import window_in

SUFFIX = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|区)$")


@pytest.fixture(scope="module")
def ministry(shared: Path) -> pd.DataFrame:
    return read_totals(shared / "data" / "cn-mohurd-2014" / "xls")


@pytest.fixture(scope="module")
def answers(shared: Path) -> dict[str, object]:
    file = shared / "data" / "cn-mohurd-2014" / "answers.json"
    return {a["id"]: a["value"] for a in json.loads(file.read_text(encoding="utf-8"))["answers"]}


def short(area: str) -> str:
    return "新疆兵团" if area == "新疆生产建设兵团" else SUFFIX.sub("", area)


def window_of(totals: pd.DataFrame, start: str, end: str, printed_as: str = "this year") -> pd.DataFrame:
    rows = totals[(totals["window_start"] == start) & (totals["window_end"] == end)]
    return rows[rows["printed_as"] == printed_as].set_index(["area", "measure"])["value"].unstack()


def months_of(totals: pd.DataFrame) -> dict[int, pd.DataFrame]:
    ends = pd.date_range("2014-01-31", "2014-12-31", freq="ME")
    return {day.month: window_of(totals, f"2014-{day.month:02d}-01", str(day.date())) for day in ends}


def test_monthly_totals_are_those_of_the_total_row(ministry, answers):
    for month, table in months_of(ministry).items():
        expected = answers["2014_monthly_total"][str(month)]
        assert table.loc["全国", ["accidents", "deaths"]].to_dict() == expected
        assert table.drop("全国")[["accidents", "deaths"]].sum().to_dict() == expected


def test_areas_add_up_over_the_twelve_months(ministry, answers):
    summed = sum(table[["accidents", "deaths"]] for table in months_of(ministry).values())
    assert summed.loc["全国"].to_dict() == answers["2014_sum_of_months"]
    areas = summed.drop("全国")
    assert {short(a): row.to_dict() for a, row in areas.iterrows()} == answers["2014_area_sum_of_months"]
    shares = {short(a): n for a, n in (areas["accidents"] / 411).items()}
    assert shares == pytest.approx(answers["2014_area_share_months"], abs=1e-6)


@pytest.mark.parametrize(("window", "end"), [("2014_1-12", "12-31"), ("2014_1-6", "06-30")])
def test_cumulative_tables_give_both_years_their_shares_and_changes(ministry, answers, window, end):
    this = window_of(ministry, "2014-01-01", f"2014-{end}")
    last = window_of(ministry, "2013-01-01", f"2013-{end}", "last year")
    expected = answers[f"{window}_cumulative"]
    assert this.loc["全国", ["accidents", "deaths"]].tolist() == [expected["accidents"], expected["deaths"]]
    assert last.loc["全国", "accidents"] == expected["prev_accidents"]
    assert last.loc["全国", "deaths"] == expected["prev_deaths"]
    # The answers count a row of `/` as 0; in the totals it is missing, so the test fills it.
    shares = (this / this.loc["全国"]).drop("全国").fillna(0)
    for area, row in shares.iterrows():
        assert row[["accidents", "deaths"]].to_dict() == pytest.approx(
            answers[f"{window}_area_share"][short(area)], abs=1e-6
        )
    change = ((this - last) / last.where(last > 0))["accidents"].drop("全国")
    for area, value in change.items():
        wanted = answers[f"{window}_change"][short(area)]
        assert pd.isna(value) if wanted is None else value == pytest.approx(wanted, abs=1e-6)
    most = this["accidents"].drop("全国").nlargest(5)
    assert most.tolist() == [count for _, count in answers[f"{window}_top5"]]


def test_late_reports_are_the_year_table_less_the_months(ministry, answers):
    table = reconcile(ministry)
    year = table[(table["window_end"] == "2014-12-31") & (table["measure"] == "accidents")].set_index("area")
    assert year.loc["全国", ["sum_of_months", "cumulative"]].tolist() == [411, 522]
    expected = answers["2014_late_reports"]
    assert year.loc["全国", "difference"] == expected["total"]
    differing = year.drop("全国").query("difference != 0")["difference"]
    assert {short(a): n for a, n in differing.items()} == expected["areas"]
    deaths = table[(table["window_end"] == "2014-12-31") & (table["measure"] == "deaths")].set_index("area")
    assert deaths.loc["全国", ["sum_of_months", "cumulative"]].tolist() == [528, 648]


def test_a_scratch_sheet_beside_the_table_is_not_read(ministry, answers):
    may = window_of(ministry, "2014-05-01", "2014-05-31").loc["全国"]
    expected = answers["2014_scratch_sheet"]
    assert [may["accidents"], may["deaths"]] == [expected["accidents"], expected["deaths"]]
    assert may["accidents"] != expected["wrong_sheet_total"]


def test_a_notice_beside_the_tables_says_when_they_were_published(ministry):
    days = ministry.drop_duplicates("source").set_index("source")["published_on"]
    assert days["2014年12月房屋市政工程生产安全事故情况表.xls"] == pd.Timestamp(2015, 1, 12)
    assert days["2014年1～2月房屋市政工程生产安全事故情况表.xls"] == pd.Timestamp(2014, 3, 14)
    assert days.notna().all()


def test_one_basis_and_33_areas_in_every_table(ministry):
    assert ministry["basis"].unique().tolist() == ["房屋市政工程生产安全事故"]
    assert (ministry.groupby("source")["area"].nunique() == 33).all()
    assert not ministry.duplicated(["area", "measure", "window_start", "window_end", "printed_as"]).any()


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2014年3月事故情况表", "2014-03-01/2014-03-31"),
        ("2014年1～2月", "2014-01-01/2014-02-28"),
        ("2014年1-12月", "2014-01-01/2014-12-31"),
        ("2020年1月至6月", "2020-01-01/2020-06-30"),
        ("2020年上半年", "2020-01-01/2020-06-30"),
        ("2020年下半年", "2020-07-01/2020-12-31"),
        ("2020年前三季度", "2020-01-01/2020-09-30"),
        ("2020年第一季度", "2020-01-01/2020-03-31"),
        ("2020年四季度", "2020-10-01/2020-12-31"),
        ("截至2020年8月24日", "2020-01-01/2020-08-24"),
        ("2020年1月1日至8月24日", "2020-01-01/2020-08-24"),
        ("２０２０年度", "2020-01-01/2020-12-31"),
        ("2020年8月1日-8月31日", "2020-08-01/2020-08-31"),
        ("2020年7月21日至8月20日", "2020-07-21/2020-08-20"),
        ("2020年第一至三季度", "2020-01-01/2020-09-30"),
        ("2020年1-3季度", "2020-01-01/2020-09-30"),
        ("2019年12月-2020年2月", "2019-12-01/2020-02-29"),
        ("截至2020年8月底", "2020-01-01/2020-08-31"),
        ("2020年前8个月", "2020-01-01/2020-08-31"),
        ("二〇二〇年一至八月", "2020-01-01/2020-08-31"),
        ("2020-08", "2020-08-01/2020-08-31"),
        ("202008", "2020-08-01/2020-08-31"),
        ("2020.1-8", "2020-01-01/2020-08-31"),
        ("2020 Q3", "2020-07-01/2020-09-30"),
        ("January-August 2020", "2020-01-01/2020-08-31"),
        ("Work accidents, January to June 2026", "2026-01-01/2026-06-30"),
        ("Work accidents in 2026, Jan. – Jun.", "2026-01-01/2026-06-30"),
        ("accidents_jan2026", "2026-01-01/2026-01-31"),
        ("Work accidents as of 30 June 2026", "2026-01-01/2026-06-30"),
        ("as at June 30th, 2026", "2026-01-01/2026-06-30"),
        ("Year to 30 June 2026", "2026-01-01/2026-06-30"),
        ("Year to date (30 June 2026)", "2026-01-01/2026-06-30"),
        ("As of June 2026", "2026-01-01/2026-06-30"),
        ("Year ended 30 June 2026", "2025-07-01/2026-06-30"),
        ("Twelve months to December 2026", "2026-01-01/2026-12-31"),
        ("1 January to 30 June 2026", "2026-01-01/2026-06-30"),
        ("June 1-15, 2026", "2026-06-01/2026-06-15"),
        ("December 2025 to February 2026", "2025-12-01/2026-02-28"),
        ("First half of 2026", "2026-01-01/2026-06-30"),
        ("Second quarter 2026", "2026-04-01/2026-06-30"),
        ("Q1 2026", "2026-01-01/2026-03-31"),
        ("First nine months of 2026", "2026-01-01/2026-09-30"),
        ("截至2026-06-30", "2026-01-01/2026-06-30"),
        ("As of 2026-06-30", "2026-01-01/2026-06-30"),
        ("2026-01-01 to 2026-06-30", "2026-01-01/2026-06-30"),
        ("Accidents in 2025 may change", "2025-01-01/2025-12-31"),
        ("30 June 2026", "None"),
        ("Work accidents 2025/26", "None"),
        ("Work accidents 2026, week 24", "None"),
        ("Work accidents 2026 without March", "None"),
        ("31 June 2026, year ended 31 June 2026", "None"),
        ("某某情况表", "None"),
        ("2020年13月", "None"),
        ("2018—2020年", "None"),
        ("2020年8月24日", "None"),
        ("2019年同期与2020年1-8月", "None"),
        ("春节期间（1月24日-30日）", "None"),
    ],
)
def test_a_window_is_read_from_a_title(text, window):
    assert str(window_in(text)) == window


def write_printed(path: Path, title: str, rows: list[list[object]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    sheet.write_merge(0, 0, 0, 4, title)
    sheet.write_merge(1, 2, 0, 0, "地  区")
    sheet.write_merge(1, 1, 1, 2, "事故起数（起）")
    sheet.write_merge(1, 1, 3, 4, "死亡人数（人）")
    for column, year in enumerate(["2020年", "2019年", "2020年", "2019年"], start=1):
        sheet.write(2, column, year)
    for number, row in enumerate(rows, start=3):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(path))
    return path


def test_a_slash_and_a_blank_are_missing_and_a_zero_is_zero(tmp_path):
    rows = [["北　京", 0, 1, 0, 2], ["西藏区", "/", "/", "/", "/"], ["合  计", 0, 1, "", 2]]
    totals = read_totals(write_printed(tmp_path / "a.xls", "2020年1-3月事故情况表", rows))
    this = window_of(totals, "2020-01-01", "2020-03-31")
    assert this.loc["北京市"].tolist() == [0, 0]
    assert this.loc["西藏自治区"].isna().all()
    assert this.loc["全国", "accidents"] == 0
    assert pd.isna(this.loc["全国", "deaths"])


def printed(tmp_path: Path, *lines: str, name: str = "a.csv") -> Path:
    file = tmp_path / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def figures_of(file: Path) -> dict[tuple[str, str, str], float]:
    """Of the district of Pinggu: (measure, window, what the basis adds) -> value; missing as -1."""
    totals = read_totals(file).query("area == '平谷区'").fillna({"value": -1})
    windows = totals["window_start"].dt.strftime("%y-%m") + "/" + totals["window_end"].dt.strftime("%y-%m")
    parts = totals["basis"].str.partition("：")[2]
    return dict(zip(zip(totals["measure"], windows, parts), totals["value"]))


@pytest.mark.parametrize(
    ("headers", "row", "expected"),
    [
        ("地区,当月起数,累计起数", "平谷区,1,5",
         {("accidents", "20-08/20-08", ""): 1, ("accidents", "20-01/20-08", ""): 5}),
        ("地区,事故起数,上年同期,死亡人数,上年同期", "平谷区,3,2,4,5",
         {("accidents", "20-08/20-08", ""): 3, ("accidents", "19-08/19-08", ""): 2,
          ("deaths", "20-08/20-08", ""): 4, ("deaths", "19-08/19-08", ""): 5}),
        ("地区,死亡事故起数,死亡人数", "平谷区,3,4",
         {("accidents", "20-08/20-08", ""): 3, ("deaths", "20-08/20-08", ""): 4}),
        ("地区,较大及以上事故起数,事故起数", "平谷区,1,5",
         {("severe_accidents", "20-08/20-08", ""): 1, ("accidents", "20-08/20-08", ""): 5}),
        ("地区,1-8月事故起数,2019年1-8月事故起数", "平谷区,3,5",
         {("accidents", "20-01/20-08", ""): 3, ("accidents", "19-01/19-08", ""): 5}),
        ("地区,工矿商贸事故起数,道路运输事故起数", "平谷区,1,9",
         {("accidents", "20-08/20-08", "工矿商贸"): 1, ("accidents", "20-08/20-08", "道路运输"): 9}),
        ("地区,死亡人数,占控制指标%,亿元GDP死亡率,死亡或重伤人数,死亡人数控制指标", "平谷区,3,50,0.1,7,6",
         {("deaths", "20-08/20-08", ""): 3}),
        ("地区,事故起数,重大事故起数,其中：一般事故,未遂事故起数,排名,同比±%", "平谷区,3,0,2,9,1,-5",
         {("accidents", "20-08/20-08", ""): 3}),
        ("地区,事故起数,死亡人数", "平谷区,3起,—",
         {("accidents", "20-08/20-08", ""): 3, ("deaths", "20-08/20-08", ""): -1}),
        ("地区,事故起数,死亡人数", "平谷区,3（1）,4人",
         {("accidents", "20-08/20-08", ""): 3, ("deaths", "20-08/20-08", ""): 4}),
        *((f"{header},事故起数", "平谷区,3", {("accidents", "20-08/20-08", ""): 3}) for header in (
            "区市", "区县市", "县市区", "县（市、区）", "市区",
            "辖区", "所属区县", "县区", "区域", "行政区划", "旗县区")),
        ("区,事故起数,,区,事故起数", "怀柔区,5,,平谷区,3", {("accidents", "20-08/20-08", ""): 3}),
        ("指标,怀柔区,平谷区,合计", "事故起数,2,3,5", {("accidents", "20-08/20-08", ""): 3}),
    ],
)  # fmt: skip
def test_a_header_is_read_where_all_its_words_are_known(tmp_path, headers, row, expected):
    assert figures_of(printed(tmp_path, "2020年8月生产安全事故情况表", headers, row)) == expected


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["地区,事故起数,死亡人数", "平谷区,3,4*"], r"cell C3 should be a count; found '4\*'"),
        (["地区,事故起数", "平谷区,-1"], "should be a count"),
        (["地区,事故起数", "平谷区,约3"], "should be a count"),
        (["地区,事故起数", "平谷区,3", "去年同期,", "平谷区,2"], "gives 3 and 2 for 平谷区"),
        (["项目,地区,事故起数", "工矿商贸,平谷区,3", "道路运输,平谷区,5"], "gives 3 and 5 for 平谷区"),
        (["地区,事故起数", "平谷区,3", "平谷区,3", "合计,6"], "gives 3 and 3 for 平谷区"),
        (["地区,起/人", "平谷区,3/4"], "holds no table of totals"),
    ],
)
def test_a_table_that_is_not_wholly_understood_is_refused(tmp_path, lines, why):
    with pytest.raises(InputRejected, match=why):
        read_totals(printed(tmp_path, "2020年8月事故表", *lines))


def test_subtotals_and_signatures_are_no_areas(tmp_path):
    lines = [
        "城六区小计,8",
        "平谷区,3",
        "其中：市属,1",
        "全市,11",
        "填表人：某某 2020年9月1日,",
        "注：快报数,",
    ]
    totals = read_totals(printed(tmp_path, "2020年8月", "地区,事故起数", *lines))
    assert totals["area"].tolist() == ["平谷区", "北京市"]


def test_a_title_with_a_year_alone_takes_its_months_from_the_file_or_the_sheet(tmp_path):
    file = printed(tmp_path, "2020年事故情况表", "地区,事故起数", "平谷区,3", name="1-8月.csv")
    assert figures_of(file) == {("accidents", "20-01/20-08", ""): 3}


def test_a_day_in_the_file_s_name_is_no_window(tmp_path):
    with pytest.raises(InputRejected, match="does not say plainly which days"):
        read_totals(printed(tmp_path, "地区,事故起数", "平谷区,3", name="2020年8月24日.csv"))


def test_the_total_above_districts_is_the_city(tmp_path):
    rows = [["门头沟", 3, 1, 3, 2], ["平谷区", 1, 1, 1, 1], ["合计", 4, 2, 4, 3]]
    totals = read_totals(write_printed(tmp_path / "2020年1-3月.xls", "事故情况表", rows))
    assert set(totals["area"]) == {"门头沟区", "平谷区", "北京市"}


@pytest.mark.parametrize(
    "title",
    [
        "2014年1-6月全市生产安全事故情况（快报）",
        "2014年1-6月生产安全事故统计表（单位：起、人）",
        "北京市2014年1-6月生产安全事故统计表（虚构）",
    ],
)
def test_what_is_counted_is_told_without_the_place_and_remarks(tmp_path, title):
    table = f"{title},,\n地区,事故起数,死亡人数\n合计,3,4\n东城区,1,1\n西城区,2,3\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    assert read_totals(tmp_path / "a.csv")["basis"].unique().tolist() == ["生产安全事故"]


@pytest.mark.parametrize(
    "title",
    [
        "Work accidents as of 30 June 2026",
        "Work accidents in Rivertown, January to June 2026",
        "Rivertown work accidents (1 January to 30 June 2026)",
        "Work accidents for the first half of 2026",
    ],
)
def test_what_is_counted_is_told_without_the_english_words_for_its_days(tmp_path, title):
    rows = "Published on 12 July 2026,,\nDistrict,Accidents,Deaths\nTotal,3,4\nNorth,1,1\nSouth,2,3\n"
    (tmp_path / "areas.csv").write_text(
        "code,area,area_en,slug,valid_from,valid_to,became\n1,North,North,n,,,\n2,South,South,s,,,\n"
    )
    (tmp_path / "area_aliases.csv").write_text("alias,area,why\n")
    (tmp_path / "project.toml").write_text('city = "Rivertown"\ncity_en = "Rivertown"\ncode = ""\n')
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text(f'"{title}",,\n{rows}', encoding="utf-8")
    read = read_totals(tmp_path / "tables", Project.load(tmp_path))
    assert read["basis"].str.casefold().unique().tolist() == ["work accidents"]
    assert set(read["window_end"].dt.strftime("%m-%d")) == {"06-30"}


def test_english_headers_name_a_part_of_the_title_s_window(tmp_path):
    lines = ["Work accidents in 2026,,", "District,Accidents (January to June),Accidents (Jan-Mar)"]
    (tmp_path / "a.csv").write_text("\n".join([*lines, "平谷区,2,1"]), encoding="utf-8")
    assert figures_of(tmp_path / "a.csv") == {
        ("accidents", "26-01/26-06", ""): 2,
        ("accidents", "26-01/26-03", ""): 1,
    }


def test_a_title_and_a_file_name_that_differ_are_refused(tmp_path):
    file = write_printed(tmp_path / "2020年1-10月.xls", "2020年1-9月事故情况表", [["北京", 1, 1, 1, 1]])
    with pytest.raises(
        InputRejected, match=r"title says 2020-01-01/2020-09-30, the file name 2020-01-01/2020-10-31"
    ):
        read_totals(file)


def test_a_table_that_does_not_say_when_is_refused(tmp_path):
    file = write_printed(tmp_path / "table.xls", "事故情况表", [["北京", 1, 1, 1, 1]])
    with pytest.raises(InputRejected, match="does not say when it counts"):
        read_totals(file)


def test_a_plain_csv_of_totals_is_read_as_it_stands(tmp_path):
    file = tmp_path / "totals.csv"
    file.write_text(
        "area,measure,window_start,window_end,value,basis,source\n"
        "北京,accidents,2020-01-01,2020-05-31,18,industrial,bulletin\n"
        "北京,deaths,2020-01-01,2020-05-31,,industrial,bulletin\n",
        encoding="utf-8-sig",
    )
    totals = read_totals(file)
    assert totals["area"].tolist() == ["北京市", "北京市"]
    assert totals["value"].iloc[0] == 18
    assert pd.isna(totals["value"].iloc[1])
    assert totals["source"].tolist() == ["bulletin", "bulletin"]


def test_a_plain_csv_without_windows_is_refused_by_column(tmp_path):
    file = tmp_path / "totals.csv"
    file.write_text("area,measure,value\n北京,accidents,18\n", encoding="utf-8")
    with pytest.raises(ColumnsMissing, match="window_start"):
        read_totals(file)


def test_a_file_without_a_table_is_refused_with_what_was_needed(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(InputRejected, match="holds no table of totals"):
        read_totals(file)


def test_a_share_built_on_months_warns_where_the_year_table_says_otherwise(ministry, answers):
    shares = shares_from_months(ministry).query("measure == 'accidents' and months == 12")
    by_area = shares.assign(area=shares["area"].map(short)).set_index("area")
    for area, share in answers["2014_1-12_area_share"].items():
        if pd.notna(by_area.loc[area, "share_printed"]):
            assert by_area.loc[area, "share_printed"] == pytest.approx(share["accidents"], abs=5e-7)
    for area, share in answers["2014_area_share_months"].items():
        if pd.notna(by_area.loc[area, "share_of_months"]):
            assert by_area.loc[area, "share_of_months"] == pytest.approx(share, abs=5e-7)
    assert by_area.loc["上海", "note"] == (
        "built on the sum of months (1); the table of the whole window says 24"
    )


def publication(area: str, value: float | None, source: str, printed_as: str) -> dict[str, object]:
    return {
        "area": area, "measure": "accidents", "window_start": pd.Timestamp("2020-01-01"),
        "window_end": pd.Timestamp("2020-03-31"), "value": value, "basis": "made", "source": source,
        "published_on": pd.NaT, "printed_as": printed_as,
    }  # fmt: skip


def test_two_publications_of_a_window_show_late_reports_and_strike_offs_per_area():
    totals = pd.DataFrame(
        [
            publication("平谷区", 3, "2021.xlsx", "last year"),
            publication("平谷区", 1, "2020.xlsx", "this year"),
            publication("怀柔区", 2, "2020.xlsx", "this year"),
            publication("怀柔区", 1, "2021.xlsx", "last year"),
            publication("延庆区", None, "2020.xlsx", "this year"),
            publication("延庆区", 1, "2021.xlsx", "last year"),
            publication("密云区", 1, "2020.xlsx", "this year"),
        ]
    )
    compared = compare_publications(totals).set_index("area")
    assert compared["difference"].fillna(-99).to_dict() == {"平谷区": 2, "怀柔区": -1, "延庆区": -99}
    assert compared.loc["平谷区", ["first_source", "last_source"]].tolist() == ["2020.xlsx", "2021.xlsx"]


def test_the_areas_with_late_reports_are_those_that_differ(ministry, answers):
    differing = differing_areas(reconcile(ministry))
    assert {
        short(a): n for a, n in zip(differing["area"], differing["difference"]) if a != "全国"
    } == answers["2014_late_reports"]["areas"]


@pytest.mark.parametrize(
    ("name", "title", "window"),
    [
        ("2014_1-12月", "", "2014-01-01/2014-12-31"),
        ("2014-1-6月", "", "2014-01-01/2014-06-30"),
        ("2014.1-6", "", "2014-01-01/2014-06-30"),
        ("2014_1-3", "", "2014-01-01/2014-03-31"),
        ("201401-06", "", "2014-01-01/2014-06-30"),
        ("201401-201406", "", "2014-01-01/2014-06-30"),
        ("各地 2014 1-9月份", "", "2014-01-01/2014-09-30"),
        ("2015-01-12", "2014年事故情况", "2014-01-01/2014-12-31"),
    ],
)
def test_a_window_is_read_from_the_name_of_a_file(tmp_path, name, title, window):
    lines = [f"{title},", "地区,死亡人数", "全国,30", "北京市,3"]
    (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    first = read_totals(tmp_path).iloc[0]
    assert f"{first['window_start'].date()}/{first['window_end'].date()}" == window
    assert first["value"] == 30


@pytest.mark.parametrize("name", ["2014-1-6", "2014.1.6", "2014_01_12", "2014-01-12"])
def test_a_name_that_may_be_a_day_or_months_is_refused_where_no_title_says(tmp_path, name):
    (tmp_path / f"{name}.csv").write_text("地区,死亡人数\n全国,30\n北京市,3\n", encoding="utf-8")
    with pytest.raises(InputRejected, match="does not say plainly which days"):
        read_totals(tmp_path)


def test_a_figure_names_the_sheet_and_the_row_that_it_stands_in(tmp_path):
    lines = ["2014年1-3月事故情况", "地区,事故起数,死亡人数", "合计,5,6", "北京市,3,4", "天津市,2,2"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    read = read_totals(tmp_path / "a.csv")
    rows = read[read["measure"] == "deaths"].set_index("area")["source_row"]
    assert rows.to_dict() == {"全国": 3, "北京市": 4, "天津市": 5}
    turned = ["2014年1-3月事故情况", "指标,合计,北京市,天津市", "事故起数,5,3,2", "死亡人数,6,4,2"]
    (tmp_path / "b.csv").write_text("\n".join(turned), encoding="utf-8")
    assert read_totals(tmp_path / "b.csv")["source_row"].isna().all()


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        # 20 + 23 = 43 by hand.
        (["甲区,20", "乙区,23", "合计,50"], (50, 43, True)),
        (["甲区,20", "乙区,23", "合计,43"], (43, 43, True)),
        (["甲区,20", "其他,23", "合计,50"], (50, 43, False)),
        (["甲区,20", "乙区,/", "合计,50"], (50, 20, False)),
        (["甲区,20", "乙区,/", "合计,19"], (19, 20, False)),
        (["甲区,20", "乙区,23", "其他,7", "合计,50"], (50, 50, True)),
        # A zone that is counted within an area as well.
        (["甲区,20", "乙区,23", "开发区,4", "合计,43"], (43, 43, True)),
    ],
    ids=["differs", "agrees", "an area missing", "a slash", "a slash, yet above", "the rest", "a zone"],
)
def test_a_printed_total_is_held_against_the_areas_of_its_table(rows, held, tmp_path):
    text = "\n".join(["2025年北京市生产安全事故情况", "地区,事故起数", *rows])
    names = {"甲区": "东城区", "乙区": "西城区"}
    for written, area in names.items():
        text = text.replace(written, area)
    (tmp_path / "a.csv").write_text(text + "\n", encoding="utf-8")
    totals = read_totals(tmp_path)
    (row,) = held_against_areas(totals, "北京市", list(names.values())).itertuples()
    assert (row.printed, row.sum_of_areas, row.is_whole) == held
    assert row.differs == (held in {(50, 43, True), (19, 20, False)})
