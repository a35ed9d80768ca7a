"""Many visits, few finds: finds per visit, what a second visit finds, samples, and firms with accidents
again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from ..errors import WrongUse
from ..periods import Window
from ..schema import INSPECTIONS, Basis, require_columns
from .groups import as_result, joined_notes, listed_names, share_row, window_columns, windows_by
from .intervals import rate_interval, sampled_share_interval, two_list_total
from .placing import first_days, lies_in, may_lie_in
from .tally import Levels, undated_note

RECHECK = (
    "pairs",
    "unclear",
    "first_finds",
    "matched",
    "total",
    "total_lower",
    "total_upper",
    "first_hazards",
    "recheck_hazards",
)


def finds_per_inspection(
    inspections: pd.DataFrame,
    *,
    windows: Sequence[Window],
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    per: int = 100,
    as_of: date | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Hazards found per `per` visits.

    Parameters
    ----------
    inspections
        The inspection ledger, one row a visit (家次).
    windows, as_of
        One row per key and window; windows are cut at `as_of`.
    by, levels
        Columns to break down by (area, department, programme …); values that must show even without a visit.
    per
        Visits that the rate is given for.

    Returns
    -------
    DataFrame
        Result frame: `numerator` hazards found, `denominator` visits that state their finds, exact
        Poisson limits, and ``dispersion``: the variance of the finds of a visit over their mean, 1 where
        chance alone spreads them. Where it is above 1 beyond chance, the limits are too narrow and `note`
        says so. ``not_stated`` are further visits, which do not state what they found.

    Notes
    -----
    Garwood (1936) limits. Dispersion test: sum of (x - mean)²/mean against chi-square with n - 1 degrees.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "inspected_on": pd.to_datetime(["2020-01-02", "2020-01-03", "2020-02-01", "2020-02-02"]),
    ...     "area": "north", "hazards_found": pd.array([0, 1, 0, 0], dtype="Int64")})
    >>> finds = finds_per_inspection(visits, windows=[Window.year(2020)])
    >>> finds[["area", "numerator", "denominator", "value"]]
        area  numerator  denominator  value
    0  north          1            4   25.0
    """
    needed = [INSPECTIONS.day, "hazards_found", *by]
    require_columns(inspections, needed, name="the inspection ledger")
    rows = []
    # Of every group of visits its rows are taken out: of three columns, not of all.
    for keys, visits in windows_by(
        inspections[needed], INSPECTIONS.day, windows=windows, by=by, levels=levels, as_of=as_of
    ):
        stated = visits["hazards_found"].dropna().astype(int)
        dispersion, is_wide = _dispersion(stated)
        not_stated = len(visits) - len(stated)
        note = joined_notes(
            _unstated_note(not_stated),
            f"finds vary {dispersion:.1f} times as much as by chance: limits too narrow" if is_wide else "",
        )
        row = {
            "numerator": stated.sum(),
            "denominator": len(stated),
            "level": level,
            "method": "garwood",
            "basis": f"per {per} visits",
            "per": per,
            "dispersion": dispersion,
            "note": note,
            "not_stated": not_stated,
        }
        if len(stated):
            row |= rate_interval(stated.sum(), len(stated), per=per, level=level)._asdict()
        rows.append(keys | row)
    return as_result(rows, by, ["per", "dispersion", "not_stated"])


def _dispersion(counts: pd.Series) -> tuple[float, bool]:
    mean = counts.mean()
    if len(counts) < 2 or mean == 0:
        return np.nan, False
    chi_square = ((counts - mean) ** 2 / mean).sum()
    return chi_square / (len(counts) - 1), bool(stats.chi2.sf(chi_square, len(counts) - 1) < 0.05)


def visits_with_finds(
    inspections: pd.DataFrame,
    *,
    windows: Sequence[Window],
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    as_of: date | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of visits on which at least one hazard was found (问题率).

    Parameters are those of `finds_per_inspection`.

    Returns
    -------
    DataFrame
        Result frame: `numerator` visits with a find, `denominator` visits that state their finds. Wilson
        limits. ``not_stated`` as there.
    """
    require_columns(inspections, ["hazards_found"], name="the inspection ledger")
    rows = []
    for keys, visits in windows_by(
        inspections, INSPECTIONS.day, windows=windows, by=by, levels=levels, as_of=as_of
    ):
        stated = visits["hazards_found"].dropna()
        not_stated = len(visits) - len(stated)
        share = share_row(int((stated > 0).sum()), len(stated), level=level)
        said = {"basis": "visits", "note": _unstated_note(not_stated), "not_stated": not_stated}
        rows.append(keys | share | said)
    return as_result(rows, by, ["not_stated"])


def _unstated_note(unstated: int) -> str:
    return f"{unstated} visits that do not state their finds left out" if unstated else ""


def inspected_enterprises(
    inspections: pd.DataFrame,
    *,
    windows: Sequence[Window],
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    as_of: date | None = None,
) -> pd.DataFrame:
    """Distinct enterprises visited (家), against visits made (家次).

    Parameters are those of `finds_per_inspection`.

    Returns
    -------
    DataFrame
        Result frame: `value` and `numerator` enterprises, no denominator or limits; extra ``visits`` and
        ``unnamed`` (visits that name no enterprise).
    """
    require_columns(inspections, ["enterprise_key"], name="the inspection ledger")
    rows = []
    for keys, visits in windows_by(
        inspections, INSPECTIONS.day, windows=windows, by=by, levels=levels, as_of=as_of
    ):
        distinct = visits["enterprise_key"].nunique()
        unnamed = int(visits["enterprise_key"].isna().sum())
        counts = {"numerator": distinct, "value": distinct, "visits": len(visits), "unnamed": unnamed}
        rows.append(keys | counts | {"method": "distinct enterprises", "basis": "visits"})
    return as_result(rows, by, ["visits", "unnamed"])


def recheck_pairs(inspections: pd.DataFrame) -> pd.DataFrame:
    """Each re-inspection beside the inspection that it repeats.

    A find is a topic under which problems were found; a visit that found no hazard has none, whatever
    topics it names.

    Returns
    -------
    DataFrame
        One row a re-inspection whose first inspection is in the ledger: ``inspected_on``, ``area``,
        ``department``, ``programme``, ``enterprise`` of the re-inspection, ``first_id``, ``first_on``,
        ``first_department``, then ``first_hazards`` and ``recheck_hazards`` (numbers found),
        ``first_topics``, ``recheck_topics``, ``matched`` (topics found on both visits) and ``is_clear``:
        False where a visit found hazards but names no topic, so that they cannot be matched.

    Raises
    ------
    ColumnsMissing
        If the ledger lacks one of these columns.
    """
    shown = ["inspected_on", "area", "department", "programme", "enterprise"]
    needed = ["inspection_id", "recheck_of", "hazards_found", "topics"]
    require_columns(inspections, [*shown, *needed], name="the inspection ledger")
    first = inspections.drop_duplicates("inspection_id").rename(
        columns={
            "inspection_id": "first_id",
            "inspected_on": "first_on",
            "department": "first_department",
            "hazards_found": "first_hazards",
            "topics": "first_topics",
        }
    )[["first_id", "first_on", "first_department", "first_hazards", "first_topics"]]
    again = inspections[inspections["recheck_of"].notna()][[*shown, *needed[1:]]].rename(
        columns={"recheck_of": "first_id", "hazards_found": "recheck_hazards", "topics": "recheck_topics"}
    )
    pairs = again.merge(first, on="first_id", how="inner", sort=False)
    finds = [
        [
            _topics(topics, hazards)
            for topics, hazards in zip(pairs[f"{visit}_topics"], pairs[f"{visit}_hazards"])
        ]
        for visit in ("first", "recheck")
    ]
    clear = [a is not None and b is not None for a, b in zip(*finds)]
    pairs["first_topics"], pairs["recheck_topics"] = (
        pd.Series(["、".join(sorted(topics or ())) for topics in visit], index=pairs.index, dtype="str")
        for visit in finds
    )
    pairs["matched"] = [len(a & b) if a is not None and b is not None else 0 for a, b in zip(*finds)]
    pairs["is_clear"] = pd.Series(clear, index=pairs.index, dtype=bool)
    return pairs


def _topics(topics: Any, hazards: Any) -> frozenset[str] | None:
    """The topics with a find; None where hazards were found, or may have been, under no stated topic."""
    if pd.isna(hazards):
        return None
    if hazards == 0:
        return frozenset()
    return None if pd.isna(topics) else frozenset(topics.split("、"))


def recheck_yield(
    inspections: pd.DataFrame,
    *,
    windows: Sequence[Window],
    by: Sequence[str] = ("area",),
    levels: Levels | None = None,
    as_of: date | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of what re-inspections found that the first inspection had missed, and how much there may be
    in all.

    Parameters
    ----------
    inspections
        The whole inspection ledger: the first inspection may lie before the window.
    windows, as_of
        Days of the re-inspection.
    by, levels, level
        As in `finds_per_inspection`; keys are those of the re-inspection.

    Returns
    -------
    DataFrame
        Result frame: of the `denominator` topics found by re-inspections `numerator` were missed before;
        Wilson limits. Extra: ``pairs`` compared, ``unclear`` ones left out, ``first_finds`` and
        ``matched`` topics, ``total`` with ``total_lower`` and ``total_upper``: topics there were in all,
        found or not, and ``first_hazards`` and ``recheck_hazards``, the numbers of hazards. Without a
        find in common the total is missing and `note` says why.

    Notes
    -----
    The total is that of `intervals.two_list_total`. Both visits must see the same state: what was put right
    or arose in between biases it.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "inspection_id": ["A", "B"], "recheck_of": [None, "A"], "area": "north", "department": "",
    ...     "inspected_on": pd.to_datetime(["2020-01-10", "2020-09-01"]), "programme": "", "enterprise": "",
    ...     "hazards_found": pd.array([0, 3], dtype="Int64"), "topics": [None, "燃气、消防"]})
    >>> found = recheck_yield(visits, windows=[Window.year(2020)])
    >>> found[["numerator", "denominator", "recheck_hazards", "note"]].values.tolist()
    [[2, 2, 3, 'no find in common: the total cannot be estimated']]
    """
    rows = []
    for keys, pairs in windows_by(
        recheck_pairs(inspections), INSPECTIONS.day, windows=windows, by=by, levels=levels, as_of=as_of
    ):
        clear = pairs[pairs["is_clear"]]
        first, again = (_count_topics(clear[f"{visit}_topics"]) for visit in ("first", "recheck"))
        matched = int(clear["matched"].sum())
        counts = {
            "pairs": len(clear),
            "unclear": len(pairs) - len(clear),
            "first_finds": first,
            "matched": matched,
            "first_hazards": int(clear["first_hazards"].sum()),
            "recheck_hazards": int(clear["recheck_hazards"].sum()),
            "basis": "topics with a find",
            "note": _recheck_note(len(clear), matched),
        }
        estimate = two_list_total(first, again, matched, level=level)
        total = dict(zip(("total", "total_lower", "total_upper"), estimate))
        rows.append(keys | share_row(again - matched, again, level=level) | counts | total)
    return as_result(rows, by, RECHECK)


def _recheck_note(pairs: int, matched: int) -> str:
    if pairs == 0:
        return "no re-inspection that can be compared"
    return "" if matched else "no find in common: the total cannot be estimated"


def _count_topics(topics: pd.Series) -> int:
    return sum(len(text.split("、")) for text in topics if text)


def sampled_share(
    found: int,
    sample: int,
    population: int,
    *,
    window: Window | None = None,
    as_of: date | None = None,
    basis: str = "sampled units",
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of the units looked at that had a trait, with limits for all units there are.

    Parameters
    ----------
    found, sample, population
        Units with the trait among those looked at; units looked at; units there are.
    window, as_of, basis
        Stated in the result.

    Returns
    -------
    DataFrame
        Result frame of one row with exact hypergeometric limits; extra ``population``, ``least`` and
        ``most``: units of the population that may have the trait. They hold for a random sample; units
        picked for cause overstate it.

    Raises
    ------
    WrongUse
        If the sample is larger than the population, or `found` larger than the sample.

    Examples
    --------
    >>> sampled_share(6, 22, 1050)[["value", "lower", "upper", "least", "most"]].round(3).values.tolist()
    [[0.273, 0.11, 0.5, 115.0, 525.0]]
    """
    share = sampled_share_interval(found, sample, population, level=level)
    row = {
        "numerator": found,
        "denominator": sample,
        **share._asdict(),
        "level": level,
        "method": "hypergeometric",
        "basis": basis,
        "as_of": as_of,
        "population": population,
        "least": round(share.lower * population),
        "most": round(share.upper * population),
        **(window_columns(window, as_of) if window else {}),
    }
    return as_result([row], [], ["population", "least", "most"])


def repeated_enterprises(
    accidents: pd.DataFrame, *, window: Window, basis: Basis, at_least: int = 2, as_of: date | None = None
) -> pd.DataFrame:
    """Enterprises with accidents again and again, under whatever spelling of their name.

    Parameters
    ----------
    accidents
        The accident ledger; `enterprise_key` is what cleaning made of the many spellings.
    window, as_of
        Days of the accidents, cut at `as_of`.
    basis
        What counts as an accident.
    at_least
        Accidents from which an enterprise is listed.

    Returns
    -------
    DataFrame
        Result frame, key ``enterprise_key``, most accidents first: `numerator` and `value` accidents.
        Extra: ``deaths``, ``enterprise`` (as written, 、 between spellings), ``areas``, ``years``,
        ``first_on``, ``last_on``, and ``unnamed``, the accidents in the window that name no enterprise
        and so cannot be looked up.

    Raises
    ------
    WrongUse
        If `at_least` is below 1.
    """
    if at_least < 1:
        raise WrongUse(f"An enterprise is listed from one accident or more; found at_least={at_least}.")
    require_columns(accidents, ["occurred_on", "enterprise_key", "enterprise"], name="the accident ledger")
    part = window.clipped(as_of) if as_of else window
    inside = lies_in(accidents, "occurred_on", window, as_of)
    counted = accidents[basis.mask(accidents) & inside]
    undated = accidents[basis.mask(accidents) & may_lie_in(accidents, "occurred_on", window, as_of)]
    perhaps = undated["enterprise_key"].value_counts()
    stated = window_columns(part or window, as_of) | {"method": "accidents counted", "basis": basis.name}
    unnamed = int(counted["enterprise_key"].isna().sum())
    rows = [
        {
            "enterprise_key": key,
            "numerator": len(own),
            "value": len(own),
            "deaths": int(own["deaths"].sum()),
            "enterprise": listed_names(own["enterprise"]),
            "areas": listed_names(own["area"]),
            "years": listed_names(first_days(own, "occurred_on").dt.year),
            "first_on": own["occurred_on"].min(),
            "last_on": own["occurred_on"].max(),
            "unnamed": unnamed,
            "note": undated_note(int(perhaps.get(key, 0))),
            **stated,
        }
        for key, own in counted.groupby("enterprise_key")
        if len(own) >= at_least
    ]
    extra = ["deaths", "enterprise", "areas", "years", "first_on", "last_on", "unnamed"]
    listed = as_result(rows, ["enterprise_key"], extra)
    return listed.sort_values(["numerator", "enterprise_key"], ascending=[False, True], ignore_index=True)
