"""Remarks and flags that say that a row counts otherwise are named; it counts as it did. All are made."""

import pandas as pd
import pytest

from safetystats import clean, read_ledger, reference
from safetystats.rules.remarks import SAYS

ACCIDENT = {
    "事故编号": "SG-2020-001", "发生时间": "2020-03-05", "区": "平谷区", "事故分类": "工矿商贸",
    "死亡人数": "1", "单位名称": "甲厂",
}  # fmt: skip
HAZARD = {
    "隐患编号": "YH-2020-001", "发现日期": "2020-03-05", "区": "平谷区", "隐患级别": "一般", "状态": "已销账",
    "销账日期": "2020-03-20", "被检查单位": "甲厂",
}  # fmt: skip


def said_of(tmp_path, record, **more):
    """The rules that name the one record, written with further columns; it is kept whatever they are. What is
    proposed of it is asked elsewhere.
    """
    row = record | more
    (tmp_path / "a.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert len(cleaned.ledger) == 1
    return set(cleaned.findings.query("row == 2 and action != 'proposed'")["rule"])


def said_of_each(tmp_path, records):
    """The rules that name each of some records of one sheet, in which each has a number and an enterprise of
    its own, so that none is likely another; all are kept.
    """
    number, *_, enterprise = ACCIDENT if "事故编号" in records[0] else HAZARD
    rows = [
        record | {number: f"{record[number][:-3]}{n:03}", enterprise: f"{n}号甲厂"}
        for n, record in enumerate(records, 101)
    ]
    lines = (",".join(row.values()) for row in rows)
    (tmp_path / "a.csv").write_text("\n".join([",".join(rows[0]), *lines, ""]), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    assert len(cleaned.ledger) == len(records)
    said = cleaned.findings.query("action != 'proposed'").groupby("row")["rule"].agg(set)
    return [said.get(row, set()) for row in range(2, len(records) + 2)]


@pytest.mark.parametrize(
    ("rule", "notes"),
    [
        ("note_says_struck_off", ("重复上报", "已核销", "剔除")),
        (
            "note_says_not_counted",
            (
                *("未遂事件", "应急演练", "演练。", "本次为桌面演练", "举报不实", "示例", "测试数据", "不计"),
                *("不计入统计", "不列入统计", "不纳入统计", "非生产安全事故", "统计核销", "应核销", "误报"),
                *("误录", "重复", "同一事故", "与SG-2020-002为同一起", "合并到SG-2020-002", "已删除", "应删"),
                *("查无此事", "查无该事故"),
                *("移交交警部门", "移交公安交管部门", "交警处理", "已移交消防", "不是生产安全事故", "不算"),
                *("已撤案", "同上一条"),
            ),
        ),
        (
            "note_says_ground",
            ("待核销", "申请核销", "自杀", "突发疾病死亡", "自然灾害", "刑事案件", "死亡1人系疾病"),
        ),
        ("note_says_other_place", ("外区事故", "移交海淀区统计", "省外", "发生地为河北", "属通州区")),
        ("note_says_other_year", ("2019年事故", "上年补报")),
        ("note_says_several", ("含3起", "共2起", "共两起")),
        (
            "note_says_correction",
            (
                *("更正：死亡2人", "死亡人数更正为2", "由1改为2", "死亡应为2人", "又死亡1人"),
                *("抢救无效于3日后死亡", "30日内又亡1人", "经济损失更正为50万元", "发生地更正为海淀区"),
                *("另有1人失踪，正在搜救", "含1人失踪", "失踪2人", "另有两名工人下落不明", "3人失联"),
                *("仍有1人未找到", "伤者于3月20日死亡", "伤者次日不治身亡", "事故等级由一般调整为较大"),
                *("死亡由1人变更为2人", "死亡人数调整为2", "事故性质变更为刑事", "性质调整为意外事件"),
                *("变更为较大事故", "损失由10万元调整为50万元", "事故类别变更为坍塌"),
                *("死亡人数有误", "人数有误", "死亡人数待核", "数据待核实", "瞒报", "瞒报1人", "以续报为准"),
                *("经复核死亡3人", "最终死亡4人", "续报2人死亡", "死亡两人", "2死1伤", "损失单位有误"),
                *("金额为元", "区划有误", "死亡1人，最终死亡2人"),
            ),
        ),
    ],
)  # fmt: skip
def test_a_note_that_an_accident_counts_otherwise_is_named(tmp_path, rule, notes):
    said = said_of_each(tmp_path, [ACCIDENT | {"备注": note} for note in notes])
    assert [note for note, rules in zip(notes, said) if rule not in rules] == []


@pytest.mark.parametrize(
    ("rule", "notes"),
    [
        (
            "note_contradicts_status",
            (
                *(
                    "未销账",
                    "尚未整改",
                    "复查发现仍未整改",
                    "假整改",
                    "销账退回",
                    "退回重改",
                    "现场复查仍存在",
                ),
                *("尚未验收", "实际未完成", "销账有误", "应重新打开", "未见整改照片"),
            ),
        ),
        (
            "note_says_not_counted",
            ("与YH-001重复", "误录，请删除", "示例", "测试", "演练", "不计入", "并入YH-001", "合并"),
        ),
        ("note_says_other_place", ("外区",)),
        (
            "note_says_correction",
            (
                "等级更正为重大",
                "应为重大",
                "升级为重大隐患",
                "延期至2020-12-01",
                "整改期限延至年底",
                "等级有误",
            ),
        ),
        ("note_says_several", ("共3处", "含5项")),
    ],
)
def test_a_note_that_a_hazard_counts_otherwise_is_named(tmp_path, rule, notes):
    said = said_of_each(tmp_path, [HAZARD | {"备注": note} for note in notes])
    assert [note for note, rules in zip(notes, said) if rule not in rules] == []


def test_a_note_that_a_major_hazard_is_none_is_named(tmp_path):
    assert said_of(tmp_path, HAZARD | {"隐患级别": "重大"}, 备注="实为一般隐患") == {"note_says_correction"}


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("单位名称", "（作废）甲建设公司", "note_says_struck_off"),
        ("单位名称", "重复，见SG-2020-009", "note_says_not_counted"),
        ("单位名称", "甲公司（重复）", "note_says_not_counted"),
        ("单位名称", "作废", "note_says_struck_off"),
        ("单位名称", "甲公司（已核销）", "note_says_struck_off"),
        ("单位名称", "同SG-2020-009", "note_says_not_counted"),
        ("单位名称", "删除", "note_says_not_counted"),
        ("事故编号", "SG-2020-002-核销", "note_says_not_counted"),
        ("事故编号", "SG-2020-002核销", "note_says_not_counted"),
        ("事故编号", "SG-2020-004（续报）", "note_says_not_counted"),
    ],
)
def test_a_mark_in_the_number_or_name_of_an_accident_is_named(tmp_path, column, cell, rule):
    assert said_of(tmp_path, ACCIDENT | {column: f'"{cell}"'}) == {rule}


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("甲公司（重复）", "note_says_not_counted"),
        ("作废", "note_says_not_counted"),
        ("甲公司（3处）", "note_says_several"),
    ],
)
def test_a_mark_in_the_name_beside_a_hazard_is_named(tmp_path, cell, rule):
    assert said_of(tmp_path, HAZARD | {"被检查单位": cell}) == {rule}


@pytest.mark.parametrize(
    "name",
    ["北京重复使用包装公司", "同和商贸公司", "见山书店", "甲公司（外包）", "测试仪器厂", "甲公司（3号楼）"],
)
def test_a_name_that_only_holds_such_a_word_is_left_alone(tmp_path, name):
    assert said_of(tmp_path, ACCIDENT | {"单位名称": name}) == set()


GONE = [
    *(
        ("整改中", note)
        for note in (
            "企业已关停，隐患自行消除",
            "隐患已灭失",
            "企业已关闭",
            "厂房已拆除",
            "已停业",
            "已关停并拆除",
            "已拆除。",
        )
    ),
    *(("整改中", note) for note in ("企业已搬迁", "已整改", "隐患已消除", "2020年4月1日已销账")),
    ("已整改待复查", "已销账"),
    ("已整改待复查", "复查合格"),
    ("", "已整改完成"),
]


def test_a_note_that_an_open_hazard_is_gone_is_named(tmp_path):
    records = [HAZARD | {"状态": status, "销账日期": "", "备注": note} for status, note in GONE]
    said = said_of_each(tmp_path, records)
    assert [gone for gone, rules in zip(GONE, said) if "note_contradicts_status" not in rules] == []


@pytest.mark.parametrize(
    ("injured", "note", "is_named"),
    [
        ("0", "经抢救无效死亡", False),
        ("0", "致1人死亡", False),
        ("0", "经抢救无效于次日死亡", True),
        ("1", "经抢救无效死亡", True),
    ],
)
def test_a_note_of_a_death_that_the_row_counts_is_no_correction(tmp_path, injured, note, is_named):
    said = said_of(tmp_path, ACCIDENT, 受伤人数=injured, 备注=note)
    assert ("note_says_correction" in said) is is_named


@pytest.mark.parametrize("note", ["经抢救无效死亡", "伤者送医后不治身亡"])
def test_a_note_of_a_death_that_the_row_does_not_count_is_a_correction(tmp_path, note):
    assert "note_says_correction" in said_of(tmp_path, ACCIDENT | {"死亡人数": "0"}, 备注=note)


LEFT_ALONE = [
    (ACCIDENT, "2020年事故"),
    (ACCIDENT, "无失踪"),
    (ACCIDENT, "无人失踪"),
    (ACCIDENT, "1人死亡，无人失踪"),
    (ACCIDENT, "失踪0人"),
    (ACCIDENT, "没有人员失踪"),
    (ACCIDENT, "已结案，经送医抢救无效死亡"),
    (ACCIDENT, "共1起"),
    (ACCIDENT, "非自杀"),
    (ACCIDENT, "排除刑事案件"),
    (ACCIDENT, "未组织应急演练"),
    (ACCIDENT, "单位名称变更为乙公司"),
    (ACCIDENT, "企业名称已变更为三力公司"),
    (ACCIDENT, "法定代表人变更为李某"),
    (ACCIDENT, "调查组组长调整为副区长"),
    (ACCIDENT, "企业性质变更为有限责任"),
    (ACCIDENT, "事故等级未调整为较大"),
    (ACCIDENT, "致1人死亡"),
    (ACCIDENT, "1死2伤"),
    (ACCIDENT | {"死亡人数": "2"}, "当场死亡1人，后1人死亡"),
    (ACCIDENT, "不存在瞒报"),
    (ACCIDENT, "无瞒报漏报"),
    (ACCIDENT, "承包单位属河北某公司"),
    (ACCIDENT, "属平谷区"),
    (ACCIDENT, "属北京"),
    (ACCIDENT, "发生地在北京市"),
    *(
        (ACCIDENT | {"死亡人数": "2"}, note)
        for note in ("死亡2人，其中1人当场死亡", "1人当场死亡、1人送医死亡", "初报死亡1人，续报死亡2人")
    ),
    *((ACCIDENT, note) for note in ("无瞒报谎报", "不存在迟报漏报谎报瞒报情况", "刑事不予立案")),
    *((ACCIDENT, note) for note in ("公安机关不予立案，按事故处理", "对企业不予立案处罚", "交警到场处理")),
    *((ACCIDENT, note) for note in ("移交给交管局备案", "已移交区消防大队存档", "移交区应急局消防科")),
    *(
        (ACCIDENT, note)
        for note in ("与上一条事故单位相同", "操作地点错误", "单位错误操作", "信息错误已改正")
    ),
    *((HAZARD, note) for note in ("实际未造成影响", "已重新打开消防通道", "未提供整改照片已补")),
    (ACCIDENT, "责任人移交公安机关"),
    (ACCIDENT, "现场指挥有误"),
    (ACCIDENT, "系操作失误"),
    *(
        (ACCIDENT, note)
        for note in ("电缆重复接地不良", "经查无证驾驶", "查无异常", "死者为外地务工人员", "两项合并处罚")
    ),
    (ACCIDENT, "该起事故不计入年度考核"),
    (HAZARD, "已整改到位"),
    (HAZARD, "漏电保护经测试正常"),
    (HAZARD, "已组织应急演练"),
    (HAZARD | {"状态": "整改中", "销账日期": ""}, "尚未整改"),
    (HAZARD | {"状态": "整改中", "销账日期": ""}, "部分已整改"),
    (HAZARD | {"状态": "整改中", "销账日期": ""}, "企业计划搬迁，已责令立即整改"),
    (HAZARD | {"状态": "整改中", "销账日期": ""}, "隐患未消除"),
    *(
        (HAZARD | {"状态": "整改中", "销账日期": ""}, note)
        for note in (
            *("已停业整顿", "已关门窗", "企业关停部分生产线", "已关停2台设备", "已关闭阀门"),
            *("围挡已拆除", "施工围挡已拆除", "防护栏已拆除，待恢复"),
        )
    ),
    (HAZARD | {"状态": "已整改待复查", "销账日期": ""}, "已整改完成"),
]


@pytest.mark.parametrize("number", ["事故编号", "隐患编号"])
def test_a_note_that_says_nothing_of_the_count_is_left_alone(tmp_path, number):
    records = [record | {"备注": note} for record, note in LEFT_ALONE if number in record]
    said = said_of_each(tmp_path, records)
    assert {record["备注"]: rules for record, rules in zip(records, said) if rules} == {}


@pytest.mark.parametrize(
    ("deaths", "note", "is_named"),
    [
        ("0", "未造成人员死亡1人受伤", False),
        ("1", "去年同期死亡2人", False),
        ("1", "未造成人员死亡，后死亡2人", True),
        ("3", "死亡2人，其中1人当场死亡，1人送医死亡", True),
    ],
)
def test_only_other_dead_of_the_same_accident_are_a_correction(tmp_path, deaths, note, is_named):
    said = said_of(tmp_path, ACCIDENT | {"死亡人数": deaths}, 备注=note)
    assert ("note_says_correction" in said) is is_named


OF_OFFICE = (
    "瞒报谎报", "公安机关调查，不予立案", "由交警大队处理", "移交市交管局处理", "移送消防救援支队",
    "与上条为同一起", "事故地点错误，应为海淀区", "登记单位错误",
)  # fmt: skip


def test_a_note_of_office_is_still_named(tmp_path):
    said = said_of_each(tmp_path, [ACCIDENT | {"备注": note} for note in OF_OFFICE])
    assert [note for note, rules in zip(OF_OFFICE, said) if not rules] == []


@pytest.mark.parametrize(
    ("record", "column", "cell", "rule"),
    [
        (ACCIDENT, "是否重复", "是", "note_says_not_counted"),
        (ACCIDENT, "核销情况", "已核销", "note_says_struck_off"),
        (ACCIDENT, "核销日期", "2020-09-01", "note_says_struck_off"),
        (ACCIDENT, "核销文号", "安办〔2020〕3号", "note_says_struck_off"),
        (ACCIDENT, "数据 > 是否有效", "否", "note_says_not_counted"),
        (ACCIDENT, "有效标识（0有效1作废）", "0", "note_says_not_counted"),
        (ACCIDENT, "审核状态", "退回", "note_says_not_counted"),
        (ACCIDENT, "事故性质", "非生产安全事故", "note_says_not_counted"),
        (ACCIDENT, "事故起数", "2", "note_says_several"),
        (ACCIDENT, "7日内新增死亡", "1", "note_says_correction"),
        (ACCIDENT, "情况说明", "经核实该起事故与其他事故重复", "note_says_not_counted"),
        (HAZARD, "复查情况", "未整改", "note_contradicts_status"),
        (HAZARD, "是否反弹", "是", "note_contradicts_status"),
        (HAZARD, "处理结果", "经核查不属实", "note_contradicts_status"),
    ],
)
def test_a_further_column_that_says_so_is_named(tmp_path, record, column, cell, rule):
    assert rule in said_of(tmp_path, record, **{column: cell})


@pytest.mark.parametrize(
    ("record", "column", "cell"),
    [
        (ACCIDENT, "是否计入统计", "是"),
        (ACCIDENT, "核销日期", "无"),
        (ACCIDENT, "核销文号", "未核销"),
        (ACCIDENT, "是否重复", "否"),
        (ACCIDENT, "事故起数", "1"),
        (ACCIDENT, "7日内新增死亡", "0"),
        (ACCIDENT, "审核状态", "通过"),
        (ACCIDENT, "事故经过", "甲厂工人在登高作业时坠落，经送医抢救无效死亡"),
        (HAZARD, "复查情况", "已整改"),
        (HAZARD, "是否反弹", "否"),
    ],
)
def test_a_further_column_that_says_nothing_of_the_count_is_left_alone(tmp_path, record, column, cell):
    assert said_of(tmp_path, record, **{column: cell}) == set()


@pytest.mark.parametrize(
    ("text", "more", "note"),
    [
        ("已核销，不纳入统计", {}, "kept and counted; if it is struck off, say so in a column 是否核销"),
        ("重复上报", {"是否核销": "否"}, "kept and counted: 是否核销 does not say so"),
    ],
)
def test_a_note_that_strikes_off_is_one_finding_and_says_what_no_column_says(tmp_path, text, more, note):
    row = ACCIDENT | {"备注": text} | more
    (tmp_path / "a.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    found = clean(read_ledger(tmp_path / "a.csv")).findings.query("column == 'note'")
    assert found["note"].tolist() == [note]


def test_a_note_that_makes_a_hazard_void_is_one_finding(tmp_path):
    assert said_of(tmp_path, HAZARD, 备注="误报") == {"note_contradicts_status"}


def test_the_words_say_what_is_known_and_stand_there_once():
    for table in (reference.note_words, reference.flag_columns):
        lines = pd.concat([table(ledger) for ledger in ("accidents", "hazards")])
        # What is taken out of a remark before it is read says nothing.
        apart = {""} if table is reference.note_words else set()
        assert set(lines["says"]) <= {*SAYS, *apart}
        for ledger in ("accidents", "hazards", "inspections", "enterprises"):
            assert not table(ledger).iloc[:, :2].duplicated().any()
    assert set(reference.note_words("hazards")["where"]) == {
        "within", "end", "clause", "cell", "mark", "apart"
    }  # fmt: skip
    assert all(
        reference.note_words(ledger).query("says == ''")["where"].eq("apart").all()
        for ledger in ("accidents", "hazards")
    )
