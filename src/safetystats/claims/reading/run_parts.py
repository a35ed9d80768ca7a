"""The parts that the figures of a run are given for: sectors, places or windows of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..terms import is_kind
from . import letter_words as words
from .figure_runs import HIDDEN, LIST_MARKS, Run
from .letter_places import named_places
from .memory import Memory
from .naming import nouns_in
from .numerals import Figure
from .own_sector import kind_within, part_of_category
from .sectors import Part, clause_of, in_pairs, is_known, leading_sectors, part_name, part_within, parts_of


def parts_of_run(run: Run, memory: Memory) -> list[Part]:
    """The parts that a run is for: those its clause lists, or as many as were listed last."""
    parts = parts_of(run, memory.breakdown, memory.places, memory.place)
    if (memory.counts_places or memory.by_place) and not any(is_known(part.sector) for part in parts):
        parts = [replace(part, sector="", area=part.area or part.sector) for part in parts]
    if not memory.breakdown:
        # Names of which it is not sure what they are: each has its figure, and none is a sector.
        parts = [part if _is_sure(part.sector, memory) else replace(part, sector="") for part in parts]
        parts = [
            replace(part, sector=_within(part.sector, memory) or part.sector) if part.sector else part
            for part in parts
        ]
    if in_pairs(run) and not words.EACH.search(run.clause):
        memory.parts, memory.pair = (parts, 0) if parts else (memory.parts, memory.pair + 1)
        goes_on = bool(parts) or run.lead.strip() in LIST_MARKS
        return memory.parts[memory.pair : memory.pair + 1] * len(run.figures) if goes_on else []
    if not parts and len(run.figures) > 1 and words.IN_TURN.search(run.clause):
        parts = named_before(run, memory)
    in_turn = len(run.figures) > 1 and len(run.figures) == len(memory.parts)
    if not parts and (in_turn or re.match("、?各", run.lead)):
        return memory.parts
    memory.parts = parts or memory.parts
    return parts


def named_before(run: Run, memory: Memory) -> list[Part]:
    """The places, windows or sectors of a list in an earlier clause: "…居前三位，分别为9起、8起、7起"."""
    if len(nouns_in(run.lead)) >= len(run.figures):
        return []
    places = named_places(run.said, memory.places, memory.place)
    lists = [
        [Part(area=area) for area in places[-1].places] if places else [],
        [Part(period=period) for period in memory.windows],
        *(
            [Part(sector=name) for name in leading_sectors(clause.strip(HIDDEN))[0]]
            for clause in re.split("[，：]", run.lead)
        ),
    ]
    return next((parts for parts in lists if len(parts) == len(run.figures)), [])


def place_by_its_short_name(run: Run, memory: Memory) -> str:
    """The part of a breakdown by places; blank where the places before the figure are named in full."""
    if run.lead.strip() in ("", "、") or re.fullmatch(
        r"[，、]?(?:造成|共|死亡|亡|受伤|伤|各)*", run.lead.strip()
    ):
        return memory.short_place
    name = part_name(clause_of(run), memory.told_of)
    is_short = re.fullmatch("(?!全|.*(?:合计|共计|总计|累计|小计))[\u4e00-\u9fff]{2,6}", name)
    is_new = is_short and not words.NO_PLACE.search(name)
    is_sector = is_known(name) or part_within(name, memory.told_of)
    is_new = is_new and not is_sector and not named_places(name, memory.places, memory.place)
    memory.short_place = name if is_new else ""
    return memory.short_place


def place_alone(run: Run, memory: Memory) -> str:
    """The place, or the places together, that are all that a run's clause says; blank for other words."""
    said = run.clause.strip(HIDDEN + " 、")
    named = named_places(said, memory.places, memory.place)
    is_all = len(named) == 1 and (named[0].start, named[0].end) == (0, len(said))
    return named[0].together if is_all else ""


def place_led(run: Run, memory: Memory) -> str:
    """The place, or the places together, that the clause of a run begins with; blank for other words."""
    said = "" if _ADDED_UP.search(run.clause) else re.sub("^[同环]比", "", run.clause.strip(HIDDEN + " 、"))
    first = next(iter(named_places(said, memory.places, memory.place)), None)
    return first.together if first and first.start == 0 else ""


_ADDED_UP = re.compile("合计|共计|总计|累计|小计")
"""Words of a count of several places together."""


def places_of_rate(run: Run, memory: Memory) -> list[Part]:
    """The places that a rate is given for, each of those its clause lists: no rate is one of a sum."""
    parts = parts_of(run, "", memory.places, memory.place)
    if not parts and len(run.figures) == len(memory.led) > 1 and words.IN_TURN.search(run.clause):
        return [Part(area=place) for place in memory.led]
    if parts or len(run.figures) > 1:
        return parts if all(part.area for part in parts) else []
    lists = [one for one in named_places(run.clause, memory.places, memory.place) if len(one.places) > 1]
    is_of_each = lists and _RATE_BEHIND.fullmatch(run.clause, lists[-1].end)
    return [Part(area=area) for area in lists[-1].places] if is_of_each else []


_RATE_BEHIND = re.compile("(?!.*(?:合计|共计|总计|总体|平均|综合))[一-鿿]{2,12}率[一-鿿]{0,4}")
"""What stands between the places of a list and the rate of each."""


def windows_in_turn(run: Run, memory: Memory) -> list[Part]:
    """The windows that a sentence names beside each other, where a run shares its figures out over them."""
    in_turn = len(run.figures) == len(memory.windows) > 1 and words.IN_TURN.search(run.clause)
    return [Part(period=period) for period in memory.windows] if in_turn else []


def sectors_of_rate(run: Run) -> tuple[list[Part], str]:
    """The sectors that a rate is given for in turn, and the words of the rate behind them."""
    names, rest = leading_sectors(run.clause.replace(HIDDEN, "").strip("、；，").removeprefix("其中"))
    in_turn = len(names) == len(run.figures) > 1 and words.IN_TURN.search(run.clause)
    return ([Part(sector=name) for name in names], _FIRMS_FIRST.sub("", rest)) if in_turn else ([], "")


_FIRMS_FIRST = re.compile("^(?:企业|单位|领域|行业|工地|场所)+的?")


def one_each(run: Run, parts: Sequence[Part]) -> Iterator[tuple[Figure, Part]]:
    """One figure for each part, or every figure for every part where their numbers differ."""
    if len(run.figures) == len(parts):
        yield from zip(run.figures, parts)
    else:
        yield from ((figure, part) for figure in run.figures for part in parts)


def _is_sure(sector: str, memory: Memory) -> bool:
    """True for a name that is known, or says that it is a trade or a kind of accident."""
    is_named = (
        "/" in sector
        or is_known(sector)
        or is_kind(sector)
        or sector.endswith(("业", "领域", "行业", "企业"))
    )
    return is_named or bool(sector and _within(sector, memory))


def _within(name: str, memory: Memory) -> str:
    """A name as a part of the sector that is told of; blank where it is none."""
    whole = memory.told_of
    industry = part_of_category(name, whole) if is_known(name) else ""
    return kind_within(name, memory) or part_within(name, whole) or industry
