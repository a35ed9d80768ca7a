"""For whom ledgers are cleaned: what stays in the office, what goes upward, what anybody may read.

Deaths of one or two in an accident are published by duty, so no count of accidents or deaths is hidden here.
What is withheld from the public are persons, free texts in which they may be named, and the enterprises of
cases that are still open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pandas as pd

from .enterprises import is_sole_trader
from .errors import UnknownName
from .findings import Cleaned
from .schema import LEDGERS, SOURCE, Audience

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
WITHHELD = "[c]"
"""Stands where something is withheld: the mark for confidential of statistical offices."""

_TELLING_NOBODY = frozenset({"department", "programme", "duty", "unit", "category", "site_state"})
"""Texts that name offices, their tasks and what they saw; in any other text anybody may be named."""
_NO_NAMES = frozenset({"date", "area", "category", "industry", "sector", "accident_kind", "count",
                                "yuan", "flag", "level", "status"})  # fmt: skip


def audience_named(name: str) -> Audience:
    """The audience of that name; `UnknownName` otherwise.

    >>> audience_named("upward")
    'upward'
    """
    for audience in AUDIENCES:
        if audience == name:
            return audience
    raise UnknownName("audience", name, AUDIENCES)


def for_audience(cleaned: Cleaned, audience: Audience, city: str) -> Cleaned:
    """The cleaned ledger as `audience` may have it; it was cleaned with persons masked unless it is internal.

    Parameters
    ----------
    cleaned
        What `cleaning.clean` gave for the same audience.
    audience
        For ``internal`` and ``upward`` nothing more is taken away.
    city
        The city whose name may stand before that of a sole trader.

    Returns
    -------
    Cleaned
        For the ``public``: `WITHHELD` in place of free texts, of the enterprise in every open case (a hazard
        not closed, an accident whose investigation is not known to be closed, a visit that found hazards or
        does not say) and of sole traders, whose name is a person's. Keys and codes of such enterprises are
        missing. The same is withheld in findings and quarantine; lines that are no records have no text.
        Counts, days, areas and sectors stay.

    Notes
    -----
    Personal Information Protection Law, articles 4, 28 and 73: what is masked is not yet anonymous.
    """
    if audience != "public":
        return cleaned
    ledger = cleaned.ledger
    withheld = pd.Series(False, index=ledger.index)
    if "enterprise" in ledger:
        traders = [name for name in ledger["enterprise"].dropna().unique() if is_sole_trader(name, city)]
        withheld = is_open_case(ledger, cleaned.kind) | ledger["enterprise"].isin(traders)
    return replace(
        cleaned,
        ledger=_withheld_in_rows(ledger, withheld, cleaned.kind),
        quarantine=_withheld_in_raw(cleaned.quarantine, cleaned.kind),
        findings=_withheld_in_findings(cleaned.findings, cleaned.kind),
        skipped=cleaned.skipped.assign(text=_hidden(cleaned.skipped["text"])),
    )


def is_open_case(ledger: pd.DataFrame, kind: str) -> pd.Series:
    """Whether the case of each row is still open, or not known to be closed."""
    if kind == "accidents":
        return ledger["concluded_on"].isna()
    if kind == "hazards":
        return ledger["end_type"] != "closed"
    if kind == "inspections":
        return ledger["hazards_found"].fillna(1) != 0
    return pd.Series(False, index=ledger.index)


def _withheld_in_rows(ledger: pd.DataFrame, withheld: pd.Series, kind: str) -> pd.DataFrame:
    described = LEDGERS[kind]
    free = [c.name for c in described.columns if c.kind == "text" and c.name not in _TELLING_NOBODY]
    columns = {name: _hidden(ledger[name]) for name in free}
    for name in ledger.columns.intersection(["enterprise", "enterprise_key", described.credit_code]):
        mark = WITHHELD if name == "enterprise" else None
        columns[name] = ledger[name].where(~withheld | ledger[name].isna(), mark).astype("str")
    return ledger.assign(**columns)


def _withheld_in_raw(quarantine: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Of a raw row only what is a day, a number or a word of a list stays."""
    hidden = quarantine.columns.difference([*_telling_no_name(kind), *SOURCE, "reason"]).astype(str)
    return quarantine.assign(**{c: _hidden(quarantine[c]) for c in hidden})


def _withheld_in_findings(findings: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Findings on texts that may name somebody keep their place and rule, not their texts."""
    hidden = ~findings["column"].isin([*_telling_no_name(kind), ""])
    # Proposals name two records by what they state.
    hidden |= findings["action"] == "proposed"
    texts = {c: findings[c].where(~hidden, _hidden(findings[c])) for c in ("before", "after", "note")}
    return findings.assign(**texts)


def _telling_no_name(kind: str) -> list[str]:
    """The columns of a ledger that hold days, numbers and words of lists alone."""
    return [column.name for column in LEDGERS[kind].columns if column.kind in _NO_NAMES]


def _hidden(texts: pd.Series) -> pd.Series:
    """`WITHHELD` wherever something is stated."""
    return texts.where(texts.isna() | (texts == ""), WITHHELD)
