"""A run of counts -> its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import letter_words as words
from .figure_runs import HIDDEN, Run
from .memory import Extracted, Memory, claim_of
from .naming import VIOLATIONS, Subject, measure_of, no_total
from .numerals import Figure
from .own_sector import TOLD_ON, sector_and_measure
from .run_parts import parts_of_run, place_alone, place_by_its_short_name, place_led
from .sectors import Part, without_premises


def counted(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of a run of counts: one a figure, or one for each part that a figure is repeated for."""
    if "其中" in run.lead:
        counted_last = memory.subjects or memory.earlier
        memory.severity = _severity_of(counted_last)
        memory.divided = counted_last[-1].sector if counted_last else ""
    if (
        memory.closed
        and _NO_MORE_THAN_A_WINDOW.fullmatch(run.lead.replace(HIDDEN, ""))
        and memory.changed == []
    ):
        # "去年同期为5人，今年为8人": of the same.
        memory.subjects, memory.closed = memory.subjects[-len(run.figures) :], not memory.subjects
    elif memory.closed and not run.lead.startswith("、"):
        memory.earlier, memory.subjects = memory.subjects, []
        memory.closed, memory.differences = False, []
    memory.changed, memory.counts = [], True
    memory.led += [place] if (place := place_led(run, memory)) else []
    memory.itemising = memory.itemising or "其中" in run.lead
    if re.search("抽查", run.clause) or (run.clause.endswith("检查的") and run.tail.endswith("中")):
        memory.sampled = run.figures[-1].unit
        things = [*words.GONE_INTO.finditer(run.clause.rpartition("抽查")[2] + run.tail)]
        memory.sampled_things = f"{things[-1][0]}数" if things else ""
    goes_on = memory.each and run.figures[0].unit in words.PEOPLE and TOLD_ON.fullmatch(run.lead.strip())
    parts = memory.parts if goes_on else parts_of_run(run, memory)
    repeated = memory.each = bool(parts) and bool(goes_on or words.EACH.search(run.clause))
    shared_out = "各" if words.EACH.search(run.clause) else ""
    for index, figure in enumerate(run.figures):
        measure = measure_of(
            figure, run, memory.subjects or memory.earlier if "其中" in run.lead else memory.subjects
        )
        if measure == "事故起数" and "火灾" in (memory.topic, memory.whole) and "事故" not in run.clause:
            measure = "火灾起数"
        if measure == VIOLATIONS and memory.is_broken_down:
            # What accidents are broken down by is no offence that somebody dealt with.
            measure = "事故起数"
        place = place_alone(run, memory)
        if place and place.endswith(measure.removesuffix("数")):
            measure = _measure_of_place(figure, memory) or measure
        measure = _of_severe(measure, run, memory.severity)
        sector, measure = sector_and_measure(figure, run, measure, memory, in_parts=bool(parts))
        if sector and without_premises(measure.removesuffix("数")) == sector:
            # A trade in a list of hazards, and no number of mines.
            found = "隐患数" if figure.unit in words.PLACES and _PUT_RIGHT_NEXT.match(run.still) else measure
            measure = memory.first_of_unit.get(figure.unit, found)
            memory.within = sector if found == "隐患数" else memory.within
            memory.listing = (measure, figure.unit) if memory.listing else None
        measure = no_total(measure, run, memory.subjects)
        memory.first_of_unit.setdefault(figure.unit, measure)
        own = parts if repeated else parts[index : index + 1]
        told = own[0] if len(own) == 1 else Part()
        in_list = memory.itemising and any(s.unit == figure.unit and not s.is_part for s in memory.subjects)
        subject = Subject(told.level + measure, told.sector or sector, figure.unit, told.area, place, in_list)
        memory.chain = memory.chain + 1 if index or run.lead.startswith("、") else 1
        memory.subjects = [*memory.subjects, subject]
        if part_of := re.search("[-:](?P<name>[^-:]+)$", subject.sector):
            memory.parts_told[part_of["name"]] = subject.sector
        area = place_by_its_short_name(run, memory) if memory.by_place and not parts else ""
        for part in own or [Part(sector, area)]:
            claim = claim_of(
                _with_frequency(figure, run), part.level + measure, part.sector or sector, _target(run)
            )
            yield figure, replace(claim, note=shared_out or figure.note, area=part.area, period=part.period)
    if _is_sum(run):
        memory.subjects = memory.subjects[-len(run.figures) :]


def _measure_of_place(figure: Figure, memory: Memory) -> str:
    """What a place's figure counts: what was told before it of another, or what the heading names."""
    told = [s.measure for s in reversed([*memory.earlier, *memory.subjects]) if s.unit in ("", figure.unit)]
    of_persons = figure.unit in words.PEOPLE
    return next((m for m in (*told, *memory.headed) if m.endswith("人数") == of_persons), "")


def _target(run: Run) -> str:
    """The comparison of a figure that is a target, by the words behind it; blank for what was counted."""
    is_behind = run.still.startswith("的") and words.AS_A_TARGET.match(run.still)
    is_set = words.SET_AS_TARGET.search(run.said) or words.PLAN_PARTLY_DONE.search(
        f"{run.clause}▲{run.still}"
    )
    return words.TARGET if is_behind or is_set else ""


def _of_severe(measure: str, run: Run, severity: str) -> str:
    """A measure of the severe accidents that a sentence goes through: "较大事故中，建筑业3起".

    `severity` is that of the accidents whose parts it lists: "较大事故3起，其中建筑业2起".
    """
    if measure not in ("事故起数", "火灾起数", "死亡人数"):
        return measure
    counted = measure.removeprefix("事故").removeprefix("火灾")
    if severe := words.OF_SEVERE.search(run.said):
        return f"{severe['level']}{severe['what']}{counted}"
    if not severity or measure == "火灾起数" or (severity == "亡人" and measure == "死亡人数"):
        return measure
    return f"{severity}事故{counted}"


def _severity_of(subjects: Sequence[Subject]) -> str:
    """The severity of the accidents that were counted last; blank where they are of any."""
    match = re.match("(重特大|特别重大|重大|较大|亡人)事故", subjects[-1].measure) if subjects else None
    if match is None and len(subjects) > 1 and subjects[-1].measure == "死亡人数":
        match = re.match("(亡人)事故", subjects[-2].measure)
    return match[1] if match else ""


def _with_frequency(figure: Figure, run: Run) -> Figure:
    """Times, or visits, with how often in front of them: once every half-year is counted in 次/半年."""
    often = words.FREQUENCY.search(run.clause) if figure.unit in words.VISITS else None
    return replace(figure, unit=f"{figure.unit}/{often[1]}") if often else figure


def _is_sum(run: Run) -> bool:
    """True for what was counted one by one before, added up: a share behind it is one of the sum."""
    return bool(words.SUMMED_UP.fullmatch(run.clause.replace(HIDDEN, "").strip()))


_NO_MORE_THAN_A_WINDOW = re.compile("[，；](?:则|分别|均)?[为是达]")
"""All that stands before the figure of a window, next to that of another one."""
_PUT_RIGHT_NEXT = re.compile("[，、](?:其中|现|均)?(?:已|完成)*(?:整改|销号|销账|治理)")
"""How a sentence goes on with how many hazards of those just counted were put right."""
