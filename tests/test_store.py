"""What was read is kept: a sheet that did not change is not read again, and what comes out is the same."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from made_hazards import hazards, write
from safetystats import store as room
from safetystats.intake import take_in
from safetystats.project import Project
from safetystats.read import RawTable
from safetystats.shipped import shipped

RAW = shipped("data", "raw")
ORDERS = RAW / "rectifications" / "督察反馈问题整改台账（示例）.xlsx"


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Sheets of two kinds and a note on them."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    shutil.copy(ORDERS, folder / "整改.xlsx")
    write(folder / "隐患.csv", hazards(range(30)))
    (folder / "说明.csv").write_text("本月数据由各区报送\n如有疑问请联系办公室\n", encoding="utf-8")
    return folder


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were not taken from a store; the note is looked at each time."""
    names: list[str] = []
    read_tables = room.read_tables

    def noted(file: Path, *args: object, **kwargs: object) -> list[RawTable]:
        if file.name != "说明.csv":
            names.append(file.name)
        return read_tables(file, *args, **kwargs)

    monkeypatch.setattr(room, "read_tables", noted)
    return names


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """One sheet."""
    return write(tmp_path / "隐患.csv", hazards(range(30)))


def read(sheet: Path, store: Path, kind: str | None = None) -> list[object]:
    """All that is known of the tables of a sheet."""
    return told(room.read_or_kept(store, sheet, kind, Project.load(), root=sheet.parent))


def told(tables: list[RawTable]) -> list[object]:
    """Every field of each table, and every cell of its frames with its type: None is not nan."""
    return [
        [
            [(name, type(cell), str(cell)) for name in held for cell in held[name]]
            if isinstance(held := getattr(table, field.name), pd.DataFrame)
            else (type(held), repr(held))
            for field in fields(RawTable)
        ]
        for table in tables
    ]


def cleaned(sheets: Path, store: Path | None = None, **how: object) -> dict[str, bytes]:
    """Every file that cleaning the sheets writes."""
    out = sheets.parent / "ledger"
    take_in([sheets], store=store, **how).write(out)
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_a_second_run_reads_no_sheet_and_writes_the_same_bytes(sheets, tmp_path, files_read):
    anew = cleaned(sheets)
    assert cleaned(sheets, tmp_path / "store") == anew
    assert sorted(files_read) == ["整改.xlsx", "隐患.csv"]
    files_read.clear()
    assert cleaned(sheets, tmp_path / "store") == anew
    assert files_read == []


def test_only_a_corrected_new_or_renamed_sheet_is_read_again(sheets, tmp_path, files_read):
    cleaned(sheets, tmp_path / "store")
    for change, name in (
        (lambda: write(sheets / "隐患.csv", hazards(range(1, 30))), "隐患.csv"),
        (lambda: write(sheets / "隐患2.csv", hazards(range(30, 40))), "隐患2.csv"),
        (lambda: (sheets / "隐患2.csv").rename(sheets / "门头沟区隐患.csv"), "门头沟区隐患.csv"),
    ):
        change()
        files_read.clear()
        again = cleaned(sheets, tmp_path / "store")
        assert files_read == [name]
        assert again == cleaned(sheets)


@pytest.mark.parametrize("audience", ["upward", "public"])
def test_what_is_decided_of_values_and_readers_reads_nothing_again(sheets, tmp_path, files_read, audience):
    before = cleaned(sheets, tmp_path / "store")
    files_read.clear()
    decided = tmp_path / "corrections.csv"
    line = "hazards,area,YH-202000007,,海淀,密云区,accept,"
    decided.write_text(f"ledger,column,key,rule,before,after,decision,note\n{line}\n", encoding="utf-8")
    after = cleaned(sheets, tmp_path / "store", corrections=[decided], audience=audience)
    assert files_read == []
    assert after == cleaned(sheets, corrections=[decided], audience=audience)
    assert after["hazards.parquet"] != before["hazards.parquet"]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut off": lambda content: content[:-1],
    "one bit in the middle": lambda content: flipped(content, len(content) // 2),
    "one bit of its hash": lambda content: flipped(content, 0),
    "something else": lambda content: b"PK\x03\x04",
}


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_read_and_kept_anew(sheet, tmp_path, files_read, damage):
    anew = read(sheet, tmp_path)
    (kept,) = tmp_path.glob("*.zip")
    kept.write_bytes(damage(kept.read_bytes()))
    assert read(sheet, tmp_path) == anew == read(sheet, tmp_path)
    assert files_read == [sheet.name, sheet.name]


def test_a_sheet_is_read_again_when_the_office_says_what_its_header_means(tmp_path, files_read):
    sheets, settings = tmp_path / "sheets", tmp_path / "project.toml"
    sheets.mkdir()
    text = write(sheets / "a.csv", hazards(range(30)), encoding="utf-8").read_text(encoding="utf-8")
    (sheets / "a.csv").write_text(text.replace("日期,区,", "日期,归口片,", 1), encoding="utf-8")
    for lists in ("areas.csv", "area_aliases.csv", "project.toml"):
        shutil.copy(shipped("data", "reference", lists), tmp_path)
    before = cleaned(sheets, tmp_path / "store", project=Project.load(settings))
    with settings.open("a", encoding="utf-8") as file:
        file.write('\n[headers.hazards]\n"归口片" = "area"\n')
    after = cleaned(sheets, tmp_path / "store", project=Project.load(settings))
    assert files_read == ["a.csv", "a.csv"]
    assert after == cleaned(sheets, project=Project.load(settings))
    assert after["hazards.parquet"] != before["hazards.parquet"]


def test_what_another_version_read_is_not_taken(sheet, tmp_path, files_read, monkeypatch):
    anew = read(sheet, tmp_path)
    monkeypatch.setattr(room, "version", lambda package: "0")
    room._reader_digest.cache_clear()
    assert read(sheet, tmp_path) == anew
    assert files_read == [sheet.name, sheet.name]
    room._reader_digest.cache_clear()


def test_what_was_read_as_one_kind_is_not_taken_for_another(sheet, tmp_path, files_read):
    for kind in (None, "hazards", None, "hazards"):
        read(sheet, tmp_path, kind)
    assert files_read == [sheet.name, sheet.name]


def test_a_sheet_that_changes_while_it_is_read_is_read_again(sheet, tmp_path, monkeypatch):
    first = sheet.read_bytes()
    anew = read(sheet, tmp_path / "other")
    read_tables = room.read_tables

    def changing(file: Path, *args: object, **kwargs: object) -> list[RawTable]:
        write(file, hazards(range(40)))
        return read_tables(file, *args, **kwargs)

    monkeypatch.setattr(room, "read_tables", changing)
    assert read(sheet, tmp_path) != anew
    monkeypatch.undo()
    sheet.write_bytes(first)
    assert read(sheet, tmp_path) == anew


def test_tables_come_back_as_they_were(tmp_path):
    files = [ORDERS, *(path for path in (RAW / "accidents").iterdir() if path.suffix != ".txt")]
    # So long that most of its lines are read in columns.
    for file in [*files, write(tmp_path / "隐患.csv", hazards(range(1200)))]:
        tables = room.read_tables(file)
        again = room._unpacked(room._packed(tables))
        assert told(again) == told(tables)
        for one, two in zip(tables, again, strict=True):
            for name in ("rows", "skipped", "findings"):
                pd.testing.assert_frame_equal(getattr(two, name), getattr(one, name))


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of Unix")
def test_only_its_owner_enters_a_store_for_it_holds_persons_as_written(tmp_path):
    write(tmp_path / "a.csv", hazards(range(30)))
    take_in([tmp_path / "a.csv"], store=tmp_path / "store")
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
