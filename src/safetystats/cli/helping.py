"""Help in the reader's language: in the code the words of commands and options are English."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from ..catalogue import chinese, in_context
from .exits import languages_asked

TITLES = ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE", "DEFAULT_STRING",
          "REQUIRED_LONG_STRING")  # fmt: skip
"""What typer calls the parts of a help, by the names it keeps them under."""


def in_chinese(arguments: Sequence[str]) -> bool:
    """Whether help is asked for in Chinese: by `--lang`, the command, the project or the terminal."""
    if len(arguments) > 1 and "--help" not in arguments:
        return False
    told = filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")))
    spoken = next(told, "") or locale.getlocale()[0] or ""
    return "zh" in languages_asked(arguments) or spoken.startswith(("zh", "Chinese"))


def translate(command: Any) -> None:
    """Put the help of a command, of those below it and of their parameters into Chinese."""
    from typer import rich_utils

    highlighted = rich_utils.highlighter

    def folding(text: Any) -> Any:
        """A text whose lines may end behind any sign: Chinese has no blanks to end them at."""
        shown = highlighted(text)
        shown.overflow = "fold"
        return shown

    for owner in told_below(command):
        owner.help = "\n\n".join(map(_chinese, paragraphs(owner.help or "")))
    for title in TITLES:
        setattr(rich_utils, title, _chinese(getattr(rich_utils, title)))
    rich_utils.highlighter = folding  # type: ignore[assignment]


def told_below(command: Any) -> Iterator[Any]:
    """A command, its parameters, its `--help`, and all of those below it."""
    yield from (command, *command.params)
    if shown := command.get_help_option(typer.Context(command)):
        yield shown
    for below in getattr(command, "commands", {}).values():
        yield from told_below(below)


def paragraphs(told: str) -> list[str]:
    """The paragraphs of a text, each in one line.

    >>> paragraphs("Keep the ledgers.\\n\\nWhat happened\\nafter the day is left out.")
    ['Keep the ledgers.', 'What happened after the day is left out.']
    """
    return [" ".join(part.split()) for part in told.split("\n\n")]


def _chinese(text: str) -> str:
    return chinese().get(in_context("help", text), text)
