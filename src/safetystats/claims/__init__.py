"""Figures that somebody has printed, held against the ledgers and against each other.

letter file -> reading   claims, as written
claims      -> checking  verdicts; and from the ledgers alone all that a supervision letter asks for
claims      -> inferring what the figures force together, without any ledger
"""

from typing import TYPE_CHECKING, Any

from .checking.check import check
from .checking.consistency import internal_checks
from .marking import marked_letter, marked_text
from .reading.extract import extract
from .reading.letters import read_claims, read_letter, struck_in

if TYPE_CHECKING:
    from .checking.chance import share_comparisons
    from .checking.items import check_items
    from .inferring.infer import infer

__all__ = [
    "check",
    "check_items",
    "extract",
    "infer",
    "internal_checks",
    "marked_letter",
    "marked_text",
    "read_claims",
    "read_letter",
    "share_comparisons",
    "struck_in",
]

_WITH_STATISTICS = {
    "check_items": ".checking.items",
    "share_comparisons": ".checking.chance",
    "infer": ".inferring.infer",
}
"""Loaded when they are first asked for: reading a letter needs no statistics."""


def __getattr__(name: str) -> Any:
    if name in _WITH_STATISTICS:
        from importlib import import_module

        return getattr(import_module(_WITH_STATISTICS[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
