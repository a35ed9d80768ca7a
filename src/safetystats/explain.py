"""Name of a row in a briefing -> how its figures came about, and the records that they were counted from.

Everything is read from the briefing's own files: the executed notebook holds the tables with the results
behind their rows, the manifest the parameters and the digest of the ledgers that they were made from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from .briefings import digest_of_inputs, digest_of_totals
from .claims import read_claims
from .display import NOTHING, Draft, Table
from .documents.content import content_of
from .errors import InputRejected, SafetystatsError, UnknownName, WrongUse
from .locale import label, say, term
from .locale.formats import day_text, limits_text, number_text, window_of, window_text
from .locale.formulas import formula_text, source_of_method
from .locale.notes import column_text, remark_text
from .locale.wording import (
    WITHOUT_LIMITS,
    basis_text,
    compared_text,
    events_header,
    key_header,
    ledger_text,
    method_text,
    note_text,
)
from .notebook_files import nbformat
from .project import Project
from .records import ADDS, Behind, records_behind, records_of_claim, totals_behind
from .rules.places import AreaNames
from .schema import LEDGERS, RESULT, SOURCE, UNKNOWN
from .scope import CubeScope, Scope, TotalsScope

LISTED = 20
"""Records of one number that are listed unless all are asked for."""

_ROW = re.compile(r"[Tt](\d+)\.(\d+)")
_SHOWN = (
    "area",
    "supervision_sector",
    "department",
    "enterprise",
    "duty",
    "unit",
    "rule",
    "before",
    "reason",
)
"""Columns that say what a record is about, beside its number, its day and its place."""


@dataclass(frozen=True)
class Briefing:
    """A written briefing: its manifest, and the tables of its executed notebook."""

    folder: Path
    manifest: dict[str, Any]
    tables: tuple[Table, ...]

    @property
    def parameters(self) -> dict[str, str]:
        """What its notebook was run with."""
        return dict(self.manifest["parameters"])


@dataclass(frozen=True)
class Figure:
    """One result that a row shows, and the records behind each of its numbers."""

    result: dict[str, Any]
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class Explanation:
    """A row of a table, what it says, and how that came about.

    A row that was added below the others, such as a total, has no figures but is `made_from` those above.
    """

    row_id: str
    table: Table
    position: int
    figures: tuple[Figure, ...]
    made_from: tuple[str, ...]
    notice: str
    has_changed: bool
    """Whether the ledgers are other ones than those that the briefing was made from."""

    @property
    def agrees(self) -> bool:
        """Whether every number is what its records add up to."""
        return all(one.agrees for figure in self.figures for one in figure.behind)


@dataclass(frozen=True)
class _Manifest:
    """What a written briefing says that it was made from."""

    path: Path
    told: dict[str, Any]

    @property
    def area(self) -> str:
        return str(self.told["parameters"].get("area", ""))

    @property
    def language(self) -> str:
        return str(self.told["parameters"].get("language", ""))

    def is_named(self, area: str) -> bool:
        """Whether the lists of the briefing's own project read `area` as its area."""
        try:
            project = Project.load(self.told["parameters"].get("project") or None)
            return AreaNames.of(project).read(area).value == self.area
        except SafetystatsError:  # the project has gone since: its briefings can still be asked for by name
            return False


def find_briefing(folder: Path, area: str = "", language: str = "") -> Briefing:
    """The briefing that was written last below `folder`; of one area, or in one language, if asked for.

    Parameters
    ----------
    area
        As the briefing has it, or else another spelling that its project's lists know.
    language
        If not given, Chinese where the briefing is there in both.

    Raises
    ------
    InputRejected
        If there is none.
    """
    there = list(_manifests(folder))
    if area:
        there = [one for one in there if one.area == area] or [one for one in there if one.is_named(area)]
    of_area = f" of {area}" if area else ""
    if not there:
        raise InputRejected(
            f"No briefing{of_area} lies below '{folder}'. Write one with safetystats brief, or name its "
            "folder with --briefing."
        )
    found = [one for one in there if language in ("", one.language)]
    if not found:
        raise InputRejected(
            f"The briefing{of_area} below '{folder}' was not written in that language: ask for it with "
            f"--lang {there[0].language}, or write it with safetystats brief --lang {language}."
        )
    last = max(found, key=lambda one: (one.path.stat().st_mtime_ns, one.path))
    # The same briefing in both languages is written within a moment: which of them is the last says nothing.
    in_chinese = [one for one in found if one.language == "zh" and _is_the_same(one, last)]
    chosen = (in_chinese or [last])[0]
    own = chosen.path.parent
    return Briefing(own, chosen.told, tuple(_tables(own, chosen.told)))


def _is_the_same(one: _Manifest, other: _Manifest) -> bool:
    return one.path.parent == other.path.parent and one.told["inputs"] == other.told["inputs"]


def _manifests(folder: Path) -> Iterator[_Manifest]:
    """The manifests of briefings below `folder`; a damaged file of that name, or another's, is none."""
    for path in sorted(folder.rglob("manifest*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and isinstance(told.get("parameters"), dict) and "inputs" in told:
            yield _Manifest(path, told)


def _tables(folder: Path, manifest: dict[str, Any]) -> Iterator[Table]:
    language = manifest["parameters"]["language"]
    suffix = "" if language == "zh" else f".{language}"
    paths = [p for p in sorted(folder.glob("*.ipynb")) if p.stem.partition(".")[2] == suffix.lstrip(".")]
    if not paths:
        raise InputRejected(f"'{folder}' has lost its executed notebook (.ipynb). Write the briefing again.")
    notebook = nbformat.read(paths[0], as_version=4)
    yield from (block for block in content_of(notebook, language) if isinstance(block, Table))


def explain(briefing: Briefing, row_id: str, ledgers: Path | None = None) -> Explanation:
    """How a row of a briefing came about.

    Parameters
    ----------
    row_id
        As it stands in the margin of the page and in the workbook: T3.3.
    ledgers
        Folder of the ledgers, or of published tables, or a cube; that of the briefing if not given.

    Raises
    ------
    WrongUse, UnknownName
        If `row_id` is none, or the briefing has no such row.
    InputRejected
        If the ledgers are not there.
    """
    table, position = _row_named(briefing, row_id)
    own = [_ordered(table, result) for result in table.results[position]]
    above = tuple(table.row_id(i) for i, results in enumerate(table.results[:position]) if results)
    made_from = () if own else above
    parameters = briefing.parameters
    if "totals" in parameters:
        printed = _totals_scope(parameters, ledgers)
        figures = tuple(
            Figure(result, tuple(totals_behind(table.measure, result, printed))) for result in own
        )
        inputs = digest_of_totals(printed)
        table = replace(table, language=printed.language)
        has_changed = inputs != briefing.manifest["inputs"]
        return Explanation(table.row_id(position), table, position, figures, made_from, "", has_changed)
    if "cube" in parameters:
        counted = _cube_scope(parameters, ledgers)
        table = replace(table, language=counted.language)
        no_records = say(
            "The briefing was made from a cube, which keeps counts and no records: clean the sheets and "
            "brief from the ledgers to see those behind a figure.",
            table.language,
        )
        return Explanation(
            table.row_id(position),
            table,
            position,
            tuple(Figure(result, ()) for result in own),
            made_from,
            " ".join(filter(None, [no_records, counted.own_notice(table.language)])),
            has_changed=digest_of_inputs(counted) != briefing.manifest["inputs"],
        )
    scope = _scope(parameters, ledgers)
    letter = parameters.get("letter", "")
    figures = tuple(Figure(result, tuple(_records(table, result, scope, letter))) for result in own)
    inputs = digest_of_inputs(scope, *([Path(letter)] if letter else []))
    table = replace(table, language=scope.language)
    return Explanation(
        table.row_id(position),
        table,
        position,
        figures,
        made_from,
        scope.ledgers.notice(table.language),
        has_changed=inputs != briefing.manifest["inputs"],
    )


def _row_named(briefing: Briefing, row_id: str) -> tuple[Table, int]:
    named = _ROW.fullmatch(row_id.strip())
    if named is None:
        raise WrongUse(f"'{row_id}' names no row of a table. Write T3.3 for row 3 of table 3.")
    number, row = int(named[1]), int(named[2])
    tables = {table.number: table for table in briefing.tables}
    if number not in tables:
        raise UnknownName("table", f"T{number}", [f"T{known}" for known in tables])
    table = tables[number]
    if not 1 <= row <= len(table.rows):
        raise UnknownName(f"row of T{number}", row_id, [table.row_id(i) for i in range(len(table.rows))])
    return table, row - 1


def _totals_scope(parameters: dict[str, str], totals: Path | None) -> TotalsScope:
    asked = {name: parameters[name] for name in ("area", "as_of", "language", "basis")}
    # A briefing of an earlier version knows no project but the shipped one.
    project = parameters.get("project", "")
    return TotalsScope.check(**asked, totals=str(totals or parameters["totals"]), project=project)


def _scope(parameters: dict[str, str], ledgers: Path | None) -> Scope:
    asked = {name: parameters[name] for name in ("area", "as_of", "since", "basis", "language", "project")}
    return Scope.check(**asked, ledgers=str(ledgers or parameters["ledgers"]))


def _cube_scope(parameters: dict[str, str], cube: Path | None) -> CubeScope:
    asked = {name: parameters[name] for name in ("area", "as_of", "since", "basis", "language", "project")}
    return CubeScope.check(**asked, cube=str(cube or parameters["cube"]))


_OF_A_CLAIM = ("claim_id", "text", "measure", "value", "unit", "qualifier", "section")
"""What tells one claim of a letter from another."""


def _records(table: Table, result: dict[str, Any], scope: Scope, letter: str) -> list[Behind]:
    if table.measure != "claim":
        return records_behind(table.measure, result, scope.ledgers, scope.area)
    claims = read_claims(letter or None, project=scope.project)
    said = [name for name in _OF_A_CLAIM if name in claims]
    texts = claims[said].astype("object").where(claims[said].notna(), "").astype(str)
    own = claims[(texts == [str(result[name]) for name in said]).all(axis=1)]
    return records_of_claim(own.head(1), result, scope) if len(own) else []


def _ordered(table: Table, result: dict[str, Any]) -> dict[str, Any]:
    """A result with its columns in the order of a result frame, which a notebook does not keep."""
    first = [name for name in (*table.keys, *RESULT) if name in result]
    return {name: result[name] for name in dict.fromkeys([*first, *result])}


# --- as JSON and as text ------------------------------------------------------------------------------


def to_json(explained: Explanation, listed: int | None) -> dict[str, Any]:
    """All of it for a program; `listed` is the most records of a number, None for all of them."""
    table = explained.table
    return {
        "id": explained.row_id,
        "table": table.title,
        "row": dict(zip(table.headers, table.rows[explained.position])),
        "formula": formula_text(table.measure, table.language),
        "made_from": list(explained.made_from),
        "ledgers_changed": explained.has_changed,
        "agrees": explained.agrees,
        "notice": explained.notice,
        "figures": [
            {"result": figure.result, "numbers": [_number_json(one, listed) for one in figure.behind]}
            for figure in explained.figures
        ],
    }


def _number_json(one: Behind, listed: int | None) -> dict[str, Any]:
    shown = one.rows.head(listed) if listed is not None else one.rows
    columns = [*_columns_of(one), *SOURCE, ADDS]
    records = json.loads(shown[columns].to_json(orient="records", date_format="iso", force_ascii=False))
    return {
        "number": one.figure,
        "printed": one.printed,
        "counted": one.counted,
        "agrees": one.agrees,
        "ledger": one.ledger,
        "records": len(one.rows),
        "listed": records,
    }


def to_text(explained: Explanation, listed: int | None) -> str:
    """All of it for a person, in the language of the briefing."""
    table, language = explained.table, explained.table.language
    cells = zip(table.headers, table.rows[explained.position])
    lines = [
        f"{explained.row_id}  {table.title}",
        "",
        *(f"{header}: {text}" if language == "en" else f"{header}：{text}" for header, text in cells),
        "",
    ]
    if formula := formula_text(table.measure, language):
        lines += [_said(say("How it is computed", language), formula, language), ""]
    if explained.made_from:
        first, last = explained.made_from[0], explained.made_from[-1]
        lines += [say("This row is made from rows {first} to {last}.", language, first=first, last=last), ""]
    for figure in explained.figures:
        lines += [*_figure_lines(figure.result, language), ""]
        lines += _record_lines(figure.behind, language, listed)
    if explained.has_changed:
        lines.append(
            say("The ledgers have changed since the briefing was written: records may differ.", language)
        )
    if not explained.agrees:
        lines.append(say("FAULT: the records do not add up to the figure.", language))
    return "\n".join([*lines, *([explained.notice] if explained.notice else [])]).rstrip()


def _said(what: str, text: str, language: str) -> str:
    return f"{what}: {text}" if language == "en" else f"{what}：{text}"


def _figure_lines(result: dict[str, Any], language: str) -> list[str]:
    """What a result says of itself: its keys, counts, value, limits, method, basis, windows and note."""
    row = pd.Series(result)
    said: list[tuple[str, str]] = []
    if result.get("of_city"):
        said.append((say("Area", language), say("the whole city", language)))
    if _has(result, "events"):
        said.append((say("Counted", language), events_header(result["events"], language)))
    for key in _keys(result):
        header = key_header(key, language)
        if header != key and _has(result, key):
            said.append((header, label(str(result[key]), language)))
    if _has(result, "numerator"):
        said.append((say("Numerator", language), number_text(result["numerator"], language)))
    if _has(result, "denominator"):
        said.append((say("Denominator", language), number_text(result["denominator"], language)))
    if _has(result, "base"):
        said.append((say("Exposure", language), result["base"]))
    if _has(result, "value"):
        said.append((say("Value", language), _exact(result["value"])))
    if _has(result, "lower") and _has(result, "upper"):
        limits = limits_text(_exact(result["lower"]), _exact(result["upper"]), language)
        said.append((say("95% limits", language), limits))
    if _has(result, "p_value"):
        said.append((say("p", language), _exact(result["p_value"])))
    if _has(result, "method") and result["method"] not in WITHOUT_LIMITS:
        named, source = method_text(result["method"], language), source_of_method(result["method"])
        said.append((say("Method", language), f"{named} [{source}]" if source else named))
    if _has(result, "basis"):
        said.append((say("Basis", language), basis_text(result["basis"], language)))
    if _has(result, "window_start"):
        said.append((say("Window", language), window_text(window_of(row), language)))
    if _has(result, "other_start"):
        said.append((say("Compared with", language), compared_text(row, language)))
    if _has(result, "as_of"):
        said.append((say("As of", language), day_text(pd.Timestamp(result["as_of"]), language)))
    if _has(result, "note"):
        said.append((say("Note", language), note_text(result["note"], language)))
    if _has(result, "evidence"):
        said.append((say("Records", language), str(result["evidence"])))
    return [_said(what, text, language) for what, text in said]


def _keys(result: dict[str, Any]) -> list[str]:
    names = list(result)
    return names[: names.index("numerator")] if "numerator" in names else []


def _has(result: dict[str, Any], name: str) -> bool:
    return result.get(name) not in (None, "")


def _exact(value: float) -> str:
    """A figure before it is rounded for a table."""
    return f"{value:.6g}"


def _record_lines(behind: tuple[Behind, ...], language: str, listed: int | None) -> list[str]:
    """The records of each number; those of a denominator that stand in the numerator already are left out."""
    lines: list[str] = []
    seen = pd.Index([])
    for one in behind:
        rows = one.rows[~one.rows.index.isin(seen)] if one.figure.endswith("denominator") else one.rows
        seen = one.rows.index if one.figure.endswith("numerator") else pd.Index([])
        lines += [_heading(one, len(rows), language)]
        if len(rows):
            lines += _listing(one, rows if listed is None else rows.head(listed), language).splitlines()[1:]
        if listed is not None and len(rows) > listed:
            lines.append(say("… and {count} more (--all lists them)", language, count=len(rows) - listed))
        lines.append("")
    return lines


def _heading(one: Behind, listed: int, language: str) -> str:
    """What the records are, how many, and that they add up to the figure."""
    names = {
        "numerator": say("Records in the numerator", language),
        "denominator": say("Records in the denominator", language),
        "this_numerator": say("Records in the numerator, this window", language),
        "this_denominator": say("Records in the denominator, this window", language),
        "other_numerator": say("Records in the numerator, window compared", language),
        "other_denominator": say("Records in the denominator, window compared", language),
        "rows_kept": say("Kept", language),
        "rows_quarantined": say("Set aside", language),
        "rows_skipped": say("Not records", language),
        "size": say("Findings", language),
        "cumulative": say("As printed", language),
        "sum_of_months": say("Sum of the months", language),
        "void": say("Void", language),
        "transferred": say("Transferred", language),
        "open": say("Open", language),
        UNKNOWN: say("End not stated", language),
        "overdue": say("Overdue", language),
        "no_due_day": say("Due day not stated", language),
        "evidence_rows": say("Records", language),
        "record": say("Record", language),
        "visit": say("Visit", language),
    }
    what = names[one.figure]
    if one.printed is None:
        return say("{what} ({count} records)", language, what=what, count=len(one.rows))
    text = say(
        "{what}: {count} records add up to {sum}; the table says {printed}",
        language,
        what=what,
        count=number_text(len(one.rows), language),
        sum=number_text(one.counted, language),
        printed=number_text(one.printed, language),
    )
    if listed < len(one.rows):
        text = say("{text}. Not in the numerator: {count}", language, text=text, count=listed)
    return text


def _columns_of(one: Behind) -> list[str]:
    """Number, day and what says what a record is about, as far as its ledger has them."""
    ledger = LEDGERS.get(one.ledger)
    first = [ledger.key, ledger.day] if ledger else ["column", "window_start", "window_end"]
    there = [name for name in dict.fromkeys([*first, *_SHOWN]) if name in one.rows]
    return [name for name in there if one.rows[name].notna().any()]


_OF_THE_PROGRAM: dict[str, Callable[[str, str], str]] = {
    "rule": lambda rule, language: term("rule", rule, language),
    "reason": remark_text,
    "column": column_text,
}
"""Columns of a trail that hold the program's own words, and how a reader sees these."""


def _listing(one: Behind, rows: pd.DataFrame, language: str) -> str:
    draft = Draft(language)
    for name in _columns_of(one):
        column = rows[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            draft.days(_day_header(name, language), column)
        elif name in _OF_THE_PROGRAM:
            draft.text(_header(name, language), [_OF_THE_PROGRAM[name](str(t), language) for t in column])
        else:
            draft.labels(_header(name, language), column)
    for name, header in zip(
        SOURCE, (say("File", language), say("Sheet", language), say("Row in Excel", language))
    ):
        draft.text(header, [str(value) or NOTHING for value in rows[name]])
    if (one.rows[ADDS] != 1).any():
        draft.number(say("Adds", language), rows[ADDS])
    return draft.table(ledger_text(one.ledger, language), rows, results=[]).to_text()


def _day_header(name: str, language: str) -> str:
    known = {"window_start": say("From", language), "window_end": say("To", language)}
    return known.get(name, say("Day", language))


def _header(name: str, language: str) -> str:
    known = {
        "rule": say("Rule", language),
        "before": say("Before", language),
        "reason": say("Reason", language),
        "column": say("Column", language),
    }
    if name in known:
        return known[name]
    return (
        say("Number", language)
        if name in {ledger.key for ledger in LEDGERS.values()}
        else key_header(name, language)
    )
