"""A cube: what is counted of many records, small whatever their number, and how cubes are added.

Sums are whole numbers (money in fen) and cells lie in the order of their keys, so a cube is the same bit for
bit in whatever order and by whatever machine its parts were counted.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from ..errors import InputRejected, WrongUse
from ..locale import say
from ..locale.wording import ledger_text
from ..writing import write_whole
from .counted import VIEWS
from .repeats import SheetMarks, repeated
from .table import Table, added, tabled

BALANCE = ("rows_read", "rows_counted", "rows_quarantined", "rows_repeated", "rows_skipped")
"""read = counted + quarantined + repeated in another part; skipped lines are no records."""

DAMAGED = (ValueError, KeyError, BadZipFile)
"""What `cube_from` raises where bytes are no cube of this version."""

_FORMAT = 1


@dataclass(frozen=True)
class Cube:
    """The cells of every view, the balance of every sheet, and the marks by which repeats are found."""

    views: Mapping[str, Table]
    """`counted.VIEWS` of the ledgers that there were."""
    sheets: Table
    """Ledger, file and sheet, with `BALANCE`."""
    rules: Table
    """Ledger, rule and action, with the number of ``findings``."""
    marks: tuple[SheetMarks, ...]
    left_out: tuple[str, ...] = ()
    """Files of a folder that are plainly no ledgers, such as a note on the others."""
    met: tuple[tuple[str, int], ...] = ()
    """File and line of each of a person's decisions that met something."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cube) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    def balance(self, *, by_sheet: bool = False) -> pd.DataFrame:
        """How many rows became what (`BALANCE`): one row a ledger, or one a sheet."""
        sheets = self.sheets.frame()
        sheets["sheet"] = sheets["sheet"].fillna("")
        return sheets if by_sheet else sheets.groupby("ledger", as_index=False).sum(numeric_only=True)

    def findings_by_rule(self) -> pd.DataFrame:
        """Findings by ledger, rule and action."""
        return self.rules.frame()

    def told(self, language: str = "en") -> str:
        """What became of the rows of each ledger, in a line for a person."""
        return "\n".join(
            say(
                "{ledger}: {read} rows read = {counted} counted + {aside} set aside + {again} that stand in "
                "another part; {skipped} lines were no record",
                language,
                ledger=row["ledger"] if language == "en" else ledger_text(row["ledger"], language),
                read=row["rows_read"],
                counted=row["rows_counted"],
                aside=row["rows_quarantined"],
                again=row["rows_repeated"],
                skipped=row["rows_skipped"],
            )
            for row in self.balance().to_dict("records")
        )

    @cached_property
    def repeats(self) -> int:
        """How many marks of records stand in more than one part: such records are counted twice."""
        return sum(map(len, repeated(self.marks).values()))

    @property
    def digest(self) -> str:
        """The same for the same cube: SHA-256 of its bytes."""
        return sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """The cube as a file holds it."""
        tables = {**self.views, "_sheets": self.sheets, "_rules": self.rules}
        described = {
            "format": _FORMAT,
            "labels": {name: {k: list(v) for k, v in table.labels.items()} for name, table in tables.items()},
            "columns": {name: [list(table.keys), list(table.sums)] for name, table in tables.items()},
            "marks": [[s.kind, s.trust, s.file, s.sheet, s.start] for s in self.marks],
            "left_out": self.left_out,
            "met": self.met,
        }
        told = json.dumps(described, ensure_ascii=False, sort_keys=True).encode()
        arrays: dict[str, Any] = {"_about": np.frombuffer(told, dtype="uint8")}
        for name, table in sorted(tables.items()):
            arrays |= {
                f"{name}|{column}": held for column, held in (*table.keys.items(), *table.sums.items())
            }
        arrays |= {f"_marks|{place}": sheet.marks for place, sheet in enumerate(self.marks)}
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    def write(self, path: Path) -> None:
        """Write the cube to a file, whole or not at all."""
        write_whole(Path(path), self.to_bytes())


def read_cube(path: Path | str) -> Cube:
    """Read a cube that `Cube.write` wrote.

    Raises
    ------
    InputRejected
        If there is none, or it is damaged or of another version.
    """
    try:
        return cube_from(Path(path).read_bytes())
    except FileNotFoundError as error:
        raise InputRejected(
            f"There is no cube '{path}'. Make it first: safetystats count RAW_FOLDER --out {path}"
        ) from error
    except (OSError, *DAMAGED) as error:
        raise InputRejected(
            f"'{path}' is no cube, or damaged ({error}). Count the raw sheets again."
        ) from error


def cube_from(content: bytes) -> Cube:
    """The cube that `Cube.to_bytes` gave."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(arrays["_about"].tobytes())
        if about["format"] != _FORMAT:
            raise ValueError("it was written by another version")
        tables = {}
        for name, (keys, sums) in about["columns"].items():
            labels = {key: tuple(texts) for key, texts in about["labels"][name].items()}
            held = {column: arrays[f"{name}|{column}"] for column in (*keys, *sums)}
            tables[name] = Table(labels, {k: held[k] for k in keys}, {k: held[k] for k in sums})
        marks = tuple(
            SheetMarks(kind, tuple(trust), file, sheet, start, arrays[f"_marks|{place}"])
            for place, (kind, trust, file, sheet, start) in enumerate(about["marks"])
        )
    # In the order in which they are asked.
    views = {name: tables[name] for name in VIEWS if name in tables}
    met = tuple((file, line) for file, line in about["met"])
    return Cube(views, tables["_sheets"], tables["_rules"], marks, tuple(about["left_out"]), met)


def add(cubes: Iterable[Cube]) -> Cube:
    """One cube of several, the same in whatever order they come.

    A record that stands in two of them is counted twice: `Cube.repeats` tells, and figures are refused. `run`
    leaves such records out.

    Examples
    --------
    >>> add([empty_cube(), empty_cube()]) == empty_cube()
    True
    """
    every = list(cubes)
    if not every:
        return empty_cube()
    views = {
        name: added([cube.views[name] for cube in every if name in cube.views])
        for name in VIEWS
        if any(name in cube.views for cube in every)
    }
    marks = sorted((sheet for cube in every for sheet in cube.marks), key=lambda sheet: sheet.place)
    places = [sheet.place for sheet in marks]
    if len(set(places)) < len(places):
        twice = next(place for place in places if places.count(place) > 1)
        raise WrongUse(f"The sheet '{twice[3]}' of '{twice[2]}' is in two of the cubes. Add each part once.")
    return Cube(
        views,
        added([cube.sheets for cube in every]),
        added([cube.rules for cube in every]),
        tuple(marks),
        tuple(sorted({name for cube in every for name in cube.left_out})),
        tuple(sorted({place for cube in every for place in cube.met})),
    )


def empty_cube() -> Cube:
    """A cube of nothing."""
    sheets = pd.DataFrame(columns=["ledger", "file", "sheet", *BALANCE])
    rules = pd.DataFrame(columns=["ledger", "rule", "action", "findings"])
    return Cube({}, tabled(sheets, BALANCE), tabled(rules, ["findings"]), ())
