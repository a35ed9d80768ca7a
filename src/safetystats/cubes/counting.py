"""A part of the raw sheets -> its cube: read, clean, count. What one process does, and nothing is shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from ..cleaning import clean
from ..corrections import Correction
from ..findings import Cleaned
from ..project import Project
from ..read import RawLedger, RawTable, read_tables
from ..reference import current_areas
from ..rules.enterprise_keys import credit_codes_in
from ..rules.file_names import mask_names
from ..rules.reading import Reading
from ..rules.versions import trust
from ..schema import LEDGERS, SOURCE
from ..sheets.files import folder_name
from .counted import COUNTED, SHEETS, count
from .cube import BALANCE, Cube, add, empty_cube
from .parts import Part, whole
from .repeats import SheetMarks, are_in, distinct, marks_of
from .table import Table, negated, tabled

Marks = Mapping[tuple[str, str], np.ndarray]
"""Records by their marks, by kind and sheet."""

UNUSED = "correction_unused"
"""The finding on a person's decision that met nothing, which only all parts together can tell."""


def part(
    path: Path | str | Part,
    *,
    kind: str | None = None,
    project: Project | None = None,
    corrections: Sequence[Correction] = (),
) -> Cube:
    """The cube of one file of raw sheets, or of one slice of it.

    Parameters
    ----------
    path
        A ledger file, or a part that `cut` gave.
    kind, project, corrections
        As in `read.read_ledger` and `cleaning.clean`.

    Raises
    ------
    InputRejected, WrongUse
        If the file is refused, as `read.read_ledger` refuses it.

    Notes
    -----
    The clean rows are counted and let go: what stays is the cube. A day after the export is a finding only
    where the sheet says its own day, so that the same file gives the same cube tomorrow; names that are
    likely one enterprise are not looked for.

    Examples
    --------
    >>> import tempfile
    >>> lines = "编号,发现日期,区,整改期限,销账日期\\nYH-20200001,2020-03-02,平谷区,2020-03-09,2020-03-05\\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     size = (Path(folder) / "隐患.csv").write_text(lines, encoding="utf-8")
    ...     cube = part(Path(folder) / "隐患.csv", kind="hazards")
    >>> cube.views["hazards/closure/area"].frame()[["found_on", "closed_on", "area", "records"]]
        found_on  closed_on area  records
    0 2020-03-02 2020-03-05  平谷区        1
    """
    one = path if isinstance(path, Part) else whole(path)
    project = project or Project.load()
    every = add(
        replace(_counted(cleaned, tables, one), met=_met(corrections, cleaned))
        for cleaned, tables in _cleaned(one, kind, project, corrections)
    )
    listed = tuple(sorted(current_areas(project)))
    return replace(every, city=project.city, areas=listed, versions=(version("safetystats"),))


def taken_back(
    one: Part,
    late: Marks,
    *,
    kind: str | None = None,
    project: Project | None = None,
    corrections: Sequence[Correction] = (),
) -> Cube:
    """What takes the records with the marks `late` out of the cube of a part, where it is added to that.

    They stand in another part, too, and are counted there. The part is read and cleaned again, so that no
    record need be kept for the few that repeat one.
    """
    cubes = []
    for cleaned, tables in _cleaned(one, kind, project, corrections):
        ledger = cleaned.ledger
        marks = marks_of(ledger, LEDGERS[cleaned.kind], sliced=bool(one.stop))
        again = pd.Series(False, index=ledger.index)
        for (of_kind, sheet), those in late.items():
            if of_kind == cleaned.kind:
                again |= (ledger["source_sheet"] == sheet) & are_in(marks, those)
        if again.any():
            counted = count(cleaned.kind, ledger, again, _told(tables))
            # A sheet was written as late as it was, whoever has its records, too.
            views = {name: negated(table) for name, table in counted.items() if name != SHEETS}
            cubes.append(replace(empty_cube(), views=views, sheets=_moved(ledger[again], cleaned.kind)))
    return add(cubes)


def _moved(repeats: pd.DataFrame, kind: str) -> Table:
    """In the balance: rows that were counted, and now are repeats."""
    rows = repeats.groupby(list(SOURCE[:2])).size().rename_axis(["file", "sheet"]).rename("rows_repeated")
    moved = rows.reset_index().assign(ledger=kind, rows_read=0, rows_quarantined=0, rows_skipped=0)
    moved["rows_counted"] = -moved["rows_repeated"]
    return tabled(moved[["ledger", "file", "sheet", *BALANCE]], BALANCE)


def _cleaned(
    one: Part, kind: str | None, project: Project | None, corrections: Sequence[Correction]
) -> Iterator[tuple[Cleaned, tuple[RawTable, ...]]]:
    """Each kind of ledger in a part, cleaned, with its raw tables."""
    project = project or Project.load()
    with one.as_file() as file:
        tables = read_tables(file, kind, project)
    tables = mask_names(_named(tables, one), files={one.name: Reading(one.name)})
    codes = credit_codes_in(tables, project)
    for name in LEDGERS:
        own = tuple(table for table in tables if table.kind == name)
        if own:
            cleaned = clean(
                RawLedger(name, own),
                project=project,
                exported_on=date.max,
                corrections=corrections,
                codes=codes,
                is_whole=False,
            )
            yield cleaned, own


def _named(tables: Sequence[RawTable], one: Part) -> list[RawTable]:
    """The tables under the name their file is told by, without the lines that an earlier slice tells."""
    return [
        replace(
            table,
            file=one.name,
            folder=folder_name(one.path, one.name),
            rows=table.rows.assign(source_file=one.name),
            skipped=table.skipped[~table.skipped["row"].between(1, one.head_lines)].assign(file=one.name),
            findings=table.findings.assign(file=one.name),
        )
        for table in tables
    ]


def _counted(cleaned: Cleaned, tables: Sequence[RawTable], one: Part) -> Cube:
    """The cube of one kind of ledger in one part."""
    ledger, kind = cleaned.ledger, cleaned.kind
    on_rows, on_sheets = _found(cleaned, one)
    balance = replace(
        empty_cube(),
        sheets=tabled(_balance(cleaned), BALANCE),
        rules=rules_of(on_rows),
        of_sheets=_of_sheets(on_sheets),
        empty_windows=tuple((kind, told) for told in cleaned.empty),
        sent_windows=tuple((kind, sent) for sent in cleaned.sent),
    )
    if kind not in COUNTED:
        return balance
    marks = marks_of(ledger, LEDGERS[kind], sliced=bool(one.stop))
    sheets = []
    for table in _first_of_each_sheet(tables):
        held = marks[(ledger["source_sheet"] == table.sheet).to_numpy(bool)]
        sheets.append(
            SheetMarks(kind, trust(table), table.file, table.sheet, one.start, len(held), distinct(held))
        )
    return replace(balance, views=count(kind, ledger, told=_told(tables)), marks=tuple(sheets))


def _told(tables: Sequence[RawTable]) -> set[str]:
    """The sheets of which each row says how late it was written."""
    return {table.sheet for table in tables if LEDGERS[table.kind].stated in table.rows}


def _first_of_each_sheet(tables: Sequence[RawTable]) -> list[RawTable]:
    return sorted({table.sheet: table for table in reversed(tables)}.values(), key=lambda table: table.sheet)


def _balance(cleaned: Cleaned) -> pd.DataFrame:
    """A row a sheet: how many of its rows became what."""
    where = list(SOURCE[:2])
    counted, aside = (rows.groupby(where).size() for rows in (cleaned.ledger, cleaned.quarantine[where]))
    skipped = cleaned.skipped.groupby(["file", "sheet"]).size().rename_axis(where)
    sheets = pd.DataFrame({"rows_counted": counted, "rows_quarantined": aside, "rows_skipped": skipped})
    sheets = sheets.fillna(0).assign(rows_repeated=0)
    sheets["rows_read"] = sheets["rows_counted"] + sheets["rows_quarantined"]
    told = sheets.rename_axis(["file", "sheet"]).reset_index().assign(ledger=cleaned.kind)
    return told[["ledger", "file", "sheet", *BALANCE]].astype(dict.fromkeys(BALANCE, "int64"))


def _met(corrections: Sequence[Correction], cleaned: Cleaned) -> tuple[tuple[str, int], ...]:
    """File and line of the decisions on this ledger that met something in it."""
    unused = cleaned.findings[cleaned.findings["rule"] == UNUSED]
    places = set(zip(unused["file"], unused["row"]))
    own = [(line.file, line.line) for line in corrections if line.ledger == cleaned.kind]
    return tuple(sorted(place for place in own if place not in places))


def _found(cleaned: Cleaned, one: Part) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Findings on rows, without those of the lines that an earlier slice tells, and on sheets as a whole."""
    found = cleaned.findings[cleaned.findings["rule"] != UNUSED].assign(ledger=cleaned.kind)
    row = found["row"].astype("int64")
    return found[row > one.head_lines], found[row == 0]


def rules_of(findings: pd.DataFrame) -> Table:
    """Findings counted by ``ledger``, ``rule`` and ``action``."""
    return tabled(findings[["ledger", "rule", "action"]].assign(findings=1), ["findings"])


def _of_sheets(findings: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    places = findings[["ledger", "rule", "action", "file", "sheet", "column"]].astype("str")
    return tuple(sorted(set(places.itertuples(index=False, name=None))))
