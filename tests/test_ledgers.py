"""The built folder: what was written is read back, and what is not whole is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from safetystats import ledgers as room
from safetystats.cleaning import clean
from safetystats.corrections import read_corrections
from safetystats.errors import InputRejected
from safetystats.findings import SKIPPED, Cleaned, no_findings
from safetystats.ledgers import MANIFEST, read_ledgers, write_ledgers
from safetystats.read import RawLedger, RawTable, read_ledger
from safetystats.schema import LEDGERS, SOURCE, Column
from safetystats.writing import FileInUse

NOTICE = "虚构示例数据。\nMade data."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "made.csv"
    path.write_text("made", encoding="utf-8")
    return path


@pytest.fixture
def accidents() -> Cleaned:
    rows = pd.DataFrame(
        {
            "accident_id": ["a", "b", "c"],
            "occurred_on": ["2020-08-24", "2020-08-25", "=1+1"],
            "area": ["门头沟 区", "海淀区", "海淀区"],
            "deaths": ["1", None, "1"],
            "source_file": "made.csv",
            "source_sheet": "表一",
            "source_row": [2, 3, 4],
        }
    )
    skipped = pd.DataFrame([("made.csv", "表一", 5, "total", "合计 3")], columns=list(SKIPPED))
    table = RawTable("made.csv", "表一", "accidents", rows, {}, {}, skipped, "", no_findings())
    return clean(RawLedger("accidents", (table,)))


def write(folder: Path, cleaned: Cleaned, source: Path) -> Path:
    return write_ledgers([cleaned], folder, inputs=[source], notice=NOTICE)


def test_what_was_written_is_read_back(tmp_path, accidents, source):
    ledgers = read_ledgers(write(tmp_path / "ledger", accidents, source))
    pd.testing.assert_frame_equal(ledgers.accidents, accidents.ledger)
    pd.testing.assert_frame_equal(ledgers.findings.drop(columns="ledger"), accidents.findings)
    assert ledgers.findings["ledger"].unique().tolist() == ["accidents"]
    assert ledgers.quarantine["reason"].tolist() == ["no readable occurred_on: =1+1"]
    assert ledgers.skipped["reason"].tolist() == ["total"]


def test_a_kind_that_was_not_there_is_empty_with_its_columns_and_types(tmp_path, accidents, source):
    ledgers = read_ledgers(write(tmp_path / "ledger", accidents, source))
    for name, frame in ledgers.by_name().items():
        assert list(frame.columns) == list(LEDGERS[name].names)
    assert ledgers.hazards.empty
    assert (ledgers.hazards["found_on"] > pd.Timestamp("2020-01-01")).sum() == 0
    assert ledgers.hazards["reopened"].dtype == "boolean"


def test_the_manifest_balances_each_sheet_and_carries_the_notice(tmp_path, accidents, source):
    ledgers = read_ledgers(write(tmp_path / "ledger", accidents, source))
    assert ledgers.manifest["sheets"] == [
        {
            "ledger": "accidents",
            "file": "made.csv",
            "sheet": "表一",
            "rows_read": 3,
            "rows_kept": 2,
            "rows_quarantined": 1,
            "rows_skipped": 1,
        }
    ]
    assert [entry["file"] for entry in ledgers.manifest["inputs"]] == ["made.csv"]
    assert (ledgers.notice("zh"), ledgers.notice("en")) == ("虚构示例数据。", "Made data.")


def test_a_notice_of_one_line_serves_both_languages_and_none_is_empty(tmp_path, accidents, source):
    one = read_ledgers(write_ledgers([accidents], tmp_path / "one", inputs=[source], notice="Made data."))
    none = read_ledgers(write_ledgers([accidents], tmp_path / "none", inputs=[source], notice=""))
    assert (one.notice("zh"), one.notice("en")) == ("Made data.", "Made data.")
    assert none.notice("zh") == ""


def test_the_same_input_gives_the_same_bytes(tmp_path, accidents, source):
    one, other = (write(tmp_path / name, accidents, source) for name in ("one", "other"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {
        p.name: p.read_bytes() for p in other.iterdir()
    }


def test_the_csv_opens_in_excel_and_runs_nothing(tmp_path, accidents, source):
    content = (write(tmp_path / "ledger", accidents, source) / "quarantine.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert ",'=1+1," in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("language", "reason"),
    [("zh", "“发生日期”无法识别：某日"), ("en", "no readable occurred_on: 某日")],
)
def test_what_was_set_aside_says_why_in_the_language_of_the_project(tmp_path, source, language, reason):
    rows = {
        "accident_id": ["甲"], "occurred_on": ["某日"], "area": ["门头沟区"], "note": ["before found_on"],
    }  # fmt: skip
    places = {"source_file": "made.csv", "source_sheet": "", "source_row": [2]}
    skipped = pd.DataFrame(columns=list(SKIPPED))
    raw = pd.DataFrame(rows | places)
    table = RawTable("made.csv", "", "accidents", raw, {}, {}, skipped, "", no_findings())
    cleaned = clean(RawLedger("accidents", (table,)))
    folder = write_ledgers([cleaned], tmp_path / "ledger", inputs=[source], notice="", language=language)
    (line,) = pd.read_csv(folder / "quarantine.csv").to_dict("records")
    assert line["reason"] == reason
    assert line["note"] == "before found_on"
    # What a person looks at stands first; columns that nothing fills are left out.
    cells = ["accident_id", "occurred_on", "area", "note"]
    assert list(line) == [*["ledger", *SOURCE, "reason", "text"], *cells]
    assert line["text"] == "甲 | 某日 | 门头沟区 | before found_on"
    assert read_ledgers(folder).quarantine["reason"].tolist() == ["no readable occurred_on: 某日"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["早于发现日期", "期限早于发现", "存疑保留", "整改期限", "隐患台账"]),
        ("en", ["before found_on", "due before found", "kept", "due_on", "hazard ledger"]),
    ],
)
def test_findings_are_told_in_the_language_of_the_project_and_keep_their_names(tmp_path, language, told):
    (tmp_path / "隐患.csv").write_text(
        "隐患编号,发现日期,区,隐患级别,整改状态,整改期限,销账日期\nH-1,2020-03-05,平谷区,一般,未整改,2020-02-01,\n",
        encoding="utf-8",
    )
    raw = read_ledger(tmp_path / "隐患.csv", kind="hazards")
    folder = write_ledgers([clean(raw)], tmp_path / "ledger", inputs=[], notice="", language=language)
    found = pd.read_csv(folder / "findings.csv", keep_default_na=False).set_index("rule")
    line = found.loc["due_before_found"]
    assert list(found.reset_index().columns)[:2] == ["rule", "ledger"]
    assert (line["ledger"], line["column"], line["action"]) == ("hazards", "due_on", "kept")
    assert line[["note", "rule_name", "action_name", "column_name", "ledger_name"]].tolist() == told


def test_a_folder_without_ledgers_is_refused_with_the_next_step(tmp_path):
    with pytest.raises(InputRejected, match=r"holds no clean ledgers.*safetystats clean RAW_FOLDER --out"):
        read_ledgers(tmp_path)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("hazards.parquet", b"PAR1", "is not whole: hazards.parquet"),
        (MANIFEST, b"{", "is damaged"),
        (MANIFEST, b"[]", "is damaged"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(tmp_path, accidents, source, file, content, message):
    folder = write(tmp_path / "ledger", accidents, source)
    (folder / file).write_bytes(content)
    with pytest.raises(InputRejected, match=message):
        read_ledgers(folder)


# Format 2 has no days among which an accident lies, and no end that is unknown.
@pytest.mark.parametrize("written", [0, 2])
def test_a_folder_of_another_version_is_refused(tmp_path, accidents, source, written):
    folder = write(tmp_path / "ledger", accidents, source)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "format": written}), encoding="utf-8")
    with pytest.raises(InputRejected, match="another version"):
        read_ledgers(folder)


def test_a_folder_with_other_columns_is_of_another_version(tmp_path, accidents, source, monkeypatch):
    known = LEDGERS["hazards"]
    further = replace(known, columns=(*known.columns, Column("weather", "text", "")))
    folder = write(tmp_path / "ledger", accidents, source)
    monkeypatch.setitem(LEDGERS, "hazards", further)
    with pytest.raises(InputRejected, match="another version"):
        read_ledgers(folder)


def fail_at(name, act):
    """`act`, but for the file of that name, for which the disk is full."""

    def failing(*arguments):
        if name in [path.name for path in arguments if isinstance(path, Path)]:
            raise OSError("disk full")
        return act(*arguments)

    return failing


def test_a_full_disk_leaves_the_old_ledgers_and_nothing_else(tmp_path, accidents, source, monkeypatch):
    folder = write(tmp_path / "ledger", accidents, source)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    monkeypatch.setattr(room, "write_whole", fail_at("hazards.parquet", room.write_whole))
    with pytest.raises(OSError, match="disk full"):
        write(folder, Cleaned("accidents", accidents.ledger.head(1), accidents.quarantine), source)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_run_killed_between_two_files_is_no_whole_one(tmp_path, accidents, source, monkeypatch):
    folder = write(tmp_path / "ledger", accidents, source)
    monkeypatch.setattr(room, "_put_in_place", fail_at("hazards.parquet", room._put_in_place))
    with pytest.raises(OSError, match="disk full"):
        write(folder, Cleaned("accidents", accidents.ledger.head(1), accidents.quarantine), source)
    with pytest.raises(InputRejected, match=r"is not whole: accidents\.parquet"):
        read_ledgers(folder)


def test_a_table_held_open_in_excel_leaves_the_earlier_ledgers_readable(
    tmp_path, accidents, source, monkeypatch
):
    folder = write(tmp_path / "ledger", accidents, source)
    monkeypatch.setattr(room, "_put_in_place", fail_at("quarantine.csv", room._put_in_place))
    with pytest.raises(OSError, match="disk full"):
        write(folder, Cleaned("accidents", accidents.ledger.head(1), accidents.quarantine), source)
    assert len(read_ledgers(folder).accidents) == 2


def test_a_file_that_excel_holds_is_named(tmp_path, accidents, source, monkeypatch):
    def held(self: Path, target: Path) -> None:
        raise PermissionError

    folder = write(tmp_path / "ledger", accidents, source)
    monkeypatch.setattr(room, "write_whole", lambda path, content: path.write_bytes(b""))
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(FileInUse, match="请先在 Excel 中关闭"):
        write(folder, accidents, source)


def test_proposals_may_be_decided_and_saved_where_they_lie(tmp_path, accidents, source):
    folder = write(tmp_path / "ledger", accidents, source)
    header = (folder / "proposals.csv").read_text(encoding="utf-8-sig").strip()
    assert header.startswith("ledger,column,key,rule,before,after,decision,note,")
    (folder / "proposals.csv").write_text("saved by Excel", encoding="utf-8")
    assert len(read_ledgers(folder).accidents) == 2


def test_a_proposal_says_where_it_stands_first_and_what_that_row_says(tmp_path):
    rows = pd.DataFrame(
        {
            "accident_id": ["a", "b", "c"],
            "occurred_on": ["2020-08-24", "2020-08-25", "2020-08-26"],
            "area": ["门头沟区", "海淀区", "海淀区"],
            "deaths": ["1", "0", "0"],
            "enterprise": ["鑫元建筑有限公司", "鑫源建筑有限公司", "鑫源建筑有限公司"],
            "source_file": "made.csv",
            "source_sheet": "表一",
            "source_row": [2, 3, 4],
        }
    )
    skipped = pd.DataFrame(columns=list(SKIPPED))
    table = RawTable("made.csv", "表一", "accidents", rows, {}, {}, skipped, "", no_findings())
    cleaned = clean(RawLedger("accidents", (table,)))
    folder = write_ledgers([cleaned], tmp_path / "ledger", inputs=[], notice="")
    (line,) = pd.read_csv(folder / "proposals.csv", keep_default_na=False).to_dict("records")
    place = {"file": "made.csv", "sheet": "表一", "row": 2, "cells": 1}
    said = {"day": "2020-08-24", "area": "门头沟区", "enterprise": "鑫元建筑有限公司"}
    assert (line["rule"], line["before"], line["after"]) == (
        "enterprise_alike",
        "鑫元建筑有限公司",
        "鑫源建筑有限公司",
    )
    assert {name: line[name] for name in (*place, *said)} == place | said
    assert (line["note"], line["rule_name"]) == ("", "单位名称相近")
    line["decision"] = "accept"
    pd.DataFrame([line]).to_csv(tmp_path / "corrections.csv", index=False)
    assert len(read_corrections(tmp_path / "corrections.csv")) == 1
