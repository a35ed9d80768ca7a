"""Rows set aside: what no ledger can hold, repeats, earlier versions, and the victims of one accident."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..findings import all_findings, find
from ..schema import UNKNOWN, Ledger
from ..sheets.lines import ZERO_REPORT
from .columns import Sheets
from .duplicates import (
    LIKELY,
    MOVED,
    Correcting,
    certain_duplicates,
    find_differing_duplicates,
    find_disputed_ends,
    of_a_corrected_day,
    of_a_known_day,
    place,
    prefer_latest,
    prefer_stating,
    repeated_versions,
    sheet_of,
    standing_for,
)
from .given_back import as_first_kept
from .last_days import keep_earlier_states
from .places import AreaNames
from .reading import holds
from .shifted import find_shifted
from .unlike_records import set_aside_reasons
from .versions import (
    are_later_reports,
    is_corrected,
    later_states,
    later_versions,
    says_corrected,
    sent_again,
    state_a_stage,
)
from .victims import Persons, join_victims, let_accidents_stand, take_days_of_accidents

NEEDED_MISSING = "needed_missing"
"""The rule by which a row is set aside that lacks what its ledger needs, such as a readable day."""
_HALF = 0.5


def set_rows_aside(
    sheets: Sheets, values: pd.DataFrame, ledger: Ledger, persons: Persons, names: AreaNames
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """The values, in which victims of one accident are counted together; why each row is set aside (empty
    where it is kept); and the findings that say so.
    """
    reasons = sheets.set_aside()
    unlike, found_unlike = set_aside_reasons(sheets, ledger)
    reasons = reasons.where(reasons != "", unlike)
    shifted, found_shifted = find_shifted(sheets, ledger, names)
    reasons = reasons.where(reasons != "", shifted)
    found = [found_unlike, found_shifted]
    is_victim = persons.are_told if ledger.name == "accidents" else pd.Series(False, values.index)
    bare = values.index[:0]
    if is_victim.any():
        is_bare = is_victim & sheets.texts[ledger.day].isna()
        values, bare, taken = take_days_of_accidents(values, is_bare, sheets.windows())
        found.append(taken)
    may_be_records = ~reasons.str.startswith(ZERO_REPORT)
    for column in ledger.needed:
        missing = values[list(ledger.when) if column == ledger.day else [column]].isna().all(axis=1)
        missing &= may_be_records
        if not missing.any():
            continue
        said = sheets.texts.loc[missing, column].fillna("")
        found.append(
            find(values, missing, column=column, rule=NEEDED_MISSING, before=said, action="quarantined")
        )
        why = pd.Series(
            [_no_readable(column, *one) for one in zip(said, is_victim[missing])], said.index, dtype="str"
        )
        before = reasons[missing]
        reasons[missing] = before.where(before == "", before + "; ") + why
    rest = rows_by_trust(sheets, values, reasons)
    staged = state_a_stage(sheets.texts, sheets.unused)
    placed, beside = as_first_kept(sheets, rest, ledger)
    certain = certain_duplicates(placed, ledger, beside)
    ranks = sheets.ranks()
    first = prefer_latest(rest, certain, ledger, ranks, staged).dropna().astype(int)
    later = are_later_reports(sheets.texts, sheets.unused)
    first = of_a_corrected_day(rest, of_a_known_day(rest, first, ledger), ledger, later)
    versions = repeated_versions(rest, first, ledger, _states(sheets, values, ledger), beside)
    into = pd.Series(dtype="int64")
    if ledger.name == "accidents":
        # A repeat of a row that is an older version of another goes with it.
        of_older = first[first.isin(versions.index)]
        values, into, told = join_victims(values, first.drop(of_older.index), persons)
        found.append(told)
        reasons = _led(reasons, "victim of " + _places(values, into))
        standing = first.drop(of_older.index).drop(into.index)
        standing = _prefer_telling(values.loc[rest.index], standing, ledger)
        values, standing, told = let_accidents_stand(values, values.loc[rest.index], standing, bare)
        found.append(told)
        first = pd.concat([standing, of_older])
        versions = versions.map(first).combine_first(versions).astype(int)
        versions = versions[versions != versions.index]
    if ledger.name == "hazards":
        first = _prefer_telling(rest, first, ledger)
        versions = _prefer_telling(rest, standing_for(versions, first), ledger)
        values = keep_earlier_states(values, pd.concat([first, versions]))
    repeats = _led(reasons, "duplicate of " + _places(values, first))
    reasons = _led(repeats, "version of " + _places(values, versions))
    leading = (
        (first, repeats, "duplicate of ", "duplicate_certain"),
        (into, reasons, "victim of ", "victims_joined"),
        (versions, reasons, "version of ", "sheet_version"),
    )
    found += [
        find(values, told.str.startswith(why), column=ledger.key, rule=rule, before=values[ledger.key],
             after=told.str.removeprefix(why), action="quarantined")
        for pairs, told, why, rule in leading
        if len(pairs)
    ]  # fmt: skip
    found += [
        find_differing_duplicates(values, first, [column.name for column in ledger.columns]),
        find_differing_duplicates(values, versions, [column.name for column in ledger.columns]),
    ]
    if ledger.name == "hazards":
        found.append(find_disputed_ends(values, pd.concat([first, versions]), ledger, ranks))
    return values, reasons, all_findings(found)


def _prefer_telling(rows: pd.DataFrame, first: pd.Series, ledger: Ledger) -> pd.Series:
    """`first`, led to the rows that state what is counted of them: one that does not tell of the dead, or of
    an end, says nothing against the one that does.
    """
    if ledger.name == "accidents":
        return prefer_stating(rows, first, "deaths", ledger.day)
    if ledger.name == "hazards":
        ends = rows.assign(end_type=rows["end_type"].where(rows["end_type"] != UNKNOWN))
        return prefer_stating(ends, first, "end_type")
    return prefer_stating(rows, first)


def prefer_later(sheets: Sheets, rows: pd.DataFrame, first: pd.Series, ledger: Ledger) -> pd.Series:
    """`first`, which leads rows to others that a person took them for, led to the row that stays: as of
    certain duplicates that of the later sheet or stage, or else of the later state.

    `rows` are `rows_by_trust`.
    """
    if first.empty:
        return first
    return _later(rows, first, ledger, sheets.ranks(), state_a_stage(sheets.texts, sheets.unused))


def later_of_each(sheets: Sheets, rows: pd.DataFrame, first: pd.Series, ledger: Ledger) -> pd.Series:
    """Each pair of `first`, which leads rows to others that they are likely one with, as if it were alone:
    the row that would go by `prefer_later`, and that which would stay.
    """
    if first.empty:
        return first
    both = np.column_stack([first.astype("int64"), first.index]).ravel()
    pairs = rows.loc[both].reset_index(drop=True)
    leads = pd.Series(pairs.index[::2], pairs.index[1::2], dtype="int64")
    staged = state_a_stage(sheets.texts, sheets.unused).loc[both].reset_index(drop=True)
    ranks = sheets.ranks().loc[both].reset_index(drop=True)
    later = _later(pairs, leads, ledger, ranks, staged).sort_index()
    return pd.Series(both[later], both[later.index], dtype="int64")


def _later(
    rows: pd.DataFrame, first: pd.Series, ledger: Ledger, ranks: pd.Series, staged: pd.Series
) -> pd.Series:
    one = prefer_stating(rows, first).astype("Int64").reindex(rows.index)
    return _prefer_telling(rows, prefer_latest(rows, one, ledger, ranks, staged), ledger)


def rows_by_trust(sheets: Sheets, values: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """The rows that are kept, those of the latest sheets and stages first."""
    return sheets.in_order_of_trust(rows_kept(values, reasons))


def rows_kept(values: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """The rows that have no reason to be set aside."""
    is_kept = reasons == ""
    return values if is_kept.all() else values[is_kept]


def _places(values: pd.DataFrame, pairs: pd.Series) -> pd.Series:
    """Where the row stands that stands for each row of `pairs`."""
    if pairs.empty:
        return pd.Series(index=pairs.index, dtype="str")
    return pd.Series(place(values.loc[pairs]).array, pairs.index)


def _led(reasons: pd.Series, why: pd.Series) -> pd.Series:
    """The reasons with those of `why`, which lead rows to the one that stands for them."""
    if why.empty:
        return reasons
    led = reasons.copy()
    led.loc[why.index] = why
    return led


def _states(sheets: Sheets, values: pd.DataFrame, ledger: Ledger) -> list[tuple[str, str]]:
    """The sheets that by their names are an earlier state of a ledger, each with every later one; of files
    that were fetched again, or of two days, those that repeat half of the other, or else they are its parts.
    """
    names = [sheet_of(table.file, table.sheet) for table in sheets.tables]
    named = later_versions(sheets.tables)
    doubted = [(number, later) for number, later, is_sure in named if not is_sure]
    half = _repeating_half(doubted, sheets, values, ledger)
    pairs = later_states(sheets.tables) + [
        (number, later) for number, later, is_sure in named if is_sure or (number, later) in half
    ]
    return [(names[number], names[later]) for number, later in pairs]


def correcting(sheets: Sheets, values: pd.DataFrame, ledger: Ledger) -> Correcting:
    """What says that rows correct others: rows, titles and names; and sheets sent again."""
    said = pd.Series(False, index=values.index)
    if ledger.name not in MOVED:
        return Correcting(said, (), ())
    for column in (*sheets.unused, "note"):
        said |= holds(sheets.texts[column], says_corrected)
    names = [sheet_of(table.file, table.sheet) for table in sheets.tables]
    corrected = [name for name, table in zip(names, sheets.tables) if is_corrected(table)]
    again = _repeating_half(sent_again(sheets.tables), sheets, values, ledger)
    states = [(names[one], names[other]) for one, other in sorted(again)]
    return Correcting(said, corrected, states)


def _repeating_half(
    pairs: Sequence[tuple[int, int]], sheets: Sheets, values: pd.DataFrame, ledger: Ledger
) -> set[tuple[int, int]]:
    """Those of `pairs` of sheets of which the smaller has half of its rows in the other, too."""
    if not pairs or ledger.name not in LIKELY:
        return set()
    known = values[list(LIKELY[ledger.name])].dropna()
    rows = {
        number: set(own.itertuples(index=False, name=None))
        for number, own in known.groupby(sheets.of.loc[known.index])
    }
    return {
        (one, other)
        for one, other in pairs
        if one in rows and other in rows
        and len(rows[one] & rows[other]) >= _HALF * min(len(rows[one]), len(rows[other]))
    }  # fmt: skip


def _no_readable(column: str, text: str, is_victim: bool) -> str:
    if is_victim and not text:
        return f"no {column}, but a person: perhaps a victim of an accident in another row"
    return f"no readable {column}: {text}" if text else f"no readable {column}"
