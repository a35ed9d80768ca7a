"""Words of a list with names in braces ({number}, {any}) -> the expressions that find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

NUMBER = "(?:[0-9]+|[零〇一二两三四五六七八九十百]+)"
"""A number in figures or words."""
_HOLDER = re.compile(r"(\{[a-z]+\})")


def pattern_of(word: str, holders: Mapping[str, str], plain: Callable[[str], str] = str) -> str:
    """A word as an expression: what stands in braces as `holders` say, all else as `plain` writes it.

    >>> pattern_of("第{number}起", {"{number}": "[0-9]+"})
    '第[0-9]+起'
    """
    return "".join(holders.get(part) or re.escape(plain(part)) for part in _HOLDER.split(word))


def longest_piece(word: str) -> str:
    """The longest piece of a word that stands in it as it is.

    >>> longest_piece("伤者{any}死")
    '伤者'
    """
    return max(_HOLDER.split(word)[::2], key=len)


def hint_of(words: Iterable[str]) -> str:
    """An expression found wherever one of the words is: the first two signs of the longest piece of each.

    Short, so that many texts are searched fast (`reading.Distinct.hinted`).

    >>> hint_of(["伤者{any}死", "不纳入统计", "不纳统", "{number}处"])
    '不纳|伤者|处'
    """
    return "|".join(sorted({re.escape(longest_piece(word)[:2]) for word in words}))
