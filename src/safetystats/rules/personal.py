"""Names, identity numbers and telephones: masked before anything else is done with a row.

Whole columns are masked by their header, other texts by value. A name inside a sentence cannot be told from
other words, and stays: cause and note are to be read before they are published.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric

from .reading import Reader, Reading, says_nothing, visible

NAMES = re.compile(
    r"(?:姓名|联系人|负责人|填报人|报告人|经办人|检查人|复查人|责任人|法人代表|法定代表人|伤者|死者|伤亡人员名单)(?!员?数)"
)
NUMBERS = re.compile(
    r"身份证|证件号|电话|手机|联系方式|住址|家庭地址|\bphone\b|\bmobile\b|\bid card\b", re.IGNORECASE
)

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9](?P<gap>[ -]?)[0-9]{4}(?P=gap)[0-9]{4}(?![0-9])")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789Xx-")
_DIGITS_OF_A_MOBILE, _DIGITS_OF_AN_IDENTITY = 11, 18


def mask_name(text: str) -> Reading:
    """Persons' names: the first character of each stays.

    >>> mask_name("王某某、李某").value
    '王**、李*'
    """
    if says_nothing(text):
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


def mask_within(text: str) -> Reading:
    """Identity numbers and mobile numbers inside a text.

    An identity number with a wrong check digit is masked as well, and named a doubtful one: Excel
    keeps only fifteen of its eighteen digits.

    >>> mask_within("电话13800000000").value
    '电话138****0000'
    """
    if len(text) < _DIGITS_OF_A_MOBILE:
        return Reading(text)
    masked = mask_identity(text)
    plain = _with_plain_digits(masked.value)
    value = _MOBILE.sub(lambda m: m[0][:3] + "****" + m[0][-4:], plain)
    return masked if value == plain else Reading(value, masked.rule or "mobile_masked")


def mask_identity(text: str) -> Reading:
    """Identity numbers alone: for columns whose own numbers may look like a telephone's."""
    if len(text) < _DIGITS_OF_AN_IDENTITY:
        return Reading(text)
    plain = _with_plain_digits(text)
    numbers = [n for n in _IDENTITY.findall(plain) if _is_birth(n[6:14])]
    if not numbers:
        return Reading(text)
    for number in numbers:
        plain = plain.replace(number, number[:6] + "********" + number[-4:])
    sure = all(ric.is_valid(number) for number in numbers)
    return Reading(plain, "identity_number_masked" if sure else "identity_number_doubtful")


def _with_plain_digits(text: str) -> str:
    """Without invisible signs, full-width digits made plain: a number written so is the same number."""
    return text if text.isascii() and text.isprintable() else visible(text).translate(_FULL_WIDTH)


def _is_birth(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def masker(header: str, kind: str = "text") -> Reader:
    """How the texts under a header are masked; `kind` is how the column is read.

    Numbers of office, counts, sums and dates are not searched for telephones: eleven digits are common there.
    """
    if NAMES.search(header):
        return mask_name
    if NUMBERS.search(header):
        return mask_number
    return mask_identity if kind in ("key", "count", "yuan", "date") else mask_within
