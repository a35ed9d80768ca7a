"""Of which days, and of which area, sheets say that there was nothing."""

import pytest

from safetystats import clean, read_ledger
from safetystats.periods import OfArea, Window

HEADER = "事故编号,发生时间,区,事故分类,死亡人数\n"
NONE = HEADER + "本月无事故,,,,\n"
MAY = Window.month(2020, 5)


@pytest.mark.parametrize(
    ("name", "text", "areas"),
    [
        ("2020年5月事故.csv", NONE, [""]),
        ("全市2020年5月事故.csv", NONE, [""]),
        ("5月.csv", "2020年5月平谷区事故台账,,,,\n" + NONE, ["平谷区"]),
        ("平谷区2020年5月事故.csv", NONE, ["平谷区"]),
        ("平谷区/2020年5月事故.csv", NONE, ["平谷区"]),
        ("2020年5月事故.csv", HEADER + "1,2020-05-31,平谷区,本月无事故,0\n", ["平谷区"]),
        # Several, a short name and a town: it is not said of which areas, and surely not of all.
        ("平谷区和密云区2020年5月事故.csv", NONE, []),
        ("平谷2020年5月事故.csv", NONE, []),
        ("大峪街道2020年5月事故.csv", NONE, []),
        ("各乡镇2020年5月事故.csv", NONE, [""]),
        # A list of all areas: one had an accident, one none, and a third had some and a line that is empty.
        (
            "2020年5月事故.csv",
            HEADER + "1,2020-05-03,密云区,工矿商贸,1\n2,2020-05-31,平谷区,本月无事故,0\n"
            "3,2020-05-31,密云区,本月无事故,0\n",
            ["平谷区"],
        ),
        ("2020年5月事故.csv", HEADER, []),
    ],
)
def test_a_sheet_without_accidents_tells_of_the_area_that_it_names(tmp_path, name, text, areas):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    others = "\n".join(f"{day},2020-04-{day:02},密云区,工矿商贸,1" for day in range(1, 5))
    (tmp_path / "2020年4月.csv").write_text(HEADER + others, encoding="utf-8")
    told = clean(read_ledger(tmp_path, "accidents")).empty
    assert told == tuple(OfArea(area, MAY) for area in areas)
