"""Workbook -> grids: .xlsx in one streaming pass over each sheet's XML, .xls through xlrd.

The usual readers of .xlsx build an object a cell (seven seconds for 50,000 rows), or lose error values and
formulas without a result, or die of one far cell. openpyxl is asked what it knows best: which number
formats are dates, and which day a serial number is.
"""

from __future__ import annotations

import io
import re
import xml.parsers.expat
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

import xlrd
from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from ..errors import InputRejected
from .comments import Comments, comments_in, comments_in_xls
from .grid import Grid, Merge, Row, cell_text, column_letters, moment_text, number_text, without_apostrophe
from .limits import Limits, part_key, require_sound_archive
from .money import money_in_format, places_hidden
from .plain_cells import Cell, without_plain_rows

# Chinese Excel writes 2020年8月24日 as one of these built-in formats, which openpyxl does not list as dates.
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
_OF_RICH_TEXT = frozenset({"is", "r", "strike", "vertAlign", "rPh", "t"})
_RAISED = frozenset({"superscript", "subscript"})
_SHOWS_NOTHING = re.compile(r"\s*;\s*;\s*(?:;\s*)?")
"""A format with nothing between its marks, which a person hides figures by."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What a damaged archive, its XML, or a reference to a part or string that is not there raises.
_DAMAGE = (
    BadZipFile,
    zlib.error,
    xml.parsers.expat.ExpatError,
    ParseError,
    LookupError,
    ValueError,
    RuntimeError,
    OSError,
    EOFError,
)


class _Unsound(ValueError):
    """What no sound workbook holds, in words for a person."""


def read_workbook(data: bytes, name: str, limits: Limits) -> list[Grid]:
    """The worksheets of a workbook, .xlsx or .xls by its content, hidden sheets too.

    Raises
    ------
    InputRejected
        If the file is damaged, protected, no workbook, or above the limits.
    """
    if data.startswith(b"PK"):
        return _read_xlsx(data, name, limits)
    return _read_xls(data, name, limits)


def _damaged(name: str, error: Exception) -> InputRejected:
    return InputRejected(
        f"'{name}' is damaged or no Excel workbook: {_what_is_damaged(error)}. "
        "Open it in Excel and save it as .xlsx; if Excel cannot open it, ask the sender for it again."
    )


_PART = re.compile(r"[\w.-]+(?:/[\w.-]+)+\.\w+")


def _what_is_damaged(error: Exception) -> str:
    """What a reader stumbled on, in words for the person who has the file; its own words help nobody."""
    if isinstance(error, _Unsound):
        return str(error)
    part = _PART.search(str(error))
    where = f" '{part[0]}'" if part else ""
    if isinstance(error, ParseError | xml.parsers.expat.ExpatError):
        return f"the XML of a part{where} is broken"
    if isinstance(error, BadZipFile | zlib.error | EOFError):
        return f"its archive{where} is cut off or was altered"
    if isinstance(error, KeyError) and where:
        return f"its part{where} is missing"
    if isinstance(error, LookupError):
        return "it refers to something that it does not hold"
    return f"something in it{where} is not what a workbook holds there"


def _read_xlsx(data: bytes, name: str, limits: Limits) -> list[Grid]:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            require_sound_archive(archive, name, limits)
            parts = _Parts(archive)
            parts.require_workbook(name)
            return list(_sheets(parts, name, limits))
    except _DAMAGE as error:
        raise _damaged(name, error) from error


class _Parts:
    """The parts of an archive by name, whatever their slashes and case: some programs write both wrong."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.names = {part_key(name): name for name in archive.namelist()}

    def holds(self, name: str) -> bool:
        return part_key(name) in self.names

    def read(self, name: str) -> bytes:
        return self.archive.read(self.names.get(part_key(name), name))

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(self.names.get(part_key(name), name))

    def require_workbook(self, name: str) -> None:
        """Raise where an archive is plainly something else: its parts say what."""
        if self.holds("_rels/.rels"):
            return
        inner = [PurePosixPath(key) for key in self.names]
        if self.holds("mimetype") and self.holds("content.xml"):
            raise InputRejected(f"'{name}' is an OpenDocument table. Open it and save it as .xlsx.")
        if any(part.suffix == ".iwa" for part in inner):
            raise InputRejected(f"'{name}' is a table of Numbers. Export it from there as Excel (.xlsx).")
        files = [told for key, told in self.names.items() if not key.endswith("/")]
        if files:
            shown = ", ".join(f"'{file}'" for file in files[:3])
            raise InputRejected(
                f"'{name}' is an archive of files ({shown}). Unpack it and give what is in it."
            )


class _Styles(NamedTuple):
    """Which cell styles show a number as a date or duration, with a unit of money, struck out, not at all."""

    dates: frozenset[str]
    durations: frozenset[str]
    money: dict[str, str]
    crossed_out: frozenset[str]
    blank: frozenset[str]
    epoch: datetime


class _Shown(NamedTuple):
    """A text as it is shown, some runs of which are not read: struck through, or marks of footnotes."""

    text: str
    is_struck: bool
    is_raised: bool


class _RichText:
    """A text in runs: without its phonetic readings (rPh), and without the runs that are struck through, or
    raised or lowered as the marks of footnotes are.
    """

    def __init__(self) -> None:
        self.all: list[str] = []
        self.kept: list[str] = []
        self.left_out: set[str] = set()
        self.is_reading = self.is_text = False
        self.run_is: set[str] = set()

    def shown(self) -> _Shown | None:
        """The text as shown, where not all of it is kept."""
        if not self.left_out:
            return None
        return _Shown(_unescaped("".join(self.all)), "struck" in self.left_out, "raised" in self.left_out)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element in or around the text."""
        if tag in {"si", "is"}:
            self.all, self.kept, self.left_out = [], [], set()
        elif tag == "rPh":
            self.is_reading = True
        elif tag == "strike" and attributes.get("val", "1") not in {"0", "false"}:
            self.run_is.add("struck")
        elif tag == "vertAlign" and attributes.get("val") in _RAISED:
            self.run_is.add("raised")
        elif tag == "t":
            self.is_text = not self.is_reading

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag == "r":
            self.run_is.clear()
        elif tag == "rPh":
            self.is_reading = False
        elif tag == "t":
            self.is_text = False

    def take(self, characters: str) -> None:
        """Take in characters, if they are text."""
        if self.is_text:
            self.all.append(characters)
            self.left_out |= self.run_is
            if not self.run_is:
                self.kept.append(characters)


class _Strings(NamedTuple):
    """Shared strings without the runs that are not read; those that have such runs, as they are shown."""

    texts: list[str]
    shown: dict[int, _Shown]


def _sheets(archive: _Parts, name: str, limits: Limits) -> Iterator[Grid]:
    top = _relations(archive, "")
    path = next((target for kind, target in top.values() if kind.endswith("/officeDocument")), "")
    if not path or not archive.holds(path) or not path.endswith(".xml"):
        raise InputRejected(
            f"'{name}' is a zip archive, but no .xlsx workbook. Save the ledger as .xlsx or CSV."
        )
    workbook = fromstring(archive.read(path))
    parts = _relations(archive, path)
    by_kind = {kind.rpartition("/")[2]: target for kind, target in parts.values()}
    is_1904 = any(_flag(e.get("date1904")) for e in _children(workbook, "workbookPr"))
    epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    # Excel computes before it saves; a program that asks for it on opening has stored 0 or a guess.
    is_computed = not any(_flag(e.get("fullCalcOnLoad")) for e in _children(workbook, "calcPr"))
    styles = _styles(archive, by_kind.get("styles"), epoch)
    strings = _shared_strings(archive, by_kind.get("sharedStrings"))
    for sheet in _children(workbook, "sheet"):
        kind, target = parts[next(v for k, v in sheet.attrib.items() if k.endswith("}id"))]
        if kind.endswith("/worksheet"):
            title = sheet.get("name") or ""
            reader = _SheetReader(
                styles, strings, f"'{name}' sheet '{title}'", limits, is_computed=is_computed
            )
            with archive.open(target) as file:
                grid = reader.grid(file, title, hidden=sheet.get("state", "visible") != "visible")
            yield replace(grid, comments=_comments(archive, target))


def _comments(archive: _Parts, sheet: str) -> Comments:
    """The comments on a sheet; a thread goes before the note that stands in for it in old programs."""
    if not archive.holds(_relations_part(sheet)):
        return {}
    parts = _relations(archive, sheet).values()
    notes, threads = (
        [comments_in(archive.read(target)) for kind, target in parts if kind.endswith(ending)]
        for ending in ("/comments", "/threadedComment")
    )
    return {cell: said for comments in [*notes, *threads] for cell, said in comments.items()}


def _children(element: Element, local_name: str) -> Iterator[Element]:
    return (e for e in element.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == local_name)


def _flag(value: str | None) -> bool:
    return value in {"1", "true"}


def _relations_part(part: str) -> str:
    return join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")


def _relations(archive: _Parts, part: str) -> dict[str, tuple[str, str]]:
    """Relation id -> its kind and the part it points to."""
    folder = dirname(part)
    root = fromstring(archive.read(_relations_part(part)))
    return {
        relation.get("Id", ""): (
            relation.get("Type", ""),
            normpath(join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in _children(root, "Relationship")
    }


def _styles(archive: _Parts, part: str | None, epoch: datetime) -> _Styles:
    if part is None:
        return _Styles(frozenset(), frozenset(), {}, frozenset(), frozenset(), epoch)
    root = fromstring(archive.read(part))
    codes = {int(e.get("numFmtId", 0)): e.get("formatCode", "") for e in _children(root, "numFmt")}
    dates, durations, money, crossed_out, blank = set(), set(), {}, set(), set()
    fonts = [
        any(_flag(strike.get("val", "1")) for strike in _children(font, "strike"))
        for font in next(_children(root, "fonts"), ())
    ]
    cell_formats = next(_children(root, "cellXfs"), ())
    for index, style in enumerate(cell_formats):
        number = int(style.get("numFmtId", 0))
        code = codes.get(number) or BUILTIN_FORMATS.get(number, "General")
        if is_timedelta_format(code):
            durations.add(str(index))
        elif is_date_format(code) or (number in _CHINESE_DATES and number not in codes):
            dates.add(str(index))
        elif money_in_format(codes.get(number, "")) or places_hidden(codes.get(number, "")):
            money[str(index)] = codes[number]
        elif _SHOWS_NOTHING.fullmatch(code):
            blank.add(str(index))
        font = int(style.get("fontId", 0))
        if font < len(fonts) and fonts[font]:
            crossed_out.add(str(index))
    return _Styles(
        frozenset(dates), frozenset(durations), money, frozenset(crossed_out), frozenset(blank), epoch
    )


def _unescaped(text: str) -> str:
    """Excel stores a control character, and a text that looks like one so stored, as ``_x000D_``."""
    return _ESCAPED.sub(lambda hit: chr(int(hit.group(1), 16)), text) if "_x" in text else text


def _text_of(stored: str) -> str:
    return without_apostrophe(_unescaped(stored))


def _shared_strings(archive: _Parts, part: str | None) -> _Strings:
    strings = _Strings([], {})
    if part is None:
        return strings
    rich = _RichText()

    def start(tag: str, attributes: dict[str, str]) -> None:
        rich.start(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        rich.end(tag)
        if tag == "si":
            if (shown := rich.shown()) is not None:
                strings.shown[len(strings.texts)] = shown
            strings.texts.append(_text_of("".join(rich.kept)))

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = rich.take
    with archive.open(part) as file:
        parser.ParseFile(file)
    return strings


def _parser() -> xml.parsers.expat.XMLParserType:
    """A parser that stops at a DOCTYPE, wherever in the part it stands."""

    def refuse(*_: object) -> None:
        raise _Unsound("it holds a DOCTYPE, which no office program writes")

    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


class _SheetReader:
    """One pass over a sheet's XML. Only cells that hold something are kept, not a million formatted ones."""

    def __init__(
        self, styles: _Styles, strings: _Strings, where: str, limits: Limits, *, is_computed: bool
    ) -> None:
        self.styles, self.strings, self.where, self.limits = styles, strings, where, limits
        self.is_computed = is_computed
        self.rows: dict[int, Row] = {}
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formulas: dict[tuple[int, int], str] = {}
        self.rounded: set[tuple[int, int]] = set()
        self.unsure: set[tuple[int, int]] = set()
        self.struck: dict[tuple[int, int], str] = {}
        self.raised: dict[tuple[int, int], str] = {}
        self.crossed_out: set[tuple[int, int]] = set()
        self.unshown: set[tuple[int, int]] = set()
        self.money: dict[tuple[int, int], str] = {}
        self.rich = _RichText()
        self.row_number = 0
        self.column = -1
        self.kind, self.style = "n", "0"
        self.value: list[str] = []
        self.formula: list[str] | None = None
        self.target: list[str] | None = None
        self.letters: dict[str, int] = {}
        self.moments: dict[tuple[str, str], str] = {}

    def grid(self, file: IO[bytes], title: str, *, hidden: bool) -> Grid:
        """The sheet as a grid; `InputRejected` where it is larger than the limits."""
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for piece in without_plain_rows(file, self._take_row):
            parser.Parse(piece)
        parser.Parse(b"", True)
        return Grid(
            sheet=title,
            rows=dict(sorted(self.rows.items())),
            merges=tuple(self.merges),
            hidden=hidden,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            formulas=self.formulas,
            unsure=frozenset(self.unsure),
            rounded=frozenset(self.rounded),
            struck=self.struck,
            raised=self.raised,
            crossed_out=frozenset(self.crossed_out),
            unshown=frozenset(self.unshown),
            money_formats=self.money,
            counts_from_1904=self.styles.epoch == CALENDAR_MAC_1904,
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "v":
            self.target = self.value
        elif tag in _OF_RICH_TEXT:
            self.rich.start(tag, attributes)
        elif tag == "f":
            self.target = self.formula = []
        elif tag == "row":
            self.row_number = int(attributes.get("r", self.row_number + 1))
            self.column = -1
            if self.row_number < 1:
                raise _Unsound(f"a row of it is numbered {self.row_number}")
            if _flag(attributes.get("hidden")):
                self.hidden_rows.add(self.row_number)
        elif tag == "col" and _flag(attributes.get("hidden")):
            last = min(int(attributes["max"]), self.limits.columns)
            self.hidden_columns |= set(range(int(attributes["min"]) - 1, last))
        elif tag == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes["ref"])
            self.merges.append(Merge(top, left - 1, bottom, right - 1))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = (
            self.column + 1 if reference is None else self._column_of(reference.rstrip("0123456789"))
        )
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.value.clear()
        self.formula = None

    def _column_of(self, letters: str) -> int:
        if letters not in self.letters:
            self.letters[letters] = column_index_from_string(letters) - 1
        return self.letters[letters]

    def _take_row(self, number: int, cells: list[Cell]) -> None:
        self.row_number, self.formula = number, None
        for letters, style, kind, value, text in cells:
            self.column = self._column_of(letters)
            self.kind, self.style = kind or "n", style or "0"
            self._take(value or text)

    def _text(self, characters: str) -> None:
        if self.target is not None:
            self.target.append(characters)
        else:
            self.rich.take(characters)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in {"v", "f"}:
            self.target = None
        elif tag in _OF_RICH_TEXT:
            self.rich.end(tag)
            if tag == "is":
                self._take_rich_text()
        elif tag == "c":
            self._take("".join(self.value))

    def _take_rich_text(self) -> None:
        self.value[:] = self.rich.kept
        if (shown := self.rich.shown()) is not None:
            self._take_shown(shown)

    def _take_shown(self, shown: _Shown) -> None:
        self._require_near()
        for is_so, cells in ((shown.is_struck, self.struck), (shown.is_raised, self.raised)):
            if is_so:
                cells[self.row_number, self.column] = shown.text
        self.rows.setdefault(self.row_number, [])

    def _take(self, raw: str) -> None:
        if raw == "":
            if self.formula is not None and self.kind != "str":
                self._require_near()
                self.formulas[self.row_number, self.column] = "=" + "".join(self.formula)
                self.rows.setdefault(self.row_number, [])
            return
        text = self._cell(raw)
        if text == "":
            return
        self._require_near()
        if len(text) > self.limits.cell_characters:
            raise InputRejected(
                f"{self.where} cell {self._reference()} holds {len(text):,} characters; "
                f"at most {self.limits.cell_characters:,} are read."
            )
        row = self.rows.setdefault(self.row_number, [])
        row.extend([None] * (self.column + 1 - len(row)))
        if row[self.column] is not None:
            raise _Unsound(f"cell {self._reference()} stands in it twice")
        row[self.column] = text
        if self.style in self.styles.crossed_out:
            self.crossed_out.add((self.row_number, self.column))
        if self.style in self.styles.blank:
            self.unshown.add((self.row_number, self.column))
        if self.kind == "n" and self.style in self.styles.money:
            self.money[self.row_number, self.column] = self.styles.money[self.style]
        if self.formula is not None and not self.is_computed:
            self.unsure.add((self.row_number, self.column))

    def _cell(self, raw: str) -> str:
        if self.kind == "s":
            if not raw.isdigit():
                raise _Unsound(f"a cell refers to text {raw}, which is not there")
            if int(raw) in self.strings.shown:
                self._take_shown(self.strings.shown[int(raw)])
            return self.strings.texts[int(raw)]
        if self.kind == "n":
            if self.style in self.styles.dates or self.style in self.styles.durations:
                return self._moment(raw)
            # Nearly all numbers are short counts: they are their own shortest text.
            if raw.isdigit() and len(raw) < 16 and raw[0] != "0":
                return raw
            value = _number(raw)
            if abs(value) >= 1e15:
                self.rounded.add((self.row_number, self.column))
            return number_text(value)
        if self.kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if self.kind == "d":
            return moment_text(datetime.fromisoformat(raw))
        return _text_of(raw)

    def _moment(self, raw: str) -> str:
        key = (raw, self.style)
        if key not in self.moments:
            self.moments[key] = _moment_of(
                _number(raw), self.styles.epoch, is_duration=self.style in self.styles.durations
            )
        return self.moments[key]

    def _reference(self) -> str:
        return f"{column_letters(self.column)}{self.row_number}"

    def _require_near(self) -> None:
        if self.column >= self.limits.columns or self.row_number > self.limits.rows:
            raise InputRejected(
                f"{self.where} holds something in cell {self._reference()}; at most "
                f"{self.limits.columns} columns "
                f"and {self.limits.rows:,} rows are read. If that cell is a slip, delete it (Ctrl+End "
                "finds it) "
                "and save; otherwise split the sheet by year."
            )


def _number(raw: str) -> float:
    # Python reads 1_0 as ten, Excel does not.
    if "_" in raw:
        raise _Unsound(f"a cell of numbers holds {raw!r}")
    return float(raw)


def _moment_of(serial: float, epoch: datetime, *, is_duration: bool) -> str:
    """A serial number as ISO text; one that is no day in Excel's calendar stays a number."""
    try:
        return moment_text(from_excel(serial, epoch, timedelta=is_duration))
    except (OverflowError, ValueError):
        return number_text(serial)


def _read_xls(data: bytes, name: str, limits: Limits) -> list[Grid]:
    try:
        # Merged ranges and hidden rows come with the formatting only. xlrd prints its doubts.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        return [_xls_grid(book, sheet, name, limits) for sheet in book.sheets()]
    except InputRejected:
        raise
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "Can't find workbook" in str(error):
            raise InputRejected(
                f"'{name}' is protected by a password or no workbook. Save it without a password as .xlsx."
            ) from error
        raise _damaged(name, error) from error
    # xlrd trusts the bytes: on a damaged file any error may come out of it.
    except Exception as error:
        raise _damaged(name, error) from error


def _xls_grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet, name: str, limits: Limits) -> Grid:
    rows: dict[int, Row] = {}
    for number in range(sheet.nrows):
        cells = [_xls_cell(cell, book.datemode) for cell in sheet.row(number)]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            if len(cells) > limits.columns:
                far = f"{column_letters(len(cells) - 1)}{number + 1}"
                raise InputRejected(
                    f"'{name}' sheet '{sheet.name}' holds something in cell {far}; "
                    f"at most {limits.columns} columns are read. If that cell is a slip, delete it and save."
                )
            rows[number + 1] = cells
    struck, raised = _take_runs(book, sheet, rows)
    marks = _xls_marks(book, sheet)
    hidden = frozenset(n + 1 for n, info in sheet.rowinfo_map.items() if info.hidden)
    merges = tuple(Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells)
    return Grid(
        sheet.name,
        rows,
        merges,
        hidden=sheet.visibility != 0,
        hidden_rows=hidden,
        hidden_columns=frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden),
        counts_from_1904=bool(book.datemode),
        struck=struck,
        raised=raised,
        # The runs of a text have fonts of their own, which go before the font of its cell.
        crossed_out=frozenset(marks.crossed_out - struck.keys()),
        money_formats=marks.money,
        unshown=frozenset(marks.unshown),
        comments=comments_in_xls(sheet),
    )


def _take_runs(
    book: xlrd.Book, sheet: xlrd.sheet.Sheet, rows: dict[int, Row]
) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], str]]:
    """Take out of `rows` the runs of texts that are not read: those struck through, and those raised or
    lowered. Returns the texts that have some of either, as they are shown.
    """
    struck, raised = {}, {}
    for (number, column), runs in sheet.rich_text_runlist_map.items():
        shown = str(sheet.cell_value(number, column))
        fonts = [(0, book.xf_list[sheet.cell_xf_index(number, column)].font_index), *runs]
        ends = [*(start for start, _ in runs), len(shown)]
        parts = [(shown[start:end], book.font_list[font]) for (start, font), end in zip(fonts, ends)]
        kept = "".join(text for text, font in parts if not font.struck_out and not font.escapement)
        if kept != shown:
            rows[number + 1][column] = kept or None
        if any(text and font.struck_out for text, font in parts):
            struck[number + 1, column] = shown
        if any(text and font.escapement for text, font in parts):
            raised[number + 1, column] = shown
    return struck, raised


class _Marks(NamedTuple):
    crossed_out: set[tuple[int, int]]
    money: dict[tuple[int, int], str]
    unshown: set[tuple[int, int]]


def _xls_marks(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> _Marks:
    """Which cells are struck through or not shown, and which numbers are shown with a unit of money."""
    crossed = {n for n, style in enumerate(book.xf_list) if book.font_list[style.font_index].struck_out}
    formats = {n: book.format_map[style.format_key].format_str for n, style in enumerate(book.xf_list)}
    # Files of old programs name formats that they do not hold.
    money = {
        n: code for n, code in formats.items() if code and (money_in_format(code) or places_hidden(code))
    }
    blank = {n for n, code in formats.items() if code and _SHOWS_NOTHING.fullmatch(code)}
    marks = _Marks(set(), {}, set())
    for number in range(sheet.nrows) if crossed or money or blank else ():
        for column, cell in enumerate(sheet.row(number)):
            is_filled = cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
            if cell.xf_index in crossed and is_filled:
                marks.crossed_out.add((number + 1, column))
            if cell.xf_index in blank and is_filled:
                marks.unshown.add((number + 1, column))
            if cell.xf_index in money and cell.ctype == xlrd.XL_CELL_NUMBER:
                marks.money[number + 1, column] = money[cell.xf_index]
    return marks


def _xls_cell(cell: xlrd.sheet.Cell, datemode: int) -> str | None:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment_of(
            cell.value, CALENDAR_MAC_1904 if datemode else CALENDAR_WINDOWS_1900, is_duration=False
        )
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#VALUE!")
    return cell_text(cell.value)
