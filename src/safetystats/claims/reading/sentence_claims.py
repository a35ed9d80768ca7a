"""A sentence -> its claims, run by run.

The words between one run of figures and the next say what the run is: a count, a change, a share or a
rate. A change or a share without a noun of its own is about the counts named just before it; `Memory`
holds what later figures refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..terms import is_sector
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
from .naming import (
    Subject,
    items_before,
    measure_of,
    noun_of,
    nouns_in,
    part_name,
    rate_name,
    sector_name,
    sector_of_department,
)
from .numerals import Figure
from .passages import HEADING, clause_around
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


@dataclass
class Memory:
    """What a sentence has said so far, and later figures in it refer to."""

    places: Sequence[str] = ()
    """Known names of places (`letter_places.known_places`): they are no sectors."""
    subjects: list[Subject] = field(default_factory=list)
    closed: bool = False
    """True once a change or share followed the subjects: the next count begins a new list of them."""
    base: str = ""
    """With what figures are compared: 同比, 环比 …"""
    share: tuple[str, tuple[str, ...]] | None = None
    """Comparison and measures of the last share: "(2018: 4 %, 2019: 2 %)" goes on with it."""
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
    breakdown: str = ""
    """What precedes the names of a list "by industry", "by kind": the whole that is broken down."""
    parent: str = ""
    """The sector that a paragraph takes up; the next breakdown is one of it."""
    goes_on: bool = False
    """True after a semicolon: a breakdown, or what is compared with, goes on with what follows."""
    topic: str = ""
    """The sector that a list item is headed by: "1. Road transport. There were 389 accidents"."""


def read_sentence(
    sentence: str, mentions: Sequence[Mention], memory: Memory
) -> Iterator[tuple[int, Extracted]]:
    """The claims of one sentence with their positions in it; `memory` carries the reading on."""
    text = without_labels(sentence, mentions)
    start_sentence(memory, text)
    if topic := topic_of_item(text):
        memory.topic = topic
    claims: list[tuple[int, Extracted]] = []
    edge = 0
    aside: Memory | None = None
    for run in runs_of(text):
        start = run.figures[0].start
        claims += _without_figures(text, edge, start, memory)
        # What is said in brackets refers to what stands before them, and nothing behind refers to it.
        in_brackets = text.count("（", 0, start) > text.count("）", 0, start)
        aside = (aside or replace(memory)) if in_brackets else None
        claims += [(figure.start, claim) for figure, claim in read_run(run, aside or memory)]
        edge = run.figures[-1].end
    claims += _without_figures(text, edge, len(text), memory)
    claims += _years_with_accidents(sentence)
    for position, claim in sorted(claims, key=lambda found: found[0]):
        left, right = clause_around(sentence, position, position + 1)
        yield position, replace(claim, text=sentence[left:right].strip())


def start_sentence(memory: Memory, text: str) -> None:
    """Forget what a new sentence does not refer to, and note what it breaks down."""
    memory.base = memory.base if memory.goes_on else ""
    memory.share, memory.closed = None, True
    memory.sector, memory.itemising, memory.change, memory.qualifier = "", False, "", ""
    memory.differences, memory.turn, memory.within = [], 0, ""
    if match := words.BROKEN_DOWN.search(text):
        memory.breakdown = memory.parent + words.BREAKDOWNS.get(match[1], "-")
        memory.breakdown = memory.breakdown.lstrip("/-")
    elif not memory.goes_on:
        memory.breakdown = ""
    memory.goes_on = text.rstrip().endswith(("；", ";"))
    if match := TAKEN_UP.search(text):
        memory.parent = memory.within = match[1]


TAKEN_UP = re.compile(r"(?:^|[，。　])([^，。　、]{2,12}?)(?:领域)?的\d+起(?:、?\d+人)?中")
"""A count given before, of which parts now follow."""


def topic_of_item(text: str) -> str:
    """The sector that heads a list item, where the sentence is nothing but its name."""
    name = HEADING.sub("", text).strip(f"{HIDDEN} 。．.").removesuffix("事故").removesuffix("领域")
    return name if is_sector(name) else ""


def read_run(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of one run: a change, a share, a rate, or counts."""
    if base := base_in(run.lead):
        memory.base = base
    run = _with_qualifier(run, memory)
    direction, share = direction_before(run), share_before(run, goes_on=bool(memory.share))
    goes_on = memory.change if run.lead.strip() in (*LIST_MARKS, "，") else ""
    memory.change = ""
    if direction or goes_on:
        memory.change = memory.base + direction if direction else goes_on
        yield from _compared(run, memory.change, memory)
    elif run.is_percent and share:
        yield from _shared(run, share, memory)
    elif run.is_percent or (run.figures[0].unit == "" and RATE.search(run.lead)):
        yield from _rated(run, memory)
    else:
        yield from _counted(run, memory)


def _with_qualifier(run: Run, memory: Memory) -> Run:
    """仅 holds on over a list: "only 1 community, 1 enterprise"."""
    first = run.figures[0]
    holds_on = memory.qualifier == "仅" and not re.search("[，。；：（）]", run.lead) and not first.qualifier
    if holds_on:
        run = replace(run, figures=(replace(first, qualifier="仅"), *run.figures[1:]))
    memory.qualifier = run.figures[0].qualifier
    return run


def _compared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    named = [_remembered(noun, memory) for noun in nouns_in(run.lead)]
    subjects = named or _in_turn(run, memory) or memory.subjects
    if not run.is_percent:
        subjects = [_of_unit(figure, run, subjects, memory) for figure in run.figures]
        memory.differences = [*memory.differences, *subjects]
    yield from _distributed(run, subjects, comparison, memory, all_named=bool(named))
    memory.subjects = memory.subjects or named


def _in_turn(run: Run, memory: Memory) -> list[Subject]:
    """The one subject whose turn it is, where a list of changes goes on over several runs."""
    if not run.is_percent or len(run.figures) > 1:
        return []
    if memory.differences:
        first, *memory.differences = memory.differences
        return [first]
    if "分别" in run.clause:
        memory.turn = 0
    elif not (memory.turn and run.lead.startswith(("、", "，", "和"))):
        return []
    memory.turn += 1
    return memory.subjects[memory.turn - 1 : memory.turn]


def _shared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    named = [_remembered(noun, memory) for noun in nouns_in(re.split("占(?!比)", run.lead)[0])]
    subjects = named or _shared_subjects(run, comparison, memory)
    if "控制" not in comparison:
        subjects = [replace(s, measure=f"{s.measure}占比") for s in subjects] or [Subject("占比")]
    claims = list(_distributed(run, subjects, comparison, memory, all_named=bool(named)))
    memory.share = (comparison, tuple(dict.fromkeys(claim.measure for _, claim in claims)))
    yield from claims


def _shared_subjects(run: Run, comparison: str, memory: Memory) -> list[Subject]:
    """What a share without a measure's noun is a share of: a thing of its own, or the counts before it."""
    # Without a 占 of its own the run goes on with the share before it.
    told = re.split("占(?!比)", run.clause)[0] if "占" in run.clause else ""
    own = re.sub("其中|分别|均|共|针对|约|目前|　|各|占比|比重|比例", "", told)
    if re.search("行业|领域|企业|事故|类", own):
        return [Subject("", own)]
    if len(own) >= 2:
        return [Subject(own)]
    if "总数" in comparison and len(run.figures) == 1:
        of_deaths = "死亡" in comparison
        return [s for s in memory.subjects if ("死亡" in s.measure) == of_deaths][:1] or memory.subjects
    return memory.subjects


def _remembered(noun: str, memory: Memory) -> Subject:
    """The subject of that measure that was named last, so that its sector is kept."""
    named = [s for s in memory.subjects if s.measure == noun]
    if not named and noun in ("事故起数", "死亡人数"):
        # 起数 and 死亡人数 take up whatever was counted: fires, or severe accidents and the deaths in them.
        named = [s for s in memory.subjects if s.measure.endswith(noun[-2:] if noun == "事故起数" else noun)]
    return named[-1] if named else Subject(noun, memory.sector)


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
        yield figure, _claim(figure, subject.measure, subject.sector, comparison)


def _rated(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """A percentage that is neither change nor share: a target, a rate, or the last share gone on."""
    if target := re.match("的?[^，。]{0,4}?((?:任务|目标|控制)?(?:任务|目标|指标))", run.tail):
        measure = f"{memory.rate}任务指标"
        yield from ((f, _claim(f, measure, comparison=target[1])) for f in run.figures)
    elif rate := RATE.search(run.lead):
        name = rate_name(rate["rate"], run.lead)
        memory.rate = name.removesuffix("（年均）")
        memory.subjects, memory.closed = [Subject(name)], True
        yield from ((f, _claim(f, name)) for f in run.figures)
    elif memory.share:
        comparison, measures = memory.share
        for figure in run.figures:
            yield from ((figure, _claim(figure, measure, comparison=comparison)) for measure in measures)
    else:
        yield from ((f, _claim(f, noun_of(run))) for f in run.figures)


def _counted(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    if memory.closed and not run.lead.startswith("、"):
        memory.subjects, memory.closed = [], False
    memory.itemising = memory.itemising or "其中" in run.lead
    items = items_before(run)
    shared_out = "各" if words.EACH.search(run.clause) else ""
    for figure in run.figures:
        measure = measure_of(figure, run, memory.subjects)
        sector = sector_of(run, measure, memory)
        memory.subjects = [*memory.subjects, Subject(measure, sector, figure.unit)]
        for item in [memory.breakdown + name for name in items] or [sector]:
            claim = _claim(_with_frequency(figure, run), measure, item)
            yield figure, replace(claim, note=shared_out or figure.note)


def _with_frequency(figure: Figure, run: Run) -> Figure:
    """Times with how often in front of them: once every half-year is counted in 次/半年."""
    often = words.FREQUENCY.search(run.clause) if figure.unit == "次" else None
    return replace(figure, unit=f"次/{often[1]}") if often else figure


def _claim(figure: Figure, measure: str, sector: str = "", comparison: str = "") -> Extracted:
    return Extracted(
        "", measure, figure.value, figure.unit, figure.qualifier, sector, comparison, figure.note
    )


ACCIDENT_MEASURES = re.compile("事故|死亡|受伤|重伤|轻伤|火灾")


def sector_of(run: Run, measure: str, memory: Memory) -> str:
    """The sector that the words before an accident figure name; that of the count before, where none."""
    if not ACCIDENT_MEASURES.search(measure):
        return ""
    if run.lead.strip() in ("", "、") or re.fullmatch(
        r"[，、]?(?:造成|共|死亡|亡|受伤|伤|其中)*", run.lead.strip()
    ):
        return memory.subjects[-1].sector if memory.subjects else memory.sector
    name = part_name(run.clause) if memory.breakdown else sector_name(run.clause, memory.places)
    told = memory.breakdown or memory.itemising or re.search("事故|领域|火灾", run.clause)
    if not name or not told:
        carried = memory.subjects[-1].sector if memory.subjects and not memory.closed else ""
        return carried or memory.within or memory.topic or sector_of_department(run.said)
    memory.sector = memory.breakdown + name
    return memory.sector


# --- claims without a figure ---


def _without_figures(text: str, start: int, end: int, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """What the words between two runs claim: that nothing happened, or that nothing changed."""
    part = text[start:end]
    for match in words.NOTHING_HAPPENED.finditer(part):
        at = start + match.start()
        left, right = clause_around(text, at, start + match.end())
        nothing = _nothing(text[left:at], text[start + match.end() : right], memory.places)
        yield from ((at, claim) for claim in nothing)
    for match in re.finditer("|".join(words.LEVEL), part):
        said = part[: match.start()]
        if base := base_in(said) or memory.base:
            subjects = [_remembered(noun, memory) for noun in nouns_in(said)]
            if not subjects and ("分别" in said or (memory.turn and part.startswith("、"))):
                memory.turn = 0 if "分别" in said else memory.turn
                subjects = memory.subjects[memory.turn : memory.turn + 1]
                memory.turn += 1
            subjects = subjects or memory.subjects[-1:]
            for subject in subjects:
                claim = Extracted("", subject.measure, 0, "%", "", subject.sector, base + "持平", "持平")
                yield start + match.start(), claim
    for match in _MEETING.finditer(text, start, end):
        if not re.match(r"[^，。；]{0,8}\d", text[match.end() :]):
            yield match.start(), Extracted("", "会议频次", 1, f"次/{match[1]}", "", note="未写数字")


_MEETING = re.compile(rf"{words.FREQUENCY.pattern}(?:组织)?召开")


def _nothing(subject: str, what: str, places: Sequence[str]) -> Iterator[Extracted]:
    """Zero accidents of each thing that did not happen."""
    if not re.search("事故|火灾|爆炸|爆燃|死亡|伤亡", subject + what):
        return
    general = what == "" or re.fullmatch(
        "(?:一起)?(?:生产安全|安全生产|安全|责任)*(?:死亡|亡人|伤亡)?事故", what
    )
    names = [
        n for n in re.split("[、和]|以?及(?!以上)", subject if general else what) if n.strip(HIDDEN + " ")
    ]
    for name in names:
        measure = _nothing_of(name + what if general else name)
        yield Extracted("", measure, 0, "起", "", sector_name(name, places), "", "未发生")


def _nothing_of(name: str) -> str:
    for severity in ("特别重大", "重大", "较大"):
        if severity in name:
            return f"{severity}事故起数"
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
