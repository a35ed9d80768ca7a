"""What runs pieces of work that do not hang on each other: this process, a pool of them, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol


class Executor(Protocol):
    """What is asked of an executor: the `map` of the standard library's.

    A `concurrent.futures.ProcessPoolExecutor` has it, and `Client(...).get_executor()` of Dask on a cluster;
    no other contract is known.
    """

    def map(self, function: Callable[..., Any], *iterables: Iterable[Any]) -> Iterator[Any]:
        """Call `function` on each item; give the results in the order of the items."""
        ...
