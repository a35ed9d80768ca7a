"""Names, identity numbers and telephones: masked before anything else is done with a row.

Whole columns are masked by their header, other texts by value. A name inside a sentence cannot be told from
other words, and stays: cause and note are to be read before they are published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import count

from stdnum.cn import ric

from ..sheets.layout import simplified
from .reading import Reader, Reading, says_nothing, visible

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

_WORTH_A_LOOK = re.compile(r"[0-9０-９]{3}|@|微信|QQ", re.IGNORECASE)
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
_DIGITS_OF_AN_IDENTITY = 18
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
    identity = mask_identity(name)
    value, hits = _MOBILE.subn(_mobile_shown, _with_plain_digits(identity.value))
    return Reading(value, identity.rule or "mobile_masked") if hits else identity


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
    """Identity numbers, telephone numbers, e-mail addresses and accounts inside a text.

    An identity number with a wrong check digit is masked as well, and named a doubtful one: Excel
    keeps only fifteen of its eighteen digits. A landline is known by a word before it, such as 电话.

    >>> mask_within("电话13800000000").value, mask_within("联系电话010-00000000").value
    ('电话138****0000', '联系电话010-********')
    """
    if not _WORTH_A_LOOK.search(text):
        return Reading(text)
    masked = _mask_identity_in_parts(mask_identity(text))
    value, rule = _with_plain_digits(masked.value), masked.rule
    for pattern, shown, name in (
        (_MOBILE, _mobile_shown, "mobile_masked"),
        *((pattern, shown, "contact_masked") for pattern, shown in _CONTACTS),
    ):
        value, hits = pattern.subn(shown, value)
        rule = rule or (name if hits else "")
    return Reading(value, rule) if rule else Reading(text)


def _mobile_shown(m: re.Match[str]) -> str:
    return f"{m['nation']}{m['first']}****{m['last']}"


def _mask_identity_in_parts(reading: Reading) -> Reading:
    """Identity numbers of eighteen digits in three parts, and those of fifteen, which have no check digit."""
    plain = _with_plain_digits(reading.value)
    value = _IDENTITY_IN_PARTS.sub(lambda m: f"{m[1]}********{m[3]}" if _is_birth(m[2]) else m[0], plain)
    value = _OLD_IDENTITY.sub(
        lambda m: f"{m['area']}******{m['rest']}" if _is_birth("19" + m["birth"]) else m[0], value
    )
    return reading if value == plain else Reading(value, reading.rule or "identity_number_doubtful")


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
    if NAMES.search(simplified(header)):
        return mask_name
    if NUMBERS.search(simplified(header)):
        return mask_number
    return mask_identity if kind in ("key", "count", "yuan", "date") else mask_within
