"""A cube gives the figures that the clean ledgers give, cell by cell."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from made_hazards import hazards, write
from safetystats.cleaning import clean
from safetystats.cubes import Cube, loss_in_fen, measured, part, run
from safetystats.cubes.counted import VIEWS, as_ledger
from safetystats.errors import UnknownName, WrongUse
from safetystats.measures import closure, counts, shares, trends
from safetystats.measures.closure import overdue
from safetystats.measures.tally import sizes_of
from safetystats.periods import Window
from safetystats.read import read_ledger
from safetystats.reference import basis_named
from safetystats.schema import Basis
from safetystats.shipped import shipped

DAY = date(2020, 8, 24)
TO_DATE = Window.year_to_date(DAY)
WINDOWS = [Window.year(2018), Window.months(2020, 1, 5), TO_DATE.years_before(), TO_DATE]
ALL = Basis("all", "", "", ())
EVERY = Basis("every", "", "", (), fatal_only=False)
NO_ROAD = basis_named("no_road")
AREA = "门头沟区"

OF_ACCIDENTS = {
    "accidents by area": (counts.count_accidents, {"windows": WINDOWS, "basis": NO_ROAD}),
    "deaths by area": (counts.count_accidents, {"windows": WINDOWS, "basis": ALL, "events": "deaths"}),
    "injured in the city": (
        counts.count_accidents,
        {"windows": WINDOWS, "basis": EVERY, "events": "serious_injuries", "by": ()},
    ),
    "slightly injured": (
        counts.count_accidents,
        {"windows": WINDOWS, "basis": EVERY, "events": "minor_injuries"},
    ),
    "by area and industry": (
        counts.count_accidents,
        {"windows": WINDOWS[:1], "basis": ALL, "by": ("area", "industry")},
    ),
    "by kind": (counts.count_accidents, {"windows": WINDOWS, "basis": EVERY, "by": ("accident_kind",)}),
    "by severity": (counts.count_accidents, {"windows": WINDOWS, "basis": EVERY, "by": ("severity",)}),
    "cut at a day": (counts.count_accidents, {"windows": [Window.year(2020)], "basis": ALL, "as_of": DAY}),
    "of one sector": (
        counts.count_accidents,
        {"windows": WINDOWS, "basis": NO_ROAD.within("supervision_sector", "建筑业")},
    ),
    "shares of areas": (
        shares.area_shares,
        {"windows": WINDOWS, "basis": NO_ROAD, "areas": [AREA, "平谷区"]},
    ),
    "shares of deaths": (
        shares.area_shares,
        {
            "windows": WINDOWS,
            "basis": ALL,
            "areas": [AREA],
            "events": "deaths",
            "covered": Window(date(2018, 6, 1), date(2020, 12, 31)),
        },
    ),
    "sectors in an area": (
        shares.breakdown,
        {"by": "supervision_sector", "window": Window.year(2018), "basis": NO_ROAD, "area": AREA},
    ),
    "industries in the city": (shares.breakdown, {"by": "industry", "window": TO_DATE, "basis": ALL}),
    "against last year": (
        trends.compare_windows,
        {"this": TO_DATE, "other": TO_DATE.years_before(), "basis": NO_ROAD, "events": "deaths"},
    ),
    "against the mean of earlier years": (
        trends.five_year_mean,
        {"window": TO_DATE, "covered": Window(date(2018, 1, 1), DAY), "basis": ALL},
    ),
    "a share's change": (
        shares.share_change,
        {"area": AREA, "this": TO_DATE, "other": TO_DATE.years_before(), "basis": NO_ROAD},
    ),
}

ON_DAY = {"window": Window(date(2018, 1, 1), DAY), "as_of": DAY}
OF_2019 = {"window": Window(date(2019, 2, 11), date(2019, 9, 5)), "as_of": date(2019, 10, 10)}
BY_MONTH = {"window": Window.months(2019, 1, 6), "as_of": date(2019, 12, 31)}

OF_HAZARDS = {
    "closure by area": (closure.cohort_closure, {**ON_DAY, "by": ("area",)}),
    "closure by grade, of listed ones": (
        closure.cohort_closure,
        {**OF_2019, "by": ("level",), "listed_only": True},
    ),
    "closure by sector": (closure.cohort_closure, {**OF_2019, "by": ("supervision_sector",)}),
    "closure by industry and grade": (closure.cohort_closure, {**ON_DAY, "by": ("industry", "level")}),
    "against a target": (closure.closure_against_target, {**ON_DAY, "target": 0.91, "by": ("area",)}),
    "on time": (closure.on_time_closure, {**ON_DAY, "by": ("area",)}),
    "on time, earlier": (closure.on_time_closure, {**OF_2019, "by": ("supervision_sector",)}),
    "within days": (closure.closed_within, {**ON_DAY, "by": ("area",)}),
    "curve": (closure.closure_curve, {**ON_DAY, "by": ("level",)}),
    "curve, Kaplan-Meier, carried over": (
        closure.closure_curve,
        {**OF_2019, "by": ("area",), "method": "kaplan-meier", "carried_over": True},
    ),
    "median": (closure.closure_median, {**ON_DAY, "by": ("area",)}),
    "median, earlier": (closure.closure_median, {**OF_2019}),
    "four fifths": (closure.days_to_close, {**ON_DAY, "share": 0.8, "by": ("supervision_sector",)}),
    "mean": (closure.mean_days_open, {**ON_DAY, "until": 60, "by": ("area",)}),
    "areas compared": (closure.compare_closure, {**ON_DAY}),
    "flow": (closure.monthly_flow, {**OF_2019, "by": ("area",)}),
    "found by area": (counts.count_rows, {"day": "found_on", "windows": WINDOWS, "events": "hazards"}),
}


@pytest.mark.parametrize("name", OF_ACCIDENTS)
def test_accidents_from_a_cube_are_those_of_the_ledger(example_cube, example_cleaned, name):
    measure, options = OF_ACCIDENTS[name]
    small = measure(example_cleaned["accidents"].ledger, **options)
    pd.testing.assert_frame_equal(measured(example_cube, measure, **options), small, check_exact=True)


# An area and a sector together are known by month: the next test.
OF_AN_AREA = [
    name
    for name, (_, options) in OF_HAZARDS.items()
    if not {"supervision_sector", "industry"} & set(options.get("by", ()))
]


@pytest.mark.parametrize(
    ("name", "where"),
    [*((name, {}) for name in OF_HAZARDS), *((name, {"area": AREA}) for name in OF_AN_AREA)],
)
def test_hazards_from_a_cube_are_those_of_the_ledger(example_cube, example_cleaned, name, where):
    measure, options = OF_HAZARDS[name]
    ledger = example_cleaned["hazards"].ledger
    for column, value in where.items():
        ledger = ledger[ledger[column] == value]
    small = measure(ledger, **options)
    large = measured(example_cube, measure, where=where, **options)
    pd.testing.assert_frame_equal(large, small, check_exact=True)


@pytest.mark.parametrize("measure", [closure.cohort_closure, closure.monthly_flow])
def test_areas_and_sectors_together_are_known_by_month(example_cube, example_cleaned, measure):
    options = {**BY_MONTH, "by": ("area", "supervision_sector")}
    small = measure(example_cleaned["hazards"].ledger, **options)
    large = measured(example_cube, measure, **options)
    of_due_days = {"overdue", "no_due_day"} & set(small.columns)
    beside = [name for name in small.columns if name not in of_due_days]
    pd.testing.assert_frame_equal(large[beside], small[beside], check_exact=True)
    assert all(large[name].isna().all() for name in of_due_days)


def test_inspections_are_counted_by_area(example_cube, example_cleaned):
    options = {"day": "inspected_on", "windows": WINDOWS, "by": ("area",)}
    small = counts.count_rows(example_cleaned["inspections"].ledger, **options)
    pd.testing.assert_frame_equal(measured(example_cube, counts.count_rows, **options), small)


def test_losses_are_exact_to_the_fen(example_cube, example_cleaned):
    ledger = example_cleaned["accidents"].ledger
    fen = (ledger["direct_loss_yuan"].astype(float) * 100).round().groupby(ledger["area"]).sum()
    losses = loss_in_fen(example_cube)
    assert losses["loss_fen"].dtype == "int64"
    assert dict(zip(losses["area"], losses["loss_fen"])) == fen.astype("int64").to_dict()
    assert losses["unstated"].sum() == ledger["direct_loss_yuan"].isna().sum()


def test_what_no_view_tells_is_refused(example_cube):
    by_two = {"windows": WINDOWS, "basis": ALL, "by": ("industry", "accident_kind")}
    with pytest.raises(WrongUse, match="does not tell accident_kind, industry together, as count_accidents"):
        measured(example_cube, counts.count_accidents, **by_two)
    with pytest.raises(UnknownName, match="Unknown measure of a cube 'overdue'"):
        measured(example_cube, overdue, **ON_DAY)
    with pytest.raises(WrongUse, match="known by month: 2018-01-01/2020-08-24 as of 2020-08-24 does not end"):
        measured(example_cube, closure.cohort_closure, by=("area", "supervision_sector"), **ON_DAY)


@pytest.mark.parametrize("day", ["closed_on", "due_on", "occurred_on", ""])
def test_rows_are_counted_by_days_that_stand_as_they_were_alone(example_cube, day):
    with pytest.raises(UnknownName, match=rf"'{day}'.* Known \(2\): found_on, inspected_on"):
        measured(example_cube, counts.count_rows, day=day, windows=WINDOWS)


@pytest.mark.parametrize(
    ("where", "near"),
    [({"area": "平古区"}, "平谷区"), ({"level": "重"}, "重大"), ({"listed": "false"}, "no, yes")],
)
def test_a_value_that_no_record_and_no_list_has_is_no_zero(example_cube, where, near):
    with pytest.raises(UnknownName, match=near):
        measured(example_cube, closure.cohort_closure, where=where, **ON_DAY)


def test_a_day_is_no_text_to_ask_for(example_cube):
    with pytest.raises(WrongUse, match="found_on is a day"):
        measured(example_cube, closure.cohort_closure, where={"found_on": "2020-01-02"}, **ON_DAY)


@pytest.mark.parametrize("listed", ["yes", "no"])
def test_listed_hazards_and_others_are_asked_for_by_a_word(example_cube, example_cleaned, listed):
    ledger = example_cleaned["hazards"].ledger
    ledger = ledger[ledger["listed"].eq(listed == "yes").fillna(False)]
    large = measured(example_cube, closure.cohort_closure, where={"listed": listed}, **ON_DAY)
    assert large["denominator"].item() > 0
    pd.testing.assert_frame_equal(large, closure.cohort_closure(ledger, **ON_DAY), check_exact=True)


def test_a_listed_area_without_a_record_is_zero(tmp_path):
    cube = part(write(tmp_path / "a.csv", hazards(range(20))))
    none = measured(cube, closure.cohort_closure, where={"area": "延庆区"}, **ON_DAY)
    assert none["denominator"].tolist() == [0]


def test_losses_without_a_key_are_a_row_and_what_is_no_column_is_refused(tmp_path):
    path = tmp_path / "事故.csv"
    path.write_text(
        "事故编号,发生日期,区,死亡人数,直接经济损失（元）,行业领域,核销\n"
        "SG-20200001,2020-01-02,平谷区,1,1000.01,建筑业,\n"
        "SG-20200002,2020-01-03,平谷区,1,20,,是\n",
        encoding="utf-8",
    )
    cube = part(path, kind="accidents")
    sectors = loss_in_fen(cube, by=["supervision_sector"])
    assert sorted(sectors["loss_fen"]) == [2000, 100_001]
    struck_off = loss_in_fen(cube, by="counted").set_index("counted")["loss_fen"]
    assert struck_off.to_dict() == {"yes": 100_001, "no": 2000}
    with pytest.raises(UnknownName, match=r"column of accidents in a cube 'street'"):
        loss_in_fen(cube, by=["street"])
    with pytest.raises(WrongUse, match="one column at least"):
        loss_in_fen(cube, by=[])


def test_the_persons_of_a_cell_are_those_of_its_accidents_one_by_one(tmp_path):
    path = tmp_path / "事故.csv"
    # On one day in one area: one with two deaths, one with one; one without, and one that does not say.
    deaths = ["2", "1", "0", ""]
    lines = [f"SG-2020000{n},2020-01-02,平谷区,{held}" for n, held in enumerate(deaths)]
    path.write_text("\n".join(["事故编号,发生日期,区,死亡人数", *lines, ""]), encoding="utf-8")
    cells = as_ledger(VIEWS["accidents"], part(path, kind="accidents").views["accidents"].frame())
    sizes = sizes_of(cells, "deaths").assign(fatal=cells["fatal"].fillna("?")).set_index("fatal")
    assert sizes.to_dict("index") == {
        "yes": {"numerator": 3, "squares": 4 + 1, "unstated": 0},
        "no": {"numerator": 0, "squares": 0, "unstated": 0},
        "?": {"numerator": 0, "squares": 0, "unstated": 1},
    }


def test_a_column_of_a_ledger_that_is_called_records_is_no_weight(example_cleaned):
    ledger = example_cleaned["hazards"].ledger
    plain = closure.cohort_closure(ledger, **ON_DAY)
    pd.testing.assert_frame_equal(closure.cohort_closure(ledger.assign(records=7), **ON_DAY), plain)


def test_a_ledger_that_was_not_there_is_no_zero():
    cube: Cube = part(next((shipped("data", "raw") / "hazards").glob("*.csv")))
    with pytest.raises(WrongUse, match="There was no ledger of accidents"):
        measured(cube, counts.count_accidents, windows=WINDOWS, basis=ALL)


# --- closed on no stated day ---


def undated(numbers: range) -> list[str]:
    """Made hazards in the order of their days, of which some are closed without a day."""
    return sorted(
        (
            line.replace(line.split(",")[-2], "", 1) if n % 3 else line
            for n, line in enumerate(hazards(numbers))
        ),
        key=lambda line: line.split(",")[1],
    )


@pytest.mark.parametrize("day", [date(2020, 3, 9), date(2020, 3, 28), date(2020, 6, 30)])
def test_what_is_closed_on_no_day_is_known_from_the_last_day_of_the_whole_file_on(tmp_path, day):
    lines = undated(range(900))
    # The later file holds records of the first one, too.
    write(tmp_path / "隐患.csv", lines)
    write(tmp_path / "隐患_备份.csv", lines[-90:])
    ledger = clean(read_ledger(tmp_path), exported_on=DAY).ledger
    options = {"window": Window.year(2020), "as_of": day, "by": ("area",)}
    small = closure.cohort_closure(ledger, **options)
    assert small["unknown"].sum() > 0 or day > date(2020, 3, 28)
    cube = run([tmp_path], rows=200)
    assert len(cube.marks) > 3
    for measure in (closure.cohort_closure, closure.on_time_closure, closure.monthly_flow):
        large = measured(cube, measure, **options)
        pd.testing.assert_frame_equal(large, measure(ledger, **options), check_exact=True)


def test_what_an_earlier_copy_said_was_closed_is_unknown_to_a_cube_until_the_later_day(tmp_path):
    """Cleaning both together keeps the day on which the copy that is set aside already said so."""
    lines = undated(range(900))
    write(tmp_path / "隐患.csv", lines)
    write(tmp_path / "隐患_备份.csv", lines[:90])
    options = {"window": Window.year(2020), "as_of": date(2020, 3, 9), "by": ("area",)}
    small = closure.cohort_closure(clean(read_ledger(tmp_path), exported_on=DAY).ledger, **options)
    large = measured(run([tmp_path], rows=200), closure.cohort_closure, **options)
    more_known = small["closed"] - large["closed"]
    assert (more_known >= 0).all() and more_known.sum() > 0
    assert (large["unknown"] - small["unknown"]).tolist() == more_known.tolist()


def test_a_clean_ledger_is_counted_by_the_days_on_which_its_rows_were_stated(tmp_path):
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    for month in (3, 6):
        lines = [
            line.replace("2020-03-", f"2020-0{month}-")
            for line in undated(range(month * 100, month * 100 + 60))
        ]
        write(sheets / f"{month}.csv", [line.replace("2020年3月", f"2020年{month}月") for line in lines])
    ledger = clean(read_ledger(sheets), exported_on=DAY).ledger
    ledger.to_parquet(tmp_path / "clean.parquet", index=False)
    cube = run([tmp_path / "clean.parquet"], rows=25)
    for day in (date(2020, 3, 20), date(2020, 4, 30), date(2020, 12, 31)):
        options = {"window": Window.year(2020), "as_of": day, "by": ("area",)}
        small = closure.cohort_closure(ledger, **options)
        pd.testing.assert_frame_equal(measured(cube, closure.cohort_closure, **options), small)
