"""How likely a table is among all tables with the same margins: Freeman and Halton's exact test.

All tables are far too many to list. They are built column by column; what is left of the rows after some
columns is a node, and tables that share a node share everything that follows. The least and the most likely
way on from each node tell of most beginnings that all their tables, or none, are as unlikely as the one seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.special import gammaln

TIE = 1e-7
"""Log probabilities that agree so far are equal: R's allowance for rounding errors."""

MOST_STEPS = 200_000_000
"""Work after which the exact count is given up: a count of steps and not of seconds, so that the same table
gets the same answer on every machine."""

NODE_STEPS, SHARING = 2_000, 20
"""A node costs as much time as so many single steps, however few ways lead on from it, and a way to share a
column out as so many."""

BATCH, MOST_OPEN = 1_000_000, 10_000_000
"""Beginnings led on at a time, and undecided ones kept, for the sake of memory."""

DRAWN = 200_000
"""Tables drawn where listing them is too much work."""

SEED = 1951


class TableChance(NamedTuple):
    """Probability of all tables no likelier than the one seen, and how it was found."""

    p_value: float
    method: str


class _Stage(NamedTuple):
    """Nodes before a column: what is left of the rows (sorted), and the ways on from each.

    `children` and `weights` (log of 1 / the factorials in the column) hold a row a way, those of node i at
    `starts[i]` to `starts[i + 1]`; `ways` says how many columns, alike but for their order, each stands for.
    """

    left: np.ndarray
    starts: np.ndarray
    children: np.ndarray
    weights: np.ndarray
    ways: np.ndarray


class _TooMuch(Exception):
    """The table has too many others with its margins to list."""


def table_chance(table: np.ndarray) -> TableChance:
    """Chance of a table as unlikely as this one, or more so, given its margins.

    Parameters
    ----------
    table
        Whole counts, two rows and two columns or more, no margin 0.

    Returns
    -------
    TableChance
        `method` is ``exact``, or ``monte-carlo`` where the p-value is that of `DRAWN` tables, always the same
        ones: (as unlikely + 1) / (drawn + 1).

    Notes
    -----
    Freeman and Halton 1951, Biometrika 38:141-149; the network of Mehta and Patel 1983, J. Am. Stat. Assoc.
    78:427-434; drawn tables by Patefield 1981, Appl. Stat. 30:91-97.

    Examples
    --------
    >>> p_value, method = table_chance(np.array([[7, 2, 1], [5, 4, 6], [3, 3, 9]]))
    >>> round(p_value, 6), method
    (0.092775, 'exact')
    """
    if table.shape[0] > table.shape[1]:
        table = table.T
    # Large columns first: their many ways are then gone through from few nodes.
    table = table[:, np.argsort(-table.sum(axis=0), kind="stable")]
    try:
        return TableChance(min(1.0, _listed(table)), "exact")
    except _TooMuch:
        return TableChance(_drawn(table), "monte-carlo")


class _Beginnings(NamedTuple):
    """Beginnings of tables: the node that each leads to, its log weight so far, and how many are so."""

    node: np.ndarray
    past: np.ndarray
    ways: np.ndarray


def _listed(table: np.ndarray) -> float:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    stages, steps = _network(rows, columns)
    # The log probability of a table is `fixed` + that of its columns' weights.
    fixed = float(gammaln(rows + 1).sum() + gammaln(columns + 1).sum() - gammaln(table.sum() + 1))
    cut = float(-gammaln(table + 1).sum()) + TIE
    least, most = _bounds(stages)
    # What a beginning of weight 0 at each node brings in all: the multinomial theorem's sum.
    whole = [fixed + _of_all_ways(stage.left, columns[k:]) for k, stage in enumerate(stages)]
    total = 0.0
    begun = _Beginnings(np.zeros(1, dtype=int), np.zeros(1), np.ones(1))
    for k, stage in enumerate(stages[:-1]):
        kept, open_ones = [], 0
        for some in _in_batches(stage, begun):
            steps += len(some.node)
            if steps > MOST_STEPS or open_ones > MOST_OPEN:
                raise _TooMuch
            below = some.past + most[k + 1][some.node] <= cut
            bring = some.past[below] + whole[k + 1][some.node[below]]
            total += float((some.ways[below] * np.exp(bring)).sum())
            undecided = ~below & (some.past + least[k + 1][some.node] <= cut)
            open_ones += int(undecided.sum())
            kept.append([values[undecided] for values in some])
        begun = _met(*(np.concatenate(values) for values in zip(*kept)))
        if not len(begun.node):
            return total
    return total + _of_last_ways(stages[-1], begun, whole[-1], cut)


def _network(rows: np.ndarray, columns: np.ndarray) -> tuple[list[_Stage], int]:
    """The stages before every column but the last, which what is left of the rows gives; and the work."""
    base = int(rows.max()) + 1
    if base ** len(rows) > np.iinfo(np.int64).max:
        raise _TooMuch
    places = base ** np.arange(len(rows), dtype=np.int64)
    left = np.sort(rows)[None, :]
    stages: list[_Stage] = []
    steps = 0
    for column in columns[:-1]:
        found = []
        for node in left:
            shared = _shared_out(node, int(column), MOST_STEPS - steps)
            steps += SHARING * len(shared) + NODE_STEPS
            if steps > MOST_STEPS:
                raise _TooMuch
            weight = -gammaln(shared + 1).sum(axis=1)
            # What differs in the order of like rows only leads to one node by one weight.
            found.append(_met(np.sort(node - shared, axis=1) @ places, weight, np.ones(len(weight))))
        ends = np.cumsum([0, *(len(way.node) for way in found)])
        ways = _Beginnings(*(np.concatenate(values) for values in zip(*found)))
        keys, children = np.unique(ways.node, return_inverse=True)
        stages.append(_Stage(left, ends, children.ravel(), ways.past, ways.ways))
        left = keys[:, None] // places % base
    # The last column is all that is left: its weight is that of the way to it.
    last, closing = stages[-1], -gammaln(left + 1).sum(axis=1)
    stages[-1] = last._replace(weights=last.weights + closing[last.children])
    return stages, steps


def _shared_out(left: np.ndarray, total: int, room: int) -> np.ndarray:
    """Every way to share `total` out over the rows within what is left of each, a row a way."""
    found, rest = np.zeros((1, 0), dtype=int), np.array([total])
    for i, most in enumerate(left):
        low = np.maximum(0, rest - left[i + 1 :].sum())
        counts = np.minimum(most, rest) - low + 1
        if SHARING * counts.sum() > room:
            raise _TooMuch
        parent = np.repeat(np.arange(len(rest)), counts)
        own = np.arange(len(parent)) - np.repeat(np.cumsum(counts) - counts, counts) + low[parent]
        found, rest = np.column_stack([found[parent], own]), rest[parent] - own
    return found


def _bounds(stages: list[_Stage]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The log weights of the least and the most likely way on from every node of every stage."""
    least: list[np.ndarray] = []
    most: list[np.ndarray] = []
    for stage in reversed(stages):
        low = stage.weights + (least[0][stage.children] if least else 0)
        high = stage.weights + (most[0][stage.children] if most else 0)
        least.insert(0, np.minimum.reduceat(low, stage.starts[:-1]))
        most.insert(0, np.maximum.reduceat(high, stage.starts[:-1]))
    return least, most


def _of_all_ways(left: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Log of the sum, over all ways on from a node, of the weights: the multinomial theorem's."""
    return gammaln(columns.sum() + 1) - gammaln(columns + 1).sum() - gammaln(left + 1).sum(axis=1)


def _in_batches(stage: _Stage, begun: _Beginnings) -> Iterator[_Beginnings]:
    """Every beginning led on by one column, some at a time."""
    counts = np.diff(stage.starts)[begun.node]
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + BATCH, side="right")))
        own, size = slice(first, last), counts[first:last]
        parent = np.repeat(np.arange(len(size)), size)
        edge = np.arange(len(parent)) - np.repeat(np.cumsum(size) - size, size)
        edge += stage.starts[begun.node[own]][parent]
        yield _Beginnings(
            stage.children[edge],
            begun.past[own][parent] + stage.weights[edge],
            begun.ways[own][parent] * stage.ways[edge],
        )
        first = last


def _met(node: np.ndarray, past: np.ndarray, ways: np.ndarray) -> _Beginnings:
    """Beginnings that meet in a node with one weight, but for rounding errors, added up."""
    order = np.lexsort((past, node))
    node, past, ways = node[order], past[order], ways[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (node[1:] != node[:-1]) | (np.diff(past) > 1e-9)
    first = np.flatnonzero(new)
    return _Beginnings(node[first], past[first], np.add.reduceat(ways, first) if len(first) else ways)


def _of_last_ways(stage: _Stage, begun: _Beginnings, whole: np.ndarray, cut: float) -> float:
    """What the last two columns add: of each node the ways on that stay below the cut, by bisection.

    `whole` is the log of the probability that a beginning of weight 0 would bring to each node.
    """
    total = 0.0
    nodes, starts = np.unique(begun.node, return_index=True)
    for node, past, ways in zip(nodes, np.split(begun.past, starts[1:]), np.split(begun.ways, starts[1:])):
        own = slice(stage.starts[node], stage.starts[node + 1])
        order = np.argsort(stage.weights[own])
        weights = stage.weights[own][order]
        chances = stage.ways[own][order] * np.exp(weights - weights[-1])
        summed = np.concatenate([[0.0], np.cumsum(chances / chances.sum())])
        below = np.searchsorted(weights, cut - past, side="right")
        total += float((ways * np.exp(past + whole[node]) * summed[below]).sum())
    return total


def _drawn(table: np.ndarray) -> float:
    law = stats.random_table(table.sum(axis=1), table.sum(axis=0), seed=SEED)
    seen = -gammaln(table + 1).sum()
    as_unlikely, batch = 0, 10_000
    for _ in range(DRAWN // batch):
        tables = law.rvs(batch, method="patefield")
        as_unlikely += int((-gammaln(tables + 1).sum(axis=(1, 2)) <= seen + TIE).sum())
    return (as_unlikely + 1) / (DRAWN + 1)
