"""How a run ends: its exit code, and the last words where something went wrong.

0 done; 1 our fault (a bug) or the system's (a full disk); 2 wrong use; 3 input rejected;
4 done, but something differs; 5 a batch partly failed; 130 interrupted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import typer
from typer.exceptions import TyperException

from ..errors import SafetystatsError
from .options import Language

DONE, OUR_FAULT, WRONG_USE, REJECTED, DIFFERS, PARTLY_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

KNOWN = (TyperException, KeyboardInterrupt, typer.Abort, SafetystatsError, OSError)
"""Errors that are no fault of the code."""
_CHINESE_UNASKED = frozenset({"init", "doctor"})
"""Commands that answer in Chinese where no language is asked for, whatever project there is."""
_CANNOT_WRITE = (PermissionError, FileExistsError, NotADirectoryError, IsADirectoryError)


def code_of(error: BaseException) -> int:
    """The exit code that an error means."""
    if isinstance(error, SafetystatsError):
        return error.exit_code
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return INTERRUPTED
    return WRONG_USE if isinstance(error, (TyperException, *_CANNOT_WRITE)) else OUR_FAULT


def last_words(error: BaseException, language: str) -> str:
    """What went wrong, in a sentence or two."""
    from ..locale import say
    from ..locale.notes import refusal_text

    if isinstance(error, TyperException):
        wrong = refusal_text(error.format_message(), language)
        return " ".join([wrong, say("See safetystats --help.", language)])
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return say("Interrupted. A second run goes on where this one stopped.", language)
    if isinstance(error, SafetystatsError):
        return say("Error: {what}", language, what=refusal_text(str(error), language))
    if isinstance(error, _CANNOT_WRITE):
        return say(
            "Cannot write there: {error}. Choose a folder that you may write to. Nothing was changed.",
            language,
            error=error,
        )
    if isinstance(error, OSError):
        # A full disk: neither a bug nor a wrong argument.
        return say(
            "The system refused: {error}. Files that were there before are as they were.",
            language,
            error=error,
        )
    return say(
        "This is a fault of safetystats, not yours: {error}. "
        "Set SAFETYSTATS_TRACEBACK=1 and run again to see where, and report it.",
        language,
        error=f"{type(error).__name__}: {error}",
    )


def languages_asked(arguments: Sequence[str]) -> list[str]:
    """The languages asked for, in which an error is told too; else that of the command or the project."""
    given = [*(part for argument in arguments for part in argument.split("=", 1)), ""]
    said = dict(pairwise(given))
    asked = said.get("--lang", "")
    if asked in set(Language):
        return Language(asked).each
    if _CHINESE_UNASKED & set(arguments[1:2]):
        return ["zh"]
    named = Path(said.get("--project", ""))
    places = (named, named / "project.toml", Path("project.toml"))
    own = [file for file in places if file.is_file()]
    return [_language_set_in(own[0]) if own else "en"]


def _language_set_in(file: Path) -> str:
    """The language that a project's settings set, whatever else is wrong in them."""
    try:
        settings = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "en"
    said = re.search(r"""^\s*language\s*=\s*["'](zh|en)["']""", settings, re.MULTILINE)
    return said[1] if said else "zh"
