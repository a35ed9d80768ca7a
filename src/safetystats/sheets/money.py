"""The unit of money that a header, or a cell's number format, names: its scale wherever it stands.

万元RMB, RMB 10k, wan yuan, （×10^4元）: the scale is the product of all words and numbers of size in the
text. A product that is no unit known here is none: a sum read a thousand times too large would look like
any other. Where the parts of a text (its lines, what stands in brackets) each name a scale, they say it in
two languages: （万元）(10k CNY) is one unit, and （千元）(10k CNY) is none.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from math import prod

UNITS = {
    "亿元": Decimal(10) ** 8, "亿": Decimal(10) ** 8, "千万元": Decimal(10) ** 7, "百万元": Decimal(10) ** 6,
    "十万元": Decimal(10) ** 5, "万元": Decimal(10) ** 4, "万": Decimal(10) ** 4, "千元": Decimal(10) ** 3,
    "百元": Decimal(10) ** 2, "元": Decimal(1),
    "yuan": Decimal(1), "rmb": Decimal(1), "cny": Decimal(1),
}  # fmt: skip
"""Unit as it stands beside a figure -> its size in yuan."""

_OF_SIZE = {int(size): unit for unit, size in UNITS.items() if unit.endswith("元")}
_FOREIGN = re.compile(
    r"(?:[美日欧港澳韩加英]|台币|新台币|澳门|新加坡|卢布|法)(?:元|币|镑|郎)|[$€£₩]|(?<![a-z])(?:us|hk)?dollars?|"
    r"(?<![a-z])(?:usd|eur|euros?|hkd|jpy|gbp|krw|twd)(?![a-z])"
)
_CURRENCY = re.compile(r"人民币|圆|元|¥|yuan|renminbi|rmb|cny")
_MARK = "¤"
_BOUND = re.compile(r"元(?:及|含)?(?:以上|以下|以内|及以)")
"""（100万元以上） says which sums are listed, not in what they are written."""
_TWO_UNITS = re.compile(r"(?<![十百千万亿])([十百千万亿]*元)")
"""（元，万元）, （元）（折合万元）: which of the two the figures are in is not said."""
_PART = re.compile(r"[()\[\]【】{}<>《》\n]+")
_BARE_YUAN = frozenset({"元", "圆", "yuan"})
_CHINESE = {"十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_ENGLISH = {
    "ten": 10, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "bn": 10**9, "wan": 10**4, "w": 10**4,
}  # fmt: skip
_WORD = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_SCALE = re.compile(
    # A run of Chinese numerals counts beside the money or alone, not within a word: 百货, 万象.
    rf"(?P<chinese>[{''.join(_CHINESE)}]+)(?![\u4e00-\u9fff])"
    r"|(?<![0-9])10\s*(?:\^|\*\*)\s*(?P<power>[0-9])|(?<![0-9])1e(?P<exponent>[0-9])(?![0-9])"
    r"|'\s*(?P<zeros>(?:000,?)+)s?"
    # Numbers before another word count something else: 2020年, 3人以上; so does a year alone.
    rf"|(?<![0-9])(?!(?:19|20)[0-9]{{2}}(?![0-9,.]|\s*{_MARK}))"
    r"(?P<number>[0-9]+(?:[,. ][0-9]{3})*)(?![0-9])"
    rf"(?=s?(?![\u4e00-\u9fff])|[{''.join(_CHINESE)}])"
    rf"|(?<![a-z])(?P<english>(?:(?:{_WORD})s?[\s_-]*)+)(?![a-z])"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_WRITTEN = str.maketrans("’×萬億圓", "' 万亿圆")
_POWER = re.compile("(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def money_unit(words: str) -> str:
    """The unit of money that a header's words name; empty where they name none that is known.

    >>> money_unit("（万元）"), money_unit("损失（万美元）"), money_unit("Direct loss (RMB 10k)")
    ('万元', '', '万元')
    """
    plain = _plain(words)
    is_bound = _BOUND.search(plain)
    if (
        is_bound
        or not names_money(words)
        or _FOREIGN.search(plain)
        or len(set(_TWO_UNITS.findall(plain))) > 1
    ):
        return ""
    sizes = _sizes_said(plain)
    return _OF_SIZE.get(next(iter(sizes), 1), "") if len(sizes) <= 1 else ""


def names_money(words: str) -> bool:
    """Whether words say anything of a unit of money, known here or not.

    >>> names_money("损失（万美元）"), names_money("损失（万）"), names_money("直接经济损失")
    (True, True, False)
    """
    plain = _plain(words)
    alone = re.search(rf"(?:^|[^\u4e00-\u9fff])[{''.join(_CHINESE)}]+(?:$|[^\u4e00-\u9fff])", plain)
    return bool(_CURRENCY.search(plain) or _FOREIGN.search(plain) or alone)


_IN_FORMAT = re.compile(r'"([^"]*)"|[\\\\!](.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|([$€£])')
_THOUSANDS_HIDDEN = re.compile(r"[0#?](,+)(?![0#?,])")
_DOT_WRITTEN = re.compile(r"""[0#?](?:[\\\\!]\.|"\.")([0#?]+)""")


def money_in_format(code: str) -> str:
    """The words of money that a number format writes beside the number; empty where it writes none but ¥.

    >>> money_in_format('0!.0,"万"'), money_in_format("[$€-407]0.00"), money_in_format('0"人"')
    ('万', '€', '')
    """
    words = "".join("".join(groups) for groups in _IN_FORMAT.findall(code.split(";")[0]))
    words = unicodedata.normalize("NFKC", words).replace("¥", "").replace(".", "").strip()
    return words if words and names_money(words) else ""


def places_hidden(code: str) -> int:
    """How many places of a number its format hides: 0, shows thousands, 0!.0, ten thousands.

    >>> places_hidden("0!.0,"), places_hidden("#,##0.0,"), places_hidden("#,##0.00")
    (4, 3, 0)
    """
    section = code.split(";")[0]
    hidden = _THOUSANDS_HIDDEN.search(_IN_FORMAT.sub("", section))
    dot = _DOT_WRITTEN.search(section)
    return 3 * len(hidden[1] if hidden else "") + len(dot[1] if dot else "")


def as_shown(number: str, code: str) -> str:
    """A number as its format shows it, with the unit that the format writes beside it or hides.

    A format without words that hides places shows a number in the header's unit: 5.5 for 55000.

    >>> as_shown("80", '0"元"'), as_shown("50000", '0!.0,"万"'), as_shown("80", "[$€-407]0")
    ('80元', '50000元', '€80')
    >>> as_shown("55000", "0!.0,")
    '5.5'
    """
    words = money_in_format(code)
    scale = 10 ** places_hidden(code)
    if not words and scale > 1:
        return f"{(Decimal(number) / scale).normalize():f}"
    unit = UNITS.get(money_unit(words), Decimal(0)) / scale
    return f"{number}{_OF_SIZE[int(unit)]}" if unit in _OF_SIZE else f"{words}{number}"


def _plain(words: str) -> str:
    raised = _POWER.sub(lambda hit: "^" + hit[0].translate(_RAISED), words)
    plain = unicodedata.normalize("NFKC", raised).casefold().translate(_WRITTEN)
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", plain)


def _sizes_said(plain: str) -> set[int]:
    """The size that each part of a text names, which names one; 元 alone beside a whole unit is one, too.

    >>> _sizes_said("损失(万元)loss (10k cny)"), sorted(_sizes_said("损失(元)loss (10k cny)"))
    ({10000}, [1, 10000])
    """
    sizes: set[int] = set()
    has_whole_unit = has_yuan = False
    for part in filter(None, map(str.strip, _PART.split(plain))):
        # 1-10月损失 names no size.
        if (size := prod(map(_size, _SCALE.finditer(_CURRENCY.sub(_MARK, part))))) != 1:
            sizes.add(size)
            has_whole_unit |= bool(_CURRENCY.search(part))
        has_yuan |= part in _BARE_YUAN
    return sizes | {1} if has_whole_unit and has_yuan else sizes


def _size(scale: re.Match[str]) -> int:
    if scale["chinese"]:
        return prod(_CHINESE[sign] for sign in scale["chinese"])
    if scale["english"]:
        return prod(_ENGLISH[word] for word in re.findall(_WORD, scale["english"]))
    if power := scale["power"] or scale["exponent"]:
        return 10 ** int(power)
    if scale["zeros"]:
        return 10 ** scale["zeros"].count("0")
    return int(re.sub("[,. ]", "", scale["number"]))
