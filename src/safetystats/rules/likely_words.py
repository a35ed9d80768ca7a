"""The listed word that a text which is in no list is spelled like: what a person is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache

from .. import reference
from . import words

UNKNOWN_WORDS = {
    "area": "area_unknown",
    "category": "category_unknown",
    "industry": "industry_unknown",
    "supervision_sector": "sector_unknown",
    "accident_kind": "kind_unknown",
    "level": "level_unknown",
    "status": "status_unknown",
}
"""Column -> the rule that names its texts that are in no list."""

_NEAR = 0.66
"""Of three characters two are the same (Ratcliff and Obershelp), of four three."""


def likely_word(column: str, text: str) -> str:
    """The word of the column's list that a text is spelled like; empty for none, and for several.

    >>> likely_word("category", "工况商贸"), likely_word("status", "另行研究")
    ('工矿商贸', '')
    """
    known = _known(column)
    near = get_close_matches(words.word_key(text), known, n=len(known) or 1, cutoff=_NEAR)
    meanings = {known[key] for key in near}
    return _written(column, near[0]) if len(meanings) == 1 else ""


def _written(column: str, key: str) -> str:
    """A word as the list writes it: a status by its own spelling, any other by what it stands for."""
    return _statuses()[key] if column == "status" else _known(column)[key]


@cache
def _known(column: str) -> Mapping[str, str]:
    """The words of a column's list by their keys, each with its meaning."""
    if column == "status":
        rows = reference.status_words().to_dict("records")
        return {words.word_key(row["word"]): f"{row['end_type']} {row['reopened']}" for row in rows}
    if column == "accident_kind":
        editions = words.kind_standards()["standard"]
        known = [words.accident_kinds(edition).words for edition in editions]
        return {key: word for one in known for key, word in one.items()}
    lists: Mapping[str, Callable[[], words.Vocabulary]] = {
        "category": words.categories,
        "industry": words.industry_names,
        "supervision_sector": words.supervision_sectors,
        "level": words.levels,
    }
    return lists[column]().words if column in lists else {}


@cache
def _statuses() -> Mapping[str, str]:
    rows = reference.status_words()["word"]
    return {words.word_key(word): word for word in reversed(rows.tolist())}
