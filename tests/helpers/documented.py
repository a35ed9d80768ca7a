"""The pages of the documentation as a reader follows them: blocks in order, each where the last one ended.

`sh` and `python` blocks are run; a `csv` or `md` block is saved as the file named in the paragraph above it.
What `text` blocks show has to be printed, and quoted sentences have to stand in a briefing.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]

CHINESE = {ROOT / "README.md": ROOT / "README.zh-CN.md"} | {
    ROOT / "docs" / page.name: page for page in sorted((ROOT / "docs" / "zh").glob("*.md"))
}
"""The pages that are there in Chinese too, and where."""

BLOCK = re.compile(r"^( *)```(\w+)[^\n]*\n(.*?)^\1```$", re.M | re.S)

NOT_RUN = {
    "make": "installs packages, and runs these tests again",
    "explore": "opens a server and a browser",
    "dask": "needs a cluster; `tests/cubes/test_cluster.py` has one of two workers",
    "pyspark": "needs Spark, which is not installed here",
}
"""Commands that a page may name, and packages that its Python may import, and no test runs; why not."""

MAY_DIFFER = {"audit": 4, "compare": 4, "explain": 4}
"""Commands that end with 4 where they found a difference: an answer, no failure."""

_CONTEXT = get_context("forkserver" if hasattr(os, "fork") else "spawn")
if hasattr(os, "fork"):
    _CONTEXT.set_forkserver_preload(
        [
            *("safetystats.cli", "safetystats.intake", "safetystats.batch", "safetystats.index"),
            *("safetystats.explain", "safetystats.figures", "safetystats.claims.inferring.infer"),
            *("papermill", "IPython", "ipykernel.ipkernel", "scipy.stats", "statsmodels.stats.multitest"),
            "fontTools.subset",
        ]
    )


class Block(NamedTuple):
    """A fenced block: its language, its lines, the line it begins on, and the paragraph above it."""

    language: str
    text: str
    line: int
    above: str


class Ended(NamedTuple):
    """How a block ended: the code of its last command, and what it printed to both streams."""

    code: int
    printed: str


def blocks_of(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, those inside lists with their margin taken off."""
    for found in BLOCK.finditer(page):
        margin, language, text = found.groups()
        before = page[: found.start()].rstrip()
        lines = [line.removeprefix(margin) for line in text.splitlines()]
        yield Block(
            language,
            "\n".join(lines) + "\n",
            page.count("\n", 0, found.start()) + 1,
            before.split("\n\n")[-1],
        )


def quotes_of(page: str) -> list[str]:
    """The sentences that a page quotes from a briefing."""
    quotes = re.findall(r"(?:^> .*\n)+", page, re.M)
    return [" ".join(quote.replace("> ", "").split()).removesuffix(" …") for quote in quotes]


def commands_of(block: Block) -> list[list[str]]:
    """The commands of a `sh` block, one a line, remarks left out."""
    lines = [shlex.split(line, comments=True) for line in block.text.splitlines()]
    return [line for line in lines if line]


def file_named_above(block: Block) -> str | None:
    """The file that a `csv` or `md` block is to be saved as: the last one named in the paragraph above it."""
    named = re.findall(r"`([\w./-]+\.(?:csv|md))`", block.above)
    return named[-1] if named and block.above.endswith(":") else None


def follow(page: Path, folder: Path, names: Mapping[str, str] | None = None) -> Iterator[tuple[Block, Ended]]:
    """Do what a page says, in `folder`; gives each block that was run, and how it ended.

    `names` are words of the page that stand for what only a run can know, as patterns of files in `folder`.
    """
    here = folder
    for block in blocks_of(page.read_text(encoding="utf-8")):
        if block.language in ("csv", "md") and (name := file_named_above(block)):
            (here / name).parent.mkdir(parents=True, exist_ok=True)
            (here / name).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            if NOT_RUN.keys() & set(re.findall(r"^(?:from|import) (\w+)", block.text, re.M)):
                continue
            yield block, _in_a_process(["python", block.text], here)
        elif block.language == "sh":
            ended = Ended(0, "")
            for command in commands_of(block):
                if command[0] == "cd":
                    here = here / command[1]
                    continue
                if command[0] in NOT_RUN or command[1] in NOT_RUN:
                    continue
                words = [_known(word, names or {}, folder) for word in command]
                done = _in_a_process(words, here)
                code = 0 if done.code == MAY_DIFFER.get(words[1]) else done.code
                ended = Ended(ended.code or code, ended.printed + done.printed)
            yield block, ended


def _known(word: str, names: Mapping[str, str], folder: Path) -> str:
    if word not in names:
        return word
    (found,) = folder.glob(names[word])
    return found.relative_to(folder).as_posix()


def _in_a_process(words: list[str], folder: Path) -> Ended:
    """Run a command of safetystats, or Python code, in a process of its own with the imports behind it."""
    out = folder / ".printed"
    process = _CONTEXT.Process(target=_run, args=(words, folder, out))
    process.start()
    process.join()
    printed = out.read_text(encoding="utf-8")
    out.unlink()
    return Ended(process.exitcode or 0, printed)


def _run(words: list[str], folder: Path, out: Path) -> None:
    os.chdir(folder)
    with out.open("w", encoding="utf-8") as stream, redirect_stdout(stream), redirect_stderr(stream):
        if words[0] == "python":
            exec(compile(words[1], "page", "exec"), {"__name__": "__main__"})
            return
        if words[0] != "safetystats":
            print(f"'{words[0]}' is no command of safetystats")
            sys.exit(2)
        from safetystats.cli import main

        sys.argv = words
        main()
