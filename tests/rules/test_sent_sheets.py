"""Of which area and of which days each sheet is."""

from datetime import date

import openpyxl
import pytest

from safetystats import clean, read_ledger
from safetystats.periods import OfArea, Window

HEADER = "事故编号,发生时间,区,事故分类,死亡人数\n"
JULY = Window.month(2020, 7)
ANY = Window(date.min, date.max)


@pytest.mark.parametrize(
    ("name", "text", "sent"),
    [
        ("平谷区_2020-07.csv", HEADER, OfArea("平谷区", JULY)),
        ("平谷区202007.csv", HEADER, OfArea("平谷区", JULY)),
        ("平谷区/2020年7月.csv", HEADER, OfArea("平谷区", JULY)),
        ("7月.csv", "平谷区2020年事故台账,,,,\n" + HEADER, OfArea("平谷区", JULY)),
        ("平谷区7月.csv", HEADER, OfArea("平谷区", JULY)),  # its rows are of 2020
        ("平谷_2020-07.csv", HEADER, OfArea("平谷区", JULY)),  # so are they of one area
        ("平谷区2020年第三季度.csv", HEADER, OfArea("平谷区", Window.months(2020, 7, 9))),
        ("平谷区2020年1-7月.csv", HEADER, OfArea("平谷区", Window.months(2020, 1, 7))),
        ("平谷区2020年.csv", HEADER, OfArea("平谷区", Window.year(2020))),
        ("平谷区（截至2020年7月31日）.csv", HEADER, OfArea("平谷区", ANY)),
        ("平谷区.csv", HEADER, OfArea("平谷区", ANY)),
        ("2020年7月.csv", HEADER, OfArea("", JULY)),
        ("全市2020年7月.csv", HEADER, OfArea("", JULY)),
    ],
)
def test_a_sheet_is_of_the_area_and_the_days_that_its_names_tell(tmp_path, name, text, sent):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text + "1,2020-07-03,平谷区,工矿商贸,1\n", encoding="utf-8")
    assert clean(read_ledger(tmp_path, "accidents")).sent == (sent,)


def test_a_sheet_that_does_not_count_was_not_sent(tmp_path):
    row = "{n},2020-0{n}-03,平谷区,工矿商贸,1\n"
    for n, name in ((6, "平谷区2020年6月.csv"), (7, "平谷区2020年7月（作废）.csv")):
        (tmp_path / name).write_text(HEADER + row.format(n=n), encoding="utf-8")
    assert clean(read_ledger(tmp_path, "accidents")).sent == (OfArea("平谷区", Window.month(2020, 6)),)


def test_a_blank_form_is_no_sheet_that_was_sent(tmp_path):
    (tmp_path / "平谷区2020年6月.csv").write_text(
        HEADER + "6,2020-06-03,平谷区,工矿商贸,1\n", encoding="utf-8"
    )
    (tmp_path / "事故台账.csv").write_text(HEADER, encoding="utf-8")
    book = openpyxl.Workbook()
    for name in ("本月", "底稿"):
        book.create_sheet(name).append(HEADER.strip().split(","))
    book.save(tmp_path / "平谷2020年7月.xlsx")
    assert clean(read_ledger(tmp_path, "accidents")).sent == (OfArea("平谷区", Window.month(2020, 6)),)


@pytest.mark.parametrize(
    ("held", "name", "window"),
    [
        ([1, 2], "专项清单.csv", ANY),
        ([1], "专项清单.csv", None),
        ([1, 2], "2020年专项清单.csv", Window.year(2020)),
        ([1], "2020年专项清单.csv", None),
        # Its own sheets hold nothing of that year.
        ([1], "2021年专项清单.csv", Window.year(2021)),
    ],
)
def test_a_sheet_without_a_name_is_of_the_areas_of_which_it_holds_as_much_as_their_own(
    tmp_path, held, name, window
):
    rows = {n: f"SG-{n},2020-06-0{n},平谷区,工矿商贸,{n}\n" for n in (1, 2, 3)}
    (tmp_path / "平谷区2020年6月.csv").write_text(HEADER + "".join(rows.values()), encoding="utf-8")
    year = window.start.year if window and window != ANY else 2020
    held_rows = "".join(rows[n].replace("2020-", f"{year}-").replace("SG", f"SG{year}") for n in held)
    (tmp_path / name).write_text(HEADER + held_rows, encoding="utf-8")
    own = OfArea("平谷区", Window.month(2020, 6))
    sent = {own, OfArea("平谷区", window)} if window else {own}
    assert set(clean(read_ledger(tmp_path, "accidents")).sent) == sent
