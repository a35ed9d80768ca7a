"""Content -> a PDF set by typst: tagged, its fonts inside, with the same layout as the Word document.

Texts reach typst as data, so nothing in them is markup; neither system fonts nor the network are asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from ..fonts import has_glyph, paper_fonts
from .content import Block, Cover
from .layout import A4_HEIGHT_MM, A4_WIDTH_MM, LAYOUTS, ROWS_TOGETHER, Figure, Grid, Piece, pieces_of
from .prose import legible, number_of

MAIN, OUT = "briefing.typ", "briefing.pdf"

STANDARD: Final = "ua-1"
"""PDF/UA-1: typst refuses a picture without alt text, and any sign that its fonts lack."""


def document_pdf(cover: Cover, blocks: Iterable[Block]) -> bytes:
    """The document as PDF; the same content gives the same bytes.

    A sign that the fonts which travel along lack is named by its number.
    """
    layout = LAYOUTS[cover.language]
    pieces = pieces_of(cover, blocks, width=layout.width, sizes=layout.cells)
    told = {
        "title": legible(cover.title),
        "language": cover.language,
        "layout": {
            **asdict(layout),
            "tracking": layout.tracking,
            "paper_mm": (A4_WIDTH_MM, A4_HEIGHT_MM),
            "rows_together": ROWS_TOGETHER,
        },
        "pieces": [_told(piece, number) for number, piece in enumerate(pieces)],
    }
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, piece in enumerate(pieces):
            if isinstance(piece, Figure):
                (folder / _picture(number)).write_bytes(piece.png)
        text = json.dumps(told, ensure_ascii=False)
        (folder / "pieces.json").write_text(_with_glyphs(text), encoding="utf-8")
        (folder / MAIN).write_bytes(files(__package__).joinpath(MAIN).read_bytes())
        _compile(folder, _midnight(cover))
        return (folder / OUT).read_bytes()


_compiling: set[int] = set()
"""The processes, of this one and those it was forked from, in which typst has run."""


def _compile(folder: Path, day: datetime) -> None:
    """Compile in this process, or in a new one where a process that this one was forked from has done so.

    typst's threads are not there in a forked process, which would wait for them for ever.
    """
    if _compiling - {os.getpid()}:
        subprocess.run([sys.executable, "-c", _ALONE, folder, str(day.timestamp())], check=True)
    else:
        _compiling.add(os.getpid())
        compile_folder(folder, day.timestamp())


_ALONE = f"""
import pathlib, sys
from {__name__} import compile_folder
compile_folder(pathlib.Path(sys.argv[1]), float(sys.argv[2]))
"""


def compile_folder(folder: Path, seconds: float) -> None:
    """Make ``briefing.pdf`` of ``briefing.typ`` in `folder`, dated `seconds` after 1970."""
    typst.compile(
        folder / MAIN,
        output=folder / OUT,
        root=folder,
        font_paths=_fonts(),
        pdf_standards=STANDARD,
        timestamp=int(seconds),
    )


def _told(piece: Piece, number: int) -> dict[str, Any]:
    told = asdict(piece)
    match piece:
        case Figure():
            del told["png"]
            told["file"] = _picture(number)
        case Grid():
            told |= {"marked": sorted(piece.marked), "whole": piece.whole}
    return told


def _picture(number: int) -> str:
    return f"{number}.png"


def _with_glyphs(text: str) -> str:
    missing = {sign for sign in set(text) if not sign.isspace() and not has_glyph(sign)}
    return text.translate({ord(sign): number_of(sign) for sign in missing})


def _midnight(cover: Cover) -> datetime:
    return datetime.combine(cover.as_of, time(), tzinfo=UTC)


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(file.parent) for file in paper_fonts()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
