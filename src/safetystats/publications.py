"""Publications held against themselves and each other: a total against its areas, months against the year's
table, what was printed first against last.

History is revised: accidents are reported late, others are struck off, so the same window is printed with
different figures.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from .published import LAST_YEAR, NATION, THIS_YEAR


def held_against_areas(totals: pd.DataFrame, whole: str, areas: Collection[str]) -> pd.DataFrame:
    """Hold the row of the whole in each table against the sum of the areas in the same table.

    Parameters
    ----------
    totals
        The frame of `published.read_totals`.
    whole, areas
        The row that is the sum of all; every area that it is the sum of.

    Returns
    -------
    DataFrame
        One row a figure of the whole that was printed, under its index in `totals`: area, measure, basis,
        window_start, window_end, source, printed, sum_of_areas (of the rows that hold a figure), is_whole
        (each of `areas` has one) and differs. An area without a figure leaves a greater total open: then only
        a sum above it differs.

    Notes
    -----
    Rows of other names (其他, a zone) count, unless the areas add up without them: a zone may be counted in
    an area as well.
    """
    keys = ["source", "source_sheet", "measure", "basis", "window_start", "window_end", "printed_as"]
    known = totals[totals["value"].notna()]
    parts = known[known["area"] != whole]
    listed = parts[parts["area"].isin(areas)]
    held = known[known["area"] == whole].rename(columns={"value": "printed"})
    at = pd.MultiIndex.from_frame(held[keys])
    of_listed, of_all = (
        rows.groupby(keys)["value"].sum().reindex(at, fill_value=0.0).to_numpy() for rows in (listed, parts)
    )
    found = listed.groupby(keys)["area"].nunique().reindex(at, fill_value=0).to_numpy()
    held["sum_of_areas"] = pd.Series(of_all, held.index).where(of_listed != held["printed"], held["printed"])
    held["is_whole"] = found == len(set(areas))
    above = held["sum_of_areas"] > held["printed"]
    held["differs"] = above | (held["is_whole"] & (held["sum_of_areas"] != held["printed"]))
    columns = ["area", "measure", "basis", "window_start", "window_end", "source", "printed"]
    return held[[*columns, "sum_of_areas", "is_whole", "differs"]]


def reconcile(totals: pd.DataFrame) -> pd.DataFrame:
    """Hold the sum of monthly tables against each table that counts the same months together.

    Returns
    -------
    DataFrame
        One row an area, measure, basis and window from January of which every month is there too: months,
        sum_of_months, cumulative, difference (cumulative less sum: reports that came late, or
        were struck off where it is negative). Missing where a part is missing.
    """
    keys = ["area", "measure", "basis"]
    printed = totals[totals["printed_as"] == THIS_YEAR]
    start, end = printed["window_start"], printed["window_end"]
    ends_month = end == end + pd.offsets.MonthEnd(0)
    is_month = (start.dt.day == 1) & (start.dt.to_period("M") == end.dt.to_period("M")) & ends_month
    from_january = (start.dt.day_of_year == 1) & ends_month & ~is_month
    monthly = printed[is_month].assign(year=start.dt.year, month=end.dt.month)
    together = printed[from_january].assign(year=start.dt.year, last=end.dt.month)
    pairs = together.merge(
        monthly[[*keys, "year", "month", "value"]], on=[*keys, "year"], suffixes=("", "_month")
    )
    pairs = pairs[pairs["month"] <= pairs["last"]]
    grouped = pairs.groupby([*keys, "window_start", "window_end"], sort=False, as_index=False)
    summed = grouped.agg(
        last=("last", "first"),
        months=("month", "nunique"),
        sum_of_months=("value_month", lambda values: values.sum(skipna=False)),
        cumulative=("value", "first"),
    )
    whole = summed[summed["months"] == summed["last"]].drop(columns="last")
    return whole.assign(difference=whole["cumulative"] - whole["sum_of_months"]).reset_index(drop=True)


def differing_areas(reconciled: pd.DataFrame, measure: str = "accidents") -> pd.DataFrame:
    """The areas whose months do not add up to the longest table of `reconcile`, the largest difference first.

    A positive difference is what came late, a negative one what was struck off.

    Examples
    --------
    >>> reconciled = pd.DataFrame({
    ...     "area": ["a", "b", "c"], "measure": "accidents", "window_end": pd.Timestamp("2014-12-31"),
    ...     "difference": [0.0, 2.0, -3.0]})
    >>> differing_areas(reconciled)["area"].tolist()
    ['c', 'b']
    """
    own = reconciled[reconciled["measure"] == measure]
    longest = own[own["window_end"] == own["window_end"].max()]
    differing = longest[longest["difference"].fillna(0) != 0]
    order = differing["difference"].abs().sort_values(ascending=False, kind="stable").index
    return differing.loc[order].reset_index(drop=True)


def shares_from_months(totals: pd.DataFrame, whole: str = NATION) -> pd.DataFrame:
    """Each area's share of the whole by the sum of monthly tables, and by the table of the same months.

    Returns
    -------
    DataFrame
        The rows of `reconcile` other than the whole, with share_of_months, share_printed (both 0 to 1) and
        note: a warning where the two differ. Monthly tables leave out what was reported late.
    """
    table = reconcile(totals)
    keys = ["measure", "basis", "window_start", "window_end"]
    of_whole = table[table["area"] == whole][[*keys, "sum_of_months", "cumulative"]]
    shares = table[table["area"] != whole].merge(of_whole, on=keys, suffixes=("", "_whole"))
    shares["share_of_months"] = _share(shares["sum_of_months"], shares["sum_of_months_whole"])
    shares["share_printed"] = _share(shares["cumulative"], shares["cumulative_whole"])
    differs = (shares["share_of_months"] - shares["share_printed"]).abs() > 0
    warning = (
        "built on the sum of months ("
        + shares["sum_of_months"].map("{:g}".format)
        + "); the table of the whole window says "
        + shares["cumulative"].map("{:g}".format)
    )
    return shares.assign(note=warning.where(differs, "")).drop(
        columns=["sum_of_months_whole", "cumulative_whole"]
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    # An empty whole has no shares: missing, neither 0 nor 1.
    return part / whole.where(whole > 0)


def compare_publications(totals: pd.DataFrame) -> pd.DataFrame:
    """Hold what was printed first about a window against what was printed about it last.

    Returns
    -------
    DataFrame
        One row an area, measure, basis and window that two publications print: first, last, difference (last
        less first: reports that came late, or accidents struck off where it is negative), first_source,
        last_source. A figure printed as that of the year before is the later one; a difference is missing
        where a figure is.
    """
    keys = ["area", "measure", "basis", "window_start", "window_end"]
    ordered = totals.assign(is_later=totals["printed_as"] == LAST_YEAR).sort_values(
        ["is_later", "published_on", "source"], kind="stable", na_position="first"
    )
    grouped = ordered.groupby(keys, sort=False)
    # nth takes the rows as they are: first() would pass over a figure that was not reported.
    first, last = (grouped.nth(n).set_index(keys)[["value", "source"]] for n in (0, -1))
    pairs = first.add_suffix("_first").join(last.add_suffix("_last"))
    pairs = pairs[pairs["source_first"] != pairs["source_last"]].reset_index()
    return pairs.rename(
        columns={
            "value_first": "first",
            "value_last": "last",
            "source_first": "first_source",
            "source_last": "last_source",
        }
    ).assign(difference=lambda both: both["last"] - both["first"])
