"""One enterprise under many names: a key that forgives spelling, and proposals for what only sounds alike.

Two names with one key are taken for one enterprise, and so are two names with one unified social credit
code. Everything less sure is proposed, and joined by a person or not at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pandas as pd
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from stdnum.cn import uscc

from .rules.reading import folded

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
_TELLING = re.compile(r"[0-9a-z一二三四五六七八九十百东西南北中上下大小新老甲乙丙丁]")
"""Signs that tell two enterprises apart however alike the rest is."""
_SHORTEST = 5
"""Keys of so few characters are not compared with themselves less one: they would nearly all be alike."""

_CODE_SHAPE = re.compile(r"[0-9A-Z]{18}")
MOST_NAMES = 3
"""A code that stands beside more enterprises than these was filled down the column by mistake."""

PROPOSAL = ("name", "key", "other_name", "other_key", "score")


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
    spaced = _ENGLISH_FORMS.sub("", name) if name.isascii() else whole
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


def propose_same(names: Iterable[str], city: str = "北京市") -> pd.DataFrame:
    """Pairs of names that are likely one enterprise though their keys differ. Nothing is joined.

    Parameters
    ----------
    names
        Names as written.
    city
        The city whose name may stand before an enterprise's.

    Returns
    -------
    DataFrame
        Columns `PROPOSAL`, one row a pair of keys, best score first; a name stands for all names of its key.

    Notes
    -----
    Only names that sound the same or differ by one character put in are compared, so the time grows with
    the number of names, not its square. Numbers, directions and letters tell enterprises apart (一局, 二局):
    pairs that differ in them are left out.

    Examples
    --------
    >>> propose_same(["北京鑫源建筑有限公司", "北京鑫元建筑有限公司"])[["name", "other_name"]].values.tolist()
    [['北京鑫元建筑有限公司', '北京鑫源建筑有限公司']]
    """
    by_key: dict[str, str] = {}
    for name in sorted(set(names)):
        by_key.setdefault(enterprise_key(name, city), name)
    found = [
        (by_key[one], one, by_key[other], other, round(_likeness(one, other), 1))
        for one, other in sorted(_near_keys(by_key))
    ]
    # They stand in the order of their keys already: a stable sort keeps it within a score.
    proposals = pd.DataFrame(found, columns=list(PROPOSAL))
    return proposals.sort_values("score", ascending=False, kind="stable", ignore_index=True)


def _near_keys(keys: Collection[str]) -> set[tuple[str, str]]:
    """Pairs that sound the same, or of which one is the other less one character."""
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        by_sound[_sound_of(key)].append(key)
    alike = {pair for group in by_sound.values() for pair in combinations(group, 2)}
    for key in keys:
        if len(key) > _SHORTEST:
            alike |= {(min(key, less), max(key, less)) for less in _less_one(key) if less in keys}
    return {(one, other) for one, other in alike if _TELLING.findall(one) == _TELLING.findall(other)}


def _less_one(key: str) -> Iterator[str]:
    return (key[:i] + key[i + 1 :] for i in range(len(key)))


def _likeness(one: str, other: str) -> float:
    """0 to 100: the mean of how alike two keys look and how alike they sound."""
    return (fuzz.ratio(one, other) + fuzz.ratio(_sound_of(one), _sound_of(other))) / 2


@cache
def _sound_of(key: str) -> str:
    return " ".join(_sound(character) for character in key)


@cache
def _sound(character: str) -> str:
    """Pinyin of one character in its commonest reading."""
    return lazy_pinyin(character)[0]
