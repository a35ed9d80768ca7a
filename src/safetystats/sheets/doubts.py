"""What the cells of a block are doubted for: hidden, struck through, shifted, shown in another unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from .blocks import OF_PERSONS, PERSONS, Block, states_money, unit_at, unit_of_lines, units_below, unlike_unit
from .grid import Grid, Row, is_blank
from .merged import Change
from .money import UNITS, as_shown, money_in_format
from .units_apart import join_unit_of_line

_DAY = re.compile(r"\s*((?:19|20)[0-9]{2})(?:[-/.年]\s*|(?=[0-9]{4}))([0-9]{1,2})(?:[-/.月]\s*)?([0-9]{1,2})")
_FREE = frozenset({"key", "text", "tags"})
"""Kinds of column of which two differ in most rows: numbers of two offices, descriptions."""
_MEASURED = frozenset({"count", "yuan", "date"})
"""Kinds of column that hold days and figures."""
_SAYING_MORE = _FREE | {"flag", "frequency"}
"""Kinds of column whose header may say more and be as true of them: 事故编号（自编）. In all others words in
brackets may mean other figures, places or enterprises: 死亡人数（外包）, 区（填报单位）."""
_WRITTEN = frozenset({"text", "tags"})
_IN_WORDS = frozenset({"text", "enterprise", "tags"})
_WORDS = re.compile(r"^\s*[^\W\d_]")
_PLAIN_FIGURE = re.compile(r"\s*[0-9]+(?:\.[0-9]+)?\s*$")
_MARKED_FIGURE = re.compile("(.*[0-9０-９])\\s*[¹²³⁰⁴-⁹₀-₉①-⑳]+\\s*")
_LEAST_LOSS, _MOST_LOSS = 100, 10**8
"""Yuan below which nobody writes a loss, and from which an accident is of the gravest grade."""
_MANY_PERSONS = re.compile(r"单位\s*[:：][^\n|]*?([百千万]+人)")
_THREE_PLACES = re.compile(r"[0-9]{1,3},[0-9]{3}")


def find_doubts(grid: Grid, block: Block) -> list[Change]:
    """What the records of a block are doubted for, without a change to any cell."""
    changes = _doubtful_headers(block)
    width = len(block.header.paths)
    for index in sorted(grid.hidden_columns & block.column_at.keys()):
        note = "the column is hidden in the sheet; it was read"
        changes.append(Change(block.header.bottom, index, "hidden_column", "", "", "kept", note))
    for number, row in block.records.items():
        if grid.hidden:
            note = "the sheet is hidden; it was read"
            changes.append(Change(number, -1, "hidden_sheet", "", "", "kept", note))
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
    for number, index in sorted(grid.unshown):
        if number in block.records and index in block.column_at:
            shown = block.records[number][index] or ""
            note = "the format of the cell shows nothing; what it holds was read"
            changes.append(Change(number, index, "cell_shows_nothing", shown, shown, "kept", note))
    for number, index in grid.rounded:
        if number in block.records:
            before = block.records[number][index] or ""
            changes.append(
                Change(number, index, "digits_lost", before, "", "kept", "Excel keeps 15 digits of a number")
            )
    return changes


def join_last_cells(grid: Grid, block: Block) -> list[Change]:
    """Close up records that are too long only because a comma stands in their last cell, a text of words.

    Every day and figure of such a record stands in its own column, one of them right before the last: no
    other cell can be the one that was parted.
    """
    last = len(block.header.paths) - 1
    changes: list[Change] = []
    if not grid.is_delimited or block.kinds.get(last) not in _IN_WORDS:
        return changes
    for number, row in block.records.items():
        if len(row) > last + 1 and _stand_in_place(row, last, block):
            parts = [cell or "" for cell in row[last:]]
            row[last:] = [grid.delimiter.join(parts).rstrip(grid.delimiter)]
            note = "the record is too long by the cells behind it, and all else stands in its place"
            changes.append(
                Change(
                    number, last, "comma_in_last_cell", " | ".join(parts), row[last] or "", "corrected", note
                )
            )
    return changes


def _stand_in_place(row: Row, last: int, block: Block) -> bool:
    """Whether the last columns hold words, and all days and figures before them are such."""
    words = [cell for cell in row[last:] if cell and not is_blank(cell)]
    measured = {i: kind for i, kind in block.kinds.items() if kind in _MEASURED}
    are_measured = all(
        (_DAY if kind == "date" else _PLAIN_FIGURE).match(row[i] or "")
        for i, kind in measured.items()
        if i in block.needed or i == last - 1 or not is_blank(row[i])
    )
    return len(words) > 1 and all(map(_WORDS.search, words)) and last - 1 in measured and are_measured


def drop_struck(grid: Grid, block: Block) -> list[Change]:
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


def drop_marks(grid: Grid, block: Block) -> list[Change]:
    """Take the marks of footnotes out of the records: a 2 raised behind a 1 makes no 12.

    Texts keep what is raised in them, as in m² and CO₂, if no part of them is struck through; of signs that
    are raised themselves (1², 1①) only those behind a figure are taken for marks.
    """
    changes = []
    for (number, index), shown in grid.raised.items():
        row = block.records.get(number)
        if row is None:
            continue
        if block.kinds.get(index, "text") in _WRITTEN:
            if (number, index) not in grid.struck:
                row.extend([None] * (index + 1 - len(row)))
                row[index] = shown
            continue
        changes.append(_mark_dropped(number, index, shown, _cell(row, index) or ""))
    for index in (i for i, kind in block.kinds.items() if kind in ("count", "yuan")):
        for number, row in block.records.items():
            cell = _cell(row, index)
            if cell and not cell.isascii() and (figure := _MARKED_FIGURE.fullmatch(cell)):
                row[index] = figure[1]
                changes.append(_mark_dropped(number, index, cell, figure[1]))
    return changes


def _mark_dropped(number: int, index: int, shown: str, left: str) -> Change:
    note = "a raised or lowered sign was taken for the mark of a footnote; the rest was read"
    return Change(number, index, "raised_mark", shown, left, "corrected", note)


def show_units_of_formats(grid: Grid, block: Block) -> list[Change]:
    """Write sums of money as their cells show them: 80 in the format 0"元" is 80元, whatever the header.

    A unit that the format writes is named when the sum is read; places that it hides without a word, here.
    """
    changes = []
    for (number, index), code in grid.money_formats.items():
        if number in block.records and block.kinds.get(index) == "yuan":
            row = block.records[number]
            before, row[index] = row[index] or "", as_shown(row[index] or "", code)
            if not money_in_format(code):
                note = "the cell shows so many of the header's unit: its format hides places"
                changes.append(
                    Change(number, index, "places_hidden", before, row[index] or "", "corrected", note)
                )
    return changes


def _cell(row: Row, index: int) -> str | None:
    return row[index] if index < len(row) else None


def _doubtful_headers(block: Block) -> list[Change]:
    """Headers that mean what another one means, and those that only stand in for a better one."""
    changes = []
    for index, column in block.column_at.items():
        if block.kinds[index] not in _SAYING_MORE and (words := block.additions(index)):
            written = block.written(index)
            note = f"read as {column}; is it all of it, or only what '{words}' says?"
            changes.append(
                Change(block.header.bottom, index, "header_with_addition", written, "", "kept", note)
            )
        if block.meanings[index].is_last_resort:
            written = block.written(index)
            note = f"read as {column}, because no better header names it"
            rule = "header_of_last_resort"
            changes.append(Change(block.header.bottom, index, rule, written, "", "kept", note))
    for index, column in block.doubles:
        first = block.index_of(column)
        note = (
            f"'{block.written(first)}' was read as {column}; this header means the same and is kept as it is"
        )
        if block.kinds[first] != "date":
            changes.append(
                Change(block.header.bottom, index, "two_headers", block.written(index), "", "kept", note)
            )
        if block.kinds[first] not in _FREE:
            changes += _differing(block, first, index)
    return changes


def _differing(block: Block, first: int, second: int) -> list[Change]:
    """The rows in which a column says otherwise than the one read: 发生日期 and 发生时间 mostly agree."""
    value_of = _day_in if block.kinds[first] == "date" else _stated
    changes = []
    for number, row in block.records.items():
        read, other = _cell(row, first) or "", _cell(row, second)
        if value_of(other) is not None and value_of(other) != value_of(read):
            note = f"'{block.written(second)}' says '{other}', '{block.written(first)}' was read"
            changes.append(Change(number, first, "two_headers", read, read, "kept", note))
    return changes


def find_given_way(block: Block) -> list[Change]:
    """Columns that hold nothing, in place of which another was read that means the same."""
    changes = []
    for first, index in block.gave_way:
        header, second, column = block.written(first), block.written(index), block.column_at[index]
        note = f"'{header}' is blank throughout; {column} was read from '{second}'"
        changes.append(
            Change(block.header.bottom, index, "from_second_header", header, second, "corrected", note)
        )
    return changes


def fill_from_doubles(grid: Grid, block: Block) -> list[Change]:
    """Write into the blanks of a column what stands under the same header again, or under another that means
    the same day, figure or area in the same unit, unless that is hidden.

    Another header may mean less (整改完成日期 is no 销账日期), or the area of something else: where it says
    otherwise in more rows than it would fill, an area in any row, it is another thing.
    """
    changes = []
    for index, column in block.doubles:
        first = block.index_of(column)
        if index in grid.hidden_columns or _unit_of(grid, block, index) != _unit_of(grid, block, first):
            continue
        cells = {n: row[index] or "" for n, row in block.records.items() if not is_blank(_cell(row, index))}
        blanks = [n for n in cells if is_blank(_cell(block.records[n], first))]
        header, second = block.written(first), block.written(index)
        note = f"blank under the first '{header}'; {column} was read from the second"
        if block.meanings[index].rank != block.meanings[first].rank:
            note = f"blank under '{header}'; {column} was read from '{second}'"
            blanks = _blanks_of_another(grid, block, first, index, blanks)
        for number in blanks:
            row = block.records[number]
            row.extend([None] * (first + 1 - len(row)))
            row[first] = cells[number]
        changes += [Change(n, first, "from_second_header", "", cells[n], "corrected", note) for n in blanks]
    return changes


def _blanks_of_another(grid: Grid, block: Block, first: int, second: int, blanks: list[int]) -> list[int]:
    """Of the records blank under the first header those that another header of that meaning may fill.

    What a format, a mark or a merged cell says of a cell holds in its own column alone. A day that each
    record needs is taken when it is read (`rules.elsewhere.take_days`).
    """
    kind = block.kinds[first]
    is_measured = kind in ("date", "yuan", "area") or block.column_at[first] in OF_PERSONS
    if not is_measured or (kind == "date" and first in block.needed) or block.additions(second):
        return []
    differing = {change.row for change in _differing(block, first, second)} - set(blanks)
    if len(differing) > (0 if kind == "area" else len(blanks)):
        return []
    merged = {n for m in grid.merges if m.left <= first <= m.right for n in range(m.top, m.bottom + 1)}
    own = grid.money_formats.keys() | grid.raised.keys() | grid.crossed_out
    return [number for number in blanks if number not in merged and (number, second) not in own]


def _unit_of(grid: Grid, block: Block, index: int) -> tuple[str, bool]:
    """The unit of a column, empty where it counts persons; and whether lines between the records change it
    for no cell of the column, as its own header states it.
    """
    unit = unit_at(block, grid, index)
    return "" if unit in PERSONS else unit, bool(block.unit_lines) and states_money(block, grid, index)


def _stated(cell: str | None) -> str | None:
    return None if is_blank(cell) else (cell or "").strip()


def _day_in(cell: str | None) -> tuple[int, ...] | None:
    """The day written in a cell with its year first; None for any other text, and for an hour alone."""
    match = _DAY.match(cell or "")
    return tuple(map(int, match.groups())) if match else None


def find_unlike_units(grid: Grid, block: Block, units: Mapping[str, str], notes: str) -> list[Change]:
    """Columns of money whose header states another unit than the title, a note or the row of units below:
    the header's is taken. So is the title's before that of a note.
    """
    below = units_below(block, grid)
    changes = []
    for index in (i for i, kind in block.kinds.items() if kind == "yuan"):
        path, header = block.header.paths[index], block.written(index)
        told = []
        if unit := unlike_unit(path, block.title):
            told.append(f"the title says {unit}; the unit of the header was taken")
        if unit := unlike_unit(path, notes):
            told.append(f"the note says {unit}; the unit of the header was taken")
        taken = "" if states_money(block, grid, index) else units.get(block.column_at[index], "")
        if taken and (unit := unit_of_lines(notes)) not in ("", taken):
            told.append(f"the note says {unit}; the unit of the title was taken")
        if unit := unlike_unit(path, f"单位：{below[index]}" if index in below else ""):
            told.append(f"the row of units says {unit}; the unit of the header was taken")
        changes += [
            Change(block.header.bottom, index, "units_differ", header, "", "kept", note) for note in told
        ]
    return changes


def take_units_of_lines(grid: Grid, block: Block, units: Mapping[str, str]) -> list[Change]:
    """Write the unit that a line between the records states behind the sums below it, up to the next such
    line; where the header states one, only if the sums are unlikely in it, and none is in the line's. And the
    lines that state another unit than what stands above them.
    """
    changes = []
    for index in (i for i, kind in block.kinds.items() if kind == "yuan" and block.unit_lines):
        taken = above = units.get(block.column_at[index], "")
        is_headed = states_money(block, grid, index)
        ends = [*list(block.unit_lines)[1:], max(block.records, default=0) + 1]
        for (line, unit), end in zip(block.unit_lines.items(), ends):
            rows = {n: row for n, row in block.records.items() if line < n < end}
            is_taken = not is_headed or _is_likelier(rows, index, unit, above)
            if rows and above and unit != above:
                note = f"the line says {unit}, above it stands {above}: each was taken for the rows below it"
                if not is_taken:
                    note = f"the line says {unit}; the unit of the header was taken"
                changes.append(Change(line, index, "units_differ", unit, "", "kept", note))
            if is_taken:
                changes += join_unit_of_line(rows, index, unit) if unit != taken else []
                above = above if is_headed else unit
    return changes


def _is_likelier(rows: Mapping[int, Row], index: int, unit: str, other: str) -> bool:
    """Whether all sums of a column are losses that an accident may well have in one unit, none in other."""
    cells = [row[index] or "" for row in rows.values() if index < len(row)]
    sums = [Decimal(cell) for cell in cells if _PLAIN_FIGURE.match(cell) and Decimal(cell)]
    sizes = UNITS.get(unit), UNITS.get(other)
    if not sums or None in sizes:
        return False
    likely, unlikely = (
        [_LEAST_LOSS <= one * size < _MOST_LOSS for one in sums] for size in sizes if size is not None
    )
    return all(likely) and not any(unlikely)


def find_many_persons(block: Block) -> list[Change]:
    """Columns of persons under a title that counts them in hundreds or more."""
    said = _MANY_PERSONS.search(block.title)
    if said is None:
        return []
    note = f"the title says {said[1]}; the figures were read as persons"
    return [
        Change(block.header.bottom, index, "units_differ", block.written(index), "", "kept", note)
        for index, column in block.column_at.items()
        if column in OF_PERSONS
    ]


def find_other_units_above(block: Block, units: Mapping[str, str], above: Mapping[str, str]) -> list[Change]:
    """Columns of money that a table higher up on the sheet writes in another unit."""
    return [
        Change(block.header.bottom, index, "units_differ", block.written(index), "", "kept",
               f"the table above says {above[column]}; its own unit was taken for this one")
        for index, column in block.column_at.items()
        if column in units.keys() & above.keys() and units[column] != above[column]
    ]  # fmt: skip


def find_doubtful_commas(grid: Grid, block: Block) -> list[Change]:
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
