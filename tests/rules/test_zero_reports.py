"""Of which days, and of which area, sheets say that there was nothing."""

from datetime import date

import pytest

from safetystats import clean, read_ledger
from safetystats.cubes.counting import part
from safetystats.intake import take_in
from safetystats.periods import OfArea, Window

HEADER = "事故编号,发生时间,区,事故分类,死亡人数\n"
NONE = HEADER + "本月无事故,,,,\n"
MAY = Window.month(2020, 5)


@pytest.mark.parametrize(
    ("name", "text", "areas"),
    [
        ("2020年5月事故.csv", NONE, [""]),
        ("全市2020年5月事故.csv", NONE, [""]),
        ("5月.csv", "2020年5月平谷区事故台账,,,,\n" + NONE, ["平谷区"]),
        ("平谷区2020年5月事故.csv", NONE, ["平谷区"]),
        ("平谷区/2020年5月事故.csv", NONE, ["平谷区"]),
        ("2020年5月事故.csv", HEADER + "1,2020-05-31,平谷区,本月无事故,0\n", ["平谷区"]),
        # Several, a short name and a town: it is not said of which areas, and surely not of all.
        ("平谷区和密云区2020年5月事故.csv", NONE, []),
        ("平谷2020年5月事故.csv", NONE, []),
        ("大峪街道2020年5月事故.csv", NONE, []),
        ("各乡镇2020年5月事故.csv", NONE, [""]),
        # A list of all areas: one had an accident, one none, and a third had some and a line that is empty.
        (
            "2020年5月事故.csv",
            HEADER + "1,2020-05-03,密云区,工矿商贸,1\n2,2020-05-31,平谷区,本月无事故,0\n"
            "3,2020-05-31,密云区,本月无事故,0\n",
            ["平谷区"],
        ),
        ("2020年5月事故.csv", HEADER + ",,平谷区,本月无事故,\n", ["平谷区"]),
        ("2020年5月事故.csv", HEADER, []),
    ],
)
def test_a_sheet_without_accidents_tells_of_the_area_that_it_names(tmp_path, name, text, areas):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    others = "\n".join(f"{day},2020-04-{day:02},密云区,工矿商贸,1" for day in range(1, 5))
    (tmp_path / "2020年4月.csv").write_text(HEADER + others, encoding="utf-8")
    told = clean(read_ledger(tmp_path, "accidents")).empty
    assert told == tuple(OfArea(area, MAY) for area in areas)


@pytest.mark.parametrize(
    ("rows", "windows"),
    [
        (
            ["1,2020-01-31,平谷区,本月无事故,0", "2,2020-02-29,平谷区,无事故,0"],
            [Window.month(2020, 1), Window.month(2020, 2)],
        ),
        # An accident in a month of which a row says that there was none.
        (
            [
                "1,2020-01-31,平谷区,本月无事故,0",
                "2,2020-03-02,平谷区,工矿商贸,1",
                "3,2020-03-31,平谷区,本月无事故,0",
            ],
            [Window.month(2020, 1)],
        ),
        (["1,2020-12-31,平谷区,本年无事故,0"], [Window.year(2020)]),
        (["1,2020-12-31,平谷区,全年无事故,0"], [Window.year(2020)]),
        (["1,2020-06-30,平谷区,本季度无事故,0"], [Window.months(2020, 4, 6)]),
        (["1,2020-05-03,平谷区,当日无事故,0"], [Window(date(2020, 5, 3), date(2020, 5, 3))]),
        (["1,2020-02-03,平谷区,1月无事故,0"], [Window.month(2020, 1)]),
        (
            ["1,2020年1月,平谷区,本月无事故,0", "2,3月,平谷区,无事故,0"],
            [Window.month(2020, 1), Window.month(2020, 3)],
        ),
        (["1,2020.3.8至3.9,平谷区,无事故,0"], [Window(date(2020, 3, 8), date(2020, 3, 9))]),
        (["1,,平谷区,无事故,0"], [Window.year(2020)]),
        (["1月无事故,,,,", "3月份无事故,,,,"], [Window.month(2020, 1), Window.month(2020, 3)]),
        (["本年无事故,,,,"], [Window.year(2020)]),
        (["全年无事故,,,,"], [Window.year(2020)]),
    ],
)
def test_a_row_tells_of_the_window_that_it_names(tmp_path, rows, windows):
    (tmp_path / "平谷区2020年事故.csv").write_text(HEADER + "\n".join(rows), encoding="utf-8")
    told = clean(read_ledger(tmp_path, "accidents")).empty
    assert told == tuple(OfArea("平谷区", window) for window in windows)


@pytest.mark.parametrize(
    ("name", "areas"),
    [("2020年5月事故.csv", []), ("全市2020年5月事故.csv", [""]), ("平谷区2020年5月.csv", ["平谷区"])],
)
def test_beside_sheets_of_one_area_each_a_sheet_that_names_none_tells_of_none(tmp_path, name, areas):
    header = "事故编号,发生时间,事故分类,死亡人数\n"
    for place in ("平谷区", "密云区"):
        rows = "".join(f"{place[0]}{day},2020-04-{day:02},工矿商贸,1\n" for day in range(1, 5))
        (tmp_path / f"{place}2020年4月.csv").write_text(header + rows, encoding="utf-8")
    (tmp_path / name).write_text(header + "本月无事故,,,\n", encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path, "accidents"))
    assert cleaned.empty == tuple(OfArea(area, MAY) for area in areas)
    untold = cleaned.findings.query("rule == 'zero_report_untold'")
    assert untold[["file", "row"]].to_numpy().tolist() == ([] if areas else [[name, 2]])


@pytest.mark.parametrize(
    ("words", "injured", "is_told"),
    [
        ("本月无死亡事故", "", True),
        ("本月未发生亡人事故", "", True),
        # This ledger keeps accidents without deaths, too: of these nothing is said.
        ("本月无死亡事故", "5,2020-04-05,平谷区,工矿商贸,0\n", False),
        ("本月无事故", "5,2020-04-05,平谷区,工矿商贸,0\n", True),
        ("本月无较大事故", "", False),
        ("本月无重大事故", "", False),
        ("本月未发生较大及以上生产安全事故", "", False),
        # 一般 is the lowest grade.
        ("本月未发生一般及以上生产安全事故", "5,2020-04-05,平谷区,工矿商贸,0\n", True),
        ("本月未发生一般以上事故", "", True),
        ("本月未发生一般及以上死亡事故", "5,2020-04-05,平谷区,工矿商贸,0\n", False),
    ],
)
@pytest.mark.parametrize("as_row", [True, False])
def test_that_there_was_no_fatal_accident_tells_all_of_a_ledger_of_fatal_ones(
    tmp_path, words, injured, is_told, as_row
):
    rows = "".join(f"{day},2020-04-{day:02},平谷区,工矿商贸,1\n" for day in range(1, 5))
    (tmp_path / "平谷区2020年4月.csv").write_text(HEADER + rows + injured, encoding="utf-8")
    said = f",2020-05-31,平谷区,{words},\n" if as_row else f"{words},,,,\n"
    (tmp_path / "平谷区2020年5月.csv").write_text(HEADER + said, encoding="utf-8")
    intake = take_in([tmp_path])
    (cleaned,) = intake.cleaned
    assert cleaned.empty == ((OfArea("平谷区", MAY),) if is_told else ())
    # A sheet that does not say that there was nothing is none by which the month is known.
    assert (OfArea("平谷区", MAY) in cleaned.sent) == is_told
    assert any("it speaks of some alone" in line for line in intake.warnings("en")) != is_told
    if as_row and "无" in words and words != "本月无事故":
        assert set(cleaned.quarantine["reason"]) <= {
            "zero report: none of the kind that it names",
            "zero report",
        }


@pytest.mark.parametrize(
    ("name", "text", "areas"),
    [
        ("2020年5月事故.csv", NONE, []),
        ("全市2020年5月事故.csv", NONE, [""]),
        ("平谷区2020年5月事故.csv", NONE, ["平谷区"]),
        ("平谷区2020年5月事故.csv", NONE.replace("无", "无死亡"), []),
    ],
)
def test_a_part_that_does_not_know_the_others_tells_of_no_area_that_it_does_not_name(
    tmp_path, name, text, areas
):
    (tmp_path / name).write_text(text, encoding="utf-8")
    cube = part(tmp_path / name, kind="accidents")
    assert cube.empty_windows == tuple(("accidents", OfArea(area, MAY)) for area in areas)
    assert any(
        said.startswith("NOT USED, reports that there was nothing: 1.") for said in cube.refusals()
    ) != bool(areas)


@pytest.mark.parametrize("given", [[""], ["平谷区", "密云区"], ["平谷区/2020年5月事故.csv", "密云区"]])
def test_the_folder_of_an_area_counts_however_it_is_given(tmp_path, given):
    rows = "".join(f"{day},2020-04-{day:02},密云区,工矿商贸,1\n" for day in range(1, 5))
    for name, text in {"平谷区/2020年5月事故.csv": NONE, "密云区/2020年4月事故.csv": HEADER + rows}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths, store = [tmp_path / name for name in given], tmp_path / "kept"
    for one in (take_in(paths), take_in(paths, store=store), take_in(paths, store=store)):
        assert one.cleaned[0].empty == (OfArea("平谷区", MAY),)
    of_part = part(tmp_path / "平谷区/2020年5月事故.csv", kind="accidents")
    assert of_part.empty_windows == (("accidents", OfArea("平谷区", MAY)),)


def test_the_same_sheet_in_the_folders_of_two_areas_is_kept_for_each(tmp_path):
    told = []
    for area in ("平谷区", "密云区"):
        (tmp_path / area).mkdir()
        (tmp_path / area / "2020年5月.csv").write_text(NONE, encoding="utf-8")
        told += take_in([tmp_path / area], store=tmp_path / "kept").cleaned[0].empty
    assert told == [OfArea("平谷区", MAY), OfArea("密云区", MAY)]


@pytest.mark.parametrize(
    ("name", "text", "areas"),
    [
        ("平谷区2020年5月零报告.csv", "本月无事故\n", ["平谷区"]),
        (
            "零报告.csv",
            "平谷区生产安全事故零报告\n2020年5月，我区未发生生产安全事故。特此报告。\n填报人：某\n",
            ["平谷区"],
        ),
        ("5月.csv", "区,平谷区\n月份,2020年5月\n情况,本月无生产安全事故发生\n", ["平谷区"]),
        ("零报告.csv", "2020年5月全市无事故\n", [""]),
        # No month, or no more than one grade of accidents: nothing is known of the rest.
        ("平谷区零报告.csv", "本月无事故\n", []),
        ("平谷区5月零报告.csv", "本月无事故\n", []),
        ("平谷区2020年5月零报告.csv", "本月无死亡事故\n", []),
        ("平谷区2020年5月.csv", "本月无事故\n上月补报2起\n", []),
    ],
)
def test_a_report_of_nothing_in_prose_is_read(tmp_path, name, text, areas):
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "2020年4月.csv").write_text(HEADER + "1,2020-04-03,密云区,工矿商贸,1\n", encoding="utf-8")
    intake = take_in([tmp_path])
    (one,) = intake.cleaned
    assert one.empty == tuple(OfArea(area, MAY) for area in areas)
    assert (len(one.ledger), len(one.quarantine), intake.rejected) == (1, 0, ())
    # What is not understood is told on the screen.
    assert bool(areas) != any(name in line for line in [*intake.warnings("en"), *intake.refusals("en")])


def test_a_report_of_nothing_that_is_not_understood_is_told_how_to_be_written(tmp_path):
    (tmp_path / "5月零报告.csv").write_text("本月无较大事故\n", encoding="utf-8")
    (tmp_path / "2020年4月.csv").write_text(HEADER + "1,2020-04-03,密云区,工矿商贸,1\n", encoding="utf-8")
    ((_, refusal),) = take_in([tmp_path]).left_out
    assert "seems to report that there was nothing, in words that are not understood" in str(refusal)
