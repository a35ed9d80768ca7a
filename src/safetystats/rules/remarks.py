"""Remarks and flags that say that a row counts otherwise than it does: each is named, and nothing is changed.

The words are data (`note_words.csv`, `flag_columns.csv`); here stands only how a cell is held against them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import pandas as pd

from .. import reference
from ..findings import all_findings, find, no_findings
from ..read import SECTION
from ..schema import UNKNOWN, Ledger
from ..sheets.layout import simplified
from .columns import Sheets
from .flags import deciding, flags_of, is_out, undecided
from .numbers import read_count
from .patterns import NUMBER, hint_of, longest_piece, pattern_of
from .reading import distinct_in, folded, hinted, holds, says_nothing
from .status import end_of, ends_named_in
from .words import read_flag

_NOT_COUNTED = ("note_says_not_counted", "kept and counted; if it does not count, take it out")
_CORRECTION = ("note_says_correction", "kept as its columns say; if the note is right, put it there")
_OTHER_PLACE = ("note_says_other_place", "kept and counted in the area that its column names")
_OTHER_STATUS = ("note_contradicts_status", "kept as its status says")
SAYS = {
    "struck_off": ("note_says_struck_off", "kept and counted: 是否核销 does not say so"),
    "uncounted": _NOT_COUNTED,
    "ground": ("note_says_ground", "kept and counted until it is struck off, which has to be approved"),
    "out": _NOT_COUNTED,
    "elsewhere": _OTHER_PLACE,
    "place": _OTHER_PLACE,
    "year": ("note_says_other_year", "kept and counted on the day that its column names"),
    "several": ("note_says_several", "counted as one; give each a row of its own"),
    "correction": _CORRECTION,
    "death": _CORRECTION,
    "gone": _OTHER_STATUS,
    "open": _OTHER_STATUS,
    "reopened": _OTHER_STATUS,
}
"""What a word may say -> the rule of its finding, and how the row counts all the same."""

_END = r",，;；:：、。.!！()（）\[\]【】/"
_DENIED = "".join(
    f"(?<!{word})"
    for word in (
        *"未无没非待不第",
        "不予",
        "不是",
        "没有",
        "并非",
        "无需",
        "不需",
        "排除",
        "不得",
        "严禁",
        "不存在",
        "未发现",
    )
)
"""What stands before a word that it denies; and 第, before a number that only counts on."""
_HOLDERS = {
    "{any}": f"(?:(?!无人|没有)[^{_END}]){{0,12}}{_DENIED}",
    "{some}": (
        "(?:(?<![0-9])0*[1-9][0-9]*|[一二两三四五六七八九十几][一二两三四五六七八九十百]*|[数多](?=[人名]))"
    ),
    "{number}": NUMBER,
    "{several}": (
        r"(?:(?<![0-9])(?!0*1?(?![0-9]))[0-9]+|[二两三四五六七八九十几数多][一二两三四五六七八九十百]*)"
    ),
    "{year}": "(?:19|20)[0-9]{2}",
    "{office}": (
        "(?:公安|部门|机关|机构|[总支大中]?队|局|救援|事故(?:处理)?[科处]|处理|办理|调查|统计|管辖|负责)*"
    ),
    "{of}": (
        "(?:事故|隐患|发生|发现|事发|所[属在]|录入|填报|登记|统计|上报|死亡|受伤|伤亡|经济|直接|企业|整改|的)*"
    ),
    "{key}": "[a-z]{1,8}[-—_]?[0-9][-0-9a-z]*",
}
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_LATER = re.compile("次日|翌日|[日天周]后|月后|[日天]内|[0-9]月[0-9]{1,2}[日号]|又")
"""Words by which somebody died later than in the accident."""
_AWAITS_CHECK = re.compile("已整改|整改完|完成整改|待(?:复查|验收|核|销|审)|未(?:复查|验收|销|闭环)")
"""Statuses that are open though the hazard may well have been put right."""
_CHECK = re.compile("销|验收|复查|合格|通过")
_OF_NUMBER_OR_NAME = frozenset({"struck_off", "uncounted", "ground", "elsewhere", "several", "correction"})
"""What a mark in a number or name may say of its row; (已关停) there is part of a name."""
_SAID_ONCE = frozenset({"uncounted", "ground"})
_AROUND_A_MARK = ("(?:已经?|系|属于?|为|[该此本]条)?", "(?:的?(?:记录|数据|事故|隐患)|处理|了)?")
_APART = re.compile(r"[-—_\s]+")
_NUMBER_AROUND = re.compile("^[0-9a-z]+|[0-9a-z]+$")
_CHINESE = re.compile("[\u3400-\u9fff]")
_NATION = "全国"
_PERSONS = f"({NUMBER})"
_DEAD = re.compile(
    f"(?:死亡|遇难|身亡|亡)(?:人数)?[为是:]?{_PERSONS}[人名]|{_PERSONS}[人名](?:当场|先后|均|全部|送医后?)*(?:死亡|遇难|身亡)|{_PERSONS}死"
)
"""How many died, in a remark."""
_NOT_OF_THE_DEAD = re.compile(
    "(?:未(?:造成|发生|导致|出现|有)?|无|没有(?:造成|发生|导致|出现)?)(?:任何)?(?:人员|人)?死亡"
    f"|(?:去年|上年|同期|往年)[^{_END}]*"
)
"""A death that is denied, or of another year."""
_DENIED_REPORTS = re.compile("(?:无|未|没有|不存在|未发现|未见|排除)(?:[迟漏谎瞒不]报|[、,和及或等])+")
"""False reports that are denied together: 不存在迟报漏报瞒报."""
_INJURED = ("serious_injuries", "minor_injuries", "injuries")
_SAYS_NOT_YET = re.compile("[未拟待不否无×xn0]|没有", re.IGNORECASE)
"""How a cell opens that only a record struck off should fill, where it is none."""
_SHORT = 10
"""A cell of any other column is a remark, too, where it is as short as a flag."""


class _Word(NamedTuple):
    says: str
    where: str
    pattern: re.Pattern[str]

    def is_in(self, text: str) -> bool:
        """Whether a text of a remark says it."""
        return bool(self.pattern.fullmatch(text) if self.where == "cell" else self.pattern.search(text))


@cache
def _words(ledger: str) -> tuple[_Word, ...]:
    around = {
        "clause": (f"(?<![^{_END}])", f"(?![^{_END}])"),
        # 已关停并拆除 ends here, 已关停部分生产线 does not.
        "end": (_DENIED, f"(?![^{_END}了并且])"),
        "cell": ("", ""),
    }
    return tuple(
        _Word(
            row["says"],
            row["where"],
            re.compile(_pattern(row["word"]).join(around.get(row["where"], (_DENIED, "")))),
        )
        for row in reference.note_words(ledger).to_dict("records")
        if row["where"] not in ("mark", "apart")
    )


@cache
def _apart(ledger: str) -> re.Pattern[str]:
    """What is taken out of a remark before it is read: 重复接地 is an earthing, and no repeat."""
    words = reference.note_words(ledger).query("where == 'apart'")["word"]
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


@cache
def _marks_saying(ledger: str) -> dict[str, re.Pattern[str]]:
    """What a mark in a number or name may say -> the marks, each as a whole."""
    words = reference.note_words(ledger)
    return {
        says: re.compile(f"(?:{'|'.join(map(_pattern, group))})".join(_AROUND_A_MARK))
        for says, group in words["word"].groupby(words["says"])
        if says in _OF_NUMBER_OR_NAME
    }


@cache
def _pattern(word: str) -> str:
    return pattern_of(word, _HOLDERS | {"{place}": _places()})


@cache
def _places() -> str:
    """The provinces, by their short names too, and the cities, counties and districts of China."""
    provinces = reference.provinces()
    provinces = provinces[provinces["area"] != _NATION]
    short = (alias for aliases in provinces["aliases"] for alias in aliases.split(";") if alias)
    return "(?:" + "|".join({*provinces["area"], *short, *reference.divisions()["area"]}) + ")"


def said_in(text: str, ledger: Ledger) -> set[str]:
    """What the words say that are in a text of a remark.

    That what is struck off, or void by `find_ends`, does not count, and why, is not said once more.
    """
    plain = _plain(text)
    if not _hint(ledger.name).search(plain):
        return set()
    plain = _DENIED_REPORTS.sub("", _apart(ledger.name).sub("", plain))
    says = {word.says for word in _words(ledger.name) if word.is_in(plain)}
    is_void = "uncounted" in says and ledger.name == "hazards" and ("void", False) in ends_named_in(text)
    return says - _SAID_ONCE if "struck_off" in says or is_void else says


@cache
def _short_hint(ledger: str) -> str:
    return hint_of(reference.note_words(ledger)["word"])


@cache
def _hint(ledger: str) -> re.Pattern[str]:
    """What a text without any of the words does not hold: the longest plain piece of each of them, or the
    word itself where that is a single sign.

    Numbers of office are remarks, too, and all differ: one search must do for nearly all of them.
    """
    pieces = {
        re.escape(piece) if len(piece := longest_piece(word)) > 1 else _pattern(word)
        for word in reference.note_words(ledger)["word"]
    }
    return re.compile("|".join(sorted(pieces)))


def said_by_marks(text: str, ledger: Ledger) -> set[str]:
    """What the words say that are marks in a number or name: SG-002-核销, （作废）甲公司, 重复，见SG-001.

    A mark is a part between signs that says nothing but the word: 重复 is one, 北京重复使用公司 holds none.
    """
    plain = _plain(text)
    if not _CHINESE.search(plain) or not _hint(ledger.name).search(plain):
        return set()
    marks = _marks(plain)
    says = {says for says, mark in _marks_saying(ledger.name).items() if any(map(mark.fullmatch, marks))}
    return says - _SAID_ONCE if "struck_off" in says else says


def _marks(plain: str) -> set[str]:
    """The parts between the signs of a number or name, as they are and without the number beside them."""
    parts = {part for clause in re.split(f"[{_END}]", plain) for part in (clause, *_APART.split(clause))}
    return {text for part in parts for text in (part.strip(), _NUMBER_AROUND.sub("", part)) if text}


def _plain(text: str) -> str:
    return simplified(folded(text)).casefold()


def find_telling_remarks(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for rows of which a remark, number or flag says that they count otherwise, or are corrected.

    Rows are kept as they count. A note is held against each word; a cell of another column that is not used
    only where it is as short as a flag; and a column that asks (是否计入统计) against its answer.
    """
    texts = sheets.texts.loc[kept.index, [*sheets.unused]]
    # What a heading says is told by its line (`footnotes`).
    unused = [name for name in sheets.unused if name != SECTION]
    remarks = [name for name in unused if _is_of_remarks(name)]
    columns = {name: kept[name] for name in ("note", ledger.key) if name in kept}
    columns |= {name: texts[name] for name in remarks}
    columns |= {
        name: texts[name].where(texts[name].str.len() <= _SHORT) for name in unused if name not in remarks
    }
    # What a column that decides says of a row is read, or refused, with a finding of its own.
    decided_by = dict(deciding(sheets, ledger))
    columns |= {name: undecided(columns[name], cell) for name, cell in decided_by.items()}
    found: list[pd.DataFrame] = []
    for column, said in columns.items():
        found += find_words(kept, column, said, ledger)
    for column in [name for name in (ledger.key, "enterprise") if name in kept]:
        found += find_words(kept, column, kept[column], ledger, said_by_marks)
    for column in [name for name in unused if name not in decided_by]:
        found += _find_flags(kept, column, texts[column], ledger)
    for column in ("note", *remarks):
        if ledger.name == "hazards":
            found.append(find_ends(kept, column, columns[column]))
        if ledger.name == "accidents":
            found.append(_find_other_deaths(kept, column, columns[column]))
    whole = all_findings(found)
    return whole if whole.empty else _where_nothing_asks(whole.drop_duplicates(ignore_index=True), sheets)


def _where_nothing_asks(found: pd.DataFrame, sheets: Sheets) -> pd.DataFrame:
    """The findings, with what to do where no column asks whether a record is struck off."""
    silent = {(t.file, t.sheet) for t in sheets.tables if "struck_off" not in t.rows}
    at = pd.Series(list(zip(found["file"], found["sheet"])), index=found.index, dtype=object)
    hit = (found["rule"] == SAYS["struck_off"][0]) & at.isin(list(silent))
    note = "kept and counted; if it is struck off, say so in a column 是否核销"
    return found.assign(note=found["note"].where(~hit, note))


def _is_of_remarks(header: str) -> bool:
    return _asked(header).rstrip("0123456789").endswith(reference.note_headers())


def _asked(header: str) -> str:
    """What a column asks, by its lowest header."""
    return _plain(header.split(" > ")[-1]).strip("?？")


def find_words(
    kept: pd.DataFrame,
    column: str,
    said: pd.Series,
    ledger: Ledger,
    words_in: Callable[[str, Ledger], set[str]] = said_in,
) -> list[pd.DataFrame]:
    """Findings for rows of which the remark in `said` holds a word that makes them count otherwise."""
    found = []
    said_of = {text: words_in(text, ledger) for text in hinted(said, _short_hint(ledger.name))}
    for says in dict.fromkeys(s for words in said_of.values() for s in words):
        hit = said.isin([text for text, words in said_of.items() if says in words])
        if says == "year":
            hit &= _names_other_year(said, kept[ledger.day])
        if says == "place":
            hit &= _names_other_area(said.where(hit), kept["area"], ledger)
        if says == "death":
            hit &= _may_be_one_more(said, kept)
        found.append(_finding(kept, hit, column, said, says))
    return found


def _names_other_year(said: pd.Series, days: pd.Series) -> pd.Series:
    """Whether a remark names another year than that of its row's day, or none by its number (上年)."""
    named = [_YEAR.findall(folded(text)) if isinstance(text, str) else [] for text in said]
    years = days.dt.year if pd.api.types.is_datetime64_any_dtype(days) else pd.Series(0, index=days.index)
    other = [not texts or any(int(t) != year for t in texts) for texts, year in zip(named, years)]
    return pd.Series(other, index=said.index, dtype=bool)


def _names_other_area(said: pd.Series, areas: pd.Series, ledger: Ledger) -> pd.Series:
    """Whether a remark names another place than the area of its row, or the province that it lies in."""
    province = _province_of(areas)
    pairs = zip(said.fillna("").map(_plain), areas.str.rstrip("区县市").fillna(""))
    other = [
        (not area or area not in text) and "place" in said_in(province.sub("", text), ledger)
        for text, area in pairs
    ]
    return pd.Series(other, index=said.index, dtype=bool)


def _province_of(areas: pd.Series) -> re.Pattern[str]:
    """The names of the province that most of the areas lie in; none where two are as likely."""
    divisions = reference.divisions()
    codes = divisions.loc[divisions["area"].isin(areas.unique()), "code"].astype(str).str[:2]
    most = codes.mode()
    provinces = reference.provinces()
    own = provinces[provinces["code"].astype(str).str[:2].isin(most if len(most) == 1 else [])]
    names = ";".join([*own["area"], *own["aliases"]]).split(";")
    return re.compile("|".join(re.escape(name) for name in names if name) or "(?!)")


def _find_other_deaths(accidents: pd.DataFrame, column: str, said: pd.Series) -> pd.DataFrame:
    """Findings for remarks that print more dead than their row, or fewer that are no parts of it."""
    printed = {text: numbers for text in distinct_in(said) if (numbers := _deaths_in(text))}
    if not printed:
        return no_findings()
    told = said.isin(list(printed))
    hit = told.copy()
    for index, text, deaths in zip(said.index[told], said[told], accidents.loc[told, "deaths"]):
        numbers = printed[text]
        hit[index] = pd.isna(deaths) or deaths not in (max(numbers), sum(numbers))
    return _finding(accidents, hit, column, said, "correction")


def _deaths_in(text: str) -> list[int]:
    """The numbers of dead that a remark prints.

    >>> _deaths_in("当场死亡1人，续报2人死亡"), _deaths_in("1死2伤"), _deaths_in("未造成人员死亡1人受伤")
    ([1, 2], [1], [])
    """
    found = ("".join(groups) for groups in _DEAD.findall(_NOT_OF_THE_DEAD.sub("", folded(text))))
    return [int(count) for number in found if (count := read_count(number).value) is not None]


def _may_be_one_more(said: pd.Series, accidents: pd.DataFrame) -> pd.Series:
    """Whether a death that a remark tells of may be missing from the row's own figure.

    It is there where the row counts dead and nobody else was hurt, unless somebody died later.
    """
    counts_dead = accidents["deaths"].gt(0).fillna(False)
    counts_injured = (accidents[[*_INJURED]] > 0).fillna(False).any(axis=1)
    return ~counts_dead | counts_injured | holds(said, lambda text: bool(_LATER.search(folded(text))))


def _find_flags(kept: pd.DataFrame, column: str, said: pd.Series, ledger: Ledger) -> list[pd.DataFrame]:
    found = []
    for flag in flags_of(column, ledger):
        answers = partial(is_out, cell=flag.cell) if flag.says == "out" else _ANSWERS[flag.cell]
        found.append(_finding(kept, holds(said, answers), column, said, flag.says))
    return found


_ANSWERS = {
    "yes": lambda text: read_flag(text).value is True,
    "no": lambda text: read_flag(text).value is False,
    "some": lambda text: (read_count(text).value or 0) > 0,
    "several": lambda text: (read_count(text).value or 0) > 1,
    "filled": lambda text: not says_nothing(text) and not _SAYS_NOT_YET.match(folded(text)),
}


def _finding(kept: pd.DataFrame, hit: pd.Series, column: str, said: pd.Series, says: str) -> pd.DataFrame:
    rule, note = SAYS[says]
    return find(kept, hit & _is_news(kept, says), column=column, rule=rule, before=said, after=said,
                action="kept", note=note)  # fmt: skip


def _is_news(kept: pd.DataFrame, says: str) -> pd.Series:
    """Whether a row counts otherwise than a word says: what does not count needs no word of it."""
    if "end_type" in kept and says in ("open", "reopened"):
        return kept["end_type"] == "closed"
    if "end_type" in kept and says == "gone":
        return kept["end_type"].isin(["open", UNKNOWN])
    if says in ("several", "correction", "death"):
        return pd.Series(True, index=kept.index)
    if "end_type" in kept:
        return kept["end_type"] != "void"
    return kept["counted"].fillna(False) if "counted" in kept else pd.Series(True, index=kept.index)


def find_ends(hazards: pd.DataFrame, column: str, said: pd.Series) -> pd.DataFrame:
    """Findings for remarks that say another end than the status: void, transferred; or closed, of an open
    hazard.
    """
    if said.isna().all():
        return no_findings()
    named_in = {text: ends_named_in(text) for text in distinct_in(said)}
    told = hazards[said.isin([text for text, ends in named_in.items() if ends])]
    ends = zip(told["end_type"], told["reopened"].fillna(False))
    is_other = [end not in named_in[text] for text, end in zip(said[told.index], ends)]
    hit = pd.Series(is_other, index=told.index, dtype=bool).reindex(hazards.index, fill_value=False)
    hit |= _is_open_yet_closed(hazards, said)
    return find(hazards, hit, column=column, rule="note_contradicts_status", before=said, after=said,
                action="kept", note="kept as its status says")  # fmt: skip


def _is_open_yet_closed(hazards: pd.DataFrame, said: pd.Series) -> pd.Series:
    """Open hazards of which a remark says that they are closed; put right is not yet checked."""
    is_open = hazards["end_type"].isin(["open", UNKNOWN])
    says_closed = holds(said.where(is_open), lambda text: end_of(text) == ("closed", False))
    says_checked = holds(said, lambda text: bool(_CHECK.search(folded(text))))
    awaits_check = holds(hazards["status"], lambda text: bool(_AWAITS_CHECK.search(folded(text))))
    return is_open & says_closed & (says_checked | ~awaits_check)
