"""What several tables share: the windows and areas in their titles, the results behind their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..display import plain_records
from ..locale import label, say
from ..locale.formats import NOTHING
from ..locale.wording import names_text
from ..schema import UNKNOWN


def in_several_windows(frame: pd.DataFrame) -> bool:
    """True where the rows lie in more than one window, so that each must name its own."""
    return len(frame[["window_start", "window_end"]].drop_duplicates()) > 1


def one_area(frame: pd.DataFrame) -> str | None:
    """The area of a table about one area alone, which stands in its title and not in every row."""
    areas = set(frame["area"]) if "area" in frame else set()
    return str(areas.pop()) if len(areas) == 1 and areas != {UNKNOWN} else None


def titled(title: str, frame: pd.DataFrame, language: str, area: str | None = None) -> str:
    """The title of a table with the name of its one area: `area`, or that of all rows where they have one."""
    area = area or one_area(frame)
    if area is None:
        return title
    return say("{title} ({area})", language, area=label(area, language), title=title)


Records = list[dict[str, Any]]
"""Rows of a result frame, as a table carries them along."""


def results_by(frame: pd.DataFrame, key: str, names: Sequence[str]) -> list[Records]:
    """The rows of a result frame that each row of a table shows, where these are the values of `key`."""
    records = plain_records(frame)
    return [[record for record in records if record[key] == name] for name in names]


def listed_names(listed: str, language: str) -> str:
    """Names that a measure lists with 、 between them, as the language sets them apart."""
    names = [label(name, language) for name in listed.split("、") if name]
    return names_text(names, language) or NOTHING
