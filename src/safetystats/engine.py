"""A papermill engine that starts no kernel process: cells run here, in an IPython kernel without sockets.

What a fresh kernel costs is its start and its imports, not the statistics. `WarmEngine` is registered with
papermill as ``safetystats``; `workers` gives each notebook a forked process of its own, so that nothing leaks
from one to the next. The ordinary kernel stays one switch away (``engine="kernel"``).
"""

from __future__ import annotations

import asyncio
import atexit
import codecs
import io
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager, papermill_engines

from .notebook_files import NotebookNode

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"

OnCell = Callable[[NotebookNode, int, bool], None]
"""Called with the notebook, the position of a cell, and whether the cell has ended (else it starts)."""


class WarmEngine(Engine):
    """papermill's engine interface over `_WarmClient`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        on_cell: OnCell | None = None,
        **options: Any,
    ) -> None:
        """Run the cells of `nb_man.nb` in order; stop at the first that fails, as papermill does."""
        _tell_of_cells(nb_man, on_cell)
        wanted = ("log_output", "stdout_file", "stderr_file")
        client = _WarmClient(
            nb_man,
            kernel_name=kernel_name,
            log=logging.getLogger("papermill"),
            **{name: options[name] for name in wanted if name in options},
        )
        client.execute()


class KernelEngine(NBClientEngine):
    """papermill's own engine with an ordinary kernel, which tells of its cells as `WarmEngine` does."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        on_cell: OnCell | None = None,
        **options: Any,
    ) -> None:
        """Run the cells in a kernel process."""
        _tell_of_cells(nb_man, on_cell)
        super().execute_managed_notebook(nb_man, kernel_name, **options)


WARM, KERNEL = "safetystats", "safetystats-kernel"
"""What papermill knows the engines by; the first is there for every papermill command, as an entry point."""
papermill_engines.register(WARM, WarmEngine)
papermill_engines.register(KERNEL, KernelEngine)


def _tell_of_cells(nb_man: NotebookExecutionManager, on_cell: OnCell | None) -> None:
    """Have `on_cell` called as each cell starts and ends."""
    if on_cell is None:
        return
    start, complete = nb_man.cell_start, nb_man.cell_complete

    def cell_start(cell: Any, cell_index: int, **options: Any) -> None:
        start(cell, cell_index, **options)
        on_cell(nb_man.nb, cell_index, False)

    def cell_complete(cell: Any, cell_index: int, **options: Any) -> None:
        complete(cell, cell_index=cell_index, **options)
        on_cell(nb_man.nb, cell_index, True)

    nb_man.cell_start, nb_man.cell_complete = cell_start, cell_complete


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
        import_kernel()
        from ipykernel.ipkernel import IPythonKernel
        from jupyter_client.session import Session
        from traitlets.config import Config

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
        # What the kernel asks of its surroundings: a thread to compare itself with, a place to
        # log, and a loop to tell of an interrupt.
        self.kernel = DirectKernel(
            session=self.session,
            iopub_socket=None,
            log=logging.getLogger("ipykernel"),
            # Told before the shell is made: it would open a person's history, and a thread to write to it.
            config=Config({"HistoryManager": {"enabled": False}}),
        )
        self.kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())
        told: Any = SimpleNamespace(add_callback=self.loop.call_soon_threadsafe)
        self.kernel.io_loop = told
        self.language_info = self.kernel.language_info
        self._streams = _Streams(self._send_stream)

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
        with self._streams.in_place():
            self.loop.run_until_complete(self.kernel.execute_request(None, [], request))
        return self._reply

    def close(self) -> None:
        """Let go of what the kernel holds of the process."""
        shell: Any = self.kernel.shell
        shell.atexit_operations()
        atexit.unregister(shell.atexit_operations)
        self.loop.close()
        self._streams.close()

    def _receive(self, message: dict[str, Any]) -> None:
        if message["msg_type"] == "execute_reply":
            self._reply = message
        elif message["msg_type"] not in ("status", "execute_reply"):
            self._publish(message)

    def _send_stream(self, name: str, text: str) -> None:
        parent = self.kernel.get_parent("shell")
        self._receive(self.session.msg("stream", content={"name": name, "text": text}, parent=parent))


_IMPORTED_WHILE_RUNNING = ("IPython.core.application", "IPython.core.completerlib", "IPython.core.logger")
"""Modules that a shell imports when it first needs them."""


def import_kernel() -> None:
    """Import all that a kernel needs, without the 140 modules of a debugger that nobody could reach."""
    if "debugpy" not in sys.modules:
        sys.modules["debugpy"] = None  # type: ignore[assignment]
        import_module("ipykernel.debugger")
        del sys.modules["debugpy"]
    for module in ("ipykernel.ipkernel", "ipykernel.zmqshell", *_IMPORTED_WHILE_RUNNING):
        import_module(module)


@contextmanager
def _warm_kernel() -> Iterator[_WarmKernel]:
    """A kernel for one notebook; what it replaces in the process is put back afterwards."""
    from ipykernel.zmqshell import ZMQInteractiveShell

    main, displayhook = sys.modules["__main__"], sys.displayhook
    try:
        with (
            _variable("MPLBACKEND", INLINE_BACKEND),
            closing(_WarmKernel()) as kernel,
            _settings_of_a_new_process(kernel.kernel.shell),
        ):
            yield kernel
    finally:
        _forget_shell_in_pyplot()
        ZMQInteractiveShell.clear_instance()
        sys.modules["__main__"], sys.displayhook = main, displayhook


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    """A variable of the process's environment, put back afterwards."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


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


def _forget_shell_in_pyplot() -> None:
    """Let pyplot connect to the next shell instead of taking itself for connected still."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.uninstall_repl_displayhook()


class _Stream(io.TextIOBase):
    """Standard output or error of a cell: collects text until something else has to come after it."""

    encoding = "UTF-8"

    def __init__(self, name: str, number: int, streams: _Streams) -> None:
        self.name = name
        self.parts: list[str] = []
        self.original = -1
        self._number = number
        self._streams = streams
        self._process = os.getpid()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        """As in a kernel: the descriptor that the process had before its output was caught."""
        return self.original

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() == self._process:
            self._streams.catch_up()
            self._streams.add(self, text)
        else:  # forked by a cell: it has no messages to send, and what it writes raw is caught
            os.write(self._number, text.encode())
        return len(text)

    def flush(self) -> None:
        if os.getpid() == self._process:
            self._streams.catch_up()
            self._streams.send(self)


class _Streams:
    """Standard output and error of a cell, in the order in which they were written to.

    What goes past Python, such as a subprocess's output, is caught at the descriptors 1 and 2 and takes its
    place among what Python wrote.
    """

    def __init__(self, send: Callable[[str, str], None]) -> None:
        self._send = send
        self.stdout, self.stderr = _Stream("stdout", 1, self), _Stream("stderr", 2, self)
        self._raw = {1: (self.stdout, _Pipe()), 2: (self.stderr, _Pipe())}
        self._lock = threading.RLock()

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Stand in for the process's own streams while a cell runs."""
        stdout, stderr = sys.stdout, sys.stderr
        for number, (stream, pipe) in self._raw.items():
            stream.original = os.dup(number)
            os.dup2(pipe.writing, number)
        sys.stdout, sys.stderr = self.stdout, self.stderr
        try:
            yield
        finally:
            self.stdout.flush()
            self.stderr.flush()
            sys.stdout, sys.stderr = stdout, stderr
            for number, (stream, _) in self._raw.items():
                os.dup2(stream.original, number)
                os.close(stream.original)

    def catch_up(self) -> None:
        """Add what was written past Python up to now."""
        with self._lock:
            for stream, pipe in self._raw.values():
                if text := pipe.taken():
                    self.add(stream, text)

    def add(self, stream: _Stream, text: str) -> None:
        """Collect text of one stream, after what the other one holds."""
        with self._lock:
            self.send(self.stderr if stream is self.stdout else self.stdout)
            stream.parts.append(text)

    def send(self, stream: _Stream) -> None:
        """Hand on what a stream has collected."""
        with self._lock:
            text, stream.parts = "".join(stream.parts), []
            if text:
                self._send(stream.name, text)

    def close(self) -> None:
        """Close both pipes."""
        for _, pipe in self._raw.values():
            pipe.close()


class _Pipe:
    """A pipe that never fills up, because a thread empties it, and that tells exactly what is in it."""

    def __init__(self) -> None:
        self._reading, self.writing = os.pipe()
        self._mark = b"\0" + os.urandom(16)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._read = bytearray()
        self._before_mark = b""
        self._closed = False
        self._marked = threading.Event()
        threading.Thread(target=self._empty, daemon=True).start()

    def taken(self) -> str:
        """All that was written into it since this was last asked."""
        if self._closed:
            return ""
        self._marked.clear()
        os.write(self.writing, self._mark)
        self._marked.wait()
        return self._decoder.decode(self._before_mark)

    def close(self) -> None:
        """End the thread; a process that a cell left running may write no more."""
        self._closed = True
        os.close(self.writing)

    def _empty(self) -> None:
        while block := os.read(self._reading, 65536):
            searched = max(0, len(self._read) - len(self._mark))
            self._read += block
            at = self._read.find(self._mark, searched)
            if at >= 0:
                self._before_mark = bytes(self._read[:at])
                del self._read[: at + len(self._mark)]
                self._marked.set()
        os.close(self._reading)
