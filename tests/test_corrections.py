"""What a person has decided holds at the next run and in next year's file, and nothing of it is silent."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.cleaning import clean
from safetystats.corrections import COLUMNS, Correction, proposals, read_corrections
from safetystats.errors import ColumnsMissing, InputRejected, UnknownName
from safetystats.findings import SKIPPED, Cleaned, no_findings
from safetystats.read import RawLedger, RawTable
from safetystats.schema import LEDGERS, SOURCE

HEADER = "ledger,column,rule,before,after,decision,note\n"


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
        header="ledger,column,key,rule,before,after,decision,note\n",
    )
    result = cleaned(table, stated)
    assert result.ledger["deaths"].tolist() == [31, 3, 1]
    assert changes(result) == [[3, "deaths", "31", "3", "corrected"], [4, "deaths", "", "1", "corrected"]]


TWICE = {
    "accident_id": ["SG20200001", "SG20200009", "SG20200011"],
    "occurred_on": ["2020-03-05"] * 3,
    "area": ["海淀区"] * 3,
    "enterprise": ["甲公司"] * 3,
    "deaths": ["1", "1", "2"],
}


def test_an_accepted_duplicate_is_set_aside_and_a_refused_one_is_not_proposed_again(tmp_path):
    table = sheet("accidents", TWICE)
    assert proposals(cleaned(table).findings.assign(ledger="accidents"))["before"].tolist() == [
        "SG20200009",
        "SG20200011",
    ]
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


def test_records_without_a_number_of_office_are_known_again_by_what_they_state(tmp_path):
    running = {**TWICE, "accident_id": ["1", "2", "3"]}
    (line, _) = proposals(
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


@settings(max_examples=20, deadline=None)
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
    ("line", "error", "message"),
    [
        ("accidents,area,,甲,乙,maybe,", UnknownName, r"Unknown decision 'maybe'.*line 2"),
        ("accident,area,,甲,乙,accept,", UnknownName, r"Unknown kind of ledger 'accident'.*line 2"),
        ("accidents,district,,甲,乙,accept,", UnknownName, r"Unknown column 'district'.*line 2"),
        ("accidents,area,,,乙,accept,", InputRejected, "line 2 names no text"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_place(tmp_path, line, error, message):
    with pytest.raises(error, match=message):
        decided(tmp_path, line)


def test_lines_that_contradict_each_other_are_refused(tmp_path):
    with pytest.raises(
        InputRejected, match=r"corrections\.csv line 2 and corrections\.csv line 3 contradict"
    ):
        decided(tmp_path, "accidents,area,,甲,海淀区,accept,", "accidents,area,,甲,东城区,accept,")
    with pytest.raises(InputRejected, match="contradict"):
        decided(tmp_path, f"{ALIKE},accept,", f"{ALIKE},refuse,")
    with pytest.raises(InputRejected, match="Write '丙' in both"):
        decided(tmp_path, "accidents,cause,,甲,乙,accept,", "accidents,cause,,乙,丙,accept,")


def test_a_file_without_its_columns_or_without_itself_is_refused(tmp_path):
    with pytest.raises(ColumnsMissing, match=r"'decision'.*proposals\.csv"):
        decided(tmp_path, header="ledger,column,rule,before,after\n")
    with pytest.raises(InputRejected, match="There is no file"):
        read_corrections(tmp_path / "none.csv")
