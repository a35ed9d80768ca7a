"""Which kind of ledger a sheet is: recognised from its headers, never guessed between two."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors import WrongUse
from ..schema import LEDGERS
from .layout import Header, Known, spellings


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


def two_kinds_fit(where: str, kinds: Mapping[str, set[str]]) -> WrongUse:
    """The question to the caller: which of `kinds` the sheet at `where` is."""
    shown = "; ".join(f"{kind} by {', '.join(sorted(columns))}" for kind, columns in kinds.items())
    options = " or ".join(f"kind='{kind}'" for kind in kinds)
    return WrongUse(f"{where} can be read as more than one kind of ledger ({shown}). Say which: {options}.")
