"""Rows that are the victims of one accident, each with its own name: one accident with all of them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pandas as pd

from ..findings import all_findings, as_texts, find, no_findings
from ..reference import victim_headers
from ..schema import ACCIDENTS, UNKNOWN
from ..sheets.layout import spelling
from ..sheets.merged import MERGED_NUMBER
from .columns import CASUALTIES, Sheets
from .duplicates import numbered, place, prefer_stating, whole_sheet_of
from .reading import Reading, folded, read_each, read_text, says_nothing
from .rows import severity

_HOW_MANY = re.compile(r"[0-9. ]{1,9}人?")


class Persons(NamedTuple):
    """What the columns of victims say in each row, joined; empty where they say nothing."""

    names: pd.Series
    traits: pd.Series
    """Sex, age and trade: two rows that differ in them alone may be one person, entered twice."""

    @property
    def are_told(self) -> pd.Series:
        """Whether each row tells of a victim."""
        return (self.names != "") | (self.traits != "")


class Joined(NamedTuple):
    """Accidents with the figures of all their victims, and the rows that went into them."""

    values: pd.DataFrame
    into: pd.Series
    """Index of a row that was joined -> index of the row that stands for the accident."""
    findings: pd.DataFrame


def persons_in(sheets: Sheets) -> Persons:
    """The victims that rows of accidents name in columns of no other use; to be asked before masking.

    Rows that count persons of their own under one merged number are of another victim each, named or not.
    """
    names = _said_of(sheets, "person")
    for number, table in enumerate(sheets.tables):
        rows = table.findings.loc[table.findings["rule"] == MERGED_NUMBER, "row"]
        if rows.empty:
            continue
        hit = (sheets.of == number) & sheets.texts["source_row"].isin(rows) & (names == "")
        names[hit] = sheets.texts.loc[hit, "source_row"].astype("str")
    return Persons(names, _said_of(sheets, "trait"))


def victim_columns(sheets: Sheets) -> list[str]:
    """The columns without a use of their own that tell of a victim."""
    return [header for header in sheets.unused if _tells(header) != "nothing"]


def _said_of(sheets: Sheets, tells: str) -> pd.Series:
    said = pd.Series("", index=sheets.texts.index, dtype="str")
    for header in (name for name in victim_columns(sheets) if _tells(name) == tells):
        reader = _read_person if tells == "person" else read_text
        said += read_each(sheets.texts[header], reader, "str")["value"].fillna("") + "\n"
    return said.str.strip("\n")


def _read_person(text: str) -> Reading:
    return Reading(None if says_nothing(text) or _HOW_MANY.fullmatch(text) else folded(text))


def _tells(header: str) -> str:
    """What a header tells of a victim: ``person``, ``trait`` or ``nothing``, by the first word that fits.

    Its lowest level says; of a bare name (姓名) the one above it, where there is one: 死者情况 > 姓名.
    """
    *above, lowest = map(spelling, header.split(" > "))
    where, tells = _first_word(lowest, ("within", "lowest", "whole"))
    return _first_word(above[-1], ("within", "above"))[1] if where == "whole" and above else tells


def _first_word(level: str, asked: tuple[str, ...]) -> tuple[str, str]:
    """Where the first word stands that fits a level of a header, and what it tells."""
    words = victim_headers().itertuples(index=False, name=None)
    fitting = (
        (where, tells)
        for word, where, tells in words
        if where in asked and (word == level if where == "whole" else word in level)
    )
    return next(fitting, ("", "nothing"))


def take_days_of_accidents(
    values: pd.DataFrame, is_bare: pd.Series, windows: pd.Series
) -> tuple[pd.DataFrame, pd.Index, pd.DataFrame]:
    """The values, in which victims' rows without a day have that of the accident whose number they bear, and
    its area where they name none; these rows; the findings.

    A number of two days or areas tells of neither. Another file tells of no day but in the years of which the
    row's own file is, by its days or by the window that its sheet says (`windows`): numbers begin anew.
    """
    by, when = [ACCIDENTS.key, "_scope"], list(ACCIDENTS.when)
    if not is_bare.any():
        return values, values.index[:0], no_findings()
    rows = numbered(values, ACCIDENTS, apart="never")
    known = rows.loc[rows[when].notna().any(axis=1), [*by, *when, "area"]].drop_duplicates()
    known = known[~known.duplicated(by, keep=False)]
    bare = rows.loc[is_bare[rows.index], [*by, "source_file"]].reset_index(names="at")
    taken = bare.merge(known, on=by).set_index("at")
    own = values.loc[taken.index, "area"]
    taken = taken[((own == UNKNOWN) | (own == taken["area"])) & _is_of_its_years(taken, values, windows)]
    values = values.copy()
    found = []
    for column in (*when, "area"):
        before, after = as_texts(values.loc[taken.index, column]), as_texts(taken[column])
        values.loc[taken.index, column] = taken[column]
        found.append(find(values.loc[taken.index], before != after, column=column, rule="of_its_accident",
                          before=before, after=after, action="corrected",
                          note="a victim's row: as of the accident whose number it bears"))  # fmt: skip
    return values, taken.index, all_findings(found)


def _is_of_its_years(taken: pd.DataFrame, values: pd.DataFrame, windows: pd.Series) -> pd.Series:
    """Whether the day that each row took is of a year of which its file is, or its file is of none."""
    told = windows.dropna()
    ends = [told.map(lambda window: window.start.year), told.map(lambda window: window.end.year)]
    years = pd.concat([_year(values), *ends]).dropna().astype("int64")
    of_files = set(zip(values.loc[years.index, "source_file"], years))
    dated = {file for file, _ in of_files}
    is_of_it = [
        (file, year) in of_files or file not in dated
        for file, year in zip(taken["source_file"], _year(taken))
    ]
    return pd.Series(is_of_it, taken.index, dtype=bool)


def _year(rows: pd.DataFrame) -> pd.Series:
    within = pd.to_numeric(as_texts(rows[str(ACCIDENTS.within)]).str[:4])
    return rows[ACCIDENTS.day].dt.year.astype("float64").fillna(within)


def let_accidents_stand(
    values: pd.DataFrame, rows: pd.DataFrame, first: pd.Series, bare: pd.Index
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """The values, in which an accident has of its victims' rows what figures it does not state; `first`, in
    which none of these that took its day (`bare`) stands for it; the findings.

    `rows` are the most trusted first.
    """
    if not len(bare):
        return values, first, no_findings()
    of_its_own = pd.Series(1.0, rows.index).mask(rows.index.isin(bare))
    led = prefer_stating(rows.assign(_own=of_its_own), first, "_own", "deaths", ACCIDENTS.day)
    values = values.copy()
    found = []
    for row in sorted({*led} & {*first.index}):
        victim = int(first[row])
        figures = {
            column: values.loc[victim, column]
            for column in (*CASUALTIES, "direct_loss_yuan")
            if values[column].notna()[victim] and values[column].isna()[row]
        }
        [where] = place(values.loc[[victim]])
        found.append(_state(values, row, figures, f"stated of its victims alone, in {where}"))
        values.loc[[row], "severity"] = severity(values.loc[[row]])
    return values, led, all_findings(found)


def join_victims(values: pd.DataFrame, first: pd.Series, persons: Persons) -> Joined:
    """One accident of its rows in a sheet, where each of them names another person and counts that one alone.

    `first` gives for each row that is certainly one with another the index of that (`certain_duplicates`).
    Rows that name several persons and count otherwise are told: nobody can say what they count.
    """
    values = values.copy()
    into: dict[int, int] = {}
    found: list[pd.DataFrame] = []
    for kept, rows in _rows_of_several(values, first, persons).items():
        names = persons.names.loc[rows]
        victims = values.loc[names.drop_duplicates().index]
        numbers = ", ".join(map(str, sorted(values.loc[rows, "source_row"])))
        is_named = bool((names != "").all()) and len(victims) > 1
        if is_named and _count_one_each(victims):
            note = f"rows {numbers} are one accident: each names another victim and counts that one"
            found.append(_state(values, kept, _together(victims), note))
            into |= {int(row): kept for row in victims.index if row != kept}
        elif not (is_named and _state_all(victims)):
            note = f"rows {numbers} differ in the person: is it one accident with several victims?"
            is_kept = pd.Series(values.index == kept, values.index)
            found.append(find(values, is_kept, column="deaths", rule="victims_doubtful",
                              before=values["deaths"], after=values["deaths"], action="kept",
                              note=note))  # fmt: skip
    changed = sorted(set(into.values()))
    if changed:
        values.loc[changed, "severity"] = severity(values.loc[changed])
    return Joined(values, pd.Series(into, dtype="int64"), all_findings(found))


def _rows_of_several(values: pd.DataFrame, first: pd.Series, persons: Persons) -> dict[int, list[int]]:
    """Row that is kept -> it and its repeats in its sheet, where they do not all name the same person; but
    for a row that names and counts nobody, which is that of the accident.
    """
    pairs = first.dropna().astype(int)
    if pairs.empty:
        return {}
    sheet_of = whole_sheet_of(values).to_dict()
    person_of = dict(zip(persons.names.index, zip(persons.names, persons.traits)))
    rows: dict[int, list[int]] = {}
    for again, kept in zip(pairs.index.tolist(), pairs.tolist()):
        if sheet_of[again] == sheet_of[kept]:
            rows.setdefault(kept, [kept]).append(again)
    counts_nobody = values["deaths"].isna() & (values[[*CASUALTIES]].sum(axis=1) == 0)
    of_none = {*values.index[counts_nobody & ~persons.are_told]}
    rows = {kept: [row for row in ones if row not in of_none] for kept, ones in rows.items()}
    return {kept: ones for kept, ones in rows.items() if len({person_of[row] for row in ones}) > 1}


def _count_one_each(victims: pd.DataFrame) -> bool:
    """Whether each row counts one person, and none states another loss."""
    losses = set(victims["direct_loss_yuan"].dropna())
    return bool((victims[[*CASUALTIES]].sum(axis=1) == 1).all()) and len(losses) <= 1


def _state_all(victims: pd.DataFrame) -> bool:
    """Whether each row counts as many persons, or as many deaths, as there are rows."""
    counted = victims[[*CASUALTIES]].sum(axis=1), victims["deaths"]
    return any((figures == len(victims)).all() for figures in counted)


def _together(victims: pd.DataFrame) -> dict[str, Any]:
    sums = {column: victims[column].sum(min_count=1) for column in CASUALTIES}
    return {**sums, "direct_loss_yuan": victims["direct_loss_yuan"].max()}


def _state(values: pd.DataFrame, row: int, figures: dict[str, Any], note: str) -> pd.DataFrame:
    """Write the figures into a row of `values`, in place; a finding for each that changes it."""
    found: list[pd.DataFrame] = []
    of_row = values.loc[[row]]
    for column, figure in figures.items():
        values.loc[row, column] = figure
        before, after = as_texts(of_row[column]), as_texts(values.loc[[row], column])
        found.append(find(of_row, before != after, column=column, rule="victims_joined", before=before,
                          after=after, action="corrected", note=note))  # fmt: skip
    return all_findings(found)
