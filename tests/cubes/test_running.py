"""One cube, bit for bit: whole, by part, in any order, in a pool; what did not change is not done again."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import safetystats
from made_hazards import hazards, write
from safetystats.cubes import (
    Cube,
    add,
    cut,
    measured,
    part,
    parts,
    read_cube,
    repeats,
    run,
    running,
    shelf,
    table,
)
from safetystats.cubes.counted import SHEETS
from safetystats.errors import InputRejected, NoLedger, WrongUse
from safetystats.locale.notes import refusal_text
from safetystats.measures.counts import count_rows
from safetystats.periods import Window
from safetystats.project import Project
from safetystats.shipped import shipped
from safetystats.writing import shipped_files

RAW = shipped("data", "raw")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Four files of made hazards."""
    made = tmp_path_factory.mktemp("made")
    for place in range(4):
        write(made / f"{place}.csv", hazards(range(300 * place, 300 * (place + 1)), seed=place))
    return made


def records(cube: Cube) -> int:
    return int(cube.balance()["rows_counted"].sum())


# --- one cube -----------------------------------------------------------------------------------------------


def test_parts_added_in_any_order_are_the_cube_of_all(folder):
    whole = run([folder])
    cubes = [part(path) for path in sorted(folder.iterdir())]
    for seed in range(3):
        random.Random(seed).shuffle(cubes)
        assert add(cubes) == whole
        assert add([add(cubes[:3]), cubes[3]]) == whole
    assert records(whole) == 1200


def test_a_cube_says_what_the_notice_beside_the_sheets_says(folder, tmp_path):
    assert run([folder]).notice("zh") == ""
    sheets, others = tmp_path / "sheets", tmp_path / "others"
    shutil.copytree(folder, sheets)
    (sheets / "NOTICE.txt").write_text("示例数据。\nMade data.\n", encoding="utf-8")
    others.mkdir()
    write(others / "4.csv", hazards(range(2000, 2020)))
    (others / "NOTICE.txt").write_text("内部。\n", encoding="utf-8")
    run([sheets]).write(tmp_path / "cube.npz")
    cube = read_cube(tmp_path / "cube.npz")
    assert (cube.notice("zh"), cube.notice("en")) == ("示例数据。", "Made data.")
    assert add([cube, run([others])]).notice("zh") == "内部。 示例数据。"


def test_a_pool_of_processes_gives_the_same_cube(folder):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert run([folder], pool).digest == run([folder]).digest


def test_however_little_is_added_and_compared_at_a_time_the_cube_is_the_same(folder, tmp_path, monkeypatch):
    sheets = tmp_path / "sheets"
    shutil.copytree(folder, sheets)
    # A version of one, whose numbers stand in two slices; and one that repeats some of two others.
    some = [(folder / f"{place}.csv").read_text(encoding="gb18030").splitlines() for place in range(2)]
    for name, lines in (("4.csv", [*some[0], *some[0][1:10]]), ("5.csv", [*some[0][:90], *some[1][1:50]])):
        (sheets / name).write_text("\n".join(lines) + "\n", encoding="gb18030")
    whole = run([sheets], rows=100)
    monkeypatch.setattr(table, "_BLOCK", 7)
    monkeypatch.setattr(repeats, "_AT_A_TIME", 150)
    monkeypatch.setattr(shelf, "_IN_MEMORY", 1)
    assert run([sheets], rows=100).digest == whole.digest
    assert (records(whole), whole.balance()["rows_repeated"].tolist()) == (1200, [300 + 9 + 89 + 49])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_slices_of_a_large_csv_have_all_its_records_once(tmp_path, encoding):
    lines = hazards(range(12_000))
    path = write(tmp_path / "隐患.csv", lines, encoding=encoding, title="2020年隐患排查台账,,,,,,")
    slices = cut(path, rows=2500)
    assert len(slices) == 5
    assert {one.name for one in slices} == {"隐患.csv"}
    sliced, whole = run([path], rows=2500), run([path])
    assert sliced.views == whole.views
    assert sliced.sheets == whole.sheets
    assert sliced.balance()[["rows_counted", "rows_skipped"]].values.tolist() == [[12_000, 2]]


def test_a_sheet_with_headings_of_areas_is_not_cut(tmp_path):
    path = tmp_path / "隐患.csv"
    lines = [",".join(line.split(",")[:2]) + ",电线老化" for line in hazards(range(6000))]
    under = ["东城区,,", *lines[:3000], "西城区,,", *lines[3000:]]
    path.write_text("\n".join(["编号,发现日期,隐患描述", *under]) + "\n", encoding="utf-8")
    assert len(cut(path, rows=1000)) == 1
    areas = run([path], rows=1000).views["hazards/closure/area"].frame().groupby("area")["records"].sum()
    assert areas.to_dict() == {"东城区": 3000, "西城区": 3000}


def test_a_line_end_within_quotation_marks_cuts_nothing(tmp_path):
    lines = [line.replace("通道堵塞, 未清", "通道堵塞\n未清") for line in hazards(range(12_000))]
    path = write(tmp_path / "隐患.csv", lines)
    assert len(cut(path, rows=2500)) == 5
    assert records(run([path], rows=2500)) == 12_000


def test_the_mark_of_an_inch_hides_no_line_end_and_quotes_none(tmp_path):
    lines = hazards(range(6000))
    # An odd number of them stands above a cell of two lines in every slice.
    lines[::1999] = [line.split(",")[0] + ',2020-03-02,平谷区,管径5"阀门,,,整改中' for line in lines[::1999]]
    two = [line.replace("通道堵塞, 未清", "通道堵塞\n未清") for line in lines]
    path = write(tmp_path / "隐患.csv", two)
    assert len(cut(path, rows=1500)) == 4
    assert records(run([path], rows=1500)) == 6000


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_cells_are_told_apart_by_whatever_stands_between_them(tmp_path, delimiter):
    lines = [f"YH-{number},2020-03-02,平谷区,护栏松动" for number in range(6000)]
    lines[::7] = [line.replace("护栏松动", '"护栏,松动\n""未修"""') for line in lines[::7]]
    path = tmp_path / "隐患.csv"
    text = "\n".join(["编号,发现日期,区,隐患描述", *lines]).replace(",", delimiter)
    path.write_text(text, encoding="gb18030")
    assert len(cut(path, rows=1500)) == 4
    assert records(run([path], rows=1500)) == 6000


def test_no_slice_has_more_bytes_than_are_read_however_few_its_records(tmp_path, monkeypatch):
    path = write(tmp_path / "隐患.csv", hazards(range(3000)))
    size = path.stat().st_size
    pd.read_csv(path, dtype="str", encoding="gb18030").to_parquet(tmp_path / "隐患.parquet")
    monkeypatch.setattr(parts, "MOST_BYTES", size * 5 // 6)
    assert [len(one.content()) < size * 5 // 6 for one in cut(path)] == [True, True]
    monkeypatch.setattr(parts, "MOST_BYTES", 20_000)
    groups = pq.ParquetFile(tmp_path / "隐患.parquet").metadata
    unpacked = groups.row_group(0).total_byte_size
    slices = cut(tmp_path / "隐患.parquet")
    assert len(slices) == -(-unpacked // 20_000) > 1
    assert records(run([tmp_path / "隐患.parquet"])) == 3000


def test_what_is_found_of_a_sheet_as_a_whole_is_found_once_of_all_its_slices(tmp_path):
    path = write(tmp_path / "隐患.csv", hazards(range(6000)), title="2020年隐患排查台账,,,,,,")
    sliced, whole = (run([path], rows=rows).findings_by_rule() for rows in (1200, 200_000))
    assert sliced.set_index("rule")["findings"].to_dict()["column_missing"] == 1
    pd.testing.assert_frame_equal(sliced, whole)


def test_slices_of_a_parquet_file_have_all_its_records_once(tmp_path):
    path = write(tmp_path / "隐患.csv", hazards(range(3000)))
    table = pd.read_csv(path, dtype="str", encoding="gb18030")
    table.to_parquet(tmp_path / "隐患.parquet", row_group_size=700)
    assert len(cut(tmp_path / "隐患.parquet", rows=1000)) == 3
    cube, of_csv = run([tmp_path / "隐患.parquet"], rows=1000), run([path])
    sheets, other_sheets = (one.views[SHEETS].frame().drop(columns="sheet") for one in (cube, of_csv))
    pd.testing.assert_frame_equal(sheets, other_sheets)
    # Its cells name the sheet, which is another file.
    assert {**cube.views, SHEETS: None} == {**of_csv.views, SHEETS: None}
    assert cube.balance()["rows_skipped"].tolist() == [1]


def test_a_written_cube_is_read_as_it_was(tmp_path, example_cube):
    example_cube.write(tmp_path / "city.npz")
    assert read_cube(tmp_path / "city.npz") == example_cube
    with pytest.raises(InputRejected, match=r"There is no cube .*: safetystats count RAW_FOLDER"):
        read_cube(tmp_path / "none.npz")


def test_figures_leave_the_marks_of_records_in_the_file(folder, tmp_path, example_cube):
    example_cube.write(tmp_path / "city.npz")
    light = read_cube(tmp_path / "city.npz", for_figures=True)
    assert (light.views, light.sheets, light.marks) == (example_cube.views, example_cube.sheets, ())
    with pytest.raises(WrongUse, match="is neither added nor written") as refused:
        add([light, part(folder / "0.csv")])
    assert "既不能相加，也不能写出" in refusal_text(str(refused.value), "zh")
    with pytest.raises(WrongUse, match="is neither added nor written"):
        light.write(tmp_path / "again.npz")


def test_a_cube_read_for_its_figures_knows_how_many_records_it_has_twice(folder, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes((folder / "0.csv").read_bytes())
    twice = add([part(tmp_path / name) for name in ("a.csv", "b.csv")])
    twice.write(tmp_path / "twice.npz")
    assert records(twice) == 600
    assert read_cube(tmp_path / "twice.npz", for_figures=True).repeats == 300


def changed_at(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :]


def middle_of_data(content: bytes) -> int:
    """A place within the packed data of the largest part: times in the headers between parts tell nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        largest = max(archive.infolist(), key=lambda member: member.compress_size)
    return largest.header_offset + 200 + largest.compress_size // 2


DAMAGES = {
    "cut off": lambda content: b"PK\x03\x04 cut off",
    "no cube": lambda content: b"cut off",
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "a flipped bit": lambda content: changed_at(content, middle_of_data(content)),
    "an unknown way of packing": lambda content: changed_at(content, content.find(b"PK\1\2") + 10),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_cube_is_refused(folder, tmp_path, damage):
    (tmp_path / "bad.npz").write_bytes(damage(part(folder / "0.csv").to_bytes()))
    with pytest.raises(InputRejected, match="is no cube, or damaged"):
        read_cube(tmp_path / "bad.npz")


def test_a_cube_has_the_same_digest_however_its_file_is_packed(folder, tmp_path):
    cube = part(folder / "0.csv")
    with np.load(io.BytesIO(cube.to_bytes())) as packed:
        np.savez(tmp_path / "unpacked.npz", **packed)
    again = read_cube(tmp_path / "unpacked.npz")
    assert (again, again.digest) == (cube, cube.digest)
    assert (tmp_path / "unpacked.npz").read_bytes() != cube.to_bytes()
    assert again != replace(cube, left_out=("a.txt",))


def test_a_cube_says_of_which_city_it_is_and_is_added_to_none_of_another(folder, tmp_path):
    one = part(folder / "0.csv")
    one.write(tmp_path / "cube.npz")
    read = read_cube(tmp_path / "cube.npz")
    assert (read.city, "平谷区" in read.areas, read.versions) == ("北京市", True, (safetystats.__version__,))
    other = part(folder / "1.csv", project=replaced_city("津海市"))
    with pytest.raises(WrongUse, match="The cubes are of 北京市 and 津海市"):
        add([one, other])


def replaced_city(name: str) -> Project:
    return Project.load().model_copy(update={"city": name})


# --- repeats ------------------------------------------------------------------------------------------------


def test_a_record_of_two_files_is_counted_once_and_told(tmp_path):
    lines = hazards(range(100))
    write(tmp_path / "a.csv", lines)
    # One under its number alone, with another description; one as it was; one more that is new.
    changed = next(line for line in lines[1:] if "电线老化" in line).replace("电线老化", "线路老化")
    write(tmp_path / "b.csv", [lines[0], changed, *hazards(range(500, 501), seed=7)])
    cube = run([tmp_path])
    balance = cube.balance(by_sheet=True).set_index("file")
    assert balance["rows_counted"].to_dict() == {"a.csv": 100, "b.csv": 1}
    assert balance["rows_repeated"].to_dict() == {"a.csv": 0, "b.csv": 2}
    assert cube.repeats == 0


def test_figures_of_cubes_that_repeat_each_other_are_refused(tmp_path):
    lines = hazards(range(20))
    cubes = [part(write(tmp_path / name, lines)) for name in ("a.csv", "b.csv")]
    both = add(cubes)
    assert both.repeats > 0
    with pytest.raises(WrongUse, match="stand in two of its parts"):
        measured(both, count_rows, day="found_on", windows=[Window.year(2020)])
    with pytest.raises(WrongUse, match=r"The sheet '' of 'a.csv' is in two of the cubes"):
        add([cubes[0], cubes[0]])


def test_hazards_of_one_visit_in_two_slices_are_all_counted(tmp_path):
    lines = hazards(range(4000))
    lines[0] = of_the_visit_of(lines[-1], lines[0])
    path = write(tmp_path / "隐患.csv", lines)
    assert records(run([path], rows=1500)) == records(run([path])) == 4000


def of_the_visit_of(line: str, of: str, what: str = "护栏缺失") -> str:
    """A hazard with the number, day and area of a line, and the rest of another."""
    return ",".join([*line.split(",")[:3], what, *of.rsplit(",", 3)[1:]])


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_records_of_a_cut_file_and_of_a_whole_one_are_counted_once(tmp_path, names):
    lines = hazards(range(4000))
    some = lines[100:140]
    since = [place for place, line in enumerate(some) if line.endswith("整改中")][:6]
    for place in since:
        some[place] = some[place].replace(",,整改中", ",2020年4月9日,已销账")
    write(tmp_path / names[0], lines)
    write(tmp_path / names[1], some)
    cube = run([tmp_path], rows=1500)
    assert len(since) == 6
    assert (records(cube), cube.repeats) == (4000, 0)
    assert cube.balance()["rows_repeated"].tolist() == [40]


def test_one_hazard_of_a_visit_in_two_slices_does_not_take_the_other_with_it(tmp_path):
    lines = hazards(range(4000))
    lines[0] = of_the_visit_of(lines[-1], lines[0])
    write(tmp_path / "b.csv", lines)
    write(tmp_path / "a.csv", lines[:1])
    cube = run([tmp_path], rows=1500)
    assert (records(cube), cube.repeats) == (4000, 0)


@pytest.mark.parametrize("rows", [200_000, 12])
def test_a_corrected_day_in_a_version_of_a_sheet_makes_no_second_record(tmp_path, rows):
    lines = hazards(range(40))
    number, _, rest = lines[7].split(",", 2)
    corrected = [*lines[:7], f"{number},2020-02-28,{rest}", *lines[8:]]
    write(tmp_path / "a.csv", lines)
    write(tmp_path / "b.csv", corrected)
    cube = run([tmp_path], rows=rows)
    assert (records(cube), cube.repeats) == (40, 0)


def test_a_number_alone_tells_no_record_again_between_sheets_of_other_records(tmp_path):
    lines = hazards(range(40))
    number, _, rest = lines[7].split(",", 2)
    write(tmp_path / "a.csv", lines)
    write(tmp_path / "b.csv", [f"{number},2020-02-28,{rest}", *lines[:19], *hazards(range(50, 70))])
    assert records(run([tmp_path])) == 61


# --- what is done again -------------------------------------------------------------------------------------


def states(folder: Path, store: Path, *, project: Project | None = None) -> tuple[Cube, Counter[str]]:
    """The cube, and how many parts were counted and how many taken from the store."""
    told: list[str] = []
    cube = run(
        [folder],
        store=store,
        project=project,
        on_part=lambda name, redone, *_: told.append("counted" if redone else "unchanged"),
    )
    return cube, Counter(told)


def test_only_a_new_or_changed_file_is_counted_again(folder, tmp_path):
    own, store = tmp_path / "sheets", tmp_path / "store"
    shutil.copytree(folder, own)
    first, done = states(own, store)
    assert done == {"counted": 4}
    again, done = states(own, store)
    assert (again, done) == (first, {"unchanged": 4})

    write(own / "5.csv", hazards(range(5000, 5100)))
    more, done = states(own, store)
    assert done == {"counted": 1, "unchanged": 4}
    assert more == run([own])

    text = (own / "2.csv").read_text(encoding="gb18030")
    (own / "2.csv").write_text(text.replace("平谷区", "密云区"), encoding="gb18030")
    corrected, done = states(own, store)
    assert done == {"counted": 1, "unchanged": 4}
    assert corrected == run([own])


def test_a_decision_of_a_person_counts_all_again_and_says_where_it_met_nothing(folder, tmp_path):
    store, decided = tmp_path / "store", tmp_path / "corrections.csv"
    run([folder], store=store)
    header = "ledger,column,key,rule,before,after,decision,note"
    unmet = "hazards,area,YH-202099999,,平谷区,密云区,accept,"
    line = next(line for line in hazards(range(300), seed=0) if line.startswith("YH-202000007"))
    met = f"hazards,area,YH-202000007,,{line.split(',')[2]},密云区,accept,"
    decided.write_text("\n".join([header, met, unmet]) + "\n", encoding="utf-8")
    told: list[bool] = []
    cube = run(
        [folder], store=store, corrections=[decided], on_part=lambda name, redone, *_: told.append(redone)
    )
    assert told == [True] * 4
    areas = cube.views["hazards/closure/area"].frame().groupby("area")["records"].sum()
    assert areas["密云区"] == 1
    rules = cube.findings_by_rule().set_index("rule")["findings"]
    assert (rules["correction"], rules["correction_unused"]) == (1, 1)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_cube_of_the_store_is_counted_again(folder, tmp_path, damage):
    store = tmp_path / "store"
    first, _ = states(folder, store)
    kept = min(store.iterdir())
    kept.write_bytes(damage(kept.read_bytes()))
    again, done = states(folder, store)
    assert again == first
    assert done == {"counted": 1, "unchanged": 3}


SETTINGS = {
    "areas.csv": ("Pinggu", "Pingku"),
    "area_aliases.csv": ("海淀區,海淀区", "海淀片,海淀区"),
    "project.toml": ("北京市", "京城"),
    "headers.csv": ("整改期限", "整改限期"),
    "rules.py": ("1", "2"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_what_a_part_is_read_by_is_a_reason_to_count_it_again(folder, tmp_path, monkeypatch, name):
    own, store = tmp_path / "project", tmp_path / "store"
    own.mkdir()
    for lists in ("areas.csv", "area_aliases.csv", "project.toml", "headers.csv"):
        shutil.copy(shipped("data", "reference", lists), own)
    (own / "rules.py").write_text("LEAST = 1\n", encoding="utf-8")
    monkeypatch.setattr(
        safetystats.store, "shipped_files", lambda *_: [own / "headers.csv", own / "rules.py"]
    )

    def done() -> Counter[str]:
        safetystats.store._reader_digest.cache_clear()
        return states(folder, store, project=Project.load(own / "project.toml"))[1]

    assert done() == {"counted": 4}
    assert done() == {"unchanged": 4}
    before, after = SETTINGS[name]
    text = (own / name).read_text(encoding="utf-8")
    assert before in text
    (own / name).write_text(text.replace(before, after), encoding="utf-8")
    assert done() == {"counted": 4}
    safetystats.store._reader_digest.cache_clear()


def test_rules_and_lists_are_among_what_a_part_is_read_by():
    names = {path.name for path in shipped_files(".py")}
    assert {"cleaning.py", "duplicates.py", "headers.csv", "areas.csv", "status_words.csv"} <= names


def test_a_sheet_that_changes_while_it_is_counted_is_kept_as_it_was_read(folder, tmp_path, monkeypatch):
    path, store = tmp_path / "a.csv", tmp_path / "store"
    shutil.copy(folder / "0.csv", path)
    key = running._key

    def key_and_change(*work):
        made = key(*work)
        shutil.copy(folder / "1.csv", path)
        return made

    monkeypatch.setattr(running, "_key", key_and_change)
    first = run([path], store=store)
    monkeypatch.undo()
    assert run([path], store=store) == run([path])
    shutil.copy(folder / "0.csv", path)
    assert first == run([path], store=store) == run([path])


# --- refusals -----------------------------------------------------------------------------------------------


def test_a_refused_file_stops_all_and_is_named(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "sheets")
    (tmp_path / "sheets" / "坏.csv").write_text("zone,day,killed\nnorth,2020-01-02,1\n", encoding="utf-8")
    with pytest.raises(InputRejected, match=r"Nothing was counted, because '坏.csv' was refused"):
        run([tmp_path / "sheets"])


def test_a_link_to_a_ledger_that_is_gone_refuses_the_whole(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "sheets")
    (tmp_path / "sheets" / "c.xlsx").symlink_to(tmp_path / "gone.xlsx")
    with pytest.raises(InputRejected, match=r"'c\.xlsx' is a link that points to no file"):
        run([tmp_path / "sheets"])


def test_a_note_beside_ledgers_is_left_out_and_told(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "sheets")
    note = tmp_path / "sheets" / "说明.csv"
    note.write_text("本月数据由各区报送\n如有疑问请联系办公室\n", encoding="utf-8")
    assert run([tmp_path / "sheets"]).left_out == ("说明.csv",)
    with pytest.raises(InputRejected, match=r"说明\.csv"):
        run([note])
    with pytest.raises(NoLedger):
        part(note)
