"""What reading and cleaning remark is Chinese for a Chinese reader: in the code and in the example."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import safetystats
from chinese import english_left, remarks_of
from safetystats.locale import catalogued
from safetystats.locale.notes import column_text, remark_text
from safetystats.schema import LEDGERS
from safetystats.sheets import lines

PACKAGE = Path(safetystats.__file__).parent

NO_REMARKS = {
    "column {}", "unexpected end of data", " Beside it lie: {}.", "{} by {}", " or ", " and ",
    "'{}' sheet '{}'", "{} from row {}", "Can't find workbook", "edition == '2017'", "edition == '2002'",
    "each quarter", "twice a year", "{} row {} has {}", "{} is empty", "{} rows, the first: {}",
    "{} line {}", "version of ", "It stands in '{}' line {}.",
    "it refers to something that it does not hold", "its archive{} is cut off or was altered",
    "its part{} is missing", "something in it{} is not what a workbook holds there",
    "the XML of a part{} is broken",
}  # fmt: skip
"""Texts of several words in the rooms that remark, which are parts of errors, names and patterns."""

EXCEPTIONS = {"InputRejected", "NoLedger", "WrongUse", "ColumnsMissing", "UnknownName"}


def rooms() -> list[Path]:
    """The files whose texts are remarks, or parts of errors."""
    named = [PACKAGE / name for name in ("read.py", "cleaning.py", "corrections.py")]
    return [*(PACKAGE / "sheets").glob("*.py"), *(PACKAGE / "rules").glob("*.py"), *named]


@cache
def constants(file: Path) -> dict[str, str]:
    """The texts that a module gives a name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named: dict[str, str] = {}
    for node in (node for node in tree.body if isinstance(node, ast.Assign)):
        for target in node.targets:
            is_tuple = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = zip(target.elts, node.value.elts) if is_tuple else [(target, node.value)]
            named |= {
                name.id: value.value
                for name, value in pairs
                if isinstance(name, ast.Name)
                and isinstance(value, ast.Constant)
                and isinstance(value.value, str)
            }
    return named


def shape(node: ast.AST, file: Path) -> str:
    """A text with {} for whatever is not written out in it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            text = constants(file).get(name, "")
            # A name of one word is what differs: a rule, a column.
            return text if " " in text else "{}"
        case ast.JoinedStr(values=parts):
            return "".join(shape(part, file) for part in parts)
        case ast.FormattedValue(value=value):
            return shape(value, file)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            both = shape(left, file) + shape(right, file)
            return both if both.strip("{}") else "{}"
    return "{}"


def shapes(node: ast.AST, file: Path) -> Iterator[str]:
    """Every text of a module but docstrings, patterns, and what an error says."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_error = isinstance(node, ast.Raise) or (
        isinstance(node, ast.Call) and bool(EXCEPTIONS & set(re.findall(r"\w+", ast.unparse(node.func))))
    )
    is_pattern = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")
    if is_docstring or is_error or is_pattern:
        return
    if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp)) and (text := shape(node, file)).strip("{}"):
        yield text
        return
    for child in ast.iter_child_nodes(node):
        yield from shapes(child, file)


def remarks_given(node: ast.AST, file: Path) -> Iterator[str]:
    """Every text that is given as a note or as a reason, of however few words."""
    for one in ast.walk(node):
        if isinstance(one, ast.keyword) and one.arg in ("note", "reason"):
            yield shape(one.value, file)
        if isinstance(one, ast.Assign) and {ast.unparse(t) for t in one.targets} & {"note", "why", "reason"}:
            yield shape(one.value, file)
        if isinstance(one, ast.Dict):
            given = zip(one.keys, one.values)
            yield from (shape(v, file) for k, v in given if k and shape(k, file) in ("note", "reason"))
        if isinstance(one, ast.Call) and ast.unparse(one.func) == "Change" and len(one.args) > 6:
            yield shape(one.args[6], file)
        if isinstance(one, ast.Call) and ast.unparse(one.func) in ("sheets.about", "_about"):
            yield shape(one.args[-1], file)


def remarks_of_the_code() -> set[str]:
    found = set(lines_that_are_no_records())
    for file in rooms():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found |= {text for text in shapes(tree, file) if re.search(r"[A-Za-z]{2,}:? ['{a-z]", text)}
        found |= set(remarks_given(tree, file))
    snapshots = PACKAGE / "snapshots.py"
    found |= set(remarks_given(ast.parse(snapshots.read_text(encoding="utf-8")), snapshots))
    return {text for text in found if text.strip("{}")} - NO_REMARKS


def lines_that_are_no_records() -> list[str]:
    return [text for name, text in vars(lines).items() if re.fullmatch("[A-Z][A-Z_]+", name)]


def catalogued_shapes() -> set[str]:
    return {re.sub(r"\{\w+\}", "{}", remark) for remark in catalogued("remark")}


def test_every_remark_of_the_code_has_its_chinese():
    found = remarks_of_the_code()
    assert len(found) > 70
    # A remark may also be one of these with its value written out: refused: status_spelling.
    assert sorted(text for text in found - catalogued_shapes() if remark_text(text, "zh") == text) == []


def test_no_remark_is_left_over_from_older_code():
    texts = {text for file in rooms() for text in shapes(ast.parse(file.read_text(encoding="utf-8")), file)}
    assert sorted(catalogued_shapes() - texts - remarks_of_the_code()) == []


def test_a_chinese_remark_shows_what_the_english_one_does():
    def named(text: str) -> list[str]:
        return sorted(re.findall(r"\{(\w+)\}", text))

    assert [r for r, chinese in catalogued("remark").items() if named(r) != named(chinese)] == []


def test_every_column_of_a_ledger_has_a_chinese_name_and_none_is_left_over():
    columns = {name for ledger in LEDGERS.values() for name in ledger.names}
    assert set(catalogued("column")) == columns
    assert [name for name in columns if re.search("[A-Za-z]", column_text(name, "zh"))] == []


@pytest.mark.parametrize(
    ("remark", "chinese"),
    [
        ("before occurred_on", "早于发生日期"),
        ("kept is 2018/a.xlsx 表 一 row 12", "保留2018/a.xlsx 表 一 第12行"),
        ("over 1e+09", "超过1000000000"),
        ("over 30 times the upper quartile: perhaps yuan in a column of 10 000 yuan",
         "超过上四分位数的30倍，可能是万元栏内填了元"),
        ("refused: status_spelling", "不予采纳：状态按其中字样判断"),
        ("short_record: 3 cells under 9 headers: the last ones are missing",
         "缺列记录：该行3格，表头9列，末尾缺失"),
        ("no readable occurred_on: 某日; 上午; no readable area",
         "“发生日期”无法识别：某日; 上午；“区”无法识别"),
        ("not known on 2020-08-24", "截至2020年8月24日尚未发生或录入"),
        ("its names differ: tab 门头沟区, title 平谷区",
         "各处名称所指的区不一致：工作表名“门头沟区”、标题“平谷区”"),
        ("no area stands in its rows; named by tab, file name", "各行未填写区，取自工作表名、文件名"),
        ("'单位{0}' was read as enterprise; this header means the same and is kept as it is",
         "已将“单位{0}”读作“单位名称”，本列表头含义相同，原样保留"),
        ("a remark of no catalogue", "a remark of no catalogue"),
    ],
)  # fmt: skip
def test_a_remark_is_put_into_chinese_with_what_it_names(remark, chinese):
    assert (remark_text(remark, "zh"), remark_text(remark, "en")) == (chinese, remark)


# --- what comes of files -------------------------------------------------------------------------------


def test_every_remark_on_the_example_city_is_chinese(example_cleaned):
    remarks = set().union(*(remarks_of(cleaned) for cleaned in example_cleaned.values()))
    assert len(remarks) > 20
    assert english_left(remarks, quoted="Sheet1") == []


def test_english_that_no_sheet_says_is_told():
    remarks = {"no readable area: Nowhere", "a remark of no catalogue"}
    assert english_left(remarks, quoted="Nowhere") == ["a remark of no catalogue"]
    assert english_left(remarks, quoted="") == sorted(remarks)
