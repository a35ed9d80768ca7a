"""The notebook to explore as a person uses it: JupyterLab in a browser, and a click changes what is shown."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

TOKEN = "for-this-test"
SECONDS = 60
"""For JupyterLab to come up."""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    """Until JupyterLab answers; with its own words where it does not."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and server.poll() is None:
        try:
            urlopen(address, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not come up:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture
def lab(example_folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the notebook in a JupyterLab of its own, which ends with the test."""
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text(
        json.dumps({"ServerApp": {"allow_root": True, "port_retries": 0, "ip": "127.0.0.1"}}),
        encoding="utf-8",
    )
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = {**os.environ, **dict.fromkeys(homes, str(settings)), "JUPYTER_TOKEN": TOKEN}
    port, log = free_port(), tmp_path / "lab.log"
    command = [sys.executable, "-m", "safetystats", "explore", "--no-browser", "--port", str(port)]
    with log.open("wb") as file:
        server = subprocess.Popen(
            [*command, "--ledgers", str(example_folder), "--lang", "en"],
            cwd=tmp_path,
            env=environment,
            stdout=file,
            stderr=file,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, log)
            yield f"http://127.0.0.1:{port}/lab/tree/08_explore.ipynb?token={TOKEN}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def test_a_choice_in_the_browser_changes_table_and_chart(page, lab):
    page.goto(lab)
    page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()

    panel = page.locator(".jp-CodeCell").filter(has_text='Panel(explorer, "accidents")')
    panel.scroll_into_view_if_needed()
    answer = panel.locator(".safetystats-answer")
    rows = answer.locator("tbody tr")
    rows.filter(has_text="1 January to 24 August 2020").first.wait_for()
    # As in the letter: 3 of the city's 48.
    assert rows.first.locator("td").all_inner_texts()[1:3] == ["3", "48"]
    picture = answer.locator("img")
    before = picture.get_attribute("src")
    assert picture.get_attribute("alt").startswith("Mentougou: share of the city's accidents")

    def choose(what: str, name: str) -> None:
        panel.get_by_label(what, exact=True).select_option(label=name)

    choose("Area", "Chaoyang")
    answer.get_by_role("columnheader", name="Chaoyang").wait_for()
    assert picture.get_attribute("src") != before

    choose("Window", "Year: 2019")
    rows.filter(has_text="2019").first.wait_for()
    answer.locator("tbody th", has_text="2020").first.wait_for(state="detached")
    assert answer.locator("table").first.locator("tbody th").all_inner_texts() == [
        "2019",
        "2019",
        "2018",
        "2018",
    ]

    # A wrong choice is told in words, in the place of the figures.
    choose("Window", "Days of your own")
    rows.filter(has_text="24 August 2020").first.wait_for()
    last = panel.get_by_label("Last day", exact=True)
    last.fill("2018-01-01")
    last.press("Tab")
    answer.get_by_text("lies before the first").wait_for()
    assert answer.locator("table").count() == 0
    assert page.locator(".jp-RenderedText[data-mime-type*='stderr']").count() == 0
