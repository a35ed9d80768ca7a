"""What commands may be asked: options that several share, and the project that is meant."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..project import Project

EXAMPLE_DAY = "2020-08-24"
LETTER_AREA = "门头沟区"
"""Whom the shipped claims are about."""
LEDGERS = Path("data/ledger")
CUBE = Path("data/cube.npz")
SNAPSHOTS = Path("data/snapshots")
REPORTS = Path("reports")
EXPLORE = Path("explore")
CORES = os.cpu_count() or 1


class Language(StrEnum):
    """Languages of what is written."""

    zh = "zh"
    en = "en"
    both = "both"

    @property
    def each(self) -> list[str]:
        """The languages meant."""
        return ["zh", "en"] if self is Language.both else [self.value]

    @property
    def told(self) -> str:
        """The language of narration: a line is told once, in English where both are written."""
        return "zh" if self is Language.zh else "en"


class OneLanguage(StrEnum):
    """Languages of one briefing."""

    zh = "zh"
    en = "en"


class EngineChoice(StrEnum):
    """What runs the notebooks."""

    warm = "warm"
    kernel = "kernel"


Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No narration on standard error.")]
ProjectFile = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="Your city's project.toml, or its folder; default: that in this folder, else the shipped "
        "Beijing one.",
    ),
]
LedgerFolder = Annotated[Path, typer.Option("--ledgers", help="Folder of clean ledgers.")]
Out = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Briefings at a time.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of what is written.")]
LangOfProject = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of what is written; default: that of the project."),
]
Engine = Annotated[
    EngineChoice,
    typer.Option(
        "--engine", help="warm: cells in a forked process; kernel: an ordinary Jupyter kernel each."
    ),
]
Formats = Annotated[
    str,
    typer.Option("--formats", help="What to write: all, or some of html, docx, pdf and xlsx by commas."),
]
BasisName = Annotated[str | None, typer.Option("--basis", help="What counts, as in bases.csv.")]


def project_asked_for(file: Path | None) -> Project:
    """The project asked for; that of the working folder if there is one; else the shipped one."""
    from ..project import Project

    own = Path("project.toml")
    return Project.load(file or (own if own.is_file() else None))


def language_asked_for(asked: Language | None, project: Project) -> Language:
    """The language asked for; else that of the project here; English where none is, as errors are told."""
    return asked or Language(project.language if project.file else Language.en)
