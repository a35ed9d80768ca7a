"""The same event entered twice: certain, or only likely.

Certain are two rows with the same number of office, day and area; or with everything stated alike. All
but the first are set aside. In a register the number is the enterprise's own, which stands in several
departments' registers and may be renamed: there the department and the name must agree, too. Likely are
two rows that share day, area and enterprise (and what else must agree in that ledger), or that state the
same and name nothing: they are kept, and a person is asked.

A number that stands beside several hazards of one sheet is that of a visit: what is stated of each tells them
apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from ..findings import FINDING, all_findings, as_texts, no_findings
from ..periods import Window
from ..schema import AS_WRITTEN, SOURCE, UNKNOWN, Ledger
from ..sheets.parts import sheet_itself
from .personal import mask_each
from .reading import folded, holds, spread

T = TypeVar("T", str, pd.Series)

LIKELY = {
    "accidents": ("occurred_on", "area", "enterprise_key"),
    "hazards": ("found_on", "area", "enterprise_key", "description"),
    "inspections": ("inspected_on", "area", "enterprise_key", "department", "programme"),
    "enterprises": ("enterprise_key", "area", "department"),
}
"""Ledger -> what two rows share that are likely the same. Visits and hazards of one day are often several."""

STATED = LIKELY | {"enterprises": ("enterprise_key", "area")}
"""What of it must be stated: a register often names no department, being that of one."""

REPORTED_TWICE = {
    "accidents": ("occurred_on", "enterprise_key", "deaths", "injuries", "direct_loss_yuan"),
}
"""What two rows share that are likely one event of which two areas reported, each as its own."""

MOVED = {"accidents": ("area", "enterprise_key")}
"""What two rows of two days share of which one corrects the other."""

IN_SHORT = {"accidents": ("occurred_on", "area")}
"""What two rows share of which one names the enterprise in short."""

_HARM = ("deaths", "injuries", "serious_injuries", "minor_injuries", "direct_loss_yuan")
_PARTS = ("serious_injuries", "minor_injuries")
"""Figures of an accident; and those that tell nothing where all who were hurt are stated."""

_NUMBERED_BY = {"enterprises": ("department", "enterprise")}
"""What must agree beside number, day and area for a certain duplicate."""

_TELLING = {
    "accidents": ("enterprise_key",),
    "hazards": ("enterprise_key", "description", "level", "due_on"),
}
"""Columns in which two rows of one sheet under one number of office are two records."""

_ONE_EVENT = {
    "accidents": ("occurred_on", "area", "accident_kind", "deaths", "injuries", "direct_loss_yuan"),
}
"""In which all the rows agree that list each unit of one accident under its number: 总包, 分包, 监理."""

_LATEST = {
    "accidents": ("deaths", "injuries", "direct_loss_yuan"),
    "hazards": ("closed_on", "due_on"),
}
"""What grows from one state of a record to the next: the larger is the later."""

_REFUSED = re.compile("不合格|[未不]通过|退回|反弹|重新|返工|reopened")
"""Words of an open hazard that was said to be put right before."""

_SEVERAL_A_DAY = ("hazards", "inspections")
"""Ledgers in which an enterprise has several records of one day; accidents of one day and place are one."""
_WORD = re.compile(r"[^\W\d_]{2}")
"""Words tell records apart; a running number, a day or a sum beside them does not."""
_OF_A_STATE = re.compile(
    r"进[展度]|状态|备注|整改(?:情况|说明)|progress|status|remark|comment"
    r"|^(?!.*(?:隐患|问题|部位|位置|地点|场所)).*(?:[情状]况|说明)"
)
"""Headers of what changes while a hazard is put right: a month later the same one has other words there."""
END_DISPUTED = "end_disputed"
"""The rule by which a person is asked whether a hazard is closed, of which two lists say two things."""
_DISPUTED = ": closed by one list and open by another, of which neither is the later; the closed one is kept"
_RUNNING_NUMBER = r"[0-9]{1,4}"
_ONE_IN_ANY_SPELLING = ("accidents",)
"""Ledgers in which width, case and dashes of a number tell no two records apart: accidents are rare."""
_ONCE_NUMBERED = ("accidents", "hazards", "inspections")
"""Ledgers whose number of office names one event: an enterprise stands in several registers."""
_VERSION_SHARE, _VERSION_ROWS = 0.5, 2
"""Of two sheets with so large a part of the smaller one in common, and so many rows, one is a version."""
_CORRECTED = ("accidents", "hazards")
"""Ledgers in which one number of office under two days is one record; a visit is made again."""
_NEVER_CORRECTED = "description"
"""What no row is another state of a record without: two hazards of one enterprise may be found on a day."""
_CORRECTED_WITHIN = pd.Timedelta(days=30)
"""So far the day of a record moves when it is corrected: as long as deaths are reported after an accident."""
_KNOWN_BY = {
    "accidents": ("occurred_on", "area", "enterprise", "deaths", *_PARTS, "injuries"),
    "hazards": ("found_on", "area", "enterprise", "description"),
    "inspections": ("inspected_on", "area", "enterprise", "department", "programme"),
    "enterprises": ("enterprise", "area", "department"),
    "duties": ("department", "duty", "done_on", "area"),
    "rectifications": ("issued_on", "unit", "measure", "area"),
}
"""What a record without a number is known by, however much more the office comes to state of it."""
_DECIDED = "struck_off"
"""The column that a person's decision fills: it is no part of a record's name."""
_KNOWN_AGAIN_BY = 3
"""So many columns of `LIKELY` are stated where rows that agree in all but one are known again."""
_A_DAY = pd.Timedelta(days=1)
_IN_SHORT_FROM = 2
"""So many characters a name in short shares with the whole one: 宏远, 宏远建设工程."""
_MARK_DIGITS = 8
_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")
"""What a number of office is made of: runs of digits, and of letters."""


def certain_duplicates(rows: pd.DataFrame, ledger: Ledger, beside: pd.DataFrame | None = None) -> pd.Series:
    """For each certain duplicate the index of the row it repeats, the first of them; missing elsewhere.

    A number of at most four digits is a running number: it names a row within its own sheet only.

    Parameters
    ----------
    beside
        The texts of the same rows in columns that are none of the ledger's: where they say in words what the
        rows differ in, these are several hazards or visits, though all else is alike.
    """
    by_number = _first_of_number(rows, ledger, numbered_columns(ledger))
    is_named = names_something(rows, ledger)
    by_content = _first_alike(rows, stated_columns(ledger), is_named)
    if by_number.empty and by_content.empty:
        return pd.Series(pd.NA, rows.index, dtype="Int64")
    if beside is not None and ledger.name in _SEVERAL_A_DAY and not by_content.empty:
        is_described = rows["description"].notna() if "description" in rows else pd.Series(False, rows.index)
        by_content = _but_for_words(rows, by_content, beside, is_described)
    first = by_number.combine_first(by_content).reindex(rows.index)
    # A row may repeat one by number that itself repeats another by content: lead to the one that is kept.
    onward = first.map(first).combine_first(first)
    return onward.where(onward != first.index.to_series())


def _but_for_words(
    rows: pd.DataFrame, first: pd.Series, beside: pd.DataFrame, is_described: pd.Series
) -> pd.Series:
    """`first`, without the rows that the words beside them tell apart, in one sheet as in two. A row without
    words, as where a sheet has none of these columns, is one with the first of those that have some.
    """
    group = groups_of(first.astype("int64"))
    at = rows.index[rows.index.isin(group.index)]
    # What leads nowhere stands for the others, wherever it lies.
    at = at[np.argsort(at.isin(first.index), kind="stable")]
    words = _words(beside.loc[at], is_described.loc[at])
    stated = words.where(words != "")
    told = pd.DataFrame({"group": group.loc[at], "words": stated})
    told["words"] = stated.fillna(stated.groupby(told["group"]).transform("first"))
    return _first_alike(told, list(told.columns))


def _words(texts: pd.DataFrame, is_described: pd.Series) -> pd.Series:
    """What rows say in words, of a described one no words on its state. Persons are masked whoever may read
    them, so that no count hangs on that.
    """
    words = {}
    for column, cells in texts.items():
        if _OF_A_STATE.search(folded(str(column)).casefold()):
            cells = cells.mask(is_described)
        shown = mask_each(cells.dropna(), str(column))["value"].reindex(cells.index).fillna(cells)
        words[str(column)] = shown.where(shown.str.contains(_WORD, na=False), "")
    if not words:
        return pd.Series("", texts.index)
    return as_texts_of(pd.DataFrame(words, texts.index), list(words)).str.strip("\n")


def prefer_latest(
    rows: pd.DataFrame, first: pd.Series, ledger: Ledger, ranks: pd.Series, apart: pd.Series
) -> pd.Series:
    """`first`, in which of rows that are one, and of sheets of which none is the later, the latest state is
    kept: a hazard refused at its check, or else closed; an accident that counts, with the most harm. What
    else differs says nothing of time: of rows of one state that which states the most is kept, then the text
    decides, so that neither the order in which rows were entered nor the names of files do.

    Parameters
    ----------
    first
        As `certain_duplicates` gives it: of two sheets the one more trusted is kept.
    ranks
        The place of each row's sheet among sheets (`Sheets.ranks`).
    apart
        Rows of which a column of stages (初报, 终报) or a note (更正) says what state they are.
    """
    pairs = first.dropna().astype("int64")
    if pairs.empty:
        return first
    beside = pairs[
        (ranks[pairs.index].array == ranks[pairs].array) & ~apart[pairs.index] & ~apart[pairs].array
    ]
    if beside.empty:
        return first
    again = rows.loc[beside.index.union(beside.unique())]
    states = again[list(_LATEST.get(ledger.name, ()))]
    if ledger.name == "hazards":
        states.insert(0, "ended", ~again["end_type"].isin(["open", UNKNOWN]))
        states.insert(0, "refused", again["end_type"].eq("open") & holds(again["status"], _says_refused))
    if ledger.name == "accidents":
        states.insert(0, "counted", again["counted"])
    others = [c.name for c in ledger.columns if c.name not in states]
    ordered = states.assign(
        stating=(again[others].notna() & again[others].ne(UNKNOWN)).sum(axis=1),
        stated=as_texts_of(again, others),
    )
    is_rising = [False] * (len(ordered.columns) - 1) + [True]
    rank = ordered.sort_values(list(ordered.columns), ascending=is_rising, kind="stable").index
    kept_of = beside.reindex(again.index).fillna(again.index.to_series()).astype("int64")
    latest = kept_of.loc[rank].drop_duplicates()
    turned_to = dict(zip(latest, latest.index))
    turned = pd.concat([pairs, pd.Series({root: root for root in turned_to}, dtype="int64")])
    turned = turned.map(lambda root: turned_to.get(root, root))
    return turned[turned != turned.index].astype("Int64").reindex(first.index)


def _says_refused(status: str) -> bool:
    return bool(_REFUSED.search(folded(status).casefold()))


def of_a_known_day(rows: pd.DataFrame, first: pd.Series, ledger: Ledger) -> pd.Series:
    """`first`, with the rows of which only a month or a year is stated where another of the same number of
    office and area has a day of it.
    """
    if not ledger.within or rows[ledger.within].isna().all():
        return first
    standing = numbered(rows[~rows.index.isin(first.index)], ledger)
    again = _in_a_span(standing, [ledger.key, "area", "_scope", "_own"], ledger)
    lead = pd.concat([first, again])
    return lead.map(again).combine_first(lead).astype("int64")


def _in_a_span(rows: pd.DataFrame, shared: list[str], ledger: Ledger) -> pd.Series:
    """For each row without a day the index of one with a day of those it may be of, that agrees in `shared`;
    none where several do.
    """
    spans = rows[rows[ledger.within].notna()].reset_index(names="_row")
    if spans.empty:
        return pd.Series(dtype="int64")
    days = rows[rows[ledger.day].notna()].reset_index(names="_first")
    pairs = spans[["_row", ledger.within, *shared]].merge(days[["_first", ledger.day, *shared]], on=shared)
    windows = {text: Window.parse(text) for text in pairs[ledger.within].unique()}
    inside = [
        pd.Timestamp(windows[span].start) <= day <= pd.Timestamp(windows[span].end)
        for span, day in zip(pairs[ledger.within], pairs[ledger.day].dt.normalize())
    ]
    met = pairs[pd.Series(inside, index=pairs.index, dtype=bool)]
    return met[~met["_row"].duplicated(keep=False)].set_index("_row")["_first"].rename(None)


def prefer_stating(rows: pd.DataFrame, first: pd.Series, *columns: str) -> pd.Series:
    """`first`, in which each group of rows that are one is led to one of them: to that which leads nowhere,
    or if it does not state what others of `columns` do, those named first above all, to the first in the
    order of `rows` that does.
    """
    pairs = first.dropna().astype("int64")
    if pairs.empty:
        return pairs
    group = groups_of(pairs)
    told = pd.DataFrame(
        {
            "group": group,
            **{column: rows.loc[group.index, column].isna() for column in columns},
            "led": group.index.isin(pairs.index),
            "place": rows.index.get_indexer(group.index),
        }
    )
    kept = told.sort_values(list(told.columns)).drop_duplicates("group")
    leads = group.map(pd.Series(kept.index, kept["group"]))
    return leads[leads != leads.index].astype("int64")


def groups_of(pairs: pd.Series) -> pd.Series:
    """The group of each row that leads to another or is led to, by whatever steps they hang together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    leads = pd.Index(pairs)
    rows = pairs.index.union(leads).unique()
    steps = (rows.get_indexer(pairs.index), rows.get_indexer(leads))
    graph = coo_array((np.ones(len(pairs), dtype=bool), steps), shape=(len(rows), len(rows)))
    return pd.Series(connected_components(graph, directed=False)[1], rows)


def standing_for(versions: pd.Series, first: pd.Series) -> pd.Series:
    """`versions` between the rows that stand for their duplicates, as `first` leads to them."""
    if versions.empty:
        return versions
    own = versions.index.to_series()
    stand = versions.map(first).combine_first(versions).astype("int64")
    return stand.set_axis(own.map(first).combine_first(own).astype("int64"))


def numbered(
    rows: pd.DataFrame, ledger: Ledger, *, apart: Literal["shared", "always", "never"] = "shared"
) -> pd.DataFrame:
    """Rows with a number of office; ``_scope`` is the table where that number is a running one.

    ``_own`` is what tells two records apart where a sheet has one number beside several, as that of a visit;
    with `apart` "always" wherever it is stated, with "never" nowhere.
    """
    having = rows[rows[ledger.key].notna()]
    table, sheet = sheet_of(having["source_file"], having["source_sheet"]), whole_sheet_of(having)
    running = having[ledger.key].str.fullmatch(_RUNNING_NUMBER).astype(bool)
    having = having.assign(_scope=table.where(running, ""), _own="")
    having[ledger.key] = _as_compared(having[ledger.key], ledger)
    shared = pd.DataFrame({"sheet": sheet, "number": having[ledger.key]}).duplicated(keep=False)
    always = apart == "always"
    for column in _TELLING.get(ledger.name, ()):
        stated = as_texts(having.loc[(shared & (apart != "never")) | always, column])
        beside = [sheet[stated.index], having.loc[stated.index, ledger.key]]
        several = stated.where(stated != "").groupby(beside).transform("nunique") > 1
        having["_own"] += stated.where(several | always, "").reindex(having.index, fill_value="") + "\n"
    if apart == "shared" and ledger.name in _ONE_EVENT:
        having["_own"] = _own_of_events(having, ledger.key, sheet, _ONE_EVENT[ledger.name])
    return having


def _first_of_number(rows: pd.DataFrame, ledger: Ledger, columns: list[str]) -> pd.Series:
    """As `_first_alike` by some columns of `numbered`, of which the number is one."""
    again = _repeat_a_number(rows, ledger)
    return _first_alike(numbered(rows[again], ledger), columns) if again.any() else pd.Series(dtype="Int64")


def _repeat_a_number(rows: pd.DataFrame, ledger: Ledger) -> np.ndarray:
    """Whether the number of each row stands in another as well; nearly none does, and the rest is spared."""
    numbers = _as_compared(rows[ledger.key], ledger)
    return _stand_twice(numbers) & numbers.notna().to_numpy()


def _as_compared(numbers: pd.Series, ledger: Ledger) -> pd.Series:
    return spread(numbers, _plain_number) if ledger.name in _ONE_IN_ANY_SPELLING else numbers


def _stand_twice(values: pd.Series) -> np.ndarray:
    """Whether each value stands in another row as well, a missing one too."""
    codes = pd.factorize(values)[0] + 1
    return np.bincount(codes, minlength=1)[codes] > 1


def _own_of_events(having: pd.DataFrame, key: str, sheet: pd.Series, columns: tuple[str, ...]) -> pd.Series:
    """``_own``, in which rows of one sheet and number that agree in `columns` are one event of several units.

    By the last of them, a sum, which two accidents have in common by no chance.
    """
    figures = having[list(columns)]
    is_stated = figures.notna().all(axis=1) & (figures[columns[-1]] > 0)
    texts = as_texts_of(figures, columns)
    number = having[key]
    is_alike = is_stated & pd.DataFrame({"sheet": sheet, "number": number, "as": texts}).duplicated(
        keep=False
    )
    return having["_own"].where(~is_alike, texts)


def as_texts_of(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """What each row states in `columns`, a line each."""
    lines = zip(*(as_texts(rows[column]) for column in columns))
    return pd.Series(["\n".join(line) for line in lines], rows.index, dtype="str")


_DASHES = re.compile("[‐‑‒–—―−_]+")


def _plain_number(text: str) -> str:
    """A number of office as it is compared: width, case and kind of dash say nothing.

    >>> _plain_number("ＳＧ２３－００１"), _plain_number("sg23—001")
    ('sg23-001', 'sg23-001')
    """
    return _DASHES.sub("-", folded(text).casefold())


def numbered_columns(ledger: Ledger) -> list[str]:
    """The columns of `numbered` in which two rows that are certainly one agree."""
    return [ledger.key, *ledger.when, "area", "_scope", "_own", *_NUMBERED_BY.get(ledger.name, ())]


def version_columns(ledger: Ledger) -> list[str]:
    """The columns of `numbered` in which two rows agree that are one where a sheet is a version of another:
    a number alone tells a row again, whatever else was corrected in it.
    """
    return [ledger.key, "_scope", "_own", *(["department"] if ledger.name in _NUMBERED_BY else [])]


def is_version(in_common: pd.Series, smaller: pd.Series) -> pd.Series:
    """Of pairs of sheets whether one is a version of the other, by how many rows they have in common."""
    return in_common >= (_VERSION_SHARE * smaller).clip(lower=_VERSION_ROWS)


def names_something(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """Whether a row has a number, an enterprise or a text: without one two events may be alike by chance."""
    naming = [c.name for c in ledger.columns if c.kind in ("key", "enterprise", "text") and c.name != "note"]
    return pd.Series(np.logical_or.reduce([rows[column].notna() for column in naming]), rows.index)


def stated_columns(ledger: Ledger) -> list[str]:
    """The columns that a row states: two rows that agree in all of them, and name something, are one."""
    return [*(column.name for column in ledger.columns), *filter(None, [ledger.within])]


def _likely(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """For each row that is likely an earlier one, the index of that.

    They share what `LIKELY` says, or what of it is stated where no one described the hazards and only one in
    each sheet has it, or their numbers are one number in two spellings; rows that name nothing state all the
    same.
    """
    shared = list(LIKELY[ledger.name])
    stated = rows[list(STATED[ledger.name])].notna()
    ways = [_first_alike(rows, shared, stated.all(axis=1))]
    if "description" in shared and not stated["description"].all():
        others = [column for column in shared if column != "description"]
        undescribed = rows[stated[others].all(axis=1) & ~stated["description"]]
        # Two in one sheet are two hazards of one visit: only what is alone in its sheet is known again.
        placed = undescribed.assign(_sheet=whole_sheet_of(undescribed))
        alone = undescribed[~placed.duplicated([*others, "_sheet"], keep=False)]
        ways += [_first_alike(alone, others), _numbered_alike(undescribed, others, ledger)]
    if ledger.within and rows[ledger.within].notna().any():
        others = [column for column in shared if column != ledger.day]
        ways.append(_in_a_span(rows[rows[others].notna().all(axis=1)], others, ledger))
    ways.append(_first_alike(rows, stated_columns(ledger), ~names_something(rows, ledger)))
    alike, *others_alike = [way for way in ways if len(way)] or ways[:1]
    for way in others_alike:
        alike = alike.combine_first(way)
    return alike.astype("Int64")


def _reported_twice(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """For each row that has what it states of `REPORTED_TWICE` from an earlier one of another area, its
    index. Who was hurt is often stated in part alone: 重伤 without a column of all.
    """
    if ledger.name not in REPORTED_TWICE:
        return pd.Series(dtype="Int64")
    shared = [column for column in REPORTED_TWICE[ledger.name] if column != "injuries"]
    # Figures of nothing are alike by chance.
    is_stated = rows[shared].notna().all(axis=1) & (rows[shared[-1]] > 0)
    first = _first_alike(rows, shared, is_stated)
    if first.empty:
        return first
    one, other = rows.loc[first.index], rows.loc[first.astype(int)].set_axis(first.index)
    return first[(one["area"] != other["area"]) & _same_harm(one, other)]


def _same_harm(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Whether the figures of each pair of rows agree where both are stated, and one of them is above 0."""
    agree, is_any = (pd.Series(value, one.index) for value in (True, False))
    is_whole = one["injuries"].notna() & other["injuries"].notna()
    for column in _HARM:
        both = one[column].notna() & other[column].notna()
        if column in _PARTS:
            both &= ~is_whole
        is_same = both & (one[column] == other[column]).fillna(False).astype(bool)
        agree &= ~both | is_same
        is_any |= is_same & one[column].gt(0).fillna(False).astype(bool)
    return agree & is_any


class Correcting(NamedTuple):
    """What says that rows correct others."""

    rows: pd.Series
    """Whether each row says so itself."""
    sheets: Collection[str]
    """The sheets (`sheet_of`) whose title or name says so."""
    states: Collection[tuple[str, str]]
    """Pairs of sheets of which one is by its name the other sent again, and repeats half of it."""


def _of_another_day(rows: pd.DataFrame, known: pd.Series, ledger: Ledger, by: Correcting) -> pd.Series:
    """For each row the index of an earlier one that is likely the same accident under another day: one of
    them corrects the other, or its sheet does. Rows of which another is `known` to be likely one are not.

    They share `MOVED` and lie near each other. Their figures agree, but for those of a sheet sent again.
    """
    if ledger.name not in MOVED or not (by.rows.any() or by.sheets or by.states):
        return pd.Series(dtype="Int64")
    shared = list(MOVED[ledger.name])
    is_left = ~rows.index.isin(known.index) & ~rows.index.isin(known.to_numpy())
    sheet = sheet_of(rows["source_file"], rows["source_sheet"])
    rest = rows.assign(_sheet=sheet, _place=range(len(rows)))[
        is_left & rows[[ledger.day, *shared]].notna().all(axis=1)
    ]
    is_said = by.rows.loc[rest.index]
    telling = rest[is_said | rest["_sheet"].isin([*by.sheets, *(one for pair in by.states for one in pair)])]
    columns = [*shared, "_sheet", "_place", ledger.day]
    pairs = telling.assign(_said=is_said)[[*columns, "_said"]].merge(rest[columns], on=shared)
    pairs["_moved"] = (pairs[f"{ledger.day}_x"] - pairs[f"{ledger.day}_y"]).abs()
    pairs = pairs[pairs["_moved"].between(pd.Timedelta(0), _CORRECTED_WITHIN, inclusive="right")]
    if pairs.empty:
        return pd.Series(dtype="Int64")
    one, other = (rows.iloc[pairs[side]].set_axis(pairs.index) for side in ("_place_x", "_place_y"))
    led = pd.Series(list(zip(pairs["_sheet_x"], pairs["_sheet_y"])), pairs.index, dtype=object)
    is_again = led.isin([*by.states, *(pair[::-1] for pair in by.states)])
    corrects = pairs["_said"] | (pairs["_sheet_x"].isin(by.sheets) & (pairs["_sheet_x"] != pairs["_sheet_y"]))
    places = np.sort(pairs[["_place_x", "_place_y"]].to_numpy(), axis=1)
    found = pairs.assign(_first=rows.index[places[:, 0]], _row=rows.index[places[:, 1]])
    found = found[is_again | (corrects & _same_harm(one, other))].sort_values("_moved", kind="stable")
    for column in ("_row", "_first"):
        found = found.drop_duplicates(column)
    first = found.set_index("_row")["_first"].rename(None).rename_axis(None).astype("Int64")
    return first[~_have_other_numbers(rows, first, ledger)]


def _entered_otherwise(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """For each row the index of an earlier one that is likely the same accident, entered under the day before
    or after, or under the enterprise's name in short: figures and category agree as far as they are stated.

    On two days next to each other an enterprise with further accidents in the area and month has two by
    chance.
    """
    if ledger.name not in IN_SHORT:
        return pd.Series(dtype="Int64")
    named = rows[rows[[ledger.day, "area", "enterprise_key"]].notna().all(axis=1)]
    named = named.assign(_day=named[ledger.day].dt.normalize(), _place=rows.index.get_indexer(named.index))
    places = np.sort(np.concatenate([_a_day_apart(named), _in_short(named)]), axis=1)
    one, other = (rows.iloc[places[:, at]].reset_index(drop=True) for at in (1, 0))
    kinds = one["category"], other["category"]
    is_one = _same_harm(one, other) & ((kinds[0] == kinds[1]) | (kinds[0] == UNKNOWN) | (kinds[1] == UNKNOWN))
    found = pd.DataFrame(rows.index.to_numpy()[places[is_one]], columns=["first", "row"])
    first = found.drop_duplicates("row").set_index("row")["first"]
    return first.rename(None).rename_axis(None).astype("Int64")


def _a_day_apart(named: pd.DataFrame) -> np.ndarray:
    """The places of each two accidents of one enterprise and area on two days next to each other, of which
    it has no third near them.
    """
    shared = list(MOVED["accidents"])
    days = named.sort_values([*shared, "_day"], kind="stable")
    after = days.groupby(shared, sort=False)["_day"].diff()
    is_alone = ~(after.shift(1) <= _CORRECTED_WITHIN) & ~(after.shift(-1) <= _CORRECTED_WITHIN)
    places = np.column_stack([days["_place"].shift(fill_value=0), days["_place"]])
    return places[(after == _A_DAY) & is_alone]


def _in_short(named: pd.DataFrame) -> np.ndarray:
    """The places of each two accidents of one day, area and number of deaths of which the name of one
    enterprise begins with that of the other.
    """
    key = named["enterprise_key"].astype("str")
    begun = named.assign(_begins=key.str[:_IN_SHORT_FROM], _key=key)
    shared = ["_day", "area", "deaths", "_begins"]
    again = begun[begun.duplicated(shared, keep=False)][[*shared, "_key", "_place"]]
    pairs = again.merge(again, on=shared)
    longer = zip(pairs["_key_x"], pairs["_key_y"])
    hit = [one != other and one.startswith(other) for one, other in longer]
    return pairs.loc[hit, ["_place_x", "_place_y"]].to_numpy()


def _under_one_number(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """For each row with the number of office of an earlier one, of the same area or day and of no other
    enterprise, the index of that: a record of which the day or the area was corrected.
    """
    if ledger.name not in _CORRECTED:
        return pd.Series(dtype="Int64")
    is_again = _repeat_a_number(rows, ledger)
    if not is_again.any():
        return pd.Series(dtype="Int64")
    again = rows[is_again]
    first = _first_of_number(again[is_numbered(again, ledger)], ledger, [ledger.key, "_own"])
    if first.empty:
        return first
    one, other = rows.loc[first.index], rows.loc[first.astype(int)].set_axis(first.index)
    is_one = (_when(one, ledger) == _when(other, ledger)) | (one["area"] == other["area"])
    named = one["enterprise_key"].notna() & other["enterprise_key"].notna()
    return first[is_one & ~(named & (one["enterprise_key"] != other["enterprise_key"]))]


def of_a_corrected_day(rows: pd.DataFrame, first: pd.Series, ledger: Ledger, later: pd.Series) -> pd.Series:
    """`first`, with the rows of another day or area than one of the same number of office that says that it
    corrects or goes on with a report (更正, 终报), where they do not say the same and lie near each other.

    `rows` have the latest states first; `later` is what each says (`versions.are_later_reports`). Two 终报
    are two records, and so are those a year apart: numbers begin again.
    """
    again = _under_one_number(rows[~rows.index.isin(first.index)], ledger).astype("int64")
    if again.empty:
        return first
    moved = abs(rows.loc[again.index, ledger.day].to_numpy() - rows.loc[again, ledger.day].to_numpy())
    said, before = (later[at].fillna("").to_numpy() for at in (again, again.index))
    again = again[(moved <= _CORRECTED_WITHIN.to_numpy()) & (said != "") & (said != before)]
    lead = pd.concat([first, again])
    return lead.map(again).combine_first(lead).astype("int64")


def _numbered_alike(rows: pd.DataFrame, columns: list[str], ledger: Ledger) -> pd.Series:
    """For each row that shares `columns` with an earlier one, and its number in another spelling, the index
    of that one.
    """
    having = rows[is_numbered(rows, ledger)]
    written = having[ledger.key]
    spelled = having.assign(_number=written.map({text: _number_key(text) for text in written.unique()}))
    first = _first_alike(spelled, [*columns, "_number"])
    return first[written.loc[first.index] != written.loc[first.astype(int)].array]


def _number_key(text: str) -> str:
    """A number of office without its signs, leading noughts and 号.

    >>> _number_key("（ＹＨ—005）"), _number_key("yh5号")
    ('yh-5', 'yh-5')
    """
    parts = _RUNS.findall(folded(text).casefold().removesuffix("号"))
    return "-".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)


def _first_alike(rows: pd.DataFrame, columns: list[str], among: pd.Series | None = None) -> pd.Series:
    """For each row that repeats an earlier one in `columns`, the index of the first of them; of all rows, or
    of some.
    """
    at = np.arange(len(rows)) if among is None else np.flatnonzero(among)
    # A row that stands alone in one column is not asked for the others, and nearly all do in some.
    for column in columns:
        if not len(at):
            return pd.Series(dtype="Int64")
        at = at[_stand_twice(rows[column].take(at))]
    alike = rows.take(at)
    repeated = alike[alike.duplicated(columns, keep=False)]
    if repeated.empty:
        return pd.Series(dtype="Int64")
    groups = repeated.groupby(columns, dropna=False, observed=True, sort=False).ngroup()
    first = groups.index.to_series().groupby(groups).transform("first")
    return first[first != first.index].astype("Int64")


def repeated_versions(
    rows: pd.DataFrame,
    certain: pd.Series,
    ledger: Ledger,
    states: Sequence[tuple[str, str]] = (),
    beside: pd.DataFrame | None = None,
) -> pd.Series:
    """For each row of a version of an earlier sheet the index of the row that it is a version of.

    A sheet of which half the rows certainly or likely repeat those of an earlier one is a later or older
    state of the same ledger, no addition to it: its other likely repeats are repeats, too. So is one that by
    its name is the state before another's, however few rows that has: there a row is known again though the
    day, the area or what else makes it likely one was corrected.

    Parameters
    ----------
    rows, beside
        As for `certain_duplicates`; `certain` is what that gave. What words beside tell apart is likely one
        only where a sheet is by its name the state before the other's.
    states
        Sheets (`sheet_of`) that by their names are an earlier state, each with the later one.
    """
    sheet = sheet_of(rows["source_file"], rows["source_sheet"])
    if ledger.name not in LIKELY or sheet.nunique() < 2:
        return certain.iloc[:0].astype("Int64")
    alike = _likely(rows, ledger)
    alike = alike[~_have_other_numbers(rows, alike, ledger)]
    named = pd.MultiIndex.from_tuples(states, names=["later", "earlier"])
    if beside is not None and ledger.name in _SEVERAL_A_DAY and not alike.empty:
        by_words = _but_for_words(rows, alike, beside, pd.Series(True, rows.index))
        others = alike.drop(by_words.index, errors="ignore")
        led = pd.MultiIndex.from_arrays([sheet.loc[others.index], sheet.loc[others]])
        alike = pd.concat([by_words, others[led.isin(named)]])
    # A row that repeats one of this sheet shows no other state of it.
    kept = alike.map(certain.dropna()).combine_first(alike)
    alike = alike[(kept == alike) | (sheet[alike.index].array != sheet[kept].array)]
    first = certain.dropna().combine_first(alike).astype("Int64")
    pairs = pd.DataFrame({"first": first, "later": sheet.loc[first.index], "earlier": sheet.loc[first].array})
    pairs = pairs[pairs["later"] != pairs["earlier"]]
    states_of_one = _sheets_in_common(first, sheet).append(named)
    versions = pairs[pd.MultiIndex.from_frame(pairs[["later", "earlier"]]).isin(states_of_one)]
    numbers = _first_of_number(rows, ledger, version_columns(ledger))
    numbers = numbers[~numbers.index.isin(first.index)]
    by_number = pd.DataFrame(
        {"first": numbers, "later": sheet.loc[numbers.index], "earlier": sheet.loc[numbers].array}
    )
    of_versions = pd.MultiIndex.from_frame(by_number[["later", "earlier"]]).isin(states_of_one)
    again = pd.concat([versions, by_number[of_versions]])["first"].astype("int64")
    known = pd.concat([certain.dropna().astype("int64"), again])
    known = known[~known.index.duplicated()]
    new = pd.concat([known.drop(certain.dropna().index), _corrected_rows(rows, sheet, known, named, ledger)])
    # What it repeats may itself be set aside: lead to the row that is kept, which may be this one.
    onward = new.map(certain.dropna()).combine_first(new).astype("Int64")
    return onward[onward != onward.index.to_series()]


def _corrected_rows(
    rows: pd.DataFrame, sheet: pd.Series, known: pd.Series, states: pd.MultiIndex, ledger: Ledger
) -> pd.Series:
    """For each row of an earlier state that the later one lacks the index of the row there that was made of
    it: they share what `LIKELY` says but for one column, state nothing else unlike, and no other of the two
    sheets does so; of those that moved to another day the nearest.

    Rows that `known` leads elsewhere are left out, and those to which it leads one of the same sheet.
    """
    likely = [column for column in LIKELY[ledger.name] if rows[column].notna().any()]
    if ledger.name not in _CORRECTED or states.empty or len(likely) < _KNOWN_AGAIN_BY:
        return pd.Series(dtype="int64")
    left = rows[~rows.index.isin(known.index)].rename_axis("_row").reset_index()
    left["_sheet"] = sheet.loc[left["_row"]].array
    taken = pd.MultiIndex.from_arrays([sheet.loc[known.index], known])
    found = pd.DataFrame(columns=["_row_x", "_row_y"], dtype="int64")
    for odd in likely:
        if odd == _NEVER_CORRECTED:
            continue
        shared = [column for column in likely if column != odd]
        stated = left.loc[left[shared].notna().all(axis=1), [*shared, "_row", "_sheet"]]
        earlier, later = (stated[stated["_sheet"].isin(states.get_level_values(at))] for at in (0, 1))
        pairs = earlier.merge(later, on=shared)
        pairs = pairs[
            pd.MultiIndex.from_frame(pairs[["_sheet_x", "_sheet_y"]]).isin(states)
            & ~pd.MultiIndex.from_frame(pairs[["_sheet_x", "_row_y"]]).isin(taken)
            & ~pairs["_row_x"].isin(found["_row_x"])
            & ~pairs["_row_y"].isin(found["_row_y"])
        ]
        one, other = (rows.loc[pairs[at]].set_axis(pairs.index) for at in ("_row_x", "_row_y"))
        pairs = pairs.assign(_moved=(one[ledger.day] - other[ledger.day]).abs())
        pairs = pairs[_may_be_corrected(one, other, odd, ledger)].sort_values("_moved", kind="stable")
        nearest: Literal["first", False] = "first" if odd == ledger.day else False
        is_another = pairs.duplicated(["_row_x", "_sheet_y"], keep=nearest)
        is_another |= pairs.duplicated(["_row_y", "_sheet_x"], keep=nearest)
        found = pd.concat([found, pairs.loc[~is_another, ["_row_x", "_row_y"]].drop_duplicates("_row_x")])
    return found.set_index("_row_x")["_row_y"].rename(None).rename_axis(None).astype("int64")


def _may_be_corrected(one: pd.DataFrame, other: pd.DataFrame, odd: str, ledger: Ledger) -> pd.Series:
    """Whether each row may be the other with one column corrected: it states nothing else unlike, and a day
    moves no further than days are.
    """
    may_be = ~_numbered_apart(one, other, ledger)
    if odd == ledger.day:
        may_be &= (one[odd] - other[odd]).abs().between(pd.Timedelta(0), _CORRECTED_WITHIN)
    if ledger.name in REPORTED_TWICE:
        may_be &= _same_harm(one, other)
    beside = (c for c in ledger.columns if c.kind not in ("key", "enterprise"))
    for column in (c for c in beside if c.name not in (odd, "note")):
        texts, others = (as_texts(rows[column.name]).replace(UNKNOWN, "") for rows in (one, other))
        may_be &= (texts == others) | (texts == "") | (others == "")
    return may_be


def _sheets_in_common(first: pd.Series, sheet: pd.Series) -> pd.MultiIndex:
    """Pairs of sheets of which one is a version of the other, by how many records both have, though a third
    may have them, too.
    """
    from scipy.sparse import coo_array

    places, names = pd.factorize(sheet)
    group = groups_of(first.astype("int64"))
    at = pd.DataFrame({"sheet": pd.Series(places, sheet.index).loc[group.index], "group": group})
    at = at.drop_duplicates()
    shape = (len(names), len(group))
    held = coo_array((np.ones(len(at), dtype="int64"), (at["sheet"], at["group"])), shape).tocsr()
    shared = (held @ held.T).tocoo()
    one, other = shared.coords
    size = np.bincount(places)
    smaller = pd.Series(np.minimum(size[one], size[other]))
    is_one = is_version(pd.Series(shared.data), smaller).to_numpy() & (one != other)
    return pd.MultiIndex.from_arrays([names[one[is_one]], names[other[is_one]]], names=["later", "earlier"])


def sheet_of(file: T, sheet: T) -> T:
    """The name of a sheet among those of all files, or those of the sheets of rows."""
    return file + "\n" + sheet


def whole_sheet_of(rows: pd.DataFrame) -> pd.Series:
    """The sheet that each row stands on, with all the tables that lie there."""
    tables = rows["source_sheet"].fillna("")
    return sheet_of(rows["source_file"], tables.map({name: sheet_itself(name) for name in tables.unique()}))


def _have_other_numbers(rows: pd.DataFrame, first: pd.Series, ledger: Ledger) -> pd.Series:
    """Whether a row and the one it is like have two numbers of office: then they are two records."""
    return _numbered_apart(rows.loc[first.index], rows.loc[first.astype(int)].set_axis(first.index), ledger)


def _numbered_apart(one: pd.DataFrame, other: pd.DataFrame, ledger: Ledger) -> pd.Series:
    both = is_numbered(one, ledger) & is_numbered(other, ledger)
    return both & (as_texts(one[ledger.key]) != as_texts(other[ledger.key]))


def find_repeated_numbers(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Findings for numbers of office that an earlier row has for another record: with another day and area,
    another enterprise or other contents.
    """
    if ledger.name not in _ONCE_NUMBERED:
        return no_findings()
    first = _first_of_number(rows, ledger, [ledger.key, "_scope"])
    if first.empty:
        return no_findings()
    first = first.drop(_under_one_number(rows, ledger).index)
    if first.empty:
        return no_findings()
    again = rows.loc[first.index].reset_index(drop=True)
    earlier = rows.loc[first.astype(int)].reset_index(drop=True)
    return pd.DataFrame(
        {
            **_where(again),
            "column": ledger.key,
            "rule": "number_repeated",
            "before": as_texts(again[ledger.key]),
            "after": as_texts(again[ledger.key]),
            "action": "kept",
            "note": "the same number as " + place(earlier) + f", with another {ledger.day}, area or content",
        }
    )[list(FINDING)]


def find_differing_duplicates(rows: pd.DataFrame, first: pd.Series, columns: list[str]) -> pd.DataFrame:
    """Findings for values in which a certain duplicate differs from the row that is kept."""
    pairs = first.dropna()
    if pairs.empty:
        return no_findings()
    second_rows = rows.loc[pairs.index].reset_index(drop=True)
    first_rows = rows.loc[pairs.astype(int)].reset_index(drop=True)
    found = []
    for column in columns:
        one, other = as_texts(first_rows[column]), as_texts(second_rows[column])
        differs = (one != other) & (other != "")
        if not differs.any():
            continue
        found.append(
            pd.DataFrame(
                {
                    **_where(second_rows[differs]),
                    "column": column,
                    "rule": "duplicate_differs",
                    "before": other[differs],
                    "after": one[differs],
                    "action": "quarantined",
                    "note": "kept is " + place(first_rows[differs]),
                }
            )
        )
    return all_findings(found)[list(FINDING)]


def find_disputed_ends(
    rows: pd.DataFrame, first: pd.Series, ledger: Ledger, ranks: pd.Series
) -> pd.DataFrame:
    """Findings, to be decided by a person, for hazards that one list says are closed, on no stated day, and
    another says are open, where neither is the later: the closed one is kept.
    """
    pairs = first.dropna().astype("int64")
    if pairs.empty:
        return no_findings()
    other, kept = rows.loc[pairs.index], rows.loc[pairs].set_axis(pairs.index)
    disputed = (ranks[pairs.index].array == ranks[pairs].array) & is_numbered(kept, ledger)
    disputed &= kept["end_type"].eq("closed") & kept["closed_on"].isna() & other["end_type"].eq("open")
    before, after = as_texts(kept["status"]), as_texts(other["status"])
    disputed &= (before != "") & (after != "")
    if not disputed.any():
        return no_findings()
    named = kept[disputed]
    return pd.DataFrame(
        {
            **_where(named),
            "column": "status",
            "rule": END_DISPUTED,
            "before": before[disputed],
            "after": after[disputed],
            "action": "proposed",
            "note": as_texts(named[ledger.key]) + _DISPUTED,
        }
    )[list(FINDING)]


def number_disputed(findings: pd.DataFrame) -> pd.Series:
    """The number of the record that each finding of a disputed end is about; blank for any other."""
    return findings["note"].str.removesuffix(_DISPUTED).where(findings["rule"] == END_DISPUTED, "")


def likely_duplicates(rows: pd.DataFrame, ledger: Ledger, correcting: Correcting) -> pd.Series:
    """For each row that is likely an earlier one of `rows`, in this area or another, of another day, or under
    its enterprise's name in short, the index of that.
    """
    if ledger.name not in LIKELY:
        return pd.Series(dtype="Int64")
    first = _likely(rows, ledger)
    for other in (_reported_twice(rows, ledger), _under_one_number(rows, ledger)):
        first = first.combine_first(other).astype("Int64") if len(other) else first
    for other in (_of_another_day(rows, first, ledger, correcting), _entered_otherwise(rows, ledger)):
        first = first.combine_first(other).astype("Int64") if len(other) else first
    return first


def find_likely_duplicates(
    rows: pd.DataFrame, first: pd.Series, ledger: Ledger, received: pd.DataFrame
) -> pd.DataFrame:
    """Findings, to be decided by a person, for rows that are likely the same as the one that `first` leads
    to, which stays if they are: what both state alike, and in what they differ.

    `received` are the same rows as read before a person corrected anything: they give the records their
    names, which a later correction must not change.
    """
    if first.empty:
        return no_findings()
    likely = rows.loc[first.index].reset_index(drop=True)
    staying = rows.loc[first.astype(int)].reset_index(drop=True)
    before, after = _names_apart(received.loc[first.index], received.loc[first.astype(int)], ledger)
    is_of_one_number = (as_texts(likely[ledger.key]) == as_texts(staying[ledger.key])) & is_numbered(
        likely, ledger
    )
    shared = [
        ledger.key if by_number else ", ".join(by[ledger.name])
        for by_number, by in zip(is_of_one_number, _shared_by(likely, staying, ledger))
    ]
    told = [
        f"like {where} in {columns}, as far as they are stated"
        for where, columns in zip(place(staying), shared)
    ]
    return pd.DataFrame(
        {
            **_where(likely),
            "column": ledger.key,
            "rule": "duplicate_likely",
            "before": before,
            "after": after,
            "action": "proposed",
            "note": [
                "; ".join([alike, "if so, this row is set aside and that one stays", *differing])
                for alike, differing in zip(told, _differences(likely, staying, ledger))
            ],
        }
    )[list(FINDING)]


def _shared_by(one: pd.DataFrame, other: pd.DataFrame, ledger: Ledger) -> list[Mapping[str, tuple[str, ...]]]:
    """By what the rows of each pair are likely one."""
    days, others = one[ledger.day], other[ledger.day]
    is_moved = days.notna() & others.notna() & (days != others) & (ledger.name in MOVED)
    keys, other_keys = (as_texts(rows["enterprise_key"]) for rows in (one, other))
    is_short = (keys != other_keys) & (ledger.name in IN_SHORT)
    return [
        REPORTED_TWICE if area != other_area else MOVED if moved else IN_SHORT if short else LIKELY
        for area, other_area, moved, short in zip(
            as_texts(one["area"]), as_texts(other["area"]), is_moved, is_short
        )
    ]


def _differences(one: pd.DataFrame, other: pd.DataFrame, ledger: Ledger) -> list[list[str]]:
    """In what the rows of each pair differ, as a remark or none; long texts by their column alone,
    numbers not at all, which stand among the names of the records.
    """
    told: list[list[str]] = [[] for _ in range(len(one))]
    for column in (column for column in ledger.columns if column.name != ledger.key):
        texts, others = as_texts(one[column.name]), as_texts(other[column.name])
        for at in np.flatnonzero(texts != others):
            values = "" if column.kind in AS_WRITTEN else f" {texts[at] or '-'} / {others[at] or '-'}"
            told[at].append(column.name + values)
    return [[f"this row and that one differ in {', '.join(columns)}"] if columns else [] for columns in told]


def _names_apart(one: pd.DataFrame, other: pd.DataFrame, ledger: Ledger) -> tuple[pd.Series, pd.Series]:
    """The names of the records of each pair, with marks where both have one number, as in a register."""
    one, other = one.reset_index(drop=True), other.reset_index(drop=True)
    names, others = record_name(one, ledger), record_name(other, ledger)
    alike = names == others
    return names.where(~alike, marked_name(one, ledger)), others.where(~alike, marked_name(other, ledger))


def marked_name(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """What a record is called beside one of the same name: of two that are known by the same, with a mark of
    all that each states.
    """
    known, whole = _marks(rows, _KNOWN_BY[ledger.name], ledger), [c.name for c in ledger.columns]
    further = known.where(is_numbered(rows, ledger), _marks(rows, whole, ledger))
    return record_name(rows, ledger) + " " + further


def is_running_number(text: str) -> bool:
    """Whether a text is a running number, which names a row of its own sheet only."""
    return bool(re.fullmatch(_RUNNING_NUMBER, folded(text)))


def is_numbered(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """Whether a record has a number of office, which a running number of its sheet is not."""
    numbers = as_texts(rows[ledger.key])
    return (numbers != "") & ~numbers.str.fullmatch(_RUNNING_NUMBER).astype(bool)


def record_name(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """What a record is called wherever it stands: its number of office, or else its day and a mark of what it
    is known by, which stays the same whatever columns the office adds.

    A running number names a row in its own sheet only. Of rows as read before any correction the mark stays
    the same whatever is corrected later.
    """
    numbers, unnamed = as_texts(rows[ledger.key]), ~is_numbered(rows, ledger)
    nameless = rows[unnamed]
    names = _when(nameless, ledger) + " " + _marks(nameless, _KNOWN_BY[ledger.name], ledger)
    # A record without a day is its mark alone: a table of decisions keeps no blank at the front.
    return numbers.where(~unnamed, names.str.strip())


def _marks(rows: pd.DataFrame, columns: Sequence[str], ledger: Ledger) -> pd.Series:
    """A mark of what each record states in `columns`, but for its number: #1a2b3c4d."""
    stated = {name: as_texts(rows[name]) for name in columns if name not in (ledger.key, _DECIDED)}
    if ledger.day in stated:
        stated[ledger.day] = _when(rows, ledger)
    lines = zip(*([f"{name} {text}" if text else "" for text in texts] for name, texts in stated.items()))
    marks = [
        "#" + sha256("\n".join(filter(None, each)).encode()).hexdigest()[:_MARK_DIGITS] for each in lines
    ]
    return pd.Series(marks, index=rows.index, dtype="str")


def _when(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """The day of each row, or else the days among which it lies."""
    days = as_texts(rows[ledger.day])
    return days.where(days != "", as_texts(rows[ledger.within])) if ledger.within else days


def _where(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return dict(zip(("file", "sheet", "row"), (rows[column] for column in SOURCE)))


def place(rows: pd.DataFrame) -> pd.Series:
    """Where each row stands, in words: file, sheet, row."""
    sheet = rows["source_sheet"].where(rows["source_sheet"] == "", rows["source_sheet"] + " ")
    return rows["source_file"] + " " + sheet + "row " + rows["source_row"].astype("str")
