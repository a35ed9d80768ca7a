"""Where: the place a letter is about, and the places its figures belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ... import reference
from ...project import Project
from .passages import Paragraph

PLACE = re.compile(
    r"(?:^|(?<=[，。、：；（“\s　年月日在于对为由向和与及省市州]))[\u4e00-\u9fff]{2,4}?"
    r"(?:特别行政区|自治区|自治州|自治县|开发区|新区|省|市|区|县|旗)(?![级场长容内外域属直])"
)
NOT_A_PLACE = re.compile(
    r"全[市区省县]|本[市区省县]|我[市区省县]|各[市区省县]|[地社景园辖小山城市校厂库矿街功灾险疫]区|^(?:城市|超市|门市|上市|都市)|"
    r"房地产|该[市区县]|原[市区县]|所在|区委|分区|片区|地市|区县|县市|两[市区]|外省|省市|占|分别|政府|跨[省市区]"
)
WHOLE = re.compile("(?<![占在])全[市省区县国州]")
WHOLE_NAMED = re.compile("(?<![占在])(?:全市|全省|我市|我省|本市|本省)")
"""The whole city or province, in a letter about a part of it."""
TOWN = re.compile(r"^(?![一二两三四五六七八九十各])[\u4e00-\u9fff]{2,5}(?:街道|镇|乡)(?!级)")


def known_places(project: Project) -> tuple[str, ...]:
    """Provinces, the project's city and its areas, the longest names first."""
    names = {*reference.provinces()["area"], project.city, *reference.areas(project)["area"]}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def place_of_letter(paragraphs: Sequence[Paragraph], known: Sequence[str]) -> str:
    """The district, city or province a letter is about; 全市 and the like where it names none.

    >>> place_of_letter([Paragraph("门头沟区2021年全年事故统计", "", True)], known=["门头沟区"])
    '门头沟区'
    """
    titles = "\n".join(p.text for p in paragraphs if p.is_title)
    opening = "\n".join(p.text for p in paragraphs[:3])
    for text in (titles, opening):
        if place := _smallest(places_in(text, known)):
            return place
    whole = next((found for p in paragraphs if (found := WHOLE.search(p.text))), None)
    return whole[0] if whole else ""


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
    name = re.split(r"[于在对为至到由向和与及是的]|中共|人民|今年|月|年", name)[-1]
    return name if len(name) >= 2 else ""
