"""What a sentence has said so far, to which later figures in it refer; a claim while it is put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..terms import is_category
from . import letter_words as words
from .figure_runs import HIDDEN
from .naming import Subject
from .numerals import Figure
from .outline import Outline
from .sectors import (
    Part,
    leading_sectors,
    sector_aimed_at,
    sector_at_end,
    sector_of_item,
    sector_of_remark,
    sector_of_subject,
    sector_supervised,
)


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
    assumes_whole: bool = False
    """True for a share that names no whole: it may be one of all, or of those whose cause is known."""
    years_back: int = 0
    """1 for a figure of the year before the window: "去年同期为5起"."""


GENERAL = ("事故起数", "死亡人数", "受伤人数", "火灾起数")
"""Measures that a paragraph may take up from the one before it."""


@dataclass
class Memory:
    """What a sentence has said so far, and later figures in it refer to."""

    outline: Outline
    """What the text, its headings and the paragraph say of all their figures."""
    sentence: str = ""
    """The sentence as printed: in what is read of it, dates and times of day are hidden."""
    case_unit: str = "起"
    """The unit in which the letter counts accidents."""
    subjects: list[Subject] = field(default_factory=list)
    earlier: list[Subject] = field(default_factory=list)
    """The subjects of the list before: "of these" refers to them."""
    counts: bool = False
    """True once the sentence has counted something."""
    closed: bool = False
    """True once a change or share followed the subjects: the next count begins a new list of them."""
    base: str = ""
    """With what figures are compared: 同比, 环比 …"""
    started_from: str = ""
    """The same, of what a sentence says that something rose or fell from: "由年初的71%提高到96%"."""
    says_same_time: bool = False
    """True once the text has compared with the year before: a rise without a word of its own does so too."""
    sampled: str = ""
    """The unit in which a sentence said how many were sampled: a share of such things is one of them."""
    gone_into: str = ""
    """Comparison of shares of what a sentence goes into, and of those behind a semicolon."""
    sampled_things: str = ""
    """What these were: 企业数; blank where that is not clear."""
    share: tuple[str, tuple[str, ...], str] | None = None
    """Comparison, measures and sector of the last share: "(2018: 4 %, 2019: 2 %)" goes on with it."""
    wholes: dict[str, str] = field(default_factory=dict)
    """Comparison of the last share of each measure: "16.8 % and 22.5 % of them" goes on with both."""
    differences: list[Subject] = field(default_factory=list)
    """What changed by so many, and may be followed by how many percent that is."""
    listed: int = 0
    """How many of these stand beside each other: "减少17起、3人"."""
    changed: list[Subject] = field(default_factory=list)
    """What the last change was of: "A rose by 5 %, B by 3 %" goes on with it."""
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
    about: str = ""
    """The sector that a sentence begins with, or inspects: what stands behind a semicolon goes on with it."""
    about_before: str = ""
    """The same of the sentences before in the paragraph: a breakdown is of that."""
    sector: str = ""
    """The sector named last in the sentence."""
    category: str = ""
    """The category whose parts a sentence tells that begins with 其中."""
    divided: str = ""
    """The sector of the count whose parts 其中 lists."""
    severity: str = ""
    """Of what severity the accidents are whose parts 其中 lists: 较大, 亡人."""
    first_of_unit: dict[str, str] = field(default_factory=dict)
    """What was counted first in a paragraph in each unit: names of a list behind it are parts of that."""
    itemising: bool = False
    """True once 其中 was said: names before a figure are then parts."""
    is_broken_down: bool = False
    """True in a list "by industry", "by kind"."""
    is_headed: bool = False
    """True in a paragraph whose label breaks down what it counts."""
    breakdown: str = ""
    """What precedes the names of a list "by industry", "by kind": the whole that is broken down."""
    parent: str = ""
    """The sector that a paragraph takes up; the next breakdown is one of it."""
    goes_on: bool = False
    """True after a semicolon: a breakdown, or what is compared with, goes on with what follows."""
    headed: list[str] = field(default_factory=list)
    """The measures that the heading sentence of a paragraph names: places alone are counted in them."""
    aside: str = ""
    """The category counted before a bracket: what is said in it is of its parts."""
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
    each: bool = False
    """True behind a count that 各 repeats for each of `parts`: "各4起、4人" repeats both."""
    windows: list[str] = field(default_factory=list)
    """Windows that the sentence names beside each other: "4月、5月分别发生…"."""
    led: list[str] = field(default_factory=list)
    """The places that the counts of the list before begin with: rates told in turn are theirs."""
    parts_told: dict[str, str] = field(default_factory=dict)
    """Sectors of the parts that a paragraph has counted, by their own names: a share takes them up."""
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

    @property
    def places(self) -> tuple[str, ...]:
        """Known names of places (`letter_places.known_places`): they are no sectors."""
        return self.outline.places

    @property
    def place(self) -> str:
        """The place that the letter is about."""
        return self.outline.place

    @property
    def whole(self) -> str:
        """The sector that the whole letter is about."""
        return self.outline.whole

    @property
    def topic(self) -> str:
        """The sector that a heading or a list item names: "1. Road transport. There were 389 accidents"."""
        return self.aside or self.outline.topic

    @property
    def told_of(self) -> str:
        """The sector of a figure that names none: that of its item, of a heading, or of the letter."""
        return self.aside or self.outline.sector

    def enter(self) -> None:
        """Begin a paragraph."""
        self.base = self.lasting
        # The totals named before may be taken up, of the sector that is told of now, but no severity.
        self.subjects = [
            Subject(s.measure, self.told_of, s.unit) for s in self.subjects if s.measure in GENERAL
        ]
        self.goes_on, self.first_of_unit, self.headed = False, {}, []
        self.parts_told = {}
        self.is_headed, self.about_before = bool(self.outline.axis), ""
        self.break_down(self.outline.axis)

    def take_up(self, sector: str) -> None:
        """Go on with one sector: what was counted of it, or what was counted of all, but of that sector."""
        own = [subject for subject in self.subjects if subject.sector == sector]
        of_all = {
            s.measure: Subject(s.measure, sector, s.unit) for s in self.subjects if s.measure in GENERAL
        }
        self.subjects = own or list(of_all.values())
        self.sector = sector

    def break_down(self, axis: str) -> None:
        """Begin a list "by industry", "by kind"; a blank `axis` ends one."""
        whole = self.parent or self.told_of or self.about_before
        mark = "" if not axis or axis in words.NO_SECTOR_BREAKDOWN else words.BREAKDOWNS.get(axis, "-")
        self.breakdown = (whole + mark).lstrip("/-") if mark else ""
        self.is_broken_down, self.by_place = bool(mark), axis in words.BY_PLACE


def start_sentence(memory: Memory, text: str) -> None:
    """Forget what a new sentence does not refer to, and note what it breaks down."""
    memory.share, memory.closed = (memory.share if memory.goes_on else None), True
    memory.wholes = memory.wholes if memory.goes_on else {}
    memory.led = memory.led if memory.goes_on else []
    memory.sampled = memory.sampled_things = memory.started_from = ""
    memory.gone_into = memory.gone_into if memory.goes_on else ""
    memory.category = _category_taken_up(memory, text)
    memory.sector = memory.sector if memory.goes_on else ""
    memory.itemising = memory.itemising and memory.goes_on
    memory.severity, memory.divided = (memory.severity if memory.goes_on else ""), ""
    memory.change, memory.qualifier = "", ""
    memory.changed, memory.each = [], False
    memory.about_before = memory.about or memory.about_before
    headed_by = sector_of_remark(text)
    memory.about = (
        sector_of_subject(text)
        or sector_of_item(memory.sentence)
        or headed_by
        or (memory.about if memory.goes_on else "")
    )
    # What supervisors went on to do is of the sector that they supervise.
    if supervised := sector_supervised(text):
        memory.outline.note(sector=supervised)
    if headed_by:
        memory.take_up(headed_by)
    named_above = memory.within if "上述" in text else ""
    gone_into = OUT_OF_PART.match(text)
    named_above = memory.parts_told.get(gone_into["part"], "") if gone_into else named_above
    memory.differences, memory.turn, memory.counts = [], 0, memory.counts and memory.goes_on
    memory.within = sector_at_end(_first_words(text)) or memory.about or named_above or sector_aimed_at(text)
    memory.counts_places = bool(COUNTED_TOGETHER.search(text))
    memory.parts, memory.nothing, memory.of_change, memory.short_place = [], [], "", ""
    headed = words.HEADED_BY_AXIS.match(text)
    # A sentence that names the axis and no figure heads the rest of its paragraph.
    headed = headed or (words.BROKEN_DOWN.search(text) if not re.search(r"\d", text) else None)
    memory.is_headed = memory.is_headed or bool(headed)
    if match := headed or words.BROKEN_DOWN.search(text):
        if narrowed := _narrowed_to(text[match.end() :]):
            memory.parent = memory.within = narrowed
        memory.break_down(match[1])
    elif not (memory.goes_on or memory.is_headed):
        memory.break_down("")
    if not memory.goes_on:
        memory.listing = None
    memory.goes_on = text.rstrip().endswith(("；", ";"))
    if (match := OUT_OF.search(text)) and (whole := sector_at_end(match["whole"])):
        memory.parent = memory.within = whole
        memory.break_down("行业")


def _category_taken_up(memory: Memory, text: str) -> str:
    """The category whose parts a sentence begins to tell: "工矿商贸596起。其中建筑业214起；制造业187起"."""
    if not re.match(r"[\s　]*其中", text):
        return memory.category if memory.goes_on else ""
    last = memory.subjects[-1].sector if memory.subjects else ""
    return last if is_category(last) else ""


COUNTED_TOGETHER = re.compile(
    "[两二三四五六七八九十\\d]+个?(?:[省市区县镇乡街旗州]|街道|地市)+(?:合计|共计|总计|累计|共)"
)
"""Words that say that the names before them are places: "the five cities and counties together"."""


def _first_words(text: str) -> str:
    """What firms a sentence is about, where it says so before its first figure: "by inspecting mines, …"."""
    match = re.search(
        r"(?:^|[，：])[^\d，。；：]{2,60}?(?:企业|单位|行业)(?=，|中有)", re.split(r"\d", text)[0]
    )
    return match[0] if match else ""


def _narrowed_to(behind: str) -> str:
    """The sector whose accidents alone a breakdown is of: "按类别分，煤矿事故中顶板2起"."""
    names, rest = leading_sectors(re.sub("^[^，：。]{0,6}[，：]", "", behind))
    return names[0] if len(names) == 1 and re.match("(?:事故|火灾)中?(?![\\d，])", rest) else ""


OUT_OF = re.compile(
    r"(?:^|[，。　])(?P<whole>[^，。；　、\d]{2,14}?)(?:领域|行业)?"
    r"(?:的?\d+[起宗](?:、?(?:死亡)?\d+人)?(?:(?:亡人|死亡)?事故)?|(?:亡人|死亡)?事故)中(?!毒)[，：]?"
)
"""A sector, of whose accidents a sentence tells the parts: "工矿商贸事故中，建筑业14起"."""
OUT_OF_PART = re.compile(r"[\s　]*(?P<part>[^，。；　、\d]{2,10}?)中[，：]")
"""A part counted before, of which a sentence goes on to tell: "生产矿井中，"."""


def remembered(noun: str, memory: Memory) -> Subject:
    """The subject of that measure that was named last, so that its sector is kept."""
    named = [s for s in memory.subjects if s.measure == noun]
    if not named and not memory.counts:
        # Behind a list of severe ones, a sentence of its own goes back to all of them.
        named = [s for s in memory.earlier if s.measure == noun]
    if not named and noun in ("事故起数", "死亡人数"):
        # 起数 and 死亡人数 take up whatever was counted: fires, or severe accidents and the deaths in them.
        named = [s for s in memory.subjects if s.measure.endswith(noun[-2:] if noun == "事故起数" else noun)]
    if not named and noun == "直接经济损失":
        named = [s for s in memory.subjects if s.measure.endswith("损失")]
    # Behind a list of parts, what is named again is what was parted.
    named = [s for s in named if not s.is_part] or named
    return named[-1] if named else Subject(noun, memory.sector or memory.told_of)


def part_told(clause: str, memory: Memory) -> str:
    """The part counted before in its paragraph that a clause begins with, "农村道路事故…"; blank for none."""
    said = clause.strip(f"{HIDDEN} 、")
    named = (name for name in memory.parts_told if re.match(f"{re.escape(name)}(?:事故|火灾|占比)", said))
    return memory.parts_told.get(next(named, ""), "")


def level_named(clause: str, memory: Memory) -> list[Subject]:
    """What was counted of the level that a clause begins with: "一般程序事故减少15起"; empty for none."""
    level = words.OF_LEVEL.match(clause.strip(f"{HIDDEN} "))
    return [s for s in memory.subjects if level and s.measure.startswith(level[0])][-1:]


def claim_of(figure: Figure, measure: str, sector: str = "", comparison: str = "") -> Extracted:
    """A claim of one figure; its text, window and place are known later."""
    told = figure.as_fraction
    return Extracted("", measure, told.value, told.unit, told.qualifier, sector, comparison, told.note)
