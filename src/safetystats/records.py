"""Row of a result frame -> the records that it was counted from, each with its file, sheet and row.

The rows are picked by the functions that the measures themselves count by, and add up to the figure again:
where they do not, figure and ledgers do not belong together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from .claims.checking.check import evidence_of
from .ledgers import Ledgers
from .measures.closure import followed, followed_groups
from .measures.counts import rows_published
from .measures.coverage import last_seen, register_on
from .measures.duties import (
    departments_bound,
    duties_met,
    entered_by,
    firms_under_rule,
    groups_found,
    measured_entries,
    periods_owed,
    with_parts,
)
from .measures.groups import groups_by
from .measures.placing import lies_in
from .measures.states import as_it_stood, is_overdue
from .measures.tally import events_in, key_values
from .periods import Window
from .published import THIS_YEAR
from .reference import basis_named
from .schema import ACCIDENTS, INSPECTIONS, LEDGERS, UNKNOWN
from .scope import Scope, TotalsScope

Result = Mapping[str, Any]
"""A row of a result frame, as a table carries it along."""

ADDS = "adds"
"""The column that says what a record adds to the figure; 0 for one that only repeats another."""


@dataclass(frozen=True)
class Behind:
    """The records behind one number of a result, such as its numerator."""

    figure: str
    printed: float | None
    """What the table has; None where there is no figure, or the records are shown without being counted."""
    ledger: str
    rows: pd.DataFrame
    """Rows of that ledger with `ADDS`."""

    @property
    def counted(self) -> int:
        """What the records add up to."""
        return int(self.rows[ADDS].sum())

    @property
    def agrees(self) -> bool:
        """Whether the records add up to the figure."""
        return self.printed is None or self.counted == self.printed


def records_behind(measure: str, result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """The records that a result was counted from, number by number; none for what is no count of records.

    Parameters
    ----------
    measure, result
        As a table has them: `Table.measure`, and one of `Table.results`.
    ledgers
        The ledgers of the whole city.
    area
        The area of the document, for a result that names none.
    """
    find = FINDERS.get(measure)
    return find(result, ledgers, area) if find else []


# --- accidents ----------------------------------------------------------------------------------------

_NO_KEYS = frozenset({"events", "compared"})


def _accidents(result: Result, ledgers: Ledgers, prefix: str = "window_") -> pd.DataFrame:
    """The accidents of the whole city that count in a window of the result, with what each adds."""
    return _accidents_in(_window(result, prefix), result, ledgers)


def _accidents_in(window: Window | None, result: Result, ledgers: Ledgers) -> pd.DataFrame:
    accidents = ledgers.accidents
    counted = basis_named(str(result["basis"])).mask(accidents) & (
        lies_in(accidents, ACCIDENTS.day, window, _day(result, "as_of"))
        if window
        else pd.Series(False, index=accidents.index)
    )
    rows = accidents[counted]
    return _adding(rows, events_in(rows, str(result.get("events", "accidents"))).fillna(0))


def _with_key(rows: pd.DataFrame, key: str, value: Any) -> pd.DataFrame:
    return rows[key_values(rows[key]) == value]


def _own(rows: pd.DataFrame, result: Result) -> pd.DataFrame:
    """The rows that have the keys of the result: its area, and its sector or whatever else comes first."""
    for key in (k for k in _keys(result) if k in rows and k not in _NO_KEYS):
        rows = _with_key(rows, key, result[key])
    return rows


def _count(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    return [_behind("numerator", result, "accidents", _own(_accidents(result, ledgers), result))]


def _share(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    city = _accidents(result, ledgers)
    return [
        _behind("numerator", result, "accidents", _own(city, result)),
        _behind("denominator", result, "accidents", city),
    ]


def _breakdown(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    rows = _accidents(result, ledgers)
    whole = rows if result.get("of_city") else _with_key(rows, "area", area)
    return [
        _behind("numerator", result, "accidents", _own(whole, result)),
        _behind("denominator", result, "accidents", whole),
    ]


def _change(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    return [
        _behind(figure, result, "accidents", _own(_accidents(result, ledgers, prefix), result))
        for figure, prefix in (("numerator", "window_"), ("denominator", "other_"))
    ]


def _mean(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """The window, and the same dates of the earlier years together."""
    window = _window(result)
    earlier = range(int(result["years"]), 0, -1) if window else ()
    years = [_accidents_in(window.years_before(back), result, ledgers) for back in earlier if window]
    before = pd.concat([_own(rows, result) for rows in years]) if years else None
    now = _behind("numerator", result, "accidents", _own(_accidents(result, ledgers), result))
    return [now] if before is None else [now, _behind("denominator", result, "accidents", before)]


def _rate(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """The events alone: what they are held against is no record of a ledger."""
    return [_behind("numerator", result, "accidents", _own(_accidents(result, ledgers), result))]


def _share_change(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    behind = []
    for half, prefix in (("this", "window_"), ("other", "other_")):
        city = _accidents(result, ledgers, prefix)
        behind += [
            _behind(f"{half}_numerator", result, "accidents", _own(city, result)),
            _behind(f"{half}_denominator", result, "accidents", city),
        ]
    return behind


def _repeated(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    rows = _with_key(_accidents(result, ledgers), "area", area)
    own = rows[rows["enterprise_key"] == result["enterprise_key"]]
    return [_behind("numerator", result, "accidents", own)]


# --- hazards, inspections, registers, duties ----------------------------------------------------------


def _closure(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    cohort = as_it_stood(_in_area(ledgers.hazards, result, area), *_span(result), result["basis"] == "listed")
    group = _group(cohort, result, ledgers.hazards)
    states = ("void", "transferred", "open", *([UNKNOWN] if result.get(UNKNOWN) else []))
    return [
        _behind("numerator", result, "hazards", group[group["state"] == "closed"]),
        _behind("denominator", result, "hazards", group),
        *(_behind(state, result, "hazards", group[group["state"] == state]) for state in states),
        _behind("overdue", result, "hazards", group[is_overdue(group, _span(result)[1])]),
        *_of_no_due_day(result, group),
    ]


def _of_no_due_day(result: Result, group: pd.DataFrame) -> list[Behind]:
    """The open hazards of which it is not known whether they are overdue, where there are some."""
    if pd.isna(result.get("no_due_day")) or not result["no_due_day"]:
        return []
    return [
        _behind("no_due_day", result, "hazards", group[(group["state"] == "open") & group["due_on"].isna()])
    ]


def _followed(result: Result, ledgers: Ledgers, area: str) -> pd.DataFrame:
    """The hazards that the curve of closing follows, each with its days."""
    window, as_of = _span(result)
    (_, group), *_ = followed_groups(
        _in_area(ledgers.hazards, result, area),
        window,
        as_of,
        (),
        None,
        listed_only=result["basis"] == "listed",
        carried_over=False,
        method=result["method"],
    )
    return followed(group)


def _closed_within(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    timed = _followed(result, ledgers, area)
    closed = timed[(timed["days"] <= result["within_days"]) & (timed["state"] == "closed")]
    return [
        _behind("numerator", result, "hazards", closed),
        _behind("denominator", result, "hazards", timed),
    ]


def _closing_time(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    timed = _followed(result, ledgers, area)
    return [
        _behind("numerator", result, "hazards", timed[timed["state"] == "closed"]),
        _behind("denominator", result, "hazards", timed),
    ]


def _finds(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    window = _window(result)
    visits = ledgers.inspections
    inside = visits[lies_in(visits, INSPECTIONS.day, window)] if window else visits.iloc[:0]
    own = _group(inside, result, visits)
    stated = own[own["hazards_found"].notna()]
    return [
        _behind("numerator", result, "inspections", _adding(stated, stated["hazards_found"])),
        _behind("denominator", result, "inspections", stated),
    ]


def _coverage(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    day = _day(result, "as_of")
    register = register_on(ledgers.enterprises, day, result["area"] or None) if day else pd.DataFrame()
    insured = register[register["is_insured"]]
    return [
        _behind("numerator", result, "enterprises", _once_each(insured, insured["unit"])),
        _behind("denominator", result, "enterprises", _once_each(register, register["unit"])),
    ]


def _duties(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """The entries that met a period; the periods owed are no records."""
    window = _window(result)
    owed = ["area", "department", "duty", "frequency"]
    done = _found(ledgers.duties, {key: result[key] for key in owed})
    periods = periods_owed(str(result["frequency"]), window) if window else {}
    met = pd.Series("", index=done.index)
    for label, period in periods.items():
        met = met.mask(period.contains(done["done_on"]), label)
    return [_behind("numerator", result, "duties", _once_each(done[met != ""], met[met != ""]))]


def _requirement(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """The entries of the departments that met it, and of all that it binds; each department counts once."""
    duties, window = _found(ledgers.duties, {"area": result["area"], "duty": result["duty"]}), _window(result)
    if window is None:
        return []
    bound, missed = departments_bound(duties_met(duties, window=window))
    parts = {"numerator": bound - missed, "denominator": bound}
    named = {figure: duties[duties["department"].isin(names)] for figure, names in parts.items()}
    return [
        _behind(figure, result, "duties", _once_each(rows, rows["department"]))
        for figure, rows in named.items()
    ]


def _breaches(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    rule = str(result["basis"])
    if threshold := re.fullmatch(r"employees > (\d+): (.+)", rule):
        return _breaches_of_threshold(result, ledgers, int(threshold[1]), threshold[2])
    if at_once := re.fullmatch(r"at most ([\d.]+) at once", rule):
        return _breaches_of_part_limit(result, ledgers, float(at_once[1]))
    return []


def _breaches_of_threshold(result: Result, ledgers: Ledgers, over: int, attribute: str) -> list[Behind]:
    day = _day(result, "as_of")
    if day is None:
        return []
    own = _group(entered_by(ledgers.enterprises, day), result, ledgers.enterprises)
    firms = firms_under_rule(own, over, attribute)
    under_rule = own[own["unit"].map(firms["is_under_rule"])]
    breaching = under_rule[~under_rule["unit"].map(firms["has"])]
    return [
        _behind("numerator", result, "enterprises", _once_each(breaching, breaching["unit"])),
        _behind("denominator", result, "enterprises", _once_each(under_rule, under_rule["unit"])),
    ]


def _breaches_of_part_limit(result: Result, ledgers: Ledgers, limit: float) -> list[Behind]:
    measured = measured_entries(ledgers.duties, _window(result))
    clear = with_parts(_found(measured, {"area": result["area"], "duty": result["duty"]}))
    return [
        _behind("numerator", result, "duties", clear[clear["share"] > limit]),
        _behind("denominator", result, "duties", clear),
    ]


def _deadline(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    orders = ledgers.rectifications
    return [_shown("record", "rectifications", orders[orders["finding_id"] == result["finding_id"]])]


def _register(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """The entries of the enterprise in the register, and the visit that saw it."""
    entries = ledgers.enterprises
    key, seen_on = result["enterprise_key"], _day(result, "seen_on")
    visits = ledgers.inspections[ledgers.inspections["enterprise_key"] == key]
    seen = last_seen(visits, Window(seen_on, seen_on), area) if seen_on else visits.iloc[:0]
    return [
        _shown(
            "record", "enterprises", entries[(entries["enterprise_key"] == key) & (entries["area"] == area)]
        ),
        _shown("visit", "inspections", seen),
    ]


# --- the figures of a letter --------------------------------------------------------------------------


def records_of_claim(claim: pd.DataFrame, result: Result, scope: Scope) -> list[Behind]:
    """The records behind a claim of a letter: one row, as `read_claims` gives it, and as it was checked."""
    (rows,) = evidence_of(
        claim, scope.ledgers, project=scope.project, basis=scope.basis.name, as_of=scope.as_of
    )
    kind = next((name for name, ledger in LEDGERS.items() if ledger.key in rows), "")
    return [_behind("evidence_rows", result, kind, rows)] if kind else []


# --- published totals ---------------------------------------------------------------------------------


def totals_behind(measure: str, result: Result, scope: TotalsScope) -> list[Behind]:
    """The published figures that a result was made from, number by number; none for other measures."""
    if measure == "reconcile":
        return _reconciled(result, scope)
    this, other = ("window_", str(result.get("area"))), ("other_", str(result.get("area")))
    whole = scope.whole
    numbers = {
        "share": {"numerator": this, "denominator": ("window_", whole)},
        "change": {"numerator": this, "denominator": other},
        "share_change": {
            "this_numerator": this,
            "this_denominator": ("window_", whole),
            "other_numerator": other,
            "other_denominator": ("other_", whole),
        },
    }.get(measure, {})
    return [
        _behind(figure, result, "totals", _printed(result, scope, area, _window(result, prefix)))
        for figure, (prefix, area) in numbers.items()
    ]


def _reconciled(result: Result, scope: TotalsScope) -> list[Behind]:
    """The table of the whole window, and those of its months, each as first printed."""
    window = _window(result)
    if window is None:
        return []
    first = replace(scope, totals=scope.totals[scope.totals["printed_as"] == THIS_YEAR])
    counted = {**result, "events": result["measure"]}
    months = [_printed(counted, first, str(result["area"]), month) for month in window.by_month()]
    return [
        _behind("cumulative", result, "totals", _printed(counted, first, str(result["area"]), window)),
        _behind("sum_of_months", result, "totals", pd.concat(months)),
    ]


def _printed(result: Result, scope: TotalsScope, area: str, window: Window | None) -> pd.DataFrame:
    """The rows of the totals that one figure is taken from."""
    totals = scope.totals
    own = totals[
        (totals["area"] == area)
        & (totals["measure"] == result["events"])
        & (totals["basis"] == result["basis"])
    ]
    rows = rows_published(own, window) if window else own.iloc[:0]
    return _adding(rows.rename(columns={"source": "source_file"}), rows["value"])


# --- the data itself ----------------------------------------------------------------------------------


def _findings(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    found = ledgers.findings
    own = found[(found["rule"] == result["rule"]) & (found["action"] == result["action"])]
    own = own.rename(columns={"file": "source_file", "sheet": "source_sheet", "row": "source_row"})
    return [_behind("size", result, "findings", own)]


def _balance(result: Result, ledgers: Ledgers, area: str) -> list[Behind]:
    """What was kept, set aside and passed over of a ledger, or of one of its sheets."""
    kind = str(result["ledger"])
    kept = ledgers.by_name()[kind]
    aside = ledgers.quarantine[ledgers.quarantine["ledger"] == kind]
    skipped = ledgers.skipped[ledgers.skipped["ledger"] == kind].rename(
        columns={"file": "source_file", "sheet": "source_sheet", "row": "source_row"}
    )
    parts = (
        ("rows_kept", kind, kept),
        ("rows_quarantined", "quarantine", aside),
        ("rows_skipped", "skipped", skipped),
    )
    return [_behind(figure, result, name, _of_sheet(rows, result)) for figure, name, rows in parts]


def _of_sheet(rows: pd.DataFrame, result: Result) -> pd.DataFrame:
    if "file" not in result:
        return rows
    return rows[(rows["source_file"] == result["file"]) & (rows["source_sheet"] == (result["sheet"] or ""))]


FINDERS: dict[str, Callable[[Result, Ledgers, str], list[Behind]]] = {
    "count": _count,
    "share": _share,
    "breakdown": _breakdown,
    "change": _change,
    "mean": _mean,
    "rate": _rate,
    "share_change": _share_change,
    "repeated": _repeated,
    "closure": _closure,
    "closed_within": _closed_within,
    "closing_time": _closing_time,
    "finds": _finds,
    "coverage": _coverage,
    "duties": _duties,
    "requirement": _requirement,
    "breaches": _breaches,
    "deadline": _deadline,
    "register": _register,
    "findings": _findings,
    "balance": _balance,
}
"""How the records behind a result are found, by the measure that its table names."""


# --- what they share ----------------------------------------------------------------------------------


def _behind(figure: str, result: Result, ledger: str, rows: pd.DataFrame) -> Behind:
    adding = rows if ADDS in rows else _adding(rows, pd.Series(1, index=rows.index))
    printed = result[figure]
    return Behind(figure, None if printed is None else float(printed), ledger, adding)


def _shown(figure: str, ledger: str, rows: pd.DataFrame) -> Behind:
    return Behind(figure, None, ledger, _adding(rows, pd.Series(1, index=rows.index)))


def _adding(rows: pd.DataFrame, sizes: pd.Series) -> pd.DataFrame:
    return rows.assign(**{ADDS: sizes.astype("int64")})


def _once_each(rows: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The rows, of which the first of each name counts."""
    return _adding(rows, ~names.duplicated())


def _keys(result: Result) -> list[str]:
    """The columns before the figures: what a result is about."""
    names = list(result)
    return names[: names.index("numerator")]


def _group(rows: pd.DataFrame, result: Result, ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows of the result's group, as `groups_by` parts them."""
    keys = {key: result[key] for key in _keys(result)}
    by = ["level" if key == "hazard_level" else key for key in keys]
    found = (group for named, group in groups_by(rows, by, ledger=ledger) if named == keys)
    return next(found, rows.iloc[:0])


def _found(rows: pd.DataFrame, keys: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of a group of duties, as `groups_found` parts them; none where nothing is owed."""
    found = (group for named, group in groups_found(rows, list(keys)) if named == dict(keys))
    return next(found, rows.iloc[:0])


def _in_area(rows: pd.DataFrame, result: Result, area: str) -> pd.DataFrame:
    """All rows where the result names an area, which is then one of its keys; else those of `area`."""
    return rows if "area" in result else rows[rows["area"] == area]


def _day(result: Result, name: str) -> date | None:
    text = result.get(name)
    return date.fromisoformat(text) if text else None


def _window(result: Result, prefix: str = "window_") -> Window | None:
    """The days that a result counts; None where none of its window had come."""
    start, end = _day(result, f"{prefix}start"), _day(result, f"{prefix}end")
    days = result.get("days" if prefix == "window_" else f"{prefix}days")
    return Window(start, end) if start and end and days != 0 else None


def _span(result: Result) -> tuple[Window, date]:
    """Window and as-of day of a result on hazards, which always has both."""
    window, as_of = _window(result), _day(result, "as_of")
    if window is None or as_of is None:
        raise ValueError("A result on hazards states its window and its day.")
    return window, as_of
