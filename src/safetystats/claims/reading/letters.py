"""A letter's file -> its text: .txt, .md, .html, .docx and .pdf; and claims tables from .csv."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

import pandas as pd

from ... import reference
from ...errors import ClaimNotReadable, InputRejected
from ...project import Project
from ...sheets.limits import Limits, require_sound_archive
from ...sheets.web_pages import BLOCKS, UNSEEN, parsed, run_of, span_of
from ..terms import TERMS, WRITTEN
from .extract import extract

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from pypdf import PageObject

LIMITS = Limits(file_bytes=20_000_000, unpacked_bytes=30_000_000)
"""What a letter's file may cost: a hundred pages with pictures stay well below."""
PAGES = 300
"""Pages of the longest PDF that is read."""
DRAWN = 20_000_000
"""Bytes of drawing instructions, unpacked, on all pages of a PDF: a page of text has some 30,000."""
LONGEST = 200_000
"""Characters of the longest letter that is read: over two hundred pages."""


def read_claims(
    path: Path | str | None = None, *, document_date: date | None = None, project: Project | None = None
) -> pd.DataFrame:
    """The claims of a letter or of a claims table; without a path, the shipped figures of the letter.

    Parameters
    ----------
    path
        A letter (.txt .md .html .docx .pdf), whose claims are extracted; or a .csv with the columns that
        `extract` gives, or with those of ``letter_claims.csv``: a person may have corrected it.
    document_date, project
        As in `extract`.

    Raises
    ------
    ClaimNotReadable
        If the file is missing, of another kind, damaged, too large or without text, or lacks a column.
    """
    if path is None:
        return reference.letter_claims()
    path = Path(path)
    if path.suffix.lower() == ".csv":
        return _claims_table(path)
    return extract(read_letter(path), document_date=document_date, project=project)


class _Written(NamedTuple):
    """What a letter says, and what stands in it struck through or deleted."""

    text: str
    struck: tuple[str, ...] = ()


def read_letter(path: Path | str) -> str:
    """The text of a letter, without what is struck through or deleted in it (`struck_in`).

    Raises
    ------
    ClaimNotReadable
        As in `read_claims`; a scanned PDF has no text, and the message says so.
    """
    return _written(Path(path)).text


def struck_in(path: Path | str) -> tuple[str, ...]:
    """The texts that a letter shows struck through, or keeps as deleted: they are no part of it.

    Raises
    ------
    ClaimNotReadable
        As in `read_letter`.
    """
    return _written(Path(path)).struck


def _written(path: Path) -> _Written:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ClaimNotReadable(
            f"'{path.name}' is no letter that can be read: its ending is '{path.suffix}'. "
            f"Known endings: {', '.join(READERS)}, and .csv for a claims table."
        )
    if not path.is_file():
        raise ClaimNotReadable(f"There is no file '{path}'. Check the name and the folder.")
    if path.stat().st_size > LIMITS.file_bytes:
        raise ClaimNotReadable(
            f"'{path.name}' has {path.stat().st_size:,} bytes; letters of up to {LIMITS.file_bytes:,} are "
            "read. Save it as text."
        )
    written = reader(path)
    text = written.text
    if len(text) > LONGEST:
        raise ClaimNotReadable(
            f"'{path.name}' has {len(text):,} characters; letters of up to {LONGEST:,} are read. "
            "Cut out the part with the figures to be checked."
        )
    if not text.strip():
        raise ClaimNotReadable(
            f"'{path.name}' holds no text. If it is a scan, read it with character recognition first."
        )
    return written


def _from_text(path: Path) -> _Written:
    return _Written(_decoded(path))


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ClaimNotReadable(f"'{path.name}' is neither UTF-8 nor GB18030. Save it as UTF-8 text.")


class _Body:
    """Gathers what a reader sees of a page: a line a block, cells of a row between bars."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.unseen = self.column = self.begun = 0
        self.size = (1, 1)
        self.below: dict[int, tuple[int, str]] = {}
        self.runs: list[bool] = []
        """Of each open tag whether it strikes its text through."""
        self.struck: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.unseen += tag in UNSEEN
        self.runs.append(run_of(tag, attributes.get("style", "")) == "struck")
        if tag in BLOCKS:
            self.parts.append("\n")
        if tag == "table":
            self.below = {}
        elif tag == "tr":
            self.column = 0
        elif tag in ("td", "th"):
            self._repeat_above()
            self.begun = len(self.parts)
            self.size = (
                span_of(attributes.get("rowspan"), WIDEST),
                span_of(attributes.get("colspan"), WIDEST),
            )

    def end(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN
        self.runs.pop()
        if tag in ("td", "th"):
            rows, columns = self.size
            text = "".join(self.parts[self.begun :]).strip()
            for _ in range(columns):
                self.below[self.column] = (rows - 1, text)
                self.column += 1
            self.parts.append("|" * columns)
        elif tag in BLOCKS:
            if tag == "tr":
                self._repeat_above()
            self.parts.append("\n")

    def _repeat_above(self) -> None:
        """Give the text of a cell once more in each row that it reaches down to."""
        while self.below.get(self.column, (0, ""))[0]:
            rows, text = self.below[self.column]
            self.below[self.column] = (rows - 1, text)
            self.parts.append(f"{text}|")
            self.column += 1

    def data(self, text: str) -> None:
        if not self.unseen:
            parts = self.struck if any(self.runs) else self.parts
            parts.append(re.sub(r"\s+", " ", text))

    def close(self) -> _Written:
        return _Written("".join(self.parts), _stated(self.struck))


def _stated(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text.strip())


WIDEST = 50
"""Rows or columns that one cell may take: more are no table of a letter."""


def _from_html(path: Path) -> _Written:
    try:
        written: _Written = parsed(_decoded(path), _Body())
    except ValueError as error:
        raise ClaimNotReadable(
            f"'{path.name}' is a web page that cannot be read to its end. Save it as text."
        ) from error
    return written


def _from_docx(path: Path) -> _Written:
    # python-docx and pypdf are imported where a file needs them: most letters are text.
    from docx import Document
    from docx.table import Table

    try:
        with ZipFile(path) as archive:
            require_sound_archive(archive, path.name, LIMITS)
        blocks = list(Document(str(path)).iter_inner_content())
    except InputRejected as error:
        raise ClaimNotReadable(f"{error} This is a letter: saved as text it can be read.") from error
    except Exception as error:  # a damaged archive raises whatever its layer raises
        raise ClaimNotReadable(f"'{path.name}' is no Word document that can be opened: {error}.") from error
    lines, struck = [], []
    for block in blocks:
        if isinstance(block, Table):
            rows = [[[*map(_of_paragraph, cell.paragraphs)] for cell in row.cells] for row in block.rows]
            lines += ["|".join(["", *("\n".join(t for t, _ in cell) for cell in row), ""]) for row in rows]
            struck += [text for row in rows for cell in row for _, text in cell]
        else:
            text, left_out = _of_paragraph(block)
            lines.append(text)
            struck.append(left_out)
    return _Written("\n".join(lines), tuple(dict.fromkeys(_stated(struck))))


_RUNS_KEPT = " | ".join(f"{within}w:r" for within in ("", "w:hyperlink/", "w:ins/", "w:moveTo/"))
_RUNS_DELETED = "w:del/w:r/w:delText | w:moveFrom/w:r/w:t"


def _of_paragraph(paragraph: Paragraph) -> tuple[str, str]:
    """What a paragraph says, inserted text too, and what is struck through or deleted in it."""
    parts: dict[bool, list[str]] = {False: [], True: []}
    for run in paragraph._p.xpath(_RUNS_KEPT):
        marks = run.xpath("w:rPr/w:strike | w:rPr/w:dstrike")
        parts[any(mark.val for mark in marks)].append(run.text)
    deleted = [element.text or "" for element in paragraph._p.xpath(_RUNS_DELETED)]
    return "".join(parts[False]), "".join([*parts[True], *deleted])


def _from_pdf(path: Path) -> _Written:
    from pypdf import PdfReader

    try:
        return _Written("\n".join(_text_of_pages(PdfReader(path).pages, path.name)))
    except ClaimNotReadable:
        raise
    except Exception as error:  # a damaged file raises whatever its layer raises
        raise ClaimNotReadable(f"'{path.name}' is no PDF that can be opened: {error}.") from error


def _text_of_pages(pages: Sequence[PageObject], name: str) -> Iterator[str]:
    """The text of each page; refused before it is read where there are too many, or too much is on them."""
    if len(pages) > PAGES:
        raise ClaimNotReadable(
            f"'{name}' has {len(pages):,} pages; letters of up to {PAGES} are read. "
            "Save the pages with the figures to be checked."
        )
    drawn = 0
    for page in pages:
        contents = page.get_contents()
        drawn += 0 if contents is None else len(contents.get_data())
        if drawn > DRAWN:
            raise ClaimNotReadable(
                f"'{name}' unpacks to more than {DRAWN:,} bytes of text and lines. Save it as text."
            )
        yield page.extract_text()


READERS: dict[str, Callable[[Path], _Written]] = {
    ".txt": _from_text,
    ".md": _from_text,
    ".html": _from_html,
    ".htm": _from_html,
    ".docx": _from_docx,
    ".pdf": _from_pdf,
}
"""Ending of a file, and who reads it."""


def _claims_table(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ClaimNotReadable(f"There is no file '{path}'. Check the name and the folder.") from error
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ClaimNotReadable(f"'{path.name}' is no table in UTF-8: {error}.") from error
    needed = [c for c in TERMS if c in ("measure", "value", "unit", "window_start", "window_end")]
    if "window_start" not in table.columns:
        needed = list(WRITTEN)
    missing = [column for column in needed if column not in table.columns]
    if missing:
        raise ClaimNotReadable(
            f"'{path.name}' lacks the columns {', '.join(map(repr, missing))}; it has "
            f"{', '.join(map(repr, table.columns))}. Start from the claims.csv that an audit writes."
        )
    values = pd.to_numeric(table["value"], errors="coerce")
    if values.isna().any():
        row = int(values.isna().to_numpy().argmax())
        raise ClaimNotReadable(
            f"'{path.name}' row {row + 2}: the value {table['value'].iloc[row]!r} is no number. "
            "Write 32.7, without a unit."
        )
    return table.assign(value=values)
