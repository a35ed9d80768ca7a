"""Signs that nobody sees: left in texts by other programs, they change what is read, not what is seen.

And how those sound that are seen.
"""

from __future__ import annotations

import re
from functools import lru_cache

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


# Controls but line ends and tabs, and marks that turn the direction of writing.
_ORDER = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")


def orders_written_out(text: str) -> str:
    """`text` for a terminal: signs that would move, colour or turn what stands there are written out.

    Written as JSON does, so that a result in JSON stays the same.

    >>> orders_written_out("a\\x1b[2Jb")
    'a\\\\u001b[2Jb'
    """
    return _ORDER.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


@lru_cache(maxsize=100_000)
def sound_of(text: str) -> str:
    """The pinyin of a text without its tones: what is typed for it.

    >>> sound_of("死亡") == sound_of("死忘")
    True
    """
    # Imported here: it loads for a third of a second, and most commands read no sheet.
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text))
