"""Everything that a supervision letter asks of a district, from the ledgers alone: seventeen items.

A function per item, in the order of `ITEMS`. Nothing of a letter goes in but the days it is about, so that an
office can lay the figures out before a letter comes, and beside it afterwards.

This is one flat table for a spreadsheet or a program. The page of an audit (notebook 07) shows the same items
to a reader, each in a table or sentence of its own. Both ask the same `measures`; a test makes sure of it.

Nothing after the day counts, but for what comes after it on purpose: the supervision team's visits, which the
items 10, 12 and 13 are about, and the deadlines and orders of items 16 and 17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ... import reference
from ...measures.closure import cohort_closure
from ...measures.counts import count_accidents, count_rows
from ...measures.coverage import insurance_coverage, mean_coverage, register_against_reality
from ...measures.deadlines import day_after_last_due, deadlines_kept, progress, working_day_deadlines
from ...measures.duties import (
    ONCE,
    breaches_of_part_limit,
    breaches_of_threshold,
    duties_met,
    requirement_met,
    studied_share,
)
from ...measures.gaps import covered_of
from ...measures.inspections import (
    finds_per_inspection,
    inspected_enterprises,
    recheck_yield,
    repeated_enterprises,
    sampled_share,
)
from ...measures.shares import area_shares, breakdown
from ...periods import Covered, Window
from ...project import Project
from ...schema import RESULT, SUPERVISION, Basis
from .chance import EVENTS, share_comparisons

if TYPE_CHECKING:
    from ...ledgers import Ledgers

ITEMS: dict[int, tuple[str, str]] = {
    1: ("事故与死亡", "accidents and deaths to the day"),
    2: ("占全市比重", "share of the city"),
    3: ("比重变化是否偶然", "has the share changed, or is it chance"),
    4: ("行业领域构成", "the sector's share of the district"),
    5: ("事故后专题研究", "accidents studied afterwards"),
    6: ("同一单位再次发生", "the same enterprise again"),
    7: ("执法检查", "inspections"),
    8: ("隐患销账", "hazards listed and closed"),
    9: ("安责险覆盖", "insurance coverage against the target"),
    10: ("检查发现率与复查", "finds per inspection, and what a second visit finds"),
    11: ("要求落实部门", "departments that met a requirement"),
    12: ("抽查单位", "enterprises sampled"),
    13: ("台账与实际", "register against reality"),
    14: ("职责频次", "duties by frequency"),
    15: ("门槛规定", "threshold rules"),
    16: ("整改期限", "working-day deadline"),
    17: ("整改进度", "progress against the target"),
}
"""What each item asks, in Chinese and English."""

ITEM_COLUMNS = ("item", "item_zh", "item_en", "part", "unit", *RESULT, "p_value", "detail")

EVENT_UNITS = {"accidents": "起", "deaths": "人"}


@dataclass(frozen=True)
class Asked:
    """Of whom and of which days the items are asked."""

    ledgers: Ledgers
    area: str
    as_of: date
    since: date
    basis: Basis
    sector: str
    target: float
    listed: Sequence[str]
    """The areas of the city."""

    @property
    def to_date(self) -> Window:
        """The year up to the day."""
        return Window.year_to_date(self.as_of)

    @property
    def years_before(self) -> list[Window]:
        """The full years from `since` up to the year of the day, the latest first."""
        return [Window.year(year) for year in range(self.as_of.year - 1, self.since.year - 1, -1)]

    @property
    def all_days(self) -> Window:
        """From `since` to the day."""
        return Window(self.since, self.as_of)

    @cached_property
    def covered(self) -> Covered | None:
        """The days that the ledger of accidents covers: what was not entered is not zero."""
        kind = "accidents"
        told, sent = self.ledgers.empty_windows(kind), self.ledgers.sent_windows(kind)
        rows, listed = self.ledgers.by_name(), self.listed
        return covered_of(rows, kind, up_to=self.as_of, told=told, sent=sent, listed=listed)

    def rows(self, ledger: str) -> pd.DataFrame:
        """The rows of one ledger in the area."""
        frame: pd.DataFrame = getattr(self.ledgers, ledger)
        return frame[frame["area"] == self.area]

    @property
    def own_visits(self) -> pd.DataFrame:
        """Inspections by the district's own departments."""
        visits = self.rows("inspections")
        return visits[visits["programme"].fillna("") != SUPERVISION]

    @property
    def team_visits(self) -> pd.DataFrame:
        """Inspections by a supervision team, before the day or after it."""
        visits = self.rows("inspections")
        return visits[visits["programme"].fillna("") == SUPERVISION]

    @property
    def team_window(self) -> Window | None:
        """The days on which a supervision team was there; None where none was."""
        days = self.team_visits["inspected_on"]
        return None if days.empty else Window(days.min().date(), days.max().date())


Part = dict[str, Any]


def check_items(
    ledgers: Ledgers,
    area: str,
    as_of: date,
    *,
    since: date | None = None,
    project: Project | None = None,
    basis: str | None = None,
    sector: str = "建筑业",
    target: float = 0.08,
) -> pd.DataFrame:
    """Compute all of `ITEMS` for one area.

    Parameters
    ----------
    ledgers
        The clean ledgers of the whole city.
    area, as_of, since
        The area; the day up to which events count; the first day, 1 January two years before by default.
    project, basis
        The project, and the name of the basis; the shipped one, and the project's own, by default.
    sector
        The supervision sector of items 4 and 5.
    target
        Insurance coverage asked for, from 0 to 1.

    Returns
    -------
    DataFrame
        `ITEM_COLUMNS`: the item and its part, then a result frame (shares from 0 to 1), the p-value of a
        comparison, and ``detail``: names, years or verdicts. An item that the ledgers hold nothing for
        has one row that says so in ``note``.
    """
    project = project or Project.load()
    reference.area_row(project, area)
    asked = Asked(
        ledgers,
        area,
        as_of,
        since or date(as_of.year - 2, 1, 1),
        reference.basis_named(basis or reference.countable_basis(project.basis, ledgers.accidents).name),
        sector,
        target,
        reference.current_areas(project),
    )
    rows: list[Part] = []
    for item, compute in _COMPUTED.items():
        zh, en = ITEMS[item]
        parts = list(compute(asked)) or [{"part": "", "note": "the ledgers hold nothing for this item"}]
        rows += [{"item": item, "item_zh": zh, "item_en": en, **part} for part in parts]
    table = pd.DataFrame(rows, columns=list(ITEM_COLUMNS))
    texts = ["part", "unit", "method", "basis", "note", "detail"]
    return table.assign(**{c: table[c].astype("object").where(table[c].notna(), "") for c in texts})


def _parts(frame: pd.DataFrame, part: str, unit: str, detail: str = "") -> Iterator[Part]:
    """Each row of a result frame as a part of an item; `part` and `detail` may name its columns."""
    for row in frame.to_dict("records"):
        named = {str(key): value for key, value in row.items()}
        yield {
            **{column: named.get(column) for column in (*RESULT, "p_value")},
            "part": part.format(**named),
            "unit": unit,
            "detail": detail.format(**named),
        }


def _accidents(asked: Asked) -> Iterator[Part]:
    for events in EVENTS:
        counted = count_accidents(
            asked.rows("accidents"),
            windows=[asked.to_date],
            basis=asked.basis,
            by=(),
            events=events,
            covered=asked.covered and asked.covered.of_area(asked.area),
        )
        yield from _parts(counted, "{events}", EVENT_UNITS[events])


def _city_shares(asked: Asked) -> Iterator[Part]:
    windows = [asked.to_date, *asked.years_before]
    for events in EVENTS:
        shares = area_shares(
            asked.ledgers.accidents,
            windows=windows,
            basis=asked.basis,
            areas=[asked.area],
            events=events,
            covered=asked.covered,
        )
        yield from _parts(shares[shares["area"] == asked.area], "{events}", "share")


def _changes(asked: Asked) -> Iterator[Part]:
    if not asked.years_before:
        yield {"part": "", "note": "there is no earlier window to compare"}
        return
    table = share_comparisons(
        asked.ledgers,
        area=asked.area,
        this=asked.to_date,
        others=asked.years_before,
        basis=asked.basis,
        covered=asked.covered,
    )
    yield from _parts(
        table,
        "{events}, {compared}",
        "share",
        "{this_numerator}/{this_denominator} - {other_numerator}/{other_denominator} "
        "({other_start:%Y-%m-%d}/{other_end:%Y-%m-%d}): {verdict}",
    )


def _sector(asked: Asked) -> Iterator[Part]:
    shares = breakdown(
        asked.ledgers.accidents,
        by="supervision_sector",
        window=asked.all_days,
        basis=asked.basis,
        area=asked.area,
        levels={"supervision_sector": [asked.sector]},
        covered=asked.covered,
    )
    own = shares[shares["supervision_sector"] == asked.sector]
    yield from _parts(own, "{supervision_sector}", "share")


def _studied(asked: Asked) -> Iterator[Part]:
    accidents = asked.rows("accidents")
    accidents = accidents[accidents["supervision_sector"].fillna("") == asked.sector]
    studied = studied_share(
        accidents,
        windows=[*reversed(asked.years_before), asked.to_date],
        basis=asked.basis,
        by=(),
        as_of=asked.as_of,
    )
    yield from _parts(studied, f"{asked.sector} {{window_start:%Y}}", "share")


def _again(asked: Asked) -> Iterator[Part]:
    again = repeated_enterprises(asked.rows("accidents"), window=asked.all_days, basis=asked.basis)
    yield from _parts(again, "{enterprise_key}", "起", "{enterprise}: {years}")


def _inspections(asked: Asked) -> Iterator[Part]:
    windows = [asked.all_days]
    yield from _parts(count_rows(asked.own_visits, "inspected_on", windows=windows, by=()), "visits", "家次")
    yield from _parts(
        inspected_enterprises(asked.own_visits, windows=windows, by=()), "distinct enterprises", "家"
    )


def _hazards(asked: Asked) -> Iterator[Part]:
    closure = cohort_closure(
        asked.rows("hazards"), window=asked.all_days, as_of=asked.as_of, listed_only=True
    )
    yield from _parts(
        closure, "listed hazards closed", "share", "open {open}, void {void}, transferred {transferred}"
    )


def _insurance(asked: Asked) -> Iterator[Part]:
    register = asked.rows("enterprises")
    if register.empty:
        return
    days = [window.end for window in asked.all_days.by_year()]
    yearly = insurance_coverage(register, days=days, area=asked.area)
    yield from _parts(yearly, "insured on {window_end:%Y-%m-%d}", "share")
    mean = mean_coverage(yearly, asked.target)
    yield from _parts(mean, "mean of the years", "share", "target {target:.0%}, {ratio:.2f} times of it")


def _finds(asked: Asked) -> Iterator[Part]:
    finds = finds_per_inspection(asked.own_visits, windows=[asked.all_days], by=())
    yield from _parts(finds, "finds per 100 visits", "per 100")
    if asked.team_window:
        # The first visits are the district's own, so the whole ledger of the area goes in.
        found = recheck_yield(asked.rows("inspections"), windows=[asked.team_window], by=())
        yield from _parts(
            found,
            "missed before, found by the team",
            "share",
            "{pairs} pairs of visits, {first_hazards} hazards at first, {recheck_hazards} again",
        )


def _requirements(asked: Asked) -> Iterator[Part]:
    duties = asked.rows("duties")
    once = duties[duties["frequency"] == ONCE]
    met = requirement_met(once, window=asked.all_days)
    yield from _parts(met, "{duty}", "share", "not met by {not_met_by}")


def _sample(asked: Asked) -> Iterator[Part]:
    visits, register = asked.team_visits, asked.rows("enterprises")
    if visits.empty or asked.team_window is None:
        return
    sample = visits["enterprise_key"].nunique()
    active = register[register["active"].fillna(False).astype(bool)]
    # Whoever was visited exists, in the register or not.
    population = pd.concat([active["enterprise_key"], visits["enterprise_key"]]).nunique()
    tagged = visits.assign(topic=visits["topics"].str.split("、")).explode("topic")
    for topic, found in tagged.groupby("topic")["enterprise_key"].nunique().items():
        share = sampled_share(int(found), sample, population, window=asked.team_window)
        yield from _parts(share, str(topic), "share", "{least:.0f} to {most:.0f} of {population}")


def _register(asked: Asked) -> Iterator[Part]:
    if asked.team_window is None:
        return
    against = register_against_reality(
        asked.ledgers.enterprises, asked.ledgers.inspections, window=asked.team_window, area=asked.area
    )
    yield from _parts(against, "{difference}", "share", "{enterprises}")


def _duties(asked: Asked) -> Iterator[Part]:
    duties = asked.rows("duties")
    periodic = duties[(duties["frequency"] != ONCE) & duties["part"].isna()]
    met = duties_met(periodic, window=asked.all_days, by=("duty", "frequency"))
    yield from _parts(met, "{duty} ({frequency})", "share", "missed: {missed}")


def _thresholds(asked: Asked) -> Iterator[Part]:
    over = breaches_of_threshold(asked.rows("enterprises"), as_of=asked.as_of, by=())
    yield from _parts(over, "{basis}", "share", "{breached_by}")
    at_once = breaches_of_part_limit(asked.rows("duties"), window=asked.all_days, by=("duty",))
    yield from _parts(at_once, "{duty}, {basis}", "share", "{breached_by}, largest part {largest_part:.0%}")


def _orders_due(asked: Asked) -> tuple[pd.DataFrame, date] | None:
    """The orders with the state they are in on the day after the last is due, and that last day."""
    orders = asked.rows("rectifications")
    if orders.empty:
        return None
    calendar = reference.working_days()
    looked_at = day_after_last_due(orders, calendar, asked.as_of)
    deadlines = working_day_deadlines(orders, calendar, looked_at)
    due = deadlines["due_on"].max()
    return None if pd.isna(due) else (deadlines, due.date())


def _deadline(asked: Asked) -> Iterator[Part]:
    found = _orders_due(asked)
    if found:
        orders, due = found
        allowed = int(orders["working_days"].max())
        kept = deadlines_kept(orders)
        yield from _parts(kept, f"{allowed} working days, until {due}", "share", "late: {late_units}")


def _progress(asked: Asked) -> Iterator[Part]:
    found = _orders_due(asked)
    if found:
        orders, due = found
        done = int((orders["done_on"] <= pd.Timestamp(due)).sum())
        yield from _parts(
            progress(done, len(orders), as_of=due), "orders carried out", "share", "{left:.0f} left"
        )


_COMPUTED: dict[int, Callable[[Asked], Iterator[Part]]] = {
    1: _accidents,
    2: _city_shares,
    3: _changes,
    4: _sector,
    5: _studied,
    6: _again,
    7: _inspections,
    8: _hazards,
    9: _insurance,
    10: _finds,
    11: _requirements,
    12: _sample,
    13: _register,
    14: _duties,
    15: _thresholds,
    16: _deadline,
    17: _progress,
}
