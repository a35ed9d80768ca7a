"""Verdicts: the same figures in both languages, no trend word on a handful of events, and never a NaN."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measured import AREA, SPAN
from safetystats import sentences as s
from safetystats.errors import ColumnsMissing, InputRejected
from safetystats.measures import (
    control,
    coverage,
)

OTHER, THIRD = "怀柔区", "密云区"
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
             "closing", "stock_start", "stock", "registered", "seen", "both", "unstated", "not_stated",
             "done_late", "in_time", "known", "least", "most", "busiest_closed")  # fmt: skip
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


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
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
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.tuples(rows(AREA), rows(OTHER)))
def test_a_frame_of_two_areas_needs_to_know_which(write, drawn):
    with pytest.raises(InputRejected, match="about one area; found 2"):
        write(pd.DataFrame(drawn))


# --- the example city -----------------------------------------------------------------------------------


MEASURE = {
    "five_year_mean_sentence": "five_year_mean",
    "rate_sentence": "indicator_rates",
    "rate_against_rest_sentence": "rates_against_rest",
    "standardised_rate_sentence": "standardised_rates",
    "standardised_ratio_sentence": "standardised_ratios",
    "quotient_sentence": "location_quotients",
    "funnel_sentence": "funnel",
    "negative_binomial_sentence": "negative_binomial_trend",
    "share_trend_sentence": "share_trend",
    "trend_against_rest_sentence": "trend_against_rest",
    "changepoint_sentence": "yearly_changepoint",
    "joinpoint_sentence": "yearly_joinpoint",
    "control_sentence": "count_chart",
    "early_warning_sentence": "early_warning",
    "cusum_sentence": "cusum",
    "projection_sentence": "project_year",
    "completeness_sentence": "expected_counts",
    "closure_target_sentence": "closure_against_target",
    "on_time_sentence": "on_time_closure",
    "overdue_sentence": "overdue",
    "overdue_ages_sentence": "overdue_ages",
    "balance_sentence": "ledger_balance",
    "closing_dates_sentence": "closing_dates",
    "flow_sentence": "monthly_flow",
    "finds_sentence": "visits_with_finds",
    "in_all_sentence": "enterprises_in_all",
    "duties_sentence": "duties_met",
    "threshold_sentence": "breaches_of_threshold",
    "deadlines_kept_sentence": "deadlines_kept",
}
"""The measure that each sentence on an area is written of."""


@pytest.mark.parametrize("name", MEASURE)
def test_every_verdict_on_the_example_city_says_the_same_in_both_languages(name, measured):
    in_both(OF_AN_AREA[name], measured(MEASURE[name]), area=AREA)


def test_verdicts_on_published_totals_and_moved_entries_say_the_same_in_both_languages(
    measured, example_ledgers
):
    in_both(s.publication_sentence, measured("publication_completeness"), area="全国")
    in_both(s.completed_sentence, measured("completed_totals"), area="全国")
    moved = coverage.moved_entries(example_ledgers.enterprises, example_ledgers.inspections, window=SPAN)
    in_both(s.moved_sentence, moved, area=AREA)
    told = {"publication_sentence", "completed_sentence", "moved_sentence"}
    assert set(OF_AN_AREA) == set(MEASURE) | told


def test_verdicts_on_many_areas_and_on_gaps_say_the_same_in_both_languages(measured):
    in_both(s.control_sentence, measured("gap_chart"), area=AREA)
    in_both(s.compare_closure_sentence, measured("compare_closure"))
    in_both(s.funnel_sentence, measured("funnel_of_shares"), area=AREA)
    in_both(s.funnel_sentence, measured("funnel_of_rates"))


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
        (0, "门头沟区无工矿商贸死亡事故，但每10万从业人员发生率至多可达3.11"),
        (3, "3起，数量过少，每10万从业人员发生率仅能估计在1.10～3.11之间"),
        (30, "30起，每10万从业人员发生率2.05（95%置信区间1.10～3.11）"),
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


def test_an_area_without_a_figure_is_not_among_those_compared_and_it_is_said_why():
    areas = funnel_of("high", "", "")
    missing = areas["area"] == THIRD
    unknown = {
        name: areas[name].astype("Float64").mask(missing) for name in ("numerator", "value", "lower_95")
    }
    why = f"the ledger has no entry of {THIRD} from 2020-01-01 to 2020-12-31"
    _, en = in_both(s.funnel_sentence, areas.assign(**unknown, note=areas["note"].mask(missing, why)))
    assert "2 areas differ more than chance." in en
    assert en.endswith("Note: the ledger has no entry of Miyun from 1 January 2020 to 31 December 2020.")


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
