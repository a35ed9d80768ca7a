"""Tables: counts before percents, halves up, 0 of 0 a dash, and no name of a ledger ever read as markup."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from safetystats import reference, tables
from safetystats.claims import extract, infer
from safetystats.display import TABLE_JSON, Table, display_width
from safetystats.errors import ColumnsMissing
from safetystats.locale import language_of
from safetystats.measures import rates
from safetystats.periods import Window
from safetystats.project import Project, Reporting
from safetystats.reference import Census
from safetystats.schema import RESULT

THIS = {"window_start": pd.Timestamp("2020-01-01"), "window_end": pd.Timestamp("2020-08-24"), "days": 237}
LAST = {"window_start": pd.Timestamp("2019-01-01"), "window_end": pd.Timestamp("2019-12-31"), "days": 365}
HOSTILE = "<script>alert(1)</script>"

A4_TEXT = 100
"""Half-width characters of 8-point type that fit the 16 cm of a page."""


def result(rows: list[dict[str, Any]], *keys: str, extra: tuple[str, ...] = ()) -> pd.DataFrame:
    """A result frame of some rows; what they leave out is missing or plain."""
    plain = {
        "numerator": pd.NA, "denominator": pd.NA, "value": float("nan"), "lower": float("nan"),
        "upper": float("nan"), "level": 0.95, "method": "wilson", "basis": "no_road", **THIS,
        "as_of": pd.Timestamp("2020-08-24"), "note": "",
    }  # fmt: skip
    frame = pd.DataFrame([{**plain, **row} for row in rows], columns=[*keys, *plain, *extra])
    return frame.astype({"numerator": "Int64", "denominator": "Int64"})


def share(area: str, part: int, whole: int, low: float, high: float, **more: Any) -> dict[str, Any]:
    value = part / whole if whole else float("nan")
    return {
        "area": area, "events": "accidents", "numerator": part, "denominator": whole, "value": value,
        "lower": low, "upper": high, **more,
    }  # fmt: skip


# Wilson limits of 3/48, 45/48 and 2/100, from R's prop.test(correct = FALSE).
SHARES = result(
    [
        share("门头沟区", 3, 48, 0.0215, 0.1684),
        share("unknown", 0, 48, 0.0, 0.0741),
        share(HOSTILE, 45, 48, 0.8316, 0.9785),
        share("门头沟区", 2, 100, 0.0055, 0.0700, **LAST),
    ],
    "area",
    "events",
)


class Cells(HTMLParser):
    """Tags seen, and the texts of cells: what a browser would make of the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_city_table_shows_counts_before_percents_and_the_city_last():
    table = tables.city_table(SHARES[SHARES["days"] == 237], area="门头沟区")
    assert [c.header for c in table.columns] == ["地区", "事故（起）", "占比", "95%置信区间"]
    assert table.rows[0] == ("门头沟区", "3", "6.3%", "2.2%～16.8%")
    assert table.rows[-1] == ("全市", "48", "100.0%", "")
    assert table.marked == {0}


def test_what_is_not_stated_stands_last_and_is_called_so():
    rows = tables.city_table(SHARES[SHARES["days"] == 237], language="en").rows
    assert [row[0] for row in rows] == ["Mentougou", HOSTILE, "not stated", "City"]


def test_windows_stand_side_by_side_under_their_own_heading():
    table = tables.city_table(SHARES, language="en")
    assert [c.group for c in table.columns] == ["", *["1 January to 24 August 2020 [p]"] * 3, *["2019"] * 3]
    assert table.rows[0][4:] == ("2", "2.0%", "0.6%–7.0%")


def test_no_name_of_a_ledger_becomes_markup():
    parsed = Cells(tables.city_table(SHARES).to_html())
    assert "script" not in [tag for tag, _ in parsed.tags]
    assert HOSTILE in parsed.texts


def test_no_cell_of_a_ledger_becomes_markup():
    orders = pd.DataFrame(
        {"finding_id": ["1"], "unit": HOSTILE, "issued_on": pd.Timestamp("2020-11-04"), "due_on": pd.NaT,
         "done_on": pd.NaT, "state": "no deadline", "days_late": 0, "as_of": pd.Timestamp("2021-02-01")}
    )  # fmt: skip
    parsed = Cells(tables.deadlines_table(orders).to_html())
    assert "script" not in [tag for tag, _ in parsed.tags]
    assert HOSTILE in parsed.texts


def test_headers_carry_their_scope_and_numbers_stand_right():
    parsed = Cells(tables.city_table(SHARES).to_html())
    scopes = {attrs.get("scope") for tag, attrs in parsed.tags if tag == "th"}
    assert scopes == {"col", "colgroup", "row"}
    assert all(
        attrs["style"] == "text-align:right" for tag, attrs in parsed.tags if tag == "td" and "style" in attrs
    )
    assert [tag for tag, _ in parsed.tags].count("caption") == 1


def test_nothing_in_a_table_is_fetched_from_elsewhere():
    html = tables.city_table(SHARES).to_html()
    assert "http" not in html
    assert "src=" not in html


def test_a_whole_other_than_the_city_is_the_last_row_and_no_part():
    nation = result(
        [share("全国", 522, 522, 0.99, 1.0), share("北京市", 26, 522, 0.034, 0.072)], "area", "events"
    )
    table = tables.city_table(nation, whole="全国", language="en")
    assert [(row[0], row[1]) for row in table.rows] == [("Beijing", "26"), ("China", "522")]


def test_a_link_leads_from_the_name_of_its_row_only():
    html = tables.city_table(SHARES).to_html(links={"门头沟区": 'a/"b".html'})
    assert html.count("<a href") == 1
    assert 'href="a/&quot;b&quot;.html">门头沟区</a>' in html


def test_a_notebook_output_holds_text_html_and_what_word_and_excel_need():
    table = tables.city_table(SHARES, area="门头沟区")
    bundle = table._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", TABLE_JSON}
    again = Table.from_json(json.loads(json.dumps(bundle[TABLE_JSON])))
    assert (again.rows, again.values, again.columns, again.marked) == (
        table.rows,
        table.values,
        table.columns,
        table.marked,
    )
    assert table.values[0][2] == 0.0625


def test_the_notes_say_basis_window_day_method_and_to_read_the_counts():
    own = SHARES[(SHARES["area"] == "门头沟区") & (SHARES["days"] == 237)]
    notes = tables.part_table(own.assign(as_of=pd.Timestamp("2020-09-01")), title="", language="en").notes
    assert notes == (
        "Counted: fatal work accidents (industry, mining and commerce; rail; special equipment; road "
        "transport left out).",
        "Window: 1 January to 24 August 2020 (237 days).",
        "As it stood on 1 September 2020.",
        "[p] provisional: casualties of accidents since 2 August 2020 are still being brought up to date (30 "
        "days after the accident, 7 for fire and road traffic).",
        "95% limits: Wilson.",
        "Where a count is below 10, read the count, not the percentage.",
    )


def test_a_figure_is_provisional_for_as_long_as_the_project_says():
    row = SHARES[(SHARES["area"] == "门头沟区") & (SHARES["days"] == 237)].assign(
        as_of=pd.Timestamp("2020-09-01")
    )

    def told(language, **reporting):
        project = Project.load().model_copy(update={"reporting": Reporting(**reporting)})
        return tables.window_table(row, language=language_of(project, language))

    assert told("en", days=7).rows[0][0] == "1 January to 24 August 2020"
    longer = told("en", days=40, days_of={"火灾": 20})
    assert longer.rows[0][0] == "1 January to 24 August 2020 [p]"
    assert (
        "[p] provisional: casualties of accidents since 23 July 2020 are still being brought up to date (40 "
        "days after the accident, 7 for road transport, fires in businesses, 20 for fire)."
    ) in longer.notes
    assert (
        "[p] 初步数：2020年7月23日以来的事故伤亡仍在补报期内（事故发生后40日，火灾和道路交通为7日），"
        "数字可能变动。"
    ) in told("zh", days=40).notes


def test_a_window_that_the_rows_or_the_as_of_day_name_already_is_not_noted_again():
    notes = tables.window_table(SHARES[SHARES["area"] == "门头沟区"]).notes
    assert not any(note.startswith(("统计时段", "数据截至")) for note in notes)


def test_a_total_that_is_not_published_is_a_dash():
    unknown = SHARES[SHARES["days"] == 237].assign(denominator=pd.array([pd.NA] * 3, dtype="Int64"))
    unknown[["value", "lower", "upper"]] = float("nan")
    assert tables.city_table(unknown).rows[-1] == ("全市", "", "", "")
    assert tables.sector_table(unknown).rows[-1] == ("合计", "", "", "")


def test_a_table_of_one_area_names_it_in_its_title_and_in_no_row():
    own = tables.change_table(COMPARED[:1])
    assert own.title == "门头沟区生产安全死亡事故增减情况"
    assert own.columns[0].header == "指标"
    assert tables.change_table(COMPARED).columns[0].header == "地区"


def test_limits_out_of_a_handful_of_events_feign_no_exactness():
    wide = COMPARED[:1].assign(value=2.99, lower=0.24, upper=156.83)
    assert tables.change_table(wide).rows[0][5] == "0.24～100以上"
    assert tables.change_table(wide, language="en").rows[0][5] == "0.24 to over 100"


def test_a_remark_on_some_rows_says_which_and_stands_once():
    notes = tables.change_table(COMPARED.assign(note=["base zero", "base zero; not published"])).notes
    assert notes[-2:] == ("注：对比期为零，只列增减数。", "注：怀柔区：未公布。")


@pytest.mark.parametrize(
    ("of_areas", "of_year", "named"),
    [
        (["门头沟区", HOSTILE, "unknown"], "2020", "2020年1月1日至8月24日"),
        (["门头沟区"], "2020", "门头沟区（2020年1月1日至8月24日）"),
        (["门头沟区"], "20", "门头沟区"),
    ],
)
def test_a_remark_on_one_of_two_windows_names_it(of_areas, of_year, named):
    has = SHARES["area"].isin(of_areas) & SHARES["window_end"].astype("str").str.startswith(of_year)
    shares = SHARES.assign(note=has.map({True: "not published", False: ""}))
    assert tables.city_table(shares).notes[-1] == f"注：{named}：未公布。"


def test_a_mean_of_earlier_years_says_that_it_is_of_the_same_dates_of_each():
    means = COMPARED[:1].assign(
        mean=3.5,
        years=2,
        other_start=pd.Timestamp("2018-01-01"),
        other_days=472,
        note="mean of 2 years: 2018-2019",
    )
    notes = tables.mean_table(means).notes
    assert "对比时段：2018、2019年各年1月1日至8月24日（共472天）。" in notes
    assert "注：往年共2年（2018-2019）。" in notes
    assert (
        "Compared with: 1 January to 24 August of 2018 and 2019 (472 days in all)."
        in tables.mean_table(means, language="en").notes
    )
    one_year = means.assign(years=1, other_start=pd.Timestamp("2019-01-01"), other_days=236)
    assert "对比时段：2019年1月1日至8月24日（236天）。" in tables.mean_table(one_year).notes


def test_nothing_of_nothing_is_a_dash_and_never_a_hundred_percent():
    nothing = result([share("怀柔区", 0, 0, float("nan"), float("nan"))], "area", "events")
    table = tables.window_table(nothing)
    assert table.rows[0][-3:] == ("0", "—", "—")
    assert tables.city_table(nothing).rows[-1] == ("全市", "0", "", "")


COMPARED = result(
    [
        {
            "area": "门头沟区", "events": "accidents", "numerator": 3, "denominator": 7, "value": 3 / 7,
            "lower": 0.07, "upper": 1.87, "difference": -4, "p_value": 0.344,
        },
        {
            "area": "怀柔区", "events": "accidents", "numerator": 1, "denominator": 0, "difference": 1,
            "note": "base zero",
        },
    ],
    "area", "events", extra=("difference", "p_value"),
).assign(
    other_start=pd.Timestamp("2019-01-01"), other_end=pd.Timestamp("2019-08-24"), other_days=236
)  # fmt: skip


def test_a_change_names_chance_in_words():
    table = tables.change_table(COMPARED, language="en")
    assert table.rows[0][2:] == ("3", "7", "−4", "0.43", "0.07–1.87", "0.344", "could be chance")
    assert "Compared with: 1 January to 24 August 2019 (236 days)." in table.notes


def test_a_change_from_nothing_prints_the_difference_and_no_ratio():
    assert tables.change_table(COMPARED).rows[1][2:] == ("1", "0", "+1", "—", "—", "—", "无法判断")


def test_a_closure_table_adds_up_to_what_was_found():
    closure = result(
        [
            {
                "numerator": 823,
                "denominator": 901,
                "value": 823 / 901,
                "lower": 0.893,
                "upper": 0.930,
                "basis": "listed",
            }
        ],
        extra=("closed", "void", "transferred", "open", "overdue"),
    ).assign(closed=823, void=10, transferred=8, open=60, overdue=41)
    row = tables.closure_table(closure).rows[0]
    assert row[1:] == ("901", "823", "10", "8", "60", "41", "91.3%", "89.3%～93.0%")
    assert int(row[1]) == sum(map(int, row[2:6]))


def test_the_balance_of_rows_is_summed_up():
    sheets = pd.DataFrame(
        {"ledger": ["accidents", "hazards"], "rows_read": [10, 5], "rows_kept": [9, 5],
         "rows_quarantined": [1, 0], "rows_skipped": [4, 2]}
    )  # fmt: skip
    assert tables.balance_table(sheets, language="en").rows[-1] == ("Total", "15", "14", "1", "6")
    days = sheets.assign(
        first_day=pd.to_datetime(["2018-01-03", None]), last_day=pd.to_datetime(["2020-08-24", None])
    )
    table = tables.balance_table(days)
    assert [row[-2:] for row in table.rows] == [("2018-01-03", "2020-08-24"), ("—", "—"), ("", "")]


def test_a_letters_figures_stand_beside_the_ledgers():
    checked = pd.DataFrame(
        {
            "label_zh": ["事故占全市比重", "查阅资料"], "measure": "x", "value": [6.0, 5300.0],
            "unit": ["%", "份"], "qualifier": ["以上", "余"], "computed": [6.25, float("nan")],
            "numerator": [3, pd.NA], "denominator": [48, pd.NA], "p_value": [0.2, float("nan")],
            "verdict": ["agrees", "cannot be computed"],
        }
    )  # fmt: skip
    rows = tables.claims_table(checked).rows
    assert rows[0] == ("事故占全市比重", "6%以上", "6.3%", "3", "48", "一致", "未超出偶然波动")
    assert rows[1] == ("查阅资料", "5300余份", "—", "—", "—", "无法核算", "—")


def test_a_letters_figures_stand_with_the_area_and_window_that_were_assumed_for_them():
    checked = pd.DataFrame(
        {
            "label_zh": "事故起数", "label_en": "accidents", "measure": "x", "value": [3.0, 2.0, 1.0],
            "unit": "起", "qualifier": "", "computed": float("nan"), "numerator": pd.NA,
            "denominator": pd.NA, "verdict": "cannot be computed", "area": ["门头沟区", "门头沟区", ""],
            "window_start": pd.to_datetime(["2020-01-01", "2020-01-01", None]),
            "window_end": pd.to_datetime(["2020-08-24", "2020-08-24", None]),
            "period": ["2020-01-01/2020-08-24", "2020-01-01/2020-08-24", "1-8月"],
            "assumed": ["", "period; area", "period"],
        }
    )  # fmt: skip
    table = tables.claims_table(checked)
    assert [column.header for column in table.columns][2:4] == ["地区", "时段"]
    assert [row[2:4] for row in table.rows] == [
        ("门头沟区", "2020年1月1日至8月24日"),
        ("门头沟区*", "2020年1月1日至8月24日*"),
        ("—", "1-8月*"),
    ]
    assert table.notes == ("* 原句未写明，按上下文推定。",)
    english = tables.claims_table(checked, language="en")
    assert english.rows[1][2:4] == ("Mentougou*", "1 January to 24 August 2020*")
    assert english.notes == ("* not in the sentence itself: taken from what stands around it.",)


def test_figures_that_no_ledger_can_give_stand_with_their_reason_and_without_empty_columns():
    checked = pd.DataFrame(
        {
            "label_zh": ["一次送检比例上限", "查阅资料"], "measure": "x", "value": [0.25, 5300.0],
            "unit": ["", "份"], "qualifier": ["不超过", "余"], "computed": float("nan"),
            "numerator": pd.NA, "denominator": pd.NA, "p_value": float("nan"),
            "verdict": "cannot be computed",
            "note": ["a rule; the duty ledger has no duty like it", "no ledger holds this figure"],
            "note_zh": ["系频次规定，履职台账无此类职责", "台账未记载此项"],
        }
    )  # fmt: skip
    table = tables.claims_table(checked)
    assert [c.header for c in table.columns] == ["事项", "文中数字", "判断", "原因"]
    assert table.rows[0] == ("一次送检比例上限", "不超过0.25", "无法核算", "系频次规定，履职台账无此类职责")
    assert tables.claims_table(checked, language="en").rows[1][-1] == "no ledger holds this figure"


def test_only_the_figures_of_a_text_that_contradict_each_other_are_listed():
    checks = pd.DataFrame(
        {
            "measure": "整改率", "printed": ["95.6%", "91%"], "against": ["16197/17082", "820/901"],
            "verdict": ["contradicts", "agrees by rounding"], "note": ["it would be 94.82", ""],
            "note_zh": ["应为94.82", ""],
        }
    )  # fmt: skip
    assert tables.consistency_table(checks).rows == (("整改率", "95.6%", "16197/17082", "应为94.82"),)
    none = tables.consistency_table(checks.iloc[1:], language="en")
    assert len(none.rows) == 0
    assert list(none.notes) == ["No figure of the text contradicts another."]


def test_a_requirement_names_who_did_not_meet_it():
    met = result(
        [{"duty": "列入权力清单", "numerator": 3, "denominator": 8, "basis": "departments"}],
        "duty", extra=("not_met_by",),
    ).assign(not_met_by="甲部门、乙部门")  # fmt: skip
    table = tables.requirement_table(met, language="en")
    assert table.rows[0] == ("列入权力清单", "8", "3", "甲部门, 乙部门")
    assert not any("limits" in note for note in table.notes)


def test_no_late_order_gives_a_table_that_says_so():
    none = pd.DataFrame(
        columns=["finding_id", "unit", "issued_on", "due_on", "done_on", "state", "days_late", "as_of"]
    )
    table = tables.deadlines_table(none, language="en")
    assert (table.rows, table.notes) == ((), ("No order is late.",))
    unknown = "No ledger of orders was given: whether any were issued is not known."
    assert tables.deadlines_table(none, given=False, language="en").notes == (unknown,)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (tables.duties_table, ["area", "department", *RESULT, "missed", "last_done"]),
        (tables.requirement_table, ["duty", *RESULT, "not_met_by"]),
    ],
)
def test_a_table_of_duties_says_where_no_ledger_of_them_was_given(table, columns):
    none = pd.DataFrame(columns=columns)
    assert table(none).notes == ()
    assert table(none, given=False).notes == ("未提供履职台账",)


def test_a_frame_that_is_no_result_frame_is_refused_by_column():
    with pytest.raises(ColumnsMissing, match="'numerator'"):
        tables.city_table(pd.DataFrame({"area": ["门头沟区"], "events": ["accidents"]}))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_three_windows_of_all_areas_fit_an_a4_page(language):
    third = SHARES[SHARES["days"] == 365].assign(
        window_start=pd.Timestamp("2018-01-01"), window_end=pd.Timestamp("2018-12-31")
    )
    names = SHARES.replace({"area": {HOSTILE: "北京经济技术开发区"}})
    table = tables.city_table(pd.concat([names, third]), language=language)
    widest = [max(map(display_width, column)) for column in zip(*table.rows)]
    assert sum(widest) + 2 * len(widest) <= A4_TEXT


def test_only_the_window_that_the_reports_of_the_last_thirty_days_reach_into_is_marked():
    windows = pd.DataFrame(
        {
            "area": "门头沟区", "events": "accidents", "numerator": [2, 3], "denominator": [100, 48],
            "value": [0.02, 0.0625], "lower": 0.0, "upper": 1.0, "level": 0.95, "method": "wilson",
            "basis": "no_road", "days": [365, 237], "as_of": pd.Timestamp("2020-08-24"), "note": "",
            "window_start": pd.to_datetime(["2019-01-01", "2020-01-01"]),
            "window_end": pd.to_datetime(["2019-12-31", "2020-08-24"]),
        }
    )  # fmt: skip
    table = tables.window_table(windows)
    assert [row[0] for row in table.rows] == ["2019年", "2020年1月1日至8月24日 [p]"]
    # Thirty days before 24 August 2020 is 25 July.
    assert any("2020年7月25日以来的事故伤亡仍在补报期内" in note for note in table.notes)
    settled = tables.window_table(windows.assign(as_of=pd.Timestamp("2020-10-01")))
    assert "[p]" not in settled.to_text()


# --- what figures force ---


def test_a_ceiling_that_matters_has_a_column_of_its_own():
    numbers = infer(extract("2019年挂账隐患901个，销账率91%以上。")).numbers
    table = tables.implied_table(numbers, language="en")
    assert table.headers == ("Counted", "Area", "Window", "Possible", "Without a ceiling")
    assert table.rows[0][3:] == ("820 to 828", "820 to 901")
    certain = infer(extract("2020年上半年全市发生事故24起，同比下降42.9%。")).numbers
    assert tables.implied_table(certain, language="en").rows == (
        ("accidents", "the city", "January to June 2019", "42"),
    )


def test_ways_stand_side_by_side():
    table = tables.ways_table(infer(reference.letter_claims()).ways, language="zh")
    assert table.headers[-3:] == ("情形1", "情形2", "情形3")
    assert ("事故起数", "门头沟区", "2018年", "4", "5", "6") in table.rows


def test_tables_of_what_is_forced_say_so_where_nothing_is():
    nothing = infer(extract("形势总体平稳。"))
    shown = (
        tables.implied_table(nothing.numbers, language="en"),
        tables.ways_table(nothing.ways, language="en"),
        tables.contradictions_table(nothing.contradictions, language="en"),
    )
    assert [len(table.rows) for table in shown] == [0, 0, 0]
    assert all(len(table.notes) == 1 for table in shown)


def test_a_table_of_rates_says_per_how_much():
    counts = pd.DataFrame(
        {
            "area": ["北区", "南区"], "events": "accidents", "numerator": [3, 12], "squares": [3, 12],
            "basis": "no_road", "window_start": pd.Timestamp("2020-01-01"),
            "window_end": pd.Timestamp("2020-12-31"), "days": 366, "as_of": pd.NaT, "note": "",
        }
    )  # fmt: skip
    found = rates.rates(counts, {"北区": 214_000, "南区": 523_000}, per=100_000)
    table = tables.rates_table(found, of="residents and year", language="en")
    assert table.notes[0] == "Rate per 100,000 residents and year."
    assert tables.rates_table(found, of="人年").notes[0] == "发生率单位：每10万人年。"
    # 3/2.14 and 12/5.23.
    assert [row[3] for row in table.rows] == ["1.40", "2.29"]


def test_a_table_of_rates_names_the_residents_that_it_is_made_from():
    census = Census({"北区": 214_000, "南区": 523_000}, "人口普查", "census of 2020")
    exposure = rates.person_years(census.people, Window.year(2019))
    counts = pd.DataFrame(
        {
            "area": ["北区", "东区"], "events": "accidents", "numerator": [3, 12], "squares": [3, 12],
            "basis": "no_road", "window_start": pd.Timestamp("2019-01-01"),
            "window_end": pd.Timestamp("2019-12-31"), "days": 365, "as_of": pd.NaT, "note": "",
        }
    )  # fmt: skip
    table = tables.rates_table(rates.rates(counts, exposure, per=1e5), of="", census=census)
    assert "基数：各区常住人口（人口普查）×统计天数÷365.25。" in table.notes
    # 214 000 x 365 / 365.25 = 213 853.5
    assert [records[0].get("base") for records in table.results] == [
        "常住人口214000人（人口普查）×365天÷365.25",
        None,
    ]
    assert table.rows[0][2] == "213854"


def test_the_title_of_hazards_says_which_and_whose():
    found = result(
        [{
            "hazard_level": "一般", "numerator": 9, "denominator": 12, "value": 0.75, "closed": 9, "void": 0,
            "transferred": 1, "open": 2, "overdue": 1, "basis": "found",
        }],
        "hazard_level", extra=("closed", "void", "transferred", "open", "overdue"),
    )  # fmt: skip
    listed = found.drop(columns="hazard_level").assign(basis="listed")
    assert [tables.closure_table(frame, area="门头沟区").title for frame in (found, listed)] == [
        "门头沟区发现隐患治理情况（按级别）",
        "门头沟区挂账隐患治理情况",
    ]


def test_what_the_city_alone_has_is_a_row_of_the_sectors_too():
    here = result(
        [
            {
                "supervision_sector": "建筑业", "events": "accidents", "numerator": 2, "denominator": 2,
                "value": 1.0,
            }
        ],
        "supervision_sector", "events",
    )  # fmt: skip
    parts = [("建筑业", 5), ("商贸", 0), ("unknown", 1)]
    city = result(
        [
            {
                "supervision_sector": sector, "events": "accidents", "numerator": count, "denominator": 6,
                "value": count / 6,
            }
            for sector, count in parts
        ],
        "supervision_sector", "events",
    )  # fmt: skip
    table = tables.sector_table(here, city=city)
    assert [(row[0], row[1], row[4]) for row in table.rows] == [
        ("建筑业", "2", "5"), ("未注明", "0", "1"), ("合计", "2", "6"),
    ]  # fmt: skip


def test_a_table_of_months_has_a_row_for_each_year_and_a_dash_for_what_has_not_come():
    months = pd.date_range("2019-11-01", "2020-02-01", freq="MS")
    counts = result(
        [
            {
                "area": "门头沟区", "events": "accidents", "numerator": count, "value": count,
                "window_start": month, "window_end": month + pd.offsets.MonthEnd(0), "days": 30,
            }
            for month, count in zip(months, [2, 0, 1, 4])
        ],
        "area", "events",
    )  # fmt: skip
    table = tables.months_table(counts)
    assert [column.header for column in table.columns][:3] == ["年度", "1月", "2月"]
    # A part of a year is named by its days: its sum is not to be held against that of a year.
    assert table.rows[0] == ("2019（自11月1日）", *["—"] * 10, "2", "0", "2")
    assert table.rows[1] == ("2020（至2月29日）", "1", "4", *["—"] * 10, "5")
    assert [len(behind) for behind in table.results] == [2, 2]
    unknown = tables.months_table(counts.assign(numerator=pd.array([pd.NA, pd.NA, 1, 4], dtype="Int64")))
    assert unknown.rows[0] == ("2019（自11月1日）", *["—"] * 13)


def test_a_remark_on_one_sector_names_it():
    rows = [
        {
            "supervision_sector": sector, "events": "accidents", "numerator": 1, "denominator": 2,
            "value": 0.5, "note": note,
        }
        for sector, note in [("建筑业", "at least: 2 accidents of unknown category left out"), ("商贸", "")]
    ]  # fmt: skip
    notes = tables.sector_table(result(rows, "supervision_sector", "events")).notes
    assert "注：建筑业：至少为此数，另有2起事故分类未注明，未计入。" in notes
