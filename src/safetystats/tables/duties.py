"""Who had to do what: insurance, duties, requirements, thresholds, deadlines, registers."""

from __future__ import annotations

import pandas as pd

from ..display import Draft, Table
from ..locale import say
from ..locale.formats import percent_text, period_text
from ..locale.wording import (
    basis_text,
    key_header,
    ledger_text,
    result_notes,
    state_text,
)
from ..schema import RESULT, UNKNOWN, require_columns
from .parts import listed_names, titled


def coverage_table(
    coverage: pd.DataFrame,
    *,
    mean: pd.DataFrame | None = None,
    language: str = "zh",
    area: str | None = None,
) -> Table:
    """Insured enterprises on each day, and below their mean against the target.

    Parameters
    ----------
    coverage
        Result frame of `insurance_coverage`.
    mean
        Result frame of `mean_coverage` of the same rows.
    area
        The area that it is of.
    """
    require_columns(coverage, list(RESULT), name="coverage")
    draft = Draft(language)
    draft.days(say("Date", language), coverage["as_of"])
    draft.number(say("Insured", language), coverage["numerator"])
    draft.number(say("In the register", language), coverage["denominator"])
    draft.percent(say("Share", language), coverage["value"], is_plotted=True)
    # The days are the rows themselves: no need to list them again.
    notes = result_notes(coverage.drop(columns="as_of"), language, windows=False)
    if mean is not None:
        row = mean.iloc[0]
        draft.last_row(say("Mean of the years", language), [None, None, float(row["value"])])
        notes.append(say("Target: {share}.", language, share=percent_text(row["target"], language)))
        pooled = percent_text(row["pooled"], language)
        notes.append(say("All years taken together: {share}.", language, share=pooled))
    title = titled(say("Coverage of work-safety liability insurance", language), coverage, language, area)
    return draft.table(title, coverage, measure="coverage", notes=notes)


def duties_table(duties: pd.DataFrame, *, language: str = "zh", given: bool = True) -> Table:
    """Who did what was owed, how often, and which periods were missed.

    Parameters
    ----------
    duties
        Result frame of `duties_met`.
    given
        False where there is no ledger of duties at all: what was done is then not known.
    """
    require_columns(duties, [*RESULT, "missed", "last_done"], name="duties")
    draft = Draft(language)
    for key in duties.columns[: duties.columns.get_loc("numerator")]:
        if key != "area":
            draft.labels(key_header(str(key), language), duties[key])
    draft.number(say("Done", language), duties["numerator"])
    draft.number(say("Owed", language), duties["denominator"])
    draft.text(say("Missed", language), [_missed_text(n, language) for n in duties["missed"].fillna("")])
    draft.days(say("Last done", language), duties["last_done"])
    title = say("Duties and how often they were done", language)
    notes = result_notes(duties, language) if given else _no_duties_given(language)
    return draft.table(title, duties, measure="duties", notes=notes)


def _missed_text(missed: str, language: str) -> str:
    """The periods that were missed, each behind its department where several are told together."""
    periods = (name.rpartition(" ") for name in missed.split("、") if name)
    named = "、".join(f"{who}{blank}{period_text(name, language)}" for who, blank, name in periods)
    return listed_names(named, language)


def _no_duties_given(language: str) -> list[str]:
    return [say("nothing was given of: {ledgers}", language, ledgers=ledger_text("duties", language))]


def requirement_table(met: pd.DataFrame, *, language: str = "zh", given: bool = True) -> Table:
    """How many departments met each requirement, out of those it binds, and which did not.

    Parameters
    ----------
    met
        Result frame of `requirement_met`.
    given
        False where there is no ledger of duties at all: what was done is then not known.
    """
    require_columns(met, ["duty", *RESULT, "not_met_by"], name="met")
    draft = Draft(language)
    draft.labels(say("Requirement", language), met["duty"])
    draft.number(say("Departments bound", language), met["denominator"])
    draft.number(say("Met by", language), met["numerator"])
    draft.text(say("Not met by", language), [listed_names(text, language) for text in met["not_met_by"]])
    # All departments were looked at: there is no chance in it, and no limits.
    notes = result_notes(met, language, limits=False) if given else _no_duties_given(language)
    title = say("Requirements and who met them", language)
    return draft.table(title, met, measure="requirement", notes=notes)


def breaches_table(breaches: pd.DataFrame, *, language: str = "zh") -> Table:
    """Who breaks a threshold rule, of those under it.

    Parameters
    ----------
    breaches
        Result frames of `breaches_of_threshold` and `breaches_of_part_limit`, one below the other.
    """
    require_columns(breaches, [*RESULT, "breached_by", "unstated"], name="breaches")
    draft = Draft(language)
    draft.text(say("Rule", language), [basis_text(str(b), language) for b in breaches["basis"]])
    draft.number(say("Under the rule", language), breaches["denominator"])
    draft.number(say("Breaches", language), breaches["numerator"])
    draft.text(say("By", language), [listed_names(n, language) for n in breaches["breached_by"].fillna("")])
    draft.number(say("Not stated", language), breaches["unstated"])
    title = say("Threshold rules", language)
    notes = result_notes(breaches.assign(basis=""), language)
    return draft.table(title, breaches, measure="breaches", notes=notes)


def deadlines_table(
    deadlines: pd.DataFrame, *, language: str = "zh", title: str = "", given: bool = True
) -> Table:
    """Orders with their due day, how they stand, and by how many working days they are late.

    Parameters
    ----------
    deadlines
        The frame of `working_day_deadlines`, or of `late_orders`: no rows is a table that says so.
    title
        In the reader's language; "Orders and their deadlines" if not given.
    given
        False where there is no ledger of orders at all: whether any is late is then not known.
    """
    needed = ["finding_id", "unit", "issued_on", "due_on", "done_on", "state", "days_late"]
    require_columns(deadlines, needed, name="deadlines")
    draft = Draft(language)
    draft.text(say("Number", language), deadlines["finding_id"].astype(str))
    draft.labels(key_header("unit", language), deadlines["unit"])
    draft.days(say("Issued", language), deadlines["issued_on"])
    draft.days(say("Due", language), deadlines["due_on"])
    # What was done after the as-of day was not done yet.
    draft.days(say("Done on", language), deadlines["done_on"].where(deadlines["state"] != "late"))
    draft.short(say("State", language), [state_text(s, language) for s in deadlines["state"]])
    draft.number(say("Working days late", language), deadlines["days_late"])
    notes = result_notes(deadlines, language)
    if deadlines.empty:
        unknown = say("No ledger of orders was given: whether any were issued is not known.", language)
        notes = [say("No order is late.", language) if given else unknown]
    title = title or say("Orders and their deadlines", language)
    return draft.table(title, deadlines, measure="deadline", notes=notes)


def register_table(differences: pd.DataFrame, *, language: str = "zh") -> Table:
    """Where the register and what inspectors saw disagree: entries to strike off, enterprises to enter.

    Parameters
    ----------
    differences
        The frame of `register_differences`.
    """
    needed = ["difference", "enterprise", "department", "seen_on", "site_state"]
    require_columns(differences, needed, name="differences")
    words = {
        "stale": say("to be struck off: carried as active, seen as gone", language),
        "missing": say("to be entered: seen at work, not in the register", language),
    }
    draft = Draft(language)
    draft.text(say("What to do", language), [words.get(d, d) for d in differences["difference"]])
    draft.labels(key_header("enterprise", language), differences["enterprise"])
    draft.labels(say("Register kept by", language), differences["department"].replace("", UNKNOWN))
    draft.days(say("Seen on", language), differences["seen_on"])
    draft.labels(say("Site", language), differences["site_state"])
    return draft.table(say("The register against reality", language), differences, measure="register")
