"""Parts of one text held against their totals: by sector, place, level and window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import groupby, pairwise, permutations, product

from ...locale import say
from ...periods import Window
from ..reading.divisions import names_below, whole_of_parts
from ..reading.numerals import CHINESE, number_from
from ..terms import breakdown_of, is_category, is_sector, whole_of_breakdown
from .agreement import AGREES, QUALIFIERS
from .printed import CONTRADICTS, NO_POWER, SCALES, Printed, Text, first_of_each, verdict_row
from .said import Said
from .understanding import window_of


def sums(text: Text) -> Iterator[dict]:
    """Every sum of parts that the text prints, against its total; each once, however it is come by."""
    told: dict[tuple[str, frozenset[str]], dict] = {}
    for row in filter(None, _every_sum(text)):
        total, *parts = row["claims"].split("; ")
        held = (total, frozenset(parts))
        if held not in told or (row["verdict"] == CONTRADICTS != told[held]["verdict"]):
            told[held] = row
    yield from told.values()


def _every_sum(text: Text) -> Iterator[dict | None]:
    yield from _sums_of_sectors(text)
    yield from _sums_of_listed_sectors(text)
    yield from _sums_of_lists(text)
    yield from _sums_of_offices(text)
    yield from _parts_of_sentence(text)
    yield from _sums_of_places(text)
    yield from _sums_told_as_such(text)
    yield from _sums_of_opposites(text)
    yield from _sums_of_levels(text)
    yield from _sums_of_windows(text)
    yield from _windows_of_another_sentence(text)
    yield from _windows_that_adjoin(text)
    yield from _sums_of_all_parts(text)
    yield from _sums_of_shares(text)
    yield from _within_longer_windows(text)
    yield from _dead_of_fatal_accidents(text)


def _sums_of_sectors(text: Text) -> Iterator[dict | None]:
    """The parts of a breakdown against what it breaks down; those that name the rest are all of them."""
    for (measure, *_, total_sector), found in text.grouped(_part_of_breakdown).items():
        parts = first_of_each(found, lambda part: part.sector)
        added = _added(parts)
        total = text.total_of(parts[0], measure, whole_of_breakdown(total_sector), added)
        if total and (len(parts) > 1 or added > total.value):
            in_one_list = {part.sentence for part in parts} == {total.sentence} and total.sentence != ""
            yield _against_sum(total, parts, whole=in_one_list and _names_the_rest(parts))


def _part_of_breakdown(claim: Printed) -> tuple[str, str, str, str] | None:
    """What a part's count is added up with; None for what is no part."""
    total_sector = breakdown_of(claim.sector)
    # Pipelines or gas accidents cut across the categories: only categories add up to all.
    if not claim.is_count or not (total_sector or (total_sector == "" and is_category(claim.sector))):
        return None
    if MAY_OVERLAP.search(claim.text) or SAYS_OVERLAP.search(claim.sentence):
        return None
    return claim.measure, claim.area, claim.period, total_sector


MAY_OVERLAP = re.compile("涉及")
"""A word of a count of which another part may have the same: "涉及违章的5起，涉及培训的6起"."""
SAYS_OVERLAP = re.compile("(?:多个|多种|两个以上|数个)(?:原因|因素)|交叉|重叠|重复计")
"""Words of a sentence that says so itself."""


def _names_the_rest(parts: Sequence[Printed]) -> bool:
    """True for a list with all others in it: "其他行业5起"."""
    return len(parts) >= FEWEST_PARTS and any(REST.search(part.sector) for part in parts)


REST = re.compile("[-:]其[他它余][^-:]*$")
"""How a part is named that is all that the others are not."""


def _sums_of_listed_sectors(text: Text) -> Iterator[dict | None]:
    """Sectors that a sentence lists behind 其中 are together no more than what they are parts of."""
    for (_, measure, *_), found in text.grouped(_listed_sector).items():
        parts = first_of_each(found, lambda part: part.sector)
        names = [part.sector for part in parts]
        nested = any(one in other for one, other in permutations(names, 2))
        if nested or OVERLAPPING.intersection(names) or all(map(is_category, names)):
            continue
        total = text.total_of(parts[0], measure, "", _added(parts))
        if total and len(parts) > 1 and _added(parts) > total.value:
            yield _against_sum(total, parts, whole=False)


OVERLAPPING = frozenset(
    {"工矿商贸", "交通运输", "火灾", "特种设备", "危险化学品", "燃气", "有限空间", "粉尘涉爆", "自建房"}
)
"""Names of accidents that are of another sector, too."""


def _listed_sector(claim: Printed) -> tuple[str, str, str, str] | None:
    """The list that a sector's count stands in; None for a count that is in no list."""
    _, listed, behind = claim.sentence.partition("其中")
    in_list = listed and "其中" not in behind and claim.text.removeprefix("其中") in behind
    if not (in_list and claim.is_count and is_sector(claim.sector)):
        return None
    return claim.sentence, claim.measure, claim.area, claim.period


def _sums_of_lists(text: Text) -> Iterator[dict | None]:
    """Firms and places of several kinds in one list behind 其中 are together no more than what it is of."""
    told = text.grouped(
        lambda c: (c.sentence, c.measure, c.unit, c.area, c.period) if c.sentence and c.is_count else None
    )
    for (sentence, *_), found in told.items():
        before, listed, _ = sentence.partition("其中")
        lists = first_of_each([c for c in found if c.text.startswith("其中")], lambda claim: claim.text)
        if not listed or len(lists) != 1:
            continue
        parts = [claim for claim in found if claim.text == lists[0].text]
        totals = [c for c in found if c.row < parts[0].row and c.text in before]
        apart = _ONE_KIND_EACH.fullmatch(parts[0].text) and not SHARED_BY_KINDS.search(parts[0].text)
        if totals and len(parts) > 1 and apart and _added(parts) > totals[-1].value:
            yield _against_sum(totals[-1], parts, whole=False)


_ONE_KIND_EACH = re.compile(r"其中(?:[\u4e00-\u9fff]{2,12}\s*\d+\s*[\u4e00-\u9fff]{1,2}[、和及]?){2,}")
"""A list of names with a figure each, and nothing else between them."""
SHARED_BY_KINDS = re.compile(
    "规[上下]|规模|国有|民营|外资|高新|重点|高危|涉|含|未|无|有|存在|不|超|违|使用|逾期|整改|销号"
)
"""Words of kinds that one firm may be of together with another kind."""


def _parts_of_sentence(text: Text) -> Iterator[dict | None]:
    """What is counted behind 其中 is no more than the most that is counted before it in the same unit.

    Where a sentence begins with 其中, that stands in the one before, or before that where it has a 其中 too.
    """
    before: list[Printed] = []
    for _, in_sentence in groupby(text.claims, key=lambda claim: claim.sentence):
        found = list(in_sentence)
        opening = found[0].sentence.lstrip(" 　、，").startswith("其中")
        for part in found:
            whole = before if opening else [claim for claim in found if claim.row < part.row]
            told = [claim for claim in whole if claim.note != IN_TABLE]
            totals = [claim for claim in told if claim.is_level and _is_in_unit_of(claim, part)]
            if part.is_count and part.text.startswith("其中") and totals:
                most = max(totals, key=lambda claim: claim.value)
                if all(c.is_count and c.period == part.period for c in totals) and part.value > most.value:
                    yield _against_sum(most, [part], whole=False, tied=True)
        before = [*before, *found] if "其中" in found[0].sentence else found


def _is_in_unit_of(claim: Printed, part: Printed) -> bool:
    """True for what is counted in the unit of a part, or in thousands of it, and may hold such."""
    is_in_unit = claim.unit.lstrip("".join(SCALES)) == part.unit
    return claim.text != part.text and is_in_unit and not _are_unlike_casualties(claim.measure, part.measure)


CASUALTY = re.compile("(?:死亡|失踪|受伤|重伤|轻伤|获救)人数")
"""Persons of whom those of no other measure but 伤亡人数 are a part: the injured are none of the dead."""


def _are_unlike_casualties(one: str, other: str) -> bool:
    is_whole = "伤亡人数" in (one, other)
    return one != other and not is_whole and bool(CASUALTY.fullmatch(one) or CASUALTY.fullmatch(other))


OFFICES = (
    re.compile("^(?:其中)?[各由]?(?:街道|镇街|街镇|乡镇)"),
    re.compile("^(?:其中)?[各由]?[市区县]级?(?:各)?部门"),
)
"""Who looks at something in a district: its streets, or its departments."""


def _sums_of_offices(text: Text) -> Iterator[dict | None]:
    """What the streets and the departments of a district looked at is all that was looked at."""
    alike = text.grouped(
        lambda claim: (claim.sentence, *claim.about[:3], claim.unit) if claim.is_count else None
    )
    for (sentence, *_), found in alike.items():
        by_office = [[claim for claim in found if office.search(claim.text)] for office in OFFICES]
        others = [claim for claim in found if not any(claim in of_one for of_one in by_office)]
        if "其中" in sentence and len(others) == 1 and all(len(of_one) == 1 for of_one in by_office):
            yield _against_sum(others[0], [part for [part] in by_office], whole=True)


def _sums_of_places(text: Text) -> Iterator[dict | None]:
    """A count of places together, named one by one, against the counts of each."""
    for total in text.claims:
        names = _names_in(total.area)
        if not (total.is_count and len(names) > 1):
            continue
        found = [[part for part in text.counts_like(total) if _is_place(part.area, name)] for name in names]
        if all(len(parts) == 1 for parts in found):
            yield _against_sum(total, [part for [part] in found], whole=True)


def _sums_told_as_such(text: Text) -> Iterator[dict | None]:
    """ "五个片区合计42处" against the five counts before it in its sentence, whatever they are called."""
    for total in text.claims:
        told = SUM_OF_SO_MANY.match(total.text) if total.is_count and total.sentence else None
        if told is None:
            continue
        parts = [
            part
            for part in text.claims
            if part.is_count and part.row < total.row and part.sentence == total.sentence
            if (part.measure, part.unit, part.period) == (total.measure, total.unit, total.period)
        ]
        if len(parts) == number_from(told["count"]):
            yield _against_sum(total, parts, whole=True)


SUM_OF_SO_MANY = re.compile(
    rf"(?:以上|上述)?(?P<count>{CHINESE}|\d+)个?[\u4e00-\u9fff]{{1,3}}(?:合计|共计|总计|一共|共)"
)
"""How a count begins that is the sum of so many before it."""


def _names_in(area: str) -> list[str]:
    """The places that an area's name lists: "某市东山、西山两区" is 东山 and 西山; empty for one place."""
    listed = TOGETHER.sub("", area)
    return listed.split("、") if "、" in listed else []


TOGETHER = re.compile("(?:[两二三四五六七八九十]|\\d{1,2})个?(?:[区县市州旗镇乡地]|街道)+$")
"""How places taken together end: 东山、西山两区, 一市三县."""


def _is_place(area: str, name: str) -> bool:
    """True where `area` is the place that a list calls `name`, with or without the city before it."""
    short = re.sub("(?:[区县市州旗镇乡]|街道)$", "", area)
    return (
        bool(area)
        and "、" not in area
        and (area.endswith(name) or short.endswith(name) or name.endswith(area))
    )


COMPLETE = (("一般程序", "简易程序"), ("普通程序", "简易程序"))
"""Levels of which everything has one."""
LEVELS = (
    ("特级", "一级", "二级", "三级", "四级", "五级"),
    ("甲级", "乙级", "丙级", "丁级"),
    ("A级", "B级", "C级", "D级"),
    ("红色", "橙色", "黄色", "蓝色"),
    ("大型", "中型", "小型", "微型"),
    ("省级", "市级", "县级"),
    *COMPLETE,
)
"""Scales of which everything has one level at the most."""


def _sums_of_levels(text: Text) -> Iterator[dict | None]:
    """Counts by level are together no more than all: "315家，其中一级1家、二级12家、三级302家"."""
    for scale in LEVELS:
        by_level = text.grouped(partial(_without_level, scale=scale))
        for (measure, *_), found in by_level.items():
            parts = first_of_each(found, lambda part: part.measure)
            total = text.count_of(parts[0], measure)
            if total and total.unit == parts[0].unit and len(parts) > 1:
                yield _against_sum(total, parts, whole=scale in COMPLETE)


def _without_level(claim: Printed, scale: Sequence[str]) -> tuple[str, str, str, str] | None:
    """What a count of one level of a scale is of, without the level; None for another count."""
    level = next((word for word in scale if claim.measure.startswith(word)), "")
    if not level or not claim.is_count:
        return None
    return claim.measure.removeprefix(level), *claim.about[1:]


def _sums_of_windows(text: Text) -> Iterator[dict | None]:
    """What a sentence, or a table, counts in windows side by side, against its count of all of them."""
    of_events = text.grouped(
        lambda claim: (
            (IN_TABLE if claim.note == IN_TABLE else claim.sentence, claim.measure, claim.area, claim.sector)
            if claim.sentence and _is_of_events(claim)
            else None
        )
    )
    for told in of_events.values():
        found = [(window, claim) for claim in told if (window := window_of(claim.period))]
        if len(found) < FEWEST_PARTS:
            continue
        longest, total = max(found, key=lambda one: one[0].end - one[0].start)
        parts = sorted(((w, c) for w, c in found if c is not total), key=lambda one: one[0].start)
        apart = all(one.end < other.start for (one, _), (other, _) in pairwise(parts))
        within = all(longest.start <= w.start and w.end <= longest.end for w, _ in parts)
        if len(parts) > 1 and apart and within:
            edges = [longest.start - DAY, *(w.end for w, _ in parts)]
            starts = [*(w.start for w, _ in parts), longest.end + DAY]
            whole = all(end + DAY == start for end, start in zip(edges, starts))
            yield _against_sum(total, [claim for _, claim in parts], whole=whole)


def _windows_of_another_sentence(text: Text) -> Iterator[dict | None]:
    """Windows that a sentence goes through one by one, against what was told before of all of them."""
    in_turn = text.grouped(lambda claim: (claim.sentence, *claim.about) if _is_of_events(claim) else None)
    by_sentence: dict[tuple[str, ...], list[Printed]] = {}
    for (sentence, measure, area, _, sector), [first, *_] in in_turn.items():
        by_sentence.setdefault((sentence, measure, area, sector), []).append(first)
    for (sentence, *_), parts in by_sentence.items():
        told = [window_of(part.period) for part in parts]
        windows = sorted((window for window in told if window), key=lambda window: window.start)
        beside = all(one.end + DAY == other.start for one, other in pairwise(windows))
        if not (sentence and len(windows) == len(parts) > 1 and beside):
            continue
        all_of_them = str(Window(windows[0].start, windows[-1].end))
        total = text.count_of(replace(parts[0], period=all_of_them), parts[0].measure)
        if total and total.row < parts[0].row and text.is_sure(parts[0], total):
            yield _against_sum(total, parts, whole=True)


def _windows_that_adjoin(text: Text) -> Iterator[dict | None]:
    """Two windows of sentences apart against the one that they make up: 1 to 7, August, and 1 to 8."""
    for told in text.grouped(_of_stated_window).values():
        by_window: dict[Window, list[Printed]] = {}
        for claim in told:
            if window := window_of(claim.period):
                by_window.setdefault(window, []).append(claim)
        plain = {w: claims[0] for w, claims in by_window.items() if len({c.value for c in claims}) == 1}
        for one, other in permutations(plain, 2):
            both = Window(one.start, other.end) if one.end + DAY == other.start else one
            if both in plain and both != one:
                yield _against_sum(plain[both], [plain[one], plain[other]], whole=True, tied=True)


def _of_stated_window(claim: Printed) -> tuple[str, str, str] | None:
    """What a count is of whose own sentence names its window; None for any other figure."""
    is_stated = "period" not in claim.assumed.split("; ")
    return (claim.measure, claim.area, claim.sector) if is_stated and _is_of_events(claim) else None


def _is_of_events(claim: Printed) -> bool:
    """True for a plain count of what is in one window and in no other."""
    return claim.is_count and (claim.unit in EVENTS or claim.measure in VICTIMS)


DAY = timedelta(days=1)
EVENTS = ("起", "宗", "例", "件", "人次", "家次", "户次", "矿次", "次", "项", "条", "处")
"""Units of what happens once, or is found once: firms may be the same in two windows."""
FIRMS = ("家", "户", "个", "所")
VICTIMS = ("死亡人数", "受伤人数")


def _sums_of_all_parts(text: Text) -> Iterator[dict | None]:
    """Parts whose cases add up to those of the total are all there is: so do their dead, and all else.

    Not the other way round: places without deaths may have had cases, and be left out. All the districts of a
    city are held against it as well, without power: a case may be of none of them.
    """
    by_place, by_sector = _by_place(text), _by_sector(text)
    for is_total, groups in ((_of_whole_place(text), by_place), (_of_whole_sector, by_sector)):
        for by_measure in groups:
            told = []
            for measure, parts in by_measure.items():
                first = next(iter(parts.values()))
                added = sum(int(part.value) for part in parts.values())
                totals = [
                    c for c in text.claims if c.is_count and c.measure == measure and is_total(c, first)
                ]
                if totals:
                    total = next((c for c in totals if c.value == added), max(totals, key=lambda c: c.value))
                    told.append((parts, total, added))
            complete = {
                frozenset(parts)
                for parts, total, added in told
                if added == total.value
                and (total.unit in (*EVENTS, *FIRMS) or _leaves_none_out(total, parts))
            }
            for parts, total, added in told:
                whole = frozenset(parts) in complete
                if groups is by_place and _stands_beside(total.area, [*parts], text):
                    continue
                beyond = groups is by_place and added > total.value and _are_parts_of(total, [*parts], text)
                held = added != total.value and (whole or beyond or _are_all_of(total.area, [*parts]))
                if held and len(parts) >= FEWEST_PARTS:
                    yield _against_sum(total, list(parts.values()), whole=whole)


def _sums_of_shares(text: Text) -> Iterator[dict]:
    """Shares of the parts of one breakdown are together no more than all, each rounded by half a place."""
    for found in text.grouped(_share_of_all).values():
        shares = first_of_each(found, lambda share: share.sector)
        added = sum(share.size for share in shares)
        half = sum(share.step / 2 for share in shares)
        if (
            len(shares) > 1
            and added - half > 100
            and not any(s.qualifier in QUALIFIERS or s.is_in_words for s in shares)
        ):
            against = " + ".join(f"{share.value:g}" for share in shares) + f" = {float(added):g}"
            yield verdict_row("sum", shares[-1], against, CONTRADICTS, shares[:-1], note=_more_than_total)


def _share_of_all(claim: Printed) -> tuple[str, ...] | None:
    """What the share of one part of a breakdown is added up with; None for another figure."""
    breakdown = breakdown_of(claim.sector)
    # A fire in a school and one by night may be the same: kinds and categories cannot.
    apart = breakdown and (":" in claim.sector or is_category(breakdown.removesuffix("-")))
    if not (claim.is_percent and OF_ALL.match(claim.comparison) and (apart or is_category(claim.sector))):
        return None
    return claim.measure, claim.area, claim.period, claim.comparison, str(breakdown)


OF_ALL = re.compile("占(?:比$|总数|事故总数|死亡总数|火灾总数)")
"""How a share of all begins."""


def _within_longer_windows(text: Text) -> Iterator[dict | None]:
    """What happened in a window happened in every longer one around it: a month has no more than its year."""
    for told in text.grouped(_event_or_victim).values():
        found: dict[Window, list[Printed]] = {}
        for claim in told:
            if window := window_of(claim.period):
                found.setdefault(window, []).append(claim)
        for inner, outer in permutations(found, 2):
            if outer.start <= inner.start and inner.end <= outer.end:
                # Of several counts the largest is that of all: others may be of sectors nobody knows.
                largest = {c.measure: c for c in sorted(found[outer], key=lambda claim: claim.value)}
                beyond = [
                    (part, total)
                    for part, total in product(found[inner], largest.values())
                    if part.value > total.value and part.measure in (total.measure, "事故起数")
                ]
                if beyond:
                    part, total = max(beyond, key=lambda pair: pair[0].value - pair[1].value)
                    yield _against_sum(total, [part], whole=False, tied=_are_alike(part, total, text))


def _are_alike(part: Printed, total: Printed, text: Text) -> bool:
    """True for figures of two sentences that count the same things in turn, one over the longer window.

    Another measure that both of them count, and that is no more in the shorter window, says so.
    """
    if not (part.sentence and total.sentence):
        return False
    shorter, longer = (
        {
            claim.measure: claim.value
            for claim in text.claims
            if claim.sentence == one.sentence and claim.about[1:] == one.about[1:]
        }
        for one in (part, total)
    )
    beside = (shorter.keys() & longer.keys()) - {part.measure}
    return bool(beside) and all(shorter[measure] <= longer[measure] for measure in beside)


def _event_or_victim(claim: Printed) -> tuple[str, str, str] | None:
    """Of what so many happened, in whatever window; accidents of fires are some of the fires."""
    if not claim.is_count or not (claim.unit in ("起", "宗", "例", "件") or claim.measure in VICTIMS):
        return None
    is_fires = claim.measure == "火灾起数" and "火灾" in claim.sector
    return "事故起数" if is_fires else claim.measure, claim.area, claim.sector


def _dead_of_fatal_accidents(text: Text) -> Iterator[dict | None]:
    """Each fatal accident has one dead at least."""
    for claim in text.claims:
        if claim.measure == "亡人事故起数" and claim.is_count:
            dead = text.count_of(claim, "死亡人数")
            if dead and dead.value < claim.value:
                yield _against_sum(dead, [claim], whole=False)


def _are_all_of(place: str, names: Sequence[str]) -> bool:
    """True for names that leave out no district, county or city of a place."""
    below = names_below(place)
    return bool(below) and all(any(_is_place(name, one) for name in names) for one in below)


def _are_parts_of(total: Printed, places: Sequence[str], text: Text) -> bool:
    """True for places none of which holds another, and a total of a sector that was understood.

    Without a sector, the count of a part may be taken for that of all: what is of all is the largest.
    """
    nested = any(one in other for one, other in permutations(places, 2))
    like = [
        c.value for c in text.claims if c.is_count and (c.measure, c.period) == (total.measure, total.period)
    ]
    return not nested and (total.sector != "" or total.value == max(like))


def _stands_beside(place: str, names: Sequence[str], text: Text) -> bool:
    """True for a place that is one of those in a table, or of the same city: they are no parts of it."""
    name = place.removeprefix(text.whole_area) or place
    in_table = any(c.note == IN_TABLE and c.area == place and name in c.text for c in text.claims)
    beside = [one for one in names if one != place]
    city = whole_of_parts(beside, "市")
    return in_table or bool(city and place in names_below(city))


def _leaves_none_out(total: Printed, parts: Mapping[str, Printed]) -> bool:
    """True for a table with a row for every part of a place, those without a death too."""
    in_table = all(part.note == IN_TABLE for part in parts.values())
    return in_table and _are_all_of(total.area, [*parts])


FEWEST_PARTS = 3
"""Fewer parts add up by chance."""


def _by_place(text: Text) -> list[dict[str, dict[str, Printed]]]:
    """Counts of single places by measure and place, for each window and sector."""

    def single_place(claim: Printed) -> tuple[str, str] | None:
        is_single = claim.area not in ("", text.whole_area) and not (
            _names_in(claim.area) or TOGETHER.search(claim.area)
        )
        return (claim.period, claim.sector) if claim.is_count and is_single else None

    return [_by_measure(found, lambda claim: claim.area) for found in text.grouped(single_place).values()]


def _of_whole_place(text: Text) -> Callable[[Printed, Printed], bool]:
    return lambda total, part: (
        (total.area, total.period, total.sector)
        == (
            text.whole_area,
            part.period,
            part.sector,
        )
    )


def _by_sector(text: Text) -> list[dict[str, dict[str, Printed]]]:
    """Counts of the parts of one breakdown by measure and part, for each window and place."""

    def part(claim: Printed) -> tuple[str, str, str] | None:
        breakdown = breakdown_of(claim.sector) if claim.sector != text.whole_sector else None
        return (claim.period, claim.area, breakdown) if claim.is_count and breakdown is not None else None

    return [_by_measure(found, lambda claim: claim.sector) for found in text.grouped(part).values()]


def _by_measure(claims: Sequence[Printed], by: Callable[[Printed], str]) -> dict[str, dict[str, Printed]]:
    """The first claim of each measure and part."""
    found: dict[str, dict[str, Printed]] = {}
    for claim in claims:
        found.setdefault(claim.measure, {}).setdefault(by(claim), claim)
    return found


def _of_whole_sector(total: Printed, part: Printed) -> bool:
    sector = whole_of_breakdown(breakdown_of(part.sector) or "")
    return (total.area, total.period, total.sector) == (part.area, part.period, sector)


OPPOSITES = (("共性", "个性"), ("重大", "一般"))
"""Words for two parts of one whole that have no member in common."""


def _sums_of_opposites(text: Text) -> Iterator[dict | None]:
    """Two parts that exclude each other are together no more than their whole: 共性问题, 个性问题 of 问题."""
    for one in text.claims:
        for word, other in OPPOSITES:
            if not (one.is_count and one.measure.startswith(word)):
                continue
            rest = one.measure.removeprefix(word)
            beside, total = text.count_of(one, other + rest), text.count_of(one, rest)
            if beside and total:
                yield _against_sum(total, [one, beside], whole=False)


def _against_sum(total: Printed, parts: Sequence[Printed], *, whole: bool, tied: bool = False) -> dict | None:
    """A total against the sum of its parts; `whole` says that they are all of them.

    `tied` says that they are parts of that total, whatever else the text says.

    None where the parts are more than a total to which the text does not tie them.
    """
    added = _added(parts)
    against = " + ".join(f"{part.value:g}" for part in parts) + f" = {added}"
    if added == total.value:
        return verdict_row("sum", total, against, AGREES, parts)
    if added > total.value:
        tied = tied or _is_tied(total, parts)
        return verdict_row("sum", total, against, CONTRADICTS, parts, note=_more_than_total) if tied else None
    verdict = CONTRADICTS if whole else NO_POWER
    return verdict_row("sum", total, against, verdict, parts, note=_less_by(total.value - added))


IN_TABLE = "表格"
"""The note of a claim that is a cell of a table, where a total stands above or below its parts."""


def _is_tied(total: Printed, parts: Sequence[Printed]) -> bool:
    """True where the text itself ties parts to a total: in one breath with them, or as the lead to a list.

    Elsewhere their window, place and sector may only have been carried on: a part that alone is more than the
    total of another sentence is a part of something else.
    """
    told = {part.sentence for part in parts}
    if told == {total.sentence}:
        return True
    leads = total.row < min(part.row for part in parts)
    in_one_table = all(one.note == IN_TABLE for one in (total, *parts))
    introduced = leads or in_one_table or len(_names_in(total.area)) > 1
    return introduced and len(parts) > 1 and all(part.value <= total.value for part in parts)


def _added(parts: Sequence[Printed]) -> int:
    return sum(int(part.value) * _times(part.sector) for part in parts)


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
