"""Where every row went, what was found in cleaning, and months against the year."""

from __future__ import annotations

import pandas as pd

from ..display import Draft, Table
from ..locale import say, term
from ..locale.wording import (
    action_text,
    events_header,
    key_header,
    ledger_text,
)
from ..schema import require_columns


def findings_table(summary: pd.DataFrame, *, language: str = "zh") -> Table:
    """Findings by rule and by what was done about them.

    Parameters
    ----------
    summary
        What `Cleaned.summary` gives: rule, action, size.
    """
    require_columns(summary, ["rule", "action", "size"], name="summary")
    draft = Draft(language)
    draft.text(say("Rule", language), [term("rule", str(r), language) for r in summary["rule"]])
    draft.text(say("What was done", language), [action_text(str(a), language) for a in summary["action"]])
    draft.number(say("Findings", language), summary["size"])
    return draft.table(say("Findings by rule", language), summary, measure="findings")


def balance_table(sheets: pd.DataFrame, *, language: str = "zh") -> Table:
    """Nothing is lost: rows read, kept, set aside and skipped, sheet by sheet or ledger by ledger.

    Parameters
    ----------
    sheets
        ``ledger``, ``rows_read``, ``rows_kept``, ``rows_quarantined``, ``rows_skipped``, of a cube
        ``rows_repeated``, too; and ``file`` and ``sheet`` where each sheet is a row, or ``first_day`` and
        ``last_day`` where each ledger is one.
    """
    repeated = ["rows_repeated"] if "rows_repeated" in sheets else []
    counted = ["rows_read", "rows_kept", "rows_quarantined", *repeated, "rows_skipped"]
    require_columns(sheets, ["ledger", *counted], name="sheets")
    draft = Draft(language)
    draft.text(say("Ledger", language), [ledger_text(str(name), language) for name in sheets["ledger"]])
    if "file" in sheets:
        draft.text(say("File", language), sheets["file"])
        draft.text(say("Sheet", language), sheets["sheet"].fillna(""))
    draft.number(say("Read", language), sheets["rows_read"])
    draft.number(say("Kept", language), sheets["rows_kept"])
    draft.number(say("Set aside", language), sheets["rows_quarantined"])
    if repeated:
        draft.number(say("In another part", language), sheets["rows_repeated"])
    draft.number(say("Not records", language), sheets["rows_skipped"])
    if "first_day" in sheets:
        draft.days(say("First record", language), sheets["first_day"])
        draft.days(say("Last record", language), sheets["last_day"])
    texts = [None, None] if "file" in sheets else []
    sums = [float(sheets[c].sum()) for c in counted]
    draft.last_row(say("Total", language), [*texts, *sums, *([None, None] if "first_day" in sheets else [])])
    title = say("Where every row went", language)
    if "file" in sheets:
        title = say("Where every row went, sheet by sheet", language)
    if repeated:
        notes = [
            say("Read = kept + set aside + in another part: a record of two sheets is kept once.", language),
            say("Not records: titles, headers, totals, notes and blank rows.", language),
            say(
                "A ledger without first and last record was read and balanced, and is not counted.", language
            ),
        ]
        return draft.table(title, sheets, measure="counted_balance", notes=notes)
    notes = [
        say("Read = kept + set aside.", language),
        say("Not records: titles, headers, totals, notes and blank rows; each is listed.", language),
    ]
    return draft.table(title, sheets, measure="balance", notes=notes)


def reconcile_table(reconciled: pd.DataFrame, *, language: str = "zh") -> Table:
    """Sums of monthly tables against the tables that count the same months together.

    Parameters
    ----------
    reconciled
        The frame of `publications.reconcile`.
    """
    needed = ["area", "measure", "window_start", "window_end", "sum_of_months", "cumulative", "difference"]
    require_columns(reconciled, needed, name="reconciled")
    draft = Draft(language)
    draft.labels(key_header("area", language), reconciled["area"])
    draft.short(say("Counted", language), [events_header(str(m), language) for m in reconciled["measure"]])
    draft.windows(say("Window", language), reconciled)
    draft.number(say("Sum of the months", language), reconciled["sum_of_months"])
    draft.number(say("As printed", language), reconciled["cumulative"])
    draft.number(say("Difference", language), reconciled["difference"], signed=True)
    notes = [say("A difference comes of late reports and of cases struck off later.", language)]
    if reconciled.empty:
        notes = [
            say("No row: no figure differs, or no cumulative table came with all of its months.", language)
        ]
    title = say("Months against the cumulative table", language)
    return draft.table(title, reconciled, measure="reconcile", notes=notes)
