"""The one gettext catalogue: the Chinese of every text in the code.

`locale/zh/LC_MESSAGES/safetystats.po` is read as it stands, so a checkout and an installed package work alike
and there is no compiled copy that could fall behind. A test holds code and catalogue together.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po


def in_context(context: str | None, text: str) -> str:
    """The key of a text in a context of its own, such as ``rule``."""
    return f"{context}\x04{text}" if context else text


@cache
def chinese() -> dict[str, str]:
    """The Chinese of each text by its English (its singular where it has both), `in_context` of its own."""
    place = files(__package__).joinpath("locale", "zh", "LC_MESSAGES", "safetystats.po")
    with place.open("rb") as file:
        catalogue = read_po(file, locale="zh")
    texts: dict[str, str] = {}
    for message in catalogue:
        # A message with a plural carries both in a tuple; the singular is its key.
        key = message.id if isinstance(message.id, str) else message.id[0]
        text = message.string if isinstance(message.string, str) else (message.string or [""])[0]
        if key and text:
            texts[in_context(message.context, key)] = text
    return texts
