"""Sheets without a header whose sentences say that there was nothing: 2023年5月，我区未发生生产安全事故。"""

from __future__ import annotations

import re

from .grid import Grid, is_blank
from .kinds import kinds_named
from .lines import says_nothing_happened, speaks_of_some

_SENTENCE_ENDS = re.compile(r"[。；;！!\n]+")
_COUNTS = re.compile(r"[1-9一二两三四五六七八九十][0-9]*(?:起(?!以)|例|宗|处|项|条|人)")
"""Whatever else it says, a text that counts accidents or persons is no report of nothing."""
_WHEN = re.compile("[0-9一二三四五六七八九十]月|季度|半年|[0-9]年")
_HINT = re.compile("零报告|(?:无|未发生|没有|未发现).{0,12}(?:事故|隐患)")
_MOST_LINES = 8
"""Longer texts tell how to report."""


def kinds_of_nothing(grid: Grid, file: str) -> dict[str, set[int]]:
    """The kinds of ledger of which a sheet in prose says that there was nothing, each with the rows that do.

    Empty where no sentence says so, nothing says when, or another sentence counts something. A sentence that
    names no kind (零报告) is of the kind that the rest of the sheet names, its tab or its file.

    >>> kinds_of_nothing(Grid("", {1: ["5月零报告"], 2: ["本月我区未发生生产安全事故。特此报告。"]}), "")
    {'accidents': {1, 2}}
    >>> kinds_of_nothing(Grid("", {1: ["本月无事故"], 2: ["上月补报2起"]}), "")
    {}
    """
    lines = {n: [c for c in row if c is not None and not is_blank(c)] for n, row in grid.rows.items()}
    whole = "\n".join("\n".join(cells) for cells in lines.values())
    if len(lines) > _MOST_LINES or _COUNTS.search(whole) or not _WHEN.search(f"{whole} {grid.sheet} {file}"):
        return {}
    found: dict[str, set[int]] = {}
    for number, cells in lines.items():
        sentences = [sentence for cell in cells for sentence in (cell, *_SENTENCE_ENDS.split(cell)[:-1])]
        said = [one for one in sentences if says_nothing_happened(one) and not speaks_of_some(one)]
        named = (kinds_named(words) for words in (*said, whole, grid.sheet, file) if said)
        for kind in next(filter(None, named), ()):
            found.setdefault(kind, set()).add(number)
    return found


def speaks_of_nothing(grid: Grid, file: str) -> bool:
    """Whether a sheet, or the name of its file, may say that there was nothing, be it understood or not.

    >>> speaks_of_nothing(Grid("", {1: ["无较大事故"]}), ""), speaks_of_nothing(Grid("", {1: ["说明"]}), "")
    (True, False)
    """
    return (
        _HINT.search(" ".join([file, *(cell or "" for row in grid.rows.values() for cell in row)]))
        is not None
    )
