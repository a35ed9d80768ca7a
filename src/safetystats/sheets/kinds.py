"""Which kind of ledger a sheet is: recognised from its headers, never guessed between two."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from ..errors import WrongUse
from ..reference import kind_words
from ..schema import LEDGERS
from .grid import Grid, is_blank
from .layout import Header, Known, spellings

_LEDGER_OF_HAZARDS = re.compile(r"隐患(?:排查|治理|整改){0,2}台账")
_ENDS = {"status", "closed_on"}
"""Columns that say how a hazard ended."""


def kind_of(fits: Mapping[str, set[str]], sources: Mapping[str, set[int]]) -> str | None:
    """The one kind that a header fits, or None where two fit about equally well.

    `fits` gives the recognised ledger columns of each kind, `sources` the columns of the sheet that they
    were recognised in. A kind wins if it explains all the sheet's columns that another one explains and
    more, or at least two columns more.

    >>> kind_of({"accidents": {"a", "b", "c"}, "hazards": {"a"}}, {"accidents": {0, 1, 2}, "hazards": {0}})
    'accidents'
    """
    for kind, columns in fits.items():
        others = [other for other in fits if other != kind]
        if all(sources[kind] > sources[other] or len(columns) >= len(fits[other]) + 2 for other in others):
            return kind
    return None


def kind_of_header(header: Header, known: Known) -> str | None:
    """The one kind that a header plainly names, or None where it names none, or two about equally well."""
    fits = header.fitting(known)
    if not fits:
        return None
    kind = kind_of(fits, {kind: set(header.columns(known[kind])) for kind in fits})
    return kind or _kind_of_number(header, fits, known)


def _kind_of_number(header: Header, fits: Collection[str], known: Known) -> str | None:
    """The one kind whose number of office a header names in words that no other kind knows: 隐患编号."""
    named = {
        kind
        for path in header.paths
        for kind in fits
        for key in (spellings("".join(path)) if path else ())
        if key in known[kind]
        and known[kind][key].column == LEDGERS[kind].key
        and not any(key in spelled for other, spelled in known.items() if other != kind)
    }
    return named.pop() if len(named) == 1 else None


def kind_in_words(grid: Grid, header: Header, file: str, known: Known) -> tuple[str, str]:
    """Of the kinds that a header fits about equally well, the one that words beside it name, and these words.

    Headers that were not understood are asked first, then the lines above the header from below, the tab and
    the file's name: the first of them that names any of these kinds decides, if it names one alone. Two empty
    texts where none does. Rows that say how many hazards were found are no hazards, whatever is named so, but
    for a ledger of hazards (隐患排查台账) that says how each of them ended.
    """
    meant = {kind: header.columns(known[kind]) for kind in header.fitting(known)}
    columns = {kind: one.keys() for kind, one in meant.items()}
    rivals = {kind for kind, one in columns.items() if not any(one < other for other in columns.values())}
    counts_hazards = "hazards_found" in meant.get("inspections", {}).values()
    tells_ends = not _ENDS.isdisjoint(meant.get("hazards", {}).values())
    used = {index for one in columns.values() for index in one}
    unused = " ".join(" ".join(path) for index, path in enumerate(header.paths) if index not in used)
    for words in (unused, *_lines_above(grid, header), grid.sheet, file):
        named = kinds_named(words) & rivals
        if counts_hazards and not (tells_ends and _LEDGER_OF_HAZARDS.search(words)):
            named.discard("hazards")
        if named:
            return (named.pop(), words) if len(named) == 1 else ("", "")
    return "", ""


def _lines_above(grid: Grid, header: Header) -> Iterator[str]:
    for number in sorted((number for number in grid.rows if number < header.top), reverse=True):
        yield " ".join(cell for cell in grid.rows[number] if cell is not None and not is_blank(cell))


def kinds_named(words: str) -> set[str]:
    """The kinds of ledger that a title or name speaks of; the longer of two words is heard alone.

    >>> kinds_named("一般事故隐患排查台账"), sorted(kinds_named("事故和检查情况")), kinds_named("2024年台账")
    ({'hazards'}, ['accidents', 'inspections'], set())
    """
    rest, named = words.casefold(), set()
    for word, kind in _kind_of_word():
        if word in rest:
            named.add(kind)
            rest = rest.replace(word, " ")
    return named


@cache
def _kind_of_word() -> list[tuple[str, str]]:
    """Word and kind, the longest word first."""
    table = kind_words()
    return sorted(zip(table["word"], table["ledger"]), key=lambda line: -len(line[0]))


def two_kinds_fit(where: str, kinds: Mapping[str, set[str]]) -> WrongUse:
    """The question to the caller: which of `kinds` the sheet at `where` is."""
    shown = "; ".join(f"{kind} by {', '.join(sorted(columns))}" for kind, columns in kinds.items())
    options = " or ".join(f"kind='{kind}'" for kind in kinds)
    return WrongUse(f"{where} can be read as more than one kind of ledger ({shown}). Say which: {options}.")
