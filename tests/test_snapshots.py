"""A snapshot stays as it was; what changed between two is found, and what that does to the figures."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.cleaning import clean
from safetystats.errors import InputRejected, WrongUse
from safetystats.findings import SKIPPED, no_findings
from safetystats.ledgers import Ledgers, read_ledgers, write_ledgers
from safetystats.periods import Window
from safetystats.project import Reporting
from safetystats.provisional import is_provisional, provisional_from, provisional_until
from safetystats.read import RawLedger, RawTable
from safetystats.reference import basis_named
from safetystats.schema import ACCIDENTS, Basis
from safetystats.snapshots import (
    KINDS,
    Compared,
    compare_snapshots,
    effect_on_headlines,
    effect_on_ratios,
    headline_windows,
    match_records,
    take_snapshot,
    told,
    uncounted_changes,
)

COLUMNS = (
    "accident_id",
    "occurred_on",
    "area",
    "category",
    "deaths",
    "enterprise",
    "struck_off",
    "reported_on",
)

EARLIER = [
    ("SG20200001", "2020-01-05", "海淀区", "工矿商贸", "1", "甲", "否", "2020-01-06"),
    ("SG20200002", "2020-02-05", "海淀区", "工矿商贸", "1", "乙", "否", "2020-02-06"),
    ("SG20200003", "2020-03-05", "朝阳区", "工矿商贸", "2", "丙", "否", "2020-03-06"),
    ("SG20200004", "2020-04-05", "朝阳区", "工矿商贸", "1", "丁", "是", "2020-04-06"),
    ("SG20200005", "2020-05-05", "东城区", "工矿商贸", "1", "戊", "否", "2020-05-06"),
    ("SG20200006", "2020-06-05", "东城区", "道路运输", "1", "己", "否", "2020-06-06"),
]
LATER = [
    ("SG20200006", "2020-06-05", "东城区", "道路运输", "1", "己", "否", "2020-06-06"),
    # Struck off; one more died; moved to another district; counted again; 05 is gone, 07 is new.
    ("SG20200001", "2020-01-05", "海淀区", "工矿商贸", "1", "甲", "是", "2020-01-06"),
    ("SG20200002", "2020-02-05", "海淀区", "工矿商贸", "2", "乙", "否", "2020-02-06"),
    ("SG20200003", "2020-03-05", "西城区", "工矿商贸", "2", "丙", "否", "2020-03-06"),
    ("SG20200004", "2020-04-05", "朝阳区", "工矿商贸", "1", "丁", "否", "2020-04-06"),
    ("SG20200007", "2020-06-30", "海淀区", "工矿商贸", "3", "庚", "否", "2020-07-20"),
]  # fmt: skip
YEAR = [Window.year(2020)]


def folder_of(rows, folder: Path, kind: str = "accidents", *, notice: str = "Made data.") -> Path:
    columns = COLUMNS if kind == "accidents" else HAZARD_COLUMNS
    frame = pd.DataFrame(rows, columns=list(columns), dtype="object")
    frame["source_file"], frame["source_sheet"], frame["source_row"] = (
        "made.csv",
        "",
        range(2, 2 + len(frame)),
    )
    skipped = pd.DataFrame(columns=list(SKIPPED))
    table = RawTable("made.csv", "", kind, frame, {}, {}, skipped, "", no_findings())
    source = folder.parent / "made.csv"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("made", encoding="utf-8")
    cleaned = clean(RawLedger(kind, (table,)), exported_on=date(2030, 1, 1))
    return write_ledgers([cleaned], folder, inputs=[source], notice=notice)


@pytest.fixture
def earlier(tmp_path: Path) -> Ledgers:
    return read_ledgers(folder_of(EARLIER, tmp_path / "earlier"))


@pytest.fixture
def later(tmp_path: Path) -> Ledgers:
    return read_ledgers(folder_of(LATER, tmp_path / "later"))


def test_every_kind_of_change_is_found_with_its_cells(earlier, later):
    changes = compare_snapshots(earlier, later)
    cells = changes[["change", "record", "column", "before", "after"]].values.tolist()
    assert cells == [
        ["new", "SG20200007", "", "", ""],
        ["changed", "SG20200003", "area", "朝阳区", "西城区"],
        ["changed", "SG20200002", "deaths", "1", "2"],
        ["struck off", "SG20200001", "", "", ""],
        ["restored", "SG20200004", "", "", ""],
        ["gone", "SG20200005", "", "", ""],
    ]
    assert set(changes["ledger"]) == {"accidents"}
    assert changes.loc[changes["change"] == "gone", "source_row"].tolist() == [6]


def test_the_effect_on_each_figure_is_the_sum_of_the_changes(earlier, later):
    effects = effect_on_headlines(Compared(earlier, later), windows=YEAR, basis=basis_named("industrial"))
    effects = effects[effects["sector"] == ""]
    shown = effects.set_index(["area", "events"])[["before", "after", "difference", *KINDS]]
    # By hand. City: 1, 2, 3, 5 counted before (4 was struck off), 2, 3, 4, 7 after.
    # None happened since: the days on which the two stand are not known.
    assert shown.loc[("", "accidents")].tolist() == [4, 4, 0, 1, 0, 0, -1, 1, -1]
    assert shown.loc[("", "deaths")].tolist() == [5, 8, 3, 3, 0, 1, -1, 1, -1]
    assert shown.loc[("海淀区", "accidents")].tolist() == [2, 2, 0, 1, 0, 0, -1, 0, 0]
    assert shown.loc[("朝阳区", "deaths")].tolist() == [2, 1, -1, 0, 0, -2, 0, 1, 0]
    assert shown.loc[("西城区", "deaths")].tolist() == [0, 2, 2, 0, 0, 2, 0, 0, 0]
    records = effects.set_index(["area", "events"])["records"]
    assert records["海淀区", "deaths"] == "SG20200001 -1; SG20200002 +1; SG20200007 +3"
    assert records["东城区", "accidents"] == "SG20200005 -1"


def test_the_basis_and_the_window_decide_what_a_change_moves(earlier, later):
    half = [Window.months(2020, 1, 2), Window.year(2019)]
    effects = effect_on_headlines(
        Compared(earlier, later), windows=half, basis=basis_named("all"), events=["accidents"]
    )
    city = effects[(effects["area"] == "") & (effects["sector"] == "")]
    assert city[["before", "after", "difference"]].values.tolist() == [[2, 1, -1], [0, 0, 0]]
    assert headline_windows(Compared(earlier, later)) == YEAR


@pytest.fixture
def two_days(tmp_path: Path) -> tuple[Ledgers, Ledgers]:
    """One ledger of accidents as it stood at the end of April and at that of the year."""
    entered_late = ("SG20200008", "2020-04-20", "海淀区", "工矿商贸", "2", "辛", "否", "2020-05-08")
    since = ("SG20200009", "2020-09-01", "海淀区", "工矿商贸", "1", "壬", "否", "2020-09-02")
    last_year = ("SG20190001", "2019-09-01", "海淀区", "工矿商贸", "1", "癸", "否", "2019-09-02")
    folder = folder_of([last_year, *EARLIER, entered_late, since], tmp_path / "ledger")
    earlier, later = (
        read_ledgers(take_snapshot(folder, day, tmp_path / "out"))
        for day in (date(2020, 4, 30), date(2020, 12, 31))
    )
    return earlier, later


def test_what_happened_since_is_told_apart_from_what_was_entered_late(two_days):
    changes = compare_snapshots(*two_days)
    assert changes[["change", "record"]].values.tolist() == [
        ["new", "SG20200008"],
        *(["happened since", f"SG2020000{number}"] for number in (5, 6, 9)),
    ]


def test_figures_are_compared_up_to_the_day_of_the_earlier_snapshot(two_days):
    windows = headline_windows(Compared(*two_days))
    assert [window.label for window in windows] == ["2019", "2020-01-01/2020-04-30", "2020-05-01/2020-12-31"]
    effects = effect_on_headlines(Compared(*two_days), windows=windows, basis=basis_named("industrial"))
    city = effects[(effects["area"] == "") & (effects["sector"] == "") & (effects["events"] == "accidents")]
    # By hand: 1, 2 and 3 until April (4 was struck off), 8 entered late; 5 and 9 since.
    assert city[["before", "after", "new", "happened since"]].values.tolist() == [
        [1, 1, 0, 0], [3, 4, 1, 0], [0, 2, 0, 2],
    ]  # fmt: skip
    assert set(effects["as_of_before"]) == {pd.Timestamp("2020-04-30")}
    assert set(effects["as_of_after"]) == {pd.Timestamp("2020-12-31")}
    compared, changes = Compared(*two_days), compare_snapshots(*two_days)
    tables = changes, effects, effect_on_ratios(effects)
    said = told(compared, *tables, basis_named("industrial")).splitlines()
    assert said[:4] == [
        "Earlier: as of 30 April 2020. Later: as of 31 December 2020.",
        "accidents: 1 new, 3 happened since",
        "  new: SG20200008",
        "  happened since: SG20200005; SG20200006; SG20200009",
    ]
    counted = "(fatal accidents in industry, mining and commerce)"
    assert f"the city, accidents, January to April 2020 {counted}: 3 -> 4 (+1): SG20200008 +1" in said
    assert f"the city, accidents, May to December 2020 {counted}: 2 happened since 30 April 2020" in said
    chinese = told(compared, *tables, basis_named("industrial"), "zh")
    assert "  其后发生：SG20200005; SG20200006; SG20200009" in chinese.splitlines()
    assert "全市，2020年5至12月，事故起数（工矿商贸死亡事故）：2020年4月30日之后发生2" in chinese.splitlines()
    assert (
        "另有1起事故有改动，不影响以上数字：统计口径为工矿商贸死亡事故，不计这些事故，"
        "可加--basis all或recorded查看。" in chinese
    )
    # The sixth is of the roads.
    assert said[-1].startswith(
        "Changes in 1 accidents move none of these figures, which count fatal accidents"
    )


HAZARD_COLUMNS = ("hazard_id", "found_on", "area", "status", "closed_on")
JUNE = [
    *((f"YH2020{n:04}", "2020-03-01", "海淀区", "已销账", "2020-04-01") for n in range(1, 9)),
    ("YH20200009", "2020-03-02", "海淀区", "整改中", None),
    ("YH20200010", "2020-03-03", "海淀区", "整改中", None),
    ("YH20200011", "2020-03-04", "朝阳区", "已销账", "2020-04-02"),
]
SEPTEMBER = [
    *JUNE[:7],
    # Opened again; closed in July; closed in May, entered late; found in March, entered late; found since.
    ("YH20200008", "2020-03-01", "海淀区", "整改中", None),
    ("YH20200009", "2020-03-02", "海淀区", "已销账", "2020-07-15"),
    ("YH20200010", "2020-03-03", "海淀区", "已销账", "2020-05-10"),
    ("YH20200012", "2020-03-05", "海淀区", "整改中", None),
    ("YH20200013", "2020-08-05", "海淀区", "已销账", "2020-08-20"),
]


@pytest.fixture
def two_days_of_hazards(tmp_path: Path) -> Compared:
    """A list of hazards as it stood at the end of June and at that of September."""
    kept = [
        read_ledgers(take_snapshot(folder_of(rows, tmp_path / name, "hazards"), day, tmp_path / "out"))
        for rows, name, day in (
            (JUNE, "june", date(2020, 6, 30)), (SEPTEMBER, "september", date(2020, 9, 30)),
        )
    ]  # fmt: skip
    return Compared(*kept)


def test_what_moves_a_closure_rate_is_told_by_found_and_closed(two_days_of_hazards):
    windows = headline_windows(two_days_of_hazards)
    assert [window.label for window in windows] == ["2020-01-01/2020-06-30", "2020-07-01/2020-12-31"]
    effects = effect_on_headlines(two_days_of_hazards, windows=windows, basis=basis_named("all"))
    shown = effects[effects["window_start"] == "2020-01-01"].set_index(["area", "events"])
    shown = shown[["before", "after", *KINDS, "records"]]
    # By hand. Haidian found 10, later 11; closed 8, later 7 (of the eight) + 9 (since) + 10 (entered late).
    assert shown.loc[("海淀区", "hazards")].tolist() == [10, 11, 1, 0, 0, 0, 0, 0, "YH20200012 +1"]
    assert shown.loc[("海淀区", "closed_hazards")].tolist() == [
        8, 9, 0, 1, 0, 0, 0, 0, "YH20200008 -1; YH20200009 +1; YH20200010 +1",
    ]  # fmt: skip
    assert shown.loc[("", "closed_hazards"), ["before", "after", "gone"]].tolist() == [9, 9, -1]
    ratios = effect_on_ratios(effects).set_index(["figure", "area", "window_start"])
    closure = ratios.loc[("closure rate", "海淀区", "2020-01-01")]
    assert closure[["numerator_before", "denominator_before", "before"]].tolist() == [8, 10, 0.8]
    assert closure[["numerator_after", "denominator_after", "after"]].tolist() == [9, 11, 9 / 11]
    assert pd.isna(ratios.loc[("closure rate", "朝阳区", "2020-01-01"), "after"])


def test_the_closure_rate_is_told_with_its_counts_and_not_of_days_since(two_days_of_hazards):
    def lines(language: str) -> list[str]:
        windows, basis = headline_windows(two_days_of_hazards), basis_named("all")
        effects = effect_on_headlines(two_days_of_hazards, windows=windows, basis=basis)
        changes = compare_snapshots(two_days_of_hazards.one, two_days_of_hazards.other)
        tables = changes, effects, effect_on_ratios(effects)
        return told(two_days_of_hazards, *tables, basis, language).splitlines()

    rates = [line for line in lines("en") if "closure rate" in line]
    # The city's rate did not move: one of Chaoyang's is gone, one more of Haidian's is found and closed.
    assert rates == [
        "Chaoyang, closure rate, January to June 2020: 1 of 1 -> 0 of 0",
        "Haidian, closure rate, January to June 2020: 8 of 10 (80.0%) -> 9 of 11 (81.8%)",
    ]
    assert "海淀区，2020年1至6月，销账率：8/10（80.0%） -> 9/11（81.8%）" in lines("zh")
    assert "Haidian, hazards, July to December 2020: 1 happened since 30 June 2020" in lines("en")


def test_shares_of_the_city_and_of_sectors_move_with_their_counts(earlier, later):
    effects = effect_on_headlines(Compared(earlier, later), windows=YEAR, basis=basis_named("industrial"))
    ratios = effect_on_ratios(effects).set_index(["figure", "area", "events"])
    # By hand: Haidian had 2 of 4 accidents and 2 of 5 deaths, then again 2 of 4, and 5 of 8.
    counts = [f"{part}_{side}" for side in ("before", "after") for part in ("numerator", "denominator")]
    assert ratios.loc[("share of the city", "海淀区", "accidents"), counts].tolist() == [2, 4, 2, 4]
    assert ratios.loc[("share of the city", "海淀区", "deaths"), counts].tolist() == [2, 5, 5, 8]
    of_sectors = ratios.loc["share of the sector"]
    sums = of_sectors.groupby(level=["area", "events"])[["numerator_before", "numerator_after"]].sum()
    wholes = of_sectors.groupby(level=["area", "events"])[["denominator_before", "denominator_after"]].first()
    assert (sums.to_numpy() == wholes.to_numpy()).all()


def test_snapshots_in_the_wrong_order_are_refused(two_days):
    with pytest.raises(WrongUse, match=r"stands on 2020-12-31, after the second \(2020-04-30\)"):
        compare_snapshots(*reversed(two_days))


def test_changes_that_the_basis_does_not_count_are_said(tmp_path):
    road = [(*row[:3], "道路运输", *row[4:]) for row in EARLIER]
    moved = [(*row[:4], "2", *row[5:]) for row in road[:2]] + road[2:]
    one, other = (read_ledgers(folder_of(r, tmp_path / n)) for r, n in ((road, "one"), (moved, "other")))
    assert uncounted_changes(Compared(one, other), basis_named("no_road")) == 2
    assert uncounted_changes(Compared(one, other), basis_named("all")) == 0
    assert uncounted_changes(Compared(one, one), basis_named("no_road")) == 0


def test_of_many_records_the_first_are_named_and_the_rest_counted(tmp_path):
    many = [(f"SG2020{n:04}", *EARLIER[0][1:]) for n in range(1, 31)]
    one, other = (read_ledgers(folder_of(r, tmp_path / n)) for r, n in ((many[:5], "one"), (many, "other")))
    changes = compare_snapshots(one, other)
    effects = effect_on_headlines(Compared(one, other), windows=[], basis=basis_named("all"))
    said = told(Compared(one, other), changes, effects, effect_on_ratios(effects), basis_named("all"))
    said = said.splitlines()
    assert said[0].endswith("(no snapshot: the day is not known).")
    assert said[2].startswith("  new: SG20200006; ")
    assert said[2].endswith("; SG20200025 and 5 more (--out lists all)")


def test_areas_of_which_one_side_holds_nothing_are_named(tmp_path):
    # Of three areas any without an entry once in a thousand is .00033; 2^-12 is .00024.
    days = pd.date_range("2020-01-01", periods=36, freq="9D").strftime("%Y-%m-%d")
    areas = ["海淀区", "平谷区", "密云区"] * 12
    whole = [(f"SG2020{n:04}", day, area, *EARLIER[0][3:]) for n, (day, area) in enumerate(zip(days, areas))]
    some = [row for row in whole if row[2] != "密云区"]
    sides = [
        read_ledgers(folder_of(rows, tmp_path / name)) for rows, name in ((some, "one"), (whole, "other"))
    ]
    for (one, other), first in ((sides, "Earlier"), (sides[::-1], "Later")):
        compared = Compared(one, other)
        effects = effect_on_headlines(compared, windows=YEAR, basis=basis_named("all"))
        rest = (compare_snapshots(one, other), effects, effect_on_ratios(effects), basis_named("all"))
        lines = [line for line in told(compared, *rest).splitlines() if "in any year" in line]
        assert [line.partition(": ")[0] for line in lines] == [
            f"{first}, the accident ledger has no sheet and no entry of Miyun in any year"
        ]


def test_months_that_one_side_lacks_are_told(tmp_path):
    days = pd.date_range("2020-01-01", "2020-12-31").strftime("%Y-%m-%d")
    whole = [(f"SG2020{n:04}", day, *EARLIER[0][2:]) for n, day in enumerate(days)]
    without_may = [row for row in whole if not row[1].startswith("2020-05")]
    one, other = (
        read_ledgers(folder_of(rows, tmp_path / name))
        for rows, name in ((without_may, "one"), (whole, "other"))
    )
    compared = Compared(one, other)
    effects = effect_on_headlines(compared, windows=YEAR, basis=basis_named("all"))
    rest = (compare_snapshots(one, other), effects, effect_on_ratios(effects), basis_named("all"))
    line = "Earlier, the accident ledger has no entry from 1 May 2020 to 31 May 2020: "
    (said,) = [text for text in told(compared, *rest).splitlines() if "no entry" in text]
    assert said.startswith(line)
    assert "前一份事故台账在2020年5月1日至2020年5月31日无任何记录" in told(compared, *rest, "zh")


def test_a_snapshot_against_itself_shows_nothing(earlier):
    assert compare_snapshots(earlier, earlier).empty
    effects = effect_on_headlines(Compared(earlier, earlier), windows=YEAR, basis=basis_named("all"))
    assert (effects["difference"] == 0).all()
    assert set(effects["records"]) == {""}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Ledgers:
    return read_ledgers(folder_of(EARLIER, tmp_path_factory.mktemp("held") / "ledgers"))


@settings(max_examples=10)
@given(order=st.permutations(range(len(EARLIER))), left=st.integers(0, len(EARLIER)))
def test_order_and_place_are_no_change_and_what_is_left_out_is_gone(held, tmp_path_factory, order, left):
    some = [EARLIER[n] for n in order[:left]]
    other = read_ledgers(folder_of(some, tmp_path_factory.mktemp("made") / "other"))
    changes = compare_snapshots(held, other)
    assert set(changes["record"]) == {EARLIER[n][0] for n in order[left:]}
    assert set(changes["change"]) <= {"gone"}


def test_records_with_running_numbers_are_known_by_what_they_state(tmp_path):
    rows = [(str(n), *row[1:]) for n, row in enumerate(EARLIER, start=1)]
    # A row was put in at the top: every number below has moved; one figure was brought up to date.
    added = ("1", "2020-01-01", "昌平区", "工矿商贸", "1", "辛", "否", "2020-01-02")
    moved = [added, *((str(n), *row[1:]) for n, row in enumerate(EARLIER, start=2))]
    moved[3] = ("4", *EARLIER[2][1:4], "3", *EARLIER[2][5:])
    one, other = (read_ledgers(folder_of(r, tmp_path / n)) for r, n in ((rows, "one"), (moved, "other")))
    changes = compare_snapshots(one, other)
    assert changes[["change", "column", "before", "after"]].values.tolist() == [
        ["new", "", "", ""],
        ["changed", "deaths", "2", "3"],
        ["changed", "severity", "一般", "较大"],
    ]


def test_two_records_alike_are_never_matched_by_guess(tmp_path):
    twice = [(None, *EARLIER[0][1:]), (None, *EARLIER[0][1:4], "2", *EARLIER[0][5:])]
    changed = [(None, *EARLIER[0][1:4], "3", *EARLIER[0][5:]), (None, *EARLIER[0][1:4], "4", *EARLIER[0][5:])]
    one, other = (read_ledgers(folder_of(r, tmp_path / n)) for r, n in ((twice, "one"), (changed, "other")))
    assert match_records(one.accidents, other.accidents, ACCIDENTS).empty
    assert compare_snapshots(one, other)["change"].tolist() == ["new", "new", "gone", "gone"]


def test_a_snapshot_leaves_out_what_was_not_known_and_stays_in_balance(tmp_path):
    folder = folder_of(LATER, tmp_path / "ledger")
    # The accident of 30 June was entered on 20 July.
    taken = take_snapshot(folder, date(2020, 7, 1), tmp_path / "snapshots")
    kept = read_ledgers(taken)
    assert taken.name.startswith("2020-07-01-")
    assert "SG20200007" not in set(kept.accidents["accident_id"])
    assert kept.quarantine["reason"].tolist() == ["not known on 2020-07-01"]
    assert kept.quarantine["deaths"].tolist() == ["3"]
    (sheet,) = kept.manifest["sheets"]
    assert (sheet["rows_read"], sheet["rows_kept"], sheet["rows_quarantined"]) == (6, 5, 1)
    assert kept.manifest["as_of"] == "2020-07-01"
    assert kept.notice("en") == "Made data."
    assert len(kept.findings) == len(read_ledgers(folder).findings)


def test_the_same_ledgers_are_one_snapshot_and_others_of_that_day_stand_beside_it(tmp_path):
    folder, out = folder_of(EARLIER, tmp_path / "ledger"), tmp_path / "snapshots"
    first = take_snapshot(folder, date(2020, 8, 24), out)
    before = {path.name: path.read_bytes() for path in first.iterdir()}
    assert take_snapshot(folder, date(2020, 8, 24), out) == first
    other = take_snapshot(folder_of(LATER, tmp_path / "ledger"), date(2020, 8, 24), out)
    assert other != first
    assert {path.name: path.read_bytes() for path in first.iterdir()} == before
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == sorted([first.name, other.name])


def test_folders_without_accidents_have_no_figure_that_could_move(tmp_path):
    none = read_ledgers(write_ledgers([], tmp_path / "none", inputs=[], notice=""))
    assert headline_windows(Compared(none, none)) == []
    assert effect_on_headlines(Compared(none, none), windows=[], basis=basis_named("all")).empty
    assert effect_on_headlines(Compared(none, none), windows=YEAR, basis=basis_named("all"))[
        "after"
    ].tolist() == [0, 0, 0, 0]
    assert compare_snapshots(none, none).empty


def test_a_folder_without_ledgers_gives_no_snapshot(tmp_path):
    with pytest.raises(InputRejected, match="holds no clean ledgers"):
        take_snapshot(tmp_path, date(2020, 8, 24), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_example_city_has_not_changed_between_a_day_and_itself(example_folder, example_ledgers, tmp_path):
    kept = read_ledgers(take_snapshot(example_folder, date(2020, 8, 24), tmp_path))
    changes = compare_snapshots(kept, example_ledgers)
    # What comes later is there, and nothing else happened.
    assert set(changes["change"]) <= {"new", "happened since"}
    accidents = changes[changes["ledger"] == "accidents"]["change"].value_counts()
    day, all_accidents = pd.Timestamp("2020-08-24"), example_ledgers.accidents
    assert accidents.get("happened since", 0) == (all_accidents["occurred_on"] > day).sum() > 0
    entered_late = all_accidents["reported_on"].gt(day) & all_accidents["occurred_on"].le(day)
    assert accidents.get("new", 0) == entered_late.sum()
    assert kept.balance()["rows_read"].tolist() == example_ledgers.balance()["rows_read"].tolist()


@pytest.mark.parametrize(
    ("day", "category", "as_of", "expected"),
    [
        ("2020-07-25", "工矿商贸", date(2020, 8, 24), True),  # the thirtieth day
        ("2020-07-24", "工矿商贸", date(2020, 8, 24), False),
        ("2020-08-17", "道路运输", date(2020, 8, 24), True),  # the seventh
        ("2020-08-16", "道路运输", date(2020, 8, 24), False),
        ("2020-08-16", "生产经营性火灾", date(2020, 8, 24), False),
        ("2020-08-16", "unknown", date(2020, 8, 24), True),
        ("2020-08-25", "工矿商贸", date(2020, 8, 24), False),  # has not happened yet
    ],
)
def test_an_accident_is_provisional_for_thirty_days_and_for_seven_in_traffic(day, category, as_of, expected):
    accidents = pd.DataFrame({"occurred_on": pd.to_datetime([day]), "category": [category]})
    assert is_provisional(accidents, as_of).tolist() == [expected]


def test_a_missing_day_is_never_provisional():
    accidents = pd.DataFrame({"occurred_on": pd.to_datetime([None]), "category": ["工矿商贸"]})
    assert provisional_until(accidents).isna().all()
    assert not is_provisional(accidents, date(2020, 8, 24)).any()


def test_a_figure_of_traffic_alone_is_settled_after_a_week():
    road = Basis("road", "", "", ("道路运输",))
    mixed = Basis("mixed", "", "", ("道路运输", "工矿商贸"))
    july = Window.month(2020, 7)
    assert provisional_from(july, road, date(2020, 8, 8)) is None
    assert provisional_from(july, road, date(2020, 8, 7)) == date(2020, 7, 31)
    assert provisional_from(july, mixed, date(2020, 8, 8)) == date(2020, 7, 9)
    assert provisional_from(july, mixed, date(2020, 6, 30)) is None


def test_an_office_s_own_days_of_reporting_hold_for_its_categories():
    own = Reporting(days=10, days_of={"铁路交通": 60, "道路运输": 10})
    day = pd.to_datetime(["2020-07-31"] * 4)
    accidents = pd.DataFrame({"occurred_on": day, "category": ["工矿商贸", "铁路交通", "道路运输", "火灾"]})
    assert provisional_until(accidents, own).dt.strftime("%m-%d").tolist() == [
        "08-10",
        "09-29",
        "08-10",
        "08-07",
    ]
    july = Window.month(2020, 7)
    industrial, rail = (Basis("b", "", "", (name,)) for name in ("工矿商贸", "铁路交通"))
    assert provisional_from(july, industrial, date(2020, 8, 11), own) is None
    assert provisional_from(july, rail, date(2020, 8, 11), own) == date(2020, 7, 1)
    assert provisional_from(july, Basis("all", "", "", ()), date(2020, 9, 29), own) == date(2020, 7, 31)


def test_the_manifest_of_a_snapshot_names_the_raw_files(tmp_path):
    folder = folder_of(EARLIER, tmp_path / "ledger")
    taken = take_snapshot(folder, date(2020, 8, 24), tmp_path / "out")
    one, other = (
        json.loads((place / "ledgers.json").read_text(encoding="utf-8"))["inputs"]
        for place in (folder, taken)
    )
    assert one == other
