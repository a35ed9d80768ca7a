"""Files that travel with the package, and the text of a file of settings."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from .errors import InputRejected


def shipped(*parts: str) -> Path:
    """Path of a file that travels with the package: `notebooks`, `data/reference`, `data/raw`.

    They lie inside an installed package, and at the top of a checkout: the same files either way.
    """
    package = Path(str(files("safetystats")))
    inside = package.joinpath(*parts)
    return inside if inside.exists() else package.parents[1].joinpath(*parts)


def settings_as_text(path: Path) -> str:
    """The text of a file of settings, in whatever encoding Excel or an editor saved it.

    Raises
    ------
    InputRejected
        If it is no text, or some of its characters are lost.
    """
    # Guessing an encoding loads much, and most commands read no such file.
    from .encoding import LOST, decode

    text = decode(path.read_bytes(), path.name)
    if LOST in text:
        line = text[: text.index(LOST)].count("\n") + 1
        raise InputRejected(
            f"'{path}' line {line} holds a damaged character. Write it anew, and save the file as UTF-8."
        )
    return text
