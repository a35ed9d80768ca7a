"""One enterprise under many names: a key that forgives spelling, and proposals for what only sounds alike.

Two names with one key are taken for one enterprise, and so are two names with one unified social credit
code. Everything less sure is proposed, and joined by a person or not at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

import pandas as pd
from rapidfuzz import fuzz
from stdnum.cn import uscc

from .reference import surnames, trade_words
from .rules.reading import folded, half_width
from .signs import sound_of

# One asterisk is a mark of the sheet's; several stand for the signs of a person's number that were masked.
_SIGNS = re.compile(r"(?:[\s、，,。.·•;；:：'\"“”‘’!！?？&_\-—/\\()（）\[\]【】{}<>《》]|(?<!\*)\*(?!\*))+")
# Longest first. A branch (分公司), a works or a shop stays in the key: it is another unit.
_LEGAL_FORMS = (
    "股份有限责任公司", "有限责任公司", "股份有限公司", "有限公司", "责任公司", "股份公司", "公司",
)  # fmt: skip
_ENGLISH_FORMS = re.compile(
    r"(?:,|\b)\s*(?:carrying on business as .*|"
    r"(?:inc|ltd|llc|corp|corporation|limited|incorporated|company|co|ulc|lp)\b\.?)",
    re.IGNORECASE,
)
_TELLING = re.compile(r"[0-9a-z一二三四五六七八九十百东西南北中上下大小新老甲乙丙丁内外前后左右客货]")
"""Signs that tell two enterprises apart however alike the rest is."""
_SHORTEST = 5
"""Keys of so few characters are not compared less one or with one replaced: nearly all would be alike."""
_FAMILY = 4
"""So many keys that differ in one and the same place are a family of enterprises, not slips of one name; and
what so many keys end with (建筑工程) is no part of one enterprise's own name."""
_SHORTEST_OWN = 4
"""Own names of fewer characters are told apart by any one of them: 宏远建筑工程 and 宏达建筑工程."""
_TRADE = 2
"""Characters of a trade of which another one makes another trade."""
_INNER_FORMS = re.compile(rf"(?<![分子总])(?:{'|'.join(_LEGAL_FORMS)})")
"""Legal forms anywhere in a key; 分公司 is none."""

_BETWEEN_NAMES = re.compile(r"[、,，;；/|]|与|及")
_MORE_THAN_ONE = "(?:(?<![0-9])(?!0*1(?![0-9]))[0-9]+|[二两三四五六七八九十几数多]+)"
_ALL_OF_A_PLACE = "^(?:全[市区县镇乡]|辖区内?)"
HINT_OF_SEVERAL = "[、,;/|与及家户个栋幢座]|全[市区县镇乡]|辖区"
"""What a name holds that names several (`names_several`), as a hint for `reading.holds`."""
_EACH = re.compile("各[0-9一二两三四五六七八九十]+[处项条起个]$")
_ENTERPRISE = re.compile(r"(?:公司|集团|厂|矿|店|经营部|合作社|中心|医院|学校)(?:\(.*\))?$")
_SOLE_TRADER = re.compile(r"个体|工商户")
_COMPANY = re.compile(r"有限责任|有限公司|股份")
"""What no one person's business may call itself."""
_PERSONS_SHOP = re.compile(r"[\u4e00-\u9fff]{2,4}(?:经营部|店)")
HINT_OF_SOLE_TRADER = "个.*体|工.*商.*户|经.*营.*部|店"
"""What a name holds that may be one person's (`is_sole_trader`), likewise; signs within it do not count."""

_CODE_SHAPE = re.compile(r"[0-9A-Z]{18}")
MOST_NAMES = 3
"""A code that stands beside more enterprises than these was filled down the column by mistake."""

PROPOSAL = ("name", "key", "other_name", "other_key", "score")


@lru_cache(maxsize=100_000)
def enterprise_key(name: str, city: str = "北京市") -> str:
    """The name without what offices write now one way, now another; never empty.

    Left out: blanks, brackets and other signs, full width, case, the city in front or in brackets, and
    the legal form at the end. A branch keeps its word.

    Examples
    --------
    >>> enterprise_key("红叶建筑（北京）有限公司")
    '红叶建筑'
    >>> enterprise_key("北京市红叶 建筑（集团）有限责任公司")
    '红叶建筑集团'
    >>> enterprise_key("红叶建筑集团有限公司") == enterprise_key("北京红叶建筑集团有限责任公司")
    True
    """
    whole = folded(name).casefold()
    # A form in English is known by the blank before it.
    plain = half_width(name) if whole.isascii() else whole
    spaced = _ENGLISH_FORMS.sub("", plain) if plain.isascii() else whole
    short = city.removesuffix("市")
    key = _SIGNS.sub("", folded(spaced).casefold().replace(f"({city})", "").replace(f"({short})", ""))
    key = key.removeprefix(city).removeprefix(short)
    for form in _LEGAL_FORMS:
        if key.endswith(form) and not key.endswith("分公司"):
            key = key.removesuffix(form)
            break
    return key or whole or name


@dataclass(frozen=True)
class CreditCodes:
    """Which enterprise a unified social credit code stands for (GB 32100-2015), by code and by name.

    A code goes before a name: names under one code are one enterprise, and one name under two codes is two.
    """

    city: str
    by_code: dict[str, str]
    """Code -> key of its enterprise; a code under more than `MOST_NAMES` names is left out."""
    by_name: dict[str, str]
    """Key of a name -> key of the one enterprise whose code it stands beside."""
    left_out: frozenset[str]
    """Codes beside more names than one enterprise has."""

    @classmethod
    def of(cls, stated: Iterable[tuple[str, str]], city: str = "北京市") -> CreditCodes:
        """Learn from (name, code) as written in all ledgers; a code whose check character is wrong is none.

        Examples
        --------
        >>> made = "91000000MADEUP001M"
        >>> codes = CreditCodes.of([("红叶建筑公司", made), ("绿叶建工", made)])
        >>> codes.key("绿叶建工"), codes.key("绿叶建工集团")
        ('红叶建筑', '绿叶建工集团')
        """
        names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, text in stated:
            if code := credit_code(text):
                names[code][enterprise_key(name, city)] += 1
        codes_of: defaultdict[str, set[str]] = defaultdict(set)
        for code, keys in names.items():
            for key in keys:
                codes_of[key].add(code)
        left_out = {code for code, keys in names.items() if len(keys) > MOST_NAMES}
        by_code = {}
        for code, keys in names.items():
            if code in left_out:
                continue
            # The commonest name; of equally common ones always the same, whatever the order of the rows.
            commonest = min(keys, key=lambda key: (-keys[key], key))
            is_shared = len(codes_of[commonest]) > 1
            by_code[code] = f"{commonest}·{code}" if is_shared else commonest
        by_name = {
            key: by_code[code]
            for key, codes in codes_of.items()
            if len(codes) == 1 and (code := next(iter(codes))) in by_code
        }
        return cls(city, by_code, by_name, frozenset(left_out))

    def key(self, name: str, code: str = "") -> str:
        """The key of an enterprise by its code where that is known, else by its name."""
        by_name = enterprise_key(name, self.city)
        return self.by_code.get(credit_code(code), self.by_name.get(by_name, by_name))


def credit_code(text: str) -> str:
    """The unified social credit code in a text; empty where it is none, or its check character is wrong.

    >>> credit_code(" 9100 0000MA deup001m"), credit_code("91000000MADEUP001X")
    ('91000000MADEUP001M', '')
    """
    code = folded(text).upper()
    return code if uscc.is_valid(code) else ""


def looks_like_code(text: str) -> bool:
    """Whether a text has the length and signs of a credit code, be it right or wrong."""
    return bool(_CODE_SHAPE.fullmatch(folded(text).upper()))


def names_several(name: str) -> bool:
    """Whether a text names two enterprises or more: each part between its signs is one by its last word,
    or it says how many there are.

    >>> names_several("甲公司、乙机械厂"), names_several("红叶/绿叶建筑公司"), names_several("甲公司等3家")
    (True, False, True)
    """
    plain = folded(name)
    parts = [part for part in _BETWEEN_NAMES.split(_EACH.sub("", plain)) if part]
    are_names = len(parts) > 1 and all(_ENTERPRISE.search(part) for part in parts)
    return are_names or bool(_and_others().search(plain))


@cache
def _and_others() -> re.Pattern[str]:
    """What counts enterprises, or means all of a place: 甲公司等3家, 3家企业, 5栋楼, 全区加油站."""
    trade = f"(?:{'|'.join(map(re.escape, trade_words()))})"
    return re.compile(
        f"等{_MORE_THAN_ONE}(?:家|户|个(?:单位|企业|公司))"
        f"|^{_MORE_THAN_ONE}[家户个](?:企业|单位|公司|商户|门店|工地|场所)"
        f"|(?:^|等|共|各|所有){_MORE_THAN_ONE}[栋幢座](?:楼|建筑)$"
        f"|{_ALL_OF_A_PLACE}(?:各|所有|全部)(?!.*公司).{{2,}}"
        f"|{_ALL_OF_A_PLACE}(?:内|的|{trade})*{trade}$"
    )


def is_sole_trader(name: str, city: str = "北京市") -> bool:
    """Whether an enterprise may be one person's and carry that person's name: 张某某经营部, 个体工商户.

    A company of limited liability or of shares is none.

    >>> is_sole_trader("北京市张某某经营部"), is_sole_trader("红叶商店")
    (True, False)
    """
    if _COMPANY.search(folded(name)):
        return False
    key = enterprise_key(name, city)
    return bool(_SOLE_TRADER.search(key) or (_PERSONS_SHOP.fullmatch(key) and key[0] in surnames()))


def propose_same(names: Iterable[str], city: str = "北京市", known: Iterable[str] = ()) -> pd.DataFrame:
    """Pairs of names that are likely one enterprise though their keys differ. Nothing is joined.

    Parameters
    ----------
    names
        Names as written.
    city
        The city whose name may stand before an enterprise's.
    known
        Names of other ledgers, compared with `names` and not with each other.

    Returns
    -------
    DataFrame
        Columns `PROPOSAL`, one row a pair of keys, best score first; a name stands for all names of its key,
        and ``name`` is one of `names`.

    Notes
    -----
    Compared are names that sound the same, that differ by one character put in or replaced, or by the legal
    form before a branch: the time grows with the number of names, not its square. Numbers, directions,
    letters and trades tell enterprises apart (一局, 二局; 木业, 茶业): pairs that differ in them are left
    out, but for trades that sound the same.

    Examples
    --------
    >>> propose_same(["北京鑫源建筑有限公司", "北京鑫元建筑有限公司"])[["name", "other_name"]].values.tolist()
    [['北京鑫元建筑有限公司', '北京鑫源建筑有限公司']]
    """
    own, others = _by_key(names, city), _by_key(known, city)
    by_key = others | own
    found = [
        (by_key[one], one, by_key[other], other, round(_likeness(one, other), 1))
        for pair in sorted(_near_keys(by_key))
        if not others.keys() >= set(pair)
        for one, other in [pair if pair[0] in own else pair[::-1]]
    ]
    # They stand in the order of their keys already: a stable sort keeps it within a score.
    proposals = pd.DataFrame(found, columns=list(PROPOSAL))
    return proposals.sort_values("score", ascending=False, kind="stable", ignore_index=True)


def _by_key(names: Iterable[str], city: str) -> dict[str, str]:
    """The first name of each key."""
    by_key: dict[str, str] = {}
    for name in sorted(set(names)):
        by_key.setdefault(enterprise_key(name, city), name)
    return by_key


def _near_keys(keys: Collection[str]) -> set[tuple[str, str]]:
    """Pairs that sound the same, or are one but for one character or for the legal form of the whole."""
    alike = _pairs_within(keys, lambda key: [_sound_of(key)])
    alike |= _pairs_within(keys, lambda key: [_INNER_FORMS.sub("", key)])
    long = [key for key in keys if len(key) > _SHORTEST]
    replaced = _pairs_within(long, _with_one_open, fewer_than=_FAMILY)
    length = _own_lengths(keys)
    alike |= {
        (one, other)
        for one, other in replaced
        if not _differ_in_short_name(one, other, length) and not _differ_in_trade(one, other)
    }
    alike |= {(min(key, less), max(key, less)) for key in long for less in _less_one(key) if less in keys}
    return {(one, other) for one, other in alike if _TELLING.findall(one) == _TELLING.findall(other)}


def _pairs_within(
    keys: Iterable[str], group_of: Callable[[str], Iterable[str]], *, fewer_than: int | None = None
) -> set[tuple[str, str]]:
    """Pairs of keys that share a group; larger groups than `fewer_than` give none."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        for group in group_of(key):
            groups[group].append(key)
    small = [group for group in groups.values() if fewer_than is None or len(group) < fewer_than]
    return {pair for group in small for pair in combinations(group, 2)}


def _own_lengths(keys: Iterable[str]) -> dict[str, int]:
    """How many characters of each key stand before the ending that it shares with many others."""
    endings = Counter(key[i:] for key in keys for i in range(1, len(key)))
    return {
        key: next((i for i in range(1, len(key)) if endings[key[i:]] >= _FAMILY), len(key)) for key in keys
    }


def _differ_in_trade(one: str, other: str) -> bool:
    """Whether the character in which two keys differ makes another trade: 木业 and 茶业, 建材 and 建筑."""
    place = _place_of_difference(one, other)
    trades = {word for word in trade_words() if len(word) == _TRADE}
    spans = [slice(start, start + _TRADE) for start in range(max(0, place - _TRADE + 1), place + 1)]
    return any({one[span], other[span]} <= trades for span in spans)


def _place_of_difference(one: str, other: str) -> int:
    return next(i for i, (a, b) in enumerate(zip(one, other)) if a != b)


def _differ_in_short_name(one: str, other: str, length: dict[str, int]) -> bool:
    place = _place_of_difference(one, other)
    return all(place < length[key] < _SHORTEST_OWN for key in (one, other))


def _with_one_open(key: str) -> Iterator[str]:
    return (f"{key[:i]}?{key[i + 1 :]}" for i in range(len(key)))


def _less_one(key: str) -> Iterator[str]:
    return (key[:i] + key[i + 1 :] for i in range(len(key)))


def _likeness(one: str, other: str) -> float:
    """0 to 100: the mean of how alike two keys look and how alike they sound."""
    return (fuzz.ratio(one, other) + fuzz.ratio(_sound_of(one), _sound_of(other))) / 2


@cache
def _sound_of(key: str) -> str:
    """Each character in its commonest reading."""
    return " ".join(map(sound_of, key))
