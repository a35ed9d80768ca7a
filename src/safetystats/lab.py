"""JupyterLab on the notebooks: the shipped ones where they say what is asked for, else a person's copies."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from .errors import InputRejected
from .intake import holds_other_ledgers
from .ledgers import Ledgers
from .notebook_files import NotebookNode, nbformat
from .project import Project
from .reference import current_areas
from .runs import notebook_named, notebook_text
from .schema import LEDGERS
from .scope import Scope, first_day_looked_at, parse_day
from .shipped import shipped
from .writing import write_whole

FIRST = "08_explore"
"""The notebook that is opened."""

PATHS = ("ledgers", "project")
"""Parameters that name a place; in a notebook they are seen from its folder."""

EVENTS = ("accidents", "hazards", "inspections")
"""Ledgers of what happens day by day."""

SETTINGS = Path(__file__).with_name("jupyter")
"""Settings of JupyterLab that come with the package: it asks its makers for neither news nor new versions."""


def first_parameters(project: Project, ledgers: Path, as_of: str | None, language: str) -> dict[str, str]:
    """What the notebooks show first: the shipped parameters for the example, else the ledgers' last days.

    Parameters
    ----------
    as_of
        Last day that counts; that of the last event in the ledgers if not given.

    Raises
    ------
    WrongUse
        If `as_of` is no day, or not one row of the ledgers lies in the project's city.
    """
    first = values_of(_read(notebook_named(FIRST)))
    areas = current_areas(project)
    is_own = holds_other_ledgers(ledgers, [shipped("data", "raw")])
    parameters = {
        "area": first["area"] if first["area"] in areas else areas[0],
        **_span(as_of or (date.today().isoformat() if is_own else first["as_of"]), project.years),
        "basis": "",
        "language": language,
        "ledgers": str(ledgers),
        "project": project.file,
    }
    try:
        scope = Scope.check(**parameters)
    except InputRejected:
        return parameters | {"basis": project.basis}  # the notebook tells what to do
    parameters["basis"] = scope.basis.name
    last = None if as_of or not is_own else _last_event(scope.ledgers)
    return parameters if last is None else parameters | _span(last.isoformat(), project.years)


def _last_event(ledgers: Ledgers) -> date | None:
    """The latest day, up to today, on which something happened; a report a few days later is none."""
    days = pd.concat([ledgers.by_name()[kind][LEDGERS[kind].day] for kind in EVENTS])
    last = days[days <= pd.Timestamp(date.today())].max()
    return None if pd.isna(last) else last.date()


def _span(as_of: str, years: int) -> dict[str, str]:
    """The day, and the first one of so many years looked at."""
    day = parse_day("as_of", as_of)
    return {"as_of": day.isoformat(), "since": first_day_looked_at(day, years).isoformat()}


def folder_for(parameters: Mapping[str, str], own: Path) -> tuple[Path, list[Path]]:
    """The folder whose notebooks have these parameters, and those in it that a person changed to others.

    The shipped notebooks serve where they say so already, as in a checkout with its own ledgers. Otherwise
    copies in `own` do. A copy that was changed is kept as it is; a result in it is no change.

    Parameters
    ----------
    parameters
        Those of the notebooks on ledgers, places as seen from the working folder.
    own
        Folder of the copies; made where it is missing.
    """
    if _place_free(values_of(_read(notebook_named(FIRST))), shipped("notebooks")) == _place_free(
        parameters, Path()
    ):
        return shipped("notebooks"), []
    changed = []
    for source in sorted(shipped("notebooks").glob("*.ipynb")):
        fresh = with_values(_read(source), _as_seen_from(own, parameters))
        fresh.metadata["safetystats"] = {"as_written": _digest(fresh)}
        target = own / source.name
        present = _read(target) if target.exists() else None
        if present is None or _is_as_written(present):
            if present is None or _digest(present) != _digest(fresh):
                write_whole(target, notebook_text(fresh))
        elif values_of(present) != values_of(fresh):
            changed.append(target)
    return own, changed


def open_lab(folder: Path, arguments: Sequence[str] = ()) -> None:
    """Start JupyterLab in `folder` with the notebook for exploring open; back when a person ends it.

    JupyterLab starts for the user root only where it is told to; in a container there is often no other.
    """
    paths = [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    from jupyterlab.labapp import LabApp

    root = ["--allow-root"] if is_root() else []
    LabApp.launch_instance([str((folder / f"{FIRST}.ipynb").resolve()), *root, *arguments])


def is_root() -> bool:
    """Whether this runs as the system's administrator, as far as the system knows of one."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def values_of(notebook: NotebookNode) -> dict[str, str]:
    """The parameters of a notebook, as its `parameters` cell has them; none where it cannot be read."""
    try:
        body = ast.parse(_parameters_cell(notebook).source).body
        return {
            ast.unparse(a.targets[0]): ast.literal_eval(a.value) for a in body if isinstance(a, ast.Assign)
        }
    except (SyntaxError, ValueError, StopIteration):
        return {}


def with_values(notebook: NotebookNode, parameters: Mapping[str, str]) -> NotebookNode:
    """The notebook with other values in its `parameters` cell; the remarks behind them stay.

    One that reads no ledgers, as that on published tables, takes over the language alone.
    """
    cell = _parameters_cell(notebook)
    known = parameters if "ledgers" in values_of(notebook) else {"language": parameters["language"]}
    for name, value in known.items():
        text = json.dumps(value, ensure_ascii=False)
        before, _, behind = re.split(rf'^({name} = ".*?")(?=  #|$)', cell.source, maxsplit=1, flags=re.M)
        cell.source = f"{before}{name} = {text}{behind}"
    return notebook


def _parameters_cell(notebook: NotebookNode) -> NotebookNode:
    return next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))


def _place_free(parameters: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The parameters with every place written out, so that they compare from anywhere."""
    return {
        name: str((folder / value).resolve()) if name in PATHS and value else value
        for name, value in parameters.items()
    }


def _as_seen_from(folder: Path, parameters: Mapping[str, str]) -> dict[str, str]:
    seen = dict(parameters)
    for name in PATHS:
        if seen[name]:
            path = Path(seen[name]).resolve()
            # On another drive of Windows only the whole path leads there.
            near = path.anchor == folder.resolve().anchor
            seen[name] = Path(os.path.relpath(path, folder.resolve()) if near else path).as_posix()
    return seen


def _read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, nbformat.ValidationError, KeyError, TypeError, AttributeError) as error:
        raise InputRejected(
            f"'{path}' is not a whole notebook (Jupyter cannot read it). Move it away, or delete it, and run "
            "this again: a fresh copy is written in its place."
        ) from error


def _digest(notebook: NotebookNode) -> str:
    """Of the cells as written: results and what JupyterLab adds do not count."""
    sources = [[cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def _is_as_written(notebook: NotebookNode) -> bool:
    return notebook.metadata.get("safetystats", {}).get("as_written") == _digest(notebook)
