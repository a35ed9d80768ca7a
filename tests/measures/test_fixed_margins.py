"""Freeman and Halton's exact test of a table, against R and against tables listed one by one."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from safetystats.measures.exact import change_p_value, mix_change
from safetystats.measures.fixed_margins import table_chance

# p-values of R 4.2.2's fisher.test.
OF_R = [
    ([[12, 5, 7, 3], [9, 8, 2, 6], [11, 4, 4, 1]], 0.307282677348),
    ([[12, 10, 3], [9, 8, 4], [11, 5, 2], [7, 6, 6]], 0.641126505701),
    ([[30, 28, 15, 22, 25, 31], [20, 22, 35, 28, 25, 19]], 0.0131929176179),
    ([[9, 11], [8, 12], [15, 5], [10, 10], [7, 13], [6, 14]], 0.072775052149),
    ([[5, 0, 0], [0, 4, 0], [0, 0, 6]], 1.58571587143e-06),
    ([[500, 480], [450, 520], [470, 400]], 0.00416513547318),
    ([[1, 1, 1], [1, 1, 1]], 1.0),
]


@pytest.mark.parametrize(("table", "expected"), OF_R)
def test_a_table_has_the_p_value_of_r(table, expected):
    found = mix_change(table)
    assert (found.p_exact, found.method) == (pytest.approx(expected, rel=1e-8), "exact")


def test_rows_and_columns_may_change_places_and_order():
    table = np.array(OF_R[0][0])
    for other in (table.T, table[::-1], table[:, [2, 0, 3, 1]]):
        assert table_chance(other).p_value == pytest.approx(OF_R[0][1], rel=1e-8)


def listed(table):
    """The p-value by going through every 2 x 3 table with these margins."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)

    def weight(first):
        second = columns - first
        if min(second) < 0 or first.sum() != rows[0]:
            return 0.0
        return 1 / math.prod(math.factorial(int(v)) for v in (*first, *second))

    weights = [weight(np.array(first)) for first in itertools.product(*(range(c + 1) for c in columns))]
    seen = weight(table[0])
    return sum(w for w in weights if w <= seen * (1 + 1e-7)) / sum(weights)


def test_all_tables_of_the_margins_are_counted():
    random = np.random.default_rng(1951)
    for _ in range(30):
        table = random.integers(0, 8, size=(2, 3)) + np.array([[1, 0, 1], [0, 1, 0]])
        assert table_chance(table).p_value == pytest.approx(listed(table), rel=1e-8)


def test_two_by_two_is_fisher_s():
    assert mix_change([[3, 42], [9, 51]]).p_exact == pytest.approx(
        change_p_value(3, 45, 9, 60, tails="minlike"), rel=1e-9
    )


def test_a_table_too_large_to_list_is_drawn_and_says_so():
    large = np.random.default_rng(3).poisson(40, size=(12, 12))
    found = mix_change(large)
    assert found.method == "monte-carlo"
    # So full a table follows the chi-square law.
    assert found.p_exact == pytest.approx(stats.chi2.sf(found.chi2, found.df), abs=0.02)
    assert mix_change(large) == found
