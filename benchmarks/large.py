"""What reading, cleaning and counting large ledgers costs, beside other ways, as ratios in one run.

    python benchmarks/large.py                      every way, at 100,000 records
    python benchmarks/large.py --rows 1000000       the same at a million
    python benchmarks/large.py --sizes 100000 1000000 10000000
                                                    time and memory a record as ledgers grow
    python benchmarks/large.py --briefings 100000 10000000
                                                    four briefings from the cubes of such ledgers
    python benchmarks/large.py --make 100000 hazards.csv

The ledgers are made: a fixed seed, no real record, enterprise or person. They are as messy as those that
offices send: districts in over a hundred spellings, days in eight ways of writing, words for statuses, blanks
and dashes, enterprises in several forms. Each way runs in a process of its own, one after another; the other
ways do less than cleaning does (no findings, no repeats), which is in their favour.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

SEED = 20200824
HEADER = (
    "隐患编号", "发现日期", "所属区", "街道", "行业领域", "隐患级别", "隐患描述", "整改状态", "是否挂账",
    "整改期限", "销账日期", "单位名称", "备注",
)  # fmt: skip
AREAS = (
    "东城区", "西城区", "朝阳区", "丰台区", "石景山区", "海淀区", "门头沟区", "房山区", "通州区", "顺义区",
    "昌平区", "大兴区", "怀柔区", "平谷区", "密云区", "延庆区",
)  # fmt: skip
SECTORS = ("建筑业", "工业", "商贸", "危险化学品", "交通运输", "城市运行", "人员密集场所", "农业", "")
STATUSES = ("已销账", "已整改", "已完成", "整改中", "未整改", "不属实", "已移交", "已销号", "销账", "")
HAZARDS = tuple(
    f"{where}{what}"
    for where in ("配电箱", "疏散通道", "临边", "气瓶间", "锅炉房", "仓库", "脚手架", "电梯", "厨房", "车间")
    for what in ("无防护", "堵塞", "线路老化", "未定期检测", "无警示标识", "违规存放")
)
FIRST = "京华海瑞中恒天宇金鼎宏盛安泰永顺东方联合新兴国信建业通达博远"
TRADES = (
    "建筑工程",
    "物业管理",
    "餐饮",
    "商贸",
    "机械制造",
    "仓储物流",
    "化工",
    "装饰",
    "园林绿化",
    "汽车服务",
)
FORMS = ("有限公司", "有限责任公司", "（北京）有限公司", "中心", "厂", "分公司")
CHUNK = 500_000
FIRST_DAY, DAYS = np.datetime64("2016-01-01"), 1826


# --- the made ledger ----------------------------------------------------------------------------------------


def make(path: Path, rows: int) -> None:
    """Write a made ledger of hazards as a CSV in GB18030; the same rows give the same bytes."""
    chance = np.random.default_rng(SEED)
    pools = {
        "area": _pool([way for area in AREAS for way in _ways_of_area(area)]),
        "street": _pool([f"{sign}{end}" for sign in FIRST for end in ("街道", "镇", "地区")]),
        "sector": _pool(SECTORS),
        "level": _pool(["一般"] * 17 + ["重大", "一般隐患", ""]),
        "hazard": _pool(HAZARDS),
        "listed": _pool(["是", "否", "否", "", "√"]),
        "note": _pool([""] * 18 + ["已电话核实", "见附件"]),
    }
    days = [_ways_of_day(FIRST_DAY + offset) for offset in range(DAYS + 400)]
    written = _pool([way for ways in days for way in ways])
    ways = len(days[0])
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode("gb18030"))
        for start in range(0, rows, CHUNK):
            count = min(CHUNK, rows - start)
            found = chance.integers(0, DAYS, count)
            lasted = np.minimum(chance.geometric(0.08, count) - 1, 399)
            status = chance.choice(
                len(STATUSES), count, p=[0.4, 0.12, 0.1, 0.1, 0.05, 0.03, 0.03, 0.07, 0.05, 0.05]
            )
            is_open = np.isin(status, [3, 4])
            due = found + chance.choice([3, 7, 10, 15, 30], count)
            closed = written.take(pa.array((found + lasted) * ways + chance.integers(0, ways, count)))
            columns = [
                _numbers(np.arange(start, start + count)),
                written.take(pa.array(found * ways + chance.integers(0, ways, count))),
                *(
                    _picked(pools[name], chance, count)
                    for name in ("area", "street", "sector", "level", "hazard")
                ),
                _pool(STATUSES).take(pa.array(status)),
                _picked(pools["listed"], chance, count),
                written.take(pa.array(due * ways + chance.integers(0, 3, count))),
                pc.if_else(pa.array(is_open), "", closed),
                _enterprises(chance, count),
                _picked(pools["note"], chance, count),
            ]
            lines = pc.binary_join_element_wise(*columns, ",").to_pylist()
            file.write(("\n".join(lines) + "\n").encode("gb18030"))


def make_others(path: Path) -> dict[str, Path]:
    """The same ledger as a workbook, its texts shared as Excel shares them, and as a Parquet file."""
    import pyarrow.parquet as pq
    import xlsxwriter

    table = pacsv.read_csv(
        path,
        read_options=pacsv.ReadOptions(encoding="gb18030"),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(HEADER, pa.string())),
    )
    others = {suffix: path.with_suffix(suffix) for suffix in (".xlsx", ".parquet")}
    pq.write_table(table, others[".parquet"])
    with xlsxwriter.Workbook(others[".xlsx"]) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for column, texts in enumerate(table.columns):
            for row, text in enumerate(texts.to_pylist(), start=1):
                if text:
                    sheet.write_string(row, column, text)
    return others


def _pool(texts: object) -> pa.Array:
    return pa.array(list(texts), type=pa.string())  # type: ignore[call-overload]


def _picked(pool: pa.Array, chance: np.random.Generator, count: int) -> pa.Array:
    return pool.take(pa.array(chance.integers(0, len(pool), count)))


def _numbers(numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise("YH-", pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 9, "0"), "")


def _enterprises(chance: np.random.Generator, count: int) -> pa.Array:
    """Names of about 360,000 enterprises in all."""
    parts = [
        _pool([one + other for one in FIRST for other in FIRST]),
        _pool(FIRST),
        _pool(TRADES),
        _pool(FORMS),
    ]
    return pc.binary_join_element_wise(*(_picked(pool, chance, count) for pool in parts), "")


def _ways_of_area(area: str) -> list[str]:
    stem = area.removesuffix("区")
    return [area, area, area, stem, f"北京市{area}", f" {area}", f"{area}　", f"北京{stem}"]


def _ways_of_day(day: np.datetime64) -> list[str]:
    year, month, number = (int(part) for part in str(day).split("-"))
    return [
        str(day),
        f"{year}/{month}/{number}",
        f"{year}年{month}月{number}日",
        f"{year}.{month}.{number}",
        f"{year}{month:02}{number:02}",
        f"{day} 00:00:00",
        f"{year}-{month}-{number}",
        f"{year}年{month:02}月{number:02}日 ",
    ]


# --- other ways ---------------------------------------------------------------------------------------------


def _texts(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", encoding="gb18030", keep_default_na=False)


def by_apply(path: Path) -> float:
    """The ordinary way of pandas: a function of one cell applied to each, days by `pd.to_datetime`."""
    rows = _texts(path)
    return _timed(lambda: _applied(rows))


def _applied(rows: pd.DataFrame) -> None:
    def day(text: str) -> object:
        plain = text.strip().replace("年", "-").replace("月", "-").replace("日", "").replace(".", "-")
        return pd.to_datetime(plain, errors="coerce")

    def area(text: str) -> str:
        stem = text.strip().removeprefix("北京市").removeprefix("北京").removesuffix("区")
        return next((area for area in AREAS if area.startswith(stem)), "unknown") if stem else "unknown"

    def name(text: str) -> str:
        return unify(text.strip())

    for column in ("发现日期", "整改期限", "销账日期"):
        rows[column] = rows[column].apply(day)
    rows["所属区"] = rows["所属区"].apply(area)
    rows["单位名称"] = rows["单位名称"].apply(name)
    for column in ("隐患编号", "街道", "隐患描述", "备注"):
        rows[column] = rows[column].apply(str.strip)
    for column in ("行业领域", "隐患级别", "整改状态", "是否挂账"):
        rows[column] = rows[column].apply(lambda text: text.strip() or "unknown")


def unify(name: str) -> str:
    """The name of an enterprise without city and legal form."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", name).replace(" ", "").replace("(北京)", "")
    for form in ("有限责任公司", "有限公司"):
        plain = plain.removesuffix(form)
    return plain


def by_str(path: Path) -> float:
    """Whole columns with `.str`."""
    rows = _texts(path)
    return _timed(lambda: _by_str(rows))


def _by_str(rows: pd.DataFrame) -> None:
    for column in ("发现日期", "整改期限", "销账日期"):
        plain = rows[column].str.strip().str.replace(r"[年月./]", "-", regex=True).str.replace("日", "")
        parts = plain.str.extract(r"^(\d{4})-?(\d{1,2})-?(\d{1,2})")
        rows[column] = pd.to_datetime(
            parts[0] + "-" + parts[1].str.zfill(2) + "-" + parts[2].str.zfill(2), errors="coerce"
        )
    stem = rows["所属区"].str.strip().str.replace("^北京市?", "", regex=True).str.removesuffix("区")
    rows["所属区"] = stem.map({area.removesuffix("区"): area for area in AREAS}).fillna("unknown")
    names = rows["单位名称"].str.normalize("NFKC").str.replace(" ", "").str.replace("(北京)", "", regex=False)
    rows["单位名称"] = names.str.removesuffix("有限责任公司").str.removesuffix("有限公司")
    for column in ("隐患编号", "街道", "隐患描述", "备注"):
        rows[column] = rows[column].str.strip()
    for column in ("行业领域", "隐患级别", "整改状态", "是否挂账"):
        rows[column] = rows[column].str.strip().replace("", "unknown")


def by_polars(path: Path) -> float:
    """Polars, row by row, with this package's own readers of a cell."""
    import polars as pl

    from safetystats.rules import reading
    from safetystats.rules.dates import read_date

    rows = pl.from_pandas(_texts(path))

    def of(reader: Callable[[str], object]) -> Callable[[str], object]:
        return lambda text: reader(text).value  # type: ignore[attr-defined]

    days = [pl.col(c).map_elements(of(read_date), pl.Date) for c in ("发现日期", "整改期限", "销账日期")]
    names = [
        pl.col(c).map_elements(of(reading.read_name), pl.String)
        for c in HEADER
        if c not in ("发现日期", "整改期限", "销账日期")
    ]
    return _timed(lambda: rows.with_columns(*days, *names))


def by_arrow(path: Path) -> float:
    """The read alone, by Arrow."""
    options = pacsv.ReadOptions(encoding="gb18030")
    return _timed(lambda: pacsv.read_csv(path, read_options=options))


def by_openpyxl(path: Path) -> float:
    """A workbook's cells, by openpyxl row by row."""
    import openpyxl

    def cells() -> int:
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        return sum(len(row) for row in sheet.iter_rows(values_only=True))

    return _timed(cells)


def by_calamine(path: Path) -> float:
    """The same by python-calamine."""
    import python_calamine

    def cells() -> int:
        return sum(map(len, python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()))

    return _timed(cells)


def by_arrow_of_parquet(path: Path) -> float:
    """A Parquet file, by Arrow alone."""
    import pyarrow.parquet as pq

    return _timed(lambda: pq.read_table(path))


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


# --- this package -------------------------------------------------------------------------------------------


def stages(path: Path) -> dict[str, float]:
    """CPU seconds of each step of this package, and of one figure from the cube."""
    from datetime import date

    from safetystats.cleaning import clean
    from safetystats.cubes import counted, repeats
    from safetystats.measures.closure import cohort_closure
    from safetystats.periods import Window
    from safetystats.read import read_ledger
    from safetystats.schema import HAZARDS
    from safetystats.sheets.limits import Limits

    took = {}
    began = time.process_time()

    def lap(name: str) -> None:
        nonlocal began
        took[name] = time.process_time() - began
        began = time.process_time()

    raw = read_ledger(path, "hazards", limits=Limits(file_bytes=10**9))
    lap("read")
    cleaned = clean(raw, is_whole=False)
    lap("clean")
    clean(raw)
    lap("clean, enterprises proposed")
    views = counted.count("hazards", cleaned.ledger)
    lap("count")
    repeats.distinct(repeats.marks_of(cleaned.ledger, HAZARDS))
    lap("marks of repeats")
    name = "hazards/closure/area"
    window, as_of = Window(date(2016, 1, 1), date(2020, 12, 31)), date(2020, 12, 31)
    cells = counted.as_ledger(counted.VIEWS[name], views[name].frame())
    cohort_closure(cells, window=window, as_of=as_of, by=("area",))
    lap("closure by area, from the cube")
    return took


def read_alone(path: Path) -> float:
    """CPU seconds of reading a workbook or Parquet file."""
    from safetystats.read import read_ledger

    return _timed(lambda: read_ledger(path, "hazards"))


def in_parts(path: Path) -> dict[str, float]:
    """CPU seconds and peak memory of the cube of a file, a part at a time in this one process."""
    from safetystats.cubes import run

    began = time.process_time()
    cube = run([path], kind="hazards")
    counted = int(cube.balance()["rows_counted"].sum())
    cells = sum(map(len, cube.views.values()))
    return {"cpu": time.process_time() - began, "memory": _peak(), "counted": counted, "cells": cells}


def to_cube(path: Path) -> int:
    """The cells of the cube of a file, which is written beside it."""
    from safetystats.cubes import run

    cube = run([path], kind="hazards")
    cube.write(path.with_suffix(".npz"))
    return sum(map(len, cube.views.values()))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


WAYS: dict[str, Callable[[Path], object]] = {
    "arrow": by_arrow,
    "apply": by_apply,
    "str": by_str,
    "polars": by_polars,
    "openpyxl": by_openpyxl,
    "calamine": by_calamine,
    "arrow_of_parquet": by_arrow_of_parquet,
    "read_alone": read_alone,
    "stages": stages,
    "in_parts": in_parts,
    "to_cube": to_cube,
}


class Row(NamedTuple):
    """A line of the table: what was done, CPU seconds, and that against the read by Arrow."""

    what: str
    cpu: float
    note: str = ""


def alone(way: str, path: Path) -> object:
    """What a way gives in a process of its own; None, with a word, where a package is missing."""
    done = subprocess.run(
        [sys.executable, __file__, "--one-way", way, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if "No module named" in done.stderr:
        print(f"{way} is left out: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    if done.returncode:
        raise SystemExit(f"{way} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ways(rows: int, rounds: int, folder: Path) -> None:
    """Print every way at one size, medians of `rounds`."""
    path = folder / f"hazards-{rows}.csv"
    make(path, rows)
    others = make_others(path)
    asked = [(way, way, path) for way in ("arrow", "stages", "str", "polars", "apply")]
    asked += [(way, way, others[".xlsx"]) for way in ("openpyxl", "calamine")]
    asked += [("arrow_of_parquet", "arrow_of_parquet", others[".parquet"])]
    asked += [(f"read {suffix}", "read_alone", other) for suffix, other in others.items()]
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, way, file in asked:
            held = alone(way, file)
            named = held if isinstance(held, dict) else {name: held}
            for step, seconds in named.items():
                if seconds is not None:
                    found.setdefault(step, []).append(float(seconds))
    took = {name: median(seconds) for name, seconds in found.items()}
    told = {
        "arrow": "read by Arrow, the same file",
        "read": "read",
        "read .xlsx": "read, the same as .xlsx",
        "read .parquet": "read, the same as Parquet",
        "clean": "clean",
        "clean, enterprises proposed": "clean, with enterprises proposed",
        "count": "count into the cube",
        "marks of repeats": "marks of repeats",
        "closure by area, from the cube": "a figure from the cube: closure by area",
        "str": "other way: `.str` on whole columns",
        "polars": "other way: polars row by row",
        "apply": "other way: apply and to_datetime",
        "openpyxl": "other way: the cells of the .xlsx by openpyxl, read-only",
        "calamine": "other way: the cells of the .xlsx by python-calamine",
        "arrow_of_parquet": "other way: the Parquet file by Arrow",
    }
    print(f"\n{rows:,} records, {path.stat().st_size / 1e6:.0f} MB of GB18030, {rounds} rounds\n")
    print("| what | CPU, s | µs a record | against Arrow's read | against clean |")
    print("|---|---:|---:|---:|---:|")
    for name, what in told.items():
        if name in took:
            seconds = took[name]
            print(
                f"| {what} | {seconds:.2f} | {seconds / rows * 1e6:.1f} | {seconds / took['arrow']:.1f} "
                f"| {seconds / took['clean']:.2f} |"
            )


def sizes(asked: list[int], folder: Path) -> None:
    """Print time and memory of the whole road, in parts, as ledgers grow."""
    print("\n| records | CPU, s | µs a record | peak memory, MB | cells |")
    print("|---:|---:|---:|---:|---:|")
    for rows in asked:
        path = folder / f"hazards-{rows}.csv"
        make(path, rows)
        held = alone("in_parts", path)
        path.unlink()
        assert isinstance(held, dict)
        assert held["counted"] == rows
        print(
            f"| {rows:,} | {held['cpu']:.0f} | {held['cpu'] / rows * 1e6:.1f} | {held['memory']:.0f} "
            f"| {held['cells']:,} |",
            flush=True,
        )


def briefings(asked: list[int], folder: Path) -> None:
    """Print what the pages of four areas cost from the cubes of ledgers as they grow, by both engines."""
    print("\n| records | cells | cube, MB | engine | CPU, s | s an area |")
    print("|---:|---:|---:|---|---:|---:|")
    for rows in asked:
        path = folder / f"hazards-{rows}.csv"
        make(path, rows)
        cells = alone("to_cube", path)
        path.unlink()
        cube = path.with_suffix(".npz")
        for engine in ("warm", "kernel"):
            out = folder / f"{rows}-{engine}"
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [sys.executable, "-m", "safetystats", "brief", *AREAS[:4], "--as-of", "2020-12-31"]
            command += ["--cube", str(cube), "--lang", "zh", "--formats", "html", "--quiet"]
            subprocess.run(
                [*command, "--engine", engine, "--out", str(out)], check=True, stdout=subprocess.DEVNULL
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            size = cube.stat().st_size / 1e6
            print(f"| {rows:,} | {cells:,} | {size:.0f} | {engine} | {cpu:.1f} | {cpu / 4:.1f} |", flush=True)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def main() -> None:
    """Measure what is asked for and print tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--sizes", type=int, nargs="+", default=[])
    options.add_argument("--briefings", type=int, nargs="+", default=[])
    options.add_argument("--make", nargs=2, metavar=("ROWS", "FILE"))
    options.add_argument("--one-way", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one_way:
        way, path = chosen.one_way
        print(json.dumps(WAYS[way](Path(path))))
        return
    if chosen.make:
        make(Path(chosen.make[1]), int(chosen.make[0]))
        return
    named = ", ".join(f"{name} {_version(name)}" for name in ("pandas", "pyarrow", "numpy", "polars"))
    print(f"Python {platform.python_version()}, {named}; made ledgers of hazards, seed {SEED}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        if chosen.sizes:
            sizes(chosen.sizes, Path(name))
        if chosen.briefings:
            briefings(chosen.briefings, Path(name))
        if not chosen.sizes and not chosen.briefings:
            ways(chosen.rows, chosen.rounds, Path(name))


if __name__ == "__main__":
    main()
