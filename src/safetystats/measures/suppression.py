"""Which cells of a printed table to hide, so that no small count is told or follows from the total."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..errors import WrongUse
from ..schema import require_columns

FEWEST = 3
"""Counts from 1 to below this point to persons."""


def cells_to_hide(
    counts: pd.DataFrame, *, within: Sequence[str] = (), below: int = FEWEST, count: str = "numerator"
) -> pd.Series:
    """True for the rows to hide: small counts, and one more where the whole would give a lone one away.

    Parameters
    ----------
    counts
        One row a part; the parts of one whole, whose total is printed too, share the values of `within`.
    within
        Columns that together name one whole.
    below
        Counts from 1 to below this are hidden; 0 is no secret.
    count
        The column of counts.

    Notes
    -----
    Secondary suppression for one dimension: the smallest other count above 0 goes with a lone hidden one.
    Where there is none left to take, the total must be hidden too, and that is refused.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["a", "b", "c", "d"], "numerator": [1, 12, 5, 0]})
    >>> cells_to_hide(table).tolist()
    [True, False, True, False]
    """
    require_columns(counts, [*within, count], name="counts")
    if below < 1:
        raise WrongUse(f"Counts below 1 are none; found below={below}.")
    numbers = counts[count].fillna(0).astype(float)
    hidden = (numbers > 0) & (numbers < below)
    wholes = [part for _, part in numbers.groupby([counts[name] for name in within])] if within else [numbers]
    for parts in wholes:
        small = hidden[parts.index]
        if small.sum() != 1:
            continue
        others = parts[~small & (parts > 0)]
        if others.empty:
            raise WrongUse("A whole with a single count above 0 tells it by its total. Leave the whole out.")
        hidden = hidden | (hidden.index == others.idxmin())
    return hidden
