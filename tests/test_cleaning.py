"""Cleaning: nothing is lost, every change is named, and no row's neighbours change what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetystats.cleaning import clean
from safetystats.errors import WrongUse
from safetystats.findings import FINDING, SKIPPED, no_findings
from safetystats.measures.closure import cohort_closure
from safetystats.periods import Window
from safetystats.read import RawLedger, RawTable, read_ledger
from safetystats.rules.duplicates import record_name
from safetystats.schema import ACCIDENTS, LEDGERS, SOURCE, UNKNOWN, Column

EXPORTED = date(2020, 12, 31)


def sheet(
    kind: str,
    columns: Mapping[str, Sequence[str | None]],
    *,
    file: str = "made.csv",
    name: str = "",
    title: str = "",
    units: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> RawTable:
    """A made sheet whose first record stands in row 2."""
    rows = pd.DataFrame(columns, dtype="object")
    rows["source_file"], rows["source_sheet"], rows["source_row"] = file, name, range(2, 2 + len(rows))
    skipped = pd.DataFrame(columns=list(SKIPPED))
    return RawTable(
        file, name, kind, rows, dict(units or {}), dict(headers or {}), skipped, title, no_findings()
    )


def cleaned(*tables: RawTable):
    return clean(RawLedger(tables[0].kind, tables), exported_on=EXPORTED)


def as_raw(ledger: pd.DataFrame, kind: str, *, given_back: bool = False) -> RawTable:
    """A clean ledger written out as texts again; as a whole, with what cleaning added, where `given_back`."""
    names = [column.name for column in LEDGERS[kind].columns]
    names += LEDGERS[kind].derived if given_back else ()
    texts = {}
    for name in names:
        values = ledger[name]
        if values.dtype.kind == "M":
            values = values.dt.strftime("%Y-%m-%d")
        texts[name] = values.astype("object").where(values.notna(), None).map(str, na_action="ignore")
    rows = pd.DataFrame(texts).assign(**{name: ledger[name] for name in SOURCE})
    skipped = pd.DataFrame(columns=list(SKIPPED))
    return RawTable("made.csv", "", kind, rows, {}, {}, skipped, "", no_findings())


def test_every_value_has_its_type_and_unknown_is_a_word():
    result = cleaned(
        sheet("accidents", {"occurred_on": ["2020年8月24日"], "deaths": ["一人"], "area": ["某地"]})
    )
    row = result.ledger.iloc[0]
    assert list(result.ledger.columns) == list(ACCIDENTS.names)
    assert row["occurred_on"] == pd.Timestamp("2020-08-24")
    assert (row["area"], row["category"], row["industry"], row["accident_kind"]) == (UNKNOWN,) * 4
    assert (row["deaths"], row["severity"], row["counted"]) == (1, "一般", True)
    assert pd.isna(row["serious_injuries"])
    types = result.ledger.dtypes.astype(str)
    assert types["deaths"] == "Int64"
    assert types["direct_loss_yuan"] == "Float64"
    assert types["counted"] == "boolean"
    assert types["occurred_on"].startswith("datetime64")


def test_a_row_without_a_readable_day_is_set_aside_with_its_text():
    result = cleaned(sheet("accidents", {"occurred_on": ["21-3-5", None, "2020-08-24"]}))
    assert result.quarantine["reason"].tolist() == [
        "no readable occurred_on: 21-3-5",
        "no readable occurred_on",
    ]
    assert result.quarantine["occurred_on"].tolist()[0] == "21-3-5"
    assert (len(result.ledger), result.rows_read) == (1, 3)


def test_a_row_of_which_only_the_month_or_year_is_stated_is_kept_with_the_days_it_may_be_of():
    days = ["2020年3月", "2019", "某日", "2020.3.30至4.2"]
    result = cleaned(sheet("accidents", {"occurred_on": days, "area": ["平谷区"] * 4}))
    assert result.ledger["occurred_on"].isna().all()
    assert result.ledger["occurred_within"].tolist() == [
        "2020-03-01/2020-03-31",
        "2019-01-01/2019-12-31",
        "2020-03-30/2020-04-02",
    ]
    found = result.findings[result.findings["rule"] == "date_without_day"]
    assert found[["row", "before", "after", "action"]].values.tolist() == [
        [2, "2020年3月", "2020-03-01/2020-03-31", "unknown"],
        [3, "2019", "2019-01-01/2019-12-31", "unknown"],
        [5, "2020.3.30至4.2", "2020-03-30/2020-04-02", "unknown"],
    ]
    assert result.quarantine["reason"].tolist() == ["no readable occurred_on: 某日"]


def test_two_accidents_without_a_number_in_two_months_have_two_names():
    months = {"occurred_on": ["2020年3月", "2020年4月"], "area": ["平谷区"] * 2, "enterprise": ["甲公司"] * 2}
    assert record_name(cleaned(sheet("accidents", months)).ledger, ACCIDENTS).nunique() == 2


def test_a_month_that_is_still_to_come_or_outside_of_its_title_is_named():
    columns = {"occurred_on": ["2020年3月", "2019年3月", "2020", "2099年3月"], "area": ["平谷区"] * 4}
    result = cleaned(sheet("accidents", columns, title="2020年1-6月事故台账"))
    found = result.findings.set_index("rule")[["row", "before"]]
    assert found.loc[["date_after_export"]].values.tolist() == [[5, "2099-03-01/2099-03-31"]]
    assert found.loc[["day_outside_title"], "row"].tolist() == [3, 5]


def test_a_month_under_the_number_of_an_accident_of_that_month_is_that_accident():
    number = {"accident_id": ["SG2020-11"], "area": ["平谷区"]}
    days = ("2020-03-05", "2020年3月", "2020年4月", "2020年3月")
    tables = [
        sheet("accidents", number | {"occurred_on": [day]}, file=f"{n}.csv") for n, day in enumerate(days)
    ]
    result = cleaned(*tables)
    assert result.ledger["source_file"].tolist() == ["0.csv", "2.csv"]
    assert result.quarantine["source_file"].tolist() == ["1.csv", "3.csv"]
    asked = result.findings[result.findings["rule"] == "duplicate_likely"]
    assert asked["file"].tolist() == ["2.csv"]


def test_two_accidents_of_one_month_and_place_are_two_unless_a_person_says_that_they_are_one():
    of_march = {"occurred_on": ["2020年3月", "2020年3月", "2020-03-09"], "area": ["平谷区"] * 3}
    result = cleaned(sheet("accidents", of_march | {"enterprise": ["甲公司", "乙公司", "甲公司"]}))
    assert len(result.ledger) == 3
    likely = result.findings[result.findings["rule"] == "duplicate_likely"]
    assert likely["row"].tolist() == [2]


def test_how_a_hazard_ended_is_not_known_where_its_sheet_tells_of_no_end():
    found = {"found_on": ["2020-03-02"] * 2, "area": ["平谷区"] * 2, "description": ["甲", "乙"]}
    without = sheet("hazards", found, file="a.csv")
    by_day = sheet("hazards", found | {"closed_on": ["2020-03-05", None]}, file="b.csv")
    by_word = sheet("hazards", found | {"status": ["已整改", None]}, file="c.csv")
    strange = sheet("hazards", found | {"status": ["另行研究", "未整改"]}, file="d.csv")
    each = [cleaned(table) for table in (without, by_day, by_word, strange)]
    assert [one.ledger["end_type"].tolist() for one in each] == [
        ["unknown", "unknown"], ["closed", "open"], ["closed", "unknown"], ["unknown", "open"],
    ]  # fmt: skip
    notes = each[2].findings.loc[each[2].findings["rule"] == "status_not_stated", "note"]
    assert notes.tolist() == ["how it ended is not known: its sheet has no closing days"]


def test_a_finding_names_file_sheet_row_column_before_and_after():
    table = sheet(
        "accidents",
        {"occurred_on": ["2020-01-01", "2020-08-24"], "area": ["海淀区", "门头沟 区"]},
        name="表一",
    )
    finding = cleaned(table).findings.query("rule == 'area_spelling'").iloc[0]
    assert finding.tolist() == [
        "made.csv",
        "表一",
        3,
        "area",
        "area_spelling",
        "门头沟 区",
        "门头沟区",
        "corrected",
        "",
    ]


def test_what_is_struck_off_is_kept_and_not_counted():
    table = sheet(
        "accidents",
        {
            "occurred_on": ["2020-08-24"] * 4,
            "accident_id": list("abcd"),
            "struck_off": ["是", "否", None, "?"],
        },
    )
    result = cleaned(table)
    assert result.ledger["counted"].tolist() == [False, True, True, True]
    assert result.findings["rule"].tolist().count("flag_unknown") == 1


def test_one_cell_with_several_figures_fills_their_columns():
    table = sheet(
        "accidents",
        {
            "accident_id": ["a", "b", "c"],
            "occurred_on": ["2020-08-24"] * 3,
            "deaths": ["死亡1人，重伤2人", "死亡1人，重伤2人", "1"],
            "serious_injuries": [None, "3", "0"],
        },
    )
    result = cleaned(table)
    assert result.ledger["deaths"].tolist() == [1, 1, 1]
    assert result.ledger["serious_injuries"].tolist() == [2, 3, 0]
    assert result.findings.query("rule == 'casualties_differ'")["row"].tolist() == [3]


def test_the_unit_of_the_header_is_that_of_each_sheet():
    table = {"occurred_on": ["2020-08-24"], "direct_loss_yuan": ["12.5"]}
    one = sheet("accidents", table, file="a.csv", units={"direct_loss_yuan": "万元"})
    other = sheet("accidents", table, file="b.csv")
    assert cleaned(one, other).ledger["direct_loss_yuan"].tolist() == [125000.0, 12.5]


def test_the_year_of_a_title_is_that_of_its_sheet():
    days = {"occurred_on": ["8月24日"]}
    tables = [sheet("accidents", days, name=f"{year}年", title=f"{year}年台账") for year in (2018, 2019)]
    assert cleaned(*tables).ledger["occurred_on"].dt.year.tolist() == [2018, 2019]


def test_a_kind_is_one_of_those_in_force_on_the_day():
    # GB 6441-2025 is in force from 2026-07-01 and splits 车辆伤害 in two.
    days = ["2026-06-30", "2026-07-01", "2026-07-01", "2020-08-24"]
    table = sheet(
        "accidents", {"occurred_on": days, "accident_kind": ["机械伤害", "机械伤害", "车辆伤害", "粉尘爆炸"]}
    )
    result = clean(RawLedger("accidents", (table,)), exported_on=date(2026, 12, 31))
    assert result.ledger["accident_kind"].tolist() == ["机械伤害", "机械致害", "车辆伤害", "粉尘爆炸"]
    told = result.findings.set_index("row")["rule"].loc[[4, 5]]
    assert told.tolist() == ["kind_of_earlier_edition", "kind_of_later_edition"]


@pytest.mark.parametrize(
    ("status", "closed_on", "end_type", "reopened"),
    [
        ("已销账", "2020-08-01", "closed", False),
        ("反弹", "2020-08-01", "open", True),
        ("整改中", None, "open", False),
        ("转办", None, "transferred", False),
        ("不属实", None, "void", False),
        (None, "2020-08-01", "closed", False),
        (None, None, "open", False),
        ("某词", "2020-08-01", "closed", False),
        ("整改中", "2020-08-01", "open", False),
    ],
)
def test_a_hazard_ends_as_its_status_says_and_else_by_its_day(status, closed_on, end_type, reopened):
    table = sheet("hazards", {"found_on": ["2020-07-01"], "status": [status], "closed_on": [closed_on]})
    row = cleaned(table).ledger.iloc[0]
    assert (row["end_type"], row["reopened"]) == (end_type, reopened)


@pytest.mark.parametrize(
    ("status", "end_type"),
    [("☑是 ☐否", "closed"), ("☐是 ☑否", "open"), ("☑是 ☑否", UNKNOWN), ("☐是 ☐否", UNKNOWN)],
)
def test_boxes_of_which_not_one_is_ticked_say_nothing_beside_a_blank_closing_day(status, end_type):
    columns = {"found_on": ["2020-07-01"], "status": [status], "closed_on": [None]}
    assert cleaned(sheet("hazards", columns)).ledger["end_type"].tolist() == [end_type]


def closed_ones(days, closed_on=None, **more):
    columns = {
        "hazard_id": [f"YH-{day}" for day in days],
        "found_on": list(days),
        "status": ["已整改"] * len(days),
        "closed_on": closed_on or [None] * len(days),
    }
    return sheet("hazards", columns, **more)


def test_a_status_was_stated_when_its_file_was_last_written():
    # The last finding; a closing after it; another tab of the file; and what the title says.
    result = cleaned(
        closed_ones(["2020-03-01", "2020-06-20"], file="a.csv"),
        closed_ones(["2020-03-02", "2020-06-21"], ["2020-07-15", None], file="b.csv"),
        closed_ones(["2020-01-03"], file="c.xlsx", name="1月"),
        closed_ones(["2020-12-04"], file="c.xlsx", name="12月"),
        closed_ones(["2020-01-05"], file="c.xlsx", name="2月", title="隐患台账（截至2020年1月31日）"),
    )
    days = result.ledger.set_index("hazard_id")["stated_on"].dt.strftime("%m-%d").to_dict()
    assert days == {
        "YH-2020-03-01": "06-20",
        "YH-2020-06-20": "06-20",
        "YH-2020-03-02": "07-15",
        "YH-2020-06-21": "07-15",
        "YH-2020-01-03": "12-04",
        "YH-2020-12-04": "12-04",
        "YH-2020-01-05": "01-31",
    }


def test_what_a_sheet_of_june_stated_holds_of_june_where_that_of_december_replaces_it():
    days, june, december = ["2020-03-01", "2020-03-02"], "截至2020年6月30日", "截至2020年12月31日"
    of_june = closed_ones(days, file=f"{june}.csv", title=f"隐患台账（{june}）")
    of_june = replace(of_june, rows=of_june.rows.assign(status=["未整改", "已整改"]))
    whole = closed_ones([*days, "2020-09-04"], file=f"{december}.csv", title=f"隐患台账（{december}）")
    ledger = cleaned(of_june, whole).ledger.sort_values("found_on", ignore_index=True)
    stated = ledger[["stated_on", "open_on"]].apply(lambda day: day.dt.strftime("%m-%d").fillna(""))
    assert stated.to_numpy().tolist() == [["12-31", "06-30"], ["06-30", ""], ["12-31", ""]]
    half = Window.months(2020, 1, 6)
    states = [
        cohort_closure(ledger, window=half, as_of=date(2020, month, day), listed_only=False)
        .iloc[0][["open", "closed", "unknown"]]
        .tolist()
        for month, day in ((6, 30), (7, 1), (12, 31))
    ]
    # Of the one that was open in June it is not known when it was closed.
    assert states == [[1, 1, 0], [0, 1, 1], [0, 2, 0]]
    again = cleaned(as_raw(ledger, "hazards", given_back=True)).ledger
    assert again["open_on"].equals(ledger["open_on"])


def test_a_row_that_a_person_changed_was_stated_when_the_file_was():
    once = cleaned(
        closed_ones(["2020-03-01"], file="a.csv"), closed_ones(["2020-09-01"], ["2020-09-09"], file="b.csv")
    )
    changed = once.ledger.assign(status=["整改中", "已整改"], end_type=["closed", "closed"])
    rows = as_raw(changed, "hazards", given_back=True)
    assert cleaned(rows).ledger["stated_on"].dt.strftime("%m-%d").tolist() == ["09-09", "09-09"]


def test_a_row_that_contradicts_itself_is_kept_and_named():
    table = sheet(
        "hazards",
        {
            "hazard_id": ["a", "b"],
            "found_on": ["2020-07-02", "2021-03-01"],
            "closed_on": ["2020-07-01", None],
        },
    )
    result = cleaned(table)
    assert len(result.ledger) == 2
    found = set(zip(result.findings["rule"], result.findings["row"]))
    assert {("closed_before_found", 2), ("date_after_export", 3)} <= found


def test_a_closing_day_of_an_open_hazard_is_named_unless_it_was_found_again():
    columns = {"found_on": ["2020-07-01"] * 2, "closed_on": ["2020-08-01"] * 2, "status": ["整改中", "反弹"]}
    result = cleaned(sheet("hazards", {"hazard_id": ["a", "b"], **columns}))
    assert result.findings.query("rule == 'open_with_closing_day'")["row"].tolist() == [2]


def test_the_day_in_a_title_is_the_day_of_the_export():
    table = sheet("hazards", {"found_on": ["2020-08-25"]}, title="隐患台账（截至2020年8月24日）")
    assert "date_after_export" in set(cleaned(table).findings["rule"])


def test_the_same_number_day_and_area_is_one_event_and_differences_are_named():
    tables = [
        sheet(
            "accidents",
            {"accident_id": ["SG-2020-17"], "occurred_on": [day], "area": [area], "deaths": [deaths]},
            file=file,
        )
        for file, day, area, deaths in [
            ("a.csv", "2020-08-24", "门头沟区", "1"),
            ("b.csv", "2020.8.24", "门头沟", "2"),
        ]
    ]
    result = cleaned(*tables)
    assert result.quarantine["reason"].tolist() == ["duplicate of b.csv row 2"]
    differs = result.findings.query("rule == 'duplicate_differs'").iloc[0]
    assert differs[["file", "column", "before", "after"]].tolist() == ["a.csv", "deaths", "1", "2"]
    assert differs["note"] == "kept is b.csv row 2"


@pytest.mark.parametrize("files", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_of_two_sheets_of_which_none_is_the_later_the_state_decides_and_not_the_file_name(files):
    hazard = {"hazard_id": ["YH-20200001"], "found_on": ["2020-03-08"], "area": ["平谷区"]}
    states = ({"status": ["整改中"], "closed_on": [""]}, {"status": ["已销账"], "closed_on": ["2020-03-20"]})
    tables = [sheet("hazards", hazard | state, file=file) for file, state in zip(files, states)]
    result = cleaned(*sorted(tables, key=lambda table: table.file))
    assert result.ledger["end_type"].tolist() == ["closed"]


def test_a_later_sheet_decides_though_an_earlier_one_has_the_hazard_closed():
    hazard = {"hazard_id": ["YH-20200001"], "found_on": ["2020-03-08"], "area": ["平谷区"]}
    tables = [
        sheet("hazards", hazard | {"status": [status]}, file=file)
        for file, status in [("台账20200630.csv", "已销账"), ("台账20200731.csv", "整改中")]
    ]
    assert cleaned(*tables).ledger["end_type"].tolist() == ["open"]


@pytest.mark.parametrize(("said", "kept"), [("更正", ["2020-03-09"]), ("", ["2020-03-08", "2020-03-09"])])
def test_a_correction_of_the_day_stands_for_its_record_and_without_a_word_a_person_is_asked(said, kept):
    accident = {"accident_id": ["SG2020-11"], "area": ["平谷区"], "deaths": ["1"]}
    tables = [
        sheet("accidents", accident | {"occurred_on": [day], "note": [note]}, file=file)
        for file, day, note in [("a.csv", "2020-03-08", ""), ("b.csv", "2020-03-09", said)]
    ]
    result = cleaned(*tables)
    assert result.ledger["occurred_on"].dt.strftime("%Y-%m-%d").tolist() == kept
    asked = result.findings.query("action == 'proposed'")
    assert asked["rule"].tolist() == ([] if said else ["duplicate_likely"])
    assert set(asked["note"].str.split(" in ").str[1].str.split(",").str[0]) == (
        {"accident_id"} if not said else set()
    )


@pytest.mark.parametrize(
    ("days", "notes"),
    [
        (("2019-03-08", "2020-03-09"), ("", "更正")),
        (("2020-03-08", "2020-03-09"), ("终报", "终报")),
        (("2020-03-08", "2020-03-09"), ("更正", "")),
        (("2020-03-08", "2020-03-09"), ("", "初报")),
    ],
    ids=["a year apart", "two last reports", "corrected before", "a first report"],
)
def test_what_does_not_correct_a_near_record_of_its_number_is_asked_about(days, notes):
    accident = {"accident_id": ["SG-11"], "area": ["平谷区"], "deaths": ["1"]}
    titles = [f"{day[:4]}年事故台账（截至{day}）" for day in days]
    tables = [
        sheet("accidents", accident | {"occurred_on": [day], "note": [note]}, file=file, title=title)
        for file, day, note, title in zip(("a.csv", "b.csv"), days, notes, titles)
    ]
    result = cleaned(*tables)
    assert len(result.ledger) == 2
    assert result.findings.query("action == 'proposed'")["rule"].tolist() == ["duplicate_likely"]


def test_records_of_a_log_of_changes_that_are_new_are_not_one_for_their_number():
    hazard = {"hazard_id": ["YH-001"] * 2, "area": ["平谷区"] * 2, "enterprise": ["甲厂"] * 2}
    days = {"found_on": ["2020-03-08", "2020-03-20"], "description": ["消防通道堵塞", "电线老化"]}
    result = cleaned(sheet("hazards", hazard | days | {"操作": ["新增", "新增"]}))
    assert len(result.ledger) == 2


@pytest.mark.parametrize("other", [{"enterprise": ["乙厂"]}, {"area": ["怀柔区"]}])
def test_numbers_that_begin_again_name_other_records(other):
    accident = {"accident_id": ["SG2020-11"], "area": ["平谷区"], "enterprise": ["甲厂"], "deaths": ["1"]}
    tables = [
        sheet("accidents", accident | beside | {"occurred_on": [day]}, file=file)
        for file, day, beside in [("a.csv", "2020-03-08", {}), ("b.csv", "2020-04-09", other)]
    ]
    result = cleaned(*tables)
    assert len(result.ledger) == 2
    told = result.findings[["rule", "action"]].apply(tuple, axis=1)
    assert ("number_repeated", "kept") in set(told)
    assert "proposed" not in set(result.findings["action"])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_an_accident_entered_thrice_the_one_with_most_harm_that_counts_is_kept(order):
    rows = [("SG23-001", "1", None), ("ＳＧ２３—００１", "3", None), ("sg23-001", "4", "是")]
    numbers, deaths, struck_off = zip(*(rows[place] for place in order))
    columns = {
        "accident_id": list(numbers),
        "occurred_on": ["2023-01-05"] * 3,
        "area": ["门头沟区"] * 3,
        "deaths": list(deaths),
        "struck_off": list(struck_off),
    }
    result = cleaned(sheet("accidents", columns))
    assert result.ledger[["deaths", "counted"]].to_numpy().tolist() == [[3, True]]
    assert "duplicate_differs" in set(result.findings["rule"])


@pytest.mark.parametrize(
    ("notes", "deaths", "kept"),
    [
        ([None, "更正"], ["3", "1"], 1),
        ([None, "更正"], ["1", "3"], 3),
        (["已赔付", "更正", "再次更正"], ["3", "1", "2"], 2),
        # The words say which is later, wherever the rows stand; of two that say the same it is the lower one.
        (["再次更正", "更正", "已赔付"], ["2", "1", "3"], 2),
        (["更正", "更正", None], ["3", "1", "2"], 1),
        # A word of a log, or one among others, says nothing of the row's state: the most harm is kept.
        ([None, "新增"], ["3", "1"], 3),
        ([None, "原报有误，见更正"], ["3", "1"], 3),
    ],
)
def test_of_an_accident_that_its_note_corrects_the_last_correction_is_kept(notes, deaths, kept):
    columns = {
        "accident_id": ["SG23-001"] * len(notes),
        "occurred_on": ["2023-01-05"] * len(notes),
        "area": ["门头沟区"] * len(notes),
        "deaths": deaths,
        "note": notes,
    }
    result = cleaned(sheet("accidents", columns))
    assert result.ledger["deaths"].tolist() == [kept]
    differs = result.findings.query("rule == 'duplicate_differs' and column == 'deaths'")
    assert set(differs["before"]) == {d for d in deaths if int(d) != kept}
    assert set(differs["after"]) == {str(kept)}


@pytest.mark.parametrize("closed_first", [True, False])
@pytest.mark.parametrize(
    ("word", "end_type"),
    [("整改中", "closed"), ("复查不合格", "open"), ("反弹", "open"), ("退回整改", "open")],
)
def test_of_a_hazard_entered_twice_the_later_state_is_kept(word, end_type, closed_first):
    states = [(word, None), ("已销账", "2020-06-20")]
    status, closed_on = zip(*(reversed(states) if closed_first else states))
    columns = {
        "hazard_id": ["YH-2020-17"] * 2,
        "found_on": ["2020-06-01"] * 2,
        "area": ["门头沟区"] * 2,
        "enterprise": ["甲公司"] * 2,
        "status": list(status),
        "closed_on": list(closed_on),
    }
    result = cleaned(sheet("hazards", columns))
    assert result.ledger["end_type"].tolist() == [end_type]
    assert "duplicate_differs" in set(result.findings["rule"])


@pytest.mark.parametrize(
    ("beside", "kept"),
    [
        # Words of a column that no ledger has tell two hazards of one visit apart; numbers and days do not.
        (["通道堵塞", "气瓶混放", "气瓶混放"], 2),
        (["1", "2", "3"], 1),
        (["2020-01-05", "2020-01-06", "2020-01-07"], 1),
        ([None, None, None], 1),
    ],
)
def test_rows_alike_are_one_hazard_but_for_words_beside_the_ledger_s_columns(beside, kept):
    same = {"found_on": ["2020-01-02"] * 3, "area": ["平谷区"] * 3, "enterprise": ["甲公司"] * 3}
    result = cleaned(sheet("hazards", {**same, "具体部位": beside}))
    assert (len(result.ledger), len(result.quarantine)) == (kept, 3 - kept)


def test_words_beside_tell_hazards_apart_in_two_sheets_as_in_one():
    same = {"found_on": ["2020-01-02"], "area": ["平谷区"], "enterprise": ["甲公司"]}
    sheets = [
        sheet("hazards", same | {"具体部位": [word]}, file=f"{word}.csv") for word in ("通道", "气瓶间")
    ]
    assert len(cleaned(*sheets).ledger) == 2


@pytest.mark.parametrize("names", [("1.csv", "2.csv"), ("2.csv", "1.csv")])
@pytest.mark.parametrize("size", [1, 3])
def test_of_a_hazard_in_two_sheets_the_end_is_known_where_one_of_them_tells_it(names, size):
    same = {
        "hazard_id": [f"YH2020-{n}" for n in range(size)],
        "found_on": ["2020-01-02"] * size,
        "area": ["平谷区"] * size,
    }
    silent = sheet("hazards", same, file=names[0])
    telling = sheet("hazards", {**same, "status": ["已销账"] * size}, file=names[1])
    result = cleaned(silent, telling)
    assert result.ledger["end_type"].tolist() == ["closed"] * size


def hazards_of(places, *, numbered, ends, moved=(), file, words=None):
    """A sheet of the hazards at `places`, which state `ends`; those in `moved` were found a day later."""
    columns = {
        "hazard_id": [f"YH2020-{n:03d}" if numbered else None for n in places],
        "found_on": ["2020-03-06" if n in moved else "2020-03-05" for n in places],
        "area": ["平谷区"] * len(places),
        "enterprise": [f"甲{n}厂" for n in places],
        "description": [f"灭火器{n}过期" for n in places],
        "status": list(ends),
    }
    return sheet("hazards", columns | ({"具体部位": words} if words else {}), file=file)


@pytest.mark.parametrize("names", list(permutations(["1.csv", "2.csv", "3.csv"])))
@pytest.mark.parametrize(
    ("numbered", "moved", "ends"),
    [
        # Of a row whose end is not known one sheet has a repeat with an end, another a version with one.
        (False, (), ["已完成整改"] * 4),
        (True, (3, 4), [None, None, "已整改", "已整改"]),
    ],
)
def test_a_hazard_in_three_sheets_counts_once_whatever_they_tell_of_its_end(names, numbered, moved, ends):
    places = range(1, 5)
    result = cleaned(
        hazards_of(places, numbered=True, ends=[None] * 4, file=names[0]),
        hazards_of(places, numbered=True, ends=["已整改"] * 4, file=names[1]),
        hazards_of(places, numbered=numbered, ends=ends, moved=moved, file=names[2]),
    )
    assert sorted(result.ledger["enterprise"]) == [f"甲{n}厂" for n in places]
    assert result.ledger["end_type"].tolist() == ["closed"] * 4


@pytest.mark.parametrize("names", list(permutations(["1.csv", "2.csv", "3.csv"])))
def test_a_row_with_another_day_is_a_version_of_one_in_any_of_the_sheets_like_its_own(names):
    result = cleaned(
        hazards_of([1, 2], numbered=True, ends=["整改中"] * 2, file=names[0]),
        hazards_of([1, 2, 3, 4], numbered=True, ends=["整改中"] * 4, file=names[1]),
        hazards_of([1, 2, 3, 4], numbered=True, ends=["整改中"] * 4, moved=(3, 4), file=names[2]),
    )
    assert sorted(result.ledger["enterprise"]) == [f"甲{n}厂" for n in range(1, 5)]


@st.composite
def sheets_of_the_same_hazards(draw):
    """Two to four sheets that hold the same hazards, in any order, under any names."""
    count, files = draw(st.integers(2, 5)), draw(st.permutations(["1月.csv", "2.csv", "v2.csv", "终版.csv"]))
    files = files[: draw(st.integers(2, 4))]
    numbered = draw(st.lists(st.booleans(), min_size=len(files), max_size=len(files)))
    # One sheet in which the days of up to half the rows were corrected: their numbers alone tell them.
    moved = draw(st.sets(st.integers(0, count - 1), max_size=count // 2 if count > 3 else 0))
    end = st.sampled_from(["已销账", "整改中", None, "详见附件"])
    tables = [
        hazards_of(
            draw(st.permutations(range(count))),
            numbered=has_numbers,
            ends=draw(st.lists(end, min_size=count, max_size=count)),
            moved=moved if file == files[0] and all(numbered) else (),
            file=file,
        )
        for file, has_numbers in zip(files, numbered)
    ]
    return count, tables


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(case=sheets_of_the_same_hazards())
def test_of_rows_that_are_one_hazard_exactly_one_is_kept(case):
    count, tables = case
    assert sorted(cleaned(*tables).ledger["enterprise"]) == [f"甲{n}厂" for n in range(count)]


@pytest.mark.parametrize("files", [("1.csv", "1.csv"), ("1.csv", "2.csv"), ("2.csv", "1.csv")])
@pytest.mark.parametrize("described", [True, False])
@pytest.mark.parametrize("status", [("整改中", "整改中"), ("整改中", "已销账")])
def test_words_beside_tell_hazards_apart_where_sheets_are_alike_but_for_them(files, described, status):
    words = ("一楼车间", "二楼仓库", "三楼宿舍", "四楼食堂")
    rows = {"found_on": "2020-01-05", "area": "平谷区", "enterprise": "甲公司"}
    rows |= {"description": "线路老化"} if described else {}

    def of(first, file, state):
        columns = {name: [text] * 2 for name, text in (rows | {"status": state}).items()}
        return sheet("hazards", columns | {"检查内容": words[first : first + 2]}, file=file, name=f"{first}")

    result = cleaned(of(0, files[0], status[0]), of(2, files[1], status[1]))
    assert len(result.ledger) == 4
    if described:
        assert (result.findings["rule"] == "duplicate_likely").sum() == 3


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("本月进展", 7),
        ("整改情况说明", 7),
        ("隐患整改情况", 7),
        ("填报说明", 7),
        ("具体部位", 8),
        ("问题情况", 8),
        ("部位说明", 8),
    ],
)
def test_what_was_done_about_a_described_hazard_tells_no_two_apart(header, kept):
    def of(hazards, word, file):
        columns = {
            "found_on": ["2020-01-05"] * len(hazards),
            "area": ["平谷区"] * len(hazards),
            "enterprise": [f"甲{n}厂" for n in hazards],
            "description": [f"灭火器{n}过期" for n in hazards],
            header: [word] * len(hazards),
        }
        return sheet("hazards", columns, file=file)

    result = cleaned(of(range(4), "正在询价采购", "1月.csv"), of([0, 7, 8, 9], "已经签订合同", "2月.csv"))
    assert len(result.ledger) == kept
    assert (result.findings["rule"] == "duplicate_likely").sum() == kept - 7


def test_a_list_said_to_be_corrected_takes_the_place_of_rows_with_other_words_beside():
    def of(word, file):
        return hazards_of([1], numbered=False, ends=["整改中"], words=[word], file=file)

    before, after = of("一楼车间", "台账（更正前）.csv"), of("二楼仓库", "台账（更正后）.csv")
    assert len(cleaned(before, after).ledger) == 1


def test_a_sheet_without_words_beside_repeats_one_that_has_them():
    same = {"found_on": ["2020-01-02"], "area": ["平谷区"], "enterprise": ["甲公司"]}
    result = cleaned(sheet("hazards", {**same, "具体部位": ["通道"]}), sheet("hazards", same, file="2.csv"))
    assert len(result.ledger) == 1


@pytest.mark.parametrize("names", [("1.csv", "2.csv"), ("2.csv", "1.csv")])
@pytest.mark.parametrize("again", [["通道"], None])
def test_two_hazards_told_apart_by_words_stay_two_where_another_sheet_repeats_one(again, names):
    def of_day(size, words, file):
        same = {"found_on": ["2020-01-02"] * size, "area": ["平谷区"] * size, "enterprise": ["甲公司"] * size}
        return sheet("hazards", same | ({"具体部位": words} if words else {}), file=file)

    result = cleaned(of_day(2, ["通道", "气瓶"], names[0]), of_day(1, again, names[1]))
    assert (len(result.ledger), len(result.quarantine)) == (2, 1)


@pytest.mark.parametrize("audience", ["internal", "upward"])
def test_a_person_beside_tells_no_two_records_apart_whoever_reads_them(audience):
    same = {"found_on": ["2020-01-02"] * 2, "area": ["平谷区"] * 2, "enterprise": ["甲公司"] * 2}
    raw = RawLedger("hazards", (sheet("hazards", {**same, "检查人": ["张三丰", "李四光"]}),))
    assert len(clean(raw, audience=audience).ledger) == 1


FEW_HAZARDS = st.fixed_dictionaries(
    {
        "found_on": st.sampled_from(["2020-03-06", "2020-03-07"]),
        "area": st.just("平谷区"),
        "enterprise": st.sampled_from(["甲厂", "乙厂"]),
        "description": st.sampled_from(["通道堵塞", "缺防护", None]),
        "status": st.sampled_from(["已销账", "整改中", None]),
        "具体部位": st.sampled_from(["一车间", "二车间", None]),
    }
)


@settings(max_examples=15)
@given(sheets=st.lists(st.lists(FEW_HAZARDS, min_size=1, max_size=4), min_size=2, max_size=3))
def test_what_is_set_aside_as_a_repeat_leads_to_a_row_that_is_kept(sheets):
    tables = [
        sheet("hazards", {name: [row[name] for row in rows] for name in rows[0]}, file=f"{n}月.csv")
        for n, rows in enumerate(sheets, 1)
    ]
    result = cleaned(*tables)
    kept = {
        f"{file} row {row}" for file, row in zip(result.ledger["source_file"], result.ledger["source_row"])
    }
    leads = {
        f"{file} row {row}": reason.split(" of ", 1)[1]
        for file, row, reason in result.quarantine[["source_file", "source_row", "reason"]].to_numpy()
    }
    for start in leads:
        end = start
        for _ in leads:
            end = leads.get(end, end)
        assert end in kept


def test_a_running_number_of_two_sheets_names_two_events():
    columns = {"hazard_id": ["1"], "found_on": ["2020-08-24"], "area": ["门头沟区"]}
    tables = [
        sheet("hazards", {**columns, "enterprise": [name]}, file=f"{name}.csv") for name in ("甲厂", "乙厂")
    ]
    assert len(cleaned(*tables).ledger) == 2


def test_two_rows_alike_in_nothing_but_day_and_area_are_two_events():
    alike = {"occurred_on": "2020-08-24", "area": "门头沟区", "deaths": "1", "note": "已上报"}
    table = sheet("accidents", {column: [text] * 2 for column, text in alike.items()})
    assert len(cleaned(table).ledger) == 2


def test_a_likely_duplicate_is_kept_and_proposed():
    columns = {
        "accident_id": ["SG-2020-17", "XF-0044"],
        "occurred_on": ["2020-08-24"] * 2,
        "area": ["门头沟区"] * 2,
    }
    table = sheet("accidents", {**columns, "enterprise": ["北京红叶建筑有限公司", "红叶建筑公司"]})
    result = cleaned(table)
    assert len(result.ledger) == 2
    assert result.findings.query("rule == 'duplicate_likely'")[
        ["before", "after", "action"]
    ].values.tolist() == [["XF-0044", "SG-2020-17", "proposed"]]


def of_one_enterprise(day: str, file: str, title: str = "事故统计表", **stated: str) -> RawTable:
    """A sheet of one accident without a number of office."""
    row = {"occurred_on": day, "area": "海淀区", "enterprise": "虚构丙运输公司", "deaths": "1"} | stated
    return sheet("accidents", {column: [text] for column, text in row.items()}, file=file, title=title)


def proposed_as_one(*tables: RawTable) -> list[list[str]]:
    """File of each row that may be set aside, and what is said to differ."""
    result = cleaned(*tables)
    assert len(result.ledger) == sum(len(table.rows) for table in tables) - len(result.quarantine)
    likely = result.findings.query("rule == 'duplicate_likely' and action == 'proposed'")
    return [[file, note.partition("differ in ")[2]] for file, note in zip(likely["file"], likely["note"])]


@pytest.mark.parametrize(
    ("day", "file", "title", "stated", "is_likely"),
    [
        ("2020-06-30", "6月.csv", "6月事故统计表（更正）", {}, True),
        ("2020-06-30", "6月更正.csv", "6月事故统计表", {}, True),
        ("2020-06-30", "订正表.csv", "事故统计表", {}, True),
        ("2020-06-30", "7.csv", "事故统计表", {"note": "更正：日期填写有误"}, True),
        # Who was hurt is not stated in the earlier one.
        ("2020-06-30", "6月更正.csv", "6月事故统计表", {"serious_injuries": "2"}, True),
        ("2020-07-28", "6月更正.csv", "6月事故统计表", {}, True),
        ("2020-07-29", "6月更正.csv", "6月事故统计表", {}, False),
        ("2020-06-30", "7.csv", "事故统计表", {}, False),
        ("2020-06-30", "7.csv", "事故统计表", {"note": "无更正"}, False),
        ("2020-06-30", "6月更正.csv", "6月事故统计表", {"deaths": "2"}, False),
        ("2020-06-30", "6月更正.csv", "6月事故统计表", {"area": "朝阳区"}, False),
        ("2020-06-30", "6月更正.csv", "6月事故统计表", {"enterprise": "虚构丁运输公司"}, False),
    ],
)
def test_a_row_that_says_it_corrects_a_day_is_proposed_as_the_same_accident(
    day, file, title, stated, is_likely
):
    first = of_one_enterprise("2020-06-28", "1.csv", direct_loss_yuan="200000")
    later = of_one_enterprise(day, file, title, **{"direct_loss_yuan": "200000"} | stated)
    assert bool(proposed_as_one(first, later)) == is_likely


@pytest.mark.parametrize(
    ("day", "stated", "is_likely"),
    [
        ("2020-06-29", {}, True),
        ("2020-06-27", {"category": "道路运输"}, True),
        ("2020-06-30", {}, False),
        ("2020-06-29", {"deaths": "2"}, False),
        ("2020-06-29", {"area": "朝阳区"}, False),
        ("2020-06-28", {"enterprise": "虚构丙"}, True),
        ("2020-06-28", {"enterprise": "虚构丙运输客运有限责任公司"}, True),
        ("2020-06-28", {"enterprise": "虚构丁运输公司"}, False),
        ("2020-06-28", {"enterprise": "虚构丙", "category": "工矿商贸"}, False),
        ("2020-06-28", {"enterprise": "虚构丙", "deaths": "0"}, False),
    ],
)
def test_an_accident_entered_a_day_off_or_under_a_short_name_is_asked_about(day, stated, is_likely):
    first = of_one_enterprise("2020-06-28", "1.csv", category="道路运输")
    assert bool(proposed_as_one(first, of_one_enterprise(day, "2.csv", **stated))) == is_likely


@pytest.mark.parametrize(("third", "is_likely"), [("2020-07-28", False), ("2020-07-31", True)])
def test_accidents_of_an_enterprise_that_has_many_follow_each_other_by_chance(third, is_likely):
    days = ("2020-06-28", "2020-06-29", third)
    told = proposed_as_one(*(of_one_enterprise(day, f"{n}.csv") for n, day in enumerate(days)))
    assert bool(told) == is_likely


def test_accidents_without_harm_are_not_taken_for_corrections_of_each_other():
    nothing = {"deaths": "0", "direct_loss_yuan": "0"}
    first = of_one_enterprise("2020-06-28", "1.csv", **nothing)
    assert proposed_as_one(first, of_one_enterprise("2020-06-30", "6月更正.csv", **nothing)) == []


def test_two_accidents_of_one_corrected_sheet_are_two():
    columns = {
        "occurred_on": ["2020-06-03", "2020-06-28"],
        "area": ["海淀区"] * 2,
        "enterprise": ["虚构丙运输公司"] * 2,
        "deaths": ["1"] * 2,
    }
    assert proposed_as_one(sheet("accidents", columns, file="6月更正.csv")) == []


@pytest.mark.parametrize(
    ("name", "other", "is_likely"),
    [
        # One of two rows is repeated: half of it.
        ("8月(1).csv", "虚构戊建筑公司", True),
        ("8月（更正后）.csv", "虚构戊建筑公司", True),
        ("9月.csv", "虚构戊建筑公司", False),
        # None is.
        ("8月(1).csv", "虚构己建筑公司", False),
    ],
)
def test_a_row_moved_in_a_file_sent_again_is_proposed_as_the_same_accident(name, other, is_likely):
    def of_august(file: str, day: str, deaths: str, enterprise: str) -> RawTable:
        columns = {
            "occurred_on": [day, "2020-08-12"],
            "area": ["海淀区"] * 2,
            "enterprise": ["虚构丁石料厂", enterprise],
            "deaths": [deaths, "1"],
        }
        return sheet("accidents", columns, file=file)

    before = of_august("8月.csv", "2020-08-03", "0", "虚构戊建筑公司")
    found = proposed_as_one(before, of_august(name, "2020-08-04", "1", other))
    moved = [["8月.csv", "occurred_on 2020-08-03 / 2020-08-04, deaths 0 / 1"]]
    assert found == (moved if is_likely else [])


@pytest.mark.parametrize(
    ("hurt", "hurt_again", "is_likely"),
    [
        ({"serious_injuries": "1"}, {"serious_injuries": "1"}, True),
        ({"serious_injuries": "1"}, {}, True),
        ({"serious_injuries": "1"}, {"serious_injuries": "2"}, False),
        ({"injuries": "3"}, {"injuries": "3"}, True),
        ({"injuries": "3"}, {"injuries": "2"}, False),
    ],
)
def test_an_accident_that_two_areas_report_is_proposed_as_one(hurt, hurt_again, is_likely):
    loss = {"direct_loss_yuan": "1000000"}
    one = of_one_enterprise("2020-12-20", "1.csv", **loss, **hurt)
    other = of_one_enterprise("2020-12-20", "2.csv", area="朝阳区", **loss, **hurt_again)
    assert bool(proposed_as_one(one, other)) == is_likely


def register(codes: str, *, department: str, enterprise: str = "甲公司", file: str = "made.csv") -> RawTable:
    count = len(codes)
    columns = {
        "enterprise_id": [f"A-000{code}" for code in codes],
        "enterprise": [f"{enterprise}{code}" for code in codes],
        "area": ["门头沟区"] * count,
        "department": [department] * count,
    }
    return sheet("enterprises", columns, file=file)


def test_an_enterprise_in_the_registers_of_two_departments_stands_in_both():
    one, other = register("12345", department="住建委"), register("12345", department="城管委", file="b.csv")
    result = cleaned(one, other)
    assert result.ledger["department"].value_counts().to_dict() == {"住建委": 5, "城管委": 5}
    assert not result.findings["rule"].str.contains("duplicate|version").any()
    again = cleaned(one, register("12345", department="住建委", file="b.csv"))
    assert again.quarantine["reason"].tolist() == [f"duplicate of b.csv row {row}" for row in range(2, 7)]


def test_an_enterprise_under_another_name_is_asked_about_and_not_set_aside():
    code = "91000000MADEUP001M"
    columns = {
        "enterprise_id": [code] * 2,
        "enterprise": ["红叶建筑公司", "绿叶建工"],
        "area": ["门头沟区"] * 2,
    }
    result = cleaned(sheet("enterprises", columns))
    assert result.ledger["enterprise"].tolist() == ["红叶建筑公司", "绿叶建工"]
    (asked,) = result.findings.query("action == 'proposed'").to_dict("records")
    assert asked["rule"] == "duplicate_likely"
    # Both have one number: only their marks say which entry is meant.
    assert asked["before"] != asked["after"]
    assert {asked[side].split(" #")[0] for side in ("before", "after")} == {code}


def test_areas_of_another_city_are_unknown_and_said_so_once_a_sheet():
    table = sheet("accidents", {"occurred_on": ["2020-08-24"] * 3, "area": ["Alberta", "Ontario", "Quebec"]})
    result = cleaned(table)
    assert result.ledger["area"].tolist() == [UNKNOWN] * 3
    assert result.findings.query("rule == 'area_unknown'")["before"].tolist() == [
        "Alberta",
        "Ontario",
        "Quebec",
    ]
    flags = result.findings.query("rule == 'area_list_unlike'")
    assert len(flags) == 1
    assert "--project" in flags["note"].iloc[0]


def test_the_sectors_of_another_office_are_kept_as_written():
    table = sheet(
        "hazards",
        {
            "hazard_id": list("abc"),
            "found_on": ["2020-08-24"] * 3,
            "supervision_sector": ["Vegetation", "Biohazards", "Retail Food"],
        },
    )
    result = cleaned(table)
    assert result.ledger["supervision_sector"].tolist() == ["Vegetation", "Biohazards", "Retail Food"]
    assert result.findings["rule"].tolist().count("sector_list_unlike") == 1


def test_a_blank_that_decides_what_counts_is_a_finding():
    table = sheet(
        "accidents", {"occurred_on": ["2020-08-24"], "area": [None], "category": ["/"], "deaths": ["不详"]}
    )
    result = cleaned(table)
    assert {"area_not_stated", "category_not_stated", "deaths_not_stated"} <= set(result.findings["rule"])
    assert pd.isna(result.ledger["deaths"].iloc[0])


def test_a_hazard_without_its_level_or_status_is_a_finding_and_counts_by_its_closing_day():
    table = sheet(
        "hazards",
        {
            "found_on": ["2020-08-01", "2020-08-02", "2020-08-03"],
            "area": "平谷区",
            "level": [None, "一般", "重大"],
            "status": ["已销账", None, "—"],
            "closed_on": ["2020-08-20", None, "2020-08-21"],
        },
    )
    result = cleaned(table)
    found = result.findings[result.findings["rule"].isin(["level_not_stated", "status_not_stated"])]
    assert found[["row", "rule"]].to_numpy().tolist() == [
        [2, "level_not_stated"], [3, "status_not_stated"], [4, "status_not_stated"],
    ]  # fmt: skip
    assert result.ledger["level"].tolist() == ["unknown", "一般", "重大"]
    assert result.ledger["end_type"].tolist() == ["closed", "open", "closed"]


def test_no_personal_data_reach_any_output():
    first17 = "11010919900101001"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    identity = first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights)) % 11]
    table = sheet(
        "accidents",
        {
            "occurred_on": ["2020-08-24", "无日期"],
            "area": [identity, "13800000000"],
            "cause": [f"身份证{identity}，电话13800000000"] * 2,
            "死者姓名": ["张三丰"] * 2,
        },
    )
    result = cleaned(table)
    everything = "".join(
        part.astype(str).to_csv()
        for part in (result.ledger, result.quarantine, result.findings, result.skipped)
    )
    for secret in (identity, "13800000000", "张三丰"):
        assert secret not in everything
    assert {"identity_number_masked", "name_masked", "mobile_masked"} <= set(result.findings["rule"])


def test_the_findings_of_reading_are_masked_like_their_column():
    table = sheet("accidents", {"occurred_on": ["2020-08-24"], "联系人": ["张三丰"]})
    filled = [("made.csv", "", 2, "联系人", "merged_cell", "", "张三丰", "corrected", "")]
    raw = replace(table, findings=pd.DataFrame(filled, columns=list(FINDING)))
    assert cleaned(raw).findings.query("rule == 'merged_cell'")["after"].tolist() == ["张**"]


def test_a_ledger_of_another_kind_is_refused():
    with pytest.raises(WrongUse, match="is of kind 'hazards', not 'accidents'"):
        clean(RawLedger("hazards", (sheet("hazards", {"found_on": ["2020-01-01"]}),)), kind="accidents")


AWKWARD = [
    "8月24日",
    "１/２/2020",
    "43831",
    "三人",
    "死亡1人，重伤2人",
    "门头沟 区",
    "G",
    "—",
    "NULL",
    "反弹",
    " ",
]
TEXTS = st.none() | st.text(max_size=200) | st.sampled_from(AWKWARD)
NEEDED = st.sampled_from(["2020-08-24", "2020年8月25日"]) | TEXTS
FUZZ = settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def rows_of_any_text(draw, kind: str, sectors=TEXTS) -> dict[str, list[str | None]]:
    size = draw(st.integers(1, 6))

    def texts(column: Column):
        return NEEDED if column.needed else sectors if column.kind == "sector" else TEXTS

    return {c.name: draw(st.lists(texts(c), min_size=size, max_size=size)) for c in LEDGERS[kind].columns}


@pytest.mark.parametrize("kind", list(LEDGERS))
@FUZZ
@given(data=st.data())
def test_any_text_in_any_column_keeps_the_balance_and_names_each_change(kind, data):
    columns = data.draw(rows_of_any_text(kind))
    result = cleaned(sheet(kind, columns))
    assert result.rows_read == len(next(iter(columns.values())))
    named = set(zip(result.findings["row"], result.findings["column"]))
    texts = [
        c.name
        for c in LEDGERS[kind].columns
        if c.kind in ("key", "text", "street", "enterprise", "status", "tags", "area")
    ]
    for row in result.ledger.to_dict("records"):
        for column in texts:
            before = columns[column][row["source_row"] - 2]
            if before is not None and not pd.isna(row[column]) and row[column] != before:
                assert (row["source_row"], column) in named


@pytest.mark.parametrize("kind", list(LEDGERS))
@FUZZ
@given(data=st.data())
def test_cleaning_twice_changes_nothing(kind, data):
    # Whether sectors are another office's list is concluded from all rows, also from those set aside.
    sectors = st.sampled_from(["建筑业", "建筑领域", None])
    once = cleaned(sheet(kind, data.draw(rows_of_any_text(kind, sectors)))).ledger
    twice = cleaned(as_raw(once, kind)).ledger
    pd.testing.assert_frame_equal(twice, once)


AWKWARD_ENDS = st.sampled_from(
    ["已整改", "整改中", "不属实", "反弹", "☐是 ☐否", "☑是 ☑否", "○", "某词", None]
)
CLOSINGS = st.sampled_from(["2020-09-03", "2020年9月4日 14:30", "已销账", "当场整改", "—", None])
FEEDBACK = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def sheets_of_hazards(draw) -> list[RawTable]:
    """Sheets with and without columns of status, closing days and what strikes a row out."""
    tables = []
    for place in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1, 4))
        columns = {
            "hazard_id": [f"YH-2020{place}{number:04}" for number in range(size)],
            "found_on": [f"2020-0{place + 3}-{number + 1:02}" for number in range(size)],
            "listed": draw(st.lists(st.sampled_from(["是", "否", None]), min_size=size, max_size=size)),
        }
        ways = {
            "status": AWKWARD_ENDS,
            "closed_on": CLOSINGS,
            "是否有效": st.sampled_from(["有效", "无效"]),
            "是否销账": st.sampled_from(["是", "否"]),
        }
        for name in draw(st.sets(st.sampled_from(list(ways)))):
            columns[name] = draw(st.lists(ways[name], min_size=size, max_size=size))
        title = draw(st.sampled_from(["", "隐患台账（截至2020年12月31日）"]))
        tables.append(sheet("hazards", columns, file=f"{place}.csv", title=title))
    return tables


@FEEDBACK
@given(tables=sheets_of_hazards(), how=st.sampled_from(["csv", "xlsx", "parquet"]))
def test_a_clean_ledger_of_hazards_that_is_given_back_is_the_same(tables, how, tmp_path_factory):
    once = cleaned(*tables).ledger
    assert_same_again(once, "hazards", how, tmp_path_factory.mktemp("back"))


@pytest.mark.parametrize("how", ["csv", "xlsx", "parquet"])
def test_a_clean_ledger_of_accidents_that_is_given_back_is_the_same(how, tmp_path):
    columns = {
        "accident_id": ["SG-2020001", "SG-2020002", "SG-2020003", "SG-2020004"],
        "occurred_on": ["2020年3月", "2019", "2020-03-05 14:30", "2020年2月下旬"],
        "area": ["平谷区", "某地", None, "门头沟区"],
        "deaths": ["1", "0", None, "死亡1人，重伤2人"],
        "direct_loss_yuan": ["12.5", "0.0001", None, "123456.789"],
        "struck_off": ["是", None, "否", None],
    }
    table = sheet("accidents", columns, units={"direct_loss_yuan": "万元"})
    once = cleaned(table).ledger
    assert once["occurred_within"].notna().tolist() == [True, True, False, True]
    assert once["direct_loss_yuan"].tolist()[:2] == [125000.0, 1.0]
    assert_same_again(once, "accidents", how, tmp_path)


@pytest.mark.parametrize("how", ["csv", "xlsx", "parquet"])
def test_records_that_cleaning_told_apart_are_told_apart_when_given_back(how, tmp_path):
    beside = {"具体位置": ["一层东侧", "三层西侧"]}
    visit = {"area": ["平谷区"] * 2, "enterprise": ["甲机械厂"] * 2} | beside
    hazards = {"found_on": ["2023-03-09"] * 2, "description": ["消防通道堵塞"] * 2, "status": ["整改中"] * 2}
    once = cleaned(sheet("hazards", hazards | visit)).ledger
    assert len(once) == 2
    assert_same_again(once, "hazards", how, tmp_path)

    # Each office numbers its own: the same running number stands on two sheets.
    columns = {"accident_id": ["1"], "occurred_on": ["2023-03-09"], "area": ["平谷区"]}
    offices = [sheet("accidents", columns | {"deaths": [n]}, file=f"{n}.csv") for n in ("1", "2")]
    once = cleaned(*offices).ledger
    assert len(once) == 2
    assert_same_again(once, "accidents", how, tmp_path)


def test_a_row_copied_within_a_clean_ledger_is_still_a_duplicate(tmp_path):
    columns = {"found_on": ["2023-03-09"], "enterprise": ["甲机械厂"], "description": ["消防通道堵塞"]}
    once = cleaned(sheet("hazards", columns)).ledger
    pd.concat([once, once]).to_csv(tmp_path / "台账.csv", index=False)
    again = clean(read_ledger(tmp_path / "台账.csv", kind="hazards"), exported_on=EXPORTED)
    assert (len(again.ledger), len(again.quarantine)) == (1, 1)


def assert_same_again(once: pd.DataFrame, kind: str, how: str, folder) -> None:
    """Write a clean ledger as a person gets it, and clean it again: all but its places is the same."""
    path = folder / f"台账.{how}"
    write = {"csv": once.to_csv, "xlsx": once.to_excel, "parquet": once.to_parquet}[how]
    write(path, index=False)
    again = clean(read_ledger(path, kind=kind), exported_on=EXPORTED).ledger
    pd.testing.assert_frame_equal(again.drop(columns=list(SOURCE)), once.drop(columns=list(SOURCE)))


@FUZZ
@given(data=st.data())
def test_the_order_of_rows_changes_nothing(data):
    table = sheet("accidents", data.draw(rows_of_any_text("accidents")))
    order = data.draw(st.permutations(range(len(table.rows))))
    other = replace(table, rows=table.rows.iloc[order].reset_index(drop=True))
    one, again = cleaned(table), cleaned(other)
    for part in ("ledger", "quarantine", "findings"):
        pd.testing.assert_frame_equal(getattr(again, part), getattr(one, part))


@pytest.mark.parametrize("file", ["Violations-2012.csv", "C4C-dev-challenge-2018.csv"])
def test_the_violations_of_2012_come_out_as_their_answers_say(shared, file):
    raw = read_ledger(shared / "data" / "us-violations-2012" / file, kind="hazards")
    result = clean(raw, exported_on=EXPORTED)
    ledger = result.ledger
    assert (len(ledger), len(result.quarantine)) == (545, 0)
    assert (ledger["end_type"] == "open").sum() == 116
    assert (ledger["found_on"].min(), ledger["found_on"].max()) == (
        pd.Timestamp("2012-01-03"),
        pd.Timestamp("2012-12-28"),
    )
    assert ledger["closed_on"].max() == pd.Timestamp("2013-12-23")
    assert ledger.loc[ledger["closed_on"] < ledger["found_on"], "hazard_id"].tolist() == ["214351"]
    assert result.findings["rule"].tolist().count("closed_before_found") == 1
    assert ledger["supervision_sector"].value_counts()["Animals and Pests"] == 180


def test_both_exports_of_one_ledger_are_counted_once(shared):
    result = clean(read_ledger(shared / "data" / "us-violations-2012", kind="hazards"), exported_on=EXPORTED)
    assert (len(result.ledger), len(result.quarantine)) == (545, 545)
    assert result.quarantine["reason"].str.startswith("duplicate of C4C-dev-challenge-2018.csv row").all()


def test_the_pipeline_incidents_are_dated_in_the_american_order(shared):
    result = clean(
        read_ledger(shared / "data" / "ca-neb-pipeline-incidents", kind="accidents"), exported_on=EXPORTED
    )
    years = result.ledger["occurred_on"].dt.year.value_counts()
    assert len(result.ledger) == 1194
    assert [years[year] for year in range(2008, 2014)] == [55, 85, 114, 103, 159, 127]
    assert set(result.ledger["area"]) == {UNKNOWN}
