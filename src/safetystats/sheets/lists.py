"""What opens a list of records between the others: 以下为2022年, or a line with a number before it."""

from __future__ import annotations

import re

from .layout import unnumbered

OPENS = "以下", "下列"
OF_ALL = (
    "(?:(?:以下|下列)(?:(?:各|[0-9]+|[一二两三四五六七八九十]+)[起条项个]|所列)?"
    "(?:生产安全)?(?:事故|隐患|记录|数据)?)?"
)
ARE = "(?:[均都]|全部)?(?:为|系|是|属于?)?"
RECORDS = (
    "的?(?:生产安全)?(?:事故|隐患)?(?:记录|数据|情况)?(?:明细|登记|统计|汇总|一览)*"
    "(?:台[账帐]|表|清单|名单)?[:：。]?"
)
YEAR_OF_LIST = re.compile(f"{OF_ALL}{ARE}(?P<year>(?:19|20)[0-9]{{2}})年度?(?:内|的|发生)*{RECORDS}")
"""A line that says of which year the records below it are."""


def opens_a_list(text: str) -> bool:
    """Whether a line opens a list of the records below it.

    >>> opens_a_list("以下为2022年"), opens_a_list("一、已核销事故"), opens_a_list("2022年事故台账")
    (True, True, False)
    """
    return text.strip().startswith(OPENS) or unnumbered(text) != text
