"""One process an item, a few at a time: what one item does to the process, no other item sees.

Where the system can fork, a child starts from this process with everything imported; elsewhere it is a new
process, at the price of importing once each. A child lives no longer than the process that started it.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

CAN_FORK = sys.platform == "linux"
CHECK_SECONDS = 0.2
"""How often children are looked at for having run out of time."""
GRACE_SECONDS = 5.0
"""What a child has left after it was asked to stop, or after it has answered."""
DIE_WITH_PARENT = 1
"""Linux: prctl(PR_SET_PDEATHSIG)."""

Report = Callable[[Any], None]


@dataclass(frozen=True)
class Result:
    """What became of one item: what `work` returned, or why it did not return."""

    item: Any
    value: Any = None
    error: str = ""
    seconds: float = 0.0
    reports: Sequence[Any] = ()
    """What `work` reported on its way, kept for an item whose process died."""


def run_each(
    work: Callable[..., Any],
    items: Sequence[Any],
    *,
    jobs: int,
    timeout: float = 600.0,
    reporting: bool = False,
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
        Seconds after which a child is interrupted as by Ctrl-C, and a little later ended; its item is
        reported as failed either way.
    reporting
        Whether `work` is given a function besides the item, through which it tells how far it is (JSON).

    Yields
    ------
    Result
        One an item. Where an item raises, exits, is killed or runs out of time, `error` says so.
    """
    context = get_context("fork" if CAN_FORK else "spawn")
    waiting = list(items)
    running: list[_Child] = []
    was_frozen = gc.get_freeze_count() > 0  # by a caller who wants that to last
    gc.collect()
    gc.freeze()  # else the collector touches, and so copies, every page that forked children share
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                with _interrupted_afterwards():
                    running.append(_start(context, work, waiting.pop(0), timeout, reporting))
            wait([child.pipe for child in running], timeout=CHECK_SECONDS)
            for child in list(running):
                result = _result_of(child)
                if result is not None:
                    running.remove(child)
                    yield result
    finally:
        for child in running:
            _end(child.process)
        if not was_frozen:
            gc.unfreeze()


@contextmanager
def _interrupted_afterwards() -> Iterator[None]:
    """Put a Ctrl-C off until a process is started.

    What Python itself calls around a fork swallows the exception, and the batch would go on to its end.
    """
    if threading.current_thread() is not threading.main_thread():  # it alone is interrupted
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came and callable(before):
        before(signal.SIGINT, None)


@dataclass
class _Child:
    item: Any
    process: BaseProcess
    pipe: Connection
    started: float
    timeout: float
    interrupted: bool = False
    reports: list[bytes] = field(default_factory=list)
    """As they were sent: they are read only where the child fails."""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def is_out_of_time(self) -> bool:
        """Interrupt a child that takes too long; whether it did not take the hint."""
        if self.seconds > self.timeout and not self.interrupted:
            self.interrupted = True
            _signal(self.process, signal.SIGINT)
        return self.seconds > self.timeout + GRACE_SECONDS


def _start(context: Any, work: Callable[..., Any], item: Any, timeout: float, reporting: bool) -> _Child:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, item, sender, os.getpid(), reporting))
    process.start()
    sender.close()
    return _Child(item, process, receiver, time.monotonic(), timeout)


def start_process(function: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Fork a process that calls a function, and is bound to this one as those of `run_each` are."""
    process = get_context("fork").Process(target=_bound, args=(os.getpid(), function, *arguments))
    with _interrupted_afterwards():
        process.start()
    return process


def _bound(parent: int, function: Callable[..., None], *arguments: Any) -> None:
    _become_child(parent)
    function(*arguments)


def _become_child(parent: int) -> None:
    """Set this new process apart from its parent, and let it die with it."""
    _die_with(parent)
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # Ctrl-C is the parent's to take, and what this child starts ends with it
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent in the background ignores it
    sys.stdout = sys.stderr  # standard output belongs to the parent's results
    os.dup2(2, 1)


def _answer(work: Callable[..., Any], item: Any, pipe: Connection, parent: int, reporting: bool) -> None:
    """What a child does: work, and send what came of it as JSON."""
    _become_child(parent)
    try:
        answer = {"value": work(item, partial(_send, pipe, "report")) if reporting else work(item)}
    except (Exception, KeyboardInterrupt) as error:
        answer = {"error": str(error) or type(error).__name__}
    for name, content in answer.items():
        _send(pipe, name, content)
    pipe.close()


def _send(pipe: Connection, name: str, content: Any) -> None:
    pipe.send_bytes(b"%s %s" % (name.encode(), json.dumps(content).encode()))


def _die_with(parent: int) -> None:
    """See to it that this process does not outlive `parent`, however that one ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)
    else:
        threading.Thread(target=_wait_for_the_end_of_the_parent, daemon=True).start()


def _wait_for_the_end_of_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _result_of(child: _Child) -> Result | None:
    """What became of a child that has answered, died, or run out of time; None while it runs."""
    gone = child.process.exitcode is not None  # asked first: what it sent before its end is still read
    answer = _read(child)
    if answer is None and gone:
        answer = "error", _how_it_died(child.process)
    if answer is None and not child.is_out_of_time():
        return None
    seconds = child.seconds
    child.process.join(GRACE_SECONDS if answer else 0)
    _end(child.process)
    if answer and answer[0] == "value":
        return Result(child.item, answer[1], seconds=seconds)
    late = f"ended after {child.timeout:.0f} seconds" if child.interrupted else ""
    told = ": ".join(filter(None, [late, answer[1] if answer else ""]))
    reports = [json.loads(report) for report in child.reports]
    return Result(child.item, error=told, seconds=seconds, reports=reports)


def _read(child: _Child) -> tuple[str, Any] | None:
    """Take what a child has sent so far; return its answer, if that is among it."""
    with suppress(EOFError, OSError, ValueError):
        while child.pipe.poll():
            name, _, content = child.pipe.recv_bytes().partition(b" ")
            if name != b"report":
                return name.decode(), json.loads(content)
            child.reports.append(content)
    return None


def _end(process: BaseProcess) -> None:
    """End a child with all that it started."""
    _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.kill()  # it may not have been given a group yet
    process.join()


def _signal(process: BaseProcess, number: int) -> None:
    """Send a signal to a child and all that it started; where there are no groups, end the child."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, number)


def _how_it_died(process: BaseProcess) -> str:
    code = process.exitcode or 0
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"
    return f"its process {how}"
