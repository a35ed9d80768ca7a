"""All parts -> one cube, by whatever runs them, each part counted once and kept under what it was made of.

What runs them is any `Executor`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..corrections import Correction, read_corrections
from ..errors import InputRejected, NoLedger, SafetystatsError, WrongUse
from ..executors import Executor
from ..intake import named_files, notice_beside
from ..project import Project
from ..sheets.files import folder_name
from ..store import key_of
from .counting import UNUSED, Marks, part, rules_of, taken_back
from .cube import DAMAGED, Cube, add, cube_from, empty_cube
from .parts import ROWS, Part, cut
from .repeats import repeated
from .shelf import Shelf, ShelvedMarks, ShelvedViews

OnPart = Callable[[str, bool, int, int], None]
"""Told of each part: its name, whether it was counted anew, how many are done, and how many there are."""


@dataclass(frozen=True)
class Work:
    """How parts are counted: all that a process needs beside the part itself."""

    kind: str | None = None
    project: Project = field(default_factory=Project.load)
    corrections: tuple[Correction, ...] = ()
    store: Path | None = None


@dataclass(frozen=True)
class Done:
    """What came of one part: its cube, or why its file was refused. Sent between processes."""

    cube: Cube
    redone: bool = True
    """False where the cube was taken from the store."""
    refused: str = ""
    is_wrong_use: bool = False


def run(
    paths: Iterable[Path | str],
    executor: Executor | None = None,
    *,
    kind: str | None = None,
    project: Project | None = None,
    corrections: Sequence[Path] = (),
    store: Path | str | None = None,
    rows: int = ROWS,
    on_part: OnPart = lambda name, redone, done, total: None,
) -> Cube:
    """Read, clean and count every ledger file at `paths`, a part at a time.

    Parameters
    ----------
    paths
        Files and folders of raw sheets.
    executor
        What runs the parts; one after another in this process without. Its processes must see the files under
        the same paths, and have this package.
    kind, project, corrections
        As in `intake.take_in`.
    store
        A folder in which the cube of each part is kept under the hash of what it was made of: the part's
        bytes, the project, the corrections, this package's code and reference data. What is there is not done
        again.
    rows
        Records of a slice, about; see `cut`.
    on_part
        Called after each part, as `OnPart` says.

    Returns
    -------
    Cube
        The same bit for bit whatever runs it and in whatever order parts end. Records that stand in two parts
        are counted once: parts that repeat a more trusted one are read again, and those taken back.

    Raises
    ------
    InputRejected, WrongUse
        If a file is refused: figures of the others alone would be wrong without a word.

    Examples
    --------
    >>> from safetystats.shipped import shipped
    >>> sheets = "2020年上半年生产安全事故台账（示例）.csv", "门头沟区生产安全事故台账（示例）.xlsx"
    >>> cube = run([shipped("data", "raw") / "accidents" / name for name in sheets])
    >>> cube.balance()[["ledger", "rows_read", "rows_counted", "rows_quarantined", "rows_repeated"]]
          ledger  rows_read  rows_counted  rows_quarantined  rows_repeated
    0  accidents         56            55                 0              1
    """
    asked = [Path(path) for path in paths]
    decided = tuple(read_corrections(*corrections))
    folder = Path(store) if store else None
    work = Work(kind, project or Project.load(), decided, folder)
    parts = parts_at(asked, rows=rows, kind=kind, project=work.project)
    mapped = executor.map if executor else map
    count_one = partial(_count, work, set(asked))
    whole = _sum(_without_marks(_cubes(mapped(count_one, parts), parts, on_part)))
    late = _late(parts, whole)
    if late:
        again = [one for one in parts if _place(one) in late]
        repeats = mapped(count_one, again, [late[_place(one)] for one in again])
        whole = _sum([_leaving_out(whole, late), *_cubes(repeats, again, on_part)])
    notice = notice_beside(asked)
    whole = replace(whole, notices=(notice,) if notice else ())
    return add([whole, _unused(decided, whole)]) if decided else whole


def _unused(decided: Sequence[Correction], cube: Cube) -> Cube:
    """A finding for each decision that met nothing in any part.

    That two records are one can be decided of records in one part only.
    """
    unused = [line.ledger for line in decided if (line.file, line.line) not in cube.met]
    found = pd.DataFrame({"ledger": unused, "rule": UNUSED, "action": "kept"}, dtype="str")
    return replace(empty_cube(), rules=rules_of(found))


def parts_at(
    paths: Sequence[Path], *, rows: int = ROWS, kind: str | None = None, project: Project | None = None
) -> list[Part]:
    """The parts of all ledger files at `paths`, large ones cut.

    >>> from safetystats.shipped import shipped
    >>> len(parts_at([shipped("data", "raw") / "hazards"]))
    7
    """
    return [
        one
        for file, name in named_files(paths)
        for one in cut(file, rows=rows, name=name, kind=kind, project=project)
    ]


def _place(one: Part) -> tuple[str, int]:
    return one.name, one.start


def _cubes(outcomes: Iterable[Done], parts: Sequence[Part], on_part: OnPart) -> Iterator[Cube]:
    """The cube of each part as it comes; raises where a file was refused."""
    for done, (one, outcome) in enumerate(zip(parts, outcomes), start=1):
        if outcome.refused:
            raise (WrongUse if outcome.is_wrong_use else InputRejected)(
                f"Nothing was counted, because '{one.name}' was refused: {outcome.refused}"
            )
        on_part(one.name, outcome.redone, done, len(parts))
        yield outcome.cube


def _without_marks(cubes: Iterable[Cube]) -> Iterator[Cube]:
    """The cubes with their marks in a file: nothing asks for them until all parts are counted."""
    shelf = Shelf()
    for cube in cubes:
        marks = (replace(sheet, marks=ShelvedMarks(shelf, np.asarray(sheet.marks))) for sheet in cube.marks)
        yield replace(cube, marks=tuple(marks))


def _sum(cubes: Iterable[Cube]) -> Cube:
    """All cubes added as they come, each to one not twice as large; meanwhile their cells lie in files."""
    held: list[tuple[int, Cube]] = []
    for cube in cubes:
        cells = sum(map(len, cube.views.values()))
        while held and held[-1][0] < 2 * cells:
            cube = add([held.pop()[1], cube])
            cells = sum(map(len, cube.views.values()))
        held.append((cells, replace(cube, views=ShelvedViews(cube.views))))
    whole = add(cube for _, cube in held)
    return replace(whole, views=dict(whole.views))


def _late(parts: Sequence[Part], cube: Cube) -> dict[tuple[str, int], Marks]:
    """For each part that repeats records of another the marks of those; see `repeats`."""
    late: dict[tuple[str, int], dict[tuple[str, str], Any]] = {}
    for (kind, file, sheet, start), marks in repeated(cube.marks).items():
        late.setdefault((file, start), {})[kind, sheet] = marks
    return {_place(one): late[_place(one)] for one in parts if _place(one) in late}


def _leaving_out(cube: Cube, late: Mapping[tuple[str, int], Marks]) -> Cube:
    """The cube that says of its sheets that they count those records no more."""
    marks = []
    for sheet in cube.marks:
        those = late.get((sheet.file, sheet.start), {}).get((sheet.kind, sheet.sheet))
        marks.append(sheet if those is None else replace(sheet, left_out=those))
    return replace(cube, marks=tuple(marks))


def _count(work: Work, named: set[Path], one: Part, late: Marks | None = None) -> Done:
    """Count one part (or take its `late` records back), or take that from the store.

    Known refusals come back as a value: another process could not make an exception of ours anew.
    """
    try:
        return _from_store(work, one, late) if work.store else Done(_counted(work, one, late))
    except NoLedger as error:
        if one.path not in named:
            return Done(replace(empty_cube(), left_out=(one.name,)))
        return Done(empty_cube(), refused=str(error))
    except SafetystatsError as error:
        return Done(empty_cube(), refused=str(error), is_wrong_use=isinstance(error, WrongUse))


def _counted(work: Work, one: Part, late: Marks | None) -> Cube:
    how: dict[str, Any] = {"kind": work.kind, "project": work.project, "corrections": work.corrections}
    with _sparing():
        return taken_back(one, late, **how) if late else part(one, **how)


@contextmanager
def _sparing() -> Iterator[None]:
    """Time and memory of one part spared.

    The collector of cycles is held back: it would go through millions of cells again and again, a fifth of
    the time, and the cells form no cycles. What the part no longer holds is given back to the machine: kept
    for the next part, it would lie there while cubes are added.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        # That of the system gives back what numpy and Python were lent, too.
        for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
            pool.release_unused()


def _from_store(work: Work, one: Part, late: Marks | None) -> Done:
    assert work.store is not None
    try:
        one = one.read()
    except OSError:
        # Counting says why it cannot be read.
        return Done(_counted(work, one, late))
    path = work.store / f"{_key(work, one, late)}.npz"
    try:
        return Done(cube_from(path.read_bytes()), redone=False)
    except (FileNotFoundError, *DAMAGED):
        cube = _counted(work, one, late)
        cube.write(path)
        return Done(cube)


def _key(work: Work, one: Part, late: Marks | None) -> str:
    """The hash of all that the cube of a part hangs on."""
    left_out = {"|".join(place): sha256(marks.tobytes()).hexdigest() for place, marks in (late or {}).items()}
    decided = [repr(decision) for decision in work.corrections]
    return key_of(work.project, one.digest(), folder_name(one.path, one.name), work.kind, left_out, decided)
