"""For whom a ledger is cleaned: persons, names of open cases, and what nobody loses. All names are made."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats.audiences import WITHHELD, audience_named, is_sole_trader
from safetystats.errors import UnknownName
from safetystats.intake import take_in
from safetystats.ledgers import read_ledgers

ACCIDENTS = """\
事故编号,发生日期,区,死亡人数,事故单位,结案日期,联系人,备注
A-1,2020-01-05,门头沟区,1,红叶建筑有限公司,2020-06-01,赵甲乙,赵甲乙当场死亡
A-2,2020-02-05,门头沟区,2,青叶建工有限公司,,钱丙丁,待调查
A-3,2020-03-05,平谷区,1,兰叶个体工商户,2020-06-01,,
A-4,说不清,平谷区,1,紫叶有限公司,,孙戊己,孙戊己上报
"""
HAZARDS = """\
隐患编号,发现日期,区,状态,销账日期,被检查单位,隐患描述
YH-1,2020-01-05,门头沟区,已销账,2020-01-20,红叶建筑有限公司,赵甲乙未戴安全帽
YH-2,2020-02-05,平谷区,整改中,,青叶建工有限公司,通道堵塞
"""
NAMES = ("赵甲乙", "钱丙丁", "孙戊己")
OPEN_CASES = ("青叶建工", "紫叶", "兰叶")


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "事故.csv").write_text(ACCIDENTS, encoding="utf-8")
    (folder / "隐患.csv").write_text(HAZARDS, encoding="utf-8")
    return folder


def all_texts(folder: Path) -> str:
    """Everything that stands in the tables of a folder of ledgers, and in its files for people."""
    ledgers = read_ledgers(folder)
    frames = [*ledgers.by_name().values(), ledgers.findings, ledgers.quarantine, ledgers.skipped]
    book = pd.read_excel(folder / "findings.xlsx", sheet_name=None, header=None)
    files = [path.read_text(encoding="utf-8-sig") for path in folder.glob("*.csv")]
    return "\n".join([*files, *(frame.to_csv() for frame in (*frames, *book.values()))])


@pytest.fixture
def written(sheets, tmp_path):
    def write(audience):
        return take_in([sheets], audience=audience).write(tmp_path / audience)

    return write


def test_the_office_keeps_what_was_written_and_its_trail_shows_no_person(written):
    ledgers = read_ledgers(written("internal"))
    assert ledgers.accidents["note"].tolist()[:2] == ["赵甲乙当场死亡", "待调查"]
    assert "孙戊己" in ledgers.quarantine["联系人"].tolist()
    masked = ledgers.findings.query("rule == 'name_masked'")
    assert masked["action"].unique().tolist() == ["kept"]
    assert not masked["after"].str.contains("赵甲乙|孙戊己").any()
    assert ledgers.notice("zh").startswith("内部资料")


def test_what_goes_upward_has_persons_masked_and_every_enterprise(written):
    ledgers = read_ledgers(written("upward"))
    assert ledgers.quarantine["联系人"].tolist() == ["孙**"]
    assert ledgers.accidents["enterprise"].tolist() == [
        "红叶建筑有限公司",
        "青叶建工有限公司",
        "兰叶个体工商户",
    ]
    assert ledgers.notice("en") == ""


def test_the_public_reads_no_person_no_free_text_and_no_enterprise_of_an_open_case(written):
    folder = written("public")
    ledgers = read_ledgers(folder)
    assert ledgers.accidents["enterprise"].tolist() == ["红叶建筑有限公司", WITHHELD, WITHHELD]
    assert ledgers.hazards["enterprise"].tolist() == ["红叶建筑有限公司", WITHHELD]
    assert ledgers.hazards["description"].tolist() == [WITHHELD, WITHHELD]
    texts = all_texts(folder)
    assert not [name for name in (*NAMES, *OPEN_CASES) if name in texts]
    assert "公开版" in ledgers.notice("zh")


def test_no_audience_changes_a_count(written):
    counted = []
    for audience in ("internal", "upward", "public"):
        ledgers = read_ledgers(written(audience))
        deaths = ledgers.accidents.groupby("area")["deaths"].sum().to_dict()
        ends = ledgers.hazards["end_type"].tolist()
        counted.append((deaths, ends, len(ledgers.quarantine), ledgers.balance().to_dict()))
    assert counted[0] == counted[1] == counted[2]
    assert counted[0][0] == {"平谷区": 1, "门头沟区": 3}


def test_an_audience_that_is_not_known_is_refused_with_those_there_are():
    with pytest.raises(UnknownName, match=r"publik.*public"):
        audience_named("publik")


@pytest.mark.parametrize(
    ("name", "is_one"), [("兰叶个体工商户", True), ("个体户赵甲", True), ("红叶建筑有限公司", False)]
)
def test_a_sole_trader_s_name_is_a_person_s(name, is_one):
    assert is_sole_trader(name) is is_one
