"""Many briefings at once: in parallel, resumed where they stopped, each failure told, and one index page.

An area that fails does not stop the others; an area whose inputs are the same as last time is not run again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from .briefings import Task, import_writers, is_current, write_briefing
from .notebook_files import NotebookNode, nbformat
from .runs import check_parameters, failed_notebook, notebook_named, notebook_text
from .workers import Report, Result, run_each
from .writing import FileInUse, remove_unfinished, write_whole

State = Literal["done", "unchanged", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one task: done, unchanged since last time, or failed and why.

    One that is done has an `error` where the failed notebook of an earlier run could not be removed.
    """

    task: Task
    state: State
    seconds: float = 0.0
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Area, language, state, page, all documents and error, for `--json`."""
        written = [] if self.state == "failed" else self.task.documents
        return {
            "area": self.task.area,
            "language": self.task.language,
            "state": self.state,
            "page": written[0].as_posix() if written else "",
            "files": [path.as_posix() for path in written],
            "error": self.error,
        }


TIMEOUT = 600.0
"""Seconds that a briefing may take: many times what the longest one needs."""


def write_all(
    tasks: Sequence[Task],
    *,
    jobs: int,
    timeout: float = TIMEOUT,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Write every briefing that is not there yet, `jobs` at a time.

    Of a briefing that fails the notebook is kept as far as it came, ``briefing.failed.ipynb``, with the cell
    marked; the files of an earlier run stay as they were.

    Parameters
    ----------
    tasks
        Their parameters are checked against their notebooks before the first one runs.
    timeout
        Seconds after which a briefing is stopped and reported as failed.
    on_outcome
        Called as each ends, for a progress bar.

    Returns
    -------
    list of Outcome
        In the order of `tasks`.

    Raises
    ------
    UnknownName, WrongUse
        If a notebook does not have one of the parameters.
    """
    outcomes = {i: Outcome(task, "unchanged") for i, task in enumerate(tasks) if is_current(task)}
    waiting = [i for i in range(len(tasks)) if i not in outcomes]
    for task in {tasks[i].notebook: tasks[i] for i in waiting}.values():
        check_parameters(notebook_named(task.notebook), task.parameters)
    for outcome in outcomes.values():
        on_outcome(outcome)
    if not waiting:
        return list(outcomes.values())
    _warm_up([tasks[i] for i in waiting])
    for folder in {tasks[i].folder for i in waiting}:
        remove_unfinished(folder)
    for result in run_each(_Writer(tasks), waiting, jobs=jobs, timeout=timeout, reporting=True):
        outcomes[result.item] = _outcome(tasks[result.item], result)
        on_outcome(outcomes[result.item])
    return [outcomes[i] for i in range(len(tasks))]


@dataclass(frozen=True)
class _Writer:
    """Writes the briefing at a position of `tasks`: what a worker process is given to do."""

    tasks: Sequence[Task]

    def __call__(self, position: int, report: Report) -> str:
        told = False

        def on_cell(notebook: NotebookNode, cell: int, ended: bool) -> None:
            nonlocal told
            if not told:
                report(["notebook", notebook])
                told = True
            report(["cell", cell, notebook.cells[cell] if ended else None])

        return str(write_briefing(self.tasks[position], on_cell=on_cell))


def _outcome(task: Task, result: Result) -> Outcome:
    """The outcome of a task; of one that failed in a cell, the notebook is kept for looking into."""
    if not result.error:
        return Outcome(task, "done", result.seconds, _keep_failed(task, ""))
    error, trouble = result.error, ""
    stopped = _where_it_stopped(result.reports)
    if stopped:
        notebook, cell = stopped
        if f", cell {cell}: " not in error:
            error = f"Notebook {task.notebook}, cell {cell}: {error}"
        trouble = _keep_failed(task, notebook_text(failed_notebook(notebook, cell, error)))
    return Outcome(task, "failed", result.seconds, f"{error}. {trouble}" if trouble else error)


def _keep_failed(task: Task, text: str) -> str:
    """Keep the notebook of a failed run, or remove that of an earlier one; what hindered it, in a sentence.

    A full disk or a file that is open elsewhere must not stop the other areas.
    """
    kept = task.file("ipynb", name=f"{task.name}.failed")
    try:
        if text:
            write_whole(kept, text)
        else:
            kept.unlink(missing_ok=True)
    except (OSError, FileInUse) as error:
        return f"'{kept.name}' could not be {'written' if text else 'removed'}: {error}"
    return ""


def _where_it_stopped(reports: Sequence[Any]) -> tuple[NotebookNode, int] | None:
    """The notebook as its process last told of it, and its failed cell; None where no cell is to blame."""
    if len(reports) < 2:
        return None
    (_, first), *cells = reports
    notebook = nbformat.from_dict(first)
    for _, position, ended in cells:
        if ended:
            notebook.cells[position] = nbformat.from_dict(ended)
    _, last, ended = cells[-1]
    is_whole = bool(ended) and last == len(notebook.cells) - 1
    failed = any(output["output_type"] == "error" for output in (ended or {}).get("outputs", []))
    return None if is_whole and not failed else (notebook, last)


_OF_NOTEBOOKS = (
    "papermill", "scipy.stats", "statsmodels.stats.multitest",
    "safetystats.figures", "safetystats.locale.formulas", "safetystats.measures.closure",
    "safetystats.measures.coverage", "safetystats.measures.inspections", "safetystats.measures.rates",
    "safetystats.measures.shares", "safetystats.measures.trends", "safetystats.sentences",
    "safetystats.tables",
)  # fmt: skip
"""Modules that notebooks import, or a function does when they call it."""


def _warm_up(tasks: Sequence[Task]) -> None:
    """Do once, in the parent, what every notebook would do again: imports, and looking for fonts."""
    from . import theme
    from .engine import import_kernel

    for module in _OF_NOTEBOOKS:
        import_module(module)
    import_kernel()
    import_writers({ending for task in tasks for ending in task.formats})
    theme.find_fonts()
