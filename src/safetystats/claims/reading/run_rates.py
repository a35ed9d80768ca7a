"""A run of percentages that are neither change nor share -> its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import letter_words as words
from .figure_runs import RATE, Run
from .memory import Extracted, Memory, claim_of
from .naming import Subject, noun_of, rate_name
from .numerals import Figure
from .own_sector import sector_of_work
from .run_parts import named_before, one_each, places_of_rate, sectors_of_rate, windows_in_turn
from .sectors import Part, part_within, sector_before_rate


def rated(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """A percentage that is neither change nor share: a target, a rate, or the last share gone on."""
    if re.match("的?[^，。]{0,4}?(?:任务|目标|控制)?(?:任务|目标|指标)", run.tail):
        measure = f"{memory.rate}任务指标"
        yield from ((f, claim_of(f, measure, comparison=words.TARGET)) for f in run.figures)
    elif rate := RATE.search(run.lead):
        told = sector_before_rate(run.lead[: rate.end("rate")])
        of_deaths = memory.sector if rate["rate"].endswith("死亡率") else ""
        sector = part_within(told, memory.whole) or told or of_deaths or sector_of_work(memory)
        by_sector, behind = sectors_of_rate(run)
        parts = by_sector or places_of_rate(run, memory) or windows_in_turn(run, memory)
        parts = parts or _alike_in_places(run, memory) or _of_each_before(run, memory)
        said = (
            PLACE_BEFORE.sub("", rate["rate"]) if parts else _WHOLE.sub("", rate["rate"]).removeprefix(sector)
        )
        said = _RATE_ALONE.sub("率", behind) if by_sector else said
        name = rate_name(said, run.lead)
        is_bare = not re.search("隐患|问题", said) and len(name) <= words.LONGEST_RATE
        names = {figure: (level if is_bare else "") + name for figure, level in _levels(run, memory).items()}
        name = names[run.figures[-1]]
        memory.rate = name.removesuffix("（年均）")
        memory.subjects, memory.closed, memory.share = [Subject(name, sector)], True, None
        memory.parts = parts
        for figure, part in one_each(run, parts or [Part()]):
            claim = claim_of(figure, part.level + names[figure], part.sector or sector)
            yield figure, replace(claim, area=part.area, period=part.period)
    elif ranked := _RANKED.search(run.lead):
        name = memory.rate = rate_name(ranked["rate"], run.lead)
        memory.subjects, memory.closed, memory.share = [Subject(name, sector_of_work(memory))], True, None
        parts = named_before(run, memory) if words.IN_TURN.search(run.clause) else []
        for figure, part in one_each(run, parts or [Part()]):
            yield figure, replace(claim_of(figure, name, sector_of_work(memory)), area=part.area)
    elif memory.share:
        comparison, measures, sector = memory.share
        for figure in run.figures:
            yield from ((figure, claim_of(figure, measure, sector, comparison)) for measure in measures)
    elif (
        memory.subjects
        and memory.subjects[-1].measure == memory.rate
        and (parts := places_of_rate(run, memory) or _of_each_before(run, memory))
    ):
        # "In two more streets it is below 15 % each": the rate named last.
        for figure, part in one_each(run, parts):
            yield figure, replace(claim_of(figure, memory.rate, memory.subjects[-1].sector), area=part.area)
    elif memory.subjects and memory.subjects[-1].measure == memory.rate and _NEXT_RANKED.fullmatch(run.lead):
        yield from ((f, claim_of(f, memory.rate, memory.subjects[-1].sector)) for f in run.figures)
    else:
        yield from ((f, claim_of(f, noun_of(run), sector_of_work(memory))) for f in run.figures)


def _alike_in_places(run: Run, memory: Memory) -> list[Part]:
    """The places of the list before, where one rate is that of each: "分别9处、8处，整改率均为100%"."""
    repeated = len(run.figures) == 1 and words.SPREAD.search(run.clause)
    return memory.parts if repeated and all(part.area for part in memory.parts) else []


def _levels(run: Run, memory: Memory) -> dict[Figure, str]:
    """Of which hazards each figure is a rate: those put right last, or each in turn."""
    told = [words.LEVEL_OF.get(subject.measure, "") for subject in memory.subjects]
    in_turn = words.IN_TURN.search(run.clause) and len(told) >= len(run.figures)
    last = told[-len(run.figures) :] if in_turn else told[-1:] * len(run.figures)
    return dict(zip(run.figures, last or [""] * len(run.figures)))


def _of_each_before(run: Run, memory: Memory) -> list[Part]:
    """The parts of the rate just before, where each has its own figure now: "均不足90%，分别为86%、89%"."""
    in_turn = words.IN_TURN.search(run.clause) and len(run.figures) == len(memory.parts) > 1
    return memory.parts if in_turn else []


_RANKED = re.compile(
    "(?P<rate>[\u4e00-\u9fff]{1,10}率)(?:排名|相对)?(?:靠[前后]|居[前后末]|[较最][高低]|[高低]于|领先|落后)"
    "[^，。；\\d]*(?:[（(]|，(?:分别|依次)[为是达]?)$"
)
"""A rate by which places are ranked, with those of each behind it: "整改率靠后的是东山镇（93%）"."""
_NEXT_RANKED = re.compile("[）)][、，和][\u4e00-\u9fff]{2,8}[（(]")
"""All that stands between such a rate and that of the next place."""
_WHOLE = re.compile("^全[国省市区县州](?=.{4})")
"""The whole place, before the rate that is told of all of it."""
_RATE_ALONE = re.compile("率.*$")
"""What stands behind the name of a rate."""
PLACE_BEFORE = re.compile("^.{2,5}?(?:街道|[区县市镇乡街旗州])")
"""The last place of a list, before the rate that is told of all."""
