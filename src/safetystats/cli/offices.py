"""Commands on an office's own project: init, doctor."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from .exits import DIFFERS
from .options import Json, OneLanguage, ProjectFile
from .terminal import answer, show


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    city: Annotated[
        str | None, typer.Option(help="Name of the city: 杭州市. Its districts are known.")
    ] = None,
    code: Annotated[str | None, typer.Option(help="Or its code by GB/T 2260: 330100.")] = None,
    areas: Annotated[
        str | None, typer.Option(help="Or your own areas, by commas; with --city for the name of the whole.")
    ] = None,
    lang: Annotated[OneLanguage, typer.Option("--lang", help="Language of the project.")] = OneLanguage.zh,
    as_json: Json = False,
) -> None:
    """Start a city's own project: settings, areas, empty ledgers in Excel, and what to do next."""
    from ..locale import say, say_count
    from ..starting import city_asked_for, start_project

    named = [name.strip() for name in re.split("[,，、;；]", areas or "")]
    asked = city_asked_for(city, code, [name for name in named if name])
    written = start_project(folder, asked, language=lang.value)
    if as_json:
        answer({"city": asked.name, "areas": len(asked.areas), "files": [p.as_posix() for p in written]})
        return
    areas_told = say_count(
        "{city}: {count} area", "{city}: {count} areas", len(asked.areas), lang, city=asked.name
    )
    show(areas_told)
    for path in written:
        show(path)
    show(say("Next: read {file}", lang, file=folder / "README.md"))


def doctor(
    project: ProjectFile = None,
    lang: Annotated[OneLanguage, typer.Option("--lang", help="Language of the answers.")] = OneLanguage.zh,
    as_json: Json = False,
) -> None:
    """Look at what has been a reason for trouble on this machine and in this folder, and say the mend."""
    from ..doctor import checks, to_text

    own = Path("project.toml")
    found = checks(lang.value, project or (own if own.is_file() else None))
    if as_json:
        answer([check._asdict() for check in found])
    else:
        show(to_text(found, lang.value))
    if not all(check.good for check in found):
        raise typer.Exit(DIFFERS)
