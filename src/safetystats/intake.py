"""Raw files and folders -> clean ledgers in a folder, with a balance a sheet: read = kept + set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from .cleaning import clean
from .corrections import CORRECTIONS, Correction, proposals, read_corrections
from .errors import InputRejected, NoLedger, WrongUse
from .executors import Executor
from .findings import Cleaned, all_findings, no_findings
from .ledgers import read_ledgers, write_ledgers
from .locale import say, say_count
from .locale.notes import refusal_text, remark_text
from .locale.wording import ledger_text, names_text
from .project import Project
from .read import LIST_OF_CORRECTIONS, RawLedger, RawTable, read_tables, require_ledger, unread_file
from .rules.enterprise_keys import credit_codes_in
from .rules.file_names import mask_names
from .rules.not_stated import sheets_without
from .rules.personal import mask_in_name, masked_names
from .rules.zero_reports import UNTOLD
from .schema import CHOICES_SHEET, LEDGERS, SOURCE, UNKNOWN, Audience, ledger_named
from .sheets.files import list_files, no_files, other_files, told_name
from .sheets.lines import NO_HEADER, OTHER_FILE
from .store import read_or_kept
from .writing import digest_of

NOTICE = "NOTICE.txt"
"""A file of this name beside raw ledgers speaks on every report made from them: a line for each language."""

_MEMORY_A_BYTE = 35
"""Bytes of memory that cleaning takes for one of a CSV, by one of 200,000 hazards; of a workbook, more."""

_SETTINGS = frozenset({".toml", ".md"})
"""Files that may lie beside ledgers and were never meant to be read as one."""


@dataclass(frozen=True)
class Balance:
    """One sheet: records read, kept and set aside; lines that are no record; findings by rule."""

    file: str
    sheet: str
    kind: str
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    rows_skipped: int
    findings: dict[str, int]


_MOST_REFUSALS = 4
"""Of so many files besides the first it is said why they were refused."""


@dataclass(frozen=True)
class Intake:
    """What came of the paths given: clean ledgers, a balance a sheet, and the files refused with reasons."""

    cleaned: tuple[Cleaned, ...]
    balances: tuple[Balance, ...]
    rejected: tuple[tuple[str, InputRejected | WrongUse], ...]
    inputs: tuple[Path, ...]
    notice: str
    audience: Audience
    city: str
    """The city of the project, whose areas are the list."""
    passed_over: tuple[str, ...] = ()
    """Files in the folders given that are no ledger files: documents, archives, tables of other programs."""
    left_out: tuple[tuple[str, NoLedger], ...] = ()
    """Files found in the folders given that were refused, and are plainly no ledgers: notes on the others."""

    def refuse_if_rejected(self) -> None:
        """Raise all refusals, of what may be no ledger last: figures from a part of the files would be wrong
        without a word.
        """
        if not self.rejected:
            return
        (file, error), *others = sorted(self.rejected, key=lambda one: isinstance(one[1], NoLedger))
        message = f"Nothing was written, because '{file}' was refused: {error}"
        for other, why in others[:_MOST_REFUSALS]:
            message += f"\nSo was '{other}': {why}"
        if len(others) > _MOST_REFUSALS:
            message += f"\nSo were {len(others) - _MOST_REFUSALS} more files."
        raise type(error)(message) if type(error) in (InputRejected, WrongUse) else InputRejected(message)

    def write(self, folder: Path, language: str = "zh") -> Path:
        """Write the ledgers, findings and quarantine to `folder`, whole or not at all."""
        return write_ledgers(
            self.cleaned,
            folder,
            inputs=self.inputs,
            notice=self.notice,
            audience=self.audience,
            language=language,
        )

    def to_json(self) -> dict[str, Any]:
        """The balances and refusals, as `safetystats clean --json` prints them."""
        return {
            "files": [vars(balance) for balance in self.balances],
            "rejected": [
                {"file": file, "reason": str(error)} for file, error in (*self.rejected, *self.left_out)
            ],
            "skipped": [{"file": file, "reason": OTHER_FILE} for file in self.passed_over],
        }

    def warnings(self, language: str = "en") -> list[str]:
        """What a person should look at first: files passed over, sheets and kinds without a record."""
        lines = [
            say(
                "'{file}' was passed over: it is no workbook, CSV file or text with a table in it.",
                language,
                file=file,
            )
            for file in self.passed_over
        ]
        # A blank workbook that `init` gave waits to be filled in.
        blank = {
            file
            for one in self.cleaned
            for file, sheet in zip(one.skipped["file"], one.skipped["sheet"])
            if sheet == CHOICES_SHEET
        }
        empty = [b for b in self.balances if "no_records" in b.findings and b.file not in blank]
        if empty:
            quoted = "'{}'" if language == "en" else "“{}”"
            named = [" ".join(filter(None, (quoted.format(b.file), b.sheet))) for b in empty]
            files = names_text(named, language)
            lines.append(say("No records stand under the header of {files}.", language, files=files))
        found = all_findings(one.findings for one in self.cleaned)
        of_units = found[found["rule"] == "units_differ"].drop_duplicates(["file", "note"])
        for file, row, note in zip(of_units["file"], of_units["row"], of_units["note"]):
            lines.append(
                say(
                    "'{file}' row {row} states two units, and figures in it may be wrong by their ratio: "
                    "{note}",
                    language,
                    file=file,
                    row=row,
                    note=remark_text(note, language),
                )
            )
        untold = found[found["rule"] == UNTOLD].drop_duplicates(["file", "note"])
        for file, note in zip(untold["file"], untold["note"]):
            note = remark_text(note, language)
            lines.append(
                say("'{file}' reports that there was nothing: {note}", language, file=file, note=note)
            )
        contradicted = found[found["rule"] == "title_contradicted"]
        for file, sheet, told, years in contradicted[["file", "sheet", "before", "after"]].to_numpy():
            lines.append(
                say(
                    "'{file}'{sheet} names the year {told}, and its days are all of {years}: the days are "
                    "believed. Correct the title or name, or the days.",
                    language,
                    file=file,
                    sheet=f" {sheet}" if sheet else "",
                    told=told,
                    years=years,
                )
            )
        for one in self.cleaned:
            lines += _beside_the_others(one, language) + _not_understood(one, language)
            if one.ledger.empty and len(one.quarantine):
                reasons = pd.Series([remark_text(text, language) for text in one.quarantine["reason"]])
                lines.append(
                    say(
                        "{ledger}: every row was set aside ({count}), most for '{why}'.",
                        language,
                        ledger=_named(one.kind, language),
                        count=len(one.quarantine),
                        why=reasons.str.partition("：" if language == "zh" else ":")[0].mode()[0],
                    )
                )
        return lines

    @property
    def of_another_city(self) -> tuple[Cleaned, ...]:
        """The ledgers that name areas, of which not one is in the project's list."""
        return tuple(
            one
            for one in self.cleaned
            if len(one.ledger)
            and "area_list_unlike" in set(one.findings["rule"])
            and one.ledger["area"].eq(UNKNOWN).all()
        )

    def foreign(self, language: str = "en") -> list[str]:
        """What must be said of each ledger `of_another_city`, however quiet the run is to be."""
        return [foreign_text(one.kind, len(one.ledger), self.city, language) for one in self.of_another_city]

    @property
    def lists_of_corrections(self) -> tuple[Balance, ...]:
        """The sheets that list corrections, none of which was made."""
        return tuple(one for one in self.balances if LIST_OF_CORRECTIONS in one.findings)

    def refusals(self, language: str = "en") -> list[str]:
        """What must be said of each list of corrections and each file in `left_out`, however quiet the run is
        to be.
        """
        lists = [
            say(
                "SET ASIDE '{file}', {count} rows: it lists corrections, and none of them was made, so "
                "figures may change. Write each into the row of its record, or into corrections.csv.",
                language,
                file=one.file,
                count=one.rows_quarantined,
            )
            for one in self.lists_of_corrections
        ]
        return lists + [
            say(
                "REJECTED '{file}', nothing of it was read: {error}",
                language,
                file=file,
                error=refusal_text(str(error), language),
            )
            for file, error in self.left_out
        ]

    def told(self, language: str = "en") -> str:
        """The three numbers of each ledger in a line for a person, and which ledgers have no record."""
        lines, empty = [], []
        for kind in LEDGERS:
            sheets = [b for b in self.balances if b.kind == kind]
            if sheets and not any(b.rows_read for b in sheets):
                empty.append(_named(kind, language))
            elif sheets:
                lines.append(
                    say(
                        "{ledger}: {read} rows read = {kept} kept + {aside} set aside; {skipped} lines were "
                        "no record; {found} findings",
                        language,
                        ledger=_named(kind, language),
                        read=sum(b.rows_read for b in sheets),
                        kept=sum(b.rows_kept for b in sheets),
                        aside=sum(b.rows_quarantined for b in sheets),
                        skipped=sum(b.rows_skipped for b in sheets),
                        found=sum(sum(b.findings.values()) for b in sheets),
                    )
                )
        if empty:
            lines.append(say("no record in: {ledgers}", language, ledgers=names_text(empty, language)))
        unused = sum(one.findings["rule"].eq("correction_unused").sum() for one in self.cleaned)
        if unused:
            lines.append(
                say(
                    "corrections: {count} lines met nothing (findings: correction_unused)",
                    language,
                    count=unused,
                )
            )
        return "\n".join([*lines, *self._left_to_do(language)])

    def _left_to_do(self, language: str) -> list[str]:
        """What a person has to look at before the figures are right: rows of no known area, and proposals."""
        lines = []
        for one in self.cleaned:
            unplaced = int(one.ledger["area"].eq(UNKNOWN).sum()) if "area" in one.ledger else 0
            if unplaced:
                lines.append(
                    say_count(
                        "{ledger}: {count} row is of no known area: it counts for the city alone",
                        "{ledger}: {count} rows are of no known area: they count for the city alone",
                        unplaced,
                        language,
                        ledger=_named(one.kind, language),
                    )
                )
        asked = proposals(_together(self.cleaned))
        if len(asked):
            lines.append(
                say_count(
                    "proposals.csv: {count} line waits for your decision",
                    "proposals.csv: {count} lines wait for your decision",
                    len(asked),
                    language,
                )
            )
        return lines


def foreign_text(kind: str, count: int, city: str, language: str) -> str:
    """What must be said of a ledger of which no row lies in an area of the city."""
    return say(
        "{ledger}: not one of {count} rows lies in an area of {city}, so no area has any figures. "
        "For another city start a project (safetystats init FOLDER --city NAME) and clean with "
        "--project FOLDER/project.toml.",
        language,
        ledger=_named(kind, language),
        count=count,
        city=city,
    )


def memory_text(paths: Sequence[Path], language: str) -> str:
    """What must be said before sheets are cleaned for which memory will not do; empty where it will.

    `clean` holds all records at once, and looks for repeats and enterprises in all of them together.
    """
    needed = _MEMORY_A_BYTE * sum(file.stat().st_size for file, _ in _ledger_files(paths) if file.is_file())
    free = psutil.virtual_memory().available
    if needed <= free:
        return ""
    return say(
        "Cleaning these sheets together takes about {needed} GB of memory, of which {free} GB are free: it "
        "may end without a result. Count them in parts instead: safetystats count PATH... --out cube.npz, "
        "then safetystats brief AREA --as-of DAY --cube cube.npz.",
        language,
        needed=f"{needed / 1e9:.1f}",
        free=f"{free / 1e9:.1f}",
    )


def _beside_the_others(cleaned: Cleaned, language: str) -> list[str]:
    """What came of sheets that are hidden, and of those whose name says that they do not count."""
    void = cleaned.findings.query("rule == 'void_sheet' and action == 'quarantined'")
    hidden = cleaned.findings.query("rule == 'hidden_sheet'")[["file", "sheet"]].drop_duplicates()
    kept = hidden.merge(cleaned.ledger, left_on=["file", "sheet"], right_on=list(SOURCE[:2]))
    told = [
        (
            void,
            say(
                "'{file}' sheet '{sheet}': its {count} rows were set aside, as its name says that it does "
                "not count.",
                language,
            ),
        ),
        (
            kept,
            say(
                "'{file}' sheet '{sheet}' is hidden, and {count} of its rows are in no sheet that is shown: "
                "they are counted. If they are not to be, delete the sheet.",
                language,
            ),
        ),
    ]
    return [
        text.format(file=file, sheet=sheet, count=count)
        for rows, text in told
        for (file, sheet), count in Counter(zip(rows["file"], rows["sheet"])).items()
    ]


def _not_understood(cleaned: Cleaned, language: str) -> list[str]:
    """That no header was understood as a column without which little can be counted, with those not used."""
    told = {
        "area": say(
            "{ledger}: no header of {files} was understood as the area, so its rows are of no "
            "known area. Headers not used: {headers}. If one is the area, add it to project.toml "
            "under [headers.{kind}].",
            language,
        ),
        "deaths": say(
            "{ledger}: no header of {files} was understood as the deaths, so none of its accidents is known "
            "to be fatal. Headers not used: {headers}. If one is the deaths, add it to project.toml "
            "under [headers.{kind}].",
            language,
        ),
        "closed_on": say(
            "{ledger}: no header of {files} was understood as the status or the closing day, so how its "
            "hazards ended is not known. Headers not used: {headers}. If one is the status or the closing "
            "day, add it to project.toml under [headers.{kind}].",
            language,
        ),
    }
    lines = []
    for column, text in told.items():
        files, headers = sheets_without(cleaned.findings, column)
        if files:
            ledger = _named(cleaned.kind, language)
            lines.append(text.format(ledger=ledger, files=files, headers=headers, kind=cleaned.kind))
    return lines


def _together(cleaned: Sequence[Cleaned]) -> pd.DataFrame:
    """The findings of all ledgers, each with its `ledger`."""
    return pd.concat([no_findings(), *(one.findings.assign(ledger=one.kind) for one in cleaned)])


def _named(kind: str, language: str) -> str:
    """A ledger as it is called at a terminal: English by the name of its file."""
    return kind if language == "en" else ledger_text(kind, language)


def take_in(
    paths: Sequence[Path],
    *,
    kind: str | None = None,
    project: Project | None = None,
    corrections: Sequence[Path] = (),
    audience: Audience | None = None,
    store: Path | None = None,
    executor: Executor | None = None,
    on_file: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> Intake:
    """Read and clean every ledger file at `paths`.

    Parameters
    ----------
    paths
        Files and folders.
    kind
        Kind of ledger, where the headers leave it open.
    corrections
        Files of a person's decisions, such as `find_corrections` gives.
    audience
        Who may read the ledgers: see `audiences`; the project's own if not given.
    store
        Folder that keeps what was read of each file: one that did not change is not read again.
    executor
        What reads the files; this process, one after another, without. Its processes must see the files under
        the same paths, and have this package. What comes of them is the same.
    on_file
        Called before each file with its name, how many are done, and how many there are.

    Returns
    -------
    Intake
        A file that was refused is in `rejected`, and nothing of it is in a ledger. One that was found in a
        folder beside ledgers, and is plainly none (`NoLedger`), is in `left_out` and on a line of what was
        skipped; a folder with the name of a file too. One that was named itself, or may hold records, never
        is.

    Raises
    ------
    InputRejected
        If there is nothing at one of `paths`, or a file of corrections cannot be used.
    """
    decided = read_corrections(*corrections)
    project = project or Project.load()
    audience = audience or project.audience
    if kind is not None:
        ledger_named(kind)
    taken = _read_all(paths, kind, project, store, executor, on_file)
    passed_over = [
        _told_name(file, root)
        for root in map(Path, paths)
        for file in other_files(root)
        if file.name != NOTICE and file.suffix not in _SETTINGS
    ]
    names = masked_names([*taken.names, *passed_over])
    shown = {
        name: name if audience == "internal" else reading.value or name for name, reading in names.items()
    }
    tables = taken.tables if audience == "internal" else mask_names(taken.tables, files=names)
    cleaned = _clean_each(tables, project, decided, audience)
    return Intake(
        cleaned=tuple(cleaned),
        balances=tuple(_balances(tables, cleaned)),
        rejected=tuple((shown[name], error) for name, error in taken.rejected),
        left_out=tuple((shown[name], error) for name, error in taken.left_out),
        inputs=(*taken.files, *corrections),
        notice=notice_beside(paths),
        audience=audience,
        city=project.city,
        passed_over=tuple(shown[name] for name in passed_over),
    )


@dataclass
class _Taken:
    """What was read of all files: tables, and the files of which nothing was, each with the reason."""

    files: list[Path]
    names: list[str]
    """Of the files, and of what only has the name of one."""
    tables: list[RawTable] = field(default_factory=list)
    rejected: list[tuple[str, InputRejected | WrongUse]] = field(default_factory=list)
    left_out: list[tuple[str, NoLedger]] = field(default_factory=list)

    def refuse(self, name: str, error: InputRejected | WrongUse, *, was_named: bool) -> None:
        """What is plainly no ledger is left out of a folder; what was named itself is rejected."""
        if isinstance(error, NoLedger) and not was_named:
            self.left_out.append((name, error))
        else:
            self.rejected.append((name, error))


def _read_all(
    paths: Sequence[Path],
    kind: str | None,
    project: Project,
    store: Path | None,
    executor: Executor | None,
    on_file: Callable[[str, int, int], None],
) -> _Taken:
    """Read every file, each that is refused by itself; nothing is left out where there is no table."""
    files = _ledger_files(paths)
    named = {Path(path) for path in paths}
    taken = _Taken([file for file, _ in files], [_told_name(*file) for file in files])
    mapped = executor.map if executor else map
    each = iter(mapped(partial(_read_one, kind=kind, project=project, store=store), files, taken.names))
    for done, (name, (file, _)) in enumerate(zip(taken.names, files)):
        on_file(mask_in_name(name).value or name, done, len(files) + 1)
        came = next(each)
        if isinstance(came, list):
            taken.tables += came
        else:
            taken.refuse(name, came, was_named=file in named)
    for root in map(Path, paths):
        for path, refusal in no_files(root):
            name = _told_name(path, root)
            taken.names.append(name)
            taken.refuse(name, refusal, was_named=False)
    on_file("", len(files), len(files) + 1)
    if taken.tables:
        require_ledger(taken.tables)
        taken.tables[0] = _accounting_for(taken.tables[0], [name for name, _ in taken.left_out])
    else:
        taken.rejected, taken.left_out = [*taken.rejected, *taken.left_out], []
    return taken


def _read_one(
    place: tuple[Path, Path], name: str, *, kind: str | None, project: Project, store: Path | None
) -> list[RawTable] | InputRejected | WrongUse:
    """The tables of a file that lies below a folder, or why it is refused; either can be sent between
    processes.
    """
    file, root = place
    read = partial(read_or_kept, store) if store else read_tables
    try:
        _require_no_corrections(file, name)
        return read(file, kind, project, root=root)
    except (InputRejected, WrongUse) as error:
        kinds = (NoLedger, WrongUse, InputRejected)
        return next((of for of in kinds if type(error) is of), InputRejected)(str(error))


def _clean_each(
    tables: Sequence[RawTable], project: Project, decided: Sequence[Correction], audience: Audience
) -> list[Cleaned]:
    """Each kind of ledger, cleaned: names of enterprises are held against those of the kinds before it."""
    codes = credit_codes_in(tables, project)
    cleaned: list[Cleaned] = []
    for name in LEDGERS:
        raw = RawLedger(name, tuple(table for table in tables if table.kind == name))
        if not raw.tables:
            continue
        known = pd.concat([pd.Series(dtype="str"), *(_enterprises(one) for one in cleaned)]).unique()
        cleaned.append(
            clean(
                raw,
                project=project,
                corrections=decided,
                codes=codes,
                known=known.tolist(),
                audience=audience,
            )
        )
    return cleaned


def _accounting_for(table: RawTable, files: Sequence[str]) -> RawTable:
    """The table with a line for each of `files`, beside which it stands and of which nothing is read."""
    lines = pd.DataFrame([unread_file(file, NO_HEADER) for file in files], columns=table.skipped.columns)
    return replace(table, skipped=pd.concat([table.skipped, lines], ignore_index=True)) if files else table


def _require_no_corrections(file: Path, name: str) -> None:
    """Raise for a workbook of corrections, which would be read as a ledger."""
    if file.stem.casefold() == Path(CORRECTIONS).stem and file.suffix.casefold() != ".csv":
        raise InputRejected(
            f"'{name}' is no ledger. Save it as {CORRECTIONS} ('CSV UTF-8'), so that it is used."
        )


def holds_other_ledgers(folder: Path, paths: Sequence[Path]) -> bool:
    """Whether `folder` holds ledgers that speak of other data than those at `paths`: their notices differ."""
    try:
        return str(read_ledgers(folder).manifest["notice"]).strip() != notice_beside(paths)
    except InputRejected:
        return False


def is_current(folder: Path, paths: Sequence[Path]) -> bool:
    """Whether the ledgers in `folder` are whole, masked, and by this version from `paths` as they are now."""
    try:
        made = read_ledgers(folder).manifest
    except InputRejected:
        return False
    if (
        made["versions"]["safetystats"] != version("safetystats")
        or made["audience"] != Project.load().audience
    ):
        return False
    return [entry["sha256"] for entry in made["inputs"]] == [
        digest_of([file]) for file, _ in _ledger_files(paths)
    ]


def find_corrections(paths: Sequence[Path], project: Project, folder: Path) -> list[Path]:
    """Files of corrections beside the raw sheets, in the project's own folder, and beside the ledgers."""
    own = [project.path(CORRECTIONS)] if project.file else []
    places = [*(_folder(path) / CORRECTIONS for path in paths), *own, folder / CORRECTIONS]
    return list({place.resolve(): place for place in places if place.is_file()}.values())


def _ledger_files(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Each ledger file with the folder its name is told from; corrections are no ledger.

    A name tells its file: where two files would be told by the same name, more of their folders is told.
    """
    files = [
        (file, root if root.is_dir() else root.parent)
        for root in map(Path, paths)
        for file in list_files(root)
        if file.name != CORRECTIONS
    ]
    while True:
        named = Counter(_told_name(file, root) for file, root in files)
        alike = [named[_told_name(file, root)] > 1 and root != root.parent for file, root in files]
        if not any(alike):
            return files
        files = [(file, root.parent if more else root) for (file, root), more in zip(files, alike)]


def named_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each ledger file with the name it is told by, without persons' numbers.

    Raises
    ------
    InputRejected
        If one of them is a workbook of corrections or a link to no file, or there is nothing at one of
        `paths`.
    """
    for root in map(Path, paths):
        for _, error in no_files(root):
            if not isinstance(error, NoLedger):
                raise error
    told = [(file, _told_name(file, root)) for file, root in _ledger_files(paths)]
    for file, name in told:
        _require_no_corrections(file, name)
    masked = masked_names(name for _, name in told)
    return [(file, masked[name].value or name) for file, name in told]


def _told_name(file: Path, root: Path) -> str:
    return told_name(file.relative_to(root).as_posix())


def _enterprises(cleaned: Cleaned) -> pd.Series:
    """The names of enterprises in a ledger; none in one that names no enterprise."""
    return cleaned.ledger.get("enterprise", pd.Series(dtype="str")).dropna()


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def notice_beside(paths: Sequence[Path]) -> str:
    """What a file beside the ledgers at `paths` has every report say; empty without one."""
    for path in map(Path, paths):
        beside = _folder(path) / NOTICE
        if beside.is_file():
            return beside.read_text(encoding="utf-8").strip()
    return ""


def _balances(tables: Sequence[RawTable], cleaned: Sequence[Cleaned]) -> list[Balance]:
    kept, aside, found = (_counted(cleaned, name) for name in ("ledger", "quarantine", "findings"))
    balances = []
    for table in tables:
        sheet = (table.file, table.sheet)
        rules = {
            rule: count for (*where, rule), count in found.items() if tuple(where) == (table.kind, *sheet)
        }
        balances.append(
            Balance(
                *sheet,
                table.kind,
                rows_read=len(table.rows),
                rows_kept=kept[(table.kind, *sheet)],
                rows_quarantined=aside[(table.kind, *sheet)],
                rows_skipped=len(table.skipped),
                findings=dict(sorted(rules.items())),
            )
        )
    return balances


def _counted(cleaned: Sequence[Cleaned], part: str) -> Counter[Any]:
    """Rows of one part of every ledger by kind, file and sheet; findings by their rule as well."""
    counted: Counter[Any] = Counter()
    for one in cleaned:
        frame: pd.DataFrame = getattr(one, part)
        names = ["file", "sheet", "rule"] if part == "findings" else ["source_file", "source_sheet"]
        counted.update((one.kind, *where) for where in zip(*(frame[name] for name in names)))
    return counted
