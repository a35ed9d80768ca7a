"""Who and when: the parameters of a notebook, checked before anything runs, and the windows they mean.

days      a day as it is asked for
counted   what is counted from records: windows, and what their ledgers cover
ledgers   an area in clean ledgers
cube      an area in a cube, of more records than fit in memory
totals    an area in published tables alone
"""

from .counted import CountedScope
from .cube import CubeScope
from .days import first_day_looked_at, parse_day
from .ledgers import Scope
from .totals import TotalsScope, areas_of_totals

__all__ = [
    "CountedScope",
    "CubeScope",
    "Scope",
    "TotalsScope",
    "areas_of_totals",
    "first_day_looked_at",
    "parse_day",
]
