"""The commands, and how they start and end.

Rooms, in the order of the work:

options      what commands may be asked, and the project that is meant
terminal     results to standard output, narration and progress to standard error
exits        exit codes, and the last words where something went wrong
helping      help in the reader's language
batches      how briefings are ordered, written and told of
ledgers      clean, count, snapshot, compare
briefings    demo, brief, explain, explore
letters      audit
offices      init, doctor
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from .. import __version__
from .briefings import brief, demo, explain, explore
from .exits import DONE, INTERRUPTED, KNOWN, code_of, languages_asked, last_words
from .helping import in_chinese, translate
from .ledgers import clean, compare, count, snapshot
from .letters import audit
from .offices import doctor, init
from .terminal import narrate, show

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Accident and hazard ledgers in, honest figures and one briefing per district out.",
)
for command in (demo, init, clean, count, snapshot, compare, brief, audit, explore, explain, doctor):
    app.command()(command)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        show(__version__)
        raise typer.Exit


def main() -> None:
    """The entry point: known errors in a sentence, unknown ones as our fault, a traceback on request only."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that a GBK terminal lacks must not stop a run
    try:
        _leave_grammar_out()
        command = typer.main.get_command(app)
        if in_chinese(sys.argv):
            translate(command)
        code = command(standalone_mode=False)
        if code == INTERRUPTED:  # Ctrl-C: the exception itself typer keeps
            raise KeyboardInterrupt
    except (Exception, KeyboardInterrupt) as error:
        code = code_of(error)
        if os.environ.get("SAFETYSTATS_TRACEBACK") and not isinstance(error, KNOWN):
            raise
        for language in languages_asked(sys.argv):
            narrate(last_words(error, language))
    sys.exit(code or DONE)


def _leave_grammar_out() -> None:
    """Spare every command that reads a notebook a second: jsonschema builds a grammar of web addresses."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
