"""Whatever stands in a cell stays a text in every output: no markup, no formula, no order to a terminal."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pypdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from safetystats import cli
from safetystats.errors import SafetystatsError
from safetystats.escape import without_formula
from safetystats.intake import take_in
from safetystats.project import Project
from safetystats.reference import headers
from safetystats.schema import LEDGERS

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
    # In a chart it is an empty box.
    pytest.mark.filterwarnings("ignore:Glyph .* missing from font:UserWarning"),
]

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onmouseover="alert(1)',
    "]]> &amp; <!-- -->", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1＋1", "\t=1", "../../上级",
    "C:\\nul", "%s%n%d", "{0}{name}", "{{7*7}}", "{% for %}", r"$\frac{1}{0}$", r"\input{/etc/passwd}",
    "#panic() ~ // `", "**粗** [链](javascript:alert(1))", "\x00\x07\x1b[2J乙", "\x9b31m丙",
    "甲\u202e公司\u202c", "一行\n二行\r\n三行", "\u2028分隔\ufffe", "长" * 3000,
)  # fmt: skip
"""Texts that some program takes for more than text."""

PROJECT = """\
city = "示例市"
city_en = "Example"
code = ""
language = "zh"
basis = "all"
areas = "areas.csv"
"""
AREAS = "code,area,area_en,slug,valid_from,valid_to,became\n,甲区,A,a,,,\n,乙区,B,b,,,\n"
KINDS = ("accidents", "hazards")
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs by which a text moves, colours or turns what stands on a terminal."""
NUMBER = re.compile(r"[-+]?[0-9][0-9.,e+-]*")


def sheet(kind: str, texts: Sequence[str]) -> str:
    """A ledger in CSV in which every text column holds every text; days, numbers, most areas are sound."""
    header = headers().query("ledger == @kind").groupby("column")["header"].first()
    columns = [column for column in LEDGERS[kind].columns if column.name in header]
    sound = {"date": "2020-0{}-1{}", "count": "{}", "yuan": "{}000", "area": "甲区"}

    def cell(row: int, place: int) -> str:
        column = columns[place]
        if column.kind in sound and not (column.kind == "area" and row % 4 == 3):
            return sound[column.kind].format(row % 6 + 1, row % 9)
        return texts[(row + place) % len(texts)]

    rows = [[cell(row, place) for place in range(len(columns))] for row in range(len(texts))]
    written = io.StringIO()
    csv.writer(written).writerows([[header[column.name] for column in columns], *rows])
    return written.getvalue()


def city_in(folder: Path, texts: Sequence[str]) -> Path:
    """A city's folder: settings, areas, and both ledgers in raw/."""
    (folder / "raw").mkdir(parents=True)
    # What has to be said of the sheets stands on every page.
    (folder / "raw" / "NOTICE.txt").write_text(" ".join(HOSTILE[:4]), encoding="utf-8")
    for name, text in {
        "project.toml": PROJECT,
        "areas.csv": AREAS,
        "area_aliases.csv": "alias,area\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    for kind in KINDS:
        (folder / "raw" / f"{kind}.csv").write_text(sheet(kind, texts), encoding="utf-8", newline="")
    return folder


def command(*arguments: object) -> int:
    """A command in this process; its exit code, or that of its error."""
    try:
        cli.app([str(one) for one in arguments], standalone_mode=False)
    except SafetystatsError as error:
        return error.exit_code
    return 0


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hostile city, cleaned, corrected, kept before and after, briefed and audited. Do not change it."""
    folder = city_in(tmp_path_factory.mktemp("hostile") / "city", HOSTILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        command("clean", "raw", "-q")
        command("snapshot", "--as-of", "2020-06-30")
        lines = [["decision", "ledger", "column", "rule", "before", "after", "note"]]
        lines += [
            ["accept", "accidents", "cause", "", unescape(one), f"{one}改", one]
            for one in HOSTILE
            if one.isprintable()
        ]
        with (folder / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        command("clean", "raw", "-q")
        command("snapshot", "--as-of", "2020-06-30")
        command("count", "raw", "--jobs", "1", "-q")
        command("brief", "甲区", "--as-of", "2020-06-30", "--cube", "data/cube.npz", "--lang", "zh", "-q")
        command("brief", "甲区", "--as-of", "2020-06-30", "--lang", "zh", "-q")
        letter = "\n".join(
            f"{one}。2020年1月至6月，甲区发生事故3起，{one}占全市的6%以上。" for one in HOSTILE[::3]
        )
        (folder / "letter.md").write_text(letter, encoding="utf-8", newline="")
        command(
            "audit",
            "letter.md",
            "--area",
            "甲区",
            "--as-of",
            "2020-06-30",
            "-q",
            "--formats",
            "html,docx,xlsx",
        )
    return folder


class Markup(HTMLParser):
    """What is live in a page: scripts, handlers, links, pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.live: list[str] = []
        self.in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        for name, value in attributes:
            leads = value or "" if name in ("href", "src") else ""
            is_own = leads.startswith(("#", "data:image/", "data:font/"))
            if name.startswith("on") or "javascript:" in leads or ("alert" in leads and not is_own):
                self.live.append(f"{tag} {name}={value}")
        if ("src", "x") in attributes:
            self.live.append(f"{tag} src=x")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script and "alert" in data:
            self.live.append(data)


def test_every_output_is_there(city):
    there = {path.relative_to(city).as_posix() for path in city.rglob("*") if path.is_file()}
    for briefing in ("reports/2020-06-30/a/briefing", "reports/2020-06-30-cube/a/briefing"):
        assert {f"{briefing}.{ending}" for ending in ("html", "docx", "xlsx", "pdf")} <= there
    assert {f"reports/audit/audit.{ending}" for ending in ("html", "docx", "xlsx", "csv")} <= there
    assert {
        "reports/2020-06-30/index.html",
        "data/ledger/findings.xlsx",
        "data/ledger/proposals.csv",
    } <= there
    assert len(list((city / "data" / "snapshots").glob("*/"))) == 2


def test_no_row_is_lost_and_a_correction_of_such_a_text_holds(city):
    intake = take_in([city / "raw"], project=Project.load(city / "project.toml"))
    assert [(b.rows_read, b.rows_kept + b.rows_quarantined) for b in intake.balances] == [
        (len(HOSTILE),) * 2
    ] * 2
    causes = pd.read_parquet(city / "data" / "ledger" / "accidents.parquet")["cause"]
    assert {f"{one}改" for one in HOSTILE if one.isprintable()} <= set(causes)


def test_no_page_has_markup_of_a_cell(city):
    pages = list(city.rglob("*.html"))
    assert len(pages) >= 3
    assert {page.name: Markup(page.read_text(encoding="utf-8")).live for page in pages} == {
        p.name: [] for p in pages
    }
    assert Markup("<p onclick='x'><script>alert(1)</script><img src=x>").live == [
        "p onclick=x", "alert(1)", "img src=x"
    ]  # fmt: skip


def live_cells(book: bytes) -> Iterator[str]:
    """Formulas, links that lead out to other than a raw sheet, and parts that point outside the workbook."""
    for tab in openpyxl.load_workbook(io.BytesIO(book)).worksheets:
        for cell in (cell for row in tab.iter_rows() for cell in row):
            target = (cell.hyperlink and cell.hyperlink.target) or ""
            if cell.data_type == "f" or (target and not re.fullmatch(r"[./\\]*raw[/\\]\w+\.csv", target)):
                yield f"{tab.title} {cell.coordinate} {cell.value!r} {target}"
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        yield from (name for name in archive.namelist() if "external" in name.lower() or ".." in name)


def test_no_workbook_has_a_formula_or_a_link_of_a_cell(city):
    books = list(city.rglob("*.xlsx"))
    assert {book.name for book in books} >= {"findings.xlsx", "briefing.xlsx", "audit.xlsx"}
    assert [one for book in books for one in live_cells(book.read_bytes())] == []


def test_no_csv_has_a_cell_that_a_spreadsheet_runs(city):
    files = [path for place in ("data", "reports") for path in (city / place).rglob("*.csv")]
    assert len(files) >= 6
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert {c for c in cells if without_formula(c) != c and not NUMBER.fullmatch(c)} == set(), path.name


def test_word_and_pdf_open_and_hold_nothing_that_runs_or_leads_out(city):
    for path in city.rglob("*.docx"):
        related = docx.Document(str(path)).part.rels.values()
        assert [one.target_ref for one in related if one.is_external] == []
        with zipfile.ZipFile(path) as archive:
            assert not re.search(
                rb"<w:instrText[^>]*>[^<]*(?:calc|HYPERLINK|INCLUDE|DDE)", archive.read("word/document.xml")
            )
    for path in city.rglob("*.pdf"):
        pages = pypdf.PdfReader(path).pages
        assert len(pages) > 1
        links = [note.get_object().get("/A", {}) for page in pages for note in page.get("/Annots", [])]
        assert [one for one in links if one.get("/S", "/GoTo") != "/GoTo"] == []


def test_no_command_gives_the_terminal_an_order(city, monkeypatch, capsys):
    monkeypatch.chdir(city)
    older, newer = sorted((city / "data" / "snapshots").glob("*/"), key=lambda path: path.stat().st_mtime_ns)
    rows = [f"T{table}.1" for table in (1, 3, 5)]
    for order in (
        ["clean", "raw", "--out", "again"],
        ["clean", "raw", "--out", "again", "--json"],
        ["audit", "letter.md", "--out", "again/audit"],
        ["audit", "letter.md", "--extract-only"],
        ["audit", "letter.md", "--implied"],
        ["compare", older, newer],
        ["compare", older, newer, "--json"],
        *(["explain", row, "--all"] for row in rows),
        ["explain", rows[-1], "--json"],
    ):
        command(*order)
    printed = capsys.readouterr()
    assert len(printed.out) > 10_000
    assert ORDERS.findall(printed.out + printed.err) == []


@pytest.mark.parametrize("name", ["a\x1b[2J.csv", "\x9b31m.csv", "甲\u202ecsv.csv"])
def test_neither_does_the_name_of_a_file_or_of_an_area(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("zone,day\n1,2\n", encoding="utf-8")
    for order in (["clean", name], ["count", name, "--jobs", "1"], ["brief", name, "--as-of", "2020-06-30"]):
        monkeypatch.setattr("sys.argv", ["safetystats", *order])
        with pytest.raises(SystemExit):
            cli.main()
    printed = capsys.readouterr()
    assert f"\\u{ord(ORDERS.search(name)[0]):04x}" in printed.err
    assert ORDERS.findall(printed.out + printed.err) == []


@settings(max_examples=4, phases=[Phase.generate])
@given(texts=st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), min_size=3, max_size=8))
def test_any_texts_whatever_are_cleaned_in_balance_and_written_harmless(tmp_path_factory, texts):
    # What UTF-8 cannot hold stands in no file.
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    folder = city_in(tmp_path_factory.mktemp("any") / "city", texts)
    intake = take_in([folder / "raw"], project=Project.load(folder / "project.toml"))
    assert intake.rejected == ()
    assert all(b.rows_read == b.rows_kept + b.rows_quarantined for b in intake.balances)
    intake.write(folder / "ledger")
    assert list(live_cells((folder / "ledger" / "findings.xlsx").read_bytes())) == []
    for name in ("findings", "quarantine", "proposals"):
        with (folder / "ledger" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert {c for c in cells if without_formula(c) != c and not NUMBER.fullmatch(c)} == set()
