"""What happened: counts, shares, changes, means, rates, sectors, and enterprises that had several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ..display import Draft, Table, plain_records
from ..locale import label, say
from ..locale.formats import mean_decimals, month_name, part_of_year_text, per_text
from ..locale.wording import (
    PROVISIONAL,
    base_note,
    base_text,
    basis_title,
    events_header,
    is_provisional,
    key_header,
    result_notes,
    verdict_text,
    whole_text,
    window_name,
)
from ..periods import Window
from ..reference import Census
from ..schema import CITY_WITHOUT, OF_WHOLE, RESULT, UNKNOWN, require_columns
from .parts import in_several_windows, listed_names, one_area, results_by, titled


def _column_groups(frame: pd.DataFrame, language: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """One part of the frame for each window and kind of event: heading, header of the count, part."""
    for _, part in frame.groupby(["window_start", "window_end", "events"], sort=False):
        first = part.iloc[0]
        yield window_name(first, language), events_header(str(first["events"]), language), part


def _row_names(frame: pd.DataFrame, key: str) -> list[str]:
    """The names of the rows in their order, what is not stated last."""
    names = frame[key].drop_duplicates().tolist()
    return [n for n in names if n != UNKNOWN] + [n for n in names if n == UNKNOWN]


def _whole_of(part: pd.DataFrame) -> float | None:
    """The one denominator of some rows; None where there is no row, or it is not known."""
    wholes = part["denominator"].dropna()
    return float(wholes.iloc[0]) if len(wholes) else None


def _name_of(whole: str, language: str) -> str:
    return label(whole, language) if whole else say("City", language)


def _this_window(compared: pd.DataFrame, language: str) -> str:
    """The header over the later window's figures, marked where they are provisional."""
    text = say("This window", language)
    return (
        f"{text} {PROVISIONAL}"
        if any(is_provisional(row, language) for _, row in compared.iterrows())
        else text
    )


def city_table(
    shares: pd.DataFrame, *, whole: str = "", language: str = "zh", area: str | None = None
) -> Table:
    """Every area's events, its share of the city and the limits of that share, a window beside the other.

    Parameters
    ----------
    shares
        Result frame of `area_shares`; the whole city is its denominator.
    whole
        The area whose row is the whole, such as 全国 in published totals; the city if not given.
    area
        The area to set off.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    shares = shares[shares["area"] != whole]
    names = _row_names(shares, "area")
    draft = Draft(language)
    draft.labels(key_header("area", language), names)
    totals: list[float | None] = []
    for window, header, part in _column_groups(shares, language):
        rows = part.set_index("area").reindex(names)
        draft.number(header, rows["numerator"], group=window)
        draft.percent(say("Share", language), rows["value"], group=window, is_plotted=True)
        draft.share_limits(rows["lower"], rows["upper"], group=window)
        total = _whole_of(part)
        totals += [total, 1.0 if total else None, None]
    draft.last_row(_name_of(whole, language), totals)
    title = say("{basis}: areas and their shares", language, basis=basis_title(shares, language))
    notes = result_notes(shares, language, windows=False)
    return draft.table(
        title,
        shares,
        measure="share",
        results=results_by(shares, "area", names),
        notes=notes,
        marked=[n == area for n in names],
    )


def window_table(shares: pd.DataFrame, *, whole: str = "", language: str = "zh") -> Table:
    """One area's share, a window a row: the part, the whole, the share and its limits.

    Parameters
    ----------
    shares
        Rows of `area_shares` or `shares_of_counts` for one area.
    whole
        What it is a share of, such as 全国 in published totals; the city if not given.
    """
    require_columns(shares, ["area", "events", *RESULT], name="shares")
    draft = Draft(language)
    draft.windows(say("Window", language), shares)
    if (shares["events"] != "accidents").any():
        draft.short(say("Counted", language), [events_header(e, language) for e in shares["events"]])
    area = one_area(shares)
    if area is None:
        draft.labels(key_header("area", language), shares["area"])
    draft.number(say("Events", language) if area is None else label(area, language), shares["numerator"])
    draft.number(_name_of(whole, language), shares["denominator"])
    draft.percent(say("Share", language), shares["value"], is_plotted=True)
    draft.share_limits(shares["lower"], shares["upper"])
    title = say(
        "{basis}: share of {city} by window",
        language,
        basis=basis_title(shares, language),
        city=whole_text(whole, language),
    )
    notes = result_notes(shares, language, windows=False)
    return draft.table(titled(title, shares, language), shares, measure="share", notes=notes)


def months_table(counts: pd.DataFrame, *, language: str = "zh") -> Table:
    """One area's events by month, a year a row, and the year's sum.

    Parameters
    ----------
    counts
        Rows of `count_accidents` for one area and one kind of event, a month a window.
    """
    require_columns(counts, ["area", "events", *RESULT], name="counts")
    years, months = counts["window_start"].dt.year, counts["window_start"].dt.month
    by_month = counts["numerator"].set_axis(pd.MultiIndex.from_arrays([years, months])).unstack()
    draft = Draft(language)
    draft.labels(say("Year", language), [_year_name(months, language) for months in _known_years(counts)])
    for month in range(1, 13):
        values = by_month[month] if month in by_month else pd.Series(pd.NA, index=by_month.index)
        draft.number(month_name(date(2000, month, 1), language), values)
    draft.number(say("Sum", language), by_month.sum(axis=1, min_count=1), is_plotted=True)
    title = say("{basis} by month", language, basis=basis_title(counts, language))
    return draft.table(
        titled(title, counts, language),
        counts,
        measure="count",
        results=results_by(counts.assign(year=years), "year", list(by_month.index)),
        notes=result_notes(counts, language, windows=False, limits=False),
    )


def _known_years(counts: pd.DataFrame) -> list[pd.DataFrame]:
    """The months of each year whose count is known; all of them where none is."""
    by_year = [months for _, months in counts.groupby(counts["window_start"].dt.year)]
    return [
        months.dropna(subset=["numerator"]) if months["numerator"].notna().any() else months
        for months in by_year
    ]


def _year_name(months: pd.DataFrame, language: str) -> str:
    """A year, with the days that its sum covers where these are not all of it."""
    window = Window(months["window_start"].min().date(), months["window_end"].max().date())
    return part_of_year_text(window, language)


def change_table(compared: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """This window against another, the same window last year as a rule: is the change more than chance?

    Parameters
    ----------
    compared
        Result frame of `compare_windows`: one row per key and events.
    area
        The area to set off.
    """
    extra = ["difference", "p_value", "other_start", "other_end"]
    require_columns(compared, ["events", *RESULT, *extra], name="compared")
    key = str(compared.columns[0])
    draft = Draft(language)
    if key != "events" and not (key == "area" and one_area(compared)):
        draft.labels(key_header(key, language), compared[key])
    draft.short(say("Counted", language), [events_header(e, language) for e in compared["events"]])
    draft.number(_this_window(compared, language), compared["numerator"], is_plotted=True)
    draft.number(say("Window compared", language), compared["denominator"], is_plotted=True)
    draft.number(say("Difference", language), compared["difference"], signed=True)
    draft.ratio(say("Ratio per day", language), compared["value"])
    draft.ratio_limits(compared["lower"], compared["upper"])
    draft.p_value(compared["p_value"])
    draft.short(say("Verdict", language), [verdict_text(p, language) for p in compared["p_value"]])
    title = say("{basis}: change", language, basis=basis_title(compared, language))
    marked = [name == area for name in compared[key]] if key == "area" and not one_area(compared) else []
    notes = result_notes(compared, language, percents=False)
    return draft.table(
        titled(title, compared, language), compared, measure="change", notes=notes, marked=marked
    )


def mean_table(means: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """A window against the mean of the same dates in earlier years, an area a row.

    Parameters
    ----------
    means
        Result frame of `five_year_mean`.
    area
        The area to set off.
    """
    require_columns(means, ["mean", "years", "difference", *RESULT], name="means")
    key = str(means.columns[0])
    draft = Draft(language)
    draft.labels(key_header(key, language), means[key])
    draft.number(_this_window(means, language), means["numerator"], is_plotted=True)
    draft.number(say("Earlier years", language), means["years"])
    draft.number(say("Together", language), means["denominator"])
    decimals = max((mean_decimals(years) for years in means["years"] if years), default=1)
    draft.number(say("Mean a year", language), means["mean"], decimals=decimals)
    draft.number(say("Difference", language), means["difference"], decimals=decimals, signed=True)
    draft.ratio(say("Ratio", language), means["value"])
    draft.ratio_limits(means["lower"], means["upper"])
    draft.p_value(means["p_value"])
    title = say("The window against the mean of earlier years", language)
    notes = result_notes(means, language, percents=False)
    return draft.table(title, means, measure="mean", notes=notes, marked=means[key] == area)


def rates_table(
    rates: pd.DataFrame,
    *,
    against: pd.DataFrame | None = None,
    of: str,
    census: Census | None = None,
    language: str = "zh",
    area: str | None = None,
) -> Table:
    """Events, exposure and rate of each area, and how its rate stands to that of the rest.

    Parameters
    ----------
    rates
        Result frame of `rates`.
    against
        Result frame of `rates_against_rest` on the same counts; adds the ratio to the rest and its p-values.
    of
        What the rate is per, as the reader knows it.
    census
        Whose residents the exposure was made from: it is named below the table, and where a row is explained.
    area
        The area to set off.
    """
    require_columns(rates, ["exposure", "per", *RESULT], name="rates")
    key = str(rates.columns[0])
    draft = Draft(language)
    draft.labels(key_header(key, language), rates[key])
    draft.number(events_header(str(rates["events"].iloc[0]), language), rates["numerator"])
    draft.number(say("Exposure", language), rates["exposure"])
    draft.number(say("Rate", language), rates["value"], decimals=2, is_plotted=True)
    draft.number_limits(rates["lower"], rates["upper"], decimals=2)
    per = per_text(rates["per"].iloc[0], language)
    unit = say("Rate per {per} {what}.", language, per=per, what=of)
    base = [base_note(census, language)] if census is not None and census.people else []
    notes = [unit, *base, *result_notes(rates, language, percents=False)]
    results = [[record] for record in plain_records(rates)]
    for [record] in results:
        if census is not None and record[key] in census.people:
            days = int(record["days"]) - int(record.get("lacking") or 0)
            record["base"] = base_text(census, str(record[key]), days, language)
    if against is not None:
        beside = rates[[key]].merge(against, on=key, how="left")
        draft.ratio(say("Ratio to the rest", language), beside["value"])
        draft.p_value(beside["p_value"])
        draft.p_value(beside["p_holm"], header=say("p among all areas (Holm)", language))
        for records, record in zip(results, plain_records(beside)):
            records.append(record)
    basis, rows = basis_title(rates, language), key_header(key, language).lower()
    title = titled(say("{basis}: rates by {key}", language, basis=basis, key=rows), rates, language)
    return draft.table(title, rates, measure="rate", results=results, notes=notes, marked=rates[key] == area)


def sector_table(
    breakdown: pd.DataFrame,
    *,
    city: pd.DataFrame | None = None,
    language: str = "zh",
    area: str | None = None,
) -> Table:
    """Events by sector (or industry, kind …) with shares, limits and, where given, the city's shares.

    Parameters
    ----------
    breakdown, city
        Result frames of `breakdown` for the area and for the whole city.
    area
        The area to name in the title.
    """
    require_columns(breakdown, ["events", *RESULT], name="breakdown")
    key = str(breakdown.columns[0])
    # What happened in the city alone, such as accidents of no stated sector, is a part of its total too.
    beside: list[str] = [] if city is None else city.loc[city["numerator"] > 0, key].tolist()
    names = list(dict.fromkeys([*breakdown[key], *beside]))
    own = breakdown.set_index(key).reindex(names)
    draft = Draft(language)
    draft.labels(key_header(key, language), names)
    events = str(breakdown["events"].iloc[0]) if len(breakdown) else "accidents"
    # A sector that only the city has is none of an area whose count is known.
    of_city_alone = 0 if breakdown.empty or breakdown["numerator"].notna().any() else pd.NA
    draft.number(events_header(events, language), own["numerator"].fillna(of_city_alone))
    draft.percent(say("Share", language), own["value"], is_plotted=True)
    draft.share_limits(own["lower"], own["upper"])
    whole: list[float | None] = [_whole_of(breakdown), None, None]
    results = results_by(breakdown, key, names)
    if city is not None:
        there = city.set_index(key).reindex(names)
        draft.number(say("City", language), there["numerator"])
        draft.percent(say("City's make-up", language), there["value"], is_plotted=True)
        whole += [_whole_of(city), None]
        of_city = results_by(city.assign(of_city=True), key, names)
        results = [here + elsewhere for here, elsewhere in zip(results, of_city)]
    draft.last_row(say("Total", language), whole)
    basis, part = basis_title(breakdown, language), key_header(key, language).lower()
    title = say("{basis}: by {key}", language, basis=basis, key=part)
    notes = result_notes(breakdown if city is None else _beside_city(breakdown, city), language)
    if breakdown.empty:
        notes = [say("The ledger holds no such record.", language)]
    return draft.table(
        titled(title, breakdown, language, area), breakdown, measure="breakdown", results=results, notes=notes
    )


def _beside_city(breakdown: pd.DataFrame, city: pd.DataFrame) -> pd.DataFrame:
    """The rows of an area with what is remarked of all rows of the city, as of their whole."""
    if "note" not in breakdown or "note" not in city:
        return breakdown
    own = [note.split("; ") for note in breakdown["note"].fillna("")]
    each = [note.split("; ") for note in city["note"].fillna("")]
    of_city = [note for note in dict.fromkeys(each[0] if each else ()) if all(note in row for row in each)]
    named = {note: note if note.startswith(CITY_WITHOUT) else OF_WHOLE + note for note in of_city if note}
    told = [[*filter(None, row), *(name for note, name in named.items() if note not in row)] for row in own]
    return breakdown.assign(note=["; ".join(notes) for notes in told])


def share_change_table(change: pd.DataFrame, *, whole: str = "", language: str = "zh") -> Table:
    """An area's share in two windows: the difference in percentage points, its limits, and is it chance.

    Parameters
    ----------
    change
        Result frames of `share_change`, one row each.
    whole
        What it is a share of, such as 全国 in published totals; the city if not given.
    """
    halves = [
        f"{which}_{name}" for which in ("this", "other") for name in ("numerator", "denominator", "value")
    ]
    extra = [*halves, "p_value", "other_start", "other_end"]
    require_columns(change, ["area", "events", *RESULT, *extra], name="change")
    draft = Draft(language)
    area = one_area(change)
    if area is None:
        draft.labels(key_header("area", language), change["area"])
    draft.short(say("Counted", language), [events_header(e, language) for e in change["events"]])
    has_own_windows = len(change[["other_start", "other_end"]].drop_duplicates()) > 1
    if has_own_windows:
        draft.windows(say("Compared with", language), change, prefix="other_")
    name = say("Events", language) if area is None else label(area, language)
    headings = {"this": _this_window(change, language), "other": say("Window compared", language)}
    for which, group in headings.items():
        headers = (name, _name_of(whole, language))
        draft.quotient(headers, change[f"{which}_numerator"], change[f"{which}_denominator"], group=group)
        draft.percent(say("Share", language), change[f"{which}_value"], group=group)
    draft.points(say("Change (points)", language), change["value"])
    draft.point_limits(change["lower"], change["upper"])
    draft.p_value(change["p_value"])
    draft.short(say("Verdict", language), [verdict_text(p, language) for p in change["p_value"]])
    title = say(
        "{basis}: has the share of {city} changed?",
        language,
        basis=basis_title(change, language),
        city=whole_text(whole, language),
    )
    stated = change.drop(columns=["other_start", "other_end"]) if has_own_windows else change
    notes = result_notes(stated, language)
    if change.empty:
        notes = [say("There is no earlier window to compare.", language)]
    return draft.table(titled(title, change, language), change, measure="share_change", notes=notes)


def part_table(parts: pd.DataFrame, *, title: str, language: str = "zh", area: str | None = None) -> Table:
    """Any frame of parts and wholes: keys, the part, the whole, the share and its limits where it has any.

    Parameters
    ----------
    parts
        A result frame whose `value` is a share, such as that of `studied_share` or `requirement_met`.
    title
        In the reader's language.
    area
        The area to set off.
    """
    require_columns(parts, list(RESULT), name="parts")
    keys = [str(c) for c in parts.columns[: parts.columns.get_loc("numerator")] if c != "events"]
    draft = Draft(language)
    for key in keys:
        draft.labels(key_header(key, language), parts[key])
    has_windows = not keys or in_several_windows(parts)
    if has_windows:
        draft.windows(say("Window", language), parts)
    draft.number(say("Part", language), parts["numerator"])
    draft.number(say("Whole", language), parts["denominator"])
    draft.percent(say("Share", language), parts["value"])
    if parts["lower"].notna().any():
        draft.share_limits(parts["lower"], parts["upper"])
    marked = [a == area for a in parts.get("area", [])]
    notes = result_notes(parts, language, windows=not has_windows)
    return draft.table(title, parts, measure="part", notes=notes, marked=marked)


def repeated_table(repeated: pd.DataFrame, *, language: str = "zh") -> Table:
    """Enterprises with accidents again and again, under whatever spelling of their name.

    Parameters
    ----------
    repeated
        Result frame of `repeated_enterprises`.
    """
    require_columns(repeated, [*RESULT, "enterprise", "deaths", "years"], name="repeated")
    draft = Draft(language)
    draft.text(
        key_header("enterprise", language), [listed_names(n, language) for n in repeated["enterprise"]]
    )
    draft.number(events_header("accidents", language), repeated["numerator"])
    draft.number(events_header("deaths", language), repeated["deaths"])
    draft.text(say("Years", language), [listed_names(str(years), language) for years in repeated["years"]])
    title = say("Enterprises with more than one accident", language)
    return draft.table(title, repeated, measure="repeated", notes=result_notes(repeated, language))
