"""Which lines above a header begin a table of their own, and which titles further up hold for it as well.

A title that names a table (2020年事故台账) holds for the tables below it up to the next such title; a
numbered one (一、工矿商贸) for those whose numbers lie deeper (（一）平谷区). What stands above a table in
other words is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .layout import unnumbered
from .titles import says_when

_GOES_ON = re.compile(
    r"[(（【]?(?:续[上前]?[表页]?|接[上前][表页]|第?\s*[0-9一二三四五六七八九十]+\s*页.*|共\s*[0-9]+\s*页.*"
    r"|(?:table\s*)?(?:continued|cont\.?(?:'d)?)|page\s*[0-9]+.*)\s*[0-9一二三四五六七八九十]*[)）】]?",
    re.IGNORECASE,
)
"""A line that only says that the table above goes on: 续表, （续）, 第2页 共3页."""
_CONTINUED = re.compile(r"\s*[(（]续[^()（）]{0,3}[)）]$")
"""What the title of a table that goes on has behind it: 2020年事故台账（续一）."""
_NAMES_A_TABLE = re.compile(
    r"台[账帐]|表|清单|名单|明细|一览|登记|汇总|统计|ledger|register|list|table", re.IGNORECASE
)
_EXAMPLE = r"(?:示例|样例|范例|样表|范本|范表|举例)"
_MORE = r"(?:\s*[(（].*[)）])?(?:\s*[:：,，、。.—–-].{0,40})?"
_EXAMPLE_ALONE = re.compile(
    r"(?:附件?[0-9一二三四五六七八九十]*[:：.、]?)?(?:(?:填报|填写|填表|录入|参考|台[账帐]|数据|格式)的?)*"
    rf"(?:{_EXAMPLE}|例)(?:表格?|数据|记录|行)?[0-9一二三四五六七八九十]*{_MORE}"
    r"|(?:an?\s)?(?:(?:completed|filled|worked|data|ledger)[\s-])*(?:examples?|samples?|specimens?)"
    rf"(?:\s(?:table|data|records?|rows?|entry|entries|form|only))*\s*[0-9]*{_MORE}",
    re.IGNORECASE,
)
"""A line that says 示例 and names no table: 填报示例, 样表（仅供参考）, 例：."""
_BEHIND_A_LEDGER = re.compile(
    rf".*(?:台[账帐]|表|清单|情况|信息|数据|记录|事故|隐患|检查|企业)[\s_-]*(?:填报|填写|填表|录入|参考)*{_EXAMPLE}{_MORE}"
    r"|.*(?:ledger|register|list|form|table)[\s_:-]*(?:examples?|samples?)",
    re.IGNORECASE,
)
_WITHIN_BRACKETS = re.compile(r"[(（【\[]([^()（）【】\[\]]*)[)）】\]]")
_AROUND = "()（）【】[]《》<>※* "
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=\s*年)")
_SPAN = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}年?\s*[-~—–至到]+\s*(?:19|20)[0-9]{2}(?=\s*年)")
_TIMES = re.compile(
    r"(?:(?<![0-9])(?:19|20)[0-9]{2}\s*[-~—–至到]+\s*)?(?:(?<![0-9])(?:19|20)[0-9]{2}\s*年度?)"
    r"(?:[0-9]{1,2}\s*月?份?\s*[-~—–至到]+\s*)?(?:[0-9]{1,2}\s*月份?)?(?:[0-9]{1,2}\s*日)?"
    r"|[0-9]{1,2}\s*月?份?\s*[-~—–至到]+\s*[0-9]{1,2}\s*月份?|[0-9]{1,2}\s*月份?|[上下]半年|第?[一二三四1-4]季度|全年"
)

_LEVELS = tuple(
    re.compile(rf"\s*(?:{number})")
    for number in (
        "[一二三四五六七八九十]{1,3}[、.．]",
        "[(（][一二三四五六七八九十]{1,3}[)）]",
        "[0-9]{1,2}[、.．]",
        "[(（][0-9]{1,2}[)）]|[①-⑳]",
    )
)
"""The numbers before the headings of a document, from those of its sections down."""

Lines = Mapping[int, str]
"""Lines of words by their rows."""


class Titled(NamedTuple):
    """What the lines of words above a table say of it."""

    own: Lines
    """Those right above its header."""
    above: Lines
    """Titles further up on the sheet that hold for it as well."""
    text: str
    """All of them, its own first. The times of a title above are left out where its own say one."""


def says_example(line: str) -> bool:
    """Whether a title says that its table is an example of how to fill in a form.

    >>> says_example("填报示例"), says_example("附：样表（仅供参考）"), says_example("事故台账（填写示例）")
    (True, True, True)
    >>> says_example("事故台账（虚构示例数据）"), says_example("示例街道事故台账")
    (False, False)
    """
    plain = unnumbered(line.strip()).strip()
    parts = (plain, *_WITHIN_BRACKETS.findall(plain))
    return any(map(_is_example_alone, parts)) or bool(_BEHIND_A_LEDGER.fullmatch(plain))


def _is_example_alone(line: str) -> bool:
    return bool(_EXAMPLE_ALONE.fullmatch(line.strip()) or _EXAMPLE_ALONE.fullmatch(line.strip(_AROUND)))


def goes_on_above(line: str) -> bool:
    """Whether a line only says that a table goes on from the page above.

    >>> goes_on_above("（续表）"), goes_on_above("第2页 共3页"), goes_on_above("续报事故")
    (True, True, False)
    """
    return bool(_GOES_ON.fullmatch(line.strip()))


def says_other_years(title: str, above: str) -> bool:
    """Whether a title names years, and none of those that the titles above it name.

    >>> says_other_years("2020年事故", "2019年事故"), says_other_years("续表", "2019年事故")
    (True, False)
    """
    own, others = (set(_YEAR.findall(text)) for text in (title, above))
    return bool(own and others) and own.isdisjoint(others)


def begins_a_table(lines: Sequence[str], above: str) -> bool:
    """Whether lines above a header are the title of a table of its own: not one printed again, or going on.

    >>> begins_a_table(["2020年事故台账", "续表"], "2020年事故台账"), begins_a_table(["平谷区"], "2020年台账")
    (False, True)
    """
    known = set(above.splitlines())
    is_new = any(_CONTINUED.sub("", line) not in known and not goes_on_above(line) for line in lines)
    return is_new or says_other_years("\n".join(lines), above)


def level_of(text: str) -> int:
    """How deep a heading stands in its document by its number: （一） below 一、; -1 without a number.

    >>> level_of("一、已核销事故"), level_of("（一）平谷区"), level_of("平谷区")
    (0, 1, -1)
    """
    return next((level for level, number in enumerate(_LEVELS) if number.match(text)), -1)


def titles_of_tables(tables: Sequence[tuple[Lines | None, Lines]]) -> Iterator[Titled]:
    """What holds for each table of a sheet, from the top of the sheet down, by its own lines above its header
    and the headings between its records.

    One with None for its lines goes on with those of the table above.

    >>> below = [{1: "2020年事故台账"}, {7: "一、平谷区"}, {12: "怀柔区隐患清单"}]
    >>> [titled.text.split() for titled in titles_of_tables([(lines, {}) for lines in below])]
    [['2020年事故台账'], ['一、平谷区', '2020年事故台账'], ['怀柔区隐患清单', '2020年']]
    """
    over: dict[int, str] = {}
    last: Titled | None = None
    for lines, within in tables:
        own = lines or {}
        if last is None or lines is not None:
            last = _titled(own, _holding(over, own), last)
        yield last
        named = max((row for row, line in own.items() if names_a_table(line)), default=0)
        if named or not over:
            last_row = named or max(own, default=0)
            over = {row: line for row, line in own.items() if row <= last_row and _may_hold(line)}
        for row, line in (*own.items(), *within.items()):
            if row > named and level_of(line) >= 0:
                over = {n: t for n, t in over.items() if level_of(t) < level_of(line)} | {row: line}


def _holding(over: Lines, own: Lines) -> Lines:
    """Which titles further up hold for a table with these lines of its own."""
    if any(map(names_a_table, own.values())):
        return {}
    # What has a title of its own is no part of the example above.
    over = {row: line for row, line in over.items() if not (own and says_example(line))}
    levels = [level for line in own.values() if (level := level_of(line)) >= 0]
    if levels:
        return {row: line for row, line in over.items() if level_of(line) < min(levels)}
    return {row: line for row, line in over.items() if names_a_table(line)}


def _may_hold(line: str) -> bool:
    """Whether a line without a number before it may speak of more than the one table below it."""
    return level_of(line) < 0 and not _is_example_alone(line)


def names_a_table(line: str) -> bool:
    """Whether a line is the title of a whole table: it has no number before it and says what it lists.

    >>> names_a_table("2020年事故台账"), names_a_table("一、隐患清单"), names_a_table("平谷区")
    (True, False, False)
    """
    return level_of(line) < 0 and bool(_NAMES_A_TABLE.search(line)) and not _is_example_alone(line)


def _titled(own: Lines, above: Lines, last: Titled | None) -> Titled:
    said = "\n".join(own.values())
    time = "\n".join(line for line in own.values() if _TIMES.fullmatch(line.strip()))
    lines = [_without_times(line, time) if time and _SPAN.search(line) else line for line in own.values()]
    held = [_without_times(line, said) if says_when(said) else line for line in above.values()]
    years = set(_YEAR.findall(last.text)) if last and not above and not _YEAR.search(said) else set()
    times = [f"{year}年" for year in years] if len(years) == 1 else []
    return Titled(own, above, "\n".join([*lines, *held, *times]))


def _without_times(line: str, said: str) -> str:
    """A line without its times, which a narrower title says; with its year where that says none.

    >>> _without_times("2018-2020年1-6月事故台账", "2019年"), _without_times("2020年上半年台账", "1月")
    ('事故台账', '2020年台账')
    """
    years = [] if _YEAR.search(said) else _YEAR.findall(line)
    return (f"{years[0]}年" if len(years) == 1 else "") + _TIMES.sub("", line)
