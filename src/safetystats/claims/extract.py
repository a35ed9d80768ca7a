"""A letter's text -> its numeric claims: what each figure measures, when, where, and against what.

The text is read sentence by sentence. In a sentence the figures are gathered into runs ("60.8%、58.5%",
"12起12人"); the words between one run and the next, its lead, say what the run is: a count, a change, a
share or a rate. A change or a share without a noun of its own is about the counts named just before it.
Words are data (`words`, `numerals`, `times`), so that a new one is one entry there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from . import words
from .numerals import Figure, figures_in
from .passages import CLAUSE_ENDS, Paragraph, clause_around, joined, paragraphs_of, sentences_of
from .places import TOWN, WHOLE, place_of_letter, places_in
from .times import Calendar, Mention, calendar_of, mentions_in

EXTRACTED = (
    "text", "measure", "value", "unit", "qualifier", "period", "area", "sector", "comparison", "section",
    "note",
)  # fmt: skip
"""Columns of an extracted claim; missing where the letter does not say."""

HIDDEN = "　"
"""Stands in for what is no claim (a date, a document number, a title), so that positions stay as they are."""


@dataclass(frozen=True)
class Subject:
    """What a count was about: a later change or share refers back to it."""

    measure: str
    sector: str = ""
    unit: str = ""

    @property
    def is_persons(self) -> bool:
        """True where persons are counted, not cases."""
        return self.measure.endswith("人数")


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


@dataclass(frozen=True)
class Run:
    """Figures that stand together, with the words before them (since the last run) and behind them."""

    figures: tuple[Figure, ...]
    lead: str
    tail: str
    said: str = ""
    """The whole sentence up to the run."""
    still: str = ""
    """The whole sentence behind it."""

    @property
    def clause(self) -> str:
        """The part of the lead in the run's own clause."""
        return re.split("[，,：:（）()。；;]", self.lead)[-1]

    @property
    def is_percent(self) -> bool:
        """True where every figure is a percentage or a difference of percentages."""
        return all(figure.unit in ("%", "‰", "个百分点", "百分点") for figure in self.figures)


@dataclass
class Memory:
    """What a sentence has said so far, and later figures in it refer to."""

    subjects: list[Subject] = field(default_factory=list)
    closed: bool = False
    """True once a change or share followed the subjects: the next count begins a new list of them."""
    base: str = ""
    share: tuple[str, tuple[str, ...]] | None = None
    """Comparison and measures of the last share: "(2018: 4 %, 2019: 2 %)" goes on with it."""
    change: str = ""
    """Comparison of the run before, where it was a change: "12 cases fewer, 5 persons" goes on with it."""
    qualifier: str = ""
    """Qualifier of the run before."""
    rate: str = ""
    """The rate named last: a target is a target for it."""
    sector: str = ""
    itemising: bool = False
    """True once 其中 was said: names before a figure are then parts."""
    breakdown: str = ""
    """What precedes the names of a list "by industry", "by kind": the whole that is broken down."""
    parent: str = ""


def extract(text: str, *, document_date: date | None = None) -> pd.DataFrame:
    """List every numeric claim of a letter or bulletin.

    Parameters
    ----------
    text
        The text as it stands: hard line breaks, bold marks and headings are dealt with.
    document_date
        The day it was written, for relative windows (this year, the first half); by default the date it is
        signed with. A year in its title goes before both.

    Returns
    -------
    DataFrame
        One row a claim, in the order of the text, with the columns `EXTRACTED`. `text` is a literal piece of
        the joined text. `value` is as printed: a fall is positive, its direction stands in `comparison`.
        `period` is ``start/end`` in ISO dates, or the letter's words where it names no year.

    Examples
    --------
    >>> claims = extract("2020年1-5月全市发生事故73起、死亡80人，同比分别下降60.8%、58.5%。")
    >>> claims[["measure", "value", "unit", "comparison"]]
      measure  value unit comparison
    0    事故起数   73.0    起       None
    1    死亡人数   80.0    人       None
    2    事故起数   60.8    %       同比下降
    3    死亡人数   58.5    %       同比下降
    """
    paragraphs = paragraphs_of(joined(text))
    calendar = calendar_of(paragraphs, document_date)
    place = place_of_letter(paragraphs)
    when = Periods(calendar, paragraphs)
    memory = Memory()
    rows: list[dict[str, Any]] = []
    for paragraph in paragraphs:
        when.enter(paragraph)
        for sentence in sentences_of(paragraph.text):
            mentions = when.read(sentence)
            for position, claim in read_sentence(sentence, mentions, memory):
                rows.append(
                    {
                        **vars(claim),
                        "period": claim.period or when.of(sentence, mentions, position),
                        "area": area_of_claim(sentence, position, place),
                        "section": paragraph.section,
                    }
                )
    table = pd.DataFrame(rows, columns=list(EXTRACTED)).astype("object")
    table = table.replace("", None).where(table.notna(), None)
    return table.assign(value=table["value"].astype("float64"))


# --- what is no claim ---

NO_CLAIMS = (
    r"〔\d{4}〕\s*\d+\s*号|[\[［(（]\d{4}[\]］)）]\s*\d+\s*号",  # document numbers
    r"第\s*[\d一二三四五六七八九十百]+\s*[号条款项期批次届轮季版章节个起名位]?",  # ordinals
    r"[“\"‘](?:[^”\"’]{1,8})[”\"’]",  # labels in quotes: slogans, plans, accidents named by their day
    r"《[^》]*》",  # titles
    r"(?:电话|热线|传真|邮编|邮箱|网址|联系方式)[:：]?[\d\s\-—]+",
    r"\d{3,4}-\d{7,8}|1[3-9]\d{9}",  # telephones
    # list numbers
    r"^\s*(?:\d{1,2}[.．、](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)",
    r"\d{1,2}[:：]\d{2}|\d{1,2}时(?:\d{1,2}分)?",  # times of day
    r"24\s*小时|7\s*[×xX*]\s*24",
)
NO_CLAIM = re.compile("|".join(f"(?:{pattern})" for pattern in NO_CLAIMS))


def without_labels(sentence: str, mentions: Sequence[Mention]) -> str:
    """The sentence with everything hidden that holds digits but claims nothing."""
    spans = [match.span() for match in NO_CLAIM.finditer(sentence)]
    spans += [(mention.start, mention.end) for mention in mentions]
    spans += [match.span() for match in re.finditer(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年", sentence)]
    signs = list(sentence)
    for start, end in spans:
        signs[start:end] = [HIDDEN if sign not in CLAUSE_ENDS else sign for sign in signs[start:end]]
    return "".join(signs)


def is_claim(figure: Figure, text: str) -> bool:
    """Whether a number with a unit claims something, or only looks as if it did."""
    before, after = text[: figure.start].rstrip(), text[figure.end :].lstrip()
    if before.endswith(("第", "“", "其余", "每", "之")) or after.startswith(("月", "季度", "周年")):
        return False
    if before.endswith(SIGNS) and not _is_signed_change(before):
        return False
    if figure.unit == "年":
        return (figure.qualifier == "近" and after.startswith("的")) or before.endswith("前")
    if figure.in_words:
        return _is_spoken_claim(figure, before, after)
    return not _is_modifier(figure, after)


SIGNS = ("+", "-", "＋", "－", "−")


def _is_signed_change(before: str) -> bool:
    """True for "同比-8.3%": the sign stands for the word."""
    return bool(base_in(re.split("[，。；]", before)[-1]))


SPOKEN_UNITS = (
    "起",
    "宗",
    "例",
    "人",
    "名",
    "家",
    "个",
    "项",
    "处",
    "次",
    "件",
    "条",
    "份",
    "所",
    "户",
    "台",
    "%",
    "倍",
)


def _is_spoken_claim(figure: Figure, before: str, after: str) -> bool:
    """Two and more of a common unit; one only of accidents and the like, since 一 is in so many words."""
    if figure.unit not in SPOKEN_UNITS or before.endswith(
        ("十", "这", "那", "同", "万", "单", "唯", "任", "进")
    ):
        return False
    if words.SLOGANS.match(after) or after.startswith(("月", "人")):
        return False
    if figure.value == 1:
        return figure.unit in ("起", "宗", "例") and bool(re.match("[^，。]{0,8}(?:事故|案)", after))
    return not _is_modifier(figure, after)


def _is_modifier(figure: Figure, after: str) -> bool:
    """True for "6个方面的" in "6个方面的21项任务": the second figure is the claim."""
    if figure.unit not in ("个", "类", "种", "方面", "大"):
        return False
    return bool(re.match(r"[^，。；、\d]{0,6}的?\d+(?:余)?[项条个]", after))


# --- runs ---


def runs_of(text: str) -> list[Run]:
    """The figures of a sentence that claim something, gathered into runs."""
    figures = [figure for figure in figures_in(text) if is_claim(figure, text)]
    groups: list[list[Figure]] = []
    for figure in figures:
        if groups and _goes_on(groups[-1][-1], figure, text):
            groups[-1].append(figure)
        else:
            groups.append([figure])
    # "Of the 18 accidents" takes up a figure that was given before.
    groups = [group for group in groups if not re.match("中[，,]", text[group[-1].end :])]
    starts = [group[0].start for group in groups] + [len(text)]
    ends = [0] + [group[-1].end for group in groups]
    return [
        Run(
            tuple(group),
            text[ends[i] : starts[i]],
            _tail(text[ends[i + 1] : starts[i + 1]]),
            text[: starts[i]],
            text[ends[i + 1] :],
        )
        for i, group in enumerate(groups)
    ]


def _goes_on(before: Figure, figure: Figure, text: str) -> bool:
    """True where two figures belong to one run: only a list mark between them, or nothing at all."""
    gap = text[before.end : figure.start].strip()
    if gap == "":
        return before.unit != figure.unit
    return gap in LIST_MARKS and before.unit == figure.unit


LIST_MARKS = ("、", "和", "及", "与")


def _tail(text: str) -> str:
    return re.split("[，,：:（）()。；;、]", text)[0]


# --- a sentence ---


def read_sentence(
    sentence: str, mentions: Sequence[Mention], memory: Memory
) -> Iterator[tuple[int, Extracted]]:
    """The claims of one sentence with their positions in it; `memory` carries the reading on."""
    text = without_labels(sentence, mentions)
    start_sentence(memory, text)
    claims: list[tuple[int, Extracted]] = []
    edge = 0
    for run in runs_of(text):
        start = run.figures[0].start
        claims += _without_figures(text, edge, start, memory)
        claims += [(figure.start, claim) for figure, claim in read_run(run, memory)]
        edge = run.figures[-1].end
    claims += _without_figures(text, edge, len(text), memory)
    claims += _years_with_accidents(sentence)
    for position, claim in sorted(claims, key=lambda found: found[0]):
        left, right = clause_around(sentence, position, position + 1)
        yield position, replace(claim, text=sentence[left:right].strip())


def start_sentence(memory: Memory, text: str) -> None:
    """Forget what a new sentence does not refer to, and note what it breaks down."""
    memory.base, memory.share, memory.closed = "", None, True
    memory.sector, memory.itemising, memory.change, memory.qualifier = "", False, "", ""
    if match := re.search(
        "按(?:照)?(?:事故)?(行业|领域|类别|类型|原因|区域|地区|辖区)[^，：:]{0,4}(?:分|看|统计)", text
    ):
        prefix = {"类别": "/类别:", "类型": "/类别:", "原因": "/原因:"}.get(match[1], "-")
        memory.breakdown = memory.parent + prefix
    else:
        memory.breakdown = ""
    if match := re.search(r"(?:^|[，。　])([^，。　、]{2,12}?)(?:领域)?的\d+起(?:、?\d+人)?中", text):
        memory.parent = match[1]


def read_run(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of one run: a change, a share, a rate, or counts."""
    if base := base_in(run.lead):
        memory.base = base
    run = _with_qualifier(run, memory)
    direction, share = direction_before(run), share_before(run, memory)
    goes_on = memory.change if run.lead.strip() in (*LIST_MARKS, "，") else ""
    memory.change = ""
    if direction or goes_on:
        memory.change = memory.base + direction if direction else goes_on
        yield from _compared(run, memory.change, memory)
    elif run.is_percent and share:
        yield from _shared(run, share, memory)
    elif run.is_percent or (run.figures[0].unit == "" and _RATE.search(run.lead)):
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


def base_in(lead: str) -> str:
    """The last word in `lead` that says what a figure is compared with; blank without one."""
    found = [
        (match.end(), name)
        for pattern, name in words.COMPARED_WITH
        for match in re.finditer(pattern, lead)
        if match[0]
    ]
    return max(found)[1] if found else ""


_ENDING = r"(?:了|到|为|约|达|分别|均|各|都|近|超过|也|又|死亡|受伤|事故|：|:|\s)*$"
_DIRECTION = re.compile(f"({'|'.join(sorted(words.DIRECTIONS, key=len, reverse=True))}){_ENDING}")
_SHARE = re.compile(
    r"占(?:到|据)?(?P<whole>[^，。；、占]*?)(?:比重|比例|比)?(?:的|达|为|约|是|分别|均|高达|\s)*$"
)
_SHARE_WITHIN = re.compile(
    r"在?(?P<whole>全[市省区县国])[^，。；]{0,6}(?:占比|比重|比例)(?:为|达|约|分别|均|高达)*$"
)
_SHARE_GOES_ON = re.compile(r"^[、，和](?P<whole>[^，。；、]{0,8}(?:总数|总量|总起数|总人数))的?$")
_RATE = re.compile(r"(?P<rate>[\u4e00-\u9fffA-Z]{1,18}率)(?:分别|均|约|达|达到|为|是|高达|：|:|已|\s)*$")


def direction_before(run: Run) -> str:
    """Rise or fall, where the word or sign stands right before the run; blank for a level ("降至5起")."""
    if run.lead.rstrip().endswith(SIGNS):
        return "上升" if run.lead.rstrip()[-1] in "+＋" else "下降"
    match = _DIRECTION.search(run.lead)
    if not match or match[0].rstrip().endswith(("到", "至")):
        return ""
    if len(match[1]) == 1 and not (base_in(run.lead) or run.lead.startswith(("、", "，"))):
        return ""
    return words.DIRECTIONS[match[1]]


def share_before(run: Run, memory: Memory) -> str:
    """The comparison of a share, where the words right before the run name one; blank otherwise."""
    if match := _SHARE_WITHIN.search(run.lead):
        return "占" + match["whole"]
    match = _SHARE.search(run.clause) or (_SHARE_GOES_ON.search(run.lead) if memory.share else None)
    if not match:
        return ""
    whole = match["whole"].strip()
    for pattern, name in words.WHOLES:
        if found := re.search(pattern, whole):
            return found.expand(name)
    return "占" + whole if whole else "占比"


def _compared(run: Run, comparison: str, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    named = [_remembered(noun, memory) for noun in nouns_in(run.lead)]
    subjects = named or memory.subjects
    if not run.is_percent:
        subjects = [_of_unit(figure, run, subjects, memory) for figure in run.figures]
    yield from _distributed(run, subjects, comparison, memory, all_named=bool(named))
    memory.subjects = memory.subjects or named


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
    of_persons = "死亡" in comparison
    if "总数" in comparison and len(run.figures) == 1:
        return [s for s in memory.subjects if s.is_persons == of_persons][-1:]
    return memory.subjects


def _remembered(noun: str, memory: Memory) -> Subject:
    """The subject of that measure that was named last, so that its sector is kept."""
    return next((s for s in reversed(memory.subjects) if s.measure == noun), Subject(noun, memory.sector))


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
    elif rate := _RATE.search(run.lead):
        name = rate_name(rate["rate"], run.lead)
        memory.rate = name.removesuffix("（年均）")
        yield from ((f, _claim(f, name)) for f in run.figures)
    elif memory.share:
        comparison, measures = memory.share
        for figure in run.figures:
            yield from ((figure, _claim(figure, measure, comparison=comparison)) for measure in measures)
    else:
        yield from ((f, _claim(f, noun_of(run))) for f in run.figures)


def rate_name(said: str, lead: str) -> str:
    """The name of a rate without the words that run into it; a mean of years says so.

    >>> rate_name("年均上险覆盖率", "全面推广安责险，年均上险覆盖率")
    '安责险覆盖率（年均）'
    """
    name = re.split("[的了以和使将]|其中|达到|实现|发现|年均|平均", said)[-1]
    if len(name) > words.LONGEST_RATE:
        name = next((known for known in words.RATES if name.endswith(known)), name[-words.LONGEST_RATE :])
    if name in ("上险覆盖率", "覆盖率") and "安责险" in lead:
        name = "安责险覆盖率"
    return f"{name}（年均）" if "年均" in said else name


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


# --- what a figure measures, and of which sector ---


def measure_of(figure: Figure, run: Run, before: Sequence[Subject] = ()) -> str:
    """The measure of a count, by the first of `words.MEASURE_RULES` that fits, else by the noun beside it."""
    index = run.figures.index(figure)
    if index > 0 or run.lead.strip() == "、":
        follows = run.figures[index - 1].unit if index else (before[-1].unit if before else "")
        if figure.unit in words.PEOPLE and follows in words.CASES:
            return _deaths_beside(before)
    tail = run.tail if figure is run.figures[-1] else ""
    sentence = f"{run.said}▲{run.still}"
    unit = figure.unit if figure.unit in words.MONEY else figure.unit.lstrip("万亿")
    for measure, units, pattern in words.SENTENCE_RULES:
        if unit in units and re.search(pattern, sentence):
            return measure
    for lead in (run.clause, run.lead):
        around = f"{lead.strip(HIDDEN)}▲{tail}"
        for measure, units, pattern in words.MEASURE_RULES:
            if unit in units and re.search(pattern, around):
                return _deaths_beside(before) if measure == "死亡人数" else measure
    return "事故起数" if figure.unit in ("起", "宗") else noun_of(run)


def _deaths_beside(before: Sequence[Subject]) -> str:
    """Deaths in the accidents named just before: severe ones have deaths of their own."""
    severe = before and before[-1].measure in ("较大事故起数", "重大事故起数")
    return before[-1].measure.replace("起数", "死亡人数") if severe else "死亡人数"


def nouns_in(lead: str) -> list[str]:
    """The measures that `lead` names without a figure, in order.

    >>> nouns_in("起数和人数同比均下降")
    ['事故起数', '死亡人数']
    """
    found: dict[int, str] = {}
    rest = lead
    for noun, measure in words.MEASURE_NOUNS:
        for match in re.finditer(noun, rest):
            found[match.start()] = measure
        rest = rest.replace(noun, HIDDEN * len(noun))
    return [found[at] for at in sorted(found)]


_NOUN_BEFORE = re.compile(
    r"([\u4e00-\u9fff（）]{1,8}?)(?:共计|共有|共|总计|累计|为|有|了|约|达|分别|各|各有|均|是|\s|　)*$"
)
_NOUN_BEHIND = re.compile(r"^\s*的?([\u4e00-\u9fff]{2,12})")


def noun_of(run: Run) -> str:
    """A name for what no rule knows: the noun behind the figure, or else the one before it."""
    behind = _NOUN_BEHIND.match(run.tail)
    if behind and not run.is_percent:
        return re.split("[在未均则进已被的]", behind[1])[0][-8:] + "数"
    before = _NOUN_BEFORE.search(run.clause)
    name = before[1] if before else ""
    return name + ("占比" if run.is_percent else "数") if name else ("占比" if run.is_percent else "数量")


ACCIDENT_MEASURES = re.compile("事故|死亡|受伤|重伤|轻伤|火灾")


def sector_of(run: Run, measure: str, memory: Memory) -> str:
    """The sector that the words before an accident figure name; that of the count before, where none."""
    if not ACCIDENT_MEASURES.search(measure):
        return ""
    if run.lead.strip() in ("", "、") or re.fullmatch(
        r"[，、]?(?:造成|共|死亡|亡|受伤|伤|其中)*", run.lead.strip()
    ):
        return memory.subjects[-1].sector if memory.subjects else memory.sector
    name = part_name(run.clause) if memory.breakdown else sector_name(run.clause)
    told = memory.breakdown or memory.itemising or re.search("事故|领域|火灾", run.clause)
    if not name or not told:
        carried = memory.subjects[-1].sector if memory.subjects and not memory.closed else ""
        return carried or sector_of_department(run.said)
    memory.sector = memory.breakdown + name
    return memory.sector


def sector_of_department(said: str) -> str:
    """The sector of the department that a sentence is about; blank for one without a sector of its own."""
    return next((s for pattern, s in words.SECTOR_OF_DEPARTMENT if re.search(pattern, said)), "")


def sector_name(clause: str) -> str:
    """What is left of a clause when dates, places and the general words about accidents are taken out.

    >>> sector_name("其中较大道路运输事故"), sector_name("门头沟区已发生事故")
    ('道路运输', '')
    """
    rest = clause.replace(HIDDEN, "")
    for place in places_in(rest):
        rest = rest.replace(place, "")
    before = None
    while rest != before:
        before = rest
        for word in words.GENERIC:
            rest = rest.removeprefix(word).removesuffix(word).strip("、 和及")
    if not re.fullmatch(r"[\u4e00-\u9fff、]{2,18}", rest):
        return ""
    # A statistical category goes by its own name; any other field is called one, as it was printed.
    return f"{rest}领域" if f"{rest}领域" in clause and rest not in words.CATEGORIES else rest


def part_name(clause: str) -> str:
    """The name of a part in a breakdown: the whole clause, 各 and 其中 apart."""
    name = words.EACH.sub("", clause.replace(HIDDEN, "").strip()).removeprefix("其中").removesuffix("事故")
    return re.sub("^(其余.*[种个类项])(?:原因|行业|类别|类型)$", r"\1", name)


def items_before(run: Run) -> list[str]:
    """The names over which "各" repeats a figure; empty where it names one thing only."""
    if not words.EACH.search(run.clause):
        return []
    names = re.split("[、和及]", words.EACH.sub("", run.clause).replace(HIDDEN, "").replace("事故", ""))
    return [name for name in names if name] if len(names) > 1 else []


# --- claims without a figure ---


def _without_figures(text: str, start: int, end: int, memory: Memory) -> Iterator[tuple[int, Extracted]]:
    """What the words between two runs claim: that nothing happened, or that nothing changed."""
    part = text[start:end]
    for match in words.NOTHING_HAPPENED.finditer(part):
        at = start + match.start()
        left, right = clause_around(text, at, start + match.end())
        yield from ((at, claim) for claim in _nothing(text[left:at], text[start + match.end() : right]))
    for match in re.finditer("|".join(words.LEVEL), part):
        said = part[: match.start()]
        if base := base_in(said):
            subjects = [_remembered(noun, memory) for noun in nouns_in(said)] or memory.subjects[-1:]
            for subject in subjects:
                claim = Extracted("", subject.measure, 0, "%", "", subject.sector, base + "持平", "持平")
                yield start + match.start(), claim
    for match in _MEETING.finditer(text, start, end):
        if not re.match(r"[^，。；]{0,8}\d", text[match.end() :]):
            yield match.start(), Extracted("", "会议频次", 1, f"次/{match[1]}", "", note="未写数字")


_MEETING = re.compile(rf"{words.FREQUENCY.pattern}(?:组织)?召开")


def _nothing(subject: str, what: str) -> Iterator[Extracted]:
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
        yield Extracted(
            "", _nothing_of(name + what if general else name), 0, "起", "", sector_name(name), "", "未发生"
        )


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


# --- when and where ---


class Periods:
    """The window of each figure: named in its sentence, else carried on from what was said before."""

    def __init__(self, calendar: Calendar, paragraphs: Sequence[Paragraph]) -> None:
        self.calendar = calendar
        self.visit = str(calendar.visit) if calendar.visit else ""
        self.section = self.of_section = self.carried = ""
        self.opens_section = False
        titles = [m for p in paragraphs if p.is_title for m in mentions_in(p.text, calendar)]
        body = [m for p in paragraphs for m in mentions_in(p.text, calendar)]
        self.of_letter = next((m.period for m in [*titles, *body] if m.window), "")

    def enter(self, paragraph: Paragraph) -> None:
        """Begin a paragraph: what was carried on ends, and so does a section's window with the section."""
        top = paragraph.section.split("（")[0]
        if top != self.section:
            self.section, self.of_section = top, ""
        self.carried = ""
        self.opens_section = paragraph.section == top

    def read(self, sentence: str) -> list[Mention]:
        """The windows that a sentence names; one that it begins with holds on in the paragraph."""
        mentions = mentions_in(sentence, self.calendar)
        if mentions and mentions[0].start <= AT_THE_START:
            self.carried = mentions[-1].period
            if self.opens_section and self.section:
                self.of_section = self.of_section or mentions[0].period
        return mentions

    def of(self, sentence: str, mentions: Sequence[Mention], position: int) -> str:
        """The window of the figure at `position`."""
        before = [mention for mention in mentions if mention.start <= position]
        if before:
            return before[-1].period
        if self.visit and ON_THE_SPOT.search(sentence):
            return self.visit
        return self.carried or self.of_section or self.visit or self.of_letter


AT_THE_START = 2
"""Characters within which a window stands at the start of its sentence."""

ON_THE_SPOT = re.compile("抽查|随机检查|实地检查|督察组|督察中|督察发现|督查发现|检查发现|暗访")
"""Words of what a team saw on its visit."""


def area_of_claim(sentence: str, position: int, place: str) -> str:
    """The place a figure belongs to: one named in its clause, else the letter's."""
    left, _ = clause_around(sentence, position, position)
    clause = sentence[left:position]
    if town := TOWN.match(clause.strip()) or TOWN.match(sentence):
        return place + town[0]
    for name in reversed(places_in(clause)):
        if name not in place and place not in name:
            return name
    if not place and (whole := WHOLE.search(sentence)):
        return whole[0]
    return place
