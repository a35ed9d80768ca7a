"""Whether what reading and cleaning remark of a ledger is Chinese for a Chinese reader."""

import re

import pandas as pd

from safetystats.findings import Cleaned
from safetystats.locale.notes import remark_text
from safetystats.read import RawLedger

_NO_ENGLISH = re.compile(r"Excel|--project|supervision_sectors\.csv|\bbefore\b|\.(?:csv|tsv|xlsx?|parquet)")
"""Names of programs, files and columns, which are the same in every language."""


def remarks_of(cleaned: Cleaned) -> set[str]:
    """All notes of findings, and reasons for rows set aside and lines skipped."""
    told = [cleaned.findings["note"], cleaned.quarantine["reason"], cleaned.skipped["reason"]]
    return set(pd.concat(told).dropna()) - {""}


def texts_of(raw: RawLedger) -> str:
    """What the sheets say themselves: a remark may quote it in any language."""
    said = []
    for table in raw.tables:
        names = (table.file, table.sheet, *table.headers.values(), *table.rows.columns)
        said += [*names, *table.rows.to_numpy().ravel()]
    return "\n".join(map(str, said))


def english_left(remarks: set[str], quoted: str = "") -> list[str]:
    """The remarks whose Chinese holds English that does not stand in `quoted`."""
    shown = {remark: remark_text(remark, "zh") for remark in sorted(remarks)}
    return [
        remark
        for remark, chinese in shown.items()
        if any(word not in quoted for word in re.findall("[A-Za-z]{2,}", _NO_ENGLISH.sub("", chinese)))
    ]
