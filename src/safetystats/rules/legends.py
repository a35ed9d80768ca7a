"""Codes of a sheet that a note or header of its own explains: 0=已整改，1=未整改."""

from __future__ import annotations

import re

import pandas as pd

from ..findings import find, no_findings
from ..read import RawTable
from ..sheets.lines import NOTE, TITLE
from .columns import Sheets
from .reading import folded
from .status import end_of, is_listed

_PAIR = re.compile(r"(?<![0-9a-z.])([0-9]|[a-z]|[√×○●△])[=:：—–-]+([^,;、。/()\[\]\s0-9]+)")
_FEWEST = 2
"""One pair alone is no legend."""


def take_legends(sheets: Sheets) -> pd.DataFrame:
    """Put the words that a sheet gives for its codes of statuses in their place; the findings."""
    found = [no_findings()]
    for number, table in enumerate(sheets.tables):
        words = _legend_of(table)
        if not words:
            continue
        own = sheets.texts["status"]
        said = {text: words.get(folded(text).casefold()) for text in own.dropna().unique()}
        meant = own.map(said).where(sheets.of == number).astype("str")
        hit = meant.notna()
        sheets.texts["status"] = own.where(~hit, meant)
        found.append(
            find(sheets.texts, hit, column="status", rule="status_from_legend", before=own, after=meant,
                 action="corrected", note="the sheet says what its code means")
        )  # fmt: skip
    return pd.concat(found, ignore_index=True)


def _legend_of(table: RawTable) -> dict[str, str]:
    """The words of status that a table's notes, or its header, give for codes; nothing where they differ."""
    skipped = table.skipped
    own = skipped["file"].eq(table.file) & skipped["sheet"].eq(table.sheet)
    texts = skipped.loc[own & skipped["reason"].isin([NOTE, TITLE]), "text"]
    said = [_PAIR.findall(folded(text).casefold()) for text in (*texts, table.headers.get("status", ""))]
    pairs = {pair for line in said if len(line) >= _FEWEST for pair in line if is_listed(pair[1])}
    words = dict(pairs)
    return words if len(words) == len(pairs) >= _FEWEST and all(map(end_of, words.values())) else {}
