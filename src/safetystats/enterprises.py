"""One enterprise under many names: a key that forgives spelling, and proposals for what only sounds alike.

Two names with one key are taken for one enterprise. Everything less sure is proposed, and joined by a
person or not at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations

import pandas as pd
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from .rules.reading import folded

_SIGNS = re.compile(r"[\s、，,。.·•;；:：'\"“”‘’!！?？*&_\-—/\\()（）\[\]【】{}<>《》]+")
# Longest first. A branch (分公司), a works or a shop stays in the key: it is another unit.
_LEGAL_FORMS = (
    "股份有限责任公司", "有限责任公司", "股份有限公司", "有限公司", "责任公司", "股份公司", "公司",
)  # fmt: skip
_ENGLISH_FORMS = re.compile(
    r"(?:,|\b)\s*(?:carrying on business as .*|"
    r"(?:inc|ltd|llc|corp|corporation|limited|incorporated|company|co|ulc|lp)\b\.?)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[0-9一二三四五六七八九十百东西南北中上下大小甲乙丙丁A-Za-z]")
LEAST_SCORE = 90.0
"""A proposal's pinyin agree at least this well (rapidfuzz ratio, 0 to 100)."""

PROPOSAL = ("name", "key", "other_name", "other_key", "score")


def enterprise_key(name: str, city: str = "北京市") -> str:
    """The name without what offices write now one way, now another; never empty.

    Left out: blanks, brackets and other signs, full width, case, the city in front or in brackets, and
    the legal form at the end. A branch keeps its word.

    Examples
    --------
    >>> enterprise_key("北京市红叶 建筑（集团）有限责任公司")
    '红叶建筑集团'
    >>> enterprise_key("红叶建筑集团有限公司") == enterprise_key("北京红叶建筑集团有限责任公司")
    True
    """
    whole = folded(name).casefold()
    spaced = _ENGLISH_FORMS.sub("", name) if name.isascii() else whole
    key = _SIGNS.sub("", folded(spaced).casefold())
    for prefix in (city, city.removesuffix("市")):
        key = key.removeprefix(prefix) if prefix else key
    for form in _LEGAL_FORMS:
        if key.endswith(form) and not key.endswith("分公司"):
            key = key.removesuffix(form)
            break
    return key or whole or name


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
    Only names that sound alike or differ in one character are compared, so the time grows with the number
    of names, not its square. Numbers, directions and letters tell enterprises apart (中建一局, 中建二局): pairs
    that differ in them are left out.

    Examples
    --------
    >>> propose_same(["北京鑫源建筑有限公司", "北京鑫元建筑有限公司"])[["name", "other_name"]].values.tolist()
    [['北京鑫元建筑有限公司', '北京鑫源建筑有限公司']]
    """
    by_key: dict[str, str] = {}
    for name in sorted(set(names)):
        by_key.setdefault(enterprise_key(name, city), name)
    found = [
        (by_key[one], one, by_key[other], other, round(score, 1))
        for one, other in sorted(_near_keys(by_key))
        if (score := _likeness(one, other)) >= LEAST_SCORE
    ]
    proposals = pd.DataFrame(found, columns=list(PROPOSAL))
    return proposals.sort_values(
        ["score", "key", "other_key"], ascending=[False, True, True], ignore_index=True
    )


def _near_keys(keys: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs that share their sound, or are the same but for one character more, less or other."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        groups[" ".join(_sounds(key))].add(key)
        # Short names differ by one character without being one enterprise.
        if len(key) >= 5:
            groups[key].add(key)
            for shorter in _less_one(key):
                groups[shorter].add(key)
    return {
        (one, other)
        for group in groups.values()
        if 1 < len(group) <= 20
        for one, other in combinations(sorted(group), 2)
        if _NUMBERS.findall(one) == _NUMBERS.findall(other)
    }


def _less_one(key: str) -> Iterator[str]:
    return (key[:i] + key[i + 1 :] for i in range(len(key)))


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(" ".join(_sounds(one)), " ".join(_sounds(other)))


def _sounds(key: str) -> list[str]:
    return [_sound(character) for character in key]


@cache
def _sound(character: str) -> str:
    """Pinyin of one character: its commonest reading, which is the same for both spellings compared."""
    return lazy_pinyin(character)[0]
