"""Figures of one text against each other, without a ledger."""

import sys

import pandas as pd
import pytest

from safetystats import reference
from safetystats.claims import extract, internal_checks
from safetystats.claims.checking.changes import bases_that_fit


def checks(text: str, *columns: str) -> list[tuple]:
    return list(internal_checks(extract(text))[list(columns)].itertuples(index=False, name=None))


def test_a_rate_is_held_against_its_counts():
    text = "2017年发现隐患17082处，整改16197处，整改率95.6%。"
    # 16197 / 17082 = 94.819 %
    assert checks(text, "check", "against", "verdict", "note") == [
        ("rate", "16197/17082", "contradicts", "it would be 94.82")
    ]


def test_a_share_of_the_city_is_not_held_against_the_count_of_another_district():
    text = "2025年，全市发生事故11起。其中，柯桥区3起，占全市的27.3%；越城区3起，占全市的27.3%。"
    found = internal_checks(extract(text))
    assert found["against"].tolist() == ["3/11", "3/11"]
    assert found["verdict"].tolist() == ["agrees by rounding"] * 2


def test_91_percent_or_more_of_901_is_820_to_828():
    text = "2018年以来挂账隐患901个，销账率91%以上。"
    assert checks(text, "verdict", "fits") == [("possible", "820 to 828")]


@pytest.mark.parametrize(
    ("now", "percent", "sign", "bases"),
    [
        (18, 47.1, -1, [34]),
        (73, 60.8, -1, [186]),
        (80, 58.5, -1, [193]),
        (24, 42.9, -1, [42]),
        (3, 100, 1, []),
    ],
)
def test_a_printed_change_forces_the_base(now, percent, sign, bases):
    assert bases_that_fit(now, percent, sign) == bases


def test_a_rise_by_100_percent_to_an_odd_number_has_no_base():
    text = "2021年发生事故1起，同比上升100%。"
    assert checks(text, "verdict", "note") == [
        ("contradicts", "no whole number fits as the base; a rise from zero has no percentage")
    ]


def test_a_change_is_held_against_its_printed_difference():
    text = "一季度开展检查30679次，比去年同期增加2679次，增幅9.6%。"
    # 2679 / 28000 = 9.568 %
    assert checks(text, "check", "against", "verdict") == [("change", "28000 -> 30679", "agrees by rounding")]


@pytest.mark.parametrize(
    ("text", "against", "verdict", "note"),
    [
        # 30 / 120 = 25 %
        (
            "某市2021年5月通报\n5月发生事故90起（4月为120起），环比下降25.0%。",
            "120 -> 90",
            "agrees",
            "",
        ),
        (
            "某市2021年5月通报\n5月发生事故120起（4月为90起），环比下降33.3%。",
            "90 -> 120",
            "contradicts",
            "the difference goes the other way",
        ),
        (
            "2021年发生事故90起（去年同期为120起），同比下降33.3%。",
            "120 -> 90",
            "contradicts",
            "it would be 25",
        ),
        # 10.0 / 40.0 = 25 %
        (
            "2021年接报火灾9起，直接财产损失30.0万元，损失同比减少10.0万元，降幅25.0%。",
            "40 -> 30",
            "possible",
            "",
        ),
        (
            "2021年接报火灾9起，直接财产损失30.0万元，损失同比减少10.0万元，降幅33.3%。",
            "40 -> 30",
            "contradicts",
            "it would be 25",
        ),
    ],
)
def test_a_change_is_held_against_what_the_text_prints_of_both_windows(text, against, verdict, note):
    [told] = checks(text, "check", "against", "verdict", "note")
    assert told == ("change", against, verdict, note)


def test_a_count_is_not_its_own_whole():
    text = "2021年辨识有限空间90个，其中未设置标志的30个，占有限空间总数的33.3%。"
    assert [verdict for (verdict,) in checks(text, "verdict")] == ["possible"]


def test_a_rate_has_more_than_one_name():
    text = "2021年排查隐患200条，已销号150条，销号率70%。"
    assert checks(text, "against", "verdict", "note") == [("150/200", "contradicts", "it would be 75")]


def test_seven_accidents_that_are_70_percent_are_seven_of_ten():
    text = "2021年建筑领域事故7起，占全区事故总量的70%。"
    assert checks(text, "against", "verdict", "fits") == [("7/?", "possible", "10")]


def test_parts_that_are_more_than_their_total_contradict_it():
    text = "2021年共发生事故5起。工矿商贸事故4起。道路运输事故3起。"
    assert checks(text, "check", "against", "verdict") == [("sum", "4 + 3 = 7", "contradicts")]


def test_parts_that_add_up_agree_and_others_have_no_power():
    whole = "2021年共发生事故{}起。工矿商贸事故4起。道路运输事故3起。"
    assert checks(whole.format(7), "verdict") == [("agrees",)]
    assert checks(whole.format(9), "verdict") == [("no power",)]


def test_claims_in_the_ledgers_terms_are_held_against_each_other_too():
    found = internal_checks(reference.letter_claims())
    rate = found[found["measure"] == "整改率"].iloc[0]
    # 91 % or more of 901: 820 to 828
    assert (rate["against"], rate["fits"]) == ("?/901", "820 to 828")
    assert "contradicts" not in set(found["verdict"])


def test_many_claims_take_no_longer_than_their_number():
    fewer, many = (calls_for(claims) for claims in (40, 160))
    # What grew with their square would be as much again in a letter of two thousand.
    assert many < 4.15 * fewer


def calls_for(claims: int) -> int:
    """How many functions are called to read and check a text of so many claims: the same on every machine."""
    text = "2021年发生事故50起，同比下降10%。"
    internal_checks(extract(text))  # what is loaded and remembered once
    calls = 0

    def tick(frame, event, argument):
        nonlocal calls
        calls += event.endswith("call")

    sys.setprofile(tick)
    try:
        found = internal_checks(extract(text * claims))
    finally:
        sys.setprofile(None)
    assert len(found) == claims
    return calls


def test_a_yearly_target_may_be_passed():
    text = "2021年工矿商贸事故4起、亡4人，分别占年度控制目标的200%、200%。"
    assert checks(text, "verdict", "fits") == [("possible", "2"), ("possible", "2")]


def test_all_printed_changes_of_the_city_bulletin_fit_one_base_each(shared):
    body = (shared / "bulletins" / "beijing_2020_m01_05.txt").read_text("utf-8").split("\n", 2)[2]
    found = internal_checks(extract(body))
    changes = found[found["check"] == "change"]
    assert changes["fits"].tolist() == ["186", "193", "34", "34", "145", "152", "7", "7"]
    sums = found[found["check"] == "sum"]
    # all categories, then industry by industry, kind and cause, each for accidents and deaths; broken pipes
    assert sums["against"].str.split(" = ").str[1].tolist() == ["73", "80", *["18"] * 6, "7"]
    assert set(sums["verdict"]) == {"agrees"}


@pytest.mark.parametrize(
    ("text", "contradicted"),
    [
        # The difference and the percentage of one figure go the same way.
        ("2020年全市死亡43人，同比增加6人、下降16.2%。", ["16.2%"]),
        ("2020年全市死亡43人，同比增加6人、上升16.2%。", []),
        # From anything to nothing is a fall by 100 %.
        ("2020年全市死亡0人，同比下降100%。", []),
        # A plan may be passed.
        ("2020年检查单位1608家，占年度计划的105.8%。", []),
    ],
)
def test_directions_plans_and_falls_to_nothing(text, contradicted):
    found = internal_checks(extract(text))
    wrong = found.loc[found["verdict"] == "contradicts", "printed"].tolist()
    assert [printed.endswith(figure) for printed, figure in zip(wrong, contradicted, strict=True)] == [
        True
    ] * len(contradicted)


def test_rounded_amounts_contradict_a_share_only_where_nothing_behind_them_gives_it():
    def fines(part, whole, share):
        columns = {"measure": ["罚款金额", "罚款金额", "罚款金额占比"], "value": [part, whole, share]}
        return pd.DataFrame(columns).assign(
            unit=["万元", "万元", "%"], sector=["危险化学品", "", "危险化学品"],
            comparison=[None, None, "占总数"], area="", period="2024", qualifier=None, note=None,
        )  # fmt: skip

    # 386.4/912.6 = 42.3 %; 8/24 may be 7.5/24.5 = 30.6 % up to 8.5/23.5 = 36.2 %.
    assert verdicts(fines(386.4, 912.6, 52.3)) == ["contradicts"]
    assert verdicts(fines(386.4, 912.6, 42.3)) == ["possible"]
    assert verdicts(fines(8, 24, 36.0)) == ["possible"]


def verdicts(table):
    return internal_checks(table)["verdict"].tolist()


@pytest.mark.parametrize(
    ("text", "against", "verdict"),
    [
        # A share names its whole: 9 of 20 is 45 %, whatever the total of all may be.
        ("2021年事故90起。工矿商贸20起。建筑业9起，占工矿商贸事故总数的45%。", "9/20", "agrees"),
        ("2021年事故90起。工矿商贸20起。建筑业9起，占工矿商贸事故总数的54%。", "9/20", "contradicts"),
        ("某市2021年火灾情况\n火灾90起。住宅火灾9起，占火灾总数的10%。", "9/90", "agrees"),
        ("某市2021年火灾情况\n火灾90起。从场所看，商铺9起，占总数的15%。", "9/90", "contradicts"),
        # The window of the year, and the place that the text is about, are wholes as well.
        ("某市2021年情况\n2021年事故90起。2021年1-5月事故9起，占全年的15%。", "9/90", "contradicts"),
        (
            "某市2021年情况\n全市事故90起，死亡60人，受伤30人。东山区事故9起，占全市的15%。",
            "9/90",
            "contradicts",
        ),
    ],
)
def test_a_share_is_held_against_the_whole_that_it_names(text, against, verdict):
    shares = internal_checks(extract(text)).query("check == 'share'")
    assert shares[["against", "verdict"]].values.tolist() == [[against, verdict]]


def test_a_quarter_may_have_more_than_a_part_of_the_nine_months_around_it():
    text = (
        "某区2022年情况\n1-9月，全区发生亡人事故9起、亡9人。其中：\n- 小吃类企业：亡人事故1起、亡1人。\n"
        "三季度，全区发生亡人事故2起、亡2人，环比减少1起、1人。"
    )
    assert "contradicts" not in internal_checks(extract(text))["verdict"].tolist()


def test_a_share_of_causes_that_are_known_is_none_of_all_fires():
    text = "某市2021年火灾情况\n火灾90起。从原因看，已查明60起，其中吸烟9起，占15%。"
    assert "contradicts" not in internal_checks(extract(text))["verdict"].tolist()


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        ("东山、西山两区分别发生事故9起、8起，合计17起。", "agrees", ""),
        # 17 + 14 is 31
        (
            "新阳市情况\n表1 死亡较多的区\n|区|死亡人数|\n|东山区|17|\n|西川区|14|\n|合计|32|",
            "contradicts",
            "1 less than the total",
        ),
        ("东山、西山两区分别发生事故9起、8起，合计18起。", "contradicts", "1 less than the total"),
        ("东山、西山两区分别发生事故9起、8起，合计16起。", "contradicts", "the parts are more"),
    ],
)
def test_places_named_one_by_one_add_up_to_all_of_them(text, verdict, note):
    [(found, said)] = checks("2021年，" + text, "verdict", "note")
    assert (found, said[: len(note)]) == (verdict, note)


def test_what_was_closed_later_was_of_what_was_found():
    columns = {
        "measure": ["隐患数", "已整改数", "整改率"],
        "value": [200, 150, 85],
        "unit": ["项", "项", "%"],
    }
    table = pd.DataFrame(columns).assign(
        period=["2021-05-01/2021-05-20", "2021-05-01/2021-06-30", "2021-05-01/2021-06-30"],
        area="", sector="", comparison=None, qualifier=None, note=None,
    )  # fmt: skip
    assert internal_checks(table)[["against", "verdict"]].values.tolist() == [["150/200", "contradicts"]]


def test_two_parts_that_exclude_each_other_are_no_more_than_their_whole():
    columns = {"measure": ["问题数", "共性问题数", "个性问题数"], "value": [90, 30, 70], "unit": "个"}
    table = pd.DataFrame(columns).assign(
        period="2021", area="", sector="", comparison=None, qualifier=None, note=None
    )
    assert verdicts(table) == ["contradicts"]
    assert verdicts(table.assign(value=[100, 30, 70])) == ["agrees"]
    assert verdicts(table.assign(value=[120, 30, 70])) == ["no power"]


COUNTIES = (
    "青河市2021年情况\n2021年全市发生事故9起、死亡{all}人。\n\n"
    "地区 事故 死亡\n东山县 4 {one}\n西川县 3 3\n南河县 2 1"
)
CAUSES = (
    "某市2021年火灾情况\n火灾1000起。从起火原因看，电气320起，占{}%；用火不慎210起，占21%；吸烟92起，占9.2%。"
)


@pytest.mark.parametrize(
    ("text", "contradicted"),
    [
        # parts whose cases are all there are have all the dead; those with all the dead may lack cases
        (COUNTIES.format(all=8, one=4), []),
        (COUNTIES.format(all=9, one=4), ["4 + 3 + 1 = 8"]),
        ("青河市2021年情况\n2021年事故90起、死亡8人。东山县4起5人，西川县3起2人，南河县2起1人。", []),
        (
            "青河市2021年情况\n全市煤矿发生事故9起、死亡9人。按类别分，顶板4起5人，瓦斯3起2人，运输2起1人。",
            ["5 + 2 + 1 = 8"],
        ),
        # levels, of which everything has one
        ("2021年达标企业315家，其中一级1家、二级12家、三级302家。", []),
        ("2021年达标企业315家，其中一级1家、二级12家、三级312家。", ["1 + 12 + 312 = 325"]),
        ("2021年达标企业315家，其中一级1家、二级12家。", []),
        ("2021年立案91件，其中一般程序52件、简易程序37件。", ["52 + 37 = 89"]),
        # windows side by side, and one within another
        ("2021年前三季度检查煤矿9矿次，其中上半年6矿次，三季度3矿次。", []),
        ("2021年前三季度检查煤矿9矿次，其中上半年5矿次，三季度3矿次。", ["5 + 3 = 8"]),
        ("2021年前三季度检查企业9家，其中上半年6家，三季度4家。", []),
        ("2021年1-8月发生事故9起，8月发生3起。", []),
        ("2021年1-8月发生事故9起，8月发生10起。", ["10 = 10"]),
        # vehicles may be two in one accident, and stand beside roads
        ("某县2021年道路交通情况\n发生事故9起。其中摩托车6起，大货车5起；国道5起、省道4起。", []),
        # the injured are no part of the dead, nor the trained of the injured
        ("2021年发生事故2起、死亡3人，其中建筑施工领域受伤30人。", []),
        ("2021年受伤5人。其中培训800人。", []),
        ("2021年发生事故2起、死亡3人，其中建筑施工领域死亡5人。", ["5 = 5"]),
        ("2021年事故伤亡10人，其中死亡12人。", ["12 = 12"]),
        # the dead of fatal accidents
        ("2021年亡人事故9起，死亡8人。", ["9 = 9"]),
        ("2021年亡人事故9起，死亡9人。", []),
        # shares of one breakdown
        ("某市2021年火灾情况\n按原因分，电气占总数的45%，吸烟占总数的35%，自燃占总数的20.4%。", []),
        (
            "某市2021年火灾情况\n按原因分，电气占总数的45%，吸烟占总数的35%，自燃占总数的25%。",
            ["45 + 35 + 25 = 105"],
        ),
        # a share without a whole is of that of the shares beside it
        (CAUSES.format(32), []),
        (CAUSES.format(34), ["320/1000"]),
        ("某市2021年火灾情况\n火灾1000起。从起火原因看，电气320起，占34%；吸烟92起，占9.8%。", []),
        # rates by their own word, of what was visited, and means
        ("2021年受理举报80件，办结60件，办结率75%。", []),
        ("2021年受理举报80件，办结60件，办结率78%。", ["60/80"]),
        ("2021年检查企业800家次，立案32起，立案率4%。", []),
        ("2021年检查企业800家次，立案32起，立案率5%。", ["32/800"]),
        ("2021年立案20起，罚款90万元，案均4.5万元。", []),
        ("2021年立案20起，罚款90万元，案均5.4万元。", ["90/20"]),
        # a month beside what was before it, of what is up to its end
        ("2021年1-7月发生事故74起。8月发生11起。1-8月发生85起。", []),
        ("2021年1-7月发生事故74起。8月发生11起。1-8月发生87起。", ["74 + 11 = 85"]),
        # deaths, and what they are set against
        ("2021年煤矿生产原煤1.12亿吨，死亡4人，百万吨死亡率0.036。", []),
        ("2021年煤矿生产原煤1.12亿吨，死亡4人，百万吨死亡率0.046。", ["4/1.12亿吨"]),
        ("2021年煤矿化解产能270万吨，死亡4人，百万吨死亡率0.036。", []),
        ("2021年煤矿生产原煤1.12亿吨，死亡4人，百万吨死亡率0.036，低于全省0.051的平均水平。", []),
        # parts of a part of a list
        ("某市2021年火灾情况\n从场所看，居住场所9起，其中高层住宅5起，多层住宅6起。", ["5 + 6 = 11"]),
        # one kind of the problems found
        ("某市2021年煤矿情况\n发现问题80个。按类别分，顶板类问题20个，占问题总数的25%。", []),
        ("某市2021年煤矿情况\n发现问题80个。按类别分，顶板类问题20个，占问题总数的35%。", ["20/80"]),
        # differences of counts and of rates
        ("2021年发生9起，去年同期为8起，同比增加1起。", []),
        ("2021年发生9起，去年同期为8起，同比增加2起。", ["8 -> 9"]),
        ("2021年发生9起，去年同期为8起，同比减少1起。", ["8 -> 9"]),
        ("2021年整改率95.2%，同比提高2.9个百分点，去年同期为92.3%。", []),
        ("2021年整改率95.2%，同比提高3.9个百分点，去年同期为92.3%。", ["92.3 -> 95.2"]),
        ("2021年煤矿百万吨死亡率0.03，较上年上升0.01，去年同期为0.04。", ["0.04 -> 0.03"]),
        (
            "青河市2021年情况\n2021年全市隐患40项，整改率97.5%。东山县整改率94.2%，低于全市平均水平2.3个百分点。",
            ["97.5 -> 94.2"],
        ),
        # a mean of years need be no whole number, and a rounded figure told since is what a rate is of
        ("2021年发生9起，较前三年均值下降45.6%。", []),
        (
            "2021年重大隐患9处。隐患48.6万条，完成整改48.2万条，整改率99.2%。问题隐患214项，已整改44项。",
            [],
        ),
        # severe ones, of all hazards; those of a trade, of the hazards of their level
        ("2021年发现隐患90项，其中重大事故隐患9项，占发现隐患总数的10%。", []),
        ("2021年发现隐患90项，其中重大事故隐患9项，占发现隐患总数的15%。", ["9/90"]),
        ("2021年一般隐患75条。工贸企业隐患30条，占一般隐患总数的40%。", []),
        ("2021年一般隐患75条。工贸企业隐患30条，占一般隐患总数的45%。", ["30/75"]),
        # more closed than found in one place, and the month that another is compared with
        ("东山区发现14项、整改17项；西川区发现9项、整改9项。", ["17/14"]),
        ("某市2023年9月通报\n9月发生4起。8月发生3起，与之相比，环比下降33.3%。", ["3 -> 4"]),
        # closed, of what was found in the same breath; not of what is older
        ("2021年发现隐患36处，已整改49处。", ["49/36"]),
        ("2021年发现隐患36处，已整改36处。", []),
        ("2021年发现隐患36处，整改往年遗留隐患49处。", []),
        ("2021年重大隐患36处，其中东山县3处，销号9处。", []),
        # sectors behind 其中, offices of a district, and a list with all others in it
        ("2021年较大事故6起。其中道路运输4起，建筑业2起，矿山1起。", ["4 + 2 + 1 = 7"]),
        ("2021年较大事故7起。其中道路运输4起，建筑业2起，矿山1起。", []),
        (
            "2021年发生较大事故6起、死亡21人。其中道路运输较大事故4起、死亡14人，建筑业较大事故2起、死亡7人，采矿业较大事故1起、死亡3人。",
            ["4 + 2 + 1 = 7", "14 + 7 + 3 = 24"],
        ),
        ("2021年发生9起，其中工矿商贸5起，建筑业5起。", []),
        ("东山区2021年情况\n全区检查9家次，其中街道检查5家次，区级部门检查3家次。", ["5 + 3 = 8"]),
        ("东山区2021年情况\n全区检查9家次，其中街道检查5家次，区级部门检查4家次。", []),
        ("2021年工矿商贸9起，其中建筑业5起、制造业2起、其他行业1起。", ["5 + 2 + 1 = 8"]),
        ("2021年工矿商贸9起，其中建筑业5起、制造业2起、其他行业2起。", []),
        ("2021年工矿商贸9起，其中建筑业5起、制造业2起、采矿业1起。", []),
        # a month of fires with accidents, a year of fires, and not the other way round
        ("2021年1-9月火灾6起，其中9月份发生火灾死亡事故7起。", ["7 = 7"]),
        ("2021年1-9月火灾死亡事故6起。9月接报火灾17起。", []),
        # counts of which one accident may be in two are no parts of a sum
        ("一、工矿商贸\n2021年发生事故5起。从原因看，涉及违章的4起，涉及培训的3起。", []),
        ("一、工矿商贸\n2021年发生事故5起。从原因看，违章4起，设备缺陷3起，同一事故可有多个原因。", []),
        ("一、工矿商贸\n2021年发生事故5起。从原因看，违章4起，设备缺陷3起。", ["4 + 3 = 7"]),
        # a month against the year so far that counts the same things in turn
        (
            "某县2021年11月通报\n11月下达指令书9份，立案37件。1-11月累计下达指令书90份，立案35件。",
            ["37 = 37"],
        ),
        ("某县2021年11月通报\n11月立案37件。1-11月立案35件。", []),
        ("某县2021年11月通报\n11月下达指令书9份，立案7件。1-11月累计下达指令书90份，立案35件。", []),
        # places together, whose sum is nowhere printed: 110 / 200 = 55 %
        (
            "新阳市2021年情况\n全市发生事故200起。东山县、西山县居前，分别为60起、50起，合计占全市的46%。",
            ["110/200"],
        ),
        (
            "新阳市2021年情况\n全市发生事故200起。东山县、西山县居前，分别为60起、50起，合计占全市的55%。",
            [],
        ),
        # amounts of both years: 30.5 / 40.5 is a fall by 24.7 %
        ("2021年罚款30.5万元，上年同期为40.5万元，同比上升24.7%。", ["40.5 -> 30.5"]),
        ("2021年罚款30.5万元，上年同期为40.5万元，同比下降34.7%。", ["40.5 -> 30.5"]),
        ("2021年罚款30.5万元，上年同期为40.5万元，同比下降24.7%。", []),
        # shares of all cases, three of which fit: 20 / 100
        (
            "2021年立案100件。工贸立案50件，占50%；危险化学品立案20件，占30%；非煤矿山立案30件，占30%。",
            ["20/100"],
        ),
        # users in one sentence with those of them that have an alarm: 90 / 100
        ("2021年，商业用户100户中，已安装报警器90户，安装率98%。", ["90/100"]),
        # a column whose total is wrong in a table whose other columns are whole
        (
            "新阳市2021年情况\n全市发生事故5起、死亡3人、受伤2人。\n县区\t检查（家次）\t隐患（处）\n东山县\t20\t9\n西山县\t30\t7\n北山县\t40\t5\n合计\t80\t21",
            ["20 + 30 + 40 = 90"],
        ),
        (
            "新阳市2021年情况\n县区\t隐患（处）\t已整改（处）\t整改率（%）\n东山县\t20\t15\t75.0\n西山县\t40\t30\t70.0",
            ["30/40"],
        ),
        # the year before was none, though a base fits: 4 is 100 % more than 2
        ("2021年水上交通事故4起，上年同期为0起，同比上升100%。", ["0 -> 4"]),
        # the year before and this year, of what was named before both
        ("2021年全市事故死亡人数，去年同期为8人，今年为9人，同比下降12.5%。", ["8 -> 9"]),
        # places that are more than all, whatever their dead are
        (
            "青河市2021年情况\n全市发生事故9起、死亡6人。东山县4起1人，西川县3起3人，南河县3起2人。",
            ["4 + 3 + 3 = 10"],
        ),
        ("青河市2021年情况\n全市发生事故9起、死亡6人。东山县4起1人，西川县3起3人，南河县1起1人。", []),
        # months one by one against all of them, told a sentence before
        ("2021年1-3月发生事故9起。从月度看，1月2起，2月3起，3月4起。", []),
        ("2021年1-3月发生事故9起。从月度看，1月2起，2月3起，3月3起。", ["2 + 3 + 3 = 8"]),
        ("2021年1-4月发生事故9起。从月度看，1月2起，2月3起，3月3起。", []),
        # firms of several kinds in one list
        ("2021年责令停业场所214家，其中小餐饮126家、小旅馆73家、小网吧48家。", ["126 + 73 + 48 = 247"]),
        ("2021年责令停业场所214家，其中小餐饮93家、小旅馆73家、小网吧48家。", []),
        ("2021年责令停业场所214家，其中重点单位126家、国有企业173家。", []),
        # a count of all that is not the largest is one of a part; of parts, one may hold another
        (
            "青河市2021年情况\n全市发生事故90起。全市丙类发生事故9起、死亡6人。东山县4起1人，西川县3起3人，南河县3起2人。",
            [],
        ),
        # rows that are the months of the quarter in the last row
        (
            "某市2021年三季度情况\n月份\t事故起数\t死亡人数\n7月\t6\t2\n8月\t9\t4\n9月\t5\t1\n合计\t21\t7",
            ["6 + 9 + 5 = 20"],
        ),
        # a rate of what has all of its name: 684 / 912
        ("2021年发现隐患912个，其中现场整改684个，限期整改228个，现场整改率75%。", []),
        ("2021年发现隐患912个，其中现场整改684个，限期整改228个，现场整改率85%。", ["684/912"]),
        # the same months of a year that is not named: 48 / 251
        ("今年前10个月接报火灾203起，比去年同期的251起下降19.1%。", []),
        ("今年前10个月接报火灾203起，比去年同期的251起下降23.6%。", ["251 -> 203"]),
        # none of its level the year before
        ("2021年亡人事故1起，去年同期亡人事故为0起，同比上升100%。", ["0 -> 1"]),
        # what another count was the year before: 51 - 3 of all, and of a part that is not understood 7 to 9
        (
            "某市2021年情况\n发生事故68起，死亡51人，同比减少3人。海上设施有反弹，事故11起、死亡9人，去年同期为8起、7人。",
            [],
        ),
        ("某市2021年情况\n发生事故68起，死亡51人，同比减少3人。去年同期死亡56人。", ["56 -> 51"]),
        # so many less on roads that are not understood, beside a fall of all
        ("2021年发生事故208起、死亡186人，同比下降6.0%、11.4%。南线死亡人数同比减少9人。", []),
        ("2021年发生事故208起、死亡186人，同比分别下降6.0%、11.4%，死亡人数减少9人。", ["195 -> 186"]),
        # seven months and the eighth, against all eight: 186 + 23 = 209
        (
            "某市2023年1-8月情况\n1-8月发生事故204起。\n8月发生事故23起，较上月增加2起（1-7月累计为186起）。",
            ["23 + 186 = 209"],
        ),
        ("某市2023年1-8月情况\n1-8月发生事故209起。\n8月发生事故23起（1-7月累计为186起）。", []),
        # one part that is more than all that is counted in its unit, in its sentence or in the one before
        ("2021年排查重大隐患47项，消防7项；其中列入县级挂牌督办的52项。", ["52 = 52"]),
        ("2021年排查重大隐患47项，消防7项；其中列入县级挂牌督办的42项。", []),
        ("2021年检查单位1.2万家、医院40家，其中停业整顿52家。", []),
        ("2021年检查企业30家，发现隐患120项，其中重大隐患35项。", []),
        (
            "某市2021年情况\n区\t事故起数\n东区\t24\n西区\t19\n南区\t12\n\n其中东区、西区合计43起。",
            [],
        ),
        # a part with words of its own is no change gone on
        ("2021年发生事故73起，同比增加21起，增幅40.4%，近六成发生在夜间。", []),
        # hazards on the lists of three levels
        ("2021年挂牌督办重大隐患45处，其中省级3处、市级12处、县级31处。", ["3 + 12 + 31 = 46"]),
        ("2021年挂牌督办重大隐患46处，其中省级3处、市级12处、县级31处。", []),
        # changes of what has parts behind it, and not of the last of them
        ("2021年立案314起，其中超限187起、其他127起，罚款412.6万元，同比分别增长12.1%和8.4%。", []),
        # figures in turn
        (
            "2021年市、县两级分别挂牌重大隐患18项和47项，已分别销号15项、41项，销号率分别为83.3%、87.2%。",
            [],
        ),
        (
            "2021年市、县两级分别挂牌重大隐患18项和47项，已分别销号15项、41项，销号率分别为87.2%、87.2%。",
            ["15/18"],
        ),
        # how far a target is reached: 225 / 300
        (
            "某市2021年情况\n| 项目 | 年度目标 | 已完成 | 完成率 |\n| 新建充电端口（个） | 300 | 225 | 75% |",
            [],
        ),
        (
            "某市2021年情况\n| 项目 | 年度目标 | 已完成 | 完成率 |\n| 新建充电端口（个） | 300 | 225 | 85% |",
            ["225/300"],
        ),
        # kinds told together, and devices
        (
            "某省2021年煤矿情况\n煤矿事故24起、死亡41人。按类别分，顶板9起、死亡11人，运输7起、死亡8人。"
            "顶板和运输事故合计占事故总数的66.7%，占死亡人数的46.3%。",
            [],
        ),
    ],
)
def test_arithmetic_holds_between_the_figures_of_a_text(text, contradicted):
    found = internal_checks(extract(text))
    assert found.loc[found["verdict"] == "contradicts", "against"].tolist() == contradicted


def told(*figures):
    """A text's claims as they are read: sentence, measure, value, unit, window, sector, comparison."""
    columns = ["sentence", "measure", "value", "unit", "period", "sector", "comparison"]
    year = "2021-01-01/2021-12-31"
    rows = [(*figure[:4], *((*figure[4:], *("", "", "")[len(figure) - 4 :]))) for figure in figures]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(area="", qualifier=None, note=None, period=table["period"].replace("", year))


@pytest.mark.parametrize(
    ("figures", "contradicted"),
    [
        # One part that is more than a figure of another sentence is a part of something else.
        (
            [("甲", "事故起数", 64, "起", "", "工矿商贸"), ("乙", "事故起数", 37, "起")],
            [],
        ),
        (
            [("甲", "事故起数", 37, "起"), ("甲", "事故起数", 64, "起", "", "工矿商贸")],
            ["64 = 64"],
        ),
        ([("甲", "一般隐患数", 75, "条"), ("甲", "重大隐患数", 7, "处"), ("乙", "隐患数", 34, "条")], []),
        # Parts of a list may come behind its total, and not before it.
        (
            [
                ("甲", "事故起数", 6, "起"),
                ("乙", "事故起数", 4, "起", "", "工矿商贸"),
                ("丙", "事故起数", 3, "起", "", "道路运输"),
            ],
            ["4 + 3 = 7"],
        ),
        (
            [
                ("乙", "事故起数", 4, "起", "", "工矿商贸"),
                ("丙", "事故起数", 3, "起", "", "道路运输"),
                ("甲", "事故起数", 6, "起"),
            ],
            [],
        ),
        # Nor is a month held against a year of another sentence.
        (
            [
                ("甲", "事故起数", 24, "起"),
                ("乙", "事故起数", 48, "起", "2021-03-01/2021-03-31"),
            ],
            [],
        ),
        # Of two figures that seem to be of the same, neither is for sure the whole of a share.
        (
            [
                ("甲", "事故起数", 90, "起"),
                ("乙", "事故起数", 52, "起"),
                ("丙", "事故起数", 9, "起", "", "建筑业"),
                ("丙", "事故起数占比", 25, "%", "", "建筑业", "占事故总数"),
            ],
            [],
        ),
        (
            [
                ("甲", "事故起数", 90, "起"),
                ("丙", "事故起数", 9, "起", "", "建筑业"),
                ("丙", "事故起数占比", 25, "%", "", "建筑业", "占事故总数"),
            ],
            ["9/90"],
        ),
        (
            [
                ("甲", "事故起数", 52, "起"),
                ("丙", "事故起数", 9, "起", "", "建筑业"),
                ("丙", "事故起数占比", 25, "%", "", "建筑业", "占比"),
            ],
            [],
        ),
    ],
)
def test_no_figure_is_held_against_one_that_the_text_does_not_tie_it_to(figures, contradicted):
    found = internal_checks(told(*figures))
    assert found.loc[found["verdict"] == "contradicts", "against"].tolist() == contradicted


@pytest.mark.parametrize(("cases", "contradicted"), [(18, ["3 + 4 + 2 + 5 + 1 = 15"]), (15, [])])
def test_a_table_of_all_districts_leaves_out_no_case_where_it_leaves_out_no_death(cases, contradicted):
    rows = [("禅城区", 3, 2), ("南海区", 4, 1), ("顺德区", 2, 1), ("三水区", 5, 3), ("高明区", 1, 1)]
    lines = [f"| {name} | {n} | {dead} |" for name, n, dead in [*rows, ("全市", cases, 8)]]
    told = f"佛山市2021年情况\n2021年，全市发生事故{cases}起、死亡8人。"
    text = "\n".join([told, "| 地区 | 事故起数 | 死亡人数 |", *lines])
    found = internal_checks(extract(text))
    assert found.loc[found["verdict"] == "contradicts", "against"].tolist() == contradicted


def test_districts_that_are_all_of_a_city_may_leave_out_a_case_of_none():
    text = (
        "佛山市2021年情况\n2021年全市发生事故{}起、死亡8人。\n"
        "禅城区3起2人、南海区4起1人、顺德区2起1人、三水区5起3人、高明区1起1人。"
    )
    sums = [
        internal_checks(extract(text.format(cases))).query("check == 'sum' and measure == '事故起数'")
        for cases in (18, 15)
    ]
    assert [found[["against", "verdict"]].values.tolist() for found in sums] == [
        [["3 + 4 + 2 + 5 + 1 = 15", "no power"]],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "contradicted"),
    [
        # the year before of a sector that a remark names, not of the one listed last
        (
            "2021年，建筑业{}起，制造业34起。建筑业事故仍处高位，去年同期为61起，起数同比增加7起。",
            ["61 -> 67"],
        ),
        # the injured of the year before are none of its dead
        (
            "2021年，火灾{}起，死亡19人，受伤14人。与去年同期的73起、22人、17人相比，火灾起数、死亡人数、"
            "受伤人数分别下降6.8%、13.6%、17.6%。",
            ["73 -> 67"],
        ),
        # a share behind a sum is one of the sum, not of the first that was added up
        (
            "新阳市2021年情况\n全市发生事故900起，其中工矿商贸31起。"
            "工矿商贸事故集中在东山区、西山区，分别发生7起、9起，两个区合计16起，"
            "占全市工矿商贸事故起数的51.6%。道路运输事故{}起，去年同期为61起，起数同比增加7起。",
            ["61 -> 67"],
        ),
        # what was put right is held against all hazards, not against those that one side found
        (
            "2021年排查重大隐患86项，其中企业自查52项、部门检查发现34项，已整改{}项，整改率79.1%。",
            ["67/86"],
        ),
    ],
)
def test_a_figure_is_held_against_what_it_refers_back_to(text, contradicted):
    told_of = {
        cases: internal_checks(extract(text.format(cases))).query("verdict == 'contradicts'")
        for cases in (67, 68)
    }
    assert [found["against"].tolist() for found in told_of.values()] == [contradicted, []]


def test_a_share_behind_accidents_and_deaths_contradicts_only_as_neither():
    # 2 of 5 accidents are 40 %; no whole number has 3 as its 40 %.
    text = "2026年上半年，东山县发生生产安全死亡事故2起、死亡3人，占全市的{share}%。"
    right, wrong = (internal_checks(extract(text.format(share=share))) for share in ("40", "99"))
    assert "contradicts" not in set(right["verdict"])
    assert "contradicts" in set(wrong["verdict"])


@pytest.mark.parametrize(
    ("text", "against", "verdict"),
    [
        # 31 / 93 is a third; 31 / 60 is more than half
        ("2021年发生事故93起，工矿商贸事故31起，占事故总数的三分之一。", "31/93", "agrees"),
        ("2021年发生事故60起，工矿商贸事故31起，占事故总数的三分之一。", "31/60", "contradicts"),
        ("2021年发生事故60起，工矿商贸事故31起，占事故总数的一半以上。", "31/60", "agrees"),
        # 44 / 60 = 73 %, and 38 / 60 = 63 %
        ("2021年发生事故60起，工矿商贸事故44起，占事故总数的七成以上。", "44/60", "agrees"),
        ("2021年发生事故60起，工矿商贸事故38起，占事故总数的七成。", "38/60", "contradicts"),
        # 17 and 10: 70 % more; 39 and 20: 95 %; 13 and 10: 30 %
        ("2021年发生事故17起（去年同期为10起），同比增长近一倍。", "10 -> 17", "contradicts"),
        ("2021年发生事故39起（去年同期为20起），同比增长近一倍。", "20 -> 39", "agrees"),
        ("2021年发生事故13起（去年同期为10起），同比增长三成。", "10 -> 13", "agrees"),
        # a fall by 30 % is no fall by three accidents
        ("2021年发生事故7起（去年同期为10起），同比下降三成。", "10 -> 7", "agrees"),
    ],
)
def test_words_for_a_share_are_held_to_a_tenth(text, against, verdict):
    told = [row for row in checks(text, "check", "against", "verdict") if row[0] in ("share", "change")]
    assert [row[1:] for row in told] == [(against, verdict)]


@pytest.mark.parametrize(
    "text",
    [
        # 5 from 8 is a fall by 37.5 %, 6 of 6 are 100 %, 3 of 4 are 75 %
        "2021年发生事故5起，同比下降超过30%。",
        "2021年发现隐患6处，整改率超过90%。",
        "2021年发现隐患6处，整改率90%以上。",
        "2021年工矿商贸事故3起，占事故总数的70%以上。",
    ],
)
def test_a_figure_with_one_side_open_is_held_to_that_side_alone(text):
    assert [verdict for (verdict,) in checks(text, "verdict")] == ["possible"]


@pytest.mark.parametrize(
    ("body", "against"),
    [
        # rates told in turn for the places that were counted
        (
            "全市隐患70项，整改57项。\n东山县排查隐患40项、西山区30项；整改率分别为90%、70%。",
            [],
        ),
        # the year before stands between the count and its change
        ("死亡11人，2020年为8人，死亡人数同比上升37.5%。", []),
        ("死亡11人，2020年为8人，死亡人数同比下降37.5%。", ["8 -> 11"]),
        # the sum of so many, whatever they are called
        ("东山县排查隐患40项、西山区30项、北川及南原两县20项，三个片区合计95项。", ["40 + 30 + 20 = 90"]),
        ("东山县排查隐患40项、西山区30项、北川及南原两县20项，三个片区合计90项。", []),
        # levels of places are none of firms
        ("现有化工企业9家；重大危险源40处，其中一级10处、二级30处。", []),
        # colours are levels, whatever is said of one in brackets
        ("评估企业30家，确定红色（最高等级）2家、橙色8家、黄色20家。", []),
        # what is left of the places
        ("东山县死亡事故3起，其余各区9起。", []),
        # behind 其中 twice: of what stands before both
        ("发现隐患10个，已整改4个；未整改2个，其中逾期0个。其中4个情况不明。", []),
        # what was put right by the end of a window is of what was found in it
        (
            "1至5月检查9家次，发现隐患20个。2021年2至5月，隐患10个，截至2021年5月31日已销账4个，销账率40%。",
            [],
        ),
    ],
)
def test_what_is_held_against_what(body, against):
    found = internal_checks(extract(f"青河市2021年情况\n2021年，全市道路交通事故100起。\n{body}"))
    assert found.loc[found["verdict"] == "contradicts", "against"].tolist() == against


@pytest.mark.parametrize(("share", "against"), [(30, ["40/100"]), (40, [])])
def test_a_share_is_one_of_the_part_that_it_names(share, against):
    text = (
        "青河市2021年道路交通情况\n2021年，全市道路交通事故100起。\n"
        f"按道路类型分：国道40起；省道60起。国道事故起数占全市的{share}%。"
    )
    found = internal_checks(extract(text))
    assert found.loc[found["verdict"] == "contradicts", "against"].tolist() == against


def test_districts_of_one_table_are_no_parts_of_one_of_them():
    rows = "\n".join(f"T3.{n}{name}|{count}|" for n, (name, count) in enumerate(NEIGHBOURS, start=1))
    text = (
        f"东山区2021年情况\n2021年，东山区检查3家次。\n表3 各地区检查\n地区|检查家次|\n{rows}\nT3.5全市|30|"
    )
    found = internal_checks(extract(text))
    assert "contradicts" not in found["verdict"].tolist()
    assert extract(text)["area"].tolist() == ["东山区", *(name for name, _ in NEIGHBOURS), "全市"]


@pytest.mark.parametrize(
    ("whole", "share", "is_wrong"),
    [
        # another district is no whole of a 全市
        ("", 19.2, False),
        # 5 of 26 accidents, though it stands behind the deaths
        ("全市发生事故26起、死亡30人。", 19.2, False),
        ("全市发生事故26起、死亡30人。", 29.2, True),
    ],
)
def test_a_share_behind_two_counts_is_wrong_where_it_fits_neither(whole, share, is_wrong):
    body = f"东山区发生事故5起、死亡6人，占全市的{share}%；西山区发生6起，死亡9人。"
    found = internal_checks(extract(f"2025年，{whole}{body}"))
    assert ("contradicts" in found["verdict"].tolist()) is is_wrong


@pytest.mark.parametrize(
    "body",
    [
        # by place, and again by town and country
        "从起火场所看，住宅火灾60起，厂房火灾30起。从城乡分布看，农村地区火灾55起，城市地区45起。",
        # three together, and each of them
        "“三县”共发生火灾60起。其中，东山县30起，西山县20起，北川县10起。南原区火灾40起。",
    ],
)
def test_parts_told_in_two_ways_are_not_added_up(body):
    found = internal_checks(extract(f"青河市2021年火灾情况\n2021年，全市共发生火灾100起。\n{body}"))
    assert "contradicts" not in found["verdict"].tolist()


NEIGHBOURS = [("东山区", 3), ("西山区", 9), ("北川区", 8), ("南原区", 10)]


def test_causes_of_fires_are_no_more_than_all_fires():
    text = (
        "青河市2021年火灾情况\n2021年，全市消防救援队伍共接报火灾90起，死亡2人。\n"
        "二、起火原因\n电气原因引发40起，吸烟20起，自燃15起，其他原因25起。\n"
        "全年发生电动自行车火灾12起，造成2人死亡、3人受伤。"
    )
    found = internal_checks(extract(text))
    assert found.loc[found["verdict"] == "contradicts", "against"].tolist() == ["40 + 20 + 15 + 25 = 100"]
    assert extract(text)["sector"].tolist()[-3:] == ["电动自行车火灾"] * 3


def test_posts_are_counted_in_persons_whatever_the_word_for_them():
    text = "2020年，核定编制46名，实有在岗31人，缺编15人，缺编率32.6%。"
    assert "contradicts" not in set(internal_checks(extract(text))["verdict"])


def test_kinds_of_cases_are_parts_of_the_cases():
    text = "某市工贸行业专项整治情况\n2020年，立案查处87起，其中有限空间类38起、粉尘涉爆类29起、其他类24起。"
    [row] = internal_checks(extract(text)).query("verdict == 'contradicts'").to_dict("records")
    assert (row["check"], row["printed"]) == ("sum", "87起")
