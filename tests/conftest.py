"""What every test may ask for."""

import functools
import gc
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from example import city
from hypothesis import settings

from measured import CALLS, inputs
from safetystats.cleaning import clean
from safetystats.cubes import Cube, run
from safetystats.findings import Cleaned
from safetystats.ledgers import Ledgers, read_ledgers, write_ledgers
from safetystats.read import RawLedger, read_ledger
from safetystats.schema import LEDGERS
from safetystats.shipped import shipped

# How long a case takes is measured in benchmarks/, never by a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every process that they
# start to interrupt it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Have the collector of cycles look less often, and not at all at the thousands of tests: it took a sixth
    of the time of small cleanings.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real ledgers, tables and letters beside the checkout; absent outside the workshop."""
    if not SHARED.is_dir():
        pytest.skip(
            "needs the folder of real ledgers and letters beside the checkout (../shared), which is absent"
        )
    return SHARED


@pytest.fixture(scope="session")
def example_events() -> Mapping[str, pd.DataFrame]:
    """The example city's tables by kind, before departments wrote them down. Do not change them."""
    return city.events()


@pytest.fixture(scope="session")
def example_raw() -> Mapping[str, RawLedger]:
    """The committed sheets of the example city as read, by kind."""
    return {kind: read_ledger(shipped("data", "raw") / kind, kind) for kind in LEDGERS}


@pytest.fixture(scope="session")
def example_cleaned(example_raw: Mapping[str, RawLedger]) -> Mapping[str, Cleaned]:
    """The committed sheets of the example city, cleaned once a session, by kind. Do not change them."""
    return {kind: clean(raw, kind) for kind, raw in example_raw.items()}


@pytest.fixture(scope="session")
def example_folder(example_cleaned: Mapping[str, Cleaned], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of built ledgers of the example city, as `safetystats clean` writes it. Do not change it."""
    raw = shipped("data", "raw")
    inputs = sorted(path for path in raw.rglob("*") if path.suffix in {".xlsx", ".xls", ".csv"})
    notice = (raw / "NOTICE.txt").read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("example") / "ledger"
    return write_ledgers(list(example_cleaned.values()), folder, inputs=inputs, notice=notice)


@pytest.fixture(scope="session")
def example_ledgers(example_folder: Path) -> Ledgers:
    """The built ledgers of the example city. Do not change them."""
    return read_ledgers(example_folder)


@pytest.fixture(scope="session")
def example_cube() -> Cube:
    """All accidents, hazards and inspections of the example city. Do not change it."""
    return run([shipped("data", "raw") / kind for kind in ("accidents", "hazards", "inspections")])


@pytest.fixture(scope="session")
def example_cube_file(example_cube: Cube, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of that cube, as `safetystats count` writes it. Do not change it."""
    path = tmp_path_factory.mktemp("cube") / "cube.npz"
    example_cube.write(path)
    return path


@pytest.fixture(scope="session")
def measured(example_ledgers: Ledgers) -> Callable[[str], pd.DataFrame]:
    """Gives the frame that a measure makes of the example city, made once a session. Do not change it."""
    made = inputs(example_ledgers)
    return functools.cache(lambda name: CALLS[name](made))


BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def page():
    """A page of a headless browser: the system's, else playwright's own."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with sync_api.sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), playwright.chromium.executable_path)
        if not Path(found).exists():
            pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is installed, nor playwright's own")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1400, "height": 1000}, locale="en-GB")
        opened.set_default_timeout(60_000)
        yield opened
        browser.close()
