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

from .errors import ColumnsMissing, InputRejected
from .periods import Window
from .project import Project
from .reference import area_aliases, current_areas, provinces
from .sheets.encoding import decode
from .sheets.files import list_files, read_grids
from .sheets.grid import Grid, is_blank
from .sheets.layout import HEADER_SEARCH_ROWS, MOST_LEVELS, header_paths, spelling
from .sheets.limits import LIMITS, Limits

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
)
NATION = "全国"
THIS_YEAR, LAST_YEAR = "this year", "last year"

_AREA_HEADERS = frozenset(
    map(
        spelling,
        ["地区", "省份", "省市", "省（区、市）", "区县", "行政区", "各区", "所属区", "区", "area", "region"],
    )
)
_TOTAL_ROWS = frozenset({"合计", "总计", "全国", "全市", "total"})
_SUFFIXES = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|区|县)$")
_LAST_YEAR_WORDS = ("去年", "上年", "上一年", "lastyear", "previousyear")
_CHANGE_WORDS = ("同期比", "同比", "环比", "增减", "增长", "比重", "占比", "幅度", "change", "ratio", "share")
_CHINESE_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ATTACHMENT = re.compile(r"\s*附[件表]\s*\d*\s*:")
_LONE_DAY = re.compile(r"\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_TO_DAY = re.compile(r"(?:截至|截止到?|至|到|[-~—–])(?:(?:19|20)\d{2}年)?(\d{1,2})月(\d{1,2})日")
_MONTHS = re.compile(r"(\d{1,2})月?[-~—–至到](\d{1,2})月")
_MONTH = re.compile(r"(\d{1,2})月")
_QUARTERS = re.compile(r"前([二三四234])个?季度")
_QUARTER = re.compile(r"第?([一二三四1234])季度")


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
        window_end, value, basis, source, published_on (NaT where unknown), printed_as (this or last year).

    Raises
    ------
    InputRejected
        If no sheet of a file is such a table, or neither its title nor its file name says when it counts.

    Notes
    -----
    A blank or ``/`` where a count belongs means that no report came: the value is missing, never 0. Who
    shares out the whole may count it as 0, and has to say so. Columns of changes and ratios are not read.
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
    if not rows:
        sheets = ", ".join(repr(grid.sheet) for grid in grids)
        raise InputRejected(
            f"'{file.name}' holds no table of totals (sheets: {sheets}). Needed is a column 地区 with "
            "areas below it, "
            "under a title, beside columns 事故起数 or 死亡人数; or the columns area, measure, window_start, "
            "window_end, value, basis, source."
        )
    return _typed(pd.DataFrame(rows, columns=list(TOTALS)))


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        value=pd.to_numeric(table["value"]).astype("float64"),
        **{c: pd.to_datetime(table[c]) for c in ("window_start", "window_end", "published_on")},
    )


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
    defaults = {"basis": "", "source": name, "published_on": None, "printed_as": THIS_YEAR}
    for column, default in defaults.items():
        if column not in table:
            table[column] = default
    values = pd.Series([_count(cell) for cell in table["value"]], dtype="float64")
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
    for row in list(grid.rows.values())[1:]:
        cells = {column: (row[i] or "").strip() if i < len(row) else "" for column, i in columns.items()}
        area, basis = cells.pop("area"), cells.pop("basis", "")
        year = _YEAR.fullmatch(cells.pop("year"))
        if year is None:
            raise InputRejected(f"'{name}' has a line for '{area}' without a year in four digits.")
        days = Window.year(int(year.group(1)))
        for measure, text in cells.items():
            yield (
                names.get(spelling(area), area), measure, days.start, days.end, _count(text),
                basis, name, None, THIS_YEAR,
            )  # fmt: skip


def _printed_rows(
    grid: Grid, file: Path, names: Mapping[str, str], city: str
) -> Iterator[tuple[object, ...]]:
    """The counts of a printed table; none where the sheet is not one, as scratch work beside it is not."""
    top = _header_row(grid)
    if top is None:
        return
    area_at = next(i for i, cell in enumerate(grid.rows[top]) if cell and spelling(cell) in _AREA_HEADERS)
    bottom = _header_bottom(grid, top, area_at)
    title = " ".join(c for n, row in grid.rows.items() if n < top for c in row if c is not None)
    window = _window(title, file)
    columns = _measures(header_paths(grid, top, bottom), window)
    if not columns:
        return
    total = _name_of_total(grid, bottom, area_at, names, city)
    basis = _basis(title or file.stem)
    published_on = _published_on(file, window, basis)
    for number, row in grid.rows.items():
        written = row[area_at] if area_at < len(row) else None
        area = total if written and spelling(written) in _TOTAL_ROWS else names.get(spelling(written or ""))
        values = {i: _count(row[i]) if i < len(row) else None for i in columns}
        if number <= bottom or is_blank(written) or (area is None and not any(values.values())):
            continue
        for index, (measure, years_back, printed_as) in columns.items():
            days = window.years_before(years_back) if years_back else window
            yield (
                area or written, measure, days.start, days.end, values[index],
                basis, file.name, published_on, printed_as,
            )  # fmt: skip


def _published_on(file: Path, window: Window, basis: str) -> date | None:
    """The day of the notice beside `file` that names a table of this window and basis as its attachment."""
    for notice in sorted(file.parent.glob("*.txt")):
        try:
            lines = unicodedata.normalize("NFKC", decode(notice.read_bytes(), notice.name)).splitlines()
        # A text beside the table that cannot be read is no notice.
        except (InputRejected, OSError):
            continue
        attached = [line for line in lines if _ATTACHMENT.match(line)]
        days = [day for line in lines if (day := _LONE_DAY.fullmatch(line))]
        if days and any(window_in(line) == window and _basis(line) == basis for line in attached):
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


def _measures(paths: Iterable[tuple[str, ...]], window: Window) -> dict[int, tuple[str, int, str]]:
    """Column -> its measure, how many years before the window it counts, and as what it is printed."""
    columns = {}
    for index, path in enumerate(paths):
        words = spelling("".join(path))
        if any(word in words for word in _CHANGE_WORDS):
            continue
        if "死亡" in words or "deaths" in words:
            measure = "deaths"
        elif "起数" in words or "accidents" in words or words.endswith("事故"):
            measure = "accidents"
        else:
            continue
        # 较大及以上 is what the ministry prints beside the whole: three deaths and more.
        measure = f"severe_{measure}" if "较大" in words or "severe" in words else measure
        year = _YEAR.search(unicodedata.normalize("NFKC", path[-1]))
        back = (
            window.end.year - int(year.group(1)) if year else int(any(w in words for w in _LAST_YEAR_WORDS))
        )
        if back in {0, 1}:
            columns[index] = (measure, back, LAST_YEAR if back else THIS_YEAR)
    return columns


def _name_of_total(grid: Grid, bottom: int, area_at: int, names: Mapping[str, str], city: str) -> str:
    """全国 above provinces, the city above its districts."""
    written = [
        row[area_at] for n, row in grid.rows.items() if n > bottom and area_at < len(row) and row[area_at]
    ]
    areas = {names[key] for text in written if (key := spelling(text or "")) in names}
    return NATION if len(areas & set(provinces()["area"])) * 2 > len(areas) else city


def _count(cell: str | None) -> float | None:
    """A count, or None for a blank, a sign or words: missing is not zero."""
    text = unicodedata.normalize("NFKC", cell or "").replace(",", "").strip()
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _basis(title: str) -> str:
    """What the table counts, in its own words: the title without the window and the word table."""
    text = unicodedata.normalize("NFKC", title)
    text = re.sub(r"附[件表]\s*\d*\s*:?", "", text)
    text = re.sub(
        r"(19|20)\d{2}年?|\d{1,2}月?[-~—–至到]\d{1,2}月(\d{1,2}日)?|\d{1,2}月(\d{1,2}日)?", "", text
    )
    text = re.sub(r"截[至止]到?|上半年|下半年|前?第?[一二三四]季度|全年|年度|份", "", text)
    return re.sub(r"(基本)?(情况|统计|汇总|一览)*表?$", "", "".join(text.split())).strip("()")


def _window(title: str, file: Path) -> Window:
    """The window that the title names, or the file name where the title names none; they must not differ."""
    inside, outside = window_in(title), window_in(file.stem)
    if inside and outside and inside != outside:
        raise InputRejected(
            f"'{file.name}': the title says {inside}, the file name {outside}. Correct the one that is wrong."
        )
    window = inside or outside
    if window is None:
        raise InputRejected(
            f"'{file.name}' does not say when it counts: neither its title ('{title[:60]}') nor its "
            "name holds a year. "
            "Name the file like 2014年1-3月….xlsx."
        )
    return window


def window_in(text: str) -> Window | None:
    """The window that a title or file name says; a year alone is the whole year, None without a year.

    >>> str(window_in("2014年1～2月房屋市政工程生产安全事故情况表"))
    '2014-01-01/2014-02-28'
    >>> str(window_in("截至2020年8月24日")), str(window_in("2020年前三季度"))
    ('2020-01-01/2020-08-24', '2020-01-01/2020-09-30')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    said = _YEAR.search(plain)
    if said is None:
        return None
    year = int(said.group(1))
    try:
        return _part_of_year(plain, year)
    except ValueError:
        return None


def _part_of_year(plain: str, year: int) -> Window:
    # 截至2020年8月24日: the year stands inside the words for the day.
    if day := _TO_DAY.search(plain):
        return Window.year_to_date(date(year, int(day.group(1)), int(day.group(2))))
    if months := _MONTHS.search(plain):
        return Window.months(year, int(months.group(1)), int(months.group(2)))
    if "上半年" in plain or "下半年" in plain:
        return Window.months(year, 1, 6) if "上半年" in plain else Window.months(year, 7, 12)
    if quarters := _QUARTERS.search(plain):
        return Window.months(year, 1, 3 * _CHINESE_QUARTERS[quarters.group(1)])
    if quarter := _QUARTER.search(plain):
        last = 3 * _CHINESE_QUARTERS[quarter.group(1)]
        return Window.months(year, last - 2, last)
    if month := _MONTH.search(plain):
        return Window.month(year, int(month.group(1)))
    return Window.year(year)


def reconcile(totals: pd.DataFrame) -> pd.DataFrame:
    """Hold the sum of monthly tables against each table that counts the same months together.

    Returns
    -------
    DataFrame
        One row an area, measure, basis and window from January of which every month is there too: months,
        sum_of_months, cumulative, difference (cumulative less sum: reports that came late, or
        were struck off where it is negative). Missing where a part is missing.
    """
    keys = ["area", "measure", "basis"]
    printed = totals[totals["printed_as"] == THIS_YEAR]
    start, end = printed["window_start"], printed["window_end"]
    ends_month = end == end + pd.offsets.MonthEnd(0)
    is_month = (start.dt.day == 1) & (start.dt.to_period("M") == end.dt.to_period("M")) & ends_month
    from_january = (start.dt.day_of_year == 1) & ends_month & ~is_month
    monthly = printed[is_month].assign(year=start.dt.year, month=end.dt.month)
    together = printed[from_january].assign(year=start.dt.year, last=end.dt.month)
    pairs = together.merge(
        monthly[[*keys, "year", "month", "value"]], on=[*keys, "year"], suffixes=("", "_month")
    )
    pairs = pairs[pairs["month"] <= pairs["last"]]
    grouped = pairs.groupby([*keys, "window_start", "window_end"], sort=False, as_index=False)
    summed = grouped.agg(
        last=("last", "first"),
        months=("month", "nunique"),
        sum_of_months=("value_month", lambda values: values.sum(skipna=False)),
        cumulative=("value", "first"),
    )
    whole = summed[summed["months"] == summed["last"]].drop(columns="last")
    return whole.assign(difference=whole["cumulative"] - whole["sum_of_months"]).reset_index(drop=True)


def shares_from_months(totals: pd.DataFrame, whole: str = NATION) -> pd.DataFrame:
    """Each area's share of the whole by the sum of monthly tables, and by the table of the same months.

    Returns
    -------
    DataFrame
        The rows of `reconcile` other than the whole, with share_of_months, share_printed (both 0 to 1) and
        note: a warning where the two differ. Monthly tables leave out what was reported late.
    """
    table = reconcile(totals)
    keys = ["measure", "basis", "window_start", "window_end"]
    of_whole = table[table["area"] == whole][[*keys, "sum_of_months", "cumulative"]]
    shares = table[table["area"] != whole].merge(of_whole, on=keys, suffixes=("", "_whole"))
    shares["share_of_months"] = _share(shares["sum_of_months"], shares["sum_of_months_whole"])
    shares["share_printed"] = _share(shares["cumulative"], shares["cumulative_whole"])
    differs = (shares["share_of_months"] - shares["share_printed"]).abs() > 0
    warning = (
        "built on the sum of months ("
        + shares["sum_of_months"].map("{:g}".format)
        + "); the table of the whole window says "
        + shares["cumulative"].map("{:g}".format)
    )
    return shares.assign(note=warning.where(differs, "")).drop(
        columns=["sum_of_months_whole", "cumulative_whole"]
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    # An empty whole has no shares: missing, neither 0 nor 1.
    return part / whole.where(whole > 0)


def compare_publications(totals: pd.DataFrame) -> pd.DataFrame:
    """Hold what was printed first about a window against what was printed about it last.

    Returns
    -------
    DataFrame
        One row an area, measure, basis and window that two publications print: first, last, difference (last
        less first: reports that came late, or accidents struck off where it is negative), first_source,
        last_source. A figure printed as that of the year before is the later one; a difference is missing
        where a figure is.
    """
    keys = ["area", "measure", "basis", "window_start", "window_end"]
    ordered = totals.assign(is_later=totals["printed_as"] == LAST_YEAR).sort_values(
        ["is_later", "published_on", "source"], kind="stable", na_position="first"
    )
    grouped = ordered.groupby(keys, sort=False)
    # nth takes the rows as they are: first() would pass over a figure that was not reported.
    first, last = (grouped.nth(n).set_index(keys)[["value", "source"]] for n in (0, -1))
    pairs = first.add_suffix("_first").join(last.add_suffix("_last"))
    pairs = pairs[pairs["source_first"] != pairs["source_last"]].reset_index()
    return pairs.rename(
        columns={
            "value_first": "first",
            "value_last": "last",
            "source_first": "first_source",
            "source_last": "last_source",
        }
    ).assign(difference=lambda both: both["last"] - both["first"])
