"""Hazards found, listed and closed: all of them, or those of one level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

import pandas as pd

from ...locale import say, say_count
from ...locale.formats import day_text
from ...measures.closure import cohort_closure, on_time_closure
from ...measures.states import as_it_stood, is_overdue
from ...periods import Window
from ...schema import UNKNOWN
from .asked import Answer, Claim, Doubt, Sources, in_area, not_entered, span_of, unanswered
from .said import Said, nothing
from .tallying import is_unstated

LEVELS = {"major": "重大", "general": "一般"}
"""The level that a measure's name begins with: its hazards alone are counted."""


@dataclass(frozen=True)
class Cohort:
    """The hazards of a claim as they stood at the end of a day: all of them, or those on the list."""

    window: Window
    day: date
    listed: bool
    rows: pd.DataFrame
    found: int
    closed: int
    level: str = ""
    without_level: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Hazards that state no level, and are left out where one is asked for."""

    @property
    def no_level(self) -> int:
        """How many state no level, where one is asked for."""
        return len(self.without_level)

    @property
    def open_rows(self) -> pd.DataFrame:
        """Those neither closed nor ended in another way by the day."""
        return self.rows[self.rows["state"] == "open"]

    @property
    def ended_otherwise_rows(self) -> pd.DataFrame:
        """Those void or transferred."""
        return self.rows[self.rows["state"].isin(["void", "transferred"])]

    @property
    def overdue_rows(self) -> pd.DataFrame:
        """Those open past their due day."""
        return self.rows[is_overdue(self.rows, self.day)]

    @property
    def unknown_rows(self) -> pd.DataFrame:
        """Those that do not state how they ended."""
        return self.rows[self.rows["state"] == UNKNOWN]

    @property
    def closed_rows(self) -> pd.DataFrame:
        """Those closed by the day."""
        return self.rows[self.rows["state"] == "closed"]

    def reading(self, language: str) -> str:
        """Which hazards these are."""
        listed = say("on the supervised list", language) if self.listed else ""
        of_level = _hazards_of(self.level, language)
        mark = "，" if language == "zh" else ", "
        return mark.join(filter(None, (of_level, listed))) or say("all hazards", language)

    def closed_by(self, language: str) -> str:
        """As of which day their state was taken, and who is left out."""
        state = say("closed by {day}", language, day=day_text(self.day, language))
        mark = "；" if language == "zh" else "; "
        return mark.join(text for text in (state, self.left_out(language)) if text)

    def open_on(self, language: str) -> str:
        """As of which day they are open, and who is left out."""
        state = say("open on {day}", language, day=day_text(self.day, language))
        mark = "；" if language == "zh" else "; "
        return mark.join(text for text in (state, self.left_out(language)) if text)

    def left_out(self, language: str) -> str:
        """How many hazards state no level, where one is asked for."""
        if not self.no_level:
            return ""
        return say("{count} hazards that state no level are left out", language, count=self.no_level)


def _hazards_of(level: str, language: str) -> str:
    """The hazards of one level in words; blank for those of all."""
    if level == "重大":
        return say("major hazards", language)
    return say("general hazards", language) if level else ""


def cohorts(claim: Claim, sources: Sources, *, listed_first: bool) -> Iterator[Cohort]:
    """The claim's hazards, once on the supervised list and once all, as at the end of its window."""
    hazards = in_area(sources.ledgers.hazards, claim.area)
    if claim.sector:
        hazards = hazards[hazards["supervision_sector"].fillna("") == claim.sector]
    every, level = hazards, level_of(claim.measure)
    if level:
        hazards = hazards[hazards["level"].fillna("") == level]
    window = claim.window or span_of(hazards["found_on"], sources.as_of)
    if window is None:
        return
    day = window.end if claim.window or sources.as_of else _last_day(hazards)
    for listed in (listed_first, not listed_first):
        closure = cohort_closure(hazards, window=window, as_of=day, listed_only=listed).iloc[0]
        rows = as_it_stood(hazards, window, day, listed)
        found, closed = int(closure["denominator"]), int(closure["numerator"])
        unstated = every[is_unstated(every["level"])] if level else every[:0]
        without_level = as_it_stood(unstated, window, day, listed)
        yield Cohort(window, day, listed, rows, found, closed, level, without_level)


def level_of(measure: str) -> str:
    """The level of the hazards that a measure is about; blank for all of them.

    >>> level_of("major_closure_rate"), level_of("closure_rate")
    ('重大', '')
    """
    return LEVELS.get(measure.split("_")[0], "")


def _last_day(hazards: pd.DataFrame) -> date:
    last: pd.Timestamp = hazards[["found_on", "closed_on"]].max().max()
    return last.date()


def _not_told(claim: Claim, sources: Sources) -> Said | None:
    """Why the hazard ledger cannot tell a claim; None where it can."""
    level = level_of(claim.measure)
    if level and not (sources.ledgers.hazards["level"].fillna("") == level).any():
        return lambda language: say("the hazard ledger names no hazard of this level", language)
    if claim.comparison:
        return lambda language: say("changes of hazard figures are not recomputed", language)
    if claim.window is None:
        return None
    if lacking := sources.lacking("hazards", claim.window, claim.area):
        return not_entered(lacking)
    return sources.not_covered("hazards", claim.window)


def hazard_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Hazards found, listed or closed."""
    if missing := _not_told(claim, sources):
        yield unanswered(missing)
        return
    rows_of, note_of = _STATES.get(claim.measure.rpartition("_")[2], _FOUND)
    for cohort in cohorts(claim, sources, listed_first=claim.measure == "hazards_listed"):
        rows = rows_of(cohort)
        yield Answer(
            Fraction(len(rows)),
            numerator=len(rows),
            rows=rows,
            reading=cohort.reading,
            window=claim.window,
            note=note_of(cohort),
            doubt=_doubt(cohort, rows_of, len(rows)),
        )
        if rows_of is _STATES["open"][0] and len(ended := cohort.ended_otherwise_rows):
            # Bulletins subtract: all that is not closed.
            not_closed = len(rows) + len(ended)
            yield Answer(
                Fraction(not_closed),
                numerator=not_closed,
                rows=pd.concat([rows, ended]),
                reading=lambda language: say("void and transferred ones included", language),
                window=claim.window,
                note=note_of(cohort),
                doubt=_doubt_of_ends(cohort, not_closed, not_closed + len(cohort.unknown_rows)),
            )


def _doubt_of_ends(cohort: Cohort, least: Fraction | int, most: Fraction | int) -> Doubt | None:
    """What hazards that do not state how they ended leave open of a figure."""
    count = len(cohort.unknown_rows)
    return Doubt(Fraction(least), Fraction(most), _no_end(count)) if count else None


def _no_end(count: int) -> Said:
    return lambda language: say_count(
        "{count} hazard does not state how it ended",
        "{count} hazards do not state how they ended",
        count,
        language,
    )


def _doubt(cohort: Cohort, rows_of: Callable[[Cohort], pd.DataFrame], count: int) -> Doubt | None:
    """What hazards that state no level, or no due day, leave open of a count."""
    no_level = rows_of(replace(cohort, rows=cohort.without_level)) if cohort.no_level else cohort.rows[:0]
    is_overdue_count = rows_of is _STATES["overdue"][0]
    no_due_day = cohort.open_rows[cohort.open_rows["due_on"].isna()] if is_overdue_count else cohort.rows[:0]
    no_end = cohort.rows[:0] if rows_of is _FOUND[0] else cohort.unknown_rows
    if is_overdue_count:
        no_end = no_end[~(no_end["due_on"] >= pd.Timestamp(cohort.day))]
    more = len(no_level) + len(no_due_day) + len(no_end)
    if not more:
        return None
    told = _no_due_day(len(no_due_day)) if len(no_due_day) else nothing
    told = _no_end(len(no_end)) if len(no_end) else told
    return Doubt(Fraction(count), Fraction(count + more), told)


def _no_due_day(count: int) -> Said:
    return lambda language: say("{count} open hazards state no due day", language, count=count)


_FOUND: tuple[Callable[[Cohort], pd.DataFrame], Callable[[Cohort], Said]] = (
    lambda cohort: cohort.rows,
    lambda cohort: cohort.left_out,
)
_STATES: dict[str, tuple[Callable[[Cohort], pd.DataFrame], Callable[[Cohort], Said]]] = {
    "closed": (lambda cohort: cohort.closed_rows, lambda cohort: cohort.closed_by),
    "open": (lambda cohort: cohort.open_rows, lambda cohort: cohort.open_on),
    "overdue": (lambda cohort: cohort.overdue_rows, lambda cohort: cohort.open_on),
}
"""Which hazards of a cohort a measure counts, by its last word, and what is remarked of them."""


def closure_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Of the hazards found in the window, those closed by the day: the cohort closure rate."""
    if missing := _not_told(claim, sources):
        yield unanswered(missing)
        return
    for cohort in cohorts(claim, sources, listed_first=True):
        if cohort.found:
            yield Answer(
                Fraction(100 * cohort.closed, cohort.found),
                numerator=cohort.closed,
                denominator=cohort.found,
                rows=cohort.closed_rows,
                reading=cohort.reading,
                window=claim.window,
                note=cohort.closed_by,
                is_share=True,
                doubt=_doubt_of_ends(
                    cohort,
                    Fraction(100 * cohort.closed, cohort.found),
                    Fraction(100 * (cohort.closed + len(cohort.unknown_rows)), cohort.found),
                ),
            )


def on_time_answers(claim: Claim, sources: Sources) -> Iterator[Answer]:
    """Of the hazards found in the window and due by its end, those closed by their due day."""
    if missing := _not_told(claim, sources):
        yield unanswered(missing)
        return
    hazards = in_area(sources.ledgers.hazards, claim.area)
    for cohort in cohorts(claim, sources, listed_first=True):
        share = on_time_closure(
            hazards[hazards.index.isin(cohort.rows.index)],
            window=cohort.window,
            as_of=cohort.day,
            listed_only=cohort.listed,
        ).iloc[0]
        if share["denominator"]:
            on_time, due = int(share["numerator"]), int(share["denominator"])
            most = Fraction(100 * (on_time + int(share[UNKNOWN])), due)
            yield Answer(
                Fraction(100 * on_time, due),
                numerator=on_time,
                denominator=due,
                rows=cohort.closed_rows,
                reading=cohort.reading,
                window=claim.window,
                note=cohort.closed_by,
                is_share=True,
                doubt=_doubt_of_ends(cohort, Fraction(100 * on_time, due), most),
            )
