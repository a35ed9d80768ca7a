"""Files whole or not at all, one writer a folder."""

import os
from pathlib import Path

import pytest

from safetystats.writing import FileInUse, digest_of, only_writer, remove_unfinished, write_whole


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    target = tmp_path / "ledger.csv"
    write_whole(target, "old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, "new and longer")
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_what_writes_itself_and_fails_half_way_leaves_the_old_file_and_no_other(tmp_path):
    target = tmp_path / "cube.npz"

    def halves(file):
        file.write(b"half")
        if target.exists():
            raise OSError(28, "No space left on device")
        file.write(b" and half")

    write_whole(target, halves)
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, halves)
    assert target.read_bytes() == b"half and half"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_another_program_holds_is_named_and_left(tmp_path, monkeypatch):
    target = tmp_path / "简报.xlsx"
    write_whole(target, b"old")

    def held(self, other):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(FileInUse, match=r"简报\.xlsx.*another program has it open"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_second_writer_is_refused_and_a_later_one_is_not(tmp_path):
    with (
        only_writer(tmp_path),
        pytest.raises(FileInUse, match="Another run is writing"),
        only_writer(tmp_path),
    ):
        pass
    with only_writer(tmp_path):
        pass


def test_a_second_writer_is_told_who_holds_the_folder(tmp_path):
    told = rf"\(process {os.getpid()} on .*, since 2.*\)\. Wait for it"
    with only_writer(tmp_path), pytest.raises(FileInUse, match=told), only_writer(tmp_path):
        pass
    assert [p.name for p in tmp_path.iterdir()] in ([], [".lock"])


def test_what_a_killed_run_left_half_written_goes_and_the_rest_stays(tmp_path):
    names = [".briefing.html.x1.part", "figures/.01.png.x2.part", "my.part", ".hidden"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("half", encoding="utf-8")
    with only_writer(tmp_path):  # of folders below it others may be the writers
        assert {p.name for p in tmp_path.iterdir()} >= {"figures", "my.part", ".hidden"}
        assert not (tmp_path / names[0]).exists()
        assert (tmp_path / names[1]).exists()
    remove_unfinished(tmp_path)
    assert sorted(p.name for p in tmp_path.rglob("*.part")) == ["my.part"]


def test_an_error_inside_the_only_writer_is_not_taken_for_a_second_writer(tmp_path):
    with pytest.raises(ZeroDivisionError), only_writer(tmp_path):
        1 / 0  # noqa: B018


def test_a_digest_tells_names_contents_and_their_borders_apart(tmp_path):
    (tmp_path / "a").write_text("xy", encoding="utf-8")
    (tmp_path / "b").write_text("z", encoding="utf-8")
    both = digest_of([tmp_path / "a", tmp_path / "b"])
    (tmp_path / "a").write_text("x", encoding="utf-8")
    (tmp_path / "b").write_text("yz", encoding="utf-8")
    assert digest_of([tmp_path / "a", tmp_path / "b"]) != both
