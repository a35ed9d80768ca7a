"""A sentence -> its claims, run by run.

The words between one run of figures and the next say what the run is: a count, a change, a share or a
rate. A change or a share without a noun of its own is about the counts named just before it; `Memory`
holds what later figures refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..terms import is_category
from . import letter_words as words
from .divisions import whole_of_parts
from .figure_runs import (
    GOES_ON_WITH_MEAN,
    HIDDEN,
    LIST_MARKS,
    RATE,
    Run,
    base_in,
    direction_before,
    is_part_told,
    runs_of,
    share_before,
    without_labels,
)
from .memory import Extracted, Memory, claim_of, remembered, start_sentence
from .naming import Subject, measure_of, nouns_in
from .numerals import Figure
from .own_sector import TOLD_ON, cause_behind
from .passages import HEADING, clause_around, is_heading_sentence, piece_around
from .run_changes import compared
from .run_counts import counted
from .run_levels import levels
from .run_rates import rated
from .run_shares import OF_NO_WHOLE, part_named_behind, shared
from .sectors import topic_of_heading, topic_of_item
from .times import Mention
from .words_for_none import without_figures


def read_sentence(
    sentence: str, mentions: Sequence[Mention], memory: Memory
) -> Iterator[tuple[int, Extracted]]:
    """The claims of one sentence with their positions in it; `memory` carries the reading on."""
    text = without_labels(sentence, mentions)
    memory.windows, memory.sentence = side_by_side(mentions, sentence), sentence
    start_sentence(memory, text)
    if words.COUNTED_OFF.match(text):
        memory.outline.note(sector="")
    heads = is_heading_sentence(text) and not words.NOTHING_HAPPENED.search(text)
    if topic := topic_of_heading(text) if heads else topic_of_item(text):
        of_fires = memory.whole == "火灾" and "火灾" not in topic
        memory.outline.note(sector=f"{topic}火灾" if of_fires else topic)
        if is_heading_sentence(text) and topic_of_item(text):
            # One of the parts is gone on to: what follows is of it, and no list of the parts.
            memory.break_down("")
    memory.headed = nouns_in(text) if heads else memory.headed
    claims: list[tuple[int, Extracted]] = []
    edge = outside = 0
    aside: Memory | None = None
    for run in runs_of(text):
        start = run.figures[0].start
        claims += without_figures(text, edge, start, memory)
        # What is said in brackets refers to what stands before them, and nothing behind refers to it.
        in_brackets = text.count("（", 0, start) > text.count("）", 0, start)
        if not in_brackets:
            run = replace(run, lead=_BRACKETS.sub("", text[outside:start])) if aside else run
            outside = run.figures[-1].end
        aside = (aside or _aside(memory)) if in_brackets else None
        told = list(read_run(run, aside or memory))
        if words.LAST_YEAR_TOLD.search(run.said):
            told = [(f, c if _is_change(c) else replace(c, years_back=1)) for f, c in told]
        claims += [(figure.start, claim) for figure, claim in told]
        edge = run.figures[-1].end
    claims += without_figures(text, edge, len(text), memory)
    claims += _years_with_accidents(sentence)
    for position, claim in sorted(claims, key=lambda found: found[0]):
        yield position, replace(claim, text=HEADING.sub("", piece_around(sentence, position, position + 1)))


def _aside(memory: Memory) -> Memory:
    """What a remark in brackets refers to: its parts are those of a category counted before it."""
    last = memory.subjects[-1].sector if memory.subjects else ""
    return replace(memory, aside="" if memory.topic or not is_category(last) else last)


def _is_change(claim: Extracted) -> bool:
    return claim.comparison.startswith(("同比", "环比", "较"))


_BRACKETS = re.compile("（[^（）]*）")


def side_by_side(mentions: Sequence[Mention], sentence: str) -> list[str]:
    """The periods of the windows that stand beside each other in a list."""
    beside = [
        (one, other)
        for one, other in pairwise(mentions)
        if sentence[one.end : other.start].strip() in LIST_MARKS
    ]
    if beside:
        return [beside[0][0].period, *(other.period for _, other in beside)]
    each = (one.each for one in mentions if one.text.startswith("近") or _counts_off(one, sentence))
    return [str(window) for window in next(each, ())]


def _counts_off(mention: Mention, sentence: str) -> bool:
    """True where a sentence goes on with a figure for each part of a window: "1月至6月各月依次为…"."""
    return bool((YEARS_IN_TURN if "年至" in mention.text else IN_TURN).match(sentence, mention.end))


IN_TURN = re.compile("[^，。；\\d]*(?:分别|依次|各[月季年]|逐[月季年])")
YEARS_IN_TURN = re.compile("[^。；\\d]*(?:分别|依次|逐年)")
"""What goes on so: years may stand apart, before a comma."""


def read_run(run: Run, memory: Memory) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of one run: a change, a share, a rate, or counts."""
    if run.figures[0].unit == "年" and run.lead.endswith("前"):
        # How many years others are held against: no later figure is about them.
        of_mean = GOES_ON_WITH_MEAN.match(run.still)
        base = "同比" if HELD_AGAINST.search(run.lead) and not of_mean else ""
        topic = memory.told_of
        yield from ((f, claim_of(f, measure_of(f, run), topic, base)) for f in run.figures)
        return
    run = replace(run, lead=run.compared_with)
    if base := base_in(run.lead):
        memory.base = base
        memory.says_same_time = memory.says_same_time or base == "同比"
    printed = memory.sentence[: run.figures[0].start]
    if base:
        memory.started_from = ""
    elif started := words.STARTED_FROM.search(printed):
        memory.started_from = f"较{started['of']}"
    run = _with_qualifier(run, memory)
    direction = direction_before(run, goes_on=bool(memory.change))
    share = share_before(run, goes_on=memory.share[0] if memory.share else "")
    of_part = run.figures[0].unit != "%" and is_part_told(run.said, run.still)
    share = share or (OF_NO_WHOLE if run.is_percent and of_part else "")
    # Behind a comma a figure with words of its own begins something else: "，近六成发生在夜间".
    is_next = run.lead.strip() in LIST_MARKS or (run.lead.strip() == "，" and not run.tail.strip())
    goes_on = memory.change if is_next else ""
    memory.change = ""
    if "下同" in run.said and memory.base:
        memory.lasting = memory.base
    # A window of its own ("去年同期11起，今年9起") is no longer that of the year before.
    goes_on_before = memory.prior and HIDDEN not in run.lead and TOLD_ON.fullmatch(run.lead.strip())
    of_year_before = words.PRIOR.search(run.lead.rstrip(HIDDEN + " ")) and not words.MERGED.match(run.still)
    memory.prior = bool(of_year_before or goes_on_before)
    reached = words.REACHED.search(run.lead.strip(HIDDEN + " 的"))
    if match := words.TIMES_AS_MANY.search(run.lead) if run.figures[0].unit == "倍" else None:
        base = f"较{match['year']}" if match["year"] else "环比" if match["last"] else "同比"
        named = [remembered(noun, memory) for noun in nouns_in(run.clause)][-1:]
        told = levels_of(run, named) if named else counted(run, memory)
        yield from ((f, replace(claim, comparison=base)) for f, claim in told)
    elif memory.prior:
        yield from ((f, replace(claim, years_back=1)) for f, claim in levels(run, memory))
    elif reached and memory.share and run.is_percent and "率" not in run.lead:
        yield from rated(run, memory)
    elif reached and memory.subjects:
        yield from levels(run, memory)
    elif (match := words.BESIDE.search(_of_level(run))) and LEVEL_BESIDE.match(run.tail) and memory.subjects:
        # "Lower than the city's mean of 85 %": the level of another place.
        above = OF_ALL_ABOVE.search(match["of"])
        area = whole_of_parts([memory.place], above["kind"]) if above else ""
        yield from ((f, replace(claim, area=area)) for f, claim in levels_of(run, memory.subjects[-1:]))
    elif match:
        yield from compared(run, match.expand(r"\g<side>于\g<of>"), memory)
    elif direction or goes_on:
        base = memory.started_from or memory.base or ("同比" if memory.says_same_time else "")
        memory.change = base + direction if direction else goes_on
        yield from compared(run, memory.change, memory)
    elif run.is_percent and share:
        of_sample = memory.subjects and memory.subjects[-1].unit == memory.sampled != ""
        if share == "占比" and memory.place and OF_AREA.search(run.lead.rstrip()):
            share = f"占全{memory.place[-1]}面积"
        elif share == "占比" and (window := WINDOW_SHARED.search(printed)):
            share = f"占{window['of']}"
        elif share == "占比":
            gone_into = whole_gone_into(run) or memory.gone_into
            memory.gone_into = gone_into if of_sample or not memory.share else ""
            sampled = f"占抽查{memory.sampled_things or '数'}" if of_sample else ""
            share = memory.gone_into or sampled or (memory.share[0] if memory.share else share)
        if run.lead.strip() == "的":
            memory.subjects = memory.subjects[:-1]
        yield from part_named_behind(run, share, memory) if of_part else shared(run, share, memory)
    elif run.is_percent and (things := words.OF_THINGS.match(run.tail)) and not RATE.search(run.lead):
        of_things = part_of_things(things["what"], memory)
        cause = cause_behind(run, memory)
        claims = [
            (f, replace(claim, comparison=of_things, sector=cause or claim.sector))
            for f, claim in rated(run, memory)
        ]
        memory.share = (of_things, (claims[-1][1].measure,), claims[-1][1].sector)
        yield from claims
    elif run.is_multiple and memory.share and words.SUMMED_UP.fullmatch(run.clause.strip(HIDDEN + " ")):
        yield from shared(run, memory.share[0], memory)
    elif (run.is_percent and not run.is_multiple) or (run.figures[0].unit == "" and RATE.search(run.lead)):
        yield from rated(run, memory)
    else:
        yield from counted(run, memory)


def _of_level(run: Run) -> str:
    """The words before a run; with the level of a target, "高于60%的年度目标", where they go on with it."""
    return re.split("[，。；]", run.said)[-1] if run.lead.startswith("的") else run.lead


def levels_of(run: Run, told: Sequence[Subject]) -> Iterator[tuple[Figure, Extracted]]:
    """The claims of a run of levels of what was counted."""
    yield from ((f, claim_of(f, subject.measure, subject.sector)) for f in run.figures for subject in told)


OF_ALL_ABOVE = re.compile("^全(?P<kind>[市省])")
"""The city, or the province, that the place of a text is in."""
LEVEL_BESIDE = re.compile("的?(?:总体|整体)?(?:平均|均值)")
"""What stands behind the level of a mean that others are above or below."""
WINDOW_SHARED = re.compile(
    r"占(?P<of>前(?:[\d一二三四五六七八九十]{1,2}个月|[一二三]个?季度)|[上下]半年|[一二三四]季度)的?$"
)
"""A window of whose count a figure is a share."""


def part_of_things(what: str, memory: Memory) -> str:
    """The comparison of a part of so many things: of those that were looked at, or of all of them."""
    what = what.replace("规上", "规模以上")
    if what in ("事故", "火灾", "隐患", "问题"):
        return f"占{what}总数"
    return memory.gone_into or (f"占抽查{what}数" if memory.sampled else f"占{what}数")


def whole_gone_into(run: Run) -> str:
    """The comparison of shares of what the sentence goes into: "被检查企业中，…占19%"; blank for none."""
    match = next(iter(reversed([*words.WHOLE_GONE_INTO.finditer(run.said)])), None)
    if match is None or not words.GONE_INTO.search(match["what"]):
        return ""
    return f"占{(match['how'] or '').removeprefix('被')}{match['what']}数"


OF_AREA = re.compile("(?<!过火)(?<!受灾)面积占$")
"""Words before the part of a place's area that something covers."""
HELD_AGAINST = re.compile("[与比较同和]前$")
"""Words before a number of years that others are held against."""


def _with_qualifier(run: Run, memory: Memory) -> Run:
    """仅 holds on over a list: "only 1 community, 1 enterprise"."""
    first = run.figures[0]
    holds_on = memory.qualifier == "仅" and not re.search("[，。；：（）]", run.lead) and not first.qualifier
    if holds_on:
        run = replace(run, figures=(replace(first, qualifier="仅"), *run.figures[1:]))
    memory.qualifier = run.figures[0].qualifier
    return run


YEARS_NAMED = re.compile(r"((?:20\d{2}年、)+20\d{2}年)(?:均|连续|先后|接连|都)?发生")


def _years_with_accidents(sentence: str) -> Iterator[tuple[int, Extracted]]:
    """Years listed with an accident in each claim at least as many accidents."""
    for match in YEARS_NAMED.finditer(sentence):
        _, right = clause_around(sentence, match.start(), match.end())
        if "事故" in sentence[match.end() : right]:
            years = re.findall(r"20\d{2}", match[1])
            claim = Extracted("", "同一单位亡人事故起数", len(years), "", "以上", note="由年份数得出")
            yield match.end(), replace(claim, period=";".join(years))
