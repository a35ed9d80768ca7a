"""Files read by several processes are those that one process reads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import pytest

from made_hazards import hazards, write
from safetystats import intake
from safetystats.executors import Executor
from safetystats.intake import memory_text, take_in


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
    free = {"available": 2_500_000_000}
    monkeypatch.setattr(intake.psutil, "virtual_memory", lambda: SimpleNamespace(**free))
    assert memory_text([tmp_path], "en") == ""
    free["available"] = 2_300_000_000
    english, chinese = (memory_text([tmp_path], language) for language in ("en", "zh"))
    assert "takes about 2.4 GB of memory, of which 2.3 GB are free" in english
    assert "safetystats count PATH... --out cube.npz, then safetystats brief AREA" in english
    assert "约需2.4GB内存，现有2.3GB可用" in chinese
