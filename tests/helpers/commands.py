"""A command of the suite, run as from the command line but in the process of the tests."""

import io
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from safetystats import cli


def run(*arguments: object, cwd: Path | str = ".") -> subprocess.CompletedProcess[str]:
    """A command from its entry point on; a process of its own would cost a start for each of them."""
    command = ["safetystats", *map(str, arguments)]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", command),
        pytest.raises(SystemExit) as end,
    ):
        cli.main()
    for stream in (out, err):
        stream.seek(0)
    return subprocess.CompletedProcess(command, int(end.value.code or 0), out.read(), err.read())
