"""The commands as a person or a script meets them: results, exit codes, one clear sentence."""

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import typer.rich_utils

from commands import run
from safetystats import cli
from safetystats.cli import helping
from safetystats.findings import SKIPPED
from safetystats.ledgers import read_ledgers
from safetystats.locale import catalogued
from safetystats.shipped import shipped
from safetystats.writing import only_writer

ACCIDENTS = """\
事故台账（虚构示例）,,,,
序号,发生日期,所属区,事故分类,死亡人数
1,2020年3月5日,门头沟,工矿商贸,1
2,2020-04-06,朝阳区,工矿商贸,2
3,2020/5/7,海淀区,道路运输,0
合计,,,,3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one ledger in it."""
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "a.csv").write_text(ACCIDENTS, encoding="utf-8")
    return tmp_path / "all"


@pytest.fixture
def accidents(tmp_path: Path) -> Path:
    path = tmp_path / "事故.csv"
    path.write_text(ACCIDENTS, encoding="utf-8")
    return path


def test_clean_balances_every_sheet_in_json(tmp_path, accidents):
    done = run("clean", accidents, "--out", "ledger", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (sheet,) = json.loads(done.stdout)["files"]
    assert (sheet["file"], sheet["kind"]) == ("事故.csv", "accidents")
    assert (sheet["rows_read"], sheet["rows_kept"], sheet["rows_quarantined"]) == (3, 3, 0)
    assert sheet["rows_skipped"] == 3  # title, header, total
    assert sheet["findings"]["area_spelling"] == 1
    names = {p.name for p in (tmp_path / "ledger").iterdir()}
    assert {"accidents.parquet", "findings.parquet", "findings.csv", "quarantine.csv"} <= names


def test_a_file_without_a_header_is_refused_and_earlier_ledgers_stay(tmp_path, accidents):
    assert run("clean", accidents, cwd=tmp_path).returncode == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "data" / "ledger").iterdir()}
    (tmp_path / "notes.csv").write_text("hello,world\n1,2\n", encoding="utf-8")
    done = run("clean", accidents, "notes.csv", cwd=tmp_path)
    assert done.returncode == 3
    assert "Nothing was written, because 'notes.csv' was refused" in done.stderr
    assert "Traceback" not in done.stderr
    assert {p.name: p.read_bytes() for p in (tmp_path / "data" / "ledger").iterdir()} == before


def test_a_refusal_quotes_no_number_of_a_person(tmp_path):
    (tmp_path / "a.csv").write_text("张某,110108198503121233,13911112222\n李某,,\n", encoding="utf-8")
    told = run("clean", "a.csv", cwd=tmp_path).stderr
    reason = json.loads(run("clean", "a.csv", "--json", cwd=tmp_path).stdout)["rejected"][0]["reason"]
    for text in (told, reason):
        assert "has no sheet with a known header" in text
        assert "139****2222" in text
        assert not re.search("13911112222|19850312", text)


def test_what_is_no_ledger_file_in_a_folder_is_told_and_refuses_nothing(tmp_path, folder):
    for name in ("报告.docx", "表.ods", "NOTICE.txt"):
        (folder / name).write_bytes(b"PK")
    done = run("clean", folder, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [f["file"] for f in answer["files"]] == ["a.csv"]
    assert [f["file"] for f in answer["skipped"]] == ["报告.docx", "表.ods"]
    assert answer["rejected"] == []
    assert "'表.ods' was passed over" in done.stderr


def test_a_folder_named_like_a_workbook_is_refused_by_itself(tmp_path, folder):
    (folder / "b.xlsx").mkdir()
    done = run("clean", folder, "--json", cwd=tmp_path)
    assert done.returncode == 4
    answer = json.loads(done.stdout)
    assert [f["file"] for f in answer["files"]] == ["a.csv"]
    assert [r["file"] for r in answer["rejected"]] == ["b.xlsx"]
    assert "'b.xlsx' is a folder with the name of a file" in answer["rejected"][0]["reason"]
    assert "REJECTED 'b.xlsx'" in done.stderr


def test_a_link_to_a_ledger_that_is_gone_refuses_the_whole(tmp_path, folder):
    (folder / "c.xlsx").symlink_to(folder / "gone.xlsx")
    done = run("clean", folder, "--json", cwd=tmp_path)
    assert done.returncode == 3
    answer = json.loads(done.stdout)
    assert [r["file"] for r in answer["rejected"]] == ["c.xlsx"]
    assert "'c.xlsx' is a link that points to no file" in done.stderr
    assert not (tmp_path / "data" / "ledger").exists()


def test_an_empty_file_is_refused_by_itself(tmp_path, folder):
    (folder / "b.csv").write_bytes(b"")
    (folder / "c.csv").write_text("\n\n", encoding="utf-8")
    openpyxl.Workbook().save(folder / "d.xlsx")
    done = run("clean", folder, "--json", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    answer = json.loads(done.stdout)
    assert [f["file"] for f in answer["files"]] == ["a.csv"]
    assert [r["file"] for r in answer["rejected"]] == ["b.csv", "c.csv", "d.xlsx"]
    assert all("is empty" in r["reason"] for r in answer["rejected"])


def test_a_pipe_is_told_as_what_it_is(tmp_path, folder):
    os.mkfifo(folder / "c.csv")
    done = run("clean", folder, "--json", cwd=tmp_path)
    assert done.returncode == 3
    assert "'c.csv' is a pipe, a socket or a device, and no file" in done.stderr


def test_ledgers_written_into_the_folder_of_the_sheets_are_no_sheets_the_next_time(tmp_path, folder):
    for _ in range(2):
        done = run("clean", folder, "--out", folder / "out", "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stdout
        assert [f["file"] for f in json.loads(done.stdout)["files"]] == ["a.csv"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always a text")
def test_a_file_whose_name_is_no_text_is_read_under_a_readable_one(tmp_path, folder):
    (folder / "a.csv").rename(folder / os.fsdecode("事故.csv".encode("gbk")))
    done = run("clean", folder, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [f["file"] for f in json.loads(done.stdout)["files"]] == ["事故.csv"]


def test_a_workbook_of_corrections_is_refused_with_what_to_do(tmp_path, folder):
    (folder / "corrections.xlsx").write_bytes(b"PK")
    done = run("clean", folder, cwd=tmp_path)
    assert done.returncode == 3
    assert "Save it as corrections.csv" in done.stderr


def test_a_ledger_of_which_no_row_was_kept_is_told(tmp_path, folder):
    text = "编号,发生日期,区\n1,某日,平谷区\n2,某日,怀柔区\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    done = run("clean", folder, cwd=tmp_path)
    assert "accidents: every row was set aside (2), most for 'no readable occurred_on'" in done.stderr


def test_the_balance_is_told_in_chinese_where_that_is_asked(tmp_path, folder):
    text = "编号,发生日期,区,死亡人数\n1,某日,平谷区,1\n2,某日,怀柔区,1\n合计,,,2\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    (folder / "表.ods").write_bytes(b"PK")
    done = run("clean", folder, "--lang", "zh", "--out", "ledger", cwd=tmp_path)
    *told, last = done.stderr.splitlines()
    assert told == [
        "未读入“表.ods”：不是Excel、CSV文件，也不是含表格的文本。",
        "事故台账：全部2行均被搁置，主要原因：“发生日期”无法识别。",
    ]
    assert last.startswith("此处没有project.toml，也未指定：按北京市处理")
    balance, written = done.stdout.splitlines()
    assert balance.startswith("事故台账：读入2行＝保留0行＋搁置2行；非数据行2行；问题")
    assert written == "已写入ledger"


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (["--lang", "zh"], ["“空.csv”为空文件（0字节）"]),
        (["--lang=both"], ["“空.csv”为空文件（0字节）", "'空.csv' is empty (0 bytes)"]),
        ([], ["'空.csv' is empty (0 bytes)"]),
    ],
)
def test_a_refusal_is_told_in_the_language_asked_for(tmp_path, lang, lines):
    (tmp_path / "空.csv").write_bytes(b"")
    done = run("clean", "空.csv", *lang, cwd=tmp_path)
    assert done.returncode == 3
    told = done.stderr.strip().splitlines()
    assert len(told) == len(lines)
    assert all(said in line for said, line in zip(lines, told))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["brief", "门头沟县", "--as-of", "2020-08-24"], "未知的地区“门头沟县”。最相近的：'门头沟区'"),
        (["brief", "北京市", "--as-of", "2020-08-24"], "“北京市”是全市：全市数据见各区简报。"),
        (["brief", "门头沟区"], "缺少--as-of，即统计截止日期"),
        (["brief", "门头沟区", "--as-of", "2020-08-24", "--basis", "norail"], "未知的统计口径“norail”"),
        (["brief", "门头沟区", "--as-of", "24.8.2020"], "应为日期，如2020-08-24，实际为'24.8.2020'"),
        (["brief", "门头沟区", "--as-of", "2020-08-24"], "中没有清洗后的台账（缺少ledgers.json）"),
        (["clean", "--project", "none.toml", "."], "没有项目文件“none.toml”"),
        (
            ["clean", "--project", "wrong.toml", "."],
            "“wrong.toml”的设置项“city”：应为加引号的文本；实际为3。",
        ),
        (["clean", "--project", "odd.toml", "."], "未知的设置项“citty”。最相近的：'city'"),
        (["clean", ".", "--kind", "accident"], "未知的台账类别“accident”"),
        (["clean", ".", "--corrections", "c.csv"], "未知的决定“maybe”"),
        (["explain", "T"], "没有简报"),
        (["brieff"], "没有命令“brieff”。是否为'brief'？"),
        (["brief", "--sinze", "2020"], "没有选项--sinze（可能是："),
        (["clean"], "缺少参数“PATH...”。"),
        (["brief", "--as-of"], "选项--as-of后须有值。"),
        (["clean", ".", "--lang", "fr"], "'--lang'的值不对：'fr'不在"),
    ],
)
def test_wrong_use_is_told_in_the_language_of_the_project(tmp_path, accidents, arguments, says):
    city = 'city = "北京市"\ncity_en = "Beijing"\ncode = ""\nlanguage = "zh"\n'
    lists = {
        name: shipped("data", "reference", f"{file}.csv").as_posix()
        for name, file in (("areas", "areas"), ("aliases", "area_aliases"))
    }
    for name, text in {
        "project.toml": city + "".join(f'{name} = "{path}"\n' for name, path in lists.items()),
        "wrong.toml": city.replace('"北京市"', "3"),
        "odd.toml": f'{city}citty = "x"\n',
        "c.csv": "decision,ledger,column,rule,before,after\nmaybe,accidents,area,,甲,乙\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert says in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_error_is_told_in_both_languages(tmp_path):
    order = ("brief", "门头沟区", "--as-of", "2020-08-24", "--lang", "both")
    told = run(*order, cwd=tmp_path).stderr.strip().splitlines()
    assert len(told) == 2
    assert re.match("错误：.*中没有清洗后的台账", told[0])
    assert re.match("Error: .* holds no clean ledgers", told[1])


def test_a_rejected_file_is_listed_in_json_beside_the_good_ones(tmp_path, accidents):
    (tmp_path / "notes.csv").write_text("hello,world\n1,2\n", encoding="utf-8")
    done = run("clean", accidents, "notes.csv", "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert [f["file"] for f in answer["files"]] == ["事故.csv"]
    assert [f["file"] for f in answer["rejected"]] == ["notes.csv"]
    assert "known header" in answer["rejected"][0]["reason"]


NOTES = {
    "更正说明.csv": "序号,更正内容,更正日期\n1,第三行死亡人数应为0,2020-09-01\n",
    "字段说明.txt": "字段\t说明\t备注\n发生日期\t事故发生的日期\t必填\n区\t所在区\t必填\n",
    "说明.csv": "本月数据由各区报送\n如有疑问请联系办公室\n",
}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_in_a_folder_is_refused_by_itself_and_named_aloud(tmp_path, folder, name):
    (folder / name).write_text(NOTES[name], encoding="utf-8")
    done = run("clean", folder, "--json", "--quiet", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert done.returncode == 4
    assert [f["file"] for f in answer["files"]] == ["a.csv"]
    assert [f["file"] for f in answer["rejected"]] == [name]
    assert f"REJECTED '{name}', nothing of it was read: '{name}' has no sheet with a known" in done.stderr
    built = read_ledgers(tmp_path / "data" / "ledger")
    assert (name, "", 0, "no known header") in [
        tuple(line[:4]) for line in built.skipped[list(SKIPPED)].values
    ]
    assert name in set(built.balance(by_sheet=True)["file"])


@pytest.mark.parametrize(
    "text",
    [
        "zone,day,killed\nnorth,2020-01-02,1\n",
        "单位,地点,门类\n甲厂,朝阳区,制造\n乙厂,平谷区,采矿\n",
        "SG2020-009,2020-01-05,平谷区,1\nSG2020-010,2020-01-06,平谷区,0\n",
        "原编号,出事时点,亡人\n1,5/1/2020 8:00,1\n",
    ],
)
def test_a_file_in_a_folder_that_may_hold_records_refuses_all(tmp_path, folder, text):
    (folder / "b.csv").write_text(text, encoding="utf-8")
    done = run("clean", folder, cwd=tmp_path)
    assert done.returncode == 3
    assert "Nothing was written, because 'b.csv' was refused" in done.stderr
    assert not (tmp_path / "data").exists()


def test_sheets_are_counted_into_a_cube_and_a_second_time_only_what_changed(tmp_path, folder):
    order = ("count", folder, "--out", "cube.npz", "--store", "parts", "--jobs", "1")
    first = run(*order, "--json", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    (balance,) = json.loads(first.stdout)["ledgers"]
    assert balance["ledger"] == "accidents"
    assert balance["rows_read"] == balance["rows_counted"] > 0
    assert "Counting 1/1: a.csv: counted" in first.stderr
    written = (tmp_path / "cube.npz").read_bytes()
    again = run(*order, cwd=tmp_path)
    assert "Counting 1/1: a.csv: unchanged" in again.stderr
    assert again.stdout.splitlines()[-1] == "cube.npz"
    assert (tmp_path / "cube.npz").read_bytes() == written


def test_sheets_are_cleaned_a_second_time_from_what_was_kept_of_them(tmp_path, folder):
    order = ("clean", folder, "--store", "read", "--json")
    first = run(*order, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    (kept,) = (tmp_path / "read").iterdir()
    written = kept.stat().st_mtime_ns
    again = run(*order, cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert kept.stat().st_mtime_ns == written


def test_counting_says_of_a_note_that_it_is_no_ledger_and_stops_at_what_may_be_one(tmp_path, folder):
    (folder / "说明.csv").write_text(NOTES["说明.csv"], encoding="utf-8")
    done = run("count", folder, "--jobs", "1", "--quiet", cwd=tmp_path)
    assert done.returncode == 4
    assert "REJECTED '说明.csv', nothing of it was counted" in done.stderr
    (folder / "b.csv").write_text("zone,day,killed\nnorth,2020-01-02,1\n", encoding="utf-8")
    done = run("count", folder, "--out", "other.npz", "--jobs", "1", "--quiet", cwd=tmp_path)
    assert done.returncode == 3
    assert "Nothing was counted, because 'b.csv' was refused" in done.stderr
    assert not (tmp_path / "other.npz").exists()


def test_a_folder_of_notes_alone_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "说明.csv").write_text(NOTES["说明.csv"], encoding="utf-8")
    assert run("clean", "in", cwd=tmp_path).returncode == 3


def test_a_city_without_a_ledger_gets_its_briefing_by_its_project(tmp_path):
    assert run("init", "own", "--city", "杭州市", cwd=tmp_path).returncode == 0
    table = "2025年生产安全事故情况\n区县,事故起数\n西湖区,14\n其他,106\n合计,120\n"
    (tmp_path / "own" / "a.csv").write_text(table, encoding="utf-8")
    order = (
        "brief",
        "西湖",
        "--as-of",
        "2025-12-31",
        "--totals",
        tmp_path / "own" / "a.csv",
        "--formats",
        "html",
    )
    done = run(*order, "--project", tmp_path / "own" / "project.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = tmp_path / "reports" / "2025-12-31" / "330106-xihu-totals" / "briefing.html"
    assert "杭州市生产安全事故120起，其中西湖区14起，占11.7%" in page.read_text(encoding="utf-8")
    # In the folder of the project no option is needed; elsewhere the city is another.
    assert run(*order, cwd=tmp_path / "own").returncode == 0
    done = run(*order, cwd=tmp_path)
    assert done.returncode == 2
    assert "Unknown area '西湖'" in done.stderr


def test_every_area_of_published_tables_gets_its_briefing(tmp_path):
    table = "2025年生产安全事故情况\n区县,事故起数\n西湖区,14\n上城区,9\n其他,97\n合计,120\n"
    assert run("init", "own", "--city", "杭州市", cwd=tmp_path).returncode == 0
    (tmp_path / "own" / "a.csv").write_text(table, encoding="utf-8")
    order = ("brief", "--all", "--totals", "a.csv", "--formats", "html")
    done = run(*order, "--as-of", "2025-12-31", "--json", cwd=tmp_path / "own")
    assert done.returncode == 0, done.stderr
    assert [one["area"] for one in json.loads(done.stdout)["briefings"]] == ["西湖区", "上城区"]
    done = run(*order, "--as-of", "2025-12-31", cwd=tmp_path / "own")
    folder = "reports/2025-12-31"
    pages = [f"{folder}/{area}-totals/briefing.html" for area in ("330106-xihu", "330102-shangcheng")]
    assert done.stdout.split() == [f"{folder}/index.html", *pages]
    index = (tmp_path / "own" / folder / "index.html").read_text(encoding="utf-8")
    assert 'href="330106-xihu-totals/briefing.html"' in index
    assert "aria-sort" in index
    done = run(*order, "--as-of", "2024-12-31", cwd=tmp_path / "own")
    assert done.returncode == 2
    assert "统计时段为2025年1月1日至2025年12月31日，没有2024年截至2024年12月31日的数据" in done.stderr


def test_a_briefing_that_failed_names_no_page(tmp_path):
    table = "2014年事故情况\n地区,死亡人数\n全国,3\n北京市,30\n"
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    done = run("brief", "北京市", "--as-of", "2014-12-31", "--totals", "a.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "失败 北京市" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["clean", "missing.csv"], 3, "There is no file or folder 'missing.csv'"),
        (["count", "missing.csv"], 3, "There is no file or folder 'missing.csv'"),
        (
            ["clean", "事故.csv", "--kind", "accident"],
            2,
            "Unknown kind of ledger 'accident'. Nearest: 'accidents'",
        ),
        (["clean", "事故.csv", "--project", "none.toml"], 2, "There is no project file 'none.toml'"),
        (["brief", "门头沟区"], 2, "Missing --as-of"),
        (["brief", "--as-of", "2020-08-24"], 2, "Name one area or more, or ask for --all"),
        (["brief", "门头沟县", "--as-of", "2020-08-24"], 2, "Unknown area '门头沟县'. Nearest: '门头沟区'"),
        (["brief", "门头沟区", "--as-of", "24.8.2020"], 2, "needs a day such as 2020-08-24"),
        (["brief", "门头沟区", "--as-of", "2026/6/31"], 2, "2026-06 has 30 days; found '2026/6/31'"),
        (["brief", "门头沟区", "--as-of", "2026-02-29"], 2, "2026-02 has 28 days; found '2026-02-29'"),
        (["brief", "门头沟区", "--as-of", "2026年13月1日"], 2, "needs a day such as 2020-08-24"),
        (["brief", "门头沟区", "--as-of", "2020-08-24", "--basis", "norail"], 2, "Unknown basis 'norail'"),
        (["brief", "门头沟区", "--as-of", "2020-08-24"], 3, "holds no clean ledgers"),
        (["brief", "北京市", "--as-of", "2014-12-31", "--totals", "none"], 3, "no file or folder 'none'"),
        (
            ["brief", "北京市", "--as-of", "2014-12-31", "--totals", "none", "--formats", "word"],
            2,
            "Unknown format 'word'. Known (4): html, docx, pdf, xlsx",
        ),
        (["brief", "门头沟区", "--as-of", "2020-08-24", "--formats", "word"], 2, "Unknown format 'word'"),
        (
            ["brief", "门头沟区", "--as-of", "2020-08-24", "--cube", "none.npz"],
            3,
            "There is no cube 'none.npz'",
        ),
        (
            ["brief", "--all", "--as-of", "2020-08-24", "--cube", "事故.csv"],
            3,
            "is no cube, or damaged (it is no archive)",
        ),
        (
            [
                "brief",
                "门头沟区",
                "--as-of",
                "2020-08-24",
                "--cube",
                "a.npz",
                "--ledgers",
                "data/ledger",
                "--lang",
                "en",
            ],
            2,
            "Name one of --ledgers, --cube and --totals: a briefing is made from one of them.",
        ),
        (["demo", "--formats", "word"], 2, "Unknown format 'word'"),
        (["audit", "--formats", "word"], 2, "Unknown format 'word'"),
        (["snapshot", "--as-of", "2020-08-24"], 3, "holds no clean ledgers"),
        (["snapshot", "--as-of", "24.8.2020"], 2, "needs a day such as 2020-08-24"),
        (["compare", "old", "new"], 3, "'old' holds no clean ledgers: there is no such folder"),
        (["clean", "事故.csv", "--corrections", "none.csv"], 3, "There is no file 'none.csv' of corrections"),
        (["audit"], 3, "holds no clean ledgers"),
        (["explore", "--as-of", "24.8.2020"], 2, "needs a day such as 2020-08-24"),
        (["explore", "--project", "none.toml"], 2, "There is no project file 'none.toml'"),
        (["audit", "letter.rtf"], 3, "letter.rtf"),
        (["brief", "--lang", "fr"], 2, "'fr'"),
        (["brieff"], 2, "brieff"),
    ],
)
def test_bad_input_gives_one_clear_sentence_and_its_exit_code(tmp_path, accidents, arguments, code, says):
    before = set(tmp_path.rglob("*"))
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert set(tmp_path.rglob("*")) == before


def test_help_lists_the_commands_and_a_gbk_terminal_does_not_stop_it(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "safetystats", "--help"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert done.returncode == 0
    for command in (b"demo", b"clean", b"count", b"snapshot", b"compare", b"brief", b"audit", b"explore"):
        assert command in done.stdout


def test_all_help_has_its_chinese_and_none_is_left_over():
    owners = helping.told_below(typer.main.get_command(cli.app))
    told = {text for owner in owners for text in helping.paragraphs(owner.help)}
    titles = {getattr(typer.rich_utils, title) for title in helping.TITLES}
    assert set(catalogued("help")) == told | titles


@pytest.mark.parametrize(
    ("order", "terminal", "told"),
    [
        (("--help",), "zh_CN.UTF-8", "检查本机和本文件夹中常见的问题，并说明如何处理。"),
        (("--help",), "en_GB.UTF-8", "Look at what has been a reason for trouble"),
        # what is asked for in words goes before the terminal
        (("brief", "--lang", "zh", "--help"), "C", "统计起始日；默认：两年前的1月1日，或"),
        (("doctor", "--help"), "C", "回答的语言。"),
    ],
)
def test_help_is_in_the_readers_language_and_no_line_of_it_is_cut(order, terminal, told, tmp_path):
    spoken = {**os.environ, "LC_ALL": terminal, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "safetystats", *order]
    done = subprocess.run(command, cwd=tmp_path, env=spoken, capture_output=True, text=True, encoding="utf-8")
    assert told in done.stdout
    assert "…" not in done.stdout


def test_help_loads_neither_pandas_nor_matplotlib(tmp_path):
    code = (
        "import sys\n"
        "sys.argv = ['safetystats', '--help']\n"
        "from safetystats.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    heavy = {'pandas', 'numpy', 'matplotlib', 'scipy', 'papermill'} & set(sys.modules)\n"
        "    print(len(sys.modules), *sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    modules, *heavy = done.stderr.split()
    assert not heavy
    # Half of them are Python's own; pandas alone would be as many again.
    assert int(modules) < 500


def test_a_batch_compiles_no_grammar_of_addresses_and_leaves_it_to_others():
    code = (
        "import sys, safetystats.batch\n"
        "print('lark' in sys.modules)\n"
        "import rfc3987_syntax\n"
        "print(rfc3987_syntax.is_valid_syntax('iri', 'http://例.cn'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_a_second_run_of_a_batch_writes_nothing_and_logs_a_line_an_area(tmp_path, example_folder):
    order = ["brief", "延庆区", "--as-of", "2020-08-24", "--ledgers", example_folder, "--out", "out"]
    first = run(*order, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert re.search(r"^简报 1/1: 延庆区 \(zh\): 已完成，用时[\d.]+秒$", first.stderr, re.MULTILINE)
    written = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.*") if p.name != ".lock"}
    again = run(*order, cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert "简报 1/1: 延庆区 (zh): 无变化\n" in again.stderr
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.*") if p.name != ".lock"} == written
    assert run(*order, "--quiet", cwd=tmp_path).stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="sends the signal of Ctrl-C")
def test_a_batch_that_is_interrupted_says_that_a_second_run_goes_on(tmp_path, example_folder):
    order = ["brief", "--all", "--as-of", "2020-08-24", "--ledgers", str(example_folder), "--lang", "en"]
    command = [sys.executable, "-m", "safetystats", *order, "--formats", "html", "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as batch:
        assert batch.stderr.readline().startswith("No project.toml is here or named")
        assert batch.stderr.readline().startswith("Briefings 1/17: ")
        batch.send_signal(signal.SIGINT)
        out, told = batch.communicate(timeout=60)
    assert (batch.returncode, out) == (130, "")
    assert told.endswith("Interrupted. A second run goes on where this one stopped.\n")
    assert list(tmp_path.glob("reports/2020-08-24/*/manifest*.json"))


def test_an_audit_says_what_is_struck_through_in_a_letter(tmp_path):
    page = "<p>2020年1-5月，全市发生事故<del>74</del>73起。</p>"
    (tmp_path / "通报.html").write_text(page, encoding="utf-8")
    done = run("audit", "通报.html", "--extract-only", "--json", "--lang", "en", cwd=tmp_path)
    assert [claim["value"] for claim in json.loads(done.stdout)] == [73]
    assert "Left out, as it is struck through or deleted: '74'" in done.stderr


def test_extracting_lists_the_figures_of_a_letter_without_any_ledger(tmp_path):
    (tmp_path / "通报.txt").write_text("2020年1-5月，全市发生事故73起、死亡80人。\n", encoding="utf-8")
    done = run("audit", "通报.txt", "--extract-only", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    claims = json.loads(done.stdout)
    assert [(c["value"], c["unit"], c["period"]) for c in claims] == [
        (73, "起", "2020-01-01/2020-05-31"),
        (80, "人", "2020-01-01/2020-05-31"),
    ]


def test_the_audit_of_the_shipped_claims_writes_its_table_and_page(tmp_path, example_folder):
    done = run("audit", "--ledgers", example_folder, "--out", "audit", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    claims = {c["claim_id"]: c for c in json.loads(done.stdout)}
    assert len(claims) > 50
    construction = next(c for c in claims.values() if c["value"] == 70)
    assert (construction["numerator"], construction["denominator"]) == (7, 10)
    assert construction["verdict"] == "agrees"
    written = {path.name for path in (tmp_path / "audit").iterdir()}
    assert {"audit.csv", "consistency.csv", "implied.csv", "items.csv", "audit.html"} <= written
    assert (tmp_path / "audit" / "audit.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_audit_of_an_unknown_area_writes_nothing(tmp_path, example_folder):
    asked = ["--area", "门头沟县", "--as-of", "2020-08-24"]
    done = run("audit", "--ledgers", example_folder, "--out", "audit", *asked, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Unknown area '门头沟县'" in done.stderr
    assert not (tmp_path / "audit").exists()


def test_a_folder_that_another_run_is_writing_to_gets_no_audit(tmp_path, example_folder):
    with only_writer(tmp_path / "audit"):
        done = run("audit", "--ledgers", example_folder, "--out", "audit", cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        assert "Another run is writing" in done.stderr
        assert not (tmp_path / "audit" / "audit.csv").exists()


def test_a_letter_that_differs_from_the_ledgers_says_so_in_its_exit_code(tmp_path, example_folder):
    (tmp_path / "通报.txt").write_text("2020年1-5月，全市工矿商贸事故19起、死亡18人。\n", encoding="utf-8")
    done = run("audit", "通报.txt", "--ledgers", example_folder, "--json", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    verdicts = {(c["value"], c["unit"]): c["verdict"] for c in json.loads(done.stdout)}
    assert verdicts == {(19, "起"): "differs", (18, "人"): "agrees"}


def test_a_letter_that_contradicts_itself_is_told_so_with_and_without_ledgers(tmp_path, example_folder):
    text = "2017年发现隐患17082处，整改16197处，整改率95.6%。\n"
    (tmp_path / "通报.txt").write_text(text, encoding="utf-8")
    told = "文中数字自相矛盾：整改率95.6%，对照16197/17082：应为94.82"
    listed = run("audit", "通报.txt", "--extract-only", "--json", cwd=tmp_path)
    assert (listed.returncode, listed.stderr.strip()) == (0, told)
    assert len(json.loads(listed.stdout)) == 3
    order = ("audit", "通报.txt", "--ledgers", example_folder, "--out", "audit", "--json", "--lang", "en")
    done = run(*order, cwd=tmp_path)
    told = "The text contradicts itself: 整改率 95.6% against 16197/17082: it would be 94.82"
    assert (done.returncode, done.stderr.strip()) == (4, told)
    assert {c["verdict"] for c in json.loads(done.stdout)} == {"cannot be computed"}
    assert "应为94.82" in (tmp_path / "audit" / "consistency.csv").read_text(encoding="utf-8-sig")


def test_a_letter_without_a_figure_is_told(tmp_path, example_folder):
    (tmp_path / "通报.txt").write_text("各区要深刻吸取事故教训，压实责任。\n", encoding="utf-8")
    done = run("audit", "通报.txt", "--ledgers", example_folder, "--lang", "en", cwd=tmp_path)
    # Before it stands which city's lists were taken.
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "No figure was found in '通报.txt'.")


def test_claims_that_a_person_corrects_are_checked_in_place_of_the_letter(tmp_path, example_folder):
    (tmp_path / "通报.txt").write_text("2020年1-5月，全市工矿商贸事故19起、死亡18人。\n", encoding="utf-8")
    run("audit", "通报.txt", "--ledgers", example_folder, "--out", "audit", cwd=tmp_path)
    claims = tmp_path / "audit" / "claims.csv"
    text = claims.read_text(encoding="utf-8-sig")
    claims.write_text(text.replace(",19.0,", ",18.0,"), encoding="utf-8-sig")
    done = run("audit", claims, "--ledgers", example_folder, "--out", "again", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [claim["verdict"] for claim in json.loads(done.stdout)] == ["agrees", "agrees"]


def test_what_a_letter_forces_is_told_without_any_ledger(tmp_path):
    done = run("audit", "--implied", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"numbers", "ways", "contradictions", "rises"}
    closed = next(row for row in found["numbers"] if row["measure"] == "hazards_closed")
    assert (closed["low"], closed["high"], closed["high_uncapped"]) == (820, 828, 901)
    text = "2017年发现隐患17082处，整改16197处，整改率95.6%。\n"
    (tmp_path / "通报.txt").write_text(text, encoding="utf-8")
    done = run("audit", "通报.txt", "--implied", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 4
    assert "Figures that exclude each other" in done.stdout
    assert "closure rate 95.6%" in done.stdout


def test_cleaning_tells_what_is_left_for_a_person_and_is_quiet_where_nothing_is(tmp_path):
    rows = "发生日期,区,死亡人数,单位名称\n2020-01-05,门头沟区,1,甲厂\n2020-01-05,门头沟区,,甲厂\n"
    (tmp_path / "事故.csv").write_text(rows + "2020-02-05,火星区,1,乙厂\n", encoding="utf-8")
    done = run("clean", "事故.csv", "--lang", "zh", cwd=tmp_path)
    assert "事故台账：1行无法确定所属区，只计入全市\nproposals.csv：2项待人工确认\n" in done.stdout
    (tmp_path / "事故.csv").write_text(rows.rsplit("\n", 2)[0] + "\n", encoding="utf-8")
    done = run("clean", "事故.csv", "--lang", "zh", cwd=tmp_path)
    assert done.stdout.splitlines()[1:] == ["已写入data/ledger"]


def test_corrections_beside_the_sheets_are_applied_and_told(tmp_path, accidents):
    lines = "accidents,area,area_spelling,朝阳,朝阳区,accept,", "accidents,area,,火星,朝阳区,采纳,"
    header = "ledger,column,rule,before,after,decision,note"
    (tmp_path / "corrections.csv").write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    done = run("clean", ".", "--out", "ledger", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "corrections: 2 lines met nothing" in done.stdout
    findings = (tmp_path / "ledger" / "findings.csv").read_text(encoding="utf-8-sig")
    assert "corrections.csv,,3,area,correction_unused,火星,朝阳区" in findings
    (tmp_path / "other.csv").write_text("\n".join([header, "accidents,area,,门头沟,海淀区,accept,"]))
    done = run("clean", "事故.csv", "--corrections", "other.csv", "--json", cwd=tmp_path)
    (sheet,) = json.loads(done.stdout)["files"]
    assert sheet["findings"]["correction"] == 1


def test_a_snapshot_of_a_day_to_come_is_warned_of(tmp_path, accidents):
    assert run("clean", accidents, "--out", "ledger", cwd=tmp_path).returncode == 0
    for day, warned in (("2999-01-01", True), ("2020-12-31", False)):
        done = run("snapshot", "--ledgers", "ledger", "--as-of", day, "--out", "kept", cwd=tmp_path)
        assert (done.returncode, "has not come yet" in done.stderr) == (0, warned)


def test_every_command_answers_in_the_language_of_the_project_unless_another_is_asked_for(tmp_path):
    assert run("init", ".", "--city", "某市", "--areas", "朝阳区,海淀区", cwd=tmp_path).returncode == 0
    sheet = tmp_path / "data" / "raw" / "事故.csv"
    sheet.write_text(ACCIDENTS, encoding="utf-8")
    cleaned = run("clean", sheet, cwd=tmp_path).stdout.splitlines()
    assert cleaned[0].startswith("事故台账：读入")
    assert cleaned[-1] == "已写入data/ledger"
    assert run("clean", sheet, "--lang", "en", cwd=tmp_path).stdout.startswith("accidents: ")
    counted = run("count", sheet, "--jobs", "1", cwd=tmp_path)
    assert counted.stdout.startswith("事故台账：读入")
    taken = run("snapshot", "--as-of", "2999-12-31", cwd=tmp_path)
    assert taken.stderr.strip() == "2999-12-31还未到：此后至该日录入的记录不在本快照中。"
    kept = taken.stdout.strip()
    assert run("compare", kept, "data/ledger", cwd=tmp_path).stdout.strip() == "记录没有差别。"
    sheet.write_text(
        ACCIDENTS.replace("2020-04-06,朝阳区,工矿商贸,2", "2020-04-06,朝阳区,工矿商贸,3"), "utf-8"
    )
    run("clean", sheet, cwd=tmp_path)
    said = run("compare", kept, "data/ledger", cwd=tmp_path).stdout.splitlines()
    assert said[0] == "前：截至2999年12月31日；后：现有台账（不是快照，日期不明）。"
    assert said[1] == "事故台账：有改动1条"
    assert "朝阳区，2020年，死亡人数（生产安全死亡事故）：2 -> 3（+1）：" in "\n".join(said)
    run("compare", kept, "data/ledger", "--out", "compared", cwd=tmp_path)
    read = {name: pd.read_csv(tmp_path / "compared" / f"{name}.csv") for name in ("changes", "ratios")}
    (first, *_) = read["changes"].to_dict("records")
    assert (first["change"], first["change_name"]) == ("changed", "有改动")
    assert (first["column"], first["column_name"]) == ("deaths", "死亡人数")
    assert (first["ledger"], first["ledger_name"]) == ("accidents", "事故台账")
    assert set(read["ratios"]["figure_name"]) == {"占全市比重", "行业占比", "销账率"}
    told = run("compare", kept, "data/ledger", "--lang", "both", cwd=tmp_path).stdout.splitlines()
    assert told[: len(said)] == said
    assert told[len(said) + 1] == "accidents: 1 changed"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "No project.toml is here or named: taken for Beijing, with the areas, residents and sectors "
             "that are shipped, and written in English."),
        (["--lang", "zh"],
         "此处没有project.toml，也未指定：按北京市处理，采用自带的地区、居民人数和行业清单，以中文写出。"),
        (["--lang", "both"], "written in Chinese and English."),
        (["--quiet"], None),
        (["--json"], None),
        (["--project", "own"], None),
    ],
)  # fmt: skip
def test_a_command_without_a_project_says_in_one_line_which_it_takes(tmp_path, accidents, options, told):
    run("init", tmp_path / "own", "--city", "杭州")
    done = run("clean", accidents.name, "--out", "ledger", *options, cwd=tmp_path)
    said = [line for line in done.stderr.splitlines() if "--lang" in line]
    assert len(said) == (told is not None)
    assert told is None or told in said[0]
    for part in ("--project", "safetystats init"):
        assert told is None or part in said[0]


def test_a_mistyped_snapshot_is_named_with_those_that_are_there(tmp_path, accidents):
    assert run("clean", accidents, "--out", "ledger", cwd=tmp_path).returncode == 0
    taken = run("snapshot", "--ledgers", "ledger", "--as-of", "2020-12-31", cwd=tmp_path).stdout.strip()
    done = run("compare", "2020-12-30-0a0a0a0a", "ledger", cwd=tmp_path)
    assert done.returncode == 3
    assert "'2020-12-30-0a0a0a0a' holds no clean ledgers: there is no such folder" in done.stderr
    assert f"that are there: '{taken}', 'ledger'." in done.stderr


@pytest.mark.parametrize("day", ["2020-8-24", "2020/8/24", "2020年8月24日", "20200824"])
def test_a_day_may_be_written_in_every_plain_way_with_its_year_first(tmp_path, accidents, day):
    assert run("clean", accidents, "--out", "ledger", cwd=tmp_path).returncode == 0
    done = run("snapshot", "--ledgers", "ledger", "--as-of", day, "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["as_of"] == "2020-08-24"


def test_a_ledger_in_which_nothing_is_understood_as_the_area_is_told(tmp_path, accidents):
    accidents.write_text(ACCIDENTS.replace("所属区", "片"), encoding="utf-8")
    done = run("clean", accidents, "--out", "ledger", cwd=tmp_path)
    told = f"no header of '{accidents.name}' was understood as the area"
    assert f"accidents: {told}, so its rows are of no known area. Headers not used: 序号、片" in done.stderr
    done = run("brief", "门头沟区", "--as-of", "2020-08-24", "--ledgers", "ledger", cwd=tmp_path)
    assert done.returncode == 2
    assert f"{told}. Headers not used: 序号、片. If one is the area" in done.stderr


def test_accidents_in_which_nothing_is_understood_as_the_deaths_are_told(tmp_path, accidents):
    accidents.write_text(ACCIDENTS.replace("死亡人数", "殁"), encoding="utf-8")
    done = run("clean", accidents, "--out", "ledger", cwd=tmp_path)
    told = f"accidents: no header of '{accidents.name}' was understood as the deaths"
    assert (
        f"{told}, so none of its accidents is known to be fatal. Headers not used: 序号、殁." in done.stderr
    )
    assert "[headers.accidents]" in done.stderr


@pytest.mark.parametrize(
    ("headers", "is_told"),
    [("近况,了结之日", True), ("整改状态,了结之日", False), ("近况,销账日期", False), ("近况,甲", True)],
)
def test_hazards_in_which_nothing_is_understood_as_their_end_are_told(tmp_path, headers, is_told):
    sheet = tmp_path / "隐患.csv"
    lines = [f"隐患编号,发现日期,区,隐患描述,整改期限,{headers}"]
    lines += [f"YH-{n},2020-03-0{n},朝阳区,甲,2020-04-01,已销账,2020-03-2{n}" for n in (1, 2, 3)]
    sheet.write_text("\n".join(lines), encoding="utf-8")
    done = run("clean", sheet, "--out", "ledger", cwd=tmp_path)
    told = "hazards: no header of '隐患.csv' was understood as the status or the closing day"
    assert (told in done.stderr) == is_told
    if is_told:
        assert f"Headers not used: {headers.replace(',', '、')}. If" in done.stderr


def test_ledgers_of_another_city_are_told_and_exit_with_4(tmp_path, accidents):
    text = ACCIDENTS.replace("门头沟", "南关区").replace("朝阳区", "宽城区").replace("海淀区", "绿园区")
    accidents.write_text(text, encoding="utf-8")
    done = run("clean", accidents, "--out", "ledger", "--quiet", cwd=tmp_path)
    assert done.returncode == 4
    assert "accidents: not one of 3 rows lies in an area of 北京市" in done.stderr
    assert "safetystats init FOLDER --city NAME" in done.stderr
    assert (tmp_path / "ledger" / "ledgers.json").exists()
    done = run("count", accidents, "--out", "cube.npz", "--jobs", "1", "--quiet", cwd=tmp_path)
    assert done.returncode == 4
    assert "accidents: not one of 3 rows lies in an area of 北京市" in done.stderr
    assert (tmp_path / "cube.npz").exists()


def test_a_snapshot_is_compared_with_what_came_of_the_ledgers_later(tmp_path, accidents):
    assert run("clean", accidents, "--out", "ledger", cwd=tmp_path).returncode == 0
    taken = run("snapshot", "--ledgers", "ledger", "--as-of", "2020-12-31", "--out", "kept", cwd=tmp_path)
    assert taken.returncode == 0, taken.stderr
    kept = taken.stdout.strip()
    same = run("compare", kept, "ledger", cwd=tmp_path)
    assert (same.returncode, same.stdout.strip()) == (0, "No record differs.")

    accidents.write_text(
        ACCIDENTS.replace("2020-04-06,朝阳区,工矿商贸,2", "2020-04-06,朝阳区,工矿商贸,3"), "utf-8"
    )
    assert run("clean", accidents, "--out", "ledger", cwd=tmp_path).returncode == 0
    done = run("compare", kept, "ledger", "--out", "compared", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "accidents: 1 changed" in done.stdout
    assert "Chaoyang, deaths, 2020 (fatal work accidents): 2 -> 3 (+1)" in done.stdout
    assert {path.name for path in (tmp_path / "compared").iterdir()} == {
        "changes.csv",
        "effects.csv",
        "ratios.csv",
    }
    answer = json.loads(run("compare", kept, "ledger", "--json", cwd=tmp_path).stdout)
    assert [(c["column"], c["before"], c["after"]) for c in answer["changes"]] == [
        ("deaths", "2", "3"),
        ("severity", "一般", "较大"),
    ]


def test_a_persons_number_in_the_name_of_a_file_or_sheet_is_written_nowhere(tmp_path, folder):
    (folder / "a.csv").rename(folder / "事故_11010519491231002X.csv")
    for name in ("事故_13911112222.csv", "事故_13922222222.csv"):
        (folder / name).write_text(ACCIDENTS, encoding="utf-8")
    (folder / "13933332222.pdf").write_bytes(b"%PDF")
    book = openpyxl.Workbook()
    book.active.title = "李某13944442222"
    for row in (["事故编号", "发生日期", "区", "死亡人数"], ["K-1", "2020-01-05", "平谷区", 1]):
        book.active.append(row)
    book.save(folder / "b.xlsx")
    done = run("clean", folder, "--out", "out", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [(f["file"], f["sheet"]) for f in json.loads(done.stdout)["files"]] == [
        ("b.xlsx", "李某139****2222"),
        ("事故_110105********002X.csv", ""),
        ("事故_139****2222.csv", ""),
        ("事故_139****2222（2）.csv", ""),
    ]
    built = read_ledgers(tmp_path / "out")
    found = built.findings[built.findings["column"].isin(["source_file", "source_sheet"])]
    assert found[["file", "rule", "action"]].values.tolist() == [
        ["b.xlsx", "mobile_masked", "corrected"],
        ["事故_110105********002X.csv", "identity_number_masked", "corrected"],
        ["事故_139****2222.csv", "mobile_masked", "corrected"],
        ["事故_139****2222（2）.csv", "mobile_masked", "corrected"],
    ]
    parts = [done.stdout, done.stderr, json.dumps(built.manifest, ensure_ascii=False)]
    parts += [path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.csv")]
    parts += [pd.read_parquet(path).to_csv() for path in (tmp_path / "out").glob("*.parquet")]
    with zipfile.ZipFile(tmp_path / "out" / "findings.xlsx") as workbook:
        parts += [workbook.read(name).decode("utf-8") for name in workbook.namelist()]
    for part in parts:
        assert not re.search("139[1-4]{4}2222|19491231", part)


def test_a_name_of_a_file_stays_whole_for_internal_readers_and_is_a_finding(tmp_path, folder):
    (folder / "a.csv").rename(folder / "13911112222.csv")
    done = run("clean", folder, "--audience", "internal", "--out", "out", "--json", cwd=tmp_path)
    assert [f["file"] for f in json.loads(done.stdout)["files"]] == ["13911112222.csv"]
    found = read_ledgers(tmp_path / "out").findings.query("column == 'source_file'")
    assert found[["rule", "before", "action"]].values.tolist() == [
        ["mobile_masked", "139****2222.csv", "kept"]
    ]
