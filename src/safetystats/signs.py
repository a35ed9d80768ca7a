"""Signs that nobody sees: left in texts by other programs, they change what is read, not what is seen."""

from __future__ import annotations

import re

# Soft hyphen, zero-width signs, marks that turn the direction of writing, byte-order marks, control signs.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"
)


def visible(text: str) -> str:
    """`text` without signs that nobody sees and without blanks at its ends.

    >>> visible("\\u200b 大峪街道\\ufeff ")
    '大峪街道'
    """
    # Most texts are printable, which no invisible sign is: one fast look spares the search.
    return text.strip() if text.isprintable() else INVISIBLE.sub("", text).strip()
