"""A papermill engine that starts no kernel process: cells run here, in an IPython kernel without sockets.

What a fresh kernel costs is its start and its imports, not the statistics. `WarmEngine` is registered with
papermill as ``safetystats``; `workers` gives each notebook a forked process of its own, so that nothing leaks
from one to the next. The ordinary kernel stays one switch away (``engine="kernel"``).
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"


class WarmEngine(Engine):
    """papermill's engine interface over `_WarmClient`."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> None:
        """Run the cells of `nb_man.nb` in order; stop at the first that fails, as papermill does."""
        wanted = ("log_output", "stdout_file", "stderr_file")
        client = _WarmClient(
            nb_man,
            kernel_name=kernel_name,
            log=logging.getLogger("papermill"),
            **{name: options[name] for name in wanted if name in options},
        )
        client.execute()


class _WarmClient(PapermillNotebookClient):
    """papermill's own client: outputs, display ids and timings are its work; only the kernel differs."""

    def execute(self, **_: Any) -> Any:
        self.reset_execution_trackers()
        with _warm_kernel() as kernel:
            self._warm = kernel
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = kernel.language_info
            self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, **_: Any) -> Any:
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        allows_errors = "raises-exception" in cell.metadata.get("tags", [])
        cell.outputs = []
        cell.metadata["execution"] = {}
        self.clear_before_next_output = False
        reply = self._warm.run(
            cell.source,
            stop_on_error=not allows_errors,
            publish=lambda message: self.process_message(message, cell, cell_index),
        )
        self._warm.loop.run_until_complete(self._check_raise_for_error(cell, cell_index, reply))
        self.nb["cells"][cell_index] = cell
        return cell


class _WarmKernel:
    """One IPython kernel object whose messages go to a function instead of a socket."""

    def __init__(self) -> None:
        _leave_debugger_out()
        from ipykernel.ipkernel import IPythonKernel
        from jupyter_client.session import Session

        kernel = self

        class DirectSession(Session):
            """Hands each message on instead of sending it."""

            def send(self, stream: Any, message: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
                if not isinstance(message, dict):
                    names = ("content", "parent", "ident", "buffers", "track", "header", "metadata")
                    given = {**dict(zip(names, args)), **kwargs}
                    message = self.msg(
                        message,
                        **{n: given[n] for n in ("content", "parent", "header", "metadata") if n in given},
                    )
                kernel._receive(message)
                return message

        class DirectKernel(IPythonKernel):
            """A kernel that has no queue of requests to abort after an error."""

            def _abort_queues(self, subshell_id: str | None = None) -> None:
                pass

        self.loop = asyncio.new_event_loop()
        self._publish: Callable[[dict[str, Any]], Any] = lambda message: None
        self._reply: dict[str, Any] = {}
        self.session = DirectSession(key=b"in this process")
        # What the kernel asks of its surroundings: a thread to compare itself with, and a place to log.
        self.kernel = DirectKernel(
            session=self.session, iopub_socket=None, log=logging.getLogger("ipykernel")
        )
        self.kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())
        shell: Any = self.kernel.shell
        shell.history_manager.enabled = False
        self.language_info = self.kernel.language_info
        self._streams = _paired_streams(self._send_stream)

    def run(
        self, code: str, *, stop_on_error: bool, publish: Callable[[dict[str, Any]], Any]
    ) -> dict[str, Any]:
        """Run one cell; hand its messages to `publish` in order; return the execute reply."""
        request = self.session.msg(
            "execute_request",
            content={
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": stop_on_error,
            },
        )
        self._publish = publish
        self.kernel.set_parent([], request)
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._streams
        try:
            self.loop.run_until_complete(self.kernel.execute_request(None, [], request))
        finally:
            for stream in self._streams:
                stream.flush()
            sys.stdout, sys.stderr = stdout, stderr
        return self._reply

    def _receive(self, message: dict[str, Any]) -> None:
        if message["msg_type"] == "execute_reply":
            self._reply = message
        elif message["msg_type"] not in ("status", "execute_reply"):
            self._publish(message)

    def _send_stream(self, name: str, text: str) -> None:
        parent = self.kernel.get_parent("shell")
        self._receive(self.session.msg("stream", content={"name": name, "text": text}, parent=parent))


def _leave_debugger_out() -> None:
    """Import ipykernel without the 140 modules of a debugger that nobody could reach."""
    if "debugpy" not in sys.modules:
        sys.modules["debugpy"] = None  # type: ignore[assignment]
        import_module("ipykernel.debugger")
        del sys.modules["debugpy"]


@contextmanager
def _warm_kernel() -> Iterator[_WarmKernel]:
    """A kernel for one notebook; what it replaces in the process is put back afterwards."""
    from ipykernel.zmqshell import ZMQInteractiveShell

    main, displayhook = sys.modules["__main__"], sys.displayhook
    os.environ["MPLBACKEND"] = INLINE_BACKEND
    kernel = _WarmKernel()
    try:
        with _settings_of_a_new_process(kernel.kernel.shell):
            yield kernel
    finally:
        kernel.loop.close()
        ZMQInteractiveShell.clear_instance()
        sys.modules["__main__"], sys.displayhook = main, displayhook


@contextmanager
def _settings_of_a_new_process(shell: Any) -> Iterator[None]:
    """matplotlib as it is when first imported, pointed at the notebook; what was set before is put back."""
    if "matplotlib.pyplot" not in sys.modules:
        yield
        return
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        _draw_inline(shell)
        yield


def _draw_inline(shell: Any) -> None:
    """Point an already imported pyplot at the notebook: a fresh kernel does so when it imports it."""
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    activate_matplotlib(INLINE_BACKEND)
    # It remembers that an earlier shell, now gone, had its picture formats chosen.
    configure_inline_support.current_backend = "unset"  # type: ignore[attr-defined]
    configure_inline_support(shell, INLINE_BACKEND)


class _Stream(io.TextIOBase):
    """Standard output or error of a cell: collects text until something else has to come after it."""

    def __init__(self, name: str, send: Callable[[str, str], None]) -> None:
        self.name = name
        self._send = send
        self._parts: list[str] = []
        self.before: _Stream | None = None

    encoding = "UTF-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self.before is not None:
            self.before.flush()
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        text, self._parts = "".join(self._parts), []
        if text:
            self._send(self.name, text)


def _paired_streams(send: Callable[[str, str], None]) -> tuple[_Stream, _Stream]:
    """Standard output and error that keep the order in which they were written to."""
    stdout, stderr = _Stream("stdout", send), _Stream("stderr", send)
    stdout.before, stderr.before = stderr, stdout
    return stdout, stderr
