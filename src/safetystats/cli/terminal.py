"""What a run prints: results on standard output, narration and progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..signs import orders_written_out

if TYPE_CHECKING:
    import pandas as pd

    from ..project import Project
    from .options import Language


def show(result: object) -> None:
    """The result on standard output; no cell and no name of a file gives the terminal orders."""
    print(orders_written_out(str(result)))


def answer(result: Any) -> None:
    """The result, as JSON on standard output."""
    show(json.dumps(result, ensure_ascii=False, indent=2, default=str))


def records(frame: pd.DataFrame) -> Any:
    """The rows of a frame for `--json`: days as ISO texts, what is missing or blank as null."""
    rows = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False))
    return [{name: None if value == "" else value for name, value in row.items()} for row in rows]


def narrate(text: str, *, quiet: bool = False) -> None:
    """A line for the person at the terminal."""
    if not quiet:
        print(orders_written_out(text), file=sys.stderr)


def tell_where_shipped(project: Project, spoken: Language, *, quiet: bool) -> None:
    """Which city and language are taken where no project is here or named, and how to choose others."""
    from ..locale import label, say

    if project.file:
        return
    names = {"zh": say("Chinese", spoken.told), "en": say("English", spoken.told)}
    told = say(
        "No project.toml is here or named: taken for {city}, with the areas, residents and sectors that are "
        "shipped, and written in {written_in}. For another city run in the folder of its project, or name it "
        "with --project (safetystats init makes one); --lang chooses the language.",
        spoken.told,
        city=label(project.city, spoken.told),
        written_in=say(" and ", spoken.told).join(names[one] for one in spoken.each),
    )
    narrate(told, quiet=quiet)


@contextmanager
def progress(what: str, *, quiet: bool, log: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, below a line for each step; elsewhere the lines alone, where `log` asks for them.

    Gives a function of the step, steps done, steps in all.
    """
    is_terminal = sys.stderr.isatty()
    if quiet or not (is_terminal or log):
        yield lambda told, done, total: None
        return
    if not is_terminal:
        yield lambda told, done, total: narrate(f"{what} {done}/{total}: {told}")
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:-1], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def step(told: str, done: int, total: int) -> None:
            bar.console.print(orders_written_out(told), markup=False, highlight=False)
            bar.update(task, completed=done, total=total)

        yield step


def write_csv(path: Path, frame: pd.DataFrame, notice: str) -> None:
    """A table for Excel: UTF-8 with its mark, no text that runs as a formula, the notice on every row."""
    from ..escape import for_csv
    from ..writing import write_whole

    told = frame.assign(notice=notice) if notice else frame
    write_whole(path, for_csv(told).to_csv(index=False).encode("utf-8-sig"))
