"""The enterprise of each row: its key, by credit code where one is known, and names that are likely one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..enterprises import (
    HINT_OF_SEVERAL,
    HINT_OF_SOLE_TRADER,
    MOST_NAMES,
    CreditCodes,
    credit_code,
    enterprise_key,
    is_sole_trader,
    looks_like_code,
    names_several,
    propose_same,
)
from ..findings import find, no_findings
from ..project import Project
from ..read import RawTable
from ..schema import LEDGERS, Ledger
from .reading import distinct_in, holds, spread


def credit_codes_in(tables: Sequence[RawTable], project: Project) -> CreditCodes:
    """The credit codes beside names of enterprises, in tables of whatever kind."""
    stated: list[tuple[str, str]] = []
    for table in tables:
        columns = ["enterprise", LEDGERS[table.kind].credit_code]
        if set(columns) <= set(table.rows.columns):
            stated += table.rows[columns].dropna().itertuples(index=False, name=None)
    return CreditCodes.of(stated, project.city)


def key_enterprises(
    values: pd.DataFrame, ledger: Ledger, codes: CreditCodes
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The key of each row's enterprise, by its code where one is known, else by its name; the findings."""
    names, stated = values["enterprise"], values[ledger.credit_code]
    known = {code: credit_code(code) for code in distinct_in(stated)}
    by_name = spread(names, lambda name: enterprise_key(name, codes.city))
    by_code = spread(stated, lambda code: codes.by_code.get(known[code])).where(names.notna())
    keys = by_code.fillna(spread(by_name, lambda name: codes.by_name.get(name, name)))
    values = values.assign(enterprise_key=keys)
    several = f"it stands beside more than {MOST_NAMES} enterprises; the name decides"
    is_by_code = names.notna() & (keys != by_name)
    wrong = holds(stated, lambda code: not known[code] and looks_like_code(code))
    shared = names.notna() & holds(stated, lambda code: known[code] in codes.left_out)
    joint = holds(names, names_several, HINT_OF_SEVERAL)
    sole = holds(names, lambda name: is_sole_trader(name, codes.city), HINT_OF_SOLE_TRADER)
    return values, [
        find(values, joint, column="enterprise", rule="several_enterprises", before=names, after=names,
             action="kept", note="counted as one enterprise under this name"),
        find(values, sole, column="enterprise", rule="sole_trader_named", before=names, after=names,
             action="kept", note="may be a person's name"),
        find(values, is_by_code, column="enterprise_key", rule="enterprise_by_code", before=by_name,
             after=keys, action="corrected", note="the same credit code"),
        find(values, wrong, column=ledger.credit_code, rule="credit_code_doubtful", before=stated,
             after=stated, action="kept", note="its check character is wrong; the name decides"),
        find(values, shared, column=ledger.credit_code, rule="credit_code_shared", before=stated,
             after=stated, action="kept", note=several),
    ]  # fmt: skip


def propose_enterprises(kept: pd.DataFrame, codes: CreditCodes, known: Sequence[str]) -> pd.DataFrame:
    """Names that are likely one enterprise: a finding in the first row of one of them. Nothing is joined.

    Pairs of `known` names alone are left out: they were proposed where they stand.
    """
    if "enterprise_key" not in kept:
        return no_findings()
    likely = propose_same(distinct_in(kept["enterprise"]), codes.city, known)
    if likely.empty:
        return no_findings()
    named = kept.dropna(subset=["enterprise"]).drop_duplicates("enterprise")
    pairs = likely.merge(named, left_on="name", right_on="enterprise")
    is_one = [codes.key(one) == codes.key(other) for one, other in zip(pairs["name"], pairs["other_name"])]
    pairs = pairs[~pd.Series(is_one, index=pairs.index, dtype=bool)]
    return find(
        pairs,
        pd.Series(True, index=pairs.index),
        column="enterprise",
        rule="enterprise_alike",
        before=pairs["name"],
        after=pairs["other_name"],
        action="proposed",
    )
