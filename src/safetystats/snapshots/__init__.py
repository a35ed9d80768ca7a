"""A ledger as it stood on a day; what changed between two days, and what that does to the headline figures.

Published history is revised: accidents are entered late, casualties are brought up to date, and what an
investigation finds to be no work accident is struck off. A figure without its day cannot be reconciled.

kept      the ledgers of a day, kept and read again
matching  which rows of two states are one record, and what became of it
changes   the cells in which records differ
effects   the counts, rates and shares that moved, and by which records
told      all of it in a reader's words
"""

from .changes import CHANGE, changes_between, compare_snapshots
from .effects import EFFECT, RATIO, effect_on_headlines, effect_on_ratios, headline_windows, uncounted_changes
from .kept import read_snapshot, take_snapshot
from .matching import KINDS, Compared, match_records
from .told import told

__all__ = [
    "CHANGE",
    "EFFECT",
    "KINDS",
    "RATIO",
    "Compared",
    "changes_between",
    "compare_snapshots",
    "effect_on_headlines",
    "effect_on_ratios",
    "headline_windows",
    "match_records",
    "read_snapshot",
    "take_snapshot",
    "told",
    "uncounted_changes",
]
