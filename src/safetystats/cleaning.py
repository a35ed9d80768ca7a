"""Raw rows -> Cleaned, step by step: every row is kept or set aside, every change to a value is a finding.

The steps: texts of all sheets together; personal data masked; texts read into values, once for each distinct
text; what follows from them (severity, how a hazard ended, the enterprise's key); rows set aside that
cannot be placed or repeat another; what a row contradicts in itself, named and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from .audiences import for_audience
from .corrections import Correction, Decisions
from .enterprises import (
    CreditCodes,
)
from .errors import WrongUse
from .findings import SKIPPED, Cleaned, all_findings, find, no_findings
from .project import Project
from .read import RawLedger, RawTable
from .rules.aside import correcting, later_of_each, prefer_later, rows_by_trust, rows_kept, set_rows_aside
from .rules.columns import (
    Sheets,
    mask_personal,
    name_by_words,
    part_casualties,
    read_columns,
)
from .rules.duplicates import (
    find_differing_duplicates,
    find_likely_duplicates,
    find_repeated_numbers,
    likely_duplicates,
)
from .rules.elsewhere import (
    count_missing_persons,
    denied_closings,
    find_severity_differs,
    find_unlikely_units,
    part_endings,
    place_by_names,
    take_casualties,
    take_closing_days,
    take_days,
    take_industries,
)
from .rules.enterprise_keys import credit_codes_in, key_enterprises, propose_enterprises
from .rules.file_names import mask_names
from .rules.flags import strike_off_by_flags, void_by_flags
from .rules.footnotes import find_telling_lines
from .rules.given_back import take_days_within
from .rules.headings import find_titled_ends, take_headings
from .rules.last_days import last_days, open_days
from .rules.legends import take_legends
from .rules.not_stated import (
    find_foreign_lists,
    find_not_stated,
    find_unused_columns,
    has_closing_days,
)
from .rules.personal import mask_each, mask_within
from .rules.places import AreaNames
from .rules.reading import spread
from .rules.remarks import find_telling_remarks
from .rules.rows import (
    find_days_after,
    find_days_outside,
    find_differing_injuries,
    find_doubtful_days,
    find_doubtful_figures,
    find_impossible_orders,
    hazard_ends,
    severity,
)
from .rules.sent_sheets import sent_sheets
from .rules.strikes import propose_strikes
from .rules.ticks import take_ticks
from .rules.uncounted_sheets import find_doubtful_sheets
from .rules.unlike_records import find_doubtful_examples, find_nameless, find_several
from .rules.versions import find_contradicted, find_only_earlier
from .rules.victims import persons_in
from .rules.zero_reports import told_without_any
from .schema import Audience, Ledger, ledger_named


def clean(
    raw: RawLedger,
    kind: str | None = None,
    project: Project | None = None,
    *,
    exported_on: date | None = None,
    corrections: Sequence[Correction] = (),
    codes: CreditCodes | None = None,
    known: Sequence[str] = (),
    is_whole: bool = True,
    audience: Audience | None = None,
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
    codes
        Which enterprise a credit code stands for, learnt from all ledgers together (`credit_codes_in`); those
        of `raw` alone without it.
    known
        Names of enterprises in ledgers that were cleaned before: those like one of this ledger are proposed.
    is_whole
        Whether these are all sheets of the ledger. In a part no names are looked for that are likely one
        enterprise, and a sheet that says that there was nothing tells of no area that it does not name.
    audience
        Who may read the ledger (`audiences`), the project's own if not given: ``internal`` keeps persons as
        written, and names where they stand; for all others they are masked; for the ``public`` more is
        withheld.

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
    audience = audience or project.audience
    keep = audience == "internal"
    shown = replace(raw, tables=tuple(mask_names(raw.tables, keep=keep)))
    tables, listed, masked_lists = _without_lists(shown.tables, ledger, keep=keep)
    tables, headed = _headed(tables, ledger, project)
    sheets = Sheets(tables, ledger)
    decisions = Decisions(corrections, ledger, project, sheets, keep=keep)
    persons, names = persons_in(sheets), AreaNames.of(project)
    masked = mask_personal(sheets, ledger, keep=keep)
    # As read before a person's corrections: by this a correction finds its text, and a record its name.
    taken, received, read = _read(sheets, ledger, project)
    stated = decisions.state_values(sheets, received)
    sheets, values, read = (taken, received, read) if stated.empty else _read(sheets, ledger, project)
    values, read = decisions.refuse_values(sheets.texts, values, read)
    about_sheets = [
        find_unused_columns(sheets, ledger, project),
        find_not_stated(sheets, values, ledger),
        find_foreign_lists(sheets, values, project),
        find_contradicted(sheets.tables),
    ]
    codes = codes or credit_codes_in(tables, project)
    values, derived = _derive(values, sheets, ledger, project, codes, decisions)
    values, joined = decisions.join_enterprises(values)
    values, reasons, set_aside = set_rows_aside(sheets, values, ledger, persons, names)
    reasons, likely = _settle_likely(sheets, values, reasons, received, ledger, decisions)
    kept = rows_kept(values, reasons)
    if several := decisions.naming_several(received.loc[kept.index]):
        # Which rows are records is known only now: again without what such lines say.
        lines = [replace(line, names=several.get(line.place, line.names)) for line in corrections]
        return clean(raw, kind, project, exported_on=exported_on, corrections=lines, codes=codes, known=known,
                     is_whole=is_whole, audience=audience)  # fmt: skip
    doubts = _doubts(sheets, reasons, kept, ledger, exported_on or date.today())
    proposed = propose_enterprises(kept, codes, known) if is_whole else no_findings()
    told = told_without_any(sheets, reasons, values, ledger, project, is_whole=is_whole)
    found = [
        *headed,
        masked_lists,
        masked,
        stated,
        read,
        *about_sheets,
        *derived,
        joined,
        set_aside,
        *doubts,
        *likely,
        told.findings,
        proposed,
    ]
    found.append(propose_strikes(sheets, kept, received, all_findings([*headed, *doubts]), ledger))
    whole = Cleaned(
        ledger.name,
        _as_written(kept, ledger),
        pd.concat([sheets.texts.assign(reason=reasons)[reasons != ""], *listed], ignore_index=True),
        decisions.settle(_in_order(found, ledger)),
        _skipped(shown),
        told.windows,
        sent_sheets(sheets, values, ledger, project, without=told.unused),
    )
    return for_audience(whole, audience, project.city)


def _without_lists(
    tables: Sequence[RawTable], ledger: Ledger, *, keep: bool
) -> tuple[list[RawTable], list[pd.DataFrame], pd.DataFrame]:
    """The tables, lists of corrections without their rows; these rows as they are set aside; the findings."""
    lists = [table for table in tables if not table.is_ledger and len(table.rows)]
    if not lists:
        return list(tables), [], no_findings()
    sheets = Sheets(lists, ledger)
    masked = mask_personal(sheets, ledger, keep=keep)
    rest = [table if table.is_ledger else replace(table, rows=table.rows.iloc[:0]) for table in tables]
    return rest, [sheets.texts.assign(reason=sheets.set_aside())], masked


def _headed(
    tables: Sequence[RawTable], ledger: Ledger, project: Project
) -> tuple[list[RawTable], list[pd.DataFrame]]:
    """The tables with columns that their words or their sheets' names tell; all findings on them so far."""
    tables, named = name_by_words(tables, ledger, project)
    tables, placed = place_by_names(tables, ledger, project)
    tables, taken = take_industries(tables, ledger)
    return tables, [*(table.findings for table in tables), named, placed, taken]


def _doubts(
    sheets: Sheets, reasons: pd.Series, kept: pd.DataFrame, ledger: Ledger, today: date
) -> list[pd.DataFrame]:
    """What the rows that were kept contradict in themselves, in their remarks or among each other."""
    return [
        find_impossible_orders(kept, ledger.name),
        find_days_after(kept, ledger.name, sheets.exported_on(today).loc[kept.index]),
        find_days_outside(kept, ledger.name, sheets.windows().loc[kept.index]),
        find_doubtful_figures(kept, ledger.name),
        find_doubtful_days(kept, ledger.name),
        find_several(sheets, kept, ledger),
        find_doubtful_examples(sheets, kept, ledger),
        find_doubtful_sheets(sheets, ledger),
        find_only_earlier(sheets.tables, sheets.of, reasons, kept, ledger.key),
        find_nameless(sheets, kept, ledger),
        *_find_in_accidents(sheets, kept, ledger),
        find_telling_remarks(sheets, kept, ledger),
        find_telling_lines(sheets, kept, ledger),
        find_titled_ends(sheets, kept, ledger),
        find_repeated_numbers(kept, ledger),
    ]


def _find_in_accidents(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> list[pd.DataFrame]:
    if ledger.name != "accidents":
        return []
    return [
        find_severity_differs(sheets, kept),
        find_unlikely_units(sheets, kept),
        find_differing_injuries(kept),
    ]


def _settle_likely(
    sheets: Sheets,
    values: pd.DataFrame,
    reasons: pd.Series,
    received: pd.DataFrame,
    ledger: Ledger,
    decisions: Decisions,
) -> tuple[pd.Series, list[pd.DataFrame]]:
    """Why each row is set aside, with those that a person took for others; what they state otherwise than the
    rows that stay; and what of the rest is likely one, to be decided.
    """
    rows = rows_by_trust(sheets, values, reasons)
    by = correcting(sheets, values, ledger)
    likely = likely_duplicates(rows, ledger, by)
    named = received.loc[rows.index]
    decided = prefer_later(sheets, rows, decisions.same_records(likely, named), ledger)
    if decided.empty:
        first = later_of_each(sheets, rows, likely, ledger)
        return reasons, [find_likely_duplicates(rows, first, ledger, received)]
    decided = decisions.keep_named(decided, named)
    found = find_likely_duplicates(rows, decided, ledger, received)
    accepted = found.assign(rule="correction", action="quarantined", note="accepted: " + found["rule"])
    reasons = reasons.copy()
    reasons.loc[decided.index] = ("duplicate of " + accepted["after"] + ", as decided").array
    # The numbers stand in the names of the records, or name rows of their own sheets.
    columns = [column.name for column in ledger.columns if column.name != ledger.key]
    differing = find_differing_duplicates(rows, decided, columns)
    rest = rows[~rows.index.isin(decided.index)]
    first = later_of_each(sheets, rest, likely_duplicates(rest, ledger, by), ledger)
    return reasons, [accepted, differing, find_likely_duplicates(rest, first, ledger, received)]


def _take_from_elsewhere(sheets: Sheets, ledger: Ledger, project: Project) -> pd.DataFrame:
    """Put into the texts of `sheets` what stands in other columns or cells; the findings."""
    found = [take_headings(sheets, ledger), take_days(sheets, ledger, project)]
    if ledger.within:
        found.append(take_days_within(sheets, ledger))
    if ledger.name == "accidents":
        beside, taken = take_casualties(sheets)
        sheets.texts, parted = part_casualties(sheets.texts, beside)
        found += [taken, parted, count_missing_persons(sheets), strike_off_by_flags(sheets, ledger)]
    if ledger.name == "hazards":
        found += [take_ticks(sheets), take_legends(sheets)]
        sheets.texts, parted = part_endings(sheets.texts)
        sheets.texts, taken = take_closing_days(sheets.texts)
        found += [parted, taken]
    return all_findings(found)


def _leave_open(values: pd.DataFrame, denied: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hazards of which one column says closed and another open stay open, with its word; the findings."""
    hit = denied.notna() & (values["end_type"] == "closed")
    found = find(values, hit, column="status", rule="status_contradicted", before=values["status"],
                 after=denied, action="corrected",
                 note="another column says that it is not closed")  # fmt: skip
    open_ones = values.assign(end_type=values["end_type"].where(~hit, "open"), denied=denied.where(hit))
    return open_ones, found


def _as_written(kept: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The ledger of the rows that are kept. Where another column denies that a hazard is closed its word is
    the status: before, what each column says told whether two rows are one.
    """
    if "denied" in kept:
        kept = kept.assign(status=kept["denied"].fillna(kept["status"]))
    return kept[list(ledger.names)].reset_index(drop=True)


def _read(sheets: Sheets, ledger: Ledger, project: Project) -> tuple[Sheets, pd.DataFrame, pd.DataFrame]:
    """`sheets` with each text in its own column, all texts read into values, and the findings of reading."""
    whole = sheets.with_texts(sheets.texts.copy())
    found = _take_from_elsewhere(whole, ledger, project)
    values, read = read_columns(whole, ledger, project)
    return whole, values, pd.concat([found, read], ignore_index=True)


def _derive(
    values: pd.DataFrame,
    sheets: Sheets,
    ledger: Ledger,
    project: Project,
    codes: CreditCodes,
    decisions: Decisions,
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Add the columns that are computed, never read; the findings."""
    found: list[pd.DataFrame] = []
    if "enterprise_key" in ledger.derived:
        values, found = key_enterprises(values, ledger, codes)
    if ledger.name == "accidents":
        struck_off = values["struck_off"].fillna(False)
        values = values.assign(severity=severity(values), counted=~struck_off)
    if ledger.name == "hazards":
        values, ended = _end_hazards(values, sheets, ledger, project, decisions)
        stated_on, told = last_days(sheets, values, ledger)
        values = values.assign(stated_on=stated_on, open_on=open_days(sheets, values))
        found = [*found, *ended, told]
    return values, found


def _end_hazards(
    values: pd.DataFrame, sheets: Sheets, ledger: Ledger, project: Project, decisions: Decisions
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """How each hazard ended, by its status and days, other columns and a person's decisions; the findings."""
    has_days = has_closing_days(sheets)
    ends, doubted = hazard_ends(values, has_days=has_days)
    refused = decisions.refused_ends(sheets.texts, values, doubted)
    if refused.any():
        ends, doubted = hazard_ends(values, refused, has_days)
    values, denied = _leave_open(values.join(ends), denied_closings(sheets, project))
    before = values
    values, voided = void_by_flags(sheets, before, ledger)
    refused = decisions.refused_ends(sheets.texts, before, voided)
    if refused.any():
        values, voided = void_by_flags(sheets, before, ledger, refused)
    return values, [doubted, denied, voided]


def _in_order(found: list[pd.DataFrame], ledger: Ledger) -> pd.DataFrame:
    """All findings, those of reading masked as well, in the order of file, sheet, row and column."""
    kinds = {column.name: column.kind for column in ledger.columns}
    findings = all_findings(found)
    findings = findings.astype("str").assign(row=findings["row"].astype("int64"))
    for column, group in findings.groupby("column"):
        for shown in ("before", "after", "note"):
            masked = mask_each(group[shown], str(column), kinds.get(str(column), "text"))
            if len(masked):
                findings.loc[masked.index, shown] = masked["value"]
    return findings.sort_values(["file", "sheet", "row", "column", "rule"], kind="stable", ignore_index=True)


def _skipped(raw: RawLedger) -> pd.DataFrame:
    skipped = pd.concat([pd.DataFrame(columns=list(SKIPPED)), raw.skipped], ignore_index=True)
    return skipped.assign(text=spread(skipped["text"].astype("str"), lambda text: mask_within(text).value))
