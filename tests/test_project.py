"""`project.toml` is read strictly: what it names must be there, and what it says must be known."""

import re
from pathlib import Path

import pytest

from safetystats.errors import UnknownName, WrongUse
from safetystats.project import Project

CITY = 'city = "某市"\ncity_en = "Somewhere"\ncode = "990000"\n'


def a_project(folder: Path, text: str) -> Path:
    path = folder / "project.toml"
    path.write_text(CITY + text, encoding="utf-8")
    return path


def test_a_template_lies_beside_the_project(tmp_path):
    (tmp_path / "office.docx").write_bytes(b"PK")
    loaded = Project.load(a_project(tmp_path, '[documents]\ntemplate = "office.docx"\n'))
    assert loaded.template == tmp_path / "office.docx"


def test_without_a_template_the_layout_is_the_built_in_one(tmp_path):
    assert Project.load(a_project(tmp_path, "")).template is None


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            '[documents]\ntemplate = "none.docx"',
            WrongUse,
            "there is no file .*none.docx.* leave the line out",
        ),
        (
            '[documents]\nvorlage = "a.docx"',
            UnknownName,
            "Unknown key 'documents.vorlage'. Known (1): template",
        ),
        ("[documents]\ntemplate = 1", WrongUse, "key 'documents.template': .* found 1"),
        ('documents = "a.docx"', WrongUse, "key 'documents'"),
    ],
)
def test_what_a_project_says_of_documents_is_checked_with_what_to_do(text, error, message, tmp_path):
    with pytest.raises(error, match=message.replace("(1)", re.escape("(1)"))):
        Project.load(a_project(tmp_path, text))
