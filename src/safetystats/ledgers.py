"""The built folder: clean ledgers, findings and quarantine as Parquet and CSV, and a manifest that ties them.

Nothing is replaced before all of it is on the disk, and the manifest, which knows the digest of each file,
comes last: a run that is killed between two files leaves a folder that is refused, not one that is wrong.
"""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from .corrections import proposals_in_context
from .errors import InputRejected
from .escape import for_csv
from .findings import FINDING, SKIPPED, Cleaned
from .findings_book import findings_book
from .locale.notes import aside_for_readers, for_readers
from .periods import OfArea, Window
from .rules.columns import DTYPES
from .rules.personal import masked_names
from .schema import LEDGERS, SOURCE, UNKNOWN, Audience, Ledger
from .sheets.files import told_name
from .writing import FileInUse, digest_of, write_whole

MANIFEST = "ledgers.json"
"""In every folder of ledgers: notice, versions, inputs, rows of each sheet, digests of the Parquet files."""

_FORMAT = 6
"""Raised where the same columns come to mean something else, or the manifest tells more; other columns are
seen as they are read."""
_TRAIL = ("findings", "quarantine", "skipped")
_LANGUAGES = ("zh", "en")
_NOTICES = {
    "internal": {
        "zh": "内部资料，含个人信息，不得外传。",
        "en": "For internal use: holds personal data and must not be passed on.",
    },
    "public": {
        "zh": "公开版：未结案件的单位名称和文字说明已隐去（[c]）。",
        "en": "Public version: enterprises of open cases and free texts are withheld ([c]).",
    },
}
"""What every report made for another audience than the usual one has to say."""


_SCALES = ("level", "days", "per", "within_days", "family")
"""Numbers of a result frame that say how it was counted, not what."""


@dataclass(frozen=True)
class Ledgers:
    """All ledgers of one folder; a kind that was not there is empty, with its columns."""

    accidents: pd.DataFrame
    hazards: pd.DataFrame
    inspections: pd.DataFrame
    enterprises: pd.DataFrame
    duties: pd.DataFrame
    rectifications: pd.DataFrame
    findings: pd.DataFrame
    """Of all kinds; ``ledger`` names the kind."""
    quarantine: pd.DataFrame
    skipped: pd.DataFrame
    manifest: dict[str, Any] = field(default_factory=dict)

    def by_name(self) -> dict[str, pd.DataFrame]:
        """The ledgers by kind, in the order of `schema.LEDGERS`."""
        return {name: getattr(self, name) for name in LEDGERS}

    def if_given(self, kind: str, figures: pd.DataFrame) -> pd.DataFrame:
        """A result frame counted from a ledger; without figures and with a note where that one holds nothing.

        What was not given is not known: it is no 0. Figures of hazards tell how they ended: they are not
        known either where not one row states it.
        """
        ledger = self.by_name()[kind]
        if ledger.empty:
            return nothing_given(kind, figures)
        return no_end_stated(figures) if kind == "hazards" and tells_no_end(ledger).all() else figures

    def if_stated(self, kind: str, column: str, figures: pd.DataFrame) -> pd.DataFrame:
        """The same where not one row of the whole ledger states the column that is counted by."""
        if self.by_name()[kind][column].notna().any():
            return figures
        return _without_figures(figures, f"not stated: {column}")

    def balance(self, *, by_sheet: bool = False) -> pd.DataFrame:
        """Rows read, kept, set aside and skipped: one row a ledger, or one a sheet.

        A row a ledger has the days of its first and last record, too: what a ledger may be taken to cover.
        """
        sheets = pd.DataFrame(self.manifest["sheets"])
        if by_sheet:
            return sheets
        rows = sheets.groupby("ledger", sort=False, as_index=False).sum(numeric_only=True)
        days = [self.by_name()[name][LEDGERS[name].day] for name in rows["ledger"]]
        return rows.assign(first_day=[day.min() for day in days], last_day=[day.max() for day in days])

    def empty_windows(self, kind: str) -> list[OfArea]:
        """The windows of which a sheet says that it has no record (本月无事故), and its area where it
        names one: nothing happened there.
        """
        return self._windows("empty", kind)

    def sent_windows(self, kind: str) -> list[OfArea]:
        """The window that each sheet is about, and its area where it names one."""
        return self._windows("sent", kind)

    def _windows(self, name: str, kind: str) -> list[OfArea]:
        listed = self.manifest.get(name, {}).get(kind, ())
        return [OfArea(area, Window.parse(window)) for area, window in listed]

    def findings_by_rule(self) -> pd.DataFrame:
        """Findings of all ledgers by rule and action, the commonest first: rule, action, size."""
        counted = self.findings.groupby(["rule", "action"], as_index=False).size()
        return counted.sort_values(["size", "rule"], ascending=[False, True], ignore_index=True)

    def notice(self, language: str) -> str:
        """What every report must say of the data ("made data"), in `language`; empty if nothing."""
        said = notice_in(self.manifest.get("notice", ""), language)
        of_audience = _NOTICES.get(self.manifest.get("audience", ""), {}).get(language, "")
        return " ".join(text for text in (said, of_audience) if text)


def notice_in(notice: str, language: str) -> str:
    """The line of a notice in `language`: the first is Chinese, the second English; one alone serves both.

    >>> notice_in("示例数据。\\nMade data.", "en"), notice_in("示例数据。", "en"), notice_in("", "en")
    ('Made data.', '示例数据。', '')
    """
    lines = [line.strip() for line in notice.splitlines() if line.strip()]
    return dict(zip(_LANGUAGES, [*lines, *lines])).get(language, "")


def nothing_given(kind: str, figures: pd.DataFrame) -> pd.DataFrame:
    """A result frame without figures, with the note that there was no record of its ledger."""
    return _without_figures(figures, f"nothing given: {kind}")


def no_end_stated(figures: pd.DataFrame) -> pd.DataFrame:
    """A result frame without figures, with the note that no hazard states how it ended."""
    return _without_figures(figures, "no end stated: hazards")


def tells_no_end(hazards: pd.DataFrame) -> pd.Series:
    """True for the hazards that state neither status nor closing day and are not known to have ended."""
    is_told = ~hazards["end_type"].isin(["open", UNKNOWN])
    return hazards["status"].isna() & hazards["closed_on"].isna() & ~is_told


def _without_figures(figures: pd.DataFrame, why: str) -> pd.DataFrame:
    unknown = {str(name): float("nan") for name in figures.select_dtypes("number") if name not in _SCALES}
    return figures.assign(**unknown, note=why)


def write_ledgers(
    cleaned: Sequence[Cleaned],
    folder: Path,
    *,
    inputs: Sequence[Path],
    notice: str,
    audience: Audience = "upward",
    language: str = "zh",
) -> Path:
    """Write clean ledgers with their trail to `folder`.

    Parameters
    ----------
    cleaned
        One for each kind; the kinds left out are written empty.
    folder
        Made where it is missing. Files of an earlier run are replaced.
    inputs
        The raw files, whose names and digests go into the manifest.
    notice
        What every report made from the ledgers has to say; one line for each language.
    audience
        For whom they were cleaned: every report made from those of another than ``upward`` says so.
    language
        ``zh`` or ``en``: of what persons read, which is all but the Parquet files.

    Returns
    -------
    Path
        `folder`, with ``KIND.parquet``, ``findings``, ``quarantine`` (both Parquet and CSV for Excel),
        ``skipped.parquet``, ``findings.xlsx`` (the causes, with links into the raw sheets), ``proposals.csv``
        (what waits for a person's decision) and the manifest. The same input gives the same bytes.
    """
    names = masked_names(map(_own_name, inputs))
    named = [(name if audience == "internal" else names[name].value) for name in map(_own_name, inputs)]
    stated = {
        "notice": notice,
        "audience": audience,
        "inputs": [{"file": name, "sha256": digest_of([path])} for name, path in zip(named, inputs)],
    }
    return write_stated(cleaned, folder, stated, inputs, language=language)


def _own_name(path: Path) -> str:
    return told_name(path.name)


def write_stated(
    cleaned: Sequence[Cleaned],
    folder: Path,
    stated: Mapping[str, Any],
    inputs: Sequence[Path] = (),
    *,
    language: str = "zh",
) -> Path:
    """As `write_ledgers`, with what the manifest is to state: ``notice``, ``inputs`` and what else.

    Without `inputs` the workbook of findings names the raw files and does not link to them.
    """
    by_kind = {one.kind: one for one in cleaned}
    frames = {
        name: by_kind[name].ledger if name in by_kind else empty_ledger(LEDGERS[name]) for name in LEDGERS
    }
    frames |= {name: _together(cleaned, name) for name in _TRAIL}
    files = {f"{name}.parquet": _parquet(frame) for name, frame in frames.items()}
    proposed = proposals_in_context(frames["findings"], {name: frames[name] for name in LEDGERS})
    files |= {
        "findings.csv": _csv(for_readers(frames["findings"], language)),
        "quarantine.csv": _csv(aside_for_readers(frames["quarantine"], language)),
        "proposals.csv": _csv(for_readers(proposed, language)),
        "findings.xlsx": findings_book(
            frames["findings"], _links(frames["findings"], inputs, folder), language
        ),
    }

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".part.", dir=folder) as staging:
        for name, content in files.items():
            write_whole(Path(staging) / name, content)
        manifest = {
            "format": _FORMAT,
            **stated,
            "versions": {name: version(name) for name in ("safetystats", "pandas", "pyarrow")},
            "sheets": _rows_of_sheets(cleaned),
            "empty": {one.kind: [[area, str(window)] for area, window in one.empty] for one in cleaned},
            "sent": {one.kind: [[area, str(window)] for area, window in one.sent] for one in cleaned},
            "files": {name: digest_of([Path(staging) / name]) for name in files if _is_read_back(name)},
        }
        write_whole(Path(staging) / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        # What a person may have open in Excel comes first: if it is held, the ledgers are still the old ones.
        for name in (*sorted(files, key=_is_read_back), MANIFEST):
            _put_in_place(Path(staging) / name, folder / name)
    return folder


def _is_read_back(name: str) -> bool:
    """Whether later steps read the file; the others are for people, who may have them open or change them."""
    return name.endswith(".parquet")


def _put_in_place(staged: Path, path: Path) -> None:
    try:
        staged.replace(path)
    except PermissionError as error:
        raise FileInUse(
            f"'{path.name}' could not be replaced: another program has it open. "
            f"Close it there (请先在 Excel 中关闭 {path.name}), then clean again."
        ) from error


def read_ledgers(folder: Path) -> Ledgers:
    """Read the ledgers that `write_ledgers` wrote.

    Raises
    ------
    InputRejected
        If the folder holds no ledgers, or files that do not belong together.
    """
    folder = Path(folder)
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        manifest = json.loads(text)
        names = sorted(manifest["files"])
    except FileNotFoundError as error:
        raise InputRejected(
            f"'{folder}' holds no clean ledgers ({MANIFEST} is missing). If they lie elsewhere, name their "
            f"folder with --ledgers; else make them first: safetystats clean RAW_FOLDER --out {folder}"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputRejected(
            f"'{folder / MANIFEST}' is damaged: it does not say what it has to. Clean the raw sheets again."
        ) from error
    if manifest.get("format") != _FORMAT:
        raise _of_another_version(folder)
    changed = [name for name in names if not _is_as_written(folder / name, manifest["files"][name])]
    if changed:
        raise InputRejected(
            f"'{folder}' is not whole: {', '.join(changed)} changed since the manifest was written, or is "
            "missing. Clean the raw sheets again."
        )
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in (*LEDGERS, *_TRAIL)}
    if any(tuple(frames[kind].columns) != ledger.names for kind, ledger in LEDGERS.items()):
        raise _of_another_version(folder)
    return Ledgers(**frames, manifest=manifest)


def _of_another_version(folder: Path) -> InputRejected:
    return InputRejected(
        f"'{folder}' was written by another version of safetystats. Clean the raw sheets again into it."
    )


def _is_as_written(path: Path, digest: str) -> bool:
    return path.is_file() and digest_of([path]) == digest


def empty_ledger(ledger: Ledger) -> pd.DataFrame:
    """A ledger without rows, with the columns and types that cleaning gives it.

    >>> empty_ledger(LEDGERS["duties"])["done_on"].dtype
    dtype('<M8[us]')
    """
    types = {column.name: DTYPES.get(column.kind, "str") for column in ledger.columns}
    types |= dict.fromkeys((*ledger.derived, *SOURCE), "str")
    types |= {name: "boolean" for name in ("counted", "reopened") if name in types}
    types |= {name: DTYPES["date"] for name in (ledger.stated, ledger.stated_open) if name}
    types |= {"source_row": "int64"}
    return pd.DataFrame(columns=list(ledger.names)).astype(types)


def _together(cleaned: Iterable[Cleaned], part: str) -> pd.DataFrame:
    """One part of the trail of all kinds, with the kind in front."""
    columns = {"findings": list(FINDING), "quarantine": [*SOURCE, "reason"], "skipped": list(SKIPPED)}[part]
    frames = [getattr(one, part).assign(ledger=one.kind) for one in cleaned]
    whole = pd.concat([pd.DataFrame(columns=["ledger", *columns]), *frames], ignore_index=True)
    number = "source_row" if part == "quarantine" else "row"
    return whole.astype({name: "int64" if name == number else "str" for name in whole.columns})


def _rows_of_sheets(cleaned: Iterable[Cleaned]) -> list[dict[str, Any]]:
    """The balance of each sheet: read = kept + set aside, and what was no record."""
    rows: dict[tuple[str, ...], dict[str, int]] = {}
    for one in cleaned:
        for name, frame, where in (
            ("rows_kept", one.ledger, SOURCE[:2]),
            ("rows_quarantined", one.quarantine, SOURCE[:2]),
            ("rows_skipped", one.skipped, SKIPPED[:2]),
        ):
            for sheet, count in Counter(zip(*(frame[column] for column in where))).items():
                rows.setdefault((one.kind, *sheet), {})[name] = count
    return [
        {"ledger": kind, "file": file, "sheet": sheet, **_balance(counts)}
        for (kind, file, sheet), counts in sorted(rows.items())
    ]


def _balance(counts: Mapping[str, int]) -> dict[str, int]:
    kept, aside = counts.get("rows_kept", 0), counts.get("rows_quarantined", 0)
    skipped = counts.get("rows_skipped", 0)
    return {"rows_read": kept + aside, "rows_kept": kept, "rows_quarantined": aside, "rows_skipped": skipped}


def _links(findings: pd.DataFrame, inputs: Sequence[Path], folder: Path) -> dict[str, str]:
    """Where the raw file of each finding lies, as seen from `folder`."""
    paths = {path.resolve().as_posix(): path for path in inputs}
    links = {}
    for name in findings["file"].unique():
        found = [path for whole, path in paths.items() if whole.endswith("/" + name)]
        # A path on another drive of Windows cannot be said from here.
        if len(found) == 1 and found[0].resolve().anchor == folder.resolve().anchor:
            links[name] = Path(os.path.relpath(found[0].resolve(), folder.resolve())).as_posix()
    return links


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def _csv(frame: pd.DataFrame) -> bytes:
    return for_csv(frame).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
