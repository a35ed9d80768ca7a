"""Parts of what was counted: kinds, causes, sectors side by side. Every expected value is read by hand."""

import pytest

from safetystats.claims import extract, internal_checks


def found(text: str, *columns: str) -> list[tuple]:
    return list(extract(text)[list(columns)].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a kind of accident is a part of what is told of
        (
            "2021年，建筑业发生事故9起，其中高处坠落3起、触电2起。",
            ["建筑业", "建筑业/类别:高处坠落", "建筑业/类别:触电"],
        ),
        (
            "一、煤矿\n2021年发生9起。顶板事故3起，瓦斯事故未发生。",
            ["煤矿", "煤矿/类别:顶板", "煤矿/类别:瓦斯"],
        ),
        (
            "一、非煤矿山\n2021年放炮、冒顶片帮各1起。",
            ["非煤矿山/类别:放炮", "非煤矿山/类别:冒顶片帮"],
        ),
        # a cause
        ("某市2021年火灾情况\n发生9起，其中充电引发5起。", ["火灾", "火灾/原因:充电"]),
        ("某市2021年火灾情况\n因电气故障引发火灾9起。", ["火灾/原因:电气故障"]),
        # sectors side by side
        ("2021年道路运输、建筑施工死亡人数占死亡总数的71%。", ["道路运输、建筑施工"]),
        (
            "2021年危险化学品、非煤矿山企业投保率分别达98%、97%。",
            ["危险化学品", "非煤矿山"],
        ),
        (
            "2021年渔业船舶、建筑施工领域事故起数减少，降幅分别是41%和25%。",
            ["渔业船舶", "建筑施工"],
        ),
        ("2021年，农林牧渔业，批发和零售业等行业合计36起。", ["农林牧渔业，批发和零售业等"]),
        # a known sector in longer words, and one that begins with a general word
        ("2021年适用一般程序处理的道路交通事故13起。", ["道路交通"]),
        ("2021年有限空间作业事故3起。", ["有限空间作业"]),
        ("2021年工贸领域检查企业9家。", ["工贸"]),
        ("某市交警2021年通报\n查处酒驾9起。", ["道路交通"]),
        # accidents named a clause before
        ("2021年需要警惕的是叉车事故，共发生6起，占特种设备事故的75%。", ["特种设备-叉车"] * 2),
        # a part without a name of its own
        ("2021年房屋市政工程共发生事故21起，其中较大事故3起。", ["房屋市政工程"] * 2),
        # named behind the figure
        (
            "2021年上半年发生的19起工矿商贸事故中，有14起是因违章作业引发。",
            ["工矿商贸", "工矿商贸/原因:违章作业"],
        ),
        ("2021年全国发生煤矿事故9起，其中江苏8起。", ["煤矿", "煤矿"]),
        # hours
        ("某市2021年道路交通情况\n17时至19时事故占全部事故的19.4%。", ["道路交通/时段:17时至19时"]),
        # what is no sector
        ("2021年确保较大事故不超过10起。", [None]),
    ],
)
def test_a_part_has_the_sector_that_its_words_say(text, told):
    assert extract(text)["sector"].tolist() == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2021年发生9起，比去年同期少发生3起、少死亡2人。", [(9, None), (3, "同比减少"), (2, "同比减少")]),
        ("2021年发生9起，同比下降5%。东山区降幅达10%。", [(9, None), (5, "同比下降"), (10, "同比下降")]),
        (
            "2021年罚款3起、检查2次，同比分别增长5%、-3%。",
            [(3, None), (2, None), (5, "同比上升"), (3, "同比下降")],
        ),
        ("2021年起数同比分别上升5%和持平。", [(5, "同比上升"), (0, "同比持平")]),
        ("2021年比行动前新增38处。", [(38, "较行动前增加")]),
    ],
)
def test_a_change_says_with_what_it_is_compared(text, told):
    assert found(text, "value", "comparison") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2021年，全市连续21个月未发生较大事故。", [(21, "个月", None)]),
        ("2021年起数连续4年“双下降”。", [(4, "年", None)]),
        ("2021年实现连续5年“零死亡”。", [(5, "年", None)]),
        ("2021年发现隐患9条，其余3条限期整改。", [(9, "条", None), (3, "条", None)]),
        ("2021年投保率分别达98%、97%。", [(98, "%", "达"), (97, "%", "达")]),
        ("2021年，其余4种原因各1起。", [(1, "起", None)]),
        ("2021年深入落实十五条硬措施。", []),
        ("2021年没有发生人员因灾死亡。", [(0, "人", None)]),
        (
            "2021年城关镇4起、柳河乡3起，两个乡镇占全县的47%。",
            [(4, "起", None), (3, "起", None), (47, "%", None)],
        ),
        ("关于两起事故的通报\n2021年1-5月发生9起。", [(9, "起", None)]),
    ],
)
def test_figures_are_told_from_what_only_looks_like_one(text, told):
    assert found(text, "value", "unit", "qualifier") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2021年移送司法机关3起5人。", ["移送案件数", "移送司法机关人数"]),
        (
            "2021年较大事故中，道路运输7起、死亡24人，建筑业3起。",
            ["较大事故起数", "较大事故死亡人数", "较大事故起数"],
        ),
        ("2021年亿元地区生产总值生产安全事故死亡人数0.021人。", ["亿元GDP死亡率"]),
        ("2021年工矿商贸就业人员十万人生产安全事故死亡人数1.37人。", ["就业人员十万人死亡率"]),
        ("2021年起数、死亡人数下降，其中东山区事故起数同比下降5%。", ["事故起数"]),
        ("2021年事故起数上升的有东山区（上升5%）、南湖县（上升3%）。", ["事故起数"] * 2),
        ("2021年占比35%，整改率96%，较二季度提高1.3个百分点。", ["占比", "整改率", "整改率"]),
        ("2021年受伤61人，同比死亡增加3人；受伤减少12人。", ["受伤人数", "死亡人数", "受伤人数"]),
    ],
)
def test_a_figure_measures_what_its_own_words_say(text, told):
    assert extract(text)["measure"].tolist() == told


def test_punctuation_of_half_width_is_read_and_quoted_as_printed():
    text = "2021年,全市发生事故5起(含道路3起),死亡4人;检查1,200家次."
    claims = extract(text)
    assert claims["value"].tolist() == [5, 3, 4, 1200]
    assert all(piece in text for piece in claims["text"])


def test_a_table_of_windows_takes_measure_and_unit_from_its_caption():
    text = (
        "某市2021年第一季度统计表\n表1 各区事故起数（单位：宗）\n"
        "| 地区 | 2021年一季度 | 2020年一季度 | 增减 |\n"
        "| 东山区 | 11 | 14 | 减少3 |\n| 南湖县 | 7 | 7 | 持平 |"
    )
    assert found(text, "measure", "value", "unit", "period", "area", "comparison") == [
        ("事故起数", 11, "宗", "2021-01-01/2021-03-31", "东山区", None),
        ("事故起数", 14, "宗", "2020-01-01/2020-03-31", "东山区", None),
        ("事故起数", 3, "宗", "2021-01-01/2021-03-31", "东山区", "同比减少"),
        ("事故起数", 7, "宗", "2021-01-01/2021-03-31", "南湖县", None),
        ("事故起数", 7, "宗", "2020-01-01/2020-03-31", "南湖县", None),
        ("事故起数", 0, "%", "2021-01-01/2021-03-31", "南湖县", "同比持平"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # a second base, a second total, a part without a name, a fault found in some of those looked at
        "2022年1-9月全省发生486起，比去年同期减少91起；较2020年同期下降27.4%。",
        "2021年全州事故1874起，其中一般程序52起，同比减少7起，下降11.86%。",
        "2021年抽查餐饮单位12家，有7家未按规定安装报警装置，占抽查总数的58.3%。",
        "某市2021年情况\n甲组发现隐患200条，已整改190条，整改率95%。\n乙组发现隐患50条，已整改45条，整改率90%。",
        "某省2021年情况\n全省发生23起。\n从类型看，碰撞9起，自沉14起。\n甲岛、乙岛均实现零事故。",
        "某市2021年情况\n| 区县 | 事故起数 | 死亡人数 | 占全市比重 |\n"
        "| 合计 | 94 | 70 | 100% |\n| 东山区 | 31 | 22 | 33% |",
    ],
)
def test_no_right_figure_is_called_wrong(text):
    checks = internal_checks(extract(text))
    assert checks.loc[checks["verdict"] == "contradicts", ["printed", "against"]].values.tolist() == []
