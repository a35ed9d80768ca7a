"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real ledgers, tables and letters beside the checkout; absent outside the workshop."""
    if not SHARED.is_dir():
        pytest.skip(
            "needs the folder of real ledgers and letters beside the checkout (../shared), which is absent"
        )
    return SHARED
