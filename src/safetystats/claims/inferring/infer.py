"""What the figures of a text force together, without any ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pandas as pd

from ...locale import label, language_of
from ...locale.formats import window_text
from ...locale.wording import claim_value_text
from ...periods import Window
from ...project import Project
from ..checking.understanding import as_written, window_of
from ..checking.vocabulary import OTHER, direction_of, measure_named
from .rises import RISES, pairs_of, rise_of, rows_text
from .solving import NotDecided, Puzzle, puzzles_of
from .unknowns import WHAT, Quantity, Statement, Unknowns, columns_of, unknowns_of

NUMBERS = (*WHAT, "low", "high", "values", "low_uncapped", "high_uncapped", "claims")
"""One row a whole number that the text does not print. `values` lists it where few are possible. The columns
``uncapped`` read "or more" without a ceiling. A missing `high` is no limit."""

WAYS = ("way", *WHAT, "low", "high")
"""One row a way and number: how small numbers that bind each other can be shared out, and what the others are
then."""

CONTRADICTIONS = ("claims", "texts", "texts_zh")
"""One row a set of claims that cannot all hold, as small as there is; in English and in Chinese words."""

FEW_VALUES = 6
"""A number with at most so many values has them listed, and takes part in the ways."""

MOST_WAYS = 20


READINGS = ("as printed", "without a ceiling")
"""How "6 or more" is read: up to 7, because whoever had 7 would have printed that; or without end."""


@dataclass(frozen=True)
class Inference:
    """What a text forces: frames with the columns `NUMBERS`, `WAYS`, `CONTRADICTIONS`, and ``reading``
    (`READINGS`) with `rises.RISES`."""

    numbers: pd.DataFrame
    ways: pd.DataFrame
    contradictions: pd.DataFrame
    rises: pd.DataFrame
    undecided: int = 0
    """Groups of small numbers whose ways the solver gave up on: `ways` says nothing of them."""


def infer(claims: pd.DataFrame, *, project: Project | None = None) -> Inference:
    """List what the figures of a text force together, without any ledger.

    Parameters
    ----------
    claims
        As `extract` gives them, or as `reference.letter_claims` holds them; those of several texts together
        where one of them fills in what another leaves out.
    project
        Whose city it is about; the shipped one by default.

    Returns
    -------
    Inference
        ``claims`` in its frames are rows of `claims`, from 0. Claims that contradict each other are left out
        of all but the contradictions.

    Notes
    -----
    Counts, percentages and changes become inequalities between whole numbers (`unknowns`); what is possible
    is found by constraint programming, so it is exact. Percentages may be rounded in any way or cut off.

    Examples
    --------
    >>> from safetystats.claims import extract
    >>> found = infer(extract("2019年挂账隐患901个，销账率91%以上。"))
    >>> found.numbers[["measure", "low", "high", "low_uncapped", "high_uncapped"]].values.tolist()
    [['hazards_closed', 820, 828, 820, 901]]
    """
    capped, uncapped = (_Solved(unknowns_of(claims, project=project, capped=cap)) for cap in (True, False))
    if capped.contradictions != uncapped.contradictions:
        # Only the ceiling speaks against the text, so it was not meant.
        capped = uncapped
    texts = as_written(claims).reset_index(drop=True)
    english = language_of(project or Project.load(), "en")
    return Inference(
        numbers=_numbers(capped, uncapped),
        ways=_frame(capped.ways(), WAYS),
        undecided=capped.undecided,
        contradictions=_frame(
            (
                {
                    "claims": rows_text(core),
                    "texts": "; ".join(_in_english(texts.iloc[row], english) for row in core),
                    "texts_zh": "；".join(_in_chinese(texts.iloc[row]) for row in core),
                }
                for core in capped.contradictions
            ),
            CONTRADICTIONS,
        ),
        rises=_frame(
            (
                {"reading": reading, **rise}
                for reading, solved in zip(READINGS, (capped, uncapped))
                for rise in solved.rises()
            ),
            ("reading", *RISES),
        ),
    )


class _Solved:
    """The claims of a text under one reading, freed of contradictions."""

    def __init__(self, unknowns: Unknowns) -> None:
        self.unknowns = unknowns
        self.contradictions: list[tuple[int, ...]] = []
        self.undecided = 0
        free: list[Statement] = []
        # What contradicts itself is of the same days: of these alone the solver is asked soon.
        for puzzle in puzzles_of(unknowns.statements, by_days=True):
            while core := ([] if puzzle.can_be_met else puzzle.smallest_contradiction()):
                self.contradictions.append(tuple(core))
                puzzle = puzzle.without(core)
            free += puzzle.statements
        self.puzzles = puzzles_of(free)

    def unprinted(self, puzzle: Puzzle) -> list[Quantity]:
        """Numbers that claims are about but none prints, and what one printed window leaves of another."""
        named = [quantity for quantity in puzzle.quantities if quantity not in self.unknowns.counts]
        known = [*puzzle.quantities, *self.unknowns.counts]
        rest = [one for one in _remainders(puzzle.quantities) if one not in known]
        return [*named, *dict.fromkeys(rest)]

    def ways(self) -> Iterator[dict]:
        """Rows of `WAYS`."""
        numbers = count(1)
        for puzzle in self.puzzles:
            try:
                ways = ways_of(puzzle, self.unprinted(puzzle))
            except NotDecided:
                self.undecided += 1
                continue
            if len(ways) < 2:
                continue
            for number, way in zip(numbers, ways):
                for quantity in self.unprinted(puzzle):
                    low, high = puzzle.limits(quantity, way)
                    yield {"way": number, **columns_of(quantity), "low": low, "high": high}

    def rises(self) -> Iterator[dict]:
        """Rows of `rises.RISES`."""
        for puzzle in self.puzzles:
            shares = [share for share in self.unknowns.shares if share.claim in puzzle.claims]
            pairs = list(pairs_of(shares))
            if not pairs:
                continue
            try:
                given = ways_of(puzzle, self.unprinted(puzzle))
            except NotDecided:
                # Without knowing how small numbers are shared out, the limits are wider, never too narrow.
                given = [{}]
            for later, earlier in pairs:
                yield rise_of(puzzle, later, earlier, given)


def ways_of(puzzle: Puzzle, quantities: Sequence[Quantity]) -> list[dict[Quantity, int]]:
    """How small numbers that are not printed can be shared out; one empty way where there is no choice."""
    narrow = []
    for quantity in quantities:
        values = puzzle.values(quantity, at_most=FEW_VALUES)
        if values and len(values) > 1:
            narrow.append(quantity)
    return (puzzle.ways(narrow, at_most=MOST_WAYS) if narrow else None) or [{}]


def _numbers(capped: _Solved, uncapped: _Solved) -> pd.DataFrame:
    wide = {quantity: puzzle for puzzle in uncapped.puzzles for quantity in uncapped.unprinted(puzzle)}
    rows = []
    for puzzle in capped.puzzles:
        for quantity in capped.unprinted(puzzle):
            low, high = puzzle.limits(quantity)
            values = puzzle.values(quantity, at_most=FEW_VALUES) or []
            other = wide[quantity].limits(quantity) if quantity in wide else (None, None)
            if high is None and low == 0:
                continue
            rows.append(
                {
                    **columns_of(quantity),
                    "low": low,
                    "high": high,
                    "values": ", ".join(map(str, values)),
                    "low_uncapped": other[0],
                    "high_uncapped": other[1],
                    "claims": rows_text(puzzle.claims_about(quantity.subject)),
                }
            )
    return _frame(rows, NUMBERS)


def _frame(rows: Iterable[dict], columns: Sequence[str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=list(columns))
    whole = [c for c in table.columns if c.startswith(("low", "high", "whole_", "turns_"))]
    return table.astype(dict.fromkeys(whole, "Int64"))


def _remainders(quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """What a window leaves of a longer one that begins or ends with it."""
    for longer in quantities:
        for shorter in quantities:
            if longer.subject == shorter.subject and longer.window != shorter.window:
                rest = _rest(longer.window, shorter.window)
                if rest is not None:
                    yield longer._replace(window=rest)


def _rest(longer: Window, shorter: Window) -> Window | None:
    day = timedelta(days=1)
    if longer.start == shorter.start and shorter.end < longer.end:
        return Window(shorter.end + day, longer.end)
    if longer.end == shorter.end and longer.start < shorter.start:
        return Window(longer.start, shorter.start - day)
    return None


def _in_chinese(row: pd.Series) -> str:
    plain = row.where(row.notna(), "")
    parts = (plain["area"], _window_of(plain, "zh"), plain["sector"], plain["measure"])
    return " ".join([*filter(None, parts), f"{plain['comparison']}{claim_value_text(plain, 'zh')}"])


def _in_english(row: pd.Series, english: str) -> str:
    plain = row.where(row.notna(), "")
    named = measure_named(plain["measure"])
    measure = plain["measure"] if named is OTHER else named.en
    area, sector = (label(plain[column], english) if plain[column] else "" for column in ("area", "sector"))
    parts = (area, _window_of(plain, "en"), sector, measure)
    return " ".join([*filter(None, parts), _figure_in_english(plain)])


def _figure_in_english(plain: pd.Series) -> str:
    """A figure with its rise or fall, or as a share; a comparison that is none of them in its own words."""
    figure, comparison = claim_value_text(plain, "en"), plain["comparison"]
    if direction := direction_of(comparison):
        return f"{'up' if direction > 0 else 'down'} {figure}"
    if comparison.startswith("占"):
        return f"{figure} of the whole"
    return f"{figure} ({comparison})" if comparison else figure


def _window_of(plain: pd.Series, language: str) -> str:
    window = window_of(plain["period"])
    return window_text(window, language) if window else str(plain["period"])
