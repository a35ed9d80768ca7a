"""Bytes -> text: by its mark, as strict UTF-8, then by what it shows. Garbled text is recognised."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

from .errors import InputRejected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = {"gb2312", "gbk", "gb18030", "hz", "cp936"}
_CANDIDATES = ["gb18030", "big5", "utf_16_le", "utf_16_be", "shift_jis", "euc_kr", "cp1252", "cp1251"]
LOST = "\ufffd"
"""Stands for bytes that are no character: a cell that holds it is not what was written."""
_NEVER_WRITTEN = b"\0" * 8
"""No text ends in so many, in whatever encoding."""
_WHOLE_TO_LOST = 20
"""So many whole characters beyond ASCII to one that is lost make a text damaged UTF-8, no other encoding."""
_SAMPLE_BYTES = 200_000
_MOST_LINES, _SHOWN_BEFORE = 5, 12
_CHINESE_TEXT = re.compile("[\u4e00-\u9fff]")


def decode(data: bytes, name: str) -> str:
    """The text of `data`; `name` is the file's, for the message. A few damaged characters become `LOST`.

    Raises
    ------
    InputRejected
        If the bytes are no text in any encoding known here.

    Examples
    --------
    >>> decode("门头沟区,1".encode("gb18030"), "a.csv")
    '门头沟区,1'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, name)
    try:
        # A text in UTF-16 without a mark can be valid UTF-8 by accident; its NULs give it away.
        if data.count(0) * 5 < len(data):
            return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise InputRejected(
                f"'{name}' ends in the middle of a character: it was cut off on its way. Ask for the "
                "file again."
            ) from error
    if data.endswith(_NEVER_WRITTEN):
        count = len(data) - len(data.rstrip(b"\0"))
        raise InputRejected(
            f"'{name}' ends in {count} NUL bytes: its end was never written, as after a power cut. Ask for "
            "the file again."
        )
    damaged = data.decode("utf-8", errors="replace")
    lost = damaged.count(LOST)
    beyond_ascii = len(damaged) - len(damaged.encode("ascii", "ignore"))
    if 0 not in data and lost and lost * _WHOLE_TO_LOST <= beyond_ascii:
        return damaged
    return _decoded(data, _detected(data), name)


def _detected(data: bytes) -> str:
    # Cut at a line end: half a character at the cut would count against the right encoding.
    sample = data[: data.rfind(b"\n", 0, _SAMPLE_BYTES) + 1] if len(data) > _SAMPLE_BYTES else data
    # Frequency tables need a page of text; a short ledger in everyday Chinese says so by its characters.
    if _is_everyday_chinese(sample):
        return "gb18030"
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None or best.encoding in _CHINESE:
        return "gb18030"
    return best.encoding


def _is_everyday_chinese(data: bytes) -> bool:
    """Whether nearly all characters beyond ASCII are level 1 of GB 2312, or its signs, if read as GB 18030.

    Traditional Chinese (Big5), Japanese and Western text read so falls mostly outside.
    """
    try:
        beyond = [c for c in data.decode("gb18030") if not c.isascii()]
    except UnicodeDecodeError:
        return False
    leads = [c.encode("gb2312", "ignore")[:1] for c in beyond]
    everyday = sum(b"\xa1" <= lead <= b"\xa3" or b"\xb0" <= lead <= b"\xd7" for lead in leads)
    return 0 not in data and everyday * 5 >= len(beyond) * 4


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if refusal := _damaged_lines(data, encoding, name):
            raise refusal from error
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRejected(
            f"'{name}' is no readable text: byte {error.start} (line {line}) fits neither UTF-8 nor "
            f"{encoding}. The file is damaged or of another type; save it from Excel as 'CSV UTF-8' and "
            "try again."
        ) from error


def _damaged_lines(data: bytes, encoding: str, name: str) -> InputRejected | None:
    """The refusal of a text of which a few lines do not fit the encoding of all others, with these lines;
    None where no encoding fits most lines, or one cannot be cut at the bytes of line ends.
    """
    if encoding.startswith(("utf-16", "utf_16", "utf-32")):
        return None
    lines = data.split(b"\n")
    beyond_ascii = sum(not line.isascii() for line in lines)
    broken = {tried: _breaks(lines, tried) for tried in ("utf-8", encoding)}
    best = min(broken, key=lambda tried: len(broken[tried]))
    if not broken[best] or 2 * len(broken[best]) > beyond_ascii:
        return None
    first, start = next(iter(broken[best].items()))
    near = lines[first][:start].decode(best)[-_SHOWN_BEFORE:]
    numbers = ", ".join(str(line + 1) for line in list(broken[best])[:_MOST_LINES])
    return InputRejected(
        f"'{name}' is no readable text: it is {best}, but not in {len(broken[best])} of its lines "
        f"({numbers}), first behind '{near}'. Put that right in a text editor, and save it as 'CSV UTF-8', "
        "or ask for it again."
    )


def _breaks(lines: list[bytes], encoding: str) -> dict[int, int]:
    """The lines that are no text in an encoding, from 0, each with the place of its first wrong byte."""
    breaks = {}
    for number, line in enumerate(lines):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            breaks[number] = error.start
    return breaks


def is_garbled(texts: Iterable[str]) -> bool:
    """Whether most texts beyond ASCII were decoded wrongly once, and saved so.

    >>> is_garbled(["浜嬫晠鍙戠敓鏃ユ湡"]), is_garbled(["事故发生日期", "Café"])
    (True, False)
    """
    beyond = [text for text in texts if not text.isascii()]
    garbled = sum(_was_garbled(text) for text in beyond)
    return garbled * 2 > len(beyond)


def _was_garbled(text: str) -> bool:
    """UTF-8 read as GBK (浜嬫晠), UTF-8 or GBK read as Latin-1 (äº‹, ÊÂ¹Ê), or lost already (U+FFFD)."""
    if text.count("\ufffd") * 3 > len(text):
        return True
    return _undone(text, "gb18030", "utf-8") or _undone(text, "cp1252", "utf-8") or _is_gbk_as_latin(text)


def _undone(text: str, wrong: str, right: str) -> bool:
    # Of a few characters the last is often cut in half when text is garbled: leave up to two out.
    for end in (len(text), len(text) - 1, len(text) - 2):
        try:
            restored = text[:end].encode(wrong).decode(right)
        except UnicodeError:
            continue
        # One Chinese character alone may pass for a letter in UTF-8; garbled text gives Chinese back.
        return bool(_CHINESE_TEXT.search(restored))
    return False


def _is_gbk_as_latin(text: str) -> bool:
    # A word of four and more letters that all carry accents is no European word.
    letters = [c for c in text if not c.isascii()]
    if len(letters) < 4 or any(ord(c) > 0xFF for c in letters) or len(letters) * 10 < len(text) * 9:
        return False
    return _undone(text, "latin-1", "gb18030")
