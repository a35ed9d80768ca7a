"""How a hazard ended: only what plainly says so closes it."""
# ruff: noqa: E501 (a case is a word)

import pytest

from safetystats.rules.status import end_of, is_listed, is_unanswered


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("已销账", ("closed", False)),
        ("整改中", ("open", False)),
        ("已整改待复查", ("open", False)),
        ("反弹", ("open", True)),
        ("转办", ("transferred", False)),
        ("不属实", ("void", False)),
        ("Closed", ("closed", False)),
        ("某词", None),
    ],
)
def test_a_status_word_says_how_the_hazard_ended(word, end):
    assert end_of(word) == end


@pytest.mark.parametrize(
    "text",
    ["整改到位", "已整改到位", "100%", "√", "✓", "是", "1", "Y", "已销帐", "已消号", "现场整改完毕", "已治理", "已解决",
     "已关闭", "撤销挂牌督办", "逾期完成整改", "已核销", "核销", "已解除督办", "已清零", "合格", "复查合格", "Complete", "fixed", "Abated"],
)  # fmt: skip
def test_a_word_of_the_list_closes_a_hazard(text):
    assert end_of(text) == ("closed", False)
    assert is_listed(text)


@pytest.mark.parametrize(
    "text",
    [
        "已销账（2020年3月1日）",
        "已于2020年3月1日整改完成",
        "已销账2020-03-01",
        "隐患已消除，已整改完毕",
        "已更换灭火器，现已整改到位",
        "责令立即整改，已整改完毕",
        "已整改（更换灭火器）",
        "整改率100%",
        "1.已销账 2.已整改",
        "已销账，回头看未反弹",
        "已于2024年4月5日整改完成并通过复查，符合要求。",
        "☑已整改 ☐未整改",
        "□未销账 ■已销账",
        "已整改√ 未整改",
        "○已整改",
        "☑整改完成 ☑已复查 □未完成",
        "已整改；□一般□重大",
        "整改情况：☑已整改□未整改",
        "已完成整改并销号",
        "已整改，未发现其它隐患",
        "已整改，未造成事故",
        "已整改，未立案处罚",
        "已整改，档案移交归档",
        "第一次复查不合格，第二次复查合格",
        "初次复查未通过，二次复查通过",
    ],
)
def test_a_longer_text_that_plainly_says_so_closes_a_hazard(text):
    assert end_of(text) == ("closed", False)
    assert not is_listed(text)


@pytest.mark.parametrize(
    "text",
    ["完成整改", "逾期已整改", "逾期整改完成", "超期已销账", "已整改（逾期）", "是（逾期）", "延期后已整改", "超期10天完成",
     "未按期整改，现已整改完毕", "复查未发现问题，已销账", "复查未见异常，已整改", "已整改，未再发现隐患", "原未整改，现已销账",
     "不再反弹，已销账", "未戴安全帽问题已整改", "不合格项已全部整改完成", "不安全行为已纠正", "招待所已整改",
     "停产整改，已整改完毕", "市级督办，已核销", "已整改（接待室）", "已消除，无反弹", "不再使用，已拆除", "已按要求整改到位", "已拆除不合格开关，整改完成",
     "已整改，无新问题", "已整改，没有新问题", "整改到位，无新隐患", "已整改，未产生新隐患", "已合并处理，整改完成",
     "已并入市政管网，整改完成", "产权单位非本区，已整改", "已整改，不予立案处罚", "已合并整改到位",
     "已并入消防系统并整改到位"],
)  # fmt: skip
def test_a_text_that_ends_in_its_closing_closes_a_hazard_whatever_it_says_before(text):
    assert end_of(text) == ("closed", False)


@pytest.mark.parametrize(
    "text",
    ["已整改，待复查", "已整改待验收", "已整改，未销账", "已整改，尚未验收", "已整改（待销账）", "未全部整改完成",
     "未按要求整改到位", "未在规定期限内整改完成", "其余未更换，已整改", "通道未清理，灭火器已整改", "未整改/已整改",
     "已整改一处，仍有两处", "逾期未整改完成", "延期至5月整改完成", "未见整改到位", "接待室待整改", "已基本整改完成",
     "已整改，复查不合格", "招待所未整改", "经复查，该隐患已整改，但又发现新问题", "☐已整改 ☑未整改",
     "未通过复查", "已整改，出现新隐患", "已整改，又发现新问题", "已整改，存在新隐患", "□未整改", "☐未整改",
     "未整改并销号", "拟整改并销账", "第一次复查合格，第二次复查不合格", "第一次复查不合格，重新整改完成"],
)  # fmt: skip
def test_a_closing_that_is_denied_partial_or_followed_by_what_is_open_closes_nothing(text):
    assert end_of(text) == ("open", False)


@pytest.mark.parametrize(
    "text",
    [
        "限2020年3月1日整改完毕",
        "限于2020年3月1日整改完成",
        "☑未整改 □已整改",
        "是否已整改",
        "□已整改 □未整改",
        "☑已整改 ☑未整改 □其他",
    ],
)
def test_a_closing_that_is_only_asked_is_none(text):
    assert end_of(text) != ("closed", False)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("[√]是 [ ]否", "closed"),
        ("（√）是（ ）否", "closed"),
        ("[x]是 [ ]否", "closed"),
        ("【√】是【】否", "closed"),
        ("［ √ ］已整改 ［　］未整改", "closed"),
        ("是（√）否（×）", "closed"),
        ("（X）是（√）否", "open"),
        ("[ ]是 [√]否", "open"),
        ("[ ]是 [ ]否", None),
        ("（ ）是（ ）否", None),
        ("[√]是 [√]否", None),
        ("[×]是 [ ]否", None),
        ("[ ]已整改", None),
        ("已整改（）", "closed"),
    ],
)
def test_brackets_with_a_tick_or_nothing_are_boxes(text, end):
    assert end_of(text) == (end and (end, False))
    assert is_unanswered(text) == (end is None and "是" in text)


@pytest.mark.parametrize(
    "text",
    ["否", "×", "0", "N", "复查不合格", "复查未通过", "不合格", "未整改，继续整改", "NOT COMPLIED WITH", "尚未销账", "还没整改完",
     "部分已整改", "基本整改完成", "基本完成", "整改率80%", "已整改80%", "0.8", "正在办理已整改手续", "待街道确认已整改", "1.已销账 2.未整改",
     "已销账；未整改", "预计2020年3月1日整改完成", "计划下月整改完毕", "申请销账", "除一处外均已整改", "是/否", "逾期，已催办",
     "拟核销", "待核销", "申请核销", "未核销", "拟销号", "申请销号", "待复查", "已整改待验收", "整改完成待复核", "挂账",
     "挂账整改", "挂牌", "延期整改", "部分整改", "暂缓整改", "督办中", "已督办", "停产停业整改", "持续整改", "退回整改", "已报验",
     "提请验收", "限期内", "已交办", "上报", "停产整改，待验收",
     "Pending review", "Unresolved", "partially fixed", "不是误报", "非误报"],
)  # fmt: skip
def test_what_denies_or_is_partial_is_open(text):
    assert end_of(text) == ("open", False)


@pytest.mark.parametrize(
    "text",
    ["要求2020年3月1日前整改完成", "应于3月底前整改到位", "2020年3月1日前整改完成", "15日内整改完毕", "责令整改完成",
     "5处中3处已整改", "五处中两处已整改", "已完成整改方案", "1.已销账 2.护栏", "2020年3月1日", "移交后已办结，已销账",
     "差不多了", "差不多完成", "快完了", "即将完成", "复查无新隐患", "整改完毕不予立案",
     "已整改，不予立案", "□已整改", "☐已整改", "□已整改 □未整改", "1/3", "3/15", "该隐患已不存在", "整改后不构成隐患",
     "撤销挂牌督办的请示", "疑似误报", "烟感误报警问题", "移交前已整改", "已移交档案"],
)  # fmt: skip
def test_an_order_a_part_and_what_is_not_understood_close_nothing(text):
    assert end_of(text) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("移交城管部门", "transferred"),
        ("已移交住建委处理", "transferred"),
        ("转交属地", "transferred"),
        ("经核查不属实", "void"),
        ("误报", "void"),
        ("重复上报", "void"),
        ("撤销", "void"),
        *(
            (word, "void")
            for word in (
                "误录",
                "删除",
                "撤案",
                "不构成隐患",
                "不予立案",
                "已并入YH-2024-001",
                "已合并至YH-003",
                "经核查，不予立案",
                "Not a hazard",
                "not an issue",
                "inspected: this is not a hazard",
                "No such hazard",
                "查无此事",
                "无此隐患",
                "经查不存在",
                "经核实，查无此事",
                "经现场核查无此隐患",
            )
        ),
        *(
            (word, "transferred")
            for word in (
                "Passed to harbour authority",
                "passed on to the fire service",
                "handed to the port",
                "Handed over to the police",
                "referred to the town council",
            )
        ),
        ("not referred to the council", "open"),
        ("not passed on to the port", "open"),
        ("不属于本区", "transferred"),
        ("已移交", "transferred"),
        ("待移交", "open"),
        ("拟移交", "open"),
    ],
)
def test_a_hazard_may_end_otherwise(text, end):
    assert end_of(text) == (end, False)


@pytest.mark.parametrize(
    "text",
    [
        "撤销销账",
        "撤销验收",
        "回头看反弹",
        "整改后又反弹",
        "复发",
        "已销账，回头看又反弹",
        "未整改到位，又反弹",
    ],
)
def test_a_hazard_that_came_back_is_open_again(text):
    assert end_of(text) == ("open", True)
