"""Words of office: categories, industries, sectors, kinds, levels, flags, frequencies, topics.

The words themselves are data (`data/reference`); here stands only how a text is matched with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from .. import reference
from ..project import Project
from ..schema import SEVERITIES
from ..sheets.layout import simplified
from ..signs import visible
from .reading import Reading, folded, naming_signs, read_text, says_nothing

_PUNCTUATION = re.compile(r"[、，,。.·;；:：()（）\[\]【】\"'“”/_-]")
_LEADING_NUMBER = re.compile(r"^[0-9]{1,2}(?=[^0-9])")


def word_key(text: str) -> str:
    """The form in which a word is looked up: folded, simplified, lower case, without punctuation.

    >>> word_key("农、林、牧、渔业 ")
    '农林牧渔业'
    """
    return _PUNCTUATION.sub("", simplified(folded(text))).casefold()


@dataclass(frozen=True)
class Vocabulary:
    """One list of words with all their spellings; `rule` is the name its findings start with."""

    rule: str
    words: dict[str, str]
    endings: tuple[str, ...] = ("事故",)
    """What may stand behind a word without changing it."""

    @classmethod
    def of(
        cls, rule: str, words: Iterable[tuple[str, Iterable[str]]], endings: tuple[str, ...] = endings
    ) -> Vocabulary:
        """Build it from (word, its other spellings); a word itself goes before another word's alias."""
        pairs = [(word, tuple(spellings)) for word, spellings in words]
        known = {word_key(word): word for word, _ in pairs}
        for word, spellings in pairs:
            for spelling in spellings:
                known.setdefault(word_key(spelling), word)
        known.pop("", None)
        return cls(rule, known, endings)

    def find(self, text: str) -> str | None:
        """The listed word a text names, tried also without a leading number and without an ending."""
        key = word_key(text)
        bare = _LEADING_NUMBER.sub("", key)
        shorter = (bare.removesuffix(ending) for ending in self.endings)
        return next((self.words[k] for k in (key, bare, *shorter) if k in self.words), None)

    def read(self, text: str) -> Reading:
        """The listed word; missing and named ``…_unknown`` where the list does not have it."""
        if says_nothing(text):
            return Reading(None)
        word = self.find(text)
        if word is None:
            return Reading(None, f"{self.rule}_unknown", "unknown")
        return Reading(word, "" if word == text else f"{self.rule}_spelling")

    def knows_none_of(self, texts: Iterable[str]) -> bool:
        """Whether texts were stated, and none of them is in the list."""
        stated = [text for text in texts if not says_nothing(text)]
        return bool(stated) and not any(self.find(text) for text in stated)


def _from_table(
    rule: str, table: pd.DataFrame, word: str, endings: tuple[str, ...] = Vocabulary.endings
) -> Vocabulary:
    rows = table.to_dict("records")
    return Vocabulary.of(
        rule, [(row[word], (*row["aliases"].split(";"), row["en"])) for row in rows], endings
    )


_EVENT = ("事故", "死亡事故", "死亡", "伤亡事故", "伤亡", "致死事故", "致死", "亡人事故")
"""触电死亡事故 is 触电: what it led to is counted elsewhere."""


@cache
def categories() -> Vocabulary:
    """Statistical categories of accidents."""
    return _from_table("category", reference.categories(), "category")


@cache
def supervision_sectors() -> Vocabulary:
    """The sectors of bureaus (行业领域) that are shipped."""
    return _from_table("sector", reference.supervision_sectors(), "sector")


def sectors_of(project: Project) -> Vocabulary:
    """Those and a project's own."""
    if reference.own_sectors(project).empty:
        return supervision_sectors()
    return _from_table("sector", reference.sectors_of(project), "sector")


@cache
def accident_kinds(standard: str) -> Vocabulary:
    """Kinds of accident by one edition of GB 6441."""
    table = reference.accident_kinds()
    return _from_table("kind", table[table["standard"] == standard], "kind", _EVENT)


@cache
def kind_standards() -> pd.DataFrame:
    """The editions of GB 6441 in order: standard, valid_from, valid_to (missing while in force)."""
    table = reference.accident_kinds()
    return (
        table[["standard", "valid_from", "valid_to"]]
        .drop_duplicates()
        .sort_values("valid_from", ignore_index=True)
    )


@cache
def industry_names() -> Vocabulary:
    """Sections of GB/T 4754-2017, by letter and name."""
    table = reference.industries().query("edition == '2017'")
    return _from_table("industry", table.assign(named=table["letter"] + " " + table["industry"]), "named")


@cache
def _letters() -> tuple[dict[str, str], frozenset[str]]:
    """Letter -> section of 2017; and the letters that meant another section in the edition of 2002."""
    table = reference.industries()
    now = table.query("edition == '2017'")
    sections = dict(zip(now["letter"], now["letter"] + " " + now["industry"]))
    names = industry_names()
    moved = {
        row["letter"]
        for row in table.query("edition == '2002'").to_dict("records")
        if (_industry_named(names, row["industry"]) or row["letter"])[0] != row["letter"]
    }
    return sections, frozenset(moved)


def _industry_named(names: Vocabulary, text: str) -> str | None:
    """The section of 2017 by its name alone, without the letter."""
    key = word_key(text)
    return next((w for w in names.words.values() if word_key(w[2:]) == key), None) or names.find(text)


_BEFORE_A_PART = re.compile(r"[-—–－/／>＞:：·(（]")
_CODE_BEFORE = re.compile("(?P<letter>[a-t])(?P<code>[0-9]{0,4})(?P<name>.*)")
_CODE_BEHIND = re.compile("(?P<name>.*[^a-z0-9])(?P<letter>[a-t])(?P<code>[0-9]{0,4})")
_ENDS_A_NAME = "业"


def read_industry(text: str) -> Reading:
    """A section of GB/T 4754-2017 as ``E 建筑业``. Where letter and name disagree, the name decides.

    A letter without a name that is known is refused where the edition of 2002 meant another section by it (F
    to I); beside another name it must have a number of one of its divisions (C33 金属制品业). It may stand
    before the name or behind it. A part of the section may be named behind it: 建筑业-房屋建筑.

    Examples
    --------
    >>> read_industry("建筑业")
    Reading(value='E 建筑业', rule='', action='corrected')
    >>> read_industry("G")
    Reading(value=None, rule='industry_letter_ambiguous', action='unknown')
    """
    if says_nothing(text):
        return Reading(None)
    reading = _read_section(text)
    whole, *parts = _BEFORE_A_PART.split(folded(text))
    if reading.rule != "industry_unknown" or not parts:
        return reading
    section = _industry_named(industry_names(), whole)
    others = {_read_section(part).value for part in parts} - {None, section}
    return Reading(section, "industry_spelling") if section and not others else reading


def _read_section(text: str) -> Reading:
    sections, moved = _letters()
    names = industry_names()
    if section := _industry_named(names, text):
        is_its_name = word_key(text) in (word_key(section), word_key(section[2:]))
        plain = is_its_name and simplified(visible(text)) == text
        return Reading(section, "" if plain else "industry_spelling")
    key = word_key(text)
    before = _CODE_BEFORE.fullmatch(key)
    match = before or _CODE_BEHIND.fullmatch(key)
    if not match:
        return Reading(None, "industry_unknown", "unknown")
    letter, code, name = match["letter"], match["code"], match["name"]
    if name:
        section = _industry_named(names, name)
        if section is None and not before and not name.endswith(_ENDS_A_NAME):
            # Behind other words it may be the number of a thing: 塔吊C33.
            return Reading(None, "industry_unknown", "unknown")
        if section is None and letter.upper() not in moved and _has_division(letter.upper(), code[:2]):
            return Reading(sections[letter.upper()], "industry_by_code")
        if section is None:
            return Reading(None, "industry_unknown", "unknown")
        return Reading(
            section, "industry_spelling" if section[0] == letter.upper() else "industry_letter_differs"
        )
    if letter.upper() in moved:
        return Reading(None, "industry_letter_ambiguous", "unknown")
    return Reading(sections[letter.upper()], "industry_spelling")


def _has_division(letter: str, number: str) -> bool:
    """Whether a section has the division of this number: C has 13 to 43."""
    first, _, last = _divisions()[letter].partition("-")
    return len(number) == len(first) and first <= number <= last


@cache
def _divisions() -> dict[str, str]:
    table = reference.industries().query("edition == '2017'")
    return dict(zip(table["letter"], table["divisions"]))


def is_category(text: str) -> bool:
    """Whether the list of categories has the word."""
    return categories().find(text) is not None


def is_accident_kind(text: str) -> bool:
    """Whether any edition of GB 6441 has the word."""
    return any(accident_kinds(standard).find(text) for standard in kind_standards()["standard"])


def grade_of(text: str) -> int | None:
    """The place of a text among the grades of accidents by Order 493; None where it is none of them.

    >>> grade_of("较大事故"), grade_of("火灾")
    (1, None)
    """
    word = folded(text).removesuffix("事故")
    return SEVERITIES.index(word) if word in SEVERITIES else None


def is_industry(text: str) -> bool:
    """Whether the text names a section of GB/T 4754.

    >>> is_industry("建筑业"), is_industry("危险化学品")
    (True, False)
    """
    return read_industry(text).value is not None


def is_supervision_sector(text: str) -> bool:
    """Whether the list of the bureau's own sectors has the word."""
    return supervision_sectors().find(text) is not None


_GRADES = {"一般": "ⅡⅢⅣ二三四234BCD", "重大": "Ⅰ一1A"}
"""Grades that an office may write behind a level; by themselves they are its own, and mean neither."""
_LEVELS = Vocabulary.of(
    "level",
    [
        (
            level,
            (*spellings, *(f"{word}{grade}级" for word in (level, *spellings) for grade in _GRADES[level])),
        )
        for level, spellings in (
            ("一般", ("一般隐患", "一般事故隐患", "一般级", "general", "minor", "ordinary")),
            ("重大", ("重大隐患", "重大事故隐患", "重大级", "major", "serious")),
        )
    ],
)
_FREQUENCIES = Vocabulary.of(
    "frequency",
    [
        ("每月", ("每月一次", "每月1次", "月度", "monthly")),
        ("每季度", ("每季", "季度", "每季度一次", "每季度1次", "一季度一次", "quarterly", "each quarter")),
        (
            "每半年",
            (
                "半年",
                "半年一次",
                "每半年一次",
                "每半年1次",
                "每年两次",
                "每年2次",
                "一年两次",
                "twice a year",
            ),
        ),
        ("每年", ("年度", "一年", "每年一次", "每年1次", "一年一次", "每年至少一次", "yearly", "annually")),
        ("一次", ("1次", "一次性", "once")),
    ],
)
_PLAIN_YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "对"})
_PLAIN_NO = frozenset({"否", "×", "✗", "✘", "x", "n", "no", "false", "f", "0", "错", "不是"})
_YES = _PLAIN_YES | {
    "有", "已", "在册", "在营", "正常", "存续", "开业", "营业", "在业", "active", "已核销", "核销", "已挂账",
    "挂账", "市级挂账", "区级挂账", "街镇挂账", "街镇级挂账", "镇级挂账", "乡镇挂账", "乡镇级挂账",
    "街道挂账", "街道级挂账", "县级挂账", "省级挂账", "国家级挂账",
}  # fmt: skip
_NO = _PLAIN_NO | {
    "无", "没有", "未", "非", "注销", "已注销", "吊销", "停业", "歇业", "关停", "关闭", "已关闭", "已拆除",
    "inactive", "未核销", "不核销", "未挂账", "非挂账", "不挂账", "無",
}  # fmt: skip
_BETWEEN_TAGS = re.compile(r"[、,，;；|/\n]+")


def levels() -> Vocabulary:
    """The two grades of hazards."""
    return _LEVELS


def read_level(text: str) -> Reading:
    """一般 or 重大. Enterprises' own grades (较大, 重点) are neither: unknown, and named.

    >>> read_level("较大").rule
    'level_unknown'
    """
    return _LEVELS.read(text)


def read_level_in(text: str, asks_for_major: bool) -> Reading:
    """As `read_level`; under 是否重大隐患 the answer is yes or no.

    >>> read_level_in("否", True)
    Reading(value='一般', rule='level_spelling', action='corrected')
    """
    answer = read_flag(text).value if asks_for_major else None
    return read_level(text) if answer is None else Reading("重大" if answer else "一般", "level_spelling")


def read_frequency(text: str) -> Reading:
    """How often a duty is due; a frequency that is not known stays as written, and is named."""
    if says_nothing(text):
        return Reading(None)
    reading = _FREQUENCIES.read(text)
    return Reading(read_text(text).value, reading.rule, "kept") if reading.value is None else reading


def read_flag(text: str) -> Reading:
    """Yes or no, in the words and signs of office.

    >>> read_flag("√").value, read_flag("未核销").value, read_flag("待定").rule
    (True, False, 'flag_unknown')
    """
    if says_nothing(text):
        return Reading(None)
    word = folded(text).casefold()
    if word in _YES or word in _NO:
        return naming_signs(text, Reading(word in _YES), "flag_unknown")
    return Reading(None, "flag_unknown", "unknown")


def plain_answer(word: str) -> bool | None:
    """Whether a word is a yes or a no, whatever is asked; None for any other."""
    return word in _PLAIN_YES if word in _PLAIN_YES | _PLAIN_NO else None


def read_listed(text: str) -> Reading:
    """As `read_flag`; 市级 or 镇级 under 挂账 says by whom the hazard was listed.

    >>> read_listed("镇级").value
    True
    """
    reading = read_flag(text)
    by_whom = read_flag(f"{text}挂账")
    return by_whom if reading.rule and by_whom.value else reading


def read_tags(text: str) -> Reading:
    """Topics with 、 between them, each once, in the order given.

    >>> read_tags("消防；用电, 消防").value
    '消防、用电'
    """
    reading = read_text(text)
    if reading.value is None:
        return reading
    tags = "、".join(dict.fromkeys(t for tag in _BETWEEN_TAGS.split(reading.value) if (t := tag.strip())))
    return Reading(tags or None, "" if tags == text else "tags_spelling")
