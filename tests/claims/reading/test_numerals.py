"""Numbers, units and qualifiers in Chinese prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.claims.reading.numerals import figures_in, number_from


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("查阅资料5300余份", [(5300, "份", "余")]),
        ("罚款１２３．４万元", [(123.4, "万元", "")]),
        ("死亡人数不超过12人", [(12, "人", "不超过")]),
        ("完成率98.5％以上", [(98.5, "%", "以上")]),
        ("近300起，大约40人，至少5家", [(300, "起", "近"), (40, "人", "约"), (5, "家", "不少于")]),
        ("300多起", [(300, "起", "余")]),
        ("在60个工作日内", [(60, "工作日", "")]),
        ("1,234家次", [(1234, "家次", "")]),
        ("规定不超过1/4", [(0.25, "", "不超过")]),
        ("下降百分之十二", [(12, "%", "")]),
        ("上升2.1个百分点", [(2.1, "个百分点", "")]),
        ("亿元GDP死亡率0.052，", [(0.052, "", "")]),
        ("首起案件", [(1, "起", "")]),
        ("查处违法行为1873项次", [(1873, "项次", "")]),
        ("电话12350", []),
        ("排查3千家，罚款2千元", [(3000, "家", ""), (2000, "元", "")]),
        ("3千余家，近5百人", [(3000, "家", "余"), (500, "人", "近")]),
        ("2万3千人次，1千5百家", [(23000, "人次", ""), (1500, "家", "")]),
        ("损失1亿2000万元", [(120_000_000, "元", "")]),
        ("3千万元，3万家，3千米", [(3, "千万元", ""), (3, "万家", ""), (3, "千米", "")]),
        ("超过三分之一，约四分之三", [(0.3333, "", "超过"), (0.75, "", "约")]),
        ("近一半，过半，半数以上", [(0.5, "", "近"), (0.5, "", "超过"), (0.5, "", "以上")]),
        ("两成，七成以上，近九成", [(2, "成", ""), (7, "成", "以上"), (9, "成", "近")]),
        ("翻一番，翻了一倍，减半", [(1, "番", ""), (1, "倍", ""), (0.5, "", "")]),
        ("上半年，近半年，不到半小时，半天", []),
        # 1千5 is 1500 when spoken, and 1005 when counted; the others say no number at all.
        ("1千5家，3万5家，几千家，数百人，1-3千家", []),
    ],
)
def test_figures_carry_value_unit_and_qualifier(text, figures):
    assert [(f.value, f.unit, f.qualifier) for f in figures_in(text)] == figures


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("两", 2), ("二十三", 23), ("一百零五", 105), ("三千二百", 3200)]
)
def test_chinese_numerals_have_their_values(text, value):
    assert number_from(text) == value


@given(st.integers(0, 10**9), st.sampled_from(["起", "人", "家次", "万元", "%"]))
def test_a_printed_count_is_read_back(value, unit):
    assert [(f.value, f.unit) for f in figures_in(f"共{value}{unit}。")] == [(value, unit)]
