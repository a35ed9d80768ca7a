"""Raw rows -> Cleaned, step by step: every row is kept or set aside, every change to a value is a finding.

The steps: texts of all sheets together; personal data masked; texts read into values, once for each distinct
text; what follows from them (severity, how a hazard ended, the enterprise's key); rows set aside that
cannot be placed or repeat another; what a row contradicts in itself, named and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from .corrections import Correction, Decisions
from .enterprises import enterprise_key, propose_same
from .errors import WrongUse
from .findings import FINDING, SKIPPED, Cleaned, find, no_findings
from .project import Project
from .read import RawLedger
from .rules.columns import (
    Sheets,
    has_own_sectors,
    mask_personal,
    name_by_words,
    part_casualties,
    read_columns,
)
from .rules.duplicates import (
    certain_duplicates,
    find_differing_duplicates,
    find_likely_duplicates,
    find_repeated_numbers,
    place,
    repeated_versions,
)
from .rules.personal import mask_within, masker
from .rules.reading import Reading, read_each, says_nothing
from .rules.rows import find_days_after, find_doubtful_figures, find_impossible_orders, hazard_ends, severity
from .schema import LEDGERS, UNKNOWN, Ledger, ledger_named

_DECIDING = dict.fromkeys(LEDGERS, ("area",)) | {"accidents": ("area", "category", "deaths")}
"""Columns that decide whether and where a row counts: a blank there is a finding."""


def clean(
    raw: RawLedger,
    kind: str | None = None,
    project: Project | None = None,
    *,
    exported_on: date | None = None,
    corrections: Sequence[Correction] = (),
) -> Cleaned:
    """Clean the raw rows of one kind of ledger.

    Parameters
    ----------
    raw
        What `read.read_ledger` gives: sheets of one kind, every cell a text.
    kind
        Kind the ledger must have; leave out to take the one it has.
    project
        The city whose areas are the list; default the shipped Beijing project.
    exported_on
        Day of the export, for sheets whose title does not say it: an event dated later is a finding. Default
        today.
    corrections
        What a person has decided (`corrections.read_corrections`); those of other ledgers are passed over.

    Returns
    -------
    Cleaned
        Ledger (days as datetime64, counts Int64, yuan Float64, flags boolean, all else text; unknown areas,
        categories, industries, sectors, kinds and levels are the word ``unknown``), findings, quarantine,
        skipped. The rows stand in the order of file, sheet and row.

    Raises
    ------
    WrongUse
        If `raw` is of another kind than `kind`.

    Notes
    -----
    A row is set aside where a needed value cannot be read, or where it certainly repeats another. Days in an
    impossible order are kept with a finding.
    """
    if kind is not None and kind != raw.kind:
        raise WrongUse(f"The ledger read is of kind '{raw.kind}', not '{kind}'. Read it with kind='{kind}'.")
    ledger, project = ledger_named(raw.kind), project or Project.load()
    tables, named = name_by_words(raw.tables, ledger)
    sheets, decisions = Sheets(tables, ledger), Decisions(corrections, ledger, project)
    found = [*(table.findings for table in raw.tables), named, mask_personal(sheets, ledger)]
    found.append(decisions.state_values(sheets))
    if ledger.name == "accidents":
        sheets.texts, parted = part_casualties(sheets.texts)
        found.append(parted)
    values, read = read_columns(sheets, ledger, project)
    values, read = decisions.refuse_values(sheets.texts, values, read)
    found += [
        read,
        _find_unused_columns(sheets),
        _find_not_stated(sheets, values, ledger),
        _find_foreign_lists(sheets, values, project),
    ]
    values, derived = _derive(values, ledger, project)
    values, joined = decisions.join_enterprises(values)
    found += [derived, joined]

    reasons, set_aside = _quarantine_reasons(sheets, values, ledger)
    likely = find_likely_duplicates(values[reasons == ""], ledger)
    decided, likely = decisions.accept_duplicates(values, likely)
    reasons.loc[decided.index] = decided
    kept = values[reasons == ""]
    found += [
        set_aside,
        find_impossible_orders(kept, ledger.name),
        find_days_after(kept, ledger.name, sheets.exported_on(exported_on or date.today()).loc[kept.index]),
        find_doubtful_figures(kept, ledger.name),
        find_repeated_numbers(kept, ledger),
        likely,
        _propose_enterprises(kept, project),
    ]
    quarantine = sheets.texts.assign(reason=reasons)[reasons != ""]
    return Cleaned(
        ledger.name,
        kept[list(ledger.names)].reset_index(drop=True),
        quarantine.reset_index(drop=True),
        decisions.settle(_in_order(found, ledger)),
        _skipped(raw),
    )


def _find_not_stated(sheets: Sheets, values: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Blanks in the columns that decide what counts; a sheet without such a column has one finding in all."""
    found = [no_findings()]
    for column in _DECIDING[ledger.name]:
        has = pd.Series([column in table.rows.columns for table in sheets.tables], dtype=bool)
        found += [
            sheets.about(number, column, "column_missing", "unknown", "not stated in any of its rows")
            for number in has.index[~has]
        ]
        texts = sheets.texts[column]
        marks = [text for text in texts.dropna().unique() if says_nothing(text)]
        blank = (texts.isna() | texts.isin(marks)) & sheets.of.map(has).astype(bool)
        after = UNKNOWN if values[column].dtype == "str" else ""
        rule = f"{column}_not_stated"
        found.append(
            find(values, blank, column=column, rule=rule, before=texts, after=after, action="unknown")
        )
    return pd.concat(found, ignore_index=True)


def _find_unused_columns(sheets: Sheets) -> pd.DataFrame:
    """Columns that are in a sheet and in no ledger: one finding each, so that none vanishes unsaid."""
    found = [
        sheets.about(
            number, header, "column_not_used", "kept", "no column of the ledger; stays in the raw sheet"
        )
        for number, table in enumerate(sheets.tables)
        for header in sheets.unused
        if header in table.rows.columns
    ]
    return pd.concat([no_findings(), *found], ignore_index=True)


def _find_foreign_lists(sheets: Sheets, values: pd.DataFrame, project: Project) -> pd.DataFrame:
    """One clear finding for each sheet whose areas or sectors are those of another city or office."""
    found = [no_findings()]
    for number, texts in sheets.texts.groupby(sheets.of):
        if texts["area"].notna().any() and (values.loc[texts.index, "area"] == UNKNOWN).all():
            note = (
                f"its areas are not those in the list of {project.city}: name the city's own project "
                "(--project)"
            )
            found.append(sheets.about(int(number), "area", "area_list_unlike", "unknown", note))
    if "supervision_sector" in sheets.texts and has_own_sectors(
        sheets.texts["supervision_sector"].dropna().unique()
    ):
        note = "none of its sectors is in supervision_sectors.csv: kept as written, as the office's own list"
        for number in sorted(sheets.of.unique()):
            found.append(sheets.about(int(number), "supervision_sector", "sector_list_unlike", "kept", note))
    return pd.concat(found, ignore_index=True)


def _derive(values: pd.DataFrame, ledger: Ledger, project: Project) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the columns that are computed, never read."""
    found = no_findings()
    if "enterprise_key" in ledger.derived:
        keys = read_each(
            values["enterprise"], lambda name: Reading(enterprise_key(name, project.city)), "str"
        )
        values = values.assign(enterprise_key=keys["value"])
    if ledger.name == "accidents":
        struck_off = values["struck_off"].fillna(False)
        values = values.assign(severity=severity(values), counted=~struck_off)
    if ledger.name == "hazards":
        ends, found = hazard_ends(values)
        values = values.join(ends)
    return values, found


def _quarantine_reasons(
    sheets: Sheets, values: pd.DataFrame, ledger: Ledger
) -> tuple[pd.Series, pd.DataFrame]:
    """Why each row is set aside (empty where it is kept), and the findings that say so."""
    reasons = sheets.set_aside()
    found = [no_findings()]
    for column in ledger.needed:
        missing = values[column].isna()
        said = sheets.texts[column].fillna("")
        found.append(
            find(values, missing, column=column, rule="needed_missing", before=said, action="quarantined")
        )
        why = f"no readable {column}" + said.where(said == "", ": " + said)
        reasons = reasons.where(~missing, reasons.where(reasons == "", reasons + "; ") + why)
    rest = sheets.in_order_of_trust(values[reasons == ""])
    first = certain_duplicates(rest, ledger).dropna().astype(int)
    repeated = pd.Series(place(values.loc[first]).array, index=first.index, dtype="str")
    reasons.loc[first.index] = "duplicate of " + repeated
    versions = repeated_versions(rest, first, ledger)
    reasons.loc[versions.index] = "version of " + pd.Series(place(values.loc[versions]).array, versions.index)
    is_repeat = reasons.index.isin(first.index)
    found += [
        find(values, pd.Series(is_repeat, index=values.index), column=ledger.key, rule="duplicate_certain",
             before=values[ledger.key], after=repeated.reindex(values.index), action="quarantined"),
        find(values, reasons.str.startswith("version of "), column=ledger.key, rule="sheet_version",
             before=values[ledger.key], after=reasons.str.removeprefix("version of "), action="quarantined"),
        find_differing_duplicates(values, first, [column.name for column in ledger.columns]),
        find_differing_duplicates(values, versions, [column.name for column in ledger.columns]),
    ]  # fmt: skip
    return reasons, pd.concat(found, ignore_index=True)


def _propose_enterprises(kept: pd.DataFrame, project: Project) -> pd.DataFrame:
    """Names that are likely one enterprise: a finding in the first row of one of them. Nothing is joined."""
    if "enterprise_key" not in kept:
        return no_findings()
    named = kept.dropna(subset=["enterprise"]).drop_duplicates("enterprise")
    pairs = propose_same(named["enterprise"], project.city).merge(
        named, left_on="name", right_on="enterprise"
    )
    return find(
        pairs,
        pd.Series(True, index=pairs.index),
        column="enterprise",
        rule="enterprise_alike",
        before=pairs["name"],
        after=pairs["other_name"],
        action="proposed",
    )


def _in_order(found: list[pd.DataFrame], ledger: Ledger) -> pd.DataFrame:
    """All findings, those of reading masked as well, in the order of file, sheet, row and column."""
    kinds = {column.name: column.kind for column in ledger.columns}
    findings = pd.concat([no_findings(), *found], ignore_index=True)
    findings = findings.astype({c: "str" for c in FINDING if c != "row"} | {"row": "int64"})
    for column, group in findings.groupby("column"):
        mask = masker(str(column), kinds.get(str(column), "text"))
        for shown in ("before", "after"):
            findings.loc[group.index, shown] = read_each(group[shown], mask, "str")["value"]
    return findings.sort_values(["file", "sheet", "row", "column", "rule"], kind="stable", ignore_index=True)


def _skipped(raw: RawLedger) -> pd.DataFrame:
    skipped = pd.concat([pd.DataFrame(columns=list(SKIPPED)), raw.skipped], ignore_index=True)
    return skipped.assign(text=read_each(skipped["text"].astype("str"), mask_within, "str")["value"])
