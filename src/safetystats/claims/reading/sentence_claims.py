"""A sentence -> its claims, run by run.

The words between one run of figures and the next say what the run is: a count, a change, a share or a
rate. A change or a share without a noun of its own is about the counts named just before it; `Memory`
holds what later figures refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..terms import is_kind
from . import letter_words as words
from .figure_runs import (
    HIDDEN,
    LIST_MARKS,
    RATE,
    Run,
    base_in,
    direction_before,
    runs_of,
    share_before,
    without_labels,
)
from .letter_places import named_places
from .naming import Subject, measure_of, noun_of, nouns_in, rate_name
from .numerals import Figure
from .passages import HEADING, clause_around, piece_around
from .sectors import (
    Part,
    clause_of,
    in_pairs,
    is_known,
    listed_sector,
    next_listed,
    part_name,
    parts_of,
    sector_at_end,
    sector_at_start,
    sector_before_rate,
    sector_name,
    sector_of_department,
    sector_of_firms,
    topic_of_item,
    working_sector,
)
from .times import Mention


@dataclass(frozen=True)
class Extracted:
    """One claim while it is put together."""

    text: str
    measure: str
    value: float
    unit: str
    qualifier: str
    sector: str = ""
    comparison: str = ""
    note: str = ""
    period: str = ""
    """Only where the words of the claim are its window; else `Periods` knows it."""
    area: str = ""
    """Only where a list gives each of its places a figure; else the sentence knows it."""
    years_back: int = 0
    """1 for a figure of the year before the window: "去年同期为5起"."""


@dataclass
class Memory:
    """What a sentence has said so far, and later figures in it refer to."""

    places: tuple[str, ...] = ()
    """Known names of places (`letter_places.known_places`): they are no sectors."""
    place: str = ""
    """The place that the letter is about."""
    whole: str = ""
    """The sector that the whole letter is about."""
    case_unit: str = "起"
    """The unit in which the letter counts accidents."""
    subjects: list[Subject] = field(default_factory=list)
    earlier: list[Subject] = field(default_factory=list)
    """The subjects of the list before: "of these" refers to them."""
    closed: bool = False
    """True once a change or share followed the subjects: the next count begins a new list of them."""
    base: str = ""
    """With what figures are compared: 同比, 环比 …"""
    sampled: bool = False
    """True once a sentence said how many were sampled: a share is one of them."""
    share: tuple[str, tuple[str, ...], str] | None = None
    """Comparison, measures and sector of the last share: "(2018: 4 %, 2019: 2 %)" goes on with it."""
    differences: list[Subject] = field(default_factory=list)
    """What changed by so many, and may be followed by how many percent that is."""
    turn: int = 0
    """How many of the subjects a 分别 over several runs has dealt with; 0 outside of one."""
    within: str = ""
    """Sector of figures taken up again: "of the 18 in industry, 10 in May"."""
    change: str = ""
    """Comparison of the run before, where it was a change: "12 cases fewer, 5 persons" goes on with it."""
    qualifier: str = ""
    """Qualifier of the run before."""
    rate: str = ""
    """The rate named last: a target is a target for it."""
    sector: str = ""
    """The sector named last in the sentence."""
    itemising: bool = False
    """True once 其中 was said: names before a figure are then parts."""
    is_broken_down: bool = False
    """True in a list "by industry", "by kind"."""
    breakdown: str = ""
    """What precedes the names of a list "by industry", "by kind": the whole that is broken down."""
    parent: str = ""
    """The sector that a paragraph takes up; the next breakdown is one of it."""
    goes_on: bool = False
    """True after a semicolon: a breakdown, or what is compared with, goes on with what follows."""
    topic: str = ""
    """The sector that a list item is headed by: "1. Road transport. There were 389 accidents"."""
    of_change: str = ""
    """The sector of the last change, where it named one itself."""
    short_place: str = ""
    """The part of a breakdown by places named last, where its name is short: "云溪3起、死亡5人"."""
    by_place: bool = False
    """True in a breakdown whose parts are places."""
    counts_places: bool = False
    """True in a sentence that goes on with its places together: names of a list are then places."""
    parts: list[Part] = field(default_factory=list)
    """The parts of the last list: figures in turn behind it are theirs."""
    windows: list[str] = field(default_factory=list)
    """Windows that the sentence names beside each other: "4月、5月分别发生…"."""
    chain: int = 1
    """How many of the subjects were counted last, with nothing but a list mark between them."""
    pair: int = 0
    """How many of them a list of pairs has dealt with."""
    prior: bool = False
    """True in a list of what was counted the year before."""
    lasting: str = ""
    """What every change is compared with from where the text says so: "同比（下同）"."""
    listing: tuple[str, str] | None = None
    """Measure and unit of counts of work that are listed by sector."""
    nothing: list[Extracted] = field(default_factory=list)
    """What did not happen: "nor did it the year before" refers to it."""

    def enter(self, *, opens: bool) -> None:
        """Begin a paragraph; `opens` says that it takes up something new."""
        self.base = self.lasting
        # The totals named before may be taken up, but no sector and no severity.
        self.subjects = [Subject(s.measure, "", s.unit) for s in self.subjects if s.measure in GENERAL]
        if opens:
            self.topic = ""


def side_by_side(mentions: Sequence[Mention], sentence: str) -> list[str]:
    """The periods of the windows that stand beside each other in a list."""
    beside = [
        (one, other)
        for one, other in pairwise(mentions)
        if sentence[one.end : other.start].strip() in LIST_MARKS
    ]
    if beside:
        return [beside[0][0].period, *(other.period for _, other in beside)]
    recent = [mention.window for mention in mentions if mention.text.startswith("近") and mention.window]
    return [str(year) for window in recent[:1] for year in window.by_year()]


_BRACKETS = re.compile("（[^（）]*）")

GENERAL = ("事故起数", "死亡人数", "受伤人数", "火灾起数")
"""Measures that a paragraph may take up from the one before it."""


def read_sentence(
    sentence: str, mentions: Sequence[Mention], memory: Memory
) -> Iterator[tuple[int, Extracted]]:
    """The claims of one sentence with their positions in it; `memory` carries the reading on."""
    text = without_labels(sentence, mentions)
    start_sentence(memory, text)
    memory.windows = side_by_side(mentions, sentence)
    if topic := topic_of_item(text):
        memory.topic = topic
    claims: list[tuple[int, Extracted]] = []
    edge = outside = 0
    aside: Memory | None = None
    for run in runs_of(text):
        start = run.figures[0].start
        claims += _without_figures(text, edge, start, memory)
        # What is said in brackets refers to what stands before them, and nothing behind refers to it.
        in_brackets = text.count("（", 0, start) > text.count("）", 0, start)
        if not in_brackets:
            run = replace(run, lead=_BRACKETS.sub("", text[outside:start])) if aside else run
            outside = run.figures[-1].end
        aside = (aside or replace(memory)) if in_brackets else None
        claims += [(figure.start, claim) for figure, claim in read_run(run, aside or memory)]
        edge = run.figures[-1].end
    claims += _without_figures(text, edge, len(text), memory)
    claims += _years_with_accidents(sentence)
    for position, claim in sorted(claims, key=lambda found: found[0]):
        yield position, replace(claim, text=HEADING.sub("", piece_around(sentence, position, position + 1)))


def start_sentence(memory: Memory, text: str) -> None:
    """Forget what a new sentence does not refer to, and note what it breaks down."""
    memory.share, memory.closed = (memory.share if memory.goes_on else None), True
    memory.sampled = False
    memory.sector = memory.sector if memory.goes_on else ""
    memory.itemising = memory.itemising and memory.goes_on
    memory.change, memory.qualifier = "", ""
    memory.differences, memory.turn, memory.within = [], 0, sector_at_end(_first_words(text))
    memory.counts_places = bool(COUNTED_TOGETHER.search(text))
    memory.parts, memory.nothing, memory.of_change, memory.short_place = [], [], "", ""
    if match := words.BROKEN_DOWN.search(text):
        whole = memory.parent or memory.topic or memory.whole
        mark = "" if match[1] in words.NO_SECTOR_BREAKDOWN else words.BREAKDOWNS.get(match[1], "-")
        memory.breakdown = (whole + mark).lstrip("/-") if mark else ""
        memory.is_broken_down, memory.by_place = bool(mark), match[1] in words.BY_PLACE
    elif not memory.goes_on:
        memory.breakdown, memory.is_broken_down, memory.by_place = "", False, False
    if not memory.goes_on:
        memory.listing = None
    memory.goes_on = text.rstrip().endswith(("；", ";"))
    if match := TAKEN_UP.search(text):
        memory.parent = memory.within = match[1]


COUNTED_TOGETHER = re.compile(
    "[两二三四五六七八九十\\d]+个?(?:[省市区县镇乡街旗州]|街道|地市)+(?:合计|共计|总计|累计|共)"
)
"""Words that say that the names before them are places: "the five cities and counties together"."""


def _first_words(text: str) -> str:
    """What firms a sentence is about, where it says so before its first figure: "by inspecting mines, …"."""
    match = re.search(r"(?:^|[，：])[^\d，。；：]{2,60}?(?:企业|单位|行业)(?=，)", re.split(r"\d", text)[0])
    return match[0] if match else ""


TAKEN_UP = re.compile(r"(?:^|[，。　])([^，。　、]{2,12}?)(?:领域)?的\d+起(?:、?\d+人)?中")
"""A count given before, of which parts now follow."""


def read_run(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of one run: a change, a share, a rate, or counts."""
    if base := base_in(run.lead):
        memory.base = base
    run = _with_qualifier(run, memory)
    direction, share = direction_before(run), share_before(run, goes_on=bool(memory.share))
    goes_on = memory.change if run.lead.strip() in (*LIST_MARKS, "，") else ""
    memory.change = ""
    if "下同" in run.said and memory.base:
        memory.lasting = memory.base
    goes_on_before = memory.prior and TOLD_ON.fullmatch(run.lead.strip())
    memory.prior = bool(words.PRIOR.search(run.lead.rstrip(HIDDEN + " ")) or goes_on_before)
    reached = words.REACHED.search(run.lead.strip(HIDDEN + " 的"))
    if memory.prior:
        yield from ((f, replace(claim, years_back=1)) for f, claim in _levels(run, memory))
    elif reached and memory.share and run.is_percent and "率" not in run.lead:
        yield from _rated(run, memory)
    elif reached and memory.subjects:
        yield from _levels(run, memory)
    elif match := words.BESIDE.search(run.lead):
        yield from _compared(run, match.expand(r"较\g<of>\g<side>"), memory)
    elif direction or goes_on:
        memory.change = memory.base + direction if direction else goes_on
        yield from _compared(run, memory.change, memory)
    elif run.is_percent and share:
        if share == "占比" and memory.share and not memory.sampled:
            share = memory.share[0]
        if run.lead.strip() == "的":
            memory.subjects = memory.subjects[:-1]
        yield from _shared(run, "占抽查数" if share == "占比" and memory.sampled else share, memory)
    elif run.is_percent or (run.figures[0].unit == "" and RATE.search(run.lead)):
        yield from _rated(run, memory)
    else:
        yield from _counted(run, memory)


def _levels(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """What something was and what it became: a rate, or a count, and then the same once more."""
    if share := share_before(run, goes_on=False) if run.is_percent else "":
        yield from _shared(run, share, memory)
        return
    if run.is_percent or run.figures[0].unit == "":
        memory.base = memory.base or "同比"
        if RATE.search(run.lead):
            yield from _rated(run, memory)
        else:
            yield from _distributed(run, memory.subjects[-len(run.figures) :], "", memory, all_named=False)
        return
    memory.base = memory.base or "同比"
    for figure in run.figures:
        subject = _of_unit(figure, run, memory.subjects, memory)
        measure = measure_of(figure, run, memory.subjects)
        if nouns := nouns_in(run.clause):
            subject = _remembered(nouns[-1], memory)
        elif measure in {*GENERAL, *(s.measure for s in memory.subjects)}:
            subject = _remembered(measure, memory)
        named = sector_name(run.clause, memory.places)
        sector = sector_at_start(run.clause) or (named if is_known(named) else subject.sector)
        memory.subjects = [*memory.subjects, replace(subject, unit=figure.unit, sector=sector)]
        yield figure, _claim(figure, subject.measure, sector)


def _with_qualifier(run: Run, memory: Memory) -> Run:
    """仅 holds on over a list: "only 1 community, 1 enterprise"."""
    first = run.figures[0]
    holds_on = memory.qualifier == "仅" and not re.search("[，。；：（）]", run.lead) and not first.qualifier
    if holds_on:
        run = replace(run, figures=(replace(first, qualifier="仅"), *run.figures[1:]))
    memory.qualifier = run.figures[0].qualifier
    return run


def _compared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    lead = re.split("|".join(words.LEVEL), run.lead)[-1]
    named = [_remembered(noun, memory) for noun in nouns_in(lead)]
    subjects = named or _in_turn(run, memory) or memory.subjects
    if not named and memory.share and run.figures[0].unit.endswith("百分点") and subjects:
        # "It makes up 30 %, 4 points more": the share has risen.
        subjects = [replace(subjects[-1], measure=memory.share[1][-1])]
    memory.of_change = sector_at_start(run.clause) or (memory.of_change if lead.startswith("、") else "")
    if memory.of_change:
        subjects = [replace(subject, sector=memory.of_change) for subject in subjects]
    if parts := _parts(run, memory):
        told = [subject for subject in subjects if not run.is_percent or subject.measure] or [Subject("")]
        for figure, part in zip(run.figures, parts):
            subject = _of_unit(figure, run, told, memory) if not run.is_percent else told[-1]
            claim = _claim(figure, subject.measure, part.sector or subject.sector, comparison)
            yield figure, replace(claim, area=part.area)
        memory.subjects = memory.subjects or named
        return
    if not run.is_percent:
        subjects = _of_units(run, subjects, memory)
        memory.differences = [*memory.differences, *subjects]
    yield from _distributed(run, subjects, comparison, memory, all_named=bool(named))
    memory.subjects = memory.subjects or named


def _in_turn(run: Run, memory: Memory) -> list[Subject]:
    """The one subject whose turn it is, where a list of changes goes on over several runs."""
    if len(run.figures) > 1 or not (run.is_percent or memory.parts):
        return []
    if memory.differences and run.is_percent:
        first, *memory.differences = memory.differences
        return [first]
    if "分别" in run.clause:
        memory.turn = 0
    elif not (memory.turn and run.lead.startswith(("、", "，", "和"))):
        return []
    memory.turn += 1
    return memory.subjects[memory.turn - 1 : memory.turn]


def _shared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    told = re.split("占(?!比)", run.lead)[0]
    named = [_remembered(noun, memory) for noun in nouns_in(told)]
    if own := sector_at_start(re.split("[，：:。；]", told)[-1]):
        named = [replace(subject, sector=own) for subject in named]
    if comparison == "占事故总数" and "占总数" in run.lead and [s.measure for s in named] == ["死亡人数"]:
        comparison = "占死亡总数"
    if parts := _parts(run, memory):
        measures = [s.measure for s in (*memory.subjects, *named) if s.measure in GENERAL]
        measure = measures[-1] if measures else "事故起数"
        for figure, part in zip(run.figures, parts):
            claim = _claim(figure, f"{measure}占比", part.sector or own, comparison)
            yield figure, replace(claim, area=part.area, period=part.period)
        return
    sectors = list(dict.fromkeys(s.sector for s in memory.subjects if s.measure in GENERAL))
    if "分别" in run.clause and len(run.figures) == len(sectors) > len({s.measure for s in memory.subjects}):
        # One each for the sectors of the list before, not for its measures.
        for figure, sector in zip(run.figures, sectors):
            yield figure, _claim(figure, f"{memory.subjects[0].measure}占比", sector, comparison)
        return
    subjects = named or _shared_subjects(run, comparison, memory)
    if not re.search("控制|计划", comparison):
        subjects = [replace(s, measure=f"{s.measure}占比") for s in subjects] or [Subject("占比")]
    claims = list(_distributed(run, subjects, comparison, memory, all_named=bool(named)))
    sectors = list(dict.fromkeys(claim.sector for _, claim in claims))
    measures_told = tuple(dict.fromkeys(claim.measure for _, claim in claims))
    memory.share = (comparison, measures_told, sectors[0] if len(sectors) == 1 else "")
    yield from claims


def _shared_subjects(run: Run, comparison: str, memory: Memory) -> list[Subject]:
    """What a share without a measure's noun is a share of: a thing of its own, or the counts before it."""
    # Without a 占 of its own the run goes on with the share before it.
    told = re.split("占(?!比)", run.clause)[0] if "占" in run.clause else ""
    own = re.sub("其中|分别|均|共|针对|约|目前|　|各|占比|比重|比例", "", told).strip("、")
    if re.search("行业|领域|企业|事故|类", own):
        return [Subject("", own)]
    if is_kind(own) or is_known(own):
        measure = memory.subjects[0].measure if memory.subjects else "事故起数"
        whole = memory.subjects[-1].sector if memory.subjects and is_kind(own) else ""
        return [Subject(measure, f"{whole}/类别:{own}" if whole else own)]
    if len(own) >= 2:
        return [Subject(own)]
    if comparison.endswith(("总数", "事故")) and len(run.figures) == 1:
        of_deaths = "死亡" in comparison
        return [s for s in memory.subjects if ("死亡" in s.measure) == of_deaths][:1] or memory.subjects
    return memory.subjects


def _remembered(noun: str, memory: Memory) -> Subject:
    """The subject of that measure that was named last, so that its sector is kept."""
    named = [s for s in memory.subjects if s.measure == noun]
    if not named and noun in ("事故起数", "死亡人数"):
        # 起数 and 死亡人数 take up whatever was counted: fires, or severe accidents and the deaths in them.
        named = [s for s in memory.subjects if s.measure.endswith(noun[-2:] if noun == "事故起数" else noun)]
    return named[-1] if named else Subject(noun, memory.sector or memory.topic or memory.whole)


def _of_units(run: Run, subjects: Sequence[Subject], memory: Memory) -> list[Subject]:
    """The subjects that differences are about: persons in the order in which they were counted last."""
    cases = [i for i, subject in enumerate(subjects) if subject.unit in words.CASES]
    persons = [s for s in subjects[cases[-1] if cases else 0 :] if s.unit in words.PEOPLE]
    if run.figures[0].unit in words.PEOPLE and len(persons) >= len(run.figures):
        return persons[: len(run.figures)]
    return [_of_unit(figure, run, subjects, memory) for figure in run.figures]


def _of_unit(figure: Figure, run: Run, subjects: Sequence[Subject], memory: Memory) -> Subject:
    """The subject that a difference printed in a unit is about: of that unit, or of persons or cases."""
    for subject in reversed(subjects):
        if subject.unit == figure.unit:
            return subject
    of_persons = figure.unit in words.PEOPLE
    for subject in subjects:
        if not subject.unit and subject.is_persons == of_persons:
            return subject
    return Subject(measure_of(figure, run, subjects), memory.sector, figure.unit)


def _distributed(
    run: Run, subjects: Sequence[Subject], comparison: str, memory: Memory, *, all_named: bool
) -> Iterator[tuple[Figure, Extracted]]:
    """Figures over subjects: one each in the order named; a single figure over all, or over the last."""
    memory.closed = True
    subjects = subjects or [Subject(noun_of(run))]
    if len(run.figures) < len(subjects) and not ACCIDENT_MEASURES.search(subjects[0].measure):
        # Of inspections, files and fines the ones named last are compared; of accidents the first.
        subjects = subjects[-len(run.figures) :]
    if len(run.figures) == 1 and len(subjects) > 1:
        to_all = all_named or words.SPREAD.search(run.clause)
        pairs = [(run.figures[0], subject) for subject in (subjects if to_all else subjects[-1:])]
    else:
        pairs = [(figure, subjects[min(i, len(subjects) - 1)]) for i, figure in enumerate(run.figures)]
    for figure, subject in pairs:
        claim = _claim(figure, subject.measure, subject.sector, comparison)
        yield figure, replace(claim, area=subject.area)


def _rated(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """A percentage that is neither change nor share: a target, a rate, or the last share gone on."""
    if target := re.match("的?[^，。]{0,4}?((?:任务|目标|控制)?(?:任务|目标|指标))", run.tail):
        measure = f"{memory.rate}任务指标"
        yield from ((f, _claim(f, measure, comparison=target[1])) for f in run.figures)
    elif rate := RATE.search(run.lead):
        sector = sector_before_rate(run.lead[: rate.end("rate")]) or _sector_of_work(memory)
        parts = _places_of(run, memory)
        said = PLACE_BEFORE.sub("", rate["rate"]) if parts else rate["rate"].removeprefix(sector)
        name = rate_name(said, run.lead)
        if (
            memory.subjects
            and memory.subjects[-1].measure == "重大隐患销号数"
            and len(name) <= words.LONGEST_RATE
        ):
            name = f"重大隐患{name.removeprefix('重大隐患')}"
        memory.rate = name.removesuffix("（年均）")
        memory.subjects, memory.closed = [Subject(name, sector)], True
        for figure, part in _one_each(run, parts or [Part()]):
            yield figure, replace(_claim(figure, name, sector), area=part.area)
    elif memory.share:
        comparison, measures, sector = memory.share
        for figure in run.figures:
            yield from ((figure, _claim(figure, measure, sector, comparison)) for measure in measures)
    elif (
        memory.subjects and memory.subjects[-1].measure == memory.rate and (parts := _places_of(run, memory))
    ):
        # "In two more streets it is below 15 % each": the rate named last.
        for figure, part in _one_each(run, parts):
            yield figure, replace(_claim(figure, memory.rate), area=part.area)
    else:
        yield from ((f, _claim(f, noun_of(run), _sector_of_work(memory))) for f in run.figures)


PLACE_BEFORE = re.compile("^.{2,5}?(?:街道|[区县市镇乡街旗州])")
"""The last place of a list, before the rate that is told of all."""


def _is_sure(sector: str) -> bool:
    """True for a name that is known, or says that it is a trade or a kind of accident."""
    return is_known(sector) or is_kind(sector) or sector.endswith(("业", "领域", "行业", "企业"))


def _places_of(run: Run, memory: Memory) -> list[Part]:
    """The places that a rate is given for: those its clause lists."""
    parts = parts_of(run, "", memory.places, memory.place)
    return parts if all(part.area for part in parts) else []


def _one_each(run: Run, parts: Sequence[Part]) -> Iterator[tuple[Figure, Part]]:
    """One figure for each part, or every figure for every part where their numbers differ."""
    if len(run.figures) == len(parts):
        yield from zip(run.figures, parts)
    else:
        yield from ((figure, part) for figure in run.figures for part in parts)


def _counted(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    if memory.closed and not run.lead.startswith("、"):
        memory.earlier, memory.subjects = memory.subjects, []
        memory.closed, memory.differences = False, []
    memory.itemising = memory.itemising or "其中" in run.lead
    memory.sampled = memory.sampled or bool(
        re.search("(?:抽查|检查)的$", run.clause) and run.tail.endswith("中")
    )
    parts = _parts(run, memory)
    repeated = bool(parts) and bool(words.EACH.search(run.clause))
    shared_out = "各" if words.EACH.search(run.clause) else ""
    for index, figure in enumerate(run.figures):
        measure = measure_of(
            figure, run, memory.subjects or memory.earlier if "其中" in run.lead else memory.subjects
        )
        if measure == "事故起数" and "火灾" in (memory.topic, memory.whole) and "事故" not in run.clause:
            measure = "火灾起数"
        sector, measure = _sector_and_measure(figure, run, measure, memory, in_parts=bool(parts))
        own = parts if repeated else parts[index : index + 1]
        told = own[0] if len(own) == 1 else Part()
        subject = Subject(measure, told.sector or sector, figure.unit, told.area)
        memory.chain = memory.chain + 1 if index or run.lead.startswith("、") else 1
        memory.subjects = [*memory.subjects, subject]
        area = _place_by_its_short_name(run, memory) if memory.by_place and not parts else ""
        for part in own or [Part(sector, area)]:
            claim = _claim(_with_frequency(figure, run), measure, part.sector or sector)
            yield figure, replace(claim, note=shared_out or figure.note, area=part.area, period=part.period)


def _parts(run: Run, memory: Memory) -> list[Part]:
    """The parts that a run is for: those its clause lists, or as many as were listed last."""
    parts = parts_of(run, memory.breakdown, memory.places, memory.place)
    if memory.counts_places and not any(is_known(part.sector) for part in parts):
        parts = [replace(part, sector="", area=part.area or part.sector) for part in parts]
    if not memory.breakdown:
        # Names of which it is not sure what they are: each has its figure, and none is a sector.
        parts = [part if _is_sure(part.sector) else replace(part, sector="") for part in parts]
    if in_pairs(run) and not words.EACH.search(run.clause):
        memory.parts, memory.pair = (parts, 0) if parts else (memory.parts, memory.pair + 1)
        goes_on = bool(parts) or run.lead.strip() in LIST_MARKS
        return memory.parts[memory.pair : memory.pair + 1] * len(run.figures) if goes_on else []
    if not parts and len(run.figures) > 1 and words.IN_TURN.search(run.clause):
        parts = _named_before(run, memory)
    in_turn = len(run.figures) > 1 and len(run.figures) == len(memory.parts)
    if not parts and (in_turn or re.match("、?各", run.lead)):
        return memory.parts
    memory.parts = parts or memory.parts
    return parts


def _named_before(run: Run, memory: Memory) -> list[Part]:
    """The places, or the windows, of a list in an earlier clause: "…居前三位，分别为9起、8起、7起"."""
    if len(nouns_in(run.lead)) >= len(run.figures):
        return []
    places = named_places(run.said, memory.places, memory.place)
    lists = [
        [Part(area=area) for area in places[-1].places] if places else [],
        [Part(period=period) for period in memory.windows],
    ]
    return next((parts for parts in lists if len(parts) == len(run.figures)), [])


def _place_by_its_short_name(run: Run, memory: Memory) -> str:
    """The part of a breakdown by places; blank where the places before the figure are named in full."""
    if run.lead.strip() in ("", "、") or re.fullmatch(
        r"[，、]?(?:造成|共|死亡|亡|受伤|伤|各)*", run.lead.strip()
    ):
        return memory.short_place
    name = part_name(run.clause)
    is_short = re.fullmatch("(?!.*(?:合计|共计|总计|累计|小计))[\u4e00-\u9fff]{2,6}", name)
    is_new = is_short and not words.NO_PLACE.search(name)
    is_new = is_new and not named_places(name, memory.places, memory.place)
    memory.short_place = name if is_new else ""
    return memory.short_place


def _sector_and_measure(
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
    return _sector_of_work(memory), measure


def _is_listed(figure: Figure, memory: Memory) -> bool:
    """True where a figure can go on with the list of counts by sector: of the same unit, or firms too."""
    if not memory.listing:
        return False
    unit = memory.listing[1]
    return figure.unit == unit or {figure.unit, unit} <= set(words.FIRMS)


def _sector_of_work(memory: Memory) -> str:
    """The sector of what is no accident, where its own words name none."""
    topic = memory.topic or memory.whole
    return memory.within or ("" if topic in words.EVENTS else topic)


def _with_frequency(figure: Figure, run: Run) -> Figure:
    """Times with how often in front of them: once every half-year is counted in 次/半年."""
    often = words.FREQUENCY.search(run.clause) if figure.unit == "次" else None
    return replace(figure, unit=f"次/{often[1]}") if often else figure


def _claim(figure: Figure, measure: str, sector: str = "", comparison: str = "") -> Extracted:
    return Extracted(
        "", measure, figure.value, figure.unit, figure.qualifier, sector, comparison, figure.note
    )


ACCIDENT_MEASURES = re.compile("事故(?!罚款)|死亡|受伤|重伤|轻伤|火灾|经济损失|财产损失")


TOLD_ON = re.compile(
    r"(?:[，、]无(?:人员)?(?:伤亡|死亡|受伤))?[，、]?(?:造成|共|死亡|亡|受伤|伤|其中|直接|经济|财产|损失)*"
)
"""Words of a run that goes on with the accidents before it: their dead, their injured, their losses."""

SAYS_SECTOR = re.compile("事故|领域|火灾")
"""Words of a clause whose other words are the name of a sector."""


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


# --- claims without a figure ---


def _without_figures(text: str, start: int, end: int, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """What the words between two runs claim: that nothing happened, or that nothing changed."""
    part = text[start:end]
    for match in words.NOTHING_HAPPENED.finditer(part):
        at = start + match.start()
        _, right = clause_around(text, at, start + match.end())
        whose = re.sub("^[（(]　*[)）]", "", re.split("[，,：:。；;]", text[:at])[-1])
        what = text[start + match.end() : right]
        if re.search(f"{words.LAST_YEAR}也?$", whose):
            nothing = memory.nothing or [_none_of(subject) for subject in memory.subjects[:1]]
            yield from ((at, replace(claim, years_back=1)) for claim in nothing)
            continue
        memory.nothing = list(_nothing(whose, what, memory))
        if memory.closed and memory.nothing:
            memory.subjects = [Subject(claim.measure, claim.sector, claim.unit) for claim in memory.nothing]
        yield from ((at, claim) for claim in memory.nothing)
    yield from (
        (start + at, claim) for at, claim in _zeros(part, memory if start else replace(memory, subjects=[]))
    )
    yield from ((start + at, claim) for at, claim in _unchanged(part, memory))
    for match in _MEETING.finditer(text, start, end):
        if not re.match(r"[^，。；]{0,8}\d", text[match.end() :]):
            yield match.start(), Extracted("", "会议频次", 1, f"次/{match[1]}", "", note="未写数字")


def _unchanged(part: str, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """A change of zero of each subject that "持平" is said of."""
    for match in re.finditer("|".join(words.LEVEL), part):
        said = re.split("|".join(words.LEVEL), part[: match.start()])[-1]
        if base := base_in(said) or memory.base:
            subjects = [_remembered(noun, memory) for noun in nouns_in(said)]
            if not subjects and ("分别" in said or (memory.turn and part.startswith("、"))):
                memory.turn = 0 if "分别" in said else memory.turn
                subjects = memory.subjects[memory.turn : memory.turn + 1]
                memory.turn += 1
            if not subjects and memory.nothing:
                subjects = [Subject(claim.measure, claim.sector) for claim in memory.nothing]
            subjects = subjects or (
                memory.subjects if words.SPREAD.search(said) else memory.subjects[-memory.chain :]
            )
            sector = sector_at_start(re.split("[，：（；]", said)[-1] + match[0])
            sector = sector or (memory.of_change if said.startswith("、") else "")
            for subject in subjects:
                claim = Extracted(
                    "", subject.measure, 0, "%", "", sector or subject.sector, base + "持平", "持平"
                )
                yield match.start(), claim


def _none_of(subject: Subject) -> Extracted:
    return Extracted("", subject.measure, 0, subject.unit, "", subject.sector, note="未发生")


def _zeros(part: str, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """Zeros in words: none the year before, no deaths at all."""
    for match in words.ZERO_LAST_YEAR.finditer(part):
        for subject in memory.subjects:
            unit = "人" if subject.is_persons else subject.unit or memory.case_unit
            claim = Extracted("", subject.measure, 0, unit, "", subject.sector, note="上年为零", years_back=1)
            yield match.start(), claim
    for match in words.ZERO_OF.finditer(part):
        clause = re.split("[，。；（]", part[: match.start()])[-1].rstrip('：: “"')
        of_deaths = match["what"] == "死亡"
        measure, unit = ("死亡人数", "人") if of_deaths else ("事故起数", memory.case_unit)
        places = named_places(clause, memory.places, memory.place)
        areas = places[-1].places if places else ("",)
        names = [] if places else [sector_name(name, memory.places) for name in clause.split("、")]
        # What is no known sector may as well be a place: it is neither.
        sectors = [name if is_known(name) else "" for name in names]
        for area, sector in [(area, sector) for area in areas for sector in sectors or [""]]:
            zero = Extracted("", measure, 0, unit, "", sector or memory.topic or memory.whole, area=area)
            yield match.start(), replace(zero, note="零" + match["what"])


_MEETING = re.compile(rf"{words.FREQUENCY.pattern}(?:组织)?召开")


def _nothing(subject: str, what: str, memory: Memory) -> Iterator[Extracted]:
    """Zero accidents of each thing, or in each place, that nothing happened in."""
    if not re.search("事故|火灾|爆炸|爆燃|死亡|伤亡", subject + what):
        return
    subject = AND_THE_LIKE.sub("", subject)
    listed = named_places(subject.replace(HIDDEN, ""), memory.places, memory.place)
    topic = memory.within or memory.topic or memory.whole
    zero = Extracted("", _nothing_of(what), 0, memory.case_unit, "", topic, note="未发生")
    if listed and len(listed[-1].places) > 1:
        yield from (replace(zero, area=area) for area in listed[-1].places)
        return
    general = what == "" or re.fullmatch(
        "(?:一起)?(?:生产安全|安全生产|安全|责任)*(?:死亡|亡人|伤亡)?事故", what
    )
    names = [
        n for n in re.split("[、和]|以?及(?!以上)", subject if general else what) if n.strip(HIDDEN + " ")
    ]
    kind = re.search("事故|火灾", what)
    for name in names or [""]:
        name += kind[0] if kind and not general and not re.search("事故|火灾", name) else ""
        sector = sector_name(name, memory.places)
        if len(names) > 1:
            sector = sector.removesuffix("领域")
        yield replace(zero, measure=_nothing_of(name + what if general else name), sector=sector or topic)


AND_THE_LIKE = re.compile("等[\u4e00-\u9fff]{0,6}(?:行业|领域)(?:[和、及](?:行业|领域))?$")
"""The end of a list of sectors that sums them up."""


def _nothing_of(name: str) -> str:
    if match := re.search("(特别重大|重大|较大)((?:及|或)?以上)?", name):
        kind = "火灾" if "火灾" in name else "事故"
        return f"{match[1]}{'及以上' if match[2] else ''}{kind}起数"
    if "亡人事故" in name:
        return "亡人事故起数"
    return "火灾起数" if name.endswith("火灾") else "事故起数"


YEARS_NAMED = re.compile(r"((?:20\d{2}年、)+20\d{2}年)(?:均|连续|先后|接连|都)?发生")


def _years_with_accidents(sentence: str) -> Iterator[tuple[int, Extracted]]:
    """Years listed with an accident in each claim at least as many accidents."""
    for match in YEARS_NAMED.finditer(sentence):
        _, right = clause_around(sentence, match.start(), match.end())
        if "事故" in sentence[match.end() : right]:
            years = re.findall(r"20\d{2}", match[1])
            claim = Extracted("", "同一单位亡人事故起数", len(years), "", "以上", note="由年份数得出")
            yield match.end(), replace(claim, period=";".join(years))
