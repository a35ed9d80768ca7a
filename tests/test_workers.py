"""One process an item: the others go on, whatever one of them does."""

import os
import signal
import time

import pytest

from safetystats import workers
from safetystats.workers import run_each

STATE = {"touched": False}


def misbehave(item: str) -> str:
    if item == "raises":
        raise ValueError("no such district")
    if item == "exits":
        os._exit(3)
    if item == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "hangs":
        time.sleep(60)
    if item == "touches":
        STATE["touched"] = True
    return f"{item}: touched is {STATE['touched']}"


@pytest.fixture(params=[True, False], ids=["forked", "new process"])
def either_way(request, monkeypatch):
    monkeypatch.setattr(workers, "CAN_FORK", request.param and workers.CAN_FORK)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_one_bad_item_never_stops_the_others_and_each_failure_is_told(either_way):
    items = ["touches", "raises", "exits", "killed", "hangs", "good"]
    results = {r.item: r for r in run_each(misbehave, items, jobs=2, timeout=4.0)}
    assert results["good"].value == "good: touched is False"
    assert results["touches"].value == "touches: touched is True"
    assert results["raises"].error == "no such district"
    assert results["exits"].error == "its process exited with 3"
    assert results["killed"].error == "its process was killed by SIGKILL"
    assert results["hangs"].error == "ended after 4 seconds"
    assert STATE == {"touched": False}


def as_many_signs(count: int) -> str:
    return "x" * count


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_large_answer_arrives_whole(either_way):
    (result,) = run_each(as_many_signs, [1_000_000], jobs=1)
    assert len(result.value) == 1_000_000
