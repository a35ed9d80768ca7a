"""A choice of area, window, sector and basis -> the sentences, tables and chart that answer it.

What a person may choose, and what a choice gives, without any widget: `panel` puts the widgets around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from . import figures, sentences, tables
from .display import Sentence, Sentences, Table
from .errors import InputRejected, WrongUse
from .ledgers import MANIFEST
from .locale import label, say
from .locale.formats import day_text, window_text
from .locale.wording import key_header, ledger_text
from .measures import closure, counts, shares, trends
from .measures.tally import levels_found
from .periods import Window
from .reference import bases, basis_named, series_breaks
from .schema import DIVISIONS, UNKNOWN, Basis
from .scope import Scope
from .theme import mark_charts

COUNTED = ("accidents", "deaths")
"""The events of every table, one row each."""

Part = tuple[str, str]
"""A column of `DIVISIONS` and the value chosen."""

ALL_PARTS: Part = ("", "")
"""No sector or industry was chosen: all of them count."""


@dataclass(frozen=True)
class Choice:
    """What a person has chosen."""

    area: str
    window: Window
    basis: str = ""
    part: Part = ALL_PARTS
    chart: str = "windows"


@dataclass(frozen=True)
class Answer:
    """What a choice gives: sentences first, then tables and one chart, on a figure that the caller closes."""

    sentences: Sentences
    tables: tuple[Table, ...]
    chart: Axes

    @property
    def chart_text(self) -> str:
        """What stands in for the chart where it cannot be seen: its title, and what was found."""
        return f"{self.chart.get_title(loc='left')}\n{' '.join(self.sentences)}"

    def to_text(self) -> str:
        """The answer without its chart, in a fixed-width font."""
        return "\n\n".join(["\n".join(self.sentences), *(table.to_text() for table in self.tables)])

    def to_html(self, picture: str) -> str:
        """The answer around its chart, whose PNG is `picture` in base64; every text is escaped."""
        said = "".join(f"<li>{escape(text)}</li>" for text in self.sentences)
        listed = "".join(f'<div class="table">{table.to_html()}</div>' for table in self.tables)
        alt = escape(self.chart_text, quote=True)
        chart = f'<figure><img alt="{alt}" src="data:image/png;base64,{picture}"></figure>'
        shown = f'{chart}<div class="tables">{listed}</div>'
        return f'<ul class="sentences">{said}</ul><div class="shown">{shown}</div>'


@dataclass(frozen=True)
class Explorer:
    """The ledgers of one folder, and every question that may be put to them."""

    language: str
    scope: Scope | None
    problem: str = ""
    """Why there is nothing to choose from, and what to do, in the reader's language."""

    @classmethod
    def open(
        cls,
        *,
        area: str,
        as_of: str,
        since: str,
        basis: str,
        language: str,
        ledgers: str,
        project: str = "",
    ) -> Explorer:
        """Read the parameters of the notebook, as `Scope.check` does; without ledgers, say what to do.

        Raises
        ------
        UnknownName, WrongUse
            If a parameter is not known or is no day.
        """
        try:
            scope = Scope.check(
                area=area,
                as_of=as_of,
                since=since,
                basis=basis,
                language=language,
                ledgers=ledgers,
                project=project,
            )
        except InputRejected as error:
            return cls(language, None, _what_to_do(Path(ledgers), error, language))
        mark_charts(scope.ledgers.notice(language))
        return cls(scope.language, scope)

    @property
    def notice(self) -> Sentence:
        """What must be said of the data; or that there are none, and what to do."""
        if self.scope is None:
            return Sentence(self.problem, self.language)
        return sentences.notice_sentence(self.scope.notice(self.language), language=self.language)

    @property
    def opened(self) -> Scope:
        """The scope; `InputRejected` with the problem where there are no ledgers."""
        if self.scope is None:
            raise InputRejected(self.problem)
        return self.scope

    # --- what may be chosen ---------------------------------------------------------------------------

    @property
    def first_choice(self) -> Choice:
        """What is shown before anything is chosen: the notebook's area and basis in the year to date."""
        scope = self.opened
        return Choice(scope.area, scope.this_window, scope.basis.name)

    @property
    def areas(self) -> dict[str, str]:
        """Every area of the city, by its name for the reader."""
        return {label(area, self.language): area for area in self.opened.areas}

    @property
    def bases(self) -> dict[str, str]:
        """Every basis, by what it counts."""
        return {
            getattr(basis, self.language)[:1].upper() + getattr(basis, self.language)[1:]: name
            for name, basis in bases().items()
        }

    @cached_property
    def parts(self) -> dict[str, Part]:
        """All sectors, then each supervision sector and each industry of the ledger, by name."""
        accidents = self.opened.ledgers.accidents
        named: dict[str, Part] = {say("All sectors", self.language): ALL_PARTS}
        for column, found in levels_found(accidents, DIVISIONS).items():
            header = key_header(column, self.language)
            # What is not stated is a part too, where there is any.
            unknown = [UNKNOWN] if (accidents[column].fillna(UNKNOWN) == UNKNOWN).any() else []
            for value in [*found, *unknown]:
                text = say(
                    "{header}: {value}", self.language, header=header, value=label(value, self.language)
                )
                named[text] = (column, value)
        return named

    @cached_property
    def windows(self) -> dict[str, Window]:
        """The windows worth a look, by name: none reaches beyond what the ledgers cover."""
        scope, language = self.opened, self.language
        kinds = [
            (say("Year to date", language), [scope.this_window]),
            (say("Same dates", language), scope.same_windows[-2::-1]),
            (say("Whole span", language), [scope.whole]),
            (say("Year", language), scope.printed_windows[::-1]),
            (say("Half-year", language), self._pieces(6)),
            (say("Quarter", language), self._pieces(3)),
        ]
        named: dict[Window, str] = {}
        for kind, windows in kinds:
            for window in windows:
                text = window_text(window, language)
                named.setdefault(window, say("{header}: {value}", language, header=kind, value=text))
        return {text: window for window, text in named.items()}

    def _pieces(self, months: int) -> list[Window]:
        """The whole span cut into pieces of so many months, the latest first; the last ends with it."""
        scope = self.opened
        pieces = [
            Window.months(year, first, first + months - 1)
            for year in range(scope.whole.start.year, scope.as_of.year + 1)
            for first in range(1, 13, months)
        ]
        covered = [piece.clipped(scope.whole.end) for piece in pieces if piece.start >= scope.whole.start]
        return [piece for piece in covered[::-1] if piece]

    @property
    def charts(self) -> dict[str, str]:
        """What the chart of accidents may show, by name."""
        language = self.language
        return {
            say("Share on the same dates of each year", language): "windows",
            say("Month by month", language): "months",
            say("By sector or kind", language): "parts",
            say("All areas", language): "areas",
        }

    def own_window(self, first: date | None, last: date | None) -> Window:
        """A window of days chosen freely.

        Raises
        ------
        WrongUse
            If a day is missing, they stand in the wrong order, or no ledger covers them; in the reader's
            language, with what to choose instead.
        """
        scope, language = self.opened, self.language
        if first is None or last is None:
            raise WrongUse(say("Choose the first and the last day.", language))
        if last < first:
            text = say(
                "The last day ({last}) lies before the first ({first}). Choose a later one.",
                language,
                first=day_text(first, language),
                last=day_text(last, language),
            )
            raise WrongUse(text)
        covered = scope.whole
        if first < covered.start or last > covered.end:
            text = say(
                "The ledgers are looked at from {start} to {end}. Choose days between them, or change since "
                "and as_of in the first cell.",
                language,
                start=day_text(covered.start, language),
                end=day_text(covered.end, language),
            )
            raise WrongUse(text)
        return Window(first, last)

    # --- what a choice gives --------------------------------------------------------------------------

    def accidents(self, choice: Choice) -> Answer:
        """How many, which part of the city, and more or fewer than before: each with its limits."""
        language = self.language
        self._require("accidents")
        basis = self._basis(choice)
        own = self._shares(choice, basis)
        compared = self._compared(choice, basis)
        counted = self._counts(choice, basis)
        said = (
            sentences.headline(counted, area=choice.area, language=language),
            sentences.share_sentence(
                own[own["events"] == "accidents"], area=choice.area, headline=True, language=language
            ),
            sentences.change_sentence(compared, area=choice.area, language=language),
        )
        return Answer(
            Sentences(said),
            (
                tables.window_table(own, language=language),
                tables.change_table(compared, language=language),
            ),
            self._chart(choice, basis, own),
        )

    def hazards(self, choice: Choice) -> Answer:
        """What became of the hazards found in the window, beside the other areas, and how fast."""
        scope, language = self.opened, self.language
        self._require("hazards")
        when: Any = {"window": choice.window, "as_of": scope.as_of}
        hazards = scope.ledgers.hazards
        own = hazards[hazards["area"] == choice.area]
        known = partial(scope.ledgers.if_given, "hazards")
        closed = known(closure.cohort_closure(own, **when))
        by_area = known(closure.cohort_closure(hazards, by=["area"], levels={"area": scope.areas}, **when))
        on_time, late = known(closure.on_time_closure(own, **when)), known(closure.overdue(own, **when))
        said = (
            sentences.closure_sentence(closed, area=choice.area, language=language),
            sentences.on_time_sentence(on_time, area=choice.area, language=language),
            sentences.overdue_sentence(late, area=choice.area, language=language),
        )
        return Answer(
            Sentences(said),
            (tables.closure_table(by_area, area=choice.area, language=language),),
            figures.plot_closure_curve(
                known(closure.closure_curve(own, **when)), area=choice.area, language=language
            ),
        )

    def _require(self, kind: str) -> None:
        """Refuse to count in a ledger that is not there: none entered is not none happened."""
        if self.opened.ledgers.by_name()[kind].empty:
            text = say(
                "The folder '{folder}' holds no {ledger}: nothing can be counted here.",
                self.language,
                folder=self.opened.folder,
                ledger=ledger_text(kind, self.language),
            )
            raise InputRejected(text)

    def _basis(self, choice: Choice) -> Basis:
        basis = basis_named(choice.basis)
        return basis if choice.part == ALL_PARTS else basis.within(*choice.part)

    def _counts(self, choice: Choice, basis: Basis) -> pd.DataFrame:
        return _together(
            counts.count_accidents(
                self.opened.ledgers.accidents,
                windows=[choice.window],
                basis=basis,
                levels={"area": [choice.area]},
                events=events,
                as_of=self.opened.as_of,
                covered=self.opened.covered,
            )
            for events in COUNTED
        )

    def _shares(self, choice: Choice, basis: Basis) -> pd.DataFrame:
        """The area's share of the city, on the same dates of each year that the ledgers cover."""
        scope = self.opened
        both = _together(
            shares.area_shares(
                scope.ledgers.accidents,
                windows=same_dates(choice.window, since=scope.covered_from),
                basis=basis,
                areas=[choice.area],
                events=events,
                as_of=scope.as_of,
                covered=scope.covered,
            )
            for events in COUNTED
        )
        own = both[both["area"] == choice.area]
        return own.sort_values("window_start", ascending=False, kind="stable", ignore_index=True)

    def _compared(self, choice: Choice, basis: Basis) -> pd.DataFrame:
        scope = self.opened
        both = _together(
            trends.compare_windows(
                scope.ledgers.accidents,
                this=choice.window,
                other=dates_before(choice.window),
                basis=basis,
                levels={"area": [choice.area]},
                events=events,
                as_of=scope.as_of,
                covered=scope.covered,
            )
            for events in COUNTED
        )
        return both[both["area"] == choice.area].reset_index(drop=True)

    # --- charts ---------------------------------------------------------------------------------------

    def _chart(self, choice: Choice, basis: Basis, own: pd.DataFrame) -> Axes:
        if choice.chart == "months":
            return self._chart_of_months(choice, basis)
        if choice.chart == "parts":
            return self._chart_of_parts(choice, basis)
        if choice.chart == "areas":
            return self._chart_of_areas(choice, basis)
        accidents = own[own["events"] == "accidents"]
        return figures.plot_share_by_window(accidents, language=self.language)

    def _chart_of_months(self, choice: Choice, basis: Basis) -> Axes:
        scope = self.opened
        by_month = counts.count_accidents(
            scope.ledgers.accidents,
            windows=choice.window.by_month(),
            basis=basis,
            levels={"area": scope.areas},
            as_of=scope.as_of,
            covered=scope.covered,
        )
        breaks = series_breaks("accidents", "category")
        return figures.plot_trend(by_month, area=choice.area, breaks=breaks, language=self.language)

    def _chart_of_parts(self, choice: Choice, basis: Basis) -> Axes:
        """The sectors; of one sector or industry, its kinds of accident."""
        scope = self.opened
        here, city = (
            shares.breakdown(
                scope.ledgers.accidents,
                by=scope.division if choice.part == ALL_PARTS else "accident_kind",
                window=choice.window,
                basis=basis,
                as_of=scope.as_of,
                covered=scope.covered,
                area=area,
            )
            for area in (choice.area, None)
        )
        return figures.plot_breakdown(here, city=city, area=choice.area, language=self.language)

    def _chart_of_areas(self, choice: Choice, basis: Basis) -> Axes:
        scope = self.opened
        by_area = shares.area_shares(
            scope.ledgers.accidents,
            windows=[choice.window],
            basis=basis,
            areas=scope.areas,
            as_of=scope.as_of,
            covered=scope.covered,
        )
        return figures.plot_area_shares(by_area, area=choice.area, language=self.language)


def dates_before(window: Window) -> Window:
    """The same calendar dates of the latest earlier year that shares no day with `window`.

    >>> str(dates_before(Window.months(2020, 1, 3)))
    '2019-01-01/2019-03-31'
    >>> str(dates_before(Window(date(2018, 1, 1), date(2020, 8, 24))))
    '2015-01-01/2017-08-24'
    """
    return window.years_before(window.end.year - window.start.year + 1)


def same_dates(window: Window, *, since: date) -> Sequence[Window]:
    """The window, and its calendar dates in every earlier year from `since` on, the oldest first.

    >>> [str(w) for w in same_dates(Window.months(2020, 1, 3), since=date(2019, 1, 1))]
    ['2019-01-01/2019-03-31', '2020-01-01/2020-03-31']
    """
    windows = [window]
    while (before := dates_before(windows[0])).start >= since:
        windows.insert(0, before)
    return windows


def _together(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(frames), ignore_index=True)


def _what_to_do(folder: Path, error: InputRejected, language: str) -> str:
    """That there is nothing to explore yet, and the commands that change it."""
    where = folder.resolve()
    if (folder / MANIFEST).exists():
        why = say("The ledgers in '{folder}' cannot be used: {why}", language, folder=where, why=error)
    else:
        why = say("There are no clean ledgers in '{folder}' yet.", language, folder=where)
    todo = say(
        "For the example city run make briefing (or safetystats demo) in a terminal; for your own sheets "
        "safetystats clean FOLDER --out '{folder}'. Then run this notebook again (Run > Run All Cells).",
        language,
        folder=where,
    )
    return f"{why} {todo}" if language == "en" else why + todo
