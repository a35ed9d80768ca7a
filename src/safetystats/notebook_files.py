"""Notebooks as files: nbformat, imported without a grammar that no notebook needs.

jsonschema, with which nbformat checks a notebook, compiles a grammar of international addresses (IRI)
where the package for it is installed, as jupyterlab sees to: a second of CPU, more than any other import of
a briefing takes, and no field of a notebook is such an address.
"""

from __future__ import annotations

import sys

_GRAMMAR = "rfc3987_syntax"


def _import_without_grammar() -> None:
    """Import jsonschema as if the grammar were not installed, unless either is there already."""
    if "jsonschema" in sys.modules or _GRAMMAR in sys.modules:
        return
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # what import takes for "not installed"
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[_GRAMMAR]


_import_without_grammar()

import nbformat as nbformat  # noqa: E402
from nbformat import NotebookNode as NotebookNode  # noqa: E402
