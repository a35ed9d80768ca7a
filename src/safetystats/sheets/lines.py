"""What one line of a sheet is if it is no record: a total, a note, a zero report, a header again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .grid import Row, is_blank

TITLE, HEADER, UNITS_ROW, BLANK = "title", "header", "units row", "blank row"
TOTAL, NOTE, ZERO_REPORT, REPEATED = "total row", "note", "zero report", "repeated header"
NO_HEADER, EMPTY_SHEET, OTHER_KIND, OTHER_FILE = (
    "no known header",
    "empty sheet",
    "other kind",
    "not a ledger file",
)

_TOTAL = re.compile(
    r"(合计|总计|小计|共计|累计|总数|总和|全市|其中)[:：]?|其中[:：].*|.{0,12}(小计|合计|总计)[:：]?"
    r"|(grand|sub)?-?totals?:?|sum:?|ofwhich:?",
    re.IGNORECASE,
)
_EXACT_TOTAL = re.compile(
    r"(.{0,8}(合计|总计|小计)|共计|[本当全](页|表|月|季度?|年度?|期|周)累计)[:：]?([（(]?[0-9]+[起件条项家人宗个次][）)]?)?[:：]?"
    r"|(grand|sub)?-?totals?:?",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"平均值?|均值"
    r"|(?=.*(?:上年|去年|上月|同期|同比|环比|增减|增长率|增幅))(?:[与比较同]?(?:上年|去年|上月)?(?:同期)?(?:相比|数)?|同比|环比)?"
    r"(?:增减|增长|上升|下降|变化)?(?:率|值|额|数|幅度?)?(?:[(（]?[±+%％/-]{1,4}[)）]?)?[:：]?"
)
"""What stands for a number of office in a line that compares or averages the records."""
_CARRIED = re.compile(r"[(（]?(?:承|接|转|过|续)[前上下次]一?[页頁](?:合计|小计|累计)?[)）]?[:：]?")
"""承前页 and 过次页: what the pages before add up to, written again."""
TOTAL_WORDS = frozenset(
    blank.join(word) for word in ("合计", "总计", "小计", "共计") for blank in ("", " ", "  ", "\u3000")
)
"""Words that no record has where its number, day or place should stand."""
_OWN_OF_A_RECORD, _OWN_OF_A_DOUBTFUL = 3, 2
"""Of number, day and place: all are a record's own; with two a line is rather a record than a total."""
_OFFICE = re.compile(r".{2,20}(局|委员会|安委会|安委办|政府|办事处|办公室|大队|支队)")
_NOTE = re.compile(
    r"[（(*※]?\s*(注|备注|附注|说明|填表说明|填报说明|数据来源|来源)\s*\d*\s*[:：.、]"
    r"|[※*]\S|\s*(notes?|sources?|remarks?)\s*:",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\s*((填表|填报|制表|编制|审核|复核|经办|负责|单位负责|签发|联系)人?|分管领导|联系电话"
    r"|(填报|报送|上报|制表|编制)(单位|部门)|数据截[至止]|prepared by|checked by|printed on"
    r"|(填报|填表|制表|报送|上报|打印|更新|导出|生成|统计|截止)(日期|时间))"
    r"\s*([（(].{0,12}[）)])?\s*([:：].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""A line that opens so is signed, dated or printed by somebody, whatever stands under the day."""
_STAMPED = re.compile(r"[(（]?(?:公章|盖章|签章|签字|签名)[)）]?\s*$")
"""A line of few cells that ends so is the office's under the table: 应急管理局（盖章）, 2021-05-06."""
_PERIOD = re.compile(
    r"[本当上](月|季度?|年度?|期|周)(累计|合计)?|截[至止].{0,12}|累计|全年|[上下]半年|年初至今|(19|20)\d\d年(度|\d{1,2}月份?)?"
    r"|\d{1,2}月?份?[-~—–至到]+\d{1,2}月份?(累计|合计)?|\d{1,2}月份?|第?[一二三四1-4]季度"
)
"""What stands for a number of office in a total of a month or year."""
_ZERO = re.compile(
    r"([\u4e00-\u9fff]{2,8}?(市|区|县|镇|乡|街道))?((\d{4}年|\d{1,2}月份?|当月|本月|本季度?|本周|本年度?|全年|今日|当日|本期"
    r"|本单位|[我本全](市|区|县|街道|镇|乡)|辖区)内?[,，]?)*[:：，,]?"
    r"(无|零|未发生|没有|未发现|未排查出)(任何|一起)?(生产安全|安全生产|亡人|死亡|伤亡|(特别)?重大|[较特]大|一般|及?以上|责任|安全)*(事故|隐患|问题)(发生|隐患|零报告|报告|上报)?[。.!！]?"
    r"|.{0,6}零报告[。.]?|(当日|今日|本日|本周|本月|因.{1,10})?未(开展|进行|组织)?(检查|巡查)|(节假日|周末|公休)?(休息|放假)|no(accidents|hazards|inspections)(thismonth)?\.?|nilreturn\.?",
    re.IGNORECASE,
)
OF_A_GRADE = re.compile("[较特]大|重大|一般(?!及?以上)")
"""一般 is the lowest: of 一般及以上 there is none where there is none at all."""
_OF_HARM = re.compile("亡|伤")
_NAME = re.compile(r"[^\W\d年月日时分万亿元人起]")
_WHOLE = re.compile(r"[全本][市区县省州镇乡]|全街道")
NUMBERED = re.compile(r"[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*")
DAY_OF_RECORD = re.compile(
    r"(?:[0-9]{2}){1,2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?(?:[T ][0-9:.]+)?\s*|[0-9]{8}\s*"
)
FEWEST_OF_A_RECORD = 4
"""Three cells may be a stamp, a signature or a zero report with its day."""
DITTO = frozenset({"〃", "″", "同上", "々", '"', "”", "“", "''"})
"""A quotation mark alone in a cell too: so a ditto is typed on most keyboards."""


class Roles(NamedTuple):
    """What the columns of a table (from 0) are to its records."""

    needed: Collection[int] = ()
    """Without them a record cannot be."""
    numbered: Collection[int] = ()
    """Numbers of office, and running numbers."""
    placed: Collection[int] = ()
    sorting: Collection[int] = ()
    """By what else a table of sums may be divided: industries, kinds, enterprises."""


def reason_no_record(row: Row, roles: Roles = Roles()) -> str | None:  # noqa: B008 (a tuple does not change)
    """Why `row` is no record of the ledger, or None where it is one.

    A line that fills the needed columns is a record whatever else it says, unless it opens with a signature,
    says that it is a total (`says_total`), is one in the columns of places, or has a month or year in those
    of numbers and names nothing beside it.
    """
    return reason_of_filled(row, [i for i, cell in enumerate(row) if not is_blank(cell)], roles)


def reason_of_filled(row: Row, filled: list[int], roles: Roles) -> str | None:
    """As `reason_no_record`, of a row whose `filled` columns are known."""
    if not filled:
        return BLANK
    first = row[filled[0]] or ""
    if says_total(row, roles) or _CARRIED.fullmatch(_closed_up(first)):
        return TOTAL
    if filled[0] in roles.numbered:
        if _COMPARED.fullmatch(_closed_up(first)):
            return TOTAL
        if len(filled) == 2 and _OFFICE.fullmatch(first.strip()):
            return NOTE
    is_stamped = len(filled) <= 3 and any(_STAMPED.search(row[i] or "") for i in filled)
    if is_stamped or _SIGNATURE.fullmatch(first):
        return NOTE
    if _sums_up(row, filled, roles.numbered, roles.placed):
        return TOTAL
    if any(i in filled and not _is_word(row[i] or "") for i in roles.needed):
        return None
    words = [row[i] or "" for i in filled[:4]]
    # A record whose day is missing may well remark 无隐患: a zero report says nothing else.
    if len(filled) <= 3 and any(says_nothing_happened(word) for word in words):
        return ZERO_REPORT
    if any(_is_total(word) for word in words):
        return TOTAL
    if _NOTE.match(first):
        return NOTE
    return None


def is_plainly_record(row: Row, roles: Roles) -> bool:
    """Whether a line below a record needs no other look: it opens with a number of office and has a day where
    one is needed, two cells more, and no word of a total. No reason and no header fits such a line.

    >>> roles = Roles(needed=[1], numbered=[0], placed=[2])
    >>> is_plainly_record(["YH-1", "2020-01-02", "平谷区", "一般"], roles)
    True
    >>> is_plainly_record(["YH-1", "2020-01-02", "合计", "3"], roles)
    False
    """
    if not row or not NUMBERED.fullmatch(row[0] or "") or not TOTAL_WORDS.isdisjoint(row):
        return False
    if not any(i < len(row) and DAY_OF_RECORD.fullmatch(row[i] or "") for i in roles.needed):
        return False
    if any(i < len(row) and is_exact_total(row[i] or "") for i in roles.placed):
        return False
    filled = (cell for cell in row if cell and cell[0].isalnum())
    return len([*islice(filled, FEWEST_OF_A_RECORD)]) == FEWEST_OF_A_RECORD


def says_total(row: Row, roles: Roles) -> bool:
    """Whether a line says 合计 of itself: for its number, day or place, or with none of them but one.

    A line with a number, a day and a place of its own is a record, whatever word stands in its remarks or in
    a table beside it; so is one with two of them, which `may_be_total` doubts.
    """
    words = _words_of_total(row)
    if any(i in (*roles.needed, *roles.numbered, *roles.placed) for i in words):
        return True
    return bool(words) and _owned(row, roles) < _OWN_OF_A_DOUBTFUL


def may_be_total(row: Row, roles: Roles) -> bool:
    """Whether a record says 合计 and lacks a number, day or place of its own by which it plainly is one.

    Where the table has no numbers, a word outside the columns that divide it says nothing of the record.
    """
    if is_plainly_record(row, roles):
        return False
    words = _words_of_total(row)
    if not words or _owned(row, roles) == _OWN_OF_A_RECORD:
        return False
    return bool(roles.numbered) or any(i in roles.sorting for i in words)


def holds_total_word(cells: Row) -> bool:
    """Whether one of the cells says 合计.

    >>> holds_total_word(["合计", "3"]), holds_total_word(["合计商贸有限公司", "3"])
    (True, False)
    """
    return bool(_words_of_total(cells))


def _words_of_total(row: Row) -> list[int]:
    """The columns in which a line says 合计; what opens it may say so in more words."""
    at = next((i for i, cell in enumerate(row) if not is_blank(cell)), 0)
    first = row[at] or "" if row else ""
    opens = [at] if len(first) <= 20 and is_exact_total(first) else []
    if TOTAL_WORDS.isdisjoint(row):
        return opens
    return [*opens, *(i for i, cell in enumerate(row) if cell in TOTAL_WORDS)]


def _owned(row: Row, roles: Roles) -> int:
    """How many of number, day (or name) and place a line has of its own: no total's, period's or city's."""
    cells = {i: cell for i, cell in enumerate(row) if cell is not None and not is_blank(cell)}
    has_number = any(not _is_of_sums(cells[i]) for i in roles.numbered if i in cells)
    has_day = any(not _is_word(cells[i]) for i in roles.needed if i in cells)
    has_place = any(not is_whole_city(cells[i]) for i in roles.placed if i in cells)
    return has_number + has_day + has_place


def _is_of_sums(number: str) -> bool:
    """Whether a month, a comparison or a total stands for the number of a line."""
    plain = _closed_up(number)
    return bool(_PERIOD.fullmatch(plain) or _COMPARED.fullmatch(plain)) or _is_total(number)


def _sums_up(row: Row, filled: list[int], numbered: Collection[int], placed: Collection[int]) -> bool:
    """Whether a line with a day is a total: 合计 for its area, or 1-4月 for its number and no name."""
    if any(is_exact_total(row[i] or "") for i in filled if i in placed):
        return True
    if filled[0] not in numbered or not _PERIOD.fullmatch(_closed_up(row[filled[0]] or "")):
        return False
    return all(is_whole_city(row[i] or "") for i in filled[1:] if _NAME.search(row[i] or ""))


def is_carried(row: Row) -> bool:
    """Whether a line writes again what other pages add up to: 承前页, 过次页."""
    return any(cell is not None and _CARRIED.fullmatch(_closed_up(cell)) for cell in row)


def is_part_of_total(row: Row) -> bool:
    """Whether a line opens a list of parts of the total above it: 其中：建筑业."""
    first = next((cell for cell in row if cell is not None and not is_blank(cell)), "")
    return _closed_up(first).startswith("其中")


def is_whole_city(text: str) -> bool:
    """Whether a cell says that its row is about everything: 全市, 全区, 合计.

    >>> is_whole_city("全 市"), is_whole_city("平谷区")
    (True, False)
    """
    return bool(_WHOLE.fullmatch(_closed_up(text))) or _is_total(text)


def _is_word(text: str) -> bool:
    """Whether a cell where a day or name is needed holds a total's, note's or zero report's words instead."""
    return (
        _is_total(text)
        or says_nothing_happened(text)
        or bool(_NOTE.match(text) or _SIGNATURE.fullmatch(text))
    )


@lru_cache(maxsize=10_000)
def _closed_up(text: str) -> str:
    return "".join(text.split())


@lru_cache(maxsize=10_000)
def is_period(text: str) -> bool:
    """Whether a text names a month, quarter or year, or what was counted up to one, and nothing else.

    >>> is_period("2020年"), is_period("2020年事故")
    (True, False)
    """
    return bool(_PERIOD.fullmatch(_closed_up(text)))


@lru_cache(maxsize=10_000)
def is_exact_total(text: str) -> bool:
    return bool(_EXACT_TOTAL.fullmatch(_closed_up(text)))


def _is_total(text: str) -> bool:
    return len(text) <= 40 and bool(_TOTAL.fullmatch(_closed_up(text)))


def says_nothing_happened(text: str) -> bool:
    """Whether a cell or sentence says that there was nothing, and no more than when and where.

    >>> says_nothing_happened("5月，我区未发生生产安全事故"), says_nothing_happened("未发生死亡3人以上事故")
    (True, False)
    """
    return len(text) <= 40 and bool(_ZERO.fullmatch(_closed_up(text)))


def speaks_of_some(text: str) -> bool:
    """Whether a zero report speaks of accidents with deaths, or of a grade, alone: of others it says nothing.

    >>> speaks_of_some("本月无死亡事故"), speaks_of_some("本月未发生一般及以上生产安全事故")
    (True, False)
    """
    return bool(_OF_HARM.search(text) or OF_A_GRADE.search(text))


def is_numbered_blank(row: Row, serial: int | None) -> bool:
    """True for a line of a form that was numbered beforehand and never filled in."""
    if serial is None or not (serial < len(row) and (row[serial] or "").strip().isdigit()):
        return False
    return all(is_blank(cell) for i, cell in enumerate(row) if i != serial)


def holds_ditto(cells: Iterable[str | None]) -> bool:
    """Whether one of the signs that repeat the cell above stands in any of the cells.

    >>> holds_ditto(["平谷区", None, "同上"]), holds_ditto(["平谷区", None])
    (True, False)
    """
    together = "\n".join(filter(None, cells))
    return any(sign in together for sign in DITTO)


def is_ditto(cell: str | None) -> bool:
    """True for the signs that repeat the cell above: 〃, 同上, a quotation mark alone."""
    return cell is not None and cell.strip() in DITTO
