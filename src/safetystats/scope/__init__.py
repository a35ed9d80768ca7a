"""Who and when: the parameters of a notebook, checked before anything runs, and the windows they mean.

days      a day as it is asked for
counted   what is counted from records: windows, and what their ledgers cover
ledgers   an area in clean ledgers
cube      an area in a cube, of more records than fit in memory
totals    an area in published tables alone
"""

from typing import TYPE_CHECKING, Any

from .counted import CountedScope
from .days import first_day_looked_at, parse_day
from .ledgers import Scope
from .totals import TotalsScope, areas_of_totals

if TYPE_CHECKING:
    from .cube import CubeScope

__all__ = [
    "CountedScope",
    "CubeScope",
    "Scope",
    "TotalsScope",
    "areas_of_totals",
    "first_day_looked_at",
    "parse_day",
]


def __getattr__(name: str) -> Any:
    """A cube's scope brings the measures along; to see that nothing has changed in ledgers needs none."""
    if name != "CubeScope":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from .cube import CubeScope

    return CubeScope
