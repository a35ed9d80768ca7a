"""The whole example: `events` before the mess, `write` after it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import facts, writers
from .accidents import accidents
from .departments import sent_files
from .duties import duties, rectifications
from .enterprises import enterprises
from .hazards import hazards
from .inspections import inspections


def events() -> dict[str, pd.DataFrame]:
    """The clean tables by kind of ledger. Each has its own stream of chance: one can change alone."""
    streams = (np.random.default_rng([facts.SEED, number]) for number in range(6))
    register = enterprises(next(streams))
    return {
        "accidents": accidents(next(streams)),
        "hazards": hazards(next(streams), register),
        "inspections": inspections(next(streams), register),
        "enterprises": register,
        "duties": duties(next(streams)),
        "rectifications": rectifications(next(streams)),
    }


def write(folder: Path) -> list[Path]:
    """Write every file of the example below `folder`, with the notice that all of it is made."""
    written = []
    rng = np.random.default_rng([facts.SEED, 99])
    for sent in sent_files(events(), rng):
        path = folder / sent.name
        path.parent.mkdir(parents=True, exist_ok=True)
        writers.write(path, sent.sheets, sent.encoding)
        written.append(path)
    for place in sorted({folder, *(path.parent for path in written)}):
        notice = place / "NOTICE.txt"
        notice.write_text("\n".join(facts.NOTICE) + "\n", encoding="utf-8", newline="\n")
        written.append(notice)
    return written
