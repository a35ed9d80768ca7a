"""Whole bulletins, all of them made up, in which every figure is right, and the same with one error."""

from pathlib import Path

import pytest

from safetystats.claims import extract, infer, internal_checks

BULLETINS = Path(__file__).parent / "bulletins"


def contradictions(text: str) -> list[tuple[str, str]]:
    """What is printed, and against what, of every figure that is called wrong."""
    found = internal_checks(extract(text))
    wrong = found[found["verdict"] == "contradicts"]
    return list(zip(wrong["printed"], wrong["against"]))


@pytest.mark.parametrize("name", sorted(path.stem for path in BULLETINS.glob("*.txt")))
def test_no_right_figure_of_a_bulletin_is_called_wrong(name):
    claims = extract((BULLETINS / f"{name}.txt").read_text(encoding="utf-8"))
    found = internal_checks(claims)
    assert found.loc[found["verdict"] == "contradicts", ["printed", "against"]].values.tolist() == []
    assert infer(claims).contradictions["texts_zh"].tolist() == []


@pytest.mark.parametrize(
    ("name", "right", "wrong", "told"),
    [
        ("year", "下降14.1%", "下降16.1%", ("同比下降16.1%", "248 -> 213")),
        ("year", "制造业14起", "制造业17起", ("46起", "23 + 17 + 9 = 49")),
        ("month", "下降20%、12.5%", "下降20%、15.5%", ("环比下降15.5%", "? -> 7")),
        ("month", "整改率94.1%", "整改率97.1%", ("97.1%", "691/734")),
        ("campaign", "整改率95.4%", "整改率98.4%", ("98.4%", "9412/9870")),
        ("campaign", "案均罚款3.94", "案均罚款4.94", ("4.94万元", "732.4/186")),
        ("table", "城东区 | 24 |", "城东区 | 26 |", ("同比下降14.3%", "? -> 26")),
        ("table", "分别下降10.4%", "分别下降12.4%", ("同比下降12.4%", "96 -> 86")),
        ("fires", "占46.6%", "占49.6%", ("占火灾总数49.6%", "598/1284")),
        ("fires", "占亡人总数的77.8%", "占亡人总数的67.8%", ("占死亡总数67.8%", "7/9")),
        ("building", "1至9月，累计发生事故19起", "1至9月，累计发生事故17起", ("同比下降24%", "? -> 17")),
        ("building", "整改率97.0%", "整改率99.0%", ("99%", "5079/5236")),
        ("traffic", "下降10.6%", "下降16.6%", ("同比下降16.6%", "141 -> 126")),
        ("traffic", "总数的37.9%", "总数的38.9%", ("占事故总数38.9%", "11/?")),
        ("supervision", "总量的59.1%", "总量的69.1%", ("占事故总数69.1%", "13/?")),
        ("supervision", "2021年7起", "2021年8起", ("22起", "9 + 8 + 6 = 23")),
    ],
)
def test_one_wrong_figure_of_a_bulletin_is_found(name, right, wrong, told):
    text = (BULLETINS / f"{name}.txt").read_text(encoding="utf-8")
    assert right in text
    assert told in contradictions(text.replace(right, wrong))
