"""A run of shares of a whole -> its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..terms import is_category, is_kind
from . import letter_words as words
from .distributing import distributed
from .figure_runs import BETWEEN_WHOLES, Run
from .letter_places import places_in
from .memory import GENERAL, Extracted, Memory, claim_of, part_told, remembered
from .naming import Subject, nouns_in
from .numerals import Figure
from .own_sector import (
    ACCIDENT_MEASURES,
    CAUSED,
    HOURS,
    added_up,
    in_hours,
    kind_within,
    of_cause,
    part_of_category,
    sector_of_work,
)
from .run_parts import parts_of_run
from .sectors import is_known, part_within, sector_at_start


def shared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of a run of shares, each of a count that was named with it or before it."""
    wholes = comparison.split(BETWEEN_WHOLES)
    goes_on = memory.share is not None and comparison == memory.share[0]
    for index, (figure, claim) in enumerate(_of_one_whole(run, wholes[0], memory)):
        is_assumed = claim.comparison == OF_NO_WHOLE
        if len(wholes) > 1:
            claim = replace(claim, comparison=wholes[index])
        elif goes_on:
            claim = replace(claim, comparison=memory.wholes.get(claim.measure, whole_of(claim)))
        elif _TOTAL_ALONE.search(run.lead):
            claim = replace(claim, comparison=whole_of(claim))
        if is_assumed:
            claim = replace(claim, comparison=whole_of(claim), assumes_whole=True)
        memory.wholes[claim.measure] = claim.comparison
        yield figure, claim


def part_named_behind(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """A share of what was counted whose part is named behind it, and is none that was: "近两成属屡改屡犯"."""
    counted = memory.subjects[-1].measure if memory.subjects else ""
    belongs = words.BELONGS.match(run.still)
    name = re.sub("类?(?:隐患|问题|事故)$", "", run.tail.removeprefix(belongs[0])) if belongs else ""
    if name and "事故" in counted:
        name = of_cause(name, memory.subjects[-1].sector or memory.told_of)
    if comparison == OF_NO_WHOLE and counted:
        comparison = f"占{re.sub('[起人]?数$', '', counted)}总数"
    for figure in run.figures:
        yield figure, claim_of(figure, f"{counted}占比", name or sector_of_work(memory), comparison)


def whole_of(claim: Extracted) -> str:
    """The comparison of a share whose whole has no name of its own: of all deaths, all fires."""
    if claim.comparison not in (OF_NO_WHOLE, "占事故总数"):
        return claim.comparison
    counted = claim.measure.removesuffix("占比")
    if counted == "事故起数" and claim.sector.startswith("火灾"):
        counted = "火灾起数"
    return next((whole for what, whole in words.WHOLE_OF.items() if counted.endswith(what)), claim.comparison)


_TOTAL_ALONE = re.compile("占(?:总起?数|总量)的?$")
"""A whole that is called no more than that."""
OF_NO_WHOLE = "占比"
"""The comparison of a share that names no whole."""


def _of_one_whole(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    told = re.split("占(?!比)", run.lead)[0]
    named = [remembered(noun, memory) for noun in nouns_in(told)]
    clause = re.split("[，：:。；]", told)[-1]
    if own := part_told(clause, memory) or sector_at_start(clause):
        named = [replace(subject, sector=own) for subject in named]
    elif hours := in_hours(run, memory) or _hours_shared(memory):
        memory.sector = hours
        named = [replace(subject, sector=memory.sector) for subject in named]
    if parts := parts_of_run(run, memory):
        measures = [s.measure for s in (*memory.subjects, *named) if s.measure in GENERAL]
        told = memory.subjects[-1].measure if memory.subjects else "事故起数"
        measure = measures[-1] if measures else told
        for figure, part in zip(run.figures, parts):
            claim = claim_of(figure, f"{measure}占比", part.sector or own, comparison)
            yield figure, replace(claim, area=part.area, period=part.period)
        memory.share = (comparison, (f"{measure}占比",), "")
        return
    if (together := added_up(run, memory)) and memory.share:
        yield from (
            (figure, claim_of(figure, memory.share[1][-1], together, comparison)) for figure in run.figures
        )
        return
    repeated = [part for part in memory.parts if part.sector or part.area]
    if _FOR_EACH.search(run.clause) and len(repeated) > len(run.figures) == 1 and memory.subjects:
        # "213 cases each, 9.2 % each": of every part that the count was repeated for.
        for part in repeated:
            claim = claim_of(run.figures[0], f"{memory.subjects[-1].measure}占比", part.sector, comparison)
            yield run.figures[0], replace(claim, area=part.area, period=part.period)
        return
    sectors = list(dict.fromkeys(s.sector for s in memory.subjects if s.measure in GENERAL))
    if "分别" in run.clause and len(run.figures) == len(sectors) > len({s.measure for s in memory.subjects}):
        # One each for the sectors of the list before, not for its measures.
        for figure, sector in zip(run.figures, sectors):
            yield figure, claim_of(figure, f"{memory.subjects[0].measure}占比", sector, comparison)
        return
    subjects = named or _shared_subjects(run, comparison, memory)
    whole = _category_in(comparison)
    subjects = [replace(s, sector=part_of_category(s.sector, whole) or s.sector) for s in subjects]
    if not re.search("控制|计划", comparison):
        subjects = [replace(s, measure=f"{s.measure}占比") for s in subjects] or [Subject("占比")]
    claims = list(distributed(run, subjects, comparison, memory, all_named=bool(named)))
    if memory.nothing:
        # No part of a whole is what did not happen.
        none = memory.nothing[-1]
        claims = [(f, c if f.value else replace(c, sector=none.sector)) for f, c in claims]
    sectors = list(dict.fromkeys(claim.sector for _, claim in claims))
    measures_told = tuple(dict.fromkeys(claim.measure for _, claim in claims))
    memory.share = (comparison, measures_told, sectors[0] if len(sectors) == 1 else "")
    yield from claims


_FOR_EACH = re.compile("^[，、　]*(?:各自?|均|都)占")
"""Words of a share that is that of each part of a list."""


def _shared_subjects(run: Run, comparison: str, memory: Memory) -> list[Subject]:
    """What a share without a measure's noun is a share of: a thing of its own, or the counts before it."""
    # Without a 占 of its own the run goes on with the share before it.
    told = re.split("占(?!比)", run.clause)[0] if "占" in run.clause else ""
    if hours := in_hours(run, memory):
        return [Subject("事故起数", hours)]
    if told_part := part_told(run.clause, memory):
        shared_out = _measure_shared(comparison)
        of_fires = shared_out == "事故起数" and told_part.startswith("火灾")
        return [Subject("火灾起数" if of_fires else shared_out, told_part)]
    if named := _counted_in_whole(comparison, memory):
        return named
    own = re.sub(
        "^[一二三四五六七八九十]是|其中|分别|均|共|针对|约|目前|　|各|占比|比重|比例", "", told
    ).strip("、")
    # "昆山市占全市的40%" is a share of what was counted before, in that place.
    own = "" if words.SUMMED_UP.fullmatch(own) or places_in(own, memory.places) == [own] else own
    if caused := CAUSED.fullmatch(own):
        return [Subject("事故起数", of_cause(caused["cause"], memory.told_of))]
    if together := _taken_together(own, memory):
        return [Subject(_measure_shared(comparison), together)]
    if _SO_MANY_KINDS.match(own):
        return [Subject("事故起数", memory.told_of)]
    part = part_within(own.removesuffix("事故"), memory.told_of)
    if not part and own.endswith("事故") and is_known(bare := own.removesuffix("事故")):
        return [Subject("事故起数", bare)]
    if not part and re.search("行业|领域|企业|事故|类", own) and not _FOUND_BY.search(own):
        return [Subject("", own)]
    if part:
        return [Subject(memory.subjects[0].measure if memory.subjects else "事故起数", part)]
    if is_kind(own) or is_known(own):
        measure = memory.subjects[0].measure if memory.subjects else "事故起数"
        whole = memory.subjects[-1].sector if memory.subjects and is_kind(own) else ""
        return [Subject(measure, f"{whole}/类别:{own}" if whole else own)]
    if len(own) >= 2:
        return [Subject(own)]
    whole = run.clause.rpartition("占")[2] if "占" in run.clause else ""
    areas = [part.area for part in memory.parts if part.area]
    if len(run.figures) == 1 < len(areas) and areas == [s.area for s in memory.subjects[-len(areas) :]]:
        # Of all the places that the counts were shared out over.
        return [replace(memory.subjects[-1], area="")]
    if comparison.startswith("占抽查"):
        return memory.subjects[-1:]
    if len(run.figures) == 1 and _MOST.search(re.split("占(?!比)", run.lead)[0]):
        return [s for s in memory.subjects if not s.is_persons][-1:] or [Subject("事故起数")]
    if len(run.figures) == 1 and _COUNTED_WHOLE.search(f"{comparison}，{whole}"):
        of_deaths = bool(re.search("(?:死亡|亡人)(?!事故)", comparison + whole))
        # A part of a category is no share of itself: what is meant stands behind the category's own count.
        parts = [s for s in memory.subjects if s.sector != _category_in(comparison)] or memory.subjects
        parts = _levels_of(comparison, parts) or parts
        return [s for s in parts if ("死亡" in s.measure) == of_deaths][:1] or memory.subjects
    return memory.subjects


def _counted_in_whole(comparison: str, memory: Memory) -> list[Subject]:
    """What was counted last of that of which the whole is named: severe hazards, of 占隐患总数."""
    wholes = tuple(nouns_in(comparison))
    told = [s for s in memory.subjects if s.measure.endswith(wholes)]
    return [s for s in told if not ACCIDENT_MEASURES.search(s.measure)][-1:]


_MOST = re.compile("(?:事故|火灾)(?:起数|数量)?(?:最多|较多|居多|居首|居前|占比最[大高])，?$")
"""Words of where, or when, most accidents were: a share behind them is one of accidents."""
_FOUND_BY = re.compile("(?:自查|自报|检查|排查|抽查|督查)?(?:上报|自报|报送|发现|查出)的?$")
"""How words end that say by whom something was found, and not of which sector it is."""


def _levels_of(comparison: str, subjects: list[Subject]) -> list[Subject]:
    """The counts of one level of the whole that a share names: severe hazards, of 占隐患总数."""
    wholes = nouns_in(comparison)
    return [s for s in subjects for whole in wholes if s.measure != whole and s.measure.endswith(whole)]


def _taken_together(own: str, memory: Memory) -> str:
    """The kinds whose share is told together, "顶板和运输事故合计", or was just before; blank for none."""
    if not own:
        before = memory.share[2] if memory.share else ""
        return before if "、" in before else ""
    named = _TOGETHER.fullmatch(own)
    names = re.split("[、和及与]", named["names"]) if named else []
    if len(names) < 2 or not all(names):
        return ""
    kinds = [kind_within(name, memory) for name in names]
    return "、".join([kinds[0], *(kind.rpartition(":")[2] for kind in kinds[1:])] if all(kinds) else names)


_TOGETHER = re.compile("(?P<names>[\u4e00-\u9fff、]+?)(?:两[类项])?(?:事故|火灾)?(?:合计|共计|总计|一共|共)")
"""Kinds of accidents of which one share is told together."""


def _measure_shared(comparison: str) -> str:
    """What a share is a share of by the words for its whole: deaths, or accidents."""
    return "死亡人数" if re.search("死亡(?!事故)", comparison) else "事故起数"


def _hours_shared(memory: Memory) -> str:
    """The sector of the share before, of some hours of the day: another measure goes on with them."""
    return memory.share[2] if memory.share and HOURS.search(memory.share[2]) else ""


def _category_in(comparison: str) -> str:
    """The category whose accidents a share is a share of: 工矿商贸 of 占工矿商贸事故; blank for none."""
    match = re.match("占(?P<whole>[\u4e00-\u9fff]{2,8}?)(?:领域|行业|类)?(?:亡人)?事故", comparison)
    return match["whole"] if match and is_category(match["whole"]) else ""


_SO_MANY_KINDS = re.compile("(?:上述|以上|这)?[两二三四五六七八九十]类(?:事故|火灾)?(?:合计|总计|共计|共)?$")
"""Kinds that were told before, taken together."""
_COUNTED_WHOLE = re.compile("(?:总数|总量|事故|起数|人数)(?:的|，|$)")
"""What ends the name of a whole that says whether cases or persons are shared out."""
