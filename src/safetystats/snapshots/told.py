"""What changed between two snapshots, in a reader's words."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..locale import label, say, say_count, term
from ..locale.formats import day_text, percent_text, window_text
from ..locale.wording import basis_noun, basis_text, events_noun, ledger_text, names_text, whole_text
from ..measures.states import basis_of
from ..periods import Window
from ..schema import FEW, Basis
from .effects import (
    ALL_SECTORS,
    CITY,
    CLOSURE,
    OF_CITY,
    OF_SECTOR,
    absent_of_sides,
    ends_not_stated,
    gaps_of_sides,
    uncounted_changes,
    undated_records,
)
from .matching import HAPPENED_SINCE, KINDS, Compared

RECORDS_TOLD = 20
"""Records of one kind in what is told; all of them are in the tables."""


def told(
    compared: Compared,
    changes: pd.DataFrame,
    effects: pd.DataFrame,
    ratios: pd.DataFrame,
    basis: Basis,
    language: str = "en",
) -> str:
    """The days compared, the records of each ledger by what happened to them, and the figures that moved.

    Of one kind of change, and of one figure, the first `RECORDS_TOLD` records are named. Of shares those are
    told of which the part itself moved, by sector those of the city; the tables hold all.
    """
    moved = effects[(effects["records"] != "") & (effects["sector"] == ALL_SECTORS)]
    if changes.empty and moved.empty:
        return say("No record differs.", language)
    days = [_standing(day, language) for day in (compared.earlier, compared.later)]
    lines = [say("Earlier: {earlier}. Later: {later}.", language, earlier=days[0], later=days[1])]
    for ledger, own in changes.groupby("ledger", sort=False):
        lines += _records_told(str(ledger), own.drop_duplicates(["change", "record"]), language)
    lines += [
        _figure_told(row, events_noun(row["events"], language), _moved(row, language), language)
        for row in moved.to_dict("records")
    ]
    lines += [
        _figure_told(row, _ratio_named(row, language), _ratio_moved(row, language), language)
        for row in ratios[_is_told(ratios)].to_dict("records")
    ]
    windows = [Window(*(day.date() for day in span)) for span in _spans(effects)]
    lines += [_absent_told(*absent, language) for absent in absent_of_sides(compared)]
    lines += [_gap_told(*lacking, language) for lacking in gaps_of_sides(compared, windows)]
    if undated := undated_records(compared, windows, basis) if windows else 0:
        lines.append(
            say_count(
                "Of {count} accident only month or year is stated: it lies in none of these windows for "
                "certain, and is in no figure.",
                "Of {count} accidents only month or year is stated: they lie in none of these windows for "
                "certain, and are in no figure.",
                undated,
                language,
            )
        )
    if unknown := ends_not_stated(compared):
        lines.append(
            say_count(
                "{count} hazard does not state its end: closed ones and closure rates are at least these.",
                "{count} hazards do not state their end: closed ones and closure rates are at least these.",
                unknown,
                language,
            )
        )
    uncounted = uncounted_changes(compared, basis)
    if uncounted:
        lines.append(
            say(
                "Changes in {count} accidents move none of these figures, which count {basis}; see --basis "
                "{wider}.",
                language,
                count=uncounted,
                basis=basis_text(basis.name, language),
                wider=say(" or ", language).join(n for n in ("all", "recorded") if n != basis.name),
            )
        )
    return "\n".join(lines)


def _absent_told(is_later: bool, kind: str, areas: Sequence[str], language: str) -> str:
    """That one side holds nothing of areas of which the other does: their figures rise or fall by that."""
    words = {
        "ledger": ledger_text(kind, language),
        "areas": names_text([label(area, language) for area in areas], language),
    }
    if is_later:
        return say(
            "Later, the {ledger} has no sheet and no entry of {areas} in any year: their figures are not "
            "known, and those of the city are without them.",
            language,
            **words,
        )
    return say(
        "Earlier, the {ledger} has no sheet and no entry of {areas} in any year: their figures were not "
        "known, and those of the city were without them.",
        language,
        **words,
    )


def _gap_told(is_later: bool, kind: str, gap: Window, areas: Sequence[str], language: str) -> str:
    """That one side holds nothing of whole months, or of some areas in them: its figures of them are lower
    bounds.
    """
    words = {
        "ledger": ledger_text(kind, language),
        "first_day": day_text(gap.start, language),
        "last_day": day_text(gap.end, language),
    }
    if areas:
        words["areas"] = names_text([label(area, language) for area in areas], language)
        return _gap_of_areas(is_later, language, **words)
    if is_later:
        return say(
            "Later, the {ledger} has no entry from {first_day} to {last_day}: figures of these days are at "
            "least so many.",
            language,
            **words,
        )
    return say(
        "Earlier, the {ledger} has no entry from {first_day} to {last_day}: figures of these days were at "
        "least so many.",
        language,
        **words,
    )


def _gap_of_areas(is_later: bool, language: str, **words: object) -> str:
    if is_later:
        return say(
            "Later, the {ledger} has no entry of {areas} from {first_day} to {last_day}: their figures of "
            "these days, and those of the city, are at least so many.",
            language,
            **words,
        )
    return say(
        "Earlier, the {ledger} has no entry of {areas} from {first_day} to {last_day}: their figures of "
        "these days, and those of the city, were at least so many.",
        language,
        **words,
    )


def _spans(effects: pd.DataFrame) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """The windows of the figures."""
    spans = effects[["window_start", "window_end"]].drop_duplicates()
    return spans.itertuples(index=False, name=None)


def _records_told(ledger: str, records: pd.DataFrame, language: str) -> Iterator[str]:
    """How many records of a ledger changed in each way, then which ones."""
    counts = records["change"].value_counts()
    kinds = [kind for kind in KINDS if kind in counts]
    found = [
        say("{count} {change}", language, count=counts[kind], change=term("change", kind, language))
        for kind in kinds
    ]
    yield say(
        "{header}: {value}",
        language,
        header=ledger if language == "en" else ledger_text(ledger, language),
        value=", ".join(found) if language == "en" else "，".join(found),
    )
    for kind in kinds:
        named = _listed(records.loc[records["change"] == kind, "record"].tolist(), language)
        yield "  " + say("{header}: {value}", language, header=term("change", kind, language), value=named)


def _figure_told(row: dict[Hashable, Any], figure: str, moved: str, language: str) -> str:
    words = {
        "area": whole_text(row["area"], language),
        "figure": figure,
        "window": window_text(Window(row["window_start"].date(), row["window_end"].date()), language),
        "moved": moved,
    }
    if row["basis"] == basis_of(listed_only=False):
        return say("{area}, {figure}, {window}: {moved}", language, **words)
    basis = basis_noun(row["basis"], language)
    return say("{area}, {figure}, {window} ({basis}): {moved}", language, basis=basis, **words)


def _is_told(ratios: pd.DataFrame) -> pd.Series:
    """Which rates and shares are told: not of days of which only the later snapshot can know."""
    is_part_moved = ratios["numerator_before"] != ratios["numerator_after"]
    is_whole_moved = ratios["denominator_before"] != ratios["denominator_after"]
    is_known = ~(ratios["window_start"] > ratios["as_of_before"])
    is_headline = (ratios["figure"] != OF_SECTOR) | (ratios["area"] == CITY)
    return is_known & is_headline & (is_part_moved | (ratios["figure"] == CLOSURE) & is_whole_moved)


def _moved(row: dict[Hashable, Any], language: str) -> str:
    """What became of a figure."""
    since, day = row[HAPPENED_SINCE], day_text(row["as_of_before"], language)
    if row["after"] == since == row["difference"]:
        return say("{count} happened since {day}", language, count=row["after"], day=day)
    words = {
        "before": row["before"],
        "after": row["after"],
        "difference": f"{row['difference']:+d}",
        "records": _listed(row["records"].split("; "), language),
    }
    if since:
        return say(
            "{before} -> {after} ({difference}, of which {since} since {day}): {records}",
            language,
            since=f"{since:+d}",
            day=day,
            **words,
        )
    return say("{before} -> {after} ({difference}): {records}", language, **words)


def _ratio_named(row: dict[Hashable, Any], language: str) -> str:
    """What a rate or share is, to stand where the name of a count stands."""
    if row["figure"] == CLOSURE:
        return say("closure rate", language)
    events = events_noun(row["events"], language)
    if row["figure"] == OF_CITY:
        return say("share of the city's {events}", language, events=events)
    return say(
        "share of {sector} in {events}", language, sector=label(row["sector"], language), events=events
    )


def _ratio_moved(row: dict[Hashable, Any], language: str) -> str:
    before, after = (
        _ratio(row[f"numerator_{side}"], row[f"denominator_{side}"], row[side], language)
        for side in ("before", "after")
    )
    return say("{before} -> {after}", language, before=before, after=after)


def _ratio(part: int, whole: int, share: float, language: str) -> str:
    """Part and whole, and the percent where the whole is not too few for one."""
    if whole < FEW:
        return say("{part} of {whole}", language, part=part, whole=whole)
    percent = percent_text(share, language)
    return say("{part} of {whole} ({percent})", language, part=part, whole=whole, percent=percent)


def _standing(day: date | None, language: str) -> str:
    if day:
        return say("as of {day}", language, day=day_text(day, language))
    return say("ledgers as they are (no snapshot: the day is not known)", language)


def _listed(records: Sequence[str], language: str) -> str:
    named = "; ".join(records[:RECORDS_TOLD])
    more = len(records) - RECORDS_TOLD
    return (
        say("{named} and {count} more (--out lists all)", language, named=named, count=more)
        if more > 0
        else named
    )
