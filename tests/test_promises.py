"""What the documents for contributors and about security say is there, and holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import safetystats
from safetystats.shipped import shipped

PACKAGE = Path(safetystats.__file__).parent
ROOT = Path(__file__).parents[1]

NO_NETWORK = """
import socket
def refused(self, address, *rest):
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"a call to {address}")
    return connect(self, address, *rest)
connect = socket.socket.connect
socket.socket.connect = refused
socket.getaddrinfo = lambda *asked, **more: (_ for _ in ()).throw(AssertionError(f"a look-up of {asked}"))
from safetystats.cli import main
main()
"""


def test_every_test_that_a_promise_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.M)
    }
    assert len(named) > 15
    assert sorted(named - written) == []


def test_nothing_is_unpickled():
    calls = re.compile(r"\b(pickle|joblib|shelve|marshal)\b|allow_pickle=True|read_pickle")
    found = [path.name for path in PACKAGE.rglob("*.py") if calls.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.skipif(sys.platform == "win32", reason="the guard knows the sockets of Unix")
def test_a_briefing_needs_no_network(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-c", NO_NETWORK, *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")

    done = run("clean", str(shipped("data", "raw") / "accidents"), "--out", "ledger")
    assert done.returncode == 0, done.stderr
    done = run("brief", "门头沟区", "--as-of", "2020-08-24", "--ledgers", "ledger")
    assert done.returncode == 0, done.stderr
    page = next((tmp_path / "reports").rglob("briefing.html")).read_text(encoding="utf-8")
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//[^"'> ]+""", page) == []
