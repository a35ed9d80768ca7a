"""The ledgers: one row per event, English column names, units in the name.

Also the two contracts that every room shares: `SOURCE`, the columns that lead from any row back to the
sheet it came from, and `RESULT`, the columns of a result frame. Header spellings and code tables are
data (`data/reference`), not code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from .errors import ColumnsMissing, RowsRepeated, UnknownName

UNKNOWN = "unknown"
"""Stands where an area, sector or kind is not stated. It is a part of every whole, never dropped."""

CHOICES_SHEET = "choices"
"""The hidden sheet of an empty workbook that `init` gives, with the lists that its cells choose from."""

SOURCE = ("source_file", "source_sheet", "source_row")
"""On every row of a ledger, a quarantine and a raw table; `source_row` counts from 1, as Excel does."""

RESULT = (
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "level",
    "method",
    "basis",
    "window_start",
    "window_end",
    "days",
    "as_of",
    "note",
)
"""A result frame: its keys first, then these, in this order. Shares run from 0 to 1; 0/0 is missing."""

OF_COMPARED = "compared: "
"""Stands in the ``note`` of a result frame before what is remarked of the window compared alone."""

OF_REST = "rest: "
"""Before a remark on the other areas of the city, which bounds the whole that a share is of."""

OF_WHOLE = "whole: "
"""Before a remark on the printed whole that a share is of, where it is a row of its own."""

CITY_WITHOUT = "the city without "
"""Before the areas of which a ledger holds nothing: a city's figures are those of the others."""

Audience = Literal["internal", "upward", "public"]
"""For whom ledgers are cleaned: internal (内部), as written; upward (上报), persons masked; public (公开),
what is withheld besides."""

DIVISIONS = ("supervision_sector", "industry")
"""Columns that divide accidents by sector, the preferred one first."""

FEW = 10
"""Below ten events no percent in a headline and no trend word: a result's row is marked ``small``."""

SIGNIFICANT = 0.05
"""A p-value below this is called more than chance."""

Kind = Literal[
    "key", "text", "date", "area", "street", "category", "industry", "sector", "accident_kind",
    "count", "yuan", "flag", "level", "status", "enterprise", "frequency", "tags",
]  # fmt: skip
"""How a column's texts are read. `rules` holds one function per kind."""

AS_WRITTEN = frozenset({"key", "text", "street", "status", "enterprise", "frequency", "tags"})
"""Kinds of columns whose values are texts as an office wrote them, no days, figures or words of a list."""

SUPERVISION = "督察抽查"
"""Programme of the visits by a supervision team from above, as against the district's own."""

END_TYPES = ("closed", "void", "transferred", "open")
"""How a hazard ended, or that it did not; `UNKNOWN` where neither a status nor a column of days says so."""
HAZARD_LEVELS = ("一般", "重大")
SEVERITIES = ("一般", "较大", "重大", "特别重大")


@dataclass(frozen=True)
class Column:
    """One column of a ledger: its name (with the unit), how its texts are read, and what it means."""

    name: str
    kind: Kind
    means: str
    needed: bool = False


@dataclass(frozen=True)
class Ledger:
    """One kind of ledger. `key` names its identifier, `day` the date that puts a row into a window."""

    name: str
    key: str
    day: str
    columns: tuple[Column, ...]
    derived: tuple[str, ...] = ()
    """Columns that cleaning adds: they are computed, never read."""
    credit_code: str = ""
    """The column that holds the enterprise's unified social credit code, where the ledger has one."""
    within: str = ""
    """The derived column that says among which days an event lies whose own day is not stated."""
    stated: str = ""
    """The derived column that says how late the sheet of a row was written: nothing of what happened."""
    stated_open: str = ""
    """The derived column of the last day of which a sheet that it replaces said that it was open."""

    def column(self, name: str) -> Column:
        """The column of that name; raises `KeyError` for any other."""
        return next(c for c in self.columns if c.name == name)

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns without which a table is not this ledger."""
        return tuple(c.name for c in self.columns if c.needed)

    @property
    def when(self) -> tuple[str, ...]:
        """The columns that say when an event was: its day, and among which days where that is not stated."""
        return tuple(filter(None, (self.day, self.within)))

    @property
    def names(self) -> tuple[str, ...]:
        """All columns of the clean ledger, in order: read, derived, then the source of the row."""
        return (*(c.name for c in self.columns), *self.derived, *SOURCE)


ACCIDENTS = Ledger(
    "accidents",
    key="accident_id",
    day="occurred_on",
    columns=(
        Column("accident_id", "key", "the office's number of the accident"),
        Column("occurred_on", "date", "day of the accident (local time)", needed=True),
        Column("area", "area", "district in which it happened: the place decides who counts it"),
        Column("street", "street", "street or town"),
        Column("category", "category", "statistical category: 工矿商贸, 道路运输, 铁路交通, 特种设备 …"),
        Column("industry", "industry", "GB/T 4754-2017 section: letter and name"),
        Column("supervision_sector", "sector", "sector in the bureau's own division (行业领域)"),
        Column("accident_kind", "accident_kind", "kind by GB 6441, as in force on the day"),
        Column("deaths", "count", "persons dead or missing"),
        Column("serious_injuries", "count", "persons seriously injured, acute poisoning included"),
        Column("minor_injuries", "count", "persons slightly injured"),
        Column("injuries", "count", "persons injured, where the office does not say how severely"),
        Column("direct_loss_yuan", "yuan", "direct economic loss in yuan"),
        Column("enterprise", "enterprise", "enterprise as written"),
        Column("credit_code", "key", "unified social credit code of the enterprise (统一社会信用代码)"),
        Column("cause", "text", "cause in the words of the bulletin"),
        Column("reported_by", "text", "department that entered the row"),
        Column("reported_on", "date", "day of entry"),
        Column(
            "struck_off", "flag", "核销: struck off the statistics, or not counted by a column (是否纳入统计)"
        ),
        Column("studied_on", "date", "day of the meeting that studied the accident (专题研究)"),
        Column("concluded_on", "date", "day on which its investigation was closed (结案)"),
        Column("note", "text", "remarks"),
    ),
    derived=("severity", "counted", "enterprise_key", "occurred_within"),
    credit_code="credit_code",
    within="occurred_within",
)

HAZARDS = Ledger(
    "hazards",
    key="hazard_id",
    day="found_on",
    columns=(
        Column("hazard_id", "key", "the office's number of the hazard"),
        Column("found_on", "date", "day on which it was found", needed=True),
        Column("area", "area", "district"),
        Column("street", "street", "street or town"),
        Column("industry", "industry", "GB/T 4754-2017 section"),
        Column("supervision_sector", "sector", "sector in the bureau's own division"),
        Column("level", "level", "一般 or 重大 (Order 16)"),
        Column("description", "text", "what is wrong"),
        Column("status", "status", "status word as written"),
        Column("listed", "flag", "挂账: on a government's supervised list"),
        Column("due_on", "date", "to be put right by"),
        Column("closed_on", "date", "day on which it was struck from the list (销账)"),
        Column("enterprise", "enterprise", "enterprise as written"),
        Column("credit_code", "key", "unified social credit code of the enterprise (统一社会信用代码)"),
        Column("note", "text", "remarks"),
    ),
    derived=("end_type", "reopened", "enterprise_key", "stated_on", "open_on"),
    credit_code="credit_code",
    stated="stated_on",
    stated_open="open_on",
)

INSPECTIONS = Ledger(
    "inspections",
    key="inspection_id",
    day="inspected_on",
    columns=(
        Column("inspection_id", "key", "the office's number of the inspection"),
        Column("inspected_on", "date", "day of the visit", needed=True),
        Column("area", "area", "district"),
        Column("street", "street", "street or town"),
        Column("department", "text", "inspecting department"),
        Column("programme", "text", "日常检查, 复查, 督察抽查 …: under which programme"),
        Column("enterprise", "enterprise", "enterprise visited"),
        Column("credit_code", "key", "unified social credit code of the enterprise (统一社会信用代码)"),
        Column("hazards_found", "count", "hazards found on the visit"),
        Column("recheck_of", "key", "inspection that this one repeats"),
        Column("topics", "tags", "topics under which problems were found (、 between them)"),
        Column("site_state", "text", "state of the site as seen: 正常, 已拆除 …"),
        Column("note", "text", "remarks"),
    ),
    derived=("enterprise_key",),
    credit_code="credit_code",
)

ENTERPRISES = Ledger(
    "enterprises",
    key="enterprise_id",
    day="registered_on",
    columns=(
        Column("enterprise_id", "key", "unified social credit code or the office's number"),
        Column("enterprise", "enterprise", "name as registered", needed=True),
        Column("area", "area", "district"),
        Column("street", "street", "street or town"),
        Column("department", "text", "department in whose register it stands"),
        Column("industry", "industry", "GB/T 4754-2017 section"),
        Column("supervision_sector", "sector", "sector in the bureau's own division"),
        Column("employees", "count", "persons employed"),
        Column("registered_on", "date", "in the register since"),
        Column("insured_from", "date", "first day of work-safety liability insurance (安责险)"),
        Column("insured_to", "date", "last day of that insurance"),
        Column("attributes", "tags", "瓶装液化气, 有限空间, 安全管理机构 … (、 between them)"),
        Column("active", "flag", "carried as active in the register"),
        Column("note", "text", "remarks"),
    ),
    derived=("enterprise_key",),
    credit_code="enterprise_id",
)

DUTIES = Ledger(
    "duties",
    key="duty_id",
    day="done_on",
    columns=(
        Column("duty_id", "key", "the office's number of the entry"),
        Column("area", "area", "district"),
        Column("department", "text", "who owes the duty", needed=True),
        Column("duty", "text", "what has to be done", needed=True),
        Column("frequency", "frequency", "how often: 每季度, 每半年, 每年, 一次"),
        Column("done_on", "date", "day on which it was done; empty where it never was"),
        Column("part", "count", "part of the whole dealt with at once, where the duty sets a limit"),
        Column("whole", "count", "the whole of which it is a part"),
        Column("note", "text", "remarks"),
    ),
)

RECTIFICATIONS = Ledger(
    "rectifications",
    key="finding_id",
    day="issued_on",
    columns=(
        Column("finding_id", "key", "number of the finding in the supervision letter"),
        Column("issued_on", "date", "day on which the order was issued", needed=True),
        Column("area", "area", "district"),
        Column("unit", "text", "who has to put it right", needed=True),
        Column("category", "text", "part of the letter it belongs to"),
        Column("measure", "text", "what is to be done"),
        Column("working_days", "count", "time allowed in working days"),
        Column("due_on", "date", "to be done by; computed where only working days are given"),
        Column("done_on", "date", "day on which it was done"),
        Column("note", "text", "remarks"),
    ),
)

LEDGERS: dict[str, Ledger] = {
    ledger.name: ledger for ledger in (ACCIDENTS, HAZARDS, INSPECTIONS, ENTERPRISES, DUTIES, RECTIFICATIONS)
}
"""Every ledger by name, in the order in which they are worked through."""


@dataclass(frozen=True)
class Basis:
    """What counts: which categories, and whether only accidents with a death.

    "3 of 48" and "3 of 150" can both be a district's share of the city; the basis says which is meant.
    """

    name: str
    zh: str
    en: str
    categories: tuple[str, ...]
    """Categories that count; empty means every category."""
    fatal_only: bool = True
    part: tuple[str, str] | None = None
    """A column and its value, where only such accidents count: ``("industry", "B 采矿业")``."""

    def within(self, column: str, value: str) -> Basis:
        """The same of one sector or industry alone. Its name says so, and so does every text made of it.

        >>> Basis("all", "", "", ()).within("supervision_sector", "建筑业").name
        'all / supervision_sector=建筑业'
        """
        return replace(self, name=f"{self.name}{PART}{column}={value}", part=(column, value))

    def mask(self, accidents: pd.DataFrame) -> pd.Series:
        """True for the rows of `accidents` that count: not struck off, right category, fatal if asked."""
        counts = accidents["counted"].astype(bool)
        if self.categories:
            counts &= accidents["category"].isin(self.categories)
        if self.fatal_only:
            counts &= accidents["deaths"].fillna(0) > 0
        if self.part:
            counts &= self._parts(accidents) == self.part[1]
        return counts

    def mask_of_unknown(self, accidents: pd.DataFrame) -> pd.Series:
        """True for the rows that might count, were their category and part known, and do not.

        One that does not state its deaths either is one of them.
        """
        categories = (*self.categories, UNKNOWN) if self.categories else ()
        might = replace(self, categories=categories, fatal_only=False, part=None).mask(accidents)
        if self.part:
            might &= self._parts(accidents).isin([self.part[1], UNKNOWN])
        if self.fatal_only:
            might &= accidents["deaths"].fillna(1) > 0
        return might & ~replace(self, fatal_only=False).mask(accidents)

    def mask_of_unknown_deaths(self, accidents: pd.DataFrame) -> pd.Series:
        """True for the rows that count if they were fatal, which they do not state."""
        if not self.fatal_only:
            return pd.Series(False, index=accidents.index)
        return replace(self, fatal_only=False).mask(accidents) & accidents["deaths"].isna()

    def _parts(self, accidents: pd.DataFrame) -> pd.Series:
        assert self.part is not None
        return accidents[self.part[0]].astype("str").fillna(UNKNOWN)


PART = " / "
"""Stands in the name of a basis before the part that it is narrowed to."""


def ledger_named(kind: str) -> Ledger:
    """The ledger of that name; `UnknownName` with the nearest names otherwise.

    >>> ledger_named("hazards").key
    'hazard_id'
    """
    if kind not in LEDGERS:
        raise UnknownName("kind of ledger", kind, list(LEDGERS))
    return LEDGERS[kind]


def require_columns(frame: pd.DataFrame, columns: Iterable[str], *, name: str) -> None:
    """Raise `ColumnsMissing` unless `frame` (called `name` in the message) has all `columns`."""
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise ColumnsMissing(name, missing, frame.columns)


def require_one_row_each(frame: pd.DataFrame, keys: Sequence[str], *, name: str) -> None:
    """Raise `RowsRepeated` if two rows of `frame` share the same `keys`."""
    repeated = frame.duplicated(list(keys), keep=False)
    if repeated.any():
        example = frame.loc[repeated, list(keys)].iloc[0].to_dict()
        raise RowsRepeated(
            f"{name} holds {int(repeated.sum())} rows that share their keys {list(keys)}, "
            f"the first of them {example}. Add the rows up, or name one more key."
        )
