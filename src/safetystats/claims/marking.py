"""A letter's text with each figure marked by its verdict, and with the right figure where one differs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ..display import MarkedText
from ..locale import say
from ..locale.wording import agrees_as_text, figure_text
from .checking.agreement import DIFFERS, NOT_COMPUTED, as_printed, decimals_of, half_up
from .reading.letters import read_letter
from .reading.passages import joined

MARKS = {DIFFERS: "×", NOT_COMPUTED: "？"}
"""By verdict; whatever agrees has `RIGHT`. Signs, not colours alone: a page may be printed in grey."""

RIGHT = "√"

NUMBER = re.compile(r"[0-9０-９][0-9０-９,，.．]*")


def marked_text(text: str, checked: pd.DataFrame, *, language: str = "zh") -> MarkedText:
    """The text of a letter, a mark behind each figure.

    Parameters
    ----------
    text
        The letter, as `read_letter` gives it.
    checked
        Its claims, as `check` gives them, in the order of the text.

    Returns
    -------
    MarkedText
        √ behind a figure that agrees, × with the ledgers' figure behind one that differs, ？ behind one that
        cannot be computed. Figures that are no claims have none. A basis stands behind the mark where the
        figure agrees on another one than is preferred.

    Examples
    --------
    >>> checked = pd.DataFrame({
    ...     "text": ["发生事故19起"], "value": 19.0, "unit": "起", "verdict": "differs", "computed": 18.0})
    >>> marked_text("全市发生事故19起。", checked).paragraphs
    ((('全市发生事故19起', '×台账为18起'), ('。', '')),)
    """
    whole = joined(text)
    marks: dict[int, list[str]] = {}
    cursor = 0
    taken: set[int] = set()
    for claim in checked.to_dict("records"):
        piece = str(claim["text"] or "")
        # Claims of one passage share its piece: it is looked for from where that begins.
        start = whole.find(piece, cursor)
        if not piece or start < 0:
            continue
        cursor = start
        place = _behind_figure(whole, start, start + len(piece), claim, taken)
        mark = _mark(claim, language)
        if mark not in marks.setdefault(place, []):
            marks[place].append(mark)
    return MarkedText(tuple(_paragraph(line, first, marks) for first, line in _lines(whole)), language)


def marked_letter(path: Path | str | None, checked: pd.DataFrame, *, language: str = "zh") -> MarkedText:
    """`marked_text` of a letter's file; without a paragraph where there is no text, as for a claims table."""
    if not path or Path(path).suffix.lower() == ".csv":
        return MarkedText((), language)
    return marked_text(read_letter(path), checked, language=language)


def _behind_figure(whole: str, start: int, end: int, claim: dict, taken: set[int]) -> int:
    """Where the figure of a claim ends, with its unit; the end of its piece where it is written in words.

    A figure that stands for several claims ("各1起") is taken again where no other is left.
    """
    unit = re.escape(str(claim.get("unit") or "")).replace("%", "[%％]")
    behind = re.compile(rf"\s*余?\s*{unit}(?:以上|以下|左右)?")
    places = {
        found.start(): ending.end()
        for found in NUMBER.finditer(whole, start, end)
        if _value(found[0]) == claim["value"] and (ending := behind.match(whole, found.end()))
    }
    fresh = [first for first in places if first not in taken]
    if not places:
        return end
    first = fresh[0] if fresh else max(places)
    taken.add(first)
    return places[first]


def _value(digits: str) -> float | None:
    plain = digits.translate(str.maketrans("０１２３４５６７８９．", "0123456789.", ",，")).rstrip(".")
    try:
        return float(plain)
    except ValueError:
        return None


def _mark(claim: dict, language: str) -> str:
    sign, verdict = MARKS.get(claim["verdict"], RIGHT), claim["verdict"]
    agrees_as = str(claim.get("agrees_as_zh" if language == "zh" else "agrees_as") or "")
    basis = agrees_as_text(verdict, agrees_as, language)
    if verdict != DIFFERS or pd.isna(claim["computed"]):
        return sign + basis
    figure = figure_text(_as_told(claim), language) + str(claim.get("unit") or "")
    return sign + say("the ledgers give {figure}", language, figure=figure) + basis


def _as_told(claim: dict) -> float:
    """The ledgers' figure with the decimals of a claim in percent, with two where it would look the same."""
    computed, value = float(claim["computed"]), float(claim["value"])
    decimals = min(decimals_of(value), MOST_DECIMALS) if claim.get("unit") == "%" else MOST_DECIMALS
    rounded = float(half_up(as_printed(computed), decimals))
    return float(half_up(as_printed(computed), MOST_DECIMALS)) if rounded == value else rounded


MOST_DECIMALS = 2


def _lines(whole: str) -> list[tuple[int, str]]:
    """The paragraphs, each with its place in the text."""
    lines, first = [], 0
    for line in whole.split("\n"):
        lines.append((first, line))
        first += len(line) + 1
    return lines


def _paragraph(line: str, first: int, marks: dict[int, list[str]]) -> tuple[tuple[str, str], ...]:
    """A paragraph cut behind each mark."""
    pieces, begun = [], 0
    for place in sorted(place - first for place in marks if first < place <= first + len(line)):
        pieces.append((line[begun:place], "".join(marks[first + place])))
        begun = place
    return (*pieces, (line[begun:], ""))
