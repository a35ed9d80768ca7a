"""What the ledgers give for one claim: a function per measure, each returning every reading that is possible.

The first answer is the preferred reading (the project's basis, the bureau's own sectors); the others are
there because a letter rarely says which it means. Values are exact fractions in the claim's own unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from .. import reference
from ..measures.coverage import insurance_coverage, register_differences
from ..measures.deadlines import working_day_deadlines
from ..measures.duties import SAFETY_UNIT, breaches_of_part_limit, duties_met, requirement_met
from ..periods import Window
from ..project import Project
from ..schema import Basis
from .numerals import figures_in
from .terms import industry_names
from .vocabulary import no_ledger_holds

if TYPE_CHECKING:
    from ..ledgers import Ledgers

SUPERVISION = "督察抽查"
"""Programme of the inspections that a supervision team makes; every other programme is the district's own."""

CITY_WIDE = ("", "全市", "全国", "全省")
"""Areas that mean every row of the ledger."""


@dataclass(frozen=True)
class Claim:
    """One claim in the ledgers' own terms; empty texts and None where the letter does not say."""

    measure: str
    value: float
    unit: str
    qualifier: str
    window: Window | None
    area: str
    sector: str
    category: str
    kind: str
    subject: str
    comparison: str
    text: str = ""

    @property
    def is_percent(self) -> bool:
        """True where the figure is printed in percent."""
        return self.unit == "%"


@dataclass(frozen=True)
class Sources:
    """What answers are drawn from: the ledgers, whose city they are, the preferred basis, and until when."""

    ledgers: Ledgers
    project: Project
    basis: Basis
    as_of: date | None = None

    @property
    def bases(self) -> list[Basis]:
        """The preferred basis first, then all others."""
        return [self.basis, *(b for b in reference.bases().values() if b.name != self.basis.name)]


@dataclass(frozen=True)
class Answer:
    """One reading of a claim, computed. `value` is None where the ledgers cannot give it, for the `note`."""

    value: Fraction | None
    numerator: float | None = None
    denominator: float | None = None
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The ledger rows behind the numerator."""
    basis: str = ""
    reading: str = ""
    window: Window | None = None
    note: str = ""
    is_share: bool = False
    """True where numerator out of denominator is a share with limits."""


def answers_to(claim: Claim, sources: Sources) -> list[Answer]:
    """Every reading of `claim`, the preferred one first; never empty."""
    if claim.measure not in ANSWERS:
        return [unanswered(no_ledger_holds(claim.measure))]
    return list(ANSWERS[claim.measure](claim, sources)) or [
        unanswered("no reading of the claim can be computed")
    ]


def unanswered(why: str) -> Answer:
    """An answer that says why there is none."""
    return Answer(None, note=why)


# --- accidents: counts, deaths, shares, changes ---


def accident_rows(accidents: pd.DataFrame, claim: Claim, basis: Basis, window: Window) -> pd.DataFrame:
    """Rows of `accidents` that count on `basis` in `window`, in the claim's area, category and sector."""
    rows = accidents[basis.mask(accidents) & window.contains(accidents["occurred_on"])]
    rows = in_area(rows, claim.area)
    if claim.category:
        rows = rows[rows["category"] == claim.category]
    if claim.kind:
        rows = rows[rows["accident_kind"] == claim.kind]
    return rows


def in_area(rows: pd.DataFrame, area: str) -> pd.DataFrame:
    """The rows of one area; every row where `area` is the city."""
    return rows if area in CITY_WIDE else rows[rows["area"] == area]


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
    measure = {"accident_share": "accidents", "death_share": "deaths"}.get(claim.measure, claim.measure)
    whole = replace(claim, sector="", category="", kind="")
    if not (claim.sector or claim.category or claim.kind):
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
    days = pd.to_datetime(sources.ledgers.accidents["occurred_on"])
    if days.empty or days.min().date() > other.end:
        yield unanswered(f"the accident ledger does not reach back to {other}")
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


# --- hazards ---


def hazard_rows(claim: Claim, sources: Sources, *, listed: bool) -> pd.DataFrame:
    """Hazards found in the claim's window, area and sector; only those on the supervised list where asked."""
    hazards = in_area(sources.ledgers.hazards, claim.area)
    if claim.window is not None:
        hazards = hazards[claim.window.contains(hazards["found_on"])]
    if claim.sector:
        hazards = hazards[hazards["supervision_sector"].fillna("") == claim.sector]
    return hazards[hazards["listed"].fillna(False).astype(bool)] if listed else hazards


def closed_by(hazards: pd.DataFrame, as_of: date | None) -> pd.DataFrame:
    """Hazards closed up to and including `as_of`; all that are closed where no day is given."""
    closed = hazards[hazards["end_type"] == "closed"]
    if as_of is None:
        return closed
    return closed[
        closed["closed_on"].isna() | (closed["closed_on"] < pd.Timestamp(as_of) + pd.Timedelta(days=1))
    ]


def hazard_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Hazards found, listed or closed."""
    if claim.comparison:
        yield unanswered("changes of hazard figures are not recomputed")
        return
    for listed in (True, False) if claim.measure == "hazards_listed" else (False, True):
        rows = hazard_rows(claim, sources, listed=listed)
        if claim.measure == "hazards_closed":
            rows = closed_by(rows, sources.as_of or _end(claim))
        yield Answer(
            Fraction(len(rows)),
            numerator=len(rows),
            rows=rows,
            reading=_list_name(listed),
            window=claim.window,
        )


def closure_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Of the hazards found in the window, those closed by the day: the cohort closure rate."""
    as_of = sources.as_of or _end(claim)
    for listed in (True, False):
        rows = hazard_rows(claim, sources, listed=listed)
        closed = closed_by(rows, as_of)
        if rows.empty:
            continue
        yield Answer(
            Fraction(100 * len(closed), len(rows)),
            numerator=len(closed),
            denominator=len(rows),
            rows=closed,
            reading=_list_name(listed),
            window=claim.window,
            note=f"closed by {as_of}" if as_of else "closed by the day of the export",
            is_share=True,
        )


def _end(claim: Claim) -> date | None:
    return claim.window.end if claim.window else None


def _list_name(listed: bool) -> str:
    return "on the supervised list" if listed else "all hazards"


# --- inspections ---


def inspection_rows(claim: Claim, sources: Sources, *, supervision: bool) -> pd.DataFrame:
    """Inspections in the claim's window and area: the supervision team's, or the district's own."""
    rows = in_area(sources.ledgers.inspections, claim.area)
    if claim.window is not None:
        rows = rows[claim.window.contains(rows["inspected_on"])]
    is_supervision = rows["programme"].fillna("") == SUPERVISION
    return rows[is_supervision == supervision]


def with_tag(rows: pd.DataFrame, column: str, tag: str) -> pd.DataFrame:
    """Rows whose tags name `tag`, in part at least."""
    return rows[rows[column].fillna("").str.contains(tag, regex=False)] if tag else rows


def inspection_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Visits of the district's own departments; each visit counts, the same enterprise again too."""
    if claim.comparison:
        yield unanswered("changes of inspection figures are not recomputed")
        return
    for supervision in (False, True):
        rows = inspection_rows(claim, sources, supervision=supervision)
        yield Answer(
            Fraction(len(rows)),
            numerator=len(rows),
            rows=rows,
            reading=_inspector(supervision),
            window=claim.window,
        )


def _inspector(supervision: bool) -> str:
    return "the supervision team's inspections" if supervision else "the district's own inspections"


def units_inspected_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Distinct enterprises visited; with a subject, those visited on that topic."""
    own = inspection_rows(claim, sources, supervision=False)
    topic = topic_of(claim, own)
    for supervision in (False, True) if topic else (True, False):
        rows = with_tag(inspection_rows(claim, sources, supervision=supervision), "topics", topic)
        named = rows.dropna(subset="enterprise_key").drop_duplicates("enterprise_key")
        yield Answer(
            Fraction(len(named)),
            numerator=len(named),
            rows=named,
            reading=_inspector(supervision),
            window=claim.window,
            note=_finds_note(rows),
        )


def _finds_note(rows: pd.DataFrame) -> str:
    return f"{len(rows)} visits found {int(rows['hazards_found'].fillna(0).sum())} hazards"


def topic_of(claim: Claim, visits: pd.DataFrame) -> str:
    """The topic of the visits that a claim is about: its subject, or the topic its words come nearest to."""
    topics = {topic for tags in visits["topics"].dropna() for topic in tags.split("、")}
    return nearest(claim.subject or claim.text, topics)


def nearest(text: str, names: Iterable[str], *, least: float = 0.6) -> str:
    """The name most of whose pairs of characters stand in `text`, or that holds `text`; blank below `least`.

    >>> nearest("主要负责人对主体责任规定和本人的职责不清楚", ["有限空间", "主体责任不清"])
    '主体责任不清'
    """
    scores = {name: 1.0 if text and text in name else _pairs_shared(name, text) for name in sorted(names)}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] >= least else ""


def _pairs_shared(name: str, text: str) -> float:
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _visits_on_topic(claim: Claim, sources: Sources) -> tuple[str, pd.DataFrame, int]:
    """Topic, the supervision team's visits under it, and how many enterprises were visited in all."""
    visits = inspection_rows(claim, sources, supervision=True)
    if visits.empty:
        # The letter's window may be that of an accident named before: the team was there only once.
        visits = inspection_rows(replace(claim, window=None), sources, supervision=True)
    topic = topic_of(claim, visits)
    on_topic = with_tag(visits, "topics", topic) if topic else visits.iloc[:0]
    return topic, on_topic, visits["enterprise_key"].nunique()


def units_with_problem_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Enterprises where the supervision team found problems of the claim's topic, of all it visited."""
    topic, visits, visited = _visits_on_topic(claim, sources)
    if not topic:
        yield unanswered("the inspection ledger has no topic that comes near to this problem")
        return
    named = visits.drop_duplicates("enterprise_key")
    yield Answer(
        Fraction(len(named)),
        numerator=len(named),
        denominator=visited,
        rows=named,
        reading=f"visits of the supervision team with the topic {topic}",
        window=claim.window,
        note=f"{len(named)} of {visited} enterprises visited",
        is_share=True,
    )


def problems_per_unit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The fewest hazards that the supervision team found on a visit of the claim's topic."""
    topic, visits, _ = _visits_on_topic(claim, sources)
    repeats = visits[visits["recheck_of"].notna()]
    for reading, rows in ((f"repeat visits, {topic}", repeats), (f"all visits, {topic}", visits)):
        finds = rows["hazards_found"].dropna().astype(int)
        if len(finds):
            yield Answer(
                Fraction(int(finds.min())),
                numerator=int(finds.sum()),
                denominator=len(finds),
                rows=rows,
                reading=reading,
                window=claim.window,
                note=f"{', '.join(map(str, finds))} found on the {len(finds)} visits: the fewest counts",
            )


def persons_per_unit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Persons that the remarks on the visits of the claim's topic name, the fewest of a visit."""
    topic, visits, _ = _visits_on_topic(claim, sources)
    persons = [
        int(figure.value)
        for remark in visits["note"].dropna()
        for figure in figures_in(remark)
        if figure.unit in ("人", "名")
    ]
    if persons:
        yield Answer(
            Fraction(min(persons)),
            numerator=sum(persons),
            denominator=len(visits),
            rows=visits,
            reading=f"remarks on visits with the topic {topic}",
            window=claim.window,
            note=f"{', '.join(map(str, persons))} persons on {len(visits)} visits",
        )


# --- registers and insurance ---


def coverage_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """The mean of the yearly coverage at each year's end, or on the last day of the window."""
    mean, rows = mean_coverage_of(claim, sources)
    if mean is None:
        yield unanswered("the register holds no active enterprise of the area on these days")
        return
    # The yearly rates are exact fractions; their mean is too.
    years = [Fraction(int(n), int(d)) for n, d in zip(mean["numerator"], mean["denominator"]) if d]
    value = 100 * sum(years, Fraction(0)) / len(years)
    shown = ", ".join(
        f"{int(n)}/{int(d)} on {day:%Y-%m-%d}"
        for n, d, day in zip(mean["numerator"], mean["denominator"], mean["window_end"])
    )
    yield Answer(
        value,
        numerator=float(mean["numerator"].sum()),
        denominator=float(mean["denominator"].sum()),
        rows=rows,
        reading="mean of the yearly rates",
        window=claim.window,
        note=f"insured / registered: {shown}",
    )


def mean_coverage_of(claim: Claim, sources: Sources) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Insured and registered enterprises at each year's end, and the register's rows insured at the last."""
    register = sources.ledgers.enterprises
    if claim.window is None or register.empty:
        return None, register.iloc[:0]
    last = min(sources.as_of or claim.window.end, exported_on(sources) or claim.window.end)
    days = [window.end for window in Window(claim.window.start, max(last, claim.window.start)).by_year()]
    yearly = insurance_coverage(register, days=days, area=claim.area or None)
    insured = in_area(register, claim.area)
    day = pd.Timestamp(days[-1])
    insured = insured[(insured["insured_from"] <= day) & (insured["insured_to"] >= day)]
    known = yearly[yearly["denominator"] > 0]
    return (known if len(known) else None), insured


def exported_on(sources: Sources) -> date | None:
    """The last day of which the registers and the hazard ledger say something: later days are not known."""
    held = sources.ledgers
    days = [held.enterprises["registered_on"].max(), held.hazards["found_on"].max()]
    known = [day for day in days if not pd.isna(day)]
    return max(known).date() if known else None


def target_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A target is set, not counted; what was reached stands beside it."""
    reached = next(coverage_answers(replace(claim, qualifier=""), sources))
    beside = f"; reached: {float(reached.value):.4g} %" if reached.value is not None else ""
    yield unanswered(f"a target is set, not counted{beside}")


def employees_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Employees of the enterprise above the threshold that lacks a safety unit; of several, the smallest."""
    register = in_area(sources.ledgers.enterprises, claim.area)
    over = register[register["employees"].fillna(0) > int(claim.value)]
    without = over[~over["attributes"].fillna("").str.contains(SAFETY_UNIT, regex=False)]
    without, bound = without.drop_duplicates("enterprise_key"), over["enterprise_key"].nunique()
    if without.empty:
        yield unanswered(f"no enterprise with more than {claim.value:g} employees lacks {SAFETY_UNIT}")
        return
    yield Answer(
        Fraction(int(without["employees"].min())),
        numerator=len(without),
        denominator=bound,
        rows=without,
        reading=f"enterprises without {SAFETY_UNIT}",
        window=claim.window,
        note=f"{len(without)} of {bound} enterprises above {claim.value:g} lack it",
    )


def register_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Entries in which the register and what inspectors saw disagree: stale or missing ones."""
    if claim.window is None:
        yield unanswered("the claim names no window")
        return
    difference = "stale" if claim.measure == "stale_entries" else "missing"
    inspections = sources.ledgers.inspections
    found = register_differences(
        sources.ledgers.enterprises, inspections, window=claim.window, area=claim.area or None
    )
    keys = found.loc[found["difference"] == difference, "enterprise_key"].unique()
    visits = inspection_rows(claim, sources, supervision=True)
    seen = visits[visits["enterprise_key"].isin(keys)].drop_duplicates("enterprise_key")
    yield Answer(
        Fraction(len(keys)),
        numerator=len(keys),
        denominator=visits["enterprise_key"].nunique(),
        rows=seen,
        reading=f"{difference} entries, by the visits in the window",
        window=claim.window,
    )


# --- duties, rules, deadlines ---


def duties_about(claim: Claim, sources: Sources) -> pd.DataFrame:
    """The rows of the duty that a claim is about, by its subject or the words it comes nearest to."""
    duties = in_area(sources.ledgers.duties, claim.area)
    duty = nearest(claim.subject or claim.text, duties["duty"].dropna().unique(), least=0.4)
    return duties[duties["duty"] == duty] if duty else duties.iloc[:0]


def departments_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Departments that owe a duty, or those of them that did not meet it."""
    duties = duties_about(claim, sources)
    if duties.empty or claim.window is None:
        yield unanswered("the duty ledger has no duty that comes near to this one")
        return
    met = requirement_met(duties, window=claim.window).iloc[0]
    failing = int(met["denominator"] - met["numerator"])
    checked = claim.measure == "departments_checked"
    names = met["not_met_by"].split("、")
    rows = duties if checked else duties[duties["department"].isin(names)]
    yield Answer(
        Fraction(int(met["denominator"]) if checked else failing),
        numerator=failing,
        denominator=float(met["denominator"]),
        rows=rows.drop_duplicates("department"),
        reading=f"duty: {duties['duty'].iloc[0]}",
        window=claim.window,
        note=f"{failing} of {int(met['denominator'])} departments fall short",
        is_share=not checked,
    )


TIMES_A_YEAR = {"每月": 12, "每季度": 4, "每半年": 2, "每年": 1}
TIMES_A_UNIT = {"次/月": 12, "次/季度": 4, "次/半年": 2, "次/年": 1}


def frequency_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """How often the duty ledger says the duty falls due, and how far it was met."""
    duties = duties_about(claim, sources)
    known = [f for f in duties["frequency"].dropna().unique() if f in TIMES_A_YEAR]
    if not known or claim.unit not in TIMES_A_UNIT:
        yield unanswered("a rule; the duty ledger has no duty of that frequency that comes near to it")
        return
    days = sources.ledgers.duties["done_on"].dropna()
    span = claim.window or (Window(days.min().date(), days.max().date()) if len(days) else None)
    met = duties_met(duties, window=_whole_years(span)).pipe(_met_note) if span else "never met"
    yield Answer(
        Fraction(TIMES_A_YEAR[known[0]], TIMES_A_UNIT[claim.unit]),
        rows=duties,
        reading=f"duty: {duties['duty'].iloc[0]}",
        window=claim.window,
        note=f"a rule, as the duty ledger has it ({known[0]}); {met}",
    )


def _whole_years(span: Window) -> Window:
    """From the first day of its first year, so that the year's first period counts as owed."""
    return Window(date(span.start.year, 1, 1), span.end)


def _met_note(met: pd.DataFrame) -> str:
    missed = met[met["missed"] != ""]
    who = "; ".join(f"{d}: {m}" for d, m in zip(missed["department"], missed["missed"]))
    return f"met in {met['numerator'].sum():g} of {met['denominator'].sum():g} periods" + (
        f", missed by {who}" if who else ""
    )


def part_limit_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """A limit is a rule; what was done against it stands beside it."""
    duties = sources.ledgers.duties
    measured = in_area(duties, claim.area).dropna(subset=["part", "whole"])
    if measured.empty:
        yield unanswered("a rule; the duty ledger states no parts and wholes to hold against it")
        return
    days = measured["done_on"].dropna()
    span = Window(days.min().date(), days.max().date())
    breaches = breaches_of_part_limit(measured, window=span, limit=float(claim.value), by=())
    row = breaches.iloc[0]
    yield unanswered(
        f"a rule, not a count; held against it, {row['numerator']:g} of {row['denominator']:g} entries break "
        f"it, the largest part at once is {row['largest_part']:.0%}"
    )


def deadline_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Working days allowed by the orders, the day they end, and who is late on it."""
    orders = in_area(sources.ledgers.rectifications, claim.area).dropna(subset="working_days")
    if orders.empty:
        yield unanswered("the ledger of orders states no working days")
        return
    allowed = int(orders["working_days"].mode().iloc[0])
    issued = orders["issued_on"].min().date()
    calendar = reference.working_days()
    due = calendar.after(issued, allowed)
    deadlines = working_day_deadlines(orders, calendar, due + timedelta(days=1))
    late = int((deadlines["state"] == "late").sum())
    yield Answer(
        Fraction(allowed),
        numerator=len(orders),
        rows=orders,
        reading="orders in the rectification ledger",
        window=Window(issued, due),
        note=f"from {issued}, the day of issue not counted, they end on {due}; not done by then: {late} "
        f"of {len(deadlines)}",
    )


ANSWERS: dict[str, Callable[[Claim, Sources], Iterator[Answer]]] = {
    **dict.fromkeys(
        [
            "accidents", "fatal_accidents", "severe_accidents", "major_accidents", "deaths", "severe_deaths",
            "major_deaths", "injuries", "serious_injuries", "minor_injuries", "fires",
        ],
        events_answers,
    ),
    "accident_share": share_answers,
    "death_share": share_answers,
    "accidents_studied": studied_answers,
    "same_enterprise_accidents": same_enterprise_answers,
    "hazards_found": hazard_answers,
    "hazards_listed": hazard_answers,
    "hazards_closed": hazard_answers,
    "closure_rate": closure_answers,
    "inspections": inspection_answers,
    "units_inspected": units_inspected_answers,
    "units_with_problem": units_with_problem_answers,
    "problems_per_unit": problems_per_unit_answers,
    "persons_per_unit": persons_per_unit_answers,
    "insurance_coverage": coverage_answers,
    "insurance_target": target_answers,
    "employees": employees_answers,
    "stale_entries": register_answers,
    "missing_entries": register_answers,
    "departments_checked": departments_answers,
    "departments_failing": departments_answers,
    "duty_frequency": frequency_answers,
    "part_at_once": part_limit_answers,
    "working_days_allowed": deadline_answers,
}  # fmt: skip
"""Which function answers which measure. A measure without one is answered with the reason."""
