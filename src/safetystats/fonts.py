"""One Chinese font for charts and pages, from a dependency that carries it under the OFL."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import InputRejected

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font


@cache
def font_file(kind: str = "Sans") -> Path:
    """A face of the font package: Sans or Serif.

    Raises
    ------
    InputRejected
        If the package is not installed: without it Chinese prints as empty boxes.
    """
    spec = find_spec("pylopdf_fonts_zh_cn")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    faces = sorted(folder.rglob(f"*{kind}*.otf")) if folder else []
    if not faces:
        raise InputRejected(
            "No Chinese font was found: package pylopdf-fonts-zh-cn is missing. "
            "Run `pip install pylopdf-fonts-zh-cn`."
        )
    return faces[0]


@cache
def paper_fonts() -> list[Path]:
    """The faces of printed documents; the last, of matplotlib, has signs such as ✔ that the others lack."""
    import matplotlib

    signs = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return [font_file("Sans"), font_file("Serif"), signs]


def has_glyph(sign: str) -> bool:
    """Whether one of the faces of printed documents has a picture of this sign."""
    return any(face.get_char_index(ord(sign)) for face in _faces())


@cache
def _faces() -> list[FT2Font]:
    from matplotlib.ft2font import FT2Font

    return [FT2Font(str(file)) for file in paper_fonts()]


def embedded_font(characters: Iterable[str]) -> str:
    """The font cut down to `characters`, as base64 WOFF for a page that must be legible anywhere."""
    from fontTools import subset, ttLib

    options = subset.Options(
        flavor="woff", layout_features=["kern"], desubroutinize=True, notdef_outline=True
    )
    options.name_IDs = [0, 1, 2, 13]  # copyright, family, style, licence
    cut = subset.Subsetter(options)
    cut.populate(text="".join(sorted(set(characters))))
    # The box around all glyphs of the whole font holds those that are left, too.
    with ttLib.TTFont(font_file(), recalcTimestamp=False, recalcBBoxes=False) as font:
        cut.subset(font)
        font.flavor = "woff"
        written = io.BytesIO()
        font.save(written)
    return base64.b64encode(written.getvalue()).decode("ascii")
