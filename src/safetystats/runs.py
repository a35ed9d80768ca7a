"""A notebook and its parameters -> the executed notebook; an unknown parameter is refused before it runs."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .errors import InputRejected, OurFault, UnknownName, WrongUse
from .notebook_files import NotebookNode, nbformat
from .shipped import shipped

if TYPE_CHECKING:
    from .engine import OnCell

EngineName = Literal["warm", "kernel"]

MEANINGLESS_BETWEEN_RUNS = ("papermill", "execution")
"""Metadata that hold times and paths of one run; without them the same inputs give the same notebook."""


class NotebookFailed(OurFault):
    """A cell raised: which one, and the last line of its traceback."""

    def __init__(self, name: str, cell: int, error: str, message: str) -> None:
        self.cell, self.error, self.message = cell, error, message
        super().__init__(f"Notebook {name}, cell {cell}: {error}: {message}")


def notebook_named(name: str) -> Path:
    """Path of a shipped notebook, by its name without the ending.

    >>> notebook_named("06_district_briefing").suffix
    '.ipynb'
    """
    folder = shipped("notebooks")
    path = folder / f"{name}.ipynb"
    if not path.exists():
        raise UnknownName("notebook", name, sorted(p.stem for p in folder.glob("*.ipynb")))
    return path


def parameters_of(notebook: Path) -> dict[str, str]:
    """Names in the notebook's `parameters` cell, each with its type as papermill infers it."""
    import papermill

    with _quiet():
        return {name: p["inferred_type_name"] for name, p in papermill.inspect_notebook(notebook).items()}


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Refuse names the notebook does not have, and values that are no text.

    papermill itself only warns of an unknown name: `distrct="…"` would print the default district's figures.

    Raises
    ------
    UnknownName, WrongUse
        Before anything runs.
    """
    known = list(parameters_of(notebook))
    for name, value in parameters.items():
        if name not in known:
            raise UnknownName("parameter", name, known, hint=f"Notebook: {notebook.name}.")
        if not isinstance(value, str):
            raise WrongUse(f"Parameter '{name}' of {notebook.name} needs a text; found {value!r}.")


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, str],
    *,
    engine: EngineName = "warm",
    on_cell: OnCell | None = None,
) -> NotebookNode:
    """Execute a notebook and return it with its outputs, without times and paths of this run.

    `on_cell` is called as each cell starts and ends.

    Raises
    ------
    UnknownName, WrongUse
        If a parameter is not known or is no text.
    NotebookFailed
        If a cell raised; with its number and the error.
    """
    import papermill

    from .engine import KERNEL, WARM

    check_parameters(notebook, parameters)
    try:
        with _quiet():
            executed = papermill.execute_notebook(
                notebook,
                None,
                parameters=dict(parameters),
                engine_name=WARM if engine == "warm" else KERNEL,
                progress_bar=False,
                on_cell=on_cell,
            )
    except papermill.PapermillExecutionError as error:
        raise NotebookFailed(notebook.stem, error.cell_index, error.ename, error.evalue) from error
    except FileNotFoundError as error:
        raise InputRejected(f"There is no notebook '{notebook}'.") from error
    return without_traces(executed)


def failed_notebook(notebook: NotebookNode, cell: int, error: str) -> NotebookNode:
    """A notebook that stopped at a cell, with papermill's marks around it; `error` where it has none."""
    from papermill.execute import PapermillExecutionError, raise_for_execution_errors

    stopped = notebook.cells[cell]
    if not any(output.output_type == "error" for output in stopped.get("outputs", [])):
        stopped.outputs.append(
            nbformat.v4.new_output("error", ename="CellStopped", evalue=error, traceback=[error])
        )
    with suppress(PapermillExecutionError):
        raise_for_execution_errors(notebook, None)
    return without_traces(notebook)


def without_traces(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: times, durations, paths."""
    for part in (notebook, *notebook.cells):
        for name in MEANINGLESS_BETWEEN_RUNS:
            part.metadata.pop(name, None)
    for position, cell in enumerate(notebook.cells):
        cell.id = f"cell-{position:02d}"
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """The notebook as a file holds it."""
    text: Any = nbformat.writes(notebook, version=4)
    return str(text) + "\n"


@contextmanager
def _quiet() -> Iterator[None]:
    """papermill tells of every cell; a batch tells of every area instead."""
    logger = logging.getLogger("papermill")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.setLevel(level)
