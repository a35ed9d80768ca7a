"""Invented names. Every enterprise carries the word 示例 (example): none can be taken for a real one."""

from __future__ import annotations

from itertools import product

import numpy as np

_SYLLABLES = (
    "安邦昌诚达德鼎峰福广海恒弘华汇吉嘉金景凯康朗乐隆美宁鹏平启千庆泉荣瑞森舒泰腾同万旺新雅永远展卓"
    "博春川方禾科坤兰林茂木诺润升松天文溪祥旭银泽正志"
)
"""No two sound alike."""

TRADES = {
    "E 建筑业": ("建筑工程", "装饰工程", "市政工程", "机电安装"),
    "C 制造业": ("机械制造", "食品加工", "家具制造", "印刷"),
    "F 批发和零售业": ("商贸", "超市", "建材销售"),
    "G 交通运输、仓储和邮政业": ("物流", "客运", "货运"),
    "H 住宿和餐饮业": ("餐饮", "宾馆", "酒店管理"),
    "K 房地产业": ("物业管理", "房地产开发"),
    "L 租赁和商务服务业": ("商务服务", "劳务服务"),
    "M 科学研究和技术服务业": ("技术服务", "工程咨询"),
    "N 水利、环境和公共设施管理业": ("环境服务", "景区管理", "园林绿化"),
    "O 居民服务、修理和其他服务业": ("汽车维修", "家政服务", "洗染"),
    "D 电力、热力、燃气及水生产和供应业": ("热力供应", "供水服务"),
    "R 文化、体育和娱乐业": ("文化传播", "体育健身"),
    "A 农、林、牧、渔业": ("农业种植", "农机服务"),
    "B 采矿业": ("石料开采",),
}
"""Industry (GB/T 4754-2017) and what its enterprises are called."""

SECTORS = {
    "E 建筑业": "建筑业",
    "C 制造业": "制造业",
    "F 批发和零售业": "商贸",
    "G 交通运输、仓储和邮政业": "交通运输",
    "H 住宿和餐饮业": "餐饮",
    "K 房地产业": "物业",
    "L 租赁和商务服务业": "其他",
    "M 科学研究和技术服务业": "其他",
    "N 水利、环境和公共设施管理业": "市政公用",
    "O 居民服务、修理和其他服务业": "其他",
    "D 电力、热力、燃气及水生产和供应业": "电力",
    "R 文化、体育和娱乐业": "文化体育",
    "A 农、林、牧、渔业": "农林牧渔",
    "B 采矿业": "采矿业",
}
"""The bureau's own sector in which an enterprise of that industry is mostly supervised."""

DEPARTMENTS = {
    "E 建筑业": "示例住建部门",
    "K 房地产业": "示例住建部门",
    "F 批发和零售业": "示例商务部门",
    "G 交通运输、仓储和邮政业": "示例交通部门",
    "O 居民服务、修理和其他服务业": "示例交通部门",
    "H 住宿和餐饮业": "示例城管执法部门",
    "N 水利、环境和公共设施管理业": "示例园林绿化部门",
    "R 文化、体育和娱乐业": "示例文旅部门",
    "A 农、林、牧、渔业": "示例农业农村部门",
}
OFFICE = "示例应急部门"
"""Supervises whatever no other department does."""

STREETS = ("示例一街道", "示例二街道", "示例三街道", "示例四镇", "示例五镇", "示例六镇")


def department_of(industry: str) -> str:
    """The department in whose register an enterprise of `industry` stands."""
    return DEPARTMENTS.get(industry, OFFICE)


def brands(rng: np.random.Generator) -> list[str]:
    """All brands in chance order; each is used by one enterprise of a ledger.

    The third syllable follows from the first two, so that two brands always differ in two places: what looks
    alike in the ledgers is one enterprise spelled twice, not two.
    """
    size = len(_SYLLABLES)
    pairs = [(first, second) for first, second in product(range(size), repeat=2) if first != second]
    places = [(*pairs[i], sum(pairs[i]) % size) for i in rng.permutation(len(pairs))]
    return ["".join(_SYLLABLES[k] for k in brand) for brand in places]


def company(brand: str, trade: str) -> str:
    """The name of an enterprise.

    >>> company("恒达安", "餐饮")
    '北京示例恒达安餐饮有限公司'
    """
    return f"北京示例{brand}{trade}有限公司"
