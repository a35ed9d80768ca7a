"""What time a sheet says it is about: which of two is the later state, and which days cannot be in it.

Of rows that are one, the later sheet's is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import PurePath

import pandas as pd

from ..findings import FINDING, WHOLE_SHEET, all_findings, find
from ..periods import Window
from ..read import RawTable
from ..reference import version_words
from ..schema import LEDGERS
from ..sheets.chinese_days import with_chinese_days
from ..sheets.titles import window_in
from .dates import DOCUMENT_NUMBER, SENT, only_year, read_date, stated_export
from .reading import distinct_in, folded, says_nothing

_DAYS_BELIEVED = "the days are believed; one without a year has none from title or name"
OF_EVENTS = frozenset({"accidents", "inspections"})
"""Ledgers of what happened in their time; others go back further than a title says."""
_STALE = re.compile(
    r"(?:^|[\s_\-（(【\[])(?:旧|旧版|旧表|备份|副本|作废|废止|历史|历史版本|初稿|草稿)(?:$|[\s_\-）)】\]0-9])"
    r"|(?:备份|副本|初稿|草稿|旧版|旧表)$|\bold\b|backup|\bcopy\b|\bdraft\b",
    re.IGNORECASE,
)
"""旧厂房隐患 and 历史遗留隐患 are no old copies."""
_FETCHED_AGAIN = re.compile(r"\s*[(（]([0-9]{1,2})[)）]$")
"""So a browser names a file fetched again, and a program of mail one that came again."""
_COPY_OF_A_SHEET = re.compile(r"\([0-9]\)$")
"""So Excel names a sheet that was duplicated; a browser names so a file fetched again, which may be newer."""
_NUMBERED = re.compile(
    r"(?:(?<![a-z])v|版本|改|第(?=[0-9]{1,3}[版稿]))\s?([0-9]{1,3})(?![0-9])", re.IGNORECASE
)
"""第2版 and 第2稿 are versions; 第2次检查 is another inspection, and 第2季度 another time."""
_VERSION_IN_A_NAME = re.compile(
    r"(?<![a-z])v\s?[0-9]{1,3}(?![0-9])|(?:版本|改)\s?[0-9]{1,3}(?![0-9])|第[0-9]{1,3}[版稿]"
)
_OF_WHAT = "(?:版本?|[稿件本表])?"
"""What stands behind a word of `version_words` in a name: 更正版, 修订稿."""
_REPLACES = re.compile(
    r"(?:替代|代替|取代)[^，,。；;]{0,6}(?:此前|以前|之前|原|前|先|上|旧|已)[^，,。；;]*|以(?:此|本)[^，,。；;]{0,6}为准|更正[稿表版件]"
)
"""更正稿，替代此前所报各稿: a title that makes its sheet the last of all."""
_CORRECTS = re.compile("(?<![无未不待需])(?:更正|订正|勘误)(?!前)")
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})[-_.]?([0-9]{2}|[0-9](?=[-_.]))[-_.]?([0-9]{1,2})(?![0-9])")
_DAY_OF_A_YEAR = re.compile(
    r"(?<![0-9年])(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]"
    r"|(?:(?:^|(?<=[\W_]))(?=[0-9]{4}[\W_])|(?<![0-9a-z年第号])(?=[0-9]{4}\W*$))"
    r"(?P<mm>0[1-9]|1[0-2])(?P<dd>0[1-9]|[12][0-9]|3[01])",
    re.IGNORECASE,
)
"""7月1日, 0701: as files are named by the day on which they were sent. 0503室 is no day, nor is 1203工程."""
_RANGE = re.compile(r"\s*[-~—–―至到_]+\s*")
_PART_OF_YEAR = re.compile(r"月|季度|半年")
_PART_BEGINS = re.compile(
    r"(?:前|第)?[0-9一二三四五六七八九十元]{1,3}"
    r"(?:月?份?\s*[-~—–―至到]+\s*第?[0-9一二三四五六七八九十]{1,2})?个?(?:月|季度)|[上下]半年"
)
_TO = re.compile(r"截[至止]到?\s*")
_UP_TO = re.compile(r"截[至止]到?\s*[0-9年月日./ -]*[底末]?")
"""Says when a sheet was made, and not since when it counts."""
_YEAR_OF_DAY = re.compile(r"\s*((?:19|20)[0-9]{2})[-/.年]")
_NOTE = "note"
_CHANGE = "change"
"""The stage of what was done to a record in a log of changes, which tells nothing in a name."""
_PLACES = {"first": -3, "further": -2, "before": -1, "last": 1000, "again": 2000}
"""Where a stage stands among versions: a name without a word or number is 0, the last comes after any number,
and one corrected again after it.
"""
_LATER = ("further", "last", "again")
"""Stages of a record that was reported before."""
_LAST_OF_ALL = 10_000
"""Where a sheet stands whose title says that it replaces those sent before."""


def trust(table: RawTable) -> tuple[bool, int, int]:
    """A sheet's place among sheets of one ledger; the smaller, the more what it says is the latest state.

    Hidden sheets and old copies come last; before them the sheet whose title, name or file says the later
    day or month, or whose title says that it replaces those sent before and no time at all; then one whose
    title says so, one that is called final, or has the higher number of version; a first report, or a state
    before a correction, comes after all of them.
    """
    stem = PurePath(table.file).stem
    is_stale = (
        bool(_STALE.search(table.tab) or _STALE.search(stem) or _COPY_OF_A_SHEET.search(table.tab))
        or "hidden_sheet" in table.findings["rule"].array
    )
    replaces = says_replaces(table.title)
    day = stated_day(table.title, table.tab, stem, latest_year(table)) or (date.max if replaces else None)
    version = _version(table.tab) + _version(stem) + (_LAST_OF_ALL if replaces else 0)
    return is_stale, -(day.toordinal() if day else 0), -version


def trusts(tables: Sequence[RawTable]) -> list[tuple[bool, int, int, int]]:
    """The `trust` of each table; of files of one name that were fetched again the last is the later."""
    fetched = {n: _times_fetched(tables[n]) for group in _of_one_name(tables) for n in group}
    return [(*trust(table), -fetched.get(number, 0)) for number, table in enumerate(tables)]


def says_replaces(title: str) -> bool:
    """Whether a title says that its sheet replaces those sent before."""
    return _REPLACES.search(title) is not None


def says_corrected(text: str) -> bool:
    """Whether a title, a name or a remark says that something was corrected.

    >>> says_corrected("事故统计表（更正）"), says_corrected("更正前"), says_corrected("无更正")
    (True, False, False)
    """
    return _CORRECTS.search(folded(text)) is not None


def is_corrected(table: RawTable) -> bool:
    """Whether the title or name of a sheet, or the name of its file, says that it corrects another."""
    return any(map(says_corrected, (table.title, table.tab, PurePath(table.file).stem)))


def by_stage(texts: pd.DataFrame, headers: Sequence[str]) -> pd.Index:
    """The rows of `texts` with the latest state of each record first, as columns of stages or notes say it.

    初报, 续报, 终报, or the changes of a log (新增, 修改, 删除), of which a row further down is the later; of
    several corrections it is, too, but that 再次更正 is later than 更正 wherever it stands.
    """
    is_stated = state_a_stage(texts, headers)
    if not is_stated.any():
        return texts.index
    place = pd.Series(0, index=texts.index)
    for header, stages in _columns_of_stages(texts, headers):
        if _CHANGE not in stages.values():
            places = {text: _PLACES[str(stage)] for text, stage in stages.items()}
            place += texts[header].map(places).fillna(0).astype(int)
    order = texts.index.to_series()
    order[is_stated] = order[is_stated].to_numpy()[::-1]
    return pd.Index((-place).loc[order].sort_values(kind="stable").index)


def state_a_stage(texts: pd.DataFrame, headers: Sequence[str]) -> pd.Series:
    """Whether a column of stages, or its note, says of each row what state of its record it is."""
    is_stated = pd.Series(False, index=texts.index)
    for header, stages in _columns_of_stages(texts, headers):
        is_stated |= texts[header].isin(list(stages))
    return is_stated


def are_later_reports(texts: pd.DataFrame, headers: Sequence[str]) -> pd.Series:
    """What each row says that makes it a later state of a record (续报, 终报, 更正); missing where it says
    nothing, or is the first of it.
    """
    said = pd.Series(None, texts.index, dtype="str")
    for header, stages in _columns_of_stages(texts, headers):
        later = [text for text, stage in stages.items() if stage in _LATER]
        said = said.fillna(texts[header].where(texts[header].isin(later)))
    return said


def _columns_of_stages(texts: pd.DataFrame, headers: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The columns in which every word is of `version_words`, and what stage each of their texts says.

    So is a column of notes of which some say a stage and nothing else.
    """
    for header in (*headers, *(name for name in [_NOTE] if name in texts)):
        words = [text for text in distinct_in(texts[header]) if not says_nothing(text)]
        stages = {text: stage for text in words if (stage := version_words().get(folded(text).casefold()))}
        if header == _NOTE:
            stages = {text: stage for text, stage in stages.items() if stage != _CHANGE}
        if stages and (header == _NOTE or len(stages) == len(words)):
            yield header, stages


def find_only_earlier(
    tables: Sequence[RawTable], of: pd.Series, reasons: pd.Series, kept: pd.DataFrame, column: str
) -> pd.DataFrame:
    """Findings for rows that are counted though the later state of their sheet (更正前, 更正后; 截至9月,
    截至12月; one that replaces it, or is by its name a later version, and has rows of it) lacks them.

    `of` gives the table of each row by its number, `reasons` why it is set aside, `column` where the findings
    stand.
    """
    found: list[pd.DataFrame] = []
    for number, later in dict([*_repeated_by(tables, of, reasons), *later_states(tables)]).items():
        note = f"'{_name_beside(tables, later, number)}' is the later state and lacks it: was it struck off?"
        hit = of.loc[kept.index] == number
        found.append(find(kept, hit, column=column, rule="only_in_earlier_version", before=kept[column],
                          after=kept[column], action="kept", note=note))  # fmt: skip
    return all_findings(found)


def _repeated_by(tables: Sequence[RawTable], of: pd.Series, reasons: pd.Series) -> Iterator[tuple[int, int]]:
    """Each table of which rows repeat one whose title says that it replaces those sent before, or whose name
    says that it is a later version of it, with that.
    """
    named = later_versions(tables)
    for later, table in enumerate(tables):
        earlier = {number for number, other, _ in named if other == later}
        if says_replaces(table.title):
            earlier = {*range(len(tables))} - {later}
        if earlier:
            where = f"{table.file} {table.sheet} ".rstrip() + " row "
            repeats = reasons.str.startswith((f"duplicate of {where}", f"version of {where}"))
            yield from ((int(number), later) for number in of[repeats].unique() if number in earlier)


def _of_one_name(tables: Sequence[RawTable]) -> list[list[int]]:
    """The tables that have one name but for what says which state they are, of which day it is, or that a
    file was fetched again (8月, 8月(1)); where a file has one tab alone, however that is called. Single ones
    are left out.
    """
    tabs = Counter(file for file, _ in {(table.file, table.tab) for table in tables})
    states: dict[tuple[str, str], list[int]] = {}
    for number, table in enumerate(tables):
        stem = _DAY_OF_A_YEAR.sub("", _DAY.sub("", _stem_of_one(table)))
        tab = _bare_name(table.tab) if tabs[table.file] > 1 else ""
        states.setdefault((_bare_name(stem), tab), []).append(number)
    return [group for group in states.values() if len(group) > 1]


def _stem_of_one(table: RawTable) -> str:
    """The name of a file, however often it was fetched."""
    return _FETCHED_AGAIN.sub("", str(PurePath(table.file).with_suffix("")))


def _times_fetched(table: RawTable) -> int:
    again = _FETCHED_AGAIN.search(PurePath(table.file).stem)
    return int(again[1]) if again else 0


def later_states(tables: Sequence[RawTable]) -> list[tuple[int, int]]:
    """Each table with every later state of it, the last of them last: where the name of the earlier has
    another word of `version_words`, or goes up to an earlier day of the same year.
    """
    pairs: list[tuple[int, int]] = []
    for group in _of_one_name(tables):
        places = {n: _version(tables[n].tab) + _version(PurePath(tables[n].file).stem) for n in group}
        for later in sorted(group, key=places.__getitem__):
            pairs += [(n, later) for n in group if places[n] < min(places[later], 0)]
        days = {n: day for n in group if (day := _day_up_to(tables[n]))}
        for later, last in sorted(days.items(), key=lambda item: item[1]):
            pairs += [(n, later) for n, day in days.items() if day < last and day.year == last.year]
    return pairs


def later_versions(tables: Sequence[RawTable]) -> list[tuple[int, int, bool]]:
    """Each table with every later version of it, the last of them last, of those of one name that are about
    no other days; and whether a word or number says so (更正版, v2; an old copy), or only that the file was
    fetched again, or is of another day, so that it may hold other records. None where `later_states` has the
    two the other way round.
    """
    pairs: list[tuple[int, int, bool]] = []
    states = set(later_states(tables))
    for group in _of_one_name(tables):
        places = {n: (trust(tables[n]), -_times_fetched(tables[n])) for n in group}
        windows = {n: window_told(tables[n]) for n in group}
        names = {n: _bare_name(_stem_of_one(tables[n])) for n in group}
        for later in sorted(group, key=places.__getitem__, reverse=True):
            for n in (n for n in group if places[later] < places[n] and (later, n) not in states):
                (is_stale, _, version), fetched = places[n]
                is_said = (is_stale, version) != places[later][0][::2]
                if (is_said or fetched != places[later][1]) and not _are_apart(windows[n], windows[later]):
                    pairs.append((n, later, is_said and names[n] == names[later]))
    return pairs


def _are_apart(one: Window | None, other: Window | None) -> bool:
    return one is not None and other is not None and (one.end < other.start or other.end < one.start)


def sent_again(tables: Sequence[RawTable]) -> list[tuple[int, int]]:
    """Pairs of tables of one name, of which nobody may know whether it is the later."""
    pairs = (pair for group in _of_one_name(tables) for pair in combinations(group, 2))
    return [
        (one, other)
        for one, other in pairs
        if (tables[one].file, tables[one].tab) != (tables[other].file, tables[other].tab)
    ]


def _day_up_to(table: RawTable) -> date | None:
    """The last day of a list that goes on from its year's beginning, as its name says: 截至9月."""
    stem = PurePath(table.file).stem
    is_up_to = any(_UP_TO.search(name) for name in (table.tab, stem))
    return stated_day("", table.tab, stem, latest_year(table)) if is_up_to else None


def _name_beside(tables: Sequence[RawTable], number: int, other: int) -> str:
    """The name of a tab, or of its file where that of the other table's tab is the same."""
    sheet = tables[number].sheet
    return sheet if sheet and sheet != tables[other].sheet else tables[number].file


def _bare_name(name: str) -> str:
    """The name of a tab or file without what says which state it holds, and without signs."""
    plain = _STALE.sub("", _UP_TO.sub("", unicodedata.normalize("NFKC", name).casefold()))
    plain = re.sub(_stage_pattern().pattern + _OF_WHAT, "", _VERSION_IN_A_NAME.sub("", plain))
    return re.sub(r"[\W_]+", "", plain)


def latest_year(table: RawTable) -> int | None:
    """The year of the latest day in the rows of a sheet, by which a month without a year is understood."""
    return max(years_of_days(table), default=None)


def stated_day(title: str, sheet: str = "", stem: str = "", of_rows: int | None = None) -> date | None:
    """The last day that a sheet says it covers; None where it names no time.

    A day of export goes before a month, and a month in the sheet's or file's name before a year in the title.
    A month without a year is one of the year `of_rows`.

    Examples
    --------
    >>> stated_day("2020年隐患台账", sheet="8月").isoformat(), stated_day("", stem="台账20200824").isoformat()
    ('2020-08-31', '2020-08-24')
    >>> stated_day("", sheet="1-6月", of_rows=2020).isoformat()
    '2020-06-30'
    >>> stated_day("2020年事故台账", sheet="台账（截至9月）").isoformat()
    '2020-09-30'
    >>> stated_day("", stem="隐患台账0701", of_rows=2020).isoformat()
    '2020-07-01'
    >>> stated_day("", stem="0503室隐患台账", of_rows=2020) is None
    True
    """
    if exported := stated_export(title):
        return exported
    stated = only_year(title, sheet, stem)
    year = stated or of_rows
    # In a title a day without its year may be that of what happened: 12月3日火灾.
    texts = [(sheet, True), (stem, True), *((line, False) for line in title.splitlines())]
    for text, is_name in texts:
        if day := _day_in(text):
            return day
        plain = with_chinese_days(text)
        if _PART_OF_YEAR.search(plain) and (window := window_in(_dated(plain, year))):
            return window.end
        if is_name and (day := _day_of_a_year(text, year)):
            return day
    return date(stated, 12, 31) if stated else None


def _dated(text: str, year: int | None) -> str:
    """A text with its year, or else `year`, where its month stands: 平谷区5月, 台账（截至9月）."""
    up_to = _TO.search(text)
    if up_to and not only_year(text[up_to.end() :]):
        return f"截至{only_year(text) or year}年{text[up_to.end() :]}"
    if only_year(text):
        return text
    part = _PART_BEGINS.search(text)
    at = part.start() if part else 0
    return f"{text[:at]}{year}年{text[at:]}"


def stated_window(title: str, sheet: str = "", stem: str = "") -> Window | None:
    """The window in which a title says the days of its rows lie, else the sheet's or the file's name.

    The narrower one where the sheet or file names a part of what the title says. None where nothing is said
    but a day up to which the sheet goes.

    Examples
    --------
    >>> str(stated_window("2023年度事故台账")), str(stated_window("2023年事故台账", sheet="1-6月"))
    ('2023-01-01/2023-12-31', '2023-01-01/2023-06-30')
    >>> stated_window("隐患台账（截至2023年6月30日）"), stated_window("京安办发〔2024〕3号")
    (None, None)
    """
    year = only_year(title, sheet, stem)
    narrowest = None
    for text in (*title.splitlines(), sheet, "" if SENT.search(stem) else stem):
        said = _UP_TO.sub("", DOCUMENT_NUMBER.sub("", unicodedata.normalize("NFKC", text)))
        if _day_in(said):
            continue
        said = _UP_TO.sub("", with_chinese_days(said))
        window = window_in(_dated(said, year) if year and _PART_OF_YEAR.search(said) else said)
        if window and (narrowest is None or narrowest.start <= window.start <= window.end <= narrowest.end):
            narrowest = window
    return narrowest


def window_told(table: RawTable) -> Window | None:
    """`stated_window` of a sheet by its title, tab and file."""
    return stated_window(table.title, table.tab, PurePath(table.file).stem)


def window_of(table: RawTable) -> Window | None:
    """The window that a sheet is about; None where it does not say, or its days contradict what it says."""
    return None if is_contradicted(table) else window_told(table)


def is_contradicted(table: RawTable) -> bool:
    """Whether most days of a sheet state their year, and none that which its title, tab or file names.

    A title is left from last year sooner than each day is wrong. Lists of what is open go back further.
    """
    told, years = window_told(table), years_of_days(table)
    if told is None or not years or len(years) * 2 <= table.rows[LEDGERS[table.kind].day].count():
        return False
    goes_back = table.kind not in OF_EVENTS
    return all(year > told.end.year or (year < told.start.year and not goes_back) for year in years)


def find_contradicted(tables: Sequence[RawTable]) -> pd.DataFrame:
    """Findings for sheets of which the days contradict the year that title, tab or file names."""
    found = []
    for table in filter(is_contradicted, tables):
        window = window_told(table)
        told = {window.start.year, window.end.year} if window else set()
        years = [", ".join(map(str, sorted(of))) for of in (told, set(years_of_days(table)))]
        cells = (LEDGERS[table.kind].day, "title_contradicted", *years, "kept", _DAYS_BELIEVED)
        found.append((table.file, table.sheet, WHOLE_SHEET, *cells))
    return pd.DataFrame(found, columns=list(FINDING))


def years_of_days(table: RawTable) -> list[int]:
    """The year of each day in the rows of a sheet that states it."""
    day = LEDGERS[table.kind].day
    texts = table.rows[day].dropna() if day in table.rows else ()
    return [int(match[1]) for text in texts if (match := _YEAR_OF_DAY.match(text))]


def _day_in(text: str) -> date | None:
    match = _last_of_range(_DAY, text)
    value: date | None = read_date("-".join(match.groups())).value if match else None
    return value


def _day_of_a_year(text: str, year: int | None) -> date | None:
    match = _last_of_range(_DAY_OF_A_YEAR, text)
    if match is None or year is None:
        return None
    month, day = (match["month"], match["day"]) if match["month"] else (match["mm"], match["dd"])
    value: date | None = read_date(f"{year}-{month}-{day}").value
    return value


def _last_of_range(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first day that a text holds, or where a range begins with it, the one that ends this."""
    plain, last = unicodedata.normalize("NFKC", text), None
    for match in pattern.finditer(plain):
        if last is not None and not _RANGE.fullmatch(plain, last.end(), match.start()):
            break
        last = match
    return last


def _version(name: str) -> int:
    places = [_PLACES[version_words()[word]] for word in _stage_words(name)]
    if places and min(places) < 0:
        # A first report stays one, however often it was revised.
        return min(places)
    numbers = _NUMBERED.findall(unicodedata.normalize("NFKC", name))
    return max(places, default=0) + max(map(int, numbers), default=0)


def _stage_words(name: str) -> list[str]:
    return _stage_pattern().findall(unicodedata.normalize("NFKC", name).casefold())


@cache
def _stage_pattern() -> re.Pattern[str]:
    """The words of `version_words`, the longest first: 更正前 is no 更正, and 新区 not new."""
    words = sorted((w for w, s in version_words().items() if s != _CHANGE), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(_word_in_a_name, words))})")


def _word_in_a_name(word: str) -> str:
    if word.isascii():
        return rf"(?<![a-z]){word}(?![a-z])"
    if len(word) > 1:
        return word
    # 台账改, 台账改2; 整改 and 新区 say nothing of a state.
    return rf"(?<![^\W\d_]){word}(?![^\W\d_])|(?<=[表账帐单册稿]){word}(?=[0-9]*$)"
