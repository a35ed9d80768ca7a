"""The part of a register that is insured, against a target; and the register against what inspectors saw:
stale, missing and moved entries, and how many enterprises neither of the two knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..periods import Window
from ..schema import UNKNOWN, require_columns, require_one_row_each
from .groups import as_result, joined_notes, listed_names, share_row, window_columns
from .intervals import two_list_total

GONE = (
    "已拆除", "已关闭", "关闭", "已搬离", "已搬迁", "关停", "已关停", "歇业", "已歇业", "人去楼空", "已注销",
)  # fmt: skip
"""States of a site that take it off a register."""

DIFFERENCE = ("difference", "enterprise_key", "enterprise", "department", "seen_on", "site_state")

MOVED = ("enterprise_key", "enterprise", "department", "registered_area", "seen_area", "seen_on")

IN_ALL = ("registered", "seen", "both", "missing", "missing_lower", "missing_upper", "unnamed")

REGISTER = ("enterprise", "enterprise_key", "area", "department", "registered_on", "active")


def insurance_coverage(
    enterprises: pd.DataFrame, *, days: Sequence[date], area: str | None = None
) -> pd.DataFrame:
    """Insured enterprises in the active register, as on each of some days (安责险上险覆盖率).

    Parameters
    ----------
    enterprises
        The register, as exported; one enterprise in several registers, or with several policies, counts once.
    days
        One row each. The first and the last day of an insurance are insured.
    area
        Area by its name; the whole register without one.

    Returns
    -------
    DataFrame
        Result frame, key ``area`` (empty for the whole register): `numerator` insured, `denominator` in
        the register on that day and carried as active; no limits, as every enterprise is looked at. 0 of
        0 is missing.

    Notes
    -----
    The register says who is active now. Who left it before the export is not seen on the earlier days either.

    Examples
    --------
    >>> register = pd.DataFrame({
    ...     "enterprise": ["A", "B"], "enterprise_key": ["a", "b"], "area": "north", "department": "",
    ...     "registered_on": pd.to_datetime(["2018-05-01", "2019-05-01"]), "active": True,
    ...     "insured_from": pd.to_datetime(["2018-06-01", None]),
    ...     "insured_to": pd.to_datetime(["2019-12-31", None])})
    >>> insurance_coverage(register, days=[date(2018, 12, 31), date(2019, 12, 31)])["value"].tolist()
    [1.0, 0.5]
    """
    require_columns(enterprises, [*REGISTER, "insured_from", "insured_to"], name="the register")
    rows = []
    for day in days:
        entered = register_on(enterprises, day, area)
        total, covered = entered["unit"].nunique(), entered.loc[entered["is_insured"], "unit"].nunique()
        rows.append(
            {
                "area": area or "",
                "numerator": covered,
                "denominator": total,
                "value": covered / total if total else np.nan,
                "method": "all looked at",
                "basis": "active register",
                **window_columns(Window(day, day), day),
            }
        )
    return as_result(rows, ["area"])


def register_on(enterprises: pd.DataFrame, day: date, area: str | None) -> pd.DataFrame:
    """The active entries of a register on a day, with `unit`, the enterprise, and whether it `is_insured`."""
    on = pd.Timestamp(day)
    register = _active(enterprises, area)
    entered = register[~(register["registered_on"] > on)]
    is_insured = (entered["insured_from"] <= on) & (entered["insured_to"] >= on)
    return entered.assign(is_insured=is_insured)


def mean_coverage(yearly: pd.DataFrame, target: float) -> pd.DataFrame:
    """The mean of yearly rates against a target (年均覆盖率), and beside it the pooled rate.

    Parameters
    ----------
    yearly
        Result frame with one row a year and area, such as that of `insurance_coverage`.
    target
        A share from 0 to 1.

    Returns
    -------
    DataFrame
        Result frame, key ``area``: `value` is the plain mean of the yearly rates, each year with the same
        weight. Extra: ``pooled`` (all years' insured over all years' enterprises), ``years``, ``target``,
        ``difference`` from it, ``ratio`` to it and ``reached``. A year of 0/0 is left out, and `note`
        says so.

    Raises
    ------
    WrongUse, RowsRepeated
        If `target` is no share, or a year stands there twice for an area.
    """
    if not 0 < target <= 1:
        raise WrongUse(f"A target coverage lies above 0 and up to 1; found {target}. Write 0.08 for 8 %.")
    needed = ["area", "numerator", "denominator", "value", "window_start", "window_end", "basis"]
    require_columns(yearly, needed, name="the yearly rates")
    years = yearly.assign(year=yearly["window_end"].dt.year)
    require_one_row_each(years, ["area", "year"], name="the yearly rates")
    rows = [_mean_row(str(area), own, target) for area, own in years.groupby("area")]
    return as_result(rows, ["area"], ["pooled", "years", "target", "difference", "ratio", "reached"])


def _mean_row(area: str, years: pd.DataFrame, target: float) -> dict[str, Any]:
    known = years[years["value"].notna()]
    mean = known["value"].mean()
    total = known["denominator"].sum()
    skipped = listed_names(years.loc[years["value"].isna(), "year"])
    span = Window(years["window_start"].min().date(), years["window_end"].max().date())
    return {
        "area": area,
        "value": mean,
        "method": "mean of yearly rates",
        "basis": listed_names(years["basis"]),
        **window_columns(span, span.end),
        "note": f"no rate for {skipped}" if skipped else "",
        "pooled": known["numerator"].sum() / total if total else np.nan,
        "years": len(known),
        "target": target,
        "difference": mean - target,
        "ratio": mean / target,
        "reached": bool(mean >= target) if len(known) else pd.NA,
    }


def register_differences(
    enterprises: pd.DataFrame,
    inspections: pd.DataFrame,
    *,
    window: Window,
    area: str | None = None,
    keepers: Mapping[str, str] | None = None,
    gone: Sequence[str] = GONE,
) -> pd.DataFrame:
    """Each entry in which the register and what inspectors saw disagree.

    Parameters
    ----------
    enterprises, inspections
        The register and the inspection ledger, matched by `enterprise_key`.
    window
        Days of the visits. The last visit to an enterprise decides.
    area
        Area by its name; all of both ledgers without one.
    keepers
        Topic of a visit to the department whose register must then hold the enterprise, say 瓶装液化气 to the
        department for gas. Without one, any department's register will do.
    gone
        States of a site that say that the enterprise is no longer there.

    Returns
    -------
    DataFrame
        `DIFFERENCE`: ``stale`` (carried as active, seen as gone; one row a register that holds it) or
        ``missing`` (seen at work, in no register that should hold it; `department` is the one that lacks
        it, empty for any).
    """
    active, seen = _active(enterprises, area), last_seen(inspections, window, area)
    is_gone = seen["site_state"].isin(list(gone))

    carried = active.drop_duplicates(["enterprise_key", "department"])
    stale = carried[["enterprise_key", "enterprise", "department"]].merge(
        seen.loc[is_gone, ["enterprise_key", "inspected_on", "site_state"]], on="enterprise_key"
    )
    at_work = seen[~is_gone]
    in_none = at_work[~at_work["enterprise_key"].isin(active["enterprise_key"])].assign(department="")
    lacking = [in_none]
    for topic, department in (keepers or {}).items():
        concerned = at_work[[topic in str(topics).split("、") for topics in at_work["topics"]]]
        held = active.loc[active["department"] == department, "enterprise_key"]
        lacking.append(concerned[~concerned["enterprise_key"].isin(held)].assign(department=department))
    # Named by the department that should hold it, where one should.
    missing = pd.concat(lacking).drop_duplicates("enterprise_key", keep="last")

    both = pd.concat([stale.assign(difference="stale"), missing.assign(difference="missing")])
    differences = both.rename(columns={"inspected_on": "seen_on"})[list(DIFFERENCE)]
    return differences.sort_values(["difference", "enterprise_key"], ignore_index=True)


def register_against_reality(
    enterprises: pd.DataFrame,
    inspections: pd.DataFrame,
    *,
    window: Window,
    area: str | None = None,
    keepers: Mapping[str, str] | None = None,
    gone: Sequence[str] = GONE,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many entries of the register are stale, and how many enterprises that were seen are missing
    from it.

    Parameters are those of `register_differences`.

    Returns
    -------
    DataFrame
        Result frame of two rows, keys ``area`` and ``difference``. stale: of the `denominator` active
        entries that were visited, `numerator` were gone. missing: of the enterprises seen at work, those
        not in the register. Wilson limits, for enterprises picked at random. Extra: ``enterprises``,
        their names, and ``unnamed``: visits that name no enterprise, which cannot be matched.
    """
    differences = register_differences(
        enterprises, inspections, window=window, area=area, keepers=keepers, gone=gone
    )
    seen = last_seen(inspections, window, area)
    active = _active(enterprises, area)
    visits = _visits(inspections, window, area)
    totals = {
        "stale": int(seen["enterprise_key"].isin(active["enterprise_key"]).sum()),
        "missing": int((~seen["site_state"].isin(list(gone))).sum()),
    }
    rows = []
    for difference, total in totals.items():
        own = differences[differences["difference"] == difference]
        rows.append(
            {
                "area": area or "",
                "difference": difference,
                **share_row(own["enterprise_key"].nunique(), total, level=level),
                "basis": "enterprises visited",
                **window_columns(window, window.end),
                "enterprises": listed_names(own["enterprise"]),
                "unnamed": int(visits["enterprise_key"].isna().sum()),
            }
        )
    return as_result(rows, ["area", "difference"], ["enterprises", "unnamed"])


def moved_entries(
    enterprises: pd.DataFrame, inspections: pd.DataFrame, *, window: Window, gone: Sequence[str] = GONE
) -> pd.DataFrame:
    """Active entries whose enterprise was last seen at work in another area than the register states.

    Parameters are those of `register_differences`.

    Returns
    -------
    DataFrame
        `MOVED`, one row an entry. An enterprise that is also in the register of the area where it was seen
        has not moved: it has a second site.

    Examples
    --------
    >>> register = pd.DataFrame({"enterprise": ["A"], "enterprise_key": ["a"], "area": ["north"],
    ...     "department": ["trade"], "registered_on": pd.to_datetime(["2018-05-01"]), "active": [True]})
    >>> visits = pd.DataFrame({"inspected_on": pd.to_datetime(["2020-03-02"]), "area": ["south"],
    ...     "enterprise": ["A"], "enterprise_key": ["a"], "site_state": ["正常"], "topics": [None]})
    >>> moved = moved_entries(register, visits, window=Window.year(2020))
    >>> moved[["enterprise", "registered_area", "seen_area"]].values.tolist()
    [['A', 'north', 'south']]
    """
    active, seen = _active(enterprises, None), last_seen(inspections, window, None)
    at_work = seen[~seen["site_state"].isin(list(gone)) & (seen["area"] != UNKNOWN)]
    carried = active[active["area"] != UNKNOWN].drop_duplicates(["enterprise_key", "department", "area"])
    pairs = carried[["enterprise_key", "enterprise", "department", "area"]].merge(
        at_work[["enterprise_key", "area", "inspected_on"]],
        on="enterprise_key",
        suffixes=("_registered", "_seen"),
    )
    is_here = pairs["area_registered"] == pairs["area_seen"]
    moved = pairs[~is_here.groupby(pairs["enterprise_key"]).transform("any")]
    moved = moved.rename(
        columns={"area_registered": "registered_area", "area_seen": "seen_area", "inspected_on": "seen_on"}
    )
    return moved[list(MOVED)].sort_values(["enterprise_key", "department"], ignore_index=True)


def enterprises_in_all(
    enterprises: pd.DataFrame,
    inspections: pd.DataFrame,
    *,
    window: Window,
    area: str | None = None,
    gone: Sequence[str] = GONE,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many enterprises there are, those included that neither the register nor inspectors know.

    Parameters are those of `register_differences`.

    Returns
    -------
    DataFrame
        Result frame of one row, key ``area``: `value` the estimated number with its limits, `numerator`
        enterprises on one list or both. Extra: ``registered`` (active entries, less those seen as gone),
        ``seen`` at work, ``both``, ``missing`` from both with ``missing_lower`` and ``missing_upper``, and
        ``unnamed`` visits, which cannot be matched. Without an enterprise on both lists the estimate is
        missing and `note` says so.

    Notes
    -----
    `intervals.two_list_total`. Where inspectors choose from the register the lists are not independent, and
    the estimate is a lower bound; `note` says so on every row.

    Examples
    --------
    >>> names = list("abcdefgh")
    >>> register = pd.DataFrame({"enterprise": names[:5], "enterprise_key": names[:5], "area": "north",
    ...     "department": "", "registered_on": pd.to_datetime("2018-05-01"), "active": True})
    >>> visits = pd.DataFrame({"inspected_on": pd.to_datetime("2020-03-02"), "area": "north",
    ...     "enterprise": names[3:7], "enterprise_key": names[3:7], "site_state": "正常", "topics": None})
    >>> total = enterprises_in_all(register, visits, window=Window.year(2020))
    >>> total[["numerator", "value", "registered", "seen", "both", "missing"]].values.tolist()
    [[7, 9.0, 5, 4, 2, 2.0]]
    """
    active, seen = _active(enterprises, area), last_seen(inspections, window, area)
    is_gone = seen["site_state"].isin(list(gone))
    at_work = set(seen.loc[~is_gone, "enterprise_key"])
    registered = set(active["unit"]) - set(seen.loc[is_gone, "enterprise_key"])
    known, both = len(registered | at_work), len(registered & at_work)
    total = two_list_total(len(registered), len(at_work), both, level=level)
    unnamed = int(_visits(inspections, window, area)["enterprise_key"].isna().sum())
    row = {
        "area": area or "",
        "numerator": known,
        **total._asdict(),
        "level": level,
        "method": "chapman",
        "basis": "register and visits",
        **window_columns(window, window.end),
        "note": joined_notes(
            "a lower bound where visits were chosen from the register",
            "" if both else "no enterprise on both lists: the total cannot be estimated",
        ),
        "registered": len(registered),
        "seen": len(at_work),
        "both": both,
        "missing": total.value - known,
        "missing_lower": total.lower - known,
        "missing_upper": total.upper - known,
        "unnamed": unnamed,
    }
    return as_result([row], ["area"], IN_ALL)


def _active(enterprises: pd.DataFrame, area: str | None) -> pd.DataFrame:
    """The active entries of the area's register, with `unit`: the enterprise, under whichever name it
    stands."""
    require_columns(enterprises, REGISTER, name="the register")
    # An entry that does not say whether it is active is carried as one: a missing word is not a no.
    active = enterprises[enterprises["active"].fillna(True).astype(bool)]
    if area is not None:
        active = active[active["area"] == area]
    return active.assign(unit=active["enterprise_key"].fillna(active["enterprise"]))


def _visits(inspections: pd.DataFrame, window: Window, area: str | None) -> pd.DataFrame:
    needed = ["inspected_on", "area", "enterprise", "enterprise_key", "site_state", "topics"]
    require_columns(inspections, needed, name="the inspection ledger")
    visits = inspections[window.contains(inspections["inspected_on"])]
    return visits if area is None else visits[visits["area"] == area]


def last_seen(inspections: pd.DataFrame, window: Window, area: str | None) -> pd.DataFrame:
    """The last visit to each enterprise; of two on one day the one lower in the ledger."""
    visits = _visits(inspections, window, area).dropna(subset="enterprise_key")
    return visits.sort_values("inspected_on", kind="stable").drop_duplicates("enterprise_key", keep="last")
