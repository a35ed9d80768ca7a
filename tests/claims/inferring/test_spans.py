"""A span holds what `agreement` lets pass, and nothing else."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.claims.checking.agreement import QUALIFIERS, agreement
from safetystats.claims.inferring.spans import span_behind

PRINTED = st.integers(0, 300).map(lambda tenths: tenths / 10)
HALF_STEPS = st.sampled_from([Fraction(n, size) for n in range(-4, 5) for size in (2, 20)])


@settings(max_examples=1000)
@given(
    printed=PRINTED,
    away=HALF_STEPS,
    qualifier=st.sampled_from(["", "达", *QUALIFIERS]),
    counted=st.booleans(),
)
def test_a_span_is_agreement_the_other_way_round(printed, away, qualifier, counted):
    printed = float(round(printed)) if counted else printed
    exact = max(Fraction(0), Fraction(str(printed)) + (round(away) if counted else away))
    span = span_behind(printed, qualifier=qualifier, counted=counted)
    if qualifier == "约" and exact == span.high:
        # Agreement lets the upper half itself pass; whoever rounds halves up would have printed one more.
        return
    assert span.holds(exact) == agreement(printed, exact, qualifier=qualifier, counted=counted).agrees


@pytest.mark.parametrize(
    ("printed", "qualifier", "inside", "outside"),
    [
        (91, "以上", ["91", "91.99"], ["90.99", "92"]),
        (6, "超过", ["6.01", "6.99"], ["6", "7"]),
        (5, "不足", ["4", "4.99"], ["3.99", "5"]),
        (95.5, "以上", ["95.5", "95.59"], ["95.6"]),
    ],
)
def test_a_ceiling_is_the_next_figure_that_would_have_been_printed(printed, qualifier, inside, outside):
    span = span_behind(printed, qualifier=qualifier, capped=True)
    assert [span.holds(Fraction(exact)) for exact in inside] == [True] * len(inside)
    assert [span.holds(Fraction(exact)) for exact in outside] == [False] * len(outside)


def test_a_count_has_no_ceiling():
    assert span_behind(2, qualifier="以上", counted=True, capped=True).high is None
