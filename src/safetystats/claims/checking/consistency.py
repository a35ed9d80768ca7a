"""The figures of one text held against each other, without any ledger.

Percentages are tried against the whole numbers they were made from (GRIM: Brown and Heathers 2017, Social
Psychological and Personality Science 8:363-369), rounded half up, half even, half down and cut off; parts are
added up against their totals. Where any number would fit there is no power to contradict, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from ...locale import say
from ..terms import breakdown_of, sector_of_whole
from .agreement import (
    AGREES,
    QUALIFIERS,
    agreement,
    as_printed,
    counts_that_fit,
    decimals_of,
    roundings_that_fit,
)
from .asked import Said, nothing
from .printed import CONTRADICTS, POSSIBLE, Printed, Text, listed, tried, verdict_row
from .sums import sums
from .understanding import as_written, earlier_window, window_of
from .vocabulary import OTHER, direction_of

INTERNAL = (
    "check", "measure", "area", "period", "sector", "printed", "against", "verdict", "fits", "note",
    "note_zh", "claims",
)  # fmt: skip
"""One row a check: the figure tried, what it was tried against, and the whole numbers that the two force."""

TARGETS = re.compile("目标|指标|计划|任务|进度")
"""Wholes that may be passed."""

RATES = {
    "整改率": ("已整改数", ("隐患数", "挂账隐患数")),
    "销号率": ("已整改数", ("隐患数", "挂账隐患数")),
    "销账率": ("已整改数", ("挂账隐患数", "隐患数")),
    **{f"重大隐患{rate}": ("重大隐患销号数", ("重大隐患数",)) for rate in ("整改率", "销账率", "销号率")},
    **{f"一般隐患{rate}": ("一般隐患已整改数", ("一般隐患数",)) for rate in ("整改率", "销账率", "销号率")},
}
"""Rate, the count on top of it, and the counts that can stand below it."""

_VISITED = ("检查家次", "检查单位数", "检查次数", "抽查数")
RATES_OF_VISITS = {
    "立案率": ("立案数", _VISITED),
    "处罚率": ("行政处罚数", _VISITED),
    "查处率": ("行政处罚数", _VISITED),
}
"""Rates of what was inspected, in households or in visits: the one that fits is meant."""

MEANS = {
    "案均": ("立案数", "案件数", "行政处罚数", "行政处罚次数"),
    "件均": ("立案数", "案件数", "行政处罚数"),
    "家均": ("检查单位数", "抽查数", "行政处罚企业数", "检查家次"),
    "户均": ("检查单位数", "抽查数", "检查家次"),
}
"""Word for a mean, and the counts that an amount may be divided by."""


def internal_checks(claims: pd.DataFrame) -> pd.DataFrame:
    """Hold the claims of one text against each other.

    Parameters
    ----------
    claims
        As `extract` gives them, or in the ledgers' terms as `reference.letter_claims` holds them.

    Returns
    -------
    DataFrame
        Columns `INTERNAL`. `verdict` is agrees, agrees by rounding, agrees by truncation, `POSSIBLE` (some
        whole numbers fit: `fits` lists them), `NO_POWER` (any would) or `CONTRADICTS`. `claims` names the
        rows of `claims` involved, from 0. Checks: ``rate`` (against its counts), ``change`` (against the
        printed difference, or the base that it implies), ``share`` (part of a whole), ``sum`` (parts of a
        total).

    Examples
    --------
    >>> from safetystats.claims import extract
    >>> found = internal_checks(extract("2019年发现隐患901处，整改820处，整改率91%。"))
    >>> found[["check", "against", "verdict"]].values.tolist()
    [['rate', '820/901', 'agrees by rounding']]
    """
    table = as_written(claims).reset_index(drop=True)
    texts = table.astype("object").where(table.notna(), "")
    columns = [name for name in list(Printed.__dataclass_fields__)[1:] if name in texts]
    held = [Printed(row, **{c: texts[c].iloc[row] for c in columns}) for row in range(len(texts))]
    # A figure of no measure may be of anything: two of them are not of the same.
    text = Text([claim for claim in held if claim.measure != OTHER.name])
    rows = [
        *_rates(text),
        *_rates_by_their_words(text),
        *_means(text),
        *_changes(text),
        *_differences(text),
        *_differences_of_rates(text),
        *_shares(text),
        *sums(text),
    ]
    return pd.DataFrame(rows, columns=list(INTERNAL))


# --- a rate and the counts it was made from ---


def _rates(text: Text) -> Iterator[dict]:
    for claim in text.claims:
        if claim.measure not in RATES or not claim.is_percent:
            continue
        top, bottoms = RATES[claim.measure]
        wholes = (text.count_of(claim, bottom) or text.begun_with(claim, bottom) for bottom in bottoms)
        whole = next((count for count in wholes if count and count.value), None)
        if whole is None:
            continue
        part = text.count_of(claim, top)
        if part is not None:
            exact = Fraction(int(part.value) * 100, int(whole.value))
            yield tried("rate", claim, exact, f"{part.value:g}/{whole.value:g}", [part, whole])
        else:
            fits = _parts_that_fit(claim, int(whole.value))
            verdict = POSSIBLE if fits else CONTRADICTS
            yield verdict_row("rate", claim, f"?/{whole.value:g}", verdict, [whole], listed(fits))


def _rates_by_their_words(text: Text) -> Iterator[dict]:
    """A rate against the count that its own word names, of one told before it or of what was visited.

    "受理举报731件，办结719件，办结率98.4%": 719 of 731. Of several wholes, one that fits is meant.
    """
    for claim in text.claims:
        if (
            not claim.is_percent
            or claim.comparison
            or not claim.measure.endswith("率")
            or claim.measure in RATES
        ):
            continue
        top, bottoms = RATES_OF_VISITS.get(claim.measure, ("", ()))
        if top:
            part = text.count_of(claim, top)
            wholes = [found for bottom in bottoms if (found := text.count_of(claim, bottom))]
        else:
            part, wholes = _told_in_one_breath(claim, text)
        if part is None or not any(whole.value for whole in wholes):
            continue
        tries = [
            tried(
                "rate",
                claim,
                Fraction(int(part.value) * 100, int(whole.value)),
                f"{part.value:g}/{whole.value:g}",
                [part, whole],
            )
            for whole in wholes
            if whole.value
        ]
        yield next((one for one in tries if one["verdict"] != CONTRADICTS), tries[0])


def _told_in_one_breath(claim: Printed, text: Text) -> tuple[Printed | None, list[Printed]]:
    """The count right before a rate that has the rate's own word, and the counts of its unit before it."""
    word = re.sub("率$", "", claim.measure)[-2:]
    if len(word) < 2 or not claim.sentence:
        return None, []
    before = [
        one for one in text.claims if one.row < claim.row and one.sentence == claim.sentence and one.is_count
    ]
    part = before[-1] if before and re.search(f"(?<![未没]){word}[^未]*\\d", before[-1].text) else None
    if part is None or part.area != claim.area or part.period != claim.period:
        return None, []
    return part, [one for one in before[:-1] if one.unit == part.unit and one.value >= part.value]


def _means(text: Text) -> Iterator[dict]:
    """An amount for each case, or each firm, against the amount and their number: "案均4.5万元"."""
    for claim in text.claims:
        word = next((word for word in MEANS if claim.measure.startswith(word)), "")
        if not word or claim.qualifier in QUALIFIERS:
            continue
        measure = claim.measure.removeprefix(word)
        amount = text.count_of(claim, measure) or text.amount_of(claim, measure)
        numbers = [n for one in MEANS[word] if (n := text.count_of(claim, one)) and n.value]
        if amount is None or not numbers or amount.unit != claim.unit:
            continue
        tries = [
            tried(
                "rate",
                claim,
                as_printed(amount.value) / int(number.value),
                f"{amount.value:g}/{number.value:g}",
                [amount, number],
            )
            for number in numbers
        ]
        yield next((one for one in tries if one["verdict"] != CONTRADICTS), tries[0])


def _parts_that_fit(claim: Printed, whole: int) -> list[int]:
    """Whole numbers of `whole` whose percentage prints as the claim, by any rounding or by its qualifier.

    "91 % or more" is read as from 91 to below 92: whoever had 92 % would have printed that.
    """
    if claim.qualifier == "以上":
        step = Fraction(1, 10 ** decimals_of(claim.value))
        low = ceil(as_printed(claim.value) * whole / 100)
        high = ceil((as_printed(claim.value) + step) * whole / 100) - 1
        return list(range(low, min(high, whole) + 1))
    fits = counts_that_fit(claim.value, whole)
    return sorted(set().union(*fits.values()))


# --- a change and the base it implies ---


def _changes(text: Text) -> Iterator[dict]:
    for claim in text.claims:
        sign = direction_of(claim.comparison)
        if not claim.is_percent or not sign:
            continue
        difference = text.difference_of(claim)
        if difference is not None and difference.value and direction_of(difference.comparison) != sign:
            yield verdict_row("change", claim, difference.printed, CONTRADICTS, [difference], note=_other_way)
            continue
        level = text.count_of(claim, claim.measure)
        if level is None:
            amount = text.amount_of(claim, claim.measure)
            if amount and difference and amount.unit == difference.unit:
                yield from _change_of_amounts(claim, amount, difference)
            continue
        now = int(level.value)
        if difference is not None and float(difference.value).is_integer():
            base = now - direction_of(difference.comparison) * int(difference.value)
            if base > 0:
                exact = Fraction(100 * abs(now - base), base)
                yield tried("change", claim, exact, f"{base} -> {now}", [level, difference])
        elif difference is None and (before := _printed_base(claim, text)):
            yield _against_base(claim, level, before, sign)
        elif difference is None and not (now == 0 and sign < 0 and claim.value == 100):
            yield _implied_base(claim, level, sign)


def _differences(text: Text) -> Iterator[dict]:
    """A difference in numbers against the two counts that it is between, where the text prints both."""
    for claim in text.claims:
        sign = direction_of(claim.comparison)
        whole = float(claim.value).is_integer() and claim.qualifier not in QUALIFIERS
        if not sign or claim.unit in ("%", "个百分点", "百分点") or not whole:
            continue
        level = text.count_of(claim, claim.measure)
        before = _printed_base(claim, text) if level else None
        if level is None or before is None or before.unit != level.unit or claim.unit != level.unit:
            continue
        against = f"{before.value:g} -> {level.value:g}"
        exact = sign * (int(level.value) - int(before.value))
        if exact < 0:
            yield verdict_row("change", claim, against, CONTRADICTS, [level, before], note=_other_way)
        else:
            verdict = AGREES if exact == claim.value else CONTRADICTS
            yield verdict_row(
                "change", claim, against, verdict, [level, before], note=_would_be(exact, verdict)
            )


def _differences_of_rates(text: Text) -> Iterator[dict]:
    """How far a rate is from that of the year before, or from the mean of all, where the text prints both."""
    for claim in text.claims:
        if claim.unit not in ("个百分点", "百分点", "") or not claim.comparison:
            continue
        unit = "%" if claim.unit else ""
        level = text.rate_of(claim, unit)
        if beside := BESIDE_MEAN.match(claim.comparison):
            sign = 1 if beside[1] == "高" else -1
            other = text.rate_elsewhere(claim, unit)
        else:
            sign = direction_of(claim.comparison)
            window = window_of(claim.period)
            earlier = earlier_window(window, claim.comparison) if window else None
            other = text.rate_of(replace(claim, period=str(earlier)), unit) if earlier else None
        if level is None or other is None or level is other or not sign or claim.qualifier in QUALIFIERS:
            continue
        yield _against_difference(claim, level, other, sign)


BESIDE_MEAN = re.compile("([高低])于全[省市区县州]平均")
"""How the distance from the mean of the whole place is worded."""


def _against_difference(claim: Printed, level: Printed, other: Printed, sign: int) -> dict:
    """A distance contradicts two rounded rates only where no rates behind them are so far apart."""
    against = f"{other.value:g} -> {level.value:g}"
    exact = as_printed(level.value) - as_printed(other.value)
    slack = sum(Fraction(1, 2 * 10 ** decimals_of(one.value)) for one in (claim, level, other))
    if abs(exact * sign - as_printed(claim.value)) <= slack:
        return verdict_row("change", claim, against, AGREES, [level, other])
    if exact * sign < 0:
        return verdict_row("change", claim, against, CONTRADICTS, [level, other], note=_other_way)
    return tried("change", claim, abs(exact), against, [level, other])


def _would_be(exact: int, verdict: str) -> Said:
    if verdict != CONTRADICTS:
        return nothing
    return lambda language: say("it would be {value}", language, value=str(exact))


def _printed_base(claim: Printed, text: Text) -> Printed | None:
    """The count that a change starts from, where the text prints it: of the year, or the month, before."""
    window = window_of(claim.period)
    earlier = earlier_window(window, claim.comparison) if window else None
    found = text.count_of(replace(claim, period=str(earlier)), claim.measure) if earlier else None
    return found if found and found.value else None


def _against_base(claim: Printed, level: Printed, before: Printed, sign: int) -> dict:
    now, base = int(level.value), int(before.value)
    against = f"{base} -> {now}"
    if (now - base) * sign < 0:
        return verdict_row("change", claim, against, CONTRADICTS, [level, before], note=_other_way)
    return tried("change", claim, Fraction(100 * abs(now - base), base), against, [level, before])


def _change_of_amounts(claim: Printed, level: Printed, difference: Printed) -> Iterator[dict]:
    """A percentage of rounded amounts contradicts them only where no amounts behind them give it."""
    sign = direction_of(difference.comparison)
    (low, high), (least, most) = level.span, difference.span
    if claim.qualifier in QUALIFIERS or difference.qualifier in QUALIFIERS or low - sign * most <= 0:
        return
    step = Fraction(1, 10 ** decimals_of(claim.value))
    smallest, greatest = 100 * least / (high - sign * least), 100 * most / (low - sign * most)
    now, change = as_printed(level.value), as_printed(difference.value)
    against = f"{float(now - sign * change):g} -> {level.value:g}"
    beside = greatest < as_printed(claim.value) - step / 2 or smallest >= as_printed(claim.value) + step
    if beside:
        exact = 100 * change / (now - sign * change)
        yield tried("change", claim, exact, against, [level, difference])
    else:
        yield verdict_row("change", claim, against, POSSIBLE, [level, difference])


def _implied_base(claim: Printed, level: Printed, sign: int) -> dict:
    now = int(level.value)
    bases = bases_that_fit(now, claim.value, sign)
    against = f"? -> {now}"
    if bases:
        return verdict_row("change", claim, against, POSSIBLE, [level], listed(bases), _bases_fit)
    note = _no_base_from_zero if sign > 0 and claim.value == 100 else _no_base
    return verdict_row("change", claim, against, CONTRADICTS, [level], note=note)


def _other_way(language: str) -> str:
    return say("the difference goes the other way", language)


def _bases_fit(language: str) -> str:
    return say("bases that fit", language)


def _no_base(language: str) -> str:
    return say("no whole number fits as the base", language)


def _no_base_from_zero(language: str) -> str:
    return say("no whole number fits as the base; a rise from zero has no percentage", language)


def bases_that_fit(now: int, percent: float, sign: int) -> list[int]:
    """Whole numbers from which `now` is a rise (`sign` 1) or a fall (-1) by the printed percentage.

    >>> bases_that_fit(24, 42.9, -1), bases_that_fit(3, 100, 1)
    ([42], [])
    """
    step = Fraction(1, 10 ** decimals_of(percent))
    ends = [1 + sign * (as_printed(percent) + off) / 100 for off in (-step, step)]
    if min(ends) <= 0:
        # A fall by 100 % leaves nothing, whatever the base was.
        return []
    low, high = max(floor(now / max(ends)), 1), ceil(now / min(ends))
    return [
        base
        for base in range(low, high + 1)
        if roundings_that_fit(percent, Fraction(100 * sign * (now - base), base))
    ]


# --- a share and its whole ---


def _shares(text: Text) -> Iterator[dict]:
    for claim in text.claims:
        if not claim.is_percent or not claim.comparison.startswith("占"):
            continue
        if claim.value > 100 and not _of_target(claim):
            yield verdict_row("share", claim, "100%", CONTRADICTS, [], note=_more_than_whole)
            continue
        measure = claim.measure.removesuffix("占比")
        wholes = [] if _of_target(claim) else list(_wholes_of(claim, text))
        amount = text.amount_of(claim, measure)
        of_all = next((found for whole in wholes if (found := text.amount_of(whole, measure))), None)
        if amount and of_all and of_all.span[0] > 0:
            yield _share_of_amounts(claim, amount, of_all)
            continue
        part = text.count_of(claim, measure)
        if part is None or not part.value or not claim.value:
            continue
        totals = [
            found
            for whole in wholes
            if (found := text.count_of(whole, measure)) and found is not part and found.value >= part.value
        ]
        if totals:
            yield _share_of_totals(claim, part, totals)
        else:
            fits = _wholes_that_fit(claim, int(part.value))
            verdict = POSSIBLE if fits else CONTRADICTS
            yield verdict_row("share", claim, f"{part.value:g}/?", verdict, [part], listed(fits), _wholes_fit)


def _wholes_of(claim: Printed, text: Text) -> Iterator[Printed]:
    """What a share may be a share of: the sector that it names, all sectors, or its text's place or year.

    "Of the total" does not say which: that of the sector's own whole, or of all sectors. A share of what was
    sampled, or of fires whose cause is known, is none of the total.
    """
    said = claim.comparison
    if named := sector_of_whole(said):
        yield replace(claim, sector=named)
    elif said.startswith("占全年"):
        if year := re.fullmatch(r"(\d{4})-\d\d-\d\d/.*\1-\d\d-\d\d", claim.period):
            yield replace(claim, period=f"{year[1]}-01-01/{year[1]}-12-31")
    elif OF_TOTAL.match(said):
        if claim.sector:
            nearest = [re.split("[-/]", claim.sector)[0], text.whole_sector]
            if said == "占比":
                # Without "of the total", it may as well be of those whose cause is known.
                nearest = [name for name in nearest if _is_whole_of_breakdown(claim, name, text)]
            yield from (replace(claim, sector=whole) for whole in sorted({"", *nearest} - {claim.sector}))
        if claim.sector in ("", text.whole_sector) and claim.area != text.whole_area:
            yield replace(claim, area=text.whole_area)


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
            fitting.append(agreement(other.value, exact, qualifier=other.qualifier).agrees)
    return len(fitting) > 1 and all(fitting)


OF_TOTAL = re.compile("占(?:全[国省市区县州]|比$|(?:事故|死亡)?(?:总数|总量))")
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
    step = Fraction(1, 10 ** decimals_of(claim.value))
    low, high = part.span[0] / whole.span[1], part.span[1] / whole.span[0]
    beside = 100 * high < as_printed(claim.value) - step / 2 or 100 * low >= as_printed(claim.value) + step
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
    """Whole numbers of which `part` is the printed percentage, by any rounding or by its qualifier."""
    step = Fraction(1, 10 ** decimals_of(claim.value))
    low = max(floor(100 * part / (as_printed(claim.value) + step)), 1 if _of_target(claim) else part)
    below = as_printed(claim.value) - step
    high = ceil(100 * part / below) if below > 0 else 100 * part * 10
    if claim.qualifier == "以上":
        return [
            n for n in range(low, high + 1) if 0 <= Fraction(100 * part, n) - as_printed(claim.value) < step
        ]
    qualified = claim.qualifier in QUALIFIERS
    return [
        n
        for n in range(low, high + 1)
        if (
            agreement(claim.value, Fraction(100 * part, n), qualifier=claim.qualifier).agrees
            if qualified
            else roundings_that_fit(claim.value, Fraction(100 * part, n))
        )
    ]
