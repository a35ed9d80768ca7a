"""What papermill loads by its entry point. It imports nothing, so that either may be imported first."""

from __future__ import annotations

from typing import Any


class WarmEntry:
    """Stands for `engine.WarmEngine` until a notebook is run."""

    @classmethod
    def execute_notebook(cls, *args: Any, **options: Any) -> Any:
        """As `engine.WarmEngine.execute_notebook`."""
        from .engine import WarmEngine

        return WarmEngine.execute_notebook(*args, **options)
