"""The figures of a sentence gathered into runs, with the words around them; what is no claim is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..terms import industry_names
from . import letter_words as words
from .numerals import BEFORE, Figure, figures_in
from .passages import CLAUSE_ENDS
from .times import Mention

HIDDEN = "　"
"""Stands in for what is no claim (a date, a document number, a title), so that positions stay as they are."""


WITHIN_WORD = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<!个[省市区县])(?<!^[省市区县])（[\u4e00-\u9fff、]{1,4}）(?=[\u4e00-\u9fff]|$)"
    r"|(?<=[级色型类])（[\u4e00-\u9fff、]{1,10}）$"
)
"""A short remark in the middle of a word, 场（厂）内车辆, 死亡（失踪）5人; or behind the name of a level."""


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
        return re.split("[，,：:（）()【】。；;]", WITHIN_WORD.sub("", self.lead))[-1]

    @property
    def compared_with(self) -> str:
        """The lead, and the years before it whose mean it goes on with: "比前三年|均值减少3起"."""
        before = self.said.removesuffix(self.lead)
        years = MEAN_OF_YEARS.search(before) if GOES_ON_WITH_MEAN.match(self.lead) else None
        return f"{years[0]}{self.lead}" if years else self.lead

    @property
    def is_percent(self) -> bool:
        """True where every figure is a percentage, a difference of percentages, or one in words."""
        return all(figure.unit in _PERCENTAGES or _is_multiple(figure) for figure in self.figures)

    @property
    def is_multiple(self) -> bool:
        """True for fractions and multiples, which are rates where a rate is named, and not everywhere."""
        return all(map(_is_multiple, self.figures))


_PERCENTAGES = ("%", "‰", "个百分点", "百分点", "成")


def _is_multiple(figure: Figure) -> bool:
    return figure.is_fraction or figure.unit in ("倍", "番")


MEAN_OF_YEARS = re.compile(r"[比较与同和]前[^，。；]{1,3}年$")
GOES_ON_WITH_MEAN = re.compile("(?:同期)?(?:平均|均值)")

# --- what is no claim ---

NO_CLAIMS = (
    r"〔\d{4}〕\s*\d+\s*号|[\[［(（]\d{4}[\]］)）]\s*\d+\s*号",  # document numbers
    r"第\s*[\d零〇一二三四五六七八九十百]+(?!方)\s*(?:部分|[号条款项期批次届轮季版章节个起名位])?",  # …th
    # slogans, plans, accidents named by their day; not what an order, or a sector, is called
    rf"[“\"‘](?!零(?:死亡|事故|亡人)|三停|(?:{'|'.join(words.MORE_SECTORS)})[”\"’])(?:[^”\"’]{{1,10}})[”\"’]",
    r"《[^》]*》",  # titles
    r"[共第]\s*\d+\s*页|共印\s*\d+\s*份",  # pages, copies
    # not how many telephones there are
    rf"(?:电话|热线|传真|邮编|邮箱|网址|联系方式)[:：]?\s*\d[\d\s\-—]*(?!\d|[余多万]*(?:{'|'.join(words.COUNTED_IN)}))",
    r"\d{3,4}-\d{7,8}|1[3-9]\d{9}",  # telephones
    # list numbers
    r"^\s*(?:\d{1,2}[.．、](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)",
    r"^\s*(?:[—－●■◆•·▪]+(?!\d)|[-*+][ 　]+)",  # bullets
    r"\d{1,2}[:：]\d{2}|\d{1,2}时(?:\d{1,2}分)?",  # times of day
    r"24\s*小时|7\s*[×xX*]\s*24",
    # limits and p-values: what chance leaves open of a figure, and no figure themselves
    r"[\d.]+\s*[%％]?\s*(?:的)?置信(?:区间|限)[^（）()，。；、]*",
    r"(?<=占比)在?\s*[\d.]+\s*[%％]?\s*[～~—－-]+\s*[\d.]+\s*[%％]\s*之间",
    r"[pP]\s*值?\s*[=＝<＜>＞≤≥为]\s*[\d.]+",
    # how many dead make an accident a severe one
    r"一次性?(?:死亡|亡)\s*\d+\s*人(?:及?以上)(?=[^，。；]{0,8}事故)",
    # the letter of an industry in GB/T 4754: "E 建筑业"
    rf"(?<![A-Za-z])[A-T]\s*(?=(?:{'|'.join(map(re.escape, industry_names()))}))",
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
    for mention in mentions:
        # What figures are compared with keeps a name, by which the comparison is known.
        signs[mention.start : mention.start + len(mention.compared)] = mention.compared
    return "".join(signs)


def is_claim(figure: Figure, text: str) -> bool:
    """Whether a number with a unit claims something, or only looks as if it did."""
    before, after = text[: figure.start].rstrip(), text[figure.end :].lstrip()
    if before.endswith(("第", "“", "每", "之")) or after.startswith(("月", "季度", "周年")):
        return False
    if before.endswith("其余") and (figure.unit in ("种", "类") or words.KINDS_LEFT.match(after)):
        return False
    if figure.unit in words.SPANS and before.endswith("连续"):
        return not (figure.in_words and words.NOTHING_HAPPENED.match(after))
    if figure.unit in PER_UNITS and words.OF_DEATHS_PER.match(after):
        return False
    if words.OF_A_RATE.match(after) or (figure.unit == "天" and before.endswith(words.HOLIDAYS)):
        return False
    if before.endswith(SIGNS) and figure.note != "区间上限" and not _is_signed_change(before):
        return False
    if figure.unit == "位" and before.endswith(("前", "列", "后", "末")):
        return False
    if figure.unit == "个月":
        return after.startswith("内") and before.endswith(("起", "在", "于", "限"))
    if figure.unit == "日":
        return after.startswith("内") or figure.qualifier in LIMITS
    if figure.unit == "年":
        return (figure.qualifier == "近" and after.startswith("的")) or before.endswith("前")
    if figure.in_words and _is_multiple(figure):
        return _is_of_counted(figure, before, after)
    if figure.in_words:
        return _is_spoken_claim(figure, before, after)
    return not _is_modifier(figure, after)


def _is_of_counted(figure: Figure, before: str, after: str) -> bool:
    """True for a share or a change of something counted, or a rate; not for half of one's time."""
    clause = re.split("[，。；：]", before)[-1]
    told = base_in(clause) or words.COUNTED_THINGS.search(clause)
    if figure.direction or figure.unit == "倍":
        return bool(told and (figure.direction or _DIRECTION.search(before)))
    if _SHARE.search(before) or RATE.search(clause) or words.LACKING.search(clause):
        return True
    if words.OF_THINGS.match(after) or _PART_OF_WHOLE.search(clause) or is_part_told(before, after):
        return True
    goes_on = clause.strip() in words.DIRECTIONS
    return goes_on or bool(told and _DIRECTION.search(before))


def is_part_told(before: str, after: str) -> bool:
    """True for a share that says what the part is, and not of what it is one: "近两成属屡改屡犯"."""
    belongs = words.BELONGS.match(after) and words.COUNTED_THINGS.search(before)
    return bool(belongs or words.PART_BEFORE.search(before))


LIMITS = ("不超过", "不少于", "超过", "不足")
"""Qualifiers of a number of days that is a limit."""
PER_UNITS = ("万人", "万吨", "百万吨")
"""Units of what deaths are set against."""
SIGNS = ("+", "-", "＋", "－", "−")


def _is_signed_change(before: str) -> bool:
    """True for "同比-8.3%": the sign stands for the word."""
    return bool(base_in(re.split("[，。；]", before)[-1]))


SPOKEN_UNITS = frozenset("起宗例人名家个项处次件条份所户台%倍吨元辆艘座")
NO_COUNTS_AHEAD = ("十", "这", "那", "同", "万", "单", "唯", "任", "进", "某", "另", "每", "统")
"""Signs before a Chinese number that make another word of it: 同一家, 某一个, 统一."""


def _is_spoken_claim(figure: Figure, before: str, after: str) -> bool:
    """Two and more of a common unit; one only of accidents and the like, since 一 is in so many words."""
    if figure.unit.lstrip("万亿") not in SPOKEN_UNITS or before.endswith(NO_COUNTS_AHEAD):
        return False
    if words.GATHERED_IN.search(before) and words.FIELDS_NEXT.match(after):
        return False
    if words.SLOGANS.match(after) or after.startswith(("月", "人")) or words.TAKEN_TOGETHER.match(after):
        return False
    if figure.value == 1:
        is_case = re.match("[^，。]{0,8}(?:事故|案)", after) or before.endswith(
            ("事故", "火灾", "案件", "爆炸")
        )
        is_firm = figure.unit == "家" and after.startswith(("企业", "单位", "公司"))
        return is_firm or (figure.unit in ("起", "宗", "例") and bool(is_case))
    return not _is_modifier(figure, after)


def _is_modifier(figure: Figure, after: str) -> bool:
    """True for "6个方面的" in "6个方面的21项任务": the second figure is the claim."""
    if figure.qualifier == "以上" and figure.unit in words.MONEY:
        return bool(re.match(r"的[^，。；、\d]{1,6}\d+[件起宗家]", after))
    if figure.qualifier == "以上" and figure.unit in words.PEOPLE:
        return bool(re.match(rf"的[^，。；、\d]{{0,6}}\d+(?:{'|'.join(words.FIRMS)})", after))
    if figure.unit not in ("个", "类", "种", "方面", "大"):
        return False
    return bool(re.match(r"[^，。；、\d]{0,6}的\d+(?:余)?[项条个]", after))


# --- runs ---


def runs_of(text: str) -> list[Run]:
    """The figures of a sentence that claim something, gathered into runs."""
    figures = [_qualified(figure, text) for figure in figures_in(text) if is_claim(figure, text)]
    groups: list[list[Figure]] = []
    for figure in figures:
        if groups and _goes_on(groups[-1][-1], figure, text):
            groups[-1].append(figure)
        else:
            groups.append([figure])
    # "Of the 18 accidents" takes up a figure that was given before.
    groups = [group for group in groups if not _is_taken_up(group[-1], text)]
    groups = [[_signed(figure, text) for figure in group] for group in groups]
    groups = [_all_qualified(group, text) for group in groups]
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


def _is_taken_up(figure: Figure, text: str) -> bool:
    """True for accidents or victims of whom parts follow; firms of which some follow are counted there."""
    of_accidents = figure.unit in (*words.CASES, *words.PEOPLE)
    is_new = words.ALL_BUT.search(text[: figure.start])
    return of_accidents and not is_new and bool(_TAKEN_UP.match(text, figure.end))


_TAKEN_UP = re.compile("(?:(?:亡人|死亡)?(?:事故|火灾)|死者|遇难者|遇难人员|死亡人员)?中[，,：]")


def _signed(figure: Figure, text: str) -> Figure:
    """A figure of a list with a minus of its own: "增长5%、-3%"."""
    is_fall = re.search("[、和][-－−]$", text[: figure.start])
    return replace(figure, note=FALLS) if is_fall and not figure.note else figure


FALLS = "负号"
"""Note of a figure with a minus among others that rise."""


def _all_qualified(group: list[Figure], text: str) -> list[Figure]:
    """A qualifier behind 分别 or 均 is that of all figures of the run: "分别达98.6%、97.2%"."""
    first = group[0]
    if len(group) == 1 or not re.search("(?:分别|均|都)$", text[: first.start].rstrip()):
        return group
    # A word behind the first figure is its own: "分别达到98%以上和100%".
    ahead = next((word for word in _LONGEST_FIRST if text.startswith(word, first.start)), "")
    return [replace(figure, qualifier=figure.qualifier or BEFORE.get(ahead, "")) for figure in group]


_LONGEST_FIRST = sorted(BEFORE, key=len, reverse=True)


_FAR_QUALIFIER = re.compile(
    r"(?<!不)(仅|至少|最多)[\u4e00-\u9fff]{1,4}$|(?P<about>约)占[^，。；]{0,10}$"
    rf"|(?P<limit>{'|'.join(words.LIMITS_AHEAD)})[^，。；、\d]{{2,20}}的$"
    r"|(?P<passed>超过|不足)(?:[^，。；、\d]{0,8}(?:总数|总量)的|[限标]值|标准)$"
)


def _qualified(figure: Figure, text: str) -> Figure:
    """仅, 至少 and 约 may stand before the verb: "only put on file 37", "about makes up 30 %"."""
    before = text[: figure.start]
    if figure.unit == "年" and figure.qualifier == "近":
        # "The plans of the last three years" are of three years.
        return replace(figure, qualifier="")
    match = _FAR_QUALIFIER.search(before)
    if match is None or figure.qualifier:
        return figure
    return replace(figure, qualifier=BEFORE[match[match.lastgroup or 1]])


def _goes_on(before: Figure, figure: Figure, text: str) -> bool:
    """True where two figures belong to one run: only a list mark between them, or nothing at all."""
    gap = text[before.end : figure.start].strip()
    if gap == "":
        return before.unit != figure.unit
    return gap.rstrip("".join(SIGNS)) in LIST_MARKS and before.unit == figure.unit


LIST_MARKS = ("、", "和", "及", "与")


def _tail(text: str) -> str:
    return re.split("[，,：:（）()【】。；;、]", text)[0]


# --- the words before a run ---


def base_in(lead: str) -> str:
    """The last word in `lead` that says what a figure is compared with; blank without one."""
    found = [
        (match.end(), match.expand(name))
        for pattern, name in words.COMPARED_WITH
        for match in re.finditer(pattern, lead)
        if match[0]
    ]
    if found:
        return max(found)[1]
    other = _OTHER_BASE.search(lead)
    return f"较{other['of']}" if other else ""


_ENDING = (
    "(?:了|到|为|是|约|达|分别|均|各|都|近|超过|也|又"
    r"|发生|死亡|亡|受伤|伤|事故|火灾|接报|查处|检查|：|:|\s)*$"
)
_DIRECTION = re.compile(f"({'|'.join(sorted(words.DIRECTIONS, key=len, reverse=True))}){_ENDING}")
_SHARE = re.compile(
    r"占(?:到|据)?(?P<whole>[^，。；、占]*?(?:起数、(?:死亡)?人数|总数、[^，。；、占]{0,6}总数)?)(?:比重|比例|比)?(?:的|达|为|约|是|分别|依次|均|超过|高达|由|从|\s)*$"
)
_DONE = re.compile(
    r"完成(?:了)?(?:年度|全年|年初)?[^，。；]{0,6}(?:计划|任务|目标)数?(?:[\d.,]+[^\d，。；]{1,4})?的?(?:约|近)?$"
)
_PART_OF_WHOLE = re.compile(r"(?:不足|超过|超|约|近|仅为)(?P<whole>[\u4e00-\u9fff]{2,10}(?:总数|总量))的$")
_SHARE_WITHIN = re.compile(
    r"在?(?P<whole>全[市省区县国])[^，。；]{0,6}(?:占比|比重|比例)(?:为|达|约|分别|均|高达)*$"
)
_SHARE_GOES_ON = re.compile(r"^[、，和](?P<whole>[^，。；、]{0,8}(?:总数|总量|起数|人数))的?$")
_WHOLE = "[^，。；]*(?:总数|总量|起数|人数)"
RATE = re.compile(
    r"(?P<rate>[\u4e00-\u9fffA-Z]{1,18}率|[\u4e00-\u9fff]{0,12}覆盖面)"
    r"(?:分别|依次|均|仍|尚|在|约|达|达到|为|是|高达|仅|(?:由|从)(?:\s*的)?|：|:|已|必须|须|需要?|应|\s)*$"
)


_OTHER_BASE = re.compile(
    r"(?:(?<![占同环对])比|较(?![大重多好高低为快小]))(?P<of>[\u4e00-\u9fff]{2,8}?)"
    f"(?:{'|'.join(sorted(words.DIRECTIONS, key=len, reverse=True))}){_ENDING}"
)
"""Whatever else figures are compared with, named right before the rise or fall: "比规定时限少8天"."""


NEW_THING = re.compile("(?P<direction>新增加?|净增加?|压减|净减少?)[\u4e00-\u9fff]{2,6}$")
"""A word for a rise, and what came in addition: a rise only where something is compared with."""


_NEW_BEFORE = re.compile("(?:新增|净增|压减|净减)[^，。；]*$")
"""A clause on what came in addition, with which the next one goes on."""


def direction_before(run: Run, *, goes_on: bool = False) -> str:
    """Rise or fall, where the word or sign stands right before the run; blank for a level ("降至5起").

    `goes_on` says that the run before was a rise or a fall.
    """
    if run.figures[0].direction:
        return run.figures[0].direction
    if run.lead.rstrip().endswith(SIGNS):
        return "上升" if run.lead.rstrip()[-1] in "+＋" else "下降"
    beside = run.lead.startswith("、") or _NEW_BEFORE.search(run.said.removesuffix(run.lead))
    is_compared = base_in(run.lead) or (goes_on and beside)
    new_thing = NEW_THING.search(run.lead) if is_compared else None
    if new_thing:
        return words.DIRECTIONS[new_thing["direction"]]
    match = _DIRECTION.search(run.lead)
    if not match or match[0].rstrip().endswith(("到", "至")):
        return ""
    before = run.lead[: match.start()].strip()
    opens = run.lead == run.said and not before.strip(HIDDEN)
    if len(match[1]) == 1 and not (opens or before in ("、", "，") or base_in(run.lead)):
        return ""
    if re.search("平均|指标", base_in(run.lead)):
        # Above or below a mean or a target, there is no rise or fall.
        return match[1]
    direction = words.DIRECTIONS[match[1]]
    # However it is worded, a percentage rises or falls; a count grows by so many, or shrinks.
    return OF_PERCENT.get(direction, direction) if run.is_percent else direction


OF_PERCENT = {"增加": "上升", "减少": "下降"}


def share_before(run: Run, *, goes_on: str) -> str:
    """The comparison of a share, where the words right before the run name one; blank otherwise.

    `goes_on` is that of the share before, which a run such as "、死亡总数的62.3%" takes up.
    """
    if match := _SHARE_WITHIN.search(run.lead):
        return "占" + match["whole"]
    if part := _PART_OF_WHOLE.search(run.clause):
        return _share_of(part["whole"])
    # "65 % of the 1320 set for the year": the figure in between is part of the whole's name.
    clause = re.split("[，。；：]", run.said)[-1] if run.lead.strip() == "的" else run.clause
    if done := _DONE.search(clause):
        kind = next((kind for kind in ("控制目标", "计划", "任务") if kind in done[0]), "计划")
        return f"占年度{kind}"
    match = _SHARE.search(clause) or (_SHARE_GOES_ON.search(run.lead) if goes_on else None)
    if match and match.re is _SHARE_GOES_ON and goes_on.startswith("占全"):
        return goes_on
    if not match:
        return ""
    whole = match["whole"].strip().removesuffix("的")
    if of_both := re.match("(?P<of>.*事故)起数[、和及]死亡人数$", whole):
        whole = of_both["of"]
    wholes = re.split("[、和及与]", whole)
    if len(wholes) == len(run.figures) and all(re.fullmatch(_WHOLE, one) for one in wholes):
        return BETWEEN_WHOLES.join(map(_share_of, wholes))
    return _share_of(whole)


BETWEEN_WHOLES = "；"
"""Between the comparisons of a run whose figures are shares of one whole each."""


def _share_of(whole: str) -> str:
    """The comparison of a share of `whole`: one of `letter_words.WHOLES`, or as printed.

    >>> _share_of("各类事故总数"), _share_of("火灾总数")
    ('占事故总数', '占火灾总数')
    """
    for pattern, name in words.WHOLES:
        if found := re.search(pattern, whole):
            return found.expand(name)
    whole = re.sub("(?<=..事故)(?:总?起数|死亡人数)$", "", whole)
    return "占" + whole if whole else "占比"
