"""Text from a ledger, made harmless for what it is written into.

A cell that starts with ``=``, ``+``, ``-``, ``@`` or a control sign is a formula to Excel, in a CSV file too.
"""

from __future__ import annotations

import re

import pandas as pd

_FORMULA = re.compile(r"[=+\-@\t\r\n\0＝＋－＠]")


def without_formula(text: str) -> str:
    """`text`, with an apostrophe in front where Excel would take it for a formula.

    OWASP ASVS 1.2.10, CWE-1236.

    >>> without_formula("=1+1"), without_formula("1+1")
    ("'=1+1", '1+1')
    """
    return "'" + text if _FORMULA.match(text) else text


def as_typed(text: str) -> str:
    """`text` without the apostrophe that `without_formula` put in front of it.

    >>> as_typed("'=1+1"), as_typed("'90s")
    ('=1+1', "'90s")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def for_csv(frame: pd.DataFrame) -> pd.DataFrame:
    """The texts of `frame`, and its headers, so that no spreadsheet runs them; numbers stay numbers.

    >>> for_csv(pd.DataFrame({"note": ["@SUM(A1)"], "row": [-1]})).values.tolist()
    [["'@SUM(A1)", -1]]
    """
    escaped = frame.copy()
    for column in escaped.select_dtypes(include=["str", "object"]):
        escaped[column] = escaped[column].map(without_formula, na_action="ignore")
    return escaped.rename(columns=without_formula)
