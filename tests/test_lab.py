"""The folder in which JupyterLab opens: the shipped notebooks, or copies that are a person's own."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest

from safetystats import lab
from safetystats.errors import InputRejected, WrongUse
from safetystats.project import Project
from safetystats.shipped import shipped

OF_A_CHECKOUT = {
    "area": "门头沟区",
    "as_of": "2020-08-24",
    "since": "2018-01-01",
    "basis": "no_road",
    "language": "zh",
    "ledgers": str(shipped("notebooks").parent / "data" / "ledger"),
    "project": "",
}


def values(folder: Path, name: str = "08_explore") -> dict[str, str]:
    return lab.values_of(nbformat.read(folder / f"{name}.ipynb", as_version=4))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_in_a_checkout_the_notebooks_themselves_are_opened():
    assert lab.folder_for(OF_A_CHECKOUT, Path("never made")) == (shipped("notebooks"), [])
    assert not Path("never made").exists()


def test_for_other_ledgers_copies_are_written_that_speak_of_them(tmp_path):
    asked = {**OF_A_CHECKOUT, "ledgers": str(tmp_path / 'a "b" \\c'), "language": "en", "area": "朝阳区"}
    folder, changed = lab.folder_for(asked, tmp_path / "work" / "explore")
    assert (folder, changed) == (tmp_path / "work" / "explore", [])
    assert {p.name for p in folder.iterdir()} == {p.name for p in shipped("notebooks").glob("*.ipynb")}
    for name in ("08_explore", "02_district_shares"):
        written = values(folder, name)
        assert (folder / written["ledgers"]).resolve() == Path(asked["ledgers"]).resolve()
        assert (written["area"], written["language"]) == ("朝阳区", "en")
    of_totals = values(folder, "09_published_totals")
    assert of_totals["language"] == "en"
    assert of_totals["area"] == values(shipped("notebooks"), "09_published_totals")["area"]
    assert "# an area in areas.csv" in (folder / "08_explore.ipynb").read_text(encoding="utf-8")


def test_a_copy_that_a_person_changed_is_never_overwritten_and_one_that_was_only_run_is(tmp_path):
    asked = {**OF_A_CHECKOUT, "ledgers": str(tmp_path / "ledger")}
    folder, _ = lab.folder_for(asked, tmp_path)
    edited, run = folder / "08_explore.ipynb", folder / "02_district_shares.ipynb"
    change(edited, "自助查询", "我的查询")
    change(run, '"outputs": []', '"outputs": [{"name": "stdout", "output_type": "stream", "text": "1"}]')
    before = edited.read_bytes(), run.read_bytes()
    # Asked for the same again nothing is written, not even over results.
    assert lab.folder_for(asked, tmp_path) == (folder, [])
    assert (edited.read_bytes(), run.read_bytes()) == before
    # Asked for another language the changed one is kept, and told.
    assert lab.folder_for({**asked, "language": "en"}, tmp_path) == (folder, [edited])
    assert edited.read_bytes() == before[0]
    assert values(folder, "02_district_shares")["language"] == "en"


def test_a_file_of_that_name_that_is_not_ours_is_kept(tmp_path):
    (tmp_path / "08_explore.ipynb").write_bytes(
        shipped("notebooks").joinpath("08_explore.ipynb").read_bytes()
    )
    asked = {**OF_A_CHECKOUT, "ledgers": str(tmp_path / "ledger")}
    assert lab.folder_for(asked, tmp_path) == (tmp_path, [tmp_path / "08_explore.ipynb"])


@pytest.mark.parametrize("text", ["", '{"cells": [', "[]", '{"nbformat": 4, "cells": 3}', '{"nbformat": 4}'])
def test_a_damaged_copy_is_named_and_kept(tmp_path, text):
    damaged = tmp_path / "02_district_shares.ipynb"
    damaged.write_text(text, encoding="utf-8")
    with pytest.raises(InputRejected, match=r"02_district_shares\.ipynb' is not a whole notebook"):
        lab.folder_for({**OF_A_CHECKOUT, "ledgers": str(tmp_path / "ledger")}, tmp_path)
    assert damaged.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("user", "told"), [(0, ["--allow-root"]), (1000, [])])
def test_jupyterlab_is_told_when_it_may_run_as_root(tmp_path, monkeypatch, user, told):
    labapp = pytest.importorskip("jupyterlab.labapp")
    started = []
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(labapp.LabApp, "launch_instance", started.append)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    lab.open_lab(tmp_path, ["--no-browser"])
    assert started == [[str((tmp_path / "08_explore.ipynb").resolve()), *told, "--no-browser"]]


def test_the_first_parameters_are_the_shipped_ones_for_the_example_and_without_ledgers(
    example_folder, tmp_path
):
    for folder in (example_folder, tmp_path / "none"):
        first = lab.first_parameters(Project.load(), folder, None, "zh")
        assert first == {**OF_A_CHECKOUT, "ledgers": str(folder)}


def test_one_s_own_ledgers_are_shown_up_to_their_last_event(example_folder, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(example_folder, own)
    change(own / "ledgers.json", '"notice": "', '"notice": "Other. ')
    first = lab.first_parameters(Project.load(), own, None, "en")
    assert (first["as_of"], first["since"]) == ("2020-12-31", "2018-01-01")
    asked = lab.first_parameters(Project.load(), own, "2019-06-30", "en")
    assert (asked["as_of"], asked["since"]) == ("2019-06-30", "2017-01-01")
    with pytest.raises(WrongUse, match="needs a day such as 2020-08-24"):
        lab.first_parameters(Project.load(), own, "30.6.2019", "en")
