"""Areas against the project's own list, and streets.

A general list of the country's divisions is no help: 28 district names occur more than once in China. An area
is accepted only as one of this city: 长春市朝阳区 is not Beijing's 朝阳区.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from .. import reference
from ..project import Project
from ..sheets.layout import simplified
from ..signs import sound_of
from .reading import Reading, folded, read_name, says_nothing

_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?(?:\.0)?")
_AREAS_OF_ANOTHER_CITY = 2
"""So many areas that are not ours, twice as many as are, make a list that of another city."""
_ENDINGS = ("区", "县", "市", "旗")
_CITY_ITSELF = frozenset(
    {"全市", "市直", "市级", "市本级", "本市", "市属", "全区域", "citywide", "wholecity"}
)
AREA_ITSELF = frozenset(
    {"全区", "本区", "我区", "全县", "本县", "我县", "区级", "区本级", "区直", "区属", "辖区", "辖区内"}
)
"""Words for an area as a whole, in a sheet of its own."""
_TOWN_ENDINGS = ("街道", "镇", "乡", "地区", "街道办事处", "街道办", "镇政府", "乡政府")
_NAMED_TOWN = re.compile(r"[^区县市]{2,4}(?:街道|镇|乡|街道办事处|街道办|镇政府|乡政府)")
"""No 地区, as prefectures are called too: 大兴安岭地区."""
_OF_ELSEWHERE = re.compile(r"[省市]|(?<!地)区")
_STREET_ENDINGS = (
    "街道", "镇", "乡", "地区", "办事处", "街", "路", "村", "社区", "大道", "胡同", "巷", "里", "号", "院",
    "楼", "室", "层", "园", "厂", "桥",
)  # fmt: skip
_WITHIN_AN_AREA = re.compile(
    r"(?!.*(?:[省市县区旗州盟外非等与和及或跨至到]|交界|周边|附近|其[他它]|不详|不明|未知|待定))[\u4e00-\u9fff]{2,8}"
)
"""What may stand behind an area's full name as a place or office within it: 望京, 应急局."""
_NUMBERED = re.compile(r"^[0-9]{1,2}[-.、]?(?=[^0-9])")
_CODED = re.compile(
    r"\(?(?P<code>[0-9]{6})\)?[-—_:/|.、]?(?P<name>[^0-9()].*)"
    r"|(?P<named>[^0-9()]*[^-—_:/|.、0-9()])[-—_:/|.、]?\(?(?P<behind>[0-9]{6})\)?"
)
"""110105-朝阳区, 朝阳区(110105)."""
_BRACKETED = re.compile(r"(?P<area>[^()]+)\((?P<more>[^()]*)\)")
_OF_A_CITY = re.compile(r"[省市县旗州盟]|(?<![地社小园城街景厂库校院])区")
"""In brackets behind an area: the name of another place, and not of a part of the area."""
_IN_ENGLISH = re.compile(r"(?:district|dist\.?)$")
_SIGNS_AROUND = "\"'“”‘’「」《》。;,、."


_READ_BEFORE: dict[tuple[object, ...], AreaNames] = {}
"""Names by the city, its lists and when these were written: a run asks for them at every sheet."""


@dataclass(frozen=True)
class AreaNames:
    """Every way to write an area of one city."""

    names: dict[str, str]
    """Folded spelling -> area as the list has it; codes too."""
    areas: tuple[str, ...]
    city: tuple[str, ...]
    """Names of the city itself, which may stand before an area, but is none."""
    merged: frozenset[str]
    """Spellings of areas that are no more."""

    @classmethod
    def of(cls, project: Project) -> AreaNames:
        """The spellings that the project's lists give; read anew where a list was written anew."""
        lists = tuple(project.path(name) for name in (project.areas, project.aliases))
        stamps = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in lists)
        known = (project.city, project.city_en, lists, stamps)
        if known not in _READ_BEFORE:
            _READ_BEFORE[known] = cls._in_lists(project)
        return _READ_BEFORE[known]

    @classmethod
    def _in_lists(cls, project: Project) -> AreaNames:
        table = reference.areas(project)
        names: dict[str, str] = {}
        merged = table.loc[table["became"] != ""]
        for row in table.to_dict("records"):
            area = row["became"] or row["area"]
            for spelling in (row["code"], row["area_en"], row["slug"], *_without_ending(row["area"])):
                names.setdefault(_key(spelling), area)
        names |= {_key(alias): area for alias, area in reference.area_aliases(project).items()}
        current = reference.current_areas(project)
        names |= {_key(area): area for area in current}
        names.pop("", None)
        city = (project.city, *_without_ending(project.city), project.city_en)
        return cls(
            names,
            tuple(current),
            tuple(sorted({_key(name) for name in city if name}, key=len, reverse=True)),
            frozenset(_key(name) for name in (*merged["area"], *merged["area_en"])),
        )

    def read(self, text: str) -> Reading:
        """The area that a text names, in the list's own spelling; `area_unknown` if not of this city.

        >>> AreaNames.of(Project.load()).read("北京市门头沟 区")
        Reading(value='门头沟区', rule='area_spelling', action='corrected')
        >>> AreaNames.of(Project.load()).read("长春市朝阳区").value is None
        True
        """
        if says_nothing(text):
            return Reading(None)
        key = _key(text)
        if key in _CITY_ITSELF or key in self.city:
            return Reading(None, "area_is_the_city", "unknown")
        for candidate in self._candidates(key):
            if area := self.names.get(candidate):
                plain = area == text
                rule = "area_abolished" if candidate in self.merged else "area_spelling"
                return Reading(area, "" if plain else rule)
            named = self._before_a_street(candidate, in_city=candidate != key and key.startswith(self.city))
            if area := named or self._before_brackets(candidate):
                return Reading(area, "area_with_street")
        return Reading(None, "area_unknown", "unknown")

    def is_area(self, text: str) -> bool:
        """Whether a text names an area and nothing within it: 门头沟区, but not 门头沟区大峪街道."""
        reading = self.read(text)
        return reading.value is not None and reading.rule != "area_with_street"

    def is_foreign(self, texts: Iterable[str]) -> bool:
        """Whether a column lists the areas of another city, of which some are called as ours are.

        >>> AreaNames.of(Project.load()).is_foreign(["南关区", "宽城区", "二道区", "朝阳区"])
        True
        """
        readings = {folded(text): self.read(text) for text in texts if not says_nothing(text)}
        known = {reading.value for reading in readings.values() if reading.value is not None}
        others = [
            key for key, reading in readings.items()
            if reading.rule == "area_unknown" and key.endswith(_ENDINGS)
            and not self.alike(key) and not self._names_ours(key)
        ]  # fmt: skip
        return len(others) >= _AREAS_OF_ANOTHER_CITY and len(others) >= 2 * len(known)

    def _names_ours(self, key: str) -> bool:
        """Whether a text holds several areas of ours and nothing else: 朝阳区、海淀区."""
        known = "|".join(re.escape(name) for name in (*self.names, *self.city))
        return bool(re.fullmatch(rf"(?:{known}|[、,/;和与及跨至·-])+", _key(key)))

    def are_named_in(self, text: str) -> bool:
        """Whether a text holds the Chinese name of an area, in full or short."""
        key = _key(text)
        return any(name in key for name in self.names if not name.isascii())

    def is_part(self, text: str) -> bool:
        """Whether a text names a street or town, or the whole of an area, without saying of which area.

        >>> names = AreaNames.of(Project.load())
        >>> names.is_part("永定镇"), names.is_part("全区"), names.is_part("门头沟区永定镇")
        (True, True, False)
        """
        key = _key(text)
        is_town = key.endswith(_TOWN_ENDINGS) and not _OF_ELSEWHERE.search(key)
        return self.read(text).rule == "area_unknown" and (is_town or key in AREA_ITSELF)

    def may_lie_in(self, place: str, area: str) -> bool:
        """Whether a place that is no area of ours may lie in one: it names no other, of ours or elsewhere.

        >>> names = AreaNames.of(Project.load())
        >>> names.may_lie_in("永定镇上岸路口", "门头沟区"), names.may_lie_in("三河市燕郊镇", "门头沟区")
        (True, False)
        >>> names.may_lie_in("位于房山区阎村镇", "门头沟区"), names.may_lie_in("房山阎村", "门头沟区")
        (False, False)
        """
        if self.read(place).rule != "area_unknown":
            return False
        key = self._without_city(_key(place))
        opening = next((name for name in self.names if key.startswith(name) and not name.isascii()), "")
        is_ours = self.names.get(opening, area) == area and self._names_only(area, key)
        return is_ours and not key.startswith(_names_of_provinces()) and not self._names_a_division(key)

    def _names_a_division(self, key: str) -> bool:
        """Whether a text holds the full name of a city, county or district that is none of ours."""
        held = _full_names().findall(key)
        return any(code not in self.names for name in held for code in _codes()[name])

    def read_in(self, text: str, is_foreign: bool) -> Reading:
        """As `read`; in another city's list a name is one of ours only with our city before it."""
        reading = self.read(text)
        key = _key(text)
        is_named = any(key.startswith(name) for name in self.city) or bool(_CODE.match(key))
        if is_foreign and reading.value is not None and not is_named:
            return Reading(None, "area_of_another_city", "unknown")
        return reading

    def alike(self, text: str) -> str | None:
        """The one area whose full name differs by one character or only in how it is written, not in sound.

        >>> AreaNames.of(Project.load()).alike("海定区"), AreaNames.of(Project.load()).alike("宽城区")
        ('海淀区', None)
        """
        name = self._without_city(_key(text))
        near = [area for area in self.areas if name[-1:] == area[-1] and _is_near(name, area)]
        return near[0] if len(near) == 1 else None

    def are_mistyped(self, texts: Iterable[str]) -> bool:
        """Whether most texts are areas of ours but for a slip: 朝阴区, 通洲区."""
        stated = {folded(text) for text in texts if not says_nothing(text)}
        return 2 * sum(self.alike(text) is not None for text in stated) > len(stated)

    def _candidates(self, key: str) -> list[str]:
        """The text itself, and without what may stand around an area: its number, the city, 原."""
        if _CODE.fullmatch(key):
            return [key[:6]]
        if coded := self._coded(key):
            # A name is one of ours only where its code is: 220104朝阳区 is not.
            code, name = coded
            is_ours = code in self.names and self.names[code] == self.read(name).value
            return self._candidates(name) if is_ours else []
        bare = self._without_city(_NUMBERED.sub("", key))
        former = bare.removeprefix("原")
        is_merged = former != bare and not self.merged.isdisjoint([former, f"{former}区", f"{former}县"])
        english = _IN_ENGLISH.sub("", self._before_the_city(bare))
        return list(dict.fromkeys([key, bare, english, *([former] if is_merged else [])]))

    def _coded(self, key: str) -> tuple[str, str] | None:
        """The code and the name that a text has beside each other; six digits behind may be of the post."""
        if (match := _CODED.fullmatch(key)) is None:
            return None
        if match["code"]:
            return match["code"], match["name"]
        is_code = match["behind"] in self.names or match["behind"] in _codes_of_divisions()
        return (match["behind"], match["named"]) if is_code else None

    def _before_the_city(self, key: str) -> str:
        """An address in English without the city at its end: fangshan district, beijing."""
        area, comma, city = key.rpartition(",")
        return area if comma and city in self.city else key

    def _without_city(self, key: str) -> str:
        city = next((name for name in self.city if key.startswith(name) and name != key), "")
        bare = key.removeprefix(city).lstrip("-/,、·>")
        return bare.removeprefix("市辖区") if city else bare

    def _before_a_street(self, key: str, in_city: bool = False) -> str | None:
        """The area of 门头沟区大峪街道: its full name, then something that ends as a street's name does, or
        names no other place: 朝阳区望京.

        Behind its short name a town or street office of two characters: 大兴黄村镇; 大兴庄镇 is elsewhere.
        Our city stands before a short name that other places have too: 通州石港镇 is in 南通.
        """
        for area in self.areas:
            full, short = map(_key, _without_ending(area))
            rest = key.removeprefix(full)
            is_street = rest != key and (rest.endswith(_STREET_ENDINGS) or self._is_within(area, rest))
            if not is_street and full != short:
                rest = key.removeprefix(short)
                is_street = rest != key and bool(_NAMED_TOWN.fullmatch(rest))
                is_street = is_street and (in_city or not self._may_be_elsewhere(key, short))
                is_street = is_street and not self._names_another(area, rest)
            if is_street:
                return area if self._names_only(area, rest) else None
        return None

    def _may_be_elsewhere(self, key: str, short: str) -> bool:
        """Whether a text may begin with a place that is not ours: 朝阳建平镇 with 朝阳市."""
        begins = (key[:end] for end in range(len(short), len(key) + 1))
        return any(code not in self.names for name in begins for code in _codes().get(name, ()))

    def _names_another(self, area: str, text: str) -> bool:
        """Whether the name of another area of ours, in full or short, stands in a text."""
        names = (_key(name) for full in (*self.areas, *self.merged) for name in _without_ending(full))
        return any(name in text and self.names.get(name) != area for name in names)

    def _is_within(self, area: str, text: str) -> bool:
        """Whether a text behind an area's full name is a few plain words, none of which is another area's."""
        others = (name for name, named in self.names.items() if named != area)
        is_division = any(code not in self.names for code in _codes().get(text, ()))
        return (
            bool(_WITHIN_AN_AREA.fullmatch(text))
            and not any(name in text for name in others)
            and not is_division
            and not text.startswith(_names_of_provinces())
        )

    def _before_brackets(self, key: str) -> str | None:
        """The area of 朝阳区（望京） and 西城区（原宣武区）, and of an address with something in brackets."""
        match = _BRACKETED.fullmatch(key)
        if not match:
            return None
        area = self.names.get(match["area"]) or self._before_a_street(match["area"])
        more = match["more"].removeprefix("原")
        is_own = self.names.get(more) == area or not _OF_A_CITY.search(more)
        return area if area and is_own and self._names_only(area, more) else None

    def _names_only(self, area: str, text: str) -> bool:
        """Whether a text has no other area's full name: 朝阳区与海淀区交界路 lies in either."""
        return not any(
            name in text and self.names[name] != area for name in map(_key, (*self.areas, *self.merged))
        )


@lru_cache(maxsize=10_000)
def _key(text: str) -> str:
    return simplified(folded(text)).casefold().strip(_SIGNS_AROUND)


def _is_near(name: str, area: str) -> bool:
    if abs(len(name) - len(area)) > 1:
        return False
    return Levenshtein.distance(name, area) == 1 or sound_of(name) == sound_of(area)


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Name of a city, county or district of the country, in full and short -> codes of all that have it."""
    table = reference.divisions()
    codes: dict[str, tuple[str, ...]] = {}
    for code, area in zip(table["code"], table["area"]):
        for name in {area, *_without_ending(area), area.removesuffix("地区")}:
            codes[name] = (*codes.get(name, ()), code)
    return codes


@cache
def _full_names() -> re.Pattern[str]:
    """The full names of the country's divisions; none of two signs, which stand within other words."""
    names = {name for name in reference.divisions()["area"] if len(name) > 2}
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


@cache
def _codes_of_divisions() -> frozenset[str]:
    return frozenset(reference.divisions()["code"])


@cache
def _names_of_provinces() -> tuple[str, ...]:
    table = reference.provinces()
    # Neither the nation nor a corps.
    table = table[table["area"].str.endswith(("省", "市", "区"))]
    return (*table["area"], *(name for names in table["aliases"] for name in names.split(";") if name))


def _without_ending(name: str) -> tuple[str, ...]:
    """The name, and its short form where that leaves two characters or more: 门头沟区, 门头沟."""
    short = name[:-1] if name.endswith(_ENDINGS) and len(name) > 2 else name
    return (name, short)


def read_street(text: str) -> Reading:
    """A street or town as written, without the blanks put inside a Chinese name.

    >>> read_street("大峪 街道").value
    '大峪街道'
    """
    return Reading(None) if says_nothing(text) else read_name(text)
