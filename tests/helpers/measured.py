"""Every public measure, called once on the example city: one list for all tests that walk the measures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pandas as pd

from safetystats import reference
from safetystats.ledgers import Ledgers
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
from safetystats.schema import Basis

DAY = date(2020, 8, 24)
YEAR, LAST = Window.year_to_date(DAY), Window.year_to_date(DAY).years_before()
SPAN = Window(date(2018, 1, 1), DAY)
MONTHS = Window(date(2018, 1, 1), date(2020, 7, 31)).by_month()
AREA = "门头沟区"
FATAL = Basis("all", "", "", ())
BUILDING = "房屋市政工程生产安全事故"
ON_DAY = {"window": SPAN, "as_of": DAY}


def inputs(held: Ledgers) -> SimpleNamespace:
    """The ledgers of the example city and what is commonly made of them."""
    years = [Window.year(year) for year in (2018, 2019, 2020)]
    areas = sorted(set(held.accidents["area"]) - {"unknown"})
    levels = {"area": areas}
    yearly = counts.count_accidents(held.accidents, windows=years, basis=FATAL, levels=levels)
    by_sector = counts.count_accidents(
        held.accidents, windows=[SPAN], basis=FATAL, by=("area", "industry"), levels=levels
    )
    this_year = yearly[yearly["window_start"] == pd.Timestamp(2020, 1, 1)]
    sectors = by_sector[["area", "industry"]].drop_duplicates()
    printed = pd.DataFrame(
        {
            "area": "全国",
            "measure": "accidents",
            "value": [17.0, 7.0, 28.0],
            "basis": BUILDING,
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
        own_hazards=held.hazards[held.hazards["area"] == AREA],
        areas=areas,
        levels=levels,
        years=years,
        span=counts.count_accidents(held.accidents, windows=[SPAN], basis=FATAL, levels=levels),
        yearly=yearly,
        deaths=counts.count_accidents(
            held.accidents, windows=[YEAR], basis=FATAL, events="deaths", levels=levels
        ),
        monthly=counts.count_accidents(held.accidents, windows=MONTHS, basis=FATAL, levels=levels),
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
        closed=closure.cohort_closure(held.hazards, **ON_DAY, by=("area",)),
        flow=closure.monthly_flow(held.hazards[held.hazards["area"] == AREA], **ON_DAY),
        finds=inspections.finds_per_inspection(held.inspections, windows=[SPAN], by=("department",)),
        printed=printed,
    )


CALLS: dict[str, Callable[[SimpleNamespace], pd.DataFrame]] = {
    "early_warning": lambda c: alarms.early_warning(c.monthly),
    "cusum": lambda c: alarms.cusum(c.monthly, usual=10, ratio=1.5, limit=5),
    "ledger_balance": lambda c: backlog.ledger_balance(c.own_hazards, **ON_DAY),
    "overdue_ages": lambda c: backlog.overdue_ages(c.own_hazards, **ON_DAY),
    "closing_dates": lambda c: backlog.closing_dates(c.own_hazards, **ON_DAY),
    "yearly_changepoint": lambda c: changepoints.yearly_changepoint(c.yearly),
    "yearly_joinpoint": lambda c: changepoints.yearly_joinpoint(c.yearly),
    "cohort_closure": lambda c: c.closed,
    "closure_against_target": lambda c: closure.closure_against_target(c.own_hazards, target=0.91, **ON_DAY),
    "on_time_closure": lambda c: closure.on_time_closure(c.own_hazards, **ON_DAY),
    "overdue": lambda c: closure.overdue(c.own_hazards, **ON_DAY),
    "closed_within": lambda c: closure.closed_within(c.hazards, **ON_DAY),
    "days_to_close": lambda c: closure.days_to_close(c.hazards, share=0.8, **ON_DAY),
    "closure_median": lambda c: closure.closure_median(c.hazards, **ON_DAY),
    "mean_days_open": lambda c: closure.mean_days_open(c.hazards, until=60, **ON_DAY, by=("area",)),
    "compare_closure": lambda c: closure.compare_closure(c.hazards, **ON_DAY),
    "monthly_flow": lambda c: c.flow,
    "count_chart": lambda c: control.count_chart(c.monthly),
    "share_chart": lambda c: control.share_chart(c.flow.assign(numerator=c.flow["found"].clip(upper=1))),
    "gap_chart": lambda c: control.gap_chart(c.accidents, window=SPAN, basis=FATAL, area=AREA),
    "count_accidents": lambda c: c.yearly,
    "count_rows": lambda c: counts.count_rows(c.hazards, "found_on", windows=[YEAR]),
    "counts_from_totals": lambda c: counts.counts_from_totals(
        c.printed, windows=[Window.months(2014, 1, 2)], areas=["全国"], basis=BUILDING
    ),
    "with_count_limits": lambda c: counts.with_count_limits(c.yearly, ["area", "events"]),
    "insurance_coverage": lambda c: c.covered,
    "mean_coverage": lambda c: coverage.mean_coverage(c.covered, 0.08),
    "register_against_reality": lambda c: coverage.register_against_reality(
        c.enterprises, c.inspections, window=YEAR, area=AREA
    ),
    "enterprises_in_all": lambda c: coverage.enterprises_in_all(
        c.enterprises, c.inspections, window=SPAN, area=AREA
    ),
    "deadlines_kept": lambda c: deadlines.deadlines_kept(c.orders),
    "progress": lambda c: deadlines.progress(6, 9, as_of=DAY),
    "reporting_delay": lambda c: delay.reporting_delay(c.accidents, window=SPAN, as_of=DAY, basis=FATAL),
    "expected_counts": lambda c: delay.expected_counts(
        c.accidents,
        windows=MONTHS[-2:],
        learnt_from=SPAN,
        as_of=date(2020, 8, 1),
        basis=FATAL,
        levels=c.levels,
    ),
    "publication_completeness": lambda c: delay.publication_completeness(
        c.printed, window=Window.months(2014, 1, 2), areas=["全国"], basis=BUILDING
    ),
    "completed_totals": lambda c: delay.completed_totals(
        c.printed, window=Window.months(2014, 1, 2), areas=["全国"], basis=BUILDING
    ),
    "duties_met": lambda c: duties.duties_met(c.duties, window=SPAN),
    "requirement_met": lambda c: duties.requirement_met(c.duties, window=YEAR),
    "breaches_of_threshold": lambda c: duties.breaches_of_threshold(c.enterprises, as_of=DAY, by=("area",)),
    "breaches_of_part_limit": lambda c: duties.breaches_of_part_limit(c.duties, window=YEAR),
    "studied_share": lambda c: duties.studied_share(c.accidents, windows=[YEAR], basis=FATAL),
    "funnel": lambda c: funnel.funnel(c.span, c.exposure),
    "funnel_of_shares": lambda c: funnel.funnel_of_shares(c.closed),
    "funnel_of_rates": lambda c: funnel.funnel_of_rates(c.finds),
    "finds_per_inspection": lambda c: c.finds,
    "visits_with_finds": lambda c: inspections.visits_with_finds(c.inspections, windows=[SPAN]),
    "inspected_enterprises": lambda c: inspections.inspected_enterprises(c.inspections, windows=[YEAR]),
    "recheck_yield": lambda c: inspections.recheck_yield(c.inspections, windows=[YEAR]),
    "sampled_share": lambda c: inspections.sampled_share(6, 22, 1050),
    "repeated_enterprises": lambda c: inspections.repeated_enterprises(c.accidents, window=SPAN, basis=FATAL),
    "project_year": lambda c: projection.project_year(
        c.accidents, as_of=DAY, covered=SPAN, basis=FATAL, levels=c.levels
    ),
    "project_counts": lambda c: projection.project_counts(
        counts.count_accidents(c.accidents, windows=[YEAR], basis=FATAL), as_of=DAY
    ),
    "location_quotients": lambda c: quotients.location_quotients(c.by_sector),
    "rates": lambda c: rates.rates(c.yearly, c.exposure, per=1e5),
    "indicator_rates": lambda c: rates.indicator_rates(c.deaths, c.exposure, "10万就业人员死亡率"),
    "rates_against_rest": lambda c: rates.rates_against_rest(c.span, c.exposure),
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
        c.accidents, window=YEAR, covered=SPAN, basis=FATAL, levels=c.levels
    ),
    "poisson_trend": lambda c: trends.poisson_trend(c.yearly),
}
