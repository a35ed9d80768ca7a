"""The figures of one text held against each other, without any ledger.

Percentages are tried against the whole numbers they were made from (GRIM: Brown and Heathers 2017, Social
Psychological and Personality Science 8:363-369), rounded half up, half even, half down and cut off; parts are
added up against their totals. Where any number would fit there is no power to contradict, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from ...locale import say
from ..terms import breakdown_of, is_category, sector_of_whole
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
from .understanding import as_written, earlier_window, window_of
from .vocabulary import OTHER, base_of, direction_of

CONTRADICTS = "contradicts"
POSSIBLE = "possible"
NO_POWER = "no power"

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

SCALES = ("万", "亿", "千")
"""A unit that begins so makes a figure a rounded amount."""

SHOWN = 5
"""Whole numbers that `fits` lists at most."""


@dataclass(frozen=True)
class _Claim:
    """One extracted claim with its row in the table."""

    row: int
    measure: str
    value: float
    unit: str
    qualifier: str
    period: str
    area: str
    sector: str
    comparison: str
    note: str

    @property
    def printed(self) -> str:
        return f"{self.comparison}{self.qualifier}{self.value:g}{self.unit}"

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"

    @property
    def is_count(self) -> bool:
        """A plain count: no comparison, no percentage, no word that makes it one-sided."""
        whole = float(self.value).is_integer() and self.unit[:1] not in SCALES
        return self.is_exact and whole

    @property
    def is_exact(self) -> bool:
        """A plain figure, exact to its last place: a count, or so many 万元."""
        return not self.comparison and not self.is_percent and self.qualifier not in QUALIFIERS

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        """What an amount may have been before it was rounded; a count is what it is."""
        half = Fraction(0) if self.is_count else Fraction(1, 2 * 10 ** decimals_of(self.value))
        return as_printed(self.value) - half, as_printed(self.value) + half


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
    columns = list(_Claim.__dataclass_fields__)[1:]
    held = [_Claim(row, **{c: texts[c].iloc[row] for c in columns}) for row in range(len(texts))]
    # A figure of no measure may be of anything: two of them are not of the same.
    text = _Text([claim for claim in held if claim.measure != OTHER.name])
    rows = [
        *_rates(text),
        *_changes(text),
        *_shares(text),
        *_sums(text),
        *_sums_of_places(text),
        *_sums_of_opposites(text),
    ]
    return pd.DataFrame(rows, columns=list(INTERNAL))


def _found(
    check: str,
    claim: _Claim,
    against: str,
    verdict: str,
    involved: Sequence[_Claim],
    fits: str = "",
    note: Said = nothing,
) -> dict:
    keys = {"measure": claim.measure, "area": claim.area, "period": claim.period, "sector": claim.sector}
    rows = [claim.row, *(other.row for other in involved)]
    shown = {"printed": claim.printed, "against": against, "verdict": verdict, "fits": fits}
    notes = {"note": note("en"), "note_zh": note("zh")}
    return {"check": check, **keys, **shown, **notes, "claims": "; ".join(map(str, rows))}


def _tried(check: str, claim: _Claim, exact: Fraction, against: str, involved: Sequence[_Claim]) -> dict:
    found = agreement(claim.value, exact, qualifier=claim.qualifier)
    if found.agrees:
        return _found(check, claim, against, found.verdict, involved, note=found.note)
    value = f"{float(exact):.4g}"
    return _found(
        check,
        claim,
        against,
        CONTRADICTS,
        involved,
        note=lambda language: say("it would be {value}", language, value=value),
    )


class _Text:
    """The claims of one text, and its plain counts and changes by what they are about."""

    def __init__(self, claims: Sequence[_Claim]) -> None:
        self.claims = claims
        self.whole_area = _commonest([claim.area for claim in claims])
        self.whole_sector = _commonest([claim.sector for claim in claims])
        self._counts: dict[tuple[str, ...], list[_Claim]] = {}
        self._amounts: dict[tuple[str, ...], list[_Claim]] = {}
        self._differences: dict[tuple[str, ...], list[_Claim]] = {}
        for claim in claims:
            about = (claim.measure, claim.area, claim.period, claim.sector)
            if claim.is_count:
                self._counts.setdefault(about, []).append(claim)
            elif claim.is_exact:
                self._amounts.setdefault(about, []).append(claim)
            if not claim.is_percent and direction_of(claim.comparison):
                self._differences.setdefault((*about, base_of(claim.comparison)), []).append(claim)

    def count_of(self, like: _Claim, measure: str, *, sector: str | None = None) -> _Claim | None:
        """The plain count of `measure` for the same place, window and sector, or for `sector`, told last."""
        about = (measure, like.area, like.period, like.sector if sector is None else sector)
        return _told_last(self._counts.get(about, []), like)

    def total_of(self, like: _Claim, measure: str, sector: str, added: int) -> _Claim | None:
        """The count that parts add up to: the one that says so, else the largest of its place and window."""
        counts = self._counts.get((measure, like.area, like.period, sector), [])
        return max(counts, key=lambda claim: (claim.value == added, claim.value), default=None)

    def counts_like(self, like: _Claim) -> list[_Claim]:
        """Every plain count of the same measure, window and sector, of whatever place."""
        about = (like.measure, like.period, like.sector)
        return [
            claims[0]
            for (named, _, period, sector), claims in self._counts.items()
            if (named, period, sector) == about
        ]

    def amount_of(self, like: _Claim, measure: str, *, sector: str | None = None) -> _Claim | None:
        """As `count_of`, of amounts such as 3.2万元."""
        about = (measure, like.area, like.period, like.sector if sector is None else sector)
        return _told_last(self._amounts.get(about, []), like)

    def begun_with(self, like: _Claim, measure: str) -> _Claim | None:
        """The one plain count of `measure` over a window that began on the same day and ended earlier.

        Hazards found by 20 May, of which so many were closed by 30 June.
        """
        start, _, end = like.period.partition("/")
        counts = [
            claims[0]
            for (named, area, period, sector), claims in self._counts.items()
            if (named, area, sector) == (measure, like.area, like.sector)
            and period.startswith(f"{start}/")
            and period.partition("/")[2] < end
        ]
        return counts[0] if len(counts) == 1 else None

    def difference_of(self, claim: _Claim) -> _Claim | None:
        """The same change printed as a difference ("2679 more") beside the percentage."""
        about = (claim.measure, claim.area, claim.period, claim.sector, base_of(claim.comparison))
        return _told_last(self._differences.get(about, []), claim)


def _told_last(claims: Sequence[_Claim], like: _Claim) -> _Claim | None:
    """The last of the claims before `like`, to which it refers; the first of all where none is before it."""
    before = [claim for claim in claims if claim.row < like.row]
    return before[-1] if before else next(iter(claims), None)


def _commonest(names: Sequence[str]) -> str:
    """The name that most claims of a text have: what it is about."""
    return max(names, key=names.count, default="")


def _listed(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    if len(numbers) > SHOWN and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else "")


# --- a rate and the counts it was made from ---


def _rates(text: _Text) -> Iterator[dict]:
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
            yield _tried("rate", claim, exact, f"{part.value:g}/{whole.value:g}", [part, whole])
        else:
            fits = _parts_that_fit(claim, int(whole.value))
            verdict = POSSIBLE if fits else CONTRADICTS
            yield _found("rate", claim, f"?/{whole.value:g}", verdict, [whole], _listed(fits))


def _parts_that_fit(claim: _Claim, whole: int) -> list[int]:
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


def _changes(text: _Text) -> Iterator[dict]:
    for claim in text.claims:
        sign = direction_of(claim.comparison)
        if not claim.is_percent or not sign:
            continue
        difference = text.difference_of(claim)
        if difference is not None and difference.value and direction_of(difference.comparison) != sign:
            yield _found("change", claim, difference.printed, CONTRADICTS, [difference], note=_other_way)
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
                yield _tried("change", claim, exact, f"{base} -> {now}", [level, difference])
        elif difference is None and (before := _printed_base(claim, text)):
            yield _against_base(claim, level, before, sign)
        elif difference is None and not (now == 0 and sign < 0 and claim.value == 100):
            yield _implied_base(claim, level, sign)


def _printed_base(claim: _Claim, text: _Text) -> _Claim | None:
    """The count that a change starts from, where the text prints it: of the year, or the month, before."""
    window = window_of(claim.period)
    earlier = earlier_window(window, claim.comparison) if window else None
    found = text.count_of(replace(claim, period=str(earlier)), claim.measure) if earlier else None
    return found if found and found.value else None


def _against_base(claim: _Claim, level: _Claim, before: _Claim, sign: int) -> dict:
    now, base = int(level.value), int(before.value)
    against = f"{base} -> {now}"
    if (now - base) * sign < 0:
        return _found("change", claim, against, CONTRADICTS, [level, before], note=_other_way)
    return _tried("change", claim, Fraction(100 * abs(now - base), base), against, [level, before])


def _change_of_amounts(claim: _Claim, level: _Claim, difference: _Claim) -> Iterator[dict]:
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
        yield _tried("change", claim, exact, against, [level, difference])
    else:
        yield _found("change", claim, against, POSSIBLE, [level, difference])


def _implied_base(claim: _Claim, level: _Claim, sign: int) -> dict:
    now = int(level.value)
    bases = bases_that_fit(now, claim.value, sign)
    against = f"? -> {now}"
    if bases:
        return _found("change", claim, against, POSSIBLE, [level], _listed(bases), _bases_fit)
    note = _no_base_from_zero if sign > 0 and claim.value == 100 else _no_base
    return _found("change", claim, against, CONTRADICTS, [level], note=note)


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


def _shares(text: _Text) -> Iterator[dict]:
    for claim in text.claims:
        if not claim.is_percent or not claim.comparison.startswith("占"):
            continue
        if claim.value > 100 and not _of_target(claim):
            yield _found("share", claim, "100%", CONTRADICTS, [], note=_more_than_whole)
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
            yield _found("share", claim, f"{part.value:g}/?", verdict, [part], _listed(fits), _wholes_fit)


def _wholes_of(claim: _Claim, text: _Text) -> Iterator[_Claim]:
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
            # Without "of the total", it may as well be of those whose cause is known.
            nearest = [re.split("[-/]", claim.sector)[0], text.whole_sector] if said != "占比" else []
            yield from (replace(claim, sector=whole) for whole in sorted({"", *nearest} - {claim.sector}))
        if claim.sector in ("", text.whole_sector) and claim.area != text.whole_area:
            yield replace(claim, area=text.whole_area)


OF_TOTAL = re.compile("占(?:全[国省市区县州]|比$|(?:事故|死亡)?(?:总数|总量))")
"""How a share of all begins."""


def _share_of_totals(claim: _Claim, part: _Claim, totals: Sequence[_Claim]) -> dict:
    """A share against the first total of which it is one; against the first where it is one of none."""
    tried = [
        _tried(
            "share",
            claim,
            Fraction(int(part.value) * 100, int(total.value)),
            f"{part.value:g}/{total.value:g}",
            [part, total],
        )
        for total in totals
    ]
    return next((one for one in tried if one["verdict"] != CONTRADICTS), tried[0])


def _share_of_amounts(claim: _Claim, part: _Claim, whole: _Claim) -> dict:
    """A percentage of two rounded amounts contradicts them only where no amounts behind them give it."""
    against = f"{part.value:g}/{whole.value:g}"
    step = Fraction(1, 10 ** decimals_of(claim.value))
    low, high = part.span[0] / whole.span[1], part.span[1] / whole.span[0]
    beside = 100 * high < as_printed(claim.value) - step / 2 or 100 * low >= as_printed(claim.value) + step
    if beside and part.unit == whole.unit and claim.qualifier not in QUALIFIERS:
        exact = 100 * as_printed(part.value) / as_printed(whole.value)
        return _tried("share", claim, exact, against, [part, whole])
    return _found("share", claim, against, POSSIBLE, [part, whole])


def _more_than_whole(language: str) -> str:
    return say("a part is more than its whole", language)


def _wholes_fit(language: str) -> str:
    return say("wholes that fit", language)


def _of_target(claim: _Claim) -> bool:
    """True where the whole is a yearly target, which may be passed."""
    return bool(TARGETS.search(claim.comparison))


def _wholes_that_fit(claim: _Claim, part: int) -> list[int]:
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


# --- parts and their total ---


def _sums(text: _Text) -> Iterator[dict]:
    counts = [claim for claim in text.claims if claim.is_count]
    groups: dict[tuple[str, str, str, str], list[_Claim]] = {}
    for claim in counts:
        total_sector = breakdown_of(claim.sector)
        # Pipelines or gas accidents cut across the categories: only categories add up to all.
        if total_sector or (total_sector == "" and is_category(claim.sector)):
            groups.setdefault((claim.measure, claim.area, claim.period, total_sector), []).append(claim)
    for (measure, _, _, total_sector), parts in groups.items():
        sector = re.split("[-/]", total_sector)[0]
        added = sum(int(part.value) * _times(part.sector) for part in parts)
        total = text.total_of(parts[0], measure, sector, added)
        if total is None or len(parts) < 2:
            continue
        against = " + ".join(f"{part.value:g}" for part in parts) + f" = {added}"
        if added == total.value:
            yield _found("sum", total, against, AGREES, parts)
        elif added > total.value:
            yield _found("sum", total, against, CONTRADICTS, parts, note=_more_than_total)
        else:
            yield _found("sum", total, against, NO_POWER, parts, note=_less_by(total.value - added))


def _sums_of_places(text: _Text) -> Iterator[dict]:
    """A count of places together, named one by one, against the counts of each."""
    for total in text.claims:
        names = _names_in(total.area)
        if not (total.is_count and len(names) > 1):
            continue
        found = [[part for part in text.counts_like(total) if _is_place(part.area, name)] for name in names]
        if all(len(parts) == 1 for parts in found):
            yield _against_sum(total, [part for [part] in found], whole=True)


def _names_in(area: str) -> list[str]:
    """The places that an area's name lists: "某市东山、西山两区" is 东山 and 西山; empty for one place."""
    listed = re.sub("(?:[两二三四五六七八九十]|\\d{1,2})个?(?:[区县市州旗镇乡地]|街道)+$", "", area)
    return listed.split("、") if "、" in listed else []


def _is_place(area: str, name: str) -> bool:
    """True where `area` is the place that a list calls `name`, with or without the city before it."""
    short = re.sub("(?:[区县市州旗镇乡]|街道)$", "", area)
    return "、" not in area and (area.endswith(name) or short.endswith(name) or name.endswith(area))


OPPOSITES = (("共性", "个性"), ("重大", "一般"))
"""Words for two parts of one whole that have no member in common."""


def _sums_of_opposites(text: _Text) -> Iterator[dict]:
    """Two parts that exclude each other are together no more than their whole: 共性问题, 个性问题 of 问题."""
    for one in text.claims:
        for word, other in OPPOSITES:
            if not (one.is_count and one.measure.startswith(word)):
                continue
            rest = one.measure.removeprefix(word)
            beside, total = text.count_of(one, other + rest), text.count_of(one, rest)
            if beside and total:
                yield _against_sum(total, [one, beside], whole=False)


def _against_sum(total: _Claim, parts: Sequence[_Claim], *, whole: bool) -> dict:
    """A total against the sum of its parts; `whole` says that they are all of them."""
    added = sum(int(part.value) for part in parts)
    against = " + ".join(f"{part.value:g}" for part in parts) + f" = {added}"
    if added == total.value:
        return _found("sum", total, against, AGREES, parts)
    if added > total.value:
        return _found("sum", total, against, CONTRADICTS, parts, note=_more_than_total)
    verdict = CONTRADICTS if whole else NO_POWER
    return _found("sum", total, against, verdict, parts, note=_less_by(total.value - added))


def _more_than_total(language: str) -> str:
    return say("the parts are more than the total", language)


def _less_by(missing: float) -> Said:
    return lambda language: say(
        "{missing} less than the total: the parts may not be all", language, missing=f"{missing:g}"
    )


def _times(sector: str) -> int:
    """How many parts one claim stands for: four for "其余4种"."""
    match = re.search(r"其余(\d+)", sector)
    return int(match[1]) if match else 1
