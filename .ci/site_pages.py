"""A hook of mkdocs: pages that stand outside docs/ but belong to the built documentation too.

Each is taken as it is, so that nothing is written twice. Links are those of the repository; here they are led
to the built page, and a link to what is no page (a notebook, the licence) becomes its words.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[1]
TAKEN = {
    "data/README.md": "data.md",
    "data/reference/README.md": "reference-data.md",
    "benchmarks/README.md": "benchmarks.md",
    "GLOSSARY.md": "glossary.md",
    "CHANGELOG.md": "changes.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
}
ORIGIN = {page: file for file, page in TAKEN.items()}
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that stand outside docs/."""
    for file, page in TAKEN.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / file)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead the links of a page to where its targets are built."""
    origin = ORIGIN.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    folder = posixpath.dirname(page.file.src_uri) or "."

    def led(link: re.Match[str]) -> str:
        text, path, anchor = link.groups()
        if re.match(r"\w+:", path):
            return link.group()
        target = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
        built = TAKEN.get(target) or (target.removeprefix("docs/") if target.startswith("docs/") else None)
        return f"[{text}]({posixpath.relpath(built, folder)}{anchor or ''})" if built else text

    return _LINK.sub(led, markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Say of the Chinese pages that they are Chinese: the theme knows one language for all."""
    return output.replace('lang="en"', 'lang="zh-CN"', 1) if page.file.src_uri.startswith("zh/") else output
