"""What figures force together: held against the letter worked out by hand, and against trying everything."""

from fractions import Fraction
from itertools import combinations, product
from math import comb
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ortools.sat.python.cp_model import UNKNOWN

from safetystats import reference
from safetystats.claims import extract, infer, internal_checks
from safetystats.claims.inferring.rises import CHANCE_IN_ALL, NOT_IN_ALL
from safetystats.claims.inferring.solving import NotDecided, Puzzle, puzzles_of
from safetystats.claims.inferring.unknowns import unknowns_of

YTD = ("2020-01-01", "2020-08-24")
Y2018, Y2019 = ("2018-01-01", "2018-12-31"), ("2019-01-01", "2019-12-31")
THREE = ("2018-01-01", "2020-08-24")


@pytest.fixture(scope="module")
def letter():
    return infer(reference.letter_claims())


def limits(frame, measure, window, area="门头沟区", sector=""):
    """The rows about one number, as pairs of its ends."""
    days = [pd.Timestamp(day) for day in window]
    found = frame[
        (frame["measure"] == measure)
        & (frame["area"] == area)
        & (frame["sector"] == sector)
        & (frame["window_start"] == days[0])
        & (frame["window_end"] == days[1])
    ]
    return list(zip(found["low"], found["high"]))


# --- the letter of 2020-11-04, worked out by hand -----------------------------------------------------------


def test_the_letter_forces_ten_accidents_in_three_years(letter):
    # 7 in construction are 70 %: 7/10, and no other whole number.
    assert limits(letter.numbers, "accidents", THREE) == [(10, 10)]
    assert limits(letter.numbers, "accidents", ("2018-01-01", "2019-12-31")) == [(7, 7)]
    assert limits(letter.numbers, "accidents", ("2019-01-01", "2020-08-24"), sector="建筑业") == [(3, 3)]


def test_the_earlier_years_of_the_letter_are_4_and_3_or_5_and_2_or_6_and_1(letter):
    assert limits(letter.ways, "accidents", Y2018) == [(4, 4), (5, 5), (6, 6)]
    assert limits(letter.ways, "accidents", Y2019) == [(3, 3), (2, 2), (1, 1)]
    # 4/114 = 3.51 %, 4/89 = 4.49 %; 3/121 = 2.48 %, 3/200 = 1.5 %; and so on.
    assert limits(letter.ways, "accidents", Y2018, area="") == [(89, 114), (112, 142), (134, 171)]
    assert limits(letter.ways, "accidents", Y2019, area="") == [(121, 200), (81, 133), (41, 66)]


def test_the_city_had_at_most_50_accidents_by_24_august(letter):
    # 3/50 = 6 %, 3/43 = 6.98 %, 3/42 = 7.1 %.
    city = letter.numbers.query("measure == 'accidents' and area == ''")
    ends = city.loc[city["window_start"] == YTD[0], ["low", "high", "low_uncapped", "high_uncapped"]]
    assert ends.values.tolist() == [[43, 50, 3, 50]]


def test_820_to_828_of_the_letters_hazards_are_closed_or_up_to_all_without_a_ceiling(letter):
    closed = letter.numbers.query("measure == 'hazards_closed'")
    ends = closed[["low", "high", "low_uncapped", "high_uncapped"]]
    assert ends.values.tolist() == [[820, 828, 820, 901]]


def test_the_letter_contradicts_itself_nowhere(letter):
    assert letter.contradictions.empty


def fisher(part, whole, other_part, other_whole):
    """Twice the smaller tail, counted out in whole numbers."""
    parts = part + other_part
    ways = [comb(whole, k) * comb(other_whole, parts - k) for k in range(parts + 1)]
    every = comb(whole + other_whole, parts)
    at_most, at_least = Fraction(sum(ways[: part + 1]), every), Fraction(sum(ways[part:]), every)
    return float(min(1, 2 * min(at_most, at_least)))


@pytest.mark.parametrize(
    ("year", "earlier"),
    [
        (Y2018, {4: (89, 114), 5: (112, 142), 6: (134, 171)}),
        (Y2019, {3: (121, 200), 2: (81, 133), 1: (41, 66)}),
    ],
)
def test_the_rises_of_the_letter_could_be_chance_under_every_reading(letter, year, earlier):
    every = [
        fisher(3, whole, part, other)
        for whole in range(43, 51)
        for part, (low, high) in earlier.items()
        for other in range(low, high + 1)
    ]
    rises = letter.rises.query("measure == 'accidents' and reading == 'as printed'")
    rise = rises[rises["other_start"] == year[0]].iloc[0]
    assert rise[["p_low", "p_high"]].tolist() == pytest.approx([min(every), max(every)])
    assert min(every) > 0.1
    assert (rise["verdict"], rise["whole_low"], rise["whole_high"]) == (CHANCE_IN_ALL, 43, 50)


def test_deaths_whose_counts_are_not_printed_could_be_chance_as_well(letter):
    deaths = letter.rises.query("measure == 'deaths' and reading == 'as printed'")
    assert deaths["verdict"].tolist() == [CHANCE_IN_ALL] * 2
    # However many there were before, no more than 1.5 % of the city: 3 of 43, twice the binomial tail.
    below = sum(comb(43, k) * 0.015**k * 0.985 ** (43 - k) for k in range(3))
    assert deaths["p_low"].iloc[1] == pytest.approx(2 * (1 - below), abs=1e-3)


def test_without_a_ceiling_the_city_would_need_27_accidents_or_fewer(letter):
    rises = letter.rises.query("measure == 'accidents' and reading == 'without a ceiling'")
    rise = rises[rises["other_start"] == "2019-01-01"].iloc[0]
    assert rise["verdict"] == NOT_IN_ALL
    least = {
        whole: min(fisher(3, whole, k, m) for k, m in [(3, 200), (2, 133), (1, 66)]) for whole in (27, 28)
    }
    assert least[27] < 0.05 < least[28]
    assert rise["turns_at"] == 27


# --- other texts --------------------------------------------------------------------------------------------


def test_a_fall_forces_its_base():
    # 24 is 42.9 % below 42 and below no other whole number.
    found = infer(extract("2020年上半年全市发生事故24起，同比下降42.9%。"))
    assert limits(found.numbers, "accidents", ("2019-01-01", "2019-06-30"), area="") == [(42, 42)]


def test_months_and_the_half_year_bind_each_other():
    text = "2020年1-6月全市发生事故95起。2020年1-5月全市发生事故73起。"
    found = infer(extract(text))
    assert limits(found.numbers, "accidents", ("2020-06-01", "2020-06-30"), area="") == [(22, 22)]


@pytest.mark.parametrize(
    ("text", "core"),
    [
        # 16197/17082 = 94.8 %.
        ("2017年发现隐患17082处，整改16197处，整改率95.6%。", ["0; 1; 2"]),
        ("2020年全市发生事故3起，同比增加100%。", ["0; 1"]),
        ("2020年全市发生事故20起，其中门头沟区发生事故21起。", ["0; 1"]),
        ("2020年1-6月全市发生事故95起。2020年1-5月全市发生事故96起。", ["0; 1"]),
        ("2020年全市发生事故20起，同比增加5起、上升33.3%。", []),
    ],
)
def test_the_fewest_claims_that_exclude_each_other_are_named(text, core):
    assert infer(extract(text)).contradictions["claims"].tolist() == core


def test_what_contradicts_forces_nothing_else():
    text = "2017年发现隐患17082处，整改16197处，整改率95.6%。2020年上半年全市发生事故24起，同比下降42.9%。"
    found = infer(extract(text))
    assert len(found.contradictions) == 1
    assert found.numbers["measure"].tolist() == ["accidents"]


def test_a_street_is_no_district():
    text = "2020年门头沟区发生事故3起。2020年门头沟区斋堂镇发生事故1起。"
    assert infer(extract(text)).contradictions.empty


def test_a_text_without_figures_forces_nothing():
    found = infer(extract("形势总体平稳。"))
    frames = (found.numbers, found.ways, found.contradictions, found.rises)
    assert [len(frame) for frame in frames] == [0] * 4


# --- against trying everything ------------------------------------------------------------------------------


def claims(*rows):
    """Claims of accidents in whole years: area, sector, year, value, unit, comparison."""
    columns = ["area", "sector", "period", "value", "unit", "comparison"]
    table = pd.DataFrame(rows, columns=columns)
    table["period"] = table["period"].astype(str)
    return table.assign(measure="事故起数", qualifier=None, note=None)


ROWS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["", "门头沟区"]), st.just(""), st.just(2020), st.integers(0, 6)),
        st.tuples(st.just("门头沟区"), st.just(""), st.just(2020), st.sampled_from([10, 20, 50])),
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
@example(rows=[("门头沟区", "", 2020, figure) for figure in (2, 50, 10)] + [("", "", 2020, 2)])
def test_contradictions_are_those_that_trying_everything_finds(rows):
    shares = [(*row, "%", "占全市") if row[3] >= 10 else (*row, "起", None) for row in rows]
    table = claims(*shares)

    def holds(chosen, city, district):
        for area, _, _, value, unit, _ in chosen:
            if unit == "%":
                if not city or not Fraction(value * 2 - 1, 2) * city <= 100 * district < (value + 1) * city:
                    return False
            elif value != (district if area else city):
                return False
        return district <= city

    def possible(chosen):
        return any(holds(chosen, city, part) for city, part in product(range(71), range(7)))

    smallest = next(
        (n for n in range(1, len(shares) + 1) for core in combinations(shares, n) if not possible(core)), 0
    )
    found = infer(table).contradictions["claims"].tolist()
    assert (len(found[0].split("; ")) if found else 0) == smallest


def test_places_of_another_city_are_no_part_of_the_projects_city():
    # 29/71 = 40.8 %: the four towns are a part of 中山市, whose figure stands beside theirs.
    table = claims(
        ("中山市", "", 2018, 71, "起", None),
        ("中山市四个镇区", "", 2018, 29, "起", None),
        ("中山市四个镇区", "", 2018, 40.8, "%", "占全市"),
    )
    assert infer(table).contradictions.empty


@pytest.mark.parametrize(
    "text",
    [
        "2020年全国排查隐患1200万项，整改率95%以上。",
        "2020年全国检查单位30000000家，同比增长5%。",
        "2020年全市发生事故30起，同比下降33.333333333%。",
        "2020年全市检查单位12.5万家次，同比增加1.2万家次。",
        # 50/600 = 8.3 % is 6 % or more: only who insists on a ceiling sees a contradiction.
        "2020年全市发生事故600起。2020年门头沟区发生事故50起，占全市6%以上。",
    ],
)
def test_large_fine_and_one_sided_figures_contradict_nothing(text):
    assert infer(extract(text)).contradictions.empty


@pytest.mark.parametrize(
    "text",
    [
        "某市2020年情况\n市、县两级分别挂牌督办重大隐患18项、47项，已分别销号15项、41项，销号率分别为83.3%、87.2%。",
        "某市2020年火灾情况\n全市接报火灾1126起。近三年（2018—2020年）全市火灾年均80余起。",
        "某市2020年情况\n排查隐患43600项，整改率98.2%。受理举报1573件，办结1541件，办结率98%。",
        "某市2020年道路交通情况\n全市发生道路交通事故248起。查处超员341起、超载1874起。",
        "某市2020年燃气情况\n全市发生燃气事故3起。第三方施工破坏燃气管道14起，同比减少9起。",
        "某市2020年情况\n走访9个部门，检查企业12760家。派出所排查场所3.4万家。",
        "某市2020年情况\n排查问题2164个，有的企业上报问题不足10个。较上期新增问题99个，整改率提高4.3个百分点。",
        "某市2020年9月情况\n全市发生事故16起。查处违法行为137起，其中4个县不足5起。",
    ],
)
def test_what_is_of_something_else_contradicts_no_total(text):
    claims = extract(text)
    assert infer(claims).contradictions.empty
    assert "contradicts" not in set(internal_checks(claims)["verdict"])


def test_ways_that_have_nothing_to_do_with_each_other_share_no_number():
    text = "2020年全市发生事故200起、死亡150人，门头沟区事故占全市6%，死亡占全市5%。"
    ways = infer(extract(text)).ways
    assert ways.groupby("way")["measure"].nunique().eq(1).all()


def test_rates_of_two_levels_of_hazards_contradict_nothing():
    text = (
        "2021年隐患数20项，其中重大隐患4项，销号3项。隐患整改率95%，重大隐患整改率75%，一般隐患整改率100%。"
    )
    assert infer(extract(text)).contradictions.empty


def test_more_major_hazards_than_hazards_contradict_each_other():
    text = "2021年隐患20项。重大隐患24项。"
    assert infer(extract(text)).contradictions["claims"].tolist() == ["0; 1"]


def test_what_excludes_each_other_is_told_in_both_languages():
    text = "门头沟区情况\n2021年1-5月，隐患20项，重大隐患24项，同比下降5%。2021年1-5月，重大隐患30项。"
    found = infer(extract(text)).contradictions
    english, chinese = " ".join(found["texts"]), " ".join(found["texts_zh"])
    assert "Mentougou January to May 2021 hazards found 20" in english
    assert "门头沟区 2021年1至5月 隐患数 20项" in chinese
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)


def test_a_solver_that_gives_up_is_told_as_not_decided_and_never_as_impossible(monkeypatch):
    text = "门头沟区情况\n2019年事故占全市2%；2020年全市事故50起，门头沟区占全市6%以上。"
    claims = extract(text)
    decided = infer(claims)
    assert decided.undecided == 0
    monkeypatch.setattr("safetystats.claims.inferring.infer.ways_of", gives_up)
    assert infer(claims).undecided > 0
    assert infer(claims).numbers.equals(decided.numbers)


def gives_up(*_: object) -> None:
    raise NotDecided("no effort left")


def test_ways_that_were_not_searched_to_the_end_are_not_decided(monkeypatch):
    [puzzle] = puzzles_of(unknowns_of(extract("2019年挂账隐患901个，销账率91%以上。")).statements)
    [closed] = [one for one in puzzle.quantities if one.subject.measure == "hazards_closed"]
    assert len(puzzle.ways([closed], at_most=20)) == 9
    monkeypatch.setattr("safetystats.claims.inferring.solving._solved", lambda model: (None, UNKNOWN))
    with pytest.raises(NotDecided):
        puzzle.ways([closed], at_most=20)


def test_nothing_follows_from_a_share_that_may_be_one_of_accidents_or_of_deaths():
    text = "门头沟区情况\n2020年，全区发生事故2起、死亡2人，占全市的28.6%。"
    assert infer(extract(text)).numbers.empty


def test_a_contradiction_among_many_claims_is_found_soon():
    year = Path(__file__).parents[1] / "bulletins" / "year.txt"
    text = year.read_text(encoding="utf-8").replace("制造业14起", "制造业17起")
    [found] = infer(extract(text)).contradictions["texts_zh"]
    # 23 + 17 + 9 are more than 46
    assert all(figure in found for figure in ("46起", "23起", "17起", "9起"))


def test_a_text_of_many_contradictions_asks_the_solver_a_few_dozen_times_for_each(monkeypatch):
    asked = []
    hold = Puzzle._hold

    def counted(puzzle, claims, *effort):
        asked.append(claims)
        return hold(puzzle, claims, *effort)

    monkeypatch.setattr(Puzzle, "_hold", counted)
    months = range(2, 12)
    text = "".join(
        f"2020年1至{m}月全市发生事故{10 * m}起。2020年1至{m}月全市发生事故{10 * m + 1}起。" for m in months
    )
    found = infer(extract(text)).contradictions
    assert len(found) == len(months)
    assert len(asked) < 2 * 100 * len(months)
