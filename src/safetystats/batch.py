"""Many briefings at once: in parallel, resumed where they stopped, each failure told, and one index page.

An area that fails does not stop the others; an area whose inputs are the same as last time is not run again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .briefings import Task, is_current, write_briefing
from .runs import check_parameters, notebook_named
from .workers import run_each

State = Literal["done", "unchanged", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one task: done, unchanged since last time, or failed and why."""

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


def write_all(
    tasks: Sequence[Task], *, jobs: int, on_outcome: Callable[[Outcome], None] = lambda outcome: None
) -> list[Outcome]:
    """Write every briefing that is not there yet, `jobs` at a time.

    Parameters
    ----------
    tasks
        Their parameters are checked against their notebooks before the first one runs.
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
    for task in {task.notebook: task for task in tasks}.values():
        check_parameters(notebook_named(task.notebook), task.parameters)
    outcomes = {i: Outcome(task, "unchanged") for i, task in enumerate(tasks) if is_current(task)}
    for outcome in outcomes.values():
        on_outcome(outcome)
    waiting = [i for i in range(len(tasks)) if i not in outcomes]
    if waiting:
        _warm_up()
    for result in run_each(_Writer(tasks), waiting, jobs=jobs):
        state: State = "failed" if result.error else "done"
        outcomes[result.item] = Outcome(tasks[result.item], state, result.seconds, result.error)
        on_outcome(outcomes[result.item])
    return [outcomes[i] for i in range(len(tasks))]


@dataclass(frozen=True)
class _Writer:
    """Writes the briefing at a position of `tasks`: what a worker process is given to do."""

    tasks: Sequence[Task]

    def __call__(self, position: int) -> str:
        return str(write_briefing(self.tasks[position]))


def _warm_up() -> None:
    """Import once, in the parent, what every notebook would import again."""
    import IPython  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import papermill  # noqa: F401
    import scipy.stats  # noqa: F401
    import seaborn  # noqa: F401

    from . import figures, sentences, tables  # noqa: F401
