"""Accidents that a person may strike off: their row says that they do not count, and no column does.

Nothing is struck off: that it be is proposed, once a record, whatever signs it bears.
"""

from __future__ import annotations

import pandas as pd

from ..findings import FINDING, find, no_findings
from ..schema import SOURCE, Ledger
from .columns import Sheets
from .duplicates import marked_name, record_name
from .reading import holds, says_nothing
from .remarks import SAYS

STRIKE = "struck_off_likely"
"""Rule of the proposal; ``before`` is the record, by the name that a correction knows it by."""
_STRUCK_ROW = "struck_row"
_SIGNS = (_STRUCK_ROW, *dict.fromkeys(SAYS[says][0] for says in ("struck_off", "uncounted", "out")))


def propose_strikes(
    sheets: Sheets, kept: pd.DataFrame, received: pd.DataFrame, told: pd.DataFrame, ledger: Ledger
) -> pd.DataFrame:
    """Findings, to be decided by a person, for accidents of which `told`, all findings, bears a sign.

    `received` are the values as read before a person corrected anything: they give the records their names.
    """
    told = told[told["rule"].isin(_SIGNS)]
    if ledger.name != "accidents" or told.empty:
        return no_findings()
    rows = kept[list(SOURCE)].assign(at=kept.index)
    signs = rows.merge(told.assign(note=_asked(told)), left_on=list(SOURCE), right_on=list(FINDING[:3]))
    signs = signs.sort_values(["at", "rule"], ascending=[True, False]).drop_duplicates(["at", "note"])
    notes = signs.groupby("at")["note"].agg("; ".join)
    hit = kept.loc[notes.index]
    said = sheets.texts.loc[hit.index, "struck_off"]
    is_open = hit["counted"].fillna(False) & ~holds(said, lambda text: not says_nothing(text))
    hit = hit[is_open]
    names = record_name(received.loc[kept.index], ledger)
    # One name is of one record, or else both would be struck off.
    is_shared = names.duplicated(keep=False)[hit.index]
    named = names[hit.index].where(~is_shared, marked_name(received.loc[hit.index], ledger))
    found = find(hit, pd.Series(True, hit.index), column=ledger.key, rule=STRIKE, before=named,
                 action="proposed")  # fmt: skip
    return found.assign(note=notes[hit.index].to_numpy())


def _asked(signs: pd.DataFrame) -> list[str]:
    """What to ask of each sign: of a line through the row as its own finding does."""
    return [
        note if rule == _STRUCK_ROW else f"the row says '{text}': is it to be struck off?"
        for rule, note, text in zip(signs["rule"], signs["note"], signs["before"])
    ]
