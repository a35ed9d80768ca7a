"""Rows that no parser sees change nothing: each workbook is read with and without them, to the last mark."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from safetystats.errors import InputRejected
from safetystats.sheets import plain_cells, workbook
from safetystats.sheets.files import read_grids
from safetystats.sheets.grid import Grid
from safetystats.sheets.plain_cells import without_plain_rows
from test_awkward_files import CASES, HEADER, ROWS, SHEET, book


def outcome(path: Path) -> list[Grid] | str:
    try:
        return read_grids(path)
    except InputRejected as refusal:
        return str(refusal)


def require_same(path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> list[Grid] | str:
    monkeypatch.setattr(plain_cells, "_BLOCK", block)
    ours = outcome(path)
    with monkeypatch.context() as patch:
        patch.setattr(workbook, "without_plain_rows", lambda file, take: [file.read()])
        assert ours == outcome(path)
    return ours


@pytest.mark.parametrize("block", [1 << 22, 900])
@pytest.mark.parametrize("build", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_an_awkward_workbook_is_read_alike_with_and_without_a_parser(tmp_path, monkeypatch, build, block):
    path = build(tmp_path)
    if path.is_file() and path.read_bytes().startswith(b"PK"):
        require_same(path, monkeypatch, block)


PLAIN = "".join(
    f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>字{n}</t></is></c></row>' for n in range(5, 12)
)
ODD = {
    "a comment": f"<!-- {PLAIN} -->",
    "a comment that ends far below": f'<!-- {"x" * 200} {PLAIN} -->',
    "a section without elements": f"<![CDATA[{PLAIN}]]>",
    "an instruction": f"<?x {PLAIN}?>",
    "signs by name": PLAIN.replace("字6", "甲&amp;乙&lt;&#20107;&apos;").replace("字7", "&#49999;"),
    "a sign by its number in another base": PLAIN.replace("字6", "&#x4e8b;"),
    "a sign by a name that is none": PLAIN.replace("字6", "甲&nbsp;乙"),
    "a sign by half a name": PLAIN.replace("字6", "甲&乙").replace("字7", "&#55296;"),
    "a control by its number": PLAIN.replace("字6", "&#1;"),
    "a sign in an attribute": PLAIN.replace('<row r="9">', '<row r="9" a="&amp;">'),
    "line ends of a text": PLAIN.replace("字6", "甲\r\n乙\n丙\t"),
    "blanks that are kept": PLAIN.replace("<t>字6", '<t xml:space="preserve"> 字6 '),
    "a row without a number": PLAIN.replace('<row r="9">', "<row>"),
    "a number behind another attribute": PLAIN.replace('<row r="9">', '<row spans="1:1" r="9">'),
    "a hidden row": PLAIN.replace('<row r="9">', '<row r="9" hidden="1">'),
    "a row that ends at once": PLAIN.replace('<row r="9">', '<row r="20" spans="1:1"/><row r="9">'),
    "a row in a row": PLAIN.replace('<row r="9">', '<row r="9"><row r="30">').replace(
        "字9</t></is></c>", "字9</t></is></c></row>"
    ),
    "a row twice": PLAIN.replace('<row r="9">', '<row r="8">').replace('r="A9"', 'r="B9"'),
    "a cell twice": PLAIN.replace('<row r="9">', '<row r="8">'),
    "a cell without a reference": PLAIN.replace('<c r="A9"', "<c"),
    "a far cell": PLAIN.replace('<c r="A9"', '<c r="XFD9"'),
    "a column that is none": PLAIN.replace('<c r="A9"', '<c r="ZZZ9"'),
    "a far row": PLAIN.replace('<row r="9">', '<row r="999999">'),
    "a long cell": PLAIN.replace("字6", "长" * 40_000),
    "a cell of a future kind": PLAIN.replace("</is></c>", "</is><x/></c>", 2),
    "words between cells": PLAIN.replace("</c></row>", "</c> 甲 </row>", 3),
    "a row that does not end": PLAIN.replace("字9</t></is></c></row>", "字9</t></is></c>"),
    "a name with a prefix": PLAIN.replace("<row", "<x:row").replace("</row", "</x:row"),
    "attributes in another order": re.sub('r="(A[0-9]+)" t="inlineStr"', r't="inlineStr" r="\1"', PLAIN),
    "bytes that are no text": PLAIN.replace("字6", "\udc80"),
    "a sign that no XML holds": PLAIN.replace("字6", "\x01"),
    "the end of a section": PLAIN.replace("字6", "]]>"),
    "a formula": PLAIN.replace('t="inlineStr"><is><t>字6</t></is>', "><f>A5</f><v>3</v>"),
    "a formula without a result": PLAIN.replace('t="inlineStr"><is><t>字6</t></is>', "><f>A5</f>"),
    "figures of all kinds": "".join(
        f'<row r="{n}"><c r="A{n}"{kind}><v>{value}</v></c></row>'
        for n, (kind, value) in enumerate(
            [("", "1"), ("", "007"), (' t="n"', "1.50"), (' t="b"', "1"), (' t="e"', "#N/A"), (' t="s"', "0"),
             (' t="d"', "2020-01-05T10:00:00"), (' t="str"', "x"), ("", "1e16"), (' s="0"', ""), ("", "1_0"),
             (' t="s"', "999"), ("", " 1 ")], start=5)
    ),
}  # fmt: skip


@pytest.mark.parametrize("block", [1 << 22, 900, 333])
@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
def test_odd_xml_is_read_as_a_parser_reads_it(tmp_path, monkeypatch, odd, block):
    path = edited(tmp_path, "</sheetData>", f"{odd}</sheetData>")
    require_same(path, monkeypatch, block)


@pytest.mark.parametrize("figure", ODD["figures of all kinds"].split("</row>")[:-1])
def test_each_kind_of_figure_is_read_as_a_parser_reads_it(tmp_path, monkeypatch, figure):
    path = edited(
        tmp_path, "</sheetData>", f'{figure}</row><row r="90"><c r="A90"><v>1</v></c></row></sheetData>'
    )
    require_same(path, monkeypatch, 1 << 22)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gbk", "gbk"), ("UTF-16", "utf-16"), ("utf-8", "utf-8-sig"), ("ISO-8859-1", "utf-8")],
)
def test_xml_in_another_encoding_is_read_as_a_parser_reads_it(tmp_path, monkeypatch, declared, encoding):
    path = edited(tmp_path, "</sheetData>", f"{PLAIN}</sheetData>", declared=declared, encoding=encoding)
    require_same(path, monkeypatch, 1 << 22)


def edited(folder: Path, old: str, new: str, *, declared: str = "UTF-8", encoding: str = "utf-8") -> Path:
    """A workbook whose sheet's XML is edited by hand, and written in an encoding."""
    path = book(HEADER, *ROWS[:3])(folder)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = re.sub(r"^<\?xml.*?\?>", "", parts[SHEET].decode()).replace(old, new)
    parts[SHEET] = f'<?xml version="1.0" encoding="{declared}"?>{xml}'.encode(encoding, "surrogateescape")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_nearly_all_rows_of_an_ordinary_workbook_need_no_parser(tmp_path):
    with zipfile.ZipFile(book(HEADER, *ROWS * 100)(tmp_path)) as archive:
        xml = archive.read(SHEET)
    taken: list[int] = []
    left = b"".join(without_plain_rows(io.BytesIO(xml), lambda number, cells: taken.append(number)))
    # The first stands behind the beginning of the sheet, the last before its end.
    assert taken == list(range(2, 401))
    assert left.count(b"<row ") == 2
