"""A made ledger of accidents, small enough to count by hand."""

from collections.abc import Callable

import pandas as pd
import pytest

from safetystats.schema import Basis

FATAL = Basis("all", "", "", ())


def _accidents_of(*groups: tuple, category: str = "工矿商贸", industry: str = "E 建筑业") -> pd.DataFrame:
    columns = ["occurred_on", "area", "times", "deaths"]
    table = pd.DataFrame([(*group, 1)[:4] for group in groups], columns=columns)
    rows = table.loc[table.index.repeat(table.pop("times").astype(int))].reset_index(drop=True)
    return rows.astype({"deaths": "Int64", "area": "str"}).assign(
        occurred_on=pd.to_datetime(rows["occurred_on"]), category=category, industry=industry, counted=True
    )


@pytest.fixture(scope="session")
def accidents_of() -> Callable[..., pd.DataFrame]:
    """Makes a ledger from groups of like accidents: (day, area, how many) or (…, deaths in each)."""
    return _accidents_of


@pytest.fixture(scope="session")
def fatal() -> Basis:
    """Counts fatal accidents of every category."""
    return FATAL
