"""`corrections.csv`: what a person has decided about a ledger, applied again at every run and next year.

A line names no file and no row. It says of a text in a column what is meant by it, or of two records or two
names whether they are one, so that it holds wherever that text or pair turns up again. Every cell that it
changes is a finding of the rule ``correction``; a line that met nothing is one of ``correction_unused``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from .enterprises import enterprise_key
from .errors import ColumnsMissing, InputRejected, UnknownName
from .escape import as_typed
from .findings import FINDING, as_texts, find, no_findings
from .project import Project
from .rules.columns import STATED_OR_UNKNOWN, Sheets
from .rules.dates import read_date
from .rules.duplicates import (
    END_DISPUTED,
    groups_of,
    is_running_number,
    marked_name,
    number_disputed,
    place,
    record_name,
)
from .rules.likely_words import UNKNOWN_WORDS, likely_word
from .rules.numbers import read_yuan
from .rules.personal import masker
from .rules.reading import distinct_in, says_nothing, spread
from .rules.strikes import STRIKE
from .rules.words import read_flag
from .schema import AS_WRITTEN, LEDGERS, SOURCE, UNKNOWN, Ledger, ledger_named
from .sheets.delimited import read_delimited
from .sheets.limits import LIMITS
from .signs import visible

CORRECTIONS = "corrections.csv"
"""Name under which the file is looked for: in the project's folder, beside the sheets, beside the ledgers."""

COLUMNS = ("ledger", "column", "key", "rule", "before", "after", "decision", "note")
"""`rule`, `before` and `after` as in the findings. `key` may hold a number of office: the line is then about
that record alone, and goes before a line about all. Other columns, such as a finding's file and row, are
passed over."""

DECISIONS = {
    "accept": (
        "accept", "accepted", "yes", "y", "采纳", "已采纳", "予以采纳", "接受", "已接受", "同意", "是",
    ),
    "refuse": (
        "refuse", "refused", "no", "n", "不采纳", "未采纳", "不予采纳", "拒绝", "已拒绝", "不接受",
        "不同意", "否",
    ),
}  # fmt: skip
"""What may stand under `decision`. A line without a decision is not decided yet, and does nothing."""

_CHINESE = {name: [word for word in words if not word.isascii()] for name, words in DECISIONS.items()}

_LIKELY, _ALIKE = "duplicate_likely", "enterprise_alike"
_STRIKE_OFF = {"column": "struck_off", "before": "", "after": "是"}
"""What a line says of the record that a finding of `STRIKE` names under `before`."""
_PAIR = 2
_NAMES_SEVERAL = "the key names several records: the line is applied to none; write that of one"
_NOTHING_SUCH = "no such text, pair or record in this ledger"
# A long number as Excel shows it, and leaves it in a file that it saves.
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
_PLAIN_VALUE = {
    "date": re.compile(r"[0-9]{4}([-/])[0-9]{1,2}\1[0-9]{1,2}(?: 0?0:00(?::00)?)?"),
    "count": re.compile(r"[0-9]+(?:\.0+)?"),
    "yuan": re.compile(r"[0-9]+(?:\.[0-9]+)?"),
}
"""Kinds of columns that a line may state by value: as findings show a day or number, or as Excel saves it."""


@dataclass(frozen=True)
class Correction:
    """One decided line; `file` and `line` say where it stands."""

    ledger: str
    column: str
    key: str
    rule: str
    before: str
    after: str
    is_accepted: bool
    file: str
    line: int
    names: str = ""
    """What tells the records apart that its key names, where these are several: it is applied to none."""

    @property
    def place(self) -> str:
        """Where the line stands, in words."""
        return f"{self.file} line {self.line}"

    @property
    def pair(self) -> frozenset[str]:
        """The two records or names a proposal is about, in either order; or a record and its value."""
        return frozenset((self.before or self.key, self.after))


def read_corrections(*paths: Path) -> list[Correction]:
    """The decided lines of one file of corrections or several.

    Raises
    ------
    InputRejected, ColumnsMissing
        If a file is missing or no table, lacks a column, names a ledger or column that is not there, or holds
        a decision that is none; if two lines contradict each other, or what one gives another takes away.
    """
    lines = [line for path, name in zip(paths, _told_names(paths)) for line in _lines_of(path, name)]
    lines = list({_meaning(line): line for line in reversed(lines)}.values())[::-1]
    _require_consistent(lines)
    return lines


def _told_names(paths: Sequence[Path]) -> list[str]:
    """The name of each file, with as many of its folders as tell it from another of that name."""
    names, depth = [path.name for path in paths], 1
    while len(set(names)) < len({path.resolve() for path in paths}):
        depth += 1
        alike = {name for name, count in Counter(names).items() if count > 1}
        names = [
            "/".join(path.resolve().parts[-depth:]) if name in alike else name
            for path, name in zip(paths, names)
        ]
    return names


def _lines_of(path: Path, name: str) -> Iterator[Correction]:
    try:
        grid = read_delimited(path.read_bytes(), name, LIMITS)
    except FileNotFoundError as error:
        raise InputRejected(f"There is no file '{path}' of corrections. Check the spelling.") from error
    rows = iter(grid.rows.items())
    _, header = next(rows, (0, []))
    names = [visible(cell or "").casefold() for cell in header]
    missing = [column for column in COLUMNS if column not in (*names, "key", "note")]
    if missing:
        raise ColumnsMissing(name, missing, names, hint="Start from proposals.csv beside the ledgers.")
    for number, cells in rows:
        texts = dict(zip(names, (as_typed(visible(cell or "")) for cell in cells)))
        texts = dict.fromkeys(COLUMNS, "") | texts
        if texts["decision"]:
            yield _correction(texts, name, number)


def _correction(texts: dict[str, str], file: str, line: int) -> Correction:
    place = f"It stands in '{file}' line {line}."
    if texts["rule"] == STRIKE and not texts["key"]:
        texts = texts | _STRIKE_OFF | {"key": texts["before"]}
    said = texts["decision"].casefold()
    decision = next((name for name, words in DECISIONS.items() if said in words), None)
    if decision is None:
        known = [f"{name} ({words[0]})" for name, words in _CHINESE.items()]
        raise _unknown("decision", texts["decision"], known, place)
    if texts["ledger"] not in LEDGERS:
        raise _unknown("kind of ledger", texts["ledger"], list(LEDGERS), place)
    columns = [column.name for column in ledger_named(texts["ledger"]).columns]
    if texts["column"] not in columns:
        raise _unknown("column", texts["column"], columns, place)
    if not texts["before"] and not texts["key"]:
        raise InputRejected(
            f"'{file}' line {line} names no text: `before` is empty. A blank cell can only be filled in one "
            "record: give its number under `key`."
        )
    if is_running_number(texts["key"]):
        raise InputRejected(
            f"'{file}' line {line} names its record by '{texts['key']}' under `key`: a running number names "
            "a row of its own sheet only, and other sheets have it too. Leave `key` empty and give the text "
            "under `before`, or give the record a number of office in the sheet."
        )
    is_unknown_word = texts["rule"] == UNKNOWN_WORDS.get(texts["column"])
    if decision == "accept" and is_unknown_word and not texts["after"]:
        raise InputRejected(
            f"'{file}' line {line} accepts no meaning for '{texts['before']}': `after` is empty. Write there "
            "what is meant, or refuse the line to leave the text unknown."
        )
    fields = {name: texts[name] for name in COLUMNS if name not in ("decision", "note")}
    return Correction(**fields, is_accepted=decision == "accept", file=file, line=line)


def _unknown(what: str, name: str, known: Sequence[str], place: str) -> InputRejected:
    """A word of the file that is in no list: the file is refused, whoever gave it."""
    return InputRejected(str(UnknownName(what, name, known, hint=place)))


def _meaning(line: Correction) -> tuple[object, ...]:
    """What a line says, wherever it stands: the same line twice is one line."""
    return (
        line.ledger,
        line.column,
        line.key,
        line.rule,
        line.before,
        line.after,
        line.is_accepted,
    )


def _states_value(line: Correction) -> bool:
    return line.rule not in (_LIKELY, _ALIKE)


def _said(line: Correction, text: str) -> str:
    """What a text of a line says in its column, in whatever spelling."""
    return _value_of(text, ledger_named(line.ledger).column(line.column).kind) or text


def _require_consistent(lines: Sequence[Correction]) -> None:
    """Raise where two lines cannot both hold, or where applying them twice would not give the same."""
    about: dict[tuple[object, ...], Correction] = {}
    for line in lines:
        what: tuple[object, ...] = (line.ledger, line.column, line.key, _said(line, line.before))
        if not _states_value(line):
            what = ("" if line.rule == _ALIKE else line.ledger, line.rule, line.pair)
        other = about.setdefault(what, line)
        differs = _said(other, other.after) != _said(line, line.after)
        differs = differs and line.is_accepted and line.rule != _ALIKE
        if other.is_accepted != line.is_accepted or differs:
            raise InputRejected(
                f"{other.place} and {line.place} contradict each other about '{line.before}'. "
                "Keep one of them."
            )
    stated = [line for line in lines if _states_value(line) and line.is_accepted]
    for line in stated:
        again = about.get((line.ledger, line.column, line.key, _said(line, line.after)))
        if again and again.is_accepted and again.after != line.after:
            raise InputRejected(
                f"{line.place} makes '{line.after}' of '{line.before}', and {again.place} makes "
                f"'{again.after}' of that. Write '{again.after}' in both."
            )


class Decisions:
    """The corrections of one ledger in one run of cleaning; knows which of them were met.

    Raises
    ------
    InputRejected
        If names or records are told apart that accepted lines make one, through however many; if lines
        contradict each other once the persons in them are masked.
    """

    def __init__(
        self,
        corrections: Iterable[Correction],
        ledger: Ledger,
        project: Project,
        sheets: Sheets,
        *,
        keep: bool = False,
    ) -> None:
        lines = list(corrections)
        self.ledger = ledger
        self.city = project.city
        # The texts of the sheets are masked before they are compared, unless they are kept: so are the lines.
        own = [line for line in lines if line.ledger == ledger.name]
        own = own if keep else [self._masked(line, sheets) for line in own]
        self.lines = list({_meaning(line): line for line in own}.values())
        _require_consistent(self.lines)
        # An enterprise is one in all ledgers, whichever of them showed it.
        self.alike = [line for line in lines if line.rule == _ALIKE and line.ledger != ledger.name]
        self.alike += [line for line in self.lines if line.rule == _ALIKE]
        self.likely = [line for line in self.lines if line.rule == _LIKELY]
        self._require_told_apart()
        self.used: set[Correction] = set()
        self._met: dict[Correction, pd.Index] = {}
        self._why_unused = {line: line.names for line in self.lines if line.names}
        named = dict.fromkeys([ledger.key, *(line.column for line in self.lines)]) if lines else ()
        written = {text for column in named for text in distinct_in(sheets.texts[column])}
        self._without_zeros = {text.lstrip("0") for text in written if text.startswith("0")}

    def _masked(self, line: Correction, sheets: Sheets) -> Correction:
        """The line with the persons in it masked as the cells of its column are."""
        masks = {
            "key": masker(sheets.header(self.ledger.key), "key"),
            "before": (mask := masker(sheets.header(line.column), self.ledger.column(line.column).kind)),
            "after": mask,
        }
        return replace(line, **{name: mask(getattr(line, name)).value for name, mask in masks.items()})

    def _require_told_apart(self) -> None:
        for line in (*self.alike, *self.likely):
            keys = self._keys(line)
            if line.is_accepted or len(keys) == 1 or len(joined := self._joined(line.rule, keys)) > 1:
                continue
            joining = [
                other.place
                for other in (*self.alike, *self.likely)
                if other.is_accepted and other.rule == line.rule
                and self._joined(other.rule, self._keys(other)) == joined
            ]  # fmt: skip
            raise InputRejected(
                f"{line.place} tells '{line.before}' and '{line.after}' apart, and {', '.join(joining)} "
                "make one of them. Change one of these lines."
            )

    def state_values(self, sheets: Sheets, received: pd.DataFrame) -> pd.DataFrame:
        """Put the accepted value in place of each text that a line names, in `sheets`; the findings.

        `received` are the values read from the texts of `sheets` as they stand: a line about a day or a
        number finds it in any spelling.
        """
        found = [no_findings()]
        lines = [line for line in self.lines if _states_value(line)]
        for column in dict.fromkeys(line.column for line in lines if line.is_accepted):
            texts = sheets.texts[column]
            own = [line for line in lines if line.column == column]
            meant = self._lines_of_cells(own, sheets.texts, received)
            kind = self.ledger.column(column).kind
            wanted = {line: _as_stated(line.after, kind) for line in own}
            after = meant.map(wanted, na_action="ignore").astype("str").replace("", None)
            self.used |= set(meant.dropna())
            sheets.texts[column] = texts.where(meant.isna(), after)
            changed = meant.notna() & (texts.fillna("") != after.fillna(""))
            found.append(
                find(sheets.texts, changed, column=column, rule="correction", before=texts, after=after,
                     action="corrected")
            )  # fmt: skip
        return pd.concat(found, ignore_index=True)

    def _lines_of_cells(
        self, lines: Sequence[Correction], texts: pd.DataFrame, received: pd.DataFrame
    ) -> pd.Series:
        """For each cell of a column the accepted line that states its value: one about its record before one
        about all; missing where there is none."""
        column = lines[0].column
        kind, seen = self.ledger.column(column).kind, _visible(texts[column]).fillna("")
        values = as_texts(received[column]) if kind in _PLAIN_VALUE else seen
        general = [line for line in lines if line.is_accepted and not line.key]
        # The same digits may be 元 in one sheet and 万元 in another: a sum as written goes before its value.
        sums = set(seen) if kind == "yuan" else set()
        value_of = {line: _value_of(line.before, kind) for line in lines if line.before not in sums}
        by_value = {value_of[line]: line for line in general if value_of.get(line)}
        meant = seen.map({line.before: line for line in general}).astype("object")
        meant = meant.where(meant.notna(), values.map(by_value).astype("object"))
        numbers = _visible(texts[self.ledger.key])
        for line in [line for line in lines if line.key and not line.names]:
            own = numbers == line.key
            if "#" in line.key:
                own |= self._names(received).isin([line.key]).any(axis="columns")
            is_said = seen.eq(line.before) | values.eq(value_of.get(line) or line.before)
            if not line.before:
                unread = received[column].isna() | received[column].astype("object").eq(UNKNOWN)
                # What another column says of a blank flag (是否有效) gives way to what a person decided.
                unread |= kind == "flag"
                is_said = seen.map(says_nothing).astype(bool) & unread
                self._note_unless_blank(
                    line, set(seen[own]) | set(values[own]), is_open=bool((own & is_said).any())
                )
            hit = own & is_said
            if not line.is_accepted:
                hit &= meant.map(_after, na_action="ignore").eq(line.after)
                self.used |= {line} if hit.any() else set()
            meant[hit] = line if line.is_accepted else None
            if "#" in line.key and hit.any():
                # A blank that another record has filled by now would be that of the wrong one.
                self._met[line] = own.index[hit if line.before else own]
        return meant

    def naming_several(self, records: pd.DataFrame) -> dict[str, str]:
        """What tells the records apart that a line about one met, where these are several; by its place.

        `records` are the rows that are kept, as read before a person corrected anything.
        """
        several = {}
        for line, rows in self._met.items():
            named = records.loc[records.index.intersection(rows)]
            if len(named) > 1:
                keys = zip(marked_name(named, self.ledger), place(named))
                told = [f"{key} is that of {where}" for key, where in keys]
                several[line.place] = "; ".join([_NAMES_SEVERAL, *told])
        return several

    def _names(self, received: pd.DataFrame) -> pd.DataFrame:
        """What each record may be called, but for its number alone."""
        both = (record_name(received, self.ledger), marked_name(received, self.ledger))
        return pd.concat(both, axis="columns")

    def _note_unless_blank(self, line: Correction, stated: set[str], *, is_open: bool) -> None:
        """A line that fills a blank has nothing to do once the office states a value of its own."""
        stated = {text for text in stated if not says_nothing(text)}
        is_flag = self.ledger.column(line.column).kind == "flag"
        answers = {read_flag(text).value for text in stated if is_flag}
        if line.after in stated or read_flag(line.after).value in answers:
            self.used.add(line)
        elif stated and not is_open:
            self._why_unused[line] = (
                f"the record states '{min(stated)}' by now; a line without `before` fills a blank only"
            )

    def refuse_values(
        self, texts: pd.DataFrame, values: pd.DataFrame, read: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Take back what reading made of a text where a line refuses it.

        `read` are the findings of reading. Returned are the values, words and names as written and a typed
        value as not known, and the findings, in which the refusal stands for what it took back.
        """
        for line in self.lines:
            if line.is_accepted or not _states_value(line):
                continue
            taken_back, hit = self._taken_back(line, texts, values, read)
            if not hit.any():
                continue
            self.used.add(line)
            kind, value, written = (
                self.ledger.column(line.column).kind,
                values[line.column],
                texts[line.column],
            )
            unread = UNKNOWN if kind in STATED_OR_UNKNOWN else None
            back = value.where(~hit, written if kind in AS_WRITTEN else unread).astype(value.dtype)
            values = values.assign(**{line.column: back})
            found = find(
                values, hit, column=line.column, rule="correction", before=written, after=back,
                action="kept" if kind in AS_WRITTEN else "unknown", note=f"refused: {line.rule}",
            )  # fmt: skip
            read = pd.concat([read[~taken_back], found], ignore_index=True)
        return values, read

    def refused_ends(self, texts: pd.DataFrame, hazards: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
        """Whether a line refuses how the status of each hazard was understood; `found` are those readings."""
        refused = pd.Series(False, index=hazards.index)
        for line in self.lines:
            if line.column != "status" or line.is_accepted or not _states_value(line):
                continue
            _, hit = self._taken_back(line, texts, hazards, found)
            self.used |= {line} if hit.any() else set()
            refused |= hit
        return refused

    def _taken_back(
        self, line: Correction, texts: pd.DataFrame, values: pd.DataFrame, read: pd.DataFrame
    ) -> tuple[pd.Series, pd.Series]:
        """Which findings of reading a line refuses, and which rows they are about."""
        taken_back = (
            (read["column"] == line.column)
            & (read["action"] == "corrected")
            & (read["rule"] == line.rule)
            & read["after"].isin([line.after, _value_of(line.after, self.ledger.column(line.column).kind)])
        )
        taken_back &= _visible(read["before"].where(taken_back)) == line.before
        hit = _rows_at(values, read.loc[taken_back, ["file", "sheet", "row"]])
        if line.key:
            hit &= _visible(texts[self.ledger.key]) == line.key
            taken_back &= _places(read).isin(_places(values[hit]))
        return taken_back, hit

    def join_enterprises(self, values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give one key to names that a person took for one enterprise; the values and the findings."""
        one_of = self._one_of[_ALIKE]
        if "enterprise_key" not in values or not one_of:
            return values, no_findings()
        keys = values["enterprise_key"]
        joined = keys.map(one_of).fillna(keys).astype("str")
        changed = joined.notna() & (joined != keys)
        met = set(keys.dropna())
        self.used |= {line for line in self.alike if line.is_accepted and self._keys(line) & met}
        found = find(values, changed, column="enterprise_key", rule="correction", before=keys, after=joined,
                     action="corrected")  # fmt: skip
        return values.assign(enterprise_key=joined), found

    @cached_property
    def _one_of(self) -> dict[str, dict[str, str]]:
        """Of enterprises and of records, by rule: key -> the key of the one it was taken for, through however
        many lines."""
        return {_ALIKE: self._taken_for(self.alike), _LIKELY: self._taken_for(self.likely)}

    def _taken_for(self, lines: Iterable[Correction]) -> dict[str, str]:
        one_of: dict[str, str] = {}
        for line in lines:
            if line.is_accepted:
                key, into = (one_of.get(key, key) for key in self._both(line))
                one_of |= {name: into for name, whole in one_of.items() if whole == key}
                one_of |= {key: into, into: into}
        return one_of

    def _joined(self, rule: str, keys: frozenset[str]) -> frozenset[str]:
        return frozenset(self._one_of[rule].get(key, key) for key in keys)

    def _keys(self, line: Correction) -> frozenset[str]:
        return frozenset(self._both(line))

    def _both(self, line: Correction) -> tuple[str, str]:
        """What the two enterprises or records are known by that a line is about."""
        if line.rule == _LIKELY:
            return line.before, line.after
        return enterprise_key(line.before, self.city), enterprise_key(line.after, self.city)

    def same_records(self, likely: pd.Series, received: pd.DataFrame) -> pd.Series:
        """For each row that a person took for another of the rows that it is likely one with, the first of
        them in the order of `received`; by `likely` rows hang together.

        `received` are the values of rows as read before a person corrected anything: they name the records.
        """
        if not self.likely or likely.empty:
            return likely.iloc[:0]
        group = groups_of(likely.astype("int64"))
        group = group.loc[received.index[received.index.isin(group.index)]]
        named = received.loc[group.index]
        names, marked = record_name(named, self.ledger), marked_name(named, self.ledger)
        held: dict[str, Counter[int]] = {}
        for name, number in zip([*names, *marked], [*group, *group]):
            held.setdefault(name, Counter())[number] += 1
        lines = {line: _as_marked(line, names, marked) for line in self.likely}
        self.used |= {line for line, now in lines.items() if _stand_together(now, held)}
        one_of = self._taken_for(lines.values())
        by_name = names.map(one_of)
        # Two rows of one name are no more than alike where the record that each was taken for is missing.
        is_other = names.groupby([group, by_name]).transform("nunique") > 1
        told = by_name.where(is_other).combine_first(marked.map(one_of))
        taken = pd.DataFrame({"group": group, "as": told}).dropna()
        first = taken.index.to_series().groupby([taken["group"], taken["as"]]).transform("first")
        return first[first != first.index].astype("Int64")

    def keep_named(self, first: pd.Series, received: pd.DataFrame) -> pd.Series:
        """`first`, which leads rows to those they were taken for, led to one that no line sets aside where a
        line sets aside the row that would stay: a person may exchange `before` and `after` of a proposal.

        `received` are the rows as in `same_records`, the most trusted first.
        """
        accepted = [line for line in self.likely if line.is_accepted and line.before != line.after]
        gone = [line.before for line in accepted]
        group = groups_of(first.astype("int64"))
        group = group.loc[received.index[received.index.isin(group.index)]]
        named = received.loc[group.index]
        goes = record_name(named, self.ledger).isin(gone) | marked_name(named, self.ledger).isin(gone)
        left = group[~goes]
        left = left.index.to_series().groupby(left).first()
        stays = group.map(left)
        turned = goes[first].set_axis(first.index) & stays[first.index].notna()
        if not turned.any():
            return first
        groups = group[first.index[turned]].unique()
        again = stays[group.isin(groups)].astype("Int64")
        rest = first[~group[first.index].isin(groups)]
        return pd.concat([rest, again[again != again.index]]).astype("Int64")

    def settle(self, findings: pd.DataFrame) -> pd.DataFrame:
        """The findings less the proposals that a person has settled, and the lines that met nothing."""
        if not self.lines and not self.alike:
            return findings
        refused = {_asks(line): line for line in self.lines if not line.is_accepted}
        proposed = _as_lines(findings[findings["action"] == "proposed"])
        asked = pd.Series(
            list(zip(proposed["column"], proposed["rule"], _pairs(proposed), _numbers_asked(proposed))),
            proposed.index,
            dtype="object",
        )
        met = asked[asked.isin(list(refused))]
        self.used |= {refused[one] for one in met}
        settled = self._settled_enterprises(findings) | findings.index.isin(met.index)
        findings = findings.assign(note=findings["note"].mask(self._left_unknown(findings), LEFT_UNKNOWN))
        unused = [
            (line.file, "", line.line, line.column, "correction_unused", self._shown(line, line.before),
             self._shown(line, line.after), "kept", self._why_unused.get(line, self._nothing_such(line)))
            for line in self.lines
            if line not in self.used
        ]  # fmt: skip
        rest = findings[~settled]
        return pd.concat(
            [rest, pd.DataFrame(unused, columns=list(FINDING)).astype(rest.dtypes.to_dict())],
            ignore_index=True,
        )

    def _left_unknown(self, findings: pd.DataFrame) -> pd.Series:
        """Which findings are on a text that is in no list, of which a person refuses to say what it means."""
        left = {
            (line.column, line.rule, line.before): line
            for line in self.lines
            if not line.is_accepted and line.rule == UNKNOWN_WORDS.get(line.column)
        }
        if not left:
            return pd.Series(False, index=findings.index)
        told = list(zip(findings["column"], findings["rule"], _visible(findings["before"])))
        self.used |= {left[one] for one in told if one in left}
        return pd.Series([one in left for one in told], index=findings.index, dtype=bool)

    def _shown(self, line: Correction, text: str) -> str:
        """A text of a line as findings may show it, whoever reads them."""
        return str(masker(line.column, self.ledger.column(line.column).kind)(text).value)

    def _nothing_such(self, line: Correction) -> str:
        """Why a line met nothing: Excel rounds long numbers and takes zeros from the front of others."""
        stated = (line.key, line.before, line.after)
        if any(_ROUNDED.fullmatch(text) or text in self._without_zeros for text in stated if text):
            return f"{_NOTHING_SUCH}: Excel may have changed a number of this line; write it as in the sheet"
        return _NOTHING_SUCH

    def _settled_enterprises(self, findings: pd.DataFrame) -> pd.Series:
        refused = {self._keys(line): line for line in self.alike if not line.is_accepted}
        proposed = findings.index[findings["rule"] == _ALIKE]
        settled = []
        for pair in _pairs(findings.loc[proposed]):
            keys = frozenset(enterprise_key(name, self.city) for name in pair)
            if keys in refused:
                self.used.add(refused[keys])
            settled.append(keys in refused or len(self._joined(_ALIKE, keys)) == 1)
        return pd.Series(settled, index=proposed, dtype=bool).reindex(findings.index, fill_value=False)


def _numbers_asked(lines: pd.DataFrame) -> pd.Series:
    return lines["key"].where(lines["rule"] == END_DISPUTED, "")


def _asks(line: Correction) -> tuple[object, ...]:
    """The proposal that a line decides: one on the end of a record is of that record alone."""
    return line.column, line.rule, line.pair, line.key if line.rule == END_DISPUTED else ""


def _as_marked(line: Correction, names: pd.Series, marked: pd.Series) -> Correction:
    """The line, about two records told apart by marks, with the marks that they have where the office has
    come to state more of them since; `names` is what else each record is called.
    """
    (name, *others) = {text.rpartition(" ")[0] for text in (line.before, line.after)}
    now = marked[names == name].tolist()
    if others or len(now) != _PAIR or {line.before, line.after} & {name, *now}:
        return line
    return replace(line, before=now[0], after=now[1])


def _stand_together(line: Correction, held: Mapping[str, Counter[int]]) -> bool:
    """Whether both records of a line are likely one with each other; `held` says how many rows of each name
    stand in which group."""
    one, other = (held.get(name, Counter[int]()) for name in (line.before, line.after))
    if line.before == line.after:
        return any(rows > 1 for rows in one.values())
    return not one.keys().isdisjoint(other)


def _after(line: Correction) -> str:
    return line.after


def _as_stated(text: str, kind: str) -> str:
    """What a line wants, as a cell states it: a bare sum is in yuan, as the ledgers are, whatever the unit of
    its sheet."""
    if kind != "yuan" or read_yuan(text, unit="").rule != "yuan_unit_not_stated":
        return text
    return f"{read_yuan(text).value:f}".rstrip("0").rstrip(".") + "元"


def _value_of(text: str, kind: str) -> str:
    """The value that a text plainly states in a typed column, as findings show it; else empty."""
    if kind not in _PLAIN_VALUE or not _PLAIN_VALUE[kind].fullmatch(text):
        return ""
    if kind == "date":
        day = read_date(text).value
        return day.isoformat() if day else ""
    return str(int(float(text))) if kind == "count" else str(float(text))


def _visible(texts: pd.Series) -> pd.Series:
    """Texts without the signs that nobody sees."""
    return spread(texts, visible)


def _pairs(findings: pd.DataFrame) -> pd.Series:
    """What each proposal is about, as `Correction.pair`."""
    records = findings["before"].where(findings["before"] != "", findings.get("key", ""))
    return pd.Series(
        [frozenset(pair) for pair in zip(records, findings["after"])],
        index=findings.index, dtype="object",
    )  # fmt: skip


def _places(rows: pd.DataFrame) -> pd.MultiIndex:
    """File, sheet and row of each row of a ledger, or of each finding."""
    columns = SOURCE if SOURCE[0] in rows else ("file", "sheet", "row")
    return pd.MultiIndex.from_frame(rows[list(columns)], names=SOURCE)


def _rows_at(rows: pd.DataFrame, where: pd.DataFrame) -> pd.Series:
    return pd.Series(_places(rows).isin(_places(where)), index=rows.index)


NOT_KNOWN = "not known: write under `after` what is meant, or refuse to leave it unknown"
SPELLED_LIKE = "not known; the listed word that is spelled like it"
LEFT_UNKNOWN = "left unknown, as decided"


def proposals(findings: pd.DataFrame) -> pd.DataFrame:
    """What waits for a person, ready to be decided: the columns of corrections.csv, each proposal once.

    A text that is in no list of its column is one: with the listed word that is spelled like it under
    ``after``, or a blank there, which a person fills.

    Parameters
    ----------
    findings
        Findings of one ledger or several; ``ledger`` names it.

    Examples
    --------
    >>> found = pd.DataFrame([("hazards", "甲.csv", "", 3, "enterprise", "enterprise_alike", "鑫元", "鑫源",
    ...     "proposed", ""), ("hazards", "甲.csv", "", 4, "status", "status_unknown", "另行研究", "unknown",
    ...     "unknown", "")], columns=["ledger", *FINDING])
    >>> proposals(found)[["column", "before", "after", "decision"]].values.tolist()
    [['enterprise', '鑫元', '鑫源', ''], ['status', '另行研究', '', '']]
    """
    return _asked(findings)[list(COLUMNS)].drop_duplicates(ignore_index=True)


def _asked(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that ask a person, as lines to be decided; texts in no list come last."""
    proposed = findings[findings["action"] == "proposed"]
    texts = findings[findings["column"].map(UNKNOWN_WORDS).eq(findings["rule"])]
    texts = texts[(texts["note"] != LEFT_UNKNOWN) & (texts["before"] != "")]
    # An area that is spelled like one of ours is asked about already.
    answered = set(zip(proposed["ledger"], proposed["column"], proposed["before"]))
    is_new = [told not in answered for told in zip(texts["ledger"], texts["column"], texts["before"])]
    texts = texts[pd.Series(is_new, index=texts.index, dtype=bool)]
    likely = {key: likely_word(*key) for key in set(zip(texts["column"], texts["before"]))}
    after = [likely[key] for key in zip(texts["column"], texts["before"])]
    notes = [SPELLED_LIKE if word else NOT_KNOWN for word in after]
    texts = texts.assign(after=pd.array(after, dtype="str"), note=pd.array(notes, dtype="str"))
    return _as_lines(pd.concat([proposed, texts])).assign(decision="")


def _as_lines(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings as lines of corrections.csv state them; ``key`` is a record that is to be struck off,
    or of which two lists say two things.
    """
    is_strike = findings["rule"] == STRIKE
    stated = {name: findings[name].mask(is_strike, text) for name, text in _STRIKE_OFF.items()}
    key = number_disputed(findings).mask(is_strike, findings["before"])
    return findings.assign(key=key, **stated)


CONTEXT = ("file", "sheet", "row", "day", "area", "enterprise", "cells")
"""What a person needs beside a proposal: where it stands first and what that row says; in how many cells."""


def proposals_in_context(findings: pd.DataFrame, ledgers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """`proposals` with `CONTEXT` behind its columns, which `read_corrections` passes over.

    Parameters
    ----------
    findings
        As in `proposals`.
    ledgers
        The clean ledgers by kind. Of a row that was set aside only the place is known.
    """
    proposed = _asked(findings)
    cells = proposed.groupby(list(COLUMNS), sort=False)["row"].transform("size")
    first = proposed.assign(cells=cells).drop_duplicates(list(COLUMNS))
    places = ["ledger", "file", "sheet", "row"]
    found = first.merge(_rows_in_place(ledgers), how="left", on=places)
    texts = {name: found[name].fillna("") for name in ("day", "area", "enterprise")}
    return found.assign(**texts)[[*COLUMNS, *CONTEXT]].reset_index(drop=True)


def _rows_in_place(ledgers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of all ledgers by kind, file, sheet and row, with day, area and enterprise as texts."""
    frames = []
    for kind, frame in ledgers.items():
        said = {"day": LEDGERS[kind].day, "area": "area", "enterprise": "enterprise"}
        rows = frame[list(SOURCE)].set_axis(["file", "sheet", "row"], axis="columns").assign(ledger=kind)
        texts = {name: as_texts(frame[column]) if column in frame else "" for name, column in said.items()}
        frames.append(rows.assign(**texts))
    whole = pd.concat(frames, ignore_index=True)
    return whole.drop_duplicates(["ledger", "file", "sheet", "row"], ignore_index=True)
