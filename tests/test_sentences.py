"""Sentences: the figures of the frame, chance named, and no percent or trend word on a handful of events."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats import sentences, tables
from safetystats.display import SENTENCE_JSON, Sentence, Sentences
from safetystats.errors import ColumnsMissing, InputRejected
from safetystats.measures.alarms import cusum, early_warning
from safetystats.measures.closure import closure_median
from safetystats.measures.counts import count_accidents
from safetystats.measures.inspections import finds_per_inspection, visits_with_finds
from safetystats.measures.projection import project_year
from safetystats.measures.rates import rates_against_rest
from safetystats.measures.shares import area_shares, breakdown, rows_of_area, share_change
from safetystats.measures.trends import compare_windows, five_year_mean, poisson_trend
from safetystats.periods import Covered, Window
from safetystats.reference import basis_named
from safetystats.schema import RESULT

AS_OF = date(2020, 8, 24)
THIS = Window.year_to_date(AS_OF)
SPAN = Window(date(2018, 1, 1), AS_OF)
BASIS = basis_named("no_road")
AREA, OTHER, QUIET = "门头沟区", "朝阳区", "怀柔区"


def accidents(*groups: tuple[str, str, int]) -> pd.DataFrame:
    """A ledger of so many fatal accidents on a day in an area, one death each."""
    rows = [(day, area) for day, area, count in groups for _ in range(count)]
    ledger = pd.DataFrame(rows, columns=["occurred_on", "area"])
    return ledger.assign(
        occurred_on=pd.to_datetime(ledger["occurred_on"]), category="工矿商贸", deaths=1, counted=True
    )


# The city of the letter: 5 of 125 in 2018, 2 of 100 in 2019, 3 of 48 to 24 August 2020 in its area.
CITY = accidents(
    ("2018-03-01", AREA, 5), ("2018-03-01", OTHER, 120),
    ("2019-03-01", AREA, 2), ("2019-03-01", OTHER, 98),
    ("2020-03-01", AREA, 3), ("2020-03-01", OTHER, 45),
)  # fmt: skip


def counts(area: str) -> pd.DataFrame:
    levels = {"area": [AREA, OTHER, QUIET]}
    frames = [
        count_accidents(CITY, windows=[THIS], basis=BASIS, levels=levels, events=events)
        for events in ("accidents", "deaths")
    ]
    return pd.concat(frames)[lambda frame: frame["area"] == area]


def test_the_headline_counts_accidents_and_deaths_in_their_window():
    zh = sentences.headline(counts(AREA), area=AREA)
    assert zh == (
        "2020年1月1日至8月24日，门头沟区发生生产安全死亡事故（工矿商贸、铁路交通、特种设备，不含道路运输）3起，"
        "死亡3人。"
    )
    en = sentences.headline(counts(AREA), area=AREA, language="en")
    assert en.startswith("Mentougou had 3 fatal work accidents (")
    assert en.endswith("from 1 January to 24 August 2020, in which 3 people died.")


def test_one_accident_is_not_written_as_several():
    one = accidents(("2020-03-01", AREA, 1))
    frames = [count_accidents(one, windows=[THIS], basis=BASIS, events=e) for e in ("accidents", "deaths")]
    en = sentences.headline(pd.concat(frames), area=AREA, language="en")
    assert en.startswith("Mentougou had 1 fatal work accident (")
    assert en.endswith("in which 1 person died.")


def test_no_accident_is_compatible_with_up_to_three_point_seven():
    # The exact upper limit of a count of 0 is 3.689 (Garwood 1936).
    assert "至多可达3.7起" in sentences.headline(counts(QUIET), area=QUIET)
    en = sentences.headline(counts(QUIET), area=QUIET, language="en")
    assert en.startswith("Huairou had no fatal work accidents")
    assert "such a window could have had up to 3.7" in en


UNSTATED = accidents(("2020-03-01", AREA, 1), ("2020-04-01", AREA, 1)).assign(category="unknown")


def test_a_count_that_categories_may_add_to_is_no_none_and_says_how_many_it_may_grow_by():
    frames = [
        count_accidents(UNSTATED, windows=[THIS], basis=BASIS, events=e) for e in ("accidents", "deaths")
    ]
    zh = sentences.headline(pd.concat(frames), area=AREA)
    assert zh == (
        "2020年1月1日至8月24日，门头沟区是否发生生产安全死亡事故（工矿商贸、铁路交通、特种设备，不含道路运输）"
        "尚不清楚：台账中没有注明属于门头沟区的此类事故。注：至少为此数，另有2起事故分类未注明，未计入。"
    )
    both = pd.concat([UNSTATED, accidents(("2020-03-02", AREA, 1))], ignore_index=True)
    frames = [count_accidents(both, windows=[THIS], basis=BASIS, events=e) for e in ("accidents", "deaths")]
    en = sentences.headline(pd.concat(frames), area=AREA, language="en")
    assert en.startswith("Mentougou had 1 fatal work accident (")
    assert en.endswith("Note: at least so many: 2 accidents of no stated category are left out.")


def test_no_share_is_compared_where_nothing_happened_in_the_city():
    one = accidents(("2020-03-01", AREA, 1))
    change = share_change(one, area=AREA, this=THIS, other=THIS.years_before(), basis=BASIS)
    assert sentences.share_change_sentence(change, language="en") == (
        "No fatal work accidents in the city on the same dates of 2019: there is no share of Mentougou to "
        "compare."
    )


def test_what_is_remarked_of_the_window_compared_says_so():
    compared = compare_windows(UNSTATED, this=Window.year(2021), other=Window.year(2020), basis=BASIS, by=())
    noted = tables.change_table(compared, language="en").notes
    assert (
        "Note: in the window compared: at least so many: 2 accidents of no stated category are left out."
        in noted
    )


def test_the_share_stands_behind_its_counts_and_before_the_earlier_windows():
    shares = area_shares(
        CITY, windows=[Window.year(2018), Window.year(2019), THIS], basis=BASIS, areas=[AREA]
    )
    zh = sentences.share_sentence(shares, area=AREA)
    assert zh == (
        "2020年1月1日至8月24日，全市生产安全死亡事故48起，其中门头沟区3起，占6.3%（95%置信区间2%～17%）；"
        "2019年全市100起，其中2起，占2%（0.6%～7.0%）；2018年全市125起，其中5起，占4%（1.7%～9.0%）。"
    )


def test_a_whole_other_than_the_city_is_named():
    shares = area_shares(CITY, windows=[THIS], basis=BASIS, areas=[AREA])
    assert "全国生产安全死亡事故48起" in sentences.share_sentence(shares, area=AREA, whole="全国")
    assert "3 of China's 48" in sentences.share_sentence(shares, area=AREA, whole="全国", language="en")


def test_a_share_says_what_the_total_of_the_city_leaves_out():
    unstated = accidents(("2020-03-01", OTHER, 2)).assign(category="unknown")
    ledger = pd.concat([CITY, unstated], ignore_index=True)
    shares = area_shares(ledger, windows=[THIS], basis=BASIS, areas=[AREA])
    said = "注：全市其余地区至少为此数，另有2起事故分类未注明，未计入。"
    assert sentences.share_sentence(shares, area=AREA).endswith(said)
    # Of the other area itself it is said without a word about the rest.
    assert "其余地区" not in sentences.share_sentence(shares, area=OTHER)


def test_a_changed_share_within_chance_is_neither_a_rise_nor_a_fall():
    change = share_change(CITY, area=AREA, this=THIS, other=THIS.years_before(), basis=BASIS)
    en = sentences.share_change_sentence(change, language="en")
    assert "3 of 48 now, 2 of 100 on the same dates of 2019" in en
    assert "could be chance (p = " in en
    assert "no sign of a rise or a fall" in en


def test_unlike_windows_are_said():
    change = share_change(
        CITY, area=AREA, this=THIS, other=Window.year(2019), basis=BASIS, unlike_allowed=True
    )
    assert sentences.share_change_sentence(change).endswith("两期时段不同（237天与365天），不宜直接比较。")


def test_few_events_carry_no_direction_even_beyond_chance():
    few = accidents(
        ("2019-03-01", AREA, 1), ("2019-03-01", OTHER, 99), ("2020-03-01", AREA, 9), ("2020-03-01", OTHER, 21)
    )
    change = share_change(few, area=AREA, this=THIS, other=THIS.years_before(), basis=BASIS)
    assert change["p_value"].iloc[0] < 0.001
    en = sentences.share_change_sentence(change, language="en")
    assert "too few to speak of a trend" in en
    assert "%" not in en and "points" not in en


def compared(before: int, now: int) -> pd.DataFrame:
    ledger = accidents(("2019-03-01", AREA, before), ("2020-03-01", AREA, now))
    return compare_windows(ledger, this=THIS, other=THIS.years_before(), basis=BASIS, levels={"area": [AREA]})


def test_a_change_of_few_events_has_no_percent():
    text = sentences.change_sentence(compared(7, 3), area=AREA)
    assert text.startswith(
        "2020年1月1日至8月24日，门头沟区生产安全死亡事故3起，比2019年同期（7起）减少4起，未超出"
    )
    assert "%" not in text


def test_a_change_of_many_events_has_its_percent_and_its_chance():
    text = sentences.change_sentence(compared(100, 48), area=AREA, language="en")
    assert (
        "52 fewer than the 100 on the same dates of 2019 (52.0%); unlikely to be chance (p < 0.001)" in text
    )


def test_nothing_in_both_windows_is_as_many():
    assert sentences.change_sentence(compared(0, 0), area=AREA).endswith("0起，与2019年同期持平。")


MAY = Covered(date(2019, 1, 1), date(2020, 12, 31), (Window.month(2020, 5),))


def test_of_two_lower_bounds_none_is_said_to_be_as_many():
    ledger = accidents(("2019-03-01", AREA, 4), ("2020-03-01", AREA, 4))
    years = {"this": Window.year(2020), "other": Window.year(2019)}
    compared = compare_windows(ledger, **years, basis=BASIS, covered=MAY)
    assert sentences.change_sentence(compared, area=AREA) == (
        "2020年，门头沟区生产安全死亡事故4起，2019年4起，是否偶然无法判断。"
        "注：至少为此数，台账在2020年5月1日至2020年5月31日无任何记录。"
    )
    mean = five_year_mean(ledger, window=Window.year(2020), covered=MAY, basis=BASIS)
    said = sentences.five_year_mean_sentence(mean, area=AREA, language="en")
    assert "had 4 fatal work accidents in 2020, where the mean" in said and "as many" not in said


def test_a_year_that_lacks_months_is_not_projected_and_says_why():
    ledger = accidents(("2019-03-01", AREA, 4), ("2020-03-01", AREA, 4))
    projected = project_year(ledger, as_of=date(2020, 8, 24), covered=MAY, basis=BASIS)
    said = sentences.projection_sentence(projected, area=AREA)
    assert said == "门头沟区全年预计：台账在2020年5月1日至2020年5月31日无任何记录，不作计算。"


def test_a_month_that_lacks_its_sheet_is_no_alarm_and_no_sum():
    months = [Window.month(2020, month) for month in range(1, 6)]
    monthly = count_accidents(
        accidents(("2020-03-01", AREA, 4)), windows=months, basis=BASIS, by=["area"], covered=MAY
    )
    warned = sentences.early_warning_sentence(early_warning(monthly), area=AREA)
    assert warned == "门头沟区生产安全死亡事故：台账在2020年5月1日至2020年5月31日无任何记录，不作计算。"
    summed = cusum(monthly, usual=12, ratio=2, limit=9)
    said = sentences.cusum_sentence(summed, area=AREA, language="en")
    assert "4 fatal work accidents in 4 windows up to April 2020" in said
    nothing = sentences.cusum_sentence(cusum(monthly.tail(1), usual=12, ratio=2, limit=9), area=AREA)
    assert "无任何记录" in nothing


@given(before=st.integers(0, 40), now=st.integers(0, 40))
def test_no_percent_stands_where_either_count_is_below_ten(before, now):
    text = sentences.change_sentence(compared(before, now), area=AREA, language="en")
    assert ("%" in text) == (min(before, now) >= 10 and before != now)


def test_seven_of_ten_is_seventy_percent_with_limits_from_forty_to_eighty_nine():
    # Wilson limits of 7/10: 0.397 and 0.892 (R, prop.test without correction).
    ledger = accidents(("2019-03-01", AREA, 10)).assign(supervision_sector=["建筑业"] * 7 + ["unknown"] * 3)
    sectors = breakdown(ledger, by="supervision_sector", window=SPAN, basis=BASIS, area=AREA)
    assert sentences.sector_sentence(sectors, area=AREA) == (
        "2018年1月1日至2020年8月24日，门头沟区生产安全死亡事故10起，其中建筑业7起，占70%"
        "（95%置信区间40%～89%）。另有3起未注明。"
    )


def test_sectors_with_the_same_number_are_named_together():
    ledger = accidents(("2019-03-01", AREA, 7)).assign(
        supervision_sector=[*("建筑业", "工业", "商贸") * 2, "unknown"]
    )
    two = ledger[ledger["supervision_sector"] != "商贸"]
    said = [
        sentences.sector_sentence(
            breakdown(rows, by="supervision_sector", window=SPAN, basis=BASIS, area=AREA), area=AREA
        )
        for rows in (two, ledger)
    ]
    assert "5起，其中工业、建筑业各2起，占40%" in said[0] and said[0].endswith("另有1起未注明。")
    four = ledger.assign(supervision_sector=["建筑业", "工业", "商贸", "交通运输", *["unknown"] * 3])
    sectors = breakdown(four, by="supervision_sector", window=SPAN, basis=BASIS, area=AREA)
    assert "7起，其中4个行业领域各1起" in sentences.sector_sentence(sectors, area=AREA)


def test_no_sector_is_spoken_of_where_the_ledger_holds_no_accident():
    sectors = breakdown(
        CITY[:0].assign(supervision_sector=[]), by="supervision_sector", window=SPAN, basis=BASIS
    )
    assert sentences.sector_sentence(sectors, area=AREA) == "台账中没有门头沟区的此类事故，不作行业领域分析。"


def test_an_accident_of_no_stated_area_may_be_this_areas():
    placeless = accidents(("2020-03-01", "unknown", 1))
    ledger = pd.concat([CITY, placeless], ignore_index=True)
    shares = area_shares(ledger, windows=[THIS], basis=BASIS, areas=[AREA])
    said = sentences.share_sentence(shares, area=AREA)
    assert "全市生产安全死亡事故49起" in said
    assert said.endswith("注：门头沟区至少为此数，全市有1起所在地区不明，可能属于该区。")


PLACELESS = pd.concat(
    [
        accidents(("2020-03-01", OTHER, 2), ("2020-03-02", "unknown", 2)),
        accidents(("2020-04-01", "unknown", 1)).assign(category="unknown"),
        accidents(("2020-04-02", "unknown", 1)).assign(deaths=None),
        accidents(("2020-05-01", "unknown", 1)).assign(category="道路运输"),
        accidents(("2020-05-02", "unknown", 1)).assign(deaths=0),
    ],
    ignore_index=True,
).assign(supervision_sector="unknown")
"""By hand: two of no stated area count, two more may; of road traffic and without a death they do not."""


def first_said(area: str, language: str) -> list[str]:
    """How many the area had, and its sectors."""
    frames = [
        count_accidents(PLACELESS, windows=[THIS], basis=BASIS, levels={"area": [AREA]}, events=events)
        for events in ("accidents", "deaths")
    ]
    sectors = breakdown(PLACELESS, by="supervision_sector", window=THIS, basis=BASIS, area=area)
    return [
        sentences.headline(pd.concat(frames), area=area, language=language),
        sentences.sector_sentence(sectors, area=area, language=language),
    ]


def test_an_area_without_accidents_may_have_had_those_of_no_stated_area():
    beside = "注：至少为此数，全市有4起所在地区不明，可能属于该区。"
    many, sectors = first_said(AREA, "zh")
    assert "门头沟区是否发生" in many and "尚不清楚：台账中没有注明属于门头沟区的此类事故。" + beside in many
    assert sectors == "台账中没有注明属于门头沟区的此类事故，不作行业领域分析。" + beside
    many, sectors = first_said(AREA, "en")
    beside = "Note: at least so many: 4 of the city's accidents state no area and may belong here."
    assert many.startswith("Whether Mentougou had any") and many.endswith(f"none is stated. {beside}")
    assert sectors.startswith("The ledger states no such accident to be of Mentougou")
    assert sectors.endswith(beside)


def test_an_area_with_accidents_has_had_at_least_these_where_some_state_no_area():
    assert first_said(OTHER, "zh")[0].endswith(
        "2起，死亡2人。注：至少为此数，全市有4起所在地区不明，可能属于该区。"
    )
    share = area_shares(PLACELESS, windows=[THIS], basis=BASIS, areas=[AREA, OTHER])
    said = sentences.share_sentence(share, area=OTHER)
    assert "事故4起，其中朝阳区2起" in said
    # Two of the four are in the city's count already; the rest of the city may have two more.
    assert said.endswith(
        "注：朝阳区至少为此数，全市有4起所在地区不明，可能属于该区。"
        "注：全市其余地区至少为此数，另有1起事故分类未注明，未计入；至少为此数，另有1起死亡人数不详，未计入。"
    )


def test_an_area_is_not_told_that_the_ledger_is_empty_where_others_have_accidents():
    elsewhere = PLACELESS[PLACELESS["area"] == OTHER]
    sectors = breakdown(elsewhere, by="supervision_sector", window=THIS, basis=BASIS, area=AREA)
    assert sentences.sector_sentence(sectors, area=AREA) == "台账中没有门头沟区的此类事故，不作行业领域分析。"


def test_none_stated_in_the_city_is_not_none_to_compare_with():
    unstated = accidents(("2019-03-01", AREA, 2)).assign(deaths=None)
    ledger = pd.concat([CITY[CITY["occurred_on"] != "2019-03-01"], unstated], ignore_index=True)
    change = share_change(ledger, area=AREA, this=THIS, other=THIS.years_before(), basis=BASIS)
    said = sentences.share_change_sentence(change)
    assert said.startswith("2019年同期全市没有注明属于生产安全死亡事故") and said.endswith("占比无从比较。")


def yearly_trend(*figures: int) -> pd.DataFrame:
    years = [Window.year(2020 - len(figures) + i) for i in range(len(figures))]
    groups = [(f"{w.start.year}-03-01", AREA, n) for w, n in zip(years, figures)]
    ledger = accidents(*groups, ("2000-01-01", AREA, 1))
    return poisson_trend(count_accidents(ledger, windows=years, basis=BASIS))


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ((4, 2), "fewer than three years: no trend is computed"),
        ((5, 2, 1), "too few to speak of a trend"),
        ((20, 25, 18), "the limits are too wide for a trend"),
        ((50, 60, 48, 55), "no clear trend"),
        ((90, 60, 40, 20), "signs of a fall"),
        ((20, 40, 60, 90), "signs of a rise"),
    ],
)
def test_a_trend_is_hedged(figures, said):
    assert said in sentences.trend_sentence(yearly_trend(*figures), area=AREA, language="en")


def closure(found: int, closed: int, **more: Any) -> pd.DataFrame:
    row = {
        "numerator": closed, "denominator": found, "value": closed / found if found else float("nan"),
        "lower": 0.893, "upper": 0.930, "level": 0.95, "method": "wilson", "basis": "listed",
        "window_start": pd.Timestamp(SPAN.start), "window_end": pd.Timestamp(SPAN.end), "days": SPAN.days,
        "as_of": pd.Timestamp(AS_OF), "note": "", "open": found - closed, "overdue": 41, **more,
    }  # fmt: skip
    return pd.DataFrame([row])


def test_the_closure_rate_stands_with_what_is_still_open():
    assert sentences.closure_sentence(closure(901, 823), area=AREA) == (
        "2018年1月1日至2020年8月24日，门头沟区挂账隐患901个，截至2020年8月24日已销账823个，销账率91.3%"
        "（95%置信区间89.3%～93.0%）；未销账78个，其中逾期41个。"
    )


def test_fewer_than_ten_hazards_are_told_by_their_counts_alone():
    told = [
        sentences.closure_sentence(closure(9, 5, overdue=3), area=AREA, language=lang)
        for lang in ("zh", "en")
    ]
    assert told == [
        "2018年1月1日至2020年8月24日，门头沟区挂账隐患9个，截至2020年8月24日已销账5个，未销账4个，其中逾期3个。",
        "5 of 9 listed hazards found in Mentougou from 1 January 2018 to 24 August 2020 were closed by "
        "24 August 2020; 4 are open, 3 of them overdue.",
    ]
    assert "销账率50%" in sentences.closure_sentence(closure(10, 5), area=AREA)


def test_open_hazards_of_no_stated_due_day_stand_beside_those_known_to_be_overdue():
    told = [
        sentences.closure_sentence(closure(9, 5, overdue=1, no_due_day=2), area=AREA, language=lang)
        for lang in ("zh", "en")
    ]
    assert told[0].endswith("未销账4个，其中已知逾期1个，另有2个未注明整改期限。")
    assert told[1].endswith("1 of them known to be overdue, while 2 do not state by when they were due.")


def test_without_a_due_day_no_number_of_overdue_hazards_is_told():
    unknown = closure(9, 5, overdue=None)
    assert sentences.closure_sentence(unknown, area=AREA).endswith(
        "未销账4个，均未填写整改期限，是否逾期不明。"
    )
    told = sentences.closure_sentence(unknown, area=AREA, language="en")
    assert told.endswith("4 are open, none of which states by when it was due.")


def test_where_due_days_are_not_looked_at_nothing_is_said_of_them():
    row = dict.fromkeys(("numerator", "denominator"), 30) | {"open": 12, "overdue": pd.NA}
    closure = pd.DataFrame([dict.fromkeys(RESULT, "") | row | {
        "area": AREA, "value": 0.6, "lower": 0.5, "upper": 0.7, "basis": "found", "no_due_day": pd.NA,
        "window_start": pd.Timestamp("2020-01-01"), "window_end": pd.Timestamp("2020-12-31"),
        "as_of": pd.Timestamp("2020-12-31"),
    }])  # fmt: skip
    assert sentences.closure_sentence(closure, area=AREA).endswith("；未销账12个。")
    assert sentences.closure_sentence(closure, area=AREA, language="en").endswith("; 12 are open.")


def test_inspections_of_a_frame_that_does_not_say_how_many_state_their_finds_are_refused():
    finds = finds_per_inspection(
        pd.DataFrame({"inspected_on": pd.to_datetime(["2020-01-05"]), "area": AREA, "hazards_found": [2]}),
        windows=[THIS],
        per=100,
    )
    with pytest.raises(ColumnsMissing, match="not_stated"):
        sentences.inspections_sentence(finds.drop(columns="not_stated"), area=AREA)


def test_no_hazards_have_no_closure_rate():
    assert "there is no closure rate" in sentences.closure_sentence(closure(0, 0), area=AREA, language="en")


@pytest.mark.parametrize(
    ("upper", "zh", "en"),
    [
        (18, "14～18天", "14–18 days"),
        (float("nan"), "14天以上", "14 days or more"),
    ],
)
def test_a_limit_without_an_end_is_so_many_days_or_more(upper, zh, en):
    median = closure(901, 823, value=16, lower=14, upper=upper)
    told = [sentences.closing_time_sentence(median, area=AREA, language=lang) for lang in ("zh", "en")]
    assert f"（95%置信区间{zh}）" in told[0]
    assert f"(95% limits {en})" in told[1]


def test_without_a_hazard_there_is_no_time_to_closure_and_no_number_that_was_followed():
    none = pd.DataFrame({
        "found_on": pd.to_datetime([]), "closed_on": pd.to_datetime([]), "due_on": pd.to_datetime([]),
        "end_type": [], "reopened": [], "listed": [], "area": [],
    })  # fmt: skip
    median = closure_median(none, window=SPAN, as_of=AS_OF)
    assert sentences.closing_time_sentence(median, area=AREA) == "门头沟区隐患销账时间无法给出（无隐患）。"


def test_months_that_do_not_add_up_are_a_warning():
    # The housing ministry's tables of 2014: the twelve months have 411 accidents, the year has 522.
    printed = pd.DataFrame(
        {"area": "全国", "measure": "accidents", "window_start": pd.Timestamp("2014-01-01"),
         "window_end": pd.Timestamp("2014-12-31"), "sum_of_months": [411.0], "cumulative": 522.0,
         "difference": 111.0}
    )  # fmt: skip
    text = sentences.reconcile_sentence(printed, area="全国")
    assert text.startswith("2014年全国事故起数：各月之和为411，累计表为522，相差111，")
    assert text.endswith("以累计表为准。")


def test_two_windows_where_one_is_needed_are_refused_with_their_number():
    with pytest.raises(InputRejected, match="found 2"):
        sentences.closure_sentence(pd.concat([closure(901, 823)] * 2), area=AREA)


def test_the_first_page_says_how_many_which_share_and_sector_hazards_and_better_worse_or_chance():
    page = sentences.first_page(
        counts=counts(AREA),
        compared=compared(2, 3),
        shares=area_shares(CITY, windows=[THIS], basis=BASIS, areas=[AREA]),
        change=share_change(CITY, area=AREA, this=THIS, other=THIS.years_before(), basis=BASIS),
        breakdown=breakdown(
            CITY.assign(supervision_sector="建筑业"),
            by="supervision_sector",
            window=SPAN,
            basis=BASIS,
            area=AREA,
        ),
        closure=closure(901, 823),
        area=AREA,
        language="en",
    )
    said = (
        ["had 3 fatal"],
        ["3 of the city's 48"],
        ["in construction"],
        ["hazards"],
        ["1 more than", "share of the city's", "could be chance"],
    )
    told = zip(said, page, strict=True)
    assert [word for words, sentence in told for word in words if word not in sentence] == []
    assert all(sentence.isascii() or "−" in sentence or "–" in sentence for sentence in page)


def test_a_name_of_a_ledger_is_no_markdown():
    bundle = Sentence("*A* <script> $x$ [a](b)", "en")._repr_mimebundle_()
    assert bundle["text/markdown"] == r"\*A\* \<script\> \$x\$ \[a\](b)"
    assert bundle[SENTENCE_JSON] == {"language": "en", "sentences": ["*A* <script> $x$ [a](b)"]}


def test_several_sentences_are_shown_as_a_list():
    bundle = Sentences((Sentence("A.", "en"), Sentence("B.", "en")))._repr_mimebundle_()
    assert bundle["text/markdown"] == "- A.\n- B."


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "均未注明行业领域"), ("en", "stated for none of the 10")]
)
def test_accidents_without_a_stated_sector_are_not_called_none(language, told):
    unstated = CITY.assign(supervision_sector="unknown")
    shares = breakdown(unstated, by="supervision_sector", window=SPAN, basis=BASIS, area=AREA)
    text = sentences.sector_sentence(shares, area=AREA, headline=True, language=language)
    assert told in text


def test_inspections_stand_beside_those_of_all_other_areas():
    visits = pd.DataFrame(
        {
            "inspected_on": pd.to_datetime(["2020-01-02"] * 6),
            "area": ["north", "north", "south", "south", "east", "east"],
            "hazards_found": pd.array([1, 0, 2, 1, 0, 1], dtype="Int64"),
        }
    )
    year = [Window.year(2020)]
    own = finds_per_inspection(visits, windows=year)
    rest = finds_per_inspection(visits[visits["area"] != "north"], windows=year, by=())
    text = sentences.inspections_sentence(own, area="north", elsewhere=rest, language="en")
    # 4 finds in 4 visits; exact Poisson limits of 4 are 1.09 and 10.24.
    assert text.endswith("In all other areas 100 inspections found 100.0 (95% limits 27.2–256.0).")
    nowhere = finds_per_inspection(visits[visits["area"] == "west"], windows=year, by=())
    alone = sentences.inspections_sentence(own, area="north", elsewhere=nowhere, language="en")
    assert "other areas" not in alone


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (
            [2, 0, None, None],
            "检查4家次；填写了发现隐患数的2家次共发现隐患2个，平均每百家次100.0个",
            "the 2 that state what they found come to 2",
        ),
        ([None, None], "检查2家次，均未填写发现隐患数。", "2 inspections in 2020, none of which states"),
        ([2, 0], "检查2家次，发现隐患2个", "made 2 inspections in 2020 and found 2 hazards"),
    ],
)
def test_inspections_that_do_not_state_what_they_found_are_inspections(found, zh, en):
    figures = pd.array(found, dtype="Int64")
    visits = pd.DataFrame(
        {"inspected_on": pd.Timestamp("2020-01-02"), "area": AREA, "hazards_found": figures}
    )
    finds = finds_per_inspection(visits, windows=[Window.year(2020)])
    for language, told in (("zh", zh), ("en", en)):
        assert told in sentences.inspections_sentence(finds, area=AREA, language=language)
    some = visits_with_finds(visits, windows=[Window.year(2020)])
    made = f"检查{len(found)}家次"
    assert made in sentences.finds_sentence(some)
    (row,) = tables.finds_table(finds).rows
    assert row[1] == str(len(found))


def test_an_earlier_year_in_which_the_city_had_none_has_no_share():
    ledger = accidents(("2020-03-01", AREA, 3), ("2020-03-01", OTHER, 45))
    shares = area_shares(ledger, windows=[THIS, Window.year(2018)], basis=BASIS, areas=[AREA])
    chinese = sentences.share_sentence(shares, area=AREA, headline=True)
    assert chinese.endswith("2018年全市均未发生。")
    assert "—" not in chinese
    assert "none in the city in 2018" in sentences.share_sentence(shares, area=AREA, language="en")


def test_an_area_that_has_only_accidents_of_unknown_deaths_bounds_the_city_s_total():
    # The third area has no other accident in any window, so no count of its own.
    ledger = accidents(("2020-03-01", AREA, 3), ("2020-03-01", OTHER, 1), ("2020-04-01", "房山区", 1))
    ledger.loc[ledger["area"] == "房山区", "deaths"] = pd.NA
    shares = area_shares(ledger, windows=[THIS], basis=BASIS, areas=[AREA])
    told = sentences.share_sentence(shares, area=AREA, language="en")
    assert told.startswith("Mentougou had 3 of the city's 4 fatal work accidents")
    said = "the rest of the city: at least so many: 1 accident does not state whether anybody died"
    assert said in told
    assert any(said in note for note in tables.window_table(rows_of_area(shares, AREA), language="en").notes)
    change = share_change(ledger, area=AREA, this=THIS, other=THIS.years_before(), basis=BASIS)
    assert any(said in note for note in tables.share_change_table(change, language="en").notes)


def test_without_an_exposure_the_ratio_to_the_rest_says_so_and_not_that_the_rest_had_none():
    counted = count_accidents(CITY, windows=[THIS], basis=BASIS, levels={"area": [AREA, OTHER]})
    for exposure in ({}, {AREA: 1e6}):
        told = sentences.rate_against_rest_sentence(rates_against_rest(counted, exposure), area=AREA)
        assert told.endswith("缺少基数，不作计算。") and "未发生" not in told
    alone = count_accidents(
        accidents(("2020-03-01", AREA, 3)), windows=[THIS], basis=BASIS, levels={"area": [AREA, OTHER]}
    )
    told = sentences.rate_against_rest_sentence(rates_against_rest(alone, {AREA: 1, OTHER: 1}), area=AREA)
    assert "其余各区未发生" in told


def test_a_ratio_without_an_upper_end_is_so_many_times_or_more():
    counted = count_accidents(CITY, windows=[THIS], basis=BASIS, levels={"area": [AREA, OTHER]})
    ratio = rates_against_rest(counted, {AREA: 1e6, OTHER: 1e6}).assign(lower=7.58, upper=156.8)
    told = sentences.rate_against_rest_sentence(ratio, area=AREA)
    assert "仅能估计为7.58倍以上（95%置信区间）" in told
    inside = sentences.rate_against_rest_sentence(ratio.assign(upper=9.5), area=AREA)
    assert "仅能估计为7.58～9.50倍（95%置信区间）" in inside


def test_one_accident_more_or_fewer_is_singular():
    ledger = accidents(("2019-03-01", AREA, 3), ("2020-03-01", AREA, 1))
    compared = compare_windows(ledger, this=THIS, other=THIS.years_before(), basis=BASIS)
    told = sentences.change_sentence(compared, area=AREA, language="en")
    assert told.startswith("Mentougou had 1 fatal work accident from")


def test_registered_enterprises_seen_elsewhere_are_not_known_without_their_ledgers():
    moved = pd.DataFrame(columns=["enterprise_key", "registered_area", "seen_area"])
    some = pd.DataFrame({"enterprise": ["甲"]})
    told = {
        name: str(
            sentences.moved_sentence(
                moved, area=AREA, ledgers={"enterprises": some, "inspections": given}, language="en"
            )
        )
        for name, given in (("given", some), ("not given", some.iloc[:0]))
    }
    assert told["given"] == "Mentougou: no registered enterprise was seen at work in another area."
    assert told["not given"].startswith("Nothing was given of: ")
