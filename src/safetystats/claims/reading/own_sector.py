"""The sector of a count: named by its own words, or carried on from what was said before."""

from __future__ import annotations

import re

from ..terms import is_category, is_kind
from . import letter_words as words
from .figure_runs import HIDDEN, Run
from .letter_places import named_places
from .memory import Memory
from .naming import VIOLATIONS
from .numerals import Figure
from .sectors import (
    as_category,
    clause_of,
    device_named,
    in_breakdown,
    is_kind_in,
    is_known,
    leading_sectors,
    listed_sector,
    next_listed,
    part_name,
    part_within,
    sector_at_end,
    sector_at_start,
    sector_name,
    sector_of_department,
    sector_of_firms,
    working_sector,
)

ACCIDENT_MEASURES = re.compile("事故(?!罚款)|死亡|遇难|受伤|重伤|轻伤|火灾|经济损失|财产损失|过火面积")


TOLD_ON = re.compile(
    r"(?:[，、]无(?:人员)?(?:伤亡|死亡|受伤))?[，、]?"
    "(?:由此|但|而|却|造成|共|死亡|亡人?|受伤|伤人?|其中|直接|经济|财产|损失|过火|面积|已?核定?|折合|约)*[、，]?"
)
"""Words of a run that goes on with the accidents before it: their dead, their injured, their losses."""


SEVERAL = re.compile(
    "(?:^|[：。；])(?:其中)?[，、]*(?P<names>[\u4e00-\u9fff、，]{4,60}等)(?:行业|领域)+(?:合计|共计|总计|共)(?:发生)?(?:事故)?$"
)
"""Sectors that one figure is given for together: "农业，批发零售业等行业合计36起"."""
SAYS_MORE = re.compile("全[市省区县国州]|发生|累计|^共")
"""Words of a clause that is more than the name of a part."""
SAYS_SECTOR = re.compile("事故|领域|火灾")
"""Words of a clause whose other words are the name of a sector."""


def sector_and_measure(
    figure: Figure, run: Run, measure: str, memory: Memory, *, in_parts: bool
) -> tuple[str, str]:
    """The sector of a count, and its measure, which a list by sector names but once."""
    if in_parts:
        of_parts = _of_each(run) or (memory.within if memory.by_place else memory.about)
        return of_parts or memory.told_of, measure
    if measure.endswith("率"):
        return sector_at_start(run.clause), measure
    if _is_of_accidents(figure, measure) and not _is_listed(figure, memory):
        return sector_of(run, measure, memory), measure
    if stage := _stage_of_firms(figure, run, memory):
        memory.within = stage if run.tail else memory.within
        return stage, memory.first_of_unit.get(figure.unit, measure)
    if memory.topic and "、" not in memory.topic and not memory.topic.endswith(tuple(words.EVENTS)):
        # What was looked at below a head is looked at for its sake: restaurants, for gas.
        return memory.topic, measure
    used = words.USING.search(run.clause) if figure.unit in words.FIRMS else None
    if used and (of_firms := sector_of_work(memory)):
        return f"{of_firms}/{used['what']}", measure
    if firms := sector_of_firms(run.still) if run.tail and figure.unit in words.FIRMS else "":
        memory.within = firms
        memory.about = firms if run.tail.endswith("中") else memory.about
        return firms, measure
    if figure.unit in words.PLACES and (
        kind := words.KIND_OF_HAZARDS.fullmatch(run.clause.strip(HIDDEN + " 、"))
    ):
        whole = memory.told_of
        mark = "-" if is_known(kind["kind"]) else "/类别:"
        return f"{whole}{mark}{kind['kind']}" if whole else kind["kind"], measure
    if kind_of_found := _kind_of_found(figure, run, memory):
        return kind_of_found, memory.first_of_unit.get(figure.unit, measure)
    if level := words.LEVEL_ALONE.fullmatch(run.clause.replace(HIDDEN, "").strip()):
        whole = sector_of_work(memory)
        return f"{whole}-{level['level']}" if whole else "", measure
    if memory.listing and _is_listed(figure, memory) and (name := next_listed(run)):
        return part_of_devices(name, memory), memory.listing[0]
    if name := working_sector(run.clause):
        memory.within = name
        return name, measure
    if body := _body_seen(run):
        return body, measure
    if measure == VIOLATIONS:
        # A kind of offence is no sector.
        return sector_of_work(memory), measure
    if part := _itemised(figure, run, memory):
        return part, memory.first_of_unit.get(figure.unit, measure)
    if name := listed_sector(run):
        memory.listing = (measure, figure.unit)
        name = part_of_devices(name, memory)
        if words.BODIES.fullmatch(name) or words.SAMPLED.search(run.clause):
            # Who looked, or was looked at, is not what was found.
            return name, measure
        if memory.sampled == figure.unit or re.match(words.STAFF, name):
            memory.within = name
        elif (
            ("-" in name or _is_looked_at(figure, run))
            and not run.lead.startswith("、")
            and run.still[:1] != "、"
        ):
            memory.within = memory.about = name
        return name, measure
    named = part_name(run.clause)
    named = "" if words.IS_WORK.search(named) else named
    if part := part_within(named, memory.whole) or device_named(run.clause, memory.whole):
        memory.within = memory.about = part
        return part, measure
    counted = [s.sector for s in memory.subjects if s.unit == figure.unit in words.FIRMS]
    if "其中" in run.lead and counted and counted[-1]:
        # Some of the firms of a sector that were counted just before.
        return counted[-1], measure
    return sector_of_work(memory), measure


def _of_each(run: Run) -> str:
    """The sector of what each place of a list had: "各发生建筑施工死亡事故3起"; blank for none."""
    each = words.EACH.search(run.clause)
    name = (each["sector"] or "") if each else ""
    return as_category(name) if is_known(name) else ""


def _kind_of_found(figure: Figure, run: Run, memory: Memory) -> str:
    """A part of a breakdown by kind of what was found: "按专业分，工艺9项，设备8项"; else blank."""
    name = part_name(run.clause)
    is_bare = figure.unit in words.PLACES and name == run.clause.replace(HIDDEN, "").strip(" 、")
    is_kind_of = memory.breakdown.endswith("/类别:") and is_bare
    return in_breakdown(memory.breakdown, name) if is_kind_of else ""


def _itemised(figure: Figure, run: Run, memory: Memory) -> str:
    """A part of what was counted before 其中, by its name and that of the whole; blank for other words.

    The name may hold that of the whole: "其中经营性自建房".
    """
    if not (memory.itemising and memory.subjects):
        return ""
    said = run.clause.replace(HIDDEN, "").strip(" 、").removeprefix("其中")
    whole = memory.subjects[-1].sector.partition("-")[0]
    which = said.removesuffix(whole)
    if is_known(whole) and which not in ("", said):
        return f"{whole}-{which}"
    name = words.PART_IN_COMMON.sub("", said)
    counted = [s for s in memory.subjects if s.unit == figure.unit and not s.is_part]
    if not (counted and re.fullmatch("[\u4e00-\u9fff]{2,12}", name)):
        return ""
    is_more = any(no.search(said) for no in (words.IS_MEASURE, words.IS_WORK, words.NO_NAME, words.NO_PART))
    if is_more or words.OF_LEVEL.fullmatch(name) or named_places(said, memory.places, memory.place):
        return ""
    whole = counted[-1].sector
    whole = sector_of_work(memory) if not whole or words.BODIES_ALONE.fullmatch(whole) else whole
    return f"{whole}-{name}" if whole and not whole.endswith(name) else name


def _body_seen(run: Run) -> str:
    """The bodies behind a figure that were gone to, or talked to: "走访9个部门"; blank for others."""
    clause = re.split("[，；。：]", run.said.replace(HIDDEN, ""))[-1]
    named = words.BODY.match(run.still)
    return named[0] if named and words.GONE_TO.match(clause) else ""


def _stage_of_firms(figure: Figure, run: Run, memory: Memory) -> str:
    """Firms by what they do with what the text, or the list, is about: makers of fireworks; else blank."""
    listed = [s.sector for s in memory.subjects if s.sector]
    whole = next(iter(listed), "") or memory.within or memory.told_of
    if figure.unit not in words.FIRMS or not whole or "、" in whole:
        return ""
    whole = re.split("[-/]", whole)[0]
    clause = run.clause.replace(HIDDEN, "").strip(" 、")
    said = clause.rpartition(whole)[2] or clause
    stage = words.STAGES.fullmatch(said) or words.STAGES.match(run.tail)
    is_one = stage and (memory.itemising or stage["firms"])
    return f"{whole}-{stage['stage']}" if stage and is_one else ""


def _is_looked_at(figure: Figure, run: Run) -> bool:
    """True for what supervisors went to see: what they found was found there."""
    return figure.unit in words.VISITS or bool(_LOOKED_AT.search(run.clause))


_LOOKED_AT = re.compile("检查|排查|核查|巡查")
"""Verbs of going to see."""


def part_of_devices(name: str, memory: Memory) -> str:
    """A name as a part of what the text is about, where that is no kind of accident: lifts, of devices."""
    whole = memory.told_of
    return ("" if whole.endswith(tuple(words.EVENTS)) else part_within(name, whole)) or name


def _is_of_accidents(figure: Figure, measure: str) -> bool:
    """True for accidents, their victims and losses; not for places where they are many."""
    counted = (*words.CASES, *words.PEOPLE, *words.MONEY, *words.BURNT, "")
    return figure.unit.lstrip("万亿") in counted and bool(ACCIDENT_MEASURES.search(measure))


def _is_listed(figure: Figure, memory: Memory) -> bool:
    """True where a figure can go on with the list of counts by sector: of the same unit, or firms too."""
    if not memory.listing:
        return False
    unit = memory.listing[1].partition("（")[0]
    return figure.unit.partition("（")[0] == unit or {figure.unit, unit} <= set(words.FIRMS) - {"处"}


def sector_of_work(memory: Memory) -> str:
    """The sector of what is no accident, where its own words name none."""
    topic = memory.told_of
    work_on = next((work for event, work in words.EVENTS.items() if topic.endswith(event)), topic)
    return memory.within or work_on or _of_subject(memory.sentence)


def _of_subject(sentence: str) -> str:
    """The sector of the one department that a sentence begins with."""
    for names, sector in words.SECTOR_OF_SUBJECT.items():
        if re.match(f"[^，。；、\\d]{{0,4}}(?:{names})(?!、)", sentence):
            return sector
    return ""


def sector_of(run: Run, measure: str, memory: Memory) -> str:
    """The sector that the words before an accident figure name; that of the count before, where none."""
    if not ACCIDENT_MEASURES.search(measure):
        return ""
    if together := added_up(run, memory):
        memory.sector = together
        return together
    if happened := _accident_told(run, memory):
        memory.sector = happened
        return happened
    if run.lead.strip() in ("", "、") or TOLD_ON.fullmatch(run.lead.strip()):
        if memory.subjects:
            return memory.subjects[-1].sector
        if "由此" in run.lead and memory.earlier:
            return memory.earlier[-1].sector
        return memory.sector or memory.within or memory.told_of
    if told := _several_together(run) or in_hours(run, memory) or _kind_in_sector(run):
        memory.sector = told
        return told
    name = _name_before(run, memory)
    if memory.by_place and not (is_known(name) or part_within(name, memory.told_of)):
        return memory.within or memory.told_of
    if other := _cause_in(run, memory) or cause_behind(run, memory) or ("" if name else _named_behind(run)):
        return other
    if not name or not _is_told_as_sector(name, run, memory):
        return _carried_on(run, memory)
    part = (
        _kind_shared(name, run)
        or kind_within(name, memory)
        or _part_of_category_told(name, run, memory)
        or _part_of_part(name, memory)
        or _part_of_things(name, memory)
    )
    if part:
        return part
    is_own = name.removesuffix("火灾") in words.FIRES_OF_THEIR_OWN and "火灾" in f"{name}{run.clause[-2:]}"
    name = f"{name.removesuffix('火灾')}火灾" if is_own else name
    in_parts = memory.is_broken_down and not is_own
    memory.sector = in_breakdown(memory.breakdown, name) if in_parts else _within_whole(name, memory)
    return memory.sector


def _kind_shared(name: str, run: Run) -> str:
    """A kind of accidents as a part of the sector that its share is told of; blank for another name.

    "高处坠落12起，占建筑业事故的52.2%".
    """
    whole = _shared_within(run)
    return f"{whole}/类别:{name}" if whole and is_kind(name) and not is_category(name) else ""


def _several_together(run: Run) -> str:
    """Sectors that one figure is given for together, as they are listed; blank for other words."""
    together = SEVERAL.search(run.lead.replace(HIDDEN, ""))
    return together["names"] if together else ""


def added_up(run: Run, memory: Memory) -> str:
    """The sectors of the list before, of which this is the sum: "三类合计19起"; blank for other words."""
    first, *others = (part.sector for part in memory.parts) if memory.parts else ("",)
    is_sum = words.SUMMED_UP.fullmatch(run.clause.replace(HIDDEN, "").strip())
    return "、".join([first, *(re.split("[-:]", other)[-1] for other in others)]) if is_sum and first else ""


def _name_before(run: Run, memory: Memory) -> str:
    """The name before a figure, of a part where a sentence breaks down what it counts."""
    if not memory.is_broken_down:
        return sector_name(clause_of(run), memory.places)
    whole = re.split("[-/]", memory.breakdown)[0]
    name = part_name(clause_of(run) or _clause_before(run), whole)
    premises = f"{name}场所"
    name = premises if premises in run.clause and part_within(premises, whole) else name
    is_more = SAYS_MORE.search(name) or name in words.GENERIC
    return sector_name(name, memory.places) if is_more else name


def _is_told_as_sector(name: str, run: Run, memory: Memory) -> bool:
    """True for a name of a list of sectors, for a known one, and for one that says what it is."""
    in_list = memory.is_broken_down or memory.itemising
    says_so = is_known(name) or SAYS_SECTOR.search(run.clause)
    is_part = part_within(name, memory.told_of) or _is_bare_part(name, run, memory)
    return bool(in_list or says_so or is_part or _kind_shared(name, run))


def cause_behind(run: Run, memory: Memory) -> str:
    """The cause that the words behind a figure give; blank for none."""
    behind = CAUSED_BEHIND.match(run.tail)
    return of_cause(behind["cause"], _whole_counted(memory)) if behind else ""


def of_cause(cause: str, whole: str) -> str:
    """The sector of what had a cause, of a whole or of all: a cause is one of the whole, not of its parts."""
    return f"{whole.partition('/')[0]}/原因:{cause}".lstrip("/")


def _whole_counted(memory: Memory) -> str:
    return (memory.subjects[-1].sector if memory.subjects else "") or memory.told_of


def _named_behind(run: Run) -> str:
    """The sector named behind a figure, or in the clause before a bare one; blank for none."""
    if behind := _sector_behind(run):
        return behind
    thing, whole = _accident_before(run), _shared_within(run)
    return f"{whole}-{thing}" if thing and whole and whole != thing else thing


def _carried_on(run: Run, memory: Memory) -> str:
    """The sector of a figure without a name of its own: that of what was counted, or is told of."""
    carried = memory.subjects[-1].sector if memory.subjects and not memory.closed else ""
    if "其中" in run.lead and memory.earlier and not memory.subjects:
        # A part of what was counted before.
        carried = memory.earlier[-1].sector
    return carried or memory.within or memory.topic or sector_of_department(run.said) or memory.whole


def _part_of_category_told(name: str, run: Run, memory: Memory) -> str:
    """A name as a part of the category that is told of, or shared out; blank where there is none."""
    told_of = memory.told_of if is_known(name) and not memory.is_broken_down else ""
    told_of = told_of or _category_gone_through(run, memory)
    return part_of_category(name, _shared_within(run) or told_of)


def _part_of_part(name: str, memory: Memory) -> str:
    """A name behind 其中 as a part of that part of a breakdown: "从行业看，建筑施工12起，其中房屋建筑7起"."""
    is_part = memory.is_broken_down and memory.divided not in ("", memory.topic, memory.whole)
    return f"{memory.divided}-{name}" if is_part and not is_category(name) else ""


def _part_of_things(name: str, memory: Memory) -> str:
    """A thing of the kind counted first, as a part of that: of broken pipes, those of gas and of water."""
    first = memory.subjects[0].sector if memory.subjects else ""
    in_list = memory.itemising and not memory.breakdown
    return f"{first}-{name[:-2]}" if in_list and first[-2:] == name[-2:] != name != first else ""


def _accident_told(run: Run, memory: Memory) -> str:
    """The kind, or the sector, of one accident whose victims follow, "发生顶板事故，造成2人"; else blank."""
    told = _ONE_TOLD.search(run.lead.replace(HIDDEN, ""))
    if told is None:
        return ""
    name, where = _WORDS_BEFORE_KIND.sub("", told["name"]), sector_at_end(told["where"])
    if where and is_kind_in(name, where) and not is_category(name):
        return f"{where}/类别:{name}"
    return kind_within(name, memory) or (name if is_known(name) or is_kind(name) else "")


_ONE_TOLD = re.compile(
    "(?P<where>[^，。；]*)发生(?:了)?(?P<name>[\u4e00-\u9fff]{2,10}?)事故，(?:事故)?(?:共)?(?:造成|导致|致)?$"
)
_WORDS_BEFORE_KIND = re.compile("^(?:较大|重大|一般|亡人|生产安全)+")


def _kind_in_sector(run: Run) -> str:
    """The kind of accidents that a clause tells of one sector: "建筑施工累计发生触电事故"; blank for none."""
    names, rest = leading_sectors(re.sub("^(?:其中|全[市省区县国州旗])+", "", run.clause.strip(HIDDEN + " ")))
    happened = _HAPPENED.fullmatch(rest) if len(names) == 1 else None
    kind = happened["kind"] if happened else ""
    if is_known(kind) and not is_kind(kind) and not is_category(kind):
        # "In industry accidents in confined spaces": of that, in whatever trade.
        return kind
    return f"{names[0]}/类别:{kind}" if kind and is_kind_in(kind, names[0]) and not is_category(kind) else ""


_HAPPENED = re.compile("(?:领域|行业|企业)?(?:共|累计|又|已)*发生(?P<kind>[\u4e00-\u9fff]{2,}?)(?:事故)?")
"""How the clause on a sector goes on with the kind of its accidents."""


def kind_within(name: str, memory: Memory) -> str:
    """A kind of accident as a part of the sector that is told of; blank for another name, or no sector."""
    if memory.breakdown or not (memory.itemising or memory.told_of):
        return ""
    if is_category(name) and not (memory.told_of):
        # Fires beside road transport and industry are a category of their own.
        return ""
    told = memory.subjects or (memory.earlier if memory.itemising else [])
    whole = (told[-1].sector if told else "") or memory.told_of
    whole = whole.partition("/类别:")[0]
    if not whole or whole == words.EVENTS.get(name) or whole.endswith(name) or "/" in whole or "、" in whole:
        return ""
    return f"{whole}/类别:{name}" if is_kind_in(name, whole) else ""


def _cause_in(run: Run, memory: Memory) -> str:
    """The cause that a part of what was counted is given for: "其中充电引发64起"; blank for none."""
    clause = run.clause.replace(HIDDEN, "").strip()
    match = CAUSED.fullmatch(clause)
    if not match or memory.breakdown:
        return ""
    whole = _whole_counted(memory)
    says_so = clause.startswith("因") or clause.endswith("事故")
    if not (memory.itemising or says_so or part_within(match["cause"], whole)):
        return ""
    return of_cause(match["cause"], whole)


CAUSED_BEHIND = re.compile(
    "的?(?:事故|火灾)?是?[因由](?P<cause>[\u4e00-\u9fff]{2,10}?)(?:所)?(?:引发|引起|导致|造成)"
)
"""Words behind a figure that say what caused so many: "有14起是因违章作业引发"."""


def _sector_behind(run: Run) -> str:
    """The sector of the accidents that are counted, named behind the figure: "发生2起道路交通较大事故"."""
    match = re.match(
        "(?:较大|重大|一般|亡人|生产经营性)*(?P<name>[\u4e00-\u9fff]{2,10}?)(?:较大|重大|一般|亡人|死亡)*事故",
        run.tail,
    )
    names, rest = leading_sectors(match["name"]) if match else ([], "")
    return names[0] if len(names) == 1 and rest in ("", "领域", "行业", "类") else ""


CAUSED = re.compile(
    "(?:其中)?(?:因|由)?(?P<cause>[\u4e00-\u9fff]{2,10}?)(?:引发|引起|导致|造成)(?:(?:人员)?伤亡(?:扩大)?|事故扩大)?的?(?:火灾|事故)?"
)
"""A clause that says what caused so many."""


def _within_whole(name: str, memory: Memory) -> str:
    """A name as a part of what the text is about, motorcycles in one on traffic; fires by their own name."""
    whole = memory.told_of
    if whole.endswith(name) and "、" not in whole:
        return whole
    if part := part_within(name, whole):
        return part
    is_own = is_known(name) or is_kind(name) or whole in name or "、" in whole or name.endswith(OWN_NAMES)
    return name if is_own or not whole else f"{whole}-{name}"


def _is_bare_part(name: str, run: Run, memory: Memory) -> bool:
    """True for a name that is all its clause says, in a text on one sector: "农村道路23起"."""
    whole = memory.told_of
    clause = run.clause.replace(HIDDEN, "").strip()
    if whole and "、" not in whole and re.fullmatch(f"{re.escape(name)}肇事(?:共|致死?|造成|导致)*", clause):
        return True
    is_all = clause.removesuffix("肇事") == name and len(name) >= SHORTEST_PART
    return is_all and bool(whole) and "、" not in whole and run.figures[0].unit in words.CASES


SHORTEST_PART = 3
"""Characters from which a name is taken for a part; a shorter one may be a place's."""


def _clause_before(run: Run) -> str:
    """The clause in front of a figure that stands alone: "电气故障，61起"."""
    clauses = re.split("[，：:。；【】]", run.lead.replace(HIDDEN, "").strip())
    return clauses[-2] if len(clauses) > 1 and not clauses[-1].strip() else ""


def _accident_before(run: Run) -> str:
    """What accidents the clause before a bare count names: "叉车事故，一共发生6起"; blank for none."""
    match = ACCIDENT_NAMED.search(run.lead.replace(HIDDEN, "").strip())
    return match["name"] if match and not words.NO_NAME.search(match["name"]) else ""


ACCIDENT_NAMED = re.compile(
    "(?:[是为]|^)(?P<name>(?!各类|一般|较大|重大|生产|安全|道路运输)[\u4e00-\u9fff]{2,6})事故，(?:一共|共|总共|全[市省区县]|合计)*发生$"
)


def _shared_within(run: Run) -> str:
    """The sector of which a share is told right behind a count: "6起，占特种设备事故的75%"."""
    match = re.match("[，、]占(?P<whole>[\u4e00-\u9fff]{2,8})事故", run.still)
    return match["whole"] if match and is_known(match["whole"]) else ""


def _category_gone_through(run: Run, memory: Memory) -> str:
    """The category that a sentence lists the parts of: "工矿商贸58起，其中建筑施工31起"; blank for none."""
    whole, divided = run.said.partition("其中")[0], memory.divided
    is_listed = not memory.breakdown and is_category(divided) and divided in whole
    return memory.category or (divided if is_listed else "")


def part_of_category(name: str, whole: str) -> str:
    """A sector as a part of the category that a share says it is one of; blank for other names.

    >>> part_of_category("建筑业", "工矿商贸"), part_of_category("道路运输", "交通运输")
    ('工矿商贸-建筑业', '')
    """
    is_part = name and is_category(whole) and not is_category(name) and not re.search("[-/]", name)
    return f"{whole}-{name}" if is_part else ""


OWN_NAMES = ("火灾", "领域", "行业", "业")
"""Endings of names that need no whole before them."""


def in_hours(run: Run, memory: Memory) -> str:
    """The sector of some hours of the day, "18时至22时发生19起"; blank where none are named."""
    *earlier, clause = re.split("[，；。：]", memory.sentence[: len(run.said)])
    if earlier and HAPPENED_THEN.match(clause) and HOURS.fullmatch(earlier[-1].strip()):
        clause = earlier[-1].strip()
    named = HOURS.findall(clause)
    return f"{memory.told_of}-{named[-1]}".lstrip("-") if named else ""


HAPPENED_THEN = re.compile("(?:全[市省区县])?共?(?:发生|接报)")
"""How a clause begins behind the hours, and nothing else, of what it tells: "22时至次日6时，发生9起"."""


_CLOCK = r"\d{1,2}[时点](?:\d{1,2}分)?"
HOURS = re.compile(rf"{_CLOCK}[至到—－~-]+(?:次日|翌日|当日)?(?:凌晨)?{_CLOCK}")
