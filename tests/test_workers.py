"""One process an item: the others go on, whatever one of them does."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import psutil
import pytest

from hanging import hasten
from safetystats import workers
from safetystats.workers import run_each

STATE = {"touched": False}


def sleep_through_interrupts() -> None:
    while True:
        with suppress(KeyboardInterrupt):
            time.sleep(60)


def misbehave(item: str) -> str:
    if item == "raises":
        raise ValueError("no such district")
    if item == "exits":
        os._exit(3)
    if item == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "hangs":
        time.sleep(60)
    if item == "deaf":
        sleep_through_interrupts()
    if item == "leaves a thread":
        threading.Thread(target=time.sleep, args=(60,)).start()
    if item == "touches":
        STATE["touched"] = True
    return f"{item}: touched is {STATE['touched']}"


@pytest.fixture(params=[True, False], ids=["forked", "new process"])
def either_way(request, monkeypatch):
    monkeypatch.setattr(workers, "CAN_FORK", request.param and workers.CAN_FORK)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_one_bad_item_never_stops_the_others_and_each_failure_is_told(either_way, monkeypatch):
    monkeypatch.setattr(workers, "GRACE_SECONDS", 1.0)
    hasten(monkeypatch, ["hangs", "deaf"])
    items = ["touches", "raises", "exits", "killed", "hangs", "deaf", "leaves a thread", "good"]
    results = {r.item: r for r in run_each(misbehave, items, jobs=2)}
    assert results["good"].value == "good: touched is False"
    assert results["touches"].value == "touches: touched is True"
    assert results["raises"].error == "no such district"
    assert results["exits"].error == "its process exited with 3"
    assert results["killed"].error == "its process was killed by SIGKILL"
    assert results["hangs"].error == "ended after 8 seconds: KeyboardInterrupt"
    assert results["deaf"].error == "ended after 8 seconds"
    assert results["leaves a thread"].value == "leaves a thread: touched is False"
    assert STATE == {"touched": False}


def as_many_signs(count: int) -> str:
    return "x" * count


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_large_answer_arrives_whole(either_way):
    (result,) = run_each(as_many_signs, [1_000_000], jobs=1)
    assert len(result.value) == 1_000_000


def tell_and_die(item: int, report: workers.Report) -> None:
    for step in range(item):
        report({"step": step, "text": "x" * 100_000})
    os._exit(1)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_an_item_reported_is_there_when_its_process_dies(either_way):
    (result,) = run_each(tell_and_die, [3], jobs=1, reporting=True)
    assert result.error == "its process exited with 1"
    assert [told["step"] for told in result.reports] == [0, 1, 2]


PARENT = """
import sys, time
from safetystats.workers import run_each

def work(item):
    sys.stderr.write("started\\n")
    time.sleep(60)

for result in run_each(work, [1, 2], jobs=2):
    pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_children_end_with_the_process_that_started_them(number):
    with subprocess.Popen([sys.executable, "-c", PARENT], stderr=subprocess.PIPE, text=True) as parent:
        assert [parent.stderr.readline() for _ in range(2)] == ["started\n", "started\n"]
        children = psutil.Process(parent.pid).children()
        assert len(children) == 2
        parent.send_signal(number)
        parent.wait(10)
        _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def be_interrupted_while_forking(monkeypatch):
    """Press Ctrl-C as the second process is started, where Python only tells of exceptions it ignores."""
    start, started = workers._start, []

    def start_interrupted(*arguments):
        started.append(arguments)
        if len(started) == 2:
            with suppress(KeyboardInterrupt):  # as around a fork
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.01)
        return start(*arguments)

    monkeypatch.setattr(workers, "_start", start_interrupted)
    return started


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_an_interrupt_while_a_process_is_started_is_not_lost(monkeypatch):
    before = psutil.Process().children()  # such as what multiprocessing keeps for new processes
    started = be_interrupted_while_forking(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        list(run_each(as_many_signs, [1, 2, 3], jobs=1))
    assert len(started) == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert psutil.Process().children() == before


def test_what_a_caller_has_set_apart_from_the_collector_stays_so():
    before = gc.get_freeze_count()
    assert before  # by `tests/conftest.py`
    assert [result.value for result in run_each(str, [1], jobs=1)] == ["1"]
    assert gc.get_freeze_count() >= before
