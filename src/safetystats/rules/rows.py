"""What one row alone can contradict: orders of days, parts and wholes, absurd figures; and severity.

Nothing is repaired here: the row is kept as it is, and the finding names what cannot be. Measures leave out
negative durations.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..findings import all_findings, as_texts, find, no_findings
from ..periods import ends_of
from ..schema import LEDGERS, SEVERITIES, SOURCE, UNKNOWN
from .duplicates import whole_sheet_of
from .reading import distinct_in, folded, holds, spread
from .status import end_of, is_listed, is_other_sign, is_unanswered
from .versions import OF_EVENTS

_ORDERS = {
    "accidents": (
        ("reported_before_occurred", "occurred_on", "reported_on"),
        ("studied_before_occurred", "occurred_on", "studied_on"),
    ),
    "hazards": (("closed_before_found", "found_on", "closed_on"), ("due_before_found", "found_on", "due_on")),
    "enterprises": (("insured_to_before_from", "insured_from", "insured_to"),),
    "rectifications": (
        ("due_before_issued", "issued_on", "due_on"),
        ("done_before_issued", "issued_on", "done_on"),
    ),
}
"""Ledger -> (rule, the day that comes first, the day that cannot lie before it)."""

_PAST = {
    "accidents": ("occurred_on", "reported_on", "studied_on"),
    "hazards": ("found_on", "closed_on"),
    "inspections": ("inspected_on",),
    "enterprises": ("registered_on",),
    "duties": ("done_on",),
    "rectifications": ("issued_on", "done_on"),
}
"""Ledger -> days that state what has happened: none of them can lie after the export."""

_OF_YEARS = frozenset({"hazards"})
"""Ledgers of what is open, but as a rule of their own year. Registers and lists of duties go back further
than any title says.
"""

_FIRST_DAYS = pd.to_datetime(["1970-01-01", "1980-01-01", "1990-01-01", "2000-01-01"])
"""Days that a program writes where none was stated."""
_FAR_AWAY = pd.Timedelta(days=3652)

_DOUBTFUL: dict[str, dict[str, float]] = {
    "accidents": {
        "deaths": 30, "serious_injuries": 100, "minor_injuries": 100, "injuries": 100,
        "direct_loss_yuan": 1e9,
    },
    "inspections": {"hazards_found": 500},
    "enterprises": {"employees": 500_000},
    "rectifications": {"working_days": 500},
}  # fmt: skip
"""Above these a figure is far more often a slip than true: kept, and to be looked at."""

_KNOWN_CODES = frozenset({"0", "1", "100"})
"""Status codes: no and yes, or a rate put right."""

COUNTED_BY_DAY = "counted by its closing day"
END_NOT_KNOWN = "how it ended is not known: its sheet has no closing days"
"""What a finding says of a hazard whose status says nothing."""

_FAR_ABOVE, _LARGE_LOSS, _LOSSES_NEEDED = 30, 1e7, 4
"""A loss so many times the upper quartile of all, and over 1000 万元: likely 元 in a column of 万元."""

_LOSS_OF_MANY, _FEW_DEATHS = 1e8, 3
"""So large a loss, from which an accident is of the gravest grade, seldom stands beside so few deaths."""

# Order 493, article 3: 以上 includes the number. Loss in yuan.
_SEVERITY_FLOORS = {
    "deaths": (0, 3, 10, 30),
    "serious_injuries": (0, 10, 50, 100),
    "direct_loss_yuan": (0, 10_000_000, 50_000_000, 100_000_000),
}


def find_impossible_orders(ledger: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Findings for days in an order that cannot be: a hazard closed before it was found. Rows are kept."""
    found = [
        find(ledger, ledger[later] < ledger[earlier], column=later, rule=rule, before=ledger[later],
             after=ledger[later], action="kept", note=f"before {earlier}")
        for rule, earlier, later in _ORDERS.get(kind, ())
    ]  # fmt: skip
    return all_findings(found)


def find_days_after(ledger: pd.DataFrame, kind: str, exported_on: pd.Series) -> pd.DataFrame:
    """Findings for days of past events that lie after the row was exported. Rows are kept."""
    found: list[pd.DataFrame] = []
    for column in _PAST[kind]:
        days = _days_in(ledger, kind, column)
        found.append(
            find(ledger, days.first > exported_on, column=column, rule="date_after_export",
                 before=days.told, after=days.told, action="kept", note="after the export")
        )  # fmt: skip
    return all_findings(found)


class _Days(NamedTuple):
    """The days of a column, and as findings show them; of a month or year its first and its last day."""

    first: pd.Series
    last: pd.Series
    told: pd.Series


def _days_in(ledger: pd.DataFrame, kind: str, column: str) -> _Days:
    days, within = ledger[column], LEDGERS[kind].within
    if not within or column != LEDGERS[kind].day or ledger[within].isna().all():
        return _Days(days, days, days)
    ends = ends_of(ledger[within]).astype(days.dtype)
    told = as_texts(days).where(days.notna(), ledger[within])
    return _Days(days.fillna(ends["first"]), days.fillna(ends["last"]), told)


def find_days_outside(ledger: pd.DataFrame, kind: str, windows: pd.Series) -> pd.DataFrame:
    """Findings for days outside of the window that each row's title or name says it is about. Rows are kept.

    A list of hazards for a month also holds those of the months before; a day of another year is a slip as
    likely as not.
    """
    column = LEDGERS[kind].day
    days = _days_in(ledger, kind, column)
    found: list[pd.DataFrame] = []
    for window in dict.fromkeys(windows.dropna()):
        outside = days.first > pd.Timestamp(window.end)
        if kind in OF_EVENTS:
            outside |= days.last < pd.Timestamp(window.start)
        elif kind in _OF_YEARS:
            outside |= days.last < pd.Timestamp(window.start.year, 1, 1)
        note = f"the title or name says {window.start} to {window.end}"
        found.append(
            find(ledger, outside & (windows == window), column=column, rule="day_outside_title",
                 before=days.told, after=days.told, action="kept", note=note)
        )  # fmt: skip
    return all_findings(found)


def find_doubtful_figures(ledger: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Findings for figures that are far too large to be believed, and for parts larger than their whole."""
    found = [
        find(ledger, ledger[column] > limit, column=column, rule="figure_doubtful", before=ledger[column],
             after=ledger[column], action="kept", note=f"over {limit:g}")
        for column, limit in _DOUBTFUL.get(kind, {}).items()
    ]  # fmt: skip
    if kind == "accidents":
        found += _find_unlikely_losses(ledger)
    if kind == "duties":
        found.append(
            find(ledger, ledger["part"] > ledger["whole"], column="part", rule="part_over_whole",
                 before=ledger["part"], after=ledger["part"], action="kept", note="larger than its whole")
        )  # fmt: skip
    return all_findings(found)


def _find_unlikely_losses(accidents: pd.DataFrame) -> list[pd.DataFrame]:
    losses = accidents["direct_loss_yuan"]
    if not (losses > _LARGE_LOSS).any():
        return []
    # Above the limit for any ledger it is named already.
    is_new = losses <= _DOUBTFUL["accidents"]["direct_loss_yuan"]
    is_far = is_new & _is_far_above(losses)
    is_of_few = is_new & (losses >= _LOSS_OF_MANY) & (accidents["deaths"] <= _FEW_DEATHS) & ~is_far
    notes = (
        (is_far, f"over {_FAR_ABOVE} times the upper quartile: perhaps yuan in a column of 10 000 yuan"),
        (
            is_of_few,
            f"100 million yuan or more beside {_FEW_DEATHS} deaths or fewer: perhaps yuan in a column of "
            "10 000 yuan",
        ),
    )
    return [
        find(accidents, hit, column="direct_loss_yuan", rule="figure_doubtful", before=losses,
             after=losses, action="kept", note=note)
        for hit, note in notes
    ]  # fmt: skip


def _is_far_above(losses: pd.Series) -> pd.Series:
    stated = losses[losses > 0]
    if len(stated) < _LOSSES_NEEDED:
        return losses.isin([])
    return (losses > _LARGE_LOSS) & (losses > _FAR_ABOVE * float(stated.quantile(0.75)))


def find_differing_injuries(accidents: pd.DataFrame) -> pd.DataFrame:
    """Findings for injuries that are fewer than the serious and the minor ones together, or, where both are
    stated, another number. Rows are kept.
    """
    parts = accidents[["serious_injuries", "minor_injuries"]]
    if parts.isna().all(axis=None):
        return no_findings()
    together = parts.sum(axis=1, min_count=1).astype("Int64")
    injuries = accidents["injuries"]
    differs = (together > injuries) | (parts.notna().all(axis=1) & (together != injuries))
    return find(accidents, differs.fillna(False), column="injuries", rule="injuries_differ", before=injuries,
                after=injuries, action="kept", note="not the sum of serious and minor injuries")  # fmt: skip


def find_doubtful_days(ledger: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Findings for days that are likely slips of the pen or of a program. Rows are kept.

    A day from which programs count, in a year of which its sheet has no other; a day more than ten years
    before most of its sheet; a deadline more than ten years after the hazard was found.
    """
    column = LEDGERS[kind].day
    found: list[pd.DataFrame] = []
    if kind in OF_EVENTS | _OF_YEARS:
        days = ledger[column]
        sheet = [ledger[name] for name in SOURCE[:2]]
        is_first = days.isin(_FIRST_DAYS)
        if is_first.any():
            is_first &= days.groupby([*sheet, days.dt.year]).transform("nunique") == 1
            note = "a day from which programs count, and no other of its year"
            found.append(_doubted(ledger, is_first, column, note))
        if days.max() - days.min() > _FAR_AWAY:
            early = days.groupby(sheet).transform("quantile", 0.25)
            is_far = (days < early - _FAR_AWAY) & ~is_first
            found.append(_doubted(ledger, is_far, column, "more than ten years before most of its sheet"))
    if kind == "hazards":
        is_late = ledger["due_on"] > ledger[column] + _FAR_AWAY
        found.append(_doubted(ledger, is_late, "due_on", "more than ten years after it was found"))
    return all_findings(found)


def _doubted(ledger: pd.DataFrame, hit: pd.Series, column: str, note: str) -> pd.DataFrame:
    days = ledger[column]
    return find(ledger, hit, column=column, rule="date_doubtful", before=days, after=days, action="kept",
                note=note)  # fmt: skip


def hazard_ends(
    hazards: pd.DataFrame, refused: pd.Series | None = None, has_days: pd.Series | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How each hazard ended, and the findings on status words that say too little or too much.

    Parameters
    ----------
    hazards
        Has ``status`` (as written), ``closed_on``, and the file and sheet of each row.
    refused
        Whether a person refuses what was made of each status: it says nothing then.
    has_days
        Whether the sheet of each row has a column of closing days; each has where not given.

    Returns
    -------
    tuple of DataFrame
        ``end_type`` (one of `schema.END_TYPES`, or unknown) and ``reopened``; and findings. The status word
        decides, and a hazard found again is open whatever its closing day. A status that is no word of the
        list is understood by its parts, which a finding says. Bare numbers are not known in a sheet that has
        others than 0, 1 and 100: they are an office's own codes. Without a word, or with one that is not
        known, a closing day means closed, and none means open in a sheet that has closing days; in another it
        says nothing, nor does it beside a sign such as ○, or beside boxes of which none or several are
        ticked.
    """
    status, closed_on = hazards["status"], hazards["closed_on"]
    refused = pd.Series(False, index=hazards.index) if refused is None else refused
    said = {word: end_of(word) for word in distinct_in(status)}
    known = {word: end for word, end in said.items() if end is not None}
    understood = status.where(holds(status, known.__contains__) & ~_are_own_codes(hazards) & ~refused)
    unknown_word = status.notna() & understood.isna()
    by_day = pd.Series(np.where(closed_on.notna(), "closed", "open"), hazards.index, dtype="str")
    if has_days is not None:
        by_day = by_day.where(has_days | closed_on.notna(), UNKNOWN)
    is_sign = unknown_word & closed_on.isna() & holds(status, is_other_sign)
    is_choice = unknown_word & closed_on.isna() & holds(status, is_unanswered)
    by_day = by_day.where(~is_sign & ~is_choice, UNKNOWN)
    end_type = spread(understood, lambda word: known[word][0]).fillna(by_day)
    reopened = holds(understood, lambda word: known[word][1])
    by_parts = holds(understood, lambda word: not is_listed(word))
    no_day = (end_type == "closed") & closed_on.isna()
    day_too_many = (end_type == "open") & closed_on.notna() & ~reopened
    found = [
        find(hazards, refused, column="status", rule="correction", before=status, after=status,
             action="kept", note="refused: status_spelling"),
        find(hazards, is_sign, column="status", rule="status_unknown", before=status, after=end_type,
             action="unknown", note="how it ended is not known: a sign that is neither yes nor no"),
        find(hazards, is_choice, column="status", rule="status_unknown", before=status, after=end_type,
             action="unknown", note="how it ended is not known: none or several of its answers are ticked"),
        find(hazards, unknown_word & (end_type == UNKNOWN) & ~is_sign & ~is_choice, column="status",
             rule="status_unknown", before=status, after=end_type, action="unknown", note=END_NOT_KNOWN),
        find(hazards, unknown_word & (end_type != UNKNOWN), column="status", rule="status_unknown",
             before=status, after=end_type, action="unknown", note=COUNTED_BY_DAY),
        find(hazards, by_parts, column="status", rule="status_spelling", before=status, after=end_type,
             action="corrected", note="no word of the list; understood by its parts"),
        find(hazards, no_day, column="closed_on", rule="closed_without_day", before=status, action="kept"),
        find(hazards, day_too_many, column="closed_on", rule="open_with_closing_day", before=closed_on,
             after=closed_on, action="kept", note="counted as open, as its status says"),
    ]  # fmt: skip
    ends = pd.DataFrame({"end_type": end_type, "reopened": reopened.astype("boolean")})
    return ends, all_findings(found)


def _are_own_codes(hazards: pd.DataFrame) -> pd.Series:
    """Bare numbers for statuses of a sheet that has others than yes and no: 1 may be the first stage."""
    is_bare = holds(hazards["status"], _is_code)
    if not is_bare.any():
        return is_bare
    is_other = is_bare & ~holds(hazards["status"], lambda text: folded(text) in _KNOWN_CODES)
    return is_bare & is_other.groupby(whole_sheet_of(hazards)).transform("any")


def _is_code(text: str) -> bool:
    code = folded(text)
    return code.isascii() and code.isdecimal()


def severity(accidents: pd.DataFrame) -> pd.Series:
    """Severity of each accident by deaths, serious injuries and direct loss: the highest of the three.

    An unknown figure can only raise the level, so the result is a lower bound; it is missing where all three
    are unknown.

    Parameters
    ----------
    accidents
        Has ``deaths``, ``serious_injuries`` and ``direct_loss_yuan``, each missing where unknown.

    Returns
    -------
    Series
        One of `schema.SEVERITIES`, as text.

    Notes
    -----
    State Council Order 493 (2007), article 3; "or more" includes the number. Words of before 2007 mean
    other bands and are not comparable.

    Examples
    --------
    >>> figures = pd.DataFrame({"deaths": [3, None], "serious_injuries": 0, "direct_loss_yuan": [0, 9999999]})
    >>> severity(figures).tolist()
    ['较大', '一般']
    """
    levels = [
        np.searchsorted(floors, accidents[column].to_numpy(float, na_value=-1), side="right")
        for column, floors in _SEVERITY_FLOORS.items()
    ]
    # 0 is "below the lowest floor", which only the -1 of an unknown figure is.
    names = np.array([None, *SEVERITIES], dtype=object)
    return pd.Series(names[np.max(levels, axis=0)], accidents.index, dtype="str")
