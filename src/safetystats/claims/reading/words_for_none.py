"""Words that claim without a figure: that nothing happened, or that nothing changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import letter_words as words
from .figure_runs import HIDDEN, LIST_MARKS, base_in
from .letter_places import named_places
from .memory import Extracted, Memory, remembered
from .naming import Subject, nouns_in
from .numerals import CHINESE
from .own_sector import kind_within, part_of_category
from .passages import clause_around
from .sectors import is_known, part_at_start, part_within, sector_at_start, sector_name


def without_figures(text: str, start: int, end: int, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """What the words between two runs claim: that nothing happened, or that nothing changed."""
    part = text[start:end]
    for match in words.NOTHING_HAPPENED.finditer(part):
        at = start + match.start()
        _, right = clause_around(text, at, start + match.end())
        whose = re.sub("^[（(]　*[)）]", "", re.split("[，,：:。；;]", text[:at])[-1])
        what = text[start + match.end() : right]
        if re.search(f"{words.LAST_YEAR}也?$", whose):
            nothing = list(_nothing("", what, memory)) if what else memory.nothing
            nothing = nothing or [_none_of(subject) for subject in memory.subjects[:1]]
            yield from ((at, replace(claim, years_back=1)) for claim in nothing)
            continue
        each = bool(words.SPREAD.search(whose + match[0]))
        memory.nothing = list(_nothing(whose, what, memory, each=each))
        if memory.closed and memory.nothing:
            memory.subjects = [Subject(claim.measure, claim.sector, claim.unit) for claim in memory.nothing]
        yield from ((at, claim) for claim in memory.nothing)
    for match in words.NONE_OF.finditer(part):
        yield from ((start + match.start(), claim) for claim in _nothing("", match["what"], memory))
    yield from (
        (start + at, claim)
        for at, claim in _zeros(part, memory if start else replace(memory, subjects=[]))
        if not _ON_END.search(text[: start + at].rstrip('“"实现保持　'))
    )
    yield from ((start + at, claim) for at, claim in _unchanged(part, memory))
    for match in _MEETING.finditer(text, start, end):
        if not re.match(r"[^，。；]{0,8}\d", text[match.end() :]):
            yield match.start(), Extracted("", "会议频次", 1, f"次/{match[1]}", "", note="未写数字")


_ON_END = re.compile(rf"连续(?:{CHINESE}|\d+)(?:{'|'.join(words.SPANS)})(?:以来)?$")
"""How a figure of how long something has gone on ends: a zero behind it claims nothing more."""


def _unchanged(part: str, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """A change of zero of each subject that "持平" is said of."""
    for match in re.finditer("|".join(words.LEVEL), part):
        said = re.split("|".join(words.LEVEL), part[: match.start()])[-1]
        if base := base_in(said) or memory.base:
            subjects = [remembered(noun, memory) for noun in nouns_in(said)]
            if not subjects and ("分别" in said or (memory.turn and said.startswith(LIST_MARKS))):
                memory.turn = 0 if "分别" in said else memory.turn
                subjects = memory.subjects[memory.turn : memory.turn + 1]
                memory.turn += 1
            if not subjects and memory.nothing:
                subjects = [Subject(claim.measure, claim.sector) for claim in memory.nothing]
            subjects = subjects or (
                memory.subjects if words.SPREAD.search(said) else memory.subjects[-memory.chain :]
            )
            clause = re.split("[，：（；]", said)[-1] + match[0]
            sector = sector_at_start(clause) or part_at_start(clause, memory.told_of)
            sector = sector or (memory.of_change if said.startswith("、") else "")
            told = dict.fromkeys((subject.measure, sector or subject.sector) for subject in subjects)
            for measure, own in told:
                yield match.start(), Extracted("", measure, 0, "%", "", own, base + "持平", "持平")


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
        left = _PLACES_LEFT.search(clause)
        areas = (left[0],) if left else places[-1].places if places else ("",)
        names = [] if places or left else [sector_name(name, memory.places) for name in clause.split("、")]
        # What is no known sector may as well be a place: it is neither.
        sectors = [name if is_known(name) else "" for name in names]
        sectors = [part_of_category(sector, memory.topic) or sector for sector in sectors]
        for area, sector in [(area, sector) for area in areas for sector in sectors or [""]]:
            zero = Extracted("", measure, 0, unit, "", sector or memory.told_of, area=area)
            yield match.start(), replace(zero, note="零" + match["what"])


_PLACES_LEFT = re.compile(
    "其[余他它](?:\\d+|[一二两三四五六七八九十]+)?个?[\u4e00-\u9fff]{0,2}(?:[区县市镇乡州旗]|街道|地区)$"
)
"""The places that were not named before: "其余9个街镇"."""
_MEETING = re.compile(rf"{words.FREQUENCY.pattern}(?:组织)?召开")


def _nothing(subject: str, what: str, memory: Memory, *, each: bool = False) -> Iterator[Extracted]:
    """Zero accidents of each thing, or in each place, that nothing happened in; `each` is what 均 says."""
    if not re.search("事故|火灾|爆炸|爆燃|死亡|伤亡", subject + what):
        return
    subject = AND_THE_LIKE.sub("", subject)
    listed = named_places(subject.replace(HIDDEN, ""), memory.places, memory.place)
    if listed and listed[-1].end - listed[-1].start == len(subject.replace(HIDDEN, "")):
        # The place alone: where nothing happened, not in which sector.
        subject = ""
    topic = memory.within or memory.told_of
    zero = Extracted("", _nothing_of(what), 0, memory.case_unit, "", topic, note="未发生")
    if of_deaths := _NO_DEATHS.search(what):
        zero = replace(zero, measure=f"{of_deaths[1]}人数", unit="人")
        told = [sector_name(name, memory.places) for name in subject.replace(HIDDEN, "").split("、")]
        sectors = [name if is_known(name) or name.endswith("火灾") else "" for name in told]
        yield from (
            replace(zero, sector=s) for s in (sectors if len(sectors) > 1 and all(sectors) else [topic])
        )
        return
    if left := _PLACES_LEFT.search(subject):
        yield replace(zero, area=left[0])
        return
    if listed and len(listed[-1].places) > 1:
        yield from (replace(zero, area=area) for area in listed[-1].places)
        return
    general = what == "" or re.fullmatch(
        "(?:一起)?(?:生产安全|安全生产|安全|责任)*(?:死亡|亡人|伤亡)?(?:事故|火灾)", what
    )
    names = [
        n for n in re.split("[、和]|以?及(?!以上)", subject if general else what) if n.strip(HIDDEN + " ")
    ]
    kind = re.search("事故|火灾", what)
    if not names and each and "、" in topic:
        # A head that lists sectors, and "in none of them" behind it.
        yield from (replace(zero, sector=name) for name in topic.split("、"))
        return
    for name in names or [""]:
        name += kind[0] if kind and not general and not re.search("事故|火灾", name) else ""
        sector = sector_name(name, memory.places)
        if len(names) > 1:
            sector = sector.removesuffix("领域")
        sector = _part_of_whole(sector, memory)
        yield replace(zero, measure=_nothing_of(name + what if general else name), sector=sector or topic)


def _part_of_whole(name: str, memory: Memory) -> str:
    """A name as a part of what is broken down, or of what the item is about."""
    whole = memory.told_of
    if name and memory.is_broken_down:
        return memory.breakdown + name
    if part := part_within(name, whole):
        return part
    if not name or is_known(name):
        return name
    kind = kind_within(name, memory)
    return kind or (f"{memory.topic}-{name}" if memory.topic and "、" not in memory.topic else name)


_NO_DEATHS = re.compile("(死亡|伤亡|受伤|失踪)(?:人数)?$")
"""What happened to nobody: persons, and no accidents, are counted."""
AND_THE_LIKE = re.compile("等[\u4e00-\u9fff]{0,6}(?:行业|领域|项目|场所|单位)(?:[和、及](?:行业|领域))?$")
"""The end of a list of sectors that sums them up."""


def _nothing_of(name: str) -> str:
    if match := re.search("(重特大|特别重大|重大|较大)((?:及|或)?以上)?", name):
        kind = "火灾" if "火灾" in name else "事故"
        return f"{match[1]}{'及以上' if match[2] else ''}{kind}起数"
    if "亡人事故" in name:
        return "亡人事故起数"
    return "火灾起数" if name.endswith("火灾") else "事故起数"
