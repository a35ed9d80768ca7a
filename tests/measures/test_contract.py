"""One contract: every public measure gives its keys first, then the result columns in their order."""

import ast
import importlib
import inspect
import pkgutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import safetystats.measures
from safetystats import reference
from safetystats.measures import (
    alarms,
    backlog,
    changepoints,
    closure,
    control,
    counts,
    coverage,
    deadlines,
    delay,
    duties,
    funnel,
    inspections,
    projection,
    quotients,
    rates,
    shares,
    slopes,
    standardised,
    trends,
)
from safetystats.periods import Window
from safetystats.schema import RESULT, Basis

PACKAGE = Path(safetystats.measures.__file__).parent
DAY = date(2020, 8, 24)
YEAR, LAST = Window.year_to_date(DAY), Window.year_to_date(DAY).years_before()
MONTHS = Window(date(2018, 1, 1), date(2020, 7, 31)).by_month()
AREA = "门头沟区"
FATAL = Basis("all", "", "", ())

HELPERS = {"tally", "groups", "states", "intervals", "exact"}
"""Rooms that the measures stand on; their frames are not for readers."""

NO_RESULT = {
    "closure_curve": "a curve, one row a day of it",
    "cumulative_incidence": "the numbers of a curve",
    "recheck_pairs": "rows of a ledger, paired",
    "register_differences": "rows of a register, with what is wrong",
    "moved_entries": "rows of a register, with what is wrong",
    "working_day_deadlines": "rows of a ledger, with their deadlines",
    "late_orders": "rows of a ledger",
    "entered_by": "rows of a register that count",
    "firms_under_rule": "the firms of a register, with what the rule asks",
    "followed": "rows of a ledger that count",
    "last_seen": "rows of a ledger that count",
    "measured_entries": "rows of a ledger that count",
    "register_on": "rows of a register that count",
    "rows_published": "rows of published totals that count",
    "with_parts": "rows of a ledger that count",
}
"""Frames that are lists of things, not figures."""


@pytest.fixture(scope="module")
def city(example_ledgers):
    """The ledgers of the example city and what is commonly made of them."""
    held = example_ledgers
    years = [Window.year(year) for year in (2018, 2019, 2020)]
    areas = sorted(set(held.accidents["area"]) - {"unknown"})
    yearly = counts.count_accidents(held.accidents, windows=years, basis=FATAL, levels={"area": areas})
    by_sector = counts.count_accidents(
        held.accidents, windows=years[:1], basis=FATAL, by=("area", "industry"), levels={"area": areas}
    )
    this_year = yearly[yearly["window_start"] == pd.Timestamp(2020, 1, 1)]
    sectors = by_sector[["area", "industry"]].drop_duplicates()
    printed = pd.DataFrame(
        {
            "area": "全国",
            "measure": "accidents",
            "value": [17.0, 7.0, 28.0],
            "basis": "building",
            "window_start": pd.to_datetime(["2014-01-01", "2014-02-01", "2014-01-01"]),
            "window_end": pd.to_datetime(["2014-01-31", "2014-02-28", "2014-02-28"]),
            "published_on": pd.NaT,
            "printed_as": "this year",
        }
    )
    return SimpleNamespace(
        **{name: getattr(held, name) for name in ("accidents", "hazards", "inspections", "enterprises")},
        duties=held.duties,
        orders=deadlines.working_day_deadlines(
            held.rectifications, reference.working_days(), as_of=date(2021, 2, 1)
        ),
        areas=areas,
        years=years,
        yearly=yearly,
        deaths=counts.count_accidents(held.accidents, windows=years, basis=FATAL, events="deaths"),
        monthly=counts.count_accidents(held.accidents, windows=MONTHS, basis=FATAL, by=()),
        this_year=this_year,
        exposure=dict.fromkeys(areas, 250_000.0),
        by_sector=by_sector,
        sector_exposure=sectors.assign(exposure=1000.0),
        sectors=sorted(set(sectors["industry"])),
        yearly_shares=shares.area_shares(held.accidents, windows=years, basis=FATAL, areas=areas),
        changes=pd.concat(
            [
                shares.share_change(
                    held.accidents, area=AREA, this=YEAR, other=LAST, basis=FATAL, unlike_allowed=True
                )
            ]
        ),
        covered=coverage.insurance_coverage(
            held.enterprises, days=[date(2018, 12, 31), date(2019, 12, 31)], area=AREA
        ),
        closed=closure.cohort_closure(held.hazards, window=YEAR, as_of=DAY, by=("area",)),
        flow=closure.monthly_flow(held.hazards, window=Window(date(2019, 8, 1), DAY), as_of=DAY),
        finds=inspections.finds_per_inspection(held.inspections, windows=[YEAR], by=("department",)),
        printed=printed,
    )


ON_DAY = {"window": YEAR, "as_of": DAY}

CALLS = {
    "early_warning": lambda c: alarms.early_warning(c.monthly),
    "cusum": lambda c: alarms.cusum(c.monthly, usual=100, ratio=1.5, limit=5),
    "ledger_balance": lambda c: backlog.ledger_balance(c.hazards, **ON_DAY, by=("area",)),
    "overdue_ages": lambda c: backlog.overdue_ages(c.hazards, **ON_DAY),
    "closing_dates": lambda c: backlog.closing_dates(c.hazards, **ON_DAY, by=("area",)),
    "yearly_changepoint": lambda c: changepoints.yearly_changepoint(c.yearly),
    "yearly_joinpoint": lambda c: changepoints.yearly_joinpoint(c.yearly),
    "cohort_closure": lambda c: c.closed,
    "closure_against_target": lambda c: closure.closure_against_target(c.hazards, target=0.91, **ON_DAY),
    "on_time_closure": lambda c: closure.on_time_closure(c.hazards, **ON_DAY),
    "overdue": lambda c: closure.overdue(c.hazards, **ON_DAY),
    "closed_within": lambda c: closure.closed_within(c.hazards, **ON_DAY),
    "days_to_close": lambda c: closure.days_to_close(c.hazards, share=0.8, **ON_DAY),
    "closure_median": lambda c: closure.closure_median(c.hazards, **ON_DAY),
    "mean_days_open": lambda c: closure.mean_days_open(c.hazards, until=60, **ON_DAY, by=("area",)),
    "compare_closure": lambda c: closure.compare_closure(c.hazards, **ON_DAY),
    "monthly_flow": lambda c: c.flow,
    "count_chart": lambda c: control.count_chart(c.monthly),
    "share_chart": lambda c: control.share_chart(c.flow.assign(numerator=c.flow["found"].clip(upper=1))),
    "gap_chart": lambda c: control.gap_chart(
        c.accidents, window=Window(date(2018, 1, 1), DAY), basis=FATAL, area=AREA
    ),
    "count_accidents": lambda c: c.yearly,
    "count_rows": lambda c: counts.count_rows(c.hazards, "found_on", windows=[YEAR]),
    "counts_from_totals": lambda c: counts.counts_from_totals(
        c.printed, windows=[Window.months(2014, 1, 2)], areas=["全国"], basis="building"
    ),
    "with_count_limits": lambda c: counts.with_count_limits(c.yearly, ["area", "events"]),
    "insurance_coverage": lambda c: c.covered,
    "mean_coverage": lambda c: coverage.mean_coverage(c.covered, 0.08),
    "register_against_reality": lambda c: coverage.register_against_reality(
        c.enterprises, c.inspections, window=YEAR, area=AREA
    ),
    "enterprises_in_all": lambda c: coverage.enterprises_in_all(
        c.enterprises, c.inspections, window=YEAR, area=AREA
    ),
    "deadlines_kept": lambda c: deadlines.deadlines_kept(c.orders),
    "progress": lambda c: deadlines.progress(6, 9, as_of=DAY),
    "reporting_delay": lambda c: delay.reporting_delay(
        c.accidents, window=Window(date(2018, 1, 1), DAY), as_of=DAY, basis=FATAL
    ),
    "expected_counts": lambda c: delay.expected_counts(
        c.accidents,
        windows=[Window.month(2020, 7)],
        learnt_from=Window(date(2018, 1, 1), DAY),
        as_of=DAY,
        basis=FATAL,
    ),
    "publication_completeness": lambda c: delay.publication_completeness(
        c.printed, window=Window.months(2014, 1, 2), areas=["全国"], basis="building"
    ),
    "completed_totals": lambda c: delay.completed_totals(
        c.printed, window=Window.months(2014, 1, 2), areas=["全国"], basis="building"
    ),
    "duties_met": lambda c: duties.duties_met(c.duties, window=YEAR),
    "requirement_met": lambda c: duties.requirement_met(c.duties, window=YEAR),
    "breaches_of_threshold": lambda c: duties.breaches_of_threshold(c.enterprises, as_of=DAY),
    "breaches_of_part_limit": lambda c: duties.breaches_of_part_limit(c.duties, window=YEAR),
    "studied_share": lambda c: duties.studied_share(c.accidents, windows=[YEAR], basis=FATAL),
    "funnel": lambda c: funnel.funnel(c.this_year, c.exposure),
    "funnel_of_shares": lambda c: funnel.funnel_of_shares(c.closed),
    "funnel_of_rates": lambda c: funnel.funnel_of_rates(c.finds),
    "finds_per_inspection": lambda c: c.finds,
    "visits_with_finds": lambda c: inspections.visits_with_finds(c.inspections, windows=[YEAR]),
    "inspected_enterprises": lambda c: inspections.inspected_enterprises(c.inspections, windows=[YEAR]),
    "recheck_yield": lambda c: inspections.recheck_yield(c.inspections, windows=[YEAR]),
    "sampled_share": lambda c: inspections.sampled_share(6, 22, 1050),
    "repeated_enterprises": lambda c: inspections.repeated_enterprises(
        c.accidents, window=Window(date(2018, 1, 1), DAY), basis=FATAL
    ),
    "project_year": lambda c: projection.project_year(
        c.accidents, as_of=DAY, since=date(2018, 1, 1), basis=FATAL
    ),
    "project_counts": lambda c: projection.project_counts(
        counts.count_accidents(c.accidents, windows=[YEAR], basis=FATAL), as_of=DAY
    ),
    "location_quotients": lambda c: quotients.location_quotients(c.by_sector),
    "rates": lambda c: rates.rates(c.yearly, c.exposure, per=1e5),
    "indicator_rates": lambda c: rates.indicator_rates(c.deaths, c.exposure, "10万就业人员死亡率"),
    "rates_against_rest": lambda c: rates.rates_against_rest(c.this_year, c.exposure),
    "area_shares": lambda c: c.yearly_shares,
    "shares_of_counts": lambda c: shares.shares_of_counts(c.this_year, "area", ["events"]),
    "breakdown": lambda c: shares.breakdown(c.accidents, by="industry", window=YEAR, basis=FATAL),
    "share_change": lambda c: c.changes,
    "compare_shares": lambda c: shares.compare_shares(
        c.yearly_shares, AREA, this=Window.year(2020), other=Window.year(2019)
    ),
    "change_split": lambda c: shares.change_split(c.changes),
    "negative_binomial_trend": lambda c: slopes.negative_binomial_trend(c.yearly),
    "share_trend": lambda c: slopes.share_trend(c.yearly_shares),
    "trend_against_rest": lambda c: slopes.trend_against_rest(c.yearly_shares),
    "standardised_rates": lambda c: standardised.standardised_rates(
        c.by_sector, c.sector_exposure, dict.fromkeys(c.sectors, 1.0)
    ),
    "standardised_ratios": lambda c: standardised.standardised_ratios(
        c.by_sector,
        c.sector_exposure,
        pd.DataFrame({"industry": c.sectors, "numerator": 5, "exposure": 17_000.0}),
    ),
    "compare_windows": lambda c: trends.compare_windows(c.accidents, this=YEAR, other=LAST, basis=FATAL),
    "compare_counts": lambda c: trends.compare_counts(c.yearly, this=c.years[2], other=c.years[1]),
    "five_year_mean": lambda c: trends.five_year_mean(
        c.accidents, window=YEAR, since=date(2018, 1, 1), basis=FATAL
    ),
    "poisson_trend": lambda c: trends.poisson_trend(c.yearly),
}


def public_frame_functions() -> set[str]:
    found = set()
    for room in pkgutil.iter_modules(safetystats.measures.__path__):
        if room.name in HELPERS:
            continue
        module = importlib.import_module(f"safetystats.measures.{room.name}")
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and not name.startswith("_") and function.__annotations__.get("return") == "pd.DataFrame":
                found.add(name)
    return found


def test_every_public_measure_is_walked():
    assert public_frame_functions() == set(CALLS) | set(NO_RESULT)


@pytest.mark.parametrize("name", CALLS)
def test_a_measure_gives_its_keys_then_the_result_columns_in_order(name, city):
    frame = CALLS[name](city)
    columns = [str(column) for column in frame.columns]
    first = columns.index("numerator")
    assert tuple(columns[first : first + len(RESULT)]) == RESULT
    assert len(set(columns)) == len(columns)
    assert frame.index.equals(pd.RangeIndex(len(frame)))
    assert len(frame)


@pytest.mark.parametrize("name", CALLS)
def test_limits_hold_the_value_and_levels_are_shares(name, city):
    frame = CALLS[name](city)
    known = frame[frame[["value", "lower", "upper"]].notna().all(axis=1)]
    assert (known["lower"] <= known["value"] + 1e-9).all()
    assert (known["value"] <= known["upper"] + 1e-9).all()
    assert known["level"].between(0, 1).all()
    texts = frame[["method", "basis", "note"]]
    assert texts.notna().all().all()


FORBIDDEN_CALLS = {"open", "read_csv", "read_excel", "read_parquet", "read_text", "read_bytes", "print"}
FORBIDDEN_IMPORTS = {"matplotlib", "seaborn", "pathlib", "io", "os", "requests", "urllib", "openpyxl"}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_measures_read_no_file_round_nothing_and_draw_nothing(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called, imported = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called.add(
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            )
        elif isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert not called & FORBIDDEN_CALLS
    assert not imported & FORBIDDEN_IMPORTS
    # Whole numbers are made of whole numbers in these rooms; no value is shortened for a reader.
    allowed = {"inspections", "exact", "runs", "slopes", "changepoints", "coverage"}
    assert "round" not in called or path.stem in allowed
