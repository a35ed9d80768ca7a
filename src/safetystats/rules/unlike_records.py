"""Rows that look like one record and are none, or more than one: zero reports, examples, lists in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import pandas as pd

from ..findings import all_findings, find
from ..read import SECTION
from ..schema import SOURCE, Ledger
from ..sheets.examples import (
    AROUND,
    EXAMPLE,
    EXAMPLE_NAME,
    HINT_OF_EXAMPLE,
    HINT_OF_EXAMPLE_NAME,
    naming_columns,
    numbering_column,
)
from ..sheets.layout import spellings
from ..sheets.lines import speaks_of_some
from ..sheets.table_titles import says_example
from .columns import Sheets
from .headings import Heading, headings_of
from .numbers import read_count
from .reading import HINT_OF_NOTHING, folded, holds, says_nothing
from .uncounted_sheets import uncounted_sheets

_WHEN = r"(?:(?:[0-9]{4}年)?(?:[0-9]{1,2}月份?|本月份?|当月|本季度?|本年度?|全年|本周|本次|今日|当日))?"
_ZERO_REPORT = rf"{_WHEN}(?:实行)?零报告"
_NO_HAZARD = re.compile(
    rf"{_WHEN}(?:经?(?:现场|当场)?(?:检查|排查|巡查)?)(?:无|未发现|没有|没有发现|未查出|未排查出|未见)"
    rf"(?:任何|明显)?(?:安全|事故|生产安全)?"
    rf"(?:隐患|问题|隐患和问题|问题和隐患|异常)(?:及问题)?|零隐患|{_ZERO_REPORT}|无|nohazards?(?:found)?|none(?:found)?"
)
_NO_ACCIDENT = re.compile(
    rf"{_WHEN}(?:无|未发生|没有|没有发生)(?:(?:生产安全|安全生产)*"
    rf"|(?:生产安全|安全生产|死亡|亡人|伤亡|(?:特别)?重大|[较特]大|一般|及?以上)*事故)(?:发生)?|零事故|{_ZERO_REPORT}"
)
_NO_VISIT = re.compile(
    "(?:当日|今日|本日|本周|本月|因.{1,10})?(?:未|没有|停止)(?:开展|进行|组织)?(?:检查|巡查|执法)"
    "|(?:节假日|周末|公休)?(?:休息|放假|停检)|无检查(?:任务|安排)?"
)
_NONE_STATED = ("无", "没有", "零", "none")
_HINT_OF_NONE = "无|未|没有|零|休|停|放假|no"
"""What zero reports and `_NONE_STATED` hold."""
_NAMELESS = re.compile(r"[x×\*＊某]{2,}.*|某.{0,6}(?:公司|单位|企业|厂|工地)", re.IGNORECASE)
"""XX公司, 某公司: a line of examples, or an enterprise that is not to be known."""
_HINT_OF_NAMELESS = "[x×*][x×*]|某"
_ZERO = re.compile(r"0*(?:\.0+)?|无|零")
_CLASSES = ("category", "industry", "supervision_sector", "accident_kind")
_OF_AN_ACCIDENT = (*_CLASSES, "cause", "note")
_HARM = ("deaths", "serious_injuries", "minor_injuries", "injuries", "direct_loss_yuan")
_ENUMERATED = (
    re.compile(r"[①-⑳]|(?:^|[\s。；;，,])[(（]?[1-9][0-9]?[)）.、．](?=[^0-9\s])"),
    re.compile(r"[(（][1-9][0-9]?[)）](?=[^\W\d])"),
    re.compile("[一二三四五六七八九]是"),
    re.compile(r"(?:^|[\s。；;])[(（]?[一二三四五六七八九十][)）、.．](?=[^\W\d])"),
)
_AND_MORE = re.compile(
    "等(?!0*1(?![0-9]))(?:[0-9]+|[二两三四五六七八九十几数多]+)[处项条个](?:隐患|问题)?(?![\u4e00-\u9fffa-z])"
)
_SEVERAL = re.compile(
    r"(?:一般|重大)?(?:隐患|问题)(?:总)?(?:数|数量|条数|项数|个数|起数)|[已未](?:整改|销账|完成)(?:数|项|条|数量)|数量"
)

_DIGITS = re.compile("[0-9]+")
_AND_ON = re.compile("号?(-{1,2}|[~—–至到、,;/和及与])")
"""What may stand between two numbers of one cell."""
_ENDS_BEFORE_A_NUMBER = re.compile(r"(?:[^0-9\W]|[-_])$")
_ENDS_THERE = re.compile("([0-9]+)(?:号|$|[、,;/和及与])")
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN_NUMBERS = re.compile(r"[\s~至到、，,；;/和及与]+")
_YEAR_FIRST = re.compile(r"[^0-9]*[^\W\d_](?:19|20)?[0-9]{2}")
"""A number that opens with the year behind letters, AJ20, goes on to no second number in AJ20/21."""
_FEWEST_DIGITS = 3
"""From so many digits on, numbers with a hyphen between them are likely two."""
_HINT_OF_SEVERAL = "[0-9][^0-9]+[0-9]"
_MOST_COVERED = 20
"""Behind a hyphen alone a number so much larger is more likely a part of the same one."""


def set_aside_reasons(sheets: Sheets, ledger: Ledger) -> tuple[pd.Series, pd.DataFrame]:
    """Why a row is no record (empty where it may be one), and the findings that say so.

    A row of examples, a sheet called 作废 or 模板 beside others of its file, a hazard whose description,
    enterprise, number, status or level says that none was found, an accident whose number or
    enterprise says that there was none; so any other text of a row that says nothing else.
    """
    texts = sheets.texts
    reasons = pd.Series("", index=texts.index, dtype="str")
    uncounted = [
        (sheets.of.isin(numbers), rule, why, ledger.key)
        for rule, why, numbers in uncounted_sheets(sheets.tables, ledger)
    ]
    checks = [check for check in uncounted if check[1] != "summary_sheet"]
    for heading in (one for one in _headings_of_examples(sheets, ledger) if _is_ended(one, sheets)):
        hit = pd.Series(texts.index.isin(heading.rows), texts.index)
        checks.append((hit, "example_row", f"it stands under '{heading.text}': an example", ledger.key))
    naming = naming_columns(ledger)
    numbering: dict[str, list[int]] = {}
    for number, table in enumerate(sheets.tables):
        if column := numbering_column(table.rows.columns.drop(SECTION, errors="ignore"), ledger):
            numbering.setdefault(column, []).append(number)
    for column in (*naming, *numbering):
        hit = _are_bare(texts[column], EXAMPLE, HINT_OF_EXAMPLE)
        if column in naming:
            hit |= _are_bare(texts[column], EXAMPLE_NAME, HINT_OF_EXAMPLE_NAME)
        else:
            hit &= sheets.of.isin(numbering[column])
        checks.append((hit, "example_row", "the row is an example", column))
    if find_zero_reports := _ZERO_REPORTS.get(ledger.name):
        said = find_zero_reports(sheets, ledger)
        for hit, why, column in said:
            of_some = hit & holds(texts[column], speaks_of_some)
            checks += [(of_some, "zero_report_in_row", _NONE_OF_A_KIND, column)]
            checks += [(hit, "zero_report_in_row", why, column)]
    # 9月统计表 whose only row says 本月无事故 is that month's report.
    checks += [check for check in uncounted if check[1] == "summary_sheet"]
    found: list[pd.DataFrame] = []
    for hit, rule, why, column in checks:
        if not hit.any():
            continue
        hit &= reasons == ""
        reasons = reasons.where(~hit, why)
        found.append(
            find(texts, hit, column=column, rule=rule, before=texts[column], action="quarantined", note=why)
        )
    return reasons, all_findings(found)


def _headings_of_examples(sheets: Sheets, ledger: Ledger) -> list[Heading]:
    """Lines between the records that call those below them examples: 填报示例, 例：."""
    numbers = range(len(sheets.tables))
    headings = (heading for number in numbers for heading in headings_of(sheets, number, ledger))
    return [heading for heading in headings if not heading.is_title and says_example(heading.text)]


def _is_ended(heading: Heading, sheets: Sheets) -> bool:
    """Whether a further line ends what stands under a heading, so that nothing else can be meant by it."""
    table = sheets.of[heading.rows[0]]
    return int(sheets.of.index[sheets.of == table].max()) not in heading.rows


def find_doubtful_examples(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for records under a line that calls them examples, and no other says where these end."""
    found: list[pd.DataFrame] = []
    for heading in _headings_of_examples(sheets, ledger):
        rows = kept[kept.index.isin(heading.rows)]
        note = f"it stands under '{heading.text}', and no further line says where the examples end; counted"
        own = rows[ledger.key]
        found.append(
            find(rows, pd.Series(True, rows.index), column=ledger.key, rule="example_doubtful", before=own,
                 after=own, action="kept", note=note)
        )  # fmt: skip
    return all_findings(found)


_NONE_OF_A_KIND = "zero report: none of the kind that it names"
_Said = list[tuple[pd.Series, str, str]]
"""The rows that report that nothing was found or happened: why, and the column that says so."""


def _no_hazards(sheets: Sheets, ledger: Ledger) -> _Said:
    texts, why = sheets.texts, "zero report: no hazard was found"
    bare = texts["description"].isna()
    nameless = _state_nothing(texts, ("enterprise",), bare)
    # Beside a description a status or level may say that the hazard is gone.
    alone = dict.fromkeys(("status", "level", "industry", "supervision_sector"), bare)
    alone |= dict.fromkeys((ledger.day, "note", *sheets.unused), nameless)
    said = [(_are_bare(texts["description"], _NO_HAZARD, _HINT_OF_NONE), why, "description")]
    said += [
        (hit & alone.get(column, True), why, column)
        for column in ("enterprise", ledger.key, *alone)
        if (hit := _says_none(texts[column], _NO_HAZARD)).any()
    ]
    return said


def _no_accidents(sheets: Sheets, ledger: Ledger) -> _Said:
    texts, why = sheets.texts, "zero report: no accident happened"
    harmless = _all_nought(texts)
    # Beside a word that there was none a stroke stands for a nought; alone it leaves the figure open.
    unharmed = (
        _blank_or(texts, _HARM, lambda own: _are_bare(own, _ZERO) | holds(own, says_nothing), ~harmless)
        | harmless
    )
    nameless = _state_nothing(texts, ("enterprise", *_CLASSES), unharmed)
    alone = dict.fromkeys(("area", "street", *_CLASSES), unharmed)
    causeless = _state_nothing(texts, ("cause",), nameless)
    alone |= dict.fromkeys((ledger.day, "note", *sheets.unused), causeless) | {"cause": nameless}
    said = [
        (hit & alone.get(column, True), why, column)
        for column in (ledger.key, "enterprise", *alone)
        if (hit := _says_none(texts[column], _NO_ACCIDENT)).any()
    ]
    # Without number, enterprise, sector or kind, and all figures that are stated are nought, that of the dead
    # among them: a sheet whose header of it is not known may hold accidents.
    stated = harmless & texts["deaths"].notna()
    nothing = _state_nothing(texts, (ledger.key, "enterprise", *_OF_AN_ACCIDENT), stated)
    return [*said, (nothing, "neither what happened nor to whom", ledger.key)]


def _no_inspections(sheets: Sheets, ledger: Ledger) -> _Said:
    texts, why = sheets.texts, "zero report: nothing was inspected"
    foundless = holds(
        texts["hazards_found"].fillna(""), lambda text: says_nothing(text) or bool(_ZERO.fullmatch(text))
    )
    nameless = _state_nothing(texts, ("enterprise",), foundless)
    alone = dict.fromkeys((ledger.day, "area", "street", "note", *sheets.unused), nameless)
    return [
        (hit & alone.get(column, foundless), why, column)
        for column in ("enterprise", ledger.key, *alone)
        if (hit := _says_none(texts[column], _NO_VISIT)).any()
    ]


_ZERO_REPORTS = {"hazards": _no_hazards, "accidents": _no_accidents, "inspections": _no_inspections}


def _says_none(texts: pd.Series, pattern: re.Pattern[str]) -> pd.Series:
    """Whether texts say that there was none; 无 alone says that no name or number is given."""
    return holds(
        texts,
        lambda text: bool(pattern.fullmatch(_bare(text))) and not _only_says_none(text),
        _HINT_OF_NONE,
    )


def words_of_none(cells: Iterable[str]) -> str:
    """Those cells of a zero report that say so: 1月无事故.

    >>> words_of_none(["3", "平谷区", "本月无事故"])
    '本月无事故'
    """
    ways = (_NO_HAZARD, _NO_ACCIDENT, _NO_VISIT)
    return " ".join(cell for cell in cells if any(way.fullmatch(_bare(cell)) for way in ways))


def find_several(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for rows that hold several: by a number that covers several; of hazards also numbered within a
    cell, or counted in a column.
    """
    columns = {ledger.key, "description", *sheets.unused, *SOURCE}
    texts = sheets.texts.loc[kept.index, sheets.texts.columns.isin(columns)]
    own = texts[ledger.key]
    covers = holds(own, partial(_covers_several, has_slashes=_is_slashed(own)), _HINT_OF_SEVERAL)
    numbers = find(texts, covers, column=ledger.key, rule="several_in_one_row", before=texts[ledger.key],
                   action="kept", note="counted as one; its number covers several")  # fmt: skip
    if ledger.name != "hazards":
        return numbers
    hit = holds(texts["description"], _enumerates)
    found = [
        numbers,
        find(texts, hit, column="description", rule="several_in_one_cell", before=texts["description"],
             action="kept", note="counted as one hazard; give each a row of its own")
    ]  # fmt: skip
    for header in [name for name in sheets.unused if any(map(_SEVERAL.fullmatch, spellings(name)))]:
        several = holds(texts[header], lambda text: (read_count(text).value or 0) > 1)
        found.append(
            find(texts, several, column=header, rule="several_in_one_row", before=texts[header],
                 action="kept", note="counted as one hazard; the column says that they are more")
        )  # fmt: skip
    return all_findings(found)


def _enumerates(description: str) -> bool:
    """Whether a description numbers what was found, or says how many: 一是…，二是…; 通道堵塞等3处."""
    is_listed = any(len(set(number.findall(description))) > 1 for number in _ENUMERATED)
    return is_listed or bool(_AND_MORE.search(folded(description)))


def _covers_several(number: str, *, has_slashes: bool) -> bool:
    """Whether a number of office covers several: SG-101~SG-103, SG-104-106, SG-2024-107、108, SG-1 SG-2.

    Both ends are made alike, so that the year, month or area in SG-2020-001 is none of them. Where a column's
    numbers have slashes of their own, a slash leads to no second one.
    """
    plain = folded(number).casefold().replace("/", "_" if has_slashes else "/")
    return _lists_alike(number) or any(_goes_on(plain, first) for first in _DIGITS.finditer(plain))


def _lists_alike(number: str) -> bool:
    """Whether a cell lists numbers that are made alike, whatever stands between them."""
    parts = [folded(part).casefold() for part in _BETWEEN_NUMBERS.split(number) if part]
    forms = {_DIGITS.sub("0", part) for part in parts}
    form = next(iter(forms), "")
    return len(set(parts)) > 1 and len(forms) == 1 and "0" in form and bool(_LETTER.search(form))


def _goes_on(plain: str, first: re.Match[str]) -> bool:
    """Whether a number in a cell goes on to a later one, with or without what stands before it."""
    head, between = plain[: first.start()], _AND_ON.match(plain, first.end())
    if between is None:
        return False
    is_again = bool(_ENDS_BEFORE_A_NUMBER.search(head)) and plain.startswith(head, between.end())
    last = _ENDS_THERE.match(plain, between.end() + (len(head) if is_again else 0))
    if last is None or int(last[1]) <= int(first[0]):
        return False
    if is_again or between[1].strip("-/"):
        return True
    if between[1] == "/" and ("/" in head or _YEAR_FIRST.fullmatch(plain[: first.end()])):
        return False
    fewest = 1 if between[1] == "/" and _LETTER.search(head) else _FEWEST_DIGITS
    return len(first[0]) == len(last[1]) >= fewest and int(last[1]) - int(first[0]) <= _MOST_COVERED


def _is_slashed(numbers: pd.Series) -> bool:
    """Whether the numbers of a column have a slash of their own: more than one of them, and most."""
    slashed = numbers.dropna().str.contains("/", regex=False)
    return bool(slashed.sum() > 1 and slashed.mean() > 0.5)


def find_nameless(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for numbers and enterprises such as XX: examples left in the sheet, or made anonymous."""
    columns = [column for column in (ledger.key, "enterprise") if column in ledger.names]
    is_nameless = {name: _are_bare(sheets.texts[name], _NAMELESS, _HINT_OF_NAMELESS) for name in columns}
    found = [
        find(kept, is_nameless[column].loc[kept.index], column=column, rule="nameless_record",
             before=sheets.texts.loc[kept.index, column], action="kept",
             note="counted; if the row is an example, take it out of the sheet")
        for column in columns
    ]  # fmt: skip
    return all_findings(found)


def _all_nought(texts: pd.DataFrame) -> pd.Series:
    """Whether no figure of harm is stated above nought."""
    return _blank_or(texts, _HARM, lambda own: _are_bare(own, _ZERO), pd.Series(True, texts.index))


def _state_nothing(texts: pd.DataFrame, columns: Sequence[str], among: pd.Series) -> pd.Series:
    """Which of some rows are empty in all of the columns, or say only that there is nothing to state."""
    hint = f"{HINT_OF_NOTHING}|{_HINT_OF_NONE}"
    return _blank_or(texts, columns, lambda own: holds(own, _states_nothing, hint), among)


def _blank_or(
    texts: pd.DataFrame, columns: Sequence[str], test: Callable[[pd.Series], pd.Series], among: pd.Series
) -> pd.Series:
    """Which of some rows are empty, or pass a test, in all of the columns."""
    for column in columns:
        if not among.any():
            break
        among = among & (texts[column].isna() | test(texts[column]))
    return among


def _states_nothing(text: str) -> bool:
    return says_nothing(text) or _only_says_none(text)


def _only_says_none(text: str) -> bool:
    return _bare(text) in _NONE_STATED


def _bare(text: str) -> str:
    return folded(text).casefold().strip(AROUND)


def _are_bare(texts: pd.Series, pattern: re.Pattern[str], hint: str = "") -> pd.Series:
    """Whether each text, as `_bare` gives it, is a pattern as a whole; `hint` as in `reading.holds`."""
    return holds(texts, lambda text: bool(pattern.fullmatch(_bare(text))), hint)
