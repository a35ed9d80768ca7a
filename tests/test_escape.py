"""Texts that a spreadsheet would run as formulas."""

import pandas as pd
import pytest

from safetystats.escape import for_csv, without_formula


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1"]
)
def test_a_formula_is_made_a_text(text):
    assert without_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1+1", "门头沟区", "'=1"])
def test_other_texts_stay(text):
    assert without_formula(text) == text


def test_numbers_headers_and_missing_values_keep_their_kind():
    frame = pd.DataFrame({"=header": ["=1", None], "row": [-1, 2]})
    escaped = for_csv(frame)
    assert list(escaped.columns) == ["'=header", "row"]
    assert escaped["row"].tolist() == [-1, 2]
    assert escaped["'=header"].isna().tolist() == [False, True]
