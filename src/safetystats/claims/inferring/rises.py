"""Could a rise of a share be chance, whatever the whole numbers were that a letter does not print?

The letter of a rise from 2 % to "over 6 %" prints neither the city's totals nor the district's earlier
counts. Fisher's exact test is made on all whole numbers that its figures leave possible, and the least and
the greatest p-value are what can be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import pandas as pd

from ...measures.exact import change_p_value
from ...schema import SIGNIFICANT
from .solving import Puzzle
from .spans import Span
from .unknowns import WHAT, Quantity, Share, columns_of

RISES = (
    *WHAT, "other_start", "other_end", "p_low", "p_high", "verdict", "whole_low", "whole_high", "turns_at",
    "claims",
)  # fmt: skip
"""One row a pair of shares. `whole_low` and `whole_high` are what the later share can be a part of, and
`turns_at` is the greatest of them with which any p-value is below `SIGNIFICANT`, missing where none is."""

CHANCE_IN_ALL = "chance would do under every reading"
NOT_IN_ALL = "chance would do under some readings"
MORE_IN_ALL = "more than chance under every reading"

DENSE, STEPS = 100, 12
"""So many numbers are all tried; of more, so many from each end."""

FARTHEST = 100_000
"""Where a share is printed without its count, wholes up to this are tried: p-values hardly move beyond it."""


class Tables(NamedTuple):
    """Whole numbers that a printed share may come from: arrays of parts and wholes."""

    part: np.ndarray
    whole: np.ndarray


def rise_of(puzzle: Puzzle, later: Share, earlier: Share, given: Sequence[dict[Quantity, int]]) -> dict:
    """A row of `RISES`.

    Parameters
    ----------
    puzzle
        What the text leaves possible.
    later, earlier
        The two shares.
    given
        The ways in which small unknown counts can be shared out, from `infer.ways_of`; one empty way where
        there is nothing to share out.

    Notes
    -----
    Within a way the two wholes are taken to move freely between their limits. The p-value of either side
    rises or falls with a whole while all else stays, so the least one lies at limits that are tried.
    """
    pairs = [(_tables(puzzle, later, way), _tables(puzzle, earlier, way)) for way in given]
    found = [np.column_stack(_p_values(now, then)) for now, then in pairs if len(now.part) and len(then.part)]
    wholes, p_values = np.concatenate(found).T
    far_out = wholes[p_values < SIGNIFICANT]
    verdict = CHANCE_IN_ALL if not len(far_out) else NOT_IN_ALL
    if (p_values < SIGNIFICANT).all():
        verdict = MORE_IN_ALL
    other = earlier.part.window
    return {
        **columns_of(later.part),
        "other_start": pd.Timestamp(other.start),
        "other_end": pd.Timestamp(other.end),
        "p_low": float(p_values.min()),
        "p_high": float(p_values.max()),
        "verdict": verdict,
        "whole_low": int(wholes.min()),
        "whole_high": int(wholes.max()),
        "turns_at": int(far_out.max()) if len(far_out) else None,
        "claims": rows_text((later.claim, earlier.claim)),
    }


def rows_text(rows: Iterable[int]) -> str:
    """Rows of claims as `checking.consistency` lists them."""
    return "; ".join(map(str, rows))


def _p_values(now: Tables, then: Tables) -> tuple[np.ndarray, np.ndarray]:
    """The later whole, and the p-value, of every table of the one with every table of the other."""
    i, j = (index.ravel() for index in np.indices((len(now.part), len(then.part))))
    return now.whole[i], change_p_value(now.part[i], now.whole[i], then.part[j], then.whole[j])


def _tables(puzzle: Puzzle, share: Share, way: dict[Quantity, int]) -> Tables:
    """Parts and wholes that the text leaves possible for a share."""
    parts = _tried(*puzzle.limits(share.part, way))
    whole_low, whole_high = puzzle.limits(share.whole, way)
    most = FARTHEST if whole_high is None else whole_high
    rows = [(part, whole) for part in parts for whole in _wholes(part, share.span, whole_low, most)]
    part, whole = np.array(rows, dtype=int).reshape(-1, 2).T
    return Tables(part, whole)


def _wholes(part: int, span: Span, least: int, most: int) -> list[int]:
    """Wholes from `least` to `most` of which `part` is a percentage within `span`."""
    low, high = max(least, part, 1), most
    if span.high is not None:
        low = max(low, floor(100 * part / span.high))
    if span.low:
        high = min(high, ceil(100 * part / span.low))
    while low <= high and not span.holds(Fraction(100 * part, low)):
        low += 1
    while low <= high and not span.holds(Fraction(100 * part, high)):
        high -= 1
    return _tried(low, high)


def _tried(low: int, high: int | None) -> list[int]:
    """All whole numbers from `low` to `high` if they are few, else both ends and ever wider steps inwards."""
    high = FARTHEST if high is None else high
    if high - low <= DENSE:
        return list(range(low, high + 1))
    steps = np.unique(np.geomspace(1, high - low + 1, STEPS).round().astype(int)) - 1
    return sorted({*(low + steps).tolist(), *(high - steps).tolist()})


def pairs_of(shares: Sequence[Share]) -> Iterator[tuple[Share, Share]]:
    """The latest share of each subject in the same whole, with each earlier one."""
    groups: dict[tuple, list[Share]] = {}
    for share in shares:
        groups.setdefault((share.part.subject, share.whole.subject), []).append(share)
    for group in groups.values():
        ordered = sorted(group, key=lambda share: (share.part.window.end, share.part.window.start))
        latest = ordered[-1]
        earlier = [share for share in ordered if share.part.window.end < latest.part.window.start]
        yield from product([latest], earlier)
