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

from .audiences import Audience, for_audience
from .corrections import Correction, Decisions
from .enterprises import (
    MOST_NAMES,
    CreditCodes,
    credit_code,
    enterprise_key,
    is_sole_trader,
    looks_like_code,
    names_several,
    propose_same,
)
from .errors import WrongUse
from .findings import FINDING, SKIPPED, Cleaned, find, no_findings
from .project import Project
from .read import SECTION, RawLedger, RawTable
from .rules.columns import (
    STATED_OR_UNKNOWN,
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
    prefer_latest,
    prefer_stating,
    repeated_versions,
    sheet_of,
)
from .rules.elsewhere import (
    casualty_columns,
    count_missing_persons,
    denied_closings,
    find_severity_differs,
    find_unlikely_units,
    holds_parts_only,
    part_endings,
    place_by_names,
    take_casualties,
    take_days,
    take_industries,
    year_columns,
)
from .rules.flags import deciding, strike_off_by_flags, void_by_flags
from .rules.footnotes import find_telling_lines
from .rules.names import mask_names
from .rules.personal import mask_each, mask_within
from .rules.places import AreaNames
from .rules.reading import holds, says_nothing, spread
from .rules.remarks import find_telling_remarks
from .rules.rows import (
    find_days_after,
    find_days_outside,
    find_doubtful_figures,
    find_impossible_orders,
    hazard_ends,
    severity,
)
from .rules.shifted import find_shifted
from .rules.unlike_records import find_nameless, find_several, find_void_alone, set_aside_reasons
from .rules.versions import find_only_earlier, later_states, state_a_stage
from .rules.victims import Persons, join_victims, persons_in, victim_columns
from .schema import LEDGERS, UNKNOWN, Ledger, ledger_named

_DECIDING = dict.fromkeys(LEDGERS, ("area",)) | {
    "accidents": ("area", "category", "deaths"),
    "hazards": ("area", "level", "status"),
}
"""Columns that decide whether, where and as what a row counts: a blank there is a finding."""
_COUNTED_WITHOUT = {"status": "counted by its closing day"}
"""How a row counts in which such a column is blank, where it is not a part of its own."""
NOT_USED = "no columns of the ledger; they stay in the raw sheet: "
"""What a finding says of the headers that stand behind it."""


def clean(
    raw: RawLedger,
    kind: str | None = None,
    project: Project | None = None,
    *,
    exported_on: date | None = None,
    corrections: Sequence[Correction] = (),
    codes: CreditCodes | None = None,
    known: Sequence[str] = (),
    propose: bool = True,
    audience: Audience = "upward",
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
    propose
        Whether to look for names that are likely one enterprise, which no count hangs on.
    audience
        Who may read the ledger (`audiences`): ``internal`` keeps persons as written, and names where they
        stand; for all others they are masked; for the ``public`` more is withheld.

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
    raw = replace(raw, tables=tuple(mask_names(raw.tables, keep=audience == "internal")))
    tables, named = name_by_words(raw.tables, ledger, project)
    tables, placed = place_by_names(tables, ledger, project)
    tables, headed = take_industries(tables, ledger)
    sheets, keep = Sheets(tables, ledger), audience == "internal"
    decisions = Decisions(corrections, ledger, project, sheets, keep=keep)
    persons, names = persons_in(sheets), AreaNames.of(project)
    masked = mask_personal(sheets, ledger, keep=keep)
    found = [*(table.findings for table in tables), named, placed, headed, masked]
    # As read before a person's corrections: by this a correction finds its text, and a record its name.
    taken, received, read = _read(sheets, ledger, project)
    stated = decisions.state_values(sheets, received)
    sheets, values, read = (taken, received, read) if stated.empty else _read(sheets, ledger, project)
    found.append(stated)
    values, read = decisions.refuse_values(sheets.texts, values, read)
    found += [
        read,
        _find_unused_columns(sheets, ledger),
        _find_not_stated(sheets, values, ledger),
        _find_foreign_lists(sheets, values, project),
    ]
    codes = codes or credit_codes_in(tables, project)
    values, derived = _derive(values, sheets.texts, ledger, codes, decisions)
    if ledger.name == "hazards":
        values, denied = _leave_open(values, denied_closings(sheets, project))
        open_or_closed = values
        values, voided = void_by_flags(sheets, open_or_closed, ledger)
        refused = decisions.refused_ends(sheets.texts, open_or_closed, voided)
        if refused.any():
            values, voided = void_by_flags(sheets, open_or_closed, ledger, refused)
        found += [denied, voided]
    values, joined = decisions.join_enterprises(values)
    found += [derived, joined]

    values, reasons, set_aside = _set_rows_aside(sheets, values, ledger, persons, names)
    likely = find_likely_duplicates(values[reasons == ""], ledger, received)
    decided, likely = decisions.accept_duplicates(values, likely)
    reasons.loc[decided.index] = decided
    kept = values[reasons == ""]
    found += [
        set_aside,
        find_impossible_orders(kept, ledger.name),
        find_days_after(kept, ledger.name, sheets.exported_on(exported_on or date.today()).loc[kept.index]),
        find_days_outside(kept, ledger.name, sheets.windows().loc[kept.index]),
        find_doubtful_figures(kept, ledger.name),
        find_several(sheets, kept, ledger),
        find_void_alone(sheets),
        find_only_earlier(sheets.tables, sheets.of, kept, ledger.key),
        find_nameless(sheets, kept, ledger),
        *_find_in_accidents(sheets, kept, ledger),
        find_telling_remarks(sheets, kept, ledger),
        find_telling_lines(sheets, kept, ledger),
        find_repeated_numbers(kept, ledger),
        likely,
        _propose_enterprises(kept, codes, known) if propose else no_findings(),
    ]
    quarantine = sheets.texts.assign(reason=reasons)[reasons != ""]
    whole = Cleaned(
        ledger.name,
        kept[list(ledger.names)].reset_index(drop=True),
        quarantine.reset_index(drop=True),
        decisions.settle(_in_order(found, ledger)),
        _skipped(raw),
    )
    return for_audience(whole, audience, project.city)


def _find_in_accidents(sheets: Sheets, kept: pd.DataFrame, ledger: Ledger) -> list[pd.DataFrame]:
    if ledger.name != "accidents":
        return []
    return [find_severity_differs(sheets, kept), find_unlikely_units(sheets, kept)]


def _take_from_elsewhere(sheets: Sheets, ledger: Ledger, project: Project) -> pd.DataFrame:
    """Put into the texts of `sheets` what stands in other columns or cells; the findings."""
    found = [take_days(sheets, ledger, project)]
    if ledger.name == "accidents":
        beside, taken = take_casualties(sheets)
        sheets.texts, parted = part_casualties(sheets.texts, beside)
        found += [taken, parted, count_missing_persons(sheets), strike_off_by_flags(sheets, ledger)]
    if ledger.name == "hazards":
        sheets.texts, parted = part_endings(sheets.texts)
        found.append(parted)
    return pd.concat(found, ignore_index=True)


def _leave_open(values: pd.DataFrame, denied: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hazards of which one column says closed and another open stay open; the findings."""
    hit = denied & (values["end_type"] == "closed")
    found = find(values, hit, column="status", rule="status_contradicted", before=values["status"],
                 after="open", action="kept", note="another column says that it is not closed")  # fmt: skip
    return values.assign(end_type=values["end_type"].where(~hit, "open")), found


def _read(sheets: Sheets, ledger: Ledger, project: Project) -> tuple[Sheets, pd.DataFrame, pd.DataFrame]:
    """`sheets` with each text in its own column, all texts read into values, and the findings of reading."""
    whole = sheets.with_texts(sheets.texts.copy())
    found = _take_from_elsewhere(whole, ledger, project)
    values, read = read_columns(whole, ledger, project)
    return whole, values, pd.concat([found, read], ignore_index=True)


def _find_not_stated(sheets: Sheets, values: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Blanks in the columns that decide what counts; a sheet without such a column has one finding in all."""
    found = [no_findings()]
    for column in _DECIDING[ledger.name]:
        stated = set(sheets.of[sheets.texts[column].notna()])
        has = pd.Series(
            [column in table.rows.columns or n in stated for n, table in enumerate(sheets.tables)], dtype=bool
        )
        found += [
            sheets.about(number, column, "column_missing", "unknown", "not stated in any of its rows")
            for number in has.index[~has]
        ]
        texts = sheets.texts[column]
        marks = [text for text in texts.dropna().unique() if says_nothing(text)]
        blank = (texts.isna() | texts.isin(marks)) & sheets.of.map(has).astype(bool)
        after = UNKNOWN if ledger.column(column).kind in STATED_OR_UNKNOWN else ""
        found.append(
            find(values, blank, column=column, rule=f"{column}_not_stated", before=texts, after=after,
                 action="unknown", note=_COUNTED_WITHOUT.get(column, ""))
        )  # fmt: skip
    return pd.concat(found, ignore_index=True)


def _find_unused_columns(sheets: Sheets, ledger: Ledger) -> pd.DataFrame:
    """Columns that are in a sheet and in no ledger, a finding a sheet, so that none vanishes unsaid.

    Those that decide whether a row counts, how many accidents rows are, or of which year, are read.
    """
    found = []
    read = {SECTION, *year_columns(sheets), *(header for header, _ in deciding(sheets, ledger))}
    read |= {*victim_columns(sheets), *casualty_columns(sheets)} if ledger.name == "accidents" else set()
    for number, table in enumerate(sheets.tables):
        unused = [header for header in sheets.unused if header in table.rows.columns and header not in read]
        if unused:
            note = NOT_USED + "、".join(unused)
            found.append(sheets.about(number, "", "column_not_used", "kept", note))
    return pd.concat([no_findings(), *found], ignore_index=True)


def sheets_without_area(findings: pd.DataFrame) -> tuple[str, str]:
    """The sheets in which nothing was understood as the area, and their headers that are not used."""
    of_sheet = pd.MultiIndex.from_frame(findings[["file", "sheet"]])
    without = of_sheet[(findings["rule"] == "column_missing") & (findings["column"] == "area")].unique()
    unused = findings[(findings["rule"] == "column_not_used") & of_sheet.isin(without)]
    headers = [header for note in unused["note"] for header in note.removeprefix(NOT_USED).split("、")]
    sheets = [" ".join(filter(None, (f"'{file}'", sheet))) for file, sheet in without]
    return ", ".join(sheets), "、".join(dict.fromkeys(headers)) or "-"


def _find_foreign_lists(sheets: Sheets, values: pd.DataFrame, project: Project) -> pd.DataFrame:
    """One clear finding for each sheet whose areas or sectors are those of another city or office, or whose
    areas are only towns.
    """
    found, names = [no_findings()], AreaNames.of(project)
    for number, texts in sheets.texts.groupby(sheets.of):
        stated = texts["area"].dropna().unique()
        if (
            (values.loc[texts.index, "area"] == UNKNOWN).all()
            and len(stated)
            and not names.are_mistyped(stated)
        ):
            rule = "area_list_unlike"
            note = (
                f"its areas are not those in the list of {project.city}: name the city's own project "
                "(--project)"
            )
            if holds_parts_only(texts["area"], names):
                rule = "area_of_parts"
                note = (
                    "only towns, or words for a whole area, stand in it: "
                    "name their area on the tab or in the title"
                )
            found.append(sheets.about(int(number), "area", rule, "unknown", note))
    if "supervision_sector" in sheets.texts and has_own_sectors(
        sheets.texts["supervision_sector"].dropna().unique()
    ):
        note = "none of its sectors is in supervision_sectors.csv: kept as written, as the office's own list"
        for number in sorted(sheets.of.unique()):
            found.append(sheets.about(int(number), "supervision_sector", "sector_list_unlike", "kept", note))
    return pd.concat(found, ignore_index=True)


def credit_codes_in(tables: Sequence[RawTable], project: Project) -> CreditCodes:
    """The credit codes beside names of enterprises, in tables of whatever kind."""
    stated: list[tuple[str, str]] = []
    for table in tables:
        columns = ["enterprise", LEDGERS[table.kind].credit_code]
        if set(columns) <= set(table.rows.columns):
            stated += table.rows[columns].dropna().itertuples(index=False, name=None)
    return CreditCodes.of(stated, project.city)


def _derive(
    values: pd.DataFrame, texts: pd.DataFrame, ledger: Ledger, codes: CreditCodes, decisions: Decisions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the columns that are computed, never read."""
    found = [no_findings()]
    if "enterprise_key" in ledger.derived:
        values, joined = _key_enterprises(values, ledger, codes)
        found += joined
    if ledger.name == "accidents":
        struck_off = values["struck_off"].fillna(False)
        values = values.assign(severity=severity(values), counted=~struck_off)
    if ledger.name == "hazards":
        ends, doubts = hazard_ends(values)
        refused = decisions.refused_ends(texts, values, doubts)
        if refused.any():
            ends, doubts = hazard_ends(values, refused)
        values = values.join(ends)
        found.append(doubts)
    return values, pd.concat(found, ignore_index=True)


def _key_enterprises(
    values: pd.DataFrame, ledger: Ledger, codes: CreditCodes
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The key of each row's enterprise, by its code where one is known, else by its name; the findings."""
    names, stated = values["enterprise"], values[ledger.credit_code]
    known = {code: credit_code(code) for code in stated.dropna().unique()}
    by_name = spread(names, lambda name: enterprise_key(name, codes.city))
    by_code = stated.map(known).map(codes.by_code).where(names.notna()).astype("str")
    keys = by_code.fillna(by_name.map(codes.by_name).astype("str").fillna(by_name))
    values = values.assign(enterprise_key=keys)
    several = f"it stands beside more than {MOST_NAMES} enterprises; the name decides"
    is_by_code = names.notna() & (keys != by_name)
    wrong = stated.map({c: not code and looks_like_code(c) for c, code in known.items()}).eq(True)
    shared = names.notna() & stated.map(known).isin(codes.left_out)
    joint = holds(names, names_several)
    sole = holds(names, lambda name: is_sole_trader(name, codes.city))
    return values, [
        find(values, joint, column="enterprise", rule="several_enterprises", before=names, after=names,
             action="kept", note="counted as one enterprise under this name"),
        find(values, sole, column="enterprise", rule="sole_trader_named", before=names, after=names,
             action="kept", note="may be a person's name"),
        find(values, is_by_code, column="enterprise_key", rule="enterprise_by_code", before=by_name,
             after=keys, action="corrected", note="the same credit code"),
        find(values, wrong, column=ledger.credit_code, rule="credit_code_doubtful", before=stated,
             after=stated, action="kept", note="its check character is wrong; the name decides"),
        find(values, shared, column=ledger.credit_code, rule="credit_code_shared", before=stated,
             after=stated, action="kept", note=several),
    ]  # fmt: skip


def _states(sheets: Sheets) -> list[tuple[str, str]]:
    """The sheets that by their names are an earlier state of a ledger, each with every later one."""
    names = [sheet_of(table.file, table.sheet) for table in sheets.tables]
    return [(names[number], names[later]) for number, later in later_states(sheets.tables)]


def _set_rows_aside(
    sheets: Sheets, values: pd.DataFrame, ledger: Ledger, persons: Persons, names: AreaNames
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """The values, in which victims of one accident are counted together; why each row is set aside (empty
    where it is kept); and the findings that say so.
    """
    reasons = sheets.set_aside()
    unlike, found_unlike = set_aside_reasons(sheets, ledger)
    reasons = reasons.where(reasons != "", unlike)
    shifted, found_shifted = find_shifted(sheets, ledger, names)
    reasons = reasons.where(reasons != "", shifted)
    found = [found_unlike, found_shifted]
    for column in ledger.needed:
        missing = values[column].isna()
        said = sheets.texts.loc[missing, column].fillna("")
        found.append(
            find(values, missing, column=column, rule="needed_missing", before=said, action="quarantined")
        )
        why = pd.Series([_no_readable(column, text) for text in said], said.index, dtype="str")
        before = reasons[missing]
        reasons[missing] = before.where(before == "", before + "; ") + why
    rest = sheets.in_order_of_trust(values[reasons == ""])
    staged = state_a_stage(sheets.texts, sheets.unused)
    first = prefer_latest(rest, certain_duplicates(rest, ledger), ledger, staged).dropna().astype(int)
    versions = repeated_versions(rest, first, ledger, _states(sheets))
    if ledger.name == "accidents":
        # A repeat of a row that is an older version of another goes with it.
        of_older = first[first.isin(versions.index)]
        values, into, told = join_victims(values, first.drop(of_older.index), persons)
        found.append(told)
        reasons.loc[into.index] = "victim of " + pd.Series(place(values.loc[into]).array, into.index)
        standing = first.drop(of_older.index).drop(into.index)
        first = pd.concat([prefer_stating(values, standing, "deaths"), of_older])
        versions = versions.map(first).combine_first(versions).astype(int)
    repeated = pd.Series(place(values.loc[first]).array, index=first.index, dtype="str")
    reasons.loc[first.index] = "duplicate of " + repeated
    reasons.loc[versions.index] = "version of " + pd.Series(place(values.loc[versions]).array, versions.index)
    is_repeat = reasons.index.isin(first.index)
    found += [
        find(values, pd.Series(is_repeat, index=values.index), column=ledger.key, rule="duplicate_certain",
             before=values[ledger.key], after=repeated.reindex(values.index), action="quarantined"),
        find(values, reasons.str.startswith("victim of "), column=ledger.key, rule="victims_joined",
             before=values[ledger.key], after=reasons.str.removeprefix("victim of "), action="quarantined"),
        find(values, reasons.str.startswith("version of "), column=ledger.key, rule="sheet_version",
             before=values[ledger.key], after=reasons.str.removeprefix("version of "), action="quarantined"),
        find_differing_duplicates(values, first, [column.name for column in ledger.columns]),
        find_differing_duplicates(values, versions, [column.name for column in ledger.columns]),
    ]  # fmt: skip
    return values, reasons, pd.concat(found, ignore_index=True)


def _no_readable(column: str, text: str) -> str:
    return f"no readable {column}: {text}" if text else f"no readable {column}"


def _propose_enterprises(kept: pd.DataFrame, codes: CreditCodes, known: Sequence[str]) -> pd.DataFrame:
    """Names that are likely one enterprise: a finding in the first row of one of them. Nothing is joined.

    Pairs of `known` names alone are left out: they were proposed where they stand.
    """
    if "enterprise_key" not in kept:
        return no_findings()
    named = kept.dropna(subset=["enterprise"]).drop_duplicates("enterprise")
    pairs = propose_same(named["enterprise"], codes.city, known).merge(
        named, left_on="name", right_on="enterprise"
    )
    is_one = [codes.key(one) == codes.key(other) for one, other in zip(pairs["name"], pairs["other_name"])]
    pairs = pairs[~pd.Series(is_one, index=pairs.index, dtype=bool)]
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
        for shown in ("before", "after", "note"):
            masked = mask_each(group[shown], str(column), kinds.get(str(column), "text"))
            findings.loc[masked.index, shown] = masked["value"]
    return findings.sort_values(["file", "sheet", "row", "column", "rule"], kind="stable", ignore_index=True)


def _skipped(raw: RawLedger) -> pd.DataFrame:
    skipped = pd.concat([pd.DataFrame(columns=list(SKIPPED)), raw.skipped], ignore_index=True)
    return skipped.assign(text=spread(skipped["text"].astype("str"), lambda text: mask_within(text).value))
