"""Values that stand elsewhere than in their column, taken from there with a finding each.

A district's own sheet names its area in the title or on the tab; a column of closing days holds 已销账;
missing persons and casualties have columns of their own, and so has a second status that denies the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

import pandas as pd

from ..findings import FINDING, WHOLE_SHEET, all_findings, find, no_findings
from ..project import Project
from ..read import SECTION, RawTable
from ..reference import year_headers
from ..schema import LEDGERS, SEVERITIES, Ledger
from ..sheets.layout import known_headers, meaning_of, simplified, spelling, spellings
from ..sheets.money import UNITS, money_unit
from ..signs import visible
from .columns import CASUALTIES, Sheets
from .dates import AT_ONCE, DateStyle, date_style, only_year, read_date
from .numbers import read_persons, split_casualties, with_fates
from .places import AREA_ITSELF, AreaNames
from .reading import distinct_in, folded, holds, says_nothing
from .status import end_of, is_listed, only_closes
from .words import grade_of, read_industry

_MISSING = re.compile(r"(?:失踪|下落不明)(?:人数|人员|人员数)?(?:\(人\))?")
_INCLUDES_MISSING = re.compile(r"(?<!不含)(?<!不包括)(?<!不包含)(?<!不计)(?:失踪|下落不明)")
_SAYS_INCLUDED = re.compile(r"(?<!不)(?<!不包)(?:包?含|包括|计入)(?:了|有)?(?:失踪|下落不明)")
_OTHER_CITY = re.compile(r"[\u4e00-\u9fff](?![城超全本我各都])[\u4e00-\u9fff]市(?![场政区级直容民])")
_NOT_ONE = re.compile(r"不含|不包括|除.{1,12}外|外区|跨区|全市|各区|抄送|报送?[:：]")
"""Words by which a name speaks of more areas than the one it mentions."""
_PLACES = ("地点", "地址", "发生地", "事发地")
"""How the header of a column ends that holds places, be they areas or not."""
_OPENS = re.compile(r"(?:^|[年月日号度半份表件附\W_0-9A-Za-z])$")
"""What may stand before the area's name: nothing, a time, a number or a sign."""
_CASUALTIES = re.compile(r"伤亡|死伤")
_DAY_WITHIN = re.compile(r"[于在]?([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\.0)?年?度?")
_LATE = frozenset({"逾期", "超期"})
_GRADE = re.compile(r"事故(?:等级|级别)|严重程度|^severity$", re.IGNORECASE)
_LARGE_SUM, _LARGE_UNIT, _MOST_SUMS, _SUMS_NEEDED, _MANY_DEATHS = 1000, 10_000, 0.9, 3, 3
"""Where so many sums of a column in so large a unit are that large, and most accidents have fewer deaths, the
figures are likely in another unit: 1000 万元 is the loss of a 较大 accident.
"""
_OF_CHECK = re.compile("(?:复查|验收|复核|核查|复验)(?:状态|状况|结果|结论|情况|意见)")
_PASSED = re.compile("合格|通过|到位")
_WORDS = re.compile(r"[^\W\d_]|[√✓✔×✗%]")
_AROUND = ",，;；()（）"
_CLAUSE = re.compile("[,，;；:：。]")


def place_by_names(
    tables: Sequence[RawTable], ledger: Ledger, project: Project
) -> tuple[list[RawTable], pd.DataFrame]:
    """Give the rows of a table without areas the one area that its headings, tab, file or title name.

    A column of areas that holds nothing is none, and one of towns, or of 全区, says only which part of the
    area is meant; so does each place of a column of places (事故地点) that names no other area. Nothing is
    taken where a name holds two areas, or another city's.
    """
    if "area" not in ledger.names:
        return list(tables), no_findings()
    names = AreaNames.of(project)
    placed: list[RawTable] = []
    found: list[pd.DataFrame] = []
    for table in tables:
        told = areas_of_sheet(table, names, project.city)
        area = next(iter(told.values())) if len(set(told.values())) == 1 else None
        own = _areas_of_headings(table.rows, names)
        if "area" in table.rows and table.rows["area"].notna().any():
            table, told_of_places = _place_within(table, ledger, own, area, told, names)
            placed.append(table)
            found += told_of_places
            continue
        rows = table.rows.assign(area=own.where(own.notna(), area))
        if len(set(told.values())) > 1:
            note = "its names differ: " + ", ".join(f"{where} {name}" for where, name in told.items())
            found.append(_about(table, "area_names_differ", "", "unknown", note))
        found.append(
            find(rows, own.notna(), column="area", rule="area_from_heading", after=own, action="corrected")
        )
        if rows["area"].isna().all():
            placed.append(table)
            continue
        if area is not None:
            note = f"no area stands in its rows; named by {', '.join(told)}"
            found.append(_about(table, "area_from_name", area, "corrected", note))
        placed.append(replace(table, rows=rows.astype({"area": object})))
    return placed, all_findings(found)


def take_industries(tables: Sequence[RawTable], ledger: Ledger) -> tuple[list[RawTable], pd.DataFrame]:
    """Give the rows of a table without industries those that the headings above them name, 一、建筑业."""
    taken, found = [], []
    for table in tables:
        rows = table.rows
        is_free = "industry" not in rows or rows["industry"].isna().all()
        if "industry" in ledger.names and SECTION in rows and is_free:
            headings = rows[SECTION]
            named = headings.where(holds(headings, lambda text: read_industry(text).value is not None))
            found.append(
                find(rows, named.notna(), column="industry", rule="industry_from_heading", after=named,
                     action="corrected")
            )  # fmt: skip
            if named.notna().any():
                table = replace(table, rows=rows.assign(industry=named))
        taken.append(table)
    return taken, all_findings(found)


def holds_parts_only(areas: pd.Series, names: AreaNames) -> bool:
    """Whether a column of areas holds towns, or words for a whole area, and never says which area."""
    stated = [text for text in distinct_in(areas) if not says_nothing(text)]
    return bool(stated) and all(map(names.is_part, stated))


def _areas_of_headings(rows: pd.DataFrame, names: AreaNames) -> pd.Series:
    """The area that the heading above each row names; missing where it names none."""
    if SECTION not in rows:
        return pd.Series(None, rows.index, dtype=object)
    readings = {text: names.read(text) for text in distinct_in(rows[SECTION])}
    # An enterprise or a street whose name begins with an area's is the heading of something else.
    return rows[SECTION].map({t: r.value for t, r in readings.items() if r.rule != "area_with_street"})


def _place_within(
    table: RawTable,
    ledger: Ledger,
    own: pd.Series,
    area: str | None,
    told: dict[str, str],
    names: AreaNames,
) -> tuple[RawTable, list[pd.DataFrame]]:
    """The table with the rows of which its column of areas says only the part in the area of their heading
    (`own`), else in that of its names; its towns go to the streets. Findings for these, and for places that
    lie elsewhere.
    """
    before = table.rows["area"]
    over = own.where(own.notna(), area)
    if over.isna().all():
        return table, []
    is_part, lies_elsewhere = _parts_of(before, over, table.headers.get("area", ""), names)
    if not (is_part | lies_elsewhere).any():
        return table, []
    rows, headers = table.rows.assign(area=before.where(~is_part, over)), table.headers
    is_town = is_part & holds(before, lambda text: names.is_part(text) and folded(text) not in AREA_ITSELF)
    if "street" in ledger.names and "street" not in rows and is_town.any():
        rows = rows.assign(street=before.where(is_town))
        headers = {**headers, "street": headers.get("area", "area")}
    sources, is_headed = ", ".join(told), own.notna()
    return replace(table, rows=rows, headers=headers), [
        find(rows, is_part & is_headed, column="area", rule="area_from_heading", before=before, after=over,
             action="corrected"),
        find(rows, is_part & ~is_headed, column="area", rule="area_from_name", before=before, after=over,
             action="corrected", note=f"a part of the area that is named by {sources}"),
        find(rows, lies_elsewhere & is_headed, column="area", rule="area_not_of_name", before=before,
             after=over, action="kept", note="the heading above it names another area; the place decides"),
        find(rows, lies_elsewhere & ~is_headed, column="area", rule="area_not_of_name", before=before,
             after=over, action="kept", note=f"another area is named by {sources}; the place decides"),
    ]  # fmt: skip


def _parts_of(
    places: pd.Series, over: pd.Series, header: str, names: AreaNames
) -> tuple[pd.Series, pd.Series]:
    """The rows whose text says only which part is meant of the area `over` them, and those whose place lies
    in another.

    In a column of areas it must say so in all rows; a place speaks for its own row alone.
    """
    neither = pd.Series(False, places.index)
    if holds_parts_only(places, names):
        return over.notna(), neither
    is_of_places = any(key.endswith(_PLACES) for key in spellings(header.split(" > ")[-1]))
    if not is_of_places or names.is_foreign(distinct_in(places)):
        return neither, neither
    pairs = {(text, area) for text, area in zip(places, over) if pd.notna(text) and pd.notna(area)}
    within = {pair for pair in pairs if names.may_lie_in(*pair)}
    elsewhere = {pair for pair in pairs if names.read(pair[0]).value not in (None, pair[1])}
    keys = pd.Series(list(zip(places, over)), places.index, dtype=object)
    says_none = places.isna() | holds(places, says_nothing)
    return over.notna() & (says_none | keys.isin(within)), keys.isin(elsewhere)


def _about(table: RawTable, rule: str, area: str, action: str, note: str) -> pd.DataFrame:
    cell = (table.file, table.sheet, WHOLE_SHEET, "area", rule, "", area, action, note)
    return pd.DataFrame([cell], columns=list(FINDING))


def areas_of_sheet(table: RawTable, names: AreaNames, city: str) -> dict[str, str]:
    """What each of the sheet's own names tells: tab, file name or title -> its one area; where none of them
    tells any, the folders it lies in.

    Empty where one of them speaks of another city. Empty, but for a tab that is an area's own, where one
    speaks of the whole city or of areas left out.
    """
    told = {"tab": table.tab, "file name": PurePath(table.file).stem, "title": table.title}
    # 江阴市 is an area of 无锡市, and no other city.
    own = re.compile("|".join(map(re.escape, (city, *names.areas))))
    texts = [own.sub(" ", folded(text)) for text in told.values()]
    tab = names.read(table.tab)
    is_own = tab.value is not None and tab.rule != "area_with_street"
    if any(map(_OTHER_CITY.search, texts)) or (not is_own and any(map(_NOT_ONE.search, texts))):
        return {}
    single = {where: text for where, text in told.items() if not _NOT_ONE.search(text)}
    areas = {
        where: {area for line in text.splitlines() if (area := area_within(line, names, city))}
        for where, text in single.items()
    }
    own_areas = {where: one.pop() for where, one in areas.items() if len(one) == 1}
    if own_areas or any(names.are_named_in(folded(text)) for text in told.values()):
        return own_areas
    folders = (table.folder, *PurePath(table.file).parts[:-1])
    within = {area for folder in folders if (area := area_within(folder, names, city))}
    return {"folder": within.pop()} if len(within) == 1 else {}


def area_within(text: str, names: AreaNames, city: str) -> str | None:
    """The one area of the city that a text names; None where it names none or several, or another city's.

    An area's name opens the text or a part of it, behind the city's own name or a time: 长春朝阳区 and
    东西城区 are none of ours.

    >>> names = AreaNames.of(Project.load())
    >>> area_within("2020年门头沟区隐患台账", names, "北京市"), area_within("长春朝阳区", names, "北京市")
    ('门头沟区', None)
    """
    plain = folded(text)
    reading = names.read(text)
    if reading.value and reading.rule != "area_with_street":
        return str(reading.value)
    short = city.removesuffix("市")
    named = [area for area in names.areas if area in plain]
    if len(named) != 1:
        return None
    before = plain[: plain.index(named[0])].removesuffix(city).removesuffix(short)
    return named[0] if _OPENS.search(before) else None


def take_days(sheets: Sheets, ledger: Ledger, project: Project) -> pd.DataFrame:
    """Fill the day that a record needs from a second column that means it, where the first holds none.

    发生日期 is blank or has no year, and 发生时间 states the whole day, or 年度 the year. The texts of
    `sheets` are changed.
    """
    found: list[pd.DataFrame] = []
    for column in (c.name for c in ledger.columns if c.needed and c.kind == "date"):
        own = sheets.texts[column]
        for header in _headers_meaning(sheets, ledger, column, project):
            others = sheets.texts[header]
            hit = ~holds(own, _states_day) & holds(others, _states_day) & ~holds(own, _is_other_day)
            sheets.texts[column] = own = own.where(~hit, others)
            found.append(
                find(sheets.texts, hit, column=column, rule="day_from_second_column", after=others,
                     action="corrected", note=f"from '{header}'")
            )  # fmt: skip
        for header in year_columns(sheets):
            found += _take_years(sheets, column, header)
    return all_findings(found)


def _take_years(sheets: Sheets, column: str, header: str) -> list[pd.DataFrame]:
    """Give the days without a year, 1月5日 or 1/5, that of their row in a column of years; findings for them,
    and for whole days that are of another year.
    """
    own, stated = sheets.texts[column], sheets.texts[header]
    years = stated.where(holds(stated, _states_year)).map(folded, na_action="ignore").astype("str").str[:4]
    differs = own.map(_year_of, na_action="ignore").ne(years) & years.notna() & holds(own, _has_year)
    dated = own.copy()
    for _, texts in sheets.by_table(own[years.notna()]):
        style = date_style(distinct_in(texts))
        pairs = zip(texts, years[texts.index])
        said = [None if pd.isna(text) else with_year(text, year, style) for text, year in pairs]
        dated.update(pd.Series(said, texts.index, dtype="str"))
    sheets.texts[column] = dated
    hit = own.notna() & own.ne(dated)
    return [
        find(sheets.texts, hit, column=column, rule="date_year_from_column", before=own, after=dated,
             action="corrected", note=f"from '{header}'"),
        find(sheets.texts, differs, column=column, rule="year_differs", before=stated, after=own,
             action="kept", note=f"'{header}' states another year; the day decides"),
    ]  # fmt: skip


def with_year(text: str, year: str, style: DateStyle) -> str | None:
    """A day without its year with that year; None where it is none, or its month and day are not certain."""
    if _lacks_year(text):
        return f"{year}年{visible(text)}"
    reading = read_date(text, style._replace(year=int(year)))
    return reading.value.isoformat() if reading.rule == "date_year_from_title" and reading.value else None


def _year_of(text: str) -> str:
    day = read_date(text).value
    year = day.year if day else only_year(text)
    return str(year) if year else ""


def _has_year(text: str) -> bool:
    return _year_of(text) != ""


def year_columns(sheets: Sheets) -> list[str]:
    """The columns that hold the year of each row, as 年度."""
    years = frozenset(map(spelling, year_headers()))
    return [header for header in sheets.unused if not years.isdisjoint(spellings(header))]


def _states_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(folded(text)))


def _lacks_year(text: str) -> bool:
    return read_date(text).rule == "date_without_year"


def _states_day(text: str) -> bool:
    return read_date(text).value is not None


def _is_other_day(text: str) -> bool:
    """Whether a text is stated and is more than a day without its year: it may mean another day."""
    return not says_nothing(text) and not _lacks_year(text)


def _headers_meaning(sheets: Sheets, ledger: Ledger, column: str, project: Project) -> list[str]:
    """The unused headers that mean a column, beside the one that is read."""
    spelled = known_headers(project.own_headers)[ledger.name]
    meanings = {header: meaning_of(tuple(header.split(" > ")), spelled) for header in sheets.unused}
    return [header for header, meaning in meanings.items() if meaning and meaning.column == column]


def part_endings(texts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hazards whose column of closing days says how they ended: 已销账, √, 2020年3月1日已销账, 当场整改.

    The words go to the status where it is blank. The closing day is a day in words that close the hazard, or
    the day of finding for what was put right at once. A word that says no ending stays, read as no day.
    """
    said = {text: ending for text in distinct_in(texts["closed_on"]) if (ending := _ending(text))}
    hit = texts["closed_on"].isin(list(said))
    if not hit.any():
        return texts, no_findings()
    before = texts["closed_on"]
    word = before.map({text: word for text, (word, _) in said.items()})
    day = before.map({text: day for text, (_, day) in said.items()})
    at_once = day == _FOUND
    status = texts["status"]
    blank = status.isna() | status.isin([text for text in distinct_in(status) if says_nothing(text)])
    after = day.where(~at_once, texts["found_on"])
    parted = texts.assign(
        closed_on=before.where(~hit, after.where(after != "")).astype("str"),
        status=status.where(~(hit & blank), word).astype("str"),
    )
    note = "its words are read as the status where that is blank"
    marked = hit & blank & status.notna()
    found = [
        find(texts, hit, column="closed_on", rule="ending_in_day_column", before=before,
             after=parted["closed_on"], action="corrected", note=note),
        find(texts, marked, column="status", rule="ending_in_day_column", before=status,
             after=parted["status"], action="corrected", note=note),
    ]  # fmt: skip
    return parted, all_findings(found)


def take_closing_days(texts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take a closing day that is blank from a status that says on which one it was (已于2020年3月1日销账)."""
    status, days = texts["status"], texts["closed_on"]
    said = {text: day for text in distinct_in(status) if (day := _closing_day(text))}
    hit = status.isin(list(said)) & (days.isna() | holds(days, says_nothing))
    if not hit.any():
        return texts, no_findings()
    taken = texts.assign(closed_on=days.where(~hit, status.map(said)).astype("str"))
    found = find(texts, hit, column="closed_on", rule="day_in_status", before=status,
                 after=taken["closed_on"], action="corrected")  # fmt: skip
    return taken, found


def _closing_day(text: str) -> str:
    """The one day in a status, where its own clause says that the hazard was closed; else empty.

    >>> _closing_day("已于2020年3月1日整改完成"), _closing_day("2020年3月1日检查，已整改")
    ('2020年3月1日', '')
    """
    plain = folded(text)
    days = _DAY_WITHIN.findall(plain)
    if len(days) != 1 or end_of(text) != ("closed", False):
        return ""
    dated = next(clause for clause in _CLAUSE.split(plain) if _DAY_WITHIN.search(clause))
    word = _DAY_WITHIN.sub("", dated).strip(_AROUND)
    return days[0] if only_closes(word) else ""


_FOUND = "found"
"""Stands for the day of finding, on which what was put right at once was closed."""


def _ending(text: str) -> tuple[str, str] | None:
    """The status word in a text of a closing-day column, and the day in it; None for days and other words."""
    if says_nothing(text) or _states_day(text):
        return None
    plain = folded(text).strip(_AROUND)
    # Figures alone are a day that its column explains, or a slip.
    if not _WORDS.search(plain):
        return None
    if plain in AT_ONCE:
        return "已整改", _FOUND
    days = _DAY_WITHIN.findall(plain)
    # Of two days one may be that of a check, or of a closing that was refused.
    day = days[0] if len(days) == 1 else ""
    word = _DAY_WITHIN.sub("", plain).strip(_AROUND)
    if day and word in _LATE:
        # A day on which it was closed, if late; 延期 may be the day to which it was put off.
        word += "销账"
    end = end_of(word) if word else None
    if end is None:
        return None
    return word, day if end[0] == "closed" else ""


def count_missing_persons(sheets: Sheets) -> pd.DataFrame:
    """Add persons missing, where a sheet counts them in a column of their own, to the dead (Order 493).

    Changes the texts of `sheets` in place; where the number of dead is not known, it stays so. Nothing
    is added where the header of the dead or the title of the sheet says that they are included.
    """
    found: list[pd.DataFrame] = []
    if _INCLUDES_MISSING.search(simplified(sheets.header("deaths"))):
        return no_findings()
    included = [
        n for n, table in enumerate(sheets.tables) if _SAYS_INCLUDED.search(simplified(folded(table.title)))
    ]
    for header in [
        name for name in sheets.unused if _MISSING.fullmatch(simplified(folded(name.split(" > ")[-1])))
    ]:
        missing = _counts(sheets.texts[header])
        dead = _counts(sheets.texts["deaths"])
        hit = missing.gt(0).fillna(False) & dead.notna() & ~sheets.of.isin(included)
        before, after = sheets.texts["deaths"], (dead + missing).astype("str")
        sheets.texts["deaths"] = before.where(~hit, after)
        found.append(
            find(sheets.texts, hit, column="deaths", rule="missing_counted", before=before, after=after,
                 action="corrected", note=f"'{header}' counts with the dead")
        )  # fmt: skip
    return all_findings(found)


def _counts(texts: pd.Series) -> pd.Series:
    values = {text: read_persons(text).value for text in distinct_in(texts)}
    return texts.map(values).astype("Int64")


def take_casualties(sheets: Sheets) -> tuple[list[pd.Series], pd.DataFrame]:
    """Move 死亡1人，受伤2人 from a column of casualties to a blank under deaths, where it is parted; so 1/3
    where the header says of what either is the number.

    First come such cells beside a number of deaths, a series a column: they tell of the others, or differ.
    """
    beside: list[pd.Series] = []
    found: list[pd.DataFrame] = []
    for number, table in enumerate(sheets.tables):
        for column, header in table.headers.items():
            if column in CASUALTIES:
                found.append(_write_out(sheets, number, column, header))
    for header in sheets.unused:
        texts = sheets.texts[header]
        words = {t: told for t in distinct_in(texts) if (told := _casualties_in(t, header))}
        if not words:
            continue
        said, is_said = texts.map(words).astype("str"), texts.isin(list(words))
        dead = sheets.texts["deaths"]
        free = dead.isna() & is_said
        sheets.texts["deaths"] = dead.where(~free, said)
        beside.append(said[is_said & ~free])
        found.append(
            find(sheets.texts, free, column="deaths", rule="casualties_taken", after=said,
                 action="corrected", note=f"from '{header}'")
        )  # fmt: skip
    return beside, all_findings(found)


def casualty_columns(sheets: Sheets) -> set[str]:
    """The columns unused by name whose cells all state casualties: 死亡1人，受伤2人, or 1/3 as above."""
    stated = {
        header: [text for text in distinct_in(sheets.texts[header]) if not says_nothing(text)]
        for header in sheets.unused
    }
    return {h for h, texts in stated.items() if texts and all(_casualties_in(text, h) for text in texts)}


def _casualties_in(text: str, header: str) -> str:
    """What a cell of a column unused by name says of casualties, in words; empty where it says nothing."""
    if said := with_fates(text, header):
        return said
    return text if _CASUALTIES.search(simplified(header)) and split_casualties(text) else ""


def _write_out(sheets: Sheets, number: int, column: str, header: str) -> pd.DataFrame:
    """Write out, in their own column, what two figures in a cell count, by the two words of their header."""
    texts = sheets.texts[column]
    said = {text: told for text in distinct_in(texts) if (told := with_fates(text, header))}
    if not said:
        return no_findings()
    hit = (sheets.of == number) & texts.isin(list(said))
    sheets.texts[column] = after = texts.where(~hit, texts.map(said)).astype("str")
    return find(sheets.texts, hit, column=column, rule="casualties_taken", before=texts, after=after,
                action="corrected", note=f"from '{header}'")  # fmt: skip


def denied_closings(sheets: Sheets, project: Project) -> pd.Series:
    """The word of another column of status (是否销账: 否) that says that the hazard is open, or of its check
    (复查结果: 不合格) that it did not pass, where no closing day says that it did later; missing elsewhere.

    Only a word of the list says so: a free text tells of the hazard (已拆除不合格开关), or of its check.
    """
    denied = pd.Series(None, sheets.texts.index, dtype="str")
    for header in _headers_meaning(sheets, LEDGERS["hazards"], "status", project):
        texts = sheets.texts[header]
        denied = denied.fillna(texts.where(holds(texts, _says_open)))
    is_undated = sheets.texts["closed_on"].isna() | holds(sheets.texts["closed_on"], says_nothing)
    for header in [name for name in sheets.unused if _OF_CHECK.fullmatch(spelling(name.split(" > ")[-1]))]:
        texts = sheets.texts[header]
        denied = denied.fillna(texts.where(is_undated & holds(texts, _says_not_passed)))
    return denied


def _says_open(status: str) -> bool:
    end = end_of(status) if is_listed(status) else None
    return end is not None and end[0] == "open"


def _says_not_passed(text: str) -> bool:
    return is_listed(text) and end_of(text) == ("open", False) and bool(_PASSED.search(text))


def find_unlikely_units(sheets: Sheets, accidents: pd.DataFrame) -> pd.DataFrame:
    """One finding for each sheet whose losses are nearly all implausible in the unit of their header."""
    found: list[pd.DataFrame] = []
    for number, rows in sheets.by_table(accidents):
        table = sheets.tables[int(number)]
        header = table.headers.get("direct_loss_yuan", "")
        unit = money_unit(table.units.get("direct_loss_yuan") or header)
        size = float(UNITS.get(unit, 1))
        losses = rows["direct_loss_yuan"]
        losses = losses[losses > 0]
        if size < _LARGE_UNIT or len(losses) < _SUMS_NEEDED:
            continue
        is_large = (losses >= _LARGE_SUM * size).mean() >= _MOST_SUMS
        if is_large and rows["deaths"].median() < _MANY_DEATHS:
            note = f"nearly all its sums are {_LARGE_SUM} {unit} or more: perhaps written in another unit"
            found.append(sheets.about(int(number), "direct_loss_yuan", "figure_doubtful", "kept", note))
    return all_findings(found)


def find_severity_differs(sheets: Sheets, accidents: pd.DataFrame) -> pd.DataFrame:
    """Findings for accidents whose stated grade is not the one that their figures give.

    Where a figure is not known the grade may be higher than they give, never lower.
    """
    headers = [name for name in sheets.unused if _GRADE.search(simplified(name))]
    if not headers:
        return no_findings()
    found: list[pd.DataFrame] = []
    given = accidents["severity"].map({grade: n for n, grade in enumerate(SEVERITIES)})
    is_whole = accidents[["deaths", "serious_injuries", "direct_loss_yuan"]].notna().all(axis=1)
    for header in headers:
        texts = sheets.texts.loc[accidents.index, header]
        grades = {t: grade_of(t) for t in distinct_in(texts)}
        stated = texts.map(grades).astype("Float64")
        hit = stated.notna() & given.notna() & ((stated < given) | (is_whole & (stated > given)))
        found.append(
            find(accidents, hit, column=header, rule="severity_differs", before=texts,
                 after=accidents["severity"], action="kept", note="its figures give another (Order 493)")
        )  # fmt: skip
    return all_findings(found)
