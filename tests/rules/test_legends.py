"""Codes of a sheet mean what a note or header of its own says. All are made."""

import pytest

from safetystats import clean, read_ledger

LINES = ["YH-1,2024-03-01,平谷区,一般,0,甲厂", "YH-2,2024-03-02,平谷区,一般,1,乙厂"]


def ended(tmp_path, *, note="", header="状态"):
    lines = [f"隐患编号,发现日期,区,隐患级别,{header},单位名称", *LINES, *([note] if note else [])]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    cleaned = clean(read_ledger(tmp_path / "a.csv"))
    found = cleaned.findings.query("rule == 'status_from_legend'")
    return cleaned.ledger["end_type"].tolist(), found["row"].tolist()


@pytest.mark.parametrize(
    "note",
    ["注：0=已整改，1=未整改", "说明：0-已销账；1-未销账", "注：1代表未整改 0：已整改，1：未整改",
     "说明：整改状态：0=已整改，1=未整改；是否挂账：1=是，0=否",
     "注：状态：0=是，1=否；是否挂账：1=是，0=否"],
)  # fmt: skip
def test_a_legend_says_what_the_codes_mean(tmp_path, note):
    assert ended(tmp_path, note=f'"{note}"') == (["closed", "open"], [2, 3])


def test_a_header_may_hold_the_legend(tmp_path):
    assert ended(tmp_path, header="状态（0：已整改；1：未整改）") == (["closed", "open"], [2, 3])


@pytest.mark.parametrize(
    "note",
    ["", "注：1=未整改", "注：0=平谷区，1=怀柔区", "注：0=已整改，1=未整改，0=未销账", "是否挂账：0=是，1=否",
     "复查意见0-通过，1-不通过"],
)  # fmt: skip
def test_without_a_legend_codes_are_no_and_yes(tmp_path, note):
    assert ended(tmp_path, note=f'"{note}"' if note else "") == (["open", "closed"], [])
