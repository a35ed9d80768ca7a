"""The whole example: `events` before the mess, `write` after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import facts
from .accidents import accidents
from .duties import duties, rectifications
from .enterprises import enterprises
from .hazards import hazards
from .inspections import inspections


def events() -> dict[str, pd.DataFrame]:
    """The clean tables by kind of ledger. Each has its own stream of chance: a change in one moves no other."""
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
