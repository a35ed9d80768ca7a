"""Columns of which one is ticked in each row: 已销账 and 未销账 beside each other say how a hazard ended."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..findings import all_findings, find
from .columns import Sheets
from .reading import distinct_in, holds, says_nothing
from .status import end_of, is_listed
from .words import read_flag

_TICKED, _FREE = "☑", "☐"


def take_ticks(sheets: Sheets) -> pd.DataFrame:
    """Put the header that is ticked in a row under its status; the findings. Changes the texts of `sheets`.

    Where none or several are ticked, all headers stand there with their boxes: which is meant is not known.
    """
    found: list[pd.DataFrame] = []
    for number, headers in tick_columns(sheets).items():
        rows = sheets.of == number
        cells = sheets.texts.loc[rows, headers]
        answers = [_answer(header) for header in headers]
        # Which of the answers are ticked in a row, as one number, a bit for each.
        boxes = sum(holds(cells[header], _is_ticked) * 2**place for place, header in enumerate(headers))
        told = {
            ticked: _told(answers, [bool(ticked >> place & 1) for place in range(len(answers))])
            for ticked in boxes.unique()
        }
        sheets.texts.loc[rows, "status"] = boxes.map(told)
        note = f"from the ticks under {'、'.join(headers)}"
        found.append(
            find(sheets.texts, rows, column="status", rule="status_from_ticks", after=sheets.texts["status"],
                 action="corrected", note=note)
        )  # fmt: skip
    return all_findings(found)


def tick_columns(sheets: Sheets) -> dict[int, list[str]]:
    """Table without a status -> its columns headed by answers of different ends that hold ticks alone.

    One of them may be blank throughout, as that of 未销账 is where all are closed.
    """
    columns: dict[int, list[str]] = {}
    for number, table in enumerate(sheets.tables):
        headers = [name for name in sheets.unused if name in table.rows and is_listed(_answer(name))]
        stated = {name: _stated_in(sheets.rows_of(number)[name]) for name in headers}
        headers = [
            name for name in headers if all(read_flag(text).value is not None for text in stated[name])
        ]
        are_several = len({end_of(_answer(name)) for name in headers}) > 1
        if "status" not in table.rows and are_several and any(stated[name] for name in headers):
            columns[number] = headers
    return columns


def _answer(header: str) -> str:
    return header.split(" > ")[-1]


def _stated_in(texts: pd.Series) -> list[str]:
    return [text for text in distinct_in(texts) if not says_nothing(text)]


def _is_ticked(text: str) -> bool:
    return read_flag(text).value is True


def _told(answers: Sequence[str], boxes: Sequence[bool]) -> str:
    """The one answer that is ticked; all answers with their boxes where not one is.

    >>> _told(["已销账", "未销账"], [True, False]), _told(["已销账", "未销账"], [True, True])
    ('已销账', '☑已销账 ☑未销账')
    """
    ticked = [answer for answer, is_ticked in zip(answers, boxes) if is_ticked]
    if len(ticked) == 1:
        return ticked[0]
    pairs = zip(answers, boxes)
    return " ".join(f"{_TICKED if is_ticked else _FREE}{answer}" for answer, is_ticked in pairs)
