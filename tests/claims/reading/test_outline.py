"""What stands below a heading: its sector, its breakdown, its window, its place. All read by hand."""

import pytest

from safetystats.claims import extract
from safetystats.claims.reading.outline import axis_of, heading_of
from safetystats.claims.reading.passages import rank_of


def sectors(text: str) -> list[str | None]:
    return extract(f"某市2021年安全生产情况\n{text}")["sector"].tolist()


def periods(text: str) -> list[str | None]:
    return extract(text)["period"].tolist()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a heading of a section holds over its paragraphs, and ends with the next of its rank
        ("一、煤矿\n发生事故3起。\n查处隐患9条。\n二、执法\n查处隐患7条。", ["煤矿", "煤矿", None]),
        ("一、重点行业\n（一）水上交通\n发生事故3起。\n（二）其他情况\n立案5件。", ["水上交通", None]),
        ("一、非煤矿山\n（一）事故\n发生3起。\n（二）检查\n查处隐患7条。", ["非煤矿山", "非煤矿山"]),
        ("【燃气】\n检查餐饮单位12家。\n【宣传】\n印发资料300份。", ["燃气", None]),
        ("◆特种设备\n抽查电梯514台。\n◆执法\n立案5件。", ["特种设备", None]),
        # a line of its own without a number
        ("形势总体平稳。\n道路运输\n全年发生事故30起，死亡20人，较上年下降。", ["道路运输", "道路运输"]),
        # an item ends with its paragraph, a numbered part with the next
        ("1.建筑施工。发生事故3起。\n2.执法。立案5件。", ["建筑施工", None]),
        ("（一）建筑施工。事故多发。\n全年发生事故3起。\n（二）执法。立案5件。", ["建筑施工", None]),
        # a short sentence without figures
        ("（一）电动自行车火灾仍处高位。共发生97起。", ["电动自行车火灾"]),
        ("有限空间安全管理有漏洞。抽查的9家企业均存在有限空间。", ["有限空间"]),
        ("消防安全能力不足。3家企业无证上岗。", ["消防"]),
        ("燃气安全“一户一策”。检查餐饮场所10家。\n执法监督从严从快。立案5件。", ["燃气", None]),
        ("教育培训不到位。抽查9家企业。", [None]),
        # parts of a text, and lines alone where no section is numbered
        ("第一部分　煤矿\n发生事故3起。\n第二部分　执法\n立案5件。", ["煤矿", None]),
        (
            "情况如下。\n煤矿\n（一）事故。发生3起。\n（二）检查。查处隐患7条。\n执法\n立案5件。",
            ["煤矿", "煤矿", None],
        ),
        ("第二部分　分行业情况\n煤矿3起。", ["煤矿"]),
        # what is counted off, one sentence after the other
        ("一是工矿商贸。发生事故3起。二是执法。立案5件。", ["工矿商贸", None]),
        (
            "一是道路运输事故占比仍高。共发生41起。\n二是建筑施工领域有所反弹。共发生11起。",
            ["道路运输", "建筑施工"],
        ),
        ("一是工贸行业降幅明显。发生事故9起。二是夜间多发。发生事故7起。", ["工贸", None]),
        ("四是其他行业总体平稳。发生事故7起。", ["其他行业"]),
        # several sectors in a heading
        ("4.渔业船舶、烟花爆竹。均未发生事故。", ["渔业船舶", "烟花爆竹"]),
        # a question
        ("记者：临近年关，烟花爆竹怎么管？\n负责人：全市零售点压减到418个。", ["烟花爆竹"]),
        ("问：道路交通领域情况如何？\n答：共发生事故68起。", ["道路交通"]),
        ("问：危险化学品和燃气怎么管？\n答：检查企业68家。", [None]),
    ],
)
def test_a_heading_names_the_sector_of_what_stands_below_it(text, told):
    assert sectors(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("（一）从事故原因看。操作不当3起，设备故障2起。", ["原因:操作不当", "原因:设备故障"]),
        (
            "一、火灾\n（一）从起火场所看。学校、医院火灾各6起；养老机构没有发生火灾。",
            ["火灾-学校", "火灾-医院", "火灾-养老机构"],
        ),
        ("二、按事故类型\n高处坠落3起，触电2起。", ["类别:高处坠落", "类别:触电"]),
        ("二、分行业情况\n全市建筑业发生事故3起，采矿业2起。", ["建筑业", "采矿业"]),
        ("二、分行业情况\n1.建筑施工。发生事故3起。\n2.工贸。2起。", ["建筑施工", "工贸"]),
        # a heading with its text behind it, in a text on one category
        (
            "新阳市2023年工矿商贸事故分析\n（一）行业分布。建筑业4起。\n（二）事故类别。坍塌3起。\n"
            "（三）直接原因。教育培训不够2起。\n（四）时间分布。一季度1起。",
            ["工矿商贸-建筑业", "工矿商贸/类别:坍塌", "工矿商贸/原因:教育培训不够", "工矿商贸"],
        ),
        ("一、火灾\n（一）起火原因分析\n按原因分：电气5起，吸烟2起。", ["火灾/原因:电气", "火灾/原因:吸烟"]),
    ],
)
def test_a_heading_breaks_down_what_stands_below_it(text, told):
    assert sectors(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "某市2023年5月事故通报\n一、总体\n5月发生4起。\n二、分行业情况（1—5月）\n1.工贸。9起。\n"
            "三、分地区情况\n东山区3起。",
            ["2023-05-01/2023-05-31", "2023-01-01/2023-05-31", "2023-01-01/2023-05-31"],
        ),
        (
            "某市2023年5月事故通报\n二、1—5月情况\n全市发生事故9起。\n三、5月情况\n发生2起。",
            ["2023-01-01/2023-05-31", "2023-05-01/2023-05-31"],
        ),
        # on a visit, a section without a window is of the visit
        (
            "督察意见\n2023年9月4日至22日，督察组对某区开展督察。\n一、2021年以来成效\n检查企业9家。\n"
            "二、问题\n抽查企业3家。",
            ["2021-01-01/2023-09-22", "2023-09-04/2023-09-22"],
        ),
    ],
)
def test_a_heading_names_the_window_of_what_stands_below_it(text, told):
    assert periods(text) == told


@pytest.mark.parametrize(
    ("heading", "axis"),
    [
        ("二、分行业领域情况", "行业"),
        ("（二）从起火原因看。", "原因"),
        ("三、各地区情况", "地区"),
        ("（一）重点行业领域情况（1至8月份）", "行业"),
        ("（二）原因分析。", "原因"),
        ("三、事故原因调查要从严", ""),
        ("四、事故原因分析会", ""),
        ("一、基本情况", ""),
    ],
)
def test_what_a_heading_breaks_down_by(heading, axis):
    assert axis_of(heading) == axis


def test_the_rank_of_a_paragraph_is_that_of_its_number():
    texts = ("一、煤矿", "（二）水上", "3.工贸", "（1）电梯", "●矿山", "【矿山】", "事故总量", "发生3起。")
    assert [rank_of(text) for text in texts] == [1, 2, 3, 4, 5, 5, 5, 0]


def test_an_item_with_its_text_goes_on_over_no_other_paragraph():
    assert heading_of("3.工贸。事故多发。", 3) == ""
    assert heading_of("（二）工贸。事故多发。", 2) == "（二）工贸。"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a heading, a label of a list, the first words of a paragraph
        ("三、分地区情况\n（一）东岭区。发生事故3起。\n（二）西陵县。发生5起。", ["东岭区", "西陵县"]),
        ("（一）东岭区\n发生事故3起。\n检查企业9家。\n（二）执法\n立案5件。", ["东岭区", "东岭区", "某市"]),
        ("——东岭区：检查企业9家。罚款3万元。\n——西陵县：检查企业5家。", ["东岭区", "东岭区", "西陵县"]),
        ("1—5月，东岭区发生事故3起。死亡2人。\n查处隐患9条。", ["东岭区", "东岭区", "某市"]),
        ("东岭区发生事故3起。西陵县发生5起。其中建筑业2起。", ["东岭区", "西陵县", "西陵县"]),
        ("（五）东岭区督导检查情况\n发现隐患9项。", ["东岭区"]),
        # one accident, sentence by sentence
        ("5月20日，南河县某工地发生坍塌事故。事故造成4人死亡。\n立案5件。", ["南河县", "某市"]),
        # the whole is named again, an office is no place, and neither is one among others
        ("东岭区发生事故3起。全市平均2起。立案5件。", ["东岭区", "某市", "某市"]),
        ("东岭区应急局开展检查。发现隐患9项。", ["某市"]),
        ("东岭区事故最多。电气原因引发3起。", ["某市"]),
        # the last paragraph is of no section
        (
            "一、情况\n（一）东岭区\n发生事故3起。\n请于10日内报送整改情况，整改率达95%。",
            ["东岭区", "某市", "某市"],
        ),
    ],
)
def test_a_heading_or_the_first_words_name_the_place_of_what_follows(text, told):
    claims = extract(f"某市2021年安全生产情况\n全市情况如下。\n{text}")
    assert [area.replace("全市", "某市") for area in claims["area"] if area] == told
