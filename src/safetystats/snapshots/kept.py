"""A ledger as it stood on a day: kept once, read again."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from ..errors import InputRejected
from ..findings import FINDING, SKIPPED, Cleaned, as_texts
from ..ledgers import MANIFEST, Ledgers, read_ledgers, write_stated
from ..measures.placing import first_days
from ..schema import LEDGERS, SOURCE
from ..writing import only_writer

_ENTERED = {"accidents": "reported_on"}


def take_snapshot(folder: Path, day: date, out: Path, *, language: str = "zh") -> Path:
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
    language
        ``zh`` or ``en``: of what persons read beside the ledgers.

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
            [_as_on(ledgers, kind, day) for kind in LEDGERS],
            Path(staging) / "ledgers",
            stated,
            language=language,
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
    if not there:
        raise InputRejected(
            f"'{folder}' holds no clean ledgers: there is no such folder, and no snapshot or ledger beside "
            "it. Take a snapshot first: safetystats snapshot --as-of DAY."
        )
    named = ", ".join(f"'{one.as_posix()}'" for one in sorted(there))
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
    is_later = first_days(rows, LEDGERS[kind].day) > at
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
        kind,
        rows[~is_later].reset_index(drop=True),
        quarantine,
        trail["findings"],
        trail["skipped"],
        tuple(ledgers.empty_windows(kind)),
        tuple(ledgers.sent_windows(kind)),
    )


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The part of a trail that is about one ledger, less the columns that only other ledgers fill."""
    own = rows[rows["ledger"] == kind].drop(columns="ledger")
    foreign = own.columns.difference([*SOURCE, "reason", *FINDING, *SKIPPED])
    empty = [column for column in foreign if own[column].isna().all()]
    return own.drop(columns=empty).reset_index(drop=True)
