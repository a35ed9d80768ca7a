"""Whether this machine and this folder have what the tool needs, and what to do where not."""

from __future__ import annotations

import locale as system_locale
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

from .errors import SafetystatsError
from .locale import say
from .locale.notes import refusal_text
from .project import Project
from .shipped import shipped

CHINESE = "门头沟区安全生产"
"""What a terminal has to be able to print."""

WINDOWS_PATH = 260
"""Characters of a path that Windows allows unless it is told otherwise."""

LONGEST_BELOW = 110
"""Characters that a briefing's longest path adds to the folder it is written to."""


class Check(NamedTuple):
    """One thing looked at: how it is, whether that will do, and the mend where it will not."""

    name: str
    found: str
    good: bool
    mend: str = ""


def checks(language: str, project: Path | None = None) -> list[Check]:
    """Look at everything that has been a reason for trouble.

    Parameters
    ----------
    language
        ``zh`` or ``en``.
    project
        The project's settings, if there are any.
    """
    looked_at: list[Callable[[str], Iterator[Check]]] = [
        _python, _packages, _shipped_files, _font, _terminal, _folder, _kernel, _office,
    ]  # fmt: skip
    found = [check for look in looked_at for check in look(language)]
    return [*found, *_project(language, project)]


def _python(language: str) -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    good = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Check("Python", found, good, say("Install Python 3.11, 3.12 or 3.13.", language))


def _packages(language: str) -> Iterator[Check]:
    wrong = list(_wrong_packages())
    found = "; ".join(wrong) or say("all as needed", language)
    mend = say("Install them: pip install --upgrade safetystats.", language)
    yield Check(say("Packages", language), found, not wrong, mend)


def _wrong_packages() -> Iterator[str]:
    for text in requires("safetystats") or []:
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            present = version(wanted.name)
        except PackageNotFoundError:
            yield f"{wanted.name} -"
            continue
        if not wanted.specifier.contains(present, prereleases=True):
            yield f"{wanted.name} {present} ({wanted.specifier})"


def _shipped_files(language: str) -> Iterator[Check]:
    missing = [
        name for name in ("notebooks", "data/reference", "data/raw") if not shipped(*name.split("/")).is_dir()
    ]
    found = ", ".join(missing) or say("all there", language)
    mend = say("Install the package again: these folders belong to it.", language)
    yield Check(say("Notebooks and tables", language), found, not missing, mend)


def _font(language: str) -> Iterator[Check]:
    from .fonts import font_file, has_glyph

    try:
        found = font_file().stem
        good = all(has_glyph(sign) for sign in CHINESE)
    except SafetystatsError:
        found, good = "-", False
    mend = say("Run: pip install pylopdf-fonts-zh-cn. Without it Chinese prints as empty boxes.", language)
    yield Check(say("Chinese font", language), found, good, mend)


def _terminal(language: str) -> Iterator[Check]:
    encoding = sys.stdout.encoding or system_locale.getpreferredencoding(False)
    try:
        CHINESE.encode(encoding)
        good = True
    except (UnicodeEncodeError, LookupError):
        good = False
    mend = say("Set PYTHONUTF8=1, and choose UTF-8 for the terminal (Windows: chcp 65001).", language)
    yield Check(say("Terminal", language), encoding, good, mend)


def _folder(language: str) -> Iterator[Check]:
    here = Path.cwd()
    try:
        with tempfile.NamedTemporaryFile(dir=here, prefix=".safetystats-"):
            good = True
    except OSError:
        good = False
    found = say("can be written to", language) if good else say("cannot be written to", language)
    yield Check(
        say("This folder", language),
        found,
        good,
        say("Work in a folder of your own, or name one with --out.", language),
    )
    free = shutil.disk_usage(here).free / 1e9
    mend = say("Make room: a city's briefings take about 200 MB.", language)
    yield Check(say("Free space", language), f"{free:.1f} GB", free >= 1, mend)
    if os.name == "nt":
        length = len(str(here))
        mend = say("Work in a folder nearer to the drive, or switch long paths on in Windows.", language)
        fits = length + LONGEST_BELOW < WINDOWS_PATH
        yield Check(say("Length of paths", language), str(length), fits, mend)


def _kernel(language: str) -> Iterator[Check]:
    from jupyter_client.kernelspec import KernelSpecManager

    specs = KernelSpecManager().find_kernel_specs()
    mend = say("Run: python -m ipykernel install --user", language)
    yield Check(say("Notebook kernel", language), ", ".join(sorted(specs)) or "-", "python3" in specs, mend)


def _office(language: str) -> Iterator[Check]:
    found = next((name for name in ("soffice", "libreoffice") if shutil.which(name)), "")
    shown = found or say("not here (only needed to look at Word files; nothing is made by it)", language)
    yield Check("LibreOffice", shown, True)


def _project(language: str, file: Path | None) -> Iterator[Check]:
    name = say("Project", language)
    try:
        from .reference import area_aliases, bases, current_areas

        project = Project.load(file)
        count = len(current_areas(project))
        area_aliases(project)
    except SafetystatsError as error:
        yield Check(
            name,
            re.sub(r"\s+", " ", refusal_text(str(error), language)),
            False,
            say("Mend that file.", language),
        )
        return
    found = say("{city}, {count} areas", language, city=project.city, count=str(count))
    yield Check(name, found, True)
    if project.basis not in bases():
        # An office without ledgers may count on a basis of its own tables.
        yield Check(
            say("Basis", language),
            say("'{basis}' is in no list", language, basis=project.basis),
            False,
            say(
                "Set basis in project.toml to one of {known}; one of your published tables' own counts in "
                "these alone.",
                language,
                known=", ".join(bases()),
            ),
        )


def to_text(found: list[Check], language: str) -> str:
    """The checks, one a line, with the mend below where one is needed."""
    lines = []
    for check in found:
        mark = say("ok", language) if check.good else say("WRONG", language)
        lines.append(f"{mark:6} {check.name}: {check.found}")
        if not check.good:
            lines.append(f"       -> {check.mend}")
    return "\n".join(lines)
