"""A text that is said in the language that it is asked for, when it is asked."""

from __future__ import annotations

from collections.abc import Callable

Said = Callable[[str], str]
"""A text in the language that it is asked for: zh or en."""


def nothing(language: str) -> str:
    """A text that says nothing.

    >>> nothing("zh")
    ''
    """
    return ""
