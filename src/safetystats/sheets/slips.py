"""Headers that are a slip away from a known one: named as like it, never read as it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rapidfuzz.distance import OSA

from ..signs import sound_of
from .layout import Header, Known, Meaning, spellings

_SHORTEST = 4
"""Signs of a header: in shorter ones another sign is another word."""


def slip_of(levels: Sequence[str], spelled: Mapping[str, Meaning], has: Collection[str]) -> Meaning | None:
    """What a header that is not known would mean but for one sign too many, too few, exchanged or mistaken;
    None where that is a column that its table has.

    A sign is mistaken for one of the same sound, or is one that no known header has: 发证日期 is no slip.

    >>> spelled = {text: Meaning(text, header=text) for text in ("发生日期", "死亡人数", "许可证号")}
    >>> slip_of(["死忘人数"], spelled, ()).header, slip_of(["发证日期"], spelled, ())
    ('死亡人数', None)
    """
    signs = set("".join(spelled))
    keys = [key for text in dict.fromkeys((levels[-1], "".join(levels))) for key in spellings(text)]
    for key in (key for key in keys if len(key) >= _SHORTEST):
        for known, meaning in spelled.items():
            if meaning.column in has:
                continue
            if len(known) >= _SHORTEST and OSA.distance(key, known, score_cutoff=1) == 1:
                wrong = [a for a, b in zip(key, known) if a != b] if len(key) == len(known) else []
                if len(wrong) != 1 or wrong[0] not in signs or sound_of(key) == sound_of(known):
                    return meaning
    return None


def slips_in(header: Header, kind: str, known: Known) -> dict[str, tuple[str, str]]:
    """Column that a kind lacks in a header -> a header unknown to all kinds, and the one that it is like."""
    used = {index for spelled in known.values() for index in header.columns(spelled)}
    has = set(header.columns(known[kind]).values())
    slips: dict[str, tuple[str, str]] = {}
    for index, path in enumerate(header.paths):
        meaning = slip_of(path, known[kind], has) if path and index not in used else None
        if meaning is not None:
            slips.setdefault(meaning.column, (" > ".join(path), meaning.header))
    return slips
