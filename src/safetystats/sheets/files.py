"""Which files a path holds, and any one of them as grids: its bytes say what it is, not its name."""

from __future__ import annotations

import io
import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..encoding import decode
from ..errors import InputRejected, NoLedger
from .delimited import read_delimited
from .delimiters import DELIMITERS, is_aligned, is_full_width
from .grid import Grid, Row, cell_text
from .limits import LIMITS, Limits, require_size
from .web_pages import is_web_page, read_web_page
from .workbook import read_workbook

LEDGER_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv", ".parquet"})
"""Files that a folder is searched for; a file that is named itself is read whatever its suffix."""
_TEXT_SUFFIX = ".txt"
_SAMPLE_BYTES, _SAMPLE_LINES = 65_536, 40
_FEWEST_LINES, _FEWEST_DELIMITERS = 2, 2
"""A text of so many lines, most with the same number of one delimiter and so many of it, is a table."""


_OF_SYSTEMS = frozenset({"Thumbs.db", "desktop.ini"})
_BUILT = "ledgers.json"
"""A folder that holds it was written by us: its tables are no raw ledgers."""
_PACKED = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_WEB = (b"<!doctype", b"<?xml", b"<workbook", b"mime-version:", b"from: <saved by")


def told_name(name: str) -> str:
    """A file's name as text: its bytes may be of another system, and no text at all.

    >>> told_name("事故.csv"), told_name(os.fsdecode("事故.csv".encode("gbk")))
    ('事故.csv', '事故.csv')
    """
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def folder_name(root: Path, name: str = "") -> str:
    """The name of the folder `root`, or of that of the file there; where this is told by a longer `name`, of
    the folder that it is told from.

    >>> folder_name(Path("平谷区/2020/5月.csv"), "2020/5月.csv")
    '平谷区'
    """
    whole = root.resolve()
    if not name:
        return told_name((whole if whole.is_dir() else whole.parent).name)
    return told_name(whole.parents[len(Path(name).parts) - 1].name)


def list_files(path: Path | str) -> list[Path]:
    """The ledger files at `path`: itself, or all in the folder and below in the order of their names.

    Raises
    ------
    InputRejected
        If there is nothing at `path`, or the folder holds no ledger file.
    """
    path = Path(path)
    if not path.exists():
        near = sorted(p.name for p in path.parent.iterdir())[:10] if path.parent.is_dir() else []
        beside = f" Beside it lie: {', '.join(near)}." if near else ""
        raise InputRejected(f"There is no file or folder '{path}'.{beside} Check the spelling.")
    if path.is_file():
        return [path]
    files = [p for p in _files_below(path) if _may_be_ledger(p)]
    if not files:
        for _, error in no_files(path):
            raise error
        raise InputRejected(
            f"The folder '{path}' holds no ledger file. Files that are read: "
            f"{', '.join(sorted(LEDGER_SUFFIXES))}, and {_TEXT_SUFFIX} with a table in it."
        )
    return files


def no_files(path: Path | str) -> list[tuple[Path, InputRejected]]:
    """What in the folder `path` has the name of a ledger file and is no file, each with why it is refused.

    A link that points to nothing stands for a ledger that is missing; a folder is plainly none.
    """
    path = Path(path)
    if not path.is_dir():
        return []
    named = [p for p in _below(path) if p.suffix.lower() in LEDGER_SUFFIXES and not p.is_file()]
    return [(p, _refusal(p, told_name(p.relative_to(path).as_posix()))) for p in named]


def _refusal(path: Path, name: str) -> InputRejected:
    if path.is_dir():
        return NoLedger(
            f"'{name}' is a folder with the name of a file, and no ledger itself. The files in it are read "
            "as those of any folder. Rename it, and if it was a file once, ask for that file."
        )
    if not path.is_symlink():
        return InputRejected(
            f"'{name}' is a pipe, a socket or a device, and no file. Put the file itself there, or delete it."
        )
    return InputRejected(
        f"'{name}' is a link that points to no file. Put the file itself there, or delete the link."
    )


def other_files(path: Path | str) -> list[Path]:
    """What lies in the folder `path` and is no ledger file, lock files of Excel and system files left out."""
    path = Path(path)
    if not path.is_dir():
        return []
    return [p for p in _files_below(path) if not _may_be_ledger(p)]


def _files_below(folder: Path) -> list[Path]:
    """All files of people in a folder and below."""
    return [p for p in _below(folder) if p.is_file()]


def _below(folder: Path) -> list[Path]:
    """All of people in a folder and below, but not in folders that hold what was built from their files."""
    built = {p.parent for p in folder.rglob(_BUILT)} - {folder}
    return sorted(p for p in folder.rglob("*") if built.isdisjoint(p.parents) and _is_own(p))


def _may_be_ledger(path: Path) -> bool:
    """By its suffix, unless it is hidden; a .txt is a table or a letter, which only its lines tell."""
    suffix = path.suffix.lower()
    if path.name.startswith("."):
        return False
    return suffix in LEDGER_SUFFIXES or (suffix == _TEXT_SUFFIX and _is_text_table(path))


def _is_text_table(path: Path) -> bool:
    """Whether most lines at the head of a text have the same number of one delimiter, as no prose has.

    So is one whose columns blanks keep apart: it cannot be read, and that must be said.
    """
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES)
        whole_lines = sample[: sample.rfind(b"\n") + 1] if len(sample) == _SAMPLE_BYTES else sample
        text = decode(whole_lines, path.name)
    except (InputRejected, OSError):
        return False
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE_LINES]
    for delimiter in DELIMITERS:
        # A comma before a blank is one of a sentence.
        counts = Counter(line.replace(", ", "").count(delimiter) for line in lines)
        usual, size = counts.most_common(1)[0] if counts else (0, 0)
        if usual >= _FEWEST_DELIMITERS and size >= _FEWEST_LINES and size * 2 > len(lines):
            return True
    return is_aligned(lines) or is_full_width("\n".join(lines))


def _is_own(path: Path) -> bool:
    """Lock files of Excel and what systems leave behind are nobody's; a hidden ledger is somebody's."""
    is_hidden = path.name.startswith(".") and path.suffix.lower() not in LEDGER_SUFFIXES
    return not is_hidden and not path.name.startswith(("._", "~$")) and path.name not in _OF_SYSTEMS


def read_grids(path: Path | str, limits: Limits = LIMITS, *, in_columns: bool = False) -> list[Grid]:
    """The sheets of one file; a CSV or Parquet file is one sheet without a name.

    With `in_columns` a long CSV file has a `body`, as `read_delimited` gives it.

    Raises
    ------
    InputRejected
        If the file cannot be opened, is damaged, of another type, or above the limits.
    """
    path = Path(path)
    name = told_name(path.name)
    try:
        size = path.stat().st_size
        require_size(size, name, limits)
        data = path.read_bytes()
    except OSError as error:
        raise InputRejected(
            f"'{told_name(str(path))}' cannot be opened ({error.strerror}). Close it in other programs and "
            "check your rights to it."
        ) from error
    # A transfer as text may have put line ends before the archive.
    packed = data.lstrip(b"\r\n")
    if packed.startswith((b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return read_workbook(packed, name, limits)
    if data.startswith(b"PAR1"):
        return [_read_parquet(data, name, limits)]
    # NULs out, so that a page in UTF-16 is seen too.
    head = data[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ").lower()
    if is_web_page(head):
        return read_web_page(data, name, limits)
    _require_table(data, head, name)
    return [read_delimited(data, name, limits, in_columns=in_columns)]


def _require_table(data: bytes, head: bytes, name: str) -> None:
    """Raise where the first bytes are those of something else than text with records: a picture is plainly no
    ledger.
    """
    if not data.strip(b"\0"):
        raise InputRejected(f"'{name}' holds nothing but zeros: its copy broke off. Ask for the file again.")
    if head.startswith(_WEB):
        raise InputRejected(
            f"'{name}' is a web page or XML, whatever its name says. Open it in Excel and save it as .xlsx."
        )
    if data.startswith(_PICTURES):
        raise NoLedger(f"'{name}' is a picture, whatever its name says. Ask for the table as .xlsx or CSV.")
    if data.startswith((b"%PDF", b"{\\rtf")):
        raise InputRejected(f"'{name}' is a document, no ledger. Ask for the table as .xlsx or CSV.")
    if data.startswith(_PACKED):
        raise InputRejected(f"'{name}' is a packed archive. Unpack it and give the files in it.")


def _read_parquet(data: bytes, name: str, limits: Limits) -> Grid:
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        described = file.metadata
        if described.num_columns > limits.columns:
            raise InputRejected(
                f"'{name}' has {described.num_columns} columns; at most {limits.columns} are read."
            )
        unpacked = sum(described.row_group(i).total_byte_size for i in range(described.num_row_groups))
        if unpacked > limits.unpacked_bytes:
            raise InputRejected(
                f"'{name}' would unpack to {unpacked:,} bytes; at most {limits.unpacked_bytes:,} are read."
            )
        table = file.read()
        columns = [_as_texts(column) for column in table.columns]
    # Bytes that were altered within a text are read, and are no text.
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputRejected(
            f"'{name}' is a damaged Parquet file: it is cut off or was altered. Write it again."
        ) from error
    rows: dict[int, Row] = {1: list(table.column_names)}
    rows |= {number: list(cells) for number, cells in enumerate(zip(*columns), start=2)}
    return Grid(sheet="", rows={n: cells for n, cells in rows.items() if any(cells)})


def _as_texts(column: pa.ChunkedArray) -> Row:
    """The cells of a column as texts; of plain types each distinct value is written once."""
    if not (pa.types.is_primitive(column.type) or pa.types.is_string(column.type)):
        return [cell_text(value) for value in column.to_pylist()]
    coded = column.combine_chunks().dictionary_encode()
    texts = [*map(cell_text, coded.dictionary.to_pylist()), None]
    return [texts[code] for code in coded.indices.fill_null(-1).to_pylist()]
