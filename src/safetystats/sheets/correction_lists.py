"""Lists of corrections, which are no ledger: 原发生日期 beside 更正后发生日期, 更正前 beside 更正后."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .layout import Known, Levels, meaning_of, spelling

_BEFORE = re.compile("原(.+)|(?:更正|订正|勘误)前的?(.*)|(.+)(?:更正|订正|勘误)前")
_AFTER = re.compile("(?:更正|订正|勘误)[后为]的?(.*)|(.+)(?:更正|订正|勘误)[后为]")
_ANYTHING = frozenset({"内容", "数据", "信息", "情况", "值", "填报", "上报", "报送", "登记", "填写"})
"""Words for any value, in a list that says in another column which it is: 原填报 beside 更正为."""


def lists_corrections(headers: Sequence[Levels], known: Known) -> bool:
    """Whether a table lists corrections of records: what a value was beside what it should be.

    Not where it states the same value in a column of its own, too: it is a ledger then, which tells of
    corrections beside it.
    """
    before, after = _corrected(_BEFORE, headers), _corrected(_AFTER, headers)
    others = [path for path in headers if path not in (*before.values(), *after.values())]
    both = before.keys() & after.keys()
    return any(not of or _is_lacking(of, others, known) for of in both)


def _corrected(pattern: re.Pattern[str], headers: Sequence[Levels]) -> dict[str, Levels]:
    """What is corrected, with the header that says so."""
    found = {}
    for path in headers:
        if match := pattern.fullmatch(spelling("".join(path))):
            of = next(filter(None, match.groups()), "")
            found["" if of in _ANYTHING else of] = path
    return found


def _is_lacking(of: str, others: Sequence[Levels], known: Known) -> bool:
    """Whether a value is one of a ledger's for which the table has no other column."""
    return any(
        of in spelled
        and spelled[of].column not in [m.column for path in others if (m := meaning_of(path, spelled))]
        for spelled in known.values()
    )
