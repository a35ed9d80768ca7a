"""One contract: every public measure gives its keys first, then the result columns in their order."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pandas as pd
import pytest

import safetystats.measures
from measured import CALLS
from safetystats.schema import RESULT

PACKAGE = Path(safetystats.measures.__file__).parent

HELPERS = {"tally", "groups", "states", "intervals", "exact"}
"""Rooms that the measures stand on; their frames are not for readers."""

NO_RESULT = {
    "closure_curve": "a curve, one row a day of it",
    "cumulative_incidence": "the numbers of a curve",
    "recheck_pairs": "rows of a ledger, paired",
    "register_differences": "rows of a register, with what is wrong",
    "moved_entries": "rows of a register, with what is wrong",
    "working_day_deadlines": "rows of a ledger, with their deadlines",
    "late_orders": "rows of a ledger",
    "entered_by": "rows of a register that count",
    "rows_of_area": "rows of a result that speak of an area",
    "firms_under_rule": "the firms of a register, with what the rule asks",
    "followed": "rows of a ledger that count",
    "last_seen": "rows of a ledger that count",
    "entries_of": "entries of a ledger by area and day",
    "measured_entries": "rows of a ledger that count",
    "register_on": "rows of a register that count",
    "rows_published": "rows of published totals that count",
    "with_parts": "rows of a ledger that count",
}
"""Frames that are lists of things, not figures."""


def public_frame_functions() -> set[str]:
    found = set()
    for room in pkgutil.iter_modules(safetystats.measures.__path__):
        if room.name in HELPERS:
            continue
        module = importlib.import_module(f"safetystats.measures.{room.name}")
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and not name.startswith("_") and function.__annotations__.get("return") == "pd.DataFrame":
                found.add(name)
    return found


def test_every_public_measure_is_walked():
    assert public_frame_functions() == set(CALLS) | set(NO_RESULT)


@pytest.mark.parametrize("name", CALLS)
def test_a_measure_gives_its_keys_then_the_result_columns_in_order(name, measured):
    frame = measured(name)
    columns = [str(column) for column in frame.columns]
    first = columns.index("numerator")
    assert tuple(columns[first : first + len(RESULT)]) == RESULT
    assert len(set(columns)) == len(columns)
    assert frame.index.equals(pd.RangeIndex(len(frame)))
    assert len(frame)


@pytest.mark.parametrize("name", CALLS)
def test_limits_hold_the_value_and_levels_are_shares(name, measured):
    frame = measured(name)
    known = frame[frame[["value", "lower", "upper"]].notna().all(axis=1)]
    assert (known["lower"] <= known["value"] + 1e-9).all()
    assert (known["value"] <= known["upper"] + 1e-9).all()
    assert known["level"].between(0, 1).all()
    texts = frame[["method", "basis", "note"]]
    assert texts.notna().all().all()


FORBIDDEN_CALLS = {"open", "read_csv", "read_excel", "read_parquet", "read_text", "read_bytes", "print"}
FORBIDDEN_IMPORTS = {"matplotlib", "seaborn", "pathlib", "io", "os", "requests", "urllib", "openpyxl"}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_measures_read_no_file_round_nothing_and_draw_nothing(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called, imported = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called.add(
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
        elif isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert not called & FORBIDDEN_CALLS
    assert not imported & FORBIDDEN_IMPORTS
    # Whole numbers are made of whole numbers in these rooms; no value is shortened for a reader.
    allowed = {"inspections", "exact", "run_rules", "slopes", "changepoints", "coverage"}
    assert "round" not in called or path.stem in allowed
