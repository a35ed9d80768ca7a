"""A text made ahead is there for every process that asks for it, and its failure is told to each."""

import os
import signal
import time

import pytest

from safetystats import ahead
from safetystats.ahead import made_ahead
from safetystats.errors import OurFault
from safetystats.workers import CAN_FORK, run_each

pytestmark = [
    pytest.mark.skipif(not CAN_FORK, reason="where no process can be forked, a text is made at once"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def test_processes_forked_meanwhile_wait_for_the_text_and_read_all_of_it():
    maker, long = os.getpid(), "字" * 500_000
    text = made_ahead(lambda: time.sleep(0.3) or f"{os.getpid() != maker} {long}", jobs=2)
    results = run_each(lambda item: [item, str(text)], ["a", "b", "c"], jobs=3)
    assert sorted(result.value for result in results) == [[item, f"True {long}"] for item in "abc"]
    assert str(text) == f"True {long}"


def raises() -> str:
    raise ValueError("no such font")


def dies() -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


@pytest.mark.parametrize(("make", "told"), [(raises, "no such font"), (dies, "its process died")])
def test_a_text_that_could_not_be_made_fails_whoever_asks_and_says_why(make, told):
    text = made_ahead(make, jobs=2)
    (result,) = run_each(lambda item: str(text), ["page"], jobs=1)
    assert result.error.endswith(told)
    with pytest.raises(OurFault, match=told):
        str(text)


@pytest.mark.parametrize(("jobs", "can_fork"), [(1, True), (2, False)])
def test_one_process_at_a_time_makes_it_itself(jobs, can_fork, monkeypatch):
    monkeypatch.setattr(ahead, "CAN_FORK", can_fork)
    assert made_ahead(lambda: str(os.getpid()), jobs=jobs) == str(os.getpid())
