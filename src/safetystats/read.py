"""Ledger file -> raw rows as text, each with its file, sheet and row; lines that are no record, with why.

Nothing is guessed silently: what reading fills, doubts or cannot read is a finding, and a file in which no
sheet has a known header is refused whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .encoding import LOST, is_garbled
from .errors import InputRejected, NoLedger, WrongUse
from .findings import FINDING, SKIPPED
from .project import Project
from .reference import area_aliases, current_areas
from .schema import LEDGERS, SOURCE, ledger_named
from .sheets.blocks import Block, cut_into_blocks, line_text, units_of
from .sheets.comments import find_comments
from .sheets.continued import find_continued
from .sheets.correction_lists import lists_corrections
from .sheets.delimiters import FULL_WIDTH_COMMA
from .sheets.doubts import (
    drop_marks,
    drop_struck,
    fill_from_doubles,
    find_doubtful_commas,
    find_doubts,
    find_given_way,
    find_many_persons,
    find_other_units_above,
    find_unlike_units,
    join_last_cells,
    show_units_of_formats,
    take_units_of_lines,
)
from .sheets.entities import find_decoded, without_entities
from .sheets.files import folder_name, list_files, no_files, other_files, read_grids, told_name
from .sheets.grid import Grid, column_letters
from .sheets.headed_days import join_headed_days
from .sheets.kinds import kind_in_words, kind_of_header, kinds_named, two_kinds_fit
from .sheets.layout import (
    Header,
    Known,
    Meaning,
    best_named_row,
    known_headers,
    spelling,
    spellings,
)
from .sheets.limits import LIMITS, Limits
from .sheets.lines import (
    EMPTY_SHEET,
    HEADER,
    NO_HEADER,
    NOTE,
    OTHER_FILE,
    OTHER_KIND,
    TITLE,
    UNITS_ROW,
    ZERO_REPORT,
)
from .sheets.merged import Change, fill_repeated_cells
from .sheets.parted_days import join_parted_days, parts_of_days
from .sheets.parts import part_tables, sheet_itself
from .sheets.plain_lines import (
    keep_plain_lines_apart,
    may_stay_apart,
    with_all_rows,
    with_lines_apart,
)
from .sheets.records import may_go_on, may_hold_records
from .sheets.slips import slips_in
from .sheets.table_titles import Titled, titles_of_tables
from .sheets.totals import find_differing_totals, find_doubtful_totals, find_unsaid_totals
from .sheets.units_apart import join_units
from .sheets.zero_prose import kinds_of_nothing, speaks_of_nothing

ERROR_VALUES = frozenset(
    ["#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
_HEADED = ("area", "industry")
"""Columns in place of which headings may stand between the rows."""
SECTION = "section"
"""Column of a table without areas: the heading that a row stands under, such as 朝阳区."""
_EACH_BELOW = ";\n"
_GARBLED_SAMPLE = 300
LIST_OF_CORRECTIONS = "list_of_corrections"
"""The rule by which the rows of a list of corrections are set aside."""
_PLAINLY_MORE = 3
"""By so many columns a kind must explain more of a sheet to be what the sheet plainly is."""
_SEVERAL_SLIPS = 2
"""One header that is like a known one may well be what it says."""


class Line(NamedTuple):
    """A line of a sheet that is no record, and why."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True)
class RawTable:
    """One sheet as it was written. `rows`: ledger columns, other headers as written, and `schema.SOURCE`.

    A table without a sure column of areas has `SECTION` where headings stand between its rows.
    """

    file: str
    sheet: str
    kind: str
    rows: pd.DataFrame
    """Every cell a text or None; days as ISO text, numbers as their shortest text."""
    units: dict[str, str]
    """Ledger column -> unit in its header, in a row of units, or in 单位：… above the table."""
    headers: dict[str, str]
    """Column -> header as written, its levels joined by `` > ``."""
    skipped: pd.DataFrame
    title: str
    """The lines of words above its header, and what titles further up say of it."""
    findings: pd.DataFrame
    """Where the action is ``quarantined`` the whole row is doubted, and cleaning sets it aside."""
    counts_from_1904: bool = False
    """Bare numbers of days start in 1904."""
    titles_above: tuple[tuple[int, str], ...] = ()
    """Titles further up on the sheet that hold for this table as well, each with its row."""
    folder: str = ""
    """The name of the folder that `file` is told from: it may be that of an area. It is shown nowhere."""
    is_ledger: bool = True
    """False for a list of corrections, whose rows are all set aside, and for a report of nothing in prose."""

    @cached_property
    def lines(self) -> list[Line]:
        """What stands on its own sheet and is no record."""
        own = self.skipped[self.skipped["file"].eq(self.file) & self.skipped["sheet"].eq(self.sheet)]
        return [Line(int(row), why, text) for row, why, text in zip(own["row"], own["reason"], own["text"])]

    @property
    def tab(self) -> str:
        """The name of the sheet itself; where that holds several tables `sheet` says which this is."""
        return sheet_itself(self.sheet)


@dataclass(frozen=True)
class RawLedger:
    """All tables of one kind that a file or folder holds."""

    kind: str
    tables: tuple[RawTable, ...]

    @property
    def rows_read(self) -> int:
        """Records in all tables."""
        return sum(len(table.rows) for table in self.tables)

    @property
    def skipped(self) -> pd.DataFrame:
        """The lines of all tables that are no records."""
        return pd.concat([table.skipped for table in self.tables], ignore_index=True)


@dataclass(frozen=True)
class _Sheet:
    """A grid with the header found in it, and the kinds of ledger that the header fits."""

    file: str
    grid: Grid
    header: Header | None
    fits: dict[str, set[str]]
    kind: str | None
    kind_said: str = ""
    """The words that told the kind where the columns did not."""
    corrects_below: int = 0
    """The row of its header, where it lists corrections and is no ledger."""
    nothing: Mapping[str, set[int]] = field(default_factory=dict)
    """Without a header: the kinds of ledger of which its prose says that there was nothing, with the rows."""

    @property
    def where(self) -> str:
        return f"'{self.file}' sheet '{self.grid.sheet}'" if self.grid.sheet else f"'{self.file}'"


def read_ledger(
    path: Path | str, kind: str | None = None, project: Project | None = None, *, limits: Limits = LIMITS
) -> RawLedger:
    """Read the ledger in a file, or in all ledger files of a folder, as texts.

    Parameters
    ----------
    path
        An .xlsx, .xls, .csv, .tsv or .parquet file, or a folder of them. A web page under one of these names
        is read, too: each of its tables of records is a sheet.
    kind
        A name in `schema.LEDGERS`; None where the headers decide, and `path` holds one kind only.
    project
        The city, for its own header spellings; the shipped one without.
    limits
        What a file may cost before it is refused.

    Returns
    -------
    RawLedger
        One table a sheet. Every line of every sheet is in a table's `rows` or in its `skipped`; so is a
        file of a folder that is plainly no ledger (`NoLedger`), as one line.

    Raises
    ------
    InputRejected
        If a file is missing, damaged, too large, or has no sheet with a known header.
    WrongUse
        If the headers fit two kinds, or `path` holds several kinds, and `kind` is None; or `kind` is unknown.
    """
    tables = read_tables(path, kind, project, limits=limits)
    require_ledger(tables)
    kinds = list(dict.fromkeys(table.kind for table in tables))
    if len(kinds) > 1:
        options = " or ".join(f"kind='{name}'" for name in kinds)
        raise WrongUse(
            f"'{path}' holds {len(kinds)} kinds of ledger: {', '.join(kinds)}. Say which: {options}."
        )
    return RawLedger(kinds[0], tuple(tables))


def read_tables(
    path: Path | str,
    kind: str | None = None,
    project: Project | None = None,
    *,
    limits: Limits = LIMITS,
    root: Path | None = None,
) -> list[RawTable]:
    """Every table of every kind in a file or folder, or those of one `kind`; see `read_ledger`.

    Files are told by their name relative to `root`, which is `path` itself if not given.
    """
    if kind is not None:
        ledger_named(kind)
    path = Path(path)
    root = Path(root) if root is not None else path
    known = known_headers(project.own_headers if project else ())
    sheets: list[_Sheet] = []
    refused: list[tuple[Path, NoLedger]] = []
    for file in list_files(path):
        try:
            sheets += _sheets(file, _shown_name(file, root), known, kind, limits, project)
        except NoLedger as error:
            refused.append((file, error))
    for misnamed, refusal in no_files(path):
        if not isinstance(refusal, NoLedger):
            raise refusal
        refused.append((misnamed, refusal))
    if refused and not sheets:
        raise refused[0][1]
    others = [(sheet, own) for sheet in sheets if (own := _without_ledger(sheet, kind, sheets, known))]
    chosen = _of_kind(sheets, kind) if any(sheet.header for sheet in sheets) or not others else []
    tables = [table for one in chosen for table in _tables(*one, known)]
    tables += [table for _, own in others for table in own]
    read = {id(sheet) for sheet, _ in (*chosen, *others)}
    # Sheets and files without a table of their own are accounted for beside the first table.
    left_out = [_left_out(sheet) for sheet in sheets if id(sheet) not in read]
    left_out += [unread_file(_shown_name(file, root), NO_HEADER) for file, _ in refused]
    left_out += [unread_file(_shown_name(file, root), OTHER_FILE) for file in other_files(path)]
    told = [_headerless(sheet) for sheet in sheets if id(sheet) not in read and _may_hold_more(sheet)]
    first = tables[0]
    tables[0] = replace(
        first, skipped=_with_lines(first.skipped, left_out), findings=_with_lines(first.findings, told)
    )
    return [replace(table, folder=folder_name(root)) for table in tables]


def _with_lines(frame: pd.DataFrame, lines: Sequence[_Line | _Found]) -> pd.DataFrame:
    more = pd.DataFrame(lines, columns=frame.columns)
    return pd.concat([frame, more], ignore_index=True) if lines else frame


def require_ledger(tables: Sequence[RawTable]) -> None:
    """Raise where there are lists of corrections and nothing else: the figures that they correct are nowhere.

    Raises
    ------
    InputRejected
        If no table is a ledger or reports that there was nothing.
    """
    if all(not table.is_ledger and len(table.rows) for table in tables):
        raise InputRejected(
            f"'{tables[0].file}' is no ledger: it lists corrections, and none of them was made. Write each "
            "into the row of its record, or into corrections.csv beside the ledgers."
        )


def _may_hold_more(sheet: _Sheet) -> bool:
    return sheet.header is None and may_go_on(sheet.grid)


def _headerless(sheet: _Sheet) -> _Found:
    """The finding for a sheet that is not read: its lines look like those of a ledger, or correct one."""
    first = next(iter(sheet.grid.rows), 0)
    note = "no known header, though its lines look like records: nothing of the sheet was read"
    shown = line_text(sheet.grid.rows[first])
    return sheet.file, sheet.grid.sheet, first, "", "sheet_without_header", shown, "", "kept", note


def _without_ledger(
    sheet: _Sheet, kind: str | None, sheets: Sequence[_Sheet], known: Known
) -> list[RawTable]:
    """What is told by a sheet that is no ledger: a list of corrections, all of whose rows are set aside with
    their cells as written; or a text that there was nothing, for each kind a table without a row.
    """
    if sheet.corrects_below:
        return [_of_corrections(sheet, kind or _kind_corrected(sheet, sheets, known))]
    if not sheet.nothing:
        return []
    rows = pd.DataFrame(columns=list(SOURCE), dtype=object).astype({SOURCE[2]: "int64"})
    return [
        _no_ledger(sheet, of, rows, {n: ZERO_REPORT if n in saying else NOTE for n in sheet.grid.rows}, [])
        for of, saying in sheet.nothing.items()
        if kind in (None, of)
    ]


def _kind_corrected(sheet: _Sheet, sheets: Sequence[_Sheet], known: Known) -> str:
    """The kind of ledger that a list corrects: by its file's ledgers, its title and names, or its headers."""
    beside = {other.kind for other in sheets if other.file == sheet.file and other.kind}
    title = " ".join(map(line_text, list(sheet.grid.rows.values())[:2]))
    for kinds in (beside, *map(kinds_named, (title, sheet.grid.sheet, sheet.file))):
        if len(kinds) == 1:
            return kinds.pop()
    return _likeliest_kind([sheet], known)


def _of_corrections(sheet: _Sheet, kind: str) -> RawTable:
    rows = sheet.grid.rows
    width = max(map(len, rows.values()))
    cells = {n: [*row, *[None] * (width - len(row))] for n, row in rows.items()}
    names = [
        f"{cell or ''} ({column_letters(i)})".strip() for i, cell in enumerate(cells[sheet.corrects_below])
    ]
    records = {n: row for n, row in cells.items() if n > sheet.corrects_below}
    frame = pd.DataFrame(list(records.values()), columns=names, dtype=object)
    frame = frame.assign(source_file=sheet.file, source_sheet=sheet.grid.sheet, source_row=list(records))
    note = "none of what it corrects was made: write it into the rows of the records, or into corrections.csv"
    found = [
        (sheet.file, sheet.grid.sheet, n, "", LIST_OF_CORRECTIONS, line_text(row), "", "quarantined", note)
        for n, row in records.items()
    ]
    above = {n: HEADER if n == sheet.corrects_below else TITLE for n in cells if n not in records}
    return replace(_no_ledger(sheet, kind, frame, above, found), title="")


def _no_ledger(
    sheet: _Sheet, kind: str, rows: pd.DataFrame, reasons: Mapping[int, str], found: list[_Found]
) -> RawTable:
    """A sheet without a ledger's header as a table: its `rows`, and the lines that are none with why."""
    lines = [
        (sheet.file, sheet.grid.sheet, n, why, line_text(sheet.grid.rows[n])) for n, why in reasons.items()
    ]
    return RawTable(
        file=sheet.file,
        sheet=sheet.grid.sheet,
        kind=kind,
        rows=rows,
        units={},
        headers={str(name): str(name) for name in rows if name not in SOURCE},
        skipped=pd.DataFrame(lines, columns=list(SKIPPED)),
        title="\n".join(text for *_, text in lines),
        findings=pd.DataFrame(found, columns=list(FINDING)),
        is_ledger=False,
    )


def _shown_name(file: Path, root: Path) -> str:
    return told_name(file.name if file == root else file.relative_to(root).as_posix())


def _sheets(
    file: Path, name: str, known: Known, kind: str | None, limits: Limits, project: Project | None
) -> list[_Sheet]:
    """The sheets of one file with what their headers say; refused where no sheet has a known header."""
    sheets = []
    grids = read_grids(file, limits, in_columns=True)
    for grid, header in chain.from_iterable(_parts(grid, known, kind) for grid in grids):
        top, texts = best_named_row(grid, known)
        top, paths = (header.bottom, header.paths) if header else (top, [(text,) for text in texts])
        if lists_corrections(paths, known) and top < max(grid.rows):
            sheets.append(_Sheet(name, grid, None, {}, None, corrects_below=top))
            continue
        fits, is_kind = (header.fitting(known), kind_of_header(header, known)) if header else ({}, None)
        sheet = _Sheet(name, grid, header, fits, is_kind)
        if header is None:
            sheet = replace(sheet, nothing=kinds_of_nothing(grid, name))
        if kind is None and header is not None and is_kind is None:
            said, words = kind_in_words(grid, header, name, known)
            sheet = replace(sheet, kind=said or None, kind_said=words)
        if kind is None:
            _require_day(sheet, known)
        sheets.append(sheet)
    if not any(sheet.header or sheet.corrects_below or sheet.nothing for sheet in sheets):
        raise _no_known_header(sheets, name, known, kind, project or Project.load())
    for sheet in sheets:
        if sheet.header is not None and _looks_garbled(sheet.grid):
            raise _garbled(sheet.where)
    return sheets


def _parts(grid: Grid, known: Known, kind: str | None) -> list[tuple[Grid, Header | None]]:
    """The tables of a sheet; only where it is one table, lines that are plainly records stay in its body."""
    apart = keep_plain_lines_apart(grid, known, kind)
    parts = part_tables(without_entities(apart), known)
    if len(parts) > 1 and apart.body is not None:
        return part_tables(without_entities(with_all_rows(grid)), known)
    return parts


def _require_day(sheet: _Sheet, known: Known) -> None:
    """Raise where far more columns are those of a kind whose needed column is not there, be it with slips.

    An accident ledger that lost the header of its day would else be read as a register of enterprises.
    """
    if sheet.header is None:
        return
    read = max(map(len, sheet.fits.values()))
    for kind, spelled in known.items():
        columns = set(sheet.header.columns(spelled).values())
        missing = set(LEDGERS[kind].needed) - columns
        if not missing:
            continue
        slips = slips_in(sheet.header, kind, known)
        if len(slips) >= _SEVERAL_SLIPS and len(columns | slips.keys()) >= read + _PLAINLY_MORE:
            told = ", ".join(f"'{written}' ({meant}?)" for written, meant in slips.values())
            raise InputRejected(
                f"{sheet.where} looks like a ledger of {kind} with slips in its headers: {told}. No header "
                f"means {' and '.join(sorted(missing))} ({_examples(spelled, min(missing))}). Put them "
                f"right, or say kind='{next(iter(sheet.fits))}' if it is one."
            )
        if len(columns) >= read + _PLAINLY_MORE:
            raise InputRejected(
                f"{sheet.where} looks like a ledger of {kind} by {', '.join(sorted(columns))}, but no header "
                f"means {' and '.join(sorted(missing))} ({_examples(spelled, min(missing))}). Write it above "
                f"its column, or say kind='{next(iter(sheet.fits))}' if it is one."
            )


def _looks_garbled(grid: Grid) -> bool:
    cells = chain.from_iterable(list(grid.rows.values())[:_GARBLED_SAMPLE])
    return is_garbled({cell for cell in cells if cell is not None and not cell.isascii()})


def _garbled(where: str) -> InputRejected:
    return InputRejected(
        f"{where} is garbled: its text was once read in the wrong encoding and saved so (浜嬫晠 for 事故). "
        "It cannot be repaired safely. Ask for the original, or export it again as .xlsx or 'CSV UTF-8'."
    )


def _no_known_header(
    sheets: Sequence[_Sheet], name: str, known: Known, kind: str | None, project: Project
) -> InputRejected:
    if any(_looks_garbled(sheet.grid) for sheet in sheets):
        return _garbled(f"'{name}'")
    found = []
    for sheet in sheets:
        row, texts = best_named_row(sheet.grid, known)
        shown = ", ".join(repr(text[:30]) for text in texts[:8])
        found.append(f"{sheet.where} row {row} has {shown}" if texts else f"{sheet.where} is empty")
    wanted = "; ".join(
        f"{ledger}: {' and '.join(_examples(known[ledger], column) for column in LEDGERS[ledger].needed)}"
        for ledger in ([kind] if kind else LEDGERS)
    )
    filled = [sheet.grid for sheet in sheets if sheet.grid.rows]
    areas = frozenset(map(spelling, (*current_areas(project), *area_aliases(project))))
    # A file without a cell holds no record: it is refused by itself, as a note beside the ledgers.
    is_ledger = any(may_hold_records(grid, areas) for grid in filled)
    if not is_ledger and any(speaks_of_nothing(grid, name) for grid in filled):
        return NoLedger(
            f"'{name}' has no sheet with a known header, and seems to report that there was nothing, in "
            "words that are not understood. Write in one cell what there was nothing of and when "
            "(2023年5月无事故), and name the area there, in the title, the tab or the file's name."
        )
    return (InputRejected if is_ledger else NoLedger)(
        f"'{name}' has no sheet with a known header.\n"
        f"Found: {_EACH_BELOW.join(found[:5])}.\n"
        "Rename the header, or add its spelling to project.toml under "
        f'[headers.{kind or _likeliest_kind(sheets, known)}], as "header in the sheet" = "column". '
        f"A file that is no ledger belongs in another folder.\n"
        f"Needed is one of these columns, and one more ({wanted})."
    )


def _likeliest_kind(sheets: Sequence[_Sheet], known: Known) -> str:
    """The kind that knows most words of the rows that look most like a header."""
    words = [word for sheet in sheets for word in best_named_row(sheet.grid, known)[1]]
    keys = [set(spellings(word)) for word in words]
    return max(known, key=lambda kind: sum(not known[kind].keys().isdisjoint(each) for each in keys))


def _examples(spelled: Mapping[str, Meaning], column: str) -> str:
    return "/".join([meaning.header for meaning in spelled.values() if meaning.column == column][:3])


def _of_kind(sheets: Sequence[_Sheet], kind: str | None) -> list[tuple[_Sheet, str]]:
    """The sheets to read, each with the kind it is read as.

    A sheet that is plainly of another kind is read as `kind` only where no sheet is plainly of it.
    """
    headed = [sheet for sheet in sheets if sheet.header is not None]
    if kind is None:
        for sheet in headed:
            if sheet.kind is None:
                raise two_kinds_fit(sheet.where, sheet.fits)
        return [(sheet, sheet.kind) for sheet in headed if sheet.kind is not None]
    fitting = [sheet for sheet in headed if kind in sheet.fits]
    chosen = [sheet for sheet in fitting if sheet.kind in {kind, None}] or fitting
    if not chosen:
        is_there = "; ".join(f"{sheet.where}: {' or '.join(sheet.fits)}" for sheet in headed[:5])
        needed = " and ".join(LEDGERS[kind].needed)
        raise InputRejected(
            f"There is no ledger of {kind} here: no sheet has a column for {needed}. Found: {is_there}. "
            "Leave kind out, or give the kind that is there."
        )
    return [(sheet, kind) for sheet in chosen]


_Line = tuple[str, str, int, str, str]
"""A skipped line: file, sheet, row, reason, text (`findings.SKIPPED`)."""


def unread_file(name: str, reason: str) -> _Line:
    """The one line that accounts for a file of which nothing is read."""
    return name, "", 0, reason, name


def _left_out(sheet: _Sheet) -> _Line:
    """The one line that accounts for a sheet of which nothing is read."""
    rows = sheet.grid.rows
    first = next(iter(rows), 0)
    if not rows:
        return sheet.file, sheet.grid.sheet, 0, EMPTY_SHEET, ""
    shown = f"{len(rows)} rows, the first: {line_text(rows[first])}"
    return sheet.file, sheet.grid.sheet, first, OTHER_KIND if sheet.header else NO_HEADER, shown


@dataclass
class _Part:
    """The blocks of a sheet that are one table, and what their headers or lines say of units."""

    blocks: list[Block]
    units: dict[str, str]

    @property
    def start(self) -> int:
        """The row in which it begins."""
        return self.blocks[0].start


def _tables(sheet: _Sheet, kind: str, known: Known) -> list[RawTable]:
    """The table of a sheet; several where one below another has a title or a unit of money of its own."""
    assert sheet.header is not None
    blocks, skipped = cut_into_blocks(sheet.grid, sheet.header, kind, known)
    if not may_stay_apart(sheet.grid, blocks):
        sheet = replace(sheet, grid=with_all_rows(sheet.grid))
        return _tables(sheet, kind, known)
    parts = _parts_of(blocks, sheet)
    ends = [*(part.start for part in parts[1:]), math.inf]
    titled = titles_of_tables([_titles_in(part, end, skipped) for part, end in zip(parts, ends)])
    tables = []
    units_above: dict[str, str] = {}
    for part, end, titles in zip(parts, ends, titled):
        own = _part_of(sheet, part, end)
        lines = [(own.file, own.grid.sheet, *line) for line in skipped if part.start <= line[0] < end]
        tables.append(_table(own, part, titles, lines, units_above))
        units_above = part.units
    return tables


def _parts_of(blocks: Sequence[Block], sheet: _Sheet) -> list[_Part]:
    """The blocks that are one table, from the top of the sheet down."""
    parts: list[_Part] = []
    money: dict[str, str] = {}
    for block in blocks:
        units = units_of(block, sheet.grid)
        said = {c: units.get(c, "") for i, c in block.column_at.items() if block.kinds[i] == "yuan"}
        if block.is_table or any(money.get(column, unit) != unit for column, unit in said.items()):
            parts.append(_Part([], {}))
            money = {}
        _require_same_units(sheet, block, parts[-1].units, units)
        money |= said
        parts[-1].blocks.append(block)
        parts[-1].units |= units
    return parts


def _titles_in(
    part: _Part, end: float, skipped: Sequence[tuple[int, str, str]]
) -> tuple[dict[int, str] | None, dict[int, str]]:
    """The lines above a table of its own, None for one that goes on with the table above; and the headings
    between its records.
    """
    first = part.blocks[0]
    within = {n: text for n, reason, text in skipped if reason == TITLE and first.header.top < n < end}
    return first.lines if first.is_table else None, within


def _may_be_headed(frame: pd.DataFrame, block: Block) -> bool:
    """Whether headings may stand in place of a column, or say more than one that only stands in for it."""
    stated = [column for column in _HEADED if column in frame and not frame[column].isna().all()]
    is_last_resort = (block.meanings[block.index_of(column)].is_last_resort for column in stated)
    return len(stated) < len(_HEADED) or any(is_last_resort)


def _part_of(sheet: _Sheet, part: _Part, end: float) -> _Sheet:
    """The sheet as one of its tables sees it; under a name of its own for one that starts further down."""
    grid = sheet.grid
    comments = {cell: said for cell, said in grid.comments.items() if part.start <= cell[0] < end}
    name = f"{grid.sheet} from row {part.blocks[0].header.top}".strip() if part.start else grid.sheet
    return replace(sheet, grid=replace(grid, sheet=name, comments=comments))


def _table(
    sheet: _Sheet, part: _Part, titles: Titled, lines: Sequence[_Line], units_above: Mapping[str, str]
) -> RawTable:
    blocks, units = part.blocks, part.units
    written: dict[str, str] = {}
    changes = [(blocks[0], change) for change in find_other_units_above(blocks[0], units, units_above)]
    frames = []
    notes = "\n".join(text for *_, n, why, text in lines if _is_note(n, why, blocks))
    for block in blocks:
        found = find_decoded(sheet.grid, block) + join_last_cells(sheet.grid, block)
        found += drop_struck(sheet.grid, block) + drop_marks(sheet.grid, block)
        found += show_units_of_formats(sheet.grid, block)
        found += find_continued(sheet.grid, block.records, block.table)
        found += find_given_way(block) + fill_from_doubles(sheet.grid, block)
        # A year merged over many rows is each row's, before its month and day are joined to it.
        kinds = block.kinds | dict.fromkeys(parts_of_days(block.header.paths), "date")
        found += fill_repeated_cells(
            sheet.grid, block.records, kinds, block.identified, block.own, is_one=block.kind == "accidents"
        )
        found += join_parted_days(block.records, block.header.paths, block.times)
        found += join_headed_days(block.records, block.times, dict.fromkeys(block.needed, "date"))
        found += find_doubts(sheet.grid, block) + find_doubtful_commas(sheet.grid, block)
        found += find_unlike_units(sheet.grid, block, units, notes) + find_many_persons(block)
        counting = block.counting()
        unsaid = find_unsaid_totals(counting, block.kinds)
        unsaid += find_doubtful_totals(block.records, block.roles)
        counted = {n: row for n, row in counting.items() if n not in {change.row for change in unsaid}}
        found += unsaid + find_differing_totals(counted, block.totals, block.kinds, block.beside)
        found += join_units(block.records, block.header.paths, block.kinds)
        found += take_units_of_lines(sheet.grid, block, units)
        names = block.names()
        written |= {name: block.written(index) for index, name in names.items() if name not in SOURCE}
        frame, corrections = _frame(block, names)
        frame, numbers = with_lines_apart(frame, list(block.records), sheet.grid.body, names)
        if block.sections and SECTION not in frame and _may_be_headed(frame, block):
            sections = [block.sections.get(number) for number in block.records]
            frame[SECTION] = pd.Series(sections, index=frame.index, dtype=object)
        frames.append(frame.assign(source_file=sheet.file, source_sheet=sheet.grid.sheet, source_row=numbers))
        changes += [(block, change) for change in found + corrections]
    changes += find_comments(sheet.grid, blocks)
    if not any(block.records for block in blocks) and ZERO_REPORT not in {line[3] for line in lines}:
        note = "no records under the header: nothing of the sheet is counted"
        changes.append((blocks[0], Change(blocks[0].header.top, -1, "no_records", "", "", "kept", note)))
    rows = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True).astype(object)
    rows = rows.where(rows.notna(), None) if len(frames) > 1 else rows
    rows["source_row"] = rows["source_row"].astype("int64")
    return RawTable(
        file=sheet.file,
        sheet=sheet.grid.sheet,
        kind=blocks[0].kind,
        rows=rows,
        units=units,
        headers=written,
        skipped=pd.DataFrame(list(lines), columns=list(SKIPPED)),
        title=titles.text,
        findings=_findings(sheet, changes, [] if part.start else _found_in_whole(sheet)),
        titles_above=tuple(titles.above.items()),
        counts_from_1904=sheet.grid.counts_from_1904,
    )


def _is_note(number: int, reason: str, blocks: Sequence[Block]) -> bool:
    """Whether a line speaks of the records above it, as a unit does that stands below the last of them."""
    if number > max(max(block.records, default=0) for block in blocks):
        return reason in (NOTE, UNITS_ROW)
    return reason == NOTE and not any(number in block.unit_lines for block in blocks)


def _require_same_units(sheet: _Sheet, block: Block, units: dict[str, str], others: dict[str, str]) -> None:
    """Raise where a table further down writes a column in another unit: one of them would be read wrong.

    A sum of money is in the unit of its own table, which is read by itself.
    """
    money = {block.column_at[index] for index, kind in block.kinds.items() if kind == "yuan"}
    for column in (units.keys() & others.keys()) - money:
        if units[column] != others[column]:
            raise InputRejected(
                f"{sheet.where} writes {column} in {units[column]} at first, in {others[column]} below the "
                f"header in row {block.header.top}. Put the two tables on sheets of their own."
            )


def _frame(block: Block, names: Mapping[int, str]) -> tuple[pd.DataFrame, list[Change]]:
    """The records as columns of texts; error values and NUL characters go, each with a finding."""
    changes: list[Change] = []
    columns: dict[str, list[str | None]] = {}
    numbers = list(block.records)
    by_column = dict(enumerate(zip_longest(*block.records.values())))
    for index, name in names.items():
        cells = list(by_column.get(index, [None] * len(numbers)))
        if not ERROR_VALUES.isdisjoint(cells):
            hits = [i for i, cell in enumerate(cells) if cell in ERROR_VALUES]
            changes += [Change(numbers[i], index, "error_value", cells[i] or "", "", "unknown") for i in hits]
            cells = [None if cell in ERROR_VALUES else cell for cell in cells]
        together = "\n".join(filter(None, cells))
        for i, cell in enumerate(cells if _DAMAGE.search(together) else ()):
            changes += [
                Change(numbers[i], index, rule, cell or "", cell or "", "kept", note)
                for rule, note in _damage_of(cell or "")
            ]
            if cell is not None and "\0" in cell:
                cells[i] = cell.replace("\0", "") or None
                changes.append(Change(numbers[i], index, "nul_character", cell, cells[i] or "", "corrected"))
        columns[name] = cells
    return pd.DataFrame(columns, index=range(len(numbers)), dtype=object), changes


_CHINESE = "[\u4e00-\u9fff]"
_MARKS_FOR_SIGNS = re.compile(rf"{_CHINESE}\?\?|\?\?{_CHINESE}")
"""Two question marks beside Chinese signs: what a program writes for signs that its code page lacks."""
_DAMAGE = re.compile(rf'[{LOST}\0]|{_MARKS_FOR_SIGNS.pattern}|(?m:^)"')


def _damage_of(cell: str) -> Iterator[tuple[str, str]]:
    """The rules that say how a text was damaged before it was read, each with its note."""
    if LOST in cell:
        yield "characters_lost", "bytes that are no text: the cell is not what was written"
    elif _MARKS_FOR_SIGNS.search(cell):
        yield "characters_lost", "question marks stand for signs that were lost when it was saved"
    if len(cell) > 1 and cell.startswith('"') and cell.count('"') % 2:
        yield "quote_unclosed", "the quotation mark before it is not closed; it is a part of the text"


_Found = tuple[str, str, int, str, str, str, str, str, str]
"""A line of the findings table."""


def _found_in_whole(sheet: _Sheet) -> list[_Found]:
    """Findings on a sheet as a whole: its kind, and how its file is written."""
    file, grid = sheet.file, sheet.grid
    found = []
    if sheet.kind_said:
        note = f"its columns fit {', '.join(sheet.fits)}; '{sheet.kind_said}' decided for {sheet.kind}"
        found.append((file, grid.sheet, min(grid.rows), "", "kind_by_words", "", "", "kept", note))
    if grid.has_chinese_marks:
        note = "its cells stand in Chinese quotation marks, which were read as straight ones"
        found.append((file, grid.sheet, min(grid.rows), "", "chinese_marks", "", "", "corrected", note))
    if grid.delimiter == FULL_WIDTH_COMMA:
        note = "full-width commas (，) stand between its cells"
        found.append((file, grid.sheet, min(grid.rows), "", "full_width_commas", "", "", "kept", note))
    if grid.is_cut_off:
        note = "the last line of the file does not end: rows may have been cut off"
        found.append((file, grid.sheet, max(grid.rows), "", "no_line_end", "", "", "kept", note))
    return found


def _findings(sheet: _Sheet, changes: Sequence[tuple[Block, Change]], found: list[_Found]) -> pd.DataFrame:
    file, title = sheet.file, sheet.grid.sheet
    for block, change in changes:
        column = "" if change.column < 0 else block.column_at.get(change.column, block.written(change.column))
        found.append(
            (
                file,
                title,
                change.row,
                column,
                change.rule,
                change.before,
                change.after,
                change.action,
                change.note,
            )
        )
    return pd.DataFrame(found, columns=list(FINDING)).sort_values("row", kind="stable", ignore_index=True)
