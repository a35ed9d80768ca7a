"""Claims as written -> claims in the ledgers' own terms: measure, window, area, sector, category, kind.

Takes what `extract` gives (and files in its form), and claims tables that are in these terms already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from .. import reference
from ..errors import ClaimNotReadable, WrongUse
from ..periods import Window
from ..project import Project
from .vocabulary import measure_named

WRITTEN = ("measure", "value", "unit", "qualifier", "period", "area", "sector", "comparison")
"""Columns of a claim as a letter writes it."""

TERMS = (
    "measure", "subject", "value", "unit", "qualifier", "window_start", "window_end", "area", "sector",
    "category", "kind", "cause", "comparison",
)  # fmt: skip
"""Columns of a claim in the ledgers' terms. `subject` is what none of the others holds: a topic, a duty."""


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
        rows = [in_terms(claim, project) for claim in claims.to_dict("records")]
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


def in_terms(claim: Mapping[Any, Any], project: Project) -> dict[str, Any]:
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
        "area": area_of(_text(claim["area"]), project),
        **sector_terms(_text(claim["sector"])),
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def window_of(period: Any) -> Window | None:
    """The window that a claim's period names; None where it names none, or no whole one.

    >>> str(window_of("近3年（2018-01-01/2020-08-24）"))
    '2018-01-01/2020-08-24'
    >>> str(window_of("2018/2019"))
    '2018-01-01/2019-12-31'
    """
    dates = re.findall(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", _text(period))
    if not dates or _text(period).startswith("自"):
        return None
    if _text(period).endswith("年初"):
        # The beginning of a year is read as its first quarter.
        return Window.months(int(dates[0]), 1, 3)
    try:
        return Window(Window.parse(_month(dates[0])).start, _last_day(dates[-1]))
    except (WrongUse, ValueError):
        return None


def _month(text: str) -> str:
    return f"{text}/{text}" if len(text) == 10 else text


def _last_day(text: str) -> date:
    return Window.parse(_month(text)).end


def area_of(area: str, project: Project) -> str:
    """The ledger's area of a claim: blank for the whole city, the district for a street within it.

    >>> area_of("北京市门头沟区", Project.load()), area_of("北京市", Project.load())
    ('门头沟区', '')
    """
    place = area.removeprefix(project.city)
    if not place or place == project.city:
        return ""
    for name in sorted(reference.current_areas(project), key=len, reverse=True):
        if place.startswith(name):
            return name
    return reference.area_aliases(project).get(place, place)


def sector_terms(sector: str) -> dict[str, str]:
    """Category, sector, accident kind and cause of a claim's sector; `subject` where it is none of them.

    >>> sector_terms("工矿商贸-建筑业")
    {'sector': '建筑业', 'category': '工矿商贸', 'kind': '', 'cause': '', 'subject': ''}
    """
    terms = {"sector": "", "category": "", "kind": "", "cause": "", "subject": ""}
    whole, _, terms["cause"] = re.sub(r"（.*?）$", "", sector).partition("原因:")
    for part in re.split(r"[-/]|类别:", whole):
        if not part:
            continue
        for axis, names in (("category", _categories()), ("kind", _kinds()), ("sector", _sectors())):
            if part in names and not terms[axis]:
                terms[axis] = names[part]
                break
        else:
            terms["subject"] = part
    return terms


def is_sector(name: str) -> bool:
    """True for the name, or another name, of a category, a sector or an industry."""
    return name in _categories() or name in _sectors()


def is_category(name: str) -> bool:
    """True for the name, or another name, of a statistical category: together they make up all accidents."""
    return name in _categories()


@cache
def _categories() -> dict[str, str]:
    return _names(reference.categories(), "category")


@cache
def _kinds() -> dict[str, str]:
    return {kind: kind for kind in reference.accident_kinds()["kind"]}


@cache
def _sectors() -> dict[str, str]:
    return industry_names() | _names(reference.supervision_sectors(), "sector")


@cache
def industry_names() -> dict[str, str]:
    """Names and other names of the industries of GB/T 4754-2017, each with its name there."""
    return _names(reference.industries().query("edition == '2017'"), "industry")


def _names(table: pd.DataFrame, column: str) -> dict[str, str]:
    names = {
        alias: row[column] for _, row in table.iterrows() for alias in row["aliases"].split(";") if alias
    }
    return names | {name: name for name in table[column]}
