"""The example city's cube, made once."""

from __future__ import annotations

import pytest

from safetystats.cubes import Cube, run
from safetystats.project import shipped

FOLDERS = [shipped("data", "raw") / kind for kind in ("accidents", "hazards", "inspections")]


@pytest.fixture(scope="session")
def example_cube() -> Cube:
    """All accidents, hazards and inspections of the example city. Do not change it."""
    return run(FOLDERS)
