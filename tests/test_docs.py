"""The documentation does what it says: its blocks run, its links lead somewhere, what it names is there."""

from __future__ import annotations

import html
import importlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
import typer.main

import safetystats
from documented import (
    CHINESE,
    NOT_RUN,
    PAGES,
    ROOT,
    Block,
    Ended,
    blocks_of,
    commands_of,
    follow,
    quotes_of,
)
from safetystats.cli import app
from safetystats.shipped import shipped

LINKED = [
    *PAGES,
    *CHINESE.values(),
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "data/README.md")),
]
ROOM = r"\w+(?:\.\w+)+"


def from_root(page: Path) -> str:
    """How a page is called in the list of tests."""
    return page.relative_to(ROOT).as_posix()


# --- what is run --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Block, Ended]]]:
    """The folder in which a reader of the tutorial ends, and how its blocks did. Do not change it."""
    folder = tmp_path_factory.mktemp("tutorial")
    return folder / "my_city", list(follow(ROOT / "docs" / "tutorial.md", folder))


def example_city(folder: Path) -> None:
    """What the README takes for granted: sheets, a letter, and here a city of one district for speed."""
    reference, raw = shipped("data", "reference"), shipped("data", "raw")
    areas = (reference / "areas.csv").read_text(encoding="utf-8").splitlines()
    own = [areas[0], *(line for line in areas if "门头沟区" in line or "朝阳区" in line)]
    assert len(own) == 3
    (folder / "areas.csv").write_text("\n".join(own) + "\n", encoding="utf-8")
    (folder / "area_aliases.csv").write_text("alias,area,why\n", encoding="utf-8")
    shutil.copy(reference / "project.toml", folder)
    (folder / "my_sheets").mkdir()
    for sheet in raw.glob("accidents/20*"):
        shutil.copy(sheet, folder / "my_sheets")
    letter = docx.Document()
    letter.add_paragraph("2020年1月至6月，门头沟区发生生产安全死亡事故3起，占全市的6%以上。")
    letter.save(str(folder / "letter.docx"))


def wrong_blocks(page: Path, ran: list[tuple[Block, Ended]]) -> Iterator[str]:
    """Blocks that failed, and printed lines of the page that nothing printed."""
    printed: list[str] = []
    for block, ended in ran:
        if ended.code:
            yield f"{page.name}:{block.line} ended with {ended.code}: {ended.printed[-600:]}"
        printed += [_told(line) for line in ended.printed.splitlines()]
    for block in blocks_of(page.read_text(encoding="utf-8")):
        if block.language == "text":
            shown = [_told(line) for line in block.text.splitlines()]
            missing = [line for line in shown if not any(line in one for one in printed)]
            yield from (f"{page.name}:{block.line} nothing printed {line!r}" for line in missing)


def wrong_quotes(page: Path, folder: Path) -> list[str]:
    """Sentences that the page quotes from a briefing, and no page in `folder` has."""
    pages = [html.unescape(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")]
    there = " ".join(_told(re.sub(r"<[^>]*>", "", text)) for text in pages)
    return [quote for quote in quotes_of(page.read_text(encoding="utf-8")) if quote not in there]


def _told(text: str) -> str:
    return " ".join(text.split())


def test_the_tutorial_does_what_it_says(tutorial):
    page = ROOT / "docs" / "tutorial.md"
    folder, ran = tutorial
    assert list(wrong_blocks(page, ran)) == []
    assert len(ran) == 5
    assert wrong_quotes(page, folder) == []


def test_the_monthly_tasks_go_on_with_the_tutorials_city(tutorial, tmp_path):
    page = ROOT / "docs" / "monthly.md"
    shutil.copytree(tutorial[0], tmp_path / "my_city")
    names = {"data/snapshots/2026-06-30-1a2b3c4d": "data/snapshots/2026-06-30-*"}
    ran = list(follow(page, tmp_path / "my_city", names))
    assert list(wrong_blocks(page, ran)) == []
    assert len(ran) > 10
    # Its briefings are in Chinese: those that the tutorial quotes in Chinese.
    assert wrong_quotes(CHINESE[ROOT / "docs" / "tutorial.md"], tmp_path / "my_city" / "reports") == []


@pytest.mark.parametrize(
    ("name", "prepare", "names"),
    [
        ("docs/table-only.md", None, {}),
        ("docs/english-city.md", None, {}),
        ("docs/many-records.md", None, {}),
        ("README.md", example_city, {"my_snapshots/2020-08-24-1a2b3c4d": "my_snapshots/2020-08-24-*"}),
    ],
)
def test_every_other_page_does_what_it_says(
    tmp_path: Path, name: str, prepare: Callable[[Path], None] | None, names: dict[str, str]
):
    page = ROOT / name
    if prepare:
        prepare(tmp_path)
    ran = list(follow(page, tmp_path, names))
    assert list(wrong_blocks(page, ran)) == []
    assert ran
    assert wrong_quotes(page, tmp_path) == []


def test_no_page_with_commands_is_left_out():
    run = {"tutorial.md", "monthly.md", "table-only.md", "english-city.md", "many-records.md", "README.md"}
    with_commands = {
        page.name
        for page in PAGES
        if {block.language for block in blocks_of(page.read_text(encoding="utf-8"))} & {"sh", "python"}
    }
    assert with_commands == run


@pytest.mark.parametrize("name", NOT_RUN)
def test_a_command_that_is_not_run_says_why(name):
    pytest.skip(f"'{name}' is not run: it {NOT_RUN[name]}")


# --- what is named ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def options() -> dict[str, set[str]]:
    """The options of each command."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return {
        name: {"--help", *(option for one in command.params for option in one.opts)}
        for name, command in commands.items()
    }


def commands_named(page: Path) -> Iterator[list[str]]:
    """The commands that a page names, in blocks and within lines."""
    text = page.read_text(encoding="utf-8")
    for block in blocks_of(text):
        if block.language in ("sh", "bat"):
            yield from commands_of(block)
    for code in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S)):
        yield code.split()


@pytest.mark.parametrize("page", LINKED, ids=from_root)
def test_every_command_and_option_that_is_named_exists(page, options):
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    known = {"--version", "--help", *(option for one in options.values() for option in one)}
    wrong = []
    for words in commands_named(page):
        asked = [word.split("=")[0].rstrip(",;") for word in words if re.match(r"--\w", word)]
        if words[0] == "make" and len(words) > 1 and words[1] not in targets:
            wrong.append(words)
        elif words[0] == "safetystats" and len(words) > 1 and words[1] in options:
            wrong += [words for option in asked if option not in options[words[1]]]
        elif words[0] == "safetystats" and len(words) > 1 and not words[1].startswith(("-", "…")):
            wrong.append(words)
        elif words[0] == "safetystats" or words[0].startswith("--"):
            wrong += [words for option in asked if option not in known]
    assert wrong == []


@pytest.mark.parametrize(
    "page", [ROOT / "docs" / "methods.md", ROOT / "docs" / "reference.md"], ids=from_root
)
def test_every_function_that_is_named_exists(page):
    text = page.read_text(encoding="utf-8")
    named = {
        *re.findall(rf"`((?:safetystats|scipy|statsmodels|measures)\.{ROOM}|safetystats\.\w+)`", text),
        *re.findall(r"^::: (\S+)", text, re.M),
    }
    assert len(named) > 15
    assert [name for name in sorted(named) if not is_there(name)] == []


def is_there(name: str) -> bool:
    """Whether a dotted name leads to a room, or to something in one."""
    parts = name.replace("measures.", "safetystats.measures.", int(name.startswith("measures."))).split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@pytest.mark.parametrize("page", [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "pipeline.md"], ids=from_root)
def test_every_place_that_is_named_exists(page):
    named = re.findall(
        r"`((?:src|tests|data|docs|notebooks|\.ci)/[\w./-]+)`", page.read_text(encoding="utf-8")
    )
    assert len(named) >= 5
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_every_public_name_stands_in_the_reference():
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert [name for name in safetystats.__all__ if f"::: safetystats.{name}\n" not in text] == []


# --- links --------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", LINKED, ids=from_root)
def test_every_relative_link_leads_somewhere(page):
    wrong = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert wrong == []


def test_the_built_pages_load_nothing_from_outside(tmp_path):
    build = pytest.importorskip(
        "mkdocs.commands.build", reason="`make docs` installs mkdocs; no other test needs it"
    )
    pytest.importorskip("mkdocstrings")
    from mkdocs.config import load_config

    build.build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path / "site"), strict=True))
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 9
    loads = r"""<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//"""
    styles = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.css"))
    assert [page.name for page in pages if re.search(loads, page.read_text(encoding="utf-8"))] == []
    assert re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//", styles) == []
