"""The Chinese pages say what the English ones do: only those are followed, see `tests/test_docs.py`."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from documented import BLOCK, CHINESE, ROOT, blocks_of, quotes_of
from safetystats.shipped import shipped

PAIRS = [
    pytest.param(english, chinese, id=chinese.relative_to(ROOT).as_posix())
    for english, chinese in CHINESE.items()
]


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def shape(page: Path) -> list[str]:
    """What the page is made of, in order: headings, paragraphs, items, rows, quotes and blocks."""
    kinds = [
        re.match(r" *(#+ |\||- |\d+\. |> |```\w+)?", line)[1] or ("a paragraph" if line.strip() else "")
        for line in BLOCK.sub(r"\1```\2", text_of(page)).splitlines()
    ]
    goes_on = ("a paragraph", "> ")  # over as many lines as the language takes
    return [kind for before, kind in pairwise(["", *kinds]) if kind and not (before and kind in goes_on)]


def code_within_lines(page: Path) -> Counter[str]:
    """The names, files and commands that the page speaks of."""
    return Counter(" ".join(code.split()) for code in re.findall(r"`([^`]+)`", BLOCK.sub("", text_of(page))))


def followed(page: Path) -> list[tuple[str, str]]:
    """The blocks that a reader follows, but for the language of the page that a command asks for."""
    asked = re.compile(r"^(safetystats [^#\n]*) --lang \w+$", re.M)
    blocks = blocks_of(text_of(page))
    return [(block.language, asked.sub(r"\1", block.text)) for block in blocks if block.language != "text"]


def targets(page: Path) -> Counter[Path]:
    """The files that the page leads to."""
    links = re.findall(r"\]\((?!\w+:)([^)\s#]+)", text_of(page))
    return Counter((page.parent / link).resolve() for link in links)


def printed_lines(page: Path) -> list[str]:
    """What the page shows of that which the program prints."""
    blocks = blocks_of(text_of(page))
    return [line for block in blocks if block.language == "text" for line in block.text.splitlines()]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_pages_have_the_same_parts_code_and_links(english: Path, chinese: Path):
    assert shape(chinese) == shape(english)
    assert code_within_lines(chinese) == code_within_lines(english)
    assert followed(chinese) == followed(english)
    other = CHINESE | {there: here for here, there in CHINESE.items()}
    assert targets(chinese) == Counter(other.get(to, to) for to in targets(english).elements())


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_pages_show_the_same_figures(english: Path, chinese: Path):
    for told in (printed_lines, lambda page: quotes_of(text_of(page))):
        for here, there in zip(told(english), told(chinese), strict=True):
            assert Counter(re.findall(r"\d[\d.]*", here)) <= Counter(re.findall(r"\d[\d.]*", there)), there


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_what_is_printed_is_worded_as_the_program_words_it(english: Path, chinese: Path):
    known = text_of(shipped("locale", "zh", "LC_MESSAGES", "safetystats.po")) + str(followed(english))
    words = [word for line in printed_lines(chinese) for word in re.findall(r"[一-鿿]+", line)]
    assert [word for word in words if word not in known] == []
