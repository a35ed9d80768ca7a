"""The warm engine gives what an ordinary kernel gives, cell by cell, and leaves nothing behind."""

import sys

import matplotlib.pyplot  # noqa: F401 - as in the parent of a batch, which has imported it
import nbformat
import papermill
import pytest

from safetystats.runs import without_traces
from safetystats.theme import CHART_JSON

CELLS = {
    "parameters": "area = 'north'",
    "prints and result": "print('one'); print('two')\narea",
    "picture": "import matplotlib.pyplot as plt\nplt.figure(figsize=(2, 1)); plt.plot([1, 3, 2]);",
    "chart": "from safetystats import theme\nax = theme.new_axes(1.0)\nax.set_title('Made', loc='left')\n"
    "theme.describe(ax, 'Bars', ['Nine.'], language='en');",
    "frame": "import pandas as pd\npd.DataFrame({'deaths': [1, 2]})",
    "await": "import asyncio\nawait asyncio.sleep(0)\n6 * 7",
    "display id": "from IPython.display import HTML, display\n"
    "shown = display(HTML('<b>a</b>'), display_id='x')\nshown.update(HTML('<b>b</b>'))",
    "clear": "from IPython.display import clear_output\nprint('old')\nclear_output(wait=True)\nprint('new')",
    "magic": "%who_ls str",
    "history": "_, Out[3]",
    "class": "class Case:\n    pass\nCase.__module__",
    "error stream": "import sys\nprint('to stderr', file=sys.stderr)",
    "failing": "1 / 0",
    "never reached": "print('unreachable')",
}


def a_notebook(cells: dict[str, str]) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for name, source in cells.items():
        tags = {"tags": ["parameters"]} if name == "parameters" else {}
        notebook.cells.append(nbformat.v4.new_code_cell(source, metadata=tags))
    return notebook


def run(path, engine):
    """Outputs of every cell, and the error that stopped the run."""
    out = path.with_suffix(f".{engine}.ipynb")
    name = "safetystats" if engine == "warm" else None
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        papermill.execute_notebook(
            path, out, parameters={"area": "south"}, engine_name=name, progress_bar=False
        )
    return without_traces(nbformat.read(out, as_version=4)), caught.value


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
        assert ours.get("outputs") == theirs.get("outputs"), ours.source
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
