"""The exceptions a caller may catch, and the exit code each one means on the command line.

A bad file or argument raises; a bad row never does (it becomes a finding, see `findings`).
Every message says what was needed, what was found, where, and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

from .persons import numbers_masked


class SafetystatsError(Exception):
    """Base of everything this package raises on purpose. `exit_code` is what the shell sees."""

    exit_code = 3

    def __str__(self) -> str:
        """The message; it may quote a cell or the name of a file, and a person's number in it is masked."""
        return numbers_masked(super().__str__()).text


class WrongUse(SafetystatsError):
    """The caller asked for something that cannot be: an unknown area, parameter, kind or date."""

    exit_code = 2


class InputRejected(SafetystatsError):
    """A file was refused whole: no figures and no files come of it."""

    exit_code = 3


class NoLedger(InputRejected):
    """A file without a known header in which nothing looks like records: a text about other files, a picture.

    Among the ledgers of a folder it alone is refused.
    """


class OurFault(SafetystatsError):
    """Something of ours failed on input that is in order."""

    exit_code = 1


class UnknownName(WrongUse):
    """A name that is in no list. The message gives the nearest names and the list's size.

    >>> str(UnknownName("area", "门头沟县", ["门头沟区", "平谷区"]))
    "Unknown area '门头沟县'. Nearest: '门头沟区'. Known (2): 门头沟区, 平谷区."
    """

    def __init__(self, what: str, name: str, known: Sequence[str], hint: str = "") -> None:
        self.what, self.name, self.known = what, name, list(known)
        near = _nearest(name, self.known)
        shown = ", ".join(self.known[:20]) + (", …" if len(self.known) > 20 else "")
        parts = [f"Unknown {what} '{name}'."]
        if near:
            parts.append("Nearest: " + ", ".join(f"'{n}'" for n in near) + ".")
        parts.append(f"Known ({len(self.known)}): {shown}.")
        if hint:
            parts.append(hint)
        super().__init__(" ".join(parts))


def _nearest(name: str, known: Sequence[str]) -> list[str]:
    """Up to three known names like it, the likest first; of two as like, the one with more letters in place.

    >>> _nearest("宁坡市", ["遂宁市", "西宁市", "济宁市", "宁波市"])[0]
    '宁波市'
    """

    def likeness(other: str) -> tuple[float, int]:
        in_place = sum(ours == theirs for ours, theirs in zip(name, other, strict=False))
        return SequenceMatcher(None, other, name).ratio(), in_place

    like = get_close_matches(name, known, n=len(known) or 1, cutoff=0.5)
    return sorted(like, key=likeness, reverse=True)[:3]


class ColumnsMissing(InputRejected):
    """A table lacks columns that the step needs."""

    def __init__(self, name: str, missing: Iterable[str], found: Iterable[str], hint: str = "") -> None:
        self.missing, self.found = list(missing), list(found)
        wanted = ", ".join(repr(c) for c in self.missing)
        has = ", ".join(repr(c) for c in self.found) or "no columns"
        super().__init__(f"{name} has no column {wanted}. It has {has}.{' ' + hint if hint else ''}")


class RowsRepeated(InputRejected):
    """A table holds the same keys twice where one row each was needed."""


class UnlikeWindows(WrongUse):
    """Two windows that cover unlike parts of a year were to be compared without being asked for."""


class NoWorkingDays(WrongUse):
    """A working-day sum reached a year whose official holiday list is not in the table."""


class ClaimNotReadable(InputRejected):
    """A letter or a claims table could not be read."""
