"""What a figure measures, and of which sector: by rule where a rule knows the words, else by the noun."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import letter_words as words
from .figure_runs import HIDDEN, Run
from .numerals import Figure
from .sectors import is_known


@dataclass(frozen=True)
class Subject:
    """What a count was about: a later change or share refers back to it."""

    measure: str
    sector: str = ""
    unit: str = ""
    area: str = ""
    """Only where a list gives each of its places a count."""
    place: str = ""
    """The place that is all that was said of a count: changes of several, in turn, are of each its own."""
    is_part: bool = False
    """True for one that 其中 lists of what was counted before it in the same unit."""

    @property
    def is_persons(self) -> bool:
        """True where persons are counted, not cases."""
        return self.measure.endswith("人数")


def measure_of(figure: Figure, run: Run, before: Sequence[Subject] = ()) -> str:
    """The measure of a count, by the first of `WAYS` that knows it, else by the noun beside it.

    `before` are the counts that it may go on with.
    """
    return next((measure for way in WAYS if (measure := way(figure, run, before))), "") or noun_of(run)


def no_total(measure: str, run: Run, before: Sequence[Subject] = ()) -> str:
    """The measure of what is no total of its window: a mean of years, or what single firms or places had.

    "年均发生事故268起、死亡164人", "其中4个县不足5起".
    """
    of_mean = "年均" in run.clause or (
        run.lead.startswith("、") and before and before[-1].measure.endswith(A_YEAR)
    )
    if of_mean and not measure.startswith("年均"):
        return measure + A_YEAR
    return f"每家{measure}" if _OF_SINGLE.match(run.clause.strip(HIDDEN + " ")) else measure


_SINGLE = "(?:企业|单位|部门|街道|乡镇|[县区市镇乡])"
_OF_SINGLE = re.compile(f"(?:有的|有些|个别){_SINGLE}|{_SINGLE}$")
"""How a clause begins that says what one of many had; behind their number it says no more."""
A_YEAR = "（年均）"
"""Behind the name of what is the mean of several years, and no count of one."""


def _rate_in_persons(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """The rate that deaths per so many are, though printed as persons."""
    indicator = words.PER.search(run.clause) if figure.unit in words.PEOPLE else None
    if indicator is None or not re.search("死亡(?:人数|率)?$", run.clause.rstrip(HIDDEN + " ")):
        return ""
    return f"{re.sub('(?:地区|国内)生产总值', 'GDP', indicator[0])}死亡率"


def _limit_of_level(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """How many dead make an accident one of a level."""
    level = _OF_LEVEL.match(run.still)
    return f"{level[1]}事故死亡人数标准" if level and _LIMIT_OF_LEVEL.search(run.said) else ""


def _dead_of_cases(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """The dead of the cases right before them: "5起、7人"."""
    index = run.figures.index(figure)
    if not index and run.lead.strip() != "、":
        return ""
    follows = run.figures[index - 1].unit if index else (before[-1].unit if before else "")
    is_case = not before or bool(_VICTIMS.search(before[-1].measure))
    beside = figure.unit in words.PEOPLE and follows in words.CASES and is_case
    return _deaths_beside(before) if beside else ""


def _by_its_sentence(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """The measure of the first of `words.SENTENCE_RULES` that fits."""
    sentence = f"{run.said.rstrip()}▲{run.still.lstrip()}"
    return _first_that_fits(words.SENTENCE_RULES, figure, sentence)


def _first_that_fits(rules: Sequence[tuple[str, tuple[str, ...], str]], figure: Figure, text: str) -> str:
    unit = figure.unit if figure.unit in words.MONEY else figure.unit.lstrip("万亿")
    fitting = (measure for measure, units, pattern in rules if unit in units and re.search(pattern, text))
    return next(fitting, "")


def _fines_of_penalties(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """Money behind a number of penalties."""
    is_fined = figure.unit in words.MONEY and before and before[-1].measure.startswith("行政处罚")
    return "罚款金额" if is_fined else ""


def _of_the_dead(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """Persons of a ranking by deaths, or some of the dead that were counted."""
    told = words.RANKED_BY_DEATHS.search(run.said) or _OF_THE_DEAD.search(run.said)
    return "死亡人数" if told and figure.unit in words.PEOPLE else ""


def _firms_at_fault(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """Firms with what is wrong with them behind the figure; not those of a sample."""
    is_sample = "抽查" in run.clause and not re.search("抽查的.*中", run.clause)
    return "" if is_sample else _fault_behind(figure, run, before)


def _fault_behind(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    has_fault = figure.unit in words.FIRMS and _FAULT.match(_tail_of(figure, run))
    return noun_of(run) if has_fault else ""


def _tail_of(figure: Figure, run: Run) -> str:
    """The words behind a run, which are those of its last figure."""
    return run.tail if figure is run.figures[-1] else ""


def _part_of_counted(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """A mean, a level or a window of what was counted just before."""
    of_unit = [subject.measure for subject in before if subject.unit == figure.unit]
    clause = run.clause.strip(" ")
    if not of_unit:
        return ""
    if _KIND_OF.fullmatch(clause.strip(f"{HIDDEN} 、").removeprefix("其中")) and "事故" not in of_unit[0]:
        return of_unit[-1]
    if words.MEANS.search(clause.rstrip(HIDDEN + " ")):
        word = clause.replace(HIDDEN, "").strip()[:2].replace("平均", "家均")
        return f"{word}{of_unit[-1]}"
    if level := words.LEVEL_ALONE.fullmatch(clause.replace(HIDDEN, "").strip()):
        whole = next((m for m in reversed(of_unit) if not words.OF_LEVEL.match(m)), of_unit[-1])
        return f"{level['level']}{whole}"
    if (
        clause.startswith("其中")
        and HIDDEN in clause
        and not clause.removeprefix("其中").strip(f"{HIDDEN} “”")
    ):
        return of_unit[-1]
    return ""


_KIND_OF = re.compile("[\u4e00-\u9fff]{2,8}类")
"""A kind as all that a clause says of some of what was counted: "立案87起，其中粉尘涉爆类29起"."""


def _named_once(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """The measure of a list that names it once, and then the places alone."""
    of_unit = [subject for subject in before if subject.unit == figure.unit]
    if not of_unit or re.match("[\u4e00-\u9fff]{2}", _tail_of(figure, run)):
        return ""
    # Of accidents a sector alone says what is counted: severe ones may stand before it.
    name = run.clause.strip(HIDDEN + " 、")
    is_next = is_known(name) and not _VICTIMS.search(of_unit[-1].measure)
    return of_unit[-1].measure if is_next or _is_bare(run, before) else ""


def _is_bare(run: Run, before: Sequence[Subject]) -> bool:
    """True for a clause without a word of what is counted in it: nothing, or a place."""
    bare = re.sub("^(?:分别|依次)?[是为有]", "", run.clause.replace(HIDDEN, "").strip())
    bare = "" if words.SUMMED_UP.fullmatch(bare) and before else bare
    return bare == "" or bool(_IS_PLACE.fullmatch(bare) or re.fullmatch(_SINGLE, bare))


def _offence_of_list(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """A kind of the offences that were counted just before: "其中超员57起、超载26起"."""
    told = [
        subject.measure == VIOLATIONS and subject.unit[-1:] == figure.unit[-1:] for subject in before[-2:]
    ]
    is_one = bool(told) and all(told) and (len(told) > 1 or bool(re.match("、|[，；]?(?:其中|（)", run.lead)))
    return VIOLATIONS if is_one else ""


def _by_words_around(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """The measure of the first of `words.MEASURE_RULES` that fits its clause, or else what leads to it."""
    in_bracket = run.lead.endswith(("（", "("))
    named = re.split("[，,：:。；;]", run.lead.rstrip("（("))[-1] if in_bracket else run.clause
    for lead in (named, run.lead if _is_bare(run, before) else re.split("[：:]", run.lead)[-1]):
        around = f"{lead.strip(HIDDEN + ' ')}▲{_tail_of(figure, run).strip()}"
        if measure := _first_that_fits(words.MEASURE_RULES, figure, around):
            return _of_those_before(measure, figure, run, before)
    return ""


def _of_those_before(measure: str, figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """A measure as one of what was counted just before: of hazards of one level, of severe accidents."""
    before = _in_turn(figure, run, before)
    if before and (of_level := words.STATE_OF.get(measure, {}).get(before[-1].measure[:4])):
        goes_on = measure != "隐患数" or _is_next_of_level(figure, run, before)
        return of_level if goes_on else measure
    return _deaths_beside(before) if measure == "死亡人数" else measure


def _in_turn(figure: Figure, run: Run, before: Sequence[Subject]) -> Sequence[Subject]:
    """The counts up to that whose turn it is: "7480项、重大隐患17项，分别整改7240项、14项"."""
    index, many = run.figures.index(figure), len(run.figures)
    told = before[: len(before) - index]
    in_turn = words.IN_TURN.search(run.clause) and len(told) >= many > 1
    beside = in_turn and all(subject.unit == figure.unit for subject in told[-many:])
    return told[: len(told) - many + index + 1] if beside else before


def _unnamed_part(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """A part without a word of which: "11起，其中2起"."""
    says_nothing = not _tail_of(figure, run).strip(f"{HIDDEN} ") and figure is run.figures[-1]
    return UNNAMED_PART if run.clause.strip(f"{HIDDEN} ") == "其中" and says_nothing else ""


def _accidents_by_unit(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """Whatever is counted as accidents are, and was not dealt with."""
    return "事故起数" if figure.unit in ("起", "宗") and not words.HANDLED.search(run.clause) else ""


def _fault_before(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """What is wrong with so many, named before the figure."""
    fault = _FAULT_BEFORE.search(run.clause.replace(HIDDEN, ""))
    return f"{fault[1]}{'企业' if figure.unit in ('家', '户') else ''}数" if fault else ""


def _part_of_listed(figure: Figure, run: Run, before: Sequence[Subject]) -> str:
    """A part, behind 其中, of what was counted just before in its unit."""
    of_unit = [subject for subject in before if subject.unit == figure.unit]
    return of_unit[-1].measure if "其中" in run.lead and of_unit else ""


WAYS: tuple[Callable[[Figure, Run, Sequence[Subject]], str], ...] = (
    _rate_in_persons,
    _limit_of_level,
    _dead_of_cases,
    _by_its_sentence,
    _fines_of_penalties,
    _of_the_dead,
    _firms_at_fault,
    _part_of_counted,
    _named_once,
    _offence_of_list,
    _by_words_around,
    _unnamed_part,
    _accidents_by_unit,
    _fault_behind,
    _fault_before,
    _part_of_listed,
)
"""How the measure of a count is known; each says nothing of a count that it does not know."""


def _is_next_of_level(figure: Figure, run: Run, before: Sequence[Subject]) -> bool:
    """True for hazards listed beside those of one level, in the same unit: "其中自查发现9项、督查发现7项"."""
    is_listed = run.lead.startswith("、") and "其中" in re.split("[。；]", run.said)[-1]
    return is_listed and before[-1].unit == figure.unit and not re.search("隐患|问题", run.clause + run.tail)


_OF_THE_DEAD = re.compile(r"\d+[人名位](?:死者|遇难者|遇难人员|死亡人员)中[，：]")
"""The dead, of whom a sentence goes on to tell some: "9名遇难者中，"."""
_LIMIT_OF_LEVEL = re.compile(r"一次性?(?:死亡|亡)(?:\d+人?[—－~～至-])?$")
"""What stands before the dead that make an accident one of a level: "一次死亡3-9人的较大事故"."""
_OF_LEVEL = re.compile(r"(?:[—－~～至-]?\d+人)?的?(较大|重大|特别重大)事故")


_VICTIMS = re.compile("事故|火灾|死亡|受伤|重伤|轻伤|失踪")
"""Measures of what has victims: persons beside them are deaths."""
UNNAMED_PART = "其中部分数"
"""A part of what was counted just before, without a word of which part: "11起，其中2起"."""

VIOLATIONS = "查处违法行为数"
"""What was counted of a list that goes on with kinds of offences, in the unit without its 万."""


_IS_PLACE = re.compile(r"[、，；]?[\u4e00-\u9fff]{2,6}(?:[区县市州镇乡旗]|街道|省)")


def _deaths_beside(before: Sequence[Subject]) -> str:
    """Deaths in the accidents named just before: severe ones have deaths of their own."""
    return _deaths_in(before[-1].measure) if before else "死亡人数"


def _deaths_in(cases: str) -> str:
    """The deaths in cases of one severity: "较大事故起数" gives "较大事故死亡人数", others "死亡人数"."""
    severe = re.match("(?:特别重大|重特大|重大|较大|一般)(?:及以上)?(?:事故|火灾)起数", cases)
    return cases.replace("起数", "死亡人数") if severe else "死亡人数"


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
    measures = [found[at] for at in sorted(found)]
    if measures and (of_them := _deaths_in(measures[0])) != "死亡人数":
        # Severe accidents, and the deaths in them.
        return [of_them if measure == "死亡人数" else measure for measure in measures]
    return measures


_NOUN_BEFORE = re.compile(
    r"([\u4e00-\u9fff（）]{1,16}?)(?:共计|共有|共|总计|累计|为|(?<!实)有|了|约|达|分别|各|各有|均|是|\s|　)*$"
)
_NOUN_BEHIND = re.compile(r"^\s*的?([\u4e00-\u9fff]{2,12})")


def noun_of(run: Run) -> str:
    """A name for what no rule knows: the noun behind the figure, or else the one before it."""
    if run.figures[-1].unit in words.FIRMS and (fault := _FAULT.match(run.tail)):
        return f"{fault[1]}企业数"
    behind = _NOUN_BEHIND.match(run.tail)
    if behind and not run.is_percent:
        name = _VERB_BEHIND.split(behind[1])[0]
        if name:
            return f"{name}数"
    before = _NOUN_BEFORE.search(run.clause)
    name = words.IS_WORK.split(before[1])[-1] or before[1] if before else ""
    name = _AROUND_NAME.sub("", name) or name
    if run.is_percent:
        return f"{name}占比"
    return name if name.endswith(words.AMOUNTS) else f"{name}数" if name else "数量"


_VERB_BEHIND = re.compile("[在未均则进已被的中共]|存在|(?<=.)实现|(?<=.)发生|超过|超期")
"""Where the words behind a figure go on with what so many did."""
_AROUND_NAME = re.compile(
    "^(?:全[市省县区国州]|该[市县区]|累计|新增|建成|登记|投入(?=.{3})|由|的)+|(?<=..)(?:依次|要|必须)$"
)
"""Words around the name of what was counted that are none of it."""
_FAULT_BEFORE = re.compile("((?:未|无证|缺少)[\u4e00-\u9fff]{2,12})的$")
"""What is wrong with so many, named before the figure: "未签订管理协议的97家"."""
_FAULT = re.compile(r"(?:企业|单位|场所|公司|项目)?((?:未|无证|无|缺少)[\u4e00-\u9fff]{2,9})")


def rate_name(said: str, lead: str) -> str:
    """The name of a rate without the words that run into it; a mean of years says so.

    >>> rate_name("年均上险覆盖率", "全面推广安责险，年均上险覆盖率")
    '安责险覆盖率（年均）'
    >>> rate_name("重大事故隐患整改率", "重大事故隐患整改率"), rate_name("全市隐患整改率", "全市隐患整改率")
    ('重大隐患整改率', '整改率')
    """
    if levels := list(words.OF_A_LEVEL.finditer(said)):
        last = levels[-1]
        return f"{last['level']}隐患{rate_name(said[last.end() :], lead)}"
    name = re.split("[的了以和将]|使(?!用)|其中|目前|达到|实现|发现|年均|平均", said)[-1]
    name = re.sub("(?:地区|国内)生产总值", "GDP", name)
    if name.endswith("死亡率") and (indicator := words.PER.search(name)):
        return f"{indicator[0]}死亡率"
    name = re.sub("^(?:全[市省区县州]|[\u4e00-\u9fff]{2,4}(?:[区县市镇乡旗州]|街道))(?=.{2,}率)", "", name)
    name = re.sub("^(?:各类|问题|安全|事故|隐患)+(?=按期|按时|整改|销号|销账)", "", name)
    if len(name) > words.LONGEST_RATE:
        name = next((known for known in words.RATES if name.endswith(known)), name)
    if name in ("上险覆盖率", "覆盖率") and "安责险" in lead:
        name = "安责险覆盖率"
    return name + A_YEAR if "年均" in said else name
