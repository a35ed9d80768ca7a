"""Names, identity numbers and telephones: masked before anything else is done with a row.

Whole columns are masked by their header, other texts by value. A name inside a sentence cannot be told from
other words, and stays: cause and note are to be read before they are published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

import pandas as pd

from ..persons import (
    DIGITS_OF_AN_IDENTITY,
    WORTH_A_LOOK,
    identity_masked,
    mobile_masked,
    numbers_masked,
)
from ..sheets.layout import simplified
from .reading import Reader, Reading, distinct_texts, hinted, read_each, says_nothing

NAMES = re.compile(
    r"(?:姓名|联系人|负责人|填报人|报告人|经办人|检查人|复查人|责任人|当事人|驾驶员|家属"
    r"|法人代表|法定代表人|法人(?!代码|单位|证|机构|企业|资格|类)|伤者|死者|伤亡人员)"
    r"(?!员?人?[数次]|总数|合计|情况)"
)
NUMBERS = re.compile(
    r"身份证|证件号|电话|手机|联系方式|住址|家庭地址|邮箱|电子邮件|微信|\bQQ"
    r"|\bphone\b|\bmobile\b|\bid card\b|\be-?mail\b",
    re.IGNORECASE,
)

_COUNT_OF_PERSONS = re.compile(r"[0-9０-９]+\s*[人名]?")


def mask_name(text: str) -> Reading:
    """Persons' names: the first character of each stays.

    >>> mask_name("王某某、李某").value
    '王**、李*'
    """
    if says_nothing(text) or _COUNT_OF_PERSONS.fullmatch(text.strip()):
        return Reading(text)
    masked = re.sub(r"(?<=[\w·])[\w·]", "*", text)
    return Reading(masked, "" if masked == text else "name_masked")


def mask_number(text: str) -> Reading:
    """A column of numbers of persons, or of addresses: two signs in front stay.

    >>> mask_number("010-12345678").value
    '01**********'
    """
    if says_nothing(text):
        return Reading(text)
    masked = text[:2] + "*" * len(text[2:])
    return Reading(masked, "" if masked == text else "number_masked")


def mask_in_name(name: str) -> Reading:
    """Identity numbers and mobile telephones in the name of a file or sheet; a day after 电话 stays a day.

    >>> mask_in_name("事故_13800000000.csv").value, mask_in_name("联系电话20200824.xlsx").value
    ('事故_138****0000.csv', '联系电话20200824.xlsx')
    """
    identity = identity_masked(name)
    mobile = mobile_masked(identity.text)
    return Reading(mobile.text, identity.rule or mobile.rule)


def masked_names(names: Iterable[str]) -> dict[str, Reading]:
    """Each of the names as `mask_in_name` shows it; those that would be alike are numbered.

    >>> masked = masked_names(["110105194912310021.csv", "110105195012310021.csv"])
    >>> [reading.value for reading in masked.values()]
    ['110105********0021.csv', '110105********0021（2）.csv']
    """
    masked = {name: mask_in_name(name) for name in sorted(set(names))}
    taken = {name for name, reading in masked.items() if not reading.rule}
    for name, reading in masked.items():
        if not reading.rule:
            continue
        stem, dot, suffix = (reading.value or "").rpartition(".") if "." in name else (reading.value, "", "")
        ways = (f"{stem}{f'（{n}）' if n > 1 else ''}{dot}{suffix}" for n in count(1))
        masked[name] = Reading(next(way for way in ways if way not in taken), reading.rule)
        taken.add(str(masked[name].value))
    return masked


def mask_within(text: str) -> Reading:
    """Numbers of persons inside a text (`persons.numbers_masked`)."""
    return Reading(*numbers_masked(text))


def mask_each(texts: pd.Series, header: str, kind: str = "text") -> pd.DataFrame:
    """The readings (`reading.read_each`) of those texts under a header that hold something to mask.

    >>> mask_each(pd.Series(["电气焊", "电话13800000000"]), "备注")["value"].to_dict()
    {1: '电话138****0000'}
    """
    reader = masker(header, kind)
    # Nearly no text holds a number of a person: one look at each spares the reading.
    if reader is mask_within:
        worth = hinted(texts, WORTH_A_LOOK.pattern)
    elif reader is mask_identity:
        worth = [text for text in distinct_texts(texts)[1] if len(text) >= DIGITS_OF_AN_IDENTITY]
    else:
        worth = distinct_texts(texts)[1]
    if not worth:
        return _NOTHING_MASKED
    readings = read_each(texts[texts.isin(worth)], reader, "str")
    return readings[readings["rule"] != ""]


_NOTHING_MASKED = pd.DataFrame(columns=["value", "rule", "action"], dtype="str")


def mask_identity(text: str) -> Reading:
    """Identity numbers alone: for columns whose own numbers may look like a telephone's."""
    return Reading(*identity_masked(text))


def masker(header: str, kind: str = "text") -> Reader:
    """How the texts under a header are masked; `kind` is how the column is read.

    Numbers of office, counts, sums and dates are not searched for telephones: eleven digits are common there.
    """
    if NAMES.search(simplified(header)):
        return mask_name
    if NUMBERS.search(simplified(header)):
        return mask_number
    return mask_identity if kind in ("key", "count", "yuan", "date") else mask_within
