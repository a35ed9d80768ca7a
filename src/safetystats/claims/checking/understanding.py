"""Claims as written -> claims in the ledgers' own terms: measure, window, area, sector, category, kind.

Takes what `extract` gives (and files in its form), and claims tables that are in these terms already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ... import reference
from ...errors import ClaimNotReadable, WrongUse
from ...periods import Window
from ...project import Project
from ..reading.times import just_before
from ..terms import TERMS, WRITTEN, sector_terms
from .asked import CITY_WIDE
from .vocabulary import OTHER, measure_named


def in_ledger_terms(claims: pd.DataFrame, project: Project) -> pd.DataFrame:
    """`claims` with the columns `TERMS`, every other column kept; blank texts instead of missing ones.

    Raises
    ------
    ClaimNotReadable
        If `claims` has neither the columns `WRITTEN` nor windows of its own.
    """
    if "window_start" in claims.columns:
        table = claims.copy()
    elif set(WRITTEN) <= set(claims.columns):
        places = Places(project)
        rows = [in_terms(claim, places) for claim in claims.to_dict("records")]
        table = claims.assign(**{c: [row[c] for row in rows] for c in TERMS}) if rows else claims.copy()
    else:
        missing = [c for c in WRITTEN if c not in claims.columns]
        raise ClaimNotReadable(
            f"The claims have no column {', '.join(map(repr, missing))}. They need the columns that extract "
            f"gives ({', '.join(WRITTEN)}), or window_start and window_end."
        )
    for column in TERMS:
        if column not in table.columns:
            table[column] = None
    texts = [c for c in TERMS if c not in ("value", "window_start", "window_end")]
    table[texts] = table[texts].astype("object").where(table[texts].notna(), "")
    table[["window_start", "window_end"]] = table[["window_start", "window_end"]].apply(pd.to_datetime)
    return table


def in_terms(claim: Mapping[Any, Any], places: Places) -> dict[str, Any]:
    """One claim as written, in the ledgers' terms."""
    window = window_of(claim["period"])
    return {
        "measure": measure_named(_text(claim["measure"])).name,
        "value": claim["value"],
        "unit": _text(claim["unit"]),
        "qualifier": _text(claim["qualifier"]),
        "comparison": _text(claim["comparison"]),
        "window_start": window.start if window else None,
        "window_end": window.end if window else None,
        "area": places.area_of(_text(claim["area"])),
        **sector_terms(_text(claim["sector"])),
    }


def says_fatal(claim: Mapping[Any, Any]) -> bool:
    """True where the accidents named last before a figure are called fatal.

    >>> says_fatal({"text": "发生事故5起、死亡事故3起", "value": 3.0})
    True
    >>> says_fatal({"text": "发生事故5起、死亡事故3起", "value": 5.0})
    False
    """
    text, sentence = _text(claim.get("text")), _text(claim.get("sentence"))
    before, _, _ = sentence.partition(text) if text and text in sentence else ("", "", "")
    printed = re.search(rf"(?<![\d.]){claim['value']:g}(?![\d.])", text)
    named = re.findall(ACCIDENTS_NAMED, before + (text[: printed.start()] if printed else text))
    return bool(named and named[-1])


ACCIDENTS_NAMED = "((?<![未无非])(?:死亡|亡人)(?:\\d+人)?(?:以上)?的?)?(?:生产安全|安全生产|责任)*事故"
"""Accidents where a text names them, and the word that calls them fatal."""


def shares_of_either(claims: Sequence[Mapping[Any, Any]]) -> set[int]:
    """Places of the shares that do not say of what, right behind a count of accidents and one of deaths.

    >>> rows = [
    ...     {"measure": "事故起数", "text": "发生事故2起、死亡2人", "sentence": "…", "comparison": ""},
    ...     {"measure": "死亡人数", "text": "发生事故2起、死亡2人", "sentence": "…", "comparison": ""},
    ...     {"measure": "死亡人数占比", "text": "占全市的28.6%", "sentence": "…", "comparison": "占全市"},
    ... ]
    >>> shares_of_either(rows)
    {2}
    """
    names = [measure_named(_text(claim["measure"])).name for claim in claims]
    found = set()
    for at in range(2, len(claims)):
        *counts, share = claims[at - 2 : at + 1]
        texts = [_text(claim.get("text")) for claim in claims[at : at + 2]]
        beside = {_text(claim.get("sentence")) for claim in (*counts, share)}
        is_alone = bool(texts[0]) and texts.count(texts[0]) == 1 and beside != {""} and len(beside) == 1
        says_what = re.search("死亡|亡人|事故|[起人]数", texts[0] + _text(share["comparison"]))
        if (
            names[at] in ("accident_share", "death_share")
            and set(names[at - 2 : at]) == {"accidents", "deaths"}
            and not any(_text(count["comparison"]) for count in counts)
            and is_alone
            and not says_what
        ):
            found.add(at)
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def window_of(period: Any) -> Window | None:
    """The window that a claim's period names; None where it names none, or no whole one.

    >>> str(window_of("近3年（2018-01-01/2020-08-24）"))
    '2018-01-01/2020-08-24'
    >>> str(window_of("2018/2019")), str(window_of("2022-07-下旬/2022-11-08"))
    ('2018-01-01/2019-12-31', '2022-07-21/2022-11-08')
    """
    told = re.sub("[上中下]旬", lambda third: FIRST_OF[third[0]], _text(period))
    dates = re.findall(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", told)
    if not dates or _text(period).startswith("自") or _text(period).endswith("同期"):
        return None
    if _text(period).endswith("年初"):
        # The beginning of a year is read as its first quarter.
        return Window.months(int(dates[0]), 1, 3)
    try:
        return Window(Window.parse(_month(dates[0])).start, _last_day(dates[-1]))
    except (WrongUse, ValueError):
        return None


FIRST_OF = {"上旬": "01", "中旬": "11", "下旬": "21"}
"""The first day of each third of a month."""


def _month(text: str) -> str:
    return f"{text}/{text}" if len(text) == 10 else text


def _last_day(text: str) -> date:
    return Window.parse(_month(text)).end


def earlier_window(window: Window, comparison: str) -> Window | None:
    """The window that a comparison word points to: a year or two before, or the one just before.

    >>> str(earlier_window(Window.month(2019, 12), "环比下降"))
    '2019-11-01/2019-11-30'
    """
    if comparison.startswith("同比前年"):
        return window.years_before(2)
    if (named := re.match(r"较(\d{4})年", comparison)) and window.start.year == window.end.year:
        return window.years_before(window.start.year - int(named[1]))
    if comparison.startswith(("同比", "较去年", "较上年")):
        return window.years_before(1)
    if comparison.startswith(("环比", "较上期", "较上月")):
        return just_before(window)
    return None


class Places:
    """The areas of a project's city, under all their names."""

    def __init__(self, project: Project) -> None:
        self.city = project.city
        self._aliases = reference.area_aliases(project)
        # The longest first: a name may begin with another.
        self._areas = sorted(reference.current_areas(project), key=len, reverse=True)

    def area_of(self, place: str) -> str:
        """The ledger's area of a place: blank for the whole city, the district for a street within it.

        >>> places = Places(Project.load())
        >>> [places.area_of(place) for place in ("北京市门头沟区", "门头沟区斋堂镇", "北京市")]
        ['门头沟区', '门头沟区', '']
        """
        name = self._within(place)
        found = next((area for area in self._areas if name.startswith(area)), None)
        return found if found else self._aliases.get(name, name)

    def is_whole(self, place: str) -> bool:
        """False for a street or a town within an area."""
        name, area = self._within(place), self.area_of(place)
        return name == area or self._aliases.get(name) == area

    def is_of_city(self, area: str) -> bool:
        """True for the whole city and its own areas, by the names that the ledgers have for them."""
        return not area or area in self._areas

    def _within(self, place: str) -> str:
        return "" if place in (self.city, *CITY_WIDE) else place.removeprefix(self.city)


def as_written(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims in the ledgers' terms as a letter would write them; those that are so already stay as they are.

    >>> table = pd.DataFrame({
    ...     "measure": ["accidents"], "value": [3.0], "unit": "起",
    ...     "category": "工矿商贸", "sector": "建筑业",
    ...     "window_start": pd.to_datetime(["2020-01-01"]), "window_end": pd.to_datetime(["2020-05-31"])})
    >>> as_written(table)[["measure", "sector", "period"]].values.tolist()
    [['事故起数', '工矿商贸-建筑业', '2020-01-01/2020-05-31']]
    """
    if "period" in claims.columns:
        return claims
    table = claims.reindex(columns=list(dict.fromkeys([*claims.columns, *TERMS, "note"])))
    rows = table.astype("object").where(table.notna(), "").to_dict("records")
    return table.assign(
        measure=[_word_for(row) for row in rows],
        sector=[_sector_words(row) for row in rows],
        period=[_period_words(row) for row in rows],
    )


def _word_for(row: Mapping[Any, Any]) -> str:
    measure = measure_named(row["measure"])
    return str(row["subject"] or row["measure"]) if measure is OTHER else measure.zh


def _sector_words(row: Mapping[Any, Any]) -> str:
    words = "-".join(part for part in (row["category"], row["sector"]) if part)
    words += f"/类别:{row['kind']}" if row["kind"] else ""
    words += f"/原因:{row['cause']}" if row["cause"] else ""
    return words or str(row["subject"])


def _period_words(row: Mapping[Any, Any]) -> str:
    days = (row["window_start"], row["window_end"])
    return "/".join(f"{day:%Y-%m-%d}" for day in days) if all(days) else ""
