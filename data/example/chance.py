"""Draws for every ledger, by `random`, `integers` and `permutation` only: their streams are stable."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd


def pick(rng: np.random.Generator, weights: dict[str, int], size: int) -> np.ndarray:
    """`size` of the keys, each as often as its weight says."""
    shares = np.array(list(weights.values()), dtype=float)
    edges = np.cumsum(shares / shares.sum())
    places = np.minimum(np.searchsorted(edges, rng.random(size), side="right"), len(weights) - 1)
    return np.array(list(weights), dtype=object)[places]


def days_between(rng: np.random.Generator, start: date, end: date, size: int) -> pd.DatetimeIndex:
    """`size` days from `start` to `end`, both included."""
    span = (end - start).days + 1
    return pd.Timestamp(start) + pd.to_timedelta(rng.integers(0, span, size), unit="D")


def shared_out(total: int, weights: dict[str, int]) -> dict[str, int]:
    """`total` shared out by weight in whole numbers; what rounding leaves goes to the first.

    >>> shared_out(10, {"a": 2, "b": 1})
    {'a': 7, 'b': 3}
    """
    whole = {key: total * weight // sum(weights.values()) for key, weight in weights.items()}
    first = next(iter(whole))
    whole[first] += total - sum(whole.values())
    return whole
