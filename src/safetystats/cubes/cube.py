"""A cube: what is counted of many records, small whatever their number, and how cubes are added.

Sums are whole numbers (money in fen) and cells lie in the order of their keys, so a cube is the same bit for
bit in whatever order and by whatever machine its parts were counted.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
import pandas as pd

from ..errors import InputRejected, WrongUse
from ..intake import foreign_text
from ..ledgers import notice_in
from ..locale import say
from ..locale.wording import ledger_text
from ..periods import OfArea, Window
from ..read import LIST_OF_CORRECTIONS
from ..rules.zero_reports import UNTOLD
from ..schema import UNKNOWN
from ..writing import write_whole
from .counted import VIEWS
from .repeats import SheetMarks, repeated
from .table import Table, added, tabled

BALANCE = ("rows_read", "rows_counted", "rows_quarantined", "rows_repeated", "rows_skipped")
"""read = counted + quarantined + repeated in another part; skipped lines are no records."""

DAMAGED = (
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    RuntimeError,  # "File is encrypted", and NotImplementedError: a way of packing that does not exist
    BadZipFile,
    zlib.error,
    struct.error,
)
"""What `cube_from` raises where bytes are no cube of this version."""

_FORMAT = 8


@dataclass(frozen=True)
class Cube:
    """The cells of every view, the balance of every sheet, and the marks by which repeats are found."""

    views: Mapping[str, Table]
    """`counted.VIEWS` of the ledgers that there were."""
    sheets: Table
    """Ledger, file and sheet, with `BALANCE`."""
    rules: Table
    """Ledger, rule and action, with the number of ``findings`` on rows."""
    marks: tuple[SheetMarks, ...]
    left_out: tuple[str, ...] = ()
    """Files of a folder that are plainly no ledgers, such as a note on the others."""
    met: tuple[tuple[str, int], ...] = ()
    """File and line of each of a person's decisions that met something."""
    city: str = ""
    """The city of the project by whose list of areas was counted."""
    areas: tuple[str, ...] = ()
    """That list, sorted."""
    versions: tuple[str, ...] = ()
    """Of this package, by which the parts were counted."""
    of_sheets: tuple[tuple[str, ...], ...] = ()
    """Ledger, rule, action, file, sheet and column of each finding on a sheet as a whole, which every slice
    of it has, sorted."""
    notices: tuple[str, ...] = ()
    """What every report has to say of the sheets, as the files beside them do; sorted."""
    empty_windows: tuple[tuple[str, OfArea], ...] = ()
    """Ledger, area and window of what sheets say has no record (`Ledgers.empty_windows`), sorted."""
    sent_windows: tuple[tuple[str, OfArea], ...] = ()
    """Ledger, area and window of each sheet (`Ledgers.sent_windows`), sorted."""
    told_repeats: int | None = None
    """`repeats`, as the file says of a cube that was read for its figures alone, without its marks."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cube) and self.digest == other.digest

    __hash__ = None  # type: ignore[assignment]

    def balance(self, *, by_sheet: bool = False) -> pd.DataFrame:
        """How many rows became what (`BALANCE`): one row a ledger, or one a sheet."""
        sheets = self.sheets.frame()
        sheets["sheet"] = sheets["sheet"].fillna("")
        return sheets if by_sheet else sheets.groupby("ledger", as_index=False).sum(numeric_only=True)

    def findings_by_rule(self) -> pd.DataFrame:
        """Findings by ledger, rule and action; of a sheet in slices what is found of it as a whole is one."""
        by = ["ledger", "rule", "action"]
        whole = pd.DataFrame([place[: len(by)] for place in self.of_sheets], columns=by, dtype="str")
        return added([self.rules, tabled(whole.assign(findings=1), ["findings"])]).frame()

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

    @property
    def of_another_city(self) -> tuple[str, ...]:
        """The ledgers that name areas, of which not one is in the project's list."""
        unlike = {ledger for ledger, rule, *_ in self.of_sheets if rule == "area_list_unlike"}
        held = {
            kind: {
                area
                for name, view in VIEWS.items()
                if view.ledger == kind and name in self.views
                for area in self.views[name].labels.get("area", ())
            }
            for kind in sorted(unlike)
        }
        return tuple(kind for kind, areas in held.items() if areas == {UNKNOWN})

    def foreign(self, language: str = "en") -> list[str]:
        """What must be said of each ledger `of_another_city`, however quiet the run is to be."""
        counted = self.balance().set_index("ledger")["rows_counted"]
        return [foreign_text(kind, counted[kind], self.city, language) for kind in self.of_another_city]

    @property
    def lists_of_corrections(self) -> int:
        """How many rows stand in lists of corrections, none of which was made."""
        return self._findings_of(LIST_OF_CORRECTIONS)

    def _findings_of(self, rule: str) -> int:
        rules = self.rules.frame()
        return int(rules.loc[rules["rule"] == rule, "findings"].sum())

    def refusals(self, language: str = "en") -> list[str]:
        """What must be said of lists of corrections, reports of nothing that tell of none and each file in
        `left_out`, however quiet the run is to be.
        """
        lists = say(
            "SET ASIDE {count} rows: they list corrections, and none of them was made, so figures may "
            "change. Write each into the row of its record, or into corrections.csv.",
            language,
            count=self.lists_of_corrections,
        )
        untold = say(
            "NOT USED, reports that there was nothing: {count}. They do not name their area (the whole city: "
            "全市) or days, or speak of some accidents alone. A part does not know the sheets beside it.",
            language,
            count=self._findings_of(UNTOLD),
        )
        rejected = [
            say(
                "REJECTED '{file}', nothing of it was counted: it is no ledger, or cannot be opened.",
                language,
                file=file,
            )
            for file in self.left_out
        ]
        counted = ((lists, LIST_OF_CORRECTIONS), (untold, UNTOLD))
        return [*(text for text, rule in counted if self._findings_of(rule)), *rejected]

    def notice(self, language: str = "en") -> str:
        """What every report must say of the data ("made data"); empty where there is nothing."""
        return " ".join(notice_in(notice, language) for notice in self.notices)

    @cached_property
    def repeats(self) -> int:
        """How many records stand in an earlier part, too: they are counted twice."""
        if self.told_repeats is not None:
            return self.told_repeats
        return sum(map(len, repeated(self.marks).values()))

    @cached_property
    def digest(self) -> str:
        """The same for the same cube, however its file is packed: SHA-256 of what it says and holds."""
        digest = sha256()
        for name, held in self._arrays():
            digest.update(f"{name}\0{held.dtype.str}\0{held.shape}\0".encode() + held.tobytes())
        return digest.hexdigest()

    def to_bytes(self) -> bytes:
        """The cube as a file holds it."""
        buffer = io.BytesIO()
        self._pack(buffer)
        return buffer.getvalue()

    def _pack(self, file: IO[bytes]) -> None:
        """Write what `np.savez_compressed` would, an array at a time."""
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, held in self._arrays():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, held, allow_pickle=False)

    def _arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """All of the cube as arrays with their names."""
        _require_marks([self])
        tables = {**self.views, "_sheets": self.sheets, "_rules": self.rules}
        described = {
            "format": _FORMAT,
            "city": self.city,
            "areas": self.areas,
            "versions": self.versions,
            "notices": self.notices,
            "of_sheets": self.of_sheets,
            "labels": {name: {k: list(v) for k, v in table.labels.items()} for name, table in tables.items()},
            "columns": {name: [list(table.keys), list(table.sums)] for name, table in tables.items()},
            "marks": [[s.kind, s.trust, s.file, s.sheet, s.start, s.records] for s in self.marks],
            "left_out": self.left_out,
            "met": self.met,
            "empty_windows": [(kind, area, str(window)) for kind, (area, window) in self.empty_windows],
            "sent_windows": [(kind, area, str(window)) for kind, (area, window) in self.sent_windows],
            "repeats": self.repeats,
        }
        told = json.dumps(described, ensure_ascii=False, sort_keys=True).encode()
        yield "_about", np.frombuffer(told, dtype="uint8")
        for name, table in sorted(tables.items()):
            for column, held in (*table.keys.items(), *table.sums.items()):
                yield f"{name}|{column}", held
        for place, sheet in enumerate(self.marks):
            yield f"_marks|{place}", np.asarray(sheet.marks)
            yield f"_left_out|{place}", sheet.left_out

    def write(self, path: Path) -> None:
        """Write the cube to a file, whole or not at all."""
        write_whole(Path(path), self._pack)


def read_cube(path: Path | str, *, for_figures: bool = False) -> Cube:
    """Read a cube that `Cube.write` wrote.

    Parameters
    ----------
    for_figures
        Whether the marks of records (32 bytes each) may stay in the file: figures do not need them. A cube so
        read is neither added nor written.

    Raises
    ------
    InputRejected
        If there is none, or it is damaged or of another version.
    """
    try:
        with Path(path).open("rb") as file:
            return _cube_in(file, with_marks=not for_figures)
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
    return _cube_in(io.BytesIO(content), with_marks=True)


def _cube_in(file: IO[bytes], *, with_marks: bool) -> Cube:
    if file.read(2) != b"PK":
        raise ValueError("it is no archive")
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:
        about = json.loads(arrays["_about"].tobytes())
        if about["format"] != _FORMAT:
            raise ValueError("it was written by another version")
        tables = {}
        for name, (keys, sums) in about["columns"].items():
            labels = {key: tuple(texts) for key, texts in about["labels"][name].items()}
            held = {column: arrays[f"{name}|{column}"] for column in (*keys, *sums)}
            tables[name] = Table(labels, {k: held[k] for k in keys}, {k: held[k] for k in sums})
        marks = tuple(
            SheetMarks(
                kind,
                tuple(trust),
                file,
                sheet,
                start,
                records,
                arrays[f"_marks|{place}"],
                arrays[f"_left_out|{place}"],
            )
            for place, (kind, trust, file, sheet, start, records) in enumerate(
                about["marks"] if with_marks else []
            )
        )
    # In the order in which they are asked.
    views = {name: tables[name] for name in VIEWS if name in tables}
    met = tuple((file, line) for file, line in about["met"])
    return Cube(
        views,
        tables["_sheets"],
        tables["_rules"],
        marks,
        tuple(about["left_out"]),
        met,
        about["city"],
        tuple(about["areas"]),
        tuple(about["versions"]),
        tuple(tuple(place) for place in about["of_sheets"]),
        tuple(about["notices"]),
        _windows(about["empty_windows"]),
        _windows(about["sent_windows"]),
        None if with_marks else about["repeats"],
    )


def _windows(listed: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, OfArea], ...]:
    return tuple((kind, OfArea(area, Window.parse(window))) for kind, area, window in listed)


def add(cubes: Iterable[Cube]) -> Cube:
    """One cube of several, the same in whatever order they come.

    A record that stands in two of them is counted twice: `Cube.repeats` tells, and figures are refused. `run`
    leaves such records out.

    Raises
    ------
    WrongUse
        If two of them hold the same part, are of two cities, or were read for their figures alone.

    Examples
    --------
    >>> add([empty_cube(), empty_cube()]) == empty_cube()
    True
    """
    every = list(cubes)
    if not every:
        return empty_cube()
    _require_marks(every)
    views = {
        name: added([cube.views[name] for cube in every if name in cube.views])
        for name in VIEWS
        if any(name in cube.views for cube in every)
    }
    marks = sorted((sheet for cube in every for sheet in cube.marks), key=lambda sheet: sheet.order)
    places = [sheet.place for sheet in marks]
    if len(set(places)) < len(places):
        twice = next(place for place in places if places.count(place) > 1)
        raise WrongUse(f"The sheet '{twice[2]}' of '{twice[1]}' is in two of the cubes. Add each part once.")
    return Cube(
        views,
        added([cube.sheets for cube in every]),
        added([cube.rules for cube in every]),
        tuple(marks),
        tuple(sorted({name for cube in every for name in cube.left_out})),
        tuple(sorted({place for cube in every for place in cube.met})),
        _city_of(every),
        tuple(sorted({area for cube in every for area in cube.areas})),
        tuple(sorted({version for cube in every for version in cube.versions})),
        tuple(sorted({place for cube in every for place in cube.of_sheets})),
        tuple(sorted({notice for cube in every for notice in cube.notices})),
        tuple(sorted({window for cube in every for window in cube.empty_windows})),
        tuple(sorted({window for cube in every for window in cube.sent_windows})),
    )


def _require_marks(cubes: Sequence[Cube]) -> None:
    """Refuse cubes that do not know their records: what stands in two of them would be counted twice."""
    if any(cube.told_repeats is not None for cube in cubes):
        raise WrongUse(
            "A cube that was read for its figures alone is neither added nor written. Read it whole: "
            "read_cube(path)."
        )


def _city_of(cubes: Sequence[Cube]) -> str:
    """The one city of all cubes; a cube of nothing has none."""
    cities = sorted({cube.city for cube in cubes if cube.city})
    if len(cities) > 1:
        raise WrongUse(f"The cubes are of {' and '.join(cities)}. Add those of one city alone.")
    return "".join(cities)


def empty_cube() -> Cube:
    """A cube of nothing."""
    sheets = pd.DataFrame(columns=["ledger", "file", "sheet", *BALANCE])
    rules = pd.DataFrame(columns=["ledger", "rule", "action", "findings"])
    return Cube({}, tabled(sheets, BALANCE), tabled(rules, ["findings"]), ())
