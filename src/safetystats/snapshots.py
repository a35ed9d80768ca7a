"""A ledger as it stood on a day; what changed between two days, and what that does to the headline figures.

Published history is revised: accidents are entered late, casualties are brought up to date, and what an
investigation finds to be no work accident is struck off. A figure without its day cannot be reconciled.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from .errors import InputRejected, WrongUse
from .findings import FINDING, SKIPPED, Cleaned, as_texts
from .ledgers import MANIFEST, Ledgers, read_ledgers, write_stated
from .locale import say, term
from .locale.wording import events_noun, ledger_text
from .periods import Window
from .rules.duplicates import LIKELY, STATED, is_numbered, record_name
from .schema import ACCIDENTS, LEDGERS, SOURCE, UNKNOWN, Basis, Ledger
from .writing import only_writer

HAPPENED_SINCE = "happened since"
KINDS = ("new", HAPPENED_SINCE, "changed", "struck off", "restored", "gone")
"""What can happen to a record between two snapshots. New is what was entered late: it happened on or before
the day on which the earlier one stands; what happened after it revises no figure. Where that day is not
known, all is new. A record struck off is still there, and no longer counted."""

CHANGE = ("ledger", "change", "record", "day", "area", "column", "before", "after", *SOURCE)
"""One row a changed cell, or one a record that is new, struck off, restored or gone. The source is that of
the later snapshot, of the earlier one for a record that is gone."""

EFFECT = (
    "area", "events", "basis", "window_start", "window_end", "as_of_before", "as_of_after", "before", "after",
    "difference", *KINDS, "records",
)  # fmt: skip
"""One row a figure; the columns of `KINDS` add up to the difference. `as_of_before` and `as_of_after` are the
days on which the snapshots stand, empty where one is a folder of ledgers and no snapshot."""

RECORDS_TOLD = 20
"""Records of one kind in what is told; all of them are in the tables."""

CITY = ""
"""Stands as the area of a figure of the whole city."""

_ENTERED = {"accidents": "reported_on"}
_OTHERS = {
    "rectifications": ("issued_on", "unit", "measure"),
    "duties": ("department", "duty", "done_on"),
}
_ALIKE, _ALIKE_STATED = LIKELY | _OTHERS, STATED | _OTHERS


def take_snapshot(folder: Path, day: date, out: Path) -> Path:
    """Keep the ledgers of a folder as they stand on a day.

    Parameters
    ----------
    folder
        Clean ledgers, as `ledgers.write_ledgers` makes them.
    day
        What happened later, or was entered later, is left out: such a row goes to the quarantine with that
        reason. What was changed in place since (a hazard closed, an accident struck off) cannot be undone, so
        take the snapshot on its day.
    out
        Folder of all snapshots.

    Returns
    -------
    Path
        ``out/2020-08-24-1a2b3c4d``: a folder of ledgers like any other, named by the day and by the digest of
        what it holds. The same ledgers on the same day are one snapshot, and none is ever overwritten.

    Raises
    ------
    InputRejected, FileInUse
        If `folder` holds no ledgers, or another run is writing to `out`.
    """
    ledgers = read_ledgers(folder)
    kept_of = {name: ledgers.manifest[name] for name in ("notice", "audience", "inputs")}
    stated = kept_of | {"as_of": day.isoformat()}
    with only_writer(out), TemporaryDirectory(prefix=".part.", dir=out) as staging:
        made = write_stated(
            [_as_on(ledgers, kind, day) for kind in LEDGERS], Path(staging) / "ledgers", stated
        )
        digests = json.loads((made / MANIFEST).read_text(encoding="utf-8"))["files"]
        kept = out / f"{day.isoformat()}-{_address(digests)}"
        if not kept.exists():
            made.replace(kept)
    return kept


def read_snapshot(folder: Path, kept: Path) -> Ledgers:
    """The ledgers of a snapshot, or of any folder of ledgers.

    Parameters
    ----------
    folder
        Where it lies.
    kept
        Folder of all snapshots, which are named where there is nothing at `folder`.

    Raises
    ------
    InputRejected
        If there is no such folder, or it holds no ledgers.
    """
    if folder.exists():
        return read_ledgers(folder)
    there = dict.fromkeys(
        found.parent for place in (folder.parent, kept) for found in place.glob(f"*/{MANIFEST}")
    )
    named = ", ".join(f"'{one.as_posix()}'" for one in sorted(there)) or "none"
    raise InputRejected(
        f"'{folder}' holds no clean ledgers: there is no such folder. Snapshots and ledgers that are there: "
        f"{named}. Check the spelling, or take one: safetystats snapshot --as-of DAY."
    )


def _address(digests: dict[str, str]) -> str:
    content = "".join(digests[f"{kind}.parquet"] for kind in LEDGERS)
    return sha256(content.encode()).hexdigest()[:8]


def _as_on(ledgers: Ledgers, kind: str, day: date) -> Cleaned:
    """One ledger with what was not known on `day` set aside."""
    rows, at = getattr(ledgers, kind), pd.Timestamp(day)
    is_later = rows[LEDGERS[kind].day] > at
    if kind in _ENTERED:
        is_later |= rows[_ENTERED[kind]] > at
    late = rows[is_later]
    texts = pd.DataFrame({column: as_texts(late[column]) for column in late})
    texts = texts.where(texts != "").assign(**{column: late[column] for column in SOURCE})
    trail = {part: _of_kind(getattr(ledgers, part), kind) for part in ("findings", "quarantine", "skipped")}
    later = texts.assign(reason=f"not known on {day.isoformat()}")
    quarantine = (
        pd.concat([trail["quarantine"], later], ignore_index=True) if len(later) else trail["quarantine"]
    )
    return Cleaned(
        kind, rows[~is_later].reset_index(drop=True), quarantine, trail["findings"], trail["skipped"]
    )


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The part of a trail that is about one ledger, less the columns that only other ledgers fill."""
    own = rows[rows["ledger"] == kind].drop(columns="ledger")
    foreign = own.columns.difference([*SOURCE, "reason", *FINDING, *SKIPPED])
    empty = [column for column in foreign if own[column].isna().all()]
    return own.drop(columns=empty).reset_index(drop=True)


def days_of(one: Ledgers, other: Ledgers) -> tuple[date | None, date | None]:
    """The days on which two snapshots stand; None for a folder of ledgers that is no snapshot.

    Raises
    ------
    WrongUse
        If the first stands on a later day than the second: what came in would be told as gone.
    """
    earlier, later = (
        date.fromisoformat(ledgers.manifest["as_of"]) if "as_of" in ledgers.manifest else None
        for ledgers in (one, other)
    )
    if earlier and later and earlier > later:
        raise WrongUse(
            f"The first snapshot stands on {earlier}, after the second ({later}). Give the earlier one first."
        )
    return earlier, later


def compare_snapshots(one: Ledgers, other: Ledgers) -> pd.DataFrame:
    """What happened to the records of all ledgers between two snapshots.

    Parameters
    ----------
    one, other
        The earlier and the later one.

    Returns
    -------
    DataFrame
        `CHANGE`, in the order of ledgers and records. A record is known again by its number of office, or
        else by what it states: all of it, or the day, area and enterprise where only one record has them.
        Where a record moved to (file, sheet, row) is no change.

    Raises
    ------
    WrongUse
        If `one` stands on a later day than `other`.
    """
    before, after = one.by_name(), other.by_name()
    until, _ = days_of(one, other)
    parts = [_changes_of(ledger, before[name], after[name], until) for name, ledger in LEDGERS.items()]
    changes = pd.concat([pd.DataFrame(columns=list(CHANGE)), *parts], ignore_index=True)
    return changes.astype({"day": "datetime64[us]", "source_row": "int64"})


def _changes_of(ledger: Ledger, old: pd.DataFrame, new: pd.DataFrame, until: date | None) -> pd.DataFrame:
    pairs = match_records(old, new, ledger)
    gone, entered = old[~old.index.isin(pairs["old"])], new[~new.index.isin(pairs["new"])]
    kinds = _entered_or_happened(entered[ledger.day], until)
    found = [
        _described(gone, ledger, "gone"),
        *(_described(entered[kinds == kind], ledger, kind) for kind in ("new", HAPPENED_SINCE)),
        _changed_cells(ledger, old.loc[pairs["old"]], new.loc[pairs["new"]]),
    ]
    changes = pd.concat(found, ignore_index=True)
    order = changes["change"].map({kind: place for place, kind in enumerate(KINDS)})
    return changes.iloc[order.argsort(kind="stable")]


def _entered_or_happened(days: pd.Series, until: date | None) -> pd.Series:
    """What each record that only the later snapshot has is: new, or only happened after `until`."""
    is_later = days > pd.Timestamp(until) if until else pd.Series(False, index=days.index)
    return is_later.map({True: HAPPENED_SINCE, False: "new"})


def _changed_cells(ledger: Ledger, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The cells in which matched records differ; counted or not is told as struck off or restored."""
    old, new = old.reset_index(drop=True), new.reset_index(drop=True)
    found = [pd.DataFrame(columns=list(CHANGE))]
    for column in [name for name in ledger.names if name not in SOURCE]:
        before, after = as_texts(old[column]), as_texts(new[column])
        differs = before != after
        if column == ledger.key:
            # A running number moves with the row: that is no change of the record.
            differs &= is_numbered(old, ledger) | is_numbered(new, ledger)
        if column == "counted":
            found += [
                _described(new[differs & ~new["counted"]], ledger, "struck off"),
                _described(new[differs & new["counted"]], ledger, "restored"),
            ]
        elif column != "struck_off" and differs.any():
            rows = _described(new[differs], ledger, "changed")
            found.append(rows.assign(column=column, before=before[differs].array, after=after[differs].array))
    return pd.concat(found, ignore_index=True)


def _described(rows: pd.DataFrame, ledger: Ledger, change: str) -> pd.DataFrame:
    described = pd.DataFrame(
        {
            "ledger": ledger.name,
            "change": change,
            "record": record_name(rows, ledger),
            "day": rows[ledger.day],
            "area": rows["area"],
            "column": "",
            "before": "",
            "after": "",
        },
        index=rows.index,
    )
    return described.join(rows[list(SOURCE)])[list(CHANGE)]


def match_records(old: pd.DataFrame, new: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Pairs of rows of two states of a ledger that are one record: columns ``old``, ``new`` (their index).

    In this order: everything alike; the same number of office; number and day; what likely duplicates share;
    running number and day; for accidents, which are rare, day and area. But for the first, only where one row
    on each side has it, so that none is matched by guess.
    """
    left, right = _known_by(old, ledger), _known_by(new, ledger)
    stated = [c.name for c in ledger.columns if c.name != ledger.key]
    alike, rare = list(_ALIKE[ledger.name]), [ledger.day, "area"]
    # What the rows must share, what of it must be stated, and whether one row alone may have it.
    ways: tuple[tuple[list[str], list[str], bool], ...] = (
        (["_number", *stated], [], False),
        (["_number"], ["_number"], True),
        (["_number", ledger.day], ["_number"], True),
        (alike, list(_ALIKE_STATED[ledger.name]), True),
        ([ledger.key, ledger.day], [ledger.key, ledger.day], True),
        *([(rare, rare, True)] if ledger is ACCIDENTS else []),
    )
    found = []
    for shared, needed, is_unique in ways:
        one, other = (_candidates(rows, shared, needed, is_unique) for rows in (left, right))
        pairs = one.merge(other, on=[*shared, "_nth"], suffixes=("_old", "_new"))
        found.append(pd.DataFrame({"old": pairs["index_old"], "new": pairs["index_new"]}))
        left = left[~left.index.isin(pairs["index_old"])]
        right = right[~right.index.isin(pairs["index_new"])]
    return pd.concat(found).astype("int64").sort_values("new", ignore_index=True)


def _candidates(rows: pd.DataFrame, shared: list[str], needed: list[str], is_unique: bool) -> pd.DataFrame:
    """The columns `shared` of the rows that may be matched by them, with their ``index`` and ``_nth``: which
    of the rows alike to the last cell, as these are paired one by one."""
    rows = rows.loc[(rows[needed] != "").all(axis=1), shared]
    if is_unique:
        rows = rows[~rows.duplicated(keep=False)]
    return rows.assign(_nth=rows.groupby(shared).cumcount()).reset_index(names="index")


def _known_by(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """All of a ledger as texts, with ``_number``: the number of office, empty where it is a running one."""
    texts = pd.DataFrame({name: as_texts(rows[name]) for name in ledger.names}, index=rows.index)
    return texts.assign(_number=texts[ledger.key].where(is_numbered(rows, ledger), ""))


def effect_on_headlines(
    one: Ledgers,
    other: Ledgers,
    *,
    windows: Sequence[Window],
    basis: Basis,
    events: Sequence[str] = ("accidents", "deaths"),
) -> pd.DataFrame:
    """What the changes between two snapshots do to each headline figure.

    Parameters
    ----------
    one, other
        The earlier and the later snapshot.
    windows, basis, events
        The figures: accidents, deaths or injuries that count under `basis` in each window, for the whole city
        and for each area that is in one of the ledgers.

    Returns
    -------
    DataFrame
        `EFFECT`: the figure ``before`` and ``after``, its ``difference``, how much of it comes from records
        that are new, changed, struck off, restored or gone, and which records those are. Figures that
        did not change have their row too.
    """
    earlier, later = days_of(one, other)
    states = _states(one.accidents, other.accidents, earlier)
    areas = [CITY, *sorted(set(states["area"]), key=lambda area: (area == UNKNOWN, area))]
    parts = [
        _effects(states[basis.mask(states) & window.contains(states[ACCIDENTS.day])], event, areas).assign(
            basis=basis.name,
            window_start=pd.Timestamp(window.start),
            window_end=pd.Timestamp(window.end),
            as_of_before=earlier,
            as_of_after=later,
        )
        for window in windows
        for event in events
    ]
    if not parts:
        return pd.DataFrame(columns=list(EFFECT))
    days = dict.fromkeys(("as_of_before", "as_of_after"), "datetime64[us]")
    return pd.concat(parts, ignore_index=True)[list(EFFECT)].astype(days)


def _states(old: pd.DataFrame, new: pd.DataFrame, until: date | None) -> pd.DataFrame:
    """Both states of all accidents below each other: ``sign`` is -1 before and 1 after.

    Both states of an accident have the same ``number``, ``record`` (its name) and ``change``.
    """
    before, after = (rows.reset_index(drop=True) for rows in (old, new))
    pairs = match_records(before, after, ACCIDENTS)
    before = before.assign(sign=-1, number=before.index + len(after), record=record_name(before, ACCIDENTS))
    before.loc[pairs["old"], "number"] = pairs["new"].array
    after = after.assign(sign=1, number=after.index, record=record_name(after, ACCIDENTS))

    was, now = (side.set_index("number")["counted"].astype(bool) for side in (before, after))
    states = pd.concat([before, after], ignore_index=True)
    latest = states.drop_duplicates("number", keep="last").set_index("number")
    change = pd.Series("changed", index=latest.index)
    is_new = ~change.index.isin(was.index)
    change[is_new] = _entered_or_happened(latest.loc[is_new, ACCIDENTS.day], until)
    change[~change.index.isin(now.index)] = "gone"
    was, now = was.align(now, join="inner")
    change[was.index[was & ~now]] = "struck off"
    change[was.index[~was & now]] = "restored"
    return states.assign(change=states["number"].map(change), record=states["number"].map(latest["record"]))


def _effects(states: pd.DataFrame, event: str, areas: list[str]) -> pd.DataFrame:
    """One row an area, the city first, for the states that count in one window."""
    size = (
        pd.Series(1, index=states.index) if event == "accidents" else states[event].fillna(0).astype("int64")
    )
    both = states.assign(size=size, moved=size * states["sign"])
    both = pd.concat([both.assign(area=CITY), both], ignore_index=True)
    figures = pd.DataFrame({"area": areas, "events": event})
    for column, sign in (("before", -1), ("after", 1)):
        sums = both[both["sign"] == sign].groupby("area")["size"].sum()
        figures[column] = sums.reindex(areas, fill_value=0).array
    figures["difference"] = figures["after"] - figures["before"]
    moved = both.groupby(["area", "number", "record", "change"], as_index=False)["moved"].sum()
    moved = moved[moved["moved"] != 0]
    for kind in KINDS:
        sums = moved[moved["change"] == kind].groupby("area")["moved"].sum()
        figures[kind] = sums.reindex(areas, fill_value=0).array
    moves = [f"{record} {by:+d}" for record, by in zip(moved["record"], moved["moved"])]
    named = pd.Series(moves, index=moved.index, dtype="str").groupby(moved["area"]).agg("; ".join)
    figures["records"] = named.reindex(areas, fill_value="").array
    return figures


def uncounted_changes(one: Ledgers, other: Ledgers, basis: Basis) -> int:
    """How many accidents differ between two snapshots that `basis` counts in neither of them."""
    states = _states(one.accidents, other.accidents, days_of(one, other)[0])
    counted = states.loc[basis.mask(states), "number"]
    shown = [name for name in ACCIDENTS.names if name not in SOURCE]
    texts = pd.DataFrame({name: as_texts(states[name]) for name in shown}).assign(number=states["number"])
    is_alike = texts.duplicated(keep=False)
    return int(texts.loc[~is_alike & ~texts["number"].isin(counted), "number"].nunique())


def headline_windows(one: Ledgers, other: Ledgers) -> list[Window]:
    """The calendar years in which either snapshot has an accident; that of the day on which the earlier one
    stands is cut behind it, since of the days after it only the later one can know anything."""
    earlier, _ = days_of(one, other)
    days = pd.concat([one.accidents[ACCIDENTS.day], other.accidents[ACCIDENTS.day]])
    windows = []
    for year in sorted(days.dt.year.dropna().unique()):
        whole = Window.year(int(year))
        if earlier and whole.start <= earlier < whole.end:
            windows += [Window(whole.start, earlier), Window(earlier + timedelta(days=1), whole.end)]
        else:
            windows.append(whole)
    return windows


def told(
    one: Ledgers,
    other: Ledgers,
    changes: pd.DataFrame,
    effects: pd.DataFrame,
    basis: Basis,
    language: str = "en",
) -> str:
    """The days compared, the records of each ledger by what happened to them, and the figures that moved.

    Of one kind of change the first `RECORDS_TOLD` records are named.
    """
    if changes.empty:
        return say("No record differs.", language)
    days = [_standing(day, language) for day in days_of(one, other)]
    lines = [say("Earlier: {earlier}. Later: {later}.", language, earlier=days[0], later=days[1])]
    for ledger, own in changes.groupby("ledger", sort=False):
        lines += _records_told(str(ledger), own.drop_duplicates(["change", "record"]), language)
    for row in effects[effects["records"] != ""].to_dict("records"):
        lines.append(
            say(
                "{area}, {events} {window} ({basis}): {moved}",
                language,
                area=row["area"] or say("the city", language),
                events=row["events"] if language == "en" else events_noun(row["events"], language),
                window=Window(row["window_start"].date(), row["window_end"].date()).label,
                basis=row["basis"],
                moved=_moved(row, language),
            )
        )
    uncounted = uncounted_changes(one, other, basis)
    if uncounted:
        lines.append(
            say(
                "Changes in {count} accidents move none of these figures: {basis} does not count them; "
                "see --basis {wider}.",
                language,
                count=uncounted,
                basis=basis.name,
                wider=say(" or ", language).join(n for n in ("all", "recorded") if n != basis.name),
            )
        )
    return "\n".join(lines)


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
        named = _listed(records.loc[records["change"] == kind, "record"], language)
        yield "  " + say("{header}: {value}", language, header=term("change", kind, language), value=named)


def _moved(row: dict[Hashable, Any], language: str) -> str:
    """What became of a figure."""
    if row["after"] == row[HAPPENED_SINCE] == row["difference"]:
        day = row["as_of_before"].date()
        return say("{count} happened since {day}", language, count=row["after"], day=day)
    return say(
        "{before} -> {after} ({difference}): {records}",
        language,
        before=row["before"],
        after=row["after"],
        difference=f"{row['difference']:+d}",
        records=row["records"],
    )


def _standing(day: date | None, language: str) -> str:
    if day:
        return say("as of {day}", language, day=day)
    return say("ledgers as they are (no snapshot: the day is not known)", language)


def _listed(records: pd.Series, language: str) -> str:
    named = "; ".join(records.head(RECORDS_TOLD))
    more = len(records) - RECORDS_TOLD
    return (
        say("{named} and {count} more (--out lists all)", language, named=named, count=more)
        if more > 0
        else named
    )
