"""A catalogue of bad and awkward files: the right figures, or a finding, or one sentence. All are made.

Each case is a line: its name, how the file is built, and what must come of it. `right()` are the figures of the
four made accidents below, changed where the file really says something else; a rule in it must be among the
findings. `refused(…)` is a sentence that must match.
"""
# A case is a line.
# ruff: noqa: E501

import datetime
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from chinese import english_left, remarks_of, texts_of
from safetystats import clean, read_ledger
from safetystats.cli import main
from safetystats.errors import InputRejected, WrongUse
from safetystats.findings import Cleaned

HEADER = [
    "事故编号", "发生时间", "区", "行业", "事故类型", "死亡人数", "受伤人数", "直接经济损失(万元)", "单位名称",
]  # fmt: skip
ROWS: list[list[Any]] = [
    ["SG2020-001", "2020-01-05", "门头沟区", "建筑业", "高处坠落", 1, 0, 12.5, "甲建筑有限公司"],
    ["SG2020-002", "2020-02-10", "平谷区", "制造业", "机械伤害", 2, 1, 80, "乙机械厂"],
    ["SG2020-003", "2020-03-15", "门头沟区", "采矿业", "坍塌", 3, 2, 1200.5, "丙矿业有限公司"],
    ["SG2020-004", "2020-05-20", "怀柔区", "建筑业", "触电", 0, 3, 5, "丁电力安装公司"],
]
TOTAL: list[Any] = ["合计", None, None, None, None, 6, 6, 1298, None]
SHEET = "xl/worksheets/sheet1.xml"

Build = Callable[[Path], Path]


@dataclass(frozen=True)
class Right:
    """Figures of the ledger: rows, deaths, injuries, loss in 万元, and what was set aside; rules to be found."""

    rows: int = 4
    deaths: int = 6
    injuries: int = 6
    loss: float = 1298
    aside: int = 0
    areas: str = "门头沟区2 平谷区1 怀柔区1"
    rules: tuple[str, ...] = ()
    without: tuple[str, ...] = field(default=(), compare=False)
    """Rules that must not be found."""


def right(*rules: str, **changed: Any) -> Right:
    return Right(rules=rules, **changed)


@dataclass(frozen=True)
class Refused:
    why: str


refused = Refused


def plainly() -> Right:
    """The figures of the four accidents, and nothing at all to say of a header."""
    return right(without=("header_with_addition",))


def figures(cleaned: Cleaned, rules: tuple[str, ...]) -> Right:
    ledger = cleaned.ledger
    counts = ledger["area"].value_counts()
    order = dict.fromkeys(["门头沟区", "平谷区", "怀柔区", *sorted(counts.index)])
    return Right(
        rows=len(ledger),
        deaths=int(ledger["deaths"].sum()),
        injuries=int(ledger["injuries"].sum()),
        loss=round(float(ledger["direct_loss_yuan"].sum()) / 10_000, 4),
        aside=len(cleaned.quarantine),
        areas=" ".join(f"{area}{counts[area]}" for area in order if area in counts),
        rules=rules,
    )


# --- how files are built


def markup(*rows: Sequence[Any], tag: str = "td") -> str:
    """Rows of a table of a web page; a cell may bring its own tag."""
    cells = (
        [c if str(c).startswith("<t") else f"<{tag}>{'' if c is None else c}</{tag}>" for c in r]
        for r in rows
    )
    return "".join(f"<tr>{''.join(row)}</tr>\n" for row in cells)


def page(*rows: Sequence[Any], above: str = "", behind: str = "", encoding: str = "utf-8") -> Build:
    """A web page with a table, called .xls."""
    whole = f"<html><body>{above}<table border='1'>{markup(*rows)}</table>{behind}</body></html>"
    return text(whole, encoding, name="a.xls")


def joined(rows: Iterable[Iterable[Any]], delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join("" if c is None else str(c) for c in row) + end for row in rows)


TEXT = joined([HEADER, *ROWS])


def text(content: str | bytes = TEXT, encoding: str = "utf-8", name: str = "a.csv") -> Build:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return folder / name

    return build


def table(*rows: Sequence[Any], delimiter: str = ",") -> Build:
    return text(joined(rows, delimiter))


def chinese_quoted(rows: Iterable[Iterable[Any]], delimiter: str = ",") -> str:
    """The rows with each cell in Chinese quotation marks."""
    return joined(([f"“{cell}”" for cell in row] for row in rows), delimiter)


def said(column: str, value: Any, row: int = 1) -> list[list[Any]]:
    """The rows with another value in one cell."""
    rows = [list(r) for r in ROWS]
    rows[row][HEADER.index(column)] = value
    return rows


def book(
    *rows: Sequence[Any],
    merges: Sequence[str] = (),
    also: Callable[[openpyxl.Workbook], None] = lambda book: None,
    name: str = "a.xlsx",
    epoch: datetime.datetime | None = None,
) -> Build:
    def build(folder: Path) -> Path:
        workbook = openpyxl.Workbook()
        if epoch is not None:
            workbook.epoch = epoch
        for row in rows:
            workbook.active.append(list(row))
        for merge in merges:
            workbook.active.merge_cells(merge)
        also(workbook)
        workbook.save(folder / name)
        return folder / name

    return build


def add_sheet(
    title: str, *rows: Sequence[Any], state: str = "visible"
) -> Callable[[openpyxl.Workbook], None]:
    def add(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(list(row))

    return add


def tabbed(name: str, *empty: str) -> Callable[[openpyxl.Workbook], None]:
    """Gives the sheet a name, and empty sheets beside it."""

    def rename(workbook: openpyxl.Workbook) -> None:
        workbook.active.title = name
        for other in empty:
            workbook.create_sheet(other).append(HEADER)

    return rename


def hide_row(workbook: openpyxl.Workbook) -> None:
    workbook.active.row_dimensions[3].hidden = True


def hide(letter: str) -> Callable[[openpyxl.Workbook], None]:
    def hide_column(workbook: openpyxl.Workbook) -> None:
        workbook.active.column_dimensions[letter].hidden = True

    return hide_column


def put(reference: str, value: Any) -> Callable[[openpyxl.Workbook], None]:
    def write(workbook: openpyxl.Workbook) -> None:
        workbook.active[reference] = value

    return write


def with_parts(edit: Callable[[dict[str, bytes]], object]) -> Build:
    """A workbook whose archive is edited by hand."""

    def build(folder: Path) -> Path:
        file = book(HEADER, *ROWS)(folder)
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        edit(parts)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        return file

    return build


def with_xml(pattern: str, replacement: str) -> Build:
    """A workbook whose sheet's XML is edited by hand."""

    def edit(parts: dict[str, bytes]) -> None:
        xml, hits = re.subn(pattern, replacement, parts[SHEET].decode(), count=1)
        assert hits == 1
        parts[SHEET] = xml.encode()

    return with_parts(edit)


F3 = '<c r="F3"[^>]*><v>2</v></c>'


def rich(runs: str) -> str:
    """The deaths of the second row as a text in runs."""
    return f'<c r="F3" t="inlineStr"><is>{runs}</is></c>'


def struck_shared_text(folder: Path) -> Path:
    """A workbook whose shared texts hold an old name, struck through, before a new one."""
    with xlsxwriter.Workbook(folder / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string("C3", workbook.add_format({"font_strikeout": True}), "怀柔区", "平谷区")
    return folder / "a.xlsx"


def raised_shared_text(folder: Path) -> Path:
    """A workbook with the mark of a footnote, raised, behind a figure, a name and a header, and CO₂ in a text."""
    with xlsxwriter.Workbook(folder / "a.xlsx") as workbook:
        sheet, raised = workbook.add_worksheet(), workbook.add_format({"font_script": 1})
        lowered = workbook.add_format({"font_script": 2})
        for number, row in enumerate([[*HEADER, "备注"], *ROWS]):
            sheet.write_row(number, 0, row)
        for reference, shown in (("F1", "死亡人数"), ("F3", "2"), ("H3", "80"), ("C3", "平谷区")):
            sheet.write_rich_string(reference, shown, raised, "1")
        sheet.write_rich_string("J3", "CO", lowered, "2", "浓度超标")
    return folder / "a.xlsx"


def strike(*references: str) -> Callable[[openpyxl.Workbook], None]:
    def cross_out(workbook: openpyxl.Workbook) -> None:
        for reference in references:
            workbook.active[reference].font = Font(strike=True)

    return cross_out


def commented(reference: str, said: str) -> Callable[[openpyxl.Workbook], None]:
    def comment(workbook: openpyxl.Workbook) -> None:
        workbook.active[reference].comment = Comment(said, "甲某")

    return comment


def shown(reference: str, code: str) -> Callable[[openpyxl.Workbook], None]:
    def set_format(workbook: openpyxl.Workbook) -> None:
        workbook.active[reference].number_format = code

    return set_format


def formula(result: Any = None) -> Build:
    """A workbook of XlsxWriter, which computes no formula, with one in the deaths of the second row."""

    def build(folder: Path) -> Path:
        with xlsxwriter.Workbook(folder / "a.xlsx") as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate([HEADER, *ROWS]):
                sheet.write_row(number, 0, row)
            sheet.write_formula("F3", "=1+1", None, 0 if result is None else result)
        return folder / "a.xlsx"

    return build


def old_book(*rows: Sequence[Any], name: str = "a.xls", style: tuple[str, int, int] = ("", 0, 0)) -> Build:
    code, *styled = style

    def build(folder: Path) -> Path:
        workbook = xlwt.Workbook()
        sheet = workbook.add_sheet("S")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    is_styled = code and [i, j] == styled
                    sheet.write(i, j, cell, xlwt.easyxf(num_format_str=code if is_styled else "General"))
        workbook.save(str(folder / name))
        return folder / name

    return build


def parquet(*rows: Sequence[Any]) -> Build:
    def build(folder: Path) -> Path:
        frame = pd.DataFrame([[str(c) for c in row] for row in rows[1:]], columns=rows[0])
        frame.to_parquet(folder / "a.parquet")
        return folder / "a.parquet"

    return build


def parquet_of_moments(*days: str) -> Build:
    """The accidents with days that know their zone."""

    def build(folder: Path) -> Path:
        frame = pd.DataFrame(ROWS, columns=HEADER)
        frame["发生时间"] = pd.to_datetime(pd.Series(days), utc=True)
        frame.to_parquet(folder / "a.parquet")
        return folder / "a.parquet"

    return build


def cut(build: Build, sixteenths: int) -> Build:
    def built(folder: Path) -> Path:
        file = build(folder)
        data = file.read_bytes()
        file.write_bytes(data[: len(data) * sixteenths // 16])
        return file

    return built


def altered(build: Build, old: bytes, new: bytes) -> Build:
    def built(folder: Path) -> Path:
        file = build(folder)
        file.write_bytes(file.read_bytes().replace(old, new))
        return file

    return built


def old_book_with_runs(
    row: int, column: int, runs: Sequence[tuple[str, bool]], font: str = "struck_out on"
) -> Build:
    """A workbook .xls in one cell of which some runs of the text are struck through, or in another `font`."""

    def build(folder: Path) -> Path:
        workbook = xlwt.Workbook()
        sheet = workbook.add_sheet("S")
        fonts = {True: xlwt.easyfont(font), False: xlwt.easyfont("")}
        for i, cells in enumerate([HEADER, *ROWS]):
            for j, cell in enumerate(cells):
                if (i, j) == (row, column):
                    sheet.write_rich_text(i, j, [(run, fonts[is_struck]) for run, is_struck in runs])
                else:
                    sheet.write(i, j, cell)
        workbook.save(str(folder / "a.xls"))
        return folder / "a.xls"

    return build


def folder_of(*builds: Build) -> Build:
    def build(folder: Path) -> Path:
        for number, one in enumerate(builds):
            (folder / "all" / str(number)).mkdir(parents=True)
            one(folder / "all" / str(number))
        return folder / "all"

    return build


def archive(parts: dict[str, bytes]) -> Build:
    def build(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "a.xlsx", "w") as packed:
            for name, data in parts.items():
                packed.writestr(name, data)
        return folder / "a.xlsx"

    return build


def before(lead: bytes, build: Build) -> Build:
    def built(folder: Path) -> Path:
        file = build(folder)
        file.write_bytes(lead + file.read_bytes())
        return file

    return built


def rename_parts(parts: dict[str, bytes], new: Callable[[str], str]) -> None:
    renamed = {new(name): data for name, data in parts.items()}
    parts.clear()
    parts.update(renamed)


def renamed(build: Build, name: str) -> Build:
    return lambda folder: build(folder).rename(folder / name)


def without(rows: Sequence[Sequence[Any]], column: str) -> list[list[Any]]:
    index = HEADER.index(column)
    return [[*row[:index], *row[index + 1 :]] for row in rows]


def headed(column: str, header: str | None, rows: Sequence[Sequence[Any]] = tuple(ROWS)) -> list[list[Any]]:
    """The table with one header spelled otherwise."""
    return [[header if h == column else h for h in HEADER], *(list(row) for row in rows)]


def in_areas(*areas: str) -> Build:
    return table(HEADER, *([*row[:2], area, *row[3:]] for row, area in zip(ROWS, areas)))


def serials(shift: float = 0) -> list[list[Any]]:
    zero = datetime.date(1899, 12, 30)
    days = [(datetime.date.fromisoformat(row[1]) - zero).days + shift for row in ROWS]
    return [[row[0], day, *row[2:]] for row, day in zip(ROWS, days)]


def moments(hour: int = 0) -> list[list[Any]]:
    return [[row[0], datetime.datetime.fromisoformat(row[1]).replace(hour=hour), *row[2:]] for row in ROWS]


GARBLED = TEXT.encode().decode("gb18030", "replace")
TWO_LEVELS = [
    [*HEADER[:5], "伤亡情况", None, *HEADER[7:]],
    [None] * 5 + ["死亡人数", "受伤人数", None, None],
    *ROWS,
]
THREE_LEVELS = [
    ["基本情况", None, None, None, None, "后果", None, None, "单位名称"],
    [*HEADER[:5], "伤亡", None, HEADER[7], None],
    [None] * 5 + ["死亡人数", "受伤人数", None, None],
    *ROWS,
]


def parted(column: str, parts: dict[str, Callable[[Any], Any]], group: str) -> list[list[Any]]:
    """The rows, a column parted under the name of a group; each part says how its figures come of the column's."""
    at = HEADER.index(column)
    head = [[*HEADER[:at], group, *[None] * (len(parts) - 1), *HEADER[at + 1 :]]]
    head += [[*[None] * at, *parts, *[None] * (len(HEADER) - at - 1)]]
    return head + [[*r[:at], *(figure(r[at]) for figure in parts.values()), *r[at + 1 :]] for r in ROWS]


def same(figure: Any) -> Any:
    return figure


def more(figure: Any) -> Any:
    return figure + 100


def hundred(figure: Any) -> Any:
    return 100


def blank(figure: Any) -> Any:
    return None


WITHOUT_YEAR = [[r[0], f"{int(r[1][5:7])}月{int(r[1][8:])}日", *r[2:]] for r in ROWS]
DISPUTED = right("date_year_disputed", rows=0, deaths=0, injuries=0, loss=0, aside=4, areas="")
HAZARD_HEADER = [
    "隐患编号", "发现日期", "区", "行业", "隐患等级", "状态", "整改期限", "销账日期", "单位名称",
]  # fmt: skip
HAZARDS: list[list[Any]] = [
    ["YH2020-1", "2020-01-05", "门头沟区", "建筑业", "一般", "已销账", "2020-02-01", "2020-01-20", "甲"],
    ["YH2020-2", "2020-02-05", "平谷区", "制造业", "重大", "整改中", "2020-03-01", None, "乙"],
    ["YH2020-3", "2020-03-05", "平谷区", "制造业", "一般", "反弹", "2020-04-01", "2020-03-20", "丙"],
]
ONE_LEFT_OUT = {"rows": 3, "aside": 1, "deaths": 4, "injuries": 5, "loss": 1218, "areas": "门头沟区2 怀柔区1"}
NOWHERE = {"areas": "unknown4"}
NO_SHEET = "has no sheet with a known header"
UNKNOWN_DEATHS = {"deaths": 4}

CASES: list[tuple[str, Build, Right | Refused]] = [
    # encodings
    ("utf-8", text(), right()),
    ("utf-8 with BOM", text(encoding="utf-8-sig"), right()),
    ("gb18030", text(encoding="gb18030"), right()),
    ("gbk", text(encoding="gbk"), right()),
    ("utf-16", text(encoding="utf-16"), right()),
    ("utf-16 LE without BOM", text(encoding="utf-16-le"), right()),
    ("utf-16 BE without BOM", text(encoding="utf-16-be"), right()),
    ("utf-16 BE with BOM", text(b"\xfe\xff" + TEXT.encode("utf-16-be")), right()),
    ("utf-32", text(encoding="utf-32"), right()),
    ("utf-8 read as GBK", text(GARBLED), refused("garbled")),
    ("gbk read as Latin-1", text(TEXT.encode("gbk").decode("latin-1")), refused("garbled")),
    ("utf-8 read as Latin-1", text(TEXT.encode().decode("latin-1")), refused("garbled")),
    ("only the records garbled", text(joined([HEADER]) + GARBLED.partition("\n")[2]), refused("garbled")),
    ("two encodings in one file",
     text(joined([HEADER, *ROWS[:2]]).encode("gbk") + joined(ROWS[2:]).encode()), refused("no readable text")),
    ("the last record in GBK", text(joined([HEADER, *ROWS[:3]]).encode() + joined(ROWS[3:]).encode("gbk")),
     refused(r"it is utf-8, but not in 1 of its lines \(5\), first behind ',2020-05-20,'")),
    ("two records in GBK", text(joined([HEADER, *ROWS[:2]]).encode() + joined(ROWS[2:]).encode("gbk") + joined(ROWS).encode()),
     refused(r"it is utf-8, but not in 2 of its lines \(4, 5\), first behind ',2020-03-15,'")),
    ("one bad byte in a name", text(TEXT.encode().replace("乙机".encode(), b"\xe4\xb9\x99\xff")),
     right("characters_lost")),
    ("question marks for lost signs", text(TEXT.replace("乙机", "??机")), right("characters_lost")),
    ("a mark before a name that is never closed", text(TEXT.replace("乙机", '"乙机')), right("quote_unclosed")),
    ("one bad byte in a count", text(TEXT.encode().replace(b",3,2,", b",3\xff,2,")),
     right("characters_lost", "count_unreadable", deaths=3)),
    ("one bad byte in GBK", text(TEXT.encode("gbk").replace("乙".encode("gbk"), b"\xff\xff")),
     refused(r"it is gb18030, but not in 1 of its lines \(3\), first behind '机械伤害,2,1,80,'")),
    ("a NUL in a count", text(TEXT.replace(",3,2,", ",3\0,2,")), right("nul_character")),
    ("an end that was never written", text(TEXT.encode() + b"\0" * 3000), refused("ends in 3000 NUL bytes")),
    ("such an end in GBK", text(TEXT.encode("gbk") + b"\0" * 100), refused("ends in 100 NUL bytes")),
    ("bytes of a picture", text(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20), refused("'a.csv'")),
    # delimiters and quotation
    ("semicolons", table(HEADER, *ROWS, delimiter=";"), right()),
    ("thousands or decimals in a file of semicolons",
     table(HEADER, *([*r[:7], "80,125", r[8]] for r in ROWS), delimiter=";"), right("comma_doubtful", loss=320_500)),
    ("tabs", table(HEADER, *ROWS, delimiter="\t"), right()),
    ("bars", table(HEADER, *ROWS, delimiter="|"), right()),
    ("a line sep=;", text("sep=;\n" + joined([HEADER, *ROWS], ";")), right()),
    ("full-width commas", table(HEADER, *ROWS, delimiter="，"), right("full_width_commas")),
    ("full-width commas, in one line more", table(HEADER, *said("单位名称", "乙机械厂，分厂"), delimiter="，"), refused(NO_SHEET)),
    ("signs of a web page", table([h.replace("区", "&nbsp;区") for h in HEADER],
                                  *([r[0], r[1], f"{r[2]}&nbsp;", *r[3:7], f"{r[7]}&nbsp;", "甲&amp;乙公司"] for r in ROWS)),
     right("html_entities")),
    ("signs of a web page in a workbook", book(HEADER, *said("区", "&#24179;&#x8c37;区&nbsp;")), right("html_entities")),
    ("an ampersand that is none", table(HEADER, *said("单位名称", "A&B;机械厂")), right(without=("html_entities",))),
    ("a comma after every record", table(HEADER, *([*row, ""] for row in ROWS)), right()),
    ("a comma after header and records", table([*HEADER, ""], *([*row, ""] for row in ROWS)), right()),
    ("a comma before header and records", table(["", *HEADER], *(["", *row] for row in ROWS)), right()),
    ("a comma before every record", table(HEADER, *(["", *row] for row in ROWS)),
     right("long_record", rows=0, deaths=0, injuries=0, loss=0, aside=4, areas="")),
    ("a short record", table(HEADER, ROWS[0], ROWS[1][:5], *ROWS[2:]),
     right("short_record", "deaths_not_stated", deaths=4, injuries=5, loss=1218)),
    *((f"a record in one cell, {how}", text(joined([HEADER, *ROWS[:2]]) + line + joined(ROWS[3:])),
       right("needed_missing", rows=3, aside=1, deaths=3, injuries=4, loss=97.5, areas="门头沟区1 平谷区1 怀柔区1"))
      for how, line in (("quoted", f'"{joined([ROWS[2]], end="")}"\n'), ("with semicolons", joined([ROWS[2]], ";")),
                        ("with tabs", joined([ROWS[2]], "\t")))),
    ("a comma in the last cell", table(HEADER, ROWS[0], [*ROWS[1], "又"], *ROWS[2:]), right("comma_in_last_cell")),
    *((f"a long record, {how}", table(HEADER, ROWS[0], [*ROWS[1][:7], *cells], *ROWS[2:]), right("long_record", **ONE_LEFT_OUT))
      for how, cells in (("by a figure", ("80", "乙机械厂", "3")), ("by two figures", ("1", "200.5", "乙机械厂")),
                         ("with a blank loss", ("", "乙机械厂", "又")), ("with words for a loss", ("又", "80", "乙机械厂")))),
    ("a comma in a cell before the last", table([*HEADER, "备注"], *([*r, "已上报"] for r in ROWS[:1]),
                                               [*ROWS[1], "又", "已上报"], *([*r, ""] for r in ROWS[2:])),
     right("long_record", **ONE_LEFT_OUT)),
    ("thousands without quotation", table(HEADER, *said("直接经济损失(万元)", "1,200")),
     right("long_record", **ONE_LEFT_OUT)),
    ("a line break in a name", text(TEXT.replace("乙机械厂", '"乙\n机械厂"')), right()),
    ("a line break in a header", text(TEXT.replace(HEADER[7], '"直接经济损失\n(万元)"')), right()),
    ("an open quotation mark", text(TEXT.replace("乙机械厂", '"乙机械厂')), right()),
    ("an open quotation mark at the end", text(TEXT.replace("丁电", '"丁电')), right()),
    ("two marks that swallow a record", text(TEXT.replace("乙机", '"乙机').replace("丙矿业有限公司", '丙"')),
     refused("a cell holds whole records")),
    ("marks inside a name", text(TEXT.replace("乙机械厂", '乙"机械"厂')), right()),
    ("CR only", text(TEXT.replace("\n", "\r")), right()),
    ("CRLF", text(TEXT.replace("\n", "\r\n")), right()),
    ("no line end at the end", text(TEXT.rstrip()), right("no_line_end")),
    ("blank lines between", text(TEXT.replace("\n", "\n\n")), right()),
    ("records of commas between", text(TEXT.replace("\n", "\n,,,,,,,,\n")), right()),
    ("comments above", text("# 导出\n# 结果\n" + TEXT), right()),
    ("cut off within a record", text(TEXT[:-20]),
     right("cut_off_record", rows=3, aside=1, injuries=3, loss=1293, areas="门头沟区2 平谷区1")),
    ("cut off within a number", text(TEXT[: TEXT.index("1200.5") + 2]),
     right("cut_off_record", rows=2, aside=1, deaths=3, injuries=1, loss=92.5, areas="门头沟区1 平谷区1")),
    ("cut off within a character", text(TEXT.encode()[:-5]), refused("middle of a character")),
    ("texts written as formulas", text(re.sub("[^,\n]+", lambda hit: f'="{hit[0]}"', TEXT)), right()),
    ("apostrophes before texts", text(re.sub("[^,\n]+", lambda hit: f"'{hit[0]}", TEXT)), right()),
    *((f"apostrophes before texts of {kind}", build(*[[f"'{cell}" for cell in row] for row in [HEADER, *ROWS]]), right()) for kind, build in (
        (".xlsx", book), (".xls", old_book))),
    ("blanks before quotation marks", text(re.sub("[^,\n]+", lambda hit: f'"{hit[0]}"', TEXT).replace(",", ", ")), right()),
    # headings between the records
    *((f"headings such as {first}", table(HEADER, [first], *ROWS[:2], [second], *ROWS[2:]), right()) for first, second in (
        ("平谷区", "怀柔区"), ("一、平谷区", "二、怀柔区"), ("某某街道", "另一街道"))),
    ("headings in a workbook", book(HEADER, ["平谷区"], *ROWS[:2], ["怀柔区"], *ROWS[2:], merges=["A2:I2"]), right()),
    ("a number without a record", table(HEADER, *ROWS[:2], ["SG2020-009"], *ROWS[2:]), right(aside=1)),
    # headers
    *((f"losses parted into {'|'.join(parts)}", build(*parted(HEADER[7], parts, "经济损失（万元）")), right())
      for build in (table, book) for parts in (
        {"直接": same, "间接": hundred, "合计": more}, {"合计": more, "直接": same}, {"合计": more, "其中：直接": same},
        {"直接": same, "间接": hundred})),
    ("losses of which the indirect ones are parted", table(*parted(HEADER[7], {"间接": hundred, "合计": more}, "经济损失（万元）")),
     right("column_not_used", loss=0)),
    ("the direct loss beside the whole", table([*HEADER[:7], "经济损失（万元）", "其中：直接（万元）", HEADER[8]],
                                           *([*r[:7], r[7] + 100, r[7], r[8]] for r in ROWS)), right("two_headers")),
    ("the dead and the injured as parts of both", table([*HEADER[:5], "伤亡人数", "其中：死亡", "其中:受伤人数（人）", *HEADER[7:]],
     *([*r[:5], r[5] + r[6], *r[5:]] for r in ROWS)), right("header_of_last_resort")),
    ("some of the dead beside all of them", table([*HEADER[:6], "其中：死亡", *HEADER[6:]], *([*r[:6], 9, *r[6:]] for r in ROWS)),
     right("column_not_used", without=("header_of_last_resort", "two_headers"))),
    ("a total beside a part", table(*parted(HEADER[5], {"合计": same, "其中：女": hundred}, "死亡人数")), right()),
    ("first and final figures", table(*parted(HEADER[5], {"初报": more, "核定": same}, "死亡人数")), right("two_headers")),
    ("first figures where no final ones are", table(*parted(HEADER[5], {"核定": blank, "初报": same}, "死亡人数")),
     right("from_second_header")),
    ("first figures alone", table(*headed(HEADER[5], "死亡人数（初报）")), right("header_with_addition")),
    ("neither first nor final figures", table(*parted(HEADER[5], {"初报": blank, "核定": blank}, "死亡人数")),
     right("deaths_not_stated", deaths=0)),
    ("a title", book(["2020年生产安全事故台账"], HEADER, *ROWS), right()),
    ("an attachment, a title, a signature line", book(["附件1"], ["台账"], ["填报单位：某局"], [], HEADER, *ROWS),
     right()),
    ("the header in row 30", book(*[[]] * 29, HEADER, *ROWS), right()),
    ("two levels, merged", book(*TWO_LEVELS, merges=["F1:G1", *(f"{c}1:{c}2" for c in "ABCDEHI")]), right()),
    ("two levels in CSV", table(*TWO_LEVELS), right()),
    ("three levels, merged", book(*THREE_LEVELS, merges=["A1:E1", "F1:H1", "F2:G2", "H2:H3", "I1:I3"]), right()),
    ("three levels in CSV", table(*THREE_LEVELS), right()),
    ("the header repeated", table(HEADER, *ROWS[:2], HEADER, *ROWS[2:]), right()),
    ("a header twice", table([*HEADER, "死亡人数"], *([*row, 9] for row in ROWS)), right("two_headers")),
    ("line breaks, blanks and full width in headers",
     book(["事故\n编号", "发 生 时 间", "区 ", "行　业", HEADER[4], "死亡\r\n人数", HEADER[6],
           "直接经济损失（万元）", HEADER[8]], *ROWS), right()),
    ("signs nobody sees in headers", book(["\ufeff事故编号", "发生\u200b时间", *HEADER[2:]], *ROWS), right()),
    ("the header of deaths is blank", book(*headed("死亡人数", None)), right("column_missing", deaths=0)),
    ("the header of the day is blank", book(*headed("发生时间", None)), refused("no header means occurred_on")),
    ("no header", table(*ROWS), refused(NO_SHEET)),
    ("the header below the records", table(*ROWS, HEADER), right("above_header")),
    ("the header between the records", table(*ROWS[:2], HEADER, *ROWS[2:]), right("above_header")),
    ("a second header in English", book(HEADER, ["ID", "Date", "District", "Industry", "Kind", "Deaths", "Injuries",
                                                 "Direct loss", "Enterprise"], *ROWS), right()),
    ("columns in another order", table(HEADER[::-1], *(row[::-1] for row in ROWS)), right()),
    *((f"the area under {header}", table(*headed("区", header)), right()) for header in (
        "区市", "区县市", "县市区", "市县区", "县（市、区）", "所属区市", "所属县市区", "所属区县", "所在区县", "所在区市",
        "县区", "县（区）", "行政区划", "旗县区")),
    *((f"the area under {header}", table(*headed("区", header)), right("header_of_last_resort")) for header in (
        "市区", "辖区", "区域")),
    ("the area beside the part of a plant", table(["区域", *HEADER], *(["仓库", *row] for row in ROWS)),
     right("column_not_used")),
    ("the area beside that of a police station", table(["辖区", *headed("区", "地址")[0]],
     *(["一大队", *row] for row in ROWS)), right("column_not_used", "two_headers")),
    ("a column more", table([*HEADER, "附注一"], *([*row, "x"] for row in ROWS)), right("column_not_used")),
    ("an empty file", text(""), refused("empty")),
    ("a mark of order alone", text(b"\xef\xbb\xbf"), refused("is empty")),
    ("blank lines alone", text("\n\n\n"), refused("is empty")),
    ("a header alone", table(HEADER), right("no_records", rows=0, deaths=0, injuries=0, loss=0, areas="")),
    ("a header alone beside a ledger", folder_of(table(HEADER), table(HEADER, *ROWS)), right("no_records")),
    ("a header above a zero report", table(HEADER, ["本月无事故"]),
     right(rows=0, deaths=0, injuries=0, loss=0, areas="", without=("no_records",))),
    ("totals alone", table(HEADER, TOTAL),
     right("total_differs", rows=0, deaths=0, injuries=0, loss=0, areas="")),
    *((f"a day outside of what {where}", build, right("day_outside_title")) for where, build in (
        ("a title of a year says", book(["2020年事故台账"], HEADER, *said("发生时间", "2010-02-10"))),
        ("a title of months says", book(["2020年1-3月事故台账"], HEADER, *ROWS)),
        ("a file's name says", book(HEADER, *ROWS, name="2019年事故台账.xlsx")),
        ("a tab says", folder_of(book(HEADER, *ROWS[:2], also=add_sheet("2020年4月", HEADER, *ROWS[2:])))))),
    *((f"days within {title}", book([title], HEADER, *ROWS), right(without=("day_outside_title",)))
      for title in ("2020年事故台账", "2020年1-5月事故台账", "2020年上半年事故台账（截至2020年8月24日）", "京安办发〔2024〕3号")),
    # two figures in one cell
    *((f"two figures under {header}", table([*HEADER[:5], header, *HEADER[7:]], *(
        [*r[:5], written.format(*r[5:7]), *r[7:]] for r in ROWS)), right("casualties_taken", "casualties_parted", without=("column_not_used",)))
      for header, written in (("死亡/受伤人数", "{}/{}"), ("死亡（受伤）人数", "{}（{}）"), ("死亡、受伤人数（人）", "{}、{}"),
                              ("死/伤", "{}人/{}人"))),
    ("casualties in words", table([*HEADER[:5], "伤亡情况", *HEADER[7:]], *(
        [*r[:5], f"死亡{r[5]}人、受伤{r[6]}人", *r[7:]] for r in ROWS)),
     right("casualties_taken", without=("column_not_used",))),
    ("two figures in the other order", table([*HEADER[:5], "受伤/死亡人数", *HEADER[7:]], *(
        [*r[:5], f"{r[6]}/{r[5]}", *r[7:]] for r in ROWS)), right("casualties_taken", "casualties_parted")),
    *((f"two figures under {header}", table([*HEADER[:5], header, *HEADER[7:]], *(
        [*r[:5], f"{r[5]}/{r[6]}", *r[7:]] for r in ROWS)), right("column_missing", deaths=0, injuries=0))
      for header in ("伤亡人数", "死亡/失踪")),
    # units
    ("another unit below", table(HEADER, *ROWS[:2], *headed(HEADER[7], "直接经济损失(元)", [
        [*r[:7], r[7] * 10_000, r[8]] for r in ROWS[2:]])), right("units_differ")),
    ("no unit below", table(HEADER, *ROWS[:2], *headed(HEADER[7], "直接经济损失", ROWS[2:])),
     right("yuan_unit_not_stated", loss=92.5)),
    ("a month without accidents between the records", book(HEADER, ROWS[0], ["2月：无事故"], *ROWS[1:]), right()),
    *((f"units in a column {header} of their own", book([*HEADER[:7], "直接经济损失", header, HEADER[8]], *(
        [*row[:7], *loss, row[8]] for row, loss in zip(ROWS, [(12.5, "万元"), (800_000, "元"), (1200.5, "万元"), (50, "千元")]))),
       right("unit_joined", "yuan_unit_in_cell", without=("yuan_unit_not_stated",))) for header in ("单位", "计量单位")),
    ("enterprises in a column 单位 behind the sums", book([*HEADER[:8], "单位"], *ROWS), right(without=("unit_joined",))),
    ("marks of footnotes behind headers", book([f"{h}{m}" for h, m in zip(HEADER, "①②③④⑤⑥⑦⑧⑨")], *ROWS), plainly()),
    *((f"a table of more columns below, {how}", book(HEADER, *ROWS[:2], title, [*(HEADER[i] for i in order), "备注"], *(
        [*(row[i] for i in order), "已结案"] for row in ROWS[2:])), right(without=("above_header",)))
      for how, title, order in (("deaths and injuries changed about", [], (0, 1, 2, 3, 4, 6, 5, 7, 8)),
                                ("day and area changed about", ["2020年下半年"], (0, 2, 1, *range(3, 9))))),
    ("a lone number and a title above a header", book(HEADER, *ROWS[:2], ["SG2020-009"], ["续表"], HEADER, *ROWS[2:]),
     right("needed_missing", aside=1)),
    ("two titles above a table of more columns", book([None, *HEADER], *([None, *row] for row in ROWS[:2]), ["2020年下半年"],
        ["事故台账"], [None, *HEADER, "备注"], *([None, *row, "已结案"] for row in ROWS[2:])), right()),
    *((f"{line} above the header again", book(["单位：万元"], *headed(HEADER[7], "直接经济损失", ROWS[:2]), [line],
        *headed(HEADER[7], "直接经济损失", ROWS[2:])), right(*rules, loss=loss))
      for line, rules, loss in (("单位：元", ("units_differ",), 92.6205), ("单位：万元", (), 1298),
                                ("2020年下半年（单位：元）", ("units_differ",), 92.6205))),
    ("another unit above each of three headers", book(*(
        line for unit, rows in (("万元", ROWS[:1]), ("元", ROWS[1:2]), ("万元", ROWS[2:]))
        for line in ([f"单位：{unit}"], *headed(HEADER[7], "直接经济损失", rows)))), right("units_differ", loss=1218.008)),
    ("单位：元 between the records of a ledger in 万元", book(HEADER, *ROWS[:2], ["单位：元"], *ROWS[2:]), right("units_differ")),
    *((f"单位：万元 in column {at} between the records", book(["单位：元"], *headed(HEADER[7], "直接经济损失", ROWS[:2]), line, *ROWS[2:]),
       right("units_differ", "unit_joined", loss=round(1205.50925, 4)))
      for at, line in (("0", ["单位：万元"]), ("1", [None, "单位：万元"]), ("2", [None] * 2 + ["单位：万元"]), ("7", [None] * 7 + ["（单位：万元）"]),
                       ("8", [None] * 8 + ["单位：万元"]), ("8, behind a page", ["第2页"] + [None] * 7 + ["单位：万元"]),
                       ("8, behind a signature", ["填报单位：示例局"] + [None] * 7 + ["单位：万元"]))),
    ("单位：万元 in the heading of a section", book(["单位：元"], *headed(HEADER[7], "直接经济损失", ROWS[:2]), ["二、其他（单位：万元）"], *ROWS[2:]),
     right("units_differ", "unit_joined", loss=round(1205.50925, 4))),
    ("two units between the records", book(*headed(HEADER[7], "直接经济损失", ROWS[:1]), ["单位：元"], ROWS[1], ["单位：万元"], *ROWS[2:]),
     right("yuan_unit_not_stated", "units_differ", "unit_joined", loss=1205.508)),
    ("the same unit again between the records", book(["单位：万元"], *headed(HEADER[7], "直接经济损失", ROWS[:2]), ["单位：万元"], *ROWS[2:]),
     right(without=("units_differ", "unit_joined"))),
    *((f"the sum {loss} below 单位：万元", book(["单位：元"], *headed(HEADER[7], "直接经济损失", ROWS[:3]), ["单位：万元"], [*ROWS[3][:7], loss, ROWS[3][8]]),
       right("units_differ", loss=round(0.1293 + more, 4)))
      for loss, more in (("５", 5), ("五", 5), ("80000元", 8), ("0", 0), ("无", 0))),
    ("单位：万元 between sections of areas", book(["单位：元"], [h for h in headed(HEADER[7], "直接经济损失")[0] if h != "区"],
        ["门头沟区"], [*ROWS[0][:2], *ROWS[0][3:]], ["单位：万元"], [*ROWS[2][:2], *ROWS[2][3:]], ["平谷区"], [*ROWS[1][:2], *ROWS[1][3:]],
        ["怀柔区"], [*ROWS[3][:2], *ROWS[3][3:]]), right("area_from_heading", "unit_joined", loss=round(1285.50125, 4))),
    ("a note of another unit than the title", book(["单位：万元"], *headed(HEADER[7], "直接经济损失"), ["注：经济损失单位：元"]), right("units_differ")),
    ("单位：元 above a header with 万元, again", book(HEADER, *ROWS[:2], ["单位：元"], HEADER, *ROWS[2:]), right("units_differ")),
    ("a row of units", book(*headed(HEADER[7], "直接经济损失")[:1], [None] * 5 + ["人", "人", "万元"], *ROWS), right()),
    ("the unit in the title", book(["单位：万元"], *headed(HEADER[7], "直接经济损失")), right()),
    ("元", table(*headed(HEADER[7], "直接经济损失(元)", [[*r[:7], r[7] * 10_000, r[8]] for r in ROWS])), right()),
    ("百元", table(*headed(HEADER[7], "直接经济损失(百元)")), right(loss=12.98)),
    ("万元 in traditional characters", table(*headed(HEADER[7], "直接经济损失（萬元）")), right()),
    ("sums of which are listed", table(*headed(HEADER[7], "直接经济损失（100万元以上）")),
     right("yuan_unit_not_stated", loss=0)),
    ("two units", table(*headed(HEADER[7], "直接经济损失（元，万元）")), right("yuan_unit_not_stated", loss=0)),
    ("two units in two brackets", table(*headed(HEADER[7], "直接经济损失（元）（折合万元）")),
     right("yuan_unit_not_stated", loss=0)),
    ("a row of units that say so", book(*headed(HEADER[7], "直接经济损失")[:1],
                                        [None] * 5 + ["单位：人", "单位：人", "单位：万元"], *ROWS), right()),
    ("no unit", table(*headed(HEADER[7], "直接经济损失")), right("yuan_unit_not_stated", loss=0)),
    ("the money of another country", table(*headed(HEADER[7], "直接经济损失(万美元)")),
     right("yuan_unit_not_stated", loss=0)),
    ("a unit in each cell", table(*headed(HEADER[7], "直接经济损失", [[*r[:7], f"{r[7]}万元", r[8]] for r in ROWS])),
     right("yuan_unit_in_cell")),
    ("元 in one cell under 万元", table(HEADER, *said(HEADER[7], "800000元")), right("yuan_unit_in_cell")),
    ("a sum in 元 under 万元", table(HEADER, *said(HEADER[7], 800_000)), right("figure_doubtful", loss=801_218)),
    *((f"the header {header!r}", table(*headed(HEADER[7], header)), right()) for header in (
        "直接经济损失 万元", "直接经济损失_万元", "直接经济损失：万元", "直接经济损失【万元】", "直接经济损失〔万元〕",
        "直接经济损失万元", "[直接经济损失(万元)]", "直接经济损失（10000元）", "直接经济损失(RMB wan)", "8.直接经济损失(万元)")),
    ("the unit in a second line of the header", book(*headed(HEADER[7], "直接经济损失\n单位：万元")), right()),
    ("a unit in two languages", book(*headed(HEADER[7], "直接经济损失(万元)\nDirect loss (10k CNY)")), right()),
    ("another unit in the second language", book(*headed(HEADER[7], "直接经济损失(万元)\nDirect loss (million CNY)")),
     right("yuan_unit_not_stated", loss=0)),
    ("a scale that is no unit", table(*headed(HEADER[7], "直接经济损失(700元)")), right("yuan_unit_not_stated", loss=0)),
    ("a unit in brackets above", book(["（万元）"], *headed(HEADER[7], "直接经济损失")), right()),
    ("a row of units written out", book(*headed(HEADER[7], "直接经济损失")[:1], [None] * 7 + ["单位：万元"], *ROWS), right()),
    ("the area of the event beside that of registration",
     table([*HEADER[:2], "注册地所在区", "事发地所在区", *HEADER[3:]], *([*r[:2], "朝阳区", *r[2:]] for r in ROWS)),
     right("column_not_used")),
    *((f"days written {d}", table(HEADER, [ROWS[0][0], d, *ROWS[0][2:]], *ROWS[1:]), right())
      for d in ("20200105T083000", "2020-01-05号", "2020/1/5号")),
    ("industries in headings",
     book([h for h in HEADER if h != "行业"], ["（一）建筑业（2起）"], *([*r[:3], *r[4:]] for r in ROWS[::3]),
          ["（二）制造业（1起）"], [*ROWS[1][:3], *ROWS[1][4:]], ["（三）采矿业（1起）"], [*ROWS[2][:3], *ROWS[2][4:]]),
     right("industry_from_heading", without=("industry_not_stated",))),
    # headers of another meaning
    *((f"the header {header!r}", table([*HEADER[:5], header, *HEADER[5:]], *([*r[:5], 9, *r[5:]] for r in ROWS)),
       right("column_not_used")) for header in (
        "死亡人数（控制指标）", "死亡人数（上年同期）", "死亡人数（累计）", "死亡人数（其中：农民工）", "死亡人数(last year)")),
    ("injuries that are serious ones only", table(*headed("受伤人数", "受伤人数（重伤）")), right("column_not_used", injuries=0)),
    ("injuries with serious ones among them", table(*headed("受伤人数", "受伤人数（含重伤）")), right()),
    *((f"a header that may say less: {h}", table(*headed(column, h)), right("header_with_addition")) for column, h in (
        ("死亡人数", "死亡人数（外包）"), ("死亡人数", "死亡人数（1-6月）"), ("死亡人数", "死亡人数（2019年）"), ("死亡人数", "死亡人数(起)"),
        ("死亡人数", "死亡人数【企业员工】"), ("受伤人数", "受伤人数（不含轻伤）"), ("发生时间", "发生时间（道路）"),
        (HEADER[7], "直接经济损失（万元，不含罚款）"), ("受伤人数", "受伤人数（含死亡）"), ("死亡人数", "死亡人数（含受伤）"),
        ("死亡人数", "死亡人数（含失踪及重伤）"), ("死亡人数", "死亡人数（失踪）"), ("死亡人数", "死亡人数（包括自然死亡）"),
        (HEADER[7], "直接经济损失（含间接，万元）"), (HEADER[7], "直接经济损失（含罚款）（万元）"))),
    *((f"a header that may name another thing: {h}", table(*headed(column, h)), right("header_with_addition")) for column, h in (
        ("区", "区（填报单位）"), ("区", "区（原）"), ("区", "区(调整前)"), ("区", "区（企业注册）"), ("事故类型", "事故类型（初判）"),
        ("行业", "行业（上级单位）"), ("单位名称", "单位名称（上级）"))),
    *((f"a header that names the same thing: {h}", table(*headed(column, h)), plainly()) for column, h in (
        ("区", "区（县）"), ("区", "区(街道)"), ("区", "区（县、市）"), ("区", "所属区（下拉选择）"), ("单位名称", "单位名称（全称）"),
        ("单位名称", "单位（个人）名称"), ("行业", "行业（GB/T 4754-2017）"), ("行业", "行业（门类）"), ("事故类型", "事故类型（触电/坍塌）"),
        ("受伤人数", "受伤人数（含重伤、轻伤）"), ("死亡人数", "死亡人数（含失踪及下落不明）"))),
    *((f"a header that says how: {h}", table(*headed(column, h)), plainly()) for column, h in (
        ("死亡人数", "死亡人数（人）"), ("死亡人数", "死亡人数（必填）"), ("死亡人数", "死亡人数（注1）"), ("死亡人数", "死亡人数（含失踪）"),
        ("发生时间", "发生时间（年/月/日）"), ("发生时间", "发生时间(yyyy-mm-dd)"), (HEADER[7], "万元直接经济损失"))),
    *((f"no loss but a ratio or a part of it: {h}", table(*headed(HEADER[7], h)), right("column_not_used", loss=0))
      for h in ("直接经济损失（万元/起）", "直接经济损失(万元)（其中设备）", "直接经济损失（万元）（仅设备）")),
    *((f"no deaths but another figure: {h}", table(*headed("死亡人数", h)), right("column_not_used", deaths=0))
      for h in ("死亡人数（百人）", "死亡人数（千人）", "死亡人数（起数）", "死亡人数（排名）")),
    ("the area of registration", table(*headed("区", "区（企业注册地）")), right("column_missing", "column_not_used", **NOWHERE)),
    ("the area beside that of registration",
     table(["区（企业注册地）", *HEADER], *(["朝阳区", *row] for row in ROWS)), right("column_not_used")),
    ("last year before this year",
     table([*HEADER[:5], "上年", None, "本年", *HEADER[6:]], [None] * 5 + ["死亡人数", "受伤人数", "死亡人数"] + [None] * 3,
           *([*row[:5], 9, 9, *row[5:]] for row in ROWS)), right("column_not_used")),
    ("a whole with its parts",
     table([*HEADER[:6], None, None, *HEADER[6:]], [None] * 5 + ["合计", "其中：女", "农民工"] + [None] * 3,
           *([*row[:6], 9, 9, *row[6:]] for row in ROWS)), right("column_not_used")),
    *((f"headers such as {first}", table([first, *headers], *ROWS), right()) for first, *headers in (
        [f"{n}.{h}" for n, h in enumerate(HEADER, 1)], [f"{n}、{h}" for n, h in zip("一二三四五六七八九", HEADER)],
        [f"{n}{h}" for n, h in zip("①②③④⑤⑥⑦⑧⑨", HEADER)], [f"{n}. {h}" for n, h in zip("ABCDEFGHI", HEADER)],
        ["事故编号 ID", "发生时间 Date", "区/District", *HEADER[3:5], "死亡人数 Deaths", "Injuries 受伤人数", *HEADER[7:]])),
    ("a translation in a second line", book([HEADER[0], "发生时间\nDate", *HEADER[2:5], "死亡人数\nDeaths", *HEADER[6:]], *ROWS), right()),
    # two headers of one meaning
    ("the city left of the district", table([*HEADER[:2], "地区", *HEADER[2:]], *([*r[:2], "北京市", *r[2:]] for r in ROWS)),
     right("two_headers")),
    ("the dead of the month alone", table(*headed("死亡人数", "当月死亡人数")), right("header_of_last_resort")),
    ("the dead of the month beside the dead", table([*HEADER[:5], "当月死亡人数", *HEADER[5:]], *([*r[:5], 9, *r[5:]] for r in ROWS)),
     right("column_not_used", without=("header_of_last_resort",))),
    ("headers in traditional characters", table(["事故編號", "發生時間", "區", "行業", "事故類型", "死亡人數", "受傷人數", "直接經濟損失(萬元)", "單位名稱"], *ROWS),
     plainly()),
    ("missing persons in traditional characters", table([*HEADER, "失蹤人數"], *([*r, 1] for r in ROWS)), right("missing_counted", deaths=10)),
    ("a place where no district is named", table(*headed("区", "发生地点")), right("header_of_last_resort")),
    ("a place beside a district", table([*HEADER[:2], "发生地点", *HEADER[2:]], *([*r[:2], "朝阳区", *r[2:]] for r in ROWS)),
     right("column_not_used")),
    ("a part of the dead left of all of them", table([*HEADER[:5], "死亡人数（外包）", *HEADER[5:]], *([*r[:5], 9, *r[5:]] for r in ROWS)),
     right("two_headers")),
    *((f"the note {note!r} of another unit than the header", book(HEADER, *ROWS, [note]), right("units_differ"))
      for note in ("注：直接经济损失单位为元。", "注：1.表中金额均以元为单位。", "（金额单位：元）")),
    *((f"the note {note!r} that states no other unit", book(HEADER, *ROWS, [note]), right(without=("units_differ",)))
      for note in ("注：直接经济损失单位为万元。", "填报单位：元通建设公司")),
    ("sums in 元 under 万元 in all rows", table(HEADER, *([*r[:7], r[7] * 1000, r[8]] for r in ROWS)),
     right("figure_doubtful", loss=1_298_000)),
    ("sums of 1000 万元 in all rows, beside many deaths", table(HEADER, *([*r[:5], 5, 5, 1100, r[8]] for r in ROWS)),
     right(without=("figure_doubtful",), deaths=20, injuries=20, loss=4400)),
    ("a title of another unit than the header", book(["单位：万元"], *headed(HEADER[7], "直接经济损失（元）")),
     right("units_differ", loss=0.1298)),
    ("a row of units of another unit than the header", book(HEADER, [None] * 5 + ["人", "人", "元"], *ROWS), right("units_differ")),
    ("a row of units of the header's", book(HEADER, [None] * 5 + ["人", "人", "万元"], *ROWS), right(without=("units_differ",))),
    ("a title that counts persons in hundreds", book(["单位：百人、万元"], HEADER, *ROWS), right("units_differ")),
    ("a figure whose format shows nothing", book(HEADER, *ROWS, also=shown("F3", ";;;")), right("cell_shows_nothing")),
    ("a figure whose format shows nothing in an .xls", old_book(HEADER, *ROWS, style=(";;;", 2, 5)), right("cell_shows_nothing")),
    *((f"injuries {total} beside {serious} serious and {minor} minor ones",
       table([*HEADER, "重伤人数", "轻伤人数"], *([*r[:6], total, *r[7:], serious, minor] for r in ROWS)),
       right(*rules, injuries=4 * total, without=tuple({"injuries_differ"} - set(rules))))
      for total, serious, minor, rules in ((2, 2, 3, ("injuries_differ",)), (9, 2, 3, ("injuries_differ",)),
                                           (1, 2, "", ("injuries_differ",)), (5, 2, 3, ()), (5, 2, "", ()))),
    *((f"the day {day} in a ledger of 2020", table(HEADER, *said("发生时间", day)), right("date_doubtful"))
      for day in ("1970-01-01", "1980-01-01", "2000-01-01", "2002-02-10")),
    ("the moment of the report alone", table(*headed("发生时间", "发生时间（接报）")), right("header_of_last_resort")),
    # several tables, sheets and their copies
    ("two tables side by side", book([*HEADER, None, *HEADER], [*ROWS[0], None, *ROWS[2]], [*ROWS[1], None, *ROWS[3]]),
     right()),
    ("two tables side by side, no gap", book([*HEADER, *HEADER], [*ROWS[0], *ROWS[2]], [*ROWS[1], *ROWS[3]]), right()),
    ("hazards beside", book([*HEADER, None, *HAZARD_HEADER[:5]], [*ROWS[0], None, *HAZARDS[0][:5]]),
     refused("accidents, hazards")),
    ("hazards below", book(HEADER, *ROWS, [], HAZARD_HEADER, *HAZARDS), refused("accidents, hazards")),
    ("a count beside", book([*HEADER, None, "区", "起数"], *([*row, None, "平谷区", 1] for row in ROWS)),
     right("two_headers")),
    ("a table below", book(HEADER, *ROWS[:2], [], ["下半年"], HEADER, *ROWS[2:]), right()),
    ("a table below in another order",
     book(HEADER, *ROWS[:2], [], ["下半年"], HEADER[::-1], *(r[::-1] for r in ROWS[2:])), right()),
    ("a count below", book(HEADER, *ROWS, [], ["区", "起数", "死亡"], ["平谷区", 1, 2]), right("needed_missing", aside=1)),
    ("a table below in another order, its headers shorter",
     table(HEADER, *ROWS[:2], ["编号", "时间", "区", "行业", "类型", "受伤", "死亡", "损失(万元)", "单位"],
           *([*r[:5], r[6], r[5], *r[7:]] for r in ROWS[2:])), right("header_of_last_resort")),
    ("a table below whose day has no known header",
     table(HEADER, *ROWS[:2], ["编号", "何时", "区", "行业", "类型", "受伤", "死亡", "损失(万元)", "单位"],
           *([*r[:5], r[6], r[5], *r[7:]] for r in ROWS[2:])),
     right("needed_missing", rows=2, aside=2, deaths=3, injuries=1, loss=92.5, areas="门头沟区1 平谷区1")),
    ("a table below without a unit", table(HEADER, *ROWS[:2], [*HEADER[:7], "直接经济损失", HEADER[8]], *ROWS[2:]),
     right("yuan_unit_not_stated", loss=92.5)),
    ("a table above without a unit", table([*HEADER[:7], "直接经济损失", HEADER[8]], *ROWS[:2], HEADER, *ROWS[2:]),
     right("yuan_unit_not_stated", loss=1205.5)),
    ("a table below under one unit for all",
     book(["单位：万元"], *headed(HEADER[7], "直接经济损失", ROWS[:2]), *headed(HEADER[7], "直接损失", ROWS[2:])), right()),
    *((f"columns numbered {where}", book(HEADER, *lead, *ROWS), right()) for where, *lead in (
        ("from 1", [*range(1, 10)]), ("below the units", [None] * 7 + ["万元"], [*range(1, 10)]),
        ("above the units", [*range(1, 10)], [None] * 7 + ["万元"]), ("after letters", ["甲", "乙", *range(1, 8)]))),
    ("a hidden row", book(HEADER, *ROWS, also=hide_row), right("hidden_row")),
    ("a hidden column", book(HEADER, *ROWS, also=hide("F")), right("hidden_column")),
    ("a hidden copy of the sheet", book(HEADER, *ROWS, also=add_sheet("表二", HEADER, *ROWS, state="hidden")),
     right("hidden_sheet", "duplicate_certain", aside=4)),
    ("a copy on a tab out of use", book(HEADER, *ROWS, also=add_sheet("备份", HEADER, *ROWS)),
     right("void_sheet", aside=4)),
    ("an old copy with another figure", book(HEADER, *ROWS, also=add_sheet("表二", HEADER, *said("死亡人数", 1))),
     right("duplicate_differs", aside=4)),
    ("an old copy in front", folder_of(text(name="new.csv"), book(HEADER, *ROWS, also=add_sheet("旧", HEADER, *ROWS[:3]))),
     right("duplicate_certain", aside=7)),
    ("an old copy without numbers",
     book(*without([HEADER, *ROWS], "事故编号"),
          also=add_sheet("表二", *without([HEADER, *said("死亡人数", 1)], "事故编号"))),
     right("sheet_version", "duplicate_differs", aside=4)),
    ("scratch and empty sheets", book(HEADER, *ROWS, also=add_sheet("Sheet2", [5], [None, "=A1"])), right()),
    ("a chart sheet", book(HEADER, *ROWS, also=lambda b: b.create_chartsheet("图")), right()),
    ("a sheet of counts", book(HEADER, *ROWS, also=add_sheet("汇总", ["区", "起数"], ["平谷区", 1])), right()),
    ("a sheet a month", book(HEADER, *ROWS[:2], also=add_sheet("2月", HEADER, *ROWS[2:])), right()),
    ("a protected sheet", book(HEADER, *ROWS, also=lambda b: b.active.protection.enable()), right()),
    # totals
    *((f"a total called {word}", table(HEADER, *ROWS, [word, *TOTAL[1:]]), right())
      for word in ("合计", "合 计", "合　计", "总计", "共计", "累计", "本页合计", "全市合计", "TOTAL", "Sum")),
    *((f"{word} in the area", table(HEADER, *ROWS, [None, None, word, *TOTAL[3:]]), right())
      for word in ("合计", "合 计", "小计", "总 计：")),
    *((f"合计 with a day under {HEADER[at]}",
       table(HEADER, *ROWS, [None, "2020-12-31", *("合计" if n == at else None for n in (2, 3, 4)), *TOTAL[5:]]), right())
      for at in (2, 3, 4)),
    *((f"a line of {word}", table(HEADER, *ROWS, [word, "2020-12-31", *[None] * 3, 2, 2, 300, None]), right())
      for word in ("平均", "上年同期", "同 比")),
    ("an office's line below", table(HEADER, *ROWS, ["某某区应急管理局", "2020-12-31"]), right()),
    ("a total first", table(HEADER, TOTAL, *ROWS), right()),
    ("a total in the middle", table(HEADER, *ROWS[:2], TOTAL, *ROWS[2:]), right()),
    *((f"{word} with a day", table(HEADER, *ROWS, [word, "2020-12-31", *TOTAL[2:]]), right())
      for word in ("合计", "本页小计", "总计（4起）", "共计4起", "全市合计：")),
    ("a total without a word", table(HEADER, *ROWS, [None, *TOTAL[1:]]), right(aside=1)),
    ("a total an area", table(HEADER, ROWS[0], ROWS[2], ["小计", *[None] * 4, 4, 2, 1213, None], ROWS[1],
                              ["小计", *[None] * 4, 2, 1, 80, None], ROWS[3], TOTAL), right()),
    ("a total that its rows do not add up to", table(HEADER, *ROWS, ["合计", *[None] * 4, 9, 6, 1298, None]),
     right("total_differs")),
    *((f"a total far above rows of which one is {what}",
       table(HEADER, *said("死亡人数", deaths), ["合计", *[None] * 4, 99, 6, 1298, None]),
       right("total_differs", **UNKNOWN_DEATHS)) for what, deaths in (("unreadable", "若干"), ("blank", None))),
    *((f"a total of rows of which one says {deaths}", table(HEADER, *said("死亡人数", deaths), TOTAL),
       right(without=("total_differs",))) for deaths in ("死亡2人", "两人", "二")),
    ("a total of the rows that can be read", table(HEADER, *said("死亡人数", "若干"), ["合计", *[None] * 4, 4, 6, 1298, None]),
     right("count_unreadable", without=("total_differs",), **UNKNOWN_DEATHS)),
    ("a stamp below", table(HEADER, *ROWS, [None, "2020-12-31", "某某局（盖章）"]), right()),
    ("a nought for a month without accidents",
     table(HEADER, *ROWS, ["（无）", "2020-06-30", "平谷区", "", "", 0, 0, 0, "无"]), right("zero_report_in_row", aside=1)),
    *((f"an accident of {name}", table(HEADER, *said("单位名称", name)), right("nameless_record"))
      for name in ("XX公司", "××公司", "某公司", "某建筑工地")),
    *((f"an accident numbered {n}", table(HEADER, *said("事故编号", n)), right("nameless_record")) for n in ("XX", "xxx")),
    ("a month without accidents", table(HEADER, *ROWS, ["本月无", "2020-06-30", "平谷区", "无", "无", 0, 0, 0, "无"]),
     right("zero_report_in_row", aside=1)),
    *((f"{word} in the remarks of an accident", table([*HEADER, "备注"], *([*r, word] for r in ROWS)), right())
      for word in ("合计", "小计", "共 计")),
    ("合计 in the remarks where nothing has a number",
     table(*without([[*HEADER, "备注"], *([*r, "合计"] for r in ROWS)], "事故编号")), right()),
    *((f"an accident whose {column} is 合计", table(HEADER, *said(column, "合计")), right(*rules))
      for column, *rules in (("单位名称",), ("行业", "industry_unknown"), ("事故类型", "kind_unknown"))),
    *((f"an accident without a number whose {column} is 合计",
       table(HEADER, *([None if h == "事故编号" and r is ROWS[3] else "合计" if h == column and r is ROWS[3] else c
                        for h, c in zip(HEADER, r)] for r in ROWS)),
       right("total_doubtful", rows=3, injuries=3, loss=1293, aside=1, areas="门头沟区2 平谷区1"))
      for column in ("单位名称", "行业")),
    *((f"a small table of sums at the right{named}",
       book([*HEADER, None, *head], *([*row, None, *side] for row, side in
            zip(ROWS, (["门头沟区", 2], ["平谷区", 1], ["合计", 3], [])))), right())
      for named, head in (("", ["区", "起数"]), (" without headers", []))),
    *((f"a small table of sums at the left{apart}{named}",
       book([*(head or [None] * 2), *gap, *HEADER], *([*side, *gap, *row] for row, side in
            zip(ROWS, (["怀柔区", 1], ["平谷区", 1], *lines)))), right(without=("two_headers", "group_label")))
      for apart, gap in ((" with a blank column between", [None]), ("", []))
      for named, head, lines in (("", ["区", "起数"], (["合计", 2], [None, None])),
                                 (" and without a total", ["区", "起数"], ([None, None], [None, None]))) if gap or lines[0][0]),
    *((f"{header} beside where the enterprise is registered",
       table([*HEADER[:2], registered, header, *HEADER[3:]], *([*r[:2], "海淀区", *r[2:]] for r in ROWS)), right(*rules))
      for header, registered, *rules in (
        ("事故发生区", "单位注册区"), ("发生区县", "注册地"), ("事故发生地区", "注册地区"), ("事发地", "注册地", "header_of_last_resort"))),
    ("where it happened under the area", table([*HEADER[:2], "区", None, *HEADER[3:]], [None, None, "注册地", "发生地", *[None] * 6],
                                               *([*r[:2], "海淀区", *r[2:]] for r in ROWS)), right("header_of_last_resort")),
    ("areas twice, which differ", table([*HEADER, "区"], *([*row, "平谷区"] for row in ROWS)), right("two_headers")),
    *((f"{column} in a hidden column before the one that is seen",
       book([*HEADER[:at], column, *HEADER[at:]], *([*row[:at], old, *row[at:]] for row in ROWS), also=hide(letter)),
       right("two_headers", without=("hidden_column",)))
      for column, at, letter, old in (("死亡人数", 5, "F", 9), ("区", 2, "C", "朝阳区"))),
    ("deaths in a hidden column, of which the one that is seen is blank",
     book([*HEADER[:5], "死亡人数", *HEADER[5:]], *([*row[:5], 9, None, *row[6:]] for row in ROWS), also=hide("F")),
     right("two_headers", "deaths_not_stated", deaths=0)),
    *((f"{column} twice, {blank} blank", table([*HEADER[:at], column, *HEADER[at:]], *(
       [*row[:at], None if row in rows else row[at], *row[at:]] for row in ROWS)), right("from_second_header"))
      for column, at in (("区", 2), ("死亡人数", 5), ("发生时间", 1)) for blank, rows in (("the first one", ROWS), ("once", ROWS[1:2]))),
    ("an enterprise called 合计", table(HEADER, *said("单位名称", "合计商贸有限公司")), right()),
    *((f"a last line {line}", table(HEADER, *ROWS, [*line.split(","), *[""] * (8 - line.count(","))]), right()) for line in (
        "制表人：某某,2021-05-06", "填报日期：,2021-05-06", "审核人：某某,2021-05-06", "更新时间：,2021-05-06 10:00",
        "打印时间,2021-05-06", "填报单位：某局,2021-05-06,填报人：某某", "制表人,2021-05-06")),
    *((f"a total of {word}", table(HEADER, *ROWS, [word, "2020-05-31", area, *TOTAL[3:]]), right()) for word, area in (
        ("本月", None), ("截止", None), ("1-5月", "合计"), ("1-5月", None), ("2020年", "全市"), (None, "合计"), (None, "小计"))),
    ("a total of another period", table(HEADER, *ROWS, ["累计", "2020-05-31", *[None] * 3, 11, 20, 1664.25, None]), right()),
    ("a total of the month that differs", table(HEADER, *ROWS, ["本月", "2020-05-31", *[None] * 3, 9, 6, 1298, None]),
     right("total_differs")),
    ("a total of the city with a day", table(HEADER, *ROWS, [None, "2020-12-31", "全市", *TOTAL[3:]]),
     right("total_without_word", aside=1)),
    ("a total with a day and no word", table(HEADER, *ROWS, [None, "2020-12-31", *TOTAL[2:]]),
     right("total_without_word", aside=1)),
    ("an accident that nobody named", table(HEADER, *ROWS, [None, "2020-12-31", None, None, None, 1, 0, 5, None]),
     right("area_not_stated", rows=5, deaths=7, loss=1303, areas="门头沟区2 平谷区1 怀柔区1 unknown1")),
    ("numbers that are months", table(HEADER, *([f"{n}月", *row[1:]] for n, row in enumerate(ROWS, 1))), right()),
    # areas
    ("another city's areas", in_areas("吴中区", "姑苏区", "吴江区", "苏州工业园区"),
     right("area_unknown", "area_list_unlike", **NOWHERE)),
    ("another city's 开发区", in_areas("吴中区", "姑苏区", "吴江区", "开发区"), right("area_of_another_city", **NOWHERE)),
    ("another city's 朝阳区", in_areas("南关区", "宽城区", "朝阳区", "二道区"), right("area_of_another_city", **NOWHERE)),
    ("another city's 通州区", in_areas("崇川区", "通州区", "海门区", "如东县"), right("area_of_another_city", **NOWHERE)),
    ("slips in areas", in_areas("朝阳区", "海定区", "朝阳区", "通川区"),
     right("area_unknown", "area_alike", areas="unknown2 朝阳区2")),
    ("a slip in each area", in_areas("朝阴区", "海定区", "昌坪区", "通川区"),
     right("area_unknown", "area_alike", areas="unknown4", without=("area_list_unlike",))),
    ("places within areas", in_areas("朝阳区望京", "海淀区上地", "昌平区", "朝阳区三里屯"),
     right("area_with_street", areas="昌平区1 朝阳区2 海淀区1")),
    # structure
    ("merged areas", book(HEADER, ROWS[0], [*ROWS[1][:2], None, *ROWS[1][3:]], *ROWS[2:], merges=["C2:C3"]),
     right("merged_cell", areas="门头沟区3 怀柔区1")),
    ("merged deaths", book(HEADER, *said("死亡人数", None), merges=["F2:F3"]), right("deaths_not_stated", "merged_figure", deaths=4)),
    ("a table on its side", table(*map(list, zip(HEADER, *ROWS))), refused(NO_SHEET)),
    ("areas as columns", table(["事故类型", "门头沟区", "平谷区"], ["触电", 1, 0]), refused(NO_SHEET)),
    ("months as columns", table(["区", "1月", "2月"], ["平谷区", 1, 0]), refused(NO_SHEET)),
    ("300 columns", table([*HEADER, *"x" * 291], *([*row, *"1" * 291] for row in ROWS)), refused("300 columns")),
    ("a far cell", book(HEADER, *ROWS, also=put("XFD1048576", "x")), refused("XFD1048576")),
    ("a far cell with a format only", with_xml("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'),
     right()),
    ("formatted blank rows", with_xml("</sheetData>", "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(6, 60_000))
                                      + "</sheetData>"), right()),
    ("a bomb in a part", with_parts(lambda p: p.update({"xl/media/a.xml": b"0" * 20_000_000})), refused("times its packed")),
    ("a DOCTYPE", with_xml("^", '<!DOCTYPE a [<!ENTITY b "c">]>'), refused("DOCTYPE")),
    ("a DOCTYPE far down", with_xml("<worksheet", f'<!--{"x" * 70_000}--><!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
     refused("DOCTYPE")),
    ("a path out of the archive", with_parts(lambda p: p.update({"../../evil": b""})), refused("outside the archive")),
    ("rows that lie about the sheet's size", with_xml('ref="A1:I5"', 'ref="A1:XFD1048576"'), right()),
    ("rows in disorder", with_xml('<row r="2"', '<row r="9"'), right()),
    ("a row twice", with_xml('<row r="3"', '<row r="2"'), refused("twice")),
    ("a row below none", with_xml('<row r="3"', '<row r="-3"'), refused("damaged")),
    ("a count that is no number", with_xml(r'(<c r="F3"[^>]*><v>)2', r"\1NaN"), right("deaths_not_stated", deaths=4)),
    ("a count without end", with_xml(r'(<c r="F3"[^>]*><v>)2', r"\g<1>1e400"), right("count_unreadable", deaths=4)),
    ("a workbook without its sheet", with_parts(lambda p: p.pop(SHEET)),
     refused(r"damaged or no Excel workbook: its part 'xl/worksheets/sheet1\.xml' is missing\. Open it in Excel")),
    ("a text of which the list is gone", with_xml('<c r="A1" t="[^"]*">.*?</c>', '<c r="A1" t="s"><v>99</v></c>'),
     refused("it refers to something that it does not hold")),
    ("a zip archive", with_parts(lambda p: p.clear()), refused("damaged")),
    ("a protected workbook", text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, name="a.xlsx"), refused("damaged|password")),
    ("a workbook packed in a zip archive", archive({"2020/a.xlsx": b"x"}), refused("Unpack it")),
    ("an OpenDocument table", archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
     refused("OpenDocument.*save it as .xlsx")),
    ("a table of Numbers", archive({"Index/Document.iwa": b"x"}), refused("Numbers")),
    ("a 7z archive", text(b"7z\xbc\xaf\x27\x1c" + bytes(50), name="a.xlsx"), refused("packed archive")),
    ("a saved web archive", text("MIME-Version: 1.0\nContent-Type: multipart/related\n", name="a.xls"), refused("web page")),
    ("a web page after a comment", text("<!-- export --><html><table></table></html>", name="a.xls"), refused("web page")),
    ("a web page in UTF-16", text("<html><table></table></html>", "utf-16", name="a.xls"), refused("web page")),
    ("zeros", text(bytes(4000), name="a.xlsx"), refused("nothing but zeros")),
    ("a line end before the archive", before(b"\r\n", book(HEADER, *ROWS)), right()),
    ("parts with backslashes", with_parts(lambda p: rename_parts(p, lambda name: name.replace("/", "\\"))), right()),
    ("parts in another case", with_parts(lambda p: rename_parts(p, str.upper)), right()),
    ("a header of hazards alone", table(["隐患编号", "某日", "隐患等级"], ["1", "2020-01-01", "一般"]), refused(r"headers\.hazards")),
    ("a web page with a table, called .xls", page(HEADER, *ROWS), right(without=("no_line_end",))),
    ("the table of a page in GB 18030, which says that it is UTF-8",
     page(HEADER, *ROWS, above="<meta charset='utf-8'>", encoding="gb18030"), right()),
    ("the table of a page in UTF-16", page(HEADER, *ROWS, encoding="utf-16"), right()),
    ("a page whose cells and rows nobody closed",
     text("<table>" + re.sub("</t[dr]>", "", markup(HEADER, *ROWS)) + "</table>", name="a.xls"), right()),
    ("a page with signs written out, line ends and a script",
     page(HEADER, *said("单位名称", "乙&nbsp;机械厂<script>'<td>9</td>'</script>"), above="<script>document.write('<td>')</script>"), right()),
    ("a page with a title, and its unit in a line of its own",
     page(*headed(HEADER[7], "直接经济损失"), above="<h2>2020年事故台账</h2><p>单位：万元</p>", behind="<p>填表人：某某</p>"), right()),
    ("a page with its title in a table of its own", page(HEADER, *([r[0], r[1][5:].replace("-", "月") + "日", *r[2:]] for r in ROWS),
                                               above="<table><caption>2020年事故台账</caption></table>"), right("date_year_from_title")),
    ("a page whose table has a caption",
     text(f"<table><caption>2020年事故台账<br>单位：万元</caption>{markup(*headed(HEADER[7], '直接经济损失', WITHOUT_YEAR))}</table>", name="a.xls"),
     right("date_year_from_title")),
    ("a page with an area over two rows, and a header of two levels",
     page([f"<th rowspan='2'>{h}</th>" for h in HEADER[:5]] + ["<th colspan=2>伤亡情况</th>"] + [f"<th rowspan='2'>{h}</th>" for h in HEADER[7:]],
          HEADER[5:7], [*ROWS[0][:2], "<td rowspan='2'>门头沟区</td>", *ROWS[0][3:]], [*ROWS[2][:2], *ROWS[2][3:]], ROWS[1], ROWS[3]),
     right("merged_cell")),
    ("a hidden row within the table of a page",
     text(f"<table>{markup(HEADER, *ROWS[:3])}<tr hidden>{markup(ROWS[3])[4:]}</table>", name="a.xls"), right("hidden_row")),
    ("a page with a hidden text to sort by", page(HEADER, *said("死亡人数", "<span style='display:none'>0009</span>2")), right()),
    *((f"a page with a figure struck through by {run} before the new one", page(HEADER, *said("死亡人数", cell)), right("struck_text"))
      for run, cell in (("s", "<s>1</s>2"), ("del", "<del>1</del>2"), ("a style", "<span style='text-decoration: line-through'>1</span>2"))),
    ("a page with a figure struck through as a whole", page(HEADER, *said("死亡人数", "<td style='text-decoration:line-through'>2</td>")),
     right("struck_text", "deaths_not_stated", deaths=4)),
    ("a page with a row struck through",
     page(HEADER, *ROWS[:3], [f"<td><s>{'' if c is None else c}</s></td>" for c in ROWS[3]]), right("struck_row")),
    ("a page with a figure and the mark of a footnote raised behind it", page(HEADER, *said("死亡人数", "2<sup>1</sup>")),
     right("raised_mark")),
    ("a page with a figure before which one is struck through, and a raised mark behind it",
     page(HEADER, *said("死亡人数", "<s>1</s>2<sup>1</sup>")), right("struck_text", "raised_mark")),
    ("a page with a list to choose from",
     page(HEADER, *said("死亡人数", "<select><option>1</option><option selected>2</option><option>3</option></select>")), right()),
    ("a page with a hidden cell", page(HEADER, *said("死亡人数", "<td hidden>2</td>")), right("cell_shows_nothing")),
    ("a page with a table around the table and a menu before it",
     page([f"<td><table>{markup(HEADER, *ROWS)}</table></td>"], above="<table><tr><td>首页<td>退出</table>"), right()),
    ("a page without an end of many tags", page(HEADER, *ROWS, behind="<a " * 30_000), right()),
    ("a page nested too deep", page(HEADER, *ROWS, above="<div>" * 3000), right()),
    ("a page that breaks off within its table", cut(page(HEADER, *ROWS), 12), refused("breaks off within a table")),
    ("a page of a wide table", page(["区"] * 201, ["平谷区"] * 201), refused("201 columns; at most 200")),
    ("a page with a long cell", page(HEADER, *said("单位名称", "甲" * 40_000)), refused("holds a cell of 40,000 characters")),
    ("a page that asks to log in", text("<!DOCTYPE html><html><body><form>会话已过期<input></form></body></html>", name="a.xls"),
     refused("web page.*without a table of records")),
    ("a page of a table that is no ledger", page(["甲", "乙"], ["1", "2"]), refused(NO_SHEET)),
    ("a web page called .xls", text("<html><table><tr><td>区</td></tr></table></html>", name="a.xls"), refused("web page")),
    ("XML of 2003", text('<?xml version="1.0"?><Workbook/>', name="a.xls"), refused("web page or XML")),
    ("a PDF called .xlsx", text(b"%PDF-1.4", name="a.xlsx"), refused("document")),
    ("text called .xlsx", text(name="a.xlsx"), right()),
    ("text called .txt", text(name="a.txt"), right()),
    *((f"text whose columns blanks align{where}", build(text(joined([HEADER, *ROWS], "    "), name="a.txt")),
       refused(r"'(0/)?a\.txt' keeps its columns apart by blanks alone: .* comma or tab"))
      for where, build in (("", folder_of), (", given itself", lambda one: one))),
    *((f"year, month and day in three columns {how}",
       book(*heads, *([row[0], *parts(row[1]), *row[2:]] for row in ROWS)), right("day_joined"))
      for how, parts, *heads in (
        ("", lambda day: day.split("-"), [HEADER[0], "年", "月", "日", *HEADER[2:]]),
        ("with signs", lambda day: [f"{n}{sign}" for n, sign in zip(day.split("-"), "年月日")],
         [HEADER[0], "年", "月", "日", *HEADER[2:]]),
        ("under one header", lambda day: map(int, day.split("-")), [*HEADER[:2], None, None, *HEADER[2:]],
         [None, "年", "月", "日"]))),
    ("a month that is blank between year and day",
     book([HEADER[0], "年", "月", "日", *HEADER[2:]],
          *([row[0], 2020, None if row is ROWS[3] else row[1][5:7], row[1][8:], *row[2:]] for row in ROWS)),
     right("day_joined", "needed_missing", rows=3, injuries=3, loss=1293, aside=1, areas="门头沟区2 平谷区1")),
    ("a row without its area's cell", table(HEADER, *ROWS[:3], [*ROWS[3][:2], *ROWS[3][3:]]),
     right("cells_shifted", rows=3, injuries=3, loss=1293, aside=1, areas="门头沟区2 平谷区1")),
    ("a row with a cell too many before its area in a workbook", book(HEADER, *ROWS[:3], [*ROWS[3][:2], None, *ROWS[3][2:]]),
     right("cells_shifted", rows=3, injuries=3, loss=1293, aside=1, areas="门头沟区2 平谷区1")),
    ("a row without its kind, of which only the kind and the loss show it",
     table(HEADER, *ROWS[:2], [*ROWS[2][:4], 3, 2, 1200, ROWS[2][8], ""], ROWS[3]),
     right("cells_shifted", rows=3, deaths=3, injuries=4, loss=97.5, aside=1, areas="门头沟区1 平谷区1 怀柔区1")),
    ("two words of other columns in a row", table(HEADER, *ROWS[:3], [*ROWS[3][:2], "建筑业", "触电", "触电", *ROWS[3][5:]]),
     right("area_unknown", areas="门头沟区2 平谷区1 unknown1", without=("cells_shifted",))),
    ("a tab behind each cell before its comma", table(*([f"{'' if c is None else c}\t" for c in row] for row in [HEADER, *ROWS])), right()),
    ("a tab before each cell behind its comma", table(*([f"\t{c}" for c in row] for row in [HEADER, *ROWS])), right()),
    ("a comma behind each cell before its tab", table(*([f"{c}," for c in row] for row in [HEADER, *ROWS]), delimiter="\t"), right()),
    ("a header in no list", table(["甲", "乙", "丙"], ["1", "2020-01-05", "3"]), refused("事故发生日期/occurred_on/发生日期")),
    ("a workbook called .csv", renamed(book(HEADER, *ROWS), "b.csv"), right()),
    (".xlsm", book(HEADER, *ROWS, name="a.xlsm"), right()),
    (".xls", old_book(HEADER, *ROWS), right()),
    (".xls called .xlsx", old_book(HEADER, *ROWS, name="a.xlsx"), right()),
    (".parquet", parquet(HEADER, *ROWS), right()),
    ("marks within a cell behind a backslash",
     text("".join(",".join('"' + str(c).replace("丙", '\\"丙\\"') + '"' for c in row) + "\n" for row in [HEADER, *ROWS])),
     right()),
    ("moments of Greenwich in a .parquet, all of one day here",
     parquet_of_moments(*(f"2020-02-10T{time}Z" for time in ("00:00", "03:00", "15:59", "12:30"))),
     right(without=("date_from_offset",))),
    ("a moment of Greenwich in a .parquet, of the next day here",
     parquet_of_moments("2020-01-04T17:00Z", *(f"{row[1]}T03:00Z" for row in ROWS[1:])), right("date_from_offset")),
    ("bytes of a text altered in a .parquet", altered(parquet(HEADER, *ROWS), "丙矿业".encode(), b"\xff" * 9),
     refused("damaged Parquet file: it is cut off or was altered")),
    *((f"{n} sixteenths of an .xlsx", cut(book(HEADER, *ROWS), n), refused("damaged")) for n in (1, 5, 9, 12, 15)),
    *((f"{n} sixteenths of an .xls", cut(old_book(HEADER, *ROWS), n), refused("damaged")) for n in (1, 5, 9, 12, 15)),
    ("prose", text("本月无事故。"), refused(NO_SHEET)),
    # what a workbook shows otherwise than it holds
    ("a figure struck through before the new one", with_xml(F3, rich('<r><rPr><strike/></rPr><t>1</t></r><r><t>2</t></r>')),
     right("struck_text")),
    ("a figure struck through as a whole", with_xml(F3, rich('<r><rPr><strike val="1"/></rPr><t>2</t></r>')),
     right("struck_text", "deaths_not_stated", deaths=4)),
    ("a mark that nothing is struck through", with_xml(F3, rich('<r><rPr><strike val="0"/></rPr><t>2</t></r>')), right()),
    ("a shared text struck through in part", struck_shared_text, right("struck_text")),
    ("a figure with the mark of a footnote raised behind it",
     with_xml(F3, rich('<r><t>2</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>')), right("raised_mark")),
    ("a figure before which something is struck through, and a raised mark behind it",
     with_xml(F3, rich('<r><rPr><strike/></rPr><t>1</t></r><r><t>2</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>')),
     right("struck_text", "raised_mark")),
    ("a figure on the line, as its run says", with_xml(F3, rich('<r><rPr><vertAlign val="baseline"/></rPr><t>2</t></r>')),
     right(without=("raised_mark",))),
    ("a figure raised as a whole", with_xml(F3, rich('<r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>')),
     right("raised_mark", "deaths_not_stated", deaths=4)),
    ("shared texts with raised marks", raised_shared_text, right("raised_mark")),
    ("a raised mark behind a figure in .xls", old_book_with_runs(3, 5, [("3", False), ("2", True)], "escapement superscript"),
     right("raised_mark")),
    *((f"deaths written {cell}", table(HEADER, *said("死亡人数", cell)), right("raised_mark"))
      for cell in ("2²", "２³", "2①", "2¹⁰")),
    ("a sum of money with a raised mark", table(HEADER, *said("直接经济损失(万元)", "80³")), right("raised_mark")),
    ("a raised sign alone", table(HEADER, *said("死亡人数", "²")), right("count_unreadable", deaths=4)),
    ("a circled figure alone", table(HEADER, *said("死亡人数", "②")), right("count_spelling")),
    ("a phonetic reading in a cell", with_xml(F3, rich('<t>2</t><rPh sb="0" eb="1"><t>1</t></rPh>')), right()),
    ("a cell struck through", book(HEADER, *ROWS, also=strike("F3")), right("struck_text", deaths=4)),
    ("a figure struck through before the new one in .xls", old_book_with_runs(3, 5, [("1", True), ("2", False)]),
     right("struck_text", deaths=5)),
    ("a figure struck through as a whole in .xls", old_book_with_runs(3, 5, [("1", True), ("2", True)]),
     right("struck_text", "deaths_not_stated", deaths=3)),
    ("a row struck through", book(HEADER, *ROWS, also=strike(*(f"{c}3" for c in "ABCDEFGHI"))), right("struck_row")),
    ("a comment that corrects a figure", book(HEADER, *ROWS, also=commented("F3", "甲某:\n更正为3人")), right("cell_comment")),
    ("a comment on a header", book(HEADER, *ROWS, also=commented("H1", "单位：元")), right("cell_comment")),
    ("a comment below the table", book(HEADER, *ROWS, also=commented("A40", "第2起不计入")), right("cell_comment")),
    ("a number with a blank that Python reads", with_xml(r'(<c r="F3"[^>]*><v>)2', r"\g<1>2_0"), refused("damaged")),
    *((f"80 in the format {code}", book(HEADER, *ROWS, also=shown("H3", code)), outcome) for code, outcome in (
        ('0"元"', right("yuan_unit_in_cell", loss=1218.008)), ('0"万元"', right()), ("¥0.00", right()), ("[$¥-804]0", right()),
        ("[$$-409]0", right("yuan_unreadable", loss=1218)), ("[$€-407]0", right("yuan_unreadable", loss=1218)),
        ('0!.0,"万"', right("yuan_unit_in_cell", loss=1218.008)), ('0,"千元"', right("yuan_unit_in_cell", loss=1218.008)),
        ('0"人"', right()), ("0!.0,", right("places_hidden", loss=1218.008)), ("#,##0.0,", right("places_hidden", loss=1218.08)))),
    ("a unit in the format of an .xls", old_book(HEADER, *ROWS, style=('0"元"', 2, 7)), right("yuan_unit_in_cell", loss=1218.008)),
    # cells in Chinese quotation marks
    *((f"cells in Chinese quotation marks{where}", build, right("chinese_marks"))
      for where, build in (
        ("", text(chinese_quoted([HEADER, *ROWS]))),
        (", tabs between them", text(chinese_quoted([HEADER, *ROWS], "\t"))),
        (", a comma and a name in marks within", text(chinese_quoted([HEADER, *said("单位名称", "乙，“某”厂,分厂")]))),
        (", no figures among them", text(re.sub("“([0-9.]+)”", r"\1", chinese_quoted([HEADER, *ROWS])))),
        (", under a title", text("2020年事故台账\n" + chinese_quoted([HEADER, *ROWS]))))),
    ("one name in Chinese quotation marks", table(HEADER, *said("单位名称", "“乙”机械厂")), right(without=("chinese_marks",))),
    # names wrapped onto the next line
    *((f"a name that goes on {where}", book(HEADER, *rows), right("cell_continued", "continues_row_above", aside=1))
      for where, rows in (
        ("in the next line", [*ROWS[:2], [None] * 8 + ["有限公司"], *ROWS[2:]]),
        ("below the last line", [*ROWS, [None] * 8 + ["有限公司"]]),
        ("beside another text", [*ROWS[:3], [None] * 3 + ["与非金属", None, None, None, None, "分公司"], ROWS[3]]))),
    *((f"no name that goes on: {what}", book(HEADER, *rows), right(aside=aside, without=("cell_continued", "continues_row_above")))
      for what, aside, rows in (
        ("a number of its own", 1, [*ROWS[:2], ["SG2020-009", *[None] * 7, "有限公司"], *ROWS[2:]]),
        ("a figure of its own", 1, [*ROWS[:2], [None] * 5 + [None, None, 3, "有限公司"], *ROWS[2:]]),
        ("an area", 1, [*ROWS[:2], [None] * 2 + ["怀柔区", None, None, None, None, None, "有限公司"], *ROWS[2:]]),
        ("an office that signs", 0, [*ROWS, [None] * 8 + ["平谷区应急管理局"]]),
        ("a blank line between", 0, [*ROWS, [], [None] * 8 + ["甲某"]]))),
    # days and formulas of workbooks
    ("days", book(HEADER, *moments()), right()),
    ("days with times", book(HEADER, *moments(23)), right()),
    ("days from 1904", book(HEADER, *moments(), epoch=CALENDAR_MAC_1904), right()),
    ("numbers of days", book(HEADER, *serials()), right("date_from_serial")),
    ("numbers of days with times", book(HEADER, *serials(0.75)), right("date_from_serial")),
    ("months and days under a year", table(["2020年事故台账"], HEADER,
                                           *([r[0], f"{int(r[1][5:7])}/{int(r[1][8:])}", *r[2:]] for r in ROWS)),
     right("date_year_from_title")),
    *((f"days without a year where {where}", book(*title, HEADER, *WITHOUT_YEAR, name=f"{file}.xlsx", also=tabbed(tab)), outcome)
      for where, title, file, tab, outcome in (
        ("file and tab disagree", [], "2020年事故台账", "2019模板", DISPUTED),
        ("title and tab disagree", [["2020年事故台账"]], "a", "2019", DISPUTED),
        ("file and tab agree", [], "2020年事故台账", "2020年", right("date_year_from_title")),
        ("the file was sent later", [], "2021年1月报送", "2020年", right("date_year_from_title")),
        ("the title spans years", [["2019-2021年事故台账"]], "a", "2020", right("date_year_from_title")),
        ("the file spans years", [], "2019-2021年", "2020年", right("date_year_from_title")))),
    ("days without a year in tabs of several years",
     book(HEADER, *WITHOUT_YEAR, name="2021年事故台账.xlsx", also=tabbed("2020年", "2021年")), right("date_year_from_title")),
    ("numbers of days in text", table(HEADER, *serials()), right("date_from_serial")),
    ("numbers of days from 1904", book(HEADER, *serials(-1462), epoch=CALENDAR_MAC_1904), right("date_from_serial")),
    ("a formula never computed", book(HEADER, *ROWS, also=put("F3", "=1+1")), right("formula_without_result", deaths=4)),
    ("a formula of a program that does not compute", formula(), right("formula_not_computed", deaths=4)),
    ("a formula with its result", formula(2), right("formula_not_computed")),
    ("a formula in error", formula("#DIV/0!"), right("error_value", deaths=4)),
    ("true", book(HEADER, *said("死亡人数", True)), right("count_unreadable", deaths=4)),
    ("numbers as text", book(HEADER, *([str(c) for c in row] for row in ROWS)), right()),
    ("a quotation mark alone", book(HEADER, *said("区", '"')), right("ditto_mark", areas="门头沟区3 怀柔区1")),
    # duplicates
    ("each unit of an accident in a row of its own",
     table(HEADER, *ROWS, [*ROWS[2][:8], "戊建筑公司"], [*ROWS[2][:8], "己监理公司"]),
     right("duplicate_certain", "duplicate_differs", aside=2)),
    ("a number beside two accidents of one day", table(HEADER, *ROWS, [*ROWS[2][:7], 30, "戊建筑公司"]),
     right("number_repeated", rows=5, deaths=9, injuries=8, loss=1328, areas="门头沟区3 平谷区1 怀柔区1")),
    ("numbers in other letters and dashes",
     folder_of(text(), table(HEADER, ["ＳＧ２０２０－００１", *ROWS[0][1:]], ["sg2020—002", *ROWS[1][1:]])),
     right("duplicate_certain", aside=2)),
    ("an accident that two areas report under numbers of their own",
     table(HEADER, *ROWS, ["YQ2020-9", ROWS[1][1], "延庆区", *ROWS[1][3:]]),
     right("duplicate_likely", rows=5, deaths=8, injuries=7, loss=1378, areas="门头沟区2 平谷区1 怀柔区1 延庆区1")),
    ("another accident of the same unit in another area",
     table(HEADER, *ROWS, ["YQ2020-9", ROWS[1][1], "延庆区", *ROWS[1][3:6], 0, 80, ROWS[1][8]]),
     right(without=("duplicate_likely",), rows=5, deaths=8, loss=1378, areas="门头沟区2 平谷区1 怀柔区1 延庆区1")),
    ("a row twice over", table(HEADER, *ROWS, ROWS[1]), right("duplicate_certain", aside=1)),
    *((f"a number with another figure {where}", table(HEADER, *rows), right("duplicate_differs", deaths=9, aside=1))
      for more in ([*ROWS[1][:5], 5, *ROWS[1][6:]],)
      for where, rows in (("below", [*ROWS, more]), ("above", [more, *ROWS]))),
    ("a number on another day", table(HEADER, *ROWS, [ROWS[1][0], "2020-02-11", *ROWS[1][2:]]),
     right("duplicate_likely", rows=5, deaths=8, injuries=7, loss=1378, areas="门头沟区2 平谷区2 怀柔区1")),
    ("another number, all else alike", table(HEADER, *ROWS, ["SG2020-009", *ROWS[1][1:]]),
     right("duplicate_likely", rows=5, deaths=8, injuries=7, loss=1378, areas="门头沟区2 平谷区2 怀柔区1")),
    *((f"numbers that are all {word}",
       table(HEADER, *([word, "2020-02-10", "平谷区", *r[3:]] for r in ROWS)), right(*rules, areas="平谷区4"))
      for word, rules in (("待编", ()), ("无", ()), ("2020", ("number_is_a_year",)))),
    ("a file twice", folder_of(text(), text()), right("duplicate_certain", aside=4)),
    ("two files", folder_of(table(HEADER, *ROWS[:2]), table(HEADER, *ROWS[2:])), right()),
]  # fmt: skip


@pytest.mark.parametrize(("build", "outcome"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_file_gives_right_figures_or_findings_or_a_sentence(tmp_path, build, outcome):
    file = build(tmp_path)
    if isinstance(outcome, Refused):
        with pytest.raises((InputRejected, WrongUse), match=outcome.why) as refusal:
            clean(read_ledger(file))
        assert len(str(refusal.value)) < 1000
        return
    raw = read_ledger(file)
    cleaned = clean(raw)
    assert figures(cleaned, outcome.rules) == outcome
    assert set(outcome.rules) <= set(cleaned.findings["rule"])
    assert not set(outcome.without) & set(cleaned.findings["rule"])
    assert raw.rows_read == len(cleaned.ledger) + len(cleaned.quarantine)
    assert english_left(remarks_of(cleaned), quoted=texts_of(raw)) == []


DAY, AREA, DEATHS, LOSS, NAME, NUMBER = (HEADER[i] for i in (1, 2, 5, 7, 8, 0))
COLUMN = dict(zip((DAY, AREA, DEATHS, LOSS, NAME, NUMBER),
                  ("occurred_on", "area", "deaths", "direct_loss_yuan", "enterprise", "accident_id")))  # fmt: skip
TENTH = pd.Timestamp("2020-02-10")
ASIDE = "set aside"

CELLS: list[tuple[str, str, object, str]] = [
    *((DAY, written, TENTH, "") for written in (
        "2020-2-10", "2020.2.10", "2020/2/10", "20200210", "2020年2月10日", "2020年2月10号", "2020-02-10 14:30",
        "2020-02-10T14:30:00", "2020-02-10T23:30:00+08:00", "2020年2月10日14时30分", "2020年2月10日下午3时许",
        "2020-02-10星期一", "2020-02-10(周一)", "10-Feb-2020", "Feb 10, 2020", "2020年2月10日凌晨")),
    (DAY, "２０２０年２月１０日", TENTH, "date_full_width"),
    (DAY, "二〇二〇年二月十日", TENTH, "date_in_words"),
    *((DAY, written, TENTH, "weekday_differs") for written in ("2020-02-10星期二", "2020年2月10日（周日）", "2020-02-10 (二)")),
    *((DAY, written, TENTH, "date_approximate") for written in ("约2020年2月10日", "2020-02-10左右")),
    *((DAY, written, TENTH, "date_with_words") for written in ("2020-02-10（夜班）", "2020年2月10日(补报)")),
    # The other days of the column are of 2020, and none of 2010.
    *((DAY, written, TENTH, "date_short_year") for written in ("20年2月10日", "20-2-10", "10-Feb-20")),
    (DAY, "2020年2月初十日", ASIDE, "needed_missing"),
    (DAY, "2020年2月10日前", ASIDE, "needed_missing"),
    (DAY, "2020年2月1\u200b0日", TENTH, "invisible_signs"),
    (DAY, "2020-02-09 23:00 GMT", TENTH, "date_from_offset"),
    (DAY, "2020-02-10 24:00", TENTH, "date_ends_at_24"),
    (DAY, "2020-02-09T16:30:00Z", TENTH, "date_from_offset"),
    (DAY, "2020-02-09T23:30:00-08:00", TENTH, "date_from_offset"),
    (DAY, "2099-01-01", pd.Timestamp("2099-01-01"), "date_after_export"),
    *((DAY, written, ASIDE, "needed_missing") for written in (
        "10-2-20", "2-10", "2月10日", "10/2/2020", "2020-02-30", "2020-13-01", "2020.1", "2月下旬", "2-2", "2020-02-12至2020-02-10", "2月10日-12日", "43871", "1900-01-01", "9999-12-31",
        "0000-00-00", "2020-02-10 25:00", "今天", "不详", "/", "—", "", "14:30", "2020年2月1O日", "约2020年2月",
        "2020年第1季度", "#REF!", "TRUE")),
    *((DAY, written, None, "date_without_day") for written in ("2020年2月", "2020-02", "2020", "2020年2月上旬",
        "2020-02-10至2020-02-12", "2020年2月10日-12日", "2020.2.10-12", "2020/2/10～2/12", "二〇二〇年二月十日至十二日")),
    *((DAY, written, ASIDE, "date_six_digits") for written in ("200210", "202002")),
    *((DEATHS, written, 2, "count_spelling") for written in ("２", "2人", "2 人", "２．０")),
    *((DEATHS, written, 2, "count_in_words") for written in ("二", "两人")),
    *((DEATHS, written, 0, "count_in_words") for written in ("无", "零", "〇", "无人员伤亡")),
    (DEATHS, "2.0", 2, ""),
    (DEATHS, "3（1）", 3, "count_with_part"),
    (DEATHS, "1（另失踪1人）", 2, "casualties_parted"),
    (DEATHS, "1（2月20日又死亡1人）", None, "count_with_more"),
    (DEATHS, "1,000", 1000, "figure_doubtful"),
    (DEATHS, "死亡1人，重伤2人", 1, "casualties_parted"),
    (DEATHS, "死亡1人、受伤2人", 1, "casualties_differ"),
    (DEATHS, "1死2伤", 1, "casualties_differ"),
    (DEATHS, "3人死亡", 3, "casualties_parted"),
    (DEATHS, "无人死亡", 0, "casualties_parted"),
    (DEATHS, "1\u200b2", 12, "invisible_signs"),
    *((DEATHS, f"{before}12{behind}", 12, "invisible_signs") for before, behind in (
        ("", "\u200b"), ("\ufeff", ""), ("\u00ad", ""), ("", "\u00a0"), ("\u2060", ""))),
    (DEATHS, " 12\t", 12, ""),
    (DEATHS, "\u202e12", None, "count_unreadable"),
    *((DEATHS, written, None, "deaths_not_stated") for written in ("—", "/", "", "不详", "暂无", "#REF!")),
    *((DEATHS, written, None, "count_unreadable") for written in (
        "约3", "3人以上", "2-3", ">3", "1e3", "50%", "三四人", "1+1", "=1+1", "TRUE", "百二十", "1 2", "²", "Ⅱ",
        "3*", "若干", "1?", "1+", "+-2")),
    *((DEATHS, written, 2, "count_spelling") for written in ("②", "+2", "2人。", "2.", "2.0E0")),
    (DEATHS, "-0", 0, "count_spelling"),
    (DEATHS, "4（待核实）", 4, "count_doubtful"),
    (DEATHS, "-2", None, "count_negative"),
    (DEATHS, "2.5", None, "count_fractional"),
    (DEATHS, "99999999", None, "count_absurd"),
    *((DEATHS, written, None, "count_is_a_year") for written in ("2024", "２０２４人", "1990", "2035.0")),
    *((DEATHS, written, int(written), "figure_doubtful") for written in ("1989", "2036", "997")),
    *((LOSS, written, 800_000, "") for written in ("８０", "80万", "80 万元", "￥80万", "80.0")),
    (LOSS, "￥80", None, "yuan_unit_doubtful"),
    *((LOSS, written, 800_000, "yuan_unit_in_cell") for written in ("800000元", "0.008亿")),
    *((LOSS, written, 800_000, "yuan_in_words") for written in ("八十万元", "八十万", "捌拾万元整")),
    *((LOSS, written, 800_000, "yuan_spelling") for written in ("80。", "80.", "8.0e1", "80。0", "+80")),
    (LOSS, "1，200.5", 12_005_000, ""),
    *((LOSS, f"1{blank}200", 12_000_000, "yuan_spelling") for blank in "\u00a0\u2009\u202f"),
    *((LOSS, written, None, "yuan_unreadable") for written in (
        "约80", "80左右", "80-100", ">80", "80%", "1 200", "$80", "数万", "待核定", "50万+30万")),
    (LOSS, "-80", None, "yuan_negative"),
    (LOSS, "不详", None, ""),
    *((AREA, written, "平谷区", "area_spelling") for written in ("平谷", "北京市平谷区", "平谷 区", "110117", "Pinggu")),
    (AREA, "崇文区", "东城区", "area_abolished"),
    *((AREA, written, "平谷区", "area_with_street") for written in ("平谷区某某街道", "平谷区某某路3号", "平谷区（某处）")),
    (AREA, "平谷马坊镇", "平谷区", "area_with_street"),
    (AREA, "平谷区与怀柔区交界路", "unknown", "area_unknown"),
    *((AREA, mark, "门头沟区", "ditto_mark") for mark in ("〃", "同上", "″", "”", "“")),
    *((AREA, written, "unknown", "area_unknown") for written in (
        "吴中区", "长春市朝阳区", "南通市通州区", "平谷区、怀柔区", "平谷区/怀柔区", "高新区", "大峪街道", "0")),
    *((AREA, written, "unknown", "area_is_the_city") for written in ("全市", "市直", "北京市")),
    *((AREA, written, "unknown", "area_not_stated") for written in ("", "不详", "NA", "—")),
    *((NAME, written, written, "") for written in (
        "NA", "null", "None", "nan", "TRUE", "1e5", "007", "=cmd|' /C calc'!A0", "<script>alert(1)</script>",
        r"\frac{1}{0} $x$", "شركة", "甲&乙<丙>", "../../etc/passwd", "{{7*7}}", "%s%n", "😀公司")),
    (NAME, "甲\u202e乙", "甲乙", "invisible_signs"),
    *((NAME, written, None, "") for written in ("无", "不详", "未知", "暂无", "待查", "N/A", "个人")),
    (NAME, "某某13800138000", "某某138****8000", "mobile_masked"),
    (NAME, "110101199003070010", "110101********0010", "identity_number_doubtful"),
    *((NUMBER, written, written, "") for written in ("001", "1.0", "3.20506E+17", "12E5", "SG 2020-002", "2021")),
    *((NUMBER, written, None, "") for written in ("无", "暂无", "待编", "待定")),
]  # fmt: skip


@pytest.fixture(scope="module")
def cleaned_cells(tmp_path_factory) -> Cleaned:
    """Every cell in a file of its own, whose rows are like those of no other file."""
    folder = tmp_path_factory.mktemp("cells")
    for number, (column, written, _, _) in enumerate(CELLS):
        rows = [[f"{row[0]}/{number}", *row[1:8], f"{row[8]}{number}甲"] for row in ROWS]
        rows[1][HEADER.index(column)] = written
        content = joined([f'"{cell}"' for cell in row] for row in [HEADER, *rows])
        text(content, name=f"{number:03}.csv")(folder)
    return clean(read_ledger(folder))


@pytest.mark.parametrize(
    ("number", "column", "written", "value", "rule"), [(n, *c) for n, c in enumerate(CELLS)]
)
def test_a_cell_is_read_rightly_or_named(cleaned_cells, number, column, written, value, rule):
    file = f"{number:03}.csv"
    ledger = cleaned_cells.ledger[cleaned_cells.ledger["source_file"] == file]
    quarantine = cleaned_cells.quarantine[cleaned_cells.quarantine["source_file"] == file]
    rules = set(cleaned_cells.findings.query("file == @file and row == 3")["rule"])
    rules -= {"enterprise_alike", "duplicate_likely"}  # The files hold one accident under many names.
    assert rule in rules if rule else rules <= {"area_not_stated"}
    found = ledger.loc[ledger["source_row"] == 3, COLUMN[column]].tolist()
    if value is ASIDE:
        assert found == []
        assert quarantine["source_row"].tolist() == [3]
    else:
        assert [None if pd.isna(v) else v for v in found] == [value]
    assert len(ledger) + len(quarantine) == 4


@pytest.mark.parametrize(
    ("column", "written", "expected", "rule"),
    [
        ("状态", "已销账", ("closed", "一般"), ""),
        ("状态", "已 销 账", ("closed", "一般"), ""),
        ("状态", "未整改", ("open", "一般"), "open_with_closing_day"),
        ("状态", "作废", ("void", "一般"), ""),
        ("状态", "转办", ("transferred", "一般"), ""),
        ("状态", "另行研究", ("closed", "一般"), "status_unknown"),
        ("状态", "待核实", ("open", "一般"), "status_spelling"),
        ("状态", "整改率80%", ("open", "一般"), "status_spelling"),
        ("状态", "NOT COMPLIED WITH", ("open", "一般"), "open_with_closing_day"),
        ("状态", "1.已销账 2.未整改", ("open", "一般"), "status_spelling"),
        ("状态", "已移交住建委处理", ("transferred", "一般"), "status_spelling"),
        ("状态", "已销账（2020年1月20日）", ("closed", "一般"), "status_spelling"),
        ("状态", None, ("closed", "一般"), "status_not_stated"),
        ("隐患等级", None, ("closed", "unknown"), "level_not_stated"),
        ("隐患等级", "一般隐患", ("closed", "一般"), "level_spelling"),
        ("隐患等级", "较大", ("closed", "unknown"), "level_unknown"),
        ("销账日期", "2019-12-20", ("closed", "一般"), "closed_before_found"),
        ("销账日期", "2020-02-30", ("closed", "一般"), "date_impossible"),
        ("整改期限", "立即", ("closed", "一般"), "deadline_counted"),
        ("整改期限", "2020年2月底前", ("closed", "一般"), "deadline_up_to"),
        ("整改期限", "2019-02-01", ("closed", "一般"), "due_before_found"),
        ("整改期限", "2038-02-01", ("closed", "一般"), "date_doubtful"),
    ],
)
def test_a_hazard_keeps_its_end_and_level_or_is_named(tmp_path, column, written, expected, rule):
    row = [written if h == column else cell for h, cell in zip(HAZARD_HEADER, HAZARDS[0])]
    cleaned = clean(read_ledger(table(HAZARD_HEADER, row, *HAZARDS[1:])(tmp_path)))
    first = cleaned.ledger.iloc[0]
    assert (first["end_type"], first["level"]) == expected
    assert rule in set(cleaned.findings["rule"]) if rule else cleaned.findings.empty
    assert cleaned.ledger["end_type"].tolist()[1:] == ["open", "open"]
    assert cleaned.ledger["reopened"].tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("status", "note", "rule"),
    [
        ("已销账", "经核查不属实", "note_contradicts_status"),
        ("整改中", "已移交城管部门", "note_contradicts_status"),
        ("已销账", "回头看发现反弹", "note_contradicts_status"),
        ("反弹", "回头看发现反弹", ""),
        ("不属实", "经核查不属实", ""),
        ("已销账", "回头看未反弹", ""),
        ("已销账", "现场照片存档", ""),
    ],
)
def test_a_note_that_says_otherwise_than_the_status_is_named(tmp_path, status, note, rule):
    row = [status if h == "状态" else cell for h, cell in zip(HAZARD_HEADER, HAZARDS[0])]
    cleaned = clean(read_ledger(table([*HAZARD_HEADER, "备注"], [*row, note])(tmp_path)))
    assert ("note_contradicts_status" in set(cleaned.findings["rule"])) == bool(rule)


@pytest.mark.parametrize(
    ("number", "note", "named"),
    [
        ("SG2020-002", "重复上报", True),
        ("SG2020-002", "不属于生产安全事故", True),
        ("SG2020-002（作废）", "", True),
        ("SG2020-002", "未核销", False),
        ("SG2020-002", "不予剔除", False),
    ],
)
def test_an_accident_whose_words_strike_it_off_is_kept_and_named(tmp_path, number, note, named):
    cleaned = clean(read_ledger(table([*HEADER, "备注"], [number, *ROWS[1][1:], note])(tmp_path)))
    assert cleaned.ledger["counted"].tolist() == [True]
    assert ("note_says_struck_off" in set(cleaned.findings["rule"])) == named


def test_what_happened_is_named_by_its_words_and_injuries_are_neither_serious_nor_slight(tmp_path):
    cleaned = clean(read_ledger(text()(tmp_path)))
    first = cleaned.ledger.iloc[0]
    assert first[["accident_kind", "category", "industry"]].tolist() == ["高处坠落", "unknown", "E 建筑业"]
    assert cleaned.ledger["injuries"].tolist() == [0, 1, 2, 3]
    assert cleaned.ledger[["serious_injuries", "minor_injuries"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "name", ["utf-8", "a long record, by a figure", "a far cell", "two tables side by side", "no header"]
)
def test_the_command_line_says_the_same_with_no_traceback(tmp_path, monkeypatch, capsys, name):
    build, outcome = next(case[1:] for case in CASES if case[0] == name)
    file = build(tmp_path)
    monkeypatch.setattr(
        "sys.argv", ["safetystats", "clean", str(file), "--out", str(tmp_path / "out"), "--json"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    told, code = json.loads(capsys.readouterr().out), ended.value.code
    if isinstance(outcome, Refused):
        assert code == 3
        assert re.search(outcome.why, told["rejected"][0]["reason"])
        assert not (tmp_path / "out").exists()
    else:
        assert code == 0
        assert sum(sheet["rows_kept"] for sheet in told["files"]) == outcome.rows
        assert sum(sheet["rows_quarantined"] for sheet in told["files"]) == outcome.aside


def test_splitting_the_format_and_the_order_of_rows_change_no_figure(tmp_path):
    builds = (
        text(), book(HEADER, *ROWS), old_book(HEADER, *ROWS), parquet(HEADER, *ROWS), table(HEADER, *ROWS[::-1]),
        folder_of(table(HEADER, *ROWS[:1]), table(HEADER, *ROWS[1:])),
    )  # fmt: skip
    ledgers = []
    for number, build in enumerate(builds):
        (tmp_path / str(number)).mkdir()
        ledger = clean(read_ledger(build(tmp_path / str(number)))).ledger.drop(
            columns=["source_file", "source_sheet", "source_row"]
        )
        ledgers.append(ledger.sort_values("accident_id", ignore_index=True))
    for other in ledgers[1:]:
        pd.testing.assert_frame_equal(ledgers[0], other)


@pytest.mark.parametrize("sixtyfourths", range(1, 64, 4))
def test_a_csv_cut_off_anywhere_gives_no_wrong_figure_without_a_word(tmp_path, sixtyfourths):
    data = TEXT.encode()
    file = text(data[: len(data) * sixtyfourths // 64])(tmp_path)
    try:
        cleaned = clean(read_ledger(file))
    except (InputRejected, WrongUse):
        return
    is_whole_lines = file.read_bytes().endswith(b"\n")
    assert is_whole_lines or {"no_line_end", "cut_off_record"} & set(cleaned.findings["rule"])


def test_what_is_raised_or_lowered_in_a_text_stays(tmp_path):
    cleaned = clean(read_ledger(raised_shared_text(tmp_path)))
    assert cleaned.ledger["note"].dropna().tolist() == ["CO2浓度超标"]
    marked = cleaned.findings.query("rule == 'raised_mark'")
    assert dict(zip(marked["column"], marked["before"])) == {
        "area": "平谷区1", "deaths": "21", "direct_loss_yuan": "801"
    }  # fmt: skip
