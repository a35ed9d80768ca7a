"""Reads `data/reference`: code tables, aliases, working days, populations, published figures, with sources.

Every reader returns the table as it stands in the CSV, with typed columns, read once a process. What a
column means and where each figure comes from stands in `data/reference/README.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from .errors import ColumnsMissing, InputRejected, UnknownName
from .periods import WorkingDays
from .project import Project
from .schema import PART, UNKNOWN, Basis
from .shipped import settings_as_text, shipped


def read_reference(path: Path, columns: Sequence[str] = ()) -> pd.DataFrame:
    """A reference CSV as text columns, blanks as empty texts; `columns` must be there.

    Raises
    ------
    InputRejected, ColumnsMissing
        If the file is missing, or lacks one of `columns`.
    """
    try:
        table = _table_of(settings_as_text(path))
    except FileNotFoundError as error:
        raise InputRejected(f"The reference table '{path}' is missing.") from error
    except pd.errors.EmptyDataError as error:
        raise InputRejected(f"The reference table '{path}' is empty.") from error
    except pd.errors.ParserError as error:
        raise InputRejected(f"'{path}' has a line of more cells than headers: {error}.") from error
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise ColumnsMissing(path.name, missing, table.columns)
    return table


def _table_of(text: str) -> pd.DataFrame:
    """The table in a text with commas, or with the tabs of Excel's 'Unicode text'; index 0 is line 2."""
    head = text.partition("\n")[0]
    comma = "\t" if "\t" in head and "," not in head else ","
    table = pd.read_csv(StringIO(text), sep=comma, dtype=str, keep_default_na=False, skip_blank_lines=False)
    table = table.fillna("")
    return table[(table != "").any(axis=1)]


@cache
def _shipped_table(name: str) -> pd.DataFrame:
    return read_reference(shipped("data", "reference", name)).reset_index(drop=True)


def _dates(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return table.assign(**{c: pd.to_datetime(table[c].replace("", None)) for c in columns})


def areas(project: Project) -> pd.DataFrame:
    """Areas of the city, abolished ones too: code, area, area_en, slug, valid_from, valid_to, became.

    Raises
    ------
    InputRejected
        If a slug of a current area is no name of a folder of its own: its briefings are written there.
    """
    path = project.path(project.areas)
    return _areas_in(path, path.stat().st_mtime_ns if path.exists() else 0).copy()


@cache
def _areas_in(path: Path, stamp: int) -> pd.DataFrame:
    """`stamp` is when the file was written: one written anew is read anew."""
    needed = ["code", "area", "area_en", "slug", "valid_from", "valid_to", "became"]
    table = read_reference(path, needed).reset_index(drop=True)
    # Where the areas stand on a map of tiles is optional.
    table = table.assign(**{name: table.get(name, "") for name in ("tile_row", "tile_column")})
    try:
        table = _dates(table, "valid_from", "valid_to")
    except ValueError as error:
        raise InputRejected(
            f"'{path}': a day under valid_from or valid_to cannot be read. Write all of them as 2010-07-01."
        ) from error
    _require_folder_names(table.loc[table["valid_to"].isna(), "slug"], path)
    return table


def _require_folder_names(slugs: pd.Series, path: Path) -> None:
    wrong = slugs[~slugs.str.fullmatch(r"[\w-]+") | slugs.str.lower().duplicated()]
    if len(wrong):
        raise InputRejected(
            f"'{path}': slug {wrong.iloc[0]!r} cannot be the name of an area's folder. It needs "
            "letters, digits, '-' or '_' alone, and another one for each area."
        )


def current_areas(project: Project) -> list[str]:
    """The areas that exist today, in the order of the project's list.

    >>> len(current_areas(Project.load()))
    17
    """
    table = areas(project)
    return table.loc[table["valid_to"].isna(), "area"].tolist()


def area_aliases(project: Project) -> dict[str, str]:
    """Other names of the areas: colloquial ones, short forms, and areas that were merged or renamed.

    Raises
    ------
    UnknownName
        If an area that a name stands for is not in the list of areas.
    """
    path = project.path(project.aliases)
    table = _aliases_in(path, path.stat().st_mtime_ns if path.exists() else 0)
    listed = areas(project)
    merged = listed.query("became != ''")
    for line, area in table.loc[~table["area"].isin(listed["area"]), "area"].items():
        hint = f"It stands in '{project.path(project.aliases)}' line {int(str(line)) + 2}."
        raise UnknownName("area", area, current_areas(project), hint=hint)
    return {**dict(zip(merged["area"], merged["became"])), **dict(zip(table["alias"], table["area"]))}


@cache
def _aliases_in(path: Path, stamp: int) -> pd.DataFrame:
    """As `_areas_in`: read anew where it was written anew."""
    return read_reference(path, ["alias", "area"])


def area_row(project: Project, area: str) -> pd.Series:
    """The row of one current area; `UnknownName` for any other, with the nearest names."""
    table = areas(project)
    found = table[(table["area"] == area) & table["valid_to"].isna()]
    if found.empty:
        if area == project.city:
            hint = f"'{area}' is the whole city: its figures stand in the briefing of each of its areas."
        else:
            hint = "" if project.file else f"These are of {project.city}: no project.toml is here or named."
        raise UnknownName("area", area, current_areas(project), hint=hint)
    return found.iloc[0]


def provinces() -> pd.DataFrame:
    """Provinces and the Xinjiang corps as printed: code, area, area_en, slug, aliases (; between)."""
    return _shipped_table("provinces.csv")


def divisions() -> pd.DataFrame:
    """Cities, counties and districts of China: code of GB/T 2260, area."""
    return _shipped_table("divisions.csv")


def headers(own: Sequence[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Known header spellings: ledger, column, header, last_resort; an office's `own` come first.

    The lines of a column stand in the order of trust; those of last resort (True) come last.
    """
    known = pd.concat(
        [pd.DataFrame(own, columns=["ledger", "header", "column"]), _shipped_table("headers.csv")]
    )
    last = _shipped_table("headers_of_last_resort.csv")
    return pd.concat([known.assign(last_resort=False), last.assign(last_resort=True)], ignore_index=True)


def header_qualifiers() -> pd.DataFrame:
    """Words in brackets or over a header: word, meaning (other, part, same)."""
    return _shipped_table("header_qualifiers.csv")


def header_contents() -> pd.DataFrame:
    """What a column holds as a rule, said in the brackets of its header: column, word."""
    return _shipped_table("header_contents.csv")


ALL_CATEGORIES = "all"
"""The basis that asks no accident for its category."""


@cache
def bases() -> Mapping[str, Basis]:
    """Every basis by name: what counts in a count, and so in a share.

    >>> bases()["no_road"].categories
    ('工矿商贸', '铁路交通', '特种设备')
    """
    read = {
        row["basis"]: Basis(
            row["basis"],
            row["zh"],
            row["en"],
            tuple(c for c in row["categories"].split(";") if c),
            row["fatal_only"] == "true",
        )
        for row in _shipped_table("bases.csv").to_dict("records")
    }
    return MappingProxyType(read)


def basis_named(name: str) -> Basis:
    """One basis; `UnknownName` with the nearest names otherwise."""
    known = bases()
    if name not in known:
        raise UnknownName("basis", name, list(known))
    return known[name]


def tells_categories(accidents: pd.DataFrame) -> bool:
    """Whether any accident of a ledger states its category (事故分类), or there is none to state it."""
    return accidents.empty or bool((accidents["category"] != UNKNOWN).any())


def countable_basis(name: str, accidents: pd.DataFrame) -> Basis:
    """The basis of that name; of all categories where it counts by category and no accident states its own.

    >>> countable_basis("no_road", pd.DataFrame({"category": ["unknown", "unknown"]})).name
    'all'
    """
    wanted = basis_named(name)
    return basis_named(ALL_CATEGORIES) if wanted.categories and not tells_categories(accidents) else wanted


def basis_of(name: str) -> Basis | None:
    """The basis that a result frame names, narrowed to a part or not; None for one that is in no list.

    >>> basis_of("no_road / supervision_sector=建筑业").part
    ('supervision_sector', '建筑业')
    """
    whole, _, part = name.partition(PART)
    basis = bases().get(whole)
    if basis is None or not part:
        return basis
    column, _, value = part.partition("=")
    return basis.within(column, value)


def categories() -> pd.DataFrame:
    """Statistical categories of accidents: category, en, aliases (; between)."""
    return _shipped_table("categories.csv")


def industries() -> pd.DataFrame:
    """GB/T 4754 sections: edition, letter, industry, en, aliases. Letters F to I differ in 2002."""
    return _shipped_table("industries.csv")


def own_sectors(project: Project) -> pd.DataFrame:
    """What a project adds to `supervision_sectors`: sector, en, aliases; no row where it has no list.

    Raises
    ------
    InputRejected
        If a line has no sector, or a sector two lines.
    """
    path = project.path(project.sectors)
    if not project.file or not path.exists():
        return supervision_sectors().iloc[:0]
    table = read_reference(path, ["sector", "sector_en", "aliases"]).apply(lambda cells: cells.str.strip())
    table = table[(table != "").any(axis=1)]
    for line in table.index[(table["sector"] == "") | table["sector"].duplicated()]:
        raise InputRejected(f"'{path}' line {line + 2}: each line needs a sector, and each sector one line.")
    aliases = table["aliases"].str.replace(r"\s*[;；]\s*", ";", regex=True)
    return pd.DataFrame({"sector": table["sector"], "en": table["sector_en"], "aliases": aliases})


def sectors_of(project: Project) -> pd.DataFrame:
    """The sectors of a project's own list, then the shipped ones that it neither names nor gives a sector.

    >>> sectors_of(Project.load()).equals(supervision_sectors())
    True
    """
    own, known = own_sectors(project), supervision_sectors()
    taken = {name for names in own["aliases"] for name in names.split(";")} | set(own["sector"])
    return pd.concat([own, known[~known["sector"].isin(taken)]], ignore_index=True)


def supervision_sectors() -> pd.DataFrame:
    """The bureau's own sectors (行业领域): sector, en, aliases (; between)."""
    return _shipped_table("supervision_sectors.csv")


def accident_kinds() -> pd.DataFrame:
    """Kinds of accident by GB 6441: kind, en, standard, valid_from, valid_to, became (; between), aliases."""
    return _dates(_shipped_table("accident_kinds.csv"), "valid_from", "valid_to")


def kind_words() -> pd.DataFrame:
    """Words of headers, titles and names that tell which kind of ledger a sheet is: ledger, word."""
    return _shipped_table("kind_words.csv")


def status_words() -> pd.DataFrame:
    """Status words of hazards: word, end_type, reopened (true or false)."""
    return _shipped_table("status_words.csv")


def status_parts() -> pd.DataFrame:
    """Parts of longer statuses, in their order: part, where, end_type (blank: says nothing), reopened.

    Where: at the start, at the end or within a clause; anywhere in the text; or apart, which is taken out
    before a clause is read (无反弹, 全部).
    """
    return _shipped_table("status_parts.csv")


def note_words(ledger: str) -> pd.DataFrame:
    """Words of remarks that say that a row of a ledger counts otherwise: word, where, says.

    Where: within a remark, at the end of a clause, the whole clause, the whole cell, or only as a mark in a
    number or name; apart: taken out before a remark is read. In a word {any}, {number}, {some}, {several},
    {year}, {place} and {key} stand for what they say.
    """
    return _of_ledger("note_words.csv", ledger)


def flag_columns(ledger: str) -> pd.DataFrame:
    """Columns that ask whether a row of a ledger counts: header, cell, says.

    The cell is the answer that says so: yes, no, some, several, or filled with anything.
    """
    return _of_ledger("flag_columns.csv", ledger)


def flag_answers() -> pd.DataFrame:
    """Words in such columns that by themselves say whether a row counts: word, counts (true or false)."""
    return _shipped_table("flag_answers.csv")


@cache
def _of_ledger(name: str, ledger: str) -> pd.DataFrame:
    table = _shipped_table(name)
    return table[[ledger in ledgers.split(";") for ledgers in table["ledgers"]]]


@cache
def note_headers() -> tuple[str, ...]:
    """The ends of headers under which remarks stand."""
    return tuple(_shipped_table("note_headers.csv")["header"])


@cache
def year_headers() -> frozenset[str]:
    """Headers of columns that hold the year of each row."""
    return frozenset(_shipped_table("year_headers.csv")["header"])


@cache
def void_sheets(meaning: str) -> tuple[str, ...]:
    """Words in the names of sheets and files that do not count, or may not, by their `meaning`."""
    table = _shipped_table("void_sheets.csv")
    return tuple(table.loc[table["meaning"] == meaning, "word"])


@cache
def victim_headers() -> pd.DataFrame:
    """Words by which a header names a column of victims, or of a trait: ``word``, ``where``, ``tells``.

    Where: within a level of the header; in the lowest alone; the whole of it, of which the level above must
    tell; or in that level above alone.
    """
    return _shipped_table("victim_headers.csv")


@cache
def void_headings() -> tuple[str, ...]:
    """Words of headings and titles that say that the records below them do not count."""
    return tuple(_shipped_table("void_headings.csv")["word"])


@cache
def trade_words() -> tuple[str, ...]:
    """Words of trades and places of work, by which 全区加油站 is all of a place and no one enterprise."""
    return tuple(_shipped_table("trade_words.csv")["word"])


@cache
def version_words() -> Mapping[str, str]:
    """Words in names of tabs and files, and in columns of stages -> which state they say: first, …, again."""
    table = _shipped_table("version_words.csv")
    return dict(zip(table["word"], table["stage"]))


@cache
def surnames() -> frozenset[str]:
    """The commonest surnames, one character each."""
    return frozenset(_shipped_table("surnames.csv")["surname"])


def populations() -> pd.DataFrame:
    """Residents by area and census year: area, year, population, zh, en (the census), source."""
    table = _shipped_table("populations.csv")
    return table.astype({"year": int, "population": int})


def _residents_of(project: Project) -> pd.DataFrame:
    """As `populations`: those that the project gives, else the shipped ones of the shipped city alone.

    Districts of other cities are called as some of Beijing's are: 朝阳区 is one of Changchun, too.
    """
    path = project.path(project.residents)
    own = _residents_in(path, path.stat().st_mtime_ns) if project.file and path.exists() else pd.DataFrame()
    if own.empty:
        shipped_ones = populations()
        return shipped_ones if project.city in set(shipped_ones["area"]) else shipped_ones.iloc[:0]
    known = {project.city, *areas(project)["area"]}
    for line, area in own.loc[~own["area"].isin(known), "area"].items():
        hint = f"It stands in '{path}' line {int(str(line)) + 2}."
        raise UnknownName("area", area, current_areas(project), hint=hint)
    return own


@cache
def _residents_in(path: Path, stamp: int) -> pd.DataFrame:
    """As `_areas_in`: read anew where it was written anew."""
    table = read_reference(path, ["area", "year", "residents", "source"])
    table = table.apply(lambda cells: cells.str.strip())
    table = table[(table != "").any(axis=1)]  # Excel leaves lines that only look empty.
    is_whole = table["year"].str.fullmatch(r"\d{4}") & table["residents"].str.fullmatch(r"[1-9]\d*")
    for line in table.index[~is_whole | (table["source"] == "") | table.duplicated(["area", "year"])]:
        raise InputRejected(
            f"'{path}' line {int(str(line)) + 2}: each line needs an area, a year (2020), its residents as a "
            "whole number of persons (214000) and their source, and each area one line a year."
        )
    english = table.get("source_en", table["source"])
    return table.rename(columns={"residents": "population"}).assign(
        year=table["year"].astype(int),
        population=table["residents"].astype(int),
        zh=table["source"],
        en=english.where(english != "", table["source"]),
    )


@dataclass(frozen=True)
class Census:
    """Residents of a city's areas, and in the readers' languages where they were counted."""

    people: dict[str, float]
    zh: str
    en: str


def census(project: Project, year: int) -> Census:
    """Of each area the residents counted nearest to `year`; an area without a figure is left out.

    A city of which none are held has no residents at all. Where areas were counted in unlike years, the
    source says which in which.

    >>> census(Project.load(), 2019).zh
    '第七次全国人口普查，2020年11月1日，北京市公报第二号'
    """
    table = _residents_of(project)
    table = table[table["area"].isin(current_areas(project))]
    distance = (table["year"] - year).abs()
    held = table.loc[distance.groupby(table["area"], sort=False).idxmin()]
    people = dict(zip(held["area"], held["population"].astype(float)))
    return Census(people, _sources(held, "zh", "；", "、"), _sources(held, "en", "; ", ", "))


def _sources(held: pd.DataFrame, language: str, between: str, listing: str) -> str:
    """Where residents were counted, with their year and areas where there is more than one year."""
    if len(set(held["year"])) <= 1:
        return between.join(held[language].unique())
    named = {
        (year, source): listing.join(rows["area"])
        for (year, source), rows in held.groupby(["year", language])
    }
    return between.join(f"{year} {areas}: {source}" for (year, source), areas in named.items())


def residents(project: Project, year: int) -> dict[str, float]:
    """Residents of the city's areas at the census nearest to `year`.

    >>> round(residents(Project.load(), 2020)["门头沟区"])
    392606
    """
    return census(project, year).people


def published_totals() -> pd.DataFrame:
    """City figures as printed: area, measure, category, window_start, window_end, value, derived, source."""
    table = _dates(_shipped_table("published_totals.csv"), "window_start", "window_end")
    return table.assign(value=table["value"].astype(float), derived=table["derived"] == "true")


def letter_claims() -> pd.DataFrame:
    """The figures of the supervision letter of 2020-11-04 on 门头沟区, as figures: no sentence of it.

    Columns: claim_id, item, measure, value, unit, qualifier, window_start, window_end, area, sector,
    category, comparison, section, class.
    """
    table = _dates(_shipped_table("letter_claims.csv"), "window_start", "window_end")
    return table.assign(value=table["value"].astype(float))


def series_breaks(ledger: str | None = None, column: str | None = None) -> pd.DataFrame:
    """Days on which a column of a ledger changed its meaning: break_on, ledger, column, zh, en, source.

    All of them, or those of one ledger and column.

    >>> series_breaks("accidents", "accident_kind")["break_on"].dt.year.tolist()
    [2026]
    """
    table = _dates(_shipped_table("series_breaks.csv"), "break_on")
    if ledger is not None:
        table = table[table["ledger"] == ledger]
    if column is not None:
        table = table[table["column"] == column]
    return table.reset_index(drop=True)


def labels() -> dict[str, str]:
    """English labels of the Chinese values in a ledger: areas, categories, industries, sectors, kinds."""
    pairs: dict[str, str] = {}
    for table, value in (
        (_shipped_table("areas.csv"), "area"),
        (provinces(), "area"),
        (categories(), "category"),
        (supervision_sectors(), "sector"),
        (_shipped_table("accident_kinds.csv"), "kind"),
    ):
        pairs |= dict(zip(table[value], table["area_en" if value == "area" else "en"]))
    by_letter = industries().query("edition == '2017'")
    pairs |= {f"{r.letter} {r.industry}": f"{r.letter} {r.en}" for r in by_letter.itertuples()}
    return pairs


def own_labels(project: Project) -> dict[str, str]:
    """English names of a project's city, areas and sectors; of current areas that would share one, their own.

    An area that is no more gives way: 县 and 区 of one name are spelt alike.

    >>> own_labels(Project.load())["门头沟区"]
    'Mentougou'
    """
    table = areas(project)
    english = table["area_en"].where(table["area_en"] != "", table["area"])
    is_current = table["valid_to"].isna()
    of_current = english[is_current]
    is_shared = english.isin(of_current[of_current.duplicated()]) | (~is_current & english.isin(of_current))
    is_shared |= ~is_current & english.duplicated(keep=False)
    sectors = own_sectors(project)
    sectors = sectors[sectors["en"] != ""]
    return {
        **dict(zip(sectors["sector"], sectors["en"])),
        project.city: project.city_en,
        **dict(zip(table["area"], table["area"].where(is_shared, english))),
    }


@cache
def working_days() -> WorkingDays:
    """The official working-day table; the years it covers are those it has days for.

    >>> from datetime import date
    >>> str(working_days().after(date(2020, 11, 4), 60))
    '2021-01-28'
    """
    table = _dates(_shipped_table("workdays.csv"), "day")
    return WorkingDays(table, frozenset(table["day"].dt.year.unique().tolist()))
