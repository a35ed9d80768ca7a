"""What a person has decided holds at the next run and in next year's file, and nothing of it is silent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetystats.cleaning import clean
from safetystats.corrections import COLUMNS, Correction, proposals, proposals_in_context, read_corrections
from safetystats.errors import ColumnsMissing, InputRejected
from safetystats.findings import SKIPPED, Cleaned, no_findings
from safetystats.locale.notes import for_readers
from safetystats.read import RawLedger, RawTable
from safetystats.schema import LEDGERS, SOURCE

HEADER = "ledger,column,rule,before,after,decision,note\n"
KEYED = "ledger,column,key,rule,before,after,decision,note\n"


def sheet(kind: str, columns: Mapping[str, Sequence[str | None]], file: str = "made.csv") -> RawTable:
    rows = pd.DataFrame(columns, dtype="object")
    rows["source_file"], rows["source_sheet"], rows["source_row"] = file, "", range(2, 2 + len(rows))
    skipped = pd.DataFrame(columns=list(SKIPPED))
    return RawTable(file, "", kind, rows, {}, {}, skipped, "", no_findings())


def decided(folder: Path, *lines: str, header: str = HEADER) -> list[Correction]:
    path = folder / "corrections.csv"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8-sig")
    return read_corrections(path)


def cleaned(table: RawTable, corrections: Sequence[Correction] = ()) -> Cleaned:
    result = clean(RawLedger(table.kind, (table,)), exported_on=date(2030, 1, 1), corrections=corrections)
    assert result.rows_read == len(table.rows)
    return result


def as_raw(ledger: pd.DataFrame, kind: str) -> RawTable:
    """A clean ledger written out as texts again."""
    columns = {}
    for name in [column.name for column in LEDGERS[kind].columns]:
        values = ledger[name]
        if values.dtype.kind == "M":
            values = values.dt.strftime("%Y-%m-%d")
        columns[name] = values.astype("object").where(values.notna(), None).map(str, na_action="ignore")
    table = sheet(kind, columns)
    return RawTable(**{**vars(table), "rows": table.rows.assign(**{c: ledger[c] for c in SOURCE})})


def changes(result: Cleaned) -> list[list[object]]:
    found = result.findings
    return found.loc[
        found["rule"] == "correction", ["row", "column", "before", "after", "action"]
    ].values.tolist()


AREAS = {"occurred_on": ["2020-03-05", "2020-04-06"], "area": ["西大区", "海淀"], "deaths": ["1", "1"]}


def test_a_stated_value_stands_for_its_text_this_year_and_next(tmp_path):
    stated = decided(tmp_path, "accidents,area,area_unknown,西大区,西城区,accept,电话核实")
    this = cleaned(sheet("accidents", AREAS), stated)
    assert this.ledger["area"].tolist() == ["西城区", "海淀区"]
    assert changes(this) == [[2, "area", "西大区", "西城区", "corrected"]]
    assert "area_unknown" not in set(this.findings["rule"])

    next_year = {"occurred_on": ["2021-01-01"] * 3, "area": ["昌平区", "西大区 ", "东城区"]}
    after = cleaned(sheet("accidents", next_year, "2021.csv"), stated)
    assert after.ledger["area"].tolist() == ["昌平区", "西城区", "东城区"]
    assert changes(after) == [[3, "area", "西大区 ", "西城区", "corrected"]]


def test_a_refused_spelling_is_not_understood_and_says_so(tmp_path):
    refused = decided(tmp_path, "accidents,area,area_spelling,海淀,海淀区,refuse,")
    result = cleaned(sheet("accidents", AREAS), refused)
    assert result.ledger["area"].tolist() == ["unknown", "unknown"]
    assert changes(result) == [[3, "area", "海淀", "unknown", "unknown"]]
    assert "area_spelling" not in set(result.findings["rule"])


@pytest.mark.parametrize("key", ["", "YH-2020-0001"])
def test_a_refused_reading_of_a_status_leaves_the_closing_day_to_decide(tmp_path, key):
    table = sheet(
        "hazards",
        {
            "hazard_id": ["YH-2020-0001", "YH-2020-0002", "YH-2020-0003"],
            "found_on": ["2020-01-01"] * 3,
            "area": ["海淀区"] * 3,
            "status": ["延期整改", "延期整改", "整改率80%"],
            "closed_on": ["2020-02-01", None, "2020-02-01"],
        },
    )
    assert cleaned(table).ledger["end_type"].tolist() == ["open", "open", "open"]
    line = f"hazards,status,{key},status_spelling,延期整改,open,refuse,"
    result = cleaned(table, decided(tmp_path, line, header=KEYED))
    assert result.ledger["end_type"].tolist() == ["closed", "open", "open"]
    assert result.ledger["status"].tolist() == ["延期整改", "延期整改", "整改率80%"]
    refused = [2] if key else [2, 3]
    assert changes(result) == [[row, "status", "延期整改", "延期整改", "kept"] for row in refused]
    by_rule = result.findings.groupby("rule")["row"].apply(list)
    assert by_rule["status_unknown"] == refused
    assert by_rule["status_spelling"] == [row for row in (2, 3, 4) if row not in refused]
    assert "correction_unused" not in by_rule


def test_a_refused_correction_of_a_free_text_leaves_it_as_written(tmp_path):
    table = sheet("duties", {"department": ["A"], "duty": ["开会"], "frequency": ["一季度一次"]})
    refused = decided(tmp_path, "duties,frequency,frequency_spelling,一季度一次,每季度,refuse,")
    assert cleaned(table).ledger["frequency"].tolist() == ["每季度"]
    result = cleaned(table, refused)
    assert result.ledger["frequency"].tolist() == ["一季度一次"]
    assert changes(result) == [[2, "frequency", "一季度一次", "一季度一次", "kept"]]


def test_a_line_with_a_number_of_office_is_about_that_record_alone_and_fills_its_blank(tmp_path):
    table = sheet(
        "accidents",
        {
            "accident_id": ["SG20200001", "SG20200002", "SG20200003"],
            "occurred_on": ["2020-03-05", "2020-03-06", "2020-03-07"],
            "area": ["海淀区", "海淀区", "海淀区"],
            "deaths": ["31", "31", None],
        },
    )
    stated = decided(
        tmp_path,
        "accidents,deaths,SG20200002,,31,3,accept,多打一个1",
        "accidents,deaths,SG20200003,,,1,accept,",
        header=KEYED,
    )
    result = cleaned(table, stated)
    assert result.ledger["deaths"].tolist() == [31, 3, 1]
    assert changes(result) == [[3, "deaths", "31", "3", "corrected"], [4, "deaths", "", "1", "corrected"]]


def unused(result: Cleaned) -> list[list[object]]:
    found = result.findings
    return found.loc[found["rule"] == "correction_unused", ["row", "before", "after", "note"]].values.tolist()


def test_a_line_that_fills_a_blank_leaves_what_the_office_has_stated_since(tmp_path):
    columns = {"accident_id": ["SG20200001"] * 1, "occurred_on": ["2020-03-05"], "area": ["海淀区"]}
    fill = decided(tmp_path, "accidents,deaths,SG20200001,,,1,accept,", header=KEYED)
    for blank in (None, "—", "不详"):
        assert cleaned(sheet("accidents", columns | {"deaths": [blank]}), fill).ledger["deaths"].tolist() == [
            1
        ]
    later = cleaned(sheet("accidents", columns | {"deaths": ["2"]}), fill)
    assert later.ledger["deaths"].tolist() == [2]
    why = "the record states '2' by now; a line without `before` fills a blank only"
    assert unused(later) == [[2, "", "1", why]]
    agreed = cleaned(sheet("accidents", columns | {"deaths": ["1人"]}), fill)
    assert (agreed.ledger["deaths"].tolist(), changes(agreed), unused(agreed)) == ([1], [], [])


@pytest.mark.parametrize("number", ["2020-04-10", "2020/4/10", "2020/4/10 0:00"])
def test_a_day_is_found_in_any_spelling_as_the_findings_and_excel_show_it(tmp_path, number):
    columns = {
        "occurred_on": ["2020-05-01", "2020-04-01"],
        "area": ["海淀区"] * 2,
        "reported_on": ["2020年4月10日", "2020.4.11"],
    }
    table = sheet("accidents", columns)
    shown = cleaned(table).findings.query("rule == 'reported_before_occurred'")
    assert shown["before"].tolist() == ["2020-04-10"]
    stated = decided(tmp_path, f"accidents,reported_on,reported_before_occurred,{number},2020-05-10,accept,")
    result = cleaned(table, stated)
    assert result.ledger["reported_on"].dt.day.tolist() == [10, 11]
    assert changes(result) == [[2, "reported_on", "2020年4月10日", "2020-05-10", "corrected"]]


@pytest.mark.parametrize(
    ("column", "text", "before", "expected"),
    [
        ("deaths", "200人", "200", 2),
        ("deaths", "200", "200.0", 2),
        ("deaths", "200（1）", "200", 2),
        ("deaths", "20", "200", 20),
        ("direct_loss_yuan", "2亿元", "200000000.0", 2),
        ("direct_loss_yuan", "2亿元", "200000000", 2),
    ],
)
def test_a_number_is_found_by_its_value(tmp_path, column, text, before, expected):
    columns = {"occurred_on": ["2020-05-01"], "area": ["海淀区"], column: [text]}
    stated = decided(tmp_path, f"accidents,{column},figure_doubtful,{before},2,accept,")
    assert cleaned(sheet("accidents", columns), stated).ledger[column].tolist() == [expected]


def test_a_sum_as_written_goes_before_its_value(tmp_path):
    # Of 125 in a sheet without a unit and 125元 the line can only mean the first.
    columns = {"occurred_on": ["2020-05-01"] * 2, "area": ["海淀区"] * 2, "cause": list("甲乙")}
    table = sheet("accidents", columns | {"direct_loss_yuan": ["125", "125元"]})
    result = cleaned(table, decided(tmp_path, "accidents,direct_loss_yuan,,125,2元,accept,"))
    assert changes(result) == [[2, "direct_loss_yuan", "125", "2元", "corrected"]]


@pytest.mark.parametrize("unit", ["元", "万元"])
@pytest.mark.parametrize(
    ("after", "stated", "expected"),
    [
        ("300000", "300000元", 300_000),
        ("300,000.00", "300000元", 300_000),
        ("1234.5", "1234.5元", 1234.5),
        ("30万元", "30万元", 300_000),
        ("0", "0", 0),
    ],
)
def test_a_bare_sum_is_in_yuan_whatever_the_unit_of_the_sheet(tmp_path, unit, after, stated, expected):
    columns = {"accident_id": ["SG2020-04", "SG2020-05"], "occurred_on": ["2020-01-01", "2020-02-01"]}
    table = sheet("accidents", columns | {"area": ["海淀区"] * 2, "direct_loss_yuan": ["不详", "2"]})
    table = replace(table, units={"direct_loss_yuan": unit})
    line = f'accidents,direct_loss_yuan,SG2020-04,,不详,"{after}",采纳,'
    result = cleaned(table, decided(tmp_path, line, header=KEYED))
    others = {"元": 2, "万元": 20_000}[unit]
    assert result.ledger["direct_loss_yuan"].tolist() == [expected, others]
    assert changes(result) == [[2, "direct_loss_yuan", "不详", stated, "corrected"]]


def test_a_refused_reading_is_found_though_excel_rewrote_its_day(tmp_path):
    columns = {"occurred_on": ["2020-05-01"], "area": ["海淀区"], "reported_on": ["二〇二〇年五月二日"]}
    line = "accidents,reported_on,date_in_words,二〇二〇年五月二日,2020/5/2,refuse,"
    result = cleaned(sheet("accidents", columns), decided(tmp_path, line))
    assert result.ledger["reported_on"].isna().tolist() == [True]
    assert unused(result) == []


@pytest.mark.parametrize(
    ("number", "written"),
    [("0070000001", "70000001"), ("320506000000000001", "3.20506E+17"), ("007", "7")],
)
def test_a_number_that_excel_changed_is_unused_and_the_note_says_so(tmp_path, number, written):
    columns = {"accident_id": [number], "occurred_on": ["2020-05-01"], "area": ["海淀区"], "cause": ["甲"]}
    lines = decided(
        tmp_path,
        f"accidents,accident_id,,{written},SG20200001,accept,",
        "accidents,cause,,乙,丙,accept,",
    )
    (changed, plain) = unused(cleaned(sheet("accidents", columns), lines))
    assert "Excel may have changed a number" in changed[3]
    assert plain[3] == "no such text, pair or record in this ledger"


THREE = {
    "accident_id": ["SG20200001", "SG20200002", "SG20200003"],
    "occurred_on": ["2020-03-05"] * 3,
    "area": ["西大区"] * 3,
}


def test_a_line_about_one_record_goes_before_a_line_about_all(tmp_path):
    lines = (
        "accidents,area,,area_unknown,西大区,西城区,accept,",
        "accidents,area,SG20200002,area_unknown,西大区,海淀区,accept,",
        "accidents,area,SG20200003,area_unknown,西大区,西城区,refuse,",
    )
    for order in (lines, lines[::-1]):
        result = cleaned(sheet("accidents", THREE), decided(tmp_path, *order, header=KEYED))
        assert result.ledger["area"].tolist() == ["西城区", "海淀区", "unknown"]
        assert unused(result) == []


def test_a_person_in_an_unused_line_is_masked_and_in_a_used_one_is_found(tmp_path):
    text = "王某，电话13800000000"
    columns = {"occurred_on": ["2020-03-05"], "area": ["海淀区"], "cause": [text]}
    lines = decided(
        tmp_path,
        f"accidents,cause,,{text},坠落,accept,",
        "accidents,note,,电话13900000000,无,accept,",
    )
    result = cleaned(sheet("accidents", columns), lines)
    assert result.ledger["cause"].tolist() == ["坠落"]
    assert [line[1] for line in unused(result)] == ["电话139****0000"]
    assert "00000000" not in result.findings.to_csv()


def test_in_the_office_s_own_ledgers_a_line_finds_the_person_as_written(tmp_path):
    text = "王某，电话13800000000"
    table = sheet("accidents", {"occurred_on": ["2020-03-05"], "area": ["海淀区"], "cause": [text]})
    lines = decided(
        tmp_path,
        f"accidents,cause,,{text},坠落,accept,",
        "accidents,note,,电话13900000000,无,accept,",
    )
    result = clean(RawLedger("accidents", (table,)), corrections=lines, audience="internal")
    assert result.ledger["cause"].tolist() == ["坠落"]
    assert [line[1] for line in unused(result)] == ["电话139****0000"]


def test_a_line_that_fills_a_blank_leaves_a_figure_that_stands_elsewhere(tmp_path):
    columns = {
        "accident_id": ["SG20200001"],
        "occurred_on": ["2020-03-05"],
        "area": ["海淀区"],
        "injuries": ["死亡1人，受伤2人"],
    }
    fill = decided(tmp_path, "accidents,deaths,SG20200001,,,3,accept,", header=KEYED)
    result = cleaned(sheet("accidents", columns), fill)
    assert result.ledger[["deaths", "injuries"]].values.tolist() == [[1, 2]]
    assert unused(result)[0][3].startswith("the record states '1' by now")


def test_persons_that_look_alike_once_masked_are_not_told_apart_by_guess(tmp_path):
    table = sheet("accidents", {"occurred_on": ["2020-03-05"], "area": ["海淀区"], "reported_by": ["王甲"]})
    table.headers["reported_by"] = "填报人"
    one, other = ("accidents,reported_by,,王甲,一科,accept,", "accidents,reported_by,,王乙,二科,accept,")
    assert cleaned(table, decided(tmp_path, one)).ledger["reported_by"].tolist() == ["一*"]
    with pytest.raises(InputRejected, match=r"contradict each other about '王\*'"):
        cleaned(table, decided(tmp_path, one, other))


TWICE = {
    "accident_id": ["SG20200001", "SG20200009", "SG20200011"],
    "occurred_on": ["2020-03-05"] * 3,
    "area": ["海淀区"] * 3,
    "enterprise": ["甲公司"] * 3,
    "deaths": ["1", "1", "2"],
}


def test_an_accepted_duplicate_is_set_aside_and_a_refused_one_is_not_proposed_again(tmp_path):
    table = sheet("accidents", TWICE)
    assert proposals(cleaned(table).findings.assign(ledger="accidents"))[
        ["before", "after"]
    ].values.tolist() == [["SG20200001", "SG20200011"], ["SG20200009", "SG20200001"]]
    both = decided(
        tmp_path,
        "accidents,accident_id,duplicate_likely,SG20200009,SG20200001,accept,",
        # In the other order, as another year's file may hold them.
        "accidents,accident_id,duplicate_likely,SG20200001,SG20200011,refuse,",
    )
    result = cleaned(table, both)
    assert result.ledger["accident_id"].tolist() == ["SG20200001", "SG20200011"]
    assert result.quarantine["reason"].tolist() == ["duplicate of SG20200001, as decided"]
    assert changes(result) == [[3, "accident_id", "SG20200009", "SG20200001", "quarantined"]]
    assert not result.findings["action"].eq("proposed").any()


def test_an_accepted_correction_of_a_day_leaves_the_corrected_row(tmp_path):
    def of_june(day: str, file: str) -> RawTable:
        columns = {"occurred_on": [day], "area": ["海淀区"], "enterprise": ["甲公司"], "deaths": ["1"]}
        return sheet("accidents", columns, file)

    raw = RawLedger("accidents", (of_june("2020-06-28", "6月.csv"), of_june("2020-06-30", "6月更正.csv")))
    accepted = accepted_in(tmp_path, clean(raw).findings)
    assert clean(raw, corrections=accepted).ledger["occurred_on"].dt.day.tolist() == [30]


def handed_in(sheets: Sequence[tuple[str, str, str]]) -> RawLedger:
    """Sheets of one accident each: title, file, deaths."""
    columns = {name: TWICE[name][:1] for name in ("occurred_on", "area", "enterprise")}
    tables = [
        replace(sheet("accidents", columns | {"deaths": [deaths]}, file), title=title)
        for title, file, deaths in sheets
    ]
    return RawLedger("accidents", tuple(tables))


def accepted_in(folder: Path, found: pd.DataFrame) -> list[Correction]:
    path = folder / "corrections.csv"
    proposals(found.assign(ledger="accidents")).assign(decision="采纳").to_csv(path, index=False)
    return read_corrections(path)


REPLACES = "事故台账（更正稿，替代此前各稿）"


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["a", "b", "c", "甲", "乙", "台账"]), min_size=3, max_size=3, unique=True),
    st.permutations(range(3)),
)
def test_of_records_decided_to_be_one_the_later_stays_whatever_the_files_are_called(tmp_path, stems, order):
    # Neither the fewest dead nor the most, and neither the first file nor the last.
    titles, deaths = ("事故台账", REPLACES, "事故台账"), ("0", "1", "3")
    once = handed_in(list(zip(titles, ("1.csv", "2.csv", "3.csv"), deaths)))
    decisions = accepted_in(tmp_path, clean(once, exported_on=date(2030, 1, 1)).findings)
    sheets = [(titles[at], f"{stems[at]}.csv", deaths[at]) for at in order]
    result = clean(handed_in(sheets), exported_on=date(2030, 1, 1), corrections=decisions)
    assert result.ledger[["source_file", "deaths"]].values.tolist() == [[f"{stems[1]}.csv", 1]]
    differs = result.findings.query("rule == 'duplicate_differs'")
    assert set(differs["note"]) == {f"kept is {stems[1]}.csv row 2"}
    assert sorted(differs[["column", "before", "after"]].values.tolist()) == [
        ["deaths", "0", "1"], ["deaths", "3", "1"],
    ]  # fmt: skip
    assert not result.findings["rule"].isin(["duplicate_likely", "correction_unused"]).any()


def test_two_drafts_decided_to_be_one_stay_one_when_a_third_sheet_has_it_too(tmp_path):
    drafts = [("事故台账", "a.csv", "0"), ("事故台账", "b.csv", "3")]
    decisions = accepted_in(tmp_path, clean(handed_in(drafts), exported_on=date(2030, 1, 1)).findings)
    whole = handed_in([*drafts, (REPLACES, "c.csv", "1")])
    result = clean(whole, exported_on=date(2030, 1, 1), corrections=decisions)
    # Of drafts of which none is the later that with more dead stays.
    assert result.ledger["source_file"].tolist() == ["b.csv", "c.csv"]
    asked = result.findings.query("rule == 'duplicate_likely'")
    assert asked["file"].tolist() == ["b.csv"]
    assert "correction_unused" not in set(result.findings["rule"])


@pytest.mark.parametrize("deaths", [("1", "2"), ("2", "1")])
def test_of_two_rows_of_one_sheet_decided_to_be_one_that_with_most_harm_stays(tmp_path, deaths):
    table = sheet("accidents", {name: values[:2] for name, values in TWICE.items()} | {"deaths": deaths})
    result = cleaned(table, accepted_in(tmp_path, cleaned(table).findings))
    assert result.ledger["deaths"].tolist() == [2]


@pytest.mark.parametrize("categories", [("工矿商贸", None), (None, "工矿商贸")])
def test_of_two_rows_of_one_state_decided_to_be_one_that_which_states_more_stays(tmp_path, categories):
    two = {name: values[:2] for name, values in TWICE.items()} | {"category": categories}
    table = sheet("accidents", two)
    result = cleaned(table, accepted_in(tmp_path, cleaned(table).findings))
    assert result.ledger["category"].tolist() == ["工矿商贸"]


@pytest.mark.parametrize("ids", [("SG20200001", "SG20200002"), ("1", "2")])
@pytest.mark.parametrize("deaths", [("1", "2"), ("2", "1")])
def test_of_a_proposal_that_a_person_exchanged_the_row_under_after_stays(tmp_path, ids, deaths):
    table = sheet(
        "accidents",
        {name: values[:2] for name, values in TWICE.items()} | {"accident_id": ids, "deaths": deaths},
    )
    (line,) = proposals(cleaned(table).findings.assign(ledger="accidents")).to_dict("records")
    exchanged = line | {"before": line["after"], "after": line["before"], "decision": "accept"}
    lines = decided(tmp_path, ",".join(exchanged.values()), header=",".join(exchanged) + "\n")
    result = cleaned(table, lines)
    # As proposed, the row with two dead would stay.
    assert result.ledger["deaths"].tolist() == [1]
    assert unused(result) == []
    again = [replace(one, before=one.after, after=one.before) for one in lines]
    with pytest.raises(InputRejected, match="contradict each other"):
        cleaned(table, [*lines, *again])


def test_a_proposal_says_which_row_would_go_and_in_what_the_two_differ():
    table = handed_in([(REPLACES, "a.csv", "1"), ("事故台账", "b.csv", "0")])
    found = clean(table, exported_on=date(2030, 1, 1)).findings.query("action == 'proposed'")
    assert found[["file", "row"]].values.tolist() == [["b.csv", 2]]
    told = "; if so, this row is set aside and that one stays; this row and that one differ in deaths 0 / 1"
    assert found["note"].item().startswith("like a.csv row 2 in occurred_on, area")
    assert found["note"].item().endswith(told)
    chinese = for_readers(found, "zh")["note"].item()
    assert chinese.endswith("；如采纳，搁置本行，保留该行；本行与该行不同之处：死亡人数 0 / 1")


STRUCK = {
    "accident_id": ["SG20200001", "SG20200002", "SG20200003", "SG20200003", "5"],
    "occurred_on": [f"2020-0{month}-05" for month in range(1, 6)],
    "area": ["海淀区"] * 5,
    "enterprise": [f"{sign}公司" for sign in "甲乙丙丁戊"],
    "deaths": ["1"] * 5,
    "note": ["已核销", "已结案，已销号", "误报", None, "不纳入统计"],
}


def struck_table() -> RawTable:
    """Five accidents, the first of them struck through as well."""
    through = (
        "made.csv",
        "",
        2,
        "",
        "struck_row",
        "",
        "",
        "kept",
        "most of the row is struck through: is it void?",
    )
    table = sheet("accidents", STRUCK)
    found = pd.DataFrame([through], columns=list(no_findings().columns))
    return replace(table, findings=found.astype(no_findings().dtypes.to_dict()))


def test_what_a_row_says_of_being_struck_off_is_proposed_once_and_accepted_with_a_word(tmp_path):
    lines = asked(struck_table())
    lines = lines[lines["rule"] == "struck_off_likely"]
    assert lines["row"].tolist() == [2, 4, 6]
    assert set(zip(lines["column"], lines["before"], lines["after"])) == {("struck_off", "", "是")}
    # Another accident has the number of the second, and the third has none of the office.
    assert lines["key"].iloc[0] == "SG20200001"
    assert lines["key"].iloc[1].startswith("SG20200003 #")
    assert lines["key"].iloc[2].startswith("2020-05-05 #")
    told = "该行大部分带删除线，请核实是否作废；该行注明“已核销”，请核实是否核销"
    assert for_readers(lines, "zh")["note"].iloc[0] == told

    path = tmp_path / "corrections.csv"
    lines.assign(decision=["是", "是", "否"]).to_csv(path, index=False, encoding="utf-8-sig")
    result = cleaned(struck_table(), read_corrections(path))
    assert result.ledger["counted"].tolist() == [False, True, False, True, True]
    assert changes(result) == [[row, "struck_off", "", "是", "corrected"] for row in (2, 4)]
    assert not result.findings["action"].eq("proposed").any()
    assert unused(result) == []
    # The office has struck the first off by now: nothing is left to do.
    said = {**STRUCK, "struck_off": ["核销", None, None, None, None]}
    assert unused(cleaned(sheet("accidents", said, "2021.csv"), read_corrections(path))) == []


def test_a_strike_is_decided_on_a_line_of_the_findings_too(tmp_path):
    path = tmp_path / "corrections.csv"
    found = cleaned(struck_table()).findings.query("rule == 'struck_off_likely'")
    found.assign(ledger="accidents", decision="accept").to_csv(path, index=False)
    result = cleaned(struck_table(), read_corrections(path))
    assert result.ledger["counted"].tolist() == [False, True, False, True, False]


def test_a_row_that_a_column_says_is_not_struck_off_is_not_proposed():
    table = sheet("accidents", {**STRUCK, "struck_off": ["否", "否", "否", "否", "是"]})
    assert "struck_off_likely" not in set(cleaned(table).findings["rule"])


def test_a_ground_to_strike_off_is_told_and_not_proposed_before_it_is_approved():
    """Sudden illness, suicide and crimes are grounds; who asks to strike off has not done so (统计核销)."""
    notes = ["待核销", "自杀", "突发疾病，同意核销", "申请核销", None]
    found = cleaned(sheet("accidents", {**STRUCK, "note": notes})).findings
    assert found.loc[found["rule"] == "note_says_ground", "row"].tolist() == [2, 3, 4, 5]
    assert found.loc[found["rule"] == "struck_off_likely", "row"].tolist() == [4]


def test_rows_of_one_name_are_not_one_for_being_another_record_that_is_missing(tmp_path):
    running = {**TWICE, "accident_id": ["1", "2", "3"]}
    found = cleaned(sheet("accidents", running)).findings.assign(ledger="accidents")
    line = ",".join([*proposals(found).loc[0, ["ledger", "column", "rule", "before", "after"]], "accept", ""])
    later = {name: values[:2] for name, values in running.items()}
    result = cleaned(sheet("accidents", later), decided(tmp_path, line))
    assert len(result.ledger) == 2
    assert "correction_unused" in set(result.findings["rule"])


def test_records_that_lines_make_one_are_not_told_apart_by_another(tmp_path):
    lines = decided(
        tmp_path,
        "accidents,accident_id,duplicate_likely,SG20200009,SG20200001,accept,",
        "accidents,accident_id,duplicate_likely,SG20200009,SG20200011,accept,",
        "accidents,accident_id,duplicate_likely,SG20200001,SG20200011,refuse,",
    )
    with pytest.raises(InputRejected, match=r"line 4 tells .* apart, and .* line 2, .* line 3 make one"):
        cleaned(sheet("accidents", TWICE), lines)


UNKNOWN_WORDS = {
    "found_on": ["2020-03-05", "2020-03-06", "2020-03-07", "2020-03-08"],
    "area": ["平谷区", "平谷区", "某某区域", "平谷区"],
    "status": ["另行研究", "另行研究", "007", "已整改"],
}


def asked(table, corrections=()):
    found = cleaned(table, corrections).findings.assign(ledger=table.kind)
    return proposals_in_context(found, {table.kind: cleaned(table, corrections).ledger})


def test_each_text_in_no_list_waits_for_a_person_once(tmp_path):
    lines = asked(sheet("hazards", UNKNOWN_WORDS))
    told = lines[["column", "rule", "before", "after", "decision", "cells"]].values.tolist()
    assert told == [
        ["status", "status_unknown", "另行研究", "", "", 2],
        ["area", "area_unknown", "某某区域", "", "", 1],
        ["status", "status_unknown", "007", "", "", 1],
    ]
    assert set(for_readers(lines, "zh")["note"]) == {"词义不明：请在after列写明含义；填“不采纳”则保留为不明"}


def test_the_listed_word_that_a_text_is_spelled_like_is_proposed():
    table = sheet("accidents", {"occurred_on": ["2020-03-05"], "category": ["工况商贸"], "area": ["平谷区"]})
    lines = asked(table)
    assert lines[["before", "after"]].values.tolist() == [["工况商贸", "工矿商贸"]]
    assert for_readers(lines, "zh")["note"].tolist() == ["词义不明；after列为词表中写法相近的词"]


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "gb18030"), ("\t", "utf-16")])
def test_what_a_person_says_of_such_a_text_holds_however_excel_saved_it(tmp_path, separator, encoding):
    table, path = sheet("hazards", UNKNOWN_WORDS), tmp_path / "corrections.csv"
    lines = asked(table)
    lines["after"] = ["已移交", "", ""]
    lines["decision"] = ["采纳", "不采纳", ""]
    lines.to_csv(path, sep=separator, encoding=encoding, index=False)
    decisions = read_corrections(path)
    result = cleaned(table, decisions)
    assert result.ledger["end_type"].tolist() == ["transferred", "transferred", "unknown", "closed"]
    assert result.ledger["area"].tolist()[2] == "unknown"
    assert asked(table, decisions)["before"].tolist() == ["007"]
    assert unused(result) == []
    told = result.findings[result.findings["rule"] == "area_unknown"]
    assert told["note"].tolist() == ["left unknown, as decided"]


def test_a_meaning_that_was_accepted_and_not_written_is_refused(tmp_path):
    with pytest.raises(InputRejected, match=r"line 2 accepts no meaning for .*Write there"):
        decided(tmp_path, "hazards,status,status_unknown,另行研究,,accept,")


def test_noughts_that_excel_took_from_a_text_are_named(tmp_path):
    lost = decided(tmp_path, "hazards,status,status_unknown,7,已整改,accept,")
    result = cleaned(sheet("hazards", UNKNOWN_WORDS), lost)
    (note,) = result.findings.loc[result.findings["rule"] == "correction_unused", "note"]
    assert "Excel may have changed a number" in note


def test_records_without_a_number_of_office_are_known_again_by_what_they_state(tmp_path):
    running = {**TWICE, "accident_id": ["1", "2", "3"]}
    (_, line) = proposals(
        cleaned(sheet("accidents", running)).findings.assign(ledger="accidents")
    ).values.tolist()
    before, after = line[COLUMNS.index("before")], line[COLUMNS.index("after")]
    assert before.startswith("2020-03-05 #")
    accepted = decided(tmp_path, f"accidents,accident_id,duplicate_likely,{before},{after},accept,")
    # Next year's file has them in another order, under other running numbers, beside another row.
    later = {name: [values[1], values[0], None] for name, values in running.items()}
    later |= {"accident_id": ["7", "8", "9"], "occurred_on": ["2020-03-05", "2020-03-05", "2021-01-01"]}
    result = cleaned(sheet("accidents", later, "2021.csv"), accepted)
    assert result.quarantine["source_row"].tolist() == [3]
    assert result.findings["rule"].tolist().count("correction_unused") == 0


@pytest.mark.parametrize("told_apart", [{"deaths": ["1", "2"]}, {"reported_by": ["应急局", "住建委"]}])
def test_records_taken_for_one_are_so_in_a_sheet_that_states_more_of_them(tmp_path, told_apart):
    two = {**{name: TWICE[name][:2] for name in ("occurred_on", "area", "enterprise")}, **told_apart}
    accepted = accepted_in(tmp_path, cleaned(sheet("accidents", two)).findings)
    more = two | {
        "cause": ["坍塌", "高处坠落"],
        "note": ["已上报", None],
        "direct_loss_yuan": ["1万元", None],
    }
    result = cleaned(sheet("accidents", more, "2021.csv"), accepted)
    assert (len(result.ledger), len(result.quarantine)) == (1, 1)
    assert unused(result) == []


def test_of_three_records_known_by_the_same_nobody_has_said_which_two_are_one(tmp_path):
    told_apart = {"reported_by": ["应急局", "住建委", "消防"]}
    three = {**{name: TWICE[name] for name in ("occurred_on", "area", "enterprise")}, **told_apart}
    two = {name: values[:2] for name, values in three.items()}
    accepted = accepted_in(tmp_path, cleaned(sheet("accidents", two)).findings)
    result = cleaned(
        sheet("accidents", three | {"cause": ["坍塌", "高处坠落", "触电"]}, "2021.csv"), accepted
    )
    assert (len(result.ledger), len(unused(result))) == (3, 1)


def test_a_strike_is_met_again_where_the_clean_ledger_is_cleaned(tmp_path):
    nameless = STRUCK | {"accident_id": [None] * 5}
    table = sheet("accidents", nameless)
    struck = accepted_in(tmp_path, cleaned(table).findings)
    once = cleaned(table, struck)
    assert once.ledger["counted"].tolist() == [False, True, False, True, False]
    again = cleaned(as_raw(once.ledger, "accidents"), struck)
    assert unused(again) == []
    pd.testing.assert_frame_equal(again.ledger, once.ledger)


def test_of_two_accidents_known_by_the_same_one_alone_is_struck_off(tmp_path):
    two = {"occurred_on": ["2020-03-05"] * 2, "area": ["海淀区"] * 2, "deaths": ["1"] * 2}
    table = sheet("accidents", two | {"note": ["误报", "车间内触电"]})
    found = cleaned(table).findings.query("rule == 'struck_off_likely'")
    result = cleaned(table, accepted_in(tmp_path, found))
    assert result.ledger["counted"].tolist() == [False, True]


NAMELESS = {
    "occurred_on": ["2024-01-09", "2024-02-20"],
    "area": ["门头沟区", "房山区"],
    "deaths": ["1", "1"],
    "note": ["误报", None],
}


@pytest.mark.parametrize("file", ["made.csv", "2024-02.csv"])
def test_a_key_that_comes_to_name_another_accident_too_is_applied_to_none_and_says_so(tmp_path, file):
    """The second of the day and place is entered later, on the same sheet or on that of another month."""
    strike = accepted_in(tmp_path, cleaned(sheet("accidents", NAMELESS)).findings)
    later = sheet("accidents", {"occurred_on": ["2024-01-09"], "area": ["门头沟区"], "deaths": ["1"]}, file)
    later.rows["source_row"] += 2
    raw = RawLedger("accidents", (sheet("accidents", NAMELESS), later))
    result = clean(raw, exported_on=date(2030, 1, 1), corrections=strike)
    assert result.ledger["counted"].all() and len(result.ledger) == 3
    assert changes(result) == []
    ((line, _, _, note),) = unused(result)
    assert (line, note.startswith("the key names several records: the line is applied to none")) == (2, True)
    assert {one.split(" is that of ")[1] for one in note.split("; ")[2:]} == {
        "made.csv row 2",
        f"{file} row 4",
    }
    chinese = for_readers(result.findings.query("rule == 'correction_unused'"), "zh")["note"].item()
    assert chinese.startswith("key对应多条记录，该行未应用于任何一条；请改填其中一条的key；“2024-01-09 #")
    # The longer key that the proposal has by now is that of the first alone.
    (again,) = accepted_in(tmp_path, result.findings)
    assert f"{again.key} is that of made.csv row 2" in note
    result = clean(raw, exported_on=date(2030, 1, 1), corrections=[again])
    assert result.ledger.loc[~result.ledger["counted"], "note"].tolist() == ["误报"]
    assert unused(result) == []


def test_a_key_is_of_one_record_in_several_versions_of_its_sheet_and_of_that_with_the_text_meant(tmp_path):
    strike = accepted_in(tmp_path, cleaned(sheet("accidents", NAMELESS)).findings)
    more = {**NAMELESS, "enterprise": ["甲公司", "乙公司"], "cause": [None, None]}
    one = accepted_in(tmp_path, cleaned(sheet("accidents", more)).findings)
    states = sheet("accidents", more, "a.csv"), sheet("accidents", more | {"cause": ["坍塌", None]}, "b.csv")
    result = clean(RawLedger("accidents", states), exported_on=date(2030, 1, 1), corrections=one)
    assert len(result.ledger) == 2
    assert (result.ledger["counted"].sum(), unused(result)) == (1, [])
    two = {name: [*values, values[0]] for name, values in NAMELESS.items()} | {"note": ["误报", None, "属实"]}
    line = f"accidents,note,{strike[0].key},,属实,核实,accept,"
    result = cleaned(sheet("accidents", two), decided(tmp_path, line, header=KEYED))
    assert result.ledger["note"].fillna("").tolist() == ["误报", "", "核实"]


REGISTER = {
    "enterprise_id": ["A-0001", "A-0002", "A-0003"],
    "enterprise": ["甲公司"] * 3,
    "area": ["海淀区"] * 3,
    "department": ["住建委", "住建委", "城管委"],
}


def test_a_likely_duplicate_without_a_day_or_number_can_be_decided(tmp_path):
    table = sheet("enterprises", REGISTER | {"enterprise_id": [None] * 3, "employees": ["1", "2", "3"]})
    found = cleaned(table).findings.assign(ledger="enterprises")
    # Another department's entry is no duplicate.
    (line,) = proposals(found).assign(decision="accept").values.tolist()
    assert line[COLUMNS.index("before")].startswith("#")
    assert (found["before"] == found["before"].str.strip()).all()
    result = cleaned(table, decided(tmp_path, ",".join(line), header=",".join(COLUMNS) + "\n"))
    assert result.ledger["employees"].tolist() == [1, 3]
    assert unused(result) == []


def test_a_record_without_a_number_is_known_again_whatever_else_is_corrected(tmp_path):
    running = {**TWICE, "accident_id": ["1", "2", "3"], "note": ["旧址"] * 3}
    (_, line) = proposals(cleaned(sheet("accidents", running)).findings.assign(ledger="accidents")).values
    same = ",".join([*line[:2], *line[3:6], "accept", ""])
    other = "accidents,note,,旧址,新址,accept,", "accidents,area,area_spelling,海淀,海淀区,refuse,"
    result = cleaned(sheet("accidents", running), decided(tmp_path, same, *other))
    assert result.quarantine["source_row"].tolist() == [3]
    assert [line[1] for line in unused(result)] == ["海淀"]


NAMES = {
    "found_on": ["2020-03-05", "2020-03-06", "2020-03-07"],
    "enterprise": ["北京鑫源建筑有限公司", "鑫元建筑公司", "北京大华商贸有限公司"],
    "description": ["甲", "乙", "丙"],
}
ALIKE = "hazards,enterprise,enterprise_alike,鑫元建筑公司,北京鑫源建筑有限公司"


def test_names_taken_for_one_enterprise_share_its_key_in_every_ledger(tmp_path):
    accepted = decided(tmp_path, f"{ALIKE},accept,")
    result = cleaned(sheet("hazards", NAMES), accepted)
    assert result.ledger["enterprise_key"].tolist() == ["鑫源建筑", "鑫源建筑", "大华商贸"]
    assert result.ledger["enterprise"].tolist() == NAMES["enterprise"]
    assert changes(result) == [[3, "enterprise_key", "鑫元建筑", "鑫源建筑", "corrected"]]
    assert "enterprise_alike" not in set(result.findings["rule"])

    visits = sheet("inspections", {"inspected_on": ["2021-01-01"], "enterprise": ["鑫元建筑公司"]})
    assert cleaned(visits, accepted).ledger["enterprise_key"].tolist() == ["鑫源建筑"]


def test_names_that_were_told_apart_are_not_proposed_again(tmp_path):
    assert "enterprise_alike" in set(cleaned(sheet("hazards", NAMES)).findings["rule"])
    result = cleaned(sheet("hazards", NAMES), decided(tmp_path, f"{ALIKE},refuse,"))
    assert result.ledger["enterprise_key"].tolist() == ["鑫源建筑", "鑫元建筑", "大华商贸"]
    assert result.findings["rule"].tolist().count("enterprise_alike") == 0
    assert result.findings["rule"].tolist().count("correction_unused") == 0


def test_three_names_of_one_enterprise_get_one_key_in_any_order_of_the_lines(tmp_path):
    lines = [
        f"hazards,enterprise,enterprise_alike,{a},{b},accept," for a, b in ("甲乙", "乙丙", "丁丙", "丁戊")
    ]
    rows = {"found_on": ["2020-03-05"] * 5, "enterprise": list("甲乙丙丁戊"), "description": list("12345")}
    for order in (lines, lines[::-1]):
        keys = cleaned(sheet("hazards", rows), decided(tmp_path, *order)).ledger["enterprise_key"]
        assert len(set(keys)) == 1


def test_a_line_that_met_nothing_is_reported_with_its_place(tmp_path):
    unused = decided(
        tmp_path,
        "accidents,area,area_unknown,西大区,西城区,accept,",
        "accidents,area,area_unknown,东大区,东城区,accept,",
        "hazards,area,area_unknown,东大区,东城区,accept,",
        "accidents,area,area_unknown,南大区,,,",
    )
    found = cleaned(sheet("accidents", AREAS), unused).findings
    rows = found.loc[found["rule"] == "correction_unused", ["file", "row", "before"]].values.tolist()
    assert rows == [["corrections.csv", 3, "东大区"]]


def test_cleaning_what_was_corrected_changes_nothing(tmp_path):
    corrections = decided(
        tmp_path,
        "accidents,area,area_unknown,西大区,西城区,accept,",
        "accidents,area,area_spelling,海淀,海淀区,refuse,",
        "accidents,accident_id,duplicate_likely,SG20200009,SG20200001,accept,",
        "accidents,enterprise,enterprise_alike,甲公司,乙公司,accept,",
    )
    table = sheet("accidents", {**TWICE, "area": ["西大区", "西大区", "海淀"]})
    once = cleaned(table, corrections).ledger
    assert len(once) == 2
    twice = cleaned(as_raw(once, "accidents"), corrections)
    pd.testing.assert_frame_equal(twice.ledger, once)


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from(["西大区", "海淀", "东城区", None]), st.sampled_from("12")), min_size=1
    )
)
def test_no_row_is_lost_or_changed_unsaid_whatever_was_corrected(rows):
    corrections = [
        Correction("accidents", "area", "", "area_unknown", "西大区", "西城区", True, "c.csv", 2),
        Correction("accidents", "area", "", "area_spelling", "海淀", "海淀区", False, "c.csv", 3),
    ]
    columns = {
        "occurred_on": [f"2020-01-{n % 28 + 1:02}" for n in range(len(rows))],
        "area": [area for area, _ in rows],
        "deaths": [deaths for _, deaths in rows],
        "cause": [str(n) for n in range(len(rows))],
    }
    result = cleaned(sheet("accidents", columns), corrections)
    wanted = {"西大区": "西城区", "海淀": "unknown", None: "unknown", "东城区": "东城区"}
    assert result.ledger["area"].tolist() == [wanted[area] for area in columns["area"]]
    said = result.findings.query("rule == 'correction'")["row"].tolist()
    assert said == [n for n, (area, _) in enumerate(rows, start=2) if area in ("西大区", "海淀")]


def test_a_file_that_excel_saved_in_chinese_reads_the_same(tmp_path):
    path = tmp_path / "corrections.csv"
    text = HEADER + "accidents,cause,invisible_signs,'=1+1,甲,采纳,\r\n"
    path.write_bytes(text.encode("gb18030"))
    (line,) = read_corrections(path)
    assert (line.before, line.after, line.is_accepted) == ("=1+1", "甲", True)


def test_lines_copied_from_the_findings_need_only_a_decision(tmp_path):
    path = tmp_path / "corrections.csv"
    found = cleaned(sheet("accidents", TWICE)).findings.assign(ledger="accidents", decision="refuse")
    found[found["action"] == "proposed"].to_csv(path, index=False, encoding="utf-8-sig")
    assert len(read_corrections(path)) == 2
    assert proposals(
        cleaned(sheet("accidents", TWICE), read_corrections(path)).findings.assign(ledger="")
    ).empty


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("accidents,area,,甲,乙,maybe,", r"Unknown decision 'maybe'.*accept \(采纳\).*line 2"),
        ("accident,area,,甲,乙,accept,", r"Unknown kind of ledger 'accident'.*line 2"),
        ("accidents,district,,甲,乙,accept,", r"Unknown column 'district'.*line 2"),
        ("accidents,area,,,乙,accept,", "line 2 names no text"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_place(tmp_path, line, message):
    with pytest.raises(InputRejected, match=message) as refused:
        decided(tmp_path, line)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize(
    ("word", "is_accepted"), [("已采纳", True), ("同意", True), ("不予采纳", False), ("不同意", False)]
)
def test_a_decision_may_be_said_as_offices_say_it(tmp_path, word, is_accepted):
    (line,) = decided(tmp_path, f"accidents,area,,甲,海淀区,{word},")
    assert line.is_accepted is is_accepted


@pytest.mark.parametrize("number", ["1", "0007", "１２"])
def test_a_running_number_names_no_record(tmp_path, number):
    with pytest.raises(InputRejected, match=f"line 2 names its record by '{number}'.*its own sheet only"):
        decided(tmp_path, f"accidents,area,{number},,甲,乙,accept,", header=KEYED)


def test_lines_that_contradict_each_other_are_refused(tmp_path):
    with pytest.raises(
        InputRejected, match=r"corrections\.csv line 2 and corrections\.csv line 3 contradict"
    ):
        decided(tmp_path, "accidents,area,,甲,海淀区,accept,", "accidents,area,,甲,东城区,accept,")
    with pytest.raises(InputRejected, match="contradict"):
        decided(tmp_path, f"{ALIKE},accept,", f"{ALIKE},refuse,")
    with pytest.raises(InputRejected, match="Write '丙' in both"):
        decided(tmp_path, "accidents,cause,,甲,乙,accept,", "accidents,cause,,乙,丙,accept,")


def test_two_files_of_one_name_are_told_apart_in_what_is_said(tmp_path):
    paths = []
    for folder, area in (("raw", "海淀区"), ("ledger", "东城区")):
        (tmp_path / folder).mkdir()
        decided(tmp_path / folder, f"accidents,area,,甲,{area},accept,")
        paths.append(tmp_path / folder / "corrections.csv")
    told = r"raw/corrections\.csv line 2 and ledger/corrections\.csv line 2 contradict"
    with pytest.raises(InputRejected, match=told):
        read_corrections(*paths)


def test_names_told_apart_that_others_make_one_are_refused(tmp_path):
    lines = [
        f"hazards,enterprise,enterprise_alike,{one},{other},{decision},"
        for one, other, decision in (
            ("红叶一局", "红叶二局", "accept"),
            ("红叶集团有限公司", "红叶二局", "accept"),
            ("红叶三局", "红叶四局", "accept"),
            ("红叶集团", "红叶一局", "refuse"),
        )
    ]
    told = r"line 5 tells '红叶集团' and '红叶一局' apart, and \S+ line 2, \S+ line 3 make one"
    with pytest.raises(InputRejected, match=told):
        cleaned(sheet("hazards", NAMES), decided(tmp_path, *lines))
    assert cleaned(sheet("hazards", NAMES), decided(tmp_path, *lines[1:])).rows_read == 3


def test_lines_that_contradict_each_other_in_other_spellings_are_refused(tmp_path):
    line = "accidents,reported_on,,{},{},accept,".format
    with pytest.raises(InputRejected, match="contradict"):
        decided(tmp_path, line("2020-04-10", "2020-05-10"), line("2020/4/10", "2020-06-10"))
    with pytest.raises(InputRejected, match="in both"):
        decided(tmp_path, line("2020-04-10", "2020-05-10"), line("2020/5/10", "2020-06-10"))
    assert len(decided(tmp_path, line("2020-04-10", "2020-05-10"), line("2020/4/10", "2020/5/10"))) == 2


def test_a_file_without_its_columns_or_without_itself_is_refused(tmp_path):
    with pytest.raises(ColumnsMissing, match=r"'decision'.*proposals\.csv"):
        decided(tmp_path, header="ledger,column,rule,before,after\n")
    with pytest.raises(InputRejected, match="There is no file"):
        read_corrections(tmp_path / "none.csv")


def two_lists(title: str = "隐患台账", other: str = "隐患台账") -> RawLedger:
    """Of two hazards one list says that they are open, and another that they are closed."""
    columns = {
        "hazard_id": ["YH-001", "YH-002"],
        "found_on": ["2020-03-01", "2020-03-02"],
        "area": ["海淀区"] * 2,
        "enterprise": ["某一厂", "某二厂"],
        "description": ["护栏缺失", "通道堵塞"],
    }
    one = sheet("hazards", columns | {"status": ["未整改"] * 2}, "a.csv")
    two = sheet("hazards", columns | {"status": ["已整改"] * 2}, "b.csv")
    return RawLedger("hazards", (replace(one, title=title), replace(two, title=other)))


def test_whether_a_hazard_of_two_lists_is_closed_is_asked_and_decided_by_its_number(tmp_path):
    result = clean(two_lists(), exported_on=date(2030, 1, 1))
    assert result.ledger["end_type"].tolist() == ["closed"] * 2
    asked = proposals_in_context(result.findings.assign(ledger="hazards"), {"hazards": result.ledger})
    shown = asked[["column", "key", "rule", "before", "after", "day", "enterprise"]].values.tolist()
    assert shown == [
        ["status", "YH-001", "end_disputed", "已整改", "未整改", "2020-03-01", "某一厂"],
        ["status", "YH-002", "end_disputed", "已整改", "未整改", "2020-03-02", "某二厂"],
    ]
    asked["decision"] = ["accept", ""]
    asked.to_csv(tmp_path / "one.csv", index=False)
    after = clean(
        two_lists(), exported_on=date(2030, 1, 1), corrections=read_corrections(tmp_path / "one.csv")
    )
    ends = after.ledger.set_index("hazard_id")["end_type"]
    assert ends[["YH-001", "YH-002"]].tolist() == ["open", "closed"]
    left = proposals(after.findings.assign(ledger="hazards"))
    assert left["key"].tolist() == ["YH-002"]
    # Refused, it is asked no more, and the other still is.
    asked["decision"] = ["", "refuse"]
    asked.to_csv(tmp_path / "two.csv", index=False)
    kept = clean(
        two_lists(), exported_on=date(2030, 1, 1), corrections=read_corrections(tmp_path / "two.csv")
    )
    assert kept.ledger["end_type"].tolist() == ["closed"] * 2
    assert proposals(kept.findings.assign(ledger="hazards"))["key"].tolist() == ["YH-001"]
    assert "correction_unused" not in set(kept.findings["rule"])


def test_whether_a_hazard_is_closed_is_not_asked_where_one_of_the_lists_is_the_later():
    later = two_lists("隐患台账（截至2020年12月31日）", "隐患台账（截至2020年6月30日）")
    result = clean(later, exported_on=date(2030, 1, 1))
    assert result.ledger["end_type"].tolist() == ["open"] * 2
    assert "end_disputed" not in set(result.findings["rule"])
