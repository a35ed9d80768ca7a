"""A letter's figures beside the ledgers', beside each other, and what they force."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..display import Draft, Table
from ..locale import label, say
from ..locale.formats import NOTHING, number_text, window_of, window_text
from ..locale.wording import agreement_text, claim_text, claim_value_text, key_header, verdict_text
from ..schema import require_columns


def claims_table(checked: pd.DataFrame, *, language: str = "zh") -> Table:
    """A letter's figures beside those of the ledgers: what it says, what they give, and the verdict.

    Parameters
    ----------
    checked
        The frame of `claims.check`. Area and window are marked where the claim's own sentence does not say
        them (``assumed``). Where a comparison has a ``p_value``, a column says whether it could be chance;
        where one cannot be computed, or sheets or rows leave it open, one says why.
    """
    needed = ["measure", "value", "unit", "qualifier", "computed", "numerator", "denominator", "verdict"]
    require_columns(checked, needed, name="checked")
    draft = Draft(language)
    draft.text(say("Claim", language), [claim_text(row, language) for _, row in checked.iterrows()])
    draft.short(
        say("The text says", language), [claim_value_text(row, language) for _, row in checked.iterrows()]
    )
    notes = _add_place_and_window(draft, checked)
    if checked["computed"].notna().any():
        _add_computed(draft, checked)
    draft.text(say("Verdict", language), [_verdict(row, language) for _, row in checked.iterrows()])
    if "p_value" in checked and checked["p_value"].notna().any():
        judged = [NOTHING if pd.isna(p) else verdict_text(p, language) for p in checked["p_value"]]
        draft.short(say("Chance", language), judged)
    is_open = checked["verdict"] == "cannot be computed"
    reasons = [_reason(row, language) for _, row in checked.iterrows()]
    if any(reasons):
        draft.text(say("Reason", language), [reason or NOTHING for reason in reasons])
    title = say("The figures of the text against the ledgers", language)
    if len(checked) and is_open.all():
        title = say("Figures that cannot be computed", language)
    marked = checked["verdict"] == "differs"
    return draft.table(title, checked, measure="claim", marked=marked, notes=notes)


def consistency_table(checks: pd.DataFrame, *, language: str = "zh") -> Table:
    """The figures of a text that contradict each other: what it says, against what, and what it would be.

    Parameters
    ----------
    checks
        The frame of `claims.internal_checks`; what does not contradict is left out.
    """
    require_columns(checks, ["measure", "printed", "against", "verdict", "note", "note_zh"], name="checks")
    wrong = checks[checks["verdict"] == "contradicts"].reset_index(drop=True)
    draft = Draft(language)
    draft.text(say("Claim", language), wrong["measure"])
    draft.text(say("The text says", language), wrong["printed"])
    draft.text(say("Held against", language), wrong["against"])
    draft.text(say("Reason", language), wrong["note_zh" if language == "zh" else "note"])
    notes = [] if len(wrong) else [say("No figure of the text contradicts another.", language)]
    title = say("The figures of the text against each other", language)
    return draft.table(title, wrong, measure="consistency", notes=notes)


def _verdict(row: pd.Series, language: str) -> str:
    agrees_as = row.get("agrees_as_zh" if language == "zh" else "agrees_as", "")
    return agreement_text(str(row["verdict"]), language, agrees_as)


def _reason(row: pd.Series, language: str) -> str:
    """Why a claim cannot be computed; what sheets or rows leave open of one that agrees, or differs."""
    column = "note" if row["verdict"] == "cannot be computed" else "doubt"
    return str(row.get(f"{column}_zh" if language == "zh" else column, ""))


ASSUMED = "*"
"""Behind an area or a window that a claim's own sentence does not say."""


def _add_place_and_window(draft: Draft, checked: pd.DataFrame) -> list[str]:
    """Where and when each claim holds; the note on what its sentence leaves open."""
    if not {"area", "window_start", "window_end"} <= set(checked.columns):
        return []
    rows = [row for _, row in checked.iterrows()]
    columns = {
        "area": (key_header("area", draft.language), [_area_text(row, draft.language) for row in rows]),
        "period": (say("Window", draft.language), [_window_text(row, draft.language) for row in rows]),
    }
    is_assumed = False
    for column, (header, texts) in columns.items():
        marks = [column in str(row.get("assumed") or "").split("; ") for row in rows]
        draft.text(header, [f"{text}{ASSUMED}" if mark else text for text, mark in zip(texts, marks)])
        is_assumed = is_assumed or any(marks)
    note = say(
        "{mark} not in the sentence itself: taken from what stands around it.", draft.language, mark=ASSUMED
    )
    return [note] if is_assumed else []


def _area_text(row: pd.Series, language: str) -> str:
    """The area of a claim; nothing where the text names none."""
    return label(row["area"], language) if row["area"] else NOTHING


def _window_text(row: pd.Series, language: str) -> str:
    """The window of a claim, or its words for one without clear days."""
    if pd.isna(row["window_start"]) or pd.isna(row["window_end"]):
        return str(row.get("period") or "") or NOTHING
    return window_text(window_of(row), language)


def _add_computed(draft: Draft, checked: pd.DataFrame) -> None:
    """The ledgers' figures, and the counts behind them."""
    computed = [_computed_text(row, draft.language) for _, row in checked.iterrows()]
    draft.text(say("The ledgers give", draft.language), computed)
    draft.number(say("Part", draft.language), checked["numerator"])
    draft.number(say("Whole", draft.language), checked["denominator"])


def _computed_text(row: pd.Series, language: str) -> str:
    """The ledgers' figure in the claim's own unit."""
    if pd.isna(row["computed"]):
        return NOTHING
    if row["unit"] == "%":
        # Already in percent: `check` gives the figure in the claim's unit.
        return number_text(row["computed"], language, 1) + "%"
    # A quarter of a meeting a year is no 0.3.
    decimals = next(n for n in (0, 1, 2) if n == 2 or float(row["computed"] * 10**n).is_integer())
    figure = number_text(row["computed"], language, decimals)
    return say("at least {figure}", language, figure=figure) if row.get("is_least", False) else figure


# --- what the figures force ---------------------------------------------------------------------------


def implied_table(numbers: pd.DataFrame, *, language: str = "zh") -> Table:
    """Whole numbers that a text does not print, but that its figures force.

    Parameters
    ----------
    numbers
        `numbers` of `claims.infer`.
    """
    what = ["named", "named_zh", "area", "sector", "window_start", "window_end"]
    require_columns(numbers, [*what, "low", "high", "low_uncapped", "high_uncapped"], name="numbers")
    draft = Draft(language)
    _add_what(draft, numbers)
    draft.short(say("Possible", language), _possible(numbers, "", language))
    capped, uncapped = (_possible(numbers, suffix, language) for suffix in ("", "_uncapped"))
    notes = [say("Percentages may be rounded in any way, or cut off.", language)]
    if capped != uncapped:
        wider = [NOTHING if same else wide for wide, same in zip(uncapped, map(str.__eq__, capped, uncapped))]
        draft.short(say("Without a ceiling", language), wider)
        notes.append(
            say(
                "'6% or more' is read as below 7%, since 7% would have been printed; the last column reads "
                "it without a ceiling.",
                language,
            )
        )
    if numbers.empty:
        notes = [say("The text forces no number beyond those it prints.", language)]
    title = say("Numbers that the text does not print, but forces", language)
    return draft.table(title, numbers, measure="implied", notes=notes)


def ways_table(ways: pd.DataFrame, *, undecided: int = 0, language: str = "zh") -> Table:
    """The ways in which small numbers can be shared out, one a column, and what the others are then.

    Parameters
    ----------
    ways
        `ways` of `claims.infer`.
    undecided
        How many groups of small numbers it gave up on.
    """
    keys = ["measure", "named", "named_zh", "area", "sector", "window_start", "window_end"]
    require_columns(ways, ["way", *keys, "low", "high"], name="ways")
    texts = ways.assign(text=_possible(ways, "", language))
    wide = texts.set_index([*keys, "way"])["text"].unstack("way", fill_value=NOTHING).reset_index()
    numbers = sorted(set(ways["way"]))
    # What is the same in every way stands in the table of implied numbers.
    if numbers:
        wide = wide[wide[numbers].ne(wide[numbers[0]], axis=0).any(axis=1)].reset_index(drop=True)
    draft = Draft(language)
    _add_what(draft, wide)
    for way in numbers:
        draft.short(say("Way {number}", language, number=str(way)), wide[way])
    notes = [say("Within a way the numbers of a column go together.", language)]
    if wide.empty:
        notes = [] if undecided else [say("No small numbers bind each other.", language)]
    if undecided:
        notes.append(
            say("Not decided how the small numbers of {count} groups go together.", language, count=undecided)
        )
    title = say("How the small numbers can be shared out", language)
    return draft.table(title, wide[keys], measure="ways", notes=notes)


def contradictions_table(contradictions: pd.DataFrame, *, language: str = "zh") -> Table:
    """Sets of claims, as small as there are, that cannot all hold.

    Parameters
    ----------
    contradictions
        `contradictions` of `claims.infer`.
    """
    texts = "texts_zh" if language == "zh" else "texts"
    require_columns(contradictions, [texts], name="contradictions")
    draft = Draft(language)
    draft.text(say("Cannot all hold", language), contradictions[texts])
    notes = [] if len(contradictions) else [say("All figures of the text can hold together.", language)]
    title = say("Figures that exclude each other", language)
    return draft.table(title, contradictions, measure="contradictions", notes=notes)


def _add_what(draft: Draft, frame: pd.DataFrame) -> None:
    """What is counted, where, of which sector and when."""
    draft.text(say("Counted", draft.language), frame["named_zh" if draft.language == "zh" else "named"])
    whole = say("the city", draft.language)
    draft.text(
        key_header("area", draft.language),
        [label(area, draft.language) if area else whole for area in frame["area"]],
    )
    if (frame["sector"] != "").any():
        draft.text(
            key_header("supervision_sector", draft.language),
            [label(sector, draft.language) if sector else NOTHING for sector in frame["sector"]],
        )
    draft.short(
        say("Window", draft.language),
        [window_text(window_of(row), draft.language) for _, row in frame.iterrows()],
        form="window",
    )


def _possible(frame: pd.DataFrame, suffix: str, language: str) -> list[str]:
    return [_between(row[f"low{suffix}"], row[f"high{suffix}"], language) for _, row in frame.iterrows()]


def _between(low: Any, high: Any, language: str) -> str:
    """Whole numbers from `low` to `high`.

    >>> _between(4, 6, "en"), _between(10, 10, "en"), _between(41, pd.NA, "zh")
    ('4 to 6', '10', '不少于41')
    """
    if pd.isna(low):
        return NOTHING
    least = number_text(low, language)
    if pd.isna(high):
        return say("at least {low}", language, low=least)
    return (
        least
        if low == high
        else say("{low} to {high}", language, low=least, high=number_text(high, language))
    )
