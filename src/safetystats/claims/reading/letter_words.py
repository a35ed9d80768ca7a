"""The words by which a letter says what a figure measures, and against what: data, one entry a word.

``▲`` stands for the figure in `MEASURE_RULES`: what is before it has been said since the figure before, what
is after it reaches to the next punctuation mark or figure.
"""

from __future__ import annotations

import re

CASES = ("起", "宗", "例")
PEOPLE = ("人", "名", "位")
PLACES = ("处", "项", "个", "条", "件", "起")
FIRMS = ("家", "户", "个", "所", "处", "座", "间")
VISITS = (
    "家次",
    "家（次）",
    "户（次）",
    "处（次）",
    "户次",
    "处次",
    "家（矿）次",
    "个次",
    "台次",
    "场次",
    "矿次",
    "艘次",
    "航次",
    "车次",
    "座次",
    "项次",
    "点次",
    "次",
)
BURNT = ("平方米", "平米", "公顷", "亩")
"""Units of what a fire burnt."""
MONEY = ("元", "万元", "亿元", "百万元", "千万元")

_PUT_RIGHT = "(?:整改|销账|销号|办结|治理|闭环)"
_NOT_PUT_RIGHT = f"(?:未|没有)(?:能|有|完成|全部|得到|及时|予以|彻底)*{_PUT_RIGHT}(?!率)"
_OPEN = (
    rf"{_NOT_PUT_RIGHT}|(?:正在|仍在|尚在|待){_PUT_RIGHT}(?![率后])"
    r"|(?:整改|治理)(?:之)?中(?:的)?(?:隐患|问题)?▲|▲[^▲]*(?:整改|治理)中$"
)
_OVERDUE = (
    r"(?<![未无])(?:逾期|超期)(?:仍|尚|还|均)*(?:未|没有|的|隐患|问题|▲|$)"
    rf"|(?:到期|期满)(?:后|仍|尚|还|均)*{_NOT_PUT_RIGHT}"
)
_OF_LEVEL = "^(?=.*{level}(?:事故|安全|问题|火灾|生产安全事故)*隐患).*(?:{words})"

MEASURE_RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # persons: what stands behind the figure is nearer than what stands before it
    ("死亡人数", PEOPLE, r"▲(?:死亡|遇难|身亡|丧生)"),
    ("重伤人数", PEOPLE, r"▲(?:重伤|受重伤)"),
    ("轻伤人数", PEOPLE, r"▲(?:轻伤|受轻伤)"),
    ("受伤人数", PEOPLE, r"▲(?:受伤|伤|不同程度受伤)"),
    ("失踪人数", PEOPLE, r"▲(?:失踪|失联|下落不明)"),
    ("伤亡人数", PEOPLE, r"▲伤亡|(?:死伤|伤亡)(?:人数)?(?:共|为)?▲"),
    (
        "死亡人数",
        PEOPLE,
        r"(?:死亡|亡人?|致死|遇难|身亡)(?:总?人数)?(?:[和、及]?失踪|（含?失踪）)?(?:总?人数)?(?:共|共计|分别)?(?:为)?▲",
    ),
    ("重伤人数", PEOPLE, r"重伤(?:人数)?▲"),
    ("轻伤人数", PEOPLE, r"轻伤(?:人数)?▲"),
    ("受伤人数", PEOPLE, r"伤(?:人数?)?(?:共|分别)?为?▲"),
    ("失踪人数", PEOPLE, r"(?:失踪|失联|下落不明)(?:人数)?▲"),
    ("死亡人数控制指标", PEOPLE, r"(?:指标|目标)▲"),
    ("死亡人数", PEOPLE, r"死亡人数控制在▲"),
    ("从业人员数", PEOPLE, r"从业人员|员工|职工"),
    ("行政拘留人数", PEOPLE, r"拘留"),
    ("问责人数", PEOPLE, r"问责|追责|处分"),
    ("约谈人数", PEOPLE, r"约谈|谈话"),
    ("移送司法机关人数", PEOPLE, r"移送"),
    ("考核发证人数", PEOPLE, r"发证▲"),
    ("培训人次", ("人次",), r"培训"),
    ("约谈人次", ("人次",), r"约谈|谈话"),
    ("专家人次", ("人次",), r"专家▲"),
    ("培训人数", PEOPLE, r"培训"),
    # accidents
    ("较大及以上事故起数", CASES, r"较大(?:及|或)?以上[^▲]*事故[^▲]*▲"),
    ("重大及以上事故起数", CASES, r"重大(?:及|或)?以上[^▲]*事故[^▲]*▲"),
    ("重特大事故起数", CASES, r"重特大[^▲]*事故[^▲]*▲"),
    ("特别重大事故起数", CASES, r"特别重大[^▲]*事故[^▲]*▲"),
    ("较大火灾起数", CASES, r"较大火灾[^▲]*▲"),
    ("重大火灾起数", CASES, r"(?:^|[^特别])重大火灾[^▲]*▲"),
    ("一般事故起数", CASES, r"一般(?!程序)[^▲较重]*事故[^▲]*▲"),
    ("重大事故起数", CASES, r"(?:^|[^较特别])重大(?!隐患)[^▲]*事故[^▲]*▲|▲重大[^▲]*事故"),
    ("较大事故起数", CASES, r"较大[^▲]*事故[^▲]*▲|▲较大[^▲]*事故"),
    ("亡人事故起数", CASES, r"亡人事故[^▲]*▲|▲亡人事故"),
    ("火灾起数", CASES, r"(?:^|[^性])火灾(?:事故)?(?:共|共计|累计|发生)*▲|▲火灾"),
    ("接警起数", CASES, r"接处?警(?:出动)?(?:共|累计)*▲"),
    ("立案数", (*CASES, "件", "宗"), r"立案"),
    (
        "查处违法行为数",
        (*CASES, "件", "项", "项次"),
        r"(?:违法|违规|违章|非法|[酒醉]驾|[酒醉]后驾驶)(?![^▲]*事故)[^▲]*▲"
        r"|查处(?:[酒醉毒]驾|超[员速载限]|疲劳驾驶|无证|不戴|闯红灯)[^▲]*▲",
    ),
    ("移送案件数", (*CASES, "件"), r"移送[^▲，。]*▲"),
    ("行政处罚次数", ("次",), r"处罚"),
    ("行政处罚数", (*CASES, "件"), r"行政处罚|处罚"),
    ("行刑衔接案件序次", CASES, r"▲行刑衔接"),
    ("行刑衔接案件数", (*CASES, "件"), r"行刑衔接[^▲]*▲"),
    ("曝光案例数", (*CASES, "个", "件"), r"曝光[^▲]*▲"),
    ("人均办案数", (*CASES, "件"), r"人均办案"),
    ("问责例数", ("例",), r"问责"),
    ("案件数", (*CASES, "件"), r"案件?|▲案"),
    ("举报属实数", (*CASES, "件"), r"属实|查实"),
    ("受理举报数", (*CASES, "件"), r"举报"),
    ("困人故障起数", CASES, r"困人"),
    ("施工破坏管线起数", CASES, r"破坏[^▲，。]*(?:管道|管线|管网|电缆|光缆)▲"),
    ("事故起数", CASES, r"事故|爆燃|坍塌|发生|火灾"),
    # money
    ("单笔最高罚款", MONEY, r"(?:单笔|单次)[^▲]*▲|最高[^▲]*罚款▲"),
    ("日常监督罚款金额", MONEY, r"日常[^▲]*(?:处罚|罚款)▲"),
    ("事故罚款金额", MONEY, r"事故(?:处罚|罚款)(?:金额)?▲"),
    ("举报奖励金额", MONEY, r"奖励"),
    ("罚款金额", MONEY, r"罚款|处罚|罚金|罚没"),
    ("直接财产损失", MONEY, r"财产损失"),
    ("直接经济损失", MONEY, r"损失"),
    # hazards
    ("问题方面数", ("个",), r"▲方面"),
    ("按期整改数", PLACES, rf"(?<!未)(?:按期|按时)(?:已|完成)*{_PUT_RIGHT}(?:完成|完毕)?▲"),
    ("未按期整改数", PLACES, rf"未(?:能)?(?:按期|按时)(?:完成)?{_PUT_RIGHT}"),
    ("逾期整改数", PLACES, rf"(?:逾期|超期)(?:后|才|已|完成)*{_PUT_RIGHT}(?:完成|完毕)?▲"),
    ("重大隐患逾期未整改数", PLACES, _OF_LEVEL.format(level="重大", words=_OVERDUE)),
    ("一般隐患逾期未整改数", PLACES, _OF_LEVEL.format(level="一般", words=_OVERDUE)),
    ("逾期未整改数", PLACES, _OVERDUE),
    ("重大隐患未整改数", PLACES, _OF_LEVEL.format(level="重大", words=_OPEN)),
    ("一般隐患未整改数", PLACES, _OF_LEVEL.format(level="一般", words=_OPEN)),
    ("未整改数", PLACES, _OPEN),
    ("挂账隐患数", PLACES, r"挂账隐患[^▲]{0,4}▲|▲挂账隐患"),
    ("重大隐患销号数", PLACES, r"重大(?:事故|火灾)?隐患(?:已|完成)*(?:整改|销号|销账)+(?:完成|完毕)?▲"),
    (
        "一般隐患已整改数",
        PLACES,
        r"一般(?:事故|安全|问题)?隐患(?:已|完成)*(?:整改|销号|销账)+(?:完成|完毕)?▲",
    ),
    ("立行立改数", PLACES, r"(?:立行立改|立即整改|当场整改|现场整改)▲"),
    ("限期整改数", PLACES, r"限期(?:责令)?整改▲"),
    (
        "重大隐患数",
        PLACES,
        r"重大(?:事故|火灾|生产安全事故)?隐患(?:[^▲改]{0,4}|数[^▲改]*)▲|▲重大(?:事故)?隐患",
    ),
    ("一般隐患数", PLACES, r"一般(?:事故|安全|问题)?隐患[^▲改]{0,4}▲|▲一般(?:事故|安全)?隐患"),
    (
        "已整改数",
        PLACES,
        r"(?:整改|销账|销号|办结|治理|(?<![未整修])改)(?:完成|完毕|到位|了|隐患|问题)*(?:共|达)?▲|▲(?:已|完成|得到)?(?:整改|销账)",
    ),
    ("问题隐患清单项数", PLACES, r"(?:问题|隐患)清单▲"),
    ("隐患数", PLACES, r"隐患|问题"),
    ("隐患数", ("项", "条", "处"), r"(?:发现|查出|查处|排查)▲(?![\u4e00-\u9fff])"),
    # inspections and what follows from them
    ("检查人次", ("人次", "人（次）"), r"出动|检查|派出"),
    (
        "检查家次",
        ("家次", "户次", "家（矿）次", "家（次）", "户（次）"),
        r"检查|抽查|排查|执法|督查|巡查|企业|单位",
    ),
    ("检查家次", ("家次", "户次", "家（矿）次", "家（次）", "户（次）"), r"^[，、；]?[\u4e00-\u9fff]{2,6}▲$"),
    ("检查次数", VISITS, r"检查|抽查|执法|督查|巡查|监察"),
    ("夜查次数", ("次",), r"夜查"),
    ("督查组数", ("个", "组"), r"▲[^▲]{0,8}(?:督查|督导|督察)组|(?:督查|督导|督察)组▲"),
    ("检查组数", ("个", "组"), r"▲[^▲]{0,8}(?:检查|督查|督导|工作)组|(?:检查|督查|督导)组▲"),
    ("停产整顿单位数", FIRMS, r"停产|停业|停工|关停|三停"),
    ("临时查封数", FIRMS, r"查封"),
    ("关闭企业数", FIRMS, r"取缔|关闭"),
    ("问责企业数", FIRMS, r"问责"),
    ("约谈通报数", (*FIRMS, "次"), r"约谈[^▲]*通报|通报[^▲]*约谈"),
    ("约谈数", (*FIRMS, "次"), r"约谈|通报"),
    ("监管单位数", FIRMS, r"监管的?[^▲]{0,8}▲"),
    ("抽查数", FIRMS, r"抽查(?!的[^▲]*中)[^▲]{0,10}▲"),
    ("检查单位数", FIRMS, r"对▲[^▲，。；]{0,14}(?:检查|监察|抽查|督查)|(?:监督监察|监察)[^▲]{0,6}▲"),
    ("行政处罚企业数", FIRMS, r"处罚▲|对▲[^▲，。；]{0,10}处罚"),
    ("走访数", FIRMS, r"走访[^▲]{0,14}▲"),
    (
        "检查单位数",
        FIRMS,
        r"(?:检查|抽查|排查|暗访|督查)(?!的[^▲]*中)[^▲]{0,14}▲|(?:检查|抽查|排查|暗访)(?:了)?▲",
    ),
    ("查阅资料份数", ("份",), r"资料▲"),
    ("文件份数", ("份",), r"▲[^▲，。]{0,16}文件|文件▲"),
    ("执法文书份数", ("份",), r"执法文书"),
    ("任务项数", ("项",), r"▲任务"),
    ("文书份数", ("份",), r"文书|指令书|整改通知"),
    ("比较年数", ("年",), r"前▲"),
    ("整改期限", ("工作日", "天", "日", "个月"), r"▲(?:日)?内|期限|限期|在▲"),
)
"""Measure, units it can have, and what has to stand around the figure. The first that fits is taken."""

SENTENCE_RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("专题研究的事故起数", CASES, r"▲事故[^。]{0,20}专题研究|专题研究[^，。]{0,8}▲"),
    ("台账应删未删单位数", FIRMS, r"▲[^，。]*(?:已拆除|已关闭|已注销|已搬离)[^，。]*仍[^，。]*(?:台账|名录)"),
    ("台账应列未列单位数", FIRMS, r"▲[^，。]*未(?:列入|纳入)[^，。]*(?:台账|名录)"),
    ("抽查部门数", FIRMS, r"(?:抽查|检查)的?▲[^，。]*部门"),
    ("不符合要求的部门数", FIRMS, r"▲部门[，]?[^，。]{0,3}未"),
    ("存在问题的单位数", FIRMS, r"等▲(?:企业|单位)?[^，。]*(?:不清楚|不了解|存在|无证|未|缺少|不到位)"),
    ("每家人数", PEOPLE, r"(?:企业|单位)各(?:有)?▲"),
    ("每家问题隐患数", PLACES, r"均存在▲[^，。]*(?:隐患|问题)"),
    ("会议频次", ("次",), r"每(?:季度|半年|两年|年|月)[^，。]{0,6}▲"),
    ("一次送检比例上限", ("",), r"一次[^。]*送检[^。]*▲"),
)
"""Rules that look at the whole sentence; they go before `MEASURE_RULES`."""

MEASURE_NOUNS = (
    ("较大事故起数", "较大事故起数"),
    ("亡人事故起数", "亡人事故起数"),
    ("死亡事故起数", "亡人事故起数"),
    ("火灾起数", "火灾起数"),
    ("事故起数", "事故起数"),
    ("事故总量", "事故起数"),
    ("事故总起数", "事故起数"),
    ("事故数量", "事故起数"),
    ("起数", "事故起数"),
    ("宗数", "事故起数"),
    ("死亡人数", "死亡人数"),
    ("死亡数", "死亡人数"),
    ("亡人数", "死亡人数"),
    ("直接财产损失", "直接财产损失"),
    ("财产损失", "直接财产损失"),
    ("受伤人数", "受伤人数"),
    ("重伤人数", "重伤人数"),
    ("轻伤人数", "轻伤人数"),
    ("伤人数", "受伤人数"),
    ("直接经济损失", "直接经济损失"),
    ("经济损失", "直接经济损失"),
    ("人数", "死亡人数"),
    ("亡人(?!事故)", "死亡人数"),
    ("伤人", "受伤人数"),
    ("损失", "直接经济损失"),
    ("事故占比", "事故起数"),
    ("立案(?:件|总)?数", "立案数"),
    ("罚款(?:金额|总额|额|(?=同比|环比|增加|减少|上升|下降))", "罚款金额"),
    ("(?<!重大)(?<!一般)(?<!重大事故)隐患(?:总数|数量|数)", "隐患数"),
    ("伤亡人数", "伤亡人数"),
    ("死亡(?=同比|环比|增加|减少|上升|下降)", "死亡人数"),
    ("受伤(?=同比|环比|增加|减少|上升|下降)", "受伤人数"),
)
"""Nouns that name a measure without a figure, as in "起数和人数同比均下降"."""

RATES = (
    "亿元GDP死亡率",
    "工矿商贸就业人员十万人死亡率",
    "十万人死亡率",
    "万车死亡率",
    "百万吨死亡率",
    "安责险覆盖率",
    "上险覆盖率",
    "整改完成率",
    "覆盖率",
    "整改率",
    "销账率",
    "完成率",
    "合格率",
    "办结率",
    "死亡率",
)
"""Endings by which the name of a rate is cut out of a longer run of words, the longer ones first."""

PER = re.compile(
    "亿元(?:GDP|地区生产总值|国内生产总值)|(?:十|10)万就业人员|就业人员(?:每)?(?:十|10)万人|每?(?:十|10)万人|万车|万台(?:特种)?(?:设备)?|百万吨|万吨"
)
"""What deaths are set against."""
RANKED_BY_DEATHS = re.compile("死亡人数(?:较多|最多|居前|排名|列前|前[一二三四五六七八九十]位)")
"""Words behind which persons are deaths, whatever stands beside them."""
AMOUNTS = (
    "量",
    "额",
    "面积",
    "产能",
    "收入",
    "支出",
    "资金",
    "经费",
    "投入",
    "总值",
    "费",
    "损失",
    "数",
    "时间",
    "里程",
)
"""Endings of names that are amounts, no numbers of things."""

STATE_OF = {
    "隐患数": {"重大隐患": "重大隐患数", "一般隐患": "一般隐患数"},
    "已整改数": {"重大隐患": "重大隐患销号数", "一般隐患": "一般隐患已整改数", "受理举报": "举报办结数"},
    "未整改数": {"重大隐患": "重大隐患未整改数", "一般隐患": "一般隐患未整改数"},
    "逾期未整改数": {"重大隐患": "重大隐患逾期未整改数", "一般隐患": "一般隐患逾期未整改数"},
}
"""How those stand that were counted just before, where they were hazards of one level."""
LEVEL_OF = {"重大隐患销号数": "重大隐患", "一般隐患已整改数": "一般隐患"}
"""Of which hazards the rate is that follows what was put right of them."""
OF_SEVERE = re.compile(
    "(?:^|[，；　])(?P<level>特别重大|重大|较大)(?:及以上)?(?P<what>事故|火灾)(?:当)?中[，：]"
)
"""How a sentence begins that goes through the severe accidents only."""
OF_A_LEVEL = re.compile("(?P<level>重大|一般)(?:事故|安全|问题|火灾|生产安全事故)*隐患")
"""Hazards of one level: a rate of theirs is none of all hazards."""

LONGEST_RATE = 6
"""Characters above which a rate's name has other words run into it."""

COMPARED_WITH = (
    (r"同比前年|(?:比|较|与|同|和)前年　*(?:同期)?", "同比前年"),
    (
        r"同比(?:去年|上年)?(?:同期)?"
        r"|(?:比|较|与|同|和)(?:去年|上年|上一年|上年度)　*(?:同期|同月|全年)?(?:相比|比较|比)?",
        "同比",
    ),
    (
        r"(?:比|较|与)(?P<of>(?:上年|去年|年|上月|上季度?|\d{1,2}月)[末底])(?:相比)?",
        r"较\g<of>",
    ),
    (r"(?:比|较|与)(?P<of>“?十[一二三四五]五”?)(?:时期|期间)?(?:相比)?", r"较\g<of>"),
    (r"环比|(?:比|较|与)(?:上月|上季度|上个月|上一季度|上周)(?:相比)?", "环比"),
    (
        r"(?:比|较|与)(?:上期|上一期|前期|上一?[轮次]|第[一二三四五六七八九]+轮)[^，。；]{0,4}?(?:相比)?",
        "较上期",
    ),
    (r"(?:同比|比|较|[与同和](?:“[^”]*”[末底]?的)?)(?P<of>20\d\d年(?:[底末]|同期)?)(?:相比)?", r"较\g<of>"),
    (r"(?:比|较|与)　+(?:督查|检查|巡查|排查|督察)", "较上期"),
    (r"(?:比|较(?!大|重|多|好|高|低|为))[^，。；\d]{0,12}?(?:指标|目标)", "较控制指标"),
    (
        r"(?:比|较|与|同|和)(?P<of>前(?:[一二两三四五六七八九十]|\d{1,2})年)(?:同期)?(?:的)?(?:平均[值数]?|均值)(?:水平)?(?:相比)?",
        r"较\g<of>均值",
    ),
    (r"(?:比|较)(?P<of>全[国省市])(?:的)?平均[^，。；\d]{0,3}?", r"较\g<of>平均"),
)
"""Words that say with which earlier window a figure is compared."""

BESIDE = re.compile(
    r"(?P<side>[高低多少])于(?:[\d.]+[%％]?的)?(?P<of>[^，。；\d]{2,8}?(?:平均|控制|指标|目标|进度)|全[国省市区县州])"
    r"[^，。；（\d]{0,3}$"
)
"""What stands before the distance from a mean or a target."""

DOES = (
    "发生|提取|生产|完成|建成|新建|入户|安检|更换|安装|改造|淘汰|推广"
    "|查处|检查|排查|发现|整改|治理|投入|培训|开放|关闭|退出|核查|登记"
)
"""Verbs with which a sentence goes on that began with the sector whose doings it tells."""

DONE_ABOUT = "台账|登记|立案|罚款|处罚|检查|执法|发现|查处|排查|整改|停产|关闭"
"""Words of what is done about firms of a sector that a clause begins with."""

COUNTED_THINGS = re.compile("事故|火灾|死亡|亡人|受伤|伤亡|损失|隐患|起数|宗数|人数|总量|罚款|立案")
"""Words of a clause that tells a rise or a fall of what is counted."""

DIRECTIONS = {
    "下降": "下降",
    "降低": "下降",
    "下滑": "下降",
    "降幅": "下降",
    "下降幅度": "下降",
    "回落": "下降",
    "减少": "减少",
    "压减": "减少",
    "净减": "减少",
    "净减少": "减少",
    "缩短": "减少",
    "延长": "增加",
    "少": "减少",
    "减": "减少",
    "上升": "上升",
    "增长": "上升",
    "提高": "上升",
    "提升": "上升",
    "增幅": "上升",
    "升幅": "上升",
    "涨幅": "上升",
    "上涨": "上升",
    "增加": "增加",
    "新增加": "增加",
    "新增": "增加",
    "净增": "增加",
    "净增加": "增加",
    "增": "增加",
    "多": "增加",
    "下调": "下降",
    "上调": "上升",
    "偏多": "增加",
    "偏少": "减少",
    "偏高": "上升",
    "偏低": "下降",
    "降": "下降",
    "升": "上升",
    "高": "上升",
    "低": "下降",
}
"""Words for a rise or a fall, each with the one that stands for it."""

LEVEL = ("持平", "无变化", "不变", "相同")
"""Words for no change."""

LAST_YEAR = r"(?:去年|上年|上一年)(?:度)?　*(?:同期|同月|全年)?"
PRIOR = re.compile(
    rf"(?<![比较与同和]){LAST_YEAR}(?:的|为|是|有|共|分别|发生|较大|重大|亡人|事故|死亡|仅|均)*$|{LAST_YEAR}(?:的|（)$|(?:由|从)(?:{LAST_YEAR}的?)?$"
)
"""What stands before a figure of the year before: "去年同期为5起", "由5起降至3起"."""
LAST_YEAR_TOLD = re.compile(rf"(?:^|[，；：。])[而但]?{LAST_YEAR}(?!相比|持平|[底末])[^；。（）　今]*$")
"""A clause that begins to tell of the year before, up to a figure: it goes on to the next window."""
MERGED = re.compile("(?:整合|合并|优化|精简)[到至为成]")
"""What stands behind so many that were made into fewer: it says nothing of the year before."""
TIMES_AS_MANY = re.compile(
    rf"(?:{LAST_YEAR}|(?P<last>上(?:个?月|季度|期))|(?P<year>20\d\d年(?:同期)?))的(?:近|约)?$"
)
"""What stands before how many times as much as the year, or the month, before: "为去年同期的1.3倍"."""
REACHED = re.compile("(?:降|升|增|减|增长|增加|减少|下降|上升|降低|提高|提升|回落|压减)(?:到|至|为)了?$")
"""What stands before the figure that another one fell or rose to."""
ZERO_LAST_YEAR = re.compile(rf"{LAST_YEAR}(?:均|都|也)?(?:为零|为0|无事故)")
ZERO_OF = re.compile(
    "(?<!力争)(?<!确保)(?<!努力)(?<!争取)(?:实现|保持|为|均为|全部)?零(?P<what>死亡|亡人|事故)(?![目指])"
)
"""Zeros in words: "去年同期为零", "实现零死亡"."""

WHOLES = (
    (r"(进度控制(?:目标|指标))", r"占\1"),
    (r"控制目标|考核目标", "占年度控制目标"),
    (r"控制指标|考核指标", "占年度控制指标"),
    (r"^(?:本|当月|同期|当期|[\u4e00-\u9fff]{2,3}(?<!安))?(全[国省市区县州旗镇街])", r"占\1"),
    (r"^(?:全部)?(?:死亡|亡人)(?:总?人数|总数)", "占死亡总数"),
    (r"^安全隐患(?:总数|总量)", "占隐患总数"),
    (r"^((?:抽查|检查)总数)", r"占\1"),
    (r"^(抽查[\u4e00-\u9fff]{2,6})$", r"占\1"),
    (r"^抽查|^被?检查", "占抽查数"),
    (r"计划", "占年度计划"),
    (r"任务", "占年度任务"),
    (
        r"^(?:同期)?(?:各类|各种)?(?:生产安全|安全生产)?(?:责任)?(?:亡人)?(?:事故)?(?:总起?数|总量|起数)$",
        "占事故总数",
    ),
    (r"^(全[年月])", r"占\1"),
)
"""What a share is a share of, and how the comparison then reads."""
WHOLE_OF = {
    "死亡人数": "占死亡总数",
    "立案数": "占立案总数",
    "较大事故起数": "占较大事故总数",
    "火灾起数": "占火灾总数",
    "罚款金额": "占罚款总额",
}
"""The whole of a share that names none, by what it is a share of, where that is not all accidents."""

_AXIS = (
    "(?:事故|火灾|起火|肇事|涉事)?(?:发生)?(行业|领域|类别|类型|种类|原因|场所"
    "|专业|道路类型|车型|车辆类型|天气|年龄|驾龄|工种|岗位|企业规模|企业性质|企业类型|经济类型|作业环节|起火部位|部位"
    "|城乡|地区|区域|地域|属地|辖区|县区|区县|镇街|等级|时段|时间|月份|月度|季度)"
)
BROKEN_DOWN = re.compile(
    rf"(?:(?:按|从|分)(?:照)?|从[^，。；：\d]{{1,10}}?(?:的|直接|主要)+){_AXIS}[^，：:]{{0,4}}(?:分|看|统计|析)"
)
HEADED_BY_AXIS = re.compile(rf"^[\s　]*(?:【|[（(])?(?:按|从|分)?{_AXIS}(?:分布|构成|情况|方面|看)*[】：:]")
"""A label that breaks down what the whole paragraph counts: "【场所】", "分行业："."""
BREAKDOWN_HEADING = re.compile(
    r"^[\s　【◆●■]*"
    rf"(?:(?:按|从|分|各|重点|主要)(?:照)?{_AXIS}(?:领域|类型|分布|构成|情况|来|看|分析|统计|特点|比较)*"
    rf"(?:$|[（(【】：:。，])|(?:直接|主要)?(?:{_AXIS})(?:领域|类型)?(?:分布|构成|分析)?(?:情况)?(?:$|[。：:]))"
)
"""A heading that breaks down what is counted below it: "二、分行业领域情况"."""
BREAKDOWNS = {
    "类别": "/类别:",
    "类型": "/类别:",
    "种类": "/类别:",
    "专业": "/类别:",
    "原因": "/原因:",
}
"""How the parts of a breakdown are marked in `sector`, after their whole; other parts by a dash."""
BY_PLACE = ("地区", "区域", "地域", "属地", "辖区", "县区", "区县", "镇街")
"""Breakdowns whose parts are places."""
BY_TIME = ("时段", "时间", "月份", "月度", "季度")
"""Breakdowns whose parts are windows, or hours of the day."""
NO_SECTOR_BREAKDOWN = (*BY_PLACE, *BY_TIME, "等级")
"""Breakdowns whose parts are no sectors."""

FIRES_OF_THEIR_OWN = ("电动自行车", "电动车", "电动三轮车", "新能源汽车", "锂电池")
"""Things whose fires are told of as such, and not as those of a place."""
AS_A_FIELD = ("建筑",)
"""Names that are called a field where they are printed as one."""
CATEGORIES = (
    "工矿商贸",
    "交通运输",
    "道路运输",
    "道路交通",
    "铁路交通",
    "特种设备",
    "农业机械",
    "水上交通",
    "渔业船舶",
)
"""Statistical categories: "in the field of" adds nothing to them."""

_MORE_SECTORS_TEXT = """
房屋建筑和市政基础设施工程 房屋建筑和市政工程 市政基础设施工程
房屋市政工程 建筑施工 建筑工地 冶金 涉爆粉尘企业 粉尘涉爆企业 高危行业 工矿商贸其他行业 其他行业 电动自行车
居民住宅 自然灾害 木材加工 危险货物运输 涉氨制冷 城镇燃气 九小场所 三合一场所 小微企业 规上企业 交通建设
水利工程 重大危险源企业 文旅 民爆物品 油气管道 长输管道 自建房 工业园区 化工园区 粉尘涉爆 厂中厂 加油站
其他领域 钢铁 铝加工 船舶修造
"""
MORE_SECTORS = tuple(_MORE_SECTORS_TEXT.split())
"""Names of sectors in bulletins beside those that the reference tables know."""
_NO_SECTORS_TEXT = "其他 其它 综合 机械 交通 运输 工业 商务 卫生 文化 文体 水务 运输业"
ALL_OTHERS = ("其他", "其它", "其余")
"""How a label begins that heads all sectors that have none: "其他行业领域："."""
ALSO_CALLED = {"城镇燃气": "燃气", "涉爆粉尘企业": "粉尘涉爆", "粉尘涉爆企业": "粉尘涉爆"}
"""Other names of sectors, each with the one that stands for it."""
NO_SECTORS = tuple(_NO_SECTORS_TEXT.split())
"""Names of sectors that are so general that other words end with them."""
_TITLE_SECTORS_TEXT = """
非煤矿山 (?<!非)煤矿 金属非金属矿山 房屋市政工程 建筑施工 建筑工程 建筑业 道路交通 道路运输 水上交通 铁路交通
危险化学品 烟花爆竹 特种设备 工贸 农业机械 渔业船舶 火灾 工矿商贸 消防(?=安全|火灾|情况|形势|工作)
(?<!非煤)(?<!属)(?<!煤)矿山
交警 交管 九小场所 城镇燃气 (?<!城镇)燃气 民爆物品 粉尘涉爆 有限空间 自建房 电动自行车
"""
TITLE_SECTORS = tuple(_TITLE_SECTORS_TEXT.split())
"""Sectors that a whole bulletin may be about."""
TITLE_NAMES = {"消防": "火灾", "建筑工程": "建筑施工", "交警": "道路交通", "交管": "道路交通"}
"""Words of titles for a sector that goes by another name."""
COUNTED_OF = {
    "建筑施工": "房屋建筑和市政(?:基础设施)?工程|房屋市政工程",
    "建筑业": "房屋建筑和市政(?:基础设施)?工程|房屋市政工程",
}
"""Topics of titles, each with what alone is counted where its authority counts no more."""
EVENTS = {"火灾": "消防"}
"""Topics that are a kind of accident, each with the sector of what is done about it: inspections, fines."""
STAFF = (
    "(?:特种作业人员|特种设备作业人员|三项岗位人员|安全生产管理人员|安全管理人员|高危行业从业人员"
    "|(?:企业)?主要负责人|项目负责人)"
)
"""People with a duty, of whom a rate or a training is told."""
_BODY = (
    "(?:党委政府和部门|党委政府|(?:[省市区县]直|[省市区县镇]级|行业主?管?)?部门|乡?镇（街道）|乡镇|镇街|街道"
    "|县（?区）?|区县)"
)
BODY = re.compile(_BODY)
BODIES = re.compile("(?:党委政府和部门|党委政府|[省市区县镇]级部门|行业(?:主管)?部门|乡?镇（街道）|镇街)$")
"""Public bodies, of which inspections and talks are counted."""
BODIES_ALONE = re.compile(f"企业|{_BODY}")
GONE_TO = re.compile("[^，。；、\\d]{0,6}?(?:走访|抽查|约谈|督查)|对")
"""How a clause begins that says which of them were gone to, or talked to."""
SAMPLED = re.compile("(?<=抽查)(?:[省市区县]直)?(?:部门|乡镇|街道|企业)$")
"""Bodies, or firms of whatever trade, of which so many were sampled."""
KIND_OF_HAZARDS = re.compile(
    "(?:其中)?(?P<kind>(?!事故|执法|其[他它](?!类问题|类隐患))(?:(?!各|发现|查出|排查)[\u4e00-\u9fff]){2,8})"
    "类(?:问题|隐患)?"
)
"""A kind as all that is said of some of the hazards found: "消防类46项", "煤气管网类问题9个"."""
STAGES = re.compile(
    "(?:其中)?(?P<stage>(?:生产|建设|停产停建|停产|停建)(?:矿井)?|经营|储存|使用|使用许可|运输|充装|批发|零售|加油加气)"
    "(?P<firms>企业|单位|煤矿|矿山)?"
)
"""What firms of a list are told apart by: what they do with what it is about."""
USING = re.compile("使用(?P<what>[\u4e00-\u9fff]{2,6})的")
"""What firms are named by that they use."""
IS_MEASURE = re.compile(
    "起数|宗数|人数|亡人|伤人|事故总|死亡|受伤|(?<!起)重伤|轻伤|损失|隐患|问题|罚款|整改|立案|经费|投入"
)
"""Words of a name that is a measure, and no part of a list."""
PART_IN_COMMON = re.compile("^涉及|(?<=..)(?:作业企业|企业|单位|项目|人员|点|类)$")
"""What the parts of a list have in common, behind their names."""
NO_PART = re.compile(f"^其[余他它]$|队伍$|处分|结案|[逾超到按]期|当场|立即|[的中]|有$|区域|地区|{DOES}")
"""Words that are more than the name of a part, or no sector."""
IS_WORK = re.compile(
    "(?:检查|抽查|督查|巡查|监察|监督|执法|整顿|处罚|约谈|通报|明确|排查|关闭|取缔|曝光|培训|查处|查封|暗访|开展|组织|实施|责令|提请"
    "|移送|追究|问责|安排|派出|发放|下达|对|向|(?<!公)共|已)"
)
"""Verbs of what supervisors do, between which and the figure a sector may stand."""
HANDLED = re.compile(
    "(?<!物体)打击|移送|查办|侦办|侦破|查处|查获|整治|制止|纠正|移交|处理|处置|办理|受理|化解|调解|出动"
)
"""Verbs whose object is no accident, whatever it is counted in."""
NO_PLACE = re.compile(
    f"[的在有是为共各亡伤]|挂牌|挂账|销号|销账|举报|投诉|信息|事故|企业|单位|部门|接到|发生|{IS_MEASURE.pattern}|{IS_WORK.pattern}|{HANDLED.pattern}"
)
"""Words that no short name of a place holds."""
MEASURED_NEXT = re.compile(
    r"(?:领域|行业|方面|企业)?(?:共|累计)?(?:发生)?(?:(?:生产安全)?(?:亡人|死亡)?事故)?"
    r"(?:(?:总?起数|宗数|死亡|受伤|占)|(?:同比|环比|分别|均|也|则)|[^，。]{0,20}率|[^，。]{0,8}(?:[十0]万人|万车|万吨)|(?:上升|下降|增|减|持平))"
)
"""What goes on behind the name of a sector of which a change or a rate is told."""
HEADED_NEXT = re.compile(
    "(?:领域|行业|方面|企业|场所|单位|作业|工程|项目|类)*"
    "(?:$|[：:，]|安全|燃气|用[电气火]|事故|火灾|隐患|重大|整治|监管|监察|治理|应急|管理(?!人员)|形势|问题|风险|专项|执法|[和及与、]|一|仍|多发|是"
    "|依然|有所|持续|明显|[总整]体|稳中|平稳|保持|呈|反弹|高发|居高|占比|[升降增减]幅)"
)
"""What goes on behind the sector that a heading begins with."""
COUNTED_OFF = re.compile("^[　 ]*(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，)")
"""Words that count off what a text goes through: "一是道路运输事故占比仍高"."""
NO_NAME = re.compile(
    "[降升]|开展|服务|期间|其间|首次|以来|[年月日]|均|被|[比较与]|工作|处罚|实施|行政|排查|落实|加强|突破|指标|目标|控制|高于|低于|平均|[由从增减]|人数|起数"
    "|情况|形势|一次|处理|适用|引发|引起|造成|导致|没有|未|季度|月份|上旬|中旬|下旬|半年|损失|其中|接警|至|[的]有$"
)
"""Words of a clause that is more than the name of a sector."""

COAL_KINDS = ("顶板", "瓦斯", "机电", "运输", "放炮", "水害", "火灾", "其他")
"""Kinds of accidents in mines, as their own statistics name them."""
AFLOAT_KINDS = (
    "碰撞",
    "触礁",
    "触损",
    "触碰",
    "搁浅",
    "浪损",
    "风灾",
    "自沉",
    "火灾",
    "人员落水",
    "机械损伤",
    "其他",
)
"""Kinds of accidents of ships, as their own statistics name them."""
KINDS_IN = (("煤矿|矿山", COAL_KINDS), ("水上交通|渔业船舶|水上", AFLOAT_KINDS))
"""Sectors with kinds of accidents of their own, and these."""
SECTOR_OF_SUBJECT = {"教委|教育局|教育部门": "教育", "文旅局|文化和旅游局|旅游局": "旅游"}
"""Departments whose doings, told as the subject of a sentence, are of one sector."""
SECTOR_OF_DEPARTMENT = (("住建|住房城乡建设|住房和城乡建设", "建筑领域"),)
"""Departments whose accidents are those of one sector, where the sentence names no other."""

AS_A_TARGET = re.compile(
    "(?:以内|之内)?的?(?:年度|全年|工作|既定|预期|省定|市定|控制)*(?P<what>任务指标|目标任务|控制指标|指标|任务|目标)"
)
"""What stands behind a figure that is to be reached or kept to, and was not counted."""
TARGET = "任务指标"
"""The comparison of what is to be reached or kept to."""
SET_AS_TARGET = re.compile("下达[^，。；\\d]*(?:指标|任务|目标)(?:分别)?[为是](?:\\d+[^，。；\\d]{1,2}、)*$")
"""What stands before a figure that was set: "下达年度控制指标为200起、130人"."""
PLAN_PARTLY_DONE = re.compile(
    "完成[^，。；\\d]{0,8}(?:计划|任务|目标)数?▲的[近约超过不足]*[\\d一二三四五六七八九百]"
)
"""What stands around a plan of which so much was done: "完成年度任务180家的104.4%"."""
REQUIRED = re.compile("(?:必须|应当?|须|需|要|力争|确保)$")
"""Words that make of the figure behind them what has to be, not what is."""

GATHERED_IN = re.compile(r"集中(?:在|于)[^，。；\d]*$")
"""Words before a number of fields that are named: it counts no more than their names."""
FIELDS_NEXT = re.compile("行业|领域|方面|环节|时段|区域")
"""What stands behind such a number."""
WHOLE_GONE_INTO = re.compile(
    r"(?:^|[，。；：、　]|在)(?P<how>被?(?:检查|抽查|督查|抽检|排查)|受检)?(?:的|　)*"
    r"(?:\d+[家个户处栋座项条])?(?P<what>[\u4e00-\u9fff]{2,12}?)(?:\d+[家个户处栋座项条件])?中(?:，|有(?=\d))"
)
"""What a sentence goes into, of which shares follow: "抽查的45个项目中，"."""
BELONGS = re.compile("属于?|[为是](?=[^，。；\\d]{2,})")
"""Words behind a share that say what the part is: "约三分之一为用电隐患"."""
PART_BEFORE = re.compile("中，[^，。；\\d]{2,}的$|占比[最较]?[高大]，$")
"""Words before a share that do so: "50个小区中，通道不畅的超过四分之一", "电气占比最高，超过一半"."""
LACKING = re.compile("(?:缺口|缺额|空编|空缺)$")
"""Words before the part of what should be there that is not."""
GONE_INTO = re.compile("企业|单位|项目|场所|街道|乡镇|部门|学校|工地|隐患|问题|商户|门店|小区|社区|产品")
"""Words of a whole that shares are told of by its own name."""
OF_THINGS = re.compile(
    f"的?(?P<what>[\u4e00-\u9fff]{{0,6}}?(?:{GONE_INTO.pattern}|事故|火灾))(?![\u4e00-\u9fff]*率)"
)
"""What stands behind a part in words, or in percent, of so many things: "近四成的企业未演练"."""
STARTED_FROM = re.compile(
    "[由从](?P<of>(?:今年|本年)?年初|(?:去年|上年)?年?[底末]|[\u4e00-\u9fff]{2,4}前|\\d{1,2}月[底末])的?$"
)
"""What stands before a level with which the next one is compared: "由年初的71%提高到96%，提高25个百分点"."""
ALL_BUT = re.compile("除[^，。；\\d]{1,16}外的?$")
"""Words before a number that no other one is: "除道路运输外的57起事故中"."""
COUNTED_IN = ("部", "台", "个", "条", "次", "起", "件", "门", "通")
"""Counters of telephones and of calls."""
LIMITS_AHEAD = ("不低于", "不少于", "不得低于", "不得少于", "不超过", "不高于", "不足")
"""Qualifiers that stand before what their figure is a part of: "不低于上年收入的0.3%"."""

TAKEN_TOGETHER = re.compile(
    r"[\u4e00-\u9fff]{0,3}[区县市镇乡地省州旗](?:（[^）]*）)?(?:合计|共计|总计|累计|共|均|都|占)"
    r"|(?:有|互有|存在)(?:交叉|重叠|重复)|(?:合计|共计|总计|一共)"
)
"""What stands behind a number of what was named before: "the four towns together", "the two overlap"."""

MEANS = re.compile("(?:案均|件均|起均|家均|户均|平均每[案件起家户])(?:罚款|处罚)?(?:金额|额)?$")
"""Words before an amount that is a mean: what it is one of was told before."""
LEVEL_ALONE = re.compile(
    "(?:其中|评定|确定|划定|认定|评为|分为|[、，])*(?P<level>特级|[一二三四五]级|[甲乙丙丁]级|[A-D]级|[省市县]级|区县?级|[红橙黄蓝]色|[大中小微]型|(?:一般|普通|简易|快速)程序(?=事故|$))(?:事故)?$"
)
"""A level as the only name of a part of what was counted just before."""
OF_LEVEL = re.compile(
    "特级|[一二三四五]级|[甲乙丙丁]级|[A-D]级|[省市县]级|区县?级|[红橙黄蓝]色|[大中小微]型|(?:一般|普通|简易|快速)程序"
)
"""How the measure of one level begins."""
SUMMED_UP = re.compile(
    "(?:[两二三四五六七八九十\\d]+个?[\u4e00-\u9fff]{1,3}(?:合计|共计|总计|一共|共)|合计|总计)(?:有|为)?$"
)
"""All that a clause says of the sum of what was counted just before: "三地合计"."""

SPANS = ("年", "个月", "天", "日", "个季度")
"""Units of how long something has gone on."""
KINDS_LEFT = re.compile(
    "(?![由均已正未])[\u4e00-\u9fff]{0,2}(?:原因|行业|领域|类别|类型|地区|县|区|市|镇|街道|单位)"
)
"""What stands behind a number of parts that are left: it is a part's name."""
HOLIDAYS = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆", "假期", "长假", "节日")
"""Names before a number of days that is part of them."""

OF_A_RATE = re.compile("[^，。；\\d]{0,6}死亡率|GDP")
"""What stands behind a number that is part of a rate's name: deaths per million tons."""
OF_DEATHS_PER = re.compile("[^，。；、\\d]{0,12}死亡(?:人数|\\d)")
"""What stands behind the persons of a rate that is printed as a number of deaths."""

EACH = re.compile(
    "(?:各(?:抽查|检查|排查|发现|查出|上报|报送|约谈|通报|处罚|发出|下达|下发|印发|新增|新建|建成|投入|关闭|开展|配备)[\u4e00-\u9fff]{0,8}|(?:各(?:自)?|均)(?:有|为|是|发生|死亡|受伤|检查|查处|立案)?(?:生产安全)?(?:亡人|死亡)?(?:事故|隐患)?)$"
    "|各(?:自)?发生(?P<sector>[\u4e00-\u9fff]{2,6}?)(?:亡人|死亡)?事故$"
)
IN_TURN = re.compile(r"(?:分别|依次)[^，。；、\d]{0,12}$")
SPREAD = re.compile("均|都|双双|全部")
"""Words by which one figure holds for every measure that was named."""

NOTHING_HAPPENED = re.compile(
    r"(?<!从)(?<!不会)(?<!因)(?<!来)(?:均|都)?(?:未|没有)(?:再)?(?:发生|接报|接到)(?!过)"
    r"|(?:均|都)无(?=[^，。；]{0,10}(?:事故|火灾))"
)
NONE_OF = re.compile("(?P<what>[^，。；：、　]*(?:事故|火灾))(?:起数)?(?:均|仍|继续)?(?:为|是|保持)零")
"""Zeros in words that follow what they are of: "较大及以上事故为零"."""
FREQUENCY = re.compile(r"每(?:个)?(季度|半年|两年|年|月|周|半月|季|旬|\d+[日天])")

_GENERIC_TEXT = """
但
全市范围内 全市 全省 全区 全国 全县 全州 全旗 全盟 全镇 本市 我市 本区 我区 我省 累计 共计 合计 总共 已经 处置
共发生 发生了 发生 生产安全 安全生产 安全 各类 其中 事故起数 死亡事故 亡人事故 事故 死亡 亡人 亡 特别重大
较大及以上 较大以上 重特大 较大 重大 一般 领域 行业 企业 上述 当月 该省 该市 该区 该县
你市 你县 你区 你州 你旗 另据统计 据统计 确保 力争 另有 另外 此外 分别 同期
已 共 的 起数 为 造成 导致 引发 肇事 涉及 起 （下称“”） 统计 上报 接报 接到
记录 在 一般等级 等级 直报 截至目前 目前 截至 截止 以上 包括 占
消防救援队伍 消防救援机构 消防救援部门 公安消防部门 消防部门
一般程序 简易程序 程序 有 各 总 本 “ ” 亡人数 类 相关
"""
GENERIC = tuple(_GENERIC_TEXT.split())
"""Words around an accident figure that name no sector."""
ADVERBS_BEHIND = re.compile("(?:又|再次?|仍然?|也|还|先后|相继|接连|连续|致死?)+$")
"""Words between the name of a sector and the verb: "in industry, again …"."""

DEVICES = (
    "(?:锅炉|压力容器|压力管道|气瓶|电梯|起重机械|叉车|场（?厂?）?内专用机动车辆"
    "|大型游乐设施(?:[和、]客运索道)?|客运索道)"
)
"""Kinds of special equipment."""
PARTS_OF = (
    (
        "道路交通|道路运输",
        "-",
        "(?:[国省县乡农城高普山][\u4e00-\u9fff]{0,3}(?:道|道路|公路)"
        "|[大中小重轻微]*型?(?:营运)?(?:货车|客车)|校车|摩托车|电动自行车|非机动车|其他车辆)",
    ),
    (
        "火灾",
        "/原因:",
        "(?:电气故障|电气|电气线路故障|(?:生活)?用火不慎|遗留火种|吸烟|玩火|自燃|放火|雷击|静电"
        "|生产作业(?:不慎)?|原因不明|其他原因)",
    ),
    ("特种设备", "-", DEVICES),
    ("(?<!非)煤矿", "-", "(?:国有重点|地方国有|国有|集体|民营|乡镇)煤矿"),
    (
        "火灾",
        "-",
        "[\u4e00-\u9fff、]*(?:场所|(?:城区|城市|农村)(?:地区)?|住宅|民房|宿舍|厂房|仓库|交通工具|商场|市场|医院|学校|养老机构)",
    ),
)
"""Sector, mark and names of what is a part of it wherever it is told of: roads, causes of fires."""
PART_CALLED = {"场内专用机动车辆": "场（厂）内专用机动车辆"}
"""Names of parts by another than they are read by: reading takes out a remark in the middle."""

SLOGANS = re.compile(
    r"硬?措施|规定|指数|要求|举措|岗位|数字|指标|责任|结合|意识|自信|维护|必须|全面|统一|一律|确保|坚持|坚决|不放过|转变|导向|看|关键|中心|满意|自觉|代表|文明"
)
"""Nouns behind a number in Chinese characters that make it a slogan, no figure."""
