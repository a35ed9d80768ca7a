"""A briefing from a cube: windows and figures of the ledgers', whatever runs it; wrong use is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from commands import run
from safetystats.cubes import Cube, add, part
from safetystats.cubes.cube import empty_cube
from safetystats.errors import UnknownName, WrongUse
from safetystats.locale.notes import refusal_text
from safetystats.measures.closure import cohort_closure
from safetystats.measures.shares import area_shares
from safetystats.scope import CubeScope, Scope

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")

ASKED = {
    "area": "门头沟区", "as_of": "2020-08-24", "since": "2018-01-01", "basis": "no_road", "language": "zh",
}  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "since"),
    [
        ("2020-08-24", "2018-01-01"),
        ("2019-03-05", "2018-06-01"),
        ("2018-01-20", "2016-01-01"),
        ("2020-12-31", "2019-01-01"),
        ("2027-08-24", "2018-01-01"),
    ],
)
def test_the_windows_and_warnings_of_a_cube_are_those_of_its_ledgers(
    example_folder, example_cube_file, as_of, since
):
    asked = {**ASKED, "as_of": as_of, "since": since}
    small = Scope.check(**asked, ledgers=str(example_folder))
    large = CubeScope.check(**asked, cube=str(example_cube_file))
    for name in (
        "areas", "basis", "covered", "covered_from", "division", "last_window", "months", "printed_windows",
        "same_windows", "span", "tells_listed", "this_window", "whole",
    ):  # fmt: skip
        assert getattr(large, name) == getattr(small, name), name
    for kind in ("accidents", "hazards", "inspections"):
        assert large.whole_of(kind) == small.whole_of(kind)
        pd.testing.assert_frame_equal(large.entries(kind), small.entries(kind))
    assert [large.notice(language) for language in ("zh", "en")] == [
        small.notice(language) for language in ("zh", "en")
    ]


def test_the_tables_of_the_index_are_those_of_the_ledgers(example_folder, example_cube_file):
    scopes = [
        Scope.check(**ASKED, ledgers=str(example_folder)),
        CubeScope.check(**ASKED, cube=str(example_cube_file)),
    ]
    small, large = (
        (
            scope.measured(
                "accidents", area_shares, windows=[scope.this_window], basis=scope.basis, areas=scope.areas
            ),
            scope.measured(
                "hazards",
                cohort_closure,
                window=scope.whole_of("hazards"),
                as_of=scope.as_of,
                by=("area",),
                levels={"area": scope.areas},
            ),
        )
        for scope in scopes
    )
    for one, other in zip(large, small):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_of_a_ledger_that_was_not_counted_nothing_is_known(tmp_path):
    lines = "编号,发现日期,区,整改期限,销账日期\nYH-20200001,2020-03-02,平谷区,2020-03-09,2020-03-05\n"
    (tmp_path / "隐患.csv").write_text(lines, encoding="utf-8")
    part(tmp_path / "隐患.csv", kind="hazards").write(tmp_path / "cube.npz")
    scope = CubeScope.check(**{**ASKED, "as_of": "2020-03-31"}, cube=str(tmp_path / "cube.npz"))
    assert scope.notice("en").startswith("Nothing was given of: accident ledger.")
    shares = scope.measured(
        "accidents",
        area_shares,
        windows=[scope.this_window],
        basis=scope.basis,
        areas=["平谷区"],
        covered=scope.covered,
    )
    assert shares["numerator"].isna().all()
    on_day = {"window": scope.whole_of("hazards"), "as_of": scope.as_of}
    closed = scope.measured("hazards", cohort_closure, by=("area",), **on_day)
    assert closed[["area", "numerator"]].to_dict("records") == [{"area": "平谷区", "numerator": 1}]


@pytest.mark.parametrize(("header", "closed"), [("整改状态", 0), ("近况", pd.NA)])
def test_hazards_of_which_no_end_is_stated_are_not_counted_as_open(tmp_path, header, closed):
    lines = f"编号,发现日期,区,整改期限,{header}\nYH-20200001,2020-03-02,平谷区,2020-03-09,未整改\n"
    (tmp_path / "隐患.csv").write_text(lines, encoding="utf-8")
    part(tmp_path / "隐患.csv", kind="hazards").write(tmp_path / "cube.npz")
    scope = CubeScope.check(**{**ASKED, "as_of": "2020-03-31"}, cube=str(tmp_path / "cube.npz"))
    on_day = {"window": scope.whole_of("hazards"), "as_of": scope.as_of}
    told = scope.measured("hazards", cohort_closure, by=("area",), **on_day)["numerator"]
    assert told.isna().all() if closed is pd.NA else told.tolist() == [closed]


@pytest.fixture(scope="module")
def briefed(example_cube_file, tmp_path_factory) -> tuple[Path, list[str]]:
    """The folder in which two areas were briefed from a cube, and the order without its last options."""
    folder = tmp_path_factory.mktemp("briefed")
    order = ["brief", "门头沟", "延庆区", "--as-of", "2020-08-24", "--cube", str(example_cube_file)]
    order += ["--lang", "zh", "--formats", "html,xlsx"]
    done = run(*order, "--jobs", "2", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["page"] == "reports/2020-08-24-cube/index.html"
    assert [(one["area"], one["state"]) for one in told["briefings"]] == [
        ("门头沟区", "done"), ("延庆区", "done")
    ]  # fmt: skip
    return folder, order


def test_the_index_leads_to_each_briefing_and_what_has_not_changed_is_not_written_again(briefed):
    folder, order = briefed
    index = (folder / "reports" / "2020-08-24-cube" / "index.html").read_text(encoding="utf-8")
    assert 'href="110109-mentougou/briefing.html"' in index
    assert 'href="110119-yanqing/briefing.html"' in index
    assert "91.6%" in index  # 904 of 987 hazards of the area
    done = run(*order, "--json", cwd=folder)
    assert [one["state"] for one in json.loads(done.stdout)["briefings"]] == ["unchanged"] * 2


def test_another_engine_and_one_job_give_the_same_bytes(briefed, tmp_path):
    folder, order = briefed
    done = run(*order, "--jobs", "1", "--engine", "kernel", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pages = sorted((folder / "reports").rglob("briefing.*"))
    assert {page.suffix for page in pages} == {".html", ".xlsx", ".ipynb"}
    for page in pages:
        assert (tmp_path / page.relative_to(folder)).read_bytes() == page.read_bytes(), page


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("T10.1", ["计算方法：销账率＝", "分子：821", "分母：901", "其中只有计数，没有逐条记录"]),
        ("T13.1", ["读入行数＝保留行数＋搁置行数＋他处已有同一记录的行数", "没有逐条记录"]),
        ("T6.18", ["T6.1", "没有逐条记录"]),
    ],
)
def test_a_figure_is_explained_by_formula_and_counts_and_that_there_are_no_records(briefed, row, says):
    folder, _ = briefed
    done = run("explain", row, "--briefing", "reports", "--area", "门头沟", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert [words for words in says if words not in done.stdout] == []
    assert "虚构示例数据" in done.stdout
    told = json.loads(
        run("explain", row, "--briefing", "reports", "--area", "门头沟", "--json", cwd=folder).stdout
    )
    assert all(figure["numbers"] == [] for figure in told["figures"])


def check(cube: Cube, folder: Path, **asked: str) -> CubeScope:
    cube.write(folder / "cube.npz")
    return CubeScope.check(**{**ASKED, **asked}, cube=str(folder / "cube.npz"))


@pytest.mark.parametrize(
    ("changes", "asked", "says", "in_chinese"),
    [
        (
            {"city": "杭州市"},
            {},
            "was counted for 杭州市, and the project is of 北京市",
            "是杭州市的，而所用项目是北京市的",
        ),
        ({"areas": ("门头沟区",)}, {}, "another list of the areas of 北京市", "各区名单与项目的不一致"),
        (
            {},
            {"as_of": "2017-12-31", "since": "2015-01-01"},
            "counts from 2018-01-01 to 2020-12-31, and nothing up to 2017-12-31",
            "数据为2018年1月1日至2020年12月31日，没有截至2017年12月31日的数据",
        ),
        ({"views": {}}, {}, "counts no accident, hazard or inspection", "没有任何事故、隐患或检查"),
    ],
)  # fmt: skip
def test_a_cube_that_says_nothing_of_what_is_asked_is_refused(
    example_cube, tmp_path, changes, asked, says, in_chinese
):
    with pytest.raises(WrongUse, match=says) as refused:
        check(replace(example_cube, **changes), tmp_path, **asked)
    assert in_chinese in refusal_text(str(refused.value), "zh")


def test_a_cube_of_another_place_s_records_or_with_repeats_is_refused(tmp_path):
    head = "事故编号,发生日期,区,死亡人数\n"
    (tmp_path / "a.csv").write_text(f"{head}SG-20200001,2020-01-02,某县,1\n", encoding="utf-8")
    with pytest.raises(WrongUse, match=r"Not one record that .* lies in an area of 北京市") as refused:
        check(part(tmp_path / "a.csv", kind="accidents"), tmp_path)
    assert "没有任何记录属于北京市各区" in refusal_text(str(refused.value), "zh")
    for name in ("b.csv", "c.csv"):
        (tmp_path / name).write_text(f"{head}SG-20200001,2020-01-02,平谷区,1\n", encoding="utf-8")
    twice = add([part(tmp_path / name, kind="accidents") for name in ("b.csv", "c.csv")])
    with pytest.raises(WrongUse, match=r"stand in two of its parts \(1 of them\)") as refused:
        check(twice, tmp_path, basis="all")
    assert "该汇总文件有1条记录在两部分中重复" in refusal_text(str(refused.value), "zh")


@pytest.mark.parametrize("wrong", [{"area": "门头沟县"}, {"language": "fr"}, {"basis": "norail"}])
def test_an_unknown_name_is_refused(example_cube_file, wrong):
    with pytest.raises(UnknownName):
        CubeScope.check(**{**ASKED, **wrong}, cube=str(example_cube_file))


def test_a_cube_written_anew_is_read_anew(example_cube, tmp_path):
    assert check(example_cube, tmp_path).last_entry == date(2020, 8, 24)
    with pytest.raises(WrongUse):
        check(replace(empty_cube(), city=example_cube.city, areas=example_cube.areas), tmp_path)
