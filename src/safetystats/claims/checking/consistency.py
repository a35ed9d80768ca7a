"""The figures of one text held against each other, without any ledger.

Percentages are tried against the whole numbers they were made from (GRIM: Brown and Heathers 2017, Social
Psychological and Personality Science 8:363-369), rounded half up, half even, half down and cut off; parts are
added up against their totals. Where any number would fit there is no power to contradict, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .changes import changes
from .printed import CONTRADICTS, Printed, Text
from .rates import rates
from .shares import shares
from .sums import sums
from .understanding import as_written
from .vocabulary import OTHER

INTERNAL = (
    "check", "measure", "area", "period", "sector", "printed", "against", "verdict", "fits", "note",
    "note_zh", "claims",
)  # fmt: skip
"""One row a check: the figure tried, what it was tried against, and the whole numbers that the two force."""


def internal_checks(claims: pd.DataFrame) -> pd.DataFrame:
    """Hold the claims of one text against each other.

    Parameters
    ----------
    claims
        As `extract` gives them, or in the ledgers' terms as `reference.letter_claims` holds them.

    Returns
    -------
    DataFrame
        Columns `INTERNAL`. `verdict` is agrees, agrees by rounding, agrees by truncation, `POSSIBLE` (some
        whole numbers fit: `fits` lists them), `NO_POWER` (any would) or `CONTRADICTS`. `claims` names the
        rows of `claims` involved, from 0. Checks: ``rate`` (against its counts), ``change`` (against the
        printed difference, or the base that it implies), ``share`` (part of a whole), ``sum`` (parts of a
        total).

    Examples
    --------
    >>> from safetystats.claims import extract
    >>> found = internal_checks(extract("2019年发现隐患901处，整改820处，整改率91%。"))
    >>> found[["check", "against", "verdict"]].values.tolist()
    [['rate', '820/901', 'agrees by rounding']]
    """
    table = as_written(claims).reset_index(drop=True)
    texts = table.astype("object").where(table.notna(), "")
    columns = [name for name in list(Printed.__dataclass_fields__)[1:] if name in texts]
    held = [Printed(row, **{c: texts[c].iloc[row] for c in columns}) for row in range(len(texts))]
    # A figure of no measure may be of anything: two of them are not of the same.
    text = Text([claim for claim in held if claim.measure != OTHER.name])
    proportions = [*rates(text), *changes(text), *shares(text)]
    rows = [*(row for row in proportions if _is_sure(row, held, text)), *sums(text)]
    return pd.DataFrame(rows, columns=list(INTERNAL))


def _is_sure(row: dict, held: Sequence[Printed], text: Text) -> bool:
    """False for a contradiction with a figure that may be another one than is meant: nothing is said then."""
    claim, *others = [held[int(number)] for number in row["claims"].split("; ")]
    return row["verdict"] != CONTRADICTS or all(text.is_sure(claim, other) for other in others)
