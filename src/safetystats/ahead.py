"""A text made in a process of its own while this one goes on.

What is needed only at the end of other work, such as the font of a page, need not be waited for at its start.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cached_property
from weakref import finalize

from .errors import OurFault
from .workers import CAN_FORK, start_process


def made_ahead(make: Callable[[], str], *, jobs: int) -> str | TextAhead:
    """Begin to make a text; where one process at a time was asked for, or none can be forked, make it.

    `str` of what is returned is the text either way.
    """
    return TextAhead(make) if CAN_FORK and hasattr(os, "memfd_create") and jobs > 1 else make()


class TextAhead:
    """A text in the making: `str` of it waits until it is made.

    Every process that is forked from this one later on may ask for it.
    """

    def __init__(self, make: Callable[[], str]) -> None:
        self._made = os.memfd_create("made ahead")
        self._until_made, maker = os.pipe()
        start_process(_make, make, self._made)
        os.close(maker)  # now the maker alone has this end, and its own end can be waited for
        for number in (self._made, self._until_made):
            finalize(self, os.close, number)

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        os.read(self._until_made, 1)  # nothing is ever written: it returns when the maker is gone
        # Read from its start, wherever another process has read to.
        made = os.pread(self._made, os.fstat(self._made).st_size, 0)
        answer = json.loads(made or '{"error": "its process died"}')
        if "error" in answer:
            raise OurFault(f"What was to be made ahead is not there: {answer['error']}")
        return str(answer["text"])


def _make(make: Callable[[], str], file: int) -> None:
    try:
        answer = {"text": make()}
    except Exception as error:
        answer = {"error": str(error) or type(error).__name__}
    with os.fdopen(file, "w", encoding="utf-8") as made:
        json.dump(answer, made)
