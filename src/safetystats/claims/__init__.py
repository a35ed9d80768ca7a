"""Figures that somebody has printed, held against the ledgers and against each other.

letter file  -> letters                         text
text         -> passages, numerals, times,
                places, words -> extract        claims as written
claims       -> terms                           claims in the ledgers' terms (vocabulary names them)
claims       -> consistency                     do they agree with each other
claims       -> asked, on_accidents, on_hazards …
                -> answers, agreement -> check  do they agree with the ledgers
share claims -> chance                          could chance have done it
ledgers      -> items                           all that a supervision letter asks for
"""

from typing import TYPE_CHECKING, Any

from .check import check
from .consistency import internal_checks
from .extract import extract
from .letters import read_claims, read_letter

if TYPE_CHECKING:
    from .chance import share_comparisons
    from .items import check_items

__all__ = [
    "check",
    "check_items",
    "extract",
    "internal_checks",
    "read_claims",
    "read_letter",
    "share_comparisons",
]

_WITH_STATISTICS = {"check_items": "items", "share_comparisons": "chance"}
"""Loaded when they are first asked for: reading a letter needs no statistics."""


def __getattr__(name: str) -> Any:
    if name in _WITH_STATISTICS:
        from importlib import import_module

        return getattr(import_module(f".{_WITH_STATISTICS[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
