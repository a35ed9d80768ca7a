"""What the measures give, as tables: counts, shares, rates, closure, trends, duties, publications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ..display import Draft, Table, plain_records
from ..locale import label, say, term
from ..locale.formats import NOTHING, day_text, mean_decimals, number_text, percent_text
from ..locale.wording import (
    PROVISIONAL,
    action_text,
    basis_text,
    basis_title,
    events_header,
    is_provisional,
    key_header,
    ledger_text,
    names_text,
    result_notes,
    state_text,
    verdict_text,
    whole_text,
    window_name,
)
from ..schema import RESULT, UNKNOWN, require_columns


def _column_groups(frame: pd.DataFrame, language: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """One part of the frame for each window and kind of event: heading, header of the count, part."""
    for _, part in frame.groupby(["window_start", "window_end", "events"], sort=False):
        first = part.iloc[0]
        yield window_name(first, language), events_header(str(first["events"]), language), part


def _has_windows(frame: pd.DataFrame) -> bool:
    """True where the rows lie in more than one window, so that each must name its own."""
    return len(frame[["window_start", "window_end"]].drop_duplicates()) > 1


def _row_names(frame: pd.DataFrame, key: str) -> list[str]:
    """The names of the rows in their order, what is not stated last."""
    names = frame[key].drop_duplicates().tolist()
    return [n for n in names if n != UNKNOWN] + [n for n in names if n == UNKNOWN]


def _one_area(frame: pd.DataFrame) -> str | None:
    """The area of a table about one area alone, which stands in its title and not in every row."""
    areas = set(frame["area"]) if "area" in frame else set()
    return str(areas.pop()) if len(areas) == 1 and areas != {UNKNOWN} else None


def _title(title: str, frame: pd.DataFrame, language: str) -> str:
    """The title of a table, after the name of its one area where it has only one."""
    area = _one_area(frame)
    if area is None:
        return title
    return say("{title} ({area})", language, area=label(area, language), title=title)


def _whole_of(part: pd.DataFrame) -> float | None:
    """The one denominator of some rows; None where there is no row, or it is not known."""
    wholes = part["denominator"].dropna()
    return float(wholes.iloc[0]) if len(wholes) else None


Records = list[dict[str, Any]]
"""Rows of a result frame, as a table carries them along."""


def _results_by(frame: pd.DataFrame, key: str, names: Sequence[str]) -> list[Records]:
    """The rows of a result frame that each row of a table shows, where these are the values of `key`."""
    records = plain_records(frame)
    return [[record for record in records if record[key] == name] for name in names]


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
        results=_results_by(shares, "area", names),
        notes=notes,
        marked=[n == area for n in names],
    )


def _name_of(whole: str, language: str) -> str:
    return label(whole, language) if whole else say("City", language)


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
    area = _one_area(shares)
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
    return draft.table(_title(title, shares, language), shares, measure="share", notes=notes)


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
    if key != "events" and not (key == "area" and _one_area(compared)):
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
    marked = [name == area for name in compared[key]] if key == "area" and not _one_area(compared) else []
    notes = result_notes(compared, language, percents=False)
    return draft.table(
        _title(title, compared, language), compared, measure="change", notes=notes, marked=marked
    )


def _this_window(compared: pd.DataFrame, language: str) -> str:
    """The header over the later window's figures, marked where they are provisional."""
    text = say("This window", language)
    return f"{text} {PROVISIONAL}" if any(is_provisional(row) for _, row in compared.iterrows()) else text


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
    per = number_text(rates["per"].iloc[0], language)
    unit = say("Rate per {per} {what}.", language, per=per, what=of)
    notes = [unit, *result_notes(rates, language, percents=False)]
    results = [[record] for record in plain_records(rates)]
    if against is not None:
        beside = rates[[key]].merge(against, on=key, how="left")
        draft.ratio(say("Ratio to the rest", language), beside["value"])
        draft.p_value(beside["p_value"])
        draft.p_value(beside["p_holm"], header=say("p among all areas (Holm)", language))
        for records, record in zip(results, plain_records(beside)):
            records.append(record)
    title = _title(say("Rates", language), rates, language)
    return draft.table(title, rates, measure="rate", results=results, notes=notes, marked=rates[key] == area)


def sector_table(breakdown: pd.DataFrame, *, city: pd.DataFrame | None = None, language: str = "zh") -> Table:
    """Events by sector (or industry, kind …) with shares, limits and, where given, the city's shares.

    Parameters
    ----------
    breakdown, city
        Result frames of `breakdown` for the area and for the whole city.
    """
    require_columns(breakdown, ["events", *RESULT], name="breakdown")
    key = str(breakdown.columns[0])
    draft = Draft(language)
    draft.labels(key_header(key, language), breakdown[key])
    events = str(breakdown["events"].iloc[0]) if len(breakdown) else "accidents"
    draft.number(events_header(events, language), breakdown["numerator"])
    draft.percent(say("Share", language), breakdown["value"], is_plotted=True)
    draft.share_limits(breakdown["lower"], breakdown["upper"])
    whole: list[float | None] = [_whole_of(breakdown), None, None]
    results = [[record] for record in plain_records(breakdown)]
    if city is not None:
        there = city.set_index(key).reindex(breakdown[key])
        draft.number(say("City", language), there["numerator"])
        draft.percent(say("Share of the city's", language), there["value"], is_plotted=True)
        whole += [_whole_of(city), None]
        of_city = _results_by(city.assign(of_city=True), key, list(breakdown[key]))
        results = [own + beside for own, beside in zip(results, of_city)]
    draft.last_row(say("Total", language), whole)
    basis, part = basis_title(breakdown, language), key_header(key, language).lower()
    title = say("{basis}: by {key}", language, basis=basis, key=part)
    notes = result_notes(breakdown, language)
    return draft.table(title, breakdown, measure="breakdown", results=results, notes=notes)


def closure_table(closure: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """What became of the hazards found in a window: closed, void, transferred, open, overdue, and the rate.

    Parameters
    ----------
    closure
        Result frame of `cohort_closure`.
    area
        The area to set off, where areas are the rows.
    """
    extra = ["closed", "void", "transferred", "open", "overdue"]
    require_columns(closure, [*RESULT, *extra], name="closure")
    key = str(closure.columns[0])
    draft = Draft(language)
    if key == "numerator":
        draft.windows(say("Found in", language), closure)
    else:
        draft.labels(key_header(key, language), closure[key])
    draft.number(say("Found", language), closure["denominator"])
    draft.number(say("Closed", language), closure["closed"])
    draft.number(say("Void", language), closure["void"])
    draft.number(say("Transferred", language), closure["transferred"])
    draft.number(say("Open", language), closure["open"])
    draft.number(say("Overdue", language), closure["overdue"])
    draft.percent(say("Closure rate", language), closure["value"], is_plotted=True)
    draft.share_limits(closure["lower"], closure["upper"])
    title = say("Hazards found and closed", language)
    notes = [
        say(
            "Closure rate: of the hazards found, the share closed by {day}.",
            language,
            day=day_text(day, language),
        )
        for day in closure["as_of"].drop_duplicates()
    ]
    notes += result_notes(closure.drop(columns="as_of"), language, windows=key != "numerator")
    return draft.table(title, closure, measure="closure", notes=notes, marked=closure[key] == area)


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
    area = _one_area(change)
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
    return draft.table(_title(title, change, language), change, measure="share_change", notes=notes)


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
    has_windows = not keys or _has_windows(parts)
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


def closed_within_table(within: pd.DataFrame, *, language: str = "zh") -> Table:
    """Share of hazards closed within 7, 14, 30 … days, with how many were followed so long.

    Parameters
    ----------
    within
        Result frame of `closed_within` for one group.
    """
    require_columns(within, ["within_days", "at_risk", *RESULT], name="within")
    draft = Draft(language)
    days = [say("within {days} days", language, days=int(d)) for d in within["within_days"]]
    draft.text(say("Closed", language), days)
    draft.percent(say("Share", language), within["value"], is_plotted=True)
    draft.share_limits(within["lower"], within["upper"])
    draft.number(say("Seen closed", language), within["numerator"])
    draft.number(say("Still followed", language), within["at_risk"])
    title = say("How fast hazards are closed", language)
    return draft.table(title, within, measure="closed_within", notes=result_notes(within, language))


def closing_time_table(median: pd.DataFrame, *, language: str = "zh") -> Table:
    """Days until half of the hazards were closed, with limits, and how many were followed.

    Parameters
    ----------
    median
        Result frame of `closure_median`.
    """
    require_columns(median, list(RESULT), name="median")
    draft = Draft(language)
    draft.windows(say("Window", language), median)
    draft.number(say("Followed", language), median["denominator"])
    draft.number(say("Seen closed", language), median["numerator"])
    draft.number(say("Days until half were closed", language), median["value"])
    draft.number_limits(median["lower"], median["upper"], decimals=0)
    title = say("How long half of the hazards take", language)
    notes = result_notes(median, language, windows=False, percents=False)
    return draft.table(title, median, measure="closing_time", notes=notes)


def finds_table(finds: pd.DataFrame, *, language: str = "zh", area: str | None = None) -> Table:
    """Inspections, hazards found, and hazards per 100 inspections with limits.

    Parameters
    ----------
    finds
        Result frame of `finds_per_inspection` with ``per=100``.
    area
        The area to set off.
    """
    require_columns(finds, list(RESULT), name="finds")
    key = str(finds.columns[0])
    draft = Draft(language)
    draft.labels(key_header(key, language), finds[key])
    if _has_windows(finds):
        draft.windows(say("Window", language), finds)
    draft.number(say("Inspections", language), finds["denominator"])
    draft.number(say("Hazards found", language), finds["numerator"])
    draft.number(say("Per 100 inspections", language), finds["value"], decimals=1, is_plotted=True)
    draft.number_limits(finds["lower"], finds["upper"], decimals=1)
    title = say("What inspections find", language)
    notes = result_notes(finds, language, percents=False)
    return draft.table(title, finds, measure="finds", notes=notes, marked=finds[key] == area)


def coverage_table(
    coverage: pd.DataFrame, *, mean: pd.DataFrame | None = None, language: str = "zh"
) -> Table:
    """Insured enterprises on each day, and below their mean against the target.

    Parameters
    ----------
    coverage
        Result frame of `insurance_coverage`.
    mean
        Result frame of `mean_coverage` of the same rows.
    """
    require_columns(coverage, list(RESULT), name="coverage")
    draft = Draft(language)
    draft.days(say("On", language), coverage["as_of"])
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
    title = say("Coverage of work-safety liability insurance", language)
    return draft.table(title, coverage, measure="coverage", notes=notes)


def _names(listed: str, language: str) -> str:
    """Names that a measure lists with 、 between them, as the language sets them apart."""
    names = [label(name, language) for name in listed.split("、") if name]
    return names_text(names, language) or NOTHING


def duties_table(duties: pd.DataFrame, *, language: str = "zh") -> Table:
    """Who did what was owed, how often, and which periods were missed.

    Parameters
    ----------
    duties
        Result frame of `duties_met`.
    """
    require_columns(duties, [*RESULT, "missed", "last_done"], name="duties")
    draft = Draft(language)
    for key in duties.columns[: duties.columns.get_loc("numerator")]:
        if key != "area":
            draft.labels(key_header(str(key), language), duties[key])
    draft.number(say("Done", language), duties["numerator"])
    draft.number(say("Owed", language), duties["denominator"])
    draft.text(say("Missed", language), [_names(text, language) for text in duties["missed"].fillna("")])
    draft.days(say("Last done", language), duties["last_done"])
    title = say("Duties and how often they were done", language)
    return draft.table(title, duties, measure="duties", notes=result_notes(duties, language))


def requirement_table(met: pd.DataFrame, *, language: str = "zh") -> Table:
    """How many departments met each requirement, out of those it binds, and which did not.

    Parameters
    ----------
    met
        Result frame of `requirement_met`.
    """
    require_columns(met, ["duty", *RESULT, "not_met_by"], name="met")
    draft = Draft(language)
    draft.labels(say("Requirement", language), met["duty"])
    draft.number(say("Departments bound", language), met["denominator"])
    draft.number(say("Met by", language), met["numerator"])
    draft.text(say("Not met by", language), [_names(text, language) for text in met["not_met_by"]])
    # All departments were looked at: there is no chance in it, and no limits.
    notes = result_notes(met, language, limits=False)
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
    draft.text(say("By", language), [_names(text, language) for text in breaches["breached_by"].fillna("")])
    draft.number(say("Not stated", language), breaches["unstated"])
    title = say("Threshold rules", language)
    notes = result_notes(breaches.assign(basis=""), language)
    return draft.table(title, breaches, measure="breaches", notes=notes)


def deadlines_table(deadlines: pd.DataFrame, *, language: str = "zh", title: str = "") -> Table:
    """Orders with their due day, how they stand, and by how many working days they are late.

    Parameters
    ----------
    deadlines
        The frame of `working_day_deadlines`, or of `late_orders`: no rows is a table that says so.
    title
        In the reader's language; "Orders and their deadlines" if not given.
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
        notes = [say("No order is late.", language)]
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


def repeated_table(repeated: pd.DataFrame, *, language: str = "zh") -> Table:
    """Enterprises with accidents again and again, under whatever spelling of their name.

    Parameters
    ----------
    repeated
        Result frame of `repeated_enterprises`.
    """
    require_columns(repeated, [*RESULT, "enterprise", "deaths", "years"], name="repeated")
    draft = Draft(language)
    draft.text(key_header("enterprise", language), [_names(n, language) for n in repeated["enterprise"]])
    draft.number(events_header("accidents", language), repeated["numerator"])
    draft.number(events_header("deaths", language), repeated["deaths"])
    draft.text(say("Years", language), [_names(str(years), language) for years in repeated["years"]])
    title = say("Enterprises with more than one accident", language)
    return draft.table(title, repeated, measure="repeated", notes=result_notes(repeated, language))


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
        ``ledger``, ``rows_read``, ``rows_kept``, ``rows_quarantined``, ``rows_skipped``; and ``file`` and
        ``sheet`` where each sheet is a row.
    """
    counted = ["rows_read", "rows_kept", "rows_quarantined", "rows_skipped"]
    require_columns(sheets, ["ledger", *counted], name="sheets")
    draft = Draft(language)
    draft.text(say("Ledger", language), [ledger_text(str(name), language) for name in sheets["ledger"]])
    if "file" in sheets:
        draft.text(say("File", language), sheets["file"])
        draft.text(say("Sheet", language), sheets["sheet"].fillna(""))
    draft.number(say("Read", language), sheets["rows_read"])
    draft.number(say("Kept", language), sheets["rows_kept"])
    draft.number(say("Set aside", language), sheets["rows_quarantined"])
    draft.number(say("Not records", language), sheets["rows_skipped"])
    texts = [None, None] if "file" in sheets else []
    draft.last_row(say("Total", language), [*texts, *(float(sheets[c].sum()) for c in counted)])
    notes = [
        say("Read = kept + set aside.", language),
        say("Not records: titles, headers, totals, notes and blank rows; each is listed.", language),
    ]
    return draft.table(say("Where every row went", language), sheets, measure="balance", notes=notes)


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
