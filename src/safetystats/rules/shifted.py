"""Rows whose cells stand beside their columns: a lost or added cell moved all that follow it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from ..findings import find
from ..schema import Kind, Ledger
from . import words
from .columns import Sheets
from .dates import read_date
from .places import AreaNames
from .reading import distinct_in, folded, holds
from .status import is_listed

_SHIFTS = (1, -1, 2, -2)
_FEWEST_MOVED, _FEWEST_IN_A_RUN = 3, 2
"""So many cells that are plainly those of another column, all equally far away, are no slips of the pen;
fewer where all cells from there to the last column may be those of the columns so far away, too.
"""
_COUNT = re.compile(r"[0-9]{1,4}人?")
_MONEY = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?[万千]?元?")
_NAME = re.compile(r"[\u4e00-\u9fff（）()]{4,}")
_FIGURE = re.compile(r"[-0-9./年月日 :]+")
_WHOLE_DAY = re.compile(r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}")
_FIGURES: frozenset[Kind] = frozenset({"count", "yuan", "date"})

Test = Callable[[str], bool]


def find_shifted(sheets: Sheets, ledger: Ledger, names: AreaNames) -> tuple[pd.Series, pd.DataFrame]:
    """Why rows are set aside whose cells stand one or two columns away (empty elsewhere); and the findings.

    A cell tells where it is plainly a value of the column that stands so far away in its sheet, and not of
    its own: a kind under the industry, an enterprise under the loss.
    """
    tests = _tests(names)
    kinds = {column.name: column.kind for column in ledger.columns}
    reasons = pd.Series("", index=sheets.texts.index, dtype="str")
    for number, table in enumerate(sheets.tables):
        order = [column for column in table.rows.columns if column in sheets.texts]
        texts = sheets.rows_of(number)
        unfit = {c: _unfit(texts[c], kinds[c], tests) for c in order if kinds.get(c) in tests}
        for shift in _SHIFTS:
            beside = zip(order, order[shift:]) if shift > 0 else zip(order[-shift:], order)
            pairs = [(own, other) for own, other in beside if own in unfit and other in unfit]
            telling = {
                own: told
                for own, other in pairs
                if _tells(kinds[own], kinds[other])
                and (told := [text for text in unfit[own] if tests[kinds[other]](text)])
            }
            if len(telling) < _FEWEST_IN_A_RUN:
                continue
            tells = pd.DataFrame({own: texts[own].isin(told) for own, told in telling.items()})
            moved = tells.sum(axis=1)
            few = moved.index[(moved >= _FEWEST_IN_A_RUN) & (moved < _FEWEST_MOVED)]
            to_end = _told_to_the_end(
                texts.loc[few], pairs, tells.loc[few], lambda column: tests[kinds[column]]
            )
            is_moved = (moved >= _FEWEST_MOVED) | (to_end >= _FEWEST_IN_A_RUN).reindex(
                moved.index, fill_value=False
            )
            hit = moved.index[is_moved & (reasons[texts.index] == "")]
            to_left = f"cells stand to the left of their columns by {shift}"
            reasons[hit] = to_left if shift > 0 else f"cells stand to the right of their columns by {-shift}"
    is_shifted = reasons != ""
    found = find(sheets.texts, is_shifted, column=ledger.key, rule="cells_shifted",
                 before=sheets.texts[ledger.key], action="quarantined")  # fmt: skip
    return reasons, found.assign(note=reasons[is_shifted].to_numpy())


def _told_to_the_end(
    texts: pd.DataFrame, pairs: Sequence[tuple[str, str]], tells: pd.DataFrame, test_of: Callable[[str], Test]
) -> pd.Series:
    """How many cells of each row tell of a shift from behind the last cell that cannot have been moved."""
    told = pd.Series(0, index=texts.index)
    for own, other in pairs:
        may_be_moved = holds(texts[own], test_of(other)) | texts[own].isna()
        told = (told + tells.get(own, 0)).where(may_be_moved, 0)
    return told


def _tests(names: AreaNames) -> Mapping[Kind, Test]:
    """Whether a text is plainly a value of a kind of column."""
    return {
        "date": _is_day,
        "area": names.is_area,
        "category": words.is_category,
        "industry": words.is_industry,
        "sector": words.is_supervision_sector,
        "accident_kind": words.is_accident_kind,
        "level": lambda text: words.read_level(text).value is not None,
        "status": is_listed,
        "count": lambda text: bool(_COUNT.fullmatch(folded(text))),
        "yuan": lambda text: bool(_MONEY.fullmatch(folded(text))),
        "enterprise": lambda text: bool(_NAME.fullmatch(text.strip())),
    }


def _is_day(text: str) -> bool:
    if _WHOLE_DAY.match(text):
        return True
    return not text.strip().isdecimal() and read_date(text).value is not None


def _unfit(texts: pd.Series, kind: Kind, tests: Mapping[Kind, Test]) -> list[str]:
    """The distinct texts of a column that are plainly no value of its kind."""
    distinct = distinct_in(texts)
    if kind == "enterprise":
        # Anything may be a name but a figure.
        return [text for text in distinct if _FIGURE.fullmatch(text)]
    return [text for text in distinct if not tests[kind](text)]


def _tells(own: Kind, other: Kind) -> bool:
    """Whether a value of the `other` kind may be told in a column of the `own`: a name only among figures."""
    return other != "enterprise" or own in _FIGURES
