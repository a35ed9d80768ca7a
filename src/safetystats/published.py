"""Published tables -> totals: area, measure, window, value, basis, source.

Ministries and bureaus print areas down the side and measures across the top, this year beside last year, a
total row first or last. Such a table says when it counts in its title only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from .encoding import decode
from .errors import ColumnsMissing, InputRejected
from .periods import Window
from .project import Project
from .reference import area_aliases, current_areas, provinces
from .sheets.chinese_days import with_chinese_days
from .sheets.files import list_files, read_grids
from .sheets.grid import Grid, Row, is_blank
from .sheets.layout import HEADER_SEARCH_ROWS, MOST_LEVELS, header_paths, spelling
from .sheets.limits import LIMITS, Limits
from .sheets.lines import NOTE, reason_no_record
from .sheets.printed import ACCIDENTS, DEATHS, cell_count, may_count, printed_columns, turned
from .sheets.titles import SIGNED, says_when, window_in

TOTALS = (
    "area",
    "measure",
    "window_start",
    "window_end",
    "value",
    "basis",
    "source",
    "published_on",
    "printed_as",
    "source_sheet",
    "source_row",
)
NATION = "全国"
THIS_YEAR, LAST_YEAR = "this year", "last year"

_AREA_HEADERS = frozenset(
    map(
        spelling,
        [
            "地区",
            "省份",
            "省市",
            "省（区、市）",
            "区县",
            "行政区",
            "各区",
            "所属区",
            "区",
            "区市",
            "区县市",
            "县市区",
            "市县区",
            "县（市、区）",
            "所属区市",
            "所属县市区",
            "所属区县",
            "所在区县",
            "所在区市",
            "县区",
            "县（区）",
            "旗县区",
            "行政区划",
            "辖区",
            "市区",
            "区域",
            "area",
            "region",
            "district",
        ],
    )
)
_TOTAL_ROWS = frozenset({"合计", "总计", "全国", "全市", "total"})
_PART_OF_TOTAL = re.compile(r".*小计|其中.*|.*[^合总]计$|subtotal|ofwhich.*")
_SUFFIXES = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|区|县)$")
_ATTACHMENT = re.compile(r"\s*附[件表]\s*\d*\s*:")
_LONE_DAY = re.compile(r"\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_BETWEEN_SIGNS = re.compile(r"(?<![a-zA-Z,])\s+|\s+(?![a-zA-Z])")
"""Blanks other than those between English words."""
_AFTER_WORDS = re.compile(r"(?:[ ,;:(]+(?:in|for|of|during|to|from|the|period|year|months?))*[ ,;:()]*$")
"""Stood before the days in an English title."""
_DAYS_OF_TITLE = re.compile(
    r"(?:(?:19|20)\d{2}年)?\d{1,2}月(?:\d{1,2}日)?[-~—–至到]+(?:(?:19|20)\d{2}年)?(?:\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日)"
    r"|(?:19|20)\d{2}年?|\d{1,2}月?[-~—–至到]\d{1,2}月|\d{1,2}月(?:\d{1,2}日)?"
    r"|截[至止]到?|上半年|下半年|前?第?[一二三四]季度|前\d{1,2}个月|全年|年度|份"
)
_REMARK_ON_TITLE = re.compile(r"\((?:单位|计量单位|制表|来源|虚构|示例|made|快报|初步|预计|征求意见)[^()]*\)")
"""Says how a table is made or written, not what it counts."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MONTHS_IN_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<before>[-_./ ]*)(?P<first>\d{1,2})(?P<to>月?[-_./~—–―至到 ]+)"
    r"(?:(?P=year)[-_./ ]*)?(?P<last>\d{1,2})(?P<months>月份?)?(?!\d)"
)
"""2014_1-12月 in the name of a file, which may hold no slash and seldom 年: months from one to another."""
_KEYS = ["area", "measure", "window_start", "window_end", "basis", "printed_as"]


def read_totals(path: Path | str, project: Project | None = None, *, limits: Limits = LIMITS) -> pd.DataFrame:
    """Read printed tables of areas by measures, or a plain CSV of totals; a file or a folder of them.

    Parameters
    ----------
    path
        A workbook or CSV, or a folder. Of the notices (.txt) beside a table only the day and the names of
        the attachments are read: they say when a table was published.
    project
        The city whose districts may stand in a table; the shipped one without. All provinces are known.
        Where its ``headers`` name ``totals`` columns (area, year, basis, and measures such as deaths), a
        table with a line for each area and year is read by them.
    limits
        What a file may cost before it is refused.

    Returns
    -------
    DataFrame
        One row an area, measure and window: area (its full name; the total row is 全国, or the city), measure
        (accidents, deaths, severe_accidents, severe_deaths: those with three deaths and more), window_start,
        window_end, value, basis, source, published_on (NaT where unknown), printed_as (this or last year),
        source_sheet, source_row (missing where the table has its areas across the top).

    Raises
    ------
    InputRejected
        If no sheet of a file is such a table, if title, sheet and file name do not say when it counts or
        contradict each other, or if a figure is stated twice or is none.

    Notes
    -----
    A blank or ``/`` where a count belongs means that no report came: the value is missing, never 0. Who
    shares out the whole may count it as 0, and has to say so. Columns of changes, ratios, rates, targets
    are not read, nor any whose header is not wholly understood, nor subtotals. A table that gives two
    different figures for one area, measure and window is refused, and so is a cell that is no count.
    The same window may be printed twice, a year later with late reports in it: `printed_as` tells them apart.
    """
    project = project or Project.load()
    names = _area_names(project)
    spelled = {spelling(header): column for header, column in project.headers.get("totals", {}).items()}
    tables = [_read_file(file, names, project.city, spelled, limits) for file in list_files(path)]
    return pd.concat(tables, ignore_index=True)


def _read_file(
    file: Path, names: Mapping[str, str], city: str, spelled: Mapping[str, str], limits: Limits
) -> pd.DataFrame:
    grids = read_grids(file, limits)
    rows: list[tuple[object, ...]] = []
    for grid in grids:
        if _is_plain(grid):
            return _read_plain(grid, file.name, names)
        columns = _columns_of_years(grid, spelled)
        if columns:
            rows += _rows_of_years(grid, columns, file.name, {spelling(city): city, **names})
            continue
        rows += _printed_rows(grid, file, names, city)
    _require_one_figure_each(rows, file.name)
    if not rows:
        sheets = ", ".join(repr(grid.sheet) for grid in grids)
        raise InputRejected(
            f"'{file.name}' holds no table of totals (sheets: {sheets}). Needed is a column 地区 with "
            "areas below it, "
            "under a title, beside columns 事故起数 or 死亡人数; or the columns area, measure, window_start, "
            "window_end, value, basis, source."
        )
    return _typed(pd.DataFrame(rows, columns=list(TOTALS)))


def _require_one_figure_each(rows: Iterable[tuple[object, ...]], name: str) -> None:
    """Raise where a file gives two figures for one area, measure and window: one of them counts something
    else, as the month beside the year to date, or one sector beside another."""
    table = pd.DataFrame(rows, columns=list(TOTALS))
    again = table[table.duplicated(_KEYS, keep=False)]
    if again.empty:
        return
    first = again.iloc[0]
    same = again[(again[_KEYS] == first[_KEYS]).all(axis=1)]
    figures = " and ".join(f"{v:g}" if pd.notna(v) else "no figure" for v in same["value"])
    raise InputRejected(
        f"'{name}' gives {figures} for {first['area']}, {first['measure']}, {first['window_start']} to "
        f"{first['window_end']}. What sets them apart is not understood: put what each counts into its "
        "header, or on a sheet of its own."
    )


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        value=pd.to_numeric(table["value"]).astype("float64"),
        source_row=pd.to_numeric(table["source_row"]).astype("Int64"),
        **{c: pd.to_datetime(table[c]) for c in ("window_start", "window_end", "published_on")},
    )


def area_named(text: str, project: Project) -> str:
    """The full name of an area that may stand in a table; a text that names none stays as it is.

    >>> area_named("北京", Project.load()), area_named("Atlantis", Project.load())
    ('北京市', 'Atlantis')
    """
    return _area_names(project).get(spelling(text), text)


def _area_names(project: Project) -> dict[str, str]:
    """Every way of writing an area, closed up -> its full name."""
    names: dict[str, str] = {}
    full = {area: area for area in current_areas(project)} | area_aliases(project)
    for row in provinces().to_dict("records"):
        full |= {row["area"]: row["area"]} | {a: row["area"] for a in row["aliases"].split(";") if a}
    for written, area in full.items():
        short = _SUFFIXES.sub("", written)
        for way in (written, short, f"{short}省", f"{short}市", f"{short}区"):
            names.setdefault(spelling(way), area)
    return names


def _is_plain(grid: Grid) -> bool:
    head = {spelling(cell) for cell in next(iter(grid.rows.values()), []) if cell is not None}
    return {"area", "measure", "value"} <= head


def _read_plain(grid: Grid, name: str, names: Mapping[str, str]) -> pd.DataFrame:
    """A CSV with the columns of `TOTALS`; basis, source and what follows may be missing."""
    head, *body = grid.rows.values()
    columns = [(cell or "").strip() for cell in head]
    width = len(columns)
    table = pd.DataFrame([(row + [None] * width)[:width] for row in body], columns=columns, dtype=object)
    missing = [c for c in TOTALS[:5] if c not in columns]
    if missing:
        raise ColumnsMissing(f"'{name}'", missing, columns, "Write windows as 2020-01-01 in both columns.")
    numbers = list(grid.rows)[1:]
    defaults = {
        "basis": "", "source": name, "published_on": None, "printed_as": THIS_YEAR,
        "source_sheet": grid.sheet, "source_row": numbers,
    }  # fmt: skip
    for column, default in defaults.items():
        if column not in table:
            table[column] = default
    read = [_number(cell, name, number) for cell, number in zip(table["value"], numbers)]
    values = pd.Series(read, dtype="float64")
    areas = pd.Series([names.get(spelling(cell or ""), cell) for cell in table["area"]], dtype=object)
    try:
        return _typed(table.assign(value=values, area=areas)[list(TOTALS)])
    except ValueError as error:
        raise InputRejected(
            f"'{name}' holds a day that cannot be read ({error}). Write days as 2020-08-24."
        ) from error


def _columns_of_years(grid: Grid, spelled: Mapping[str, str]) -> dict[str, int]:
    """Column -> its index in a table with a line an area and year; empty where the sheet is none."""
    head = next(iter(grid.rows.values()), [])
    columns = {spelled[key]: i for i, cell in enumerate(head) if (key := spelling(cell or "")) in spelled}
    return columns if {"area", "year"} < columns.keys() else {}


def _rows_of_years(
    grid: Grid, columns: Mapping[str, int], name: str, names: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """The counts of such a table; every column that is neither area, year nor basis is a measure."""
    for number, row in list(grid.rows.items())[1:]:
        cells = {column: (row[i] or "").strip() if i < len(row) else "" for column, i in columns.items()}
        area, basis = cells.pop("area"), cells.pop("basis", "")
        year = _YEAR.fullmatch(cells.pop("year"))
        if year is None:
            raise InputRejected(f"'{name}' has a line for '{area}' without a year in four digits.")
        days = Window.year(int(year.group(1)))
        for measure, text in cells.items():
            yield (
                names.get(spelling(area), area), measure, days.start, days.end, _number(text, name, number),
                basis, name, None, THIS_YEAR, grid.sheet, number,
            )  # fmt: skip


def _number(cell: str | None, name: str, row: int) -> float | None:
    """A number of a plain table, or None for a blank or a dash."""
    text = unicodedata.normalize("NFKC", cell or "").replace(",", "").strip()
    if text in {"", "-", "—", "/"}:
        return None
    if not _NUMBER.fullmatch(text):
        raise InputRejected(
            f"'{name}' row {row} should hold a number; found '{text[:30]}'. Leave it blank if none."
        )
    return float(text)


def _printed_rows(
    grid: Grid, file: Path, names: Mapping[str, str], city: str
) -> Iterator[tuple[object, ...]]:
    """The counts of a printed table; none where the sheet is not one, as scratch work beside it is not."""
    if _header_row(grid) is None:
        grid, is_turned = turned(grid, {*names, *_TOTAL_ROWS}, corner="地区") or grid, True
    else:
        is_turned = False
    top = _header_row(grid)
    if top is None:
        return
    bottom = _header_bottom(grid, top, _areas_at(grid, top)[0])
    title = [c for n, row in grid.rows.items() if n < top for c in row if c is not None]
    paths = header_paths(grid, top, bottom)
    starts = _areas_at(grid, top)
    default = _measure_of("".join(title))
    # A sheet of scratch work may say no window: only a table that counts something has to.
    if not (default or may_count(paths)):
        return
    window = _window(title, grid.sheet, file)
    basis = _basis(" ".join(title) or _with_plain_months(file.stem), city)
    published_on = _published_on(file, window, basis, city)
    # A second column of areas opens a table beside the first.
    for area_at, end in zip(starts, [*starts[1:], len(paths)]):
        columns = printed_columns(paths[:end], window, measure=default)
        counted = {
            index: (column, f"{basis}：{column.part}" if column.part else basis)
            for index, column in columns.items()
            if index > area_at
        }
        total = _name_of_total(grid, bottom, area_at, names, city)
        for number, row in grid.rows.items():
            written = row[area_at] if area_at < len(row) else None
            if number <= bottom or written is None or is_blank(written):
                continue
            key = spelling(written)
            area = total if key in _TOTAL_ROWS else names.get(key)
            if area is None and (_PART_OF_TOTAL.fullmatch(key) or _is_note(row, counted)):
                continue
            # A figure printed twice in one line, as under two headings that mean the same, is one.
            figures: dict[tuple[object, ...], None] = {}
            for index, (column, of_column) in counted.items():
                cell = row[index] if index < len(row) else None
                days = column.window.years_before(column.years_back) if column.years_back else column.window
                figures[
                    area or written, column.measure, days.start, days.end,
                    cell_count(cell, file.name, number, index), of_column, file.name, published_on,
                    LAST_YEAR if column.years_back else THIS_YEAR, grid.sheet, None if is_turned else number,
                ] = None  # fmt: skip
            yield from figures


def _areas_at(grid: Grid, top: int) -> list[int]:
    """The columns that are headed as areas."""
    return [i for i, cell in enumerate(grid.rows[top]) if cell and spelling(cell) in _AREA_HEADERS]


def _is_note(row: Row, columns: Iterable[int]) -> bool:
    """Whether a line that names no area is a note or a signature, or holds no figure either."""
    if reason_no_record(row) == NOTE:
        return True
    cells = (row[index] or "" for index in columns if index < len(row))
    return not any(c.isdigit() for cell in cells for c in cell)


def _measure_of(title: str) -> str:
    """What a table counts whose headers say only when: its title names one of the two, or none."""
    named = {DEATHS: "死亡人数" in title or "亡人数" in title, ACCIDENTS: "起数" in title}
    said = [measure for measure, is_named in named.items() if is_named]
    return said[0] if len(said) == 1 else ""


def _window(title: Iterable[str], sheet: str, file: Path) -> Window:
    """The window that title, sheet or file name say; the narrower one where one says the year alone."""
    name = _with_plain_months(file.stem)
    year = next((m[1] for text in (*title, sheet, name) if (m := _YEAR.search(text))), "")
    said: dict[Window, str] = {}
    for where, text in (*(("title", text) for text in title), ("sheet name", sheet), ("file name", name)):
        # A day on a line of its own is that of the table's making.
        if not text or (where == "title" and _LONE_DAY.fullmatch(with_chinese_days(text))):
            continue
        # 2014-1-6 is a day or six months. Where the title says when it counts, it is the day of the file.
        may_be_day = where == "file name" and bool(_MONTHS_IN_NAME.search(text))
        if may_be_day and said:
            continue
        window = window_in(text) or window_in(f"{year}年{text}" if year and not _YEAR.search(text) else "")
        if window and not may_be_day:
            said.setdefault(window, where)
        elif (says_when(text) or may_be_day) and where != "sheet name":
            raise InputRejected(
                f"'{file.name}': the {where} '{text[:60]}' does not say plainly which days the table counts. "
                "Name months of one year, as in 2014年1-3月, or a last day, as in 截至2014年3月31日."
            )
    narrower = [one for one in said if not (one.is_full_year and any(_is_within(o, one) for o in said))]
    if len(narrower) > 1:
        (one, first), (other, second) = ((w, said[w]) for w in narrower[:2])
        raise InputRejected(
            f"'{file.name}': the {first} says {one}, the {second} {other}. Correct the one that is wrong."
        )
    if not narrower:
        raise InputRejected(
            f"'{file.name}' does not say when it counts: neither its title ('{' '.join(title)[:60]}') nor "
            "its name holds a year. "
            "Name the file like 2014年1-3月….xlsx."
        )
    return narrower[0]


def _with_plain_months(name: str) -> str:
    """A file's name with its months as titles write them; 2014-1-6, which may be a day, stays as it is.

    >>> _with_plain_months("2014_1-12月"), _with_plain_months("201401-201406"), _with_plain_months("2014-1-6")
    ('2014年1-12月', '2014年01-06月', '2014-1-6')
    """

    def plain(found: re.Match[str]) -> str:
        may_be_day = found["before"] == found["to"] and not found["months"]
        return found[0] if may_be_day else f"{found['year']}年{found['first']}-{found['last']}月"

    return _MONTHS_IN_NAME.sub(plain, unicodedata.normalize("NFKC", name))


def _is_within(part: Window, whole: Window) -> bool:
    return whole != part and whole.start <= part.start and part.end <= whole.end


def _published_on(file: Path, window: Window, basis: str, city: str) -> date | None:
    """The day of the notice beside `file` that names a table of this window and basis as its attachment."""
    for notice in sorted(file.parent.glob("*.txt")):
        try:
            text = unicodedata.normalize("NFKC", decode(notice.read_bytes(), notice.name))
            lines = [with_chinese_days(line) for line in text.splitlines()]
        # A text beside the table that cannot be read is no notice.
        except (InputRejected, OSError):
            continue
        attached = [line for line in lines if _ATTACHMENT.match(line)]
        days = [day for line in lines if (day := _LONE_DAY.fullmatch(line))]
        if days and any(window_in(line) == window and _basis(line, city) == basis for line in attached):
            return date(*map(int, days[-1].groups()))
    return None


def _header_row(grid: Grid) -> int | None:
    for number in list(grid.rows)[:HEADER_SEARCH_ROWS]:
        if any(cell is not None and spelling(cell) in _AREA_HEADERS for cell in grid.rows[number]):
            return number
    return None


def _header_bottom(grid: Grid, top: int, area_at: int) -> int:
    """The row above the first area: below the area's header its column is merged, so blank."""
    for number in range(top + 1, top + MOST_LEVELS + 1):
        row = grid.rows.get(number, [])
        if area_at < len(row) and not is_blank(row[area_at]):
            return number - 1
    return top


def _name_of_total(grid: Grid, bottom: int, area_at: int, names: Mapping[str, str], city: str) -> str:
    """全国 above provinces, the city above its districts."""
    written = [
        row[area_at] for n, row in grid.rows.items() if n > bottom and area_at < len(row) and row[area_at]
    ]
    areas = {names[key] for text in written if (key := spelling(text or "")) in names}
    return NATION if len(areas & set(provinces()["area"])) * 2 > len(areas) else city


def _basis(title: str, city: str) -> str:
    """What the table counts, in its own words: the title without the window, the word table, remarks, and the
    place, which every figure names itself.
    """
    text = _REMARK_ON_TITLE.sub("", with_chinese_days(unicodedata.normalize("NFKC", title)))
    text = SIGNED.sub("", re.sub(r"附[件表]\s*\d*\s*:?", "", text))
    text = _BETWEEN_SIGNS.sub("", _DAYS_OF_TITLE.sub("", text).strip())
    text = re.sub(rf"(?<=[a-zA-Z]) (?:in|of) {re.escape(city)}(?![a-zA-Z])", "", _AFTER_WORDS.sub("", text))
    text = re.sub(r"(基本)?(情况|统计|汇总|一览)*表?$", "", text.strip("()"))
    return re.sub(f"^(?:{NATION}|全[省市区县]|{re.escape(city)})", "", text).strip()
