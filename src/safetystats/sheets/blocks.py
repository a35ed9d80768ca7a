"""The records of a sheet, block by block under their headers; every other line with why it is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ..schema import LEDGERS, SOURCE, Kind
from .continued import Table, goes_on
from .examples import is_example, naming_columns, numbering_column
from .grid import Grid, Row, column_letters, is_blank
from .headed_days import COUNTED, Time, further_time, is_in_figures, lacks_month_or_year, time_heading
from .layout import (
    UNITS,
    Header,
    Known,
    Levels,
    Meaning,
    additions,
    header_at,
    header_paths,
    is_early,
    is_held,
    is_record_under,
    meaning_of,
    names_content,
    parted,
    spelling,
    spellings,
    unit_in,
    unmarked,
    unnumbered,
)
from .lines import (
    BLANK,
    HEADER,
    NOTE,
    REPEATED,
    TITLE,
    TOTAL,
    UNITS_ROW,
    Roles,
    is_numbered_blank,
    is_part_of_total,
    is_period,
    is_plainly_record,
    reason_no_record,
    reason_of_filled,
)
from .money import money_unit, names_money
from .table_titles import begins_a_table, goes_on_above, names_a_table, says_example
from .titles import says_when
from .totals import sums_of

SERIAL_NUMBER = frozenset({"序号", "序", "no", "sn", "serialnumber"})
"""Headers of running numbers, as they are compared (`layout.spelling`)."""
_NUMBERED_HEADING = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_PARTED = re.compile(r"[,，;；\t|\s]+")
_DAY = re.compile(r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}")
_UNIT_LINE = re.compile(
    r"单位\s*[:：]\s*([^\s)）]+)|单位[均都]?[为是]\s*([十百千万亿]*元)|以\s*([十百千万亿]*元)\s*为单位"
    r"|(?:^|(?<=\n)|(?<=\| ))[(（]([^()（）]{1,8})[)）](?=$|\n| \|)"
)
"""单位：万元 above a table, 损失单位为元 in a note, or （万元） alone."""
_ONLY_UNIT = re.compile(
    r"[(（]?\s*(?:直接|经济|损失|金额|计量|货币)*单位\s*[:：]\s*[^\s)）]+\s*[)）]?|(?P<alone>[(（][^()（）]{1,8}[)）])"
)
"""What states a unit, or names an office, and nothing else: 单位：万元, （万元）."""
_NAME_WITH_YUAN = re.compile(r"[元圆](?!人民币|整)[\u4e00-\u9fff]")
"""填报单位：元通公司 names an office."""
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_ALL_IN_BRACKETS = re.compile(r"\s*[(（\[【［].*[)）\]】］]\s*")
_SAYING_UNIT = re.compile(r"单位\s*[:：]\s*")
_FIGURE = re.compile(r"\s*[-+]?[0-9]+(?![0-9])(?:[^0-9][0-9]|\s*$)")
"""A day or number, which no header is: 1.事故编号 is one."""
_LONGEST_HEADER, _FEWEST_HEADERS, _LONGEST_HEADING = 40, 3, 30
_OF_ITS_OWN = {
    "hazards": ("description", "status"),
    "accidents": ("deaths", "serious_injuries", "minor_injuries", "injuries"),
}
"""Columns that say something of each row under one merged number: a visit finds several hazards, and rows of
an accident count its victims.
"""
_SORTING: frozenset[Kind] = frozenset(
    {"category", "industry", "sector", "accident_kind", "level", "status", "enterprise"}
)
"""Kinds of column by which a table of sums may be divided."""
OF_PERSONS = frozenset({"deaths", "serious_injuries", "minor_injuries", "injuries", "employees"})
_PLACES: frozenset[Kind] = frozenset({"area", "street"})
_WORDED: frozenset[Kind] = frozenset({"category", "industry", "sector", "accident_kind", "level", "status"})
"""Kinds whose header may list the words to choose from: 隐患等级（一般/重大）."""
PERSONS = frozenset({"人", "人次", "个", "persons", "people"})
_LEADING_ROWS = 2
"""Units and the numbers of the columns may stand between header and records."""
_UNNUMBERED = frozenset({"栏次", "列号", "列次", "序号", "行次"})
_STEMS, _LETTERS = "甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Block:
    """The records under one header; a sheet has several where a table stands under another."""

    def __init__(
        self, header: Header, kind: str, known: Known, hidden: Collection[int] = (), title: str = ""
    ) -> None:
        self.header, self.kind = header, kind
        self.title = title
        """The lines of words above the header, of a further table its own first."""
        self.lines: dict[int, str] = {}
        """Its own lines of words above the header, by their rows."""
        self.start = header.top
        """The row in which it begins, with its own lines."""
        self.is_table = False
        """Whether it is a table of its own by these lines, and does not go on with the one above."""
        self.unit_lines: dict[int, str] = {}
        """Lines below the header that state a unit of money, each with the unit: of the records below it."""
        self.records: dict[int, Row] = {}
        self.sections: dict[int, str] = {}
        """Records -> the heading that they stand under."""
        self.times: dict[int, Time] = {}
        """Records -> what the heading above says of when they happened."""
        self.totals: dict[int, Row] = {}
        self.beside: dict[int, tuple[float, float]] = {}
        """Column -> what the tables above add up to, and what all others of the sheet do."""
        self._known = known[kind]
        self.meanings = header.meanings(known[kind])
        self.doubles: list[tuple[int, str]] = []
        self.column_at: dict[int, str] = {}
        self.gave_way: list[tuple[int, int]] = []
        """Columns blank throughout, each with the one that was read in its place."""
        # Of two headers that mean one column the one that is seen is trusted; else the header table says
        # which; else it is the one without words that may make it mean less, else the left one.
        trust = {
            i: (i in hidden, meaning.rank, bool(self.additions(i))) for i, meaning in self.meanings.items()
        }
        for index in sorted(trust, key=trust.__getitem__):
            meaning = self.meanings[index]
            if meaning.column in self.column_at.values():
                self.doubles.append((index, meaning.column))
            else:
                self.column_at[index] = meaning.column
        self.first = next((i for i, path in enumerate(header.paths) if path), 0)
        serials = [i for i, path in enumerate(header.paths) if path and spelling(path[-1]) in SERIAL_NUMBER]
        self.serial = serials[0] if serials else None
        self._serials = frozenset(serials)
        self._know_columns()

    def _know_columns(self) -> None:
        """What the columns that are read say of a line."""
        ledger = LEDGERS[self.kind]
        self.kinds: dict[int, Kind] = {i: ledger.column(c).kind for i, c in self.column_at.items()}
        self.key = next((i for i, column in self.column_at.items() if column == ledger.key), None)
        self.own = [i for i, column in self.column_at.items() if column in _OF_ITS_OWN.get(self.kind, ())]
        # Running numbers are merged over the victims of an accident; over visits of a day they say nothing.
        self.identified = self.serial if self.key is None and self.kind == "accidents" else self.key
        self.needed = [i for i, column in self.column_at.items() if column in ledger.needed]
        self.numbered = {
            *self._serials,
            *(i for i, column_kind in self.kinds.items() if column_kind == "key"),
        }
        self.placed = {i for i, column_kind in self.kinds.items() if column_kind in _PLACES}
        sorting = {i for i, column_kind in self.kinds.items() if column_kind in _SORTING}
        self.roles = Roles(self.needed, self.numbered, self.placed, sorting)
        self.table = Table(self.kinds, self.roles)

    def read_filled(self, hidden: Collection[int]) -> None:
        """Read in place of a column that no record fills the next one that means the same and is seen.

        A day that each record needs is taken record by record (`rules.elsewhere.take_days`): the second
        column may hold hours alone.
        """
        rows = self.records.values()
        for index, column in self.doubles:
            first = self.index_of(column)
            is_same = self.meanings[index].rank == self.meanings[first].rank
            if index in hidden or (first in self.needed and self.kinds[first] == "date" and not is_same):
                continue
            if _is_filled(rows, index) and not _is_filled(rows, first):
                del self.column_at[first]
                self.column_at[index] = column
                self.gave_way.append((first, index))
        read = {index for _, index in self.gave_way}
        self.doubles = [double for double in self.doubles if double[0] not in read]
        self._know_columns()

    @property
    def is_example(self) -> bool:
        """Whether its own title says that it is an example."""
        return any(map(says_example, self.lines.values()))

    def counting(self) -> dict[int, Row]:
        """The records that totals add up: those that neither call themselves examples nor stand under a line
        that does, up to the next such line.
        """
        ledger, at = LEDGERS[self.kind], {name: index for index, name in self.names().items()}
        naming = [at[name] for name in naming_columns(ledger) if name in at]
        number = numbering_column(at, ledger)
        numbering = [] if number is None else [at[number]]
        last = self.sections.get(max(self.records, default=0))
        examples = {heading for heading in self.sections.values() if says_example(heading)} - {last}
        return {
            number: row
            for number, row in self.records.items()
            if self.sections.get(number) not in examples and not is_example(row, numbering, naming)
        }

    def index_of(self, column: str) -> int:
        """Where the column of the ledger is read."""
        return next(i for i, named in self.column_at.items() if named == column)

    def written(self, index: int) -> str:
        """The header of a column as written, its levels joined; its letters in Excel where it has none."""
        path = self.header.paths[index] if index < len(self.header.paths) else ()
        return " > ".join(path) or f"column {column_letters(index)}"

    def additions(self, index: int) -> str:
        """Words in brackets that may make a column's header mean less, or another thing, than it is read as,
        and a level 初报 below it.

        What counts persons in another unit (起) counts with them; a word that by itself means the same
        column, or only what it holds as a rule, does not.
        """
        column = self.meanings[index].column
        lowest = [t for t in self.header.paths[index][-1:] if spelling(t) not in self._known]
        words = [w for text in lowest for w in additions(text) if not self.is_plain(index, w)]
        words += [text for text in lowest if is_early(text)]
        if column in OF_PERSONS and (unit := unit_in("".join(lowest))) and unit not in PERSONS:
            words.append(unit)
        return "，".join(words)

    def is_plain(self, index: int, words: str) -> bool:
        """Whether words in brackets are expected behind, or below, a header; any are if it is not known."""
        if index not in self.meanings:
            return True
        column = self.meanings[index].column
        kind = LEDGERS[self.kind].column(column).kind
        is_listed = kind in _WORDED and len(parted(words)) > 1
        is_named = kind in _SORTING | _PLACES and names_content(column, words)
        return is_listed or is_named or is_held(column, words) or self._means(column, words)

    def _means(self, column: str, words: str) -> bool:
        meaning = meaning_of((words,), self._known)
        return meaning is not None and meaning.column == column

    def names(self) -> dict[int, str]:
        """Index -> name in the frame, for every column with a header or with something in it."""
        headed = {i for i, path in enumerate(self.header.paths) if path}
        rows = self.records.values()
        beside = [i for i in range(max(map(len, rows), default=0)) if i not in headed]
        unnamed = {i for i in beside for row in rows if i < len(row) and not is_blank(row[i])}
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


def cut_into_blocks(
    grid: Grid, header: Header, kind: str, known: Known
) -> tuple[list[Block], list[tuple[int, str, str]]]:
    """A sheet's lines: records under their headers, and what is no record with its row, reason and text.

    Lines in the grid's body are records, and stay there.
    """
    numbers = [number for number in grid.rows if number < header.top]
    above = {_filled(grid.rows[number]) for number in numbers}
    reasons = {n: TITLE if n in grid.rows else BLANK for n in range(1, header.top)}
    reasons |= dict.fromkeys(range(header.top, header.bottom + 1), HEADER)
    blocks = [Block(header, kind, known, grid.hidden_columns)]
    headed = next((n for n in numbers if _heads_others(grid, n, header, known[kind])), header.top)
    for number in (n for n in numbers if n < headed):
        if is_record_under(header, grid.rows[number], kind, known[kind]):
            blocks[0].records[number] = list(grid.rows[number])
            del reasons[number]
    blocks[0].totals = _sums_above(grid, [n for n in numbers if n in reasons], blocks[0], known[kind])
    reasons |= dict.fromkeys(blocks[0].totals, TOTAL)
    blocks[0].lines = {n: line_text(grid.rows[n]) for n in numbers if reasons.get(n) == TITLE}
    blocks[0].title = "\n".join(blocks[0].lines.values())
    blocks[0].start, blocks[0].is_table = 0, True
    wide = (n for n in reversed(grid.rows) if sum(not is_blank(cell) for cell in grid.rows[n]) > 1)
    last_wide = next(wide, 0)
    under = _Under()
    apart = set() if grid.body is None else set(grid.body.numbers.tolist())
    for number in range(header.bottom + 1, max(grid.rows) + 1):
        if number in reasons or number in apart:
            continue
        row, block = grid.rows.get(number, []), blocks[-1]
        # Nearly every line: one look at it spares all others.
        if block.records and is_plainly_record(row, block.roles):
            under.parts_go_on = False
            _take_record(number, row, block, under)
        elif (again := _header_again(grid, number, block, known[kind], known)) is not None:
            _take_header(grid, again, blocks, reasons, under, known)
        elif _filled(row) in above:
            # A title printed again on the next page, or a header's top level where the lower one was enough.
            reasons[number] = TITLE
            under.parts_go_on = False
            _take_unit(number, row, block, TITLE)
            _take_time_again(row, block, under)
        else:
            _take_line(grid, number, block, reasons, under, last_wide)
    for block in blocks:
        block.read_filled(grid.hidden_columns)
    _add_up_beside(blocks)
    return blocks, [(n, reason, line_text(grid.rows.get(n, []))) for n, reason in sorted(reasons.items())]


@dataclass
class _Under:
    """What the lines above say of the next one."""

    section: str = ""
    time: Time | None = None
    parts_go_on: bool = False
    """Whether it may be a further part of a total."""


def _take_header(
    grid: Grid,
    again: Header,
    blocks: list[Block],
    reasons: dict[int, str],
    under: _Under,
    known: Known,
) -> None:
    """Go on below a header that is printed again, or begin a block with that of another table."""
    block, number = blocks[-1], again.top
    lines = _take_lines(grid, block, number, reasons)
    title = "\n".join(reversed(lines.values()))
    worded = [text for text in lines.values() if not _says_only_unit(text)]
    # The scope of an example is its own header: the next one is no longer its.
    is_table = begins_a_table(worded, block.title) or block.is_example
    is_same = again.paths == block.header.paths or _is_translation(again, block, known[block.kind])
    is_same = is_same and not is_table and unit_of_lines(title) in ("", unit_of_lines(block.title))
    reasons |= dict.fromkeys(range(number, again.bottom + 1), REPEATED if is_same else HEADER)
    over = under.time
    if not is_same:
        # What a line between the records above said last holds before their title.
        units = [f"单位：{unit}" for unit in [*block.unit_lines.values()][-1:]]
        above = "\n".join([title, *units, block.title])
        blocks.append(Block(again, block.kind, known, grid.hidden_columns, above))
        blocks[-1].lines, blocks[-1].is_table = lines, is_table
        blocks[-1].start = min(lines, default=number)
        below = [n for n in block.totals if n > blocks[-1].start]
        blocks[-1].totals = {n: block.totals.pop(n) for n in below}
        under.time = over if is_table and not says_when(title) else None
    if is_table:
        rows = [grid.rows[line] for line in reversed(lines)]
        under.section = next((heading for row in rows if (heading := _heading(row, blocks[-1]))), "")
        said = (time_heading(row, over, block.title) for row in rows)
        under.time = next((time for time in said if time is not None), under.time)


def _take_line(
    grid: Grid, number: int, block: Block, reasons: dict[int, str], under: _Under, last_wide: int
) -> None:
    """Take a line as a record of the block, or as what else it is."""
    row, over = grid.rows.get(number, []), under.time
    reason = _take_time(grid, number, block, under, _reason(grid, number, row, block, last_wide), last_wide)
    if reason is None and under.parts_go_on and _is_label_with_figures(row, block):
        reasons[number] = TOTAL
        return
    under.parts_go_on = False
    if reason is None:
        # Perhaps a heading that is not understood: what follows no longer stands under the one above.
        under.section = "" if is_alone(row) else under.section
        _take_record(number, row, block, under)
        return
    reasons[number] = reason
    if reason in (TITLE, NOTE, UNITS_ROW):
        _take_unit(number, row, block, reason)
    under.parts_go_on = reason == TOTAL and is_part_of_total(row)
    # 四月 below 朝阳区 is still of that.
    if number < last_wide and under.time is over:
        under.section = _heading(row, block) or under.section
    if reason == TOTAL:
        block.totals[number] = list(row)


def _take_unit(number: int, row: Row, block: Block, reason: str) -> None:
    """Take the unit of money that a line states in a cell of its own, or a title between the records."""
    cells = {i: cell for i, cell in enumerate(row) if cell is not None and not is_blank(cell)}
    if not block.records and any(block.kinds.get(i) == "yuan" for i in cells):
        # It stands right below the header of its column.
        return
    said = [cell for cell in cells.values() if reason == TITLE or _says_only_unit(cell)]
    if unit := unit_of_lines("\n".join(said)):
        block.unit_lines[number] = unit


def _says_only_unit(text: str) -> bool:
    """Whether a text states a unit and nothing else: 单位：万元, （万元）, but no heading （朝阳区）."""
    match = _ONLY_UNIT.fullmatch(text.strip())
    return match is not None and (not match["alone"] or bool(_unit(text) or unit_of_lines(text)))


def _take_time(
    grid: Grid, number: int, block: Block, under: _Under, reason: str | None, last_wide: int
) -> str | None:
    """Take what a lone line says of when the records below it happened; why it is none, by that as well."""
    row = grid.rows.get(number, [])
    if number > last_wide or not is_alone(row) or reason_no_record(row, block.roles) == NOTE:
        return reason
    column = next(i for i, cell in enumerate(row) if not is_blank(cell))
    if _goes_on_a_record(number, row, column, block):
        return reason
    named = time_heading(row, under.time, block.title)
    if named is None:
        under.time = further_time(row, under.time, block.title) or under.time
        return reason
    if is_in_figures(row[column] or "") and (column > block.first or _is_numbered_on(grid, number, column)):
        return reason
    # Below days that nothing else dates it may be theirs as well.
    is_foot = under.time is None and not says_when(block.title) and _lack_their_time(block)
    under.time = Time(None, True) if is_foot else named
    return TITLE


def _take_time_again(row: Row, block: Block, under: _Under) -> None:
    """Doubt the time of what stands below a line that stands above the header as well: it may be the title
    printed again on the next page, or the heading of the records below it.
    """
    named = time_heading(row, under.time, block.title)
    if named is not None and under.time is not None and named != under.time:
        under.time = Time(None, True)


def _is_numbered_on(grid: Grid, number: int, column: int) -> bool:
    """Whether a figure is the next of the line above, as running numbers of a form are."""
    own, above = (
        row[column] if column < len(row := grid.rows.get(n, [])) else None for n in (number, number - 1)
    )
    if not (own and above and own.isdecimal() and above.isdecimal()):
        return False
    return int(own) == int(above) + 1


def _lack_their_time(block: Block) -> bool:
    """Whether a record of the block has a day without its month or year."""
    rows = block.records.values()
    return any(i < len(row) and lacks_month_or_year(row[i] or "") for row in rows for i in block.needed)


def _is_filled(rows: Collection[Row], index: int) -> bool:
    return any(index < len(row) and not is_blank(row[index]) for row in rows)


def _add_up_beside(blocks: Sequence[Block]) -> None:
    """Tell each table what the others add up to: the last total of a sheet may be that of all."""
    if len(blocks) > 1 and any(block.totals for block in blocks):
        sums = [
            {block.column_at[i]: total for i, total in sums_of(block.counting(), block.kinds).items()}
            if not block.is_example
            else {}
            for block in blocks
        ]
        for place, block in enumerate(blocks):
            for index, column in block.column_at.items():
                above, below = (
                    sum(of_table.get(column, 0.0) for of_table in part)
                    for part in (sums[:place], sums[place + 1 :])
                )
                block.beside[index] = (above, above + below)


def _sums_above(
    grid: Grid, numbers: Sequence[int], block: Block, spelled: Mapping[str, Meaning]
) -> dict[int, Row]:
    """Rows of sums above a header, each with its cells in the columns of the block: those of a small table
    with a header of its own are moved there.
    """
    sums: dict[int, Row] = {}
    moved: dict[int, int] = {}
    at = {column: index for index, column in block.column_at.items()}
    for number in numbers:
        row = grid.rows[number]
        if _is_header(row, spelled):
            own = Header(number, number, header_paths(grid, number, number)).columns(spelled)
            moved = {at[column]: index for index, column in own.items() if column in at}
            continue
        filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
        if len(filled) > 1 and reason_of_filled(row, filled, block.roles) == TOTAL:
            cells = dict(enumerate(row))
            width = max(moved, default=-1) + 1
            sums[number] = [cells.get(moved.get(i, -1)) for i in range(width)] or list(row)
    return sums


def _take_record(number: int, row: Row, block: Block, under: _Under) -> None:
    block.records[number] = list(row)
    if under.section:
        block.sections[number] = under.section
    if under.time is not None:
        block.times[number] = under.time


def _is_translation(header: Header, block: Block, spelled: Mapping[str, Meaning]) -> bool:
    """Whether a header right below another names mostly the same columns, in a second language as a rule."""
    if header.top != block.header.bottom + 1 or block.records:
        return False
    same = header.columns(spelled).items() & {i: m.column for i, m in block.meanings.items()}.items()
    return len(same) >= max(_FEWEST_HEADERS, len(block.meanings) / 2)


def _is_label_with_figures(row: Row, block: Block) -> bool:
    """Whether a line holds one name, before all else, and figures alone: a further part of a total."""
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    are_figures = all(block.kinds.get(i) in ("count", "yuan") for i in filled[1:])
    return len(filled) > 1 and are_figures and not any(c.isdigit() for c in row[filled[0]] or "")


def _filled(row: Row) -> tuple[tuple[int, str], ...]:
    """The cells of a row that are not blank, each with its column, however wide the row is written."""
    return tuple((i, cell) for i, cell in enumerate(row) if cell is not None and not is_blank(cell))


def is_alone(row: Row) -> bool:
    """Whether one cell of a row is filled, and no other."""
    filled = (cell for cell in row if not is_blank(cell))
    return next(filled, None) is not None and next(filled, None) is None


def _heading(row: Row, block: Block) -> str:
    """The heading of a section (朝阳区, 一、朝阳区) that a lone cell of words is; empty for any other row."""
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    is_alone = len(filled) == 1 and filled[0] <= block.first and filled[0] not in block.placed
    text = COUNTED.sub("", (row[filled[0]] or "").strip()) if is_alone else ""
    # A name alone in a register is an enterprise of which nothing else is known.
    names_a_record = is_alone and filled[0] in block.needed and block.kinds[filled[0]] != "date"
    if names_a_record or len(text) > _LONGEST_HEADING or any(c.isdigit() for c in text):
        return ""
    return "" if _says_only_unit(text) else unnumbered(text)


def _take_lines(grid: Grid, block: Block, number: int, reasons: dict[int, str]) -> dict[int, str]:
    """The lines of words that belong to the header in row `number`, by their rows: all from the first title
    below the last record on; without one, a unit right above the header.

    Such as were taken for records, as they have one cell, are none any more.
    """
    lines: dict[int, str] = {}
    passed: dict[int, str] = {}
    for above in range(number - 1, block.header.bottom, -1):
        row = grid.rows.get(above, [])
        if above in block.records:
            if not is_alone(row) or not _may_be_title(above, row, block, is_next=above == number - 1):
                break
            for of_records in (block.records, block.sections, block.times):
                of_records.pop(above, None)
            reasons[above] = TITLE
        text, reason = line_text(row), reasons[above]
        is_unit = above in block.unit_lines
        if reason == TITLE or is_unit or (reason == NOTE and _is_wide_title(grid, above, row, block)):
            lines |= passed | {above: text}
            passed = {}
        elif reason == NOTE and not passed and _says_only_unit(text):
            lines[above] = text
        elif reason == NOTE:
            passed[above] = text
        elif reason not in (BLANK, TOTAL):
            break
    reasons |= dict.fromkeys(lines, TITLE)
    return dict(sorted(lines.items()))


def _is_wide_title(grid: Grid, number: int, row: Row, block: Block) -> bool:
    """Whether a lone text above a header, too long for a heading or merged over columns, is a title."""
    text = line_text(row)
    if not is_alone(row) or "。" in text or reason_no_record(row, block.roles) is not None:
        return False
    return names_a_table(text) or any(m.top == number and m.right > m.left for m in grid.merges)


def _may_be_title(number: int, row: Row, block: Block, *, is_next: bool) -> bool:
    """Whether the lone cell of a record is the title of a header below it, and `is_next` if right above it.

    A text that goes on the record above it is none, nor are names further up, each of which is an enterprise
    of a register.
    """
    column = next(i for i, cell in enumerate(row) if not is_blank(cell))
    if _goes_on_a_record(number, row, column, block):
        return False
    names_a_record = column in block.needed and block.kinds[column] != "date"
    return is_next or (bool(_WORDS.search(line_text(row[: block.first + 1]))) and not names_a_record)


def _header_again(
    grid: Grid, number: int, block: Block, spelled: Mapping[str, Meaning], known: Known
) -> Header | None:
    """The header that starts in row `number`, if one does: repeated for print, or of another table below."""
    if block.header.is_repeated(grid, number):
        return replace(block.header, top=number, bottom=number + block.header.bottom - block.header.top)
    _, known_words = _header_words(grid.rows.get(number, []), spelled)
    # A word such as 单位 may also be somebody's answer in a cell: a header has more than one.
    if known_words < 2 or _is_of_units(grid.rows[number], block):
        return None
    header = header_at(grid, number, known)
    if header is not None and len(header.columns(spelled)) >= 2:
        return header
    # Without the header of the day its records are no records, and still less those of the columns above.
    is_header = _is_header(grid.rows.get(number, []), spelled)
    return Header(number, number, header_paths(grid, number, number)) if is_header else None


def _heads_others(grid: Grid, number: int, header: Header, spelled: Mapping[str, Meaning]) -> bool:
    """Whether a row is a header that means other columns than the given one where both mean any: what stands
    below it is no record of those.
    """
    if not _is_header(grid.rows[number], spelled):
        return False
    own = Header(number, number, header_paths(grid, number, number)).columns(spelled)
    columns = header.columns(spelled)
    return any(columns.get(index, column) != column for index, column in own.items())


def _is_header(row: Row, spelled: Mapping[str, Meaning]) -> bool:
    """Whether a row holds words alone, at least three, most of which are known headers."""
    words, known_words = _header_words(row, spelled)
    return words >= _FEWEST_HEADERS and known_words * 2 > words


def _header_words(row: Row, spelled: Mapping[str, Meaning]) -> tuple[int, int]:
    """How many cells of a row hold words, and how many of them are known headers; none if one is a figure."""
    # Nearly every row is a record, whose day or number ends the search.
    if any(cell is not None and (len(cell) > _LONGEST_HEADER or _FIGURE.match(cell)) for cell in row):
        return 0, 0
    words = [cell for cell in row if cell is not None and not is_blank(cell)]
    return len(words), sum(not spelled.keys().isdisjoint(spellings(word)) for word in words)


def _reason(grid: Grid, number: int, row: Row, block: Block, last_wide: int) -> str | None:
    filled = [i for i, cell in enumerate(row) if not is_blank(cell)]
    if filled and _is_of_units(row, block):
        return UNITS_ROW
    may_lead = not block.records and number <= block.header.bottom + _LEADING_ROWS
    if filled and may_lead and _numbers_columns([row[i] or "" for i in filled]):
        return HEADER
    units = [i for i in filled if _says_only_unit(row[i] or "") and unit_of_lines(row[i] or "")]
    if units:
        rest = [None if i in units else cell for i, cell in enumerate(row)]
        reason = _reason(grid, number, rest, block, last_wide)
        return UNITS_ROW if reason == BLANK else reason
    if filled and is_numbered_blank(row, block.serial):
        return BLANK
    reason = reason_of_filled(row, filled, block.roles)
    text = (row[filled[0]] or "").strip() if len(filled) == 1 else ""
    if reason == TOTAL and is_period(text):
        return TITLE
    if reason is not None or len(filled) != 1:
        return reason
    if goes_on_above(text):
        return NOTE
    if _is_record_in_a_cell(text, block) or _goes_on_a_record(number, row, filled[0], block):
        return None
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


def _goes_on_a_record(number: int, row: Row, column: int, block: Block) -> bool:
    """Whether a lone text goes on the cell above it; below the first column a heading or note stands."""
    above = block.records.get(number - 1)
    is_read = column in block.kinds and column > block.first
    return above is not None and is_read and goes_on(row, above, block.table)


def _is_record_in_a_cell(text: str, block: Block) -> bool:
    """Whether a lone text is a whole record, quoted by mistake or with another delimiter."""
    headers = sum(map(bool, block.header.paths))
    parts = [part for part in _PARTED.split(text) if part]
    return len(parts) >= max(_FEWEST_HEADERS, headers * 0.6) and bool(_DAY.search(text))


def _numbers_columns(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns of a form: 甲, 乙, 1, 2, 3, or （1）, （2）, （3）."""
    plain = (unicodedata.normalize("NFKC", cell).strip(" ()[]【】") for cell in cells)
    numbers = [cell.removeprefix("第").removesuffix("栏") for cell in plain if cell not in _UNNUMBERED]
    figures = [int(number) for number in numbers if number.isdecimal()]
    others = [number.upper() for number in numbers if not number.isdecimal()]
    stems, letters = ("".join(n for n in others if n in run) for run in (_STEMS, _LETTERS))
    if len(numbers) < _FEWEST_HEADERS or len(stems) + len(letters) != len(others):
        return False
    first = figures[0] if figures else 1
    is_counted = first <= 2 and figures == list(range(first, first + len(figures)))
    return is_counted and _STEMS.startswith(stems) and _LETTERS.startswith(letters)


def _is_of_units(row: Row, block: Block) -> bool:
    """Whether a row states units, and beside them at most how a column is filled in, or what it holds anyway:
    (年月日), (区), (人), (元).
    """
    others = {i: cell for i, cell in _filled(row) if not _unit(cell)}
    return len(others) < len(_filled(row)) and all(
        _ALL_IN_BRACKETS.fullmatch(cell) and all(block.is_plain(i, words) for words in additions(cell))
        for i, cell in others.items()
    )


def _unit(text: str) -> str:
    plain = _SAYING_UNIT.sub("", text.strip("（）()[]【】［］ \u3000")).casefold()
    return plain if plain in UNITS else ""


def units_below(block: Block, grid: Grid) -> dict[int, str]:
    """Index of a column -> its unit in the row of units right below the header."""
    top = block.header.bottom + 1
    lead = range(top, min([top + _LEADING_ROWS, *block.records]))
    below = [grid.rows.get(number, []) for number in lead]
    found = ((i, _unit(cell or "")) for row in reversed(below) for i, cell in enumerate(row))
    return {index: unit for index, unit in found if unit}


def units_of(block: Block, grid: Grid) -> dict[str, str]:
    """Ledger column -> unit: from its own header, the row of units below, for money from 单位：… above."""
    stated = {column: unit_at(block, grid, index) for index, column in block.column_at.items()}
    return {column: unit for column, unit in stated.items() if unit}


def unit_at(block: Block, grid: Grid, index: int) -> str:
    """The unit of a column that is read, or of another that means the same; empty where none is stated."""
    path, row_unit = block.header.paths[index], units_below(block, grid).get(index, "")
    if LEDGERS[block.kind].column(block.meanings[index].column).kind == "yuan":
        return _unit_of_money(path, row_unit, block.title)
    return next((u for level in reversed(path) if (u := unit_in(level) or _unit(level))), row_unit)


def unlike_unit(path: Levels, title: str) -> str:
    """The unit of money that a title states, where a column's own header states another; else empty."""
    own, above = _unit_of_money(path, "", ""), unit_of_lines(title)
    return above if own and above and own != above else ""


def states_money(block: Block, grid: Grid, index: int) -> bool:
    """Whether a column's header, or the row of units below it, says anything of a unit of money."""
    return bool(_words_of_money(block.header.paths[index], units_below(block, grid).get(index, ""), ""))


def unit_of_lines(text: str) -> str:
    """The unit of money that lines such as 单位：元 state first; empty where none does."""
    return _unit_of_money(("",), "", text)


def _unit_of_money(path: Levels, row_unit: str, title: str) -> str:
    """The unit that stands nearest to a column of money; empty where that is not known, or none stands."""
    return money_unit(_words_of_money(path, row_unit, title))


def _words_of_money(path: Levels, row_unit: str, title: str) -> str:
    """The words nearest to a column that say anything of a unit of money; empty where none do."""
    said = ["".join(groups) for groups in _UNIT_LINE.findall(title)]
    parts = [part for line in said for part in re.split(r"[、,，/和]", line)]
    lines = [part for part in parts if not _NAME_WITH_YUAN.search(part)]
    # A group's name may speak of money without giving the unit: 百万元以上事故.
    upper = [unit_in(level) or _unit(level) for level in reversed(path[:-1])]
    nearest = (unmarked(unnumbered(path[-1])), *upper, row_unit, *lines)
    return next((words for words in nearest if names_money(words)), "")


def line_text(row: Row) -> str:
    return " | ".join(cell for cell in row if cell is not None and not is_blank(cell))
