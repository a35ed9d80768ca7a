"""Rows of a ledger split by their keys, and the result frame made of one row for each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import pandas as pd

from ..periods import Window
from ..schema import RESULT, UNKNOWN, require_columns
from .intervals import SHARE_METHOD, ShareMethod, share_interval
from .placing import lies_in, may_lie_in
from .tally import Levels, levels_found, undated_note

COUNTS = ("numerator", "denominator")
NUMBERS = ("value", "lower", "upper", "level")
DAYS = ("window_start", "window_end", "as_of")
TEXTS = ("method", "basis", "note")


def groups_by(
    rows: pd.DataFrame, by: Sequence[str], levels: Levels | None = None, *, ledger: pd.DataFrame
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Every combination of the values of `by`, with its rows: none at all is a group too.

    Values come from `levels`, in that order, or else from the whole `ledger` of which `rows` is a part;
    those found beside them follow, so that no row is lost. A missing value is `UNKNOWN`. Without `by` all
    rows are one group.
    """
    require_columns(ledger, by, name="the ledger")
    filled = rows.assign(**{key: rows[key].astype("object").fillna(UNKNOWN) for key in by})
    wanted = {**levels_found(ledger, by), **(levels or {})}
    values = [_values_of(filled[key], wanted[key]) for key in by]
    parts: dict[Any, pd.DataFrame] = dict(iter(filled.groupby(list(by)))) if by else {(): filled}
    for combination in product(*values):
        yield dict(zip(key_columns(by), combination)), parts.get(combination, filled.iloc[:0])


def key_columns(by: Sequence[str]) -> list[str]:
    """The names that ledger columns have as keys: `level` is taken, so a hazard's grade is `hazard_level`."""
    return ["hazard_level" if key == "level" else key for key in by]


def _values_of(column: pd.Series, listed: Sequence[str]) -> list[str]:
    beside = sorted(set(column) - set(listed), key=lambda value: (value == UNKNOWN, str(value)))
    return [*listed, *beside]


def windows_by(
    ledger: pd.DataFrame,
    day: str,
    *,
    windows: Sequence[Window],
    by: Sequence[str],
    levels: Levels | None = None,
    as_of: date | None = None,
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """`groups_by` for each window: the keys and the window's columns of a result frame, with the rows.

    `day` is the date column that puts a row into a window. A window is cut at `as_of`; one that had not begun
    by then has no rows and 0 days. ``note`` counts the rows of no stated day that may lie in it.
    """
    require_columns(ledger, [day], name="the ledger")
    for window in windows:
        part = window.clipped(as_of) if as_of else window
        rows = ledger[lies_in(ledger, day, part)] if part else ledger.iloc[:0]
        stated = window_columns(part or window, as_of) | ({} if part else {"days": 0})
        unsure = ledger[may_lie_in(ledger, day, window, as_of)]
        undated = {tuple(k.values()): len(g) for k, g in groups_by(unsure, by, levels, ledger=ledger)}
        for keys, group in groups_by(rows, by, levels, ledger=ledger):
            note = undated_note(undated.get(tuple(keys.values()), 0))
            yield keys | stated | {"note": note}, group


def window_columns(window: Window, as_of: date | None = None) -> dict[str, Any]:
    """The columns of a result frame that say which days it is about."""
    return {"window_start": window.start, "window_end": window.end, "days": window.days, "as_of": as_of}


def listed_names(names: Iterable[Any]) -> str:
    """Distinct names in order, in one text: ``甲、乙``."""
    return "、".join(sorted({str(name) for name in names}))


def joined_notes(*notes: str) -> str:
    """The notes that are not empty, in one text."""
    return "; ".join(note for note in notes if note)


def share_row(
    events: int, total: int, *, method: ShareMethod = SHARE_METHOD, level: float = 0.95
) -> dict[str, Any]:
    """The columns of one share in a result frame."""
    share = share_interval(events, total, method=method, level=level)
    return {"numerator": events, "denominator": total, "level": level, "method": method} | share._asdict()


def as_result(
    rows: Sequence[Mapping[str, Any]], keys: Sequence[str], extra: Sequence[str] = ()
) -> pd.DataFrame:
    """A result frame of `rows`: keys first, then `RESULT`, then `extra`. What a row leaves out is missing.

    `keys` are ledger columns, and stand there as `key_columns` names them.

    >>> as_result([{"area": "东城区", "value": 2.0}], ["area"]).columns[:4].tolist()
    ['area', 'numerator', 'denominator', 'value']
    """
    frame = pd.DataFrame(rows, columns=[*key_columns(keys), *RESULT, *extra])
    for name in (*COUNTS, "days"):
        frame[name] = frame[name].astype("Int64")
    for name in NUMBERS:
        frame[name] = frame[name].astype("float64")
    for name in DAYS:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    for name in TEXTS:
        frame[name] = frame[name].astype("str").where(frame[name].notna(), "")
    return frame
