"""What a reader of one text gives back, and how it is spread over a column."""

from __future__ import annotations

import re
import unicodedata
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from ..findings import all_findings, find, no_findings
from ..sheets.layout import TRADITIONAL, simplified
from ..signs import INVISIBLE, visible


class Reading(NamedTuple):
    """The value read from one text; `rule` is empty where the text said it plainly."""

    value: Any = None
    rule: str = ""
    action: str = "corrected"


Reader = Callable[[str], Reading]

_TURNING = "\u202e"
"""Everything behind it is shown from right to left, digits too."""
_TYPED_BLANKS = " \t\r\n"
_BLANKS = re.compile(r"\s+")
# Raised, circled and broken numbers: 3² is not 32. Folding leaves them alone.
_SIGN_NUMBERS = re.compile(
    "([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u24ff\u2776-\u2793"
    "\u3192-\u3195\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]+)"
)
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")

_NO_SIGN = frozenset({"", "-", "--", "---", "—", "——", "–", "―", "─", "/", "//", "\\", "…", "……", "*"})
_NO_VALUE = _NO_SIGN | {
    "null", "none", "nan", "nat", "na", "n/a", "#n/a", "unknown", "notapplicable", "notprovided",
    "notspecified", "notstated", "不详", "未知", "不明", "不清", "待查", "待核实", "暂无", "未填",
    "未填写", "空", "空白",
}  # fmt: skip


HINT_OF_NOTHING = f"^(?:{'|'.join(map(re.escape, sorted(_NO_VALUE)))})$"
"""What a text is that says nothing (`says_nothing`), as a hint for `holds`."""

_NO_NUMBER = frozenset({
    "无", "無", "没有", "待编", "待编号", "待定", "待补", "待分配", "未编", "未编号", "无编号", "无号",
    "暂缺",
})  # fmt: skip
_NO_ENTERPRISE = frozenset({
    "无", "無", "不详", "不明", "不清", "未知", "暂无", "待查", "待核实", "n/a", "个人",
    "个人行为", "无单位", "无企业",
})  # fmt: skip


def naming_signs(text: str, reading: Reading, unreadable: str) -> Reading:
    """The reading of a figure or day, named where signs that nobody sees stand in it or around it.

    A space, tab or line end around it is none; a blank that no key makes is.

    Where one of them turns the direction, a person sees other digits than are stored: nothing is read.
    """
    if reading.value is None or text.isprintable():
        return reading
    if _TURNING in text:
        return Reading(None, unreadable, "unknown")
    has_signs = INVISIBLE.search(text) or text.strip(_TYPED_BLANKS) != text.strip()
    return reading._replace(rule="invisible_signs") if has_signs and not reading.rule else reading


def half_width(text: str) -> str:
    """Visible, with full-width and other compatible signs made plain; 3² stays 3²."""
    if unicodedata.is_normalized("NFKC", text) and "\u2212" not in text:
        # As `visible` does, which is called for the few that are not printable alone.
        return text.strip() if text.isprintable() else visible(text)
    parts = _SIGN_NUMBERS.split(visible(text))
    # Every second part is a run of sign numbers.
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return visible("".join(parts)).replace("\u2212", "-")


def folded(text: str) -> str:
    """The form in which texts are recognised: half-width, without blanks.

    >>> folded("２０２０年 8月")
    '2020年8月'
    """
    return _remembered(text) if len(text) <= _SHORT else _fold(text)


_SHORT = 40
"""Characters of a text that may be a name, number or word, which many rules ask for."""


@lru_cache(maxsize=1 << 18)
def _remembered(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    plain = half_width(text)
    # Of all blanks only the space is printable: one fast look spares the search.
    return plain if plain.isprintable() and " " not in plain else _BLANKS.sub("", plain)


def says_nothing(text: str) -> bool:
    """Whether a typed column holds a mark for "no value": a dash, 不详, NULL. It is missing, never zero."""
    return folded(text).casefold() in _NO_VALUE


def read_text(text: str) -> Reading:
    """Free text: kept as written, but for signs that nobody sees. A lone dash is missing; 无 is an answer.

    Words such as NULL or NA stay: a company may be called so.
    """
    # Letters, digits and Chinese characters alone: nothing to remove, and no dash.
    if text.isalnum():
        return Reading(text)
    seen = visible(text)
    if folded(seen) in _NO_SIGN:
        return Reading(None)
    return Reading(seen, "" if seen == text else "invisible_signs")


def read_name(text: str) -> Reading:
    """A name or number of office: as `read_text`, and without the blanks put between Chinese characters.

    >>> read_name("门头沟 区")
    Reading(value='门头沟区', rule='blanks_within', action='corrected')
    """
    reading = read_text(text)
    if reading.value is None:
        return reading
    name = _BETWEEN_CHINESE.sub("", reading.value)
    return reading if name == reading.value else Reading(name, "blanks_within")


def read_number(text: str) -> Reading:
    """A number of office as `read_name` reads it; a word that keeps its place (待编, 无) is missing.

    >>> read_number("待编").value is None
    True
    """
    return Reading(None) if says_nothing(text) or folded(text) in _NO_NUMBER else read_name(text)


def read_enterprise(text: str) -> Reading:
    """The name of an enterprise as `read_text` reads it; 不详 and 个人 are none, NA and null may be one.

    >>> read_enterprise("不详").value, read_enterprise("NA").value
    (None, 'NA')
    """
    return Reading(None) if folded(text).casefold() in _NO_ENTERPRISE else read_text(text)


AS_WRITTEN: dict[Reader, frozenset[str]] = {
    read_text: _NO_SIGN,
    read_name: _NO_SIGN,
    read_number: _NO_VALUE | _NO_NUMBER,
    read_enterprise: _NO_SIGN | _NO_ENTERPRISE,
}
"""Readers that leave a text of plain signs as it is, unless it is one of these words."""


def read_each(texts: pd.Series, reader: Reader, dtype: str) -> pd.DataFrame:
    """Read every distinct text of a column once, and spread the readings over its rows.

    Returns
    -------
    DataFrame
        On the index of `texts`: ``value`` (of `dtype`, missing where the text is), ``rule`` and ``action``
        (empty where the text was plain).

    Examples
    --------
    >>> read_each(pd.Series(["大峪街道 ", None]), read_text, "str")["value"].tolist()
    ['大峪街道', nan]
    """
    distinct = distinct_of(texts)
    if not len(distinct):
        return _plainly_read(pd.Series(None, texts.index, dtype=dtype).array, texts.index)
    words = AS_WRITTEN.get(reader) if len(distinct) >= _FEW else None
    asked = np.arange(len(distinct))
    if words is not None:
        asked = np.flatnonzero(~distinct.is_plain | distinct.are(words))
    # The last reading is a missing one: that is where a code of -1 points.
    values, rules, actions = zip(*map(reader, distinct.at(asked)), Reading(None))
    written = _with_others(distinct.array, asked, values) if words else pd.Series(values, dtype=dtype).array
    readings = _plainly_read(written.take(distinct.codes), texts.index)
    if any(rules):
        actions = tuple(action if rule else "" for rule, action in zip(rules, actions))
        for name, said in (("rule", rules), ("action", actions)):
            readings[name] = _with_others(_no_texts(len(distinct)), asked, said).take(distinct.codes)
    return readings


def _plainly_read(values: ExtensionArray, index: pd.Index) -> pd.DataFrame:
    plain = pd.array(_no_texts(len(index)), dtype=_TEXT)
    return pd.DataFrame({"value": values, "rule": plain, "action": plain}, index=index)


def _no_texts(count: int) -> pa.Array:
    return pa.repeat(pa.scalar("", pa.large_string()), count)


def _with_others(texts: pa.Array, places: np.ndarray, others: Sequence[str | None]) -> ExtensionArray:
    """Texts of which those at some places are others, with the last of these behind them."""
    is_other = np.zeros(len(texts), dtype=bool)
    is_other[places] = True
    *within, last = others
    changed = pc.replace_with_mask(texts, pa.array(is_other), pa.array(within, texts.type))
    return pd.array(pa.concat_arrays([changed, pa.array([last], texts.type)]), dtype=_TEXT)


def spread(texts: pd.Series, of: Callable[[str], str | None]) -> pd.Series:
    """What `of` makes of each text, made once of each distinct one; missing where the text is.

    Examples
    --------
    >>> spread(pd.Series(["SG-1", None, "SG-1"]), str.casefold).tolist()
    ['sg-1', nan, 'sg-1']
    """
    codes, distinct = distinct_texts(texts)
    made = pa.array(map(of, distinct), pa.large_string()).take(pa.array(codes, mask=codes < 0))
    return pd.Series(pd.array(made, dtype=_TEXT), index=texts.index)


def holds(texts: pd.Series, test: Callable[[str], bool], hint: str = "") -> pd.Series:
    """Whether `test` is true of each text, asked once of each distinct one; False where there is none.

    With a `hint` only of those of which `Distinct.hinted` says that it may be.

    Examples
    --------
    >>> holds(pd.Series(["已销账", None, "已销账"]), lambda text: text.startswith("已")).tolist()
    [True, False, True]
    """
    distinct = distinct_of(texts)
    # The last answer is that for a missing text, to which a code of -1 points.
    answers = np.zeros(len(distinct) + 1, dtype=bool)
    places = distinct.hinted(hint)
    answers[places] = [test(text) for text in distinct.at(places)]
    return pd.Series(answers[distinct.codes], index=texts.index)


def hinted(texts: pd.Series, hint: str) -> list[str]:
    """The distinct texts of which `Distinct.hinted` says that a test may be true.

    >>> hinted(pd.Series(["SG-1", "SG-2（隱 患）"]), "隐患")
    ['SG-2（隱 患）']
    >>> hinted(pd.Series(["SG-1", "ＳＧ-２"]), "sg-2")
    ['ＳＧ-２']
    """
    distinct = distinct_of(texts)
    return distinct.at(distinct.hinted(hint))


def matches(texts: pd.Series, pattern: re.Pattern[str]) -> pd.Series:
    """Whether `pattern` is the whole of each text; False where there is none.

    Examples
    --------
    >>> matches(pd.Series(["SG-1", None, "SG-"]), re.compile("SG-[0-9]")).tolist()
    [True, False, False]
    """
    return holds(texts, lambda text: pattern.fullmatch(text) is not None)


_PLAIN_SIGNS = r"^[0-9A-Za-z_\x{4e00}-\x{9fff}-]*$"
"""Letters, digits and common Chinese characters: making visible, folding and reading leave them alone."""


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct texts of a column, and which rules need not be asked about which of them."""

    codes: np.ndarray
    """The place of each row's text among the distinct ones, -1 where it is missing."""
    array: pa.Array
    """All of them as Arrow has them: texts of Python take ten times the memory."""

    @property
    def texts(self) -> list[str]:
        """All of them, made each time."""
        return self.array.to_pylist()

    def __len__(self) -> int:
        return len(self.array)

    def at(self, places: np.ndarray) -> list[str]:
        """The texts at some places."""
        return self.texts if len(places) == len(self) else self.array.take(pa.array(places)).to_pylist()

    @cached_property
    def is_plain(self) -> np.ndarray:
        """Whether each text is of plain signs alone, so that `folded` leaves it as it is."""
        return _found_in(self.array, _PLAIN_SIGNS)

    @cached_property
    def _forms(self) -> pa.Array:
        """Each text folded and simplified."""
        changed = ~self.is_plain | _found_in(self.array, f"[{TRADITIONAL}]")
        made = [simplified(folded(text)) for text in self.at(np.flatnonzero(changed))]
        return pc.replace_with_mask(self.array, pa.array(changed), pa.array(made, self.array.type))

    def are(self, words: frozenset[str]) -> np.ndarray:
        """Whether each text is one of `words`, whatever the case of its letters."""
        lower = pc.utf8_lower(self.array)
        return pc.is_in(lower, pa.array(sorted(words), lower.type)).to_numpy(zero_copy_only=False)

    def hinted(self, hint: str) -> np.ndarray:
        """The places of the texts of which a test may be true: all without a hint.

        A hint is an expression found in every text of which the test is true, folded and simplified, whatever
        the case of its letters. One fast search of all texts spares the test of nearly all.
        """
        if not (hint and len(self)):
            return np.arange(len(self))
        if len(self) < _FEW:
            forms = (simplified(folded(text)) for text in self.texts)
            return np.flatnonzero([re.search(hint, form, re.IGNORECASE) is not None for form in forms])
        return np.flatnonzero(_found_in(self._forms, hint, ignore_case=True))


def _found_in(texts: pa.Array, pattern: str, *, ignore_case: bool = False) -> np.ndarray:
    found = pc.match_substring_regex(texts, pattern, ignore_case=ignore_case)
    return found.to_numpy(zero_copy_only=False)


_FEW = 20
"""So few texts are asked one by one sooner than Arrow builds a search of all."""

_TEXT = pd.StringDtype(na_value=np.nan)
"""The type of a column of texts, found once."""

_DISTINCT: dict[int, tuple[weakref.ref[pa.ChunkedArray], Distinct]] = {}
"""What was found for columns that are still held by somebody."""


def distinct_of(texts: pd.Series) -> Distinct:
    """The distinct texts of a column, found once for all the rules that ask for them.

    A column of texts holds an Arrow array, which never changes: a change to a cell makes another.
    """
    if texts.dtype != "str":
        codes, found = pd.factorize(texts)
        return Distinct(codes, pa.array(found, pa.large_string()))
    array = texts.array.__arrow_array__()
    held = _DISTINCT.get(id(array))
    if held is not None and held[0]() is array:
        return held[1]
    coded = array.combine_chunks().dictionary_encode()
    codes = coded.indices.fill_null(-1) if coded.null_count else coded.indices
    distinct = Distinct(codes.to_numpy(), coded.dictionary)
    key = id(array)
    _DISTINCT[key] = weakref.ref(array, lambda _: _DISTINCT.pop(key, None)), distinct
    return distinct


def distinct_texts(texts: pd.Series) -> tuple[np.ndarray, list[str]]:
    """The place of each text among the distinct ones, -1 where it is missing, and these.

    >>> codes, distinct = distinct_texts(pd.Series(["已销账", None, "已销账"], dtype="str"))
    >>> codes.tolist(), distinct
    ([0, -1, 0], ['已销账'])
    """
    distinct = distinct_of(texts)
    return distinct.codes, distinct.texts


def distinct_in(texts: pd.Series) -> list[str]:
    """The distinct texts of a column, in the order in which they stand.

    >>> distinct_in(pd.Series(["已销账", None, "已销账"]))
    ['已销账']
    """
    return distinct_of(texts).texts


def findings_of(rows: pd.DataFrame, column: str, texts: pd.Series, readings: pd.DataFrame) -> pd.DataFrame:
    """One finding for each cell of `column` that was not plain; `rows` carries the source columns."""
    is_named = np.asarray(readings["rule"].array != "")
    if not is_named.any():
        return no_findings()
    named = readings[is_named]
    found = [
        find(
            rows.loc[group.index],
            pd.Series(True, index=group.index),
            column=column,
            rule=str(rule),
            before=texts.loc[group.index],
            after=group["value"],
            action=str(action),
        )
        for (rule, action), group in named.groupby(["rule", "action"])
    ]
    return all_findings(found)
