"""What one line of a sheet is if it is no record: a total, a note, a zero report, a header again."""

from __future__ import annotations

import re
from functools import lru_cache

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
_EXACT_TOTAL = re.compile(r"(合计|总计|小计|共计)[:：]?|(grand|sub)?-?totals?:?", re.IGNORECASE)
_NOTE = re.compile(
    r"[（(*※]?\s*(注|备注|附注|说明|填表说明|填报说明|数据来源|来源)\s*\d*\s*[:：.、]"
    r"|\s*(填表人|填报人|制表人?|审核人?|复核人?|经办人|负责人|单位负责人|分管领导|联系人|联系电话|填报单位|填报日期|填表日期|制表日期|报送时间|打印时间)"
    r"\s*([（(].{0,12}[）)])?\s*[:：]"
    r"|[※*]\S|\s*(notes?|sources?|remarks?|prepared by|checked by)\s*:",
    re.IGNORECASE,
)
_ZERO = re.compile(
    r"(\d{4}年)?(\d{1,2}月份?|当月|本月|本季度?|本周|本年|今日|当日|本期|本单位|本区|本街道|本镇|我区|我镇|我街道|辖区)*内?"
    r"(无|零|未发生|没有|未发现|未排查出)(生产安全|安全生产|亡人|死亡|伤亡|重大|一般|安全)*(事故|隐患|问题)(发生|隐患|零报告|报告|上报)?[。.!！]?"
    r"|.{0,6}零报告[。.]?|no(accidents|hazards|inspections)(thismonth)?\.?|nilreturn\.?",
    re.IGNORECASE,
)
_DITTO = frozenset({"〃", "″", "同上", "々"})


def reason_no_record(row: Row, needed: list[int]) -> str | None:
    """Why `row` is no record of the ledger, or None where it is one.

    `needed` are the columns (from 0) without which a record cannot be: a line that fills them is a record
    whatever else it says, unless it opens with the word total.
    """
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    if not filled:
        return BLANK
    first = row[filled[0]] or ""
    if len(first) <= 20 and _EXACT_TOTAL.fullmatch(_closed_up(first)):
        return TOTAL
    if any(i in filled and not _is_word(row[i] or "") for i in needed):
        return None
    words = [row[i] or "" for i in filled[:4]]
    # A record whose day is missing may well remark 无隐患: a zero report says nothing else.
    if len(filled) <= 3 and any(_is_zero_report(word) for word in words):
        return ZERO_REPORT
    if any(_is_total(word) for word in words):
        return TOTAL
    if _NOTE.match(first):
        return NOTE
    return None


def _is_word(text: str) -> bool:
    """Whether a cell where a day or name is needed holds a total's, note's or zero report's words instead."""
    return _is_total(text) or _is_zero_report(text) or bool(_NOTE.match(text))


@lru_cache(maxsize=10_000)
def _closed_up(text: str) -> str:
    return "".join(text.split())


def _is_total(text: str) -> bool:
    return len(text) <= 40 and bool(_TOTAL.fullmatch(_closed_up(text)))


def _is_zero_report(text: str) -> bool:
    return len(text) <= 40 and bool(_ZERO.fullmatch(_closed_up(text)))


def is_numbered_blank(row: Row, serial: int | None) -> bool:
    """True for a line of a form that was numbered beforehand and never filled in."""
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    return serial is not None and filled == [serial] and (row[serial] or "").strip().isdigit()


def is_ditto(cell: str | None) -> bool:
    """True for the signs that repeat the cell above: 〃, 同上."""
    return cell is not None and cell.strip() in _DITTO
