"""The warm engine gives what an ordinary kernel gives, cell by cell, and leaves nothing behind."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot  # noqa: F401 - as in the parent of a batch, which has imported it
import nbformat
import papermill
import pytest

from safetystats import engine
from safetystats.reference import provinces
from safetystats.runs import without_traces
from safetystats.theme import CHART_JSON
from safetystats.workers import run_each

CELLS = {
    "parameters": "area = 'north'",
    "prints and result": "print('one'); print('two')\narea",
    "picture": "import matplotlib.pyplot as plt\nplt.figure(figsize=(2, 1)); plt.plot([1, 3, 2]);",
    "chart": "from safetystats import theme\ntheme.mark_charts('')\n"
    "ax = theme.new_axes(1.0)\nax.set_title('Made', loc='left')\n"
    "theme.describe(ax, 'Bars', ['Nine.'], language='en');",
    "frame": "import pandas as pd\npd.DataFrame({'deaths': [1, 2]})",
    "await": "import asyncio\nawait asyncio.sleep(0)\n6 * 7",
    "await between prints": "print('a')\nawait asyncio.sleep(0.01)\nprint('b')",
    "asyncio.run": "async def f():\n    return 1\ntask = f()\ntry:\n    asyncio.run(task)\n"
    "except RuntimeError as error:\n    task.close()\n    print(error)",
    "a task": "async def g():\n    return 7\nawait asyncio.create_task(g())",
    "gathered": "await asyncio.gather(g(), g())",
    "running loop": "asyncio.get_running_loop().is_running()",
    "display id": "from IPython.display import HTML, display\n"
    "shown = display(HTML('<b>a</b>'), display_id='x')\nshown.update(HTML('<b>b</b>'))",
    "updated from afar": "from IPython.display import update_display\n"
    "update_display(HTML('<i>c</i>'), display_id='x')",
    "clear": "from IPython.display import clear_output\nprint('old')\nclear_output(wait=True)\nprint('new')",
    "clear at once": "print('old')\nclear_output()\nprint('new')",
    "clear and no more": "print('old')\nclear_output(wait=True)",
    "metadata": "display({'text/plain': 'x'}, raw=True, metadata={'text/plain': {'wide': True}})",
    "markdown and latex": "from IPython.display import Markdown, Latex, JSON\n"
    "display(Markdown('*x*'), Latex('$x$'))\nJSON({'a': [1]})",
    "magic": "%who_ls str",
    "cell magic": "%%capture caught\nprint('caught')",
    "what it caught": "caught.stdout",
    "a magic unknown": "try:\n    get_ipython().run_line_magic('nomagic', '')\nexcept Exception as error:\n"
    "    print(type(error).__name__)",
    "shell": "!echo from the shell",
    "shell into a list": "lines = !printf 'a\\nb\\n'\nlist(lines)",
    "bash": "%%bash\necho one\necho two",
    "help": "len?",
    "raw descriptor": "import os, time\n_ = os.write(1, '原文\\n'.encode()); time.sleep(0.5)",
    "raw error": "_ = os.write(2, b'raw error\\n'); time.sleep(0.5)",
    "subprocess": "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'print(6 * 7)']); time.sleep(0.5)",
    "much from a subprocess": "subprocess.run([sys.executable, '-c', 'print(\"x\" * 90_000)']); "
    "time.sleep(0.5)",
    "reopened": "subprocess.run('echo again > /dev/stdout', shell=True); time.sleep(0.5)",
    "no bytes": "try:\n    print(1, file=sys.stdout) or sys.stdout.write(b'')\nexcept TypeError as error:\n"
    "    print(error)",
    "streams": "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), sys.stdin is None",
    "input": "try:\n    input('name? ')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "password": "import getpass\ntry:\n    getpass.getpass()\nexcept Exception as error:\n"
    "    print(type(error).__name__)",
    "history": "_, Out[3], In[2][:5], __name__",
    "class": "class Case:\n    pass\nCase.__module__",
    "pickle": "import pickle\ntype(pickle.loads(pickle.dumps(Case()))) is Case",
    "main": "sys.modules['__main__'].Case is Case, Case.__qualname__",
    "thread": "import threading\nthread = threading.Thread(target=print, args=('from a thread',))\n"
    "thread.start(); thread.join()",
    "pool of threads": "from concurrent.futures import ThreadPoolExecutor\n"
    "with ThreadPoolExecutor(3) as pool:\n    print(list(pool.map(abs, [-1, -2])))",
    "pool of processes": "from multiprocessing import get_context\n"
    "with get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    "a fork that prints": "print('before', flush=True)\n"
    "child = get_context('fork').Process(target=print, args=('forked',))\n"
    "child.start(); child.join()\nchild.exitcode",
    "progress": "from tqdm import tqdm\nfor _ in tqdm(range(2), bar_format='{n_fmt}'): pass",
    "warning": "import warnings\nwarnings.simplefilter('always')\n"
    "warnings.showwarning = lambda message, *_, **__: print('warned:', message)\nwarnings.warn('careful')",
    "error stream": "import sys\nprint('to stderr', file=sys.stderr)",
    "exception shown": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    get_ipython().showtraceback()",
    "generator": "(i for i in range(3)).__class__.__name__",
    "nothing": "None",
    "semicolon": "5;",
    "several values": "from IPython.core.interactiveshell import InteractiveShell\n"
    "InteractiveShell.ast_node_interactivity = 'all'\n1\n2",
    "one value again": "InteractiveShell.ast_node_interactivity = 'last_expr'\n1\n2",
    "figure by hand": "figure, axes = plt.subplots(figsize=(2, 1)); axes.plot([1, 2]); display(figure); "
    "plt.close()",
    "comment": "# nothing but a comment",
    "blank": "   ",
    "allowed to fail": "raise ValueError('allowed')",
    "syntax allowed to fail": "1 +",
    "failing": "def fails():\n    return 1 / 0\nfails()",
    "never reached": "print('unreachable')",
}
"""What notebooks do to a kernel, each in a cell of its own."""


def a_notebook(cells: dict[str, str]) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for name, source in cells.items():
        tags = {"tags": ["parameters"]} if name == "parameters" else {}
        if "allowed to fail" in name:
            tags = {"tags": ["raises-exception"]}
        notebook.cells.append(nbformat.v4.new_code_cell(source, metadata=tags))
    return notebook


def run(path, engine):
    """Outputs of every cell, and the error that stopped the run."""
    out = path.with_suffix(f".{engine}.ipynb")
    name = "safetystats" if engine == "warm" else None
    options = {"parameters": {"area": "south"}, "engine_name": name, "progress_bar": False}
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("PYTEST_CURRENT_TEST", raising=False)  # ipykernel catches no raw output in tests
        with pytest.raises(papermill.PapermillExecutionError) as caught:
            papermill.execute_notebook(path, out, **options)
    executed, error = without_traces(nbformat.read(out, as_version=4)), caught.value.with_traceback(None)
    del caught
    gc.collect()  # papermill leaves its kernel's process to the collector, which warns of it
    return executed, error


def joined(cell):
    """Outputs of a cell, and apart from them what went to standard error.

    Where a kernel cuts what is printed, and whether an error's warning comes before it, is a matter of its
    clock.
    """
    outputs, error = [], ""
    for output in cell.get("outputs", []):
        if output.get("name") == "stderr":
            error += output.text
        elif outputs and output.output_type == "stream" == outputs[-1].output_type:
            outputs[-1].text += output.text
        else:
            outputs.append(output)
    return outputs, error


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    path = tmp_path_factory.mktemp("engine") / "cells.ipynb"
    nbformat.write(a_notebook(CELLS), path)
    return run(path, "warm"), run(path, "kernel")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_chart_s_words_stand_beside_its_picture_in_both(both):
    for executed, _ in both:
        (cell,) = [cell for cell in executed.cells if cell.source == CELLS["chart"]]
        (output,) = cell.outputs
        assert set(output["data"]) == {"image/png", "text/plain", CHART_JSON}
        assert output["data"][CHART_JSON] == {"alt": "Bars: Made. Nine.", "language": "en", "title": "Made"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_every_cell_has_the_outputs_of_an_ordinary_kernel(both):
    (warm, _), (kernel, _) = both
    assert len(warm.cells) == len(kernel.cells)
    for ours, theirs in zip(warm.cells, kernel.cells, strict=True):
        assert joined(ours) == joined(theirs), ours.source
        assert ours.get("execution_count") == theirs.get("execution_count"), ours.source


def test_a_failing_cell_stops_the_run_and_is_named_as_by_an_ordinary_kernel(both):
    (_, warm), (_, kernel) = both
    assert (
        (warm.ename, warm.evalue)
        == (kernel.ename, kernel.evalue)
        == ("ZeroDivisionError", "division by zero")
    )
    assert warm.cell_index == kernel.cell_index
    assert warm.exec_count == kernel.exec_count


def test_the_notebook_knows_its_language_as_from_an_ordinary_kernel(both):
    (warm, _), (kernel, _) = both
    assert warm.metadata["language_info"] == kernel.metadata["language_info"]


def test_main_module_and_streams_are_put_back(both):
    assert sys.modules["__main__"].__name__ == "__main__"
    assert not hasattr(sys.modules["__main__"], "Case")
    assert sys.displayhook.__class__.__module__ != "ipykernel.displayhook"


def test_printing_to_both_streams_keeps_the_order_in_which_it_was_written(tmp_path):
    source = "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n1 / 0"
    path = tmp_path / "order.ipynb"
    nbformat.write(a_notebook({"parameters": "area = ''", "order": source}), path)
    executed, _ = run(path, "warm")
    streams = [o for o in executed.cells[-1].outputs if o.output_type == "stream"]
    assert [(o.name, o.text) for o in streams] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]


@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore:To exit:UserWarning"
)
@pytest.mark.parametrize(
    ("source", "raised"),
    [
        ("print('before')\n1 +", "SyntaxError"),
        ("import sys\nprint('before')\nsys.exit(3)", "SystemExit"),
        ("print('before')\nraise KeyboardInterrupt('stop')", "KeyboardInterrupt"),
    ],
)
def test_a_notebook_fails_as_in_an_ordinary_kernel(tmp_path, source, raised):
    path = tmp_path / "fails.ipynb"
    nbformat.write(
        a_notebook({"parameters": "area = ''", "failing": source, "after": "print('after')"}), path
    )
    (warm, ours), (kernel, theirs) = run(path, "warm"), run(path, "kernel")
    assert (ours.ename, ours.evalue, ours.cell_index) == (theirs.ename, theirs.evalue, theirs.cell_index)
    assert ours.ename == raised
    # Warnings are no text in a test; all else is compared.
    assert [joined(cell)[0] for cell in warm.cells] == [joined(cell)[0] for cell in kernel.cells]
    assert [cell.metadata for cell in warm.cells] == [cell.metadata for cell in kernel.cells]


SPOILS = """
import os, sys
import matplotlib, numpy, pandas
from safetystats import engine
from safetystats.reference import provinces
matplotlib.rcParams["font.size"] = 99
pandas.set_option("display.precision", 1)
numpy.random.seed(1)
os.environ["SAFETYSTATS_LEFT"] = "left"
os.chdir("/")
sys.modules["safetystats_left"] = sys
sys.path.insert(0, "/left")
provinces().loc[0, "area"] = "left"
left = 1
"""

LOOKS = """
import os, sys
import matplotlib, numpy, pandas
from safetystats import engine
from safetystats.reference import provinces
print(matplotlib.rcParams["font.size"], pandas.get_option("display.precision"))
print(numpy.random.random() == numpy.random.RandomState(1).random())
print(os.environ.get("SAFETYSTATS_LEFT"), os.getcwd() == area)
print("safetystats_left" in sys.modules, "/left" in sys.path)
print(provinces()["area"][0], "left" in globals())
"""


def printed_by(source: str) -> str:
    """What a notebook of one cell prints, run as a worker of a batch runs it."""
    notebook = a_notebook({"parameters": f"area = {str(Path.cwd())!r}", "only": source})
    done = papermill.execute_notebook(notebook, None, engine_name="safetystats", progress_bar=False)
    return "".join(o.text for o in done.cells[-1].outputs)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_nothing_that_one_notebook_does_to_its_process_reaches_the_next():
    provinces()  # read before the fork, as in a batch
    results = list(run_each(printed_by, [LOOKS, SPOILS, LOOKS], jobs=1))
    assert [r.error for r in results] == ["", "", ""]
    assert results[0].value == "10.0 6\nFalse\nNone True\nFalse False\n北京市 False\n"
    assert results[2].value == results[0].value


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_what_a_forked_process_of_a_cell_prints_is_not_waited_for_in_vain():
    source = (
        "import os\nprint('before', flush=True)\nif not (pid := os.fork()):\n"
        "    print('child', flush=True)\n    os._exit(0)\n_ = os.waitpid(pid, 0)\nprint('after')"
    )
    results = list(run_each(printed_by, [source], jobs=1, timeout=30))
    assert [(r.value, r.error) for r in results] == [("before\nchild\nafter\n", "")]


HELD = """
import json, os, sys, threading, time
import psutil
sys.path.insert(0, sys.argv[1])
from test_engine import printed_by

def held():
    until = time.monotonic() + 30
    while threading.active_count() > 1 and time.monotonic() < until:  # a pipe's thread ends in its own time
        time.sleep(0.01)
    gone = "MPLBACKEND" in os.environ, sys.modules["__main__"].__name__
    return [psutil.Process().num_fds(), threading.active_count(), *gone]

seen = []
for _ in range(3):
    printed = printed_by("import matplotlib.pyplot\\nprint(sum(range(4)))")
    assert printed == "6\\n", printed
    seen.append(held())
print(json.dumps(seen))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors as Linux does")
def test_a_notebook_in_this_process_leaves_no_descriptor_thread_history_or_variable_behind(tmp_path):
    environment = {n: v for n, v in os.environ.items() if n != "MPLBACKEND"} | {"IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, "-W", "ignore", "-c", HELD, str(Path(__file__).parent)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    first, second, third = json.loads(done.stdout)
    assert first[2:] == [False, "__main__"]
    assert third == second
    assert first[1] == second[1] == 1
    assert not list(tmp_path.rglob("history.sqlite*"))


def test_a_kernel_that_cannot_be_made_leaves_the_process_as_it_was(monkeypatch):
    def fail():
        raise RuntimeError("no kernel")

    monkeypatch.setattr(engine, "_WarmKernel", fail)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    main, displayhook = sys.modules["__main__"], sys.displayhook
    with pytest.raises(RuntimeError, match="no kernel"):
        printed_by("1")
    assert "MPLBACKEND" not in os.environ
    assert (sys.modules["__main__"], sys.displayhook) == (main, displayhook)
