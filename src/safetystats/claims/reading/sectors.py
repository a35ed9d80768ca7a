"""Of which sector a figure is: named in its clause, in its list, or by what the text is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..terms import is_category, is_kind, is_sector, sector_names, sector_terms
from . import letter_words as words
from .figure_runs import HIDDEN, Run
from .letter_places import Named, named_places, places_in, provinces_by_short_name
from .passages import HEADING


@dataclass(frozen=True)
class Part:
    """What one figure of a list is given for: a place, a part of a breakdown, a window, a level."""

    sector: str = ""
    area: str = ""
    period: str = ""
    level: str = ""


def in_pairs(run: Run) -> bool:
    """True for "分别为18起5人、7起2人": each place, or sector, has a run of its own."""
    return len({figure.unit for figure in run.figures}) > 1


def parts_of(run: Run, breakdown: str, places: tuple[str, ...], place: str) -> list[Part]:
    """The parts over which 各 repeats a run, or 分别 shares it out; empty where there is but one.

    `breakdown` precedes the name of a sector, `places` are known names, `place` is the letter's.
    """
    if match := words.EACH.search(run.clause) or _EACH_CHANGED.search(run.clause):
        one_each = False
    elif len(run.figures) > 1 and (match := words.IN_TURN.search(run.clause)):
        one_each = True
    else:
        return []
    said = _LISTED_MEASURE.sub("", run.clause[: match.start()].replace(HIDDEN, ""))
    said = _LISTED_RATE.sub("", said)
    if within := _KINDS_OF.match(said):
        # "工矿商贸领域高处坠落、机械伤害": kinds of accidents of that sector.
        names = within["kinds"].split("、")
        if all(is_kind_in(name, within["whole"]) for name in names) and is_known(within["whole"]):
            breakdown, said = f"{within['whole']}/类别:", within["kinds"]
    named = named_places(said, places, place)
    # Whatever is counted in each: "东山区、西山区新建端口分别为60个、40个".
    found = [one for one in named if one.end == len(said) or (one_each and _fits(one, run, said))]
    if found and len(found[-1].places) > 1:
        parts = [Part(area=area) for area in found[-1].places]
    elif levels := _LEVELS.search(said):
        parts = [Part(level=f"{name}级") for name in levels["names"].split("、")]
    else:
        names = _split(said.removeprefix("其中").replace("事故", ""))
        if any(words.IS_MEASURE.search(name) for name in names):
            return []
        if all(name in provinces_by_short_name() for name in names):
            return [Part(area=provinces_by_short_name()[name]) for name in names]
        if all(_IS_PLACE.search(name) for name in names):
            return [Part(area=name) for name in names] if len(names) > 1 else []
        whole = re.split("[-/]", breakdown)[0]
        told = [_FIRMS.sub("", without_verbs(name)) for name in names if name]
        parts = [Part(sector=in_breakdown(breakdown, name.removesuffix(whole) or name)) for name in told]
    fits = len(parts) == len(run.figures) or not one_each or in_pairs(run)
    return parts if len(parts) > 1 and fits else []


_KINDS_OF = re.compile(
    "(?:其中)?(?:全[国省市区县])?(?P<whole>[\u4e00-\u9fff]{2,8}?)(?:领域|行业)(?:中|的)?"
    "(?P<kinds>[\u4e00-\u9fff]{2,}(?:、[\u4e00-\u9fff]{2,})+)$"
)
"""A list of kinds behind the sector that they are of."""


def _fits(named: Named, run: Run, said: str) -> bool:
    """True for places that a clause begins with, as many as there are figures."""
    return len(named.places) == len(run.figures) and re.sub("^(?:其中)?", "", said).startswith(named.together)


_LEVELS = re.compile("(?P<names>[省市区县镇乡](?:、[省市区县镇乡])+)[两三]级$")
"""Levels of offices, each with a figure of its own: "市、县两级分别挂牌督办18项和47项"."""
_EACH_CHANGED = re.compile(
    f"(?:各自?|均|都)(?:同比|环比)?(?:{'|'.join(words.DIRECTIONS)})(?:了|约|近|超过)*$"
)
"""What stands behind the last place of a list in each of which something rose or fell by so much."""


def _split(said: str) -> list[str]:
    """The names of a list; 和 within a name ("批发和零售业") parts nothing."""
    names: list[str] = []
    for piece in said.split("、"):
        names += [piece] if is_known(piece) else re.split("[和及与]", piece)
    return names


_IS_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,5}(?:[区县市州镇乡旗]|街道)$")
_LISTED_RATE = re.compile(r"(?<=[区县市镇乡街道旗州])(?<!街(?=道))[\u4e00-\u9fff]{1,10}率$")
"""The rate behind the last place of a list."""
_LISTED_MEASURE = re.compile(
    "(?:发生|死亡|受伤|伤亡|亡人|较大|重大|一般|事故|火灾|隐患|问题|总?起数|宗数|人数|总量|总?数量?|同比|环比"
    "|立案|罚款|行政|处罚|检查|抽查|执法|查处|排查|整改)+$"
)


# --- names that are known ---


@cache
def _known() -> frozenset[str]:
    names = {name for name in sector_names() if re.fullmatch("[\u4e00-\u9fff、]{2,}", name)}
    return frozenset((names | {*words.MORE_SECTORS}) - {*words.NO_SECTORS})


@cache
def _known_lengths() -> tuple[int, ...]:
    """How long known names are, the longest first: one look for each, not for each of a thousand names."""
    return tuple(sorted({len(name) for name in _known()}, reverse=True))


def _known_at_start(text: str) -> str:
    """The longest known name that `text` begins with; blank for none."""
    known = _known()
    return next((text[:length] for length in _known_lengths() if text[:length] in known), "")


def _known_at_end(text: str) -> str:
    """The longest known name that `text` ends with; blank for none."""
    known = _known()
    return next((text[-length:] for length in _known_lengths() if text[-length:] in known), "")


def sector_at_end(text: str) -> str:
    """The sectors that `text` ends with, 企业 and the like apart; blank where it ends with no known one.

    >>> sector_at_end("检查危险化学品、烟花爆竹和工贸企业"), sector_at_end("检查企业")
    ('危险化学品、烟花爆竹、工贸', '')
    """
    bare = text.replace(HIDDEN, "").strip()
    for said in (bare, _FIRMS.sub("", bare)):
        name = _known_at_end(said)
        if name:
            rest = said.removesuffix(name)
            mark = "等" if rest.endswith("等") else "、" if re.search("[、和及与]$", rest) else ""
            others = sector_at_end(rest[:-1]) if mark else ""
            name = without_premises(name)
            return others + mark + name if others else name
    return ""


def without_premises(name: str) -> str:
    """A trade by its own name, not by that of its premises or firms, where both are known.

    >>> [without_premises(name) for name in ("餐饮场所", "汽修企业", "有限空间作业", "工贸行业", "九小场所")]
    ['餐饮', '汽修', '有限空间', '工贸', '九小场所']
    """
    trade = re.sub("(?:场所|企业|作业|行业)$", "", name)
    # Crowded is no trade: the premises have no other name of their own.
    is_alias = sector_terms(trade)["sector"] == name
    return trade if trade in _known() and not is_alias else name


_FIRMS = re.compile("(?:等?重点|生产经营)?(?:企业|单位|行业|领域|公司)$")


def sector_at_start(text: str) -> str:
    """The known sector that a clause is about, where it begins with one and goes on with what is measured.

    >>> sector_at_start("其中道路交通万车死亡率"), sector_at_start("矿山救护队")
    ('道路交通', '')
    >>> sector_at_start("道路运输、建筑施工死亡人数")
    '道路运输、建筑施工'
    """
    names, rest = leading_sectors(_from_its_subject(text))
    return "、".join(names) if names and words.MEASURED_NEXT.match(rest) else ""


def _from_its_subject(text: str) -> str:
    """A clause without what may stand before its subject."""
    return re.sub(
        "^(?:其中|以及|[一二三四五六七八九十]是|全[市省区县国]|[、，：；])+",
        "",
        text.replace(HIDDEN, "").strip(),
    )


def part_at_start(text: str, whole: str) -> str:
    """As `sector_at_start`, of a part of the sector that is told of: a road, a kind of vehicle.

    >>> part_at_start("国省道死亡人数", "道路交通"), part_at_start("国省道死亡人数", "煤矿")
    ('道路交通-国省道', '')
    """
    said = _from_its_subject(text)
    ends = (at for at in range(len(said), 0, -1) if words.MEASURED_NEXT.match(said[at:]))
    return next((part for at in ends if (part := part_within(said[:at], whole))), "")


def as_called(sector: str) -> str:
    """A sector by the name that stands for all of its names: 城镇燃气 is 燃气.

    >>> as_called("城镇燃气-户内"), as_called("建筑业")
    ('燃气-户内', '建筑业')
    """
    return re.sub("|".join(words.ALSO_CALLED), lambda match: words.ALSO_CALLED[match[0]], sector)


def as_category(name: str) -> str:
    """A statistical category by its own name: 道路运输业 is 道路运输.

    >>> as_category("道路运输业"), as_category("水上交通运输"), as_category("建筑业")
    ('道路运输', '水上交通', '建筑业')
    """
    for ending in ("运输业", "运输", "业", "领域", "行业", "企业"):
        if name not in words.CATEGORIES and name.removesuffix(ending) in words.CATEGORIES:
            return name.removesuffix(ending)
    return without_premises(name)


# --- what a text, a list item, a sentence is about ---


def is_known(name: str) -> bool:
    """True for a sector that a bulletin may name without saying that it is one."""
    return name in _known()


def clause_of(run: Run) -> str:
    """The clause that names what a run is of: the words before a bracket that holds nothing but figures.

    "道路运输（8起、死亡7人）" is about road transport.
    """
    lead = run.lead.rstrip()
    if not lead.endswith(("（", "(")):
        return run.clause
    name = re.split("[，,：:）)。；;、和]", lead[:-1])[-1]
    return "" if any(short in name for short in provinces_by_short_name()) else name


def topic_of_titles(titles: str) -> str:
    """The sector that a text's titles name, or those side by side; blank where they name none, or several.

    >>> topic_of_titles("某市水上交通和渔业船舶安全情况"), topic_of_titles("某市煤矿情况\\n火灾情况")
    ('水上交通、渔业船舶', '')
    >>> topic_of_titles("某市工贸行业有限空间和粉尘涉爆专项整治情况"), topic_of_titles("建筑工程大检查")
    ('工贸', '建筑施工')
    >>> topic_of_titles("关于有限空间和出租厂房隐患的通知"), topic_of_titles("安全生产和火灾情况")
    ('', '')
    >>> topic_of_titles("某市钢铁企业安全生产专项整治情况"), topic_of_titles("安全生产专项整治情况")
    ('钢铁', '')
    """
    # The fire safety of premises is about the premises, and an authority's name says whose text it is.
    titles = re.sub('(?<=场所)[”"]?消防|矿山安全监察局', "", titles)
    one = f"(?:{'|'.join(words.TITLE_SECTORS)})"
    side_by_side = f"{one}(?:[、和与及]{one})*"
    # What is looked at in a trade is a part of the trade.
    titles = re.sub(f"({one}(?:行业|领域)){side_by_side}", r"\1", titles)
    listed = list(re.finditer(side_by_side, titles))
    if any(_is_beside_others(titles, match) for match in listed):
        return ""
    found = {re.sub("[和与及]", "、", match[0]) for match in listed}
    if not found and (campaign := _CAMPAIGN.search(titles)):
        return sector_at_end(campaign["of"])
    for printed, name in words.TITLE_NAMES.items():
        found = {sector.replace(printed, name) for sector in found}
    return found.pop() if len(found) == 1 else ""


_CAMPAIGN = re.compile("(?P<of>[\u4e00-\u9fff]{2,12}?)(?:安全生产|安全)*专项(?:整治|治理|检查|行动)")
"""A campaign in a title, and at whose firms it is aimed: "钢铁企业安全生产专项整治"."""


def topic_as_counted(topic: str, text: str) -> str:
    """The topic of the titles, by the name of what the text counts of it, where that is narrower.

    >>> topic_as_counted("建筑施工", "全市房屋市政工程共发生事故9起。"), topic_as_counted("煤矿", "")
    ('房屋市政工程', '煤矿')
    """
    counted = words.COUNTED_OF.get(topic)
    named = re.search(f"全[国市省区县](?P<name>{counted})[^，。；\\d]{{0,4}}发生", text) if counted else None
    return named["name"] if named else topic


def topic_of_body(text: str) -> str:
    """火灾 for a text that counts fires and speaks of no other accidents; else blank.

    >>> topic_of_body("全市接报火灾9起。"), topic_of_body("全市发生火灾9起，交通事故8起。")
    ('火灾', '')
    """
    counts_fires = re.search("火灾(?:事故)?(?:共|共计|累计)?\\d+[起宗]", text)
    return "火灾" if counts_fires and not re.search("(?<!火灾)事故|安全生产", text) else ""


def _is_beside_others(titles: str, match: re.Match[str]) -> bool:
    """True for a sector that stands beside something else: the text is about both."""
    before, behind = titles[: match.start()], titles[match.end() :]
    return bool(re.search("[、和与及暨]$", before) or re.match("(?:领域|行业|作业)?[、和与及暨]", behind))


def sector_of_caption(caption: str) -> str:
    """The sector that the line above a table says it is of; blank where it names none.

    >>> sector_of_caption("各县道路运输业事故情况如下："), sector_of_caption("各行业情况如下：")
    ('道路运输', '')
    """
    told = re.search(r"([^，。；：]*?)(?:事故|安全)?(?:情况|统计)(?:表|如下)*[：:]?$", caption)
    return as_category(sector_at_end(told[1])) if told else ""


def topic_of_item(text: str) -> str:
    """The sector that heads a list item or a sentence: its name alone, or its name before a colon or comma.

    >>> topic_of_item("（一）道路运输业。"), topic_of_item("2.建筑施工领域：发生事故3起")
    ('道路运输', '建筑施工')
    """
    said = re.sub("^[（(][)）]", "", HEADING.sub("", text).replace(HIDDEN, "")).strip(" 。．.")
    said = words.COUNTED_OFF.sub("", said)
    said = re.sub("[“”]", "", re.sub("^【([^】]*)】", r"\1：", said))
    match = re.match(
        r"([\u4e00-\u9fff、]{2,16}?)(?:事故|行业领域|领域|行业|方面|安全)?(?:情况)?(?:$|[：:，](?!$))", said
    )
    if not match:
        return ""
    name, alone = match[1], match.end() == len(said)
    if name in words.ALL_OTHERS and not alone:
        return match[0][:-1]
    headed = alone or said[match.end() - 1] in "：:" or match[0][:-1] != name
    bare = _FIRMS.sub("", name)
    name = bare if bare in _known() and name not in _known() else name
    known = (
        (is_sector(name) and name not in words.NO_SECTORS)
        or name in _known()
        or (alone and re.fullmatch("[\u4e00-\u9fff、]{2,}(?<!行)业", name))
    )
    return as_category(name) if known and headed else ""


def topic_of_heading(text: str) -> str:
    """The sector that a heading or a short sentence without figures begins with; blank for none.

    >>> topic_of_heading("（三）电动自行车火灾仍处高位。"), topic_of_heading("4.渔业船舶、烟花爆竹。")
    ('电动自行车火灾', '渔业船舶、烟花爆竹')
    >>> topic_of_heading("消防安全能力不足。"), topic_of_heading("教育培训不到位。")
    ('消防', '')
    >>> topic_of_heading("二是建筑施工领域有所反弹。")
    '建筑施工'
    """
    if topic := topic_of_item(text):
        return topic
    said = re.sub("[“”【】]|[（(][^）)]*[)）]", "", HEADING.sub("", text.replace(HIDDEN, ""))).strip(" 。．.")
    said = words.COUNTED_OFF.sub("", said)
    names, rest = leading_sectors(said)
    if not names or not words.HEADED_NEXT.match(rest):
        return ""
    fire = "火灾" if rest.startswith("火灾") else ""
    return "、".join(name + fire for name in names)


def leading_sectors(said: str) -> tuple[list[str], str]:
    """The known sectors, side by side, that words begin with, and what stands behind them."""
    names: list[str] = []
    rest = said
    while name := _known_at_start(rest).removesuffix("安全"):
        names.append(as_category(name.removesuffix("领域")))
        said = rest.removeprefix(name)
        if not re.match("[、和及与]", said):
            break
        rest = said[1:]
    return names, said


def sector_of_subject(text: str) -> str:
    """The sector whose doings a sentence begins to tell; blank where it begins with something else.

    >>> sector_of_subject("前三季度，全市煤矿共发生事故5起"), sector_of_subject("燃气领域入户安检51万户")
    ('煤矿', '燃气')
    >>> sector_of_subject("道路运输事故39起"), sector_of_subject("全市共检查煤矿9家")
    ('', '')
    """
    said = _OPENING.sub("", HEADING.sub("", text).replace(HIDDEN, ""))
    names, rest = leading_sectors(said)
    goes_on = re.match(
        f"(?:企业|单位|领域|行业|方面|系统)*(?:{_DEPARTMENT})?(?:共|累计|已|均|新|又|分别)*(?:{words.DOES})",
        rest,
    )
    return names[0] if len(names) == 1 and goes_on else ""


_DEPARTMENT = "(?:安全)?(?:监管|监察|管理)部门"


def sector_supervised(text: str) -> str:
    """The sector of the supervisors whose doings a sentence begins to tell; blank for other sentences.

    >>> sector_supervised("全市煤矿安全监管部门检查9次"), sector_supervised("全市煤矿检查9次")
    ('煤矿', '')
    """
    named = re.match(f"[^，。；\\d]*?{_DEPARTMENT}", text.replace(HIDDEN, ""))
    return sector_of_subject(text) if named else ""


def sector_of_item(text: str) -> str:
    """The sector whose accidents a numbered item begins to count; blank for another sentence.

    >>> sector_of_item("（一）工矿商贸事故9起、死亡8人。"), sector_of_item("工矿商贸事故9起。")
    ('工矿商贸', '')
    """
    number = HEADING.match(text.replace(HIDDEN, ""))
    names, rest = (
        leading_sectors(_OPENING.sub("", text.replace(HIDDEN, "")[number.end() :])) if number else ([], "")
    )
    counts = re.match("(?:领域|行业)?(?:共|累计)?(?:发生)?(?:生产安全|亡人|死亡)*事故\\d", rest)
    return names[0] if len(names) == 1 and counts else ""


def sector_of_remark(text: str) -> str:
    """The sector on whose accidents a sentence begins with a remark without a figure; blank for none.

    >>> sector_of_remark("建筑业事故仍处高位，去年同期为6起"), sector_of_remark("建筑业事故9起，死亡3人")
    ('建筑业', '')
    >>> sector_of_remark("建筑业事故仍处高位，全市事故起数同比下降6%")
    ''
    """
    said = _OPENING.sub("", HEADING.sub("", text).replace(HIDDEN, ""))
    names, rest = leading_sectors(said)
    is_remark = re.match("(?:领域|行业)?(?:亡人|死亡)?事故[^，。；：\\d]{2,}[，、][^。；]*\\d", rest)
    return names[0] if len(names) == 1 and is_remark and not _OF_ALL.search(rest) else ""


_OF_ALL = re.compile("(?<![占在])全[市省区县国州旗](?:共|累计|各类|生产安全)*(?:发生|接报|事故|死亡)")
"""Words with which a sentence leaves the sector that it began with."""
_OPENING = re.compile(
    "^(?:[^，。；：\\d]{0,8}(?:季度|半年|期间|以来|今年|全年|年|月份?)，)?[，、]*(?:全[市省区县国州旗]|我[市省区县]|各地)?(?:共有?)?"
)
"""Words before the subject of a sentence: its window, and the whole city."""


def is_kind_in(name: str, whole: str) -> bool:
    """True for the name of a kind of accidents, in mines and on ships as their own statistics name it.

    >>> is_kind_in("触电", "建筑业"), is_kind_in("顶板", "煤矿"), is_kind_in("顶板", "建筑业")
    (True, True, False)
    """
    return is_kind(name) or _is_own_kind(name, whole)


def _is_own_kind(name: str, whole: str) -> bool:
    return any(re.search(f"(?:{of})$", whole) and name in kinds for of, kinds in words.KINDS_IN)


def in_breakdown(breakdown: str, name: str) -> str:
    """A part with its whole before it: a kind of accident as such, even in a list of other parts.

    >>> in_breakdown("煤矿-", "顶板"), in_breakdown("工矿商贸-", "建筑业"), in_breakdown("", "触电")
    ('煤矿/类别:顶板', '工矿商贸-建筑业', '触电')
    """
    whole = breakdown.removesuffix("-")
    if breakdown.endswith("-") and (_is_own_kind(name, whole) or (is_kind(name) and not is_category(name))):
        return f"{whole}/类别:{name}"
    of_causes = breakdown.removesuffix("/原因:")
    if of_causes != breakdown and (part := part_within(name, of_causes)).startswith(f"{of_causes}-"):
        # A kind of road or of vehicle is no cause.
        return part
    return breakdown + words.PART_CALLED.get(name, name)


def part_within(name: str, whole: str) -> str:
    """A name as the part of a sector that it is wherever it is told of: a road, a cause of fires; else blank.

    >>> part_within("城市道路", "道路交通"), part_within("吸烟", "火灾"), part_within("吸烟", "煤矿")
    ('道路交通-城市道路', '火灾/原因:吸烟', '')
    """
    whole = re.split("[-/]", whole)[0]
    bare = name.removesuffix("火灾")
    if not bare or "、" in whole:
        return ""
    for of, mark, names in words.PARTS_OF:
        if re.search(f"(?:{of})$", whole) and re.fullmatch(names, bare):
            return whole + mark + words.PART_CALLED.get(bare, bare)
    return ""


def sector_aimed_at(text: str) -> str:
    """The sectors at whose firms something is aimed; blank where a sentence names none.

    >>> sector_aimed_at("某局针对规模以下商业零售、餐饮单位安全印发方案"), sector_aimed_at("针对问题印发方案")
    ('商业零售、餐饮', '')
    """
    aimed = re.search("针对(?:规模以[上下]|全[市区县])?(?P<whose>[^，。；]{2,20})", text)
    names, rest = leading_sectors(aimed["whose"]) if aimed else ([], "")
    return "、".join(names) if re.match("等?(?:企业|单位|行业|领域|场所)", rest) else ""


def device_named(clause: str, whole: str) -> str:
    """The kind of special equipment that a clause on what was done names; blank in other texts.

    >>> device_named("处置电梯困人故障", "特种设备"), device_named("处置电梯困人故障", "")
    ('特种设备-电梯', '')
    """
    named = re.search(words.DEVICES, clause) if whole == "特种设备" else None
    return part_within(named[0], whole) if named else ""


def sector_asked_for(question: str) -> str:
    """The one sector that a question names; blank where it names none, or several.

    >>> sector_asked_for("记者：烟花爆竹怎么管？"), sector_asked_for("记者：危险化学品和燃气怎么管？")
    ('烟花爆竹', '')
    """
    named, at = [], 0
    while at < len(question):
        name = _known_at_start(question[at:])
        named += [name] if name else []
        at += len(name) or 1
    return as_category(named[0]) if len(named) == 1 else ""


def sector_of_department(said: str) -> str:
    """The sector of the department that a sentence is about; blank for one without a sector of its own."""
    return next((s for pattern, s in words.SECTOR_OF_DEPARTMENT if re.search(pattern, said)), "")


def sector_of_firms(tail: str) -> str:
    """The sector of the firms that are counted, named behind the figure: "3 家烟花爆竹企业".

    >>> sector_of_firms("危险化学品企业检查"), sector_of_firms("规模以上化工企业"), sector_of_firms("企业")
    ('危险化学品', '化工', '')
    >>> sector_of_firms("粉尘涉爆、有限空间等重点单位建档")
    '粉尘涉爆、有限空间'
    """
    side_by_side, rest = leading_sectors(tail)
    if len(side_by_side) > 1 and re.match("等?(?:重点)?(?:企业|单位|工地|场所)", rest):
        return "、".join(side_by_side)
    if re.match("[\u4e00-\u9fff]{0,6}(?:学校|幼儿园)", tail):
        return "教育"
    match = re.match(r"[\u4e00-\u9fff、]{0,20}?(?:企业|工地|场所|矿山|煤矿|加油站)", tail)
    sector = sector_at_end(match[0]) or _trade_of(match[0]) if match else ""
    used = words.USING.match(tail)
    return f"{sector}/{used['what']}" if sector and used else sector


def _trade_of(firms: str) -> str:
    """The trade of firms by a name of its own, "塑料加工企业"; blank for other words."""
    named = re.match("[\u4e00-\u9fff]{2,6}(?:加工|制造|冶炼|铸造)(?=企业)", firms)
    return named[0] if named else ""


def sector_before_rate(lead: str) -> str:
    """Whose rate it is: a sector's, or that of people with a duty; blank for that of all."""
    clause = re.split("[，,：:（）()。；;]", lead)[-1]
    match = re.match(
        f"(?:其中)?({words.STAFF}|[\u4e00-\u9fff]{{2,6}}(?:行业|人员))(?=.{{2,10}}率)",
        clause.replace(HIDDEN, ""),
    )
    return match[1] if match else sector_at_start(clause)


def working_sector(clause: str) -> str:
    """The sector whose firms a clause begins with, where it goes on with what was done about them."""
    said = clause.replace(HIDDEN, "").strip("“” ").removeprefix("其中").removeprefix("对")
    name = _known_at_start(said)
    name = name if name.removesuffix("领域") in words.AS_A_FIELD else name.removesuffix("领域")
    is_done = re.match(
        f"”?(?:重点)?(?:企业|单位|领域|行业|方面)?(?:{words.FREQUENCY.pattern})?(?:{words.DONE_ABOUT})",
        said.removeprefix(name),
    )
    return as_category(name) if name and is_done else ""


def listed_sector(run: Run) -> str:
    """The sector, or the body, that a count of work is given for in its clause; blank for none."""
    clause = words.EACH.sub("", run.clause).replace(HIDDEN, "").strip()
    clause = re.sub("(?:处罚|检查|执法|开展检查|(?<=企业)隐患)$", "", clause)
    if name := sector_at_end(clause):
        return name
    if match := re.match(words.STAFF, clause):
        return match[0]
    body = words.BODIES.search(without_verbs(clause)) or words.SAMPLED.search(clause)
    return body[0] if body else ""


def next_listed(run: Run) -> str:
    """The name before a figure that goes on with a list: nothing but a mark and the name; blank otherwise."""
    match = re.fullmatch(r"[、，；和]([\u4e00-\u9fff、（）]{2,14})", run.lead.replace(HIDDEN, "").strip())
    if not match or any(no.search(match[1]) for no in (words.IS_MEASURE, words.IS_WORK, words.NO_NAME)):
        return ""
    if match[1] in _known():
        return match[1]
    # What was done with so many is no name of them: "老旧电梯9台，更新改造4台".
    return "" if re.search(words.DOES, match[1]) else _FIRMS.sub("", match[1]) or match[1]


def without_verbs(text: str) -> str:
    """A name without the verb before it: "对党委政府" is 党委政府."""
    return re.split(words.IS_WORK, text)[-1].removeprefix("其中").removeprefix("的") or text


def sector_name(clause: str, places: tuple[str, ...] = ()) -> str:
    """What is left of a clause when dates, places and the general words about accidents are taken out.

    `places` are known names of places.

    >>> sector_name("其中较大道路运输事故"), sector_name("门头沟区已发生事故")
    ('道路运输', '')
    >>> sector_name("共接报一般程序道路交通事故"), sector_name("工矿商贸领域又发生"), sector_name("其他行业")
    ('道路交通', '工矿商贸', '其他行业')
    """
    rest = words.COUNTED_OFF.sub("", clause.replace(HIDDEN, ""))
    for place in places_in(rest, places):
        rest = rest.replace(place, "")
    before = None
    rest = re.sub("(?:共|累计)*(?:发生|接报)(?=火灾$)", "", rest)
    rest = _UNNAMED_PLACE.sub("", rest)
    rest = re.sub("等(?:行业|领域|方面)*(?:合计|共计|总计|共)?$", "", rest)
    while rest != before:
        before = rest
        for word in words.GENERIC:
            begins_name = any(name.startswith(word) for name in leading_sectors(rest)[0])
            rest = rest if begins_name else rest.removeprefix(word)
            rest = rest if rest in words.MORE_SECTORS else rest.removesuffix(word).strip("、 和及")
        rest = words.ADVERBS_BEHIND.sub("", rest)
    if rest in provinces_by_short_name():
        return ""
    if len(rest) < 2 or not re.fullmatch(r"[\u4e00-\u9fff、“”（）]+", rest):
        return ""
    if len(rest) > LONGEST_NAME or words.NO_NAME.search(rest) or named_places(rest, places, ""):
        first = _known_at_start(rest)
        return as_category(first if len(first) > 2 else sector_at_end(rest))
    if (within := _IN_A_TRADE.fullmatch(rest)) and all(map(is_known, within.groups())):
        return "-".join(within.groups())
    if f"{rest}企业" in clause and f"{rest}企业" in _known():
        return f"{rest}企业"
    # A sector goes by its own name, and not as a field.
    return f"{rest}领域" if f"{rest}领域" in clause and _is_a_field(rest) else as_category(rest)


_IN_A_TRADE = re.compile("([\u4e00-\u9fff]{2,8}?)(?:行业|领域)([\u4e00-\u9fff]{2,8})")
"""What is dangerous in a trade, told as a part of it: "工贸行业有限空间"."""
_UNNAMED_PLACE = re.compile("^(?:沿海|内陆|沿江|山区)?某(?:地|[省市县区镇乡]|街道)")
"""A place that is not named, before the sector of its accidents: "沿海某地渔业船舶"."""


def _is_a_field(name: str) -> bool:
    """True for what is called a field: its bare name is too short, or none that is known."""
    return name in words.AS_A_FIELD or not (is_known(name) or name in words.CATEGORIES)


LONGEST_NAME = 18
"""Characters above which a name has other words before it."""


def part_name(clause: str, whole: str = "") -> str:
    """The name of a part in a breakdown of `whole`: the whole clause, 各 and 其中 apart."""
    name = words.EACH.sub("", clause.replace(HIDDEN, "").strip()).removeprefix("其中").removesuffix("事故")
    name = re.sub("^.*(?:事故|火灾)中", "", name.lstrip("、和及与"))
    name = re.sub(
        "^(?:排(?:在|名)?(?:第[一二三四五六]位?)?|居首位?|首位|其次|再次|最多)?的?[是为]?(?=[^是为的])",
        "",
        name,
    )
    name = re.sub(
        "^因|(?<=..)(?:事故)?(?:死亡|受伤)$|(?:肇事)?致死?$"
        "|(?:引发|导致|造成|引起|发生|肇事)(?:的)?(?:亡人)?(?:火灾|事故)?$|(?<=..)亡人$",
        "",
        name,
    )
    name = re.sub("(?<=、)([^、]{2,})等$", r"\1", name)
    name = re.sub("^涉及(.{2,}?)的(?:事故|火灾)?$", r"\1", name)
    name = _listed_alike(name)
    name = re.sub("^(?:发生)?在(?=..)|^另有(?=..)|(?<=原因不明)的$", "", name)
    name = re.sub("(?<=..)(?<!其他)(?<!其余)(?<!种)(?<!类)(?<!个)原因$", "", name)
    name = re.sub("^(其余.*[种个类项])(?:原因|行业|类别|类型)$", r"\1", name)
    name = re.sub("^(其[余他它])(?:各?种?)(?:类别|类型)(?:合计|共计|共)?$", r"\1", name)
    own = name in {thing + whole for thing in words.FIRES_OF_THEIR_OWN}
    own = own or (name != whole and part_within(name, whole).endswith(f"-{name}"))
    name = name if own else name.removesuffix(whole) or name
    bare = name if name in words.MORE_SECTORS else re.sub("(?:企业|领域|行业|行业领域)$", "", name)
    return as_category(bare if is_sector(bare) else name)


def _listed_alike(name: str) -> str:
    """Known sectors of a list with one mark between all of them; any other name as it is.

    >>> _listed_alike("铁路、水上交通和农业机械共"), _listed_alike("水上交通及渔业船舶")
    ('铁路、水上交通、农业机械', '水上交通及渔业船舶')
    """
    names, rest = leading_sectors(name)
    is_list = "、" in name and len(names) > 1 and re.fullmatch("合计|共计|总计|共|", rest)
    return "、".join(names) if is_list else name
