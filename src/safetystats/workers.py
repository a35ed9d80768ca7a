"""One process an item, a few at a time: what one item does to the process, no other item sees.

Where the system can fork, each child starts from this process with everything imported; elsewhere a pool of
fresh processes does the same work, at the price of importing once each.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

CAN_FORK = sys.platform == "linux"


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
        A module-level function; what it returns must be JSON (numbers, texts, lists, dicts).
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
    if CAN_FORK:
        yield from _fork_each(work, list(items), max(1, jobs), timeout)
    else:
        yield from _pool_each(work, items, max(1, jobs), timeout)


@dataclass
class _Child:
    item: Any
    pid: int
    pipe: int
    started: float
    answer: bytes = b""
    timed_out: bool = False


def _fork_each(work: Callable[[Any], Any], waiting: list[Any], jobs: int, timeout: float) -> Iterator[Result]:
    gc.collect()
    gc.freeze()  # else the collector touches, and so copies, every page the children share
    running: dict[int, _Child] = {}
    selector = selectors.DefaultSelector()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                child = _fork(work, waiting.pop(0))
                running[child.pipe] = child
                selector.register(child.pipe, selectors.EVENT_READ)
            for key, _ in selector.select(timeout=0.2):
                child = running[key.fd]
                block = os.read(child.pipe, 1 << 16)
                child.answer += block
                if not block:
                    selector.unregister(child.pipe)
                    yield _ended(running.pop(child.pipe), timeout)
            for child in running.values():
                if time.monotonic() - child.started > timeout:
                    child.timed_out = True
                    os.kill(child.pid, signal.SIGKILL)
    finally:
        for child in running.values():
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
            os.close(child.pipe)
        selector.close()
        gc.unfreeze()


def _fork(work: Callable[[Any], Any], item: Any) -> _Child:
    sys.stdout.flush()
    sys.stderr.flush()
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write_end)
        return _Child(item, pid, read_end, time.monotonic())
    os.close(read_end)
    os.dup2(2, 1)  # standard output belongs to the parent's results
    try:
        answer = {"value": work(item)}
    except BaseException as error:  # the child must not run on into the parent's code, whatever happens
        answer = {"error": str(error) or type(error).__name__, "trace": traceback.format_exc()}
    with os.fdopen(write_end, "wb") as pipe:
        pipe.write(json.dumps(answer).encode())
    sys.stderr.flush()
    os._exit(0)


def _ended(child: _Child, timeout: float) -> Result:
    os.close(child.pipe)
    _, status = os.waitpid(child.pid, 0)
    seconds = time.monotonic() - child.started
    if child.timed_out:
        return Result(child.item, error=f"ended after {timeout:.0f} seconds", seconds=seconds)
    try:
        answer = json.loads(child.answer)
    except ValueError:
        code = os.waitstatus_to_exitcode(status)
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"
        return Result(child.item, error=f"its process {how}", seconds=seconds)
    return Result(child.item, answer.get("value"), answer.get("error", ""), seconds)


def _pool_each(
    work: Callable[[Any], Any], items: Sequence[Any], jobs: int, timeout: float
) -> Iterator[Result]:
    with ProcessPoolExecutor(jobs, max_tasks_per_child=1) as pool:
        started = time.monotonic()
        futures = {pool.submit(work, item): item for item in items}
        for future in as_completed(futures):
            seconds = time.monotonic() - started
            try:
                yield Result(futures[future], future.result(timeout), seconds=seconds)
            except Exception as error:
                yield Result(futures[future], error=str(error) or type(error).__name__, seconds=seconds)
