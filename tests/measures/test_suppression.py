"""No hidden count of persons can be computed from what is printed beside it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import milp

from safetystats.errors import RowsRepeated, WrongUse
from safetystats.measures.suppression import cells_to_hide

MANY = 10_000
"""More than any total here."""


def table(grid, column="sex"):
    """A table of areas by `column` as it is printed: with its row totals, column totals and grand total."""
    grid = np.asarray(grid)
    grid = np.column_stack([grid, grid.sum(axis=1)])
    grid = np.vstack([grid, grid.sum(axis=0)])
    names = [[*map(str, range(size - 1)), "all"] for size in grid.shape]
    return pd.DataFrame(
        [
            {"area": area, column: part, "numerator": grid[row, place]}
            for row, area in enumerate(names[0])
            for place, part in enumerate(names[1])
        ]
    )


def hidden_in(grid):
    """The cells hidden, in the shape of the table that is printed."""
    counts = table(grid)
    return cells_to_hide(counts, across=["area", "sex"]).to_numpy().reshape(len(grid) + 1, -1).tolist()


def computed(tables, hidden):
    """The hidden counts that a reader computes who has all tables and knows that 0 is not hidden."""
    cells = {}
    for printed, mask in zip(tables, hidden):
        for (area, part), number, secret in zip(printed.iloc[:, :2].to_numpy(), printed["numerator"], mask):
            # The total of an area is one number, in whatever table it stands.
            name = (area,) if part == "all" else (area, part, printed.columns[1])
            assert cells.setdefault(name, (number, secret)) == (number, secret)
    names = list(cells)
    sums = []
    for printed in tables:
        of = printed.columns[1]
        areas, parts = (list(dict.fromkeys(printed[c])) for c in ("area", of))
        keys = [[(a,) if p == "all" else (a, p, of) for p in parts] for a in areas]
        for *some, total in [*keys, *map(list, zip(*keys))]:
            sums.append([1 if name in some else -1 if name == total else 0 for name in names])
    low = [1 if secret else number for number, secret in cells.values()]
    high = [MANY if secret else number for number, secret in cells.values()]
    found = []
    for name in (name for name in names if cells[name][1]):
        chosen = np.array([float(other == name) for other in names])
        least, most = (
            milp(sign * chosen, constraints=(sums, 0, 0), bounds=(low, high), integrality=np.ones(len(names)))
            for sign in (1, -1)
        )
        if round(least.fun) == round(-most.fun):
            found.append(name)
    return found


grids = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 9, 30]), min_size=width, max_size=width),
        min_size=2,
        max_size=4,
    )
)


@given(grids)
@settings(max_examples=150, deadline=None)
def test_no_hidden_count_of_a_table_can_be_computed(grid):
    counts = table(grid)
    hidden = cells_to_hide(counts, across=["area", "sex"])
    small = counts["numerator"].between(1, 2)
    assert hidden[small].all()
    assert not hidden[counts["numerator"] == 0].any()
    assert hidden.any() == small.any()
    assert computed([counts], [hidden]) == []


@given(grids, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_no_hidden_count_can_be_computed_from_two_tables_with_a_margin_in_common(grid, chance):
    sexes = table(grid)
    # The same persons by age: each area's total parted anew.
    ages = table(
        [np.bincount([chance.randrange(3) for _ in range(sum(row))], minlength=3) for row in grid], "age"
    )
    both = pd.concat([sexes.assign(age="all"), ages.assign(sex="all")])
    both = both.drop_duplicates(["area", "sex", "age"]).reset_index(drop=True)
    hidden = cells_to_hide(both, across=["area", "sex", "age"])
    keys = ["area", "sex", "age"]
    by_cell = hidden.set_axis(pd.MultiIndex.from_frame(both[keys]))
    masks = [
        by_cell.loc[list(map(tuple, one[keys].to_numpy()))].to_numpy()
        for one in (sexes.assign(age="all"), ages.assign(sex="all"))
    ]
    assert computed([sexes, ages], masks) == []


def test_the_reader_of_these_tests_computes_what_the_rule_for_rows_alone_leaves():
    counts = table([[2, 9], [8, 7], [10, 11]])
    inner = counts[(counts["area"] != "all") & (counts["sex"] != "all")]
    by_rows = cells_to_hide(inner, within=["area"]).reindex(counts.index, fill_value=False)
    assert by_rows[by_rows].index.tolist() == [0, 1]
    assert computed([counts], [by_rows]) == [("0", "0", "sex"), ("0", "1", "sex")]


@pytest.mark.parametrize(
    ("grid", "hidden"),
    [
        # 2 takes 8 of its column with it, then 9 of its row, and 7 where both meet.
        ([[2, 9], [8, 7], [10, 11]], [[1, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 0]]),
        # A lone person of the whole table: nothing but the person's totals could hide it.
        ([[1, 0], [0, 0]], [[1, 0, 1], [0, 0, 0], [1, 0, 1]]),
        # 1 and 1 are the only two counts from 1 up that make 2, so the total is hidden, being small, too.
        ([[1, 1], [20, 30]], [[1, 1, 1], [1, 1, 1], [0, 0, 0]]),
        ([[3, 4], [5, 6]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    ],
)
def test_what_is_hidden_in_a_table(grid, hidden):
    assert hidden_in(grid) == np.array(hidden, dtype=bool).tolist()


def test_the_total_of_a_single_whole_is_printed():
    # 1 and 1 are all that makes 2; with 9 the reader is left with 1 to 9.
    counts = pd.DataFrame({"area": ["a", "a", "a", "b", "b"], "numerator": [1, 1, 9, 5, 6]})
    assert cells_to_hide(counts, within=["area"]).tolist() == [True, True, True, False, False]
    with pytest.raises(WrongUse, match="tells it by its total"):
        cells_to_hide(counts[:2], within=["area"])


def test_a_part_of_no_name_is_a_part():
    counts = pd.DataFrame({"year": [None, None, None], "numerator": [1, 4, 8]})
    assert cells_to_hide(counts, within=["year"]).tolist() == [True, True, False]


def test_years_that_no_total_joins_are_hidden_apart():
    years = pd.concat([table([[2, 9], [8, 7]]).assign(year=2019), table([[5, 9], [8, 7]]).assign(year=2020)])
    hidden = cells_to_hide(years, within=["year"], across=["area", "sex"])
    assert hidden.groupby(years["year"].to_numpy()).sum().tolist() == [4, 0]


def test_tables_that_do_not_add_up_or_say_a_thing_twice_are_refused():
    counts = table([[2, 9], [8, 7]])
    with pytest.raises(RowsRepeated):
        cells_to_hide(pd.concat([counts, counts]), across=["area", "sex"])
    counts.loc[0, "numerator"] = 3
    with pytest.raises(WrongUse, match="add up to 11"):
        cells_to_hide(counts, across=["area", "sex"])
