"""The warning that stands before all figures, and what a leader reads first."""

from __future__ import annotations

import pandas as pd

from ..display import Sentence, Sentences
from ..locale import say
from .accidents import change_sentence, headline, sector_sentence, share_change_sentence, share_sentence
from .hazards import closure_sentence


def notice_sentence(notice: str, *, language: str = "zh") -> Sentence:
    """What must be said of the data themselves, such as that they are made.

    Parameters
    ----------
    notice
        `Ledgers.notice` in that language; empty gives an empty sentence.
    """
    return Sentence(say("Note: {note}", language, note=notice) if notice else "", language)


def first_page(
    *,
    counts: pd.DataFrame,
    shares: pd.DataFrame,
    breakdown: pd.DataFrame,
    closure: pd.DataFrame,
    compared: pd.DataFrame,
    change: pd.DataFrame,
    area: str,
    language: str = "zh",
) -> Sentences:
    """What a leader reads first: how many, what share, which sector, hazards, better or worse or chance.

    Five points, fewer where two have no figure for the same reason. The last tells of the count and of the
    share, each with whether chance alone would do.

    Parameters
    ----------
    counts, shares, breakdown, closure, compared, change
        The frames of `headline`, `share_sentence`, `sector_sentence`, `closure_sentence`, `change_sentence`
        and `share_change_sentence`.
    """
    blank = "" if language == "zh" else " "
    told = (
        change_sentence(compared, area=area, language=language),
        share_change_sentence(change, language=language),
    )
    # Where neither can be compared both say so, in the same words.
    better_or_worse = blank.join(dict.fromkeys(told))
    points = (
        headline(counts, area=area, language=language),
        share_sentence(shares, area=area, headline=True, language=language),
        sector_sentence(breakdown, area=area, headline=True, language=language),
        closure_sentence(closure, area=area, language=language),
        Sentence(better_or_worse, language),
    )
    return Sentences(dict.fromkeys(points))
