"""Which city, county or district a name means: the divisions of China below a place, by short names too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from ... import reference

_NATION = (
    "蒙古族?|回族|[藏苗彝壮满侗瑶白傣黎佤畲水土羌怒]族|维吾尔|布依族|朝鲜族|土家族|哈尼族|哈萨克族?|傈僳族|拉祜族|东乡族|纳西族"
    "|景颇族|柯尔克孜|达斡尔族|仫佬族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|塔吉克|鄂温克族|保安族|裕固族|独龙族|鄂伦春|各族"
)
_OF_A_NATION = re.compile(rf"(?<=..)(?:{_NATION})+自治(?=[县州旗区]$)|(?<=..)(?:各族)?自治(?=[县州旗]$)")
_KIND = re.compile("(?:新区|林区|特区|地区|[市区县旗州盟])$")
SHORTEST_SAFE = 3
"""Signs from which a name may be looked for anywhere: 高县 stands in 提高县级, too."""
_NO_SHORT_NAMES_TEXT = "城关 市中 城中 开发 新城 新华 和平 河口 桥西 桥东 长安 向阳 建设 工农 中心 临江 新兴"
NO_SHORT_NAMES = frozenset(_NO_SHORT_NAMES_TEXT.split())
"""Short names that are words as well, or the names of streets everywhere."""


@cache
def _by_code() -> dict[str, str]:
    """Names by code, as bulletins print them: 陵水县 for 陵水黎族自治县; provinces with them."""
    names = {code: _OF_A_NATION.sub("", name) for code, name in _printed().items()}
    provinces = reference.provinces().query("code != ''")
    return names | dict(zip(provinces["code"], provinces["area"]))


def _printed() -> dict[str, str]:
    divisions = reference.divisions()
    return dict(zip(divisions["code"], divisions["area"]))


@cache
def _codes() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for code, name in _by_code().items():
        codes.setdefault(name, []).append(code)
    for code, name in _printed().items():
        codes.setdefault(name, [code])
    return codes


@cache
def names_below(place: str) -> tuple[str, ...]:
    """Full names of the cities, counties and districts of a province or city, the longest first.

    >>> "神木市" in names_below("榆林市"), names_below("某市")
    (True, ())
    """
    wholes = [code for code in _codes().get(place, ()) if code.endswith("00")]
    if len(wholes) != 1:
        return ()
    prefix = wholes[0][:2] if wholes[0].endswith("0000") else wholes[0][:4]
    below = {name for code, name in _by_code().items() if code.startswith(prefix) and code != wholes[0]}
    return tuple(sorted(below, key=lambda name: (-len(name), name)))


@cache
def short_names_below(place: str) -> dict[str, str]:
    """Short names of what is below a place, each with its full one; none that is a word, or of two of a kind.

    >>> [short_names_below("海南省").get(name) for name in ("三亚", "陵水", "秀英")]
    ['三亚市', '陵水县', '秀英区']
    """
    # Of a city and a county in it that share a name, the city is meant.
    names = sorted(names_below(place), key=lambda name: "市州盟".find(name[-1]) < 0)
    shorts: dict[str, str] = {}
    for name in names:
        short = name if len(name) < SHORTEST_SAFE else _KIND.sub("", name)
        if len(short) > 1 and short not in NO_SHORT_NAMES:
            shorts.setdefault(short, name)
    return shorts


def full_name(name: str, place: str) -> str:
    """A short name of something below `place` in full; any other name as it is.

    >>> full_name("神木", "榆林市"), full_name("神木", "某市"), full_name("神木、府谷", "榆林市")
    ('神木市', '神木', '神木、府谷')
    """
    return short_names_below(place).get(name, name)


def whole_of_parts(names: Iterable[str], kind: str) -> str:
    """The one city or province (`kind`) that most of the named districts or cities are of; blank for none.

    >>> [whole_of_parts(names, "市") for names in (["开阳县", "白云区"], ["白云区"], ["万州区"])]
    ['贵阳市', '', '重庆市']
    """
    digits = {"市": 4, "州": 4, "省": 2}.get(kind, 0)
    cities = {code[:2] for code, name in _by_code().items() if code.endswith("0000") and name[-1] == kind}
    held: Counter[str] = Counter()
    for name in dict.fromkeys(names):
        codes = [code for code in _codes().get(name, ()) if digits and code[digits:].strip("0")]
        # Districts of Chongqing are right below a city that has the rank of a province.
        held.update({code[: 2 if code[:2] in cities else digits].ljust(6, "0") for code in codes})
    most = held.most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return ""
    whole = _by_code().get(most[0][0], "")
    return whole if whole.endswith(kind) and (most[0][1] > 1 or len(held) == 1) else ""


@cache
def cities_by_short_name() -> dict[str, str]:
    """贵阳 -> 贵阳市: cities with districts or counties of their own."""
    cities = {name for code, name in _by_code().items() if code.endswith("00") and not code.endswith("0000")}
    return {short: name for name in cities if len(short := _KIND.sub("", name)) > 1}
