"""Who did what was owed: duties by frequency, requirements met by k of n, thresholds, accidents studied
afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..periods import Window
from ..schema import UNKNOWN, Basis, require_columns
from .groups import as_result, groups_by, listed_names, share_row, window_columns, windows_by
from .tally import Levels

MONTHS = {"每月": 1, "每季度": 3, "每半年": 6, "每年": 12}
"""Months of the period in which a duty is owed once."""

ONCE = "一次"
"""Owed once and for all: met by the end of the window or not, whenever that was."""

OWED = ("area", "department", "duty", "frequency")
"""What makes one duty: the same duty at another frequency is another one."""

MAXIMUM_AT_ONCE = 0.25
EMPLOYEES_OVER = 400
SAFETY_UNIT = "安全管理机构"


def duties_met(
    duties: pd.DataFrame, *, window: Window, by: Sequence[str] = OWED, as_of: date | None = None
) -> pd.DataFrame:
    """Periods in which a duty was done, of those in which it was owed.

    Parameters
    ----------
    duties
        The duty ledger: one row each time a duty was done, or one row without a day where it never was.
    window, as_of
        Days looked at, cut at `as_of`. Only whole months, quarters, half-years and years in them are
        owed: one that is still running is neither met nor missed.
    by
        Columns out of `OWED`. Fewer of them add the periods up.

    Returns
    -------
    DataFrame
        Result frame: `numerator` periods met, `denominator` owed; no limits, as every period was looked
        at. Extra: ``missed`` (2018Q2、2019H1 … ; with the department where `by` adds departments up) and
        ``last_done``. A frequency that is not known leaves the value missing, and `note` names it.

    Examples
    --------
    >>> duties = pd.DataFrame({
    ...     "area": "north", "department": "A", "duty": "meeting", "frequency": "每季度",
    ...     "done_on": pd.to_datetime(["2020-01-20", "2020-02-20", "2020-07-01"])})
    >>> met = duties_met(duties, window=Window.year(2020), as_of=date(2020, 8, 24))
    >>> met[["numerator", "denominator", "missed"]].values.tolist()
    [[1, 2, '2020Q2']]
    """
    require_columns(pd.DataFrame(columns=list(OWED)), by, name="the list of what makes a duty")
    part = window.clipped(as_of) if as_of else window
    rows = []
    for keys, group in groups_found(_each_duty(duties, part), by):
        owed = int(group["owed"].sum())
        met = owed - sum(map(len, group["missed"]))
        unknown = listed_names(group.loc[~group["is_known"], "frequency"])
        rows.append(
            keys
            | window_columns(part or window, as_of)
            | {
                "numerator": met,
                "denominator": owed,
                "value": met / owed if owed else np.nan,
                "method": "periods counted",
                "basis": "periods owed",
                "missed": _missed_text(group, with_department="department" not in by),
                "last_done": group["last_done"].max(),
                "note": f"frequency not known: {unknown}" if unknown else "",
            }
        )
    return as_result(rows, by, ["missed", "last_done"])


def _each_duty(duties: pd.DataFrame, part: Window | None) -> pd.DataFrame:
    """One row a duty, with the number of periods `owed` in `part`, the labels of those `missed`, and
    `last_done`.
    """
    require_columns(duties, [*OWED, "done_on"], name="the duty ledger")
    rows = []
    for keys, group in groups_found(duties, OWED):
        frequency = keys["frequency"]
        done_on = group["done_on"].dropna()
        if part:
            done_on = done_on[done_on < pd.Timestamp(part.end) + pd.Timedelta(days=1)]
        periods = periods_owed(frequency, part) if part else {}
        missed = [label for label, period in periods.items() if not period.contains(done_on).any()]
        is_known = frequency in MONTHS or frequency == ONCE
        known = {"owed": len(periods), "missed": missed, "is_known": is_known, "last_done": done_on.max()}
        rows.append(keys | known)
    return pd.DataFrame(rows, columns=[*OWED, "owed", "missed", "is_known", "last_done"])


def groups_found(frame: pd.DataFrame, by: Sequence[str]) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """The groups that have rows: who owes nothing has no row, so not every combination of keys is one."""
    filled = frame.assign(**{key: frame[key].astype("object").fillna(UNKNOWN) for key in by})
    if not by:
        return [({}, filled)]
    return [(dict(zip(by, values)), group) for values, group in filled.groupby(list(by))]


def periods_owed(frequency: str, part: Window) -> dict[str, Window]:
    """The whole periods in `part` in which a duty is owed, by their labels."""
    if frequency == ONCE:
        return {ONCE: Window(date.min, part.end)}
    if frequency not in MONTHS:
        return {}
    months = MONTHS[frequency]
    return {
        _label(year, place, months): period
        for year in range(part.start.year, part.end.year + 1)
        for place in range(12 // months)
        if part.start <= (period := Window.months(year, place * months + 1, (place + 1) * months)).start
        and period.end <= part.end
    }


def _label(year: int, place: int, months: int) -> str:
    mark = {1: f"-{place + 1:02d}", 3: f"Q{place + 1}", 6: f"H{place + 1}", 12: ""}
    return f"{year}{mark[months]}"


def _missed_text(group: pd.DataFrame, *, with_department: bool) -> str:
    return "、".join(
        f"{department} {label}" if with_department else label
        for department, labels in zip(group["department"], group["missed"])
        for label in labels
    )


def requirement_met(
    duties: pd.DataFrame,
    *,
    window: Window,
    by: Sequence[str] = ("area", "duty"),
    as_of: date | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Departments that met a requirement, of those that owe it.

    Parameters
    ----------
    duties, window, as_of
        As in `duties_met`. A duty owed each quarter is met where no quarter was missed.
    by
        Columns out of `OWED` other than the department.

    Returns
    -------
    DataFrame
        Result frame: `numerator` departments that met it, `denominator` departments that owed it, exact
        limits, for departments picked at random out of many. Extra: ``met_by`` and ``not_met_by``, their
        names.

    Notes
    -----
    Clopper & Pearson (1934), Biometrika 26:404-413. Where all departments were looked at there is no
    chance in it.
    """
    met = duties_met(duties, window=window, by=OWED, as_of=as_of)
    part = window.clipped(as_of) if as_of else window
    rows = []
    for keys, group in groups_found(met, by):
        owed_by, not_met_by = departments_bound(group)
        unclear = set(group.loc[group["note"] != "", "department"]) - owed_by
        if not owed_by and not unclear:
            continue
        rows.append(
            keys
            | window_columns(part or window, as_of)
            | share_row(len(owed_by - not_met_by), len(owed_by), method="clopper-pearson", level=level)
            | {
                "basis": "departments",
                "met_by": listed_names(owed_by - not_met_by),
                "not_met_by": listed_names(not_met_by),
                "note": f"frequency not known: {listed_names(unclear)}" if unclear else "",
            }
        )
    return as_result(rows, by, ["met_by", "not_met_by"])


def departments_bound(met: pd.DataFrame) -> tuple[set[str], set[str]]:
    """The departments that owe a duty, and those of them that missed it, out of a frame of `duties_met`."""
    owed_by = set(met.loc[met["denominator"] > 0, "department"])
    return owed_by, set(met.loc[met["missed"] != "", "department"])


def breaches_of_threshold(
    enterprises: pd.DataFrame,
    *,
    as_of: date,
    employees_over: int = EMPLOYEES_OVER,
    attribute: str = SAFETY_UNIT,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
) -> pd.DataFrame:
    """Enterprises above a number of employees that lack what the rule then asks for, say a safety unit.

    Parameters
    ----------
    enterprises
        The register; one enterprise in several registers counts once.
    as_of
        Entries after this day, and inactive ones, are left out.
    employees_over, attribute
        From more employees than this on, `attribute` must stand among the enterprise's attributes.

    Returns
    -------
    DataFrame
        Result frame: `numerator` breaches, `denominator` enterprises under the rule; no limits, as all
        were looked at. Extra: ``breached_by``, their names, and ``unstated``: enterprises that do not
        state their employees.
    """
    needed = ["enterprise", "enterprise_key", "employees", "attributes", "registered_on", "active"]
    require_columns(enterprises, needed, name="the register")
    if employees_over < 0:
        raise WrongUse(f"A threshold of employees is 0 or more; found {employees_over}.")
    rows = []
    register = entered_by(enterprises, as_of)
    for keys, group in groups_by(register, by, levels, ledger=enterprises):
        firms = firms_under_rule(group, employees_over, attribute)
        under_rule = firms[firms["is_under_rule"]]
        breaches = under_rule[~under_rule["has"]]
        rows.append(
            keys
            | _counted(len(breaches), len(under_rule), f"employees > {employees_over}: {attribute}")
            | {"breached_by": listed_names(breaches["enterprise"]), "as_of": as_of}
            | {"unstated": int(firms["employees"].isna().sum())}
        )
    return as_result(rows, by, ["breached_by", "unstated"])


def entered_by(enterprises: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The active entries of a register up to a day, with `unit`: the enterprise."""
    entered = ~(enterprises["registered_on"] >= pd.Timestamp(as_of) + pd.Timedelta(days=1))
    register = enterprises[entered & enterprises["active"].fillna(True).astype(bool)]
    return register.assign(unit=register["enterprise_key"].fillna(register["enterprise"]))


def firms_under_rule(register: pd.DataFrame, employees_over: int, attribute: str) -> pd.DataFrame:
    """One row a unit of `entered_by`: employees, whether it `has` the attribute and `is_under_rule`."""
    has = [attribute in str(tags).split("、") for tags in register["attributes"]]
    each = register.assign(has=pd.Series(has, index=register.index, dtype=bool)).groupby("unit")
    firms = each.agg({"employees": "max", "has": "any", "enterprise": "first"})
    return firms.assign(
        has=firms["has"].astype(bool), is_under_rule=firms["employees"].fillna(0) > employees_over
    )


def breaches_of_part_limit(
    duties: pd.DataFrame,
    *,
    window: Window,
    limit: float = MAXIMUM_AT_ONCE,
    by: Sequence[str] = ("area", "duty"),
    as_of: date | None = None,
) -> pd.DataFrame:
    """Entries that dealt with more than `limit` of the whole at once, say sent away all fire extinguishers.

    Parameters
    ----------
    duties
        The duty ledger; entries that state neither a part nor a whole are about something else.
    window, as_of
        Days on which it was done, cut at `as_of`.
    limit
        Largest part allowed, 0 to 1; just this much is allowed.

    Returns
    -------
    DataFrame
        Result frame: `numerator` breaches, `denominator` entries that state part and whole; no limits.
        Extra: ``breached_by`` (departments), ``largest_part`` (0 to 1) and ``unstated`` (entries that
        state only one of the two).

    Raises
    ------
    WrongUse
        If `limit` is no share.
    """
    if not 0 <= limit <= 1:
        raise WrongUse(f"The largest part allowed lies between 0 and 1; found {limit}. Write 0.25 for 1/4.")
    require_columns(duties, ["department", "done_on", "part", "whole", *by], name="the duty ledger")
    span = window.clipped(as_of) if as_of else window
    measured = measured_entries(duties, span)
    rows = []
    for keys, group in groups_found(measured, by):
        clear = with_parts(group)
        part = clear["share"]
        rows.append(
            keys
            | window_columns(span or window, as_of)
            | _counted(int((part > limit).sum()), len(clear), f"at most {limit:g} at once")
            | {
                "breached_by": listed_names(clear.loc[part > limit, "department"]),
                "largest_part": part.max(),
                "unstated": len(group) - len(clear),
            }
        )
    return as_result(rows, by, ["breached_by", "largest_part", "unstated"])


def measured_entries(duties: pd.DataFrame, span: Window | None) -> pd.DataFrame:
    """The entries of a window that state a part or a whole."""
    measured = duties[duties["part"].notna() | duties["whole"].notna()]
    return measured[span.contains(measured["done_on"])] if span else measured.iloc[:0]


def with_parts(entries: pd.DataFrame) -> pd.DataFrame:
    """The entries that state part and whole, with their `share`."""
    clear = entries[entries["part"].notna() & (entries["whole"] > 0).fillna(False)]
    return clear.assign(share=clear["part"].astype(float) / clear["whole"].astype(float))


def _counted(events: int, total: int, basis: str) -> dict[str, Any]:
    value = events / total if total else np.nan
    return {
        "numerator": events,
        "denominator": total,
        "value": value,
        "method": "all looked at",
        "basis": basis,
    }


def studied_share(
    accidents: pd.DataFrame,
    *,
    windows: Sequence[Window],
    basis: Basis,
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    as_of: date | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Accidents that a meeting studied afterwards (专题研究), of those that happened.

    Parameters
    ----------
    accidents
        The accident ledger.
    windows
        Days of the accidents, not of the meeting.
    basis
        What counts as an accident.
    by, levels
        Columns to break down by; values that must show even without an accident.
    as_of
        Windows are cut at this day, and a meeting after it does not count yet.

    Returns
    -------
    DataFrame
        Result frame: `numerator` studied, `denominator` accidents; Wilson limits.
    """
    require_columns(accidents, ["occurred_on", "studied_on"], name="the accident ledger")
    rows = []
    for keys, group in windows_by(
        accidents[basis.mask(accidents)], "occurred_on", windows=windows, by=by, levels=levels, as_of=as_of
    ):
        studied = group["studied_on"].notna()
        if as_of:
            studied &= group["studied_on"] < pd.Timestamp(as_of) + pd.Timedelta(days=1)
        rows.append(keys | share_row(int(studied.sum()), len(group), level=level) | {"basis": basis.name})
    return as_result(rows, by)
