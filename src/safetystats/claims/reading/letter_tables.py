"""Tables inside a letter: rows of cells -> what each figure measures, of which place or sector.

A row is a line with bars or tabs, or with wide gaps between three cells and more. The first row without
figures is the header; where the header's cells stand above each other in two rows, the upper one goes on to
the right over empty cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .letter_places import named_places
from .letter_words import BREAKDOWNS, CASES, LAST_YEAR, LEVEL, MEASURE_NOUNS, PER, VISITS, WHOLE_OF
from .numerals import number_from, with_plain_digits
from .passages import cells_of

CELL = re.compile(
    r"(?P<sign>[-+−－＋↓↑]|减少|下降|增加|上升|增长)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>%|起|人|家|处|项|个|次|宗)?"
)
WINDOW = re.compile(
    r"(?:(?:19|20)\d{2}年?度?)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?|第?[一二三四1-4]季度|[上下]半年)"
    r"|(?:19|20)\d{2}年?度?"
)
"""A row named by its year, quarter or month."""
PART = re.compile("(?:其中|#)[：:]?(.+)")
"""How the name of a row begins that is a part of the row above it."""
RULE = re.compile(r"[\s|:：\-—]+")
ROW_NUMBER = re.compile(r"^[A-Z]\d{1,3}\.\d{1,4}\s*(?=[\u4e00-\u9fff])")
"""The number of a row before its name, as the library's own pages print it: "T7.1锡山区"."""
WHOLE_ROW = re.compile("(?:全[市省区国县州])?(?:合计|总计|共计)|全[市省区国县州]")
FALLING = ("-", "−", "－", "↓", "减少", "下降")


@dataclass(frozen=True)
class CellClaim:
    """One figure of a table, with the names of its row and column."""

    value: float
    unit: str
    measure: str
    comparison: str
    name: str
    """Name of the row: an area, a sector or a window; blank for the total."""
    is_place: bool
    is_window: bool = False
    title: str = ""
    """Title of the column: it may name a window of its own."""
    mark: str = ""
    """What precedes the name of a row by which a table breaks down, "/类别:"; blank in a list of sectors."""


PLACES_BELOW = re.compile("地区|区域|县区|区县|区镇|镇街|街镇|街道|乡镇|属地|市州|地市|辖区|省份|县市")
"""Titles of a column of places."""
SOME_PLACES = re.compile("较[多高快大少低重]|[居靠]前|前(?:\\d+|[一二三四五六七八九十])|部分|有关")
"""Words above a table that does not hold all places: its total is that of those in it."""
ITEMS_BELOW = re.compile("(?:重点|工作|主要|民生|任务|指标)*(?:项目|任务|指标|事项|内容)(?:名称)?")
"""Titles of a column of what is to be done: each row has a measure of its own."""
TARGETS_BELOW = re.compile("(?:年度|全年)?(?:目标|计划|任务|指标)(?:任务|值|数)?")
"""Titles of a column of what each is to reach."""
NUMBERS_BELOW = ("序号", "排名", "名次", "位次", "排位")
"""Titles of columns that claim nothing."""


def claims_of_grid(
    lines: Sequence[str], places: tuple[str, ...], place: str = "", caption: str = ""
) -> Iterator[tuple[int, CellClaim]]:
    """The figures of the lines of one table, each with the index of its line.

    `places` are known names, `place` is the one that the letter is about, `caption` is the line above the
    table: it names the measure and the unit of columns that are windows.
    """
    header: list[str] = []
    listed: list[str] = []
    whole = ""
    header_is_open = True
    for index, line in enumerate(lines):
        first, *others = cells_of(line)
        cells = [ROW_NUMBER.sub("", first), *others]
        if RULE.fullmatch(line):
            continue
        if not any(_cell(cell) for cell in cells[1:]):
            # Titles below figures begin another table.
            header = _joined_header(header if header_is_open else [], cells)
            header_is_open = True
            continue
        titles, header_is_open = header, False
        if header and header[0] in NUMBERS_BELOW:
            # A total has no number, and may stand in its place.
            cells, titles = [cells[1] or cells[0], *cells[2:]], header[1:]
        name = "" if _is_whole(cells[0].replace(" ", ""), place) else cells[0]
        named = named_places(name, places, place)
        is_place = bool(named or WHOLE_ROW.fullmatch(name))
        is_place = is_place or bool(name and titles and _is_of_places(titles[0]))
        name = named[0].places[0] if len(named) == 1 and named[0].end == len(name) else name
        is_window = bool(WINDOW.fullmatch(name))
        if name and is_place:
            listed.append(name)
        elif not name and listed and SOME_PLACES.search(caption):
            name, is_place = "、".join(listed), True
        if part := PART.match(name):
            name = f"{whole}-{part[1]}".lstrip("-")
        else:
            whole = "" if is_place or is_window else name
        if titles and ITEMS_BELOW.fullmatch(titles[0]):
            yield from ((index, claim) for claim in _item_claims(cells, titles))
            continue
        mark = _mark_of(titles[0]) if titles and not (is_place or is_window) else ""
        for claim in _row_claims(name, cells, titles, caption, is_place=is_place, is_window=is_window):
            yield index, replace(claim, mark=mark)


def _is_whole(name: str, place: str) -> bool:
    """True for the row of all that a table is about; not for 全市 where that is a part of the city."""
    is_above = (
        place and re.fullmatch("全[市省国州]", name) and place[-1] in "区县旗街镇乡" and name[1:] != place[-1]
    )
    return bool(WHOLE_ROW.fullmatch(name)) and not is_above


def _mark_of(title: str) -> str:
    """The mark of the parts below a title such as 违法行为类别; blank for one of sectors.

    >>> _mark_of("违法行为类别"), _mark_of("事故原因"), _mark_of("行业类别")
    ('/类别:', '/原因:', '')
    """
    named = re.search("(?<!行业)(?<!企业)(?:类别|类型|种类|原因)$", title)
    return BREAKDOWNS[named[0]] if named else ""


def _is_of_places(title: str) -> bool:
    """True for the title of a column of places, a bracket in it or not: 县（区）."""
    return bool(PLACES_BELOW.search(re.sub("[（()）、]", "", title)))


def _cell(text: str) -> re.Match[str] | None:
    return CELL.fullmatch(with_plain_digits(text).replace(" ", ""))


def _joined_header(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two header rows as one: an upper cell goes on over the empty ones to its right."""
    if not upper:
        return list(lower)
    spread, last = [], ""
    for cell in [*upper, *[""] * (len(lower) - len(upper))]:
        last = cell or last
        spread.append(last)
    return [above if above == below else above + below for above, below in zip(spread, lower)]


def _row_claims(
    name: str,
    cells: Sequence[str],
    header: Sequence[str],
    caption: str,
    *,
    is_place: bool,
    is_window: bool,
) -> Iterator[CellClaim]:
    measures: list[str] = []
    shares = sum(map(_is_share, header))
    measure = of_table = measure_of_header(caption) if any(map(_is_window, header[1:])) else ""
    for column, text in enumerate(cells[1:], start=1):
        title = header[column] if column < len(header) else ""
        if title in NUMBERS_BELOW:
            continue
        measure = measure_of_header(title) or (
            measure if _is_comparison(title) or _is_window(title) else title
        )
        is_level = text in LEVEL and _is_comparison(title)
        match = _cell("0" if is_level else text)
        if match is None or not measure:
            continue
        unit = match["unit"] or ("%" if is_level and of_table else unit_of_header(title, measure))
        if _is_share(title) and len(set(measures)) > 1 and shares == 1 and not OF_WHOLE_COUNT.search(title):
            # One share behind two counts may be of either.
            measure = OF_EITHER
        measures.append(measure)
        yield CellClaim(
            value=number_from(match["number"]),
            unit=unit_of_caption(caption) or unit if of_table and unit in COUNTED else unit,
            measure=measure
            if not _is_share(title) or _of_target(title)
            else f"{measure.removesuffix('占比')}占比",
            comparison=_comparison(title, match, measure, unit),
            name=name,
            is_place=is_place,
            is_window=is_window,
            title=title,
        )


def _item_claims(cells: Sequence[str], header: Sequence[str]) -> Iterator[CellClaim]:
    """The claims of a row that says of one thing how many are to be, and how many are."""
    name, _, unit = cells[0].rstrip("）)").replace("(", "（").partition("（")
    for title, text in zip(header[1:], cells[1:]):
        match = _cell(text)
        if match is None or title in NUMBERS_BELOW:
            continue
        is_target, is_rate = TARGETS_BELOW.fullmatch(title), title.endswith("率")
        yield CellClaim(
            value=number_from(match["number"]),
            unit=match["unit"] or ("%" if is_rate else unit),
            measure=f"{name}数{title}" if is_target or is_rate else f"{name}数",
            comparison=title if is_target else "",
            name="",
            is_place=False,
            title=title,
        )


def _is_window(title: str) -> bool:
    return bool(
        re.search(
            rf"\d{{1,4}}[年月]|[一二三四]季度|[上下]半年|本[年月期]|当月|累计|{LAST_YEAR}|上期|同期", title
        )
    )


def _is_share(title: str) -> bool:
    return bool(re.search("占比|比重|占.*比例|占[\u4e00-\u9fff]*(?:总数|总量)", title)) or bool(
        OF_WHOLE_COUNT.search(title) or _of_target(title)
    )


def _of_target(title: str) -> bool:
    """True for a share of what was planned: it is a share of the measure as such."""
    return bool(re.match("占[\u4e00-\u9fff]*(?:目标|指标|任务|计划)", title))


_OF_CHANGE = re.compile("(?:增长|增减|增加|下降|上升|变化|升降)率$")
"""What a column of changes is called: of the measure of the column before it, as under 同比."""


def measure_of_header(title: str) -> str:
    """The measure that a column's title names; blank for a title such as 同比.

    >>> measure_of_header("死亡人数（人）"), measure_of_header("起数"), measure_of_header("同比%")
    ('死亡人数', '事故起数', '')
    """
    bare = re.sub("[（(][^）)]*[)）]", "", title)
    if bare.endswith("率") and not (_is_comparison(bare) or _OF_CHANGE.search(bare)):
        return bare
    for noun, measure in MEASURE_NOUNS:
        if re.search(noun, title):
            return measure
    for word, measure in (
        ("死亡", "死亡人数"),
        ("受伤", "受伤人数"),
        ("事故", "事故起数"),
        ("已整改", "已整改数"),
        ("已销号", "已整改数"),
        ("隐患", "隐患数"),
        ("检查", "检查家次" if "家次" in title else ""),
    ):
        if word in title:
            return measure
    return ""


def unit_of_header(title: str, measure: str) -> str:
    """The unit in brackets in a title, or else the usual one of the measure."""
    if match := re.search(r"[（(]([^）)]{1,4})[）)]", title):
        return match[1].replace("％", "%").lstrip("±+-＋－/")
    if PER.search(title) or title.endswith("死亡率"):
        return ""
    if "%" in title or "率" in title or "幅" in title or "占比" in title:
        return "%"
    if _is_comparison(title) and not _is_difference(title, ""):
        return "%"
    if measure.endswith("人数"):
        return "人"
    if measure.endswith("起数"):
        return CASES[0]
    return "次" if title.endswith("次数") else next((u for u in VISITS if title.endswith(u)), "")


def unit_of_caption(caption: str) -> str:
    """The unit that the line above a table gives for all of its figures; blank where it gives none.

    >>> unit_of_caption("表1 各区事故起数（单位：宗）"), unit_of_caption("表1 各区事故情况")
    ('宗', '')
    """
    match = re.search(r"单位[：:]\s*([\u4e00-\u9fff]{1,2})(?![\u4e00-\u9fff、，])", caption)
    return match[1] if match else ""


OF_WHOLE_COUNT = re.compile("占(?:[事故]*总)(?:起数|宗数|[死受伤亡]*人数)")
"""A title that says which count a share is one of: 占总起数."""
OF_EITHER = "占比"
"""What a share measures whose title does not say of which count it is one."""
COUNTED = (*CASES, "人", "")
"""Units of counts, for which the caption's stands where it names one."""


def _is_comparison(title: str) -> bool:
    return _is_share(title) or bool(
        re.search("同比|环比|增减|升降|±|增幅|降幅|[比较](?:去年|上年|上月)", title)
    )


def _is_difference(title: str, unit: str) -> bool:
    """True for a column of what was added or taken away, by its title or by its unit."""
    counts = unit in CASES or unit == "人" or re.search("增减|升降", title)
    return bool(counts) and not re.search("[%％率幅]", title)


def _comparison(title: str, cell: re.Match[str], measure: str, unit: str) -> str:
    sign = cell["sign"] or ""
    if _of_target(title):
        return re.sub("[（(].*", "", title)
    if _is_share(title):
        of = re.search("占(?:全[市省区国县年]|[\u4e00-\u9fff]*总数)", title)
        return of[0] if of else WHOLE_OF.get(measure, "占比")
    if not _is_comparison(title):
        return ""
    base = "环比" if re.search("环比|上月", title) else "同比"
    if number_from(cell["number"]) == 0:
        return base + "持平"
    is_fall = (sign and sign in FALLING) or "降幅" in title
    if _is_difference(title, unit):
        return base + ("减少" if is_fall else "增加")
    return base + ("下降" if is_fall else "上升")
