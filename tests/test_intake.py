"""Files read by several processes are those that one process reads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from made_hazards import hazards, write
from safetystats import intake
from safetystats.errors import InputRejected
from safetystats.executors import Executor
from safetystats.intake import memory_text, take_in
from safetystats.project import Project
from safetystats.reference import current_areas
from safetystats.schema import ledger_named
from safetystats.starting.templates import template


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    """Two processes."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        yield processes


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Three months of hazards, of which the last repeats some of the first, and a note on them."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    for month, numbers in enumerate((range(30), range(30, 60), range(20, 80)), start=1):
        write(folder / f"{month}月.csv", hazards(numbers))
    (folder / "说明.csv").write_text("本月数据由各区报送\n如有疑问请联系办公室\n", encoding="utf-8")
    return folder


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_pool_of_processes_writes_the_same_bytes(sheets, tmp_path, pool):
    one, two = take_in([sheets]), take_in([sheets], executor=pool)
    assert sum(balance.rows_read for balance in two.balances) == 120
    assert written(two.write(tmp_path / "two")) == written(one.write(tmp_path / "one"))
    assert [file for file, _ in two.left_out] == ["说明.csv"]


def test_a_pool_of_processes_refuses_the_same_files_for_the_same_reasons(sheets, pool):
    (sheets / "坏.xlsx").write_bytes(b"PK\x03\x04 broken off")
    (sheets / "corrections.xlsx").write_bytes(b"")
    (sheets / "别的.csv").write_text("名称,数量\n甲,1\n乙,2\n", encoding="utf-8")
    told = [
        [(file, type(error), str(error)) for file, error in (*intake.rejected, *intake.left_out)]
        for intake in (take_in([sheets]), take_in([sheets], executor=pool))
    ]
    assert told[0] == told[1]
    assert {file for file, _, _ in told[0]} == {"坏.xlsx", "corrections.xlsx", "别的.csv", "说明.csv"}


def test_each_file_is_told_of_before_it_is_read(sheets):
    told: list[str] = []

    class Noting:
        def map(self, function, *iterables):
            for file, name in zip(*iterables):
                assert told[-1] == name
                yield function(file, name)

    take_in([sheets], executor=Noting(), on_file=lambda name, done, total: told.append(f"{name}"))
    assert told == ["1月.csv", "2月.csv", "3月.csv", "说明.csv", ""]


def test_sheets_for_which_memory_will_not_do_are_told_before_they_are_read(tmp_path, monkeypatch):
    for name in ("a.csv", "b.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(40_000_000)
    free = {"available": 2_900_000_000}
    monkeypatch.setattr(intake.psutil, "virtual_memory", lambda: SimpleNamespace(**free))
    assert memory_text([tmp_path], "en") == ""
    free["available"] = 2_700_000_000
    english, chinese = (memory_text([tmp_path], language) for language in ("en", "zh"))
    assert "takes about 2.8 GB of memory, of which 2.7 GB are free" in english
    assert "safetystats count PATH... --out cube.npz, then safetystats brief AREA" in english
    assert "约需2.8GB内存，现有2.7GB可用" in chinese


HEADER = "事故编号,发生日期,区,死亡人数,单位名称\n"
LISTED = (
    "单位名称,原发生日期,更正后发生日期\n虚构甲厂,2023-01-03,2023-01-04\n虚构乙厂,2023-01-13,2023-01-14\n"
)


def test_a_list_of_corrections_is_set_aside_with_its_rows_and_the_ledger_beside_it_is_made(tmp_path):
    (tmp_path / "1月.csv").write_text(HEADER + "1,2023-01-03,平谷区,1,虚构甲厂\n", encoding="utf-8")
    (tmp_path / "更正表.csv").write_text(LISTED, encoding="utf-8")
    intake = take_in([tmp_path])
    (one,) = intake.cleaned
    assert (one.rows_read, len(one.ledger), len(one.quarantine)) == (3, 1, 2)
    assert one.ledger["occurred_on"].dt.day.tolist() == [3]
    assert one.quarantine["更正后发生日期 (C)"].tolist() == ["2023-01-04", "2023-01-14"]
    assert one.quarantine["reason"].str.startswith("list_of_corrections: none of what it corrects").all()
    assert (
        one.findings.loc[one.findings["file"] == "更正表.csv", "rule"].tolist() == ["list_of_corrections"] * 2
    )
    assert not intake.rejected
    (told,) = intake.refusals("en")
    assert told.startswith("SET ASIDE '更正表.csv', 2 rows: it lists corrections")


def test_lists_of_corrections_alone_are_refused(tmp_path):
    (tmp_path / "更正表.csv").write_text(LISTED, encoding="utf-8")
    with pytest.raises(InputRejected, match="is no ledger: it lists corrections, and none"):
        take_in([tmp_path])


def test_a_unit_between_the_records_is_taken_where_no_sum_fits_that_of_the_header(tmp_path):
    header = "事故编号,发生日期,区,死亡人数,直接经济损失（元）\n"
    rows = "1,2023-01-02,平谷区,1,80000\n单位：万元\n2,2023-02-02,平谷区,1,{}\n3,2023-03-02,平谷区,1,30\n"
    # 12.5 and 30 yuan are no losses; of 1250 and 30 one may be either.
    for loss, sums in (("12.5", [80_000, 125_000, 300_000]), ("1250", [80_000, 1250, 30])):
        (tmp_path / "1.csv").write_text(header + rows.format(loss), encoding="utf-8")
        intake = take_in([tmp_path])
        assert intake.cleaned[0].ledger["direct_loss_yuan"].tolist() == sums
        (told,) = [line for line in intake.warnings("en") if "two units" in line]
        assert told.startswith(
            "'1.csv' row 3 states two units, and figures in it may be wrong by their ratio: "
        )


def book(path, hidden, **sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, numbers in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.append(HEADER.strip().split(","))
        for number in numbers:
            sheet.append([f"SG-{number}", f"2023-01-{number:02}", "平谷区", 1, f"虚构{number}号厂"])
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    workbook.save(path)


@pytest.mark.parametrize(
    ("hidden", "name", "numbers", "kept", "told"),
    [
        ("底稿", "底稿", [1, 3], 2, "sheet '底稿': its 2 rows were set aside, as its name says"),
        ("", "底稿", [1, 3], 3, ""),
        (
            "明细",
            "明细",
            [1, 3],
            3,
            "sheet '明细' is hidden, and 1 of its rows are in no sheet that is shown",
        ),
        ("明细", "明细", [1], 2, ""),
        ("", "旧", [1, 3], 2, "sheet '旧': its 2 rows were set aside, as its name says"),
    ],
)
def test_rows_of_hidden_sheets_and_of_old_ones_are_told(tmp_path, hidden, name, numbers, kept, told):
    book(tmp_path / "1.xlsx", hidden, **{"台账": [1, 2], name: numbers})
    intake = take_in([tmp_path])
    assert len(intake.cleaned[0].ledger) == kept
    assert [told in line for line in intake.warnings("en") if "sheet" in line] == ([True] if told else [])


def test_a_blank_workbook_of_init_is_no_warning_and_another_without_records_is(tmp_path):
    areas = current_areas(Project.load())
    (tmp_path / "事故台账.xlsx").write_bytes(template(ledger_named("accidents"), areas, "zh"))
    assert take_in([tmp_path]).warnings("en") == []
    (tmp_path / "5月.csv").write_text(HEADER, encoding="utf-8")
    assert take_in([tmp_path]).warnings("en")[0] == "No records stand under the header of '5月.csv'."
