"""One process an item, a few at a time: what one item does to the process, no other item sees.

Where the system can fork, a child starts from this process with everything imported; elsewhere it is a new
process, at the price of importing once each.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

CAN_FORK = sys.platform == "linux"
CHECK_SECONDS = 0.2
"""How often children are looked at for having run out of time."""


@dataclass(frozen=True)
class Result:
    """What became of one item: what `work` returned, or why it did not return."""

    item: Any
    value: Any = None
    error: str = ""
    seconds: float = 0.0


def run_each(
    work: Callable[[Any], Any], items: Sequence[Any], *, jobs: int, timeout: float = 600.0
) -> Iterator[Result]:
    """Run `work` on every item in a process of its own; yield results as they come.

    Parameters
    ----------
    work
        What it returns must be JSON (numbers, texts, lists, dicts). Where the system cannot fork, it must be
        possible to send it to a new process: a function of a module, or an object of a class of one.
    items
        The first is started first.
    jobs
        How many run at once.
    timeout
        Seconds after which a child is ended and its item reported as failed.

    Yields
    ------
    Result
        One an item. Where an item raises, exits, is killed or runs out of time, `error` says so.
    """
    context = get_context("fork" if CAN_FORK else "spawn")
    waiting = list(items)
    running: list[_Child] = []
    gc.collect()
    gc.freeze()  # else the collector touches, and so copies, every page that forked children share
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                running.append(_start(context, work, waiting.pop(0)))
            wait([child.pipe for child in running], timeout=CHECK_SECONDS)
            for child in list(running):
                result = _result_of(child, timeout)
                if result is not None:
                    running.remove(child)
                    yield result
    finally:
        for child in running:
            child.process.kill()
            child.process.join()
        gc.unfreeze()


@dataclass(frozen=True)
class _Child:
    item: Any
    process: BaseProcess
    pipe: Connection
    started: float


def _start(context: Any, work: Callable[[Any], Any], item: Any) -> _Child:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, item, sender))
    process.start()
    sender.close()
    return _Child(item, process, receiver, time.monotonic())


def _answer(work: Callable[[Any], Any], item: Any, pipe: Connection) -> None:
    """What a child does: work, and send what came of it as JSON."""
    sys.stdout = sys.stderr  # standard output belongs to the parent's results
    os.dup2(2, 1)
    try:
        answer = {"value": work(item)}
    except Exception as error:
        answer = {"error": str(error) or type(error).__name__}
    pipe.send_bytes(json.dumps(answer).encode())
    pipe.close()


def _result_of(child: _Child, timeout: float) -> Result | None:
    """What became of a child that has ended, or that has run out of time; None while it runs."""
    seconds = time.monotonic() - child.started
    if not child.pipe.poll():
        if seconds <= timeout:
            return None
        child.process.kill()
        child.process.join()
        return Result(child.item, error=f"ended after {timeout:.0f} seconds", seconds=seconds)
    try:
        answer = json.loads(child.pipe.recv_bytes())
    except (EOFError, ValueError):
        answer = None
    child.process.join()
    if answer is None:
        return Result(child.item, error=_how_it_died(child.process), seconds=seconds)
    return Result(child.item, answer.get("value"), answer.get("error", ""), seconds)


def _how_it_died(process: BaseProcess) -> str:
    code = process.exitcode or 0
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"
    return f"its process {how}"
