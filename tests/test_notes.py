"""What reading and cleaning remark is Chinese for a Chinese reader: in the code and in the example."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import safetystats
from chinese import english_left, remarks_of
from safetystats.errors import ColumnsMissing, UnknownName
from safetystats.locale import catalogued
from safetystats.locale.notes import column_text, for_readers, refusal_text, remark_text
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

ERRORS = re.compile(
    r"\b(?:InputRejected|NoLedger|WrongUse|_Unsound|ClaimNotReadable|FileInUse|OurFault|NoWorkingDays|"
    r"UnlikeWindows)\b"
)
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
    snapshots = PACKAGE / "snapshots" / "kept.py"
    found |= set(remarks_given(ast.parse(snapshots.read_text(encoding="utf-8")), snapshots))
    return {text for text in found if text.strip("{}")} - NO_REMARKS


def lines_that_are_no_records() -> list[str]:
    named = {name: text for name, text in vars(lines).items() if re.fullmatch("[A-Z][A-Z_]+", name)}
    return [text for text in named.values() if isinstance(text, str)]


def catalogued_shapes(context: str = "remark") -> set[str]:
    return {re.sub(r"\{\w+\}", "{}", remark) for remark in catalogued(context)}


REFUSING = (
    "audiences.py", "briefings.py", "corrections.py", "cubes/cube.py", "encoding.py", "explain.py",
    "fonts.py", "intake.py", "lab.py", "ledgers.py", "periods.py", "project.py", "published.py", "read.py",
    "reference.py", "runs.py", "schema.py", "shipped.py", "snapshots/kept.py", "snapshots/matching.py",
    "writing.py",
)  # fmt: skip
"""Rooms whose errors a user of the commands meets, as a caller in Python does those of measures."""


def rooms_that_refuse() -> list[Path]:
    """The files whose errors are told in the reader's language."""
    folders = ("cli", "scope", "sheets", "claims", "documents", "starting")
    return [*(file for name in folders for file in (PACKAGE / name).rglob("*.py")),
            *(PACKAGE / name for name in REFUSING)]  # fmt: skip


def things_unknown() -> set[str]:
    """What an error may call unknown: area, basis, row of a table."""
    calls = (
        (one, file)
        for file in rooms_that_refuse()
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(one, ast.Call) and ast.unparse(one.func) in ("UnknownName", "_unknown")
    )
    return {shape(one.args[0], file) for one, file in calls} - {"{}"}


def refusals_of_the_code() -> set[str]:
    """What an error says of a file or a command that was refused, and what it says of the damage."""
    found = set()
    for file in rooms_that_refuse():
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(one, ast.Call) and one.args:
                is_error = ERRORS.search(ast.unparse(one.func))
                found |= {shape(one.args[0], file)} if is_error else set()
            if isinstance(one, ast.FunctionDef) and one.name == "_what_is_damaged":
                returned = (r.value for r in ast.walk(one) if isinstance(r, ast.Return) and r.value)
                found |= {shape(value, file) for value in returned}
    return {text for text in found if text.strip("{}") and " " in text}


HINTS_ON_UNKNOWN = (
    " '{}' is the whole city: its figures stand in the briefing of each of its areas.",
    "", " It stands in '{}'.", " It stands in '{}' line {}.", " These areas stand in '{}'.",
    " These stand in '{}'.", " Notebook: {}.", " It stands in '{}' under [headers.{}], behind '{}'.",
    " These are of {}: no project.toml is here or named.",
    " It stands in '{}' under [reporting.days_of].",
    " A city that is not listed needs its areas: --areas A,B,C.",
)  # fmt: skip
HINTS_ON_COLUMNS = (
    "", " Start from proposals.csv beside the ledgers.", " Write windows as 2020-01-01 in both columns.",
)  # fmt: skip
FOUND_BY_PYDANTIC = {
    "Field required", "Input should be a valid string", "Input should be a valid dictionary",
    "Input should be a valid integer", "Input should be greater than or equal to {}",
    "Input should be less than or equal to {}", "Input should be {}",
}  # fmt: skip
SAID_BY_TYPER = {
    "No such option: {}", "No such option: {} (Possible options: {})", "No such command '{}'.",
    "No such command '{}'. Did you mean {}?", "Missing argument '{}'.", "Missing option '{}'.",
    "Missing command.", "Option '{}' requires an argument.", "Option '{}' does not take a value.",
    "Got unexpected extra argument(s) ({})", "Invalid value for {}: {} is not one of {}.",
    "Invalid value for {}: Value error, {} is not one of {}.", "Invalid value for {}: {}",
}  # fmt: skip


def test_where_the_row_stands_that_is_kept_is_told_in_the_readers_language():
    table = pd.DataFrame(
        {"rule": ["duplicate_certain", "area_spelling"], "after": ["一.csv row 2", "一 row 2"]}
    )
    assert for_readers(table, "zh")["after"].tolist() == ["一.csv 第2行", "一 row 2"]
    assert for_readers(table, "en")["after"].tolist() == table["after"].tolist()


def test_every_remark_of_the_code_has_its_chinese():
    found = remarks_of_the_code()
    assert len(found) > 70
    # A remark may also be one of these with its value written out: refused: status_spelling.
    assert sorted(text for text in found - catalogued_shapes() if remark_text(text, "zh") == text) == []


def test_every_refusal_of_the_code_has_its_chinese_and_none_is_left_over():
    found, known = refusals_of_the_code(), catalogued_shapes("refusal")
    assert len(found) > 50
    # What stands in others, or is put together by its sender.
    parts = {
        "{} row {} has {}", "{} is empty", "{}: {}", "{}: {} or {}", " Beside it lie: {}.",
        "Nothing was written, because '{}' was refused: {}",
        "So was '{}': {}", "So were {} more files.",
        " Nearest: {}.", " of {}", " (process {} on {}, since {})", "{} line {}", "title", "sheet name",
        "file name", "language", "Notebook {}, cell {}: {}: {}",
        # What a cube refuses, met in a measure of it.
        "Records of this cube stand in two of its parts ({} of them), so they would be counted twice. "
        "Count the files together with cubes.run, which leaves them out.",
        *(f"Unknown {{}} '{{}}'.{{}} Known ({{}}): {{}}.{hint}" for hint in HINTS_ON_UNKNOWN),
        *(f"{{}} has no column {{}}. It has {{}}.{hint}" for hint in HINTS_ON_COLUMNS),
        *FOUND_BY_PYDANTIC, *SAID_BY_TYPER, *things_unknown(),
    }  # fmt: skip
    # A file and its sheet are written out in one of them, and told as one.
    assert sorted({text.replace("'{}' sheet '{}'", "{}") for text in found} ^ known) == sorted(parts)


@pytest.mark.parametrize(
    ("refusal", "chinese"),
    [
        (
            "'a.xlsx' is damaged or no Excel workbook: its part 'xl/workbook.xml' is missing. Open it in "
            "Excel and save it as .xlsx; if Excel cannot open it, ask the sender for it again.",
            "“a.xlsx”已损坏或不是Excel工作簿：缺少部件“xl/workbook.xml”。请用Excel打开并另存为.xlsx；"
            "如无法打开，请向报送单位重新索取。",
        ),
        (
            "Nothing was written, because 'a.csv' was refused: 'a.csv' is empty (0 bytes). Ask the sender "
            "for the file again.\n"
            "So was 'b.csv': 'b.csv' is empty (0 bytes). Ask the sender for the file again.\n"
            "So were 2 more files.",
            "未写出任何文件，因为“a.csv”被退回：“a.csv”为空文件（0字节）。请向报送单位重新索取。\n"
            "“b.csv”也被退回：“b.csv”为空文件（0字节）。请向报送单位重新索取。\n"
            "另有2个文件也被退回。",
        ),
        (
            "'a.xls' sheet '表1' writes direct_loss_yuan in 元 at first, in 万元 below the header in row 9. "
            "Put the two tables on sheets of their own.",
            "“a.xls”工作表“表1”中“直接经济损失”先以元为单位，第9行表头以下以万元为单位。"
            "请将两表分放两个工作表。",
        ),
        (
            "There is no file or folder 'a'. Beside it lie: b, c. Check the spelling.",
            "没有文件或文件夹“a”。同处有：b, c。请核对名称。",
        ),
        (
            "'a.csv' has no sheet with a known header.\n"
            "Found: 'a.csv' row 2 has '甲', '乙';\n'a.csv' is empty.\n"
            "Rename the header, or add its spelling to project.toml under [headers.duties],"
            ' as "header in the sheet" = "column". A file that is no ledger belongs in another folder.\n'
            "Needed is one of these columns, and one more "
            "(accidents: 发生日期/occurred_on; duties: 部门 and 事项).",
            "“a.csv”没有可识别的表头。\n"
            "实际为：“a.csv”第2行为'甲', '乙'；\n“a.csv”为空。\n"
            '请改表头，或在project.toml的[headers.duties]下按“"表中表头" = "列名"”补充写法。'
            "不是台账的文件请另放文件夹。\n"
            "须有下列任一列，另加一列（事故台账：发生日期/occurred_on；履职台账：部门和事项）。",
        ),
        ("There is no file or folder 'a'. Check the spelling.", "没有文件或文件夹“a”。请核对名称。"),
        (
            str(UnknownName("area", "门头沟县", ["门头沟区", "平谷区"])),
            "未知的地区“门头沟县”。最相近的：'门头沟区'。可选（2个）：门头沟区, 平谷区。",
        ),
        (
            str(UnknownName("row of T4", "T4.9", ["T4.1"], hint="It stands in 'c.csv' line 3.")),
            "未知的表4的行“T4.9”。最相近的：'T4.1'。可选（1个）：T4.1。位于“c.csv”第3行。",
        ),
        (
            str(ColumnsMissing("'a.csv'", ["area"], ["x", "y"])),
            "'a.csv'缺少列'area'。现有：'x', 'y'。",
        ),
        (
            "The tables in 'a' print neither accidents nor deaths of both 北京市 and 全国 (房建). Needed is "
            "a column 事故起数 or 死亡人数 with a row of each.",
            "“a”中的表未同时列出北京市和全国（房建）的事故起数或死亡人数。须有“事故起数”或“死亡人数”列，且两者各占一行。",
        ),
        (
            "c.csv line 2 and d.csv line 3 contradict each other about '甲'. Keep one of them.",
            "c.csv第2行与d.csv第3行对“甲”的更正相互矛盾。请只保留其一。",
        ),
        (
            "'project.toml': key 'years': Input should be greater than or equal to 1; found 0.",
            "“project.toml”的设置项“years”：不应小于1；实际为0。",
        ),
        (
            "'project.toml': key 'language': Input should be 'zh' or 'en'; found 'fr'.",
            "“project.toml”的设置项“language”：应为“zh”或“en”；实际为'fr'。",
        ),
        (
            "'project.toml': key 'audience': Input should be 'internal', 'upward' or 'public'; found 'all'.",
            "“project.toml”的设置项“audience”：应为“internal”、“upward”或“public”；实际为'all'。",
        ),
    ],
)
def test_a_refusal_is_told_in_chinese_with_what_it_names(refusal, chinese):
    assert refusal_text(refusal, "zh") == chinese
    assert refusal_text(refusal, "en") == refusal


def test_no_remark_is_left_over_from_older_code():
    texts = {text for file in rooms() for text in shapes(ast.parse(file.read_text(encoding="utf-8")), file)}
    assert sorted(catalogued_shapes() - texts - remarks_of_the_code()) == []


def test_a_chinese_remark_shows_what_the_english_one_does():
    def named(text: str) -> list[str]:
        return sorted(re.findall(r"\{(\w+)\}", text))

    told = {**catalogued("remark"), **catalogued("refusal")}
    assert [r for r, chinese in told.items() if named(r) != named(chinese)] == []


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
        (
            "this row and that one differ in deaths - / 1, area unknown / 平谷区, listed False / True, cause",
            "本行与该行不同之处：死亡人数 - / 1、区 未注明 / 平谷区、是否挂账 否 / 是、事故原因",
        ),
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
