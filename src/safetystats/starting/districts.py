"""A city and its districts by GB/T 2260, as python-stdnum holds it: codes, names, and the years they held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pypinyin import lazy_pinyin
from stdnum import numdb

from ..errors import UnknownName, WrongUse

MUNICIPALITIES = ("11", "12", "31", "50")
"""Provinces that are one city: their districts stand where those of other provinces' first city do."""

NO_AREA = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Lines of the table that head others."""

SUFFIXES = ("自治县", "自治旗", "新区", "区", "县", "市", "旗")
"""What an area is, behind its name; left out of the English name."""


@dataclass(frozen=True)
class Area:
    """An area as a project lists it. `slug` names its folder."""

    code: str
    name: str
    english: str
    slug: str


@dataclass(frozen=True)
class City:
    """A city with its areas."""

    code: str
    name: str
    english: str
    areas: tuple[Area, ...]


def city_of_code(code: str) -> City:
    """The city of a six-digit code and the districts that it has today.

    Raises
    ------
    WrongUse
        If it is no code of a city.

    Examples
    --------
    >>> city = city_of_code("330100")
    >>> city.name, city.english, city.areas[0].name, city.areas[0].slug
    ('杭州市', 'Hangzhou', '上城区', '330102-shangcheng')
    """
    if not re.fullmatch(r"\d{4}00", code):
        raise WrongUse(
            f"'{code}' is no code of a city. GB/T 2260 gives it six digits, the last two 00: 330100."
        )
    province, place = code[:2], code[2:4]
    whole = province in MUNICIPALITIES and place == "00"
    name = _name_of(code)
    if not name:
        raise WrongUse(f"GB/T 2260 has no city with the code {code}. Name it with --city, or --areas alone.")
    parts = ("01", "02") if whole else (place,)
    areas = [
        area
        for part in parts
        for number in range(1, 100)
        if (area := _area(f"{province}{part}{number:02}")) is not None
    ]
    if not areas:
        raise WrongUse(f"GB/T 2260 has no districts of {name}. Name its areas: --city {name} --areas A,B,C.")
    return City(code, name, _english(name), tuple(areas))


def city_of_name(name: str) -> City:
    """The city of that name, with or without 市.

    Raises
    ------
    UnknownName
        If there is none, with the nearest names.

    Examples
    --------
    >>> city_of_name("杭州").code
    '330100'
    """
    cities, whole = _cities(), name if name.endswith("市") else f"{name}市"
    for known in (name, whole):
        if known in cities:
            return city_of_code(cities[known])
    if re.fullmatch(r"\d+", name):
        raise WrongUse(f"'{name}' is no name of a city. If it is its code, write --code {name}.")
    hint = "A city that is not listed needs its areas: --areas A,B,C."
    raise UnknownName("city", whole, list(cities), hint=hint)


def made_city(name: str, areas: Sequence[str]) -> City:
    """A city of one's own list of areas, for which there is no code: numbered in their order.

    Examples
    --------
    >>> [area.slug for area in made_city("Rivertown", ["North", "Old Port"]).areas]
    ['01-north', '02-old-port']
    """
    if len(set(areas)) < len(areas):
        raise WrongUse("An area is named twice. Each needs a name of its own.")
    listed = [
        Area(f"{number:02}", area, _english(area), _slug(f"{number:02}", _english(area)))
        for number, area in enumerate(areas, 1)
    ]
    return City("", name, _english(name), tuple(listed))


def city_asked_for(name: str | None, code: str | None, areas: Sequence[str] | None) -> City:
    """The city of a name, a code, or areas of one's own under a name.

    Raises
    ------
    WrongUse
        If nothing is given, or both a code and areas.
    """
    if areas and not code:
        return made_city(name or "", areas)
    if code and not areas:
        return city_of_code(code)
    if name and not code:
        return city_of_name(name)
    raise WrongUse(
        "Name the city (--city 杭州市), its code (--code 330100), or its areas (--areas North,South)."
    )


def _area(code: str) -> Area | None:
    name = _name_of(code)
    if not name or name in NO_AREA:
        return None
    english = _english(name)
    return Area(code, name, english, _slug(code, english))


@cache
def _table() -> numdb.NumDB:
    return numdb.get("cn/loc")


def _name_of(code: str) -> str:
    """What a code means today; empty where it means nothing any more.

    >>> _name_of("110103"), _name_of("110111")
    ('', '房山区')
    """
    found = _table().info(code)
    if len(found) < 2:
        return ""
    texts = re.findall(r"(?:\[(\d*)-(\d*)\])?([^\[]+)", found[1][1].get("county", ""))
    return next((name for _, until, name in texts if not until), "")


@cache
def _cities() -> dict[str, str]:
    """Every city's name with its code."""
    return dict(_every_city())


def _every_city() -> Iterator[tuple[str, str]]:
    for province in range(11, 66):
        if str(province) in MUNICIPALITIES:
            yield _name_of(f"{province}0000"), f"{province}0000"
            continue
        for place in range(1, 91):
            name = _name_of(f"{province}{place:02}00")
            if name and name not in NO_AREA:
                yield name, f"{province}{place:02}00"


def _english(name: str) -> str:
    """A name in Latin letters: as it is, or in pinyin without what the area is.

    >>> _english("门头沟区"), _english("Old Port"), _english("沛县")
    ('Mentougou', 'Old Port', 'Peixian')
    >>> _english("朝阳区"), _english("长安区")
    ('Chaoyang', "Chang'an")
    """
    if name.isascii():
        return name
    suffix = next((s for s in SUFFIXES if name.endswith(s) and len(name) - len(s) >= 2), "")
    syllables = lazy_pinyin(name)[: -len(suffix) or None]  # 朝 is chao in 朝阳区, and zhao by itself.
    return re.sub(r"(?<=.)\b(?=[aoe])", "'", " ".join(syllables)).replace(" ", "").capitalize()


def _slug(code: str, english: str) -> str:
    return f"{code}-" + re.sub(r"[^a-z0-9]+", "-", english.lower().replace("'", "")).strip("-")
