"""Rows of a ledger split by their keys, and the result frame made of one row for each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from ..schema import RESULT, UNKNOWN, require_columns
from .intervals import ShareMethod, share_interval
from .tally import Levels, levels_found

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
        yield dict(zip(by, combination)), parts.get(combination, filled.iloc[:0])


def _values_of(column: pd.Series, listed: Sequence[str]) -> list[str]:
    beside = sorted(set(column) - set(listed), key=lambda value: (value == UNKNOWN, str(value)))
    return [*listed, *beside]


def share_row(
    events: int, total: int, *, method: ShareMethod = "wilson", level: float = 0.95
) -> dict[str, Any]:
    """The columns of one share in a result frame."""
    share = share_interval(events, total, method=method, level=level)
    return {"numerator": events, "denominator": total, "level": level, "method": method} | share._asdict()


def as_result(
    rows: Sequence[Mapping[str, Any]], keys: Sequence[str], extra: Sequence[str] = ()
) -> pd.DataFrame:
    """A result frame of `rows`: keys first, then `RESULT`, then `extra`. What a row leaves out is missing.

    >>> as_result([{"area": "东城区", "value": 2.0}], ["area"]).columns[:4].tolist()
    ['area', 'numerator', 'denominator', 'value']
    """
    frame = pd.DataFrame(rows, columns=[*keys, *RESULT, *extra])
    for name in (*COUNTS, "days"):
        frame[name] = frame[name].astype("Int64")
    for name in NUMBERS:
        frame[name] = frame[name].astype("float64")
    for name in DAYS:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    for name in TEXTS:
        frame[name] = frame[name].astype("str").where(frame[name].notna(), "")
    return frame
