"""Accidents and persons: counts, shares, changes, accidents studied, the same enterprise again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from ... import reference
from ...periods import Window
from ...schema import Basis
from ..terms import industry_names
from .asked import Answer, Claim, Sources, in_area, not_covered, unanswered


def accident_rows(accidents: pd.DataFrame, claim: Claim, basis: Basis, window: Window) -> pd.DataFrame:
    """Rows of `accidents` that count on `basis` in `window`, in the claim's area, category and sector."""
    rows = accidents[basis.mask(accidents) & window.contains(accidents["occurred_on"])]
    rows = in_area(rows, claim.area)
    if claim.category:
        rows = rows[rows["category"] == claim.category]
    if claim.kind:
        rows = rows[rows["accident_kind"] == claim.kind]
    if claim.cause:
        rows = rows[rows["cause"].fillna("") == claim.cause]
    return rows


def not_told(claim: Claim, window: Window, sources: Sources) -> str:
    """Why the accident ledger cannot tell a claim; blank where it can."""
    accidents = sources.ledgers.accidents
    if claim.subject:
        return f"the accident ledger has no column that knows '{claim.subject}'"
    if claim.cause and not (accidents["cause"].fillna("") == claim.cause).any():
        return f"the accident ledger has no cause '{claim.cause}'"
    return not_covered(window, accidents["occurred_on"])


def in_sector(rows: pd.DataFrame, sector: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of a sector, read on the bureau's own axis first and by industry second."""
    if not sector:
        yield "", rows
        return
    if sector in set(reference.supervision_sectors()["sector"]):
        yield "supervision sector", rows[rows["supervision_sector"].fillna("") == sector]
    if sector in industry_names():
        yield "industry", rows[rows["industry"].fillna("").str.endswith(f" {industry_names()[sector]}")]


def accident_readings(
    claim: Claim, sources: Sources, window: Window
) -> Iterator[tuple[Basis, str, pd.DataFrame]]:
    """Basis, axis and rows of every reading of an accident claim."""
    for basis in sources.bases:
        for axis, rows in in_sector(
            accident_rows(sources.ledgers.accidents, claim, basis, window), claim.sector
        ):
            yield basis, axis, rows


EVENTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "fatal_accidents": lambda rows: rows[rows["deaths"].fillna(0) > 0],
    "severe_accidents": lambda rows: rows[rows["severity"] == "较大"],
    "severe_deaths": lambda rows: rows[rows["severity"] == "较大"],
    "major_accidents": lambda rows: rows[rows["severity"] == "重大"],
    "major_deaths": lambda rows: rows[rows["severity"] == "重大"],
    "fires": lambda rows: rows[rows["category"].isin(["火灾", "生产经营性火灾"])],
}
"""Which accidents a measure is about, where it is not about all."""

PERSONS = {
    "deaths": ("deaths",),
    "severe_deaths": ("deaths",),
    "major_deaths": ("deaths",),
    "injuries": ("serious_injuries", "minor_injuries"),
    "serious_injuries": ("serious_injuries",),
    "minor_injuries": ("minor_injuries",),
}
"""The columns that a measure adds up; any other measure counts rows."""


def size_of(measure: str, rows: pd.DataFrame) -> int:
    """Accidents or persons in `rows`, as the measure asks. A missing number of persons adds nothing."""
    rows = EVENTS.get(measure, lambda all_rows: all_rows)(rows)
    columns = PERSONS.get(measure)
    return len(rows) if columns is None else int(rows[list(columns)].fillna(0).to_numpy().sum())


def events_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Counts of accidents or persons; a percentage of them is a change or a share, as the comparison says."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    if missing := not_told(claim, claim.window, sources):
        yield unanswered(missing)
        return
    if claim.comparison.startswith("占"):
        yield from share_answers(claim, sources)
        return
    if claim.comparison:
        yield from change_answers(claim, sources)
        return
    if claim.is_percent:
        yield unanswered("a percentage without a comparison: of what is not said")
        return
    for basis, axis, rows in accident_readings(claim, sources, claim.window):
        yield Answer(
            Fraction(size_of(claim.measure, rows)),
            numerator=size_of(claim.measure, rows),
            rows=EVENTS.get(claim.measure, lambda all_rows: all_rows)(rows),
            basis=basis.name,
            reading=axis,
            window=claim.window,
        )


def share_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A district's share of the city; or, for a sector, its share of all in its area."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    if "目标" in claim.comparison or "指标" in claim.comparison:
        yield unanswered("no ledger holds the yearly target")
        return
    if missing := not_told(claim, claim.window, sources):
        yield unanswered(missing)
        return
    measure = {"accident_share": "accidents", "death_share": "deaths"}.get(claim.measure, claim.measure)
    whole = replace(claim, sector="", category="", kind="", cause="")
    if not (claim.sector or claim.category or claim.kind or claim.cause):
        whole = replace(whole, area="")
    wholes = {b.name: rows for b, _, rows in accident_readings(whole, sources, claim.window)}
    for basis, axis, rows in accident_readings(claim, sources, claim.window):
        part, total = size_of(measure, rows), size_of(measure, wholes[basis.name])
        if total == 0:
            yield unanswered(f"nothing happened on the basis {basis.name}: a share of 0 is not defined")
            continue
        yield Answer(
            Fraction(100 * part, total),
            numerator=part,
            denominator=total,
            rows=rows,
            basis=basis.name,
            reading=axis,
            window=claim.window,
            is_share=True,
        )


def change_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A rise or fall against an earlier window, as a percentage or as a difference; a fall is negative."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    other = earlier_window(claim.window, claim.comparison)
    if other is None:
        yield unanswered(f"what '{claim.comparison}' compares with is not known")
        return
    if missing := not_told(claim, other, sources):
        yield unanswered(missing)
        return
    before = {(b.name, axis): rows for b, axis, rows in accident_readings(claim, sources, other)}
    for basis, axis, rows in accident_readings(claim, sources, claim.window):
        now, then = size_of(claim.measure, rows), size_of(claim.measure, before[basis.name, axis])
        if claim.is_percent and then == 0:
            yield Answer(
                None,
                now,
                then,
                rows,
                basis.name,
                axis,
                claim.window,
                f"the base {other} is zero: {now} more, and no percentage",
            )
            continue
        change = Fraction(now - then)
        yield Answer(
            change * 100 / then if claim.is_percent else change,
            numerator=now,
            denominator=then,
            rows=rows,
            basis=basis.name,
            reading=axis,
            window=claim.window,
            note=f"against {other}",
        )


def earlier_window(window: Window, comparison: str) -> Window | None:
    """The window that a comparison word points to: a year or two before, or the one just before.

    >>> str(earlier_window(Window.month(2019, 12), "环比下降"))
    '2019-11-01/2019-11-30'
    """
    if comparison.startswith("同比前年"):
        return window.years_before(2)
    if comparison.startswith(("同比", "较去年", "较上年")):
        return window.years_before(1)
    if comparison.startswith(("环比", "较上期", "较上月")):
        return _just_before(window)
    return None


def _just_before(window: Window) -> Window:
    """As many whole months before, where the window is whole months; as many days otherwise."""
    eve = window.start - timedelta(days=1)
    months = window.by_month()
    if months[0].start.day == 1 and (window.end + timedelta(days=1)).day == 1:
        first = eve.year * 12 + eve.month - len(months)
        return Window(date(first // 12, first % 12 + 1, 1), eve)
    return Window(eve - timedelta(days=window.days - 1), eve)


def studied_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Accidents of the window that a meeting studied afterwards, of all in their sector and area."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    for basis, axis, rows in accident_readings(claim, sources, claim.window):
        studied = rows[rows["studied_on"].notna()]
        yield Answer(
            Fraction(len(studied)),
            numerator=len(studied),
            denominator=len(rows),
            rows=studied,
            basis=basis.name,
            reading=axis,
            window=claim.window,
            note=f"{len(studied)} of {len(rows)} accidents",
        )


def same_enterprise_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Fatal accidents of the enterprise that has most of them, its name variants taken together."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    for basis, axis, rows in accident_readings(claim, sources, claim.window):
        known = rows[rows["enterprise_key"].notna() & (rows["deaths"].fillna(0) > 0)]
        if known.empty:
            continue
        counts = known["enterprise_key"].value_counts()
        worst = known[known["enterprise_key"] == counts.index[0]]
        spellings, years = worst["enterprise"].nunique(), sorted(worst["occurred_on"].dt.year.unique())
        yield Answer(
            Fraction(len(worst)),
            numerator=len(worst),
            denominator=len(rows),
            rows=worst,
            basis=basis.name,
            reading=axis,
            window=claim.window,
            note=f"{int((counts > 1).sum())} enterprises with more than one; the first under {spellings} "
            f"spellings, in {', '.join(map(str, years))}",
        )
