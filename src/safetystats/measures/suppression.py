"""Which cells of printed tables to hide, so that no small count is told or follows from what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import optimize

from ..errors import WrongUse
from ..schema import require_columns, require_one_row_each

FEWEST = 3
"""Counts from 1 to below this point to persons."""

WHOLE = "all"
"""Stands under a column in a row that is the total over it."""


def cells_to_hide(
    counts: pd.DataFrame,
    *,
    within: Sequence[str] = (),
    across: Sequence[str] = (),
    whole: str = WHOLE,
    below: int = FEWEST,
    count: str = "numerator",
) -> pd.Series:
    """True for the rows to hide: small counts, and what gives them away by subtraction from totals.

    Parameters
    ----------
    counts
        One row a printed count. Without `across` these are parts whose total is printed too. With it
        totals are rows as well, and all tables of one run stand here together: a total that two of them
        print is one row, so that what is hidden in one is hidden in the other.
    within
        Columns that together name one whole.
    across
        Columns over which totals are printed: a table of areas by sex has rows of one area and sex, of one
        area and `whole`, of `whole` and one sex, and of `whole` and `whole`.
    whole
        What stands under a column of `across` in a total over it.
    below
        Counts from 1 to below this are hidden; 0 is no secret.
    count
        The column of counts.

    Raises
    ------
    ColumnsMissing, RowsRepeated
        If `counts` lacks a named column, or holds a row of `across` twice.
    WrongUse
        If a total is not the sum of its parts, or nothing is left to hide and a count still follows from
        the total. With totals as rows they are hidden where needed, and there is always a way.

    Notes
    -----
    Secondary suppression (Cox 1980, J. Am. Stat. Assoc. 75:377-385). In every line (parts and their total)
    with a single hidden count the smallest other one above 0 goes with it. Then the bounds of each hidden
    count are sought, as a reader would: the smallest and largest whole number from 1 up that all printed
    sums leave (Hundepool and others 2012, Statistical Disclosure Control, Wiley); while one has but a
    single value, the smallest count near it goes too. No hidden count can be computed; it may be narrowed
    down. The fewest cells are not sought.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["a", "b", "c", "d"], "numerator": [1, 12, 5, 0]})
    >>> cells_to_hide(table).tolist()
    [True, False, True, False]
    """
    require_columns(counts, [*within, *across, count], name="counts")
    if across:
        require_one_row_each(counts, [*within, *across], name="counts")
    if below < 1:
        raise WrongUse(f"Counts below 1 are none; found below={below}.")
    numbers = counts[count].fillna(0).to_numpy(float)
    lines = np.array([*_lines(counts, within, across, whole)]).reshape(-1, len(counts))
    if across:
        _require_sums(lines, counts, numbers)

    hidden = (numbers > 0) & (numbers < below)
    while (told := _given_away(lines, numbers, hidden)).any():
        hidden[_cheapest_near(told, lines, numbers, hidden)] = True
    return pd.Series(hidden, index=counts.index)


def _lines(
    counts: pd.DataFrame, within: Sequence[str], across: Sequence[str], whole: str
) -> Iterator[np.ndarray]:
    """Each printed sum: 1 at its parts, -1 at its total where that is a row."""
    if not across:
        for places in _groups(counts, within):
            yield np.isin(np.arange(len(counts)), places).astype(float)
    for column in across:
        is_total = (counts[column] == whole).to_numpy(bool)
        for places in _groups(counts, [name for name in (*within, *across) if name != column]):
            if is_total[places].any() and not is_total[places].all():
                line = np.zeros(len(counts))
                line[places] = np.where(is_total[places], -1, 1)
                yield line


def _groups(counts: pd.DataFrame, keys: Sequence[str]) -> list[np.ndarray]:
    """Where the rows that share `keys` stand."""
    places = pd.Series(np.arange(len(counts)))
    if not keys:
        return [places.to_numpy()]
    grouped = places.groupby([counts[name].to_numpy() for name in keys], dropna=False, sort=False)
    return [part.to_numpy() for _, part in grouped]


def _require_sums(lines: np.ndarray, counts: pd.DataFrame, numbers: np.ndarray) -> None:
    for line in lines[lines @ numbers != 0]:
        total = counts[line < 0].iloc[0].to_dict()
        raise WrongUse(
            f"The parts of the total {total} add up to {numbers[line > 0].sum():g}. "
            "Give each total with all its parts, those of unknown kind too."
        )


def _given_away(lines: np.ndarray, numbers: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Cells of a line with a single hidden one; without such a line, hidden cells with one value alone."""
    of_line = lines != 0
    lone = of_line[:, hidden].sum(axis=1) == 1
    if lone.any():
        return of_line[lone.argmax()]
    fixed = hidden.copy()
    fixed[hidden] = ~_has_choice(lines[:, hidden], numbers[hidden])
    return fixed


def _has_choice(lines: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """For each of `numbers`, whether others from 1 up with the same sums on all `lines` differ from it."""
    differs = np.zeros(len(numbers), dtype=bool)
    sums = lines @ numbers
    # Twice each number is a way too where nothing beside them is printed.
    between = optimize.Bounds(1, 2 * numbers.max(initial=1))
    for place in range(len(numbers)):
        for direction in (1, -1):
            if differs[place]:
                break
            wanted = np.zeros(len(numbers))
            wanted[place] = direction
            found = optimize.milp(
                wanted, constraints=(lines, sums, sums), bounds=between, integrality=np.ones(len(numbers))
            )
            differs |= np.rint(found.x) != numbers
    return differs


def _cheapest_near(told: np.ndarray, lines: np.ndarray, numbers: np.ndarray, hidden: np.ndarray) -> int:
    """Where the smallest count above 0 stands that is not hidden yet: among `told`, else on lines with it."""
    near, wider = np.zeros_like(told), told
    while (near != wider).any():
        near = wider
        free = near & ~hidden & (numbers > 0)
        if free.any():
            return int(np.where(free, numbers, np.inf).argmin())
        wider = near | (lines[(lines[:, near] != 0).any(axis=1)] != 0).any(axis=0)
    raise WrongUse(
        "A small count cannot be hidden: its whole tells it by its total, and no other count above 0 is left "
        "to hide with it. Leave the whole out, or give totals as rows (across), so that they can be hidden."
    )
