"""How much of a bulletin's figures `extract` finds, field by field.

    python benchmarks/claims.py FOLDER...

A folder holds NAME.txt (.md, .html, .docx, .pdf) beside NAME.claims.json, the claims as read by hand: text,
measure, value, unit, qualifier, period, area, sector, comparison. A body begins after the first blank line
where the first line begins with 来源. A claim found and a claim read by hand are the same figure where value
and piece of text are the same; a field is right where both say the same. Two writings that mean the same
count as the same:

- value: tenths in words as tenths and as a fraction (七成: 7 成, 0.7), a third as 0.3333;
- text: pieces that share at least half of the shorter one: where a clause is cut off is a matter of taste;
- period: a year and its days (2018, 2018-01-01/2018-12-31), a day and the window of that day alone; where the
  body names no year, a window in words (1-11月) and the same months of the year that the reader knew;
- area: a district with and without its city before it (北京市门头沟区, 门头沟区); where the body names its
  place nowhere, 全市, 全省 and nothing are as right as the name that the reader knew;
- sector: a part by the name of its axis and without (火灾/场所:住宅, 火灾-住宅), but for kinds and causes;
  a sector by another of its names (城镇燃气, 燃气);
- comparison: the year before last by its number and by its name (较2019年同期, 同比前年); 占总数, 占事故总数
  and 占比, all of them "of the whole that the sentence is about"; a whole with
  and without the word for a number (占抽查企业, 占抽查企业数).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from safetystats.claims import extract
from safetystats.claims.reading.letters import READERS, read_letter
from safetystats.claims.reading.sectors import as_called
from safetystats.claims.reading.times import Calendar, mentions_in, with_year

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
        [letter] = [path for path in folder.glob(f"{name or '*'}.*") if path.suffix in READERS]
        text = read_letter(letter)
        body = text.split("\n\n", 1)[1] if text.startswith("来源") else text
        started = time.perf_counter()
        found = extract(body)
        seconds = time.perf_counter() - started
        by_hand = [in_one_writing(claim) for claim in json.loads(answers.read_text(encoding="utf-8"))]
        claims = as_the_body_can_say(by_hand, [*map(in_one_writing, found.to_dict("records"))], body)
        yield Document(name or letter.stem, by_hand, claims, seconds)


def in_one_writing(claim: Claim) -> Claim:
    """A claim with tenths in words as a fraction, a third to four decimals, and 前年 for its number."""
    is_tenths = claim["unit"] == "成"
    value = round(claim["value"] / 10 if is_tenths else claim["value"], 4)
    told, year = claim["comparison"] or "", (claim["period"] or "")[:4]
    if year.isdigit():
        told = re.sub(f"^较{int(year) - 2}年(?:同期)?", "同比前年", told)
    return {**claim, "value": value, "unit": None if is_tenths else claim["unit"], "comparison": told or None}


def aligned(document: Document) -> list[tuple[Claim, Claim]]:
    """Pairs of the same figure, those that are most alike first, each claim in one pair at the most."""
    alike = [
        (likeness, i, j)
        for i, one in enumerate(document.by_hand)
        for j, other in enumerate(document.found)
        if (likeness := _likeness(one, other))
    ]
    pairs: dict[int, int] = {}
    for _, i, j in sorted(alike, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]))):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(document.by_hand[i], document.found[j]) for i, j in sorted(pairs.items())]


def _likeness(one: Claim, other: Claim) -> int:
    """0 for another figure; more where more fields agree."""
    if one["value"] != other["value"] or not same_text(one["text"], other["text"]):
        return 0
    return sum(_same(field, one, other) for field in FIELDS)


def _same(field: str, one: Claim, other: Claim) -> bool:
    mine, theirs = one.get(field) or "", other.get(field) or ""
    if mine == theirs:
        return True
    return field in SAME and SAME[field](mine, theirs)


def same_text(one: str, other: str) -> bool:
    """True for pieces that share half of the shorter one, whatever marks part the cells of a row."""
    one, other = (re.sub(r"\s|\||<[^<>]*>", "", text) for text in (one, other))
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return 2 * shared >= min(len(one), len(other))


def same_period(one: str, other: str) -> bool:
    """True for the same days, where a year stands for all of its days."""
    return _days(one) == _days(other)


def _days(period: str) -> str:
    first, _, last = period.partition("/")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return f"{period}/{period}"
    years = re.fullmatch(r"\d{4}", first) and re.fullmatch(r"\d{4}|", last)
    return f"{first}-01-01/{last or first}-12-31" if years else period


def same_area(one: str, other: str) -> bool:
    """True for a district with and without its city."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and longer.endswith(shorter) and longer.removesuffix(shorter)[-1] in "省市区州县"


def same_sector(one: str, other: str) -> bool:
    """True for the same part, with and without the name of the axis by which it is told."""
    one, other = (as_called(re.sub("/(?!类别:|原因:)[^:/]+:", "-", sector)) for sector in (one, other))
    return one == other


def same_comparison(one: str, other: str) -> bool:
    """True for two ways of saying: of the whole; and for one with and without the word for a number."""
    return {one, other} <= {"占总数", "占事故总数", "占比"} or one.removesuffix("数") == other.removesuffix(
        "数"
    )


SAME = {
    "text": same_text,
    "period": same_period,
    "area": same_area,
    "sector": same_sector,
    "comparison": same_comparison,
}
"""Fields in which two writings can mean the same."""


def as_the_body_can_say(by_hand: list[Claim], found: list[Claim], body: str) -> list[Claim]:
    """The claims found, with the place and the year that the body names nowhere for its words for them."""
    places = {claim["area"] for claim in by_hand if claim["area"]}
    unnamed = {place for place in places if not re.search(_stem(place), body)}
    years = {year[0] for claim in by_hand if (year := re.match(r"\d{4}", claim["period"] or ""))}
    told = []
    for claim in found:
        area, period = claim["area"], claim["period"]
        of_whole = area not in places and (area is None or re.fullmatch("[全本我][市省区县国州]", area))
        if len(unnamed) == 1 and of_whole:
            area = min(unnamed)
        if len(years) == 1 and not re.search(r"(?:19|20)\d\d年", body):
            year = int(min(years))
            mentions = mentions_in(period or "", Calendar(year=year))
            dated = with_year(period or "", year)
            period = dated if dated != period or not mentions else mentions[0].period
        told.append({**claim, "area": area, "period": period})
    return told


def _stem(place: str) -> str:
    """A place's name as a text may print it: without 省, 市, 壮族自治区."""
    return re.sub("(?:壮族|回族|维吾尔)?(?:自治区|[省市区县州])$", "", place)


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
