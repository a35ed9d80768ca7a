"""The sector of a count: named by its own words, or carried on from what was said before."""

from __future__ import annotations

import re

from ..terms import is_kind
from . import letter_words as words
from .figure_runs import Run
from .memory import Memory
from .numerals import Figure
from .sectors import (
    clause_of,
    is_known,
    listed_sector,
    next_listed,
    part_name,
    sector_name,
    sector_of_department,
    sector_of_firms,
    working_sector,
)

ACCIDENT_MEASURES = re.compile("事故(?!罚款)|死亡|受伤|重伤|轻伤|火灾|经济损失|财产损失")


TOLD_ON = re.compile(
    r"(?:[，、]无(?:人员)?(?:伤亡|死亡|受伤))?[，、]?(?:造成|共|死亡|亡|受伤|伤|其中|直接|经济|财产|损失)*"
)
"""Words of a run that goes on with the accidents before it: their dead, their injured, their losses."""


SAYS_SECTOR = re.compile("事故|领域|火灾")
"""Words of a clause whose other words are the name of a sector."""


def sector_and_measure(
    figure: Figure, run: Run, measure: str, memory: Memory, *, in_parts: bool
) -> tuple[str, str]:
    """The sector of a count, and its measure, which a list by sector names but once."""
    if in_parts:
        return memory.topic or memory.whole, measure
    if ACCIDENT_MEASURES.search(measure) and not _is_listed(figure, memory):
        return sector_of(run, measure, memory), measure
    if firms := sector_of_firms(run.tail) if figure.unit in words.FIRMS else "":
        memory.within = firms
        return firms, measure
    if memory.listing and _is_listed(figure, memory) and (name := next_listed(run)):
        return name, memory.listing[0]
    if name := working_sector(run.clause):
        memory.within = name
        return name, measure
    if name := listed_sector(run):
        memory.listing = (measure, figure.unit)
        if re.match(words.STAFF, name):
            memory.within = name
        return name, measure
    return sector_of_work(memory), measure


def _is_listed(figure: Figure, memory: Memory) -> bool:
    """True where a figure can go on with the list of counts by sector: of the same unit, or firms too."""
    if not memory.listing:
        return False
    unit = memory.listing[1]
    return figure.unit == unit or {figure.unit, unit} <= set(words.FIRMS)


def sector_of_work(memory: Memory) -> str:
    """The sector of what is no accident, where its own words name none."""
    topic = memory.topic or memory.whole
    return memory.within or ("" if topic in words.EVENTS else topic)


def sector_of(run: Run, measure: str, memory: Memory) -> str:
    """The sector that the words before an accident figure name; that of the count before, where none."""
    if not ACCIDENT_MEASURES.search(measure):
        return ""
    if run.lead.strip() in ("", "、") or TOLD_ON.fullmatch(run.lead.strip()):
        if memory.subjects:
            return memory.subjects[-1].sector
        return memory.sector or memory.within or memory.topic or memory.whole
    if memory.by_place:
        return memory.topic or memory.whole
    if memory.is_broken_down:
        whole = memory.breakdown.removesuffix("-") if memory.breakdown.endswith("-") else ""
        name = part_name(clause_of(run), whole)
    else:
        name = sector_name(clause_of(run), memory.places)
    told = memory.is_broken_down or memory.itemising or is_known(name) or SAYS_SECTOR.search(run.clause)
    if not name or not told:
        carried = memory.subjects[-1].sector if memory.subjects and not memory.closed else ""
        return carried or memory.within or memory.topic or sector_of_department(run.said) or memory.whole
    whole = memory.subjects[-1].sector if memory.subjects else memory.topic
    if memory.itemising and not memory.breakdown and is_kind(name) and whole and "/" not in whole:
        return f"{whole}/类别:{name}"
    first = memory.subjects[0].sector if memory.subjects else ""
    if memory.itemising and not memory.breakdown and first[-2:] == name[-2:] != name != first:
        # Of broken pipes, those of gas and of water.
        return f"{first}-{name[:-2]}"
    memory.sector = memory.breakdown + name
    return memory.sector
