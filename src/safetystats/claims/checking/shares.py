"""Printed shares held against the part and the whole that they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from math import ceil, floor

from ...locale import say
from ..terms import breakdown_of, sector_of_whole
from .agreement import ONE_SIDED, QUALIFIERS, as_printed
from .printed import CONTRADICTS, POSSIBLE, Printed, Text, listed, tried, verdict_row
from .understanding import shares_of_either

TARGETS = re.compile("目标|指标|计划|任务|进度")
"""Wholes that may be passed."""


def shares(text: Text) -> Iterator[dict]:
    """Every printed share, against its part and its whole, and what was put right, against what was found."""
    yield from _shares(text)
    yield from _put_right_of_found(text)


def _shares(text: Text) -> Iterator[dict]:
    ambiguous = shares_of_either([asdict(claim) for claim in text.claims])
    for at, claim in enumerate(text.claims):
        if not claim.is_percent or not claim.comparison.startswith("占"):
            continue
        rows = list(_share(claim, text))
        if at in ambiguous and any(map(_contradicts, rows)):
            # It may be one of the accidents or of the deaths before it: it contradicts where it fits neither.
            [other] = {"事故起数占比", "死亡人数占比"} - {claim.measure}
            rows = [
                row for row in _share(replace(claim, measure=other), text) if not _contradicts(row)
            ] or rows
        yield from rows


NO_WHOLE = "/?"
"""Ends what a share is held against where the text prints no whole."""


def _contradicts(row: dict) -> bool:
    return row["verdict"] == CONTRADICTS


def _share(claim: Printed, text: Text) -> Iterator[dict]:
    """A share against its part and its whole, as far as the text prints them."""
    if claim.size > 100 and not _of_target(claim):
        yield verdict_row("share", claim, "100%", CONTRADICTS, [], note=_more_than_whole)
        return
    measure = claim.measure.removesuffix("占比")
    wholes = [] if _of_target(claim) else list(_wholes_of(claim, text))
    amount = text.amount_of(claim, measure)
    of_all = next((found for whole in wholes if (found := text.amount_of(whole, measure))), None)
    if amount and of_all and of_all.span[0] > 0:
        yield _share_of_amounts(claim, amount, of_all)
        return
    part = text.count_of(claim, measure)
    if part is None and (of_each := _counts_of_each_place(claim, measure, text)):
        yield from _share_of_places(claim, of_each, wholes, text)
        return
    if part is None or not part.value or not claim.value:
        return
    totals = [
        found
        for whole in wholes
        if (found := text.count_of(whole, measure_of_whole(claim.comparison) or measure))
        and found is not part
        and found.value >= part.value
    ]
    if totals:
        yield _share_of_totals(claim, part, totals)
    else:
        fits = _wholes_that_fit(claim, int(part.value))
        verdict = POSSIBLE if fits else CONTRADICTS
        yield verdict_row(
            "share", claim, f"{part.value:g}{NO_WHOLE}", verdict, [part], listed(fits), _wholes_fit
        )


def _counts_of_each_place(claim: Printed, measure: str, text: Text) -> list[Printed]:
    """The counts of the places that a share is of together; empty where one of them was not counted."""
    names = claim.area.split("、") if "、" in claim.area else []
    found = [text.count_of(replace(claim, area=name), measure) for name in names]
    told = [one for one in found if one is not None]
    return told if len(told) == len(names) else []


def _share_of_places(
    claim: Printed, parts: Sequence[Printed], wholes: Sequence[Printed], text: Text
) -> Iterator[dict]:
    """The share of places together, whose sum the text does not print, against the counts of each."""
    added = sum(int(part.value) for part in parts)
    for whole in wholes:
        total = text.count_of(whole, parts[0].measure)
        if total and total.value >= added:
            against = f"{added}/{total.value:g}"
            yield tried("share", claim, Fraction(100 * added, int(total.value)), against, [*parts, total])
            return


FOUND = {
    "已整改数": ("隐患数", "挂账隐患数"),
    "重大隐患销号数": ("重大隐患数",),
    "一般隐患已整改数": ("一般隐患数",),
    "举报属实数": ("受理举报数",),
}
"""What can be no more than what was told before it in its own sentence: closed, of what was found."""


CARRIED_OVER = re.compile("结转|历年|存量|遗留|往年|上年|去年|以前")
"""Words of what was found earlier, which may be closed now."""


def _put_right_of_found(text: Text) -> Iterator[dict]:
    """More closed than found in one breath, where no rate tells so: "发现隐患36处，已整改49处"."""
    counts = text.grouped(
        lambda claim: (claim.sentence, *claim.about[1:], claim.unit) if claim.is_count else None
    )
    for told in counts.values():
        for claim in told:
            of = FOUND.get(claim.measure, ())
            found = [
                one for one in told if one.row < claim.row and one.measure in of and "其中" not in one.text
            ]
            is_of_them = claim.sentence and not CARRIED_OVER.search(claim.sentence)
            if is_of_them and found and all(claim.value > one.value for one in found):
                against = f"{claim.value:g}/{found[-1].value:g}"
                yield verdict_row("share", claim, against, CONTRADICTS, found, note=_more_than_whole)


def _wholes_of(claim: Printed, text: Text) -> Iterator[Printed]:
    """What a share may be a share of: the sector that it names, all sectors, or its text's place or year.

    "Of the total" does not say which: that of the sector's own whole, or of all sectors. A share of what was
    sampled, or of fires whose cause is known, is none of the total.
    """
    said = claim.comparison
    # Without "of the total", it may as well be of those whose cause is known.
    is_assumed = said == "占比" or "comparison" in claim.assumed.split("; ")
    if measure_of_whole(said):
        wholes = (claim.sector, re.split("[-/]", claim.sector)[0], "")
        yield from (replace(claim, sector=sector) for sector in dict.fromkeys(wholes))
    elif named := sector_of_whole(said):
        if not is_assumed or _is_whole_of_breakdown(claim, named, text):
            yield replace(claim, sector=named)
    elif said.startswith("占全年"):
        if year := re.fullmatch(r"(\d{4})-\d\d-\d\d/.*\1-\d\d-\d\d", claim.period):
            yield replace(claim, period=f"{year[1]}-01-01/{year[1]}-12-31")
    elif OF_TOTAL.match(said):
        if claim.sector:
            sectors = {"", re.split("[-/]", claim.sector)[0], text.whole_sector} - {claim.sector}
            if is_assumed:
                sectors = {name for name in sectors if _is_whole_of_breakdown(claim, name, text)}
            yield from (replace(claim, sector=whole) for whole in sorted(sectors))
        if claim.sector in ("", text.whole_sector) and claim.area != text.area_of_shares:
            yield replace(claim, area=text.area_of_shares)


def measure_of_whole(comparison: str) -> str:
    """The measure of the hazards that a share is one of; blank for a share of anything else.

    >>> [measure_of_whole(words) for words in ("占发现隐患总数", "占一般隐患总数", "占问题总数", "占总数")]
    ['隐患数', '一般隐患数', '隐患数', '']
    """
    named = re.fullmatch(
        "占(?:全部|所有|发现|查出|排查)*(?:的)?(?:(一般|重大)?(?:安全|事故|问题)*隐患|问题)(?:总数|总量|数|的)?",
        comparison,
    )
    return f"{named[1] or ''}隐患数" if named else ""


def _is_whole_of_breakdown(claim: Printed, sector: str, text: Text) -> bool:
    """True where at least two other shares of the breakdown are of that total, and none is of another one."""
    measure = claim.measure.removesuffix("占比")
    total = text.count_of(claim, measure, sector=sector)
    if total is None or not total.value:
        return False
    fitting = []
    for other in text.claims:
        beside = (other.measure, other.area, other.period) == (claim.measure, claim.area, claim.period)
        if not beside or other is claim or breakdown_of(other.sector) != breakdown_of(claim.sector):
            continue
        if part := text.count_of(other, measure):
            exact = Fraction(100 * int(part.value), int(total.value))
            fitting.append(other.agreement(exact).agrees)
    return len(fitting) > 1 and all(fitting)


OF_TOTAL = re.compile("占(?:全[国省市区县州]|比$|(?:事故|死亡|立案|较大事故)?(?:总数|总量))")
"""How a share of all begins."""


def _share_of_totals(claim: Printed, part: Printed, totals: Sequence[Printed]) -> dict:
    """A share against the first total of which it is one; against the first where it is one of none."""
    tries = [
        tried(
            "share",
            claim,
            Fraction(int(part.value) * 100, int(total.value)),
            f"{part.value:g}/{total.value:g}",
            [part, total],
        )
        for total in totals
    ]
    return next((one for one in tries if one["verdict"] != CONTRADICTS), tries[0])


def _share_of_amounts(claim: Printed, part: Printed, whole: Printed) -> dict:
    """A percentage of two rounded amounts contradicts them only where no amounts behind them give it."""
    against = f"{part.value:g}/{whole.value:g}"
    low, high = part.span[0] / whole.span[1], part.span[1] / whole.span[0]
    beside = 100 * high < claim.size - claim.step / 2 or 100 * low >= claim.size + claim.step
    if beside and part.unit == whole.unit and claim.qualifier not in QUALIFIERS:
        exact = 100 * as_printed(part.value) / as_printed(whole.value)
        return tried("share", claim, exact, against, [part, whole])
    return verdict_row("share", claim, against, POSSIBLE, [part, whole])


def _more_than_whole(language: str) -> str:
    return say("a part is more than its whole", language)


def _wholes_fit(language: str) -> str:
    return say("wholes that fit", language)


def _of_target(claim: Printed) -> bool:
    """True where the whole is a yearly target, which may be passed."""
    return bool(TARGETS.search(claim.comparison))


def _wholes_that_fit(claim: Printed, part: int) -> list[int]:
    """Whole numbers of which `part` is the printed share, by any rounding or by its qualifier.

    "70 % or more" is read as below 71, as long as there is such a number.
    """
    low = max(floor(100 * part / (claim.size + claim.step)), 1 if _of_target(claim) else part)
    below = claim.size - claim.step
    high = ceil(100 * part / below) if below > 0 else 100 * part * 10
    exact = {n: Fraction(100 * part, n) for n in range(low, high + 1)}
    capped = [n for n, share in exact.items() if 0 <= share - claim.size < claim.step]
    if claim.qualifier == "以上" and capped:
        return capped
    nearest = [n for n, share in exact.items() if claim.agreement(share).agrees]
    # Where one side is left open, all of it may be the whole, or very much more.
    far = (part, FAR * part) if claim.qualifier in ONE_SIDED else ()
    return nearest or [n for n in far if claim.agreement(Fraction(100 * part, n)).agrees]


FAR = 1_000
"""How many times a part its whole may be, where a text only says what share it is at most."""
