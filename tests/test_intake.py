"""Files read by several processes are those that one process reads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from made_hazards import hazards, write
from safetystats.errors import InputRejected
from safetystats.executors import Executor
from safetystats.intake import take_in


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
