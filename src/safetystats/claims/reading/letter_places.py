"""Where: the place a letter is about, and the places its figures belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ... import reference
from ...project import Project
from .divisions import SHORTEST_SAFE, cities_by_short_name, names_below, short_names_below, whole_of_parts
from .numerals import CHINESE, number_from
from .passages import HEADING, PUBLISHED, Paragraph, clause_around

PLACE = re.compile(
    r"(?:^|(?<=[，。．.、：；（“\s　年月日在于对为由向和与及省市州是有])|(?<=其中))[\u4e00-\u9fff]{2,4}?"
    r"(?:特别行政区|自治区|自治州|自治县|(?:经济技术|经济|高新技术产业|高新技术)?开发区|新区|省|市|区|县|旗)(?![级场长容内外域属直政民]|道(?!路)|（[省市区县镇乡]、)"
    r"|(?:^|(?<=[，、；：]))[\u4e00-\u9fff]县(?=\d)"
)
NOT_A_PLACE = re.compile(
    r"全[市区省县州旗盟镇]|^城区$|直辖|[的在]|[本我你贵各][市区省县]|^开发区$|[地社园辖小校厂库矿街功灾险疫]区|(?<!..风)景区|^[山城市]区$|[主老]城区|中心城区|其余|其[他它]|功能区|移交|^(?:城市|超市|门市|上市|都市)|"
    r"[一两二三四五六七八九十几多个数]+个?[市区县镇]|房地产|该[市区县]|^原[市区县]|所在|区委|^建[市区县]$|分区|片区|地市|区县|县市|两[市区]|外省|省市|^各|设区|占|分别|政府|跨[省市区]|个别|部分"
)
WHOLE = re.compile("(?<![占在])全[市省区县国州旗盟镇]")
WHOLE_NAMED = re.compile("(?<![占在])(?:全市|全省|全国|我市|我省|本市|本省)")
"""The whole city or province, in a letter about a part of it."""
TOWN = re.compile(
    r"(?:^|(?<=[，、；：（(。）)中和及于在是有为　区县市]))"
    r"(?![一二两三四五六七八九十\d]+个?(?:街|镇|乡)|[各全和及本多个省市区县在]|其[中他它余]|位于)"
    r"[\u4e00-\u9fff]{2,5}?(?:街道|镇|乡)(?![级镇街市]|（[^）\d]*）)"
)


def known_places(project: Project) -> tuple[str, ...]:
    """Provinces, the project's city and its areas, the longest names first."""
    names = {*reference.provinces()["area"], project.city, *reference.areas(project)["area"]}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def place_of_letter(paragraphs: Sequence[Paragraph], known: Sequence[str], parts: Sequence[str] = ()) -> str:
    """The district, city or province a letter is about; 全市 and the like where it names none.

    The one that a letter is written to, and speaks of as 你市; else the one named in its title, else where
    it begins, else where it is signed. `parts` are the areas of the project's city, and none of them is the
    whole of a text that speaks of one.

    >>> place_of_letter([Paragraph("门头沟区2021年全年事故统计", "", True)], known=["门头沟区"])
    '门头沟区'
    """
    titles = "\n".join(p.text for p in paragraphs if p.is_title)
    opening = "\n".join(p.text for p in _opening_of(paragraphs))
    signature = "\n".join(p.text for p in paragraphs[-2:] if len(p.text) <= SIGNATURE_LENGTH)
    if WHOLE_COUNTRY.search(opening):
        return "全国"
    if place := _written_to(paragraphs, known) or _written_by_zone(paragraphs):
        return place
    whole = next((found for p in paragraphs if (found := WHOLE.search(p.text))), None)
    if whole and whole[0][-1] == "镇" and (town := _named_whole("镇", titles)):
        return town
    if place := _smallest(places_in(titles, known)) or _province_of(titles):
        return place
    if whole and (name := _named_whole(whole[0][-1], titles)):
        return name
    named = places_in(opening, known)
    parts = (*parts, *(part for name in named if name[-1] == "市" for part in names_below(name)))
    for text in (opening, signature):
        # Where the text speaks of the whole city, a district or county is no more than a part of it.
        fitting = [
            name
            for name in places_in(text, known)
            if whole is None or (name[-1] == whole[0][-1] and name not in parts)
        ]
        if (place := _smallest(fitting) or _province_of(text)) and not _names_others(place, fitting):
            return place
    if whole is None:
        return ""
    return _named_by_its_parts(whole[0][-1], [titles, opening, *(p.text for p in paragraphs)]) or whole[0]


def _written_to(paragraphs: Sequence[Paragraph], known: Sequence[str]) -> str:
    """The place that a letter is written to, and speaks of as 你市; blank for none."""
    spoken_to = {kind for p in paragraphs for kind in SPOKEN_TO.findall(p.text)}
    opening = (p.text for p in paragraphs[: LAST_OF_OPENING + 1])
    written_to = next(filter(None, map(WRITTEN_TO.fullmatch, opening)), None)
    named = places_in(written_to["place"], known) if written_to else []
    return named[-1] if named and named[-1][-1] in spoken_to else ""


def _written_by_zone(paragraphs: Sequence[Paragraph]) -> str:
    """The zone or park whose administration a text is headed or signed by; blank for none."""
    lines = (p.text for p in (*paragraphs[:2], *paragraphs[-2:]) if len(p.text) <= SIGNATURE_LENGTH)
    return next((signed["zone"] for line in lines if (signed := BY_ZONE.match(line))), "")


BY_ZONE = re.compile(
    "(?P<zone>[\u4e00-\u9fff]{2,14}(?:园|区))(?:党工委、)?管(?:理委员会|委会)(?:安委会|办公室|文件|应急管理局)*\\s*$"
)
"""A line that is the name of a zone's administration."""


SPOKEN_TO = re.compile("[你贵]([市县区旗州])")
"""What a letter calls the place that it is written to."""
WRITTEN_TO = re.compile(
    "(?P<place>[\u4e00-\u9fff]{1,15}?[市县区旗州])(?:人民政府|党委|委|安委会|安全生产委员会)[\u4e00-\u9fff、]*："
)
"""The line that says whom a letter is written to."""


def _opening_of(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The first paragraphs, as far as the one that says what is told: "现将…情况通报如下："."""
    texts = [p for p in paragraphs[: LAST_OF_OPENING + 1] if not PUBLISHED.match(p.text)]
    told = (index for index, p in enumerate(texts[:LAST_OF_OPENING]) if TOLD_BELOW.search(p.text))
    return texts[: max(3, next(told, 0) + 1)]


LAST_OF_OPENING = 8
"""Paragraphs among which the one is that says what is told below."""
TOLD_BELOW = re.compile("(?:现将|现就)[^。]*如下[：:。]?$")


def _named_by_its_parts(kind: str, texts: Sequence[str]) -> str:
    """The city or province whose parts a text goes through, or that it names without its kind."""
    named = [name for text in texts for name in places_in(text, ())]
    if place := whole_of_parts(named, kind):
        return place
    cities = {city for text in texts[:2] for city in _cities_named_shortly(text)} if kind == "市" else set()
    return cities.pop() if len(cities) == 1 else ""


def _cities_named_shortly(text: str) -> list[str]:
    """Cities that a text on one begins its clauses with: "贵阳召开全市会议"."""
    cities = cities_by_short_name()
    begun = re.finditer(r"(?:^|(?<=[，。：；\s　年月日在]))[\u4e00-\u9fff]{2,4}", text, re.MULTILINE)
    starts = (match[0][:length] for match in begun for length in (4, 3, 2) if len(match[0]) >= length)
    return [cities[start] for start in starts if start in cities]


def places_below(known: tuple[str, ...], place: str) -> tuple[str, ...]:
    """Known names, and those of what is below the place that a letter is about, wherever they stand."""
    safe = [name for name in names_below(place) if len(name) >= SHORTEST_SAFE]
    return tuple(sorted({*known, *safe}, key=lambda name: (-len(name), name)))


def _named_whole(kind: str, titles: str) -> str:
    """The prefecture, banner or town in the titles, where a text speaks of 全州, 全旗 or 全镇; else blank."""
    if kind not in "州旗盟镇":
        return ""
    named = re.search(rf"(?:^|[\s月年份])({_ONE}{kind})(?![市区县])", titles, re.MULTILINE)
    return _trimmed(named[1]) if named else ""


def _names_others(place: str, names: Sequence[str]) -> bool:
    """True where others of its kind stand beside a place: the text goes through them, and is about none."""
    return len({name for name in names if name[-1] == place[-1] and place not in name}) > 0


SIGNATURE_LENGTH = 30
"""Longest paragraph, in characters, that is taken for a signature."""
WHOLE_COUNTRY = re.compile(r"(?:^|[，。\s　年月日])全国(?:共|累计|各类)*(?:发生|接报|接到)", re.MULTILINE)


def _province_of(text: str) -> str:
    match = re.search(
        rf"(?:^|[，。：；\s　月年])({_short_provinces()})(?=省|各|共|县级|市级|全|发生|\d|$)",
        text,
        re.MULTILINE,
    )
    return provinces_by_short_name()[match[1]] if match else ""


@cache
def provinces_by_short_name() -> dict[str, str]:
    """江苏 -> 江苏省, 广西 -> 广西壮族自治区."""
    endings = re.compile("(?:维吾尔|壮族|回族)?自治区$|[省市]$")
    names = [name for name in reference.provinces()["area"] if endings.search(name)]
    return {endings.sub("", name): name for name in names}


def _short_provinces() -> str:
    return "|".join(provinces_by_short_name())


def _smallest(places: Sequence[str]) -> str:
    """The first district among the places; else the first city, else the first province."""
    for ending in ("区县旗", "市州", "省"):
        for place in places:
            if place[-1] in ending:
                return place
    return ""


def places_in(text: str, known: Sequence[str]) -> list[str]:
    """Names of places in `text`, `known` ones (`known_places`) first where they overlap.

    >>> places_in("中共北京市委关于门头沟区安全生产的意见", known_places(Project.load()))
    ['北京市', '门头沟区']
    """
    found: dict[int, str] = {}
    for name in known:
        for match in re.finditer(re.escape(name), text):
            if not any(at <= match.start() < at + len(other) for at, other in found.items()):
                found[match.start()] = name
    text = text.replace("其中国", "其中　")
    rest = "".join(
        "　" if any(at <= i < at + len(name) for at, name in found.items()) else sign
        for i, sign in enumerate(text)
    )
    for match in PLACE.finditer(rest):
        name = _trimmed(match[0])
        if name and not NOT_A_PLACE.search(name):
            found[match.end() - len(name)] = name
    return [found[at] for at in sorted(found)]


def _trimmed(name: str) -> str:
    """A place name without the words that run into it: "关于金水区" is 金水区."""
    name = re.split(
        r"^度|^根据|^[同环]比|^从(?!化)|按照|召开|组织|部署|提请|印发|会同|[于在对为至到由向和与及是的请]|其中|中共|人民|今年|月份?|年度?|份",
        name,
    )[-1]
    return name if len(name) >= 2 else ""


# --- places of single figures ---


@dataclass(frozen=True)
class Named:
    """One place, or a list of them, where a sentence names it."""

    start: int
    end: int
    places: tuple[str, ...]
    together: str
    """The name for all of them: as printed where there are several."""


_KINDS = "街道|镇|乡|区|县|市|旗|州"
_COUNT = r"(?:[两二三四五六七八九十]|\d{1,2}个?)"
_ONE = r"[\u4e00-\u9fff]{2,6}?"
_LIST = re.compile(
    rf"(?P<names>{_ONE}(?:、{_ONE})*(?:[、和及与]{_ONE}))等?{_COUNT}(?:个)?(?P<kind>{_KINDS}|省)(?:（[^）]*）)?(?![级内外长政])"
)
"""Short names before their kind: "道里、南岗、香坊三区"."""
_BESIDE = re.compile("[、和及与]|以及")
_TOGETHER = re.compile(
    r"(?:[东中西南北]{1,2}部|沿海)?(?:[一两二三四五六七八九十]|\d{1,2})个?[\u4e00-\u9fff]{0,2}[区县市镇乡地省州]"
    r"(?:（[^）]*）)?(?=”?(?:合计|共|总计|累计|占))"
)
_SUMMED = re.compile("[\u4e00-\u9fff]{0,3}(?:合计|共计|总计|共占)")
_LEADING = re.compile("^(?:.*[，。：；（(]|.*其中|.*(?:分别|依次)?[是为有在从对])")
_SUBJECT = re.compile(r"(?:^|[，；：,;。（）、“　\s]|其中|[年月日度份]|当月|同期|[在对从有是为和及])$")
"""What stands before a place that is what its sentence, or the next part of it, is about."""
_SHARED_OUT = re.compile("占[^，。；]{0,4}$")
"""What stands before a whole that a share is one of."""
_PART_OF = re.compile("占$|(?<![同环])比$|较$|与$|于$|居$")
"""What stands before a place that others are held against: it is not the figures' own."""


@lru_cache(maxsize=256)
def named_places(text: str, known: tuple[str, ...], place: str) -> tuple[Named, ...]:
    """The places that a sentence names, in order; those standing beside each other together.

    `known` are known names, `place` the one that the letter is about.

    >>> [n.places for n in named_places("东山、西山两区分别3起、5起，南山县2起", (), "某市")]
    [('东山区', '西山区'), ('南山县',)]
    """
    found: list[Named] = []
    for match in _LIST.finditer(text):
        names = [_LEADING.sub("", name) for name in _BESIDE.split(match["names"])]
        if all(len(name) >= 2 for name in names) and not NOT_A_LIST.search(match["names"]):
            start = match.start() + match["names"].index(names[0])
            kind = re.compile(f"(?:街道|[镇乡区县旗]|{match['kind']})$")
            places = [name if kind.search(name) else name + match["kind"] for name in names]
            found.append(Named(start, match.end(), tuple(places), text[start : match.end()]))
    short = _short_names(text, place)
    for start, end, name in sorted([*_full_names(text, known), *short, *_towns(text, place)]):
        if any(other.start < end and start < other.end for other in found):
            continue
        found.append(Named(start, end, (name,), name))
    found += [
        Named(match.start(), match.end(), (match[0],), match[0])
        for match in _TOGETHER.finditer(text)
        if not any(other.start < match.end() and match.start() < other.end for other in found)
    ]
    found += _prefectures_beside(found, text)
    return tuple(_side_by_side(sorted(found, key=lambda one: one.start), text))


def _prefectures_beside(found: Sequence[Named], text: str) -> list[Named]:
    """Prefectures that go on with a list of places, "宜水市和北川州": 州 ends other names, too."""
    beside = [match for one in found if (match := _PREFECTURE.match(text, one.end))]
    taken = {one.start for one in found}
    return [
        Named(match.start("name"), match.end(), (match["name"],), match["name"])
        for match in beside
        if match.start("name") not in taken
    ]


_PREFECTURE = re.compile(
    "(?:[、和及与]|以及)(?P<name>[\u4e00-\u9fff]{1,4}?[州盟])(?=[、和及与，。；（）\\d]|分别|各|均|$)"
)


STREETS = re.compile(r"(?:^|(?<=[，；：。]))[\u4e00-\u9fff]{2,4}街(?:、[\u4e00-\u9fff]{2,4}街)+")
"""Streets side by side are parts of a district; one alone may be where something happened."""
NO_TOWN = re.compile("[的在占从]|城乡")
"""Signs of words that no name of a town holds: "some of the towns"."""
NOT_A_LIST = re.compile("事故|企业|死亡|隐患|发生|下降|上升|部门|单位|\\d")


def _full_names(text: str, known: Sequence[str]) -> list[tuple[int, int, str]]:
    found, at = [], 0
    for name in places_in(text, known):
        start = text.index(name, at)
        at = start + len(name)
        if not _PART_OF.search(text[:start]):
            found.append((start, at, name))
    return found


def _short_names(text: str, place: str) -> list[tuple[int, int, str]]:
    """Provinces, and what is below `place`, by their short names, where a figure or a list follows."""
    names = provinces_by_short_name() | short_names_below(place)
    found = [(m.start(), m.end(), names[m[1]]) for m in _short_names_of(place).finditer(text)]
    return [one for one in found if not _PART_OF.search(text[: one[0]])]


@cache
def _short_names_of(place: str) -> re.Pattern[str]:
    provinces = "|".join(provinces_by_short_name())
    below = "|".join(sorted(short_names_below(place), key=len, reverse=True)) or "(?!)"
    return re.compile(
        rf"(?:^|(?<=[，、；：（(）)有中和及是为在]))((?:{provinces})(?=[（(\d、和]|省)"
        rf"|(?:{below})(?=[（(\d、和]|分别|均|都|各|未发生|没有发生|$))"
    )


def _towns(text: str, place: str) -> list[tuple[int, int, str]]:
    prefix = "" if WHOLE.fullmatch(place) or place == "全国" else place
    found = [(m.start(), m[0]) for m in TOWN.finditer(text) if not NO_TOWN.search(m[0])]
    if place.endswith(("区", "县", "旗")):
        listed = [(m.start(), one) for m in STREETS.finditer(text) for one in re.finditer("[^、]+", m[0])]
        found += [(start + one.start(), one[0]) for start, one in listed]
    return [(start, start + len(name), prefix + name) for start, name in found]


def _side_by_side(found: Sequence[Named], text: str) -> list[Named]:
    """Places with nothing but a list mark between them as one."""
    joined: list[Named] = []
    for one in found:
        if joined and _BESIDE.fullmatch(text[joined[-1].end : one.start]):
            last = joined.pop()
            one = Named(last.start, one.end, last.places + one.places, text[last.start : one.end])
        elif joined and _is_within(one, joined[-1]):
            first = joined.pop().start
            one = Named(first, one.end, (text[first : one.end],), text[first : one.end])
        joined.append(one)
    return joined


def _is_within(one: Named, other: Named) -> bool:
    """True for a county, or a town, right behind the city it lies in: "某市东山县"."""
    single = len(one.places) == len(other.places) == 1
    ranks = [
        next((i for i, kind in enumerate(("省", "市州", "区县旗")) if name[-1] in kind), 3)
        for name in (other.together, one.together)
    ]
    return single and other.end == one.start and ranks[0] < ranks[1]


def _how_many(together: str) -> int:
    """The number of places that are taken together: 3 of "三县"; 1 where none is said."""
    number = re.search(f"{CHINESE}|\\d+", together)
    return int(number_from(number[0])) if number else 1


_REST_OF_PLACES = re.compile(
    "(?:其余|其[他它])(?:[^，。；、\\d]{0,8}的)?(?:各(?:[区县市]|区县|县区|地区?)|区域|地区|[区县市]{1,3})(?=共|合计|$)"
    "|(?:其余|其[他它])\\d+个[区县市镇乡]"
)
"""The places that a list has not named, right before their figure."""


class Located(NamedTuple):
    """The place of a figure, and whether its own sentence names none: then it is that of the letter."""

    area: str
    is_assumed: bool = False


def place_headed(said: str, known: tuple[str, ...], place: str) -> str:
    """The place that a heading, or a label before a colon, is about; blank where it names none alone.

    >>> [place_headed(said, (), "某市") for said in ("（一）东岭区。", "——东岭区：检查9家", "东岭区检查9家")]
    ['东岭区', '东岭区', '']
    """
    return _opened(said, known, place, _HEADED)


def place_opened(sentence: str, known: tuple[str, ...], place: str) -> str:
    """The one place whose doings a sentence begins to tell, and names no other; blank for none.

    >>> place_opened("东岭区检查9家。", (), "某市"), place_opened("东岭区最多，达9起。", (), "某市")
    ('东岭区', '')
    """
    return "" if WHOLE_NAMED.search(sentence) else _opened(sentence, known, place, _GOES_ON)


def _opened(said: str, known: tuple[str, ...], place: str, behind: re.Pattern[str]) -> str:
    bare = HEADING.sub("", said).lstrip("【 　")
    named = named_places(bare, known, place)
    is_one = len(named) == len(named[0].places) == 1 and named[0].start == 0 if named else False
    return named[0].together if is_one and behind.match(bare, named[0].end) else ""


_HEADED = re.compile("(?:方面|辖区|[\u4e00-\u9fff]{0,12}?(?:情况|问题|工作|进展))?】?(?:[：。]|$)")
"""What stands behind the place that a heading or a label is about."""
_GOES_ON = re.compile(
    "(?!较|占|[^，。；]{0,8}(?:最[多高大]|居首|居前|排名)|[^，。；]{0,6}(?:[委办局组]|政府|部门|支队|公司))"
    r"(?:[\u4e00-\u9fff（，]|\d{1,4}[年月])"
)
"""How a sentence goes on with the doings of a place: not with its rank among others, nor with an office's."""


def area_of_figure(
    sentence: str, position: int, known: tuple[str, ...], place: str, city: str = "", told_of: str = ""
) -> Located:
    """The place a figure belongs to: the last named before it in its sentence, else the one `told_of`.

    `known` are known names, `place` is the letter's, `city` what 全市 means where it is another. 全市 is
    a place too where the letter is about a part of the city; not so in 占全市 and 在全市, which only say what
    a share is a share of.

    >>> area_of_figure("全市发生事故4起，其中门头沟区1起", 6, ("门头沟区",), "门头沟区")
    Located(area='全市', is_assumed=False)
    """
    clause, _ = clause_around(sentence, position, position)
    if rest := _REST_OF_PLACES.search(sentence[clause:position]):
        return Located(rest[0])
    wholes = [
        Named(m.start(), m.end(), (whole := "全" + m[0][1],), whole)
        for m in WHOLE_NAMED.finditer(sentence)
        if _SUBJECT.search(sentence[: m.start()]) and not _SHARED_OUT.search(sentence[: m.start()])
    ]
    before: list[Named] = []
    for one in sorted([*named_places(sentence, known, place), *wholes], key=lambda one: one.start):
        if (
            one.start <= position
            and not one.start < position < one.end
            and (one.start >= clause or _SUBJECT.search(sentence[: one.start]))
        ):
            before.append(one)
    if not before:
        return Located(told_of or place, is_assumed=True)
    last = before[-1]
    is_one = last.together in known
    if len(last.places) == 1 and not is_one and (together := _TOGETHER.match(last.together + "合计")):
        # "The three together" are those named last.
        groups = [one.together for one in before[:-1] if one.together[0] != "全"]
        if len(groups) == _how_many(together[0]):
            return Located("、".join(groups))
        singles = [name for one in before[:-1] for name in one.places if name[0] != "全"]
        named = list(dict.fromkeys(singles))[-_how_many(together[0]) :]
        if len(named) == _how_many(together[0]):
            return Located("、".join(named))
        last = next((one for one in reversed(before) if len(one.places) > 1), last)
    name = last.together
    if (
        len(last.places) == 1
        and (is_one or not _TOGETHER.match(name + "合计"))
        and _SUMMED.match(sentence[clause:position])
    ):
        # One figure for all of the places that the sentence went through.
        singles = [one.together for one in before if one.together[0] != "全"]
        name = "、".join(dict.fromkeys(singles)) or name
    if city and name == "全市":
        return Located(city)
    return Located(place if name in place or (name[0] == "全" and name[-1] == place[-1:]) else name)
