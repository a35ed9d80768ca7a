"""Units that stand apart from their sums: in a column behind them, 12.5 | 万元, or in a line above."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from ..schema import Kind
from .grid import Grid, Row, is_blank
from .merged import Change
from .money import names_money

UNIT = "计量单位"
"""What a column 单位 is called that holds units and no enterprises."""
_UNIT_OR_ENTERPRISE = frozenset({"单位", "计量单位", "金额单位", "货币单位", "损失单位"})
_SUM = re.compile(r"\s*[0-9][0-9,]*(?:\.[0-9]+)?\s*")


def name_unit_columns(
    grid: Grid, bottom: int, paths: Sequence[tuple[str, ...]], units: Collection[str]
) -> tuple[tuple[str, ...], ...]:
    """Headers (their levels from the top) with 计量单位 for a 单位 under which only units stand."""
    named = list(paths)
    for index, path in enumerate(paths):
        if _may_hold_units(path) and (cells := _cells_below(grid, bottom, index)) and cells.issubset(units):
            named[index] = (*path[:-1], UNIT)
    return tuple(named)


def may_be_unit_column(
    grid: Grid, bottom: int, paths: Sequence[tuple[str, ...]], units: Collection[str]
) -> bool:
    """Whether further lines below those of a grid may make, or keep, one of its columns one of units."""
    return any(
        _may_hold_units(path) and _cells_below(grid, bottom, index).issubset(units)
        for index, path in enumerate(paths)
    )


def _may_hold_units(path: Sequence[str]) -> bool:
    return bool(path) and "".join(path[-1].split()) in _UNIT_OR_ENTERPRISE


def _cells_below(grid: Grid, bottom: int, index: int) -> set[str]:
    below = (row[index] for number, row in grid.rows.items() if number > bottom and index < len(row))
    return {cell.strip() for cell in below if cell is not None and not is_blank(cell)}


def join_units(
    records: Mapping[int, Row], paths: Sequence[tuple[str, ...]], kinds: Mapping[int, Kind]
) -> list[Change]:
    """Write the units of such a column behind the sums beside it, with a finding each."""
    changes = []
    for unit in (i for i, path in enumerate(paths) if path[-1:] == (UNIT,) and kinds.get(i - 1) == "yuan"):
        for number, row in records.items():
            before, said = (row[i] or "" if i < len(row) else "" for i in (unit - 1, unit))
            if said.strip() and _SUM.fullmatch(before):
                row[unit - 1] = f"{before.strip()}{said.strip()}"
                note = "its unit stands in the column behind it"
                changes.append(
                    Change(number, unit - 1, "unit_joined", before, row[unit - 1] or "", "corrected", note)
                )
    return changes


def join_unit_of_line(records: Mapping[int, Row], index: int, unit: str) -> list[Change]:
    """Write the unit of a line behind the sums below it which name none of their own, with a finding each."""
    changes = []
    for number, row in records.items():
        before = row[index] or "" if index < len(row) else ""
        if _holds_figure(before) and not names_money(before):
            row[index] = after = f"{before.strip()}{unit}"
            note = "its unit stands in a line above it"
            changes.append(Change(number, index, "unit_joined", before, after, "corrected", note))
    return changes


def _holds_figure(text: str) -> bool:
    """Whether a text holds a figure or numeral other than nought: 3.5, 约三."""
    return any(unicodedata.numeric(sign, 0) > 0 for sign in text)
