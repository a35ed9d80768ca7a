"""Imports run one way: the order of the rooms is the order of the work."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import safetystats

PACKAGE = Path(safetystats.__file__).parent

ORDER = [
    ["signs"],
    ["persons"],
    ["errors"],
    ["encoding", "executors", "catalogue"],
    ["shipped"],
    ["schema", "periods"],
    ["project", "provisional"],
    ["reference"],
    ["locale"],
    ["sheets"],
    ["findings", "escape", "writing", "fonts"],
    ["read", "published"],
    ["publications", "store"],
    ["rules", "enterprises"],
    ["corrections", "findings_book", "audiences"],
    ["cleaning"],
    ["ledgers"],
    ["intake"],
    ["measures"],
    ["cubes", "snapshots"],
    ["sentences", "display", "theme"],
    ["tables", "figures"],
    ["claims"],
    ["scope", "records"],
    ["explore"],
    ["panel"],
    ["notebook_files"],
    ["engine", "papermill_entry", "runs", "workers", "ahead", "documents"],
    ["briefings", "lab", "starting", "doctor"],
    ["batch"],
    ["index", "explain"],
    ["cli"],
    ["__main__"],
]
"""A room imports from rooms of its own line and of the lines above, never from below."""

RANK = {room: rank for rank, line in enumerate(ORDER) for room in line}
MEASURES_MAY_USE = {"errors", "schema", "periods", "measures"}


def imports_of(path: Path) -> set[str]:
    """Rooms that a file imports, when it is loaded or later, when a function runs."""
    package = path.relative_to(PACKAGE).parts[:-1]
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = package[: len(package) - node.level + 1]
        inner = [*base, *(node.module or "").split(".")] if node.module else list(base)
        names = [inner[0]] if inner else [alias.name for alias in node.names]
        rooms |= {name for name in names if name in RANK}
    return rooms


def files():
    return sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", files(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_rooms_above_it(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    below = {name for name in imports_of(path) if RANK[name] > RANK[room]}
    assert not below, f"{room} imports {below}, which come after it in the work"


@pytest.mark.parametrize("path", sorted((PACKAGE / "measures").glob("*.py")), ids=lambda p: p.stem)
def test_measures_know_neither_files_nor_words_nor_pictures(path):
    assert imports_of(path) <= MEASURES_MAY_USE


def test_every_room_has_its_place_in_the_order():
    rooms = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in files()}
    assert rooms == set(RANK)


@pytest.mark.parametrize("name", ["cli", "documents", "rules", "sheets"])
def test_the_list_of_rooms_of_a_folder_is_whole(name):
    folder = PACKAGE / name
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    named = [line.split()[0] for line in told.split("\n\n")[-1].splitlines()]
    assert sorted(named) == sorted({p.stem for p in folder.glob("*.py")} - {"__init__"})


def test_the_map_names_every_room_in_the_order_of_the_work():
    lines = safetystats.__doc__.split("\n\n")[-1].splitlines()
    named = [name for line in lines for name in re.split(r", ?", line.split("  ")[0]) if name in RANK]
    assert sorted(named) == sorted(set(RANK) - {"__main__"})
    assert named == sorted(named, key=RANK.get)


def test_public_names_are_there_and_stay_what_they_are_when_rooms_are_loaded():
    code = (
        "import safetystats.intake, safetystats as s; "
        "print(all(callable(getattr(s, name)) for name in s.__all__), callable(s.clean))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.split() == ["True", "True"], done.stderr
