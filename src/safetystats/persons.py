"""Numbers of persons inside a text: identity numbers, telephones, addresses of mail, accounts.

They are masked in ledgers, and in every message that quotes a cell or the name of a file.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from stdnum.cn import ric

from .signs import visible


class Masked(NamedTuple):
    """A text as it may be shown, and the rule that changed it; empty where none did."""

    text: str
    rule: str = ""


WORTH_A_LOOK = re.compile(r"[0-9０-９]{3}|@|微信|QQ", re.IGNORECASE)
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
# With dashes it is more often a number of office: area, day, running number.
_IDENTITY_IN_PARTS = re.compile(r"(?<![0-9A-Za-z])([0-9]{6}) ([0-9]{8}) ([0-9]{3}[0-9Xx])(?![0-9A-Za-z])")
# The older number, of births up to 1999. Before 1930 a number of office is likelier: 110109 200101 001.
_OLD_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?P<area>(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{4})"
    r"(?P<birth>[3-9][0-9](?:0[1-9]|1[0-2])[0-3][0-9])(?P<rest>[0-9]{3})(?![0-9A-Za-z])"
)
# 1500000 2020年 is a sum and a year.
_MOBILE = re.compile(
    r"(?<![0-9])(?![0-9]{7} (?:19|20)[0-9]{2}年)(?P<nation>(?:(?:\+|00)?86[ -]?)?)"
    r"(?P<first>1[3-9][0-9])[ -]?[0-9]{4}[ -]?(?P<last>[0-9]{4})(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?P<word>(?:电话|联系|座机|热线|传真)[^0-9，。；;]{0,8})"
    r"(?P<area>\(?0[0-9]{2,3}\)?[ -]?)?[0-9]{7,8}(?![0-9])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?P<first>[A-Za-z0-9])[A-Za-z0-9._%+-]{0,63}"
    r"(?P<host>@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)"
)
_ACCOUNT = re.compile(
    r"(?P<word>(?:微信|QQ|WeChat)(?:号码?)?[ :：为是]{0,3})(?P<first>[A-Za-z0-9])[A-Za-z0-9_-]{4,19}",
    re.IGNORECASE,
)
_CONTACTS = (
    (_LANDLINE, lambda m: m["word"] + (m["area"] or "") + "********"),
    (_EMAIL, lambda m: m["first"] + "***" + m["host"]),
    (_ACCOUNT, lambda m: m["word"] + m["first"] + "****"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－＋", "0123456789Xx-+")
DIGITS_OF_AN_IDENTITY = 18


def numbers_masked(text: str) -> Masked:
    """Identity numbers, telephone numbers, e-mail addresses and accounts inside a text.

    An identity number with a wrong check digit is masked as well, and named a doubtful one: Excel
    keeps only fifteen of its eighteen digits. A landline is known by a word before it, such as 电话.

    >>> numbers_masked("电话13800000000").text, numbers_masked("联系电话010-00000000").text
    ('电话138****0000', '联系电话010-********')
    """
    if not WORTH_A_LOOK.search(text):
        return Masked(text)
    masked = _mask_identity_in_parts(identity_masked(text))
    value, rule = _with_plain_digits(masked.text), masked.rule
    for pattern, shown, name in (
        (_MOBILE, _mobile_shown, "mobile_masked"),
        *((pattern, shown, "contact_masked") for pattern, shown in _CONTACTS),
    ):
        value, hits = pattern.subn(shown, value)
        rule = rule or (name if hits else "")
    return Masked(value, rule) if rule else Masked(text)


def mobile_masked(text: str) -> Masked:
    """Mobile telephones alone: for names of files, in which a day may stand behind 电话."""
    shown, hits = _MOBILE.subn(_mobile_shown, _with_plain_digits(text))
    return Masked(shown, "mobile_masked") if hits else Masked(text)


def _mobile_shown(m: re.Match[str]) -> str:
    return f"{m['nation']}{m['first']}****{m['last']}"


def _mask_identity_in_parts(reading: Masked) -> Masked:
    """Identity numbers of eighteen digits in three parts, and those of fifteen, which have no check digit."""
    plain = _with_plain_digits(reading.text)
    value = _IDENTITY_IN_PARTS.sub(lambda m: f"{m[1]}********{m[3]}" if _is_birth(m[2]) else m[0], plain)
    value = _OLD_IDENTITY.sub(
        lambda m: f"{m['area']}******{m['rest']}" if _is_birth("19" + m["birth"]) else m[0], value
    )
    return reading if value == plain else Masked(value, reading.rule or "identity_number_doubtful")


def identity_masked(text: str) -> Masked:
    """Identity numbers alone: for columns whose own numbers may look like a telephone's."""
    if len(text) < DIGITS_OF_AN_IDENTITY:
        return Masked(text)
    plain = _with_plain_digits(text)
    numbers = [n for n in _IDENTITY.findall(plain) if _is_birth(n[6:14])]
    if not numbers:
        return Masked(text)
    for number in numbers:
        plain = plain.replace(number, number[:6] + "********" + number[-4:])
    sure = all(ric.is_valid(number) for number in numbers)
    return Masked(plain, "identity_number_masked" if sure else "identity_number_doubtful")


def _with_plain_digits(text: str) -> str:
    """Without invisible signs, full-width digits made plain: a number written so is the same number."""
    return text if text.isascii() and text.isprintable() else visible(text).translate(_FULL_WIDTH)


def _is_birth(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False
