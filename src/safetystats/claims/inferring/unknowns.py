"""Claims -> whole numbers, printed or not, and what each claim says of them.

Every count is a sum over stretches of days, so that windows which overlap, or make up a longer one, bind each
other; a part never exceeds its whole. Sectors are told apart by the letter's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple

import pandas as pd

from ...periods import Window
from ...project import Project
from ..checking.agreement import decimals_of
from ..checking.proportions import Proportion, proportion_of
from ..checking.shares import TARGETS
from ..checking.understanding import Places, as_written, earlier_window, shares_of_either, window_of
from ..checking.vocabulary import direction_of, measure_named
from ..terms import breakdown_of, is_category, sector_of_whole, sector_terms
from .spans import Span, span_behind

COUNTED = (
    "accidents", "fatal_accidents", "severe_accidents", "major_accidents", "deaths", "severe_deaths",
    "major_deaths", "injuries", "serious_injuries", "minor_injuries", "fires", "hazards_found",
    "hazards_listed", "hazards_closed", "major_hazards_found", "major_hazards_closed",
    "general_hazards_found", "general_hazards_closed", "inspections", "accidents_studied",
)  # fmt: skip
"""Measures that count events or persons and add up over days."""

SHARES_OF = {"accident_share": "accidents", "death_share": "deaths"}

PART_OF = (
    ("fatal_accidents", "accidents"), ("severe_accidents", "accidents"), ("major_accidents", "accidents"),
    ("accidents_studied", "accidents"), ("severe_deaths", "deaths"), ("major_deaths", "deaths"),
    ("serious_injuries", "injuries"), ("minor_injuries", "injuries"),
    ("major_hazards_found", "hazards_found"), ("general_hazards_found", "hazards_found"),
    ("major_hazards_closed", "hazards_closed"), ("general_hazards_closed", "hazards_closed"),
)  # fmt: skip
"""Of the same place, window and sector, the first never exceeds the second."""


RATE_OF = {
    "closure_rate": ("hazards_closed", ("hazards_listed", "hazards_found")),
    "major_closure_rate": ("major_hazards_closed", ("major_hazards_found",)),
    "general_closure_rate": ("general_hazards_closed", ("general_hazards_found",)),
}
"""Those closed, and those of which they are a part, whichever of them the text counts first."""


@dataclass(frozen=True, order=True)
class Subject:
    """What is counted, where and of which sector; blank for the whole city, and for all sectors."""

    measure: str
    area: str
    sector: str = ""
    in_city: bool = True
    """False for a place that is no district of the project's city: the city's figures do not include it."""

    def includes(self, other: Subject) -> bool:
        """True where whatever counts for `other` counts for this as well."""
        in_area = self.area == other.area or (not self.area and other.in_city)
        return self.measure == other.measure and in_area and self.sector in _wholes(other.sector)


class Quantity(NamedTuple):
    """A whole number: a subject counted over a window."""

    subject: Subject
    window: Window


WHAT = ("measure", "named", "named_zh", "area", "sector", "window_start", "window_end")
"""What a number counts, where and when; blank for the whole city and for all sectors."""


def columns_of(quantity: Quantity) -> dict[str, Any]:
    """The columns `WHAT` of a whole number."""
    subject, window = quantity
    named = measure_named(subject.measure)
    return {
        "measure": subject.measure,
        "named": named.en,
        "named_zh": named.zh,
        "area": subject.area,
        "sector": subject.sector,
        "window_start": pd.Timestamp(window.start),
        "window_end": pd.Timestamp(window.end),
    }


class Statement(NamedTuple):
    """What a claim says: `low` <= the sum of factor times quantity <= `high`; None is no limit."""

    claims: tuple[int, ...]
    terms: tuple[tuple[int, Quantity], ...]
    low: int | None
    high: int | None


class Share(NamedTuple):
    """A claim that gives a part as a percentage of a whole, and the percentages that it can mean."""

    claim: int
    part: Quantity
    whole: Quantity
    span: Span


class Unknowns(NamedTuple):
    """All that the claims of a text say in whole numbers."""

    statements: list[Statement]
    counts: dict[Quantity, int]
    """Quantities printed as plain counts, each with the first claim that prints it."""
    shares: list[Share]

    @property
    def quantities(self) -> list[Quantity]:
        """All that a statement names, in a fixed order."""
        return sorted({quantity for one in self.statements for _, quantity in one.terms})


def unknowns_of(claims: pd.DataFrame, *, project: Project | None = None, capped: bool = True) -> Unknowns:
    """The whole numbers of a text, and what its claims say of them.

    Parameters
    ----------
    claims
        As `extract` gives them, or as `reference.letter_claims` holds them. A claim is left out that names no
        window or no known measure, that compares with something the text does not say, that is about a
        street within a district, or that is a share which may be one of accidents or of deaths.
    project
        Whose city it is about; the shipped one by default.
    capped
        How to read "or more" of a percentage, see `spans.span_behind`.
    """
    places = Places(project or Project.load())
    table = as_written(claims).reset_index(drop=True)
    rows = table.to_dict("records")
    ambiguous = shares_of_either(rows)
    printed = [_Printed.of(row, at, places) for at, row in enumerate(rows) if at not in ambiguous]
    known = _sure([claim for claim in printed if claim])
    listed = {claim.quantity for claim in known if claim.is_count}
    statements = [one for claim in known for one in _statements(claim, listed, capped)]
    shares = [share for claim in known if (share := _share_of(claim, capped))]
    counts: dict[Quantity, int] = {}
    for claim in known:
        if claim.is_count:
            counts.setdefault(claim.quantity, claim.row)
    return Unknowns(statements, counts, shares)


def _sure(claims: Sequence[_Printed]) -> list[_Printed]:
    """The claims without the counts that seem to be of what another number was told of before.

    Of two in one sentence, in other units, or of which the later does not say its place and window, the
    words for what the later one is of were not understood.
    """
    told: dict[Quantity, _Printed] = {}
    sure = []
    for claim in claims:
        first = told.setdefault(claim.quantity, claim) if claim.is_count else claim
        same = claim.value == first.value or claim.qualifier or first.qualifier
        in_one = bool(claim.sentence) and claim.sentence == first.sentence
        is_other = in_one or claim.unit != first.unit or claim.assumed
        if same or not is_other:
            sure.append(claim)
    return sure


@dataclass(frozen=True)
class _Printed:
    """One claim, its place, window and measure known."""

    row: int
    measure: str
    area: str
    sector: str
    window: Window
    value: float
    unit: str
    qualifier: str
    comparison: str
    in_city: bool
    proportion: Proportion | None
    sentence: str
    assumed: str
    """Columns that its sentence does not say."""

    @classmethod
    def of(cls, row: dict[Any, Any], index: int, places: Places) -> _Printed | None:
        """A row as `understanding.as_written` gives it; None where nothing can be made of it."""
        words = {
            name: _text(row.get(name))
            for name in ("measure", "area", "sector", "unit", "qualifier", "comparison")
        }
        window = window_of(row["period"])
        measure = measure_named(words["measure"]).name
        if window is None or ";" in row["period"] or not _is_usable(row["value"], words["unit"]):
            return None
        if not places.is_whole(words["area"]):
            return None
        if re.match("其余|其他", words["sector"]):
            return None
        words |= {"measure": measure, "area": places.area_of(words["area"])}
        in_city = places.is_of_city(words["area"])
        value, told = float(row["value"]), proportion_of({**row, **words})
        words |= {name: _text(row.get(name)) for name in ("sentence", "assumed")}
        return cls(row=index, window=window, value=value, in_city=in_city, proportion=told, **words)

    @property
    def is_percent(self) -> bool:
        """True for a proportion, in percent or in words."""
        return self.proportion is not None

    @property
    def is_count(self) -> bool:
        """A count, exact or not, and no comparison of two."""
        return self.measure in COUNTED and not self.is_percent and not self.comparison

    @property
    def quantity(self) -> Quantity:
        measure = SHARES_OF.get(self.measure, self.measure)
        return Quantity(Subject(measure, self.area, self.sector, self.in_city), self.window)

    @property
    def sign(self) -> int:
        """1 for a rise, -1 for a fall, 0 for neither."""
        return direction_of(self.comparison)

    def span(self, *, counted: bool, capped: bool = False) -> Span:
        """The exact values that can stand behind it, in percent where it is a proportion."""
        if self.proportion and self.proportion.in_words:
            percent, step = self.proportion.percent, self.proportion.step
            return span_behind(percent, qualifier=self.qualifier, capped=capped, step=step)
        return span_behind(self.value, qualifier=self.qualifier, counted=counted, capped=capped)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


SCALES = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
"""What a unit that begins so multiplies its figure by."""

LARGEST, MOST_DECIMALS = 10**7, 4
"""Larger figures, and finer ones, are left out: nothing follows from them, and sums have to stay whole."""


def _is_usable(value: Any, unit: str) -> bool:
    if pd.isna(value) or decimals_of(float(value)) > MOST_DECIMALS:
        return False
    return abs(float(value)) * SCALES.get(unit[:1], 1) <= LARGEST


# --- what a claim says ---


def _statements(claim: _Printed, listed: set[Quantity], capped: bool) -> Iterator[Statement]:
    if claim.is_count:
        yield _of_count(claim)
    elif claim.sign and claim.measure in COUNTED:
        yield from _of_change(claim, capped)
    elif share := _share_of(claim, capped):
        yield from _of_share(share)
    elif claim.measure in RATE_OF and claim.is_percent and not claim.comparison:
        yield from _of_closure_rate(claim, listed, capped)


def _of_count(claim: _Printed) -> Statement:
    return Statement((claim.row,), ((1, claim.quantity),), *_ends_of_count(claim))


def _ends_of_count(claim: _Printed) -> tuple[int | None, int | None]:
    """The least and the greatest whole number that a count, or a difference of two, may be."""
    scale = SCALES.get(claim.unit[:1], 1)
    return _whole_ends(claim.span(counted=scale == 1), scale)


def _whole_ends(span: Span, scale: int = 1) -> tuple[int | None, int | None]:
    """The least and the greatest whole number of a span."""
    low = high = None
    if span.low is not None:
        low = ceil(span.low * scale)
        low += span.low_open and low == span.low * scale
    if span.high is not None:
        high = floor(span.high * scale)
        high -= span.high_open and high == span.high * scale
    return low, high


def _of_change(claim: _Printed, capped: bool) -> Iterator[Statement]:
    """Now less then: so many, or so many percent of then; nothing has a percentage of nothing."""
    before = earlier_window(claim.window, claim.comparison)
    if before is None:
        return
    now, then = claim.quantity, claim.quantity._replace(window=before)
    if not claim.is_percent:
        terms = ((claim.sign, now), (-claim.sign, then))
        yield Statement((claim.row,), terms, *_ends_of_count(claim))
        return
    yield Statement((claim.row,), ((1, then),), 1, None)
    difference = ((claim.sign, now), (-claim.sign, then))
    yield from _ratio(claim.row, difference, then, claim.span(counted=False, capped=capped))


def _share_of(claim: _Printed, capped: bool) -> Share | None:
    """A district's part of the city; or, for a sector, its part of all in its area."""
    measure = SHARES_OF.get(claim.measure, claim.measure)
    of_known = claim.comparison.startswith("占") and not TARGETS.search(claim.comparison)
    if not (claim.is_percent and of_known and measure in COUNTED) or "comparison" in claim.assumed:
        return None
    if claim.sector:
        # A district's construction sites as a part of the city: of its sites, or of everything?
        if claim.area and "全市" in claim.comparison:
            return None
        whole = replace(claim.quantity.subject, sector=sector_of_whole(claim.comparison))
    elif claim.area:
        whole = replace(claim.quantity.subject, area="", in_city=True)
    else:
        return None
    span = claim.span(counted=False, capped=capped)
    return Share(claim.row, claim.quantity, Quantity(whole, claim.window), span)


def _of_share(share: Share) -> Iterator[Statement]:
    yield Statement((share.claim,), ((1, share.whole),), 1, None)
    yield Statement((share.claim,), ((1, share.whole), (-1, share.part)), 0, None)
    yield from _ratio(share.claim, ((1, share.part),), share.whole, share.span)


def _of_closure_rate(claim: _Printed, listed: set[Quantity], capped: bool) -> Iterator[Statement]:
    """Those closed, of those listed where the text lists them, or of those found."""
    part, of_these = RATE_OF[claim.measure]
    wholes = [
        claim.quantity._replace(subject=replace(claim.quantity.subject, measure=measure))
        for measure in of_these
    ]
    whole = next((quantity for quantity in wholes if quantity in listed), None)
    if whole is not None:
        closed = whole._replace(subject=replace(whole.subject, measure=part))
        yield from _of_share(Share(claim.row, closed, whole, claim.span(counted=False, capped=capped)))


Terms = tuple[tuple[int, Quantity], ...]


def _ratio(claim: int, part: Terms, whole: Quantity, span: Span) -> Iterator[Statement]:
    """100 times `part` lies between the ends of `span` times `whole`, in whole numbers throughout."""
    for end, is_open, side in ((span.low, span.low_open, 1), (span.high, span.high_open, -1)):
        if end is not None:
            terms = tuple((side * 100 * end.denominator * factor, quantity) for factor, quantity in part)
            below = (-side * end.numerator, whole)
            yield Statement((claim,), (*terms, below), int(is_open), None)


# --- what holds for whole numbers of any text ---


def laws(quantities: Sequence[Quantity], stretches: Sequence[Window]) -> Iterator[Statement]:
    """A part never exceeds its whole, in any stretch of days; parts without common members never together.

    Parameters
    ----------
    quantities
        The whole numbers of a text.
    stretches
        Windows that do not overlap; those of the quantities are made up of them.
    """
    subjects = sorted({quantity.subject for quantity in quantities})
    for parts, whole in _parts_and_wholes(subjects):
        for stretch in stretches:
            terms = tuple((-1, Quantity(part, stretch)) for part in parts)
            yield Statement((), ((1, Quantity(whole, stretch)), *terms), 0, None)


def _parts_and_wholes(subjects: Sequence[Subject]) -> Iterator[tuple[Sequence[Subject], Subject]]:
    for whole in subjects:
        for part in subjects:
            if part != whole and whole.includes(part):
                yield [part], whole
        for names in (_districts, _siblings):
            for parts in names(whole, subjects):
                if len(parts) > 1:
                    yield parts, whole
    for small, large in PART_OF:
        for part in subjects:
            whole = replace(part, measure=large)
            if part.measure == small and whole in subjects:
                yield [part], whole


def _districts(whole: Subject, subjects: Iterable[Subject]) -> Iterator[list[Subject]]:
    """The districts of a city that a text counts in the same way."""
    if not whole.area:
        yield [one for one in subjects if one.area and replace(one, area="") == whole]


def _siblings(whole: Subject, subjects: Iterable[Subject]) -> Iterator[list[Subject]]:
    """Sectors of a whole that have no member in common: categories, or the parts of one breakdown."""
    groups: dict[str, list[Subject]] = {}
    for one in subjects:
        breakdown = breakdown_of(one.sector)
        apart = breakdown or (breakdown == "" and is_category(one.sector))
        if apart and replace(one, sector=whole.sector) == whole and _wholes(one.sector)[1] == whole.sector:
            groups.setdefault(str(breakdown), []).append(one)
    for parts in groups.values():
        # Two names of one category are no two parts.
        if len({tuple(sector_terms(one.sector).values()) for one in parts}) == len(parts):
            yield parts


def _wholes(sector: str) -> tuple[str, ...]:
    """A sector and all that it is a part of, the nearest first.

    >>> _wholes("工矿商贸-建筑业"), _wholes("")
    (('工矿商贸-建筑业', '工矿商贸', ''), ('',))
    """
    if not sector:
        return ("",)
    nearest = re.split("[-/]", sector)[0]
    return (sector, nearest, "") if nearest != sector else (sector, "")


def stretches_of(windows: Iterable[Window]) -> list[Window]:
    """The days of all windows, cut wherever one of them begins or ends; days of none are left out.

    >>> from datetime import date
    >>> year, eight = Window.year(2020), Window.year_to_date(date(2020, 8, 24))
    >>> [str(stretch) for stretch in stretches_of([year, eight])]
    ['2020-01-01/2020-08-24', '2020-08-25/2020-12-31']
    """
    windows = set(windows)
    cuts = sorted({w.start.toordinal() for w in windows} | {w.end.toordinal() + 1 for w in windows})
    pieces = [_days(first, after) for first, after in pairwise(cuts)]
    return [piece for piece in pieces if any(w.start <= piece.start and piece.end <= w.end for w in windows)]


def _days(first: int, after: int) -> Window:
    return Window(date.fromordinal(first), date.fromordinal(after - 1))
