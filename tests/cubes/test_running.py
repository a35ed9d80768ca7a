"""One cube, bit for bit: whole, by part, in any order, in a pool; what did not change is not done again."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest

from made_hazards import hazards, write
from safetystats.cubes import Cube, add, cut, measured, part, read_cube, run
from safetystats.errors import InputRejected, NoLedger, WrongUse
from safetystats.measures.counts import count_rows
from safetystats.periods import Window
from safetystats.project import shipped

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


def test_a_pool_of_processes_gives_the_same_cube(folder):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert run([folder], pool).digest == run([folder]).digest


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


def test_slices_of_a_parquet_file_have_all_its_records_once(tmp_path):
    path = write(tmp_path / "隐患.csv", hazards(range(3000)))
    table = pd.read_csv(path, dtype="str", encoding="gb18030")
    table.to_parquet(tmp_path / "隐患.parquet", row_group_size=700)
    assert len(cut(tmp_path / "隐患.parquet", rows=1000)) == 3
    cube = run([tmp_path / "隐患.parquet"], rows=1000)
    assert cube.views == run([path]).views
    assert cube.balance()["rows_skipped"].tolist() == [1]


def test_a_written_cube_is_read_as_it_was(tmp_path, example_cube):
    example_cube.write(tmp_path / "city.npz")
    assert read_cube(tmp_path / "city.npz") == example_cube
    with pytest.raises(InputRejected, match=r"There is no cube .*: safetystats count RAW_FOLDER"):
        read_cube(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(InputRejected, match="is no cube, or damaged"):
        read_cube(tmp_path / "bad.npz")


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
    number, rest = lines[-1].split(",", 1)
    lines[0] = f"{number},{rest}".replace("电线老化", "护栏缺失").replace("通道堵塞", "护栏缺失")
    lines[0] = ",".join([*lines[0].split(",")[:3], "护栏缺失", *lines[-1].rsplit(",", 3)[1:]])
    path = write(tmp_path / "隐患.csv", lines)
    assert records(run([path], rows=1500)) == records(run([path])) == 4000


# --- what is done again -------------------------------------------------------------------------------------


def states(folder: Path, store: Path) -> tuple[Cube, Counter[str]]:
    """The cube, and how many parts were counted and how many taken from the store."""
    told: list[str] = []
    cube = run([folder], store=store, on_part=lambda line, done, total: told.append(line.rpartition(" ")[2]))
    return cube, Counter(told)


def test_only_a_new_or_changed_file_is_counted_again(folder, tmp_path):
    own, store = tmp_path / "sheets", tmp_path / "store"
    shutil.copytree(folder, own)
    first, done = states(own, store)
    assert done == {"counted": 4}
    again, done = states(own, store)
    assert (again, done) == (first, {"unchanged": 4})

    write(own / "5.csv", hazards(range(5000, 5100)))
    _, done = states(own, store)
    assert done == {"counted": 1, "unchanged": 4}

    text = (own / "2.csv").read_text(encoding="gb18030")
    (own / "2.csv").write_text(text.replace("平谷区", "密云区"), encoding="gb18030")
    corrected, done = states(own, store)
    assert done == {"counted": 1, "unchanged": 4}
    assert corrected == run([own])


def test_a_decision_of_a_person_counts_all_again_and_says_where_it_met_nothing(folder, tmp_path):
    store, decided = tmp_path / "store", tmp_path / "corrections.csv"
    run([folder], store=store)
    header = "ledger,column,key,rule,before,after,decision,note"
    met = "hazards,area,YH-202000007,,平谷区,密云区,accept,"
    unmet = "hazards,area,YH-202099999,,平谷区,密云区,accept,"
    line = next(line for line in hazards(range(300), seed=0) if line.startswith("YH-202000007"))
    met = met.replace("平谷区", line.split(",")[2])
    decided.write_text("\n".join([header, met, unmet]) + "\n", encoding="utf-8")
    told: list[str] = []
    cube = run([folder], store=store, corrections=[decided], on_part=lambda line, *_: told.append(line))
    assert [line.rpartition(" ")[2] for line in told] == ["counted"] * 4
    areas = cube.views["hazards/closure/area"].frame().groupby("area")["records"].sum()
    assert areas["密云区"] == 1
    rules = cube.findings_by_rule().set_index("rule")["findings"]
    assert (rules["correction"], rules["correction_unused"]) == (1, 1)


def test_a_damaged_cube_of_the_store_is_counted_again(folder, tmp_path):
    store = tmp_path / "store"
    first, _ = states(folder, store)
    min(store.iterdir()).write_bytes(b"cut off")
    again, done = states(folder, store)
    assert again == first
    assert done == {"counted": 1, "unchanged": 3}


# --- refusals -----------------------------------------------------------------------------------------------


def test_a_refused_file_stops_all_and_is_named(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "sheets")
    (tmp_path / "sheets" / "坏.csv").write_text("zone,day,killed\nnorth,2020-01-02,1\n", encoding="utf-8")
    with pytest.raises(InputRejected, match=r"Nothing was counted, because '坏.csv' was refused"):
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
