"""Verdicts: the same figures in both languages, no trend word on a handful of events, and never a NaN."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetystats import sentences as s
from safetystats.errors import ColumnsMissing, InputRejected
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
from safetystats.project import Project
from safetystats.reference import residents, working_days
from safetystats.schema import Basis

AREA, OTHER, THIRD = "门头沟区", "怀柔区", "密云区"
DAY = date(2020, 8, 24)
SPAN, YEAR = Window(date(2018, 1, 1), DAY), Window.year_to_date(DAY)
MONTHS = Window(date(2018, 1, 1), date(2020, 7, 31)).by_month()
ALL = Basis("all", "", "", ())
LANGUAGES = ("zh", "en")

ONE_ROW = {
    "sampled_share_sentence": s.sampled_share_sentence,
    "progress_sentence": s.progress_sentence,
}
"""Sentences on a figure that belongs to no area's row."""

OF_AN_AREA = {
    name: getattr(s, name)
    for name in (
        "five_year_mean_sentence", "rate_sentence", "rate_against_rest_sentence",
        "standardised_rate_sentence", "standardised_ratio_sentence", "quotient_sentence", "funnel_sentence",
        "negative_binomial_sentence",
        "share_trend_sentence", "trend_against_rest_sentence", "changepoint_sentence", "joinpoint_sentence",
        "control_sentence", "early_warning_sentence", "cusum_sentence", "projection_sentence",
        "completeness_sentence", "publication_sentence", "completed_sentence", "closure_target_sentence",
        "on_time_sentence", "overdue_sentence", "overdue_ages_sentence", "balance_sentence",
        "closing_dates_sentence", "flow_sentence", "finds_sentence", "in_all_sentence", "moved_sentence",
        "duties_sentence", "threshold_sentence", "deadlines_kept_sentence",
    )
}  # fmt: skip

# --- the same figures in both languages -----------------------------------------------------------------

MONTH_NAMES = [pd.Timestamp(2020, month, 1).month_name() for month in range(1, 13)]


def figures_of(text: str) -> Counter[str]:
    """The numbers of a sentence, whatever the language: months as numbers, 10万 as 100,000."""
    for place, name in enumerate(MONTH_NAMES, start=1):
        text = re.sub(rf"\b{name}\b", str(place), text)
    text = re.sub(r"(\d+)万", lambda found: f"{found[1]}0000", text).replace("百家次", "100家次")
    numbers = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    return Counter(number.replace(",", "") for number in numbers)


def in_both(write: Any, *frames: Any, **options: Any) -> tuple[str, str]:
    zh, en = (str(write(*frames, language=language, **options)) for language in LANGUAGES)
    assert figures_of(zh) == figures_of(en), (zh, en)
    for text in (zh, en):
        assert not re.search(r"\b(nan|NaN|None|NaT|NA|inf)\b|\{", text), text
    assert not re.search("[a-z]{3}", zh), zh
    assert en[0].isupper() or en[0].isdigit() or not en[0].isascii(), en
    return zh, en


def test_figures_of_both_languages_are_told_alike():
    zh, en = "2020年1月1日至8月24日1200起，10万人", "1 January to 24 August 2020: 1,200, 100,000 persons"
    assert figures_of(zh) == figures_of(en)


# --- any small frame ------------------------------------------------------------------------------------

TREND_WORDS = re.compile(r"上升|下降|增长|增加|减少|\b(rise|rose|fall|fell|increase|decrease)s?\b", re.I)

maybe_nan = st.one_of(st.just(math.nan), st.floats(0, 5))
chance = st.one_of(st.just(math.nan), st.floats(0, 1))
small = st.integers(0, 9)


@st.composite
def rows(draw: st.DrawFn, area: str) -> dict[str, Any]:
    """One row with every column that a sentence may ask for, all counts below ten."""
    part = draw(small)
    whole = draw(st.integers(part, 9))
    value = draw(maybe_nan)
    limits = sorted(draw(st.tuples(st.floats(0, 4), st.one_of(st.floats(0, 9), st.just(math.inf)))))
    lower, upper = limits if not math.isnan(value) else (math.nan, math.nan)
    years = sorted(draw(st.tuples(*[st.integers(2011, 2020)] * 3)))
    found = draw(st.booleans())
    names = ("late", "open", "undated", "no_due_day", "opening", "found", "closed", "void", "transferred",
             "closing", "stock_start", "stock", "registered", "seen", "both", "unstated", "done_late",
             "in_time", "known", "least", "most", "busiest_closed")  # fmt: skip
    return {
        "area": area, "supervision_sector": "建筑业", "events": "accidents",
        "numerator": part, "denominator": whole, "value": value, "lower": lower, "upper": upper,
        "basis": draw(st.sampled_from(["industrial", "found", "listed"])),
        "window_start": pd.Timestamp(draw(st.integers(2008, 2020)), 1, 1),
        "window_end": pd.Timestamp("2020-08-24"), "as_of": pd.Timestamp("2020-08-24"),
        "other_start": pd.Timestamp("2017-01-01"), "other_end": pd.Timestamp("2019-08-24"),
        "days": 237, "level": 0.95, "method": "",
        "note": draw(st.sampled_from(["", "no events", "no finite trend", "not published", "base zero"])),
        "mean": value, "years": draw(st.integers(0, 9)),
        "difference": draw(st.floats(-9, 9)) if value else 0.0,
        "per": 1e5, "rest_numerator": draw(small), "crude": value, "expected": draw(st.floats(0.1, 9)),
        "p_value": draw(chance), "p_holm": draw(chance), "p_overdispersed": draw(chance),
        "p_all": draw(chance),
        "family": 3, "city_numerator": draw(small), "city_denominator": 9, "lower_95": 0.5,
        "upper_95": 2.0,
        "outside": draw(st.sampled_from(["", "high", "low"])), "tau2": draw(chance),
        "outside_adjusted": draw(st.sampled_from(["", "high", "low"])),
        "own_slope": -0.1, "rest_slope": 0.2, "change_before": 0.1, "mean_before": 3.0, "mean_after": 1.0,
        "earliest": years[0], "year": years[1] if found else math.nan, "latest": years[2],
        "signal": draw(st.sampled_from(["", "beyond limits", "9 on one side; 2 of 3 near a limit"])),
        "provisional": draw(st.booleans()), "bound": draw(st.floats(1, 20)),
        "baseline": draw(st.floats(0, 9)),
        "alarm": draw(st.sampled_from([True, False, pd.NA])), "statistic": draw(st.floats(0, 9)),
        "limit": 5.0,
        "days_left": draw(st.sampled_from([0, 129])), "completeness": draw(st.floats(0, 1)),
        "latest_window": pd.Timestamp("2020-07-31"), "target": 9.0, "done": float(part), "left": 9.0 - part,
        "reached": draw(st.booleans()), "flagged": draw(st.booleans()),
        "busiest_day": pd.Timestamp("2019-12-31"),
        "days_overdue": "31-90", "median_days": float(part) if part else math.nan,
        "longest_days": float(whole) if part else math.nan, "population": 9,
        "missed": "", "breached_by": "甲",
        "late_units": draw(st.sampled_from(["", "甲、乙"])), "enterprise_key": "k", "registered_area": area,
        "seen_area": OTHER, **{name: draw(small) for name in names},
    }  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(rows(AREA), rows(OTHER), rows(THIRD)))
def test_no_small_frame_has_a_trend_word_or_a_figure_that_is_none(drawn):
    frame = pd.DataFrame(drawn)
    frame["alarm"] = frame["alarm"].astype("boolean")
    told = [in_both(write, frame, area=AREA) for write in OF_AN_AREA.values()]
    told += [in_both(write, frame.iloc[:1], area=AREA) for write in ONE_ROW.values()]
    told.append(in_both(s.compare_closure_sentence, frame))
    for text in (text for pair in told for text in pair):
        assert not TREND_WORDS.search(text), text


@pytest.mark.parametrize("name", [*OF_AN_AREA, *ONE_ROW, "compare_closure_sentence"])
def test_a_frame_of_something_else_is_refused_with_what_it_lacks(name):
    options = {} if name == "compare_closure_sentence" else {"area": AREA}
    with pytest.raises(ColumnsMissing):
        getattr(s, name)(pd.DataFrame({"area": [AREA]}), **options)


@pytest.mark.parametrize("write", [s.control_sentence, s.flow_sentence, s.overdue_ages_sentence])
@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.tuples(rows(AREA), rows(OTHER)))
def test_a_frame_of_two_areas_needs_to_know_which(write, drawn):
    with pytest.raises(InputRejected, match="about one area; found 2"):
        write(pd.DataFrame(drawn))


# --- the example city -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def city(example_ledgers):
    """What the measures make of the example city, by the sentence that is written of it."""
    held = example_ledgers
    areas = sorted(set(held.accidents["area"]) - {"unknown"})
    people = {area: count for area, count in residents(Project.load(), 2020).items() if area in areas}
    levels = {"area": areas}
    years = [Window.year(year) for year in (2018, 2019, 2020)]
    yearly = counts.count_accidents(held.accidents, windows=years, basis=ALL, levels=levels)
    monthly = counts.count_accidents(held.accidents, windows=MONTHS, basis=ALL, levels=levels)
    deaths = counts.count_accidents(held.accidents, windows=[YEAR], basis=ALL, levels=levels, events="deaths")
    span = counts.count_accidents(held.accidents, windows=[SPAN], basis=ALL, levels=levels)
    by_sector = counts.count_accidents(
        held.accidents, windows=[SPAN], basis=ALL, by=("area", "industry"), levels=levels
    )
    sectors = sorted(set(by_sector["industry"]))
    exposure = by_sector[["area", "industry"]].drop_duplicates().assign(exposure=1000.0)
    yearly_shares = shares.area_shares(held.accidents, windows=years, basis=ALL, areas=areas)
    hazards = held.hazards[held.hazards["area"] == AREA]
    on_day = {"window": SPAN, "as_of": DAY}
    known = yearly[yearly["area"].isin(people)]
    return {
        "five_year_mean_sentence": trends.five_year_mean(
            held.accidents, window=YEAR, since=date(2018, 1, 1), basis=ALL, levels=levels
        ),
        "rate_sentence": rates.indicator_rates(deaths, people, "10万就业人员死亡率"),
        "rate_against_rest_sentence": rates.rates_against_rest(span, people),
        "standardised_rate_sentence": standardised.standardised_rates(
            by_sector, exposure, dict.fromkeys(sectors, 1.0)
        ),
        "standardised_ratio_sentence": standardised.standardised_ratios(
            by_sector, exposure, pd.DataFrame({"industry": sectors, "numerator": 5, "exposure": 17_000.0})
        ),
        "quotient_sentence": quotients.location_quotients(by_sector),
        "funnel_sentence": funnel.funnel(span[span["area"].isin(people)], people),
        "negative_binomial_sentence": slopes.negative_binomial_trend(yearly),
        "share_trend_sentence": slopes.share_trend(yearly_shares),
        "trend_against_rest_sentence": slopes.trend_against_rest(yearly_shares),
        "changepoint_sentence": changepoints.yearly_changepoint(known),
        "joinpoint_sentence": changepoints.yearly_joinpoint(known),
        "control_sentence": control.count_chart(monthly),
        "early_warning_sentence": alarms.early_warning(monthly),
        "cusum_sentence": alarms.cusum(monthly, usual=10, ratio=1.5, limit=5),
        "projection_sentence": projection.project_year(
            held.accidents, as_of=DAY, since=date(2018, 1, 1), basis=ALL, levels=levels
        ),
        "completeness_sentence": delay.expected_counts(
            held.accidents, windows=MONTHS[-2:], learnt_from=SPAN, as_of=date(2020, 8, 1), basis=ALL,
            levels=levels
        ),
        "closure_target_sentence": closure.closure_against_target(hazards, target=0.9, **on_day),
        "on_time_sentence": closure.on_time_closure(hazards, **on_day),
        "overdue_sentence": closure.overdue(hazards, **on_day),
        "overdue_ages_sentence": backlog.overdue_ages(hazards, **on_day),
        "balance_sentence": backlog.ledger_balance(hazards, **on_day),
        "closing_dates_sentence": backlog.closing_dates(hazards, **on_day),
        "flow_sentence": closure.monthly_flow(hazards, **on_day),
        "finds_sentence": inspections.visits_with_finds(held.inspections, windows=[SPAN]),
        "in_all_sentence": coverage.enterprises_in_all(
            held.enterprises, held.inspections, window=SPAN, area=AREA
        ),
        "moved_sentence": coverage.moved_entries(held.enterprises, held.inspections, window=SPAN),
        "duties_sentence": duties.duties_met(held.duties, window=SPAN),
        "threshold_sentence": duties.breaches_of_threshold(held.enterprises, as_of=DAY, by=("area",)),
        "deadlines_kept_sentence": deadlines.deadlines_kept(
            deadlines.working_day_deadlines(held.rectifications, working_days(), as_of=date(2021, 2, 1))
        ),
        "gaps": control.gap_chart(held.accidents, window=SPAN, basis=ALL, area=AREA),
        "closed": closure.compare_closure(held.hazards, **on_day),
        "shares": funnel.funnel_of_shares(closure.cohort_closure(held.hazards, **on_day, by=("area",))),
        "finds": funnel.funnel_of_rates(
            inspections.finds_per_inspection(held.inspections, windows=[SPAN], by=("department",))
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", [name for name in OF_AN_AREA if name not in ("publication_sentence", "completed_sentence")]
)
def test_every_verdict_on_the_example_city_says_the_same_in_both_languages(name, city):
    in_both(OF_AN_AREA[name], city[name], area=AREA)


def test_verdicts_on_many_areas_and_on_gaps_say_the_same_in_both_languages(city):
    in_both(s.control_sentence, city["gaps"], area=AREA)
    in_both(s.compare_closure_sentence, city["closed"])
    in_both(s.funnel_sentence, city["shares"], area=AREA)
    in_both(s.funnel_sentence, city["finds"])


# --- read by hand ---------------------------------------------------------------------------------------


def result(**columns: Any) -> pd.DataFrame:
    """A result frame of one area's row, with what the test is about."""
    row = {
        "area": AREA, "events": "accidents", "basis": "industrial", "note": "",
        "window_start": pd.Timestamp("2020-01-01"), "window_end": pd.Timestamp("2020-08-24"),
        "as_of": pd.Timestamp("2020-08-24"), **columns,
    }  # fmt: skip
    return pd.DataFrame([row])


def mean_of_years(now: int, mean: float, p_value: float) -> pd.DataFrame:
    return result(
        numerator=now, denominator=5 * mean, value=now / mean, mean=mean, years=5, difference=now - mean,
        p_value=p_value, other_start=pd.Timestamp("2015-01-01"), other_end=pd.Timestamp("2019-08-24"),
    )  # fmt: skip


def test_the_mean_of_earlier_years_has_a_percent_from_ten_events_on():
    zh, en = in_both(s.five_year_mean_sentence, mean_of_years(30, 20.0, 0.03))
    assert zh == (
        "2020年1月1日至8月24日，门头沟区工矿商贸死亡事故30起，比2015至2019年同期年均20.0起多10.0起（50.0%）；"
        "超出偶然波动（p=0.030）。"
    )
    assert (
        "10.0 more than the mean of 20.0 on the same dates of 2015 to 2019 (50.0%); unlikely to be chance"
        in en
    )
    zh, en = in_both(s.five_year_mean_sentence, mean_of_years(3, 4.0, 0.8))
    assert "少1.0起；未超出偶然波动（p=0.800）" in zh
    assert "%" not in en


def test_a_mean_without_an_earlier_year_says_why_there_is_none():
    none = mean_of_years(3, 4.0, 0.8).assign(
        mean=math.nan, difference=math.nan, years=0, note="no earlier year in the ledger"
    )
    assert (
        in_both(s.five_year_mean_sentence, none)[0] == "门头沟区往年同期平均：台账中没有更早年份，不作计算。"
    )


@pytest.mark.parametrize(
    ("numerator", "said"),
    [
        (0, "门头沟区无工矿商贸死亡事故，但每100000从业人员发生率至多可达3.11"),
        (3, "3起，数量过少，每100000从业人员发生率仅能估计在1.10～3.11之间"),
        (30, "30起，每100000从业人员发生率2.05（95%置信区间1.10～3.11）"),
    ],
)
def test_a_rate_of_few_events_is_told_by_its_limits(numerator, said):
    frame = result(numerator=numerator, value=2.05 if numerator else 0.0, lower=1.1, upper=3.11, per=1e5)
    assert said in s.rate_sentence(frame, of="从业人员")


def funnel_of(*outside: str, note: str = "", tau2: float = 0.0) -> pd.DataFrame:
    """Areas of which those named outside lie beyond the 99.8 % limits, as the funnel marks them."""
    values = {"": 1.0, "high": 3.0, "low": 0.1}
    columns = {
        "denominator": math.nan,
        "lower_95": 0.5,
        "upper_95": 1.5,
        "tau2": tau2,
        "outside_adjusted": "",
    }
    frames = [
        result(area=area, numerator=20, value=values[side], outside=side, note=note, **columns)
        for area, side in zip((AREA, OTHER, THIRD), outside)
    ]
    return pd.concat(frames, ignore_index=True)


def test_areas_that_do_not_differ_are_said_not_to():
    alike = funnel_of("", "", "", note="the areas differ no more than chance: no ranking")
    zh, en = in_both(s.funnel_sentence, alike, area=OTHER)
    assert "3个地区之间的差异未超出偶然波动。95%控制限以外0个（仅因偶然约0.2个），99.8%控制限以外无。" in zh
    assert en.endswith("Huairou (20) lies inside the limits: within chance. This is no ranking.")


def test_areas_outside_are_named_in_the_order_of_the_frame_and_not_ranked():
    zh, en = in_both(s.funnel_sentence, funnel_of("low", "", "high", tau2=0.3))
    assert "outside the 99.8% limits: Mentougou (low, 20), Miyun (high, 20)." in en
    assert "彼此之间本有差异，计入这一差异后均在控制限以内。以上不作排名。" in zh


def change_in(years: int, total: int, p_value: float) -> pd.DataFrame:
    return result(
        numerator=total, value=0.27, lower=0.1, upper=0.6, year=2016, earliest=2015, latest=2017,
        mean_before=7.5, mean_after=2.0, p_value=p_value, window_end=pd.Timestamp("2020-12-31"),
        window_start=pd.Timestamp(2021 - years, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (change_in(6, 38, 0.001), "不足7年，不查找变化年份"),
        (change_in(8, 9, 0.001), "数量过少，不查找变化年份"),
        (change_in(8, 38, 0.2), "未见明显变化的年份"),
        (change_in(8, 38, 0.003), "2016年（也可能在2015至2017年之间）"),
    ],
)
def test_a_change_found_by_searching_is_hedged(change, said):
    zh, _ = in_both(s.changepoint_sentence, change)
    assert said in zh
    assert ("不说明原因" in zh) == ("2016年" in zh)


def test_too_few_events_for_an_alarm_are_said_to_be_and_have_no_bound():
    frame = result(
        numerator=4, alarm=False, bound=math.nan, baseline=1.0, note="under 5 events in 4 windows: no alarm"
    )
    zh, en = in_both(s.early_warning_sentence, frame)
    assert zh.endswith("通常为1.0：不触发预警（最近4个时段不足5起，数量太少）。")
    assert "where 1.0 are usual: no alarm (fewer than 5 events in the last 4 windows" in en


def test_a_projection_of_few_events_is_a_range_only():
    frame = result(
        numerator=3,
        value=4.6,
        lower=3.0,
        upper=9.0,
        years=2,
        days_left=129,
        window_end=pd.Timestamp("2020-12-31"),
    )
    zh, en = in_both(s.projection_sentence, frame)
    assert "2020年全年可能在3～9起之间（95%预测区间）" in zh
    assert "about" not in en


def test_a_list_that_does_not_add_up_is_said_to_be_out():
    counted = {"opening": 81, "found": 901, "closed": 820, "void": 12, "transferred": 0, "undated": 0}
    frame = result(**counted, closing=147, difference=3, basis="found")
    zh, en = in_both(s.balance_sentence, frame)
    assert zh.endswith("期末147个；账目相差+3个，须查明原因。")
    assert en.endswith("147 at the end; the list is out by +3 and must be looked into.")


def test_closing_dates_within_chance_are_not_called_in_doubt():
    frame = result(
        numerator=30, denominator=700, value=30 / 700, lower=0.03, upper=0.06, basis="found", expected=28.0,
        p_value=0.7, flagged=False, busiest_day=pd.Timestamp("2019-12-31"), busiest_closed=12,
    )  # fmt: skip
    assert "尚不足以怀疑销账日期（p=0.700）" in in_both(s.closing_dates_sentence, frame)[0]


def test_no_hazard_due_has_no_rate_of_its_own():
    frame = result(
        numerator=0, denominator=0, value=math.nan, lower=math.nan, upper=math.nan, basis="found", late=0,
        open=0, undated=0, no_due_day=4,
    )  # fmt: skip
    zh, _ = in_both(s.on_time_sentence, frame)
    assert "%" not in zh
    assert zh.endswith("另有4个未注明整改期限，未计入。")


def chart_of(*figures: int) -> pd.DataFrame:
    starts = pd.date_range("2018-01-01", periods=len(figures), freq="MS")
    months = {"window_start": starts, "window_end": starts + pd.offsets.MonthEnd(), "days": 30}
    counted = pd.DataFrame({"area": AREA, "events": "accidents", "numerator": figures, **months})
    return control.count_chart(
        counted.assign(denominator=math.nan, basis="industrial", as_of=pd.NaT, note="")
    )


def test_months_most_of_which_are_quiet_get_no_verdict_of_a_control_chart():
    rare = chart_of(*[0, 0, 0, 1] * 12)
    zh, en = in_both(s.control_sentence, rare)
    assert zh == "门头沟区工矿商贸死亡事故48个时段共12起，数量过少，不宜按时段作控制图，可看间隔天数。"
    assert "too few for a control chart" in en


def test_a_steady_series_has_no_signal_and_a_run_in_one_direction_is_no_trend():
    assert "均未触发判异规则" in in_both(s.control_sentence, chart_of(*[5, 7, 4, 6] * 4))[0]
    zh, en = in_both(s.control_sentence, chart_of(5, 4, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 5))
    assert "连续多点同向变化" in zh
    assert not TREND_WORDS.search(zh + en)


def test_a_single_death_is_not_written_as_several():
    frame = result(events="deaths", numerator=1, value=0.4, lower=0.1, upper=2.2, per=1e5)
    assert "had 1 death in fatal accidents" in s.rate_sentence(frame, language="en")
