"""What many briefings cost: papermill's ways, this package's batch, and the same computations as functions.

Run ``python benchmarks/batch.py``: it prints a Markdown table. Each way runs in a process of its own, one
after another, on the ledgers of the example city; ``--areas 4`` is shorter, ``--rounds 5`` takes medians.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

from safetystats.briefings import DISTRICT_BRIEFING
from safetystats.project import Project
from safetystats.reference import current_areas
from safetystats.runs import notebook_named
from safetystats.shipped import shipped

SCOPE = {"as_of": "2020-08-24", "since": "2018-01-01", "basis": "no_road", "language": "zh"}
SHELL_AREAS = 3
"""A shell loop starts everything anew for each area, so a few of them tell the cost of all."""
PLAIN = "plain functions, one process"
BATCHES = (
    (1, "html", "the page alone, 1 at a time"),
    (2, "html", "the page alone, 2 at a time"),
    (2, "all", "four formats, 2 at a time"),
)
"""Areas at a time, what is written, and that in words."""


class Cost(NamedTuple):
    """Wall and CPU seconds, and the peak memory (MB) of all processes together, shared pages once."""

    wall: float
    cpu: float
    memory: float

    def times(self, factor: float) -> Cost:
        """The same for more areas."""
        return Cost(self.wall * factor, self.cpu * factor, self.memory)


def main() -> None:
    """Measure each way and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--areas", type=int, default=17)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--one-way", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one_way:
        way, ledgers, areas = chosen.one_way
        ways = {"plain": run_plain, "papermill": run_papermill, "two papermills": run_two_papermills}
        ways[way](ledgers, areas.split(","))
        return
    areas = current_areas(Project.load())[: chosen.areas]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledgers = folder / "ledger"
        command("clean", shipped("data", "raw"), "--out", ledgers, "--quiet")
        rounds = [measured(folder, ledgers, areas) for _ in range(chosen.rounds)]
    show({way: [costs[way] for costs in rounds] for way in rounds[0]}, len(areas))


def measured(folder: Path, ledgers: Path, areas: list[str]) -> dict[str, Cost]:
    """The cost of every way, once."""
    me = [sys.executable, __file__, "--one-way"]
    few = areas[:SHELL_AREAS]
    shell = [cost(papermill_command(ledgers, area, folder)) for area in few]
    loop = Cost(sum(c.wall for c in shell), sum(c.cpu for c in shell), max(c.memory for c in shell))
    costs = {
        f"shell loop of papermill commands ({len(few)} areas, scaled)": loop.times(len(areas) / len(few)),
        "papermill in one process, a kernel each": cost([*me, "papermill", str(ledgers), ",".join(areas)]),
        "papermill in two processes, a kernel each": cost(
            [*me, "two papermills", str(ledgers), ",".join(areas)]
        ),
        PLAIN: cost([*me, "plain", str(ledgers), ",".join(areas)]),
    }
    for jobs, formats, what in BATCHES:
        out = folder / what
        shutil.rmtree(out, ignore_errors=True)
        where = ("--as-of", SCOPE["as_of"], "--ledgers", ledgers, "--out", out)
        batch = cli("brief", *areas, *where, "--jobs", jobs, "--formats", formats, "--quiet")
        costs[f"this batch, {what}"] = cost(batch)
    costs["this batch again, nothing changed"] = cost(batch)
    costs["safetystats --help"] = cost(cli("--help"))
    return costs


def cli(*arguments: object) -> list[str]:
    """A safetystats command."""
    return [sys.executable, "-m", "safetystats", *map(str, arguments)]


def command(*arguments: object) -> None:
    """Run a safetystats command to its end."""
    subprocess.run(cli(*arguments), check=True, stdout=subprocess.DEVNULL)


def papermill_command(ledgers: Path, area: str, folder: Path) -> list[str]:
    """The command that a shell loop would run for one area."""
    given = parameters(ledgers, area)
    options = [text for name, value in given.items() for text in ("-r", name, value)]
    notebook = str(notebook_named(DISTRICT_BRIEFING))
    return [
        sys.executable,
        "-m",
        "papermill",
        "--no-progress-bar",
        notebook,
        str(folder / "out.ipynb"),
        *options,
    ]


def parameters(ledgers: Path | str, area: str) -> dict[str, str]:
    """The parameters of the district briefing."""
    return {"area": area, **SCOPE, "ledgers": str(ledgers), "project": ""}


def cost(argv: list[str]) -> Cost:
    """Run a command and measure it with all the processes that it starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process.pid, peak))
    watcher.start()
    _, told = process.communicate()
    wall = time.perf_counter() - began
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(argv)} failed: {told.decode(errors='replace')[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak[0])


def watch(pid: int, peak: list[float], every: float = 0.5) -> None:
    """Keep the greatest memory of a process and its descendants; a page they share is counted once."""
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            used = 0
            for one in [process, *process.children(recursive=True)]:
                try:
                    used += one.memory_full_info().pss
                except psutil.Error:  # it has just ended
                    continue
            peak[0] = max(peak[0], used / 1e6)
            time.sleep(every)
    except psutil.Error:
        return


def run_papermill(ledgers: str, areas: list[str]) -> None:
    """papermill called in a loop: one process for it, a new kernel for each area."""
    import papermill

    notebook = notebook_named(DISTRICT_BRIEFING)
    with tempfile.TemporaryDirectory() as folder:
        for area in areas:
            out = str(Path(folder, "out.ipynb"))
            papermill.execute_notebook(
                notebook, out, parameters=parameters(ledgers, area), progress_bar=False
            )


def run_two_papermills(ledgers: str, areas: list[str]) -> None:
    """The same in two processes, each with every second area."""
    halves = [areas[0::2], areas[1::2]]
    me = [sys.executable, __file__, "--one-way", "papermill", ledgers]
    running = [subprocess.Popen([*me, ",".join(half)]) for half in halves if half]
    if max(one.wait() for one in running):
        raise SystemExit("A papermill of two failed.")


def run_plain(ledgers: str, areas: list[str]) -> None:
    """The code of the notebook without a notebook: tables as HTML and JSON, charts as PNG, no file."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    cells = json.loads(notebook_named(DISTRICT_BRIEFING).read_text(encoding="utf-8"))["cells"]
    code = [compiled("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    for area in areas:
        names: dict[str, object] = {}
        for position, (statements, last) in enumerate(code):
            exec(statements, names)
            if position == 0:
                names.update(parameters(ledgers, area))
            shown = eval(last, names) if last else None
            if hasattr(shown, "_repr_mimebundle_"):
                shown._repr_mimebundle_()
            for number in plt.get_fignums():
                plt.figure(number).savefig(io.BytesIO(), format="png")
            plt.close("all")


def compiled(source: str) -> tuple[object, object]:
    """The statements of a cell, and the expression at its end that a notebook would show."""
    tree = ast.parse(source)
    last = None
    if isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = compile(ast.Expression(tree.body.pop().value), "cell", "eval")
    return compile(tree, "cell", "exec"), last


def show(costs: dict[str, list[Cost]], areas: int) -> None:
    """The table: medians, and each against the plain functions."""
    packages = ("papermill", "ipykernel", "pandas", "matplotlib")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {versions}; {machine}")
    print(f"\n{areas} areas, medians of {len(costs[PLAIN])}\n")
    print("| way | wall, s | CPU, s | wall against plain | CPU against plain | memory, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    middle = {way: Cost(*map(median, zip(*all_of))) for way, all_of in costs.items()}
    plain = middle[PLAIN]
    for way, one in middle.items():
        ratios = f"{one.wall / plain.wall:.2f} | {one.cpu / plain.cpu:.2f}"
        print(f"| {way} | {one.wall:.1f} | {one.cpu:.1f} | {ratios} | {one.memory:.0f} |")


if __name__ == "__main__":
    main()
