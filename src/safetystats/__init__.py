"""safetystats: accident and hazard ledgers in, honest figures and one briefing per district out.

The order of the rooms is the order of the work, and imports run one way:

signs, persons, errors, encoding, executors, catalogue, shipped,
schema, periods, project, provisional,
reference, locale                                what everything else stands on, and its words in zh and en
sheets, findings                                 what a sheet's cells say; what is told of a row
escape, writing, fonts                           how texts get into files, and files onto the disk
read, published, publications                    files           -> raw tables, printed totals
store                                            what was read   -> kept, and not read again
rules, enterprises                               values          -> what they mean, and which rule they break
corrections, findings_book, audiences            the trail       -> what a person decides, and who reads it
cleaning, ledgers                                raw tables      -> clean ledgers, with a trail of changes
intake                                           folders         -> every row told, none counted twice
measures                                         ledgers         -> result frames with limits
cubes                                            many rows       -> a small cube, and the same result frames
snapshots                                        two days        -> what changed, and which figures it moved
sentences, display, theme, tables, figures       result frames   -> what a reader sees
claims                                           printed figures -> do they agree with the ledgers
scope, records                                   what is asked   -> its ledgers; a figure -> its records
explore, panel                                   a choice        -> sentences, tables, chart; with widgets
notebook_files, engine, papermill_entry, runs    a notebook      -> its executed cells
workers, ahead, documents                        its cells       -> many at once; a page, a workbook
briefings, lab                                   areas           -> reports; notebooks to explore by hand
starting, doctor                                 a city's name   -> a project of its own; is all there
batch, index                                     many areas      -> all their reports, and one page of links
explain                                          a printed row   -> its formula, and the records behind it
cli                                              the commands
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cleaning import clean
    from .corrections import read_corrections
    from .findings import Cleaned
    from .ledgers import Ledgers, read_ledgers, write_ledgers
    from .periods import Window
    from .project import Project
    from .publications import reconcile
    from .published import read_totals
    from .read import RawLedger, read_ledger
    from .snapshots import compare_snapshots, take_snapshot

__version__ = "0.1.0"

__all__ = [
    "Cleaned",
    "Ledgers",
    "Project",
    "RawLedger",
    "Window",
    "clean",
    "compare_snapshots",
    "read_corrections",
    "read_ledger",
    "read_ledgers",
    "read_totals",
    "reconcile",
    "take_snapshot",
    "write_ledgers",
]

_ROOM_OF = {
    "Cleaned": "findings",
    "Ledgers": "ledgers",
    "Project": "project",
    "RawLedger": "read",
    "Window": "periods",
    "clean": "cleaning",
    "compare_snapshots": "snapshots",
    "read_corrections": "corrections",
    "read_ledger": "read",
    "read_ledgers": "ledgers",
    "read_totals": "published",
    "reconcile": "publications",
    "take_snapshot": "snapshots",
    "write_ledgers": "ledgers",
}


def __getattr__(name: str) -> Any:
    """Public names load their room when first asked for: `safetystats --help` needs no pandas."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'safetystats' has no attribute '{name}'")
    value = getattr(import_module(f".{_ROOM_OF[name]}", __name__), name)
    globals()[name] = value
    return value
