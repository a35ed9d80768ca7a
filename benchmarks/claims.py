"""How much of a bulletin's figures `extract` finds, field by field.

    python benchmarks/claims.py FOLDER...

A folder holds NAME.txt beside NAME.claims.json, the claims as read by hand: text, measure, value, unit,
qualifier, period, area, sector, comparison. A body begins after the first blank line where the first line
begins with 来源. Claims found and claims read by hand are aligned in the order of the text, figure by figure;
a field is right where both say the same.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from safetystats.claims import extract

FIELDS = ("text", "value", "unit", "qualifier", "comparison", "measure", "period", "area", "sector")
TOGETHER = {
    "figure": ("text", "value", "unit", "qualifier", "comparison"),
    "figure, when, where, of what": (
        "text", "value", "unit", "qualifier", "comparison", "period", "area", "sector",
    ),
}  # fmt: skip

Claim = dict[str, Any]


class Document(NamedTuple):
    """A text, its claims read by hand, and those that `extract` finds."""

    name: str
    by_hand: list[Claim]
    found: list[Claim]
    seconds: float


def documents(folder: Path) -> Iterator[Document]:
    """Every document of a folder, in the order of the names."""
    for answers in sorted(folder.glob("*claims.json")):
        if answers.name == "not_claims.json":
            continue
        name = answers.name.removesuffix("claims.json").removesuffix(".")
        [letter] = [folder / f"{name}.txt"] if name else folder.glob("*.txt")
        text = letter.read_text(encoding="utf-8")
        body = text.split("\n\n", 1)[1] if text.startswith("来源") else text
        started = time.perf_counter()
        found = extract(body)
        seconds = time.perf_counter() - started
        by_hand = json.loads(answers.read_text(encoding="utf-8"))
        yield Document(name or letter.stem, by_hand, found.to_dict("records"), seconds)


def aligned(document: Document) -> list[tuple[Claim, Claim]]:
    """Pairs of the same figure, both lists in order, as many and as alike as there can be."""
    by_hand, found = document.by_hand, document.found
    best = [[0.0] * (len(found) + 1) for _ in range(len(by_hand) + 1)]
    for i in reversed(range(len(by_hand))):
        for j in reversed(range(len(found))):
            likeness = _likeness(by_hand[i], found[j])
            together = best[i + 1][j + 1] + likeness if likeness else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < len(by_hand) and j < len(found):
        likeness = _likeness(by_hand[i], found[j])
        if likeness and best[i][j] == best[i + 1][j + 1] + likeness:
            pairs.append((by_hand[i], found[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: Claim, other: Claim) -> float:
    """0 for another figure; more where more fields agree."""
    if one["value"] != other["value"]:
        return 0.0
    return 1.0 + sum(_same(field, one, other) for field in FIELDS) / 100


def _same(field: str, one: Claim, other: Claim) -> bool:
    mine, theirs = one.get(field), other.get(field)
    if field == "text":
        mine, theirs = ("".join(str(text).split()) for text in (mine, theirs))
        return mine in theirs or theirs in mine
    return (mine or None) == (theirs or None) if field != "value" else mine == theirs


def rates(documents: Sequence[Document], fields: Sequence[str]) -> tuple[float, float]:
    """Precision and recall of the claims whose `fields` are all right."""
    right = sum(
        all(_same(field, one, other) for field in fields)
        for document in documents
        for one, other in aligned(document)
    )
    found, by_hand = (sum(len(getattr(d, side)) for d in documents) for side in ("found", "by_hand"))
    return right / max(found, 1), right / max(by_hand, 1)


def tell_misses(document: Document, fields: Sequence[str]) -> None:
    """Print every claim that is missing, too many, or wrong in one of `fields`."""
    pairs = aligned(document)
    for one, other in pairs:
        for field in fields:
            if not _same(field, one, other):
                print(f"  {field}: {other.get(field)!r}, by hand {one.get(field)!r}: {one['text']}")
    for name, claims, side in (("missing", document.by_hand, 0), ("too many", document.found, 1)):
        known = [id(pair[side]) for pair in pairs]
        for claim in claims:
            if id(claim) not in known:
                print(f"  {name}: {claim['value']:g}{claim['unit'] or ''} {claim['text']}")


def main() -> None:
    """Print precision and recall, over all documents and for each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--misses", action="store_true", help="list every claim that is not right")
    options = asked.parse_args()
    every = [document for folder in options.folders for document in documents(folder)]
    if not every:
        raise SystemExit(f"No NAME.claims.json in {', '.join(map(str, options.folders))}.")
    for document in every:
        figures = " ".join(
            f"{part:.2f}" for fields in TOGETHER.values() for part in rates([document], fields)
        )
        counts = f"{len(document.by_hand)} by hand, {len(document.found)} found"
        print(f"{document.name:32} {figures}  {counts}, {document.seconds:.2f} s")
        if options.misses:
            tell_misses(document, TOGETHER["figure, when, where, of what"])
    print(f"\n{'field':32} precision recall   ({len(every)} documents)")
    for field in FIELDS:
        print(f"{field:32} {' '.join(f'{rate:8.3f}' for rate in rates(every, (field,)))}")
    for name, fields in TOGETHER.items():
        print(f"{name:32} {' '.join(f'{rate:8.3f}' for rate in rates(every, fields))}")


if __name__ == "__main__":
    main()
