"""A run of rises or falls -> its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import letter_words as words
from .distributing import distributed, of_unit
from .figure_runs import FALLS, HIDDEN, NEW_THING, Run
from .memory import Extracted, Memory, claim_of, level_named, remembered
from .naming import Subject, measure_of, nouns_in, rate_name
from .numerals import Figure
from .own_sector import kind_within, sector_and_measure, sector_of_work
from .run_parts import one_each, parts_of_run, place_led
from .sectors import part_at_start, part_within, sector_at_start

_DIRECTIONS = "|".join(sorted(words.DIRECTIONS, key=len, reverse=True))


def compared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of a run of rises or falls, each about a count that was named with it or before it."""
    lead = re.split("|".join(words.LEVEL), run.lead)[-1]
    named = _new_thing(run, memory) or _own_rate(run, memory)
    named = named or [remembered(noun, memory) for noun in nouns_in(run.clause) or nouns_in(lead)]
    same_thing = memory.changed if _NEXT_PLACE.fullmatch(run.lead.replace(HIDDEN, "")) else []
    named = named or level_named(run.clause, memory) or _same_as_before(run, memory)
    subjects = named or _in_turn(run, memory) or _own_thing(run, memory) or same_thing
    subjects = subjects or _told_before(run, memory) or memory.subjects
    if place := place_led(run, memory):
        subjects = [s for s in subjects if s.area == place] or [replace(s, area="") for s in subjects]
    if run.figures[0].unit.endswith("百分点"):
        subjects = _shares_changed(run, named, memory) or subjects
    memory.changed = subjects
    goes_on = memory.of_change if lead.startswith("、") else ""
    own_part = part_at_start(run.clause, memory.told_of)
    memory.of_change = sector_at_start(run.clause) or own_part or _part_shared(run, memory) or goes_on
    if memory.of_change:
        subjects = [replace(subject, sector=memory.of_change) for subject in subjects]
    if parts := parts_of_run(run, memory):
        told = [subject for subject in subjects if not run.is_percent or subject.measure] or [Subject("")]
        for figure, part in one_each(run, parts):
            subject = of_unit(figure, run, told, memory) if not run.is_percent else told[-1]
            claim = claim_of(figure, subject.measure, part.sector or subject.sector, comparison)
            yield figure, replace(claim, area=part.area)
        memory.subjects = memory.subjects or named
        return
    if not run.is_percent:
        subjects = _of_units(run, subjects, memory)
        memory.listed = len(subjects) + (memory.listed if run.lead.startswith("、") else 0)
        memory.differences = [*memory.differences, *subjects]
    if "分别" in run.clause and len({subject.place for subject in subjects}) == len(run.figures) > 1:
        subjects = [replace(subject, area=subject.place) for subject in subjects]
    if "分别" in run.clause and len(run.figures) > 1:
        memory.turn = len(run.figures)
    for figure, claim in distributed(run, subjects, comparison, memory, all_named=bool(named)):
        yield figure, _falling(claim) if figure.note == FALLS else claim
    memory.subjects = memory.subjects or named


def _new_thing(run: Run, memory: Memory) -> list[Subject]:
    """What came in addition, named behind the word for that: "较上期新增问题9个"."""
    figures = run.figures if NEW_THING.search(run.lead) else ()
    return [Subject(measure_of(figure, run), sector_of_work(memory), figure.unit) for figure in figures]


def _own_rate(run: Run, memory: Memory) -> list[Subject]:
    """The rate that a clause names before its rise or fall, whatever was counted: "整改率提高4个百分点"."""
    match = _RATE_CHANGED.search(run.clause.replace(HIDDEN, "")) if run.is_percent else None
    return [remembered(rate_name(match["rate"], run.lead), memory)] if match else []


_RATE_CHANGED = re.compile(f"(?P<rate>[\u4e00-\u9fff]{{2,12}}率)(?:同比|环比)?(?:{_DIRECTIONS})了?$")
"""A rate right before the word for its rise or fall."""


def _same_as_before(run: Run, memory: Memory) -> list[Subject]:
    """The one subject of the change before, of which another goes on: "同比下降5%、环比上升4%"."""
    goes_on = re.fullmatch(
        f"[、，](?:同比|环比|[比较][^，。；、\\d]{{2,6}}?)(?:{_DIRECTIONS})了?", run.lead.replace(HIDDEN, "")
    )
    return memory.changed if goes_on and len(run.figures) == len(memory.changed) == 1 else []


def _falling(claim: Extracted) -> Extracted:
    """A claim with a minus of its own among rises."""
    return replace(claim, comparison=claim.comparison.replace("上升", "下降").replace("增加", "减少"))


def _part_shared(run: Run, memory: Memory) -> str:
    """The kind or the cause whose share has changed: "电气火灾占比上升3个百分点"; blank for none."""
    match = _SHARE_OF_PART.fullmatch(run.clause.replace(HIDDEN, ""))
    if match is None:
        return ""
    told = [s.sector for s in memory.subjects if re.split("[-:]", s.sector)[-1] == match["name"]]
    if told:
        return told[-1]
    return kind_within(match["name"], memory) or part_within(match["name"], memory.told_of)


_SHARE_OF_PART = re.compile("(?:其中)?(?P<name>[\u4e00-\u9fff]{2,8}?)(?:事故|火灾)占比.*")
"""A clause on the share of one kind of accidents, or of those of one cause."""


def _told_before(run: Run, memory: Memory) -> list[Subject]:
    """What a change is of that no count was given for: "建筑业事故同比上升50%"."""
    told = _CHANGED_THING.search(run.clause)
    if told is None:
        return []
    unit = _UNIT_OF[told["thing"]]
    figure = replace(run.figures[0], unit=unit)
    counted = replace(run, figures=(figure,), lead=run.clause[: told.end("thing")], tail="")
    measure = measure_of(figure, counted)
    sector, measure = sector_and_measure(figure, counted, measure, memory, in_parts=False)
    return [Subject(measure, sector, unit)]


def _own_thing(run: Run, memory: Memory) -> list[Subject]:
    """What a sentence begins to tell a change of, where it is none of what was counted before: offences."""
    match = _THING.fullmatch(run.said.replace(HIDDEN, ""))
    if match is None or _CHANGED_THING.search(run.clause):
        return []
    return [Subject(f"{match['thing'].removeprefix('重点')}数", memory.told_of)]


def _shares_changed(run: Run, named: list[Subject], memory: Memory) -> list[Subject]:
    """The shares that have risen or fallen, no counts: "占全市比重上升1.4个百分点"; empty for other words."""
    if not named and memory.share:
        # "It makes up 30 %, 4 points more": the share has risen.
        _, measures, sector = memory.share
        last = memory.subjects[-1] if memory.subjects else Subject("")
        return [replace(last, measure=measures[-1], sector=sector or last.sector)]
    share = _SHARE_CHANGED.match(run.clause)
    if share is None:
        return []
    of_deaths = re.search("死亡(?!事故)|亡人(?!事故)", share["part"])
    counted = named or [remembered("死亡人数" if of_deaths else "事故起数", memory)]
    return [replace(s, measure=f"{s.measure.removesuffix('占比')}占比") for s in counted]


_SHARE_CHANGED = re.compile("(?P<part>[^，。；]*?)(?:占比|占[^，。；\\d]{0,14}?(?:比重|比例|份额))")
"""A clause on a share that has risen or fallen."""
_NEXT_PLACE = re.compile(
    f"[、，；和）]*[\u4e00-\u9fff]{{2,8}}(?:[市县区镇乡州旗]|街道)（?(?:分别|同比)*(?:{_DIRECTIONS})了?"
)
"""All that stands before a change of the next place of a list."""
_THING = re.compile(
    "(?P<thing>[\u4e00-\u9fff]{2,8}(?:违法|违章|违规)(?:行为)?)(?:数量?)?(?:同比|环比)[^，。；\\d]*"
)
"""All that a sentence says up to a change of something that has no measure's noun."""
_CHANGED_THING = re.compile(
    f"(?P<thing>事故|火灾|死亡|受伤|隐患)(?=[分别均　]*(?:同比|环比|[比较与]|{_DIRECTIONS}))"
)
_UNIT_OF = {"事故": "起", "火灾": "起", "死亡": "人", "受伤": "人", "隐患": "项"}
"""The unit in which a thing is counted whose change is told without its count."""


def _in_turn(run: Run, memory: Memory) -> list[Subject]:
    """The one subject whose turn it is, where a list of changes goes on over several runs."""
    if len(run.figures) > 1 or not (run.is_percent or memory.parts):
        return []
    if memory.differences and run.is_percent:
        # Without a 分别, a percentage is of the last difference, or of those beside it.
        told = memory.differences if "分别" in run.clause else memory.differences[-memory.listed :]
        first, *memory.differences = told
        return [first]
    if "分别" in run.clause or _begins_a_list(run, memory):
        memory.turn = 0
    elif not (memory.turn and run.lead.startswith(("、", "，", "和"))):
        return []
    memory.turn += 1
    return memory.subjects[memory.turn - 1 : memory.turn]


def _begins_a_list(run: Run, memory: Memory) -> bool:
    """True for the first of as many changes as there are counts: "7起，死亡4人，环比上升16.7%、持平"."""
    behind = _NEXT_CHANGES.match(run.still)
    told = len(re.findall("[、和]", behind[0])) if behind else 0
    return bool(told) and not memory.turn and len(memory.subjects) == told + 1


_NEXT_CHANGES = re.compile(
    rf"(?:[、和](?:{'|'.join(words.LEVEL)}|(?:{_DIRECTIONS})了?[\d.]+%))+(?=[，。；]|$)"
)
"""Changes that stand behind the first one of a list, each with its own direction."""


def _of_units(run: Run, subjects: Sequence[Subject], memory: Memory) -> list[Subject]:
    """The subjects that differences are about: persons in the order in which they were counted last."""
    cases = [i for i, subject in enumerate(subjects) if subject.unit in words.CASES]
    persons = [s for s in subjects[cases[-1] if cases else 0 :] if s.unit in words.PEOPLE]
    if run.figures[0].unit in words.PEOPLE and len(persons) >= len(run.figures):
        return persons[: len(run.figures)]
    return [of_unit(figure, run, subjects, memory) for figure in run.figures]
