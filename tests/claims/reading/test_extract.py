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
        ("事故起数", 42, "建筑施工"),
        ("死亡人数", 47, "工矿商贸"),
        ("死亡人数", 25, "建筑施工"),
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
