"""What is found in letters and bulletins: against sentences with hand answers, and texts read by hand."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.claims import extract
from safetystats.claims.checking.understanding import window_of
from safetystats.claims.reading.passages import joined
from safetystats.project import Project


def found(text: str, *columns: str) -> list[tuple]:
    """The named columns of the claims of `text`, row by row."""
    return list(extract(text)[list(columns)].itertuples(index=False, name=None))


def test_pairs_are_two_claims_each():
    assert found("2021年全县发生事故5起、死亡7人，其中建筑业2起3人。", "measure", "value", "sector") == [
        ("事故起数", 5, None),
        ("死亡人数", 7, None),
        ("事故起数", 2, "建筑业"),
        ("死亡人数", 3, "建筑业"),
    ]


def test_values_after_respectively_go_to_the_measures_in_order():
    text = "2021年发生事故50起、死亡20人、受伤30人，同比分别下降10%、20.5%、3%。"
    assert found(text, "measure", "value", "comparison")[3:] == [
        ("事故起数", 10, "同比下降"),
        ("死亡人数", 20.5, "同比下降"),
        ("受伤人数", 3, "同比下降"),
    ]


def test_one_value_for_both_is_two_claims():
    text = "2021年道路运输事故5起、死亡5人，同比均下降28.6%。"
    assert found(text, "measure", "value", "sector")[2:] == [
        ("事故起数", 28.6, "道路运输"),
        ("死亡人数", 28.6, "道路运输"),
    ]


def test_one_value_without_a_word_for_both_is_of_the_count_just_before():
    text = "2021年发生事故514起，同比下降32.7%；死亡348人，同比增长9.8%。"
    assert found(text, "measure", "value", "comparison") == [
        ("事故起数", 514, None),
        ("事故起数", 32.7, "同比下降"),
        ("死亡人数", 348, None),
        ("死亡人数", 9.8, "同比上升"),
    ]


def test_each_repeats_a_pair_for_every_name():
    text = "2021年按类别分：触电3起3人，灼烫、淹溺、坍塌各1起1人。"
    assert found(text, "sector", "measure", "value")[2:] == [
        (f"类别:{kind}", measure, 1)
        for measure in ("事故起数", "死亡人数")
        for kind in ("灼烫", "淹溺", "坍塌")
    ]


def test_differences_and_the_percentages_after_them_belong_together():
    text = "2021年1-8月发生事故123起，死亡98人，同比分别减少17起、增加3人，下降12.1%、上升3.2%。"
    assert found(text, "measure", "value", "unit", "comparison")[2:] == [
        ("事故起数", 17, "起", "同比减少"),
        ("死亡人数", 3, "人", "同比增加"),
        ("事故起数", 12.1, "%", "同比下降"),
        ("死亡人数", 3.2, "%", "同比上升"),
    ]


def test_a_difference_goes_on_over_the_list():
    text = "5月发生事故12起、死亡12人，环比增加2起、3人，比去年同期少8起，少死亡4人。"
    assert found(text, "measure", "value", "comparison")[2:] == [
        ("事故起数", 2, "环比增加"),
        ("死亡人数", 3, "环比增加"),
        ("事故起数", 8, "同比减少"),
        ("死亡人数", 4, "同比减少"),
    ]


def test_what_is_compared_with_holds_on_over_semicolons():
    text = "2018年事故512宗，死亡268人，与去年同期相比，事故减少98宗，下降16.1%；死亡人数减少12人，下降4.3%。"
    assert found(text, "measure", "value", "comparison")[2:] == [
        ("事故起数", 98, "同比减少"),
        ("事故起数", 16.1, "同比下降"),
        ("死亡人数", 12, "同比减少"),
        ("死亡人数", 4.3, "同比下降"),
    ]


def test_figures_in_brackets_are_parts_and_nothing_later_refers_to_them():
    text = "2018年工矿商贸事故85宗（其中建筑施工42宗），死亡47人（其中建筑施工25人），同比宗数下降9.6%。"
    assert found(text, "measure", "value", "sector") == [
        ("事故起数", 85, "工矿商贸"),
        ("事故起数", 42, "工矿商贸-建筑施工"),
        ("死亡人数", 47, "工矿商贸"),
        ("死亡人数", 25, "工矿商贸-建筑施工"),
        ("事故起数", 9.6, "工矿商贸"),
    ]


def test_a_list_item_headed_by_a_sector_is_about_it():
    text = "2018年情况\n一、行业\n1.道路交通。发生事故9宗。\n2.火灾。接报火灾30宗，同比宗数上升5%。"
    assert found(text, "measure", "sector") == [
        ("事故起数", "道路交通"),
        ("火灾起数", "火灾"),
        ("火灾起数", "火灾"),
    ]


def test_falls_levels_and_rises_in_one_list_keep_their_turn():
    text = "2018年事故9起，死亡8人，受伤7人，同比分别下降18.3%、持平和上升2.1%。"
    assert found(text, "measure", "value", "comparison")[3:] == [
        ("事故起数", 18.3, "同比下降"),
        ("死亡人数", 0, "同比持平"),
        ("受伤人数", 2.1, "同比上升"),
    ]


def test_shares_name_their_whole():
    text = "2021年道路运输事故45起、死亡50人，占事故总量的45.5%、死亡总数的62.3%。"
    assert found(text, "measure", "value", "comparison")[2:] == [
        ("事故起数占比", 45.5, "占事故总数"),
        ("死亡人数占比", 62.3, "占死亡总数"),
    ]


def test_two_wholes_side_by_side_are_of_two_shares():
    text = "2021年道路运输事故45起、死亡50人，分别占事故总数、死亡总数的45.5%、62.3%。"
    assert found(text, "measure", "value", "sector", "comparison")[2:] == [
        ("事故起数占比", 45.5, "道路运输", "占事故总数"),
        ("死亡人数占比", 62.3, "道路运输", "占死亡总数"),
    ]


def test_shares_in_brackets_go_on_with_the_share_before():
    text = "事故起数、死亡人数在全市占比达6%以上，不降反升（2018年约4%，2019年约2%）。"
    assert found(text, "measure", "value", "qualifier", "period", "comparison")[2:4] == [
        ("事故起数占比", 4, "约", "2018-01-01/2018-12-31", "占全市"),
        ("死亡人数占比", 4, "约", "2018-01-01/2018-12-31", "占全市"),
    ]


def test_what_did_not_happen_is_a_claim_of_zero():
    text = "2021年特种设备、农业机械均未发生死亡事故，死亡人数与去年同期持平。"
    assert found(text, "measure", "value", "sector", "note") == [
        ("事故起数", 0, "特种设备", "未发生"),
        ("事故起数", 0, "农业机械", "未发生"),
        ("死亡人数", 0, None, "持平"),
    ]


def test_hazards_rates_and_fines_have_their_measures():
    text = "检查企业2,345家次，查处隐患5678项，已整改5600项，整改率98.6%，罚款12.5万元，立案56件。"
    assert found(text, "measure", "value", "unit") == [
        ("检查家次", 2345, "家次"),
        ("隐患数", 5678, "项"),
        ("已整改数", 5600, "项"),
        ("整改率", 98.6, "%"),
        ("罚款金额", 12.5, "万元"),
        ("立案数", 56, "件"),
    ]


def test_signs_stand_for_rise_and_fall():
    text = "2021年火灾1234起（同比-8.3%），死亡5人（同比+25%）。"
    assert found(text, "value", "comparison")[1::2] == [(8.3, "同比下降"), (25, "同比上升")]


def test_frequencies_are_times_a_period():
    assert found("联席会议每半年召开1次，每季度召开党委会。", "value", "unit") == [
        (1, "次/半年"),
        (1, "次/季度"),
    ]


def test_districts_of_a_city_are_places_not_sectors():
    text = "2022年成都市事故情况\n双流区5起5人，武侯区3起4人。"
    assert found(text, "area", "sector", "value") == [
        ("双流区", None, 5),
        ("双流区", None, 5),
        ("武侯区", None, 3),
        ("武侯区", None, 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "举报电话12350，传真010-69842345。",
        "印发〔2019〕82号文件和政府令第285号。",
        "2020年8月24日召开第3次会议。",
        "坚持“四不两直”，打通“最后一公里”。",
        "推进专项整治三年行动，实行一票否决，落实一岗双责。",
        "通报“8.26”事故后反应迟缓。",
        "做到24小时值班。",
        "《“十四五”规划》已经印发。",
        "有的部门从未发生过事故。",
        "严防较大以上事故。",
    ],
)
def test_what_claims_nothing_is_left_out(text):
    assert extract(text).empty


def test_a_share_of_a_table_is_of_the_count_that_its_title_names():
    rows = "| 行业 | 起数 | 死亡（人） | 占总起数 |\n|---|---|---|---|\n| 道路运输 | 25 | 13 | 65.8% |"
    assert found(f"某县2019年通报\n\n{rows}\n", "measure", "comparison")[2] == ("事故起数占比", "占比")


@pytest.mark.parametrize(
    ("lines", "area"),
    [
        ("望山化工产业园管理委员会\n2023年度总结\n\n全年发生事故2起。", "望山化工产业园"),
        ("2023年度总结\n\n全年发生事故2起。\n望山经济开发区管委会", "望山经济开发区"),
        ("2023年度总结\n\n望山产业园管委会检查企业2家。", None),
    ],
)
def test_a_zone_that_signs_is_the_place_of_its_text(lines, area):
    assert found(lines, "area") == [(area,)]


def test_the_mean_in_a_bracket_is_no_distance_from_it():
    text = "某区2023年函\n整改率77.6%，低于全市平均水平（92.3%）14.7个百分点。"
    assert found(text, "value", "comparison") == [(77.6, None), (92.3, None), (14.7, "低于全市平均")]


def test_a_table_is_read_cell_by_cell():
    text = """2022年8月情况
    | 领域 | 起数（起） | 同比% | 死亡（人） |
    |---|---|---|---|
    | 合计 | 12 | -5.5 | 9 |
    | 建筑业 | 3 | 0 | 2 |"""
    assert found(text, "sector", "measure", "value", "unit", "comparison", "note") == [
        (None, "事故起数", 12, "起", None, "表格"),
        (None, "事故起数", 5.5, "%", "同比下降", "表格"),
        (None, "死亡人数", 9, "人", None, "表格"),
        ("建筑业", "事故起数", 3, "起", None, "表格"),
        ("建筑业", "事故起数", 0, "%", "同比持平", "表格"),
        ("建筑业", "死亡人数", 2, "人", None, "表格"),
    ]


def test_sections_are_kept_and_lines_broken_in_a_word_joined():
    text = "一、情况\n（一）检查。开展检查5家\n\n次，发现隐患3处。\n二、问题\n存在4个问题。"
    assert found(text, "section", "value", "unit") == [
        ("一（一）", 5, "家次"),
        ("一（一）", 3, "处"),
        ("二", 4, "个"),
    ]


def test_the_day_of_the_letter_can_be_given():
    claims = extract("今年1-5月发生事故3起。", document_date=date(2023, 6, 2))
    assert claims["period"].tolist() == ["2023-01-01/2023-05-31"]


def test_an_empty_text_has_no_claims_but_their_columns():
    assert extract("").empty
    assert "measure" in extract("")


@given(
    st.integers(1, 5000),
    st.integers(0, 5000),
    st.integers(0, 9999),
    st.sampled_from(["下降", "上升", "增长"]),
)
def test_a_generated_bulletin_comes_back_whole(accidents, deaths, tenths, word):
    percent = tenths / 10
    text = f"2021年1-6月，全市共发生事故{accidents}起、死亡{deaths}人，事故起数同比{word}{percent:g}%。"
    rows = found(text, "measure", "value", "comparison", "period")
    window = "2021-01-01/2021-06-30"
    assert rows == [
        ("事故起数", accidents, None, window),
        ("死亡人数", deaths, None, window),
        ("事故起数", percent, "同比下降" if word == "下降" else "同比上升", window),
    ]


@given(
    st.text(
        alphabet="0123456789年月日起人%、，。；（）约占全市同比下降分别各均未发生事故“”《》|\n 一二",
        max_size=60,
    )
)
def test_no_text_breaks_the_reader(text):
    extract(text)


def test_reading_a_letter_loads_no_statistics():
    code = "import sys; from safetystats.claims import extract; extract('3起'); print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- against texts read by hand ---


@dataclass(frozen=True)
class Held:
    """A text read by hand beside what was found in it: pairs of claims that are the same figure."""

    wanted: int
    found: int
    pairs: list[tuple[dict, dict]]


def texts_read_by_hand(shared: Path) -> Iterator[tuple[str, list[dict]]]:
    """Each text with its claims; two lines of source stand above a bulletin."""
    letter = next((shared / "letter").glob("*.txt"))
    yield letter.read_text("utf-8"), json.loads((shared / "letter" / "claims.json").read_text("utf-8"))
    for path in sorted((shared / "bulletins").glob("*.txt")):
        body = path.read_text("utf-8").split("\n", 2)[2]
        yield body, json.loads(path.with_suffix("").with_suffix(".claims.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def held(shared: Path) -> Held:
    """All texts together."""
    wanted = number = 0
    pairs = []
    for text, claims in texts_read_by_hand(shared):
        rows = extract(text).to_dict("records")
        wanted, number = wanted + len(claims), number + len(rows)
        for claim in claims:
            same = [row for row in rows if is_same_figure(row, claim)]
            if same:
                best = max(same, key=lambda row: sum(fields_that_agree(row, claim).values()))
                rows.remove(best)
                pairs.append((best, claim))
    return Held(wanted, number, pairs)


def is_same_figure(row: dict, claim: dict) -> bool:
    """Same value and unit, in pieces of the text that overlap."""
    one, other = ("".join(text.split()) for text in (row["text"], claim["text"]))
    overlap = one in other or any(other[i : i + 4] in one for i in range(max(1, len(other) - 3)))
    return row["value"] == pytest.approx(claim["value"]) and row["unit"] == claim["unit"] and overlap


def fields_that_agree(row: dict, claim: dict) -> dict[str, bool]:
    """Which of the other fields are the same; windows by their days, words as they stand."""
    window = window_of(claim["period"])
    alike = {c: (row[c] or None) == claim[c] for c in ("measure", "qualifier", "comparison", "sector")}
    same_words = (row["period"] or None) == claim["period"]
    return alike | {"period": window_of(row["period"]) == window if window else same_words}


def test_the_figures_of_the_letter_and_six_bulletins_are_found(held):
    assert len(held.pairs) / held.wanted >= 0.99
    assert len(held.pairs) / held.found >= 0.99


@pytest.mark.parametrize(
    ("field", "least"),
    [("qualifier", 0.99), ("comparison", 0.98), ("period", 0.85), ("sector", 0.84), ("measure", 0.79)],
)
def test_the_other_fields_are_right_for_the_most_part(held, field, least):
    right = [fields_that_agree(row, claim)[field] for row, claim in held.pairs]
    assert sum(right) / len(right) >= least


def test_numbers_of_documents_telephones_and_slogans_are_not_found(shared):
    letter = next((shared / "letter").glob("*.txt")).read_text("utf-8")
    assert not set(extract(letter)["value"]) & {12350, 9041, 82, 49, 285, 8.26, 12, 2018, 2020}


def test_every_text_of_a_claim_stands_in_the_letter(shared):
    for text, _ in texts_read_by_hand(shared):
        whole = joined(text)
        for piece in extract(text)["text"]:
            assert piece in whole


def test_the_projects_own_areas_are_places(tmp_path):
    text = "2021年全市发生事故9起，其中滨海片发生事故5起。"
    assert found(text, "area", "sector")[1] == ("全市", "滨海片")
    (tmp_path / "project.toml").write_text('city = "某市"\ncity_en = "Somewhere"\ncode = "990000"\n', "utf-8")
    header = "code,area,area_en,slug,valid_from,valid_to,became\n"
    (tmp_path / "areas.csv").write_text(f"{header}990101,滨海片,Seaside,seaside,,,\n", encoding="utf-8")
    (tmp_path / "area_aliases.csv").write_text("alias,area\n", encoding="utf-8")
    claims = extract(text, project=Project.load(tmp_path / "project.toml"))
    assert claims[["area", "sector"]].values.tolist()[1] == ["滨海片", None]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        # Neither named in the title nor anywhere: 全市 is the project's city all the same.
        (
            "2025年，东昌市发生死亡事故2起，同期全市发生死亡事故5起。",
            ["东昌市", "全市"],
        ),
        ("2025年，东昌市发生事故2起，我市发生事故5起，西河区发生1起。", ["东昌市", "全市", "西河区"]),
        ("新阳市安全生产通报\n2025年，东昌市发生事故2起，同期全市发生事故5起。", ["东昌市", "新阳市"]),
        ("东昌市安全生产通报\n2025年发生事故2起，同期全市发生事故5起。", ["东昌市", "新阳市"]),
    ],
)
def test_the_whole_city_is_no_area_of_the_projects_own(text, areas, tmp_path):
    (tmp_path / "project.toml").write_text('city = "新阳市"\ncity_en = "Xinyang"\ncode = "990000"\n', "utf-8")
    header = "code,area,area_en,slug,valid_from,valid_to,became\n"
    rows = "990101,东昌市,Dongchang,dongchang,,,\n990102,西河区,Xihe,xihe,,,\n"
    (tmp_path / "areas.csv").write_text(f"{header}{rows}", encoding="utf-8")
    (tmp_path / "area_aliases.csv").write_text("alias,area\n", encoding="utf-8")
    claims = extract(text, project=Project.load(tmp_path / "project.toml"))
    assert claims["area"].tolist() == areas


def test_a_county_level_city_is_not_the_whole_where_its_own_city_is_named():
    text = "2025年，榆林市及神木市通报如下。神木市发生事故2起，同期全市发生事故5起。"
    assert found(text, "area") == [("神木市",), ("榆林市",)]


@pytest.mark.parametrize("area", ["昆山市", "吴江区"])
def test_a_share_that_names_its_place_is_one_of_what_was_counted(area):
    text = f"苏州市通报\n2025年，{area}发生事故2起，同期全市发生事故5起。{area}占全市的40%。"
    assert found(text, "measure", "area", "comparison")[2] == ("事故起数占比", area, "占全市")


@pytest.mark.parametrize(
    ("title", "sector"),
    [
        ("某市工贸行业有限空间和粉尘涉爆安全专项整治通报", "工贸"),
        ("2023年全市建筑工程质量安全大检查通报", "建筑施工"),
    ],
)
def test_what_names_no_sector_is_of_the_one_in_the_title(title, sector):
    text = f"{title}\n2023年8月，检查企业9家，罚款3万元。"
    assert found(text, "value", "sector") == [(9, sector), (3, sector)]


@pytest.mark.parametrize(
    ("opening", "area"),
    [
        ("关于昆山市安全生产问题的函\n昆山市人民政府：\n苏州市安委办对你市开展督导。", "昆山市"),
        ("关于吴江区安全生产问题的函\n吴江区委、区政府：\n苏州市安委办对你区开展督导。", "吴江区"),
        # one that is not spoken to is no more than where a copy goes
        ("苏州市安全生产通报\n昆山市人民政府：\n现将情况通报如下。", "苏州市"),
    ],
)
def test_a_letter_is_about_the_place_that_it_is_written_to(opening, area):
    text = f"苏州市安全生产委员会办公室\n{opening}\n2021年1—5月，你市发生事故3起、死亡4人。"
    text = text if area != "苏州市" else text.replace("你市", "全市")
    assert found(text, "area", "sector") == [(area, None), (area, None)]


def test_a_sentence_without_end_is_read_in_pieces():
    clause = "2021年全区发生事故5起、死亡4人，"
    claims = extract(clause * 500)
    assert claims["value"].tolist() == [5, 4] * 500
    assert claims["sentence"].str.len().max() < 1_100


def test_a_figure_belongs_to_the_last_place_named_in_its_sentence():
    letter = (
        "丰台区情况通报\n2025年1-3月，全市发生生产安全事故4起，其中门头沟区1起，占25%。\n"
        "海淀区查出隐患14处，已销账8处。我市查出隐患72处。本区事故占全市6%。"
    )
    claims = extract(letter)
    assert list(zip(claims["value"], claims["area"])) == [
        (4, "全市"),
        (1, "门头沟区"),
        (25, "门头沟区"),
        (14, "海淀区"),
        (8, "海淀区"),
        (72, "全市"),
        (6, "丰台区"),
    ]


def test_the_whole_city_of_a_letter_about_a_city_is_that_city():
    assert extract("广州市情况\n2020年全市发生事故4起。")["area"].tolist() == ["广州市"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("查处船舶二百一十五艘。", [(215, "艘", None)]),
        ("自反馈之日起30个工作日内报送方案。", [(30, "工作日", None)]),
        ("在30个工作日内报送方案。", [(30, "工作日", None)]),
    ],
)
def test_numbers_in_words_and_deadlines_are_figures(text, figures):
    assert found(text, "value", "unit", "qualifier") == figures


# --- places ---


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("2021年，东山、西川两区分别发生事故3起、5起。", ["东山区", "西川区"]),
        ("2021年，东山区、南湖县各发生事故2起。", ["东山区", "南湖县"]),
        ("2021年，事故较多的是东山区（3起）、南湖县（2起）。", ["东山区", "南湖县"]),
        ("2021年，江苏（3起）、广西（2起）较多。", ["江苏省", "广西壮族自治区"]),
        ("2021年，东山区3起，西川区2起，两区合计占全市的50%。", ["东山区", "西川区", "东山区、西川区"]),
        ("2021年按地区分：云溪3起4人，白石2起。", ["云溪", "云溪", "白石"]),
        (
            "一、地区分布\n2021年，发生较多的是：云溪（3起、4人），白石、桥头各2起。",
            ["云溪", "云溪", "白石", "桥头"],
        ),
        ("2021年，东山区、南湖县各抽查餐饮企业2家。", ["东山区", "南湖县"]),
        ("请东山区自印发之日起15日内报送。", ["东山区"]),
        ("2021年，青云、白石两镇未发生事故。", ["新阳市青云镇", "新阳市白石镇"]),
        ("2021年，东山区隐患率比全国平均高2个百分点。", ["东山区"]),
        ("2021年，萧山区3起，山区道路事故2起。", ["萧山区", "萧山区"]),
        ("2021年，四川、云南较大事故各3起。", ["四川省", "云南省"]),
        ("2021年，死亡人数居前2位的是东山区（5人）和南湖县（4人）。", ["东山区", "南湖县"]),
        (
            "2021年，对东山区、南湖县各约谈1次，向东山区、南湖县各发出督办函2份。",
            ["东山区", "南湖县"] * 2,
        ),
        (
            "2021年，东山区、南湖县整改率均不足90%，分别为86.2%、 89.4%。",
            ["东山区", "南湖县"] * 2,
        ),
        (
            "2021年，事故最多的是东山区、南湖县和北川州，分别发生9起、8起、7起。",
            ["东山区", "南湖县", "北川州"],
        ),
        ("2021年，提请市委研究3次，召开市安委会会议5次。", ["新阳市"] * 2),
        ("2021年，你市检查企业9家，召开东山区安委会会议5次。", ["新阳市", "东山区"]),
    ],
)
def test_a_figure_has_the_place_that_is_named_for_it(text, areas):
    claims = extract(f"新阳市情况\n{text}")
    assert [area.removeprefix("新阳市") for area in claims["area"]] == [
        a.removeprefix("新阳市") for a in areas
    ]


def test_a_town_is_the_letters_place_where_it_speaks_of_all_of_it():
    text = "青禾县河东镇2021年情况\n全镇发生事故3起。\n对9家企业进行了检查。"
    assert set(extract(text)["area"]) == {"青禾县河东镇"}


def test_a_province_by_its_short_name_is_the_letters_place():
    text = "2020年全区行政执法情况\n广西县级以上部门检查单位9家。"
    assert extract(text)["area"].tolist() == ["广西壮族自治区"]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("2021年1-11月份新阳市情况分析\n11月份，全市发生事故7起。", ["新阳市"]),
        ("新阳州2021年10月份情况\n10月份，全州发生事故7起。", ["新阳州"]),
        ("新阳旗2021年10月份情况\n10月份，全旗发生事故7起。", ["新阳旗"]),
        ("新阳盟2021年情况\n全盟发生事故7起，其中南山县2起。", ["新阳盟", "南山县"]),
        ("南山县2021年情况\n发生事故9起，其中城区占45%。", ["南山县", "南山县"]),
        ("青云镇2021年10月份情况\n10月份，全镇发生事故7起。", ["青云镇"]),
        ("新阳市情况\n2021年，有的乡镇1名工作人员负责200家企业。", ["新阳市", "新阳市"]),
        ("2021年举报情况\n2021年，全国共接到举报9件。", ["全国"]),
        (
            "全国情况\n2021年，全国共发生火灾9起。东部10个省（直辖市）共发生8起，死亡3人。",
            ["全国", "全国", "东部10个省（直辖市）", "东部10个省（直辖市）"],
        ),
        # zones of a city, side by side with its towns, and the sum of all
        (
            "新阳区2021年情况\n2021年，东山镇9起，新阳经济技术开发区8起，南湖高新区7起，三地合计24起，占60%。",
            ["新阳区东山镇", "新阳经济技术开发区", "南湖高新区"]
            + ["新阳区东山镇、新阳经济技术开发区、南湖高新区"] * 2,
        ),
        # names of kinds of places are no places
        ("新阳省2021年情况\n全省督查开始，延伸督查县（市、区）9个、镇（街道）21个。", ["新阳省"] * 2),
        ("新阳省2021年情况\n全省发生9起。各设区市每季度召开会议不少于2次。", ["新阳省"] * 2),
        ("新阳市情况\n2021年，从地区看，举报400件以上的有6个单位，共接到9件。", ["新阳市"] * 3),
    ],
)
def test_a_place_looks_like_a_place(text, areas):
    assert extract(text)["area"].tolist() == areas


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        # a number in the name of a district counts no districts
        (
            "佛山市情况\n禅城区3起、南海区4起、顺德区2起、三水区5起。",
            ["禅城区", "南海区", "顺德区", "三水区"],
        ),
        ("临沂市情况\n按照市委、市政府部署，市安委会派出8个督查组。", ["临沂市"]),
        # below the city that the text is about, wherever it stands, in full or shortly
        ("榆林市情况\n从区域看，煤矿事故神木市2起。", ["神木市"]),
        ("海南省情况\n三亚、陵水分别发生事故5起、4起，万宁2起。", ["三亚市", "陵水县", "万宁市"]),
        ("海南省情况\n文昌、琼海均实现零事故。", ["文昌市", "琼海市"]),
        ("河南省情况\n郑州（4起、5人）。", ["郑州市", "郑州市"]),
        # the city is named by its districts, or without its kind
        ("全市会议讲话\n1-5月，全市发生事故9起。开阳县2起，白云区1起。", ["贵阳市", "开阳县", "白云区"]),
        ("合肥召开全市会议\n1-5月，全市发生事故9起。", ["合肥市"]),
        ("全市会议讲话\n1-5月，全市发生事故9起。白云区1起。", ["全市", "白云区"]),
        # several together are those named before, as many as are said
        ("海南省情况\n三亚市5起、万宁市4起，两市合计占全省的26%。", ["三亚市", "万宁市", "三亚市、万宁市"]),
        # named where the text says what it tells, as a resort, and where nothing happened
        (
            "关于全市情况的通报\n新安委〔2021〕4号\n各区、县：\n各单位：\n现将2021年新阳市情况通报如下：\n全市发生事故9起。\n死亡8人。",
            ["新阳市"] * 2,
        ),
        ("新阳市情况\n东湖风景区、南山县未发生事故。", ["东湖风景区", "南山县"]),
        ("浙江省情况\n杭州（9起）。衢州未发生事故。", ["杭州市", "衢州市"]),
        ("南山县情况\n全县检查9家次，其中街道检查5家次。", ["南山县", "南山县"]),
        ("新阳市情况\n个别县连续2个月无立案。", ["新阳市"]),
        # a city that has the rank of a province, by its districts, and the city of a county, by its issuer
        ("全市会议讲话\n1-5月，全市发生事故9起。万州区2起，涪陵区1起。", ["重庆市", "万州区", "涪陵区"]),
        (
            "关于如东县情况的函\n如东县安全生产委员会：\n你县发生事故3起；全市同期为9起。\n南通市安全生产委员会",
            ["如东县", "南通市"],
        ),
    ],
)
def test_places_are_known_by_their_city_and_cities_by_their_places(text, areas):
    assert extract(text)["area"].tolist() == areas


def test_the_whole_country_is_a_place():
    text = "2020年事故情况\n2020年，全国共发生房屋市政工程事故9起，死亡12人。"
    assert extract(text)["area"].tolist() == ["全国", "全国"]


# --- sectors ---


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("2021年，事故3起，其中建筑业2起。", [None, "建筑业"]),
        ("2021年工贸企业隐患9条，建筑施工5条。", ["工贸", "建筑施工"]),
        ("2021年按行业分：检查煤矿3个，化工2个，工贸1个。", ["煤矿", "化工", "工贸"]),
        ("2021年，共检查企业9家次，其中化工企业4家次、建筑工地5家次。", [None, "化工", "建筑工地"]),
        ("2021年，对3家危险化学品企业检查8次，罚款2万元。", ["危险化学品"] * 3),
        ("2021年，通过检查非煤矿山、烟花爆竹企业，发现隐患7处。", ["非煤矿山、烟花爆竹"]),
        ("2021年，工贸企业立案3件、罚款2万元。", ["工贸", "工贸"]),
        ("2021年，煤矿百万吨死亡率0.21，道路交通万车死亡率1.5。", ["煤矿", "道路交通"]),
        ("2021年，道路运输（3起）、建筑业（2起）。", ["道路运输", "建筑业"]),
        ("2021年，建筑业事故5起，其中高处坠落2起。", ["建筑业", "建筑业/类别:高处坠落"]),
        ("2021年，道路运输事故5起，同比下降5%；死亡6人。", ["道路运输"] * 3),
        ("2021年，住宿和餐饮业、批发和零售业各1起。", ["住宿和餐饮业", "批发和零售业"]),
        ("2021年，建筑业事故4起，机械伤害占50%。", ["建筑业", "建筑业/类别:机械伤害"]),
        ("2021年，煤矿、化工分别发生3起、5起，同比分别增加1起、减少2起。", ["煤矿", "化工"] * 2),
        ("2021年情况\n一、事故\n——道路运输事故3起；\n——建筑业事故2起。", ["道路运输", "建筑业"]),
        (
            "2021年按类别分：触电3起，因坍塌引发的2起。占比分别为60%、40%。",
            [f"类别:{k}" for k in ("触电", "坍塌") * 2],
        ),
        ("2021年事故率9.5%。特种作业人员持证上岗率83%。", [None, "特种作业人员"]),
    ],
)
def test_a_figure_has_the_sector_that_is_named_for_it(text, sectors):
    assert extract(text)["sector"].tolist() == sectors


def test_what_a_bulletin_is_about_is_the_sector_of_its_accidents():
    text = "新阳市2013年煤矿安全情况\n2013年发生事故5起。按类别分：顶板3起，瓦斯2起。查处隐患9条。"
    assert extract(text)["sector"].tolist() == ["煤矿", "煤矿/类别:顶板", "煤矿/类别:瓦斯", "煤矿"]


def test_two_sectors_side_by_side_in_the_title_are_what_a_bulletin_is_about():
    text = "新阳市2021年水上交通和渔业船舶安全情况\n2021年，事故5起，死亡（失踪）人数下降5%。出动船艇3艘次。"
    assert extract(text)["sector"].tolist() == ["水上交通、渔业船舶"] * 3


def test_fires_of_one_kind_of_place_keep_it():
    text = "新阳市2021年火灾情况\n2021年，农村共发生火灾9起，死亡2人，分别占总数的45%、50%。"
    assert extract(text)["sector"].tolist() == ["火灾-农村"] * 4


def test_how_an_accident_was_dealt_with_is_no_sector():
    text = "新阳市2021年道路交通事故情况\n2021年，全市共接报道路交通事故9起，其中适用一般程序处理的5起。"
    assert extract(text)["sector"].tolist() == ["道路交通"] * 2


def test_what_caused_fires_is_no_kind_of_them():
    text = "新阳市2021年火灾情况\n2021年，电气原因引发火灾9起。住宅火灾8起。"
    assert extract(text)["sector"].tolist() == ["火灾", "火灾-住宅"]


def test_names_that_may_be_anything_are_no_sectors():
    text = "新阳市情况\n2021年，中山路、人民路发生火灾各1起。煤矿、烟花爆竹等高危行业和领域未发生事故。"
    assert found(text, "value", "sector") == [(1, None), (1, None), (0, "煤矿"), (0, "烟花爆竹")]


def test_the_most_severe_accidents_are_a_measure_of_their_own():
    text = "2021年，重特大事故2起、死亡9人，同比减少1起、3人。"
    assert extract(text)["measure"].tolist() == ["重特大事故起数", "重特大事故死亡人数"] * 2


def test_no_inspection_is_of_a_kind_of_accident():
    text = "新阳市2013年火灾形势\n2013年火灾5起。从原因看，电气故障3起。检查单位9家。"
    assert extract(text)["sector"].tolist() == ["火灾", "火灾/原因:电气故障", "消防"]


def test_a_heading_of_its_own_line_holds_for_the_paragraph_below():
    text = "2018年情况\n一、行业\n（一）道路运输业\n发生事故9宗，死亡5人。\n二、其他\n检查2家。"
    assert extract(text)["sector"].tolist() == ["道路运输", "道路运输", None]


def test_names_that_are_counted_together_as_places_are_no_sectors():
    text = "新阳省情况\n2021年，云溪、白石分别发生事故5起、4起，南山、北岭各2起，四市县合计占全省的60%。"
    assert found(text, "area", "sector", "value")[:4] == [
        ("云溪", None, 5),
        ("白石", None, 4),
        ("南山", None, 2),
        ("北岭", None, 2),
    ]


def test_names_of_which_it_is_not_sure_what_they_are_keep_the_place_of_the_text():
    text = "新阳市情况\n2021年，云溪、白石均实现零事故。"
    assert found(text, "area", "sector", "value") == [("新阳市", None, 0), ("新阳市", None, 0)]


def test_a_rate_in_turn_is_of_each_place():
    text = "滨江区2021年情况\n2021年，青云镇、东门街道隐患整改率分别为99%、92%。"
    assert found(text, "area", "measure", "value") == [
        ("滨江区青云镇", "整改率", 99),
        ("滨江区东门街道", "整改率", 92),
    ]


def test_streets_side_by_side_are_parts_of_a_district():
    text = "滨江区2021年情况\n2021年，东门街、西门街整改率分别为31%、28%，南门街、北门街均不足15%。"
    assert found(text, "area", "measure", "value", "qualifier") == [
        ("滨江区东门街", "整改率", 31, None),
        ("滨江区西门街", "整改率", 28, None),
        ("滨江区南门街", "整改率", 15, "不足"),
        ("滨江区北门街", "整改率", 15, "不足"),
    ]


# --- levels, zeros, shares ---


def test_from_one_level_to_another_are_two_claims():
    text = "2021年，万车死亡率由2.78降到2.14，降幅23.02%。死亡人数由去年同期的5人降至3人。"
    assert found(text, "value", "unit", "period", "comparison") == [
        (2.78, None, "2020-01-01/2020-12-31", None),
        (2.14, None, "2021-01-01/2021-12-31", None),
        (23.02, "%", "2021-01-01/2021-12-31", "同比下降"),
        (5, "人", "2020-01-01/2020-12-31", None),
        (3, "人", "2021-01-01/2021-12-31", None),
    ]


def test_a_share_that_rose_stays_a_share_of_its_sector():
    text = "2021年，渔业船舶死亡人数占全市的比重由2020年的12%升至2021年的18%。"
    assert found(text, "measure", "value", "period", "sector", "comparison") == [
        ("死亡人数占比", 12, "2020-01-01/2020-12-31", "渔业船舶", "占全市"),
        ("死亡人数占比", 18, "2021-01-01/2021-12-31", "渔业船舶", "占全市"),
    ]


def test_what_was_counted_the_year_before_may_stand_in_brackets():
    text = "2021年1-5月，事故9起、死亡8人，与去年同期（10起、死亡10人）相比，分别下降10%、20%。"
    now, before = "2021-01-01/2021-05-31", "2020-01-01/2020-05-31"
    assert found(text, "measure", "value", "period", "comparison") == [
        ("事故起数", 9, now, None),
        ("死亡人数", 8, now, None),
        ("事故起数", 10, before, None),
        ("死亡人数", 10, before, None),
        ("事故起数", 10, now, "同比下降"),
        ("死亡人数", 20, now, "同比下降"),
    ]


def test_windows_in_a_list_have_a_figure_each():
    text = "2021年4月、5月分别发生事故15起、18起，死亡4人、3人。"
    months = ["2021-04-01/2021-04-30", "2021-05-01/2021-05-31"]
    assert extract(text)["period"].tolist() == months * 2


def test_places_named_a_clause_before_have_a_figure_each():
    text = "2021年，东山区、西川区事故起数居前两位，分别为14起、9起。"
    assert found(text, "area", "value") == [("东山区", 14), ("西川区", 9)]


def test_what_stays_level_is_the_pair_before_it():
    text = "2021年，较大事故1起、死亡3人，与去年同期持平。"
    assert found(text, "measure", "comparison")[2:] == [
        ("较大事故起数", "同比持平"),
        ("较大事故死亡人数", "同比持平"),
    ]


def test_points_behind_a_share_are_of_the_share():
    text = "2021年建筑业事故5起，占比20%，较上年同期提高3个百分点。"
    assert extract(text)["measure"].tolist()[1:] == ["事故起数占比", "事故起数占比"]


def test_pairs_go_to_the_places_in_turn():
    text = "2021年，东山区和南湖县分别为18起5人、7起2人。"
    assert found(text, "area", "measure", "value") == [
        ("东山区", "事故起数", 18),
        ("东山区", "死亡人数", 5),
        ("南湖县", "事故起数", 7),
        ("南湖县", "死亡人数", 2),
    ]


def test_none_the_year_before_is_a_claim_of_zero():
    text = "2021年1-3月，建筑业事故1宗、死亡2人，去年同期为零。采矿业没有发生事故，去年同期也没有发生。"
    year = "2021-01-01/2021-03-31"
    before = "2020-01-01/2020-03-31"
    assert found(text, "measure", "value", "unit", "sector", "period", "note") == [
        ("事故起数", 1, "宗", "建筑业", year, None),
        ("死亡人数", 2, "人", "建筑业", year, None),
        ("事故起数", 0, "宗", "建筑业", before, "上年为零"),
        ("死亡人数", 0, "人", "建筑业", before, "上年为零"),
        ("事故起数", 0, "宗", "采矿业", year, "未发生"),
        ("事故起数", 0, "宗", "采矿业", before, "未发生"),
    ]


def test_no_deaths_are_zero_unless_they_are_a_goal():
    assert found("2021年，东山区、西川区实现零死亡。", "area", "measure", "value", "unit") == [
        ("东山区", "死亡人数", 0, "人"),
        ("西川区", "死亡人数", 0, "人"),
    ]
    assert extract("2021年，力争零死亡。").empty


@pytest.mark.parametrize(
    ("text", "comparisons"),
    [
        ("2021年事故5起，占比20%，较上年同期提高3个百分点。", [None, "占比", "同比上升"]),
        ("2021年整改率98%，高于全市平均水平3个百分点。", [None, "高于全市平均"]),
        ("2021年死亡9人，比控制指标10人减少1人。", [None, None, "较控制指标减少"]),
        ("2021年死亡9人，占年度控制指标12人的75%。", [None, None, "占年度控制指标"]),
        ("2021年结案时间52天，比规定时限少8天。", [None, "较规定时限减少"]),
        ("2021年死亡9人，占全年控制指标（12人）的75%。", [None, None, "占年度控制指标"]),
        ("2021年事故9起，同比（下同）下降5%。\n道路运输2起，上升9%。", [None, "同比下降", None, "同比上升"]),
        ("2021年检查9次，完成年度计划的90%。", [None, "占年度计划"]),
        ("2021年抽查的9家企业中，3家未演练，占33.3%。", [None, None, "占抽查企业数"]),
        ("2021年，被检查学校中，无证的3所，占20%；未演练的2所，占13.3%。", [None, "占检查学校数"] * 2),
        ("2021年涉氨企业中有3家停产，占四分之一。", [None, "占涉氨企业数"]),
        ("2021年抽查已办结问题40条，其中4条反弹，占10%。", [None, None, "占抽查问题数"]),
        ("2021年，近三成的规上企业未参保。", ["占规模以上企业数"]),
        ("2021年，不足餐饮单位总数的一半。", ["占餐饮单位总数"]),
        ("2021年，建筑业事故3起，占当月全市的30%。", [None, "占全市"]),
        ("2021年1至6月事故9起，占上半年的50%。", [None, "占上半年"]),
        ("2021年检查9次，完成年度任务的90%。", [None, "占年度任务"]),
        ("2021年事故罚款20万元，占40%。", [None, "占罚款总额"]),
        ("2021年火灾9起，其中住宅火灾3起，占33.3%。", [None, None, "占火灾总数"]),
        ("2021年火灾9起，其中住宅火灾3起，占总数的33.3%。", [None, None, "占火灾总数"]),
        ("2021年道路运输事故6起，占事故总数的60%，死亡人数占50%。", [None, "占事故总数", "占死亡总数"]),
        ("2021年参保率78%，较8月底提高2个百分点。", [None, "较8月底上升"]),
        ("2021年参保企业70家，比去年底增加9家。", [None, "较去年底增加"]),
        ("2021年参保率由年初的60%提高到70%，提高10个百分点。", [None, None, "较年初上升"]),
        ("2021年参保企业由整治前的90家减至80家，减少10家。", [None, None, "较整治前减少"]),
        ("2021年事故9起，是2018年的1.5倍。", [None, "较2018年"]),
        ("2021年东山县参保率60%，低于全市70%的平均水平。", [None, None]),
        ("2021年四季度整改率98%，较三季度提高2个百分点。", [None, "环比上升"]),
        ("2021年1-5月事故9起，与2020年同期相比下降10%。", [None, "同比下降"]),
        ("2021年1-5月事故9起，与2019年同期相比下降10%。", [None, "较2019年同期下降"]),
        ("2021年1-5月事故9起，同比前年下降10%。", [None, "同比前年下降"]),
        ("2021年1-5月事故9起，与2017年同期相比下降10%。", [None, "较2017年同期下降"]),
        ("2021年事故9起，同比下降5%。道路运输下降2%。", [None, "同比下降", "同比下降"]),
        ("2021年参保9家，比上年末净增2家，提高3%。", [None, "较上年末增加", "较上年末上升"]),
        ("“十三五”期间，事故9起，较“十二五”时期下降5%。", [None, "较“十二五”下降"]),
        ("2021年1-5月火灾9起，占全年的60%。", [None, "占全年"]),
        ("2021年，道路运输死亡人数占总数的60%。", ["占死亡总数"]),
        ("2021年死亡9人，完成全年控制目标的75%。", [None, "占年度控制目标"]),
        ("2021年，东山3起，高桥各2起。", [None, None]),
        ("2021年火灾9起，其中住宅火灾3起，占火灾总数的33.3%。", [None, None, "占火灾总数"]),
        ("2021年建筑业3起，占工矿商贸事故总数的33.3%。", [None, "占工矿商贸事故总数"]),
        ("2021年建筑业3起，占各类生产安全事故总数的9%。", [None, "占事故总数"]),
        ("2021年火灾9起、亡3人，占火灾总数和亡人总数的9%、60%。", [None, None, "占火灾总数", "占死亡总数"]),
        ("2021年抽查商场9家，其中3家未演练，占33.3%。", [None, None, "占抽查数"]),
        ("2021年抽查商场9家，发现隐患30项，其中消防类12项，占40%。", [None, None, None, "占比"]),
        ("2021年事故9起，比2019年下降10%。", [None, "较2019年下降"]),
        ("2021年事故9起，比2020年下降10%。", [None, "同比下降"]),
        ("2021年检查9家次，同比增加12.5%。", [None, "同比上升"]),
        ("2021年建成9个，比年初增加2个。", [None, "较年初增加"]),
        ("2021年罚款额为去年同期的1.3倍，检查数为上月的2倍。", ["同比", "环比"]),
        ("2021年死亡人数不超过9人的目标必须完成。", ["任务指标"]),
        ("2021年建筑业3起，占工矿商贸事故起数的33.3%。", [None, "占工矿商贸事故"]),
        (
            "2021年建筑业3起2人，分别占工矿商贸事故起数、死亡人数的9%、8%。",
            [None, None, *["占工矿商贸事故"] * 2],
        ),
        ("2021年事故9起，同比增加2起。", [None, "同比增加"]),
        ("2021年以来触电9起，占同期事故总数的12%。", [None, "占事故总数"]),
        (
            "2021年死亡9人，占全年控制指标的45%，低于序时进度5个百分点。",
            [None, "占年度控制指标", "低于序时进度"],
        ),
    ],
)
def test_a_comparison_says_with_what(text, comparisons):
    assert extract(text)["comparison"].tolist() == comparisons


def test_changes_go_to_the_places_and_the_persons_in_their_order():
    text = (
        "2021年，东山区、西川区事故起数分别下降5%、6%。全市事故9起、死亡8人、受伤7人，同比减少3起、2人、1人。"
    )
    assert found(text, "area", "measure", "value")[:2] == [
        ("东山区", "事故起数", 5),
        ("西川区", "事故起数", 6),
    ]
    assert found(text, "measure", "value", "comparison")[-3:] == [
        ("事故起数", 3, "同比减少"),
        ("死亡人数", 2, "同比减少"),
        ("受伤人数", 1, "同比减少"),
    ]


def test_a_list_of_places_has_the_measure_that_is_named_before_it():
    text = "2021年，立案数前两位的是：东山区9件、南湖县8件。死亡人数较多的有：青云镇3人、白石镇2人。"
    assert extract(text)["measure"].tolist() == ["立案数", "立案数", "死亡人数", "死亡人数"]


def test_what_is_counted_like_accidents_need_be_none():
    assert found("2021年，打击非法行为9起，处置突发险情2起。", "measure") == [
        ("查处违法行为数",),
        ("处置突发险情数",),
    ]


def test_more_than_severe_accidents_are_another_count():
    assert found("2021年，较大及以上事故1起、死亡4人。", "measure") == [
        ("较大及以上事故起数",),
        ("较大及以上事故死亡人数",),
    ]


def test_an_accident_told_with_its_day_has_that_day():
    text = "2023年5月情况\n5月12日，东山区某工地发生一起坍塌事故，造成2人死亡。"
    assert set(extract(text)["period"]) == {"2023-05-12/2023-05-12"}


def test_what_goes_on_with_one_accident_was_on_its_day_and_at_its_place():
    text = (
        "新阳市2023年1-5月情况\n1-5月，全市发生事故9起。\n"
        "5月12日9时，东山区某厂发生中毒事故，造成2人死亡。该厂有职工67人。5月，全市检查8家次。\n"
        "全市罚款3万元。"
    )
    day, so_far = "2023-05-12/2023-05-12", "2023-01-01/2023-05-31"
    assert found(text, "value", "period", "area") == [
        (9, so_far, "新阳市"),
        (2, day, "东山区"),
        (67, day, "东山区"),
        (8, "2023-05-01/2023-05-31", "新阳市"),
        (3, so_far, "新阳市"),
    ]


def test_what_was_put_right_by_a_day_was_so_since_the_team_came():
    visit = "2019年11月25日至12月20日，督查组开展督查。"
    text = f"{visit}\n发现隐患9条。截至12月31日，已整改8条；重大隐患销号1条。罚款2万元。"
    assert extract(text)["period"].tolist() == [
        "2019-11-25/2019-12-20",
        "2019-11-25/2019-12-31",
        "2019-11-25/2019-12-31",
        "2019-11-25/2019-12-20",
    ]


VISITED = (
    "2022年6月8日至7月5日，督察组对新阳市2020年以来安全生产工作开展督察，谈话9人。"
    "\n发现问题5个。2021年发生事故3起。"
)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("今年１－５月，发生事故3起。\n从类型看，触电2起。", ["今年1-5月"] * 2),
        ("5月当月，发生事故3起。", ["5月"]),
        ("2021年，1月至5月和12月共发生事故3起。", ["2021-01-01/2021-05-31;2021-12-01/2021-12-31"]),
        ("2021年10月情况\n东山区事故5起，其中10月7日发生一起较大事故。", ["2021-10-01/2021-10-31"] * 2),
        (
            "2021年10月情况\n东山区事故5起，10月7日发生一起较大事故，造成3人死亡。",
            ["2021-10-01/2021-10-31", "2021-10-07/2021-10-07", "2021-10-07/2021-10-07"],
        ),
        (
            "“十三五”时期回顾（2021年3月）\n事故由“十二五”的9起减至3起。",
            ["2011-01-01/2015-12-31", "2016-01-01/2020-12-31"],
        ),
        (
            "2021年情况\n事故由2020年的9起降到3起。",
            ["2020-01-01/2020-12-31", "2021-01-01/2021-12-31"],
        ),
        (
            "2021年情况\n事故由2020年的9起降到约3起，较大事故占5%。",
            ["2020-01-01/2020-12-31", "2021-01-01/2021-12-31", "2021-01-01/2021-12-31"],
        ),
        (
            "2018—2020年情况\n近三年，道路运输死亡人数占总数的比重依次为63%、61%、60%。",
            ["2018-01-01/2018-12-31", "2019-01-01/2019-12-31", "2020-01-01/2020-12-31"],
        ),
        (
            "2018—2020年情况\n近两年，事故起数、死亡人数分别下降5%、6%。",
            ["近两年（2019-01-01/2020-12-31）"] * 2,
        ),
        (
            "2021年情况\n“十三五”期间，发生事故9起。目前，停产企业3家。",
            ["2016-01-01/2020-12-31", "2021-01-01/2021-12-31"],
        ),
        (
            "关于事故的通报\n2024年3月5日，东山发生一起较大事故。\n1-2月，死亡9人。\n约谈3家企业。",
            ["2024-03-05/2024-03-05", "2024-01-01/2024-02-29", "2024-01-01/2024-02-29"],
        ),
        ("“十四五”以来，发生事故9起。截至2023年6月30日，整改3处。", ["2021-01-01/2023-06-30"] * 2),
        ("2022年情况\n2021年以来对企业开展检查，发现问题5个。", ["2021-01-01/2021-12-31"]),
        (
            "2022年11月份情况\n11月份，发生事故8起。\n从行业看，建筑业3起。\n"
            "1至11月，发生事故91起。\n从地区看，东山县9起。",
            ["2022-11-01/2022-11-30"] * 2 + ["2022-01-01/2022-11-30"] * 2,
        ),
        (
            "2022年1-11月情况\n1-11月，发生事故91起。\n11月份，发生事故8起。\n从地区看，东山县9起。",
            ["2022-01-01/2022-11-30", "2022-11-01/2022-11-30", "2022-01-01/2022-11-30"],
        ),
        (VISITED, ["2022-06-08/2022-07-05"] * 2 + ["2021-01-01/2021-12-31"]),
        # what is to be done by a day that nobody counts from is of no window
        ("2021年情况\n发生事故9起。要在30个工作日内完成整改。", ["2021-01-01/2021-12-31", None]),
        # nor is what a rule sets, or how often something is to be done
        ("2021年情况\n监护人员不得少于2人。每10日报送1次进展。", [None, None]),
        (
            "2021年1-9月情况\n1-9月，发生事故9起。近三年同期较大事故年均2起。",
            ["2021-01-01/2021-09-30", "近三年同期（2019-01-01/2021-09-30）"],
        ),
    ],
)
def test_a_figure_keeps_the_window_of_what_it_is_told_in(text, periods):
    assert extract(text)["period"].tolist() == periods


# --- tables ---


def test_a_table_by_place_names_windows_and_levels_in_its_columns():
    text = (
        "新阳市2022年1-8月情况\n"
        "序号\t镇街\t死亡人数\t去年同期\t同比\t占比(%)\n"
        "1\t青云镇\t3\t4\t-25\t30\n"
        "2\t白石\t2\t2\t持平\t—\n"
    )
    now, before = "2022-01-01/2022-08-31", "2021-01-01/2021-08-31"
    assert found(text, "area", "measure", "value", "period", "comparison") == [
        ("新阳市青云镇", "死亡人数", 3, now, None),
        ("新阳市青云镇", "死亡人数", 4, before, None),
        ("新阳市青云镇", "死亡人数", 25, now, "同比下降"),
        ("新阳市青云镇", "死亡人数占比", 30, now, "占死亡总数"),
        ("白石", "死亡人数", 2, now, None),
        ("白石", "死亡人数", 2, before, None),
        ("白石", "死亡人数", 0, now, "同比持平"),
    ]
    # Of what the shares are is not said: the table need not list all.
    assert extract(text)["assumed"].str.contains("comparison").tolist() == [False] * 3 + [True] + [False] * 3


@pytest.mark.parametrize("title", ["同比", "同比增长率", "同比增减率（%）"])
def test_a_column_of_changes_is_of_the_measure_before_it(title):
    text = f"新阳市2021年情况\n县区\t死亡人数\t{title}\n东山县\t8\t25%"
    assert found(text, "measure", "comparison") == [("死亡人数", None), ("死亡人数", "同比上升")]


def test_cells_with_one_blank_or_a_comma_between_them_are_a_table():
    text = """青河市2024年上半年事故情况

各县情况
地区　事故（宗）　同比（%）　死亡（人）　同比（%）
东阳县　88　-12.0　19　0
西阳县　41　2.5　13　-7.1
行业,起数,死亡人数
建筑业,8,9
合计,13,14
县区 检查家次
东阳县 812

6月份，全市发生事故77宗。"""
    assert found(text, "text", "measure", "value", "unit", "area", "sector", "comparison") == [
        ("东阳县　88　-12.0　19　0", "事故起数", 88, "宗", "东阳县", None, None),
        ("东阳县　88　-12.0　19　0", "事故起数", 12, "%", "东阳县", None, "同比下降"),
        ("东阳县　88　-12.0　19　0", "死亡人数", 19, "人", "东阳县", None, None),
        ("东阳县　88　-12.0　19　0", "死亡人数", 0, "%", "东阳县", None, "同比持平"),
        ("西阳县　41　2.5　13　-7.1", "事故起数", 41, "宗", "西阳县", None, None),
        ("西阳县　41　2.5　13　-7.1", "事故起数", 2.5, "%", "西阳县", None, "同比上升"),
        ("西阳县　41　2.5　13　-7.1", "死亡人数", 13, "人", "西阳县", None, None),
        ("西阳县　41　2.5　13　-7.1", "死亡人数", 7.1, "%", "西阳县", None, "同比下降"),
        ("建筑业,8,9", "事故起数", 8, "起", "青河市", "建筑业", None),
        ("建筑业,8,9", "死亡人数", 9, "人", "青河市", "建筑业", None),
        ("合计,13,14", "事故起数", 13, "起", "青河市", None, None),
        ("合计,13,14", "死亡人数", 14, "人", "青河市", None, None),
        ("东阳县 812", "检查家次", 812, "家次", "东阳县", None, None),
        ("全市发生事故77宗", "事故起数", 77, "宗", "青河市", None, None),
    ]


def test_a_sign_in_the_header_is_no_part_of_the_unit():
    text = "新阳市2022年8月情况\n行业\t起数\t同比(±%)\n道路运输\t34\t-22.7\n建筑业\t3\t+50\n"
    assert found(text, "sector", "value", "unit", "comparison") == [
        ("道路运输", 34, "起", None),
        ("道路运输", 22.7, "%", "同比下降"),
        ("建筑业", 3, "起", None),
        ("建筑业", 50, "%", "同比上升"),
    ]


def test_a_row_may_be_a_thing_to_be_done():
    text = (
        "某市消防安全情况\n截至2024年8月底，检查9家。\n"
        "| 项目 | 年度目标 | 已完成 | 完成率 |\n| 新建充电端口（个） | 300 | 225 | 75.0% |"
    )
    year, so_far = "2024-01-01/2024-12-31", "2024-01-01/2024-08-31"
    assert found(text, "measure", "value", "unit", "period", "comparison")[1:] == [
        ("新建充电端口数年度目标", 300, "个", year, "年度目标"),
        ("新建充电端口数", 225, "个", so_far, None),
        ("新建充电端口数完成率", 75, "%", so_far, None),
    ]


def test_a_row_may_be_a_window():
    text = "新阳市2022年情况\n时间\t起数\t亿元GDP死亡率\n2020\t3\t0.05\n2021年\t4\t0.04\n一季度\t1\t0.06\n"
    assert found(text, "period", "value", "unit", "sector") == [
        ("2020-01-01/2020-12-31", 3, "起", None),
        ("2020-01-01/2020-12-31", 0.05, None, None),
        ("2021-01-01/2021-12-31", 4, "起", None),
        ("2021-01-01/2021-12-31", 0.04, None, None),
        ("2022-01-01/2022-03-31", 1, "起", None),
        ("2022-01-01/2022-03-31", 0.06, None, None),
    ]


def test_a_row_may_be_a_part_of_the_row_above():
    text = "新阳市2022年情况\n行业\t起数\n工矿商贸\t9\n其中：煤矿\t3\n建筑业\t2\n"
    assert extract(text)["sector"].tolist() == ["工矿商贸", "工矿商贸-煤矿", "建筑业"]


def test_the_line_above_a_table_says_of_which_sector_it_is():
    text = "新阳市2022年情况\n各县区道路运输业事故情况如下：\n地区\t起数\n合计\t9\n东山区\t3\n"
    assert found(text, "area", "sector") == [("新阳市", "道路运输"), ("东山区", "道路运输")]


def test_a_table_of_some_places_has_their_total_and_says_what_was_added_and_what_was_planned():
    text = (
        "新阳市2021年情况\n表2 死亡人数上升较多的区县\n"
        "| 区县 | 死亡人数 | 同比增加（人） | 占全年控制目标 |\n| --- | --- | --- | --- |\n"
        "| 东山区 | 17 | 4 | 60.7% |\n| 西川区 | 14 | -3 | 56.0% |\n| 合计 | 31 | 1 | 58.5% |\n"
    )
    assert found(text, "value", "unit", "comparison", "area") == [
        (17, "人", None, "东山区"),
        (4, "人", "同比增加", "东山区"),
        (60.7, "%", "占全年控制目标", "东山区"),
        (14, "人", None, "西川区"),
        (3, "人", "同比减少", "西川区"),
        (56, "%", "占全年控制目标", "西川区"),
        (31, "人", None, "东山区、西川区"),
        (1, "人", "同比增加", "东山区、西川区"),
        (58.5, "%", "占全年控制目标", "东山区、西川区"),
    ]


def test_the_rows_of_a_table_are_parts_of_what_the_text_is_about():
    roads = (
        "新阳市2021年道路交通事故情况\n各类道路情况如下：\n道路类型\t事故起数\n高速公路\t9\n普通国省道\t3\n"
    )
    assert found(roads, "area", "sector") == [
        ("新阳市", "道路交通-高速公路"),
        ("新阳市", "道路交通-普通国省道"),
    ]
    fires = "新阳市2021年火灾情况\n起火原因\t起数\t占比(%)\n电气\t9\t75.0\n吸烟\t3\t25.0\n"
    assert found(fires, "sector", "comparison") == [
        ("火灾/原因:电气", None),
        ("火灾/原因:电气", "占火灾总数"),
        ("火灾/原因:吸烟", None),
        ("火灾/原因:吸烟", "占火灾总数"),
    ]


# --- a table told in prose comes back whole ---

AREAS = ("东山区", "西川区", "南湖县", "北岭县", "青云镇")
MEASURES = (("事故起数", "事故", "起"), ("死亡人数", "死亡", "人"), ("受伤人数", "受伤", "人"))


def one_area_after_another(table: dict[str, list[int]]) -> str:
    """A part of the sentence for each area."""
    told = [
        area + "、".join(f"{word}{n}{unit}" for (_, word, unit), n in zip(MEASURES, row))
        for area, row in table.items()
    ]
    return "；".join(told) + "。"


def one_measure_after_another(table: dict[str, list[int]]) -> str:
    """The areas once for each measure, with their numbers in turn."""
    areas = "、".join(table)
    told = []
    for i, (measure, _, unit) in enumerate(MEASURES):
        numbers = "、".join(f"{row[i]}{unit}" for row in table.values())
        told.append(f"{areas}{measure}分别为{numbers}")
    return "，".join(told) + "。"


def in_brackets(table: dict[str, list[int]]) -> str:
    """The numbers of an area in brackets behind it."""
    told = [
        f"{area}（" + "，".join(f"{word}{n}{unit}" for (_, word, unit), n in zip(MEASURES, row)) + "）"
        for area, row in table.items()
    ]
    return "各地情况为：" + "、".join(told) + "。"


def in_a_grid(table: dict[str, list[int]]) -> str:
    """A table of plain text."""
    header = "\t".join(["地区", *(f"{measure}（{unit}）" for measure, _, unit in MEASURES)])
    return "\n".join([header, *("\t".join([area, *map(str, row)]) for area, row in table.items())])


@pytest.mark.parametrize(
    "told",
    [one_area_after_another, one_measure_after_another, in_brackets, in_a_grid],
    ids=lambda t: t.__name__,
)
@given(
    st.dictionaries(
        st.sampled_from(AREAS), st.lists(st.integers(0, 3000), min_size=3, max_size=3), min_size=2
    )
)
def test_a_table_told_in_prose_comes_back_whole(told, table):
    claims = extract(f"新阳市2021年1-6月情况\n{told(table)}")
    cells = {(area, MEASURES[i][0]): n for area, row in table.items() for i, n in enumerate(row)}
    back = zip(claims["area"].str.removeprefix("新阳市"), claims["measure"])
    assert dict(zip(back, claims["value"])) == cells
    assert len(claims) == len(cells)
    assert set(claims["period"]) == {"2021-01-01/2021-06-30"}
    assert set(claims["sector"]) == set(claims["comparison"]) == {None}


def test_a_ranked_table_has_its_names_behind_the_rank_and_a_total_without_one():
    lines = [
        "2023年1-9月情况", "|排位|行业|事故起数|占总数比例%|", "|---|---|---|---|", "|1|道路运输|98|84.48|",
        "|全市合计| |116|100|",
    ]  # fmt: skip
    found = extract("\n".join(lines))
    shown = found[["sector", "measure", "value", "unit", "comparison"]].astype(object)
    assert shown.where(shown.notna(), None).values.tolist() == [
        ["道路运输", "事故起数", 98.0, "起", None],
        ["道路运输", "事故起数占比", 84.48, "%", "占总数"],
        [None, "事故起数", 116.0, "起", None],
        [None, "事故起数占比", 100.0, "%", "占总数"],
    ]


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        # a label says what its paragraph is about, or into what it breaks down the whole
        (
            "某市2021年火灾情况\n【场所】商铺9起、亡2人；仓库4起。\n【检查】检查单位30家。",
            ["火灾-商铺", "火灾-商铺", "火灾-仓库", "消防"],
        ),
        (
            "某市2021年火灾情况\n【原因】排第一的是线路老化，9起，占45%。其次为吸烟4起。",
            ["火灾/原因:线路老化", "火灾/原因:线路老化", "火灾/原因:吸烟"],
        ),
        ("某市2021年火灾情况\n【电动自行车】火灾9起，同比上升5%。", ["电动自行车火灾"] * 2),
        # hours of the day are a part of the whole
        ("某市2021年火灾情况\n22时至次日4时火灾9起、亡2人。", ["火灾-22时至次日4时"] * 2),
        ("2021年，19时至22时发生事故9起。", ["19时至22时"]),
        # in a text on one sector a bare name is a part of it
        (
            "某县2021年道路交通安全情况\n乡村道路9起，摩托车事故4起。",
            ["道路交通-乡村道路", "道路交通-摩托车"],
        ),
        (
            "某县2021年道路交通安全情况\n查处交通违法3万起，其中酒驾9起、超载7起。",
            ["道路交通", "道路交通", "道路交通"],
        ),
        # an accident that heads its paragraph
        ("某市2021年通报\n“3·5”道路运输事故。3月5日，一辆客车侧翻，造成3人死亡。", ["道路运输"]),
        ("2021年，工矿商贸、道路运输事故总量分别下降5%、6%。", ["工矿商贸", "道路运输"]),
        ("2021年抽查化工企业9家，未设报警器的有3家。", ["化工", "化工"]),
        ("2021年“九小场所”台账登记900家。", ["九小场所"]),
        ("2021年，小微企业发生事故9起。", ["小微企业"]),
        (
            "某市2021年火灾情况\n接警90起，其中火灾9起、亡2人，已核损失3万元。",
            ["消防", "火灾", "火灾", "火灾"],
        ),
        # the title of an office below its number; one on two things is of neither
        (
            "某建函〔2021〕9号\n某省建设厅关于2021年第三季度全省房屋市政工程事故情况的通报\n发生9起。",
            ["房屋市政工程"],
        ),
        ("某市2021年行政执法暨危险化学品监管情况\n全市检查企业9家次。", [None]),
        # a device, whatever it is counted in, and below a heading on its kind
        (
            "某市2021年特种设备安全状况\n在用电梯9台、气瓶7万只。另有压力管道3公里。处置电梯困人故障2起，解救乘客5人。",
            [f"特种设备-{device}" for device in ("电梯", "气瓶", "压力管道", "电梯", "电梯")],
        ),
        ("某市2021年特种设备安全状况\n一、电梯应急处置\n处置故障9起。", ["特种设备-电梯"]),
        (
            "某市2021年特种设备安全状况\n气瓶、大型游乐设施未发生事故。",
            ["特种设备-气瓶", "特种设备-大型游乐设施"],
        ),
        ("某市2021年特种设备安全状况\n起重机械定期检验率99%。", ["特种设备-起重机械"]),
        # the whole by a shorter name, and a part of it
        ("某市2021年城镇燃气整治情况\n全市发生燃气事故9起。", ["燃气"]),
        ("某县2021年道路交通安全情况\n校车未发生亡人事故。", ["道路交通-校车"]),
        # a heading on the heaviest risks of a sector
        ("某省2021年煤矿事故情况\n国有煤矿发生事故9起。", ["煤矿-国有煤矿"]),
        ("某市2021年火灾情况\n从场所看，商业场所火灾9起。", ["火灾-商业场所"]),
        (
            "某县2021年道路交通安全情况\n农村公路事故占总起数的37.2%。",
            ["道路交通-农村公路"],
        ),
        ("某市2021年特种设备安全状况\n平台接报电梯困人9起。", ["特种设备-电梯"]),
        ("一、煤矿重大风险\n2021年抽查9处，2处通风不足。", ["煤矿", "煤矿"]),
        ("2021年，工矿商贸就业人员十万人生产安全事故死亡1.1人。", ["工矿商贸"]),
        ("一、工矿商贸\n2021年发生事故9起。从原因看，涉及违章的5起。", ["工矿商贸", "工矿商贸/原因:违章"]),
        # what is no sector
        ("二、分行业情况\n2021年较大事故2起。", [None]),
        ("2021年，本季度较大事故2起。", [None]),
        ("2021年抽查部门9个，其中3个未开会。", ["部门", "部门"]),
    ],
)
def test_a_sector_is_named_by_a_label_by_the_whole_or_by_the_clause(text, sectors):
    assert extract(text)["sector"].tolist() == sectors


def test_a_part_of_a_list_keeps_no_mark_of_the_list():
    text = "某市2021年火灾情况\n从场所看，商铺9起、仓库4起。"
    assert found(text, "sector") == [("火灾-商铺",), ("火灾-仓库",)]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("新阳市2021年情况\n东山县、西山县行政处罚分别为9次、7次。", ["东山县", "西山县"]),
        ("新阳市2021年情况\n东山县、西山县死亡人数均下降20%以上。", ["东山县", "西山县"]),
        ("某省2021年情况\n景德镇市、新余市死亡人数均下降20%以上。", ["景德镇市", "新余市"]),
        (
            "新阳市2021年情况\n（一）部分县死亡人数上升。东山县9人、西山县7人，同比分别上升12.5%、16.7%。",
            ["东山县", "西山县", "东山县", "西山县"],
        ),
        ("某省2021年情况\n4月17日，新阳市东山县一工地坍塌，造成3人死亡。", ["新阳市东山县"]),
        # a change of one place of a list, what each has, and a rate of all of it
        (
            "新阳市2021年情况\n东山县、西山县死亡人数分别为9人、7人，同比东山县上升12.5%。",
            ["东山县", "西山县", "东山县"],
        ),
        ("新阳市2021年情况\n东山县、西山县各发生建筑施工死亡事故3起。", ["东山县", "西山县"]),
        (
            "新阳市2021年情况\n东山县、西山县各上报重大隐患8项，整改率均为100%。",
            ["东山县", "西山县", "东山县", "西山县"],
        ),
        ("新阳市2021年情况\n按地区分：城东街道挂牌9处、销号7处。", ["城东街道", "城东街道"]),
        # a column of places, a bracket in its title
        ("新阳市2021年情况\n县（区）\t死亡人数\n东县\t19\n城山区\t7", ["东县", "城山区"]),
    ],
)
def test_each_place_of_a_list_has_its_own_figures(text, areas):
    told = extract(text)["area"].str.removeprefix("新阳市" if "某省" not in text else "")
    assert told.tolist() == areas


def test_a_place_alone_is_counted_in_what_its_heading_names():
    text = "新阳市2021年情况\n（一）部分县死亡人数上升。东山县9人、西山县7人，同比分别上升12.5%、16.7%。"
    assert found(text, "measure") == [("死亡人数",)] * 4


def test_a_rate_that_ranks_places_is_theirs_and_no_share_gone_on():
    text = "新阳市2021年情况\n东山、西山两县隐患9处，占全市的30%；整改率靠后的是北镇（93%）、南镇（94%）。"
    assert found(text, "measure", "comparison")[-2:] == [("整改率", None)] * 2


def test_a_rate_above_or_below_the_mean_is_that_of_each_place():
    text = "新阳市2021年情况\n东山县、西山区整改率低于全市平均水平，分别为78%、80%。"
    assert found(text, "measure", "area") == [("整改率", "东山县"), ("整改率", "西山区")]


def test_trades_alone_are_counted_in_what_is_put_right_of_them():
    text = "某市2021年情况\n工贸行业18项，已整改9项，整改率50%；消防10项，已整改9项，整改率90%。"
    assert found(text, "measure") == [("隐患数",), ("已整改数",), ("整改率",)] * 2


def test_hazards_listed_beside_those_of_one_level_are_of_that_level():
    text = "2021年排查重大隐患86项，其中企业自查52项、部门检查发现34项，已整改41项，整改率47.7%。"
    assert found(text, "measure") == [
        *[("重大隐患数",)] * 3,
        ("重大隐患销号数",),
        ("重大隐患整改率",),
    ]


@pytest.mark.parametrize(
    ("text", "comparisons"),
    [
        # a share that names no whole is of all that it is a share of
        ("2021年发生9起、死亡8人。高处坠落3起、死亡2人，死亡人数占25%。", ["占死亡总数"]),
        ("2021年立案9件，其中工贸3件，占33.3%。", ["占立案总数"]),
        ("2021年，9名死者中，老人3人，占33.3%。", ["占死亡总数"]),
        # what was sampled, by its name
        ("2021年抽查企业9家，3家未培训，占抽查企业的33.3%。", ["占抽查企业"]),
        ("2021年较大事故3起，其中道路运输2起，占66.7%。", ["占较大事故总数"]),
        ("2021年发生9起，其中道路运输3起，占33.3%。", ["占比"]),
    ],
)
def test_a_share_without_a_whole_is_of_all_of_its_kind(text, comparisons):
    assert extract(text)["comparison"].dropna().tolist() == comparisons


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        # firms that are named by what they use, and taken up again
        (
            "2021年检查2家使用煤气罐的餐饮企业时未发现问题。但上述餐饮企业均存在3个以上隐患。",
            ["餐饮/煤气罐", "餐饮/煤气罐"],
        ),
        (
            "2021年，某局针对规模以下商业零售、餐饮单位安全印发方案，明确会议每年召开2次。",
            ["商业零售、餐饮"],
        ),
        ("2021年，全面加强9所学校幼儿园安全管理。", ["教育"]),
        ("2021年，3家汽修企业未登记。", ["汽修"]),
        # of two things that did not happen, none makes up a part of its target
        (
            "2021年火灾9起，没有发生电动车火灾，分别占年度控制目标的90%、0%。",
            ["火灾", "电动车火灾", "火灾", "电动车火灾"],
        ),
    ],
)
def test_a_sector_is_that_of_the_firms_a_sentence_is_about(text, sectors):
    assert extract(text)["sector"].tolist() == sectors


def test_a_limit_that_a_rule_sets_holds_in_all_of_the_place():
    text = "东山区2021年情况\n城东镇将灭火器全部送检（规定不超过1/4）。"
    assert found(text, "area", "period") == [("东山区", None)]


def test_years_and_the_land_are_what_others_are_held_against():
    text = "东山区2021年情况\n占比与前2年相比上升，近3年的计划雷同。山地面积占90%。"
    assert found(text, "value", "unit", "qualifier", "comparison") == [
        (2, "年", None, "同比"),
        (3, "年", None, None),
        (90, "%", None, "占全区面积"),
    ]


def test_a_campaign_has_the_year_of_its_document():
    text = "百日行动情况\n5月中旬起，全县派出3个督查组。9月2日获悉，查处隐患9项。"
    told = extract(text, document_date=date(2023, 9, 3))
    assert told["period"].tolist() == ["2023-05-中旬/2023-09-02"] * 2


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("2021年，在用设备9万台（套），检查项目7个次。", [(9, "万台（套）"), (7, "个次")]),
        # parts that are taken up, and the victims of whom some follow
        ("2021年，涉及培训的4起，涉及分包的3起，两项有交叉。", [(4, "起"), (3, "起")]),
        ("2021年，9名遇难者中，老人5人。", [(5, "人")]),
        ("2021年情况（共3页）\n发生9起。", [(9, "起")]),
        ("2021年，万台特种设备死亡人数0.15。", [(0.15, None)]),
        # users of whom some follow are counted there
        ("2021年，商业用户9户中，已安装报警器7户。", [(9, "户"), (7, "户")]),
        ("2021年，就业人员十万人生产安全事故死亡1.1人。", [(1.1, "人")]),
    ],
)
def test_what_is_taken_up_is_no_figure_and_what_is_counted_is_one(text, figures):
    assert found(text, "value", "unit") == figures


def test_persons_of_the_year_before_are_the_victims_that_were_counted():
    text = "2021年1-8月，全市发生事故5起、受伤8人，去年同期为9起、15人，同比分别下降44.4%、46.7%。"
    assert [measure for (measure,) in found(text, "measure")] == ["事故起数", "受伤人数"] * 3


def test_persons_of_the_year_before_are_the_victims_in_their_order():
    text = "2021年，火灾9起，死亡5人，受伤4人。与去年同期的12起、6人、8人相比，均下降。"
    assert found(text, "measure") == [("火灾起数",), ("死亡人数",), ("受伤人数",)] * 2


def test_the_fines_that_fell_are_no_cases():
    text = "2021年5月立案9件，罚款30.5万元，立案数环比减少7件，罚款环比下降4.4%。"
    assert found(text, "measure")[-2:] == [("立案数",), ("罚款金额",)]


def test_a_measure_that_was_named_with_a_change_holds_for_the_next_place():
    text = "新阳市2021年情况\n东山县立案数同比增加3件；西山县9件，上年同期为7件。"
    assert found(text, "measure") == [("立案数",)] * 3


def test_kinds_of_offences_are_no_accidents():
    text = "2021年查处交通违法3万起，其中酒驾9起（含醉驾2起）、超载7起，拘留5人。"
    measures = ["查处违法行为数"] * 4 + ["行政拘留人数"]
    assert extract(text)["measure"].tolist() == measures


def test_a_month_of_a_breakdown_by_time_is_no_window_of_what_follows():
    text = "某市2021年通报\n从时间看，4月份最多，发生9起；夜间发生5起。\n东山区发生6起。"
    year = "2021-01-01/2021-12-31"
    assert extract(text)["period"].tolist() == ["2021-04-01/2021-04-30", year, year]


def test_none_in_words_is_a_claim_wherever_the_word_stands():
    text = "2021年，东山区、西川区均无亡人事故。较大及以上事故为零。"
    assert found(text, "area", "measure", "value") == [
        ("东山区", "亡人事故起数", 0),
        ("西川区", "亡人事故起数", 0),
        (None, "较大及以上事故起数", 0),
    ]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        (
            "2021年火灾9起，亡人2人，伤人3人，财产损失9万元。",
            ["火灾起数", "死亡人数", "受伤人数", "直接财产损失"],
        ),
        (
            "2021年火灾9起、亡2人、伤3人、财产损失9万元，同比火灾起数下降1%，亡人减少1人，伤人增加1人，损失下降9%。",
            ["火灾起数", "死亡人数", "受伤人数", "直接财产损失"] * 2,
        ),
        ("2021年触电9起、死亡8人，占工矿商贸事故起数的5%。", ["事故起数", "死亡人数", "事故起数占比"]),
    ],
)
def test_short_words_for_the_dead_and_the_injured_are_measures(text, measures):
    assert extract(text)["measure"].tolist() == measures


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("逾期未销账6项", ["逾期未整改数"]),
        ("隐患未销账6项", ["未整改数"]),
        ("未销账隐患6项", ["未整改数"]),
        ("逾期未整改隐患5项", ["逾期未整改数"]),
        ("逾期隐患5项", ["逾期未整改数"]),
        ("尚有6项隐患未完成整改", ["未整改数"]),
        ("5项隐患已逾期", ["逾期未整改数"]),
        ("有6项没有整改到位", ["未整改数"]),
        ("6项正在整改", ["未整改数"]),
        ("重大隐患3项，已销账1项，未销账2项", ["重大隐患数", "重大隐患销号数", "重大隐患未整改数"]),
        ("重大隐患未销账2项，其中逾期1项", ["重大隐患未整改数", "重大隐患逾期未整改数"]),
        ("隐患19项，已整改12项，未整改6项", ["隐患数", "已整改数", "未整改数"]),
        ("逾期整改2项，未按期整改3项", ["逾期整改数", "未按期整改数"]),
    ],
)
def test_hazards_that_are_not_put_right_are_open_and_not_closed(text, measures):
    found_measures = [measure for (measure,) in found(f"2020年，某区{text}。", "measure")]
    assert found_measures == measures


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2019年至2021年10月，全市事故4起。", ["2019-01-01/2021-10-31"]),
        ("2019年至2021年10月15日，全市事故4起。", ["2019-01-01/2021-10-15"]),
        (
            "2021年1至10月，全市事故3起。2020年同期，全市事故2起。",
            ["2021-01-01/2021-10-31", "2020-01-01/2020-10-31"],
        ),
        ("2021年1至10月，全市事故3起，2020年同期2起。", ["2021-01-01/2021-10-31", "2020-01-01/2020-10-31"]),
        ("2021年全市事故3起。2020年同期全市事故2起。", ["2021-01-01/2021-12-31", "2020-01-01/2020-12-31"]),
        ("2020年同期全市事故2起。", ["2020年同期"]),
        (
            "2021年1至10月，全市事故3起，比2020年同期（2起）增加1起。",
            ["2021-01-01/2021-10-31", "2020-01-01/2020-10-31", "2021-01-01/2021-10-31"],
        ),
    ],
)
def test_years_up_to_a_month_and_the_same_days_of_another_year_are_windows(text, periods):
    assert [period for (period,) in found(text, "period")] == periods


def test_the_same_days_of_no_named_window_are_no_whole_year():
    assert window_of("2020年同期") is None


@pytest.mark.parametrize(
    ("whole", "measure"),
    [
        ("全市事故起数", "事故起数占比"),
        ("全市死亡事故起数", "事故起数占比"),
        ("全市死亡事故总数", "事故起数占比"),
        ("全市死亡人数", "死亡人数占比"),
        ("全市", "死亡人数占比"),
    ],
)
def test_a_share_is_of_what_its_whole_is_said_to_count(whole, measure):
    text = f"2021年，全区事故3起，死亡4人，占{whole}的33.3%。"
    assert found(text, "measure", "value")[2] == (measure, 33.3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("死亡事故同比上升50%", ("事故起数", "%", None, "同比上升")),
        ("较大事故同比下降50%", ("较大事故起数", "%", None, "同比下降")),
        ("建筑业事故比上年下降50%", ("事故起数", "%", "建筑业", "同比下降")),
        ("受伤同比减少50人", ("受伤人数", "人", None, "同比减少")),
        ("隐患同比下降50%", ("隐患数", "%", None, "同比下降")),
    ],
)
def test_a_change_without_a_count_is_of_the_thing_it_names(text, told):
    assert found(f"2021年，全市{text}。", "measure", "unit", "sector", "comparison") == [told]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("占全市15%（95%置信区间2%～17%）", [("占比", 15)]),
        ("事故9起，占比在12%～65%之间（95%置信区间）", [("事故起数", 9)]),
        ("事故9起，未超出偶然波动（p=0.383）", [("事故起数", 9)]),
        ("全市事故11起，其中2起", [("事故起数", 11), ("其中部分数", 2)]),
        ("全市事故11起，其中2起较大事故", [("事故起数", 11), ("较大事故起数", 2)]),
    ],
)
def test_limits_and_p_values_are_no_claims_and_a_part_without_a_name_is_none_of_the_whole(text, claims):
    assert found(f"2020年，{text}。", "measure", "value") == claims


def test_the_letter_of_an_industry_is_no_part_of_its_name():
    text = "2020年，全区事故8起，其中E 建筑业4起，B采矿业2起。"
    assert found(text, "sector", "value") == [(None, 8), ("建筑业", 4), ("采矿业", 2)]


def test_a_figure_in_brackets_behind_what_is_compared_with_is_of_that_window():
    text = "2021年1至10月，全区事故3起，比2020年同期（2起）增加1起。"
    assert found(text, "value", "period", "comparison")[1] == (2, "2020-01-01/2020-10-31", None)


@pytest.mark.parametrize(
    ("said", "claims"),
    [
        ("占全市的三分之一", [("事故起数占比", 0.3333, None, None, "占全市")]),
        ("占比过半", [("事故起数占比", 0.5, None, "超过", "占比")]),
        ("占全市的1/3", [("事故起数占比", 0.3333, None, None, "占全市")]),
        ("占全市的七成以上", [("事故起数占比", 0.7, None, "以上", "占全市")]),
        ("同比下降近一半", [("事故起数", 0.5, None, "近", "同比下降")]),
        ("同比增长近一倍", [("事故起数", 1, "倍", "近", "同比上升")]),
        ("同比翻一番", [("事故起数", 1, "番", None, "同比上升")]),
        ("同比减少两成", [("事故起数", 0.2, None, None, "同比下降")]),
    ],
)
def test_fractions_and_multiples_in_words_are_shares_and_changes(said, claims):
    columns = ("measure", "value", "unit", "qualifier", "comparison")
    assert found(f"2021年，东山区建筑业发生事故12起，{said}。", *columns)[1:] == claims


@pytest.mark.parametrize(
    "idiom", ["检查组用了一半时间走访", "负责人近半年未到岗", "半数以上时间无人值守", "要把压力减半"]
)
def test_half_of_ones_time_is_no_figure_of_a_measure(idiom):
    assert found(f"2021年，东山区发生事故12起。{idiom}。", "value") == [(12,)]


def test_what_a_sentence_does_not_say_is_told_to_be_assumed():
    text = (
        "东山市情况\n2021年，东山市发生事故12起，死亡9人。其中建筑业事故5起。2020年，西山区事故3起，占33%。"
    )
    assert found(text, "value", "period", "area", "assumed") == [
        (12, "2021-01-01/2021-12-31", "东山市", None),
        (9, "2021-01-01/2021-12-31", "东山市", None),
        (5, "2021-01-01/2021-12-31", "东山市", "period; area"),
        (3, "2020-01-01/2020-12-31", "西山区", None),
        (33, "2020-01-01/2020-12-31", "西山区", "comparison"),
    ]


def test_titles_and_figures_with_wide_and_narrow_gaps_between_them_are_a_table():
    text = (
        "青河市2021年整改情况\n\n行业　　隐患数（条）　已整改（条）　整改率（%）\n"
        "建材　　40　30　75\n合计　　　60　　　45　　　75\n\n"
        "地区　　　事故起数（起）　死亡人数（人）\n东山县　　　3　　　2"
    )
    assert found(text, "measure", "value", "unit", "area", "sector") == [
        ("隐患数", 40, "条", "青河市", "建材"),
        ("已整改数", 30, "条", "青河市", "建材"),
        ("整改率", 75, "%", "青河市", "建材"),
        ("隐患数", 60, "条", "青河市", None),
        ("已整改数", 45, "条", "青河市", None),
        ("整改率", 75, "%", "青河市", None),
        ("事故起数", 3, "起", "东山县", None),
        ("死亡人数", 2, "人", "东山县", None),
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("2021年整改率须达到100%。", [(100, "%", "达")]),
        ("2021年检查率、整改率分别达到90%以上和100%。", [(90, "%", "以上"), (100, "%", "达")]),
        ("2021年经费按不低于上年度财政收入的0.2%安排。", [(0.2, "%", "不少于")]),
        ("2021年整改期限不超过20日，每月5日前上报。", [(20, "日", "不超过")]),
        ("2021年配备应急电话36部，举报电话12350。", [(36, "部", None)]),
        ("2021年接入视频90路，储备帐篷30顶。", [(90, "路", None), (30, "顶", None)]),
        ("2021年从业30人以上的5家企业建档。", [(5, "家", None)]),
        ("2021年事故集中在矿山、建筑两个行业。", []),
        ("2021年两项合计罚款9万元。", [(9, "万元", None)]),
        ("2021年，除道路交通外的9起事故中，触电4起。", [(9, "起", None), (4, "起", None)]),
        ("2021年收费下调3元。", [(3, "元", None)]),
        ("2021年执法人员缺口近三分之一。", [(0.3333, None, "近")]),
        ("2021年近一半事故集中在夜间。", [(0.5, None, "近")]),
    ],
)
def test_what_is_a_figure_and_how_it_is_qualified(text, figures):
    assert found(text, "value", "unit", "qualifier") == figures


def test_a_rate_of_several_places_is_one_of_each():
    text = "青河市2021年情况\n2021年东山县、西山区隐患整改率均在98%以上，北川县、南原县整改率不足90%。"
    assert found(text, "value", "area", "qualifier") == [
        (98, "东山县", "以上"),
        (98, "西山区", "以上"),
        (90, "北川县", "不足"),
        (90, "南原县", "不足"),
    ]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        (
            "青河市情况\n自2021年5月全面启动排查整治行动以来，截至9月30日，排查隐患9处。\n整改7处。",
            ["2021-05-01/2021-09-30"] * 2,
        ),
        (
            "青河市2021年汛期情况\n入汛（5月10日）以来至9月20日，检查9家次。\n查出隐患7处。",
            ["2021-05-10/2021-09-20"] * 2,
        ),
        (
            "截至2021年底，全市共有矿山9座，其中露天7座；尾矿库2座。另有砂场3座。全年检查60家次。",
            [*["2021-12-31/2021-12-31"] * 4, "2021-01-01/2021-12-31"],
        ),
        (
            "青河市2021年5月情况\n5月份，事故2起。1—5月，事故9起。\n三、检查情况\n5月份检查6家次。\n抽查3家。",
            ["2021-05-01/2021-05-31", "2021-01-01/2021-05-31", *["2021-05-01/2021-05-31"] * 2],
        ),
        ("2021年事故9起。8月份为全年最多，达3起。", ["2021-01-01/2021-12-31", "2021-08-01/2021-08-31"]),
        (
            "2021年事故9起。\n8月份事故最多，达3起；22时至次日6时4起。",
            ["2021-01-01/2021-12-31", "2021-08-01/2021-08-31", "2021-01-01/2021-12-31"],
        ),
        ("2021年8月份当月发现隐患9处；当月整改7处。", ["2021-08-01/2021-08-31"] * 2),
        (
            "2021年3月至9月，全市开展冬防专项整治。\n整治期间发生事故2起。",
            ["2021-03-01/2021-09-30"],
        ),
        (
            "青河市2021年总结\n三、收官。2019年至2021年累计检查90家次。\n四、队伍。组建队伍9支。",
            ["2019-01-01/2021-12-31", "2021-01-01/2021-12-31"],
        ),
        ("2021年整改率须达到95%。", [None]),
        (
            "2021年事故11起，2020年为8起，起数同比上升37.5%。",
            ["2021-01-01/2021-12-31", "2020-01-01/2020-12-31", "2021-01-01/2021-12-31"],
        ),
    ],
)
def test_windows_hold_on_no_longer_than_what_they_are_of(text, periods):
    assert [period for (period,) in found(text, "period")] == periods


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("青河市2021年情况\n城镇燃气企业9家，燃气事故2起。", ["燃气", "燃气"]),
        (
            "青河市2021年烟花爆竹情况\n现有烟花爆竹企业9家，其中生产企业2家、经营7家。",
            ["烟花爆竹", "烟花爆竹-生产", "烟花爆竹-经营"],
        ),
        (
            "青河市2021年情况\n有限空间事故9起，其中因盲目施救造成伤亡扩大的2起，由此造成死亡5人。",
            ["有限空间", *["有限空间/原因:盲目施救"] * 2],
        ),
        ("青河市2021年情况\n检查粉尘涉爆企业9家，其中员工30人以上的2家。", ["粉尘涉爆"] * 2),
        ("青河市2021年情况\n发现隐患：用电类6项、消防类3项。", ["用电", "消防"]),
        ("青河市2021年电动自行车情况\n检查门店9家，查处改装3起。", ["电动自行车"] * 2),
        ("青河市2021年情况\n全市工贸行业发生有限空间事故2起、死亡3人。", ["有限空间"] * 2),
        (
            "青河市2021年道路交通情况\n按肇事车型分：客车肇事致3人死亡，货车肇事致4人死亡。",
            ["道路交通-客车", "道路交通-货车"],
        ),
        (
            "青河市2021年矿山情况\n全市煤矿发生事故3起，百万吨死亡率0.05。其中，顶板事故2起、机电事故1起。",
            ["煤矿", "煤矿", "煤矿/类别:顶板", "煤矿/类别:机电"],
        ),
    ],
)
def test_sectors_go_by_their_own_names(text, sectors):
    assert [sector for (sector,) in found(text, "sector")] == sectors


def test_a_share_of_what_was_looked_at_in_streets_is_of_no_place_of_that_name():
    text = "青河市东山区2021年情况\n2021年，3个街道未演练，占抽查街道的一半。"
    assert found(text, "area", "comparison") == [("东山区", None), ("东山区", "占抽查街道")]


def test_nobody_died_in_either_of_two_sectors():
    text = "青河市2021年情况\n建筑业、铁路交通未发生人员死亡。"
    assert found(text, "measure", "value", "sector") == [
        ("死亡人数", 0, "建筑业"),
        ("死亡人数", 0, "铁路交通"),
    ]


def test_ships_have_kinds_of_accidents_of_their_own():
    text = "青河市2021年水上交通情况\n水上交通事故4起。其中触礁2起、自沉1起、风灾1起。"
    kinds = ["水上交通/类别:触礁", "水上交通/类别:自沉", "水上交通/类别:风灾"]
    assert [sector for (sector,) in found(text, "sector")] == ["水上交通", *kinds]


def test_the_mean_of_the_city_that_a_district_lies_in_is_the_citys():
    claims = extract("清苑区2021年情况\n参保率60%，低于全市70%的平均水平。")
    assert claims["area"].tolist() == ["清苑区", "保定市"]


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        (
            "某县燃气安全情况\n2021年，排查用户90户，其中居民用户60户、工商用户30户。",
            ["燃气", "燃气-居民用户", "燃气-工商用户"],
        ),
        (
            "某市危险化学品安全情况\n2021年，重大危险源9处，其中一级4处、二级5处。",
            ["危险化学品", "危险化学品-一级", "危险化学品-二级"],
        ),
        ("2021年，全县转移9万人，其中海上作业人员5万人、工棚工地人员4万人。", [None, "海上作业", "工棚工地"]),
        ("2021年，全县走访9个部门、7个乡镇（街道）。", ["部门", "乡镇（街道）"]),
        ("2021年，某县立案9起，结案8起，其中移送司法机关2起。", [None, None, None]),
        (
            "2021年，全县工矿商贸领域高处坠落、机械伤害分别发生9起、6起，合计15起，占工矿商贸事故总数的60%。",
            [
                "工矿商贸/类别:高处坠落",
                "工矿商贸/类别:机械伤害",
                *["工矿商贸/类别:高处坠落、机械伤害"] * 2,
            ],
        ),
    ],
)
def test_what_a_list_names_is_a_part_of_what_it_lists(text, sectors):
    assert [sector for (sector,) in found(text, "sector")] == sectors


@pytest.mark.parametrize(
    ("text", "comparisons"),
    [
        ("2021年，某县新增达标企业50家，完成年度任务40家的125%。", [None, "任务指标", "占年度任务"]),
        ("2021年，省下达某市年度控制指标为20起、13人。", ["任务指标", "任务指标"]),
        ("2021年，某县投保覆盖率71.8%，高于60%的年度目标11.8个百分点。", [None, "任务指标", "高于年度目标"]),
        ("2021年，某县较上期（7月31日）新增隐患9条、新增整改8条。", ["较上期增加", "较上期增加"]),
        (
            "2021年，某县事故5起、死亡7人，占某市全市事故起数的10%、死亡人数的20%。",
            [None, None, "占全市", "占全市"],
        ),
        ("2021年，在册隐患50条中，逾期未整改10条，占20%。", [None, None, "占在册隐患数"]),
    ],
)
def test_a_plan_a_target_and_a_whole_are_what_a_figure_is_held_against(text, comparisons):
    assert [comparison for (comparison,) in found(text, "comparison")] == comparisons


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("2021年，某市东山区、西山区整改率高于全市平均水平，分别达96%、95%。", ["东山区", "西山区"]),
        ("2021年，某市东山区检查9家次，其余6个县检查8家次。", ["东山区", "其余6个县"]),
        (
            "某市通报\n2021年，居前两位的是东山区、西山区，分别为7起、5起，两地合计占当年全市的52%。",
            ["东山区", "西山区", "东山区、西山区"],
        ),
    ],
)
def test_figures_in_turn_and_of_the_rest_are_of_their_places(text, areas):
    assert [area.removeprefix("某市") for (area,) in found(text, "area")] == areas


def test_a_unit_that_is_printed_in_full_once_is_that_of_both():
    text = "2021年，东山县、西山县整改率分别低于全市8.7个、10.2个百分点。"
    assert found(text, "value", "unit") == [(8.7, "个百分点"), (10.2, "个百分点")]


def test_the_days_of_a_letter_count_from_its_date_and_hours_from_no_day():
    text = (
        "某市安委会文件\n请你县自收到本函之日起15个工作日内整改。事故须在1小时内上报。\n某市安委会\n"
        "2021年6月5日\n附表：隐患分布情况"
    )
    assert found(text, "value", "period") == [(15, "自2021-06-05"), (1, None)]


def test_the_year_so_far_of_a_sentence_without_a_figure_is_not_the_window_of_the_text():
    text = (
        "通报\n今年以来，全市形势总体稳定。\n2025年1月至4月，发生事故9起。\n道路运输发生事故5起。\n"
        "2025年5月9日"
    )
    assert {period for (period,) in found(text, "period")} == {"2025-01-01/2025-04-30"}
