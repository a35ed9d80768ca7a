"""Ledger file -> raw rows as text, each with its file, sheet and row; lines that are no record, with why.

Nothing is guessed silently: what reading fills, doubts or cannot read is a finding, and a file in which no
sheet has a known header is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pandas as pd

from .errors import InputRejected, WrongUse
from .findings import FINDING, SKIPPED
from .project import Project
from .reference import headers
from .schema import LEDGERS, SOURCE, Kind, ledger_named
from .sheets.encoding import LOST, is_garbled
from .sheets.files import list_files, other_files, read_grids, told_name
from .sheets.grid import Grid, Row, column_letters, is_blank
from .sheets.kinds import kind_of_header, two_kinds_fit
from .sheets.layout import (
    UNITS,
    Header,
    Known,
    Levels,
    Meaning,
    best_named_row,
    header_at,
    header_paths,
    known_headers,
    spelling,
    spellings,
    unit_in,
    unnumbered,
)
from .sheets.limits import LIMITS, Limits
from .sheets.lines import (
    BLANK,
    EMPTY_SHEET,
    HEADER,
    NO_HEADER,
    NOTE,
    OTHER_FILE,
    OTHER_KIND,
    REPEATED,
    TITLE,
    TOTAL,
    UNITS_ROW,
    is_numbered_blank,
    reason_no_record,
)
from .sheets.merged import Change, fill_repeated_cells
from .sheets.money import as_shown, money_unit, names_money
from .sheets.parts import part_tables
from .sheets.totals import find_differing_totals, find_unsaid_totals

ERROR_VALUES = frozenset(
    ["#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
_SERIAL_NUMBER = frozenset({"序号", "序", "no", "sn", "serialnumber"})
_DAY = re.compile(r"\s*((?:19|20)[0-9]{2})(?:[-/.年]\s*|(?=[0-9]{4}))([0-9]{1,2})(?:[-/.月]\s*)?([0-9]{1,2})")
SECTION = "section"
"""Column of a table without areas: the heading that a row stands under, such as 朝阳区."""
_NUMBERED_HEADING = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_UNIT_LINE = re.compile(
    r"单位\s*[:：]\s*([^\s)）]+)|(?:^|(?<=\n)|(?<=\| ))[(（]([^()（）]{1,8})[)）](?=$|\n| \|)"
)
"""单位：万元 above a table, or （万元） alone."""
_THREE_PLACES = re.compile(r"[0-9]{1,3},[0-9]{3}")
_SAYING_UNIT = re.compile(r"单位\s*[:：]\s*")
_FIGURE = re.compile(r"\s*[-+]?[0-9]+(?![0-9])(?:[^0-9][0-9]|\s*$)")
"""A day or number, which no header is: 1.事故编号 is one."""
_LONGEST_HEADER, _FEWEST_HEADERS, _LONGEST_HEADING = 40, 3, 30
_OF_ITS_OWN = {"hazards": ("description", "status")}
"""Columns that make each row under one merged number a record of its own: a visit finds several hazards."""
_LEADING_ROWS = 2
"""Units and the numbers of the columns may stand between header and records."""
_UNNUMBERED = frozenset({"栏次", "序号", "甲", "乙", "丙", "丁"})
_GARBLED_SAMPLE = 300
_PLAINLY_MORE = 3
"""By so many columns a kind must explain more of a sheet to be what the sheet plainly is."""


@dataclass(frozen=True)
class RawTable:
    """One sheet as it was written. `rows`: ledger columns, other headers as written, and `schema.SOURCE`.

    A table without a column of areas has `SECTION` where headings stand between its rows.
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
    findings: pd.DataFrame
    """Where the action is ``quarantined`` the whole row is doubted, and cleaning sets it aside."""
    counts_from_1904: bool = False
    """Bare numbers of days start in 1904."""


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
        An .xlsx, .xls, .csv, .tsv or .parquet file, or a folder of them.
    kind
        A name in `schema.LEDGERS`; None where the headers decide, and `path` holds one kind only.
    project
        The city, for its own header spellings; the shipped one without.
    limits
        What a file may cost before it is refused.

    Returns
    -------
    RawLedger
        One table a sheet. Every line of every sheet is in a table's `rows` or in its `skipped`.

    Raises
    ------
    InputRejected
        If a file is missing, damaged, too large, or has no sheet with a known header.
    WrongUse
        If the headers fit two kinds, or `path` holds several kinds, and `kind` is None; or `kind` is unknown.
    """
    tables = read_tables(path, kind, project, limits=limits)
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
    known = known_headers(headers(project))
    sheets = [
        sheet
        for file in list_files(path)
        for sheet in _sheets(file, _shown_name(file, root or path), known, kind, limits)
    ]
    chosen = _of_kind(sheets, kind)
    taken = {id(sheet) for sheet, _ in chosen}
    left_out = [_left_out(sheet) for sheet in sheets if id(sheet) not in taken]
    left_out += [
        (_shown_name(file, root or path), "", 0, OTHER_FILE, file.name) for file in other_files(path)
    ]
    # Sheets and files without a table of their own are accounted for beside the first table.
    first, *rest = chosen
    return [*_tables(*first, known, left_out), *(table for one in rest for table in _tables(*one, known, []))]


def _shown_name(file: Path, root: Path) -> str:
    return told_name(file.name if file == root else file.relative_to(root).as_posix())


def _sheets(file: Path, name: str, known: Known, kind: str | None, limits: Limits) -> list[_Sheet]:
    """The sheets of one file with what their headers say; refused where no sheet has a known header."""
    sheets = []
    for grid, header in chain.from_iterable(part_tables(grid, known) for grid in read_grids(file, limits)):
        fits, is_kind = (header.fitting(known), kind_of_header(header, known)) if header else ({}, None)
        sheet = _Sheet(name, grid, header, fits, is_kind)
        if kind is None:
            _require_day(sheet, known)
        sheets.append(sheet)
    if all(sheet.header is None for sheet in sheets):
        raise _no_known_header(sheets, name, known, kind)
    for sheet in sheets:
        if sheet.header is not None and _looks_garbled(sheet.grid):
            raise _garbled(sheet.where)
    return sheets


def _require_day(sheet: _Sheet, known: Known) -> None:
    """Raise where far more columns are those of a kind whose needed column is not there.

    An accident ledger that lost the header of its day would else be read as a register of enterprises.
    """
    if sheet.header is None:
        return
    read = max(map(len, sheet.fits.values()))
    for kind, spelled in known.items():
        columns = set(sheet.header.columns(spelled).values())
        missing = set(LEDGERS[kind].needed) - columns
        if missing and len(columns) >= read + _PLAINLY_MORE:
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
        f"{where} is garbled: its text was once read in the wrong encoding and saved so (浜嬫晠 for "
        "事故). It cannot be "
        "repaired safely. Ask for the original, or export it again as .xlsx or 'CSV UTF-8'."
    )


def _no_known_header(sheets: Sequence[_Sheet], name: str, known: Known, kind: str | None) -> InputRejected:
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
    return InputRejected(
        f"'{name}' has no sheet with a known header. Needed is one of these columns, and one more "
        f"({wanted}). "
        f"Found: {'; '.join(found[:5])}. Rename the header, or add its spelling to project.toml under "
        f'[headers.{kind or _likeliest_kind(sheets, known)}], as "header in the sheet" = "column".'
    )


def _likeliest_kind(sheets: Sequence[_Sheet], known: Known) -> str:
    """The kind that knows most words of the rows that look most like a header."""
    words = [word for sheet in sheets for word in best_named_row(sheet.grid, known)[1]]
    keys = [set(spellings(word)) for word in words]
    return max(known, key=lambda kind: sum(not known[kind].keys().isdisjoint(each) for each in keys))


def _examples(spelled: Mapping[str, Meaning], column: str) -> str:
    return "/".join([key for key, meaning in spelled.items() if meaning.column == column][:3])


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


def _left_out(sheet: _Sheet) -> _Line:
    """The one line that accounts for a sheet of which nothing is read."""
    rows = sheet.grid.rows
    first = next(iter(rows), 0)
    if not rows:
        return sheet.file, sheet.grid.sheet, 0, EMPTY_SHEET, ""
    shown = f"{len(rows)} rows, the first: {_line_text(rows[first])}"
    return sheet.file, sheet.grid.sheet, first, OTHER_KIND if sheet.header else NO_HEADER, shown


def _line_text(row: Row) -> str:
    return " | ".join(cell for cell in row if cell is not None and not is_blank(cell))


class _Block:
    """The records under one header; a sheet has several where a table stands under another."""

    def __init__(self, header: Header, kind: str, known: Known) -> None:
        ledger = LEDGERS[kind]
        self.header, self.kind = header, kind
        self.records: dict[int, Row] = {}
        self.sections: dict[int, str] = {}
        """Records -> the heading that they stand under."""
        self.totals: dict[int, Row] = {}
        self.meanings = header.meanings(known[kind])
        self.doubles: list[tuple[int, str]] = []
        self.column_at: dict[int, str] = {}
        # Of two headers that mean one column the header table says which is trusted; else the left one is.
        for index, meaning in sorted(self.meanings.items(), key=lambda item: item[1].rank):
            if meaning.column in self.column_at.values():
                self.doubles.append((index, meaning.column))
            else:
                self.column_at[index] = meaning.column
        self.kinds: dict[int, Kind] = {i: ledger.column(c).kind for i, c in self.column_at.items()}
        self.first = next((i for i, path in enumerate(header.paths) if path), 0)
        self.key = next((i for i, column in self.column_at.items() if column == ledger.key), None)
        self.own = [i for i, column in self.column_at.items() if column in _OF_ITS_OWN.get(kind, ())]
        self.needed = [i for i, column in self.column_at.items() if column in ledger.needed]
        serials = [i for i, path in enumerate(header.paths) if path and spelling(path[-1]) in _SERIAL_NUMBER]
        self.serial = serials[0] if serials else None
        self.numbered = {*serials, *(i for i, column_kind in self.kinds.items() if column_kind == "key")}
        self.placed = {i for i, column_kind in self.kinds.items() if column_kind in {"area", "street"}}

    def written(self, index: int) -> str:
        """The header of a column as written, its levels joined; its letters in Excel where it has none."""
        path = self.header.paths[index] if index < len(self.header.paths) else ()
        return " > ".join(path) or f"column {column_letters(index)}"

    def names(self) -> dict[int, str]:
        """Index -> name in the frame, for every column with a header or with something in it."""
        headed = {i for i, path in enumerate(self.header.paths) if path}
        unnamed = {
            i
            for row in self.records.values()
            for i in range(len(row))
            if i not in headed and not is_blank(row[i])
        }
        names: dict[int, str] = {}
        taken = {*self.column_at.values(), *SOURCE}
        for index in sorted(headed | unnamed):
            name = self.column_at.get(index)
            if name is None:
                name, copy = self.written(index), 1
                while name in taken:
                    copy += 1
                    name = f"{self.written(index)} ({copy})"
                taken.add(name)
            names[index] = name
        return names


def _tables(sheet: _Sheet, kind: str, known: Known, left_out: Sequence[_Line]) -> list[RawTable]:
    """The table of a sheet; several where one below another does not say its unit of money as that does."""
    blocks, skipped = _cut(sheet, kind, known)
    title = "\n".join(
        text for number, reason, text in skipped if reason == TITLE and number < blocks[0].header.top
    )
    parts: list[tuple[list[_Block], dict[str, str]]] = []
    units: dict[str, str] = {}
    money: dict[str, str] = {}
    for block in blocks:
        of_block = _units(block, sheet.grid, title, kind)
        _require_same_units(sheet, block, units, of_block)
        units |= of_block
        said = {c: of_block.get(c, "") for i, c in block.column_at.items() if block.kinds[i] == "yuan"}
        if not parts or any(money.get(column, unit) != unit for column, unit in said.items()):
            parts.append(([], {}))
            money = {}
        money |= said
        parts[-1][0].append(block)
        parts[-1][1].update(of_block)
    lines = [*((sheet.file, sheet.grid.sheet, *line) for line in skipped), *left_out]
    (first, its_units), *below = parts
    return [
        _table(sheet, first, title, its_units, lines),
        *(_table(_below(sheet, part[0].header.top), part, title, of_part, []) for part, of_part in below),
    ]


def _below(sheet: _Sheet, top: int) -> _Sheet:
    """The sheet under a name of its own for a table that starts further down."""
    grid = replace(sheet.grid, sheet=f"{sheet.grid.sheet} from row {top}".strip(), hidden=False)
    return replace(sheet, grid=grid)


def _table(
    sheet: _Sheet, blocks: Sequence[_Block], title: str, units: dict[str, str], lines: Sequence[_Line]
) -> RawTable:
    written: dict[str, str] = {}
    changes: list[tuple[_Block, Change]] = []
    frames = []
    for block in blocks:
        found = _drop_struck(sheet.grid, block)
        _show_units_of_formats(sheet.grid, block)
        found += fill_repeated_cells(sheet.grid, block.records, block.kinds, block.key, block.own)
        found += _doubts(sheet.grid, block) + _doubtful_commas(sheet.grid, block)
        unsaid = find_unsaid_totals(block.records, block.kinds)
        counted = {n: row for n, row in block.records.items() if n not in {change.row for change in unsaid}}
        found += unsaid + find_differing_totals(counted, block.totals, block.kinds)
        names = block.names()
        written |= {name: block.written(index) for index, name in names.items() if name not in SOURCE}
        frame, corrections = _frame(block, names)
        if block.sections and SECTION not in frame and ("area" not in frame or frame["area"].isna().all()):
            sections = [block.sections.get(number) for number in block.records]
            frame[SECTION] = pd.Series(sections, index=frame.index, dtype=object)
        frames.append(
            frame.assign(
                source_file=sheet.file, source_sheet=sheet.grid.sheet, source_row=list(block.records)
            )
        )
        changes += [(block, change) for change in found + corrections]
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
        title=title,
        findings=_findings(sheet, changes),
        counts_from_1904=sheet.grid.counts_from_1904,
    )


def _require_same_units(sheet: _Sheet, block: _Block, units: dict[str, str], others: dict[str, str]) -> None:
    """Raise where a table further down writes a column in another unit: one of them would be read wrong."""
    for column in units.keys() & others.keys():
        if units[column] != others[column]:
            raise InputRejected(
                f"{sheet.where} writes {column} in {units[column]} at first, in {others[column]} below the "
                f"header in row {block.header.top}. Put the two tables on sheets of their own."
            )


def _cut(sheet: _Sheet, kind: str, known: Known) -> tuple[list[_Block], list[tuple[int, str, str]]]:
    """The sheet's lines: records under their headers, and what is no record with its reason and text."""
    grid, header = sheet.grid, sheet.header
    assert header is not None
    above = [row for number, row in grid.rows.items() if number < header.top]
    reasons = {n: TITLE if n in grid.rows else BLANK for n in range(1, header.top)}
    reasons |= dict.fromkeys(range(header.top, header.bottom + 1), HEADER)
    blocks = [_Block(header, kind, known)]
    for number in (n for n in grid.rows if n < header.top and _is_record_above(grid.rows[n], blocks[0])):
        blocks[0].records[number] = list(grid.rows[number])
        del reasons[number]
    wide = (n for n in reversed(grid.rows) if sum(not is_blank(cell) for cell in grid.rows[n]) > 1)
    last_wide = next(wide, 0)
    section = ""
    for number in range(header.bottom + 1, max(grid.rows) + 1):
        if number in reasons:
            continue
        row, block = grid.rows.get(number, []), blocks[-1]
        again = _header_again(grid, number, block, known[kind], known)
        if again is not None:
            is_same = again.paths == block.header.paths or _is_translation(again, block, known[kind])
            _take_title(block, number, reasons)
            reasons |= dict.fromkeys(range(number, again.bottom + 1), REPEATED if is_same else HEADER)
            if not is_same:
                blocks.append(_Block(again, kind, known))
            continue
        # A title printed again on the next page, or a header's top level where the lower one was enough.
        reason = TITLE if row in above else _reason(grid, number, row, block, last_wide)
        if reason is None:
            block.records[number] = list(row)
            if section:
                block.sections[number] = section
        else:
            reasons[number] = reason
            if row not in above and number < last_wide:
                section = _heading(row, block) or section
            if reason == TOTAL:
                block.totals[number] = list(row)
    return blocks, [(n, reason, _line_text(grid.rows.get(n, []))) for n, reason in sorted(reasons.items())]


def _is_translation(header: Header, block: _Block, spelled: Mapping[str, Meaning]) -> bool:
    """Whether a header right below another names mostly the same columns, in a second language as a rule."""
    if header.top != block.header.bottom + 1 or block.records:
        return False
    same = header.columns(spelled).items() & {i: m.column for i, m in block.meanings.items()}.items()
    return len(same) >= max(_FEWEST_HEADERS, len(block.meanings) / 2)


def _heading(row: Row, block: _Block) -> str:
    """The heading of a section (朝阳区, 一、朝阳区) that a lone cell of words is; empty for any other row."""
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    is_alone = len(filled) == 1 and filled[0] <= block.first and filled[0] not in block.placed
    text = (row[filled[0]] or "").strip() if is_alone else ""
    # A name alone in a register is an enterprise of which nothing else is known.
    names_a_record = is_alone and filled[0] in block.needed and block.kinds[filled[0]] != "date"
    if names_a_record or len(text) > _LONGEST_HEADING or any(c.isdigit() for c in text):
        return ""
    return unnumbered(text)


def _is_record_above(row: Row, block: _Block) -> bool:
    """Whether a row above the header fills its columns as a record does: the header stands too low."""
    filled = {i for i, cell in enumerate(row) if not is_blank(cell)}
    headed = {i for i, path in enumerate(block.header.paths) if path}
    is_wide = len(filled & headed) >= max(3, (len(headed) + 1) // 2)
    return is_wide and all(i in filled and any(c.isdigit() for c in row[i] or "") for i in block.needed)


def _take_title(block: _Block, number: int, reasons: dict[int, str]) -> None:
    """A lone text right above the header in row `number` is the title of what follows, no record."""
    last = next(reversed(block.records), 0)
    if last == number - 1 and sum(not is_blank(cell) for cell in block.records[last]) == 1:
        del block.records[last]
        reasons[last] = TITLE


def _header_again(
    grid: Grid, number: int, block: _Block, spelled: Mapping[str, Meaning], known: Known
) -> Header | None:
    """The header that starts in row `number`, if one does: repeated for print, or of another table below."""
    if block.header.is_repeated(grid, number):
        return replace(block.header, top=number, bottom=number + block.header.bottom - block.header.top)
    words, known_words = _header_words(grid.rows.get(number, []), spelled)
    # A word such as 单位 may also be somebody's answer in a cell: a header has more than one.
    if known_words < 2:
        return None
    header = header_at(grid, number, known)
    if header is not None and len(header.columns(spelled)) >= 2:
        return header
    # Without the header of the day its records are no records, and still less those of the columns above.
    is_header = words >= _FEWEST_HEADERS and known_words * 2 > words
    return Header(number, number, header_paths(grid, number, number)) if is_header else None


def _header_words(row: Row, spelled: Mapping[str, Meaning]) -> tuple[int, int]:
    """How many cells of a row hold words, and how many of them are known headers; none if one is a figure."""
    # Nearly every row is a record, whose day or number ends the search.
    if any(cell is not None and (len(cell) > _LONGEST_HEADER or _FIGURE.match(cell)) for cell in row):
        return 0, 0
    words = [cell for cell in row if cell is not None and not is_blank(cell)]
    return len(words), sum(not spelled.keys().isdisjoint(spellings(word)) for word in words)


def _reason(grid: Grid, number: int, row: Row, block: _Block, last_wide: int) -> str | None:
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    if filled and not block.records and number <= block.header.bottom + _LEADING_ROWS:
        if all(_unit(row[i] or "") for i in filled):
            return UNITS_ROW
        if _numbers_columns([row[i] or "" for i in filled]):
            return HEADER
    if filled and is_numbered_blank(row, block.serial):
        return BLANK
    reason = reason_no_record(row, block.needed, block.numbered, block.placed)
    if reason is not None or len(filled) != 1:
        return reason
    text = (row[filled[0]] or "").strip()
    if _NUMBERED_HEADING.match(text) and filled[0] not in block.needed:
        return TITLE
    if any(m.top < number <= m.bottom and m.top > block.header.bottom for m in grid.merges):
        return None
    spans = any(m.top == number and m.right - m.left > 1 for m in grid.merges)
    if number < last_wide and not spans and _heading(row, block):
        return TITLE
    # Below the last line of several cells a lone one is a signature or a date of printing.
    if (
        spans
        or number > last_wide > block.header.bottom
        or (filled[0] not in block.needed and len(text) >= 20)
    ):
        return NOTE
    return None


def _numbers_columns(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns of a form: 甲, 乙, 1, 2, 3."""
    numbers = [cell.strip() for cell in cells if cell.strip() not in _UNNUMBERED]
    if len(numbers) < _FEWEST_HEADERS or not all(number.isdecimal() for number in numbers):
        return False
    first = int(numbers[0])
    return first <= 2 and [int(number) for number in numbers] == list(range(first, first + len(numbers)))


def _unit(text: str) -> str:
    plain = _SAYING_UNIT.sub("", text.strip("（）() \u3000")).casefold()
    return plain if plain in UNITS else ""


def _units(block: _Block, grid: Grid, title: str, kind: str) -> dict[str, str]:
    """Ledger column -> unit: from its own header, the row of units below, for money from 单位：… above."""
    lead = range(block.header.bottom + 1, block.header.bottom + 1 + _LEADING_ROWS)
    below = [grid.rows.get(number, []) for number in lead if number not in block.records]
    units = {}
    for index, column in block.column_at.items():
        row_unit = next((unit for row in below if index < len(row) and (unit := _unit(row[index] or ""))), "")
        if LEDGERS[kind].column(column).kind == "yuan":
            unit = _unit_of_money(block.header.paths[index], row_unit, title)
        else:
            levels = reversed(block.header.paths[index])
            own = next((u for level in levels if (u := unit_in(level) or _unit(level))), "")
            unit = own or row_unit
        if unit:
            units[column] = unit
    return units


def _unit_of_money(path: Levels, row_unit: str, title: str) -> str:
    """The unit that stands nearest to a column of money; empty where that is not known, or none stands."""
    said = ["".join(groups) for groups in _UNIT_LINE.findall(title)]
    lines = [part for line in said for part in re.split(r"[、,，/和]", line)]
    # A group's name may speak of money without giving the unit: 百万元以上事故.
    upper = [unit_in(level) or _unit(level) for level in reversed(path[:-1])]
    nearest = next(
        (words for words in (unnumbered(path[-1]), *upper, row_unit, *lines) if names_money(words)), ""
    )
    return money_unit(nearest)


def _frame(block: _Block, names: Mapping[int, str]) -> tuple[pd.DataFrame, list[Change]]:
    """The records as columns of texts; error values and NUL characters go, each with a finding."""
    changes: list[Change] = []
    columns: dict[str, list[str | None]] = {}
    numbers = list(block.records)
    for index, name in names.items():
        cells = [row[index] if index < len(row) else None for row in block.records.values()]
        if not ERROR_VALUES.isdisjoint(cells):
            hits = [i for i, cell in enumerate(cells) if cell in ERROR_VALUES]
            changes += [Change(numbers[i], index, "error_value", cells[i] or "", "", "unknown") for i in hits]
            cells = [None if cell in ERROR_VALUES else cell for cell in cells]
        for i, cell in enumerate(cells):
            if cell is not None and LOST in cell:
                note = "bytes that are no text: the cell is not what was written"
                changes.append(Change(numbers[i], index, "characters_lost", cell, cell, "kept", note))
            if cell is not None and "\0" in cell:
                cells[i] = cell.replace("\0", "") or None
                changes.append(Change(numbers[i], index, "nul_character", cell, cells[i] or "", "corrected"))
        columns[name] = cells
    return pd.DataFrame(columns, index=range(len(numbers)), dtype=object), changes


def _doubts(grid: Grid, block: _Block) -> list[Change]:
    """What the records of a block are doubted for, without a change to any cell."""
    changes = _doubtful_headers(block)
    width = len(block.header.paths)
    for index in sorted(grid.hidden_columns & block.column_at.keys()):
        note = "the column is hidden in the sheet; it was read"
        changes.append(Change(block.header.bottom, index, "hidden_column", "", "", "kept", note))
    for number, row in block.records.items():
        if number in grid.hidden_rows:
            changes.append(Change(number, -1, "hidden_row", "", "", "kept", "the row is hidden in the sheet"))
        if number < block.header.top:
            note = f"the header stands below it, in row {block.header.top}"
            changes.append(Change(number, -1, "above_header", "", "", "kept", note))
        if not grid.is_delimited:
            continue
        extra = [cell for cell in row[width:] if not is_blank(cell)]
        if extra:
            note = f"{len(row)} cells under {width} headers: cells may have shifted"
            changes.append(
                Change(number, -1, "long_record", " | ".join(map(str, extra)), "", "quarantined", note)
            )
        elif len(row) < width and grid.is_cut_off and number == max(grid.rows):
            note = f"the file ends within this record, after {len(row)} of {width} cells"
            changes.append(Change(number, -1, "cut_off_record", "", "", "quarantined", note))
        elif len(row) < width:
            note = f"{len(row)} cells under {width} headers: the last ones are missing"
            changes.append(Change(number, -1, "short_record", "", "", "kept", note))
    for (number, index), formula in grid.formulas.items():
        if number in block.records:
            note = "the formula was never computed; open and save the file in Excel"
            changes.append(Change(number, index, "formula_without_result", formula, "", "unknown", note))
    for number, index in sorted(grid.unsure):
        if number in block.records and index in block.column_at:
            note = "a formula whose stored result was not computed by Excel; open and save the file there"
            shown = block.records[number][index] or ""
            changes.append(Change(number, index, "formula_not_computed", shown, shown, "kept", note))
    for number, index in grid.rounded:
        if number in block.records:
            before = block.records[number][index] or ""
            changes.append(
                Change(number, index, "digits_lost", before, "", "kept", "Excel keeps 15 digits of a number")
            )
    return changes


def _drop_struck(grid: Grid, block: _Block) -> list[Change]:
    """Take out of the records what is struck through; a row struck through as a whole is kept, and said."""
    changes = []
    for (number, index), shown in grid.struck.items():
        if number in block.records:
            left = _cell(block.records[number], index) or ""
            note = "a part of the text is struck through; the rest was read"
            changes.append(Change(number, index, "struck_text", shown, left, "corrected", note))
    crossed: dict[int, list[int]] = {}
    for number, index in sorted(grid.crossed_out):
        if number in block.records and index in block.column_at:
            crossed.setdefault(number, []).append(index)
    for number, indices in crossed.items():
        row = block.records[number]
        filled = [i for i in block.column_at if not is_blank(_cell(row, i))]
        if len(indices) * 2 > len(filled):
            note = "most of the row is struck through: is it void?"
            changes.append(Change(number, -1, "struck_row", "", "", "kept", note))
            continue
        for index in indices:
            note = "the cell is struck through"
            changes.append(Change(number, index, "struck_text", row[index] or "", "", "unknown", note))
            row[index] = None
    return changes


def _show_units_of_formats(grid: Grid, block: _Block) -> None:
    """Write sums of money as their cells show them: 80 in the format 0"元" is 80元, whatever the header."""
    for (number, index), code in grid.money_formats.items():
        if number in block.records and block.kinds.get(index) == "yuan":
            row = block.records[number]
            row[index] = as_shown(row[index] or "", code)


def _cell(row: Row, index: int) -> str | None:
    return row[index] if index < len(row) else None


def _doubtful_headers(block: _Block) -> list[Change]:
    """Headers that mean what another one means, and those that only stand in for a better one."""
    changes = []
    for index, column in block.column_at.items():
        if block.meanings[index].is_last_resort:
            written = block.written(index)
            note = f"read as {column}, because no better header names it"
            rule = "header_of_last_resort"
            changes.append(Change(block.header.bottom, index, rule, written, "", "kept", note))
    for index, column in block.doubles:
        first = next(i for i, named in block.column_at.items() if named == column)
        note = (
            f"'{block.written(first)}' was read as {column}; this header means the same and is kept as it is"
        )
        if block.kinds[first] == "date":
            changes += _differing_days(block, first, index, note)
        else:
            changes.append(
                Change(block.header.bottom, index, "two_headers", block.written(index), "", "kept", note)
            )
    return changes


def _differing_days(block: _Block, first: int, second: int, note: str) -> list[Change]:
    """The rows in which two columns of one day hold different days: 发生日期 and 发生时间 mostly agree."""
    changes = []
    for number, row in block.records.items():
        days = [_day_in(row[i]) if i < len(row) else None for i in (first, second)]
        if None not in days and days[0] != days[1]:
            changes.append(Change(number, second, "two_headers", row[second] or "", "", "kept", note))
    return changes


def _day_in(cell: str | None) -> tuple[int, ...] | None:
    """The day written in a cell with its year first; None for any other text, and for an hour alone."""
    match = _DAY.match(cell or "")
    return tuple(map(int, match.groups())) if match else None


def _doubtful_commas(grid: Grid, block: _Block) -> list[Change]:
    """Sums such as 80,125 in a file of semicolons, whose offices write decimals with a comma."""
    changes = []
    for index in (i for i, kind in block.kinds.items() if kind == "yuan" and grid.delimiter == ";"):
        cells = {n: row[index] for n, row in block.records.items() if index < len(row) and row[index]}
        if any("." in (cell or "") for cell in cells.values()):
            continue
        hits = {n: cell for n, cell in cells.items() if _THREE_PLACES.fullmatch((cell or "").strip())}
        note = "read as thousands; in a file of semicolons it may be a decimal comma"
        changes += [
            Change(n, index, "comma_doubtful", c or "", c or "", "kept", note) for n, c in hits.items()
        ]
    return changes


def _findings(sheet: _Sheet, changes: Sequence[tuple[_Block, Change]]) -> pd.DataFrame:
    file, title = sheet.file, sheet.grid.sheet
    found = []
    if sheet.grid.hidden and sheet.header is not None:
        found.append(
            (
                file,
                title,
                sheet.header.top,
                "",
                "hidden_sheet",
                "",
                "",
                "kept",
                "the sheet is hidden; it was read",
            )
        )
    if sheet.grid.is_cut_off:
        note = "the last line of the file does not end: rows may have been cut off"
        found.append((file, title, max(sheet.grid.rows), "", "no_line_end", "", "", "kept", note))
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
